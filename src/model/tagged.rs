//! When incidents of a type come, as a distribution over the time that is counted: an incident that is added at an instant drawn from it
//! sees what arrivals of the type see. Poisson arrivals see time averages (Wolff, Operations Research 30, 1982), and the others of the type are
//! as they would be without it (Slivnyak).

use super::Model;
use crate::time::Time;

impl Model {
    /// How many incidents of a type come on average in the counted time of one replication, by the baseline's rates.
    pub fn expected(&self, kind: usize) -> f64 {
        self.counted_hours(self.baseline, kind).map(|hour| hour.mean).sum()
    }

    /// How many incidents are counted on average in one replication of an arm: those that are drawn, stated and added. `None` where a log
    /// says when they come, because then nothing is expected.
    pub fn expected_arrivals(&self, arm: usize) -> Option<f64> {
        let drawn = (0..self.types.len()).flat_map(|kind| self.counted_hours(arm, kind)).map(|hour| hour.mean).sum::<f64>();
        let counted = self.study.window_start..self.study.window_end();
        let stated = self.stated.iter().filter(|stated| counted.contains(&stated.row.time)).count();
        let added = (0..self.types.len()).filter(|&kind| self.types[kind].tagged && self.expected(kind) > 0.0).count();
        self.logs.is_empty().then_some(drawn + (stated + added) as f64)
    }

    /// The instant before which a share `u` (0 to 1) of the type's incidents come, on average. `None` if none come at all.
    pub fn instant(&self, kind: usize, u: f64) -> Option<Time> {
        let mut left = u * self.expected(kind);
        let mut last = None;
        for hour in self.counted_hours(self.baseline, kind).filter(|hour| hour.mean > 0.0) {
            if left < hour.mean {
                return Some(self.within(kind, &hour, left / hour.mean));
            }
            left -= hour.mean;
            last = Some(hour);
        }
        // Rounding may lead beyond the last one.
        last.map(|hour| self.within(kind, &hour, 1.0))
    }

    fn within(&self, kind: usize, hour: &Hour, u: f64) -> Time {
        let share = hour.shares.0 + u * (hour.shares.1 - hour.shares.0);
        let ramp = self.types[kind].within.as_ref().map(|within| within[hour.of_week]);
        let position = ramp.map_or(share, |ramp| ramp.position(share));
        let time = Time(hour.number * Time::HOUR.0 + (position * Time::HOUR.0 as f64) as i64);
        time.max(hour.from).min(hour.to - Time(1))
    }

    /// The hours of the clock that are counted, or parts of them.
    fn counted_hours(&self, arm: usize, kind: usize) -> impl Iterator<Item = Hour> {
        let (study, arm) = (&self.study, &self.arms[arm]);
        let (begin, end) = (study.window_start, study.window_end());
        let hour = move |number: i64| {
            let of_week = (i64::from(study.weekday) * 24 + number).rem_euclid(168) as usize;
            let (from, to) = (begin.max(Time(number * Time::HOUR.0)), end.min(Time((number + 1) * Time::HOUR.0)));
            let position = |time: Time| (time.0 - number * Time::HOUR.0) as f64 / Time::HOUR.0 as f64;
            let ramp = self.types[kind].within.as_ref().map(|within| within[of_week]);
            let share = |time: Time| ramp.map_or(position(time), |ramp| ramp.share(position(time)));
            let shares = (share(from), share(to));
            let mean = arm.rates[kind].0[of_week] * arm.swings[kind].expected(number) * (shares.1 - shares.0);
            Hour { number, of_week, from, to, shares, mean }
        };
        (begin.hour()..(end - Time(1)).hour() + 1).map(hour)
    }
}

/// An hour of the clock, or the part of it that is counted.
struct Hour {
    /// Counted from time zero.
    number: i64,
    of_week: usize,
    from: Time,
    to: Time,
    /// Of the hour's incidents, those before `from` and before `to`.
    shares: (f64, f64),
    /// How many come on average.
    mean: f64,
}
