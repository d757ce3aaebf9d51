//! `larmkedja rerun`: a result again, and whether every file has the hash that its manifest holds.

use super::arguments::{Arguments, Command, Global, Lang, Rerun, Wanted, tool};
use super::compare::{compare, target};
use super::documents::written;
use super::log::{DESCRIBED, MAP, log};
use super::sensitivity::sensitivity;
use super::warm_up::warm_up;
use super::{Answer, DONE, FAILED, Failure, INTERRUPTED, Voice, WRONG};
use larmkedja::folder::{self, Differences, FolderError, Manifest, sha256, sha256_of_file};
use larmkedja::model::Language;
use larmkedja::report::Tool;
use larmkedja::results::Map;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Names of files that people are shown on one line.
const SHOWN: usize = 6;

/// Something that is not as it was.
#[derive(Debug, Serialize, JsonSchema)]
struct Reason {
    /// A stable word for scripts.
    kind: &'static str,
    /// For people.
    message: String,
    /// As it was.
    then: Value,
    /// As it is.
    now: Value,
}

/// What `--json` prints of `larmkedja rerun`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RerunDocument<'a> {
    /// Whether every file has the hash of the manifest.
    equal: bool,
    /// Whether every table without folders in its name has.
    numbers_equal: bool,
    /// Files by how they compare.
    files: &'a Differences,
    /// Files of the folder that were changed after the run.
    changed_in_folder: &'a [String],
    /// What is not as it was, and may be why.
    reasons: Vec<Reason>,
    /// The folder that keeps what came out.
    out: Option<String>,
}

/// A file that the scenario needs, where it is now.
struct Input {
    path: PathBuf,
    /// SHA-256 of its content now.
    sha256: String,
}

/// Runs a result again and compares.
pub(super) fn rerun(wanted: &Rerun, global: &Global, voice: &Voice) -> Result<Answer, Failure> {
    let dir = match wanted.manifest.file_name() {
        Some(name) if name == folder::MANIFEST => wanted.manifest.parent().filter(|dir| !dir.as_os_str().is_empty()),
        _ => Some(wanted.manifest.as_path()),
    };
    let dir = dir.unwrap_or(Path::new("."));
    let manifest =
        Manifest::read(dir).map_err(|error| cannot(error.to_string()).hint("name a folder of results, or the manifest.json in it"))?;
    if !manifest.complete {
        let failure = cannot(format!("the run in {} was interrupted, so there is no whole to compare", dir.display()));
        return Err(failure.hint("live the rest: the same command with --add rest"));
    }
    let words: Vec<OsString> = manifest.arguments.iter().map(OsString::from).collect();
    let arguments = asked(&words, &manifest)?;
    // A log is described by a map, which may be a scenario; everything else is lived.
    let (name, what) = match &arguments.command {
        Command::Log(wanted) if wanted.from.is_none() => (MAP, "the map of the log"),
        _ => (folder::SCENARIO, "the scenario as run"),
    };
    let scenario = dir.join(name);
    let text = fs::read(&scenario).map_err(|error| {
        cannot(FolderError::read(&scenario)(error).to_string()).hint(format!("{what} has to stand beside the manifest"))
    })?;
    let mut reasons = origins(&manifest);
    if sha256(&text) != manifest.scenario.sha256 {
        let message = format!("{} was changed after the run", scenario.display());
        reasons.push(Reason { kind: "scenario", message, then: json!(manifest.scenario.sha256), now: json!(sha256(&text)) });
    }
    let logs = logs(wanted, &manifest, dir, &mut reasons)?;
    let beside = columns(&manifest, dir, &mut reasons)?;

    let temporary = tempfile::tempdir().map_err(|source| FolderError::Write { path: "a temporary folder".into(), source })?;
    let out = wanted.out.clone().unwrap_or_else(|| temporary.path().join("again"));
    if wanted.out.is_some() && out.canonicalize().is_ok_and(|out| dir.canonicalize().is_ok_and(|dir| out == dir)) {
        return Err(cannot("--out names the result itself".to_owned()).hint("name another folder"));
    }
    let again = Again { scenario, logs, beside, out };
    let status = again.live(*arguments, &words, &manifest, global, voice)?;
    if status == INTERRUPTED {
        return Err(Failure::new(INTERRUPTED, "interrupted", "interrupted before there was anything to compare"));
    }
    let now = Manifest::read(&again.out)?;
    let differences = Differences::between(&manifest.files, &now.files);
    let changed = changed(dir, &manifest, &now, &mut reasons)?;
    Ok(answer(&manifest, &differences, &changed, reasons, &wanted.out))
}

/// What the manifest's arguments asked for.
fn asked(words: &[OsString], manifest: &Manifest) -> Result<Box<Arguments>, Failure> {
    match Arguments::read(words) {
        Ok(Wanted::Command(arguments)) => Ok(arguments),
        _ => Err(unknown(manifest).hint(format!("use version {}", manifest.tool.version))),
    }
}

fn unknown(manifest: &Manifest) -> Failure {
    cannot(format!("this version does not know the arguments of the run: {}", manifest.arguments.join(" ")))
}

fn cannot(message: String) -> Failure {
    Failure::new(WRONG, "rerun", message)
}

/// What is told of version, commit and platform.
fn origins(manifest: &Manifest) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut tell = |kind, what: &str, then: Option<&str>, now: Option<&str>| {
        if let Some(then) = then.filter(|then| Some(*then) != now) {
            let message = format!("{what} was {then}, and is {} here", now.unwrap_or("unknown"));
            reasons.push(Reason { kind, message, then: json!(then), now: json!(now) });
        }
    };
    let Tool { version, commit } = tool();
    tell("version", "the program's version", Some(&manifest.tool.version), Some(&version));
    tell("commit", "the program's commit", manifest.tool.commit.as_deref(), commit.as_deref());
    let then = format!("{} on {}", manifest.machine.os, manifest.machine.arch);
    let now = format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH);
    match (manifest.machine.target.as_deref(), target()) {
        (Some(then), Some(now)) => tell("platform", "the platform", Some(then), Some(&now)),
        _ => tell("platform", "the platform", Some(&then), Some(&now)),
    }
    reasons
}

/// The first of some places whose file has the hash, else the first that can be read.
fn find(places: impl Iterator<Item = PathBuf>, hash: &str) -> Option<Input> {
    let mut first = None;
    for path in places {
        let Ok(sha256) = sha256_of_file(&path) else { continue };
        if sha256 == hash {
            return Some(Input { path, sha256 });
        }
        first.get_or_insert(Input { path, sha256 });
    }
    first
}

/// The folder from which the paths of the run begin, as far as that is known.
fn called_in(manifest: &Manifest) -> &Path {
    Path::new(manifest.machine.directory.as_deref().unwrap_or(""))
}

/// Where the logs are now: where the command line says, where they were, or beside the manifest.
fn logs(wanted: &Rerun, manifest: &Manifest, dir: &Path, reasons: &mut Vec<Reason>) -> Result<Vec<(String, PathBuf)>, Failure> {
    if let Some((name, _)) = wanted.log.iter().find(|(name, _)| !manifest.logs.contains_key(name)) {
        let names: Vec<&str> = manifest.logs.keys().map(String::as_str).collect();
        let failure = cannot(format!("the result has no log of `{name}`"));
        return Err(failure.hint(if names.is_empty() { "leave --log out".to_owned() } else { format!("it has: {}", names.join(", ")) }));
    }
    let mut logs = Vec::new();
    for (holder, log) in &manifest.logs {
        let given = wanted.log.iter().find(|(name, _)| name == holder).map(|(_, path)| path.clone());
        let file = Path::new(&log.file);
        let name = file.file_name().map_or_else(PathBuf::new, PathBuf::from);
        let places = match given {
            Some(path) => vec![path],
            None => vec![file.to_owned(), called_in(manifest).join(file), dir.join(file), dir.join(name)],
        };
        let Some(found) = find(places.into_iter(), &log.sha256) else {
            let failure = cannot(format!("the log of `{holder}` is missing: {}", log.file));
            return Err(failure.hint(format!("put it beside the manifest, or say where it is: --log {holder}=FILE")));
        };
        if found.sha256 != log.sha256 {
            let message = format!("the log of `{holder}` is another one: {}", found.path.display());
            reasons.push(Reason { kind: "log", message, then: json!(log.sha256), now: json!(found.sha256) });
        }
        logs.push((holder.clone(), found.path));
    }
    Ok(logs)
}

/// The folder in which the files lie that distributions are made of: that of the scenario's file, or of the manifest.
fn columns(manifest: &Manifest, dir: &Path, reasons: &mut Vec<Reason>) -> Result<PathBuf, Failure> {
    let of_scenario = manifest.scenario.file.as_deref().and_then(|file| Path::new(file).parent());
    let there = of_scenario.map(|folder| called_in(manifest).join(folder));
    let folders: Vec<PathBuf> = of_scenario.map(Path::to_owned).into_iter().chain(there).chain([dir.to_owned()]).collect();
    let hashes = |folder: &PathBuf| -> Option<Map<String>> {
        let hash = |name: &String| sha256_of_file(&folder.join(name)).ok().map(|hash| (name.clone(), hash));
        manifest.columns.keys().map(hash).collect()
    };
    let mut whole = folders.iter().filter_map(|folder| Some((folder, hashes(folder)?)));
    let first = whole.next();
    let equal = first.iter().cloned().chain(whole).find(|(_, hashes)| *hashes == manifest.columns);
    let Some((folder, found)) = equal.or(first) else {
        let names: Vec<&str> = manifest.columns.keys().map(String::as_str).collect();
        let failure = cannot(format!("files that the scenario takes numbers from are missing: {}", names.join(", ")));
        return Err(failure.hint(format!("put them below {}", dir.display())));
    };
    for (name, then) in manifest.columns.iter().filter(|(name, then)| found[*name] != **then) {
        let message = format!("{} is another file than it was", folder.join(name).display());
        reasons.push(Reason { kind: "column", message, then: json!(then), now: json!(found[name]) });
    }
    Ok(folder.clone())
}

/// A result that is lived again.
struct Again {
    /// Or the map of a log.
    scenario: PathBuf,
    logs: Vec<(String, PathBuf)>,
    beside: PathBuf,
    out: PathBuf,
}

impl Again {
    /// Does what the manifest's arguments ask for, with the scenario as it was run; what they change about it is in there already. The
    /// new manifest has the same arguments, so that it can be run again as well.
    fn live(&self, arguments: Arguments, words: &[OsString], manifest: &Manifest, global: &Global, voice: &Voice) -> Result<u8, Failure> {
        let lang = match manifest.language {
            Some(Language::Sv) => Some(Lang::Sv),
            Some(Language::En) => Some(Lang::En),
            None => arguments.global.lang,
        };
        let global = Global { lang, ..global.clone() };
        let answer = match arguments.command {
            Command::Compare(mut wanted) => {
                (wanted.scenario, wanted.out, wanted.is_first_word) = (Some(self.scenario.clone()), Some(self.out.clone()), false);
                self.place(&mut wanted.changes);
                (wanted.changes.replications, wanted.changes.precision, wanted.add) = (None, None, None);
                compare(&wanted, &global, words, voice)?
            }
            Command::Sensitivity(mut wanted) => {
                (wanted.scenario, wanted.out) = (Some(self.scenario.clone()), Some(self.out.clone()));
                // Of the number of replications the scenario does not tell how many there are at every point.
                self.place(&mut wanted.changes);
                sensitivity(&wanted, &global, words, voice)?
            }
            Command::WarmUp(mut wanted) => {
                (wanted.scenario, wanted.out) = (Some(self.scenario.clone()), Some(self.out.clone()));
                self.place(&mut wanted.changes);
                warm_up(&wanted, &global, words, voice)?
            }
            Command::Log(mut wanted) if wanted.from.is_some() => {
                (wanted.from, wanted.out) = (Some(self.scenario.clone()), Some(self.out.clone()));
                self.place(&mut wanted.changes);
                log(&wanted, &global, words, voice)?
            }
            Command::Log(mut wanted) => {
                let described = self.logs.iter().find(|(name, _)| name == DESCRIBED).map(|(_, path)| path.clone());
                (wanted.file, wanted.map, wanted.out) = (described, Some(self.scenario.clone()), Some(self.out.clone()));
                log(&wanted, &global, words, voice)?
            }
            _ => return Err(unknown(manifest)),
        };
        Ok(answer.status)
    }

    fn place(&self, changes: &mut super::arguments::Changes) {
        (changes.set, changes.duration, changes.seed) = (Vec::new(), None, None);
        (changes.log, changes.beside) = (self.logs.clone(), Some(self.beside.clone()));
    }
}

/// The files of the folder that are not what the manifest says. Those that are not there are no mistake: a manifest and a scenario
/// are enough for others to repeat a run.
fn changed(dir: &Path, manifest: &Manifest, now: &Manifest, reasons: &mut Vec<Reason>) -> Result<Vec<String>, Failure> {
    let is_below = |name: &&String| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let mut changed = Vec::new();
    for (name, then) in manifest.files.iter().filter(|(name, _)| is_below(name)) {
        let path = dir.join(name);
        if !path.exists() {
            continue;
        }
        let is = sha256_of_file(&path).map_err(FolderError::read(&path))?;
        if is == *then {
            continue;
        }
        changed.push(name.clone());
        let hash = now.files.get(name);
        let (kind, message) = match hash {
            _ if name == folder::SCENARIO => continue,
            Some(hash) if *hash == is => ("manifest", format!("the manifest has another hash of {name} than the file beside it")),
            _ => ("file", format!("{name} was changed after the run")),
        };
        reasons.push(Reason { kind, message, then: json!(then), now: json!(is) });
    }
    Ok(changed)
}

fn answer(manifest: &Manifest, found: &Differences, changed: &[String], mut reasons: Vec<Reason>, out: &Option<PathBuf>) -> Answer {
    let equal = found.is_empty() && changed.is_empty();
    let explains = |reason: &Reason| !matches!(reason.kind, "file" | "manifest");
    if !found.is_empty() && !reasons.iter().any(explains) && changed.is_empty() {
        let message = "nothing that is known explains it: the same program, platform and scenario; please report it, unless the report was \
                       made again with --sensitivity";
        let message = message.to_owned();
        reasons.push(Reason { kind: "unknown", message, then: Value::Null, now: Value::Null });
    }
    let is_table = |name: &&String| name.ends_with(".csv") && !name.contains('/');
    let tables = manifest.files.keys().filter(is_table).count();
    let numbers_equal = tables > 0 && !found.different.iter().chain(&found.missing).any(|name| is_table(&name));
    let mut text = match equal {
        true => format!("Equal: all {} files have the hashes of the manifest\n", found.equal),
        false if found.is_empty() => {
            format!("Changed since: run again, all {} files have the hashes of the manifest, but the folder holds another\n", found.equal)
        }
        false => format!("Different: {} of {} files have the hashes of the manifest\n", found.equal, manifest.files.len()),
    };
    let lists: [(&str, &[String]); 4] = [
        ("come out differently", &found.different),
        ("do not come out", &found.missing),
        ("are new", &found.new),
        ("were changed in the folder", changed),
    ];
    for (what, names) in lists {
        if !names.is_empty() {
            text += &format!("  {what}: {}\n", listed(names));
        }
    }
    if !equal && numbers_equal && !found.is_empty() {
        text += "  every number of the tables is equal\n";
    }
    for reason in &reasons {
        text += &format!("  {}: {}\n", if equal { "note" } else { "why" }, reason.message);
    }
    if let Some(out) = out {
        text += &format!("What came out: {}\n", out.display());
    }
    let out = out.as_ref().map(|out| out.display().to_string());
    let json = written(&RerunDocument { equal, numbers_equal, files: found, changed_in_folder: changed, reasons, out });
    Answer { text, json, status: if equal { DONE } else { FAILED }, product: false }
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
