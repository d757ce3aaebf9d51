//! `larmkedja check`: what is wrong or doubtful, how busy everybody is, what differs between arms.

use super::arguments::Check;
use super::prepare::{Prepared, Source};
use super::{Answer, DONE, Failure, Voice, WRONG, load_table, logs};
use larmkedja::load::{self, Load, Sample};
use larmkedja::scenario::compile::{differences, expand};
use larmkedja::scenario::diagnostic::Severity;
use serde_json::json;

/// Checks a scenario. Mistakes of the scenario are the answer here, and no failure.
pub(super) fn check(wanted: &Check, voice: &Voice) -> Result<Answer, Failure> {
    let source = Source::read(Some(&wanted.scenario), &wanted.changes)?;
    let prepared = Prepared::of(&source, &wanted.changes)?;
    let (mistakes, doubts) = (prepared.count(Severity::Error), prepared.count(Severity::Warning));
    let ok = mistakes == 0 && (doubts == 0 || !wanted.strict);
    let load = prepared.model.as_ref().map(|model| load::estimate(model, &Sample::of(model)));
    let differences = prepared.file.as_ref().filter(|_| mistakes == 0).map(|file| differences(file, &source.text)).unwrap_or_default();
    let expanded = prepared.file.as_ref().filter(|_| wanted.expand && mistakes == 0).map(|file| expand(file, &source.text));
    // Mistakes are what `--quiet` does not silence; doubts count as such with `--strict`.
    let shown = source.shown(&prepared.diagnostics, voice);
    match ok {
        true => voice.say(&shown),
        false => voice.complain(&shown),
    }
    let logs: Vec<_> = prepared.logs.iter().map(|log| &log.summary).collect();
    let mut document = json!({
        "ok": ok,
        "diagnostics": source.documents(&prepared.diagnostics),
        "load": load,
        "differences": differences,
        "logs": logs,
    });
    let text = match expanded {
        Some(expanded) => {
            document["expanded"] = json!(expanded);
            expanded
        }
        None => text(&source.name, (mistakes, doubts), load.as_ref(), &differences, &logs::text(&prepared.logs)),
    };
    Ok(Answer { text, json: format!("{document:#}\n"), status: if ok { DONE } else { WRONG }, product: wanted.expand })
}

fn text(name: &str, (mistakes, doubts): (usize, usize), load: Option<&Load>, differences: &[String], logs: &str) -> String {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let mut text = format!("{name}: {}, {}\n", count(mistakes, "mistake", "mistakes"), count(doubts, "doubt", "doubts"));
    if !logs.is_empty() {
        text += &format!("\n{logs}");
    }
    if let Some(load) = load {
        text += &format!("\n{}", load_table::text(load));
    }
    if !differences.is_empty() {
        text += "\nWhat differs between the arms\n";
        differences.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    text
}
