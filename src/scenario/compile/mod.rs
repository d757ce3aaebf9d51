//! From a scenario as written to the model the engine lives: names become indices, values are resolved arm by arm, and every
//! mistake that is left is told.

mod arrivals;
mod chains;
mod conditions;
mod deadlock;
mod describe;
mod measures;
mod names;
mod notes;
mod people;
mod programs;
mod study;
mod values;

pub use deadlock::{Circle, Edge};
pub use describe::{differences, expand};

use super::diagnostic::Diagnostic;
use super::file::{At, File};
use super::log::ReadLog;
use crate::model::{Arm, IncidentType, Model, Parameter, Pool, PoolPlan, Program};
use crate::random::Key;
use chains::{Links, Merged};
use names::Names;
use notes::Notes;
use std::collections::BTreeSet;
use values::Values;

/// What became of a file.
#[derive(Debug)]
pub struct Compiled {
    /// The model, unless something is an error.
    pub model: Option<Model>,
    /// Everything that was found, in the order in which it was met.
    pub diagnostics: Vec<Diagnostic>,
    /// Circles of waits that could lock. Whether they are errors depends on how often that could happen.
    pub circles: Vec<Circle>,
}

/// A chain with its links, if it hangs together.
struct Chain {
    merged: Merged,
    links: Option<Links>,
}

/// Compiles a file with the logs that its types name.
pub fn compile(file: &File, logs: &[ReadLog]) -> Compiled {
    let mut notes = Notes::default();
    let (model, circles) = model(file, logs, &mut notes);
    let model = if notes.has_errors() { None } else { model };
    Compiled { model, diagnostics: notes.all, circles }
}

fn model(file: &File, logs: &[ReadLog], notes: &mut Notes) -> (Option<Model>, Vec<Circle>) {
    let names = Names::of(file, notes);
    values::check_ranges(file, notes);
    let (study, midnight) = study::study(file, logs, notes);
    let baseline = study::baseline(file, notes);
    let agencies = measures::agencies(file, &names, notes);
    let chains: Vec<Chain> =
        chains::merge_all(file, notes).into_iter().map(|merged| Chain { links: Links::of(&merged, &names, notes), merged }).collect();
    let plans: Vec<Vec<PoolPlan>> = file.arms.iter().map(|arm| people::plans(file, Some(&arm.value), notes)).collect();
    let Some(baseline_plans) = plans.get(baseline) else { return (None, Vec::new()) };
    people::compare_staff(file, &plans, baseline, notes);
    let background = people::background(file, &names, baseline_plans, notes);
    let mut used = BTreeSet::new();
    let mut arms = Vec::new();
    let mut complete = true;
    for (written, pools) in file.arms.iter().zip(&plans) {
        let values = Values::of(file, Some(&written.value), notes);
        let (arm, whole) = arm(file, &names, written, pools, baseline_plans, &values, &chains, notes);
        used.extend(values.used.into_inner());
        complete &= whole;
        arms.push(arm);
    }
    let first = Values::of(file, None, notes);
    let logs = arrivals::logs(file, &names, &first, &study, midnight, logs, notes);
    used.extend(first.used.into_inner());
    if !complete || arms.is_empty() {
        return (None, Vec::new());
    }
    measures::check_needs(file, &names, &arms, notes);
    let merged: Vec<Merged> = chains.iter().map(|chain| chain.merged.clone()).collect();
    let site = measures::Site { file, names: &names, agencies: &agencies, chains: &merged, arms: &arms };
    let measures = site.measures(notes);
    check_agencies(file, &agencies, &arms, notes);
    let circles = check_steps(&names, &arms, &chains, notes);
    check_unused(file, &names, &arms, &merged, &used, notes);
    let label = |at: &super::file::IncidentType| at.label.clone();
    let model = Model {
        title: file.title.clone(),
        about: file.about.clone(),
        language: file.language.unwrap_or_default(),
        study,
        agencies,
        answer_stage: Names::index(&names.stages, names::ANSWER_STAGE),
        types: file
            .types
            .iter()
            .map(|kind| IncidentType {
                name: kind.name.value.clone(),
                label: label(&kind.value),
                key: Key::of(&kind.name.value),
                priority: kind.value.priority.unwrap_or(1),
            })
            .collect(),
        pools: file.pools.iter().map(|pool| Pool { name: pool.name.value.clone(), label: pool.value.label.clone() }).collect(),
        background,
        measures,
        arms,
        baseline,
        logs,
        parameters: file.parameters.iter().map(parameter).collect(),
        flags: names.flags,
        marks: names.marks,
        stages: names.stages,
    };
    (Some(model), if file.deadlock_allowed { Vec::new() } else { circles })
}

fn parameter(parameter: &super::file::Named<super::file::Parameter>) -> Parameter {
    let value = &parameter.value;
    Parameter {
        name: parameter.name.value.clone(),
        value: value.as_written.clone(),
        range: value.range_as_written.clone(),
        basis: value.basis.clone(),
        source: value.source.clone(),
        origin: value.origin.clone(),
    }
}

/// The step whose time a log has for incidents of a type: the type's own log, or one that draws or names the type.
fn recorded(file: &File, kind: usize) -> Option<&At<String>> {
    let own = file.types[kind].value.log.as_ref();
    let name = &file.types[kind].name.value;
    let drawn = file.types.iter().filter_map(|other| other.value.log.as_ref());
    let from =
        own.or_else(|| drawn.into_iter().find(|log| log.value.kind.is_some() || log.value.types.iter().any(|t| t.name.value == *name)));
    from.and_then(|log| log.value.step.as_ref())
}

#[allow(clippy::too_many_arguments, reason = "everything that an arm is made of")]
fn arm(
    file: &File,
    names: &Names,
    written: &super::file::Named<super::file::Arm>,
    pools: &[PoolPlan],
    baseline_plans: &[PoolPlan],
    values: &Values<'_>,
    chains: &[Chain],
    notes: &mut Notes,
) -> (Arm, bool) {
    for by_type in &written.value.chain_by_type {
        names.kind(&by_type.name, notes);
    }
    let mut programs: Vec<Program> = Vec::new();
    for (kind, t) in file.types.iter().enumerate() {
        let own = written.value.chain_by_type.iter().find(|by_type| by_type.name.value == t.name.value).map(|by_type| &by_type.value);
        let Some(name) = own.or(written.value.chain.as_ref()) else {
            let message = format!("the arm `{}` has no chain for `{}`", written.name.value, t.name.value);
            notes.error("no-chain", &written.name.span, message, "what is done there?").hint =
                Some("write `chain = \"...\"` or give it a `default`".into());
            continue;
        };
        if !file.chains.iter().any(|chain| chain.name.value == name.value) {
            notes.unknown("chain", name, file.chains.iter().map(|chain| chain.name.value.as_str()));
            continue;
        }
        let Some(chain) = chains.iter().find(|chain| chain.merged.name.value == name.value) else { continue };
        let Some(links) = &chain.links else { continue };
        let recorded = recorded(file, kind);
        if let Some(step) = recorded.filter(|step| chain.merged.steps.iter().all(|other| other.name.value != step.value)) {
            notes.unknown(
                &format!("step in the chain `{}`", name.value),
                step,
                chain.merged.steps.iter().map(|step| step.name.value.as_str()),
            );
        }
        let site = programs::Site { chain: &chain.merged, links, names, values, kind, recorded };
        programs.extend(site.program(notes));
    }
    let arm = Arm {
        name: written.name.value.clone(),
        label: written.value.label.clone(),
        pools: pools.to_vec(),
        rates: arrivals::rates(file, names, values, notes),
        background: people::background_in(file, names, values, baseline_plans, notes),
        flags: arrivals::flags(file, names, values, &written.value, notes),
        programs,
    };
    let complete = arm.programs.len() == file.types.len() && arm.background.len() == file.background.len();
    (arm, complete)
}

/// Every agency has to be one that every arm can alert.
fn check_agencies(file: &File, agencies: &[crate::model::Agency], arms: &[Arm], notes: &mut Notes) {
    for (agency, written) in agencies.iter().zip(&file.agencies) {
        for arm in arms {
            if arm.programs.iter().all(|program| program.setters[agency.alerted] == 0) {
                let message = format!("no step of the arm `{}` sets the mark `{}`", arm.name, written.value.alerted.value);
                notes.error("mark-never-set", &written.value.alerted.span, message, format!("`{}` would never be alerted", agency.name));
            }
        }
    }
}

/// Steps that nothing can make run, and circles of waits.
fn check_steps(names: &Names, arms: &[Arm], chains: &[Chain], notes: &mut Notes) -> Vec<Circle> {
    let chain_of = |program: &Program| chains.iter().find(|chain| chain.merged.name.value == program.chain);
    let mut circles = Vec::new();
    let mut ever: Vec<(&Chain, u64)> = Vec::new();
    for (index, arm) in arms.iter().enumerate() {
        let mut links = Vec::new();
        for (kind, program) in arm.programs.iter().enumerate() {
            let Some(chain) = chain_of(program) else { continue };
            let runnable = programs::runnable(program, &programs::possible_flags(&arm.flags[kind]));
            match ever.iter_mut().find(|(known, _)| known.merged.name.value == chain.merged.name.value) {
                Some((_, steps)) => *steps |= runnable,
                None => ever.push((chain, runnable)),
            }
            links.extend(chain.links.as_ref().map(|links| (links, runnable)));
        }
        let place = |kind: usize, step: usize| {
            let chain = chain_of(&arm.programs[kind]);
            chain.map_or(0..0, |chain| chain.merged.steps[step].name.span.clone())
        };
        let site = deadlock::Site { arm, index, chains: links, pools: &names.pools, types: &names.types, place: &place };
        circles.extend(deadlock::circles(&site));
    }
    for (chain, steps) in ever {
        for (_, step) in chain.merged.steps.iter().enumerate().filter(|(index, _)| steps >> index & 1 == 0) {
            let span = step.when.as_ref().map_or(&step.name.span, |when| &when.span);
            let message = format!("the step `{}` of the chain `{}` can never run", step.name.value, chain.merged.name.value);
            notes.error("never-runs", span, message, "false for every incident of every type").hint =
                Some("mend the condition, or drop the step".into());
        }
    }
    circles
}

/// What is there for nothing.
fn check_unused(file: &File, names: &Names, arms: &[Arm], chains: &[Merged], used: &BTreeSet<String>, notes: &mut Notes) {
    let programs = || arms.iter().flat_map(|arm| &arm.programs);
    for (pool, written) in file.pools.iter().enumerate() {
        let asked =
            programs().flat_map(|program| &program.roles).any(|role| role.steps != 0 && role.filled_by.iter().any(|by| by.1 == pool));
        if !asked {
            let message = format!("no arm uses the pool `{}`", names.pools[pool]);
            notes.error("unused-pool", &written.name.span, message, "nobody ever asks it").hint =
                Some("list it in a role or step, or remove it".into());
        }
    }
    for chain in chains {
        let like = file.chains.iter().any(|other| other.value.like.as_ref().is_some_and(|like| like.value == chain.name.value));
        if !like && programs().all(|program| program.chain != chain.name.value) {
            notes.warn("unused-chain", &chain.name.span, format!("no arm uses the chain `{}`", chain.name.value), "not used");
        }
        for role in &chain.roles {
            if chain.steps.iter().flat_map(|step| &step.staff).flat_map(|staff| &staff.value).all(|name| name.value != role.name.value) {
                let message = format!("no step of the chain `{}` lists the role `{}`", chain.name.value, role.name.value);
                notes.warn("unused-role", &role.name.span, message, "not used");
            }
        }
    }
    for parameter in file.parameters.iter().filter(|parameter| !used.contains(&parameter.name.value)) {
        notes.warn("unused-parameter", &parameter.name.span, format!("nothing uses the parameter `{}`", parameter.name.value), "not used");
    }
    let profiles = file.types.iter().filter_map(|kind| kind.value.profile.as_ref());
    let used: BTreeSet<&str> = profiles.map(|profile| profile.value.as_str()).collect();
    for profile in file.profiles.iter().filter(|profile| !used.contains(profile.name.value.as_str())) {
        notes.warn("unused-profile", &profile.name.span, format!("nothing uses the profile `{}`", profile.name.value), "not used");
    }
}
