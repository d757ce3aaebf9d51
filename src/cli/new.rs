//! `larmkedja new` and `larmkedja schema`: what one needs to write a scenario.

use super::arguments::New;
use super::{Answer, DONE, FAILED, Failure, WRONG};
use larmkedja::scenario::schema;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

/// A small scenario in which every part is explained.
const TEMPLATE: &str = include_str!("../../scenarios/new.toml");

/// Writes a scenario to start from, never over something.
pub(super) fn new(wanted: &New) -> Result<Answer, Failure> {
    let name = wanted.file.display().to_string();
    let written =
        OpenOptions::new().write(true).create_new(true).open(&wanted.file).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(WRONG, "file-exists", format!("{name} is there already, and is left alone")).hint("choose another name")
        }
        _ => Failure::new(FAILED, "files", format!("{name} cannot be written: {error}")),
    })?;
    let text = format!("{name} is written. Next: larmkedja check {name}, then larmkedja {name}\n");
    Ok(Answer { text, json: format!("{:#}\n", json!({ "file": name })), status: DONE, product: false })
}

/// The JSON Schema of scenario files.
pub(super) fn schema() -> Answer {
    let text = format!("{:#}\n", schema::schema());
    Answer { json: text.clone(), text, status: DONE, product: true }
}
