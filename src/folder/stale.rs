//! Unfinished folders that a killed run has left behind.
//!
//! Whoever writes an unfinished folder holds a lock on a file in it, which the system lets go when the process ends, however it ends.
//! A folder whose lock can be had belongs to nobody any more. Where there is no such file, or the file system knows no locks,
//! the folder is left alone.

use super::{FolderError, PARTIAL};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The file that is locked.
const CLAIM: &str = ".unfinished";

/// A lock on an unfinished folder.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    /// Let go when dropped.
    file: File,
}

impl Claim {
    /// Claims a new folder; nothing where the file system knows no locks.
    pub(super) fn on(folder: &Path) -> Result<Option<Claim>, FolderError> {
        let (path, unlocked) = (folder.join(CLAIM), folder.join(format!("{CLAIM}.new")));
        let file = File::create(&unlocked).map_err(FolderError::write(&unlocked))?;
        if file.try_lock().is_err() {
            return fs::remove_file(&unlocked).map(|()| None).map_err(FolderError::write(&unlocked));
        }
        // It gets its name when it is locked, so that nobody finds it unlocked in between.
        fs::rename(&unlocked, &path).map_err(FolderError::write(&path))?;
        Ok(Some(Claim { path, file }))
    }

    /// Removes the file from the folder and keeps the lock: without the file nobody touches the folder.
    pub(super) fn without_file(self) -> Result<File, FolderError> {
        fs::remove_file(&self.path).map_err(FolderError::write(&self.path))?;
        Ok(self.file)
    }
}

/// Removes the unfinished folders of `target` that belong to nobody any more. What cannot be removed stays: it is in nobody's way.
pub(super) fn remove_left_behind(target: &Path) {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let begin = format!("{}.{PARTIAL}-", target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&begin)) {
        let path = entry.path();
        if let Ok(claim) = File::open(path.join(CLAIM))
            && claim.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(&path);
        }
    }
}
