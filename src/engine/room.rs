//! The control rooms of one arm: what time it is, what is to come, who is there and who asks for them. This is all that an
//! incident needs to go on by itself; of other incidents it knows nothing.

use super::calendar::Calendar;
use super::call::Report;
use super::incident::{Brought, Incident};
use super::pool::Pool;
use crate::model::{self, Model};
use crate::record::{Fact, Recorder};
use crate::time::Time;
use std::collections::VecDeque;

/// The state of an arm without its incidents.
#[derive(Debug)]
pub(super) struct Room<'m> {
    /// Index of the arm.
    pub(super) index: usize,
    pub(super) arm: &'m model::Arm,
    pub(super) now: Time,
    pub(super) calendar: Calendar,
    pub(super) pools: Vec<Pool>,
    /// Steps about to ask a pool, first come first served.
    pub(super) asks: VecDeque<(u32, u8)>,
    /// Pools with an idle seat and somebody waiting, perhaps.
    pub(super) dirty: Vec<u16>,
    /// Steps that became ready and may have to wait: a caller's patience and `if_free` begin to run.
    pub(super) may_wait: Vec<(u32, u8)>,
    /// What later calls tell their incidents.
    pub(super) reports: VecDeque<Report>,
    /// The last request, by name; names come round again when their earlier bearers are long gone.
    pub(super) tickets: u32,
    /// Whether some step may take another time than was drawn: somebody works faster or slower when helping, or learns.
    pub(super) has_paces: bool,
    /// By learning of the arm: incidents worked that count for it.
    pub(super) worked: Vec<u64>,
    /// Whether some step needs several people at once.
    pub(super) has_meetings: bool,
}

impl<'m> Room<'m> {
    pub(super) fn new(model: &'m Model, index: usize) -> Room<'m> {
        let (arm, study) = (&model.arms[index], &model.study);
        let window = (study.window_start, study.window_end());
        Room {
            index,
            arm,
            now: study.begin(),
            calendar: Calendar::default(),
            pools: arm.pools.iter().map(|plan| Pool::new(plan, study.begin(), window)).collect(),
            asks: VecDeque::new(),
            dirty: Vec::new(),
            may_wait: Vec::new(),
            reports: VecDeque::new(),
            tickets: 0,
            has_paces: !arm.learning.is_empty() || arm.pools.iter().flat_map(|pool| &pool.overflow).any(|helper| helper.speed != 1.0),
            worked: vec![0; arm.learning.len()],
            has_meetings: arm.programs.iter().flat_map(|program| &program.steps).any(|step| step.together.is_some()),
        }
    }

    /// Says that a pool may be able to serve its queue.
    #[inline]
    pub(super) fn is_dirty(&mut self, pool: usize) {
        if self.pools[pool].queued > 0 {
            self.dirty.push(pool as u16);
        }
    }

    /// An incident was worked to its end.
    #[inline(never)]
    pub(super) fn learn_from(&mut self, incident: &Brought) {
        for (worked, learning) in self.worked.iter_mut().zip(&self.arm.learning) {
            *worked += u64::from(learning.counts(incident.kind, incident.flags));
        }
    }

    #[inline]
    pub(super) fn tell<R: Recorder>(&self, incident: &Incident<'_>, fact: Fact, recorder: &mut R) {
        // Whoever listens hears of incidents; a later call is none.
        if R::FACTS && incident.is.caller_of.is_none() {
            recorder.fact(self.index, self.now, incident.is.number, fact);
        }
    }
}
