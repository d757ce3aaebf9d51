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
        let [column, of, values, rows, to, mean] = match language {
            Language::En => ["Column", "of", "values of", "rows", "to", "mean"],
            Language::Sv => ["Kolumn", "i", "värden av", "rader", "till", "medel"],
        };
        text += &format!(
            "{column} `{}` {of} {}: {} {values} {} {rows}, {} {to} {}, {mean} {}\n",
            summary.column,
            summary.file,
            summary.used,
            summary.rows,
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

/// What was read, for people.
pub(super) fn text(logs: &[Recorded], language: Language) -> String {
    let mut text = String::new();
    for Recorded { path, summary, .. } in logs {
        let LogSummary { holder, rows, used, incidents, first, last, .. } = summary;
        let file = path.display();
        text += &match (language, summary.grouped) {
            (Language::En, true) => {
                format!("Log of {holder}: {incidents} incidents from {used} of {rows} rows in {file}, {first} to {last}\n")
            }
            (Language::En, false) => format!("Log of {holder}: {used} calls of {rows} rows in {file}, {first} to {last}\n"),
            (Language::Sv, true) => {
                format!("Logg för {holder}: {incidents} händelser ur {used} av {rows} rader i {file}, {first} till {last}\n")
            }
            (Language::Sv, false) => format!("Logg för {holder}: {used} samtal ur {rows} rader i {file}, {first} till {last}\n"),
        };
        for (count, english, swedish) in [
            (summary.abandoned, "abandoned calls (0 s)", "övergivna samtal (0 s)"),
            (summary.dropped, "rows left out (0 s)", "rader utelämnade (0 s)"),
            (
                summary.incomplete,
                "incidents with rows that cannot be used: flags that their other rows do not set are drawn",
                "händelser med rader som inte kan användas: flaggor som deras övriga rader inte sätter lottas",
            ),
            (
                summary.repeated,
                "rows identical to another one, kept as calls of their own",
                "rader identiska med en annan, räknade som egna samtal",
            ),
        ] {
            let what = match language {
                Language::En => english,
                Language::Sv => swedish,
            };
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
