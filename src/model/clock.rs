//! The civil time of a study: no time zone, no summer time.

use super::Study;
use crate::time::Time;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};

/// Tells the civil time of simulated instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Time zero.
    midnight: DateTime,
}

impl Default for Clock {
    /// For a study without a date: from 1970-01-01 on.
    fn default() -> Clock {
        Clock { midnight: date(1970, 1, 1).at(0, 0, 0, 0) }
    }
}

impl Clock {
    /// The clock of a study; `None` if its start is no date.
    pub fn of(study: &Study) -> Option<Clock> {
        let day: Date = study.starts.get(..10)?.parse().ok()?;
        Some(Clock { midnight: day.at(0, 0, 0, 0) })
    }

    /// The civil time of an instant, to the microsecond; `None` beyond the calendar, which ends with the year 9999.
    pub fn civil(self, at: Time) -> Option<DateTime> {
        self.midnight.checked_add(SignedDuration::from_micros(at.0)).ok()
    }
}
