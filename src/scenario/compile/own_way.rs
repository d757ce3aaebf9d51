//! Where an incident stands in its own way: a step keeps somebody until another step is done, which needs that person.

use super::arms::{Draft, World};
use super::conditions::{both, contradicts_itself};
use super::names::Mistakes;
use super::order::steps_of;
use crate::model::{Lasts, Program, StepSet};
use crate::scenario::diagnostic::Diagnostic;

/// Tells of steps with `until` that keep somebody whom what they wait for needs.
pub(super) fn check(world: &World<'_, '_>, drafts: &[Draft<'_>], mistakes: &mut Mistakes) {
    for draft in drafts {
        for (kind, (program, possible)) in draft.programs.iter().zip(&draft.possible).enumerate() {
            let (Some(program), Some(possible)) = (program, possible) else { continue };
            let Some(plan) = draft.chains[kind].and_then(|chain| world.plans[chain].as_ref()) else { continue };
            for step in 0..program.steps.len() {
                let meet = |other: usize| {
                    let (ours, theirs) = (&program.steps[step].when.0, &program.steps[other].when.0);
                    let mut pairs = ours.iter().flat_map(|a| theirs.iter().map(|b| both(a, b)));
                    pairs.any(|all| !contradicts_itself(&all) && possible.allows(&all))
                };
                let found =
                    steps_of(awaited(program, step)).find_map(|other| Some((other, shared(program, step, other)?)).filter(|_| meet(other)));
                let (Some((other, role)), Some(until)) = (found, &plan.chain.steps[step].until) else { continue };
                let (name, other, role) = (plan.step_name(step), plan.step_name(other), &program.roles[role].name);
                let message = format!("the step `{name}` waits for itself");
                let label = format!("it keeps `{role}` until then, and the step `{other}`, which comes before, needs `{role}`");
                let error = Diagnostic::error("waits-for-itself", until.span.clone(), message, label);
                mistakes.tell(error.hint(format!("write alongside = true in one of them, or leave `{role}` out")));
            }
        }
    }
}

/// The steps that certainly have to be done before a step with `until` ends, and need not have been when it begins.
fn awaited(program: &Program, step: usize) -> StepSet {
    // A mark that several steps could set, or one of several steps, may come by another way.
    let single = |set: StepSet| if set.count_ones() == 1 { set } else { 0 };
    let until = |step: usize| match program.steps[step].lasts {
        Lasts::UntilStep(other) => 1 << other,
        Lasts::UntilMark(mark) => single(program.setters[mark]),
        Lasts::Takes(_) | Lasts::Recorded(_) => 0,
    };
    let before = |step: usize| {
        let is = &program.steps[step];
        let setters = steps_of(is.after_marks).fold(0, |set, mark| set | single(program.setters[mark]));
        is.after | single(is.after_any) | setters
    };
    let all = |first: StepSet, next: &dyn Fn(usize) -> StepSet| {
        let mut found = first;
        for _ in 0..program.steps.len() {
            found = steps_of(found).fold(found, |set, step| set | next(step));
        }
        found
    };
    let mark_at_begin = |other: usize| match program.steps[step].lasts {
        Lasts::UntilMark(mark) => !program.steps[other].marks_at_end.contains(&mark),
        _ => false,
    };
    let first = until(step);
    // Of the step that sets the mark before its end only the beginning is awaited: its people all the same.
    let lasting = |other: usize| if first >> other & 1 == 1 && mark_at_begin(other) { 0 } else { until(other) };
    all(first, &|other| before(other) | lasting(other)) & !all(before(step), &before) & !(1 << step)
}

/// A person whom both steps need for themselves; nobody, if one of them does not insist.
fn shared(program: &Program, step: usize, other: usize) -> Option<usize> {
    let (is, that) = (&program.steps[step], &program.steps[other]);
    // Patience is no way out: a caller who is talking does not hang up.
    let gives_way = is.alongside || that.alongside || that.if_free.is_some();
    is.staff.iter().copied().find(|role| !gives_way && that.staff.contains(role))
}
