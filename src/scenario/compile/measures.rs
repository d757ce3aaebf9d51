//! What is reported.

use super::arms::{Draft, World};
use super::conditions::{self, Asks, Meaning, check_role, each_flag, look_up_mark, not_known};
use super::names::{Mistakes, listed};
use super::steps::CALLER;
use super::{callers, flags};
use crate::model::{Condition, Conjunction, End, EndMark, FlagRules, MarkSet, Measure, What};
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::expression::Expression;
use crate::scenario::file::{At, End as WrittenEnd, Measure as Written, MeasureWhat, Named};
use crate::time::Time;

/// What measures need to know.
struct Desk<'a, 'w, 'f> {
    world: &'w World<'w, 'f>,
    marks: &'a [String],
    /// How many of them steps of some chain set; they come first.
    set: usize,
    drafts: &'a [Draft<'f>],
    mistakes: &'a mut Mistakes,
}

/// Compiles every measure, and looks at the agencies' marks.
pub(super) fn compile<'f>(
    world: &World<'_, 'f>,
    (marks, set): (&[String], usize),
    drafts: &[Draft<'f>],
    mistakes: &mut Mistakes,
) -> Option<Vec<Measure>> {
    let mut desk = Desk { world, marks, set, drafts, mistakes };
    desk.agencies();
    let file = world.scenario.file;
    let mut measures: Vec<Option<Measure>> = file.measures.iter().map(|measure| desk.measure(measure)).collect();
    if let Some(answer) = &file.study.answer {
        let index = mistakes.look_up("measure", answer, file.measures.iter().map(|measure| measure.name.value.as_str()))?;
        if !matches!(file.measures[index].value.what, MeasureWhat::Time { .. }) {
            mistakes.error(
                "wrong-kind",
                answer,
                format!("the measure `{}` is no time", answer.value),
                "the answer is how much longer or shorter",
            );
        }
        // What comes first answers.
        measures[..=index].rotate_right(1);
    }
    measures.into_iter().collect()
}

impl Desk<'_, '_, '_> {
    /// The index of the agency that a mark alerts.
    fn agency(&self, mark: &str) -> Option<usize> {
        self.world.scenario.file.agencies.iter().position(|agency| agency.value.alerted.value == mark)
    }

    /// Whether any chain that an arm uses sets a mark; of broken chains it is enough that one says so.
    fn is_set(&self, mark: usize) -> bool {
        if !self.is_complete() {
            return mark < self.set;
        }
        let plans = self.drafts.iter().flat_map(|draft| &draft.chains).filter_map(|chain| self.world.plans[(*chain)?].as_ref());
        plans.into_iter().any(|plan| plan.may_be_set(mark))
    }

    /// Whether every chain of every arm could be understood: else nothing can be said of what they lack.
    fn is_complete(&self) -> bool {
        !self.drafts.is_empty()
            && self.drafts.iter().flat_map(|draft| &draft.chains).all(|chain| chain.is_some_and(|chain| self.world.plans[chain].is_some()))
    }

    fn agencies(&mut self) {
        let agencies = &self.world.scenario.file.agencies;
        for (index, agency) in agencies.iter().enumerate() {
            let alerted = &agency.value.alerted;
            if let Some(other) = agencies[..index].iter().find(|other| other.value.alerted.value == alerted.value) {
                let message = format!("the agencies `{}` and `{}` have the same mark", other.name.value, agency.name.value);
                self.mistakes.error("duplicate-name", alerted, message, "nobody could tell who was alerted");
            }
            let Some(mark) = self.marks.iter().position(|mark| *mark == alerted.value).filter(|_| !alerted.value.is_empty()) else {
                continue;
            };
            if self.is_set(mark) {
                let message = format!("the mark `{}` alerts the agency `{}`", alerted.value, agency.name.value);
                self.check_settable(mark, Some(index), None, &alerted.span, &message);
            } else {
                self.unknown_mark(alerted);
            }
        }
    }

    fn unknown_mark(&mut self, mark: &At<String>) {
        let set: Vec<&str> = (0..self.marks.len()).filter(|&m| self.is_set(m)).map(|m| self.marks[m].as_str()).collect();
        let mut unknown = super::names::unknown("mark", mark, set.iter().copied());
        unknown.message = format!("no step sets the mark `{}`", mark.value);
        self.mistakes.tell(unknown);
    }

    /// Tells of the first arm and type whose chain cannot set a mark though an incident may be asked for it.
    fn check_settable(&mut self, mark: usize, agency: Option<usize>, among: Option<&[Option<Condition>]>, place: &Span, why: &str) {
        for draft in self.drafts {
            for (way, chain) in draft.chains.iter().enumerate() {
                let kind = draft.kinds[way];
                let Some(plan) = chain.and_then(|chain| self.world.plans[chain].as_ref()) else { continue };
                let needed = agency.map_or(Conjunction::default(), |flag| Conjunction { flags_on: 1 << flag, ..Conjunction::default() });
                let may_be = &draft.conceivable[way];
                let asked = match among.map(|among| &among[kind]) {
                    None => may_be.allows(&needed),
                    Some(among) => among.iter().flat_map(|when| &when.0).any(|when| may_be.allows(&conditions::both(when, &needed))),
                };
                if asked && !plan.may_be_set(mark) {
                    let (chain, arm) = (&plan.chain.name.value, &draft.arm.name.value);
                    let message = format!("{why}, but the arm `{arm}` cannot set it");
                    let kind = &self.world.scenario.file.types[kind].name.value;
                    let label = format!("no step of the chain `{chain}` sets it, which incidents of type `{kind}` go through");
                    let error = Diagnostic::error("mark-not-set", place.clone(), message, label);
                    self.mistakes.tell(error.hint("an arm must not become shorter by losing something: set the mark in every arm"));
                    return;
                }
            }
        }
    }

    fn measure(&mut self, measure: &Named<Written>) -> Option<Measure> {
        let (name, is) = (&measure.name.value, &measure.value);
        let among = self.among(is.among.as_ref());
        let what = match &is.what {
            MeasureWhat::Time { from, to } => self.time(name, from.as_ref(), to, &among),
            MeasureWhat::Share(expression) => self.holds(expression).map(What::Share),
            MeasureWhat::Count(expression) => self.holds(expression).map(What::Count),
            MeasureWhat::Work(roles) => self.work(roles).map(What::Work),
            MeasureWhat::Number(marks) => self.number(marks).map(What::Number),
        };
        Some(Measure {
            name: name.clone(),
            label: super::labelled(&is.label, name),
            among: among.into_iter().collect::<Option<_>>()?,
            what: what?,
            target: is.target.as_ref().map(|target| Time::from_seconds(target.value)),
        })
    }

    /// Which incidents, by type: the same in every arm.
    fn among(&mut self, among: Option<&At<Expression>>) -> Vec<Option<Condition>> {
        let scenario = self.world.scenario;
        let Some(among) = among else { return vec![Some(Condition::always()); scenario.file.types.len()] };
        conditions::check(scenario, &among.value, self.mistakes, &mut |asks, name, mistakes| {
            not_known(asks, name, "`among` chooses by flags and types, so that every arm has the same incidents", mistakes);
        });
        let rules: Vec<Vec<Option<FlagRules>>> = self.drafts.iter().map(|draft| draft.flags.clone()).collect();
        let agencies = scenario.file.agencies.len();
        each_flag(&among.value, &mut |flag| {
            // That an agency is needed is compared by itself.
            if let Some(flag) = scenario.flag(flag).filter(|&flag| flag >= agencies) {
                flags::check_same(scenario, &rules, flag, Some(&among.span), "but `among` asks about it", self.mistakes);
            }
        });
        scenario
            .kinds()
            .map(|kind| conditions::condition(among, Meaning { flags: &scenario.flags, kind, step: &|_| None, marks: &[] }, self.mistakes))
            .collect()
    }

    fn time(&mut self, name: &str, from: Option<&At<WrittenEnd>>, to: &At<WrittenEnd>, among: &[Option<Condition>]) -> Option<What> {
        if to.value == WrittenEnd::Arrival {
            self.mistakes.error(
                "out-of-range",
                to,
                format!("the measure `{name}` ends when it begins"),
                "nothing comes before the arrival",
            );
        }
        let from = match from {
            Some(from) => self.end(name, from, among),
            None => Some(End::Arrival),
        };
        let to = self.end(name, to, among);
        Some(What::Time { from: from?, to: to? })
    }

    fn end(&mut self, name: &str, end: &At<WrittenEnd>, among: &[Option<Condition>]) -> Option<End> {
        let (WrittenEnd::First(marks) | WrittenEnd::Last(marks)) = &end.value else { return Some(End::Arrival) };
        let mut found = Vec::new();
        for written in marks {
            let mark = self.marks.iter().position(|mark| *mark == written.value);
            let agency = self.agency(&written.value);
            match mark.filter(|&mark| self.is_set(mark)) {
                Some(mark) => {
                    let why = format!("the measure `{name}` needs the mark `{}`", written.value);
                    self.check_settable(mark, agency, Some(among), &written.span, &why);
                }
                None => self.unknown_mark(written),
            }
            found.push(mark.map(|mark| EndMark { mark, needed: agency.map_or(0, |flag| 1 << flag) }));
        }
        let found: Vec<EndMark> = found.into_iter().collect::<Option<_>>()?;
        Some(if matches!(end.value, WrittenEnd::First(_)) { End::First(found) } else { End::Last(found) })
    }

    /// Whether an expression holds, by arm and type; a step that an arm's chain does not have never began there.
    fn holds(&mut self, expression: &At<Expression>) -> Option<Vec<Vec<Condition>>> {
        let (world, drafts) = (self.world, self.drafts);
        let plan = |chain: &Option<usize>| chain.and_then(|chain| world.plans[chain].as_ref());
        let complete = self.is_complete();
        let marks: Vec<&str> = (0..self.marks.len()).filter(|&mark| self.is_set(mark)).map(|mark| self.marks[mark].as_str()).collect();
        conditions::check(world.scenario, &expression.value, self.mistakes, &mut |asks, step, mistakes| {
            match asks {
                Asks::Ran => {}
                Asks::Believes => return not_known(asks, step, "beliefs change: ask `ran()` of the step that acts on them", mistakes),
                Asks::Marked => return look_up_mark(step, &marks, mistakes),
                Asks::Helped => return check_role(world.scenario.file, step, mistakes),
            }
            let plans = drafts.iter().flat_map(|draft| &draft.chains).filter_map(plan);
            let steps = plans.flat_map(|plan| plan.chain.steps.iter().map(|step| step.name.value.as_str()));
            let mut known: Vec<&str> = Vec::new();
            steps.for_each(|step| {
                if !known.contains(&step) {
                    known.push(step)
                }
            });
            if complete {
                mistakes.look_up("step", step, known);
            }
        });
        let mut by_arm = Vec::new();
        for draft in drafts {
            let mut by_type = Vec::new();
            for (&kind, chain) in draft.kinds.iter().zip(&draft.chains) {
                let kind = world.scenario.file.types[kind].name.value.as_str();
                let step = |name: &str| plan(chain).and_then(|plan| plan.step(name));
                let meaning = Meaning { flags: &world.scenario.flags, kind, step: &step, marks: self.marks };
                by_type.push(conditions::condition(expression, meaning, self.mistakes));
            }
            by_arm.push(by_type.into_iter().collect::<Option<Vec<_>>>());
        }
        by_arm.into_iter().collect()
    }

    /// Marks that later callers and units set.
    fn number(&mut self, names: &[At<String>]) -> Option<MarkSet> {
        let file = self.world.scenario.file;
        let told = |mark: &usize| {
            let plans = self.drafts.iter().flat_map(|draft| &draft.chains).filter_map(|chain| self.world.plans[(*chain)?].as_ref());
            let of_callers = file.types.iter().filter_map(|kind| callers::chain(file, kind)).any(|chain| self.sets(chain, *mark));
            of_callers || plans.flat_map(|plan| &plan.units).any(|&(chain, back)| self.sets(chain, *mark) || back >> *mark & 1 == 1)
        };
        let known: Vec<&str> = (0..self.marks.len()).filter(told).map(|mark| self.marks[mark].as_str()).collect();
        let mut found = 0;
        for name in names {
            if self.is_complete() {
                self.mistakes.look_up("mark of later callers and units", name, known.iter().copied());
            }
            found |= self.marks.iter().position(|mark| *mark == name.value).map_or(0, |mark| 1 << mark);
        }
        Some(found)
    }

    /// Whether a chain of the file sets a mark.
    fn sets(&self, chain: usize, mark: usize) -> bool {
        self.world.plans[chain].as_ref().is_some_and(|plan| plan.setters[mark] != 0)
    }

    /// The roles of these names, by arm and type.
    fn work(&mut self, names: &[At<String>]) -> Option<Vec<Vec<Vec<usize>>>> {
        let plans: Vec<Vec<_>> =
            self.drafts.iter().map(|d| d.chains.iter().map(|chain| chain.and_then(|c| self.world.plans[c].as_ref())).collect()).collect();
        let mut known: Vec<&str> = Vec::new();
        for role in plans.iter().flatten().flatten().flat_map(|plan| &plan.roles).filter(|role| role.name != CALLER) {
            if !known.contains(&role.name) {
                known.push(role.name);
            }
        }
        for name in names {
            if name.value == CALLER {
                let error = Diagnostic::error("no-seat", name.span.clone(), "the caller has no seat", "not staff");
                self.mistakes.tell(error.hint(format!("known: {}", listed(known.iter().copied()))));
            } else if self.is_complete() {
                self.mistakes.look_up("role", name, known.iter().copied());
            }
        }
        let roles = |plan: &super::steps::Plan<'_>| {
            let wanted = |role: &usize| names.iter().any(|name| name.value == plan.roles[*role].name);
            (0..plan.roles.len()).filter(wanted).collect::<Vec<usize>>()
        };
        plans.iter().map(|by_type| by_type.iter().map(|plan| plan.map(roles)).collect()).collect()
    }
}
