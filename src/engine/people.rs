//! The people of an incident: who is engaged in what, which of their time is booked, and who goes back.

use super::incident::Incident;
use super::plan::{only, steps_of};
use super::room::Room;
use super::state::{NO_POOL, NO_STEP, RoleState};
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl Incident<'_> {
    /// A person begins work at a step.
    #[inline(always)]
    pub(super) fn begins_work(&mut self, role: usize, room: &mut Room<'_>) {
        if room.has_meetings {
            // What was reserved until now is told from what is held later.
            self.book(role, room);
        }
        let one = &mut self.roles[role];
        if one.working == 0 {
            one.worked -= room.now;
        }
        one.working += 1;
    }

    /// A person ends work at a step.
    #[inline(always)]
    pub(super) fn ends_work(&mut self, role: usize, now: Time) {
        let one = &mut self.roles[role];
        one.working -= 1;
        if one.working == 0 {
            one.worked += now;
        }
    }

    /// The time of somebody is booked until now.
    #[inline(never)]
    pub(super) fn book(&mut self, role: usize, room: &mut Room<'_>) {
        let is_reserved = room.has_meetings && self.is_reserved(role);
        let one = &mut self.roles[role];
        if one.pool != NO_POOL {
            let (at_work, now) = (one.working > 0, room.now);
            let worked = if at_work { one.worked + now } else { one.worked };
            room.pools[usize::from(one.pool)].book(worked, now - one.booked - worked, is_reserved);
            (one.booked, one.worked) = (now, if at_work { -now } else { Time::ZERO });
        }
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
    #[inline(always)]
    pub(super) fn send_back<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) {
        let idle = self.kept & !self.engaged;
        if idle != 0 {
            self.send_back_of(idle, room, recorder);
        }
    }

    #[inline(never)]
    fn send_back_of<R: Recorder>(&mut self, idle: u64, room: &mut Room<'_>, recorder: &mut R) {
        for role in steps_of(idle) {
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
        pool.book(one.worked, now - one.booked - one.worked, false);
        pool.give_back(now, one.taken);
        pool.leaves(self.slot);
        if pool.queued > 0 {
            room.dirty.add(index);
        }
        room.tell(self, Fact::GaveBack { role, pool: index }, recorder);
    }
}

impl RoleState {
    /// Somebody takes the role.
    #[inline(always)]
    pub(super) fn sits_down(&mut self, pool: usize, helps: u16, now: Time) {
        (self.pool, self.asked_by, self.helps) = (pool as u16, NO_STEP, helps);
        (self.taken, self.booked, self.worked) = (now, now, Time::ZERO);
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
