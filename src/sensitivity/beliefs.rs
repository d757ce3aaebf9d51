//! All doubts at once: every factor drawn by its law, in a Latin hypercube. What the beliefs do and what noise does are told apart.

use super::designs::latin;
use super::{Ask, Factor, Sample, Stopped, Values, few_replications, together, values};
use crate::drivers::Believed;
use crate::results::Estimate;
use crate::statistics::student::t;

/// The standard normal number that is exceeded in absolute value with probability 5 %.
const NORMAL: f64 = 1.959_963_984_540_054;

/// Of fewer points nothing is told.
pub const FEWEST: u64 = 10;

/// As many points as each straight line through them needs, and one more line's.
const POINTS_OF_A_LINE: usize = 5;

/// Asks at so many points; the answers by question, and where the points lie.
///
/// # Errors
/// If it was stopped.
pub fn draw(factors: &[Factor], points: u64, seed: u64, ask: &mut Ask<'_>) -> Result<Vec<Option<Believed>>, Stopped> {
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    let shares = latin(seed, "beliefs", &names, points as usize);
    let points: Vec<Values> = shares.iter().map(|shares| values(factors, shares, Factor::at)).collect();
    let answers = ask(&points)?;
    let questions = answers.first().map_or(0, Vec::len);
    let column = |question: usize| -> (Vec<&Values>, Vec<&Sample>) {
        points.iter().zip(&answers).filter_map(|(point, answers)| Some((point, answers[question].as_ref()?))).unzip()
    };
    let found = |question: usize| {
        let (points, samples) = column(question);
        believed(&points, &samples)
    };
    Ok((0..questions).map(found).collect())
}

/// `None` with too few points.
fn believed(at: &[&Values], samples: &[&Sample]) -> Option<Believed> {
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
    let common = Sample { value: 0.0, residuals: common, lived: Vec::new(), ..samples[0].clone() };
    let noise = samples.iter().map(|sample| sample.minus(&common).variance()).sum::<f64>() / (n - 1.0);
    let input = (all - noise).max(0.0);
    // Drawn together about the mean until their variance is that of the beliefs alone, as far as that is most of what they vary by.
    let shrink = if all > 0.0 { libm::sqrt(input / all) } else { 0.0 };
    let told = if noise > input { &[] } else { samples };
    let mut points: Vec<f64> = told.iter().map(|sample| mean + (sample.value - mean) * shrink).collect();
    let bare = few_replications(samples.iter().copied());
    let is_told = bare.is_none();
    let above_zero = (!points.is_empty()).then(|| above_zero(at, &points, &common));
    let above_zero = above_zero.map(|found| if is_told { found } else { Estimate { low: None, high: None, ..found } });
    points.sort_by(f64::total_cmp);
    let quantile = |share: f64| points.get((libm::ceil(share * n) as usize).max(1) - 1).copied();
    let left = Left::of(at, &samples.iter().map(|sample| sample.value).collect::<Vec<_>>());
    let variances = [(left.variance / n, left.degrees), (common.variance(), degrees_of(&common))];
    let half = t(together(variances)) * libm::sqrt(variances[0].0 + variances[1].0);
    Some(Believed {
        mean: Estimate { value: mean, low: is_told.then_some(mean - half), high: is_told.then_some(mean + half) },
        input_sd: libm::sqrt(input),
        noise_sd: libm::sqrt(noise),
        p05: quantile(0.05),
        p95: quantile(0.95),
        median: quantile(0.5),
        above_zero,
        points,
        bare,
    })
}

/// What is left of values once a straight line in every factor is taken away: by no more varies their mean over a Latin hypercube, which has
/// every part of each range as often (Stein, *Large sample properties of simulations using Latin hypercube sampling*, Technometrics 29, 1987).
struct Left {
    variance: f64,
    degrees: usize,
}

impl Left {
    /// Of values at some points. Where there are too few for so many lines nothing is taken away.
    fn of(at: &[&Values], values: &[f64]) -> Left {
        let centred = |mut values: Vec<f64>| {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values.iter_mut().for_each(|value| *value -= mean);
            values
        };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let without = |mut from: Vec<f64>, line: &[f64]| {
            let slope = dot(&from, line) / dot(line, line);
            from.iter_mut().zip(line).for_each(|(value, line)| *value -= slope * line);
            from
        };
        let factors = at.first().map_or(0, |point| point.len());
        let taken = if values.len() < POINTS_OF_A_LINE * (factors + 1) { 0 } else { factors };
        let (mut left, mut lines) = (centred(values.to_vec()), Vec::<Vec<f64>>::new());
        for factor in 0..taken {
            let along = centred(at.iter().map(|point| point[factor].unwrap_or(0.0)).collect());
            let whole = dot(&along, &along);
            let line = lines.iter().fold(along, |along, line| without(along, line));
            // One that never moves, or only as the others do, takes nothing away.
            if dot(&line, &line) > 1e-9 * whole {
                left = without(left, &line);
                lines.push(line);
            }
        }
        let degrees = values.len() - 1 - lines.len();
        Left { variance: dot(&left, &left) / degrees as f64, degrees }
    }
}

/// Degrees of freedom of the variance of a sample; one for a single replication, which says nothing of it.
fn degrees_of(sample: &Sample) -> usize {
    sample.residuals.len().max(2) - 1
}

/// The share of points above zero: Wilson's interval, as much narrower as a Latin hypercube makes it, with what the noise that they have in
/// common does by moving all of them down and up.
fn above_zero(at: &[&Values], points: &[f64], common: &Sample) -> Estimate {
    let n = points.len() as f64;
    let above = |shift: f64| points.iter().filter(|&&point| point + shift > 0.0).count() as f64;
    let found = wilson(above(0.0), n);
    let is_above: Vec<f64> = points.iter().map(|&point| f64::from(u8::from(point > 0.0))).collect();
    let (left, independent) = (Left::of(at, &is_above), found.value * (1.0 - found.value) * n / (n - 1.0));
    let narrower = if independent > 0.0 { libm::sqrt((left.variance / independent).min(1.0)) } else { 1.0 };
    let deviation = libm::sqrt(common.variance());
    let moved = (above(deviation) - above(-deviation)) / (2.0 * n);
    let t = t(together([(left.variance / n, left.degrees), (moved * moved, degrees_of(common))]));
    let end = |end: Option<f64>, sign: f64| {
        let (points, luck) = (narrower * t / NORMAL * (end? - found.value), above(sign * t * deviation) / n - found.value);
        Some((found.value + sign * libm::sqrt(points * points + luck * luck)).clamp(0.0, 1.0))
    };
    Estimate { value: found.value, low: end(found.low, -1.0), high: end(found.high, 1.0) }
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
