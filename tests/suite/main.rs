//! The integration tests: one binary, a file per question.

mod command_line;
#[cfg(any())] // needs scenario::load
mod common;
mod compile;
mod diagnostics;
mod log;
mod null;
mod property;
mod readme;
mod report;
mod shape;
mod statistics;
mod study;
#[cfg(any())] // needs scenario::load
mod theory;
mod tidy;
#[cfg(any())] // needs scenario::load
mod trace;
