//! Steps that are done again: information was missing, a message went astray, the caller has to be called back.
//!
//! A step with `redo` that fails is not done. The steps on a path from the named one to it are as if they had not happened; what
//! became of them is kept as a *round*, because the critical path leads through it. Marks that are set stay set.

use super::incident::Incident;
use super::plan::{only, steps_of};
use super::room::Room;
use super::state::{Obtained, Round, StepState};
use crate::model::Redo;
use crate::random::Purpose;
use crate::record::{Fact, Recorder};

/// Rounds of one incident, whatever the chances: the critical path counts them in a byte.
const MOST_ROUNDS: usize = 250;

impl<'m> Incident<'m> {
    /// Whether a step that ends has to be done again.
    #[inline(never)]
    pub(super) fn fails(&self, step: usize, redo: &Redo) -> bool {
        let (state, listed) = (&self.steps[step], &self.plan.program.steps[step]);
        self.rounds.iter().filter(|round| usize::from(round.failed) == step).count() < usize::from(redo.at_most)
            && self.rounds.len() < MOST_ROUNDS
            && self.is.block.draw(listed.key, Purpose::Redo, state.pass.into()).get() < *redo.chance.get(self.is.flags)
    }

    /// Begins again with the step that `redo` names. What came after a step of the path without being on it is not repeated.
    #[cold]
    pub(super) fn begin_again<R: Recorder>(&mut self, step: usize, redo: &Redo, room: &mut Room<'_>, recorder: &mut R) {
        let round = self.rounds.len() as u8;
        let again = redo.path & (self.finished | only(step)) & !self.plan.left_out;
        self.steps[step].end_rounds = round;
        let kept = steps_of(again).map(|one| (one as u8, self.steps[one], self.obtained_by(one).to_vec())).collect();
        self.is_unusual = true;
        self.rounds.push(Round { failed: step as u8, steps: kept, ran: again & self.ran });
        for one in steps_of(again) {
            let StepState { pass, attempt, .. } = self.steps[one];
            self.steps[one] = StepState { pass: pass + 1, attempt, ..StepState::fresh(room.now) };
        }
        (self.finished, self.ran, self.cancelled) = (self.finished & !again, self.ran & !again, self.cancelled & !again);
        self.reopened |= steps_of(again).flat_map(|one| &self.plan.marks[one]).fold(0, |marks, &mark| marks | only(mark)) & self.reached;
        room.tell(self, Fact::Redone { step }, recorder);
        // A step that has not been done yet is not begun a second time: the others wait for it, unless what they came after holds still.
        let first = if again & only(redo.from) != 0 { only(redo.from) } else { again };
        self.make_due(first, 0, step as u8);
        // What made them ready is the end of this round, not something after it.
        for one in steps_of(self.due & first) {
            self.steps[one].rounds = round;
        }
    }

    /// When and how a step got its people so far.
    #[inline]
    pub(super) fn obtained_by(&self, step: usize) -> &[Obtained] {
        let first = self.plan.acts[step].staff_at;
        &self.obtained[first..first + usize::from(self.steps[step].next)]
    }

    /// What became of a step as it was after so many rounds: its state, its people, whether it was carried out.
    #[inline]
    pub(super) fn as_of(&self, step: usize, rounds: u8) -> (&StepState, &[Obtained], bool) {
        if self.rounds.len() > usize::from(rounds)
            && let Some(earlier) = self.as_of_round(step, rounds)
        {
            return earlier;
        }
        (&self.steps[step], self.obtained_by(step), self.ran & only(step) != 0)
    }

    /// See [`Incident::as_of`]; nothing if it has not been done again since.
    #[inline(never)]
    fn as_of_round(&self, step: usize, rounds: u8) -> Option<(&StepState, &[Obtained], bool)> {
        self.rounds.iter().skip(rounds.into()).find_map(|round| {
            let (_, state, obtained) = round.steps.iter().find(|(one, ..)| usize::from(*one) == step)?;
            Some((state, obtained.as_slice(), round.ran & only(step) != 0))
        })
    }
}
