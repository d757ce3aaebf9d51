//! What an arm does otherwise than the baseline, as values that anybody may put into words. Shown, they are what `check` prints: English, in
//! the scenario's own names.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that an arm does otherwise than the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Difference {
    /// The arm.
    pub arm: String,
    /// What it does.
    pub is: Otherwise,
}

/// What is otherwise. Values stand as they are written in the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// Nothing.
    Nothing,
    /// Another chain.
    Chain {
        /// The arm's.
        new: String,
        /// The baseline's.
        old: String,
        /// Incident types for which this is so; none: all.
        types: Vec<String>,
    },
    /// A step of the baseline that is not there.
    NoStep(String),
    /// A step that is not in the baseline.
    NewStep(String),
    /// A field of a step.
    Step {
        /// The step.
        step: String,
        /// The field.
        field: String,
        /// The arm's; `None`: not said.
        new: Option<String>,
        /// The baseline's; `None`: not said.
        old: Option<String>,
    },
    /// The same steps in another order.
    Order,
    /// Who takes a role.
    Role {
        /// The role.
        role: String,
        /// The arm's pools.
        new: Vec<String>,
        /// The baseline's; `None`: it has no such role.
        old: Option<Vec<String>>,
    },
    /// How many people a pool has.
    Staff {
        /// The pool.
        pool: String,
        /// The arm's.
        new: Staffing,
        /// The baseline's.
        old: Staffing,
    },
    /// A field of a pool.
    Pool {
        /// The pool.
        pool: String,
        /// The field.
        field: String,
        /// Its value.
        new: String,
    },
    /// Other shifts on some dates.
    Dates {
        /// The pool.
        pool: String,
        /// On how many dates.
        dates: usize,
    },
    /// What becomes of work at the end of a shift.
    HandOver {
        /// The pool.
        pool: String,
        /// It is handed over; else it is finished.
        handed_over: bool,
    },
    /// Telephone lines of a pool.
    Lines {
        /// The pool.
        pool: String,
        /// How many; `None`: enough.
        lines: Option<u64>,
    },
    /// Pools that help out.
    Overflow {
        /// The pool.
        pool: String,
        /// Which, and after how many seconds.
        to: Vec<(String, f64)>,
    },
    /// Another parameter, flag or attribute.
    Value {
        /// What it is.
        kind: ValueKind,
        /// Its name.
        name: String,
        /// The arm's; `None`: as in the file.
        new: Option<String>,
        /// The baseline's, if the baseline changes it too.
        old: Option<String>,
    },
    /// An outage that hits otherwise.
    Outage {
        /// The outage.
        outage: String,
        /// The arm.
        new: Hit,
        /// The baseline.
        old: Hit,
    },
}

/// What has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// A parameter.
    Parameter,
    /// A flag.
    Flag,
    /// An attribute.
    Attribute,
}

/// How many people a pool has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Staffing {
    /// As many as are needed.
    Unlimited,
    /// Always so many.
    Seats(u32),
    /// Shifts, of so many seat hours a week.
    SeatHours(f64),
}

/// How an outage hits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hit {
    /// Which pools; none: nobody.
    pub pools: Vec<String>,
    /// Seats that go on.
    pub go_on: u32,
    /// Work that is begun is finished.
    pub finishes: bool,
    /// Where the others move, and after how many seconds they work there.
    pub moves: Option<(String, f64)>,
    /// The chain meanwhile.
    pub chain: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.arm, self.is)
    }
}

impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Otherwise::Nothing => write!(f, "nothing differs"),
            Otherwise::Chain { new, old, types } => {
                write!(f, "chain `{new}` instead of `{old}`")?;
                if types.is_empty() { Ok(()) } else { write!(f, " for {}", quoted(types)) }
            }
            Otherwise::NoStep(step) => write!(f, "no step `{step}`"),
            Otherwise::NewStep(step) => write!(f, "new step `{step}`"),
            Otherwise::Step { step, field, new, old } => match (new, old) {
                (Some(new), Some(old)) => write!(f, "step `{step}`: {field} = {new} instead of {old}"),
                (Some(new), None) => write!(f, "step `{step}`: {field} = {new}"),
                (None, _) => write!(f, "step `{step}`: no {field}"),
            },
            Otherwise::Order => write!(f, "steps in another order"),
            Otherwise::Role { role, new, old: Some(old) } => write!(f, "role `{role}` by {} instead of {}", quoted(new), quoted(old)),
            Otherwise::Role { role, new, old: None } => write!(f, "new role `{role}` by {}", quoted(new)),
            Otherwise::Staff { pool, new, old } => write!(f, "pool `{pool}`: {new} instead of {old}"),
            Otherwise::Pool { pool, field, new } => write!(f, "pool `{pool}`: {field} = {new}"),
            Otherwise::Dates { pool, dates } => write!(f, "pool `{pool}`: other shifts on {dates} dates"),
            Otherwise::HandOver { pool, handed_over } => {
                write!(f, "pool `{pool}`: work is {} at the end of a shift", if *handed_over { "handed over" } else { "finished" })
            }
            Otherwise::Lines { pool, lines: Some(lines) } => write!(f, "pool `{pool}`: {lines} lines"),
            Otherwise::Lines { pool, lines: None } => write!(f, "pool `{pool}`: enough lines"),
            Otherwise::Overflow { pool, to } => {
                let helpers: Vec<String> = to.iter().map(|(helper, after)| format!("`{helper}` after {after} s")).collect();
                let helpers = if helpers.is_empty() { "nobody".to_owned() } else { helpers.join(", ") };
                write!(f, "pool `{pool}`: overflow to {helpers}")
            }
            Otherwise::Value { kind, name, new, old } => match (new, old) {
                (Some(new), Some(old)) => write!(f, "{kind} `{name}`: {new} instead of {old}"),
                (Some(new), None) => write!(f, "{kind} `{name}`: {new}"),
                (None, _) => write!(f, "{kind} `{name}`: as in the file"),
            },
            Otherwise::Outage { outage, new, old } => write!(f, "outage `{outage}`: {new} instead of {old}"),
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValueKind::Parameter => "parameter",
            ValueKind::Flag => "flag",
            ValueKind::Attribute => "attribute",
        })
    }
}

impl fmt::Display for Staffing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Staffing::Unlimited => write!(f, "unlimited staff"),
            Staffing::Seats(seats) => write!(f, "staff = {seats}"),
            Staffing::SeatHours(hours) => write!(f, "shifts of {hours} seat hours a week"),
        }
    }
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pools.as_slice() {
            [] => write!(f, "hits nobody")?,
            pools => write!(f, "hits {}", quoted(pools))?,
        }
        if self.go_on > 0 {
            write!(f, ", {} go on", self.go_on)?;
        }
        if self.finishes {
            write!(f, ", work is finished")?;
        }
        if let Some((to, after)) = &self.moves {
            write!(f, ", the others move to `{to}` after {after} s")?;
        }
        self.chain.iter().try_for_each(|chain| write!(f, ", chain `{chain}` meanwhile"))
    }
}

/// Names for a sentence.
fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
