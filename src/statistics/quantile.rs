//! Quantiles of pooled distributions, and how sure they are.
//!
//! A quantile is the smallest value at or below which at least the share p of all incidents lies. Histories are not independent
//! incidents, so its interval comes from how much the sections disagree about how many lie below it (a t interval over the
//! quantiles of single histories would be far too narrow and biased for small strata). There are two ways back from numbers to times: between the
//! pooled quantiles of two shares, or by the density. The first needs no density and suits the middle; in a tail, where histories
//! pull the quantile much further up than down, the second can follow their skewness.

use super::basis::HISTORIES;
use super::histogram::{Bucket, Cumulative, bucket, representative};
use super::spread::Spread;
use super::student::t;
use super::{Interval, LEVEL};

/// With fewer incidents on one side nothing is said about a quantile ...
const LEAST: f64 = 10.0;
/// ... and with fewer than this not how sure it is.
const LEAST_FOR_ENDS: f64 = 20.0;
/// Sections that must hold something before anything is said about how sure a quantile outside the middle is.
const TAIL_SECTIONS: usize = 20;

/// A share in thousandths.
pub type Permille = u64;
const MEDIAN: Permille = 500;

/// A distribution by section, and all of them together.
#[derive(Clone, Debug, Default)]
pub struct Pooled {
    /// By section.
    pub sections: Vec<Cumulative>,
    /// All sections.
    pub all: Cumulative,
}

impl Pooled {
    /// The value below which the share lies, in microseconds; `None` where nothing is there.
    pub fn quantile(&self, p: Permille) -> Option<i64> {
        self.all.ranked(rank(p, self.all.number())).map(representative)
    }

    /// How many of all are exactly zero.
    pub fn zeros(&self) -> f64 {
        (self.all.at(bucket(0)) - self.all.at(bucket(-1))) as f64
    }

    fn filled(&self) -> usize {
        self.sections.iter().filter(|section| section.number() > 0).count()
    }

    /// How many incidents lie on the thinner side of the quantile.
    fn beyond(&self, p: Permille) -> f64 {
        self.all.number() as f64 * p.min(1000 - p) as f64 / 1000.0
    }

    /// Whether something can be said about how sure the quantile is. The tails of a distribution are shaped by single histories,
    /// so few histories say too little about them.
    fn tells(&self, p: Permille) -> bool {
        let least = if p == MEDIAN { HISTORIES } else { TAIL_SECTIONS };
        self.filled() >= least && self.beyond(p) >= LEAST_FOR_ENDS
    }
}

/// The rank, counted from 1, of the smallest value with F >= p.
fn rank(p: Permille, number: u64) -> u64 {
    (u128::from(p) * u128::from(number)).div_ceil(1000).max(1) as u64
}

/// The quantile in microseconds with its interval. That of the median lies between the pooled quantiles at p - t se and p + t se, where
/// z_r = (number at or below the quantile in section r) - p n_r and se = sqrt(R / (R - 1) sum (z_r - mean z)^2) / N: Woodruff,
/// *Confidence intervals for medians and other position measures*, JASA 47 (1952). Any other comes from how far each section pulls the quantile
/// (`pulls`), within the data; unless more than half of what lies between Woodruff's ends is alike, and there is no density.
///
/// `None` with fewer than ten incidents on one side of it. It has no ends with fewer than twenty, with fewer than five sections that
/// hold anything, outside the median with fewer than twenty, and where Woodruff's are wanted and lie beyond all data.
pub fn pooled(p: Permille, data: &Pooled) -> Option<Interval> {
    if data.beyond(p) < LEAST {
        return None;
    }
    let number = data.all.number();
    let bucket = data.all.ranked(rank(p, number))?;
    let value = representative(bucket) as f64;
    if !data.tells(p) {
        return Some(Interval { value, ends: None });
    }
    let share = p as f64 / 1000.0;
    let half = t(data.filled() - 1) * deviation(&excess(p, data, bucket)) / number as f64;
    let rank = |share: f64| (libm::ceil(share * number as f64) as u64).clamp(1, number);
    let (low, high) = (rank(share - half), rank(share + half));
    let at = |rank: u64| data.all.ranked(rank).map(|bucket| representative(bucket) as f64);
    if p != MEDIAN && 2 * data.all.most_alike(low, high) <= high - low + 1 {
        let found = Spread::of_sum(&pulls(p, data)?, data.filled()).interval(value, LEVEL);
        return Some(found.clipped(at(1)?, at(number)?));
    }
    let inside = share - half > 0.0 && share + half < 1.0;
    // Rounding the share must not move an end past the value itself.
    let ends = at(low).zip(at(high)).filter(|_| inside).map(|(low, high)| (low.min(value), high.max(value)));
    Some(Interval { value, ends })
}

/// By section, how many more lie at or below the bucket than the share asks for.
fn excess(p: Permille, data: &Pooled, bucket: Bucket) -> Vec<f64> {
    let share = p as f64 / 1000.0;
    data.sections.iter().map(|section| section.at(bucket) as f64 - share * section.number() as f64).collect()
}

/// The standard deviation of a sum from its parts.
fn deviation(parts: &[f64]) -> f64 {
    libm::sqrt(Spread::of_sum(parts, parts.len()).variance)
}

/// The quantile of one distribution minus that of another, in microseconds, with the interval of a mean from how far each section
/// pulls the two apart. Two equal distributions differ by exactly zero, ends included.
///
/// `None` and without ends as each of the two quantiles is.
pub fn difference(p: Permille, one: &Pooled, other: &Pooled) -> Option<Interval> {
    if one.beyond(p) < LEAST || other.beyond(p) < LEAST {
        return None;
    }
    let value = (one.quantile(p)? - other.quantile(p)?) as f64;
    if one.filled() > 1 && one.sections == other.sections {
        return Some(Interval { value, ends: Some((value, value)) });
    }
    if !one.tells(p) || !other.tells(p) {
        return Some(Interval { value, ends: None });
    }
    let apart: Vec<f64> = pulls(p, one)?.iter().zip(pulls(p, other)?).map(|(one, other)| one - other).collect();
    let filled = one.filled().min(other.filled());
    let spread = Spread::of_sum(&apart, filled);
    // In the middle no single incident pulls far, so what pulls is as good as a count.
    let spread = if p == MEDIAN { spread.of_counts(filled) } else { spread };
    Some(spread.interval(value, LEVEL))
}

/// By section, how far it pulls the quantile, in microseconds: what it has too many or too few at or below it, divided by the
/// density there, which is the slope between the quantiles two standard errors of the share away.
fn pulls(p: Permille, data: &Pooled) -> Option<Vec<f64>> {
    let number = data.all.number() as f64;
    let excess = excess(p, data, data.all.ranked(rank(p, data.all.number()))?);
    let share = p as f64 / 1000.0;
    // At least one and a half incidents, and not beyond the data.
    let half = (2.0 * deviation(&excess) / number).clamp(1.5 / number, 0.9 * share.min(1.0 - share));
    let slope = (inside(&data.all, (share + half) * number)? - inside(&data.all, (share - half) * number)?) / (2.0 * half);
    Some(excess.iter().map(|z| -z * slope / number).collect())
}

/// The value in microseconds with so many below it, spread evenly within their bucket.
fn inside(all: &Cumulative, number: f64) -> Option<f64> {
    let bucket = all.ranked((libm::ceil(number) as u64).clamp(1, all.number()))?;
    let (below, up_to) = (all.at(bucket.saturating_sub(1)) as f64, all.at(bucket) as f64);
    let (low, high) = edges(bucket);
    Some(low + (high - low) * (number - below) / (up_to - below))
}

/// The ends of a bucket in microseconds: half way to its neighbours. Zero has no width.
fn edges(bucket: Bucket) -> (f64, f64) {
    if bucket == 0 {
        return (0.0, 0.0);
    }
    let at = |bucket: Bucket| representative(bucket) as f64;
    let middle = at(bucket);
    (0.5 * (middle + at(bucket.saturating_sub(1))), 0.5 * (middle + at(bucket.saturating_add(1))))
}
