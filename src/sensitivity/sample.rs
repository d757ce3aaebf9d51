//! An answer at one point with its noise, replication by replication: what every method is made of.
//!
//! All points are lived with the same replications, so what two points differ by is far surer than either. A sample therefore keeps,
//! beside the estimate, how much each replication pulls it (the linearised residual of a ratio of sums); differences of samples
//! are samples again, and the variance of a mean is sum of squares / (m (m - 1)), as in Cochran, *Sampling Techniques*, 6.4.

use crate::results::Estimate;
use crate::statistics::of_parts;
use crate::statistics::student::t;

/// An estimate from m >= 1 replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The estimate.
    pub value: f64,
    /// By replication; their sum is zero.
    pub residuals: Vec<f64>,
    /// Whether more than half of what it is a mean of are exactly zero.
    pub mostly_none: bool,
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
        let residuals = numerators.iter().zip(denominators).map(|(n, d)| (n - value * d) / mean).collect();
        Some(Sample { value, residuals, mostly_none: false })
    }

    /// The mean of some values, one for each replication.
    pub fn mean(values: &[f64]) -> Option<Sample> {
        Sample::ratio(values, &vec![1.0; values.len()])
    }

    /// This less another one, replication by replication.
    pub fn minus(&self, other: &Sample) -> Sample {
        let residuals = self.residuals.iter().zip(&other.residuals).map(|(a, b)| a - b).collect();
        Sample { value: self.value - other.value, residuals, mostly_none: self.mostly_none || other.mostly_none }
    }

    /// The same in another unit.
    pub fn times(&self, factor: f64) -> Sample {
        Sample { value: self.value * factor, residuals: self.residuals.iter().map(|residual| residual * factor).collect(), ..*self }
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

    /// Half of the width of a 95 % interval, were it symmetric; `None` for a single replication.
    pub fn half_width(&self) -> Option<f64> {
        let m = self.residuals.len();
        (m > 1).then(|| t(m - 1) * libm::sqrt(self.variance()))
    }

    /// Lower and upper end of its 95 % interval, which looks at skewness and kurtosis as that of a study does; `None` for a single replication.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let m = self.residuals.len() as f64;
        let parts: Vec<f64> = self.residuals.iter().map(|residual| residual / m).collect();
        of_parts(self.value, &parts).ends
    }

    /// As results show it.
    pub fn estimate(&self) -> Estimate {
        let (low, high) = self.ends().unzip();
        Estimate { value: self.value, low, high }
    }

    /// Which side of zero it is on, beyond its interval: -1 or 1, or 0 if it cannot be told apart from zero.
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
        assert_eq!(other.minus(&one), Sample { value: 1.0, residuals: vec![0.0; 3], mostly_none: false });
        assert!(one.variance() > 0.0);
        // The mean's variance: s^2 / m = 100 / 3.
        assert!((one.variance() - 100.0 / 3.0).abs() < 1e-12);
        assert_eq!(other.minus(&one).side(), 1);
        // The resample 10, 10, 30, had it not to vary more: 16.67.
        assert!((one.pulled(&[1.0 / 3.0, -1.0 / 3.0, 0.0]) - 50.0 / 3.0).abs() < 1e-12);
    }
}
