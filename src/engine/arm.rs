//! One arm of one replication: the clock, the pools, the open incidents, and what an event sets in motion.
//!
//! Whatever happens at one instant is one atomic action: the event itself, then, for every incident it touches, steps become
//! ready or are skipped, ready steps take the people the incident keeps, people no longer needed go back ([`settle`]); then pools
//! serve their queues in the file's order; then new requests join the tail ([`react`]).
//!
//! [`settle`]: Life::settle
//! [`react`]: Life::react

use super::calendar::{Event, Key, What};
use super::call::Calls;
use super::history::{Arrival, Job};
use super::incident::{Brought, Incident};
use super::path::Telling;
use super::plan::{Plan, Plans};
use super::pool::{JOB, Request};
use super::room::Room;
use super::state::NO_STEP;
use super::together::Gathering;
use super::{duty, flags, limits, path};
use crate::model::{AgencySet, AtEnd, Flags, LogRow, Model, Outage};
use crate::record::{ArmEnd, Fact, IncidentId, Number, Recorder};
use crate::time::Time;

/// The state of one arm.
#[derive(Debug)]
pub(super) struct Life<'m, 'p> {
    pub(super) room: Room<'m>,
    pub(super) model: &'m Model,
    pub(super) plans: &'m [Plans<'p>],
    /// By type: what is done with later calls.
    pub(super) callers: &'m [Option<Plan<'m>>],
    /// Slots of incidents; those in `free` are empty.
    pub(super) open: Vec<Incident<'m>>,
    pub(super) free: Vec<u32>,
    /// Later calls to come.
    pub(super) calls: Calls,
    /// Incidents open, counted ones of these, and pieces of background work asked for and not done.
    pub(super) open_incidents: u64,
    pub(super) open_counted: u64,
    pub(super) open_jobs: u64,
    jobs: u64,
    /// Steps that wait for several people at once, in the order in which they are looked at.
    pub(super) gatherings: Vec<Gathering>,
    /// Whether arrivals still come in.
    admitting: bool,
    /// Whether nothing more will happen that anybody wants to know.
    pub(super) finished: bool,
    pub(super) end: ArmEnd,
    pub(super) telling: Telling,
    /// Whether the flags of the agencies are the first ones, in the same order.
    agencies_first: bool,
}

impl<'m, 'p> Life<'m, 'p> {
    pub(super) fn new(model: &'m Model, index: usize, plans: &'m [Plans<'p>], callers: &'m [Option<Plan<'m>>]) -> Life<'m, 'p> {
        let mut life = Life {
            room: Room::new(model, index),
            model,
            plans,
            callers,
            open: Vec::new(),
            free: Vec::new(),
            calls: Calls::default(),
            open_incidents: 0,
            open_counted: 0,
            open_jobs: 0,
            jobs: 0,
            gatherings: Vec::new(),
            admitting: true,
            finished: false,
            end: ArmEnd::default(),
            telling: Telling::default(),
            agencies_first: model.agencies.iter().enumerate().all(|(index, agency)| agency.flag == index),
        };
        for pool in 0..life.room.pools.len() {
            life.change_shift(pool);
        }
        life
    }

    /// Lives on until `until`, the end of a turn: the turn's incidents, the first with number `first`, and its background work.
    pub(super) fn live<R: Recorder>(&mut self, until: Time, first: Number, arrivals: &[Arrival<'m>], jobs: &[Job], recorder: &mut R) {
        let (mut arrived, mut jobs_done) = (0, 0);
        // What comes from outside next, and where it stands among the events: looked up when the one before it has come.
        let outside = |arrived: usize, jobs_done: usize| {
            let (arrival, job_at) = (arrivals.get(arrived), jobs.get(jobs_done).map_or(Time::MAX, |job| job.time));
            let next = arrival.map_or(Time::MAX, |arrival| arrival.time).min(job_at).min(until);
            (arrival.filter(|arrival| arrival.time <= job_at), next, Key::of_arrival(next))
        };
        let (mut arrival, mut next, mut place) = outside(0, 0);
        while !self.finished {
            match self.room.calendar.next_before(place) {
                Some(event) => {
                    self.room.now = event.time();
                    // What happens most lies in this loop.
                    if event.is_step_end() {
                        self.end_step(event.slot(), event.step().into(), event.order, recorder);
                    } else {
                        self.happen(event, recorder);
                    }
                }
                None if next == until => {
                    self.room.now = next;
                    self.end_turn();
                    break;
                }
                None => {
                    self.room.now = next;
                    let came = arrival;
                    (arrived, jobs_done) = if came.is_some() { (arrived + 1, jobs_done) } else { (arrived, jobs_done + 1) };
                    (arrival, next, place) = outside(arrived, jobs_done);
                    if let Some(arrival) = came {
                        self.arrive(first + arrived as Number - 1, arrival, recorder);
                    } else {
                        self.begin_job(&jobs[jobs_done - 1], recorder);
                    }
                }
            }
        }
        if self.finished {
            let left = first + arrived as Number..first + arrivals.len() as Number;
            left.for_each(|number| recorder.absent(self.room.index, number));
            return;
        }
        self.room.now = until;
        // Whether an arm is done is asked once a day.
        if until >= self.model.study.window_end() && until.0 % Time::DAY.0 == 0 {
            self.admits();
            if !self.admitting && self.open_incidents == 0 && self.open_jobs == 0 {
                self.finished = true;
                self.room.pools.iter_mut().for_each(|pool| pool.close(until));
                self.end.pools = self.room.pools.iter().map(|pool| pool.book).collect();
                self.end.hours = self.room.pools.iter().flat_map(|pool| pool.by_hour()).copied().collect();
            } else {
                limits::check_time(self, recorder);
            }
        }
    }

    /// Whether arrivals come in now: until the window ends and, with `continue`, until the last counted incident is closed.
    pub(super) fn admits(&mut self) -> bool {
        if self.admitting && self.room.now >= self.model.study.window_end() {
            self.admitting = self.model.study.at_end == AtEnd::Continue && self.open_counted > 0;
        }
        self.admitting
    }

    /// Whatever happens but the end of a step.
    #[inline(never)]
    fn happen<R: Recorder>(&mut self, event: Event, recorder: &mut R) {
        let (slot, step, order) = (event.slot(), event.step(), event.order);
        match event.what() {
            What::JobEnd => {
                self.room.pools[slot as usize].give_back(self.room.now, self.room.now);
                self.open_jobs -= 1;
                self.room.is_dirty(slot as usize);
            }
            What::Shift => self.change_of_shift(slot as usize, recorder),
            What::Call => self.call(slot, recorder),
            What::FoundOut => self.find_out(slot, usize::from(step), order, recorder),
            What::InsideMark => {
                let (index, end) = event.mark_inside();
                if self.timer(slot, step) != end {
                    return;
                }
                let mark = self.open[slot as usize].plan.acts[usize::from(step)].listed.marks_inside[index].1;
                let (incident, room) = self.scene(slot);
                incident.set_mark(mark, step, room, recorder);
                self.settle(slot, recorder);
            }
            What::Overflow => self.overflow(slot, order, recorder),
            // It was for a step that has begun or been cancelled since, or for an incident that has closed.
            _ if self.timer(slot, step) != order => return,
            What::StepEnd => unreachable!("it has a way of its own"),
            What::HangUp => self.hang_up(slot, step, recorder),
            What::Deadline => self.pass_deadline(slot, step, recorder),
            What::Redial => self.redial(slot, step, recorder),
        }
        self.react(recorder);
    }

    /// The event that a step waits for.
    #[inline]
    fn timer(&self, slot: u32, step: u8) -> u64 {
        self.open[slot as usize].steps[usize::from(step)].timer
    }

    /// Serves queues, then lets new requests join, until nothing moves; then patience runs. Most ends of steps concern nobody else.
    #[inline(always)]
    pub(super) fn react<R: Recorder>(&mut self, recorder: &mut R) {
        if !(self.room.dirty.is_empty() && self.room.asks.is_empty()) {
            self.serve_all(recorder);
        }
        if !(self.gatherings.is_empty() && self.room.reports.is_empty() && self.room.may_wait.is_empty()) {
            self.react_further(recorder);
        }
    }

    /// What follows the queues: those who wait for everybody at once, what later calls told, patience.
    #[inline(never)]
    fn react_further<R: Recorder>(&mut self, recorder: &mut R) {
        while !self.gatherings.is_empty() && self.gather(recorder) {
            self.serve_all(recorder);
        }
        if !self.room.reports.is_empty() {
            self.hear(recorder);
        }
        if !self.room.may_wait.is_empty() {
            self.start_waiting();
        }
    }

    pub(super) fn serve_all<R: Recorder>(&mut self, recorder: &mut R) {
        loop {
            if let Some(pool) = self.room.dirty.first() {
                if self.room.pools[pool].queued > 0 && self.room.pools[pool].has_idle_seat() {
                    self.serve_one(pool, recorder);
                } else {
                    self.room.dirty.remove(pool);
                }
            } else if let Some((slot, step)) = self.room.asks.pop_front() {
                self.ask(slot, usize::from(step), recorder);
            } else {
                break;
            }
        }
    }

    /// Serves the first of the queue that still wants to be served.
    fn serve_one<R: Recorder>(&mut self, pool: usize, recorder: &mut R) {
        let Some(request) = self.room.pools[pool].pop() else { unreachable!("the queue has somebody") };
        if request.is_job() {
            self.room.pools[pool].left_queue(self.room.now, request.asked);
            self.take_for_job(pool, request.takes);
        } else if self.open[request.slot as usize].is_queued(&request) {
            self.serve(request.slot, request.step.into(), pool, recorder);
        }
    }

    /// An incident arrives, if it does in this arm.
    #[inline(never)]
    fn arrive<R: Recorder>(&mut self, number: Number, arrival: &Arrival<'m>, recorder: &mut R) {
        if !self.admits() || arrival.arms >> self.room.index & 1 == 0 {
            return recorder.absent(self.room.index, number);
        }
        let flags = flags::draw(&self.room.arm.flags[arrival.kind], arrival, self.model.flags_at(self.room.now));
        let way = self.way(arrival.kind, flags);
        let plans = &self.plans[way];
        // Whoever listens to single steps hears of every one of them.
        let plan = if R::FACTS || R::STEPS { &plans.whole } else { plans.for_flags(flags) };
        let slot = self.slot_for(plan);
        let row = arrival.row;
        let study = &self.model.study;
        let counted = self.room.now >= study.window_start && self.room.now < study.window_end();
        let brought = Brought {
            number,
            id: arrival.id,
            kind: arrival.kind,
            way,
            counted,
            priority: row.and_then(|row| row.priority).unwrap_or(self.model.types[arrival.kind].priority),
            flags,
            needs: self.needs(flags),
            arrival: self.room.now,
            block: arrival.block,
            lengths: row.map_or(LogRow::NO_LENGTHS, |row| row.lengths),
            of: None,
            call: 0,
            sent: None,
        };
        self.open[slot as usize].begin(plan, brought);
        self.open_incidents += 1;
        if counted {
            self.open_counted += 1;
            // What was added is no part of how many there are.
            self.end.arrived += u64::from(!arrival.id.is_tagged());
        }
        if self.room.has_others {
            self.room.note_marks(slot, number, 0);
        }
        if R::FACTS {
            recorder.fact(self.room.index, self.room.now, number, Fact::Arrived);
        }
        let incident = &mut self.open[slot as usize];
        if row.is_some_and(|row| row.abandoned) {
            // The log says that nobody was reached: nothing is done, and nobody's time is spent.
            incident.abandoned = true;
            incident.past = incident.plan.all;
        }
        let first = incident.plan.first;
        // A log has every call already.
        if !matches!(arrival.id, IncidentId::Recorded { .. }) && self.callers[arrival.kind].is_some() {
            self.expect_calls(slot);
        }
        let (incident, room) = self.scene(slot);
        incident.make_due(first, first, NO_STEP);
        if incident.plan.from_others != 0 {
            incident.give_up_on(incident.plan.from_others, None, room);
        }
        self.settle(slot, recorder);
        self.react(recorder);
        self.check_open(recorder);
    }

    /// The agencies that an incident with these flags needs.
    #[inline]
    fn needs(&self, flags: Flags) -> AgencySet {
        let agencies = &self.model.agencies;
        if self.agencies_first {
            return (flags & ((1 << agencies.len()) - 1)) as AgencySet;
        }
        agencies.iter().enumerate().filter(|(_, agency)| flags >> agency.flag & 1 == 1).fold(0, |all, (index, _)| all | 1 << index)
    }

    /// The program that an incident goes through: that of its type, unless it came during an outage.
    #[inline]
    fn way(&self, kind: usize, flags: Flags) -> usize {
        let fallbacks = self.room.arm.fallbacks[kind].iter();
        fallbacks.copied().find(|&(flag, _)| flags >> flag & 1 == 1).map_or(kind, |(_, way)| way)
    }

    /// Stops the arm if too many are open.
    pub(super) fn check_open<R: Recorder>(&mut self, recorder: &mut R) {
        if !self.finished && self.open_incidents > self.model.study.limits.open_incidents {
            limits::stop(self, recorder);
        }
    }

    /// A place for an incident.
    #[inline(always)]
    pub(super) fn slot_for(&mut self, plan: &'m Plan<'m>) -> u32 {
        self.free.pop().unwrap_or_else(|| self.new_slot(plan))
    }

    #[cold]
    fn new_slot(&mut self, plan: &'m Plan<'m>) -> u32 {
        let slot = self.open.len() as u32;
        self.open.push(Incident::empty(slot, plan));
        slot
    }

    /// Closes an incident: every step is done or skipped, and nobody is kept.
    pub(super) fn close<R: Recorder>(&mut self, slot: u32, recorder: &mut R) {
        let incident = &self.open[slot as usize];
        assert!(incident.kept == 0, "a closed incident keeps a seat");
        if let Some(of) = incident.is.of {
            let is_unit = incident.is.sent.is_some();
            self.tell(slot, Fact::Closed, recorder);
            return if is_unit { self.end_unit(slot, of) } else { self.end_call(slot, of) };
        }
        if R::FACTS {
            recorder.fact(self.room.index, self.room.now, incident.is.number, Fact::Closed);
        }
        path::tell(self, slot, recorder);
        let incident = &mut self.open[slot as usize];
        incident.closed = true;
        if incident.plan.has_more {
            // Nobody will hear of what would still be found out.
            incident.beliefs.clear();
            self.free.extend(incident.units.drain(..).map(|unit| unit.slot));
        }
        self.open_incidents -= 1;
        if incident.calls_left > 0 {
            self.room.keep_marks(incident.is.number, incident.set, incident.calls_left);
        }
        if incident.is.counted {
            self.open_counted -= 1;
            let counts = u64::from(!incident.is.id.is_tagged());
            if incident.abandoned {
                self.end.abandoned += counts;
            } else {
                self.end.closed += counts;
            }
        }
        if !self.room.worked.is_empty() && !incident.abandoned {
            self.room.learn_from(&incident.is);
        }
        self.free.push(slot);
    }

    /// A piece of background work arrives.
    fn begin_job<R: Recorder>(&mut self, job: &Job, recorder: &mut R) {
        if !self.admits() || job.arms >> self.room.index & 1 == 0 {
            return;
        }
        let (background, (_, takes)) = (&self.model.background[job.background], &self.room.arm.background[job.background]);
        let takes = job.takes.unwrap_or_else(|| job.length(takes.get(0)));
        self.open_jobs += 1;
        self.jobs += 1;
        if self.room.pools[background.pool].serves_at_once() {
            self.take_for_job(background.pool, takes);
        } else {
            let (priority, number) = (background.priority, JOB + self.jobs);
            let place = self.room.pools[background.pool].place(priority, self.room.now);
            let request = Request { place, number, step: 0, slot: 0, ticket: 0, asked: self.room.now, takes };
            self.room.pools[background.pool].join(self.room.now, request);
            // A queue of requests that have all been withdrawn is no queue, and seats may be idle behind it.
            self.room.is_dirty(background.pool);
            self.react(recorder);
            if self.open_jobs > self.model.study.limits.open_incidents {
                limits::stop(self, recorder);
            }
        }
    }

    fn take_for_job(&mut self, pool: usize, takes: Time) {
        self.room.pools[pool].take_for_job(self.room.now, takes);
        self.room.calendar.add(self.room.now + takes, pool as u32, 0, What::JobEnd);
    }

    /// Puts the seats on duty that the plan says, and notes the next change.
    fn change_shift(&mut self, pool: usize) -> Option<u32> {
        let duty = duty::at(&self.room.arm.pools, pool, self.room.now, self.model.study.weekday)?;
        self.room.pools[pool].set_on_duty(self.room.now, duty.seats);
        if let Some(next) = duty.next {
            self.room.calendar.add(next, pool as u32, 0, What::Shift);
        }
        self.room.is_dirty(pool);
        duty.staying
    }

    /// A shift begins or ends.
    fn change_of_shift<R: Recorder>(&mut self, pool: usize, recorder: &mut R) {
        if let Some(staying) = self.change_shift(pool) {
            self.hand_over(pool, staying, recorder);
        }
        let begins = |outage: &&Outage| outage.stops && outage.from == self.room.now;
        if let Some(seats) = self.room.arm.pools[pool].outages.iter().filter(begins).map(|outage| outage.seats).min() {
            self.leave_work(pool, seats, Time::ZERO, recorder);
        }
    }
}
