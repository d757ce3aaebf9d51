//! What practice does to parameters.

use super::Scenario;
use super::conditions::{self, Meaning, not_known};
use super::names::Mistakes;
use super::parameters::{Parameters, Values};
use super::study::Clock;
use super::walk;
use crate::model::{self, Condition};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::expression::Expression;
use crate::scenario::file::{At, File, Half, Learning, Named, Parameter, Value};
use crate::time::Time;

/// Looks at every learning by itself: what it asks of incidents, and whether its parameter is a time in every arm.
pub(super) fn check(scenario: &Scenario<'_>, mistakes: &mut Mistakes) {
    for learning in walk::learnings(scenario.file) {
        if let Half::Number { of: Some(of), .. } = &learning.value.half.value {
            conditions::check(scenario, &of.value, mistakes, &mut |asks, name, mistakes| {
                not_known(asks, name, "what counts as practice is chosen by flags and types only", mistakes);
            });
        }
    }
}

/// The learnings of an arm, in the order in which [`Parameters`] has them.
pub(super) fn compile(
    scenario: &Scenario<'_>,
    clock: Option<&Clock>,
    parameters: &Parameters<'_>,
    mistakes: &mut Mistakes,
) -> Option<Vec<model::Learning>> {
    let mut values = Values { scenario, parameters, kind: None, mistakes };
    let learnings: Vec<Option<model::Learning>> =
        parameters.learning.iter().map(|&(name, learning)| one(name, learning, clock, &mut values)).collect();
    learnings.into_iter().collect()
}

fn one(name: &str, learning: &At<Learning>, clock: Option<&Clock>, values: &mut Values<'_, '_>) -> Option<model::Learning> {
    let is = &learning.value;
    let of = |key: &str| format!("`{key}` of the learning of `{name}`");
    let begins = match &is.begins {
        Some(begins) => positive(begins, &of("begins"), values),
        None => Some(1.0),
    };
    let floor = positive(&is.floor, &of("floor"), values);
    let half = match &is.half.value {
        Half::Time(half, since) => {
            let what = of("half_time");
            let half = time(half, &what, values);
            let clock = clock?;
            let since = since.as_ref().map_or(clock.study.window_start, |since| clock.time(since.value));
            model::Half::Time { since, half: half? }
        }
        Half::Number { half, of: which, worked } => {
            let half = positive(half, &of("half_number"), values);
            let before = worked.as_ref().map_or(Some(0.0), |worked| values.weight(worked, &of("worked")));
            let of = counted(which.as_ref(), values);
            model::Half::Number { half: half?, before: before?, of: of? }
        }
    };
    let (begins, floor) = (begins?, floor?);
    if floor > begins {
        let message = format!("with practice `{name}` takes longer: its factor goes from {begins} to {floor}");
        let doubt = Diagnostic::warning("unlearns", learning.span.clone(), message, "`floor` lies above `begins`");
        values.mistakes.tell(doubt);
    }
    Some(model::Learning { parameter: name.to_owned(), begins, floor, half })
}

/// A number above zero.
fn positive(value: &At<Value>, what: &str, values: &mut Values<'_, '_>) -> Option<f64> {
    let number = values.weight(value, what)?;
    if number <= 0.0 {
        values.mistakes.error("out-of-range", value, format!("{what} is {number}"), "it has to be above 0");
        return None;
    }
    Some(number)
}

/// A length of time above zero that is not drawn.
fn time(value: &At<Value>, what: &str, values: &mut Values<'_, '_>) -> Option<Time> {
    let time = Time::from_seconds(values.fixed_time(value, what)?);
    if time <= Time::ZERO {
        values.mistakes.error("out-of-range", value, format!("{what} is zero"), "it has to be longer");
        return None;
    }
    Some(time)
}

/// Which incidents count, by type.
fn counted(which: Option<&At<Expression>>, values: &mut Values<'_, '_>) -> Option<Vec<Condition>> {
    let scenario = values.scenario;
    let Some(which) = which else { return Some(vec![Condition::always(); scenario.file.types.len()]) };
    let meaning = |kind| Meaning { flags: &scenario.flags, kind, step: &|_| None, marks: &[] };
    let found: Vec<Option<Condition>> = scenario.kinds().map(|kind| conditions::condition(which, meaning(kind), values.mistakes)).collect();
    found.into_iter().collect()
}

/// What a parameter learns, as written: its own, then what arms say instead.
pub(super) fn listed(file: &File, parameter: &Named<Parameter>) -> Vec<(Option<String>, Option<String>)> {
    let own = parameter.value.learning.as_ref().map(|learning| (None, Some(learning.value.as_written.clone())));
    let of_arms = file.arms.iter().filter_map(|arm| {
        let change = &arm.value.parameters.iter().find(|change| change.name.value == parameter.name.value)?.value;
        let learning = change.learning.as_ref().map(|learning| learning.value.as_written.clone());
        (learning.is_some() || !change.learns && own.is_some()).then(|| (Some(arm.name.value.clone()), learning))
    });
    let of_arms: Vec<_> = of_arms.collect();
    own.into_iter().chain(of_arms).collect()
}
