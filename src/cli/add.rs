//! `--add`: more replications for a result that is there. What is kept is used as it stands; only the new ones are lived.

use super::arguments::{Add, Arguments, Command, Compare, Wanted, tool};
use super::compare::{rows_of, target};
use super::prepare::Prepared;
use super::{Failure, WRONG};
use larmkedja::folder::{self, FolderError, IncidentRows, Manifest, sha256, sha256_of_file};
use larmkedja::scenario::set;
use larmkedja::study::Sections;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that are gone on from.
const GROWING: [&str; 7] = [
    "replications.csv",
    "replications_arms.csv",
    "replications_pools.csv",
    "incidents.csv",
    "steps.csv",
    "incidents.parquet",
    "steps.parquet",
];

/// What says otherwise how many replications there shall be, or what is written of them, says it in vain beside `--add N`. The rest of an
/// interrupted run is that of its own command, so that may be repeated as it was.
pub(super) fn goes_with(add: Add, wanted: &Compare) -> Result<(), Failure> {
    let options = [
        ("--replications", wanted.changes.replications.is_some()),
        ("--precision", wanted.changes.precision.is_some()),
        ("--incidents", wanted.incidents.is_some()),
        ("--no-doubt", wanted.no_doubt),
    ];
    match options.iter().find(|(_, given)| *given && add != Add::Rest) {
        Some((option, _)) => {
            let failure = Failure::new(WRONG, "command-line", format!("{option} cannot be used with --add"));
            Err(failure.hint("leave it out: what is added is as in the first run"))
        }
        None => Ok(()),
    }
}

/// A result that is added to.
pub(super) struct Kept {
    pub(super) dir: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) sections: Sections,
    /// As the first run asked for.
    pub(super) rows: Option<IncidentRows>,
    pub(super) no_doubt: bool,
}

impl Kept {
    /// Opens the result in a folder, and makes of the scenario what a run of the sum would run.
    ///
    /// # Errors
    /// If the result was not made by this program, on this platform, from this scenario, or was changed since.
    pub(super) fn open(add: Add, dir: &Path, prepared: &mut Prepared) -> Result<Kept, Failure> {
        let manifest = Manifest::read(dir).map_err(|_| {
            refusal(format!("{} is no folder with results to add to", dir.display())).hint("run the scenario first, without --add")
        })?;
        same_program(&manifest)?;
        let (rows, no_doubt) = options(&manifest)?;
        let sections = sections(dir, &manifest)?;
        let mut kept = Kept { dir: dir.to_owned(), manifest, sections, rows, no_doubt };
        kept.same_inputs(add, prepared)?;
        if add != Add::Rest {
            // A number that was chosen is not what a pilot fixed.
            kept.sections.sequential = None;
        }
        Ok(kept)
    }

    /// Itself, if nothing else is asked for than in the first run.
    pub(super) fn with(self, wanted: &Compare) -> Result<Kept, Failure> {
        let rows = rows_of(wanted);
        if rows.is_some() && rows != self.rows {
            let failure = refusal("the first run wrote other incidents, or in another form".to_owned());
            return Err(failure.hint("repeat its --incidents, --csv and --no-steps, or leave all of them out"));
        }
        if wanted.no_doubt && !self.no_doubt {
            return Err(refusal("the first run did not leave out the ranges".to_owned()).hint("leave --no-doubt out"));
        }
        Ok(self)
    }

    /// The manifest of the sum: how it began, and what was added.
    pub(super) fn manifest_with(self, new: Manifest) -> Manifest {
        let added = [self.manifest.added, vec![new.arguments]].concat();
        Manifest { arguments: self.manifest.arguments, added, ..new }
    }

    /// Whether seed, scenario, logs and columns are those of the result; then the model has as many replications as there shall be.
    fn same_inputs(&self, add: Add, prepared: &mut Prepared) -> Result<(), Failure> {
        let (manifest, opened) = (&self.manifest, &mut prepared.opened);
        if opened.model.study.seed != manifest.seed {
            let (here, there) = (opened.model.study.seed, manifest.seed);
            return Err(refusal(format!("the result has seed {there}, and this is {here}")).hint(format!("add --seed {there}")));
        }
        let path = self.dir.join(folder::SCENARIO);
        let text = fs::read_to_string(&path).map_err(FolderError::read(&path))?;
        if sha256(text.as_bytes()) != manifest.scenario.sha256 {
            return Err(refusal(format!("{} was changed after the run", path.display())).hint("run the scenario again, without --add"));
        }
        let done = self.sections.replications;
        let total = match add {
            Add::Rest if manifest.complete => {
                let failure = refusal(format!("nothing is missing: all {done} replications are there"));
                return Err(failure.hint("say how many more: --add 50"));
            }
            Add::Rest => manifest.replications,
            Add::Number(number) => done.saturating_add(number),
        };
        if !total.is_multiple_of(opened.model.study.variance_reduction.together()) {
            let failure = refusal(format!("the replications are antithetic pairs, and {total} of them leave one without its other half"));
            return Err(failure.hint("add an even number"));
        }
        // What a run of the rest shall be a pilot may have to say; a run of the sum has a number of its own.
        let is_sequential = add == Add::Rest && opened.model.precision.is_some();
        let replications = |text: &str| match is_sequential {
            true => Some(text.to_owned()),
            false => set::apply(text, &[format!("study.replications={total}")]).ok(),
        };
        if replications(&text) != replications(&opened.text) {
            let failure = refusal(format!("the result in {} is of another scenario", self.dir.display()));
            let hint = format!(
                "repeat the options of the first run (--set ...), or add to its own: {} --out {}",
                path.display(),
                self.dir.display()
            );
            return Err(failure.hint(hint));
        }
        let logs = prepared.logs.iter().map(|log| (&log.summary.holder, &log.sha256));
        let columns = prepared.columns.iter().map(|column| (&column.summary.file, &column.sha256));
        let has = |(name, hash): (&String, &String)| {
            manifest.logs.get(name).map(|log| &log.sha256).or(manifest.columns.get(name)).is_some_and(|there| there == hash)
        };
        if let Some((name, _)) = logs.chain(columns).find(|input| !has(*input)) {
            let failure = refusal(format!("what is read of `{name}` is not what the result was made from"));
            return Err(failure.hint("run the scenario again, without --add"));
        }
        // A run of the rest is that of the first command, a run of the sum one with another number.
        opened.reword(match add {
            Add::Rest => text,
            Add::Number(_) => replications(&text).unwrap_or(text),
        });
        if !is_sequential {
            (opened.model.study.replications, opened.model.precision) = (total, None);
        }
        Ok(())
    }
}

fn refusal(message: String) -> Failure {
    Failure::new(WRONG, "add", message)
}

/// Replications of two programs or platforms are not mixed.
fn same_program(manifest: &Manifest) -> Result<(), Failure> {
    let (here, there) = (tool(), &manifest.tool);
    let machine = &manifest.machine;
    let is_platform = machine.os == std::env::consts::OS && machine.arch == std::env::consts::ARCH && machine.target == target();
    let message = if here.version != there.version {
        format!("the result is of version {}, and this is {}", there.version, here.version)
    } else if here.commit != there.commit {
        let commit = |commit: &Option<String>| commit.clone().unwrap_or_else(|| "unknown".to_owned());
        format!("the result is of commit {}, and this is {}", commit(&there.commit), commit(&here.commit))
    } else if !is_platform {
        format!("the result was made on {} {}, and this is {} {}", machine.os, machine.arch, std::env::consts::OS, std::env::consts::ARCH)
    } else {
        return Ok(());
    };
    Err(refusal(message).hint("run all of them here: the scenario with --replications, without --add"))
}

/// What the first run wrote beside the usual.
fn options(manifest: &Manifest) -> Result<(Option<IncidentRows>, bool), Failure> {
    let words: Vec<OsString> = manifest.arguments.iter().map(OsString::from).collect();
    match Arguments::read(&words) {
        Ok(Wanted::Command(arguments)) => match arguments.command {
            Command::Compare(compare) if compare.event_log.is_some() => {
                Err(refusal("an event log cannot be added to".to_owned()).hint("run all replications with it, without --add"))
            }
            Command::Compare(compare) => Ok((rows_of(&compare), compare.no_doubt)),
            _ => Err(refusal("the result is of no comparison".to_owned()).hint("choose another folder with --out")),
        },
        _ => Err(refusal("the arguments in the manifest cannot be understood".to_owned()).hint("run the scenario again, without --add")),
    }
}

/// What was tallied, if nothing that is gone on from was changed.
fn sections(dir: &Path, manifest: &Manifest) -> Result<Sections, Failure> {
    let again = "run the scenario again, without --add";
    let changed = |name: &str| refusal(format!("{} was changed after the run", dir.join(name).display())).hint(again);
    for name in GROWING.iter().filter(|name| manifest.files.contains_key(**name)) {
        let path = dir.join(name);
        if sha256_of_file(&path).map_err(FolderError::read(&path))? != manifest.files[*name] {
            return Err(changed(name));
        }
    }
    let Some(hash) = manifest.files.get(folder::SECTIONS) else {
        return Err(refusal(format!("{} holds nothing that could be added to", dir.display())).hint(again));
    };
    let path = dir.join(folder::SECTIONS);
    let bytes = fs::read(&path).map_err(FolderError::read(&path))?;
    if sha256(&bytes) != *hash {
        return Err(changed(folder::SECTIONS));
    }
    Sections::from_bytes(&bytes).map_err(|reason| refusal(format!("{}: {reason}", path.display())).hint(again))
}
