//! Later calls about an incident. Each goes through a chain of its own, takes people's time and may tell the incident something,
//! but it is no incident: nothing of it is counted but seats and waits.

use super::arm::Life;
use super::calendar::What;
use super::incident::Brought;
use super::state::NO_STEP;
use super::unit::{News, Report};
use crate::model::{Flags, LogRow};
use crate::random::{Key, Purpose, Scope};
use crate::record::{Fact, Number, Recorder};
use crate::time::Time;

/// The name of the draws that say who calls and when.
const CALLERS: Key = Key::of("callers");

/// Calls to come; places are used again.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Brought>,
    free: Vec<u32>,
}

impl<'m> Life<'m, '_> {
    /// An incident has arrived: who else will call, and when, by draws that belong to the incident whatever the arm does.
    pub(super) fn expect_calls(&mut self, slot: u32) {
        let is = self.open[slot as usize].is;
        let Some(callers) = &self.model.types[is.kind].callers else { return };
        let number = callers.more.value(is.block.draw(CALLERS, Purpose::Callers, 0));
        for k in 0..number {
            let block = is.block.below(Scope::Caller, k.into());
            let after = Time::from_seconds(block.value(&callers.after, CALLERS, Purpose::Call, 0));
            let has = |&&(_, share, key): &&(usize, f64, Key)| block.draw(key, Purpose::Flag, 0).get() < share;
            let own = callers.flags.iter().filter(has).fold(0, |set: Flags, (flag, ..)| set | 1 << flag);
            let (of, lengths) = (Some((slot, is.number)), LogRow::NO_LENGTHS);
            let call = Brought { flags: is.flags | own, block, of, call: k, lengths, counted: false, ..is };
            let place = self.calls.free.pop().unwrap_or_else(|| {
                self.calls.calls.push(call);
                (self.calls.calls.len() - 1) as u32
            });
            self.calls.calls[place as usize] = call;
            self.room.calendar.add(self.room.now + after, place, 0, What::Call);
        }
        let incident = &mut self.open[slot as usize];
        incident.calls_left = number;
        incident.from_callers = if number > 0 { incident.plan.program.with_thresholds(callers.marks) } else { 0 };
    }

    /// Somebody else calls about an incident that is open, or was.
    pub(super) fn call<R: Recorder>(&mut self, place: u32, recorder: &mut R) {
        let call = Brought { arrival: self.room.now, ..self.calls.calls[place as usize] };
        self.calls.free.push(place);
        let Some(of) = call.of else { unreachable!("a later call is about an incident") };
        let plan = self.callers[call.kind].as_ref().filter(|_| self.admits());
        let Some(plan) = plan else {
            self.room.reports.push_back(Report { of, from: None, news: News::Ended });
            return;
        };
        let slot = self.slot_for(plan);
        let incident = &mut self.open[slot as usize];
        incident.begin(plan, call);
        self.open_incidents += 1;
        incident.make_due(plan.first, plan.first, NO_STEP);
        self.tell(slot, Fact::Arrived, recorder);
        self.settle(slot, recorder);
        self.react(recorder);
        self.check_open(recorder);
    }

    /// Everything about a later call is done.
    pub(super) fn end_call(&mut self, slot: u32, of: (u32, Number)) {
        let incident = &mut self.open[slot as usize];
        incident.beliefs.clear();
        incident.closed = true;
        self.open_incidents -= 1;
        self.free.push(slot);
        self.room.reports.push_back(Report { of, from: None, news: News::Ended });
    }
}
