//! A recorded log after reading, before its names are looked up. The readers of CSV files fill it.

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
