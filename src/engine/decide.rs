//! What an incident decides by itself: which steps become ready or are skipped, cascading, in the file's order.

use super::calendar::{Calendar, What};
use super::call::Report;
use super::incident::{Incident, MarkState};
use super::plan::{only, steps_of};
use crate::model::StepSet;
use crate::record::{Fact, Recorder};
use crate::time::Time;
use std::collections::VecDeque;

/// What an incident needs of its arm to go on by itself.
pub(super) struct Scene<'a, R> {
    pub(super) arm: usize,
    pub(super) now: Time,
    pub(super) slot: u32,
    pub(super) calendar: &'a mut Calendar,
    pub(super) may_wait: &'a mut Vec<(u32, u8)>,
    pub(super) reports: &'a mut VecDeque<Report>,
    pub(super) recorder: &'a mut R,
}

impl<R: Recorder> Scene<'_, R> {
    #[inline]
    pub(super) fn tell(&mut self, incident: &Incident<'_>, fact: Fact) {
        if R::FACTS && incident.is.caller_of.is_none() {
            self.recorder.fact(self.arm, self.now, incident.is.number, fact);
        }
    }
}

impl Incident<'_> {
    /// Steps that are due become ready or are skipped, in the file's order, cascading.
    #[inline]
    pub(super) fn decide<R: Recorder>(&mut self, scene: &mut Scene<'_, R>) {
        while let Some(step) = steps_of(self.due).next() {
            self.due &= !only(step);
            let state = &mut self.steps[step];
            (state.ready, state.attempt_from) = (scene.now, scene.now);
            if self.carries_out(step) {
                self.waiting |= only(step);
                if self.plan.program.steps[step].patience.is_some() {
                    scene.may_wait.push((scene.slot, step as u8));
                }
                scene.tell(self, Fact::Ready { step });
            } else {
                self.skip(step, scene);
            }
        }
    }

    /// A step will not be carried out.
    pub(super) fn skip<R: Recorder>(&mut self, step: usize, scene: &mut Scene<'_, R>) {
        self.waiting &= !only(step);
        (self.steps[step].end, self.steps[step].timer) = (scene.now, 0);
        scene.tell(self, Fact::Skipped { step });
        self.finish(step, scene);
    }

    /// A step is done or skipped: what came after it may be due, what lasted until it ends.
    #[inline]
    pub(super) fn finish<R: Recorder>(&mut self, step: usize, scene: &mut Scene<'_, R>) {
        let plan = self.plan;
        self.finished |= only(step);
        for &mark in &plan.marks[step] {
            let nobody_left = plan.program.setters[mark] & !self.finished == 0;
            if nobody_left && (self.still_to_find_out | self.from_callers) & only(mark) == 0 {
                self.reach(mark, step as u8, scene);
            }
        }
        self.end_until(plan.until_step[step], step as u8, scene);
        self.make_due(plan.successors[step], step as u8);
    }

    /// A mark is set, if for the first time.
    #[inline]
    pub(super) fn set_mark<R: Recorder>(&mut self, mark: usize, step: u8, scene: &mut Scene<'_, R>) {
        if self.set & only(mark) == 0 {
            self.set |= only(mark);
            self.marks[mark] = MarkState { at: scene.now, step, rounds: self.rounds.len() as u8, order: self.marks_set };
            self.marks_set += 1;
            scene.tell(self, Fact::Marked { mark });
            if let Some(of) = self.is.caller_of {
                scene.reports.push_back(Report { of, mark: Some(mark) });
            }
            if self.plan.forming & only(mark) != 0 {
                self.form_beliefs(mark, scene);
            }
            self.reach(mark, step, scene);
        } else if self.reopened & only(mark) != 0 {
            self.reach(mark, step, scene);
        }
    }

    /// A mark is set, or nobody is left who could set it.
    #[inline]
    pub(super) fn reach<R: Recorder>(&mut self, mark: usize, step: u8, scene: &mut Scene<'_, R>) {
        if self.plan.awaited & only(mark) != 0 {
            self.reach_awaited(mark, step, scene);
        }
    }

    fn reach_awaited<R: Recorder>(&mut self, mark: usize, step: u8, scene: &mut Scene<'_, R>) {
        if self.reached & !self.reopened & only(mark) == 0 {
            self.reached |= only(mark);
            self.reopened &= !only(mark);
            let plan = self.plan;
            self.make_due(plan.watchers[mark], step);
            self.end_until(plan.until_mark[mark], step, scene);
        }
    }

    /// Of these steps, those at work last no longer.
    #[inline]
    fn end_until<R: Recorder>(&mut self, steps: StepSet, by: u8, scene: &mut Scene<'_, R>) {
        let ending = steps & self.until;
        self.until &= !ending;
        for step in steps_of(ending) {
            let timer = scene.calendar.add(scene.now, scene.slot, step as u8, What::StepEnd);
            let rounds = self.rounds.len() as u8;
            let state = &mut self.steps[step];
            (state.ended_by, state.end_rounds, state.timer) = (by, rounds, timer);
        }
    }
}
