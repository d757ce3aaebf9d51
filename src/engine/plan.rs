//! A program with everything looked up that the engine would otherwise search for: who comes after what, who may be waiting.

use crate::distribution::Distribution;
use crate::model::{Choice, Flags, Lasts, MarkSet, Program, Role, Step, StepSet};
use crate::random::Key;
use crate::time::Time;
use std::sync::OnceLock;

/// The steps of a set, in the file's order.
pub(super) fn steps_of(mut set: StepSet) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let step = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(step)
    })
}

/// The set that holds one step, or one mark.
pub(super) const fn only(index: usize) -> u64 {
    1 << index
}

/// The pool of a role that has no alternatives.
fn only_pool(role: &Role) -> Option<u16> {
    match role.filled_by.as_slice() {
        [(when, pool)] if when.is_always() => Some(*pool as u16),
        _ => None,
    }
}

/// The marks that some step waits for.
fn awaited(program: &Program) -> MarkSet {
    let of = |step: &Step| match step.lasts {
        Lasts::UntilMark(mark) => step.after_marks | only(mark),
        _ => step.after_marks,
    };
    program.steps.iter().fold(0, |all, step| all | of(step))
}

/// What a step comes after, as [`crate::model::Step`] has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct After {
    pub(super) all: StepSet,
    pub(super) any: StepSet,
    pub(super) marks: MarkSet,
}

/// How long a step lasts, if that is easily said.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length<'m> {
    /// Always the same.
    Fixed(Time),
    /// Drawn from the same distribution for every incident, when it arrives: draws that need not be waited for cost little.
    Drawn(&'m Distribution),
    /// Anything else.
    Other,
}

/// What the engine asks about a step at every turn, side by side: what few steps have is one bit here, and looked up in the
/// program where it is set.
#[derive(Clone, Debug)]
pub(super) struct Act<'m> {
    pub(super) listed: &'m Step,
    pub(super) after: After,
    /// The steps to look at when it is done or skipped; and those of them that come after it alone.
    pub(super) successors: StepSet,
    pub(super) followers: StepSet,
    /// The steps that last until it.
    pub(super) until: StepSet,
    /// Of the marks that it could set, those that somebody waits for.
    pub(super) awaited: MarkSet,
    pub(super) stage: usize,
    pub(super) staff: &'m [usize],
    /// Where its people begin in the incident's list of who was obtained when.
    pub(super) staff_at: usize,
    pub(super) marks_at_end: &'m [usize],
    pub(super) key: Key,
    pub(super) length: Length<'m>,
    pub(super) alongside: bool,
    /// Whether it has `if_free` or `together`.
    pub(super) at_once: bool,
    /// Whether it sets marks before it ends.
    pub(super) marks_early: bool,
    /// Whether its end may be more than an end: something is done again, cancelled, sent or recalled.
    pub(super) moves_others: bool,
}

impl<'m> Act<'m> {
    fn new(listed: &'m Step, staff_at: usize) -> Act<'m> {
        let length = match &listed.lasts {
            Lasts::Takes(Choice::One(takes)) => {
                takes.fixed().map_or(Length::Drawn(takes), |seconds| Length::Fixed(Time::from_seconds(seconds)))
            }
            _ => Length::Other,
        };
        Act {
            listed,
            after: After { all: listed.after, any: listed.after_any, marks: listed.after_marks },
            successors: 0,
            followers: 0,
            until: 0,
            awaited: 0,
            stage: listed.stage,
            staff: &listed.staff,
            staff_at,
            marks_at_end: &listed.marks_at_end,
            key: listed.key,
            length,
            alongside: listed.alongside,
            at_once: listed.if_free.is_some() || listed.together.is_some(),
            marks_early: !(listed.marks_at_begin.is_empty() && listed.marks_inside.is_empty()),
            moves_others: listed.redo.is_some() || listed.cancels != 0 || listed.sends.is_some() || listed.recalls.is_some(),
        }
    }
}

/// A program, prepared once for all replications.
#[derive(Debug)]
pub(super) struct Plan<'m> {
    pub(super) program: &'m Program,
    /// Steps left out of this plan: skipped from the start.
    pub(super) left_out: StepSet,
    /// Steps certain never to begin, if that is known of every incident with this plan.
    pub(super) past: Option<StepSet>,
    /// Every step.
    pub(super) all: StepSet,
    /// Steps that are ready on arrival.
    pub(super) first: StepSet,
    /// By step.
    pub(super) acts: Vec<Act<'m>>,
    /// By mark: the steps to look at when it is reached, and those that last until it.
    pub(super) watchers: Vec<StepSet>,
    pub(super) until_mark: Vec<StepSet>,
    /// Marks that some step waits for.
    pub(super) awaited: MarkSet,
    /// Marks that its steps may set.
    pub(super) own: MarkSet,
    /// Steps that send units or turn them back; what each of them, in the order of the steps, may set thereby; all of it.
    pub(super) moves: StepSet,
    pub(super) told_by: Vec<(usize, MarkSet)>,
    pub(super) from_units: MarkSet,
    /// Marks that its units wait for.
    pub(super) heard: MarkSet,
    /// Marks that it waits for and none of its steps sets: they come from others, or never.
    pub(super) from_others: MarkSet,
    /// Marks at which somebody forms a picture.
    pub(super) forming: MarkSet,
    /// By step: every mark it could set.
    pub(super) marks: Vec<Vec<usize>>,
    /// Length of an incident's list of who was obtained when.
    pub(super) staff: usize,
    /// Steps in the order in which they take the incident's own people.
    by_order: Vec<u8>,
    /// Whether that is the file's order.
    in_file_order: bool,
    /// Steps whose length is [`Length::Drawn`], if they may begin at all, with what it is drawn from and where.
    pub(super) drawn: Vec<(usize, &'m Distribution, Key)>,
    /// Steps with a condition; those of them that ask for more than flags.
    pub(super) conditional: StepSet,
    pub(super) asks_later: StepSet,
    /// Whether some step lasts until something.
    pub(super) until_something: bool,
    /// Whether there are beliefs, marks that are counted, or units.
    pub(super) has_more: bool,
    /// Steps that callers wait for with patience.
    pub(super) patient: StepSet,
    /// Steps from which people may be called away.
    pub(super) resumes: StepSet,
    /// Steps that list the caller.
    pub(super) with_caller: StepSet,
    /// Roles that are the caller's.
    pub(super) of_caller: u64,
    /// By role: the steps that list it, and the only pool that fills it, if there is but one.
    pub(super) roles: Vec<(StepSet, Option<u16>)>,
}

impl<'m> Plan<'m> {
    pub(super) fn new(program: &'m Program, marks: usize) -> Plan<'m> {
        let steps = &program.steps;
        let which = |test: &dyn Fn(usize) -> bool| (0..steps.len()).filter(|&s| test(s)).fold(0, |set, s| set | only(s));
        let mut by_order: Vec<u8> = (0..steps.len() as u8).collect();
        by_order.sort_by_key(|&s| (steps[usize::from(s)].order, s));
        let told_by: Vec<(usize, MarkSet)> =
            steps.iter().enumerate().filter_map(|(s, step)| Some((s, step.sends.as_ref()?.marks))).collect();
        let heard = program.units.iter().fold(0, |all, unit| all | awaited(&unit.program));
        let mut staff = 0;
        let mut acts: Vec<Act<'m>> = Vec::new();
        let asks_later = which(&|s| steps[s].when.0.iter().any(|all| all.asks_later()));
        for (x, step) in steps.iter().enumerate() {
            acts.push(Act { until: which(&|s| steps[s].lasts == Lasts::UntilStep(x)), ..Act::new(step, staff) });
            staff += step.staff.len();
        }
        let mut plan = Plan {
            program,
            left_out: 0,
            past: None,
            all: which(&|_| true),
            first: which(&|s| steps[s].after == 0 && steps[s].after_marks == 0 && steps[s].after_any == 0),
            acts,
            watchers: (0..marks).map(|m| which(&|s| steps[s].after_marks & only(m) != 0)).collect(),
            until_mark: (0..marks).map(|m| which(&|s| steps[s].lasts == Lasts::UntilMark(m))).collect(),
            awaited: awaited(program) | heard,
            own: (0..marks).filter(|&m| program.setters[m] != 0).fold(0, |set, m| set | only(m)),
            moves: which(&|s| steps[s].sends.is_some() || steps[s].recalls.is_some()),
            from_units: told_by.iter().fold(0, |all, (_, marks)| all | marks),
            told_by,
            heard,
            from_others: (0..marks)
                .filter(|&m| (awaited(program) | heard) & only(m) != 0 && program.setters[m] == 0)
                .fold(0, |set, m| set | only(m)),
            forming: program.beliefs.iter().fold(0, |set, belief| set | only(belief.at)),
            marks: (0..steps.len()).map(|s| (0..marks).filter(|&m| program.setters[m] & only(s) != 0).collect()).collect(),
            staff,
            in_file_order: by_order.is_sorted(),
            by_order,
            conditional: which(&|s| !steps[s].when.is_always()),
            drawn: Vec::new(),
            asks_later,
            until_something: steps.iter().any(|step| matches!(step.lasts, Lasts::UntilStep(_) | Lasts::UntilMark(_))),
            has_more: program.counted != 0 || !program.beliefs.is_empty() || !program.units.is_empty(),
            patient: which(&|s| steps[s].patience.is_some()),
            resumes: which(&|s| steps[s].resumes),
            of_caller: (0..program.roles.len()).filter(|&role| program.roles[role].is_caller()).fold(0, |set, role| set | only(role)),
            roles: program.roles.iter().map(|role| (role.steps, only_pool(role))).collect(),
            with_caller: which(&|s| steps[s].staff.iter().any(|&role| program.roles[role].is_caller())),
        };
        for (act, marks) in plan.acts.iter_mut().zip(&plan.marks) {
            act.awaited = marks.iter().fold(0, |set, &mark| set | only(mark)) & plan.awaited;
        }
        plan.drawn = steps_of(plan.all)
            .filter_map(|s| match plan.acts[s].length {
                Length::Drawn(takes) => Some((s, takes, plan.acts[s].key)),
                _ => None,
            })
            .collect();
        plan.link(plan.all);
        plan
    }

    /// Notes for every step which of the others come after it.
    fn link(&mut self, others: StepSet) {
        for step in 0..self.acts.len() {
            let which = |test: &dyn Fn(After) -> bool| {
                steps_of(others).filter(|&other| test(self.acts[other].after)).fold(0, |set, other| set | only(other))
            };
            let successors = which(&|after| (after.all | after.any) & only(step) != 0);
            let followers = which(&|after| after.all == only(step) && after.any == 0 && after.marks == 0);
            let act = &mut self.acts[step];
            (act.successors, act.followers) = (successors, followers);
        }
    }

    /// Takes the step out of a set that takes people before the others. The set must hold one.
    #[inline]
    pub(super) fn take_first(&self, set: &mut StepSet) -> usize {
        let step = if self.in_file_order { set.trailing_zeros() as usize } else { self.first_of(*set) };
        *set &= !only(step);
        step
    }

    #[inline(never)]
    fn first_of(&self, set: StepSet) -> usize {
        let first = self.by_order.iter().find(|&&step| set & only(step.into()) != 0);
        (*first.expect("a set that is asked for its first step holds one")).into()
    }
}

/// The plans of one program: the whole one, and shorter ones for incidents whose flags make steps impossible.
#[derive(Debug)]
pub(super) struct Plans<'m> {
    pub(super) whole: Plan<'m>,
    /// Flags that conditions ask about; empty if there are too many.
    asked: Vec<usize>,
    /// By their values: the plan to take, made for the first incident that has them.
    shorter: Vec<OnceLock<Box<Plan<'m>>>>,
    /// Marks there are, and those that later callers may set.
    marks: usize,
    from_callers: MarkSet,
    /// What its units do.
    pub(super) units: Vec<Plan<'m>>,
}

/// Most flags for which there are shorter plans: places for two to this power of them.
const MOST_ASKED: usize = 10;

impl<'m> Plans<'m> {
    /// `from_callers` holds the marks that later callers may set.
    pub(super) fn new(program: &'m Program, marks: usize, from_callers: MarkSet) -> Plans<'m> {
        let asked = program.steps.iter().flat_map(|step| &step.when.0).fold(0, |all, one| all | one.flags_on | one.flags_off);
        let mut asked: Vec<usize> = steps_of(asked).collect();
        if asked.len() > MOST_ASKED {
            asked.clear();
        }
        let combinations = if asked.is_empty() { 0..0 } else { 0..1 << asked.len() };
        Plans {
            whole: Plan::new(program, marks),
            asked,
            shorter: combinations.map(|_: u64| OnceLock::new()).collect(),
            marks,
            from_callers: program.with_thresholds(from_callers),
            units: program.units.iter().map(|unit| Plan::new(&unit.program, marks)).collect(),
        }
    }

    /// The shortest plan that does the same for incidents with these flags.
    #[inline]
    pub(super) fn for_flags(&self, flags: Flags) -> &Plan<'m> {
        let combination = self.asked.iter().rev().fold(0, |all, &flag| all << 1 | flags >> flag & 1);
        self.shorter.get(combination as usize).map_or(&self.whole, |plan| plan.get_or_init(|| self.shortened(flags)))
    }

    #[cold]
    fn shortened(&self, flags: Flags) -> Box<Plan<'m>> {
        let asked = self.asked.iter().fold(0, |set, &flag| set | only(flag));
        Box::new(Plan::new(self.whole.program, self.marks).shorten(flags & asked, self.from_callers))
    }
}

impl Plan<'_> {
    /// Leaves out steps that these flags make impossible, where nothing can tell: what came after them comes after what they came
    /// after. A step that others ask about, wait until, cancel, begin again from, or that is one of several to
    /// wait for stays; so does one that waits for what may be found out after all steps, because the incident stays open for it.
    fn shorten(mut self, flags: Flags, from_callers: MarkSet) -> Self {
        let steps = &self.program.steps;
        let past = steps_of(self.conditional).filter(|&step| steps[step].when.is_impossible(flags, 0, 0, 0));
        let past = past.fold(0, |past, step| past | only(step));
        let watched = |step: usize| {
            let is_watched = |mark: usize| self.watchers[mark] | self.until_mark[mark] != 0 || self.heard & only(mark) != 0;
            self.marks[step].iter().any(|&mark| is_watched(mark))
        };
        let asked = steps.iter().flat_map(|step| step.when.0.iter()).fold(0, |all, one| all | one.ran | one.not_ran);
        let in_any = self.acts.iter().fold(0, |all, act| all | act.after.any);
        let asked = steps.iter().fold(asked, |all, step| all | step.cancels | step.redo.as_ref().map_or(0, |redo| only(redo.from)));
        let silent = |step: usize| (asked | in_any) & only(step) == 0 && self.acts[step].until == 0 && self.acts[step].after.any == 0;
        let found_out = self.program.beliefs.iter().filter_map(|belief| belief.found_out.as_ref()?.1).fold(0, |set, mark| set | only(mark));
        let waits = |step: usize| self.acts[step].after.marks & (found_out | from_callers | self.from_units) != 0;
        // Whether a step that sends units is carried out is told to who waits for their marks.
        let silent = |step: usize| silent(step) && self.moves & only(step) == 0;
        self.left_out = steps_of(past).filter(|&step| silent(step) && !watched(step) && !waits(step)).fold(0, |out, step| out | only(step));
        loop {
            let before: Vec<After> = self.acts.iter().map(|act| act.after).collect();
            for after in self.acts.iter_mut().map(|act| &mut act.after) {
                for out in steps_of(after.all & self.left_out) {
                    after.all = after.all & !only(out) | before[out].all;
                    after.marks |= before[out].marks;
                }
            }
            if self.acts.iter().all(|act| act.after.all & self.left_out == 0) {
                break;
            }
        }
        let kept = self.all & !self.left_out;
        let after = |step: usize| self.acts[step].after;
        let which = |test: &dyn Fn(usize) -> bool| steps_of(kept).filter(|&s| test(s)).fold(0, |set, s| set | only(s));
        self.first = which(&|s| after(s).all == 0 && after(s).marks == 0 && after(s).any == 0);
        self.watchers = (0..self.watchers.len()).map(|m| which(&|s| after(s).marks & only(m) != 0)).collect();
        self.link(kept);
        self.past = Some(past);
        self.drawn.retain(|&(step, ..)| (self.left_out | past) & only(step) == 0);
        self
    }
}
