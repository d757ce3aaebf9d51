//! The fewest seats, against what Erlang's formulas say of them.

use super::noise;
use larmkedja::distribution::Unit;
use larmkedja::drivers::{Findings, Staffing, Target, Verdict};
use larmkedja::load::erlang_c;
use larmkedja::random::{Family, Key, Purpose, Scope};
use larmkedja::sensitivity::staffing::{Goal, Seen, Space};
use larmkedja::sensitivity::{Factor, Inquiry, KeepsNothing, Method, Place, Runner, Staffed, Statistic, staffing};
use larmkedja::study::Stratum;

/// What of the calls is answered within 20 s by so many seats, exactly: Erlang C.
fn answered(seats: u32, offered: f64, hold: f64) -> f64 {
    let spare = f64::from(seats) - offered;
    if spare <= 0.0 { 0.0 } else { 1.0 - erlang_c(seats, offered) * (-spare * 20.0 / hold).exp() }
}

/// The fewest seats of a telephone desk that answer a share of calls within 20 s, sought by runs.
fn seats_sought(calls: f64, hold: f64, bar: f64, zone: f64, (low, high): (u32, u32), start: u32, seed: u64) -> Staffing {
    let text = format!(
        r#"
title = {{ en = "Desk" }}
[study]
starts = "2024-06-03"
warm_up = "2 h"
duration = "1 d"
replications = 10
seed = {seed}
[incident.call]
rate = "{calls} / h"
[pool.desk]
staff = {high}
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = {{ exponential = {{ mean = "{hold} s" }} }}
marks = {{ begun = 0 }}
[measure.wait]
time = {{ to = "begun" }}
target = "20 s"
[arm.only]
chain = "calls"
"#
    );
    let model_at = |set: &[String]| {
        let options = larmkedja::open::Options { set: set.to_vec(), logs: Vec::new() };
        larmkedja::open::model(&text, &options, &|_, _| unreachable!("no logs")).map_err(|wrong| format!("{wrong:?}"))
    };
    let model = model_at(&[]).unwrap();
    let factors = vec![Factor::of_path("pool.desk.staff", &low.to_string(), &high.to_string()).unwrap()];
    let places = vec![Place { measure: 0, stratum: Stratum::All }];
    let runner = Runner { model_at: &model_at, places, keeps: &KeepsNothing, threads: None, stop: &|| false, progress: &|_, _| {} };
    let target = Target {
        measure: "wait".into(),
        stratum_kind: "all".into(),
        stratum: "all".into(),
        statistic: "within_target".into(),
        at_least: true,
        bar,
        indifference: zone,
    };
    let staffed = Staffed { arm: 0, targets: vec![(Statistic::WithinTarget, target)], hours: vec![168.0], start: vec![f64::from(start)] };
    let inquiry = Inquiry { model: &model, runner, questions: Vec::new(), factors, replications: 1000 };
    match inquiry.carry_out(&Method::Staffing(staffed)).unwrap().findings {
        Findings::Staffing(found) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn staffing_agrees_with_erlang_c_where_it_is_not_close() {
    let zone = 0.02;
    let (mut cases, mut wrong, mut tried, mut twins) = (0, Vec::new(), 0, 0);
    while cases < 50 {
        tried += 1;
        let block = Family::new(5, tried, Scope::Point, Key::of("cases")).scope(0);
        let u = |place: u32| Unit::get(block.draw(Key::of("cases"), Purpose::Position, place));
        let (calls, hold) = ((10.0 + 60.0 * u(0)).round(), (60.0 + 240.0 * u(1)).round());
        let bar = [0.8, 0.85, 0.9][(u(2) * 3.0) as usize];
        let offered = calls * hold / 3600.0;
        let fewest = (1..60).find(|&seats| answered(seats, offered, hold) >= bar).unwrap();
        // Away from the boundary on both sides.
        if answered(fewest, offered, hold) < bar + zone || answered(fewest - 1, offered, hold) > bar - zone {
            continue;
        }
        cases += 1;
        let start = (1..60).find(|&seats| erlang_c(seats, offered) <= 0.2).unwrap();
        let found = seats_sought(calls, hold, bar, zone, (1, fewest.max(start) + 3), start, tried);
        assert!(found.sure || found.best.is_none(), "{found:?}");
        let best = found.best.as_ref().map(|best| best["pool.desk.staff"]);
        if best != Some(f64::from(fewest)) {
            wrong.push(format!("{calls} calls of {hold} s, {bar}: {fewest}, found {best:?}"));
        }
        // With a fifth more calls than Erlang was asked about, other numbers come out.
        let twin = seats_sought(1.2 * calls, hold, bar, zone, (1, fewest.max(start) + 3), start, tried);
        twins += u32::from(twin.best.map(|best| best["pool.desk.staff"]) != Some(f64::from(fewest)));
    }
    // Each is right with at least 95 %: more than six of fifty wrong has a probability below 1 %.
    assert!(wrong.len() <= 6, "{wrong:#?}");
    assert!(twins >= 15, "{twins} of 50 twins are told apart");
}

/// Two pools whose goals are met by a known border: noise on top of a known mean.
#[test]
fn staffing_of_two_pools_walks_the_whole_border_and_ranks_what_costs_the_same() {
    let factors = [Factor::of_path("a", "1", "8").unwrap(), Factor::of_path("b", "1", "8").unwrap()];
    let goal = Goal { at_least: true, bar: 0.0, indifference: 0.25 };
    // Met where a + 2 b >= 12; of what meets it with the same cost, the larger b is further beyond the bar.
    let level = |seats: &[f64]| seats[0] + 2.0 * seats[1] - 11.5;
    let of = |seed: u64, hours: [f64; 2]| {
        let mut ask = |seats: &[f64], replications: std::ops::RangeInclusive<u64>| {
            let place = (seats[0] * 10.0 + seats[1]) as u64;
            let value = |r| level(seats) + noise(seed, 0, r) + 0.5 * noise(seed + 1, place, r);
            Ok(Some(replications.map(|r| vec![Seen { sum: value(r), count: 1.0 }]).collect()))
        };
        let space = Space { factors: &factors, hours: &hours, start: &[4.0, 4.0], most: 2000 };
        staffing::fewest(&space, &[goal], &mut ask).unwrap()
    };
    let mut right = 0;
    for seed in 0..20 {
        // Seats of the second pool cost twice as much and do twice as much: every a + 2 b = 12 costs the same.
        let found = of(100 * seed, [1.0, 2.0]);
        right += u32::from(found.tied == 4 && found.sure);
        let found = of(100 * seed, [1.0, 1.0]);
        let best = found.best.unwrap();
        right += u32::from((best["a"], best["b"]) == (1.0, 6.0) || (best["a"], best["b"]) == (2.0, 5.0));
    }
    assert!(right >= 36, "{right} of 40");
    // Three candidates cost seven hours; the one with the most of the second pool is furthest beyond the bar, by twice the zone and more.
    let found = of(7, [1.0, 1.0]);
    assert_eq!(found.best.map(|best| (best["a"], best["b"])), Some((1.0, 6.0)));
}

/// The walk begins at the start: what costs more than the best that it has met, far from the border too, is not lived.
#[test]
fn staffing_of_two_pools_begins_where_it_is_told() {
    let factors = [Factor::of_path("a", "1", "9").unwrap(), Factor::of_path("b", "1", "9").unwrap()];
    let goal = Goal { at_least: true, bar: 0.0, indifference: 0.25 };
    // Two and two are enough, and so is nothing less.
    for (start, most) in [([2.0, 2.0], 5), ([1.0, 1.0], 7), ([9.0, 9.0], 25)] {
        let mut ask = |seats: &[f64], replications: std::ops::RangeInclusive<u64>| {
            let value = seats[0].min(seats[1]) - 1.5;
            Ok(Some(replications.map(|r| vec![Seen { sum: value + 0.1 * noise(3, 0, r), count: 1.0 }]).collect()))
        };
        let space = Space { factors: &factors, hours: &[1.0, 1.0], start: &start, most: 200 };
        let found = staffing::fewest(&space, &[goal], &mut ask).unwrap();
        assert_eq!(found.best.map(|best| (best["a"], best["b"])), Some((2.0, 2.0)), "from {start:?}");
        assert!(found.sure && found.candidates.len() <= most, "{} candidates from {start:?}", found.candidates.len());
    }
}

/// What varies much at first, as an overloaded desk does, cannot be decided step by step; at the end it is obvious.
#[test]
fn staffing_decides_at_last_what_is_obvious() {
    let factors = [Factor::of_path("a", "1", "4").unwrap()];
    let goal = Goal { at_least: false, bar: 15.0, indifference: 0.5 };
    let mut ask = |seats: &[f64], replications: std::ops::RangeInclusive<u64>| {
        let mean = if seats[0] < 3.0 { 80.0 } else { 12.0 };
        let value = |r: u64| mean + if seats[0] < 3.0 { 40.0 * noise(1, 0, r) } else { 0.1 * noise(1, 0, r) };
        Ok(Some(replications.map(|r| vec![Seen { sum: value(r), count: 1.0 }]).collect()))
    };
    let space = Space { factors: &factors, hours: &[1.0], start: &[2.0], most: 50 };
    let found = staffing::fewest(&space, &[goal], &mut ask).unwrap();
    assert_eq!((found.best.map(|best| best["a"]), found.sure), (Some(3.0), true), "{:?}", found.candidates);
    assert_eq!(found.candidates[0].replications, 50);
}

/// What was looked at until something was told apart has no interval; and where a candidate that costs as little is not decided, the best is only the best
/// that was found.
#[test]
fn staffing_claims_no_more_than_was_decided() {
    let factors = [Factor::of_path("a", "1", "3").unwrap(), Factor::of_path("b", "1", "3").unwrap()];
    let goal = Goal { at_least: true, bar: 0.0, indifference: 0.05 };
    // Two and one is as far from the bar as luck may hide; one and two, of the same cost, is far beyond it.
    let of = |close: f64| {
        let mut ask = |seats: &[f64], replications: std::ops::RangeInclusive<u64>| {
            let level = match (seats[0] as i64, seats[1] as i64) {
                (1, 1) => -50.0,
                (2, 1) | (3, 1) => close,
                _ => 50.0,
            };
            Ok(Some(replications.map(|r| vec![Seen { sum: level + noise(5, 0, r), count: 1.0 }]).collect()))
        };
        let space = Space { factors: &factors, hours: &[1.0, 1.0], start: &[2.0, 2.0], most: 30 };
        staffing::fewest(&space, &[goal], &mut ask).unwrap()
    };
    let open = of(0.0);
    assert_eq!(open.best.as_ref().map(|best| (best["a"], best["b"])), Some((1.0, 2.0)));
    assert!(open.candidates.iter().any(|candidate| candidate.verdict == Verdict::Open && candidate.seat_hours == 3.0), "{open:?}");
    assert!(!open.sure && of(-50.0).sure);
    let found = open.candidates.iter().flat_map(|candidate| &candidate.found).flatten();
    assert!(found.clone().count() > 2 && found.clone().all(|found| found.low.is_none() && found.high.is_none()));
}
