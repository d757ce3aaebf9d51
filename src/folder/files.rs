//! The files that are made from a report.

use super::{Folder, FolderError};
use crate::model::Language;
use crate::report::{Report, charts, html, measures_csv, summary};

/// The stable extract.
pub const SUMMARY: &str = "summary.json";
/// The whole report value.
pub const REPORT: &str = "report.json";
/// The scenario as run.
pub const SCENARIO: &str = "scenario.toml";

/// Writes every file that is made from a report, and returns `summary.json` to the byte.
///
/// # Errors
/// If one cannot be written.
pub fn report_files(folder: &Folder, report: &Report, language: Language) -> Result<String, FolderError> {
    let json = report.to_json().map_err(|error| FolderError::Strange { path: REPORT.into(), reason: error.to_string() })?;
    folder.write(REPORT, json.as_bytes())?;
    // Values, strings and maps with names: there is nothing in it that JSON could not say.
    let summary = serde_json::to_string_pretty(&summary(report)).expect("a summary is JSON") + "\n";
    folder.write(SUMMARY, summary.as_bytes())?;
    folder.write("measures.csv", measures_csv(report).as_bytes())?;
    folder.write("report.html", html(report, language).as_bytes())?;
    for chart in charts(report, language) {
        folder.write(&format!("charts/{}.svg", chart.name), chart.svg.as_bytes())?;
        folder.write(&format!("charts/{}.png", chart.name), &chart.png)?;
        folder.write(&format!("charts/{}.csv", chart.name), chart.csv.as_bytes())?;
    }
    Ok(summary)
}
