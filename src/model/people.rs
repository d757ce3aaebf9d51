//! Who is on duty when, in which order they serve, and who helps.

use crate::time::Time;

/// Seats on duty and the order of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPlan {
    /// Who is on duty when.
    pub seats: Seats,
    /// What certain dates change in that, by beginning.
    pub dated: Vec<Dated>,
    /// What becomes of work when the shift of those who do it ends; nothing: they finish it.
    pub hand_over: Option<HandOver>,
    /// Who is served first.
    pub discipline: Discipline,
    /// Whether people are called away from work that resumes, for an incident of a lower priority number.
    pub preempts: bool,
    /// The most requests that are served or wait; a caller beyond them hears the busy tone.
    pub lines: Option<u32>,
    /// Pools that serve what this one does not, in order of preference.
    pub overflow: Vec<Overflow>,
    /// Times at which it is out of service.
    pub outages: Vec<Outage>,
    /// People of other pools who sit here for a time.
    pub moved: Vec<Moved>,
}

/// A time at which a pool is out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// From then ...
    pub from: Time,
    /// ... until then.
    pub to: Time,
    /// No more people than these go on.
    pub seats: u32,
    /// Whether work stops at once; else it is finished.
    pub stops: bool,
}

/// People who have moved: as many as their own pool lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// They sit here from then ...
    pub from: Time,
    /// ... until then.
    pub to: Time,
    /// Index of their own pool.
    pub pool: usize,
    /// No more than these have stayed there.
    pub stay: u32,
}

/// More or fewer seats than in other weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// From then ...
    pub from: Time,
    /// ... until then.
    pub to: Time,
    /// Seats added.
    pub seats: i32,
}

/// Work that is handed over when a shift ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// How long that takes.
    pub takes: Time,
    /// By change of [`Seats::Weekly`]: seats of shifts that neither begin nor end then.
    pub staying: Vec<u32>,
}

/// Another pool that helps.
#[derive(Clone, Debug, PartialEq)]
pub struct Overflow {
    /// Index of [`crate::model::Model::pools`].
    pub pool: usize,
    /// How long a request has waited when it is asked.
    pub after: Time,
    /// How fast its people work at this job: what takes a time takes the time divided by this.
    pub speed: f64,
}

/// Seats on duty.
#[derive(Clone, Debug, PartialEq)]
pub enum Seats {
    /// There is always a free one.
    Unlimited,
    /// Changes within a week: (time since Monday 00:00, seats from then on), ascending, the first at zero, no two alike in a row.
    Weekly(Vec<(Time, u32)>),
}

impl Seats {
    /// Seats on duty by hour of the week, Monday 00 first, averaged within the hour; `None` if there is no limit.
    pub fn by_hour(&self) -> Option<[f64; 168]> {
        let Seats::Weekly(plan) = self else { return None };
        let mut hours = [0.0; 168];
        for (index, &(from, seats)) in plan.iter().enumerate() {
            let to = plan.get(index + 1).map_or(Time(168 * Time::HOUR.0), |next| next.0);
            for (hour, mean) in hours.iter_mut().enumerate() {
                let begin = Time(hour as i64 * Time::HOUR.0);
                let overlap = (to.min(begin + Time::HOUR).0 - from.max(begin).0).max(0);
                *mean += f64::from(seats) * overlap as f64 / Time::HOUR.0 as f64;
            }
        }
        Some(hours)
    }
}

/// The order of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// Lowest priority number first, then first come first served.
    Priority,
    /// First come first served.
    Fifo,
    /// Last come first served.
    Lifo,
    /// As if each had asked later by its priority number times this.
    Ageing(Time),
}
