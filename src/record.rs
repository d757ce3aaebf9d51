//! What the engine tells: facts as they happen, and everything about an incident when it closes. Whoever listens is a
//! [`Recorder`]; recording cannot change what happens.

use crate::model::{AgencySet, Flags, Model};
use crate::time::Time;
use std::fmt;

/// One incident in one arm, as facts name it: its number in the history of the replication (the same in every arm).
pub type Number = u64;

/// What happened to an incident. Steps and roles are indices of its program, pools and marks of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "a field is named by what it is an index of")]
pub enum Fact {
    /// The first call.
    Arrived,
    /// Everything that the step comes after is done; it asks for its people now.
    Ready { step: usize },
    /// The step will not be carried out.
    Skipped { step: usize },
    /// No seat was free: the request joined the pool's queue.
    Queued { step: usize, role: usize, pool: usize },
    /// The step waits until all its people can be had at once.
    Gathers { step: usize },
    /// A seat of the pool took the role.
    Filled { role: usize, pool: usize },
    /// The step has this person now.
    Obtained { step: usize, role: usize },
    /// Work on the step begins.
    Began { step: usize },
    /// A mark was set for the first time.
    Marked { mark: usize },
    /// The step is done.
    Ended { step: usize },
    /// The step failed: it is done again, and with it the steps from an earlier one on.
    Redone { step: usize },
    /// The step ends, or falls away, because another one is done.
    Cancelled { step: usize },
    /// Somebody is called away for a more urgent incident; the step rests.
    Interrupted { step: usize, role: usize },
    /// The step goes on with what is left.
    Resumed { step: usize, role: usize },
    /// The seat went back to its pool.
    GaveBack { role: usize, pool: usize },
    /// So many units set out, because the step is done.
    Sent { step: usize, units: usize },
    /// So many units are turned back, because the step is done.
    TurnedBack { step: usize, units: usize },
    /// All lines are taken.
    Busy { step: usize },
    /// The caller, waiting for the step, hung up.
    HungUp { step: usize },
    /// The caller calls again.
    Redialled { step: usize },
    /// The caller gave up for good.
    GaveUp,
    /// Every step is done or skipped.
    Closed,
}

/// Which incident it is, whatever the arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants say what the fields are")]
pub enum IncidentId {
    /// The `k`-th that the hour (counted from time zero) brings of its type.
    Drawn { hour: i64, k: u32 },
    /// A line of a recorded log.
    Recorded { log: usize, line: u64 },
    /// Happens at a stated time: index of [`crate::model::Model::stated`].
    Stated { index: usize },
    /// The one of its type (index) that is added to every replication.
    Tagged { kind: usize },
}

impl IncidentId {
    /// Whether it was added, to be scored for its type alone.
    pub fn is_tagged(self) -> bool {
        matches!(self, IncidentId::Tagged { .. })
    }

    /// What people and scripts know it by, with its type: hour and place within it (`h417#2`), the line of a log, or a name.
    pub fn told(self, model: &Model) -> impl fmt::Display {
        TheId(self, model)
    }
}

struct TheId<'m>(IncidentId, &'m Model);

impl fmt::Display for TheId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IncidentId::Drawn { hour, k } => write!(f, "h{hour}#{k}"),
            IncidentId::Stated { index } => f.write_str(&self.1.stated[index].name),
            IncidentId::Tagged { kind } => write!(f, "{}#tagged", self.1.types[kind].name),
            IncidentId::Recorded { log, line } => write!(f, "{}#{line}", self.1.types[self.1.logs[log].holder].name),
        }
    }
}

/// What a measure says of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The measure is not about this incident.
    NotApplicable,
    /// A required mark is missing.
    NotReached,
    /// Microseconds for times and work, 1 or 0 for shares and counts.
    Value(i64),
}

/// How a part of a time was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// At work.
    Working,
    /// Waiting for a pool.
    Queue,
    /// Waiting for the incident's own person or caller, busy with another step.
    Blocked,
    /// Hung up until the redial.
    Redial,
}

impl Kind {
    /// All kinds, in the order of their index.
    pub const ALL: [Kind; 4] = [Kind::Working, Kind::Queue, Kind::Blocked, Kind::Redial];
}

/// One piece of the critical path of a time measure. The pieces of one measure sum to its value exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Index of [`crate::model::Model::measures`].
    pub measure: u16,
    /// Index of [`crate::model::Model::stages`].
    pub stage: u16,
    /// How it was spent.
    pub kind: Kind,
    /// The step the time is booked on; on the way of a unit, of the unit's chain.
    pub step: u16,
    /// The pool waited for (queue) or the step that kept the person (blocked), where known.
    pub cause: Option<u16>,
    /// Its length.
    pub length: Time,
}

/// What became of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRecord {
    /// When it was ready, or skipped.
    pub ready: Time,
    /// When work began and ended; `None` if it was skipped.
    pub work: Option<(Time, Time)>,
}

/// An incident that has closed in one arm. References last for the call only.
#[derive(Clone, Copy, Debug)]
pub struct Closed<'a> {
    /// Its number in the history.
    pub number: Number,
    /// Which it is.
    pub id: IncidentId,
    /// Whether it arrived within the window.
    pub counted: bool,
    /// Index of its type.
    pub kind: usize,
    /// Index of the program of its arm that it went through.
    pub way: usize,
    /// What it needs.
    pub needs: AgencySet,
    /// Its flags in this arm.
    pub flags: Flags,
    /// The first call.
    pub arrival: Time,
    /// When its last step was done or skipped.
    pub closed: Time,
    /// The caller gave up before any required mark was set.
    pub abandoned: bool,
    /// By measure; empty for an incident that is not counted.
    pub outcomes: &'a [Outcome],
    /// Critical paths of the time measures reached, measure by measure.
    pub parts: &'a [Part],
    /// By step of its program; empty if the recorder wants none.
    pub steps: &'a [StepRecord],
}

/// A listener. The default methods do nothing, and cost nothing when compiled away.
pub trait Recorder {
    /// Whether facts are wanted; closing is always told.
    const FACTS: bool = true;
    /// Whether [`Closed::steps`] is wanted.
    const STEPS: bool = true;
    /// Something happened to an incident.
    fn fact(&mut self, _arm: usize, _at: Time, _incident: Number, _fact: Fact) {}
    /// Something happened to the unit `which` (0: the first that was sent) of an incident; steps and roles are those of the unit's chain.
    fn unit_fact(&mut self, _arm: usize, _at: Time, _incident: Number, _which: usize, _fact: Fact) {}
    /// Something happened to the later call `which` (0: the first that may come) about an incident; steps and roles are those of the chain of
    /// later callers. It may come when the incident has closed.
    fn call_fact(&mut self, _arm: usize, _at: Time, _incident: Number, _which: usize, _fact: Fact) {}
    /// An incident closed in an arm. Every incident that an arm admits is told exactly once.
    fn closed(&mut self, _arm: usize, _closed: Closed<'_>) {}
    /// The arm will never tell of this incident: it arrives only in other arms, or after this arm stopped admitting.
    fn absent(&mut self, _arm: usize, _incident: Number) {}
}

impl Recorder for () {
    const FACTS: bool = false;
    const STEPS: bool = false;
}

impl<A: Recorder, B: Recorder> Recorder for (A, B) {
    const FACTS: bool = A::FACTS || B::FACTS;
    const STEPS: bool = A::STEPS || B::STEPS;
    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        self.0.fact(arm, at, incident, fact);
        self.1.fact(arm, at, incident, fact);
    }
    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.0.unit_fact(arm, at, incident, which, fact);
        self.1.unit_fact(arm, at, incident, which, fact);
    }
    fn call_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.0.call_fact(arm, at, incident, which, fact);
        self.1.call_fact(arm, at, incident, which, fact);
    }
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        self.0.closed(arm, closed);
        self.1.closed(arm, closed);
    }
    fn absent(&mut self, arm: usize, incident: Number) {
        self.0.absent(arm, incident);
        self.1.absent(arm, incident);
    }
}

/// A [`Recorder`] as [`Engine::run_for`](crate::engine::Engine::run_for) takes it; every recorder is one. It is told everything.
pub trait Listener {
    /// See [`Recorder::fact`].
    fn hear_fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact);
    /// See [`Recorder::unit_fact`].
    fn hear_unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact);
    /// See [`Recorder::call_fact`].
    fn hear_call_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact);
    /// See [`Recorder::closed`].
    fn hear_closed(&mut self, arm: usize, closed: Closed<'_>);
    /// See [`Recorder::absent`].
    fn hear_absent(&mut self, arm: usize, incident: Number);
}

impl<R: Recorder> Listener for R {
    fn hear_fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        self.fact(arm, at, incident, fact);
    }
    fn hear_unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.unit_fact(arm, at, incident, which, fact);
    }
    fn hear_call_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.call_fact(arm, at, incident, which, fact);
    }
    fn hear_closed(&mut self, arm: usize, closed: Closed<'_>) {
        self.closed(arm, closed);
    }
    fn hear_absent(&mut self, arm: usize, incident: Number) {
        self.absent(arm, incident);
    }
}

// The pointer itself is a listener, too: what it points to is meant.
impl Recorder for &mut dyn Listener {
    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        (**self).hear_fact(arm, at, incident, fact);
    }
    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        (**self).hear_unit_fact(arm, at, incident, which, fact);
    }
    fn call_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        (**self).hear_call_fact(arm, at, incident, which, fact);
    }
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        (**self).hear_closed(arm, closed);
    }
    fn absent(&mut self, arm: usize, incident: Number) {
        (**self).hear_absent(arm, incident);
    }
}

/// What one pool did in one arm of one replication. Times are seat times; the window is the counted one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct PoolBook {
    /// Seats on duty, integrated over the window; seats that work beyond the plan included. Zero for unlimited pools.
    pub on_duty: Time,
    /// At work on a step, within the window.
    pub working: Time,
    /// Kept by an incident without working, within the window.
    pub held: Time,
    /// Of that, for a step with `together` that had not everybody yet.
    pub reserved: Time,
    /// At background work, within the window.
    pub background: Time,
    /// Requests by incidents (not `if_free` ones, which cannot wait) asked within the window ...
    pub requests: u64,
    /// ... of these, not served at once ...
    pub waited: u64,
    /// ... and what they waited together, until served or withdrawn.
    pub wait: Time,
}

impl PoolBook {
    /// Adds what another book says.
    pub fn add(&mut self, more: &PoolBook) {
        self.on_duty += more.on_duty;
        self.working += more.working;
        self.held += more.held;
        self.reserved += more.reserved;
        self.background += more.background;
        self.requests += more.requests;
        self.waited += more.waited;
        self.wait += more.wait;
    }

    /// What came in since an earlier state of the same book.
    pub fn less(&self, earlier: &PoolBook) -> PoolBook {
        PoolBook {
            on_duty: self.on_duty - earlier.on_duty,
            working: self.working - earlier.working,
            held: self.held - earlier.held,
            reserved: self.reserved - earlier.reserved,
            background: self.background - earlier.background,
            requests: self.requests - earlier.requests,
            waited: self.waited - earlier.waited,
            wait: self.wait - earlier.wait,
        }
    }
}

/// Hours of a week.
pub const HOURS: usize = 168;

/// The hour of the week in which an instant lies, 0 from Monday midnight; `weekday` is that of time zero, 0 = Monday.
pub fn hour_of_week(at: Time, weekday: u8) -> usize {
    (at.hour() + 24 * i64::from(weekday)).rem_euclid(HOURS as i64) as usize
}

/// What one arm of one replication came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmEnd {
    /// By pool.
    pub pools: Vec<PoolBook>,
    /// By pool and hour of the week (index pool x [`HOURS`] + hour): the same books, apart by hour. What people do counts for the
    /// hours in which they do it, a request and its wait for the hour in which it is served or withdrawn.
    pub hours: Vec<PoolBook>,
    /// Counted incidents that arrived.
    pub arrived: u64,
    /// Counted incidents that closed and were not abandoned.
    pub closed: u64,
    /// Counted incidents abandoned.
    pub abandoned: u64,
    /// Why the arm could not be lived to its end.
    pub finding: Option<Finding>,
}

/// Why an arm stopped.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Too many incidents open at once.
    OpenIncidents {
        /// How many.
        open: u64,
        /// When, seconds from time zero.
        at_s: f64,
    },
    /// Too much background work waiting at once.
    OpenBackground {
        /// How many pieces.
        open: u64,
        /// When, seconds from time zero.
        at_s: f64,
    },
    /// Counted incidents were still open too long after the window.
    AfterEnd {
        /// How many.
        open: u64,
    },
    /// Incidents wait for each other's people and none can go on.
    Deadlock {
        /// When, seconds from time zero.
        at_s: f64,
        /// Who waits: incident number, type, step, pool waited for, pools kept.
        waiting: Vec<DeadlockWait>,
    },
}

/// One incident of a deadlock.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct DeadlockWait {
    /// Its number in the history.
    pub incident: u64,
    /// Name of its type.
    pub kind: String,
    /// Name of the step that waits.
    pub step: String,
    /// Name of the pool it waits for.
    pub waits_for: String,
    /// Names of the pools whose seats it keeps.
    pub keeps: Vec<String>,
}
