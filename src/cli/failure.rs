//! Why a command was not carried out, for people and scripts.

use super::documents::{DiagnosticDocument, ErrorDocument, ErrorWords, written};
use super::{FAILED, INTERRUPTED, WRONG};
use larmkedja::folder::FolderError;

/// Why a command was not carried out.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit status.
    pub(crate) status: u8,
    /// A stable word for scripts.
    kind: &'static str,
    /// What is wrong, one line.
    message: String,
    /// A way out.
    hint: Option<String>,
    /// What people see instead of message and hint.
    shown: Option<String>,
    /// The mistakes of a scenario.
    diagnostics: Option<Vec<DiagnosticDocument>>,
}

impl Failure {
    pub(super) fn new(status: u8, kind: &'static str, message: impl Into<String>) -> Failure {
        Failure { status, kind, message: message.into(), hint: None, shown: None, diagnostics: None }
    }

    /// The same with a way out.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// The command line is wrong; the text is what the parser says of it.
    pub(super) fn command_line(text: &str) -> Failure {
        let first = text.lines().next().unwrap_or_default();
        let hint: Vec<&str> = text.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()).collect();
        let mut failure = Failure::new(WRONG, "command-line", first.strip_prefix("error: ").unwrap_or(first));
        failure.hint = Some(hint.join("\n")).filter(|hint| !hint.is_empty());
        failure.shown = Some(text.to_owned());
        failure
    }

    /// The scenario is wrong.
    pub(super) fn scenario(message: String, shown: String, diagnostics: Vec<DiagnosticDocument>) -> Failure {
        Failure { shown: Some(shown), diagnostics: Some(diagnostics), ..Failure::new(WRONG, "scenario", message) }
    }

    /// Interrupted before there was anything to keep.
    pub(super) fn interrupted() -> Failure {
        Failure::new(INTERRUPTED, "interrupted", "interrupted before the first replication was finished; nothing was written")
    }

    /// A mistake of the program.
    pub(super) fn ours() -> Failure {
        Failure::new(FAILED, "internal", "this is a mistake in larmkedja itself")
            .hint("please report it with the scenario and the message above")
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        match (&self.shown, &self.hint) {
            (Some(shown), _) => shown.clone(),
            (None, Some(hint)) => format!("error: {}\n  = help: {hint}\n", self.message),
            (None, None) => format!("error: {}\n", self.message),
        }
    }

    /// For scripts.
    pub(super) fn json(&self) -> String {
        let Failure { status, kind, message, hint, diagnostics, .. } = self;
        let (kind, message) = ((*kind).to_owned(), message.clone());
        written(&ErrorDocument {
            error: ErrorWords { kind, status: *status, message, hint: hint.clone(), diagnostics: diagnostics.clone() },
        })
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Failure {
        let message = error.to_string();
        match error {
            FolderError::NotOurs(_) => {
                Failure::new(WRONG, "folder", message).hint("choose another folder with --out, or remove that one yourself")
            }
            FolderError::NoResults(_) => Failure::new(WRONG, "folder", message),
            _ => Failure::new(FAILED, "files", message),
        }
    }
}
