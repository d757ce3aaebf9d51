//! What happens to the steps of an incident: ready, asking, working, done; and what becomes of the people.

use super::arm::Life;
use super::calendar::What;
use super::incident::Incident;
use super::plan::{Act, only, steps_of};
use super::pool::{Place, Request};
use super::room::Room;
use super::state::{How, NO_POOL, NO_STEP, Obtained, Phase};
use crate::model::{Lasts, StepSet};
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl<'m> Life<'m, '_> {
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
        let act = &incident.plan.acts[step];
        let state = &mut incident.steps[step];
        state.phase = Phase::Own;
        incident.elsewhere &= !only(step);
        if act.at_once && !state.tried {
            return self.ask_at_once(slot, step, recorder);
        }
        let role = act.staff[usize::from(state.next)];
        let pool = incident.pool_for(role);
        if room.pools[pool].is_full() && incident.needs_line(step, pool) {
            room.pools[pool].count_request(now, None);
            return self.hear_busy_tone(slot, step, recorder);
        }
        let helper = if !room.has_helpers || room.pools[pool].serves_at_once() { None } else { room.free_helper(pool) };
        if helper.is_some() || room.pools[pool].serves_at_once() {
            room.pools[pool].count_request(now, None);
            let is_first = incident.fill(step, act, helper.unwrap_or(pool), helper.map(|_| pool), room, recorder);
            return self.go_on_with(slot, step, is_first, recorder);
        }
        let place = match act.at_once && act.listed.together.is_some() {
            true => Place::before_all(incident.steps[step].ready),
            false => room.pools[pool].place(incident.is.priority, now),
        };
        let request = incident.queue_up(step, role, pool, place, room, recorder);
        if room.has_helpers {
            self.call_helpers(pool, &request, recorder);
        }
        if self.room.pools[pool].preempts {
            self.interrupt_for(pool, &request, recorder);
        }
    }

    /// A step with `if_free` or `together` asks for everybody.
    #[inline(never)]
    fn ask_at_once<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        let Some(within) = incident.plan.acts[step].listed.if_free else { return self.ask_together(slot, step, recorder) };
        incident.steps[step].tried = true;
        if incident.has_all_at_once(step, room) {
            incident.take_at_once(step, room, recorder);
        } else if within == Time::ZERO {
            incident.skip(step, room, recorder);
        } else {
            room.may_wait.push((slot, step as u8));
            incident.advance_alone(step, room, recorder);
        }
        self.settle(slot, recorder);
    }

    /// The role that a step asked for has somebody: the step goes on, unless another one of the incident goes first.
    #[inline]
    pub(super) fn go_on_with<R: Recorder>(&mut self, slot: u32, step: usize, is_first: bool, recorder: &mut R) {
        if is_first { self.go_on(slot, step, recorder) } else { self.settle(slot, recorder) }
    }

    /// A step has somebody more: it goes on, and the incident settles, if that can change anything else.
    #[inline(never)]
    pub(super) fn go_on<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        let act = &incident.plan.acts[step];
        if usize::from(incident.steps[step].next) == act.staff.len() && !act.at_once && !act.alongside {
            incident.begin_step(step, act, room, recorder);
        } else {
            incident.advance_alone(step, room, recorder);
        }
        // A person obtained or a step begun makes nobody dispensable unless somebody asks what ran or is believed.
        if incident.due != 0 || incident.may_advance() != 0 || incident.plan.asks_later != 0 {
            self.settle(slot, recorder);
        }
    }

    /// The end of a step: its people are free for the incident's other steps; its marks are set and what comes after it is due,
    /// unless it has to be done again.
    #[inline(always)]
    pub(super) fn end_step<R: Recorder>(&mut self, slot: u32, step: usize, order: u64, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        // It was for a step that has been cancelled since, or for an incident that has closed.
        if incident.steps[step].timer != order {
            return;
        }
        let act = &incident.plan.acts[step];
        incident.stop_work(step, act, room.now);
        room.tell(incident, Fact::Ended { step }, recorder);
        if act.moves_others {
            self.end_moving(slot, step, recorder);
        } else {
            incident.reach_end(step, act, room, recorder);
            if incident.settle(room, recorder) {
                self.close(slot, recorder);
            }
        }
        self.react(recorder);
    }

    /// The end of a step that has to be done again, or ends others, or sends units or turns them back.
    #[inline(never)]
    fn end_moving<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        let act = &incident.plan.acts[step];
        if let Some(redo) = act.listed.redo.as_ref().filter(|redo| incident.fails(step, redo)) {
            incident.begin_again(step, redo, room, recorder);
        } else {
            incident.reach_end(step, act, room, recorder);
            if act.listed.cancels != 0 {
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
            return incident.stop_work(step, &incident.plan.acts[step], room.now);
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

    /// A step is done, for good: its marks are set, and what comes after it is due.
    #[inline(always)]
    fn reach_end<R: Recorder>(&mut self, step: usize, act: &Act<'_>, room: &mut Room<'_>, recorder: &mut R) {
        for &mark in act.marks_at_end {
            self.set_mark(mark, step as u8, room, recorder);
        }
        self.finish(step, act, room);
    }

    /// Decides what is due, lets ready steps take the incident's own people, sends back who is not needed. Whether everything is
    /// done.
    // Not inlined: one copy that everybody shares stays where the processor has it at hand.
    #[inline(never)]
    pub(super) fn settle<R: Recorder>(&mut self, room: &mut Room<'_>, recorder: &mut R) -> bool {
        loop {
            if self.due != 0 {
                self.decide(room, recorder);
            }
            let mut ready = self.may_advance();
            while ready != 0 {
                let step = self.plan.take_first(&mut ready);
                self.advance(step, room, recorder);
            }
            if self.due == 0 {
                break;
            }
        }
        self.send_back(room, recorder);
        self.finished == self.plan.all && self.open_units == 0
    }

    /// [`Incident::advance`] by itself.
    #[inline(never)]
    pub(super) fn advance_alone<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        self.advance(step, room, recorder);
    }

    /// Takes the people a step still needs, as far as they are the incident's own; asks for the next other one; begins if complete.
    #[inline(always)]
    fn advance<R: Recorder>(&mut self, step: usize, room: &mut Room<'_>, recorder: &mut R) {
        let plan = self.plan;
        let act = &plan.acts[step];
        let state = &self.steps[step];
        if act.at_once && !state.tried && !self.has_all_free(step) {
            return self.line_up(step, room);
        }
        let engaged = if act.alongside { self.absent() } else { self.engaged };
        let (mut next, mut before) = (usize::from(state.next), state.attempt_from);
        if next > 0 && next < act.staff.len() {
            before = self.obtained[act.staff_at + next - 1].at;
        }
        loop {
            let Some(&role) = act.staff.get(next) else {
                // Somebody whom a step only shares may have left meanwhile.
                let Some(gone) = act.staff.iter().position(|&role| act.alongside && !self.has_role(role)) else { break };
                next = gone;
                self.steps[step].next = gone as u8;
                continue;
            };
            if engaged & only(role) != 0 {
                return;
            }
            let one = &self.roles[role];
            if (self.kept | plan.of_caller) & only(role) == 0 {
                if one.asked_by != NO_STEP || !self.takes_free_seat(step, act, role, next, room, recorder) {
                    return;
                }
            } else {
                let how = match room.now > before {
                    // Another step of the incident has asked for somebody who has just come.
                    true if one.taken == room.now && one.pool != NO_POOL => How::Pool(one.pool),
                    true => How::Blocked(one.last),
                    false => How::Had,
                };
                self.obtain(step, act, role, next, how, room, recorder);
            }
            (next, before) = (next + 1, room.now);
        }
        self.begin_step(step, act, room, recorder);
    }

    /// A step needs somebody of a pool: whether a seat is free and nobody asks before it, who then takes the role. Else it lines up,
    /// to ask after those who came before it; if there is nobody before it, it joins the queue at once, where that is all that
    /// could come of it. Whoever listens to single facts hears of each in its place: there everybody lines up.
    #[inline(always)]
    fn takes_free_seat<R: Recorder>(
        &mut self,
        step: usize,
        act: &Act<'_>,
        role: usize,
        next: usize,
        room: &mut Room<'_>,
        recorder: &mut R,
    ) -> bool {
        let (index, now) = (self.pool_for(role), room.now);
        if R::FACTS || !self.comes_before_all(step, room) {
            self.asks(step, act, role, room);
            return false;
        }
        let pool = &mut room.pools[index];
        if !pool.serves_at_once() || pool.is_full() {
            if act.at_once || pool.asks_more || room.has_helpers || self.keeps_of(index) {
                self.asks(step, act, role, room);
            } else {
                let place = pool.place(self.is.priority, now);
                self.queue_up(step, role, index, place, room, recorder);
            }
            return false;
        }
        pool.count_request(now, None);
        pool.take(now);
        pool.sits(self.slot);
        self.kept |= only(role);
        let state = &mut self.steps[step];
        self.roles[role].sits_down(index, NO_POOL, now);
        state.next = next as u8 + 1;
        self.obtained[act.staff_at + next] = Obtained { at: now, how: How::Pool(index as u16) };
        if !act.alongside {
            self.engage(role, step);
        }
        true
    }

    /// A step lines up to ask for somebody.
    #[inline(never)]
    fn asks(&mut self, step: usize, act: &Act<'_>, role: usize, room: &mut Room<'_>) {
        debug_assert!(act.staff.contains(&role));
        let state = &mut self.steps[step];
        (self.roles[role].asked_by, state.asked, state.phase) = (step as u8, room.now, Phase::Asking);
        self.elsewhere |= only(step);
        room.asks.push_back((self.slot, step as u8));
    }

    /// Whether it keeps a seat of a pool.
    #[inline]
    fn keeps_of(&self, pool: usize) -> bool {
        steps_of(self.kept).any(|role| usize::from(self.roles[role].pool) == pool)
    }

    /// A step is going to ask, after those who came before it.
    #[inline(never)]
    fn line_up(&mut self, step: usize, room: &mut Room<'_>) {
        self.set_phase(step, Phase::Asking);
        room.asks.push_back((self.slot, step as u8));
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
    #[expect(clippy::too_many_arguments, reason = "all of it is in the caller's hands")]
    pub(super) fn obtain<R: Recorder>(
        &mut self,
        step: usize,
        act: &Act<'_>,
        role: usize,
        next: usize,
        how: How,
        room: &Room<'_>,
        recorder: &mut R,
    ) {
        self.steps[step].next = next as u8 + 1;
        self.obtained[act.staff_at + next] = Obtained { at: room.now, how };
        if !act.alongside {
            self.engage(role, step);
        }
        room.tell(self, Fact::Obtained { step, role }, recorder);
    }

    /// A seat of the pool, which may help another one that was asked, takes the role that the step needs next. Whether the step has that person:
    /// another one that waits for the same may go first.
    #[inline(always)]
    pub(super) fn fill<R: Recorder>(
        &mut self,
        step: usize,
        act: &Act<'_>,
        pool: usize,
        helps: Option<usize>,
        room: &mut Room<'_>,
        recorder: &mut R,
    ) -> bool {
        let state = &mut self.steps[step];
        state.phase = Phase::Own;
        self.elsewhere &= !only(step);
        let next = usize::from(state.next);
        let role = act.staff[next];
        self.take_seat(role, pool, helps.map_or(NO_POOL, |pool| pool as u16), room, recorder);
        let is_first = act.alongside || self.goes_first(step, role);
        if is_first {
            self.obtain(step, act, role, next, How::Pool(pool as u16), room, recorder);
        }
        is_first
    }

    /// Whether no other ready step that wants the same person goes before this one.
    #[inline]
    fn goes_first(&self, step: usize, role: usize) -> bool {
        let others = self.may_advance() & self.plan.roles[role].0 & !only(step);
        others == 0 || self.goes_before(step, role, others)
    }

    #[inline(never)]
    fn goes_before(&self, step: usize, role: usize, others: StepSet) -> bool {
        let wants = |&other: &usize| {
            let (act, state) = (&self.plan.acts[other], &self.steps[other]);
            act.staff.get(usize::from(state.next)) == Some(&role) && !act.alongside && (state.tried || !act.at_once)
        };
        let mut all = steps_of(others).filter(wants).fold(only(step), |all, other| all | only(other));
        self.plan.take_first(&mut all) == step
    }

    /// A seat of the pool, which may help another one that was asked, takes the role.
    #[inline(always)]
    pub(super) fn take_seat<R: Recorder>(&mut self, role: usize, pool: usize, helps: u16, room: &mut Room<'_>, recorder: &mut R) {
        room.pools[pool].take(room.now);
        room.pools[pool].sits(self.slot);
        self.kept |= only(role);
        self.roles[role].sits_down(pool, helps, room.now);
        if helps != NO_POOL {
            self.is.flags |= self.plan.program.roles[role].helped.map_or(0, |flag| 1 << flag);
        }
        room.tell(self, Fact::Filled { role, pool }, recorder);
    }

    /// A step joins the queue of a pool for one of its people, in this place.
    #[inline]
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
        self.roles[role].asked_by = step as u8;
        self.elsewhere |= only(step);
        let state = &mut self.steps[step];
        (state.phase, state.asked, state.ticket) = (Phase::Queued, now, ticket);
        let (number, slot) = (self.is.number, self.slot);
        let request = Request { place, number, step: step as u8, slot, ticket, asked: now, takes: Time::ZERO };
        room.pools[pool].join(now, request);
        room.tell(self, Fact::Queued { step, role, pool }, recorder);
        request
    }

    /// Work begins.
    #[inline(always)]
    pub(super) fn begin_step<R: Recorder>(&mut self, step: usize, act: &Act<'_>, room: &mut Room<'_>, recorder: &mut R) {
        // First, as what is drawn takes its time, and nothing before the calendar waits for it.
        let length = self.length(step, act, room);
        self.waiting &= !only(step);
        self.ran |= only(step);
        self.steps[step].begin = room.now;
        for &role in act.staff {
            self.begins_work(role, room);
        }
        room.tell(self, Fact::Began { step }, recorder);
        match length {
            Some(length) if !act.marks_early => self.end_after(step, length, room),
            length => self.begin_with_marks(step, length, room, recorder),
        }
    }

    /// A step that has begun is going to last so long.
    #[inline(always)]
    fn end_after(&mut self, step: usize, length: Time, room: &mut Room<'_>) {
        let end = room.now + length;
        let timer = room.calendar.add(end, self.slot, step as u8, What::StepEnd);
        let state = &mut self.steps[step];
        (state.end, state.timer) = (end, timer);
    }

    /// A step has begun that sets marks before it ends, or lasts until something.
    #[inline(never)]
    fn begin_with_marks<R: Recorder>(&mut self, step: usize, length: Option<Time>, room: &mut Room<'_>, recorder: &mut R) {
        let now = room.now;
        let listed = self.plan.acts[step].listed;
        for &mark in &listed.marks_at_begin {
            self.set_mark(mark, step as u8, room, recorder);
        }
        if let Some(length) = length {
            let inside = listed.marks_inside.len();
            for (index, &(fraction, _)) in listed.marks_inside.iter().enumerate() {
                let at = now + length.fraction(fraction);
                room.calendar.add_mark(at, self.slot, step as u8, index as u8, (inside - index) as u8);
            }
            return self.end_after(step, length, room);
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

    /// Nobody works at the step any longer.
    #[inline(always)]
    pub(super) fn stop_work(&mut self, step: usize, act: &Act<'_>, now: Time) {
        let state = &mut self.steps[step];
        (state.end, state.timer) = (now, 0);
        for &role in act.staff {
            self.ends_work(role, now);
            if self.roles[role].let_go(step) {
                self.engaged &= !only(role);
            }
        }
    }
}
