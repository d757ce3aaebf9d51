//! What the scenario declares to be about, as far as the answer does not tell it: shares and counts, and means of other strata or measures.

use super::Report;
use super::format::{Numbers, Quantity, interval};
use super::order::title;
use super::ranges;
use super::words::{Family, fill, words};
use crate::model::Language;
use crate::results::{Comparison, Question, Ranking};
use crate::statistics::basis::HISTORIES_OF_WAITS;
use serde::Serialize;

/// One number by which arms are compared.
#[derive(Debug, Serialize)]
pub(super) struct Declared {
    /// Measure, stratum and statistic.
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// One arm against another.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// How it is set: `shorter`, `longer`, `unclear`, `missing`, or nothing where more is neither better nor worse.
    pub(super) tone: &'static str,
    pub(super) arm: String,
    /// The difference, with the interval that holds together with all others that are declared.
    pub(super) said: String,
    /// What the assumed ranges make of it.
    pub(super) doubt: Option<String>,
}

/// What is declared and not told by the answer, in the order of the scenario.
pub(super) fn declared(report: &Report, language: Language) -> Vec<Declared> {
    let primary = report.results.primary.as_ref().filter(|primary| primary.declared);
    let rankings = primary.iter().flat_map(|primary| &primary.rankings).filter(|ranking| !is_answer(report, ranking));
    let told = |ranking: &Ranking| Declared { title: title(report, language, ranking), rows: rows(report, language, ranking) };
    rankings.map(told).collect()
}

/// Whether the answer tells it anyway.
fn is_answer(report: &Report, ranking: &Ranking) -> bool {
    let place = (ranking.measure.as_str(), ranking.stratum_kind.as_str(), ranking.stratum.as_str());
    ranking.statistic == "mean" && report.answered().contains(&place)
}

/// Every arm against the baseline, or against each other where that is not among them.
fn rows(report: &Report, language: Language, ranking: &Ranking) -> Vec<Row> {
    let baseline = &report.results.baseline;
    let is_shown = |comparison: &&Comparison| !ranking.arms.contains(baseline) || comparison.against == *baseline;
    ranking.comparisons.iter().filter(is_shown).map(|comparison| row(report, language, ranking, comparison)).collect()
}

fn row(report: &Report, language: Language, ranking: &Ranking, comparison: &Comparison) -> Row {
    let (w, numbers, against) = (Family::of(language), Numbers::of(report, language), &comparison.against);
    let arm = match *against == report.results.baseline {
        true => report.arm_label(&comparison.arm, language).to_owned(),
        false => {
            let names = [("arm", report.arm_label(&comparison.arm, language)), ("against", report.arm_label(against, language))];
            fill(w.arm_against, &names)
        }
    };
    let Some(found) = &comparison.difference else {
        return Row { tone: "missing", arm, said: words(language).no_estimate_short.to_owned(), doubt: None };
    };
    let value = numbers.full_signed(quantity(ranking), found);
    let values = [("value", value.as_str()), ("against", report.arm_label(against, language))];
    let noticeable = report.results.study.noticeable.seconds();
    let is_small = |(low, high): (f64, f64)| ranking.unit == "s" && low > -noticeable && high < noticeable;
    let (tone, said) = match interval(found) {
        None if report.results.independent() < HISTORIES_OF_WAITS as u64 => ("unclear", fill(w.declared_few, &values)),
        None => ("unclear", fill(w.declared_unsure, &values)),
        Some((0.0, 0.0)) => ("unclear", fill(w.declared_alike, &values)),
        Some(ends) if is_small(ends) => ("unclear", format!("{} ({value})", words(language).unnoticeable_cell)),
        Some(_) if !comparison.told_apart => ("unclear", fill(w.declared_unclear, &values)),
        Some(_) => (tone(ranking, found.value), value),
    };
    let question = Question {
        arm: comparison.arm.clone(),
        measure: ranking.measure.clone(),
        stratum_kind: ranking.stratum_kind.clone(),
        stratum: ranking.stratum.clone(),
        statistic: ranking.statistic.clone(),
        unit: ranking.unit.clone(),
    };
    let is_asked = *against == report.results.baseline;
    let doubt = is_asked.then(|| ranges::sentence(report, language, &question)).flatten();
    Row { tone, arm, said, doubt }
}

/// A longer time is worse, and so is a smaller share within a target. Of other numbers nobody knows.
fn tone(ranking: &Ranking, difference: f64) -> &'static str {
    match (ranking.statistic.as_str(), difference < 0.0) {
        ("mean", true) | ("within_target", false) => "shorter",
        ("mean", false) | ("within_target", true) => "longer",
        _ => "",
    }
}

/// How a difference is shown.
pub(super) fn quantity(ranking: &Ranking) -> Quantity {
    of_unit(&ranking.unit)
}

/// How a difference in a unit is shown.
pub(super) fn of_unit(unit: &str) -> Quantity {
    match unit {
        "s" => Quantity::Change,
        "share" => Quantity::Points,
        _ => Quantity::Number,
    }
}
