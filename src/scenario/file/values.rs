//! Numbers, distributions and parameters, as written. Durations are seconds, rates are per second.

use super::At;
use crate::scenario::expression::Expression;

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

/// Kind and numbers of a distribution. Numbers have been checked to be finite and in range one by one, not together. Times are seconds.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the numbers have the names that they have in the file")]
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

/// `[parameter.x]`.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// What it is.
    pub value: At<Value>,
    /// `scale = 1.2`: multiplies the value; 1 unless said.
    pub scale: Option<At<f64>>,
    /// Between what it may lie.
    pub range: Option<At<ParameterRange>>,
    /// triangular, uniform or loguniform.
    pub law: Option<String>,
    /// measured, published, expert or assumed.
    pub basis: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Country and year.
    pub origin: Option<String>,
    /// How it changes with practice.
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

/// `value` replaces value and scale, `scale` multiplies.
#[derive(Clone, Debug)]
pub struct ParameterChange {
    /// Replaces value and scale.
    pub value: Option<At<Value>>,
    /// Multiplies what there is.
    pub scale: Option<At<f64>>,
    /// Replaces the parameter's learning as a whole.
    pub learning: Option<At<Learning>>,
    /// `learns = false`: the parameter's own learning does not hold here.
    pub learns: bool,
}

/// `[parameter.x.learning]`: a factor that changes with practice.
#[derive(Clone, Debug)]
pub struct Learning {
    /// The factor at the beginning, above 0; `None`: 1.
    pub begins: Option<At<Value>>,
    /// What it comes to in the end, above 0.
    pub floor: At<Value>,
    /// In what the distance to the floor halves.
    pub half: At<Half>,
    /// The table as it stands in the file, for the report.
    pub as_written: String,
}

/// In what the distance of a learning to its floor halves.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum Half {
    /// `half_time` in seconds, and from when on; `None`: from the beginning of the study.
    Time(At<Value>, Option<At<jiff::civil::DateTime>>),
    /// `half_number`, of which incidents (`None`: of all), and how many were worked before (`None`: none).
    Number { half: At<Value>, of: Option<At<Expression>>, worked: Option<At<Value>> },
}
