//! The chains as they are drawn, and what is drawn by lot.

use super::chains::{self, Expanded};
use super::expand::{condition, fields, value};
use super::names::Mistakes;
use super::{arms, attributes, draws};
use crate::chains::{Chain, Change, Difference, Otherwise, Role, Step, Users, Ways, Written};
use crate::model::Text;
use crate::scenario::file::{self, Arm, At, File, IfFree, Named, Value};
use indexmap::IndexMap;

/// Every chain that arms, later callers and units go by, compared with the baseline's, and the draws that arms share. Values stand as
/// they are written in `text`, which is the scenario. Chains that cannot be put together are left out; compiling tells why.
pub fn ways(file: &File, text: &str) -> Ways {
    let mut unheard = Mistakes::default();
    let expanded = chains::expand(file, &mut unheard);
    let all: Vec<&Expanded> = expanded.iter().flatten().collect();
    let baseline = arms::baseline(file, &mut unheard).map(|index| &file.arms[index]);
    let users: Vec<Users> = all.iter().map(|chain| users(file, &all, chain)).collect();
    let mut found: Vec<(bool, Chain)> = Vec::new();
    for (chain, users) in all.iter().zip(&users) {
        let of_arms = !users.arms.is_empty() || !users.outages.is_empty();
        if of_arms || !users.callers_of.is_empty() || !users.units_of.is_empty() {
            let against = baseline.filter(|_| of_arms).and_then(|arm| against(file, &all, arm, chain, users));
            found.push((of_arms, drawn(chain, against, users.clone(), text)));
        }
    }
    // Those of the arms first, in the order of the arms.
    let arm_of = |chain: &Chain| {
        let first = chain.users.arms.first().map(|user| &user.0);
        file.arms.iter().position(|arm| Some(&arm.name.value) == first).unwrap_or(usize::MAX)
    };
    found.sort_by_key(|(of_arms, chain)| (!of_arms, arm_of(chain)));
    let differences = super::differences(file, text);
    Ways {
        title: file.title.clone(),
        baseline: baseline.map(|arm| arm.name.value.clone()).unwrap_or_default(),
        draws: draws::draws(file, text, &all, &found.iter().map(|found| &found.1).collect::<Vec<_>>()),
        stands_for: stand_for(file, found.iter().map(|found| &found.1), &differences),
        chains: found.into_iter().map(|found| found.1).collect(),
        arms: labels(file.arms.iter().map(|arm| (&arm.name, &arm.value.label))),
        pools: labels(file.pools.iter().map(|pool| (&pool.name, &pool.value.label))),
        types: labels(file.types.iter().map(|kind| (&kind.name, &kind.value.label))),
        differences,
        names: super::labels::names(file),
    }
}

fn labels<'f>(names: impl Iterator<Item = (&'f At<String>, &'f Text)>) -> IndexMap<String, Text> {
    names.map(|(name, label)| (name.value.clone(), label.clone())).collect()
}

/// The names of pools and parameters that hold an attribute, each with those that it stands for.
fn stand_for<'c>(file: &File, chains: impl Iterator<Item = &'c Chain>, differences: &'c [Difference]) -> IndexMap<String, Vec<String>> {
    fn of_value<'c>(value: &'c Written, names: &mut Vec<&'c String>) {
        match value {
            Written::Plain(name) => names.push(name),
            Written::Names(several) => names.extend(several),
            Written::ByFlags { then, otherwise, .. } => [then, otherwise].into_iter().for_each(|value| of_value(value, names)),
        }
    }
    let mut names: Vec<&String> = Vec::new();
    for chain in chains {
        for role in &chain.roles {
            names.extend(role.pools.iter().map(|pool| &pool.0).chain(role.instead_of.iter().flatten()));
        }
        for step in &chain.steps {
            let changed = step.changes.iter().flat_map(|(_, old, new)| old.iter().chain(new));
            step.takes.iter().chain(&step.patience).chain(changed).for_each(|value| of_value(value, &mut names));
        }
    }
    for difference in differences {
        if let Otherwise::Role { new, old, .. } = &difference.is {
            names.extend(new.iter().chain(old.iter().flatten()));
        }
    }
    let of = |name: &String| {
        let all = attributes::holds_any(name).then(|| attributes::variants(file, name).ok())??;
        Some((name.clone(), all.into_iter().map(|one| one.name).collect()))
    };
    names.into_iter().filter_map(of).collect()
}

/// The chain that an arm has for a type.
fn chain_for<'f>(arm: &'f Named<Arm>, kind: &str) -> Option<&'f str> {
    let own = arm.value.chain_by_type.iter().find(|by_type| by_type.name.value == kind).map(|by_type| &by_type.value);
    own.or(arm.value.chain.as_ref()).map(|name| name.value.as_str())
}

fn users(file: &File, all: &[&Expanded], chain: &Expanded) -> Users {
    let name = chain.name.value.as_str();
    let mut users = Users::default();
    for arm in &file.arms {
        let kinds: Vec<String> = file.types.iter().map(|kind| kind.name.value.clone()).collect();
        let of: Vec<String> = kinds.iter().filter(|kind| chain_for(arm, kind) == Some(name)).cloned().collect();
        if !of.is_empty() {
            users.arms.push((arm.name.value.clone(), if of.len() == kinds.len() { Vec::new() } else { of }));
        }
        for outage in &file.outages {
            if super::periods::hits(arm, outage).chain.is_some_and(|chain| chain.value == name) {
                users.outages.push((outage.name.value.clone(), arm.name.value.clone()));
            }
        }
    }
    let calls = |kind: &&Named<file::IncidentType>| kind.value.callers.as_ref().is_some_and(|of| of.value.chain.value == name);
    users.callers_of = file.types.iter().filter(calls).map(|kind| kind.name.value.clone()).collect();
    let sends =
        |sender: &&&Expanded| sender.steps.iter().filter_map(|step| step.sends.as_ref()).any(|sends| sends.value.chain.value == name);
    users.units_of = all.iter().filter(sends).map(|sender| sender.name.value.clone()).collect();
    users
}

/// The baseline's chain for the first type for which an arm goes by this one, if it is another.
fn against<'e>(file: &File, all: &[&'e Expanded], baseline: &Named<Arm>, chain: &Expanded, users: &Users) -> Option<&'e Expanded> {
    let kinds = users.arms.first().map_or(&[][..], |user| user.1.as_slice());
    let kind = kinds.first().or_else(|| file.types.first().map(|kind| &kind.name.value))?;
    let other = chain_for(baseline, kind).filter(|other| *other != chain.name.value)?;
    all.iter().copied().find(|known| known.name.value == other)
}

fn drawn(chain: &Expanded, against: Option<&Expanded>, users: Users, text: &str) -> Chain {
    let mut steps: Vec<Step> = (0..chain.steps.len()).map(|index| step(chain, index, text)).collect();
    if let Some(other) = against {
        for (step, written) in steps.iter_mut().zip(&chain.steps) {
            match other.steps.iter().position(|old| old.name.value == step.name) {
                None => step.change = Change::Added,
                Some(old) => {
                    step.changes = changes((other, old), (step, written), text);
                    step.change = if step.changes.is_empty() { Change::Same } else { Change::Changed };
                }
            }
        }
        let missing = |index: &usize| !chain.steps.iter().any(|step| step.name.value == other.steps[*index].name.value);
        let dropped: Vec<usize> = (0..other.steps.len()).filter(missing).collect();
        steps.extend(dropped.into_iter().map(|index| Step { change: Change::Dropped, ..step(other, index, text) }));
    }
    let roles = roles(chain, against, &steps, text);
    Chain { name: chain.name.value.clone(), users, against: against.map(|other| other.name.value.clone()), roles, steps }
}

/// Everybody whom steps ask for, in the order in which they do; the caller first.
fn roles(chain: &Expanded, against: Option<&Expanded>, steps: &[Step], text: &str) -> Vec<Role> {
    let mut names: Vec<&str> = Vec::new();
    for name in steps.iter().flat_map(|step| &step.staff) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| *name != CALLER);
    let declared = |chain: &'_ Expanded, name: &str| -> Option<Vec<(String, Option<String>)>> {
        let role = chain.roles.iter().find(|role| role.name.value == name)?;
        let pool = |one: &file::RoleAlternative| (one.pool.value.clone(), one.when.as_ref().map(|when| unquoted(&condition(when, text))));
        Some(role.value.iter().map(pool).collect())
    };
    let role = |name: &str| {
        let pools = declared(chain, name);
        let other = against.and_then(|other| declared(other, name)).filter(|other| pools.as_ref().is_some_and(|own| own != other));
        // A pool that steps name directly is its own role.
        let itself = || if name == CALLER { Vec::new() } else { vec![(name.to_owned(), None)] };
        let of_other = || against.and_then(|other| declared(other, name));
        Role {
            name: name.to_owned(),
            pools: pools.clone().or_else(of_other).unwrap_or_else(itself),
            instead_of: other.map(|pools| pools.into_iter().map(|pool| pool.0).collect()),
        }
    };
    names.into_iter().map(role).collect()
}

/// The role that the caller has in every chain.
const CALLER: &str = "caller";

fn step(chain: &Expanded, index: usize, text: &str) -> Step {
    let is = &chain.steps[index];
    let names = |names: &Option<At<Vec<At<String>>>>| {
        names.as_ref().map(|names| names.value.iter().map(|name| name.value.clone()).collect::<Vec<_>>())
    };
    // Unless something is said, a step comes after the one above it.
    let above = || match index.checked_sub(1) {
        Some(above) if is.after_any.is_none() => vec![chain.steps[above].name.value.clone()],
        _ => Vec::new(),
    };
    let mut marks: Vec<(String, f64)> =
        is.marks.iter().flat_map(|marks| &marks.value).map(|mark| (mark.name.value.clone(), mark.value.value)).collect();
    marks.extend(is.mark.as_ref().map(|mark| (mark.value.clone(), 1.0)));
    Step {
        name: is.name.value.clone(),
        change: Change::Same,
        changes: Vec::new(),
        after: names(&is.after).unwrap_or_else(above),
        after_any: names(&is.after_any).unwrap_or_default(),
        when: is.when.as_ref().map(|when| unquoted(&condition(when, text))),
        staff: names(&is.staff).unwrap_or_default(),
        takes: is.takes.as_ref().map(|takes| told(takes, text)),
        until: is.until.as_ref().map(|until| until.value.clone()),
        stage: is.stage.as_ref().map(|stage| stage.value.clone()),
        marks,
        if_free_s: is.if_free.as_ref().and_then(|free| match free.value {
            IfFree::No => None,
            IfFree::AtOnce => Some(0.0),
            IfFree::Within(wait) => Some(wait),
        }),
        alongside: is.alongside.as_ref().is_some_and(|is| is.value),
        together: is.together.as_ref().is_some_and(|is| is.value),
        resumes: is.resumes.as_ref().is_some_and(|is| is.value),
        patience: is.patience.as_ref().map(|patience| told(patience, text)),
        redial: is.redial.is_some(),
        redo_from: is.redo.as_ref().map(|redo| redo.value.from.value.clone()),
        cancels: names(&is.cancel).unwrap_or_default(),
        sends: is.sends.as_ref().map(|sends| sends.value.chain.value.clone()),
        recalls: is.recalls.as_ref().map(|recalls| recalls.value.chain.value.clone()),
    }
}

/// Fields that are not the same: name, there, here. What a step comes after is compared as it is meant, said or not.
fn changes(
    (other, index): (&Expanded, usize),
    (is, new): (&Step, &file::Step),
    text: &str,
) -> Vec<(String, Option<Written>, Option<Written>)> {
    let (old, was) = (&other.steps[index], step(other, index, text));
    let listed = |names: &[String]| (!names.is_empty()).then(|| Written::Names(names.to_vec()));
    let lists: [(&str, &Vec<String>, &Vec<String>); 3] =
        [("after", &was.after, &is.after), ("after_any", &was.after_any, &is.after_any), ("staff", &was.staff, &is.staff)];
    let of_lists = lists.into_iter().filter(|(_, old, new)| old != new);
    let of_lists = of_lists.map(|(key, old, new)| (key.to_owned(), listed(old), listed(new)));
    let value = |step: &file::Step, key: &str| match key {
        "takes" => step.takes.as_ref().map(|takes| told(takes, text)),
        "patience" => step.patience.as_ref().map(|patience| told(patience, text)),
        _ => fields(step, text).iter().find(|field| field.0 == key).map(|field| Written::Plain(plain(&field.1))),
    };
    let mut keys: Vec<&str> = [old, new].into_iter().flat_map(|step| fields(step, text)).map(|field| field.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let differs = |key: &&str| (value(old, key), value(new, key));
    let changed = keys.iter().filter(|key| !lists.iter().any(|list| list.0 == **key)).map(|key| (*key, differs(key)));
    let changed = changed.filter(|(_, (old, new))| old != new).map(|(key, (old, new))| (key.to_owned(), old, new));
    of_lists.chain(changed).collect()
}

/// TOML without the marks around a text.
fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.or_else(|| text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''))).unwrap_or(text).to_owned()
}

/// A text without the marks around it, or a table in one line.
fn plain(toml: &str) -> String {
    unquoted(&toml.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A value as people read it: without the signs that TOML needs.
pub(super) fn readable(toml: &str) -> String {
    let text: String = toml.chars().filter(|letter| !matches!(letter, '"' | '{' | '}')).collect();
    let text = text.split_whitespace().filter(|word| *word != "=").collect::<Vec<_>>().join(" ");
    text.replace(" ,", ",")
}

/// The same of a value that may depend on flags.
fn told(at: &At<Value>, text: &str) -> Written {
    match &at.value {
        Value::Choice { condition: when, then, otherwise } => Written::ByFlags {
            when: unquoted(&condition(when, text)),
            then: Box::new(told(then, text)),
            otherwise: Box::new(told(otherwise, text)),
        },
        _ => Written::Plain(plain(&value(at, text))),
    }
}
