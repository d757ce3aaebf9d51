//! An open incident in one arm: what became of its steps, people and marks so far. Slots are reused, so that what an incident
//! costs in memory ends with it.

use super::belief::BeliefState;
use super::overflow::Helper;
use super::plan::{Plan, only, steps_of};
use super::room::Room;
use super::row::Row;
use super::state::{Away, Effect, MarkState, NO_POOL, Obtained, Origin, Pause, Phase, RoleState, Round, StepState, UnitState};
use crate::model::{AgencySet, Flags, LogRow, MarkSet, Progress, StepSet};
use crate::random::{Block, Purpose};
use crate::record::{IncidentId, Number};
use crate::time::Time;

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

    /// Of these steps, those that have become ready through `cause` are due for a decision; of `certain` ones that need not be asked.
    #[inline(always)]
    pub(super) fn make_due(&mut self, candidates: StepSet, certain: StepSet, cause: u8) {
        for step in steps_of(candidates & !(self.due | self.waiting | self.ran | self.finished)) {
            if certain & only(step) != 0 || self.is_satisfied(step) {
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
