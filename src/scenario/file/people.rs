//! People and their other work, as written.

use super::{At, Named, Span, Value};
use crate::model::Text;
use jiff::civil::Date;

/// `[pool.x]`. Without `staff` and shifts: a mistake, told by the compiler.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What people read instead of the name, by language.
    pub label: Text,
    /// Seats on duty at all times; goes not with shifts.
    pub staff: Option<At<Staff>>,
    /// `[pool.x.shift.y]`; those that overlap add up.
    pub shifts: Vec<Named<Shift>>,
    /// Who is served first; `None`: by priority.
    pub queue: Option<At<Queue>>,
    /// Seconds by which each priority number counts as asking later.
    pub ageing: Option<At<f64>>,
    /// Whether people are called away from work that `resumes` in a less urgent incident; `None`: no.
    pub preempt: Option<At<bool>>,
    /// Callers that may be served or wait at once; `None`: any number.
    pub lines: Option<At<u32>>,
    /// Pools that help, in order of preference.
    pub overflow: Option<Vec<Overflow>>,
    /// Seconds that handing work over takes when a shift ends; `None`: people finish it.
    pub hand_over: Option<At<f64>>,
}

/// `{ to, after, speed }`.
#[derive(Clone, Debug)]
pub struct Overflow {
    /// The pool that helps.
    pub to: At<String>,
    /// Seconds that a request has waited when it is asked.
    pub after: f64,
    /// How fast its people work at this job: at 0.8 what takes 8 s takes 10 s.
    pub speed: f64,
}

/// `queue = "priority"`, `"fifo"` or `"lifo"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// The lowest priority number, then who came first.
    Priority,
    /// Who came first.
    Fifo,
    /// Who came last.
    Lifo,
}

/// `staff = 4` or `"unlimited"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staff {
    /// So many.
    Seats(u32),
    /// Nobody ever waits.
    Unlimited,
}

/// `[pool.x.shift.y]`. Belongs to the day it starts; `to` at or before `from` ends on the next day.
#[derive(Clone, Debug)]
pub struct Shift {
    /// Monday first.
    pub days: [bool; 7],
    /// Seconds after midnight, 0 to 86400.
    pub from: u32,
    /// Seconds after midnight, 0 to 86400.
    pub to: u32,
    /// Seats on duty.
    pub staff: u32,
    /// On these dates only, whatever the days.
    pub dates: Vec<At<Date>>,
    /// Not on these.
    pub except: Vec<At<Date>>,
    /// When some of its people are away.
    pub breaks: Vec<Break>,
}

/// `{ from, to, staff }`.
#[derive(Clone, Debug)]
pub struct Break {
    /// Where it stands.
    pub span: Span,
    /// Seconds after midnight, 0 to 86400.
    pub from: u32,
    /// Seconds after midnight, 0 to 86400.
    pub to: u32,
    /// Who is away; nothing: everybody.
    pub staff: Option<u32>,
}

/// `[background.x]`.
#[derive(Clone, Debug)]
pub struct Background {
    /// Whose work it is.
    pub pool: At<String>,
    /// The share of the seats on duty in the baseline that it keeps busy; goes not with `rate`.
    pub load: Option<At<Value>>,
    /// How often it comes, per second.
    pub rate: Option<At<Value>>,
    /// Seconds that one piece of it takes.
    pub takes: At<Value>,
    /// 1 is served first; `None`: after every incident.
    pub priority: Option<u8>,
}
