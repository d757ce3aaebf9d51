//! From the command line to a model: the scenario's text with its changes, its logs, and everything that is wrong with them.

use super::arguments::Changes;
use super::logs::{self, Recorded};
use super::{Failure, Voice, WRONG};
use larmkedja::model::Model;
use larmkedja::scenario::compile::compile;
use larmkedja::scenario::diagnostic::{Diagnostic, Severity, nearest, together};
use larmkedja::scenario::file::File;
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::{position, render};
use larmkedja::scenario::set;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The scenario that is run when none is named.
const BUILT_IN: &str = include_str!("../../scenarios/orebro.toml");
/// What it is called.
const BUILT_IN_NAME: &str = "orebro";

/// The text of a scenario.
#[derive(Debug)]
pub(super) struct Source {
    /// The file; none for the built-in scenario.
    pub(super) file: Option<PathBuf>,
    /// What it is called in messages.
    pub(super) name: String,
    /// Its text with the changes of the command line: as run.
    pub(super) text: String,
}

impl Source {
    /// Reads a scenario and changes it.
    pub(super) fn read(file: Option<&Path>, changes: &Changes) -> Result<Source, Failure> {
        let (name, written) = match file {
            None => (BUILT_IN_NAME.to_owned(), BUILT_IN.to_owned()),
            Some(path) => (path.display().to_string(), text_of(path)?),
        };
        let text = set::apply(&written, &changes.sets()).map_err(|wrong: Vec<Diagnostic>| mistaken(&name, &written, &wrong))?;
        Ok(Source { file: file.map(Path::to_owned), name, text })
    }

    /// The name without folder and ending.
    pub(super) fn stem(&self) -> &OsStr {
        self.file.as_deref().and_then(Path::file_stem).unwrap_or(OsStr::new(BUILT_IN_NAME))
    }

    /// Diagnostics as scripts read them.
    pub(super) fn documents(&self, diagnostics: &[Diagnostic]) -> Vec<Value> {
        documents(&self.name, &self.text, diagnostics)
    }

    /// Diagnostics as people read them.
    pub(super) fn shown(&self, diagnostics: &[Diagnostic], voice: &Voice) -> String {
        render(&self.name, &self.text, diagnostics, voice.colour())
    }
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| {
        let failure = Failure::new(WRONG, "scenario-file", format!("{} cannot be read: {error}", path.display()));
        match error.kind() {
            ErrorKind::NotFound => match similar_file(path) {
                Some(similar) => failure.hint(format!("did you mean `{}`?", similar.display())),
                None => failure,
            },
            _ => failure,
        }
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        Failure::new(WRONG, "scenario-file", format!("{}: line {line} is not UTF-8", path.display())).hint("save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The scenario in the same folder whose name is most like a name that is not there.
fn similar_file(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut known: Vec<String> = entries.filter(|name| name.ends_with(".toml")).collect();
    known.sort();
    nearest(name, known.iter().map(String::as_str)).map(|found| path.with_file_name(found))
}

/// What there is to know of a scenario.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The file as read; none where its TOML is broken.
    pub(super) file: Option<File>,
    /// What is run; none where there are mistakes.
    pub(super) model: Option<Model>,
    /// Mistakes and doubts, in order of their places.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The recorded logs that could be read.
    pub(super) logs: Vec<Recorded>,
}

impl Prepared {
    /// Reads, looks into logs, compiles. Mistakes of the scenario are no failure here.
    ///
    /// # Errors
    /// If `--log` names a type that has no log.
    pub(super) fn of(source: &Source, changes: &Changes) -> Result<Prepared, Failure> {
        let (file, mut diagnostics) = read(&source.text);
        let Some(file) = file else { return Ok(Prepared { file: None, model: None, diagnostics, logs: Vec::new() }) };
        let mut found = logs::read_all(&file, source.file.as_deref(), &changes.log)?;
        let compiled = compile(&file, &found.rows);
        diagnostics = together(diagnostics, compiled.diagnostics);
        diagnostics = together(diagnostics, std::mem::take(&mut found.diagnostics));
        let sound = !diagnostics.iter().any(Diagnostic::is_error);
        Ok(Prepared { file: Some(file), model: compiled.model.filter(|_| sound), diagnostics, logs: found.logs })
    }

    /// How many mistakes and doubts there are.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// The failure of a scenario with mistakes.
pub(super) fn mistaken_scenario(source: &Source, diagnostics: &[Diagnostic], voice: &Voice) -> Failure {
    let (message, shown) = (count_message(&source.name, diagnostics), source.shown(diagnostics, voice));
    Failure::scenario(message.clone(), format!("{shown}\n{message}\n"), source.documents(diagnostics))
}

/// The failure of changes that lead nowhere; they have no place in the text.
fn mistaken(name: &str, text: &str, wrong: &[Diagnostic]) -> Failure {
    Failure::scenario(count_message(name, wrong), render(name, text, wrong, false), documents(name, text, wrong))
}

fn count_message(name: &str, diagnostics: &[Diagnostic]) -> String {
    match diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count() {
        1 => format!("{name}: 1 mistake"),
        count => format!("{name}: {count} mistakes"),
    }
}

fn documents(name: &str, text: &str, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let document = |diagnostic: &Diagnostic| {
        let place = diagnostic.span.as_ref().map(|span| position(text, span));
        let severity = if diagnostic.is_error() { "error" } else { "warning" };
        json!({
            "severity": severity,
            "code": diagnostic.code,
            "file": name,
            "line": place.map(|(line, _)| line),
            "column": place.map(|(_, column)| column),
            "message": diagnostic.message,
            "label": diagnostic.label,
            "hint": diagnostic.hint,
        })
    };
    diagnostics.iter().map(document).collect()
}
