//! How often incidents come: by the hour of the week, and what changes that for single hours.

use super::LogRow;
use crate::distribution::Distribution;
use crate::random::Key;

/// Mean numbers by hour of the week, Monday 00 first.
#[derive(Clone, Debug, PartialEq)]
pub struct HourlyRates(pub [f64; 168]);

/// How the rate runs within an hour, relative to its mean: straight lines from begin to middle to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// At the beginning of the hour.
    pub begin: f64,
    /// Half an hour later; (begin + 2 middle + end) / 4 is 1.
    pub middle: f64,
    /// At its end.
    pub end: f64,
}

impl Ramp {
    /// The share of the hour's arrivals that come before a part of it (0 to 1) has passed: the CDF.
    pub fn share(self, passed: f64) -> f64 {
        let first = 0.25 * (self.begin + self.middle);
        let (from, to, area, part) =
            if passed < 0.5 { (self.begin, self.middle, 0.0, passed) } else { (self.middle, self.end, first, passed - 0.5) };
        area + from * part + (to - from) * part * part
    }

    /// The share of the hour that has passed at an arrival, by a uniform number: the inverse CDF, below 1.
    pub fn position(self, u: f64) -> f64 {
        let first = 0.25 * (self.begin + self.middle);
        let (from, to, area, start) = if u < first { (self.begin, self.middle, u, 0.0) } else { (self.middle, self.end, u - first, 0.5) };
        if area <= 0.0 {
            return start;
        }
        // The root of from x + (to - from) x^2 = area that loses no digits.
        let root = (from * from + 4.0 * (to - from) * area).max(0.0).sqrt();
        (start + (2.0 * area / (from + root)).min(0.5)).min(1.0 - f64::EPSILON)
    }
}

/// What multiplies the mean of single hours, beside the hour of the week. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Swings {
    /// By season.
    pub season: Season,
    /// Drawn for every day ...
    pub day: Option<Factor>,
    /// ... and for every hour.
    pub hour: Option<Factor>,
    /// Times with more or fewer incidents; those that overlap multiply.
    pub surges: Vec<Surge>,
}

/// A factor that is drawn once for every day, or hour, and multiplies its mean: some days have more incidents than others of
/// their kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Absorbed into the address of its draws: types with the same key have the same luck.
    pub key: Key,
    /// Of mean 1.
    pub of: Distribution,
}

/// What a day's mean is multiplied by: (first day, counted from time zero; factor from then on), ascending. Days before the first
/// have its factor; none at all: every day is alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Season(pub Vec<(i64, f64)>);

impl Season {
    /// The factor of a day, counted from time zero.
    pub fn factor(&self, day: i64) -> f64 {
        let next = self.0.partition_point(|&(first, _)| first <= day);
        self.0.get(next.saturating_sub(1)).map_or(1.0, |&(_, factor)| factor)
    }
}

/// An incident that happens once in every replication.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Name in the file.
    pub name: String,
    /// Absorbed into the address of its draws.
    pub key: Key,
    /// Its type, time, and the flags that are not drawn.
    pub row: LogRow,
}

/// A time with more or fewer incidents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// The first hour, counted from time zero ...
    pub from: i64,
    /// ... and the first one after it.
    pub to: i64,
    /// Multiplies the mean; not negative.
    pub factor: f64,
}

impl Swings {
    /// What the mean of an hour, counted from time zero, is multiplied by, on average over what is drawn.
    pub fn expected(&self, hour: i64) -> f64 {
        let surges = self.surges.iter().filter(|surge| (surge.from..surge.to).contains(&hour));
        self.season.factor(hour.div_euclid(24)) * surges.map(|surge| surge.factor).product::<f64>()
    }
}
