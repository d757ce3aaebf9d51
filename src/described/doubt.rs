//! What is wrong with a recorded log: why a row cannot be used, and what a reader must know of the whole.

use super::FarCalls;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnusableRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the column; empty if the whole row is wrong.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why it cannot be used, in English.
    pub reason: String,
    /// The same as a value, for those who say it in other words.
    pub why: Reason,
}

impl UnusableRow {
    /// A row with its reason in words as well.
    pub fn new(line: u64, column: String, value: String, why: Reason) -> UnusableRow {
        UnusableRow { line, column, value, reason: why.to_string(), why }
    }
}

impl fmt::Display for UnusableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value: String = self.value.chars().take(40).collect();
        let (value, reason) = (printable(&value), printable(&self.reason));
        match self.column.as_str() {
            "" => write!(f, "line {}: {reason}", self.line),
            column => write!(f, "line {}: {} \"{value}\": {reason}", self.line, printable(column)),
        }
    }
}

/// What stands in a file as it may be shown: a terminal would obey its control characters.
pub fn printable(text: &str) -> String {
    let is_obeyed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| if is_obeyed(c) { c.escape_debug().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

/// Why a row cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no time.
    NoTime,
    /// There is a date and no time of day.
    NoTimeOfDay,
    /// The time is universal time.
    UniversalTime,
    /// No time that exists.
    NoSuchTime {
        /// The form that it should have; `None`: ISO 8601.
        form: Option<String>,
    },
    /// There is no value.
    NoValue,
    /// Not a duration.
    NoDuration,
    /// A duration below zero.
    BelowZero,
    /// A duration of more than 24 hours.
    OverADay,
    /// A duration of more than a hundred years.
    OverACentury,
    /// Neither yes nor no.
    NoFlag,
    /// Not the name of a drawn incident.
    NotDrawn,
    /// Not a priority.
    NoPriority,
    /// More values than the first line has columns.
    TooWide {
        /// Values of the row.
        values: usize,
        /// Columns of the first line.
        columns: usize,
    },
    /// Nothing says which incident the row belongs to.
    NoGroup,
    /// Before the call.
    BeforeTheCall {
        /// When that was.
        call: String,
    },
    /// Before the time in another column.
    Before {
        /// The column.
        column: String,
        /// What stands there.
        time: String,
    },
    /// More than 24 hours after the time in another column.
    LongAfter {
        /// The column.
        column: String,
        /// What stands there.
        time: String,
    },
    /// The file ends within the row.
    CutOff,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NoTime => write!(f, "there is no time"),
            Reason::NoTimeOfDay => write!(f, "there is no time of day"),
            Reason::UniversalTime => write!(f, "Z means universal time; write the clock time of the place"),
            Reason::NoSuchTime { form: None } => {
                write!(f, "no time that exists, in the form 2024-06-03 07:30:00; `format` tells another form")
            }
            Reason::NoSuchTime { form: Some(form) } => write!(f, "no time that exists, in the form {form}"),
            Reason::NoValue => write!(f, "there is no value"),
            Reason::NoDuration => write!(f, "no duration: write h:m:s, m:s, a number, or a number with a unit"),
            Reason::BelowZero => write!(f, "a duration below zero"),
            Reason::OverADay => write!(f, "a duration of more than 24 hours"),
            Reason::OverACentury => write!(f, "a duration of more than a hundred years"),
            Reason::NoFlag => write!(f, "neither true, yes, ja, 1 nor false, no, nej, 0"),
            Reason::NotDrawn => write!(f, "not the name of a drawn incident, such as h417#2"),
            Reason::NoPriority => write!(f, "a priority is a whole number from 1 to 255"),
            Reason::TooWide { values, columns } => write!(f, "the row has {values} values, the first line {columns} columns"),
            Reason::NoGroup => write!(f, "nothing says which incident the row belongs to"),
            Reason::BeforeTheCall { call } => write!(f, "before the call ({call})"),
            Reason::Before { column, time } => write!(f, "before {column} ({time})"),
            Reason::LongAfter { column, time } => write!(f, "more than 24 hours after {column} ({time})"),
            Reason::CutOff => write!(f, "the file ends within this row: it may be cut off"),
        }
    }
}

/// What a reader must know of a log, or of a column of values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogDoubt {
    /// Rows of a log cannot be used and are left out.
    UnusableRows {
        /// The incident type that names the log.
        holder: String,
        /// How many.
        count: u64,
        /// Of so many.
        rows: u64,
        /// The first of them.
        first: UnusableRow,
    },
    /// Values of a column cannot be used and are left out.
    UnusableValues {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// How many.
        count: u64,
        /// Of so many.
        rows: u64,
        /// The first of them.
        first: UnusableRow,
    },
    /// Rows are identical to another one.
    Repeated {
        /// The incident type that names the log.
        holder: String,
        /// How many.
        count: u64,
    },
    /// There is no call for a long time.
    Gap {
        /// The incident type that names the log.
        holder: String,
        /// Whole days.
        days: i64,
        /// Line of the call before it.
        from_line: u64,
        /// Line of the call after it.
        to_line: u64,
    },
    /// Calls lie far from all others.
    Far {
        /// The incident type that names the log.
        holder: String,
        /// How many.
        calls: u64,
        /// The farthest.
        first: FarCalls,
    },
    /// Incidents have rows that cannot be used.
    Incomplete {
        /// The incident type that names the log.
        holder: String,
        /// How many.
        count: u64,
    },
    /// The last line of a log has no end.
    Cut {
        /// The incident type that names the log.
        holder: String,
    },
    /// The last line of a file of values has no end.
    CutValues {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
}

impl LogDoubt {
    /// A stable word for scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            LogDoubt::UnusableRows { .. } => "log-unusable-rows",
            LogDoubt::UnusableValues { .. } => "column-unusable-rows",
            LogDoubt::Repeated { .. } => "log-repeated-rows",
            LogDoubt::Gap { .. } => "log-gap",
            LogDoubt::Far { .. } => "log-far",
            LogDoubt::Incomplete { .. } => "log-incomplete",
            LogDoubt::Cut { .. } => "log-cut",
            LogDoubt::CutValues { .. } => "column-cut",
        }
    }

    /// Whether it makes the whole file doubtful, and not some of its rows: then it is told before anything is run.
    pub fn is_of_whole_file(&self) -> bool {
        matches!(self, LogDoubt::Gap { .. } | LogDoubt::Far { .. } | LogDoubt::Cut { .. } | LogDoubt::CutValues { .. })
    }
}

impl fmt::Display for LogDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogDoubt::UnusableRows { holder, count, rows, first } => {
                let are = are(*count);
                write!(f, "{count} of {rows} rows of the log of {holder} cannot be used and {are} left out; the first is {first}")
            }
            LogDoubt::UnusableValues { file, column, count, rows, first } => {
                let are = are(*count);
                write!(
                    f,
                    "{count} of {rows} rows of the column `{column}` of {file} cannot be used and {are} left out; the first is {first}"
                )
            }
            LogDoubt::Repeated { holder, count: 1 } => {
                write!(
                    f,
                    "1 row of the log of {holder} is identical to another one; it is kept as a call of its own, remove it from the file if it is a copy"
                )
            }
            LogDoubt::Repeated { holder, count } => write!(
                f,
                "{count} rows of the log of {holder} are identical to another one; they are kept as calls of their own, remove them from the \
                 file if they are copies"
            ),
            LogDoubt::Gap { holder, days, from_line, to_line } => write!(
                f,
                "the log of {holder} has no call for {days} days, between line {from_line} and line {to_line}: are the dates right?"
            ),
            LogDoubt::Far { holder, calls: 1, first: FarCalls { line, time, days, .. } } => {
                write!(f, "a call in line {line} of the log of {holder}, {time}, lies {days} days from all others: is the date right?")
            }
            LogDoubt::Far { holder, calls, first: FarCalls { line, time, days, .. } } => write!(
                f,
                "{calls} calls of the log of {holder} lie far from all others: are the dates right? The farthest are {days} days away (line \
                 {line}: {time})"
            ),
            LogDoubt::Incomplete { holder, count: 1 } => write!(
                f,
                "1 incident of the log of {holder} has a row that cannot be used; the flags that its other rows do not set are drawn"
            ),
            LogDoubt::Incomplete { holder, count } => write!(
                f,
                "{count} incidents of the log of {holder} have rows that cannot be used; the flags that their other rows do not set are drawn"
            ),
            LogDoubt::Cut { holder } => {
                write!(f, "the last line of the log of {holder} has no line end: its last value may be cut off")
            }
            LogDoubt::CutValues { file, column } => {
                write!(
                    f,
                    "the last line of {file}, which the column `{column}` is read from, has no line end: its last value may be cut off"
                )
            }
        }
    }
}

fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
