//! The people: what their time is used for, by pool, shift and hour, and what an incident costs of it.

use super::Teller;
use super::cells::{Cell, Row, dash};
use crate::report::findings::label;
use crate::report::format::{Quantity, exact};
use crate::report::words::fill;
use crate::results::{ArmResults, Estimate, PoolStats};
use serde::Serialize;

/// One pool, all arms.
#[derive(Debug, Serialize)]
pub(super) struct PoolRows {
    label: String,
    rows: Vec<Row>,
}

pub(super) fn pools(teller: &Teller<'_>) -> Vec<PoolRows> {
    let results = &teller.report.results;
    let rows_of = |pool: &String| {
        let row = |(name, arm): (&String, &ArmResults)| Some(Row::new(teller.arm(name), cells(teller, arm.pools.get(pool)?)));
        PoolRows { label: pool_label(teller, pool), rows: results.arms.iter().filter_map(row).collect() }
    };
    names(teller).map(rows_of).collect()
}

fn names<'a>(teller: &Teller<'a>) -> impl Iterator<Item = &'a String> {
    teller.report.results.arms.values().next().map(|arm| arm.pools.keys()).into_iter().flatten()
}

fn pool_label(teller: &Teller<'_>, pool: &str) -> String {
    label(teller.report.results.pool_labels.get(pool), pool, teller.language).to_owned()
}

/// Working, held, background, mean wait, had to wait.
fn cells(teller: &Teller<'_>, stats: &PoolStats) -> Vec<Cell> {
    let use_of = if stats.on_duty_s.is_some() { Quantity::Share } else { Quantity::Number };
    let mut cells: Vec<Cell> = [stats.working, stats.held, stats.background].map(|est| teller.est(use_of, est)).into();
    let is_seen = |reserved: &Estimate| teller.numbers.value(use_of, reserved).contains(|digit: char| ('1'..='9').contains(&digit));
    if let Some(reserved) = stats.reserved.filter(is_seen) {
        let of_that = teller.numbers.full(use_of, &reserved);
        let held = stats.held.map_or_else(String::new, |held| teller.numbers.full(use_of, &held));
        cells[1] = Cell::new(fill(teller.words.of_that_reserved, &[("held", &held), ("reserved", &of_that)])).of(stats.held);
    }
    cells.extend([teller.est(Quantity::Time, stats.mean_wait_s), teller.est(Quantity::Share, stats.p_wait)]);
    cells
}

/// The same without intervals, of which there would be too many; the file beside the chart of the hours has the exact numbers.
fn bare(teller: &Teller<'_>, stats: &PoolStats) -> Vec<Cell> {
    let use_of = if stats.on_duty_s.is_some() { Quantity::Share } else { Quantity::Number };
    let told = [
        (use_of, stats.working),
        (use_of, stats.held),
        (use_of, stats.background),
        (Quantity::Time, stats.mean_wait_s),
        (Quantity::Share, stats.p_wait),
    ];
    told.map(|(quantity, est)| Cell::new(est.map_or_else(dash, |found| teller.numbers.value(quantity, &found))).of(est)).into()
}

/// What an incident costs, by arm.
pub(super) fn seats(teller: &Teller<'_>) -> Vec<Row> {
    let row = |(name, arm): (&String, &ArmResults)| {
        let seats = arm.seat_time?;
        let planned = teller.numbers.count(libm::round(seats.planned_h_per_week) as u64);
        let difference = match *name == teller.report.results.baseline {
            true => Cell::new(teller.words.page_baseline.to_owned()),
            false => teller.change(Quantity::Change, seats.difference_s),
        };
        let cells = vec![
            Cell::new(planned).of(Some(exact(seats.planned_h_per_week))),
            teller.est(Quantity::Time, seats.per_incident_s),
            teller.est(Quantity::Time, seats.held_s),
            difference,
        ];
        Some(Row::new(teller.arm(name), cells))
    };
    teller.report.results.arms.iter().filter_map(row).collect()
}

/// Whether the arms have the same planned seats, in a sentence; nothing where nothing is compared.
pub(super) fn staff(teller: &Teller<'_>) -> Option<String> {
    let arms = &teller.report.results.arms;
    let planned: Vec<(&String, f64)> = arms.iter().filter_map(|(name, arm)| Some((name, arm.seat_time?.planned_h_per_week))).collect();
    let (_, first) = planned.first().filter(|_| planned.len() > 1)?;
    let hours = |hours: f64| teller.numbers.count(libm::round(hours) as u64);
    if planned.iter().all(|(_, other)| other == first) {
        return Some(fill(teller.words.staff_same, &[("hours", &hours(*first))]));
    }
    let list: Vec<String> = planned.iter().map(|(name, planned)| format!("{} {}", teller.arm(name), hours(*planned))).collect();
    Some(fill(teller.words.staff_differs, &[("list", &list.join(", "))]))
}

/// A pool by shift and by hour of the day.
#[derive(Debug, Serialize)]
pub(super) struct Hours {
    label: String,
    tables: Vec<PoolRows>,
}

/// Every pool by shift and by hour of the day. Arms in which a pool lives the same day are told once.
pub(super) fn shifts(teller: &Teller<'_>) -> Vec<Hours> {
    let (w, arms) = (teller.words, &teller.report.results.arms);
    let hours_of = |pool: &String| {
        let mut shifts = Vec::new();
        let mut days: Vec<PoolRows> = Vec::new();
        for (name, arm) in arms {
            let Some(found) = arm.pool_hours.get(pool) else { continue };
            for shift in &found.shifts {
                let (seats, hours) = (shift.seats.to_string(), shift.hours_a_week.to_string());
                let label = fill(w.shift_row, &[("arm", teller.arm(name)), ("seats", &seats), ("hours", &hours)]);
                shifts.push(Row::new(label, cells(teller, &shift.stats)));
            }
            let hour = |(hour, stats): (usize, &PoolStats)| Row::new(format!("{hour:02}–{:02}", hour + 1), bare(teller, stats));
            let rows: Vec<Row> = found.hour.iter().enumerate().map(hour).collect();
            match days.iter_mut().find(|day| day.rows == rows) {
                Some(day) => day.label += &format!("; {}", teller.arm(name)),
                None => days.push(PoolRows { label: teller.arm(name).to_owned(), rows }),
            }
        }
        let shifts = PoolRows { label: w.by_shift.to_owned(), rows: shifts };
        let tables = std::iter::once(shifts).chain(days).filter(|table| !table.rows.is_empty()).collect();
        Hours { label: fill(w.shifts_title, &[("pool", &pool_label(teller, pool))]), tables }
    };
    names(teller).map(hours_of).filter(|pool| !pool.tables.is_empty()).collect()
}
