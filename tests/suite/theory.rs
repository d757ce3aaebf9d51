//! Does the whole agree with mathematics? The verification table (section 9 of the design): every estimate is precise enough
//! to mean something, and within four standard errors of the exact value; a twin with one seat more or 3 % more load is not.

use crate::common::{live, model_at, results};
use larmkedja::record::{Closed, Recorder};
use larmkedja::results::{Est, Results, Stats};
use larmkedja::statistics::basis::HISTORIES_OF_WAITS;
use larmkedja::time::Time;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Which number of the results.
#[derive(Clone, Copy, Debug)]
enum Number {
    /// Mean of a time measure, seconds.
    Mean(&'static str),
    /// Share of a time measure within its target.
    Within(&'static str),
    /// A share.
    Share(&'static str),
    /// Mean wait of the requests to the pool `desk`, seconds.
    Wait,
    /// Share of those requests that wait.
    Waits,
    /// Share of that pool's seat time that is work.
    Busy,
}
use Number::{Busy, Mean, Share, Wait, Waits, Within};

impl Number {
    fn of(self, results: &Results) -> Est {
        let arm = &results.arms[0];
        let measure = |name: &str| &arm.measures[name].all;
        match (self, &arm.pools.get("desk")) {
            (Mean(name), _) => time(measure(name)).mean_s,
            (Within(name), _) => time(measure(name)).within_target,
            (Share(name), _) => match measure(name) {
                Stats::Value(share) => share.value,
                Stats::Time(_) => panic!("{name} is a time"),
            },
            (Wait, Some(pool)) => pool.mean_wait_s,
            (Waits, Some(pool)) => pool.p_wait,
            (Busy, Some(pool)) => pool.working,
            (_, None) => panic!("there is no pool `desk`"),
        }
    }

    fn is_probability(self) -> bool {
        !matches!(self, Mean(_) | Wait)
    }
}

fn time(stats: &Stats) -> &larmkedja::results::TimeStats {
    match stats {
        Stats::Time(time) => time,
        Stats::Value(_) => panic!("not a time"),
    }
}

/// Estimate and half-width of its 95 % interval.
fn estimate(number: Number, results: &Results) -> (f64, f64) {
    let estimate = number.of(results).unwrap_or_else(|| panic!("{number:?} cannot be estimated"));
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else { panic!("{number:?} has no interval") };
    (estimate.value, 0.5 * (high - low))
}

/// How many standard errors lie between an estimate and the exact value.
fn standard_errors((value, half_width): (f64, f64), exact: f64, replications: u64) -> f64 {
    let t = StudentsT::new(0.0, 1.0, (replications - 1) as f64).unwrap().inverse_cdf(0.975);
    (value - exact).abs() / (half_width / t)
}

/// Runs a scenario and its twin, in which one value is set otherwise and which needs less to be told from it.
fn check(file: &str, twin: (&str, &str), table: &[(Number, f64)]) {
    let path = format!("tests/theory/{file}.toml");
    let right = model_at(&path, &[]);
    let found = results(&right);
    for &(number, exact) in table {
        let (value, half_width) = estimate(number, &found);
        let allowed = if number.is_probability() && exact < 0.05 { 0.02 } else { 0.01 };
        let error = standard_errors((value, half_width), exact, right.study.replications);
        println!("{file} {number:?}: {value} +- {half_width} ({:.2} %), exact {exact}, off by {error:.2}", 100.0 * half_width / exact);
        assert!(half_width <= allowed * exact, "{file} {number:?}: {value} +- {half_width} is not precise enough");
        assert!(error <= 4.0, "{file} {number:?}: {value} +- {half_width}, exact is {exact}");
    }
    let mut wrong = model_at(&path, &[&format!("{}={}", twin.0, twin.1)]);
    wrong.study.replications = (right.study.replications / 4).max(HISTORIES_OF_WAITS as u64);
    let found = results(&wrong);
    for &(number, exact) in table {
        let (value, half_width) = estimate(number, &found);
        let error = standard_errors((value, half_width), exact, wrong.study.replications);
        println!("{file} with {}: {number:?}: {value} +- {half_width}, off by {error:.2}", twin.0);
        assert!(error > 4.0, "{file} {number:?}: the twin with {} = {} is not told from it: {value} +- {half_width}", twin.0, twin.1);
    }
}

#[test]
fn q1_three_seats() {
    let table = [(Waits, 0.444_444_4), (Wait, 533.333), (Mean("wait"), 533.333), (Mean("system"), 1733.333)];
    check("q1_mm3", ("pool.desk.staff", "4"), &table);
}

#[test]
fn q2_fourteen_seats() {
    let table = [(Waits, 0.174_131_93), (Within("wait"), 0.888_350_02), (Wait, 7.835_937)];
    check("q2_mm14", ("pool.desk.staff", "15"), &table);
}

#[test]
fn q3_twelve_seats() {
    let table = [(Waits, 0.183_888_6), (Within("wait"), 0.899_079_8), (Wait, 6.1296)];
    check("q3_mm12", ("pool.desk.staff", "13"), &table);
}

#[test]
fn q4_patience() {
    let table = [
        (Share("lost"), 0.029_678_9),
        (Waits, 0.127_372_3),
        (Wait, 1.780_734),
        (Mean("wait"), 1.443_605),
        (Within("wait"), 0.945_269_6),
        (Busy, 0.679_224_8),
    ];
    check("q4_mm12_patience", ("pool.desk.staff", "13"), &table);
}

/// Calls in eight hours, on average: numbers of calls become shares.
const CALLS: f64 = 252.0 * 8.0;

#[test]
fn q5_a_day_from_empty() {
    let table = [(Within("wait"), 1815.272 / CALLS), (Wait, 6.040_844), (Busy, 0.696_934_3)];
    check("q5_day", ("pool.desk.staff", "13"), &table);
}

#[test]
fn q6_a_day_from_empty_with_patience() {
    let table = [
        (Within("wait"), 1906.719 / CALLS),
        (Share("lost"), 59.263_22 / CALLS),
        (Busy, 0.676_558_3),
        (Mean("wait"), 1.429_516),
        (Wait, 1.763_786),
    ];
    check("q6_day_patience", ("pool.desk.staff", "13"), &table);
}

#[test]
fn q7_any_service_time() {
    check("q7_mg1", ("incident.call.rate", "\"49.44 / h\""), &[(Waits, 0.8), (Wait, 150.0), (Mean("wait"), 150.0)]);
}

/// Waiting is rate * mean square / (2 (1 - load)): it sees whether component and value are drawn apart.
#[test]
fn q7_a_mixture_of_service_times() {
    check("q7_mixture", ("incident.call.rate", "\"49.44 / h\""), &[(Waits, 0.8), (Wait, 197.5), (Mean("wait"), 197.5)]);
}

#[test]
fn q9_constant_service_time() {
    check("q9_md1", ("incident.call.rate", "\"49.44 / h\""), &[(Wait, 120.0)]);
}

#[test]
fn q9_service_in_two_phases() {
    check("q9_me2", ("incident.call.rate", "\"49.44 / h\""), &[(Wait, 180.0)]);
}

#[test]
fn q10_fork_and_join() {
    check("q10_fork_join", ("incident.call.rate", "\"30.9 / h\""), &[(Mean("system"), 172.5)]);
}

#[test]
fn q11_one_queue_after_the_other() {
    let table = [(Mean("first"), 86.6667), (Mean("second"), 102.8571), (Mean("system"), 189.5238)];
    check("q11_tandem", ("incident.call.rate", "\"123.6 / h\""), &table);
}

#[test]
fn q8_two_priorities() {
    let table = [(Mean("urgent_wait"), 60.0), (Mean("other_wait"), 300.0)];
    check("q8_priority", ("incident.other.rate", "\"37.08 / h\""), &table);
}

#[test]
fn q8_people_are_called_away() {
    let table = [(Mean("urgent_system"), 75.0), (Mean("other_system"), 375.0), (Mean("urgent_wait"), 15.0)];
    check("q8_preempt", ("incident.urgent.rate", "\"13.5 / h\""), &table);
}

#[test]
fn limited_lines() {
    check("lines_erlang_b", ("pool.desk.lines", "13"), &[(Share("served"), 0.860_857_5)]);
    check("lines_mmck", ("pool.desk.lines", "9"), &[(Share("served"), 0.908_237_5), (Mean("wait"), 93.392_07)]);
}

#[test]
fn cross_trained_people_are_one_pool() {
    check("cross_trained", ("pool.other.staff", "3"), &[(Mean("wait"), 76.415_09), (Mean("there"), 76.415_09)]);
}

/// The mean over the counted 28 days of 60 s times a factor that goes from 1.5 towards 0.5 and is half-way there after 7 days:
/// 60 (0.5 + 7 / (28 ln 2) (1 - 2^-4)).
#[test]
fn practice_by_time() {
    check("learning", ("parameter.talk.learning.half_time", "8 d"), &[(Mean("system"), 50.287_9)]);
}

/// How many are in the step at an hour of the day, summed over the days.
struct Present([u64; 3]);

/// The hours at which Q12 looks, and the exact means.
const Q12: [(i64, f64); 3] = [(0, 59.9011), (12, 20.0989), (15, 51.0969)];
const Q12_DAYS: i64 = 200;

impl Recorder for Present {
    const FACTS: bool = false;
    const STEPS: bool = false;
    fn closed(&mut self, _arm: usize, closed: Closed<'_>) {
        for (sum, (hour, _)) in self.0.iter_mut().zip(Q12) {
            let days = closed.arrival.day()..=closed.closed.day();
            let there = days.filter(|day| {
                let at = Time(day * Time::DAY.0 + hour * Time::HOUR.0);
                (0..Q12_DAYS).contains(day) && closed.arrival <= at && at < closed.closed
            });
            *sum += there.count() as u64;
        }
    }
}

/// By hour: mean and standard error.
fn present(set: &[&str]) -> [(f64, f64); 3] {
    let model = model_at("tests/theory/q12_day.toml", set);
    let runs: Vec<[f64; 3]> = (1..=model.study.replications)
        .map(|replication| {
            let mut present = Present([0; 3]);
            live(&model, replication, &mut present);
            present.0.map(|sum| sum as f64 / Q12_DAYS as f64)
        })
        .collect();
    let n = runs.len() as f64;
    std::array::from_fn(|hour| {
        let mean = runs.iter().map(|run| run[hour]).sum::<f64>() / n;
        let variance = runs.iter().map(|run| (run[hour] - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, (variance / n).sqrt())
    })
}

#[test]
fn q12_the_number_in_a_step_follows_the_day() {
    let (right, twin) = (present(&[]), present(&["incident.call.rate=494.4 / d"]));
    for ((right, twin), (hour, exact)) in right.into_iter().zip(twin).zip(Q12) {
        let t = StudentsT::new(0.0, 1.0, 23.0).unwrap().inverse_cdf(0.975);
        assert!(right.1 * t <= 0.01 * exact, "{hour}: +- {} is not precise enough", right.1 * t);
        assert!((right.0 - exact).abs() <= 4.0 * right.1, "{hour}: {} +- {}, exact is {exact}", right.0, right.1);
        assert!((twin.0 - exact).abs() > 4.0 * twin.1, "{hour}: the twin is not told from it: {} +- {}", twin.0, twin.1);
    }
}
