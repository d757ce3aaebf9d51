//! What a study is about: the comparisons whose intervals hold together.

use super::Est;
use serde::{Deserialize, Serialize};

/// Whether a comparison is one of those that the study is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// It is.
    Primary,
    /// It is one of many that were looked at besides: its interval holds for it alone.
    #[default]
    Exploratory,
}

/// The comparisons that the study is about, each pair of arms among them, with intervals that hold together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Primary {
    /// Whether the scenario declares them; else they are those of the answer.
    pub declared: bool,
    /// How many there are.
    pub comparisons: u64,
    /// The probability with which all their intervals hold.
    pub level: f64,
    /// How that is reached: `bonferroni`.
    pub method: String,
    /// By measure and stratum.
    pub rankings: Vec<Ranking>,
}

/// Arms in order of one number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ranking {
    /// The measure.
    pub measure: String,
    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
    /// `mean` (of times), `within_target` or, of other measures, `value`.
    pub statistic: String,
    /// `s`, `share` or `1`.
    pub unit: String,
    /// Arms that have an estimate, the lowest first.
    pub arms: Vec<String>,
    /// Every pair of them.
    pub comparisons: Vec<Comparison>,
    /// Arms that cannot be told apart: an arm may be in several groups, and is alone in one where it differs from all others.
    pub groups: Vec<Vec<String>>,
}

/// One arm against another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Comparison {
    /// The arm.
    pub arm: String,
    /// What is taken from it.
    pub against: String,
    /// The difference, with an interval that holds together with all others of the family.
    pub difference: Est,
    /// Whether that interval leaves out zero.
    pub told_apart: bool,
}
