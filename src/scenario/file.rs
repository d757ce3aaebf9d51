//! A scenario as written: what each table of the file says, with the places of everything that can be wrong. Names are not
//! looked up here; quantities are numbers in base units (seconds, per second).

mod arrivals;
mod log;

pub use arrivals::{Callers, IncidentType, Instant, More, Moves, Need, Outage, OutageChange, Period, Profile, Rate, Season, Stated, Surge};
pub use log::{FlagColumn, Length, LogSource, Mapped, MarkColumn, Zero};

use super::diagnostic::Span;
use super::expression::Expression;
use super::lognormal;
use crate::model::{AtEnd, Language, Text};
use jiff::civil::Date;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// An entry of a table that names things: `[pool.sos]` has the name `sos`.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// The name and where it stands.
    pub name: At<String>,
    /// What it names.
    pub value: T,
}

/// A value that a chain, type or arm may give: literal, parameter's name, distribution or choice by flags.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A bare number: a share, a weight, a number of seats.
    Number(f64),
    /// A length of time in seconds.
    Duration(f64),
    /// A rate per second.
    Rate(f64),
    /// A parameter's name.
    Parameter(String),
    /// A distribution in seconds.
    Distribution(Box<Written>),
    /// By flags.
    Choice {
        /// The condition.
        condition: At<Expression>,
        /// If it holds.
        then: Box<At<Value>>,
        /// If not.
        otherwise: Box<At<Value>>,
    },
}

/// A distribution as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its kind and numbers, all times in seconds.
    pub kind: WrittenKind,
    /// `scaled = 1.5`: multiplies; 1 unless said.
    pub scale: f64,
    /// `at_least`, seconds: truncated below.
    pub at_least: Option<f64>,
    /// `at_most`, seconds: truncated above.
    pub at_most: Option<f64>,
}

/// Kind and numbers of a distribution. Numbers have been checked to be finite and in range one by one, not together.
#[derive(Clone, Debug, PartialEq)]
pub enum WrittenKind {
    /// `constant = "8 s"`.
    Constant(f64),
    /// `uniform = { min, max }`.
    Uniform { min: f64, max: f64 },
    /// `triangular = { min, mode, max }`.
    Triangular { min: f64, mode: f64, max: f64 },
    /// `exponential = { mean }`.
    Exponential { mean: f64 },
    /// `erlang = { k, mean }`.
    Erlang { k: u32, mean: f64 },
    /// `gamma = { shape, mean }` or `{ mean, sd }` (resolved by the reader to shape and mean).
    Gamma { shape: f64, mean: f64 },
    /// `weibull = { shape, scale }` or `{ shape, mean }` (resolved by the reader to shape and scale).
    Weibull { shape: f64, scale: f64 },
    /// `lognormal = {...}`: resolved by the reader to mu and sigma.
    Lognormal { mu: f64, sigma: f64 },
    /// `hyperexponential = { mean, cv }`.
    Hyperexponential { mean: f64, cv: f64 },
    /// `mixture = [{ weight, ... }]`: weights and distributions.
    Mixture(Vec<(f64, Written)>),
    /// `loglogistic = { median, shape }`.
    Loglogistic { median: f64, shape: f64 },
    /// `beta = { alpha, beta, min, max }`.
    Beta { alpha: f64, beta: f64, min: f64, max: f64 },
    /// `pert = { min, mode, max, lambda }`.
    Pert { min: f64, mode: f64, max: f64, lambda: f64 },
    /// `empirical = [[0.0, "1 s"], [0.5, "7 s"], [1.0, "60 s"]]`.
    Empirical(Vec<(f64, f64)>),
    /// `empirical = { file, column, unit }`.
    Column(ColumnSource),
}

/// A column of a CSV file, whose values are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSource {
    /// Path relative to the scenario.
    pub file: At<String>,
    /// Name of the column, in the file's first line.
    pub column: At<String>,
    /// The unit of bare numbers, as written and in seconds.
    pub unit: (&'static str, f64),
    /// Largest share of rows that may be unusable, default 0.01.
    pub unusable: Option<At<f64>>,
}

impl ColumnSource {
    /// Whether another one, wherever it stands, reads the same values.
    pub fn has_values_of(&self, other: &ColumnSource) -> bool {
        self.file.value == other.file.value && self.column.value == other.column.value && self.unit.0 == other.unit.0
    }
}

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct File {
    pub title: Text,
    pub about: Text,
    /// `[report]`: what only the author can say, by field.
    pub report: Vec<(&'static str, Text)>,
    pub language: Option<Language>,
    /// Unless the scenario says `deadlock = "allow"`, a circle of waits is an error.
    pub deadlock_allowed: bool,
    pub study: Study,
    pub agencies: Vec<Named<Agency>>,
    pub parameters: Vec<Named<Parameter>>,
    pub profiles: Vec<Named<Profile>>,
    pub seasons: Vec<Named<Season>>,
    pub surges: Vec<Named<Surge>>,
    pub thresholds: Vec<Named<Threshold>>,
    pub stated: Vec<Named<Stated>>,
    pub periods: Vec<Named<Period>>,
    pub outages: Vec<Named<Outage>>,
    pub pools: Vec<Named<Pool>>,
    pub background: Vec<Named<Background>>,
    /// `[flag]`: shares for every type.
    pub flags: Vec<Named<At<Value>>>,
    /// `[attribute.x]`, with every value that there is.
    pub attributes: Vec<Named<Attribute>>,
    pub types: Vec<Named<IncidentType>>,
    pub chains: Vec<Named<Chain>>,
    pub measures: Vec<Named<Measure>>,
    pub arms: Vec<Named<Arm>>,
    /// How well lognormal distributions with more numbers than they need meet them, in the file's order.
    pub fits: Vec<Fit>,
}

/// A lognormal distribution fitted to three numbers; see [`lognormal::worst_miss`].
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub span: Span,
    /// Times in seconds.
    pub given: Vec<(lognormal::Number, f64)>,
    pub fitted: lognormal::Lognormal,
}

/// `[study]`.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// Where the table stands.
    pub span: Span,
    /// Civil time, `None` if a log gives it.
    pub starts: Option<At<jiff::civil::DateTime>>,
    /// Seconds.
    pub warm_up: Option<At<f64>>,
    /// Seconds; `None` if a log gives it.
    pub duration: Option<At<f64>>,
    pub day_cv: Option<At<Value>>,
    pub hour_cv: Option<At<Value>>,
    pub at_end: Option<AtEnd>,
    pub replications: Option<At<u64>>,
    pub precision: Option<At<Precision>>,
    pub seed: Option<u64>,
    pub baseline: Option<At<String>>,
    /// Seconds.
    /// The measure that the answer is told by.
    pub answer: Option<At<String>>,
    pub primary: Vec<Primary>,
    pub noticeable: Option<f64>,
    pub open_incidents: Option<u64>,
    /// Seconds.
    pub after_end: Option<f64>,
}

/// `[study.precision]`.
#[derive(Clone, Debug)]
pub struct Precision {
    pub measure: Option<At<String>>,
    /// Whether it is of the arm itself, where that is said.
    pub of_arm: Option<bool>,
    pub arm: Option<At<String>>,
    pub statistic: Option<At<&'static str>>,
    pub stratum: Option<At<String>>,
    /// A number or a duration.
    pub half_width: Option<At<Value>>,
    pub relative: Option<At<f64>>,
    pub pilot: Option<u64>,
    pub most: Option<At<u64>>,
}

/// An entry of `primary` of `[study]`.
#[derive(Clone, Debug)]
pub struct Primary {
    pub measure: At<String>,
    pub stratum: Option<At<String>>,
    pub statistic: Option<At<&'static str>>,
    pub arms: Option<Vec<At<String>>>,
}

/// `[agency.x]`.
#[derive(Clone, Debug)]
pub struct Agency {
    pub label: Text,
    pub alerted: At<String>,
    pub believed: Option<At<Believed>>,
}

/// `[agency.x.believed]`.
#[derive(Clone, Debug)]
pub struct Believed {
    /// The mark at which somebody forms a picture.
    pub at: At<String>,
    /// Numbers from 0 to 1; 1 unless said.
    pub sensitivity: Option<At<Value>>,
    pub specificity: Option<At<Value>>,
    /// How long after `at` the truth is known.
    pub found_out: Option<At<Value>>,
    /// The mark that is set then.
    pub mark: Option<At<String>>,
}

/// `[parameter.x]`.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub value: At<Value>,
    /// `scale = 1.2`: multiplies the value; 1 unless said.
    pub scale: Option<At<f64>>,
    pub range: Option<At<ParameterRange>>,
    /// triangular, uniform or loguniform.
    pub law: Option<String>,
    /// measured, published, expert or assumed.
    pub basis: Option<String>,
    pub source: Option<String>,
    pub origin: Option<String>,
    pub learning: Option<At<Learning>>,
    /// The value as it stands in the file, for the report.
    pub as_written: String,
    /// The range as it stands in the file.
    pub range_as_written: Option<String>,
}

/// A range.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterRange {
    /// Two ends of a number, duration (s) or rate (/s).
    Ends(f64, f64),
    /// `{ scale = [..] }` of a distribution.
    Scale(f64, f64),
    /// `{ mean = [..] }` of a distribution, seconds.
    Mean(f64, f64),
}

/// `[attribute.x]`: what every incident has exactly one value of.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Values with their weights.
    pub values: At<Vec<Named<At<Value>>>>,
    /// By value: the name of the flag that stands for it, `x=value`.
    pub flags: Vec<String>,
}

/// `[pool.x]`. Without `staff` and shifts: a mistake, told by the compiler.
#[derive(Clone, Debug)]
pub struct Pool {
    pub label: Text,
    pub staff: Option<At<Staff>>,
    pub shifts: Vec<Named<Shift>>,
    pub queue: Option<At<Queue>>,
    /// Seconds by which each priority number counts as asking later.
    pub ageing: Option<At<f64>>,
    pub preempt: Option<At<bool>>,
    pub lines: Option<At<u32>>,
    pub overflow: Option<Vec<Overflow>>,
    /// Seconds.
    pub hand_over: Option<At<f64>>,
}

/// `{ to, after, speed }`.
#[derive(Clone, Debug)]
pub struct Overflow {
    pub to: At<String>,
    /// Seconds.
    pub after: f64,
    pub speed: f64,
}

/// `queue = "priority"`, `"fifo"` or `"lifo"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    Priority,
    Fifo,
    Lifo,
}

/// `staff = 4` or `"unlimited"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staff {
    Seats(u32),
    Unlimited,
}

/// `[pool.x.shift.y]`. Belongs to the day it starts; `to` at or before `from` ends on the next day.
#[derive(Clone, Debug)]
pub struct Shift {
    /// Monday first.
    pub days: [bool; 7],
    /// Seconds after midnight, 0 to 86400.
    pub from: u32,
    /// Seconds after midnight, 0 to 86400.
    pub to: u32,
    pub staff: u32,
    /// On these dates only, whatever the days.
    pub dates: Vec<At<Date>>,
    /// Not on these.
    pub except: Vec<At<Date>>,
    pub breaks: Vec<Break>,
}

/// `{ from, to, staff }`.
#[derive(Clone, Debug)]
pub struct Break {
    pub span: Span,
    /// Seconds after midnight, 0 to 86400.
    pub from: u32,
    pub to: u32,
    /// Who is away; nothing: everybody.
    pub staff: Option<u32>,
}

/// `[background.x]`.
#[derive(Clone, Debug)]
pub struct Background {
    pub pool: At<String>,
    pub load: Option<At<Value>>,
    pub rate: Option<At<Value>>,
    pub takes: At<Value>,
    pub priority: Option<u8>,
}

/// `[chain.x]`.
#[derive(Clone, Debug)]
pub struct Chain {
    pub like: Option<At<String>>,
    pub drop: Vec<At<String>>,
    /// `[chain.x.role]`.
    pub roles: Vec<Named<Vec<RoleAlternative>>>,
    pub steps: Vec<Step>,
}

/// `{ pool = "sos", when = "interviewer_here" }`.
#[derive(Clone, Debug)]
pub struct RoleAlternative {
    pub pool: At<String>,
    pub when: Option<At<Expression>>,
}

/// `[[chain.x.step]]`: every field but the name may be left to the step of the same name in the chain it is like.
#[derive(Clone, Debug)]
pub struct Step {
    pub span: Span,
    pub name: At<String>,
    pub place: Option<At<Place>>,
    pub after: Option<At<Vec<At<String>>>>,
    pub after_any: Option<At<Vec<At<String>>>>,
    pub when: Option<At<Expression>>,
    pub staff: Option<At<Vec<At<String>>>>,
    pub alongside: Option<At<bool>>,
    pub takes: Option<At<Value>>,
    pub until: Option<At<String>>,
    pub if_free: Option<At<IfFree>>,
    pub patience: Option<At<Value>>,
    pub redial: Option<At<Redial>>,
    pub redo: Option<At<Redo>>,
    pub cancel: Option<At<Vec<At<String>>>>,
    pub resumes: Option<At<bool>>,
    pub together: Option<At<bool>>,
    /// Seconds.
    pub reserve_after: Option<At<f64>>,
    /// Mark -> fraction.
    pub marks: Option<At<Vec<Named<At<f64>>>>>,
    pub mark: Option<At<String>>,
    pub stage: Option<At<String>>,
    pub order: Option<At<i32>>,
    pub draw: Option<At<String>>,
    pub sends: Option<At<Sends>>,
    pub recalls: Option<At<Recalls>>,
}

/// `sends = { chain, number }` or `{ chain, up_to }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sends {
    pub chain: At<String>,
    pub number: At<Value>,
    /// Whether it is the number together with those sent before.
    pub in_all: bool,
}

/// `recalls = { chain, before, down_to, mark }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalls {
    pub chain: At<String>,
    pub before: At<String>,
    pub down_to: Option<At<Value>>,
    pub mark: Option<At<String>>,
}

/// `[threshold.MARK]`.
#[derive(Clone, Debug)]
pub struct Threshold {
    pub of: Vec<At<String>>,
    pub number: At<Value>,
}

/// `place = { before = "x" }` or `{ after = "x" }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Before(At<String>),
    After(At<String>),
}

/// `if_free = true`, `false` or `"10 s"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum IfFree {
    No,
    AtOnce,
    /// Seconds.
    Within(f64),
}

/// `redial = { chance, after }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    pub chance: At<Value>,
    pub after: At<Value>,
}

/// `redo = { from, chance, at_most }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redo {
    pub from: At<String>,
    pub chance: At<Value>,
    pub at_most: u8,
}

/// `[measure.x]`: exactly one of time, share, count, work and number.
#[derive(Clone, Debug)]
pub struct Measure {
    pub label: Text,
    pub what: MeasureWhat,
    pub among: Option<At<Expression>>,
    /// Seconds.
    pub target: Option<At<f64>>,
}

/// What it measures.
#[derive(Clone, Debug)]
pub enum MeasureWhat {
    Time { from: Option<At<End>>, to: At<End> },
    Share(At<Expression>),
    Count(At<Expression>),
    Work(Vec<At<String>>),
    Number(Vec<At<String>>),
}

/// `"mark"`, `"arrival"`, `{ first = [...] }`, `{ last = [...] }`.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Arrival,
    First(Vec<At<String>>),
    /// A single mark is a list of one.
    Last(Vec<At<String>>),
}

/// `[arm.x]`.
#[derive(Clone, Debug)]
pub struct Arm {
    pub label: Text,
    /// `chain = "x"` or its `default`.
    pub chain: Option<At<String>>,
    /// `chain = { default = ..., TYPE = ... }`.
    pub chain_by_type: Vec<Named<At<String>>>,
    /// `arm.x.pool.y`: what is given replaces; `staff` replaces shifts, shifts replace `staff`.
    pub pools: Vec<Named<Pool>>,
    /// `arm.x.parameter.y`: value and/or scale.
    pub parameters: Vec<Named<ParameterChange>>,
    /// `arm.x.flag.y`.
    pub flags: Vec<Named<At<Value>>>,
    /// `arm.x.attribute.y`: other weights, for every type.
    pub attributes: Vec<Named<Attribute>>,
    /// `arm.x.outage.y`: what is given replaces.
    pub outages: Vec<Named<OutageChange>>,
}

/// `value` replaces value and scale, `scale` multiplies.
#[derive(Clone, Debug)]
pub struct ParameterChange {
    pub value: Option<At<Value>>,
    pub scale: Option<At<f64>>,
    pub learning: Option<At<Learning>>,
    /// `learns = false`: the parameter's own learning does not hold here.
    pub learns: bool,
}

/// `[parameter.x.learning]`: a factor that changes with practice.
#[derive(Clone, Debug)]
pub struct Learning {
    pub begins: Option<At<Value>>,
    pub floor: At<Value>,
    pub half: At<Half>,
    /// The table as it stands in the file, for the report.
    pub as_written: String,
}

/// In what the distance of a learning to its floor halves.
#[derive(Clone, Debug)]
pub enum Half {
    /// `half_time`, and from when on.
    Time(At<Value>, Option<At<jiff::civil::DateTime>>),
    /// `half_number`, of which incidents, and how many there were before.
    Number { half: At<Value>, of: Option<At<Expression>>, worked: Option<At<Value>> },
}
