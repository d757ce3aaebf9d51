//! What will happen: events in order of time, rank and creation, all integers, so that nothing within one instant is left to chance.

use crate::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What an event does. Arrivals are not here: they come sorted from the history and rank last within their instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum What {
    /// A step ends.
    StepEnd,
    /// A mark inside a step is reached.
    InsideMark,
    /// A piece of background work ends; the event's slot is the pool.
    JobEnd,
    /// The seats of a pool change; the event's slot is the pool.
    Shift,
    /// The truth about an agency comes out; the event's step is the place of the belief in the program.
    FoundOut,
    /// A caller's patience ends.
    HangUp,
    /// A step with `if_free` has waited long enough.
    Deadline,
    /// A request has waited so long that another pool is asked.
    Overflow,
    /// A caller calls again.
    Redial,
    /// Somebody else calls about an incident; the event's slot is the place of the call in the list of calls to come.
    Call,
}

impl What {
    const ALL: [What; 10] = [
        What::StepEnd,
        What::InsideMark,
        What::JobEnd,
        What::Shift,
        What::FoundOut,
        What::HangUp,
        What::Deadline,
        What::Overflow,
        What::Redial,
        What::Call,
    ];

    /// End of step, shift change, hang-up, then arrivals, of which a redial is one.
    const fn rank(self) -> i64 {
        match self {
            What::StepEnd | What::InsideMark | What::FoundOut | What::JobEnd => 0,
            What::Shift => 1,
            What::HangUp | What::Deadline | What::Overflow => 2,
            What::Redial | What::Call => 3,
        }
    }
}

/// One thing that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    key: Key,
    /// Which one it is in the order of creation. It names the event: nobody else ever has the same.
    pub(super) order: u64,
    of: Of,
}

/// What happens to whom, in one number, which a processor moves as a whole: slot, step, what, and for a mark inside a step its place
/// in `marks_inside` and how many events later the step's end was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Of(u64);

impl Of {
    #[inline]
    const fn new(slot: u32, step: u8, what: What, (mark, before_end): (u8, u8)) -> Of {
        Of(slot as u64 | (step as u64) << 32 | (what as u64) << 40 | (mark as u64) << 48 | (before_end as u64) << 56)
    }

    #[inline]
    const fn byte(self, place: u32) -> u8 {
        (self.0 >> (8 * place)) as u8
    }
}

/// Time, then rank, as one number without a sign: processors count those that are less with half the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    /// Bits of the rank.
    const RANK: u32 = 2;
    /// Turned over, signed numbers are in the order of those without a sign.
    const SIGN: u64 = 1 << (u64::BITS - 1);

    #[inline]
    const fn new(time: Time, rank: i64) -> Key {
        const LAST: i64 = i64::MAX >> Key::RANK;
        let time = if time.0 < LAST { time.0 } else { LAST };
        Key((time << Key::RANK | rank) as u64 ^ Key::SIGN)
    }

    /// Where an arrival stands: behind everything of its instant but other arrivals.
    #[inline]
    pub(super) const fn of_arrival(time: Time) -> Key {
        Key::new(time, What::Redial.rank())
    }

    #[inline]
    const fn time(self) -> Time {
        Time((self.0 ^ Key::SIGN) as i64 >> Key::RANK)
    }
}

impl Event {
    #[inline]
    pub(super) fn time(&self) -> Time {
        self.key.time()
    }

    /// Of the incident, or the pool.
    #[inline]
    pub(super) fn slot(&self) -> u32 {
        self.of.0 as u32
    }

    #[inline]
    pub(super) fn step(&self) -> u8 {
        self.of.byte(4)
    }

    #[inline]
    pub(super) fn is_step_end(&self) -> bool {
        self.of.byte(5) == What::StepEnd as u8
    }

    pub(super) fn what(&self) -> What {
        What::ALL[usize::from(self.of.byte(5))]
    }

    /// Of a mark inside a step: its place in `marks_inside`, and the name of the event that ends the step.
    pub(super) fn mark_inside(&self) -> (usize, u64) {
        (self.of.byte(6).into(), self.order + u64::from(self.of.byte(7)))
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Event) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Event) -> std::cmp::Ordering {
        (self.key, self.order).cmp(&(other.key, other.order))
    }
}

/// Most events that are at hand: as many as numbers of four bits tell apart.
const AT_HAND: usize = 16;
/// Bits of such a number, and a number of that many ones.
const BITS: u32 = 4;
const ONES: u64 = (1 << BITS) - 1;
/// A place without event: before everything.
const NOTHING: Event = Event { key: Key(0), order: 0, of: Of(0) };

/// The events to come. Those that come soon are at hand: they lie anywhere, and their order is a row of places in one number. Where a
/// new one belongs is counted, not sought: a processor cannot foresee how deep it sinks, and would stop and begin again each time.
/// The others lie in a heap.
#[derive(Debug)]
pub(super) struct Calendar {
    /// By place. Keys lie apart, so that they are compared one by one: several at once would wait for the last one that was written.
    events: [Event; AT_HAND],
    /// The places in the order of their events, four bits each, the next one lowest; and how many these are.
    order: u64,
    number: usize,
    /// Places without event, a bit each.
    empty: u32,
    /// None of these comes before one at hand.
    later: BinaryHeap<Reverse<Event>>,
    created: u64,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar { events: [NOTHING; AT_HAND], order: 0, number: 0, empty: (1 << AT_HAND) - 1, later: BinaryHeap::new(), created: 0 }
    }
}

/// A place: the compiler need not ask whether there is one.
#[inline(always)]
const fn place(index: u64) -> usize {
    (index & ONES) as usize
}

impl Calendar {
    /// Adds an event and gives its name. Nothing happens in the past: the caller gives a time from now on.
    #[inline]
    pub(super) fn add(&mut self, time: Time, slot: u32, step: u8, what: What) -> u64 {
        self.add_event(Key::new(time, what.rank()), Of::new(slot, step, what, (0, 0)))
    }

    /// Adds a mark inside a step, with its place among those; the step's end is the event that is created so many later.
    pub(super) fn add_mark(&mut self, time: Time, slot: u32, step: u8, mark: u8, before_end: u8) {
        self.add_event(Key::new(time, What::InsideMark.rank()), Of::new(slot, step, What::InsideMark, (mark, before_end)));
    }

    #[inline(always)]
    fn add_event(&mut self, key: Key, of: Of) -> u64 {
        self.created += 1;
        // Of two with the same key the new one comes second.
        let behind = self.events.iter().map(|other| usize::from(key < other.key)).sum::<usize>();
        if self.later.is_empty() && self.number < AT_HAND {
            self.put(key, self.created, of, self.number - behind);
        } else {
            self.add_among_many(key, of, behind);
        }
        self.created
    }

    /// Puts an event at hand, so many before it; there must be a place. Its parts come one by one: an event that is put together first
    /// would be read before it is written.
    #[inline(always)]
    fn put(&mut self, key: Key, order: u64, of: Of, before: usize) {
        let at = u64::from(self.empty.trailing_zeros());
        self.empty &= self.empty.wrapping_sub(1);
        let event = &mut self.events[place(at)];
        (event.key, event.order, event.of) = (key, order, of);
        let first = (1 << (BITS * before as u32)) - 1;
        self.order = self.order & first | at << (BITS * before as u32) | (self.order & !first) << BITS;
        self.number += 1;
    }

    /// Adds an event, so many of those at hand behind it, where there are others, or no place is left.
    #[inline(never)]
    fn add_among_many(&mut self, key: Key, of: Of, behind: usize) {
        if behind == 0 {
            return self.later.push(Reverse(Event { key, order: self.created, of }));
        }
        let before = self.number - behind;
        if self.number == AT_HAND {
            // The last one makes room.
            self.number -= 1;
            let last = self.order >> (BITS * self.number as u32);
            self.order &= !(ONES << (BITS * self.number as u32));
            let last = self.take(last);
            self.later.push(Reverse(last));
        }
        self.put(key, self.created, of, before);
    }

    /// Takes an event out of its place.
    #[inline(always)]
    fn take(&mut self, at: u64) -> Event {
        self.empty |= 1 << place(at);
        let event = self.events[place(at)];
        self.events[place(at)].key = NOTHING.key;
        event
    }

    /// The next event that comes before this place.
    #[inline(always)]
    pub(super) fn next_before(&mut self, key: Key) -> Option<Event> {
        if self.number == 0 && !self.draw_near() {
            return None;
        }
        if self.events[place(self.order)].key >= key {
            return None;
        }
        let next = self.take(self.order);
        self.order >>= BITS;
        self.number -= 1;
        Some(next)
    }

    /// Some of the others come to hand, if there are any.
    #[inline(never)]
    fn draw_near(&mut self) -> bool {
        while self.number < AT_HAND / 2
            && let Some(Reverse(event)) = self.later.pop()
        {
            self.put(event.key, event.order, event.of, self.number);
        }
        self.number > 0
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
        let before_arrivals: Vec<u32> =
            std::iter::from_fn(|| calendar.next_before(Key::of_arrival(now))).map(|event| event.slot()).collect();
        assert_eq!(before_arrivals, [3, 4, 2, 1]);
        let rest: Vec<u32> = std::iter::from_fn(|| calendar.next_before(Key::of_arrival(Time::MAX))).map(|event| event.slot()).collect();
        assert_eq!(rest, [0, 5]);
    }

    #[test]
    fn an_event_keeps_what_it_is_told() {
        let mut calendar = Calendar::default();
        for what in What::ALL {
            calendar.add(Time(-7), u32::MAX - 1, 254, what);
        }
        calendar.add_mark(Time(-7), 3, 4, 5, 6);
        let all: Vec<Event> = std::iter::from_fn(|| calendar.next_before(Key::of_arrival(Time(0)))).collect();
        assert!(all.iter().all(|event| event.time() == Time(-7)));
        let mark = all.iter().find(|event| event.slot() == 3).unwrap();
        assert_eq!((mark.what(), mark.step(), mark.mark_inside()), (What::InsideMark, 4, (5, 11 + 6)));
        for what in What::ALL {
            let event = all.iter().find(|event| event.what() == what && event.slot() != 3).unwrap();
            assert_eq!((event.slot(), event.step(), event.order), (u32::MAX - 1, 254, what as u64 + 1));
        }
    }

    /// Against a sorted list, with events added while others happen: few at a time, and many.
    #[test]
    fn events_come_in_order_however_they_were_added() {
        for most in [3, 9] {
            let mut calendar = Calendar::default();
            let (mut pending, mut now, mut state, mut longest) = (Vec::new(), 0i64, 1u64, 0);
            for round in 0..5_000u32 {
                for _ in 0..(state >> 60) % most {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let time = Time(now + (state >> 33) as i64 % 40);
                    let what = [What::StepEnd, What::Shift, What::HangUp][(state >> 50) as usize % 3];
                    pending.push((time, what.rank(), calendar.add(time, round, 0, what)));
                }
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                pending.sort_unstable();
                longest = longest.max(pending.len());
                let until = Time(now + (state >> 40) as i64 % 30);
                for _ in 0..most / 3 {
                    if let Some(event) = calendar.next_before(Key::of_arrival(until)) {
                        assert_eq!((event.time(), event.what().rank(), event.order), pending.remove(0));
                        now = event.time().0;
                    } else {
                        assert!(pending.first().is_none_or(|(time, ..)| *time > until));
                        now = until.0;
                    }
                }
            }
            assert!(most == 3 || longest > 4 * AT_HAND, "{longest}");
        }
    }
}
