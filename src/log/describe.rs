//! What a log holds, read once from its beginning to its end. Memory grows with the days that have calls, not with the rows, unless
//! rows are grouped: then every incident is held until its last row may have come.

use super::collect::{Incidents, hash};
use super::lines::{Next, Records};
use super::row::{Fault, Row, RowReader, counted};
use super::spread::Numbers;
use super::weeks::Weeks;
use super::{LogError, MOST_SHOWN_ROWS};
use crate::described::{Description, FlagCount, Identical, UnusableRow};
use crate::scenario::file::{At, LogSource, Zero};
use crate::scenario::log::ReadLog;
use crate::time::Time;
use csv::StringRecord;
use indexmap::IndexMap;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::io::Read;

/// So many lines that are out of order, or copies, are listed.
const MOST_LINES: usize = 20;
/// So many types are counted apart.
const MOST_TYPES: usize = 200;
/// So many kinds of row are told apart exactly; of more, a sample.
const MOST_KINDS: usize = 1 << 19;

/// Describes a log.
///
/// # Errors
/// If the file cannot be read or is not UTF-8, if a column is missing, if `format` cannot tell a time, or if no row can be used.
pub fn describe(source: &LogSource, file: &str, reader: impl Read) -> Result<Description, LogError> {
    // Here nothing is refused that can be described.
    let lenient =
        LogSource { unusable: Some(At { value: 1.0, span: 0..0 }), zero: Some(At { value: Zero::Keep, span: 0..0 }), ..source.clone() };
    let mut records = Records::new(reader)?;
    let header = records.header()?.ok_or(LogError::Empty)?;
    let reader = RowReader::new(&lenient, &header)?;
    let width = reader.columns.width;
    let mut found = Found::new(&lenient, file);
    let mut groups = lenient.group.as_ref().map(|_| Incidents::new(&reader, ""));
    while let Some(next) = records.next(width)? {
        let (line, record) = match next {
            Next::Row(line, record) => (line, record),
            Next::Cut(line, record, fault) => {
                found.description.rows += 1;
                found.cannot_use(line, fault);
                if let Some(groups) = &mut groups {
                    groups.has_lost(record, true);
                }
                continue;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            found.description.blank += 1;
            continue;
        }
        found.description.rows += 1;
        match reader.read(record) {
            Err(fault) => {
                found.cannot_use(line, fault);
                if let Some(groups) = &mut groups {
                    groups.has_lost(record, false);
                }
            }
            Ok(row) => {
                found.row(line, record, row.time);
                match &mut groups {
                    Some(groups) => groups.put(line, &row)?,
                    None => found.alone(&reader, line, &row),
                }
            }
        }
    }
    found.description.ends_with_a_line = records.ends_with_a_line();
    if let Some(groups) = groups {
        let sizes = groups.sizes();
        let (log, summary) = groups.finish("")?;
        found.groups(&log, &lenient, sizes);
        found.description.incomplete = summary.incomplete;
    }
    found.description.zero = source.zero.as_ref().map(|zero| zero.value.word().to_owned());
    found.finish(source.duration.is_some())
}

/// What was found so far.
struct Found {
    description: Description,
    before: Option<DateTime>,
    first: Option<DateTime>,
    last: Option<DateTime>,
    /// By hash of a row: how many there are, of those whose hash ends in zeros under the mask.
    kinds: BTreeMap<u64, u32>,
    mask: u64,
    weeks: Weeks,
    lengths: Vec<Numbers>,
    marks: Vec<Numbers>,
    types: BTreeMap<String, u64>,
    flags: Vec<FlagCount>,
    names: Vec<String>,
    flag_names: Vec<String>,
}

impl Found {
    fn new(source: &LogSource, file: &str) -> Found {
        let description = Description {
            file: file.to_owned(),
            rows: 0,
            blank: 0,
            unusable_rows: 0,
            unusable: Vec::new(),
            incidents: 0,
            incomplete: 0,
            rows_per_incident: None,
            first: String::new(),
            last: String::new(),
            span_s: 0.0,
            far: Vec::new(),
            gaps: Vec::new(),
            identical: Identical { rows: 0, one_in: 1, lines: Vec::new() },
            out_of_order: 0,
            out_of_order_lines: Vec::new(),
            zeros: 0,
            zero: None,
            ends_with_a_line: true,
            hours: Vec::new(),
            dispersion: Vec::new(),
            intervals: IndexMap::new(),
            types: IndexMap::new(),
            other_types: 0,
            flags: IndexMap::new(),
        };
        let lengths = source.lengths().map(|(step, _)| step.value.clone());
        let marks = source.marks.iter().map(|mark| mark.name.value.clone());
        Found {
            description,
            before: None,
            first: None,
            last: None,
            kinds: BTreeMap::new(),
            mask: 0,
            weeks: Weeks::default(),
            lengths: source.lengths().map(|_| Numbers::default()).collect(),
            marks: source.marks.iter().map(|_| Numbers::default()).collect(),
            types: BTreeMap::new(),
            flags: vec![FlagCount::default(); source.flags.len()],
            names: lengths.chain(marks).collect(),
            flag_names: source.flags.iter().map(|flag| flag.name.value.clone()).collect(),
        }
    }

    fn cannot_use(&mut self, line: u64, (column, value, why): Fault) {
        self.description.unusable_rows += 1;
        if self.description.unusable.len() < MOST_SHOWN_ROWS {
            self.description.unusable.push(UnusableRow::new(line, column, value.chars().take(200).collect(), why));
        }
    }

    /// Takes a row by itself.
    fn row(&mut self, line: u64, record: &StringRecord, time: DateTime) {
        if self.before.is_some_and(|before| time < before) {
            self.description.out_of_order += 1;
            if self.description.out_of_order_lines.len() < MOST_LINES {
                self.description.out_of_order_lines.push(line);
            }
        }
        self.before = Some(time);
        let hash = hash(record);
        if hash & self.mask == 0 {
            let known = self.kinds.entry(hash).or_default();
            *known += 1;
            if *known > 1 && self.description.identical.lines.len() < MOST_LINES {
                self.description.identical.lines.push(line);
            }
            while self.kinds.len() > MOST_KINDS {
                self.mask = self.mask << 1 | 1;
                let mask = self.mask;
                self.kinds.retain(|hash, _| hash & mask == 0);
            }
        }
    }

    /// Takes a row that is an incident.
    fn alone(&mut self, reader: &RowReader<'_>, line: u64, row: &Row<'_>) {
        let call = counted(row.time);
        let marks = reader.columns.marks.iter().map(|&mark| row.stamps[mark].map(|time| Time(time.0 - call.0)));
        let marks: Vec<Option<Time>> = marks.collect();
        self.weeks.add(line, row.time);
        self.incident(row.time, &row.lengths, &marks, row.kind, (row.known, row.flags));
    }

    fn groups(&mut self, log: &ReadLog, source: &LogSource, sizes: Numbers) {
        let known = |times: &[Time]| times.iter().map(|time| Some(*time).filter(|time| *time >= Time::ZERO)).collect::<Vec<_>>();
        let lengths = source.lengths().count();
        for row in &log.rows {
            let (lengths, marks) = (known(log.of(row, &log.lengths, lengths)), known(log.of(row, &log.marks, source.marks.len())));
            self.weeks.add(row.line.into(), row.time);
            self.incident(row.time, &lengths, &marks, log.kind(row), log.said(row));
        }
        self.description.rows_per_incident = sizes.spread(1e-3);
    }

    fn incident(&mut self, time: DateTime, lengths: &[Option<Time>], marks: &[Option<Time>], kind: Option<&str>, flags: (u64, u64)) {
        self.description.incidents += 1;
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        let intervals = self.lengths.iter_mut().chain(&mut self.marks);
        intervals.zip(lengths.iter().chain(marks)).for_each(|(numbers, time)| numbers.add(*time));
        let kind = kind.unwrap_or("");
        if let Some(count) = self.types.get_mut(kind) {
            *count += 1;
        } else if self.types.len() < MOST_TYPES {
            self.types.insert(kind.to_owned(), 1);
        } else {
            self.description.other_types += 1;
        }
        for (index, count) in self.flags.iter_mut().enumerate() {
            count.set += (flags.0 & flags.1) >> index & 1;
            count.known += flags.0 >> index & 1;
        }
    }

    fn finish(mut self, has_duration: bool) -> Result<Description, LogError> {
        let (Some(first), Some(last)) = (self.first, self.last) else {
            return Err(match self.description.unusable.is_empty() {
                true => LogError::Empty,
                false => LogError::NothingUsable { rows: self.description.rows, first: Box::new(self.description.unusable.swap_remove(0)) },
            });
        };
        let mut found = self.description;
        (found.first, found.last) = (first.to_string(), last.to_string());
        found.span_s = Time(counted(last).0 - counted(first).0).seconds();
        let twice: u64 = self.kinds.values().map(|&count| u64::from(count) - 1).sum();
        (found.identical.rows, found.identical.one_in) = (twice * (self.mask + 1), self.mask + 1);
        found.zeros = if has_duration { self.lengths.first().map_or(0, Numbers::zeros) } else { 0 };
        self.weeks.tell(&mut found);
        let numbers = self.lengths.iter().chain(&self.marks);
        let spreads = self.names.into_iter().zip(numbers).filter_map(|(name, numbers)| Some((name, numbers.spread(1e-6)?)));
        for (name, spread) in spreads {
            // A step and a mark may have one name.
            let name = if found.intervals.contains_key(&name) { format!("{name} (mark)") } else { name };
            found.intervals.insert(name, spread);
        }
        let mut types: Vec<(String, u64)> = self.types.into_iter().collect();
        types.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        found.types = if types.len() == 1 && types[0].0.is_empty() { IndexMap::new() } else { types.into_iter().collect() };
        found.flags = self.flag_names.into_iter().zip(self.flags).collect();
        Ok(found)
    }
}
