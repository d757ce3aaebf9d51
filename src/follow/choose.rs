//! Which incidents are looked for: a first life of the replication, without facts.

use super::LOOKED_AT;
use crate::model::Model;
use crate::record::{Closed, IncidentId, Number, Outcome, Recorder};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Looks for an incident by its id.
pub(super) struct Find<'a> {
    pub(super) id: IncidentId,
    /// Of which type, if that was said.
    pub(super) kind: Option<usize>,
    /// Whether there can be only one.
    pub(super) unique: bool,
    /// Becomes true when nothing more needs to be lived.
    pub(super) done: &'a AtomicBool,
    /// Number and type.
    pub(super) found: Vec<(Number, usize)>,
}

impl Recorder for Find<'_> {
    const FACTS: bool = false;
    const STEPS: bool = false;

    fn closed(&mut self, _arm: usize, closed: Closed<'_>) {
        let fits = closed.id == self.id && self.kind.is_none_or(|kind| kind == closed.kind);
        if fits && !self.found.iter().any(|found| found.0 == closed.number) {
            self.found.push((closed.number, closed.kind));
            self.done.fetch_or(self.unique, Ordering::Relaxed);
        }
    }
}

/// An incident that may be a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) number: Number,
    /// Its time in the baseline, microseconds.
    pub(super) value: i64,
    /// Whether it needs several agencies.
    pub(super) several: bool,
}

/// What is known of an incident so far.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Arms that have told of it.
    told: usize,
    /// Arms in which it reached the measure.
    reached: usize,
    value: i64,
    several: bool,
}

/// Keeps the times of the first counted incidents.
pub(super) struct Choose<'a> {
    arms: usize,
    baseline: usize,
    measure: usize,
    kind: Option<usize>,
    done: &'a AtomicBool,
    /// The lowest number of a counted incident.
    first: Number,
    known: BTreeMap<Number, Known>,
    /// Of those that are looked at, how many every arm has told of.
    complete: u64,
}

impl<'a> Choose<'a> {
    pub(super) fn new(model: &Model, measure: usize, kind: Option<usize>, done: &'a AtomicBool) -> Choose<'a> {
        let (arms, baseline) = (model.arms.len(), model.baseline);
        Choose { arms, baseline, measure, kind, done, first: Number::MAX, known: BTreeMap::new(), complete: 0 }
    }

    /// An arm has told of an incident.
    fn told(&mut self, number: Number, tell: impl FnOnce(&mut Known)) {
        if self.first != Number::MAX && number >= self.first.saturating_add(LOOKED_AT) {
            return;
        }
        let known = self.known.entry(number).or_default();
        known.told += 1;
        tell(known);
        self.complete += u64::from(known.told == self.arms);
        if self.complete >= LOOKED_AT {
            self.done.store(true, Ordering::Relaxed);
        }
    }

    /// A counted incident: those too far behind the first one are not looked at.
    fn counted(&mut self, number: Number) {
        if number < self.first {
            self.first = number;
            self.known.retain(|&known, _| known >= number);
            let beyond = self.known.split_off(&number.saturating_add(LOOKED_AT));
            drop(beyond);
            self.complete = self.known.values().filter(|known| known.told == self.arms).count() as u64;
        }
    }

    /// Incidents that reached the measure in every arm.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let all = self.known.iter().filter(|(_, known)| known.reached == self.arms);
        all.map(|(&number, known)| Candidate { number, value: known.value, several: known.several }).collect()
    }
}

impl Recorder for Choose<'_> {
    const FACTS: bool = false;
    const STEPS: bool = false;

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if !closed.counted {
            return;
        }
        self.counted(closed.number);
        // One that was added to a replication is no case of what usually comes.
        let fits = self.kind.is_none_or(|kind| kind == closed.kind) && !closed.id.is_tagged();
        let is_baseline = arm == self.baseline;
        let outcome = closed.outcomes[self.measure];
        self.told(closed.number, |known| {
            if let (Outcome::Value(value), true) = (outcome, fits) {
                known.reached += 1;
                if is_baseline {
                    (known.value, known.several) = (value, closed.needs.count_ones() > 1);
                }
            }
        });
    }

    fn absent(&mut self, _arm: usize, incident: Number) {
        // Before the first counted incident nobody knows whether it would be counted; it is forgotten then.
        if incident >= self.first {
            self.told(incident, |_| ());
        }
    }
}
