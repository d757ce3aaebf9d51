//! What charts need: few points, chosen by the data alone.

use crate::results::Bins;
use crate::statistics::histogram::{Cumulative, representative};

/// Most points of a curve.
const POINTS: u64 = 200;
/// Most bins of a distribution of differences.
const BINS: i64 = 60;

/// Seconds of a number of microseconds.
fn seconds(microseconds: i64) -> f64 {
    microseconds as f64 / 1e6
}

/// The share of `count` incidents that lie within a time, at times spaced evenly in share: (seconds, share).
pub(super) fn curve(times: &Cumulative, count: u64) -> Vec<(f64, f64)> {
    let reached = times.number();
    let mut points: Vec<(f64, f64)> = Vec::new();
    for point in 0..POINTS.min(reached) {
        let last = (POINTS.min(reached) - 1).max(1);
        let rank = (u128::from(reached) * u128::from(point)).div_ceil(last.into()).max(1) as u64;
        let Some(bucket) = times.ranked(rank) else { break };
        let at = seconds(representative(bucket));
        if points.last().is_none_or(|last| last.0 < at) {
            points.push((at, times.at(bucket) as f64 / count as f64));
        }
    }
    points
}

/// The paired differences in equal bins: one is centred on zero, so that gains and losses are treated alike, and a value on an
/// edge belongs to the bin further out. They span all but the outermost half per cent on either side, always zero too; the
/// first and the last bin also hold what lies beyond them.
pub(super) fn bins(differences: &Cumulative) -> Bins {
    let number = differences.number();
    if number == 0 {
        return Bins::new();
    }
    let edge = (number / 200).max(1);
    let at = |rank| differences.ranked(rank).map_or(0, representative);
    let (low, high) = (at(edge).min(0), at(number + 1 - edge).max(0));
    let width = width(low, high);
    let bin = |value: i64| (value.abs() + width / 2) / width * value.signum();
    let (first, last) = (bin(low), bin(high));
    let mut counts = vec![0; (last - first + 1) as usize];
    for (bucket, count) in differences.runs() {
        counts[(bin(representative(bucket)).clamp(first, last) - first) as usize] += count;
    }
    let edges = |k: i64| (seconds(k * width - width / 2), seconds(k * width + width / 2));
    let bins = counts.into_iter().zip(first..).map(|(count, k)| (edges(k).0, edges(k).1, count));
    bins.collect()
}

/// The narrowest of 2, 4, 10, 20, 40, 100, ... ms (in microseconds) that needs no more than the bins there are.
fn width(low: i64, high: i64) -> i64 {
    let mut decade = 1_000;
    loop {
        for step in [2, 4, 10] {
            let width = step * decade;
            // One more for the bin about zero, and one for rounding at either end.
            if (high - low) / width + 2 <= BINS {
                return width;
            }
        }
        decade *= 10;
    }
}
