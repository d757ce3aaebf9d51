//! Expressions become conditions: alternatives of conjunctions, contradictions and needless ones left out.

use super::notes::Notes;
use crate::model::{Condition, Conjunction};
use crate::scenario::diagnostic::Span;
use crate::scenario::expression::Expression;
use crate::scenario::file::At;

/// The most alternatives of a condition.
const MOST: usize = 256;

/// What `ran('step')` means where an expression stands.
pub(super) enum Ran {
    /// The step with this number.
    Step(usize),
    /// No such step here, although elsewhere: it never ran.
    Never,
    /// Not allowed; the message and hint have been noted.
    Refused,
}

/// Where an expression stands: which names it may use.
pub(super) struct Context<'a> {
    /// Names of the flags.
    pub(super) flags: &'a [String],
    /// Names of the types, and which one this is for.
    pub(super) types: &'a [String],
    pub(super) kind: usize,
    /// Looks up `ran('step')`; notes what is wrong with it.
    pub(super) ran: &'a dyn Fn(&str, &Span, &mut Notes) -> Ran,
}

/// `ran()` where only flags and types are known.
pub(super) fn no_ran(place: &'static str) -> impl Fn(&str, &Span, &mut Notes) -> Ran {
    move |_, span, notes| {
        let message = format!("{place} cannot ask what ran");
        notes.error("ran-not-allowed", span, message, "not known yet").hint = Some("flags and types are known from the arrival on".into());
        Ran::Refused
    }
}

impl Context<'_> {
    /// The condition of an expression; `None` if something is wrong with it, which has been noted.
    pub(super) fn condition(&self, expression: &At<Expression>, notes: &mut Notes) -> Option<Condition> {
        match self.alternatives(&expression.value, true, notes) {
            Ok(alternatives) => Some(Condition(alternatives)),
            Err(Problem::Noted) => None,
            Err(Problem::TooLong) => {
                let message = format!("the expression has more than {MOST} alternatives");
                notes.error("expression-too-long", &expression.span, message, "too complicated").hint =
                    Some("write it with fewer `or` inside `and`, or split the step".into());
                None
            }
        }
    }

    fn alternatives(&self, expression: &Expression, wanted: bool, notes: &mut Notes) -> Result<Vec<Conjunction>, Problem> {
        let always = || vec![Conjunction::default()];
        let truth = |value: bool| if value == wanted { always() } else { Vec::new() };
        Ok(match expression {
            Expression::True => truth(true),
            Expression::False => truth(false),
            Expression::Not(inner) => return self.alternatives(inner, !wanted, notes),
            Expression::Flag(name, span) => {
                let Some(flag) = self.flags.iter().position(|known| known == name) else {
                    let name = At { value: name.clone(), span: span.clone() };
                    notes.unknown("flag or agency", &name, self.flags.iter().map(String::as_str));
                    return Err(Problem::Noted);
                };
                let bit = 1 << flag;
                vec![if wanted {
                    Conjunction { flags_on: bit, ..Conjunction::default() }
                } else {
                    Conjunction { flags_off: bit, ..Conjunction::default() }
                }]
            }
            Expression::Type(name, span) => {
                let Some(kind) = self.types.iter().position(|known| known == name) else {
                    let name = At { value: name.clone(), span: span.clone() };
                    notes.unknown("incident type", &name, self.types.iter().map(String::as_str));
                    return Err(Problem::Noted);
                };
                truth(kind == self.kind)
            }
            Expression::Ran(name, span) => match (self.ran)(name, span, notes) {
                Ran::Step(step) if wanted => vec![Conjunction { ran: 1 << step, ..Conjunction::default() }],
                Ran::Step(step) => vec![Conjunction { not_ran: 1 << step, ..Conjunction::default() }],
                Ran::Never => truth(false),
                Ran::Refused => return Err(Problem::Noted),
            },
            Expression::And(a, b) | Expression::Or(a, b) => {
                // Both sides are looked at, so that mistakes on both are noted.
                let (a, b) = (self.alternatives(a, wanted, notes), self.alternatives(b, wanted, notes));
                let (a, b) = (a?, b?);
                if matches!(expression, Expression::And(..)) == wanted { both(&a, &b)? } else { either(a, b)? }
            }
        })
    }
}

enum Problem {
    Noted,
    TooLong,
}

fn either(mut a: Vec<Conjunction>, b: Vec<Conjunction>) -> Result<Vec<Conjunction>, Problem> {
    a.extend(b);
    shorten(a)
}

fn both(a: &[Conjunction], b: &[Conjunction]) -> Result<Vec<Conjunction>, Problem> {
    if a.len() * b.len() > MOST * MOST {
        return Err(Problem::TooLong);
    }
    let joined = a.iter().flat_map(|a| {
        b.iter().map(|b| Conjunction {
            flags_on: a.flags_on | b.flags_on,
            flags_off: a.flags_off | b.flags_off,
            ran: a.ran | b.ran,
            not_ran: a.not_ran | b.not_ran,
        })
    });
    shorten(joined.collect())
}

/// Leaves out contradictions, and alternatives that another one covers.
fn shorten(alternatives: Vec<Conjunction>) -> Result<Vec<Conjunction>, Problem> {
    let mut kept: Vec<Conjunction> = Vec::new();
    for one in alternatives {
        let contradicts = one.flags_on & one.flags_off != 0 || one.ran & one.not_ran != 0;
        if contradicts || kept.iter().any(|other| covers(other, &one)) {
            continue;
        }
        kept.retain(|other| !covers(&one, other));
        kept.push(one);
    }
    if kept.len() > MOST { Err(Problem::TooLong) } else { Ok(kept) }
}

/// Whether `a` holds wherever `b` does.
fn covers(a: &Conjunction, b: &Conjunction) -> bool {
    a.flags_on & !b.flags_on == 0 && a.flags_off & !b.flags_off == 0 && a.ran & !b.ran == 0 && a.not_ran & !b.not_ran == 0
}
