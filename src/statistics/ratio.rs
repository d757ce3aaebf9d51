//! Ratios of sums over sections, by the jackknife.
//!
//! A mean, share or rate is one sum divided by another, so that busy histories count for what they hold. Its variance is found
//! by leaving out one section at a time: Busing, Meijer and van der Leeden, *Delete-m jackknife for unequal m*, Statistics and
//! Computing 9 (1999), which for sections of equal weight is the ordinary jackknife. The interval is Student's, with one
//! degree of freedom less than there are sections that hold anything.
//!
//! Sums are whole numbers (incidents, microseconds) given as `f64`: exact up to 2^53.

use super::student::t;
use super::{Interval, LEVEL};

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

/// The variance of an estimate from its values with one section left out; weights are the histories that a section holds.
pub fn jackknife(weights: &[f64], value: f64, left_out: &[f64]) -> f64 {
    let (all, number) = (weights.iter().sum::<f64>(), weights.len() as f64);
    // Written about `value`, so that values that are all alike give exactly zero.
    let centre: f64 = weights.iter().zip(left_out).map(|(weight, other)| (1.0 - weight / all) * (value - other)).sum();
    let squares = weights.iter().zip(left_out).map(|(weight, other)| {
        let times = all / weight;
        let deviation = (times - 1.0) * (value - other) - centre;
        deviation * deviation / (times - 1.0)
    });
    squares.sum::<f64>() / number
}

/// The t interval of a value with this variance, from so many sections that hold anything.
pub(super) fn student_interval(value: f64, variance: f64, filled: usize) -> Interval {
    let half = t(filled - 1) * libm::sqrt(variance);
    Interval { value, ends: Some((value - half, value + half)) }
}

/// A ratio of sums: a mean, a rate. `None` if nothing is there to divide by.
pub fn ratio(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    Some(match left_out {
        Some(left_out) => student_interval(value, jackknife(weights, value, &left_out), sums.filled()),
        None => Interval { value, ends: None },
    })
}

/// A share: numerators count some of what the denominators count. The interval is made on the logit scale (jackknife variance,
/// delta method), so it stays within 0 and 1, and it always has a width:
/// - none or all of n: the exact (Clopper-Pearson) bound of n independent trials, 1 - 0.025^(1/n), because no variation is there
///   from which a dependence could be estimated;
/// - the same share in every section: the binomial variance p (1 - p) / n.
pub fn share(weights: &[f64], sums: Sums<'_>) -> Option<Interval> {
    let (value, left_out) = sums.ratios()?;
    let Some(left_out) = left_out else { return Some(Interval { value, ends: None }) };
    let (some, all) = sums.totals();
    let beyond = (1.0 - LEVEL) / 2.0;
    if some <= 0.0 {
        return Some(Interval { value, ends: Some((0.0, -libm::expm1(libm::log(beyond) / all))) });
    }
    if some >= all {
        return Some(Interval { value, ends: Some((libm::exp(libm::log(beyond) / all), 1.0)) });
    }
    let spread = value * (1.0 - value);
    let variance = match jackknife(weights, value, &left_out) {
        variance if variance > 0.0 => variance,
        _ => spread / all,
    };
    let half = t(sums.filled() - 1) * libm::sqrt(variance) / spread;
    let odds = |shift: f64| 1.0 / (1.0 + (1.0 - value) / value * libm::exp(-shift));
    Some(Interval { value, ends: Some((odds(-half), odds(half))) })
}

/// One ratio minus another, paired by section. Where they are alike in every section it is exactly zero, ends included.
pub fn difference(weights: &[f64], one: Sums<'_>, other: Sums<'_>) -> Option<Interval> {
    let ((a, a_left_out), (b, b_left_out)) = (one.ratios()?, other.ratios()?);
    let value = a - b;
    let (Some(a_left_out), Some(b_left_out)) = (a_left_out, b_left_out) else { return Some(Interval { value, ends: None }) };
    let left_out: Vec<f64> = a_left_out.iter().zip(&b_left_out).map(|(a, b)| a - b).collect();
    Some(student_interval(value, jackknife(weights, value, &left_out), one.filled().min(other.filled())))
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
