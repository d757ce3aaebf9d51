//! Inverse CDFs of numbers of people.

use super::{PoissonInverse, Unit};

/// The largest mean.
const MOST_MEAN: f64 = 10_000.0;
/// The most that is ever drawn.
const MOST: u32 = 1_000_000;
/// The probability of zero may not be smaller than e to minus this.
const LEAST_LOG: f64 = 600.0;

/// The number that a uniform number stands for: the smallest n with F(n) >= u.
#[derive(Clone, Debug, PartialEq)]
pub enum CountInverse {
    /// Always the same.
    Exactly(u32),
    /// Poisson.
    Poisson(PoissonInverse),
    /// Negative binomial with this mean and dispersion k: variance mean + mean²/k.
    NegativeBinomial {
        /// Mean.
        mean: f64,
        /// Dispersion.
        dispersion: f64,
    },
}

impl CountInverse {
    /// Poisson with a mean; `None` above 10,000.
    pub fn poisson(mean: f64) -> Option<CountInverse> {
        (0.0..=MOST_MEAN).contains(&mean).then(|| CountInverse::Poisson(PoissonInverse::new(mean)))
    }

    /// Negative binomial, geometric for a dispersion of 1; `None` where the mean is above 10,000 or the probability of zero is too
    /// small to start from.
    pub fn negative_binomial(mean: f64, dispersion: f64) -> Option<CountInverse> {
        let sound = (0.0..=MOST_MEAN).contains(&mean) && dispersion > 0.0 && dispersion * libm::log1p(mean / dispersion) <= LEAST_LOG;
        sound.then_some(CountInverse::NegativeBinomial { mean, dispersion })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            CountInverse::Exactly(number) => f64::from(*number),
            CountInverse::Poisson(inverse) => inverse.mean(),
            CountInverse::NegativeBinomial { mean, .. } => *mean,
        }
    }

    /// The number at `u`, by adding up probabilities: p(0) = (k / (k + m))^k, p(n + 1) = p(n) (n + k) / (n + 1) m / (k + m)
    /// (Johnson, Kemp and Kotz, Univariate Discrete Distributions, 2005, section 5.3).
    pub fn value(&self, u: Unit) -> u32 {
        match self {
            CountInverse::Exactly(number) => *number,
            CountInverse::Poisson(inverse) => inverse.value(u),
            &CountInverse::NegativeBinomial { mean: m, dispersion: k } => {
                let mut p = libm::exp(-k * libm::log1p(m / k));
                let (mut sum, mut n) = (p, 0);
                while sum < u.get() && n < MOST && (p > 0.0) {
                    p *= (f64::from(n) + k) / (f64::from(n) + 1.0) * (m / (k + m));
                    // Rounding may leave the sum below the last uniform numbers: where nothing is added any more is the end.
                    if sum + p == sum && f64::from(n) > m {
                        break;
                    }
                    sum += p;
                    n += 1;
                }
                n
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_mean_and_variance() {
        const N: u32 = 200_000;
        for (inverse, variance) in [
            (CountInverse::negative_binomial(0.3, 1.0).expect("in range"), 0.39),
            (CountInverse::negative_binomial(2.0, 0.5).expect("in range"), 10.0),
            (CountInverse::negative_binomial(300.0, 20.0).expect("in range"), 4_800.0),
            (CountInverse::poisson(3.0).expect("in range"), 3.0),
            (CountInverse::Exactly(4), 0.0),
        ] {
            // Uniform numbers in even steps: an integral, not a sample.
            let drawn: Vec<f64> =
                (0..N).map(|i| f64::from(inverse.value(Unit::from_bits(u64::MAX / u64::from(2 * N) * u64::from(2 * i + 1))))).collect();
            let mean = drawn.iter().sum::<f64>() / f64::from(N);
            let second = drawn.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / f64::from(N);
            assert!((mean - inverse.mean()).abs() < 1e-3 * inverse.mean(), "{inverse:?}: mean {mean}");
            assert!((second - variance).abs() <= 0.01 * variance, "{inverse:?}: variance {second}");
        }
        assert_eq!(CountInverse::negative_binomial(9_000.0, 5_000.0), None);
        assert_eq!(CountInverse::poisson(20_000.0), None);
    }
}
