//! One incident, second by second: who does what, who waits for whom.

mod lanes;
mod text;
mod told;

pub use text::trace_text;

pub(super) use lanes::{Bar, BarKind, Lane, Note, Sign, lanes, notes};
pub(super) use text::horizon;
pub(super) use told::Told;
