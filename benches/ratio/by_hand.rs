//! The chain of `two_hops.toml` as one would write it for itself: one calendar for everything, no names, no records, no pairs, a running
//! stream of random numbers. It is what a general engine is held against.

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp, LogNormal};
use rand_pcg::Pcg64Mcg;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Mean time between calls, seconds.
const GAP: f64 = 20.0;
const DIAL: f64 = 8.0;
/// Seats of operators, police, fire.
const SEATS: [u32; 3] = [8, 3, 2];
/// How often police and fire are needed.
const NEEDED: [f64; 2] = [0.35, 0.25];

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    /// A new incident.
    Arrived,
    Interviewed,
    Dialled,
    Briefed,
    /// By the police (0) or fire (1).
    Assessed(u8),
}

#[derive(Clone, Copy)]
struct Incident {
    arrived: f64,
    /// The agency that is called, or will be looked at next.
    agency: u8,
    /// The operator and everybody who assesses.
    busy: u8,
}

/// Who waits and who is free; 0 operators, 1 police, 2 fire.
struct Rooms {
    free: [u32; 3],
    queues: [VecDeque<u32>; 3],
}

impl Rooms {
    /// A seat, or a place in the queue.
    fn ask(&mut self, pool: usize, incident: u32) -> bool {
        let free = self.free[pool] > 0;
        if free {
            self.free[pool] -= 1;
        } else {
            self.queues[pool].push_back(incident);
        }
        free
    }

    /// Whoever takes the seat that is given back.
    fn give_back(&mut self, pool: usize) -> Option<u32> {
        let next = self.queues[pool].pop_front();
        self.free[pool] += u32::from(next.is_none());
        next
    }
}

fn lognormal(mean: f64, sd: f64) -> LogNormal<f64> {
    LogNormal::from_mean_cv(mean, sd / mean).expect("positive numbers")
}

/// Lives so many incidents; the mean length of the chain in seconds.
pub(crate) fn mean_chain(incidents: u64, seed: u64) -> f64 {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let exponential = |mean: f64| Exp::new(1.0 / mean).expect("a positive rate");
    let (gap, brief) = (exponential(GAP), exponential(40.0));
    let (interview, assess) = (lognormal(90.0, 45.0), lognormal(60.0, 30.0));
    let mut rooms = Rooms { free: SEATS, queues: Default::default() };
    let (mut open, mut vacant): (Vec<Incident>, Vec<u32>) = (Vec::new(), Vec::new());
    // Times are positive, so their bits are in the same order.
    let mut calendar: BinaryHeap<Reverse<(u64, u32, Next)>> = BinaryHeap::new();
    let (mut arrived, mut total) = (0, 0.0);
    macro_rules! plan {
        ($at:expr, $incident:expr, $next:expr) => {
            calendar.push(Reverse((f64::to_bits($at), $incident, $next)))
        };
    }
    plan!(gap.sample(&mut random), 0, Next::Arrived);
    while let Some(Reverse((time, place, next))) = calendar.pop() {
        let now = f64::from_bits(time);
        match next {
            Next::Arrived => {
                let new = Incident { arrived: now, agency: 0, busy: 1 };
                let place = vacant.pop().unwrap_or_else(|| {
                    open.push(new);
                    open.len() as u32 - 1
                });
                open[place as usize] = new;
                arrived += 1;
                if arrived < incidents {
                    plan!(now + gap.sample(&mut random), 0, Next::Arrived);
                }
                if rooms.ask(0, place) {
                    plan!(now + interview.sample(&mut random), place, Next::Interviewed);
                }
                continue;
            }
            Next::Dialled => {
                if rooms.ask(usize::from(open[place as usize].agency), place) {
                    plan!(now + brief.sample(&mut random), place, Next::Briefed);
                }
                continue;
            }
            Next::Interviewed | Next::Briefed => {
                let incident = &mut open[place as usize];
                if next == Next::Briefed {
                    incident.busy += 1;
                    plan!(now + assess.sample(&mut random), place, Next::Assessed(incident.agency));
                }
                let first = usize::from(incident.agency);
                if let Some(agency) = (first..2).find(|&agency| random.random::<f64>() < NEEDED[agency]) {
                    incident.agency = agency as u8 + 1;
                    plan!(now + DIAL, place, Next::Dialled);
                    continue;
                }
                if let Some(waiting) = rooms.give_back(0) {
                    plan!(now + interview.sample(&mut random), waiting, Next::Interviewed);
                }
            }
            Next::Assessed(agency) => {
                if let Some(waiting) = rooms.give_back(usize::from(agency)) {
                    plan!(now + brief.sample(&mut random), waiting, Next::Briefed);
                }
            }
        }
        let incident = &mut open[place as usize];
        incident.busy -= 1;
        if incident.busy == 0 {
            total += now - incident.arrived;
            vacant.push(place);
        }
    }
    total / incidents as f64
}
