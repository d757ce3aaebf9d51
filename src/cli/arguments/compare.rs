//! `larmkedja compare` as typed.

use super::Changes;
use clap::{Args, ValueEnum};
use std::ops::RangeInclusive;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Compare {
    /// The scenario [default: the built-in one]
    pub(in crate::cli) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) changes: Changes,
    /// Folder of the results [default: output/ and the scenario's name]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Write every incident and step of replication 1, of some (1-5), or of all
    #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = replications)]
    pub(in crate::cli) incidents: Option<RangeInclusive<u64>>,
    /// Write these tables as CSV instead of Parquet
    #[arg(long, requires = "incidents")]
    pub(in crate::cli) csv: bool,
    /// Leave the steps out of these: only incidents
    #[arg(long, requires = "incidents")]
    pub(in crate::cli) no_steps: bool,
    /// Write everything that happens to these incidents as an event log for process miners (without --incidents: of replication 1)
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "add")]
    pub(in crate::cli) event_log: Option<EventLogName>,
    /// Leave out what the answer would be at the ends of the ranges of assumed parameters
    #[arg(long)]
    pub(in crate::cli) no_doubt: bool,
    /// Add so many replications to the result that is there, or the rest of one that was interrupted; options as in the first run
    #[arg(long, value_name = "N|rest", value_parser = add)]
    pub(in crate::cli) add: Option<Add>,
    /// No command was named; the scenario is the first word.
    #[arg(skip)]
    pub(in crate::cli) is_first_word: bool,
}

/// The form of an event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum EventLogName {
    /// Object-centric, OCEL 2.0 as JSON
    Ocel,
    /// XES
    Xes,
}

/// What is added to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Add {
    /// So many replications.
    Number(u64),
    /// What an interruption left undone.
    Rest,
}

/// `50` or `rest`.
fn add(text: &str) -> Result<Add, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(Add::Number(number)),
        _ if text == "rest" => Ok(Add::Rest),
        _ => Err("write how many (50), or rest".into()),
    }
}

/// `1`, `1-5` or `all`.
pub(super) fn replications(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || "write a replication (1), several (1-5) or all".to_owned();
    if text == "all" {
        return Ok(1..=u64::MAX);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?) {
        (first, last) if 1 <= first && first <= last => Ok(first..=last),
        _ => Err(wrong()),
    }
}
