//! The keys of one table, fetched through its description.

use super::super::diagnostic::{Diagnostic, Span};
use super::super::expression::Expression;
use super::super::fields::{Field, Kind, Need, Table};
use super::super::file::At;
use super::{Context, Node};
use crate::model::Text;
use toml::de::DeTable;

/// The keys of one table. Every key that the description names is asked for, and no other.
pub(super) struct Fields<'c, 't> {
    pub(super) context: &'c mut Context<'t>,
    pub(super) table: &'t DeTable<'t>,
    pub(super) what: &'static Table,
    /// Where the table stands; nothing for the whole file.
    pub(super) span: Option<Span>,
    /// Values behind keys that are nearly known ones: told already, and read so that nothing seems to be missing.
    pub(super) misspelt: Vec<(&'static str, Node<'t>)>,
    pub(super) asked: u64,
}

impl<'t> Fields<'_, 't> {
    /// What stands behind a key; a missing one is told if it must be there.
    pub(super) fn get(&mut self, name: &str) -> Option<Node<'t>> {
        self.describe(name).and_then(|field| self.fetch(field))
    }

    pub(super) fn describe(&mut self, name: &str) -> Option<&'static Field> {
        let index = self.what.fields.iter().position(|field| field.name == name);
        debug_assert!(index.is_some(), "`{name}` is not described in {}", self.what.title);
        self.asked |= 1 << index?;
        Some(&self.what.fields[index?])
    }

    pub(super) fn fetch(&mut self, field: &'static Field) -> Option<Node<'t>> {
        if let Some((key, value)) = self.table.get_key_value(field.name) {
            return Some(Node { key: key.get_ref(), value });
        }
        if let Some((_, node)) = self.misspelt.iter().find(|(known, _)| *known == field.name) {
            return Some(*node);
        }
        if let Need::Required(example) = field.need {
            let place = self.context.title(self.span.as_ref(), self.what);
            let label = format!("`{}` is missing here", field.name);
            let missing = Diagnostic::error("missing-key", 0..0, format!("`{}` is missing in {place}", field.name), label);
            self.context.tell(Diagnostic { span: self.span.clone(), ..missing }.hint(format!("add `{example}`")));
        }
        None
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name) || self.misspelt.iter().any(|(known, _)| *known == name)
    }

    /// Where a key stands that is there.
    pub(super) fn key_span(&self, name: &str) -> Span {
        self.table.get_key_value(name).map_or(self.span(), |(key, _)| key.span())
    }

    /// The place of the whole table.
    pub(super) fn span(&self) -> Span {
        self.span.clone().unwrap_or(0..0)
    }

    /// Tells when several of these keys are there, or none where one is `needed`.
    pub(super) fn one_of(&mut self, names: &[&str], needed: bool) {
        let mut there: Vec<&str> = names.iter().copied().filter(|name| self.has(name)).collect();
        there.sort_by_key(|name| self.key_span(name).start);
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        match there.as_slice() {
            [] if needed => {
                let place = self.context.title(self.span.as_ref(), self.what);
                let message = format!("{place} needs one of {}", list.join(", "));
                let missing = Diagnostic::error("missing-key", self.span(), message, "one of them is missing here");
                self.context.tell(missing);
            }
            [first, others @ ..] => {
                for other in others {
                    let span = self.key_span(other);
                    let message = format!("`{first}` and `{other}` exclude each other");
                    self.context.tell(
                        Diagnostic::error("exclusive-keys", span, message, format!("`{first}` is there too")).hint("keep one of them"),
                    );
                }
            }
            [] => {}
        }
    }

    pub(super) fn string(&mut self, name: &str) -> Option<At<String>> {
        self.get(name).and_then(|node| self.context.string(node))
    }

    pub(super) fn label(&mut self, name: &str) -> Option<At<String>> {
        self.get(name).and_then(|node| self.context.label(node))
    }

    pub(super) fn duration(&mut self, name: &str) -> Option<At<f64>> {
        self.get(name).and_then(|node| self.context.duration(node))
    }

    pub(super) fn expression(&mut self, name: &str) -> Option<At<Expression>> {
        self.get(name).and_then(|node| self.context.expression(node))
    }

    pub(super) fn text(&mut self, name: &str) -> Text {
        self.get(name).map(|node| self.context.text(node)).unwrap_or_default()
    }

    /// A whole number within the ends that the description names.
    pub(super) fn integer(&mut self, name: &str) -> Option<At<i64>> {
        let field = self.describe(name)?;
        let Kind::Integer(least, most) = field.kind else { return None };
        self.fetch(field).and_then(|node| self.context.integer(node, least, most))
    }

    /// One of the words that the description names.
    pub(super) fn word(&mut self, name: &str) -> Option<At<&'static str>> {
        let field = self.describe(name)?;
        let Kind::Word(words) = field.kind else { return None };
        self.fetch(field).and_then(|node| self.context.word(node, words))
    }

    /// The entries of a table that names things, with what the description calls them.
    pub(super) fn named(&mut self, name: &str) -> Vec<(At<String>, Node<'t>)> {
        let Some(field) = self.describe(name) else { return Vec::new() };
        let Kind::Names(kind, _) = field.kind else { return Vec::new() };
        let mut entries = self.fetch(field).map(|node| self.context.named(node, kind)).unwrap_or_default();
        for node in self.again(field.name) {
            let more = self.context.named(node, kind);
            let is_new = |name: &At<String>| !entries.iter().any(|(known, _)| known.value == name.value);
            let more: Vec<_> = more.into_iter().filter(|(name, _)| is_new(name)).collect();
            entries.extend(more);
        }
        entries
    }

    /// What stands behind keys that are nearly this one, beside what [`Self::fetch`] has found: what is named there is not missing elsewhere.
    fn again(&self, name: &str) -> Vec<Node<'t>> {
        let nearly = self.misspelt.iter().filter(|(known, _)| *known == name).map(|(_, node)| *node);
        nearly.skip(usize::from(!self.table.contains_key(name))).collect()
    }

    /// The entries of a list, of which the description names the fewest.
    pub(super) fn list(&mut self, name: &str) -> Option<(Node<'t>, Vec<Node<'t>>)> {
        let field = self.describe(name)?;
        let (Kind::List(_, least) | Kind::Tables(_, least)) = field.kind else { return None };
        let node = self.fetch(field)?;
        let mut entries = self.context.list(node, least)?;
        if matches!(field.kind, Kind::Tables(..)) {
            for more in self.again(field.name) {
                entries.extend(self.context.list(more, least).unwrap_or_default());
            }
        }
        Some((node, entries))
    }

    pub(super) fn strings(&mut self, name: &str) -> Option<At<Vec<At<String>>>> {
        let (node, entries) = self.list(name)?;
        Some(node.at(entries.into_iter().filter_map(|entry| self.context.string(entry)).collect()))
    }
}

impl Drop for Fields<'_, '_> {
    /// In tests: a described key that no reader asks for is a mistake of ours, unless it is gone before reading.
    fn drop(&mut self) {
        let read = |(index, field): (usize, &Field)| u64::from(!field.is_gone_before_reading()) << index;
        let all = self.what.fields.iter().enumerate().map(read).sum::<u64>();
        debug_assert!(self.asked == all || std::thread::panicking(), "{} does not read all its keys: {:b}", self.what.title, self.asked);
    }
}
