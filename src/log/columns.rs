//! Which column is which.

use super::LogError;
use super::error::UnknownColumn;
use crate::described::printable;
use crate::scenario::diagnostic::nearest;
use crate::scenario::file::{At, FlagColumn, Length, LogSource};
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
            let nearest = nearest(&wanted.value, names.iter().map(String::as_str)).map(printable);
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
    names.iter().map(|name| printable(name)).collect()
}

/// Where the values of a row stand.
pub(super) struct Columns {
    /// Names of all columns, as in the first line.
    pub(super) names: Vec<String>,
    /// How many there are; empty ones at the end left out.
    pub(super) width: usize,
    pub(super) time: usize,
    pub(super) group: Option<usize>,
    pub(super) id: Option<usize>,
    /// In the order of [`LogSource::lengths`].
    pub(super) lengths: Vec<LengthAt>,
    /// The columns with further times, each once, or once for some rows only.
    pub(super) stamps: Vec<Stamp>,
    /// In the order of [`LogSource::marks`]: indices of `stamps`.
    pub(super) marks: Vec<usize>,
    /// In the order of [`LogSource::flags`]; `None`: every row counts.
    pub(super) flags: Vec<Option<usize>>,
    /// In the order of [`LogSource::attributes`].
    pub(super) attributes: Vec<usize>,
    pub(super) priority: Option<usize>,
    pub(super) kind: Option<usize>,
}

/// Where a further time stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) column: usize,
    /// Only in rows that have in a column one of the values of a mark: the column and the index of [`LogSource::marks`].
    pub(super) only: Option<(usize, usize)>,
}

/// Where the length of a step stands.
#[derive(Clone, Copy)]
pub(super) enum LengthAt {
    /// A column of durations.
    Column(usize),
    /// From one of [`Columns::stamps`] to another.
    Between(usize, usize),
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
        let group = source.group.as_ref().map(&mut find);
        let id = source.id.as_ref().map(&mut find);
        let mut stamps: Vec<Stamp> = Vec::new();
        let mut stamp = |column: usize, only: Option<(usize, usize)>| {
            let stamp = Stamp { column, only };
            stamps.iter().position(|known| *known == stamp).unwrap_or_else(|| {
                stamps.push(stamp);
                stamps.len() - 1
            })
        };
        let lengths = source.lengths().map(|(_, length)| match length {
            Length::Column(column) => LengthAt::Column(find(column)),
            Length::Between { from, to } => LengthAt::Between(stamp(find(from), None), stamp(find(to), None)),
        });
        let lengths = lengths.collect();
        let marks = source.marks.iter().enumerate().map(|(index, mark)| {
            let only = mark.value.only.as_ref().map(|(column, _)| (find(column), index));
            stamp(find(&mark.value.time), only)
        });
        let marks = marks.collect();
        let flags = source.flags.iter().map(|flag| match &flag.value {
            FlagColumn::Says(column) | FlagColumn::Counts { any: Some((column, _)), .. } => Some(find(column)),
            FlagColumn::Counts { any: None, .. } => None,
        });
        let flags = flags.collect();
        let attributes = source.attributes.iter().map(|attribute| find(&attribute.value.column)).collect();
        let priority = source.priority.as_ref().map(|mapped| find(&mapped.column));
        let kind = source.kind.as_ref().map(|mapped| find(&mapped.column));
        match time {
            Some(time) if unknown.is_empty() => {
                Ok(Columns { names, width, time, group, id, lengths, stamps, marks, flags, attributes, priority, kind })
            }
            _ => Err(LogError::UnknownColumns { unknown, known: known(names) }),
        }
    }
}
