//! Rows of a log that cannot be used, and what a reader must know of one that is replayed, in words.

use super::Report;
use super::findings::label;
use super::format::Numbers;
use super::words::{Log, fill};
use crate::described::{LogDoubt, Reason, UnusableRow, printable};
use crate::model::Language;

/// Characters of a value that are shown.
const MOST_SHOWN: usize = 40;

/// A row that cannot be used: where it stands, what stands there, why it cannot be used.
pub fn unusable_row(row: &UnusableRow, language: Language) -> String {
    let said = Log::of(language);
    let value: String = row.value.chars().take(MOST_SHOWN).collect();
    let sentence = if row.column.is_empty() { said.row } else { said.row_column };
    let (line, reason) = (row.line.to_string(), reason(said, &row.why));
    let (column, value, reason) = (printable(&row.column), printable(&value), printable(&reason));
    fill(sentence, &[("line", &line), ("column", &column), ("value", &value), ("reason", &reason)])
}

fn reason(said: &Log, reason: &Reason) -> String {
    let sentence = match reason {
        Reason::NoTime => said.no_time,
        Reason::NoTimeOfDay => said.no_time_of_day,
        Reason::UniversalTime => said.universal_time,
        Reason::NoSuchTime { form: None } => said.no_such_time_iso,
        Reason::NoSuchTime { form: Some(form) } => return fill(said.no_such_time, &[("form", form)]),
        Reason::NoValue => said.no_value,
        Reason::NoDuration => said.no_duration,
        Reason::BelowZero => said.below_zero,
        Reason::OverADay => said.over_a_day,
        Reason::OverACentury => said.over_a_century,
        Reason::NoFlag => said.no_flag,
        Reason::NotDrawn => said.not_drawn,
        Reason::NoPriority => said.no_priority,
        Reason::TooWide { values, columns } => {
            return fill(said.too_wide, &[("values", &values.to_string()), ("columns", &columns.to_string())]);
        }
        Reason::NoGroup => said.no_group,
        Reason::BeforeTheCall { call } => return fill(said.before_the_call, &[("time", call)]),
        Reason::Before { column, time } => return fill(said.before, &[("column", column), ("time", time)]),
        Reason::LongAfter { column, time } => return fill(said.long_after, &[("column", column), ("time", time)]),
        Reason::CutOff => said.cut_off,
    };
    sentence.to_owned()
}

/// What a reader must know of a log that is replayed.
pub(super) fn log_doubt(report: &Report, language: Language, doubt: &LogDoubt) -> String {
    let (said, numbers) = (Log::of(language), Numbers::of(report, language));
    let holder = |name: &'_ str| label(report.results.type_labels.get(name), name, language).to_owned();
    let one_or_many = |count: u64, one, many| if count == 1 { one } else { many };
    match doubt {
        LogDoubt::UnusableRows { holder: name, count, rows, first } => {
            let sentence = one_or_many(*count, said.unusable_rows_one, said.unusable_rows_many);
            let (count, rows, first) = (numbers.count(*count), numbers.count(*rows), unusable_row(first, language));
            fill(sentence, &[("count", &count), ("rows", &rows), ("holder", &holder(name)), ("first", &first)])
        }
        LogDoubt::UnusableValues { file, column, count, rows, first } => {
            let sentence = one_or_many(*count, said.unusable_values_one, said.unusable_values_many);
            let (count, rows, first) = (numbers.count(*count), numbers.count(*rows), unusable_row(first, language));
            fill(sentence, &[("count", &count), ("rows", &rows), ("column", column), ("file", file), ("first", &first)])
        }
        LogDoubt::Repeated { holder: name, count } => {
            let sentence = one_or_many(*count, said.repeated_one, said.repeated_many);
            fill(sentence, &[("count", &numbers.count(*count)), ("holder", &holder(name))])
        }
        LogDoubt::Gap { holder: name, days, from_line, to_line } => {
            let (days, from, to) = (numbers.count(days.unsigned_abs()), from_line.to_string(), to_line.to_string());
            fill(said.gap, &[("holder", &holder(name)), ("days", &days), ("from", &from), ("to", &to)])
        }
        LogDoubt::Far { holder: name, calls, first } => {
            let sentence = one_or_many(*calls, said.far_one, said.far_many);
            let (calls, days, line) = (numbers.count(*calls), numbers.count(first.days.unsigned_abs()), first.line.to_string());
            let time = first.time.replace('T', " ");
            fill(sentence, &[("count", &calls), ("holder", &holder(name)), ("days", &days), ("line", &line), ("time", &time)])
        }
        LogDoubt::Incomplete { holder: name, count } => {
            let sentence = one_or_many(*count, said.incomplete_one, said.incomplete_many);
            fill(sentence, &[("count", &numbers.count(*count)), ("holder", &holder(name))])
        }
        LogDoubt::Cut { holder: name } => fill(said.cut, &[("holder", &holder(name))]),
        LogDoubt::CutValues { file, column } => fill(said.cut_values, &[("file", file), ("column", column)]),
    }
}
