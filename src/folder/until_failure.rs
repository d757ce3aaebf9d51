//! What the threads of a study write to together, until the first failure: that one is kept, and nothing is written after it.

use super::FolderError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something that is written to, or why it could not be.
pub(super) struct UntilFailure<T> {
    /// What a failure is told of.
    path: PathBuf,
    kept: Mutex<Result<T, FolderError>>,
}

impl<T> UntilFailure<T> {
    pub(super) fn new(path: PathBuf, kept: T) -> UntilFailure<T> {
        UntilFailure { path, kept: Mutex::new(Ok(kept)) }
    }

    /// Where it stands.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn has_failed(&self) -> bool {
        self.lock().is_err()
    }

    /// Keeps a failure, if it is the first.
    pub(super) fn fail(&self, source: io::Error) {
        self.add(|_| Err(source));
    }

    /// Writes to it, unless something failed.
    pub(super) fn add(&self, write: impl FnOnce(&mut T) -> io::Result<()>) {
        let mut kept = self.lock();
        if let Ok(whole) = &mut *kept
            && let Err(source) = write(whole)
        {
            *kept = Err(FolderError::Write { path: self.path.clone(), source });
        }
    }

    /// Takes it, to end it.
    ///
    /// # Errors
    /// The first failure.
    pub(super) fn take(&self) -> Result<T, FolderError> {
        let gone = FolderError::Write { path: self.path.clone(), source: io::Error::other("finished twice") };
        std::mem::replace(&mut *self.lock(), Err(gone))
    }

    fn lock(&self) -> MutexGuard<'_, Result<T, FolderError>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
