//! Recorded logs: their rows on the study's clock, with names looked up.

use super::arrivals::brings;
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use super::steps::Plan;
use super::study::Clock;
use super::{Scenario, attributes};
use crate::model::{Log, LogRow};
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, IncidentType, LogSource, Named};
use crate::scenario::log::{ReadLog, ReadRow};
use crate::time::Time;
use std::sync::Arc;

/// The step whose length a log gives for incidents of a type.
pub(super) fn recorded_step<'f>(scenario: &Scenario<'f>, kind: &str) -> Option<&'f str> {
    let holder = scenario.file.types.iter().find(|holder| brings(holder, kind) && step(holder).is_some());
    holder.and_then(step).map(|step| step.value.as_str())
}

fn step(holder: &Named<IncidentType>) -> Option<&At<String>> {
    holder.value.log.as_ref().and_then(|log| log.value.step.as_ref())
}

/// Compiles the logs; nothing where one was not given, which is for whoever reads logs to tell.
pub(super) fn compile(
    scenario: &Scenario<'_>,
    clock: Option<&Clock>,
    plans: &[Option<Plan<'_>>],
    mistakes: &mut Mistakes,
) -> Option<Vec<Log>> {
    let mut logs = Vec::new();
    for (index, holder) in scenario.file.types.iter().enumerate() {
        let Some(source) = &holder.value.log else { continue };
        let read = scenario.logs.iter().find(|log| log.holder == holder.name.value);
        check(scenario, holder, &source.value, plans, mistakes);
        let types = types(scenario, &source.value, mistakes);
        let rows = clock.zip(read).and_then(|(clock, read)| rows(scenario, source, clock, read, mistakes));
        let log = types.zip(rows).map(|(types, rows)| Log { holder: index, key: Key::of(&holder.name.value), types, rows });
        logs.push(log);
    }
    logs.into_iter().collect()
}

/// Names of types and steps.
fn check(scenario: &Scenario<'_>, holder: &Named<IncidentType>, source: &LogSource, plans: &[Option<Plan<'_>>], mistakes: &mut Mistakes) {
    for drawn in &source.types {
        mistakes.look_up("incident type", &drawn.name, scenario.kinds());
    }
    let Some(step) = &source.step else { return };
    let chains: Vec<&Plan<'_>> = plans.iter().flatten().collect();
    if chains.len() < plans.len() {
        return;
    }
    let known = chains.iter().flat_map(|plan| plan.chain.steps.iter().map(|step| step.name.value.as_str()));
    if mistakes.look_up("step", step, known).is_none() {
        return;
    }
    if chains.iter().any(|plan| plan.step(&step.value).is_some_and(|index| plan.steps[index].until.is_some())) {
        let message = format!("the step `{}` has `until`, so no log can say how long it lasts", step.value);
        mistakes.error("exclusive-keys", step, message, "only steps with `takes` can be recorded");
    }
    for kind in scenario.kinds().filter(|kind| brings(holder, kind)) {
        if let Some(other) = recorded_step(scenario, kind).filter(|other| *other != step.value) {
            let message = format!("two logs bring incidents of type `{kind}`, but record different steps");
            mistakes.error("ambiguous", step, message, format!("another log records `{other}`"));
        }
    }
}

/// The types that are drawn for rows without one, with their weights: the same in every arm, so by the file's own parameters.
fn types(scenario: &Scenario<'_>, source: &LogSource, mistakes: &mut Mistakes) -> Option<Vec<(usize, f64)>> {
    let parameters = Parameters::new(scenario.file, None);
    let mut found = Vec::new();
    for drawn in &source.types {
        let kind = scenario.kinds().position(|kind| kind == drawn.name.value);
        let what = format!("the weight of `{}` in the log", drawn.name.value);
        let weight = Values { scenario, parameters: &parameters, kind: None, mistakes: &mut *mistakes }.weight(&drawn.value, &what);
        found.push(kind.zip(weight));
    }
    let found: Vec<(usize, f64)> = found.into_iter().collect::<Option<_>>()?;
    let some = found.iter().any(|&(_, weight)| weight > 0.0);
    if let (false, Some(first)) = (some, source.types.first()) {
        mistakes.error("out-of-range", &first.value, "every weight of the log's types is zero", "at least one has to be above 0");
    }
    Some(found.into_iter().filter(|&(_, weight)| weight > 0.0).collect())
}

fn rows(
    scenario: &Scenario<'_>,
    source: &At<LogSource>,
    clock: &Clock,
    read: &ReadLog,
    mistakes: &mut Mistakes,
) -> Option<Arc<Vec<LogRow>>> {
    let flags: Vec<Option<usize>> = source.value.flags.iter().map(|flag| scenario.flag(&flag.name.value)).collect();
    let attributes: Vec<Option<usize>> = source.value.attributes.iter().map(|one| scenario.attribute(&one.name.value)).collect();
    let mut unknown: Vec<(&str, u64)> = Vec::new();
    // By attribute: values that are not known.
    let mut unknown_values: Vec<Vec<(&str, u64)>> = vec![Vec::new(); attributes.len()];
    let mut rows = Vec::new();
    let (begin, end) = (clock.study.begin(), clock.study.window_end());
    let mut outside = 0;
    for row in &read.rows {
        let kind = row.kind.as_deref().map(|name| (name, scenario.kinds().position(|kind| kind == name)));
        if let Some((name, None)) = kind {
            unknown.push((name, row.line));
        }
        let time = clock.time(row.time);
        outside += usize::from(time < begin || time >= end);
        if time >= begin {
            let mut one = compiled(row, time, &flags, kind.and_then(|(_, kind)| kind));
            for (index, (attribute, value)) in attributes.iter().zip(&row.attributes).enumerate() {
                let (Some(attribute), Some(value)) = (*attribute, value) else { continue };
                match scenario.value(attribute, value) {
                    Some(flag) => {
                        one.known |= scenario.attributes[attribute];
                        one.flags |= 1 << flag;
                    }
                    None => unknown_values[index].push((value, row.line)),
                }
            }
            rows.push(one);
        }
    }
    if outside > 0 {
        let message = format!("{outside} of {} rows of the log of `{}` lie outside the study", read.rows.len(), read.holder);
        let label = "its first and last row are not covered by `starts` and `duration`";
        let warning = Diagnostic::warning("log-outside", source.span.clone(), message, label);
        mistakes.tell(warning.hint("leave out `starts` and `duration` in [study]: then the log says them"));
    }
    if let Some(&(name, line)) = unknown.first() {
        let at = source.value.kind.as_ref().unwrap_or(source.value.time.as_ref()?);
        let message = format!("{} rows of the log of `{}` name an incident type that is not known", unknown.len(), read.holder);
        let near = crate::scenario::diagnostic::nearest(name, scenario.kinds());
        let label = match near {
            Some(near) => format!("line {line} has `{name}`; did you mean `{near}`?"),
            None => format!("line {line} has `{name}`"),
        };
        mistakes.error("unknown-name", at, message, label);
        return None;
    }
    for ((column, attribute), unknown) in source.value.attributes.iter().zip(&attributes).zip(&unknown_values) {
        if let (Some(&(value, line)), Some(attribute)) = (unknown.first(), *attribute) {
            let known = &scenario.file.attributes[attribute];
            let message =
                format!("{} rows of the log of `{}` name a value of `{}` that is not known", unknown.len(), read.holder, known.name.value);
            let near = crate::scenario::diagnostic::nearest(value, attributes::value_names(known));
            let label = match near {
                Some(near) => format!("line {line} has `{value}`; did you mean `{near}`?"),
                None => format!("line {line} has `{value}`"),
            };
            mistakes.error("unknown-name", &column.value, message, label);
            return None;
        }
    }
    rows.sort_by_key(|row| (row.time, row.line));
    Some(Arc::new(rows))
}

fn compiled(row: &ReadRow, time: Time, flags: &[Option<usize>], kind: Option<usize>) -> LogRow {
    let set = |wanted: Option<bool>| {
        let told = flags.iter().zip(&row.flags).filter(|(_, value)| value.is_some_and(|value| wanted.is_none_or(|wanted| value == wanted)));
        told.filter_map(|(flag, _)| *flag).fold(0, |set, flag| set | 1 << flag)
    };
    LogRow {
        time,
        line: row.line,
        takes: row.takes.map(Time::from_seconds),
        known: set(None),
        flags: set(Some(true)),
        priority: row.priority,
        kind,
        abandoned: row.abandoned,
    }
}
