//! The arrows of one program: who may be kept while somebody else is awaited.

use super::super::conditions::{both, contradicts_itself, follows};
use super::super::flags::Possible;
use super::super::order::steps_of;
use super::Edge;
use crate::model::{Condition, Conjunction, Lasts, PoolPlan, Program, Seats, Step, StepSet};
use crate::time::Time;

/// Words that a condition may have beyond what is known.
const DEPTH: usize = 12;

/// Looks for the arrows of one program.
pub(super) struct Search<'a> {
    pub(super) program: &'a Program,
    pub(super) possible: &'a Possible,
    pub(super) kind: usize,
    pub(super) pools: &'a [PoolPlan],
    pub(super) edges: &'a mut Vec<Edge>,
    /// Steps that somebody may give up, do without, or cancel.
    pub(super) may_fall_away: StepSet,
    /// By mark: the steps that set it before they end.
    pub(super) early: Vec<StepSet>,
}

fn is_limited(pool: &PoolPlan) -> bool {
    pool.seats != Seats::Unlimited
}

/// A step that waits for one of its people.
pub(super) struct Wait {
    pub(super) step: usize,
    /// Index in its staff.
    pub(super) index: usize,
    /// Whether it has begun, and rests because that one has been called away.
    pub(super) rests: bool,
    /// The alternative of its condition that holds, with that of the pool that is awaited.
    pub(super) given: Conjunction,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        program: &'a Program,
        possible: &'a Possible,
        (kind, pools): (usize, &'a [PoolPlan]),
        edges: &'a mut Vec<Edge>,
    ) -> Search<'a> {
        let steps = &program.steps;
        let which =
            |test: &dyn Fn(&Step) -> bool| steps.iter().enumerate().filter(|(_, is)| test(is)).fold(0, |set, (one, _)| set | 1 << one);
        let with_caller = which(&|is| is.staff.iter().any(|&role| program.roles[role].is_caller()));
        let hangs_up = steps.iter().any(|is| is.patience.is_some()) || pools.iter().any(|pool| pool.lines.is_some());
        let cancelled = steps.iter().fold(0, |set, is| set | is.cancels);
        let may_fall_away = cancelled | which(&|is| is.if_free.is_some()) | if hangs_up { with_caller } else { 0 };
        let sets_early =
            |mark: usize| which(&|is| is.marks_at_begin.contains(&mark) || is.marks_inside.iter().any(|&(_, inside)| inside == mark));
        let early = (0..program.setters.len()).map(sets_early).collect();
        Search { program, possible, kind, pools, edges, may_fall_away, early }
    }

    pub(super) fn edges(&mut self) {
        for step in 0..self.program.steps.len() {
            // A step with `if_free` gives up after a time, so it locks nobody before it has begun.
            let gives_up = self.program.steps[step].if_free.is_some();
            for index in 0..self.program.steps[step].staff.len() {
                let role = &self.program.roles[self.program.steps[step].staff[index]];
                let pools = self.pools;
                for (condition, pool) in role.filled_by.iter().filter(|(_, pool)| is_limited(&pools[*pool])) {
                    for when in &self.program.steps[step].when.0 {
                        for by in &condition.0 {
                            let mut wait = Wait { step, index, rests: false, given: both(when, by) };
                            if !gives_up {
                                self.edges_of(&wait, *pool);
                                self.edges_of_redo(&wait, *pool);
                            }
                            let is = &self.program.steps[step];
                            let is_timed = matches!(is.lasts, Lasts::Takes(_) | Lasts::Recorded(..));
                            if is.resumes && self.pools[*pool].preempts || is_timed && self.pools[*pool].hand_over.is_some() {
                                wait.rests = true;
                                self.edges_of(&wait, *pool);
                            }
                        }
                    }
                }
            }
        }
    }

    fn is_possible(&self, all: &Conjunction) -> bool {
        !contradicts_itself(all) && self.possible.allows(all)
    }

    fn edges_of(&mut self, wait: &Wait, awaits: usize) {
        let awaited = self.program.steps[wait.step].staff[wait.index];
        if !self.is_possible(&wait.given) || !wait.rests && self.has_already(wait, awaited) {
            return;
        }
        // Most people have either nothing left to do by then or not been taken, whatever the incident is like.
        let (most, certain) = (self.most_held_up(wait), self.certainly_not_begun(wait));
        let kept = |role: usize| role != awaited && self.program.roles[role].steps & most != 0;
        for role in (0..self.program.roles.len()).filter(|&role| kept(role)) {
            for taker in steps_of(self.program.roles[role].steps & !certain) {
                let may = |s: &Self, given: &Conjunction| s.may_be_kept(wait, role, taker, given);
                for (by, keeps) in self.givers(role) {
                    let edge = Edge { keeps, awaits, kind: self.kind, step: wait.step, role };
                    let together = by.0.iter().map(|by| both(by, &wait.given)).filter(|given| self.is_possible(given));
                    if !self.edges.contains(&edge) && together.into_iter().any(|given| may(self, &given)) {
                        self.edges.push(edge);
                    }
                }
            }
        }
    }

    /// The limited pools whose people may take a role, those that help included, and on which condition.
    fn givers(&self, role: usize) -> Vec<(&'a Condition, usize)> {
        let helpers = |pool: usize| self.pools[pool].overflow.iter().map(|helper| helper.pool);
        let given = self.program.roles[role].filled_by.iter();
        let all = given.flat_map(|(by, pool)| std::iter::once(*pool).chain(helpers(*pool)).map(move |pool| (by, pool)));
        all.filter(|(_, pool)| is_limited(&self.pools[*pool])).collect()
    }

    /// When steps are done again, somebody who went back after the first time is asked for while those are kept who came later.
    fn edges_of_redo(&mut self, wait: &Wait, awaits: usize) {
        let program = self.program;
        let awaited = program.steps[wait.step].staff[wait.index];
        let repeatable = program.steps.iter().filter_map(|step| step.redo.as_ref()).fold(0, |set, redo| set | redo.path);
        for (last, redo) in program.steps.iter().enumerate().filter_map(|(last, step)| Some((last, step.redo.as_ref()?))) {
            // Who takes part in the step that fails, or in one after it, has not gone.
            let (path, later) = (redo.path, self.after(last) | 1 << last);
            let is_still_there = steps_of(program.roles[awaited].steps).any(|step| {
                let is_later = step == last || self.surely_before(step, &wait.given) >> last & 1 == 1;
                is_later && self.surely_runs(step, &wait.given)
            });
            if path >> wait.step & 1 == 0 || is_still_there || !self.is_possible(&wait.given) {
                continue;
            }
            let held_up = later | repeatable & (self.after(wait.step) | 1 << wait.step);
            self.edges_from(wait, awaits, (awaited, held_up, !self.after(last)));
        }
    }

    /// Arrows from every role that one of the steps `takers` may have taken and one of `held_up` still needs.
    fn edges_from(&mut self, wait: &Wait, awaits: usize, (awaited, held_up, takers): (usize, StepSet, StepSet)) {
        let program = self.program;
        for role in (0..program.roles.len()).filter(|&role| role != awaited && program.roles[role].steps & held_up != 0) {
            for (by, keeps) in self.givers(role) {
                let taken = |given: Conjunction| {
                    let mut whens = steps_of(program.roles[role].steps & takers).flat_map(|step| &program.steps[step].when.0);
                    self.is_possible(&given) && whens.any(|when| self.is_possible(&both(when, &given)))
                };
                let edge = Edge { keeps, awaits, kind: self.kind, step: wait.step, role };
                if by.0.iter().map(|by| both(by, &wait.given)).any(taken) && !self.edges.contains(&edge) {
                    self.edges.push(edge);
                }
            }
        }
    }

    /// Whether a step that was certainly carried out before has brought the role already.
    fn has_already(&self, wait: &Wait, role: usize) -> bool {
        let earlier = self.program.steps[wait.step].staff[..wait.index].contains(&role);
        let before = self.surely_before(wait.step, &wait.given);
        earlier || self.program.roles[role].steps & before != 0
    }

    /// Steps that are certainly carried out and done when `step` is ready.
    fn surely_before(&self, step: usize, given: &Conjunction) -> StepSet {
        let mut passed: StepSet = 0;
        let mut next = self.program.steps[step].after;
        // A skipped step passes on what it came after.
        while next & !passed != 0 {
            let one = steps_of(next & !passed).next().unwrap_or_default();
            passed |= 1 << one;
            next |= self.program.steps[one].after;
        }
        steps_of(passed).filter(|&one| self.surely_runs(one, given)).fold(0, |set, one| set | 1 << one)
    }

    /// Whether a step is certainly carried out in such an incident.
    pub(super) fn surely_runs(&self, step: usize, given: &Conjunction) -> bool {
        let follows = || follows(given, &self.program.steps[step].when, DEPTH, &|all| self.possible.allows_values(all));
        given.ran >> step & 1 == 1 || self.may_fall_away >> step & 1 == 0 && follows()
    }

    /// Whether the role, taken by `taker`, may be kept until what is awaited came.
    fn may_be_kept(&self, wait: &Wait, role: usize, taker: usize, given: &Conjunction) -> bool {
        let steps = &self.program.steps;
        let taken_here = taker == wait.step;
        if taken_here {
            return self.kept_here(wait).contains(&role);
        }
        // The taker may have begun, so its running contradicts what is decided by it not having run ...
        let began = Conjunction { ran: 1 << taker, ..Conjunction::default() };
        // ... or have given up while it waited for others, and left to the incident whom it had.
        let waits_a_while = steps[taker].if_free.is_some_and(|within| within > Time::ZERO);
        let gave_up = waits_a_while || steps.iter().any(|step| step.cancels >> taker & 1 == 1);
        let ways = [Some(began), gave_up.then(Conjunction::default)];
        steps[taker].when.0.iter().flat_map(|when| ways.iter().flatten().map(move |way| both(when, way))).any(|taken| {
            let given = both(&taken, given);
            if !self.is_possible(&given) {
                return false;
            }
            let held_up = self.held_up(wait, &given);
            let takes_before = held_up.taken_before(self, taker, role);
            takes_before
                && steps_of(self.program.roles[role].steps & held_up.ends).any(|later| {
                    let still_to_come = later != taker || held_up.ends >> taker & 1 == 1;
                    still_to_come && steps[later].when.0.iter().any(|when| self.is_possible(&both(when, &given)))
                })
        })
    }

    /// The people that the waiting step itself has.
    pub(super) fn kept_here(&self, wait: &Wait) -> Vec<usize> {
        let staff = &self.program.steps[wait.step].staff;
        let others = staff.iter().copied().enumerate().filter(|&(index, _)| index < wait.index || wait.rests && index > wait.index);
        others.map(|(_, role)| role).collect()
    }
}
