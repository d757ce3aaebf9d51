//! One scenario from several texts: templates (`for_each`) repeated, other files (`extends`, `library`) put below.
//!
//! The result is a text again: the whole of the scenario, which can be kept and run by itself. Where each part of it was written is
//! kept beside it, so that what is wrong can be shown there. A scenario that says everything itself stays as it is, to the byte.

mod each;
mod places;
mod tree;

use super::diagnostic::{Diagnostic, sort};
use std::collections::BTreeMap;
use toml::de::DeTable;
use tree::{Entry, Origins, Place, Writer};

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

/// The lists that have a name in `for_each`.
pub(super) const WORDS: [&str; 2] = ["agency", "incident"];

/// Puts a scenario together from its text. A text that is no TOML stays as it is: reading it tells what is wrong.
///
/// # Errors
/// Everything that keeps its parts from being put together.
pub fn compose(text: &str) -> Result<Composed, Vec<Diagnostic>> {
    let sources = vec![Source { path: String::new(), text: text.to_owned() }];
    let as_it_stands = |sources| Composed { text: text.to_owned(), sources, origins: None };
    // Most scenarios say everything themselves, and need no second reading.
    if !["for_each", "{each}"].iter().any(|word| text.contains(word)) {
        return Ok(as_it_stands(sources));
    }
    let Ok(table) = DeTable::parse(text) else { return Ok(as_it_stands(sources)) };
    let mut found = Vec::new();
    let mut entries = tree::entries(table.get_ref(), text, 0);
    let changed = repeat(&mut entries, &mut found);
    each::left_over(&entries, &mut found);
    if !found.is_empty() {
        sort(&mut found);
        return Err(found);
    }
    if !changed {
        return Ok(as_it_stands(sources));
    }
    let written = Writer::write(&entries);
    Ok(Composed { text: written.text, sources, origins: Some(written.origins) })
}

/// Repeats the templates of a file; whether there were any.
fn repeat(entries: &mut Vec<Entry>, found: &mut Vec<Diagnostic>) -> bool {
    // Agencies and types may come from templates themselves, which cannot be repeated for each other.
    let mut words = BTreeMap::new();
    let (mut named, rest): (Vec<Entry>, Vec<Entry>) =
        std::mem::take(entries).into_iter().partition(|entry| WORDS.contains(&entry.key.as_str()));
    let mut changed = each::Repeat { words: &words, found }.entries(&mut named);
    for word in WORDS {
        let names = named.iter().filter(|entry| entry.key == word).flat_map(|entry| entry.node.entries());
        words.insert(word, names.map(|entry| entry.key.clone()).collect());
    }
    named.extend(rest);
    changed |= each::Repeat { words: &words, found }.entries(&mut named);
    *entries = named;
    changed
}
