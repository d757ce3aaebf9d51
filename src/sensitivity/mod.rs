//! What drives the answer, and where does it turn? The same study at many points of the ranges, with the same luck everywhere.
//!
//! 1. [`Factor`] is what can be moved; [`Runner`] lives points in parallel and keeps what is finished.
//! 2. A [`Sample`] is an answer at a point with its noise by replication, so that points can be compared replication by replication.
//! 3. The methods ask for points and make an answer of them: [`tornado`], [`morris`], [`sobol`], [`beliefs`], [`break_even`].
//!    They know nothing of scenarios, so that they are tested on functions whose answer is known.

pub mod beliefs;
mod border;
pub mod break_even;
mod designs;
pub mod doubt;
mod factor;
mod inquiry;
pub mod morris;
mod run;
mod sample;
pub mod sobol;
pub mod staffing;
pub mod tornado;

pub use factor::{Factor, Law};
pub use inquiry::{Inquiry, Method, Staffed, grid};
pub use run::{Keeps, KeepsNothing, Lived, ModelAt, Place, Question, Runner, Statistic, Stopped, Sums, answer, failure, questions};
pub use sample::Sample;

use crate::results::{Bare, Estimate};
use crate::statistics::student::t;

/// What the factors are at a point; `None`: as in the scenario.
pub type Values = Vec<Option<f64>>;
/// By question; `None` where there is no answer.
pub type Answers = Vec<Option<Sample>>;
/// Tells the answers at some points, in their order.
pub type Ask<'a> = dyn FnMut(&[Values]) -> Result<Vec<Answers>, Stopped> + 'a;

/// The name of the factor that nothing depends on.
pub const DUMMY: &str = "dummy";

/// Resamples of the points.
const RESAMPLES: u64 = 500;
/// Resamples of the replications, of which the standard deviation is enough.
const PULLS: u64 = 200;

/// A resample of the replications, with replacement.
struct Pull {
    /// How much each replication pulls an estimate ([`Sample::pulled`]), so that resamples vary as the estimate itself does.
    by: Vec<f64>,
    /// How many times an estimate's own variance its noise then has: the square of a pulled difference is too large by as much.
    noise: f64,
}

/// Resamples of `m` replications. Nothing for a single one, which says nothing of its noise.
fn pulls(seed: u64, design: &str, m: usize) -> Vec<Pull> {
    let resample = |number: u64| {
        let mut counts = vec![0.0; m];
        (0..m as u64).for_each(|place| counts[designs::index(seed, design, number, place, m)] += 1.0);
        // Drawn from themselves, m replications vary too little by (m - 1) / m.
        let scale = libm::sqrt(m as f64 / (m as f64 - 1.0)) / m as f64;
        let by: Vec<f64> = counts.iter().map(|count| (count - 1.0) * scale).collect();
        let noise = 1.0 + m as f64 * by.iter().map(|pull| pull * pull).sum::<f64>();
        Pull { by, noise }
    };
    if m < 2 { Vec::new() } else { (0..PULLS).map(resample).collect() }
}

/// A 95 % interval of a statistic by the bootstrap over points and over replications: what it came to in resamples of the points, by
/// percentiles, and the variance of what the `m` replications add to it, by Student's t; both squared and added.
///
/// Points are many and may be skew, so percentiles are right for them. Replications are few and shared by all points: of
/// two or four the percentiles would be the extremes of a handful of numbers, and far too near.
fn interval(value: f64, mut points: Vec<f64>, replications: f64, m: usize) -> Estimate {
    points.retain(|resample| resample.is_finite());
    points.sort_by(f64::total_cmp);
    let half = if m > 1 { t(m - 1) * libm::sqrt(replications) } else { 0.0 };
    let end = |share: f64, sign: f64| {
        let place = libm::round((share * (points.len() as f64 - 1.0)).max(0.0)) as usize;
        let reach = (sign * (points.get(place)? - value)).max(0.0);
        Some(value + sign * libm::sqrt(reach * reach + half * half))
    };
    Estimate { value, low: end(0.025, -1.0), high: end(0.975, 1.0) }
}

/// Degrees of freedom of the sum of two independent variances (Satterthwaite, *An approximate distribution of estimates of variance components*,
/// Biometrics Bulletin 2, 1946).
fn together(variances: [(f64, usize); 2]) -> usize {
    let sum: f64 = variances.iter().map(|(variance, _)| variance).sum();
    let squares: f64 = variances.iter().map(|(variance, degrees)| variance * variance / *degrees as f64).sum();
    if squares > 0.0 { (sum * sum / squares) as usize } else { variances[0].1 }.max(1)
}

/// Why something that is made of many points has no interval, if so: they are too few replications for one at a point. How many are counted at a
/// point does not matter, as all points count together.
fn few_replications<'a>(samples: impl Iterator<Item = &'a Sample>) -> Option<Bare> {
    samples.filter_map(Sample::bare).filter(|bare| !matches!(bare, Bare::FewCounted { .. } | Bare::FewDiffering { .. })).max()
}

/// Of at least two values.
fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// The values with some factors at shares of their ranges, by `at`.
fn values(factors: &[Factor], shares: &[f64], at: fn(&Factor, f64) -> f64) -> Values {
    // The dummy is behind the factors, and moves nothing.
    factors.iter().zip(shares).map(|(factor, &share)| Some(at(factor, share))).collect()
}
