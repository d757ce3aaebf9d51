//! What a study found, as a value: the shapes that `summary.json` promises and the report draws. Nothing here computes.

mod warm_up;

pub use warm_up::{ArmWarmUp, WarmUp};

mod apart;
mod doubt;
mod family;
mod ranges;

pub use apart::{ByHour, Described, HourStats, PoolHours, SeatTime, ShiftStats};
pub use doubt::{Bare, Doubt, Place, Warning};
pub use family::{Comparison, Family, Primary, Ranking};
pub use ranges::{Bar, OverRanges, Question, Ranged};

use crate::model::{Language, Parameter, Study, Text};
use crate::record::Finding;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A map that keeps the order of the scenario.
pub type Map<T> = IndexMap<String, T>;

/// An estimate with its 95 % interval. The ends are `None` (null in files) where too little says anything about them: fewer than
/// five replications, a replayed log, a mean of fewer than 30 incidents, shares and counts of fewer than ten replications, waits of fewer than 20, by the hour most of
/// these; the tail of a distribution from fewer than 20 replications.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// `None` where it cannot be estimated.
pub type Est = Option<Estimate>;

/// Something by stratum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Strata<T> {
    /// All incidents the measure is about.
    pub all: T,
    /// By incident type.
    pub r#type: Map<T>,
    /// `none`, `single`, `multi`: how many agencies are needed.
    pub agencies: Map<T>,
    /// By needed agency.
    pub agency: Map<T>,
    /// By the only agency needed; empty in results of before there was such a stratum.
    #[serde(default = "Map::<T>::new")]
    pub alone: Map<T>,
}

impl<T> Strata<T> {
    /// Every stratum with its kind (`all`, `type`, `agencies`, `agency`, `alone`) and name (`all` for the first).
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str, &T)> {
        std::iter::once(("all", "all", &self.all))
            .chain(self.r#type.iter().map(|(name, value)| ("type", name.as_str(), value)))
            .chain(self.agencies.iter().map(|(name, value)| ("agencies", name.as_str(), value)))
            .chain(self.agency.iter().map(|(name, value)| ("agency", name.as_str(), value)))
            .chain(self.alone.iter().map(|(name, value)| ("alone", name.as_str(), value)))
    }

    /// The value of a stratum, by its kind and name.
    pub fn get(&self, kind: &str, name: &str) -> Option<&T> {
        self.each().find(|(other_kind, other, _)| (*other_kind, *other) == (kind, name)).map(|(_, _, value)| value)
    }

    /// The value of a stratum.
    pub fn get_mut(&mut self, kind: &str, name: &str) -> Option<&mut T> {
        match kind {
            "all" => Some(&mut self.all),
            "type" => self.r#type.get_mut(name),
            "agencies" => self.agencies.get_mut(name),
            "agency" => self.agency.get_mut(name),
            _ => self.alone.get_mut(name),
        }
    }
}

/// A measure of one arm in one stratum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Stats {
    /// A time.
    Time(TimeStats),
    /// A share, a count per replication, or seat time in seconds per incident.
    Value(ValueStats),
}

/// A time, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TimeStats {
    /// Counted incidents the measure is about.
    pub count: u64,
    /// Those that reached it.
    pub reached: u64,
    /// Mean of those that reached it.
    pub mean_s: Est,
    /// Quantiles of those that reached it.
    pub median_s: Est,
    /// 90 % quantile.
    pub p90_s: Est,
    /// 95 % quantile.
    pub p95_s: Est,
    /// Share of `count` within the target; `None` where the measure has no target.
    pub within_target: Est,
}

/// What a log recorded of a time: a fact of that log, so nothing has an interval, and no part of any difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Recorded {
    /// All incidents of the counted time that the measure is about as far as the log knows.
    pub all: TimeStats,
    /// By incident type, where the log names it.
    pub r#type: Map<TimeStats>,
}

impl Recorded {
    /// Every stratum with its kind (`all` or `type`) and name (`all` for the first).
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str, &TimeStats)> {
        std::iter::once(("all", "all", &self.all)).chain(self.r#type.iter().map(|(name, value)| ("type", name.as_str(), value)))
    }
}

/// A share, count or work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ValueStats {
    /// Counted incidents the measure is about.
    pub count: u64,
    /// The share, the mean count per replication, or the mean seconds of seat time per incident.
    pub value: Est,
}

/// A measure of an arm against the baseline in one stratum; arm minus baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Difference {
    /// Of times.
    Time(Box<TimeDifference>),
    /// Of shares, counts and work.
    Value(ValueDifference),
}

/// How many incidents have the measure in which arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Pairs {
    /// In both.
    pub both: u64,
    /// In the baseline only.
    pub only_baseline: u64,
    /// In the arm only.
    pub only_arm: u64,
    /// In none of the two.
    pub neither: u64,
}

/// Of times, in seconds. Negative is shorter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TimeDifference {
    /// Who has it where.
    pub pairs: Pairs,
    /// Statistics of the arms, compared.
    pub of_arms: OfArms,
    /// Paired differences, described.
    pub of_pairs: OfPairs,
    /// Mean of the baseline over the pairs that both reached: what the difference starts from.
    pub baseline_mean_s: Est,
    /// Variance of the mean difference against that of independent runs; `None` with fewer than two replications.
    pub variance_ratio: Option<f64>,
    /// With control variates: the variance of the mean difference against that without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_ratio: Option<f64>,
    /// Pairs a year that the difference is about, and those of them that gain more than 60 s.
    pub per_year: Est,
    /// See `per_year`.
    pub gain_over_60_s_per_year: Est,
    /// Where the mean difference comes from: arm minus baseline over the pairs that both reached, by stage and kind.
    pub stages: Map<StageParts>,
    /// Whether the mean difference is one of the comparisons that the study is about.
    #[serde(default)]
    pub family: Family,
    /// Of a primary comparison: the difference with the interval that holds together with all others of the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simultaneous: Est,
    /// Whether the difference of the shares within the target is one of them.
    #[serde(default)]
    pub family_within_target: Family,
    /// Of that, see `simultaneous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simultaneous_within_target: Est,
    /// How large the paired differences are beyond what is noticeable, smaller edge first; no pair lies beyond an edge that is not listed.
    #[serde(default)]
    pub beyond: Vec<Beyond>,
}

/// Shares of the pairs that both reached whose difference is larger than an edge, to the resolution of the histograms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Beyond {
    /// The edge, seconds.
    pub edge_s: f64,
    /// Shorter by more than it.
    pub shorter: f64,
    /// Longer by more than it.
    pub longer: f64,
}

/// Differences of statistics of the arms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OfArms {
    /// Of means over the pairs that both reached.
    pub mean_s: Est,
    /// The same as a share of the baseline's mean.
    pub relative: Est,
    /// Of quantiles over the pairs that both reached.
    pub median_s: Est,
    /// See above.
    pub p90_s: Est,
    /// See above.
    pub p95_s: Est,
    /// Of shares within the target, over all.
    pub within_target: Est,
}

/// The paired differences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OfPairs {
    /// Quantiles of the differences.
    pub median_s: Est,
    /// See above.
    pub p05_s: Est,
    /// See above.
    pub p95_s: Est,
    /// Share shorter by more than `noticeable`.
    pub quicker: Est,
    /// Share longer by more than `noticeable`.
    pub slower: Est,
    /// The rest.
    pub unchanged: Est,
    /// Share equal to the microsecond.
    pub identical: Est,
}

/// Of a share, count or work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ValueDifference {
    /// Who has it where.
    pub pairs: Pairs,
    /// Compared.
    pub of_arms: ValueOfArms,
    /// See [`TimeDifference::variance_ratio`].
    #[serde(default)]
    pub variance_ratio: Option<f64>,
    /// Whether it is one of the comparisons that the study is about.
    #[serde(default)]
    pub family: Family,
    /// See [`TimeDifference::simultaneous`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simultaneous: Est,
}

/// See [`ValueDifference`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ValueOfArms {
    /// Arm minus baseline.
    pub value: Est,
}

/// Seconds per incident in one stage, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StageParts {
    /// At work.
    pub working_s: Est,
    /// Waiting for a pool.
    pub queue_s: Est,
    /// Waiting for the incident's own people.
    pub blocked_s: Est,
    /// Hung up; only on the stage `answer`, and only where callers may redial.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub redial_s: Est,
}

/// A pool of one arm. Shares are of the seat time on duty; of unlimited pools they are mean numbers of seats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PoolStats {
    /// Seat time on duty within the window per replication, seconds; `None` if unlimited.
    pub on_duty_s: Option<f64>,
    /// At work for incidents.
    pub working: Est,
    /// Kept by incidents without working.
    pub held: Est,
    /// Of that, kept for a step with `together` until everybody is there.
    pub reserved: Est,
    /// At background work.
    pub background: Est,
    /// Mean wait of the incidents' requests, seconds.
    pub mean_wait_s: Est,
    /// Share of the incidents' requests that had to wait.
    pub p_wait: Est,
}

/// Counted incidents of all replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Incidents {
    /// Within the window.
    pub arrived: u64,
    /// Every step done or skipped, not abandoned.
    pub closed: u64,
    /// Given up before any required mark was set.
    pub abandoned: u64,
}

/// One way of working.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ArmResults {
    /// For people.
    pub label: Text,
    /// Counted.
    pub incidents: Incidents,
    /// By measure.
    pub measures: Map<Strata<Stats>>,
    /// By time measure and stage, over all that reached it.
    pub stages: Map<Map<StageParts>>,
    /// The same for incidents that need one agency (`single`) and several (`multi`): measure, stratum, stage.
    pub stages_by_agencies: Map<Map<Map<StageParts>>>,
    /// By pool.
    pub pools: Map<PoolStats>,
    /// Share of incidents within a time, for drawing: measure, agencies stratum (or `all`), points (seconds, share of `count`).
    pub curves: Map<Map<Vec<(f64, f64)>>>,
    /// By the hour in which incidents arrive: time measure, `all`, `none`, `single` or `multi`. Empty in results of before it was told.
    #[serde(default)]
    pub hours: Map<Map<ByHour<HourStats>>>,
    /// By pool, apart by the hour. Empty in results of before it was told.
    #[serde(default)]
    pub pool_hours: Map<PoolHours>,
    /// What incidents cost in people's time; `None` in results of before it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_time: Option<SeatTime>,
    /// Replications that met a limit: number and finding; then every estimate is `None`.
    pub findings: Vec<(u64, Finding)>,
}

/// Distribution of the paired difference for drawing: counts in bins (low edge in seconds, high edge, pairs).
pub type Bins = Vec<(f64, f64, u64)>;

/// What is said of a measure besides its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeasureInfo {
    /// For people.
    pub label: Text,
    /// `time`, `share`, `count` or `work`.
    pub what: String,
    /// Target in seconds.
    pub target_s: Option<f64>,
}

/// A number of replications that a pilot fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Sequential {
    /// The measure that shall be exact.
    pub measure: String,
    /// The arms for which it shall be.
    pub arms: Vec<String>,
    /// Whether their difference from the baseline.
    pub difference: bool,
    /// `mean`, `median`, `p90`, `p95`, `within_target` or `value`.
    pub statistic: String,
    /// See [`Question::stratum_kind`].
    pub stratum_kind: String,
    /// Its name within its kind.
    pub stratum: String,
    /// What half of the interval may be: seconds of times and work, else shares or numbers ...
    pub half_width: Option<f64>,
    /// ... or its share of the value.
    pub relative: Option<f64>,
    /// Replications of the pilot.
    pub pilot: u64,
    /// Replications at most.
    pub most: u64,
    /// What the pilot says is needed; `None` where it has no interval.
    pub needed: Option<u64>,
    /// What is run.
    pub replications: u64,
    /// Half of the widest interval in the end.
    pub reached: Option<f64>,
}

/// Everything a study found.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Results {
    /// What was studied, for people.
    pub title: Text,
    /// What it asks.
    pub about: Text,
    /// The author's language.
    pub language: Language,
    /// As run; `replications` is what was asked for.
    pub study: Study,
    /// Replications that these results hold.
    pub replications: u64,
    /// Whether that is all of them.
    pub complete: bool,
    /// Of a sequential study: what the pilot fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequential: Option<Sequential>,
    /// Whether arrivals come from a log: the results are then given that log.
    pub replayed: bool,
    /// What the log recorded, by time measure; empty where it has no such times.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub recorded: Map<Recorded>,
    /// Whether the time studied is a special one, with surges, stated incidents or outages: numbers a year are those of a year of such times.
    #[serde(default)]
    pub special: bool,
    /// Types of which one incident was added to every replication, and is all that is scored for the type by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tagged: Vec<String>,
    /// Name of the baseline.
    pub baseline: String,
    /// By measure.
    pub measures: Map<MeasureInfo>,
    /// Labels of types, agencies and pools.
    pub type_labels: Map<Text>,
    /// See above.
    pub agency_labels: Map<Text>,
    /// See above.
    pub pool_labels: Map<Text>,
    /// By arm.
    pub arms: Map<ArmResults>,
    /// By arm and measure, against the baseline.
    pub differences: Map<Map<Strata<Difference>>>,
    /// For drawing: by arm, time measure and agencies stratum (or `all`).
    pub difference_bins: Map<Map<Map<Bins>>>,
    /// The comparisons that the study is about; `None` with a single arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<Primary>,
    /// What the model consists of.
    #[serde(default)]
    pub described: Described,
    /// Every parameter.
    pub parameters: Vec<Parameter>,
    /// The doubt about what is assumed, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_ranges: Option<OverRanges>,
    /// Everything a reader must know.
    pub warnings: Vec<Warning>,
}

impl Results {
    /// How many of the replications are independent of each other: of an antithetic pair one.
    pub fn independent(&self) -> u64 {
        self.replications / self.study.variance_reduction.together()
    }
}
