//! The doubt about what is assumed, in words: beside each answer, and what was done for it.

use super::Report;
use super::declared::of_unit;
use super::format::{Numbers, interval};
use super::words::{Sentence, fill, words};
use crate::model::Language;
use crate::results::{Estimate, OverRanges, Question, Ranged};

/// Parameters listed by name in one sentence.
const MOST_NAMES: usize = 6;

/// What the assumed ranges make of a difference.
pub(super) enum Over<'a> {
    /// Nothing that was tried moves it.
    Nothing,
    /// Nobody knows: nothing has an interval.
    Few {
        /// What was lived was too few for it.
        replications: u64,
    },
    /// No more than luck may.
    Luck {
        /// What may do so, by names in a row.
        unclear: Option<String>,
    },
    /// It moves.
    Between {
        /// The least and the most, with signs: "−145 to +67 s".
        ends: String,
        /// What moves it most.
        most: &'a str,
        /// Whether both signs occur, each worth noticing.
        turns: bool,
        /// What may carry it further, by names in a row.
        unclear: Option<String>,
    },
}

/// What the assumed ranges make of it; `None` if nothing was tried.
pub(super) fn over<'a>(report: &'a Report, language: Language, question: &Question) -> Option<Over<'a>> {
    let over = report.results.over_ranges.as_ref().filter(|over| !over.bars.is_empty())?;
    let place = over.questions.iter().position(|asked| asked == question)?;
    let (numbers, range) = (Numbers::of(report, language), &over.ranges[place]);
    let value = report.difference(question)?.value;
    let names: Vec<&str> = range.unclear.iter().map(|name| report.parameter_label(name, language)).collect();
    let unclear = (!names.is_empty()).then(|| listed(&names, words(language).more_places, numbers));
    let Some(most) = &range.most else {
        return Some(match moving(over, place).next() {
            None => Over::Nothing,
            Some(_) if moving(over, place).all(|ends| ends.is_none()) => Over::Few { replications: over.replications },
            Some(_) => Over::Luck { unclear },
        });
    };
    let estimate = Estimate { value, low: range.low, high: range.high };
    let ends = numbers.signed_ends(of_unit(&question.unit), &estimate)?;
    let noticeable = report.results.study.noticeable_of(&question.unit, value);
    // Only where both signs are worth noticing does the assumption decide.
    let turns = interval(&estimate).is_some_and(|(low, high)| low < -noticeable && high > noticeable);
    Some(Over::Between { ends, most, turns, unclear })
}

/// The intervals of the changes of an answer that are not exactly nothing; none where a change has none.
fn moving(over: &OverRanges, place: usize) -> impl Iterator<Item = Option<(f64, f64)>> {
    let changes = over.bars.iter().flat_map(move |bar| bar.changes[place]).flatten();
    changes.map(|change| interval(&change)).filter(|ends| *ends != Some((0.0, 0.0)))
}

/// Between what a difference lies over the assumed ranges, and what moves it most; an arm that no assumption
/// moves, or not by more than luck may, says so.
pub(super) fn sentence(report: &Report, language: Language, question: &Question) -> Option<String> {
    let said = Sentence::of(language);
    let also = |unclear: Option<String>| unclear.map(|names| fill(said.ranges_hidden, &[("names", &names)]));
    let sentences = match over(report, language, question)? {
        Over::Nothing => vec![said.ranges_nothing.to_owned()],
        Over::Few { replications } => {
            let sentence = if replications == 1 { said.ranges_few_one } else { said.ranges_few };
            vec![fill(sentence, &[("replications", &Numbers::of(report, language).count(replications))])]
        }
        Over::Luck { unclear } => std::iter::once(said.ranges_unclear.to_owned()).chain(also(unclear)).collect(),
        Over::Between { ends, most, turns, unclear } => {
            let told = fill(said.ranges_between, &[("between", &ends), ("most", report.parameter_label(most, language))]);
            std::iter::once(told).chain(turns.then(|| said.ranges_turn.to_owned())).chain(also(unclear)).collect()
        }
    };
    Some(sentences.join(" "))
}

/// What was done, and what could not be.
pub(super) fn notes(report: &Report, language: Language) -> Vec<String> {
    let (said, numbers) = (Sentence::of(language), Numbers::of(report, language));
    let Some(over) = &report.results.over_ranges else {
        let is_assumed = report.results.parameters.iter().any(|parameter| parameter.basis.as_deref() == Some("assumed"));
        let nothing = !is_assumed && !report.results.differences.is_empty();
        return nothing.then(|| said.ranges_none.to_owned()).into_iter().collect();
    };
    let mut notes = Vec::new();
    if !over.bars.is_empty() {
        let (count, replications) = (numbers.count(over.bars.len() as u64), numbers.count(over.replications));
        let duration = numbers.length(over.duration_s);
        let w = words(language);
        let run = if over.replications == 1 { w.replications_one } else { w.replications_many };
        let run = fill(run, &[("count", &replications), ("duration", &duration)]);
        notes.push(fill(said.ranges_note, &[("count", &count), ("run", &run)]));
        let is_untold = |(place, range): (usize, &Ranged)| range.most.is_none() && moving(over, place).next().is_some();
        if over.ranges.iter().enumerate().any(is_untold) {
            notes.push(said.ranges_more.to_owned());
        }
    }
    if !over.without_range.is_empty() {
        let names: Vec<&str> = over.without_range.iter().map(|name| report.parameter_label(name, language)).collect();
        notes.push(fill(said.ranges_without, &[("names", &listed(&names, words(language).more_places, numbers))]));
    }
    notes.extend(
        failures(over)
            .map(|(factor, reason)| fill(said.ranges_failed, &[("name", report.parameter_label(factor, language)), ("reason", reason)])),
    );
    notes
}

/// Names in a row, the last ones as a number where they are many.
fn listed(names: &[&str], more: &str, numbers: Numbers) -> String {
    let mut list: Vec<String> = names.iter().take(MOST_NAMES).map(|name| (*name).to_owned()).collect();
    if names.len() > MOST_NAMES {
        list.push(fill(more, &[("count", &numbers.count((names.len() - MOST_NAMES) as u64))]));
    }
    list.join(", ")
}

/// Ends of ranges without an answer.
fn failures(over: &OverRanges) -> impl Iterator<Item = (&str, &str)> {
    over.bars.iter().flat_map(|bar| bar.failures.iter().flatten().map(|reason| (bar.factor.as_str(), reason.as_str())))
}
