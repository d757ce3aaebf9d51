//! Opening a scenario: its text with what is set, its logs, the model, how busy people would be, and everything that is wrong or
//! doubtful about it. Who reads files says how.

use crate::described::LogDoubt;
use crate::load::{self, Load, PoolLoad, Sample, Wait};
use crate::log::{self, ColumnSummary, LogSummary};
use crate::model::Model;
use crate::scenario::compile::{self, Circle, Edge};
use crate::scenario::compose::{self, OpenFile, Source};
use crate::scenario::diagnostic::{Diagnostic, Severity, Span, sort, together};
use crate::scenario::file::{File, LogSource};
use crate::scenario::log::{ReadColumn, ReadLog};
use crate::scenario::quantity::duration_text;
use crate::scenario::{read, set};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A circle of waits that would lock less often than this, in times a year, is a warning: once in a thousand years.
pub const RARE: f64 = 1e-3;

/// A pool whose load over the week, or while a shift is on duty, is at least this is overloaded.
const OVERLOADED: f64 = 1.0;

/// From this load on a pool has a queue that remembers.
const BUSY: f64 = 0.7;

/// As many times as its queue remembers a replication should last.
const MEMORIES: f64 = 2.0;

/// What is changed about a scenario when it is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `PATH=VALUE`, in the file's own paths.
    pub set: Vec<String>,
    /// The file that a type's log is read from instead of the one that the scenario names.
    pub logs: Vec<(String, PathBuf)>,
}

/// How the file of a log or column is opened: a path as the scenario or the user names it, and whether the user did.
pub type OpenLog<'a> = dyn Fn(&Path, bool) -> io::Result<Box<dyn io::Read>> + 'a;

/// A scenario that can be run.
#[derive(Debug)]
pub struct Opened {
    /// The text as run: the whole of the scenario, templates repeated, with what was set.
    pub text: String,
    /// The files that the places of warnings are in.
    pub sources: Vec<Source>,
    /// As written.
    pub file: File,
    /// As meant.
    pub model: Model,
    /// How busy people would be if nobody waited.
    pub load: Load,
    /// What the logs hold, by type in the file's order, with the path each was read from.
    pub logs: Vec<(PathBuf, LogSummary)>,
    /// What the columns hold that distributions are made of, in the file's order.
    pub columns: Vec<ColumnSummary>,
    /// What is doubtful, in the order of the text.
    pub warnings: Vec<Diagnostic>,
    is_composed: bool,
}

impl Opened {
    /// Whether the scenario was put together from templates or several files.
    pub fn is_composed(&self) -> bool {
        self.is_composed
    }

    /// Has the same scenario in other words: the places of what is written are those in `text`.
    pub fn reword(&mut self, text: String) {
        if let (Some(file), _) = read::read(&text) {
            (self.file, self.text) = (file, text);
        }
    }
}

/// A scenario that cannot be run.
#[derive(Debug)]
pub struct Mistakes {
    /// The files that the places are in.
    pub sources: Vec<Source>,
    /// Everything that is wrong or doubtful, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Opens a scenario from its text; the other files that it may be made of, and its logs, are read as the caller says.
///
/// # Errors
/// All mistakes of its texts, its logs and its meaning together.
pub fn open(text: &str, options: &Options, open_file: &OpenFile<'_>, open_log: &OpenLog<'_>) -> Result<Opened, Box<Mistakes>> {
    let composed = compose::compose(text, open_file).map_err(|(sources, diagnostics)| Mistakes { sources, diagnostics })?;
    let text = match set::apply(&composed.text, &options.set) {
        Ok(text) => text,
        Err(diagnostics) => return Err(Box::new(Mistakes { sources: composed.sources, diagnostics })),
    };
    let as_set = |diagnostics| told_as_set(diagnostics, &composed.text, &text, &options.set);
    match understand(&text, options, open_log) {
        Ok(Understood { file, model, load, logs, columns, warnings }) => {
            let (warnings, is_composed) = (as_set(warnings), composed.is_composed());
            let (sources, warnings) = composed.placed(&text, warnings);
            Ok(Opened { text, sources, file, model, load, logs, columns, warnings, is_composed })
        }
        Err(diagnostics) => {
            let diagnostics = as_set(diagnostics);
            let (sources, diagnostics) = composed.placed(&text, diagnostics);
            Err(Box::new(Mistakes { sources, diagnostics }))
        }
    }
}

/// Tells of a line that the file does not have so, but only with what is set.
fn told_as_set(diagnostics: Vec<Diagnostic>, written: &str, text: &str, set: &[String]) -> Vec<Diagnostic> {
    if set.is_empty() || diagnostics.is_empty() {
        return diagnostics;
    }
    let kept = set::lines_kept(written, text);
    // Of several settings those that make the line by themselves.
    let guilty = |line: &str| {
        let makes = |one: &&String| set::apply(written, &[(*one).clone()]).is_ok_and(|text| text.lines().any(|made| made == line));
        let some: Vec<&str> = set.iter().filter(makes).map(String::as_str).collect();
        if some.is_empty() { set.join(", ") } else { some.join(", ") }
    };
    let told = |mut diagnostic: Diagnostic| {
        let at = diagnostic.span.as_ref().map(|span| text[..span.start].matches('\n').count());
        if let Some(line) = at.filter(|&number| kept.get(number) == Some(&None)).and_then(|number| text.lines().nth(number)) {
            let why = format!("in the file the line is another: the command line sets {}", guilty(line));
            diagnostic.hint = Some(diagnostic.hint.map_or(why.clone(), |hint| format!("{hint}; {why}")));
        }
        diagnostic
    };
    diagnostics.into_iter().map(told).collect()
}

/// The model of a text that is whole and sound, with some changes: [`open`] without asking what would be doubtful about it.
///
/// # Errors
/// What is wrong with it once it is changed.
pub fn model(text: &str, options: &Options, open_log: &OpenLog<'_>) -> Result<Model, Vec<Diagnostic>> {
    let text = set::apply(text, &options.set)?;
    let (file, found) = read::read(&text);
    let Some(file) = file else { return Err(found) };
    let mut meant = Vec::new();
    let (read_logs, _) = read_logs(&file, options, open_log, &mut meant);
    let (read_columns, _) = read_columns(&file, open_log, &mut meant);
    let compiled = compile::compile(&file, &read_logs, &read_columns);
    meant.extend(compiled.diagnostics);
    match compiled.model {
        // A value that cannot be read is replaced by one that can, so that all mistakes are found: that is no model of what was written.
        Some(model) if !found.iter().chain(&meant).any(Diagnostic::is_error) => Ok(model),
        _ => Err(together(found, meant)),
    }
}

/// Which column of a log is which: the map of a log by itself (a table `[log]`), or a scenario that replays one. `kind` names the incident
/// type where several have a log. Beside it comes the whole text that its places are in.
///
/// # Errors
/// What is wrong with the text, or that no log or several are meant.
pub fn log_of_type(text: &str, kind: Option<&str>, open_file: &OpenFile<'_>) -> Result<(LogSource, String), Box<Mistakes>> {
    let wrong = |text: &str, diagnostics: Vec<Diagnostic>| {
        Box::new(Mistakes { sources: vec![Source { path: String::new(), text: text.to_owned() }], diagnostics })
    };
    if read::is_map(text) {
        return read::map(text).map(|log| (log.value, text.to_owned())).map_err(|diagnostics| wrong(text, diagnostics));
    }
    let composed = compose::compose(text, open_file).map_err(|(sources, diagnostics)| Mistakes { sources, diagnostics })?;
    let (file, found) = read::read(&composed.text);
    let errors: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
    let Some(file) = file.filter(|_| errors.is_empty()) else {
        let whole = composed.text.clone();
        let (sources, diagnostics) = composed.placed(&whole, errors);
        return Err(Box::new(Mistakes { sources, diagnostics }));
    };
    let logs = file.types.iter().filter_map(|one| Some((one.name.value.as_str(), &one.value.log.as_ref()?.value)));
    let meant: Vec<_> = logs.clone().filter(|(name, _)| kind.is_none_or(|kind| kind == *name)).collect();
    match meant[..] {
        [(_, log)] => Ok((log.clone(), composed.text.clone())),
        _ => {
            let known: Vec<&str> = logs.map(|(name, _)| name).collect();
            let hint = match known[..] {
                [] => "no incident type of it has a `log`; write a file with the keys of a log below [log]".to_owned(),
                _ => format!("--type NAME: these have a log: {}", known.join(", ")),
            };
            let message = "the map does not say which log is meant";
            let told = Diagnostic { span: None, ..Diagnostic::error("no-log", 0..0, message, "") };
            Err(wrong(text, vec![told.hint(hint)]))
        }
    }
}

/// What a text comes to; diagnostics have their places in it.
struct Understood {
    file: File,
    model: Model,
    load: Load,
    logs: Vec<(PathBuf, LogSummary)>,
    columns: Vec<ColumnSummary>,
    warnings: Vec<Diagnostic>,
}

fn understand(text: &str, options: &Options, open_log: &OpenLog<'_>) -> Result<Understood, Vec<Diagnostic>> {
    let (file, found) = read::read(text);
    let Some(file) = file else { return Err(found) };
    let mut meant = Vec::new();
    let (read_logs, logs) = read_logs(&file, options, open_log, &mut meant);
    let (read_columns, columns) = read_columns(&file, open_log, &mut meant);
    let compiled = compile::compile(&file, &read_logs, &read_columns);
    meant.extend(compiled.diagnostics);
    let Some(model) = compiled.model else {
        // How often circles could lock is not known without a model; they are told in full.
        meant.extend(compiled.circles.into_iter().map(|circle| circle.diagnostic));
        return Err(together(found, meant));
    };
    let waits = compiled.circles.iter().flat_map(|circle| circle.edges.iter().map(|edge| wait_of(circle, edge)));
    let sample = Sample::of(&model, &waits.collect::<Vec<_>>());
    let load = load::estimate(&model, &sample);
    meant.extend(compiled.circles.into_iter().map(|circle| judge(&model, &sample, &load, circle)));
    overloads(&file, &load, &mut meant);
    memories(&model, &file, (&sample, &load), &mut meant);
    idleness(&file, &load, &mut meant);
    let mut diagnostics = together(found, meant);
    sort(&mut diagnostics);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    Ok(Understood { file, model, load, logs, columns, warnings: diagnostics })
}

/// Reads the logs that the types name.
fn read_logs(
    file: &File,
    options: &Options,
    open_log: &OpenLog<'_>,
    found: &mut Vec<Diagnostic>,
) -> (Vec<ReadLog>, Vec<(PathBuf, LogSummary)>) {
    let (mut logs, mut summaries) = (Vec::new(), Vec::new());
    for (holder, _) in &options.logs {
        if !file.types.iter().any(|kind| kind.name.value == *holder && kind.value.log.is_some()) {
            let known: Vec<&str> = file.types.iter().filter(|kind| kind.value.log.is_some()).map(|kind| kind.name.value.as_str()).collect();
            let hint = if known.is_empty() {
                "no incident type of the scenario has a `log`".into()
            } else {
                format!("these have: {}", known.join(", "))
            };
            let message = format!("`--log {holder}=...`: no incident type `{holder}` takes its arrivals from a log");
            found.push(Diagnostic { span: None, ..Diagnostic::error("unknown-log", 0..0, message, "").hint(hint) });
        }
    }
    for kind in &file.types {
        let Some(source) = &kind.value.log else { continue };
        let holder = &kind.name.value;
        let given = options.logs.iter().find(|(name, _)| name == holder).map(|(_, path)| (path.clone(), true));
        let named = || source.value.file.as_ref().map(|file| (PathBuf::from(&file.value), false));
        let Some((path, by_user)) = given.or_else(named) else {
            let message = format!("no file is given for the log of `{holder}`");
            found.push(
                Diagnostic::error("no-log", source.span.clone(), message, "which file?")
                    .hint(format!("write `file = \"...\"`, or run with --log {holder}=FILE")),
            );
            continue;
        };
        let place = source.value.file.as_ref().filter(|_| !by_user).map_or(&source.span, |file| &file.span);
        match open_log(&path, by_user) {
            Err(error) => {
                let message = format!("the log {} cannot be read: {error}", path.display());
                found.push(Diagnostic::error("file-unreadable", place.clone(), message, "this log"));
            }
            Ok(reader) => match log::read(&source.value, holder, reader) {
                Ok((log, summary)) => {
                    found.extend(whole_file(summary.doubts(), place));
                    logs.push(log);
                    summaries.push((path, summary));
                }
                Err(error) => found.extend(error.diagnostics(&path.display().to_string(), &source.span)),
            },
        }
    }
    (logs, summaries)
}

/// What makes a file doubtful as a whole, at the place where it is named. Single rows are told of where files are.
fn whole_file(doubts: Vec<LogDoubt>, place: &Span) -> impl Iterator<Item = Diagnostic> {
    let of_whole_file = doubts.into_iter().filter(LogDoubt::is_of_whole_file);
    of_whole_file.map(move |doubt| {
        let way_out = match doubt {
            LogDoubt::Cut { .. } | LogDoubt::CutValues { .. } => "see that the file is whole, and end its last line",
            _ => "correct the rows, or take them out of the file",
        };
        Diagnostic::warning(doubt.kind(), place.clone(), doubt.to_string(), "this file").hint(way_out)
    })
}

/// Reads the columns that distributions are made of.
fn read_columns(file: &File, open_log: &OpenLog<'_>, found: &mut Vec<Diagnostic>) -> (Vec<ReadColumn>, Vec<ColumnSummary>) {
    let (mut columns, mut summaries) = (Vec::new(), Vec::new());
    for source in compile::columns(file) {
        let path = Path::new(&source.file.value);
        match open_log(path, false) {
            Err(error) => {
                let message = format!("{} cannot be read: {error}", path.display());
                found.push(Diagnostic::error("file-unreadable", source.file.span.clone(), message, "this file"));
            }
            Ok(reader) => match log::read_column(source, reader) {
                Ok((column, summary)) => {
                    found.extend(whole_file(summary.doubts(), &source.file.span));
                    columns.push(column);
                    summaries.push(summary);
                }
                Err(error) => found.extend(error.diagnostics(&source.file.value, &source.file.span)),
            },
        }
    }
    (columns, summaries)
}

/// What the sample is asked about an edge of a circle.
fn wait_of(circle: &Circle, edge: &Edge) -> Wait {
    Wait { arm: circle.arm, kind: edge.kind, role: edge.role, pool: edge.keeps, step: edge.step }
}

/// How bad a circle of waits is: an error, or a warning if at the scenario's own rates it would lock less than once in a thousand
/// years. Nobody waits in the sample, so it says nothing of what happens only because somebody did.
fn judge(model: &Model, sample: &Sample, load: &Load, circle: Circle) -> Diagnostic {
    let seen = |edge: &Edge| sample.kept_until_asking(wait_of(&circle, edge)).1 > 0.0;
    let unknown = circle.edges.iter().any(|edge| comes_of_waiting(model, circle.arm, edge) && !seen(edge));
    if unknown || locks_a_year(model, sample, load, &circle) >= RARE {
        return circle.diagnostic;
    }
    let rare = "at the scenario's rates this would happen less than once in a thousand years";
    let hint = circle.diagnostic.hint.map_or_else(|| rare.to_owned(), |hint| format!("{rare}: {hint}"));
    Diagnostic { severity: Severity::Warning, hint: Some(hint), ..circle.diagnostic }
}

/// Whether a step is carried out only where another one has given up waiting.
fn comes_of_waiting(model: &Model, arm: usize, edge: &Edge) -> bool {
    let steps = &model.arms[arm].programs[edge.kind].steps;
    let give_up = steps.iter().enumerate().filter(|(_, step)| step.if_free.is_some()).fold(0, |set, (index, _)| set | 1 << index);
    steps[edge.step].when.0.iter().all(|all| all.not_ran & give_up != 0)
}

/// One pool of a circle: its seats by hour of the week, and by type and role the mean time in seconds for which a seat is kept
/// before the other one is had, and the share of incidents that keep one.
struct Kept {
    seats: [f64; 168],
    times: BTreeMap<(usize, usize), (f64, f64)>,
}

/// How often a year all seats of all pools of a circle are kept by incidents that have yet to obtain what the circle waits for,
/// estimated hour by hour of the week: the number of such incidents is taken as Poisson, the wait as Erlang's.
fn locks_a_year(model: &Model, sample: &Sample, load: &Load, circle: &Circle) -> f64 {
    const HOURS_A_YEAR: f64 = 365.25 * 24.0;
    let mut pools: Vec<usize> = circle.edges.iter().map(|edge| edge.keeps).collect();
    pools.sort_unstable();
    pools.dedup();
    let mut kept: Vec<Kept> = Vec::new();
    for &pool in &pools {
        let Some(seats) = model.arms[circle.arm].pools[pool].seats.by_hour() else { return 0.0 };
        let mut times = BTreeMap::new();
        for edge in circle.edges.iter().filter(|edge| edge.keeps == pool) {
            let (until_asking, share) = sample.kept_until_asking(wait_of(circle, edge));
            let awaited = &load.pools[circle.arm * model.pools.len() + edge.awaits];
            let wait = awaited.mean_wait(sample.mean_hold(circle.arm, edge.awaits));
            let time = if share > 0.0 { until_asking + share * wait } else { 0.0 };
            // One role may be kept in several waits of the circle: it is counted once, with the longest.
            let entry: &mut (f64, f64) = times.entry((edge.kind, edge.role)).or_default();
            *entry = (entry.0.max(time), entry.1.max(share));
        }
        kept.push(Kept { seats, times });
    }
    let rates: Vec<[f64; 168]> = (0..model.types.len()).map(|kind| load::hourly_rates(model, circle.arm, kind)).collect();
    let shortest =
        |kept: &Kept| kept.times.values().filter(|(_, share)| *share > 0.0).map(|(time, share)| time / share).fold(f64::INFINITY, f64::min);
    // A lock lasts, before it is one, about as long as a seat is kept on the way to it; at least a second, for a bound.
    let length = kept.iter().map(shortest).fold(f64::INFINITY, f64::min).max(1.0);
    let probability = |hour: usize| -> f64 {
        let full = |kept: &Kept| {
            let mean: f64 = kept
                .times
                .iter()
                .map(|(&(kind, _), &(time, _))| if rates[kind][hour] > 0.0 { rates[kind][hour] / 3600.0 * time } else { 0.0 })
                .sum();
            // Nobody on duty locks nobody: there is nothing to keep.
            if kept.seats[hour] < 1.0 { 0.0 } else { poisson_tail(mean, kept.seats[hour] as u32) }
        };
        kept.iter().map(full).product()
    };
    (0..168).map(probability).sum::<f64>() / 168.0 * HOURS_A_YEAR * 3600.0 / length
}

/// The probability that a Poisson number with this mean is at least `least`.
fn poisson_tail(mean: f64, least: u32) -> f64 {
    if mean.is_infinite() {
        return 1.0;
    }
    let mut term = libm::exp(-mean);
    if mean <= 0.0 || least == 0 || term == 0.0 {
        return if mean <= 0.0 && least > 0 { 0.0 } else { 1.0 };
    }
    // The tail is summed itself: one minus the rest would lose what is small.
    for k in 1..=least {
        term *= mean / f64::from(k);
    }
    let (mut tail, mut k) = (0.0, least);
    while term > tail * 1e-16 && term > 0.0 {
        tail += term;
        k += 1;
        term *= mean / f64::from(k);
    }
    tail.min(1.0)
}

/// Warns of a study in which nothing happens.
fn idleness(file: &File, load: &Load, found: &mut Vec<Diagnostic>) {
    if load.types.iter().all(|rate| rate.incidents_per_day == 0.0) {
        let message = "no incident happens in the time that is counted".to_owned();
        let idle = Diagnostic::warning("no-incidents", file.study.span.clone(), message, "there is nothing to measure");
        found.push(idle.hint("look at rates, seasons and surges, and at when the study starts"));
    }
}

/// Whether those who help a pool have the time, on average over the week, for what it cannot do.
fn is_helped(pool: &PoolLoad, load: &Load) -> bool {
    let helpers = load.pools.iter().filter(|other| other.arm == pool.arm && pool.helpers.contains(&other.pool));
    let spare =
        |other: &PoolLoad| other.seats.map_or(f64::INFINITY, |seats| (OVERLOADED * seats - other.incidents - other.background).max(0.0));
    let missing = pool.incidents + pool.background - OVERLOADED * pool.seats.unwrap_or(f64::INFINITY);
    !pool.helpers.is_empty() && helpers.map(spare).sum::<f64>() >= missing
}

/// Warns of a pool whose queue remembers for longer than is counted at a time: one replication then holds one long wait or none.
fn memories(model: &Model, file: &File, (sample, load): (&Sample, &Load), found: &mut Vec<Diagnostic>) {
    let pools = model.pools.len();
    let duration = model.study.duration.seconds();
    for pool in 0..pools {
        let memory = |arm: usize| load.pools[arm * pools + pool].memory(sample.mean_hold(arm, pool));
        // Where people are not busy there is hardly a queue, where others help it is not its own, and of more work than people there is another warning.
        let is_busy = |arm: &usize| {
            let told = &load.pools[arm * pools + pool];
            told.helpers.is_empty() && told.share().is_some_and(|share| (BUSY..OVERLOADED).contains(&share))
        };
        let longest = (0..model.arms.len()).filter(is_busy).map(|arm| (memory(arm), arm));
        let Some((memory, arm)) = longest.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(memory, _)| duration < MEMORIES * memory) else {
            continue;
        };
        let forgets = match memory / 3600.0 {
            hours if hours < 2.0 => format!("{:.0} minutes", 60.0 * hours),
            hours if hours < 48.0 => format!("{hours:.0} hours"),
            hours => format!("{:.0} days", hours / 24.0),
        };
        let message = format!(
            "in the arm `{}` the queue of `{}` takes {forgets} to forget two thirds of what it held, and a replication counts {}",
            model.arms[arm].name,
            model.pools[pool].name,
            duration_text(duration)
        );
        let span = file.study.duration.as_ref().map_or(&file.study.span, |duration| &duration.span).clone();
        found.push(Diagnostic::warning("short-replication", span, message, "too short for how busy people are").hint(
            "a longer `duration`: of replications that hold one long wait or none, intervals of the longest times are not to be relied on",
        ));
    }
}

/// Warns of pools with more work than people.
fn overloads(file: &File, load: &Load, found: &mut Vec<Diagnostic>) {
    for pool in &load.pools {
        let Some(written) = file.pools.iter().find(|written| written.name.value == pool.pool) else { continue };
        let Some(share) = pool.share() else { continue };
        if is_helped(pool, load) {
            continue;
        }
        let worst = pool.shifts.iter().max_by(|a, b| a.load.total_cmp(&b.load));
        let message = match worst {
            Some(shift) if share < OVERLOADED && shift.load >= OVERLOADED => {
                format!(
                    "with {} on duty, `{}` has {:.0} % of the work it can do in the arm `{}`",
                    shift.seats,
                    pool.pool,
                    100.0 * shift.load,
                    pool.arm
                )
            }
            _ if share >= OVERLOADED => {
                format!("`{}` has {:.0} % of the work it can do in the arm `{}`", pool.pool, 100.0 * share, pool.arm)
            }
            _ => continue,
        };
        found.push(
            Diagnostic::warning("overloaded", written.name.span.clone(), message, "more work than people")
                .hint("queues grow as long as this lasts: more staff, less background work, or a lower rate"),
        );
    }
}
