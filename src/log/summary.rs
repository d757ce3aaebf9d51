//! What was read of a log, for people and scripts.

use super::row::Fault;
use crate::described::{LogDoubt, UnusableRow};
use crate::scenario::log::ReadRow;
use serde::Serialize;

/// A gap between two calls of more than this many days looks like a wrong date.
const LONG_GAP: i64 = 30;

/// A value that cannot be used is kept up to so many characters.
const MOST_SHOWN: usize = 200;

/// What was read of a log. `rows` = `used` + `dropped` + `unusable_rows`.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LogSummary {
    /// The incident type that names the log.
    pub holder: String,
    /// Rows that are not blank, the names of the columns left out.
    pub rows: u64,
    /// Rows that are replayed.
    pub used: u64,
    /// Whether several rows may be one incident.
    pub grouped: bool,
    /// Incidents they make: as many as `used`, unless rows are grouped.
    pub incidents: u64,
    /// Of these, those that were abandoned.
    pub abandoned: u64,
    /// Rows that are identical to another one in every column: kept, since two calls may be alike.
    pub repeated: u64,
    /// Rows left out because they last 0 s and the scenario says `drop`.
    pub dropped: u64,
    /// Rows without any value; lines without any character are not counted.
    pub blank: u64,
    /// The first call, in civil time.
    pub first: String,
    /// The last call.
    pub last: String,
    /// The longest time without a call, in days, and the lines around it.
    pub longest_gap: Option<Gap>,
    /// How many rows cannot be used ...
    pub unusable_rows: u64,
    /// ... and the first of them, at most 100,000.
    pub unusable: Vec<UnusableRow>,
}

/// So many unusable rows are listed; all are counted.
pub(super) const MOST_LISTED: usize = 100_000;

/// A time without a call.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Gap {
    /// Whole days.
    pub days: i64,
    /// Line of the call before it.
    pub from_line: u64,
    /// Line of the call after it.
    pub to_line: u64,
}

impl LogSummary {
    pub(super) fn new(holder: &str) -> LogSummary {
        LogSummary {
            holder: holder.to_owned(),
            rows: 0,
            used: 0,
            grouped: false,
            incidents: 0,
            abandoned: 0,
            repeated: 0,
            dropped: 0,
            blank: 0,
            first: String::new(),
            last: String::new(),
            longest_gap: None,
            unusable_rows: 0,
            unusable: Vec::new(),
        }
    }

    /// Counts and lists a row that cannot be used.
    pub(super) fn cannot_use(&mut self, line: u64, (column, value, why): Fault) {
        self.unusable_rows += 1;
        if self.unusable.len() < MOST_LISTED {
            let value = value.chars().take(MOST_SHOWN).collect();
            self.unusable.push(UnusableRow::new(line, column, value, why));
        }
    }

    /// Adds what is known once every row was read and they are in order.
    pub(super) fn close(&mut self, rows: &[ReadRow]) {
        self.incidents = rows.len() as u64;
        self.used = self.rows - self.unusable_rows - self.dropped;
        self.first = rows.first().map(|row| row.time.to_string()).unwrap_or_default();
        self.last = rows.last().map(|row| row.time.to_string()).unwrap_or_default();
        let gap = |pair: &[ReadRow]| Gap {
            days: i64::from(pair[1].time.date().since(pair[0].time.date()).map_or(0, |span| span.get_days())),
            from_line: pair[0].line.into(),
            to_line: pair[1].line.into(),
        };
        self.longest_gap = rows.windows(2).map(gap).max_by_key(|gap| gap.days).filter(|gap| gap.days > 0);
    }

    /// What a reader must know of the log.
    pub fn doubts(&self) -> Vec<LogDoubt> {
        let holder = || self.holder.clone();
        let unusable = self.unusable.first().map(|first| LogDoubt::UnusableRows {
            holder: holder(),
            count: self.unusable_rows,
            rows: self.rows,
            first: first.clone(),
        });
        let repeated = (self.repeated > 0).then(|| LogDoubt::Repeated { holder: holder(), count: self.repeated });
        let gap = self.longest_gap.filter(|gap| gap.days > LONG_GAP);
        let gap = gap.map(|Gap { days, from_line, to_line }| LogDoubt::Gap { holder: holder(), days, from_line, to_line });
        unusable.into_iter().chain(repeated).chain(gap).collect()
    }
}
