//! A lognormal distribution from the numbers that publications give.

use super::special::normal_quantile;
use super::{Invalid, not_negative, ordered};

/// A normal distribution's quartiles lie this far apart, in standard deviations.
const QUARTILES_APART: f64 = 1.349;

/// What is known of a lognormal: two of these, or `q25` with `median` and `q75`. Times in seconds, `mu` and `sigma` of the
/// natural logarithm of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LognormalGiven {
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Standard deviation of the logarithm.
    pub sigma: Option<f64>,
    /// Mean of the logarithm.
    pub mu: Option<f64>,
    /// The quarter quantile.
    pub q25: Option<f64>,
    /// The three quarters quantile.
    pub q75: Option<f64>,
    /// The 90 % quantile.
    pub q90: Option<f64>,
}

/// One given number, in the form in which pairs are solved.
#[derive(Clone, Copy)]
enum Given {
    Sigma(f64),
    LogMean(f64),
    LogSd(f64),
    /// Normal quantile of its probability, logarithm of the value.
    Quantile(f64, f64),
}

impl LognormalGiven {
    /// The numbers given, by name.
    fn given(&self) -> Vec<(&'static str, f64)> {
        let all = [
            ("sigma", self.sigma),
            ("mean", self.mean),
            ("sd", self.sd),
            ("mu", self.mu),
            ("q25", self.q25),
            ("median", self.median),
            ("q75", self.q75),
            ("q90", self.q90),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// `(mu, sigma)` of the lognormal with these numbers. Three quartiles give sigma = ln(q75/q25)/1.349 around the median;
    /// [`LognormalGiven::misses`] says how well that meets them. Where two distributions have the same mean and upper quantile
    /// the narrower one is taken.
    ///
    /// # Errors
    /// Too few or too many numbers, numbers of which one is wrong, or that no lognormal has together.
    pub fn resolve(&self) -> Result<(f64, f64), Invalid> {
        let given = self.given();
        for &(name, value) in &given {
            check(name, value)?;
        }
        if let (Some(q25), Some(median), Some(q75), 3) = (self.q25, self.median, self.q75, given.len()) {
            ordered("q25", q25, "median", median)?;
            ordered("median", median, "q75", q75)?;
            return Ok((libm::log(median), libm::log(q75 / q25) / QUARTILES_APART));
        }
        let [(first, a), (second, b)] = given[..] else {
            return Err(Invalid::LognormalCount { count: given.len() });
        };
        match solve(read(first, a), read(second, b)) {
            Some((mu, sigma)) if mu.is_finite() && sigma.is_finite() => Ok((mu, sigma)),
            _ => Err(Invalid::NoLognormal { first, second }),
        }
    }

    /// By how much the lognormal of `mu` and `sigma` misses each given number, as a share of it (of `exp(mu)` for `mu`).
    pub fn misses(&self, mu: f64, sigma: f64) -> Vec<(&'static str, f64)> {
        let miss = |(name, value): (&'static str, f64)| {
            let share = match read(name, value) {
                Given::Sigma(given) => {
                    if given == sigma {
                        0.0
                    } else {
                        sigma / given - 1.0
                    }
                }
                Given::LogMean(given) => libm::expm1(mu + 0.5 * sigma * sigma - given),
                Given::LogSd(given) => libm::expm1(log_sd(mu, sigma) - given),
                Given::Quantile(z, given) => libm::expm1(mu + sigma * z - given),
            };
            (name, share)
        };
        self.given().into_iter().map(miss).collect()
    }
}

/// Times are above zero, widths not below it.
fn check(name: &'static str, value: f64) -> Result<(), Invalid> {
    if name == "mu" {
        return if value.is_finite() { Ok(()) } else { Err(Invalid::NotFinite { what: name }) };
    }
    not_negative(name, value)?;
    if value == 0.0 && name != "sigma" {
        Err(Invalid::Range { what: name, value, least: f64::MIN_POSITIVE, most: f64::MAX })
    } else {
        Ok(())
    }
}

fn read(name: &str, value: f64) -> Given {
    match name {
        "sigma" => Given::Sigma(value),
        "mean" => Given::LogMean(libm::log(value)),
        "sd" => Given::LogSd(libm::log(value)),
        "mu" => Given::Quantile(0.0, value),
        "median" => Given::Quantile(0.0, libm::log(value)),
        "q25" => Given::Quantile(normal_quantile(0.25), libm::log(value)),
        "q75" => Given::Quantile(normal_quantile(0.75), libm::log(value)),
        _ => Given::Quantile(normal_quantile(0.9), libm::log(value)),
    }
}

/// The logarithm of the standard deviation.
fn log_sd(mu: f64, sigma: f64) -> f64 {
    mu + 0.5 * sigma * sigma + 0.5 * libm::log(libm::expm1(sigma * sigma))
}

/// `(mu, sigma)`, if there are any. The pairs come in the order of [`LognormalGiven::given`].
fn solve(first: Given, second: Given) -> Option<(f64, f64)> {
    match (first, second) {
        (Given::Sigma(sigma), Given::LogMean(mean)) => Some((mean - 0.5 * sigma * sigma, sigma)),
        (Given::Sigma(sigma), Given::LogSd(sd)) => (sigma > 0.0).then(|| (sd - log_sd(0.0, sigma), sigma)),
        (Given::Sigma(sigma), Given::Quantile(z, value)) => Some((value - sigma * z, sigma)),
        (Given::LogMean(mean), Given::LogSd(sd)) => {
            let variance = libm::log1p(libm::exp(2.0 * (sd - mean)));
            Some((mean - 0.5 * variance, variance.sqrt()))
        }
        (Given::LogMean(mean), Given::Quantile(z, value)) => {
            // value = mean - sigma^2/2 + z sigma
            let root = z * z + 2.0 * (mean - value);
            let narrow = z - root.sqrt();
            let sigma = if narrow >= 0.0 { narrow } else { z + root.sqrt() };
            (root >= 0.0 && sigma >= 0.0).then_some((mean - 0.5 * sigma * sigma, sigma))
        }
        (Given::LogSd(sd), Given::Quantile(z, value)) => {
            // The quantile of a lognormal of this standard deviation falls as sigma grows, for every z below 2.4.
            let (mut low, mut high) = (1e-8, 25.0);
            for _ in 0..200 {
                let sigma = 0.5 * (low + high);
                if sd - log_sd(0.0, sigma) + sigma * z > value { low = sigma } else { high = sigma }
            }
            let sigma = 0.5 * (low + high);
            (sigma > 2e-8 && sigma < 24.9).then_some((value - sigma * z, sigma))
        }
        (Given::Quantile(z, value), Given::Quantile(other_z, other)) => {
            let sigma = (other - value) / (other_z - z);
            (z != other_z && sigma >= 0.0).then_some((value - sigma * z, sigma))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of the eight numbers of one lognormal leads back to it, except the two that say the same.
    #[test]
    fn every_pair_leads_back_to_its_lognormal() {
        // Narrow enough that the narrower distribution with its mean and upper quartile is itself.
        let (mu, sigma): (f64, f64) = (3.0, 0.5);
        let quantile = |z: f64| Some((mu + sigma * z).exp());
        let all = LognormalGiven {
            mean: Some((mu + 0.5 * sigma * sigma).exp()),
            sd: Some(log_sd(mu, sigma).exp()),
            median: quantile(0.0),
            sigma: Some(sigma),
            mu: Some(mu),
            q25: quantile(normal_quantile(0.25)),
            q75: quantile(normal_quantile(0.75)),
            q90: quantile(normal_quantile(0.9)),
        };
        assert!(all.misses(mu, sigma).iter().all(|(_, share)| share.abs() < 1e-12));
        let names = ["mean", "sd", "median", "sigma", "mu", "q25", "q75", "q90"];
        let keep = |kept: &[&str]| {
            let of = |name: &str, value: Option<f64>| value.filter(|_| kept.contains(&name));
            LognormalGiven {
                mean: of("mean", all.mean),
                sd: of("sd", all.sd),
                median: of("median", all.median),
                sigma: of("sigma", all.sigma),
                mu: of("mu", all.mu),
                q25: of("q25", all.q25),
                q75: of("q75", all.q75),
                q90: of("q90", all.q90),
            }
        };
        for (i, first) in names.iter().enumerate() {
            for second in &names[i + 1..] {
                let found = keep(&[first, second]).resolve();
                if (*first, *second) == ("median", "mu") {
                    assert_eq!(found, Err(Invalid::NoLognormal { first: "mu", second: "median" }));
                    continue;
                }
                let (found_mu, found_sigma) = found.unwrap();
                assert!((found_mu - mu).abs() < 1e-9 && (found_sigma - sigma).abs() < 1e-9, "{first}, {second}: {found_mu}, {found_sigma}");
            }
        }
    }

    #[test]
    fn three_quartiles_meet_the_median_and_say_what_they_miss() {
        let given = LognormalGiven { q25: Some(13.4), median: Some(18.7), q75: Some(29.9), ..Default::default() };
        let (mu, sigma) = given.resolve().unwrap();
        assert!((mu - 18.7_f64.ln()).abs() < 1e-15 && (sigma - (29.9_f64 / 13.4).ln() / 1.349).abs() < 1e-15);
        let misses = given.misses(mu, sigma);
        assert_eq!(misses.iter().map(|miss| miss.0).collect::<Vec<_>>(), ["q25", "median", "q75"]);
        assert!((misses[0].1 + 0.0657).abs() < 1e-3, "{misses:?}");
        assert!(misses[1].1.abs() < 1e-12 && misses[2].1 < -0.05, "{misses:?}");
    }

    #[test]
    fn what_is_no_lognormal_is_refused() {
        let none = LognormalGiven::default();
        assert_eq!(none.resolve(), Err(Invalid::LognormalCount { count: 0 }));
        let three = LognormalGiven { mean: Some(2.0), sd: Some(1.0), median: Some(1.0), ..none };
        assert_eq!(three.resolve(), Err(Invalid::LognormalCount { count: 3 }));
        let upside_down = LognormalGiven { mean: Some(1.0), median: Some(2.0), ..none };
        assert_eq!(upside_down.resolve(), Err(Invalid::NoLognormal { first: "mean", second: "median" }));
        let zero = LognormalGiven { mean: Some(0.0), sigma: Some(1.0), ..none };
        assert!(matches!(zero.resolve(), Err(Invalid::Range { what: "mean", .. })));
    }
}
