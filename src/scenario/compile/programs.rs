//! A chain compiled for one arm and one incident type.

use super::arms::{Draft, World};
use super::attributes;
use super::beliefs;
use super::conditions::{self, Meaning};
use super::flags::{Possible, in_words};
use super::names::{Mistakes, listed};
use super::order::steps_of;
use super::parameters::Values;
use super::steps::{Plan, PlanRole, Until, Who};
use super::units;
use crate::model::{self, Choice, Condition, Conjunction, Flags, Lasts, Patience, Program, Recalls, Redo, Role, Sends, StepSet, Unit};
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::expression;
use crate::scenario::file::{At, IfFree, Step};
use crate::time::Time;

/// Up to so many cases are looked at one by one; where there are more, a role's last pool has to be for everybody.
const MOST_CASES: usize = 1 << 16;

/// The stage of a step.
pub(super) fn stage(step: &Step) -> &str {
    step.stage.as_ref().map_or(super::OTHER_STAGE, |stage| &stage.value)
}

/// Compiles a chain; `recorded` names the steps that a log gives the lengths of.
pub(super) fn compile(
    world: &World<'_, '_>,
    plan: &Plan<'_>,
    recorded: &[&str],
    conceivable: &Possible,
    values: &mut Values<'_, '_>,
) -> Option<Program> {
    let kind = values.kind?;
    let flags = &values.scenario.flags;
    let meaning = Meaning { flags, kind, step: &|name| plan.step(name), marks: world.marks };
    let mut steps: Vec<Option<model::Step>> = Vec::new();
    for (index, step) in plan.chain.steps.iter().enumerate() {
        let when = match &step.when {
            Some(when) => conditions::condition(when, meaning, values.mistakes),
            None => Some(Condition::always()),
        };
        steps.push(compile_step(world, plan, index, when, recorded, values));
    }
    let steps: Vec<model::Step> = steps.into_iter().collect::<Option<_>>()?;
    let mut roles: Vec<Option<Role>> = Vec::new();
    for role in &plan.roles {
        let Some(mut filled_by) = filled_by(role, meaning, world, values.mistakes) else {
            roles.push(None);
            continue;
        };
        check_filled(role, &filled_by, &steps, conceivable, values);
        if let (true, Who::Declared(declared)) = (filled_by.is_empty(), role.who) {
            // Nobody asks for this role in incidents of this type, as was checked; but only the caller is filled by no pool at all.
            let Some((_, pool)) = declared.value.first().and_then(|one| pools(world, &one.pool.value)?.into_iter().next()) else {
                roles.push(None);
                continue;
            };
            filled_by.push((Condition::always(), pool));
        }
        let helped = values.scenario.flag(&expression::helped(role.name));
        roles.push(Some(Role { name: role.name.to_owned(), filled_by, steps: role.steps, helped }));
    }
    let roles = roles.into_iter().collect::<Option<_>>()?;
    let beliefs = plan.beliefs.iter().map(|belief| beliefs::compile(belief, values)).collect::<Option<_>>()?;
    let setters = plan.setters.clone();
    Some(Program {
        chain: plan.chain.name.value.clone(),
        steps,
        roles,
        setters,
        beliefs,
        units: Vec::new(),
        thresholds: Vec::new(),
        counted: 0,
    })
}

/// Compiles the chain of incidents, with what its units do.
pub(super) fn compile_whole(
    world: &World<'_, '_>,
    plan: &Plan<'_>,
    recorded: &[&str],
    conceivable: &Possible,
    values: &mut Values<'_, '_>,
) -> Option<Program> {
    let program = compile(world, plan, recorded, conceivable, values);
    let mut units = Vec::new();
    for &(chain, turned_back) in &plan.units {
        let unit = world.plans[chain].as_ref().and_then(|plan| compile(world, plan, &[], conceivable, values));
        let key = Key::of(units::luck_of(values.scenario.file, chain));
        units.push(unit.map(|program| Unit { key, program, turned_back }));
    }
    let thresholds = units::thresholds(world, values)?;
    let counted = thresholds.iter().fold(units::asked(world), |all, threshold| all | threshold.of);
    Some(Program { units: units.into_iter().collect::<Option<_>>()?, thresholds, counted, ..program? })
}

fn compile_step(
    world: &World<'_, '_>,
    plan: &Plan<'_>,
    index: usize,
    when: Option<Condition>,
    recorded: &[&str],
    values: &mut Values<'_, '_>,
) -> Option<model::Step> {
    let (step, is) = (&plan.chain.steps[index], &plan.steps[index]);
    let name = &step.name.value;
    let of = |field: &str| format!("`{field}` of the step `{name}`");
    let mut learns = None;
    let lasts = match (is.until, &step.takes) {
        (Some(Until::Step(other)), _) => Some(Lasts::UntilStep(other)),
        (Some(Until::Mark(mark)), _) => Some(Lasts::UntilMark(mark)),
        (None, Some(takes)) => {
            let takes = values.time_of_step(takes, &of("takes"));
            let takes = takes.map(|(takes, by)| {
                learns = by;
                takes
            });
            let place = recorded.iter().position(|recorded| recorded == name).and_then(|place| u8::try_from(place).ok());
            takes.map(|takes| match place {
                Some(place) => Lasts::Recorded(place, takes),
                None => Lasts::Takes(takes),
            })
        }
        (None, None) => None,
    };
    let lasting = match &step.patience {
        None => Some(None),
        Some(patience) => values.time(patience, &of("patience")).map(Some),
    };
    let redial = match &step.redial {
        None => Some(None),
        Some(At { value: redial, .. }) => {
            let chance = values.share(&redial.chance, &of("chance of a redial"));
            chance.zip(values.time(&redial.after, &of("after of a redial"))).map(Some)
        }
    };
    let patience = lasting.zip(redial).map(|(lasts, redial)| {
        let given = lasts.is_some() || redial.is_some();
        given.then_some(Patience { lasts, redial })
    });
    let redo = match (&step.redo, is.redo) {
        (Some(At { value: redo, .. }), Some((from, path))) => {
            let chance = values.share(&redo.chance, &of("chance of a redo"))?;
            Some(Redo { from, path, chance, at_most: redo.at_most })
        }
        _ => None,
    };
    Some(model::Step {
        name: name.clone(),
        key: Key::of(step.draw.as_ref().map_or(name, |draw| &draw.value)),
        stage: world.stages.iter().position(|known| known == stage(step))?,
        order: step.order.as_ref().map_or(index as i32, |order| order.value),
        after: is.after,
        after_marks: is.after_marks,
        after_any: is.after_any,
        when: when?,
        staff: is.staff.clone(),
        alongside: step.alongside.as_ref().is_some_and(|alongside| alongside.value),
        lasts: lasts?,
        learns,
        marks_at_begin: is.marks_at_begin.clone(),
        marks_inside: is.marks_inside.clone(),
        marks_at_end: is.marks_at_end.clone(),
        if_free: match step.if_free.as_ref().map(|if_free| if_free.value) {
            None | Some(IfFree::No) => None,
            Some(IfFree::AtOnce) => Some(Time::ZERO),
            Some(IfFree::Within(seconds)) => Some(Time::from_seconds(seconds)),
        },
        patience: patience?,
        cancels: is.cancels,
        redo,
        together: step.together.as_ref().filter(|together| together.value).map(|_| {
            let after = step.reserve_after.as_ref();
            after.map(|after| Time::from_seconds(after.value))
        }),
        resumes: step.resumes.as_ref().is_some_and(|resumes| resumes.value),
        sends: match (&step.sends, is.sends) {
            (Some(At { value: sends, .. }), Some(unit)) => Some(Sends {
                unit,
                number: values.weight_by_flags(&sends.number, &of("number of units"))?,
                in_all: sends.in_all,
                marks: units::brought_by(plan, index),
            }),
            _ => None,
        },
        recalls: match (&step.recalls, is.recalls) {
            (Some(At { value: recalls, .. }), Some((unit, before, mark))) => {
                let down_to = match &recalls.down_to {
                    Some(number) => values.weight_by_flags(number, &of("down_to"))?,
                    None => Choice::One(0.0),
                };
                Some(Recalls { unit, before, down_to, mark })
            }
            _ => None,
        },
    })
}

/// The pools that a role is filled from; what can never be asked for is left out.
fn filled_by(role: &PlanRole<'_>, meaning: Meaning<'_>, world: &World<'_, '_>, mistakes: &mut Mistakes) -> Option<Vec<(Condition, usize)>> {
    let alternatives = match role.who {
        Who::Caller => return Some(Vec::new()),
        Who::AnyOf(pool) => return Some(vec![(Condition::always(), pool)]),
        Who::OfValue(name) => return Some(pools(world, name)?.into_iter().map(|(case, pool)| (Condition(vec![case]), pool)).collect()),
        Who::Declared(declared) => &declared.value,
    };
    let mut found: Vec<(Condition, usize)> = Vec::new();
    for alternative in alternatives {
        let when = match &alternative.when {
            Some(when) => conditions::condition(when, meaning, mistakes)?,
            None => Condition::always(),
        };
        for (case, pool) in pools(world, &alternative.pool.value)? {
            let cases = when.0.iter().map(|when| conditions::both(when, &case)).filter(|case| !conditions::contradicts_itself(case));
            let when = Condition(cases.collect());
            if !when.0.is_empty() && !found.iter().any(|(earlier, _)| earlier.is_always()) {
                found.push((when, pool));
            }
        }
    }
    Some(found)
}

/// The pools that a name stands for, and in which case.
fn pools(world: &World<'_, '_>, name: &str) -> Option<Vec<(Conjunction, usize)>> {
    let scenario = world.scenario;
    let of = |variant: attributes::Variant<'_>| {
        let pool = scenario.file.pools.iter().position(|pool| pool.name.value == variant.name)?;
        Some((Conjunction { flags_on: scenario.set(&variant.flags), ..Conjunction::default() }, pool))
    };
    attributes::variants(scenario.file, name).ok()?.into_iter().map(of).collect()
}

/// Whether somebody takes a role in every case in which a step asks for it.
fn check_filled(
    role: &PlanRole<'_>,
    filled_by: &[(Condition, usize)],
    steps: &[model::Step],
    conceivable: &Possible,
    values: &mut Values<'_, '_>,
) {
    let Who::Declared(declared) = role.who else { return };
    // That the list is empty has been told.
    if declared.value.is_empty() {
        return;
    }
    let conditions = || filled_by.iter().map(|(when, _)| when);
    let asked = conditions().flat_map(|when| &when.0).fold(0, |set: Flags, all| set | all.flags_on | all.flags_off);
    let asks = |step: usize, case: &Conjunction| steps[step].when.0.iter().any(|when| conceivable.allows(&conditions::both(when, case)));
    let missing = if let Some(mut cases) = cases(asked, &values.scenario.attributes) {
        cases.find(|case| {
            let covered = conditions().any(|when| when.holds(case.flags_on));
            !covered && steps_of(role.steps).any(|step| asks(step, case))
        })
    } else {
        Some(Conjunction::default())
    };
    if let Some(case) = missing {
        let flags = &values.scenario.flags;
        let on = steps_of(case.flags_on).map(|flag| in_words(flags[flag]));
        let off = steps_of(case.flags_off).map(|flag| format!("not {}", in_words(flags[flag])));
        let words: Vec<String> = on.chain(off).collect();
        let label = match words.is_empty() {
            true => "the last pool has a `when`".to_owned(),
            false => format!("nobody, if {}", words.join(" and ")),
        };
        let message = format!("nobody may be there to take the role `{}`", role.name);
        let error = Diagnostic::error("role-not-filled", declared.name.span.clone(), message, label);
        values.mistakes.tell(error.hint("leave out the `when` of the last pool"));
    }
}

/// Every way of setting and not setting these flags, where of each of `exclusive` exactly one is set; nothing if there are too many.
pub(super) fn cases(flags: Flags, exclusive: &[Flags]) -> Option<impl Iterator<Item = Conjunction>> {
    let free = steps_of(flags & !exclusive.iter().fold(0, |all, set| all | set)).map(|flag| vec![1 << flag, 0]);
    // Of an attribute those values are told apart that are asked about; none of them is one more case.
    let of_attribute = |set: &Flags| {
        let asked = steps_of(flags & set).map(|flag| 1 << flag);
        asked.chain((flags & set != *set).then_some(0)).collect::<Vec<Flags>>()
    };
    let choices: Vec<Vec<Flags>> = free.chain(exclusive.iter().filter(|&&set| flags & set != 0).map(of_attribute)).collect();
    let most = choices.iter().try_fold(1_usize, |all, one| all.checked_mul(one.len())).filter(|&count| count <= MOST_CASES)?;
    Some((0..most).map(move |mut number| {
        let on = choices.iter().fold(0, |on, choice| {
            let taken = choice[number % choice.len()];
            number /= choice.len();
            on | taken
        });
        Conjunction { flags_on: on, flags_off: flags & !on, ..Conjunction::default() }
    }))
}

/// Tells of steps that can never run: in no arm, for no type, with whatever shares. A step that several chains take over from one
/// is one step of the file, and has to run in one of them only.
pub(super) fn check_never(world: &World<'_, '_>, drafts: &[Draft<'_>], mistakes: &mut Mistakes) {
    // A flag or agency that is misspelt where it is defined would make many steps impossible.
    if mistakes.has("unknown-name") {
        return;
    }
    let mut seen: Vec<Written<'_>> = Vec::new();
    for (chain, plan) in world.plans.iter().enumerate() {
        let Some(plan) = plan else { continue };
        let mut kinds: Vec<&str> = Vec::new();
        let mut runs: StepSet = 0;
        for draft in drafts {
            for kind in (0..draft.chains.len()).filter(|&kind| draft.chains[kind] == Some(chain)) {
                kinds.push(&world.scenario.file.types[draft.kinds[kind]].name.value);
                runs |= draft.programs[kind].as_ref().map_or(StepSet::MAX, |program| runnable(program, &draft.conceivable[kind]));
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        for (index, step) in plan.chain.steps.iter().enumerate().filter(|_| !kinds.is_empty()) {
            let runs = runs >> index & 1 == 1;
            match seen.iter_mut().find(|one| one.step.span == step.span && one.step.name.value == step.name.value) {
                Some(one) => {
                    one.runs |= runs;
                    one.kinds.extend(kinds.iter().copied());
                }
                None => seen.push(Written { step, chain: &plan.chain.name.value, runs, kinds: kinds.clone() }),
            }
        }
    }
    for mut one in seen.into_iter().filter(|one| !one.runs) {
        one.kinds.sort_unstable();
        one.kinds.dedup();
        let at = one.step.when.as_ref().map_or(&one.step.name.span, |when| &when.span);
        let message = format!("the step `{}` of the chain `{}` can never run", one.step.name.value, one.chain);
        let error = Diagnostic::error("never-runs", at.clone(), message, "this holds for no incident");
        mistakes.tell(error.hint(format!("it is for incidents of type {}; look at their `flags` and `needs`", listed(one.kinds))));
    }
}

/// A step as written once, in all chains that have it.
struct Written<'w> {
    step: &'w Step,
    /// The first of its chains.
    chain: &'w str,
    runs: bool,
    /// The types that meet it.
    kinds: Vec<&'w str>,
}

/// The steps that some incident may carry out.
fn runnable(program: &Program, conceivable: &Possible) -> StepSet {
    let mut may: StepSet = StepSet::MAX;
    // Steps that ask about steps that never run: each round finds at least one more, or all are found.
    for _ in 0..program.steps.len() {
        let holds = |when: &&Conjunction| conceivable.allows(when) && when.ran & !may == 0;
        let now = (0..program.steps.len()).filter(|&step| program.steps[step].when.0.iter().any(|when| holds(&when)));
        let now = now.fold(0, |set, step| set | 1 << step);
        if now == may {
            break;
        }
        may = now;
    }
    may
}
