//! What happens to the steps of an incident: ready, asking, working, done; and what becomes of the people.

use super::arm::Life;
use super::calendar::What;
use super::incident::{How, Incident, NO_POOL, NO_STEP, Obtained, Phase};
use super::plan::{only, steps_of};
use super::pool::{Place, Request, Spent};
use super::room::Room;
use crate::distribution::Distribution;
use crate::model::{Choice, Lasts, LogRow};
use crate::random::Purpose;
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl<'m> Life<'m> {
    /// An incident, and the rooms it lives in.
    #[inline]
    pub(super) fn scene(&mut self, slot: u32) -> (&mut Incident<'m>, &mut Room<'m>) {
        (&mut self.open[slot as usize], &mut self.room)
    }

    #[inline]
    pub(super) fn tell<R: Recorder>(&self, slot: u32, fact: Fact, recorder: &mut R) {
        self.room.tell(&self.open[slot as usize], fact, recorder);
    }

    /// See [`Incident::settle`]; closes what is done.
    #[inline]
    pub(super) fn settle<R: Recorder>(&mut self, slot: u32, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        if incident.settle(room, recorder) {
            self.close(slot, recorder);
        }
    }

    /// A step asks: with `if_free` whether it can begin at once, else the pool of the person it needs next.
    pub(super) fn ask<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        if incident.waiting & only(step) == 0 || incident.steps[step].phase != Phase::Asking {
            return;
        }
        let now = room.now;
        let listed = &incident.plan.program.steps[step];
        incident.set_phase(step, Phase::Own);
        if let Some(within) = listed.if_free.filter(|_| !incident.steps[step].tried) {
            incident.steps[step].tried = true;
            if incident.has_all_at_once(step, room) {
                incident.take_at_once(step, room, recorder);
            } else if within == Time::ZERO {
                incident.skip(step, room, recorder);
            } else {
                room.may_wait.push((slot, step as u8));
                incident.advance(step, room, recorder);
            }
            return self.settle(slot, recorder);
        }
        if listed.together.is_some() && !incident.steps[step].tried {
            return self.ask_together(slot, step, recorder);
        }
        let role = listed.staff[usize::from(incident.steps[step].next)];
        let pool = incident.pool_for(role);
        let helper = if room.pools[pool].serves_at_once() { None } else { room.free_helper(pool) };
        if helper.is_some() || room.pools[pool].serves_at_once() {
            let serving = helper.map_or(pool, |helper| room.arm.pools[pool].overflow[helper].pool);
            room.pools[pool].count_request(now, None);
            incident.fill(step, serving, helper, room, recorder);
            return self.go_on(slot, step, recorder);
        }
        if room.pools[pool].is_full() && incident.plan.with_caller & only(step) != 0 && !incident.has_line(pool) {
            room.pools[pool].count_request(now, None);
            return self.hear_busy_tone(slot, step, recorder);
        }
        let place = match listed.together {
            Some(_) => Place::before_all(incident.steps[step].ready),
            None => room.pools[pool].place(incident.is.priority, now),
        };
        let request = incident.queue_up(step, role, pool, place, room, recorder);
        if !room.arm.pools[pool].overflow.is_empty() {
            self.call_helpers(pool, &request, recorder);
        }
        if self.room.pools[pool].preempts {
            self.interrupt_for(pool, &request, recorder);
        }
    }

    /// A step has somebody more: it goes on, and the incident settles, if that can change anything else.
    #[inline]
    pub(super) fn go_on<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        incident.advance(step, room, recorder);
        // A person obtained or a step begun makes nobody dispensable unless somebody asks what ran or is believed.
        if incident.due != 0 || incident.may_advance() != 0 || incident.plan.asks_later != 0 {
            self.settle(slot, recorder);
        }
    }

    /// The end of a step: its people are free for the incident's other steps; its marks are set and what comes after it is due,
    /// unless it has to be done again.
    #[inline(always)]
    pub(super) fn end_step<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        incident.stop_work(step, room);
        room.tell(incident, Fact::Ended { step }, recorder);
        let listed = &incident.plan.program.steps[step];
        if let Some(redo) = listed.redo.as_ref().filter(|redo| incident.fails(step, redo)) {
            incident.begin_again(step, redo, room, recorder);
        } else {
            for &mark in &listed.marks_at_end {
                incident.set_mark(mark, step as u8, room, recorder);
            }
            incident.finish(step, room);
            if listed.cancels != 0 {
                self.cancel(slot, step, recorder);
            }
            if self.open[slot as usize].plan.moves & only(step) != 0 {
                self.move_units(slot, step, recorder);
            }
        }
        self.settle(slot, recorder);
    }

    /// A step at work will not be finished.
    pub(super) fn abort_work(&mut self, slot: u32, step: usize) {
        let (incident, room) = self.scene(slot);
        if incident.paused & only(step) == 0 {
            return incident.stop_work(step, room);
        }
        incident.steps[step].end = room.now;
        self.end_rest(slot, step);
        let incident = &mut self.open[slot as usize];
        let listed = &incident.plan.program.steps[step];
        listed.staff.iter().for_each(|&role| incident.let_go(step, role));
    }
}

impl Incident<'_> {
    /// Whether this request is the one that its step waits with now.
    pub(super) fn is_queued(&self, request: &Request) -> bool {
        let step = &self.steps[usize::from(request.step)];
        step.phase == Phase::Queued && step.ticket == request.ticket
    }

    /// Decides what is due, lets ready steps take the incident's own people, sends back who is not needed. Whether everything is
    /// done.
    pub(super) fn settle<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) -> bool {
        loop {
            self.decide(room, recorder);
            let ready = self.may_advance();
            if ready != 0 {
                self.plan.in_order(ready, |step| self.advance(step, room, recorder));
            }
            if self.due == 0 {
                break;
            }
        }
        self.send_back(room, recorder);
        self.finished == self.plan.all && self.open_units == 0
    }

    /// Whether every person of a step with `if_free` is the incident's own and free.
    fn has_all_free(&self, step: usize) -> bool {
        let listed = &self.plan.program.steps[step];
        listed.staff.iter().all(|&role| self.has_role(role) && (listed.alongside || self.roles[role].occupant == NO_STEP))
    }

    /// Takes the people a step still needs, as far as they are the incident's own; asks for the next other one; begins if complete.
    pub(super) fn advance<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        let (plan, now) = (self.plan, room.now);
        let listed = &plan.program.steps[step];
        let at_once = listed.if_free.is_some() || listed.together.is_some();
        if at_once && !self.steps[step].tried && !self.has_all_free(step) {
            self.set_phase(step, Phase::Asking);
            room.asks.push_back((self.slot, step as u8));
            return;
        }
        while let Some(&role) = listed.staff.get(usize::from(self.steps[step].next)) {
            if !self.has_role(role) {
                if self.roles[role].asked_by != NO_STEP {
                    return;
                }
                let pool = self.pool_for(role);
                if !R::FACTS && room.pools[pool].serves_at_once() && self.comes_before_all(step, room) {
                    room.pools[pool].count_request(now, None);
                    self.fill(step, pool, None, room, recorder);
                    continue;
                }
                self.roles[role].asked_by = step as u8;
                self.set_phase(step, Phase::Asking);
                self.steps[step].asked = now;
                room.asks.push_back((self.slot, step as u8));
                return;
            }
            if !listed.alongside && self.roles[role].occupant != NO_STEP {
                return;
            }
            let next = self.steps[step].next;
            let before = match next {
                0 => self.steps[step].attempt_from,
                _ => self.obtained[plan.staff_at[step] + usize::from(next) - 1].at,
            };
            let how = if now > before { How::Blocked(self.roles[role].last) } else { How::Had };
            self.obtain(step, role, how, room, recorder);
        }
        self.begin_step(step, room, recorder);
    }

    /// Whether a request of this step would find things as they are now: no other step of the incident could take its people
    /// meanwhile, nobody has asked before, and no queue will be served first, even if everybody the incident keeps goes back.
    /// Such a request need not line up, which only whoever listens to single facts could tell.
    #[inline]
    fn comes_before_all(&self, step: usize, room: &Room<'_>) -> bool {
        let nobody_waits_for = |role: usize| room.pools[usize::from(self.roles[role].pool)].queued == 0;
        self.may_advance() == only(step) && room.asks.is_empty() && room.dirty.is_empty() && steps_of(self.kept).all(nobody_waits_for)
    }

    /// A step has one more of its people.
    #[inline(always)]
    fn obtain<R: Recorder>(&mut self, step: usize, role: usize, how: How, room: &Room<'_>, recorder: &mut R) {
        let place = self.plan.staff_at[step] + usize::from(self.steps[step].next);
        self.obtained[place] = Obtained { at: room.now, how };
        self.steps[step].next += 1;
        if !self.plan.program.steps[step].alongside {
            self.roles[role].occupant = step as u8;
        }
        room.tell(self, Fact::Obtained { step, role }, recorder);
    }

    /// A seat of the pool, or of a helper of the pool that was asked, takes the role that the step needs next.
    #[inline(always)]
    pub(super) fn fill<R: Recorder>(&mut self, step: usize, pool: usize, helper: Option<usize>, room: &mut Room<'_>, recorder: &mut R) {
        let role = self.plan.program.steps[step].staff[usize::from(self.steps[step].next)];
        self.set_phase(step, Phase::Own);
        self.take_seat(role, pool, room, recorder);
        self.helped(role, helper.map(|helper| helper as u8));
        self.obtain(step, role, How::Pool(pool as u16), room, recorder);
    }

    /// Somebody has taken the role, of a pool that helps if there is a helper.
    #[inline(always)]
    pub(super) fn helped(&mut self, role: usize, helper: Option<u8>) {
        self.roles[role].helper = helper;
        if let (Some(_), Some(flag)) = (helper, self.plan.program.roles[role].helped) {
            self.is.flags |= 1 << flag;
        }
    }

    /// A seat of the pool takes the role.
    #[inline(always)]
    pub(super) fn take_seat<R: Recorder>(&mut self, role: usize, pool: usize, room: &mut Room<'_>, recorder: &mut R) {
        let now = room.now;
        room.pools[pool].take(now);
        self.kept |= only(role);
        let state = &mut self.roles[role];
        (state.pool, state.asked_by, state.taken, state.booked) = (pool as u16, NO_STEP, now, now);
        room.tell(self, Fact::Filled { role, pool }, recorder);
    }

    /// A step joins the queue of a pool for one of its people, in this place.
    pub(super) fn queue_up<R: Recorder>(
        &mut self,
        step: usize,
        role: usize,
        pool: usize,
        place: Place,
        room: &mut Room<'_>,
        recorder: &mut R,
    ) -> Request {
        let now = room.now;
        room.tickets = room.tickets.wrapping_add(1);
        let ticket = room.tickets;
        self.set_phase(step, Phase::Queued);
        self.roles[role].asked_by = step as u8;
        (self.steps[step].asked, self.steps[step].ticket) = (now, ticket);
        let (number, slot) = (self.is.number, self.slot);
        let request = Request { place, number, step: step as u8, slot, ticket, asked: now, takes: Time::ZERO };
        room.pools[pool].join(now, request);
        room.tell(self, Fact::Queued { step, role, pool }, recorder);
        request
    }

    /// Whether every person of a step could be had at once: an idle seat and an empty queue, or the incident's own and free.
    pub(super) fn has_all_at_once(&self, step: usize, room: &Room<'_>) -> bool {
        let listed = &self.plan.program.steps[step];
        let missing = |&&role: &&usize| !self.has_role(role);
        let free = |&role: &usize| listed.alongside || self.roles[role].occupant == NO_STEP;
        let wanted = |pool| listed.staff.iter().filter(missing).filter(|&&role| self.pool_for(role) == pool).count();
        listed.staff.iter().filter(|role| !missing(role)).all(free)
            && listed.staff.iter().filter(missing).all(|&role| {
                let pool = self.pool_for(role);
                self.roles[role].asked_by == NO_STEP && room.pools[pool].idle_for_new() as usize >= wanted(pool)
            })
    }

    pub(super) fn take_at_once<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        let plan = self.plan;
        for &role in &plan.program.steps[step].staff {
            if self.has_role(role) {
                self.obtain(step, role, How::Had, room, recorder);
            } else {
                self.fill(step, self.pool_for(role), None, room, recorder);
            }
        }
        self.begin_step(step, room, recorder);
    }

    /// Work begins.
    #[inline(always)]
    fn begin_step<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        let (plan, now) = (self.plan, room.now);
        let listed = &plan.program.steps[step];
        // First, as what is drawn takes its time, and nothing before the calendar waits for it.
        let length = match &listed.lasts {
            Lasts::Takes(takes) | Lasts::Recorded(_, takes) => Some(self.length(step, takes, room)),
            Lasts::UntilStep(_) | Lasts::UntilMark(_) => None,
        };
        self.waiting &= !only(step);
        self.ran |= only(step);
        self.steps[step].begin = now;
        for &role in &listed.staff {
            self.change_work(role, 1, room);
        }
        room.tell(self, Fact::Began { step }, recorder);
        for &mark in &listed.marks_at_begin {
            self.set_mark(mark, step as u8, room, recorder);
        }
        if let Some(length) = length {
            let inside = listed.marks_inside.len();
            for (index, &(fraction, _)) in listed.marks_inside.iter().enumerate() {
                let at = now + length.fraction(fraction);
                room.calendar.add(at, self.slot, step as u8, What::InsideMark(index as u8, (inside - index) as u8));
            }
            let end = now + length;
            let timer = room.calendar.add(end, self.slot, step as u8, What::StepEnd);
            (self.steps[step].end, self.steps[step].timer) = (end, timer);
            return;
        }
        let over = match &listed.lasts {
            Lasts::UntilStep(other) => self.finished & only(*other) != 0,
            Lasts::UntilMark(mark) => self.reached_for(step) & only(*mark) != 0,
            Lasts::Takes(_) | Lasts::Recorded(..) => unreachable!("its length is known"),
        };
        if over {
            self.steps[step].timer = room.calendar.add(now, self.slot, step as u8, What::StepEnd);
        } else {
            self.until |= only(step);
        }
    }

    /// How long a step lasts that begins now.
    #[inline(always)]
    fn length(&self, step: usize, takes: &Choice<Distribution>, room: &Room<'_>) -> Time {
        let listed = &self.plan.program.steps[step];
        let pass = self.steps[step].pass;
        // A log knows the first pass only.
        if let (Lasts::Recorded(place, _), 0) = (&listed.lasts, pass)
            && self.is.lengths != LogRow::NO_LENGTHS
            && let recorded = room.lengths[self.is.lengths as usize + usize::from(*place)]
            && recorded >= Time::ZERO
        {
            return recorded;
        }
        let seconds = self.is.block.value(takes.get(self.is.flags), listed.key, Purpose::Duration, pass.into());
        Time::from_seconds(if room.has_paces { self.at_pace(seconds, step, room) } else { seconds })
    }

    /// What a step takes that would take so many seconds at the usual pace.
    #[inline(never)]
    fn at_pace(&self, seconds: f64, step: usize, room: &Room<'_>) -> f64 {
        let learns = self.plan.program.steps[step].learns.as_ref().and_then(|learns| *learns.get(self.is.flags));
        let factor = learns.map_or(1.0, |learns| room.arm.learning[learns].factor(room.now, room.worked[learns]));
        seconds * factor / self.speed(step, room)
    }

    /// The share of the usual speed at which a step is worked at: that of the slowest of its people.
    fn speed(&self, step: usize, room: &Room<'_>) -> f64 {
        let of = |&role: &usize| {
            let helper = self.roles[role].helper?;
            Some(room.arm.pools[self.pool_for(role)].overflow[usize::from(helper)].speed)
        };
        self.plan.program.steps[step].staff.iter().filter_map(of).fold(1.0, f64::min)
    }

    /// A person begins (+1) or ends (-1) work at a step; the time until now is booked.
    #[inline(always)]
    pub(super) fn change_work(&mut self, role: usize, change: i8, room: &mut Room<'_>) {
        let reserved = room.has_meetings && self.is_reserved(role);
        let state = &mut self.roles[role];
        if state.pool != NO_POOL && state.booked != room.now {
            let spent = match (state.working > 0, reserved) {
                (true, _) => Spent::Working,
                (false, true) => Spent::Reserved,
                (false, false) => Spent::Held,
            };
            room.pools[usize::from(state.pool)].book(spent, state.booked, room.now);
            state.booked = room.now;
        }
        state.working = state.working.wrapping_add_signed(change);
    }

    /// Nobody works at the step any longer.
    #[inline(always)]
    pub(super) fn stop_work(&mut self, step: usize, room: &mut Room<'_>) {
        let listed = &self.plan.program.steps[step];
        let state = &mut self.steps[step];
        (state.end, state.timer) = (room.now, 0);
        for &role in &listed.staff {
            self.change_work(role, -1, room);
            self.let_go(step, role);
        }
    }

    /// A step no longer occupies one of its people.
    #[inline]
    pub(super) fn let_go(&mut self, step: usize, role: usize) {
        let state = &mut self.roles[role];
        if state.occupant == step as u8 {
            (state.occupant, state.last) = (NO_STEP, step as u8);
        }
    }

    /// People go back whom no later step may need.
    #[inline]
    fn send_back<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) {
        for role in steps_of(self.kept) {
            let state = &self.roles[role];
            if state.occupant == NO_STEP && state.working == 0 && !self.needs_role(role) {
                self.give_back(role, room, recorder);
            }
        }
    }

    /// A seat goes back to its pool.
    #[inline]
    pub(super) fn give_back<R: Recorder>(&mut self, role: usize, room: &mut Room<'_>, recorder: &mut R) {
        let now = room.now;
        self.kept &= !only(role);
        let state = &mut self.roles[role];
        let pool = usize::from(state.pool);
        room.pools[pool].book(Spent::Held, state.booked, now);
        room.pools[pool].give_back(now, state.taken);
        state.seat_time += now - state.taken;
        state.pool = NO_POOL;
        room.is_dirty(pool);
        room.tell(self, Fact::GaveBack { role, pool }, recorder);
    }
}
