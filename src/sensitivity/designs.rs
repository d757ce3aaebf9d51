//! Where points lie: drawn at addresses of their own, so that a factor more leaves the places of the others alone.

use crate::random::{Family, Key, Purpose, Scope};

/// The uniform number of a design at (which point, factor).
fn uniform(seed: u64, design: &str, number: u64, factor: &str) -> f64 {
    Family::new(seed, 0, Scope::Point, Key::of(design)).scope(number).draw(Key::of(factor), Purpose::Position, 0).get()
}

/// A whole number below `below`, for resampling.
pub(super) fn index(seed: u64, design: &str, number: u64, place: u64, below: usize) -> usize {
    let block = Family::new(seed, 0, Scope::Point, Key::of(design)).scope(number);
    let draw = block.draw(Key::of("resample"), Purpose::Position, place as u32).get();
    ((draw * below as f64) as usize).min(below - 1)
}

/// The order of `count` things by random numbers.
fn shuffled(count: usize, random: impl Fn(u64) -> f64) -> Vec<usize> {
    let keys: Vec<f64> = (0..count as u64).map(random).collect();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
    order
}

/// A Latin hypercube (McKay, Beckman, Conover 1979): along each factor every one of `count` equal slices holds one point.
/// By point, shares in (0, 1) by factor.
pub(super) fn latin(seed: u64, design: &str, factors: &[&str], count: usize) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::with_capacity(factors.len()); count];
    for factor in factors {
        let order = shuffled(count, |number| uniform(seed, &format!("{design} order"), number, factor));
        for (point, slice) in points.iter_mut().zip(order) {
            let within = uniform(seed, design, slice as u64, factor);
            point.push((slice as f64 + within) / count as f64);
        }
    }
    points
}

/// Points anywhere, independent of each other. By point, shares in (0, 1) by factor.
pub(super) fn anywhere(seed: u64, design: &str, factors: &[&str], count: u64) -> Vec<Vec<f64>> {
    (0..count).map(|number| factors.iter().map(|factor| uniform(seed, design, number, factor)).collect()).collect()
}

/// Steps of Morris' grid: a third of the range; an effect is measured over two of them.
const LEVELS: f64 = 3.0;
pub(super) const STEP: f64 = 2.0 / LEVELS;

/// One way of Morris (1991), four levels: a start, and factor after factor moved by two thirds of its range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// The points: one more than there are factors.
    pub(super) points: Vec<Vec<f64>>,
    /// By step, which factor was moved, and by how much.
    pub(super) moved: Vec<(usize, f64)>,
}

/// Ways from random starts.
pub(super) fn ways(seed: u64, factors: &[&str], count: u64) -> Vec<Way> {
    let way = |number: u64| {
        let start = |factor: &&str| match uniform(seed, "morris start", number, factor) {
            // From the lower two levels up, from the upper two down: every level is as likely.
            u if u < 0.25 => 0.0,
            u if u < 0.5 => 1.0 / LEVELS,
            u if u < 0.75 => STEP,
            _ => 1.0,
        };
        let mut at: Vec<f64> = factors.iter().map(start).collect();
        let order = shuffled(factors.len(), |factor| uniform(seed, "morris order", number, factors[factor as usize]));
        let (mut points, mut moved) = (vec![at.clone()], Vec::new());
        for factor in order {
            let step = if at[factor] < 0.5 { STEP } else { -STEP };
            // On the grid to the last bit, so that equal points are found to be equal.
            at[factor] = libm::round((at[factor] + step) * LEVELS) / LEVELS;
            points.push(at.clone());
            moved.push((factor, step));
        }
        Way { points, moved }
    };
    (1..=count).map(way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slice_of_a_latin_hypercube_holds_one_point() {
        let points = latin(7, "test", &["a", "b", "c"], 25);
        for factor in 0..3 {
            let mut slices: Vec<usize> = points.iter().map(|point| (point[factor] * 25.0) as usize).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..25).collect::<Vec<_>>());
        }
        let fewer = latin(7, "test", &["a", "c"], 25);
        assert!(points.iter().zip(&fewer).all(|(all, some)| all[0] == some[0] && all[2] == some[1]), "a factor less moves no other");
    }

    #[test]
    fn a_way_moves_every_factor_once_and_stays_inside() {
        for way in ways(3, &["a", "b", "c", "d"], 50) {
            let mut moved: Vec<usize> = way.moved.iter().map(|(factor, _)| *factor).collect();
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3]);
            assert!(way.points.iter().flatten().all(|share| (0.0..=1.0).contains(share)));
            for (pair, (factor, step)) in way.points.windows(2).zip(&way.moved) {
                assert!((pair[1][*factor] - pair[0][*factor] - step).abs() < 1e-12);
            }
        }
    }
}
