//! Addressed randomness: every draw has an address, and its value is a function of that address alone.
//!
//! An address is (seed, replication, scope, name, purpose, pass). A *scope* (one incident, one hour of one type, ...) owns a
//! block of 128 random bits: [Philox2x64-10](https://doi.org/10.1145/2063384.2063405) of the scope's number under a key made
//! of seed, replication and name. Philox is a bijection, so two numbers under one key never share a block. A *draw* within the
//! scope mixes that block with the draw's name, purpose and pass by wyhash's 64-bit mixer (Wang Yi, wyhash final version 4).

use crate::distribution::{Distribution, Unit};

/// A name's digest: 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64, u64);

impl Key {
    /// Digests a name, its length included, so that no name is a prefix of another's digest.
    pub const fn of(name: &str) -> Key {
        let bytes = name.as_bytes();
        let (mut a, mut b) = philox2x64([bytes.len() as u64, 0x6c61_726d_6b65_646a], 0);
        let mut i = 0;
        while i < bytes.len() {
            let (mut word, mut k) = (0u64, 0);
            while k < 8 && i + k < bytes.len() {
                word |= (bytes[i + k] as u64) << (8 * k);
                k += 1;
            }
            (a, b) = philox2x64([a ^ word, b], i as u64);
            i += 8;
        }
        Key(a, b)
    }

    /// This name with another one below it.
    pub const fn and(self, other: Key) -> Key {
        let (a, b) = philox2x64([self.0 ^ other.0, self.1], other.1);
        Key(a, b)
    }
}

/// What a number is drawn for, so that no two draws of a step share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// How many arrive in an hour.
    Arrival = 1,
    /// When within the hour.
    Position,
    /// Whether a flag is set.
    Flag,
    /// Which of several categories.
    Category,
    /// How long.
    Duration,
    /// How long a caller waits.
    Patience,
    /// Whether a caller calls again.
    Redial,
    /// How long until the caller calls again.
    Gap,
    /// Whether a step has to be done again.
    Redo,
    /// Whether an agency is believed to be needed.
    Belief,
    /// When a belief is found out to be right or wrong.
    FoundOut,
    /// How many call later about the same incident.
    Callers,
    /// When a later caller calls.
    Call,
    /// By how much a day or hour has more incidents than others of its kind.
    Factor,
}

impl Purpose {
    /// All of them, in order.
    pub const ALL: [Purpose; 14] = [
        Purpose::Arrival,
        Purpose::Position,
        Purpose::Flag,
        Purpose::Category,
        Purpose::Duration,
        Purpose::Patience,
        Purpose::Redial,
        Purpose::Gap,
        Purpose::Redo,
        Purpose::Belief,
        Purpose::FoundOut,
        Purpose::Callers,
        Purpose::Call,
        Purpose::Factor,
    ];
}

/// Added to a purpose: which component of a mixture the value drawn for it comes from. No purpose has this bit.
const COMPONENT: u64 = 0x80;
const _: () = {
    let mut place = 0;
    while place < Purpose::ALL.len() {
        assert!(Purpose::ALL[place] as usize == place + 1, "a purpose is missing, or out of order");
        place += 1;
    }
    assert!((Purpose::Factor as usize) == Purpose::ALL.len(), "Factor is the last purpose");
    assert!((Purpose::Factor as u64) < COMPONENT, "no purpose has the bit of the component");
};

/// What a scope is about; scopes of different kinds never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Scope {
    /// One incident of a type; number = (hour, k) or a line of a log.
    Incident = 1,
    /// One hour of a type or background.
    Hour,
    /// One piece of background work; number = (hour, k).
    Background,
    /// One later caller of an incident; number = which.
    Caller,
    /// One incident at a stated time; number = 0.
    Stated,
    /// One day of the region, or of a type.
    Day,
    /// One unit sent to an incident; number = which.
    Unit,
    /// One point of a sensitivity study; number = which.
    Point,
    /// The incident of a tagged type that is added; number = 0.
    Tagged,
}

/// The key of all scopes of one kind and name in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Family(u64, u64, u64);

impl Family {
    /// Seed, replication, kind of scope and name make a key.
    pub const fn new(seed: u64, replication: u64, scope: Scope, name: Key) -> Family {
        let (a, b) = philox2x64([seed, replication], scope as u64);
        let (c, d) = philox2x64([a ^ name.0, b ^ name.1], 0x6661_6d69_6c79);
        Family(c, d, 0)
    }

    /// The same with every uniform number u of its scopes replaced by 1 - u: all their bits are inverted.
    pub const fn mirrored(self, mirrored: bool) -> Family {
        Family(self.0, self.1, if mirrored { u64::MAX } else { 0 })
    }

    /// The scope with this number.
    pub const fn scope(self, number: u64) -> Block {
        let (a, b) = philox2x64([number, self.1], self.0);
        Block(a, b, self.2)
    }
}

/// The random bits of one scope, and what is inverted of all that is drawn from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block(u64, u64, u64);

impl Block {
    /// The scope with this number below this one.
    pub const fn below(self, scope: Scope, number: u64) -> Block {
        let (a, b) = philox2x64([number, self.1 ^ (scope as u64) << 56], self.0);
        Block(a, b, self.2)
    }

    /// The scope with this name and number below this one.
    pub const fn below_named(self, scope: Scope, name: Key, number: u64) -> Block {
        let (a, b) = philox2x64([name.0, self.1 ^ (scope as u64) << 56], self.0 ^ name.1);
        Block(a, b, self.2).below(scope, number)
    }

    /// The uniform number at (name, purpose, pass) of this scope.
    #[inline]
    pub fn draw(self, name: Key, purpose: Purpose, pass: u32) -> Unit {
        Unit::from_bits(self.bits(name, purpose, pass))
    }

    /// The value of a distribution at (name, purpose, pass) of this scope. Of a mixture, the component is drawn at an address of its
    /// own beside it: both the component and the value keep their luck when the other one's numbers change.
    #[inline]
    pub fn value(self, of: &Distribution, name: Key, purpose: Purpose, pass: u32) -> f64 {
        of.draw(self.draw(name, purpose, pass), || Unit::from_bits(self.component(name, purpose, pass)))
    }

    /// The 64 bits that [`Block::draw`] makes its number of.
    #[inline]
    pub const fn bits(self, name: Key, purpose: Purpose, pass: u32) -> u64 {
        self.at(name, purpose as u64, pass)
    }

    /// The 64 bits that tell which component of a mixture a [`Block::value`] comes from.
    #[inline]
    pub const fn component(self, name: Key, purpose: Purpose, pass: u32) -> u64 {
        self.at(name, purpose as u64 | COMPONENT, pass)
    }

    #[inline]
    const fn at(self, name: Key, purpose: u64, pass: u32) -> u64 {
        let what = ((pass as u64) << 8) | purpose;
        self.2 ^ wyhash64(self.0 ^ name.0, (self.1 ^ name.1).wrapping_add(what.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}

/// Philox2x64 with ten rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011).
const fn philox2x64(counter: [u64; 2], key: u64) -> (u64, u64) {
    let ([mut a, mut b], mut key) = (counter, key);
    let mut round = 0;
    while round < 10 {
        let product = (a as u128) * 0xD2B7_4407_B1CE_6E93;
        (a, b) = ((product >> 64) as u64 ^ key ^ b, product as u64);
        key = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
        round += 1;
    }
    (a, b)
}

/// wyhash64 of wyhash final version 4 (Wang Yi, released into the public domain), with its first two default secrets.
#[inline]
const fn wyhash64(a: u64, b: u64) -> u64 {
    const SECRET: [u64; 2] = [0x2d35_8dcc_aa6c_78a5, 0x8bb8_4b93_962e_acc9];
    let product = (a ^ SECRET[0]) as u128 * (b ^ SECRET[1]) as u128;
    let product = (product as u64 ^ SECRET[0]) as u128 * ((product >> 64) as u64 ^ SECRET[1]) as u128;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Shape;

    /// The known answers that the authors of Philox publish with Random123.
    #[test]
    fn philox_gives_its_known_answers() {
        assert_eq!(philox2x64([0, 0], 0), (0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5));
        assert_eq!(philox2x64([u64::MAX; 2], u64::MAX), (0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20));
        assert_eq!(
            philox2x64([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], 0xa409_3822_299f_31d0),
            (0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d)
        );
    }

    /// No word of a name touches the second half of the state that it begins with, so names of up to eight bytes cannot meet.
    #[test]
    fn names_of_different_length_begin_with_different_second_halves() {
        let begins = |length: u64| philox2x64([length, 0x6c61_726d_6b65_646a], 0);
        let halves: std::collections::BTreeSet<u64> = (0..=4096).map(|length| begins(length).1).collect();
        assert_eq!(halves.len(), 4097);
        assert_eq!(Key::of(""), Key(begins(0).0, begins(0).1));
    }

    /// Worked out from the definition in integers of any size.
    #[test]
    fn wyhash64_gives_its_known_answers() {
        assert_eq!(wyhash64(0, 0), 0xfa30_3abc_2b1d_7630);
        assert_eq!(wyhash64(u64::MAX, u64::MAX), 0xe506_a490_2fff_4bc4);
        assert_eq!(wyhash64(1, 2), 0x5278_1e39_de84_ce33);
        assert_eq!(wyhash64(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344), 0xe6f6_967f_7a90_57ee);
        // Both of its first factors are zero here.
        assert_eq!(wyhash64(0x2d35_8dcc_aa6c_78a5, 0x8bb8_4b93_962e_acc9), 0xca81_3bf4_c7ab_f0a9);
    }

    /// The whole way from an address to its bits, by a second implementation of this module in another language.
    #[test]
    fn an_address_gives_its_known_answer() {
        assert_eq!(Key::of(""), Key(0xcd8d_f199_3afc_de0a, 0x67f8_e9df_5448_670a));
        assert_eq!(Key::of("fire"), Key(0x5c41_8e68_0063_358d, 0xb3a5_5781_75bc_c076));
        assert_eq!(Key::of("a step with a long name"), Key(0xcea6_5b69_0776_9fe2, 0x4ae6_de0a_f19e_0711));
        let block = Family::new(7, 3, Scope::Incident, Key::of("fire")).scope(5 << 32 | 2);
        assert_eq!(block, Block(0x5bf8_99a7_a072_ef22, 0x5408_d1f3_486c_54dd, 0));
        let sort = Key::of("sort");
        assert_eq!(block.bits(sort, Purpose::Duration, 0), 0x70b3_2bf9_ddb8_62b7);
        assert_eq!(block.component(sort, Purpose::Duration, 0), 0xb459_f851_02cc_0e41);
        assert_eq!(block.bits(sort, Purpose::Duration, 2), 0x65d5_0089_5972_1177);
        let caller = block.below(Scope::Caller, 1);
        assert_eq!(caller, Block(0xc450_72e8_984e_cd60, 0x2169_47cf_7d81_ea7b, 0));
        assert_eq!(caller.bits(Key::of("callers"), Purpose::Call, 0), 0x0f73_f553_71d4_720f);
    }

    /// What lies below a mirrored scope is mirrored as well, and the two halves of a pair sum to exactly one.
    #[test]
    fn a_mirrored_number_is_one_less_the_number() {
        let family = Family::new(7, 3, Scope::Incident, Key::of("fire"));
        for number in 0..1000 {
            let (one, other) = (family.scope(number), family.mirrored(true).scope(number));
            let below = [(one, other), (one.below(Scope::Caller, 2), other.below(Scope::Caller, 2))];
            let named = (one.below_named(Scope::Unit, Key::of("engine"), 1), other.below_named(Scope::Unit, Key::of("engine"), 1));
            for (one, other) in below.into_iter().chain([named]) {
                for purpose in Purpose::ALL {
                    let at = |block: Block| block.draw(Key::of("sort"), purpose, 1).get();
                    assert_eq!(at(one) + at(other), 1.0);
                }
                assert_eq!(one.component(Key::of("sort"), Purpose::Duration, 0), !other.component(Key::of("sort"), Purpose::Duration, 0));
            }
        }
        assert_eq!(family.mirrored(false).scope(1), family.scope(1));
    }

    #[test]
    fn an_address_differs_in_every_field() {
        let at = |seed, replication, scope, name, number, draw, purpose, pass| {
            Family::new(seed, replication, scope, Key::of(name)).scope(number).draw(Key::of(draw), purpose, pass)
        };
        let all = [
            at(1, 1, Scope::Incident, "fire", 7, "sort", Purpose::Duration, 0),
            at(2, 1, Scope::Incident, "fire", 7, "sort", Purpose::Duration, 0),
            at(1, 2, Scope::Incident, "fire", 7, "sort", Purpose::Duration, 0),
            at(1, 1, Scope::Hour, "fire", 7, "sort", Purpose::Duration, 0),
            at(1, 1, Scope::Incident, "fires", 7, "sort", Purpose::Duration, 0),
            at(1, 1, Scope::Incident, "fire", 8, "sort", Purpose::Duration, 0),
            at(1, 1, Scope::Incident, "fire", 7, "sorts", Purpose::Duration, 0),
            at(1, 1, Scope::Incident, "fire", 7, "sort", Purpose::Patience, 0),
            at(1, 1, Scope::Incident, "fire", 7, "sort", Purpose::Duration, 1),
        ];
        for (i, one) in all.iter().enumerate() {
            for other in &all[i + 1..] {
                assert_ne!(one, other);
            }
        }
        assert_eq!(all[0], at(1, 1, Scope::Incident, "fire", 7, "sort", Purpose::Duration, 0));
    }

    /// Which component it is says nothing about the value within it, nor about the component drawn for something else.
    #[test]
    fn component_and_value_are_independent() {
        let one = |mean| Distribution::new(Shape::Uniform { min: mean, max: mean + 1.0 }).unwrap();
        let mixture = Distribution::mixture(vec![(1.0, one(0.0)), (1.0, one(2.0))]).unwrap();
        let (n, name) = (100_000, Key::of("sort"));
        let (mut second, mut upper, mut both, mut same) = (0, 0, 0, 0);
        for k in 0..n {
            let block = Family::new(1, 1, Scope::Incident, Key::of("fire")).scope(k);
            let value = block.value(&mixture, name, Purpose::Duration, 0);
            let other = block.value(&mixture, name, Purpose::Patience, 0);
            let is_second = value >= 2.0;
            let is_upper = value.fract() > 0.5;
            assert_eq!(is_upper, block.draw(name, Purpose::Duration, 0).get() > 0.5, "the value keeps its own number");
            second += u32::from(is_second);
            upper += u32::from(is_upper);
            both += u32::from(is_second && is_upper);
            same += u32::from(is_second == (other >= 2.0));
        }
        // Four standard errors.
        for (count, share) in [(second, 0.5), (upper, 0.5), (both, 0.25), (same, 0.5)] {
            let expected = share * n as f64;
            assert!((f64::from(count) - expected).abs() < 4.0 * (expected * (1.0 - share)).sqrt(), "{count} of {n}, not {expected}");
        }
    }
}
