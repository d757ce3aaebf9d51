//! One file on top of another: what the upper one says goes, and the rest stays.

use super::told;
use super::tree::{Content, Entry, Node};
use crate::scenario::diagnostic::{Diagnostic, nearest};
use crate::scenario::fields::{self, Kind, Table};

/// Puts the entries of a file on top of those of another. Tables are merged name by name and key by key, steps of a chain by their
/// names; any other value is replaced as a whole.
pub(super) fn merge(under: &mut Vec<Entry>, over: Vec<Entry>, found: &mut Vec<Diagnostic>) {
    table(under, over, &fields::FILE, found);
}

fn table(under: &mut Vec<Entry>, over: Vec<Entry>, what: &'static Table, found: &mut Vec<Diagnostic>) {
    let is_like = |entries: &[Entry]| entries.iter().any(|entry| entry.key == "like");
    if what.id == "chain" && is_like(&over) {
        // Like another one now: what it was has no part in it.
        *under = over;
        return;
    }
    let like = is_like(under);
    // What the upper file says beside each other is left for the reader to tell.
    let said: Vec<String> = over.iter().map(|entry| entry.key.clone()).collect();
    for entry in over {
        let gone = |old: &Entry| fields::excluded(what, &entry.key).any(|key| key == old.key) && !said.contains(&old.key);
        under.retain(|old| !gone(old));
        if what.id == "chain" && entry.key == "drop" {
            drop_steps(under, entry, like);
            continue;
        }
        let Some(old) = under.iter_mut().find(|old| old.key == entry.key) else {
            match what.field(&entry.key).map(|field| &field.kind) {
                Some(Kind::Tables(steps, _)) if steps.id == "step" && !like => {
                    let empty = Node { content: Content::Tables(Vec::new()), ..entry.node.clone() };
                    let mut placed = Entry { node: empty, ..entry.clone() };
                    self::steps(&mut placed.node, entry.node, like, found);
                    under.push(placed);
                }
                _ => under.push(entry),
            }
            continue;
        };
        match what.field(&entry.key).map(|field| &field.kind) {
            Some(Kind::Names(_, inner)) => names(&mut old.node, entry.node, inner, found),
            Some(Kind::Tables(inner, _)) if inner.id == "step" => steps(&mut old.node, entry.node, like, found),
            kind => match kind.and_then(Kind::changed_by_key) {
                Some(inner) => inside(&mut old.node, entry.node, inner, found),
                None => *old = entry,
            },
        }
    }
}

/// Merges two tables, or replaces what is none.
fn inside(under: &mut Node, over: Node, what: &'static Table, found: &mut Vec<Diagnostic>) {
    match (&mut under.content, over.content) {
        (Content::Table(old), Content::Table(new)) => {
            table(old, new, what, found);
            under.inline = None;
        }
        (_, content) => *under = Node { content, ..over },
    }
}

/// Merges two tables that name things.
fn names(under: &mut Node, over: Node, inner: &'static Kind, found: &mut Vec<Diagnostic>) {
    let (old, new) = match (&mut under.content, over.content) {
        (Content::Table(old), Content::Table(new)) => (old, new),
        (_, content) => {
            *under = Node { content, ..over };
            return;
        }
    };
    for entry in new {
        match (old.iter_mut().find(|old| old.key == entry.key), inner) {
            (Some(old), Kind::Table(what)) => inside(&mut old.node, entry.node, what, found),
            (Some(old), _) => *old = entry,
            (None, _) => old.push(entry),
        }
    }
    under.inline = None;
}

fn name(step: &Node) -> Option<String> {
    step.entry("name")?.node.string()
}

/// Merges the steps of two chains: one of a known name changes only what it names, a new one goes to its place.
fn steps(under: &mut Node, over: Node, like: bool, found: &mut Vec<Diagnostic>) {
    let (old, new) = match (&mut under.content, over.content) {
        (Content::Tables(old), Content::Tables(new)) => (old, new),
        (_, content) => {
            *under = Node { content, ..over };
            return;
        }
    };
    for mut step in new {
        let own = name(&step);
        if let Some(known) = old.iter_mut().find(|known| own.is_some() && name(known) == own) {
            let Content::Table(changes) = step.content else { continue };
            let Content::Table(fields) = &mut known.content else { continue };
            known.inline = None;
            let said: Vec<String> = changes.iter().map(|change| change.key.clone()).collect();
            for change in changes.into_iter().filter(|change| change.key != "name") {
                let gone = |old: &Entry| fields::excluded(&fields::STEP, &change.key).any(|key| key == old.key) && !said.contains(&old.key);
                fields.retain(|old| !gone(old));
                match fields.iter_mut().find(|field| field.key == change.key) {
                    Some(field) => *field = change,
                    None => fields.push(change),
                }
            }
            continue;
        }
        let at = if like { None } else { place(&step, old, found) };
        if let (Some(_), Content::Table(fields)) = (at, &mut step.content) {
            fields.retain(|field| field.key != "place");
            step.inline = None;
        }
        old.insert(at.unwrap_or(old.len()), step);
    }
    under.inline = None;
}

/// Where a new step goes that says its place.
fn place(step: &Node, steps: &[Node], found: &mut Vec<Diagnostic>) -> Option<usize> {
    let place = step.entry("place")?;
    let (side, target) = ["before", "after"].iter().find_map(|side| Some((*side, place.node.entry(side)?)))?;
    let wanted = target.node.string()?;
    if let Some(at) = steps.iter().position(|step| name(step).as_ref() == Some(&wanted)) {
        return Some(if side == "before" { at } else { at + 1 });
    }
    let message = format!("the chain has no step `{wanted}` up to here");
    let missing = told(&target.node.place, "unknown-step", message, "this step");
    let known: Vec<String> = steps.iter().filter_map(name).collect();
    found.push(match nearest(&wanted, known.iter().map(String::as_str)) {
        Some(near) => missing.hint(format!("did you mean `{near}`?")),
        None => missing,
    });
    None
}

/// Takes the steps that `drop` names out of the chain below. What it names else is for the chain that this one is like, or told by
/// the reader as a step that is not there.
fn drop_steps(under: &mut Vec<Entry>, mut entry: Entry, like: bool) {
    let Some(mut names) = entry.node.strings() else {
        under.push(entry);
        return;
    };
    for steps in under.iter_mut().filter(|entry| entry.key == "step") {
        let Content::Tables(steps_below) = &mut steps.node.content else { continue };
        let before: Vec<Option<String>> = steps_below.iter().map(name).collect();
        steps_below.retain(|step| name(step).is_none_or(|own| !names.contains(&own)));
        names.retain(|own| like || !before.iter().any(|name| name.as_ref() == Some(own)));
        steps.node.inline = None;
    }
    if names.is_empty() {
        return;
    }
    let old = under.iter().position(|old| old.key == "drop").map(|at| under.remove(at));
    let mut all = old.and_then(|old| old.node.strings()).unwrap_or_default();
    all.extend(names.into_iter().filter(|name| !all.contains(name)).collect::<Vec<_>>());
    entry.node.content = Content::Leaf(toml::Value::from(all).to_string());
    under.push(entry);
}
