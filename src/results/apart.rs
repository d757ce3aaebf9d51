//! What is told beside the strata: by the hour, by the shift, in seat time; and what the model consists of.

use super::{Est, Map, PoolStats};
use crate::model::{Names, Text};
use serde::{Deserialize, Serialize};

/// Something by the hour of the week in which incidents arrive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ByHour<T> {
    /// By hour of the day, midnight first.
    pub hour: Vec<T>,
    /// By day of the week, Monday first.
    pub weekday: Vec<T>,
    /// By hour of the week, Monday midnight first; empty but for the first time measure.
    #[schemars(default)]
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub hour_of_week: Vec<T>,
}

/// A time of one arm over the incidents that arrive in some hours, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct HourStats {
    /// Counted incidents the measure is about.
    pub count: u64,
    /// Those that reached it.
    pub reached: u64,
    /// Mean of those that reached it.
    pub mean_s: Est,
    /// Pairs that reached it in the baseline and in the arm; 0 for the baseline.
    pub pairs: u64,
    /// Mean difference over them, arm minus baseline; `None` for the baseline.
    pub difference_s: Est,
}

/// A pool of one arm, apart by the hour. What people do counts for the hours in which they do it, a request and its wait for the
/// hour in which it is served or withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PoolHours {
    /// By hour of the day, midnight first.
    pub hour: Vec<PoolStats>,
    /// Seats that the weekly plan puts on duty, hours a week; `None` if unlimited.
    #[serde(default)]
    pub planned_h_per_week: Option<f64>,
    /// By number of seats that the weekly plan puts on duty, most hours first; empty where that never changes.
    pub shifts: Vec<ShiftStats>,
}

/// A pool in the hours of the week in which its plan puts so many seats on duty at half past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShiftStats {
    /// Seats planned.
    pub seats: u32,
    /// Hours of the week.
    pub hours_a_week: u64,
    /// What the pool does in them.
    #[serde(flatten)]
    pub stats: PoolStats,
}

/// What the incidents of an arm cost in people's time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SeatTime {
    /// Seats that the weekly plans put on duty, hours a week; pools without a plan left out.
    pub planned_h_per_week: f64,
    /// Working and held together within the counted window, for each counted incident, seconds.
    pub per_incident_s: Est,
    /// Of that, held without working.
    pub held_s: Est,
    /// Arm minus baseline of `per_incident_s`; `None` for the baseline.
    pub difference_s: Est,
}

/// What a model consists of, for those who describe it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Described {
    /// What only the author can say, by field of `[report]`.
    pub texts: Map<Text>,
    /// By pool: `priority`, `fifo`, `lifo` or `ageing`, in the baseline.
    pub queues: Map<String>,
    /// By arm: its steps in the order in which they first stand in a chain.
    pub steps: Map<Vec<String>>,
    /// What differs between the arms, in the scenario's own names; as `check` tells it.
    pub differences: Vec<String>,
    /// What people call chains, roles, steps, marks, stages, flags and parameters.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
}
