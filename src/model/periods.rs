//! Times that incidents know they arrived in.

use super::{Flags, Model};
use crate::time::Time;

/// A time that is a flag of the incidents that arrive in it, in every arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Name in the file.
    pub name: String,
    /// Index of [`Model::flags`].
    pub flag: usize,
    /// When it is.
    pub when: When,
}

/// When a period is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Once, from then until then.
    Once(Time, Time),
    /// Every week, from then until then since Monday 00:00; the end may lie in the next week.
    Weekly(Vec<(Time, Time)>),
}

const WEEK: Time = Time(7 * Time::DAY.0);

impl When {
    /// Whether it is this time; `weekday` is that of time zero, 0 = Monday.
    pub fn holds(&self, time: Time, weekday: u8) -> bool {
        match self {
            When::Once(from, to) => *from <= time && time < *to,
            When::Weekly(spans) => {
                let since_monday = Time((time.0 + i64::from(weekday) * Time::DAY.0).rem_euclid(WEEK.0));
                spans.iter().any(|&(from, to)| from <= since_monday && since_monday < to || since_monday + WEEK < to)
            }
        }
    }
}

impl Model {
    /// The flags of the periods that it is in at a time.
    #[inline]
    pub fn flags_at(&self, time: Time) -> Flags {
        if self.periods.is_empty() { 0 } else { self.flags_of_periods(time) }
    }

    #[inline(never)]
    fn flags_of_periods(&self, time: Time) -> Flags {
        let now = self.periods.iter().filter(|period| period.when.holds(time, self.study.weekday));
        now.fold(0, |set, period| set | 1 << period.flag)
    }
}

impl super::Model {
    /// Whether a week is like any other: nothing goes by the date.
    pub fn is_weekly(&self) -> bool {
        let dated = |arm: &super::Arm| {
            arm.pools.iter().any(|pool| !pool.outages.is_empty())
                || arm.programs.iter().flat_map(|program| &program.steps).any(|step| step.learns.is_some())
                || arm.swings.iter().any(|swings| !swings.surges.is_empty() || !swings.season.0.is_empty())
        };
        let once = |period: &Period| matches!(period.when, When::Once(..));
        self.logs.is_empty() && self.stated.is_empty() && !self.periods.iter().any(once) && !self.arms.iter().any(dated)
    }

    /// Whether a day is like any other, too: rates, seats and periods are the same on every weekday.
    pub fn is_daily(&self) -> bool {
        let alike = |hours: &[f64; 168]| hours.chunks(24).all(|day| day == &hours[..24]);
        let arm = |arm: &super::Arm| {
            arm.rates.iter().chain(arm.background.iter().map(|(rates, _)| rates)).all(|rates| alike(&rates.0))
                && arm.pools.iter().all(|pool| pool.seats.by_hour().is_none_or(|hours| alike(&hours)))
        };
        self.is_weekly() && self.periods.is_empty() && self.arms.iter().all(arm)
    }
}
