//! A scenario as written: what each table of the file says, with the places of everything that can be wrong. Names are not
//! looked up here; quantities are numbers in base units: durations are seconds, rates are per second, shares lie between 0 and 1. A list that
//! the file leaves out is empty, another field `None`.
//!
//! Nothing of this is stable: it follows the format. What is stable is the text ([`crate::scenario::schema`]); to build a scenario in code, write
//! one or change one ([`crate::open::Options::set`]).

mod arrivals;
mod chain;
mod log;
mod people;
mod values;

pub use arrivals::{Callers, IncidentType, Instant, More, Moves, Need, Outage, OutageChange, Period, Profile, Rate, Season, Stated, Surge};
pub use chain::{Chain, IfFree, Place, Recalls, Redial, Redo, RoleAlternative, Sends, Step, Threshold};
pub use log::{FlagColumn, Length, LogSource, Mapped, MarkColumn, Zero};
pub use people::{Background, Break, Overflow, Pool, Queue, Shift, Staff};
pub use values::{ColumnSource, Half, Learning, Parameter, ParameterChange, ParameterRange, Value, Written, WrittenKind};

use super::diagnostic::Span;
use super::expression::Expression;
use super::lognormal;
use crate::model::{AtEnd, Language, Text};

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

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// What the study is called.
    pub title: Text,
    /// What it asks, in a sentence or two.
    pub about: Text,
    /// `[report]`: what only the author can say, by field.
    pub report: Vec<(&'static str, Text)>,
    /// The language of results, and of texts written as one string; `None`: English.
    pub language: Option<Language>,
    /// Unless the scenario says `deadlock = "allow"`, a circle of waits is an error.
    pub deadlock_allowed: bool,
    /// `[study]`.
    pub study: Study,
    /// `[agency.x]`.
    pub agencies: Vec<Named<Agency>>,
    /// `[parameter.x]`.
    pub parameters: Vec<Named<Parameter>>,
    /// `[profile.x]`.
    pub profiles: Vec<Named<Profile>>,
    /// `[season.x]`.
    pub seasons: Vec<Named<Season>>,
    /// `[surge.x]`.
    pub surges: Vec<Named<Surge>>,
    /// `[threshold.MARK]`, named by the mark.
    pub thresholds: Vec<Named<Threshold>>,
    /// `[stated.x]`.
    pub stated: Vec<Named<Stated>>,
    /// `[period.x]`.
    pub periods: Vec<Named<Period>>,
    /// `[outage.x]`.
    pub outages: Vec<Named<Outage>>,
    /// `[pool.x]`.
    pub pools: Vec<Named<Pool>>,
    /// `[background.x]`.
    pub background: Vec<Named<Background>>,
    /// `[flag]`: shares for every type.
    pub flags: Vec<Named<At<Value>>>,
    /// `[attribute.x]`, with every value that there is.
    pub attributes: Vec<Named<Attribute>>,
    /// `[incident.x]`.
    pub types: Vec<Named<IncidentType>>,
    /// `[chain.x]`.
    pub chains: Vec<Named<Chain>>,
    /// `[measure.x]`.
    pub measures: Vec<Named<Measure>>,
    /// `[arm.x]`.
    pub arms: Vec<Named<Arm>>,
    /// `[label]`.
    pub labels: Labels,
    /// How well lognormal distributions with more numbers than they need meet them, in the file's order.
    pub fits: Vec<Fit>,
}

/// What people call something.
pub type Label = Named<Text>;

/// `[label]`: what people read instead of the names of things that have no label of their own, by kind.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// `[label.chain]`.
    pub chain: Vec<Label>,
    /// `[label.role]`.
    pub role: Vec<Label>,
    /// `[label.step]`.
    pub step: Vec<Label>,
    /// `[label.mark]`.
    pub mark: Vec<Label>,
    /// `[label.stage]`.
    pub stage: Vec<Label>,
    /// `[label.flag]`.
    pub flag: Vec<Label>,
    /// `[label.parameter]`.
    pub parameter: Vec<Label>,
}

/// A lognormal distribution fitted to three numbers; see [`lognormal::worst_miss`].
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Where it stands.
    pub span: Span,
    /// Times in seconds.
    pub given: Vec<(lognormal::Number, f64)>,
    /// The distribution that is used: of logarithms of seconds.
    pub fitted: lognormal::Lognormal,
}

/// `[study]`.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// Where the table stands.
    pub span: Span,
    /// Civil time, `None` if a log gives it.
    pub starts: Option<At<jiff::civil::DateTime>>,
    /// Seconds before `starts` that are lived and not counted; `None`: 0.
    pub warm_up: Option<At<f64>>,
    /// Seconds that are counted; `None` if a log gives it.
    pub duration: Option<At<f64>>,
    /// Coefficient of variation of a factor that every day has, a number from 0; `None`: 0.
    pub day_cv: Option<At<Value>>,
    /// The same of every hour.
    pub hour_cv: Option<At<Value>>,
    /// What happens after the counted time; `None`: arrivals go on.
    pub at_end: Option<AtEnd>,
    /// Independent histories; `None`: 20.
    pub replications: Option<At<u64>>,
    /// Instead of `replications`.
    pub precision: Option<At<Precision>>,
    /// Names the randomness; `None`: 0.
    pub seed: Option<u64>,
    /// `none`, `control_variates` or `antithetic`.
    pub variance_reduction: Option<At<&'static str>>,
    /// The arm that the others are compared with; `None`: the first.
    pub baseline: Option<At<String>>,
    /// The measure that the answer is told by; `None`: the first time.
    pub answer: Option<At<String>>,
    /// The comparisons that the study is about, whose intervals hold together; nothing: that of the answer.
    pub primary: Vec<Primary>,
    /// Seconds by which a pair must differ to be quicker or slower; `None`: 1.
    pub noticeable: Option<f64>,
    /// Incidents that may be open at once before an arm is stopped; `None`: 100,000.
    pub open_incidents: Option<u64>,
    /// Seconds after the counted time at which an arm is stopped; `None`: 30 days.
    pub after_end: Option<f64>,
}

/// `[study.precision]`.
#[derive(Clone, Debug)]
pub struct Precision {
    /// Of which measure; `None`: the answer.
    pub measure: Option<At<String>>,
    /// Whether it is of the arm itself, where that is said.
    pub of_arm: Option<bool>,
    /// In which arm; `None`: in every one.
    pub arm: Option<At<String>>,
    /// What of the measure, by its key: `mean`, `median`, `p90`, `p95`, `within_target` or `value`.
    pub statistic: Option<At<&'static str>>,
    /// Of which incidents, as written: `all`, `multi`, `type:NAME`; `None`: all.
    pub stratum: Option<At<String>>,
    /// A number or a duration.
    pub half_width: Option<At<Value>>,
    /// The same as a share of the value.
    pub relative: Option<At<f64>>,
    /// Replications of the first stage; `None`: 30.
    pub pilot: Option<u64>,
    /// Replications that are run at most; `None`: 1000.
    pub most: Option<At<u64>>,
}

/// An entry of `primary` of `[study]`.
#[derive(Clone, Debug)]
pub struct Primary {
    /// Of which measure.
    pub measure: At<String>,
    /// Of which incidents, as written: `all`, `multi`, `type:NAME`; `None`: `all`.
    pub stratum: Option<At<String>>,
    /// `mean`, `within_target` or `value`; `None`: the mean of times, the value of others.
    pub statistic: Option<At<&'static str>>,
    /// The arms that are compared with each other; `None`: all.
    pub arms: Option<Vec<At<String>>>,
}

/// `[agency.x]`.
#[derive(Clone, Debug)]
pub struct Agency {
    /// What people read instead of the name, by language.
    pub label: Text,
    /// The mark that says that it has been alerted.
    pub alerted: At<String>,
    /// How well people can tell whether it is needed; `None`: they know nothing but the truth.
    pub believed: Option<At<Believed>>,
}

/// `[agency.x.believed]`.
#[derive(Clone, Debug)]
pub struct Believed {
    /// The mark at which somebody forms a picture.
    pub at: At<String>,
    /// The share of those who need the agency of whom it is believed; 1 unless said.
    pub sensitivity: Option<At<Value>>,
    /// The same of those who do not need the agency.
    pub specificity: Option<At<Value>>,
    /// Seconds after `at` when the truth is known, if the incident is still open.
    pub found_out: Option<At<Value>>,
    /// The mark that is set then.
    pub mark: Option<At<String>>,
}

/// `[attribute.x]`: what every incident has exactly one value of.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Values with their weights.
    pub values: At<Vec<Named<At<Value>>>>,
    /// By value: the name of the flag that stands for it, `x=value`.
    pub flags: Vec<String>,
}

/// `[measure.x]`: exactly one of `time`, `share`, `count`, `work` and `number`.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What people read instead of the name, by language.
    pub label: Text,
    /// What it measures.
    pub what: MeasureWhat,
    /// Which incidents it is about; `None`: all.
    pub among: Option<At<Expression>>,
    /// Seconds to be within.
    pub target: Option<At<f64>>,
}

/// What it measures.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the ends are named by what they are")]
pub enum MeasureWhat {
    /// The time between two moments, in seconds where it is told.
    Time { from: Option<At<End>>, to: At<End> },
    /// The share of incidents for which this holds.
    Share(At<Expression>),
    /// The number of incidents for which this holds.
    Count(At<Expression>),
    /// Seat time of these roles and pools, in seconds where it is told.
    Work(Vec<At<String>>),
    /// How often later callers and units set one of these marks.
    Number(Vec<At<String>>),
}

/// `"mark"`, `"arrival"`, `{ first = [...] }`, `{ last = [...] }`.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The first call.
    Arrival,
    /// The first of these marks.
    First(Vec<At<String>>),
    /// The last of these marks; a single mark is a list of one.
    Last(Vec<At<String>>),
}

/// `[arm.x]`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What people read instead of the name, by language.
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
