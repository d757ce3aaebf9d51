//! The steps of a chain with their names looked up: what comes after what, who does it, which marks it sets.

use super::beliefs::{self, PlanBelief};
use super::chains::Expanded;
use super::conditions::{self, Asks, look_up_mark, not_known};
use super::names::{Mistakes, listed, unknown};
use super::order;
use super::units::Told;
use super::{Scenario, attributes, units};
use crate::model::{MOST_STEPS, MarkSet, StepSet};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, IfFree, Named, RoleAlternative, Step};

/// The name of the incident's own caller.
pub(super) const CALLER: &str = "caller";
/// The moment every time begins with unless another is said.
pub(super) const ARRIVAL: &str = "arrival";
/// The most roles of a chain, caller and pools named directly included: the engine keeps them in a set.
const MOST_ROLES: usize = 64;

/// A chain, looked up. Steps are indices of [`Expanded::steps`], marks of [`crate::model::Model::marks`].
#[derive(Clone, Debug)]
pub(super) struct Plan<'c> {
    pub(super) chain: &'c Expanded,
    pub(super) steps: Vec<PlanStep>,
    pub(super) roles: Vec<PlanRole<'c>>,
    /// By mark: the steps that could set it.
    pub(super) setters: Vec<StepSet>,
    /// By mark: those, and the steps that send units which could, or turn them back.
    pub(super) causes: Vec<StepSet>,
    /// Marks that come from elsewhere: from later callers and, in a unit, from its incident.
    pub(super) from_elsewhere: MarkSet,
    /// The chains of its units: indices of the file's, and the marks that are set when one turns back.
    pub(super) units: Vec<(usize, MarkSet)>,
    /// What people may believe in this chain.
    pub(super) beliefs: Vec<PlanBelief<'c>>,
    /// By step: every step that is decided before it, if anything is.
    pub(super) ancestors: Vec<StepSet>,
}

/// A step, looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct PlanStep {
    pub(super) after: StepSet,
    pub(super) after_marks: MarkSet,
    pub(super) after_any: StepSet,
    pub(super) until: Option<Until>,
    /// Where it begins again if it fails, and the steps on a path from there.
    pub(super) redo: Option<(usize, StepSet)>,
    pub(super) cancels: StepSet,
    /// Indices of [`Plan::roles`].
    pub(super) staff: Vec<usize>,
    pub(super) marks_at_begin: Vec<usize>,
    pub(super) marks_inside: Vec<(f64, usize)>,
    pub(super) marks_at_end: Vec<usize>,
    /// Indices of [`Plan::units`]; of units turned back also the mark that they have not set, and the one they set then.
    pub(super) sends: Option<usize>,
    pub(super) recalls: Option<(usize, usize, Option<usize>)>,
}

/// What a step lasts until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    Step(usize),
    Mark(usize),
}

/// Who takes part.
#[derive(Clone, Debug)]
pub(super) struct PlanRole<'c> {
    pub(super) name: &'c str,
    pub(super) who: Who<'c>,
    pub(super) steps: StepSet,
}

/// Who takes a role.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who<'c> {
    /// By the alternatives of a declared role.
    Declared(&'c Named<Vec<RoleAlternative>>),
    /// Anybody of a pool.
    AnyOf(usize),
    /// Anybody of the pool of the incident's values: a name that holds attributes.
    OfValue(&'c str),
    /// The caller.
    Caller,
}

/// The marks that a step sets: name and fraction of its length.
pub(super) fn marks(step: &Step) -> impl Iterator<Item = (&At<String>, f64)> {
    let inside = step.marks.iter().flat_map(|marks| &marks.value).map(|mark| (&mark.name, mark.value.value));
    inside.chain(step.mark.iter().map(|mark| (mark, 1.0)))
}

/// Whether the staff of a step has this name.
fn lists(step: &Step, name: &str) -> bool {
    step.staff.as_ref().is_some_and(|names| names.value.iter().any(|listed| listed.value == name))
}

impl<'c> Plan<'c> {
    /// Looks up everything a chain names; nothing where that cannot be lived.
    pub(super) fn new(
        scenario: &Scenario<'c>,
        chain: &'c Expanded,
        told: &Told,
        marks: &[String],
        mistakes: &mut Mistakes,
    ) -> Option<Plan<'c>> {
        if chain.steps.len() > MOST_STEPS {
            let message = format!("the chain `{}` has {} steps", chain.name.value, chain.steps.len());
            mistakes.error("too-many", &chain.name, message, format!("at most {MOST_STEPS} are possible"));
            return None;
        }
        if chain.steps.is_empty() {
            mistakes.error("empty", &chain.name, format!("the chain `{}` has no steps", chain.name.value), "at least one is needed");
            return None;
        }
        let mut builder = Builder { scenario, chain, marks, mistakes, sound: true };
        builder.check_names();
        let mut plan = Plan {
            chain,
            steps: Vec::new(),
            roles: Vec::new(),
            setters: vec![0; marks.len()],
            causes: Vec::new(),
            from_elsewhere: told.comes_to(&chain.name.value),
            units: Vec::new(),
            beliefs: Vec::new(),
            ancestors: Vec::new(),
        };
        for (index, step) in chain.steps.iter().enumerate() {
            let mut planned = PlanStep::default();
            builder.marks(step, &mut planned);
            let set = planned.marks_at_begin.iter().chain(planned.marks_inside.iter().map(|(_, mark)| mark)).chain(&planned.marks_at_end);
            set.for_each(|&mark| plan.setters[mark] |= 1 << index);
            plan.steps.push(planned);
        }
        told.plan_units(&mut plan);
        if !told.is_unit(&chain.name.value) {
            plan.beliefs = beliefs::of_chain(scenario.file, marks, &plan.causes, &mut plan.setters);
            plan.beliefs
                .iter()
                .filter_map(|belief| Some((belief.at, belief.mark?)))
                .for_each(|(at, mark)| plan.causes[mark] |= plan.causes[at]);
        }
        for (index, step) in chain.steps.iter().enumerate() {
            builder.after(index, step, &mut plan);
            builder.until(step, index, &mut plan);
            builder.staff(index, step, &mut plan);
            builder.fields(step);
            builder.cancels(index, step, &mut plan);
        }
        builder.roles(&plan);
        let mut sound = builder.sound;
        units::leave_out_waiting(&mut plan);
        order::check_circles(&plan, mistakes)?;
        plan.ancestors = order::ancestors(&plan);
        sound &= redos(&mut plan, mistakes);
        check_conditions(scenario, &plan, marks, mistakes);
        sound.then_some(plan)
    }

    /// The index of a step.
    pub(super) fn step(&self, name: &str) -> Option<usize> {
        self.chain.steps.iter().position(|step| step.name.value == name)
    }
}

struct Builder<'a, 'f, 'c> {
    scenario: &'a Scenario<'f>,
    chain: &'c Expanded,
    marks: &'a [String],
    mistakes: &'a mut Mistakes,
    sound: bool,
}

impl<'c> Builder<'_, '_, 'c> {
    fn step_names(&self) -> impl Iterator<Item = &'c str> + Clone + use<'c> {
        self.chain.steps.iter().map(|step| step.name.value.as_str())
    }

    /// What `after` and `until` may name.
    fn moments(&self) -> Vec<String> {
        let marks = self.chain.steps.iter().flat_map(|step| marks(step).map(|(name, _)| name.value.as_str()));
        let told = self.scenario.file.thresholds.iter().map(|threshold| threshold.name.value.as_str());
        self.step_names().chain(marks).chain(told).map(str::to_owned).collect()
    }

    fn wrong(&mut self, diagnostic: Diagnostic) {
        self.mistakes.tell(diagnostic);
        self.sound = false;
    }

    /// One namespace for steps and marks; one draw per step; names that are taken.
    fn check_names(&mut self) {
        let draw = |step: &'c Step| step.draw.as_ref().unwrap_or(&step.name);
        for (index, step) in self.chain.steps.iter().enumerate() {
            for (mark, _) in marks(step) {
                if self.step_names().any(|name| name == mark.value) {
                    let message = format!("`{}` is both a step and a mark of the chain `{}`", mark.value, self.chain.name.value);
                    let both = Diagnostic::error("ambiguous", mark.span.clone(), message, "a step has this name");
                    self.wrong(both.hint("`after` could mean either: give one of them another name"));
                }
                if mark.value == ARRIVAL {
                    self.wrong(Diagnostic::error(
                        "bad-name",
                        mark.span.clone(),
                        "no mark can be called `arrival`",
                        "this is the first call",
                    ));
                }
            }
            let same = |other: &&'c Step| draw(other).value == draw(step).value;
            if let Some(other) = self.chain.steps[..index].iter().find(same) {
                let message = format!("two steps of the chain `{}` have the draw `{}`", self.chain.name.value, draw(step).value);
                let label = format!("so has the step `{}`", other.name.value);
                let twice = Diagnostic::error("same-draw", draw(step).span.clone(), message, label);
                self.wrong(twice.hint("steps of one incident need luck of their own"));
            }
        }
    }

    fn marks(&mut self, step: &'c Step, planned: &mut PlanStep) {
        for (name, fraction) in marks(step) {
            let Some(mark) = self.marks.iter().position(|mark| *mark == name.value) else { continue };
            if fraction <= 0.0 {
                planned.marks_at_begin.push(mark);
            } else if fraction >= 1.0 {
                planned.marks_at_end.push(mark);
            } else {
                planned.marks_inside.push((fraction, mark));
                if step.until.is_some() {
                    let message = format!("nobody knows when the mark `{}` is reached", name.value);
                    let label = format!("the step `{}` has `until`, so its length is not known when it begins", step.name.value);
                    let unknown = Diagnostic::error("mark-inside-until", name.span.clone(), message, label);
                    self.wrong(unknown.hint("write 0 (when it begins) or 1 (when it ends)"));
                }
            }
        }
        planned.marks_inside.sort_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// That a name is known, with where it went if it was dropped.
    fn missing(&mut self, kind: &str, name: &At<String>, known: &[impl AsRef<str>]) {
        let chain = &self.chain.name.value;
        let mut missing = unknown(kind, name, known.iter().map(AsRef::as_ref));
        missing.message = format!("the chain `{chain}` has no {kind} `{}`", name.value);
        if self.chain.dropped.contains(&name.value) {
            missing.label = format!("the chain `{chain}` drops it");
            missing.hint = Some(format!("say this field anew in a step of the chain `{chain}`"));
        } else if missing.hint.is_some() {
            missing.hint = None;
        }
        if !name.value.is_empty() {
            self.wrong(missing);
        }
        self.sound = false;
    }

    fn after(&mut self, index: usize, step: &'c Step, plan: &mut Plan<'c>) {
        for name in step.after.iter().flat_map(|names| &names.value) {
            match (plan.step(&name.value), self.mark(name, plan)) {
                (Some(before), _) => plan.steps[index].after |= 1 << before,
                (None, Some(mark)) => plan.steps[index].after_marks |= 1 << mark,
                (None, None) => self.missing("step or mark", name, &self.moments()),
            }
        }
        for name in step.after_any.iter().flat_map(|names| &names.value) {
            match plan.step(&name.value) {
                Some(before) => plan.steps[index].after_any |= 1 << before,
                None if self.mark(name, plan).is_some() => {
                    let message = format!("`after_any` names steps, `{}` is a mark", name.value);
                    let error = Diagnostic::error("not-a-step", name.span.clone(), message, "a mark");
                    self.wrong(error.hint("a mark stands in `after`: it is reached when any step sets it"));
                }
                None => self.missing("step", name, &self.step_names().collect::<Vec<_>>()),
            }
        }
        if step.after.is_none() && step.after_any.is_none() && index > 0 {
            plan.steps[index].after = 1 << (index - 1);
        }
    }

    /// The index of a mark that may be set in incidents that go through the chain.
    fn mark(&self, name: &At<String>, plan: &Plan<'_>) -> Option<usize> {
        self.marks.iter().position(|mark| *mark == name.value).filter(|&mark| plan.may_be_set(mark))
    }

    fn until(&mut self, step: &'c Step, index: usize, plan: &mut Plan<'c>) {
        let Some(name) = &step.until else {
            if step.takes.is_none() {
                let message = format!("nothing says how long the step `{}` lasts", step.name.value);
                let missing = Diagnostic::error("missing-key", step.name.span.clone(), message, "`takes` or `until` is missing");
                let known: Vec<&str> = self.step_names().filter(|name| *name != step.name.value).collect();
                let near = crate::scenario::diagnostic::nearest(&step.name.value, known);
                self.wrong(match near {
                    Some(near) => missing.hint(format!("is it the step `{near}`?")),
                    None => missing.hint("write takes = \"8 s\""),
                });
            }
            return;
        };
        plan.steps[index].until = match (plan.step(&name.value), self.mark(name, plan)) {
            (Some(other), _) => Some(Until::Step(other)),
            (None, Some(mark)) => Some(Until::Mark(mark)),
            (None, None) => {
                self.missing("step or mark", name, &self.moments());
                None
            }
        };
    }

    fn cancels(&mut self, index: usize, step: &'c Step, plan: &mut Plan<'c>) {
        for name in step.cancel.iter().flat_map(|names| &names.value) {
            match plan.step(&name.value) {
                Some(other) if other == index => {
                    let message = format!("the step `{}` cancels itself", name.value);
                    let error = Diagnostic::error("cancels-itself", name.span.clone(), message, "it is done when it cancels");
                    self.wrong(error.hint("name the steps of the other way"));
                }
                Some(other) => plan.steps[index].cancels |= 1 << other,
                None => self.missing("step", name, &self.step_names().collect::<Vec<_>>()),
            }
        }
    }

    fn staff(&mut self, index: usize, step: &'c Step, plan: &mut Plan<'c>) {
        for name in step.staff.iter().flat_map(|names| &names.value) {
            let declared = self.chain.roles.iter().find(|role| role.name.value == name.value);
            let pool = self.scenario.file.pools.iter().position(|pool| pool.name.value == name.value);
            let who = match (name.value.as_str(), declared, pool) {
                // A role of this name is told of elsewhere.
                (CALLER, _, None) => Who::Caller,
                (_, Some(_), Some(_)) | (CALLER, _, Some(_)) => {
                    let message = format!("`{}` means two things in the chain `{}`", name.value, self.chain.name.value);
                    let what = if name.value == CALLER { "the caller is built in" } else { "a role and a pool have this name" };
                    self.wrong(Diagnostic::error("ambiguous", name.span.clone(), message, what).hint("give the role another name"));
                    continue;
                }
                (_, Some(role), None) => Who::Declared(role),
                (_, None, Some(pool)) => Who::AnyOf(pool),
                (_, None, None) if attributes::holds_any(&name.value) => {
                    let known = self.scenario.file.pools.iter().map(|pool| pool.name.value.as_str());
                    if !attributes::look_up(self.scenario.file, "pool", name, known, self.mistakes) {
                        self.sound = false;
                        continue;
                    }
                    Who::OfValue(&name.value)
                }
                (_, None, None) => {
                    let roles = self.chain.roles.iter().map(|role| role.name.value.as_str());
                    let pools = self.scenario.file.pools.iter().map(|pool| pool.name.value.as_str());
                    let known: Vec<&str> = roles.chain(pools).chain([CALLER]).collect();
                    self.missing("role or pool", name, &known);
                    continue;
                }
            };
            let shared = plan.roles.iter().position(|role| role.name == name.value && matches!(role.who, Who::Declared(_) | Who::Caller));
            let role = shared.unwrap_or(plan.roles.len());
            if shared.is_none() {
                plan.roles.push(PlanRole { name: &name.value, who, steps: 0 });
            }
            if plan.steps[index].staff.contains(&role) {
                let message = format!("the step `{}` lists `{}` twice", step.name.value, name.value);
                let twice = Diagnostic::error("said-twice", name.span.clone(), message, "a role is one person");
                self.wrong(twice.hint("two people of one pool are two roles"));
                continue;
            }
            plan.roles[role].steps |= 1 << (index % MOST_STEPS);
            plan.steps[index].staff.push(role);
        }
    }

    /// Fields that need or exclude each other.
    fn fields(&mut self, step: &'c Step) {
        let lists_caller = lists(step, CALLER);
        let waits = step.if_free.as_ref().filter(|if_free| if_free.value != IfFree::No);
        self.together(step, waits);
        if let (Some(resumes), Some(_)) = (step.resumes.as_ref().filter(|resumes| resumes.value), &step.until) {
            let message = format!("nobody knows what is left of the step `{}` when it is interrupted", step.name.value);
            let error = Diagnostic::error("exclusive-keys", resumes.span.clone(), message, "it lasts `until` something");
            self.wrong(error.hint("only a step with `takes` can say `resumes = true`"));
        }
        if let Some(patience) = &step.patience {
            if !lists_caller {
                let message = format!("nobody loses patience in the step `{}`", step.name.value);
                let error = Diagnostic::error("needs-caller", patience.span.clone(), message, "its `staff` does not list `caller`");
                self.wrong(error.hint("add \"caller\" to `staff`, or leave `patience` out"));
            }
            if let Some(if_free) = waits {
                let message = format!("the step `{}` has both `patience` and `if_free`", step.name.value);
                self.wrong(Diagnostic::error("exclusive-keys", if_free.span.clone(), message, "keep one of them"));
            }
        } else if let Some(redial) = step.redial.as_ref().filter(|_| !(lists_caller && self.has_lines())) {
            let message = format!("nobody hangs up in the step `{}`, so nobody calls again", step.name.value);
            let error = Diagnostic::error("needs-patience", redial.span.clone(), message, "`patience` is missing");
            self.wrong(error.hint("write patience = { exponential = { mean = \"1 min\" } }, or say how many `lines` the pool has"));
        }
    }

    /// A step that needs all its people at once.
    fn together(&mut self, step: &'c Step, if_free: Option<&At<IfFree>>) {
        let name = &step.name.value;
        match (step.together.as_ref().filter(|together| together.value), &step.reserve_after) {
            (Some(together), _) => {
                let other = if_free.map(|at| ("if_free", &at.span)).or(step.patience.as_ref().map(|at| ("patience", &at.span)));
                if let Some((key, span)) = other {
                    let message = format!("the step `{name}` has both `together` and `{key}`");
                    self.wrong(Diagnostic::error("exclusive-keys", span.clone(), message, "keep one of them"));
                }
                if step.staff.as_ref().is_none_or(|staff| staff.value.len() < 2) {
                    let message = format!("nobody has to come together in the step `{name}`");
                    let error = Diagnostic::error("needs-staff", together.span.clone(), message, "its `staff` lists fewer than two");
                    self.wrong(error.hint("leave `together` out"));
                }
            }
            (None, Some(after)) => {
                let message = format!("nothing is reserved for the step `{name}`");
                let error = Diagnostic::error("needs-together", after.span.clone(), message, "`together = true` is missing");
                self.wrong(error);
            }
            (None, None) => {}
        }
    }

    /// Whether a caller may hear a busy tone, in some arm.
    fn has_lines(&self) -> bool {
        let file = self.scenario.file;
        let pools = file.pools.iter().chain(file.arms.iter().flat_map(|arm| &arm.value.pools));
        pools.into_iter().any(|pool| pool.value.lines.is_some())
    }

    /// Declared roles: their pools, and whether a step lists them.
    fn roles(&mut self, plan: &Plan<'c>) {
        for role in &self.chain.roles {
            for alternative in &role.value {
                let known = self.scenario.file.pools.iter().map(|pool| pool.name.value.as_str());
                self.sound &= attributes::look_up(self.scenario.file, "pool", &alternative.pool, known, self.mistakes);
            }
            if role.name.value == CALLER {
                let label = "the caller is built in";
                self.wrong(Diagnostic::error("bad-name", role.name.span.clone(), "no role can be called `caller`", label));
            } else if !self.chain.steps.iter().any(|step| lists(step, &role.name.value)) {
                let message = format!("no step of the chain `{}` lists the role `{}`", self.chain.name.value, role.name.value);
                self.mistakes.tell(Diagnostic::warning("unused-role", role.name.span.clone(), message, "nobody ever takes it"));
            }
        }
        if plan.roles.len() > MOST_ROLES {
            let message = format!("the chain `{}` has {} roles and pools named by steps", self.chain.name.value, plan.roles.len());
            self.wrong(Diagnostic::error("too-many", self.chain.name.span.clone(), message, format!("at most {MOST_ROLES} are possible")));
        }
    }
}

/// Where steps that fail begin again; whether that is possible for all of them.
fn redos(plan: &mut Plan<'_>, mistakes: &mut Mistakes) -> bool {
    let mut sound = true;
    for (index, step) in plan.chain.steps.iter().enumerate() {
        let Some(from) = step.redo.as_ref().map(|redo| &redo.value.from) else { continue };
        match plan.step(&from.value) {
            Some(first) => {
                let path = order::path_between(&plan.ancestors, first, index);
                if path != 0 {
                    plan.steps[index].redo = Some((first, path));
                    continue;
                }
                let message = format!("the step `{}` cannot be done again from `{}`", step.name.value, from.value);
                let error = Diagnostic::error("redo-not-before", from.span.clone(), message, "this step does not come before it");
                let before: Vec<&str> = order::steps_of(plan.ancestors[index]).map(|step| plan.step_name(step)).collect();
                mistakes.tell(match before.len() {
                    0 => error.hint("nothing comes before it; `from` may name the step itself"),
                    _ => error.hint(format!("before it come {}; or name the step itself", listed(before))),
                });
                sound = false;
            }
            None => {
                sound &= mistakes.look_up("step", from, plan.chain.steps.iter().map(|step| step.name.value.as_str())).is_some();
            }
        }
    }
    sound
}

/// Names in `when`: of steps flags, types and steps that are decided before; of roles flags and types only.
fn check_conditions(scenario: &Scenario<'_>, plan: &Plan<'_>, marks: &[String], mistakes: &mut Mistakes) {
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    for (index, step) in plan.chain.steps.iter().enumerate() {
        let Some(when) = &step.when else { continue };
        conditions::check(scenario, &when.value, mistakes, &mut |asks, name, mistakes| match plan.step(&name.value) {
            _ if asks == Asks::Believes => beliefs::check_asked(scenario.file, plan, name, mistakes),
            _ if asks == Asks::Marked => look_up_mark(name, &marks, mistakes),
            _ if asks == Asks::Helped => {
                not_known(asks, name, "who will help is not known before: ask it in `takes`, or in a measure", mistakes);
            }
            None => {
                let mut missing = unknown("step", name, plan.chain.steps.iter().map(|step| step.name.value.as_str()));
                missing.message = format!("the chain `{}` has no step `{}`", plan.chain.name.value, name.value);
                if plan.chain.dropped.contains(&name.value) {
                    missing.label = "this chain drops it".to_owned();
                }
                mistakes.tell(Diagnostic { hint: None, ..missing });
            }
            Some(asked) if plan.ancestors[index] >> asked & 1 == 0 => {
                let message = format!("whether `{}` ran is not known when the step `{}` is decided", name.value, step.name.value);
                let error = Diagnostic::error("ran-not-known", name.span.clone(), message, "this step does not come before it");
                let before: Vec<&str> = (0..64).filter(|&s| plan.ancestors[index] >> s & 1 == 1).map(|s| plan.step_name(s)).collect();
                mistakes.tell(match before.len() {
                    0 => error.hint(format!("add after = [\"{}\"]", name.value)),
                    _ => error.hint(format!("before it come {}; add `{}` to its `after`", listed(before), name.value)),
                });
            }
            Some(_) => {}
        });
    }
    for when in plan.chain.roles.iter().flat_map(|role| &role.value).filter_map(|alternative| alternative.when.as_ref()) {
        conditions::check(scenario, &when.value, mistakes, &mut |asks, name, mistakes| {
            not_known(asks, name, "who takes a role is chosen by flags and types only", mistakes);
        });
    }
}

impl Plan<'_> {
    /// Whether a mark may be set in incidents that go through this chain.
    pub(super) fn may_be_set(&self, mark: usize) -> bool {
        self.setters[mark] | self.causes[mark] != 0 || self.from_elsewhere >> mark & 1 == 1
    }

    /// The name of a step.
    pub(super) fn step_name(&self, step: usize) -> &str {
        &self.chain.steps[step].name.value
    }
}
