//! Distributions by inverse CDF: one uniform number per value, so that arms with different parameters stay coupled.

use serde::{Deserialize, Serialize};

/// A uniform number strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Unit(f64);

impl Unit {
    /// The upper 52 bits, centred in their step: never 0, never 1.
    #[inline]
    pub fn from_bits(bits: u64) -> Unit {
        Unit(((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64))
    }

    /// Its value.
    #[inline]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A shape as a person writes it, in seconds (or whatever unit its user means). The pairs named for the lognormal are
/// resolved to `mu` and `sigma` by whoever reads them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Always the same.
    Constant(f64),
    /// Equally likely between two ends.
    Uniform {
        /// Least.
        min: f64,
        /// Most.
        max: f64,
    },
    /// A triangle.
    Triangular {
        /// Least.
        min: f64,
        /// Most likely.
        mode: f64,
        /// Most.
        max: f64,
    },
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// A sum of `k` exponentials.
    Erlang {
        /// How many.
        k: u32,
        /// Mean of the sum.
        mean: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape, above zero.
        shape: f64,
        /// Mean.
        mean: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape, above zero.
        shape: f64,
        /// Scale, above zero.
        scale: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Mean of the logarithm of seconds.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Quantiles, joined by straight lines: (probability from 0 to 1 ascending, value ascending).
    Empirical(Vec<(f64, f64)>),
}

/// A distribution ready to be drawn from: a shape, perhaps truncated, times a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    shape: Shape,
}

impl Distribution {
    /// Stub.
    pub fn new(shape: Shape) -> Distribution {
        Distribution { shape }
    }
    /// Stub.
    pub fn mean(&self) -> f64 {
        0.0
    }
    /// Stub.
    pub fn value(&self, _u: Unit) -> f64 {
        match self.shape {
            Shape::Constant(v) => v,
            Shape::Exponential { mean } => -libm::log(1.0 - _u.get()) * mean,
            Shape::Lognormal { mu, sigma } => {
                libm::exp(mu + sigma * std::f64::consts::SQRT_2 * statrs::function::erf::erf_inv(2.0 * _u.get() - 1.0))
            }
            _ => 0.0,
        }
    }
}
/// Stub.
#[derive(Clone, Debug)]
pub struct PoissonInverse(f64);
impl PoissonInverse {
    /// Stub.
    pub fn new(m: f64) -> Self {
        Self(m)
    }
    /// Stub.
    pub fn value(&self, _u: Unit) -> u64 {
        {
            let mut k = 0u64;
            let mut p = libm::exp(-self.0);
            let mut c = p;
            while c < _u.get() && p > 0.0 {
                k += 1;
                p *= self.0 / k as f64;
                c += p;
            }
            k
        }
    }
}
