//! Pools and their plans, and the work that is no 112 chain.

use super::names::Names;
use super::notes::Notes;
use super::values::{Resolver, Values};
use crate::distribution::Distribution;
use crate::model::{self, Choice, Discipline, HourlyRates, PoolPlan, Seats};
use crate::random::Key;
use crate::scenario::diagnostic::Span;
use crate::scenario::file::{Arm, File, Named, Pool, Shift, Staff};
use crate::time::Time;
use std::sync::Arc;

/// Hours of a week.
pub(super) const WEEK: usize = 168;
/// The priority of background work unless it says one: after every incident.
const LAST: u8 = u8::MAX;

/// The plans of all pools as an arm has them.
pub(super) fn plans(file: &File, arm: Option<&Arm>, notes: &mut Notes) -> Vec<PoolPlan> {
    let changes = arm.map_or(&[][..], |arm| &arm.pools);
    for change in changes.iter().filter(|change| file.pools.iter().all(|pool| pool.name.value != change.name.value)) {
        notes.unknown("pool", &change.name, file.pools.iter().map(|pool| pool.name.value.as_str()));
    }
    file.pools
        .iter()
        .map(|pool| {
            let change = changes.iter().find(|change| change.name.value == pool.name.value);
            let queue = change.and_then(|change| change.value.queue).or(pool.value.queue).unwrap_or(Discipline::Priority);
            let given = change.filter(|change| change.value.staff.is_some() || !change.value.shifts.is_empty());
            PoolPlan { seats: seats(given.unwrap_or(pool), notes), discipline: queue }
        })
        .collect()
}

fn seats(pool: &Named<Pool>, notes: &mut Notes) -> Seats {
    let (name, span) = (&pool.name.value, &pool.name.span);
    match (&pool.value.staff, &pool.value.shifts[..]) {
        (Some(staff), []) => match staff.value {
            Staff::Unlimited => Seats::Unlimited,
            Staff::Seats(0) => {
                notes.warn("nobody-on-duty", &staff.span, format!("nobody is ever on duty in `{name}`"), "zero seats").hint =
                    Some("whoever asks this pool waits for ever".into());
                Seats::Weekly(vec![(Time::ZERO, 0)])
            }
            Staff::Seats(seats) => Seats::Weekly(vec![(Time::ZERO, seats)]),
        },
        (None, []) => {
            notes.error("no-staff", span, format!("the pool `{name}` has nobody"), "neither `staff` nor a shift").hint =
                Some(format!("write `staff = 4` or a table `[pool.{name}.shift.day]`"));
            Seats::Unlimited
        }
        (Some(staff), _) => {
            let message = format!("the pool `{name}` has both `staff` and shifts");
            notes.error("staff-and-shifts", &staff.span, message, "one of the two").hint = Some("remove `staff` or the shifts".into());
            Seats::Unlimited
        }
        (None, shifts) => weekly(name, span, shifts, notes),
    }
}

/// Adds up the shifts: each belongs to the day on which it starts.
fn weekly(name: &str, span: &Span, shifts: &[Named<Shift>], notes: &mut Notes) -> Seats {
    const DAY: i64 = 86_400;
    let mut changes: Vec<(i64, i64)> = Vec::new();
    for shift in shifts {
        let (from, to) = (i64::from(shift.value.from) % DAY, i64::from(shift.value.to));
        let length = if to > from { to - from } else { to + DAY - from };
        for day in (0..7).filter(|&day| shift.value.days[day as usize]) {
            let begin = day * DAY + from;
            let end = begin + length;
            let staff = i64::from(shift.value.staff);
            changes.push((begin, staff));
            changes.push((end % (7 * DAY), -staff));
            if end >= 7 * DAY {
                // It goes on, or ends just then, when the week begins again.
                changes.push((0, staff));
            }
        }
    }
    changes.sort_unstable();
    let mut plan: Vec<(Time, u32)> = vec![(Time::ZERO, 0)];
    let mut seats = 0;
    for (at, change) in changes {
        seats += change;
        let at = Time(at * Time::SECOND.0);
        match plan.last_mut() {
            Some(last) if last.0 == at => last.1 = seats.max(0) as u32,
            _ => plan.push((at, seats.max(0) as u32)),
        }
    }
    plan.dedup_by_key(|entry| entry.1);
    if let Some(gap) = plan.iter().find(|entry| entry.1 == 0) {
        let hours = gap.0.0 / Time::HOUR.0;
        let (day, hour) =
            (["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][(hours / 24) as usize % 7], hours % 24);
        let message = format!("nobody is on duty in `{name}` from {day} {hour:02}:{:02}", gap.0.0 / 60_000_000 % 60);
        notes.warn("shift-gap", span, message, "the shift plan has a gap").hint = Some("whoever asks then waits for the next shift".into());
    }
    Seats::Weekly(plan)
}

/// Background work: its pools, and by arm its rates and how long it takes.
pub(super) fn background(file: &File, names: &Names, baseline: &[PoolPlan], notes: &mut Notes) -> Vec<model::Background> {
    let mut found = Vec::new();
    for work in &file.background {
        let Some(pool) = names.pool(&work.value.pool, notes) else { continue };
        if work.value.load.is_some() && baseline[pool].seats == Seats::Unlimited {
            let message = format!("the load of `{}` is a share of seats, but `{}` has no limit", work.name.value, names.pools[pool]);
            notes.error("load-without-seats", &work.value.pool.span, message, "unlimited").hint = Some("give a `rate` instead".into());
        }
        let key = Key::of(&work.name.value);
        found.push(model::Background { name: work.name.value.clone(), key, pool, priority: work.value.priority.unwrap_or(LAST) });
    }
    found
}

/// The rates and lengths of background work in one arm; `baseline` are the plans of the baseline, whose seats a load is a share of.
pub(super) fn background_in(
    file: &File,
    names: &Names,
    values: &Values<'_>,
    baseline: &[PoolPlan],
    notes: &mut Notes,
) -> Vec<(Arc<HourlyRates>, Choice<Distribution>)> {
    let resolver = Resolver { values, flags: &names.flags, types: &names.types, kind: 0 };
    let mut found = Vec::new();
    for work in &file.background {
        let Some(pool) = names.pools.iter().position(|pool| *pool == work.value.pool.value) else { continue };
        let takes = resolver.time(&work.value.takes, "the length of background work", notes);
        if let Some(Choice::If(..)) = takes {
            let message = "the length of background work cannot depend on flags";
            notes.error("choice-not-allowed", &work.value.takes.span, message, "background work has none");
        }
        let mean = takes.as_ref().map_or(0.0, |takes| takes.get(0).mean());
        let rates = match (&work.value.load, &work.value.rate) {
            (Some(load), _) => {
                let Some(share) = resolver.number(load, "a load", notes) else { continue };
                if share >= 1.0 {
                    let message = format!("`{}` alone is more work than `{}` has people for", work.name.value, names.pools[pool]);
                    notes.warn("overloaded", &load.span, message, "a load of 1 or more");
                }
                if mean <= 0.0 {
                    notes.error("load-without-length", &work.value.takes.span, "a load of work that takes no time", "takes no time");
                    continue;
                }
                hourly_seats(&baseline[pool].seats).map(|seats| share * seats * 3600.0 / mean)
            }
            (None, Some(rate)) => {
                let Some(rate) = resolver.rate(rate, "a rate", notes) else { continue };
                [rate * 3600.0; WEEK]
            }
            (None, None) => continue,
        };
        let Some(takes) = takes else { continue };
        found.push((Arc::new(HourlyRates(rates)), takes));
    }
    found
}

/// Seats on duty by hour of the week, averaged within the hour; none of an unlimited pool.
pub(super) fn hourly_seats(seats: &Seats) -> [f64; WEEK] {
    let mut hours = [0.0; WEEK];
    let Seats::Weekly(plan) = seats else { return hours };
    for (index, &(from, seats)) in plan.iter().enumerate() {
        let to = plan.get(index + 1).map_or(Time(WEEK as i64 * Time::HOUR.0), |next| next.0);
        for (hour, mean) in hours.iter_mut().enumerate() {
            let (begin, end) = (Time(hour as i64 * Time::HOUR.0), Time((hour as i64 + 1) * Time::HOUR.0));
            *mean += f64::from(seats) * (to.min(end).0 - from.max(begin).0).max(0) as f64 / Time::HOUR.0 as f64;
        }
    }
    hours
}

/// Notes arms whose pools have unequal seat hours a week in total.
pub(super) fn compare_staff(file: &File, arms: &[Vec<PoolPlan>], baseline: usize, notes: &mut Notes) {
    let total = |plans: &[PoolPlan]| plans.iter().flat_map(|plan| hourly_seats(&plan.seats)).sum::<f64>();
    let expected = total(&arms[baseline]);
    for (arm, plans) in file.arms.iter().zip(arms) {
        let hours = total(plans);
        if (hours - expected).abs() > 1e-6 {
            let message = format!("`{}` has {hours:.0} seat hours a week, the baseline has {expected:.0}", arm.name.value);
            notes.warn("unequal-staff", &arm.name.span, message, "unequal staff").hint =
                Some("part of the difference is then the number of people, not the way of working".into());
        }
    }
}
