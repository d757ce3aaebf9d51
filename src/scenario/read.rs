//! From TOML text to [`File`]: readers that collect every mistake and go on.
//!
//! They fetch keys only through the description in `fields`. What cannot be read is told once and replaced by
//! something neutral that stands at the same place, so that the checks of its meaning can go on.

mod arrivals;
mod chain;
mod clock;
mod distribution;
mod keys;
mod learning;
mod log;
mod syntax;
mod value;
mod world;

pub use log::{is_map, map};
pub(super) use syntax::syntax;

use super::diagnostic::{Diagnostic, Span, nearest, sort};
use super::expression::{self, Expression};
use super::fields::{self, Field, Kind, Table};
use super::file::{At, File, Fit};
use super::quantity::{self, Quantity, QuantityError};
use crate::model::{Language, Text};
use keys::Fields;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a scenario. The file is missing only where its TOML is broken or says nothing; otherwise it is as complete as it can be, and the
/// diagnostics, in order of their places, say what could not be read.
pub fn read(text: &str) -> (Option<File>, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut context = Context { text, language: Language::En, fits: Vec::new(), diagnostics: Vec::new() };
    let file = if errors.is_empty() && table.get_ref().is_empty() {
        context.tell(syntax::empty());
        None
    } else if errors.is_empty() {
        Some(world::file(&mut context, table.get_ref()))
    } else {
        context.diagnostics = syntax(text, &errors);
        None
    };
    sort(&mut context.diagnostics);
    (file, context.diagnostics)
}

/// Whether a text is a name: `[a-z][a-z0-9_]*`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A text made into a name, if anything of it can be kept.
fn as_name(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let plain = lower.chars().map(|c| match c {
        'å' | 'ä' | 'à' | 'á' => 'a',
        'ö' | 'ø' => 'o',
        'é' | 'è' => 'e',
        'ü' => 'u',
        c if c.is_ascii_alphanumeric() => c,
        _ => '_',
    });
    let name: String = plain.skip_while(|c| !c.is_ascii_alphabetic()).collect();
    let name = name.trim_end_matches('_').to_owned();
    is_name(&name).then_some(name)
}

/// A value of the file with its key.
#[derive(Clone, Copy)]
struct Node<'t> {
    /// The key it stands behind; of a list's entries, the list's.
    key: &'t str,
    value: &'t Spanned<DeValue<'t>>,
}

impl<'t> Node<'t> {
    fn span(&self) -> Span {
        self.value.span()
    }

    fn get(&self) -> &'t DeValue<'t> {
        self.value.get_ref()
    }

    fn at<T>(&self, value: T) -> At<T> {
        At { value, span: self.span() }
    }

    fn str(&self) -> Option<&'t str> {
        self.get().as_str()
    }

    /// The number, if it is one: whole numbers too large for the machine are as large as can be.
    fn number(&self) -> Option<f64> {
        match self.get() {
            DeValue::Integer(_) => Some(self.integer().map_or(f64::INFINITY, |whole| whole as f64)),
            DeValue::Float(float) => Some(float.as_str().parse().unwrap_or(f64::INFINITY)),
            _ => None,
        }
    }

    fn integer(&self) -> Option<i64> {
        let whole = self.get().as_integer()?;
        i64::from_str_radix(whole.as_str(), whole.radix()).ok()
    }
}

/// What reading has found so far.
struct Context<'t> {
    text: &'t str,
    /// The language of titles and labels written as one string.
    language: Language,
    fits: Vec<Fit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Context<'t> {
    fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The text of a value if it is short, else what it is.
    fn shown(&self, node: Node<'t>) -> String {
        let text = self.text.get(node.span()).unwrap_or_default();
        match node.get() {
            DeValue::Table(_) => "a table".into(),
            DeValue::Array(_) if text.chars().count() > 30 || text.contains('\n') => "a list".into(),
            _ if text.chars().count() > 50 || text.contains('\n') => "this text".into(),
            _ => text.into(),
        }
    }

    /// Tells that a value is not what is expected: `what` with its article, and how to write it.
    fn wrong(&mut self, node: Node<'t>, code: &'static str, what: &str, write: &str) {
        let message = format!("{} is not {what}", self.shown(node));
        self.tell(Diagnostic::error(code, node.span(), message, write));
    }

    /// The keys of a table, after telling those that are not known. A key that is nearly a known one is read as that.
    fn fields<'c>(&'c mut self, table: &'t DeTable<'t>, span: Option<Span>, what: &'static Table) -> Fields<'c, 't> {
        let mut misspelt: Vec<(&'static str, Node<'t>)> = Vec::new();
        for (key, value) in table.iter().filter(|(key, _)| what.field(key.get_ref()).is_none()) {
            let place = self.title(span.as_ref(), what);
            let message = format!("`{}` is not known in {place}", key.get_ref());
            let unknown = Diagnostic::error("unknown-key", key.span(), message, "unknown key");
            // A table of names and a list of tables are begun as often as one likes.
            let is_open = |field: &&Field| matches!(field.kind, Kind::Names(..) | Kind::Tables(..)) || !table.contains_key(field.name);
            let others = || what.fields.iter().filter(is_open).map(|field| field.name);
            let diagnostic = match nearest(key.get_ref(), others()) {
                Some(known) => {
                    misspelt.push((known, Node { key: known, value }));
                    Diagnostic { label: format!("did you mean `{known}`?"), ..unknown }
                }
                None => match others().map(|name| format!("`{name}`")).collect::<Vec<_>>() {
                    others if others.is_empty() => unknown,
                    others => unknown.hint(format!("known here: {}", others.join(", "))),
                },
            };
            self.tell(diagnostic);
        }
        Fields { context: self, table, what, span, misspelt, asked: 0 }
    }

    /// The keys of a value that has to be a table.
    fn table<'c>(&'c mut self, node: Node<'t>, what: &'static Table) -> Option<Fields<'c, 't>> {
        match node.get() {
            DeValue::Table(table) => Some(self.fields(table, Some(node.span()), what)),
            _ => {
                let keys: Vec<&str> = what.fields.iter().map(|field| field.name).collect();
                let title = if what.title.starts_with('[') { "a table" } else { what.title };
                self.wrong(node, "wrong-type", title, &format!("write a table with {}", keys.join(", ")));
                None
            }
        }
    }

    /// How a table is called in messages: its header as written, else its title.
    fn title(&self, span: Option<&Span>, what: &Table) -> String {
        match span.and_then(|span| self.text.get(span.clone())) {
            Some(header) if header.starts_with('[') => header.to_owned(),
            _ => what.title.to_owned(),
        }
    }

    fn string(&mut self, node: Node<'t>) -> Option<At<String>> {
        match node.str() {
            Some(text) => Some(node.at(text.to_owned())),
            None => {
                self.wrong(node, "wrong-type", "a text", "write a text in quotes");
                None
            }
        }
    }

    /// A new name of a step or mark, or a mention of one.
    fn label(&mut self, node: Node<'t>) -> Option<At<String>> {
        let text = self.string(node)?;
        self.check_label(&text);
        Some(text)
    }

    fn check_label(&mut self, text: &At<String>) {
        let message = match text.value.as_str() {
            "" => "a step or mark needs a name",
            name if name.trim().is_empty() => "a name of blanks cannot be seen",
            name if name.contains(['\'', '"']) => "the name of a step or mark cannot have quotes",
            _ => return,
        };
        self.tell(Diagnostic::error("bad-name", text.span.clone(), message, "write any text without quotes in it"));
    }

    fn check_name(&mut self, name: &At<String>, kind: &str) {
        if !is_name(&name.value) {
            let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            let message = format!("`{}` cannot be the name of {article} {kind}", name.value);
            let bad = Diagnostic::error("bad-name", name.span.clone(), message, "names have a to z, 0 to 9 and _, a letter first");
            self.tell(match as_name(&name.value) {
                Some(better) => bad.hint(format!("write `{better}`")),
                None => bad,
            });
        }
    }

    fn list(&mut self, node: Node<'t>, least: usize) -> Option<Vec<Node<'t>>> {
        let DeValue::Array(array) = node.get() else {
            let one = match node.get() {
                DeValue::Table(_) => "{ ... }".to_owned(),
                _ => self.shown(node),
            };
            self.wrong(node, "wrong-type", "a list", &format!("write a list: [{one}]"));
            return None;
        };
        if array.len() < least && least == 1 {
            let message = format!("`{}` is empty", node.key);
            self.tell(Diagnostic::error("empty", node.span(), message, "at least one entry is needed"));
        }
        Some(array.iter().map(|value| Node { key: node.key, value }).collect())
    }

    /// The entries of a table that names things.
    fn named(&mut self, node: Node<'t>, kind: &str) -> Vec<(At<String>, Node<'t>)> {
        let DeValue::Table(table) = node.get() else {
            let write = format!("write a table whose keys are names: {} = {{ name = ... }}", node.key);
            self.wrong(node, "wrong-type", "a table", &write);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (key, value) in table.iter() {
            let name = At { value: key.get_ref().to_string(), span: key.span() };
            match kind {
                "mark" | "step" | "stage" => self.check_label(&name),
                "text" | "flag or value" => (),
                _ => self.check_name(&name, kind),
            }
            entries.push((name, Node { key: key.get_ref(), value }));
        }
        entries
    }

    fn word(&mut self, node: Node<'t>, words: &[&'static str]) -> Option<At<&'static str>> {
        if let Some(word) = words.iter().find(|word| node.str() == Some(**word)) {
            return Some(node.at(*word));
        }
        let choices = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let label = match node.str().and_then(|text| nearest(text, words.iter().copied())) {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => format!("write one of {choices}"),
        };
        let message = format!("{} is not a word for `{}`", self.shown(node), node.key);
        let unknown = Diagnostic::error("unknown-word", node.span(), message, label);
        self.tell(if unknown.label.starts_with("did") { unknown.hint(format!("`{}` is one of {choices}", node.key)) } else { unknown });
        None
    }

    fn boolean(&mut self, node: Node<'t>) -> Option<At<bool>> {
        match node.get() {
            DeValue::Boolean(value) => Some(node.at(*value)),
            _ => {
                self.wrong(node, "wrong-type", "true or false", "write true or false, without quotes");
                None
            }
        }
    }

    /// A whole number from `least` to `most`.
    fn integer(&mut self, node: Node<'t>, least: i64, most: i64) -> Option<At<i64>> {
        let write = match (least, most) {
            (least, i64::MAX) => format!("write a whole number from {least} on"),
            _ => format!("write a whole number from {least} to {most}"),
        };
        match (node.get(), node.integer()) {
            (_, Some(value)) if (least..=most).contains(&value) => return Some(node.at(value)),
            (DeValue::Integer(_), value) => {
                let code = if least >= 0 && value.is_some_and(|value| value < 0) { "negative" } else { "out-of-range" };
                let message = format!("{} cannot be `{}`", self.shown(node), node.key);
                self.tell(Diagnostic::error(code, node.span(), message, write));
            }
            _ => self.wrong(node, "wrong-type", "a whole number", &write),
        }
        None
    }

    /// A finite number that `holds`, else told as not being `what`.
    fn number(&mut self, node: Node<'t>, what: &str, holds: fn(f64) -> bool) -> Option<At<f64>> {
        let write = format!("write {what}, without quotes");
        let Some(value) = node.number() else {
            let percent = node.str().and_then(|text| text.trim().strip_suffix('%')?.trim_end().parse::<f64>().ok());
            self.wrong(node, "wrong-type", what, &write);
            if let (Some(percent), Some(last)) = (percent, self.diagnostics.last_mut()) {
                last.hint = Some(format!("{percent} % is {}", percent / 100.0));
            }
            return None;
        };
        if value.is_finite() && holds(value) {
            return Some(node.at(value));
        }
        let code = if !value.is_finite() {
            "not-finite"
        } else if value < 0.0 {
            "negative"
        } else {
            "out-of-range"
        };
        self.wrong(node, code, what, &format!("write {what}"));
        None
    }

    fn share(&mut self, node: Node<'t>) -> Option<At<f64>> {
        self.number(node, "a share from 0 to 1", |share| (0.0..=1.0).contains(&share))
    }

    fn positive(&mut self, node: Node<'t>) -> Option<At<f64>> {
        self.number(node, "a number above 0", |number| number > 0.0)
    }

    /// A duration in seconds.
    fn duration(&mut self, node: Node<'t>) -> Option<At<f64>> {
        match self.quantity(node, "a duration", "\"90 s\", \"1.5 min\"")? {
            Quantity::Duration(seconds) => Some(node.at(seconds)),
            Quantity::Rate(_) => {
                self.wrong(node, "wrong-unit", "a duration", "this is a rate; write a number and a unit: \"90 s\", \"1.5 min\"");
                None
            }
        }
    }

    /// A duration above zero, in seconds.
    fn positive_duration(&mut self, node: Node<'t>) -> Option<At<f64>> {
        let duration = self.duration(node)?;
        if duration.value > 0.0 {
            return Some(duration);
        }
        self.tell(Context::no_time(node));
        None
    }

    /// That a duration of zero is of no use here.
    fn no_time(node: Node<'_>) -> Diagnostic {
        let message = format!("`{}` has to be longer than no time", node.key);
        Diagnostic::error("out-of-range", node.span(), message, "write a duration above 0")
    }

    /// A number with a unit; `what` is expected, written for example as `examples`.
    fn quantity(&mut self, node: Node<'t>, what: &str, examples: &str) -> Option<Quantity> {
        let write = format!("write a number and a unit: {examples}");
        let Some(text) = node.str() else {
            match node.number() {
                Some(_) => self.wrong(node, "missing-unit", what, &write),
                None => self.wrong(node, "wrong-type", what, &write),
            }
            return None;
        };
        let error = match quantity::parse(text) {
            Ok(quantity) => return Some(quantity),
            Err(error) => error,
        };
        let units = || match what {
            "a duration" => format!("durations are in {}", quantity::DURATION_UNITS),
            "a rate" => format!("rates are in {}", quantity::RATE_UNITS),
            _ => format!("durations are in {}, rates in {}", quantity::DURATION_UNITS, quantity::RATE_UNITS),
        };
        let (code, label, hint) = match &error {
            QuantityError::NoNumber => ("wrong-type", write, None),
            QuantityError::Comma(point) => ("wrong-type", format!("write \"{point}\""), Some("decimals have a point".to_owned())),
            QuantityError::NoUnit(number) => {
                let unit = if what == "a rate" { "/ d" } else { "s" };
                ("missing-unit", format!("write a number and a unit: \"{number} {unit}\""), Some(units()))
            }
            QuantityError::UnknownUnit(number, unit, meant) => {
                let label = match meant {
                    Some(meant) if unit.starts_with('/') => format!("did you mean \"{number} / {meant}\"?"),
                    Some(meant) => format!("did you mean \"{number} {meant}\"?"),
                    None => format!("unknown unit `{unit}`"),
                };
                ("unknown-unit", label, Some(units()))
            }
            QuantityError::Negative => ("negative", "it cannot be below zero".to_owned(), None),
            QuantityError::TooLarge => {
                ("not-finite", "too large".to_owned(), Some("the longest duration is 100 years, the highest rate 1000 / s".to_owned()))
            }
        };
        let message = format!("{} is not {what}", self.shown(node));
        self.tell(Diagnostic { hint, ..Diagnostic::error(code, node.span(), message, label) });
        None
    }

    /// A condition; where it is broken, one that always holds.
    fn expression(&mut self, node: Node<'t>) -> Option<At<Expression>> {
        let text = self.string(node)?;
        let span = node.span();
        // Only where the file holds the text byte by byte do places inside it have places in the file.
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let inside = raw.trim_start_matches(['\'', '"', '\r', '\n']);
        let start = span.start + raw.len() - inside.len();
        let verbatim = inside.starts_with(text.value.as_str()) && !text.value.starts_with(['\'', '"', '\r', '\n']);
        let place = |range: std::ops::Range<usize>| match verbatim {
            true => start + range.start..start + range.end,
            false => span.clone(),
        };
        match expression::parse(&text.value, &place) {
            Ok(expression) => Some(node.at(expression)),
            Err(error) => {
                let bad = Diagnostic::error("bad-expression", place(error.range), error.message, error.label);
                self.tell(Diagnostic { hint: error.hint, ..bad });
                Some(node.at(Expression::True))
            }
        }
    }

    fn text(&mut self, node: Node<'t>) -> Text {
        if let Some(text) = node.str() {
            return match self.language {
                Language::En => Text { en: Some(closed(text)), sv: None },
                Language::Sv => Text { en: None, sv: Some(closed(text)) },
            };
        }
        let DeValue::Table(_) = node.get() else {
            self.wrong(node, "wrong-type", "a text", "write a text in quotes, or { en = \"...\", sv = \"...\" }");
            return Text::default();
        };
        let Some(mut fields) = self.table(node, &fields::TEXT) else { return Text::default() };
        Text { en: fields.string("en").map(|text| closed(&text.value)), sv: fields.string("sv").map(|text| closed(&text.value)) }
    }
}

/// A text that ends every direction of writing that it begins (Unicode Standard Annex 9), or the sentence around it would be turned as well.
fn closed(text: &str) -> String {
    let mut open = Vec::new();
    for letter in text.chars() {
        match letter {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            end if open.last() == Some(&end) => drop(open.pop()),
            _ => {}
        }
    }
    text.chars().chain(open.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn a_direction_that_begins_in_a_text_ends_in_it() {
        for (text, whole) in [("a", "a"), ("\u{202e}a", "\u{202e}a\u{202c}"), ("\u{2067}a\u{202b}b", "\u{2067}a\u{202b}b\u{202c}\u{2069}")]
        {
            assert_eq!(closed(text), whole);
            assert_eq!(closed(whole), whole);
        }
    }
}
