//! The integration tests: one binary, a file per question.

mod arrivals;
mod attributes;
mod callers;
mod clusters;
mod command_line;
mod common;
mod compile;
mod compose;
mod diagnostics;
mod front;
mod log;
mod null;
mod outages;
mod property;
mod readme;
mod reference;
mod report;
mod scenarios;
mod shape;
mod staff;
mod statistics;
mod study;
mod theory;
mod tidy;
mod trace;
