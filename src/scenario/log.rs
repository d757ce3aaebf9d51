//! A recorded log and the values of a column after reading, before names are looked up. The readers of CSV files fill them.

use super::file::ColumnSource;
use jiff::civil::DateTime;

/// The rows of one log that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadLog {
    /// Name of the incident type that the log belongs to.
    pub holder: String,
    /// Time of the first row.
    pub first: DateTime,
    /// Time of the last row.
    pub last: DateTime,
    /// The rows, in any order.
    pub rows: Vec<ReadRow>,
}

/// The values of a column of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadColumn {
    /// Where they come from.
    pub source: ColumnSource,
    /// Each value as likely as any other: (probability, seconds), two points for every value that occurs.
    pub quantiles: Vec<(f64, f64)>,
}

/// One row of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRow {
    /// Its line in the file, which is the incident's id.
    pub line: u64,
    /// When the call came.
    pub time: DateTime,
    /// The recorded time of a step, seconds.
    pub takes: Option<f64>,
    /// What the log says of each flag of [`super::file::LogSource::flags`], in that order; `None` where it says nothing.
    pub flags: Vec<Option<bool>>,
    /// The value of each attribute of [`super::file::LogSource::attributes`], in that order; `None` where the log says nothing.
    pub attributes: Vec<Option<String>>,
    /// Overrides the type's.
    pub priority: Option<u8>,
    /// Name of the incident type, if the log has one.
    pub kind: Option<String>,
    /// The caller hung up before anybody answered.
    pub abandoned: bool,
}
