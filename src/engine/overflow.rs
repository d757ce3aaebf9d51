//! Who helps: what one pool does not serve, others may, at once or after a while.
//!
//! A request that others may serve stands in several queues, in each with the place of somebody who asked when it did. Whoever is
//! first takes it; it then leaves all of them. It is counted with the pool that was asked.

use super::arm::Life;
use super::calendar::What;
use super::incident::Incident;
use super::plan::only;
use super::pool::{Place, Request};
use super::room::Room;
use super::state::Phase;
use crate::record::{Fact, Recorder};
use crate::time::Time;

/// Another pool that may serve a step's request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Helper {
    step: u8,
    pub(super) pool: u16,
    /// The event at which it is asked, by name; 0: at once.
    timer: u64,
    /// When the request joined its queue.
    joined: Option<Time>,
}

impl Room<'_> {
    /// Another pool that has somebody who is free, and helps at once.
    pub(super) fn free_helper(&self, pool: usize) -> Option<usize> {
        let helpers = self.arm.pools[pool].overflow.iter().filter(|helper| helper.after == Time::ZERO);
        helpers.map(|helper| helper.pool).find(|&helper| self.pools[helper].serves_at_once())
    }
}

impl Life<'_, '_> {
    /// A request has joined the queue of its pool: it joins those of the pools that help at once, and will join others later.
    pub(super) fn call_helpers<R: Recorder>(&mut self, pool: usize, request: &Request, recorder: &mut R) {
        let (slot, step) = (request.slot, request.step);
        for helper in &self.room.arm.pools[pool].overflow {
            let at_once = helper.after == Time::ZERO;
            let timer = if at_once { 0 } else { self.room.calendar.add(self.room.now + helper.after, slot, step, What::Overflow) };
            let entry = Helper { step, pool: helper.pool as u16, timer, joined: None };
            self.open[slot as usize].helpers.push(entry);
            if at_once {
                let last = self.open[slot as usize].helpers.len() - 1;
                self.join_helper(slot, last, recorder);
            }
        }
    }

    /// Another pool is asked as well.
    fn join_helper<R: Recorder>(&mut self, slot: u32, which: usize, recorder: &mut R) {
        let incident = &mut self.open[slot as usize];
        let helper = &mut incident.helpers[which];
        helper.joined = Some(self.room.now);
        let (step, pool) = (helper.step, usize::from(helper.pool));
        let state = &incident.steps[usize::from(step)];
        let rest = incident.rest(step.into()).filter(|_| incident.rests_now(step.into()));
        let place = match rest {
            Some(rest) if rest.in_front => Place::FRONT,
            Some(_) => self.room.pools[pool].place(incident.is.priority, state.ready),
            None => self.room.pools[pool].place(incident.is.priority, state.asked),
        };
        let (number, ticket) = (incident.is.number, state.ticket);
        let role = incident.asks_for(step.into());
        self.room.pools[pool].join(self.room.now, Request { place, number, step, slot, ticket, asked: self.room.now, takes: Time::ZERO });
        self.tell(slot, Fact::Queued { step: step.into(), role, pool }, recorder);
    }

    /// A request has waited so long that another pool is asked.
    pub(super) fn overflow<R: Recorder>(&mut self, slot: u32, order: u64, recorder: &mut R) {
        // It is gone if the step has been served or has withdrawn since.
        let Some(which) = self.open[slot as usize].helpers.iter().position(|helper| helper.timer == order) else { return };
        let helper = self.open[slot as usize].helpers[which];
        if self.room.pools[usize::from(helper.pool)].serves_at_once() {
            self.serve(slot, helper.step.into(), helper.pool.into(), recorder);
        } else {
            self.join_helper(slot, which, recorder);
        }
    }

    /// A seat of a pool, the one that was asked or a helper, serves a step that waits in a queue.
    pub(super) fn serve<R: Recorder>(&mut self, slot: u32, step: usize, pool: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        if !incident.helpers.is_empty() || incident.paused & only(step) != 0 {
            return self.serve_further(slot, step, pool, recorder);
        }
        let asked = incident.steps[step].asked;
        let queue = &mut room.pools[pool];
        queue.left_queue(room.now, asked);
        queue.count_request(asked, Some(room.now - asked).filter(|wait| *wait > Time::ZERO));
        let is_first = incident.fill(step, &incident.plan.acts[step], pool, None, room, recorder);
        self.go_on_with(slot, step, is_first, recorder);
    }

    /// [`Life::serve`] where a step stands in several queues, or rests.
    #[inline(never)]
    fn serve_further<R: Recorder>(&mut self, slot: u32, step: usize, pool: usize, recorder: &mut R) {
        let (home, asked) = self.leave_queues(slot, step);
        let helps = Some(home).filter(|&home| home != pool);
        if self.open[slot as usize].rests_now(step) {
            self.resume(slot, step, (pool, helps), recorder);
            // Who only watches may have waited for whoever is back.
            if self.open[slot as usize].may_advance() != 0 {
                self.settle(slot, recorder);
            }
            return;
        }
        self.room.pools[home].count_request(asked, Some(self.room.now - asked).filter(|wait| *wait > Time::ZERO));
        let (incident, room) = self.scene(slot);
        let is_first = incident.fill(step, &incident.plan.acts[step], pool, helps, room, recorder);
        self.go_on_with(slot, step, is_first, recorder);
    }

    /// A step's request leaves every queue it stands in. The pool that was asked, and when.
    #[inline]
    pub(super) fn leave_queues(&mut self, slot: u32, step: usize) -> (usize, Time) {
        let incident = &mut self.open[slot as usize];
        let (pool, asked) = (incident.pool_asked(step), incident.steps[step].asked);
        self.room.pools[pool].left_queue(self.room.now, asked);
        if !incident.helpers.is_empty() {
            for helper in incident.helpers.iter().filter(|helper| usize::from(helper.step) == step) {
                if let Some(joined) = helper.joined {
                    self.room.pools[usize::from(helper.pool)].left_queue(self.room.now, joined);
                }
            }
            incident.helpers.retain(|helper| usize::from(helper.step) != step);
        }
        (pool, asked)
    }
}

impl Incident<'_> {
    /// The role that a step which waits in a queue asks for.
    pub(super) fn asks_for(&self, step: usize) -> usize {
        let place = if self.rests_now(step) { self.rest(step).map_or(0, |rest| rest.place) } else { self.steps[step].next };
        self.plan.program.steps[step].staff[usize::from(place)]
    }

    /// The pool that a step which waits in a queue has asked.
    #[inline]
    pub(super) fn pool_asked(&self, step: usize) -> usize {
        if self.rests_now(step)
            && let Some(rest) = self.rest(step)
        {
            return rest.pool.into();
        }
        self.pool_for(self.asks_for(step))
    }

    /// The pools in whose queues a step stands.
    pub(super) fn pools_asked(&self, step: usize) -> impl Iterator<Item = usize> {
        let helpers = self.helpers.iter().filter(move |helper| usize::from(helper.step) == step && helper.joined.is_some());
        let queued = self.steps[step].phase == Phase::Queued;
        let asked = queued.then(|| self.pool_asked(step)).into_iter().chain(helpers.map(|helper| helper.pool.into()));
        asked.chain(self.pools_missing(step))
    }
}
