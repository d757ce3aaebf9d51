//! All doubts at once: every factor drawn by its law, in a Latin hypercube. What the beliefs do and what noise does are told apart.

use super::designs::latin;
use super::{Ask, Factor, Sample, Stopped, values};
use crate::drivers::Believed;
use crate::results::Estimate;
use crate::statistics::student::t;

/// The standard normal number that is exceeded in absolute value with probability 5 %.
const NORMAL: f64 = 1.959_963_984_540_054;

/// Of fewer points nothing is told.
pub const FEWEST: u64 = 10;

/// Asks at so many points; the answers by question, and where the points lie.
///
/// # Errors
/// If it was stopped.
pub fn draw(factors: &[Factor], points: u64, seed: u64, ask: &mut Ask<'_>) -> Result<Vec<Option<Believed>>, Stopped> {
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    let shares = latin(seed, "beliefs", &names, points as usize);
    let answers = ask(&shares.iter().map(|shares| values(factors, shares, Factor::at)).collect::<Vec<_>>())?;
    let questions = answers.first().map_or(0, Vec::len);
    let column = |question: usize| -> Vec<&Sample> { answers.iter().filter_map(|answers| answers[question].as_ref()).collect() };
    Ok((0..questions).map(|question| believed(&column(question))).collect())
}

/// `None` with too few points.
fn believed(samples: &[&Sample]) -> Option<Believed> {
    let n = samples.len() as f64;
    if (samples.len() as u64) < FEWEST {
        return None;
    }
    let mean = samples.iter().map(|sample| sample.value).sum::<f64>() / n;
    let squares: f64 = samples.iter().map(|sample| (sample.value - mean) * (sample.value - mean)).sum();
    let all = squares / (n - 1.0);
    // What replications have in common moves all points alike and is no part of their spread: only the noise that is a point's own.
    let common: Vec<f64> = (0..samples[0].residuals.len())
        .map(|replication| samples.iter().map(|sample| sample.residuals[replication]).sum::<f64>() / n)
        .collect();
    let common = Sample { value: 0.0, residuals: common };
    let noise = samples.iter().map(|sample| sample.minus(&common).variance()).sum::<f64>() / (n - 1.0);
    let input = (all - noise).max(0.0);
    // Drawn together about the mean until their variance is that of the beliefs alone, as far as that is most of what they vary by.
    let shrink = if all > 0.0 { libm::sqrt(input / all) } else { 0.0 };
    let told = if noise > input { &[] } else { samples };
    let mut points: Vec<f64> = told.iter().map(|sample| mean + (sample.value - mean) * shrink).collect();
    points.sort_by(f64::total_cmp);
    let at = |share: f64| points.get((libm::ceil(share * n) as usize).max(1) - 1).copied();
    let half = t(samples.len() - 1) * libm::sqrt(all / n);
    // What the few replications do to all points alike.
    let shift = common.half_width().unwrap_or(0.0);
    let half = libm::sqrt(half * half + shift * shift);
    Some(Believed {
        mean: Estimate { value: mean, low: Some(mean - half), high: Some(mean + half) },
        input_sd: libm::sqrt(input),
        noise_sd: libm::sqrt(noise),
        p05: at(0.05),
        p95: at(0.95),
        median: at(0.5),
        above_zero: (!points.is_empty()).then(|| above_zero(&points, shift)),
        points,
    })
}

/// The share of points above zero: Wilson's interval, with all points moved down and up by what their common noise may be.
fn above_zero(points: &[f64], common: f64) -> Estimate {
    let above = |shift: f64| wilson(points.iter().filter(|&&point| point + shift > 0.0).count() as f64, points.len() as f64);
    Estimate { value: above(0.0).value, low: above(-common).low, high: above(common).high }
}

/// A share of n independent trials with Wilson's interval (Journal of the American Statistical Association 22, 1927).
fn wilson(some: f64, n: f64) -> Estimate {
    let (share, z) = (some / n, NORMAL * NORMAL / n);
    let middle = (share + z / 2.0) / (1.0 + z);
    let half = libm::sqrt(share * (1.0 - share) * z + z * z / 4.0) / (1.0 + z);
    Estimate { value: share, low: Some((middle - half).max(0.0)), high: Some((middle + half).min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_gives_its_known_interval() {
        // 10 of 100: 5.52 to 17.44 % (Newcombe, Statistics in Medicine 17, 1998, and every table of it).
        let found = wilson(10.0, 100.0);
        assert!((found.low.unwrap() - 0.0552).abs() < 1e-4 && (found.high.unwrap() - 0.1744).abs() < 1e-4, "{found:?}");
        assert_eq!(wilson(0.0, 50.0).low, Some(0.0));
    }
}
