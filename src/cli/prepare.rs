//! From the command line to a model: the scenario's text with its changes, its logs and columns, and everything that is wrong with them.

use super::arguments::Changes;
use super::documents::DiagnosticDocument;
use super::logs::{Column, Recorded};
use super::{Failure, Voice, WRONG};
use larmkedja::folder::sha256;
use larmkedja::model::Model;
use larmkedja::open::{Mistakes, Opened, Options, model, open};
use larmkedja::report::Provenance;
use larmkedja::results::Map;
use larmkedja::scenario::compose::Source;
use larmkedja::scenario::diagnostic::{Diagnostic, nearest};
use larmkedja::scenario::render::{position, render_all};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

/// The scenario that is run when none is named.
const BUILT_IN: &str = include_str!("../../scenarios/orebro.toml");
/// Where results go unless told otherwise.
const OUTPUT: &str = "output";
/// What it is called.
const BUILT_IN_NAME: &str = "orebro";

/// Diagnostics that people are shown: who has more begins with these.
const SHOWN: usize = 30;

/// What there is to know of a scenario.
#[derive(Debug)]
pub(super) struct Prepared {
    /// What it is called in messages.
    pub(super) name: String,
    /// The scenario's file; none for the built-in one.
    pub(super) file: Option<PathBuf>,
    /// Everything about it.
    pub(super) opened: Opened,
    /// Its recorded logs.
    pub(super) logs: Vec<Recorded>,
    /// Its columns of values.
    pub(super) columns: Vec<Column>,
    /// The files of logs that the command line names.
    given: Vec<(String, PathBuf)>,
    /// Where the files lie that the scenario names.
    beside: PathBuf,
}

/// A scenario with mistakes.
#[derive(Debug)]
pub(super) struct Mistaken {
    /// What it is called in messages.
    pub(super) name: String,
    /// The mistakes.
    pub(super) mistakes: Mistakes,
}

/// Opens a scenario as the command line asks for; without a file the built-in one. Mistakes of the scenario are no failure here.
///
/// # Errors
/// If a file cannot be read.
pub(super) fn prepare(file: Option<&Path>, changes: &Changes) -> Result<Result<Prepared, Mistaken>, Failure> {
    let (name, written) = match file {
        None => (BUILT_IN_NAME.to_owned(), BUILT_IN.to_owned()),
        Some(path) => (path.display().to_string(), text_of(path)?),
    };
    let beside = changes.beside.as_deref().or(file.and_then(Path::parent)).unwrap_or(Path::new(""));
    let read = RefCell::new(Vec::new());
    let open_log = |path: &Path, by_user: bool| {
        let (path, file) = log_of(beside, path, by_user)?;
        read.borrow_mut().push(path);
        Ok(file)
    };
    let open_file = |path: &str| part_of(beside, path);
    let opened = match open(&written, &Options { set: changes.sets(), logs: changes.log.clone() }, &open_file, &open_log) {
        Ok(opened) => opened,
        Err(mistakes) => return Ok(Err(Mistaken { name, mistakes: *mistakes })),
    };
    let summaries = opened.logs.iter().map(|(_, summary)| summary.clone());
    // Logs were opened first, then columns, each in the order of its summaries.
    let mut paths = read.into_inner().into_iter();
    let logs = summaries.zip(&mut paths).map(|(summary, path)| Recorded::new(path, summary)).collect::<Result<_, _>>()?;
    let columns =
        opened.columns.iter().zip(&mut paths).map(|(summary, path)| Column::new(path, summary.clone())).collect::<Result<_, _>>()?;
    Ok(Ok(Prepared { name, file: file.map(Path::to_owned), opened, logs, columns, given: changes.log.clone(), beside: beside.to_owned() }))
}

/// Opens a scenario for a command that needs a sound one, and says what is doubtful in it.
///
/// # Errors
/// If a file cannot be read, or the scenario has mistakes.
pub(super) fn sound(file: Option<&Path>, changes: &Changes, voice: &Voice) -> Result<Prepared, Failure> {
    let prepared = prepare(file, changes)?.map_err(|mistaken| mistaken.failure(voice))?;
    voice.say(&prepared.shown(voice));
    Ok(prepared)
}

impl Prepared {
    /// The model of the scenario with some more changes, or what is wrong with it then.
    pub(super) fn model_at(&self, changes: &[String]) -> Result<Model, String> {
        let options = Options { set: changes.to_vec(), logs: self.given.clone() };
        model(&self.opened.text, &options, &|path, by_user| log_of(&self.beside, path, by_user).map(|(_, file)| file)).map_err(|wrong| {
            let told = |diagnostic: &Diagnostic| match diagnostic.hint.as_ref().unwrap_or(&diagnostic.label) {
                way if way.is_empty() => diagnostic.message.clone(),
                way => format!("{}: {way}", diagnostic.message),
            };
            wrong.iter().filter(|diagnostic| diagnostic.is_error()).map(told).collect::<Vec<_>>().join("; ")
        })
    }

    /// Where results go: the folder that is wanted, or one with the scenario's name and an ending.
    pub(super) fn out(&self, wanted: Option<&Path>, ending: &str) -> PathBuf {
        let named = || {
            let mut name = self.file.as_deref().and_then(Path::file_stem).unwrap_or(OsStr::new(BUILT_IN_NAME)).to_owned();
            name.push(ending);
            Path::new(OUTPUT).join(name)
        };
        wanted.map_or_else(named, Path::to_owned)
    }

    /// SHA-256 of the files that the scenario was put together from, by path from its folder.
    pub(super) fn parts(&self) -> Map<String> {
        let own = self.file.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let path = |source: &Source| match source.path.is_empty() {
            true => own.clone().unwrap_or_else(|| BUILT_IN_NAME.to_owned()),
            false => source.path.clone(),
        };
        let parts = self.opened.sources.iter().filter(|_| self.opened.is_composed());
        parts.map(|source| (path(source), sha256(source.text.as_bytes()))).collect()
    }

    /// What is run, by content.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            sha256: sha256(self.opened.text.as_bytes()),
            logs: self.logs.iter().map(|log| (log.summary.holder.clone(), log.sha256.clone())).collect(),
            columns: self.columns.iter().map(|column| (column.summary.file.clone(), column.sha256.clone())).collect(),
        }
    }

    /// What is doubtful, for people.
    pub(super) fn shown(&self, voice: &Voice) -> String {
        first(&named(&self.name, &self.opened.sources), &self.opened.warnings, voice)
    }

    /// What is doubtful, for scripts.
    pub(super) fn documents(&self) -> Vec<DiagnosticDocument> {
        documents(&named(&self.name, &self.opened.sources), &self.opened.warnings)
    }
}

impl Mistaken {
    /// What is wrong and doubtful, for people.
    pub(super) fn shown(&self, voice: &Voice) -> String {
        first(&named(&self.name, &self.mistakes.sources), &self.mistakes.diagnostics, voice)
    }

    /// What is wrong and doubtful, for scripts.
    pub(super) fn documents(&self) -> Vec<DiagnosticDocument> {
        documents(&named(&self.name, &self.mistakes.sources), &self.mistakes.diagnostics)
    }

    /// How many errors and warnings there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        let errors = self.mistakes.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        (errors, self.mistakes.diagnostics.len() - errors)
    }

    /// The failure of a command that needs a sound scenario.
    pub(super) fn failure(&self, voice: &Voice) -> Failure {
        let message = counted(&self.name, self.counts());
        Failure::scenario(message.clone(), format!("{}\n{message}\n", self.shown(voice)), self.documents())
    }
}

/// "small.toml: 1 error, no warnings".
pub(super) fn counted(name: &str, (errors, warnings): (usize, usize)) -> String {
    let count = |count: usize, one: &str| match count {
        0 => format!("no {one}s"),
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    format!("{name}: {}, {}", count(errors, "error"), count(warnings, "warning"))
}

/// The files of a scenario as people call them: the others lie from its own folder.
fn named<'s>(name: &str, sources: &'s [Source]) -> Vec<(String, &'s str)> {
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    let called = |source: &Source| if source.path.is_empty() { name.to_owned() } else { folder.join(&source.path).display().to_string() };
    sources.iter().map(|source| (called(source), source.text.as_str())).collect()
}

/// The first diagnostics as people see them, errors before warnings, and how many more there are.
fn first(files: &[(String, &str)], diagnostics: &[Diagnostic], voice: &Voice) -> String {
    let mut shown = diagnostics.to_vec();
    shown.sort_by_key(|diagnostic| !diagnostic.is_error());
    shown.truncate(SHOWN);
    let text = render_all(files, &shown, voice.colour());
    match diagnostics.len() - shown.len() {
        0 => text,
        more => format!("{text}\nand {more} more, which --json lists\n"),
    }
}

fn documents(files: &[(String, &str)], diagnostics: &[Diagnostic]) -> Vec<DiagnosticDocument> {
    let document = |diagnostic: &Diagnostic| {
        let (name, text) = &files[diagnostic.file];
        let place = diagnostic.span.as_ref().map(|span| position(text, span));
        DiagnosticDocument {
            severity: if diagnostic.is_error() { "error" } else { "warning" },
            code: diagnostic.code.to_owned(),
            file: name.clone(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: diagnostic.message.clone(),
            label: diagnostic.label.clone(),
            hint: diagnostic.way_out().map(str::to_owned),
        }
    };
    diagnostics.iter().map(document).collect()
}

/// Opens a log or column: paths in a scenario start from its folder, those of the command line from the current one.
fn log_of(beside: &Path, path: &Path, by_user: bool) -> io::Result<(PathBuf, Box<dyn Read>)> {
    let path = if by_user { path.to_owned() } else { beside.join(path) };
    let file = fs::File::open(&path)?;
    Ok((path, Box::new(file)))
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
    decoded(bytes).map_err(|(why, hint)| Failure::new(WRONG, "scenario-file", format!("{}: {why}", path.display())).hint(hint))
}

/// The text of a file without the mark that some editors put before it; or why it is no text, and a way out.
fn decoded(bytes: Vec<u8>) -> Result<String, (String, &'static str)> {
    const SAVE: &str = "save the file as UTF-8";
    // A text has no zeros, but in UTF-16 every second byte of most letters is one.
    let begin = &bytes[..bytes.len().min(1000)];
    let zeros = begin.iter().filter(|&&byte| byte == 0).count();
    if begin.starts_with(&[0xff, 0xfe]) || begin.starts_with(&[0xfe, 0xff]) || zeros > begin.len() / 3 {
        return Err(("the file is in UTF-16".to_owned(), SAVE));
    }
    if zeros > 0 {
        return Err(("the file is no text".to_owned(), "scenarios are written in TOML: `larmkedja new FILE` writes one to start from"));
    }
    let line =
        |error: FromUtf8Error| 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
    let text = String::from_utf8(bytes).map_err(|error| (format!("line {} is not UTF-8", line(error)), SAVE))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The text of a file that the command line names.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub(super) fn decoded_file(path: &Path) -> Result<String, Failure> {
    text_of(path)
}

/// The folder that a scenario's other files are looked for in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

/// Mistakes of a scenario, as people are told of them.
pub(super) fn mistakes_of(name: String, mistakes: Mistakes) -> Mistaken {
    Mistaken { name, mistakes }
}

/// Another file of a scenario. Links may lead where they like, but not out of the scenario's folder.
pub(super) fn part_of(folder: &Path, path: &str) -> io::Result<String> {
    let root = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let full = root.join(path).canonicalize()?;
    if !full.starts_with(root.canonicalize()?) {
        return Err(io::Error::other("it lies outside the scenario's folder"));
    }
    decoded(fs::read(full)?).map_err(|(why, _)| io::Error::other(why))
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
