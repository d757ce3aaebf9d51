//! The flags of an incident in one arm: needed agencies and attributes by the exponential race, the others by one uniform each.

use super::history::{Arrival, race};
use crate::model::{Category, FlagRules, Flags};
use crate::random::{Block, Purpose};

/// Draws the flags, or takes them from the log where it knows them.
pub(super) fn draw(rules: &FlagRules, arrival: &Arrival<'_>) -> Flags {
    let (known, logged) = arrival.row.map_or((0, 0), |row| (row.known, row.flags));
    let exclusive = [&rules.needs].into_iter().chain(&rules.attributes);
    let mut flags = exclusive.fold(0, |flags, categories| flags | one_of(categories, arrival.block));
    flags = flags & !known | logged;
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

/// The flags of the category that an incident falls into.
fn one_of(categories: &[Category], block: Block) -> Flags {
    match categories {
        [] => 0,
        [only] => only.flags,
        _ => race(block, categories.iter().map(|one| (one.key, one.weight))).map_or(0, |winner| categories[winner].flags),
    }
}
