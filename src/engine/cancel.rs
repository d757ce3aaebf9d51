//! The first of two ways wins: a step that is done ends others, or lets them fall away, and frees their people.

use super::arm::Life;
use super::plan::{only, steps_of};
use super::state::Phase;
use crate::record::{Fact, Recorder};

impl Life<'_, '_> {
    /// Ends the steps that `step` cancels, in the file's order: one at work ends now without setting further marks; one that
    /// waits, or would come later, falls away.
    #[inline(never)]
    pub(super) fn cancel<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        for other in steps_of(self.open[slot as usize].plan.program.steps[step].cancels) {
            let incident = &self.open[slot as usize];
            let one = only(other);
            if incident.finished & one != 0 {
                continue;
            }
            let at_work = incident.ran & one != 0;
            if at_work {
                self.abort_work(slot, other);
            } else if incident.waiting & one != 0 {
                self.withdraw(slot, other);
            }
            self.tell(slot, Fact::Cancelled { step: other }, recorder);
            let now = self.room.now;
            let (incident, room) = self.scene(slot);
            if incident.ran & one == 0 && (incident.waiting | incident.due) & one == 0 {
                incident.steps[other].ready = now;
                incident.steps[other].attempt_from = now;
            }
            incident.cancelled |= one;
            (incident.waiting, incident.due, incident.until) = (incident.waiting & !one, incident.due & !one, incident.until & !one);
            incident.set_phase(other, Phase::Own);
            let rounds = incident.rounds.len() as u8;
            let state = &mut incident.steps[other];
            (state.end, state.ended_by, state.end_rounds, state.timer) = (now, step as u8, rounds, 0);
            incident.finish(other, &incident.plan.acts[other], room);
        }
    }
}
