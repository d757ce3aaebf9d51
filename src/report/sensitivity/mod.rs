//! From what a sensitivity study found to what people and scripts read: text, JSON, CSV and charts.

mod answer;
mod tables;
mod turns;

pub(super) use answer::said;
pub use answer::sensitivity_answer;
pub use tables::sensitivity_tables;
pub(super) use turns::turns_between;

use super::answer::stratum_word;
use super::charts::Room;
pub(super) use super::findings::is_clear;
use super::findings::label;
use super::format::{Numbers, Quantity, exact, interval, time_unit};
use super::words::{Words, fill, words};
use super::{Provenance, Tool};
use crate::drivers::{Drivers, Factor, Findings, Target, Variances, Verdict};
use crate::model::Language;
use crate::results::{Bar, Est, Estimate, Map, Question};
use serde::{Deserialize, Serialize};

/// What a sensitivity study found and where it comes from; `sensitivity.json` is this value, and every other file is made from it.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SensitivityReport {
    /// The version of its shape.
    pub version: u32,
    /// What computed it.
    pub tool: Tool,
    /// What was computed.
    pub scenario: Provenance,
    /// What was found.
    #[serde(flatten)]
    pub drivers: Drivers,
}

impl SensitivityReport {
    /// `sensitivity.json`: the whole value, indented, with a line end.
    ///
    /// # Errors
    /// None that a value of this type can cause; serde's signature is kept.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// What every part of it needs.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) report: &'a SensitivityReport,
    pub(super) drivers: &'a Drivers,
    pub(super) language: Language,
    pub(super) words: &'static Words,
    pub(super) numbers: Numbers,
    /// For which room charts are drawn.
    pub(super) room: Room,
}

impl<'a> Told<'a> {
    pub(super) fn new(report: &'a SensitivityReport, language: Language) -> Told<'a> {
        let numbers = Numbers::new(language, report.drivers.noticeable_s);
        Told { report, drivers: &report.drivers, language, words: words(language), numbers, room: Room::Slide }
    }

    pub(super) fn arm(&self, arm: &'a str) -> &'a str {
        label(self.drivers.arm_labels.get(arm), arm, self.language)
    }

    pub(super) fn stratum(&self, question: &Question) -> String {
        self.stratum_called(&question.stratum_kind, &question.stratum)
    }

    fn stratum_called(&self, kind: &str, name: &str) -> String {
        match kind {
            "type" => label(self.drivers.type_labels.get(name), name, self.language).to_owned(),
            "agency" => label(self.drivers.agency_labels.get(name), name, self.language).to_owned(),
            "alone" => {
                let agency = label(self.drivers.agency_labels.get(name), name, self.language);
                fill(self.words.alone, &[("agency", agency)])
            }
            _ => stratum_word(self.words, name).to_owned(),
        }
    }

    fn measure(&self, measure: &'a str) -> &'a str {
        label(self.drivers.measure_labels.get(measure), measure, self.language)
    }

    /// The measure and what of it.
    pub(super) fn what(&self, question: &'a Question) -> String {
        let measure = self.measure(&question.measure);
        let statistic = match question.statistic.as_str() {
            "mean" => self.words.mean_difference,
            "within_target" => self.words.statistic_share_within,
            _ => self.words.column_value_difference,
        };
        format!("{measure}, {}", lower(statistic))
    }

    /// Arm, stratum and measure.
    pub(super) fn asked(&self, question: &'a Question) -> String {
        let measure = self.measure(&question.measure);
        format!("{} ({measure})", self.who(question))
    }

    /// Arm and stratum.
    pub(super) fn who(&self, question: &'a Question) -> String {
        format!("{} · {}", self.arm(&question.arm), self.stratum(question))
    }

    /// How a difference is shown.
    pub(super) fn quantity(question: &Question) -> Quantity {
        match question.unit.as_str() {
            "s" => Quantity::Change,
            "share" => Quantity::Points,
            _ => Quantity::Number,
        }
    }

    /// A difference with its interval and sign.
    pub(super) fn signed(&self, question: &Question, est: Est) -> String {
        est.map_or_else(|| "–".to_owned(), |found| self.or_bare(&found, self.numbers.full_signed(Self::quantity(question), &found)))
    }

    /// What an end of a bar changes an answer by: [`Told::signed`], and where all replications agree on a sign without an interval, that they do.
    fn changed(&self, question: &Question, bar: &Bar, (number, end): (usize, usize)) -> String {
        match bar.changes[number][end] {
            Some(change) if interval(&change).is_none() && bar.is_told(number, end) => {
                format!("{} ({})", self.numbers.full_signed(Self::quantity(question), &change), self.words.bare_agreed)
            }
            change => self.signed(question, change),
        }
    }

    /// A number with its interval, or with the words that it has none.
    pub(super) fn or_bare(&self, found: &Estimate, text: String) -> String {
        if interval(found).is_none() { format!("{text} ({})", self.words.bare_short) } else { text }
    }

    /// What a factor is at a place of its range.
    pub(super) fn at(&self, factor: &Factor, value: f64) -> String {
        match factor.unit.as_str() {
            "s" | "mean_s" => self.numbers.length(value),
            "/s" => fill(self.words.a_day, &[("value", &self.plain(value * 86_400.0))]),
            "scale" => format!("×{}", self.plain(value)),
            "1" => self.plain(value),
            unit => format!("{}\u{a0}{unit}", self.plain(value)),
        }
    }

    /// A plain number with up to four digits.
    pub(super) fn plain(&self, value: f64) -> String {
        let size = libm::fabs(value);
        let magnitude = if size > 0.0 { libm::floor(libm::log10(size) + 1e-9) as i32 } else { 0 };
        let decimals = (0..(3 - magnitude).max(0)).find(|&decimals| {
            let power = libm::pow(10.0, f64::from(decimals));
            libm::fabs(libm::round(value * power) / power - value) <= size * 1e-4
        });
        self.numbers.fixed(value, decimals.unwrap_or((3 - magnitude).max(0)))
    }

    /// A number with as many digits as were written, up to nine behind the mark.
    fn given(&self, value: f64) -> String {
        let is_all = |decimals: &i32| {
            let power = libm::pow(10.0, f64::from(*decimals));
            libm::fabs(libm::round(value * power) / power - value) <= libm::fabs(value) * 1e-12
        };
        self.numbers.fixed(value, (0..9).find(is_all).unwrap_or(9))
    }

    /// Replications and their length; where they are not the same for all, from how many to how many were lived.
    pub(super) fn run_lived(&self) -> String {
        let Findings::Staffing(found) = &self.drivers.findings else { return self.run() };
        let lived = || found.candidates.iter().map(|candidate| candidate.replications);
        match lived().min().zip(lived().max()) {
            Some((least, most)) if least < most => {
                let (least, most) = (self.numbers.count(least), self.numbers.count(most));
                let values = [("least", &*least), ("most", &*most), ("duration", &*self.numbers.length(self.drivers.duration_s))];
                fill(self.words.replications_between, &values)
            }
            _ => self.run(),
        }
    }

    /// Replications and their length, at most.
    pub(super) fn run(&self) -> String {
        let count = self.numbers.count(self.drivers.replications);
        fill(self.words.replications_many, &[("count", &count), ("duration", &self.numbers.length(self.drivers.duration_s))])
    }

    /// What was done.
    pub(super) fn method(&self) -> &'static str {
        match &self.drivers.findings {
            Findings::Tornado { .. } => self.words.method_tornado,
            Findings::Morris { .. } => self.words.method_morris,
            Findings::Sobol { .. } => self.words.method_sobol,
            Findings::Beliefs { .. } => self.words.method_beliefs,
            Findings::BreakEven { .. } => self.words.method_break_even,
            Findings::Sweep => self.words.method_sweep,
            Findings::Staffing(_) => self.words.method_staffing,
        }
    }

    /// What was done, how often.
    pub(super) fn done(&self) -> String {
        if let Findings::Staffing(found) = &self.drivers.findings {
            let (count, most) = (self.numbers.count(found.candidates.len() as u64), self.run());
            return fill(self.words.staff_done, &[("method", self.method()), ("count", &count), ("most", &most)]);
        }
        let points = self.numbers.count(self.drivers.points.len() as u64);
        fill(self.words.sens_done, &[("method", self.method()), ("points", &points), ("run", &self.run())])
    }

    /// What is wanted, as a person would say it.
    pub(super) fn target(&self, target: &'a Target) -> String {
        let Target { measure, stratum_kind, stratum, statistic, at_least, bar, indifference } = target;
        let stratum = self.stratum_called(stratum_kind, stratum);
        let measure = self.measure(measure);
        // As it was given: rounded, 99.99 % would be everything.
        let (what, (factor, unit)) = match statistic.as_str() {
            "mean" => (self.words.statistic_mean, time_unit(*bar)),
            _ => (self.words.statistic_share_within, (100.0, "%")),
        };
        let number = |value: f64, (factor, unit): (f64, &str)| self.numbers.with_unit(self.given(value * factor), unit);
        let zone = if statistic == "mean" { time_unit(*indifference) } else { (factor, unit) };
        let sign = if *at_least { '≥' } else { '≤' };
        format!("{stratum} – {measure}: {what} {sign} {} ± {}", number(*bar, (factor, unit)), number(*indifference, zone))
    }

    /// What a candidate came to.
    pub(super) fn reached(&self, target: &Target, found: Est) -> String {
        let quantity = if target.statistic == "mean" { Quantity::Time } else { Quantity::Share };
        found.map_or_else(|| "–".to_owned(), |found| self.numbers.full(quantity, &found))
    }

    /// What was decided.
    pub(super) fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Meets => self.words.staff_meets,
            Verdict::Fails => self.words.staff_fails,
            Verdict::Overloaded => self.words.staff_overloaded,
            Verdict::Open => self.words.staff_open,
        }
    }

    /// What a factor is called: a parameter by its label, also where a path leads into it. The dummy and other paths are called what they are.
    pub(super) fn called(&self, name: &str) -> String {
        let parts: Vec<&str> = name.split('.').collect();
        let parameter = |name: &str| match self.drivers.names.parameter(name, self.language) {
            label if label == name => fill(self.words.parameter_named, &[("name", name)]),
            label => label.to_owned(),
        };
        match parts[..] {
            ["parameter", own, _, ..] => parameter(own),
            ["arm", arm, "parameter", own, ..] => {
                let arm = label(self.drivers.arm_labels.get(arm), arm, self.language);
                fill(self.words.parameter_of_arm, &[("parameter", &parameter(own)), ("arm", arm)])
            }
            _ => self.drivers.names.parameter(name, self.language).to_owned(),
        }
    }

    /// The factor of that name; the dummy is none.
    pub(super) fn factor(&self, name: &str) -> Option<&'a Factor> {
        self.drivers.factors.iter().find(|factor| factor.name == name)
    }
}

/// The first letter small, for the middle of a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The larger of two changes; 0 where there is none.
pub(super) fn largest(ends: &[Est; 2]) -> f64 {
    ends.iter().flatten().map(|change| libm::fabs(change.value)).fold(0.0, f64::max)
}

/// The value of a factor at a point; what it is in the scenario where it is not moved.
pub(super) fn place(at: &Map<f64>, factor: &Factor) -> Option<f64> {
    at.get(&factor.name).copied().or(factor.value)
}

/// A share with its interval, in per cent.
pub(super) fn share(told: &Told<'_>, estimate: &Estimate) -> String {
    told.or_bare(estimate, told.numbers.full(Quantity::Share, estimate))
}

/// A number known exactly, as a difference.
pub(super) fn exact_change(numbers: Numbers, quantity: Quantity, value: f64) -> String {
    numbers.signed(quantity, &exact(value))
}

/// Why no shares are told, if so.
fn nothing_shared(words: &'static Words, found: &Variances) -> Option<&'static str> {
    found.hidden.then_some(if found.noise > 0.0 { words.sens_hidden } else { words.sens_nothing })
}
