//! Values: numbers, quantities, parameters' names, distributions and choices.

use super::super::fields::{self, Kind, Sort};
use super::super::file::{At, Rate, Value};
use super::super::quantity::{self, Quantity};
use super::{Context, Diagnostic, Fields, Node, as_name, is_name};
use toml::de::DeValue;

/// What a broken value is replaced by: enough that nothing else looks wrong.
fn neutral(sort: Sort, node: Node<'_>) -> Value {
    match sort {
        Sort::Time => Value::Duration(1.0),
        Sort::Rate => Value::Rate(1.0 / 3600.0),
        Sort::Share => Value::Number(0.5),
        Sort::Weight | Sort::ChosenWeight => Value::Number(1.0),
        // A parameter: what it most likely was to be, so that its uses fit.
        Sort::Any => match node.get() {
            DeValue::String(text) if text.contains('/') => Value::Rate(1.0 / 3600.0),
            DeValue::Integer(_) | DeValue::Float(_) => Value::Number(0.5),
            _ => Value::Duration(1.0),
        },
    }
}

/// A sort as messages call it, and how to write it.
fn words(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Any => ("a value", "write a number, \"8 s\", \"37 / h\", a parameter's name or a distribution"),
        Sort::Time => ("a duration", "write \"8 s\", a parameter's name or a distribution"),
        Sort::Rate => ("a rate", "write \"37 / h\" or a parameter's name"),
        Sort::Share => ("a share from 0 to 1", "write a number from 0 to 1 or a parameter's name"),
        Sort::Weight | Sort::ChosenWeight => ("a weight", "write a number from 0 on or a parameter's name"),
    }
}

impl<'t> Context<'t> {
    /// A value of a sort; where it is broken, something neutral.
    pub(super) fn value(&mut self, node: Node<'t>, sort: Sort) -> At<Value> {
        let value = match node.get() {
            DeValue::String(text) if quantity::is_meant(text) => self.measured(node, sort),
            DeValue::String(text) => self.parameter_name(node, text, sort),
            DeValue::Integer(_) | DeValue::Float(_) => self.bare_number(node, sort),
            DeValue::Table(table) if ["if", "then", "else"].iter().any(|key| table.contains_key(*key)) => self.choice(node, sort),
            DeValue::Table(_) if matches!(sort, Sort::Any | Sort::Time) => {
                self.distribution(node).map(|written| Value::Distribution(Box::new(written)))
            }
            _ => {
                let (what, write) = words(sort);
                self.wrong(node, "wrong-type", what, write);
                None
            }
        };
        node.at(value.unwrap_or_else(|| neutral(sort, node)))
    }

    /// A string that is meant as a quantity.
    fn measured(&mut self, node: Node<'t>, sort: Sort) -> Option<Value> {
        let (what, examples) = match sort {
            Sort::Share => return self.share(node).map(|share| Value::Number(share.value)),
            Sort::Weight | Sort::ChosenWeight => {
                return self.number(node, "a number from 0 on", |number| number >= 0.0).map(|n| Value::Number(n.value));
            }
            Sort::Time => ("a duration", "\"90 s\", \"1.5 min\""),
            Sort::Rate => ("a rate", "\"37 / h\", \"885 / d\""),
            Sort::Any => ("a duration or rate", "\"90 s\", \"37 / h\""),
        };
        match (self.quantity(node, what, examples)?, sort) {
            (Quantity::Duration(seconds), Sort::Time | Sort::Any) => Some(Value::Duration(seconds)),
            (Quantity::Rate(rate), Sort::Rate | Sort::Any) => Some(Value::Rate(rate)),
            (Quantity::Duration(seconds), _) if seconds > 0.0 => {
                let rate = quantity::rate_text(1.0 / seconds);
                self.wrong(
                    node,
                    "wrong-unit",
                    what,
                    &format!("this is a duration; one every {} is \"{rate}\"", self.shown(node).trim_matches(['"', '\''])),
                );
                None
            }
            (Quantity::Duration(_), _) => {
                self.wrong(node, "wrong-unit", what, &format!("this is a duration; write {examples}"));
                None
            }
            (Quantity::Rate(_), _) => {
                self.wrong(node, "wrong-unit", what, &format!("this is a rate; write {examples}"));
                None
            }
        }
    }

    fn parameter_name(&mut self, node: Node<'t>, text: &str, sort: Sort) -> Option<Value> {
        if is_name(&text.replace(['{', '}'], "")) && text.matches('{').count() == text.matches('}').count() {
            return Some(Value::Parameter(text.to_owned()));
        }
        let (_, write) = words(sort);
        let message = format!("{} is neither a quantity nor a parameter's name", self.shown(node));
        let bad = Diagnostic::error("bad-name", node.span(), message, write);
        self.tell(match as_name(text) {
            Some(name) => bad.hint(format!("parameters are named like `{name}`")),
            None => bad,
        });
        None
    }

    fn bare_number(&mut self, node: Node<'t>, sort: Sort) -> Option<Value> {
        match sort {
            Sort::Share => self.share(node),
            Sort::Weight | Sort::ChosenWeight | Sort::Any => self.number(node, "a number from 0 on", |number| number >= 0.0),
            Sort::Time | Sort::Rate => {
                let (what, unit) = if sort == Sort::Time { ("a duration", "s") } else { ("a rate", "/ d") };
                let number = self.shown(node);
                self.wrong(node, "missing-unit", what, &format!("write a number and a unit: \"{number} {unit}\""));
                None
            }
        }
        .map(|number| Value::Number(number.value))
    }

    fn choice(&mut self, node: Node<'t>, sort: Sort) -> Option<Value> {
        if matches!(sort, Sort::Rate | Sort::Weight) {
            let (what, write) = words(sort);
            self.wrong(node, "wrong-type", what, &format!("flags are not known yet; {write}"));
            return None;
        }
        let mut fields = self.table(node, &fields::CHOICE)?;
        let condition = fields.expression("if");
        let then = fields.get("then").map(|node| fields.context.value(node, sort));
        let otherwise = fields.get("else").map(|node| fields.context.value(node, sort));
        Some(Value::Choice { condition: condition?, then: Box::new(then?), otherwise: Box::new(otherwise?) })
    }

    /// A rate, or a product of a rate and shares.
    pub(super) fn rate(&mut self, node: Node<'t>) -> At<Rate> {
        match node.get() {
            DeValue::Table(table) if ["of", "share", "not"].iter().any(|key| table.contains_key(*key)) => {
                let Some(mut fields) = self.table(node, &fields::RATE) else { return self.plain_rate(node) };
                let of = fields.value("of").unwrap_or_else(|| node.at(neutral(Sort::Rate, node)));
                let share = fields.values("share");
                let not = fields.values("not");
                node.at(Rate { of, share, not })
            }
            _ => self.plain_rate(node),
        }
    }

    fn plain_rate(&mut self, node: Node<'t>) -> At<Rate> {
        let of = self.value(node, Sort::Rate);
        node.at(Rate { of, share: Vec::new(), not: Vec::new() })
    }
}

impl Fields<'_, '_> {
    /// The value behind a key, of the sort that the description names.
    pub(super) fn value(&mut self, name: &str) -> Option<At<Value>> {
        let field = self.describe(name)?;
        let Kind::Value(sort) = field.kind else { return None };
        self.fetch(field).map(|node| self.context.value(node, sort))
    }

    /// Like [`Self::value`], with something neutral where a required value is missing.
    pub(super) fn needed_value(&mut self, name: &str) -> At<Value> {
        let span = self.span();
        self.value(name).unwrap_or(At { value: Value::Duration(1.0), span })
    }

    /// The values of a list.
    fn values(&mut self, name: &str) -> Vec<At<Value>> {
        let entries = self.list(name).map(|(_, entries)| entries).unwrap_or_default();
        entries.into_iter().map(|entry| self.context.value(entry, Sort::Share)).collect()
    }
}
