//! Names looked up, and mistakes collected.

use crate::scenario::diagnostic::{Diagnostic, nearest};
use crate::scenario::file::At;

/// What is wrong, told once per place.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    list: Vec<Diagnostic>,
}

impl Mistakes {
    /// Adds a diagnostic, unless the same was said of its place before: chains are looked at once per arm and type, and what is
    /// wrong with them need not be.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        let same =
            |other: &&Diagnostic| other.code == diagnostic.code && other.span == diagnostic.span && other.severity == diagnostic.severity;
        let told = self.list.iter().find(same).is_some_and(|other| diagnostic.span.is_some() || other.message == diagnostic.message);
        if !told {
            self.list.push(diagnostic);
        }
    }

    /// An error at a place of the file.
    pub(super) fn error<T>(&mut self, code: &'static str, at: &At<T>, message: impl Into<String>, label: impl Into<String>) {
        self.tell(Diagnostic::error(code, at.span.clone(), message, label));
    }

    /// Whether something is wrong, not only doubtful.
    pub(super) fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    /// Whether a mistake of this code was told.
    pub(super) fn has(&self, code: &str) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.code == code)
    }

    /// Everything that was told.
    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    /// The index of a name among those known; where there is none, a mistake that says the nearest.
    pub(super) fn look_up<'a>(
        &mut self,
        kind: &str,
        name: &At<String>,
        known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    ) -> Option<usize> {
        let known = known.into_iter();
        if let Some(index) = known.clone().position(|one| one == name.value) {
            return Some(index);
        }
        // Where a name is missing the reader has said so.
        if !name.value.is_empty() {
            self.tell(unknown(kind, name, known));
        }
        None
    }
}

/// That a name is not known, with the nearest one or a list of those known.
pub(super) fn unknown<'a>(kind: &str, name: &At<String>, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let message = format!("there is no {kind} `{}`", name.value);
    let label = match nearest(&name.value, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("unknown {kind}"),
    };
    let unknown = Diagnostic::error("unknown-name", name.span.clone(), message, label);
    match known.clone().count() {
        _ if unknown.label.starts_with("did") => unknown,
        0 => unknown.hint(format!("no {kind} is defined")),
        1..=12 => unknown.hint(format!("known: {}", listed(known))),
        _ => unknown,
    }
}

/// Names in a row: `a`, `b`, `c`.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Names in a circle: `a` -> `b` -> `a`.
pub(super) fn circle<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" -> ")
}
