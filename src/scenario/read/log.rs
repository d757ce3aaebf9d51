//! Recorded logs: which column is which.

use super::super::diagnostic::{Diagnostic, sort};
use super::super::fields::{self, Sort, Table};
use super::super::file::{At, FlagColumn, Length, LogSource, Mapped, MarkColumn, Zero};
use super::{Context, Node, syntax};
use crate::model::Language;
use toml::de::DeTable;

/// A text that says of a log alone which column is which: the keys of `[incident.NAME.log]` below `[log]`.
static MAP: Table = Table {
    title: "the map of a log",
    id: "map",
    doc: "",
    fields: &[fields::Field { name: "log", kind: fields::Kind::Table(&fields::LOG), need: fields::Need::Required("[log]"), doc: "" }],
};

/// Whether a text is the map of a log and no scenario: it has a table `log`, as no scenario has.
pub fn is_map(text: &str) -> bool {
    let (table, _) = DeTable::parse_recoverable(text);
    table.get_ref().contains_key("log")
}

/// Reads the map of a log.
///
/// # Errors
/// Everything that is wrong with it, in the order of its places.
pub fn map(text: &str) -> Result<At<LogSource>, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax(text, &errors));
    }
    let mut context = Context { text, language: Language::En, fits: Vec::new(), diagnostics: Vec::new() };
    let mut fields = context.fields(table.get_ref(), None, &MAP);
    let node = fields.get("log");
    let log = node.and_then(|node| fields.context.log(node));
    drop(fields);
    sort(&mut context.diagnostics);
    match log {
        Some(log) if context.diagnostics.is_empty() => Ok(log),
        _ => Err(context.diagnostics),
    }
}

impl<'t> Context<'t> {
    pub(super) fn log(&mut self, node: Node<'t>) -> Option<At<LogSource>> {
        let mut fields = self.table(node, &fields::LOG)?;
        for (one, other) in [("duration", "step"), ("step", "duration")] {
            if fields.has(one) && !fields.has(other) {
                let message = format!("`{one}` of a log needs `{other}`");
                let hint = "`duration` is the column, `step` is the step that takes so long";
                fields
                    .context
                    .tell(Diagnostic::error("missing-key", node.span(), message, format!("`{other}` is missing here")).hint(hint));
            }
        }
        let zero = fields.word("zero").map(|word| {
            let value = match word.value {
                "abandoned" => Zero::Abandoned,
                "keep" => Zero::Keep,
                _ => Zero::Drop,
            };
            At { value, span: word.span }
        });
        let source = LogSource {
            file: fields.string("file"),
            time: fields.string("time"),
            format: fields.string("format"),
            group: fields.string("group"),
            id: fields.string("id"),
            duration: fields.get("duration").and_then(|node| fields.context.log_length(node)),
            step: fields.label("step"),
            steps: fields.all("steps", Context::log_length),
            marks: fields.all("marks", Context::mark_column),
            flags: fields.all("flags", Context::flag_column),
            attributes: fields.all("attributes", Context::mapped),
            priority: fields.get("priority").and_then(|node| fields.context.mapped(node)),
            kind: fields.get("type").and_then(|node| fields.context.mapped(node)),
            types: fields.all("types", |context, node| Some(context.value(node, Sort::Weight))),
            zero,
            unusable: fields.get("unusable").and_then(|node| fields.context.share(node)),
        };
        drop(fields);
        self.check_log(&source);
        Some(node.at(source))
    }

    /// What goes together and what does not.
    fn check_log(&mut self, source: &LogSource) {
        if let Some(twice) = source.steps.iter().find(|step| source.step.as_ref().is_some_and(|one| one.value == step.name.value)) {
            let message = format!("the step `{}` has two lengths", twice.name.value);
            let told = Diagnostic::error("exclusive-keys", twice.name.span.clone(), message, "`step` and `duration` give it one already");
            self.tell(told.hint("keep one of them"));
        }
        if let Some(one) = source.flags.get(crate::model::MOST_FLAGS) {
            let message = format!("a log can tell {} flags at most", crate::model::MOST_FLAGS);
            self.tell(Diagnostic::error("too-many", one.name.span.clone(), message, "one too many"));
        }
        if let (Some(id), Some(_)) = (&source.id, &source.group) {
            let message = "`group` and `id` exclude each other";
            let told = Diagnostic::error("exclusive-keys", id.span.clone(), message, "a drawn incident is one row");
            self.tell(told.hint("keep one of them"));
        }
    }

    fn log_length(&mut self, node: Node<'t>) -> Option<Length> {
        if node.str().is_some() {
            return self.string(node).map(Length::Column);
        }
        let mut fields = self.table(node, &fields::LENGTH)?;
        let (from, to) = (fields.string("from"), fields.string("to"));
        Some(Length::Between { from: from?, to: to? })
    }

    fn mapped(&mut self, node: Node<'t>) -> Option<Mapped> {
        if node.str().is_some() {
            return self.string(node).map(Mapped::plain);
        }
        let mut fields = self.table(node, &fields::MAPPED)?;
        let column = fields.string("column");
        let values = fields.all("values", Context::string);
        let other = fields.string("other");
        Some(Mapped { column: column?, values, other })
    }

    fn mark_column(&mut self, node: Node<'t>) -> Option<MarkColumn> {
        if node.str().is_some() {
            return self.string(node).map(|time| MarkColumn { time, only: None });
        }
        let mut fields = self.table(node, &fields::MARK_COLUMN)?;
        let (time, column, any) = (fields.string("time"), fields.string("column"), fields.strings("any"));
        Some(MarkColumn { time: time?, only: Some((column?, any?.value)) })
    }

    fn flag_column(&mut self, node: Node<'t>) -> Option<FlagColumn> {
        if node.str().is_some() {
            return self.string(node).map(FlagColumn::Says);
        }
        let mut fields = self.table(node, &fields::FLAG_COLUMN)?;
        for (one, other) in [("column", "any"), ("any", "column")] {
            if fields.has(one) && !fields.has(other) {
                let message = format!("`{one}` of a flag needs `{other}`");
                let told = Diagnostic::error("missing-key", node.span(), message, format!("`{other}` is missing here"));
                fields.context.tell(told.hint("a column that says yes or no is named alone: flag = \"column\""));
            }
        }
        if !fields.has("column") && !fields.has("any") && !fields.has("rows") {
            let told = Diagnostic::error("missing-key", node.span(), "the table says nothing of the flag", "`rows`, or `column` and `any`");
            fields.context.tell(told);
        }
        let (column, any) = (fields.string("column"), fields.strings("any"));
        let rows = fields.integer("rows").map_or(1, |at| u32::try_from(at.value).unwrap_or(u32::MAX));
        Some(FlagColumn::Counts { any: column.zip(any.map(|at| at.value)), rows })
    }
}
