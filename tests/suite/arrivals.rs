//! Do incidents come as often as the scenario says, hour by hour, and together in every arm?

use crate::common::{live, model_of};
use larmkedja::model::Model;
use larmkedja::record::{Closed, IncidentId, Recorder};
use larmkedja::time::Time;

/// Nobody waits: what closes is what arrives.
const CHAIN: &str = r#"
[pool.desk]
staff = "unlimited"
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = "1 s"
mark = "done"
[measure.done]
time = { to = "done" }
"#;

const ONE_ARM: &str = "[arm.only]\nchain = \"calls\"\n";

fn model(text: &str) -> Model {
    model_of(&format!("{text}{CHAIN}")).unwrap_or_else(|told| panic!("{told}"))
}

/// When incidents arrived, by arm: time, type, id.
struct Arrivals(Vec<Vec<(Time, usize, IncidentId)>>);

impl Recorder for Arrivals {
    const FACTS: bool = false;
    const STEPS: bool = false;
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if closed.counted {
            self.0[arm].push((closed.arrival, closed.kind, closed.id));
        }
    }
}

fn arrivals(model: &Model, replication: u64) -> Vec<Vec<(Time, usize, IncidentId)>> {
    let mut found = Arrivals(vec![Vec::new(); model.arms.len()]);
    live(model, replication, &mut found);
    found.0.iter_mut().for_each(|arm| arm.sort_unstable());
    found.0
}

/// Asserts that a mean of counts is as expected, within four standard errors.
fn near_mean(counts: &[f64], expected: f64) {
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (mean - expected).abs() / (variance / n).sqrt();
    assert!(error < 4.0, "{mean} is {error:.1} standard errors from {expected}");
}

const SURGE: &str = r#"
[study]
starts = "2024-06-03T06:00"
duration = "2 d"
[parameter.storm]
value = 3
[incident.call]
rate = "10 / h"
[incident.other]
rate = "4 / h"
[surge.storm]
from = "2024-06-03 12:00"
to = "8 h"
factor = "storm"
types = ["call"]
[surge.quiet]
from = "24 h"
to = "2024-06-04 08:00"
factor = 0
[arm.plain]
chain = "calls"
[arm.strong]
chain = "calls"
parameter.storm.value = 4
"#;

#[test]
fn a_surge_multiplies_what_comes_in_its_hours_and_nothing_else() {
    let (model, usual) = (model(SURGE), model(&format!("{}{ONE_ARM}", SURGE.split("[surge").next().unwrap_or_default())));
    let hours = |from: i64, to: i64| move |time: Time| time >= Time(from * Time::HOUR.0) && time < Time(to * Time::HOUR.0);
    let (storm, quiet) = (hours(12, 14), hours(30, 32));
    let mut counts: [Vec<f64>; 2] = Default::default();
    for replication in 1..=400 {
        let (arms, before) = (arrivals(&model, replication), arrivals(&usual, replication));
        for (arm, counts) in arms.iter().zip(&mut counts) {
            counts.push(arm.iter().filter(|one| one.1 == 0 && storm(one.0)).count() as f64);
            assert!(!arm.iter().any(|one| quiet(one.0)), "a factor of zero lets incidents come");
            let unmoved = |one: &&(Time, usize, IncidentId)| !(quiet(one.0) || one.1 == 0 && storm(one.0));
            assert!(arm.iter().filter(unmoved).eq(before[0].iter().filter(unmoved)), "a surge moved what is outside it");
        }
        // More only adds: whoever calls on a usual day calls in the storm, and in the strong one too.
        assert!(arms[0].iter().all(|one| arms[1].contains(one)));
        assert!(before[0].iter().filter(|one| storm(one.0)).all(|one| arms[0].contains(one)));
    }
    near_mean(&counts[0], 60.0);
    near_mean(&counts[1], 80.0);
}

const YEAR: &str = r#"
[study]
starts = "2024-01-01"
duration = "366 d"
[season.summer]
months = [1, 1, 1, 1, 2, 4, 6, 4, 2, 1, 1, 0]
[season.week]
weeks = [5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9]
[incident.fire]
rate = "40 / d"
season = "summer"
[incident.fall]
rate = "40 / d"
season = "week"
[incident.call]
rate = "40 / d"
"#;

#[test]
fn a_season_spreads_the_rate_over_the_year() {
    let model = model(&format!("{YEAR}{ONE_ARM}"));
    let mean: f64 = [31.0, 28.2425, 31.0, 30.0, 2.0 * 31.0, 4.0 * 30.0, 6.0 * 31.0, 4.0 * 31.0, 2.0 * 30.0, 31.0, 30.0, 0.0].iter().sum();
    let weeks = 5.0 * 7.0 + 51.0 * 7.0 + 9.0 * 7.0 * 71.0 / 400.0;
    let of = |kind: usize, from: i64, to: i64| {
        let counts = (1..=60).map(|replication| {
            let found = &arrivals(&model, replication)[0];
            found.iter().filter(|one| one.1 == kind && (from..to).contains(&one.0.day())).count() as f64
        });
        counts.collect::<Vec<f64>>()
    };
    // July is the days 182 to 212 of a leap year, December the last 31; 2024 begins on the Monday of week 1.
    near_mean(&of(0, 182, 213), 40.0 * 31.0 * 6.0 * 365.2425 / mean);
    assert_eq!(of(0, 335, 366).iter().sum::<f64>(), 0.0);
    near_mean(&of(1, 0, 7), 40.0 * 7.0 * 5.0 * 365.2425 / weeks);
    near_mean(&of(1, 7, 14), 40.0 * 7.0 * 365.2425 / weeks);
    near_mean(&of(2, 0, 366), 40.0 * 366.0);
}

#[test]
fn a_stated_incident_happens_once_in_every_replication_and_arm() {
    let text = r#"
[study]
starts = "2024-07-12T06:00"
duration = "1 d"
[agency.fire]
alerted = "done"
[incident.call]
rate = "10 / h"
[incident.forest_fire]
flags = { wind = 1.0, fire = 0.5 }
[stated.forest]
at = "2024-07-12 14:05"
type = "forest_fire"
flags = { wind = false, fire = true }
[stated.early]
at = "1 h"
type = "call"
[arm.plain]
chain = "calls"
[arm.other]
chain = "calls"
"#;
    let model = model(text);
    let fire = (Time(14 * Time::HOUR.0 + 300 * Time::SECOND.0), 1, IncidentId::Stated { index: 0 });
    let early = (Time(7 * Time::HOUR.0), 0, IncidentId::Stated { index: 1 });
    for replication in 1..=20 {
        let arms = arrivals(&model, replication);
        for arm in &arms {
            let stated: Vec<_> = arm.iter().filter(|one| matches!(one.2, IncidentId::Stated { .. })).collect();
            assert_eq!(stated, [&early, &fire]);
        }
        assert_eq!(arms[0], arms[1]);
    }
    let row = &model.stated[0].row;
    let flag = |name: &str| 1 << model.flags.iter().position(|flag| flag == name).unwrap();
    assert_eq!((row.known, row.flags), (flag("fire") | flag("wind"), flag("fire")));
    assert_eq!(larmkedja::load::hourly_rates(&model, 0, 1).iter().sum::<f64>(), 1.0);
}

/// Variance over mean of counts.
fn dispersion(counts: &[f64]) -> f64 {
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n;
    counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0) / mean
}

/// Counts of two types over intervals of some hours, in 200 weeks.
fn counts_by(model: &Model, hours: usize) -> [Vec<f64>; 2] {
    let mut counts: [Vec<f64>; 2] = Default::default();
    for replication in 1..=200 {
        let mut week = [vec![0.0; 168 / hours], vec![0.0; 168 / hours]];
        for one in &arrivals(model, replication)[0] {
            week[one.1][one.0.hour() as usize / hours] += 1.0;
        }
        counts.iter_mut().zip(week).for_each(|(all, week)| all.extend(week));
    }
    counts
}

fn varied(day_cv: f64, hour_cv: f64, own: &str) -> Model {
    model(&format!(
        "[study]\nstarts = \"2024-06-03\"\nduration = \"7 d\"\nday_cv = {day_cv}\nhour_cv = {hour_cv}\n\
         [incident.call]\nrate = \"10 / h\"\n[incident.other]\nrate = \"10 / h\"\n{own}{ONE_ARM}"
    ))
}

/// A Poisson number of mean m times a factor of mean 1 and variance v has variance m + v m^2. Over h hours of a day with a common
/// day factor D and hour factors H the count has mean m h and variance m h + (m h)^2 d + m^2 h e (1 + d), with d and e the squared
/// coefficients of variation; divided by m h, the index of dispersion is 1 + m h d + m e (1 + d).
#[test]
fn counts_vary_as_a_gamma_mixture_says() {
    let m = 10.0;
    for (day_cv, hour_cv) in [(0.0, 0.0), (0.3, 0.0), (0.0, 0.5), (0.2, 0.4)] {
        let model = varied(day_cv, hour_cv, "");
        let (d, e) = (day_cv * day_cv, hour_cv * hour_cv);
        for hours in [1, 4, 24] {
            let exact = 1.0 + m * hours as f64 * d + m * e * (1.0 + d);
            let [calls, _] = counts_by(&model, hours);
            near_mean(&calls, m * hours as f64);
            // The days' variances vary by some sqrt(2 / n) of themselves, more where the gamma is skew.
            let days = calls.len() as f64 * hours as f64 / 24.0;
            let found = dispersion(&calls);
            assert!((found / exact - 1.0).abs() < 4.0 * (3.0 / days).sqrt(), "cv {day_cv} {hour_cv}, {hours} h: {found} is not {exact}");
        }
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
    sum(a, ma, b, mb) / (sum(a, ma, a, ma) * sum(b, mb, b, mb)).sqrt()
}

#[test]
fn types_share_the_luck_of_a_day_unless_one_has_its_own() {
    // With a common factor of squared cv d, counts of mean m correlate by m d / (1 + m d).
    let [calls, others] = counts_by(&varied(0.3, 0.0, ""), 24);
    let exact = 240.0 * 0.09 / (1.0 + 240.0 * 0.09);
    assert!((correlation(&calls, &others) - exact).abs() < 0.02, "{}", correlation(&calls, &others));
    let [calls, others] = counts_by(&varied(0.3, 0.0, "day_cv = 0.3\n"), 24);
    assert!(correlation(&calls, &others).abs() < 4.0 / (calls.len() as f64).sqrt());
    assert!(dispersion(&others) > 15.0);
}

/// At a rate of 1.0 incidents are a subset of those at 1.1, whatever else changes the means.
#[test]
fn a_higher_rate_only_adds() {
    let text = r#"
[study]
starts = "2024-06-03"
duration = "7 d"
day_cv = 0.3
hour_cv = 0.4
[parameter.calls]
value = "10 / h"
[season.light]
months = [1, 1, 1, 1, 1, 3, 3, 3, 1, 1, 1, 1]
[profile.day]
hours = [3, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 5, 5, 4, 3]
[incident.call]
rate = "calls"
profile = "day"
season = "light"
[surge.storm]
from = "12 h"
to = "30 h"
factor = 2.5
[arm.less]
chain = "calls"
[arm.more]
chain = "calls"
parameter.calls.scale = 1.1
"#;
    let model = model(text);
    for replication in 1..=20 {
        let arms = arrivals(&model, replication);
        let more: std::collections::BTreeSet<_> = arms[1].iter().collect();
        assert!(arms[0].iter().all(|one| more.contains(one)) && arms[1].len() > arms[0].len());
    }
}

#[test]
fn interpolated_hours_keep_their_mean_and_meet_each_other() {
    let text = |interpolate: bool| {
        let hours: Vec<String> = (0..24).map(|hour| if hour < 12 { "1".into() } else { (hour % 3 * 2).to_string() }).collect();
        format!(
            "[study]\nstarts = \"2024-06-03\"\nduration = \"28 d\"\n[profile.day]\nhours = [{}]\ninterpolate = {interpolate}\n\
             [incident.call]\nrate = \"4800 / d\"\nprofile = \"day\"\n{ONE_ARM}",
            hours.join(", ")
        )
    };
    let (smooth, steps) = (model(&text(true)), model(&text(false)));
    let ramps = smooth.types[0].within.as_ref().expect("it interpolates");
    let weight = |hour: usize| smooth.arms[0].rates[0].0[hour % 168];
    for (hour, ramp) in ramps.iter().enumerate().filter(|(hour, _)| weight(*hour) > 0.0) {
        assert!((ramp.begin + 2.0 * ramp.middle + ramp.end - 4.0).abs() < 1e-12 && ramp.middle >= 0.0 && ramp.end >= 0.0);
        if weight(hour + 1) > 0.0 {
            assert!((ramp.end * weight(hour) - ramps[(hour + 1) % 168].begin * weight(hour + 1)).abs() < 1e-9);
        }
        let at: Vec<f64> = (1..1000).map(|i| ramp.position(f64::from(i) / 1000.0)).collect();
        assert!(at.windows(2).all(|pair| pair[0] <= pair[1]) && at[0] >= 0.0 && at[998] < 1.0);
    }
    // The same incidents in the same hours; the share of an hour's first half is that of its ramp.
    let hour_of = |one: &(Time, usize, IncidentId)| one.2;
    let (smooth_ones, steps_ones) = (arrivals(&smooth, 1).remove(0), arrivals(&steps, 1).remove(0));
    let ids = |all: &[_]| all.iter().map(hour_of).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(ids(&smooth_ones), ids(&steps_ones));
    let (mut first, mut all) = (0.0_f64, 0.0_f64);
    for one in smooth_ones.iter().filter(|one| one.0.hour().rem_euclid(24) == 13) {
        all += 1.0;
        first += f64::from(u8::from(one.0.0.rem_euclid(Time::HOUR.0) < Time::HOUR.0 / 2));
    }
    let expected = 0.25 * (ramps[13].begin + ramps[13].middle);
    assert!((first / all - expected).abs() < 4.0 * (expected * (1.0 - expected) / all).sqrt(), "{} is not {expected}", first / all);
}
