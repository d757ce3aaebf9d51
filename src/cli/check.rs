//! `larmkedja check`: what is wrong or doubtful, how busy everybody is, what differs between arms.

use super::arguments::Check;
use super::documents::{CheckDocument, written};
use super::prepare::{Mistaken, Prepared, counted, prepare};
use super::{Answer, DONE, Failure, Voice, WRONG, load_table, logs};
use larmkedja::model::Language;
use larmkedja::scenario::compile::{differences, expand};
use larmkedja::scenario::compose::without_chains;

/// Checks a scenario. Mistakes of the scenario are the answer here, and no failure.
pub(super) fn check(wanted: &Check, voice: &Voice) -> Result<Answer, Failure> {
    Ok(match prepare(Some(&wanted.scenario), &wanted.changes)? {
        Ok(prepared) => sound(&prepared, wanted, voice),
        Err(mistaken) => unsound(&mistaken, voice),
    })
}

fn sound(prepared: &Prepared, wanted: &Check, voice: &Voice) -> Answer {
    let opened = &prepared.opened;
    let ok = opened.warnings.is_empty() || !wanted.strict;
    // Mistakes are what `--quiet` does not silence; warnings count as such with `--strict`.
    let shown = prepared.shown(voice);
    match ok {
        true => voice.say(&shown),
        false => voice.complain(&shown),
    }
    let differences: Vec<String> = differences(&opened.file, &opened.text).iter().map(ToString::to_string).collect();
    let mut document = CheckDocument {
        ok,
        diagnostics: prepared.documents(),
        load: Some(&opened.load),
        differences: &differences,
        logs: prepared.logs.iter().map(|log| &log.summary).collect(),
        columns: &opened.columns,
        expanded: None,
    };
    let text = if wanted.expand {
        let chains = expand(&opened.file, &opened.text);
        // The rest of a scenario that says everything itself is there to be read.
        let expanded = if opened.is_composed() { without_chains(&opened.text) + "\n" + &chains } else { chains };
        document.expanded = Some(expanded.clone());
        expanded
    } else {
        text(prepared, &differences)
    };
    Answer { text, json: written(&document), status: if ok { DONE } else { WRONG }, product: wanted.expand }
}

fn unsound(mistaken: &Mistaken, voice: &Voice) -> Answer {
    voice.complain(&mistaken.shown(voice));
    let document = CheckDocument {
        ok: false,
        diagnostics: mistaken.documents(),
        load: None,
        differences: &[],
        logs: Vec::new(),
        columns: &[],
        expanded: None,
    };
    let text = counted(&mistaken.name, mistaken.counts()) + "\n";
    Answer { text, json: written(&document), status: WRONG, product: false }
}

fn text(prepared: &Prepared, differences: &[String]) -> String {
    let mut text = counted(&prepared.name, (0, prepared.opened.warnings.len())) + "\n";
    if !prepared.logs.is_empty() {
        text += &format!("\n{}", logs::text(&prepared.logs, Language::En));
    }
    if !prepared.columns.is_empty() {
        text += &format!("\n{}", logs::columns_text(&prepared.columns, Language::En));
    }
    text += &format!("\n{}", load_table::rates(&prepared.opened.load));
    text += &format!("\n{}", load_table::text(&prepared.opened.load));
    let learning = load_table::learning(&prepared.opened.load);
    if !learning.is_empty() {
        text += &format!("\n{learning}");
    }
    if !differences.is_empty() {
        text += "\nWhat differs between the arms\n";
        differences.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    text
}
