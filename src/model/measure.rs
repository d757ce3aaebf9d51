//! What is reported of an incident, and between which moments.

use super::{Condition, Flags, MarkSet, Text};
use crate::time::Time;

/// What is reported.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Name in the file.
    pub name: String,
    /// For people.
    pub label: Text,
    /// Which incidents it is about, by type: a condition on flags.
    pub among: Vec<Condition>,
    /// What is measured.
    pub what: What,
    /// A time to be within.
    pub target: Option<Time>,
}

/// What a measure measures.
#[derive(Clone, Debug)]
pub enum What {
    /// The time between two ends.
    Time {
        /// From here ...
        from: End,
        /// ... to here.
        to: End,
    },
    /// The share of incidents for which the condition holds, by arm and program.
    Share(Vec<Vec<Condition>>),
    /// The number of incidents for which the condition holds, by arm and program.
    Count(Vec<Vec<Condition>>),
    /// Seat time per incident of these roles, by arm and program: indices of [`super::Program::roles`].
    Work(Vec<Vec<Vec<usize>>>),
    /// How often per incident one of these marks was set by later callers and units.
    Number(MarkSet),
}

impl What {
    /// Whether it is above zero or zero whatever happens: everything but a time between marks that may come in either order.
    pub fn is_never_negative(&self) -> bool {
        match self {
            What::Time { from: End::Arrival, .. } => true,
            What::Time { from: End::First(from), to: End::Last(to) } => from == to,
            What::Time { .. } => false,
            What::Share(_) | What::Count(_) | What::Work(_) | What::Number(_) => true,
        }
    }
}

/// One end of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The first call.
    Arrival,
    /// The first of these marks that are required.
    First(Vec<EndMark>),
    /// The last of these marks that are required. A single mark is a list of one.
    Last(Vec<EndMark>),
}

/// A mark in an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndMark {
    /// Index of [`super::Model::marks`].
    pub mark: usize,
    /// An agency's `alerted` mark is required where this flag is set, and ignored where it is not; no flag: always required.
    pub needed: Flags,
}

impl EndMark {
    /// Whether incidents with these flags require it.
    #[inline]
    pub fn is_required(&self, flags: Flags) -> bool {
        flags & self.needed == self.needed
    }
}
