//! Who is on duty in a pool: the weekly plan, single dates, outages, and people who have moved.

use crate::model::{HandOver, PoolPlan, Seats};
use crate::time::Time;

const WEEK: Time = Time(7 * Time::DAY.0);

/// Who is on duty at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duty {
    pub(super) seats: u32,
    /// When that may change.
    pub(super) next: Option<Time>,
    /// Where work is handed over: seats of shifts that go on, if one ends or begins now.
    pub(super) staying: Option<u32>,
}

/// Who is on duty in a pool; nothing if there is no limit.
pub(super) fn at(plans: &[PoolPlan], pool: usize, now: Time, weekday: u8) -> Option<Duty> {
    let plan = &plans[pool];
    let mut duty = planned(plan, now, weekday)?;
    let mut change = |at: Time| {
        if at > now && duty.next.is_none_or(|next| at < next) {
            duty.next = Some(at);
        }
    };
    for moved in &plan.moved {
        change(moved.from);
        change(moved.to);
        if moved.from <= now && now < moved.to {
            // Whoever is not on duty at home does not come here either.
            let home = planned(&plans[moved.pool], now, weekday);
            home.and_then(|home| home.next).into_iter().for_each(&mut change);
            duty.seats += home.map_or(0, |home| home.seats.saturating_sub(moved.stay));
        }
    }
    for outage in &plan.outages {
        change(outage.from);
        change(outage.to);
        if outage.from <= now && now < outage.to {
            duty.seats = duty.seats.min(outage.seats);
        }
    }
    Some(duty)
}

/// Who would be on duty by the shifts alone.
fn planned(plan: &PoolPlan, now: Time, weekday: u8) -> Option<Duty> {
    let Seats::Weekly(weekly) = &plan.seats else { return None };
    let since_monday = Time((now.0 + i64::from(weekday) * Time::DAY.0).rem_euclid(WEEK.0));
    let next = weekly.partition_point(|(from, _)| *from <= since_monday);
    let (changed, seats) = weekly[next - 1];
    let there = || plan.dated.iter().filter(|dated| dated.from <= now && now < dated.to);
    // Shifts that go on: of the week, if one of them ends or begins now, and of single dates.
    let staying = |over: &HandOver| {
        let of_week = if changed == since_monday { over.staying[next - 1] } else { seats };
        let of_dates: i64 = there().filter(|dated| dated.from < now).map(|dated| i64::from(dated.seats)).sum();
        u32::try_from(i64::from(of_week) + of_dates).unwrap_or(0)
    };
    let changes = changed == since_monday || plan.dated.iter().any(|dated| dated.from == now || dated.to == now);
    let staying = plan.hand_over.as_ref().filter(|_| changes).map(staying);
    let seats = i64::from(seats) + there().map(|dated| i64::from(dated.seats)).sum::<i64>();
    let usual = (weekly.len() > 1).then(|| now + (weekly.get(next).map_or(WEEK, |(from, _)| *from) - since_monday));
    let dated = plan.dated.iter().flat_map(|dated| [dated.from, dated.to]).filter(|&at| at > now).min();
    Some(Duty { seats: u32::try_from(seats).unwrap_or(0), next: usual.into_iter().chain(dated).min(), staying })
}
