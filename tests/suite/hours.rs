//! Does what is told by the hour add up to what is told of the whole, and is each hour given what belongs to it?

use crate::common::model_of;
use larmkedja::engine::Engine;
use larmkedja::record::{HOURS, PoolBook};
use larmkedja::results::{Difference, Estimate, HourStats, Results, Stats};
use larmkedja::study::{Options, run};

/// An incident every hour at full staff of background work, longer than an hour each, so that everything lies across the hour.
const TEXT: &str = r#"
title = "Hours"
[study]
starts = "2024-06-05T06:00:00"
warm_up = "1 d"
duration = "7 d"
replications = 5
seed = 3
baseline = "calm"
[agency.police]
alerted = "police alerted"
[pool.desk]
[pool.desk.shift.day]
from = "06:00"
to = "18:00"
staff = 5
[pool.desk.shift.night]
from = "18:00"
to = "06:00"
staff = 2
[pool.field]
staff = "unlimited"
[background.reports]
pool = "desk"
rate = "0.4 / h"
takes = "100 min"
[incident.call]
rate = "1 / h"
priority = 1
flags = { police = 0.5 }
[chain.calm.role]
operator = [{ pool = "desk" }]
[[chain.calm.step]]
name = "talk"
staff = ["operator"]
takes = { exponential = { mean = "50 min" } }
[[chain.calm.step]]
name = "go"
staff = ["field"]
takes = "2 h"
mark = "there"
[[chain.calm.step]]
name = "police alert"
after = ["talk"]
when = "police"
takes = "10 s"
mark = "police alerted"
[chain.hurried]
like = "calm"
[[chain.hurried.step]]
name = "talk"
takes = { exponential = { mean = "40 min" } }
[measure.there]
time = { from = "arrival", to = "there" }
[measure.alerted]
time = { from = "arrival", to = "police alerted" }
among = "police"
[arm.calm]
chain = "calm"
[arm.hurried]
chain = "hurried"
"#;

fn results() -> Results {
    let mut ignore = |_: &_| {};
    let options = Options { threads: Some(2), stop: &|| false, progress: &|_| {}, on_replication: &mut ignore, incidents: None };
    run(&model_of(TEXT).expect("a scenario"), options).results
}

#[test]
fn the_hours_of_a_pool_add_up_and_nobody_works_twice_in_one() {
    let model = model_of(TEXT).expect("a scenario");
    for end in Engine::new(&model).run_for(1, &mut (), &|| false).expect("lived to its end") {
        for (pool, whole) in end.pools.iter().enumerate() {
            let hours = &end.hours[pool * HOURS..(pool + 1) * HOURS];
            let mut sum = PoolBook::default();
            hours.iter().for_each(|hour| sum.add(hour));
            assert_eq!(sum, *whole);
            assert!(whole.working.0 > 0);
            for (hour, book) in hours.iter().enumerate().filter(|_| pool == 0) {
                assert!(book.background.0 >= 0 && book.working.0 >= 0 && book.held.0 >= 0, "{hour}: {book:?}");
                // A week: every hour once. Whoever stays after the shift is on duty too.
                let seats = if (6..18).contains(&(hour % 24)) { 5 } else { 2 };
                assert!(book.on_duty.0 >= seats * 3_600_000_000, "{hour}: {book:?}");
                assert!(book.working + book.held + book.background <= book.on_duty, "{hour}: {book:?}");
            }
        }
        let day = |hours: &[PoolBook]| hours.iter().map(|book| book.on_duty.0).sum::<i64>();
        assert!(day(&end.hours[..HOURS]) < 7 * 24 * 4 * 3_600_000_000, "people who stay do so for a while only");
    }
}

/// Sum of a mean over hours: numbers times means.
fn total(hours: &[HourStats], of: impl Fn(&HourStats) -> (u64, Option<f64>)) -> (u64, f64) {
    hours.iter().map(of).fold((0, 0.0), |(number, sum), (more, mean)| (number + more, sum + more as f64 * mean.unwrap_or(0.0)))
}

#[track_caller]
fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{found} is not {wanted}");
}

#[test]
fn the_hours_of_a_measure_add_up() {
    let results = results();
    for (arm, found) in &results.arms {
        assert_eq!(found.hours.keys().collect::<Vec<_>>(), ["there", "alerted"]);
        for (measure, strata) in &found.hours {
            assert_eq!(strata.contains_key("none"), measure == "there", "{measure}");
            for (stratum, by_hour) in strata {
                let whole = &found.measures[measure];
                let whole = if stratum == "all" { &whole.all } else { &whole.agencies[stratum] };
                let Stats::Time(whole) = whole else { panic!("{measure} is a time") };
                assert_eq!((by_hour.hour.len(), by_hour.weekday.len()), (24, 7));
                assert_eq!(by_hour.hour_of_week.len(), if measure == "there" { HOURS } else { 0 });
                for hours in [&by_hour.hour, &by_hour.weekday, &by_hour.hour_of_week].into_iter().filter(|hours| !hours.is_empty()) {
                    assert_eq!(hours.iter().map(|hour| hour.count).sum::<u64>(), whole.count);
                    let (reached, sum) = total(hours, |hour| (hour.reached, hour.mean_s.map(|est| est.value)));
                    assert_eq!(reached, whole.reached);
                    close(sum / reached as f64, whole.mean_s.expect("a mean").value);
                    let Some(of_arm) = results.differences.get(arm) else {
                        assert!(hours.iter().all(|hour| hour.pairs == 0 && hour.difference_s.is_none()));
                        continue;
                    };
                    let of_arm = &of_arm[measure];
                    let of_arm = if stratum == "all" { &of_arm.all } else { &of_arm.agencies[stratum] };
                    let Difference::Time(difference) = of_arm else { panic!("{measure} is a time") };
                    let (pairs, sum) = total(hours, |hour| (hour.pairs, hour.difference_s.map(|est| est.value)));
                    assert_eq!(pairs, difference.pairs.both);
                    close(sum / pairs as f64, difference.of_arms.mean_s.expect("a difference").value);
                }
            }
        }
    }
}

#[test]
fn shifts_are_told_by_their_seats() {
    let results = results();
    let hours = &results.arms["calm"].pool_hours["desk"];
    let shifts: Vec<_> = hours.shifts.iter().map(|shift| (shift.seats, shift.hours_a_week)).collect();
    assert_eq!(shifts, [(2, 84), (5, 84)]);
    let busy = |place: usize| {
        let stats = &hours.shifts[place].stats;
        stats.working.expect("busy").value + stats.background.expect("busy").value
    };
    assert!(busy(0) > busy(1), "two have more to do than five");
    assert!(results.arms["calm"].pool_hours["field"].shifts.is_empty());
    let seats = |hour: usize| results.arms["calm"].pool_hours["field"].hour[hour].working.expect("seats").value;
    assert!((0..24).all(|hour| seats(hour) > 0.5), "an incident an hour, two hours each");
}

/// Calls of which most never wait: thirty histories say how sure their mean is, sixteen sections by the hour do not.
#[test]
fn waits_by_the_hour_stand_without_an_interval() {
    let text = r#"
[study]
starts = "2024-06-03"
warm_up = "6 h"
duration = "1 d"
replications = 30
[incident.call]
rate = "6 / h"
[pool.desk]
staff = 3
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = { exponential = { mean = "20 min" } }
marks = { begun = 0 }
[measure.wait]
time = { to = "begun" }
[arm.three]
chain = "calls"
[arm.four]
chain = "calls"
pool.desk.staff = 4
"#;
    let found = crate::common::results(&model_of(text).expect("a scenario"));
    let has_ends = |est: Option<Estimate>| est.expect("an estimate").low.is_some();
    let (three, four) = (&found.arms["three"], &found.arms["four"]);
    let Stats::Time(wait) = &three.measures["wait"].all else { panic!("a time") };
    assert!(has_ends(wait.mean_s) && has_ends(three.pools["desk"].mean_wait_s));
    for hour in [0, 12] {
        assert!(!has_ends(three.hours["wait"]["all"].hour[hour].mean_s) && !has_ends(four.hours["wait"]["all"].hour[hour].difference_s));
        let pool = &three.pool_hours["desk"].hour[hour];
        assert!(!has_ends(pool.mean_wait_s) && has_ends(pool.p_wait) && has_ends(pool.working));
    }
}
