//! Some rows of a table, column by column, before they are written.

use super::columns::{Column, Holds};
use crate::folder::exact::Seconds;
use crate::time::Time;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};

/// Some rows.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) rows: usize,
    pub(super) columns: Vec<Part>,
}

/// One column of them.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) values: Values,
    /// By row: 1 if there is a value. Nothing if there always is.
    pub(super) levels: Option<Vec<i16>>,
}

/// The values that are there.
#[derive(Debug)]
pub(super) enum Values {
    Whole(Vec<i64>),
    /// Microseconds.
    Seconds(Vec<i64>),
    Truth(Vec<bool>),
    /// Which of the words.
    Word(Vec<u32>, Words),
    /// All one after the other, and where each ends.
    Name(Vec<u8>, Vec<usize>),
}

/// The texts of a column, each with a number that it is known by.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// In the order of their codes.
    pub(super) words: Vec<String>,
    codes: BTreeMap<u64, u32>,
    /// So many are known from the beginning: the number of each is its code.
    known: usize,
}

impl Words {
    /// Words that are known beforehand.
    pub(super) fn known(words: impl IntoIterator<Item = String>) -> Words {
        let words: Vec<String> = words.into_iter().collect();
        Words { known: words.len(), words, codes: BTreeMap::new() }
    }

    fn code(&mut self, number: u64, word: impl FnOnce() -> String) -> u32 {
        if number < self.known as u64 {
            return number as u32;
        }
        let words = &mut self.words;
        *self.codes.entry(number).or_insert_with(|| {
            words.push(word());
            words.len() as u32 - 1
        })
    }

    /// Those that came along are forgotten, so that they do not become more and more.
    fn forget(&mut self) {
        self.words.truncate(self.known);
        self.codes.clear();
    }
}

impl Batch {
    /// No rows yet; `words` are those known beforehand, by name of their column.
    pub(super) fn new(columns: &[Column], words: &BTreeMap<&str, Words>) -> Batch {
        let part = |column: &Column| Part {
            values: match column.holds {
                Holds::Whole => Values::Whole(Vec::new()),
                Holds::Seconds => Values::Seconds(Vec::new()),
                Holds::Truth => Values::Truth(Vec::new()),
                Holds::Word => Values::Word(Vec::new(), words.get(column.name.as_str()).cloned().unwrap_or_default()),
                Holds::Name => Values::Name(Vec::new(), Vec::new()),
            },
            levels: column.optional.then(Vec::new),
        };
        Batch { rows: 0, columns: columns.iter().map(part).collect() }
    }

    /// Begins a row, whose values then come in the order of the columns.
    pub(super) fn row(&mut self) -> Row<'_> {
        self.rows += 1;
        Row { parts: self.columns.iter_mut() }
    }

    /// Forgets its rows, but not the room they took.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
        for part in &mut self.columns {
            part.levels.iter_mut().for_each(Vec::clear);
            match &mut part.values {
                Values::Whole(values) | Values::Seconds(values) => values.clear(),
                Values::Truth(values) => values.clear(),
                Values::Word(codes, words) => {
                    codes.clear();
                    words.forget();
                }
                Values::Name(bytes, ends) => {
                    bytes.clear();
                    ends.clear();
                }
            }
        }
    }

    /// Writes its rows as CSV.
    pub(super) fn csv(&self, to: &mut impl Write) -> io::Result<()> {
        // By column, the values that have been written.
        let mut written = vec![0; self.columns.len()];
        for row in 0..self.rows {
            for (place, (part, at)) in self.columns.iter().zip(&mut written).enumerate() {
                if place > 0 {
                    to.write_all(b",")?;
                }
                if part.levels.as_ref().is_none_or(|levels| levels[row] == 1) {
                    part.values.csv(*at, to)?;
                    *at += 1;
                }
            }
            to.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Values {
    fn csv(&self, at: usize, to: &mut impl Write) -> io::Result<()> {
        match self {
            Values::Whole(values) => write!(to, "{}", values[at]),
            Values::Seconds(values) => write!(to, "{}", Seconds(values[at].into())),
            Values::Truth(values) => write!(to, "{}", values[at]),
            Values::Word(codes, words) => to.write_all(quoted(&words.words[codes[at] as usize]).as_bytes()),
            Values::Name(bytes, ends) => to.write_all(&bytes[at.checked_sub(1).map_or(0, |before| ends[before])..ends[at]]),
        }
    }
}

/// Names of steps and stages are any text without quotation marks.
pub(super) fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains([',', '\n', '\r', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")).into(),
        false => text.into(),
    }
}

/// A row that is being filled, column by column.
#[derive(Debug)]
pub(super) struct Row<'b> {
    parts: std::slice::IterMut<'b, Part>,
}

impl Row<'_> {
    fn next(&mut self, there: bool) -> &mut Values {
        let part = self.parts.next().expect("a row has no more values than the table has columns");
        if let Some(levels) = &mut part.levels {
            levels.push(there.into());
        }
        &mut part.values
    }

    pub(super) fn whole(&mut self, value: u64) {
        self.outcome(Some(value as i64));
    }

    pub(super) fn time(&mut self, time: Time) {
        self.outcome(Some(time.0));
    }

    /// A time in microseconds or a number, if there is one.
    pub(super) fn outcome(&mut self, value: Option<i64>) {
        if let (Values::Whole(values) | Values::Seconds(values), Some(value)) = (self.next(value.is_some()), value) {
            values.push(value);
        }
    }

    pub(super) fn truth(&mut self, value: bool) {
        if let Values::Truth(values) = self.next(true) {
            values.push(value);
        }
    }

    /// A word, by its number; `word` is asked if it is new.
    pub(super) fn word(&mut self, number: u64, word: impl FnOnce() -> String) {
        if let Values::Word(codes, words) = self.next(true) {
            codes.push(words.code(number, word));
        }
    }

    /// A word that was known beforehand.
    pub(super) fn known(&mut self, number: usize) {
        if let Values::Word(codes, words) = self.next(true) {
            debug_assert!(number < words.known);
            codes.push(number as u32);
        }
    }

    pub(super) fn name(&mut self, name: impl Display) {
        if let Values::Name(bytes, ends) = self.next(true) {
            // A vector takes what it is given.
            let _ = write!(bytes, "{name}");
            ends.push(bytes.len());
        }
    }
}
