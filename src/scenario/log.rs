//! A recorded log and the values of a column after reading, before names are looked up. The readers of CSV files fill them.

use super::file::ColumnSource;
use crate::time::Time;
use jiff::civil::DateTime;

/// The incidents of one log that can be used. What every one has so many of stands in lists of their own: those of the incident with
/// place *p* from *p* times their number on.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadLog {
    /// Name of the incident type that the log belongs to.
    pub holder: String,
    /// Time of the first incident.
    pub first: DateTime,
    /// Time of the last incident.
    pub last: DateTime,
    /// The incidents, in any order.
    pub rows: Vec<ReadRow>,
    /// Texts of the file that stand for something, each once: types and values of attributes.
    pub texts: Vec<String>,
    /// The recorded lengths of the steps of [`super::file::LogSource::lengths`], in that order; below zero where the log says nothing.
    pub lengths: Vec<Time>,
    /// How long after the call the marks of [`super::file::LogSource::marks`] were set, in that order; below zero where the log says nothing.
    pub marks: Vec<Time>,
    /// The flags of [`super::file::LogSource::flags`] that the log decides, the first the lowest bit, and those of them that are set; empty
    /// where there are none.
    pub said: Vec<(u64, u64)>,
    /// Which drawn incident each is: hour and number within it; empty where the log does not say.
    pub drawn: Vec<(i32, u32)>,
    /// The value of each attribute of [`super::file::LogSource::attributes`], in that order: an index of `texts`, or [`NO_TEXT`].
    pub attributes: Vec<u32>,
}

impl ReadLog {
    /// The name of the incident type of a row, if the log has one.
    pub fn kind(&self, row: &ReadRow) -> Option<&str> {
        self.text(row.kind)
    }

    /// A text by its index.
    pub fn text(&self, index: u32) -> Option<&str> {
        self.texts.get(index as usize).map(String::as_str)
    }

    /// The flags that the log decides of a row, and those of them that are set.
    pub fn said(&self, row: &ReadRow) -> (u64, u64) {
        self.said.get(row.place as usize).copied().unwrap_or_default()
    }

    /// Which drawn incident a row is, if the log says so: hour and number within it.
    pub fn drawn(&self, row: &ReadRow) -> Option<(i32, u32)> {
        self.drawn.get(row.place as usize).copied()
    }

    /// The rows in order of time, then of line.
    pub fn in_order(&self) -> Box<dyn Iterator<Item = &ReadRow> + '_> {
        if self.rows.is_sorted_by_key(ReadRow::order) {
            return Box::new(self.rows.iter());
        }
        let mut order: Vec<&ReadRow> = self.rows.iter().collect();
        order.sort_unstable_by_key(|row| row.order());
        Box::new(order.into_iter())
    }

    /// What a list holds of a row, if it holds `each` of every one.
    pub fn of<'l, T>(&self, row: &ReadRow, list: &'l [T], each: usize) -> &'l [T] {
        let from = row.place as usize * each;
        &list[from..from + each]
    }
}

/// The index of no text.
pub const NO_TEXT: u32 = u32::MAX;

/// The values of a column of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadColumn {
    /// Where they come from.
    pub source: ColumnSource,
    /// Each value as likely as any other: (probability, seconds), two points for every value that occurs.
    pub quantiles: Vec<(f64, f64)>,
}

/// One incident of a log. There may be millions: what not every log says stands in its lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadRow {
    /// When the call came.
    pub time: DateTime,
    /// Its first line in the file, which is the incident's id.
    pub line: u32,
    /// Where it stands in the lists of the log.
    pub place: u32,
    /// The incident type, if the log has one: an index of [`ReadLog::texts`], or [`NO_TEXT`].
    pub kind: u32,
    /// Overrides the type's.
    pub priority: Option<u8>,
    /// The caller hung up before anybody answered.
    pub abandoned: bool,
}

impl ReadRow {
    /// Incidents are lived in order of time, then of line.
    pub fn order(&self) -> (DateTime, u32) {
        (self.time, self.line)
    }
}
