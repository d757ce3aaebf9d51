//! How busy people would be, before any study: some incidents of each type go through each chain with unlimited seats,
//! and what they take of every pool is held against the seats on duty. Nobody waits in it, so it is a lower bound.

mod learning;
mod sample;

pub use learning::LearningFactor;
pub use sample::{Sample, Wait};

use crate::model::{Model, PoolPlan, Seats, Swings};
use crate::record::hour_of_week;
use crate::time::Time;
use serde::Serialize;
use std::ops::Range;

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

/// Mean number of incidents of a type per hour of the week, over the counted time; rows of logs and stated incidents included.
pub fn hourly_rates(model: &Model, arm: usize, kind: usize) -> [f64; 168] {
    let (drawn, logged) = (drawn_rates(model, arm, kind), over_the_week(&logged_by_hour(model, kind), &counted_by_hour(model)));
    // What happens at a stated time says nothing of other hours.
    let (stated, weeks) = (stated_by_hour(model, kind), (days(model) / 7.0).max(1.0));
    std::array::from_fn(|hour| drawn[hour] + logged[hour] + stated[hour] / weeks)
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

/// How often the counted time holds each hour of the week.
fn counted_by_hour(model: &Model) -> [f64; 168] {
    let study = &model.study;
    let mut counts = [0.0; 168];
    for hour in study.window_start.hour()..=(study.window_end() - Time(1)).hour() {
        let (from, to) = (Time(hour * Time::HOUR.0).max(study.window_start), Time((hour + 1) * Time::HOUR.0).min(study.window_end()));
        counts[hour_of_week(Time(hour * Time::HOUR.0), study.weekday)] += (to - from).seconds() / Time::HOUR.seconds();
    }
    counts
}

/// Sums over the counted time as means by hour of the week. Hours that it does not hold are taken to be like the same hour of the other days,
/// or else like all others: a log of two days says more of a third than that nothing happens.
fn over_the_week(sums: &[f64; 168], counts: &[f64; 168]) -> [f64; 168] {
    let mean = |hours: &mut dyn Iterator<Item = usize>| {
        let (sum, count) = hours.fold((0.0, 0.0), |(sum, count), hour| (sum + sums[hour], count + counts[hour]));
        (count > 0.0).then(|| sum / count)
    };
    std::array::from_fn(|hour| {
        let of_other_days = |hour: usize| mean(&mut (0..7).map(|day| day * 24 + hour % 24));
        mean(&mut std::iter::once(hour)).or_else(|| of_other_days(hour)).or_else(|| mean(&mut (0..168))).unwrap_or(0.0)
    })
}

/// The number of incidents of a type that logs have in the counted time, by hour of the week; where the type is drawn, its share.
fn logged_by_hour(model: &Model, kind: usize) -> [f64; 168] {
    let mut numbers = [0.0; 168];
    let counted = counted(model);
    for log in &model.logs {
        let total: f64 = log.types.iter().map(|&(_, weight)| weight).sum();
        let drawn: f64 = log.types.iter().filter(|&&(drawn, _)| drawn == kind).map(|&(_, weight)| weight / total).sum();
        let drawn = if log.types.is_empty() && log.holder == kind { 1.0 } else { drawn };
        for row in log.rows.iter().filter(|row| !row.abandoned && counted.contains(&row.time)) {
            let number = row.kind.map_or(drawn, |known| f64::from(usize::from(known) == kind));
            numbers[hour_of_week(row.time, model.study.weekday)] += number;
        }
    }
    numbers
}

/// The number of incidents of a type at stated times within the counted time, by hour of the week.
fn stated_by_hour(model: &Model, kind: usize) -> [f64; 168] {
    let mut numbers = [0.0; 168];
    let counted = counted(model);
    let stated = model.stated.iter().map(|stated| &stated.row);
    for row in stated.filter(|row| row.kind.map(usize::from) == Some(kind) && counted.contains(&row.time)) {
        numbers[hour_of_week(row.time, model.study.weekday)] += 1.0;
    }
    numbers
}

/// The counted time.
fn counted(model: &Model) -> Range<Time> {
    model.study.window_start..model.study.window_end()
}

/// What the hours of the week are multiplied by, on average over the counted time.
fn mean_factors(model: &Model, swings: &Swings) -> [f64; 168] {
    let study = &model.study;
    let (mut sums, mut counts) = ([0.0; 168], [0.0; 168]);
    for hour in study.window_start.hour()..=(study.window_end() - Time(1)).hour() {
        let hour_of_week = hour_of_week(Time(hour * Time::HOUR.0), study.weekday);
        sums[hour_of_week] += swings.expected(hour);
        counts[hour_of_week] += 1.0;
    }
    over_the_week(&sums, &counts)
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
    sum(drawn_rates(model, arm, kind)) / 7.0 + (sum(logged_by_hour(model, kind)) + sum(stated_by_hour(model, kind))) / days(model)
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
