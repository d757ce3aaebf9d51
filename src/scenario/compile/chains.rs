//! Chains as they are after `like`, `drop` and `place`, and how their steps hang together.

use super::names::{Names, twice};
use super::notes::Notes;
use crate::model::{MOST_STEPS, StepSet};
use crate::scenario::diagnostic::{Span, nearest};
use crate::scenario::file::{At, Chain, File, Named, Place, RoleAlternative, Step};

/// The built-in role: the incident's ear.
pub(super) const CALLER: &str = "caller";

/// A chain with everything in its place.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    pub(super) name: At<String>,
    pub(super) roles: Vec<Named<Vec<RoleAlternative>>>,
    pub(super) steps: Vec<Step>,
}

/// All chains of a file, merged; those that cannot be are left out, and noted.
pub(super) fn merge_all(file: &File, notes: &mut Notes) -> Vec<Merged> {
    file.chains.iter().filter_map(|chain| merge(file, chain, &mut Vec::new(), notes)).collect()
}

fn merge<'f>(file: &'f File, chain: &'f Named<Chain>, above: &mut Vec<&'f str>, notes: &mut Notes) -> Option<Merged> {
    above.push(&chain.name.value);
    let base = match &chain.value.like {
        None => Some(Merged { name: chain.name.clone(), roles: Vec::new(), steps: Vec::new() }),
        Some(like) if above.contains(&like.value.as_str()) => {
            let message = format!("the chain `{}` is like itself", like.value);
            notes.error("like-circle", &like.span, message, format!("by way of {}", above.join(", ")));
            None
        }
        Some(like) => match file.chains.iter().find(|other| other.name.value == like.value) {
            Some(other) => merge(file, other, above, notes),
            None => {
                notes.unknown("chain", like, file.chains.iter().map(|chain| chain.name.value.as_str()));
                None
            }
        },
    };
    above.pop();
    let mut merged = base?;
    merged.name = chain.name.clone();
    for role in &chain.value.roles {
        match merged.roles.iter_mut().find(|known| known.name.value == role.name.value) {
            Some(known) => *known = role.clone(),
            None => merged.roles.push(role.clone()),
        }
    }
    for name in &chain.value.drop {
        match merged.steps.iter().position(|step| step.name.value == name.value) {
            Some(place) => drop(merged.steps.remove(place)),
            None => notes.unknown("step to drop", name, merged.steps.iter().map(|step| step.name.value.as_str())),
        }
    }
    for step in &chain.value.steps {
        put(&mut merged, step, chain.value.like.is_some(), notes);
    }
    Some(merged)
}

/// Puts a step of a chain in its place: over the one of its name, or as a new one.
fn put(merged: &mut Merged, step: &Step, like: bool, notes: &mut Notes) {
    let known = merged.steps.iter().position(|other| other.name.value == step.name.value);
    let mut step = match known {
        Some(place) => changed(&merged.steps[place], step),
        None => step.clone(),
    };
    let Some(place) = step.place.take() else {
        match known {
            Some(known) => merged.steps[known] = step,
            None => merged.steps.push(step),
        }
        return;
    };
    if let Some(known) = known {
        merged.steps.remove(known);
    }
    let (Place::Before(name) | Place::After(name)) = &place.value;
    if !like {
        let message = format!("the step `{}` has a place, but its chain is like no other", step.name.value);
        notes.error("place", &place.span, message, "steps stand in the file's order").hint =
            Some("move the step and remove `place`".into());
    }
    match merged.steps.iter().position(|other| other.name.value == name.value) {
        Some(at) => merged.steps.insert(if matches!(place.value, Place::Before(_)) { at } else { at + 1 }, step),
        None => {
            if like {
                notes.unknown("step", name, merged.steps.iter().map(|step| step.name.value.as_str()));
            }
            merged.steps.push(step);
        }
    }
}

/// A step with the named fields of another one; `takes` and `until` replace each other.
fn changed(base: &Step, change: &Step) -> Step {
    let change = change.clone();
    let (takes, until) = match (&change.takes, &change.until) {
        (None, None) => (base.takes.clone(), base.until.clone()),
        _ => (change.takes, change.until),
    };
    Step {
        span: change.span,
        name: change.name,
        place: change.place,
        after: change.after.or_else(|| base.after.clone()),
        after_any: change.after_any.or_else(|| base.after_any.clone()),
        when: change.when.or_else(|| base.when.clone()),
        staff: change.staff.or_else(|| base.staff.clone()),
        alongside: change.alongside.or_else(|| base.alongside.clone()),
        takes,
        until,
        if_free: change.if_free.or_else(|| base.if_free.clone()),
        patience: change.patience.or_else(|| base.patience.clone()),
        redial: change.redial.or_else(|| base.redial.clone()),
        marks: change.marks.or_else(|| base.marks.clone()),
        mark: change.mark.or_else(|| base.mark.clone()),
        stage: change.stage.or_else(|| base.stage.clone()),
        order: change.order.or_else(|| base.order.clone()),
        draw: change.draw.or_else(|| base.draw.clone()),
    }
}

/// What a step lasts until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Step(usize),
    Mark(usize),
}

/// How the steps of a chain hang together.
#[derive(Debug)]
pub(super) struct Links {
    /// By step: steps and marks it comes after.
    pub(super) after: Vec<StepSet>,
    pub(super) after_marks: Vec<u64>,
    pub(super) after_any: Vec<StepSet>,
    pub(super) until: Vec<Option<Until>>,
    /// By mark: steps that could set it.
    pub(super) setters: Vec<StepSet>,
    /// By step: steps that are done or skipped before it is ready, or have begun (through a mark).
    pub(super) ancestors: Vec<StepSet>,
    /// By step: steps that cannot end before it has, because they come after it or last until it.
    pub(super) descendants: Vec<StepSet>,
}

impl Links {
    /// Looks up what the steps come after; `None` if that cannot be done, which has been noted.
    pub(super) fn of(chain: &Merged, names: &Names, notes: &mut Notes) -> Option<Links> {
        let before = notes.all.len();
        let steps = &chain.steps;
        if steps.len() > MOST_STEPS {
            let message = format!("the chain `{}` has {} steps, more than {MOST_STEPS}", chain.name.value, steps.len());
            notes.error("too-many", &chain.name.span, message, "too long").hint = Some("split it by incident type".into());
            return None;
        }
        if steps.is_empty() {
            let message = format!("the chain `{}` has no steps", chain.name.value);
            notes.error("no-steps", &chain.name.span, message, "nothing would be done");
            return None;
        }
        let mut setters = vec![0; names.marks.len()];
        for (index, step) in steps.iter().enumerate() {
            let inside = step.marks.iter().flat_map(|marks| &marks.value).map(|mark| &mark.name);
            for mark in step.mark.iter().chain(inside) {
                setters[Names::index(&names.marks, &mark.value)] |= 1 << index;
                if steps.iter().any(|step| step.name.value == mark.value) {
                    let message = format!("`{}` is both a step and a mark of the chain `{}`", mark.value, chain.name.value);
                    notes.error("step-and-mark", &mark.span, message, "steps and marks share their names").hint =
                        Some("rename one of them".into());
                }
            }
        }
        let mut links = Links {
            after: vec![0; steps.len()],
            after_marks: vec![0; steps.len()],
            after_any: vec![0; steps.len()],
            until: vec![None; steps.len()],
            setters,
            ancestors: Vec::new(),
            descendants: Vec::new(),
        };
        let lookup = |name: &At<String>, links: &Links, notes: &mut Notes| -> Option<Until> {
            if let Some(step) = steps.iter().position(|step| step.name.value == name.value) {
                return Some(Until::Step(step));
            }
            let settable = || (0..names.marks.len()).filter(|&mark| links.setters[mark] != 0);
            if let Some(mark) = settable().find(|&mark| names.marks[mark] == name.value) {
                return Some(Until::Mark(mark));
            }
            let known: Vec<&str> = steps.iter().map(|s| s.name.value.as_str()).chain(settable().map(|m| names.marks[m].as_str())).collect();
            let hint = nearest(&name.value, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let message = format!("the chain `{}` has no step or mark `{}`", chain.name.value, name.value);
            notes.error("unknown-name", &name.span, message, "not in this chain").hint = hint;
            None
        };
        for (index, step) in steps.iter().enumerate() {
            match (&step.after, &step.after_any) {
                (None, None) if index > 0 => links.after[index] = 1 << (index - 1),
                (None, _) => {}
                (Some(after), _) => {
                    for name in &after.value {
                        match lookup(name, &links, notes) {
                            Some(Until::Step(step)) => links.after[index] |= 1 << step,
                            Some(Until::Mark(mark)) => links.after_marks[index] |= 1 << mark,
                            None => {}
                        }
                    }
                }
            }
            for name in step.after_any.iter().flat_map(|any| &any.value) {
                match lookup(name, &links, notes) {
                    Some(Until::Step(step)) => links.after_any[index] |= 1 << step,
                    Some(Until::Mark(_)) => {
                        let message = format!("`after_any` asks what was carried out, and `{}` is a mark", name.value);
                        notes.error("mark-in-after-any", &name.span, message, "a mark").hint = Some("name the step that sets it".into());
                    }
                    None => {}
                }
            }
            if let Some(until) = &step.until {
                links.until[index] = lookup(until, &links, notes);
            }
        }
        twice_drawn(chain, notes);
        twice("the step", steps.iter().map(|step| &step.name), notes);
        (links.find_circle(chain, notes) && notes.all[before..].iter().all(|d| !d.is_error())).then_some(links)
    }

    /// The steps that must be done, skipped or begun before this one is ready or, with `until`, ends.
    fn direct(&self, step: usize, until: bool) -> StepSet {
        self.always(step, until) | self.after_any[step]
    }

    /// The same without `after_any`, of which one step is enough.
    fn always(&self, step: usize, until: bool) -> StepSet {
        let marks = (0..self.setters.len()).filter(|&mark| self.after_marks[step] >> mark & 1 == 1);
        let mut all = marks.fold(self.after[step], |all, mark| all | self.setters[mark]);
        match self.until[step].filter(|_| until) {
            Some(Until::Step(other)) => all |= 1 << other,
            Some(Until::Mark(mark)) => all |= self.setters[mark],
            None => {}
        }
        all
    }

    /// Fills ancestors and descendants in an order in which everything comes after what it depends on; notes a circle.
    fn find_circle(&mut self, chain: &Merged, notes: &mut Notes) -> bool {
        let steps = chain.steps.len();
        let all = if steps == 64 { u64::MAX } else { (1 << steps) - 1 };
        let (mut done, mut before) = (0_u64, vec![0_u64; steps]);
        self.ancestors = vec![0; steps];
        while done != all {
            let Some(next) = (0..steps).find(|&step| done >> step & 1 == 0 && self.direct(step, true) & !done == 0) else {
                self.note_circle(chain, done, notes);
                return false;
            };
            let closure =
                |direct: StepSet, known: &[StepSet]| (0..steps).filter(|&s| direct >> s & 1 == 1).fold(direct, |all, s| all | known[s]);
            self.ancestors[next] = closure(self.direct(next, false), &self.ancestors);
            before[next] = closure(self.direct(next, true), &before);
            done |= 1 << next;
        }
        let after = |x: usize| (0..steps).filter(|&s| before[s] >> x & 1 == 1).fold(0, |all, s| all | 1 << s);
        self.descendants = (0..steps).map(after).collect();
        true
    }

    /// `step` and the steps that wait for it, also where those in `carried_out` are carried out without it.
    pub(super) fn behind(&self, step: usize, carried_out: StepSet) -> StepSet {
        let waits_for = |other: usize, behind: StepSet| {
            let any = self.after_any[other];
            self.always(other, true) & behind != 0 || any & carried_out == 0 && any & behind != 0
        };
        let mut behind: StepSet = 1 << step;
        loop {
            let more = (0..self.after.len()).filter(|&other| waits_for(other, behind)).fold(behind, |all, other| all | 1 << other);
            if more == behind {
                return behind;
            }
            behind = more;
        }
    }

    fn note_circle(&self, chain: &Merged, done: StepSet, notes: &mut Notes) {
        let steps = &chain.steps;
        let Some(mut step) = (0..steps.len()).find(|&step| done >> step & 1 == 0) else { return };
        let mut path: Vec<usize> = Vec::new();
        while !path.contains(&step) {
            path.push(step);
            step = (self.direct(step, true) & !done).trailing_zeros() as usize;
        }
        let first = path.iter().position(|&known| known == step).unwrap_or(0);
        let mut circle = path.split_off(first);
        // Told from the step that stands first in the file.
        let least = circle.iter().enumerate().min_by_key(|(_, step)| **step).map_or(0, |(place, _)| place);
        circle.rotate_left(least);
        let name = |step: usize| format!("`{}`", steps[step].name.value);
        let told: Vec<String> = circle.iter().chain(circle.first()).map(|&step| name(step)).collect();
        let span: &Span = &steps[circle[0]].name.span;
        let message = format!("the steps of the chain `{}` wait for each other in a circle", chain.name.value);
        notes.error("circular-after", span, message, format!("{} would never be ready", name(circle[0]))).hint =
            Some(told.join(" waits for "));
    }
}

/// Two steps of one chain must not share their luck by accident.
fn twice_drawn(chain: &Merged, notes: &mut Notes) {
    let draw = |step: &Step| step.draw.as_ref().unwrap_or(&step.name).value.clone();
    for (index, step) in chain.steps.iter().enumerate() {
        if let Some(other) = chain.steps[..index].iter().find(|other| draw(other) == draw(step) && other.name.value != step.name.value) {
            let message = format!("the steps `{}` and `{}` draw the same numbers", other.name.value, step.name.value);
            notes.error("twice-drawn", &step.draw.as_ref().unwrap_or(&step.name).span, message, "the same `draw` twice in a chain");
        }
    }
}
