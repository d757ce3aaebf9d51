//! What practice does to the time that steps take.

use super::{Condition, Flags};
use crate::time::Time;

/// A factor that moves from one value towards another, by time or by experience.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// The parameter that learns.
    pub parameter: String,
    /// The factor at the beginning, above 0.
    pub begins: f64,
    /// What it comes to in the end, above 0.
    pub floor: f64,
    /// In what its distance to the floor halves.
    pub half: Half,
}

/// In what the distance of a learning to its floor halves.
#[derive(Clone, Debug, PartialEq)]
pub enum Half {
    /// In a time.
    Time {
        /// The beginning; before it the factor is 1.
        since: Time,
        /// The time, above zero.
        half: Time,
    },
    /// In a number of incidents worked.
    Number {
        /// How many, above 0.
        half: f64,
        /// How many were worked before the simulation begins.
        before: f64,
        /// Which count, by type.
        of: Vec<Condition>,
    },
}

impl Learning {
    /// The factor of a step that begins now, when so many incidents that count have been worked in the simulation.
    pub fn factor(&self, now: Time, worked: u64) -> f64 {
        self.factor_after(now, worked as f64)
    }

    /// The same for a number that is a mean.
    pub fn factor_after(&self, now: Time, worked: f64) -> f64 {
        let halvings = match &self.half {
            Half::Time { since, .. } if now < *since => return 1.0,
            Half::Time { since, half } => (now - *since).seconds() / half.seconds(),
            Half::Number { half, before, .. } => (before + worked) / half,
        };
        self.floor + (self.begins - self.floor) * libm::exp2(-halvings)
    }

    /// Whether an incident of this type with these flags counts, once it is worked.
    pub fn counts(&self, kind: usize, flags: Flags) -> bool {
        matches!(&self.half, Half::Number { of, .. } if of[kind].holds(flags))
    }

    /// The same parameter with a factor that stays, from time zero on.
    pub fn fixed(&self, factor: f64) -> Learning {
        let half = Half::Time { since: Time::ZERO, half: Time::DAY };
        Learning { parameter: self.parameter.clone(), begins: factor, floor: factor, half }
    }
}
