//! What a sample of incidents does with unlimited seats: antithetic pairs of each type go through each chain.

use super::learning;
use crate::distribution::{CountInverse, Distribution};
use crate::engine::Engine;
use crate::model::{AtEnd, Flags, HourlyRates, Log, LogRow, Model, RowId, Seats, Stated, VarianceReduction, When};
use crate::random::Key;
use crate::record::{ArmEnd, Closed, Fact, Number, Recorder};
use crate::time::Time;
use rayon::prelude::*;
use std::sync::Arc;

/// Antithetic pairs of incidents of each type that are sent through each chain: where one takes long the other is short, so that together they tell of
/// loads as much as one and a half times as many others (measured over 300 seeds).
const PAIRS: usize = 100;
const SAMPLE: usize = 2 * PAIRS;
/// The time between incidents: as nobody waits for anybody it changes nothing, but what is open at once has to be kept.
const APART: Time = Time(30 * Time::SECOND.0);
/// Long enough for all of them to be over.
const LONG: Time = Time(60 * Time::DAY.0);

/// What a sample of incidents did.
pub struct Sample {
    arms: Vec<Trips>,
    /// By type with later callers, arm and pool: mean seat time in seconds of one later call.
    pub(super) later: Vec<Option<Vec<Vec<f64>>>>,
    pub(super) worked: learning::Worked,
}

/// A seat of a pool that a role may keep until a step obtains somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Index of the arm.
    pub arm: usize,
    /// Index of the incident type.
    pub kind: usize,
    /// Index of the role that is kept, in the program of arm and type.
    pub role: usize,
    /// Index of the pool whose seat is kept.
    pub pool: usize,
    /// Index of the step that obtains somebody, in the same program.
    pub step: usize,
}

/// What it did in one arm: sums, so that only incidents that are open take room.
#[derive(Default)]
struct Trips {
    /// Incidents that are open, in the places of `at` by number; those in `free` are empty.
    open: Vec<Trip>,
    free: Vec<u32>,
    at: Vec<u32>,
    /// Of those that have closed: type and flags.
    flags: Vec<(usize, Flags)>,
    /// By type and pool.
    seat_times: Vec<Vec<Time>>,
    /// By pool: how long seats were taken in all, and how many.
    holds: Vec<(Time, u32)>,
    /// What is asked of this arm: the time from when a seat was taken until the step obtained somebody while it still was, and in how
    /// many incidents that happened.
    waits: Vec<(Wait, Time, u32)>,
}

/// One incident that is open.
#[derive(Clone, Debug, Default)]
struct Trip {
    /// (role, pool, taken, given back).
    seats: Vec<(usize, usize, Time, Time)>,
    /// (step, when it obtained somebody).
    obtained: Vec<(usize, Time)>,
}

impl Recorder for Trips {
    const STEPS: bool = false;

    fn fact(&mut self, _: usize, at: Time, incident: Number, fact: Fact) {
        let number = incident as usize;
        match fact {
            Fact::Arrived => {
                let place = self.free.pop().unwrap_or_else(|| {
                    self.open.push(Trip::default());
                    self.open.len() as u32 - 1
                });
                self.at.resize(self.at.len().max(number + 1), u32::MAX);
                self.at[number] = place;
            }
            Fact::Filled { role, pool } => self.trip(number).seats.push((role, pool, at, at)),
            Fact::GaveBack { role, .. } => {
                if let Some(seat) = self.trip(number).seats.iter_mut().rev().find(|seat| seat.0 == role) {
                    seat.3 = at;
                }
            }
            Fact::Obtained { step, .. } if !self.waits.is_empty() => self.trip(number).obtained.push((step, at)),
            _ => {}
        }
    }

    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        // People of a unit are none of the incident's own roles.
        let own = |role: usize| (which + 1) * 64 + role;
        match fact {
            Fact::Filled { role, pool } => self.fact(arm, at, incident, Fact::Filled { role: own(role), pool }),
            Fact::GaveBack { role, pool } => self.fact(arm, at, incident, Fact::GaveBack { role: own(role), pool }),
            _ => {}
        }
    }

    fn closed(&mut self, _: usize, closed: Closed<'_>) {
        self.flags.push((closed.kind, closed.flags));
        let place = self.at[closed.number as usize];
        let trip = &mut self.open[place as usize];
        for &(_, pool, taken, given_back) in &trip.seats {
            self.seat_times[closed.kind][pool] += given_back - taken;
            self.holds[pool].0 += given_back - taken;
            self.holds[pool].1 += 1;
        }
        for (wait, time, often) in self.waits.iter_mut().filter(|(wait, ..)| wait.kind == closed.kind) {
            let asked = |from: Time, to: Time| trip.obtained.iter().find(|&&(step, at)| step == wait.step && at >= from && at < to);
            let mut seats = trip.seats.iter().filter(|seat| seat.0 == wait.role && seat.1 == wait.pool);
            if let Some(kept) = seats.find_map(|seat| asked(seat.2, seat.3).map(|&(_, at)| at - seat.2)) {
                *time += kept;
                *often += 1;
            }
        }
        trip.seats.clear();
        trip.obtained.clear();
        self.free.push(place);
    }
}

impl Trips {
    fn new(model: &Model, waits: impl Iterator<Item = Wait>) -> Trips {
        Trips {
            seat_times: vec![vec![Time::ZERO; model.pools.len()]; model.types.len()],
            holds: vec![(Time::ZERO, 0); model.pools.len()],
            waits: waits.map(|wait| (wait, Time::ZERO, 0)).collect(),
            ..Trips::default()
        }
    }

    fn trip(&mut self, number: usize) -> &mut Trip {
        &mut self.open[self.at[number] as usize]
    }
}

impl Sample {
    /// Sends the sample through every chain of a model; of `waits` it can tell afterwards.
    pub fn of(model: &Model, waits: &[Wait]) -> Sample {
        let mut free = model.clone();
        let nothing = Arc::new(HourlyRates([0.0; 168]));
        for arm in &mut free.arms {
            for plan in &mut arm.pools {
                (plan.seats, plan.lines) = (Seats::Unlimited, None);
                plan.outages.clear();
            }
            arm.rates.iter_mut().for_each(|rates| *rates = nothing.clone());
            arm.background.iter_mut().for_each(|(rates, _)| *rates = nothing.clone());
        }
        free.study.window_start = Time::ZERO;
        free.study.warm_up = Time::ZERO;
        free.study.duration = Time((PAIRS * model.types.len()) as i64 * APART.0);
        free.study.at_end = AtEnd::Drain;
        free.study.variance_reduction = VarianceReduction::Antithetic;
        free.stated.clear();
        free.periods.clear();
        // What is measured changes nothing that happens.
        free.measures.clear();
        free.logs = (0..model.types.len()).map(|kind| sample_log(model, kind)).collect();
        let mut worked = learning::none(model);
        learning::fix(&mut free, model, &worked);
        let mut sample = Sample::lived(&mut free, waits).0;
        if learning::goes_by_number(model) {
            // How much practice there is by the middle of the study, the first sample tells the second.
            worked = learning::worked(model, &sample);
            learning::fix(&mut free, model, &worked);
            sample = Sample::lived(&mut free, waits).0;
        }
        sample.worked = worked;
        let has_callers = |kind: usize| model.types[kind].callers.is_some();
        sample.later = (0..model.types.len()).map(|kind| has_callers(kind).then(|| later_call(model, &free, kind))).collect();
        sample
    }

    /// What the incidents of a model do, and how each arm ends, once with each luck of a pair. Arms do not know of each other, so each is lived alone, beside the
    /// others.
    fn lived(free: &mut Model, waits: &[Wait]) -> (Sample, Vec<[ArmEnd; 2]>) {
        let all = std::mem::take(&mut free.arms);
        let lived = all.par_iter().enumerate().map(|(index, arm)| {
            let alone = Model { arms: vec![arm.clone()], baseline: 0, ..free.clone() };
            let mut trips = Trips::new(&alone, waits.iter().filter(|wait| wait.arm == index).copied());
            let engine = Engine::new(&alone);
            let ends = [1, 2].map(|luck| engine.run(luck, &mut trips, &|| false).expect("nobody stops it").remove(0));
            (trips, ends)
        });
        let (arms, ends) = lived.unzip();
        free.arms = all;
        (Sample { arms, later: Vec::new(), worked: Vec::new() }, ends)
    }

    /// The share of the incidents of a type whose flags are such.
    pub(super) fn share(&self, arm: usize, kind: usize, are_such: &dyn Fn(Flags) -> bool) -> f64 {
        let number = self.arms[arm].flags.iter().filter(|(of, flags)| *of == kind && are_such(*flags)).count();
        number as f64 / SAMPLE as f64
    }

    /// Mean seat time of a pool per incident of a type, in seconds.
    pub(super) fn seat_time(&self, arm: usize, kind: usize, pool: usize) -> f64 {
        self.arms[arm].seat_times[kind][pool].seconds() / SAMPLE as f64
    }

    /// Mean time in seconds for which incidents take a seat of a pool; zero if none does.
    pub fn mean_hold(&self, arm: usize, pool: usize) -> f64 {
        let (total, number) = self.arms[arm].holds[pool];
        if number == 0 { 0.0 } else { total.seconds() / f64::from(number) }
    }

    /// Mean time in seconds, per incident of its type, from when a seat of the pool takes the role until the step obtains somebody
    /// while that seat is still taken; and the share of incidents in which that happens. Zero if the sample was not asked about it.
    pub fn kept_until_asking(&self, wait: Wait) -> (f64, f64) {
        let of_arm = self.arms[wait.arm].waits.iter().find(|(asked, ..)| *asked == wait);
        of_arm.map_or((0.0, 0.0), |&(_, time, often)| (time.seconds() / SAMPLE as f64, f64::from(often) / SAMPLE as f64))
    }
}

/// Mean seat time in seconds of a later call about an incident of a type, by arm and pool of a model without limits: that of
/// incidents with one such call each, less their own.
fn later_call(whole: &Model, free: &Model, kind: usize) -> Vec<Vec<f64>> {
    let mut model = free.clone();
    model.logs.clear();
    model.study.duration = LONG;
    for (index, callers) in model.types.iter_mut().enumerate().filter_map(|(index, kind)| Some((index, kind.callers.as_mut()?))) {
        callers.more = CountInverse::Exactly(u32::from(index == kind));
        callers.after = Distribution::constant(0.0);
    }
    let stated = |(i, row)| {
        let name = format!("sample {i}");
        Stated { key: Key::of(&name), name, row }
    };
    let rows = sample_log(whole, kind).rows;
    model.stated = rows.iter().map(|row| LogRow { lengths: LogRow::NO_LENGTHS, ..*row }).enumerate().map(stated).collect();
    let (own, ends) = Sample::lived(&mut model, &[]);
    let seat_time = |(arm, ends): (usize, &[ArmEnd; 2])| {
        let taken = |pool: usize| ends.iter().map(|end| (end.pools[pool].working + end.pools[pool].held).seconds()).sum::<f64>();
        (0..whole.pools.len()).map(|pool| taken(pool) / SAMPLE as f64 - own.seat_time(arm, kind, pool)).collect()
    };
    ends.iter().enumerate().map(seat_time).collect()
}

/// Incidents of one type, one after the other; where logs bring it, with what they say of some of theirs.
fn sample_log(model: &Model, kind: usize) -> Log {
    let brings = |log: &Log| log.types.iter().any(|&(drawn, _)| drawn == kind) || log.types.is_empty() && log.holder == kind;
    let of_log = |log| {
        let unnamed = brings(log);
        log.rows.iter().filter(move |row| row.kind.map_or(unnamed, |own| usize::from(own) == kind))
    };
    let recorded = || model.logs.iter().flat_map(of_log);
    // Evenly spread over the rows: the i-th of the sample is the one at i / PAIRS of them.
    let number = recorded().count();
    let mut found: Vec<LogRow> = Vec::new();
    for (index, row) in recorded().enumerate() {
        while found.len() < PAIRS && found.len() * number / PAIRS == index {
            found.push(*row);
        }
    }
    let week = Time(7 * Time::DAY.0);
    let weekly = || model.periods.iter().filter(|period| matches!(period.when, When::Weekly(_)));
    let rows = (0..PAIRS).map(|i| {
        // Spread over the week; single dates are not in the load.
        let at = Time(week.0 / PAIRS as i64 * i as i64);
        let now = weekly().filter(|period| period.when.holds(at, 0)).fold(0, |set, period| set | 1 << period.flag);
        let row = found.get(i);
        let of_time = model.periods.iter().fold(0, |set, period| set | 1 << period.flag);
        let (known, flags) = row.map_or((0, 0), |row| (row.known & !of_time, row.flags & !of_time));
        LogRow {
            time: Time((kind * PAIRS + i) as i64 * APART.0),
            id: RowId::Line(i as u32),
            lengths: row.map_or(LogRow::NO_LENGTHS, |row| row.lengths),
            known: of_time | known,
            flags: now | flags,
            priority: None,
            kind: u16::try_from(kind).ok(),
            abandoned: false,
        }
    });
    Log { holder: kind, key: model.types[kind].key, types: Vec::new(), rows: Arc::new(rows.collect()) }
}
