//! Morris' screening: which factors matter at all, and for which does it matter where the others are?
//!
//! M. D. Morris, *Factorial sampling plans for preliminary computational experiments*, Technometrics 33 (1991). The points of an effect are
//! compared replication by replication; what noise is left is estimated from the spread over replications and taken out of the spread
//! of the effects (an analysis of variance, effect by effect). Intervals are by the bootstrap over ways and
//! the jackknife over replications.

use super::designs::{index, ways};
use super::{Ask, DUMMY, Factor, RESAMPLES, Sample, Stopped, values};
use crate::drivers::{Effects, Screened};
use crate::results::Estimate;

/// Points of a screening: a way has one point more than it has factors, the dummy among them.
pub fn budget(factors: usize, starts: u64) -> u64 {
    starts * (factors as u64 + 2)
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

/// `None` with fewer than two effects.
fn summary(effects: &[Sample], seed: u64) -> Option<Effects> {
    if effects.len() < 2 {
        return None;
    }
    let count = effects.len();
    let noise = libm::sqrt(effects.iter().map(Sample::variance).sum::<f64>() / count as f64);
    let resample =
        |number: u64| -> Vec<usize> { (0..count).map(|place| index(seed, "morris bootstrap", number, place as u64, count)).collect() };
    let resamples: Vec<Vec<usize>> = (0..RESAMPLES).map(resample).collect();
    let without = |replication: usize| -> Vec<Sample> { effects.iter().map(|effect| effect.without(replication)).collect() };
    let fewer: Vec<Vec<Sample>> = (0..effects[0].residuals.len()).filter(|_| effects[0].residuals.len() > 2).map(without).collect();
    let all: Vec<usize> = (0..count).collect();
    let estimate = |statistic: &dyn Fn(&[Sample], &[usize]) -> f64| {
        let drawn = resamples.iter().map(|ways| statistic(effects, ways)).collect();
        let left_out: Vec<f64> = fewer.iter().map(|fewer| statistic(fewer, &all)).collect();
        super::interval(statistic(effects, &all), drawn, &left_out)
    };
    let mean_of =
        |from: &[Sample], ways: &[usize], of: &dyn Fn(&Sample) -> f64| ways.iter().map(|&way| of(&from[way])).sum::<f64>() / count as f64;
    let mean = |from: &[Sample], ways: &[usize]| mean_of(from, ways, &|effect| effect.value);
    let size = |from: &[Sample], ways: &[usize]| mean_of(from, ways, &|effect| libm::fabs(effect.value));
    let spread = |from: &[Sample], ways: &[usize]| {
        let middle = mean(from, ways);
        let squares = mean_of(from, ways, &|effect| (effect.value - middle) * (effect.value - middle));
        let of_noise = mean_of(from, ways, &Sample::variance);
        libm::sqrt((squares * count as f64 / (count as f64 - 1.0) - of_noise).max(0.0))
    };
    let at_least_zero = |estimate: Estimate| Estimate { low: estimate.low.map(|low| low.max(0.0)), ..estimate };
    Some(Effects { mean: estimate(&mean), mean_size: at_least_zero(estimate(&size)), spread: at_least_zero(estimate(&spread)), noise })
}
