//! How much happens and how busy everybody is, as tables.

use larmkedja::load::{LearningFactor, Load, PoolLoad, TypeRate};

/// A row for every pool and shift, a column for every arm.
pub(super) fn text(load: &Load) -> String {
    let mut arms: Vec<&str> = Vec::new();
    let mut pools: Vec<&str> = Vec::new();
    for pool in &load.pools {
        if !arms.contains(&pool.arm.as_str()) {
            arms.push(&pool.arm);
        }
        if !pools.contains(&pool.pool.as_str()) {
            pools.push(&pool.pool);
        }
    }
    let mut table = vec![
        [vec!["pool".to_owned(), "on duty".to_owned(), "hours a week".to_owned()], arms.iter().map(|arm| (*arm).to_owned()).collect()]
            .concat(),
    ];
    for pool in pools {
        let of_arms: Vec<Option<&PoolLoad>> =
            arms.iter().map(|arm| load.pools.iter().find(|row| row.pool == pool && row.arm == *arm)).collect();
        table.extend(rows(pool, &of_arms));
    }
    let mut text = "At least so busy: the share of the people on duty that is taken if nobody ever has to wait\n".to_owned();
    text += &aligned(&table);
    if load.pools.iter().any(|pool| pool.has_dates) {
        text += "  Only what is the same every week: shifts and absences on single dates are not in it.\n";
    }
    text
}

/// A row for every type of incident, a column for every arm or, where all have the same rates, one. Calls stand beside incidents where
/// some incident has several.
pub(super) fn rates(load: &Load) -> String {
    let mut arms: Vec<Vec<&TypeRate>> = Vec::new();
    for rate in &load.types {
        match arms.last_mut().filter(|arm| arm[0].arm == rate.arm) {
            Some(arm) => arm.push(rate),
            None => arms.push(vec![rate]),
        }
    }
    let numbers = |arm: &[&TypeRate]| arm.iter().map(|rate| (rate.incidents_per_day, rate.calls_per_day)).collect::<Vec<_>>();
    let Some(first) = arms.first().map(|arm| numbers(arm)) else { return String::new() };
    let alike = arms.iter().all(|arm| numbers(arm) == first);
    arms.truncate(if alike { 1 } else { arms.len() });
    let has_calls = load.types.iter().any(|rate| rate.calls_per_day > rate.incidents_per_day);
    let named = |arm: &[&TypeRate], what: &str| if alike { what.to_owned() } else { format!("{}: {what}", arm[0].arm) };
    let columns = |arm: &Vec<&TypeRate>| {
        let calls = has_calls.then(|| named(arm, "calls"));
        [Some(named(arm, "incidents")), calls].into_iter().flatten().collect::<Vec<_>>()
    };
    let mut table = vec![[vec!["type".to_owned()], arms.iter().flat_map(columns).collect()].concat()];
    let cells = |(incidents, calls): (f64, f64)| [Some(incidents), has_calls.then_some(calls)].into_iter().flatten().map(number);
    for (index, rate) in arms[0].iter().enumerate() {
        let of_arms = arms.iter().map(|arm| (arm[index].incidents_per_day, arm[index].calls_per_day));
        table.push([vec![rate.r#type.clone()], of_arms.flat_map(cells).collect()].concat());
    }
    let sum = |arm: &Vec<&TypeRate>| numbers(arm).into_iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    if arms[0].len() > 1 {
        table.push([vec!["all".to_owned()], arms.iter().map(sum).flat_map(cells).collect()].concat());
    }
    "So much happens a day, on average over the counted time\n".to_owned() + &aligned(&table)
}

/// A row for every parameter that changes with practice in some arm; nothing where none does.
pub(super) fn learning(load: &Load) -> String {
    if load.learning.is_empty() {
        return String::new();
    }
    let head = ["arm", "parameter", "at the start", "in the middle", "at the end", "incidents a day that count"];
    let row = |one: &LearningFactor| {
        let factors = [one.at_start, one.at_middle, one.at_end].map(|factor| format!("{factor:.3}"));
        let names = [one.arm.clone(), one.parameter.clone()];
        names.into_iter().chain(factors).chain([one.worked_per_day.map_or("by time".to_owned(), number)]).collect()
    };
    let table: Vec<Vec<String>> = [head.map(str::to_owned).to_vec()].into_iter().chain(load.learning.iter().map(row)).collect();
    "What practice multiplies times by; the load above is that of the middle\n".to_owned() + &aligned(&table)
}

/// Three significant digits, and all of a large whole number.
fn number(value: f64) -> String {
    let decimals = [(100.0, 0), (10.0, 1), (1.0, 2)].into_iter().find(|&(least, _)| value >= least).map_or(3, |(_, decimals)| decimals);
    if value == 0.0 { "0".to_owned() } else { format!("{value:.decimals$}") }
}

/// The first column to the left, the others to the right.
fn aligned(table: &[Vec<String>]) -> String {
    let widths: Vec<usize> =
        (0..table[0].len()).map(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in table {
        let mut line = format!("  {:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            line += &format!("  {cell:>width$}");
        }
        text += line.trim_end();
        text += "\n";
    }
    text
}

/// The rows of one pool: one for every number of people on duty that occurs in some arm, and the busiest hour.
fn rows(pool: &str, of_arms: &[Option<&PoolLoad>]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut shifts: Vec<(u32, String)> = Vec::new();
    for shift in of_arms.iter().flatten().flat_map(|load| &load.shifts) {
        let key = (shift.seats, format!("{:.0}", shift.hours));
        if !shifts.contains(&key) {
            shifts.push(key);
        }
    }
    let row = |on_duty: String, hours: String, cell: &dyn Fn(&PoolLoad) -> Option<String>| {
        let cells = of_arms.iter().map(|load| load.and_then(cell).unwrap_or_default());
        [pool.to_owned(), on_duty, hours].into_iter().chain(cells).collect::<Vec<_>>()
    };
    if of_arms.iter().flatten().any(|load| load.seats.is_none()) {
        let people = |load: &PoolLoad| load.seats.is_none().then(|| format!("{:.2} people", load.incidents + load.background));
        rows.push(row("unlimited".to_owned(), "168".to_owned(), &people));
    }
    for (seats, hours) in shifts {
        let share = |load: &PoolLoad| {
            let shift = load.shifts.iter().find(|shift| shift.seats == seats && format!("{:.0}", shift.hours) == hours)?;
            Some(percent(shift.load))
        };
        rows.push(row(seats.to_string(), hours.clone(), &share));
    }
    if of_arms.iter().flatten().any(|load| load.busiest.is_some()) {
        rows.push(row("busiest hour".to_owned(), String::new(), &|load| load.busiest.map(percent)));
    }
    rows
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
