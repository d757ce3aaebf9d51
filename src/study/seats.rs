//! What incidents cost in people's time, and what a model consists of.

use super::estimate::{SECOND, est, not_negative};
use super::sections::{ArmTotals, Sections};
use crate::model::{Discipline, Model, PoolPlan, Seats};
use crate::results::{Described, Map, SeatTime};
use crate::statistics::LEVEL;
use crate::statistics::ratio::{Sums, difference, many, mean};
use crate::time::Time;

/// Seconds of an hour.
const HOUR_S: f64 = 3600.0;

pub(super) fn seat_time(model: &Model, sections: &Sections, weights: &[f64], arm: usize) -> SeatTime {
    let sums =
        |arm: usize, of: fn(&ArmTotals) -> i64| -> Vec<f64> { sections.list.iter().map(|section| of(&section.arms[arm]) as f64).collect() };
    let taken = |arms: &ArmTotals| arms.pools.iter().map(|book| (book.working + book.held).0).sum();
    let held = |arms: &ArmTotals| arms.pools.iter().map(|book| book.held.0).sum();
    let arrived = |arms: &ArmTotals| arms.arrived as i64;
    let allowed = |arm: usize| sections.findings[arm].is_empty();
    let of_arm = |of: fn(&ArmTotals) -> i64| {
        let found = mean(weights, Sums { numerators: &sums(arm, of), denominators: &sums(arm, arrived) });
        not_negative(est(allowed(arm), found.map(|interval| interval.divided(SECOND))))
    };
    let against = |base: usize| {
        let (own, own_number, base_time, base_number) = (sums(arm, taken), sums(arm, arrived), sums(base, taken), sums(base, arrived));
        let own = Sums { numerators: &own, denominators: &own_number };
        let found = difference(LEVEL, weights, own, Sums { numerators: &base_time, denominators: &base_number });
        let found = many(&own_number, many(&base_number, found));
        est(allowed(arm) && allowed(base), found.map(|interval| interval.divided(SECOND)))
    };
    SeatTime {
        planned_h_per_week: model.arms[arm].pools.iter().filter_map(planned_h_per_week).sum(),
        per_incident_s: of_arm(taken),
        held_s: of_arm(held),
        difference_s: (arm != model.baseline).then(|| against(model.baseline)).flatten(),
    }
}

/// Seats of the weekly plan, hours a week.
pub(super) fn planned_h_per_week(plan: &PoolPlan) -> Option<f64> {
    let Seats::Weekly(weekly) = &plan.seats else { return None };
    let ends = weekly.iter().skip(1).map(|(from, _)| *from).chain([Time(7 * Time::DAY.0)]);
    Some(weekly.iter().zip(ends).map(|((from, seats), to)| f64::from(*seats) * (to - *from).seconds() / HOUR_S).sum())
}

pub(super) fn described(model: &Model) -> Described {
    let queue = |(pool, plan): (&crate::model::Pool, &PoolPlan)| {
        let word = match plan.discipline {
            Discipline::Priority => "priority",
            Discipline::Fifo => "fifo",
            Discipline::Lifo => "lifo",
            Discipline::Ageing(_) => "ageing",
        };
        (pool.name.clone(), word.to_owned())
    };
    let steps = |arm: &crate::model::Arm| {
        let mut names: Vec<String> = Vec::new();
        for step in arm.programs.iter().flat_map(|program| &program.steps) {
            if !names.contains(&step.name) {
                names.push(step.name.clone());
            }
        }
        (arm.name.clone(), names)
    };
    Described {
        texts: model.report.iter().map(|(key, text)| (key.clone(), text.clone())).collect(),
        queues: model.pools.iter().zip(&model.arms[model.baseline].pools).map(queue).collect(),
        steps: model.arms.iter().map(steps).collect::<Map<_>>(),
        differences: Vec::new(),
        names: model.names.clone(),
    }
}
