//! What happens, how often, and what it needs: rates, profiles, flags, needs, recorded logs.

use super::names::Names;
use super::notes::Notes;
use super::people::WEEK;
use super::values::{Resolver, Values};
use crate::model::{Choice, FlagRule, FlagRules, Flags, HourlyRates, Log, LogRow, Need, Study};
use crate::random::Key;
use crate::scenario::file::{Arm, At, File, IncidentType, Named, Value};
use crate::scenario::log::ReadLog;
use crate::time::Time;
use std::sync::Arc;

/// A profile as weights by hour of the week with mean 1.
fn profile(file: &File, kind: &IncidentType, notes: &mut Notes) -> [f64; WEEK] {
    let Some(name) = &kind.profile else { return [1.0; WEEK] };
    let Some(profile) = file.profiles.iter().find(|profile| profile.name.value == name.value) else {
        notes.unknown("profile", name, file.profiles.iter().map(|profile| profile.name.value.as_str()));
        return [1.0; WEEK];
    };
    let hours = &profile.value.value;
    if hours.len() != 24 && hours.len() != WEEK {
        let message = format!("the profile `{}` has {} weights", name.value, hours.len());
        notes.error("profile", &profile.value.span, message, "24 weights for the hours of a day, or 168 for those of a week");
        return [1.0; WEEK];
    }
    let mean = hours.iter().sum::<f64>() / hours.len() as f64;
    if mean <= 0.0 {
        notes.error("profile", &profile.value.span, format!("the weights of the profile `{}` are all zero", name.value), "all zero");
        return [1.0; WEEK];
    }
    std::array::from_fn(|hour| hours[hour % hours.len()] / mean)
}

/// By type: the mean number by hour of the week in one arm.
pub(super) fn rates(file: &File, names: &Names, values: &Values<'_>, notes: &mut Notes) -> Vec<Arc<HourlyRates>> {
    let drawn_by_log: Vec<&str> = file
        .types
        .iter()
        .filter_map(|kind| kind.value.log.as_ref())
        .flat_map(|log| log.value.types.iter().map(|kind| kind.name.value.as_str()))
        .collect();
    let names_types = file.types.iter().any(|kind| kind.value.log.as_ref().is_some_and(|log| log.value.kind.is_some()));
    let mut found = Vec::new();
    for (index, kind) in file.types.iter().enumerate() {
        let resolver = Resolver { values, flags: &names.flags, types: &names.types, kind: index };
        let profile = profile(file, &kind.value, notes);
        let from_log = kind.value.log.is_some() || drawn_by_log.contains(&kind.name.value.as_str()) || names_types;
        let per_second = match &kind.value.rate {
            None if from_log => 0.0,
            None => {
                let message = format!("nothing says how often `{}` happens", kind.name.value);
                notes.error("no-rate", &kind.name.span, message, "neither `rate` nor a log").hint =
                    Some("write `rate = \"37 / h\"`".into());
                0.0
            }
            Some(rate) if kind.value.log.is_some() => {
                let message = format!("`{}` has both a rate and a log", kind.name.value);
                notes.error("rate-and-log", &rate.span, message, "one of the two");
                0.0
            }
            Some(rate) => {
                let mut product = resolver.rate(&rate.value.of, "a rate", notes).unwrap_or(0.0);
                for share in &rate.value.share {
                    product *= share_of(&resolver, share, notes);
                }
                for share in &rate.value.not {
                    product *= 1.0 - share_of(&resolver, share, notes);
                }
                product
            }
        };
        found.push(Arc::new(HourlyRates(profile.map(|weight| weight * per_second * 3600.0))));
    }
    found
}

/// A share that does not depend on flags.
fn share_of(resolver: &Resolver<'_>, share: &At<Value>, notes: &mut Notes) -> f64 {
    match resolver.chance(share, "a share", notes) {
        Some(Choice::One(share)) => share,
        Some(Choice::If(..)) => {
            notes.error("choice-not-allowed", &share.span, "a rate cannot depend on flags", "no incident is there yet to have any");
            0.0
        }
        None => 0.0,
    }
}

/// By type: how flags are drawn in one arm.
pub(super) fn flags(file: &File, names: &Names, values: &Values<'_>, arm: &Arm, notes: &mut Notes) -> Vec<FlagRules> {
    for flag in &arm.flags {
        names.flag(&flag.name, notes);
    }
    let mut found = Vec::new();
    for (index, kind) in file.types.iter().enumerate() {
        let resolver = Resolver { values, flags: &names.flags, types: &names.types, kind: index };
        let needs = needs(&kind.value, names, &resolver, notes);
        let in_needs = needs.iter().fold(0, |all, need| all | need.flags);
        let mut rules = Vec::new();
        for (flag, name) in names.flags.iter().enumerate() {
            let named = |list: &'_ [Named<At<Value>>]| list.iter().position(|given| given.name.value == *name);
            // A type's own word is stronger than the scenario's; an arm's is stronger than the scenario's, but not than the type's.
            let own = named(&kind.value.flags).map(|place| &kind.value.flags[place]);
            let given = own
                .or_else(|| named(&arm.flags).map(|place| &arm.flags[place]))
                .or_else(|| named(&file.flags).map(|place| &file.flags[place]));
            let Some(given) = given else { continue };
            if in_needs >> flag & 1 == 1 {
                if own.is_some() {
                    let message = format!("`{name}` of `{}` is given both by `needs` and by `flags`", kind.name.value);
                    notes.error("need-and-flag", &given.name.span, message, "one of the two");
                }
                continue;
            }
            let Some(chance) = resolver.chance(&given.value, &format!("the share of `{name}`"), notes) else { continue };
            if chance != Choice::One(0.0) {
                rules.push((FlagRule { flag, chance, key: Key::of(name) }, given));
            }
        }
        found.push(FlagRules { rules: in_order(rules, names, notes), needs });
    }
    found
}

/// Puts rules after those that their conditions ask about.
fn in_order(mut rules: Vec<(FlagRule, &Named<At<Value>>)>, names: &Names, notes: &mut Notes) -> Vec<FlagRule> {
    let mut ordered: Vec<FlagRule> = Vec::new();
    while !rules.is_empty() {
        let open = rules.iter().fold(0, |all, (rule, _)| all | 1 << rule.flag);
        let Some(next) = rules.iter().position(|(rule, _)| asked(&rule.chance) & open == 0) else {
            let (rule, given) = &rules[0];
            let others: Vec<&str> = rules.iter().map(|(rule, _)| names.flags[rule.flag].as_str()).collect();
            let message = format!("the share of `{}` depends on itself", names.flags[rule.flag]);
            notes.error("flag-circle", &given.value.span, message, format!("a circle of {}", others.join(", ")));
            break;
        };
        ordered.push(rules.remove(next).0);
    }
    ordered
}

/// The flags that a choice asks about.
pub(super) fn asked<T>(choice: &Choice<T>) -> Flags {
    match choice {
        Choice::One(_) => 0,
        Choice::If(condition, then, otherwise) => {
            condition.0.iter().fold(asked(then) | asked(otherwise), |all, one| all | one.flags_on | one.flags_off)
        }
    }
}

fn needs(kind: &IncidentType, names: &Names, resolver: &Resolver<'_>, notes: &mut Notes) -> Vec<Need> {
    let Some(given) = &kind.needs else { return Vec::new() };
    let mut needs: Vec<Need> = Vec::new();
    for need in &given.value {
        let mut agencies: Vec<&str> = Vec::new();
        let mut flags = 0;
        for agency in &need.agencies {
            if let Some(index) = names.agency(agency, notes) {
                flags |= 1 << index;
                agencies.push(&agency.value);
            }
        }
        agencies.sort_unstable();
        let Some(weight) = resolver.number(&need.weight, "a weight", notes) else { continue };
        if needs.iter().any(|known| known.flags == flags) {
            notes.error("twice", &need.weight.span, "the same agencies stand twice in `needs`", "add the two weights up");
        }
        if weight > 0.0 {
            needs.push(Need { flags, weight, key: Key::of(&agencies.join("+")) });
        }
    }
    if needs.is_empty() && !notes.has_errors() {
        notes.error("needs", &given.span, "the weights of `needs` are all zero", "all zero");
    }
    needs
}

/// The logs, their rows on the clock of the study.
pub(super) fn logs(
    file: &File,
    names: &Names,
    values: &Values<'_>,
    study: &Study,
    midnight: jiff::civil::DateTime,
    read: &[ReadLog],
    notes: &mut Notes,
) -> Vec<Log> {
    let mut found = Vec::new();
    for (holder, kind) in file.types.iter().enumerate() {
        let (Some(source), Some(log)) = (&kind.value.log, read.iter().find(|log| log.holder == kind.name.value)) else { continue };
        let resolver = Resolver { values, flags: &names.flags, types: &names.types, kind: holder };
        let mut types = Vec::new();
        for drawn in &source.value.types {
            let (index, weight) = (names.kind(&drawn.name, notes), resolver.number(&drawn.value, "a weight", notes));
            if let (Some(index), Some(weight)) = (index, weight) {
                types.push((index, weight));
            }
        }
        types.retain(|&(_, weight)| weight > 0.0);
        let mut rows = Vec::new();
        let mut outside = 0;
        for row in &log.rows {
            let since = row.time.duration_since(midnight);
            let time = Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
            if time < study.begin() || time >= study.window_end() {
                outside += 1;
                continue;
            }
            let mut known = 0;
            let mut flags = 0;
            for (flag, value) in source.value.flags.iter().zip(&row.flags) {
                let index = names.flags.iter().position(|name| *name == flag.name.value);
                if let (Some(index), Some(value)) = (index, value) {
                    known |= 1 << index;
                    flags |= u64::from(*value) << index;
                }
            }
            let kind = row.kind.as_ref().and_then(|kind| {
                let at = At { value: kind.clone(), span: source.span.clone() };
                names.kind(&at, notes)
            });
            let takes = row.takes.map(Time::from_seconds);
            rows.push(LogRow { time, line: row.line, takes, known, flags, priority: row.priority, kind, abandoned: row.abandoned });
        }
        if outside > 0 {
            let message = format!("{outside} of {} rows of the log of `{}` lie outside the study", log.rows.len(), kind.name.value);
            notes.warn("rows-outside", &source.span, message, "left out").hint =
                Some("leave out `starts` and `duration`: the log gives them".into());
        }
        rows.sort_by_key(|row| (row.time, row.line));
        found.push(Log { holder, key: Key::of(&kind.name.value), types, rows: Arc::new(rows) });
    }
    found
}
