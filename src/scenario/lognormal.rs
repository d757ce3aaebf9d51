//! The lognormal distribution from the numbers people have: two of mean, standard deviation, median, quartiles, ninth decile
//! and the parameters of the logarithm, or both quartiles with the median.

use libm::{exp, fabs, log, sqrt};

/// Standard normal quantile at 0.75.
const Z75: f64 = 0.674_489_750_196_081_7;
/// Standard normal quantile at 0.90.
const Z90: f64 = 1.281_551_565_544_600_4;

/// A number of a lognormal distribution; times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// The mean.
    Mean,
    /// The standard deviation.
    Sd,
    /// The median.
    Median,
    /// The standard deviation of the logarithm.
    Sigma,
    /// The mean of the logarithm.
    Mu,
    /// The lower quartile.
    Q25,
    /// The upper quartile.
    Q75,
    /// The ninth decile.
    Q90,
}

impl Number {
    /// All, in the order of the reference.
    pub const ALL: [Number; 8] =
        [Number::Mean, Number::Sd, Number::Median, Number::Sigma, Number::Mu, Number::Q25, Number::Q75, Number::Q90];

    /// Its key in a scenario.
    pub fn key(self) -> &'static str {
        match self {
            Number::Mean => "mean",
            Number::Sd => "sd",
            Number::Median => "median",
            Number::Sigma => "sigma",
            Number::Mu => "mu",
            Number::Q25 => "q25",
            Number::Q75 => "q75",
            Number::Q90 => "q90",
        }
    }

    /// The standard normal quantile of a quantile.
    fn z(self) -> Option<f64> {
        match self {
            Number::Q25 => Some(-Z75),
            Number::Median => Some(0.0),
            Number::Q75 => Some(Z75),
            Number::Q90 => Some(Z90),
            _ => None,
        }
    }
}

/// A fitted distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    /// Mean of the logarithm of seconds.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Lognormal {
    /// What the fitted distribution has for a number.
    pub fn number(&self, number: Number) -> f64 {
        let Lognormal { mu, sigma } = *self;
        match number {
            Number::Mean => exp(mu + sigma * sigma / 2.0),
            Number::Sd => exp(mu) * spread(sigma),
            Number::Sigma => sigma,
            Number::Mu => mu,
            quantile => exp(mu + sigma * quantile.z().unwrap_or(0.0)),
        }
    }
}

/// The standard deviation of a lognormal whose median is 1: sqrt(x (x - 1)) with x = exp(sigma^2).
fn spread(sigma: f64) -> f64 {
    let x = exp(sigma * sigma);
    sqrt(x * libm::expm1(sigma * sigma))
}

/// Why numbers are no lognormal distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitError {
    /// Neither two numbers nor `q25`, `median` and `q75`.
    Count,
    /// The two say the same thing.
    Same,
    /// No lognormal has these numbers: the first should be above the second.
    Order(Number, Number),
    /// No lognormal has these numbers.
    Impossible,
}

/// Fits a lognormal to its given numbers: exactly to two, and to both quartiles and the median by keeping the median and
/// taking sigma = ln(q75/q25)/1.349. Where a mean below a quantile allows two solutions, the one with the smaller sigma is taken.
///
/// # Errors
/// See [`FitError`].
pub fn fit(given: &[(Number, f64)]) -> Result<Lognormal, FitError> {
    let mut given = given.to_vec();
    given.sort_by_key(|(number, _)| *number);
    let fitted = match *given.as_slice() {
        [(Number::Median, median), (Number::Q25, low), (Number::Q75, high)] => {
            if low >= median || median >= high {
                let (above, below) = if low >= median { (Number::Median, Number::Q25) } else { (Number::Q75, Number::Median) };
                return Err(FitError::Order(above, below));
            }
            Lognormal { mu: log(median), sigma: log(high / low) / 1.349 }
        }
        [first, second] => pair(first, second)?,
        _ => return Err(FitError::Count),
    };
    let sane = fitted.mu.is_finite() && fitted.sigma.is_finite() && fitted.sigma > 0.0 && fitted.number(Number::Mean).is_finite();
    if sane { Ok(fitted) } else { Err(FitError::Impossible) }
}

/// The number that the fit misses most, relative to what was given: (number, given, fitted, relative miss).
pub fn worst_miss(fitted: &Lognormal, given: &[(Number, f64)]) -> Option<(Number, f64, f64, f64)> {
    given
        .iter()
        .filter(|(number, _)| *number != Number::Mu)
        .map(|&(number, value)| (number, value, fitted.number(number), fabs(fitted.number(number) / value - 1.0)))
        .fold(None, |worst, one| match worst {
            Some((_, _, _, miss)) if miss >= one.3 => worst,
            _ => Some(one),
        })
}

/// Two numbers, in the order of [`Number`].
fn pair((a, x): (Number, f64), (b, y): (Number, f64)) -> Result<Lognormal, FitError> {
    use Number::{Mean, Median, Mu, Sd, Sigma};
    // A median and `mu` are the same number; from here on the centre is one of them or another quantile.
    let of_sigma = |mu_at: &dyn Fn(f64) -> f64, sigma: f64| Lognormal { mu: mu_at(sigma), sigma };
    Ok(match (a, b) {
        (Mean, Sd) => {
            let sigma = sqrt(libm::log1p((y / x) * (y / x)));
            Lognormal { mu: log(x) - sigma * sigma / 2.0, sigma }
        }
        (Mean, Sigma) => of_sigma(&|s| log(x) - s * s / 2.0, y),
        (Mean, Mu) => Lognormal { mu: y, sigma: mean_and_quantile(log(x) - y, 0.0).ok_or(FitError::Impossible)? },
        (Mean, quantile) => {
            let z = quantile.z().ok_or(FitError::Count)?;
            let sigma =
                mean_and_quantile(log(x / y), z).ok_or(if z <= 0.0 { FitError::Order(Mean, quantile) } else { FitError::Impossible })?;
            Lognormal { mu: log(y) - z * sigma, sigma }
        }
        (Sd, Sigma) => of_sigma(&|s| log(x / spread(s)), y),
        (Sd, Mu) => Lognormal { mu: y, sigma: sd_and_quantile(log(x) - y, 0.0) },
        (Sd, quantile) => {
            let z = quantile.z().ok_or(FitError::Count)?;
            let sigma = sd_and_quantile(log(x / y), z);
            Lognormal { mu: log(y) - z * sigma, sigma }
        }
        (Median, Mu) => return Err(FitError::Same),
        (Median, Sigma) => of_sigma(&|_| log(x), y),
        (Sigma, Mu) => Lognormal { mu: y, sigma: x },
        (Sigma, quantile) => {
            let z = quantile.z().ok_or(FitError::Count)?;
            of_sigma(&|s| log(y) - z * s, x)
        }
        (Mu, quantile) => {
            let z = quantile.z().ok_or(FitError::Count)?;
            Lognormal { mu: x, sigma: (log(y) - x) / z }
        }
        (low, high) => {
            let (Some(below), Some(above)) = (low.z(), high.z()) else { return Err(FitError::Count) };
            // The order of `Number` is not that of the quantiles: the median comes before the lower quartile.
            let sigma = log(y / x) / (above - below);
            if sigma <= 0.0 {
                return Err(if above > below { FitError::Order(high, low) } else { FitError::Order(low, high) });
            }
            Lognormal { mu: log(x) - below * sigma, sigma }
        }
    })
}

/// Sigma from ln(mean / quantile) = sigma^2 / 2 - z sigma: the smaller positive root.
fn mean_and_quantile(ratio: f64, z: f64) -> Option<f64> {
    let inside = z * z + 2.0 * ratio;
    if inside < 0.0 {
        return None;
    }
    let root = sqrt(inside);
    [z - root, z + root].into_iter().find(|sigma| *sigma > 0.0)
}

/// Sigma from ln(sd / quantile) = ln spread(sigma) - z sigma, which increases with sigma for every |z| < 2.8, by bisection.
fn sd_and_quantile(ratio: f64, z: f64) -> f64 {
    let (mut low, mut high) = (1e-9, 15.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if log(spread(middle)) - z * middle < ratio {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_met_exactly() {
        let truth = Lognormal { mu: log(46.0), sigma: 0.6 };
        for (i, &a) in Number::ALL.iter().enumerate() {
            for &b in &Number::ALL[i + 1..] {
                let given = [(a, truth.number(a)), (b, truth.number(b))];
                if (a, b) == (Number::Median, Number::Mu) {
                    assert_eq!(fit(&given), Err(FitError::Same));
                    continue;
                }
                let fitted = fit(&given).unwrap_or_else(|error| panic!("{a:?} {b:?}: {error:?}"));
                assert!(fabs(fitted.mu - truth.mu) < 1e-9 && fabs(fitted.sigma - truth.sigma) < 1e-9, "{a:?} {b:?}: {fitted:?}");
            }
        }
    }

    #[test]
    fn quartiles_and_median_say_how_far_off_they_are() {
        let given = [(Number::Q25, 13.4), (Number::Median, 18.7), (Number::Q75, 29.9)];
        let fitted = fit(&given).expect("a fit");
        assert!(fabs(fitted.sigma - 0.594_9) < 1e-3);
        let (number, _, _, miss) = worst_miss(&fitted, &given).expect("a miss");
        assert!(number != Number::Median && miss > 0.05 && miss < 0.10, "{number:?} {miss}");
    }

    #[test]
    fn numbers_that_no_lognormal_has_are_refused() {
        assert_eq!(fit(&[(Number::Mean, 10.0), (Number::Median, 20.0)]), Err(FitError::Order(Number::Mean, Number::Median)));
        assert_eq!(fit(&[(Number::Q75, 10.0), (Number::Q25, 20.0)]), Err(FitError::Order(Number::Q75, Number::Q25)));
        assert_eq!(fit(&[(Number::Median, 10.0), (Number::Q25, 20.0)]), Err(FitError::Order(Number::Median, Number::Q25)));
        assert_eq!(fit(&[(Number::Mean, 10.0), (Number::Q90, 200.0)]), Err(FitError::Impossible));
        assert_eq!(fit(&[(Number::Mean, 10.0)]), Err(FitError::Count));
        assert_eq!(
            fit(&[(Number::Q25, 10.0), (Number::Median, 9.0), (Number::Q75, 12.0)]),
            Err(FitError::Order(Number::Median, Number::Q25))
        );
    }
}
