//! One scenario from several texts: templates (`for_each`) repeated, other files (`extends`, `library`) put below.
//!
//! The result is a text again: the whole of the scenario, which can be kept and run by itself. Where each part of it was written is
//! kept beside it, so that what is wrong can be shown there. A scenario that says everything itself stays as it is, to the byte.

mod each;
mod files;
mod library;
mod merge;
mod places;
mod tree;

use super::diagnostic::{Diagnostic, sort};
pub(super) use files::IN_A_LIBRARY;
use files::{Files, Layer};
use std::collections::BTreeMap;
use std::io;
use toml::de::DeTable;
use toml_edit::DocumentMut;
use tree::{Origins, Place, Writer};

/// A file that a scenario is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path, from the folder of the scenario; nothing for the scenario itself.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A scenario put together.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The whole of it.
    pub text: String,
    /// The files that it is made of, the scenario itself first.
    pub sources: Vec<Source>,
    /// Where its parts were written, if it is not its only file as that stands.
    origins: Option<Origins>,
}

fn told(place: &Place, code: &'static str, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
    Diagnostic { file: place.file, ..Diagnostic::error(code, place.span.clone(), message, label) }
}

/// The lists that have a name in `for_each`, beside the values of attributes.
pub(super) const WORDS: [&str; 2] = ["agency", "incident"];

/// How the text of another file is read: by its path from the folder of the scenario, slashes forward. It never climbs out of that.
pub type OpenFile<'a> = dyn Fn(&str) -> io::Result<String> + 'a;

/// Puts a scenario together from its text and the files that it names. A text that is no TOML stays as it is: reading it tells what
/// is wrong.
///
/// # Errors
/// Everything that keeps its parts from being put together, with the files that the places are in.
pub fn compose(text: &str, open: &OpenFile<'_>) -> Result<Composed, (Vec<Source>, Vec<Diagnostic>)> {
    let scenario = Source { path: String::new(), text: text.to_owned() };
    // Most scenarios say everything themselves, and need no second reading.
    let says_all = !["for_each", "{each}", "extends", "library"].iter().any(|word| text.contains(word));
    if says_all || DeTable::parse(text).is_err() {
        return Ok(Composed { text: text.to_owned(), sources: vec![scenario], origins: None });
    }
    let mut files = Files::new(scenario, open);
    files.read(0, false);
    let Files { sources, mut layers, mut found, .. } = files;
    let changed = repeat(&mut layers, &mut found) | (sources.len() > 1);
    let mut whole = Vec::new();
    let offered = library::offered(&layers);
    for layer in layers {
        each::left_over(&layer.entries, &mut found);
        merge::merge(&mut whole, layer.entries, &mut found);
    }
    if !found.is_empty() {
        sort(&mut found);
        return Err((sources, found));
    }
    if !changed {
        return Ok(Composed { text: text.to_owned(), sources, origins: None });
    }
    library::leave_out(&mut whole, offered);
    let Writer { text, origins, .. } = Writer::write(&whole, &sources);
    Ok(Composed { text, sources, origins: Some(origins) })
}

/// Repeats the templates of all files; whether there were any.
fn repeat(layers: &mut [Layer], found: &mut Vec<Diagnostic>) -> bool {
    // Agencies and types may come from templates themselves, which cannot be repeated for each other.
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut changed = false;
    for layer in layers.iter_mut() {
        for entry in layer.entries.iter_mut().filter(|entry| WORDS.contains(&entry.key.as_str())) {
            changed |= each::Repeat { words: &BTreeMap::new(), found }.node(&mut entry.node);
        }
    }
    for (attribute, values) in layers.iter().flat_map(|layer| library::values_of_attributes(&layer.entries)) {
        let known = words.entry(attribute).or_default();
        for value in values {
            if !known.contains(&value) {
                known.push(value);
            }
        }
    }
    for word in WORDS {
        let tables = layers.iter().flat_map(|layer| &layer.entries).filter(|entry| entry.key == word);
        let mut names: Vec<String> = Vec::new();
        for entry in tables.flat_map(|entry| entry.node.entries()) {
            if !names.contains(&entry.key) {
                names.push(entry.key.clone());
            }
        }
        words.insert(word.to_owned(), names);
    }
    for layer in layers {
        changed |= each::Repeat { words: &words, found }.entries(&mut layer.entries);
    }
    changed
}

/// A scenario's text without its chains.
pub fn without_chains(text: &str) -> String {
    match text.parse::<DocumentMut>() {
        Ok(mut document) => {
            document.remove("chain");
            document.to_string()
        }
        Err(_) => text.to_owned(),
    }
}
