//! `for_each`: what is written once and meant several times.

use super::told;
use super::tree::{Content, Entry, Node, Place};
use crate::scenario::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// The key that makes a table a template.
const FOR_EACH: &str = "for_each";
/// What stands for the value.
const EACH: &str = "{each}";

/// Repeats templates. `words` are the lists that have a name: agencies, incident types, values of an attribute.
pub(super) struct Repeat<'a> {
    pub(super) words: &'a BTreeMap<String, Vec<String>>,
    pub(super) found: &'a mut Vec<Diagnostic>,
}

impl Repeat<'_> {
    /// The entries of a table, templates repeated; whether anything changed.
    pub(super) fn entries(&mut self, entries: &mut Vec<Entry>) -> bool {
        let mut changed = false;
        let mut whole: Vec<Entry> = Vec::new();
        for mut entry in std::mem::take(entries) {
            // An inner template is bound first: its `{each}` is its own.
            let (within, own) = match template(&entry) {
                Some(own) => (self.node_but(&mut entry.node, own), true),
                None => (self.node(&mut entry.node), false),
            };
            changed |= within;
            if !own {
                whole.push(entry);
                continue;
            }
            changed = true;
            if !entry.key.contains(EACH) {
                let message = format!("every copy of this template would be named `{}`", entry.key);
                let hint = format!("write the name with {EACH} in it: \"{}_{EACH}\"", entry.key);
                self.found.push(told(&entry.key_place, "each-name", message, format!("{EACH} is missing here")).hint(hint));
                continue;
            }
            let Some(values) = take_values(&mut entry.node).and_then(|list| self.values(&list)) else { continue };
            for value in values {
                let mut copy = entry.clone();
                copy.key = copy.key.replace(EACH, &value);
                substitute(&mut copy.node, &value);
                if whole.iter().any(|other| other.key == copy.key) {
                    let message = format!("`{}` is said twice (where {EACH} is `{value}`)", copy.key);
                    let hint = format!("leave `{value}` out of the template's list, or the other one away");
                    self.found.push(told(&copy.key_place, "each-twice", message, "a second time").hint(hint));
                    continue;
                }
                whole.push(copy);
            }
        }
        *entries = whole;
        changed
    }

    /// What stands within a value, templates repeated.
    pub(super) fn node(&mut self, node: &mut Node) -> bool {
        let changed = match &mut node.content {
            Content::Leaf(_) => false,
            Content::Table(entries) => self.entries(entries),
            Content::Tables(nodes) => self.nodes(nodes),
        };
        if changed {
            node.inline = None;
        }
        changed
    }

    /// The same for what stands within a template whose key it repeats.
    fn node_but(&mut self, node: &mut Node, own: Own) -> bool {
        match (&mut node.content, own) {
            (Content::Tables(nodes), Own::InItsList) => nodes.iter_mut().fold(false, |changed, one| self.node(one) | changed),
            _ => self.node(node),
        }
    }

    fn nodes(&mut self, nodes: &mut Vec<Node>) -> bool {
        let mut changed = false;
        for mut node in std::mem::take(nodes) {
            changed |= self.node(&mut node);
            let Some(list) = take_for_each(&mut node) else {
                nodes.push(node);
                continue;
            };
            changed = true;
            for value in self.values(&list).unwrap_or_default() {
                let mut copy = node.clone();
                substitute(&mut copy, &value);
                nodes.push(copy);
            }
        }
        changed
    }

    /// What a template is repeated for.
    fn values(&mut self, list: &Node) -> Option<Vec<String>> {
        let named = list.string();
        let values = match &named {
            Some(word) => self.words.get(word.as_str()).cloned(),
            None => list.strings(),
        };
        let write = || {
            let words: Vec<String> = self.words.keys().map(|word| format!("\"{word}\"")).collect();
            match words.is_empty() {
                true => "write a list: [\"police\", \"fire\"]".to_owned(),
                false => format!("write {}, or a list: [\"police\", \"fire\"]", words.join(" or ")),
            }
        };
        let Some(values) = values else {
            let message = "this is nothing that a template can be repeated for".to_owned();
            self.found.push(told(&list.place, "each-list", message, write()));
            return None;
        };
        if values.is_empty() {
            let message = "this template is repeated for nothing".to_owned();
            self.found.push(told(&list.place, "empty", message, "at least one value is needed"));
        }
        for (index, value) in values.iter().enumerate() {
            let problem = if value.is_empty() || value.contains(['"', '\'', '\\', '{', '}']) || value.contains(char::is_control) {
                "cannot stand in a template"
            } else if values[..index].contains(value) {
                "is in the list twice"
            } else {
                continue;
            };
            self.found.push(told(&list.place, "each-list", format!("`{value}` {problem}"), "in this list"));
            return None;
        }
        Some(values)
    }
}

/// Where the `for_each` stands by which an entry is repeated.
#[derive(Clone, Copy)]
enum Own {
    InItsTable,
    InItsList,
}

fn template(entry: &Entry) -> Option<Own> {
    match &entry.node.content {
        Content::Table(inner) => inner.iter().any(|one| one.key == FOR_EACH).then_some(Own::InItsTable),
        // A role is a list of pools: with `{each}` in its name the list is repeated as a whole.
        Content::Tables(nodes) if entry.key.contains(EACH) => {
            nodes.iter().any(|one| one.entry(FOR_EACH).is_some()).then_some(Own::InItsList)
        }
        _ => None,
    }
}

/// Takes `for_each` out of a template, wherever in it that stands.
fn take_values(node: &mut Node) -> Option<Node> {
    node.inline = None;
    match &mut node.content {
        Content::Tables(nodes) => nodes.iter_mut().filter_map(take_for_each).last(),
        _ => take_for_each(node),
    }
}

fn take_for_each(node: &mut Node) -> Option<Node> {
    let Content::Table(entries) = &mut node.content else { return None };
    let at = entries.iter().position(|entry| entry.key == FOR_EACH)?;
    node.inline = None;
    Some(entries.remove(at).node)
}

/// Puts a value in the place of `{each}`.
fn substitute(node: &mut Node, value: &str) {
    node.each = Some(value.to_owned());
    if let Some(text) = &mut node.inline {
        *text = text.replace(EACH, value);
    }
    match &mut node.content {
        Content::Leaf(text) => *text = text.replace(EACH, value),
        Content::Table(entries) => {
            for entry in entries {
                entry.key = entry.key.replace(EACH, value);
                substitute(&mut entry.node, value);
            }
        }
        Content::Tables(nodes) => nodes.iter_mut().for_each(|one| substitute(one, value)),
    }
}

/// Tells of `{each}` outside templates.
pub(super) fn left_over(entries: &[Entry], found: &mut Vec<Diagnostic>) {
    let mut tell = |place: &Place| {
        let message = format!("{EACH} stands outside a template");
        let hint = "add `for_each = \"agency\"`, or `for_each = [...]`, to its table".to_owned();
        found.push(told(place, "each-outside", message, "nothing stands for it here").hint(hint));
    };
    let mut waiting: Vec<&Entry> = entries.iter().rev().collect();
    while let Some(entry) = waiting.pop() {
        if entry.key.contains(EACH) {
            tell(&entry.key_place);
            continue;
        }
        match &entry.node.content {
            // Comments in a list of several lines may say what they like.
            Content::Leaf(text) if text.lines().any(|line| line.split('#').next().is_some_and(|code| code.contains(EACH))) => {
                tell(&entry.node.place);
            }
            Content::Leaf(_) => {}
            Content::Table(inner) => waiting.extend(inner.iter().rev()),
            Content::Tables(nodes) => nodes.iter().rev().for_each(|node| waiting.extend(node.entries().iter().rev())),
        }
    }
}
