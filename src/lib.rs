//! *Larmkedja*: how much shorter does the alarm chain become when emergency services share a centre?
//!
//! The arrows between the modules point one way; `ARCHITECTURE.md` draws them and a test keeps them.
#![warn(missing_docs)]

pub mod chains;
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
pub mod time;
pub mod trace;
