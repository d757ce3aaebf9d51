//! What makes the estimates of a study less noisy besides pairing its arms.

use serde::{Deserialize, Serialize};

/// How variance is reduced. Arms are paired whatever it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VarianceReduction {
    /// Not at all.
    #[default]
    None,
    /// Means are corrected for how many incidents arrived, of which the expectation is known.
    ControlVariates,
    /// Every second replication is the mirror image of the one before: what was drawn as u is drawn as 1 - u.
    Antithetic,
}

impl VarianceReduction {
    /// How many replications belong together: those that do not are independent.
    pub fn together(self) -> u64 {
        if self == VarianceReduction::Antithetic { 2 } else { 1 }
    }

    /// Which luck a replication meets: a number, and whether mirrored.
    pub fn luck(self, replication: u64) -> (u64, bool) {
        match self {
            VarianceReduction::Antithetic => (replication.div_ceil(2), replication.is_multiple_of(2)),
            _ => (replication, false),
        }
    }
}
