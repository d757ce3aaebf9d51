//! The incidents of a log, put together from its rows.

use super::columns::LengthAt;
use super::row::{Fault, Row, RowReader, between, counted};
use super::spread::Numbers;
use super::{LogError, LogSummary, UNUSABLE};
use crate::scenario::file::{FlagColumn, LogSource, Zero};
use crate::scenario::log::{NO_TEXT, ReadLog, ReadRow};
use crate::time::Time;
use csv::StringRecord;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Rows are counted as whole milliseconds, which a histogram tells apart exactly up to two thousand.
const ROW: i64 = 1000;

/// Says nothing.
const UNKNOWN: Time = Time(i64::MIN);

/// The incidents so far.
pub(super) struct Incidents<'s> {
    reader: &'s RowReader<'s>,
    rows: Vec<ReadRow>,
    /// By incident: how many rows it has, where they are grouped.
    sizes: Vec<u32>,
    /// By value of the column that groups: the incident.
    groups: BTreeMap<Box<str>, u32>,
    /// Values of that column in rows that cannot be used.
    lost: BTreeSet<Box<str>>,
    /// By incident and column of times: the earliest.
    stamps: Vec<Time>,
    lengths: Vec<Time>,
    /// By incident, if there are flags: those that are known, and those that are set.
    said: Vec<(u64, u64)>,
    /// By incident, if the log says so: which drawn one it is.
    drawn: Vec<(i32, u32)>,
    /// By incident and flag that counts rows: how many.
    counts: Vec<u32>,
    attributes: Vec<u32>,
    texts: Vec<String>,
    known_texts: BTreeMap<String, u32>,
    /// A hash of all values of every row, to count those that are identical.
    seen: Vec<u64>,
    summary: LogSummary,
}

impl<'s> Incidents<'s> {
    pub(super) fn new(reader: &'s RowReader<'s>, holder: &str) -> Incidents<'s> {
        Incidents {
            reader,
            rows: Vec::new(),
            sizes: Vec::new(),
            groups: BTreeMap::new(),
            lost: BTreeSet::new(),
            stamps: Vec::new(),
            lengths: Vec::new(),
            said: Vec::new(),
            drawn: Vec::new(),
            counts: Vec::new(),
            attributes: Vec::new(),
            texts: Vec::new(),
            known_texts: BTreeMap::new(),
            seen: Vec::new(),
            summary: LogSummary::new(holder),
        }
    }

    /// Takes a record.
    pub(super) fn take(&mut self, line: u64, record: &StringRecord) -> Result<(), LogError> {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            self.summary.blank += 1;
            return Ok(());
        }
        self.summary.rows += 1;
        match self.reader.read(record) {
            Ok(row) => {
                self.seen.push(hash(record));
                self.put(line, &row)
            }
            Err(fault) => {
                self.summary.cannot_use(line, fault);
                self.has_lost(record, false);
                Ok(())
            }
        }
    }

    /// Counts a record that is not even one, and lists it.
    pub(super) fn is_cut(&mut self, line: u64, record: &StringRecord, fault: Fault) {
        self.summary.rows += 1;
        self.summary.cannot_use(line, fault);
        self.has_lost(record, true);
    }

    /// Remembers that an incident has a row that cannot be used, where rows are grouped. The last value of a row that is cut may be part
    /// of one.
    pub(super) fn has_lost(&mut self, record: &StringRecord, is_cut: bool) {
        let whole = record.len() - usize::from(is_cut && !record.is_empty());
        let group = self.reader.columns.group.filter(|&at| at < whole).and_then(|at| record.get(at)).map(str::trim);
        if let Some(group) = group.filter(|group| !group.is_empty() && !self.lost.contains(*group)) {
            self.lost.insert(group.into());
        }
    }

    /// Takes a row that was read.
    pub(super) fn put(&mut self, line: u64, row: &Row<'_>) -> Result<(), LogError> {
        let line = u32::try_from(line).map_err(|_| LogError::TooMany)?;
        let next = u32::try_from(self.rows.len()).ok().filter(|&next| next < NO_TEXT).ok_or(LogError::TooMany)?;
        let incident = match row.group {
            None => next,
            Some(group) => match self.groups.get(group) {
                Some(&known) => known,
                None => *self.groups.entry(group.into()).or_insert(next),
            },
        };
        let kind = row.kind.map_or(NO_TEXT, |text| self.text(text));
        let attributes: Vec<u32> = row.attributes.iter().map(|text| text.map_or(NO_TEXT, |text| self.text(text))).collect();
        if incident == next {
            self.rows.push(ReadRow { time: row.time, line, place: next, kind, priority: row.priority, abandoned: false });
            if row.group.is_some() {
                self.sizes.push(0);
            }
            self.stamps.extend(row.stamps.iter().map(|_| UNKNOWN));
            self.lengths.extend(row.lengths.iter().map(|_| UNKNOWN));
            self.attributes.extend(&attributes);
            self.drawn.extend(row.drawn);
            if !self.reader.source.flags.is_empty() {
                self.said.push((0, 0));
            }
            if self.reader.counts_rows() {
                self.counts.extend(self.reader.source.flags.iter().map(|_| 0));
            }
        }
        let place = incident as usize;
        let known = &mut self.rows[place];
        (known.time, known.line) = (known.time.min(row.time), known.line.min(line));
        known.kind = if known.kind == NO_TEXT { kind } else { known.kind };
        known.priority = known.priority.or(row.priority);
        if let Some((known, set)) = self.said.get_mut(place) {
            (*known, *set) = (*known | row.known, *set | row.flags);
        }
        if let Some(size) = self.sizes.get_mut(place) {
            *size += 1;
        }
        merge(&mut self.stamps, place, &row.stamps, |known, new| if known == UNKNOWN { new } else { known.min(new) });
        merge(&mut self.lengths, place, &row.lengths, |known, new| if known == UNKNOWN { new } else { known });
        for (known, new) in self.attributes[place * attributes.len()..].iter_mut().zip(attributes) {
            *known = if *known == NO_TEXT { new } else { *known };
        }
        let flags = self.reader.source.flags.len();
        if self.reader.counts_rows() {
            for flag in (0..flags).filter(|flag| row.flags >> flag & 1 == 1) {
                self.counts[place * flags + flag] += 1;
            }
        }
        Ok(())
    }

    /// How many rows incidents have.
    pub(super) fn sizes(&self) -> Numbers {
        let mut sizes = Numbers::default();
        self.sizes.iter().for_each(|&size| sizes.add(Some(Time(i64::from(size) * ROW))));
        sizes
    }

    /// The index of a text of the file.
    fn text(&mut self, text: &str) -> u32 {
        if let Some(&known) = self.known_texts.get(text) {
            return known;
        }
        let index = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.known_texts.insert(text.to_owned(), index);
        index
    }

    /// The log, once every row was taken.
    pub(super) fn finish(mut self, holder: &str) -> Result<(ReadLog, LogSummary), LogError> {
        let source = self.reader.source;
        self.seen.sort_unstable();
        self.summary.repeated = self.seen.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        self.seen = Vec::new();
        self.summary.grouped = source.group.is_some();
        self.count_flags(source);
        self.doubt_flags();
        self.decide_zeros(source)?;
        let most = source.unusable.as_ref().map_or(UNUSABLE, |share| share.value);
        if self.summary.unusable_rows as f64 > most * self.summary.rows as f64 {
            return Err(LogError::TooManyUnusable { most, summary: Box::new(self.summary) });
        }
        self.rows.sort_unstable_by_key(ReadRow::order);
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return Err(LogError::Empty) };
        let (first, last) = (first.time, last.time);
        let marks = self.marks();
        self.summary.close(&self.rows);
        let Incidents { rows, texts, lengths, said, drawn, attributes, summary, .. } = self;
        Ok((ReadLog { holder: holder.to_owned(), first, last, rows, texts, lengths, marks, said, drawn, attributes }, summary))
    }

    /// Flags that need several rows are set by those that have as many.
    fn count_flags(&mut self, source: &LogSource) {
        let flags = source.flags.len();
        for (index, flag) in source.flags.iter().enumerate() {
            let FlagColumn::Counts { rows: least, .. } = flag.value else { continue };
            for (place, (_, set)) in self.said.iter_mut().enumerate() {
                if self.counts[place * flags + index] < least {
                    *set &= !(1 << index);
                }
            }
        }
        self.counts = Vec::new();
    }

    /// What an incident does not have may have stood in a row that cannot be used.
    fn doubt_flags(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        for &place in std::mem::take(&mut self.lost).iter().filter_map(|group| groups.get(group)) {
            self.summary.incomplete += 1;
            if let Some((known, set)) = self.said.get_mut(place as usize) {
                *known &= *set;
            }
        }
    }

    /// Lengths between columns; and what a length of zero means.
    fn decide_zeros(&mut self, source: &LogSource) -> Result<(), LogError> {
        let (columns, each) = (&self.reader.columns, self.reader.columns.lengths.len());
        for (index, length) in columns.lengths.iter().enumerate() {
            let LengthAt::Between(from, to) = *length else { continue };
            for row in &self.rows {
                let stamps = &self.stamps[row.place as usize * columns.stamps.len()..];
                let known = |stamp: Time| Some(stamp).filter(|stamp| *stamp != UNKNOWN);
                let length = between(known(stamps[from]), known(stamps[to])).filter(|length| *length >= Time::ZERO);
                self.lengths[row.place as usize * each + index] = length.unwrap_or(UNKNOWN);
            }
        }
        if source.duration.is_none() {
            return Ok(());
        }
        let is_zero = |row: &ReadRow| self.lengths[row.place as usize * each] == Time::ZERO;
        let (count, line) =
            self.rows.iter().filter(|row| is_zero(row)).fold((0, u64::MAX), |(n, line), row| (n + 1, u64::from(row.line).min(line)));
        match source.zero.as_ref().map(|zero| zero.value) {
            None if count > 0 => return Err(LogError::ZeroUndecided { count, line }),
            Some(Zero::Abandoned) => {
                let lengths = &self.lengths;
                self.rows.iter_mut().for_each(|row| row.abandoned = lengths[row.place as usize * each] == Time::ZERO);
                self.summary.abandoned = count;
            }
            Some(Zero::Drop) => {
                let size = |row: &ReadRow| u64::from(self.sizes.get(row.place as usize).copied().unwrap_or(1));
                self.summary.dropped = self.rows.iter().filter(|row| is_zero(row)).map(size).sum();
                let lengths = &self.lengths;
                self.rows.retain(|row| lengths[row.place as usize * each] != Time::ZERO);
            }
            _ => {}
        }
        Ok(())
    }

    /// How long after the call marks were set, by place.
    fn marks(&self) -> Vec<Time> {
        let columns = &self.reader.columns;
        let (each, stamps) = (columns.marks.len(), columns.stamps.len());
        let places = if each == 0 { 0 } else { self.stamps.len() / stamps };
        let mut marks = vec![UNKNOWN; places * each];
        for row in self.rows.iter().filter(|_| each > 0) {
            let (place, call) = (row.place as usize, counted(row.time));
            for (index, &stamp) in columns.marks.iter().enumerate() {
                let time = self.stamps[place * stamps + stamp];
                if time != UNKNOWN {
                    marks[place * each + index] = Time(time.0 - call.0);
                }
            }
        }
        marks
    }
}

fn merge(all: &mut [Time], place: usize, new: &[Option<Time>], put: impl Fn(Time, Time) -> Time) {
    let known = all[place * new.len()..].iter_mut().zip(new);
    known.for_each(|(known, new)| *known = new.map_or(*known, |new| put(*known, new)));
}

/// Hashes of one build are enough: they are compared with each other and never leave this place.
pub(super) fn hash(record: &StringRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.iter().for_each(|cell| cell.trim().hash(&mut hasher));
    hasher.finish()
}
