//! What a scenario takes from its libraries: what it names, and what that names.

use super::files::Layer;
use super::tree::{Content, Entry, Node};
use std::collections::BTreeSet;

/// The tables of which only what is named is taken.
const TABLES: [&str; 4] = ["parameter", "profile", "pool", "chain"];
/// The table of labels for what has none of its own: nothing is taken because of it.
const LABELS: &str = "label";
/// Texts for people, in which a name is only a word.
const WORDS_FOR_PEOPLE: [&str; 5] = ["title", "about", "label", "source", "origin"];

/// Tables and names of which only libraries speak: they are for the scenario to take or leave.
pub(super) fn offered(layers: &[Layer]) -> BTreeSet<(String, String)> {
    let labels = |table: &Entry| {
        let of_kind = |kind: &Entry| {
            let named = kind.node.entries().iter();
            named.map(|named| (format!("{LABELS}.{}", kind.key), named.key.clone())).collect::<Vec<_>>()
        };
        table.node.entries().iter().flat_map(of_kind).collect::<Vec<_>>()
    };
    let names = |is_library: bool| {
        let entries = layers.iter().filter(move |layer| layer.is_library == is_library).flat_map(|layer| &layer.entries);
        entries.flat_map(move |table| match table.key.as_str() {
            LABELS => labels(table),
            key if TABLES.contains(&key) => table.node.entries().iter().map(|named| (key.to_owned(), named.key.clone())).collect(),
            _ => Vec::new(),
        })
    };
    let own: BTreeSet<_> = names(false).collect();
    names(true).filter(|name| !own.contains(name)).collect()
}

/// Leaves out what is offered and nobody names.
pub(super) fn leave_out(whole: &mut [Entry], mut offered: BTreeSet<(String, String)>) {
    let mut words = BTreeSet::new();
    for entry in whole.iter().filter(|entry| entry.key != LABELS) {
        match TABLES.contains(&entry.key.as_str()) {
            true => entry
                .node
                .entries()
                .iter()
                .filter(|named| !offered.contains(&(entry.key.clone(), named.key.clone())))
                .for_each(|named| words_of(named, &mut words)),
            false => words_of(entry, &mut words),
        }
    }
    let values = values_of_attributes(whole);
    // What is taken may name more.
    loop {
        let held: BTreeSet<String> = words.iter().flat_map(|word| with_values(word, &values)).collect();
        let is_named = |name: &String| words.contains(name) || held.contains(name);
        let is_thing = |table: &String| TABLES.contains(&table.as_str());
        let taken: Vec<(String, String)> = offered.iter().filter(|(table, name)| is_thing(table) && is_named(name)).cloned().collect();
        if taken.is_empty() {
            break;
        }
        for (table, name) in &taken {
            let entries = whole.iter().filter(|entry| entry.key == *table).flat_map(|entry| entry.node.entries());
            entries.filter(|entry| entry.key == *name).for_each(|entry| words_of(entry, &mut words));
            offered.remove(&(table.clone(), name.clone()));
        }
    }
    for entry in whole.iter_mut() {
        let table = entry.key.clone();
        drop_from(&mut entry.node, |name| offered.contains(&(table.clone(), name.to_owned())));
    }
    let (labels, others): (Vec<&mut Entry>, Vec<&mut Entry>) = whole.iter_mut().partition(|entry| entry.key == LABELS);
    for labels in labels {
        let Content::Table(kinds) = &mut labels.node.content else { continue };
        for kind in kinds {
            let table = format!("{LABELS}.{}", kind.key);
            let is_idle = |name: &str| {
                offered.contains(&(table.clone(), name.to_owned()))
                    && !words.contains(name)
                    && !others.iter().any(|other| mentions(other, name))
            };
            drop_from(&mut kind.node, is_idle);
        }
        labels.node.inline = None;
    }
}

/// Takes names out of a table.
fn drop_from(node: &mut Node, is_out: impl Fn(&str) -> bool) {
    let Content::Table(names) = &mut node.content else { return };
    let before = names.len();
    names.retain(|name| !is_out(&name.key));
    if names.len() < before {
        node.inline = None;
    }
}

/// Whether an entry has a key or a text of this name somewhere.
fn mentions(entry: &Entry, name: &str) -> bool {
    fn within(node: &Node, name: &str) -> bool {
        match &node.content {
            Content::Leaf(text) => text.split(['"', '\'']).any(|piece| piece == name),
            Content::Table(entries) => entries.iter().any(|entry| mentions(entry, name)),
            Content::Tables(nodes) => nodes.iter().any(|node| within(node, name)),
        }
    }
    entry.key == name || within(&entry.node, name)
}

/// The attributes of a scenario, each with its values.
pub(super) fn values_of_attributes(whole: &[Entry]) -> Vec<(String, Vec<String>)> {
    let attributes = whole.iter().filter(|entry| entry.key == "attribute").flat_map(|entry| entry.node.entries());
    let values = |attribute: &Entry| attribute.node.entry("values").map(|values| values.node.entries()).unwrap_or_default().to_vec();
    attributes.map(|attribute| (attribute.key.clone(), values(attribute).into_iter().map(|value| value.key).collect())).collect()
}

/// The names that a name stands for which holds attributes; nothing if it holds none.
fn with_values(name: &str, attributes: &[(String, Vec<String>)]) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    for (attribute, values) in attributes {
        let held = format!("{{{attribute}}}");
        if name.contains(&held) {
            names = names.iter().flat_map(|name| values.iter().map(|value| name.replace(&held, value))).collect();
        }
    }
    names.retain(|name| !name.contains('{'));
    names
}

/// All that could be names in an entry.
fn words_of(entry: &Entry, words: &mut BTreeSet<String>) {
    words.insert(entry.key.clone());
    if !WORDS_FOR_PEOPLE.contains(&entry.key.as_str()) {
        words_in(&entry.node, words);
    }
}

fn words_in(node: &Node, words: &mut BTreeSet<String>) {
    match &node.content {
        Content::Leaf(text) => {
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            words.extend(text.split(|c| !is_of_name(c)).filter(|word| !word.is_empty()).map(str::to_owned));
            // A name that holds attributes, `engine_{service}`, is kept as it is.
            let pieces = text.split(|c| !is_of_name(c) && c != '{' && c != '}');
            words.extend(pieces.filter(|word| word.contains('{') && word.contains('}')).map(str::to_owned));
        }
        Content::Table(entries) => entries.iter().for_each(|entry| words_of(entry, words)),
        Content::Tables(nodes) => nodes.iter().for_each(|node| words_in(node, words)),
    }
}
