//! What goes out to an incident, and what is set by numbers of it.

use super::{Choice, MarkSet, Program};
use crate::random::Key;

impl Program {
    /// These marks, and those that are set when they are set often enough.
    pub fn with_thresholds(&self, marks: MarkSet) -> MarkSet {
        self.thresholds.iter().filter(|threshold| threshold.of & marks != 0).fold(marks, |all, threshold| all | 1 << threshold.mark)
    }
}

/// What goes out to an incident, each on its own: an engine, an ambulance, a patrol.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Absorbed into the address of the draws of all such units of an incident.
    pub key: Key,
    /// What each of them does.
    pub program: Program,
    /// The marks that are set when one of them is turned back.
    pub turned_back: MarkSet,
}

/// A mark that is set in an incident when others have been set often enough by later callers and units.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Index of [`crate::model::Model::marks`].
    pub mark: usize,
    /// The marks that are counted together.
    pub of: MarkSet,
    /// How often; rounded, at least once.
    pub number: Choice<f64>,
}

/// How many units are sent out.
#[derive(Clone, Debug, PartialEq)]
pub struct Sends {
    /// Index of [`Program::units`].
    pub unit: usize,
    /// How many, rounded ...
    pub number: Choice<f64>,
    /// ... together with those sent before that have not been turned back, or besides them.
    pub in_all: bool,
    /// The marks that may be set thereby in the incident, thresholds included.
    pub marks: MarkSet,
}

/// Which units are turned back.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalls {
    /// Index of [`Program::units`].
    pub unit: usize,
    /// Only those that have not set this mark.
    pub before: usize,
    /// So many, rounded, are left.
    pub down_to: Choice<f64>,
    /// The mark that each of them sets then.
    pub mark: Option<usize>,
}
