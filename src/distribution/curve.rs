//! The inverse CDF of every shape, and what else is known of it in closed form.

use super::beta::{BetaTable, beta, incomplete_beta, logistic};
use super::gamma::GammaTable;
use super::mixture::Mixture;
use super::quantiles::Quantiles;
use super::special::{exp, incomplete_gamma, normal_cdf, normal_quantile};
use super::{Invalid, Shape, not_negative, ordered, within};
use std::sync::Arc;

/// Shapes of gamma and Erlang distributions that can be computed to the stated precision.
const GAMMA_SHAPES: (f64, f64) = (0.01, 1e6);
/// Shapes of Weibull distributions.
const WEIBULL_SHAPES: (f64, f64) = (0.01, 1e6);
/// Shapes of log-logistic distributions: with less, a mean is infinite or made of values that no run would see.
const LOGLOGISTIC_SHAPES: (f64, f64) = (1.01, 1e6);
/// Exponents of beta distributions.
const BETA_SHAPES: (f64, f64) = (0.05, 1e4);
/// The largest weight of the mode of a PERT distribution.
const MOST_LAMBDA: f64 = 1000.0;
/// The largest standard deviation of a logarithm.
const MOST_SIGMA: f64 = 50.0;

/// A shape, ready to be inverted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Curve {
    Constant(f64),
    Uniform {
        min: f64,
        width: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
        /// Probability of at most the mode.
        at_mode: f64,
        /// Square root of (max - min)(mode - min).
        rise: f64,
        /// Square root of (max - min)(max - mode).
        fall: f64,
    },
    Exponential {
        mean: f64,
    },
    Weibull {
        scale: f64,
        shape: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        /// Mean over shape.
        scale: f64,
        table: Arc<GammaTable>,
    },
    Loglogistic {
        median: f64,
        shape: f64,
    },
    Beta {
        min: f64,
        max: f64,
        table: Arc<BetaTable>,
    },
    Empirical(Arc<Quantiles>),
    Mixture(Arc<Mixture>),
}

/// A curve of factor one, by the bits of the number that tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standard {
    Exponential,
    Weibull(u64),
    Lognormal(u64),
    Gamma(u64),
    Loglogistic(u64),
    /// Both exponents, and the lower end as a part of the upper one.
    Beta([u64; 3]),
}

impl Curve {
    /// For curves that take long to invert: which they are, the one with factor one, and the factor.
    pub(super) fn standard(&self) -> Option<(Standard, Curve, f64)> {
        Some(match self {
            Curve::Exponential { mean } => (Standard::Exponential, Curve::Exponential { mean: 1.0 }, *mean),
            Curve::Weibull { scale, shape } => (Standard::Weibull(shape.to_bits()), Curve::Weibull { scale: 1.0, shape: *shape }, *scale),
            Curve::Lognormal { mu, sigma } => {
                (Standard::Lognormal(sigma.to_bits()), Curve::Lognormal { mu: 0.0, sigma: *sigma }, libm::exp(*mu))
            }
            Curve::Gamma { scale, table } => {
                (Standard::Gamma(table.shape().to_bits()), Curve::Gamma { scale: 1.0, table: table.clone() }, *scale)
            }
            Curve::Loglogistic { median, shape } => {
                (Standard::Loglogistic(shape.to_bits()), Curve::Loglogistic { median: 1.0, shape: *shape }, *median)
            }
            Curve::Beta { min, max, table } => {
                let (least, (a, b)) = (min / max, table.exponents());
                (Standard::Beta([a, b, least].map(f64::to_bits)), Curve::Beta { min: least, max: 1.0, table: table.clone() }, *max)
            }
            _ => return None,
        })
    }

    /// Checks the numbers of a shape.
    pub(super) fn new(shape: Shape) -> Result<Curve, Invalid> {
        Ok(match shape {
            Shape::Constant(value) => Curve::Constant(not_negative("constant", value)?),
            Shape::Uniform { min, max } => {
                not_negative("min", min)?;
                not_negative("max", max)?;
                ordered("min", min, "max", max)?;
                Curve::Uniform { min, width: max - min }
            }
            Shape::Triangular { min, mode, max } => Curve::triangular(min, mode, max)?,
            Shape::Exponential { mean } => Curve::Exponential { mean: not_negative("mean", mean)? },
            Shape::Erlang { k, mean } => Curve::gamma(within("k", f64::from(k), 1.0, GAMMA_SHAPES.1)?, mean)?,
            Shape::Gamma { shape, mean } => Curve::gamma(within("shape", shape, GAMMA_SHAPES.0, GAMMA_SHAPES.1)?, mean)?,
            Shape::Weibull { shape, scale } => {
                within("shape", shape, WEIBULL_SHAPES.0, WEIBULL_SHAPES.1)?;
                Curve::Weibull { scale: not_negative("scale", scale)?, shape }
            }
            Shape::Lognormal { mu, sigma } => {
                within("mu", mu, -600.0, 600.0)?;
                Curve::Lognormal { mu, sigma: within("sigma", sigma, 0.0, MOST_SIGMA)? }
            }
            Shape::Loglogistic { median, shape } => {
                within("shape", shape, LOGLOGISTIC_SHAPES.0, LOGLOGISTIC_SHAPES.1)?;
                Curve::Loglogistic { median: not_negative("median", median)?, shape }
            }
            Shape::Beta { alpha, beta, min, max } => {
                within("alpha", alpha, BETA_SHAPES.0, BETA_SHAPES.1)?;
                within("beta", beta, BETA_SHAPES.0, BETA_SHAPES.1)?;
                Curve::beta(alpha, beta, (min, max))?
            }
            Shape::Pert { min, mode, max, lambda } => Curve::pert((min, mode, max), lambda)?,
            Shape::Hyperexponential { .. } => unreachable!("made as a mixture"),
            Shape::Empirical(points) => Curve::Empirical(Arc::new(Quantiles::new(points)?)),
        })
    }

    fn triangular(min: f64, mode: f64, max: f64) -> Result<Curve, Invalid> {
        for (what, value) in [("min", min), ("mode", mode), ("max", max)] {
            not_negative(what, value)?;
        }
        ordered("min", min, "mode", mode)?;
        ordered("mode", mode, "max", max)?;
        let width = max - min;
        if width == 0.0 {
            return Ok(Curve::Constant(mode));
        }
        let (rise, fall) = ((width * (mode - min)).sqrt(), (width * (max - mode)).sqrt());
        Ok(Curve::Triangular { min, mode, max, at_mode: (mode - min) / width, rise, fall })
    }

    fn gamma(shape: f64, mean: f64) -> Result<Curve, Invalid> {
        not_negative("mean", mean)?;
        if shape == 1.0 {
            return Ok(Curve::Exponential { mean });
        }
        Ok(Curve::Gamma { scale: mean / shape, table: Arc::new(GammaTable::new(shape)) })
    }

    fn beta(alpha: f64, beta: f64, (min, max): (f64, f64)) -> Result<Curve, Invalid> {
        not_negative("min", min)?;
        not_negative("max", max)?;
        ordered("min", min, "max", max)?;
        if min == max {
            return Ok(Curve::Constant(min));
        }
        Ok(Curve::Beta { min, max, table: Arc::new(BetaTable::new(alpha, beta)) })
    }

    /// The exponents put the mode where it shall be: alpha = 1 + lambda (mode - min) / (max - min), and beta from the other end
    /// (D. Vose, Risk Analysis, 2008, "modified PERT"; D. G. Malcolm et al., Operations Research 7, 1959, for lambda = 4).
    fn pert((min, mode, max): (f64, f64, f64), lambda: f64) -> Result<Curve, Invalid> {
        within("lambda", lambda, 0.0, MOST_LAMBDA)?;
        not_negative("mode", mode)?;
        ordered("min", min, "mode", mode)?;
        ordered("mode", mode, "max", max)?;
        let width = if max > min { max - min } else { 1.0 };
        Curve::beta(1.0 + lambda * ((mode - min) / width), 1.0 + lambda * ((max - mode) / width), (min, max))
    }

    /// The value at probability `p`, strictly between 0 and 1.
    #[inline]
    pub(super) fn inverse(&self, p: f64) -> f64 {
        match self {
            Curve::Constant(value) => *value,
            Curve::Uniform { min, width } => min + width * p,
            Curve::Triangular { min, mode, max, at_mode, rise, fall } => {
                if p < *at_mode {
                    (min + rise * p.sqrt()).min(*mode)
                } else {
                    (max - fall * (1.0 - p).sqrt()).max(*mode)
                }
            }
            Curve::Exponential { mean } => -mean * libm::log(1.0 - p),
            Curve::Weibull { scale, shape } => scale * exp(libm::log(-libm::log(1.0 - p)) / shape),
            Curve::Lognormal { mu, sigma } => exp(mu + sigma * normal_quantile(p)),
            Curve::Gamma { scale, table } => scale * table.inverse(p),
            Curve::Loglogistic { median, shape } => median * exp(libm::log(p / (1.0 - p)) / shape),
            Curve::Beta { min, max, table } => (min + (max - min) * table.inverse(p)).min(*max),
            Curve::Empirical(quantiles) => quantiles.inverse(p),
            Curve::Mixture(mixture) => mixture.inverse(p),
        }
    }

    /// The probability of a value of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self {
            Curve::Constant(value) => f64::from(u8::from(x >= *value)),
            Curve::Empirical(quantiles) => quantiles.cdf(x),
            Curve::Mixture(mixture) => mixture.cdf(x),
            Curve::Uniform { min, width } if *width == 0.0 => f64::from(u8::from(x >= *min)),
            Curve::Exponential { mean: scale }
            | Curve::Weibull { scale, .. }
            | Curve::Gamma { scale, .. }
            | Curve::Loglogistic { median: scale, .. }
                if *scale == 0.0 =>
            {
                f64::from(u8::from(x >= 0.0))
            }
            Curve::Lognormal { mu, sigma } if *sigma == 0.0 => f64::from(u8::from(x >= libm::exp(*mu))),
            _ => self.continuous_cdf(x),
        }
    }

    /// The probability of a value below `x`.
    pub(super) fn below(&self, x: f64) -> f64 {
        match self {
            Curve::Empirical(quantiles) => quantiles.below(x),
            // For the others the largest number below `x` is as good: either they have no jumps, or a single one.
            _ => self.cdf(x.next_down()),
        }
    }

    /// [`Curve::cdf`] where it has no jumps.
    fn continuous_cdf(&self, x: f64) -> f64 {
        if let Curve::Uniform { min, width } = self {
            return ((x - min) / width).clamp(0.0, 1.0);
        }
        if x <= 0.0 {
            return 0.0;
        }
        match self {
            Curve::Triangular { min, mode, max, rise, fall, .. } => {
                if x <= *min {
                    0.0
                } else if x < *mode {
                    ((x - min) / rise) * ((x - min) / rise)
                } else if x < *max {
                    1.0 - ((max - x) / fall) * ((max - x) / fall)
                } else {
                    1.0
                }
            }
            Curve::Exponential { mean } => -libm::expm1(-x / mean),
            Curve::Weibull { scale, shape } => -libm::expm1(-libm::exp(libm::log(x / scale) * shape)),
            Curve::Lognormal { mu, sigma } => normal_cdf((libm::log(x) - mu) / sigma),
            Curve::Gamma { scale, table } => incomplete_gamma(table.shape(), x / scale).0,
            Curve::Loglogistic { median, shape } => logistic(shape * libm::log(x / median)),
            Curve::Beta { min, .. } if x <= *min => 0.0,
            Curve::Beta { max, .. } if x >= *max => 1.0,
            Curve::Beta { min, max, table } => table.cdf((x - min) / (max - min), (max - x) / (max - min)),
            Curve::Constant(_) | Curve::Uniform { .. } | Curve::Empirical(_) | Curve::Mixture(_) => unreachable!("handled by the callers"),
        }
    }

    /// The integral of (value - centre)^power over the probabilities from `low` to `high`; `power` is 1 or 2.
    pub(super) fn moment(&self, power: i32, centre: f64, low: f64, high: f64) -> f64 {
        match self {
            Curve::Constant(value) => whole_power(value - centre, power) * (high - low),
            Curve::Uniform { min, width } => line_moment(power, min - centre + width * low, min - centre + width * high, high - low),
            Curve::Triangular { min, max, at_mode, rise, fall, .. } => {
                let rising = root_moment(power, min - centre, *rise, low.min(*at_mode), high.min(*at_mode));
                let falling = root_moment(power, max - centre, -fall, 1.0 - high.max(*at_mode), 1.0 - low.max(*at_mode));
                rising + falling
            }
            Curve::Empirical(quantiles) => quantiles.moment(power, centre, low, high),
            // Only its components are ever truncated.
            Curve::Mixture(mixture) => mixture.moment(power, centre),
            Curve::Beta { min, max, table } => {
                let (base, width, part) = (min - centre, max - min, high - low);
                let first = width * table.raw_moment(1, low, high);
                if power == 1 {
                    return base * part + first;
                }
                base * base * part + 2.0 * base * first + width * width * table.raw_moment(2, low, high)
            }
            _ => {
                let first = self.raw_moment(1, low, high);
                if power == 1 {
                    return first - centre * (high - low);
                }
                self.raw_moment(2, low, high) - 2.0 * centre * first + centre * centre * (high - low)
            }
        }
    }

    /// The integral of value^power over the probabilities from `low` to `high`.
    fn raw_moment(&self, power: i32, low: f64, high: f64) -> f64 {
        let r = f64::from(power);
        let exponent = |p: f64| if p >= 1.0 { f64::INFINITY } else { -libm::log1p(-p) };
        let between = |a: f64, from: f64, to: f64| incomplete_gamma(a, to).0 - incomplete_gamma(a, from).0;
        match self {
            Curve::Exponential { mean } => whole_power(*mean, power) * r * between(r + 1.0, exponent(low), exponent(high)),
            Curve::Weibull { scale, shape } => {
                let a = 1.0 + r / shape;
                whole_power(*scale, power) * libm::tgamma(a) * between(a, exponent(low), exponent(high))
            }
            Curve::Lognormal { mu, sigma } => {
                let share = |p: f64| {
                    if p <= 0.0 {
                        0.0
                    } else if p >= 1.0 {
                        1.0
                    } else {
                        normal_cdf(normal_quantile(p) - r * sigma)
                    }
                };
                libm::exp(r * mu + 0.5 * r * r * sigma * sigma) * (share(high) - share(low))
            }
            Curve::Gamma { scale, table } => {
                let a = table.shape();
                let at = |p: f64| {
                    if p <= 0.0 {
                        0.0
                    } else if p >= 1.0 {
                        f64::INFINITY
                    } else {
                        table.exact(p)
                    }
                };
                let whole = if power == 1 { a } else { a * (a + 1.0) };
                whole_power(*scale, power) * whole * between(a + r, at(low), at(high))
            }
            Curve::Loglogistic { median, shape } => {
                let s = r / shape;
                whole_power(*median, power) * (odds_moment(s, high) - odds_moment(s, low))
            }
            _ => unreachable!("their moments are those of lines, roots and beta distributions"),
        }
    }
}

/// The integral of (p / (1 - p))^s for p from 0 to `to`; `s` is between 0 and 2. Up to 1 it is infinite where `s` is 1 or more.
///
/// It is the incomplete beta function of exponents 1 + s and 1 - s. The second may be negative; partial integration leads to
/// 2 - s, but not where `s` is 1, whose integral is elementary.
fn odds_moment(s: f64, to: f64) -> f64 {
    /// Closer to 1, `s` is taken for 1: what that is off by is as little as what cancels out otherwise.
    const NEARLY_ONE: f64 = 1e-8;
    if to <= 0.0 {
        return 0.0;
    }
    if to >= 1.0 && s >= 1.0 {
        return f64::INFINITY;
    }
    if (1.0 - s).abs() < NEARLY_ONE {
        return -to - libm::log1p(-to);
    }
    let (ln_to, ln_rest) = (libm::log(to), libm::log1p(-to));
    let whole = beta(1.0 + s, 2.0 - s) * incomplete_beta(1.0 + s, 2.0 - s, ln_to - ln_rest).0;
    let end = if to >= 1.0 { 0.0 } else { libm::exp((1.0 + s) * ln_to + (1.0 - s) * ln_rest) };
    (2.0 * whole - end) / (1.0 - s)
}

/// `x` multiplied by itself; the platform's own `powi` may round differently elsewhere.
fn whole_power(x: f64, power: i32) -> f64 {
    (0..power).fold(1.0, |all, _| all * x)
}

/// The integral of x^power over a width of probability in which x goes straight from `from` to `to`.
pub(super) fn line_moment(power: i32, from: f64, to: f64, width: f64) -> f64 {
    if power == 1 { width * 0.5 * (from + to) } else { width * (from * from + from * to + to * to) / 3.0 }
}

/// The integral of (base + factor sqrt(p))^power for p between `from` and `to`.
fn root_moment(power: i32, base: f64, factor: f64, from: f64, to: f64) -> f64 {
    let root = 2.0 / 3.0 * (to * to.sqrt() - from * from.sqrt());
    if power == 1 {
        return base * (to - from) + factor * root;
    }
    base * base * (to - from) + 2.0 * base * factor * root + factor * factor * 0.5 * (to * to - from * from)
}
