//! What may be wrong with values wherever they are written, and with parameters by themselves.

use super::super::conditions::{self, Asks, check_role, not_known};
use super::super::names::{Mistakes, circle};
use super::super::{Scenario, attributes, walk};
use super::{Amount, Parameters, amount_of, distribution};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, Named, Parameter, ParameterRange, Value};
use crate::scenario::quantity::duration_text;

/// Looks at every value of the file: names of parameters, conditions, distributions; and at the parameters by themselves.
pub(in super::super) fn check(scenario: &Scenario<'_>, mistakes: &mut Mistakes) {
    let file = scenario.file;
    walk::values(file, &mut |value| check_value(scenario, value, mistakes));
    for arm in &file.arms {
        for change in &arm.value.parameters {
            mistakes.look_up("parameter", &change.name, file.parameters.iter().map(|p| p.name.value.as_str()));
        }
    }
    let mut told: Vec<String> = Vec::new();
    for arm in std::iter::once(None).chain(file.arms.iter().map(Some)) {
        let parameters = Parameters::new(file, arm);
        for (name, value, _) in &parameters.entries {
            let mut way = vec![];
            if !told.iter().any(|other| other == name) && parameters.way_back(name, value, &mut way) {
                told.extend(way.iter().cloned());
                way.insert(0, (*name).to_owned());
                let message = format!("the parameter `{name}` is defined by itself: {}", circle(way.iter().map(String::as_str)));
                mistakes.error("circular-parameter", value, message, "this leads back to it");
            }
        }
    }
    let parameters = Parameters::new(file, None);
    for parameter in &file.parameters {
        check_range(scenario, &parameters, parameter, mistakes);
    }
}

fn check_value(scenario: &Scenario<'_>, value: &At<Value>, mistakes: &mut Mistakes) {
    match &value.value {
        Value::Number(_) | Value::Duration(_) | Value::Rate(_) => {}
        Value::Parameter(name) => {
            let name = At { value: name.clone(), span: value.span.clone() };
            let known = scenario.file.parameters.iter().map(|p| p.name.value.as_str());
            attributes::look_up(scenario.file, "parameter", &name, known, mistakes);
        }
        Value::Distribution(written) => {
            if let Err(invalid) = distribution(written, scenario.columns) {
                mistakes.error("bad-distribution", value, invalid.to_string(), "these numbers do not make a distribution");
            }
        }
        Value::Choice { condition, then, otherwise } => {
            conditions::check(scenario, &condition.value, mistakes, &mut |asks, name, mistakes| match asks {
                Asks::Helped => check_role(scenario.file, name, mistakes),
                _ => not_known(asks, name, "a choice is made by flags, types and who has helped", mistakes),
            });
            check_value(scenario, then, mistakes);
            check_value(scenario, otherwise, mistakes);
        }
    }
}

/// Warns of a value outside its own range.
fn check_range(scenario: &Scenario<'_>, parameters: &Parameters<'_>, parameter: &Named<Parameter>, mistakes: &mut Mistakes) {
    let Some(range) = &parameter.value.range else { return };
    let name = &parameter.name.value;
    let Some(amount) = amount_of(scenario, parameters, parameter) else { return };
    let factor = parameter.value.scale.as_ref().map_or(1.0, |scale| scale.value);
    let (what, value, low, high) = match range.value {
        ParameterRange::Ends(low, high) => ("value", amount.mean(), low, high),
        ParameterRange::Mean(low, high) => ("mean", amount.mean(), low, high),
        ParameterRange::Scale(low, high) => ("scale", factor, low, high),
    };
    // Ranges are written with few digits, means come out of exponentials.
    let slack = 1e-9 * value.abs();
    if !(low - slack..=high + slack).contains(&value) {
        let text = |number: f64| match (&amount, what) {
            (Amount::Duration(_) | Amount::Distribution(_), "value" | "mean") => duration_text(number),
            (Amount::Rate(_), _) => format!("{} / h", number * 3600.0),
            _ => number.to_string(),
        };
        let message = format!("the {what} of the parameter `{name}` is outside its own range");
        let label = format!("{} is not between {} and {}", text(value), text(low), text(high));
        let warning = Diagnostic::warning("outside-range", range.span.clone(), message, label);
        mistakes.tell(warning.hint("the range says what is thought possible, so the value has to lie in it"));
    }
}
