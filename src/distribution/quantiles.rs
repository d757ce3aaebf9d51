//! Quantiles joined by straight lines.

use super::curve::line_moment;
use super::{Invalid, not_negative, within};

/// The most entries of the guide to the pieces.
const MOST_GUIDES: usize = 4096;

/// One straight piece.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    /// Probabilities at its ends.
    from: f64,
    to: f64,
    /// Values at its ends.
    low: f64,
    high: f64,
    /// Value per probability.
    slope: f64,
}

/// A distribution given by quantiles: pieces of ascending probability, and a guide that leads to the first piece worth looking at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantiles {
    pieces: Vec<Piece>,
    /// By equal step of probability: the piece in which the step begins.
    guide: Vec<u32>,
}

impl Quantiles {
    /// From points (probability, value), from probability 0 to 1, neither of them ever going down.
    pub(super) fn new(points: Vec<(f64, f64)>) -> Result<Quantiles, Invalid> {
        for &(probability, value) in &points {
            within("probability", probability, 0.0, 1.0)?;
            not_negative("quantile", value)?;
        }
        if points.first().is_none_or(|first| first.0 != 0.0) || points.last().is_none_or(|last| last.0 != 1.0) {
            return Err(Invalid::Ends);
        }
        for pair in points.windows(2) {
            if pair[1].0 < pair[0].0 || pair[1].1 < pair[0].1 {
                return Err(Invalid::Descends { probability: pair[1].0, value: pair[1].1 });
            }
        }
        let piece = |pair: &[(f64, f64)]| {
            let ((from, low), (to, high)) = (pair[0], pair[1]);
            // Two values at one probability are a gap between values: no piece. Narrow pieces must not get infinite slopes.
            (to > from).then(|| Piece { from, to, low, high, slope: ((high - low) / (to - from)).min(f64::MAX) })
        };
        let pieces: Vec<Piece> = points.windows(2).filter_map(piece).collect();
        let steps = pieces.len().min(MOST_GUIDES);
        let begin = |step: usize| pieces.partition_point(|piece| piece.to <= step as f64 / steps as f64) as u32;
        let guide = (0..steps).map(begin).collect();
        Ok(Quantiles { pieces, guide })
    }

    #[inline]
    pub(super) fn inverse(&self, p: f64) -> f64 {
        let step = ((p * self.guide.len() as f64) as usize).min(self.guide.len() - 1);
        let mut piece = &self.pieces[self.guide[step] as usize];
        for next in &self.pieces[self.guide[step] as usize..] {
            piece = next;
            if p < next.to {
                break;
            }
        }
        // The product may have been rounded up to a step that begins after `p`.
        (piece.low + (p - piece.from).max(0.0) * piece.slope).min(piece.high)
    }

    /// The probability of a value of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.probability(self.pieces.partition_point(|piece| piece.high <= x), x)
    }

    /// The probability of a value below `x`.
    pub(super) fn below(&self, x: f64) -> f64 {
        self.probability(self.pieces.partition_point(|piece| piece.high < x), x)
    }

    /// The probability up to `x` where all pieces before `next` lie below it.
    fn probability(&self, next: usize, x: f64) -> f64 {
        match self.pieces.get(next) {
            None => 1.0,
            Some(piece) if x <= piece.low => piece.from,
            Some(piece) => piece.from + (piece.to - piece.from) * ((x - piece.low) / (piece.high - piece.low)),
        }
    }

    /// The integral of (value - centre)^power over the probabilities from `low` to `high`.
    pub(super) fn moment(&self, power: i32, centre: f64, low: f64, high: f64) -> f64 {
        let part = |piece: &Piece| {
            let (from, to) = (piece.from.max(low), piece.to.min(high));
            if to <= from {
                return 0.0;
            }
            let at = |p: f64| (piece.low + (p - piece.from) * piece.slope).min(piece.high) - centre;
            line_moment(power, at(from), at(to), to - from)
        };
        self.pieces.iter().map(part).sum()
    }
}
