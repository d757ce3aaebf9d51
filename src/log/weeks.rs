//! When calls come: hours of the week, gaps, clusters. Kept by minute, for days that have calls.

use super::far::{DayCalls, LONGEST_DAYS, far};
use super::row::counted;
use crate::described::{Description, Dispersion, Gap, Hour};
use crate::time::Time;
use jiff::civil::{DateTime, date};
use std::collections::BTreeMap;

/// Minutes of a day.
const MINUTES: usize = 24 * 60;
/// Lengths of windows in minutes.
const WINDOWS: [usize; 4] = [1, 5, 15, 60];
/// So many gaps are told.
const MOST_GAPS: usize = 5;
const MINUTE: i64 = 60_000_000;
/// The day from which days are counted was a Saturday.
const FIRST_WEEKDAY: i64 = 5;

/// Calls by minute.
#[derive(Default)]
pub(super) struct Weeks {
    days: BTreeMap<i64, (DayCalls, Box<[u32]>)>,
}

/// The minutes of the day that lie between the first and the last call, the hours they begin in rounded outwards.
type Span = (i64, i64);

impl Weeks {
    pub(super) fn add(&mut self, line: u64, time: DateTime) {
        let at = counted(time);
        let minute = (at.0.rem_euclid(Time::DAY.0) / MINUTE) as usize;
        let day = self.days.entry(at.day());
        let (_, minutes) =
            day.and_modify(|(calls, _)| calls.add(line, time)).or_insert_with(|| (DayCalls::of(line, time), vec![0; MINUTES].into()));
        minutes[minute] = minutes[minute].saturating_add(1);
    }

    /// Tells what was counted between the first and the last call, those left out that lie far from all others.
    pub(super) fn tell(mut self, found: &mut Description) {
        let days: Vec<DayCalls> = self.days.values().map(|(calls, _)| *calls).collect();
        let (far, others) = far(&days);
        found.far = far;
        let others: Vec<i64> = days[others].iter().map(|day| counted(day.time).day()).collect();
        self.days.retain(|day, _| others.first().is_some_and(|first| first <= day) && others.last().is_some_and(|last| day <= last));
        let mut minutes = self.days.iter().flat_map(|(day, (_, minutes))| busy(*day, minutes));
        let Some(first) = minutes.next() else { return };
        let span = (first, minutes.last().unwrap_or(first) + 1);
        found.hours = self.hours(span);
        found.gaps = self.gaps();
        found.dispersion = self.dispersion(span, &found.hours);
    }

    fn hours(&self, (begin, end): Span) -> Vec<Hour> {
        let mut hours = vec![Hour::default(); 168];
        for (day, (_, minutes)) in &self.days {
            for (hour, calls) in minutes.chunks(60).enumerate() {
                hours[hour_of_week(*day, hour)].calls += calls.iter().map(|&calls| u64::from(calls)).sum::<u64>();
            }
        }
        let end = end.min(begin + LONGEST_DAYS * MINUTES as i64);
        for hour in begin.div_euclid(60)..=(end - 1).div_euclid(60) {
            let part = (end.min((hour + 1) * 60) - begin.max(hour * 60)) as f64 / 60.0;
            hours[hour_of_week(hour.div_euclid(24), hour.rem_euclid(24) as usize)].hours += part;
        }
        hours
    }

    fn gaps(&self) -> Vec<Gap> {
        let mut longest: Vec<(i64, i64)> = Vec::new();
        let mut before: Option<i64> = None;
        for minute in self.days.iter().flat_map(|(day, (_, minutes))| busy(*day, minutes)) {
            if let Some(before) = before.filter(|before| minute > before + 1) {
                longest.push((before, minute));
                if longest.len() > 4 * MOST_GAPS {
                    keep_longest(&mut longest);
                }
            }
            before = Some(minute);
        }
        keep_longest(&mut longest);
        let gap = |(from, to): (i64, i64)| Gap { from: clock(from), to: clock(to), length_s: (to - from) as f64 * 60.0 };
        longest.into_iter().map(gap).collect()
    }

    /// The index of dispersion of the whole windows between the first and the last call: the sum of (count - mean)^2 / mean over the
    /// degrees of freedom, with the mean of the window's hour of the week (Cox and Lewis, The Statistical Analysis of Series of Events,
    /// 1966, section 6.3). Windows of hours without any call say nothing.
    fn dispersion(&self, (begin, end): Span, hours: &[Hour]) -> Vec<Dispersion> {
        // Two weeks, if the last hours of the last day may be without a call; and no wrong date far away.
        let says = (13..=LONGEST_DAYS).contains(&((end - begin) / MINUTES as i64)) && !hours.is_empty();
        let of = |window: usize| {
            let found = if says { self.dispersion_of(window as i64, (begin, end)) } else { None };
            let (index, standard_error) = found.unzip();
            Dispersion { window_s: window as f64 * 60.0, index, standard_error }
        };
        WINDOWS.map(of).into()
    }

    fn dispersion_of(&self, window: i64, (begin, end): Span) -> Option<(f64, f64)> {
        let (first, last) = (begin.div_euclid(window) + i64::from(begin.rem_euclid(window) != 0), end.div_euclid(window));
        // By hour of the week: windows, the sum of their counts and of the squares.
        let mut cells = vec![(0.0, 0.0, 0.0); 168];
        let per_day = MINUTES as i64 / window;
        for day in first.div_euclid(per_day)..=(last - 1).div_euclid(per_day) {
            let Some((_, minutes)) = self.days.get(&day) else {
                // A wrong date may be a hundred years away: of a day without calls windows are counted by the hour.
                for hour in 0..24 {
                    let (from, to) = (day * per_day + hour * 60 / window, day * per_day + (hour + 1) * 60 / window);
                    cells[hour_of_week(day, hour as usize)].0 += (to.min(last) - from.max(first)).max(0) as f64;
                }
                continue;
            };
            for index in (0..per_day).filter(|index| (first..last).contains(&(day * per_day + index))) {
                let from = (index * window) as usize;
                let count: f64 = minutes[from..from + window as usize].iter().map(|&n| f64::from(n)).sum();
                let cell: &mut (f64, f64, f64) = &mut cells[hour_of_week(day, from / 60)];
                *cell = (cell.0 + 1.0, cell.1 + count, cell.2 + count * count);
            }
        }
        let busy = || cells.iter().filter(|cell| cell.1 > 0.0);
        // Sum of (x - m)^2 / m, m = s / n: (q - s^2 / n) n / s.
        let deviation: f64 = busy().map(|&(n, s, q)| (q - s * s / n) * n / s).sum();
        let freedom: f64 = busy().map(|&(n, ..)| n - 1.0).sum();
        (freedom > 0.0).then(|| {
            let index = deviation / freedom;
            (index, index * libm::sqrt(2.0 / freedom))
        })
    }
}

/// The minutes of a day that have calls.
fn busy(day: i64, minutes: &[u32]) -> impl Iterator<Item = i64> {
    let first = day * MINUTES as i64;
    minutes.iter().enumerate().filter(|(_, calls)| **calls > 0).map(move |(minute, _)| first + minute as i64)
}

fn keep_longest(gaps: &mut Vec<(i64, i64)>) {
    gaps.sort_by_key(|(from, to)| (from - to, *from));
    gaps.truncate(MOST_GAPS);
}

fn hour_of_week(day: i64, hour: usize) -> usize {
    (day + FIRST_WEEKDAY).rem_euclid(7) as usize * 24 + hour
}

/// The civil time of a minute.
fn clock(minute: i64) -> String {
    let zero = date(2000, 1, 1).at(0, 0, 0, 0);
    let time = zero.checked_add(jiff::Span::new().minutes(minute));
    time.map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_was_a_saturday() {
        assert_eq!(date(2000, 1, 1).weekday(), jiff::civil::Weekday::Saturday);
        assert_eq!(clock(0), "2000-01-01T00:00");
    }
}
