//! The files of recorded logs and of columns of values.

use super::Failure;
use larmkedja::folder::{FolderError, sha256_of_file};
use larmkedja::log::{ColumnSummary, LogSummary, UnusableRow};
use larmkedja::model::Language;
use larmkedja::report::unusable_row;
use larmkedja::scenario::quantity::duration_text;
use std::path::PathBuf;

/// Unusable rows that people are shown.
const SHOWN: usize = 20;
/// The table of rows that cannot be used.
pub(super) const UNUSABLE: &str = "unusable_rows.csv";

/// A recorded log that was read.
#[derive(Debug)]
pub(super) struct Recorded {
    /// Its file.
    pub(super) path: PathBuf,
    /// SHA-256 of its content.
    pub(super) sha256: String,
    /// What was read.
    pub(super) summary: LogSummary,
}

impl Recorded {
    /// Hashes the file of a log that was read.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub(super) fn new(path: PathBuf, summary: LogSummary) -> Result<Recorded, Failure> {
        let sha256 = sha256_of_file(&path).map_err(FolderError::read(&path))?;
        Ok(Recorded { path, sha256, summary })
    }
}

/// A column that was read.
#[derive(Debug)]
pub(super) struct Column {
    /// Its file.
    pub(super) path: PathBuf,
    /// SHA-256 of the content of its file.
    pub(super) sha256: String,
    /// What was read.
    pub(super) summary: ColumnSummary,
}

impl Column {
    /// Hashes the file of a column that was read.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub(super) fn new(path: PathBuf, summary: ColumnSummary) -> Result<Column, Failure> {
        let sha256 = sha256_of_file(&path).map_err(FolderError::read(&path))?;
        Ok(Column { path, sha256, summary })
    }
}

/// What was read of columns, for people.
pub(super) fn columns_text(columns: &[Column], language: Language) -> String {
    let mut text = String::new();
    for Column { summary, .. } in columns {
        let ([column, of, to, mean], values, rows) = match language {
            Language::En => (["Column", "of", "to", "mean"], ["value", "values"], ["row", "rows"]),
            Language::Sv => (["Kolumn", "i", "till", "medel"], ["värde", "värden"], ["rad", "rader"]),
        };
        let (values, rows) = (so_many(summary.used, values), so_many(summary.rows, rows));
        let among = if language == Language::En { "of" } else { "av" };
        text += &format!(
            "{column} `{}` {of} {}: {values} {among} {rows}, {} {to} {}, {mean} {}\n",
            summary.column,
            summary.file,
            duration_text(summary.least_s),
            duration_text(summary.most_s),
            duration_text(summary.mean_s)
        );
        text += &listed(&summary.unusable, summary.unusable.len() as u64, language);
    }
    text
}

/// How many rows are unusable, and the first of them, one a line.
fn listed(rows: &[UnusableRow], count: u64, language: Language) -> String {
    let mut text = match (count, language) {
        (0, _) => return String::new(),
        (1, Language::En) => "  1 row that cannot be used:\n".to_owned(),
        (many, Language::En) => format!("  {many} rows that cannot be used:\n"),
        (1, Language::Sv) => "  1 rad som inte kan användas:\n".to_owned(),
        (many, Language::Sv) => format!("  {many} rader som inte kan användas:\n"),
    };
    text.extend(rows.iter().take(SHOWN).map(|row| format!("    {}\n", unusable_row(row, language))));
    if count > SHOWN as u64 {
        let more = count - SHOWN as u64;
        text += &match language {
            Language::En => format!("    and {more} more\n"),
            Language::Sv => format!("    och {more} till\n"),
        };
    }
    text
}

/// A number with its word: for one, and for any other number.
fn so_many(count: u64, [one, several]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// What was read, for people.
pub(super) fn text(logs: &[Recorded], language: Language) -> String {
    let mut text = String::new();
    for Recorded { path, summary, .. } in logs {
        let LogSummary { holder, rows, used, incidents, first, last, .. } = summary;
        let file = path.display();
        text += &match (language, summary.grouped) {
            (Language::En, true) => {
                format!(
                    "Log of {holder}: {} from {used} of {} in {file}, {first} to {last}\n",
                    so_many(*incidents, ["incident", "incidents"]),
                    so_many(*rows, ["row", "rows"])
                )
            }
            (Language::En, false) => format!(
                "Log of {holder}: {} of {} in {file}, {first} to {last}\n",
                so_many(*used, ["call", "calls"]),
                so_many(*rows, ["row", "rows"])
            ),
            (Language::Sv, true) => {
                format!(
                    "Logg för {holder}: {} ur {used} av {} i {file}, {first} till {last}\n",
                    so_many(*incidents, ["händelse", "händelser"]),
                    so_many(*rows, ["rad", "rader"])
                )
            }
            (Language::Sv, false) => {
                format!("Logg för {holder}: {used} samtal ur {} i {file}, {first} till {last}\n", so_many(*rows, ["rad", "rader"]))
            }
        };
        // One and several, by language.
        for (count, english, swedish) in [
            (summary.abandoned, ["abandoned call (0 s)", "abandoned calls (0 s)"], ["övergivet samtal (0 s)", "övergivna samtal (0 s)"]),
            (summary.dropped, ["row left out (0 s)", "rows left out (0 s)"], ["rad utelämnad (0 s)", "rader utelämnade (0 s)"]),
            (
                summary.incomplete,
                [
                    "incident with a row that cannot be used: flags that its other rows do not set are drawn",
                    "incidents with rows that cannot be used: flags that their other rows do not set are drawn",
                ],
                [
                    "händelse med en rad som inte kan användas: flaggor som dess övriga rader inte sätter lottas",
                    "händelser med rader som inte kan användas: flaggor som deras övriga rader inte sätter lottas",
                ],
            ),
            (
                summary.repeated,
                ["row identical to another one, kept as a call of its own", "rows identical to another one, kept as calls of their own"],
                ["rad identisk med en annan, räknad som ett eget samtal", "rader identiska med en annan, räknade som egna samtal"],
            ),
        ] {
            let of_language = match language {
                Language::En => english,
                Language::Sv => swedish,
            };
            let what = of_language[usize::from(count != 1)];
            if count > 0 {
                text += &format!("  {count} {what}\n");
            }
        }
        text += &listed(&summary.unusable, summary.unusable_rows, language);
    }
    text
}

/// Every row that cannot be used, as a table: by incident type those of logs, by file those of columns. Nothing without either.
pub(super) fn unusable_csv(logs: &[Recorded], columns: &[Column]) -> Option<Vec<u8>> {
    if logs.is_empty() && columns.is_empty() {
        return None;
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    let of_logs = logs.iter().map(|log| (&log.summary.holder, &log.summary.unusable));
    let of_columns = columns.iter().map(|column| (&column.summary.file, &column.summary.unusable));
    let rows = of_logs.chain(of_columns).flat_map(|(holder, rows)| rows.iter().map(move |row| (holder, row)));
    let records =
        rows.map(|(holder, row)| [holder.clone(), row.line.to_string(), row.column.clone(), row.value.clone(), row.reason.clone()]);
    let header = ["type", "line", "column", "value", "reason"].map(str::to_owned);
    for record in std::iter::once(header).chain(records) {
        table.write_record(record).expect("memory can be written");
    }
    Some(table.into_inner().expect("memory can be written"))
}
