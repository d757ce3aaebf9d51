//! `larmkedja log`: what a recorded log holds, before it is used; and a synthetic one.

use super::arguments::{Global, Log, tool};
use super::compare::{Started, machine, manifest};
use super::documents::{SyntheticColumns, SyntheticDocument, written};
use super::interrupt::Interrupt;
use super::logs::Column;
use super::prepare::{decoded_file, folder_of, mistakes_of, part_of, sound};
use super::{Answer, DONE, Failure, INTERRUPTED, Voice, WRONG};
use larmkedja::described::Description;
use larmkedja::folder::{self, Folder, FolderError, MANIFEST, Manifest, chart_files, sha256, sha256_of_file};
use larmkedja::log::describe;
use larmkedja::model::Language;
use larmkedja::open::{Mistakes, log_of_type};
use larmkedja::report::{log_answer, log_charts};
use larmkedja::scenario::compose::Source;
use larmkedja::scenario::file::LogSource;
use larmkedja::scenario::replay::{LogColumns, log_map, replayed};
use larmkedja::synthetic::{SyntheticError, synthetic};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::path::Path;

/// The files of a synthetic log.
const TABLE: &str = "log.csv";
pub(super) const MAP: &str = "map.toml";
const REPLAY: &str = "replay.toml";
/// What a manifest calls a log that was described.
pub(super) const DESCRIBED: &str = "log";
/// What a log holds.
const DESCRIPTION: &str = "log.json";

/// Describes a log, or writes a synthetic one.
pub(super) fn log(wanted: &Log, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    heeded(wanted)?;
    match (&wanted.from, &wanted.file, &wanted.map) {
        (Some(scenario), ..) => write_synthetic(wanted, scenario, global, typed, voice),
        // Whoever mistypes the log has no use for words about its map.
        (None, Some(file), _) if !file.exists() => {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            Err(Failure::new(WRONG, "log-file", format!("{} cannot be read: {error}", file.display())))
        }
        (None, Some(file), Some(map)) => describe_file(wanted, file, map, global, typed, voice),
        (None, Some(_), None) => Err(Failure::new(WRONG, "command-line", "nothing says which column is which")
            .hint("--map FILE: a scenario that replays such a log, or a file with the same keys below [log]")),
        (None, None, _) => Err(Failure::new(WRONG, "command-line", "there is no log to describe")
            .hint("larmkedja log FILE --map MAP, or larmkedja log --from SCENARIO --out DIR")),
    }
}

/// What only the other of the two uses would heed is a mistake.
fn heeded(wanted: &Log) -> Result<(), Failure> {
    let wrong = |message: String, way_out: &str| Failure::new(WRONG, "command-line", message).hint(way_out);
    let is_there = |given: &[(&'static str, bool)]| given.iter().find(|(_, is_given)| *is_given).map(|(option, _)| *option);
    match (&wanted.from, &wanted.file) {
        (Some(scenario), Some(file)) => {
            let message = format!("--from {} and {} exclude each other", scenario.display(), file.display());
            Err(wrong(message, "a log is described or written"))
        }
        (Some(_), None) => match is_there(&[("--map", wanted.map.is_some()), ("--type", wanted.kind.is_some())]) {
            Some(option) => Err(wrong(
                format!("{option} is for a log that is described, and --from writes one"),
                "leave it out: the map is written beside the log",
            )),
            None => Ok(()),
        },
        (None, _) => {
            let (why, way_out) =
                ("is for --from: a log is described as it is", "leave it out, or write --from SCENARIO --out DIR instead of a log");
            let of_writing = [("--replication", wanted.replication.is_some()), ("--step", !wanted.step.is_empty())];
            match is_there(&of_writing) {
                Some(option) => Err(wrong(format!("{option} {why}"), way_out)),
                None => wanted.changes.refuse(&["--set", "--replications", "--precision", "--duration", "--seed", "--log"], why, way_out),
            }
        }
    }
}

fn describe_file(wanted: &Log, file: &Path, map: &Path, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let started = Started::now();
    let text = decoded_file(map)?;
    let name = map.display().to_string();
    let (source, whole) = log_of_type(&text, wanted.kind.as_deref(), &|path| part_of(folder_of(map), path))
        .map_err(|mistakes| mistakes_of(name.clone(), *mistakes).failure(voice))?;
    let found = description(&source, file).map_err(|error| match error {
        Wrong::File(error) => error,
        Wrong::Log(error) => {
            let time = source.time.as_ref().map_or(0..0, |time| time.span.clone());
            let mut diagnostics = error.diagnostics(&file.display().to_string(), &time);
            if !error.is_of_map() {
                let told = diagnostics.swap_remove(0);
                let failure = Failure::new(WRONG, told.code, told.message);
                return told.hint.into_iter().fold(failure, Failure::hint);
            }
            let sources = vec![Source { path: String::new(), text: whole.clone() }];
            mistakes_of(name.clone(), Mistakes { sources, diagnostics }).failure(voice)
        }
    })?;
    let language = global.language(Language::En);
    let json = written(&found);
    let mut text = log_answer(&found, language);
    if let Some(out) = &wanted.out {
        let folder = Folder::begin(out)?;
        folder.write(DESCRIPTION, json.as_bytes())?;
        folder.write(MAP, whole.as_bytes())?;
        chart_files(&folder, log_charts(&found, &tool(), language))?;
        let log = folder::Log {
            file: file.display().to_string(),
            sha256: sha256_of_file(file).map_err(FolderError::read(file))?,
            used: found.rows - found.unusable_rows,
            unusable: found.unusable_rows,
        };
        let (started_at, took_s) = started.told();
        folder.finish(Manifest {
            made_by: folder::MADE_BY.to_owned(),
            tool: tool(),
            complete: true,
            language: Some(language),
            scenario: folder::Scenario { file: Some(name), sha256: sha256(whole.as_bytes()), parts: Default::default() },
            logs: [(DESCRIBED.to_owned(), log)].into_iter().collect(),
            columns: Default::default(),
            seed: 0,
            replications: 0,
            arguments: typed.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
            threads: 1,
            added: Vec::new(),
            machine: machine(),
            started_at,
            took_s,
            files: Default::default(),
        })?;
        text += &format!("\n{}\n", out.display());
    }
    Ok(Answer { text, json, status: DONE, product: false })
}

/// Why a log could not be described.
enum Wrong {
    File(Failure),
    Log(larmkedja::log::LogError),
}

fn description(source: &LogSource, file: &Path) -> Result<Description, Wrong> {
    let unreadable = |error| Wrong::File(Failure::new(WRONG, "log-file", format!("{} cannot be read: {error}", file.display())));
    let reader = File::open(file).map_err(unreadable)?;
    let name = file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    describe(source, &name, reader).map_err(Wrong::Log)
}

fn write_synthetic(wanted: &Log, scenario: &Path, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let started = Started::now();
    let Some(out) = &wanted.out else {
        return Err(Failure::new(WRONG, "command-line", "nothing says where the synthetic log goes").hint("--out DIR"));
    };
    let replication = wanted.replication.unwrap_or(1);
    let prepared = sound(Some(scenario), &wanted.changes, voice)?;
    let folder = Folder::begin(out)?;
    let interrupt = Interrupt::listen(folder.remover(), voice.clone(), global.language(prepared.opened.model.language));
    let model = &prepared.opened.model;
    let found = synthetic(model, replication, &wanted.step, &|| interrupt.asked()).map_err(|error| match error {
        SyntheticError::Stopped => Failure::new(INTERRUPTED, "interrupted", "interrupted before the end; nothing was written"),
        error => Failure::new(WRONG, "synthetic-log", error.to_string()),
    })?;
    let columns = LogColumns { flags: &found.flags, attributes: &found.attributes, marks: &found.marks, steps: &found.steps };
    let moved = beside(&prepared.columns);
    let replay = replayed(&prepared.opened.text, TABLE, columns, &moved)
        .ok_or_else(|| Failure::new(WRONG, "synthetic-log", "the scenario has no incident type that could hold the log"))?;
    folder.write(TABLE, found.csv.as_bytes())?;
    folder.write(folder::SCENARIO, prepared.opened.text.as_bytes())?;
    folder.write(MAP, log_map(TABLE, columns).as_bytes())?;
    folder.write(REPLAY, replay.as_bytes())?;
    for Column { path, summary, .. } in &prepared.columns {
        folder.copy(&moved[&summary.file], path)?;
    }
    folder.finish(manifest(&prepared, true, 1, global, typed, &started))?;
    let path = |name: &str| out.join(name).display().to_string();
    let text = format!(
        "{} incidents of replication {} in {}\nDescribe it: larmkedja log {} --map {}\nReplay it: larmkedja {}\n",
        found.incidents,
        replication,
        path(TABLE),
        path(TABLE),
        path(MAP),
        path(REPLAY)
    );
    let LogColumns { flags, attributes, marks, steps } = columns;
    let document = SyntheticDocument {
        incidents: found.incidents,
        replication,
        log: path(TABLE),
        map: path(MAP),
        scenario: path(REPLAY),
        files: moved.values().map(|name| path(name)).collect(),
        columns: SyntheticColumns { flags, attributes, marks, steps },
    };
    Ok(Answer { text, json: written(&document), status: DONE, product: false })
}

/// What files with columns are called in the folder of the log, by what the scenario calls them: as they were, with a number before it
/// where another file has that name.
fn beside(columns: &[Column]) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for Column { path, summary, .. } in columns {
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_free = |name: &String| {
            ![TABLE, MAP, REPLAY, folder::SCENARIO, MANIFEST].contains(&name.as_str()) && !names.values().any(|taken| taken == name)
        };
        let numbered = (2..).map(|number| format!("{number}-{own}"));
        if !names.contains_key(&summary.file) {
            let name = std::iter::once(own.clone()).chain(numbered).find(is_free).unwrap_or(own.clone());
            names.insert(summary.file.clone(), name);
        }
    }
    names
}
