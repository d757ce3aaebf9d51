//! When a number has an interval, which one, and why it has none: the same rules wherever something is compared, be it two arms of a study or
//! two points of a range.
//!
//! The interval of a mean is Student's, for a transformation that takes the skewness found away (`Spread`); what is counted has its own (`Sides`). What it needs
//! depends on what the number is made of: single histories shape a mean of what is mostly nothing, and whole numbers tell little of how they vary.

use super::ratio::{rate_bound, share_bound};
use super::sides::{Event, Sides};
use super::spread::Spread;
use super::{Interval, LEVEL, MANY};
use crate::results::Bare;

/// Of a mean of what is nothing for some more than this is nothing ...
pub const SOME: f64 = 0.05;
/// ... and of one of what is mostly nothing more than this.
pub const MOST: f64 = 0.5;

/// As many histories as anything needs before it has an interval: the skewness and the spread of fewer are known too badly for one.
pub const HISTORIES: usize = 5;

/// As many histories as shares and counts need: in fewer, events may lie more evenly than they come, and too few whole numbers tell how they vary.
pub const HISTORIES_OF_COUNTS: usize = 10;

/// As many events as a difference needs in one arm alone, unless there is none at all. Of one or two the interval is so wide that it nearly always holds (where one or two are expected,
/// in 99 of 100 studies); and where more were asked for, those with an interval would be the studies in which luck counted too many. With three at least it is held in
/// 93 to 99 % of the studies that show it, however many are expected.
pub const DIFFERING: u64 = 3;

/// As many as a difference of them needs for intervals that hold together with others: far out in the tails ten histories tell little (of eight arms with five to
/// eight events a history, none of which they share, all pairs held in 94.6 % of trials with ten, in 94.8 with 15 and in 95.6 with 20).
pub const HISTORIES_OF_COUNTS_TOGETHER: usize = 20;

/// As many histories as a mean needs of what is nothing for some, as waits are: single histories shape it.
pub const HISTORIES_OF_SOME: usize = 10;

/// What varies as waits do without being nothing counts as so much of nothing: it takes as many histories.
pub const AS_SOME: f64 = 0.075;

/// Of a mean of which more than this is nothing the ends are so many times as far away where there are fewer histories than this: waits in a pool that is
/// five sixths full are so skewed that ten replications held their mean in 92.5 % of trials and a difference in 92.1, and 15 in 93.2. What a difference changes by
/// was held in 92.4 % with ends that much further away, and in 93.0 with 1.2 times.
const MUCH: f64 = 0.1;
const HISTORIES_OF_MUCH: usize = 15;
const WIDER: f64 = 1.1;
const WIDER_OF_CHANGES: f64 = 1.3;

/// As many as it needs by the hour, the weekday or the shift.
pub const HISTORIES_OF_SOME_BY_HOUR: usize = 15;

/// As many as a mean needs of what is mostly nothing.
pub const HISTORIES_OF_WAITS: usize = 20;

/// As many as a change of such a mean needs from one point to another: what a few histories make of it here and not there is no measure of what
/// others would.
pub const HISTORIES_OF_CHANGES: usize = 30;

/// What a number is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    /// Means.
    Means {
        /// Of so many things, on the side that has fewer.
        things: f64,
        /// Share of them that is exactly nothing, or the same on both sides.
        none: f64,
    },
    /// The difference of two shares.
    Shares {
        /// Of so many, on the side that has fewer ...
        fewest: f64,
        /// ... and on that which has more.
        most: f64,
    },
    /// The difference of two rates of events.
    Rates {
        /// In so long a time, on the side that has less.
        during: f64,
    },
}

/// What the interval of a number depends on, besides its spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Basis {
    /// What it is made of.
    pub of: Of,
    /// It is what a difference changes by from one point to another.
    pub is_change: bool,
    /// Both sides are one and the same history, incident by incident: shares and counts that do not differ then cannot.
    pub is_alike: bool,
}

impl Basis {
    /// Of a number at one point.
    pub fn new(of: Of) -> Basis {
        Basis { of, is_change: false, is_alike: false }
    }

    /// Of a mean of whatever has no number.
    pub fn mean() -> Basis {
        Basis::new(Of::Means { things: f64::INFINITY, none: 0.0 })
    }

    /// Of one number less another, each with its basis.
    pub fn minus(self, other: Basis) -> Basis {
        let of = match (self.of, other.of) {
            (Of::Shares { fewest, most }, Of::Shares { fewest: fewer, most: more }) => {
                Of::Shares { fewest: fewest.min(fewer), most: most.max(more) }
            }
            (Of::Rates { during }, Of::Rates { during: of_others }) => Of::Rates { during: during.min(of_others) },
            (Of::Means { things, none }, Of::Means { things: others, none: of_others }) => {
                Of::Means { things: things.min(others), none: none.max(of_others) }
            }
            _ => unreachable!("what is compared is made of the same"),
        };
        Basis { of, is_change: self.is_change || other.is_change, is_alike: self.is_alike && other.is_alike }
    }

    /// Why nothing is told of how sure it is, when so many histories hold anything and it varies from one to the next.
    pub fn bare(self, histories: usize) -> Option<Bare> {
        let least = match self.of {
            Of::Means { none, .. } if none > MOST && self.is_change => HISTORIES_OF_CHANGES,
            Of::Means { none, .. } if none > MOST => HISTORIES_OF_WAITS,
            Of::Means { none, .. } if none > SOME => HISTORIES_OF_SOME,
            Of::Means { .. } => HISTORIES,
            Of::Shares { .. } | Of::Rates { .. } => HISTORIES_OF_COUNTS,
        };
        match histories {
            ..2 => Some(Bare::OneReplication),
            _ if matches!(self.of, Of::Means { things, .. } if things < MANY) => Some(Bare::FewCounted { least: MANY as u64 }),
            _ if histories < least => Some(Bare::FewReplications { least: least as u64 }),
            _ => None,
        }
    }

    /// How many times as far away its ends are as those of what is hardly ever nothing.
    pub(super) fn wider(self, histories: usize) -> f64 {
        match self.of {
            Of::Means { none, .. } if none > MUCH && histories < HISTORIES_OF_MUCH => {
                if self.is_change {
                    WIDER_OF_CHANGES
                } else {
                    WIDER
                }
            }
            _ => 1.0,
        }
    }

    /// The interval of a mean that varies so, with the probability `level`, or why it has none. One that does not vary at all is known.
    pub(super) fn interval(self, level: f64, value: f64, spread: &Spread, histories: usize) -> (Interval, Option<Bare>) {
        match self.bare(histories) {
            _ if spread.variance <= 0.0 && histories > 1 => (Interval { value, ends: Some((value, value)) }, None),
            None => (spread.interval(value, level).widened(self.wider(histories)), None),
            bare => (Interval { value, ends: None }, bare),
        }
    }

    /// The interval of a difference of what is counted, with the probability `level`, or why it has none.
    ///
    /// Where nothing is seen to differ the ends are as far away as the exact bound of that, for events that come one by one. Where both sides are alike incident by
    /// incident there is nothing to differ.
    ///
    /// # Panics
    /// If it is one of means.
    pub(super) fn interval_of_counts(self, level: f64, value: f64, sides: &Sides, histories: usize) -> (Interval, Option<Bare>) {
        let event = match self.of {
            Of::Shares { fewest, most } => Event { adds: 1.0 / fewest, adds_least: 1.0 / most, bound: share_bound(level, fewest) },
            Of::Rates { during } => Event { adds: 1.0 / during, adds_least: 1.0 / during, bound: rate_bound(level, during) },
            Of::Means { .. } => unreachable!("means are not counted"),
        };
        let least = if level > LEVEL { HISTORIES_OF_COUNTS_TOGETHER } else { HISTORIES_OF_COUNTS };
        let too_few = (histories < least).then_some(Bare::FewReplications { least: least as u64 });
        if self.is_alike && value == 0.0 && histories > 1 {
            return (Interval { value, ends: Some((value, value)) }, None);
        } else if let Some(bare) = self.bare(histories).or(too_few) {
            return (Interval { value, ends: None }, Some(bare));
        }
        let found = match sides.events(event) {
            ..1.0 => Interval { value, ends: Some((value - event.bound, value + event.bound)) },
            events if events < DIFFERING as f64 => return (Interval { value, ends: None }, Some(Bare::FewDiffering { least: DIFFERING })),
            _ => sides.interval(level, value, histories - 1, event),
        };
        // Shares differ by no more than all, and what they differ by changes by no more than twice as much.
        let most = match self.of {
            Of::Shares { .. } if self.is_change => 2.0,
            Of::Shares { .. } => 1.0,
            _ => f64::INFINITY,
        };
        (found.clipped(-most, most), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_histories_of_what_is_often_nothing_have_wider_ends() {
        let width_of = |is_change: bool, none: f64, histories: usize| {
            let parts: Vec<f64> = (0..histories).map(|number| number as f64 - 0.5 * (histories as f64 - 1.0)).collect();
            let spread = Spread::of(parts.into_iter(), histories, 1.0);
            let (interval, bare) =
                Basis { is_change, ..Basis::new(Of::Means { things: 1000.0, none }) }.interval(0.95, 10.0, &spread, histories);
            assert_eq!(bare, None);
            interval.ends.map(|(low, high)| high - low).unwrap()
        };
        let width = |none, histories| width_of(false, none, histories);
        assert!((width(0.2, 14) / width(0.0, 14) - WIDER).abs() < 1e-12);
        assert!((width_of(true, 0.2, 14) / width(0.0, 14) - WIDER_OF_CHANGES).abs() < 1e-12);
        // As many as tell, and what only counts as something that is sometimes nothing.
        assert_eq!((width(0.2, 15), width(AS_SOME, 14)), (width(0.0, 15), width(0.0, 14)));
    }
}
