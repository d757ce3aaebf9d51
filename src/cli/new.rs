//! `larmkedja new` and `larmkedja schema`: what one needs to write a scenario.

use super::arguments::{New, SchemaOf};
use super::documents::{NewDocument, schema_of, written};
use super::files::{unwritten, write_new};
use super::{Answer, DONE, Failure, WRONG};
use std::io::ErrorKind;

/// A small scenario in which every part is explained.
const TEMPLATE: &str = include_str!("../../scenarios/new.toml");

/// Writes a scenario to start from, never over something.
pub(super) fn new(wanted: &New) -> Result<Answer, Failure> {
    let name = wanted.file.display().to_string();
    write_new(&wanted.file, TEMPLATE.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(WRONG, "file-exists", format!("{name} is there already, and is left alone")).hint("choose another name")
        }
        _ => unwritten(&wanted.file)(error),
    })?;
    let text = format!("{name} is written. Next: larmkedja check {name}, then larmkedja {name}\n");
    Ok(Answer { text, json: written(&NewDocument { file: name }), status: DONE, product: false })
}

/// The JSON Schema of a document.
pub(super) fn schema(wanted: &SchemaOf) -> Answer {
    let text = written(&schema_of(wanted.of));
    Answer { json: text.clone(), text, status: DONE, product: true }
}
