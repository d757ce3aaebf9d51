//! A scenario as the engine lives it: flat, immutable, indices for names, everything checked beforehand.
//!
//! Instants are [`Time`] from midnight of the day on which the study starts. Indices (`usize`) refer to the vectors of
//! [`Model`] unless said otherwise. Sets are bit sets; the limits that follow are checked when a scenario is read.

mod arrivals;
mod clock;
mod condition;
mod learning;
mod log;
mod measure;
mod names;
mod people;
mod periods;
mod precision;
mod primary;
mod reduction;
mod tagged;
mod units;

pub use arrivals::{Factor, HourlyRates, Ramp, Season, Stated, Surge, Swings};
pub use clock::Clock;
pub use condition::{Choice, Condition, Conjunction, Progress};

use crate::distribution::{CountInverse, Distribution};
use crate::random::Key;
use crate::time::Time;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub use learning::{Half, Learning};
pub use log::{Log, LogRow, RecordedTimes, RowId};
pub use measure::{End, EndMark, Measure, What};
pub use names::Names;
pub use people::{Dated, Discipline, HandOver, Moved, Outage, Overflow, PoolPlan, Seats};
pub use periods::{Period, When};
pub use precision::{Aim, Group, Precision, Statistic};
pub use primary::{Compared, Primary};
pub use reduction::VarianceReduction;
pub use units::{Recalls, Sends, Threshold, Unit};

/// A set of flags, by index of [`Model::flags`]; at most 64.
pub type Flags = u64;
/// A set of steps of one chain, by index of [`Program::steps`]; at most 64.
pub type StepSet = u64;
/// A set of marks, by index of [`Model::marks`]; at most 64.
pub type MarkSet = u64;
/// A set of agencies, by index of [`Model::agencies`]; at most 16.
pub type AgencySet = u32;

/// The most flags, steps of one chain, marks and agencies a scenario may have.
pub const MOST_FLAGS: usize = 64;
/// See [`StepSet`].
pub const MOST_STEPS: usize = 64;
/// See [`MarkSet`].
pub const MOST_MARKS: usize = 64;
/// See [`AgencySet`].
pub const MOST_AGENCIES: usize = 16;

/// A language people are addressed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Swedish.
    Sv,
}

/// A title or label in one or two languages; a missing language falls back to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Text {
    /// English.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub en: Option<String>,
    /// Swedish.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sv: Option<String>,
}

impl Text {
    /// The text in `language`, else in the other one, else nothing.
    pub fn get(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::En => (&self.en, &self.sv),
            Language::Sv => (&self.sv, &self.en),
        };
        first.as_deref().or(second.as_deref()).unwrap_or("")
    }
}

/// Everything a study needs to know.
#[derive(Clone, Debug)]
pub struct Model {
    /// What the study is called.
    pub title: Text,
    /// What it asks.
    pub about: Text,
    /// What only the author can say of it, by field of `[report]`.
    pub report: Vec<(String, Text)>,
    /// The language of the scenario's author.
    pub language: Language,
    /// Window, seed, replications; with `precision` these are those of the pilot.
    pub study: Study,
    /// How exact a number shall be, if that says how many replications are run.
    pub precision: Option<Precision>,
    /// Who can be alerted.
    pub agencies: Vec<Agency>,
    /// Names of the flags, in a fixed order.
    pub flags: Vec<String>,
    /// Names of the marks, shared by all chains.
    pub marks: Vec<String>,
    /// Names of the stages. `answer` is always there: time spent hung up is booked on it.
    pub stages: Vec<String>,
    /// Index of the stage `answer`.
    pub answer_stage: usize,
    /// Kinds of incidents.
    pub types: Vec<IncidentType>,
    /// Pools, in the file's order.
    pub pools: Vec<Pool>,
    /// Work that is no 112 chain, in the file's order.
    pub background: Vec<Background>,
    /// Times that are flags of the incidents that arrive in them.
    pub periods: Vec<Period>,
    /// Incidents at a stated time, in the file's order.
    pub stated: Vec<Stated>,
    /// What is reported, in the file's order.
    pub measures: Vec<Measure>,
    /// What the study is about; empty where the scenario leaves that to the answer.
    pub primary: Vec<Primary>,
    /// The ways of working, in the file's order.
    pub arms: Vec<Arm>,
    /// Index of the arm that the others are compared with.
    pub baseline: usize,
    /// Recorded logs whose rows are replayed.
    pub logs: Vec<Log>,
    /// Recorded lengths of steps, as [`LogRow::lengths`] points into them; below zero: the log has none.
    pub lengths: Arc<Vec<Time>>,
    /// What logs recorded of the measures.
    pub recorded: Vec<RecordedTimes>,
    /// Every parameter, for the report.
    pub parameters: Vec<Parameter>,
    /// What people call the things that have no label of their own.
    pub names: Names,
}

/// When, how long, how often.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Study {
    /// Civil time at which counting starts, for people: `2024-06-03` or `2024-06-03T07:30:00`.
    pub starts: String,
    /// Weekday of time zero, 0 = Monday.
    pub weekday: u8,
    /// When counting starts: the time of day of `starts`.
    pub window_start: Time,
    /// Lived before `window_start`, not counted.
    pub warm_up: Time,
    /// What is counted.
    pub duration: Time,
    /// What happens after the window.
    pub at_end: AtEnd,
    /// Independent histories.
    pub replications: u64,
    /// Names the randomness.
    pub seed: u64,
    /// What makes the estimates less noisy besides pairing.
    #[serde(default)]
    pub variance_reduction: VarianceReduction,
    /// Pairs that differ by more than this are quicker or slower.
    pub noticeable: Time,
    /// Limits that stop a run which cannot end.
    pub limits: Limits,
}

impl Study {
    /// When counting ends.
    pub fn window_end(&self) -> Time {
        self.window_start + self.duration
    }
    /// When the simulation begins.
    pub fn begin(&self) -> Time {
        self.window_start - self.warm_up
    }
    /// What is worth noticing of a difference in a unit (`s`, `share` or `1`): of shares a percentage point, of counts a tenth of the value.
    pub fn noticeable_of(&self, unit: &str, value: f64) -> f64 {
        match unit {
            "s" => self.noticeable.seconds(),
            "share" => 0.01,
            _ => 0.1 * libm::fabs(value),
        }
    }
}

/// Limits of one arm in one replication.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Limits {
    /// Most incidents open at once.
    pub open_incidents: u64,
    /// Longest simulated time after the window.
    pub after_end: Time,
}

/// What happens when the window ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AtEnd {
    /// Arrivals go on, uncounted, until every counted incident is closed.
    Continue,
    /// Arrivals stop.
    Drain,
}

/// Who can be alerted.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Name in the file.
    pub name: String,
    /// For people.
    pub label: Text,
    /// The mark that says so.
    pub alerted: usize,
    /// The flag that says that it is needed.
    pub flag: usize,
}

/// A kind of incident.
#[derive(Clone, Debug)]
pub struct IncidentType {
    /// Name in the file.
    pub name: String,
    /// For people.
    pub label: Text,
    /// Absorbed into the address of its incidents.
    pub key: Key,
    /// 1 is served first.
    pub priority: u8,
    /// How the rate runs within the hours of the week, Monday 00 first; `None`: evenly.
    pub within: Option<Vec<Ramp>>,
    /// Who else calls about the same incident.
    pub callers: Option<Callers>,
    /// Whether what is told of the type by itself comes from one incident that is added to every replication.
    pub tagged: bool,
}

/// Who calls after the first one about the same incident: the same people in every arm.
#[derive(Clone, Debug)]
pub struct Callers {
    /// How many.
    pub more: CountInverse,
    /// When: seconds after the first call.
    pub after: Distribution,
    /// Flags that only a later call has, with its share: (flag, share, absorbed into the draw's address).
    pub flags: Vec<(usize, f64, Key)>,
    /// Marks that a later call may set in the incident.
    pub marks: MarkSet,
}

/// People with the same job in the same place.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Name in the file.
    pub name: String,
    /// For people.
    pub label: Text,
}

/// Work of a pool that is no 112 chain.
#[derive(Clone, Debug)]
pub struct Background {
    /// Name in the file.
    pub name: String,
    /// Absorbed into the address of its draws.
    pub key: Key,
    /// Whose work it is.
    pub pool: usize,
    /// Requests with a lower number are served first; by default after every incident.
    pub priority: u8,
}

/// One way of working.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Name in the file.
    pub name: String,
    /// For people.
    pub label: Text,
    /// By pool.
    pub pools: Vec<PoolPlan>,
    /// By incident type: mean number per hour of the week, Monday 00 first; all zero for types that only a log brings.
    pub rates: Vec<Arc<HourlyRates>>,
    /// By incident type: what changes that mean for single hours.
    pub swings: Vec<Arc<Swings>>,
    /// By background: mean number per hour of the week, and how long one takes.
    pub background: Vec<(Arc<HourlyRates>, Choice<Distribution>)>,
    /// By incident type: how its flags are drawn.
    pub flags: Vec<FlagRules>,
    /// By incident type: what is done; behind them, what is done instead during an outage.
    pub programs: Vec<Program>,
    /// By incident type: with this flag incidents go through this program, an index of `programs`.
    pub fallbacks: Vec<Vec<(usize, usize)>>,
    /// By incident type: what is done with each later call.
    pub callers: Vec<Option<Program>>,
    /// What changes with practice; steps name it by its index.
    pub learning: Vec<Learning>,
}

/// How the flags of one type are drawn in one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct FlagRules {
    /// Independent flags; a rule comes after those that its condition asks about. Flags with chance 0 are left out.
    pub rules: Vec<FlagRule>,
    /// Exclusive categories of needed agencies; empty when there are none. They are drawn before the rules.
    pub needs: Vec<Category>,
    /// By attribute: its values, one flag each, of which exactly one is set. They are drawn after the needs and before the rules,
    /// one attribute after the other: a weight may depend on the attributes before.
    pub attributes: Vec<Vec<Category>>,
}

/// One flag.
#[derive(Clone, Debug, PartialEq)]
pub struct FlagRule {
    /// Which.
    pub flag: usize,
    /// Share of incidents that have it.
    pub chance: Choice<f64>,
    /// Absorbed into the draw's address.
    pub key: Key,
}

/// One of several that exclude each other: agencies that are needed together, or a value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Its flags.
    pub flags: Flags,
    /// Relative weight; of one set of categories some weight is always above zero.
    pub weight: Choice<f64>,
    /// Absorbed into the draw's address.
    pub key: Key,
}

/// A chain compiled for one arm and one incident type. Steps stand in the file's order.
#[derive(Clone, Debug)]
pub struct Program {
    /// Name of the chain.
    pub chain: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// Who takes part.
    pub roles: Vec<Role>,
    /// By mark (index of [`Model::marks`]): the steps that could set it. A belief's `mark` has those of its `at`.
    pub setters: Vec<StepSet>,
    /// What people believe about who is needed, where the chain lets them form a picture.
    pub beliefs: Vec<Belief>,
    /// What its steps send out.
    pub units: Vec<Unit>,
    /// Marks that others set in the incident by setting theirs often enough.
    pub thresholds: Vec<Threshold>,
    /// Marks of which is counted how often later callers and units set them.
    pub counted: MarkSet,
}

/// Whether an agency is believed to be needed, which may be wrong until it is found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// Index of [`Model::agencies`].
    pub agency: usize,
    /// Absorbed into the address of its draws.
    pub key: Key,
    /// The mark at which somebody forms a picture; nothing is believed before.
    pub at: usize,
    /// How likely an agency that is needed is believed to be needed.
    pub sensitivity: Choice<f64>,
    /// How likely one that is not needed is believed not to be needed.
    pub specificity: Choice<f64>,
    /// How long until the truth is known, if ever, and the mark that is set then.
    pub found_out: Option<(Choice<Distribution>, Option<usize>)>,
}

/// One person's part in an incident. A pool named directly by a step is a role of that step alone.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name in the file, of the role, of the pool if it is named directly, or `caller`.
    pub name: String,
    /// Who takes it: the first whose condition (on flags) holds. Empty for the caller, who is there from the start.
    pub filled_by: Vec<(Condition, usize)>,
    /// The steps that list it.
    pub steps: StepSet,
    /// The flag that is set when somebody who helps out takes it, if anything asks for that.
    pub helped: Option<usize>,
}

impl Role {
    /// Whether this is the caller: one ear, one step at a time, no seat.
    pub fn is_caller(&self) -> bool {
        self.filled_by.is_empty()
    }
}

/// One piece of a chain.
#[derive(Clone, Debug)]
pub struct Step {
    /// Name in the file.
    pub name: String,
    /// Absorbed into the address of its draws.
    pub key: Key,
    /// Index of [`Model::stages`].
    pub stage: usize,
    /// Which step goes first when several want the same person; ties by place.
    pub order: i32,
    /// All of these are done or skipped ...
    pub after: StepSet,
    /// ... and all of these marks are reached ...
    pub after_marks: MarkSet,
    /// ... and one of these was carried out, or all were skipped (empty: no such condition).
    pub after_any: StepSet,
    /// Whether it is carried out at all.
    pub when: Condition,
    /// Indices of [`Program::roles`], in the order they are asked for.
    pub staff: Vec<usize>,
    /// Whether it uses roles the incident already has without occupying them.
    pub alongside: bool,
    /// How long it lasts.
    pub lasts: Lasts,
    /// Which learning of the arm its length goes by, if any.
    pub learns: Option<Choice<Option<usize>>>,
    /// Set when work begins.
    pub marks_at_begin: Vec<usize>,
    /// Set at this fraction of its length, strictly inside, ascending.
    pub marks_inside: Vec<(f64, usize)>,
    /// Set when it ends.
    pub marks_at_end: Vec<usize>,
    /// Skipped unless it can begin within this time; zero: at once.
    pub if_free: Option<Time>,
    /// How long the caller waits for it.
    pub patience: Option<Patience>,
    /// Steps that end, or fall away, when it is done.
    pub cancels: StepSet,
    /// Whether it may have to be done again, and from where.
    pub redo: Option<Redo>,
    /// Whether people may be called away from it; what is left is done later.
    pub resumes: bool,
    /// Whether it needs all its people at once, and after what time freed seats are reserved for it, if ever.
    pub together: Option<Option<Time>>,
    /// What goes out when it is done.
    pub sends: Option<Sends>,
    /// What is turned back when it is done.
    pub recalls: Option<Recalls>,
}

/// How long a step lasts.
#[derive(Clone, Debug, PartialEq)]
pub enum Lasts {
    /// A time in seconds.
    Takes(Choice<Distribution>),
    /// Takes the recorded time of the log's row at this place of its lengths where there is one, else this.
    Recorded(u8, Choice<Distribution>),
    /// Until a step is done or skipped.
    UntilStep(usize),
    /// Until a mark is reached.
    UntilMark(usize),
}

/// A step that may fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Redo {
    /// Where it begins again.
    pub from: usize,
    /// The steps on a path from there to this one, both included.
    pub path: StepSet,
    /// How likely.
    pub chance: Choice<f64>,
    /// How often at most for one incident.
    pub at_most: u8,
}

/// How long a caller waits, and what then.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    /// Seconds until the caller hangs up; nothing: only the busy tone ends it.
    pub lasts: Option<Choice<Distribution>>,
    /// Chance of calling again, and seconds until then.
    pub redial: Option<(Choice<f64>, Choice<Distribution>)>,
}

/// A named number or distribution, as the report shows it.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Parameter {
    /// Name in the file.
    pub name: String,
    /// As written.
    pub value: String,
    /// What it comes to, scale included: seconds, per second or a plain number; of a distribution its mean. `None` where it depends on the
    /// incident.
    #[serde(default)]
    pub amount: Option<f64>,
    /// As written.
    pub range: Option<String>,
    /// measured, published, expert or assumed.
    pub basis: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Country and year.
    pub origin: Option<String>,
    /// How it changes with practice, as written: of the parameter itself (no arm), then where arms say otherwise; nothing if an arm
    /// switches it off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learning: Vec<(Option<String>, Option<String>)>,
}
