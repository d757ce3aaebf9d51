//! An open incident in one arm: what became of its steps, people and marks so far. Slots are reused, so that what an incident
//! costs in memory ends with it.

use super::belief::BeliefState;
use super::overflow::Helper;
use super::plan::{Plan, only, steps_of};
use super::room::Room;
use super::row::Row;
use crate::model::{AgencySet, Flags, LogRow, MarkSet, Progress, StepSet};
use crate::random::{Block, Purpose};
use crate::record::{IncidentId, Number};
use crate::time::Time;

/// Something that happened elsewhere, in a unit or in the incident that sent it, where a step could stand: see [`Incident::elsewhere_to`].
pub(super) const OUTSIDE: u8 = u8::MAX - 1;
/// No step, where a step could stand.
pub(super) const NO_STEP: u8 = u8::MAX;
/// No pool, where a pool could stand.
pub(super) const NO_POOL: u16 = u16::MAX;

/// Where a step that has not begun stands with its people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not ready, or waiting for a person of the incident.
    #[default]
    Own,
    /// About to ask a pool, once its queue has been served.
    Asking,
    /// In the pool's queue.
    Queued,
    /// Waiting until everybody can be had at once.
    Gathering,
    /// The caller has hung up and will call again.
    Away,
}

/// How a person was obtained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum How {
    /// Without waiting.
    #[default]
    Had,
    /// From a pool.
    Pool(u16),
    /// After this step of the incident let go.
    Blocked(u8),
}

/// What became of a step: one look into memory.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct StepState {
    pub(super) ready: Time,
    pub(super) begin: Time,
    /// End of work, planned or come to pass, or when it was skipped.
    pub(super) end: Time,
    /// When this attempt began to wait, and when it asked the pool it waits for.
    pub(super) attempt_from: Time,
    pub(super) asked: Time,
    /// The step whose end or mark made it ready; [`NO_STEP`]: the arrival.
    pub(super) cause: u8,
    /// The step whose end or mark ended it, if it lasted until something.
    pub(super) ended_by: u8,
    /// Which of its people it needs next.
    pub(super) next: u8,
    pub(super) phase: Phase,
    /// Whether `if_free` has been tried; whether a step with `together` asks for its people one by one by now.
    pub(super) tried: bool,
    /// How often it has withdrawn.
    pub(super) attempt: u16,
    /// How often it has been done again.
    pub(super) pass: u8,
    /// How many rounds of redoing there had been when it was ready, and when it ended.
    pub(super) rounds: u8,
    pub(super) end_rounds: u8,
    /// The request it waits with, by name.
    pub(super) ticket: u32,
    /// The event that ends it or, before it begins, its patience or its `if_free`, by name; 0: none.
    pub(super) timer: u64,
}

/// When and how a step got one of its people.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Obtained {
    pub(super) at: Time,
    pub(super) how: How,
}

/// A role of an incident.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoleState {
    /// Whose seat it is; [`NO_POOL`]: nobody's yet, or no longer.
    pub(super) pool: u16,
    /// The step it is engaged in, and the one before that.
    pub(super) occupant: u8,
    pub(super) last: u8,
    /// The step that has asked a pool for somebody: the role is asked for once, and other steps wait for that person.
    pub(super) asked_by: u8,
    /// If the seat is of a pool that helps: its place among those.
    pub(super) helper: Option<u8>,
    /// Steps it works at now.
    pub(super) working: u8,
    /// When the seat was taken, and up to when its time is booked.
    pub(super) taken: Time,
    pub(super) booked: Time,
    /// Of the time that is not booked: at work. While work lasts it is short of the time until now: whoever begins is counted from time zero
    /// on, and that time is taken off.
    pub(super) worked: Time,
    /// Seat time of this role so far.
    pub(super) seat_time: Time,
}

/// A unit of an incident.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitState {
    pub(super) slot: u32,
    /// Index of [`crate::model::Program::units`].
    pub(super) unit: u8,
    pub(super) turned_back: bool,
}

/// What came about in an incident through something elsewhere: through one of its units, or in a unit through its incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The step is ready.
    Ready(u8),
    /// The step, which lasted until then, is over.
    Over(u8),
    /// The mark is set.
    Set(u8),
}

/// Where it came from: the slot, the step there, and the number of rounds of redoing there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) slot: u32,
    pub(super) step: u8,
    pub(super) rounds: u8,
}

/// When, by which step and in which order of events a mark was set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarkState {
    pub(super) at: Time,
    pub(super) step: u8,
    /// How many rounds of redoing there had been.
    pub(super) rounds: u8,
    pub(super) order: u32,
}

/// What became of the steps that are done again, as it was before.
#[derive(Debug)]
pub(super) struct Round {
    /// The step that failed.
    pub(super) failed: u8,
    pub(super) steps: Vec<(u8, StepState, Vec<Obtained>)>,
    /// Those of them that had been carried out.
    pub(super) ran: StepSet,
}

/// A time in which a step rested, because one of its people had been called away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    pub(super) step: u8,
    /// Who: the place in the step's staff; and of which pool.
    pub(super) place: u8,
    pub(super) pool: u16,
    pub(super) from: Time,
    /// `from`, as long as it lasts.
    pub(super) until: Time,
    /// What is left of the step.
    pub(super) left: Time,
}

/// A time without the caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Away {
    pub(super) step: u8,
    /// When the attempt began, and when it ended.
    pub(super) from: Time,
    pub(super) hung_up: Time,
    /// What the attempt waited for when it ended.
    pub(super) waited: How,
}

/// An open incident. In this order in memory: what is asked at every event, what most incidents have, and what few have.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Incident<'m> {
    pub(super) plan: &'m Plan<'m>,
    /// Done or skipped.
    pub(super) finished: StepSet,
    /// Began.
    pub(super) ran: StepSet,
    /// Ready and not begun; and those of them that do not wait for the incident's own people ([`Phase`]).
    pub(super) waiting: StepSet,
    pub(super) elsewhere: StepSet,
    /// To be decided now.
    pub(super) due: StepSet,
    /// Certain never to begin, for the incident's flags or because the caller gave up.
    pub(super) past: StepSet,
    /// Roles with a seat, by index of [`crate::model::Program::roles`].
    pub(super) kept: u64,
    /// Roles engaged in a step: those with an occupant.
    pub(super) engaged: u64,
    /// Marks set; marks reached (set, or nobody is left who could).
    pub(super) set: MarkSet,
    pub(super) reached: MarkSet,
    /// Marks reached before that steps done again will set, or not, once more.
    pub(super) reopened: MarkSet,
    /// At work until something.
    pub(super) until: StepSet,
    /// At work, but resting: one of its people has been called away.
    pub(super) paused: StepSet,
    /// Ended or fallen away because another step was done.
    pub(super) cancelled: StepSet,
    pub(super) marks_set: u32,
    /// Its own place among the open ones.
    pub(super) slot: u32,
    /// Units that are out.
    pub(super) open_units: u32,
    pub(super) closed: bool,
    pub(super) abandoned: bool,
    /// Whether there may be something in `units`, `told` or `beliefs`; in `rounds`, `pauses`, `away` or `outside`.
    has_more: bool,
    pub(super) is_unusual: bool,
    pub(super) is: Brought,
    /// By role, step, mark.
    pub(super) roles: Row<RoleState>,
    pub(super) steps: Row<StepState>,
    /// How long steps last, where [`Plan::drawn`] says so.
    pub(super) lengths: Row<Time>,
    pub(super) marks: Row<MarkState>,
    pub(super) obtained: Vec<Obtained>,
    /// Agencies that are believed to be needed, and the marks that will be set when a truth comes out.
    pub(super) believed: AgencySet,
    pub(super) still_to_find_out: MarkSet,
    /// Later calls that have not ended, and the marks that they may set.
    pub(super) calls_left: u32,
    pub(super) from_callers: MarkSet,
    /// What has been sent out, in that order; and the marks that they, or units still to be sent, may set.
    pub(super) units: Vec<UnitState>,
    pub(super) from_units: MarkSet,
    /// By mark: how often later callers and units set it. Empty if nobody counts.
    pub(super) told: Vec<u32>,
    /// What came from elsewhere.
    pub(super) outside: Vec<(Effect, Origin)>,
    pub(super) told_now: Option<Origin>,
    pub(super) away: Vec<Away>,
    pub(super) rounds: Vec<Round>,
    pub(super) pauses: Vec<Pause>,
    /// Other pools that steps in a queue have asked, or will.
    pub(super) helpers: Vec<Helper>,
    /// By belief of the program.
    pub(super) beliefs: Vec<BeliefState>,
}

/// What an incident brings along; `lengths` is where the recorded lengths of its steps begin, see [`LogRow::lengths`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Brought {
    pub(super) number: Number,
    pub(super) id: IncidentId,
    pub(super) kind: usize,
    /// Index of the program that it goes through.
    pub(super) way: usize,
    pub(super) counted: bool,
    pub(super) priority: u8,
    pub(super) flags: Flags,
    pub(super) needs: AgencySet,
    pub(super) arrival: Time,
    pub(super) block: Block,
    pub(super) lengths: u32,
    /// Slot and number of the incident that it is about, if it is a later call or a unit.
    pub(super) of: Option<(u32, Number)>,
    /// Of a later call: its number among those that the incident may bring, the first being 0.
    pub(super) call: u32,
    /// Of a unit: by whom it was sent.
    pub(super) sent: Option<Sent>,
}

/// Where a unit comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    /// The place among the units of its incident.
    pub(super) which: u16,
    /// The step of the incident that sent it, and the number of rounds of redoing then.
    pub(super) by: u8,
    pub(super) rounds: u8,
}

impl StepState {
    /// Of a step that nothing has happened to.
    pub(super) fn fresh(now: Time) -> StepState {
        StepState {
            ready: now,
            begin: now,
            end: now,
            attempt_from: now,
            asked: now,
            cause: NO_STEP,
            ended_by: NO_STEP,
            next: 0,
            phase: Phase::Own,
            tried: false,
            attempt: 0,
            pass: 0,
            rounds: 0,
            end_rounds: 0,
            ticket: 0,
            timer: 0,
        }
    }

    /// What tells its draws from those of earlier passes and attempts.
    pub(super) fn pass(&self) -> u32 {
        u32::from(self.pass) << 16 | u32::from(self.attempt)
    }
}

impl RoleState {
    fn nobody(now: Time) -> RoleState {
        RoleState {
            pool: NO_POOL,
            occupant: NO_STEP,
            last: NO_STEP,
            asked_by: NO_STEP,
            helper: None,
            working: 0,
            taken: now,
            booked: now,
            worked: Time::ZERO,
            seat_time: Time::ZERO,
        }
    }
}

impl<'m> Incident<'m> {
    pub(super) fn empty(slot: u32, plan: &'m Plan<'m>) -> Incident<'m> {
        Incident {
            plan,
            slot,
            is: Brought {
                number: 0,
                id: IncidentId::Recorded { log: 0, line: 0 },
                kind: 0,
                way: 0,
                counted: false,
                priority: 0,
                flags: 0,
                needs: 0,
                arrival: Time::ZERO,
                block: Block::default(),
                lengths: LogRow::NO_LENGTHS,
                of: None,
                call: 0,
                sent: None,
            },
            finished: 0,
            ran: 0,
            waiting: 0,
            elsewhere: 0,
            due: 0,
            past: 0,
            until: 0,
            cancelled: 0,
            paused: 0,
            believed: 0,
            still_to_find_out: 0,
            calls_left: 0,
            from_callers: 0,
            closed: false,
            has_more: false,
            is_unusual: false,
            units: Vec::new(),
            open_units: 0,
            from_units: 0,
            told: Vec::new(),
            outside: Vec::new(),
            told_now: None,
            kept: 0,
            engaged: 0,
            set: 0,
            reached: 0,
            reopened: 0,
            marks_set: 0,
            abandoned: false,
            steps: Row::new(StepState::fresh(Time::ZERO)),
            lengths: Row::new(Time::ZERO),
            obtained: Vec::new(),
            roles: Row::new(RoleState::nobody(Time::ZERO)),
            marks: Row::new(MarkState::default()),
            away: Vec::new(),
            rounds: Vec::new(),
            pauses: Vec::new(),
            helpers: Vec::new(),
            beliefs: Vec::new(),
        }
    }

    /// Makes the slot this incident's.
    #[inline(always)]
    pub(super) fn begin(&mut self, plan: &'m Plan<'m>, brought: Brought) {
        let now = brought.arrival;
        self.plan = plan;
        self.is = brought;
        self.finished = plan.left_out;
        (self.ran, self.waiting, self.elsewhere, self.due, self.until) = (0, 0, 0, 0, 0);
        (self.cancelled, self.paused, self.kept, self.engaged) = (0, 0, 0, 0);
        self.past = plan.past.unwrap_or_else(|| {
            let impossible = |step: &usize| plan.program.steps[*step].when.is_impossible(brought.flags, 0, 0, 0);
            steps_of(plan.conditional).filter(impossible).fold(0, |past, step| past | only(step))
        });
        (self.set, self.reached, self.reopened, self.marks_set) = (0, 0, 0, 0);
        (self.believed, self.still_to_find_out, self.calls_left, self.from_callers) = (0, 0, 0, 0);
        self.closed = false;
        (self.open_units, self.from_units) = (0, plan.from_units);
        self.abandoned = false;
        if self.has_more || plan.has_more {
            self.begin_with_more(plan);
        }
        if self.is_unusual {
            self.forget_what_was_unusual();
        }
        // Steps that are left out are never looked at.
        for step in steps_of(plan.all & !plan.left_out) {
            self.steps[step] = StepState::fresh(now);
        }
        for &(step, takes, key) in &plan.drawn {
            self.lengths[step] = Time::from_seconds(brought.block.value(takes, key, Purpose::Duration, 0));
        }
        if self.obtained.len() < plan.staff {
            self.obtained.resize(plan.staff, Obtained::default());
        }
        self.roles.reset(plan.roles.len(), RoleState::nobody(now));
    }

    /// Makes room for what few incidents have: beliefs, marks that are counted, units.
    #[inline(never)]
    fn begin_with_more(&mut self, plan: &Plan<'_>) {
        self.units.clear();
        self.told.clear();
        self.beliefs.clear();
        if plan.program.counted != 0 {
            self.told.resize(plan.program.setters.len(), 0);
        }
        self.beliefs.resize(plan.program.beliefs.len(), BeliefState::default());
        self.has_more = plan.has_more;
    }

    #[cold]
    fn forget_what_was_unusual(&mut self) {
        self.rounds.clear();
        self.pauses.clear();
        self.away.clear();
        self.outside.clear();
        self.is_unusual = false;
    }

    /// Whether everything the step comes after has happened.
    #[inline]
    fn is_satisfied(&self, step: usize) -> bool {
        let after = &self.plan.acts[step].after;
        after.all & !self.finished == 0
            && (after.marks == 0 || after.marks & !self.reached_for(step) == 0)
            && (after.any == 0 || after.any & self.ran & self.finished & !self.cancelled != 0 || after.any & !self.finished == 0)
    }

    /// The marks that are reached for a step: one that is done again waits anew for those that steps done again set.
    #[inline]
    pub(super) fn reached_for(&self, step: usize) -> MarkSet {
        if self.steps[step].pass == 0 { self.reached } else { self.reached & !self.reopened }
    }

    /// Of these steps, those that have become ready through `cause` are due for a decision.
    #[inline(always)]
    pub(super) fn make_due(&mut self, candidates: StepSet, cause: u8) {
        for step in steps_of(candidates & !(self.due | self.waiting | self.ran | self.finished)) {
            if self.is_satisfied(step) {
                self.due |= only(step);
                let state = &mut self.steps[step];
                (state.cause, state.rounds) = (cause, self.rounds.len() as u8);
            }
        }
    }

    /// Whether a step that is due is carried out.
    #[inline]
    pub(super) fn carries_out(&self, step: usize, room: &Room<'_>) -> bool {
        let one = only(step);
        self.past & one == 0 && (self.plan.asks_later & one == 0 || self.is_wanted(step, room))
    }

    /// Whether the condition of a step holds now.
    #[inline(never)]
    fn is_wanted(&self, step: usize, room: &Room<'_>) -> bool {
        // A unit and a later call ask for marks of their incident, unless their own chain sets them.
        let set = self.set | self.is.of.map_or(0, |of| room.marks_of(of) & !self.plan.own);
        let progress = Progress { ran: self.ran, believed: self.believed, set };
        self.plan.program.steps[step].when.holds_now(self.is.flags, progress)
    }

    /// Whether some step that lists the role may still need it.
    #[inline(always)]
    pub(super) fn needs_role(&self, role: usize) -> bool {
        let left = self.plan.roles[role].0 & !self.finished & !self.past;
        left != 0 && self.needs_role_for(left)
    }

    /// Whether one of these steps may still be carried out.
    #[inline]
    fn needs_role_for(&self, left: StepSet) -> bool {
        let may_be_impossible = self.plan.asks_later & !self.waiting & !self.ran;
        let skipped = self.finished & !self.ran;
        let impossible = |step: usize| self.plan.program.steps[step].when.is_impossible(self.is.flags, self.ran, skipped, self.set);
        left & !may_be_impossible != 0 || steps_of(left).any(|step| !impossible(step))
    }

    /// Whether a step is ready and waits for the incident's own people, if for anybody.
    #[inline]
    pub(super) fn may_advance(&self) -> StepSet {
        self.waiting & !self.elsewhere
    }

    /// Says where a ready step stands with its people.
    #[inline]
    pub(super) fn set_phase(&mut self, step: usize, phase: Phase) {
        self.steps[step].phase = phase;
        match phase {
            Phase::Own => self.elsewhere &= !only(step),
            _ => self.elsewhere |= only(step),
        }
    }

    /// Whether the role has somebody: a seat, or the caller, who is always there.
    #[inline]
    pub(super) fn has_role(&self, role: usize) -> bool {
        self.roles[role].pool != NO_POOL || self.plan.of_caller & only(role) != 0
    }

    /// The pool that fills a role of this incident.
    #[inline]
    pub(super) fn pool_for(&self, role: usize) -> usize {
        self.plan.roles[role].1.map_or_else(|| self.pool_by_flags(role), usize::from)
    }

    #[inline(never)]
    fn pool_by_flags(&self, role: usize) -> usize {
        let role = &self.plan.program.roles[role];
        let found = role.filled_by.iter().find(|(when, _)| when.holds(self.is.flags));
        found.expect("the last alternative of a role holds for every incident: checked when the scenario is read").1
    }
}
