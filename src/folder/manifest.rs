//! `manifest.json`: where results come from and what they are, by content. The only file in which two runs of the same thing may
//! differ.

use super::FolderError;
use crate::model::Language;
use crate::report::Tool;
use crate::results::Map;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The name of the file.
pub const MANIFEST: &str = "manifest.json";
/// What [`Manifest::made_by`] says.
pub const MADE_BY: &str = "larmkedja";

/// Where results come from.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Manifest {
    /// [`MADE_BY`]: says that the folder is one of ours.
    pub made_by: String,
    /// Version and commit of the program that ran the study.
    pub tool: Tool,
    /// Whether every replication that was asked for is there.
    pub complete: bool,
    /// The language of the page and the charts; none in results of before it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The scenario.
    pub scenario: Scenario,
    /// Recorded logs, by incident type.
    pub logs: Map<Log>,
    /// SHA-256 of the files whose columns are drawn from, by path as the scenario names them.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub columns: Map<String>,
    /// The seed.
    pub seed: u64,
    /// Replications that were asked for.
    pub replications: u64,
    /// The command line, without the program's name.
    pub arguments: Vec<String>,
    /// The command lines by which replications were added later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Vec<String>>,
    /// The machine.
    pub machine: Machine,
    /// Threads that were asked for, else processors.
    pub threads: usize,
    /// When the run began, universal time.
    pub started_at: String,
    /// How long it took, in seconds.
    pub took_s: f64,
    /// SHA-256 of every other file, hexadecimal, by path.
    #[serde(default)]
    pub files: Map<String>,
}

/// The scenario of a run.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Scenario {
    /// The file as named on the command line; none for the built-in scenario.
    pub file: Option<String>,
    /// SHA-256 of the scenario as run (`scenario.toml`).
    pub sha256: String,
    /// SHA-256 of the text of every file that it was put together from, by path from its folder; none if it says everything itself.
    #[serde(default)]
    pub parts: Map<String>,
}

/// A recorded log.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Log {
    /// The file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows that were replayed.
    pub used: u64,
    /// Rows that could not be used.
    pub unusable: u64,
}

/// The machine of a run.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// The folder in which the program was called; other paths may begin there. None in results of before it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// Kind of processor.
    pub arch: String,
    /// What the program was built for, as compilers name it; none in results of before it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Processors that could be used.
    pub cpus: usize,
}

impl Manifest {
    /// Indented, with a line end.
    pub fn to_json(&self) -> String {
        // Strings, numbers and maps with names: there is nothing in it that JSON could not say.
        serde_json::to_string_pretty(self).expect("a manifest is JSON") + "\n"
    }

    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// If there is none, or it is not ours.
    pub fn read(folder: &Path) -> Result<Manifest, FolderError> {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(FolderError::read(&path))?;
        let strange = |reason: String| FolderError::Strange { path: path.clone(), reason };
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| strange(error.to_string()))?;
        match manifest.made_by == MADE_BY {
            true => Ok(manifest),
            false => Err(strange(format!("made by {}", manifest.made_by))),
        }
    }
}

/// SHA-256 of some bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(Sha256::new().chain_update(bytes))
}

/// SHA-256 of a file, hexadecimal.
///
/// # Errors
/// If it cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut hash = Hashing(Sha256::new());
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hexadecimal(hash.0))
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of every file below `folder`, by path with forward slashes, in the order of paths; the manifest left out.
pub(super) fn hashes(folder: &Path) -> Result<Map<String>, FolderError> {
    let hash = |name: String| {
        let path = folder.join(&name);
        let hash = sha256_of_file(&path).map_err(FolderError::read(&path))?;
        Ok((name, hash))
    };
    names(folder)?.into_iter().map(hash).collect()
}

/// The files below `folder` by path with forward slashes, in order, without the manifest.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, FolderError> {
    let mut names = Vec::new();
    names_below(folder, "", &mut names)?;
    names.sort();
    names.retain(|name| name != MANIFEST);
    Ok(names)
}

fn names_below(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<(), FolderError> {
    for entry in fs::read_dir(folder).map_err(FolderError::read(folder))? {
        let entry = entry.map_err(FolderError::read(folder))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // What a link leads to lies elsewhere.
        match entry.file_type().map_err(FolderError::read(folder))?.is_dir() {
            true => names_below(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

/// What is written is hashed.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Files by how two lists of hashes differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Differences {
    /// How many are equal.
    pub equal: usize,
    /// Those with another hash.
    pub different: Vec<String>,
    /// Those of the first list only.
    pub missing: Vec<String>,
    /// Those of the second list only.
    pub new: Vec<String>,
}

impl Differences {
    /// Compares hashes by path.
    pub fn between(then: &Map<String>, now: &Map<String>) -> Differences {
        let mut found = Differences::default();
        for (name, hash) in then {
            match now.get(name) {
                Some(other) if other == hash => found.equal += 1,
                Some(_) => found.different.push(name.clone()),
                None => found.missing.push(name.clone()),
            }
        }
        found.new = now.keys().filter(|name| !then.contains_key(*name)).cloned().collect();
        found
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.different.is_empty() && self.missing.is_empty() && self.new.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
