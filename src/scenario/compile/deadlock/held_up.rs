//! What cannot happen before a wait is over: which steps cannot begin or be done, and who is engaged in them until then.

use super::super::order::steps_of;
use super::arrows::{Search, Wait};
use crate::model::{Conjunction, Lasts, StepSet};

/// What cannot happen before a wait is over.
pub(super) struct HeldUp {
    /// Steps that cannot become ready.
    pub(super) begins: StepSet,
    /// Steps that have not begun before a step that rests; of others the two are the same.
    pub(super) not_begun: Option<StepSet>,
    /// Steps that cannot be done.
    pub(super) ends: StepSet,
    /// By role: the steps in which this person of the incident is engaged until then.
    engaged_in: Vec<StepSet>,
    pub(super) wait: usize,
}

impl HeldUp {
    /// A step that needs somebody who is engaged in another one is not done either, and engages those it has asked for before.
    fn blocks(&mut self, search: &Search<'_>, step: usize, whoever: bool) {
        let is = &search.program.steps[step];
        let Some(index) = self.blocked_at(search, step) else { return };
        self.ends |= 1 << step;
        if whoever || self.begins >> step & 1 == 0 {
            for &role in if whoever { &is.staff[..] } else { &is.staff[..index] } {
                self.engaged_in[role] |= 1 << step;
            }
        }
    }

    /// The index of the first of a step's people who is engaged in another step.
    fn blocked_at(&self, search: &Search<'_>, step: usize) -> Option<usize> {
        let is = &search.program.steps[step];
        if is.alongside || is.if_free.is_some() {
            return None;
        }
        is.staff.iter().position(|&role| self.engaged_in[role] & !(1 << step) != 0)
    }

    /// Whether a step may have taken a role although the wait is not over.
    pub(super) fn taken_before(&self, search: &Search<'_>, taker: usize, role: usize) -> bool {
        let staff = &search.program.steps[taker].staff;
        let place = staff.iter().position(|&listed| listed == role).unwrap_or(staff.len());
        self.not_begun.unwrap_or(self.begins) >> taker & 1 == 0 && self.blocked_at(search, taker).is_none_or(|index| place < index)
    }
}

impl Search<'_> {
    /// Everything that cannot happen before the wait is over.
    pub(super) fn held_up(&self, wait: &Wait, given: &Conjunction) -> HeldUp {
        let mut asked: (StepSet, StepSet) = (0, 0);
        let mut held = self.holds_up(wait, false, &mut |step| {
            // The same steps are asked about again and again, and the answer costs the most.
            if asked.0 >> step & 1 == 0 {
                asked = (asked.0 | 1 << step, asked.1 | u64::from(self.surely_runs(step, given)) << step);
            }
            asked.1 >> step & 1 == 1
        });
        held.not_begun = wait.rests.then(|| self.after(wait.step));
        held
    }

    /// Every step that cannot be done before the wait is over in some incident, and perhaps more.
    pub(super) fn most_held_up(&self, wait: &Wait) -> StepSet {
        self.holds_up(wait, true, &mut |_| false).ends
    }

    /// Steps that have not begun before the wait is over in any incident.
    pub(super) fn certainly_not_begun(&self, wait: &Wait) -> StepSet {
        let steps = &self.program.steps;
        let mut found: StepSet = 0;
        // A step that rests has begun; who begins after it is asked for where it matters.
        if wait.rests {
            return found;
        }
        loop {
            let later = |&one: &usize| one != wait.step && steps[one].after & (found | 1 << wait.step) != 0;
            let more = (0..steps.len()).filter(later).fold(found, |set, one| set | 1 << one);
            if more == found {
                return found;
            }
            found = more;
        }
    }

    /// What cannot happen before the wait is over where those steps are certainly carried out of which `surely` says so; with
    /// `whoever`, everybody of a step that is not done counts as engaged in it, whoever may in truth be free.
    fn holds_up(&self, wait: &Wait, whoever: bool, surely: &mut dyn FnMut(usize) -> bool) -> HeldUp {
        let steps = &self.program.steps;
        let engaged_in = vec![0; self.program.roles.len()];
        let mut held = HeldUp { begins: 0, not_begun: None, ends: 1 << wait.step, engaged_in, wait: wait.step };
        if !steps[wait.step].alongside {
            self.kept_here(wait).into_iter().for_each(|role| held.engaged_in[role] |= 1 << wait.step);
        }
        let found = |held: &HeldUp| (held.begins, held.ends, held.engaged_in.iter().map(|steps| steps.count_ones()).sum::<u32>());
        loop {
            let before = found(&held);
            for step in (0..steps.len()).filter(|&step| step != wait.step) {
                // What is held up stays so: only more is found.
                if held.begins >> step & 1 == 0 && self.is_held_up(step, &held, surely) {
                    held.begins |= 1 << step;
                    held.ends |= 1 << step;
                }
                match steps[step].lasts {
                    _ if held.ends >> step & 1 == 1 => {}
                    Lasts::UntilStep(other) if held.ends >> other & 1 == 1 => held.ends |= 1 << step,
                    Lasts::UntilMark(mark) if self.waits_for_mark(mark, &held, surely) => held.ends |= 1 << step,
                    _ => {}
                }
                held.blocks(self, step, whoever);
            }
            if before == found(&held) {
                return held;
            }
        }
    }

    /// Whether a step cannot become ready.
    fn is_held_up(&self, step: usize, held: &HeldUp, surely: &mut dyn FnMut(usize) -> bool) -> bool {
        let is = &self.program.steps[step];
        is.after & held.ends != 0
            || is.after_any & held.ends != 0 && !steps_of(is.after_any & !held.ends).any(&mut *surely)
            || steps_of(is.after_marks).any(|mark| self.waits_for_mark(mark, held, surely))
    }

    /// Whether a mark cannot be reached: nobody certainly sets it who is not held up.
    fn waits_for_mark(&self, mark: usize, held: &HeldUp, surely: &mut dyn FnMut(usize) -> bool) -> bool {
        let (setters, early) = (self.program.setters[mark], self.early[mark] & !(1 << held.wait));
        let late = setters & (early & held.begins | !early & held.ends);
        late != 0 && !steps_of(setters & !late).any(surely)
    }

    /// Every step that waits for this one, or lasts until something that does.
    pub(super) fn after(&self, step: usize) -> StepSet {
        let waits_for = |one: usize, reached: StepSet| {
            let is = &self.program.steps[one];
            let setters = steps_of(is.after_marks).fold(0, |set, mark| set | self.program.setters[mark]);
            let until = match is.lasts {
                Lasts::UntilStep(other) => 1 << other,
                Lasts::UntilMark(mark) => self.program.setters[mark],
                Lasts::Takes(_) | Lasts::Recorded(..) => 0,
            };
            (is.after | is.after_any | setters | until) & reached != 0
        };
        let mut reached: StepSet = 1 << step;
        loop {
            let more = (0..self.program.steps.len()).filter(|&one| waits_for(one, reached)).fold(reached, |set, one| set | 1 << one);
            if more == reached {
                return reached & !(1 << step);
            }
            reached = more;
        }
    }
}
