//! What happens, and when, as written: types of incident, who calls about them, logs, and what changes how much happens.

use super::{At, Attribute, LogSource, Named, Value};
use crate::model::Text;

/// `[incident.x]`.
#[derive(Clone, Debug)]
pub struct IncidentType {
    /// What people read instead of the name, by language.
    pub label: Text,
    /// How often it happens; `None`: a log or `[stated.x]` brings it.
    pub rate: Option<At<Rate>>,
    /// How arrivals spread over the week; `None`: evenly.
    pub profile: Option<At<String>>,
    /// How they spread over the year; `None`: evenly.
    pub season: Option<At<String>>,
    /// As that of the study, for this type alone.
    pub day_cv: Option<At<Value>>,
    /// The same of hours.
    pub hour_cv: Option<At<Value>>,
    /// 1 is served first; `None`: 1.
    pub priority: Option<u8>,
    /// Shares of the type that have a flag, 0 to 1.
    pub flags: Vec<Named<At<Value>>>,
    /// Attributes whose values have other weights; see [`Attribute`].
    pub attributes: Vec<Named<Attribute>>,
    /// Which agencies are needed together: exactly one category is drawn.
    pub needs: Option<At<Vec<Need>>>,
    /// The recorded log that is replayed.
    pub log: Option<At<LogSource>>,
    /// Who else calls about the same incident.
    pub callers: Option<At<Callers>>,
    /// Whether one incident is added to every replication, to be scored for the type alone.
    pub tagged: Option<At<bool>>,
}

/// `[incident.x.callers]`.
#[derive(Clone, Debug)]
pub struct Callers {
    /// How many; `None` only where the file has a mistake.
    pub more: Option<At<More>>,
    /// Seconds after the first call, each.
    pub after: At<Value>,
    /// What is done with such a call.
    pub chain: At<String>,
    /// Whether the type's rate counts calls.
    pub counts_calls: bool,
    /// The share of these calls with the flag `recognised`, 0 to 1.
    pub recognised: Option<At<Value>>,
    /// The share of these calls with the flag `informs`, 0 to 1.
    pub informs: Option<At<Value>>,
}

/// How many call after the first one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum More {
    /// Always so many.
    Exactly(u32),
    /// Poisson with this mean.
    Poisson(f64),
    /// Geometric from 0 on, with this mean.
    Geometric(f64),
    /// Negative binomial: its variance is mean + mean² / dispersion.
    NegativeBinomial { mean: f64, dispersion: f64 },
}

impl More {
    /// How many on average.
    pub fn mean(self) -> f64 {
        match self {
            More::Exactly(number) => f64::from(number),
            More::Poisson(mean) | More::Geometric(mean) | More::NegativeBinomial { mean, .. } => mean,
        }
    }
}

/// `rate`: a quantity, or a product.
#[derive(Clone, Debug)]
pub struct Rate {
    /// Per second.
    pub of: At<Value>,
    /// Each is a number or parameter; multiplied.
    pub share: Vec<At<Value>>,
    /// Each is a number or parameter; one minus it is multiplied.
    pub not: Vec<At<Value>>,
}

/// One exclusive category.
#[derive(Clone, Debug)]
pub struct Need {
    /// Who is needed; nobody where it is empty.
    pub agencies: Vec<At<String>>,
    /// How often, in proportion to the other categories.
    pub weight: At<Value>,
}

/// `[profile.x]`.
#[derive(Clone, Debug)]
pub struct Profile {
    /// 24 or 168 weights.
    pub hours: Vec<f64>,
    /// Whether the rate rises and falls within hours; every hour keeps its mean.
    pub interpolate: bool,
}

/// `[surge.x]`.
#[derive(Clone, Debug)]
pub struct Surge {
    /// When it begins, in whole hours.
    pub from: At<Instant>,
    /// When it is over.
    pub to: At<Instant>,
    /// Multiplies how many incidents there are.
    pub factor: At<Value>,
    /// `None`: every type.
    pub types: Option<At<Vec<At<String>>>>,
}

/// `[stated.x]`.
#[derive(Clone, Debug)]
pub struct Stated {
    /// When.
    pub at: At<Instant>,
    /// Name of the incident type.
    pub kind: At<String>,
    /// Flags that are not drawn.
    pub flags: Vec<Named<At<bool>>>,
    /// Attributes that are not drawn, with their values.
    pub attributes: Vec<Named<At<String>>>,
}

/// `[season.x]`: weights.
#[derive(Clone, Debug, PartialEq)]
pub enum Season {
    /// Twelve, January first.
    Months(Vec<f64>),
    /// 53, by the number of the ISO week.
    Weeks(Vec<f64>),
}

/// A moment of the study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instant {
    /// Civil time.
    Civil(jiff::civil::DateTime),
    /// Seconds after `starts`.
    After(f64),
}

/// `[period.x]`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum Period {
    /// Once, from one moment to another.
    Once { from: At<Instant>, to: At<Instant> },
    /// On these days, Monday first; seconds after midnight, 0 to 86400. `to` at or before `from` is on the next day.
    Weekly { days: [bool; 7], from: u32, to: u32 },
}

/// `[outage.x]`: a time at which pools are out of service.
#[derive(Clone, Debug)]
pub struct Outage {
    /// When it begins.
    pub from: At<Instant>,
    /// When it is over.
    pub to: At<Instant>,
    /// What it does, unless an arm says otherwise.
    pub is: OutageChange,
}

/// What an arm may say of an outage; the keys of the outage itself as well.
#[derive(Clone, Debug, Default)]
pub struct OutageChange {
    /// Which pools are out of service.
    pub pools: Option<Vec<At<String>>>,
    /// How many people of each of them go on; `None`: nobody.
    pub seats: Option<u32>,
    /// Whether work stops at once.
    pub stops: Option<bool>,
    /// Where the others go.
    pub moves: Option<At<Moves>>,
    /// Of arms only.
    pub chain: Option<At<String>>,
}

/// `moves = { to, after }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// The pool where they sit until it is over.
    pub to: At<String>,
    /// Seconds that they are on their way.
    pub after: f64,
}
