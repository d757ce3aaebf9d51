//! Are draws at neighbouring addresses uniform and independent, and do irrelevant changes leave them alone? The same orders of draws that
//! `docs/randomness.md` puts through dieharder, at a size that takes a second. Nothing here is left to chance: a test holds or does not.

#[path = "../../examples/random_bits/interleavings.rs"]
mod interleavings;

use interleavings::ALL;
use larmkedja::random::{Family, Key, Purpose, Scope};

/// Draws of one order.
const DRAWS: usize = 1 << 18;
/// Where a standard normal number lies beyond this, it is no chance: about 700 numbers are looked at, of which one exceeds it with 4 %.
const FAR: f64 = 4.0;

/// By how many standard deviations counts in equally likely cells are further from even than they should be (the normal approximation
/// of chi-square by Wilson and Hilferty).
fn uneven(counts: &[u32]) -> f64 {
    let expected = counts.iter().map(|&count| f64::from(count)).sum::<f64>() / counts.len() as f64;
    let square: f64 = counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    let degrees = counts.len() as f64 - 1.0;
    let spread = 2.0 / (9.0 * degrees);
    ((square / degrees).cbrt() - (1.0 - spread)) / spread.sqrt()
}

fn counts(cells: usize, of: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut counts = vec![0; cells];
    of.for_each(|cell| counts[cell] += 1);
    counts
}

/// What is looked at of an order of draws, each in standard deviations.
fn examined(draw: impl Fn(u64) -> u64) -> Vec<(String, f64)> {
    let bits: Vec<u64> = (0..DRAWS as u64).map(draw).collect();
    let mut found = Vec::new();
    // The parts that make the number (the upper 52 bits): its first byte, and the last that counts.
    for (what, shift) in [("high", 56), ("middle", 34), ("low", 12)] {
        let byte = |bits: u64| (bits >> shift) as usize & 0xff;
        found.push((format!("{what} byte"), uneven(&counts(256, bits.iter().map(|&bits| byte(bits))))));
        // Neighbours and those further away, four bits of each: pairs that do not overlap are independent.
        for lag in [1, 2, 8, 28, 32, 256] {
            let pairs = bits.chunks_exact(2 * lag).flat_map(|block| block[..lag].iter().zip(&block[lag..]));
            let cell = |(a, b): (&u64, &u64)| (byte(*a) & 0xf0) | byte(*b) >> 4;
            found.push((format!("{what} pairs {lag} apart"), uneven(&counts(256, pairs.map(cell)))));
        }
    }
    let uniform: Vec<f64> = bits.iter().map(|&bits| (bits >> 11) as f64 / (1u64 << 53) as f64 - 0.5).collect();
    for lag in [1, 2, 3, 4, 8, 16, 28, 32, 256, 1024] {
        let products: f64 = uniform.iter().zip(&uniform[lag..]).map(|(a, b)| a * b).sum();
        found.push((format!("correlation {lag} apart"), 12.0 * products / ((DRAWS - lag) as f64).sqrt()));
    }
    // Each bit, and whether it is the same as in the draw before.
    for bit in 12..64 {
        let ones = bits.iter().filter(|&&bits| bits >> bit & 1 == 1).count() as f64;
        let same = bits.windows(2).filter(|pair| (pair[0] ^ pair[1]) >> bit & 1 == 0).count() as f64;
        for (what, count) in [("ones", ones), ("as before", same)] {
            found.push((format!("bit {bit} {what}"), (count - DRAWS as f64 / 2.0) / (DRAWS as f64 / 4.0).sqrt()));
        }
    }
    // Collisions: so many draws thrown into 2^24 urns (Knuth, The Art of Computer Programming 2, 3.3.2 I); about 2048, as in Poisson's law.
    for (what, shift) in [("upper", 40), ("lower", 12)] {
        let mut urns: Vec<u64> = bits.iter().map(|&bits| bits >> shift & 0xff_ffff).collect();
        urns.sort_unstable();
        urns.dedup();
        let (n, m) = (DRAWS as f64, (1u64 << 24) as f64);
        let expected = n - m * (1.0 - (1.0 - 1.0 / m).powf(n));
        found.push((format!("collisions of {what} bits"), ((DRAWS - urns.len()) as f64 - expected) / expected.sqrt()));
    }
    found
}

#[test]
fn neighbouring_addresses_are_uniform_and_independent() {
    // With this many numbers a few lie beyond three, and one beyond four is likely to: it has to come from one in thirty thousand.
    let mut looked_at = 0;
    let mut far = Vec::new();
    for order in ALL {
        for (what, deviations) in examined(order.draw) {
            looked_at += 1;
            if deviations.abs() > FAR {
                far.push(format!("{} ({}), {what}: {deviations:.2}", order.name, order.about));
            }
        }
    }
    assert!(looked_at > 1000, "{looked_at}");
    assert_eq!(far, [] as [String; 0], "of {looked_at}");
}

/// What the tests above must find: generators that are a little wrong.
#[test]
fn a_generator_that_is_a_little_wrong_is_found() {
    let block = |number| Family::new(1, 1, Scope::Incident, Key::of("fire")).scope(number);
    let right = move |place: u64| block(place).bits(Key::of("sort"), Purpose::Duration, 0);
    let is_found = |draw: &dyn Fn(u64) -> u64| examined(draw).iter().any(|(_, deviations)| deviations.abs() > FAR);
    assert!(!is_found(&right));
    // Every hundredth draw is as the one before; one address in two hundred is another's; a counter that is only multiplied.
    assert!(is_found(&|place| right(if place % 100 == 0 { place.saturating_sub(1) } else { place })));
    assert!(is_found(&|place| right(if place % 200 == 0 { place / 2 } else { place })));
    assert!(is_found(&|place| place.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    // One bit a little too often.
    assert!(is_found(&|place| right(place) | u64::from(place % 50 == 0) << 40));
}

/// Largest correlation of two columns, in standard errors.
fn largest_correlation(columns: &[(String, Vec<f32>)]) -> (f64, String) {
    let mut largest = (0.0, String::new());
    for (place, (one, a)) in columns.iter().enumerate() {
        for (other, b) in &columns[place + 1..] {
            let sum: f64 = a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum();
            let deviations = 12.0 * sum / (a.len() as f64).sqrt();
            if deviations.abs() > f64::abs(largest.0) {
                largest = (deviations, format!("{one} and {other}"));
            }
        }
    }
    largest
}

/// All numbers of one step, for one incident after the other: every purpose and its component, twice (a second pass).
#[test]
fn no_two_purposes_of_a_step_are_correlated() {
    const INCIDENTS: u64 = 200_000;
    let sort = Key::of("sort");
    let mut columns: Vec<(String, Vec<f32>)> = Vec::new();
    for pass in [0, 1] {
        for purpose in Purpose::ALL {
            for part in ["value", "component"] {
                columns.push((format!("{purpose:?} {part} {pass}"), Vec::with_capacity(INCIDENTS as usize)));
            }
        }
    }
    let family = Family::new(3, 1, Scope::Incident, Key::of("fire"));
    for number in 0..INCIDENTS {
        let block = family.scope(number);
        let mut column = columns.iter_mut();
        for pass in [0, 1] {
            for purpose in Purpose::ALL {
                for bits in [block.bits(sort, purpose, pass), block.component(sort, purpose, pass)] {
                    let (_, column) = column.next().expect("one column for each");
                    column.push((bits >> 40) as f32 / (1u64 << 24) as f32 - 0.5);
                }
            }
        }
    }
    let pairs = columns.len() * (columns.len() - 1) / 2;
    assert_eq!(pairs, 56 * 55 / 2);
    let (deviations, which) = largest_correlation(&columns);
    assert!(deviations.abs() < FAR, "{which}: {deviations:.2} standard errors of {pairs} pairs");
    // One in two hundred in common would be seen.
    let shared: Vec<f32> =
        columns[0].1.iter().zip(&columns[1].1).enumerate().map(|(place, (a, b))| if place % 50 == 0 { *a } else { *b }).collect();
    columns[1].1 = shared;
    assert!(largest_correlation(&columns).0.abs() > FAR);
}
