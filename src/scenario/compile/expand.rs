//! The chains after `like`, `drop` and `place`, as TOML again.

use super::chains::{self, Expanded};
use super::flags::in_words;
use super::names::Mistakes;
use crate::scenario::diagnostic::Span;
use crate::scenario::expression::Expression;
use crate::scenario::file::{Arm, At, File, IfFree, IncidentType, Named, Recalls, Redo, Sends, Step, Value, Written, WrittenKind};
use std::fmt::Write;

/// Prints the chains that arms and later callers go by, everything taken over from other chains included. Values stand as they are written in
/// `text`, which is the scenario. Chains that cannot be put together are left out; compiling tells why.
pub fn expand(file: &File, text: &str) -> String {
    let chains = chains::expand(file, &mut Mistakes::default());
    let mut out = String::new();
    for chain in chains.iter().flatten() {
        let goes_by = |arm: &&Named<Arm>| {
            let by_type = arm.value.chain_by_type.iter().map(|by_type| &by_type.value);
            arm.value.chain.iter().chain(by_type).any(|name| name.value == chain.name.value)
        };
        let calls = |kind: &&Named<IncidentType>| kind.value.callers.as_ref().is_some_and(|of| of.value.chain.value == chain.name.value);
        let mut users: Vec<String> = file.arms.iter().filter(goes_by).map(|arm| format!("`{}`", arm.name.value)).collect();
        users.extend(file.types.iter().filter(calls).map(|kind| format!("later callers of `{}`", kind.name.value)));
        let sends = |sender: &&Expanded| {
            sender.steps.iter().filter_map(|step| step.sends.as_ref()).any(|sends| sends.value.chain.value == chain.name.value)
        };
        users.extend(chains.iter().flatten().filter(sends).map(|sender| format!("units of `{}`", sender.name.value)));
        if !users.is_empty() {
            let _ = writeln!(out, "# used by {}", users.join(", "));
            print_chain(&mut out, chain, text);
        }
    }
    out
}

/// What stands at a place of the scenario, if that is what a value of this kind begins with: a table that is spread over several
/// keys stands nowhere as a whole.
fn as_written<'t>(text: &'t str, span: &Span, begins: &[char]) -> Option<&'t str> {
    text.get(span.clone()).filter(|written| written.starts_with(begins))
}

const QUOTES: [char; 2] = ['"', '\''];

fn print_chain(out: &mut String, chain: &Expanded, text: &str) {
    let name = &chain.name.value;
    if !chain.roles.is_empty() {
        let _ = writeln!(out, "[chain.{name}.role]");
    }
    for role in &chain.roles {
        let alternatives = role.value.iter().map(|one| match &one.when {
            Some(when) => format!("{{ pool = {}, when = {} }}", quoted(&one.pool.value), condition(when, text)),
            None => format!("{{ pool = {} }}", quoted(&one.pool.value)),
        });
        let _ = writeln!(out, "{} = [{}]", role.name.value, alternatives.collect::<Vec<_>>().join(", "));
    }
    for step in &chain.steps {
        let _ = writeln!(out, "[[chain.{name}.step]]");
        for (key, value) in fields(step, text) {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
    out.push('\n');
}

/// The fields that a step has, as TOML.
pub(super) fn fields(step: &Step, text: &str) -> Vec<(&'static str, String)> {
    let names = |names: &At<Vec<At<String>>>| match as_written(text, &names.span, &['[']) {
        Some(written) => written.to_owned(),
        None => list(names.value.iter().map(|name| quoted(&name.value))),
    };
    let label = |label: &At<String>| quoted(&label.value);
    let table = |span: &Span, otherwise: String| as_written(text, span, &['{']).map_or(otherwise, str::to_owned);
    let fields = [
        ("name", Some(label(&step.name))),
        ("after", step.after.as_ref().map(names)),
        ("after_any", step.after_any.as_ref().map(names)),
        ("when", step.when.as_ref().map(|when| condition(when, text))),
        ("staff", step.staff.as_ref().map(names)),
        ("alongside", step.alongside.as_ref().map(|alongside| alongside.value.to_string())),
        ("takes", step.takes.as_ref().map(|takes| value(takes, text))),
        ("until", step.until.as_ref().map(label)),
        ("if_free", step.if_free.as_ref().map(if_free)),
        ("patience", step.patience.as_ref().map(|patience| value(patience, text))),
        (
            "redial",
            step.redial.as_ref().map(|redial| {
                let (chance, after) = (value(&redial.value.chance, text), value(&redial.value.after, text));
                table(&redial.span, format!("{{ chance = {chance}, after = {after} }}"))
            }),
        ),
        (
            "redo",
            step.redo.as_ref().map(|redo| {
                let Redo { from, chance, at_most } = &redo.value;
                let chance = value(chance, text);
                table(&redo.span, format!("{{ from = {}, chance = {chance}, at_most = {at_most} }}", label(from)))
            }),
        ),
        ("cancel", step.cancel.as_ref().map(names)),
        ("together", step.together.as_ref().map(|together| together.value.to_string())),
        ("reserve_after", step.reserve_after.as_ref().map(|after| seconds(after.value))),
        ("resumes", step.resumes.as_ref().map(|resumes| resumes.value.to_string())),
        (
            "marks",
            step.marks.as_ref().map(|marks| {
                let entries = marks.value.iter().map(|mark| format!("{} = {}", quoted(&mark.name.value), mark.value.value));
                table(&marks.span, format!("{{ {} }}", entries.collect::<Vec<_>>().join(", ")))
            }),
        ),
        ("mark", step.mark.as_ref().map(label)),
        ("stage", step.stage.as_ref().map(label)),
        ("order", step.order.as_ref().map(|order| order.value.to_string())),
        ("draw", step.draw.as_ref().map(label)),
        (
            "sends",
            step.sends.as_ref().map(|sends| {
                let Sends { chain, number, in_all } = &sends.value;
                let (key, number) = (if *in_all { "up_to" } else { "number" }, value(number, text));
                table(&sends.span, format!("{{ chain = {}, {key} = {number} }}", label(chain)))
            }),
        ),
        (
            "recalls",
            step.recalls.as_ref().map(|recalls| {
                let Recalls { chain, before, down_to, mark } = &recalls.value;
                let down_to = down_to.as_ref().map(|number| format!(", down_to = {}", value(number, text))).unwrap_or_default();
                let mark = mark.as_ref().map(|mark| format!(", mark = {}", label(mark))).unwrap_or_default();
                table(&recalls.span, format!("{{ chain = {}, before = {}{down_to}{mark} }}", label(chain), label(before)))
            }),
        ),
    ];
    fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn if_free(is: &At<IfFree>) -> String {
    match is.value {
        IfFree::No => "false".to_owned(),
        IfFree::AtOnce => "true".to_owned(),
        IfFree::Within(wait) => seconds(wait),
    }
}

/// A condition, as TOML.
pub(super) fn condition(is: &At<Expression>, text: &str) -> String {
    as_written(text, &is.span, &QUOTES).map_or_else(|| quoted(&expression(&is.value)), str::to_owned)
}

/// A value, as TOML.
pub(super) fn value(is: &At<Value>, text: &str) -> String {
    let begins: &[char] = match &is.value {
        Value::Distribution(_) | Value::Choice { .. } => &['{'],
        Value::Number(_) => &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-'],
        Value::Duration(_) | Value::Rate(_) | Value::Parameter(_) => &QUOTES,
    };
    if let Some(written) = as_written(text, &is.span, begins) {
        return written.to_owned();
    }
    match &is.value {
        Value::Number(number) => number.to_string(),
        Value::Duration(length) => seconds(*length),
        Value::Rate(rate) => format!("\"{rate} / s\""),
        Value::Parameter(name) => quoted(name),
        Value::Distribution(written) => distribution(written),
        Value::Choice { condition: when, then, otherwise } => {
            format!("{{ if = {}, then = {}, else = {} }}", condition(when, text), value(then, text), value(otherwise, text))
        }
    }
}

fn distribution(written: &Written) -> String {
    table(&keys(written))
}

/// A table in one line.
fn table(entries: &[(&str, String)]) -> String {
    let entries = entries.iter().map(|(key, value)| format!("{key} = {value}"));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

/// The keys of a distribution.
fn keys(written: &Written) -> Vec<(&'static str, String)> {
    let number = |number: f64| number.to_string();
    let (kind, numbers) = match &written.kind {
        WrittenKind::Constant(value) => ("constant", seconds(*value)),
        WrittenKind::Uniform { min, max } => ("uniform", table(&[("min", seconds(*min)), ("max", seconds(*max))])),
        WrittenKind::Triangular { min, mode, max } => {
            ("triangular", table(&[("min", seconds(*min)), ("mode", seconds(*mode)), ("max", seconds(*max))]))
        }
        WrittenKind::Exponential { mean } => ("exponential", table(&[("mean", seconds(*mean))])),
        WrittenKind::Erlang { k, mean } => ("erlang", table(&[("k", k.to_string()), ("mean", seconds(*mean))])),
        WrittenKind::Gamma { shape, mean } => ("gamma", table(&[("shape", number(*shape)), ("mean", seconds(*mean))])),
        WrittenKind::Weibull { shape, scale } => ("weibull", table(&[("shape", number(*shape)), ("scale", seconds(*scale))])),
        WrittenKind::Lognormal { mu, sigma } => ("lognormal", table(&[("mu", number(*mu)), ("sigma", number(*sigma))])),
        WrittenKind::Hyperexponential { mean, cv } => ("hyperexponential", table(&[("mean", seconds(*mean)), ("cv", number(*cv))])),
        WrittenKind::Mixture(parts) => {
            let part = |(weight, of): &(f64, Written)| {
                let mut entries = vec![("weight", number(*weight))];
                entries.extend(keys(of));
                table(&entries)
            };
            ("mixture", list(parts.iter().map(part)))
        }
        WrittenKind::Loglogistic { median, shape } => ("loglogistic", table(&[("median", seconds(*median)), ("shape", number(*shape))])),
        WrittenKind::Beta { alpha, beta, min, max } => {
            ("beta", table(&[("alpha", number(*alpha)), ("beta", number(*beta)), ("min", seconds(*min)), ("max", seconds(*max))]))
        }
        WrittenKind::Pert { min, mode, max, lambda } => {
            ("pert", table(&[("min", seconds(*min)), ("mode", seconds(*mode)), ("max", seconds(*max)), ("lambda", number(*lambda))]))
        }
        WrittenKind::Column(source) => {
            let mut entries =
                vec![("file", quoted(&source.file.value)), ("column", quoted(&source.column.value)), ("unit", quoted(source.unit.0))];
            entries.extend(source.unusable.as_ref().map(|share| ("unusable", number(share.value))));
            ("empirical", table(&entries))
        }
        WrittenKind::Empirical(points) => ("empirical", list(points.iter().map(|(p, value)| format!("[{p}, {}]", seconds(*value))))),
    };
    let mut entries = vec![(kind, numbers)];
    if written.scale != 1.0 {
        entries.push(("scaled", number(written.scale)));
    }
    entries.extend(written.at_least.map(|bound| ("at_least", seconds(bound))));
    entries.extend(written.at_most.map(|bound| ("at_most", seconds(bound))));
    entries
}

fn seconds(length: f64) -> String {
    format!("\"{length} s\"")
}

/// A text in quotes; control characters as TOML wants them.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list(entries: impl Iterator<Item = String>) -> String {
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

/// An expression as it could have been written.
fn expression(is: &Expression) -> String {
    // 0: `or`, 1: `and`, 2: `not` and below; what is weaker than its place stands in parentheses.
    fn at(is: &Expression, strength: u8) -> String {
        let (own, text) = match is {
            Expression::True => (3, "true".to_owned()),
            Expression::False => (3, "false".to_owned()),
            Expression::Flag(name, _) => (3, name.clone()),
            Expression::Value(flag, ..) => (3, in_words(flag)),
            Expression::Type(name, _) => (3, format!("type('{name}')")),
            Expression::Ran(name, _) => (3, format!("ran('{name}')")),
            Expression::Believes(name, _) => (3, format!("believes('{name}')")),
            Expression::Marked(name, _) => (3, format!("marked('{name}')")),
            Expression::Helped(flag, _) => (3, in_words(flag)),
            Expression::Not(inner) => (2, format!("not {}", at(inner, 2))),
            Expression::And(left, right) => (1, format!("{} and {}", at(left, 1), at(right, 1))),
            Expression::Or(left, right) => (0, format!("{} or {}", at(left, 0), at(right, 0))),
        };
        if own < strength { format!("({text})") } else { text }
    }
    at(is, 0)
}
