//! The beta distribution by a table of its inverse, and the incomplete beta function.
//!
//! Places between 0 and 1 are told by their logit y = ln(x / (1 - x)), which is precise near both ends.

use super::special::{exp, normal_cdf, normal_density, solve};
use super::table::{Knot, Table};

/// Beyond this logit, either way, a tail is the leading term of its series to the last bit.
const FAR: f64 = 40.0;

/// A beta distribution on 0 to 1: a table of the logit of the value, which is a smooth function of the normal quantile of the
/// probability in both tails. Values, and how far they are from 1, are within 1 part in 10^9 of the exact ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BetaTable {
    a: f64,
    b: f64,
    logit: Table,
}

impl BetaTable {
    /// For exponents from 0.05 to 10 000.
    pub(super) fn new(a: f64, b: f64) -> BetaTable {
        BetaTable { a, b, logit: Table::new(|z| knot(a, b, z)) }
    }

    pub(super) fn exponents(&self) -> (f64, f64) {
        (self.a, self.b)
    }

    #[inline]
    pub(super) fn inverse(&self, p: f64) -> f64 {
        logistic(self.logit.at(p))
    }

    /// The probability of a value of at most `x`, of which `rest` is 1 - x.
    pub(super) fn cdf(&self, x: f64, rest: f64) -> f64 {
        incomplete_beta(self.a, self.b, libm::log(x) - libm::log(rest)).0
    }

    /// The integral of x^power over the probabilities from `low` to `high`; `power` is 1 or 2.
    pub(super) fn raw_moment(&self, power: i32, low: f64, high: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let first = a / (a + b);
        let (moved, whole) = if power == 1 { (a + 1.0, first) } else { (a + 2.0, first * ((a + 1.0) / (a + b + 1.0))) };
        let share = |p: f64| incomplete_beta(moved, b, self.exact(p)).0;
        whole * (share(high) - share(low))
    }

    /// The logit of the value at `p` without the table.
    fn exact(&self, p: f64) -> f64 {
        if p <= 0.0 {
            f64::NEG_INFINITY
        } else if p >= 1.0 {
            f64::INFINITY
        } else {
            logit_beta_quantile(self.a, self.b, p, 1.0 - p)
        }
    }
}

/// y = logit x where the CDF of x is that of the normal quantile z: with g, the density of y, y' = phi(z) / g(y), and from
/// its logarithm y'' = y' (-z - (a (1 - x) - b x) y').
fn knot(a: f64, b: f64, z: f64) -> Knot {
    let y = logit_beta_quantile(a, b, normal_cdf(z), normal_cdf(-z));
    let first = normal_density(z) / logit_density(a, b, y);
    [y, first, first * (-z - (a * logistic(-y) - b * logistic(y)) * first)]
}

/// The value whose logit is `y`.
#[inline]
pub(super) fn logistic(y: f64) -> f64 {
    if y < 0.0 {
        let odds = exp(y);
        odds / (1.0 + odds)
    } else {
        1.0 / (1.0 + exp(-y))
    }
}

/// x^a (1 - x)^b / B(a, b): the density of the logit `y` of a beta distributed x.
fn logit_density(a: f64, b: f64, y: f64) -> f64 {
    let softplus = |y: f64| if y > FAR { y } else { libm::log1p(libm::exp(y)) };
    libm::exp(-a * softplus(-y) - b * softplus(y) - ln_beta(a, b))
}

/// The logarithm of the beta function.
fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// The beta function, of numbers up to some tens.
pub(super) fn beta(a: f64, b: f64) -> f64 {
    libm::exp(ln_beta(a, b))
}

/// The regularised incomplete beta functions I(x; a, b) and 1 - I at the place of logit `y`: the smaller of the two to about 1
/// part in 10^13, for exponents in the thousands in 10^11. By the continued fraction on that side of the mean where it converges
/// quickly (Press et al., Numerical Recipes, section 6.4).
pub(super) fn incomplete_beta(a: f64, b: f64, y: f64) -> (f64, f64) {
    if y == f64::NEG_INFINITY {
        return (0.0, 1.0);
    }
    if y == f64::INFINITY {
        return (1.0, 0.0);
    }
    let density = logit_density(a, b, y);
    let (x, rest) = (logistic(y), logistic(-y));
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = (density * beta_fraction(a, b, x) / a).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (density * beta_fraction(b, a, rest) / b).min(1.0);
        (1.0 - upper, upper)
    }
}

/// 1/(1+ d1/(1+ d2/(1+ ...))) of the incomplete beta function by the modified method of Lentz.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    // The number of turns grows with the square root of the larger exponent; the bound is far above what is needed.
    const MOST_TURNS: u32 = 100_000;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for i in 1..MOST_TURNS {
        let i = f64::from(i);
        let even = i * (b - i) * x / ((a + 2.0 * i - 1.0) * (a + 2.0 * i));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        h *= c * d;
        let odd = -(a + i) * (a + b + i) * x / ((a + 2.0 * i) * (a + 2.0 * i + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// The logit of the value below which a beta distribution lies with probability `p`; `q` is 1 - p, given apart so that both tails
/// are precise.
///
/// Newton's method for the logarithm of the smaller tail, kept inside a bracket. Both tails are log-concave functions of the
/// logit, so that after its first step it comes from one side; it starts at the leading term of the series or at the mean.
fn logit_beta_quantile(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let lower = p < q;
    let target = libm::log(if lower { p } else { q });
    // The near end's exponent.
    let near = if lower { a } else { b };
    let sign = if lower { 1.0 } else { -1.0 };
    let leading = sign * (target + libm::log(near) + ln_beta(a, b)) / near;
    if sign * leading < -FAR {
        return leading;
    }
    let mean = libm::log(a) - libm::log(b);
    let y = if lower { leading.min(mean) } else { leading.max(mean) };
    solve(y, lower, |y| {
        let (below, above) = incomplete_beta(a, b, y);
        let tail = if lower { below } else { above };
        let miss = libm::log(tail) - target;
        (miss, -(sign * miss * tail / logit_density(a, b, y)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
    }

    /// Closed forms: I(x; a, 1) = x^a; I(x; 1, b) = 1 - (1 - x)^b; I(x; 1/2, 1/2) = 2/pi asin sqrt x; I(x; 2, 2) = x^2 (3 - 2 x).
    #[test]
    fn the_incomplete_beta_function_has_its_closed_forms() {
        for y in [-60.0, -20.0, -3.0, -0.4, 0.0, 0.1, 2.0, 15.0] {
            let (x, rest) = (logistic(y), logistic(-y));
            for a in [0.05, 0.7, 1.0, 4.0, 90.0] {
                close(incomplete_beta(a, 1.0, y).0, libm::exp(a * libm::log(x)), 1e-12);
                close(incomplete_beta(1.0, a, y).1, libm::exp(a * libm::log(rest)), 1e-12);
            }
            close(incomplete_beta(0.5, 0.5, y).0, std::f64::consts::FRAC_2_PI * libm::asin(x.sqrt()), 1e-13);
            close(incomplete_beta(2.0, 2.0, y).0, x * x * (3.0 - 2.0 * x), 1e-13);
        }
        assert_eq!(incomplete_beta(2.0, 3.0, f64::INFINITY), (1.0, 0.0));
    }

    #[test]
    fn the_quantile_inverts_both_tails() {
        let exponents = [0.05, 0.3, 1.0, 2.5, 40.0, 3e3, 1e4];
        for (a, b) in exponents.iter().flat_map(|&a| exponents.map(|b| (a, b))) {
            for tail in [1e-16, 1e-9, 0.01, 0.2, 0.5] {
                close(incomplete_beta(a, b, logit_beta_quantile(a, b, tail, 1.0 - tail)).0, tail, 1e-9);
                close(incomplete_beta(a, b, logit_beta_quantile(a, b, 1.0 - tail, tail)).1, tail, 1e-9);
            }
        }
    }

    #[test]
    fn the_table_keeps_its_promise() {
        for (a, b) in [(0.05, 0.05), (0.05, 1e4), (0.5, 3.0), (2.0, 2.0), (4.2, 1.8), (30.0, 500.0), (1e4, 1e4), (1e4, 0.2)] {
            let table = BetaTable::new(a, b);
            for i in 1..2000 {
                let z = -9.0 + f64::from(i) * 0.0086;
                let exact = logit_beta_quantile(a, b, normal_cdf(z), normal_cdf(-z));
                let found = table.logit.at_normal(z);
                assert!((found - exact).abs() < 1e-9, "{a}, {b} at {z}: {found} is not {exact}");
            }
        }
    }
}
