//! Ratios of sums over sections, by the jackknife.
//!
//! A mean, share or rate is one sum divided by another, so that busy histories count for what they hold. Its variance is found
//! by leaving out one section at a time: Busing, Meijer and van der Leeden, *Delete-m jackknife for unequal m*, Statistics and
//! Computing 9 (1999), which for sections of equal weight is the ordinary jackknife. The interval is Student's, with one
//! degree of freedom less than there are sections that hold anything.
//!
//! Sums are whole numbers (incidents, microseconds) given as `f64`: exact up to 2^53.

use super::basis::{Basis, HISTORIES, HISTORIES_OF_COUNTS, Of};
use super::control::{Control, Regression};
use super::sides::{Added, Sides};
use super::spread::Spread;
use super::student::t;
use super::{Interval, LEVEL};

/// Fewer than this are few: an interval of a share or count is then made for few.
const FEW: f64 = 20.0;

/// Numerators and denominators by section.
#[derive(Clone, Copy, Debug)]
pub struct Sums<'a> {
    /// By section.
    pub numerators: &'a [f64],
    /// By section; at least zero.
    pub denominators: &'a [f64],
}

impl Sums<'_> {
    fn totals(&self) -> (f64, f64) {
        (self.numerators.iter().sum(), self.denominators.iter().sum())
    }

    /// What each section adds to the ratio; there must be something to divide by.
    pub(crate) fn by_section(&self) -> Added {
        let (_, below) = self.totals();
        let [added, held] = [self.numerators, self.denominators].map(|sums| sums.iter().map(|sum| sum / below).collect());
        Added { added, held }
    }

    /// Sections that hold anything.
    pub(super) fn filled(&self) -> usize {
        self.denominators.iter().filter(|&&denominator| denominator > 0.0).count()
    }

    /// The ratio, and the ratios with one section left out; these only where at least two sections hold anything.
    pub(super) fn ratios(&self) -> Option<(f64, Option<Vec<f64>>)> {
        let (above, below) = self.totals();
        if below <= 0.0 {
            return None;
        }
        let without = |(n, d): (&f64, &f64)| (above - n) / (below - d);
        let left_out = (self.filled() > 1).then(|| self.numerators.iter().zip(self.denominators).map(without).collect());
        Some((above / below, left_out))
    }
}

/// By section, how far it pulls an estimate, from the values with that section left out: (its pseudo-value's distance from their
/// mean, the number of times that the section fits into all).
pub(super) fn pulls<'a>(weights: &'a [f64], value: f64, left_out: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    let all = weights.iter().sum::<f64>();
    // Written about `value`, so that values that are all alike give exactly zero.
    let centre: f64 = weights.iter().zip(left_out).map(|(weight, other)| (1.0 - weight / all) * (value - other)).sum();
    weights.iter().zip(left_out).map(move |(weight, other)| {
        let times = all / weight;
        ((times - 1.0) * (value - other) - centre, times)
    })
}

/// The variance of an estimate from its values with one section left out; weights are the histories that a section holds.
pub fn jackknife(weights: &[f64], value: f64, left_out: &[f64]) -> f64 {
    pulls(weights, value, left_out).map(|(pull, times)| pull * pull / (times - 1.0)).sum::<f64>() / weights.len() as f64
}

/// How an estimate varies, from its values with one section left out.
fn spread(weights: &[f64], value: f64, left_out: &[f64], filled: usize) -> Spread {
    let parts = pulls(weights, value, left_out).map(|(pull, times)| pull / times);
    Spread::of(parts, filled, jackknife(weights, value, left_out))
}

/// The interval of a mean from its values with one section left out, corrected by a control where there is one.
fn mean_interval(level: f64, weights: &[f64], value: f64, left_out: &[f64], filled: usize, control: Control<'_>) -> Interval {
    let (value, spread) = match control.and_then(|control| Regression::new(weights, (value, left_out), filled, control)) {
        Some(found) => (value - found.slope * found.excess, found.spread),
        None => (value, spread(weights, value, left_out, filled)),
    };
    Basis::mean().interval(level, value, &spread, filled).0
}

/// A ratio of sums: a mean. `None` if nothing is there to divide by.
pub fn ratio(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    controlled_ratio(weights, sums, None)
}

fn controlled_ratio(weights: &[f64], sums: Sums<'_>, control: Control<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    Some(match left_out {
        Some(left_out) => mean_interval(LEVEL, weights, value, &left_out, sums.filled(), control),
        None => Interval { value, ends: None },
    })
}

/// A share of time, as for how much of it people are busy: a ratio of sums that lies close to what is possible where seats are limited, so its variance is known better than
/// its kurtosis says, and half of its skewness is taken away (with all of it, an hour of a pool that is five sixths full was held in 97.8 % of trials).
pub fn share_of_time(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Interval { value, ends: None }) };
    let spread = spread(weights, value, &left_out, sums.filled()).of_counts(sums.filled());
    Some(Basis::mean().interval(LEVEL, value, &spread, sums.filled()).0)
}

/// A mean over things that can be counted, such as incidents: without ends where there are fewer than [`MANY`](super::MANY) of them.
pub fn mean(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    many(sums.denominators, ratio(weights, sums))
}

/// [`mean`], corrected by a control.
pub fn controlled_mean(weights: &[f64], sums: Sums<'_>, control: Control<'_>) -> Option<Interval> {
    many(sums.denominators, controlled_ratio(weights, sums, control))
}

/// Without its ends where fewer than [`MANY`](super::MANY) things lie behind an interval, unless nothing varies at all.
pub fn many(numbers: &[f64], interval: Option<Interval>) -> Option<Interval> {
    unless_waits(numbers, 0.0, interval)
}

/// Without its ends where so many of the things that a mean is of are exactly zero that more sections should hold any, or there are few things
/// anyway, and with wider ones where few sections are enough, unless nothing varies at all. `numbers` are by section, `zeros` all together.
pub fn unless_waits(numbers: &[f64], zeros: f64, interval: Option<Interval>) -> Option<Interval> {
    let (filled, things) = (numbers.iter().filter(|&&number| number > 0.0).count(), numbers.iter().sum::<f64>());
    let basis = Basis::new(Of::Means { things, none: zeros / things.max(1.0) });
    let told = |interval: Interval| match interval.ends {
        Some((low, high)) if low == high => interval,
        _ if basis.bare(filled).is_some() => Interval { ends: None, ..interval },
        _ => interval.widened(basis.wider(filled)),
    };
    interval.map(told)
}

/// A ratio of two sums that go up and down together, as of a difference to what it differs from: its interval is symmetric,
/// because the two take each other's skewness away.
pub fn relative(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Interval { value, ends: None }) };
    let found = spread(weights, value, &left_out, sums.filled()).symmetric(value, LEVEL);
    Some(Interval { ends: found.ends.filter(|(low, high)| sums.filled() >= HISTORIES || low == high), ..found })
}

/// Of the half width on the logit or logarithmic scale so much is kept where fewer than [`FEW`] are counted: with whole numbers it would hold
/// the truth more often than it says. Of 246 models with 3 to 25 expected, in 5 to 64 sections, all then lie between 93.4 and 97 %, in the
/// middle at 95.1; with 0.95 some are above 97 and with 0.9 some below 93.
pub(super) const KEPT_OF_FEW: f64 = 0.93;

pub(super) fn few(counted: f64, kept: f64) -> f64 {
    if counted < FEW { kept } else { 1.0 }
}

/// A share: numerators count some of what the denominators count. The interval is made on the logit scale (jackknife variance,
/// delta method), so it stays within 0 and 1, and it always has a width:
/// - none or all of n: the exact (Clopper-Pearson) bound of n independent trials, 1 - 0.025^(1/n), because no variation is there
///   from which a dependence could be estimated;
/// - the same share in every section: the binomial variance p (1 - p) / n.
///
/// In fewer than five sections: without ends, as incidents of one history are not independent.
pub fn share(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Interval { value, ends: None }) };
    let (some, all) = sums.totals();
    let bound = share_bound(LEVEL, all);
    let ends = if sums.filled() < HISTORIES {
        return Some(Interval { value, ends: None });
    } else if some <= 0.0 {
        (0.0, bound)
    } else if some >= all {
        (1.0 - bound, 1.0)
    } else {
        let spread = value * (1.0 - value);
        let variance = match jackknife(weights, value, &left_out) {
            variance if variance > 0.0 => variance,
            _ => spread / all,
        };
        let half = few(some.min(all - some), KEPT_OF_FEW) * t(sums.filled() - 1) * libm::sqrt(variance) / spread;
        let odds = |shift: f64| 1.0 / (1.0 + (1.0 - value) / value * libm::exp(-shift));
        (odds(-half), odds(half))
    };
    Some(Interval { value, ends: Some(ends) })
}

/// Of how many of so many trials nothing may have been seen of: the exact bound.
pub(super) fn share_bound(level: f64, trials: f64) -> f64 {
    1.0 - libm::exp(libm::log(0.5 * (1.0 - level)) / trials)
}

/// A rate of events: numerators count them, denominators say during how long. The interval is made on the logarithmic scale
/// (jackknife variance, delta method), so it stays above 0, and it always has a width:
/// - none in n: the exact bound of a Poisson number, -ln(0.025) / n;
/// - the same rate in every section: Poisson's variance.
///
/// Some events in fewer than ten sections, or none in fewer than five: without ends.
pub fn rate(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Interval { value, ends: None }) };
    let (events, during) = sums.totals();
    let ends = if events <= 0.0 && sums.filled() >= HISTORIES {
        (0.0, rate_bound(LEVEL, during))
    } else if sums.filled() < HISTORIES_OF_COUNTS {
        return Some(Interval { value, ends: None });
    } else {
        let variance = match jackknife(weights, value, &left_out) {
            variance if variance > 0.0 => variance,
            _ => value / during,
        };
        let factor = libm::exp(few(events, KEPT_OF_FEW) * t(sums.filled() - 1) * libm::sqrt(variance) / value);
        (value / factor, value * factor)
    };
    Some(Interval { value, ends: Some(ends) })
}

/// The rate of which nothing may have been seen for so long: the exact bound.
pub(super) fn rate_bound(level: f64, during: f64) -> f64 {
    -libm::log(0.5 * (1.0 - level)) / during
}

/// One mean minus another, paired by section; its interval holds with the probability `level`. Where they are alike in every section it is exactly zero, ends included.
pub fn difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    controlled_difference(level, weights, one, other, None)
}

/// [`difference`], corrected by a control.
pub fn controlled_difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>, control: Control<'_>) -> Option<Interval> {
    let apart = Apart::new(one, other)?;
    let found = |left_out: &Vec<f64>| mean_interval(level, weights, apart.value, left_out, apart.filled, control);
    Some(apart.left_out.as_ref().map_or(Interval { value: apart.value, ends: None }, found))
}

/// One ratio minus another, with its values with one section left out; so many sections hold anything in both.
struct Apart {
    value: f64,
    left_out: Option<Vec<f64>>,
    filled: usize,
}

impl Apart {
    fn new(one: Sums<'_>, other: Sums<'_>) -> Option<Apart> {
        let ((a, a_left_out), (b, b_left_out)) = (one.ratios()?, other.ratios()?);
        let left_out = a_left_out.zip(b_left_out).map(|(a, b)| a.iter().zip(&b).map(|(a, b)| a - b).collect());
        Some(Apart { value: a - b, left_out, filled: one.filled().min(other.filled()) })
    }
}

/// One share minus another, paired by section, by what makes it more and what makes it less; without ends where fewer than ten sections hold anything, or 20 if
/// `level` is above 95 %, or where one or two events differ. Where nothing differs its ends lie as far away as the exact bound of what is not seen in any trial.
pub fn share_difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    let [trials, others] = [one, other].map(|sums| sums.totals().1);
    counted_apart(level, weights, [one, other], Of::Shares { fewest: trials.min(others), most: trials.max(others) })
}

/// One rate of events minus another, paired by section, as [`share_difference`].
pub fn rate_difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    counted_apart(level, weights, [one, other], Of::Rates { during: one.totals().1.min(other.totals().1) })
}

fn counted_apart(level: f64, weights: &[f64], [one, other]: [Sums<'_>; 2], of: Of) -> Option<Interval> {
    let ((above, below), (others, others_below)) = (one.totals(), other.totals());
    if below <= 0.0 || others_below <= 0.0 {
        return None;
    }
    let (value, filled) = (above / below - others / others_below, one.filled().min(other.filled()));
    let sides = Sides::new(weights, &one.by_section().minus(&other.by_section()));
    Some(Basis::new(of).interval_of_counts(level, value, &sides, filled).0)
}

/// The variance of a difference of two ratios, paired by section, against that of independent runs: Var(a - b) / (Var a + Var b). Below one,
/// pairing helps. `None` with fewer than two sections in either, or where neither ratio varies.
pub fn variance_ratio(weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<f64> {
    let variance = |sums: Sums<'_>| {
        let (value, left_out) = sums.ratios()?;
        Some(jackknife(weights, value, &left_out?))
    };
    let apart = Apart::new(one, other)?;
    let independent = variance(one)? + variance(other)?;
    (independent > 0.0).then(|| apart.left_out.map(|left_out| jackknife(weights, apart.value, &left_out) / independent))?
}
