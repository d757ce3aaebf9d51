//! The hours of the week: what each pool did in them, noted once an hour and never by event.

use super::arm::Life;
use super::plan::steps_of;
use super::pool::Pool;
use crate::record::{HOURS, PoolBook, hour_of_week};
use crate::time::Time;

/// The books of a pool by hour of the week.
#[derive(Debug)]
pub(super) struct Hours {
    books: Vec<PoolBook>,
    /// The pool's book when it was last looked at.
    noted: PoolBook,
    /// The hour that is being lived, and its end.
    hour: usize,
    end: Time,
}

impl Hours {
    pub(super) fn new(begin: Time, weekday: u8) -> Hours {
        let end = Time((begin.hour() + 1) * Time::HOUR.0);
        Hours { books: vec![PoolBook::default(); HOURS], noted: PoolBook::default(), hour: hour_of_week(begin, weekday), end }
    }

    /// Whether an instant lies beyond the hour that is being lived.
    #[inline]
    pub(super) fn is_beyond(&self, at: Time) -> bool {
        at > self.end
    }

    /// Background work that was booked as a whole goes on beyond this hour until `end`: what lies in later hours goes there.
    #[cold]
    pub(super) fn carry(&mut self, end: Time, counted: impl Fn(Time, Time) -> i64) {
        let (mut from, mut hour) = (self.end, self.hour);
        while from < end {
            let to = (from + Time::HOUR).min(end);
            hour = (hour + 1) % HOURS;
            let there = Time(counted(from, to));
            self.books[hour].background += there;
            self.books[self.hour].background += -there;
            from = to;
        }
    }
}

impl Pool {
    /// A turn ends; if an hour does, it is noted, and the next begins.
    fn end_turn(&mut self, now: Time) {
        self.begin_turn(now);
        if now != self.hours.end {
            return;
        }
        self.book_duty(now);
        let hours = &mut self.hours;
        hours.books[hours.hour].add(&self.book.less(&hours.noted));
        hours.noted = self.book;
        (hours.hour, hours.end) = ((hours.hour + 1) % HOURS, now + Time::HOUR);
    }

    /// The books by hour of the week, Monday midnight first.
    pub(super) fn by_hour(&self) -> &[PoolBook] {
        &self.hours.books
    }
}

impl Life<'_, '_> {
    /// A turn ends: what its people do is booked up to now, so that every hour has its own part of it, and the counted time.
    pub(super) fn end_turn(&mut self) {
        let now = self.room.now;
        if now <= self.model.study.begin() {
            return;
        }
        for slot in 0..self.open.len() as u32 {
            let (incident, room) = self.scene(slot);
            let kept = incident.kept;
            steps_of(kept).for_each(|role| incident.book(role, room));
        }
        self.room.pools.iter_mut().for_each(|pool| pool.end_turn(now));
    }
}
