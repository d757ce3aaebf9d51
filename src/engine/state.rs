//! What is noted of an incident: what became of each of its steps, people and marks, and of what few incidents meet.

use crate::model::StepSet;
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
    /// If the seat is of a pool that helps: the pool that was asked, else [`NO_POOL`].
    pub(super) helps: u16,
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
    /// Who: the place in the step's staff; and which pool is asked for somebody else.
    pub(super) place: u8,
    pub(super) pool: u16,
    /// What [`RoleState::helps`] is where that pool sends somebody of its own.
    pub(super) helps: u16,
    /// Whether it goes before everybody in the queues.
    pub(super) in_front: bool,
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
    pub(super) fn nobody(now: Time) -> RoleState {
        RoleState {
            pool: NO_POOL,
            occupant: NO_STEP,
            last: NO_STEP,
            asked_by: NO_STEP,
            helps: NO_POOL,
            working: 0,
            taken: now,
            booked: now,
            worked: Time::ZERO,
            seat_time: Time::ZERO,
        }
    }
}
