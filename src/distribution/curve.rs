//! The inverse CDF of every shape, and what else is known of it in closed form.

use super::gamma::GammaTable;
use super::quantiles::Quantiles;
use super::special::{exp, incomplete_gamma, normal_cdf, normal_quantile};
use super::{Invalid, Shape, not_negative, ordered, within};
use std::sync::Arc;

/// Shapes of gamma and Erlang distributions that can be computed to the stated precision.
const GAMMA_SHAPES: (f64, f64) = (0.01, 1e6);
/// Shapes of Weibull distributions.
const WEIBULL_SHAPES: (f64, f64) = (0.01, 1e6);
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
    Empirical(Arc<Quantiles>),
}

/// A curve of factor one, by the bits of the number that tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standard {
    Exponential,
    Weibull(u64),
    Lognormal(u64),
    Gamma(u64),
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
            Curve::Empirical(quantiles) => quantiles.inverse(p),
        }
    }

    /// The probability of a value of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self {
            Curve::Constant(value) => f64::from(u8::from(x >= *value)),
            Curve::Empirical(quantiles) => quantiles.cdf(x),
            Curve::Uniform { min, width } if *width == 0.0 => f64::from(u8::from(x >= *min)),
            Curve::Exponential { mean: scale } | Curve::Weibull { scale, .. } | Curve::Gamma { scale, .. } if *scale == 0.0 => {
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
            Curve::Constant(_) | Curve::Uniform { .. } | Curve::Empirical(_) => unreachable!("handled by the callers"),
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
            _ => unreachable!("their moments are integrals of lines and roots"),
        }
    }
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
