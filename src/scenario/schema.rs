//! The JSON Schema of a scenario and the tables of its reference, both written from the description in `fields`.

use super::compose::IN_A_LIBRARY;
use super::fields::{FILE, Field, Kind, Need, Sort, TABLES, Table};
use serde_json::{Map, Value, json};

const NAME: &str = "^([a-z]|\\{each\\})([a-z0-9_]|\\{each\\})*$";
/// A name that may hold attributes.
const NAME_WITH_ATTRIBUTES: &str = "^([a-z]|\\{[a-z][a-z0-9_]*\\})([a-z0-9_]|\\{[a-z][a-z0-9_]*\\})*$";
const LABEL: &str = "^[^'\"]*[^'\"\\s][^'\"]*$";
const NUMBER: &str = r"\s*\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*";
const DURATION_UNIT: &str = "(ms|s|min|h|d|w)";
const RATE_UNIT: &str = r"/\s*(s|min|h|d|w|y)";

/// The JSON Schema (draft 2020-12) of a scenario, for editors. It is a first look: names are looked up only by the reader.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let mut parts = Vec::new();
    parts_of(TABLES[0], &mut parts);
    for table in &TABLES[1..] {
        definitions.insert(table.id.into(), object(table, parts.contains(&table.id)));
    }
    for (id, sort) in SORTS {
        definitions.insert(id.into(), value(sort));
    }
    definitions.insert("duration".into(), duration());
    definitions.insert("expression".into(), json!({ "type": "string", "minLength": 1, "description": "A condition: flags, type('x'), attribute('x'), ran('step'), not, and, or, parentheses." }));
    let mut root = object(TABLES[0], true);
    let head = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A larmkedja scenario" });
    if let (Value::Object(root), Value::Object(head)) = (&mut root, head) {
        let rest = std::mem::take(root);
        root.extend(head);
        root.extend(rest);
        root.insert("allOf".into(), wholeness());
        root.insert("$defs".into(), Value::Object(definitions));
    }
    root
}

/// What a scenario has to say that stands on no other file: with `extends` any of it may stand below, with `library` what a library can
/// hold. A file with nothing but that may be a library. Keys are described without conditions, so that editors offer them everywhere.
fn wholeness() -> Value {
    let names = |key: &str| json!({ "required": [key] });
    let unless = |one: Value, other: Value, then: Map<String, Value>| json!({ "if": { "not": { "anyOf": [one, other] } }, "then": then });
    let is_library = json!({ "minProperties": 1, "propertyNames": { "enum": IN_A_LIBRARY } });
    let of_files = |held: bool, required: &[&str]| {
        let fields = FILE.fields.iter().filter(|field| IN_A_LIBRARY.contains(&field.name) == held);
        demands(fields.collect(), required)
    };
    let (of_library, of_scenario): (Vec<&str>, Vec<&str>) = FILE.required().iter().partition(|key| IN_A_LIBRARY.contains(key));
    let mut own = of_files(false, &of_scenario);
    own.insert("anyOf".into(), json!([{ "required": of_library }, names("library")]));
    json!([unless(names("extends"), is_library, own), unless(names("extends"), names("library"), of_files(true, &[]))])
}

/// The keys that must be there in a table, and in those below it that may be parts.
fn demands(fields: Vec<&'static Field>, required: &[&str]) -> Map<String, Value> {
    let mut properties = Map::new();
    for (field, inner) in fields.into_iter().filter_map(|field| Some((field, field.kind.changed_by_key()?))) {
        let inside = demands(inner.fields.iter().collect(), &inner.required());
        if !inside.is_empty() {
            let of_each = matches!(field.kind, Kind::Names(..));
            properties.insert(field.name.into(), if of_each { json!({ "additionalProperties": inside }) } else { inside.into() });
        }
    }
    let mut schema = Map::new();
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    if !properties.is_empty() {
        schema.insert("properties".into(), Value::Object(properties));
    }
    schema
}

/// The tables that a file on top of another may say a part of.
fn parts_of(table: &'static Table, found: &mut Vec<&'static str>) {
    for inner in table.fields.iter().filter_map(|field| field.kind.changed_by_key()) {
        if !found.contains(&inner.id) {
            found.push(inner.id);
            parts_of(inner, found);
        }
    }
}

const SORTS: [(&str, Sort); 6] = [
    ("value", Sort::Any),
    ("time_value", Sort::Time),
    ("rate_value", Sort::Rate),
    ("share_value", Sort::Share),
    ("weight_value", Sort::Weight),
    ("chosen_weight_value", Sort::ChosenWeight),
];

fn link(id: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{id}") })
}

fn pattern(inner: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^{inner}$") })
}

fn duration() -> Value {
    let mut schema = pattern(&format!("{NUMBER}{DURATION_UNIT}\\s*"));
    schema["description"] = "A number and a unit of time: \"8 s\", \"1.5 min\".".into();
    schema
}

/// A table. Where it may be a part of one, what it has to say is among the [`demands`] on the whole.
fn object(table: &Table, is_part: bool) -> Value {
    let mut properties = Map::new();
    for field in table.fields {
        let mut schema = kind(&field.kind);
        schema["description"] = describe(field).into();
        properties.insert(field.name.into(), schema);
    }
    let mut schema = json!({ "type": "object", "description": table.doc, "properties": properties, "additionalProperties": false });
    if !is_part && !table.required().is_empty() {
        schema["required"] = json!(table.required());
    }
    schema
}

fn describe(field: &Field) -> String {
    match field.need {
        Need::Default(default) => format!("{} Default: {default}.", field.doc),
        Need::Required(_) | Need::Optional => field.doc.to_owned(),
    }
}

fn kind(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "anyOf": [{ "type": "string" }, link("text")] }),
        Kind::String | Kind::Name(_) | Kind::File => json!({ "type": "string" }),
        Kind::StringOr(table) => json!({ "anyOf": [{ "type": "string" }, link(table.id)] }),
        Kind::Label(_) => json!({ "type": "string", "pattern": LABEL }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer(least, i64::MAX) => json!({ "type": "integer", "minimum": least }),
        Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number => json!({ "type": "number", "minimum": 0 }),
        Kind::Positive => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Kind::Real => json!({ "type": "number" }),
        Kind::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Kind::Duration => link("duration"),
        Kind::Date => pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"),
        Kind::Day => pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        Kind::Instant => json!({ "anyOf": [self::kind(&Kind::Date), link("duration")] }),
        Kind::Moment => json!({ "anyOf": [self::kind(&Kind::Clock), self::kind(&Kind::Instant)] }),
        Kind::Clock => pattern("([01]?[0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?"),
        Kind::Days => {
            let day = r"\s*(mon|tue|wed|thu|fri|sat|sun)\s*";
            pattern(&format!("{day}(-{day})?(,{day}(-{day})?)*"))
        }
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Expression => link("expression"),
        Kind::Value(sort) => link(SORTS.iter().find(|(_, one)| one == sort).map_or("value", |(id, _)| *id)),
        Kind::Range => json!({ "anyOf": [ends(&link("value")), link("range")] }),
        Kind::Ends(inner) => ends(&self::kind(inner)),
        Kind::List(inner, least) => json!({ "type": "array", "items": self::kind(inner), "minItems": least }),
        Kind::Quantiles => {
            let pair =
                json!({ "type": "array", "prefixItems": [self::kind(&Kind::Share), link("duration")], "minItems": 2, "maxItems": 2 });
            json!({ "anyOf": [{ "type": "array", "items": pair, "minItems": 2 }, link("column")] })
        }
        Kind::Table(table) => link(table.id),
        Kind::Tables(table, least) => json!({ "type": "array", "items": link(table.id), "minItems": least }),
        Kind::Names(what, inner) => {
            let names = match *what {
                "mark" | "step" | "stage" => LABEL,
                "text" | "flag or value" => "",
                _ => NAME,
            };
            json!({ "type": "object", "propertyNames": { "pattern": names }, "additionalProperties": self::kind(inner) })
        }
        Kind::Staff => json!({ "anyOf": [self::kind(&Kind::Integer(0, super::fields::MOST_SEATS)), { "const": "unlimited" }] }),
        Kind::IfFree => json!({ "anyOf": [{ "type": "boolean" }, link("duration")] }),
        Kind::End => json!({ "anyOf": [{ "type": "string", "pattern": LABEL }, link("end")] }),
        Kind::Rate => json!({ "anyOf": [link("rate_value"), link("rate_product")] }),
        Kind::ForEach => {
            let one = json!({ "type": "string", "pattern": NAME, "examples": super::compose::WORDS });
            json!({ "anyOf": [one, self::kind(&Kind::List(&Kind::String, 1))] })
        }
        Kind::ChainOf => {
            let by_type = json!({ "type": "object", "propertyNames": { "pattern": NAME }, "additionalProperties": { "type": "string" } });
            json!({ "anyOf": [{ "type": "string" }, by_type] })
        }
    }
}

fn ends(inner: &Value) -> Value {
    json!({ "type": "array", "items": inner, "minItems": 2, "maxItems": 2 })
}

/// A quantity, a parameter's name, a distribution or a choice.
fn value(sort: Sort) -> Value {
    let name = json!({ "type": "string", "pattern": NAME_WITH_ATTRIBUTES, "description": "A parameter's name." });
    let rate = pattern(&format!("{NUMBER}{RATE_UNIT}\\s*"));
    let forms = match sort {
        Sort::Any => vec![json!({ "type": "number", "minimum": 0 }), link("duration"), rate, name, link("distribution"), link("choice")],
        Sort::Time => vec![link("duration"), name, link("distribution"), link("choice")],
        Sort::Rate => vec![rate, name],
        Sort::Share => vec![kind(&Kind::Share), name, link("choice")],
        Sort::Weight => vec![json!({ "type": "number", "minimum": 0 }), name],
        Sort::ChosenWeight => vec![json!({ "type": "number", "minimum": 0 }), name, link("choice")],
    };
    json!({ "anyOf": forms })
}

/// The reference of the scenario format: one Markdown table for every table of the file.
pub fn reference() -> String {
    let mut text = String::new();
    for table in TABLES {
        let title = if table.title.starts_with('[') { format!("`{}`", table.title) } else { capital(table.title) };
        text.push_str(&format!("### {title}\n\n{}\n\n| key | type | required or default | meaning |\n|---|---|---|---|\n", table.doc));
        for field in table.fields {
            let need = match field.need {
                Need::Required(_) => "**required**".to_owned(),
                Need::Default(default) if default.starts_with('"') && default.ends_with('"') => format!("`{default}`"),
                Need::Default(default) => default.to_owned(),
                Need::Optional => "-".to_owned(),
            };
            text.push_str(&format!("| `{}` | {} | {need} | {} |\n", field.name, words(&field.kind), field.doc));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A type as the reference calls it, with its unit.
fn words(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text or `{ en, sv }`".into(),
        Kind::String => "text".into(),
        Kind::StringOr(table) => format!("text, or table: {}", plain(table)),
        Kind::Name(what) => format!("name of {} {what}", article(what)),
        Kind::Label(what) => format!("name of a {what}"),
        Kind::Boolean => "`true` or `false`".into(),
        Kind::Integer(least, i64::MAX) => format!("whole number from {least}"),
        Kind::Integer(least, most) if *least == i64::from(i32::MIN) && *most == i64::from(i32::MAX) => "whole number".into(),
        Kind::Integer(least, most) => format!("whole number, {least} to {most}"),
        Kind::Number => "number from 0".into(),
        Kind::Positive => "number above 0".into(),
        Kind::Real => "number".into(),
        Kind::Share => "share, 0 to 1".into(),
        Kind::Duration => "duration (ms, s, min, h, d, w)".into(),
        Kind::Date => "date, perhaps with a time".into(),
        Kind::Day => "date".into(),
        Kind::Instant => "date, perhaps with a time, or duration after `starts`".into(),
        Kind::Moment => "time of day, date, or duration after `starts`".into(),
        Kind::Clock => "time of day, `\"00:00\"` to `\"24:00\"`".into(),
        Kind::Days => "days of the week".into(),
        Kind::Word(all) => all.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", "),
        Kind::Expression => "expression".into(),
        Kind::Value(Sort::Any) => "number, duration, rate, distribution, parameter or choice".into(),
        Kind::Value(Sort::Time) => "duration, distribution, parameter or choice".into(),
        Kind::Value(Sort::Rate) => "rate (per s, min, h, d, w, y) or parameter".into(),
        Kind::Value(Sort::Share) => "share (0 to 1), parameter or choice".into(),
        Kind::Value(Sort::Weight) => "number from 0, or parameter".into(),
        Kind::Value(Sort::ChosenWeight) => "number from 0, parameter or choice".into(),
        Kind::Range => "`[low, high]` in the value's unit, or a table".into(),
        Kind::Ends(inner) => format!("`[low, high]`, each a {}", words(inner)),
        Kind::List(inner, _) => format!("list, each a {}", words(inner)),
        Kind::Quantiles => "list of `[share, duration]`, or table: a column of a file".into(),
        Kind::Table(table) => format!("table: {}", plain(table)),
        Kind::Tables(table, _) => format!("list, each {}", plain(table)),
        Kind::Names(_, Kind::Table(table)) => format!("tables {}", plain(table)),
        Kind::Names(what, inner) => format!("table: {what} = {}", words(inner)),
        Kind::Staff => "whole number from 0, or `\"unlimited\"`".into(),
        Kind::IfFree => "`true`, `false` or a duration".into(),
        Kind::End => "name of a mark, `\"arrival\"`, `{ first = [...] }` or `{ last = [...] }`".into(),
        Kind::Rate => "rate, parameter or product".into(),
        Kind::File => "file".into(),
        Kind::ForEach => {
            format!("{}, an attribute, or list of texts", super::compose::WORDS.map(|word| format!("`\"{word}\"`")).join(", "))
        }
        Kind::ChainOf => "name of a chain, or a table by incident type".into(),
    }
}

fn plain(table: &Table) -> String {
    if table.title.starts_with('[') { format!("`{}`", table.title) } else { table.title.to_owned() }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
