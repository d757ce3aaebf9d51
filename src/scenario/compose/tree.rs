//! A file as a tree whose nodes know where they were written, and the tree as text again.

use super::Source;
use crate::scenario::diagnostic::Span;
use std::collections::BTreeMap;
use std::fmt::Write;
use toml::de::{DeTable, DeValue};

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, by the order in which they were read; the scenario's own is the first.
    pub(super) file: usize,
    pub(super) span: Span,
}

/// A key with what stands behind it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) node: Node,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    /// What `{each}` stands for in it.
    pub(super) each: Option<String>,
    /// The text of a table or list that is written as one value, as long as nothing of it changes.
    pub(super) inline: Option<String>,
    pub(super) content: Content,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Kept as it was written.
    Leaf(String),
    Table(Vec<Entry>),
    /// A list of nothing but tables.
    Tables(Vec<Node>),
}

impl Node {
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The text, if it is one.
    pub(super) fn string(&self) -> Option<String> {
        match self.value()? {
            toml::Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list of nothing else.
    pub(super) fn strings(&self) -> Option<Vec<String>> {
        let toml::Value::Array(array) = self.value()? else { return None };
        array.into_iter().map(|value| if let toml::Value::String(text) = value { Some(text) } else { None }).collect()
    }

    fn value(&self) -> Option<toml::Value> {
        let Content::Leaf(text) = &self.content else { return None };
        format!("value = {text}").parse::<toml::Table>().ok()?.remove("value")
    }
}

/// The entries of a file.
pub(super) fn entries(table: &DeTable<'_>, text: &str, file: usize) -> Vec<Entry> {
    let entry = |key: &toml::Spanned<toml::de::DeString<'_>>, value: &toml::Spanned<DeValue<'_>>| Entry {
        key: key.get_ref().to_string(),
        key_place: Place { file, span: key.span() },
        node: node(value, text, file),
    };
    table.iter().map(|(key, value)| entry(key, value)).collect()
}

fn node(value: &toml::Spanned<DeValue<'_>>, text: &str, file: usize) -> Node {
    let written = text.get(value.span()).unwrap_or_default();
    let (content, inline) = match value.get_ref() {
        DeValue::Table(table) => (Content::Table(entries(table, text, file)), written.starts_with('{')),
        DeValue::Array(array) if !array.is_empty() && array.iter().all(|one| matches!(one.get_ref(), DeValue::Table(_))) => {
            let nodes = array.iter().map(|one| node(one, text, file)).collect();
            (Content::Tables(nodes), written.starts_with('[') && !written.starts_with("[["))
        }
        _ => (Content::Leaf(written.to_owned()), false),
    };
    Node { place: Place { file, span: value.span() }, each: None, inline: inline.then(|| written.to_owned()), content }
}

/// Where a key and its value were written, and what `{each}` stood for.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) key: Place,
    pub(super) value: Place,
    pub(super) each: Option<String>,
}

/// Where everything of a text was written, by path; entries of lists are [`numbered`].
pub(super) type Origins = BTreeMap<Vec<String>, Origin>;

/// An entry of a list in a path: no name begins like this.
pub(super) fn numbered(index: usize) -> String {
    format!("#{index}")
}

/// Writes a tree.
pub(super) struct Writer<'s> {
    pub(super) text: String,
    sources: &'s [Source],
    pub(super) origins: Origins,
    path: Vec<String>,
}

impl<'s> Writer<'s> {
    /// The tree as TOML, and where each part of it comes from.
    pub(super) fn write(entries: &[Entry], sources: &'s [Source]) -> Writer<'s> {
        let mut writer = Writer { text: String::new(), sources, origins: Origins::new(), path: Vec::new() };
        writer.table(entries);
        writer
    }

    /// The keys with a value first: what follows a header belongs to it.
    fn table(&mut self, entries: &[Entry]) {
        let (mut values, mut tables): (Vec<&Entry>, Vec<&Entry>) = Default::default();
        for entry in entries {
            let node = &entry.node;
            // The order of names may matter: after one that needs a header, the others have theirs too. That of the file's own keys
            // does not.
            let as_value = match node.content {
                Content::Leaf(_) => true,
                _ => node.inline.is_some() && (tables.is_empty() || self.path.is_empty()),
            };
            if as_value { values.push(entry) } else { tables.push(entry) }
        }
        for entry in values {
            self.path.push(entry.key.clone());
            self.remember(&entry.key_place, &entry.node);
            let written = match &entry.node.content {
                Content::Leaf(text) => text,
                _ => entry.node.inline.as_ref().unwrap_or(&entry.key),
            };
            let _ = writeln!(self.text, "{} = {written}", key(&entry.key));
            self.path.pop();
        }
        for entry in tables {
            self.path.push(entry.key.clone());
            self.remember(&entry.key_place, &entry.node);
            match &entry.node.content {
                Content::Table(inner) => {
                    // Without values of its own a table is there by its inner ones.
                    let is_value = |one: &Entry| matches!(one.node.content, Content::Leaf(_)) || one.node.inline.is_some();
                    if inner.is_empty() || inner.iter().any(is_value) {
                        self.header("[", "]", &entry.node.place);
                    }
                    self.table(inner);
                }
                Content::Tables(nodes) => {
                    for (index, node) in nodes.iter().enumerate() {
                        self.header("[[", "]]", &node.place);
                        self.path.push(numbered(index));
                        self.remember(&node.place, node);
                        self.table(node.entries());
                        self.path.pop();
                    }
                }
                Content::Leaf(_) => {}
            }
            self.path.pop();
        }
    }

    fn remember(&mut self, key: &Place, node: &Node) {
        self.origins.insert(self.path.clone(), Origin { key: key.clone(), value: node.place.clone(), each: node.each.clone() });
    }

    fn header(&mut self, open: &str, close: &str, place: &Place) {
        // Numbers of a list's entries are no part of a header.
        let names = self.path.iter().filter(|step| !step.starts_with('#'));
        let path: Vec<String> = names.map(|name| key(name)).collect();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let _ = write!(self.text, "{open}{}{close}", path.join("."));
        if place.file > 0 {
            let _ = write!(self.text, " # from {}", self.sources[place.file].path);
        }
        self.text.push('\n');
    }
}

/// A key as TOML.
fn key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if bare { key.to_owned() } else { toml::Value::from(key).to_string() }
}
