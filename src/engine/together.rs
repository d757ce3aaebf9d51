//! Several people at once: a meeting begins when everybody can be had, all or none.
//!
//! Such a step keeps nobody idle while it waits, so whoever asks for one person only goes before it. After a while it stops being
//! polite: its people are asked for one by one, before everybody else, and kept until all are there. That time is *reserved*.

use super::arm::Life;
use super::incident::Incident;
use super::plan::{only, steps_of};
use super::room::Room;
use super::state::{How, NO_POOL, NO_STEP, Phase};
use crate::model::Program;
use crate::record::{Fact, Number, Recorder};
use crate::time::Time;

/// A step that waits until everybody can be had. The order of the fields is the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gathering {
    priority: u8,
    ready: Time,
    number: Number,
    step: u8,
    slot: u32,
}

impl Life<'_, '_> {
    /// A step that wants its people together asks for them: it begins, or gathers.
    pub(super) fn ask_together<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        if incident.has_all_at_once(step, room) {
            incident.take_at_once(step, room, recorder);
            return self.settle(slot, recorder);
        }
        incident.set_phase(step, Phase::Gathering);
        let (priority, number, ready) = (incident.is.priority, incident.is.number, incident.steps[step].ready);
        let gathering = Gathering { priority, ready, number, step: step as u8, slot };
        let place = self.gatherings.partition_point(|other| *other < gathering);
        self.gatherings.insert(place, gathering);
        self.room.may_wait.push((slot, step as u8));
        self.tell(slot, Fact::Gathers { step }, recorder);
    }

    /// The first gathering that is complete begins. Whether there was one.
    pub(super) fn gather<R: Recorder>(&mut self, recorder: &mut R) -> bool {
        let open = &self.open;
        // Who has been cancelled, or asks one by one by now, gathers no longer.
        self.gatherings.retain(|one| {
            let incident = &open[one.slot as usize];
            incident.is.number == one.number && incident.gathers() & only(one.step.into()) != 0
        });
        let complete = self.gatherings.iter().position(|one| self.open[one.slot as usize].has_all_at_once(one.step.into(), &self.room));
        let Some(Gathering { slot, step, .. }) = complete.map(|place| self.gatherings.remove(place)) else { return false };
        let (incident, room) = self.scene(slot);
        incident.set_phase(step.into(), Phase::Own);
        incident.take_at_once(step.into(), room, recorder);
        self.settle(slot, recorder);
        true
    }

    /// A step has gathered long enough: its people are asked for one by one, and kept.
    pub(super) fn reserve<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let incident = &mut self.open[slot as usize];
        incident.steps[step].tried = true;
        incident.set_phase(step, Phase::Own);
        self.settle(slot, recorder);
    }
}

impl Incident<'_> {
    /// Its steps that gather.
    fn gathers(&self) -> u64 {
        steps_of(self.waiting).filter(|&step| self.steps[step].phase == Phase::Gathering).fold(0, |set, step| set | only(step))
    }

    /// Whether a role that does not work is kept for a step that has not everybody yet.
    pub(super) fn is_reserved(&self, role: usize) -> bool {
        let step = usize::from(self.roles[role].occupant);
        let program: &Program = self.plan.program;
        program.steps.get(step).is_some_and(|listed| listed.together.is_some()) && self.rest(step).is_none()
    }

    /// Whether every person of a step could be had at once: an idle seat and an empty queue, or the incident's own and free.
    pub(super) fn has_all_at_once(&self, step: usize, room: &Room<'_>) -> bool {
        let listed = &self.plan.program.steps[step];
        let missing = |&&role: &&usize| !self.has_role(role);
        let free = |&role: &usize| self.is_free_for(role, listed.alongside);
        let wanted = |pool| listed.staff.iter().filter(missing).filter(|&&role| self.pool_for(role) == pool).count();
        listed.staff.iter().filter(|role| !missing(role)).all(free)
            && listed.staff.iter().filter(missing).all(|&role| {
                let pool = self.pool_for(role);
                let has_line = !room.pools[pool].is_full() || !self.needs_line(step, pool);
                self.roles[role].asked_by == NO_STEP && room.pools[pool].idle_for_new() as usize >= wanted(pool) && has_line
            })
    }

    /// Whether every person of a step with `if_free` is the incident's own and free.
    pub(super) fn has_all_free(&self, step: usize) -> bool {
        let listed = &self.plan.program.steps[step];
        listed.staff.iter().all(|&role| self.has_role(role) && self.is_free_for(role, listed.alongside))
    }

    /// Whether one of the incident's own people can be had at once, by a step alongside or another one.
    pub(super) fn is_free_for(&self, role: usize, alongside: bool) -> bool {
        let busy = if alongside { self.absent() } else { self.engaged };
        busy & only(role) == 0
    }

    /// Everybody is had at once: the step begins.
    pub(super) fn take_at_once<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        let plan = self.plan;
        let act = &plan.acts[step];
        for &role in act.staff {
            let mut how = How::Had;
            if !self.has_role(role) {
                let pool = self.pool_for(role);
                self.take_seat(role, pool, NO_POOL, room, recorder);
                how = How::Pool(pool as u16);
            }
            self.obtain(step, act, role, usize::from(self.steps[step].next), how, room, recorder);
        }
        self.begin_step(step, act, room, recorder);
    }

    /// The pools that a gathering step still needs somebody of.
    pub(super) fn pools_missing(&self, step: usize) -> impl Iterator<Item = usize> {
        let gathers = self.steps[step].phase == Phase::Gathering;
        let staff = self.plan.program.steps[step].staff.iter().copied();
        staff.filter(move |&role| gathers && !self.has_role(role)).map(|role| self.pool_for(role))
    }
}
