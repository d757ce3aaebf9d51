//! Estimates from slices of numbers: ratios of sums, shares, quantiles, their differences, and how sure they are.
//!
//! The unit of replication is one simulated history. Histories are folded into *sections* whose sums are exact; a section's
//! weight is the number of histories it holds. Nothing here knows where the numbers came from.

pub mod basis;
pub mod control;
pub mod histogram;
pub mod quantile;
pub mod ratio;
mod sides;
mod spread;
pub mod student;

pub use sides::{Added, of_counts};
pub use spread::of_parts;

/// The level of every interval: 95 %.
pub const LEVEL: f64 = 0.95;

/// As many as a mean needs before it behaves like one.
pub const MANY: f64 = 30.0;

/// An estimate and, where enough sections say something about it, the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower and upper end; `None` where too little is known about them: fewer sections hold anything than its kind takes.
    pub ends: Option<(f64, f64)>,
}

impl Interval {
    /// In another unit: everything divided by `divisor`, which is above zero.
    pub fn divided(self, divisor: f64) -> Interval {
        Interval { value: self.value / divisor, ends: self.ends.map(|(low, high)| (low / divisor, high / divisor)) }
    }

    /// With ends so many times as far away.
    pub(super) fn widened(self, by: f64) -> Interval {
        let value = self.value;
        Interval { value, ends: self.ends.map(|(low, high)| (value - by * (value - low), value + by * (high - value))) }
    }

    /// With ends no further out than these, for estimates that cannot lie beyond them.
    pub fn clipped(self, least: f64, most: f64) -> Interval {
        Interval { value: self.value, ends: self.ends.map(|(low, high)| (low.max(least), high.min(most))) }
    }
}
