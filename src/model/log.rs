//! Recorded logs.

use super::Flags;
use crate::random::Key;
use crate::time::Time;
use std::sync::Arc;

/// A recorded log that is replayed. Its rows carry everything that was read from the file.
#[derive(Clone, Debug)]
pub struct Log {
    /// The incident type that names it.
    pub holder: usize,
    /// Absorbed into the address of its incidents.
    pub key: Key,
    /// Types drawn for rows that have none, with weights; empty: the holder's own type.
    pub types: Vec<(usize, f64)>,
    /// The rows that can be used, in order of time, then of line.
    pub rows: Arc<Vec<LogRow>>,
}

/// One row of a log: one incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRow {
    /// When the call came.
    pub time: Time,
    /// Which incident it is.
    pub id: RowId,
    /// The flags that the log decides ...
    pub known: Flags,
    /// ... and those of them that are set.
    pub flags: Flags,
    /// Where its recorded lengths of steps begin in [`super::Model::lengths`]; [`LogRow::NO_LENGTHS`]: it has none.
    pub lengths: u32,
    /// The type, if the log has one.
    pub kind: Option<u16>,
    /// Overrides the type's.
    pub priority: Option<u8>,
    /// The caller hung up before anybody answered.
    pub abandoned: bool,
}

impl LogRow {
    /// See [`LogRow::lengths`].
    pub const NO_LENGTHS: u32 = u32::MAX;
}

/// Which incident a row of a log is, and so which luck it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowId {
    /// The one of this line of the file.
    Line(u32),
    /// One that was drawn: the `k`-th of its type that the hour (counted from time zero) brings.
    Drawn {
        /// The hour.
        hour: i32,
        /// Which of the hour's.
        k: u32,
    },
}

/// What a log recorded of a measure: between the measure's ends where the log has the time of both. Never part of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedTimes {
    /// Index of [`super::Model::measures`].
    pub measure: usize,
    /// The type, where the log names it; `None`: all of them.
    pub kind: Option<usize>,
    /// Incidents of the counted time that the measure is about as far as the log knows, and that were not abandoned.
    pub count: u64,
    /// The times of those that reached it, ascending.
    pub times: Vec<Time>,
}
