//! An answer at one point with its noise, replication by replication: what every method is made of.
//!
//! All points are lived with the same replications, so what two points differ by is far surer than either. A sample therefore keeps,
//! beside the estimate, how much each replication pulls it (the linearised residual of a ratio of sums); differences of samples
//! are samples again, and the variance of a mean is sum of squares / (m (m - 1)), as in Cochran, *Sampling Techniques*, 6.4. What it is made of goes
//! along with it: by that it has an interval, or none, as a difference in a comparison has.

use crate::results::{Bare, Estimate};
use crate::statistics::basis::{Basis, Of};
use crate::statistics::{Added, Interval, of_counts, of_parts, ratio};

/// As many replications as tell by their sign alone.
const AGREEING: usize = 10;

/// An estimate from m >= 1 replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The estimate.
    pub value: f64,
    /// By replication; their sum is zero.
    pub residuals: Vec<f64>,
    /// What each replication adds to it.
    pub added: Added,
    /// So many replications hold anything.
    pub holding: usize,
    /// What it is made of.
    pub basis: Basis,
    /// What lived it, by replication and arm: two samples with the same are one and the same history. Empty: nobody knows.
    pub lived: Vec<[i64; 2]>,
}

impl Sample {
    /// A ratio of sums over replications. `None` if there is nothing to divide by.
    pub fn ratio(numerators: &[f64], denominators: &[f64]) -> Option<Sample> {
        let below: f64 = denominators.iter().sum();
        if below <= 0.0 {
            return None;
        }
        let value = numerators.iter().sum::<f64>() / below;
        let mean = below / denominators.len() as f64;
        // What is the same in every replication is so to the last bit, and known.
        let varies = numerators.iter().zip(denominators).any(|(n, d)| libm::fabs(n - value * d) > 1e-12 * libm::fabs(*n));
        let residual = |(n, d): (&f64, &f64)| if varies { (n - value * d) / mean } else { 0.0 };
        let residuals = numerators.iter().zip(denominators).map(residual).collect();
        let holding = denominators.iter().filter(|&&denominator| denominator > 0.0).count();
        let added = ratio::Sums { numerators, denominators }.by_section();
        Some(Sample { value, residuals, added, holding, basis: Basis::mean(), lived: Vec::new() })
    }

    /// The mean of some values, one for each replication.
    pub fn mean(values: &[f64]) -> Option<Sample> {
        Sample::ratio(values, &vec![1.0; values.len()])
    }

    /// This less another one, replication by replication.
    pub fn minus(&self, other: &Sample) -> Sample {
        Sample {
            value: self.value - other.value,
            residuals: self.residuals.iter().zip(&other.residuals).map(|(one, other)| one - other).collect(),
            added: self.added.minus(&other.added),
            holding: self.holding.min(other.holding),
            basis: self.basis.minus(other.basis),
            lived: Vec::new(),
        }
    }

    /// Whether every one of at least ten replications is on the same side of zero as the whole: by chance that comes about in one of 500 where their median is
    /// zero (sign test), and more often where their mean is and they are skewed.
    pub fn all_agree(&self) -> bool {
        let same_side = |residual: &f64| (self.value + residual) * self.value > 0.0;
        self.residuals.len() >= AGREEING && self.holding == self.residuals.len() && self.residuals.iter().all(same_side)
    }

    /// What it changes by from one point to this one.
    pub fn change_from(&self, base: &Sample) -> Sample {
        let change = self.minus(base);
        let is_alike = change.basis.is_alike || !self.lived.is_empty() && self.lived == base.lived;
        Sample { basis: Basis { is_change: true, is_alike, ..change.basis }, ..change }
    }

    /// A number counted, in replications that are so many times as long and go on alike; its noise grows as much, which is more than it would.
    pub fn of_longer(&self, times: f64) -> Sample {
        let of = match self.basis.of {
            Of::Rates { during } => Of::Rates { during: during / times },
            of => of,
        };
        let longer = |parts: &[f64]| parts.iter().map(|part| times * part).collect();
        Sample {
            value: times * self.value,
            residuals: longer(&self.residuals),
            added: Added { added: longer(&self.added.added), ..self.added.clone() },
            basis: Basis { of, ..self.basis },
            ..self.clone()
        }
    }

    /// The estimate from a resample of its replications, to first order; the pulls are by replication.
    pub fn pulled(&self, pulls: &[f64]) -> f64 {
        self.value + self.residuals.iter().zip(pulls).map(|(residual, pull)| residual * pull).sum::<f64>()
    }

    /// The variance of the estimate; zero for a single replication, which says nothing of it.
    pub fn variance(&self) -> f64 {
        let m = self.residuals.len() as f64;
        if m < 2.0 { 0.0 } else { self.residuals.iter().map(|residual| residual * residual).sum::<f64>() / (m * (m - 1.0)) }
    }

    /// Its 95 % interval, or why it has none.
    fn interval(&self) -> (Interval, Option<Bare>) {
        if !matches!(self.basis.of, Of::Means { .. }) {
            return of_counts(self.basis, self.value, &self.added, self.holding);
        }
        let m = self.residuals.len() as f64;
        let parts: Vec<f64> = self.residuals.iter().map(|residual| residual / m).collect();
        of_parts(self.basis, self.value, &parts, self.holding)
    }

    /// Lower and upper end of its 95 % interval, by the rules of a comparison; `None` where it has none.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.interval().0.ends
    }

    /// Why it has no interval, if so.
    pub fn bare(&self) -> Option<Bare> {
        self.interval().1
    }

    /// As results show it.
    pub fn estimate(&self) -> Estimate {
        let (low, high) = self.ends().unzip();
        Estimate { value: self.value, low, high }
    }

    /// Which side of zero it is on, beyond its interval: -1 or 1, or 0 if it cannot be told apart from zero, as where it has no interval.
    pub fn side(&self) -> i8 {
        match self.ends() {
            Some((low, _)) if low > 0.0 => 1,
            Some((_, high)) if high < 0.0 => -1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_points_is_as_sure_as_their_noise_is_common() {
        let one = Sample::mean(&[10.0, 20.0, 30.0]).unwrap();
        let other = Sample::mean(&[11.0, 21.0, 31.0]).unwrap();
        assert_eq!((other.minus(&one).value, other.minus(&one).residuals), (1.0, vec![0.0; 3]));
        assert!(one.variance() > 0.0);
        // The mean's variance: s^2 / m = 100 / 3.
        assert!((one.variance() - 100.0 / 3.0).abs() < 1e-12);
        assert_eq!(other.minus(&one).side(), 1);
        // The resample 10, 10, 30, had it not to vary more: 16.67.
        assert!((one.pulled(&[1.0 / 3.0, -1.0 / 3.0, 0.0]) - 50.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_sign_tells_where_all_of_ten_replications_have_it() {
        let of = |values: &[f64]| Sample::mean(values).unwrap();
        let alike = [1.0, 2.0, 900.0, 1.0, 1.0, 3.0, 1.0, 1.0, 1.0, 0.5];
        assert!(of(&alike).all_agree() && !of(&alike[..9]).all_agree());
        assert!(of(&alike.map(|value| -value)).all_agree() && !of(&alike.map(|value| value - 1.0)).all_agree());
    }
}
