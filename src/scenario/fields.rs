//! What a scenario file may say: every table and key, once. The readers fetch through this description, so an unknown key is
//! a mistake; the JSON Schema and the tables of the reference are written from it (see [`super::schema`]).

mod arrivals;
mod incidents;
mod logs;
mod people;
mod precision;
mod values;
mod ways;
mod world;

pub(super) use arrivals::*;
pub(super) use incidents::*;
pub(super) use logs::*;
pub(super) use people::*;
pub(super) use precision::*;
pub(super) use values::*;
pub(super) use ways::*;
pub(super) use world::*;

/// A table of the file.
pub(super) struct Table {
    /// How it is called in messages and in the reference: `[pool.NAME]`.
    pub(super) title: &'static str,
    /// A word for the schema's `$defs`.
    pub(super) id: &'static str,
    /// What it says.
    pub(super) doc: &'static str,
    /// Its keys, at most 64.
    pub(super) fields: &'static [Field],
}

/// A key of a table.
pub(super) struct Field {
    /// The key.
    pub(super) name: &'static str,
    /// What stands behind it.
    pub(super) kind: Kind,
    /// Whether it must be there.
    pub(super) need: Need,
    /// What it means.
    pub(super) doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Yes; an example of how to write it.
    Required(&'static str),
    /// No; what holds without it.
    Default(&'static str),
    /// No.
    Optional,
}

/// What stands behind a key.
pub(super) enum Kind {
    /// A title or label: a string or `{ en, sv }`.
    Text,
    /// Any text.
    String,
    /// Any text, or a table that says more.
    StringOr(&'static Table),
    /// The name of something that stands elsewhere: which kind of thing.
    Name(&'static str),
    /// The name of a step or mark: any text without quotes, not empty.
    Label(&'static str),
    /// `true` or `false`.
    Boolean,
    /// A whole number between two ends, both included.
    Integer(i64, i64),
    /// A number from zero on.
    Number,
    /// A number above zero.
    Positive,
    /// Any number.
    Real,
    /// A number from 0 to 1.
    Share,
    /// A length of time with its unit.
    Duration,
    /// A day, perhaps with a time.
    Date,
    /// A day without a time.
    Day,
    /// A day, perhaps with a time, or a length of time after the study's start.
    Instant,
    /// A time of day, or a moment of the study.
    Moment,
    /// A time of day.
    Clock,
    /// Days of the week.
    Days,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A condition.
    Expression,
    /// A quantity, a parameter's name, a distribution or a choice: what is of use here.
    Value(Sort),
    /// Two ends of a parameter's range.
    Range,
    /// `[low, high]`: two ends.
    Ends(&'static Kind),
    /// A list, and the fewest entries it may have.
    List(&'static Kind, usize),
    /// `[[probability, duration], ...]`, or a column of a file.
    Quantiles,
    /// A table.
    Table(&'static Table),
    /// A list of tables, and the fewest entries it may have.
    Tables(&'static Table, usize),
    /// A table that names things: kind of thing, what each is.
    Names(&'static str, &'static Kind),
    /// The number of seats or `"unlimited"`.
    Staff,
    /// `true`, `false` or a duration.
    IfFree,
    /// A mark, `"arrival"` or a table with `first` or `last`.
    End,
    /// A value of a rate, or a product.
    Rate,
    /// A chain's name, or one by incident type.
    ChainOf,
    /// What a template is repeated for: a list, or the name of one.
    ForEach,
    /// Another scenario file, from where this one lies.
    File,
}

/// What a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A number, duration, rate or distribution: what a parameter may be.
    Any,
    /// A duration or distribution.
    Time,
    /// Something per time.
    Rate,
    /// A number from 0 to 1.
    Share,
    /// A number from zero on.
    Weight,
    /// The same, perhaps by flags.
    ChosenWeight,
}

const fn field(name: &'static str, kind: Kind, need: Need, doc: &'static str) -> Field {
    Field { name, kind, need, doc }
}

use Kind::{Boolean, Clock, Date, Day, Days, Duration, Ends, Expression, Integer, Label, List, Name, Names, Number, Positive, Share, Word};
use Need::{Default, Optional, Required};

const LABEL: Field = field("label", Kind::Text, Default("its name"), "What people read instead of the name.");
const STRATUM: Field = field(
    "stratum",
    Kind::String,
    Default("\"all\""),
    "Which incidents: `all`, `multi`, `single`, `none`, `type:NAME`, `agency:NAME` or `alone:NAME`.",
);
/// Makes a table a template.
const FOR_EACH: Field = field(
    "for_each",
    Kind::ForEach,
    Optional,
    "Repeats this for every agency, every incident type, every value of an attribute or every text of a list, with `{each}` in keys and texts replaced.",
);
/// The most times that one step of one incident may be done again.
const MOST_REDONE: i64 = 100;
/// The most seats of a pool.
pub(super) const MOST_SEATS: i64 = 100_000;

/// Every table, in the reference's order.
pub(super) static TABLES: &[&Table] = &[
    &FILE,
    &REPORT,
    &STUDY,
    &PRECISION,
    &PRIMARY,
    &AGENCY,
    &BELIEVED,
    &PARAMETER,
    &LEARNING,
    &RANGE,
    &DISTRIBUTION,
    &UNIFORM,
    &TRIANGULAR,
    &PERT,
    &BETA,
    &EXPONENTIAL,
    &HYPEREXPONENTIAL,
    &ERLANG,
    &GAMMA,
    &WEIBULL,
    &LOGNORMAL,
    &LOGLOGISTIC,
    &COMPONENT,
    &COLUMN,
    &CHOICE,
    &PROFILE,
    &SEASON,
    &SURGE,
    &STATED,
    &PERIOD,
    &OUTAGE,
    &MOVES,
    &POOL,
    &OVERFLOW,
    &SHIFT,
    &BREAK,
    &BACKGROUND,
    &ATTRIBUTE,
    &INCIDENT,
    &RATE,
    &NEED,
    &LOG,
    &LENGTH,
    &MAPPED,
    &FLAG_COLUMN,
    &MARK_COLUMN,
    &CALLERS,
    &MORE,
    &NEGATIVE_BINOMIAL,
    &CHAIN,
    &ROLE,
    &STEP,
    &PLACE,
    &REDIAL,
    &REDO,
    &SENDS,
    &RECALLS,
    &THRESHOLD,
    &MEASURE,
    &SPAN,
    &END,
    &ARM,
    &CHANGE,
    &OUTAGE_CHANGE,
    &LABELS,
    &TEXT,
];

/// Keys of a table that exclude each other.
const EXCLUSIVE: [(&str, &[&str]); 9] = [
    ("study", &["replications", "precision"]),
    ("precision", &["half_width", "relative"]),
    ("learning", &["half_time", "half_number"]),
    ("pool", &["staff", "shift"]),
    ("step", &["takes", "until"]),
    ("background", &["load", "rate"]),
    ("incident", &["rate", "log"]),
    ("measure", &["time", "share", "count", "work", "number"]),
    ("sends", &["number", "up_to"]),
];

/// The keys whose place a key takes: where one is changed the others go.
pub(super) fn excluded<'k>(what: &Table, key: &'k str) -> impl Iterator<Item = &'static str> + use<'k> {
    let id = what.id;
    let of_table = EXCLUSIVE.iter().filter(move |(table, keys)| *table == id && keys.contains(&key));
    of_table.flat_map(|(_, keys)| keys.iter().copied()).filter(move |other| *other != key)
}

impl Field {
    /// Whether files are put together by it before anything is read, so that no reader asks for it.
    pub(super) fn is_gone_before_reading(&self) -> bool {
        matches!(self.kind, Kind::ForEach | Kind::File | Kind::List(Kind::File, _))
    }
}

impl Kind {
    /// The table that a file on top of another changes key by key, so that it may say a part of it: each of those that are named here,
    /// or the one that stands here. Anything else is replaced as a whole.
    pub(super) fn changed_by_key(&self) -> Option<&'static Table> {
        match self {
            Kind::Names(_, Kind::Table(inner)) => Some(inner),
            Kind::Table(inner) if matches!(inner.id, "study" | "labels") => Some(inner),
            _ => None,
        }
    }
}

impl Table {
    /// The keys that must be there.
    pub(super) fn required(&self) -> Vec<&'static str>
    where
        Self: 'static,
    {
        self.fields.iter().filter(|field| matches!(field.need, Need::Required(_))).map(|field| field.name).collect()
    }

    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field>
    where
        Self: 'static,
    {
        self.fields.iter().find(|field| field.name == name)
    }
}
