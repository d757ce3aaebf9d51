//! Ways of working, as written: chains and their steps.

use super::{At, Named, Span, Value};
use crate::scenario::expression::Expression;

/// `[chain.x]`.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The chain that it begins as.
    pub like: Option<At<String>>,
    /// Steps of that chain that fall away.
    pub drop: Vec<At<String>>,
    /// `[chain.x.role]`.
    pub roles: Vec<Named<Vec<RoleAlternative>>>,
    /// `[[chain.x.step]]`, in the file's order.
    pub steps: Vec<Step>,
}

/// `{ pool = "sos", when = "interviewer_here" }`.
#[derive(Clone, Debug)]
pub struct RoleAlternative {
    /// The pool that gives the person.
    pub pool: At<String>,
    /// For which incidents; `None`: for all.
    pub when: Option<At<Expression>>,
}

/// `[[chain.x.step]]`: every field but the name may be left to the step of the same name in the chain it is like.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands.
    pub span: Span,
    /// What it is called.
    pub name: At<String>,
    /// Where it goes in a chain that is like another; `None`: at the end.
    pub place: Option<At<Place>>,
    /// Steps and marks that come before; `None`: the step above.
    pub after: Option<At<Vec<At<String>>>>,
    /// Steps of which one must have been carried out before.
    pub after_any: Option<At<Vec<At<String>>>>,
    /// Whether it is carried out; `None`: always.
    pub when: Option<At<Expression>>,
    /// Who does it, in the order they are asked for: roles, pools, `caller`.
    pub staff: Option<At<Vec<At<String>>>>,
    /// Whether it uses roles without occupying them.
    pub alongside: Option<At<bool>>,
    /// How long it lasts: seconds, or a distribution of them; goes not with `until`.
    pub takes: Option<At<Value>>,
    /// The step or mark at which it ends.
    pub until: Option<At<String>>,
    /// Whether it is skipped if people are not free.
    pub if_free: Option<At<IfFree>>,
    /// Seconds that the caller waits for it; `None`: for ever.
    pub patience: Option<At<Value>>,
    /// Whether a caller who hung up calls again; `None`: never.
    pub redial: Option<At<Redial>>,
    /// Whether it may fail and be done again; `None`: never.
    pub redo: Option<At<Redo>>,
    /// Steps that end, or fall away, when it is done.
    pub cancel: Option<At<Vec<At<String>>>>,
    /// Whether its people may be called away and go on with the rest later.
    pub resumes: Option<At<bool>>,
    /// Whether it keeps nobody while somebody is missing.
    pub together: Option<At<bool>>,
    /// Seconds that it waits with `together` until its people are asked for one by one and kept; `None`: for ever.
    pub reserve_after: Option<At<f64>>,
    /// Marks that are set inside it, each at a share of its length, 0 to 1.
    pub marks: Option<At<Vec<Named<At<f64>>>>>,
    /// The mark that is set when it is done.
    pub mark: Option<At<String>>,
    /// The reporting category; `None`: `other`.
    pub stage: Option<At<String>>,
    /// Which of several ready steps gets a person first, the lowest; `None`: its place in the file.
    pub order: Option<At<i32>>,
    /// The name its random numbers go by; `None`: its own.
    pub draw: Option<At<String>>,
    /// Units that go out when it is done.
    pub sends: Option<At<Sends>>,
    /// Units that are turned back when it is done.
    pub recalls: Option<At<Recalls>>,
}

/// `sends = { chain, number }` or `{ chain, up_to }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sends {
    /// What each unit goes through.
    pub chain: At<String>,
    /// How many; rounded.
    pub number: At<Value>,
    /// Whether it is the number together with those sent before.
    pub in_all: bool,
}

/// `recalls = { chain, before, down_to, mark }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalls {
    /// The chain of the units that are meant.
    pub chain: At<String>,
    /// They are turned back as long as they have not set this mark.
    pub before: At<String>,
    /// So many stay; `None`: nobody.
    pub down_to: Option<At<Value>>,
    /// The mark that each of them sets then.
    pub mark: Option<At<String>>,
}

/// `[threshold.MARK]`.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// The marks of later callers and units that are counted, together.
    pub of: Vec<At<String>>,
    /// How often they must be set; rounded, at least once.
    pub number: At<Value>,
}

/// `place = { before = "x" }` or `{ after = "x" }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Just before that step.
    Before(At<String>),
    /// Just after that step.
    After(At<String>),
}

/// `if_free = true`, `false` or `"10 s"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum IfFree {
    /// It waits for them.
    No,
    /// They must be free at once.
    AtOnce,
    /// They must be free within so many seconds.
    Within(f64),
}

/// `redial = { chance, after }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    /// The share of callers who call again, 0 to 1.
    pub chance: At<Value>,
    /// Seconds until they do.
    pub after: At<Value>,
}

/// `redo = { from, chance, at_most }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Redo {
    /// The step where it begins again.
    pub from: At<String>,
    /// How likely it fails each time, 0 to 1.
    pub chance: At<Value>,
    /// How often at most in one incident.
    pub at_most: u8,
}
