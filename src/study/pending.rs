//! Incidents that some arms have told of and others have not. Memory is that of the incidents that are open somewhere: an
//! incident's room is used again as soon as its last arm has told.

use crate::model::AgencySet;
use crate::record::{Closed, Number, Outcome, Part};
use crate::time::Time;
use std::collections::VecDeque;

/// What one arm told of one incident. Its vectors are kept for the next incident, so that nothing is allocated in passing.
#[derive(Debug, Default)]
pub(super) struct FromArm {
    /// Whether it occurs in the arm at all.
    pub(super) present: bool,
    pub(super) needs: AgencySet,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) parts: Vec<Part>,
}

/// One incident.
#[derive(Debug, Default)]
pub(super) struct Slot {
    /// Arms that told.
    told: usize,
    /// Whether it counts; the same in every arm, because it is decided by the arrival.
    pub(super) counted: bool,
    pub(super) kind: usize,
    /// When it arrives, in every arm.
    pub(super) arrival: Time,
    /// By arm.
    pub(super) arms: Vec<FromArm>,
}

/// Nobody has told of this number yet.
const UNTOLD: u32 = u32::MAX;
/// Every arm has told of this number.
const DONE: u32 = u32::MAX - 1;

/// The incidents that are open somewhere.
#[derive(Debug)]
pub(super) struct Pending {
    arms: usize,
    /// Number of the first entry of `places`.
    first: Number,
    /// By number: index of its slot, or one of the two words above.
    places: VecDeque<u32>,
    slots: Vec<Slot>,
    free: Vec<u32>,
}

impl Pending {
    pub(super) fn new(arms: usize) -> Pending {
        Pending { arms, first: 0, places: VecDeque::new(), slots: Vec::new(), free: Vec::new() }
    }

    /// An incident closed in an arm, and is tallied as of this kind: returns its slot if that was the last arm.
    pub(super) fn closed(&mut self, arm: usize, kind: usize, closed: &Closed<'_>) -> Option<u32> {
        let place = self.place(closed.number);
        let slot = &mut self.slots[place as usize];
        slot.counted = closed.counted;
        slot.kind = kind;
        slot.arrival = closed.arrival;
        let told = &mut slot.arms[arm];
        told.present = true;
        if closed.counted {
            told.needs = closed.needs;
            told.outcomes.extend_from_slice(closed.outcomes);
            told.parts.extend_from_slice(closed.parts);
        }
        self.one_more(closed.number, place)
    }

    /// The arm will never tell of the incident.
    pub(super) fn absent(&mut self, number: Number) -> Option<u32> {
        let place = self.place(number);
        self.one_more(number, place)
    }

    /// Lends out a complete slot ...
    pub(super) fn take(&mut self, place: u32) -> Slot {
        std::mem::take(&mut self.slots[place as usize])
    }

    /// ... and takes it back, for another incident.
    pub(super) fn give_back(&mut self, place: u32, mut slot: Slot) {
        slot.told = 0;
        slot.counted = false;
        for told in &mut slot.arms {
            told.present = false;
            told.outcomes.clear();
            told.parts.clear();
        }
        self.slots[place as usize] = slot;
        self.free.push(place);
    }

    /// The slots of incidents that not every arm has told of, by number: what an arm that met a limit leaves behind.
    pub(super) fn left(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.places).into_iter().filter(|&place| place < DONE).collect()
    }

    fn place(&mut self, number: Number) -> u32 {
        let at = number.checked_sub(self.first).expect("an arm tells of an incident once") as usize;
        if at >= self.places.len() {
            self.places.resize(at + 1, UNTOLD);
        }
        let place = self.places[at];
        assert!(place != DONE, "an arm tells of an incident once");
        if place != UNTOLD {
            return place;
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { arms: (0..self.arms).map(|_| FromArm::default()).collect(), ..Slot::default() });
            self.slots.len() as u32 - 1
        });
        self.places[at] = place;
        place
    }

    fn one_more(&mut self, number: Number, place: u32) -> Option<u32> {
        let slot = &mut self.slots[place as usize];
        slot.told += 1;
        if slot.told < self.arms {
            return None;
        }
        self.places[(number - self.first) as usize] = DONE;
        while self.places.front() == Some(&DONE) {
            self.places.pop_front();
            self.first += 1;
        }
        Some(place)
    }
}
