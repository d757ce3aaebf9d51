//! Sums by the hour of the week in which incidents arrive: whole numbers only, no distributions, so that they cost little beside
//! the cells.

use super::beginning::{Part, Parts};
use super::sections::MOST_SECTIONS;
use super::strata::Agencies;
use super::tally::Replication;
use crate::model::{AgencySet, Model, What};
use crate::record::{HOURS, PoolBook, hour_of_week};
use crate::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Replications are folded into this many sections by the hour; fewer than for all hours together, since each holds a week.
pub const MOST_HOUR_SECTIONS: u64 = 16;
const _: () = assert!(MOST_SECTIONS.is_multiple_of(MOST_HOUR_SECTIONS));

/// One time measure of one arm, over incidents that arrive in one hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourSums {
    /// Incidents that reached the measure, and those that did not.
    pub reached: u64,
    /// See above.
    pub missed: u64,
    /// Sum over those that reached it, microseconds.
    pub sum: i64,
    /// Pairs that reached it in the baseline and the arm.
    pub both: u64,
    /// Sum over them of arm minus baseline, microseconds.
    pub difference: i64,
}

impl HourSums {
    /// Adds others.
    ///
    /// # Panics
    /// If a sum passes 292,000 years.
    pub fn add(&mut self, more: &HourSums) {
        self.reached += more.reached;
        self.missed += more.missed;
        self.sum = self.sum.checked_add(more.sum).expect("times sum to less than 292,000 years");
        self.both += more.both;
        self.difference = self.difference.checked_add(more.difference).expect("times sum to less than 292,000 years");
    }
}

/// What is summed by itself: the hour of the week, and how many agencies are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HourKey(u16);

impl HourKey {
    const ALL: usize = 3 * HOURS;
    /// Of incidents that were added to be scored by type: they say nothing of how many come when.
    const ADDED: HourKey = HourKey(HourKey::ALL as u16);

    #[inline]
    fn new(hour: usize, needs: AgencySet) -> HourKey {
        let group = usize::from(needs != 0) + usize::from(needs & needs.wrapping_sub(1) != 0);
        HourKey((group * HOURS + hour) as u16)
    }

    /// The hour of the week, 0 from Monday midnight.
    pub fn hour(self) -> usize {
        usize::from(self.0) % HOURS
    }

    /// How many agencies are needed.
    pub fn agencies(self) -> Agencies {
        [Agencies::None, Agencies::Single, Agencies::Multi][usize::from(self.0) / HOURS]
    }
}

/// No sums yet.
const NONE: u32 = u32::MAX;

/// Tallies one replication.
#[derive(Debug)]
pub(super) struct HourTally {
    weekday: u8,
    /// Arms x time measures.
    width: usize,
    /// When the hour that was asked for last begins, and which it is: incidents come in the order of time, nearly.
    begins: i64,
    hour: usize,
    parts: Parts,
    /// In which part of the counted time that hour begins.
    pub(super) part: Part,
    /// By key: where its sums begin.
    places: Vec<u32>,
    keys: Vec<HourKey>,
    /// By key in the order of `keys`, arm and time measure.
    pub(super) sums: Vec<HourSums>,
}

impl HourTally {
    pub(super) fn new(model: &Model) -> HourTally {
        let times = time_measures(model).count();
        HourTally {
            weekday: model.study.weekday,
            width: model.arms.len() * times,
            begins: i64::MIN / 2,
            hour: 0,
            parts: Parts::new(model),
            part: Part::Other,
            places: vec![NONE; HourKey::ALL + 1],
            keys: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Where in `sums` those of the baseline's first time measure are, for incidents that arrive then and need these agencies.
    #[inline]
    pub(super) fn place(&mut self, arrival: Time, needs: AgencySet, added: bool) -> usize {
        if (arrival.0 - self.begins) as u64 >= Time::HOUR.0 as u64 {
            self.another_hour(arrival);
        }
        let key = if added { HourKey::ADDED } else { HourKey::new(self.hour, needs) };
        match self.places[usize::from(key.0)] {
            NONE => self.new_place(key),
            place => place as usize,
        }
    }

    #[cold]
    fn another_hour(&mut self, arrival: Time) {
        self.begins = arrival.hour() * Time::HOUR.0;
        self.hour = hour_of_week(arrival, self.weekday);
        self.part = self.parts.of(Time(self.begins));
    }

    #[cold]
    fn new_place(&mut self, key: HourKey) -> usize {
        let place = self.sums.len();
        self.places[usize::from(key.0)] = place as u32;
        self.keys.push(key);
        self.sums.resize(place + self.width, HourSums::default());
        place
    }

    /// Ascending by key.
    pub(super) fn finish(self) -> Vec<(HourKey, Vec<HourSums>)> {
        let mut sums = self.sums.into_iter();
        let mut all: Vec<_> = self.keys.into_iter().map(|key| (key, sums.by_ref().take(self.width).collect())).collect();
        all.retain(|(key, _)| *key != HourKey::ADDED);
        all.sort_by_key(|(key, _)| *key);
        all
    }
}

/// The time measures of a model.
pub(super) fn time_measures(model: &Model) -> impl Iterator<Item = usize> {
    (0..model.measures.len()).filter(|&measure| matches!(model.measures[measure].what, What::Time { .. }))
}

/// Some replications together, by the hour.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HourSection {
    /// How many.
    pub replications: u64,
    /// By key; each by arm x time measures + time measure.
    pub incidents: BTreeMap<HourKey, Vec<HourSums>>,
    /// By arm; each by pool x [`HOURS`] + hour of the week. Empty for an arm that met a limit in every replication.
    pub pools: Vec<Vec<PoolBook>>,
}

impl HourSection {
    pub(super) fn add(&mut self, replication: &mut Replication) {
        self.replications += 1;
        for (key, sums) in std::mem::take(&mut replication.hours) {
            match self.incidents.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(sums)),
                std::collections::btree_map::Entry::Occupied(mut old) => {
                    old.get_mut().iter_mut().zip(&sums).for_each(|(sum, more)| sum.add(more));
                }
            }
        }
        self.pools.resize(replication.ends.len(), Vec::new());
        for (books, end) in self.pools.iter_mut().zip(&mut replication.ends) {
            let more = std::mem::take(&mut end.hours);
            if books.is_empty() {
                *books = more;
            } else {
                books.iter_mut().zip(&more).for_each(|(book, more)| book.add(more));
            }
        }
    }
}
