//! Where does the answer turn? A grid first, so that several turns are found and none is an answer; then bisection.
//!
//! All points are lived with the same replications, so the estimate is one function of the factor and bisection finds its zero. How sure
//! that is: between the zeros of the interval's two ends the answer cannot be told apart from zero (the set of Fieller's kind: every
//! value of the factor at which a test would not reject zero). It is open where it reaches the end of the range, and there may be such
//! stretches without a turn. Where a place has no answer nothing is told of what lies around it. Where an answer has no interval it cannot be told apart
//! from zero either, however far from it: its sign still leads to the turn, and the stretch around is unclear.

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
    let mut wanted = places(factor, grid);
    let mut curve = Curve { whole: factor.whole, grid: wanted.clone(), known: Vec::new() };
    // What was found on the way is gone over like the grid, until no neighbours say that something lies between them.
    while !wanted.is_empty() {
        let points: Vec<_> = wanted.iter().map(|&place| vec![Some(place)]).collect();
        for (place, mut answers) in wanted.into_iter().zip(ask(&points)?) {
            curve.known.push((place, answers.swap_remove(question)));
        }
        curve.known.sort_by(|a, b| a.0.total_cmp(&b.0));
        wanted = curve.between(finest(factor, tolerance));
    }
    Ok(curve.told())
}

/// What is known of an answer along a factor, ascending.
struct Curve {
    whole: bool,
    grid: Vec<f64>,
    known: Vec<(f64, Option<Sample>)>,
}

/// A place with an answer.
type Here<'a> = (f64, &'a Sample);

impl Curve {
    /// The middles of neighbours between which the answer changes its sign, or begins or ceases to be told apart from zero.
    fn between(&self, finest: f64) -> Vec<f64> {
        let middle = |pair: &[(f64, Option<Sample>)]| {
            let [(low, Some(one)), (high, Some(other))] = pair else { return None };
            let middle = low + (high - low) / 2.0;
            let changes = one.side() != other.side() || one.value * other.value < 0.0;
            (changes && high - low > finest).then(|| if self.whole { libm::floor(middle) } else { middle })
        };
        self.known.windows(2).filter_map(middle).collect()
    }

    fn told(self) -> Turns {
        let mut told = Turns {
            turns: Vec::new(),
            told_apart: self.known.iter().any(|(_, sample)| sample.as_ref().is_some_and(|sample| sample.side() != 0)),
            unclear: Vec::new(),
            equal: Vec::new(),
            unanswered: Vec::new(),
            curve: self.known.iter().map(|(at, sample)| (*at, sample.as_ref().map(Sample::estimate))).collect(),
        };
        // Parts of the range with an answer everywhere: what lies between them is not known.
        for part in self.known.chunk_by(|one, other| one.1.is_some() == other.1.is_some()) {
            let answered: Vec<Here<'_>> = part.iter().filter_map(|(at, sample)| Some((*at, sample.as_ref()?))).collect();
            let (first, last) = (part[0].0, part[part.len() - 1].0);
            let outer = |beyond: Option<&(f64, Option<Sample>)>| beyond.map(|(at, _)| *at);
            if answered.is_empty() {
                told.unanswered.push(OpenBetween {
                    low: outer(self.known.iter().rev().find(|(at, _)| *at < first)),
                    high: outer(self.known.iter().find(|(at, _)| *at > last)),
                });
            } else {
                let open = (self.known[0].0 == first, self.known[self.known.len() - 1].0 == last);
                self.part(&answered, open, &mut told);
            }
        }
        told
    }

    /// Turns and what is unclear in a part with an answer everywhere; whether it reaches the lower and the upper end of the range.
    fn part(&self, here: &[Here<'_>], open: (bool, bool), told: &mut Turns) {
        for stretch in self.stretches(here) {
            let turns = self.turns_of(&here[stretch.0..=stretch.1]);
            // From the last place below that is told apart to the first one above.
            let inner =
                (stretch.0 + 1 - usize::from(here[stretch.0].1.side() == 0), stretch.1 - usize::from(here[stretch.1].1.side() != 0));
            let is_equal = inner.0 <= inner.1 && here[inner.0..=inner.1].iter().all(|(_, sample)| is_exactly_zero(sample));
            if turns.is_empty() && is_equal {
                told.equal.push(Between { low: here[inner.0].0, high: here[inner.1].0 });
                continue;
            }
            let unclear = OpenBetween { low: self.lower(here, stretch.0, open.0), high: self.upper(here, stretch.1, open.1) };
            told.unclear.push(unclear);
            let clear = turns.len() == 1 && here[stretch.0].1.side() * here[stretch.1].1.side() < 0;
            told.turns.extend(turns.into_iter().map(|at| Turn { at, unclear, clear }));
        }
    }

    /// Unclear stretches of a part, each with its neighbours that are told apart from zero: from place to place. Where the side changes from one
    /// place to the next, nothing but that is in it. Of the many places of a bisection some are told apart by luck, so what lies between two
    /// stretches must hold a place of the grid to keep them apart.
    fn stretches(&self, here: &[Here<'_>]) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (place, pair) in here.windows(2).enumerate() {
            let sides = (pair[0].1.side(), pair[1].1.side());
            if sides.0 == sides.1 && sides.0 != 0 {
                continue;
            }
            let is_near = |last: usize| {
                let between = here[last].0..=here[place].0;
                sides.0 == 0 && last == place || !self.grid.iter().any(|grid| between.contains(grid))
            };
            match found.last_mut() {
                Some((_, last)) if is_near(*last) => *last = place + 1,
                _ => found.push((place, place + 1)),
            }
        }
        // A single place that is unclear, with nothing known around it.
        if let ([(_, only)], []) = (here, &found[..])
            && only.side() == 0
        {
            found.push((0, 0));
        }
        found
    }

    /// Every change of sign among places. Zero that is left on the side from which it came is no turn.
    fn turns_of(&self, here: &[Here<'_>]) -> Vec<Between> {
        let signed: Vec<usize> = (0..here.len()).filter(|&place| here[place].1.value != 0.0).collect();
        let turn = |pair: &[usize]| {
            let ((low, one), (high, other)) = (here[pair[0]], here[pair[1]]);
            if (one.value < 0.0) == (other.value < 0.0) {
                return None;
            }
            Some(match pair[1] - pair[0] {
                // So close together it is taken to be straight; between two whole numbers nothing is.
                1 if self.whole => Between { low, high },
                1 => same(low + (high - low) * one.value / (one.value - other.value)),
                _ => Between { low: here[pair[0] + 1].0, high: here[pair[1] - 1].0 },
            })
        };
        signed.windows(2).filter_map(turn).collect()
    }

    /// Where an unclear stretch begins; `None` if that is before the range.
    fn lower(&self, here: &[Here<'_>], first: usize, open: bool) -> Option<f64> {
        let ((place, sample), side) = (here[first], here[first].1.side());
        match side {
            0 if open => None,
            0 => Some(place),
            _ if self.whole => Some(place),
            _ => Some(crossing(side, (place, sample), here[first + 1])),
        }
    }

    /// Where it ends; `None` if that is beyond the range.
    fn upper(&self, here: &[Here<'_>], last: usize, open: bool) -> Option<f64> {
        let ((place, sample), side) = (here[last], here[last].1.side());
        match side {
            0 if open => None,
            0 => Some(place),
            _ if self.whole => Some(place),
            _ => Some(crossing(side, (place, sample), here[last - 1])),
        }
    }
}

/// Where the end of the interval that faces zero crosses it, between a place that is told apart and one that is not, or lies on the other side.
fn crossing(side: i8, (place, sample): Here<'_>, (other, beside): Here<'_>) -> f64 {
    let beyond = |sample: &Sample| sample.ends().map(|(low, high)| if side < 0 { -high } else { low });
    match (beyond(sample), beyond(beside)) {
        (Some(here), Some(there)) => place + (other - place) * here / (here - there),
        // Nothing is known from where on there is no interval.
        _ => place,
    }
}

/// Nothing is drawn that could make a difference.
fn is_exactly_zero(sample: &Sample) -> bool {
    sample.value == 0.0 && sample.ends() == Some((0.0, 0.0))
}

fn same(at: f64) -> Between {
    Between { low: at, high: at }
}
