//! Warnings in the reader's language and with the scenario's labels.

use super::Report;
use super::answer::stratum_word;
use super::findings::label;
use super::format::Numbers;
use super::unusable::log_doubt;
use super::words::{Warnings, fill, words};
use crate::model::Language;
use crate::record::Finding;
use crate::results::{Bare, Doubt, Place, TimeDifference, Warning};
use crate::statistics::basis::{Basis, HISTORIES, HISTORIES_OF_WAITS, Of};

/// What a warning says, with the first `most` of the places that it is about by name and the rest as a number. Warnings that have no value are in the words of
/// the program, English.
pub(super) fn told(report: &Report, language: Language, warning: &Warning, most: usize) -> String {
    let Some(doubt) = &warning.doubt else { return warning.message.clone() };
    let w = Warnings::of(language);
    let teller = Teller { report, language, most, numbers: Numbers::of(report, language) };
    let count = |number: u64| teller.numbers.count(number);
    let arm = |arm| report.arm_label(arm, language);
    match doubt {
        Doubt::Limit { arm: name, replications, finding: found } => {
            let advice = if matches!(found, Finding::Deadlock { .. }) { w.advice_deadlock } else { w.advice_overload };
            let first = finding(language, teller.numbers, replications.first().copied().unwrap_or_default(), found);
            let met = count(replications.len() as u64);
            fill(w.limit, &[("arm", arm(name)), ("finding", &first), ("count", &met), ("advice", advice)])
        }
        Doubt::Interrupted { done, of } => fill(w.interrupted, &[("done", &count(*done)), ("asked", &count(*of))]),
        Doubt::Replayed => w.replayed.to_owned(),
        Doubt::OneReplication => w.one_replication.to_owned(),
        Doubt::FewReplications { replications } if *replications < HISTORIES as u64 => {
            fill(w.too_few_replications, &[("count", &count(*replications))])
        }
        Doubt::FewReplications { replications } => fill(w.few_replications, &[("count", &count(*replications))]),
        Doubt::Precision { needed: Some(needed), run } => fill(w.precision, &[("needed", &count(*needed)), ("run", &count(*run))]),
        Doubt::Precision { needed: None, run } => fill(w.precision_unknown, &[("run", &count(*run))]),
        Doubt::NoWarmUp => w.no_warm_up.to_owned(),
        Doubt::ShortWarmUp { arms } => {
            let arms: Vec<&str> = arms.iter().map(|name| arm(name)).collect();
            fill(w.short_warm_up, &[("arms", &arms.join(", "))])
        }
        Doubt::UnseenWarmUp => w.unseen_warm_up.to_owned(),
        Doubt::NotEstimable { valued, numbers, statistics, places, .. } => {
            let statistics: Vec<&str> = statistics.iter().map(|statistic| statistic_word(language, statistic)).collect();
            let sentence = match (valued, numbers) {
                (false, 1) => w.missing_one,
                (false, _) => w.missing_many,
                (true, 1) => w.bare_one,
                (true, _) => w.bare_many,
            };
            let (count, strata) = (count(*numbers), teller.strata(places));
            let at_least = if report.results.independent() < HISTORIES_OF_WAITS as u64 { w.at_least } else { "" };
            let values = [("count", count.as_str()), ("statistics", &statistics.join(", ")), ("places", &strata), ("at_least", at_least)];
            fill(sentence, &values)
        }
        Doubt::Survivors { arm: name, places } => {
            fill(w.survivors, &[("arm", arm(name)), ("places", &teller.places(places.iter().map(|(place, _)| place)))])
        }
        Doubt::Saturated { arm: name, pool, busy } => {
            let pool = label(report.results.pool_labels.get(pool), pool, language);
            let share = teller.numbers.with_unit(teller.numbers.fixed(busy * 100.0, 1), "%");
            fill(w.saturated, &[("arm", arm(name)), ("pool", pool), ("share", &share)])
        }
        Doubt::Opposed { arm: name, places } => {
            fill(w.opposed, &[("arm", arm(name)), ("places", &teller.places(places.iter().map(|(place, _)| place)))])
        }
        Doubt::Log(doubt) => log_doubt(report, language, doubt),
    }
}

/// Why a replication of an arm stopped.
pub(super) fn finding(language: Language, numbers: Numbers, replication: u64, finding: &Finding) -> String {
    let w = Warnings::of(language);
    let (sentence, open) = match finding {
        Finding::OpenIncidents { open, .. } => (w.finding_open, *open),
        Finding::OpenBackground { open, .. } => (w.finding_background, *open),
        Finding::AfterEnd { open } => (w.finding_after, *open),
        Finding::Deadlock { waiting, .. } => (w.finding_deadlock, waiting.len() as u64),
    };
    fill(sentence, &[("replication", &replication.to_string()), ("open", &numbers.count(open))])
}

/// Why a difference has no interval, with what would give it one: where pairs are alike that is a number of replications, and no longer
/// duration helps.
pub(super) fn no_interval(report: &Report, language: Language, difference: &TimeDifference) -> String {
    let (w, results) = (words(language), &report.results);
    let alike = difference.of_pairs.identical.map_or(0.0, |share| share.value);
    let basis = Basis::new(Of::Means { things: difference.pairs.both as f64, none: alike });
    let Some(Bare::FewReplications { least }) = basis.bare(results.independent().max(2) as usize) else { return w.no_interval.to_owned() };
    let sentence = match () {
        () if least <= HISTORIES as u64 => w.no_interval_few,
        () if alike > 0.5 => w.no_interval_alike,
        () => w.no_interval_some,
    };
    let least = least * results.study.variance_reduction.together();
    fill(sentence, &[("least", &Numbers::of(report, language).count(least))])
}

/// The word for a statistic.
fn statistic_word(language: Language, statistic: &str) -> &str {
    let (w, columns) = (Warnings::of(language), words(language));
    match statistic {
        "mean" => columns.statistic_mean,
        "median" => w.statistic_median,
        "value" => w.statistic_value,
        "share within the target" => columns.statistic_share_within,
        "shares of pairs" => w.statistic_pairs,
        "p05" => w.statistic_p05,
        "p90" => columns.column_p90,
        "p95" => columns.column_p95,
        other => other,
    }
}

struct Teller<'a> {
    report: &'a Report,
    language: Language,
    /// Places that are named.
    most: usize,
    numbers: Numbers,
}

impl<'a> Teller<'a> {
    fn stratum(&self, place: &'a Place) -> String {
        let name = place.stratum.as_str();
        match place.stratum_kind.as_str() {
            "type" => label(self.report.results.type_labels.get(name), name, self.language).to_owned(),
            "agency" => self.report.agency_label(name, self.language).to_owned(),
            "alone" => fill(words(self.language).alone, &[("agency", self.report.agency_label(name, self.language))]),
            _ => stratum_word(words(self.language), name).to_owned(),
        }
    }

    fn place(&self, place: &'a Place) -> String {
        format!("{} ({})", self.report.measure_label(&place.measure, self.language), self.stratum(place))
    }

    /// The strata, each with the measure or the number of measures.
    fn strata(&self, places: &'a [Place]) -> String {
        let strata = Place::by_stratum(places).into_iter().map(|(place, measures)| {
            let measures = match measures[..] {
                [measure] => self.report.measure_label(measure, self.language).to_owned(),
                _ => fill(Warnings::of(self.language).measures_many, &[("count", &self.numbers.count(measures.len() as u64))]),
            };
            format!("{} ({measures})", self.stratum(place))
        });
        self.cut(strata.collect())
    }

    /// A list for a sentence; what is beyond its first members is counted.
    fn cut(&self, mut named: Vec<String>) -> String {
        let more = named.len().saturating_sub(self.most);
        named.truncate(self.most);
        if more > 0 {
            named.push(fill(words(self.language).more_places, &[("count", &self.numbers.count(more as u64))]));
        }
        named.join(", ")
    }

    fn places(&self, places: impl Iterator<Item = &'a Place>) -> String {
        self.cut(places.map(|place| self.place(place)).collect())
    }
}
