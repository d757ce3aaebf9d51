//! A chain compiled for one arm and one type of incident.

use super::chains::{CALLER, Links, Merged, Until};
use super::conditions::{Context, Ran, no_ran};
use super::names::{Names, OTHER_STAGE};
use super::notes::Notes;
use super::values::{Resolver, Values};
use crate::model::{Choice, Condition, Lasts, Patience, Program, Role, Step};
use crate::random::Key;
use crate::scenario::diagnostic::{Span, nearest};
use crate::scenario::expression::Expression;
use crate::scenario::file::{At, IfFree, RoleAlternative, Step as Written};
use crate::time::Time;

/// A chain with its links, and where it is compiled for.
pub(super) struct Site<'a> {
    pub(super) chain: &'a Merged,
    pub(super) links: &'a Links,
    pub(super) names: &'a Names,
    pub(super) values: &'a Values<'a>,
    pub(super) kind: usize,
    /// The step whose time a log of this type's incidents has.
    pub(super) recorded: Option<&'a At<String>>,
}

impl Site<'_> {
    fn resolver(&self) -> Resolver<'_> {
        Resolver { values: self.values, flags: &self.names.flags, types: &self.names.types, kind: self.kind }
    }

    /// Looks up `ran('step')` in a step's condition: only ancestors are decided when the step is ready.
    fn ran(&self, asking: usize, name: &str, span: &Span, notes: &mut Notes) -> Ran {
        let steps = &self.chain.steps;
        let Some(step) = steps.iter().position(|step| step.name.value == name) else {
            let hint = nearest(name, steps.iter().map(|step| step.name.value.as_str())).map(|near| format!("did you mean `{near}`?"));
            let message = format!("the chain `{}` has no step `{name}`", self.chain.name.value);
            notes.error("unknown-name", span, message, "not in this chain").hint = hint;
            return Ran::Refused;
        };
        if self.links.ancestors[asking] >> step & 1 == 0 {
            let message = format!("`{}` asks whether `{name}` ran, but does not come after it", steps[asking].name.value);
            notes.error("ran-no-ancestor", span, message, "not decided yet when this step is ready").hint =
                Some(format!("add `{name}` to `after`, or ask another step"));
            return Ran::Refused;
        }
        Ran::Step(step)
    }

    fn condition(&self, asking: usize, expression: Option<&At<Expression>>, notes: &mut Notes) -> Option<Condition> {
        let Some(expression) = expression else { return Some(Condition::always()) };
        let ran = |name: &str, span: &Span, notes: &mut Notes| self.ran(asking, name, span, notes);
        Context { flags: &self.names.flags, types: &self.names.types, kind: self.kind, ran: &ran }.condition(expression, notes)
    }

    /// Who can take a role, for this type.
    fn filled_by(&self, role: &str, alternatives: &[RoleAlternative], notes: &mut Notes) -> Vec<(Condition, usize)> {
        let no_ran = no_ran("who takes a role");
        let context = Context { flags: &self.names.flags, types: &self.names.types, kind: self.kind, ran: &no_ran };
        let mut filled_by: Vec<(Condition, usize)> = Vec::new();
        for alternative in alternatives {
            let pool = self.names.pool(&alternative.pool, notes);
            let when = match &alternative.when {
                None => Some(Condition::always()),
                Some(when) => context.condition(when, notes),
            };
            if let (Some(pool), Some(when)) = (pool, when)
                && !when.0.is_empty()
            {
                let always = when.is_always();
                filled_by.push((when, pool));
                if always {
                    return filled_by;
                }
            }
        }
        if let (Some(last), false) = (alternatives.last(), self.covers_everything(&filled_by)) {
            let message = format!("for some incidents nobody takes the role `{role}`");
            notes.error("role-without-pool", &last.pool.span, message, "the last alternative has a condition").hint =
                Some("leave out the `when` of the last alternative".into());
        }
        filled_by
    }

    /// Whether for every combination of the flags asked about some alternative holds.
    fn covers_everything(&self, filled_by: &[(Condition, usize)]) -> bool {
        let asked = filled_by.iter().flat_map(|(when, _)| &when.0).fold(0, |all, one| all | one.flags_on | one.flags_off);
        let bits: Vec<u32> = (0..64).filter(|bit| asked >> bit & 1 == 1).collect();
        bits.len() <= 16
            && (0..1_u64 << bits.len()).all(|combination| {
                let flags = bits.iter().enumerate().fold(0, |all, (place, bit)| all | (combination >> place & 1) << bit);
                filled_by.iter().any(|(when, _)| when.holds(flags, 0))
            })
    }

    /// Compiles the chain; `None` if something is wrong, which has been noted.
    pub(super) fn program(&self, notes: &mut Notes) -> Option<Program> {
        let mut roles: Vec<Role> = Vec::new();
        for role in &self.chain.roles {
            let filled_by = self.filled_by(&role.name.value, &role.value, notes);
            roles.push(Role { name: role.name.value.clone(), filled_by, steps: 0 });
        }
        let steps: Vec<Option<Step>> =
            self.chain.steps.iter().enumerate().map(|(index, step)| self.step(index, step, &mut roles, notes)).collect();
        let steps: Vec<Step> = steps.into_iter().collect::<Option<_>>()?;
        Some(Program { chain: self.chain.name.value.clone(), steps, roles, setters: self.links.setters.clone() })
    }

    fn step(&self, index: usize, step: &Written, roles: &mut Vec<Role>, notes: &mut Notes) -> Option<Step> {
        let resolver = self.resolver();
        let name = &step.name.value;
        let when = self.condition(index, step.when.as_ref(), notes);
        let staff = self.staff(index, step, roles, notes);
        let lasts = self.lasts(index, step, &resolver, notes);
        let patience = self.patience(step, &resolver, notes);
        let (marks_at_begin, marks_inside, marks_at_end) = self.marks(step);
        if step.until.is_some() && !marks_inside.is_empty() {
            let span = step.marks.as_ref().map_or(&step.span, |marks| &marks.span);
            let message = format!("how long `{name}` lasts is not known beforehand, so it has no inside");
            notes.error("mark-inside-until", span, message, "with `until` only 0 and 1 are allowed");
        }
        let if_free = match step.if_free.as_ref().map(|at| at.value) {
            None | Some(IfFree::No) => None,
            Some(IfFree::AtOnce) => Some(Time::ZERO),
            Some(IfFree::Within(seconds)) => Some(Time::from_seconds(seconds)),
        };
        if let (Some(patience), Some(_)) = (&step.patience, if_free) {
            notes.error("patience-and-if-free", &patience.span, format!("`{name}` has both `patience` and `if_free`"), "one of the two");
        }
        let stage = step.stage.as_ref().map_or(OTHER_STAGE, |stage| stage.value.as_str());
        Some(Step {
            name: name.clone(),
            key: Key::of(&step.draw.as_ref().unwrap_or(&step.name).value),
            stage: Names::index(&self.names.stages, stage),
            order: step.order.as_ref().map_or(index as i32, |order| order.value),
            after: self.links.after[index],
            after_marks: self.links.after_marks[index],
            after_any: self.links.after_any[index],
            when: when?,
            staff,
            alongside: step.alongside.as_ref().is_some_and(|at| at.value),
            lasts: lasts?,
            marks_at_begin,
            marks_inside,
            marks_at_end,
            if_free,
            patience,
        })
    }

    /// The step's people; a pool named directly becomes a role of this step alone.
    fn staff(&self, index: usize, step: &Written, roles: &mut Vec<Role>, notes: &mut Notes) -> Vec<usize> {
        let mut staff = Vec::new();
        let declared = self.chain.roles.len();
        for name in step.staff.iter().flat_map(|staff| &staff.value) {
            let word = name.value.as_str();
            let is_role = self.chain.roles.iter().position(|role| role.name.value == word);
            let pool = self.names.pools.iter().position(|pool| pool == word);
            let found = match (is_role, pool) {
                (Some(_), Some(_)) => {
                    let message = format!("`{word}` is both a role of the chain `{}` and a pool", self.chain.name.value);
                    notes.error("role-and-pool", &name.span, message, "which of the two?").hint = Some("rename the role".into());
                    continue;
                }
                (Some(role), None) => role,
                (None, Some(pool)) => {
                    roles.push(Role { name: word.to_owned(), filled_by: vec![(Condition::always(), pool)], steps: 0 });
                    roles.len() - 1
                }
                (None, None) if word == CALLER => roles[declared..].iter().position(Role::is_caller).map_or_else(
                    || {
                        roles.push(Role { name: CALLER.to_owned(), filled_by: Vec::new(), steps: 0 });
                        roles.len() - 1
                    },
                    |place| declared + place,
                ),
                (None, None) => {
                    let known = self.chain.roles.iter().map(|role| role.name.value.as_str()).chain([CALLER]);
                    notes.unknown("role or pool", name, known.chain(self.names.pools.iter().map(String::as_str)));
                    continue;
                }
            };
            if staff.contains(&found) {
                notes.error("twice", &name.span, format!("`{}` lists `{word}` twice", step.name.value), "one person cannot be there twice");
                continue;
            }
            roles[found].steps |= 1 << index;
            staff.push(found);
        }
        staff
    }

    fn lasts(&self, index: usize, step: &Written, resolver: &Resolver<'_>, notes: &mut Notes) -> Option<Lasts> {
        match (&step.takes, self.links.until[index]) {
            (_, Some(Until::Step(step))) => Some(Lasts::UntilStep(step)),
            (_, Some(Until::Mark(mark))) => Some(Lasts::UntilMark(mark)),
            (Some(takes), None) => {
                let takes = resolver.time(takes, &format!("`takes` of `{}`", step.name.value), notes)?;
                let recorded = self.recorded.is_some_and(|recorded| recorded.value == step.name.value);
                Some(if recorded { Lasts::Recorded(takes) } else { Lasts::Takes(takes) })
            }
            (None, None) => {
                if step.until.is_none() {
                    let message = format!("nothing says how long `{}` takes", step.name.value);
                    notes.error("no-length", &step.name.span, message, "neither `takes` nor `until`").hint =
                        Some("write `takes = \"30 s\"`".into());
                }
                None
            }
        }
    }

    fn patience(&self, step: &Written, resolver: &Resolver<'_>, notes: &mut Notes) -> Option<Patience> {
        let Some(patience) = &step.patience else {
            if let Some(redial) = &step.redial {
                let message = format!("`{}` has `redial` but no `patience`", step.name.value);
                notes.error("redial-without-patience", &redial.span, message, "nobody hangs up here");
            }
            return None;
        };
        if !step.staff.iter().flat_map(|staff| &staff.value).any(|name| name.value == CALLER) {
            let message = format!("`{}` has `patience`, but not the caller", step.name.value);
            notes.error("patience-without-caller", &patience.span, message, "whose?").hint = Some("add \"caller\" to `staff`".into());
        }
        let lasts = resolver.time(patience, "a patience", notes)?;
        let redial = match &step.redial {
            None => None,
            Some(redial) => {
                let chance = resolver.chance(&redial.value.chance, "the chance of a redial", notes);
                let after = resolver.time(&redial.value.after, "the time until a redial", notes);
                Some((chance?, after?))
            }
        };
        Some(Patience { lasts, redial })
    }

    #[allow(clippy::type_complexity, reason = "begin, inside, end: named where it is taken apart")]
    fn marks(&self, step: &Written) -> (Vec<usize>, Vec<(f64, usize)>, Vec<usize>) {
        let (mut begin, mut inside, mut end) = (Vec::new(), Vec::new(), Vec::new());
        for mark in step.marks.iter().flat_map(|marks| &marks.value) {
            let index = Names::index(&self.names.marks, &mark.name.value);
            match mark.value.value {
                at if at <= 0.0 => begin.push(index),
                at if at >= 1.0 => end.push(index),
                at => inside.push((at, index)),
            }
        }
        end.extend(step.mark.iter().map(|mark| Names::index(&self.names.marks, &mark.value)));
        inside.sort_by(|a: &(f64, usize), b| a.0.total_cmp(&b.0));
        (begin, inside, end)
    }
}

/// Which combinations of flags are possible for a type in an arm: by category of needs, the flags that may and must be set.
pub(super) fn possible_flags(rules: &crate::model::FlagRules) -> Vec<(u64, u64)> {
    let (mut may, mut must) = (0, 0);
    for rule in &rules.rules {
        may |= 1 << rule.flag;
        if rule.chance == Choice::One(1.0) {
            must |= 1 << rule.flag;
        }
    }
    if rules.needs.is_empty() {
        return vec![(may, must)];
    }
    rules.needs.iter().map(|need| (may | need.flags, must | need.flags)).collect()
}

/// The steps of a program that incidents with these possible flags may carry out.
pub(super) fn runnable(program: &Program, possible: &[(u64, u64)]) -> u64 {
    let mut never = 0_u64;
    loop {
        let before = never;
        for (index, step) in program.steps.iter().enumerate() {
            let can = step.when.0.iter().any(|one| {
                one.ran & never == 0 && possible.iter().any(|&(may, must)| one.flags_on & !may == 0 && one.flags_off & must == 0)
            });
            if !can {
                never |= 1 << index;
            }
        }
        if never == before {
            let all = if program.steps.len() == 64 { u64::MAX } else { (1 << program.steps.len()) - 1 };
            return all & !never;
        }
    }
}
