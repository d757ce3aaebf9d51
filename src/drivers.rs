//! What drives an answer, as a value: what a sensitivity study found. Nothing here computes.

use crate::model::{Language, Names, Text};
use crate::results::{Bar, Bare, Est, Estimate, Map, Question};
use serde::{Deserialize, Serialize};

/// Something that can be moved: a parameter, or a value at a path of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Factor {
    /// The parameter's name, or the path.
    pub name: String,
    /// What is moved: `s`, `/s`, `1` (a plain number), `scale` (what a distribution is multiplied by) or `mean_s` (its mean).
    pub unit: String,
    /// What it is in the scenario; `None` where it is not one number there.
    pub value: Option<f64>,
    /// The lower end of its range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// `triangular`, `uniform` or `loguniform`.
    pub law: String,
    /// measured, published, expert or assumed.
    pub basis: Option<String>,
    /// Only whole numbers.
    pub whole: bool,
}

/// One point: where it lies and what was found there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Point {
    /// What was set, by factor; everything else is as in the scenario.
    pub at: Map<f64>,
    /// By question; `None` where nothing can be estimated.
    pub found: Vec<Est>,
    /// By question, why what was found stands without an interval, if so; empty where everything has one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub bare: Vec<Option<Bare>>,
    /// Why nothing was found, if so: the scenario is wrong there, or an arm met a limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<String>,
}

/// What Morris' screening says of a factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Screened {
    /// Its name; `dummy` is one that nothing depends on.
    pub factor: String,
    /// By question.
    pub effects: Vec<Option<Effects>>,
}

/// Elementary effects of a factor on one answer: changes for its whole range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Effects {
    /// Their mean.
    pub mean: Estimate,
    /// The mean of their sizes.
    pub mean_size: Estimate,
    /// Their standard deviation without the noise: how much the effect depends on where the other factors are.
    pub spread: Estimate,
    /// The standard deviation of the noise in one effect.
    pub noise: f64,
    /// Why they stand without an interval, if so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bare: Option<Bare>,
}

/// Shares of the variance of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Shared {
    /// Its name; `dummy` is one that nothing depends on.
    pub factor: String,
    /// By question: alone, and with everything that it acts together with.
    pub indices: Vec<Option<Indices>>,
}

/// Sobol's indices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Indices {
    /// What of the variance would go, on average, if this factor were known.
    pub first: Estimate,
    /// What of the variance would stay, on average, if everything else were known.
    pub total: Estimate,
    /// Why they stand without an interval, if so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bare: Option<Bare>,
}

/// The variance of an answer over the ranges, and of the noise in one point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Variances {
    /// Of the answer, without the noise.
    pub input: f64,
    /// Of the noise in one point's estimate.
    pub noise: f64,
    /// Whether noise alone could have made that variance, or it is nothing: then no shares are told.
    #[serde(default)]
    pub hidden: bool,
}

/// An answer when every doubted number is drawn by its law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Believed {
    /// Mean over the points.
    pub mean: Estimate,
    /// Standard deviation that the beliefs cause, and that the noise of one point adds.
    pub input_sd: f64,
    /// See above.
    pub noise_sd: f64,
    /// Between these the answer lies with a probability of 90 %, without the noise. `None`, as all that follows, where noise is the larger part
    /// of what points vary by: then nothing is known of how the beliefs spread them.
    pub p05: Option<f64>,
    /// See above.
    pub p95: Option<f64>,
    /// The middle.
    pub median: Option<f64>,
    /// The share of points at which the answer is above zero (longer, more), with a Wilson interval.
    pub above_zero: Est,
    /// The answer at every point, ascending, without the noise; empty where noise hides it.
    pub points: Vec<f64>,
    /// Why mean and share stand without an interval, if so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bare: Option<Bare>,
}

/// Where an answer turns along one factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Turn {
    /// Where the estimate is zero; of whole numbers the two neighbours between which it changes sign.
    pub at: Between,
    /// In here the answer cannot be told apart from zero; an end that is `None` lies beyond the range.
    pub unclear: OpenBetween,
    /// Whether it is told apart from zero on both sides, with unlike signs, and turns nowhere else in between.
    #[serde(default)]
    pub clear: bool,
}

/// Two ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Between {
    /// Lower end.
    pub low: f64,
    /// Upper end; the same where it is one number.
    pub high: f64,
}

/// Two ends, of which one or both may not be known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenBetween {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The turns of one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Turns {
    /// Every change of sign between places that were looked at, ascending.
    pub turns: Vec<Turn>,
    /// Whether the answer is told apart from zero anywhere.
    pub told_apart: bool,
    /// Where the answer cannot be told apart from zero, ascending, whether it turns there or not; an end that is `None` lies beyond the range.
    #[serde(default)]
    pub unclear: Vec<OpenBetween>,
    /// Where it is zero exactly, with no luck in it, and does not turn.
    #[serde(default)]
    pub equal: Vec<Between>,
    /// Between these places, which have answers, others have none, so nothing is known; an end that is `None` is that of the range.
    #[serde(default)]
    pub unanswered: Vec<OpenBetween>,
    /// Everything that was evaluated for it, ascending: where, and the answer.
    pub curve: Vec<(f64, Est)>,
}

/// Where an answer turns on a map of two factors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Border {
    /// Every change of sign between neighbouring cells: along the first factor, then along the second.
    pub crossings: Vec<Crossing>,
    /// How many cells there are.
    pub cells: u64,
    /// How many of them cannot be told apart from zero.
    pub unclear: u64,
    /// How many have no answer.
    pub unanswered: u64,
}

/// Two neighbouring cells of a map with answers of unlike sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Crossing {
    /// The factor along which they are neighbours.
    pub factor: String,
    /// Where it is in the one.
    pub low: f64,
    /// And in the other.
    pub high: f64,
    /// Where the other factor is.
    pub beside: f64,
    /// Whether both are told apart from zero.
    pub clear: bool,
}

/// What was done and found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Findings {
    /// Each factor at both ends of its range.
    Tornado {
        /// The scenario itself.
        base: Vec<Est>,
        /// By factor; the one that moves the first question most comes first.
        bars: Vec<Bar>,
    },
    /// Morris: one factor after the other from random starts.
    Morris {
        /// How many starts.
        starts: u64,
        /// By factor, the dummy last.
        factors: Vec<Screened>,
    },
    /// Sobol: shares of the variance.
    Sobol {
        /// How many base points.
        points: u64,
        /// By question.
        variances: Vec<Option<Variances>>,
        /// By factor, the dummy last.
        factors: Vec<Shared>,
    },
    /// All doubts at once.
    Beliefs {
        /// How many points were drawn.
        points: u64,
        /// By question.
        answers: Vec<Option<Believed>>,
    },
    /// Where the answer turns.
    BreakEven {
        /// By question, along one factor.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        answers: Vec<Turns>,
        /// By question, on a map of two factors.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        map: Vec<Border>,
    },
    /// The answer on a grid; of two factors it is a map.
    Sweep,
    /// The fewest seats that meet what is wanted.
    Staffing(Staffing),
}

/// The fewest seats that meet what is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Staffing {
    /// In which arm.
    pub arm: String,
    /// What is wanted.
    pub targets: Vec<Target>,
    /// The probability that all decisions are right that are not within an indifference zone.
    pub confidence: f64,
    /// Where the search began, by Erlang's formula.
    pub start: Map<f64>,
    /// The fewest seat hours of those that meet everything; `None` if none was found.
    pub best: Option<Map<f64>>,
    /// How many cost as little.
    pub tied: u64,
    /// Whether everything cheaper was ruled out and nothing as cheap left undecided; else it is the best found.
    pub sure: bool,
    /// Every candidate that was looked at, the cheapest first.
    pub candidates: Vec<Candidate>,
}

/// Something that is wanted of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Target {
    /// The measure.
    pub measure: String,
    /// `all`, `type`, `agencies`, `agency` or `alone`.
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
    /// `mean` (seconds) or `within_target` (a share).
    pub statistic: String,
    /// Whether it should be at least so large, or at most.
    pub at_least: bool,
    /// The bar.
    pub bar: f64,
    /// Closer to the bar than this it may be decided either way.
    pub indifference: f64,
}

/// One number of seats for each pool and shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// By factor.
    pub at: Map<f64>,
    /// Seat hours a week.
    pub seat_hours: f64,
    /// What was decided.
    pub verdict: Verdict,
    /// Replications lived for it.
    pub replications: u64,
    /// What each target came to; without an interval, as it was looked at until something was told apart.
    pub found: Vec<Est>,
}

/// What was decided of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It meets every target.
    Meets,
    /// It misses one.
    Fails,
    /// There is more work than people.
    Overloaded,
    /// Not decided when the replications ended; counts as not meeting.
    Open,
}

/// What a sensitivity study found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Drivers {
    /// What was studied, for people.
    pub title: Text,
    /// The author's language.
    pub language: Language,
    /// Replications at every point; the same ones everywhere.
    pub replications: u64,
    /// What is counted in each, seconds.
    pub duration_s: f64,
    /// The seed.
    pub seed: u64,
    /// What does not matter, seconds.
    pub noticeable_s: f64,
    /// The arm that others are compared with.
    pub baseline: String,
    /// Labels of arms, measures, types and agencies.
    pub arm_labels: Map<Text>,
    /// See above.
    pub measure_labels: Map<Text>,
    /// See above.
    pub type_labels: Map<Text>,
    /// See above.
    pub agency_labels: Map<Text>,
    /// What people call parameters.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
    /// What was asked.
    pub questions: Vec<Question>,
    /// What was asked as well, but the scenario itself has no answer to: no incident of the stratum reaches the measure.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<Question>,
    /// What was moved.
    pub factors: Vec<Factor>,
    /// What was found.
    pub findings: Findings,
    /// Every point in the order of the method.
    pub points: Vec<Point>,
}
