//! Do calls come in clusters as they do in a real log? The index of dispersion (variance over mean of counts) in windows of a
//! minute to an hour, against its exact value and against a recorded month.

use crate::common;
use larmkedja::engine::Engine;
use std::collections::BTreeMap;

/// Calls an hour: 41,217 in 30 days.
const CALLS: f64 = 57.2;
/// Further callers of an incident: their mean is an assumption; the other numbers are chosen so that the four indices of the log
/// come out, callers first, then days, then hours.
const MORE: f64 = 0.3;
const DISPERSION: f64 = 3.6;
const AFTER_MINUTES: f64 = 2.5;
const DAY_CV: f64 = 0.064;
const HOUR_CV: f64 = 0.116;
/// Windows in minutes.
const WINDOWS: [u32; 4] = [1, 5, 15, 60];

/// 1, and what pairs of calls about one incident and what good and bad days and hours add. Calls about one incident lie apart by
/// an exponential time, as a first and a later call do, or two later ones; a pair so far apart falls into one window with
/// probability 1 - (1 - exp(-x)) / x, x = window / mean (Cox and Isham, Point Processes, 1980, section 3.4, for such clusters).
fn exact(minutes: u32) -> f64 {
    let x = f64::from(minutes) / AFTER_MINUTES;
    let pairs = (2.0 * MORE + MORE * MORE * (1.0 + 1.0 / DISPERSION)) / (1.0 + MORE);
    let factors = DAY_CV * DAY_CV + HOUR_CV * HOUR_CV * (1.0 + DAY_CV * DAY_CV);
    1.0 + pairs * (1.0 - (1.0 - (-x).exp()) / x) + CALLS * f64::from(minutes) / 60.0 * factors
}

/// One window of so many minutes, in which every call asks a pool once.
fn scenario(minutes: u32) -> String {
    format!(
        r#"
title = "clusters"
[study]
starts = "2024-06-03 10:{}"
warm_up = "40 min"
duration = "{minutes} min"
replications = 2
seed = 11
at_end = "drain"
day_cv = {DAY_CV}
hour_cv = {HOUR_CV}
[pool.desk]
staff = "unlimited"
[incident.call]
rate = "{CALLS} / h"
[incident.call.callers]
more = {{ negative_binomial = {{ mean = {MORE}, dispersion = {DISPERSION} }} }}
after = {{ exponential = {{ mean = "{AFTER_MINUTES} min" }} }}
counts = "calls"
chain = "talk"
[[chain.talk.step]]
name = "talk"
staff = ["desk", "caller"]
takes = "1 s"
mark = "heard"
[measure.heard]
time = {{ to = "heard" }}
[arm.a]
chain = "talk"
"#,
        if minutes == 60 { "00" } else { "40" }
    )
}

#[test]
fn calls_are_as_clustered_as_theory_says() {
    let repetitions = 20_000;
    for minutes in WINDOWS {
        let model = common::model_of(&scenario(minutes)).unwrap_or_else(|told| panic!("{told}"));
        let engine = Engine::new(&model);
        let (mut sum, mut squares) = (0.0, 0.0);
        for replication in 1..=repetitions {
            let ends = engine.run_for(replication, &mut (), &|| false).expect("nobody stops it");
            let calls = ends[0].pools[0].requests as f64;
            (sum, squares) = (sum + calls, squares + calls * calls);
        }
        let n = repetitions as f64;
        let mean = sum / n;
        let index = (squares / n - mean * mean) / mean;
        let calls = CALLS * f64::from(minutes) / 60.0;
        assert!((mean - calls).abs() < 4.0 * (calls * exact(minutes) / n).sqrt(), "{minutes} min: {mean} calls, not {calls}");
        // Four standard errors of a variance, those of small counts with their excess; and callers from the hour before, who have its
        // factor and not this one's, a hundredth.
        let error = exact(minutes) * ((2.0 + 3.0 / calls) / n).sqrt();
        assert!((index - exact(minutes)).abs() < 4.0 * error + 0.01, "{minutes} min: index {index}, not {}", exact(minutes));
    }
}

/// A month of a real log. Its hours of the week have means of their own, which are estimated and taken out.
#[test]
fn calls_are_as_clustered_as_in_a_real_log() {
    let Ok(log) = std::fs::read_to_string(common::file("../shared/data/seattle_911_calls_2020-09.csv")) else {
        eprintln!("SKIPPED: the recorded log is not here");
        return;
    };
    let minute = |line: &str| -> i64 {
        let (day, clock) = line.split(',').next().and_then(|time| time.split_once(' ')).expect("a time");
        let day: i64 = day.split('/').nth(1).and_then(|day| day.parse().ok()).expect("a day of September");
        let mut parts = clock.split(':').map(|part| part.parse::<i64>().expect("a number"));
        ((day - 1) * 24 + parts.next().expect("hours")) * 60 + parts.next().expect("minutes")
    };
    let minutes: Vec<i64> = log.lines().skip(1).map(minute).collect();
    assert!(minutes.len() > 40_000);
    for window in WINDOWS {
        let windows = 30 * 24 * 60 / i64::from(window);
        let mut counts = vec![0.0; windows as usize];
        minutes.iter().for_each(|minute| counts[(minute / i64::from(window)) as usize] += 1.0);
        let hour_of_week = |index: usize| index as i64 * i64::from(window) / 60 % 168;
        let mut hours: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for (index, count) in counts.iter().enumerate() {
            let (sum, number) = hours.entry(hour_of_week(index)).or_default();
            (*sum, *number) = (*sum + count, *number + 1.0);
        }
        let mean = |index: usize| hours[&hour_of_week(index)].0 / hours[&hour_of_week(index)].1;
        let deviation = counts.iter().enumerate().map(|(index, count)| (count - mean(index)).powi(2) / mean(index));
        let freedom = windows as f64 - 168.0;
        let index = deviation.sum::<f64>() / freedom;
        let error = index * (2.0 / freedom).sqrt();
        assert!((index - exact(window)).abs() < 3.0 * error, "{window} min: {index} in the log, {} here", exact(window));
    }
}
