//! Values: literals, parameters (as an arm changes them), distributions, choices by flags.

use super::conditions::{Context, no_ran};
use super::notes::Notes;
use crate::distribution::{Distribution, Invalid, Shape};
use crate::model::Choice;
use crate::scenario::file::{self, Arm, At, File, ParameterRange, Value, Written, WrittenKind};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The longest row of parameters that name each other.
const DEEPEST: usize = 16;

/// The parameters as one arm has them.
pub(super) struct Values<'f> {
    by_name: BTreeMap<&'f str, (&'f At<Value>, f64)>,
    /// Those that something asked for.
    pub(super) used: RefCell<BTreeSet<String>>,
}

impl<'f> Values<'f> {
    pub(super) fn of(file: &'f File, arm: Option<&'f Arm>, notes: &mut Notes) -> Values<'f> {
        let mut by_name: BTreeMap<&str, (&At<Value>, f64)> = BTreeMap::new();
        for parameter in &file.parameters {
            let scale = parameter.value.scale.as_ref().map_or(1.0, |scale| scale.value);
            by_name.insert(&parameter.name.value, (&parameter.value.value, scale));
        }
        for change in arm.map_or(&[][..], |arm| &arm.parameters) {
            match by_name.get_mut(change.name.value.as_str()) {
                None => notes.unknown("parameter", &change.name, file.parameters.iter().map(|p| p.name.value.as_str())),
                Some((value, scale)) => {
                    if let Some(new) = &change.value.value {
                        (*value, *scale) = (new, 1.0);
                    }
                    if let Some(factor) = &change.value.scale {
                        *scale *= factor.value;
                    }
                }
            }
        }
        Values { by_name, used: RefCell::default() }
    }
}

/// Values as one type of incident meets them in one arm.
pub(super) struct Resolver<'a> {
    pub(super) values: &'a Values<'a>,
    pub(super) flags: &'a [String],
    pub(super) types: &'a [String],
    pub(super) kind: usize,
}

impl Resolver<'_> {
    fn choice<T>(
        &self,
        value: &At<Value>,
        scale: f64,
        depth: usize,
        notes: &mut Notes,
        leaf: &dyn Fn(&At<Value>, f64, &mut Notes) -> Option<T>,
    ) -> Option<Choice<T>> {
        match &value.value {
            Value::Choice { condition, then, otherwise } => {
                let no_ran = no_ran("a choice by flags");
                let context = Context { flags: self.flags, types: self.types, kind: self.kind, ran: &no_ran };
                let condition = context.condition(condition, notes);
                let then = self.choice(then, scale, depth, notes, leaf);
                let otherwise = self.choice(otherwise, scale, depth, notes, leaf);
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                Some(match () {
                    () if condition.is_always() => then,
                    () if condition.0.is_empty() => otherwise,
                    () => Choice::If(condition, Box::new(then), Box::new(otherwise)),
                })
            }
            Value::Parameter(name) => {
                let Some(&(found, factor)) = self.values.by_name.get(name.as_str()) else {
                    let name = At { value: name.clone(), span: value.span.clone() };
                    notes.unknown("parameter", &name, self.values.by_name.keys().copied());
                    return None;
                };
                self.values.used.borrow_mut().insert(name.clone());
                if depth == DEEPEST {
                    let message = format!("the parameter `{name}` leads back to itself");
                    notes.error("parameter-circle", &value.span, message, "names a parameter that names this one");
                    return None;
                }
                self.choice(found, scale * factor, depth + 1, notes, leaf)
            }
            _ => leaf(value, scale, notes).map(Choice::One),
        }
    }

    /// A time: a length, or a distribution in seconds.
    pub(super) fn time(&self, value: &At<Value>, what: &str, notes: &mut Notes) -> Option<Choice<Distribution>> {
        self.choice(value, 1.0, 0, notes, &|value, scale, notes| match &value.value {
            Value::Duration(seconds) => Some(Distribution::constant(seconds * scale)),
            Value::Distribution(written) => distribution(written, scale)
                .map_err(|invalid| {
                    notes.error("distribution", &value.span, format!("this distribution cannot be drawn from: {invalid}"), "here");
                })
                .ok(),
            _ => wrong_kind(what, "a time, such as \"90 s\" or a distribution", value, notes),
        })
    }

    /// A chance or share from 0 to 1.
    pub(super) fn chance(&self, value: &At<Value>, what: &str, notes: &mut Notes) -> Option<Choice<f64>> {
        self.choice(value, 1.0, 0, notes, &|value, scale, notes| match value.value {
            Value::Number(number) if (0.0..=1.0).contains(&(number * scale)) => Some(number * scale),
            Value::Number(number) => {
                let message = format!("{what} is {}, but a share lies between 0 and 1", number * scale);
                notes.error("share-out-of-range", &value.span, message, "not a share");
                None
            }
            _ => wrong_kind(what, "a share from 0 to 1", value, notes),
        })
    }

    /// A number of at least 0 that does not depend on flags.
    pub(super) fn number(&self, value: &At<Value>, what: &str, notes: &mut Notes) -> Option<f64> {
        let number = self.choice(value, 1.0, 0, notes, &|value, scale, notes| match value.value {
            Value::Number(number) => Some(number * scale),
            _ => wrong_kind(what, "a number", value, notes),
        })?;
        one(number, value, what, notes)
    }

    /// A rate per second that does not depend on flags.
    pub(super) fn rate(&self, value: &At<Value>, what: &str, notes: &mut Notes) -> Option<f64> {
        let rate = self.choice(value, 1.0, 0, notes, &|value, scale, notes| match value.value {
            Value::Rate(rate) => Some(rate * scale),
            _ => wrong_kind(what, "a rate, such as \"37 / h\"", value, notes),
        })?;
        one(rate, value, what, notes)
    }
}

fn one<T>(choice: Choice<T>, value: &At<Value>, what: &str, notes: &mut Notes) -> Option<T> {
    match choice {
        Choice::One(value) => Some(value),
        Choice::If(..) => {
            notes.error(
                "choice-not-allowed",
                &value.span,
                format!("{what} cannot depend on flags"),
                "no incident is there yet to have any",
            );
            None
        }
    }
}

fn wrong_kind<T>(what: &str, expected: &str, value: &At<Value>, notes: &mut Notes) -> Option<T> {
    let found = match &value.value {
        Value::Number(_) => "a number",
        Value::Duration(_) => "a length of time",
        Value::Rate(_) => "a rate",
        Value::Distribution(_) => "a distribution",
        Value::Parameter(_) | Value::Choice { .. } => "something else",
    };
    notes.error("wrong-kind", &value.span, format!("{what} is {found}, but has to be {expected}"), format!("this is {found}"));
    None
}

/// The distribution as written, times `scale`.
pub(super) fn distribution(written: &Written, scale: f64) -> Result<Distribution, Invalid> {
    let shape = match written.kind.clone() {
        WrittenKind::Constant(value) => Shape::Constant(value),
        WrittenKind::Uniform { min, max } => Shape::Uniform { min, max },
        WrittenKind::Triangular { min, mode, max } => Shape::Triangular { min, mode, max },
        WrittenKind::Exponential { mean } => Shape::Exponential { mean },
        WrittenKind::Erlang { k, mean } => Shape::Erlang { k, mean },
        WrittenKind::Gamma { shape, mean } => Shape::Gamma { shape, mean },
        WrittenKind::Weibull { shape, scale } => Shape::Weibull { shape, scale },
        WrittenKind::Lognormal { mu, sigma } => Shape::Lognormal { mu, sigma },
        WrittenKind::Empirical(points) => Shape::Empirical(points),
    };
    Distribution::new(shape)?.scaled(written.scale)?.truncated(written.at_least, written.at_most)?.scaled(scale)
}

/// Notes values outside the range that is given for them, and ranges that are none.
pub(super) fn check_ranges(file: &File, notes: &mut Notes) {
    for parameter in &file.parameters {
        let Some(range) = &parameter.value.range else { continue };
        let (low, high) = match range.value {
            ParameterRange::Ends(low, high) | ParameterRange::Scale(low, high) | ParameterRange::Mean(low, high) => (low, high),
        };
        if low > high {
            let message = format!("the range of `{}` ends before it begins", parameter.name.value);
            notes.error("range", &range.span, message, "the lower end comes first");
            continue;
        }
        let scale = parameter.value.scale.as_ref().map_or(1.0, |scale| scale.value);
        let value = match (&parameter.value.value.value, &range.value) {
            (Value::Number(value) | Value::Duration(value) | Value::Rate(value), ParameterRange::Ends(..)) => value * scale,
            (Value::Distribution(_), ParameterRange::Scale(..)) => 1.0,
            (Value::Distribution(written), ParameterRange::Mean(..)) => match distribution(written, scale) {
                Ok(distribution) => distribution.mean(),
                Err(_) => continue,
            },
            _ => {
                let message = format!("the range of `{}` does not fit its value", parameter.name.value);
                notes.error("range", &range.span, message, "ends for a number or time, scale or mean for a distribution");
                continue;
            }
        };
        // A mean that was fitted may miss its end by a rounding.
        if value < low * (1.0 - 1e-9) || value > high * (1.0 + 1e-9) {
            let message = format!("the value of `{}` lies outside its own range", parameter.name.value);
            outside(&parameter.value, message, notes);
        }
    }
}

fn outside(parameter: &file::Parameter, message: String, notes: &mut Notes) {
    notes.warn("value-outside-range", &parameter.value.span, message, "outside the range").hint =
        Some("widen the range or mend the value".into());
}
