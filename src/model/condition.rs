//! What depends on flags, on what ran, on what is believed and on which marks are set.

use super::{AgencySet, Flags, MarkSet, StepSet};

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
    /// Marks that are set.
    pub set: MarkSet,
    /// Marks that are not set.
    pub not_set: MarkSet,
}

impl Conjunction {
    /// Whether it asks for more than flags.
    pub fn asks_later(&self) -> bool {
        self.ran | self.not_ran | self.set | self.not_set != 0 || self.believed | self.not_believed != 0
    }
}

/// How far an incident has come, as conditions may ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps that began.
    pub ran: StepSet,
    /// Agencies that are believed to be needed.
    pub believed: AgencySet,
    /// Marks that are set.
    pub set: MarkSet,
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

    /// The value of a condition on flags alone.
    #[inline]
    pub fn holds(&self, flags: Flags) -> bool {
        self.holds_now(flags, Progress::default())
    }

    /// The value for an incident that has come so far.
    #[inline]
    pub fn holds_now(&self, flags: Flags, is: Progress) -> bool {
        self.0.iter().any(|all| {
            flags & all.flags_on == all.flags_on
                && flags & all.flags_off == 0
                && is.ran & all.ran == all.ran
                && is.ran & all.not_ran == 0
                && is.believed & all.believed == all.believed
                && is.believed & all.not_believed == 0
                && is.set & all.set == all.set
                && is.set & all.not_set == 0
        })
    }

    /// Whether it is certain to be false: `ran` holds the steps that began, `skipped` those that never will, `set` the marks that are set, which
    /// they stay. What will be believed nobody knows.
    #[inline]
    pub fn is_impossible(&self, flags: Flags, ran: StepSet, skipped: StepSet, set: MarkSet) -> bool {
        !self.0.iter().any(|all| {
            flags & all.flags_on == all.flags_on
                && flags & all.flags_off == 0
                && skipped & all.ran == 0
                && ran & all.not_ran == 0
                && set & all.not_set == 0
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
            Choice::If(condition, then, otherwise) => if condition.holds(flags) { then } else { otherwise }.get(flags),
        }
    }
}
