//! The integration tests: one binary, a file per question.

mod command_line;
#[cfg(any())] // until scenarios can be loaded
mod common;
mod compile;
mod diagnostics;
mod front;
mod log;
#[cfg(any())] // until scenarios can be loaded
mod null;
#[cfg(any())] // until scenarios can be loaded
mod property;
mod readme;
mod report;
mod scenarios;
mod shape;
mod statistics;
mod study;
#[cfg(any())] // until scenarios can be loaded
mod theory;
mod tidy;
#[cfg(any())] // until scenarios can be loaded
mod trace;
