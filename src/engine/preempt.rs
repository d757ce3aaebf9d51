//! Who is called away: an urgent request takes a seat from a step that can rest, and the rest of it is done later. And whose shift
//! ends: the next person goes on.
//!
//! A step that rests keeps its other people. Whoever was called away is asked for again, in the place of the queue that the step
//! had when it became ready. What is left is done without a new draw.

use super::arm::Life;
use super::calendar::What;
use super::incident::Incident;
use super::plan::{only, steps_of};
use super::pool::{Place, Request};
use super::state::{NO_POOL, NO_STEP, Pause, Phase};
use crate::record::{Fact, Recorder};
use crate::time::Time;

impl Life<'_, '_> {
    /// After this request has joined the queue: it takes the seat of somebody whose work for a less urgent incident can rest. Where more people
    /// are at work than are on duty nobody's seat would be free.
    pub(super) fn interrupt_for<R: Recorder>(&mut self, pool: usize, request: &Request, recorder: &mut R) {
        if !self.room.pools[pool].is_just_full() || self.waits_behind_others(pool, request) {
            return;
        }
        let priority = self.open[request.slot as usize].is.priority;
        let Some((slot, step, place)) = self.interruptible(pool, priority) else { return };
        let incident = &self.open[slot as usize];
        let asked = incident.pool_for(incident.plan.program.steps[step].staff[place]);
        let line_up = self.room.pools[asked].place(incident.is.priority, incident.steps[step].ready);
        let resting = self.interrupt(slot, step, place, (asked, line_up, Time::ZERO), recorder);
        // Whatever the order of the queue, it is for this request that somebody was called away.
        self.serve(request.slot, request.step.into(), pool, recorder);
        self.ask_others(asked, &resting, recorder);
    }

    /// Whether somebody stands before this request who is at least as urgent, and could call nobody away: then neither can this. Where a
    /// queue goes by something else than priority that says nothing.
    fn waits_behind_others(&mut self, pool: usize, request: &Request) -> bool {
        while self.room.pools[pool].goes_by_priority()
            && let Some(first) = self.room.pools[pool].first()
        {
            if first.is_job() || self.open[first.slot as usize].is_queued(&first) {
                return first != *request;
            }
            self.room.pools[pool].pop();
        }
        false
    }

    /// A step that rests asks those who help the pool that it asks, too.
    fn ask_others<R: Recorder>(&mut self, pool: usize, request: &Request, recorder: &mut R) {
        // It may go on already.
        if self.open[request.slot as usize].is_queued(request) {
            self.call_helpers(pool, request, recorder);
            self.room.arm.pools[pool].overflow.iter().for_each(|helper| self.room.is_dirty(helper.pool));
        }
        self.room.is_dirty(pool);
    }

    /// At the end of a shift those who are not staying hand over what they work at, which takes a while: the work that began first,
    /// as the end of a step is known. The others finish.
    pub(super) fn hand_over<R: Recorder>(&mut self, pool: usize, staying: u32, recorder: &mut R) {
        if let Some(over) = &self.room.arm.pools[pool].hand_over {
            self.leave_work(pool, staying, over.takes, recorder);
        }
    }

    /// All but so many of a pool leave what they work at; whoever goes on with it needs so much longer.
    pub(super) fn leave_work<R: Recorder>(&mut self, pool: usize, staying: u32, longer: Time, recorder: &mut R) {
        let leaving = self.room.pools[pool].taken.saturating_sub(staying);
        let mut at_work: Vec<(Time, u64, u32, usize, usize)> = Vec::new();
        for (slot, incident) in self.open.iter().enumerate() {
            let steps = incident.ran & !incident.finished & !incident.paused & !incident.until;
            for step in steps_of(steps).filter(|&step| incident.steps[step].end > self.room.now) {
                if let Some(place) = incident.works_from(step, pool) {
                    at_work.push((incident.steps[step].begin, incident.is.number, slot as u32, step, place));
                }
            }
        }
        at_work.sort_unstable();
        for &(_, _, slot, step, place) in at_work.iter().take(leaving as usize) {
            let request = self.interrupt(slot, step, place, (pool, Place::FRONT, longer), recorder);
            self.ask_others(pool, &request, recorder);
        }
    }

    /// Whose work can rest for an incident of this priority: of the least urgent incidents the step that began last.
    fn interruptible(&self, pool: usize, priority: u8) -> Option<(u32, usize, usize)> {
        let mut found = None;
        let sitting = self.room.pools[pool].sitting.iter().map(|&slot| (slot, &self.open[slot as usize]));
        for (slot, incident) in sitting.filter(|(_, incident)| incident.is.priority > priority) {
            let at_work = incident.ran & !incident.finished & !incident.paused;
            for step in steps_of(at_work & incident.plan.resumes).filter(|&step| incident.steps[step].end > self.room.now) {
                let Some(place) = incident.works_from(step, pool) else { continue };
                let key = (incident.is.priority, incident.steps[step].begin, incident.is.number, step);
                if found.is_none_or(|(best, _)| key > best) {
                    found = Some((key, (slot, step, place)));
                }
            }
        }
        found.map(|(_, found)| found)
    }

    /// One person of a step is called away: the step rests, lines up there in a pool for another one, and lasts longer by so much.
    fn interrupt<R: Recorder>(
        &mut self,
        slot: u32,
        step: usize,
        place: usize,
        (asked, line_up, more): (usize, Place, Time),
        recorder: &mut R,
    ) -> Request {
        let (incident, room) = self.scene(slot);
        let now = room.now;
        let staff = &incident.plan.program.steps[step].staff;
        let role = staff[place];
        let (pool, helps) = (usize::from(incident.roles[role].pool), incident.roles[role].helps);
        let state = &mut incident.steps[step];
        let left = state.end - now + more;
        state.timer = 0;
        incident.paused |= only(step);
        incident.is_unusual = true;
        incident.pauses.push(Pause {
            step: step as u8,
            place: place as u8,
            pool: asked as u16,
            helps: if asked == pool { helps } else { NO_POOL },
            in_front: line_up == Place::FRONT,
            from: now,
            until: now,
            left,
        });
        for &role in staff {
            incident.ends_work(role, now);
        }
        room.tell(incident, Fact::Interrupted { step, role }, recorder);
        incident.let_go(step, role);
        incident.give_back(role, room, recorder);
        incident.queue_up(step, role, asked, line_up, room, recorder)
    }

    /// The person is back, or another one of the pool or of one that `helps` it: the step goes on where it stopped.
    pub(super) fn resume<R: Recorder>(&mut self, slot: u32, step: usize, (pool, helps): (usize, Option<usize>), recorder: &mut R) {
        let (incident, room) = self.scene(slot);
        let now = room.now;
        let listed = &incident.plan.program.steps[step];
        let done = incident.work_done(step);
        let pause = incident.end_pause(step, now);
        let role = listed.staff[usize::from(pause.place)];
        incident.take_seat(role, pool, helps.map_or(pause.helps, |pool| pool as u16), room, recorder);
        incident.engage(role, step);
        incident.steps[step].end = now + pause.left;
        let whole = done + pause.left;
        let ahead = listed.marks_inside.iter().enumerate().filter_map(|(index, &(fraction, _))| {
            let at = whole.fraction(fraction);
            (at >= done).then(|| (index, now + (at - done)))
        });
        let ahead: Vec<(usize, Time)> = ahead.collect();
        for (k, &(index, at)) in ahead.iter().enumerate() {
            room.calendar.add_mark(at, slot, step as u8, index as u8, (ahead.len() - k) as u8);
        }
        incident.steps[step].timer = room.calendar.add(now + pause.left, slot, step as u8, What::StepEnd);
        for &role in &listed.staff {
            incident.begins_work(role, room);
        }
        room.tell(incident, Fact::Resumed { step, role }, recorder);
    }

    /// A step that rests will not go on.
    pub(super) fn end_rest(&mut self, slot: u32, step: usize) {
        let now = self.room.now;
        self.leave_queues(slot, step);
        let incident = &mut self.open[slot as usize];
        let pause = incident.end_pause(step, now);
        let role = incident.plan.program.steps[step].staff[usize::from(pause.place)];
        incident.roles[role].asked_by = NO_STEP;
    }
}

impl Incident<'_> {
    /// The place in the staff of a step of somebody of this pool who works at it and at nothing else.
    fn works_from(&self, step: usize, pool: usize) -> Option<usize> {
        let from_pool = |&role: &usize| {
            let state = &self.roles[role];
            usize::from(state.pool) == pool && usize::from(state.occupant) == step && state.working == 1
        };
        self.plan.program.steps[step].staff.iter().position(from_pool)
    }

    /// The rests of a step since it began, the last first.
    pub(super) fn rests(&self, step: u8, begin: Time) -> impl Iterator<Item = &Pause> {
        self.pauses.iter().rev().filter(move |pause| pause.step == step && pause.from >= begin)
    }

    /// How much of a step that rests is done.
    fn work_done(&self, step: usize) -> Time {
        let begin = self.steps[step].begin;
        let mut rests = self.rests(step as u8, begin);
        let now = rests.next().map_or(begin, |pause| pause.from);
        rests.fold(now - begin, |done, pause| done - (pause.until - pause.from))
    }

    fn end_pause(&mut self, step: usize, now: Time) -> Pause {
        self.paused &= !only(step);
        self.set_phase(step, Phase::Own);
        let rest = self.pauses.iter_mut().rev().find(|pause| usize::from(pause.step) == step);
        let rest = rest.expect("a step that rests has been interrupted");
        rest.until = now;
        *rest
    }

    /// The last rest of a step.
    pub(super) fn rest(&self, step: usize) -> Option<&Pause> {
        self.pauses.iter().rev().find(|pause| usize::from(pause.step) == step)
    }

    /// Whether a step rests.
    #[inline]
    pub(super) fn rests_now(&self, step: usize) -> bool {
        self.paused & only(step) != 0
    }
}
