//! What was read of a log, for people and scripts.

use super::far::{DayCalls, LONG_GAP, far};
use super::row::Fault;
use crate::described::{FarCalls, LogDoubt, UnusableRow};
use crate::scenario::log::ReadRow;
use serde::Serialize;

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
    /// Of all, those of which a row cannot be used: the flags that their other rows do not set are not known.
    pub incomplete: u64,
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
    /// Calls that lie far from all others, as those of a wrong year do, by day.
    pub far: Vec<FarCalls>,
    /// The longest time without a call between the others, in days, and the lines around it.
    pub longest_gap: Option<Gap>,
    /// Whether the last line has an end; a file that was cut off often has none.
    pub ends_with_a_line: bool,
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
            incomplete: 0,
            repeated: 0,
            dropped: 0,
            blank: 0,
            first: String::new(),
            last: String::new(),
            far: Vec::new(),
            longest_gap: None,
            ends_with_a_line: true,
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
        let rows = self.tell_far(rows);
        self.longest_gap = rows.windows(2).map(gap).max_by_key(|gap| gap.days).filter(|gap| gap.days > 0);
    }

    /// Tells of calls that lie far from all others, which are what is left.
    fn tell_far<'r>(&mut self, rows: &'r [ReadRow]) -> &'r [ReadRow] {
        let by_day: Vec<&[ReadRow]> = rows.chunk_by(|one, other| one.time.date() == other.time.date()).collect();
        let day = |rows: &&[ReadRow]| {
            let mut day = DayCalls::of(rows[0].line.into(), rows[0].time);
            rows[1..].iter().for_each(|row| day.add(row.line.into(), row.time));
            day
        };
        let (far, others) = far(&by_day.iter().map(day).collect::<Vec<_>>());
        self.far = far;
        let number = |days: &[&[ReadRow]]| days.iter().map(|day| day.len()).sum::<usize>();
        let before = number(&by_day[..others.start]);
        &rows[before..before + number(&by_day[others])]
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
        let far = self.far.first().map(|first| LogDoubt::Far {
            holder: holder(),
            calls: self.far.iter().map(|day| day.calls).sum(),
            first: first.clone(),
        });
        let incomplete = (self.incomplete > 0).then(|| LogDoubt::Incomplete { holder: holder(), count: self.incomplete });
        let cut = (!self.ends_with_a_line).then(|| LogDoubt::Cut { holder: holder() });
        [unusable, incomplete, repeated, far, gap, cut].into_iter().flatten().collect()
    }
}
