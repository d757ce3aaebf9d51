//! One incident, second by second: who does what, who waits for whom.

mod lanes;
mod text;

pub use text::trace_text;

pub(super) use lanes::{Bar, BarKind, Lane, Note, Sign, Told, lanes, notes};
pub(super) use text::horizon;
