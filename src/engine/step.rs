//! What happens to the steps of an incident: ready, asking, working, done; and what becomes of the people.

use super::arm::Life;
use super::calendar::What;
use super::decide::Scene;
use super::incident::{How, Incident, NO_POOL, NO_STEP, Obtained, Phase};
use super::plan::{only, steps_of};
use super::pool::{Place, Request, Spent};
use crate::model::Lasts;
use crate::random::Purpose;
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl Incident<'_> {
    /// Whether this request is the one that its step waits with now.
    pub(super) fn is_queued(&self, request: &Request) -> bool {
        let step = &self.steps[usize::from(request.step)];
        step.phase == Phase::Queued && step.ticket == request.ticket
    }

    /// Whether every person of a step with `if_free` is the incident's own and free.
    fn has_all_free(&self, step: usize) -> bool {
        let listed = &self.plan.program.steps[step];
        listed.staff.iter().all(|&role| self.has_role(role) && (listed.alongside || self.roles[role].occupant == NO_STEP))
    }
}

impl<'m> Life<'m> {
    #[inline]
    pub(super) fn incident(&mut self, slot: u32) -> &mut Incident<'m> {
        &mut self.open[slot as usize]
    }

    /// An incident and what it needs of its arm to go on by itself.
    #[inline]
    pub(super) fn scene<'a, R: Recorder>(&'a mut self, slot: u32, recorder: &'a mut R) -> (&'a mut Incident<'m>, Scene<'a, R>) {
        let scene = Scene {
            arm: self.index,
            now: self.now,
            slot,
            calendar: &mut self.calendar,
            may_wait: &mut self.may_wait,
            reports: &mut self.reports,
            recorder,
        };
        (&mut self.open[slot as usize], scene)
    }

    #[inline]
    pub(super) fn tell<R: Recorder>(&self, slot: u32, fact: Fact, recorder: &mut R) {
        // Whoever listens hears of incidents; a later call is none.
        if R::FACTS && self.open[slot as usize].is.caller_of.is_none() {
            recorder.fact(self.index, self.now, self.open[slot as usize].is.number, fact);
        }
    }

    /// Decides what is due, lets ready steps take the incident's own people, sends back who is not needed, closes.
    pub(super) fn settle<R: Recorder>(&mut self, slot: u32, recorder: &mut R) {
        loop {
            let (incident, mut scene) = self.scene(slot, recorder);
            incident.decide(&mut scene);
            let ready = incident.may_advance();
            if ready != 0 {
                incident.plan.in_order(ready, |step| self.advance(slot, step, recorder));
            }
            if self.open[slot as usize].due == 0 {
                break;
            }
        }
        self.send_back(slot, recorder);
        let incident = &self.open[slot as usize];
        if incident.finished == incident.plan.all {
            self.close(slot, recorder);
        }
    }

    /// Takes the people a step still needs, as far as they are the incident's own; asks for the next other one; begins if complete.
    pub(super) fn advance<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let now = self.now;
        let incident = self.incident(slot);
        let (plan, listed) = (incident.plan, &incident.plan.program.steps[step]);
        let at_once = listed.if_free.is_some() || listed.together.is_some();
        if at_once && !incident.steps[step].tried && !incident.has_all_free(step) {
            incident.set_phase(step, Phase::Asking);
            self.asks.push_back((slot, step as u8));
            return;
        }
        while let Some(&role) = listed.staff.get(usize::from(self.open[slot as usize].steps[step].next)) {
            let incident = self.incident(slot);
            if !incident.has_role(role) {
                if incident.roles[role].asked_by != NO_STEP {
                    return;
                }
                let pool = incident.pool_for(role);
                if !R::FACTS && self.pools[pool].serves_at_once() && self.comes_before_all(slot, step) {
                    self.pools[pool].count_request(now, None);
                    self.fill(slot, step, pool, None, recorder);
                    continue;
                }
                let incident = self.incident(slot);
                incident.roles[role].asked_by = step as u8;
                incident.set_phase(step, Phase::Asking);
                incident.steps[step].asked = now;
                self.asks.push_back((slot, step as u8));
                return;
            }
            if !listed.alongside && incident.roles[role].occupant != NO_STEP {
                return;
            }
            let next = incident.steps[step].next;
            let before = match next {
                0 => incident.steps[step].attempt_from,
                _ => incident.obtained[plan.staff_at[step] + usize::from(next) - 1].at,
            };
            let how = if now > before { How::Blocked(incident.roles[role].last) } else { How::Had };
            self.obtain(slot, step, role, how, recorder);
        }
        self.begin_step(slot, step, recorder);
    }

    /// Whether a request of this step would find things as they are now: no other step of the incident could take its people
    /// meanwhile, nobody has asked before, and no queue will be served first, even if everybody the incident keeps goes back.
    /// Such a request need not line up, which only whoever listens to single facts could tell.
    #[inline]
    fn comes_before_all(&self, slot: u32, step: usize) -> bool {
        let incident = &self.open[slot as usize];
        let nobody_waits_for = |role: usize| self.pools[usize::from(incident.roles[role].pool)].queued == 0;
        incident.may_advance() == only(step)
            && self.asks.is_empty()
            && self.dirty.is_empty()
            && steps_of(incident.kept).all(nobody_waits_for)
    }

    /// A step has one more of its people.
    #[inline]
    fn obtain<R: Recorder>(&mut self, slot: u32, step: usize, role: usize, how: How, recorder: &mut R) {
        let at = self.now;
        let incident = self.incident(slot);
        let place = incident.plan.staff_at[step] + usize::from(incident.steps[step].next);
        incident.obtained[place] = Obtained { at, how };
        incident.steps[step].next += 1;
        if !incident.plan.program.steps[step].alongside {
            incident.roles[role].occupant = step as u8;
        }
        self.tell(slot, Fact::Obtained { step, role }, recorder);
    }

    /// A seat of the pool, or of a helper of the pool that was asked, takes the role that the step needs next.
    #[inline]
    pub(super) fn fill<R: Recorder>(&mut self, slot: u32, step: usize, pool: usize, helper: Option<usize>, recorder: &mut R) {
        let incident = self.incident(slot);
        let role = incident.plan.program.steps[step].staff[usize::from(incident.steps[step].next)];
        incident.set_phase(step, Phase::Own);
        self.take_seat(slot, role, pool, recorder);
        self.open[slot as usize].roles[role].helper = helper.map(|helper| helper as u8);
        self.obtain(slot, step, role, How::Pool(pool as u16), recorder);
    }

    /// A seat of the pool takes the role.
    #[inline(always)]
    pub(super) fn take_seat<R: Recorder>(&mut self, slot: u32, role: usize, pool: usize, recorder: &mut R) {
        let now = self.now;
        self.pools[pool].take(now);
        let incident = self.incident(slot);
        incident.kept |= only(role);
        let state = &mut incident.roles[role];
        (state.pool, state.asked_by, state.taken, state.booked) = (pool as u16, NO_STEP, now, now);
        self.tell(slot, Fact::Filled { role, pool }, recorder);
    }

    /// A step asks: with `if_free` whether it can begin at once, else the pool of the person it needs next.
    pub(super) fn ask<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let now = self.now;
        let incident = self.incident(slot);
        if incident.waiting & only(step) == 0 || incident.steps[step].phase != Phase::Asking {
            return;
        }
        let listed = &incident.plan.program.steps[step];
        incident.set_phase(step, Phase::Own);
        if let Some(within) = listed.if_free.filter(|_| !incident.steps[step].tried) {
            incident.steps[step].tried = true;
            if self.has_all_at_once(slot, step) {
                self.take_at_once(slot, step, recorder);
            } else if within == Time::ZERO {
                let (incident, mut scene) = self.scene(slot, recorder);
                incident.skip(step, &mut scene);
            } else {
                self.may_wait.push((slot, step as u8));
                self.advance(slot, step, recorder);
            }
            return self.settle(slot, recorder);
        }
        if listed.together.is_some() && !incident.steps[step].tried {
            return self.ask_together(slot, step, recorder);
        }
        let role = listed.staff[usize::from(incident.steps[step].next)];
        let pool = incident.pool_for(role);
        let helper = if self.pools[pool].serves_at_once() { None } else { self.free_helper(pool) };
        if helper.is_some() || self.pools[pool].serves_at_once() {
            let serving = helper.map_or(pool, |helper| self.arm.pools[pool].overflow[helper].pool);
            self.pools[pool].count_request(now, None);
            self.fill(slot, step, serving, helper, recorder);
            return self.go_on(slot, step, recorder);
        }
        if self.pools[pool].is_full() && self.open[slot as usize].plan.with_caller & only(step) != 0 {
            self.pools[pool].count_request(now, None);
            return self.hear_busy_tone(slot, step, recorder);
        }
        let place = match listed.together {
            Some(_) => Place::before_all(self.open[slot as usize].steps[step].ready),
            None => self.pools[pool].place(self.open[slot as usize].is.priority, now),
        };
        let request = self.queue_up(slot, step, role, pool, place, recorder);
        if !self.arm.pools[pool].overflow.is_empty() {
            self.call_helpers(pool, &request, recorder);
        }
        if self.pools[pool].preempts {
            self.interrupt_for(pool, &request, recorder);
        }
    }

    /// A step joins the queue of a pool for one of its people, in this place.
    #[inline]
    pub(super) fn queue_up<R: Recorder>(
        &mut self,
        slot: u32,
        step: usize,
        role: usize,
        pool: usize,
        place: Place,
        recorder: &mut R,
    ) -> Request {
        let now = self.now;
        self.tickets = self.tickets.wrapping_add(1);
        let ticket = self.tickets;
        let incident = &mut self.open[slot as usize];
        incident.set_phase(step, Phase::Queued);
        incident.roles[role].asked_by = step as u8;
        (incident.steps[step].asked, incident.steps[step].ticket) = (now, ticket);
        let request = Request { place, number: incident.is.number, step: step as u8, slot, ticket, asked: now, takes: Time::ZERO };
        self.pools[pool].join(now, request);
        self.tell(slot, Fact::Queued { step, role, pool }, recorder);
        request
    }

    /// A step has somebody more: it goes on, and the incident settles, if that can change anything else.
    #[inline]
    pub(super) fn go_on<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        self.advance(slot, step, recorder);
        let incident = &self.open[slot as usize];
        // A person obtained or a step begun makes nobody dispensable unless somebody asks what ran or is believed.
        if incident.due != 0 || incident.may_advance() != 0 || incident.plan.asks_later != 0 {
            self.settle(slot, recorder);
        }
    }

    /// Whether every person of a step could be had at once: an idle seat and an empty queue, or the incident's own and free.
    pub(super) fn has_all_at_once(&self, slot: u32, step: usize) -> bool {
        let incident = &self.open[slot as usize];
        let listed = &incident.plan.program.steps[step];
        let missing = |&&role: &&usize| !incident.has_role(role);
        let free = |&role: &usize| listed.alongside || incident.roles[role].occupant == NO_STEP;
        let wanted = |pool| listed.staff.iter().filter(missing).filter(|&&role| incident.pool_for(role) == pool).count();
        listed.staff.iter().filter(|role| !missing(role)).all(free)
            && listed.staff.iter().filter(missing).all(|&role| {
                if incident.roles[role].asked_by != NO_STEP {
                    return false;
                }
                let pool = incident.pool_for(role);
                self.pools[pool].idle_for_new() as usize >= wanted(pool)
            })
    }

    pub(super) fn take_at_once<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        for &role in &self.open[slot as usize].plan.program.steps[step].staff {
            if self.open[slot as usize].has_role(role) {
                self.obtain(slot, step, role, How::Had, recorder);
            } else {
                let pool = self.open[slot as usize].pool_for(role);
                self.fill(slot, step, pool, None, recorder);
            }
        }
        self.begin_step(slot, step, recorder);
    }

    /// Work begins.
    fn begin_step<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let now = self.now;
        let incident = self.incident(slot);
        let plan = incident.plan;
        let listed = &plan.program.steps[step];
        incident.waiting &= !only(step);
        incident.ran |= only(step);
        incident.steps[step].begin = now;
        for &role in &listed.staff {
            self.change_work(slot, role, 1);
        }
        self.tell(slot, Fact::Began { step }, recorder);
        let speed = if self.has_speeds { self.speed(slot, step) } else { 1.0 };
        let (incident, mut scene) = self.scene(slot, recorder);
        for &mark in &listed.marks_at_begin {
            incident.set_mark(mark, step as u8, &mut scene);
        }
        let over = match &listed.lasts {
            Lasts::UntilStep(other) => incident.finished & only(*other) != 0,
            Lasts::UntilMark(mark) => incident.reached_for(step) & only(*mark) != 0,
            Lasts::Takes(takes) | Lasts::Recorded(takes) => {
                // A log knows the first pass only.
                let pass = incident.steps[step].pass;
                let recorded = incident.is.recorded.filter(|_| pass == 0 && matches!(listed.lasts, Lasts::Recorded(_)));
                let length = recorded.unwrap_or_else(|| {
                    let takes = takes.get(incident.is.flags);
                    Time::from_seconds(incident.is.block.value(takes, listed.key, Purpose::Duration, pass.into()) / speed)
                });
                let inside = listed.marks_inside.len();
                for (index, &(fraction, _)) in listed.marks_inside.iter().enumerate() {
                    let at = now + length.fraction(fraction);
                    scene.calendar.add(at, slot, step as u8, What::InsideMark(index as u8, (inside - index) as u8));
                }
                let state = &mut incident.steps[step];
                state.end = now + length;
                state.timer = scene.calendar.add(state.end, slot, step as u8, What::StepEnd);
                return;
            }
        };
        if over {
            incident.steps[step].timer = scene.calendar.add(now, slot, step as u8, What::StepEnd);
        } else {
            incident.until |= only(step);
        }
    }

    /// A person begins (+1) or ends (-1) work at a step; the time until now is booked.
    #[inline(always)]
    pub(super) fn change_work(&mut self, slot: u32, role: usize, change: i8) {
        let now = self.now;
        let reserved = self.has_meetings && self.open[slot as usize].is_reserved(role);
        let state = &mut self.open[slot as usize].roles[role];
        if state.pool != NO_POOL && state.booked != now {
            let spent = match (state.working > 0, reserved) {
                (true, _) => Spent::Working,
                (false, true) => Spent::Reserved,
                (false, false) => Spent::Held,
            };
            self.pools[usize::from(state.pool)].book(spent, state.booked, now);
            state.booked = now;
        }
        state.working = state.working.wrapping_add_signed(change);
    }

    /// The end of a step: its people are free for the incident's other steps; its marks are set and what comes after it is due,
    /// unless it has to be done again.
    pub(super) fn end_step<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        self.stop_work(slot, step);
        self.tell(slot, Fact::Ended { step }, recorder);
        let (incident, mut scene) = self.scene(slot, recorder);
        let listed = &incident.plan.program.steps[step];
        if let Some(redo) = listed.redo.as_ref().filter(|redo| incident.fails(step, redo)) {
            incident.begin_again(step, redo, &mut scene);
        } else {
            for &mark in &listed.marks_at_end {
                incident.set_mark(mark, step as u8, &mut scene);
            }
            incident.finish(step, &mut scene);
            if listed.cancels != 0 {
                self.cancel(slot, step, recorder);
            }
        }
        self.settle(slot, recorder);
    }

    /// Nobody works at the step any longer.
    #[inline(always)]
    pub(super) fn stop_work(&mut self, slot: u32, step: usize) {
        let now = self.now;
        let incident = self.incident(slot);
        let listed = &incident.plan.program.steps[step];
        let state = &mut incident.steps[step];
        (state.end, state.timer) = (now, 0);
        for &role in &listed.staff {
            self.change_work(slot, role, -1);
            self.let_go(slot, step, role);
        }
    }

    /// A step at work will not be finished.
    pub(super) fn abort_work(&mut self, slot: u32, step: usize) {
        let incident = &mut self.open[slot as usize];
        if incident.paused & only(step) == 0 {
            return self.stop_work(slot, step);
        }
        incident.steps[step].end = self.now;
        let listed = &incident.plan.program.steps[step];
        self.end_rest(slot, step);
        listed.staff.iter().for_each(|&role| self.let_go(slot, step, role));
    }

    /// A step no longer occupies one of its people.
    #[inline]
    pub(super) fn let_go(&mut self, slot: u32, step: usize, role: usize) {
        let state = &mut self.incident(slot).roles[role];
        if state.occupant == step as u8 {
            (state.occupant, state.last) = (NO_STEP, step as u8);
        }
    }

    /// People go back whom no later step may need.
    #[inline]
    pub(super) fn send_back<R: Recorder>(&mut self, slot: u32, recorder: &mut R) {
        for role in steps_of(self.open[slot as usize].kept) {
            let incident = &self.open[slot as usize];
            let state = &incident.roles[role];
            if state.occupant == NO_STEP && state.working == 0 && !incident.needs_role(role) {
                self.give_back(slot, role, recorder);
            }
        }
    }

    /// A seat goes back to its pool.
    #[inline]
    pub(super) fn give_back<R: Recorder>(&mut self, slot: u32, role: usize, recorder: &mut R) {
        let now = self.now;
        let incident = &mut self.open[slot as usize];
        incident.kept &= !only(role);
        let state = &mut incident.roles[role];
        let pool = usize::from(state.pool);
        self.pools[pool].book(Spent::Held, state.booked, now);
        self.pools[pool].give_back(now, state.taken);
        state.seat_time += now - state.taken;
        state.pool = NO_POOL;
        self.is_dirty(pool);
        self.tell(slot, Fact::GaveBack { role, pool }, recorder);
    }
}
