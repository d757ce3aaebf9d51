//! `larmkedja compare`: the main job.

use super::add::{Kept, goes_with};
use super::arguments::{Arguments, Compare, EventLogName, Global, tool};
use super::interrupt::Interrupt;
use super::prepare::{Prepared, sound};
use super::progress::Bar;
use super::{Answer, DONE, FAILED, Failure, INTERRUPTED, Voice, WRONG, doubt, logs};
use clap::CommandFactory;
use larmkedja::folder::{
    self, EventForm, EventLog, Folder, FolderError, IncidentRows, IncidentTables, Machine, Manifest, ReplicationTables, TableForm,
    report_files,
};
use larmkedja::follow;
use larmkedja::model::{Language, Model};
use larmkedja::report::{self, Provenance, Report};
use larmkedja::results::Warning;
use larmkedja::scenario::compile::ways;
use larmkedja::scenario::diagnostic::nearest;
use larmkedja::study::{self, Options, Outcome, Sections};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Columns of the answer where it goes to no terminal.
const WIDTH: usize = 100;
/// Columns of the answer on the widest terminal: longer lines read badly.
const WIDEST: usize = 140;

/// Runs a scenario and writes its results.
pub(super) fn compare(wanted: &Compare, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let started = Started::now();
    if let Some(word) = wanted.scenario.as_deref().filter(|_| wanted.is_first_word) {
        is_command_or_file(word)?;
    }
    if let Some(add) = wanted.add {
        goes_with(add, wanted)?;
    }
    let mut prepared = sound(wanted.scenario.as_deref(), &wanted.changes, voice)?;
    let spoken = global.language(prepared.opened.model.language);
    voice.say(&logs::text(&prepared.logs, spoken));
    voice.say(&logs::columns_text(&prepared.columns, spoken));

    let out = prepared.out(wanted.out.as_deref(), "");
    let mut kept = match wanted.add {
        Some(add) => Some(Kept::open(add, &out, &mut prepared)?.with(wanted)?),
        None => None,
    };
    let model = Arc::new(prepared.opened.model.clone());
    let most = model.precision.as_ref().map_or(model.study.replications, |precision| precision.most);
    if let Some(range) = wanted.incidents.as_ref().filter(|range| *range.start() > most) {
        let message = format!("--incidents begins at replication {}, but the study has {most}", range.start());
        return Err(Failure::new(WRONG, "command-line", message).hint(format!("write 1 to {most}, or all")));
    }
    let kept_language = kept.as_ref().and_then(|kept| kept.manifest.language);
    let language = global.language(kept_language.unwrap_or(model.language));
    let folder = Folder::begin(&out)?;
    let interrupt = Interrupt::listen(folder.remover(), voice.clone(), language);
    let outcome = live(&model, wanted, kept.as_mut(), global, &folder, &interrupt, voice)?;
    if outcome.results.replications == 0 {
        return Err(Failure::interrupted());
    }
    folder.write(folder::SECTIONS, &outcome.sections.to_bytes())?;

    let met_limit = outcome.met_limit;
    let mut report = report_of(outcome, &prepared);
    if report.results.complete && !kept.as_ref().map_or(wanted.no_doubt, |kept| kept.no_doubt) {
        report.results.over_ranges = doubt::over_ranges(&prepared, &report, global, &interrupt, voice);
        // A doubt that was cut off is left out, and the results say that something is missing.
        report.results.complete = !interrupt.asked();
    }
    if report.results.complete {
        report.traces = follow::cases(&model, &|| interrupt.asked()).ok();
    }
    folder.write(folder::SCENARIO, prepared.opened.text.as_bytes())?;
    if let Some(table) = logs::unusable_csv(&prepared.logs, &prepared.columns) {
        folder.write(logs::UNUSABLE, &table)?;
    }
    let summary = report_files(&folder, &report, language)?;
    let (complete, replications) = (report.results.complete, report.results.study.replications);
    let manifest = manifest(&prepared, complete, replications, global, typed, &started);
    let manifest = Manifest { language: Some(language), ..manifest };
    let beside = folder.finish(match kept {
        Some(kept) => kept.manifest_with(manifest),
        None => manifest,
    })?;
    if !complete {
        voice.say(&rest_is_lived_by(beside.as_deref(), language));
    }
    let text = format!("{}\n{}", report::answer(&report, language, width()), report_is(beside.as_ref().unwrap_or(&out), language));
    let status = match (report.results.complete, met_limit) {
        (false, _) => INTERRUPTED,
        (true, true) => FAILED,
        (true, false) => DONE,
    };
    Ok(Answer { text, json: summary, status, product: false })
}

/// How what is missing of an interrupted run is lived; `beside`: where it stands, if not where it should have.
fn rest_is_lived_by(beside: Option<&Path>, language: Language) -> String {
    match (beside.map(Path::display), language) {
        (None, Language::En) => "the same command with --add rest lives what is missing\n".to_owned(),
        (None, Language::Sv) => "samma kommando med --add rest kör det som saknas\n".to_owned(),
        (Some(path), Language::En) => format!(
            "the whole result that was there stays; the same command with --add rest, and --out {path} instead of its own, lives what is missing\n"
        ),
        (Some(path), Language::Sv) => format!(
            "det hela resultat som fanns står kvar; samma kommando med --add rest, och --out {path} i stället för sitt eget, kör det som saknas\n"
        ),
    }
}

/// Where the report of a folder lies.
pub(super) fn report_is(folder: &Path, language: Language) -> String {
    let word = match language {
        Language::En => "Report",
        Language::Sv => "Rapport",
    };
    format!("{word}: {}\n", folder.join("report.html").display())
}

/// Columns for the answer: those of the terminal, if it goes to one. Files never depend on it.
pub(super) fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// A first word that is no command is the scenario, if there is such a file.
pub(super) fn is_command_or_file(word: &Path) -> Result<(), Failure> {
    let text = word.to_string_lossy();
    if word.exists() || text.contains(['/', '\\', '.']) {
        return Ok(());
    }
    let command = Arguments::command();
    let failure = Failure::new(WRONG, "command-line", format!("`{text}` is neither a command nor a file"));
    Err(match nearest(&text, command.get_subcommands().map(clap::Command::get_name)) {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None if word.with_extension("toml").exists() => failure.hint(format!("did you mean `{text}.toml`?")),
        None => failure.hint("`larmkedja --help` lists the commands"),
    })
}

/// What is written of incidents, if anything is.
pub(super) fn rows_of(wanted: &Compare) -> Option<IncidentRows> {
    let form = if wanted.csv { TableForm::Csv } else { TableForm::Parquet };
    wanted.incidents.clone().map(|replications| IncidentRows { replications, form, steps: !wanted.no_steps })
}

/// Lives the study and writes the tables that grow with it.
fn live(
    model: &Arc<Model>,
    wanted: &Compare,
    kept: Option<&mut Kept>,
    global: &Global,
    folder: &Folder,
    interrupt: &Interrupt,
    voice: &Voice,
) -> Result<Outcome, Failure> {
    let mut tables = match &kept {
        Some(kept) => ReplicationTables::go_on(folder, &kept.dir)?,
        None => ReplicationTables::begin(folder)?,
    };
    let events = match wanted.event_log {
        Some(form) => {
            let form = match form {
                EventLogName::Ocel => EventForm::Ocel,
                EventLogName::Xes => EventForm::Xes,
            };
            Some(EventLog::begin(folder, model.clone(), wanted.incidents.clone().unwrap_or(1..=1), form)?)
        }
        None => None,
    };
    let go_on = |kept: &Kept| kept.rows.clone().map(|rows| IncidentTables::go_on(folder, model.clone(), rows, &kept.dir));
    let begin = || rows_of(wanted).map(|rows| IncidentTables::begin(folder, model.clone(), rows));
    let incidents = kept.as_deref().map_or_else(begin, go_on).transpose()?;
    let sections = kept.map_or_else(|| Sections::new(model.arms.len()), |kept| std::mem::take(&mut kept.sections));
    let mut unwritten: Option<FolderError> = None;
    let failed = AtomicBool::new(false);
    let bar = Bar::new(sections.asked(model), voice.shows_progress());
    let sink = |replication| {
        let of_tables = incidents.as_ref().and_then(|tables| tables.sink(replication));
        folder::both(of_tables, events.as_ref().and_then(|events| events.sink(replication)))
    };
    let cannot_write = || incidents.as_ref().is_some_and(IncidentTables::has_failed) || events.as_ref().is_some_and(EventLog::has_failed);
    let outcome = study::go_on(
        model,
        sections,
        Options {
            threads: global.threads.map(usize::from),
            stop: &|| interrupt.asked() || failed.load(Ordering::Relaxed) || cannot_write(),
            progress: &|progress| bar.at(progress),
            on_replication: &mut |rows| {
                if unwritten.is_none() {
                    unwritten = tables.add(model, rows).err();
                    failed.store(unwritten.is_some(), Ordering::Relaxed);
                }
            },
            incidents: (incidents.is_some() || events.is_some()).then_some(&sink as &study::Incidents<'_>),
        },
    );
    bar.clear();
    if let Some(error) = unwritten {
        return Err(error.into());
    }
    tables.finish()?;
    incidents.map_or(Ok(()), IncidentTables::finish)?;
    events.map_or(Ok(()), EventLog::finish)?;
    Ok(outcome)
}

/// The report of an outcome; what is doubtful about logs and columns is part of it.
fn report_of(outcome: Outcome, prepared: &Prepared) -> Report {
    let mut results = outcome.results;
    let of_columns = prepared.columns.iter().flat_map(|column| column.summary.doubts());
    let ways = ways(&prepared.opened.file, &prepared.opened.text);
    results.described.differences = ways.differences.iter().map(ToString::to_string).collect();
    let told = prepared.logs.iter().flat_map(|log| log.summary.doubts()).chain(of_columns);
    results.warnings.extend(told.map(Warning::from));
    Report {
        version: report::VERSION,
        tool: tool(),
        scenario: prepared.provenance(),
        results,
        traces: None,
        ways: Some(ways),
        sensitivity: Vec::new(),
    }
}

/// When a run began.
pub(super) struct Started {
    /// Universal time.
    at: String,
    clock: Instant,
}

impl Started {
    /// Universal time, and the seconds since.
    pub(super) fn told(&self) -> (String, f64) {
        (self.at.clone(), self.clock.elapsed().as_secs_f64())
    }

    pub(super) fn now() -> Started {
        Started { at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), clock: Instant::now() }
    }
}

/// What this program was built for, as compilers name it.
pub(super) fn target() -> Option<String> {
    option_env!("LARMKEDJA_TARGET").map(str::to_owned)
}

/// This machine.
pub(super) fn machine() -> Machine {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let directory = std::env::current_dir().ok().map(|directory| directory.display().to_string());
    Machine { directory, os: std::env::consts::OS.to_owned(), arch: std::env::consts::ARCH.to_owned(), target: target(), cpus }
}

/// Where results come from.
pub(super) fn manifest(
    prepared: &Prepared,
    complete: bool,
    replications: u64,
    global: &Global,
    typed: &[OsString],
    started: &Started,
) -> Manifest {
    let Provenance { sha256, columns, .. } = prepared.provenance();
    let machine = machine();
    let name = |path: &PathBuf| path.display().to_string();
    let log = |log: &logs::Recorded| folder::Log {
        file: name(&log.path),
        sha256: log.sha256.clone(),
        used: log.summary.used,
        unusable: log.summary.unusable_rows,
    };
    Manifest {
        made_by: folder::MADE_BY.to_owned(),
        tool: tool(),
        complete,
        language: None,
        scenario: folder::Scenario { file: prepared.file.as_ref().map(name), sha256, parts: prepared.parts() },
        logs: prepared.logs.iter().map(|recorded| (recorded.summary.holder.clone(), log(recorded))).collect(),
        columns,
        seed: prepared.opened.model.study.seed,
        replications,
        arguments: typed.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
        added: Vec::new(),
        threads: global.threads.map_or(machine.cpus, usize::from),
        machine,
        started_at: started.at.clone(),
        took_s: started.clock.elapsed().as_secs_f64(),
        files: Default::default(),
    }
}
