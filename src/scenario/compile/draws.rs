//! What is drawn by lot, by name, and in which arms.

use super::chains::Expanded;
use super::expand::value;
use super::ways::readable;
use crate::chains::{Chain, Draw, DrawOf};
use crate::scenario::file::{At, File, Step, Value, WrittenKind};

/// One draw of one arm.
struct Made {
    name: String,
    of: DrawOf,
    arm: String,
    /// What it is drawn by, for comparison.
    numbers: String,
}

/// Every draw with the arms that make it: those of all first.
pub(super) fn draws(file: &File, text: &str, all: &[&Expanded], drawn: &[&Chain]) -> Vec<Draw> {
    let mut made = Vec::new();
    for chain in drawn {
        let Some(expanded) = all.iter().find(|known| known.name.value == chain.name) else { continue };
        for arm in arms_of(file, drawn, chain) {
            expanded.steps.iter().for_each(|step| of_step(file, text, step, &arm, &mut made));
        }
    }
    of_incidents(file, text, &mut made);
    let mut draws: Vec<(Draw, String)> = Vec::new();
    for one in made {
        match draws.iter_mut().find(|(draw, _)| draw.name == one.name && draw.of == one.of) {
            Some((draw, numbers)) => {
                draw.differs |= *numbers != one.numbers;
                if !draw.arms.contains(&one.arm) {
                    draw.arms.push(one.arm);
                }
            }
            None => draws.push((Draw { name: one.name, of: one.of, arms: vec![one.arm], differs: false }, one.numbers)),
        }
    }
    let mut draws: Vec<Draw> = draws.into_iter().map(|draw| draw.0).collect();
    let place = |arm: &String| file.arms.iter().position(|known| known.name.value == *arm);
    draws.iter_mut().for_each(|draw| draw.arms.sort_by_key(place));
    draws.sort_by_key(|draw| (std::cmp::Reverse(draw.arms.len()), draw.of));
    draws
}

/// The arms in which a chain is gone through: of later callers all, of units those whose chains send them.
fn arms_of(file: &File, drawn: &[&Chain], chain: &Chain) -> Vec<String> {
    let mut arms: Vec<String> = chain.users.arms.iter().map(|user| user.0.clone()).collect();
    arms.extend(chain.users.outages.iter().map(|user| user.1.clone()));
    if !chain.users.callers_of.is_empty() {
        arms.extend(file.arms.iter().map(|arm| arm.name.value.clone()));
    }
    // Units send no units, so that this ends.
    for sender in drawn.iter().filter(|sender| chain.users.units_of.contains(&sender.name) && sender.name != chain.name) {
        arms.extend(sender.users.arms.iter().map(|user| user.0.clone()));
    }
    arms.sort();
    arms.dedup();
    arms
}

fn of_step(file: &File, text: &str, step: &Step, arm: &str, made: &mut Vec<Made>) {
    let name = step.draw.as_ref().unwrap_or(&step.name).value.clone();
    let mut make = |of: DrawOf, values: &[&At<Value>]| {
        let numbers = values.iter().map(|one| numbers(file, text, one, arm)).collect::<Vec<_>>().join("; ");
        made.push(Made { name: name.clone(), of, arm: arm.to_owned(), numbers });
    };
    if let Some(takes) = step.takes.as_ref().filter(|takes| is_random(file, &takes.value, arm)) {
        make(DrawOf::Duration, &[takes]);
    }
    let redial = step.redial.as_ref().map(|redial| [&redial.value.chance, &redial.value.after]);
    let calls: Vec<&At<Value>> = step.patience.iter().chain(redial.into_iter().flatten()).collect();
    if !calls.is_empty() {
        make(DrawOf::Caller, &calls);
    }
    if let Some(redo) = &step.redo {
        make(DrawOf::Redo, &[&redo.value.chance]);
    }
}

/// Flags, attributes and beliefs: every arm draws them.
fn of_incidents(file: &File, text: &str, made: &mut Vec<Made>) {
    for arm in &file.arms {
        let name = &arm.name.value;
        let shares = |flag: &str| {
            let own = arm.value.flags.iter().find(|known| known.name.value == flag).map(|known| &known.value);
            let shared = file.flags.iter().find(|known| known.name.value == flag).map(|known| &known.value);
            let of_types = file.types.iter().flat_map(|kind| &kind.value.flags).filter(|known| known.name.value == flag);
            let all: Vec<&At<Value>> = own.or(shared).into_iter().chain(of_types.map(|known| &known.value)).collect();
            all.into_iter().map(|one| numbers(file, text, one, name)).collect::<Vec<_>>().join("; ")
        };
        let mut flags: Vec<&String> = Vec::new();
        let of_types = file.types.iter().flat_map(|kind| &kind.value.flags);
        for flag in file.flags.iter().chain(of_types).chain(&arm.value.flags).map(|flag| &flag.name.value) {
            if !flags.contains(&flag) {
                flags.push(flag);
            }
        }
        made.extend(flags.into_iter().map(|flag| Made { name: flag.clone(), of: DrawOf::Flag, arm: name.clone(), numbers: shares(flag) }));
        for attribute in &file.attributes {
            let own = arm.value.attributes.iter().find(|known| known.name.value == attribute.name.value).unwrap_or(attribute);
            let weights = own.value.values.value.iter().map(|one| numbers(file, text, &one.value, name)).collect::<Vec<_>>().join("; ");
            made.push(Made { name: attribute.name.value.clone(), of: DrawOf::Attribute, arm: name.clone(), numbers: weights });
        }
        for agency in file.agencies.iter().filter(|agency| agency.value.believed.is_some()) {
            made.push(Made { name: agency.name.value.clone(), of: DrawOf::Belief, arm: name.clone(), numbers: String::new() });
        }
    }
}

/// The value of a parameter in an arm.
fn parameter<'f>(file: &'f File, name: &str, arm: &str) -> Option<&'f Value> {
    let change = file.arms.iter().find(|known| known.name.value == arm)?.value.parameters.iter();
    let own = change.filter(|change| change.name.value == name).find_map(|change| change.value.value.as_ref());
    let shared = || file.parameters.iter().find(|known| known.name.value == name).map(|known| &known.value.value);
    own.or_else(shared).map(|at| &at.value)
}

/// Whether a value is drawn, and not the same for every incident.
fn is_random(file: &File, value: &Value, arm: &str) -> bool {
    match value {
        Value::Distribution(written) => !matches!(written.kind, WrittenKind::Constant(_)),
        // A parameter may not name another, so that this ends.
        Value::Parameter(name) => parameter(file, name, arm).is_some_and(|value| match value {
            Value::Parameter(_) => true,
            value => is_random(file, value, arm),
        }),
        Value::Choice { then, otherwise, .. } => is_random(file, &then.value, arm) || is_random(file, &otherwise.value, arm),
        Value::Number(_) | Value::Duration(_) | Value::Rate(_) => false,
    }
}

/// What a value is in an arm, for comparison between arms: as written, with what the arm changes in its parameters.
fn numbers(file: &File, text: &str, at: &At<Value>, arm: &str) -> String {
    let mut numbers = readable(&value(at, text));
    let mut names = Vec::new();
    parameters(&at.value, &mut names);
    let arm = file.arms.iter().find(|known| known.name.value == arm);
    for change in arm.iter().flat_map(|arm| &arm.value.parameters).filter(|change| names.contains(&change.name.value)) {
        let own = change.value.value.as_ref().map(|own| readable(&value(own, text))).unwrap_or_default();
        let scale = change.value.scale.as_ref().map(|scale| scale.value).unwrap_or(1.0);
        numbers += &format!(" ({} = {own} x {scale})", change.name.value);
    }
    numbers
}

fn parameters(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Parameter(name) => names.push(name.clone()),
        Value::Choice { then, otherwise, .. } => {
            parameters(&then.value, names);
            parameters(&otherwise.value, names);
        }
        _ => {}
    }
}
