//! The reader of one column of durations: the values of a distribution.
//!
//! Files are read as those of logs are, and so are values. A row that cannot be used is counted and listed with its line and the
//! reason; too many such rows are an error.

use super::columns::find_one;
use super::lines::{Next, Records};
use super::{LogError, UNUSABLE, UnusableRow, cell};
use crate::described::{LogDoubt, Reason};
use crate::scenario::file::ColumnSource;
use crate::scenario::log::ReadColumn;
use serde::Serialize;
use std::io::Read;

/// What was read of a column. `rows` = `used` + unusable.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ColumnSummary {
    /// The file, as the scenario names it.
    pub file: String,
    /// The column.
    pub column: String,
    /// Rows that are not blank, the names of the columns left out.
    pub rows: u64,
    /// Rows whose value is drawn.
    pub used: u64,
    /// The least value, in seconds.
    pub least_s: f64,
    /// The mean of the values, in seconds.
    pub mean_s: f64,
    /// The largest value, in seconds.
    pub most_s: f64,
    /// Every row that cannot be used.
    pub unusable: Vec<UnusableRow>,
    /// Whether the last line has an end; a file that was cut off often has none.
    pub ends_with_a_line: bool,
}

impl ColumnSummary {
    /// What a reader must know of the column.
    pub fn doubts(&self) -> Vec<LogDoubt> {
        let (file, column, count) = (self.file.clone(), self.column.clone(), self.unusable.len() as u64);
        let unusable = self.unusable.first().cloned();
        let cut = (!self.ends_with_a_line).then(|| LogDoubt::CutValues { file: file.clone(), column: column.clone() });
        let unusable = unusable.map(|first| LogDoubt::UnusableValues { file, column, count, rows: self.rows, first });
        unusable.into_iter().chain(cut).collect()
    }
}

/// Reads the values of a column.
///
/// Columns are separated by commas, semicolons or tabs, whichever the first line has most of.
///
/// # Errors
/// If the file cannot be read or is not UTF-8, if the column is missing, or if no row or too few of them can be used.
pub fn read_column(source: &ColumnSource, reader: impl Read) -> Result<(ReadColumn, ColumnSummary), LogError> {
    let mut records = Records::new(reader)?;
    let header = records.header()?.ok_or(LogError::NoValues)?;
    let place = find_one(&source.column, &header)?;
    let (mut values, mut unusable) = (Vec::new(), Vec::new());
    while let Some(next) = records.next(0)? {
        let (line, record) = match next {
            Next::Row(line, record) => (line, record),
            Next::Cut(line, _, (column, value, why)) => {
                unusable.push(UnusableRow::new(line, column, value, why));
                continue;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let text = record.get(place).unwrap_or("").trim();
        let value = match text {
            "" => Err(Reason::NoValue),
            text => cell::length(text, source.unit.1),
        };
        match value {
            Ok(value) => values.push(value),
            Err(why) => unusable.push(UnusableRow::new(line, source.column.value.clone(), text.to_owned(), why)),
        }
    }
    let rows = (values.len() + unusable.len()) as u64;
    let most = source.unusable.as_ref().map_or(UNUSABLE, |share| share.value);
    if unusable.len() as f64 > most * rows as f64 {
        return Err(LogError::TooManyUnusableValues { most, rows, unusable });
    }
    values.sort_by(f64::total_cmp);
    let (Some(&least_s), Some(&most_s)) = (values.first(), values.last()) else { return Err(LogError::NoValues) };
    let summary = ColumnSummary {
        file: source.file.value.clone(),
        column: source.column.value.clone(),
        rows,
        used: values.len() as u64,
        least_s,
        mean_s: values.iter().sum::<f64>() / values.len() as f64,
        most_s,
        unusable,
        ends_with_a_line: records.ends_with_a_line(),
    };
    Ok((ReadColumn { source: source.clone(), quantiles: quantiles(&values) }, summary))
}

/// Steps: each of the values, which ascend, has the same probability; those that are alike make one step.
fn quantiles(values: &[f64]) -> Vec<(f64, f64)> {
    let (mut points, mut before) = (Vec::new(), 0);
    let share = |count: usize| count as f64 / values.len() as f64;
    for alike in values.chunk_by(|one, other| one == other) {
        let after = before + alike.len();
        points.extend([(share(before), alike[0]), (share(after), alike[0])]);
        before = after;
    }
    points
}
