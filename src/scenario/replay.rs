//! A scenario that replays a synthetic log instead of drawing its incidents.

use std::collections::BTreeMap;
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// What says how many incidents there are, and when.
const DRAWN: [&str; 5] = ["rate", "profile", "season", "day_cv", "hour_cv"];

/// The columns of a synthetic log, by what they hold: names as in the scenario.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogColumns<'a> {
    /// Columns `flag NAME`.
    pub flags: &'a [String],
    /// Columns `attribute NAME`.
    pub attributes: &'a [String],
    /// Columns `mark NAME`.
    pub marks: &'a [String],
    /// Columns `step NAME`.
    pub steps: &'a [String],
}

/// The text of a whole and sound scenario with its incidents from `file`, a log with columns `id`, `time` and `type` and those named. The
/// first type holds the log; parameters that only rates named are gone with these. Distributions that are read from a file of `moved` are read from where it lies now. `None` where there is no
/// type to hold the log.
pub fn replayed(text: &str, file: &str, columns: LogColumns<'_>, moved: &BTreeMap<String, String>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    move_columns(document.as_table_mut(), moved);
    let types = document.get_mut("incident")?.as_table_like_mut()?;
    let names: Vec<String> = types.iter().map(|(name, _)| name.to_owned()).collect();
    let mut gone = Vec::new();
    for name in &names {
        let kind = types.get_mut(name)?.as_table_like_mut()?;
        gone.extend(DRAWN.iter().filter_map(|key| kind.remove(key)));
        // What a rate counts is nothing without one.
        if let Some(callers) = kind.get_mut("callers").and_then(Item::as_table_like_mut) {
            callers.remove("counts");
        }
    }
    let first = types.get_mut(names.first()?)?.as_table_like_mut()?;
    first.insert("log", Item::Value(Value::InlineTable(map(file, columns))));
    gone.extend(unname_arrivals(&mut document));
    drop_parameters(&mut document, &gone);
    Some(document.to_string())
}

/// The map of the log alone, for `larmkedja log`.
pub fn log_map(file: &str, columns: LogColumns<'_>) -> String {
    let mut text = "[log]\n".to_owned();
    for (key, value) in map(file, columns).iter() {
        text.push_str(&format!("{key} = {}\n", value.to_string().trim()));
    }
    text
}

fn map(file: &str, columns: LogColumns<'_>) -> InlineTable {
    let mut log = InlineTable::from_iter([("file", file), ("id", "id"), ("time", "time"), ("type", "type")]);
    let named = [
        ("flags", "flag", columns.flags),
        ("attributes", "attribute", columns.attributes),
        ("marks", "mark", columns.marks),
        ("steps", "step", columns.steps),
    ];
    for (key, what, names) in named.into_iter().filter(|(.., names)| !names.is_empty()) {
        let table = InlineTable::from_iter(names.iter().map(|name| (name.as_str(), format!("{what} {name}"))));
        log.insert(key, Value::InlineTable(table));
    }
    log
}

/// Names the files where they lie now that distributions (`empirical = { file, ... }`) are read from, below a table.
fn move_columns(table: &mut dyn TableLike, moved: &BTreeMap<String, String>) {
    for (key, item) in table.iter_mut() {
        if let (true, Some(column)) = (key.get() == "empirical", item.as_table_like_mut())
            && let Some(file) = column.get_mut("file").and_then(Item::as_value_mut)
            && let Some(now) = file.as_str().and_then(|file| moved.get(file))
        {
            *file = now.as_str().into();
        }
        if let Some(table) = item.as_table_like_mut() {
            move_columns(table, moved);
        } else if let Some(tables) = item.as_array_of_tables_mut() {
            tables.iter_mut().for_each(|table| move_columns(table, moved));
        } else if let Some(values) = item.as_array_mut() {
            values.iter_mut().filter_map(Value::as_inline_table_mut).for_each(|table| move_columns(table, moved));
        }
    }
}

/// Surges and variation change rates, and there are none left. Returns what they were.
fn unname_arrivals(document: &mut DocumentMut) -> Vec<Item> {
    let mut gone: Vec<Item> = ["surge", "profile", "season"].into_iter().filter_map(|key| document.remove(key)).collect();
    if let Some(study) = document.get_mut("study").and_then(Item::as_table_like_mut) {
        gone.extend(["day_cv", "hour_cv"].into_iter().filter_map(|key| study.remove(key)));
    }
    gone
}

/// Drops parameters that only what is gone named: nothing would use them. One that might be meant elsewhere stays.
fn drop_parameters(document: &mut DocumentMut, gone: &[Item]) {
    let mut candidates = Vec::new();
    gone.iter().for_each(|item| each_text(item, "", &mut |_, text| candidates.push(text.to_owned())));
    while let Some(name) = candidates.pop() {
        if is_named(document, &name) {
            continue;
        }
        let below = |document: &mut DocumentMut, path: &[&str]| {
            let (last, tables) = path.split_last()?;
            let mut table: &mut dyn TableLike = document.as_table_mut();
            for key in tables {
                table = table.get_mut(key)?.as_table_like_mut()?;
            }
            table.remove(last)
        };
        if let Some(own) = below(document, &["parameter", &name]) {
            each_text(&own, "", &mut |_, text| candidates.push(text.to_owned()));
            below(document, &["labels", "parameter", &name]);
        }
    }
}

/// Whether a parameter may be meant somewhere: by its name, by a name with braces, which stands for several, or by a key that changes it.
fn is_named(document: &DocumentMut, name: &str) -> bool {
    let mut is_named = false;
    let mut told = |table: &str, text: &str| {
        is_named |= match table {
            "" => text == name || text.contains('{'),
            _ => table == "parameter" && text == name,
        }
    };
    for (key, item) in document.iter() {
        match (key, item.as_table_like()) {
            ("labels", _) => {}
            ("parameter", Some(parameters)) => {
                parameters.iter().filter(|(other, _)| *other != name).for_each(|(_, other)| each_text(other, "", &mut told));
            }
            _ => each_text(item, key, &mut told),
        }
    }
    is_named
}

/// Every text below an item, and every key with the key of its table.
fn each_text(item: &Item, table: &str, told: &mut dyn FnMut(&str, &str)) {
    if let Some(text) = item.as_str() {
        told("", text);
    } else if let Some(members) = item.as_table_like() {
        for (key, member) in members.iter() {
            if !table.is_empty() {
                told(table, key);
            }
            each_text(member, key, told);
        }
    } else if let Some(tables) = item.as_array_of_tables() {
        tables.iter().for_each(|members| each_text(&Item::Table(members.clone()), "", told));
    } else if let Some(values) = item.as_array() {
        values.iter().for_each(|value| each_text(&Item::Value(value.clone()), "", told));
    }
}
