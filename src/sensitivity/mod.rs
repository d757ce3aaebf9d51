//! What drives the answer, and where does it turn? The same study at many points of the ranges, with the same luck everywhere.
//!
//! 1. [`Factor`] is what can be moved; [`Runner`] lives points in parallel and keeps what is finished.
//! 2. A [`Sample`] is an answer at a point with its noise by replication, so that points can be compared replication by replication.
//! 3. The methods ask for points and make an answer of them: [`tornado`], [`morris`], [`sobol`], [`beliefs`], [`break_even`].
//!    They know nothing of scenarios, so that they are tested on functions whose answer is known.

pub mod beliefs;
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

use crate::results::Estimate;
use crate::statistics::student::t;

/// What the factors are at a point; `None`: as in the scenario.
pub type Values = Vec<Option<f64>>;
/// By question; `None` where there is no answer.
pub type Answers = Vec<Option<Sample>>;
/// Tells the answers at some points, in their order.
pub type Ask<'a> = dyn FnMut(&[Values]) -> Result<Vec<Answers>, Stopped> + 'a;

/// The name of the factor that nothing depends on.
pub const DUMMY: &str = "dummy";

/// Resamples of a bootstrap.
const RESAMPLES: u64 = 500;

/// A 95 % interval of a statistic: from what it came to in resamples of the points (the percentile bootstrap) and, squared and added,
/// with one replication left out (the jackknife; at least three are needed for that).
///
/// Replications are few and shared by all points, so resampling them too would mostly show how uneven a resample of four is.
fn interval(value: f64, mut resamples: Vec<f64>, without: &[f64]) -> Estimate {
    resamples.retain(|resample| resample.is_finite());
    resamples.sort_by(f64::total_cmp);
    let m = without.len() as f64;
    let half = if without.len() > 2 {
        let mean = without.iter().sum::<f64>() / m;
        let squares: f64 = without.iter().map(|other| (other - mean) * (other - mean)).sum();
        t(without.len() - 1) * libm::sqrt((m - 1.0) / m * squares)
    } else {
        0.0
    };
    let end = |share: f64, sign: f64| {
        let place = libm::round((share * (resamples.len() as f64 - 1.0)).max(0.0)) as usize;
        let reach = (sign * (resamples.get(place)? - value)).max(0.0);
        Some(value + sign * libm::sqrt(reach * reach + half * half))
    };
    Estimate { value, low: end(0.025, -1.0), high: end(0.975, 1.0) }
}

/// The values with some factors at shares of their ranges, by `at`.
fn values(factors: &[Factor], shares: &[f64], at: fn(&Factor, f64) -> f64) -> Values {
    // The dummy is behind the factors, and moves nothing.
    factors.iter().zip(shares).map(|(factor, &share)| Some(at(factor, share))).collect()
}
