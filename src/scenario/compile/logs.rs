//! Recorded logs: their incidents on the study's clock, with names looked up.

use super::arrivals::brings;
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use super::steps::Plan;
use super::study::Clock;
use super::{Scenario, attributes};
use crate::model::{Log, LogRow, RowId};
use crate::random::Key;
use crate::scenario::diagnostic::{Diagnostic, nearest};
use crate::scenario::file::{At, IncidentType, LogSource, Named};
use crate::scenario::log::{NO_TEXT, ReadLog, ReadRow};
use crate::time::Time;
use std::sync::Arc;

/// The steps whose lengths a log gives for incidents of a type, in the order in which it gives them.
pub(super) fn recorded_steps<'f>(scenario: &Scenario<'f>, kind: &str) -> Vec<&'f str> {
    let mut holders = scenario.file.types.iter().filter(|holder| brings(holder, kind)).map(steps);
    holders.find(|steps| !steps.is_empty()).unwrap_or_default()
}

fn steps(holder: &Named<IncidentType>) -> Vec<&str> {
    holder.value.log.iter().flat_map(|log| log.value.lengths()).map(|(step, _)| step.value.as_str()).collect()
}

/// Compiles the logs, and their recorded lengths of steps; nothing where one was not given, which is for whoever reads logs to tell.
pub(super) fn compile(
    scenario: &Scenario<'_>,
    clock: Option<&Clock>,
    plans: &[Option<Plan<'_>>],
    marks: &[String],
    mistakes: &mut Mistakes,
) -> Option<(Vec<Log>, Vec<Time>)> {
    let (mut logs, mut lengths) = (Vec::new(), Vec::new());
    for (index, holder) in scenario.file.types.iter().enumerate() {
        let Some(source) = &holder.value.log else { continue };
        let read = scenario.logs.iter().find(|log| log.holder == holder.name.value);
        check(scenario, holder, &source.value, plans, mistakes);
        for mark in &source.value.marks {
            mistakes.look_up("mark", &mark.name, marks.iter().map(String::as_str));
        }
        let types = types(scenario, &source.value, mistakes);
        let rows = clock.zip(read).and_then(|(clock, read)| rows(scenario, source, clock, read, lengths.len(), mistakes));
        lengths.extend(read.iter().flat_map(|read| &read.lengths));
        let log = types.zip(rows).map(|(types, rows)| Log { holder: index, key: Key::of(&holder.name.value), types, rows });
        logs.push(log);
    }
    Some((logs.into_iter().collect::<Option<_>>()?, lengths))
}

/// Names of types and steps.
fn check(scenario: &Scenario<'_>, holder: &Named<IncidentType>, source: &LogSource, plans: &[Option<Plan<'_>>], mistakes: &mut Mistakes) {
    for drawn in &source.types {
        mistakes.look_up("incident type", &drawn.name, scenario.kinds());
    }
    for meant in source.kind.iter().flat_map(|mapped| mapped.values.iter().map(|known| &known.value).chain(&mapped.other)) {
        mistakes.look_up("incident type", meant, scenario.kinds());
    }
    let chains: Vec<&Plan<'_>> = plans.iter().flatten().collect();
    if chains.len() < plans.len() {
        return;
    }
    for (step, _) in source.lengths() {
        check_step(step, &chains, mistakes);
    }
    let own = steps(holder);
    let Some((first, _)) = source.lengths().next() else { return };
    for kind in scenario.kinds().filter(|kind| brings(holder, kind)) {
        let others = recorded_steps(scenario, kind);
        if others != own {
            let message = format!("two logs bring incidents of type `{kind}`, but record different steps");
            let others: Vec<String> = others.iter().map(|step| format!("`{step}`")).collect();
            mistakes.error("ambiguous", first, message, format!("another log records {}", others.join(", ")));
        }
    }
}

fn check_step(step: &At<String>, chains: &[&Plan<'_>], mistakes: &mut Mistakes) {
    let known = chains.iter().flat_map(|plan| plan.chain.steps.iter().map(|step| step.name.value.as_str()));
    if mistakes.look_up("step", step, known).is_none() {
        return;
    }
    if chains.iter().any(|plan| plan.step(&step.value).is_some_and(|index| plan.steps[index].until.is_some())) {
        let message = format!("the step `{}` has `until`, so no log can say how long it lasts", step.value);
        mistakes.error("exclusive-keys", step, message, "only steps with `takes` can be recorded");
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

/// What names in a log stand for.
struct Names {
    /// By flag of the log.
    flags: Vec<Option<usize>>,
    /// By attribute of the log.
    attributes: Vec<Option<usize>>,
    /// By text of the log: the incident type.
    kinds: Vec<Option<usize>>,
}

/// Rows that name something that is not known: how many, and the first of them.
#[derive(Clone, Copy, Default)]
struct Unknown<'r> {
    count: u64,
    first: Option<(&'r str, u32)>,
}

impl<'r> Unknown<'r> {
    fn add(&mut self, text: &'r str, line: u32) {
        self.count += 1;
        if self.first.is_none_or(|(_, first)| line < first) {
            self.first = Some((text, line));
        }
    }

    /// Tells of them, and whether there are any.
    fn tell<'k>(self, at: &At<String>, what: &str, holder: &str, known: impl Iterator<Item = &'k str>, mistakes: &mut Mistakes) -> bool {
        let Some((text, line)) = self.first else { return false };
        let message = format!("{} rows of the log of `{holder}` name {what} that is not known", self.count);
        let label = match nearest(text, known) {
            Some(near) => format!("line {line} has `{text}`; did you mean `{near}`?"),
            None => format!("line {line} has `{text}`"),
        };
        mistakes.error("unknown-name", at, message, label);
        true
    }
}

fn rows(
    scenario: &Scenario<'_>,
    source: &At<LogSource>,
    clock: &Clock,
    read: &ReadLog,
    lengths_before: usize,
    mistakes: &mut Mistakes,
) -> Option<Arc<Vec<LogRow>>> {
    let names = Names {
        flags: source.value.flags.iter().map(|flag| scenario.flag(&flag.name.value)).collect(),
        attributes: source.value.attributes.iter().map(|one| scenario.attribute(&one.name.value)).collect(),
        kinds: read.texts.iter().map(|text| scenario.kinds().position(|kind| kind == text)).collect(),
    };
    let (begin, end) = (clock.study.begin(), clock.study.window_end());
    let lengths = source.value.lengths().count();
    let (mut unknown, mut unknown_values) = (Unknown::default(), vec![Unknown::default(); names.attributes.len()]);
    let mut rows = Vec::with_capacity(read.rows.len());
    let mut outside = 0;
    for row in read.in_order() {
        if let (Some(name), None) = (read.kind(row), names.kinds.get(row.kind as usize).copied().flatten()) {
            unknown.add(name, row.line);
        }
        let time = clock.time(row.time);
        outside += usize::from(time < begin || time >= end);
        if time < begin {
            continue;
        }
        let mut one = compiled(read, row, time, &names);
        if lengths > 0 {
            let place = lengths_before + row.place as usize * lengths;
            one.lengths = u32::try_from(place).ok().filter(|&place| place != LogRow::NO_LENGTHS)?;
        }
        let values = read.of(row, &read.attributes, names.attributes.len());
        for (index, (attribute, value)) in names.attributes.iter().zip(values).enumerate() {
            let (Some(attribute), Some(value)) = (*attribute, read.text(*value)) else { continue };
            match scenario.value(attribute, value) {
                Some(flag) => {
                    one.known |= scenario.attributes[attribute];
                    one.flags |= 1 << flag;
                }
                None => unknown_values[index].add(value, row.line),
            }
        }
        rows.push(one);
    }
    // A log of drawn incidents begins with the warm-up and ends when the last counted one is closed.
    if outside > 0 && source.value.id.is_none() {
        let message = format!("{outside} of {} rows of the log of `{}` lie outside the study", read.rows.len(), read.holder);
        let label = "its first and last row are not covered by `starts` and `duration`";
        let warning = Diagnostic::warning("log-outside", source.span.clone(), message, label);
        mistakes.tell(warning.hint("leave out `starts` and `duration` in [study]: then the log says them"));
    }
    let at = source.value.kind.as_ref().map_or(source.value.time.as_ref(), |mapped| Some(&mapped.column))?;
    let mut wrong = unknown.tell(at, "an incident type", &read.holder, scenario.kinds(), mistakes);
    for ((column, attribute), unknown) in source.value.attributes.iter().zip(&names.attributes).zip(unknown_values) {
        let Some(attribute) = *attribute else { continue };
        let known = &scenario.file.attributes[attribute];
        let what = format!("a value of `{}`", known.name.value);
        wrong |= unknown.tell(&column.value.column, &what, &read.holder, attributes::value_names(known), mistakes);
    }
    (!wrong).then(|| Arc::new(rows))
}

fn compiled(read: &ReadLog, row: &ReadRow, time: Time, names: &Names) -> LogRow {
    let meant = |set: u64| {
        let flags = names.flags.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
        flags.filter_map(|(_, flag)| *flag).fold(0, |set, flag| set | 1 << flag)
    };
    let (known, set) = read.said(row);
    let kind = if row.kind == NO_TEXT { None } else { names.kinds[row.kind as usize] };
    LogRow {
        time,
        id: read.drawn(row).map_or(RowId::Line(row.line), |(hour, k)| RowId::Drawn { hour, k }),
        known: meant(known),
        flags: meant(set & known),
        lengths: LogRow::NO_LENGTHS,
        kind: kind.and_then(|kind| u16::try_from(kind).ok()),
        priority: row.priority,
        abandoned: row.abandoned,
    }
}
