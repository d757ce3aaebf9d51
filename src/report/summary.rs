//! `summary.json`: the stable extract that scripts rely on.

use super::{Report, Tool};
use crate::model::Text;
use crate::record::Finding;
use crate::results::{
    ArmResults, ByHour, Difference, HourStats, Incidents, Map, OverRanges, PoolHours, PoolStats, Primary, Recorded, SeatTime, Sequential,
    StageParts, Stats, Strata, Warning,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Number, Value};

/// The stable extract of a report. Fields may be added in later versions; none of those below changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary<'a> {
    /// What computed it.
    pub tool: &'a Tool,
    /// What was computed.
    pub scenario: SummaryScenario<'a>,
    /// Whether every replication that was asked for is there.
    pub complete: bool,
    /// How it was computed.
    pub study: SummaryStudy,
    /// Name of the arm that the others are compared with.
    pub baseline: &'a str,
    /// By arm.
    pub arms: Map<ArmSummary<'a>>,
    /// By arm and measure, arm minus baseline: negative is shorter.
    pub differences: Map<Map<Strata<Difference>>>,
    /// The comparisons that the study is about; null with a single arm.
    pub primary: &'a Option<Primary>,
    /// What a log recorded of the measures; in no difference.
    pub recorded: &'a Map<Recorded>,
    /// What the answers would be over the ranges of assumed parameters.
    pub over_ranges: &'a Option<OverRanges>,
    /// What is doubtful.
    pub warnings: &'a [Warning],
}

/// What was computed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryScenario<'a> {
    /// What the study is called.
    pub title: &'a Text,
    /// SHA-256 of the scenario as run, hexadecimal.
    pub sha256: &'a str,
}

/// How it was computed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryStudy {
    /// Replications that are there.
    pub replications: u64,
    /// Replications that were asked for.
    pub replications_asked: u64,
    /// Names the randomness.
    pub seed: u64,
    /// What is counted, in seconds.
    pub duration_s: Number,
    /// Lived before and not counted, in seconds.
    pub warm_up_s: Number,
    /// Of a sequential study: what the pilot fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequential: Option<Sequential>,
    /// Types of which one incident was added to every replication, and is all that is scored for the type by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tagged: Vec<String>,
}

/// One arm.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArmSummary<'a> {
    /// What people read instead of the name.
    pub label: &'a Text,
    /// Counted incidents.
    pub incidents: &'a Incidents,
    /// By measure and stratum.
    pub measures: &'a Map<Strata<Stats>>,
    /// By measure and stage: where the seconds go, over the pairs that both reached.
    pub stages: &'a Map<Map<StageParts>>,
    /// By pool.
    pub pools: &'a Map<PoolStats>,
    /// Time measures by measure and group of agencies, by hour of the week.
    pub hours: &'a Map<Map<ByHour<HourStats>>>,
    /// By pool, by hour of the day and by shift.
    pub pool_hours: &'a Map<PoolHours>,
    /// What seats are there and what listening in costs.
    pub seat_time: &'a Option<SeatTime>,
    /// Limits that were met: replication and which.
    pub findings: &'a [(u64, Finding)],
}

impl<'a> Summary<'a> {
    /// The extract of a report.
    pub fn of(report: &'a Report) -> Summary<'a> {
        let results = &report.results;
        let others = results.arms.keys().filter(|name| **name != results.baseline);
        Summary {
            tool: &report.tool,
            scenario: SummaryScenario { title: &results.title, sha256: &report.scenario.sha256 },
            complete: results.complete,
            study: SummaryStudy {
                replications: results.replications,
                replications_asked: results.study.replications,
                seed: results.study.seed,
                duration_s: whole(results.study.duration.seconds()),
                warm_up_s: whole(results.study.warm_up.seconds()),
                sequential: results.sequential.clone(),
                tagged: results.tagged.clone(),
            },
            baseline: &results.baseline,
            arms: results.arms.iter().map(|(name, arm)| (name.clone(), ArmSummary::of(arm))).collect(),
            differences: others.map(|name| (name.clone(), results.differences.get(name).cloned().unwrap_or_default())).collect(),
            primary: &results.primary,
            recorded: &results.recorded,
            over_ranges: &results.over_ranges,
            warnings: &results.warnings,
        }
    }
}

impl<'a> ArmSummary<'a> {
    fn of(arm: &'a ArmResults) -> ArmSummary<'a> {
        ArmSummary {
            label: &arm.label,
            incidents: &arm.incidents,
            measures: &arm.measures,
            stages: &arm.stages,
            pools: &arm.pools,
            hours: &arm.hours,
            pool_hours: &arm.pool_hours,
            seat_time: &arm.seat_time,
            findings: &arm.findings,
        }
    }
}

/// [`Summary`] as JSON.
pub fn summary(report: &Report) -> Value {
    // Values, strings and maps with names: there is nothing in it that JSON could not say.
    serde_json::to_value(Summary::of(report)).expect("a summary is JSON")
}

/// A whole number of seconds as an integer, so that `2419200` does not become `2419200.0`.
fn whole(seconds: f64) -> Number {
    let is_whole = seconds == libm::trunc(seconds) && libm::fabs(seconds) < 9e15;
    // A length of time is a finite number.
    if is_whole { Number::from(seconds as i64) } else { Number::from_f64(seconds).unwrap_or_else(|| Number::from(0)) }
}
