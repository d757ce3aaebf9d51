//! The reader of recorded logs: from a table in CSV to rows that can be replayed, or to the values of a distribution.
//!
//! Logs are made by people and machines that never thought of us. Rows may stand in any order, lines may be blank, values may be
//! impossible. A row that cannot be used is counted and listed with its line and the reason; nothing is dropped in silence, and
//! too many such rows are an error. Rows are read one at a time; only what is needed of them is kept: of an incident some 50 bytes,
//! another 48 when it is compiled, which are all that stays, and 8 for every recorded length.
//!
//! Identical rows are kept: two calls may come in the same second and last equally long. They are counted, and a warning says so.

mod cell;
mod collect;
mod columns;
mod describe;
mod error;
mod far;
mod lines;
mod row;
mod spread;
mod summary;
mod values;
mod weeks;

pub use crate::described::UnusableRow;
pub use describe::describe;
pub use error::{LogError, UnknownColumn};
pub use summary::{Gap, LogSummary};
pub use values::{ColumnSummary, read_column};

use crate::scenario::file::LogSource;
use crate::scenario::log::ReadLog;
use collect::Incidents;
use far::LONGEST_DAYS;
use lines::{Next, Records};
use row::RowReader;
use std::io::Read;

/// So many unusable rows of a description are listed.
const MOST_SHOWN_ROWS: usize = 1000;

/// Largest share of rows that may be unusable, unless the scenario says otherwise.
pub const UNUSABLE: f64 = 0.01;

/// Reads the log of the incident type `holder` as `source` describes it.
///
/// Columns are separated by commas, semicolons or tabs, whichever the first line has most of. The rows come back in order of
/// time, then of line. Where `source` groups rows, an incident has the earliest of its rows' times, and what any of them says.
///
/// # Errors
/// If the file cannot be read or is not UTF-8, if a column is missing, if `format` cannot tell a time, if durations of zero occur
/// and `zero` does not say what they mean, if no row or too few of them can be used, or if they span more than a hundred years.
pub fn read(source: &LogSource, holder: &str, reader: impl Read) -> Result<(ReadLog, LogSummary), LogError> {
    let mut records = Records::new(reader)?;
    let header = records.header()?.ok_or(LogError::Empty)?;
    let reader = RowReader::new(source, &header)?;
    let mut incidents = Incidents::new(&reader, holder);
    let width = reader.columns.width;
    while let Some(next) = records.next(width)? {
        match next {
            Next::Row(line, record) => incidents.take(line, record)?,
            Next::Cut(line, record, fault) => incidents.is_cut(line, record, fault),
        }
    }
    let ends_with_a_line = records.ends_with_a_line();
    let (log, summary) = incidents.finish(holder)?;
    let days = log.last.date().since(log.first.date()).map_or(0, |span| i64::from(span.get_days()));
    if days > LONGEST_DAYS {
        return Err(LogError::TooLongAgo { days, first: summary.first, last: summary.last, far: summary.far });
    }
    Ok((log, LogSummary { ends_with_a_line, ..summary }))
}
