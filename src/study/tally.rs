//! The listener of one replication: every counted incident is added to its cell as soon as its last arm has told of it.

use super::beginning::Beginning;
use super::hours::{HourKey, HourSums, HourTally};
use super::pending::{FromArm, Pending, Slot};
use super::sections::{Cell, CellKey, Paired, Reached, Scored, Told};
use crate::model::{AgencySet, Model, What};
use crate::record::{ArmEnd, Closed, Kind, Number, Outcome, Part, Recorder};
use crate::time::Time;

/// A gain that changes what happens on the scene: more than this many microseconds.
const LARGE_GAIN: i64 = 60_000_000;
/// No cell yet.
const NO_CELL: u32 = u32::MAX;

/// What a replication came to.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Its number, from 1.
    pub number: u64,
    /// By arm.
    pub ends: Vec<ArmEnd>,
    /// Ascending by key.
    pub cells: Vec<(CellKey, Cell)>,
    /// By arm.
    pub beginnings: Vec<Beginning>,
    /// Ascending by key; each by arm x time measures + time measure.
    pub hours: Vec<(HourKey, Vec<HourSums>)>,
}

/// A measure, as far as tallying goes.
#[derive(Clone, Copy, Debug)]
struct Rule {
    is_time: bool,
    /// Microseconds; nothing is within it where there is no target.
    target: i64,
    /// Of a time measure: its number among them.
    time: usize,
}

/// Tallies one replication. Incident numbers must be dense: what is kept of a number that never comes is four bytes.
#[derive(Debug)]
pub struct Tally {
    arms: usize,
    baseline: usize,
    noticeable: i64,
    rules: Vec<Rule>,
    /// Stages x kinds.
    stage_kinds: usize,
    agencies: usize,
    /// By type, and behind these by type of what was added, then by set of agencies: index of the cell. The second level is made when
    /// the type first occurs.
    index: Vec<Vec<u32>>,
    /// By type: whether one incident is added and scored for it.
    tagged: Vec<bool>,
    keys: Vec<CellKey>,
    /// By cell, arm and measure.
    told: Vec<Told>,
    /// By cell, arm and measure; empty for a single arm.
    paired: Vec<Paired>,
    hours: HourTally,
    /// By arm.
    beginnings: Vec<Beginning>,
    /// Time measures.
    times: usize,
    pending: Pending,
}

impl Recorder for Tally {
    const FACTS: bool = false;
    const STEPS: bool = false;

    #[inline(always)]
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if self.arms == 1 {
            if closed.counted {
                let kind = self.place_of(&closed);
                let place = (self.cell(kind, closed.needs), self.hour(kind, closed.arrival, closed.needs));
                self.add(place, 0, closed.outcomes, closed.parts);
            }
        } else if let Some(place) = self.pending.closed(arm, self.place_of(&closed), &closed) {
            self.fold(place);
        }
    }

    fn absent(&mut self, _arm: usize, incident: Number) {
        if self.arms > 1
            && let Some(place) = self.pending.absent(incident)
        {
            self.fold(place);
        }
    }
}

impl Tally {
    /// An empty tally.
    pub fn new(model: &Model) -> Tally {
        let mut times = 0;
        let mut rule = |measure: &crate::model::Measure| {
            let is_time = matches!(measure.what, What::Time { .. });
            let time = times;
            times += usize::from(is_time);
            Rule { is_time, target: measure.target.map_or(i64::MIN, |target| target.0), time }
        };
        let rules = model.measures.iter().map(&mut rule).collect();
        Tally {
            arms: model.arms.len(),
            baseline: model.baseline,
            noticeable: model.study.noticeable.0,
            rules,
            stage_kinds: model.stages.len() * Kind::ALL.len(),
            agencies: model.agencies.len(),
            index: vec![Vec::new(); 2 * model.types.len()],
            tagged: model.types.iter().map(|kind| kind.tagged).collect(),
            keys: Vec::new(),
            told: Vec::new(),
            paired: Vec::new(),
            hours: HourTally::new(model),
            beginnings: vec![Beginning::default(); model.arms.len()],
            times,
            pending: Pending::new(model.arms.len()),
        }
    }

    /// What the replication came to. Incidents that an arm never told of, because it met a limit, count in the others.
    pub fn finish(mut self, number: u64, ends: Vec<ArmEnd>) -> Replication {
        for place in self.pending.left() {
            self.fold(place);
        }
        let width = self.arms * self.rules.len();
        let (mut told, mut paired) = (self.told.into_iter(), self.paired.into_iter());
        let mut take = |key| {
            let mut cell = Cell { told: told.by_ref().take(width).collect(), paired: paired.by_ref().take(width).collect() };
            cell.pack();
            (key, cell)
        };
        let mut cells: Vec<_> = self.keys.into_iter().map(&mut take).collect();
        cells.sort_by_key(|(key, _)| *key);
        Replication { number, ends, cells, beginnings: self.beginnings, hours: self.hours.finish() }
    }

    /// Where its type stands in the index.
    #[inline]
    fn place_of(&self, closed: &Closed<'_>) -> usize {
        if closed.id.is_tagged() { self.tagged.len() + closed.kind } else { closed.kind }
    }

    /// Where its hour is summed; one that was added is summed apart, and left out.
    #[inline]
    fn hour(&mut self, kind: usize, arrival: Time, needs: AgencySet) -> usize {
        self.hours.place(arrival, needs, kind >= self.tagged.len())
    }

    #[inline]
    fn cell(&mut self, kind: usize, needs: AgencySet) -> usize {
        match self.index[kind].get(needs as usize) {
            Some(&cell) if cell != NO_CELL => cell as usize,
            _ => self.new_cell(kind, needs),
        }
    }

    #[cold]
    fn new_cell(&mut self, kind: usize, needs: AgencySet) -> usize {
        let cell = self.keys.len();
        self.index[kind].resize(1 << self.agencies, NO_CELL);
        self.index[kind][needs as usize] = cell as u32;
        let types = self.tagged.len();
        let scored = match self.tagged.get(kind) {
            Some(false) => Scored::Everywhere,
            Some(true) => Scored::ButByType,
            None => Scored::ByTypeOnly,
        };
        self.keys.push(CellKey { kind: (kind % types) as u32, scored, needs });
        let width = self.arms * self.rules.len();
        self.told.resize((cell + 1) * width, Told::default());
        if self.arms > 1 {
            self.paired.resize((cell + 1) * width, Paired::default());
        }
        cell
    }

    /// Adds what one arm told of an incident: to its cell and its hour.
    #[inline]
    fn add(&mut self, (cell, hour): (usize, usize), arm: usize, outcomes: &[Outcome], parts: &[Part]) {
        let from = (cell * self.arms + arm) * self.rules.len();
        let told = &mut self.told[from..from + self.rules.len()];
        let hour = &mut self.hours.sums[hour + arm * self.times..][..self.times];
        for ((told, rule), outcome) in told.iter_mut().zip(&self.rules).zip(outcomes) {
            match *outcome {
                Outcome::NotApplicable => {}
                Outcome::NotReached => {
                    told.count += 1;
                    if rule.is_time {
                        hour[rule.time].missed += 1;
                    }
                }
                Outcome::Value(value) => {
                    told.count += 1;
                    told.reached.number += 1;
                    told.reached.sum += i128::from(value);
                    if rule.is_time {
                        told.within += u64::from(value <= rule.target);
                        told.reached.times.push(value);
                        hour[rule.time].reached += 1;
                        hour[rule.time].sum += value;
                        if rule.time == 0 {
                            self.beginnings[arm].push(self.hours.part, value);
                        }
                    }
                }
            }
        }
        for part in parts {
            let stages = &mut told[usize::from(part.measure)].reached.stages;
            add_part(stages, self.stage_kinds, part);
        }
    }

    /// Adds an incident that every arm has told of. It lies in the cell that it has in the baseline, so that a stratum holds the
    /// same incidents in every arm.
    fn fold(&mut self, place: u32) {
        let slot = self.pending.take(place);
        if slot.counted {
            for (arm, told) in slot.arms.iter().enumerate().filter(|(_, told)| told.present) {
                let needs = home(&slot, self.baseline, told);
                let place = (self.cell(slot.kind, needs), self.hour(slot.kind, slot.arrival, needs));
                self.add(place, arm, &told.outcomes, &told.parts);
            }
            for arm in 0..self.arms {
                if arm != self.baseline {
                    self.pair(&slot, arm);
                }
            }
        }
        self.pending.give_back(place, slot);
    }

    /// Compares one arm with the baseline.
    fn pair(&mut self, slot: &Slot, arm: usize) {
        let (base, other) = (&slot.arms[self.baseline], &slot.arms[arm]);
        if !base.present && !other.present {
            return;
        }
        let needs = home(slot, self.baseline, other);
        let (cell, hour) = (self.cell(slot.kind, needs), self.hour(slot.kind, slot.arrival, needs));
        let from = (cell * self.arms + arm) * self.rules.len();
        for (measure, rule) in self.rules.iter().enumerate() {
            let outcome = |from: &FromArm| if from.present { from.outcomes[measure] } else { Outcome::NotApplicable };
            let paired = &mut self.paired[from + measure];
            let (b, a) = (outcome(base), outcome(other));
            match (b, a) {
                (Outcome::Value(b), Outcome::Value(a)) => {
                    paired.pairs.both += 1;
                    if rule.is_time {
                        compare(paired, a - b, self.noticeable);
                        let hour = &mut self.hours.sums[hour + arm * self.times + rule.time];
                        (hour.both, hour.difference) = (hour.both + 1, hour.difference + (a - b));
                    }
                    continue;
                }
                (Outcome::Value(_), Outcome::NotReached) => paired.pairs.only_baseline += 1,
                (Outcome::NotReached, Outcome::Value(_)) => paired.pairs.only_arm += 1,
                (Outcome::NotReached, Outcome::NotReached) => paired.pairs.neither += 1,
                // An incident that the measure is about in one arm only, or that occurs in one arm only, is no pair.
                (Outcome::NotApplicable, _) | (_, Outcome::NotApplicable) => {}
            }
            if rule.is_time {
                for (side, from, outcome) in [(0, base, b), (1, other, a)] {
                    if let Outcome::Value(value) = outcome {
                        let unpaired = &mut paired.unpaired.get_or_insert_default()[side];
                        leave_out(unpaired, value, self.stage_kinds, from.parts.iter().filter(|part| usize::from(part.measure) == measure));
                    }
                }
            }
        }
    }
}

/// The agencies by which an incident is put into a cell: those of the baseline, else the arm's own.
fn home(slot: &Slot, baseline: usize, told: &FromArm) -> AgencySet {
    let base = &slot.arms[baseline];
    if base.present { base.needs } else { told.needs }
}

fn compare(paired: &mut Paired, difference: i64, noticeable: i64) {
    paired.quicker += u64::from(difference < -noticeable);
    paired.slower += u64::from(difference > noticeable);
    paired.identical += u64::from(difference == 0);
    paired.gained += u64::from(difference < -LARGE_GAIN);
    paired.differences.push(difference);
}

fn leave_out<'a>(unpaired: &mut Reached, value: i64, stage_kinds: usize, parts: impl Iterator<Item = &'a Part>) {
    unpaired.number += 1;
    unpaired.sum += i128::from(value);
    unpaired.times.push(value);
    for part in parts {
        add_part(&mut unpaired.stages, stage_kinds, part);
    }
}

#[inline]
fn add_part(stages: &mut Vec<i128>, stage_kinds: usize, part: &Part) {
    if stages.is_empty() {
        stages.resize(stage_kinds, 0);
    }
    stages[usize::from(part.stage) * Kind::ALL.len() + part.kind as usize] += i128::from(part.length.0);
}
