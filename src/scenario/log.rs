//! A recorded log as it was read: rows that can be used, names not yet looked up.

use jiff::civil::DateTime;

/// The rows of one log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadLog {
    /// The incident type that names the log.
    pub holder: String,
    /// In order of time, then of line.
    pub rows: Vec<ReadRow>,
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Civil time of the call.
    pub time: DateTime,
    /// The recorded duration in seconds.
    pub takes: Option<f64>,
    /// What the row says of flags, by name.
    pub flags: Vec<(String, bool)>,
    /// 1 is served first.
    pub priority: Option<u8>,
    /// Name of the type.
    pub kind: Option<String>,
    /// The caller hung up before anybody answered.
    pub abandoned: bool,
}
