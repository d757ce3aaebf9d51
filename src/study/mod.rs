//! A study: replications in parallel, the same incident paired across the arms, everything merged exactly and turned into a
//! [`crate::results::Results`].
//!
//! 1. `tally` listens to one replication and adds each incident, once every arm has told of it, to its *cell* (type and set of
//!    needed agencies); `pending` keeps what some arms have told and others have not.
//! 2. `sections` holds what was tallied: whole numbers and histograms. Replications are folded into at most 64 sections, so
//!    memory does not grow with their number.
//! 3. `run` lives the replications on threads and folds them strictly in order; `precision` says after a pilot how many there
//!    shall be; `kept` turns what was tallied into bytes, to go on from another day.
//!    Incidents of tagged types lie in cells of their own.
//!    `warm_up` lives pilots of its own, to say how long nothing should be counted.
//! 4. `estimate` forms the strata as unions of cells and asks [`crate::statistics`]; `ranking` puts arms in order;
//!    `warnings` criticises the outcome.

mod beginning;
mod by_hour;
mod contrast;
mod drawing;
mod estimate;
mod hours;
mod kept;
mod pending;
mod precision;
mod ranking;
mod recorded;
mod rows;
mod run;
mod seats;
mod sections;
mod strata;
mod tally;
mod warm_up;
mod warnings;

pub use beginning::Beginning;
pub use estimate::results;
pub use hours::{HourKey, HourSection, HourSums, MOST_HOUR_SECTIONS};
pub use precision::after_pilot;
pub use rows::{PairSums, ReplicationRows, Row};
pub use run::{Histories, IncidentSink, Incidents, Options, Outcome, Progress, go_on, replication, run, run_with};
pub use sections::{ArmTotals, Cell, CellKey, MOST_SECTIONS, Paired, Reached, Scored, Section, Sections, Told};
pub use strata::{Agencies, Stratum, strata};
pub use tally::{Replication, Tally};
pub use warm_up::warm_up;
