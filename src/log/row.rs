//! What a row says, or why it cannot be used.

use super::LogError;
use super::cell::{self, TimeFormat};
use super::columns::{Columns, LengthAt, Stamp};
use crate::described::Reason;
use crate::scenario::file::{FlagColumn, LogSource};
use crate::time::Time;
use csv::StringRecord;
use jiff::civil::{DateTime, date};

/// A time between two columns that is longer than this was none.
const LONGEST: Time = Time::DAY;

/// Times of rows are counted from here, so that they are numbers that can be compared.
const ZERO: DateTime = date(2000, 1, 1).at(0, 0, 0, 0);

/// A civil time as a number.
pub(super) fn counted(time: DateTime) -> Time {
    Time(time.duration_since(ZERO).as_micros() as i64)
}

/// The column, what stands there, and why it cannot be used.
pub(super) type Fault = (String, String, Reason);

/// Reads rows.
pub(super) struct RowReader<'s> {
    pub(super) source: &'s LogSource,
    pub(super) columns: Columns,
    format: TimeFormat,
}

/// What one row says.
#[derive(Default)]
pub(super) struct Row<'r> {
    pub(super) time: DateTime,
    pub(super) group: Option<&'r str>,
    pub(super) drawn: Option<(i32, u32)>,
    /// By [`Columns::stamps`].
    pub(super) stamps: Vec<Option<Time>>,
    /// By step: how long it took as far as this row alone says.
    pub(super) lengths: Vec<Option<Time>>,
    /// Flags that the row says something of ...
    pub(super) known: u64,
    /// ... and those that it sets, or counts for.
    pub(super) flags: u64,
    pub(super) attributes: Vec<Option<&'r str>>,
    pub(super) kind: Option<&'r str>,
    pub(super) priority: Option<u8>,
}

impl<'s> RowReader<'s> {
    pub(super) fn new(source: &'s LogSource, header: &StringRecord) -> Result<RowReader<'s>, LogError> {
        Ok(RowReader { source, columns: Columns::find(source, header)?, format: TimeFormat::new(source.format.as_ref())? })
    }

    /// Whether some flag counts the rows of an incident.
    pub(super) fn counts_rows(&self) -> bool {
        self.source.flags.iter().any(|flag| matches!(flag.value, FlagColumn::Counts { .. }))
    }

    /// What a record says.
    pub(super) fn read<'r>(&'r self, record: &'r StringRecord) -> Result<Row<'r>, Fault> {
        let columns = &self.columns;
        if let Some(extra) = record.iter().skip(columns.width).find(|cell| !cell.trim().is_empty()) {
            let why = Reason::TooWide { values: record.len(), columns: columns.width };
            return Err((String::new(), extra.trim().to_owned(), why));
        }
        let text = |at: usize| record.get(at).unwrap_or("").trim();
        let known = |at: usize| Some(text(at)).filter(|text| !text.is_empty());
        let time = self.format.read(text(columns.time)).map_err(|reason| self.fault(columns.time, record, reason))?;
        let mut row = Row { time, group: columns.group.and_then(known), kind: columns.kind.and_then(known), ..Row::default() };
        if let Some(at) = columns.group.filter(|_| row.group.is_none()) {
            return Err(self.fault(at, record, Reason::NoGroup));
        }
        if let Some(at) = columns.id {
            row.drawn = Some(cell::drawn(text(at)).map_err(|reason| self.fault(at, record, reason))?);
        }
        if let (Some(mapped), Some(kind)) = (&self.source.kind, row.kind) {
            row.kind = mapped.meant(kind);
        }
        self.read_times(&mut row, record)?;
        self.read_flags(&mut row, record)?;
        if let (Some(mapped), Some(at)) = (&self.source.priority, columns.priority)
            && let Some(meant) = mapped.meant(text(at))
        {
            row.priority = Some(cell::priority(meant).map_err(|reason| self.fault(at, record, reason))?);
        }
        let attributes = self.source.attributes.iter().zip(&columns.attributes);
        row.attributes = attributes.map(|(attribute, &at)| attribute.value.meant(text(at))).collect();
        Ok(row)
    }

    /// Times after the call, and lengths.
    fn read_times(&self, row: &mut Row<'_>, record: &StringRecord) -> Result<(), Fault> {
        let text = |at: usize| record.get(at).unwrap_or("").trim();
        for &Stamp { column: at, only } in &self.columns.stamps {
            let counts = only.is_none_or(|(column, mark)| {
                let only = self.source.marks[mark].value.only.iter();
                only.flat_map(|(_, values)| values).any(|value| value.value.trim() == text(column))
            });
            row.stamps.push(match text(at) {
                "" => None,
                _ if !counts => None,
                text => Some(counted(self.format.read(text).map_err(|reason| self.fault(at, record, reason))?)),
            });
        }
        let call = counted(row.time);
        for &mark in &self.columns.marks {
            if row.stamps[mark].is_some_and(|time| time < call) {
                let reason = Reason::BeforeTheCall { call: text(self.columns.time).to_owned() };
                return Err(self.fault(self.columns.stamps[mark].column, record, reason));
            }
        }
        for length in &self.columns.lengths {
            let length = match *length {
                LengthAt::Column(at) => match text(at) {
                    "" => None,
                    text => Some(Time::from_seconds(cell::duration(text).map_err(|reason| self.fault(at, record, reason))?)),
                },
                LengthAt::Between(from, to) => match between(row.stamps[from], row.stamps[to]) {
                    Some(length) if length < Time::ZERO || length > LONGEST => {
                        let begin = self.columns.stamps[from].column;
                        let (column, time) = (self.columns.names[begin].clone(), text(begin).to_owned());
                        let reason = match length < Time::ZERO {
                            true => Reason::Before { column, time },
                            false => Reason::LongAfter { column, time },
                        };
                        return Err(self.fault(self.columns.stamps[to].column, record, reason));
                    }
                    length => length,
                },
            };
            row.lengths.push(length);
        }
        Ok(())
    }

    fn read_flags(&self, row: &mut Row<'_>, record: &StringRecord) -> Result<(), Fault> {
        for (index, (flag, at)) in self.source.flags.iter().zip(&self.columns.flags).enumerate() {
            let text = at.map_or("", |at| record.get(at).unwrap_or("").trim());
            let (known, set) = match &flag.value {
                FlagColumn::Says(_) if text.is_empty() => (false, false),
                FlagColumn::Says(_) => (true, cell::flag(text).map_err(|reason| self.fault(at.unwrap_or(0), record, reason))?),
                FlagColumn::Counts { any: None, .. } => (true, true),
                FlagColumn::Counts { any: Some((_, values)), .. } => {
                    (!text.is_empty(), values.iter().any(|value| value.value.trim() == text && !text.is_empty()))
                }
            };
            row.known |= u64::from(known) << index;
            row.flags |= u64::from(set) << index;
        }
        Ok(())
    }

    fn fault(&self, at: usize, record: &StringRecord, reason: Reason) -> Fault {
        (self.columns.names[at].clone(), record.get(at).unwrap_or("").trim().to_owned(), reason)
    }
}

/// From one time to another, if both are known.
pub(super) fn between(from: Option<Time>, to: Option<Time>) -> Option<Time> {
    Some(Time(to?.0 - from?.0))
}
