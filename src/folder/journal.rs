//! What a long study has finished, in a file beside the folder that it will become: a kill loses nothing that was finished.

use super::FolderError;
use super::manifest::sha256;
use crate::sensitivity::{Keeps, Lived};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Digits of the hash that the file is named by.
const DIGITS: usize = 12;

/// One finished point.
#[derive(Serialize, Deserialize)]
struct Line {
    point: String,
    lived: Lived,
}

/// Finished points, one a line: found again by whoever asks the same of the same scenario with the same program.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Or why it can no longer be written.
    file: Result<File, io::Error>,
    known: BTreeMap<String, Lived>,
}

impl Journal {
    /// Opens the journal of the folder that will stand at `target`. `inputs` is everything that points depend on; the file is named by
    /// its hash, so that what belongs to other inputs is neither used nor lost.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn open(target: &Path, inputs: &str) -> Result<Journal, FolderError> {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = target.with_file_name(format!("{name}.points-{}.jsonl", &sha256(inputs.as_bytes())[..DIGITS]));
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(FolderError::write(parent))?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(FolderError::write(&path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(FolderError::read(&path))?;
        // A kill may have cut the last line in two: what follows must not be joined to its half.
        if bytes.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n").map_err(FolderError::write(&path))?;
        }
        let lines = bytes.split(|byte| *byte == b'\n');
        let known = lines.filter_map(|line| serde_json::from_slice(line).ok()).map(|line: Line| (line.point, line.lived)).collect();
        Ok(Journal { path, state: Mutex::new(State { file: Ok(file), known }) })
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Points that are finished.
    pub fn finished(&self) -> usize {
        self.state().known.len()
    }

    /// Whether a point could not be written: going on would lose what is finished.
    pub fn has_failed(&self) -> bool {
        self.state().file.is_err()
    }

    /// The journal is no longer needed, because all that it holds has become results.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(self) -> Result<(), FolderError> {
        fs::remove_file(&self.path).map_err(FolderError::write(&self.path))
    }

    /// Ends the journal of a study that was stopped. One without any point is removed.
    ///
    /// # Errors
    /// If a point could not be written.
    pub fn close(self) -> Result<(), FolderError> {
        let State { file, known } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        file.map_err(FolderError::write(&self.path))?;
        if known.is_empty() {
            fs::remove_file(&self.path).map_err(FolderError::write(&self.path))?;
        }
        Ok(())
    }
}

impl Keeps for Journal {
    fn find(&self, key: &str) -> Option<Lived> {
        self.state().known.get(key).cloned()
    }

    fn keep(&self, key: &str, lived: &Lived) {
        // Names and whole numbers: there is nothing in it that JSON could not say.
        let line = serde_json::to_string(&Line { point: key.to_owned(), lived: lived.clone() }).expect("a point is JSON") + "\n";
        let mut state = self.state();
        state.known.insert(key.to_owned(), lived.clone());
        if let Ok(open) = state.file.as_mut()
            && let Err(error) = open.write_all(line.as_bytes())
        {
            state.file = Err(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_at_any_byte_loses_no_finished_point() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let points = [Lived::Sums(vec![vec![None]]), Lived::Wrong("a\nb".into()), Lived::Sums(Vec::new())];
        let journal = Journal::open(&target, "this").unwrap();
        for (number, lived) in points.iter().enumerate() {
            journal.keep(&format!("point {number}"), lived);
        }
        let (path, whole) = (journal.path().to_owned(), fs::read(journal.path()).unwrap());
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let journal = Journal::open(&target, "this").unwrap();
            let finished = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            // The end of a line may be all that is missing.
            assert!((finished..=finished + 1).contains(&journal.finished()), "{cut}");
            assert!((0..finished).all(|number| journal.find(&format!("point {number}")).as_ref() == Some(&points[number])));
            journal.keep("after", &points[0]);
            let again = Journal::open(&target, "this").unwrap();
            assert_eq!((again.finished(), again.find("after")), (journal.finished(), Some(points[0].clone())), "{cut}");
        }
        assert_eq!(Journal::open(&target, "that").unwrap().finished(), 0);
    }
}
