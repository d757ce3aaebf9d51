//! The files that a scenario is made of.

use super::tree::{self, Entry};
use super::{OpenFile, Source, told};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::read;
use toml::de::DeTable;

/// What a library may hold.
pub(in crate::scenario) const IN_A_LIBRARY: [&str; 6] = ["library", "parameter", "profile", "pool", "chain", "label"];

/// What one file says.
pub(super) struct Layer {
    pub(super) entries: Vec<Entry>,
    pub(super) is_library: bool,
}

/// The files that have been read, and what they say: what stands below comes first.
pub(super) struct Files<'o> {
    pub(super) sources: Vec<Source>,
    pub(super) layers: Vec<Layer>,
    pub(super) found: Vec<Diagnostic>,
    open: &'o OpenFile<'o>,
    /// The files that led to the one that is read now, and it.
    way: Vec<usize>,
}

impl<'o> Files<'o> {
    pub(super) fn new(scenario: Source, open: &'o OpenFile<'o>) -> Files<'o> {
        Files { sources: vec![scenario], layers: Vec::new(), found: Vec::new(), open, way: Vec::new() }
    }

    /// Reads what a file says, after the files that it names.
    pub(super) fn read(&mut self, file: usize, is_library: bool) {
        let text = self.sources[file].text.clone();
        let (table, errors) = DeTable::parse_recoverable(&text);
        if !errors.is_empty() {
            self.found.extend(read::syntax(&text, &errors).into_iter().map(|found| Diagnostic { file, ..found }));
            return;
        }
        let mut entries = tree::entries(table.get_ref(), &text, file);
        if is_library {
            for entry in entries.iter().filter(|entry| !IN_A_LIBRARY.contains(&entry.key.as_str())) {
                let message = format!("`{}` cannot stand in a library", entry.key);
                let hint = "a library has chains, parameters, pools, profiles and labels; a scenario is changed with `extends`";
                self.found.push(told(&entry.key_place, "library-holds", message, "of no use here").hint(hint));
            }
        }
        self.way.push(file);
        let mut take = |key: &str| entries.iter().position(|entry| entry.key == key).map(|at| entries.remove(at));
        let (libraries, below) = (take("library"), take("extends"));
        if let Some(entry) = libraries {
            match entry.node.strings() {
                Some(paths) => paths.iter().for_each(|path| self.other(&entry, path, true)),
                None => {
                    let message = "`library` is not a list of files";
                    self.found.push(told(&entry.node.place, "wrong-type", message, "write a list: [\"chains.toml\"]"));
                }
            }
        }
        if let Some(entry) = below {
            match entry.node.string() {
                Some(path) => self.other(&entry, &path, false),
                None => {
                    let message = "`extends` is not the name of a file";
                    self.found.push(told(&entry.node.place, "wrong-type", message, "write a text: \"other.toml\""));
                }
            }
        }
        self.way.pop();
        self.layers.push(Layer { entries, is_library });
    }

    /// Reads a file that another one names.
    fn other(&mut self, entry: &Entry, named: &str, is_library: bool) {
        let place = &entry.node.place;
        let Some(path) = below(&self.sources[place.file].path, named) else {
            let message = format!("`{named}` lies outside the scenario's folder");
            let hint = "all files of a scenario lie in its folder or below, so that they can be kept and passed on together";
            self.found.push(told(place, "file-outside", message, "not this file").hint(hint));
            return;
        };
        // The scenario itself has no path: a circle back to it is found when its text turns up again on the way.
        if let Some(known) = self.sources.iter().position(|source| source.path == path) {
            if self.way.contains(&known) {
                self.found.push(told(place, "file-circle", format!("`{named}` leads back to itself"), "a circle of files"));
            }
            return;
        }
        match (self.open)(&path) {
            Err(error) => {
                self.found.push(told(place, "file-unreadable", format!("`{named}` cannot be read: {error}"), "this file"));
            }
            Ok(text) if text == self.sources[0].text => {
                self.found.push(told(place, "file-circle", format!("`{named}` leads back to the scenario"), "a circle of files"));
            }
            Ok(text) => {
                self.sources.push(Source { path, text });
                self.read(self.sources.len() - 1, is_library);
            }
        }
    }
}

/// A path that a file names, from the folder of the scenario; nothing if it leads out of it.
fn below(file: &str, named: &str) -> Option<String> {
    let mut path: Vec<&str> = file.split('/').collect();
    path.pop();
    if named.starts_with('/') || named.contains(['\\', ':']) {
        return None;
    }
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    (!path.is_empty()).then(|| path.join("/"))
}
