//! Values: parameters looked up, scaled, and taken for what their place expects.

mod checks;

pub(super) use checks::check;

use super::conditions::{self, Meaning};
use super::names::Mistakes;
use super::{Scenario, attributes, learning, walk};
use crate::distribution::{Distribution, Invalid, Shape};
use crate::model::{self, Choice, Condition, Conjunction};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{Arm, At, File, Learning, Named, Parameter, Value, Written, WrittenKind};
use crate::scenario::log::ReadColumn;

/// What a value comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Amount {
    Number(f64),
    /// Seconds.
    Duration(f64),
    /// Per second.
    Rate(f64),
    /// Seconds.
    Distribution(Distribution),
    /// A duration or distribution that changes with practice: index of the arm's learning.
    Learnt(Box<Amount>, usize),
}

impl Amount {
    fn word(&self) -> &'static str {
        match self {
            Amount::Number(_) => "a number",
            Amount::Duration(_) => "a duration",
            Amount::Rate(_) => "a rate",
            Amount::Distribution(_) => "a distribution",
            Amount::Learnt(amount, _) => amount.word(),
        }
    }

    /// Seconds for a time, per second for a rate.
    fn mean(&self) -> f64 {
        match self {
            Amount::Number(value) | Amount::Duration(value) | Amount::Rate(value) => *value,
            Amount::Distribution(distribution) => distribution.mean(),
            Amount::Learnt(amount, _) => amount.mean(),
        }
    }

    fn scaled(self, factor: f64) -> Result<Amount, Invalid> {
        Ok(match self {
            Amount::Number(value) => Amount::Number(value * factor),
            Amount::Duration(value) => Amount::Duration(value * factor),
            Amount::Rate(value) => Amount::Rate(value * factor),
            Amount::Distribution(distribution) => Amount::Distribution(distribution.scaled(factor)?),
            Amount::Learnt(amount, learning) => Amount::Learnt(Box::new(amount.scaled(factor)?), learning),
        })
    }
}

/// The distribution that was written: scaled first, then truncated; nothing if it is made of a column that could not be read.
fn distribution(written: &Written, columns: &[ReadColumn]) -> Result<Option<Distribution>, Invalid> {
    let Some(whole) = whole(&written.kind, columns)? else { return Ok(None) };
    whole.scaled(written.scale)?.truncated(written.at_least, written.at_most).map(Some)
}

fn whole(kind: &WrittenKind, columns: &[ReadColumn]) -> Result<Option<Distribution>, Invalid> {
    let shape = match kind {
        WrittenKind::Mixture(parts) => {
            let part = |(weight, of): &(f64, Written)| Ok(distribution(of, columns)?.map(|of| (*weight, of)));
            let parts = parts.iter().map(part).collect::<Result<Option<_>, Invalid>>()?;
            return parts.map(Distribution::mixture).transpose();
        }
        WrittenKind::Constant(value) => Shape::Constant(*value),
        WrittenKind::Uniform { min, max } => Shape::Uniform { min: *min, max: *max },
        WrittenKind::Triangular { min, mode, max } => Shape::Triangular { min: *min, mode: *mode, max: *max },
        WrittenKind::Exponential { mean } => Shape::Exponential { mean: *mean },
        WrittenKind::Erlang { k, mean } => Shape::Erlang { k: *k, mean: *mean },
        WrittenKind::Gamma { shape, mean } => Shape::Gamma { shape: *shape, mean: *mean },
        WrittenKind::Weibull { shape, scale } => Shape::Weibull { shape: *shape, scale: *scale },
        WrittenKind::Lognormal { mu, sigma } => Shape::Lognormal { mu: *mu, sigma: *sigma },
        WrittenKind::Hyperexponential { mean, cv } => Shape::Hyperexponential { mean: *mean, cv: *cv },
        WrittenKind::Loglogistic { median, shape } => Shape::Loglogistic { median: *median, shape: *shape },
        WrittenKind::Beta { alpha, beta, min, max } => Shape::Beta { alpha: *alpha, beta: *beta, min: *min, max: *max },
        WrittenKind::Pert { min, mode, max, lambda } => Shape::Pert { min: *min, mode: *mode, max: *max, lambda: *lambda },
        WrittenKind::Empirical(points) => Shape::Empirical(points.clone()),
        WrittenKind::Column(source) => match columns.iter().find(|column| column.source.has_values_of(source)) {
            Some(column) => Shape::Empirical(column.quantiles.clone()),
            None => return Ok(None),
        },
    };
    Distribution::new(shape).map(Some)
}

/// The parameters as one arm has them.
#[derive(Clone, Debug)]
pub(super) struct Parameters<'f> {
    file: &'f File,
    /// Name of the arm, for messages.
    arm: &'f str,
    /// Name, value, factor.
    entries: Vec<(&'f str, &'f At<Value>, f64)>,
    /// Those that change with practice, by name.
    pub(super) learning: Vec<(&'f str, &'f At<Learning>)>,
}

impl<'f> Parameters<'f> {
    /// The parameters of the file with an arm's changes: `value` replaces value and scale, `scale` multiplies.
    pub(super) fn new(file: &'f File, arm: Option<&'f Named<Arm>>) -> Parameters<'f> {
        let changes = arm.map(|arm| arm.value.parameters.as_slice()).unwrap_or_default();
        let entry = |parameter: &'f Named<Parameter>| {
            let change = changes.iter().find(|change| change.name.value == parameter.name.value).map(|change| &change.value);
            let new = change.and_then(|change| change.value.as_ref());
            let own = if new.is_some() { None } else { parameter.value.scale.as_ref() };
            let factor = |scale: Option<&At<f64>>| scale.map_or(1.0, |scale| scale.value);
            let scale = factor(own) * factor(change.and_then(|change| change.scale.as_ref()));
            (parameter.name.value.as_str(), new.unwrap_or(&parameter.value.value), scale)
        };
        let learning = |parameter: &'f Named<Parameter>| {
            let name = parameter.name.value.as_str();
            let change = changes.iter().find(|change| change.name.value == name).map(|change| &change.value);
            let own = parameter.value.learning.as_ref().filter(|_| change.is_none_or(|change| change.learns));
            change.and_then(|change| change.learning.as_ref()).or(own).map(|learning| (name, learning))
        };
        Parameters {
            file,
            arm: arm.map_or("", |arm| &arm.name.value),
            entries: file.parameters.iter().map(entry).collect(),
            learning: file.parameters.iter().filter_map(learning).collect(),
        }
    }

    fn get(&self, name: &str) -> Option<(&'f At<Value>, f64)> {
        self.entries.iter().find(|entry| entry.0 == name).map(|entry| (entry.1, entry.2))
    }

    /// The chain of names that leads from a parameter back to itself.
    fn way_back(&self, to: &str, from: &At<Value>, way: &mut Vec<String>) -> bool {
        let mut found = false;
        walk::names(from, &mut |name| {
            for variant in attributes::variants(self.file, &name.value).unwrap_or_default() {
                if !found && !way.contains(&variant.name) {
                    way.push(variant.name.clone());
                    found = variant.name == to || self.get(&variant.name).is_some_and(|(value, _)| self.way_back(to, value, way));
                    if !found {
                        way.pop();
                    }
                }
            }
        });
        found
    }
}

/// What a step takes, and which learning of the arm that goes by, if any.
pub(super) type TimeOfStep = (Choice<Distribution>, Option<Choice<Option<usize>>>);

/// Takes an amount for what its place expects; nothing for the wrong kind.
type Take<'a, T> = dyn FnMut(Amount, &At<Value>, &mut Mistakes) -> Option<T> + 'a;

/// Takes values for what their place expects, in one arm and for one incident type.
pub(super) struct Values<'a, 'f> {
    pub(super) scenario: &'a Scenario<'f>,
    pub(super) parameters: &'a Parameters<'f>,
    /// Name of the incident type; where there is none, values cannot depend on flags.
    pub(super) kind: Option<&'a str>,
    pub(super) mistakes: &'a mut Mistakes,
}

impl<'a> Values<'a, '_> {
    /// A length of time in seconds, perhaps drawn, that practice does not change: that is told.
    pub(super) fn time(&mut self, value: &At<Value>, what: &str) -> Option<Choice<Distribution>> {
        let (time, learns) = self.time_of_step(value, what)?;
        if learns.is_some() {
            let message = format!("{what} does not change with practice, but the parameter has a `learning`");
            let label = "`learning` has an effect only where a step takes this time";
            let misplaced = Diagnostic::error("no-learning", value.span.clone(), message, label);
            self.mistakes.tell(misplaced.hint("use another parameter here, without `learning`"));
            return None;
        }
        Some(time)
    }

    /// A length of time in seconds that is not drawn.
    pub(super) fn fixed_time(&mut self, value: &At<Value>, what: &str) -> Option<f64> {
        let found = self.choice(value, what, "a duration", &mut |amount, _, _| match amount {
            Amount::Duration(seconds) => Some(seconds),
            _ => None,
        });
        match found? {
            Choice::One(seconds) => Some(seconds),
            Choice::If(..) => None,
        }
    }

    /// What a step takes in seconds, perhaps drawn; and which learning of the arm that goes by.
    pub(super) fn time_of_step(&mut self, value: &At<Value>, what: &str) -> Option<TimeOfStep> {
        let found = self.choice(value, what, "a duration or distribution", &mut |amount, _, _| time(amount))?;
        let learns = map(&found, &|(_, learns)| *learns);
        Some((map(&found, &|(time, _)| time.clone()), has_any(&learns).then_some(learns)))
    }

    /// A share from 0 to 1.
    pub(super) fn share(&mut self, value: &At<Value>, what: &str) -> Option<Choice<f64>> {
        let arm = self.parameters.arm;
        self.choice(value, what, "a share from 0 to 1", &mut |amount, at, mistakes| {
            let Amount::Number(share) = amount else { return None };
            if !(0.0..=1.0).contains(&share) {
                let label = match &at.value {
                    Value::Parameter(name) => format!("`{name}` is {share} in the arm `{arm}`"),
                    _ => format!("this is {share}"),
                };
                mistakes.error("out-of-range", at, format!("{what} cannot be {share}, a share is from 0 to 1"), label);
            }
            Some(share.clamp(0.0, 1.0))
        })
    }

    /// A share that does not depend on flags.
    pub(super) fn plain_share(&mut self, value: &At<Value>, what: &str) -> Option<f64> {
        match self.share(value, what)? {
            Choice::One(share) => Some(share),
            Choice::If(..) => None,
        }
    }

    /// A number from 0 on.
    pub(super) fn weight_by_flags(&mut self, value: &At<Value>, what: &str) -> Option<Choice<f64>> {
        self.choice(value, what, "a number", &mut |amount, _, _| match amount {
            Amount::Number(weight) => Some(weight),
            _ => None,
        })
    }

    /// A number from 0 on that does not depend on flags.
    pub(super) fn weight(&mut self, value: &At<Value>, what: &str) -> Option<f64> {
        match self.weight_by_flags(value, what)? {
            Choice::One(weight) => Some(weight),
            Choice::If(..) => {
                let label = "a parameter that depends on flags";
                self.mistakes.error("choice-not-possible", value, format!("{what} cannot be chosen by flags"), label);
                None
            }
        }
    }

    /// A rate per second.
    pub(super) fn rate(&mut self, value: &At<Value>, what: &str) -> Option<f64> {
        let found = self.choice(value, what, "a rate", &mut |amount, _, _| match amount {
            Amount::Rate(rate) => Some(rate),
            _ => None,
        });
        match found? {
            Choice::One(rate) => Some(rate),
            Choice::If(..) => None,
        }
    }

    /// A value taken by `take`, which gives nothing for the wrong kind of amount: that is told.
    fn choice<T>(&mut self, value: &At<Value>, what: &str, wanted: &str, take: &mut Take<'_, T>) -> Option<Choice<T>> {
        let amount = self.amount(value, what, 0)?;
        self.taken(amount, value, what, wanted, take)
    }

    fn taken<T>(
        &mut self,
        amount: Choice<Amount>,
        value: &At<Value>,
        what: &str,
        wanted: &str,
        take: &mut Take<'_, T>,
    ) -> Option<Choice<T>> {
        match amount {
            Choice::One(amount) => {
                let word = amount.word();
                let taken = take(amount, value, self.mistakes);
                if taken.is_none() {
                    let (given, label) = match &value.value {
                        Value::Parameter(name) => (format!("the parameter `{name}` is {word}"), format!("`{name}` is {word}")),
                        _ => (format!("this is {word}"), format!("not {wanted}")),
                    };
                    self.mistakes.error("wrong-kind", value, format!("{what} needs {wanted}, but {given}"), label);
                }
                taken.map(Choice::One)
            }
            Choice::If(condition, then, otherwise) => {
                let then = self.taken(*then, value, what, wanted, take);
                let otherwise = self.taken(*otherwise, value, what, wanted, take);
                Some(Choice::If(condition, Box::new(then?), Box::new(otherwise?)))
            }
        }
    }

    /// What a value comes to, by flags. Circles of parameters have been told before; they end by their depth here.
    fn amount(&mut self, value: &At<Value>, what: &str, depth: usize) -> Option<Choice<Amount>> {
        let amount = match &value.value {
            Value::Number(number) => Amount::Number(*number),
            Value::Duration(seconds) => Amount::Duration(*seconds),
            Value::Rate(rate) => Amount::Rate(*rate),
            Value::Distribution(written) => Amount::Distribution(distribution(written, self.scenario.columns).ok()??),
            Value::Parameter(name) if attributes::holds_any(name) => return self.of_value(name, value, what, depth),
            Value::Parameter(name) => return self.named(name, value, what, depth),
            Value::Choice { condition, then, otherwise } => {
                let kind = self.chosen_by_flags(value, what)?;
                let meaning = Meaning { flags: &self.scenario.flags, kind, step: &|_| None, marks: &[] };
                let condition = conditions::condition(condition, meaning, self.mistakes);
                let (then, otherwise) = (self.amount(then, what, depth), self.amount(otherwise, what, depth));
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                return Some(match () {
                    () if condition.is_always() => then,
                    () if condition.0.is_empty() => otherwise,
                    () => Choice::If(condition, Box::new(then), Box::new(otherwise)),
                });
            }
        };
        Some(Choice::One(amount))
    }

    /// Nothing where flags are not known: that is told.
    fn chosen_by_flags(&mut self, value: &At<Value>, what: &str) -> Option<&'a str> {
        if self.kind.is_none() {
            let label = "flags are not known here";
            self.mistakes.error("choice-not-possible", value, format!("{what} cannot be chosen by flags"), label);
        }
        self.kind
    }

    /// What a parameter comes to.
    fn named(&mut self, name: &str, value: &At<Value>, what: &str, depth: usize) -> Option<Choice<Amount>> {
        let (inner, factor) = self.parameters.get(name).filter(|_| depth <= self.parameters.entries.len())?;
        let amount = self.amount(inner, what, depth + 1)?;
        let amount = self.scaled(amount, factor, value)?;
        match self.parameters.learning.iter().position(|one| one.0 == name) {
            Some(index) => self.learnt(amount, index),
            None => Some(amount),
        }
    }

    /// An amount that goes by a learning; nothing if it cannot: that is told.
    fn learnt(&mut self, amount: Choice<Amount>, index: usize) -> Option<Choice<Amount>> {
        let (name, learning) = self.parameters.learning[index];
        match amount {
            Choice::One(amount @ (Amount::Duration(_) | Amount::Distribution(_))) => {
                Some(Choice::One(Amount::Learnt(Box::new(amount), index)))
            }
            Choice::One(Amount::Learnt(_, other)) => {
                let other = self.parameters.learning[other].0;
                let message = format!("the parameter `{name}` is made of `{other}`, and both have a `learning`");
                self.mistakes.error("learns-twice", learning, message, "keep one of the two");
                None
            }
            Choice::One(amount) => {
                let message = format!("`{name}` is {}, and only a time that steps take can have a `learning`", amount.word());
                self.mistakes.error("no-learning", learning, message, "a duration or distribution is needed");
                None
            }
            Choice::If(condition, then, otherwise) => {
                let (then, otherwise) = (self.learnt(*then, index), self.learnt(*otherwise, index));
                Some(Choice::If(condition, Box::new(then?), Box::new(otherwise?)))
            }
        }
    }

    /// What a parameter comes to whose name holds attributes: a choice by their values, of which every incident has one.
    fn of_value(&mut self, name: &str, value: &At<Value>, what: &str, depth: usize) -> Option<Choice<Amount>> {
        self.chosen_by_flags(value, what)?;
        let mut found: Option<Choice<Amount>> = None;
        for variant in attributes::variants(self.scenario.file, name).ok()?.into_iter().rev() {
            let amount = self.named(&variant.name, value, what, depth)?;
            let case = Conjunction { flags_on: self.scenario.set(&variant.flags), ..Conjunction::default() };
            found = Some(match found {
                None => amount,
                Some(others) => Choice::If(Condition(vec![case]), Box::new(amount), Box::new(others)),
            });
        }
        found
    }

    fn scaled(&mut self, amount: Choice<Amount>, factor: f64, at: &At<Value>) -> Option<Choice<Amount>> {
        match amount {
            _ if factor == 1.0 => Some(amount),
            Choice::One(amount) => match amount.scaled(factor) {
                Ok(amount) => Some(Choice::One(amount)),
                Err(invalid) => {
                    self.mistakes.error("bad-distribution", at, invalid.to_string(), format!("scaled by {factor}"));
                    None
                }
            },
            Choice::If(condition, then, otherwise) => {
                let then = self.scaled(*then, factor, at);
                let otherwise = self.scaled(*otherwise, factor, at);
                Some(Choice::If(condition, Box::new(then?), Box::new(otherwise?)))
            }
        }
    }
}

/// A time in seconds, and the learning it goes by; nothing for what is no time.
fn time(amount: Amount) -> Option<(Distribution, Option<usize>)> {
    match amount {
        Amount::Duration(seconds) => Some((Distribution::constant(seconds), None)),
        Amount::Distribution(distribution) => Some((distribution, None)),
        Amount::Learnt(amount, learning) => time(*amount).map(|(time, _)| (time, Some(learning))),
        Amount::Number(_) | Amount::Rate(_) => None,
    }
}

fn map<T, U>(choice: &Choice<T>, by: &dyn Fn(&T) -> U) -> Choice<U> {
    match choice {
        Choice::One(value) => Choice::One(by(value)),
        Choice::If(condition, then, otherwise) => Choice::If(condition.clone(), Box::new(map(then, by)), Box::new(map(otherwise, by))),
    }
}

fn has_any<T>(choice: &Choice<Option<T>>) -> bool {
    match choice {
        Choice::One(value) => value.is_some(),
        Choice::If(_, then, otherwise) => has_any(then) || has_any(otherwise),
    }
}

/// What a parameter comes to, if that does not depend on the incident.
fn amount_of(scenario: &Scenario<'_>, parameters: &Parameters<'_>, parameter: &Named<Parameter>) -> Option<Amount> {
    let name = &parameter.name.value;
    let whole = At { value: Value::Parameter(name.clone()), span: parameter.value.value.span.clone() };
    match (Values { scenario, parameters, kind: None, mistakes: &mut Mistakes::default() }).amount(&whole, name, 0) {
        Some(Choice::One(amount)) => Some(amount),
        _ => None,
    }
}

/// The parameters as the report shows them.
pub(super) fn listed(scenario: &Scenario<'_>) -> Vec<model::Parameter> {
    let file = scenario.file;
    let parameters = Parameters::new(file, None);
    let one = |parameter: &Named<Parameter>| {
        let is = &parameter.value;
        let scale = is.scale.as_ref().map_or(String::new(), |scale| format!(" × {}", scale.value));
        model::Parameter {
            name: parameter.name.value.clone(),
            value: format!("{}{scale}", is.as_written),
            amount: amount_of(scenario, &parameters, parameter).map(|amount| amount.mean()),
            range: is.range_as_written.clone(),
            basis: is.basis.clone(),
            source: is.source.clone(),
            origin: is.origin.clone(),
            learning: learning::listed(file, parameter),
        }
    };
    file.parameters.iter().map(one).collect()
}
