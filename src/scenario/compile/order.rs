//! What has to happen before what, in one chain: circles, and who is decided before whom.

use super::names::{Mistakes, circle};
use super::steps::{Plan, Until};
use crate::model::StepSet;
use crate::scenario::diagnostic::Diagnostic;

/// The steps of a set, in the file's order.
pub(super) fn steps_of(set: StepSet) -> impl Iterator<Item = usize> {
    let mut left = set;
    std::iter::from_fn(move || {
        let first = (left != 0).then(|| left.trailing_zeros() as usize)?;
        left &= left - 1;
        Some(first)
    })
}

/// Beginning or end of a step: a mark at the beginning does not wait for the end.
type Moment = (usize, bool);

const END: bool = true;

/// What has to happen before a moment.
fn before(plan: &Plan<'_>, (step, is_end): Moment) -> Vec<Moment> {
    let is = &plan.steps[step];
    let ends = |steps: StepSet| steps_of(steps).map(|step| (step, END));
    let mark = |mark: usize| {
        // What is found out comes after the mark at which the picture was formed.
        let mark = plan.beliefs.iter().find(|belief| belief.mark == Some(mark)).map_or(mark, |belief| belief.at);
        let at_end = move |step: usize| plan.steps[step].marks_at_end.contains(&mark) && !sets_before_end(plan, step, mark);
        let sent = plan.causes[mark] & !plan.setters[mark];
        let own = steps_of(plan.setters[mark]).map(move |step| (step, at_end(step)));
        own.chain(ends(sent)).collect::<Vec<Moment>>()
    };
    if is_end {
        let until: Vec<Moment> = match is.until {
            None => Vec::new(),
            Some(Until::Step(other)) => vec![(other, END)],
            Some(Until::Mark(other)) => mark(other),
        };
        until.into_iter().chain([(step, !END)]).collect()
    } else {
        let marks = (0..plan.setters.len()).filter(|&m| is.after_marks >> m & 1 == 1).flat_map(mark);
        ends(is.after | is.after_any).chain(marks).collect()
    }
}

fn sets_before_end(plan: &Plan<'_>, step: usize, mark: usize) -> bool {
    let is = &plan.steps[step];
    is.marks_at_begin.contains(&mark) || is.marks_inside.iter().any(|&(_, inside)| inside == mark)
}

/// Tells of the first circle; nothing if there is one.
pub(super) fn check_circles(plan: &Plan<'_>, mistakes: &mut Mistakes) -> Option<()> {
    let mut done = vec![[false; 2]; plan.steps.len()];
    for step in 0..plan.steps.len() {
        if let Some(found) = find(plan, (step, END), &mut done, &mut Vec::new()) {
            let mut steps: Vec<usize> = found.iter().map(|moment| moment.0).collect();
            steps.dedup();
            // From what comes first to what waits for it.
            steps.reverse();
            let first = &plan.chain.steps[steps[0]];
            let names = steps.iter().map(|&step| plan.step_name(step));
            let (message, label) = match steps.len() {
                0 | 1 => (format!("the step `{}` waits for itself", first.name.value), "it can never happen"),
                _ => {
                    let chain = &plan.chain.name.value;
                    (format!("steps of the chain `{chain}` wait for each other: {}", circle(names)), "none of them can ever happen")
                }
            };
            let span = first.after.as_ref().map(|at| &at.span).or(first.after_any.as_ref().map(|at| &at.span));
            let span = span.or(first.until.as_ref().map(|at| &at.span)).unwrap_or(&first.name.span);
            let error = Diagnostic::error("circular-after", span.clone(), message, label);
            mistakes.tell(error.hint("follow `after`, `after_any` and `until`; a mark waits for every step that sets it"));
            return None;
        }
    }
    Some(())
}

/// The way from a moment back to itself, depth first.
fn find(plan: &Plan<'_>, moment: Moment, done: &mut [[bool; 2]], way: &mut Vec<Moment>) -> Option<Vec<Moment>> {
    if let Some(start) = way.iter().position(|&one| one == moment) {
        return Some([&way[start..], &[moment]].concat());
    }
    if done[moment.0][usize::from(moment.1)] {
        return None;
    }
    way.push(moment);
    let found = before(plan, moment).into_iter().find_map(|next| find(plan, next, done, way));
    way.pop();
    done[moment.0][usize::from(moment.1)] = true;
    found
}

/// By step: every step that comes before it through `after` and `after_any`, marks' setters included.
pub(super) fn ancestors(plan: &Plan<'_>) -> Vec<StepSet> {
    let setters =
        |marks: u64| (0..plan.setters.len()).filter(move |&m| marks >> m & 1 == 1).fold(0, |set, m| set | plan.setters[m] | plan.causes[m]);
    let mut found: Vec<StepSet> = plan.steps.iter().map(|is| is.after | is.after_any | setters(is.after_marks)).collect();
    // As often as a way can be long; there are no circles.
    for _ in 0..found.len() {
        for step in 0..found.len() {
            found[step] = steps_of(found[step]).fold(found[step], |set, other| set | found[other]);
        }
    }
    found
}

/// The steps on a path from one step to another, both included, given the ancestors of each step; empty if there is none.
pub(super) fn path_between(ancestors: &[StepSet], from: usize, to: usize) -> StepSet {
    let comes_before = |first: usize, second: usize| first == second || ancestors[second] >> first & 1 == 1;
    (0..ancestors.len()).filter(|&step| comes_before(from, step) && comes_before(step, to)).fold(0, |set, step| set | 1 << step)
}
