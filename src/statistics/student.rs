//! Student's t distribution.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};
use std::sync::LazyLock;

/// As many degrees of freedom as 64 sections can have, and one for each index below.
const TABLE: usize = 64;

static AT_LEVEL: LazyLock<[f64; TABLE]> = LazyLock::new(|| std::array::from_fn(|degrees| two_sided(super::LEVEL, degrees.max(1))));

/// The number that |t| stays below with the probability of [`super::LEVEL`].
///
/// # Panics
/// If `degrees` is zero: then nothing is known.
pub fn t(degrees: usize) -> f64 {
    assert!(degrees > 0, "a t interval needs at least one degree of freedom");
    AT_LEVEL.get(degrees).copied().unwrap_or_else(|| two_sided(super::LEVEL, degrees))
}

/// The number that |t| stays below with the probability `level`, out of a table where that is [`super::LEVEL`].
///
/// # Panics
/// See [`t`].
pub fn t_at(level: f64, degrees: usize) -> f64 {
    if level == super::LEVEL { t(degrees) } else { two_sided(level, degrees) }
}

/// The number that |t| stays below with probability `level` (between 0 and 1), by bisection of the finite sums of Abramowitz
/// and Stegun, 26.7.3 and 26.7.4. Only `libm` functions, so that every machine finds the same bits.
pub fn two_sided(level: f64, degrees: usize) -> f64 {
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    // The angle whose tangent is t / sqrt(degrees); 64 halvings reach the last bit.
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if within(middle, degrees) < level { low = middle } else { high = middle }
    }
    libm::tan(0.5 * (low + high)) * libm::sqrt(degrees as f64)
}

/// The probability that |t| is below sqrt(degrees) x tan(angle).
fn within(angle: f64, degrees: usize) -> f64 {
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let odd = degrees % 2 == 1;
    let (mut term, mut sum) = (if odd { cosine } else { 1.0 }, 0.0);
    let mut k = if odd { 3 } else { 2 };
    while k <= degrees {
        sum += term;
        term *= cosine * cosine * (k - 1) as f64 / k as f64;
        k += 2;
    }
    if odd { FRAC_2_PI * (angle + sine * sum) } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    #[test]
    fn agrees_with_a_second_implementation() {
        for degrees in [1, 2, 3, 4, 7, 9, 10, 49, 63, 200] {
            for level in [0.5, 0.95, 0.99] {
                let theirs = StudentsT::new(0.0, 1.0, degrees as f64).unwrap().inverse_cdf(0.5 + level / 2.0);
                let ours = two_sided(level, degrees);
                assert!((ours - theirs).abs() < 1e-6 * theirs, "{degrees} degrees at {level}: {ours} against {theirs}");
            }
        }
        assert_eq!(t(9), two_sided(0.95, 9));
        assert!((t(1) - 12.706_204_736_174_7).abs() < 1e-9 && (t(100) - 1.983_971_518_4).abs() < 1e-9);
    }
}
