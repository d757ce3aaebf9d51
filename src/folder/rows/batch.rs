//! Some rows of a table, column by column, before they are written.

use super::columns::{Column, Holds};
use super::encode;
use crate::folder::exact::Seconds;
use std::collections::BTreeMap;
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
    /// By row: whether there is a value. Nothing if there always is.
    pub(super) there: Option<Vec<bool>>,
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
    /// All one after the other, each behind the number of its bytes (four of them, the lowest first).
    Name(Vec<u8>),
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
                Holds::Name => Values::Name(Vec::new()),
            },
            there: column.optional.then(Vec::new),
        };
        Batch { rows: 0, columns: columns.iter().map(part).collect() }
    }

    /// Begins some rows, whose values then come column by column.
    pub(super) fn add(&mut self, rows: usize) -> Filling<'_> {
        self.rows += rows;
        Filling { parts: self.columns.iter_mut() }
    }

    /// Forgets its rows, but not the room they took.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
        for part in &mut self.columns {
            part.there.iter_mut().for_each(Vec::clear);
            match &mut part.values {
                Values::Whole(values) | Values::Seconds(values) => values.clear(),
                Values::Truth(values) => values.clear(),
                Values::Word(codes, words) => {
                    codes.clear();
                    words.forget();
                }
                Values::Name(texts) => texts.clear(),
            }
        }
    }

    /// Writes its rows as CSV.
    pub(super) fn csv(&self, to: &mut impl Write) -> io::Result<()> {
        // By column, what has been written: values, or bytes of texts.
        let mut written = vec![0; self.columns.len()];
        for row in 0..self.rows {
            for (place, (part, at)) in self.columns.iter().zip(&mut written).enumerate() {
                if place > 0 {
                    to.write_all(b",")?;
                }
                if part.there.as_ref().is_none_or(|there| there[row]) {
                    *at = part.values.csv(*at, to)?;
                }
            }
            to.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Values {
    /// Writes the value that begins there, and says where the next one does.
    fn csv(&self, at: usize, to: &mut impl Write) -> io::Result<usize> {
        match self {
            Values::Whole(values) => write!(to, "{}", values[at])?,
            Values::Seconds(values) => write!(to, "{}", Seconds(values[at].into()))?,
            Values::Truth(values) => write!(to, "{}", values[at])?,
            Values::Word(codes, words) => to.write_all(quoted(&words.words[codes[at] as usize]).as_bytes())?,
            Values::Name(texts) => {
                let (text, next) = encode::text_at(texts, at);
                to.write_all(text)?;
                return Ok(next);
            }
        }
        Ok(at + 1)
    }
}

/// Names of steps and stages are any text without quotation marks.
pub(super) fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains([',', '\n', '\r', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")).into(),
        false => text.into(),
    }
}

/// Rows that are being filled, column by column.
#[derive(Debug)]
pub(super) struct Filling<'b> {
    parts: std::slice::IterMut<'b, Part>,
}

impl Filling<'_> {
    fn next(&mut self) -> &mut Part {
        self.parts.next().expect("rows have no more values than the table has columns")
    }

    /// Numbers, or times in microseconds.
    pub(super) fn numbers(&mut self, numbers: impl IntoIterator<Item = i64>) {
        let part = self.next();
        debug_assert!(part.there.is_none());
        if let Values::Whole(values) | Values::Seconds(values) = &mut part.values {
            values.extend(numbers);
        }
    }

    /// Numbers, or times in microseconds, where there are any.
    pub(super) fn some(&mut self, numbers: impl Iterator<Item = Option<i64>> + Clone) {
        let part = self.next();
        if let (Some(there), Values::Whole(values) | Values::Seconds(values)) = (&mut part.there, &mut part.values) {
            there.extend(numbers.clone().map(|number| number.is_some()));
            values.extend(numbers.flatten());
        }
    }

    pub(super) fn truths(&mut self, truths: impl IntoIterator<Item = bool>) {
        if let Values::Truth(values) = &mut self.next().values {
            values.extend(truths);
        }
    }

    /// Words that were known beforehand, by their numbers.
    pub(super) fn known(&mut self, numbers: impl IntoIterator<Item = usize>) {
        if let Values::Word(codes, words) = &mut self.next().values {
            codes.extend(numbers.into_iter().map(|number| number as u32));
            debug_assert!(codes.last().is_none_or(|&code| (code as usize) < words.known));
        }
    }

    /// A word, by its number; `word` is asked if it is new.
    pub(super) fn word(&mut self, number: u64, word: impl FnOnce() -> String) {
        if let Values::Word(codes, words) = &mut self.next().values {
            codes.push(words.code(number, word));
        }
    }

    /// A text, which `add` adds.
    pub(super) fn name(&mut self, add: impl FnOnce(&mut Vec<u8>)) {
        if let Values::Name(texts) = &mut self.next().values {
            encode::text_of(texts, add);
        }
    }
}
