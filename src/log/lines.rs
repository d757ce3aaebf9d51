//! Records of a CSV file with the line each begins on.

use super::LogError;
use csv::{ByteRecord, ReaderBuilder, StringRecord, Terminator};
use std::io::{self, BufRead, BufReader, Read};

/// A record that spans more lines than this has a quotation mark that was never closed.
const MOST_LINES: u64 = 100;

/// The records of a file. Blank lines are no records.
pub(super) struct Records<R> {
    reader: csv::Reader<Plain<BufReader<R>>>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(reader: R) -> Result<Records<R>, LogError> {
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let start = reader.fill_buf().map_err(|source| LogError::Io { line: 1, source })?;
        let separator = separator(start);
        // Lines end in `\n` once `Plain` is through with them; only then does the parser count them as a person would.
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Plain { inner: reader, pending_return: false, last: b'\n' });
        Ok(Records { reader })
    }

    /// The next record and the line it begins on.
    pub(super) fn next(&mut self) -> Result<Option<(u64, StringRecord)>, LogError> {
        let mut record = ByteRecord::new();
        let here = self.reader.position().line();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => {
                let source = match error.into_kind() {
                    csv::ErrorKind::Io(source) => source,
                    other => io::Error::other(format!("{other:?}")),
                };
                return Err(LogError::Io { line: here, source });
            }
        }
        let inside: usize = record.iter().map(|cell| cell.iter().filter(|&&byte| byte == b'\n').count()).sum();
        // The parser stands behind the end of the record's last line, which a quotation mark that is never closed swallows.
        let ended = inside as u64 <= MOST_LINES || !record.iter().next_back().is_some_and(|cell| cell.ends_with(b"\n"));
        let line = self.reader.position().line().saturating_sub(inside as u64 + u64::from(ended));
        if inside as u64 > MOST_LINES {
            return Err(LogError::OpenQuote { line });
        }
        let record = StringRecord::from_byte_record(record).map_err(|_| LogError::NotText { line })?;
        Ok(Some((line, record)))
    }
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
}

impl<R: BufRead> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.inner.fill_buf()?;
            if input.is_empty() {
                let unfinished = self.last != b'\n' && !buffer.is_empty();
                if unfinished {
                    (self.last, buffer[0]) = (b'\n', b'\n');
                }
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
        std::iter::from_fn(|| records.next().expect("text"))
            .map(|(line, record)| (line, record.iter().map(str::to_owned).collect()))
            .collect()
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
        records.next().expect("text");
        records.next().expect("text");
        assert!(matches!(records.next(), Err(LogError::NotText { line: 4 })));
        let mut utf16 = Records::new(&b"\xFF\xFEt\0i\0m\0e\0"[..]).expect("readable");
        assert!(matches!(utf16.next(), Err(LogError::NotText { line: 1 })));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told() {
        let text = format!("a,b\n1,2\n3,\"x\n{}", "4,5\n".repeat(200));
        let mut records = Records::new(text.as_bytes()).expect("readable");
        records.next().expect("text");
        records.next().expect("text");
        assert!(matches!(records.next(), Err(LogError::OpenQuote { line: 3 })));
    }
}
