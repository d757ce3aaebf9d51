//! Rows and cells of tables: rounded for people, with the exact number beside it for programs and for sorting.

use super::Teller;
use crate::report::format::{Quantity, interval};
use crate::results::{Est, Estimate};
use serde::Serialize;

/// One row.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    label: String,
    cells: Vec<Cell>,
}

/// A number and, below it, what stands in parentheses.
#[derive(Debug, Serialize)]
pub(super) struct Cell {
    value: String,
    note: Option<String>,
    /// The number that `value` rounds, as it stands in `summary.json`.
    exact: Option<String>,
}

impl Cell {
    /// What stands in parentheses goes below.
    pub(super) fn new(text: String) -> Cell {
        let (value, note) = match text.split_once(" (") {
            Some((value, note)) => (value.to_owned(), Some(format!("({note}"))),
            None => (text, None),
        };
        Cell { value, note, exact: None }
    }

    /// Words, and a number below them.
    pub(super) fn with_note(value: &str, note: String) -> Cell {
        Cell { value: value.to_owned(), note: Some(note), exact: None }
    }

    /// The number behind it.
    pub(super) fn of(self, est: Est) -> Cell {
        Cell { exact: est.map(|found| found.value.to_string()), ..self }
    }

    pub(super) fn count(text: String, count: u64) -> Cell {
        Cell { exact: Some(count.to_string()), ..Cell::new(text) }
    }

    pub(super) fn empty() -> Cell {
        Cell::new(String::new())
    }
}

impl Row {
    pub(super) fn new(label: impl Into<String>, cells: Vec<Cell>) -> Row {
        Row { label: label.into(), cells }
    }
}

pub(super) fn dash() -> String {
    "–".to_owned()
}

impl Teller<'_> {
    /// An estimate with its interval.
    pub(super) fn est(&self, quantity: Quantity, est: Est) -> Cell {
        Cell::new(est.map_or_else(dash, |found| self.marked(self.numbers.full(quantity, &found), &found))).of(est)
    }

    /// A difference with its interval, signed.
    pub(super) fn change(&self, quantity: Quantity, est: Est) -> Cell {
        Cell::new(self.change_text(quantity, est)).of(est)
    }

    pub(super) fn change_text(&self, quantity: Quantity, est: Est) -> String {
        est.map_or_else(dash, |found| self.marked(self.numbers.full_signed(quantity, &found), &found))
    }

    /// A dash where the interval is missing, unless no number has one.
    fn marked(&self, text: String, found: &Estimate) -> String {
        let bare = interval(found).is_none() && self.report.results.replications > 1;
        if bare { format!("{text} ({})", dash()) } else { text }
    }

    /// A share without its interval.
    pub(super) fn short(&self, est: Est) -> Cell {
        Cell::new(est.map_or_else(dash, |found| self.numbers.value(Quantity::Share, &found))).of(est)
    }
}
