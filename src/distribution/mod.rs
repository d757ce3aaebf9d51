//! Distributions by inverse CDF: one uniform number per value, so that arms with different parameters stay coupled.
//!
//! A [`Shape`] is what a person writes; a [`Distribution`] is ready to be drawn from. Everything that does not depend on the
//! uniform number is computed when it is made. Values do not decrease as the uniform number grows (two neighbours of the
//! 2^52 may change places in the last bits of a value, where a logarithm or exponential is rounded).

mod beta;
mod count;
mod curve;
mod gamma;
mod mixture;
mod poisson;
mod quantiles;
mod quick;
mod special;
mod table;

pub use count::CountInverse;
pub use poisson::PoissonInverse;

use curve::Curve;
use mixture::Mixture;
use quick::Quick;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// A shape, in seconds (or whatever unit its user means). The pairs of numbers that a scenario may give for a lognormal are
/// resolved to `mu` and `sigma` by its reader.
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
    /// Hyperexponential with balanced means: a mixture of two exponentials that contribute half of the mean each.
    Hyperexponential {
        /// Mean.
        mean: f64,
        /// Standard deviation over mean, at least 1.
        cv: f64,
    },
    /// Log-logistic: the logarithm has a logistic distribution.
    Loglogistic {
        /// Median.
        median: f64,
        /// Shape, above 1: one over the scale of the logistic distribution. From 2 down the variance is infinite.
        shape: f64,
    },
    /// Beta, stretched from 0 and 1 to two ends.
    Beta {
        /// Exponent of the distance from the lower end, above zero.
        alpha: f64,
        /// Exponent of the distance from the upper end, above zero.
        beta: f64,
        /// Least.
        min: f64,
        /// Most.
        max: f64,
    },
    /// PERT: beta between two ends with a given mode; its mean is (min + lambda mode + max) / (lambda + 2).
    Pert {
        /// Least.
        min: f64,
        /// Most likely.
        mode: f64,
        /// Most.
        max: f64,
        /// How much the mode counts: 4 is the usual PERT distribution, 0 a uniform one.
        lambda: f64,
    },
    /// Quantiles, joined by straight lines: (probability from 0 to 1 ascending, value ascending).
    Empirical(Vec<(f64, f64)>),
}

/// Why numbers do not make a distribution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Invalid {
    /// Infinite, or no number at all.
    #[error("`{what}` must be a finite number")]
    NotFinite {
        /// Which number.
        what: &'static str,
    },
    /// Nothing here can be negative.
    #[error("`{what}` must not be below zero, it is {value}")]
    Negative {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Outside what can be computed or means something.
    #[error("`{what}` must be between {least} and {most}, it is {value}")]
    Range {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The least allowed.
        least: f64,
        /// The most allowed.
        most: f64,
    },
    /// Two numbers are the wrong way round.
    #[error("`{lower}` ({low}) must not be above `{upper}` ({high})")]
    Order {
        /// Which should be lower.
        lower: &'static str,
        /// Its value.
        low: f64,
        /// Which should be higher.
        upper: &'static str,
        /// Its value.
        high: f64,
    },
    /// A list of quantiles does not cover the probabilities from 0 to 1.
    #[error("the first quantile must be that of probability 0 and the last that of 1")]
    Ends,
    /// A list of quantiles goes down.
    #[error("quantiles must not go down: ({probability}, {value}) is out of order")]
    Descends {
        /// The probability of the first quantile that is out of order.
        probability: f64,
        /// Its value.
        value: f64,
    },
    /// A mixture has no component that could occur.
    #[error("the weights of a mixture must have a finite sum above zero")]
    Weights,
    /// Nearly everything was cut off.
    #[error("between {at_least} and {at_most} lies less than a billionth of the distribution")]
    NothingLeft {
        /// Lower bound.
        at_least: f64,
        /// Upper bound.
        at_most: f64,
    },
    /// The largest values are beyond what can be computed with.
    #[error("the largest values of the distribution are too large to compute with")]
    TooLarge,
    /// A lognormal needs two numbers.
    #[error("a lognormal needs two of mean, sd, median, sigma, mu, q25, q75, q90, or q25 with median and q75; {count} given")]
    LognormalCount {
        /// How many were given.
        count: usize,
    },
    /// No lognormal has these two numbers.
    #[error("no lognormal distribution has this `{first}` and this `{second}`")]
    NoLognormal {
        /// One of them.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
}

/// The coefficients of variation of hyperexponential distributions.
const HYPEREXPONENTIAL_CVS: (f64, f64) = (1.0, 1000.0);

/// What must be left of a distribution that is truncated: less would be resolved too coarsely by the uniform number.
const LEAST_LEFT: f64 = 1e-9;

/// The largest uniform number below one.
const ALMOST_ONE: f64 = 1.0 - 1.0 / (1u64 << 53) as f64;

/// A distribution ready to be drawn from: a shape, perhaps truncated, times a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    curve: Curve,
    /// A uniform number u stands for the probability low + width * u of the curve.
    low: f64,
    /// See `low`.
    width: f64,
    /// Multiplies every value of the curve.
    scale: f64,
    is_truncated: bool,
    /// Bounds of the result.
    least: f64,
    /// `f64::MAX` if there is none.
    most: f64,
    quick: Quick,
}

impl Distribution {
    /// The distribution of this shape.
    ///
    /// # Errors
    /// [`Invalid`] says which number is wrong, and why.
    pub fn new(shape: Shape) -> Result<Distribution, Invalid> {
        if let Shape::Hyperexponential { mean, cv } = shape {
            return Distribution::hyperexponential(mean, cv);
        }
        Distribution { least: 0.0, ..Distribution::of(Curve::new(shape)?) }.checked()
    }

    /// One of several distributions with probabilities in proportion to their weights.
    ///
    /// # Errors
    /// Weights that are negative, no numbers, or add up to nothing.
    pub fn mixture(parts: Vec<(f64, Distribution)>) -> Result<Distribution, Invalid> {
        Distribution::of(Curve::Mixture(Arc::new(Mixture::new(parts)?))).checked()
    }

    /// With r = sqrt((cv^2 - 1) / (cv^2 + 1)) the short one has the share (1 + r) / 2, and each its mean so that both contribute the
    /// same (W. Whitt, Approximating a point process by a renewal process, Operations Research 30, 1982).
    fn hyperexponential(mean: f64, cv: f64) -> Result<Distribution, Invalid> {
        not_negative("mean", mean)?;
        let square = within("cv", cv, HYPEREXPONENTIAL_CVS.0, HYPEREXPONENTIAL_CVS.1)? * cv;
        let r = ((square - 1.0) / (square + 1.0)).sqrt();
        // (1 - r) / 2, without cancellation.
        let long = 1.0 / ((square + 1.0) * (1.0 + r));
        let part = |share: f64| Ok((share, Distribution::new(Shape::Exponential { mean: 0.5 * mean / share })?));
        Distribution::mixture(vec![part(1.0 - long)?, part(long)?])
    }

    /// What it is a mixture of, if it is one. Scale and bounds of a mixture are those of its components.
    fn mixture_of(&self) -> Option<&Mixture> {
        match &self.curve {
            Curve::Mixture(mixture) => Some(mixture),
            _ => None,
        }
    }

    /// Always `value`, which must be a finite number.
    pub fn constant(value: f64) -> Distribution {
        Distribution::of(Curve::Constant(value))
    }

    fn of(curve: Curve) -> Distribution {
        let (least, most) = (f64::MIN, f64::MAX);
        Distribution { curve, low: 0.0, width: 1.0, scale: 1.0, is_truncated: false, least, most, quick: Quick::default() }
    }

    /// Every value multiplied by `factor`; bounds of a truncation move with it.
    ///
    /// # Errors
    /// A factor that is negative or no number, or so large that values are.
    pub fn scaled(mut self, factor: f64) -> Result<Distribution, Invalid> {
        not_negative("scale", factor)?;
        if let Some(mixture) = self.mixture_of() {
            return Distribution::of(Curve::Mixture(Arc::new(mixture.scaled(factor)?))).checked();
        }
        self.scale *= factor;
        self.quick = Quick::default();
        self.least = if self.least == f64::MIN { f64::MIN } else { self.least * factor };
        self.most = if self.most == f64::MAX { f64::MAX } else { self.most * factor };
        self.checked()
    }

    /// The distribution of the values that lie between two bounds; the uniform number is rescaled, nothing is drawn again.
    ///
    /// # Errors
    /// Bounds that are negative, no numbers or the wrong way round, or between which less than a billionth of the values lies.
    pub fn truncated(self, at_least: Option<f64>, at_most: Option<f64>) -> Result<Distribution, Invalid> {
        self.truncated_to(at_least, at_most, LEAST_LEFT)
    }

    /// [`Distribution::truncated`] where at least the share `least_left` has to be left.
    fn truncated_to(mut self, at_least: Option<f64>, at_most: Option<f64>, least_left: f64) -> Result<Distribution, Invalid> {
        self.is_truncated |= at_least.or(at_most).is_some();
        if let Some(bound) = at_least {
            self.least = self.least.max(not_negative("at_least", bound)?);
        }
        if let Some(bound) = at_most {
            self.most = self.most.min(not_negative("at_most", bound)?);
        }
        if self.least > self.most {
            return Err(Invalid::Order { lower: "at_least", low: self.least, upper: "at_most", high: self.most });
        }
        let nothing_left = Invalid::NothingLeft { at_least: self.least, at_most: self.most };
        if let Some(mixture) = self.mixture_of() {
            let (mixture, left) = mixture.truncated(at_least, at_most)?;
            if left < least_left {
                return Err(nothing_left);
            }
            return Distribution::of(Curve::Mixture(Arc::new(mixture))).checked();
        }
        if self.scale == 0.0 {
            return if self.least > 0.0 { Err(nothing_left) } else { Ok(self) };
        }
        let low = if at_least.is_some() { self.low.max(self.curve.below(self.least / self.scale)) } else { self.low };
        let high = if at_most.is_some() { self.high().min(self.curve.cdf(self.most / self.scale)) } else { self.high() };
        if high - low < least_left {
            return Err(nothing_left);
        }
        (self.low, self.width) = (low, high - low);
        self.quick = Quick::default();
        self.checked()
    }

    /// The probability of the curve at the upper end.
    fn high(&self) -> f64 {
        self.low + self.width
    }

    /// All values are numbers if the extreme ones are.
    fn checked(self) -> Result<Distribution, Invalid> {
        // The margin keeps sums of a few values and the integer clock in range.
        if self.exact(Unit(ALMOST_ONE)) < 1e300 { Ok(self) } else { Err(Invalid::TooLarge) }
    }

    /// The only value there is, of a constant.
    pub fn fixed(&self) -> Option<f64> {
        matches!(self.curve, Curve::Constant(_)).then(|| self.exact(Unit(0.5)))
    }

    /// A value. Only a mixture asks for `component`, a second uniform number; for a given one, and for all other distributions,
    /// values are those of [`Distribution::value`].
    #[inline(always)]
    pub fn draw(&self, u: Unit, component: impl FnOnce() -> Unit) -> f64 {
        match &self.curve {
            Curve::Mixture(mixture) => Distribution::draw_part(mixture, u, component()),
            _ => self.value(u),
        }
    }

    #[inline(never)]
    fn draw_part(mixture: &Mixture, u: Unit, component: Unit) -> f64 {
        mixture.pick(component).value(u)
    }

    /// The value at `u`, within 1 part in 10^9. It does not decrease as `u` grows, and is finite for every `u`. For a mixture it is found by bisection:
    /// who draws many uses [`Distribution::draw`].
    #[inline]
    pub fn value(&self, u: Unit) -> f64 {
        let value = self.quick.value(u.0, || self.curve.standard().map(|one| (one, self.low, self.width, self.scale)));
        if value.is_nan() {
            self.exact(u)
        } else if self.is_truncated {
            value.max(self.least).min(self.most)
        } else {
            value
        }
    }

    /// The value at `u` without the table.
    #[inline(never)]
    fn exact(&self, u: Unit) -> f64 {
        // A distribution that is not truncated, the usual case, has no bounds to keep and no part to pick.
        if !self.is_truncated {
            return self.curve.inverse(u.0) * self.scale;
        }
        let p = (self.low + self.width * u.0).min(ALMOST_ONE);
        (self.curve.inverse(p) * self.scale).max(self.least).min(self.most)
    }

    /// The value below which the share `p` lies; beyond the ends of what [`Unit`] can be, the value there.
    pub fn quantile(&self, p: f64) -> f64 {
        self.exact(Unit(p.clamp(1.0 - ALMOST_ONE, ALMOST_ONE)))
    }

    /// The probability of a value of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x < self.least {
            0.0
        } else if x >= self.most {
            1.0
        } else if self.scale == 0.0 {
            f64::from(u8::from(x >= 0.0))
        } else {
            ((self.curve.cdf(x / self.scale) - self.low) / self.width).clamp(0.0, 1.0)
        }
    }

    /// The mean, in closed form for every shape, truncated or not.
    pub fn mean(&self) -> f64 {
        self.scale * self.curve.moment(1, 0.0, self.low, self.high()) / self.width
    }

    /// The standard deviation, in closed form for every shape, truncated or not; infinite where the distribution has none.
    pub fn sd(&self) -> f64 {
        let mean = self.curve.moment(1, 0.0, self.low, self.high()) / self.width;
        let variance = self.curve.moment(2, mean, self.low, self.high()) / self.width;
        self.scale * variance.max(0.0).sqrt()
    }
}

/// A finite number that is not negative.
fn not_negative(what: &'static str, value: f64) -> Result<f64, Invalid> {
    if !value.is_finite() {
        Err(Invalid::NotFinite { what })
    } else if value < 0.0 {
        Err(Invalid::Negative { what, value })
    } else {
        Ok(value)
    }
}

/// A number within a range, ends included.
fn within(what: &'static str, value: f64, least: f64, most: f64) -> Result<f64, Invalid> {
    if !value.is_finite() {
        Err(Invalid::NotFinite { what })
    } else if value < least || value > most {
        Err(Invalid::Range { what, value, least, most })
    } else {
        Ok(value)
    }
}

/// Two numbers that must not be the wrong way round.
fn ordered(lower: &'static str, low: f64, upper: &'static str, high: f64) -> Result<(), Invalid> {
    if low <= high { Ok(()) } else { Err(Invalid::Order { lower, low, upper, high }) }
}
