//! Single files, written as a whole or not at all.

use super::{FAILED, Failure};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes a file, over the one that is there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Writes a file where there is none.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist_noclobber(path).map(|_| ()).map_err(|error| error.error)
}

/// A file that could not be written.
pub(super) fn unwritten(path: &Path) -> impl Fn(io::Error) -> Failure + '_ {
    // The error may also name the file that would have become this one.
    let reason = |error: io::Error| error.get_ref().and_then(std::error::Error::source).map_or(error.to_string(), ToString::to_string);
    move |error| Failure::new(FAILED, "files", format!("{} cannot be written: {}", path.display(), reason(error)))
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
