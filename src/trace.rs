//! One incident, second by second, in every arm: a value, for text, pictures and scripts. Nothing here computes.
//!
//! Times are seconds from the first call of the incident.

use crate::model::{Names, Text};
use crate::record::Finding;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A name in the scenario and what people call it, in the order of the scenario.
pub type Labels = IndexMap<String, Text>;

/// Some incidents of one replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Traces {
    /// Title of the scenario.
    pub title: Text,
    /// Names the randomness.
    pub seed: u64,
    /// Which replication.
    pub replication: u64,
    /// The arm that the others are compared with.
    pub baseline: String,
    /// The measure of time that incidents were chosen by and whose critical path is shown; `None` if the scenario has none.
    pub measure: Option<String>,
    /// From among which incidents they were chosen.
    pub among: Among,
    /// The incidents.
    pub incidents: Vec<Traced>,
    /// Arms that met a limit in this replication, and which: what had not closed by then is not traced there.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub stopped: IndexMap<String, Finding>,
    /// By arm.
    pub arms: Labels,
    /// By pool.
    pub pools: Labels,
    /// By incident type.
    pub types: Labels,
    /// By agency.
    pub agencies: Labels,
    /// By measure.
    pub measures: Labels,
    /// What people call roles, steps, marks, stages and flags.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
}

/// What incidents were chosen from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Among {
    /// Only those that needed several agencies.
    pub several: bool,
    /// Only this incident type.
    pub r#type: Option<String>,
    /// How many they were: counted, and the measure was reached in every arm.
    pub count: u64,
    /// Whether only the first counted incidents of the replication were looked at, and how many.
    pub first: Option<u64>,
}

/// Why an incident was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Half of them take no longer in the baseline.
    Median,
    /// Nine tenths of them take no longer in the baseline.
    P90,
    /// None takes longer in the baseline.
    Worst,
    /// It was asked for.
    Asked,
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Traced {
    /// Why this one.
    pub case: Case,
    /// Its number in the replication, as in `incidents.parquet`.
    pub number: u64,
    /// Its id, as in `incidents.parquet`; with the type it names the incident.
    pub id: String,
    /// Its type.
    pub r#type: String,
    /// Civil time of the first call, to the second.
    pub arrived: String,
    /// What it came to in every arm in which it happens.
    pub arms: Vec<ArmTrace>,
    /// Arms in which it does not happen, or did not close.
    pub absent: Vec<String>,
}

impl Traced {
    /// The first arm above `place` in which the very same happened.
    pub fn same_as(&self, place: usize) -> Option<&ArmTrace> {
        let arm = self.arms.get(place)?;
        self.arms[..place].iter().find(|other| other.events == arm.events && other.path == arm.path && other.left_out == arm.left_out)
    }
}

/// One incident in one arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ArmTrace {
    /// Which arm.
    pub arm: String,
    /// The chain it went through.
    pub chain: String,
    /// The agencies it needs.
    pub needs: Vec<String>,
    /// Its flags.
    pub flags: Vec<String>,
    /// Whether the caller gave up before any required mark was set.
    pub abandoned: bool,
    /// When it closed.
    pub closed_s: f64,
    /// Its measures of time, where they are about it; `None` if not reached. Empty if the incident is not counted.
    pub times_s: IndexMap<String, Option<f64>>,
    /// Where the time of the measure went, from its beginning to its end without a gap; empty if it was not reached.
    pub path: Vec<Piece>,
    /// What happened, in the order in which it happened.
    pub events: Vec<Event>,
    /// Events of more units and later callers that are left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One piece of the critical path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Piece {
    /// It begins then ...
    pub from_s: f64,
    /// ... and ends then.
    pub to_s: f64,
    /// The stage it is booked on.
    pub stage: String,
    /// How the time was spent: working, queue, blocked or redial.
    pub kind: String,
    /// Whose step.
    #[serde(flatten)]
    pub of: Of,
    /// The step it is booked on; `None` where no step is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

/// Whom something happened to: the incident itself, or else a unit or a later call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Of {
    /// The number of the unit, the first being 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<u64>,
    /// The number of the later call, the first being 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Event {
    /// When.
    pub at_s: f64,
    /// Whom it happened to.
    #[serde(flatten)]
    pub of: Of,
    /// What.
    pub what: What,
    /// Which step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Which role, or the pool if the step names it directly, or `caller`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The place of the role in its chain: tells apart people of a pool that steps name directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    /// Which pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Which mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// How many units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
}

/// What can happen; see [`crate::record::Fact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "they are explained where they are told")]
pub enum What {
    Arrived,
    Ready,
    Skipped,
    Queued,
    Gathers,
    Filled,
    Obtained,
    Began,
    Marked,
    Ended,
    Redone,
    Cancelled,
    Interrupted,
    Resumed,
    GaveBack,
    Sent,
    TurnedBack,
    Busy,
    HungUp,
    Redialled,
    GaveUp,
    Closed,
}

/// The name that the caller's role has in every chain.
pub const CALLER: &str = "caller";
