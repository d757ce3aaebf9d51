//! Simulated time: integer microseconds, so that nothing drifts, ties are ordered, and the parts of a chain sum exactly to the whole.

use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An instant or a length of simulated time, in whole microseconds.
///
/// As an instant it counts from midnight of the day on which the study `starts`; the warm-up may lie before zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// This share of a length of time, rounded to the microsecond, halves away from zero.
    pub fn fraction(self, share: f64) -> Time {
        Time(libm::round(self.0 as f64 * share) as i64)
    }

    /// No time at all; as an instant, midnight of the first day of the study.
    pub const ZERO: Time = Time(0);
    /// Later than everything.
    pub const MAX: Time = Time(i64::MAX);
    /// One second.
    pub const SECOND: Time = Time(1_000_000);
    /// One hour.
    pub const HOUR: Time = Time(3_600_000_000);
    /// One day of 24 hours: the clock of a study knows no summer time.
    pub const DAY: Time = Time(86_400_000_000);

    /// The longest time that a draw may come to: some 3,000 years, so that sums of instants and lengths do not overflow. Limits
    /// stop a run long before.
    pub const LONGEST: Time = Time(100_000_000_000_000_000);

    /// The nearest whole microsecond to a number of seconds, at most [`Time::LONGEST`] either way.
    #[inline]
    pub fn from_seconds(seconds: f64) -> Time {
        let micros = seconds * 1e6;
        // Adding a half and cutting off rounds to nearest for what a clock holds; `libm::round` is no inline operation everywhere.
        let rounded = (micros + 0.5f64.copysign(micros)) as i64;
        Time(rounded.clamp(-Self::LONGEST.0, Self::LONGEST.0))
    }

    /// The length in seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The number of the hour this instant lies in, counted from time zero; negative before it.
    pub fn hour(self) -> i64 {
        self.0.div_euclid(Self::HOUR.0)
    }

    /// The number of the day this instant lies in, counted from time zero; negative before it.
    pub fn day(self) -> i64 {
        self.0.div_euclid(Self::DAY.0)
    }
}

impl Add for Time {
    type Output = Time;
    fn add(self, other: Time) -> Time {
        Time(self.0 + other.0)
    }
}

impl Sub for Time {
    type Output = Time;
    fn sub(self, other: Time) -> Time {
        Time(self.0 - other.0)
    }
}

impl Neg for Time {
    type Output = Time;
    fn neg(self) -> Time {
        Time(-self.0)
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Time) {
        *self = *self + other;
    }
}

impl SubAssign for Time {
    fn sub_assign(&mut self, other: Time) {
        *self = *self - other;
    }
}

impl Sum for Time {
    fn sum<I: Iterator<Item = Time>>(times: I) -> Time {
        times.fold(Time::ZERO, Add::add)
    }
}
