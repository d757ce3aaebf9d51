//! From sums by the hour of the week to estimates by hour, weekday and shift.

use super::estimate::{SECOND, est, not_negative};
use super::hours::{HourSums, time_measures};
use super::seats::planned_h_per_week;
use super::sections::Sections;
use super::strata::{Agencies, Stratum};
use crate::model::{Model, PoolPlan, Seats};
use crate::record::{HOURS, PoolBook, hour_of_week};
use crate::results::*;
use crate::statistics::Interval;
use crate::statistics::basis::{HISTORIES_OF_COUNTS, HISTORIES_OF_SOME_BY_HOUR, MOST, SOME};
use crate::statistics::ratio::{Sums, mean, share, share_of_time, unless_waits};
use crate::time::Time;

/// The strata that are told by the hour, with what belongs to them.
const STRATA: [(&str, &[Agencies]); 4] = [
    ("all", &[Agencies::None, Agencies::Single, Agencies::Multi]),
    ("none", &[Agencies::None]),
    ("single", &[Agencies::Single]),
    ("multi", &[Agencies::Multi]),
];

const WEEK: Time = Time(7 * Time::DAY.0);

/// Hours of the week that are looked at together, each once.
type Together = Vec<usize>;

fn hours_of_day() -> Vec<Together> {
    (0..24).map(|hour| (0..7).map(|day| day * 24 + hour).collect()).collect()
}

fn weekdays() -> Vec<Together> {
    (0..7).map(|day| (day * 24..(day + 1) * 24).collect()).collect()
}

/// Puts everything that is told by the hour where it belongs.
pub(super) fn fill(model: &Model, sections: &Sections, results: &mut Results) {
    let weights: Vec<f64> = sections.hours.iter().map(|section| section.replications as f64).collect();
    let view = View { model, sections, weights: &weights, hours: sections.hours.iter().map(dense).collect() };
    for (arm, plan) in model.arms.iter().enumerate() {
        for (time, measure) in time_measures(model).enumerate() {
            let mut told = view.measure(arm, time, measure);
            if !told.is_empty() {
                bare_where_all_are(&model.measures[measure].name, &plan.name, results, &mut told);
                results.arms[&plan.name].hours.insert(model.measures[measure].name.clone(), told);
            }
        }
        for (pool, described) in model.pools.iter().enumerate() {
            results.arms[&plan.name].pool_hours.insert(described.name.clone(), view.pool(arm, pool));
        }
    }
}

/// Takes the ends of means by the hour away where the mean of all hours has none: what is too little for all is too little for a part.
fn bare_where_all_are(measure: &str, arm: &str, results: &Results, told: &mut Map<ByHour<HourStats>>) {
    let bare = |est: Est| est.is_some_and(|found| found.low.is_none());
    for (stratum, by_hour) in told {
        let kind = if stratum == "all" { "all" } else { "agencies" };
        let mean = match results.arms[arm].measures.get(measure).and_then(|strata| strata.get(kind, stratum)) {
            Some(Stats::Time(time)) => time.mean_s,
            _ => None,
        };
        let difference = match results.differences.get(arm).and_then(|measures| measures.get(measure)?.get(kind, stratum)) {
            Some(Difference::Time(found)) => found.of_arms.mean_s,
            _ => None,
        };
        let ByHour { hour, weekday, hour_of_week } = by_hour;
        for stats in hour.iter_mut().chain(weekday).chain(hour_of_week) {
            if bare(mean) {
                stats.mean_s = bared(stats.mean_s);
            }
            if bare(difference) {
                stats.difference_s = bared(stats.difference_s);
            }
        }
    }
}

/// A mean by the hour, of which such a share is nothing: what is mostly nothing needs more sections than there are by the hour, and a part of the hours
/// more than all of them.
fn unless_waits_by_hour(none: f64, weights: &[f64], mean: Est) -> Est {
    if none > MOST || none > SOME && weights.len() < HISTORIES_OF_SOME_BY_HOUR { bared(mean) } else { mean }
}

/// Without its ends, unless nothing varies at all.
fn bared(est: Est) -> Est {
    est.map(|found| if found.low == found.high { found } else { Estimate { low: None, high: None, ..found } })
}

/// The sums of a section by group of agencies and hour; nothing where no incident came.
type Dense<'a> = Vec<Option<&'a [HourSums]>>;

fn dense(section: &super::hours::HourSection) -> Dense<'_> {
    let mut all = vec![None; 3 * HOURS];
    for (key, sums) in &section.incidents {
        all[key.agencies() as usize * HOURS + key.hour()] = Some(sums.as_slice());
    }
    all
}

struct View<'a> {
    model: &'a Model,
    sections: &'a Sections,
    weights: &'a [f64],
    /// By section.
    hours: Vec<Dense<'a>>,
}

impl View<'_> {
    fn allowed(&self, arm: usize) -> bool {
        self.sections.findings[arm].is_empty()
    }

    /// By stratum; those that hold no incident are left out.
    fn measure(&self, arm: usize, time: usize, measure: usize) -> Map<ByHour<HourStats>> {
        let mut strata = Map::new();
        for (name, groups) in STRATA {
            let none = self.none(arm, measure, groups);
            let stats = |hours: &Together| self.stats(arm, time, groups, hours, none);
            let each = |sets: Vec<Together>| sets.iter().map(stats).collect::<Vec<_>>();
            let hour = each(hours_of_day());
            if hour.iter().any(|stats| stats.count > 0) {
                // Hour by hour over the week for the measure that the answer is told by.
                let hour_of_week = if time == 0 { each((0..HOURS).map(|hour| vec![hour]).collect()) } else { Vec::new() };
                strata.insert(name.to_owned(), ByHour { hour, weekday: each(weekdays()), hour_of_week });
            }
        }
        strata
    }

    /// The share of the times of an arm, and of its differences from the baseline, that are exactly zero, all hours together: an hour is not asked for itself,
    /// as those would be left in which more wait by chance.
    fn none(&self, arm: usize, measure: usize, groups: &[Agencies]) -> [f64; 2] {
        let index = arm * self.model.measures.len() + measure;
        let [mut times, mut pairs] = [[0; 2]; 2];
        for (key, cell) in self.sections.list.iter().flat_map(|section| &section.cells) {
            if groups.iter().any(|&group| Stratum::Agencies(group).holds(*key)) {
                let told = &cell.told[index].reached;
                times = [times[0] + told.times.zeros(), times[1] + told.number];
                // A single arm has none.
                if let Some(paired) = cell.paired.get(index) {
                    pairs = [pairs[0] + paired.identical, pairs[1] + paired.pairs.both];
                }
            }
        }
        [times, pairs].map(|[zeros, all]| zeros as f64 / all.max(1) as f64)
    }

    fn stats(&self, arm: usize, time: usize, groups: &[Agencies], hours: &[usize], none: [f64; 2]) -> HourStats {
        let times = time_measures(self.model).count();
        let section = |dense: &Dense<'_>| {
            let mut sums = HourSums::default();
            for &group in groups {
                for &hour in hours {
                    if let Some(found) = dense[group as usize * HOURS + hour] {
                        sums.add(&found[arm * times + time]);
                    }
                }
            }
            sums
        };
        let sums: Vec<HourSums> = self.hours.iter().map(section).collect();
        let of = |field: fn(&HourSums) -> f64| -> Vec<f64> { sums.iter().map(field).collect() };
        let total = |field: fn(&HourSums) -> u64| sums.iter().map(field).sum::<u64>();
        let average = |allowed: bool, above: &[f64], below: &[f64], none: f64| {
            let found = mean(self.weights, Sums { numerators: above, denominators: below });
            unless_waits_by_hour(none, self.weights, est(allowed, found.map(|interval| interval.divided(SECOND))))
        };
        let mean_s = average(self.allowed(arm), &of(|sums| sums.sum as f64), &of(|sums| sums.reached as f64), none[0]);
        let is_never_negative =
            time_measures(self.model).nth(time).is_some_and(|found| self.model.measures[found].what.is_never_negative());
        let base = self.model.baseline;
        let compared = arm != base && self.allowed(arm) && self.allowed(base);
        HourStats {
            count: total(|sums| sums.reached + sums.missed),
            reached: total(|sums| sums.reached),
            mean_s: if is_never_negative { not_negative(mean_s) } else { mean_s },
            pairs: total(|sums| sums.both),
            difference_s: average(compared, &of(|sums| sums.difference as f64), &of(|sums| sums.both as f64), none[1]),
        }
    }

    fn pool(&self, arm: usize, pool: usize) -> PoolHours {
        let plan = &self.model.arms[arm].pools[pool];
        let books = self.sections.hours.iter().flat_map(|section| section.pools[arm].iter().skip(pool * HOURS).take(HOURS));
        // As of measures: of all hours together.
        let none = at_once(books);
        let stats = |hours: &Together| {
            let found = self.pool_stats(arm, pool, hours);
            PoolStats { mean_wait_s: unless_waits_by_hour(none, self.weights, found.mean_wait_s), ..found }
        };
        let each = |sets: Vec<Together>| sets.iter().map(stats).collect();
        let shift = |(seats, hours): (u32, Together)| ShiftStats { seats, hours_a_week: hours.len() as u64, stats: stats(&hours) };
        PoolHours {
            hour: each(hours_of_day()),
            planned_h_per_week: planned_h_per_week(plan),
            shifts: shifts(plan).into_iter().map(shift).collect(),
        }
    }

    fn pool_stats(&self, arm: usize, pool: usize, hours: &[usize]) -> PoolStats {
        let book = |section: usize| {
            let mut sum = PoolBook::default();
            if let Some(books) = self.sections.hours[section].pools[arm].get(pool * HOURS..(pool + 1) * HOURS) {
                hours.iter().for_each(|&hour| sum.add(&books[hour]));
            }
            sum
        };
        let books: Vec<PoolBook> = (0..self.weights.len()).map(book).collect();
        let unlimited = matches!(self.model.arms[arm].pools[pool].seats, Seats::Unlimited);
        let window = if unlimited { self.counted(hours) } else { 0.0 };
        pool_stats(self.allowed(arm), self.weights, (&books, 0.0), unlimited.then_some(window))
    }

    /// Microseconds of the counted window that lie in some hours of the week.
    fn counted(&self, hours: &[usize]) -> f64 {
        let study = &self.model.study;
        within(study.window_start, study.window_end(), study.weekday, hours) as f64
    }
}

/// Microseconds between two times that lie in some hours of the week. Whole weeks have all of them: only what is left is gone through,
/// as there may be thousands of weeks.
fn within(from: Time, to: Time, weekday: u8, hours: &[usize]) -> i64 {
    let weeks = (to - from).0.div_euclid(WEEK.0);
    let from = from + Time(weeks * WEEK.0);
    let within = |hour: i64| {
        let begin = Time(hour * Time::HOUR.0);
        let counts = hours.contains(&hour_of_week(begin, weekday));
        if counts { (to.min(begin + Time::HOUR).0 - from.max(begin).0).max(0) } else { 0 }
    };
    weeks * hours.len() as i64 * Time::HOUR.0 + (from.hour()..(to - Time(1)).hour() + 1).map(within).sum::<i64>()
}

/// Hours of the week by the number of people that the weekly plan puts on duty at half past, most hours first: the shifts.
fn shifts(plan: &PoolPlan) -> Vec<(u32, Together)> {
    let Seats::Weekly(weekly) = &plan.seats else { return Vec::new() };
    let mut shifts: Vec<(u32, Together)> = Vec::new();
    for hour in 0..HOURS {
        let middle = Time(hour as i64 * Time::HOUR.0 + Time::HOUR.0 / 2);
        let seats = weekly[weekly.partition_point(|(from, _)| *from <= middle) - 1].1;
        match shifts.iter_mut().find(|(other, _)| *other == seats) {
            Some((_, hours)) => hours.push(hour),
            None => shifts.push((seats, vec![hour])),
        }
    }
    shifts.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    if shifts.len() > 1 { shifts } else { Vec::new() }
}

/// The share of the requests of a pool that get a seat at once.
pub(super) fn at_once<'a>(books: impl Iterator<Item = &'a PoolBook>) -> f64 {
    let (requests, waited) = books.fold((0, 0), |(requests, waited), book| (requests + book.requests, waited + book.waited));
    (requests - waited) as f64 / requests.max(1) as f64
}

/// A pool by its books, a book for each section, of whose waits such a share is taken to be nothing. For unlimited pools `window` is the time that counts,
/// microseconds a replication.
pub(super) fn pool_stats(allowed: bool, weights: &[f64], (books, none): (&[PoolBook], f64), window: Option<f64>) -> PoolStats {
    let sums = |field: fn(&PoolBook) -> f64| -> Vec<f64> { books.iter().map(field).collect() };
    let on_duty = match window {
        Some(window) => weights.iter().map(|weight| weight * window).collect(),
        None => sums(|book| book.on_duty.0 as f64),
    };
    // How full a pool is lies close to what is possible, and varies by the waits: a few histories tell too little of it.
    let told = |est: Est| if weights.len() < HISTORIES_OF_COUNTS { bared(est) } else { est };
    let most = if window.is_some() { f64::INFINITY } else { 1.0 };
    let occupied = |field: fn(&PoolBook) -> f64| {
        let interval = share_of_time(weights, Sums { numerators: &sums(field), denominators: &on_duty });
        told(est(allowed, interval.map(|interval: Interval| interval.clipped(0.0, most))))
    };
    let requests = sums(|book| book.requests as f64);
    let wait = mean(weights, Sums { numerators: &sums(|book| book.wait.0 as f64), denominators: &requests });
    let wait = unless_waits(&requests, none * requests.iter().sum::<f64>(), wait);
    let waited = share(weights, Sums { numerators: &sums(|book| book.waited as f64), denominators: &requests });
    let replications = weights.iter().sum::<f64>();
    PoolStats {
        on_duty_s: (window.is_none() && replications > 0.0).then(|| on_duty.iter().sum::<f64>() / SECOND / replications),
        working: occupied(|book| book.working.0 as f64),
        held: occupied(|book| book.held.0 as f64),
        reserved: occupied(|book| book.reserved.0 as f64),
        background: occupied(|book| book.background.0 as f64),
        mean_wait_s: est(allowed, wait.map(|wait| wait.divided(SECOND).clipped(0.0, f64::INFINITY))),
        p_wait: told(est(allowed, waited)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_by_the_hour_take_more_replications() {
        let mean = Some(Estimate { value: 3.0, low: Some(1.0), high: Some(5.0) });
        let has_ends = |none: f64, sections: usize| unless_waits_by_hour(none, &vec![1.0; sections], mean).unwrap().low.is_some();
        assert_eq!([has_ends(0.2, 14), has_ends(0.2, 15), has_ends(0.6, 16), has_ends(0.0, 5)], [false, true, false, true]);
    }

    /// Against the walk through every hour.
    #[test]
    fn whole_weeks_are_counted_as_one_would_count_their_hours() {
        let slow = |from: Time, to: Time, hours: &[usize]| -> i64 {
            let of = |hour: i64| (to.0.min((hour + 1) * Time::HOUR.0) - from.0.max(hour * Time::HOUR.0)).max(0);
            let counts = |hour: &i64| hours.contains(&hour_of_week(Time(hour * Time::HOUR.0), 2));
            (from.hour()..(to - Time(1)).hour() + 1).filter(counts).map(of).sum()
        };
        let (minute, begin) = (60_000_000, Time(5 * Time::HOUR.0 + 17));
        for length in [30 * minute, WEEK.0 - 1, WEEK.0, WEEK.0 + 1, 3 * WEEK.0 + 4321 * minute, 9 * WEEK.0] {
            for hours in [hours_of_day()[5].clone(), weekdays()[2].clone(), vec![53], (0..HOURS).collect()] {
                let end = begin + Time(length);
                assert_eq!(within(begin, end, 2, &hours), slow(begin, end, &hours), "{length} {hours:?}");
            }
        }
    }

    #[test]
    fn hours_are_told_apart() {
        assert_eq!(hours_of_day()[23], [23, 47, 71, 95, 119, 143, 167]);
        assert_eq!(weekdays()[6].first(), Some(&144));
        assert!(hours_of_day().concat().len() == HOURS && weekdays().concat().len() == HOURS);
    }
}
