//! The people of an incident: who is engaged in what, which of their time is booked, and who goes back.

use super::incident::{Incident, NO_POOL, NO_STEP, RoleState};
use super::plan::{only, steps_of};
use super::pool::Spent;
use super::room::Room;
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl Incident<'_> {
    /// A person begins (+1) or ends (-1) work at a step; the time until now is booked.
    #[inline(always)]
    pub(super) fn change_work(&mut self, role: usize, change: i8, room: &mut Room<'_>) {
        let one = &mut self.roles[role];
        if one.booked != room.now && one.pool != NO_POOL {
            if one.working > 0 {
                one.book(Spent::Working, room);
            } else {
                self.book_held(role, room);
            }
        }
        let one = &mut self.roles[role];
        one.working = one.working.wrapping_add_signed(change);
    }

    /// Books the time of somebody who is kept and does not work.
    #[inline(never)]
    fn book_held(&mut self, role: usize, room: &mut Room<'_>) {
        let spent = if room.has_meetings && self.is_reserved(role) { Spent::Reserved } else { Spent::Held };
        self.roles[role].book(spent, room);
    }

    /// A step no longer occupies one of its people.
    #[inline]
    pub(super) fn let_go(&mut self, step: usize, role: usize) {
        if self.roles[role].let_go(step) {
            self.engaged &= !only(role);
        }
    }

    /// Somebody is engaged in a step.
    #[inline(always)]
    pub(super) fn engage(&mut self, role: usize, step: usize) {
        self.roles[role].occupant = step as u8;
        self.engaged |= only(role);
    }

    /// People go back whom no later step may need.
    #[inline]
    pub(super) fn send_back<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) {
        for role in steps_of(self.kept & !self.engaged) {
            if self.roles[role].working == 0 && !self.needs_role(role) {
                self.gives_back(role, room, recorder);
            }
        }
    }

    /// A seat goes back to its pool.
    #[inline(never)]
    pub(super) fn give_back<R: Recorder>(&mut self, role: usize, room: &mut Room<'_>, recorder: &mut R) {
        self.gives_back(role, room, recorder);
    }

    #[inline(always)]
    fn gives_back<R: Recorder>(&mut self, role: usize, room: &mut Room<'_>, recorder: &mut R) {
        let now = room.now;
        self.kept &= !only(role);
        let one = &mut self.roles[role];
        let index = usize::from(std::mem::replace(&mut one.pool, NO_POOL));
        one.seat_time += now - one.taken;
        let pool = &mut room.pools[index];
        if one.booked != now {
            pool.book(Spent::Held, one.booked, now);
        }
        pool.give_back(now, one.taken);
        if pool.queued > 0 {
            room.dirty.add(index);
        }
        room.tell(self, Fact::GaveBack { role, pool: index }, recorder);
    }
}

impl RoleState {
    /// Somebody takes the role.
    #[inline(always)]
    pub(super) fn sits_down(&mut self, pool: usize, helper: Option<u8>, now: Time) {
        (self.pool, self.asked_by, self.helper) = (pool as u16, NO_STEP, helper);
        (self.taken, self.booked) = (now, now);
    }

    /// Books its time until now.
    #[inline(always)]
    fn book(&mut self, spent: Spent, room: &mut Room<'_>) {
        room.pools[usize::from(self.pool)].book(spent, self.booked, room.now);
        self.booked = room.now;
    }

    /// A step lets go; whether it was the one that the role was engaged in.
    #[inline(always)]
    pub(super) fn let_go(&mut self, step: usize) -> bool {
        let was_engaged = self.occupant == step as u8;
        if was_engaged {
            (self.occupant, self.last) = (NO_STEP, step as u8);
        }
        was_engaged
    }
}
