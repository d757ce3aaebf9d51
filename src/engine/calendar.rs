//! What will happen: a heap on (time, rank, order of creation), all integers, so that nothing within one instant is left to chance.

use crate::time::Time;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What an event does. Arrivals are not here: they come sorted from the history and rank last within their instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A step ends.
    StepEnd,
    /// A mark inside a step is reached: its place in `marks_inside`.
    InsideMark(u8),
    /// A piece of background work ends; the event's slot is the pool.
    JobEnd,
    /// The seats of a pool change; the event's slot is the pool.
    Shift,
    /// A caller's patience ends.
    HangUp,
    /// A step with `if_free` has waited long enough.
    Deadline,
    /// A caller calls again.
    Redial,
}

impl What {
    /// End of step, shift change, hang-up, then arrivals, of which a redial is one.
    const fn rank(self) -> u64 {
        match self {
            What::StepEnd | What::InsideMark(_) | What::JobEnd => 0,
            What::Shift => 1,
            What::HangUp | What::Deadline => 2,
            What::Redial => 3,
        }
    }
}

/// One thing that will happen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) time: Time,
    /// Rank in the two uppermost bits, then the order of creation. It names the event: nobody else ever has the same.
    pub(super) order: u64,
    /// Of the incident, or the pool.
    pub(super) slot: u32,
    pub(super) step: u8,
    pub(super) what: What,
}

impl Event {
    /// Time, rank and creation as one number, which is compared without a branch.
    #[inline]
    fn key(&self) -> u128 {
        u128::from(self.time.0 as u64 ^ 1 << 63) << 64 | u128::from(self.order)
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Event) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Event {}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Event) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Event) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The events to come.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    heap: BinaryHeap<Reverse<Event>>,
    created: u64,
}

impl Calendar {
    /// Adds an event and gives its name. Nothing happens in the past: the caller gives a time from now on.
    #[inline]
    pub(super) fn add(&mut self, time: Time, slot: u32, step: u8, what: What) -> u64 {
        self.created += 1;
        let order = what.rank() << 62 | self.created;
        self.heap.push(Reverse(Event { time, order, slot, step, what }));
        order
    }

    /// The next event if it comes before `time`, or at `time` with a rank before arrivals.
    pub(super) fn next_before(&mut self, time: Time) -> Option<Event> {
        let Reverse(next) = self.heap.peek()?;
        let due = next.time < time || next.time == time && next.order >> 62 < What::Redial.rank();
        if due { self.heap.pop().map(|Reverse(event)| event) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_an_instant_rank_goes_before_creation_and_arrivals_come_last() {
        let mut calendar = Calendar::default();
        let (now, later) = (Time(5), Time(6));
        for (slot, what) in [(0, What::Redial), (1, What::HangUp), (2, What::Shift), (3, What::StepEnd), (4, What::StepEnd)] {
            calendar.add(now, slot, 0, what);
        }
        calendar.add(later, 5, 0, What::StepEnd);
        let before_arrivals: Vec<u32> = std::iter::from_fn(|| calendar.next_before(now)).map(|event| event.slot).collect();
        assert_eq!(before_arrivals, [3, 4, 2, 1]);
        let rest: Vec<u32> = std::iter::from_fn(|| calendar.next_before(Time::MAX)).map(|event| event.slot).collect();
        assert_eq!(rest, [0, 5]);
    }
}
