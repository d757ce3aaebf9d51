//! How busy people would be, before any study: some incidents of each type go through each chain with unlimited seats,
//! and what they take of every pool is held against the seats on duty. Nobody waits in it, so it is a lower bound.

mod learning;

pub use learning::LearningFactor;

use crate::distribution::{CountInverse, Distribution};
use crate::engine::Engine;
use crate::model::{AtEnd, Flags, HourlyRates, Log, LogRow, Model, PoolPlan, RowId, Seats, Stated, Swings, VarianceReduction, When};
use crate::random::Key;
use crate::record::{ArmEnd, Closed, Fact, Number, Recorder};
use crate::time::Time;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// Antithetic pairs of incidents of each type that are sent through each chain: where one takes long the other is short, so that together they tell of
/// loads as much as one and a half times as many others (measured over 300 seeds).
const PAIRS: usize = 100;
const SAMPLE: usize = 2 * PAIRS;
/// The time between incidents: as nobody waits for anybody it changes nothing, but what is open at once has to be kept.
const APART: Time = Time(30 * Time::SECOND.0);
/// Long enough for all of them to be over.
const LONG: Time = Time(60 * Time::DAY.0);

/// How much happens, and the load of every pool, in every arm.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Load {
    /// By arm and type of incident, in the scenario's order.
    pub types: Vec<TypeRate>,
    /// By arm and limited or unlimited pool, in the scenario's order.
    pub pools: Vec<PoolLoad>,
    /// By arm, in the scenario's order: what changes with practice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub learning: Vec<LearningFactor>,
}

/// How often incidents of one type happen in one arm, over the counted time.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct TypeRate {
    /// Name of the arm.
    pub arm: String,
    /// Name of the type.
    pub r#type: String,
    /// Mean number of incidents a day.
    pub incidents_per_day: f64,
    /// Mean number of calls about them a day; who hangs up and calls again counts once.
    pub calls_per_day: f64,
}

/// The load of one pool in one arm.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PoolLoad {
    /// Name of the arm.
    pub arm: String,
    /// Name of the pool.
    pub pool: String,
    /// Mean number of seats on duty over the week; `None`: unlimited.
    pub seats: Option<f64>,
    /// Mean number of seats that incidents take, later calls about them included.
    pub incidents: f64,
    /// Mean number of seats that background work takes.
    pub background: f64,
    /// By number of seats on duty, most hours first: the shifts. Empty for unlimited pools.
    pub shifts: Vec<ShiftLoad>,
    /// Share of the seats taken in the busiest hour of the week that has anybody on duty.
    pub busiest: Option<f64>,
    /// Whether it has shifts or absences on single dates, which are not in these numbers.
    pub has_dates: bool,
    /// Names of the pools that help.
    pub helpers: Vec<String>,
}

/// The load while a certain number of people is on duty.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ShiftLoad {
    /// People on duty.
    pub seats: u32,
    /// Hours a week.
    pub hours: f64,
    /// Mean share of them that is taken.
    pub load: f64,
}

/// Erlang's formula for waiting: the share of requests that wait for one of `servers`, when `offered` of them are busy on average and nobody
/// gives up. Certain where there is more work than people.
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let all = f64::from(servers);
    if offered >= all {
        return 1.0;
    }
    // Erlang B by its recursion, then C from B (Cooper, Introduction to Queueing Theory, 1981).
    let blocked = (1..=servers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
    all * blocked / (all - offered * (1.0 - blocked))
}

impl PoolLoad {
    /// Mean wait in seconds for a seat that is taken for `hold` seconds at a time, by Erlang's formula for waiting: infinite if
    /// there is more work than people, zero if there is no limit.
    pub fn mean_wait(&self, hold: f64) -> f64 {
        let Some(seats) = self.seats else { return 0.0 };
        let (offered, servers) = (self.incidents + self.background, seats.floor().max(1.0));
        if offered >= servers {
            return f64::INFINITY;
        }
        erlang_c(servers as u32, offered) * hold / (servers - offered)
    }

    /// Time in seconds in which its queue forgets two thirds of what it held, where a seat is taken for `hold` seconds at a time: the relaxation time of one
    /// queue for all seats (for one seat Morse, *Queues, Inventories and Maintenance*, 1958; of several nearly the same, where they are busy). Infinite if there is
    /// more work than people, zero if there is no limit.
    pub fn memory(&self, hold: f64) -> f64 {
        let (Some(seats), Some(share)) = (self.seats, self.share()) else { return 0.0 };
        if share >= 1.0 {
            return f64::INFINITY;
        }
        let left = 1.0 - libm::sqrt(share);
        hold / (seats * left * left)
    }

    /// Mean share of the seats taken, over the week; `None` if unlimited or nobody is ever on duty.
    pub fn share(&self) -> Option<f64> {
        self.seats.filter(|&seats| seats > 0.0).map(|seats| (self.incidents + self.background) / seats)
    }
}

/// What a sample of incidents did.
pub struct Sample {
    arms: Vec<Trips>,
    /// By type with later callers, arm and pool: mean seat time in seconds of one later call.
    later: Vec<Option<Vec<Vec<f64>>>>,
    worked: learning::Worked,
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
    fn share(&self, arm: usize, kind: usize, are_such: &dyn Fn(Flags) -> bool) -> f64 {
        let number = self.arms[arm].flags.iter().filter(|(of, flags)| *of == kind && are_such(*flags)).count();
        number as f64 / SAMPLE as f64
    }

    /// Mean seat time of a pool per incident of a type, in seconds.
    fn seat_time(&self, arm: usize, kind: usize, pool: usize) -> f64 {
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

/// Mean number of incidents of a type per hour of the week, over the counted time; rows of logs and stated incidents included.
pub fn hourly_rates(model: &Model, arm: usize, kind: usize) -> [f64; 168] {
    // What is shorter than a week says nothing of the hours it does not hold.
    let weeks = (days(model) / 7.0).max(1.0);
    let (drawn, known) = (drawn_rates(model, arm, kind), known_by_hour(model, kind));
    std::array::from_fn(|hour| drawn[hour] + known[hour] / weeks)
}

/// Length of the counted time in days.
fn days(model: &Model) -> f64 {
    model.study.duration.seconds() / 86_400.0
}

/// Mean number of incidents of a type that are drawn, per hour of the week.
fn drawn_rates(model: &Model, arm: usize, kind: usize) -> [f64; 168] {
    let mut rates = model.arms[arm].rates[kind].0;
    if *model.arms[arm].swings[kind] != Swings::default() {
        let factors = mean_factors(model, &model.arms[arm].swings[kind]);
        rates.iter_mut().zip(factors).for_each(|(rate, factor)| *rate *= factor);
    }
    rates
}

/// The number of incidents of a type whose time is known, from logs or because it is stated, by hour of the week; where the type is
/// drawn, its share.
fn known_by_hour(model: &Model, kind: usize) -> [f64; 168] {
    let mut numbers = [0.0; 168];
    let mut add = |time: Time, number: f64| numbers[(time.hour() + i64::from(model.study.weekday) * 24).rem_euclid(168) as usize] += number;
    for log in &model.logs {
        let total: f64 = log.types.iter().map(|&(_, weight)| weight).sum();
        let drawn: f64 = log.types.iter().filter(|&&(drawn, _)| drawn == kind).map(|&(_, weight)| weight / total).sum();
        let drawn = if log.types.is_empty() && log.holder == kind { 1.0 } else { drawn };
        for row in log.rows.iter().filter(|row| !row.abandoned) {
            add(row.time, row.kind.map_or(drawn, |known| f64::from(usize::from(known) == kind)));
        }
    }
    let counted = model.study.window_start..model.study.window_end();
    let stated = model.stated.iter().map(|stated| &stated.row);
    stated.filter(|row| row.kind.map(usize::from) == Some(kind) && counted.contains(&row.time)).for_each(|row| add(row.time, 1.0));
    numbers
}

/// What the hours of the week are multiplied by, on average over the counted time; those it does not hold, by the mean of all.
fn mean_factors(model: &Model, swings: &Swings) -> [f64; 168] {
    let study = &model.study;
    let (mut sums, mut counts) = ([0.0; 168], [0.0; 168]);
    for hour in study.window_start.hour()..=(study.window_end() - Time(1)).hour() {
        let hour_of_week = (hour + i64::from(study.weekday) * 24).rem_euclid(168) as usize;
        sums[hour_of_week] += swings.expected(hour);
        counts[hour_of_week] += 1.0;
    }
    let mean = sums.iter().sum::<f64>() / counts.iter().sum::<f64>();
    std::array::from_fn(|hour| if counts[hour] > 0.0 { sums[hour] / counts[hour] } else { mean })
}

/// The load of every pool.
pub fn estimate(model: &Model, sample: &Sample) -> Load {
    let (mut types, mut pools) = (Vec::new(), Vec::new());
    for (a, arm) in model.arms.iter().enumerate() {
        let rates: Vec<[f64; 168]> = (0..model.types.len()).map(|kind| hourly_rates(model, a, kind)).collect();
        for kind in 0..model.types.len() {
            let incidents_per_day = incidents_per_day(model, a, kind);
            let calls_per_day = incidents_per_day * (1.0 + calls(model, kind));
            types.push(TypeRate { arm: arm.name.clone(), r#type: model.types[kind].name.clone(), incidents_per_day, calls_per_day });
        }
        for (p, pool) in model.pools.iter().enumerate() {
            let (incidents, background) = (of_incidents(model, sample, (a, p), &rates), of_background(model, a, p));
            let helpers = arm.pools[p].overflow.iter().map(|helper| model.pools[helper.pool].name.clone()).collect();
            pools.push(PoolLoad { helpers, ..pool_load(&arm.name, &pool.name, &arm.pools[p], &incidents, &background) });
        }
    }
    Load { types, pools, learning: learning::factors(model, &sample.worked) }
}

/// Mean number of seats of a pool that are taken in an arm, by hour of the week.
pub fn taken_by_hour(model: &Model, sample: &Sample, arm: usize, pool: usize) -> [f64; 168] {
    let rates: Vec<[f64; 168]> = (0..model.types.len()).map(|kind| hourly_rates(model, arm, kind)).collect();
    let (incidents, background) = (of_incidents(model, sample, (arm, pool), &rates), of_background(model, arm, pool));
    std::array::from_fn(|hour| incidents[hour] + background[hour])
}

/// Seats of a pool that incidents take in an arm, by hour of the week.
fn of_incidents(model: &Model, sample: &Sample, (arm, pool): (usize, usize), rates: &[[f64; 168]]) -> Vec<f64> {
    let later_calls = |kind: usize| sample.later[kind].as_ref().map_or(0.0, |by_arm| calls(model, kind) * by_arm[arm][pool]);
    let per_incident: Vec<f64> =
        (0..model.types.len()).map(|kind| (sample.seat_time(arm, kind, pool) + later_calls(kind)) / 3600.0).collect();
    (0..168).map(|hour| rates.iter().zip(&per_incident).map(|(rate, time)| rate[hour] * time).sum()).collect()
}

/// And that background work takes.
fn of_background(model: &Model, arm: usize, pool: usize) -> Vec<f64> {
    let mut background = vec![0.0; 168];
    for (_, (rates, takes)) in model.background.iter().zip(&model.arms[arm].background).filter(|(work, _)| work.pool == pool) {
        background.iter_mut().zip(&rates.0).for_each(|(sum, rate)| *sum += rate * takes.get(0).mean() / 3600.0);
    }
    background
}

/// Mean number of incidents of a type a day, over the counted time.
fn incidents_per_day(model: &Model, arm: usize, kind: usize) -> f64 {
    let sum = |numbers: [f64; 168]| numbers.iter().sum::<f64>();
    sum(drawn_rates(model, arm, kind)) / 7.0 + sum(known_by_hour(model, kind)) / days(model)
}

/// Mean number of later calls about an incident of a type.
fn calls(model: &Model, kind: usize) -> f64 {
    model.types[kind].callers.as_ref().map_or(0.0, |callers| callers.more.mean())
}

fn pool_load(arm: &str, pool: &str, plan: &PoolPlan, incidents: &[f64], background: &[f64]) -> PoolLoad {
    let seats = &plan.seats;
    let mean = |hours: &[f64]| hours.iter().sum::<f64>() / 168.0;
    let by_hour = seats.by_hour();
    let taken = |hour: usize| incidents[hour] + background[hour];
    let mut shifts: Vec<ShiftLoad> = Vec::new();
    let mut busiest = None;
    if let (Seats::Weekly(plan), Some(by_hour)) = (seats, &by_hour) {
        for (index, &(from, seats)) in plan.iter().enumerate() {
            let to = plan.get(index + 1).map_or(Time(168 * Time::HOUR.0), |next| next.0);
            let (first, last) = (from.seconds() / 3600.0, to.seconds() / 3600.0);
            let within = |hour: usize| (last.min(hour as f64 + 1.0) - first.max(hour as f64)).max(0.0);
            let busy: f64 = (0..168).map(|hour| taken(hour) * within(hour)).sum::<f64>() / f64::from(seats.max(1));
            match shifts.iter_mut().find(|shift| shift.seats == seats) {
                // `load` holds busy hours until all parts of the shift are known.
                Some(shift) => (shift.hours, shift.load) = (shift.hours + last - first, shift.load + busy),
                None => shifts.push(ShiftLoad { seats, hours: last - first, load: busy }),
            }
        }
        shifts.iter_mut().for_each(|shift| shift.load /= shift.hours);
        shifts.retain(|shift| shift.seats > 0);
        shifts.sort_by(|a, b| b.hours.total_cmp(&a.hours).then(a.seats.cmp(&b.seats)));
        busiest = (0..168).filter(|&hour| by_hour[hour] > 0.0).map(|hour| taken(hour) / by_hour[hour]).max_by(f64::total_cmp);
    }
    PoolLoad {
        arm: arm.to_owned(),
        pool: pool.to_owned(),
        seats: by_hour.map(|hours| mean(&hours)),
        incidents: mean(incidents),
        background: mean(background),
        shifts,
        busiest,
        has_dates: !plan.dated.is_empty(),
        helpers: Vec::new(),
    }
}
