//! The flags of an incident in one arm: needed agencies and attributes by the exponential race, the others by one uniform each.

use super::history::{Arrival, race};
use crate::model::{Category, FlagRules, Flags};
use crate::random::{Block, Purpose};

/// Draws the flags, or takes them from the log where it knows them; `given` are those of the time of arrival.
pub(super) fn draw(rules: &FlagRules, arrival: &Arrival<'_>, given: Flags) -> Flags {
    let (known, logged) = arrival.row.map_or((0, 0), |row| (row.known, row.flags));
    let mut flags = (one_of(&rules.needs, 0, arrival.block) | given) & !known | logged;
    for values in &rules.attributes {
        // Who knows the value knows that it is no other.
        if values.iter().all(|value| value.flags & known == 0) {
            flags |= one_of(values, flags, arrival.block);
        }
    }
    for rule in &rules.rules {
        if known >> rule.flag & 1 == 0 {
            let chance = *rule.chance.get(flags);
            // Certain flags need no draw; addressed draws are not missed.
            if chance >= 1.0 || chance > 0.0 && arrival.block.draw(rule.key, Purpose::Flag, 0).get() < chance {
                flags |= 1 << rule.flag;
            }
        }
    }
    flags
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
