//! The chains of every arm after `like`, `drop` and `place`, as TOML again.

use super::super::diagnostic::Diagnostic;
use super::super::expression::Expression;
use super::super::file::{At, File, IfFree, Step, Value, Written, WrittenKind};
use super::chains::{self, Expanded};
use super::names::{Mistakes, listed};
use std::fmt::Write;

/// Prints the chains that arms go by, everything taken over from other chains included.
///
/// # Errors
/// Chains that cannot be put together.
pub fn expand(file: &File) -> Result<String, Vec<Diagnostic>> {
    let mut mistakes = Mistakes::default();
    let chains = chains::expand(file, &mut mistakes);
    if mistakes.has_errors() {
        return Err(mistakes.into_list());
    }
    let mut text = String::new();
    for chain in chains.iter().flatten() {
        let goes_by = |arm: &&super::super::file::Named<super::super::file::Arm>| {
            let by_type = arm.value.chain_by_type.iter().map(|by_type| &by_type.value);
            arm.value.chain.iter().chain(by_type).any(|name| name.value == chain.name.value)
        };
        let arms: Vec<&str> = file.arms.iter().filter(goes_by).map(|arm| arm.name.value.as_str()).collect();
        if !arms.is_empty() {
            let _ = writeln!(text, "# used by {}", listed(arms));
            print_chain(&mut text, chain);
        }
    }
    Ok(text)
}

fn print_chain(text: &mut String, chain: &Expanded) {
    let name = &chain.name.value;
    if !chain.roles.is_empty() {
        let _ = writeln!(text, "[chain.{name}.role]");
    }
    for role in &chain.roles {
        let alternatives = role.value.iter().map(|one| match &one.when {
            Some(when) => format!("{{ pool = {}, when = {} }}", quoted(&one.pool.value), quoted(&expression(&when.value))),
            None => format!("{{ pool = {} }}", quoted(&one.pool.value)),
        });
        let _ = writeln!(text, "{} = [{}]", role.name.value, alternatives.collect::<Vec<_>>().join(", "));
    }
    for step in &chain.steps {
        let _ = writeln!(text, "[[chain.{name}.step]]");
        for (key, value) in fields(step) {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    text.push('\n');
}

/// The fields that a step has, as TOML.
pub(super) fn fields(step: &Step) -> Vec<(&'static str, String)> {
    let names = |names: &Option<At<Vec<At<String>>>>| names.as_ref().map(|names| list(names.value.iter().map(|name| quoted(&name.value))));
    let text = |text: &Option<At<String>>| text.as_ref().map(|text| quoted(&text.value));
    let fields = [
        ("name", Some(quoted(&step.name.value))),
        ("after", names(&step.after)),
        ("after_any", names(&step.after_any)),
        ("when", step.when.as_ref().map(|when| quoted(&expression(&when.value)))),
        ("staff", names(&step.staff)),
        ("alongside", step.alongside.as_ref().map(|alongside| alongside.value.to_string())),
        ("takes", step.takes.as_ref().map(|takes| value(&takes.value))),
        ("until", text(&step.until)),
        ("if_free", step.if_free.as_ref().map(|if_free| match if_free.value {
            IfFree::No => "false".to_owned(),
            IfFree::AtOnce => "true".to_owned(),
            IfFree::Within(wait) => seconds(wait),
        })),
        ("patience", step.patience.as_ref().map(|patience| value(&patience.value))),
        ("redial", step.redial.as_ref().map(|redial| {
            format!("{{ chance = {}, after = {} }}", value(&redial.value.chance.value), value(&redial.value.after.value))
        })),
        ("marks", step.marks.as_ref().map(|marks| {
            let marks = marks.value.iter().map(|mark| format!("{} = {}", quoted(&mark.name.value), mark.value.value));
            format!("{{ {} }}", marks.collect::<Vec<_>>().join(", "))
        })),
        ("mark", text(&step.mark)),
        ("stage", text(&step.stage)),
        ("order", step.order.as_ref().map(|order| order.value.to_string())),
        ("draw", text(&step.draw)),
    ];
    fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// A value, as TOML.
pub(super) fn value(is: &Value) -> String {
    match is {
        Value::Number(number) => number.to_string(),
        Value::Duration(length) => seconds(*length),
        Value::Rate(rate) => format!("\"{rate} / s\""),
        Value::Parameter(name) => quoted(name),
        Value::Distribution(written) => distribution(written),
        Value::Choice { condition, then, otherwise } => {
            let condition = quoted(&expression(&condition.value));
            format!("{{ if = {condition}, then = {}, else = {} }}", value(&then.value), value(&otherwise.value))
        }
    }
}

fn distribution(written: &Written) -> String {
    let table = |entries: &[(&str, String)]| {
        let entries = entries.iter().map(|(key, value)| format!("{key} = {value}"));
        format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
    };
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
        WrittenKind::Empirical(points) => ("empirical", list(points.iter().map(|(p, value)| format!("[{p}, {}]", seconds(*value))))),
    };
    let mut entries = vec![(kind, numbers)];
    if written.scale != 1.0 {
        entries.push(("scaled", number(written.scale)));
    }
    entries.extend(written.at_least.map(|bound| ("at_least", seconds(bound))));
    entries.extend(written.at_most.map(|bound| ("at_most", seconds(bound))));
    table(&entries)
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
            Expression::Type(name, _) => (3, format!("type('{name}')")),
            Expression::Ran(name, _) => (3, format!("ran('{name}')")),
            Expression::Not(inner) => (2, format!("not {}", at(inner, 2))),
            Expression::And(left, right) => (1, format!("{} and {}", at(left, 1), at(right, 1))),
            Expression::Or(left, right) => (0, format!("{} or {}", at(left, 0), at(right, 0))),
        };
        if own < strength { format!("({text})") } else { text }
    }
    at(is, 0)
}
