//! Flags: who defines them, how they are drawn, and which sets of them can occur. Values of attributes are flags of which exactly one
//! is set.

use super::arrivals::brings;
use super::names::{Mistakes, circle, listed};
use super::order::steps_of;
use super::parameters::Values;
use super::programs::cases;
use super::{Scenario, attributes, walk};
use crate::model::{Category, Choice, Conjunction, FlagRule, FlagRules, Flags};
use crate::random::Key;
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::file::{Arm, At, Attribute, File, IncidentType, Named, Value};

/// How the names of flags begin that say that a role has been taken by somebody who helps out.
const HELPED: &str = "helped=";

/// Names of all flags: the agencies' first, then in the order in which they appear, then periods, values of attributes and help.
pub(super) fn names(file: &File) -> Vec<&str> {
    let mut names: Vec<&str> = file.agencies.iter().map(|agency| agency.name.value.as_str()).collect();
    let in_types = file.types.iter().flat_map(|kind| kind.value.flags.iter().map(|flag| &flag.name));
    let in_arms = file.arms.iter().flat_map(|arm| arm.value.flags.iter().map(|flag| &flag.name));
    let in_logs =
        file.types.iter().filter_map(|kind| kind.value.log.as_ref()).flat_map(|log| log.value.flags.iter().map(|flag| &flag.name));
    for name in file.flags.iter().map(|flag| &flag.name).chain(in_types).chain(in_arms).chain(in_logs) {
        if !names.contains(&name.value.as_str()) {
            names.push(&name.value);
        }
    }
    file.types.iter().flat_map(super::callers::flags).for_each(|(name, _)| {
        if !names.contains(&name) {
            names.push(name);
        }
    });
    for name in super::periods::names(file) {
        if !names.contains(&name.value.as_str()) {
            names.push(&name.value);
        }
    }
    names.extend(file.attributes.iter().flat_map(|attribute| &attribute.value.flags).map(String::as_str));
    walk::expressions(file, &mut |expression| {
        super::conditions::each_flag(&expression.value, &mut |flag| {
            if flag.starts_with(HELPED) && !names.contains(&flag) {
                names.push(flag);
            }
        });
    });
    names
}

/// Looks up the agencies of needs, and warns of flags that nobody asks about.
pub(super) fn check(scenario: &Scenario<'_>, mistakes: &mut Mistakes) {
    let file = scenario.file;
    for kind in &file.types {
        let Some(needs) = &kind.value.needs else { continue };
        let mut seen: Vec<String> = Vec::new();
        for need in &needs.value {
            for agency in &need.agencies {
                mistakes.look_up("agency", agency, file.agencies.iter().map(|agency| agency.name.value.as_str()));
            }
            let category = category(need);
            if seen.contains(&category) {
                let at = need.agencies.first().map_or(&needs.span, |agency| &agency.span);
                let message = format!("two categories of `{}` need the same agencies", kind.name.value);
                mistakes.tell(Diagnostic::error("duplicate-name", at.clone(), message, "add the weights in one category"));
            }
            seen.push(category);
        }
    }
    unused_attributes(file, mistakes);
    let mut asked: Vec<&str> = file.agencies.iter().map(|agency| agency.name.value.as_str()).collect();
    walk::expressions(file, &mut |expression| super::conditions::each_flag(&expression.value, &mut |flag| asked.push(flag)));
    let written = file.flags.iter().map(|flag| &flag.name);
    let in_types = file.types.iter().flat_map(|kind| kind.value.flags.iter().map(|flag| &flag.name));
    let in_arms = file.arms.iter().flat_map(|arm| arm.value.flags.iter().map(|flag| &flag.name));
    for name in written.chain(in_types).chain(in_arms).filter(|name| !asked.contains(&name.value.as_str())) {
        let message = format!("no expression asks about the flag `{}`", name.value);
        let near = crate::scenario::diagnostic::nearest(&name.value, asked.iter().copied());
        let label = near.map_or("it changes nothing".to_owned(), |near| format!("did you mean `{near}`?"));
        mistakes.tell(Diagnostic::warning("unused-flag", name.span.clone(), message, label));
    }
}

/// Warns of attributes that nothing depends on.
fn unused_attributes(file: &File, mistakes: &mut Mistakes) {
    let mut used: Vec<String> = Vec::new();
    walk::expressions(file, &mut |expression| {
        super::conditions::each_flag(&expression.value, &mut |flag| used.extend(flag.split_once('=').map(|(name, _)| name.to_owned())));
    });
    let mut hold = |name: &str| used.extend(attributes::held(name).map(str::to_owned));
    walk::values(file, &mut |value| walk::names(value, &mut |name| hold(&name.value)));
    for chain in file.chains.iter().map(|chain| &chain.value) {
        chain.steps.iter().filter_map(|step| step.staff.as_ref()).flat_map(|staff| &staff.value).for_each(|name| hold(&name.value));
        chain.roles.iter().flat_map(|role| &role.value).for_each(|one| hold(&one.pool.value));
    }
    for attribute in file.attributes.iter().filter(|attribute| !used.contains(&attribute.name.value)) {
        let message = format!("nothing depends on the attribute `{}`", attribute.name.value);
        let unused = Diagnostic::warning("unused-attribute", attribute.name.span.clone(), message, "it changes nothing");
        mistakes
            .tell(unused.hint(format!("ask `{0}('...')`, or write `{{{0}}}` in the name of a pool or parameter", attribute.name.value)));
    }
}

/// The name of a category: its agencies, sorted.
fn category(need: &crate::scenario::file::Need) -> String {
    let mut agencies: Vec<&str> = need.agencies.iter().map(|agency| agency.value.as_str()).collect();
    agencies.sort_unstable();
    agencies.join("+")
}

/// How the flags of one type are drawn in one arm.
pub(super) fn rules(
    scenario: &Scenario<'_>,
    kind: &Named<IncidentType>,
    arm: &Named<Arm>,
    values: &mut Values<'_, '_>,
) -> Option<FlagRules> {
    let flag = |name: &str| scenario.flags.iter().position(|flag| *flag == name);
    let mut needs = Vec::new();
    let mut exclusive: Flags = 0;
    let mut complete = true;
    for need in kind.value.needs.iter().flat_map(|needs| &needs.value) {
        let flags = need.agencies.iter().filter_map(|agency| flag(&agency.value)).fold(0, |set, flag| set | 1 << flag);
        exclusive |= flags;
        match values.weight(&need.weight, &format!("a `weight` in the needs of `{}`", kind.name.value)) {
            Some(weight) if weight > 0.0 => needs.push(Category { flags, weight: Choice::One(weight), key: Key::of(&category(need)) }),
            weight => complete &= weight.is_some(),
        }
    }
    if let Some(written) = kind.value.needs.as_ref().filter(|written| complete && needs.is_empty() && !written.value.is_empty()) {
        values.mistakes.error("out-of-range", written, "every weight of the needs is zero", "at least one has to be above 0");
    }
    let mut rules = Vec::new();
    for (index, name) in scenario.flags.iter().enumerate() {
        let find = |flags: &'_ [Named<At<Value>>]| flags.iter().position(|flag| flag.name.value == *name);
        let of_arm = find(&arm.value.flags).map(|i| &arm.value.flags[i]);
        let of_type = find(&kind.value.flags).map(|i| &kind.value.flags[i]);
        let of_all = find(&scenario.file.flags).map(|i| &scenario.file.flags[i]);
        if exclusive >> index & 1 == 1 {
            if let Some(twice) = of_type.or(of_arm) {
                let message = format!("the needs of `{}` already say when `{name}` is needed", kind.name.value);
                let twice = Diagnostic::error("said-twice", twice.name.span.clone(), message, "this says it a second time");
                values.mistakes.tell(twice.hint("keep the needs or the flag"));
            }
            continue;
        }
        let Some(written) = of_arm.or(of_type).or(of_all) else { continue };
        match values.share(&written.value, &format!("the flag `{name}`")) {
            None => complete = false,
            Some(chance) if most(&chance) == 0.0 => {}
            Some(chance) => rules.push((&written.value, FlagRule { flag: index, chance, key: Key::of(name) })),
        }
    }
    let attributes = attributes(scenario, kind, arm, values);
    let rules = in_order(scenario, rules, values.mistakes)?;
    Some(FlagRules { rules, needs, attributes: attributes? }).filter(|_| complete)
}

/// By attribute: what says the weights of its values in an arm and for a type.
fn weighted<'f>(scenario: &Scenario<'f>, kind: &'f Named<IncidentType>, arm: &'f Named<Arm>) -> impl Iterator<Item = &'f Named<Attribute>> {
    scenario.file.attributes.iter().map(|attribute| {
        let mut changed = arm.value.attributes.iter().chain(&kind.value.attributes);
        changed.find(|changed| changed.name.value == attribute.name.value).unwrap_or(attribute)
    })
}

/// By attribute: its values with their weights. That of a value is drawn at an address of its own, so that another weight, or another
/// value, moves only incidents that must move.
fn attributes(
    scenario: &Scenario<'_>,
    kind: &Named<IncidentType>,
    arm: &Named<Arm>,
    values: &mut Values<'_, '_>,
) -> Option<Vec<Vec<Category>>> {
    let mut found = Vec::new();
    // Flags of the attributes that are drawn before.
    let mut earlier: Flags =
        super::periods::names(scenario.file).filter_map(|name| scenario.flag(&name.value)).fold(0, |set, flag| set | 1 << flag);
    for (index, attribute) in weighted(scenario, kind, arm).enumerate() {
        let name = &attribute.name.value;
        let written = &attribute.value.values;
        let mut categories = Vec::new();
        let mut complete = true;
        for (value, flag) in written.value.iter().zip(&attribute.value.flags) {
            match values.weight_by_flags(&value.value, &format!("the weight of `{}` in the attribute `{name}`", value.name.value)) {
                Some(weight) if asked(&weight) & !earlier != 0 => {
                    let message = format!("the attribute `{name}` is drawn before what the weight of `{}` asks about", value.name.value);
                    let error = Diagnostic::error("asked-too-early", value.value.span.clone(), message, "this is not known then");
                    values.mistakes.tell(error.hint("a weight may ask about types, and about attributes that stand above its own"));
                    complete = false;
                }
                Some(weight) if most(&weight) > 0.0 => {
                    let key = Key::of(name).and(Key::of(&value.name.value));
                    categories.push(Category { flags: scenario.set(&[flag.as_str()]), weight, key });
                }
                weight => complete &= weight.is_some(),
            }
        }
        if complete && !written.value.is_empty() {
            complete = check_weights(scenario, name, written, &categories, values.mistakes);
        }
        found.push((complete && !categories.is_empty()).then_some(categories));
        earlier |= scenario.attributes[index];
    }
    found.into_iter().collect()
}

/// A flag as an expression asks for it.
pub(super) fn in_words(flag: &str) -> String {
    flag.split_once('=').map_or(flag.to_owned(), |(attribute, value)| format!("{attribute}('{value}')"))
}

/// Whether some weight of an attribute is above zero whatever the values of those before; else that is told.
fn check_weights<T>(scenario: &Scenario<'_>, name: &str, written: &At<T>, categories: &[Category], mistakes: &mut Mistakes) -> bool {
    let asked = categories.iter().fold(0, |set, one| set | asked(&one.weight));
    let Some(mut cases) = cases(asked, &scenario.attributes) else {
        let message = format!("the weights of the attribute `{name}` ask about too many values");
        mistakes.error("too-complicated", written, message, "no more can be looked at one by one");
        return false;
    };
    let Some(case) = cases.find(|case| categories.iter().all(|one| *one.weight.get(case.flags_on) <= 0.0)) else { return true };
    let on = steps_of(case.flags_on).map(|flag| in_words(scenario.flags[flag]));
    // Where no value is asked for that an attribute has, it is none of those that are.
    let is_known = |flag: &usize| scenario.attributes.iter().any(|of| of >> flag & 1 == 1 && of & case.flags_on != 0);
    let off = steps_of(case.flags_off).filter(|flag| !is_known(flag)).map(|flag| format!("not {}", in_words(scenario.flags[flag])));
    let values: Vec<String> = on.chain(off).collect();
    let whose = if values.is_empty() { String::new() } else { format!(" where {}", values.join(" and ")) };
    let message = format!("every weight of the attribute `{name}` is zero{whose}");
    mistakes.error("out-of-range", written, message, "at least one has to be above 0");
    false
}

/// Puts a rule after those that its condition asks about.
fn in_order(scenario: &Scenario<'_>, mut left: Vec<(&At<Value>, FlagRule)>, mistakes: &mut Mistakes) -> Option<Vec<FlagRule>> {
    let mut done = Vec::new();
    while !left.is_empty() {
        let waits: Flags = left.iter().fold(0, |set, (_, rule)| set | 1 << rule.flag);
        let Some(next) = left.iter().position(|(_, rule)| asked(&rule.chance) & waits == 0) else {
            // Everybody left waits for somebody left: following that leads into a circle.
            let mut way = vec![0];
            let repeated = loop {
                let rule = &left[way[way.len() - 1]].1;
                let next = left.iter().position(|(_, other)| asked(&rule.chance) >> other.flag & 1 == 1)?;
                if let Some(start) = way.iter().position(|&one| one == next) {
                    break [&way[start..], &[next]].concat();
                }
                way.push(next);
            };
            let (written, _) = &left[repeated[0]];
            let names = repeated.iter().map(|&one| scenario.flags[left[one].1.flag]);
            let message = format!("these flags ask about each other: {}", circle(names));
            mistakes.error("circular-flags", *written, message, "one of them has to be drawn first");
            return None;
        };
        done.push(left.remove(next).1);
    }
    Some(done)
}

/// The flags that a choice asks about.
fn asked<T>(choice: &Choice<T>) -> Flags {
    match choice {
        Choice::One(_) => 0,
        Choice::If(condition, then, otherwise) => {
            condition.0.iter().fold(0, |set, all| set | all.flags_on | all.flags_off) | asked(then) | asked(otherwise)
        }
    }
}

fn most(chance: &Choice<f64>) -> f64 {
    match chance {
        Choice::One(chance) => *chance,
        Choice::If(_, then, otherwise) => most(then).max(most(otherwise)),
    }
}

fn least(chance: &Choice<f64>) -> f64 {
    match chance {
        Choice::One(chance) => *chance,
        Choice::If(_, then, otherwise) => least(then).min(least(otherwise)),
    }
}

/// Whether a flag of the same incident is the same under two sets of rules, whatever the incident.
fn is_same(flag: usize, a: &FlagRules, b: &FlagRules) -> bool {
    let of_attribute =
        |rules: &FlagRules| rules.attributes.iter().position(|values| values.iter().any(|value| value.flags >> flag & 1 == 1));
    if let Some(attribute) = of_attribute(a).or(of_attribute(b)) {
        let (a_values, b_values) = (&a.attributes[attribute], &b.attributes[attribute]);
        let asks = a_values.iter().fold(0, |set, value| set | asked(&value.weight));
        return a_values == b_values && steps_of(asks).all(|other| is_same(other, a, b));
    }
    let needed = |rules: &FlagRules| rules.needs.iter().any(|need| need.flags >> flag & 1 == 1);
    if needed(a) || needed(b) {
        return a.needs == b.needs;
    }
    let rule = |rules: &FlagRules| rules.rules.iter().find(|rule| rule.flag == flag).cloned();
    let (a_rule, b_rule) = (rule(a), rule(b));
    // A rule asks only about flags that are drawn before it, so this ends.
    let asks = a_rule.as_ref().map_or(0, |rule| asked(&rule.chance));
    a_rule == b_rule && (0..64).filter(|&other| asks >> other & 1 == 1).all(|other| is_same(other, a, b))
}

/// Tells of flags that have to be the same in every arm and are not: `why` says what for.
pub(super) fn check_same(
    scenario: &Scenario<'_>,
    by_arm: &[Vec<Option<FlagRules>>],
    flag: usize,
    place: Option<&Span>,
    why: &str,
    mistakes: &mut Mistakes,
) {
    let name = scenario.flags[flag];
    let Some(first) = by_arm.first() else { return };
    for (arm, rules) in scenario.file.arms.iter().zip(by_arm) {
        for ((kind, a), b) in scenario.file.types.iter().zip(first).zip(rules) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            if is_same(flag, a, b) {
                continue;
            }
            let changed = arm.value.flags.iter().find(|changed| changed.name.value == name).map(|changed| &changed.name.span);
            let span = place.or(changed).unwrap_or(&arm.name.span).clone();
            let arms = listed([scenario.file.arms[0].name.value.as_str(), arm.name.value.as_str()]);
            let what = if name.contains('=') { format!("`{}`", in_words(name)) } else { format!("the flag `{name}`") };
            let message = format!("{what} differs between arms, {why}");
            let label = format!("incidents of type `{}` have it by different rules in {arms}", kind.name.value);
            let error = Diagnostic::error("not-the-same-incidents", span, message, label);
            mistakes.tell(error.hint("arms are compared by the same incidents: use what no arm changes"));
            return;
        }
    }
}

/// Which flags incidents of one type may have in one arm.
#[derive(Clone, Debug)]
pub(super) struct Possible {
    /// The agencies' flags of each category; one empty category if there are none.
    categories: Vec<Flags>,
    /// Flags that may be set, and those that are.
    may: Flags,
    must: Flags,
    /// Flags that a log or the time may set either way.
    open: Flags,
    /// By attribute: the flags of all its values, and of those that may be.
    attributes: Vec<(Flags, Flags)>,
}

impl Possible {
    /// What occurs with the shares as they are.
    pub(super) fn new(scenario: &Scenario<'_>, kind: &str, rules: &FlagRules) -> Possible {
        let set = |test: fn(&FlagRule) -> bool| rules.rules.iter().filter(|rule| test(rule)).fold(0, |set, rule| set | 1 << rule.flag);
        let categories = rules.needs.iter().map(|need| need.flags).collect();
        let values = rules.attributes.iter().map(|values| values.iter().fold(0, |all, value| all | value.flags)).collect();
        Possible::of(scenario, kind, categories, (set(|_| true), set(|rule| least(&rule.chance) >= 1.0)), values)
    }

    /// What would occur with other shares: a share that is swept to 0 or 1 makes nothing a mistake.
    pub(super) fn conceivable(scenario: &Scenario<'_>, kind: &Named<IncidentType>, arm: &Named<Arm>) -> Possible {
        let set =
            |names: &mut dyn Iterator<Item = &String>| names.filter_map(|name| scenario.flag(name)).fold(0, |set, flag| set | 1 << flag);
        let needs = kind.value.needs.iter().flat_map(|needs| &needs.value);
        let categories: Vec<Flags> = needs.map(|need| set(&mut need.agencies.iter().map(|agency| &agency.value))).collect();
        let exclusive = categories.iter().fold(0, |all, category| all | category);
        let listed = scenario.file.flags.iter().chain(&kind.value.flags).chain(&arm.value.flags);
        let of_callers = super::callers::flags(kind).filter_map(|(name, _)| scenario.flag(name)).fold(0, |set, flag| set | 1 << flag);
        let may = (set(&mut listed.map(|flag| &flag.name.value)) | of_callers) & !exclusive;
        let named = |attribute: &Named<Attribute>| set(&mut attribute.value.flags.iter());
        let values = weighted(scenario, kind, arm).map(named).collect();
        Possible::of(scenario, &kind.name.value, categories, (may, 0), values)
    }

    fn of(scenario: &Scenario<'_>, kind: &str, categories: Vec<Flags>, (may, must): (Flags, Flags), values: Vec<Flags>) -> Possible {
        let logs = scenario.file.types.iter().filter(|holder| brings(holder, kind)).filter_map(|holder| holder.value.log.as_ref());
        let logged = logs.clone().flat_map(|log| &log.value.flags);
        let periods = super::periods::names(scenario.file);
        let given = logged.map(|logged| &logged.name).chain(periods);
        let open = given.filter_map(|name| scenario.flag(&name.value)).fold(0, |set, flag| set | 1 << flag);
        let stated = scenario.file.stated.iter().filter(|stated| stated.value.kind.value == kind);
        let of_stated = |one: &Named<At<String>>| scenario.flag(&format!("{}={}", one.name.value, one.value.value));
        let stated = stated.flat_map(|stated| &stated.value.attributes).filter_map(of_stated).fold(0, |set, flag| set | 1 << flag);
        // A log may name every value.
        let logged = logs.flat_map(|log| &log.value.attributes).filter_map(|one| scenario.attribute(&one.name.value));
        let given = logged.fold(stated, |set, attribute| set | scenario.attributes[attribute]);
        let attributes = scenario.attributes.iter().zip(values).map(|(&all, values)| (all, values | given & all)).collect();
        Possible { categories: if categories.is_empty() { vec![0] } else { categories }, may, must, open, attributes }
    }

    /// Whether some incident may have and lack these flags.
    pub(super) fn allows(&self, all: &Conjunction) -> bool {
        let of_attributes = self.attributes.iter().fold(0, |set, (of, _)| set | of);
        let on = all.flags_on & !of_attributes;
        all.flags_on & all.flags_off == 0
            && self.allows_values(all)
            && self
                .categories
                .iter()
                .any(|category| on & !(category | self.may | self.open) == 0 && all.flags_off & (category | self.must) & !self.open == 0)
    }

    /// Whether every attribute may have a value, and only one, in an incident that has and lacks these flags.
    pub(super) fn allows_values(&self, all: &Conjunction) -> bool {
        self.attributes.iter().all(|&(of, values)| {
            let (on, left) = (all.flags_on & of, values & !all.flags_off);
            if on == 0 { left != 0 } else { on.count_ones() == 1 && left & on != 0 }
        })
    }
}
