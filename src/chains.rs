//! The chains of a scenario as they are drawn: who works at what, in which order, on which conditions, and what differs from the
//! baseline. A value; nothing here computes.

mod difference;

pub use difference::{Difference, Hit, Otherwise, Staffing, ValueKind};

use crate::model::{Names, Text};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The ways of working of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ways {
    /// Title of the scenario.
    pub title: Text,
    /// The arm that the others are compared with.
    pub baseline: String,
    /// The chains that somebody goes by: those of the arms first, then those of later callers and units.
    pub chains: Vec<Chain>,
    /// What is drawn by lot, and who shares it.
    pub draws: Vec<Draw>,
    /// By arm: what people call it.
    pub arms: IndexMap<String, Text>,
    /// By pool.
    pub pools: IndexMap<String, Text>,
    /// By incident type.
    pub types: IndexMap<String, Text>,
    /// By name that holds an attribute, as `engine_{service}`: the pools or parameters that it stands for, one for each value.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub stands_for: IndexMap<String, Vec<String>>,
    /// What arms do otherwise than the baseline; empty in results of before this was kept as values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// What people call chains, roles, steps, marks, stages, flags and parameters.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
}

/// One chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Chain {
    /// Its name.
    pub name: String,
    /// Who goes by it.
    pub users: Users,
    /// The chain of the baseline that it is compared with, if that is another one.
    pub against: Option<String>,
    /// Who takes part, in the order in which steps ask for them.
    pub roles: Vec<Role>,
    /// Its steps in order, and behind them those of `against` that it does not have.
    pub steps: Vec<Step>,
}

/// Who goes by a chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Users {
    /// Arms, each with the incident types for which it does; no types: all.
    pub arms: Vec<(String, Vec<String>)>,
    /// Outages during which arms do, each with the arm.
    pub outages: Vec<(String, String)>,
    /// Later callers about these types.
    pub callers_of: Vec<String>,
    /// Units that these chains send.
    pub units_of: Vec<String>,
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Role {
    /// Name of the role, of the pool if steps name it directly, or `caller`.
    pub name: String,
    /// The pools that they come from, each with its condition.
    pub pools: Vec<(String, Option<String>)>,
    /// The pools of the role of this name in `against`, if they are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Vec<String>>,
}

/// How a step stands to the baseline's chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// As there.
    #[default]
    Same,
    /// It is not there.
    Added,
    /// It is there, with other fields.
    Changed,
    /// It is only there.
    Dropped,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Against the baseline's chain.
    pub change: Change,
    /// What is changed: field, the value there, the value here, as the scenario writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<(String, Option<Written>, Option<Written>)>,
    /// Steps and marks that all come before it; empty: on arrival, or `after_any`.
    pub after: Vec<String>,
    /// Steps of which one comes before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_any: Vec<String>,
    /// The condition under which it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Roles, in the order they are asked for.
    pub staff: Vec<String>,
    /// What it takes, as the scenario writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Written>,
    /// The step or mark until which it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Its stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The marks that it sets, and at which share of its length: 1 is its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(String, f64)>,
    /// Only if everybody is free within this time, seconds; 0: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_free_s: Option<f64>,
    /// Beside other work.
    #[serde(default, skip_serializing_if = "is_false")]
    pub alongside: bool,
    /// All people at once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub together: bool,
    /// People may be called away from it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub resumes: bool,
    /// How long the caller waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<Written>,
    /// Whether who hung up may call again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub redial: bool,
    /// The step from which things are done again if it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redo_from: Option<String>,
    /// Steps that end when it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancels: Vec<String>,
    /// The chain of the units that it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sends: Option<String>,
    /// The chain of the units that it turns back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalls: Option<String>,
}

/// A value as the scenario writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Written {
    /// A text, or a table of TOML in one line.
    Plain(String),
    /// Names.
    Names(Vec<String>),
    /// One that depends on flags.
    ByFlags {
        /// The condition ...
        #[serde(rename = "if")]
        when: String,
        /// ... under which it is this ...
        then: Box<Written>,
        /// ... and else this.
        #[serde(rename = "else")]
        otherwise: Box<Written>,
    },
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::Plain(text) => f.write_str(text),
            Written::Names(names) => f.write_str(&names.join(", ")),
            Written::ByFlags { when, then, otherwise } => write!(f, "{then} if {when}, else {otherwise}"),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Something drawn by lot: a name that arms share is the same luck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Draw {
    /// Its name.
    pub name: String,
    /// What it decides.
    pub of: DrawOf,
    /// The arms that make it.
    pub arms: Vec<String>,
    /// Whether arms that make it have different numbers for it.
    pub differs: bool,
}

/// What a draw decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrawOf {
    /// How long a step takes.
    Duration,
    /// How long a caller waits, whether and when there is another call.
    Caller,
    /// Whether a step fails.
    Redo,
    /// Whether an incident has a flag.
    Flag,
    /// Which value an incident has.
    Attribute,
    /// What is believed about who is needed.
    Belief,
}
