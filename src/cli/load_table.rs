//! How busy everybody is, as a table.

use larmkedja::load::{Load, PoolLoad};

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
    let widths: Vec<usize> =
        (0..table[0].len()).map(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = "At least so busy: the share of the people on duty that is taken if nobody ever has to wait\n".to_owned();
    for row in &table {
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
