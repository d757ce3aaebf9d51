//! The caller's patience, and steps that wait no longer than they may.

use super::arm::Life;
use super::calendar::What;
use super::incident::Incident;
use super::plan::{only, steps_of};
use super::state::{Away, How, NO_POOL, NO_STEP, Phase};
use crate::model::{End, What as Measured};
use crate::random::Purpose;
use crate::record::{Fact, Recorder};
use crate::time::Time;

/// A caller who has hung up this often does not call again: whatever the chance, an instant comes to an end.
const MOST_REDIALS: u16 = 100;

/// A caller who talks meanwhile does not hang up sooner than after this: time goes on.
const LEAST_PATIENCE: Time = Time::SECOND;

impl Incident<'_> {
    /// How long the caller waits for a step in this attempt; `None`: as long as it takes.
    fn patience(&self, step: usize) -> Option<Time> {
        let listed = &self.plan.program.steps[step];
        let lasts = listed.patience.as_ref()?.lasts.as_ref()?.get(self.is.flags);
        Some(Time::from_seconds(self.is.block.value(lasts, listed.key, Purpose::Patience, self.steps[step].pass())))
    }

    /// Whether a step reaches the pool over one of its lines for callers, and has none yet: who has talked to somebody there is through and keeps
    /// the line until hanging up, and while the caller talks in another step it is asked over a line of the room's own.
    pub(super) fn needs_line(&self, step: usize, pool: usize) -> bool {
        let at_work = self.ran & !self.finished;
        let is_elsewhere = |role: usize| {
            let with = self.roles[role].occupant;
            ![NO_STEP, step as u8].contains(&with) && (at_work & only(with.into()) != 0 || self.is_away(role))
        };
        self.plan.with_caller & only(step) != 0 && !steps_of(self.plan.of_caller).any(is_elsewhere) && !self.has_line(pool)
    }

    /// The caller's roles, while the caller has hung up and will call again.
    #[inline]
    pub(super) fn absent(&self) -> u64 {
        let away = steps_of(self.plan.of_caller & self.engaged).filter(|&role| self.is_away(role));
        away.fold(0, |set, role| set | only(role))
    }

    /// Whether a role of the caller is kept by a step whose caller has hung up.
    fn is_away(&self, role: usize) -> bool {
        let with = self.roles[role].occupant;
        with != NO_STEP && self.steps[usize::from(with)].phase == Phase::Away
    }

    /// Whether somebody of the pool has talked to the caller.
    fn has_line(&self, pool: usize) -> bool {
        let talked = steps_of(self.plan.with_caller & self.ran).flat_map(|step| &self.plan.program.steps[step].staff);
        talked.filter(|&&role| !self.plan.program.roles[role].is_caller()).any(|&role| self.pool_for(role) == pool)
    }
}

impl Life<'_, '_> {
    /// Of the steps that became ready, those that wait start to lose patience.
    pub(super) fn start_waiting(&mut self) {
        if self.room.may_wait.len() > 1 {
            // In an order of its own, so that it does not matter how the steps became ready. The last is taken first.
            self.room.may_wait.sort_unstable_by(|a, b| b.cmp(a));
        }
        while let Some((slot, step)) = self.room.may_wait.pop() {
            let incident = &self.open[slot as usize];
            let (state, listed) = (&incident.steps[usize::from(step)], &incident.plan.program.steps[usize::from(step)]);
            if incident.waiting & only(usize::from(step)) == 0 {
                continue;
            }
            let (until, what) = if listed.patience.is_some() {
                let Some(lasts) = incident.patience(step.into()) else { continue };
                (state.attempt_from + lasts, What::HangUp)
            } else {
                // A step with `together` gathers until then.
                let within = match listed.together {
                    Some(None) => continue,
                    Some(after) => after,
                    None => listed.if_free,
                };
                (state.ready + within.unwrap_or(Time::ZERO), What::Deadline)
            };
            let timer = self.room.calendar.add(until, slot, step, what);
            self.open[slot as usize].steps[usize::from(step)].timer = timer;
        }
    }

    /// A step withdraws: it leaves the queue and lets go of everybody it has obtained. What it waited for.
    pub(super) fn withdraw(&mut self, slot: u32, step: usize) -> How {
        let incident = &mut self.open[slot as usize];
        let listed = &incident.plan.program.steps[step];
        let state = incident.steps[step];
        let waited = match listed.staff.get(usize::from(state.next)) {
            Some(&role) if incident.has_role(role) => How::Blocked(incident.roles[role].occupant),
            Some(&role) => How::Pool(incident.pool_for(role) as u16),
            None => How::Had,
        };
        if let (Phase::Queued, How::Pool(pool)) = (state.phase, waited) {
            self.leave_queues(slot, step);
            self.room.pools[usize::from(pool)].count_request(state.asked, Some(self.room.now - state.asked));
        }
        let incident = &mut self.open[slot as usize];
        incident.set_phase(step, Phase::Own);
        let state = &mut incident.steps[step];
        state.next = 0;
        state.timer = 0;
        state.attempt += 1;
        for &role in &listed.staff {
            incident.let_go(step, role);
            let state = &mut incident.roles[role];
            if state.asked_by == step as u8 {
                state.asked_by = NO_STEP;
            }
        }
        if let How::Pool(pool) = waited {
            self.clear_queue(pool.into());
        }
        waited
    }

    /// Withdrawn requests leave the queue when they come first; where nobody is served they would pile up.
    fn clear_queue(&mut self, pool: usize) {
        if self.room.pools[pool].is_stale() {
            let open = &self.open;
            self.room.pools[pool].clear_queue(|request| request.is_job() || open[request.slot as usize].is_queued(request));
        }
    }

    /// The caller's patience ends while a step has not begun.
    pub(super) fn hang_up<R: Recorder>(&mut self, slot: u32, step: u8, recorder: &mut R) {
        let index = usize::from(step);
        let incident = &self.open[slot as usize];
        let listed = &incident.plan.program.steps[index];
        let talks =
            |&role: &usize| incident.plan.program.roles[role].is_caller() && ![NO_STEP, step].contains(&incident.roles[role].occupant);
        if incident.waiting & only(index) == 0 {
            return;
        }
        if listed.staff.iter().any(talks) {
            // Whoever is talking in another step does not hang up, but listens for as long again.
            let lasts = incident.patience(index).unwrap_or(Time::ZERO).max(LEAST_PATIENCE);
            let timer = self.room.calendar.add(self.room.now + lasts, slot, step, What::HangUp);
            self.open[slot as usize].steps[index].timer = timer;
            return;
        }
        self.ring_off(slot, index, recorder);
    }

    /// All lines of the pool are taken: the caller hears it and hangs up.
    pub(super) fn hear_busy_tone<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        self.tell(slot, Fact::Busy { step }, recorder);
        self.ring_off(slot, step, recorder);
    }

    /// The caller is gone, and may call again.
    fn ring_off<R: Recorder>(&mut self, slot: u32, index: usize, recorder: &mut R) {
        let (now, step) = (self.room.now, index as u8);
        let incident = &self.open[slot as usize];
        let listed = &incident.plan.program.steps[index];
        let state = incident.steps[index];
        let waited = self.withdraw(slot, index);
        self.tell(slot, Fact::HungUp { step: index }, recorder);
        // People who came for this attempt alone, and whom no other step waits for, do not sit beside a dead line.
        for &role in &listed.staff {
            let (incident, room) = self.scene(slot);
            let others = incident.ran | incident.waiting & !only(index);
            let came = incident.roles[role].pool != NO_POOL && incident.plan.program.roles[role].steps & others == 0;
            if came && incident.roles[role].occupant == NO_STEP {
                incident.give_back(role, room, recorder);
            }
        }
        let incident = &mut self.open[slot as usize];
        let (block, flags) = (incident.is.block, incident.is.flags);
        let redial = listed.patience.as_ref().and_then(|patience| patience.redial.as_ref());
        let again = redial.filter(|(chance, _)| {
            state.attempt < MOST_REDIALS && block.draw(listed.key, Purpose::Redial, state.pass()).get() < *chance.get(flags)
        });
        if let Some((_, after)) = again {
            let back = now + Time::from_seconds(block.value(after.get(flags), listed.key, Purpose::Gap, state.pass()));
            incident.is_unusual = true;
            incident.away.push(Away { step, from: state.attempt_from, hung_up: now, waited });
            incident.set_phase(index, Phase::Away);
            // Nobody talks to a caller who is not there.
            for role in steps_of(incident.plan.of_caller) {
                incident.engage(role, index);
            }
            let timer = self.room.calendar.add(back, slot, step, What::Redial);
            self.open[slot as usize].steps[index].timer = timer;
        } else {
            self.give_up(slot, recorder);
        }
        self.settle(slot, recorder);
    }

    /// The caller calls again: the same place in the chain, the end of the queue.
    pub(super) fn redial<R: Recorder>(&mut self, slot: u32, step: u8, recorder: &mut R) {
        let now = self.room.now;
        let incident = &mut self.open[slot as usize];
        if incident.steps[usize::from(step)].phase != Phase::Away {
            return;
        }
        incident.set_phase(usize::from(step), Phase::Own);
        for role in steps_of(incident.plan.of_caller) {
            incident.let_go(step.into(), role);
        }
        incident.steps[usize::from(step)].attempt_from = now;
        self.room.may_wait.push((slot, step));
        self.tell(slot, Fact::Redialled { step: usize::from(step) }, recorder);
        self.settle(slot, recorder);
    }

    /// The caller gives up for good: what needs the caller and has not begun will not be carried out.
    fn give_up<R: Recorder>(&mut self, slot: u32, recorder: &mut R) {
        self.tell(slot, Fact::GaveUp, recorder);
        let abandoned = !self.has_required_mark(slot);
        let incident = &mut self.open[slot as usize];
        incident.abandoned = abandoned;
        let cancelled = incident.plan.with_caller & !incident.ran;
        incident.past |= cancelled;
        for step in steps_of(incident.waiting & cancelled) {
            // Steps that one before them in this loop has made due are not among these: they are decided when the incident settles.
            self.withdraw(slot, step);
            let (incident, room) = self.scene(slot);
            incident.skip(step, room, recorder);
        }
    }

    /// Whether a mark that some time measure requires for this incident is set; if no measure requires any, whether a step began.
    fn has_required_mark(&self, slot: u32) -> bool {
        let incident = &self.open[slot as usize];
        let mut required = 0;
        for measure in &self.model.measures {
            if let (Measured::Time { from, to }, true) = (&measure.what, measure.among[incident.is.kind].holds(incident.is.flags)) {
                for end in [from, to] {
                    let (End::First(marks) | End::Last(marks)) = end else { continue };
                    let required_marks = marks.iter().filter(|mark| mark.is_required(incident.is.flags));
                    required |= required_marks.fold(0, |all, mark| all | only(mark.mark));
                }
            }
        }
        if required == 0 { incident.ran != 0 } else { required & incident.set != 0 }
    }

    /// A step with `if_free` has waited long enough.
    pub(super) fn pass_deadline<R: Recorder>(&mut self, slot: u32, step: u8, recorder: &mut R) {
        let index = usize::from(step);
        if self.open[slot as usize].steps[index].phase == Phase::Gathering {
            return self.reserve(slot, index, recorder);
        }
        if self.open[slot as usize].waiting & only(index) != 0 {
            self.withdraw(slot, index);
            let (incident, room) = self.scene(slot);
            incident.skip(index, room, recorder);
            self.settle(slot, recorder);
        }
    }
}
