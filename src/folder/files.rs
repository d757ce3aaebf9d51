//! The files that are made from a report.

use super::{Folder, FolderError};
use crate::model::Language;
use crate::report::{
    Chart, Report, SensitivityReport, WarmUpReport, charts, html, measures_csv, recorded_csv, sensitivity_charts, sensitivity_tables,
    summary, warm_up_chart, warm_up_table,
};

/// The stable extract.
pub const SUMMARY: &str = "summary.json";
/// The whole report value.
pub const REPORT: &str = "report.json";
/// What a sensitivity study found.
pub const SENSITIVITY: &str = "sensitivity.json";
/// What was found about the warm-up.
pub const WARM_UP: &str = "warm_up.json";
/// What was tallied, to add replications to.
pub const SECTIONS: &str = "sections.bin";
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
    if let Some(table) = recorded_csv(report) {
        folder.write("recorded.csv", table.as_bytes())?;
    }
    folder.write("report.html", html(report, language).as_bytes())?;
    chart_files(folder, charts(report, language))?;
    Ok(summary)
}

/// Writes every file that is made from a sensitivity study, and returns `sensitivity.json` to the byte.
///
/// # Errors
/// If one cannot be written.
pub fn sensitivity_files(folder: &Folder, report: &SensitivityReport, language: Language) -> Result<String, FolderError> {
    let json = report.to_json().map_err(|error| FolderError::Strange { path: SENSITIVITY.into(), reason: error.to_string() })?;
    folder.write(SENSITIVITY, json.as_bytes())?;
    for (name, table) in sensitivity_tables(report) {
        folder.write(&format!("{name}.csv"), table.as_bytes())?;
    }
    chart_files(folder, sensitivity_charts(report, language))?;
    Ok(json)
}

/// Writes every file that is made from what was found about the warm-up, and returns `warm_up.json` to the byte.
///
/// # Errors
/// If one cannot be written.
pub fn warm_up_files(folder: &Folder, report: &WarmUpReport, language: Language) -> Result<String, FolderError> {
    let json = report.to_json().map_err(|error| FolderError::Strange { path: WARM_UP.into(), reason: error.to_string() })?;
    folder.write(WARM_UP, json.as_bytes())?;
    folder.write("warm_up.csv", warm_up_table(report).as_bytes())?;
    chart_files(folder, vec![warm_up_chart(report, language)])?;
    Ok(json)
}

/// Writes charts in every form.
///
/// # Errors
/// If one cannot be written.
pub fn chart_files(folder: &Folder, charts: Vec<Chart>) -> Result<(), FolderError> {
    for chart in charts {
        folder.write(&format!("charts/{}.svg", chart.name), chart.svg.as_bytes())?;
        folder.write(&format!("charts/{}.png", chart.name), &chart.png)?;
        folder.write(&format!("charts/{}.csv", chart.name), chart.csv.as_bytes())?;
    }
    Ok(())
}
