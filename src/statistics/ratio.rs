//! Ratios of sums over sections, by the jackknife.
//!
//! A mean, share or rate is one sum divided by another, so that busy histories count for what they hold. Its variance is found
//! by leaving out one section at a time: Busing, Meijer and van der Leeden, *Delete-m jackknife for unequal m*, Statistics and
//! Computing 9 (1999), which for sections of equal weight is the ordinary jackknife. The interval is Student's, with one
//! degree of freedom less than there are sections that hold anything.
//!
//! Sums are whole numbers (incidents, microseconds) given as `f64`: exact up to 2^53.

use super::student::{t, t_at};
use super::{Interval, LEVEL};

/// As many as a mean or a difference of shares needs before it behaves like one.
pub const MANY: f64 = 30.0;

/// As many sections as a mean needs of what is mostly nothing, such as waits: single histories shape it.
pub const SECTIONS_OF_WAITS: usize = 20;

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

    /// Sections that hold anything.
    fn filled(&self) -> usize {
        self.denominators.iter().filter(|&&denominator| denominator > 0.0).count()
    }

    /// The ratio, and the ratios with one section left out; these only where at least two sections hold anything.
    fn ratios(&self) -> Option<(f64, Option<Vec<f64>>)> {
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
fn pulls<'a>(weights: &'a [f64], value: f64, left_out: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
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
    covariance(weights, (value, left_out), (value, left_out))
}

/// The covariance of two estimates, each given with its values with one section left out.
fn covariance(weights: &[f64], one: (f64, &[f64]), other: (f64, &[f64])) -> f64 {
    let both = pulls(weights, one.0, one.1).zip(pulls(weights, other.0, other.1));
    both.map(|((one, times), (other, _))| one * other / (times - 1.0)).sum::<f64>() / weights.len() as f64
}

/// The skewness of an estimate: that of the sections' pulls, divided by the root of their number.
fn skewness(weights: &[f64], value: f64, left_out: &[f64]) -> f64 {
    let (squares, cubes) = pulls(weights, value, left_out).fold((0.0, 0.0), |(squares, cubes), (pull, times)| {
        let pull = pull / times;
        (squares + pull * pull, cubes + pull * pull * pull)
    });
    if squares > 0.0 { cubes / (squares * libm::sqrt(squares)) } else { 0.0 }
}

/// Degrees of freedom of the variance of a mean from so many sections that hold anything: four fifths of one less than their
/// number, and at least one. Sections that are skewed or unequal say less about a variance than their number promises.
fn degrees(filled: usize) -> usize {
    (4 * (filled - 1) / 5).max(1)
}

/// The interval of a mean from its values with one section left out.
fn mean_interval(level: f64, weights: &[f64], value: f64, left_out: &[f64], filled: usize) -> Interval {
    let deviation = libm::sqrt(jackknife(weights, value, left_out));
    skewed(value, deviation, skewness(weights, value, left_out), t_at(level, degrees(filled)))
}

/// Of the skewness that is found so much is taken away: it is itself uncertain.
const TAKEN_AWAY: f64 = 0.8;

/// The interval of an estimate with this standard error and skewness, where a studentised estimate stays below `t`. Sums of skewed
/// values are skewed, and the interval follows: it is Student's for a cubic transformation of the studentised estimate that takes its
/// skewness away (Hall, *On the removal of skewness by transformation*, JRSS B 54, 1992).
pub(super) fn skewed(value: f64, deviation: f64, skewness: f64, t: f64) -> Interval {
    let skewness = TAKEN_AWAY * skewness;
    let back = |t: f64| match skewness / 3.0 {
        // What the transformation neglects is larger than this.
        third if libm::fabs(third) < 1e-9 => t,
        third => (libm::cbrt(1.0 + 3.0 * third * (t - skewness / 6.0)) - 1.0) / third,
    };
    Interval { value, ends: Some((value - deviation * back(t), value - deviation * back(-t))) }
}

/// A ratio of sums: a mean. `None` if nothing is there to divide by.
pub fn ratio(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    Some(match left_out {
        Some(left_out) => mean_interval(LEVEL, weights, value, &left_out, sums.filled()),
        None => Interval { value, ends: None },
    })
}

/// A mean over things that can be counted, such as incidents: without ends where there are fewer than [`MANY`] of them.
pub fn mean(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    many(sums.denominators, ratio(weights, sums))
}

/// Without its ends where fewer than [`MANY`] things lie behind an interval, unless nothing varies at all.
pub fn many(numbers: &[f64], interval: Option<Interval>) -> Option<Interval> {
    let enough = numbers.iter().sum::<f64>() >= MANY;
    let ends = |interval: &Interval| interval.ends.filter(|(low, high)| enough || low == high);
    interval.map(|interval| Interval { ends: ends(&interval), ..interval })
}

/// Without its ends where more than half of what a mean is of are exactly zero, fewer than [`SECTIONS_OF_WAITS`] sections hold any, and
/// anything varies at all: a few histories tell too little of how long the rest can be. `numbers` are by section, `zeros` all together.
pub fn unless_waits(numbers: &[f64], zeros: f64, interval: Option<Interval>) -> Option<Interval> {
    let filled = numbers.iter().filter(|&&number| number > 0.0).count();
    let enough = filled >= SECTIONS_OF_WAITS || zeros <= 0.5 * numbers.iter().sum::<f64>();
    let ends = |interval: &Interval| interval.ends.filter(|(low, high)| enough || low == high);
    interval.map(|interval| Interval { ends: ends(&interval), ..interval })
}

/// A ratio of two sums that go up and down together, as of a difference to what it differs from: its interval is symmetric,
/// because the two take each other's skewness away.
pub fn relative(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let half = left_out.map(|left_out| t(degrees(sums.filled())) * libm::sqrt(jackknife(weights, value, &left_out)));
    Some(Interval { value, ends: half.map(|half| (value - half, value + half)) })
}

/// What a share or a rate of events comes to: the interval of each, and what two of them need to be compared.
struct Counted {
    interval: Interval,
    left_out: Vec<f64>,
}

impl Counted {
    fn ends(&self) -> (f64, f64) {
        self.interval.ends.unwrap_or((self.interval.value, self.interval.value))
    }
}

/// A share: numerators count some of what the denominators count. The interval is made on the logit scale (jackknife variance,
/// delta method), so it stays within 0 and 1, and it always has a width:
/// - none or all of n: the exact (Clopper-Pearson) bound of n independent trials, 1 - 0.025^(1/n), because no variation is there
///   from which a dependence could be estimated;
/// - the same share in every section: the binomial variance p (1 - p) / n.
pub fn share(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    counted_share(LEVEL, weights, sums).map(|share| share.interval)
}

fn counted_share(level: f64, weights: &[f64], sums: Sums<'_>) -> Option<Counted> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Counted { interval: Interval { value, ends: None }, left_out: Vec::new() }) };
    let (some, all) = sums.totals();
    let bound = libm::exp(libm::log(0.5 * (1.0 - level)) / all);
    let ends = if some <= 0.0 {
        (0.0, 1.0 - bound)
    } else if some >= all {
        (bound, 1.0)
    } else {
        let spread = value * (1.0 - value);
        let variance = match jackknife(weights, value, &left_out) {
            variance if variance > 0.0 => variance,
            _ => spread / all,
        };
        let half = t_at(level, sums.filled() - 1) * libm::sqrt(variance) / spread;
        let odds = |shift: f64| 1.0 / (1.0 + (1.0 - value) / value * libm::exp(-shift));
        (odds(-half), odds(half))
    };
    Some(Counted { interval: Interval { value, ends: Some(ends) }, left_out })
}

/// A rate of events: numerators count them, denominators say during how long. The interval is made on the logarithmic scale
/// (jackknife variance, delta method), so it stays above 0, and it always has a width:
/// - none in n: the exact bound of a Poisson number, -ln(0.025) / n;
/// - the same rate in every section: Poisson's variance.
pub fn rate(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    counted_rate(LEVEL, weights, sums).map(|rate| rate.interval)
}

fn counted_rate(level: f64, weights: &[f64], sums: Sums<'_>) -> Option<Counted> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Counted { interval: Interval { value, ends: None }, left_out: Vec::new() }) };
    let (events, during) = sums.totals();
    let ends = if events <= 0.0 {
        (0.0, -libm::log(0.5 * (1.0 - level)) / during)
    } else {
        let variance = match jackknife(weights, value, &left_out) {
            variance if variance > 0.0 => variance,
            _ => value / during,
        };
        let factor = libm::exp(t_at(level, sums.filled() - 1) * libm::sqrt(variance) / value);
        (value / factor, value * factor)
    };
    Some(Counted { interval: Interval { value, ends: Some(ends) }, left_out })
}

/// One mean minus another, paired by section; its interval holds with the probability `level`. Where they are alike in every section it is exactly zero, ends included.
pub fn difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    let ((a, a_left_out), (b, b_left_out)) = (one.ratios()?, other.ratios()?);
    let value = a - b;
    let (Some(a_left_out), Some(b_left_out)) = (a_left_out, b_left_out) else { return Some(Interval { value, ends: None }) };
    let left_out: Vec<f64> = a_left_out.iter().zip(&b_left_out).map(|(a, b)| a - b).collect();
    Some(mean_interval(level, weights, value, &left_out, one.filled().min(other.filled())))
}

/// One share minus another, paired by section. Its interval is put together from those of the two shares and their correlation
/// (Newcombe, *Improved confidence intervals for the difference between binomial proportions based on paired data*, Statistics
/// in Medicine 17, 1998; Zou and Donner call it MOVER), so it has a width even where hardly anything is counted. With at least
/// [`MANY`] of either kind in both it is the interval of any difference of means.
pub fn share_difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    let many = |sums: Sums<'_>| {
        let (some, all) = sums.totals();
        some.min(all - some) >= MANY
    };
    if many(one) && many(other) {
        return difference(level, weights, one, other);
    }
    Some(apart(weights, &counted_share(level, weights, one)?, &counted_share(level, weights, other)?))
}

/// One rate of events minus another, paired by section, as [`share_difference`].
pub fn rate_difference(level: f64, weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    if one.totals().0.min(other.totals().0) >= MANY {
        return difference(level, weights, one, other);
    }
    Some(apart(weights, &counted_rate(level, weights, one)?, &counted_rate(level, weights, other)?))
}

fn apart(weights: &[f64], one: &Counted, other: &Counted) -> Interval {
    let value = one.interval.value - other.interval.value;
    if one.interval.ends.is_none() || other.interval.ends.is_none() {
        return Interval { value, ends: None };
    }
    let (a, b) = ((one.interval.value, &one.left_out[..]), (other.interval.value, &other.left_out[..]));
    let variances = covariance(weights, a, a) * covariance(weights, b, b);
    let correlation = if variances > 0.0 { (covariance(weights, a, b) / libm::sqrt(variances)).clamp(-1.0, 1.0) } else { 0.0 };
    let reach = |one: f64, other: f64| libm::sqrt((one * one + other * other - 2.0 * correlation * one * other).max(0.0));
    let ((a_low, a_high), (b_low, b_high)) = (one.ends(), other.ends());
    Interval { value, ends: Some((value - reach(a.0 - a_low, b_high - b.0), value + reach(a_high - a.0, b.0 - b_low))) }
}

/// The variance of the mean difference against that of independent runs: Var(a - b) / (Var a + Var b) of two means over the
/// same pairs. Below one, pairing helps. `None` with fewer than two sections, or where neither mean varies.
pub fn variance_ratio(weights: &[f64], pairs: &[f64], one: &[f64], other: &[f64]) -> Option<f64> {
    let variance = |numerators: &[f64]| {
        let (value, left_out) = Sums { numerators, denominators: pairs }.ratios()?;
        Some(jackknife(weights, value, &left_out?))
    };
    let differences: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
    let independent = variance(one)? + variance(other)?;
    (independent > 0.0).then(|| variance(&differences).map(|variance| variance / independent))?
}
