//! Follows some incidents of a replication: first it is found out which, then the replication is lived again and what happens to them
//! is kept. Memory is that of the incidents followed.

mod choose;
mod facts;

use crate::engine::Engine;
use crate::model::{Measure, Model, Text, What};
use crate::record::{IncidentId, Number};
use crate::trace::{Among, Case, Labels, Traces};
use choose::{Choose, Find};
use facts::Facts;
use std::sync::atomic::{AtomicBool, Ordering};

/// Cases are chosen from among so many counted incidents of a replication, the first ones: enough for a median and a p90, and no more
/// work than that, however long the study is.
pub const LOOKED_AT: u64 = 10_000;
/// With fewer incidents that need several agencies than this, cases are chosen from among all.
const FEW: usize = 20;

/// What is to be followed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In which replication.
    pub replication: u64,
    /// The measure of time that cases are chosen by, an index of [`Model::measures`]; `None`: the first that is a time.
    pub measure: Option<usize>,
    /// Only incidents of this type, an index of [`Model::types`].
    pub kind: Option<usize>,
    /// Which incidents.
    pub which: Which,
    /// Units, and later callers, of an incident in an arm that are kept; `None`: all.
    pub most_others: Option<u64>,
}

/// Which incidents.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    /// Of these kinds, by their time in the baseline.
    Cases(Vec<Case>),
    /// The one of this number.
    Number(Number),
    /// The one of this id.
    Id(IncidentId),
}

/// Why nothing was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It was stopped.
    Stopped,
    /// There is no measure of time to choose by.
    NoMeasure,
    /// No incident fits.
    Nobody,
    /// Several types have incidents of this id: indices of [`Model::types`].
    Several(Vec<usize>),
}

/// Units, and later callers, of an incident in an arm that a report keeps.
const MOST_OTHERS: u64 = 12;

/// What a report shows: a median, a slow and the slowest incident of the first replication.
///
/// # Errors
/// See [`Lost`].
pub fn cases(model: &Model, stop: &(dyn Fn() -> bool + Sync)) -> Result<Traces, Lost> {
    let which = Which::Cases(vec![Case::Median, Case::P90, Case::Worst]);
    follow(model, &Wanted { replication: 1, measure: None, kind: None, which, most_others: Some(MOST_OTHERS) }, stop)
}

/// Follows incidents. The outcome depends on the model and what is wanted alone.
///
/// # Errors
/// See [`Lost`].
pub fn follow(model: &Model, wanted: &Wanted, stop: &(dyn Fn() -> bool + Sync)) -> Result<Traces, Lost> {
    // What comes first answers.
    let is_time = |measure: &Measure| matches!(measure.what, What::Time { .. });
    let measure = wanted.measure.or_else(|| model.measures.iter().position(is_time));
    let (among, chosen) = match &wanted.which {
        Which::Number(number) => (Among::default(), vec![(Case::Asked, *number)]),
        Which::Id(id) => (Among::default(), vec![(Case::Asked, find(model, wanted, *id, stop)?)]),
        Which::Cases(cases) => choose(model, wanted, cases, measure.ok_or(Lost::NoMeasure)?, stop)?,
    };
    let done = AtomicBool::new(false);
    let mut facts = Facts::new(model, measure, &chosen, &done);
    let lived = Engine::new(model).run_for(wanted.replication, &mut facts, &|| done.load(Ordering::Relaxed) || stop());
    if !done.load(Ordering::Relaxed) && stop() {
        return Err(Lost::Stopped);
    }
    let incidents = facts.traced(wanted.most_others);
    if incidents.is_empty() {
        return Err(Lost::Nobody);
    }
    Ok(Traces {
        title: model.title.clone(),
        seed: model.study.seed,
        replication: wanted.replication,
        baseline: model.arms[model.baseline].name.clone(),
        measure: measure.map(|index| model.measures[index].name.clone()),
        among,
        incidents,
        stopped: model.arms.iter().zip(lived.unwrap_or_default()).filter_map(|(arm, end)| Some((arm.name.clone(), end.finding?))).collect(),
        arms: labels(model.arms.iter().map(|arm| (&arm.name, &arm.label))),
        pools: labels(model.pools.iter().map(|pool| (&pool.name, &pool.label))),
        types: labels(model.types.iter().map(|kind| (&kind.name, &kind.label))),
        agencies: labels(model.agencies.iter().map(|agency| (&agency.name, &agency.label))),
        measures: labels(model.measures.iter().map(|measure| (&measure.name, &measure.label))),
        names: model.names.clone(),
    })
}

fn labels<'m>(names: impl Iterator<Item = (&'m String, &'m Text)>) -> Labels {
    names.map(|(name, label)| (name.clone(), label.clone())).collect()
}

/// The number of the incident of an id.
fn find(model: &Model, wanted: &Wanted, id: IncidentId, stop: &(dyn Fn() -> bool + Sync)) -> Result<Number, Lost> {
    let done = AtomicBool::new(false);
    // The id of what is drawn is one of its type; others are one of the scenario.
    let unique = wanted.kind.is_some() || !matches!(id, IncidentId::Drawn { .. });
    let mut finder = Find { id, kind: wanted.kind, unique, done: &done, found: Vec::new() };
    let lived = Engine::new(model).run_for(wanted.replication, &mut finder, &|| done.load(Ordering::Relaxed) || stop());
    match finder.found.as_slice() {
        [(number, _)] => Ok(*number),
        [] if lived.is_none() => Err(Lost::Stopped),
        [] => Err(Lost::Nobody),
        several => Err(Lost::Several(several.iter().map(|found| found.1).collect())),
    }
}

/// The cases of a replication.
fn choose(
    model: &Model,
    wanted: &Wanted,
    cases: &[Case],
    measure: usize,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(Among, Vec<(Case, Number)>), Lost> {
    let done = AtomicBool::new(false);
    let mut choose = Choose::new(model, measure, wanted.kind, &done);
    let lived = Engine::new(model).run_for(wanted.replication, &mut choose, &|| done.load(Ordering::Relaxed) || stop());
    if lived.is_none() && !done.load(Ordering::Relaxed) {
        return Err(Lost::Stopped);
    }
    let candidates = choose.candidates();
    let first = done.load(Ordering::Relaxed).then_some(LOOKED_AT);
    let several: Vec<_> = candidates.iter().filter(|candidate| candidate.several).copied().collect();
    let several_only = wanted.kind.is_none() && several.len() >= FEW;
    let mut of = if several_only { several } else { candidates };
    of.sort_unstable_by_key(|candidate| (candidate.value, candidate.number));
    let among =
        Among { several: several_only, r#type: wanted.kind.map(|kind| model.types[kind].name.clone()), count: of.len() as u64, first };
    let mut chosen: Vec<(Case, Number)> = Vec::new();
    for &case in cases {
        // The nearest rank: the smallest value that so large a share does not exceed.
        let rank = match case {
            Case::Median => of.len().div_ceil(2),
            Case::P90 => (of.len() * 9).div_ceil(10),
            Case::Worst | Case::Asked => of.len(),
        };
        let Some(candidate) = rank.checked_sub(1).and_then(|place| of.get(place)) else { return Err(Lost::Nobody) };
        if !chosen.iter().any(|known| known.1 == candidate.number) {
            chosen.push((case, candidate.number));
        }
    }
    Ok((among, chosen))
}
