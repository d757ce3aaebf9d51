//! Mistakes and doubts, each with its place and a way out.

use std::ops::Range;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be understood or cannot run.
    Error,
    /// It is doubtful.
    Warning,
}

/// A place in the scenario's text, in bytes.
pub type Span = Range<usize>;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable word for scripts, for example `unknown-key`.
    pub code: &'static str,
    /// The file, by the order in which they were read: 0 is the scenario itself.
    pub file: usize,
    /// Where; `None` if it is about the whole file.
    pub span: Option<Span>,
    /// What is wrong, one line, no full stop.
    pub message: String,
    /// What stands under the place.
    pub label: String,
    /// A way out.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, code, file: 0, span: Some(span), message: message.into(), label: label.into(), hint: None }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message, label) }
    }

    /// The same with a way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// A way out, if there is one: the hint, or else a label that says what to do.
    pub fn way_out(&self) -> Option<&str> {
        let says_what_to_do = |label: &&str| {
            ["did you mean ", "write ", "add ", "keep ", "leave ", "give ", "name "].iter().any(|verb| label.starts_with(verb))
                || ["; write ", ": write ", "; one every "].iter().any(|verb| label.contains(verb))
        };
        self.hint.as_deref().or(Some(self.label.as_str()).filter(says_what_to_do))
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Puts diagnostics in order: by file and place (what is about the whole file first), then severity, then text.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |d: &Diagnostic| (d.file, d.span.as_ref().map(|span| (span.start, span.end)), d.severity);
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| (a.code, &a.message).cmp(&(b.code, &b.message))));
    diagnostics.dedup();
}

/// All mistakes of a file together: those of reading it, and those of its meaning that do not stand where reading already
/// found an error (what could not be read was replaced by something neutral, about which nothing needs to be said). What is only
/// doubtful waits until everything can be read: a value that could not be may be why something else seems unused.
pub fn together(read: Vec<Diagnostic>, meant: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let broken: Vec<Span> = read.iter().filter(|d| d.is_error()).filter_map(|d| d.span.clone()).collect();
    let touches =
        |span: &Span| broken.iter().any(|other| span.start < other.end.max(other.start + 1) && other.start < span.end.max(span.start + 1));
    let mut all = read;
    let complete = !all.iter().any(Diagnostic::is_error);
    let told = |d: &Diagnostic| complete || d.is_error() && !d.code.starts_with("unused");
    all.extend(meant.into_iter().filter(told).filter(|d| d.span.as_ref().is_none_or(|span| !touches(span))));
    sort(&mut all);
    all
}

/// The known word nearest to one that is not known, if any is near enough to have been meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(word.chars().count()) / 3).clamp(1, 4))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
