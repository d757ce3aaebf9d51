//! Chains after `like`, `drop` and `place`.

use super::names::{Mistakes, circle};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, Chain, File, Named, Place, RoleAlternative, Step};

/// A chain with everything that it takes over from others.
#[derive(Clone, Debug)]
pub(super) struct Expanded {
    pub(super) name: At<String>,
    pub(super) roles: Vec<Named<Vec<RoleAlternative>>>,
    pub(super) steps: Vec<Step>,
    /// Names of steps that fell away.
    pub(super) dropped: Vec<String>,
}

/// Every chain of the file; nothing for those that cannot be put together.
pub(super) fn expand(file: &File, mistakes: &mut Mistakes) -> Vec<Option<Expanded>> {
    let mut found = vec![State::New; file.chains.len()];
    (0..file.chains.len()).for_each(|index| expand_one(file, index, &mut found, &mut Vec::new(), mistakes));
    let done = |state| match state {
        State::Done(chain) => Some(*chain),
        State::New | State::Broken => None,
    };
    found.into_iter().map(done).collect()
}

#[derive(Clone, Debug)]
enum State {
    New,
    Broken,
    Done(Box<Expanded>),
}

fn expand_one(file: &File, index: usize, found: &mut [State], way: &mut Vec<usize>, mistakes: &mut Mistakes) {
    if !matches!(found[index], State::New) {
        return;
    }
    let Named { name, value: chain } = &file.chains[index];
    let empty = Expanded { name: name.clone(), roles: Vec::new(), steps: Vec::new(), dropped: Vec::new() };
    let base = match &chain.like {
        None => Some(empty),
        Some(like) => match mistakes.look_up("chain", like, file.chains.iter().map(|chain| chain.name.value.as_str())) {
            None => None,
            Some(other) => {
                way.push(index);
                if let Some(start) = way.iter().position(|&one| one == other) {
                    let names = way[start..].iter().chain([&other]).map(|&one| file.chains[one].name.value.as_str());
                    let message = format!("these chains are like each other: {}", circle(names));
                    mistakes.error("circular-like", like, message, "this leads back to it");
                } else {
                    expand_one(file, other, found, way, mistakes);
                }
                way.pop();
                match &found[other] {
                    State::Done(base) => Some(Expanded { name: name.clone(), ..base.as_ref().clone() }),
                    State::New | State::Broken => None,
                }
            }
        },
    };
    found[index] = match base {
        None => State::Broken,
        Some(base) => State::Done(Box::new(change(base, chain, mistakes))),
    };
}

/// Applies what a chain says to the chain it is like.
fn change(mut base: Expanded, chain: &Chain, mistakes: &mut Mistakes) -> Expanded {
    let is_like = chain.like.is_some();
    for drop in &chain.drop {
        if !is_like {
            let hint = "write like = \"...\" to begin as another chain";
            let error = Diagnostic::error("needs-like", drop.span.clone(), "there is nothing to drop", "this chain is like no other");
            mistakes.tell(error.hint(hint));
        } else if let Some(index) = mistakes.look_up("step", drop, base.steps.iter().map(|step| step.name.value.as_str())) {
            base.steps.remove(index);
            base.dropped.push(drop.value.clone());
        }
    }
    for role in &chain.roles {
        match base.roles.iter_mut().find(|old| old.name.value == role.name.value) {
            Some(old) => *old = role.clone(),
            None => base.roles.push(role.clone()),
        }
    }
    for (index, step) in chain.steps.iter().enumerate() {
        if chain.steps[..index].iter().any(|other| other.name.value == step.name.value) {
            let message = format!("the chain `{}` has two steps `{}`", base.name.value, step.name.value);
            mistakes.error("duplicate-name", &step.name, message, "a second time");
            continue;
        }
        put(&mut base, step, is_like, mistakes);
    }
    base
}

/// Puts a step into a chain: changes the one of its name, else adds it at the end; then moves it to its place.
fn put(base: &mut Expanded, new: &Step, is_like: bool, mistakes: &mut Mistakes) {
    let known = base.steps.iter().position(|old| old.name.value == new.name.value);
    let (mut index, mut step) = match known {
        Some(index) => (index, base.steps.remove(index).merged(new)),
        None => (base.steps.len(), new.clone()),
    };
    if let Some(place) = step.place.take() {
        let (Place::Before(other) | Place::After(other)) = &place.value;
        if !is_like {
            let error = Diagnostic::error("needs-like", place.span.clone(), "`place` has no meaning here", "this chain is like no other");
            mistakes.tell(error.hint("its steps stand where they are written"));
        } else if let Some(found) = mistakes.look_up("step", other, base.steps.iter().map(|step| step.name.value.as_str())) {
            index = found + usize::from(matches!(place.value, Place::After(_)));
        }
    }
    base.steps.insert(index, step);
}

impl Step {
    /// This step with the fields that another of its name gives. `takes` takes the place of `until`, and the reverse.
    fn merged(self, new: &Step) -> Step {
        let lasts = new.takes.is_some() || new.until.is_some();
        Step {
            span: new.span.clone(),
            name: new.name.clone(),
            place: new.place.clone(),
            after: new.after.clone().or(self.after),
            after_any: new.after_any.clone().or(self.after_any),
            when: new.when.clone().or(self.when),
            staff: new.staff.clone().or(self.staff),
            alongside: new.alongside.clone().or(self.alongside),
            takes: new.takes.clone().or(self.takes.filter(|_| !lasts)),
            until: new.until.clone().or(self.until.filter(|_| !lasts)),
            if_free: new.if_free.clone().or(self.if_free),
            patience: new.patience.clone().or(self.patience),
            redial: new.redial.clone().or(self.redial),
            redo: new.redo.clone().or(self.redo),
            cancel: new.cancel.clone().or(self.cancel),
            resumes: new.resumes.clone().or(self.resumes),
            together: new.together.clone().or(self.together),
            reserve_after: new.reserve_after.clone().or(self.reserve_after),
            marks: new.marks.clone().or(self.marks),
            mark: new.mark.clone().or(self.mark),
            stage: new.stage.clone().or(self.stage),
            order: new.order.clone().or(self.order),
            draw: new.draw.clone().or(self.draw),
            sends: new.sends.clone().or(self.sends),
            recalls: new.recalls.clone().or(self.recalls),
        }
    }
}
