//! How exact a number shall be.

use super::Scenario;
use super::names::{Mistakes, listed};
use crate::model::{Aim, Group, Precision, Statistic};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, MeasureWhat, Precision as Written, Value};

/// Replications of the pilot unless said.
const PILOT: u64 = 30;
/// Replications at most unless said.
const MOST: u64 = 1000;

/// What is asked, with names looked up; `baseline` is the index of that arm.
pub(super) fn compile(scenario: &Scenario<'_>, baseline: Option<usize>, mistakes: &mut Mistakes) -> Option<Precision> {
    let At { value: written, span } = scenario.file.study.precision.as_ref()?;
    let file = scenario.file;
    let names = || file.measures.iter().map(|measure| measure.name.value.as_str());
    let name = written.measure.as_ref().or(file.study.answer.as_ref());
    let first_time = || file.measures.iter().position(|measure| matches!(measure.value.what, MeasureWhat::Time { .. })).or(Some(0));
    // The answer comes first in the model.
    let in_file = match name {
        Some(name) => mistakes.look_up("measure", name, names())?,
        None => first_time()?,
    };
    let measure = &file.measures.get(in_file)?.value;
    let is_time = matches!(measure.what, MeasureWhat::Time { .. });
    let statistic = statistic(written, is_time, measure.target.is_some(), mistakes);
    let aim = statistic.and_then(|statistic| aim(written, in_seconds(&measure.what, statistic), mistakes));
    let stratum = stratum(scenario, written, mistakes);
    let arms = arms_of(scenario, written, baseline?, mistakes)?;
    let (pilot, most) = (written.pilot.unwrap_or(PILOT), written.most.as_ref().map_or(MOST, |most| most.value));
    if most < pilot {
        let message = format!("at most {most} replications are fewer than the pilot's {pilot}");
        mistakes.tell(Diagnostic::error("wrong-order", span.clone(), message, "`most` has to be at least `pilot`"));
    }
    Some(Precision {
        measure: place(scenario, in_file),
        difference: !written.of_arm.unwrap_or(arms == [baseline?]),
        arms,
        statistic: statistic?,
        stratum: stratum?,
        aim: aim?,
        pilot,
        most: most.max(pilot),
    })
}

/// The place of a measure in the model, where the answer comes first.
fn place(scenario: &Scenario<'_>, in_file: usize) -> usize {
    let answer = scenario.file.study.answer.as_ref();
    let answer = answer.and_then(|answer| scenario.file.measures.iter().position(|measure| measure.name.value == answer.value));
    match answer {
        Some(answer) if in_file == answer => 0,
        Some(answer) if in_file < answer => in_file + 1,
        _ => in_file,
    }
}

fn in_seconds(what: &MeasureWhat, statistic: Statistic) -> bool {
    statistic != Statistic::WithinTarget && matches!(what, MeasureWhat::Time { .. } | MeasureWhat::Work(_))
}

fn statistic(written: &Written, is_time: bool, has_target: bool, mistakes: &mut Mistakes) -> Option<Statistic> {
    let Some(word) = &written.statistic else { return Some(if is_time { Statistic::Mean } else { Statistic::Value }) };
    let (statistic, _) = *Statistic::WORDS.iter().find(|(_, known)| *known == word.value)?;
    let label = match (statistic, is_time) {
        (Statistic::Value, true) => "of a time it can be mean, median, p90, p95 or within_target",
        (Statistic::Value, false) => return Some(statistic),
        (_, false) => "of a share, count, number or work it is value",
        (Statistic::WithinTarget, true) if !has_target => "the measure has no target",
        (_, true) => return Some(statistic),
    };
    mistakes.error("wrong-kind", word, format!("the measure has no `{}`", word.value), label);
    None
}

fn aim(written: &Written, in_seconds: bool, mistakes: &mut Mistakes) -> Option<Aim> {
    if let Some(relative) = &written.relative {
        return Some(Aim::Relative(relative.value));
    }
    // Where neither is said the reader has told so.
    let half_width = written.half_width.as_ref()?;
    let (value, write) = match (&half_width.value, in_seconds) {
        (Value::Duration(seconds), true) => (*seconds, "write a duration above 0: \"2 s\""),
        (Value::Number(number), false) => (*number, "write a number above 0"),
        (_, true) => (0.0, "it is a time: write a duration, \"2 s\""),
        (_, false) => (0.0, "it is no time: write a number, 0.01 for one per cent of all"),
    };
    if value > 0.0 {
        return Some(Aim::HalfWidth(value));
    }
    mistakes.error("wrong-kind", half_width, "this is no half width of the number that is asked for", write);
    None
}

fn stratum(scenario: &Scenario<'_>, written: &Written, mistakes: &mut Mistakes) -> Option<Group> {
    let Some(text) = &written.stratum else { return Some(Group::All) };
    let file = scenario.file;
    let kind = |name: &str| file.types.iter().position(|kind| kind.name.value == name);
    let agency = |name: &str| file.agencies.iter().position(|agency| agency.name.value == name);
    let found = match text.value.split_once(':') {
        Some(("type", name)) => kind(name).map(Group::Type),
        Some(("agency", name)) => agency(name).map(Group::Agency),
        Some(("alone", name)) => agency(name).map(Group::Alone),
        Some(_) => None,
        None => match text.value.as_str() {
            "all" => Some(Group::All),
            "none" => Some(Group::NoAgency),
            "single" => Some(Group::Single),
            "multi" => Some(Group::Multi),
            _ => None,
        },
    };
    if found.is_none() {
        let message = format!("there is no stratum `{}`", text.value);
        let write = "write all, multi, single, none, type:NAME, agency:NAME (needed) or alone:NAME (the only one needed)";
        mistakes.error("unknown-name", text, message, write);
    }
    found
}

fn arms_of(scenario: &Scenario<'_>, written: &Written, baseline: usize, mistakes: &mut Mistakes) -> Option<Vec<usize>> {
    let arms = &scenario.file.arms;
    let of_arm = written.of_arm.unwrap_or(false);
    let Some(arm) = &written.arm else {
        let all: Vec<usize> = (0..arms.len()).filter(|arm| of_arm || *arm != baseline).collect();
        // With one arm there is no difference to be exact about.
        return Some(if all.is_empty() { vec![baseline] } else { all });
    };
    let index = mistakes.look_up("arm", arm, arms.iter().map(|arm| arm.name.value.as_str()))?;
    if index == baseline && written.of_arm == Some(false) {
        let others = listed(arms.iter().enumerate().filter(|(other, _)| *other != baseline).map(|(_, arm)| arm.name.value.as_str()));
        let message = format!("`{}` is the baseline, and does not differ from itself", arm.value);
        mistakes.error("wrong-kind", arm, message, format!("write one of {others}, or of = \"arm\""));
    }
    Some(vec![index])
}
