//! What depends on flags, on what ran and on what is believed.

use super::{AgencySet, Flags, StepSet};

/// A condition on flags and on steps that began, as alternatives of conjunctions; no alternative at all is *false*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub Vec<Conjunction>);

/// All of these hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conjunction {
    /// Flags that are set.
    pub flags_on: Flags,
    /// Flags that are not set.
    pub flags_off: Flags,
    /// Steps that began.
    pub ran: StepSet,
    /// Steps that were skipped.
    pub not_ran: StepSet,
    /// Agencies that are believed to be needed.
    pub believed: AgencySet,
    /// Agencies that are not believed to be needed.
    pub not_believed: AgencySet,
}

impl Condition {
    /// Holds always.
    pub fn always() -> Condition {
        Condition(vec![Conjunction::default()])
    }

    /// Whether it depends on nothing.
    pub fn is_always(&self) -> bool {
        self.0.contains(&Conjunction::default())
    }

    /// The value for these flags when every `ran()` is decided: `ran` holds the steps that began. Nothing is believed.
    #[inline]
    pub fn holds(&self, flags: Flags, ran: StepSet) -> bool {
        self.holds_now(flags, ran, 0)
    }

    /// The value while these agencies are believed to be needed.
    #[inline]
    pub fn holds_now(&self, flags: Flags, ran: StepSet, believed: AgencySet) -> bool {
        self.0.iter().any(|all| {
            flags & all.flags_on == all.flags_on
                && flags & all.flags_off == 0
                && ran & all.ran == all.ran
                && ran & all.not_ran == 0
                && believed & all.believed == all.believed
                && believed & all.not_believed == 0
        })
    }

    /// Whether it is certain to be false: `ran` holds the steps that began, `skipped` those that never will. What will be
    /// believed nobody knows.
    #[inline]
    pub fn is_impossible(&self, flags: Flags, ran: StepSet, skipped: StepSet) -> bool {
        !self.0.iter().any(|all| {
            flags & all.flags_on == all.flags_on && flags & all.flags_off == 0 && skipped & all.ran == 0 && ran & all.not_ran == 0
        })
    }
}

/// A value that may depend on flags.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice<T> {
    /// The same for every incident.
    One(T),
    /// By a condition on flags.
    If(Condition, Box<Choice<T>>, Box<Choice<T>>),
}

impl<T> Choice<T> {
    /// The value for an incident with these flags.
    #[inline]
    pub fn get(&self, flags: Flags) -> &T {
        match self {
            Choice::One(value) => value,
            Choice::If(condition, then, otherwise) => if condition.holds(flags, 0) { then } else { otherwise }.get(flags),
        }
    }
}
