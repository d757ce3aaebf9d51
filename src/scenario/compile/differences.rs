//! What differs between arms.

use super::chains::{self, Expanded};
use super::expand::{fields, value};
use super::names::Mistakes;
use super::{arms, people, periods};
use crate::chains::{Difference, Hit, Otherwise, Staffing, ValueKind};
use crate::model::{Discipline, Overflow, Seats};
use crate::scenario::file::{Arm, File, Named, Pool, Staff};

/// What every arm does otherwise than the baseline: chains, pools, parameters, flags; arm by arm.
pub fn differences(file: &File, text: &str) -> Vec<Difference> {
    let mut unheard = Mistakes::default();
    let chains = chains::expand(file, &mut unheard);
    let Some(baseline) = arms::baseline(file, &mut unheard).map(|index| &file.arms[index]) else { return Vec::new() };
    let mut all = Vec::new();
    for arm in file.arms.iter().filter(|arm| arm.name.value != baseline.name.value) {
        let mut own = Vec::new();
        of_chains((file, text), &chains, baseline, arm, &mut own);
        of_pools(file, baseline, arm, &mut own);
        of_parameters(text, baseline, arm, &mut own);
        of_flags((file, text), baseline, arm, &mut own);
        of_attributes((file, text), baseline, arm, &mut own);
        of_outages(file, baseline, arm, &mut own);
        if own.is_empty() {
            own.push(Otherwise::Nothing);
        }
        all.extend(own.into_iter().map(|is| Difference { arm: arm.name.value.clone(), is }));
    }
    all
}

/// Chains of types that go by different ones: each pair once.
fn of_chains(
    (file, text): (&File, &str),
    chains: &[Option<Expanded>],
    baseline: &Named<Arm>,
    arm: &Named<Arm>,
    found: &mut Vec<Otherwise>,
) {
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
        let types = if only_one { Vec::new() } else { kinds.into_iter().map(str::to_owned).collect() };
        found.push(Otherwise::Chain { new: after.name.value.clone(), old: before.name.value.clone(), types });
        of_steps(before, after, text, found);
    }
}

fn of_steps(before: &Expanded, after: &Expanded, text: &str, found: &mut Vec<Otherwise>) {
    for old in before.steps.iter().filter(|old| !after.steps.iter().any(|new| new.name.value == old.name.value)) {
        found.push(Otherwise::NoStep(old.name.value.clone()));
    }
    for new in &after.steps {
        let Some(old) = before.steps.iter().find(|old| old.name.value == new.name.value) else {
            found.push(Otherwise::NewStep(new.name.value.clone()));
            continue;
        };
        let (old, new_fields) = (fields(old, text), fields(new, text));
        let mut keys: Vec<&str> = old.iter().chain(&new_fields).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        let find = |fields: &[(&str, String)], key: &str| fields.iter().find(|field| field.0 == key).map(|field| field.1.clone());
        for key in keys {
            let (old, is) = (find(&old, key), find(&new_fields, key));
            if old != is {
                found.push(Otherwise::Step { step: new.name.value.clone(), field: key.to_owned(), new: is, old });
            }
        }
    }
    let order = |chain: &Expanded, other: &Expanded| {
        let shared = chain.steps.iter().filter(|step| other.steps.iter().any(|one| one.name.value == step.name.value));
        shared.map(|step| step.name.value.clone()).collect::<Vec<_>>()
    };
    if order(before, after) != order(after, before) {
        found.push(Otherwise::Order);
    }
    for role in &after.roles {
        let pools = |chain: &Expanded| {
            let role = chain.roles.iter().find(|other| other.name.value == role.name.value)?;
            Some(role.value.iter().map(|one| one.pool.value.clone()).collect::<Vec<_>>())
        };
        match (pools(before), pools(after)) {
            (old, Some(new)) if old.as_ref() != Some(&new) => found.push(Otherwise::Role { role: role.name.value.clone(), new, old }),
            _ => {}
        }
    }
}

fn of_pools(file: &File, baseline: &Named<Arm>, arm: &Named<Arm>, found: &mut Vec<Otherwise>) {
    let zero = file.study.starts.as_ref().map(|starts| starts.value.date());
    for pool in &file.pools {
        let (old, new) = (people::plan(file, zero, baseline, pool), people::plan(file, zero, arm, pool));
        let name = || pool.name.value.clone();
        let mut field = |field: &str, new: String| found.push(Otherwise::Pool { pool: name(), field: field.to_owned(), new });
        if old.discipline != new.discipline {
            match new.discipline {
                Discipline::Priority => field("queue", "\"priority\"".to_owned()),
                Discipline::Fifo => field("queue", "\"fifo\"".to_owned()),
                Discipline::Lifo => field("queue", "\"lifo\"".to_owned()),
                Discipline::Ageing(by) => field("ageing", format!("\"{} s\"", by.seconds())),
            }
        }
        if old.preempts != new.preempts {
            field("preempt", new.preempts.to_string());
        }
        if old.seats != new.seats {
            let (new, old) = (staff(arm, pool, &new.seats), staff(baseline, pool, &old.seats));
            found.push(Otherwise::Staff { pool: name(), new, old });
        }
        if old.dated != new.dated {
            found.push(Otherwise::Dates { pool: name(), dates: new.dated.len() });
        }
        if old.hand_over.is_some() != new.hand_over.is_some() {
            found.push(Otherwise::HandOver { pool: name(), handed_over: new.hand_over.is_some() });
        }
        if old.lines != new.lines {
            found.push(Otherwise::Lines { pool: name(), lines: new.lines.map(u64::from) });
        }
        if old.overflow != new.overflow {
            let helper = |helper: &Overflow| (file.pools[helper.pool].name.value.clone(), helper.after.seconds());
            found.push(Otherwise::Overflow { pool: name(), to: new.overflow.iter().map(helper).collect() });
        }
    }
}

fn staff(arm: &Named<Arm>, pool: &Named<Pool>, seats: &Seats) -> Staffing {
    let change = arm.value.pools.iter().find(|change| change.name.value == pool.name.value);
    let shifts = change.filter(|change| change.value.staff.is_some() || !change.value.shifts.is_empty()).unwrap_or(pool);
    match (&shifts.value.staff, people::seat_hours(seats)) {
        (Some(staff), _) => match staff.value {
            Staff::Unlimited => Staffing::Unlimited,
            Staff::Seats(seats) => Staffing::Seats(seats),
        },
        (None, hours) => Staffing::SeatHours(hours.unwrap_or_default()),
    }
}

fn of_parameters(text: &str, baseline: &Named<Arm>, arm: &Named<Arm>, found: &mut Vec<Otherwise>) {
    let change = |arm: &Named<Arm>, name: &str| {
        let change = &arm.value.parameters.iter().find(|change| change.name.value == name)?.value;
        let new = change.value.as_ref().map(|at| format!("value = {}", value(at, text)));
        let scale = change.scale.as_ref().map(|at| format!("scale = {}", at.value));
        let learning = change.learning.as_ref().map(|at| format!("learning = {{ {} }}", at.value.as_written));
        let off = (!change.learns).then(|| "learns = false".to_owned());
        Some(new.into_iter().chain(scale).chain(learning).chain(off).collect::<Vec<_>>().join(", "))
    };
    changes(
        ValueKind::Parameter,
        arm.value.parameters.iter().map(|one| &one.name.value),
        baseline.value.parameters.iter().map(|one| &one.name.value),
        |name| (change(baseline, name), change(arm, name)),
        found,
    );
}

fn of_flags((file, text): (&File, &str), baseline: &Named<Arm>, arm: &Named<Arm>, found: &mut Vec<Otherwise>) {
    let share = |arm: &Named<Arm>, name: &str| {
        let own = arm.value.flags.iter().find(|flag| flag.name.value == name);
        let flag = own.or_else(|| file.flags.iter().find(|flag| flag.name.value == name))?;
        Some(value(&flag.value, text))
    };
    changes(
        ValueKind::Flag,
        arm.value.flags.iter().map(|one| &one.name.value),
        baseline.value.flags.iter().map(|one| &one.name.value),
        |name| (share(baseline, name), share(arm, name)),
        found,
    );
}

fn of_attributes((file, text): (&File, &str), baseline: &Named<Arm>, arm: &Named<Arm>, found: &mut Vec<Otherwise>) {
    let weights = |arm: &Named<Arm>, name: &str| {
        let attribute = arm.value.attributes.iter().chain(&file.attributes).find(|attribute| attribute.name.value == name)?;
        let values = attribute.value.values.value.iter().map(|one| format!("{} = {}", one.name.value, value(&one.value, text)));
        Some(format!("{{ {} }}", values.collect::<Vec<_>>().join(", ")))
    };
    changes(
        ValueKind::Attribute,
        arm.value.attributes.iter().map(|one| &one.name.value),
        baseline.value.attributes.iter().map(|one| &one.name.value),
        |name| (weights(baseline, name), weights(arm, name)),
        found,
    );
}

/// Outages that hit the arm otherwise than the baseline.
fn of_outages(file: &File, baseline: &Named<Arm>, arm: &Named<Arm>, found: &mut Vec<Otherwise>) {
    for outage in &file.outages {
        let hit = |arm: &Named<Arm>| {
            let is = periods::hits(arm, outage);
            Hit {
                pools: is.pools.iter().flatten().map(|pool| pool.value.clone()).collect(),
                go_on: is.seats.unwrap_or_default(),
                finishes: is.stops.is_some_and(|stops| !stops),
                moves: is.moves.map(|moves| (moves.value.to.value, moves.value.after)),
                chain: is.chain.map(|chain| chain.value),
            }
        };
        let (new, old) = (hit(arm), hit(baseline));
        if old != new {
            found.push(Otherwise::Outage { outage: outage.name.value.clone(), new, old });
        }
    }
}

/// Each name that either arm changes and that comes out differently.
fn changes<'f>(
    kind: ValueKind,
    own: impl Iterator<Item = &'f String>,
    others: impl Iterator<Item = &'f String>,
    of: impl Fn(&str) -> (Option<String>, Option<String>),
    found: &mut Vec<Otherwise>,
) {
    let mut names: Vec<&String> = own.chain(others).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (old, new) = of(name);
        if old != new {
            found.push(Otherwise::Value { kind, name: name.clone(), new, old });
        }
    }
}
