//! Orders in which neighbouring addresses are drawn: whatever a generator of addressed numbers does wrong shows as a pattern in one of them.

use larmkedja::random::{Block, Family, Key, Purpose, Scope};
use std::sync::LazyLock;

/// One order.
pub(crate) struct Interleaving {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What lies beside what.
    pub(crate) about: &'static str,
    /// The 64 bits of the draw that comes at this place.
    pub(crate) draw: fn(u64) -> u64,
}

/// All orders.
pub(crate) const ALL: [Interleaving; 11] = [
    Interleaving { name: "ids", about: "a step's duration, incident after incident: hour by hour, 8 in each", draw: ids },
    Interleaving { name: "replications", about: "the duration of one incident's step, replication after replication", draw: replications },
    Interleaving { name: "seeds", about: "the same, seed after seed", draw: seeds },
    Interleaving { name: "types", about: "the first incident of 256 types with similar names, hour after hour", draw: types },
    Interleaving { name: "names", about: "256 steps with similar names, incident after incident", draw: names },
    Interleaving { name: "purposes", about: "all purposes of one step, each with its component, incident after incident", draw: purposes },
    Interleaving { name: "passes", about: "32 passes of one step, incident after incident", draw: passes },
    Interleaving { name: "positions", about: "1024 incidents' places within the hour, hour after hour", draw: positions },
    Interleaving { name: "callers", about: "16 later callers, incident after incident", draw: callers },
    Interleaving { name: "scopes", about: "all kinds of scope with one number and name, number after number", draw: scopes },
    Interleaving {
        name: "history",
        about: "flags, durations, components and patience of four steps in three types, as a study draws them",
        draw: history,
    },
];

const SEED: u64 = 1;
const FIRE: Key = Key::of("fire");
const SORT: Key = Key::of("sort");

/// As the engine numbers incidents: the hour, and which within the hour.
const fn incident(hour: u64, k: u64) -> u64 {
    hour << 32 | k
}

fn numbered(word: &str) -> Vec<Key> {
    (0..256).map(|number| Key::of(&format!("{word} {number}"))).collect()
}

static STEPS: LazyLock<Vec<Key>> = LazyLock::new(|| numbered("step"));
/// Longer than a word of the digest.
static TYPES: LazyLock<Vec<Key>> = LazyLock::new(|| numbered("accident with injured people"));

fn of_type(name: Key, number: u64) -> Block {
    Family::new(SEED, 1, Scope::Incident, name).scope(number)
}

fn ids(place: u64) -> u64 {
    of_type(FIRE, incident(place / 8, place % 8)).bits(SORT, Purpose::Duration, 0)
}

fn replications(place: u64) -> u64 {
    Family::new(SEED, place, Scope::Incident, FIRE).scope(incident(24, 0)).bits(SORT, Purpose::Duration, 0)
}

fn seeds(place: u64) -> u64 {
    Family::new(place, 1, Scope::Incident, FIRE).scope(incident(24, 0)).bits(SORT, Purpose::Duration, 0)
}

fn types(place: u64) -> u64 {
    of_type(TYPES[(place % 256) as usize], incident(place / 256, 0)).bits(SORT, Purpose::Duration, 0)
}

fn names(place: u64) -> u64 {
    of_type(FIRE, incident(place / 256, 0)).bits(STEPS[(place % 256) as usize], Purpose::Duration, 0)
}

fn purposes(place: u64) -> u64 {
    let both = 2 * Purpose::ALL.len() as u64;
    let (block, which) = (of_type(FIRE, incident(place / both, 0)), place % both);
    let purpose = Purpose::ALL[(which / 2) as usize];
    if which % 2 == 0 { block.bits(SORT, purpose, 0) } else { block.component(SORT, purpose, 0) }
}

fn passes(place: u64) -> u64 {
    of_type(FIRE, incident(place / 32, 0)).bits(SORT, Purpose::Duration, (place % 32) as u32)
}

fn positions(place: u64) -> u64 {
    Family::new(SEED, 1, Scope::Hour, FIRE).scope(place / 1024).bits(FIRE, Purpose::Position, (place % 1024) as u32)
}

fn callers(place: u64) -> u64 {
    of_type(FIRE, incident(place / 16, 0)).below(Scope::Caller, place % 16).bits(SORT, Purpose::Call, 0)
}

fn scopes(place: u64) -> u64 {
    const KINDS: [Scope; 8] =
        [Scope::Incident, Scope::Hour, Scope::Background, Scope::Caller, Scope::Stated, Scope::Day, Scope::Unit, Scope::Point];
    Family::new(SEED, 1, KINDS[(place % 8) as usize], FIRE).scope(place / 8).bits(FIRE, Purpose::Duration, 0)
}

fn history(place: u64) -> u64 {
    let (which, incidents) = (place % 16, place / 16);
    let block = of_type(TYPES[(incidents % 3) as usize], incident(incidents / 3, 0));
    let step = STEPS[(which / 4) as usize];
    match which % 4 {
        0 => block.bits(step, Purpose::Flag, 0),
        1 => block.bits(step, Purpose::Duration, 0),
        2 => block.component(step, Purpose::Duration, 0),
        _ => block.bits(step, Purpose::Patience, 0),
    }
}
