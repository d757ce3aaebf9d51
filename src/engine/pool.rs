//! A pool: seats on duty, seats taken, the queue, and two accounts kept independently of the incidents' own.

use super::hour::Hours;
use crate::model::{Discipline, PoolPlan, Seats, Study};
use crate::record::PoolBook;
use crate::time::Time;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Seats that never run out.
const UNLIMITED: u32 = u32::MAX;

/// Who waits. The order of the fields is the order of service: what the pool's discipline makes of priority and time of asking,
/// then incident (background after incidents), then step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Request {
    pub(super) place: Place,
    /// Number of the incident, or of the job from [`JOB`] on.
    pub(super) number: u64,
    pub(super) step: u8,
    /// Of the incident; of a job: how long it takes is in `takes`.
    pub(super) slot: u32,
    /// Tells this request of a step from every other one.
    pub(super) ticket: u32,
    pub(super) asked: Time,
    pub(super) takes: Time,
}

/// A place in a queue: lower ones are served first. A rank in the uppermost byte, then a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl Place {
    /// Before everybody.
    pub(super) const FRONT: Place = Place(0);

    #[inline]
    const fn new(rank: u8, time: i64) -> Place {
        // Times of a thousand years either way, in microseconds.
        const MIDDLE: i64 = 1 << 55;
        Place((rank as u64) << 56 | (time + MIDDLE) as u64 & ((1 << 56) - 1))
    }

    /// Before everybody who waits as usual; among those before them, who was ready first.
    pub(super) const fn before_all(ready: Time) -> Place {
        Place::new(0, ready.0)
    }
}

/// Nobody ages more slowly than by this for each priority: a year.
const MOST_AGEING: i64 = 366 * Time::DAY.0;

/// Numbers from here on are jobs of the background.
pub(super) const JOB: u64 = 1 << 63;

impl Request {
    pub(super) fn is_job(&self) -> bool {
        self.number >= JOB
    }
}

/// Requests in the order of service.
#[derive(Debug, Default)]
struct Queue {
    /// Whoever comes behind everybody else, as most do, joins a row ...
    row: VecDeque<Request>,
    /// ... and all others wait in a heap.
    others: BinaryHeap<Reverse<Request>>,
}

impl Queue {
    #[inline]
    fn join(&mut self, request: Request) {
        match self.row.back() {
            Some(last) if *last > request => self.others.push(Reverse(request)),
            _ => self.row.push_back(request),
        }
    }

    /// Whether the first of the heap comes before the first of the row.
    #[inline]
    fn others_first(&self) -> bool {
        self.others.peek().is_some_and(|Reverse(other)| self.row.front().is_none_or(|first| other < first))
    }

    #[inline]
    fn pop(&mut self) -> Option<Request> {
        if self.others_first() { self.others.pop().map(|Reverse(request)| request) } else { self.row.pop_front() }
    }

    fn first(&self) -> Option<Request> {
        if self.others_first() { self.others.peek().map(|Reverse(request)| *request) } else { self.row.front().copied() }
    }

    fn len(&self) -> usize {
        self.row.len() + self.others.len()
    }
}

/// The part of `[from, to)` that lies in a window.
#[inline]
fn counted(window: (Time, Time), from: Time, to: Time) -> i64 {
    (to.min(window.1).0 - from.max(window.0).0).max(0)
}

/// The state of one pool in one arm.
#[derive(Debug)]
pub(super) struct Pool {
    on_duty: u32,
    pub(super) taken: u32,
    /// Requests in the queue that have not been withdrawn.
    pub(super) queued: u32,
    queue: Queue,
    discipline: Discipline,
    /// Whether people are called away for urgent requests; then the slots of the incidents that have a seat, once for each.
    pub(super) preempts: bool,
    pub(super) sitting: Vec<u32>,
    lines: Option<u32>,
    /// Whether somebody who joins the queue may do more than wait: hear that all lines are taken, or call people away.
    pub(super) asks_more: bool,
    window: (Time, Time),
    /// Whether this turn lies in the window; no turn lies partly in it.
    counting: bool,
    /// Up to when the time on duty is booked.
    touched: Time,
    /// Integrals over all time: length of the queue, seats taken (Little's identity, kept by the pool ...). While something
    /// lasts they are short of the time until now: whoever comes is counted from time zero on, and that time is taken off.
    area_queued: i64,
    area_taken: i64,
    /// ... and the sums of the waits and of the seat times, kept by those who waited and sat.
    pub(super) sum_waits: i64,
    pub(super) sum_seats: i64,
    pub(super) book: PoolBook,
    pub(super) hours: Hours,
}

impl Pool {
    pub(super) fn new(plan: &PoolPlan, study: &Study) -> Pool {
        let (begin, window) = (study.begin(), (study.window_start, study.window_end()));
        Pool {
            on_duty: if plan.seats == Seats::Unlimited { UNLIMITED } else { 0 },
            taken: 0,
            queued: 0,
            queue: Queue::default(),
            discipline: plan.discipline,
            preempts: plan.preempts,
            sitting: Vec::new(),
            lines: plan.lines,
            asks_more: plan.preempts || plan.lines.is_some(),
            window,
            counting: window.0 <= begin && begin < window.1,
            touched: begin,
            area_queued: 0,
            area_taken: 0,
            sum_waits: 0,
            sum_seats: 0,
            book: PoolBook::default(),
            hours: Hours::new(begin, study.weekday),
        }
    }

    /// The part of `[from, to)` that lies in the counted window.
    #[inline]
    fn counted(&self, from: Time, to: Time) -> i64 {
        counted(self.window, from, to)
    }

    /// Books the time on duty until now; to be called before the number of people on duty changes.
    pub(super) fn book_duty(&mut self, now: Time) {
        if self.on_duty != UNLIMITED {
            self.book.on_duty.0 += i64::from(self.people()) * self.counted(self.touched, now);
        }
        self.touched = now;
    }

    /// People on duty. Somebody who finishes after the shift is there until the seat goes back.
    fn people(&self) -> u32 {
        self.on_duty.max(self.taken)
    }

    /// Somebody more, or fewer, is in the queue from now on. The sums may pass the ends of an integer meanwhile.
    #[inline]
    fn change_queued(&mut self, now: Time, change: i32) {
        self.queued = self.queued.wrapping_add_signed(change);
        self.area_queued = self.area_queued.wrapping_sub(now.0.wrapping_mul(change.into()));
    }

    /// A seat more, or fewer, is taken from now on.
    #[inline]
    fn change_taken(&mut self, now: Time, change: i32) {
        if self.taken.wrapping_add_signed(change).max(self.taken) > self.on_duty {
            self.book_duty(now);
        }
        self.taken = self.taken.wrapping_add_signed(change);
        self.area_taken = self.area_taken.wrapping_sub(now.0.wrapping_mul(change.into()));
    }

    /// Whether a seat could be taken now.
    #[inline]
    pub(super) fn has_idle_seat(&self) -> bool {
        self.taken < self.on_duty
    }

    /// Whether a new request would be served at once: an idle seat and an empty queue.
    #[inline]
    pub(super) fn serves_at_once(&self) -> bool {
        self.queued == 0 && self.has_idle_seat()
    }

    /// Whether all lines are taken by those who are served and those who wait.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.lines.is_some_and(|lines| self.taken + self.queued >= lines)
    }

    /// How many new requests would be served at once.
    pub(super) fn idle_for_new(&self) -> u32 {
        if self.queued == 0 { self.on_duty.saturating_sub(self.taken) } else { 0 }
    }

    pub(super) fn set_on_duty(&mut self, now: Time, seats: u32) {
        self.book_duty(now);
        self.on_duty = seats;
    }

    /// A seat is taken.
    #[inline]
    pub(super) fn take(&mut self, now: Time) {
        self.change_taken(now, 1);
    }

    /// An incident has a seat.
    #[inline]
    pub(super) fn sits(&mut self, slot: u32) {
        if self.preempts {
            self.sitting.push(slot);
        }
    }

    /// An incident gives a seat back.
    #[inline]
    pub(super) fn leaves(&mut self, slot: u32) {
        if self.preempts
            && let Some(place) = self.sitting.iter().position(|&other| other == slot)
        {
            self.sitting.swap_remove(place);
        }
    }

    /// A seat goes back after `since`.
    #[inline]
    pub(super) fn give_back(&mut self, now: Time, since: Time) {
        self.change_taken(now, -1);
        self.sum_seats += (now - since).0;
    }

    /// A seat is taken for a piece of background work, which nothing interrupts: its time is known, and booked, beforehand.
    pub(super) fn take_for_job(&mut self, now: Time, takes: Time) {
        self.take(now);
        self.sum_seats += takes.0;
        self.book.background.0 += self.counted(now, now + takes);
        if self.hours.is_beyond(now + takes) {
            let window = self.window;
            self.hours.carry(now + takes, |from, to| counted(window, from, to));
        }
    }

    /// A turn begins.
    pub(super) fn begin_turn(&mut self, now: Time) {
        self.counting = self.window.0 <= now && now < self.window.1;
    }

    /// Books seat time of this turn: at work, and held without working, which may be for a step that has not everybody yet.
    #[inline]
    pub(super) fn book(&mut self, worked: Time, held: Time, is_reserved: bool) {
        if self.counting {
            self.book.working += worked;
            self.book.held += held;
            if is_reserved {
                self.book.reserved += held;
            }
        }
    }

    /// The place in the queue of somebody who asks, or counts as having asked, at this time.
    #[inline]
    pub(super) fn place(&self, priority: u8, asked: Time) -> Place {
        match self.discipline {
            Discipline::Priority => Place::new(priority, asked.0),
            Discipline::Fifo => Place::new(1, asked.0),
            Discipline::Lifo => Place::new(1, -asked.0),
            Discipline::Ageing(by) => Place::new(1, asked.0 + (by.0.min(MOST_AGEING) * i64::from(priority))),
        }
    }

    /// Joins the queue.
    #[inline]
    pub(super) fn join(&mut self, now: Time, request: Request) {
        self.change_queued(now, 1);
        self.queue.join(request);
    }

    /// The first in the queue; whether it is still wanted is for the caller to know.
    pub(super) fn pop(&mut self) -> Option<Request> {
        self.queue.pop()
    }

    /// The first in the queue without taking it out.
    pub(super) fn first(&self) -> Option<Request> {
        self.queue.first()
    }

    /// Whether whoever is most urgent is served first.
    pub(super) fn goes_by_priority(&self) -> bool {
        self.discipline == Discipline::Priority
    }

    /// Whether every seat on duty is taken, and no other.
    pub(super) fn is_just_full(&self) -> bool {
        self.taken == self.on_duty
    }

    /// Whether most of the queue has been withdrawn, so that clearing it costs less than it frees.
    pub(super) fn is_stale(&self) -> bool {
        self.queue.len() > 2 * self.queued as usize + 64
    }

    /// Leaves in the queue what is still wanted.
    pub(super) fn clear_queue(&mut self, is_wanted: impl Fn(&Request) -> bool) {
        self.queue.row.retain(&is_wanted);
        self.queue.others.retain(|Reverse(request)| is_wanted(request));
    }

    /// A request that was in the queue is served or withdrawn.
    pub(super) fn left_queue(&mut self, now: Time, asked: Time) {
        self.change_queued(now, -1);
        self.sum_waits += (now - asked).0;
    }

    /// Counts a request of an incident: what it waited until served or withdrawn.
    #[inline]
    pub(super) fn count_request(&mut self, asked: Time, waited: Option<Time>) {
        if asked >= self.window.0 && asked < self.window.1 {
            self.book.requests += 1;
            if let Some(wait) = waited {
                self.book.waited += 1;
                self.book.wait += wait;
            }
        }
    }

    /// Closes the book at the end of a run and keeps the promise of Little's identity, in integers.
    pub(super) fn close(&mut self, end: Time) {
        self.book_duty(end);
        assert!(self.taken == 0 && self.queued == 0, "a seat or a request was left at the end of a run");
        assert_eq!(self.area_queued, self.sum_waits, "Little's identity: the queue's area equals the sum of waits");
        assert_eq!(self.area_taken, self.sum_seats, "Little's identity: the seats' area equals the sum of seat times");
    }
}
