//! What differs between arms, in words.

use super::chains::{self, Expanded};
use super::expand::{fields, value};
use super::names::{Mistakes, listed};
use super::{arms, people, periods};
use crate::model::{Discipline, Overflow, Seats};
use crate::scenario::file::{Arm, File, Named, Pool, Staff};

/// What every arm does otherwise than the baseline: chains, pools, parameters, flags; one line each, arm by arm.
pub fn differences(file: &File, text: &str) -> Vec<String> {
    let mut unheard = Mistakes::default();
    let chains = chains::expand(file, &mut unheard);
    let Some(baseline) = arms::baseline(file, &mut unheard).map(|index| &file.arms[index]) else { return Vec::new() };
    let mut lines = Vec::new();
    for arm in file.arms.iter().filter(|arm| arm.name.value != baseline.name.value) {
        let mut own = Vec::new();
        chain_lines((file, text), &chains, baseline, arm, &mut own);
        pool_lines(file, baseline, arm, &mut own);
        parameter_lines(text, baseline, arm, &mut own);
        flag_lines((file, text), baseline, arm, &mut own);
        attribute_lines((file, text), baseline, arm, &mut own);
        outage_lines(file, baseline, arm, &mut own);
        if own.is_empty() {
            own.push("nothing differs".to_owned());
        }
        let name = &arm.name.value;
        lines.extend(own.into_iter().map(|line| format!("{name}: {line}")));
    }
    lines
}

/// Chains of types that go by different ones: each pair once.
fn chain_lines((file, text): (&File, &str), chains: &[Option<Expanded>], baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    let of = |arm: &Named<Arm>, kind: &str| {
        let own = arm.value.chain_by_type.iter().find(|by_type| by_type.name.value == kind).map(|by_type| &by_type.value);
        let name = own.or(arm.value.chain.as_ref())?;
        chains.iter().flatten().position(|chain| chain.name.value == name.value)
    };
    let mut pairs: Vec<(usize, usize, Vec<&str>)> = Vec::new();
    for kind in file.types.iter().map(|kind| kind.name.value.as_str()) {
        let (Some(before), Some(after)) = (of(baseline, kind), of(arm, kind)) else { continue };
        match pairs.iter_mut().find(|pair| (pair.0, pair.1) == (before, after)) {
            Some(pair) => pair.2.push(kind),
            None => pairs.push((before, after, vec![kind])),
        }
    }
    let all: Vec<&Expanded> = chains.iter().flatten().collect();
    let only_one = pairs.len() == 1;
    for (before, after, kinds) in pairs.into_iter().filter(|pair| pair.0 != pair.1) {
        let (before, after) = (all[before], all[after]);
        let whom = if only_one { String::new() } else { format!(" for {}", listed(kinds)) };
        lines.push(format!("chain `{}` instead of `{}`{whom}", after.name.value, before.name.value));
        step_lines(before, after, text, lines);
    }
}

fn step_lines(before: &Expanded, after: &Expanded, text: &str, lines: &mut Vec<String>) {
    for old in before.steps.iter().filter(|old| !after.steps.iter().any(|new| new.name.value == old.name.value)) {
        lines.push(format!("no step `{}`", old.name.value));
    }
    for new in &after.steps {
        let Some(old) = before.steps.iter().find(|old| old.name.value == new.name.value) else {
            lines.push(format!("new step `{}`", new.name.value));
            continue;
        };
        let (old, new_fields) = (fields(old, text), fields(new, text));
        let mut keys: Vec<&str> = old.iter().chain(&new_fields).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        let find = |fields: &[(&str, String)], key: &str| fields.iter().find(|field| field.0 == key).map(|field| field.1.clone());
        for key in keys {
            let line = match (find(&old, key), find(&new_fields, key)) {
                (old, new) if old == new => continue,
                (Some(old), Some(new)) => format!("{key} = {new} instead of {old}"),
                (None, Some(new)) => format!("{key} = {new}"),
                (_, None) => format!("no {key}"),
            };
            lines.push(format!("step `{}`: {line}", new.name.value));
        }
    }
    let order = |chain: &Expanded, other: &Expanded| {
        let shared = chain.steps.iter().filter(|step| other.steps.iter().any(|one| one.name.value == step.name.value));
        shared.map(|step| step.name.value.clone()).collect::<Vec<_>>()
    };
    if order(before, after) != order(after, before) {
        lines.push("steps in another order".to_owned());
    }
    for role in &after.roles {
        let pools = |chain: &Expanded| {
            let role = chain.roles.iter().find(|other| other.name.value == role.name.value)?;
            Some(role.value.iter().map(|one| one.pool.value.clone()).collect::<Vec<_>>())
        };
        let of = |pools: Vec<String>| listed(pools.iter().map(String::as_str));
        match (pools(before), pools(after)) {
            (Some(old), Some(new)) if old != new => {
                lines.push(format!("role `{}` by {} instead of {}", role.name.value, of(new), of(old)));
            }
            (None, Some(new)) => lines.push(format!("new role `{}` by {}", role.name.value, of(new))),
            _ => {}
        }
    }
}

fn pool_lines(file: &File, baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    let zero = file.study.starts.as_ref().map(|starts| starts.value.date());
    for pool in &file.pools {
        let (old, new) = (people::plan(file, zero, baseline, pool), people::plan(file, zero, arm, pool));
        let name = &pool.name.value;
        if old.seats != new.seats {
            lines.push(format!("pool `{name}`: {} instead of {}", staff(arm, pool, &new.seats), staff(baseline, pool, &old.seats)));
        }
        if old.discipline != new.discipline {
            let queue = match new.discipline {
                Discipline::Priority => "queue = \"priority\"".to_owned(),
                Discipline::Fifo => "queue = \"fifo\"".to_owned(),
                Discipline::Lifo => "queue = \"lifo\"".to_owned(),
                Discipline::Ageing(by) => format!("ageing = \"{} s\"", by.seconds()),
            };
            lines.push(format!("pool `{name}`: {queue}"));
        }
        if old.dated != new.dated {
            lines.push(format!("pool `{name}`: other shifts on {} dates", new.dated.len()));
        }
        if old.hand_over.is_some() != new.hand_over.is_some() {
            let word = if new.hand_over.is_some() { "handed over" } else { "finished" };
            lines.push(format!("pool `{name}`: work is {word} at the end of a shift"));
        }
        if old.lines != new.lines {
            lines.push(format!("pool `{name}`: {} lines", new.lines.map_or("enough".to_owned(), |lines| lines.to_string())));
        }
        if old.overflow != new.overflow {
            let helper = |helper: &Overflow| format!("`{}` after {} s", file.pools[helper.pool].name.value, helper.after.seconds());
            let helpers: Vec<String> = new.overflow.iter().map(helper).collect();
            lines.push(format!("pool `{name}`: overflow to {}", if helpers.is_empty() { "nobody".to_owned() } else { helpers.join(", ") }));
        }
        if old.preempts != new.preempts {
            lines.push(format!("pool `{name}`: preempt = {}", new.preempts));
        }
    }
}

fn staff(arm: &Named<Arm>, pool: &Named<Pool>, seats: &Seats) -> String {
    let change = arm.value.pools.iter().find(|change| change.name.value == pool.name.value);
    let shifts = change.filter(|change| change.value.staff.is_some() || !change.value.shifts.is_empty()).unwrap_or(pool);
    match (&shifts.value.staff, people::seat_hours(seats)) {
        (Some(staff), _) => match staff.value {
            Staff::Unlimited => "unlimited staff".to_owned(),
            Staff::Seats(seats) => format!("staff = {seats}"),
        },
        (None, hours) => format!("shifts of {} seat hours a week", hours.unwrap_or_default()),
    }
}

fn parameter_lines(text: &str, baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    let change = |arm: &Named<Arm>, name: &str| {
        let change = &arm.value.parameters.iter().find(|change| change.name.value == name)?.value;
        let new = change.value.as_ref().map(|at| format!("value = {}", value(at, text)));
        let scale = change.scale.as_ref().map(|at| format!("scale = {}", at.value));
        let learning = change.learning.as_ref().map(|at| format!("learning = {{ {} }}", at.value.as_written));
        let off = (!change.learns).then(|| "learns = false".to_owned());
        Some(new.into_iter().chain(scale).chain(learning).chain(off).collect::<Vec<_>>().join(", "))
    };
    changes(
        "parameter",
        arm.value.parameters.iter().map(|one| &one.name.value),
        baseline.value.parameters.iter().map(|one| &one.name.value),
        |name| (change(baseline, name), change(arm, name)),
        lines,
    );
}

fn flag_lines((file, text): (&File, &str), baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    let share = |arm: &Named<Arm>, name: &str| {
        let own = arm.value.flags.iter().find(|flag| flag.name.value == name);
        let flag = own.or_else(|| file.flags.iter().find(|flag| flag.name.value == name))?;
        Some(value(&flag.value, text))
    };
    changes(
        "flag",
        arm.value.flags.iter().map(|one| &one.name.value),
        baseline.value.flags.iter().map(|one| &one.name.value),
        |name| (share(baseline, name), share(arm, name)),
        lines,
    );
}

fn attribute_lines((file, text): (&File, &str), baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    let weights = |arm: &Named<Arm>, name: &str| {
        let attribute = arm.value.attributes.iter().chain(&file.attributes).find(|attribute| attribute.name.value == name)?;
        let values = attribute.value.values.value.iter().map(|one| format!("{} = {}", one.name.value, value(&one.value, text)));
        Some(format!("{{ {} }}", values.collect::<Vec<_>>().join(", ")))
    };
    changes(
        "attribute",
        arm.value.attributes.iter().map(|one| &one.name.value),
        baseline.value.attributes.iter().map(|one| &one.name.value),
        |name| (weights(baseline, name), weights(arm, name)),
        lines,
    );
}

/// Outages that hit the arm otherwise than the baseline.
fn outage_lines(file: &File, baseline: &Named<Arm>, arm: &Named<Arm>, lines: &mut Vec<String>) {
    for outage in &file.outages {
        let told = |arm: &Named<Arm>| {
            let is = periods::hits(arm, outage);
            let pools: Vec<&str> = is.pools.iter().flatten().map(|pool| pool.value.as_str()).collect();
            let mut words = vec![if pools.is_empty() { "hits nobody".to_owned() } else { format!("hits {}", listed(pools)) }];
            words.extend(is.seats.filter(|&seats| seats > 0).map(|seats| format!("{seats} go on")));
            words.extend(is.stops.filter(|stops| !stops).map(|_| "work is finished".to_owned()));
            words.extend(is.moves.map(|moves| format!("the others move to `{}` after {} s", moves.value.to.value, moves.value.after)));
            words.extend(is.chain.map(|chain| format!("chain `{}` meanwhile", chain.value)));
            words.join(", ")
        };
        let (old, new) = (told(baseline), told(arm));
        if old != new {
            lines.push(format!("outage `{}`: {new} instead of {old}", outage.name.value));
        }
    }
}

/// One line per name that either arm changes and that comes out differently.
fn changes<'f>(
    kind: &str,
    own: impl Iterator<Item = &'f String>,
    others: impl Iterator<Item = &'f String>,
    of: impl Fn(&str) -> (Option<String>, Option<String>),
    lines: &mut Vec<String>,
) {
    let mut names: Vec<&String> = own.chain(others).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        match of(name) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) => lines.push(format!("{kind} `{name}`: {new} instead of {old}")),
            (None, Some(new)) => lines.push(format!("{kind} `{name}`: {new}")),
            (_, None) => lines.push(format!("{kind} `{name}`: as in the file")),
        }
    }
}
