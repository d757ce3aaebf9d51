//! Where an incident stands in its own way: a step keeps somebody until another step is done, which needs that person; or two
//! steps side by side each have whom the other one needs.

use super::arms::{Draft, World};
use super::conditions::{both, contradicts_itself};
use super::flags::Possible;
use super::names::Mistakes;
use super::order::steps_of;
use super::steps::Plan;
use crate::model::{Lasts, Program, StepSet};
use crate::scenario::diagnostic::Diagnostic;

/// Tells of steps with `until` that keep somebody whom what they wait for needs, and of steps side by side that ask for the same
/// people in opposite orders.
pub(super) fn check(world: &World<'_, '_>, drafts: &[Draft<'_>], mistakes: &mut Mistakes) {
    for draft in drafts {
        for (kind, (program, possible)) in draft.programs.iter().zip(&draft.possible).enumerate() {
            let (Some(program), Some(possible)) = (program, possible) else { continue };
            let Some(plan) = draft.chains[kind].and_then(|chain| world.plans[chain].as_ref()) else { continue };
            check_one(program, plan, possible, mistakes);
            for (unit, &(chain, _)) in program.units.iter().zip(&plan.units) {
                if let Some(plan) = &world.plans[chain] {
                    check_one(&unit.program, plan, possible, mistakes);
                }
            }
        }
    }
}

fn check_one(program: &Program, plan: &Plan<'_>, possible: &Possible, mistakes: &mut Mistakes) {
    let meet = |one: usize, other: usize| {
        let (ours, theirs) = (&program.steps[one].when.0, &program.steps[other].when.0);
        let mut pairs = ours.iter().flat_map(|a| theirs.iter().map(|b| both(a, b)));
        pairs.any(|all| !contradicts_itself(&all) && possible.allows(&all))
    };
    let role = |role: usize| &program.roles[role].name;
    let before = Before::of(program);
    for (step, written) in plan.chain.steps.iter().enumerate() {
        let found = steps_of(before.awaited(program, step))
            .find_map(|other| Some((other, shared(program, step, other)?)).filter(|_| meet(step, other)));
        if let (Some((other, both)), Some(until)) = (found, &written.until) {
            let (name, other, role) = (plan.step_name(step), plan.step_name(other), role(both));
            let message = format!("the step `{name}` waits for itself");
            let label = format!("it keeps `{role}` until then, and the step `{other}`, which comes before, needs `{role}`");
            let error = Diagnostic::error("waits-for-itself", until.span.clone(), message, label);
            mistakes.tell(error.hint(format!("write alongside = true in one of them, or leave `{role}` out")));
        }
        let beside = |&other: &usize| (before.surely[step] >> other | before.surely[other] >> step) & 1 == 0;
        let crossed =
            (0..step).filter(beside).find_map(|other| Some((other, crossed(program, step, other)?)).filter(|_| meet(step, other)));
        if let (Some((other, (first, second))), Some(staff)) = (crossed, &written.staff) {
            let (name, other) = (plan.step_name(step), plan.step_name(other));
            let message = format!("the steps `{other}` and `{name}` may wait for each other for ever");
            let label = format!("here `{}` is asked for before `{}`, there after", role(first), role(second));
            let error = Diagnostic::error("opposite-order", staff.span.clone(), message, label);
            mistakes.tell(error.hint("list the people whom both need in the same order, or let one of the steps come after the other"));
        }
    }
}

/// A set of one step; of several, any one may do.
fn single(set: StepSet) -> StepSet {
    if set.count_ones() == 1 { set } else { 0 }
}

/// What certainly has to be done right before a step.
fn right_before(program: &Program, step: usize) -> StepSet {
    let is = &program.steps[step];
    let setters = steps_of(is.after_marks).fold(0, |set, mark| set | single(program.setters[mark]));
    is.after | single(is.after_any) | setters
}

/// What comes before each step of a program, by step.
struct Before {
    /// What certainly has to be done right before it ...
    right: Vec<StepSet>,
    /// ... and what certainly has to be done before it at all.
    surely: Vec<StepSet>,
}

impl Before {
    fn of(program: &Program) -> Before {
        let right: Vec<StepSet> = (0..program.steps.len()).map(|step| right_before(program, step)).collect();
        // Warshall's way to the transitive closure, a row of which is one word.
        let mut surely = right.clone();
        for by in 0..surely.len() {
            let before = surely[by];
            surely.iter_mut().filter(|set| **set >> by & 1 == 1).for_each(|set| *set |= before);
        }
        Before { right, surely }
    }

    /// The steps that certainly have to be done before a step with `until` ends, and need not have been when it begins.
    fn awaited(&self, program: &Program, step: usize) -> StepSet {
        let until = |step: usize| match program.steps[step].lasts {
            Lasts::UntilStep(other) => 1 << other,
            Lasts::UntilMark(mark) => single(program.setters[mark]),
            Lasts::Takes(_) | Lasts::Recorded(..) => 0,
        };
        let first = until(step);
        // Of a step that sets the mark before its end only the beginning is awaited: its people all the same.
        let lasts = |other: usize| match program.steps[step].lasts {
            Lasts::UntilMark(mark) if first >> other & 1 == 1 => program.steps[other].marks_at_end.contains(&mark),
            _ => true,
        };
        let (mut found, mut left) = (first, first);
        while left != 0 {
            let other = left.trailing_zeros() as usize;
            let next = (self.right[other] | if lasts(other) { until(other) } else { 0 }) & !found;
            (found, left) = (found | next, (left & (left - 1)) | next);
        }
        found & !self.surely[step] & !(1 << step)
    }
}

/// A person whom both steps need for themselves; nobody, if one of them does not insist.
fn shared(program: &Program, step: usize, other: usize) -> Option<usize> {
    let (is, that) = (&program.steps[step], &program.steps[other]);
    // Patience is no way out: a caller who is talking does not hang up.
    let gives_way = is.alongside || that.alongside || that.if_free.is_some();
    is.staff.iter().copied().find(|role| !gives_way && that.staff.contains(role))
}

/// Two people whom both steps need for themselves, and ask for in opposite orders.
fn crossed(program: &Program, step: usize, other: usize) -> Option<(usize, usize)> {
    let (is, that) = (&program.steps[step], &program.steps[other]);
    if is.alongside || that.alongside || is.if_free.is_some() || that.if_free.is_some() {
        return None;
    }
    let place = |role: usize| that.staff.iter().position(|&listed| listed == role);
    let common: Vec<(usize, usize)> = is.staff.iter().filter_map(|&role| Some((role, place(role)?))).collect();
    common.windows(2).find(|pair| pair[0].1 > pair[1].1).map(|pair| (pair[0].0, pair[1].0))
}
