//! What goes out to an incident: which chains units go through, which marks they bring, and what is set by numbers of them.

use super::arms::World;
use super::callers;
use super::chains::Expanded;
use super::names::Mistakes;
use super::order::steps_of;
use super::parameters::Values;
use super::steps::{CALLER, Plan, Until, marks};
use crate::model::{MarkSet, StepSet, Threshold};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, File, MeasureWhat, Step};

/// The mark that units set which a step turns back.
pub(super) fn turned_back(step: &Step) -> impl Iterator<Item = &At<String>> {
    step.recalls.iter().filter_map(|recalls| recalls.value.mark.as_ref())
}

/// The index of a chain.
fn chain_of(file: &File, name: &At<String>) -> Option<usize> {
    file.chains.iter().position(|chain| chain.name.value == name.value)
}

/// The chains through which units go that these steps send.
pub(super) fn sent_by(file: &File, steps: &[Step]) -> Vec<usize> {
    steps.iter().filter_map(|step| chain_of(file, &step.sends.as_ref()?.value.chain)).collect()
}

/// The name that the draws of the units of a chain go by: that of the chain it is like in the end, so that units which do nearly the
/// same in two arms share their luck.
pub(super) fn luck_of(file: &File, chain: usize) -> &str {
    let mut first = chain;
    // Circles have been told; there are no more chains than steps of this way.
    for _ in 0..file.chains.len() {
        match file.chains[first].value.like.as_ref().and_then(|like| chain_of(file, like)) {
            Some(like) => first = like,
            None => break,
        }
    }
    &file.chains[first].name.value
}

/// A step that turns units back: the chain of these, the mark that they have not set, and the one that they set then.
struct Recall {
    step: usize,
    unit: usize,
    before: Option<usize>,
    mark: Option<usize>,
}

/// What chains tell one another.
pub(super) struct Told {
    names: Vec<String>,
    /// By chain: the marks that its steps set.
    own: Vec<MarkSet>,
    /// By chain: the steps that send units, with the chain of these, and those that turn them back.
    sends: Vec<Vec<(usize, usize)>>,
    recalls: Vec<Vec<Recall>>,
    thresholds: Vec<(usize, MarkSet)>,
    /// Marks that later callers set.
    by_callers: MarkSet,
    /// Every mark that anything sets.
    all: MarkSet,
}

impl Told {
    /// Looks up what chains send, and tells of names that are not known.
    pub(super) fn new(file: &File, chains: &[Option<Expanded>], all: &[String], mistakes: &mut Mistakes) -> Told {
        let mark_of = |name: &At<String>| all.iter().position(|mark| *mark == name.value);
        let set_of = |names: &mut dyn Iterator<Item = &At<String>>| names.filter_map(mark_of).fold(0, |set, mark| set | 1 << mark);
        let steps = |chain: &'_ Option<Expanded>| chain.as_ref().map(|chain| chain.steps.clone()).unwrap_or_default();
        let own: Vec<MarkSet> =
            chains.iter().map(|chain| set_of(&mut steps(chain).iter().flat_map(|step| marks(step).map(|(name, _)| name)))).collect();
        let turned = chains.iter().fold(0, |set, chain| set | set_of(&mut steps(chain).iter().flat_map(turned_back)));
        let by_callers = file.types.iter().filter_map(|kind| callers::chain(file, kind)).fold(0, |set, chain| set | own[chain]);
        let all_own = own.iter().fold(turned, |all, own| all | own);
        let mut thresholds = Vec::new();
        for threshold in &file.thresholds {
            let name = &threshold.name;
            let Some(mark) = mark_of(name) else { continue };
            if all_own >> mark & 1 == 1 {
                let message = format!("the mark `{}` is set by a step as well", name.value);
                let twice = Diagnostic::error("said-twice", name.span.clone(), message, "a threshold has a mark of its own");
                mistakes.tell(twice.hint("give one of them another name"));
            }
            let known = (0..all.len()).filter(|mark| all_own >> mark & 1 == 1).map(|mark| all[mark].as_str());
            for of in &threshold.value.of {
                mistakes.look_up("mark of a step", of, known.clone());
            }
            thresholds.push((mark, set_of(&mut threshold.value.of.iter()) & all_own));
        }
        let known = || file.chains.iter().map(|chain| chain.name.value.as_str());
        let (mut sends, mut recalls) = (Vec::new(), Vec::new());
        for (index, chain) in chains.iter().enumerate() {
            let (mut out, mut back) = (Vec::new(), Vec::new());
            for (step, is) in steps(chain).iter().enumerate() {
                // What a chain takes over from another has been told there.
                let here = file.chains[index].value.steps.iter().any(|own| own.span == is.span);
                let mut look_up = |name: &At<String>| if here { mistakes.look_up("chain", name, known()) } else { chain_of(file, name) };
                if let Some(unit) = is.sends.as_ref().and_then(|sends| look_up(&sends.value.chain)) {
                    out.push((step, unit));
                }
                if let Some(recall) = &is.recalls {
                    let unit = look_up(&recall.value.chain);
                    let (before, mark) = (mark_of(&recall.value.before), recall.value.mark.as_ref().and_then(mark_of));
                    back.extend(unit.map(|unit| Recall { step, unit, before, mark }));
                }
            }
            sends.push(out);
            recalls.push(back);
        }
        let names = file.chains.iter().map(|chain| chain.name.value.clone()).collect();
        let all = thresholds.iter().fold(all_own, |all, (mark, _)| all | 1 << mark);
        Told { names, own, sends, recalls, thresholds, by_callers, all }
    }

    fn index(&self, chain: &str) -> Option<usize> {
        self.names.iter().position(|name| name == chain)
    }

    /// Whether units go through a chain.
    pub(super) fn is_unit(&self, chain: &str) -> bool {
        self.index(chain).is_some_and(|chain| self.sends.iter().flatten().any(|(_, unit)| *unit == chain))
    }

    /// These marks, and those that are set when they are set often enough.
    fn with_thresholds(&self, marks: MarkSet) -> MarkSet {
        self.thresholds.iter().filter(|(_, of)| of & marks != 0).fold(marks, |all, (mark, _)| all | 1 << mark)
    }

    /// Marks that may be set in a chain though none of its steps sets them or sends who does.
    pub(super) fn comes_to(&self, chain: &str) -> MarkSet {
        if self.is_unit(chain) { self.all } else { self.with_thresholds(self.by_callers) & !self.by_callers }
    }

    /// Fills in what the steps of a chain send and turn back, and which steps may so bring about which marks.
    pub(super) fn plan_units(&self, plan: &mut Plan<'_>) {
        let Some(chain) = self.index(&plan.chain.name.value) else { return };
        for &(step, unit) in &self.sends[chain] {
            let known = plan.units.iter().position(|(of, _)| *of == unit);
            plan.steps[step].sends = Some(known.unwrap_or(plan.units.len()));
            if known.is_none() {
                plan.units.push((unit, 0));
            }
        }
        plan.causes = plan.setters.clone();
        let mut add = |marks: MarkSet, step: usize| steps_of(self.with_thresholds(marks)).for_each(|mark| plan.causes[mark] |= 1 << step);
        for &Recall { step, unit, before, mark } in &self.recalls[chain] {
            let Some(index) = plan.units.iter().position(|(of, _)| *of == unit) else { continue };
            plan.units[index].1 |= mark.map_or(0, |mark| 1 << mark);
            plan.steps[step].recalls = before.map(|before| (index, before, mark));
            add(mark.map_or(0, |mark| 1 << mark), step);
        }
        for &(step, unit) in &self.sends[chain] {
            add(self.own[unit], step);
        }
    }
}

/// Of the steps by which marks may come from units, leaves out those that wait for the mark themselves: first engines are there, then
/// more are sent.
pub(super) fn leave_out_waiting(plan: &mut Plan<'_>) {
    let waits = waits_for(plan);
    for (mark, causes) in plan.causes.iter_mut().enumerate() {
        let own = plan.setters[mark];
        *causes = steps_of(*causes & !own).filter(|&step| waits[step] >> mark & 1 == 0).fold(own, |set, step| set | 1 << step);
    }
}

/// By step: the marks that it waits for, or a step before it.
fn waits_for(plan: &Plan<'_>) -> Vec<MarkSet> {
    let mut found: Vec<MarkSet> = plan.steps.iter().map(|is| is.after_marks).collect();
    // As often as a way can be long.
    for _ in 0..found.len() {
        for (step, is) in plan.steps.iter().enumerate() {
            let set_by = steps_of(is.after_marks).fold(0, |all, mark| all | plan.setters[mark]);
            found[step] = steps_of(is.after | is.after_any | set_by).fold(found[step], |all, other| all | found[other]);
        }
    }
    found
}

/// The marks that may come by a step because it sends units.
pub(super) fn brought_by(plan: &Plan<'_>, step: usize) -> MarkSet {
    (0..plan.causes.len()).filter(|&mark| plan.causes[mark] >> step & 1 == 1).fold(0, |set, mark| set | 1 << mark)
}

/// The thresholds, with their numbers in one arm and for one incident type.
pub(super) fn thresholds(world: &World<'_, '_>, values: &mut Values<'_, '_>) -> Option<Vec<Threshold>> {
    let mark_of = |name: &At<String>| world.marks.iter().position(|mark| *mark == name.value);
    let mut found = Vec::new();
    for threshold in &world.scenario.file.thresholds {
        let number = values.weight_by_flags(&threshold.value.number, &format!("`number` of `{}`", threshold.name.value))?;
        let of = threshold.value.of.iter().filter_map(mark_of).fold(0, |set, mark| set | 1 << mark);
        found.push(Threshold { mark: mark_of(&threshold.name)?, of, number });
    }
    Some(found)
}

/// The marks that measures count.
pub(super) fn asked(world: &World<'_, '_>) -> MarkSet {
    let numbers = world.scenario.file.measures.iter().filter_map(|measure| match &measure.value.what {
        MeasureWhat::Number(marks) => Some(marks),
        _ => None,
    });
    let marks = numbers.flatten().filter_map(|name| world.marks.iter().position(|mark| *mark == name.value));
    marks.fold(0, |set, mark| set | 1 << mark)
}

/// Tells of units that cannot go out: with a caller of their own, sending others, turned back though nobody sent them, or waiting for
/// what waits for them.
pub(super) fn check(file: &File, plans: &[Option<Plan<'_>>], mistakes: &mut Mistakes) {
    let mut told: Vec<usize> = Vec::new();
    for plan in plans.iter().flatten() {
        for (step, is) in plan.chain.steps.iter().zip(&plan.steps) {
            let Some(recalls) = &step.recalls else { continue };
            let (chain, before) = (&recalls.value.chain, &recalls.value.before);
            // A chain that is not known has been told.
            let Some(unit) = chain_of(file, chain) else { continue };
            if !plan.units.iter().any(|(of, _)| *of == unit) {
                let message = format!("no step of the chain `{}` sends units through `{}`", plan.chain.name.value, chain.value);
                mistakes.error("nobody-sent", chain, message, "there is nobody to turn back");
            } else if plans[unit].as_ref().is_some_and(|unit| is.recalls.is_none_or(|(_, mark, _)| unit.setters[mark] == 0)) {
                let message = format!("no step of the chain `{}` sets the mark `{}`", chain.value, before.value);
                mistakes.error("unknown-name", before, message, "all of them would always turn back");
            }
        }
        for &(unit, _) in &plan.units {
            let Some(of_unit) = &plans[unit] else { continue };
            if !told.contains(&unit) && !check_unit(plan, of_unit, mistakes) {
                told.push(unit);
            }
        }
        let of_units: Vec<&Plan<'_>> = plan.units.iter().filter_map(|&(unit, _)| plans[unit].as_ref()).collect();
        check_circle(plan, &of_units, mistakes);
    }
    for chain in file.types.iter().filter_map(|kind| callers::chain(file, kind)) {
        let sends = plans[chain].iter().flat_map(|plan| &plan.chain.steps).find_map(|step| step.sends.as_ref());
        if let Some(sends) = sends {
            let message = "a later call cannot send units";
            let error = Diagnostic::error("sends-not-possible", sends.span.clone(), message, "later callers go through this chain");
            mistakes.tell(error.hint("let a step of the incident wait for a mark that the call sets, and send them"));
        }
    }
}

/// Whether units can go through a chain.
fn check_unit(plan: &Plan<'_>, of_unit: &Plan<'_>, mistakes: &mut Mistakes) -> bool {
    let (sender, chain) = (&plan.chain.name.value, &of_unit.chain.name.value);
    for step in &of_unit.chain.steps {
        let with_caller = step.staff.iter().flat_map(|staff| &staff.value).find(|name| name.value == CALLER);
        let error = if let Some(caller) = with_caller {
            let message = format!("`{sender}` sends units through `{chain}`, and they have no caller");
            Diagnostic::error("no-caller", caller.span.clone(), message, "nobody is on the line here")
        } else if let Some(sends) = &step.sends {
            let message = format!("`{sender}` sends units through `{chain}`, and a unit cannot send others");
            let hint = "let a step of the incident wait for a mark that the unit sets, and send them";
            Diagnostic::error("sends-not-possible", sends.span.clone(), message, "this would be a unit of a unit").hint(hint)
        } else {
            continue;
        };
        mistakes.tell(error);
        return false;
    }
    true
}

/// A step of the incident's chain (nothing) or of one of its units.
type Node = (Option<usize>, usize);

/// Tells of the first step that waits for itself by way of a unit.
fn check_circle(plan: &Plan<'_>, units: &[&Plan<'_>], mistakes: &mut Mistakes) {
    if units.len() < plan.units.len() {
        return;
    }
    let is_waited_for = |plan: &Plan<'_>, step: usize| -> MarkSet {
        let until = match plan.steps[step].until {
            Some(Until::Mark(mark)) => 1 << mark,
            _ => 0,
        };
        plan.steps[step].after_marks | until
    };
    let before = |(unit, step): Node| -> Vec<Node> {
        let own = unit.map_or(plan, |unit| units[unit]);
        let is = &own.steps[step];
        let until = match is.until {
            Some(Until::Step(other)) => 1 << other,
            _ => 0,
        };
        let mut found: Vec<Node> = steps_of(is.after | is.after_any | until).map(|step| (unit, step)).collect();
        for mark in steps_of(is_waited_for(own, step)) {
            let setters = |of: Option<usize>, set: StepSet| steps_of(set).map(move |step| (of, step));
            if own.setters[mark] != 0 {
                found.extend(setters(unit, own.setters[mark]));
            }
            if unit.is_none() || own.setters[mark] == 0 {
                found.extend(setters(None, plan.causes[mark]));
                found.extend(units.iter().enumerate().flat_map(|(index, unit)| setters(Some(index), unit.setters[mark])));
            }
        }
        found
    };
    let all = (0..units.len()).flat_map(|unit| (0..units[unit].steps.len()).map(move |step| (Some(unit), step)));
    for start in all {
        let (mut seen, mut next) = (Vec::new(), before(start));
        while let Some(node) = next.pop() {
            if node == start {
                let step = &units[start.0.unwrap_or(0)].chain.steps[start.1];
                let message = format!("the step `{}` of units of `{}` waits for itself", step.name.value, plan.chain.name.value);
                let place = step.after.as_ref().map_or(&step.name.span, |after| &after.span);
                let error = Diagnostic::error("circular-after", place.clone(), message, "it can never happen");
                mistakes.tell(error.hint("follow `after`, `until` and `sends`; a mark waits for every step that sets it"));
                return;
            }
            if !seen.contains(&node) {
                seen.push(node);
                next.extend(before(node));
            }
        }
    }
}
