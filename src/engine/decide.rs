//! What an incident decides by itself: which steps become ready or are skipped, cascading, in the file's order.

use super::calendar::What;
use super::incident::Incident;
use super::plan::{Act, only, steps_of};
use super::room::Room;
use super::state::MarkState;
use crate::model::StepSet;
use crate::record::{Fact, Recorder};

impl Incident<'_> {
    /// Steps that are due become ready or are skipped, in the file's order, cascading.
    #[inline]
    pub(super) fn decide<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) {
        while self.due != 0 {
            let step = self.due.trailing_zeros() as usize;
            self.due &= self.due - 1;
            let state = &mut self.steps[step];
            (state.ready, state.attempt_from) = (room.now, room.now);
            if self.carries_out(step, room) {
                self.waiting |= only(step);
                if self.plan.patient & only(step) != 0 {
                    room.may_wait.push((self.slot, step as u8));
                }
                room.tell(self, Fact::Ready { step }, recorder);
            } else {
                self.skip(step, room, recorder);
            }
        }
    }

    /// A step will not be carried out.
    #[inline(never)]
    pub(super) fn skip<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        self.waiting &= !only(step);
        (self.steps[step].end, self.steps[step].timer) = (room.now, 0);
        room.tell(self, Fact::Skipped { step }, recorder);
        self.finish(step, &self.plan.acts[step], room);
    }

    /// A step is done or skipped: what came after it may be due, what lasted until it ends.
    #[inline(always)]
    pub(super) fn finish(&mut self, step: usize, act: &Act<'_>, room: &mut Room<'_>) {
        let plan = self.plan;
        self.finished |= only(step);
        for mark in steps_of(act.awaited) {
            let nobody_left = plan.program.setters[mark] & !self.finished == 0;
            if nobody_left && (self.still_to_find_out | self.from_callers | self.from_units) & only(mark) == 0 {
                self.reach_awaited(mark, step as u8, room);
            }
        }
        if self.is.sent.is_some() || plan.moves & only(step) != 0 {
            self.may_tell_less(step as u8, room);
        }
        self.end_until(act.until, step as u8, room);
        self.make_due(act.successors, act.followers, step as u8);
    }

    /// A mark is set, if for the first time.
    #[inline]
    pub(super) fn set_mark<R: Recorder>(&mut self, mark: usize, step: u8, room: &mut Room<'_>, recorder: &mut R) {
        if self.set & only(mark) == 0 {
            self.set |= only(mark);
            self.marks[mark] = MarkState { at: room.now, step, rounds: self.rounds.len() as u8, order: self.marks_set };
            self.marks_set += 1;
            room.tell(self, Fact::Marked { mark }, recorder);
            if room.has_others {
                self.tell_of(mark, step, room);
            }
            if self.plan.forming & only(mark) != 0 {
                self.form_beliefs(mark, room);
            }
            self.reach(mark, step, room);
        } else if self.reopened & only(mark) != 0 {
            self.reach(mark, step, room);
        }
    }

    /// A mark is set, or nobody is left who could set it.
    #[inline]
    pub(super) fn reach(&mut self, mark: usize, step: u8, room: &mut Room<'_>) {
        if self.plan.awaited & only(mark) != 0 {
            self.reach_awaited(mark, step, room);
        }
    }

    fn reach_awaited(&mut self, mark: usize, step: u8, room: &mut Room<'_>) {
        if self.reached & !self.reopened & only(mark) == 0 {
            self.reached |= only(mark);
            self.reopened &= !only(mark);
            let plan = self.plan;
            self.make_due(plan.watchers[mark], 0, step);
            self.end_until(plan.until_mark[mark], step, room);
            if self.open_units > 0 && plan.heard & only(mark) != 0 {
                self.tell_units(mark, step, room);
            }
        }
    }

    /// Of these steps, those at work last no longer.
    #[inline]
    fn end_until(&mut self, steps: StepSet, by: u8, room: &mut Room<'_>) {
        let ending = steps & self.until;
        self.until &= !ending;
        for step in steps_of(ending) {
            let timer = room.calendar.add(room.now, self.slot, step as u8, What::StepEnd);
            let rounds = self.rounds.len() as u8;
            let state = &mut self.steps[step];
            (state.ended_by, state.end_rounds, state.timer) = (by, rounds, timer);
        }
    }
}
