//! Calls that lie far from all others, as those of a wrong year do.

use super::row::counted;
use crate::described::FarCalls;
use jiff::civil::DateTime;

/// A log that spans more than a hundred years has a wrong date.
pub(super) const LONGEST_DAYS: i64 = 36_525;
/// A gap between two calls of more than this many days looks like a wrong date.
pub(super) const LONG_GAP: i64 = 30;
/// For a call that lies far away there are so many others.
const OTHERS: u64 = 4;
/// So many days far from all others are told.
const MOST_TOLD: usize = 20;

/// The calls of one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayCalls {
    /// The first line that has one.
    pub(super) line: u64,
    /// The time there.
    pub(super) time: DateTime,
    pub(super) calls: u64,
}

impl DayCalls {
    pub(super) fn of(line: u64, time: DateTime) -> DayCalls {
        DayCalls { line, time, calls: 1 }
    }

    /// Takes another call of the day.
    pub(super) fn add(&mut self, line: u64, time: DateTime) {
        self.calls += 1;
        if line < self.line {
            (self.line, self.time) = (line, time);
        }
    }

    fn day(&self) -> i64 {
        counted(self.time).day()
    }
}

/// The days at both ends that lie far from the others, the farthest first: the gap before the others is long, longer than all of those
/// last, and nearly all calls are theirs. Beside them the range of the others.
pub(super) fn far(days: &[DayCalls]) -> (Vec<FarCalls>, std::ops::Range<usize>) {
    let mut others = 0..days.len();
    let mut found = Vec::new();
    let calls = |range: std::ops::Range<usize>| days[range].iter().map(|day| day.calls).sum::<u64>();
    let between = |from: usize, to: usize| days[to].day() - days[from].day();
    while let Some(gap) = (others.start + 1..others.end).max_by_key(|&after| between(after - 1, after)) {
        let (before, after) = (others.start..gap, gap..others.end);
        let (away, near) = if calls(before.clone()) < calls(after.clone()) { (before, after) } else { (after, before) };
        let length = between(gap - 1, gap);
        let is_far = length > LONG_GAP && length > between(near.start, near.end - 1) && OTHERS * calls(away.clone()) <= calls(near.clone());
        if !is_far {
            break;
        }
        let told = |day: &DayCalls| FarCalls { line: day.line, time: day.time.to_string(), calls: day.calls, days: length };
        found.extend(days[away].iter().map(told));
        others = near;
    }
    found.truncate(MOST_TOLD);
    (found, others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(all: &[(i16, i8, i8, u64)]) -> Vec<DayCalls> {
        let of = |(at, &(year, month, day, calls)): (usize, &(i16, i8, i8, u64))| DayCalls {
            line: at as u64 + 2,
            time: date(year, month, day).at(12, 0, 0, 0),
            calls,
        };
        all.iter().enumerate().map(of).collect()
    }

    #[test]
    fn wrong_years_are_far_and_long_pauses_are_not() {
        let (found, others) = far(&days(&[(1970, 1, 1, 1), (2024, 6, 3, 9), (2024, 6, 30, 9), (2042, 6, 4, 2), (9024, 6, 4, 1)]));
        let told: Vec<_> = found.iter().map(|one| (one.line, one.calls, one.days)).collect();
        assert_eq!((told, others), (vec![(6, 1, 2_550_123), (2, 1, 19_877), (5, 2, 6548)], 1..3));
        // Half of the calls, a gap shorter than the rest, and a month without a call.
        for ordinary in [
            &[(2019, 6, 3, 9), (2024, 6, 3, 9)][..],
            &[(2024, 1, 3, 90), (2024, 6, 3, 90), (2024, 9, 3, 1)],
            &[(2024, 6, 3, 90), (2024, 7, 3, 1)],
            &[(2024, 6, 3, 90)],
            &[],
        ] {
            assert_eq!(far(&days(ordinary)).0, [], "{ordinary:?}");
        }
    }
}
