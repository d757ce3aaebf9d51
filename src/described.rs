//! What a recorded log holds before it is used, as a value.

mod doubt;

pub use doubt::{LogDoubt, Reason, UnusableRow, printable};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a recorded log holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Description {
    /// The file, as it was named.
    pub file: String,
    /// Rows that are not blank, the names of the columns left out.
    pub rows: u64,
    /// Rows without any value.
    pub blank: u64,
    /// Rows that cannot be used: how many ...
    pub unusable_rows: u64,
    /// ... and the first of them.
    pub unusable: Vec<UnusableRow>,
    /// Incidents that the other rows make.
    pub incidents: u64,
    /// Of these, those of which a row cannot be used: the flags that their other rows do not set are not known.
    pub incomplete: u64,
    /// How many rows an incident has, where the map groups them.
    pub rows_per_incident: Option<Spread>,
    /// The first call, in civil time.
    pub first: String,
    /// The last call.
    pub last: String,
    /// From the first call to the last, seconds.
    pub span_s: f64,
    /// Calls that lie far from all others, as those of a wrong year do, by day: hours, gaps and dispersion are without them.
    pub far: Vec<FarCalls>,
    /// The longest times without a call, the longest first, to the minute.
    pub gaps: Vec<Gap>,
    /// Rows that are identical to another one in every column.
    pub identical: Identical,
    /// Rows whose call came before that of the row above: how many ...
    pub out_of_order: u64,
    /// ... and the lines of the first of them.
    pub out_of_order_lines: Vec<u64>,
    /// Lengths of zero in the column `duration`.
    pub zeros: u64,
    /// What the map says of them: `abandoned`, `keep` or `drop`; null if nothing.
    pub zero: Option<String>,
    /// Whether the last line has an end; a file that was cut off often has none.
    pub ends_with_a_line: bool,
    /// Calls by hour of the week, Monday 00:00 first: how many, and how many such hours the log spans.
    pub hours: Vec<Hour>,
    /// How clustered calls are beyond their hours of the week, by length of the window in seconds.
    pub dispersion: Vec<Dispersion>,
    /// Every interval of the map: lengths of steps, and times from the call to marks.
    pub intervals: IndexMap<String, Spread>,
    /// Incidents by what the column of types says; blank where it says nothing.
    pub types: IndexMap<String, u64>,
    /// Incidents with other types than the first so many.
    pub other_types: u64,
    /// By flag: how many incidents have it.
    pub flags: IndexMap<String, FlagCount>,
}

/// How many incidents have a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FlagCount {
    /// Incidents that have it ...
    pub set: u64,
    /// ... of those of which the log says whether.
    pub known: u64,
}

/// The calls of a day that lie far from all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FarCalls {
    /// The first line that has one.
    pub line: u64,
    /// The time there.
    pub time: String,
    /// How many there are on that day.
    pub calls: u64,
    /// Whole days between them and the others.
    pub days: i64,
}

/// A time without a call.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gap {
    /// The minute of the last call before it.
    pub from: String,
    /// The minute of the first call after it.
    pub to: String,
    /// Its length, seconds.
    pub length_s: f64,
}

/// Rows that are identical to another one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Identical {
    /// How many, the first of each kind left out.
    pub rows: u64,
    /// They were counted in one of so many kinds of row, and multiplied: 1 where the number is exact.
    pub one_in: u64,
    /// Lines of the first of them.
    pub lines: Vec<u64>,
}

/// One hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Hour {
    /// Calls in it.
    pub calls: u64,
    /// Such hours between the first and the last call, parts of hours included.
    pub hours: f64,
}

/// Variance over mean of the number of calls in a window, after the mean of its hour of the week is taken out: 1 for calls that know
/// nothing of each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Dispersion {
    /// Length of the window.
    pub window_s: f64,
    /// The index; `None` where the log spans less than 13 days, so that hours of the week cannot be told from clusters.
    pub index: Option<f64>,
    /// Its standard error, as for counts without clusters.
    pub standard_error: Option<f64>,
}

/// How numbers are spread: seconds of an interval, or rows of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// How many there are.
    pub count: u64,
    /// Incidents that have none.
    pub missing: u64,
    /// Their mean.
    pub mean: f64,
    /// The least.
    pub least: f64,
    /// The largest.
    pub most: f64,
    /// The smallest numbers that 1 %, 2 %, ..., 99 % do not exceed, to 0.5 ms or 0.05 %.
    pub percentiles: Vec<f64>,
}

impl Spread {
    /// The number that so many percent (1 to 99) do not exceed.
    pub fn percentile(&self, percent: usize) -> f64 {
        self.percentiles.get(percent.max(1) - 1).copied().unwrap_or(self.most)
    }
}
