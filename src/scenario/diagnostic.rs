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

/// A place in the scenario's text, in bytes; `--set` values are appended to the text as lines of their own.
pub type Span = Range<usize>;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable word for scripts, for example `unknown-key`.
    pub code: &'static str,
    /// Where; `None` if it is about the whole file.
    pub span: Option<Span>,
    /// What is wrong, one line, no full stop.
    pub message: String,
    /// What stands under the place.
    pub label: String,
    /// A way out.
    pub hint: Option<String>,
}
