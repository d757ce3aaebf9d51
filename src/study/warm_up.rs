//! How long it takes until nobody can tell that the system began empty.
//!
//! Pilot replications of three weeks begin empty when counting would start. Of every hour is kept how many incidents are open on average; hours
//! of the first week are compared with the same hours of the weeks that follow, replication by replication, so that profiles and shifts
//! cancel. A stretch differs if the mean difference is more than 1 % of what is usual there and a t test tells it from zero at 1 %. The warm-up
//! of an arm ends at the first hour from which neither the next 1, 6 or 24 hours nor the rest of the week differ: one looks forward from the
//! beginning, because among all the hours of a week some differ by chance.
//!
//! Where rates and staff are constant, MSER-5 (White, Cobb and Spratt, Winter Simulation Conference 2000) says the same from the mean of
//! all replications: of batches of five hours those are dropped without which the standard error of the rest is least. The longer one holds.

use crate::engine::Engine;
use crate::model::{AtEnd, Model, Seats, Study, VarianceReduction};
use crate::record::{Closed, Recorder};
use crate::results::{ArmWarmUp, WarmUp};
use crate::statistics::student::two_sided;
use crate::time::Time;
use rayon::prelude::*;

const WEEKS: usize = 3;
const WEEK: usize = 168;
const HOURS: usize = WEEKS * WEEK;
/// Stretches that are compared, hours.
const STRETCHES: [usize; 3] = [1, 6, 24];
/// A smaller part of what is usual matters to nobody.
const SMALLEST: f64 = 0.01;
/// The level of the t tests.
const LEVEL: f64 = 0.99;
/// No stretch of a day begins later within the week.
const LATEST: usize = WEEK - 24;
/// Hours of a batch.
const BATCH: usize = 5;

/// Open incidents by arm and hour since the beginning, in microseconds of the hour.
#[derive(Debug)]
struct Hours {
    begin: Time,
    open: Vec<i64>,
}

impl Recorder for Hours {
    const FACTS: bool = false;
    const STEPS: bool = false;

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let end = self.begin + Time(HOURS as i64 * Time::HOUR.0);
        let (mut from, until) = (closed.arrival.max(self.begin), closed.closed.min(end));
        while from < until {
            let hour = (from - self.begin).0 / Time::HOUR.0;
            let next = (self.begin + Time((hour + 1) * Time::HOUR.0)).min(until);
            self.open[arm * HOURS + hour as usize] += (next - from).0;
            from = next;
        }
    }
}

/// Lives the pilot and says what warm-up is enough for every arm. `None` if `stop` said yes. `progress` is told after each replication.
pub fn warm_up(
    model: &Model,
    replications: u64,
    threads: Option<usize>,
    stop: &(dyn Fn() -> bool + Sync),
    progress: &(dyn Fn() + Sync),
) -> Option<WarmUp> {
    let duration = Time(HOURS as i64 * Time::HOUR.0);
    // Its t tests are of independent replications.
    let variance_reduction = VarianceReduction::None;
    let study = Study { warm_up: Time::ZERO, duration, at_end: AtEnd::Drain, replications, variance_reduction, ..model.study.clone() };
    let pilot = Model { study, ..model.clone() };
    let engine = Engine::new(&pilot);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0).min(256)).build().ok()?;
    let one = |replication: u64| {
        let mut hours = Hours { begin: pilot.study.begin(), open: vec![0; pilot.arms.len() * HOURS] };
        let ends = engine.run(replication, &mut hours, stop)?;
        progress();
        let limits: Vec<bool> = ends.iter().map(|end| end.finding.is_some()).collect();
        Some((hours.open, limits))
    };
    let lived: Option<Vec<(Vec<i64>, Vec<bool>)>> = pool.install(|| (1..=replications).into_par_iter().map(one).collect());
    let lived = lived?;
    let constant = is_constant(model);
    let arm = |index: usize| {
        let of_arm = |(open, _): &(Vec<i64>, Vec<bool>)| -> Vec<f64> {
            open[index * HOURS..(index + 1) * HOURS].iter().map(|&open| open as f64 / Time::HOUR.0 as f64).collect()
        };
        let series: Vec<Vec<f64>> = lived.iter().map(of_arm).collect();
        let settled = !lived.iter().any(|(_, limits)| limits[index]);
        told(&series, constant, settled, &model.arms[index].label)
    };
    let arms: crate::results::Map<ArmWarmUp> = model.arms.iter().enumerate().map(|(index, of)| (of.name.clone(), arm(index))).collect();
    let found =
        arms.values().map(|arm| arm.enough_s(constant)).collect::<Option<Vec<f64>>>().map(|all| all.into_iter().fold(0.0, f64::max));
    Some(WarmUp {
        title: model.title.clone(),
        language: model.language,
        seed: model.study.seed,
        replications,
        weeks: WEEKS as u64,
        given_s: model.study.warm_up.seconds(),
        found_s: found,
        constant,
        arms,
    })
}

fn told(series: &[Vec<f64>], constant: bool, settled: bool, label: &crate::model::Text) -> ArmWarmUp {
    let mean = |hour: usize| series.iter().map(|of| of[hour]).sum::<f64>() / series.len() as f64;
    let following = |of: &[f64], hour: usize| (1..WEEKS).map(|week| of[week * WEEK + hour]).sum::<f64>() / (WEEKS - 1) as f64;
    let usual = |hour: usize| series.iter().map(|of| following(of, hour)).sum::<f64>() / series.len() as f64;
    let means: Vec<f64> = (0..HOURS).map(mean).collect();
    let hours = by_weeks(series).filter(|_| settled);
    ArmWarmUp {
        label: label.clone(),
        by_weeks_s: hours.map(|hours| hours as f64 * 3600.0),
        mser_s: mser(&means).filter(|&hours| hours <= WEEK && constant && settled).map(|hours| hours as f64 * 3600.0),
        unseen: hours.and_then(|hours| change(series, hours, WEEK - hours, t(series)).at_most()),
        first_week: means[..WEEK].to_vec(),
        following_weeks: (0..WEEK).map(usual).collect(),
    }
}

/// Hours after which nothing tells the first week from those that follow; `None` if there are none a day before its end.
fn by_weeks(series: &[Vec<f64>]) -> Option<usize> {
    let t = t(series);
    let stretches = |from: usize| STRETCHES.into_iter().chain([WEEK - from]);
    (0..=LATEST).find(|&from| !stretches(from).any(|length| change(series, from, length, t).is_told()))
}

fn t(series: &[Vec<f64>]) -> f64 {
    two_sided(LEVEL, series.len().max(2) - 1)
}

/// How far some hours of the first week are from the same hours of the others.
struct Change {
    /// Mean over the replications.
    mean: f64,
    /// Half of its interval's width.
    half: f64,
    /// What the others hold.
    usual: f64,
}

impl Change {
    fn is_told(&self) -> bool {
        libm::fabs(self.mean) > SMALLEST * self.usual && libm::fabs(self.mean) > self.half
    }

    /// How far it may be, as a share of what is usual.
    fn at_most(&self) -> Option<f64> {
        (self.usual > 0.0).then(|| (libm::fabs(self.mean) + self.half) / self.usual)
    }
}

fn change(series: &[Vec<f64>], from: usize, length: usize, t: f64) -> Change {
    let number = series.len() as f64;
    let sum = |of: &[f64], week: usize| of[week * WEEK + from..week * WEEK + from + length].iter().sum::<f64>();
    let following = |of: &[f64]| (1..WEEKS).map(|week| sum(of, week)).sum::<f64>() / (WEEKS - 1) as f64;
    let usual = series.iter().map(|of| following(of)).sum::<f64>() / number;
    let differences: Vec<f64> = series.iter().map(|of| sum(of, 0) - following(of)).collect();
    let mean = differences.iter().sum::<f64>() / number;
    let squares: f64 = differences.iter().map(|difference| (difference - mean) * (difference - mean)).sum();
    Change { mean, half: t * libm::sqrt(squares / (number - 1.0).max(1.0) / number), usual }
}

/// The hours that MSER-5 drops; `None` where it would drop half of them, which says that more are needed.
fn mser(means: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = means.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let spread = |dropped: usize| {
        let kept = &batches[dropped..];
        let number = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / number;
        kept.iter().map(|batch| (batch - mean) * (batch - mean)).sum::<f64>() / (number * number)
    };
    let most = batches.len() / 2;
    let least = (0..most).min_by(|&a, &b| spread(a).total_cmp(&spread(b)))?;
    (least + 1 < most).then_some(least * BATCH)
}

/// Whether no rate and no number of people ever changes.
fn is_constant(model: &Model) -> bool {
    let same = |hours: &[f64; WEEK]| hours.iter().all(|hour| *hour == hours[0]);
    model.arms.iter().all(|arm| {
        let seats = arm.pools.iter().all(|pool| match &pool.seats {
            Seats::Unlimited => true,
            Seats::Weekly(plan) => plan.len() == 1 && pool.outages.is_empty(),
        });
        let background = arm.background.iter().all(|(rates, _)| same(&rates.0));
        seats
            && background
            && arm.rates.iter().all(|rates| same(&rates.0))
            && arm.swings.iter().all(|swings| **swings == Default::default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a series of known form comes to, with a little noise that differs by replication.
    fn series(form: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
        let noise = |replication: usize, hour: usize| ((replication * 7919 + hour * 104_729) % 1000) as f64 / 1000.0 - 0.5;
        (0..30).map(|replication| (0..HOURS).map(|hour| form(hour) + 0.2 * noise(replication, hour)).collect()).collect()
    }

    #[test]
    fn a_known_beginning_is_found() {
        let weekly = |hour: usize| 5.0 + 3.0 * ((hour % WEEK) / 24 % 2) as f64;
        assert_eq!(by_weeks(&series(weekly)), Some(0));
        // Half of what is usual for the first 40 hours, whatever the hour of the week.
        let found = by_weeks(&series(|hour| if hour < 40 { 0.5 * weekly(hour) } else { weekly(hour) }));
        assert_eq!(found, Some(40));
        // Of the same noise five pilots exclude less than thirty; what half is missing of is seen, and as large as that.
        let unseen = |series: &[Vec<f64>]| change(series, 0, WEEK, t(series)).at_most().expect("something is usual");
        let pilots = series(weekly);
        assert!(unseen(&pilots[..5]) > unseen(&pilots) && unseen(&pilots) > 0.0);
        assert!((0.5..0.51).contains(&unseen(&series(|hour| if hour < WEEK { 3.0 } else { 6.0 }))));
        assert_eq!(by_weeks(&series(|hour| 1.0 + hour as f64 / 50.0)), None);
    }

    #[test]
    fn mser_5_drops_what_is_not_like_the_rest() {
        let means = |form: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..HOURS).map(form).collect() };
        let wobble = |hour: usize| (hour * 7919 % 100) as f64 / 100.0;
        // The first batch of what is alike may look a little off.
        let found = mser(&means(&|hour| if hour < 60 { 0.0 } else { 10.0 + wobble(hour) }));
        assert!(found == Some(60) || found == Some(65), "{found:?}");
        assert!(mser(&means(&|hour| 10.0 + wobble(hour))).is_some_and(|hours| hours <= 25));
        assert_eq!(mser(&means(&|hour| hour as f64)), None);
    }
}
