//! The results of a run as a folder. It appears as a whole or not at all: files are written to `DIR.partial-*` beside it, and
//! that folder is swapped in when the run is over. A folder that is not one of ours is never replaced.

mod events;
mod exact;
mod files;
mod journal;
mod manifest;
mod replications;
mod rows;
mod stale;
mod until_failure;

pub use events::{EventForm, EventLog};
pub use files::{REPORT, SCENARIO, SECTIONS, SENSITIVITY, SUMMARY, WARM_UP, chart_files, report_files, sensitivity_files, warm_up_files};
pub use journal::Journal;
pub use manifest::{Differences, Log, MADE_BY, MANIFEST, Machine, Manifest, Scenario, sha256, sha256_of_file};
pub use replications::ReplicationTables;
pub use rows::{IncidentRows, IncidentTables, TableForm};

use crate::record::{Closed, Fact, Number};
use crate::study::IncidentSink;
use crate::time::Time;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;

/// What an unfinished folder has in its name.
const PARTIAL: &str = "partial";
/// Names that are tried for a new folder beside an old one before giving up.
const TRIES: u32 = 100;

/// Why a folder of results could not be written or read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Something that is no folder of ours stands there.
    #[error("{} holds no results of larmkedja, so it is not replaced", .0.display())]
    NotOurs(PathBuf),
    /// There is no folder of results to read.
    #[error("{} is no folder with results of larmkedja", .0.display())]
    NoResults(PathBuf),
    /// A file or folder could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or folder could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Results that belong to another scenario.
    #[error("{} does not belong to these results: {reason}", path.display())]
    Other {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file of results says something else than expected.
    #[error("{} is not what this version of larmkedja writes: {reason}", path.display())]
    Strange {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl FolderError {
    /// Turns an error of writing `path` into one that names it.
    pub fn write(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
        |source| FolderError::Write { path: path.to_owned(), source }
    }

    /// Turns an error of reading `path` into one that names it.
    pub fn read(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
        |source| FolderError::Read { path: path.to_owned(), source }
    }
}

/// Both of two sinks, or the one that is there.
pub fn both(first: Option<Box<dyn IncidentSink>>, second: Option<Box<dyn IncidentSink>>) -> Option<Box<dyn IncidentSink>> {
    match (first, second) {
        (Some(first), Some(second)) => Some(Box::new(Both(first, second))),
        (first, second) => first.or(second),
    }
}

struct Both(Box<dyn IncidentSink>, Box<dyn IncidentSink>);

impl IncidentSink for Both {
    fn wants_facts(&self) -> bool {
        self.0.wants_facts() || self.1.wants_facts()
    }

    fn wants_steps(&self) -> bool {
        self.0.wants_steps() || self.1.wants_steps()
    }

    fn fact(&mut self, arm: usize, at: Time, incident: Number, unit: Option<usize>, fact: Fact) {
        self.0.fact(arm, at, incident, unit, fact);
        self.1.fact(arm, at, incident, unit, fact);
    }

    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        self.0.closed(arm, closed);
        self.1.closed(arm, closed);
    }

    fn lived(&mut self) {
        self.0.lived();
        self.1.lived();
    }

    fn end(self: Box<Self>) {
        self.0.end();
        self.1.end();
    }
}

/// A folder of results that is being written. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    path: PathBuf,
    remover: Remover,
    /// Says to other runs that somebody still writes it.
    claim: Option<stale::Claim>,
}

/// Removes an unfinished folder from elsewhere, for those who must leave at once.
#[derive(Clone, Debug)]
pub struct Remover(Arc<Mutex<Option<PathBuf>>>);

impl Remover {
    fn lock(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the folder unless it is finished. A swap that has begun is waited for; none begins while the guard lives.
    pub fn remove(&self) -> MutexGuard<'_, Option<PathBuf>> {
        let mut unfinished = self.lock();
        if let Some(path) = unfinished.take() {
            // Somebody may still be writing into it, so that it is not empty when it should go.
            for _ in 0..TRIES {
                if fs::remove_dir_all(&path).is_ok() || !path.exists() {
                    break;
                }
            }
        }
        unfinished
    }
}

impl Folder {
    /// Begins a folder that will stand at `target`. Tells at once if it could not: whether there is a right to write, and
    /// whether what stands there may be replaced (nothing, an empty folder, or one with our manifest).
    ///
    /// # Errors
    /// See above.
    pub fn begin(target: &Path) -> Result<Folder, FolderError> {
        // A link is followed: what it leads to is replaced, not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        if !may_be_replaced(&target)? {
            return Err(FolderError::NotOurs(target));
        }
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(FolderError::write(parent))?;
        stale::remove_left_behind(&target);
        let path = beside(&target, PARTIAL, |path| fs::create_dir(path))?;
        let remover = Remover(Arc::new(Mutex::new(Some(path.clone()))));
        // If it cannot be claimed the folder is dropped, and gone again.
        let mut folder = Folder { target, path, remover, claim: None };
        folder.claim = stale::Claim::on(&folder.path)?;
        Ok(folder)
    }

    /// Where the files are written now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A handle that removes the folder from elsewhere.
    pub fn remover(&self) -> Remover {
        self.remover.clone()
    }

    /// Writes a whole file; `name` has forward slashes.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(FolderError::write(parent))?;
        }
        fs::write(&path, bytes).map_err(FolderError::write(&path))
    }

    /// Begins a file that is written piece by piece.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn stream(&self, name: &str) -> Result<Stream, FolderError> {
        let path = self.path.join(name);
        let file = File::create(&path).map_err(FolderError::write(&path))?;
        Ok(Stream { path, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Copies a file.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(&self, name: &str, other: &Path) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let mut from = File::open(other).map_err(FolderError::read(other))?;
        let mut to = File::create(&path).map_err(FolderError::write(&path))?;
        io::copy(&mut from, &mut to).map(|_| ()).map_err(FolderError::write(&path))
    }

    /// Begins a file that goes on from a copy of another one.
    ///
    /// # Errors
    /// If it cannot be copied or written.
    pub fn stream_after(&self, name: &str, other: &Path) -> Result<Stream, FolderError> {
        let path = self.path.join(name);
        self.copy(name, other)?;
        let file = File::options().append(true).open(&path).map_err(FolderError::write(&path))?;
        Ok(Stream { path, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Completes the manifest with the hash of every file, writes it, and puts the folder in its place: the old one is moved
    /// away, the new one moved in, the old one removed but for what others have put into it. If moving in fails the old one is moved back.
    /// What was interrupted does not take the place of what is whole: it comes to stand beside it, and where is given back.
    ///
    /// # Errors
    /// If something cannot be written or moved.
    pub fn finish(mut self, mut manifest: Manifest) -> Result<Option<PathBuf>, FolderError> {
        // It is held until the end, but is no result.
        let _claim = self.claim.take().map(stale::Claim::without_file).transpose()?;
        manifest.files = manifest::hashes(&self.path)?;
        self.write(MANIFEST, manifest.to_json().as_bytes())?;
        let mut unfinished = self.remover.lock();
        if unfinished.is_none() {
            let gone = io::Error::new(io::ErrorKind::Interrupted, "the run was interrupted");
            return Err(FolderError::Write { path: self.target.clone(), source: gone });
        }
        // Replications that were added, though not all, hold what was there before.
        let is_part = !manifest.complete && manifest.added.is_empty() && Manifest::read(&self.target).is_ok_and(|old| old.complete);
        if is_part {
            self.target = place_beside(&self.target)?;
        }
        // It may have changed since the run began.
        if !may_be_replaced(&self.target)? {
            return Err(FolderError::NotOurs(self.target.clone()));
        }
        let old = match self.target.exists() {
            true => Some(beside(&self.target, "old", |path| fs::rename(&self.target, path))?),
            false => None,
        };
        if let Err(source) = fs::rename(&self.path, &self.target) {
            if let Some(old) = &old {
                fs::rename(old, &self.target).map_err(FolderError::write(old))?;
            }
            return Err(FolderError::Write { path: self.target.clone(), source });
        }
        *unfinished = None;
        // What cannot be moved over stays where it is.
        if let Some(old) = old.filter(|old| keep_others(old, &self.target)) {
            fs::remove_dir_all(&old).map_err(FolderError::write(&old))?;
        }
        Ok(is_part.then(|| self.target.clone()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.remover.remove());
    }
}

/// A file that is written piece by piece.
#[derive(Debug)]
pub struct Stream {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Stream {
    /// Where it stands now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is still on its way.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<(), FolderError> {
        self.file.flush().map_err(FolderError::write(&self.path))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Whether nothing, an empty folder or one of ours stands at `path`.
fn may_be_replaced(path: &Path) -> Result<bool, FolderError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none() || Manifest::read(path).is_ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        // A file; or nothing, below something that is no folder, which making the folder will tell.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(path.symlink_metadata().is_err()),
        Err(source) => Err(FolderError::Read { path: path.to_owned(), source }),
    }
}

/// Where the part of a run stands beside a whole result: the first place that holds nothing, or another part.
fn place_beside(target: &Path) -> Result<PathBuf, FolderError> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let places = (1..=TRIES).map(|number| match number {
        1 => target.with_file_name(format!("{name}.interrupted")),
        _ => target.with_file_name(format!("{name}.interrupted-{number}")),
    });
    let is_free = |path: &PathBuf| may_be_replaced(path).unwrap_or(false) && !Manifest::read(path).is_ok_and(|manifest| manifest.complete);
    places.into_iter().find(is_free).ok_or_else(|| FolderError::NotOurs(target.to_owned()))
}

/// Moves what others have put into a folder of results over to the one that takes its place. Whether that was all of it.
fn keep_others(old: &Path, new: &Path) -> bool {
    // An empty folder has no manifest.
    let (Ok(manifest), Ok(names)) = (Manifest::read(old), manifest::names(old)) else {
        return fs::read_dir(old).is_ok_and(|mut all| all.next().is_none());
    };
    let moved = |name: &String| {
        let (from, to) = (old.join(name), new.join(name));
        !to.exists() && to.parent().is_none_or(|parent| fs::create_dir_all(parent).is_ok()) && fs::rename(&from, &to).is_ok()
    };
    names.iter().filter(|name| !manifest.files.contains_key(*name)).filter(|name| !moved(name)).count() == 0
}

/// Makes something with a free name beside `target`: `target.word-PROCESS`, or with a number behind it.
fn beside(target: &Path, word: &str, make: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, FolderError> {
    let base = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..TRIES {
        let suffix = if number == 0 { String::new() } else { format!("-{number}") };
        let path = target.with_file_name(format!("{base}.{word}-{}{suffix}", std::process::id()));
        if path.exists() {
            continue;
        }
        match make(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(source) => return Err(FolderError::Write { path: target.to_owned(), source }),
        }
    }
    Err(FolderError::Write { path: target.to_owned(), source: last })
}
