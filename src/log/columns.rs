//! Which column is which.

use super::LogError;
use super::error::UnknownColumn;
use crate::scenario::diagnostic::nearest;
use crate::scenario::file::{At, LogSource};
use csv::StringRecord;

/// Where the values of the only column that is needed stand.
pub(super) fn find_one(wanted: &At<String>, header: &StringRecord) -> Result<usize, LogError> {
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    find(wanted, &names).map_err(|unknown| LogError::UnknownColumns { unknown: vec![unknown], known: known(names) })
}

/// Where a column stands that is there once.
fn find(wanted: &At<String>, names: &[String]) -> Result<usize, UnknownColumn> {
    let mut places = names.iter().enumerate().filter(|(_, name)| **name == wanted.value.trim()).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(UnknownColumn { wanted: wanted.clone(), twice: true, nearest: None }),
        _ => {
            let nearest = nearest(&wanted.value, names.iter().map(String::as_str)).map(str::to_owned);
            Err(UnknownColumn { wanted: wanted.clone(), twice: false, nearest })
        }
    }
}

/// How many columns there are; empty ones at the end left out.
fn width(names: &[String]) -> usize {
    names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1)
}

/// The columns that people are told of.
fn known(mut names: Vec<String>) -> Vec<String> {
    names.truncate(width(&names));
    names
}

/// Where the values of a row stand.
pub(super) struct Columns {
    /// Names of all columns, as in the first line.
    pub(super) names: Vec<String>,
    /// How many there are; empty ones at the end left out.
    pub(super) width: usize,
    pub(super) time: usize,
    pub(super) duration: Option<usize>,
    /// In the order of [`LogSource::flags`].
    pub(super) flags: Vec<usize>,
    /// In the order of [`LogSource::attributes`].
    pub(super) attributes: Vec<usize>,
    pub(super) priority: Option<usize>,
    pub(super) kind: Option<usize>,
}

impl Columns {
    /// Finds every column that `source` names in the first line of the file.
    pub(super) fn find(source: &LogSource, header: &StringRecord) -> Result<Columns, LogError> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let width = width(&names);
        let mut unknown = Vec::new();
        let mut find = |wanted: &At<String>| {
            self::find(wanted, &names).unwrap_or_else(|missing| {
                unknown.push(missing);
                0
            })
        };
        // The scenario's reader has told if `time` is missing; what cannot be read is not asked for.
        let time = source.time.as_ref().map(&mut find);
        let duration = source.duration.as_ref().map(&mut find);
        let flags = source.flags.iter().map(|flag| find(&flag.value)).collect();
        let attributes = source.attributes.iter().map(|attribute| find(&attribute.value)).collect();
        let priority = source.priority.as_ref().map(&mut find);
        let kind = source.kind.as_ref().map(&mut find);
        match time {
            Some(time) if unknown.is_empty() => Ok(Columns { names, width, time, duration, flags, attributes, priority, kind }),
            _ => Err(LogError::UnknownColumns { unknown, known: known(names) }),
        }
    }
}
