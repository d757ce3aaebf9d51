//! Why a log cannot be replayed, or a column not be drawn from.

use super::LogSummary;
use crate::described::{FarCalls, UnusableRow};
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::file::At;
use std::io;
use thiserror::Error;

/// Rows that are listed in a message; the summary holds all of them.
const SHOWN: usize = 20;

/// Why a log cannot be replayed, or a column not be drawn from.
#[derive(Debug, Error)]
pub enum LogError {
    /// The file could not be read.
    #[error("line {line} of the file cannot be read: {source}")]
    Io {
        /// The line.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// The file is not UTF-8.
    #[error("line {line} of the file is not UTF-8")]
    NotText {
        /// The first such line.
        line: u64,
    },
    /// The file is something else than a table as text.
    #[error("the file is {is}, no CSV file")]
    OtherForm {
        /// What it is.
        is: &'static str,
        /// What to do about it.
        way_out: &'static str,
    },
    /// A quotation mark opens a value that does not end.
    #[error("a quotation mark in line {line} of the file is never closed")]
    OpenQuote {
        /// The line.
        line: u64,
    },
    /// A row is longer than any row could be.
    #[error("a row that begins in line {line} of the file is longer than {} MB", super::lines::MOST_BYTES >> 20)]
    TooLong {
        /// The line.
        line: u64,
    },
    /// There are more incidents than can be numbered.
    #[error("the log has more than 4 thousand million incidents")]
    TooMany,
    /// There are more than a hundred years between two calls.
    #[error("{days} days lie between the first call of the log, {first}, and the last, {last}")]
    TooLongAgo {
        /// Whole days.
        days: i64,
        /// The first call.
        first: String,
        /// The last call.
        last: String,
        /// Calls that lie far from all others.
        far: Vec<FarCalls>,
    },
    /// There is no row that can be used.
    #[error("the log has no calls")]
    Empty,
    /// There are rows, but none can be used.
    #[error("{}", nothing_usable(*rows, first))]
    NothingUsable {
        /// How many.
        rows: u64,
        /// The first of them.
        first: Box<UnusableRow>,
    },
    /// There is no value that can be used.
    #[error("the column has no values")]
    NoValues,
    /// Columns are not there, or there twice.
    #[error("{}", columns_message(unknown, known))]
    UnknownColumns {
        /// Which.
        unknown: Vec<UnknownColumn>,
        /// The columns there are.
        known: Vec<String>,
    },
    /// The form of the times does not tell a time.
    #[error("the format `{pattern}` cannot tell a time: {reason}")]
    Format {
        /// As written.
        pattern: String,
        /// Why.
        reason: String,
        /// Where.
        span: Span,
    },
    /// Durations of zero occur, and nobody said what they mean.
    #[error("{count} calls of the log last 0 s (the first in line {line}), and `zero` does not say what that means")]
    ZeroUndecided {
        /// How many.
        count: u64,
        /// Line of the first.
        line: u64,
    },
    /// Too many rows cannot be used.
    #[error("{} of {} rows of the log cannot be used, more than the {} % that `unusable` allows", summary.unusable_rows, summary.rows, 100.0 * most)]
    TooManyUnusable {
        /// Largest share that may be unusable.
        most: f64,
        /// What was read, with all the rows.
        summary: Box<LogSummary>,
    },
    /// Too many values of a column cannot be used.
    #[error("{} of {rows} rows of the column cannot be used, more than the {} % that `unusable` allows", unusable.len(), 100.0 * most)]
    TooManyUnusableValues {
        /// Largest share that may be unusable.
        most: f64,
        /// Rows that are not blank.
        rows: u64,
        /// Those that cannot be used.
        unusable: Vec<UnusableRow>,
    },
}

/// A column that is not there, or there twice.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownColumn {
    /// Its name and where the scenario names it.
    pub wanted: At<String>,
    /// Whether it is there twice.
    pub twice: bool,
    /// The name that may be meant.
    pub nearest: Option<String>,
}

fn columns_message(unknown: &[UnknownColumn], known: &[String]) -> String {
    let wanted: Vec<String> = unknown.iter().map(|column| format!("`{}`", column.wanted.value)).collect();
    let more = if known.len() > SHOWN { format!(" and {} more", known.len() - SHOWN) } else { String::new() };
    let known: Vec<&str> = known.iter().take(SHOWN).map(String::as_str).collect();
    format!("the file has no single column {}; it has {}{more}", wanted.join(", "), known.join(", "))
}

impl LogError {
    /// Whether it is the map of the log that is wrong with it, and not the file by itself.
    pub fn is_of_map(&self) -> bool {
        matches!(self, LogError::UnknownColumns { .. } | LogError::Format { .. } | LogError::ZeroUndecided { .. })
    }

    /// The same as diagnostics of the scenario that reads `file`, and has its `log` at `place`.
    pub fn diagnostics(&self, file: &str, place: &Span) -> Vec<Diagnostic> {
        let message = format!("{file}: {self}");
        let at = |code, label: &str| Diagnostic::error(code, place.clone(), message.clone(), label);
        match self {
            LogError::Io { .. } => vec![at("file-unreadable", "this file")],
            LogError::NotText { .. } => {
                vec![
                    at("file-not-utf8", "this file").hint(
                        "save the file as UTF-8 (spreadsheets call it \"CSV UTF-8\"); if this is the last line, the file may be cut off",
                    ),
                ]
            }
            LogError::OtherForm { way_out, .. } => vec![at("file-form", "this file").hint(*way_out)],
            LogError::OpenQuote { .. } => {
                vec![at("file-open-quote", "this file").hint("a quotation mark inside a value is written twice; or is the file cut off?")]
            }
            LogError::TooLong { .. } => {
                vec![at("file-too-long", "this file").hint("is a quotation mark never closed, or is it no table in text form?")]
            }
            LogError::TooMany => vec![at("log-too-many", "this log").hint("replay a part of it")],
            LogError::TooLongAgo { far, .. } => vec![at("log-far", "this log").hint(far_away(far))],
            LogError::Empty => vec![at("log-empty", "this log").hint("the first line names the columns, every other line is a call")],
            LogError::NothingUsable { .. } => vec![at("log-unusable", "this log").hint("does `format` say how times are written?")],
            LogError::UnknownColumns { unknown, known } => unknown.iter().map(|column| column.diagnostic(file, known)).collect(),
            LogError::Format { span, .. } => vec![
                Diagnostic::error("log-format", span.clone(), message, "this form")
                    .hint("for example %m/%d/%Y %H:%M:%S, or %I and %p for a clock of 12 hours"),
            ],
            LogError::ZeroUndecided { .. } => vec![
                at("log-zero", "`zero` is missing here")
                    .hint("zero = \"abandoned\" (they hung up before anybody answered), \"keep\" (it took no time) or \"drop\""),
            ],
            LogError::TooManyUnusable { summary, .. } => {
                vec![at("log-unusable", "this log").hint(listed(&summary.unusable, summary.unusable_rows))]
            }
            LogError::NoValues => {
                vec![at("column-empty", "this file").hint("the first line names the columns, every other line has a value")]
            }
            LogError::TooManyUnusableValues { unusable, .. } => {
                vec![at("column-unusable", "this file").hint(listed(unusable, unusable.len() as u64))]
            }
        }
    }
}

/// Which dates may be wrong.
fn far_away(far: &[FarCalls]) -> String {
    let lines: Vec<String> = far.iter().map(|day| format!("line {}: {}", day.line, day.time)).collect();
    match lines.is_empty() {
        true => "are the dates right?".to_owned(),
        false => format!("is the date right that lies far from all others?\n{}", lines.join("\n")),
    }
}

fn nothing_usable(rows: u64, first: &UnusableRow) -> String {
    match rows {
        1 => format!("the only row cannot be used: {first}"),
        rows => format!("none of the {rows} rows can be used; the first is {first}"),
    }
}

/// The first unusable rows, one a line.
fn listed(unusable: &[UnusableRow], count: u64) -> String {
    let mut lines: Vec<String> = unusable.iter().take(SHOWN).map(ToString::to_string).collect();
    if count > SHOWN as u64 {
        lines.push(format!("and {} more", count - SHOWN as u64));
    }
    lines.join("\n")
}

impl UnknownColumn {
    fn diagnostic(&self, file: &str, known: &[String]) -> Diagnostic {
        let name = &self.wanted.value;
        let (message, label) = match self.twice {
            true => (format!("{file} has two columns `{name}`"), "which one"),
            false => (format!("{file} has no column `{name}`"), "no such column"),
        };
        let hint = match &self.nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if known.len() > SHOWN => {
                format!("its columns are {} and {} more", known[..SHOWN].join(", "), known.len() - SHOWN)
            }
            None => format!("its columns are {}", known.join(", ")),
        };
        Diagnostic::error("unknown-column", self.wanted.span.clone(), message, label).hint(hint)
    }
}
