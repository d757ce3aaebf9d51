//! What is known, and what is wanted of an interval for it.

use larmkedja::model::Model;
use larmkedja::open;
use larmkedja::results::Est;
use std::collections::BTreeMap;
use std::path::Path;

/// Where fewer are expected on one side of a share or count, whole numbers are too coarse for exactly 95 %.
pub(crate) const EVENTS: f64 = 3.0;

/// What is wanted of an interval in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wanted {
    /// Near 95 %.
    Near,
    /// No less than near it: hardly any events are expected.
    AtLeast,
    /// At least 95 %: intervals that hold together.
    Together,
}

/// A number with a known answer.
#[derive(Clone)]
pub(crate) struct Truth {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) wanted: Wanted,
    /// Whether it is a number counted, for whose interval a bound stands where none or all are, or none differs.
    pub(crate) counted: bool,
}

pub(crate) fn near(name: &str, value: f64) -> Truth {
    Truth { name: name.to_owned(), value, wanted: Wanted::Near, counted: false }
}

/// A share or count of which so many events are expected on the thinner side.
pub(crate) fn events(name: &str, value: f64, expected: f64) -> Truth {
    let wanted = if expected < EVENTS { Wanted::AtLeast } else { Wanted::Near };
    Truth { name: name.to_owned(), value, wanted, counted: true }
}

/// The difference of two of them.
pub(crate) fn events_apart(name: &str, value: f64) -> Truth {
    Truth { name: name.to_owned(), value, wanted: Wanted::Near, counted: true }
}

/// What has known answers.
pub(crate) trait Known: Sync {
    /// Of so many replications.
    fn truths(&self, replications: u64) -> Vec<Truth>;
    /// The intervals of the repetition with this seed, by the names that truths have.
    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est>;
}

/// The model of a scenario that needs no other file.
pub(crate) fn model_of(text: &str) -> Model {
    model_with(text, &[])
}

/// The same with some values set.
pub(crate) fn model_with(text: &str, set: &[String]) -> Model {
    let options = open::Options { set: set.to_vec(), ..open::Options::default() };
    let none = |path: &str| Err(std::io::Error::other(path.to_owned()));
    let opened = open::open(text, &options, &none, &|path: &Path, _| Err(std::io::Error::other(path.display().to_string())));
    match opened {
        Ok(opened) => opened.model,
        Err(mistakes) => panic!("{:?}", mistakes.diagnostics),
    }
}
