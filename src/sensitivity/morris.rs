//! Morris' screening: which factors matter at all, and for which does it matter where the others are?
//!
//! M. D. Morris, *Factorial sampling plans for preliminary computational experiments*, Technometrics 33 (1991). The points of an effect are
//! compared replication by replication; what noise is left is estimated from the spread over replications and taken out of the spread
//! of the effects (an analysis of variance, effect by effect) and out of the mean of their sizes, which noise only ever adds to: it is the
//! size d of which, with normal noise of variance s^2, the mean would be what was found, s sqrt(2/pi) exp(-d^2 / 2s^2) + d erf(d / s sqrt 2)
//! (the folded normal distribution: Leone, Nelson and Nottingham, Technometrics 3 (1961)); 0 where noise alone makes as much. Intervals are by the bootstrap over ways and
//! over replications. A resample of replications adds noise once more, and that is taken away as well.

use super::designs::{index, ways};
use super::{Ask, DUMMY, Factor, Pull, RESAMPLES, Sample, Stopped, pulls, values};
use crate::drivers::{Effects, Screened};
use crate::results::Estimate;

/// Points that are lived: a way has one more than it has factors; the dummy's are points that are there already.
pub fn budget(factors: usize, starts: u64) -> u64 {
    starts * (factors as u64 + 1)
}

/// Screens; the dummy comes last.
///
/// # Errors
/// If it was stopped.
pub fn screen(factors: &[Factor], starts: u64, seed: u64, ask: &mut Ask<'_>) -> Result<Vec<Screened>, Stopped> {
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).chain([DUMMY]).collect();
    let ways = ways(seed, &names, starts);
    let points: Vec<_> = ways.iter().flat_map(|way| &way.points).map(|shares| values(factors, shares, Factor::between)).collect();
    let answers = ask(&points)?;
    let questions = answers.first().map_or(0, Vec::len);
    // By factor, question and way: the change for the whole range.
    let mut effects = vec![vec![Vec::new(); questions]; names.len()];
    for (way, answers) in ways.iter().zip(answers.chunks(names.len() + 1)) {
        for (step, (factor, moved)) in way.moved.iter().enumerate() {
            let [from, to] = [step, step + 1].map(|place| way.points[place][*factor]);
            let moved = factors.get(*factor).map_or(*moved, |is| is.apart(from, to));
            for (question, effects) in effects[*factor].iter_mut().enumerate() {
                if let (Some(from), Some(to)) = (&answers[step][question], &answers[step + 1][question]) {
                    effects.push(to.minus(from).times(1.0 / moved));
                }
            }
        }
    }
    let screened = |(name, effects): (&&str, Vec<Vec<Sample>>)| Screened {
        factor: (*name).to_owned(),
        effects: effects.iter().map(|of_question| summary(of_question, seed)).collect(),
    };
    Ok(names.iter().zip(effects).map(screened).collect())
}

/// An effect and its variance.
type Effect = (f64, f64);

/// `None` with fewer than two effects.
fn summary(effects: &[Sample], seed: u64) -> Option<Effects> {
    if effects.len() < 2 {
        return None;
    }
    let count = effects.len();
    let replications = effects[0].residuals.len();
    let found: Vec<Effect> = effects.iter().map(|effect| (effect.value, effect.variance())).collect();
    let resample = |number: u64| -> Vec<Effect> {
        (0..count).map(|place| found[index(seed, "morris bootstrap", number, place as u64, count)]).collect()
    };
    let of_ways: Vec<Vec<Effect>> = (0..RESAMPLES).map(resample).collect();
    let pulled = |pull: &Pull| -> Vec<Effect> {
        effects.iter().zip(&found).map(|(effect, (_, variance))| (effect.pulled(&pull.by), pull.noise * variance)).collect()
    };
    let of_replications: Vec<Vec<Effect>> = pulls(seed, "morris replications", replications).iter().map(pulled).collect();
    let estimate = |statistic: &dyn Fn(&[Effect]) -> f64| {
        let over = |resamples: &[Vec<Effect>]| resamples.iter().map(|resample| statistic(resample)).collect();
        super::interval(statistic(&found), over(&of_ways), over(&of_replications), replications)
    };
    let mean_of = |from: &[Effect], of: &dyn Fn(f64, f64) -> f64| {
        from.iter().map(|&(value, variance)| of(value, variance)).sum::<f64>() / count as f64
    };
    let mean = |from: &[Effect]| mean_of(from, &|value, _| value);
    let of_noise = |from: &[Effect]| mean_of(from, &|_, variance| variance);
    let size = |from: &[Effect]| without_noise(mean_of(from, &|value, _| libm::fabs(value)), libm::sqrt(of_noise(from)));
    let spread = |from: &[Effect]| {
        let middle = mean(from);
        let squares = mean_of(from, &|value, _| (value - middle) * (value - middle));
        libm::sqrt((squares * count as f64 / (count as f64 - 1.0) - of_noise(from)).max(0.0))
    };
    let at_least_zero = |estimate: Estimate| Estimate { low: estimate.low.map(|low| low.max(0.0)), ..estimate };
    Some(Effects {
        mean: estimate(&mean),
        mean_size: at_least_zero(estimate(&size)),
        spread: at_least_zero(estimate(&spread)),
        noise: libm::sqrt(of_noise(&found)),
    })
}

/// The size that has a mean size of `mean` together with normal noise of so large a standard deviation.
fn without_noise(mean: f64, noise: f64) -> f64 {
    let folded = |size: f64| {
        let z = size / noise;
        noise * libm::sqrt(std::f64::consts::FRAC_2_PI) * libm::exp(-z * z / 2.0) + size * libm::erf(z * std::f64::consts::FRAC_1_SQRT_2)
    };
    if noise == 0.0 || mean == 0.0 {
        return mean;
    }
    // It rises with the size and is never below it.
    let (mut low, mut high) = (0.0, mean);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if folded(middle) < mean { low = middle } else { high = middle }
    }
    // Halved again and again it comes near to 0 and not to it.
    if folded(0.0) >= mean { 0.0 } else { high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_alone_is_no_size() {
        let alone = libm::sqrt(std::f64::consts::FRAC_2_PI);
        assert_eq!((without_noise(0.9 * alone, 1.0), without_noise(alone, 1.0), without_noise(3.0, 0.0)), (0.0, 0.0, 3.0));
        // E|1 + e| = 1.16663 and E|2 + e| = 2.01698 for standard normal e.
        assert!((without_noise(1.166_630, 1.0) - 1.0).abs() < 1e-5 && (without_noise(2.016_98, 1.0) - 2.0).abs() < 1e-4);
        assert!((without_noise(10.0, 1.0) - 10.0).abs() < 1e-9);
    }
}
