//! The doubt in every comparison: the answer at the ends of the ranges of what is assumed.

use super::Voice;
use super::arguments::Global;
use super::interrupt::Interrupt;
use super::prepare::Prepared;
use super::progress::Bar;
use larmkedja::report::Report;
use larmkedja::results::OverRanges;
use larmkedja::sensitivity::{KeepsNothing, Runner, doubt};

/// Nothing where nothing is compared or assumed, or where somebody stopped it.
pub(super) fn over_ranges(
    prepared: &Prepared,
    report: &Report,
    global: &Global,
    interrupt: &Interrupt,
    voice: &Voice,
) -> Option<OverRanges> {
    let model = &prepared.opened.model;
    let asked = report.asked_about();
    let (places, questions) = doubt::differences(model, &asked);
    let plan = doubt::Plan::of(&prepared.opened.file, model);
    if plan.factors.is_empty() && plan.without_range.is_empty() || questions.is_empty() {
        return None;
    }
    let answers: Vec<_> = questions.iter().map(|(_, question)| report.difference(question)).collect();
    let bar = Bar::of(2 * plan.factors.len() as u64 + 1, "runs over the ranges", voice.shows_progress());
    let shortened = plan.shortened();
    let runner = Runner {
        model_at: &|changes| prepared.model_at(&[changes, std::slice::from_ref(&shortened)].concat()),
        places,
        keeps: &KeepsNothing,
        threads: global.threads.map(usize::from),
        stop: &|| interrupt.asked(),
        progress: &|done, _| bar.reached(done),
    };
    let found = doubt::over_ranges(&plan, model, &runner, &questions, &answers);
    bar.clear();
    found.ok()
}
