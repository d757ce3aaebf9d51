//! Rows and cells of tables: rounded for people, with the exact number beside it for programs and for sorting.

use super::Teller;
use crate::report::format::{Quantity, interval};
use crate::results::{Est, Estimate};
use serde::Serialize;
use serde_json::Value;

/// One row.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Row {
    label: String,
    cells: Vec<Cell>,
}

/// A number and, below it, what stands in parentheses.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Cell {
    value: String,
    note: Option<String>,
    /// The number that `value` rounds, as it stands in `summary.json`.
    exact: Option<String>,
    /// The ends of its interval, in the same way.
    ends: Option<(f64, f64)>,
}

impl Cell {
    /// What stands in parentheses goes below.
    pub(super) fn new(text: String) -> Cell {
        let (value, note) = match text.split_once(" (") {
            Some((value, note)) => (value.to_owned(), Some(format!("({note}"))),
            None => (text, None),
        };
        Cell { value, note, exact: None, ends: None }
    }

    /// Words, and a number below them.
    pub(super) fn with_note(value: &str, note: String) -> Cell {
        Cell { note: Some(note), ..Cell::new(value.to_owned()) }
    }

    /// The number behind it.
    pub(super) fn of(self, est: Est) -> Cell {
        Cell { exact: est.map(|found| found.value.to_string()), ends: est.as_ref().and_then(interval), ..self }
    }

    /// Words in small print below it, if there are any.
    pub(super) fn noted(self, note: Option<String>) -> Cell {
        Cell { note: note.or(self.note), ..self }
    }

    pub(super) fn count(text: String, count: u64) -> Cell {
        Cell { exact: Some(count.to_string()), ..Cell::new(text) }
    }

    pub(super) fn empty() -> Cell {
        Cell::new(String::new())
    }
}

/// A number of the page: as it is written, and what it rounds.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// The number with its unit.
    pub value: String,
    /// What stands in parentheses with it, if anything: the ends of its interval.
    pub note: Option<String>,
    /// As it stands in `summary.json`.
    pub exact: f64,
    /// The ends of its interval, in the same way.
    pub ends: Option<(f64, f64)>,
}

/// Every cell of a page that holds a number, wherever in the page it stands.
pub(super) fn rounded(page: &Value, found: &mut Vec<Rounded>) {
    match page {
        Value::Array(list) => list.iter().for_each(|part| rounded(part, found)),
        Value::Object(parts) => match parts.get("exact").and_then(Value::as_str).and_then(|exact| exact.parse().ok()) {
            Some(exact) => {
                let text = |key: &str| parts.get(key).and_then(Value::as_str).map(str::to_owned);
                let end = |place: usize| parts.get("ends")?.get(place)?.as_f64();
                found.push(Rounded { value: text("value").unwrap_or_default(), note: text("note"), exact, ends: end(0).zip(end(1)) });
            }
            None => parts.values().for_each(|part| rounded(part, found)),
        },
        _ => {}
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
        let bare = interval(found).is_none() && self.report.results.independent() > 1;
        if bare { format!("{text} ({})", dash()) } else { text }
    }

    /// A share without its interval.
    pub(super) fn short(&self, est: Est) -> Cell {
        Cell::new(est.map_or_else(dash, |found| self.numbers.value(Quantity::Share, &found))).of(est)
    }
}
