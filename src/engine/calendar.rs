//! What will happen: a heap on (time, rank, order of creation), all integers, so that nothing within one instant is left to chance.

use crate::time::Time;

/// What an event does. Arrivals are not here: they come sorted from the history and rank last within their instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A step ends.
    StepEnd,
    /// A mark inside a step is reached: its place in `marks_inside`, and how many events later the step's end was created.
    InsideMark(u8, u8),
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
    /// End of step, shift change, hang-up, then arrivals, of which a redial is one.
    const fn rank(self) -> u64 {
        match self {
            What::StepEnd | What::InsideMark(..) | What::FoundOut | What::JobEnd => 0,
            What::Shift => 1,
            What::HangUp | What::Deadline | What::Overflow => 2,
            What::Redial | What::Call => 3,
        }
    }
}

/// One thing that will happen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// Time, then rank, then order of creation, as one number, which is compared without a branch.
    key: u128,
    /// Of the incident, or the pool.
    pub(super) slot: u32,
    pub(super) step: u8,
    pub(super) what: What,
}

/// Turns the sign of a time, so that times in order are numbers in order.
const SIGN: u64 = 1 << 63;

impl Event {
    #[inline]
    fn new(time: Time, order: u64, slot: u32, step: u8, what: What) -> Event {
        Event { key: u128::from(time.0 as u64 ^ SIGN) << 64 | u128::from(order), slot, step, what }
    }

    #[inline]
    pub(super) fn time(&self) -> Time {
        Time(((self.key >> 64) as u64 ^ SIGN) as i64)
    }

    /// Rank in the two uppermost bits, then the order of creation. It names the event: nobody else ever has the same.
    #[inline]
    pub(super) fn order(&self) -> u64 {
        self.key as u64
    }
}

/// How many children an entry of the heap has: a shallow heap moves less, and what it compares lies side by side.
const CHILDREN: usize = 4;

/// The events to come: a heap whose first entry stays in its place, vacant, while its event happens. Most events bring about
/// another one, which takes that place, so that the heap is put in order once and not twice.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    heap: Vec<Event>,
    /// Whether the first entry has happened.
    vacant: bool,
    created: u64,
}

impl Calendar {
    /// Adds an event and gives its name. Nothing happens in the past: the caller gives a time from now on.
    #[inline]
    pub(super) fn add(&mut self, time: Time, slot: u32, step: u8, what: What) -> u64 {
        self.created += 1;
        let order = what.rank() << 62 | self.created;
        let event = Event::new(time, order, slot, step, what);
        if std::mem::take(&mut self.vacant) {
            self.put_first(event);
        } else {
            self.heap.push(event);
            self.move_up();
        }
        order
    }

    /// The next event if it comes before `time`, or at `time` with a rank before arrivals.
    #[inline]
    pub(super) fn next_before(&mut self, time: Time) -> Option<Event> {
        if std::mem::take(&mut self.vacant)
            && let Some(last) = self.heap.pop()
            && !self.heap.is_empty()
        {
            self.put_first(last);
        }
        let next = *self.heap.first()?;
        self.vacant = next.key < Event::new(time, What::Redial.rank() << 62, 0, 0, What::Redial).key;
        self.vacant.then_some(next)
    }

    /// Puts an event in the first place and moves it down to where it belongs.
    #[inline]
    fn put_first(&mut self, event: Event) {
        let (key, heap) = (event.key, self.heap.as_mut_slice());
        let mut place = 0;
        loop {
            let first = place * CHILDREN + 1;
            let Some(children) = heap.get(first..heap.len().min(first + CHILDREN)).filter(|children| !children.is_empty()) else { break };
            let (mut least, mut least_key) = (0, children[0].key);
            for (child, event) in children.iter().enumerate().skip(1) {
                let child_key = event.key;
                (least, least_key) = if child_key < least_key { (child, child_key) } else { (least, least_key) };
            }
            if key < least_key {
                break;
            }
            heap[place] = children[least];
            place = first + least;
        }
        heap[place] = event;
    }

    /// Moves the last entry up to where it belongs.
    #[inline]
    fn move_up(&mut self) {
        let heap = self.heap.as_mut_slice();
        let mut place = heap.len() - 1;
        let event = heap[place];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if heap[parent].key < event.key {
                break;
            }
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = event;
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

    /// Against a sorted list, with events added while others happen.
    #[test]
    fn events_come_in_order_however_they_were_added() {
        let mut calendar = Calendar::default();
        let (mut pending, mut now, mut state) = (Vec::new(), 0i64, 1u64);
        for round in 0..5_000u32 {
            for _ in 0..(state >> 60) % 3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let time = Time(now + (state >> 33) as i64 % 40);
                let what = [What::StepEnd, What::Shift, What::HangUp][(state >> 50) as usize % 3];
                pending.push((time, calendar.add(time, round, 0, what)));
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            pending.sort_unstable();
            let until = Time(now + (state >> 40) as i64 % 30);
            if let Some(event) = calendar.next_before(until) {
                assert_eq!((event.time(), event.order()), pending.remove(0));
                now = event.time().0;
            } else {
                assert!(pending.first().is_none_or(|(time, _)| *time > until));
                now = until.0;
            }
        }
    }
}
