//! The files of recorded logs.

use super::{Failure, WRONG};
use larmkedja::folder;
use larmkedja::log::{LogError, LogSummary, read};
use larmkedja::scenario::diagnostic::{Diagnostic, nearest};
use larmkedja::scenario::file::{At, File, LogSource, Named};
use larmkedja::scenario::log::ReadLog;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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

/// The logs of a scenario.
#[derive(Debug, Default)]
pub(super) struct Logs {
    /// For the compiler.
    pub(super) rows: Vec<ReadLog>,
    /// For the answer.
    pub(super) logs: Vec<Recorded>,
    /// What is wrong with them.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads every log that a scenario names. Paths in the scenario start from its folder, those of the command line from the
/// current one.
///
/// # Errors
/// If the command line names a type that has no log.
pub(super) fn read_all(file: &File, scenario: Option<&Path>, named: &[(String, PathBuf)]) -> Result<Logs, Failure> {
    let holders: Vec<(&str, &At<LogSource>)> =
        file.types.iter().filter_map(|kind| Some((kind.name.value.as_str(), kind.value.log.as_ref()?))).collect();
    for (kind, path) in named {
        if !holders.iter().any(|(name, _)| name == kind) {
            return Err(no_log(kind, path, file, &holders));
        }
    }
    let mut logs = Logs::default();
    for (holder, source) in holders {
        let told = named.iter().rev().find(|(kind, _)| kind == holder).map(|(_, path)| path.clone());
        let beside = || Some(scenario.and_then(Path::parent).unwrap_or(Path::new("")).join(&source.value.file.as_ref()?.value));
        match told.or_else(beside) {
            Some(path) => logs.add(holder, source, path),
            None => logs.diagnostics.push(
                Diagnostic::error("log-no-file", source.span.clone(), format!("the log of `{holder}` names no file"), "no `file` here")
                    .hint(format!("write file = \"...\" or give it on the command line: --log {holder}=FILE")),
            ),
        }
    }
    Ok(logs)
}

impl Logs {
    fn add(&mut self, holder: &str, source: &At<LogSource>, path: PathBuf) {
        let place = source.value.file.as_ref().map_or(&source.span, |file| &file.span);
        let unreadable = |error: io::Error| {
            let message = format!("the log {} cannot be read: {error}", path.display());
            vec![Diagnostic::error("log-unreadable", place.clone(), message, "this log")]
        };
        let content = fs::File::open(&path)
            .map_err(unreadable)
            .and_then(|file| read(&source.value, holder, file).map_err(|error: LogError| error.diagnostics(&source.span)));
        let hashed = content.and_then(|read| Ok((read, folder::sha256_of_file(&path).map_err(unreadable)?)));
        match hashed {
            Err(diagnostics) => self.diagnostics.extend(diagnostics),
            Ok(((rows, summary), sha256)) => {
                for (code, message) in summary.warnings() {
                    self.diagnostics.push(Diagnostic::warning(code, source.span.clone(), message, "this log"));
                }
                self.rows.push(rows);
                self.logs.push(Recorded { path, sha256, summary });
            }
        }
    }
}

fn no_log(kind: &str, path: &Path, file: &File, holders: &[(&str, &At<LogSource>)]) -> Failure {
    let known = |named: &[Named<_>]| named.iter().any(|other: &Named<larmkedja::scenario::file::IncidentType>| other.name.value == kind);
    let message = match known(&file.types) {
        true => format!("--log {kind}={}: incident `{kind}` has no `log`, so the columns of the file are unknown", path.display()),
        false => format!("--log {kind}={}: there is no incident `{kind}`", path.display()),
    };
    let failure = Failure::new(WRONG, "command-line", message);
    match (nearest(kind, holders.iter().map(|(name, _)| *name)), holders) {
        (Some(meant), _) => failure.hint(format!("did you mean `{meant}`?")),
        (None, []) => failure.hint("no incident of the scenario has a `log`"),
        (None, _) => {
            let names: Vec<String> = holders.iter().map(|(name, _)| format!("`{name}`")).collect();
            failure.hint(format!("a log have {}", names.join(", ")))
        }
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
            (summary.abandoned, "are abandoned (0 s)"),
            (summary.dropped, "are left out (0 s)"),
            (summary.repeated, "are identical to another row"),
        ] {
            if count > 0 {
                text += &format!("  {count} {what}\n");
            }
        }
        if !summary.unusable.is_empty() {
            text += &format!("  {} cannot be used:\n", summary.unusable.len());
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
