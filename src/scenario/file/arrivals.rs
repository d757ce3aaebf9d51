//! What happens, and when, as written: types of incident, who calls about them, logs, and what changes how much happens.

use super::{At, Attribute, LogSource, Named, Value};
use crate::model::Text;

/// `[incident.x]`.
#[derive(Clone, Debug)]
pub struct IncidentType {
    pub label: Text,
    pub rate: Option<At<Rate>>,
    pub profile: Option<At<String>>,
    pub season: Option<At<String>>,
    pub day_cv: Option<At<Value>>,
    pub hour_cv: Option<At<Value>>,
    pub priority: Option<u8>,
    pub flags: Vec<Named<At<Value>>>,
    /// Attributes whose values have other weights; see [`Attribute`].
    pub attributes: Vec<Named<Attribute>>,
    pub needs: Option<At<Vec<Need>>>,
    pub log: Option<At<LogSource>>,
    pub callers: Option<At<Callers>>,
    pub tagged: Option<At<bool>>,
}

/// `[incident.x.callers]`.
#[derive(Clone, Debug)]
pub struct Callers {
    pub more: Option<At<More>>,
    pub after: At<Value>,
    pub chain: At<String>,
    /// Whether the type's rate counts calls.
    pub counts_calls: bool,
    pub recognised: Option<At<Value>>,
    pub informs: Option<At<Value>>,
}

/// How many call after the first one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum More {
    Exactly(u32),
    /// Mean.
    Poisson(f64),
    /// Mean.
    Geometric(f64),
    NegativeBinomial {
        mean: f64,
        dispersion: f64,
    },
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
    pub of: At<Value>,
    /// Each is a number or parameter; multiplied.
    pub share: Vec<At<Value>>,
    /// Each is a number or parameter; one minus it is multiplied.
    pub not: Vec<At<Value>>,
}

/// One exclusive category.
#[derive(Clone, Debug)]
pub struct Need {
    pub agencies: Vec<At<String>>,
    pub weight: At<Value>,
}

/// `[profile.x]`.
#[derive(Clone, Debug)]
pub struct Profile {
    /// 24 or 168 weights.
    pub hours: Vec<f64>,
    pub interpolate: bool,
}

/// `[surge.x]`.
#[derive(Clone, Debug)]
pub struct Surge {
    pub from: At<Instant>,
    pub to: At<Instant>,
    pub factor: At<Value>,
    /// `None`: every type.
    pub types: Option<At<Vec<At<String>>>>,
}

/// `[stated.x]`.
#[derive(Clone, Debug)]
pub struct Stated {
    pub at: At<Instant>,
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
pub enum Period {
    /// Once.
    Once { from: At<Instant>, to: At<Instant> },
    /// On these days, Monday first; seconds after midnight, 0 to 86400. `to` at or before `from` is on the next day.
    Weekly { days: [bool; 7], from: u32, to: u32 },
}

/// `[outage.x]`: a time at which pools are out of service.
#[derive(Clone, Debug)]
pub struct Outage {
    pub from: At<Instant>,
    pub to: At<Instant>,
    pub is: OutageChange,
}

/// What an arm may say of an outage; the keys of the outage itself as well.
#[derive(Clone, Debug, Default)]
pub struct OutageChange {
    pub pools: Option<Vec<At<String>>>,
    pub seats: Option<u32>,
    /// Whether work stops at once.
    pub stops: Option<bool>,
    pub moves: Option<At<Moves>>,
    /// Of arms only.
    pub chain: Option<At<String>>,
}

/// `moves = { to, after }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    pub to: At<String>,
    /// Seconds.
    pub after: f64,
}
