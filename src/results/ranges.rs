//! What is asked of a comparison, and what the ranges of parameters make of the answer.

use super::{Bare, Est};
use serde::{Deserialize, Serialize};

/// What one answer is about: a statistic of a measure in a stratum, of an arm against the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Question {
    /// The arm that is compared with the baseline.
    pub arm: String,
    /// The measure.
    pub measure: String,
    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
    /// `mean` (of times: over the pairs that both reached), `within_target` or, of other measures, `value`.
    pub statistic: String,
    /// `s`, `share` or `1`.
    pub unit: String,
}

/// One factor moved to both ends of its range, everything else as in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Bar {
    /// Its name.
    pub factor: String,
    /// By question, for the lower and the upper end: the answer there less the answer of the scenario, paired.
    pub changes: Vec<[Est; 2]>,
    /// By question, why a change stands without an interval, if so; empty where all have one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub bare: Vec<[Option<Bare>; 2]>,
    /// By question, whether all of at least ten replications agree on the sign of a change that stands without an interval; empty where none does.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub agreed: Vec<[bool; 2]>,
    /// Why an end has no answer, if so.
    pub failures: [Option<String>; 2],
}

impl Bar {
    /// Whether a change is told apart from none: by its interval, or without one by a sign on which all replications agree.
    pub fn is_told(&self, question: usize, end: usize) -> bool {
        let agreed = || self.agreed.get(question).is_some_and(|ends| ends[end]);
        let is_beyond_zero = |(low, high): (f64, f64)| low > 0.0 || high < 0.0;
        self.changes[question][end].is_some_and(|change| change.low.zip(change.high).map_or_else(agreed, is_beyond_zero))
    }
}

/// The answer over the ranges of the assumed parameters: each moved to both ends of its range, everything else as in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OverRanges {
    /// Replications lived at every end: the first ones of the study.
    pub replications: u64,
    /// What was counted in each, seconds.
    pub duration_s: f64,
    /// What was asked.
    pub questions: Vec<Question>,
    /// By question.
    pub ranges: Vec<Ranged>,
    /// By parameter; the one that moves the first question most comes first.
    pub bars: Vec<Bar>,
    /// Assumed parameters without a range, which were not moved.
    pub without_range: Vec<String>,
}

/// Between what an answer lies when one assumed parameter at a time is moved, by the changes that are told apart from none ([`Bar::is_told`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ranged {
    /// The study's own estimate, and with the largest change downwards; `None` where no change is told apart from none although something may move it.
    pub low: Option<f64>,
    /// And upwards.
    pub high: Option<f64>,
    /// The parameter that moves it most; `None` where no change is told apart from none.
    pub most: Option<String>,
    /// Parameters with a change that is not told apart from none, but whose interval goes beyond these ends by more than is noticeable.
    #[serde(default)]
    pub unclear: Vec<String>,
}
