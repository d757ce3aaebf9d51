//! What is found about the warm-up.

use super::Map;
use crate::model::{Language, Text};
use serde::{Deserialize, Serialize};

/// How long it takes until nobody can tell that the system began empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WarmUp {
    /// What was studied, for people.
    pub title: Text,
    /// The author's language.
    pub language: Language,
    /// The seed.
    pub seed: u64,
    /// Pilot replications.
    pub replications: u64,
    /// How many weeks each of them lasts.
    pub weeks: u64,
    /// The scenario's own warm-up, seconds.
    pub given_s: f64,
    /// One that is enough for every arm, seconds; `None` if a week is not.
    pub found_s: Option<f64>,
    /// Whether rates and staff are constant, so that MSER-5 is asked as well.
    pub constant: bool,
    /// By arm.
    pub arms: Map<ArmWarmUp>,
}

/// One way of working.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ArmWarmUp {
    /// For people.
    pub label: Text,
    /// By comparing the first week with the ones that follow, seconds; `None` if a week is not enough.
    pub by_weeks_s: Option<f64>,
    /// By MSER-5, seconds; `None` if a week is not enough.
    pub mser_s: Option<f64>,
    /// By which share of what is usual the number of open incidents may still differ in the rest of the first week: the further end of an
    /// interval of 99 %.
    #[serde(default)]
    pub unseen: Option<f64>,
    /// Open incidents by hour of the first week, mean of the replications.
    pub first_week: Vec<f64>,
    /// The same of the weeks that follow.
    pub following_weeks: Vec<f64>,
}

impl ArmWarmUp {
    /// What is enough for the arm, seconds: the longer of both, where both are asked.
    pub fn enough_s(&self, constant: bool) -> Option<f64> {
        Some(self.by_weeks_s?.max(if constant { self.mser_s? } else { 0.0 }))
    }
}

impl WarmUp {
    /// By which share of what is usual what is open may still differ in some arm, though the pilots do not show it.
    pub fn unseen(&self) -> Option<f64> {
        self.arms.values().filter_map(|arm| arm.unseen).reduce(f64::max)
    }

    /// Whether the scenario's own warm-up is too short.
    pub fn is_too_short(&self) -> bool {
        self.found_s.is_none_or(|found| self.given_s < found)
    }
}
