//! *Larmkedja*: how much shorter does the alarm chain become when emergency services share a centre?
//!
//! Most people use the program. Whoever calls the library goes from text to results in two calls, [`open::open`] (or [`open::model`]) and
//! [`study::run`]; `examples/own_study.rs` shows it with a recorder and a statistic of one's own, `examples/own_scenario.rs` with a scenario
//! that is built in code.
//!
//! A scenario that is built in code is built as text: that is the one way in. A model has indices where the text has names, and relies on what
//! [`open::open`] has made sure of, so one that is put together by hand could be wrong without anybody telling. In a text the names that a program
//! got wrong are told with line, column and a way out, as those that a person typed; it can be kept with the results and given to others; and
//! the scenario format is stable, which [`model`] is not.
//!
//! What is stable: the shapes of [`results`] and of the files that [`report`] makes, to which fields may be added; the scenario format; and
//! that equal models, seeds and versions give equal results. What is not: everything else, above all [`model`], [`engine`] and
//! [`scenario`], may change in any minor version before 1.0; the changelog says what did.
//!
//! Times inside are whole microseconds ([`time::Time`]); numbers whose names end in `_s` are seconds, shares are from 0 to 1.
//!
//! The arrows between the modules point one way; `ARCHITECTURE.md` draws them and a test keeps them.
#![warn(missing_docs)]

pub mod chains;
pub mod described;
pub mod distribution;
pub mod drivers;
pub mod engine;
pub mod folder;
pub mod follow;
pub mod load;
pub mod log;
pub mod model;
pub mod open;
pub mod random;
pub mod record;
pub mod report;
pub mod results;
pub mod scenario;
pub mod sensitivity;
pub mod statistics;
pub mod study;
pub mod synthetic;
pub mod time;
pub mod trace;
