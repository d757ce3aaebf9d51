//! The control rooms of one arm: what time it is, what is to come, who is there and who asks for them. This is all that an
//! incident needs to go on by itself; of other incidents it knows nothing.

use super::calendar::Calendar;
use super::incident::{Brought, Incident};
use super::plan::only;
use super::pool::Pool;
use super::unit::Report;
use crate::model::{self, MarkSet, Model};
use crate::record::{Fact, Number, Recorder};
use crate::time::Time;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The state of an arm without its incidents.
#[derive(Debug)]
pub(super) struct Room<'m> {
    /// Index of the arm.
    pub(super) index: usize,
    pub(super) arm: &'m model::Arm,
    /// See [`Model::lengths`].
    pub(super) lengths: &'m [Time],
    pub(super) now: Time,
    pub(super) calendar: Calendar,
    pub(super) pools: Vec<Pool>,
    /// Steps about to ask a pool, first come first served.
    pub(super) asks: VecDeque<(u32, u8)>,
    /// Pools with an idle seat and somebody waiting, perhaps.
    pub(super) dirty: Dirty,
    /// Steps that became ready and may have to wait: a caller's patience and `if_free` begin to run.
    pub(super) may_wait: Vec<(u32, u8)>,
    /// What later calls and units tell their incidents, and incidents their units.
    pub(super) reports: VecDeque<Report>,
    /// The last request, by name; names come round again when their earlier bearers are long gone.
    pub(super) tickets: u32,
    /// Whether some step may take another time than was drawn: somebody works faster or slower when helping, or learns.
    pub(super) has_paces: bool,
    /// Whether some pool helps another one.
    pub(super) has_helpers: bool,
    /// By learning of the arm: incidents worked that count for it.
    pub(super) worked: Vec<u64>,
    /// Whether some step needs several people at once.
    pub(super) has_meetings: bool,
    /// Whether there are later calls or units, who may ask for marks of their incident; by slot: whose marks they are.
    pub(super) has_others: bool,
    marks_of: Vec<(Number, MarkSet)>,
    /// Of incidents that have closed: their marks, and how many later calls about them have not ended.
    kept_marks: BTreeMap<Number, (MarkSet, u32)>,
}

/// A set of pools; most scenarios have few.
#[derive(Debug, Default)]
pub(super) struct Dirty {
    first: u64,
    /// Those from 64 on.
    others: BTreeSet<usize>,
}

impl Dirty {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.others.is_empty()
    }

    #[inline]
    pub(super) fn add(&mut self, pool: usize) {
        match pool {
            0..64 => self.first |= only(pool),
            _ => drop(self.others.insert(pool)),
        }
    }

    /// The first in the file's order.
    #[inline]
    pub(super) fn first(&self) -> Option<usize> {
        if self.first != 0 { Some(self.first.trailing_zeros() as usize) } else { self.others.first().copied() }
    }

    #[inline]
    pub(super) fn remove(&mut self, pool: usize) {
        match pool {
            0..64 => self.first &= !only(pool),
            _ => drop(self.others.remove(&pool)),
        }
    }
}

impl<'m> Room<'m> {
    pub(super) fn new(model: &'m Model, index: usize) -> Room<'m> {
        let (arm, study) = (&model.arms[index], &model.study);
        let programs = || arm.programs.iter().flat_map(|program| program.units.iter().map(|unit| &unit.program).chain([program]));
        Room {
            index,
            arm,
            lengths: &model.lengths,
            now: study.begin(),
            calendar: Calendar::default(),
            pools: arm.pools.iter().map(|plan| Pool::new(plan, study)).collect(),
            asks: VecDeque::new(),
            dirty: Dirty::default(),
            may_wait: Vec::new(),
            reports: VecDeque::new(),
            tickets: 0,
            has_paces: !arm.learning.is_empty() || arm.pools.iter().flat_map(|pool| &pool.overflow).any(|helper| helper.speed != 1.0),
            has_helpers: arm.pools.iter().any(|pool| !pool.overflow.is_empty()),
            worked: vec![0; arm.learning.len()],
            has_meetings: programs().flat_map(|program| &program.steps).any(|step| step.together.is_some()),
            has_others: programs().any(|program| !program.units.is_empty()) || arm.callers.iter().any(Option::is_some),
            marks_of: Vec::new(),
            kept_marks: BTreeMap::new(),
        }
    }

    /// Says that a pool may be able to serve its queue.
    #[inline]
    pub(super) fn is_dirty(&mut self, pool: usize) {
        if self.pools[pool].queued > 0 {
            self.dirty.add(pool);
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
        if R::FACTS {
            match (incident.is.sent, incident.is.of) {
                (Some(sent), _) => recorder.unit_fact(self.index, self.now, incident.is.number, sent.which.into(), fact),
                (None, None) => recorder.fact(self.index, self.now, incident.is.number, fact),
                (None, Some(_)) => recorder.call_fact(self.index, self.now, incident.is.number, incident.is.call as usize, fact),
            }
        }
    }

    /// The marks that an incident has set, for whoever is about it.
    #[inline(never)]
    pub(super) fn marks_of(&self, (slot, number): (u32, Number)) -> MarkSet {
        let kept = || self.kept_marks.get(&number).map_or(0, |&(set, _)| set);
        self.marks_of.get(slot as usize).filter(|known| known.0 == number).map_or_else(kept, |known| known.1)
    }

    /// An incident has closed about which there will be, or are, so many calls.
    #[cold]
    pub(super) fn keep_marks(&mut self, number: Number, set: MarkSet, calls: u32) {
        self.kept_marks.insert(number, (set, calls));
    }

    /// A call about an incident that has closed has ended.
    #[cold]
    pub(super) fn call_ended(&mut self, number: Number) {
        if let Some((_, calls)) = self.kept_marks.get_mut(&number) {
            *calls -= 1;
            if *calls == 0 {
                self.kept_marks.remove(&number);
            }
        }
    }

    /// Notes the marks that an incident has set.
    #[inline(never)]
    pub(super) fn note_marks(&mut self, slot: u32, number: Number, set: MarkSet) {
        let slot = slot as usize;
        if self.marks_of.len() <= slot {
            self.marks_of.resize(slot + 1, (Number::MAX, 0));
        }
        self.marks_of[slot] = (number, set);
    }
}
