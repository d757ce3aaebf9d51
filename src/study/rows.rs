//! Numerators and denominators of one replication, for those who want to do their own statistics.

use super::sections::Cell;
use super::strata::{Stratum, strata};
use super::tally::Replication;
use crate::model::Model;
use crate::record::ArmEnd;

/// One replication.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicationRows {
    /// Its number, from 1.
    pub replication: u64,
    /// By arm: incidents, pools, and whether a limit was met.
    pub ends: Vec<ArmEnd>,
    /// By arm, measure and stratum, in the model's order; strata that the measure finds nothing in are left out.
    pub rows: Vec<Row>,
}

/// One measure of one arm in one stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Index of the arm.
    pub arm: usize,
    /// Index of the measure.
    pub measure: usize,
    /// The stratum.
    pub stratum: Stratum,
    /// Counted incidents that the measure is about.
    pub count: u64,
    /// Those that reached it.
    pub reached: u64,
    /// Sum of their values: microseconds for times and work, number for shares and counts.
    pub sum: i128,
    /// Those of `count` within the target.
    pub within_target: u64,
    /// Against the baseline; `None` for the baseline itself.
    pub pairs: Option<PairSums>,
}

/// Sums over the pairs that both reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairSums {
    /// How many.
    pub both: u64,
    /// Sum of the baseline's values.
    pub baseline_sum: i128,
    /// Sum of the arm's values.
    pub arm_sum: i128,
    /// Shorter by more than `noticeable`.
    pub quicker: u64,
    /// Longer by more than `noticeable`.
    pub slower: u64,
    /// Equal to the microsecond.
    pub identical: u64,
}

/// How an arm ended, hours left out.
fn whole(end: &ArmEnd) -> ArmEnd {
    ArmEnd { pools: end.pools.clone(), hours: Vec::new(), finding: end.finding.clone(), ..*end }
}

/// The rows of a replication.
pub(super) fn rows(model: &Model, replication: &Replication) -> ReplicationRows {
    let mut rows = Vec::new();
    let strata = strata(model);
    for arm in 0..model.arms.len() {
        for measure in 0..model.measures.len() {
            let all = strata.iter().map(|&stratum| row(model, replication, arm, measure, stratum));
            rows.extend(all.filter(|row| row.count > 0));
        }
    }
    ReplicationRows { replication: replication.number, ends: replication.ends.iter().map(whole).collect(), rows }
}

fn row(model: &Model, replication: &Replication, arm: usize, measure: usize, stratum: Stratum) -> Row {
    let pairs = (arm != model.baseline).then(PairSums::default);
    let mut row = Row { arm, measure, stratum, count: 0, reached: 0, sum: 0, within_target: 0, pairs };
    let width = model.measures.len();
    let (own, base) = (arm * width + measure, model.baseline * width + measure);
    for (_, cell) in replication.cells.iter().filter(|(key, _)| stratum.holds(*key)) {
        let told = &cell.told[own];
        row.count += told.count;
        row.reached += told.reached.number;
        row.sum += told.reached.sum;
        row.within_target += told.within;
        if let Some(pairs) = &mut row.pairs {
            add_pairs(pairs, cell, own, base);
        }
    }
    row
}

fn add_pairs(pairs: &mut PairSums, cell: &Cell, own: usize, base: usize) {
    let paired = &cell.paired[own];
    let left_out = paired.unpaired.as_ref().map_or([0, 0], |sides| [sides[0].sum, sides[1].sum]);
    pairs.both += paired.pairs.both;
    pairs.baseline_sum += cell.told[base].reached.sum - left_out[0];
    pairs.arm_sum += cell.told[own].reached.sum - left_out[1];
    pairs.quicker += paired.quicker;
    pairs.slower += paired.slower;
    pairs.identical += paired.identical;
}
