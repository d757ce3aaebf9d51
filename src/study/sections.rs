//! What was tallied, as whole numbers and histograms by cell: exact to merge, in any order.

use super::beginning::Beginning;
use super::hours::{HourSection, MOST_HOUR_SECTIONS};
use super::tally::Replication;
use crate::model::{AgencySet, Model};
use crate::record::{ArmEnd, Finding, Kind, PoolBook};
use crate::results::{Pairs, Sequential};
use crate::statistics::histogram::Histogram;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Replications are folded into this many sections: replication r into section r mod 64, or antithetic pair r.
pub const MOST_SECTIONS: u64 = 64;

/// In which strata incidents are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scored {
    /// In every one that they belong to.
    #[default]
    Everywhere,
    /// Not in that of their type: another one is scored there.
    ButByType,
    /// Only there: it was added, and says nothing of how many there are.
    ByTypeOnly,
}

/// Incidents that are alike in type and in the set of agencies they need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellKey {
    /// Index of the type.
    pub kind: u32,
    /// In which strata they are.
    pub scored: Scored,
    /// The agencies needed, in the baseline if the incident occurs there.
    pub needs: AgencySet,
}

/// What a measure came to for those incidents that reached it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reached {
    /// How many.
    pub number: u64,
    /// Sum of their values: microseconds for times and work, number for shares and counts.
    pub sum: i128,
    /// Their values, of time measures.
    #[serde(with = "super::kept")]
    pub times: Histogram,
    /// Sums in microseconds by stage and kind (index stage x 4 + kind) of time measures; empty for nothing at all.
    pub stages: Vec<i128>,
}

impl Reached {
    /// Sum in microseconds of one stage and kind.
    pub fn stage(&self, stage: usize, kind: Kind) -> i128 {
        self.stages.get(stage * Kind::ALL.len() + kind as usize).copied().unwrap_or(0)
    }

    fn merge(&mut self, other: &Reached) {
        self.number += other.number;
        self.sum += other.sum;
        self.times.merge(&other.times);
        if self.stages.len() < other.stages.len() {
            self.stages.resize(other.stages.len(), 0);
        }
        for (sum, more) in self.stages.iter_mut().zip(&other.stages) {
            *sum += more;
        }
    }
}

/// One measure of one arm in one cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// Incidents that the measure is about.
    pub count: u64,
    /// Those within the target.
    pub within: u64,
    /// Those that reached it.
    pub reached: Reached,
}

/// One measure of one arm against the baseline in one cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Paired {
    /// Incidents that the measure is about in both.
    pub pairs: Pairs,
    /// Shorter by more than `noticeable`.
    pub quicker: u64,
    /// Longer by more than `noticeable`.
    pub slower: u64,
    /// Equal to the microsecond.
    pub identical: u64,
    /// Shorter by more than 60 s.
    pub gained: u64,
    /// Arm minus baseline over the pairs that both reached.
    #[serde(with = "super::kept")]
    pub differences: Histogram,
    /// Those that the baseline and the arm reached outside such a pair: what the two came to *over the pairs* is what each came
    /// to less this, so that nothing is kept twice. `None` as long as there are none.
    pub unpaired: Option<Box<[Reached; 2]>>,
}

/// Everything about one cell. Both vectors are indexed by arm x measures + measure; those of the baseline's pairs stay empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cell {
    /// By arm and measure.
    pub told: Vec<Told>,
    /// By arm and measure.
    pub paired: Vec<Paired>,
}

impl Cell {
    /// Makes its histograms small.
    pub(super) fn pack(&mut self) {
        self.told.iter_mut().for_each(|told| told.reached.times.pack());
        for paired in &mut self.paired {
            paired.differences.pack();
            paired.unpaired.iter_mut().flat_map(|sides| sides.iter_mut()).for_each(|side| side.times.pack());
        }
    }

    fn merge(&mut self, other: &Cell) {
        for (told, more) in self.told.iter_mut().zip(&other.told) {
            told.count += more.count;
            told.within += more.within;
            told.reached.merge(&more.reached);
        }
        for (paired, more) in self.paired.iter_mut().zip(&other.paired) {
            paired.pairs.both += more.pairs.both;
            paired.pairs.only_baseline += more.pairs.only_baseline;
            paired.pairs.only_arm += more.pairs.only_arm;
            paired.pairs.neither += more.pairs.neither;
            paired.quicker += more.quicker;
            paired.slower += more.slower;
            paired.identical += more.identical;
            paired.gained += more.gained;
            paired.differences.merge(&more.differences);
            if let Some(more) = &more.unpaired {
                let sides = paired.unpaired.get_or_insert_default();
                sides.iter_mut().zip(more.iter()).for_each(|(side, more)| side.merge(more));
            }
        }
        self.pack();
    }
}

/// What one arm came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ArmTotals {
    /// By pool.
    pub pools: Vec<PoolBook>,
    /// Counted incidents.
    pub arrived: u64,
    /// See [`ArmEnd::closed`].
    pub closed: u64,
    /// See [`ArmEnd::abandoned`].
    pub abandoned: u64,
    /// What the first counted day is compared by with the same day later.
    pub beginning: Beginning,
}

impl ArmTotals {
    fn add(&mut self, end: &ArmEnd) {
        self.arrived += end.arrived;
        self.closed += end.closed;
        self.abandoned += end.abandoned;
        self.pools.resize(self.pools.len().max(end.pools.len()), PoolBook::default());
        for (book, more) in self.pools.iter_mut().zip(&end.pools) {
            book.add(more);
        }
    }
}

/// Some replications together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Section {
    /// How many.
    pub replications: u64,
    /// By arm.
    pub arms: Vec<ArmTotals>,
    /// What was tallied.
    pub cells: BTreeMap<CellKey, Cell>,
}

/// All replications so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sections {
    /// Those that hold a replication.
    pub list: Vec<Section>,
    /// The same by the hour, in fewer sections: replication r in section r mod [`MOST_HOUR_SECTIONS`].
    pub hours: Vec<HourSection>,
    /// How many replications were folded: always the first ones, without a gap.
    pub replications: u64,
    /// By arm: replications that met a limit.
    pub findings: Vec<Vec<(u64, Finding)>>,
    /// Of a study whose number of replications a pilot fixes: what it fixed, once it is over.
    pub sequential: Option<Sequential>,
}

impl Sections {
    /// Nothing yet, for so many arms.
    pub fn new(arms: usize) -> Sections {
        Sections { findings: vec![Vec::new(); arms], ..Sections::default() }
    }

    /// How many replications there shall be, as far as that is known: those of the pilot as long as it has not fixed their number.
    pub fn asked(&self, model: &Model) -> u64 {
        match (&model.precision, &self.sequential) {
            (Some(_), Some(fixed)) => fixed.replications,
            (Some(precision), None) => precision.pilot,
            (None, _) => model.study.replications,
        }
    }

    /// Adds the next replication; so many of them belong together in one section.
    ///
    /// # Panics
    /// If it is not the next one: replications are numbered from 1 and folded in order.
    pub fn fold(&mut self, mut replication: Replication, together: u64) {
        assert_eq!(replication.number, self.replications + 1, "replications are folded in order");
        self.replications += 1;
        let unit = (replication.number - 1) / together;
        let index = (unit % MOST_SECTIONS) as usize;
        if index == self.list.len() {
            self.list.push(Section { arms: vec![ArmTotals::default(); replication.ends.len()], ..Section::default() });
        }
        let by_hour = (unit % MOST_HOUR_SECTIONS) as usize;
        if by_hour == self.hours.len() {
            self.hours.push(HourSection::default());
        }
        self.hours[by_hour].add(&mut replication);
        let section = &mut self.list[index];
        section.replications += 1;
        for ((totals, end), beginning) in section.arms.iter_mut().zip(&replication.ends).zip(&replication.beginnings) {
            totals.add(end);
            totals.beginning.add(beginning);
        }
        for (findings, end) in self.findings.iter_mut().zip(replication.ends) {
            findings.extend(end.finding.map(|finding| (replication.number, finding)));
        }
        for (key, cell) in replication.cells {
            match section.cells.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(cell)),
                std::collections::btree_map::Entry::Occupied(mut old) => old.get_mut().merge(&cell),
            }
        }
    }
}
