//! The flags of an incident in one arm: needed agencies by the exponential race, the others by one uniform each.

use super::history::{Arrival, race};
use crate::model::{FlagRules, Flags};
use crate::random::Purpose;

/// Draws the flags, or takes them from the log where it knows them.
pub(super) fn draw(rules: &FlagRules, arrival: &Arrival<'_>) -> Flags {
    let (known, logged) = arrival.row.map_or((0, 0), |row| (row.known, row.flags));
    let mut flags = match rules.needs.len() {
        0 => 0,
        1 => rules.needs[0].flags,
        _ => race(arrival.block, rules.needs.iter().map(|need| (need.key, need.weight))).map_or(0, |winner| rules.needs[winner].flags),
    };
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
