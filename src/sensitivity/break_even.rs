//! Where does the answer turn? A grid first, so that several turns are found and none is an answer; then bisection.
//!
//! All points are lived with the same replications, so the estimate is one function of the factor and bisection finds its zero. How sure
//! that is: between the zeros of the interval's two ends the answer cannot be told apart from zero (the set of Fieller's kind: every
//! value of the factor at which a test would not reject zero). It is open where it reaches the end of the range.

use super::{Ask, Factor, Sample, Stopped};
use crate::drivers::{Between, OpenBetween, Turn, Turns};

/// The grid: so many places from end to end, as far as there are as many.
pub fn places(factor: &Factor, grid: u64) -> Vec<f64> {
    let grid = grid.max(2);
    let mut places: Vec<f64> = (0..grid).map(|k| factor.between(k as f64 / (grid - 1) as f64)).collect();
    places.dedup();
    places
}

/// Most points that one turn takes besides the grid: it is sought, and both ends of where it is unclear.
pub fn bisections(factor: &Factor, grid: u64, tolerance: f64) -> u64 {
    let widest = places(factor, grid).windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    3 * libm::ceil(libm::log2(widest / finest(factor, tolerance)).max(0.0)) as u64
}

/// Where bisection ends.
fn finest(factor: &Factor, tolerance: f64) -> f64 {
    if factor.whole { 1.0 } else { tolerance * (factor.high - factor.low) }
}

/// Asks about the turns of one question, moving one factor of the vector; the others stay as they are.
///
/// # Errors
/// If it was stopped.
pub fn turns(factor: &Factor, question: usize, grid: u64, tolerance: f64, ask: &mut Ask<'_>) -> Result<Turns, Stopped> {
    let mut curve = Curve { factor, question, known: Vec::new() };
    curve.ask(&places(factor, grid), ask)?;
    let tolerance = finest(factor, tolerance);
    let told_apart = curve.known.iter().any(|(_, sample)| sample.as_ref().is_some_and(|sample| sample.side() != 0));
    let at_grid = curve.known.clone();
    let mut turns = Vec::new();
    for pair in at_grid.windows(2) {
        let [(low, Some(one)), (high, Some(other))] = pair else { continue };
        // Zero itself belongs to the step above it, so that it is found once.
        if (one.value < 0.0) != (other.value < 0.0) {
            let at = curve.bisect((*low, *high), tolerance, |sample| -sample.value, ask)?;
            turns.push((at, *low, *high));
        }
    }
    let mut found = Vec::new();
    for (at, low, high) in turns {
        let unclear =
            OpenBetween { low: curve.edge(&at_grid, low, -1, tolerance, ask)?, high: curve.edge(&at_grid, high, 1, tolerance, ask)? };
        found.push(Turn { at, unclear });
    }
    let mut told = curve.known;
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    let curve = told.into_iter().map(|(at, sample)| (at, sample.map(|sample| sample.estimate()))).collect();
    Ok(Turns { turns: found, told_apart, curve })
}

/// What is known of an answer along a factor.
struct Curve<'a> {
    factor: &'a Factor,
    question: usize,
    known: Vec<(f64, Option<Sample>)>,
}

impl Curve<'_> {
    fn ask(&mut self, places: &[f64], ask: &mut Ask<'_>) -> Result<(), Stopped> {
        let new: Vec<f64> = places.iter().copied().filter(|place| self.known.iter().all(|(known, _)| known != place)).collect();
        let points: Vec<_> = new.iter().map(|&place| vec![Some(place)]).collect();
        for (place, mut answers) in new.into_iter().zip(ask(&points)?) {
            self.known.push((place, answers.swap_remove(self.question)));
        }
        Ok(())
    }

    fn at(&mut self, place: f64, ask: &mut Ask<'_>) -> Result<Option<Sample>, Stopped> {
        self.ask(&[place], ask)?;
        Ok(self.known.iter().find(|(known, _)| *known == place).and_then(|(_, sample)| sample.clone()))
    }

    /// Where something ceases or begins to be above zero between two places at which it differs. So close together it is taken to be
    /// straight; between two whole numbers, and where there is no answer, nothing is.
    fn bisect(
        &mut self,
        (mut low, mut high): (f64, f64),
        tolerance: f64,
        of: impl Fn(&Sample) -> f64,
        ask: &mut Ask<'_>,
    ) -> Result<Between, Stopped> {
        let ends = [self.at(low, ask)?, self.at(high, ask)?];
        let [Some(mut at_low), Some(mut at_high)] = ends.map(|end| end.as_ref().map(&of)) else { return Ok(Between { low, high }) };
        while high - low > tolerance {
            let mut middle = low + (high - low) / 2.0;
            if self.factor.whole {
                middle = libm::floor(middle);
            }
            let Some(here) = self.at(middle, ask)?.as_ref().map(&of) else { return Ok(Between { low, high }) };
            if (here > 0.0) == (at_low > 0.0) { (low, at_low) = (middle, here) } else { (high, at_high) = (middle, here) }
        }
        let at = low + (high - low) * at_low / (at_low - at_high);
        Ok(if self.factor.whole { Between { low, high } } else { Between { low: at, high: at } })
    }

    /// From a place of the grid outwards: where the answer is first told apart from zero. `None` if that is nowhere in the range.
    fn edge(
        &mut self,
        grid: &[(f64, Option<Sample>)],
        from: f64,
        direction: i8,
        tolerance: f64,
        ask: &mut Ask<'_>,
    ) -> Result<Option<f64>, Stopped> {
        let mut places: Vec<f64> = grid.iter().map(|(place, _)| *place).collect();
        if direction < 0 {
            places.reverse();
        }
        let start = places.iter().position(|&place| place == from).unwrap_or(0);
        // The place on the other side of the turn, from which the answer is unclear or already beyond.
        let mut inner = places[start.saturating_sub(1)];
        for &place in &places[start..] {
            let Some(sample) = self.at(place, ask)? else { return Ok(None) };
            let side = sample.side();
            if side != 0 {
                // The interval's end that faces zero crosses it somewhere between; touching it is not beyond it.
                let (low, high) = if direction < 0 { (place, inner) } else { (inner, place) };
                let beyond = |sample: &Sample| f64::from(side) * sample.value - sample.half_width().unwrap_or(0.0);
                let between = self.bisect((low, high), tolerance, beyond, ask)?;
                return Ok(Some(if direction < 0 { between.low } else { between.high }));
            }
            inner = place;
        }
        Ok(None)
    }
}
