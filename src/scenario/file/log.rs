//! Recorded logs.

use super::{At, Named, Value};

/// `log = { ... }`: see the reference.
#[derive(Clone, Debug, Default)]
pub struct LogSource {
    /// Path relative to the scenario; `--log TYPE=FILE` overrides it.
    pub file: Option<At<String>>,
    /// Column of the time, and its format (strptime, e.g. `%m/%d/%Y %I:%M:%S %p`; default ISO 8601).
    pub time: Option<At<String>>,
    /// See above.
    pub format: Option<At<String>>,
    /// Column whose value all rows of one incident share; `None`: every row is an incident.
    pub group: Option<At<String>>,
    /// Column that says which drawn incident a row is.
    pub id: Option<At<String>>,
    /// A duration and the step whose `takes` it replaces.
    pub duration: Option<Length>,
    /// See above.
    pub step: Option<At<String>>,
    /// Step -> how long it took.
    pub steps: Vec<Named<Length>>,
    /// Mark -> where its time stands.
    pub marks: Vec<Named<MarkColumn>>,
    /// Flag -> how the log says it (blank: not known, drawn as usual).
    pub flags: Vec<Named<FlagColumn>>,
    /// Attribute -> column with its value (blank: not known, drawn as usual).
    pub attributes: Vec<Named<Mapped>>,
    /// Column of the priority.
    pub priority: Option<Mapped>,
    /// Column that names the type.
    pub kind: Option<Mapped>,
    /// Type name -> weight, drawn for rows that have none.
    pub types: Vec<Named<At<Value>>>,
    /// What a duration of zero means.
    pub zero: Option<At<Zero>>,
    /// Largest share of rows that may be unusable, default 0.01.
    pub unusable: Option<At<f64>>,
}

impl LogSource {
    /// The steps whose lengths the log has, with the lengths: that of `duration` first.
    pub fn lengths(&self) -> impl Iterator<Item = (&At<String>, &Length)> {
        let one = self.step.as_ref().zip(self.duration.as_ref());
        one.into_iter().chain(self.steps.iter().map(|step| (&step.name, &step.value)))
    }
}

/// How long something took.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// A column of durations (`h:m:s`, `m:s`, or seconds).
    Column(At<String>),
    /// From the time in a column to the time in another.
    Between {
        /// The column with the beginning.
        from: At<String>,
        /// The column with the end.
        to: At<String>,
    },
}

/// A column, and what its values mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The column.
    pub column: At<String>,
    /// Value of the column -> what it stands for; others stand for themselves ...
    pub values: Vec<Named<At<String>>>,
    /// ... or all for this.
    pub other: Option<At<String>>,
}

impl Mapped {
    /// A column whose values stand for themselves.
    pub fn plain(column: At<String>) -> Mapped {
        Mapped { column, values: Vec::new(), other: None }
    }

    /// What a value of the column stands for; blank: nothing.
    pub fn meant<'v>(&'v self, value: &'v str) -> Option<&'v str> {
        let listed = || self.values.iter().find(|known| known.name.value.trim() == value).map(|known| &known.value);
        match value {
            "" => None,
            value => Some(listed().or(self.other.as_ref()).map_or(value, |meant| meant.value.as_str())),
        }
    }

    /// Everything that the column can stand for, if that is known.
    pub fn all_meant(&self) -> Option<impl Iterator<Item = &At<String>>> {
        let other = self.other.as_ref()?;
        Some(self.values.iter().map(|known| &known.value).chain([other]))
    }
}

/// Where the time of a mark stands.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkColumn {
    /// The column with the time.
    pub time: At<String>,
    /// Only rows count that have one of these values in this column.
    pub only: Option<(At<String>, Vec<At<String>>)>,
}

/// How a log says whether a flag is set.
#[derive(Clone, Debug, PartialEq)]
pub enum FlagColumn {
    /// A column of true/false, yes/no, ja/nej, 1/0. Of several rows one that says yes is enough.
    Says(At<String>),
    /// Where at least `rows` of the incident's rows have one of these values in the column; without a column: where it has so many rows.
    Counts {
        /// The column and its values.
        any: Option<(At<String>, Vec<At<String>>)>,
        /// How many.
        rows: u32,
    },
}

/// What a duration of zero means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// The caller hung up before anybody answered.
    Abandoned,
    /// The step takes no time.
    Keep,
    /// The row is left out, and counted as left out.
    Drop,
}

impl Zero {
    /// As a file says it.
    pub fn word(self) -> &'static str {
        match self {
            Zero::Abandoned => "abandoned",
            Zero::Keep => "keep",
            Zero::Drop => "drop",
        }
    }
}
