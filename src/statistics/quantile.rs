//! Quantiles of pooled distributions, and how sure they are.
//!
//! A quantile is the smallest value at or below which at least the share p of all incidents lies. Histories are not independent
//! incidents, so its interval comes from how much the sections disagree about how many lie below it (a t interval over the
//! quantiles of single histories would be far too narrow and biased for small strata).

use super::Interval;
use super::histogram::{Bucket, Cumulative, representative};
use super::ratio::{jackknife, student_interval};
use super::student::t;

/// A share in thousandths: 500 is the median.
pub type Permille = u64;

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

    fn filled(&self) -> usize {
        self.sections.iter().filter(|section| section.number() > 0).count()
    }

    /// Whether fewer than ten incidents lie on one side of the quantile: then nothing is said about it.
    fn too_few(&self, p: Permille) -> bool {
        self.all.number() * p.min(1000 - p) < 10_000
    }
}

/// The rank, counted from 1, of the smallest value with F >= p.
fn rank(p: Permille, number: u64) -> u64 {
    (u128::from(p) * u128::from(number)).div_ceil(1000).max(1) as u64
}

/// The quantile in microseconds with its interval, which lies between the pooled quantiles at p - t se and p + t se, where
/// z_r = (number at or below the quantile in section r) - p n_r and se = sqrt(R / (R - 1) sum (z_r - mean z)^2) / N.
///
/// `None` where it cannot be estimated: fewer than ten incidents on one side of it, or an interval that reaches beyond all data.
pub fn pooled(p: Permille, data: &Pooled) -> Option<Interval> {
    if data.too_few(p) {
        return None;
    }
    let number = data.all.number();
    let bucket = data.all.ranked(rank(p, number))?;
    let value = representative(bucket) as f64;
    let filled = data.filled();
    if filled < 2 {
        return Some(Interval { value, ends: None });
    }
    let share = p as f64 / 1000.0;
    let excess: Vec<f64> = data.sections.iter().map(|section| section.at(bucket) as f64 - share * section.number() as f64).collect();
    let sections = excess.len() as f64;
    let mean = excess.iter().sum::<f64>() / sections;
    let squares: f64 = excess.iter().map(|z| (z - mean) * (z - mean)).sum();
    let half = t(filled - 1) * libm::sqrt(sections / (sections - 1.0) * squares) / number as f64;
    let end = |share: f64| -> Option<f64> {
        let inside = share > 0.0 && share < 1.0;
        let rank = (libm::ceil(share * number as f64) as u64).clamp(1, number);
        inside.then(|| data.all.ranked(rank).map(|bucket| representative(bucket) as f64))?
    };
    // Rounding the share must not move an end past the value itself.
    let (low, high) = (end(share - half)?.min(value), end(share + half)?.max(value));
    Some(Interval { value, ends: Some((low, high)) })
}

/// The quantile of one distribution minus that of another, in microseconds, with a t interval by the jackknife over sections.
/// Two equal distributions differ by exactly zero, ends included.
///
/// `None` where fewer than ten incidents lie on one side of either quantile.
pub fn difference(p: Permille, weights: &[f64], one: &Pooled, other: &Pooled) -> Option<Interval> {
    if one.too_few(p) || other.too_few(p) {
        return None;
    }
    let value = (one.quantile(p)? - other.quantile(p)?) as f64;
    let filled = one.filled().min(other.filled());
    if filled < 2 {
        return Some(Interval { value, ends: None });
    }
    let nothing = Cumulative::default();
    let apart = |a: &Cumulative, b: &Cumulative| Some(inside(p, &one.all, a)? - inside(p, &other.all, b)?);
    let centre = apart(&nothing, &nothing)?;
    let left_out: Option<Vec<f64>> = one.sections.iter().zip(&other.sections).map(|(a, b)| apart(a, b)).collect();
    Some(student_interval(value, jackknife(weights, centre, &left_out?), filled))
}

/// The quantile of all but one section, interpolated within its bucket: leaving out a section of a large study moves a quantile
/// by less than a bucket, and a variance must see that.
fn inside(p: Permille, all: &Cumulative, left_out: &Cumulative) -> Option<f64> {
    let rank = rank(p, all.number() - left_out.number());
    let (bucket, below, up_to) = all.ranked_without(left_out, rank)?;
    let (low, high) = edges(bucket);
    Some(low + (high - low) * (rank - below) as f64 / (up_to - below) as f64)
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
