//! What people believe about who is needed: a picture formed at a mark, right or wrong, until the truth is found out.

use super::arm::Life;
use super::calendar::What;
use super::incident::Incident;
use super::plan::{only, steps_of};
use super::room::Room;
use crate::random::Purpose;
use crate::record::Recorder;
use crate::time::Time;

/// One belief of an incident.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BeliefState {
    /// The event that brings out the truth, by name; 0: none to come.
    pub(super) timer: u64,
}

impl Incident<'_> {
    /// Somebody forms a picture, because `mark` was set for the first time. One uniform number per incident and agency: whoever
    /// is recognised at a low sensitivity also is at a higher one.
    #[cold]
    pub(super) fn form_beliefs(&mut self, mark: usize, room: &mut Room<'_>) {
        for (index, belief) in self.plan.program.beliefs.iter().enumerate().filter(|(_, belief)| belief.at == mark) {
            let (flags, block) = (self.is.flags, self.is.block);
            let u = block.draw(belief.key, Purpose::Belief, 0).get();
            let needed = self.is.needs & 1 << belief.agency != 0;
            let chance = if needed { *belief.sensitivity.get(flags) } else { 1.0 - belief.specificity.get(flags) };
            if u < chance {
                self.believed |= 1 << belief.agency;
            }
            if let Some((after, mark)) = &belief.found_out {
                let lasts = Time::from_seconds(block.value(after.get(flags), belief.key, Purpose::FoundOut, 0));
                let timer = room.calendar.add(room.now + lasts, self.slot, index as u8, What::FoundOut);
                self.beliefs[index].timer = timer;
                self.still_to_find_out |= mark.map_or(0, only);
            }
        }
    }

    /// Whether some truth will still come out.
    pub(super) fn will_find_out(&self) -> bool {
        self.beliefs.iter().any(|belief| belief.timer != 0)
    }
}

impl Life<'_, '_> {
    /// The truth about an agency is known from now on, if the incident is still open.
    pub(super) fn find_out<R: Recorder>(&mut self, slot: u32, index: usize, order: u64, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        let Some(state) = incident.beliefs.get_mut(index).filter(|state| state.timer == order) else { return };
        state.timer = 0;
        let program = incident.plan.program;
        let belief = &program.beliefs[index];
        let agency = 1 << belief.agency;
        incident.believed = incident.believed & !agency | incident.is.needs & agency;
        let Some(mark) = belief.found_out.as_ref().and_then(|(_, mark)| *mark) else { return };
        let others = |(other, state): (usize, &BeliefState)| {
            state.timer != 0 && program.beliefs[other].found_out.as_ref().is_some_and(|(_, same)| *same == Some(mark))
        };
        if !incident.beliefs.iter().enumerate().any(others) {
            incident.still_to_find_out &= !only(mark);
        }
        let formed = incident.marks[belief.at];
        let (due, until) = (incident.due, incident.until);
        incident.set_mark(mark, formed.step, room, recorder);
        // The way back leads to the picture as it was formed, whatever has been done again since.
        incident.marks[mark].rounds = formed.rounds;
        for step in steps_of(incident.due & !due) {
            incident.steps[step].rounds = formed.rounds;
        }
        for step in steps_of(until & !incident.until) {
            incident.steps[step].end_rounds = formed.rounds;
        }
        self.settle(slot, recorder);
    }
}
