//! What is told of the warm-up: text, JSON and a table. The picture is drawn by `charts`.

use super::format::{Numbers, Quantity, exact};
use super::words::{WarmUpWords, fill};
use super::{Provenance, Tool};
use crate::model::Language;
use crate::results::WarmUp;
use serde::{Deserialize, Serialize};

/// What was found about the warm-up and where it comes from; `warm_up.json` is this value.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WarmUpReport {
    /// The version of its shape.
    pub version: u32,
    /// What computed it.
    pub tool: Tool,
    /// What was computed.
    pub scenario: Provenance,
    /// What was found.
    #[serde(flatten)]
    pub found: WarmUp,
}

impl WarmUpReport {
    /// `warm_up.json`: the whole value, indented, with a line end.
    ///
    /// # Errors
    /// None that a value of this type can cause; serde's signature is kept.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// A length of time; nothing at all is 0 h.
pub(super) fn length(numbers: Numbers, seconds: f64) -> String {
    if seconds == 0.0 { numbers.with_unit("0".to_owned(), "h") } else { numbers.length(seconds) }
}

/// The numbers that the report is told with.
pub(super) fn numbers(language: Language) -> Numbers {
    Numbers::new(language, 1.0)
}

/// What is enough, what the scenario gives, and what to write.
pub fn warm_up_answer(report: &WarmUpReport, language: Language) -> String {
    let (w, numbers, found) = (WarmUpWords::of(language), numbers(language), &report.found);
    let told = |seconds: Option<f64>| seconds.map_or_else(|| w.longer.to_owned(), |seconds| length(numbers, seconds));
    let mut text = match found.found_s {
        Some(seconds) => fill(w.found, &[("length", &length(numbers, seconds))]),
        None => w.not_found.to_owned(),
    };
    text += &format!("\n{}\n", pilots(found, language));
    for arm in found.arms.values() {
        text += &format!("  {}: {}\n", arm.label.get(language), told(arm.enough_s(found.constant)));
    }
    let given = length(numbers, found.given_s);
    let hours = found.found_s.map(|seconds| format!("{:.0} h", seconds / 3600.0)).unwrap_or_default();
    text += &match (found.found_s, found.is_too_short()) {
        (Some(_), true) => fill(w.short, &[("given", &given), ("write", &format!("warm_up = \"{hours}\""))]),
        (Some(_), false) => fill(w.enough, &[("given", &given)]),
        (None, _) => w.advice.to_owned(),
    };
    // Below this part of what is usual nothing matters.
    if let Some(unseen) = found.found_s.and(found.unseen()).filter(|&unseen| unseen > 0.01) {
        text += &format!("\n{}", fill(w.unseen, &[("share", &numbers.amount(Quantity::Share, &exact(unseen)))]));
    }
    text
}

/// "30 pilot replications of 3 weeks, begun empty".
pub(super) fn pilots(found: &WarmUp, language: Language) -> String {
    let numbers = numbers(language);
    fill(WarmUpWords::of(language).pilots, &[("count", &numbers.count(found.replications)), ("weeks", &numbers.count(found.weeks))])
}

/// `warm_up.csv`: open incidents by arm and hour.
pub fn warm_up_table(report: &WarmUpReport) -> String {
    let mut table = "arm,hour,first_week,following_weeks\n".to_owned();
    for (name, arm) in &report.found.arms {
        for (hour, (first, following)) in arm.first_week.iter().zip(&arm.following_weeks).enumerate() {
            table += &format!("{name},{hour},{first},{following}\n");
        }
    }
    table
}
