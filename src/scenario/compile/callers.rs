//! Who calls after the first one about the same incident.

use super::Scenario;
use super::arms::World;
use super::arrivals::comes_from_a_log_of_calls;
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use crate::distribution::CountInverse;
use crate::model::Callers;
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{self, At, File, IncidentType, More, Named, Value};

/// The flags that only later calls have, with their shares.
pub(super) fn flags(kind: &Named<IncidentType>) -> impl Iterator<Item = (&'static str, &At<Value>)> {
    kind.value.callers.iter().flat_map(|callers| of(&callers.value))
}

fn of(callers: &file::Callers) -> impl Iterator<Item = (&'static str, &At<Value>)> {
    let named = [("recognised", &callers.recognised), ("informs", &callers.informs)];
    named.into_iter().filter_map(|(name, share)| Some((name, share.as_ref()?)))
}

/// The index of the chain that later calls about a type go through.
pub(super) fn chain(file: &File, kind: &Named<IncidentType>) -> Option<usize> {
    let callers = kind.value.callers.as_ref()?;
    file.chains.iter().position(|chain| chain.name.value == callers.value.chain.value)
}

/// Looks up chains, and tells of callers where a log already has every call.
pub(super) fn check(scenario: &Scenario<'_>, mistakes: &mut Mistakes) {
    for kind in &scenario.file.types {
        let Some(callers) = &kind.value.callers else { continue };
        if !callers.value.chain.value.is_empty() {
            mistakes.look_up("chain", &callers.value.chain, scenario.file.chains.iter().map(|chain| chain.name.value.as_str()));
        }
        if callers.value.counts_calls && kind.value.rate.is_none() {
            let message = format!("`{}` has no rate that could count calls", kind.name.value);
            let error = Diagnostic::error("no-rate", callers.span.clone(), message, "`counts` is about the type's `rate`");
            mistakes.tell(error.hint("give the type a rate, or leave out `counts`"));
        }
        if comes_from_a_log_of_calls(scenario, &kind.name.value) {
            let message = format!("a log brings `{}`, and it has every call already", kind.name.value);
            let error = Diagnostic::error("exclusive-keys", callers.span.clone(), message, "these callers would come on top");
            mistakes.tell(error.hint("leave out the callers"));
        }
    }
}

/// The callers of a type with their values, which no arm changes: the same people call in every arm.
pub(super) fn compile(world: &World<'_, '_>, callers: &file::Callers, kind: &str, mistakes: &mut Mistakes) -> Option<Callers> {
    let scenario = world.scenario;
    let parameters = Parameters::new(scenario.file, None);
    let what = |field: &str| format!("`{field}` of the callers of `{kind}`");
    let more = callers.more.as_ref()?;
    let inverse = match more.value {
        More::Exactly(number) => Some(CountInverse::Exactly(number)),
        More::Poisson(mean) => CountInverse::poisson(mean),
        More::Geometric(mean) => CountInverse::negative_binomial(mean, 1.0),
        More::NegativeBinomial { mean, dispersion } => CountInverse::negative_binomial(mean, dispersion),
    };
    if inverse.is_none() {
        mistakes.error("out-of-range", more, "so many callers cannot be drawn", "the mean is too large, or the number hardly varies");
    }
    let mut values = Values { scenario, parameters: &parameters, kind: None, mistakes };
    let after = values.time(&callers.after, &what("after"));
    let mut drawn = Vec::new();
    for (name, share) in of(callers) {
        drawn.push((scenario.flag(name)?, *values.share(share, &what(name))?.get(0), Key::of(name)));
    }
    let chain = scenario.file.chains.iter().position(|chain| chain.name.value == callers.chain.value)?;
    let setters = world.plans[chain].as_ref()?.setters.iter().enumerate();
    let marks = setters.filter(|(_, setters)| **setters != 0).fold(0, |set, (mark, _)| set | 1 << mark);
    Some(Callers { more: inverse?, after: after?.get(0).clone(), flags: drawn, marks })
}
