//! `larmkedja report`: the report again, from what was found.

use super::arguments::{Global, ReportAgain};
use super::compare::report_is;
use super::{Answer, DONE, Failure, WRONG};
use larmkedja::folder::{self, Folder, FolderError, Manifest, report_files};
use larmkedja::report::{Report, SensitivityReport, VERSION};
use std::fs;
use std::path::Path;

/// Makes every file again that is made from `report.json`; the others and the manifest's words stay as they are.
pub(super) fn again(wanted: &ReportAgain, global: &Global) -> Result<Answer, Failure> {
    let dir = &wanted.dir;
    let mut manifest = Manifest::read(dir).map_err(|_| FolderError::NoResults(dir.clone()))?;
    if !manifest.files.contains_key(folder::REPORT) {
        let failure =
            Failure::new(WRONG, "report", format!("{} holds another kind of result, whose report cannot be made again", dir.display()));
        return Err(failure.hint("name the folder of a run that compares ways of working"));
    }
    let mut report = read(&dir.join(folder::REPORT))?;
    for study in &wanted.sensitivity {
        take_up(&mut report, &study.join(folder::SENSITIVITY))?;
    }
    let folder = Folder::begin(dir)?;
    for name in manifest.files.keys().filter(|name| !name.contains("..") && !Path::new(name).is_absolute()) {
        let path = dir.join(name);
        let bytes = fs::read(&path).map_err(FolderError::read(&path))?;
        if !name.starts_with("charts/") {
            folder.write(name, &bytes)?;
        }
    }
    let language = global.language(manifest.language.unwrap_or(report.results.language));
    let summary = report_files(&folder, &report, language)?;
    manifest.language = Some(language);
    folder.finish(manifest)?;
    let text = report_is(dir, language);
    Ok(Answer { text, json: summary, status: DONE, product: false })
}

fn read(path: &Path) -> Result<Report, FolderError> {
    let text = fs::read_to_string(path).map_err(FolderError::read(path))?;
    let strange = |reason: String| FolderError::Strange { path: path.to_owned(), reason };
    let report = Report::from_json(&text).map_err(|error| strange(error.to_string()))?;
    match report.version == VERSION {
        true => Ok(report),
        false => Err(strange(format!("it has version {}, not {VERSION}", report.version))),
    }
}

/// Takes up the result of a sensitivity study.
fn take_up(report: &mut Report, path: &Path) -> Result<(), FolderError> {
    let text = fs::read_to_string(path).map_err(FolderError::read(path))?;
    let strange = |reason: String| FolderError::Strange { path: path.to_owned(), reason };
    let found = serde_json::from_str::<SensitivityReport>(&text).map_err(|error| strange(error.to_string()))?;
    report.take_up(found).map_err(|reason| FolderError::Other { path: path.to_owned(), reason })
}
