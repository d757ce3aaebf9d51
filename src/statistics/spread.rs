//! The interval of an estimate to which every section adds a part of its own.
//!
//! Parts that are skewed make an estimate that is skewed, and parts of which a few are large make a variance that is itself uncertain.
//! Both are asked of the parts, by the sample skewness and kurtosis that are unbiased where nothing is skewed (G1 and G2 of Joanes and Gill,
//! *Comparing measures of sample skewness and kurtosis*, The Statistician 47, 1998).

use super::basis::Basis;
use super::student::t_at;
use super::{Interval, LEVEL};
use crate::results::Bare;

/// How an estimate varies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) variance: f64,
    skewness: f64,
    degrees: usize,
}

impl Spread {
    /// Of an estimate with this variance, from its parts, whose mean is zero; so many sections hold anything.
    pub(super) fn of(parts: impl Iterator<Item = f64>, filled: usize, variance: f64) -> Spread {
        let powers = |(squares, cubes, fourths): (f64, f64, f64), part: f64| {
            let square = part * part;
            (squares + square, cubes + square * part, fourths + square * square)
        };
        let (squares, cubes, fourths) = parts.fold((0.0, 0.0, 0.0), powers);
        let n = filled as f64;
        if squares <= 0.0 || filled < 3 {
            return Spread { variance, skewness: 0.0, degrees: filled.max(2) - 1 };
        }
        let skewness = libm::sqrt(n * (n - 1.0)) / (n - 2.0) * cubes / (squares * libm::sqrt(squares));
        Spread { variance, skewness, degrees: degrees(filled, n * fourths / (squares * squares) - 3.0) }
    }

    /// Of a sum, from what each section adds; so many sections hold anything.
    pub(super) fn of_sum(added: &[f64], filled: usize) -> Spread {
        let sections = added.len() as f64;
        let mean = added.iter().sum::<f64>() / sections;
        let squares: f64 = added.iter().map(|one| (one - mean) * (one - mean)).sum();
        Spread::of(added.iter().map(|one| one - mean), filled, sections / (sections - 1.0) * squares)
    }

    /// Of an estimate made of whole numbers.
    ///
    /// What takes skewness away supposes values that may lie anywhere. Those that come in steps are met halfway; and as few of them are
    /// larger than one, their kurtosis tells of how rare they are and not of how uncertain their variance is.
    pub(super) fn of_counts(self, filled: usize) -> Spread {
        Spread { skewness: 0.5 * self.skewness, degrees: filled.max(2) - 1, ..self }
    }

    /// The interval that holds with the probability `level`: Student's for a cubic transformation of the studentised estimate that takes its
    /// skewness away (Hall, *On the removal of skewness by transformation*, JRSS B 54, 1992).
    pub(super) fn interval(&self, value: f64, level: f64) -> Interval {
        let (t, deviation) = (t_at(level, self.degrees), libm::sqrt(self.variance));
        let back = |t: f64| match self.skewness / 3.0 {
            // What the transformation neglects is larger than this.
            third if libm::fabs(third) < 1e-9 => t,
            third => (libm::cbrt(1.0 + 3.0 * third * (t - self.skewness / 6.0)) - 1.0) / third,
        };
        Interval { value, ends: Some((value - deviation * back(t), value - deviation * back(-t))) }
    }

    /// The same without a look at its skewness.
    pub(super) fn symmetric(&self, value: f64, level: f64) -> Interval {
        Spread { skewness: 0.0, ..*self }.interval(value, level)
    }
}

/// The 95 % interval of an estimate from what each of some independent histories adds to it, beyond what all of them add on average, or why it has
/// none. So many of them hold anything.
pub fn of_parts(basis: Basis, value: f64, parts: &[f64], filled: usize) -> (Interval, Option<Bare>) {
    let squares: f64 = parts.iter().map(|part| part * part).sum();
    let number = parts.len().max(2) as f64;
    let spread = Spread::of(parts.iter().copied(), filled, number / (number - 1.0) * squares);
    basis.interval(LEVEL, value, &spread, filled)
}

/// Degrees of freedom of a variance: the chi-square with as many varies, relative to its mean, as a variance does that is found from n values
/// of this excess kurtosis, which is 2 / (n - 1) + kurtosis / n. At most n - 1, and at least one.
fn degrees(n: usize, kurtosis: f64) -> usize {
    let number = n as f64;
    let unbiased = match n {
        ..4 => 0.0,
        _ => (number - 1.0) / ((number - 2.0) * (number - 3.0)) * ((number + 1.0) * kurtosis + 6.0),
    };
    ((2.0 / (2.0 / (number - 1.0) + unbiased.max(0.0) / number)) as usize).clamp(1, n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five parts -2, -1, 0, 1, 2: squares 10, fourths 34, so the excess kurtosis is 5 x 34 / 100 - 3 = -1.3 and unbiased
    /// 4 / 6 x (6 x -1.3 + 6) = -1.2: all four degrees. With parts -1, -1, -1, -1, 4: cubes 60, squares 20, skewness sqrt(20) / 3 x 60 / 20^1.5 = 1;
    /// fourths 260, kurtosis 5 x 260 / 400 - 3 = 0.25, unbiased 4 / 6 x (6 x 0.25 + 6) = 5: 2 / (2 / 4 + 5 / 5) = 1.33, so one degree.
    #[test]
    fn a_spread_agrees_with_a_hand() {
        let even = Spread::of([-2.0, -1.0, 0.0, 1.0, 2.0].into_iter(), 5, 1.0);
        assert!(even.skewness.abs() < 1e-12 && even.degrees == 4);
        let odd = Spread::of([-1.0, -1.0, -1.0, -1.0, 4.0].into_iter(), 5, 1.0);
        assert!((odd.skewness - 1.0).abs() < 1e-12 && odd.degrees == 1, "{odd:?}");
        let counts = odd.of_counts(5);
        assert!((counts.skewness - 0.5).abs() < 1e-12 && counts.degrees == 4);
        // Student's with four degrees of freedom: 2.776445.
        let (low, high) = even.interval(10.0, 0.95).ends.unwrap();
        assert!((low - 7.223_555).abs() < 1e-5 && (high - 12.776_445).abs() < 1e-5);
        // What is skewed upwards may lie further up.
        let (low, high) = counts.interval(10.0, 0.95).ends.unwrap();
        assert!(high - 10.0 > 10.0 - low);
        assert_eq!(counts.symmetric(10.0, 0.95), even.interval(10.0, 0.95));
    }

    #[test]
    fn degrees_of_freedom_grow_with_the_number_and_shrink_with_the_kurtosis() {
        assert_eq!((degrees(2, 0.0), degrees(3, 9.0), degrees(64, -1.0)), (1, 2, 63));
        assert!(degrees(30, 3.0) < degrees(30, 1.0) && degrees(30, 3.0) < degrees(60, 3.0));
    }
}
