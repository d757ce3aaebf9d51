//! The ways of working: what each arm changes, and its chains for every type.

use super::Scenario;
use super::flags::{self, Possible};
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use super::steps::Plan;
use super::study::Clock;
use super::{arrivals, callers, learning, logs, people, periods, programs};
use crate::distribution::Distribution;
use crate::model::{self, Choice, FlagRules, HourlyRates, PoolPlan, Program, Swings};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{Arm, At, File, Named};
use std::sync::Arc;

/// What all arms share.
pub(super) struct World<'a, 'f> {
    pub(super) scenario: &'a Scenario<'f>,
    /// By chain of the file; nothing where it cannot be lived.
    pub(super) plans: &'a [Option<Plan<'a>>],
    /// Names of the stages.
    pub(super) stages: &'a [String],
    /// Names of the marks.
    pub(super) marks: &'a [String],
    /// The study's clock; nothing where its start or length is not known.
    pub(super) clock: Option<&'a Clock>,
}

/// An arm as far as it could be compiled.
pub(super) struct Draft<'f> {
    pub(super) arm: &'f Named<Arm>,
    pub(super) pools: Vec<PoolPlan>,
    rates: Vec<Option<(Arc<HourlyRates>, Arc<Swings>)>>,
    background: Vec<Option<(Arc<HourlyRates>, Choice<Distribution>)>>,
    pub(super) flags: Vec<Option<FlagRules>>,
    /// By program: the sets of flags that can occur with the shares as they are, and with any shares.
    pub(super) possible: Vec<Option<Possible>>,
    pub(super) conceivable: Vec<Possible>,
    /// By program: the type of incident. Those of the types come first, then what is done instead during outages.
    pub(super) kinds: Vec<usize>,
    /// By type: the flag of an outage, and the program for then.
    fallbacks: Vec<Vec<(usize, usize)>>,
    /// By program: index of the chain.
    pub(super) chains: Vec<Option<usize>>,
    pub(super) programs: Vec<Option<Program>>,
    /// By type: what is done with later calls; `None` inside if it could not be compiled.
    callers: Vec<Option<Option<Program>>>,
    learning: Option<Vec<model::Learning>>,
}

impl Draft<'_> {
    /// The arm, if nothing of it is missing.
    pub(super) fn finish(self) -> Option<model::Arm> {
        let name = &self.arm.name.value;
        let (rates, swings) = self.rates.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some(model::Arm {
            name: name.clone(),
            label: super::labelled(&self.arm.value.label, name),
            pools: self.pools,
            rates,
            swings,
            background: self.background.into_iter().collect::<Option<_>>()?,
            flags: self.flags.into_iter().collect::<Option<_>>()?,
            programs: self.programs.into_iter().collect::<Option<_>>()?,
            fallbacks: self.fallbacks,
            callers: self.callers.into_iter().collect::<Option<_>>()?,
            learning: self.learning?,
        })
    }
}

/// The index of the arm that others are compared with: the first unless the study says another.
pub(super) fn baseline(file: &File, mistakes: &mut Mistakes) -> Option<usize> {
    match &file.study.baseline {
        Some(name) => mistakes.look_up("arm", name, file.arms.iter().map(|arm| arm.name.value.as_str())),
        None => (!file.arms.is_empty()).then_some(0),
    }
}

/// Compiles every arm.
pub(super) fn compile<'f>(world: &World<'_, 'f>, mistakes: &mut Mistakes) -> Vec<Draft<'f>> {
    let file = world.scenario.file;
    // A baseline that is not known is told once, elsewhere.
    let baseline = file.arms.get(baseline(file, &mut Mistakes::default()).unwrap_or(0));
    let Some(baseline) = baseline.map(|arm| (arm, Parameters::new(file, Some(arm)))) else { return Vec::new() };
    let drafts: Vec<Draft<'f>> = file.arms.iter().map(|arm| draft(world, arm, (baseline.0, &baseline.1), mistakes)).collect();
    let rules: Vec<Vec<Option<FlagRules>>> = drafts.iter().map(|draft| draft.flags.clone()).collect();
    for flag in 0..file.agencies.len() {
        flags::check_same(world.scenario, &rules, flag, None, "but it says who is needed", mistakes);
    }
    drafts
}

fn draft<'f>(world: &World<'_, 'f>, arm: &'f Named<Arm>, baseline: (&Named<Arm>, &Parameters<'f>), mistakes: &mut Mistakes) -> Draft<'f> {
    let scenario = world.scenario;
    let file = scenario.file;
    let parameters = Parameters::new(file, Some(arm));
    let background = |work| people::background(scenario, work, baseline, &parameters, &mut *mistakes);
    let background = file.background.iter().map(background).collect();
    let mut draft = Draft {
        arm,
        pools: file.pools.iter().map(|pool| people::plan(file, super::study::first_day(scenario), arm, pool)).collect(),
        rates: Vec::new(),
        background,
        flags: Vec::new(),
        possible: Vec::new(),
        conceivable: file.types.iter().map(|kind| Possible::conceivable(scenario, kind, arm)).collect(),
        kinds: (0..file.types.len()).collect(),
        fallbacks: vec![Vec::new(); file.types.len()],
        chains: chains(file, arm, mistakes),
        programs: Vec::new(),
        callers: Vec::new(),
        learning: learning::compile(scenario, world.clock, &parameters, mistakes),
    };
    for (index, kind) in file.types.iter().enumerate() {
        let name = kind.name.value.as_str();
        let mut values = Values { scenario, parameters: &parameters, kind: Some(name), mistakes: &mut *mistakes };
        let rules = flags::rules(scenario, kind, arm, &mut values);
        let possible = rules.as_ref().map(|rules| Possible::new(scenario, name, rules));
        values.kind = None;
        draft.rates.push(arrivals::rates(scenario, world.clock, kind, &mut values));
        values.kind = Some(name);
        let plan = draft.chains[index].and_then(|chain| world.plans[chain].as_ref());
        let recorded = logs::recorded_steps(scenario, name);
        let program = plan.and_then(|plan| programs::compile_whole(world, plan, &recorded, &draft.conceivable[index], &mut values));
        let later = callers::chain(file, kind).map(|chain| {
            let plan = world.plans[chain].as_ref()?;
            programs::compile(world, plan, &[], &draft.conceivable[index], &mut values)
        });
        draft.callers.push(match later {
            None => Some(None),
            Some(program) => program.map(Some),
        });
        draft.flags.push(rules);
        draft.possible.push(possible);
        draft.programs.push(program);
    }
    if let Some(clock) = world.clock {
        periods::put(file, clock, arm, &mut draft.pools, mistakes);
    }
    for (flag, chain, _) in periods::fallbacks(scenario, arm) {
        for (index, kind) in file.types.iter().enumerate() {
            let mut values = Values { scenario, parameters: &parameters, kind: Some(&kind.name.value), mistakes: &mut *mistakes };
            let plan = world.plans[chain].as_ref();
            let recorded = logs::recorded_steps(scenario, &kind.name.value);
            let conceivable = draft.conceivable[index].clone();
            let program = plan.and_then(|plan| programs::compile_whole(world, plan, &recorded, &conceivable, &mut values));
            draft.fallbacks[index].push((flag, draft.programs.len()));
            draft.programs.push(program);
            draft.kinds.push(index);
            draft.chains.push(Some(chain));
            draft.possible.push(draft.possible[index].clone());
            draft.conceivable.push(conceivable);
        }
    }
    draft
}

/// By type: the index of its chain.
fn chains<'f>(file: &'f File, arm: &Named<Arm>, mistakes: &mut Mistakes) -> Vec<Option<usize>> {
    let known = || file.chains.iter().map(|chain| chain.name.value.as_str());
    for by_type in &arm.value.chain_by_type {
        mistakes.look_up("incident type", &by_type.name, file.types.iter().map(|kind| kind.name.value.as_str()));
        mistakes.look_up("chain", &by_type.value, known());
    }
    let default = arm.value.chain.as_ref().and_then(|chain| mistakes.look_up("chain", chain, known()));
    let mut without: Vec<&str> = Vec::new();
    let mut chain_of = |kind: &'f At<String>| {
        let own = arm.value.chain_by_type.iter().find(|by_type| by_type.name.value == kind.value);
        match own {
            Some(own) => file.chains.iter().position(|chain| chain.name.value == own.value.value),
            None => {
                if arm.value.chain.is_none() {
                    without.push(kind.value.as_str());
                }
                default
            }
        }
    };
    let found = file.types.iter().map(|kind| chain_of(&kind.name)).collect();
    // Where the key is missing altogether the reader has said so.
    if !without.is_empty() && !arm.value.chain_by_type.is_empty() {
        let message = format!("the arm `{}` has no chain for {}", arm.name.value, super::names::listed(without));
        let missing = Diagnostic::error("missing-key", arm.name.span.clone(), message, "some types have no chain");
        mistakes.tell(missing.hint("write chain = { default = \"...\", TYPE = \"...\" }"));
    }
    found
}
