//! The reader of recorded logs: from a table in CSV to rows that can be replayed, or to the values of a distribution.
//!
//! Logs are made by people and machines that never thought of us. Rows may stand in any order, lines may be blank, values may be
//! impossible. A row that cannot be used is counted and listed with its line and the reason; nothing is dropped in silence, and
//! too many such rows are an error. Rows are read one at a time; only what is needed of them is kept.
//!
//! Identical rows are kept: two calls may come in the same second and last equally long. They are counted, and a warning says so.

mod cell;
mod columns;
mod error;
mod lines;
mod summary;
mod values;

pub use error::{LogError, UnknownColumn};
pub use summary::{Gap, LogSummary, UnusableRow};
pub use values::{ColumnSummary, read_column};

use crate::scenario::file::{LogSource, Zero};
use crate::scenario::log::{ReadLog, ReadRow};
use cell::TimeFormat;
use columns::Columns;
use csv::StringRecord;
use jiff::civil::DateTime;
use lines::Records;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

/// Largest share of rows that may be unusable, unless the scenario says otherwise.
pub const UNUSABLE: f64 = 0.01;

/// Reads the log of the incident type `holder` as `source` describes it.
///
/// Columns are separated by commas, semicolons or tabs, whichever the first line has most of. The rows come back in order of
/// time, then of line.
///
/// # Errors
/// If the file cannot be read or is not UTF-8, if a column is missing, if `format` cannot tell a time, if durations of zero occur
/// and `zero` does not say what they mean, or if no row or too few of them can be used.
pub fn read(source: &LogSource, holder: &str, reader: impl Read) -> Result<(ReadLog, LogSummary), LogError> {
    let mut records = Records::new(reader)?;
    let header = records.next()?.ok_or(LogError::Empty)?.1;
    let columns = Columns::find(source, &header)?;
    let format = TimeFormat::new(source.format.as_ref())?;
    let mut rows = Rows { source, columns, format, kept: Vec::new(), seen: Vec::new(), zeros: None, summary: LogSummary::new(holder) };
    while let Some((line, record)) = records.next()? {
        rows.take(line, &record);
    }
    rows.finish(holder)
}

/// The rows so far.
struct Rows<'a> {
    source: &'a LogSource,
    columns: Columns,
    format: TimeFormat,
    kept: Vec<ReadRow>,
    /// Time and a hash of all columns of every row that was kept, to count those that are identical.
    seen: Vec<(DateTime, u64)>,
    /// Number and first line of the rows whose duration is zero.
    zeros: Option<(u64, u64)>,
    summary: LogSummary,
}

impl Rows<'_> {
    fn take(&mut self, line: u64, record: &StringRecord) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            self.summary.blank += 1;
            return;
        }
        self.summary.rows += 1;
        let row = match self.row(line, record) {
            Ok(row) => row,
            Err((column, value, reason)) => {
                self.summary.unusable.push(UnusableRow { line, column, value, reason });
                return;
            }
        };
        if row.takes == Some(0.0) {
            let (count, first) = self.zeros.unwrap_or((0, line));
            self.zeros = Some((count + 1, first));
            if self.source.zero.as_ref().is_some_and(|zero| zero.value == Zero::Drop) {
                self.summary.dropped += 1;
                return;
            }
        }
        self.summary.abandoned += u64::from(row.abandoned);
        // Hashes of one build are enough: they are compared with each other and never leave this place.
        let mut hasher = DefaultHasher::new();
        record.iter().for_each(|cell| cell.trim().hash(&mut hasher));
        self.seen.push((row.time, hasher.finish()));
        self.kept.push(row);
    }

    /// What a record says; else the column, the value and why it cannot be used.
    fn row(&self, line: u64, record: &StringRecord) -> Result<ReadRow, (String, String, String)> {
        let columns = &self.columns;
        if let Some(extra) = record.iter().skip(columns.width).find(|cell| !cell.trim().is_empty()) {
            let reason = format!("the row has {} values, the first line {} columns", record.len(), columns.width);
            return Err((String::new(), extra.trim().to_owned(), reason));
        }
        let text = |at: usize| record.get(at).unwrap_or("").trim();
        let fault = |at: usize, reason: String| (columns.names[at].clone(), text(at).to_owned(), reason);
        let known = |at: &usize| Some(*at).filter(|&at| !text(at).is_empty());

        let time = self.format.read(text(columns.time)).map_err(|reason| fault(columns.time, reason))?;
        let takes = match columns.duration.as_ref().and_then(known) {
            Some(at) => Some(cell::duration(text(at)).map_err(|reason| fault(at, reason))?),
            None => None,
        };
        let mut flags = Vec::with_capacity(columns.flags.len());
        for at in &columns.flags {
            flags.push(match known(at) {
                Some(at) => Some(cell::flag(text(at)).map_err(|reason| fault(at, reason))?),
                None => None,
            });
        }
        let priority = match columns.priority.as_ref().and_then(known) {
            Some(at) => Some(cell::priority(text(at)).map_err(|reason| fault(at, reason))?),
            None => None,
        };
        let kind = columns.kind.as_ref().and_then(known).map(|at| text(at).to_owned());
        let attributes = columns.attributes.iter().map(|at| known(at).map(|at| text(at).to_owned())).collect();
        let abandoned = takes == Some(0.0) && self.source.zero.as_ref().is_some_and(|zero| zero.value == Zero::Abandoned);
        Ok(ReadRow { line, time, takes, flags, attributes, priority, kind, abandoned })
    }

    fn finish(mut self, holder: &str) -> Result<(ReadLog, LogSummary), LogError> {
        if let (Some((count, line)), None) = (self.zeros, &self.source.zero) {
            return Err(LogError::ZeroUndecided { count, line });
        }
        let most = self.source.unusable.as_ref().map_or(UNUSABLE, |share| share.value);
        if self.summary.unusable.len() as f64 > most * self.summary.rows as f64 {
            return Err(LogError::TooManyUnusable { most, summary: Box::new(self.summary) });
        }
        self.kept.sort_by_key(|row| (row.time, row.line));
        let (Some(first), Some(last)) = (self.kept.first(), self.kept.last()) else { return Err(LogError::Empty) };
        let (first, last) = (first.time, last.time);
        self.seen.sort_unstable();
        self.summary.repeated = self.seen.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        self.summary.close(&self.kept);
        Ok((ReadLog { holder: holder.to_owned(), first, last, rows: self.kept }, self.summary))
    }
}
