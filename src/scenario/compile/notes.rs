//! Mistakes and doubts as they are collected, and names that are looked up.

use crate::scenario::diagnostic::{Diagnostic, Span, nearest};
use crate::scenario::file::At;

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) all: Vec<Diagnostic>,
}

impl Notes {
    /// An error at a place.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Diagnostic::error(code, span.clone(), message, label))
    }

    /// A warning at a place.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Diagnostic::warning(code, span.clone(), message, label))
    }

    /// The same mistake may be met in several arms and types: it is told once.
    fn add(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let same = |known: &Diagnostic| known.span == diagnostic.span && known.message == diagnostic.message;
        let place = match self.all.iter().position(same) {
            Some(place) => place,
            None => {
                self.all.push(diagnostic);
                self.all.len() - 1
            }
        };
        &mut self.all[place]
    }

    /// A name that nobody knows.
    pub(super) fn unknown<'a>(&mut self, what: &str, name: &At<String>, known: impl IntoIterator<Item = &'a str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let hint = match nearest(&name.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("the scenario has no {what}"),
            None => format!("known: {}", known.join(", ")),
        };
        self.error("unknown-name", &name.span, format!("there is no {what} `{}`", name.value), "not known").hint = Some(hint);
    }

    /// Whether anything is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.all.iter().any(Diagnostic::is_error)
    }
}
