//! Files without a folder of results around them, written as a whole or not at all.

use super::{FAILED, Failure, WRONG};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// Writes a file, over the one that is there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Writes several files into a folder, over those that are there, and returns their paths. None is put in its place before all are on the
/// disk, so that one that does not fit leaves everything as it was.
pub(super) fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, Failure> {
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(unwritten(folder))?;
    let put = || {
        let written = files.iter().map(|(name, bytes)| {
            let path = folder.join(name);
            // Closed at once: there may be more of them than files may be open.
            beside(&path, bytes).map(|file| (path.clone(), file.into_temp_path())).map_err(unwritten(&path))
        });
        let written: Vec<(PathBuf, TempPath)> = written.collect::<Result<_, Failure>>()?;
        let place = |(path, file): (PathBuf, TempPath)| {
            file.persist(&path).map_err(|error| unwritten(&path)(error.error))?;
            Ok(path.display().to_string())
        };
        written.into_iter().map(place).collect()
    };
    let done: Result<Vec<String>, Failure> = put();
    if done.is_err() && is_new {
        // What is not empty stays.
        let _ = fs::remove_dir(folder);
    }
    done
}

/// Writes a file where there is none.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist_noclobber(path).map(|_| ()).map_err(|error| error.error)
}

/// A file that could not be written. A folder that is not there is a slip of the command line.
pub(super) fn unwritten(path: &Path) -> impl Fn(io::Error) -> Failure + '_ {
    // The error may also name the file that would have become this one.
    let reason = |error: io::Error| error.get_ref().and_then(std::error::Error::source).map_or(error.to_string(), ToString::to_string);
    move |error| match path.parent() {
        Some(folder) if error.kind() == ErrorKind::NotFound && !folder.as_os_str().is_empty() && !folder.exists() => {
            let message = format!("{} cannot be written: the folder {} does not exist", path.display(), folder.display());
            Failure::new(WRONG, "files", message).hint("make the folder first, or choose another one")
        }
        _ => Failure::new(FAILED, "files", format!("{} cannot be written: {}", path.display(), reason(error))),
    }
}

/// A file in the same folder, without a name of its own to last.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As other files are made: what the user's mask leaves of it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}
