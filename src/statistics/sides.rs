//! A difference of what is counted, by its two sides: what is more, and what is less.
//!
//! What each section adds to the difference belongs to one side or the other by its sign; events that come in both arms cancel out within a section. Of events
//! that come one by one the difference varies by as many as come in one arm alone, and how many these are depends on how large it is: its interval holds what would
//! be no further away than it then varies, which is the score interval of paired proportions where events are rare (Tango, *Equivalence test and confidence interval
//! for the difference in proportions for the paired-sample design*, Statistics in Medicine 17, 1998). Events that come together, or more evenly, vary by another multiple of
//! their number, which is found from the sections, with Student's t for the normal quantile. Of many events it is Student's interval.

use super::basis::Basis;
use super::student::t_at;
use super::{Interval, LEVEL};
use crate::results::Bare;

/// What each section adds to a ratio of sums, or to a difference of such, and the share of all that it is divided by (incidents, or time) which the section holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// By section; their sum is the ratio, or the difference.
    pub added: Vec<f64>,
    /// By section; their sum is 1.
    pub held: Vec<f64>,
}

impl Added {
    /// This less another. Where a section holds more of one than of the other it adds more to that one, though nothing else happens in it: what follows from this
    /// alone, by the middle of both values, belongs to no side. Then what a section adds beyond its share of the difference is how far it pulls it, as in the jackknife.
    pub fn minus(&self, other: &Added) -> Added {
        let middle = 0.5 * (self.added.iter().sum::<f64>() + other.added.iter().sum::<f64>());
        let sections = || self.added.iter().zip(&self.held).zip(other.added.iter().zip(&other.held));
        Added {
            added: sections().map(|((one, held), (other, others))| one - other - middle * (held - others)).collect(),
            held: sections().map(|((_, held), (_, others))| 0.5 * (held + others)).collect(),
        }
    }
}

/// What makes a difference more, and what makes it less.
pub(super) struct Sides {
    more: f64,
    less: f64,
    /// Of the difference, by the jackknife to first order.
    variance: f64,
    sections: f64,
}

/// What one event adds to a difference, on the side that is divided by less and on that which is divided by more; and the bound of what nothing was seen of.
#[derive(Clone, Copy)]
pub(super) struct Event {
    pub(super) adds: f64,
    pub(super) adds_least: f64,
    pub(super) bound: f64,
}

impl Sides {
    /// Of a difference; weights are the histories of a section.
    pub(super) fn new(weights: &[f64], of: &Added) -> Sides {
        let (all, difference): (f64, f64) = (weights.iter().sum(), of.added.iter().sum());
        let variance = weights.iter().zip(&of.added).zip(&of.held).map(|((weight, one), held)| {
            let (times, pull) = (all / weight, one - difference * held);
            times * times / (times - 1.0) * pull * pull
        });
        Sides {
            more: of.added.iter().map(|one| one.max(0.0)).sum(),
            less: of.added.iter().map(|one| (-one).max(0.0)).sum(),
            variance: variance.sum::<f64>() / weights.len() as f64,
            sections: weights.len() as f64,
        }
    }

    /// How many events come in one arm alone and do not cancel out: a whole number where both are divided by the same.
    pub(super) fn events(&self, event: Event) -> f64 {
        // But for the last bits.
        (self.more + self.less) / event.adds_least + 1e-9
    }

    /// The interval of the difference that holds with the probability `level`, from sections of so many degrees of freedom; there must be an event.
    pub(super) fn interval(&self, level: f64, value: f64, degrees: usize, event: Event) -> Interval {
        // What cancels out is seen on neither side: in each section as many of either as come together by chance, to first order. They are counted once; with
        // both of each pair, ten sections held the truth in a quarter per cent fewer trials.
        let all = self.more + self.less + self.more * self.less / (event.adds * self.sections);
        // The same in every section, to the last bits: Poisson's variance.
        let varies = self.variance > 1e-18 * all * all;
        let variance = if varies { self.variance } else { all * event.adds };
        let (t, difference) = (t_at(level, degrees), self.more - self.less);
        let times = t * t * variance / all;
        Interval { value, ends: Some((value - reach(difference, all, times), value + reach(-difference, all, times))) }
    }
}

/// How far below a difference its lower end lies, if `all` that makes it comes to so much: the distance whose square is so many `times` what all would come
/// to, were the difference smaller by that distance.
fn reach(difference: f64, all: f64, times: f64) -> f64 {
    // Two numbers of events that differ by `by` and of which `all` are seen, `difference` more of one than of the other, most likely have this sum.
    let likely = |by: f64| 0.5 * (all + libm::sqrt((all * all - 4.0 * by * (difference - by)).max(0.0)));
    let is_within = |distance: f64| distance * distance < times * likely(difference - distance);
    let mut outside = libm::sqrt(times * all);
    while is_within(outside) {
        outside *= 2.0;
    }
    let mut within = 0.0;
    // More often than a number has bits.
    for _ in 0..64 {
        let middle = 0.5 * (within + outside);
        if is_within(middle) { within = middle } else { outside = middle }
    }
    outside
}

/// The 95 % interval of a difference of what is counted, by what each of some independent histories adds to it, or why it has none. So many of them hold
/// anything.
pub fn of_counts(basis: Basis, value: f64, of: &Added, filled: usize) -> (Interval, Option<Bare>) {
    basis.interval_of_counts(LEVEL, value, &Sides::new(&vec![1.0; of.added.len()], of), filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: Event = Event { adds: 0.1, adds_least: 0.1, bound: 0.37 };

    fn sides(weight: f64, events: [f64; 10]) -> Sides {
        let added = events.map(|events| events * EVENT.adds).into();
        Sides::new(&[weight; 10], &Added { added, held: vec![0.1; 10] })
    }

    fn of(events: [f64; 10]) -> (f64, f64) {
        sides(1.0, events).interval(0.95, 0.1 * events.iter().sum::<f64>(), 9, EVENT).ends.unwrap()
    }

    /// Of n events on one side alone an end x lies where (n - x)^2 = k x: x = n + k / 2 +- sqrt(k n + k k / 4).
    fn alone(n: f64, k: f64) -> (f64, f64) {
        let half = libm::sqrt(k * n + 0.25 * k * k);
        (n + 0.5 * k - half, n + 0.5 * k + half)
    }

    #[test]
    fn what_only_adds_has_the_score_interval_of_a_number_of_events() {
        // Twenty, whose variance is 10 / 9 (50 - 20 * 20 / 10).
        let (low, high) = of([1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0, 3.0]);
        let (known_low, known_high) = alone(20.0, 2.262_157_163 * 2.262_157_163 * 100.0 / 9.0 / 20.0);
        assert!((low - 0.1 * known_low).abs() < 1e-8 && (high - 0.1 * known_high).abs() < 1e-8, "{low} {high}");
        let turned = of([-1.0, -1.0, -1.0, -1.0, -1.0, -3.0, -3.0, -3.0, -3.0, -3.0]);
        assert!((turned.0 + high).abs() < 1e-12 && (turned.1 + low).abs() < 1e-12);
    }

    #[test]
    fn the_same_everywhere_varies_as_poissons_numbers_do() {
        let ((low, high), known) = (of([2.0; 10]), alone(20.0, 2.262_157_163 * 2.262_157_163));
        assert!((low - 0.1 * known.0).abs() < 1e-8 && (high - 0.1 * known.1).abs() < 1e-8, "{low} {high}");
    }

    /// Of three on one side and one on the other the end lies where (2 - x)^2 = k s, and s is the likely sum: 3 / (s + x) + 1 / (s - x) = 1.
    #[test]
    fn few_events_on_both_sides_solve_the_score_equation() {
        let (low, high) = of([1.0, 1.0, 1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        // Seen are four; three and one that are spread over ten sections meet 0.3 times.
        let (all, variance) = (4.3, 10.0 / 9.0 * (4.0 - 4.0 / 10.0));
        for x in [10.0 * low, 10.0 * high] {
            let s = (2.0 - x) * (2.0 - x) / (2.262_157_163 * 2.262_157_163 * variance / all);
            let (more, less) = (0.5 * (all + 2.0), 0.5 * (all - 2.0));
            assert!((2.0 * more / (s + x) + 2.0 * less / (s - x) - 2.0).abs() < 1e-6, "{low} {high}");
        }
        assert!(low < 0.0 && high > 0.4);
    }

    /// Of many events in many sections the interval is Student's of the difference, nearly.
    #[test]
    fn many_events_in_many_sections_make_it_students() {
        let events: Vec<f64> = (0..64).map(|section| f64::from((section * 37) % 64) - 31.5).collect();
        let all = Added { added: events.iter().map(|events| events / 64.0).collect(), held: vec![1.0 / 64.0; 64] };
        let event = Event { adds: 1.0 / 64.0, adds_least: 1.0 / 64.0, bound: 0.06 };
        let (low, high) = Sides::new(&[1.0; 64], &all).interval(0.95, 0.0, 63, event).ends.unwrap();
        let half = t_at(0.95, 63) * libm::sqrt(events.iter().map(|one| one * one).sum::<f64>() / (64.0 * 63.0));
        assert!((high + low).abs() < 1e-9 && (high / half - 1.0).abs() < 0.01, "{low} {high} {half}");
    }

    /// How many histories a section holds matters only beside the other sections.
    #[test]
    fn sections_count_by_their_weight() {
        let wide = |weight: f64| sides(weight, [3.0, -1.0, 2.0, 0.0, -2.0, 1.0, 4.0, -3.0, 1.0, 2.0]).interval(0.95, 0.7, 9, EVENT);
        assert_eq!(wide(1.0), wide(2.0));
    }

    /// Of both nine in ten hold, in sections of different sizes: nothing differs, and nothing varies.
    #[test]
    fn how_much_a_section_holds_is_no_event() {
        let of = |held: [f64; 4]| Added { added: held.map(|held| 0.9 * held).into(), held: held.into() };
        let sides = Sides::new(&[1.0; 4], &of([0.1, 0.2, 0.3, 0.4]).minus(&of([0.4, 0.3, 0.2, 0.1])));
        assert!(sides.more + sides.less + sides.variance < 1e-15 && sides.events(EVENT) < 1e-8);
    }

    /// The variance of a difference of two ratios is that of the jackknife, to first order, whatever they are divided by.
    #[test]
    fn the_variance_is_that_of_the_pulls() {
        let (one, other) = ([3.0, 1.0, 4.0, 2.0], [20.0, 1.0, 5.0, 9.0]);
        let (of, others) = ([10.0, 12.0, 9.0, 11.0], [40.0, 10.0, 30.0, 20.0]);
        let ratio = |above: [f64; 4], below: [f64; 4]| (above.iter().sum::<f64>() / below.iter().sum::<f64>(), below.iter().sum::<f64>());
        let added = |above: [f64; 4], below: [f64; 4]| {
            let (_, all) = ratio(above, below);
            Added { added: above.map(|above| above / all).into(), held: below.map(|below| below / all).into() }
        };
        let pull = |above: [f64; 4], below: [f64; 4], section: usize| {
            let (value, all) = ratio(above, below);
            (above[section] - value * below[section]) / all
        };
        let known: f64 = (0..4).map(|section| (pull(one, of, section) - pull(other, others, section)).powi(2)).sum();
        let found = Sides::new(&[1.0; 4], &added(one, of).minus(&added(other, others))).variance;
        assert!((found / (4.0 / 3.0 * known) - 1.0).abs() < 1e-12, "{found}");
    }
}
