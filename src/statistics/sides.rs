//! A difference of what is counted, by its two sides: what is more, and what is less.
//!
//! What each section adds to the difference belongs to one side or the other by its sign. Either side is a number of events, with the interval of any such
//! number on the logarithmic scale, and the two are put together with how they vary together (Zou and Donner, *Construction of confidence
//! intervals about effect measures*, Statistics in Medicine 27, 2008). Events that come on both sides of the comparison cancel out within a section; those that
//! do not are few or many, and the ends are as uneven as so many have them. For a side of which nothing is seen stands the exact bound of none. So no number of events
//! is too small for an interval, and none is shown only where luck made the number large.

use super::basis::Basis;
use super::ratio::{KEPT_OF_FEW, few};
use super::student::t_at;
use super::{Interval, LEVEL};
use crate::results::Bare;

/// What makes a difference more, and what makes it less.
pub(super) struct Sides {
    more: Side,
    less: Side,
    correlation: f64,
}

/// A sum of what lies on one side, without its sign.
#[derive(Clone, Copy)]
struct Side {
    sum: f64,
    variance: f64,
}

/// What one event adds to a difference, and the bound of that of which nothing was seen.
#[derive(Clone, Copy)]
pub(super) struct Event {
    pub(super) adds: f64,
    pub(super) bound: f64,
}

impl Sides {
    /// From what each section adds to the difference, and the share of all (incidents, or time) that it holds; weights are the histories of a section.
    /// Variances are those of the jackknife, to first order.
    pub(super) fn new(weights: &[f64], added: &[f64], held: &[f64]) -> Sides {
        let [more, less] = [1.0, -1.0].map(|sign: f64| move |&one: &f64| (sign * one).max(0.0));
        let (mores, lesses) = (added.iter().map(more).sum::<f64>(), added.iter().map(less).sum::<f64>());
        let all: f64 = weights.iter().sum();
        let [mut of_more, mut of_less, mut of_both] = [0.0; 3];
        for ((weight, one), held) in weights.iter().zip(added).zip(held) {
            let times = all / weight;
            let scale = times * times / ((times - 1.0) * weights.len() as f64);
            let (a, b) = (more(one) - mores * held, less(one) - lesses * held);
            of_more += scale * a * a;
            of_less += scale * b * b;
            of_both += scale * a * b;
        }
        let scale = libm::sqrt(of_more * of_less);
        Sides {
            more: Side { sum: mores, variance: of_more },
            less: Side { sum: lesses, variance: of_less },
            correlation: if scale > 0.0 { of_both / scale } else { 0.0 },
        }
    }

    /// The interval of the difference that holds with the probability `level`, from sections of so many degrees of freedom.
    pub(super) fn interval(&self, level: f64, value: f64, degrees: usize, event: Event) -> Interval {
        let t = t_at(level, degrees);
        let [(more_down, more_up), (less_down, less_up)] = [self.more, self.less].map(|side| side.reach(t, event));
        let both = |one: f64, other: f64| libm::sqrt((one * one + other * other - 2.0 * self.correlation * one * other).max(0.0));
        Interval { value, ends: Some((value - both(more_down, less_up), value + both(more_up, less_down))) }
    }
}

impl Side {
    /// How far its ends lie below and above it.
    fn reach(self, t: f64, event: Event) -> (f64, f64) {
        // Whole ones, but for the last bits, unless arms count different incidents: then a section may add a trifle that is no event.
        let events = self.sum / event.adds + 1e-9;
        if events < 1.0 {
            return (self.sum, event.bound);
        }
        // The same in every section, to the last bits: Poisson's variance.
        let varies = self.variance > 1e-18 * self.sum * self.sum;
        let variance = if varies { self.variance } else { self.sum * event.adds };
        let factor = libm::exp(few(events, KEPT_OF_FEW) * t * libm::sqrt(variance) / self.sum);
        (self.sum - self.sum / factor, self.sum * factor - self.sum)
    }
}

/// The 95 % interval of a difference of what is counted, from what each of some independent histories adds to it and the share of all that it holds, or why it has
/// none. So many of them hold anything.
pub fn of_counts(basis: Basis, value: f64, added: &[f64], held: &[f64], filled: usize) -> (Interval, Option<Bare>) {
    basis.interval_of_counts(LEVEL, value, &Sides::new(&vec![1.0; added.len()], added, held), filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::ratio::{Sums, rate};

    const EVENT: Event = Event { adds: 0.1, bound: 0.37 };

    fn of(added: [f64; 10]) -> Interval {
        let added = added.map(|events| events * EVENT.adds);
        let value = added.iter().sum();
        Sides::new(&[1.0; 10], &added, &[0.1; 10]).interval(0.95, value, 9, EVENT)
    }

    /// What only adds has the interval of a rate, and above it what may have been missed on the other side; turned round it is turned round.
    #[test]
    fn one_side_alone_is_a_number_of_events() {
        let events = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0];
        let alone = rate(&[1.0; 10], Sums { numerators: &events, denominators: &[1.0; 10] }).unwrap().ends.unwrap();
        let (low, high) = of(events).ends.unwrap();
        assert!((high - alone.1).abs() < 1e-12);
        assert!((3.9 - low - libm::hypot(3.9 - alone.0, EVENT.bound)).abs() < 1e-12);
        let turned = of(events.map(|events| -events)).ends.unwrap();
        assert!((turned.0 + high).abs() < 1e-12 && (turned.1 + low).abs() < 1e-12);
    }

    #[test]
    fn nothing_seen_is_bounded_and_the_same_everywhere_has_a_width() {
        let none = Sides::new(&[1.0; 10], &[0.0; 10], &[0.1; 10]);
        assert_eq!(none.interval(0.95, 0.0, 9, EVENT).ends, Some((-EVENT.bound, EVENT.bound)));
        // Twenty events, one standard deviation of which is a fifth of the root of five: factor exp(2.262 / sqrt(20)).
        let (_, high) = of([2.0; 10]).ends.unwrap();
        assert!((high - 2.0 * libm::exp(2.262_157_163 / libm::sqrt(20.0))).abs() < 1e-6);
    }

    /// Of many events in many sections the interval is Student's of the difference, nearly.
    #[test]
    fn many_events_in_many_sections_make_it_students() {
        let events: Vec<f64> = (0..64).map(|section| f64::from((section * 37) % 64) - 31.5).collect();
        let added: Vec<f64> = events.iter().map(|events| events / 64.0).collect();
        let event = Event { adds: 1.0 / 64.0, bound: 0.06 };
        let (low, high) = Sides::new(&[1.0; 64], &added, &[1.0 / 64.0; 64]).interval(0.95, 0.0, 63, event).ends.unwrap();
        let half = t_at(0.95, 63) * libm::sqrt(events.iter().map(|one| one * one).sum::<f64>() / (64.0 * 63.0));
        assert!((high + low).abs() < 1e-9 && (high / half - 1.0).abs() < 0.06, "{low} {high} {half}");
    }

    /// How many histories a section holds matters only beside the other sections.
    #[test]
    fn sections_count_by_their_weight() {
        let added = [0.3, -0.1, 0.2, 0.0, -0.2, 0.1, 0.4, -0.3, 0.1, 0.2];
        let wide = |weight: f64| Sides::new(&[weight; 10], &added, &[0.1; 10]).interval(0.95, 0.7, 9, EVENT);
        assert_eq!(wide(1.0), wide(2.0));
    }
}
