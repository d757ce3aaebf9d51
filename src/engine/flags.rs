//! The flags of an incident in one arm: needed agencies and attributes by the exponential race, the others by one uniform each.

use super::history::{Arrival, race};
use crate::model::{Category, Choice, FlagRules, Flags};
use crate::random::{Block, Purpose};

/// Draws the flags, or takes them from the log where it knows them; `given` are those of the time of arrival.
#[inline]
pub(super) fn draw(rules: &FlagRules, arrival: &Arrival<'_>, given: Flags) -> Flags {
    let (known, mut flags) = match arrival.row {
        None if rules.needs.is_empty() && rules.attributes.is_empty() => (0, given),
        _ => draw_categories(rules, arrival, given),
    };
    for rule in &rules.rules {
        if known >> rule.flag & 1 == 0 {
            let chance = match rule.chance {
                Choice::One(chance) => chance,
                ref of_flags => *of_flags.get(flags),
            };
            // Without a branch, which nobody could foresee. The number lies between 0 and 1, so that certain flags are certain.
            flags |= u64::from(arrival.block.draw(rule.key, Purpose::Flag, 0).get() < chance) << rule.flag;
        }
    }
    flags
}

/// What is known beforehand, and the flags as far as a log or the categories say.
#[inline(never)]
fn draw_categories(rules: &FlagRules, arrival: &Arrival<'_>, given: Flags) -> (Flags, Flags) {
    let (known, logged) = arrival.row.map_or((0, 0), |row| (row.known, row.flags));
    let needs = if rules.needs.is_empty() { 0 } else { one_of(&rules.needs, 0, arrival.block) };
    let mut flags = (needs | given) & !known | logged;
    for values in &rules.attributes {
        // Who knows the value knows that it is no other.
        if values.iter().all(|value| value.flags & known == 0) {
            flags |= one_of(values, flags, arrival.block);
        }
    }
    (known, flags)
}

/// The flags of the category that an incident with these flags falls into.
fn one_of(categories: &[Category], flags: Flags, block: Block) -> Flags {
    let weighted = || categories.iter().map(|one| (one, *one.weight.get(flags))).filter(|&(_, weight)| weight > 0.0);
    match categories {
        [] => 0,
        [only] => only.flags,
        _ => {
            let winner = race(block, weighted().map(|(one, weight)| (one.key, weight)));
            winner.and_then(|winner| weighted().nth(winner)).map_or(0, |(one, _)| one.flags)
        }
    }
}
