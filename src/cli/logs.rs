//! The files of recorded logs.

use super::Failure;
use larmkedja::folder::{FolderError, sha256_of_file};
use larmkedja::log::LogSummary;
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

/// What was read, for people.
pub(super) fn text(logs: &[Recorded]) -> String {
    let mut text = String::new();
    for Recorded { path, summary, .. } in logs {
        text += &format!(
            "Log of {}: {} calls of {} rows in {}, {} to {}\n",
            summary.holder,
            summary.used,
            summary.rows,
            path.display(),
            summary.first,
            summary.last
        );
        for (count, what) in [
            (summary.abandoned, "abandoned calls (0 s)"),
            (summary.dropped, "rows left out (0 s)"),
            (summary.repeated, "rows identical to another one, kept as calls of their own"),
            (summary.unusable.len() as u64, "rows that cannot be used:"),
        ] {
            if count > 0 {
                text += &format!("  {count} {what}\n");
            }
        }
        for row in summary.unusable.iter().take(SHOWN) {
            text += &format!("    {row}\n");
        }
        if summary.unusable.len() > SHOWN {
            text += &format!("    and {} more\n", summary.unusable.len() - SHOWN);
        }
    }
    text
}

/// Every row that cannot be used, as a table; nothing without logs.
pub(super) fn unusable_csv(logs: &[Recorded]) -> Option<Vec<u8>> {
    if logs.is_empty() {
        return None;
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    let rows = logs.iter().flat_map(|log| log.summary.unusable.iter().map(|row| (&log.summary.holder, row)));
    let records =
        rows.map(|(holder, row)| [holder.clone(), row.line.to_string(), row.column.clone(), row.value.clone(), row.reason.clone()]);
    let header = ["type", "line", "column", "value", "reason"].map(str::to_owned);
    for record in std::iter::once(header).chain(records) {
        table.write_record(record).expect("memory can be written");
    }
    Some(table.into_inner().expect("memory can be written"))
}
