//! Records of a CSV file with the line each begins on.

use super::LogError;
use super::row::Fault;
use crate::described::Reason;
use csv::{ReaderBuilder, StringRecord, Terminator};
use std::io::{self, BufRead, BufReader, Read};

/// A record that spans more lines than this has a quotation mark that was never closed.
const MOST_LINES: u64 = 100;

/// No row is longer: a reader holds one row, and must not hold a file.
pub(super) const MOST_BYTES: u64 = 4 << 20;

/// The records of a file. Blank lines are no records.
pub(super) struct Records<R> {
    reader: csv::Reader<Plain<BufReader<R>>>,
    record: StringRecord,
}

/// What comes next in a file.
pub(super) enum Next<'r> {
    /// A record and the line it begins on.
    Row(u64, &'r StringRecord),
    /// A record that the file ends within: its line, what there is of it, and why it cannot be used.
    Cut(u64, &'r StringRecord, Fault),
}

impl<R: Read> Records<R> {
    pub(super) fn new(reader: R) -> Result<Records<R>, LogError> {
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let start = reader.fill_buf().map_err(|source| LogError::Io { line: 1, source })?;
        if let Some((is, way_out)) = other_form(start) {
            return Err(LogError::OtherForm { is, way_out });
        }
        let separator = separator(start);
        // Lines end in `\n` once `Plain` is through with them; only then does the parser count them as a person would.
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Plain { inner: reader, pending_return: false, last: b'\n', left: MOST_BYTES, completed: false, ended: false });
        Ok(Records { reader, record: StringRecord::new() })
    }

    /// The first record: the names of the columns.
    pub(super) fn header(&mut self) -> Result<Option<StringRecord>, LogError> {
        Ok(match self.next(0)? {
            Some(Next::Row(_, record)) => Some(record.clone()),
            Some(Next::Cut(..)) | None => None,
        })
    }

    /// The next record, in a file of so many columns.
    pub(super) fn next(&mut self, width: usize) -> Result<Option<Next<'_>>, LogError> {
        let mut record = std::mem::take(&mut self.record).into_byte_record();
        let here = self.reader.position().line();
        self.reader.get_mut().left = MOST_BYTES;
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => {
                let source = match error.into_kind() {
                    csv::ErrorKind::Io(source) => source,
                    other => io::Error::other(format!("{other:?}")),
                };
                return Err(match self.reader.get_ref().left {
                    0 => LogError::TooLong { line: here },
                    _ => LogError::Io { line: here, source },
                });
            }
        }
        let inside = record.iter().flatten().filter(|&&byte| byte == b'\n').count() as u64;
        let plain = self.reader.get_ref();
        // Every line has an end: a record that only the end of the file ended is within quotation marks, and swallowed the last line's.
        let open = plain.ended;
        let line = self.reader.position().line().saturating_sub(inside + u64::from(!open));
        // What is open for one line only, the last of a file that does not end with a line end, is cut off rather than never closed.
        if inside > MOST_LINES || open && (inside > 1 || !plain.completed) {
            return Err(LogError::OpenQuote { line });
        }
        // The file does not end with a line end, and this is what it ends with.
        let is_cut = plain.completed && (open || record.len() < width);
        self.record = StringRecord::from_byte_record(record).map_err(|_| LogError::NotText { line })?;
        Ok(Some(match is_cut {
            true => {
                let last = self.record.iter().next_back().unwrap_or("").trim().to_owned();
                Next::Cut(line, &self.record, (String::new(), last, Reason::CutOff))
            }
            false => Next::Row(line, &self.record),
        }))
    }

    /// Whether the file has an end of its last line; asked when every record was read.
    pub(super) fn ends_with_a_line(&self) -> bool {
        !self.reader.get_ref().completed
    }
}

/// What a file is that begins as no text does, and what to do about it.
fn other_form(start: &[u8]) -> Option<(&'static str, &'static str)> {
    const FORMS: [(&[u8], &str, &str); 5] = [
        (b"\x1f\x8b", "compressed (gzip)", "unpack it first: gunzip FILE"),
        (b"PK\x03\x04", "a ZIP file, as spreadsheets are", "save it as \"CSV UTF-8\", or unpack it"),
        (b"PAR1", "Parquet", "write it as CSV first"),
        (b"\xff\xfe", "UTF-16", "save it as UTF-8 (spreadsheets call it \"CSV UTF-8\")"),
        (b"\xfe\xff", "UTF-16", "save it as UTF-8 (spreadsheets call it \"CSV UTF-8\")"),
    ];
    FORMS.iter().find(|(begin, ..)| start.starts_with(begin)).map(|&(_, is, way_out)| (is, way_out))
}

/// The separator that the first line has most of, quoted text left out.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for &byte in start.iter().take_while(|&&byte| byte != b'\n' && byte != b'\r') {
        quoted ^= byte == b'"';
        counts.iter_mut().filter(|(separator, _)| *separator == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // The first of equals wins: the comma.
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map_or(b',', |(separator, _)| separator)
}

/// Passes text on with every kind of line end (`\r\n`, `\r`) as `\n`, and one at the end of the text.
struct Plain<R> {
    inner: R,
    /// The last byte read was `\r`, which was passed on as `\n`.
    pending_return: bool,
    /// The last byte passed on.
    last: u8,
    /// So many bytes may still be read for the record that is being read.
    left: u64,
    /// The file did not end with a line end, and got one.
    completed: bool,
    /// Whoever reads was told that this is all.
    ended: bool,
}

impl<R: BufRead> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("too long"));
        }
        loop {
            let input = self.inner.fill_buf()?;
            if input.is_empty() {
                let unfinished = self.last != b'\n' && !buffer.is_empty();
                if unfinished {
                    (self.last, buffer[0]) = (b'\n', b'\n');
                    self.completed = true;
                }
                self.ended = !unfinished && !buffer.is_empty();
                return Ok(usize::from(unfinished));
            }
            let (mut used, mut given) = (0, 0);
            while used < input.len() && given < buffer.len() {
                let byte = input[used];
                used += 1;
                let second_half = byte == b'\n' && self.pending_return;
                self.pending_return = byte == b'\r';
                if !second_half {
                    buffer[given] = if byte == b'\r' { b'\n' } else { byte };
                    given += 1;
                }
            }
            self.inner.consume(used);
            self.left = self.left.saturating_sub(used as u64);
            if given > 0 {
                self.last = buffer[given - 1];
                return Ok(given);
            }
            if buffer.is_empty() {
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(bytes).expect("readable");
        let mut all = Vec::new();
        while let Some(next) = records.next(0).expect("text") {
            let Next::Row(line, record) = next else { panic!("whole rows") };
            all.push((line, record.iter().map(str::to_owned).collect()));
        }
        all
    }

    #[test]
    fn records_know_the_line_they_begin_on() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "", "3,\"x", "y\"", "4,5", "", "6,7"].join(end);
            let lines: Vec<u64> = records(text.as_bytes()).iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 5, 7, 9], "{end:?}");
            let lines: Vec<u64> = records((text + end).as_bytes()).iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 5, 7, 9], "{end:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_text_and_separators_are_seen() {
        assert_eq!(
            records(b"\xEF\xBB\xBFtime;note\n1;\"a;b\"\n"),
            [(1, vec!["time".to_owned(), "note".to_owned()]), (2, vec!["1".to_owned(), "a;b".to_owned()])]
        );
        assert_eq!(records(b"time\tx\n")[0].1, ["time", "x"]);
        assert_eq!(records(b"time\n")[0].1, ["time"]);
        assert_eq!(records(b"\"a;b;c\",d\n")[0].1, ["a;b;c", "d"]);
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let mut records = Records::new(&b"a,b\n1,2\n\n3,\xE5\n"[..]).expect("readable");
        records.next(0).expect("text");
        records.next(0).expect("text");
        assert!(matches!(records.next(0), Err(LogError::NotText { line: 4 })));
        for (bytes, form) in [
            (&b"\xFF\xFEt\0i\0m\0e\0"[..], "UTF-16"),
            (b"\x1f\x8b\x08\0", "compressed (gzip)"),
            (b"PK\x03\x04\x14", "a ZIP file, as spreadsheets are"),
            (b"PAR1\x15\x04", "Parquet"),
        ] {
            assert!(matches!(Records::new(bytes), Err(LogError::OtherForm { is, .. }) if is == form), "{form}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told() {
        let text = format!("a,b\n1,2\n3,\"x\n{}", "4,5\n".repeat(200));
        let mut records = Records::new(text.as_bytes()).expect("readable");
        records.next(0).expect("text");
        records.next(0).expect("text");
        assert!(matches!(records.next(0), Err(LogError::OpenQuote { line: 3 })));
    }

    /// However few lines are left, with or without an end of the last one.
    #[test]
    fn a_quotation_mark_that_is_open_at_the_end_swallows_nothing() {
        for (text, line) in [
            ("a,b\n1,2\n3,\"x\n4,5\n6,7\n", 3),
            ("a,b\n1,2\n3,\"x\n4,5\n6,7", 3),
            ("a,b\n1,2\n3,\"x\n", 3),
            ("a,b\n1,2\n\n3,\"x\"\"\n4,5\n6,7\n", 4),
            ("a,b\n\"1,2\n3,4\n", 2),
        ] {
            let mut records = Records::new(text.as_bytes()).expect("readable");
            let error = loop {
                match records.next(0) {
                    Ok(next) => assert!(next.is_some(), "{text:?} has no mistake"),
                    Err(error) => break error,
                }
            };
            assert!(matches!(error, LogError::OpenQuote { line: told } if told == line), "{text:?}: {error}");
        }
        // What is closed may end in line ends, and a mark within a value is one.
        for text in ["a,b\n1,\"x\n\"\n", "a,b\n1,\"x\n\"", "a,b\n1,5\" hose\n", "a,b\n1,\"\"\n", "a,b\n1,\"say \"\"x\"\"\"\n"] {
            assert_eq!(records(text.as_bytes()).len(), 2, "{text:?}");
        }
        // One line that is open and has no end.
        let mut records = Records::new(&b"a,b\n1,2\n3,\"x"[..]).expect("readable");
        records.next(2).expect("text");
        records.next(2).expect("text");
        assert!(matches!(records.next(2), Ok(Some(Next::Cut(3, ..)))));
    }
}
