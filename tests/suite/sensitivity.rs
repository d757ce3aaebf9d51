//! Do the methods find what is known of functions? Noise is put on top, replication by replication, as a study would have it.

mod break_even;
mod rules;
mod staffing;

use larmkedja::distribution::Unit;
use larmkedja::drivers::{Believed, Findings, Shared};
use larmkedja::load::erlang_c;
use larmkedja::random::{Family, Key, Purpose, Scope};
use larmkedja::results::Bare;
use larmkedja::sensitivity::{
    Answers, Factor, Inquiry, KeepsNothing, Law, Method, Place, Runner, Sample, Statistic, Stopped, Values, beliefs, morris, sobol, tornado,
};
use larmkedja::statistics::basis::{Basis, Of};
use larmkedja::study::Stratum;
use std::f64::consts::PI;

/// A standard normal number at an address: by the sum of twelve uniform ones, which is near enough for noise.
fn noise(seed: u64, point: u64, replication: u64) -> f64 {
    let block = Family::new(seed, replication, Scope::Point, Key::of("noise")).scope(point);
    let sum: f64 = (0..12).map(|k| Unit::get(block.draw(Key::of("noise"), Purpose::Position, k))).sum();
    sum - 6.0
}

/// Answers of a function with noise: what replications have in common (which must not matter) and what is each point's own.
fn asked<'a>(
    of: impl Fn(&[f64]) -> f64 + 'a,
    (replications, own, common): (u64, f64, f64),
    seed: u64,
) -> impl FnMut(&[Values]) -> Result<Vec<Answers>, Stopped> + 'a {
    move |points| {
        let one = |point: &Values| {
            let at: Vec<f64> = point.iter().map(|value| value.unwrap_or(0.0)).collect();
            // The same place has the same noise, wherever it is asked from.
            let place = at.iter().fold(0u64, |hash, value| hash.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ value.to_bits());
            let value = |r| of(&at) + common * noise(seed, 0, r) + own * noise(seed + 1, place, r);
            vec![Sample::mean(&(1..=replications).map(value).collect::<Vec<_>>())]
        };
        Ok(points.iter().map(one).collect())
    }
}

fn factors(names: &[&str], low: f64, high: f64) -> Vec<Factor> {
    names.iter().map(|name| factor(name, (low, high), false, Law::Uniform)).collect()
}

fn factor(name: &str, (low, high): (f64, f64), whole: bool, law: Law) -> Factor {
    let mut factor = Factor::of_path(name, &low.to_string(), &high.to_string()).unwrap();
    (factor.whole, factor.law) = (whole, law);
    factor
}

/// Ishigami and Homma (1990) with a = 7, b = 0.1: its variances are known.
fn ishigami(x: &[f64]) -> f64 {
    x[0].sin() + 7.0 * x[1].sin() * x[1].sin() + 0.1 * x[2].powi(4) * x[0].sin()
}

/// First and total indices of x1, x2, x3.
const ISHIGAMI: [(f64, f64); 3] = [(0.313_905, 0.557_589), (0.442_411, 0.442_411), (0.0, 0.243_684)];

fn ishigami_found(own: f64, seed: u64) -> (f64, f64, Vec<Shared>) {
    let factors = factors(&["x1", "x2", "x3"], -PI, PI);
    let mut ask = asked(ishigami, (5, own, 5.0), seed);
    let found = sobol::shares(&factors, 4000, seed, &mut ask).unwrap();
    let variances = found.variances[0].unwrap();
    (variances.input, variances.noise, found.factors)
}

#[test]
fn sobol_finds_the_indices_of_ishigami_under_noise() {
    // The noise of a point, 3^2 / 5, is an eighth of the variance, 13.84.
    let (input, noise, found) = ishigami_found(3.0, 1);
    assert!((input - 13.844_59).abs() < 0.7, "variance {input}");
    assert!((noise - 1.8).abs() < 0.1, "noise {noise}");
    for (shared, (first, total)) in found.iter().zip(ISHIGAMI) {
        let indices = shared.indices[0].unwrap();
        for (what, estimate, exact) in [("first", indices.first, first), ("total", indices.total, total)] {
            let half = (estimate.high.unwrap() - estimate.low.unwrap()) / 2.0;
            assert!(half < 0.08, "{} {what}: the interval is as wide as {half}", shared.factor);
            // An interval of 95 %, doubled.
            assert!((estimate.value - exact).abs() < 2.0 * half, "{} {what}: {estimate:?} and exactly {exact}", shared.factor);
        }
    }
    let dummy = found[3].indices[0].unwrap();
    assert_eq!((found[3].factor.as_str(), dummy.first.value, dummy.total.value), ("dummy", 0.0, 0.0));
}

#[test]
fn noise_that_is_not_taken_out_would_be_seen() {
    let (input, noise, found) = ishigami_found(13.0, 2);
    // With noise of 33.8 for each point the raw squares give x3, which does nothing alone, and x1 indices far off.
    assert!(noise > 2.0 * input);
    let total = found[2].indices[0].unwrap().total;
    let raw = (0.243_684 * input + noise) / (input + noise);
    assert!((total.value - 0.243_684).abs() < 0.25 && raw > 0.7, "{total:?}, and {raw} with the noise left in");
}

#[test]
fn intervals_of_sobol_cover_what_is_known() {
    let factors = factors(&["x1", "x2", "x3"], -PI, PI);
    let (mut covers, mut all) = (0, 0);
    for seed in 0..60 {
        let mut ask = asked(ishigami, (8, 4.0, 1.0), seed);
        let found = sobol::shares(&factors, 256, seed, &mut ask).unwrap();
        for (shared, (first, total)) in found.factors.iter().zip(ISHIGAMI) {
            let indices = shared.indices[0].unwrap();
            for (estimate, exact) in [(indices.first, first), (indices.total, total)] {
                all += 1;
                covers += u32::from(estimate.low.unwrap() <= exact && exact <= estimate.high.unwrap());
            }
        }
    }
    // 360 dependent intervals: a bootstrap of 256 points covers a little less than it says, and must not cover far less.
    assert!(f64::from(covers) > 0.88 * f64::from(all), "{covers} of {all}");
}

#[test]
fn morris_tells_linear_from_curved_and_dummy() {
    let factors = factors(&["line", "square", "nothing"], 0.0, 1.0);
    let of = |x: &[f64]| 4.0 * x[0] + 6.0 * (x[1] - 0.5) * (x[1] - 0.5);
    let found = morris::screen(&factors, 60, 5, &mut asked(of, (4, 0.4, 3.0), 5)).unwrap();
    let effects: Vec<_> = found.iter().map(|screened| screened.effects[0].unwrap()).collect();
    assert!((effects[0].mean.value - 4.0).abs() < 0.3, "{:?}", effects[0]);
    // Of a straight line the spread is noise: 0.4 x sqrt(2 / 4) / (2 / 3) in one effect.
    assert!((effects[0].noise - 0.424).abs() < 0.06 && effects[0].spread.value < 0.25, "{:?}", effects[0]);
    // From 0 or 1 over two thirds: 6 (1/36 - 1/4) / (2/3) = -2, and +2 from the other levels.
    assert!(effects[1].mean.value.abs() < 0.8 && (effects[1].mean_size.value - 2.0).abs() < 0.2, "{:?}", effects[1]);
    assert!((effects[1].spread.value - 2.0).abs() < 0.3, "{:?}", effects[1]);
    let dummy = effects[3];
    assert_eq!((dummy.mean.value, dummy.mean_size.value, dummy.spread.value, dummy.noise), (0.0, 0.0, 0.0, 0.0));
}

/// The mean of sizes can only grow by noise: of a thing that does nothing it would be 0.8 of the noise in one effect.
#[test]
fn noise_makes_nothing_matter_to_morris() {
    let found = morris::screen(&factors(&["nothing"], 0.0, 1.0), 60, 5, &mut asked(|_| 7.0, (6, 2.0, 1.0), 5)).unwrap();
    let effects = found[0].effects[0].unwrap();
    assert!(effects.noise > 1.0 && effects.mean_size.value < 0.45 * effects.noise, "{effects:?}");
    assert_eq!(effects.mean_size.low, Some(0.0));
}

/// Of squares that noise alone may have made no shares are told: they would be hundreds of per cent.
#[test]
fn sobol_does_not_divide_what_may_be_noise() {
    let of = |slope: f64, own: f64| sobol::shares(&factors(&["a", "b"], 0.0, 1.0), 16, 3, &mut asked(|x| slope * x[0], (4, own, 1.0), 3));
    for (slope, own, hidden) in [(1.0, 20.0, true), (0.0, 0.0, true), (40.0, 1.0, false), (1.0, 0.0, false)] {
        let found = of(slope, own).unwrap();
        assert_eq!(found.variances[0].unwrap().hidden, hidden, "{slope} and {own}: {:?}", found.variances);
        assert!(found.factors.iter().all(|factor| factor.indices[0].is_none() == hidden), "{slope} and {own}");
    }
}

/// Replications are shared by all points: where each has a slope of its own, more points do not help, and five replications say little.
#[test]
fn intervals_hold_what_all_points_have_in_common() {
    let factors = factors(&["line", "other"], 0.0, 1.0);
    for replications in [5, 10] {
        let (mut covers, mut width) = (0, 0.0);
        for seed in 0..100 {
            let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
                let one = |point: &Values| {
                    let at: Vec<f64> = point.iter().map(|value| value.unwrap_or(0.0)).collect();
                    let slope = |r| 4.0 + noise(seed, 0, r);
                    vec![Sample::mean(&(1..=replications).map(|r| slope(r) * at[0] + at[1]).collect::<Vec<_>>())]
                };
                Ok(points.iter().map(one).collect())
            };
            let found = morris::screen(&factors, 10, seed, &mut ask).unwrap();
            let mean = found[0].effects[0].unwrap().mean;
            covers += u32::from(mean.low.unwrap() <= 4.0 && 4.0 <= mean.high.unwrap());
            width += (mean.high.unwrap() - mean.low.unwrap()) / 100.0;
        }
        // Student's interval of as many slopes, whose spread is one; at 95 % fewer than 89 of a hundred are no chance.
        assert!(covers >= 89, "{covers} of 100 with {replications} replications");
        let student = [(5, 2.33), (10, 1.39)].iter().find(|(known, _)| *known == replications).unwrap().1;
        assert!((width / student - 1.0).abs() < 0.2, "{width} wide with {replications} replications, and not {student}");
    }
}

#[test]
fn a_tornado_compares_replication_by_replication() {
    let factors = factors(&["a", "b"], -1.0, 2.0);
    let ends = tornado::ends(&factors, &mut asked(|x| 3.0 * x[1], (5, 0.0, 100.0), 3)).unwrap();
    let bars = tornado::bars(&factors, &ends);
    assert_eq!(bars[0].factor, "b");
    let [low, high] = bars[0].changes[0].map(Option::unwrap);
    assert!((low.value + 3.0).abs() < 1e-9 && (high.value - 6.0).abs() < 1e-9 && high.high.unwrap() - high.low.unwrap() < 1e-9);
    let is_told = |bar: usize| (0..2).any(|end| bars[bar].is_told(0, end));
    assert!(is_told(0) && !is_told(1));
}

/// A change looks at how skewed its replications are; one of a mean that is mostly of nothing stands without an interval where they are few.
#[test]
fn a_change_of_waits_needs_replications() {
    let factors = factors(&["a"], 0.0, 1.0);
    let of = |replications: usize, none: f64| {
        let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
            let one = |point: &Values| {
                // Most histories wait as long as always, some much longer.
                let wait = |r| point[0].unwrap_or(0.0) * if r % 5 == 0 { 10.0 } else { 1.0 + 0.1 * r as f64 };
                let sample = Sample::mean(&(0..replications).map(wait).collect::<Vec<f64>>())?;
                Some(Sample { basis: Basis::new(Of::Means { things: 1000.0, none }), ..sample })
            };
            Ok(points.iter().map(|point| vec![one(point)]).collect())
        };
        let bar = tornado::bars(&factors, &tornado::ends(&factors, &mut ask).unwrap()).remove(0);
        (bar.changes[0][1].unwrap(), bar.is_told(0, 1))
    };
    let (change, _) = of(10, 0.0);
    let (low, high) = change.low.zip(change.high).unwrap();
    assert!(high - change.value > 1.2 * (change.value - low), "{change:?} lies nearer to where most histories are");
    let ((fewest, is_told), (few, is_told_by_sign), (enough, _)) = (of(9, 0.6), of(29, 0.6), of(30, 0.6));
    assert!(few.low.is_none() && few.high.is_none() && enough.low.is_some(), "{few:?} {enough:?}");
    // All wait longer: of nine histories that may be luck.
    assert!(fewest.low.is_none() && !is_told && is_told_by_sign);
}

/// Over a hypercube the mean of a plane is known nearly exactly, and that of what bends as well as what is left of it says.
#[test]
fn a_hypercube_is_surer_than_chance() {
    let of = |bend: f64, points: u64| {
        let mut ask = asked(|x| 10.0 * (x[0] + x[1]) + bend * x[0] * x[1], (4, 0.0, 0.0), 5);
        beliefs::draw(&factors(&["a", "b"], 0.0, 1.0), points, 5, &mut ask).unwrap().remove(0).unwrap()
    };
    let half = |found: &Believed| (found.mean.high.unwrap() - found.mean.low.unwrap()) / 2.0;
    let (plane, bent) = (of(0.0, 100), of(24.0, 100));
    assert!(half(&plane) < 1e-9, "{:?}", plane.mean);
    // What no line takes away of 24 x y: 24 (x - 1/2) (y - 1/2), with a standard deviation of 24 / 12.
    let theory = 1.984 * 2.0 / 10.0;
    assert!((half(&bent) / theory - 1.0).abs() < 0.25, "{:?}", bent.mean);
    // With ten points two lines are too many.
    assert!(half(&of(0.0, 10)) > 1.0);
}

fn drawn(own: f64, seed: u64) -> Believed {
    let factors = factors(&["a", "b"], 0.0, 1.0);
    // Uniform on 0 to 10, plus uniform on 0 to 10, less 12: 10 % and a little lie above ... the triangle says how much.
    let mut ask = asked(|x| 10.0 * x[0] + 10.0 * x[1] - 12.0, (5, own, 0.5), seed);
    beliefs::draw(&factors, 2000, seed, &mut ask).unwrap().remove(0).unwrap()
}

#[test]
fn beliefs_and_noise_are_told_apart() {
    let found = drawn(4.0, 9);
    // Two uniform numbers of width 10: variance 2 x 100 / 12. The noise of a point: 4^2 / 5.
    assert!((found.input_sd - (200f64 / 12.0).sqrt()).abs() < 0.15, "{}", found.input_sd);
    assert!((found.noise_sd - 3.2f64.sqrt()).abs() < 0.1, "{}", found.noise_sd);
    // P(U + V > 1.2) = 0.8^2 / 2; the 5 % quantile of the sum is sqrt(0.1).
    let (low, high) = found.above_zero.and_then(|above| above.low.zip(above.high)).unwrap();
    assert!(low < 0.32 && 0.32 < high && high - low < 0.2, "{:?}", found.above_zero);
    assert!((found.p05.unwrap() - (10.0 * 0.1f64.sqrt() - 12.0)).abs() < 0.5, "{:?}", found.p05);
    assert!(found.mean.low.unwrap() < -2.0 && found.mean.high.unwrap() > -2.0);
    // Left in, the noise would widen the middle 90 % by more than the tolerance.
    let raw = ((200.0 / 12.0) + 3.2f64).sqrt() / (200f64 / 12.0).sqrt();
    assert!(raw > 1.09);
}

/// Where luck is most of what points vary by, no quantile of what is left can be trusted: it would be a single number, "with 90 %".
#[test]
fn beliefs_that_noise_hides_are_not_told() {
    let of = |slope: f64, own: f64| {
        let mut ask = asked(|x| 5.0 + slope * x[0], (5, own, 1.0), 3);
        beliefs::draw(&factors(&["a"], 0.0, 1.0), 100, 3, &mut ask).unwrap().remove(0).unwrap()
    };
    let hidden = of(0.1, 20.0);
    assert_eq!((hidden.p05, hidden.median, hidden.p95, hidden.above_zero, hidden.points.len()), (None, None, None, None, 0));
    assert!(hidden.mean.low.unwrap() < 5.0 && 5.0 < hidden.mean.high.unwrap(), "{hidden:?}");
    for clear in [of(40.0, 1.0), of(0.0, 0.0)] {
        assert!(clear.p05.is_some() && clear.above_zero.is_some() && clear.points.len() == 100);
    }
}

/// What few replications do to all points alike is as unsure as Student's t of them says.
#[test]
fn the_mean_over_beliefs_covers_with_few_replications() {
    for replications in [5, 6] {
        let covers = |seed| {
            let mut ask = asked(|x| x[0], (replications, 0.0, 1.0), seed);
            let mean = beliefs::draw(&factors(&["a"], 0.0, 1.0), 20, seed, &mut ask).unwrap().remove(0).unwrap().mean;
            mean.low.unwrap() <= 0.5 && 0.5 <= mean.high.unwrap()
        };
        let covered = (0..200).filter(|&seed| covers(seed)).count();
        // At 95 % fewer than 178 of 200 are no chance.
        assert!(covered >= 178, "{covered} of 200 with {replications}");
    }
}

/// A third or two of the range of few whole numbers is another part of it.
#[test]
fn morris_measures_what_whole_numbers_were_really_moved() {
    for high in [2.0, 3.0, 4.0, 7.0] {
        let whole = [factor("seats", (1.0, high), true, Law::Uniform)];
        let found = morris::screen(&whole, 6, 1, &mut asked(|x| 3.0 * x[0], (2, 0.0, 1.0), 1)).unwrap();
        let effect = found[0].effects[0].unwrap();
        assert!((effect.mean.value - 3.0 * (high - 1.0)).abs() < 1e-9 && effect.spread.value < 1e-9, "1 to {high}: {effect:?}");
    }
}

#[test]
fn a_law_is_followed() {
    let factor = factor("x", (0.0, 10.0), false, Law::Triangular(2.0));
    let mut ask = asked(|x| x[0], (2, 0.0, 0.0), 1);
    let found = beliefs::draw(&[factor], 1000, 1, &mut ask).unwrap().remove(0).unwrap();
    // Mean of a triangle: a third of the sum of its corners.
    assert!((found.mean.value - 4.0).abs() < 0.02, "{:?}", found.mean);
}

/// Two desks, of four and of five seats: what the fifth is worth is known from Erlang's formula.
const DESKS: &str = r#"
title = { en = "Desks" }
[study]
starts = "2024-06-03"
warm_up = "6 h"
duration = "10 d"
replications = 4
seed = 11
baseline = "four"
[parameter.calls]
value = "20 / h"
range = ["14 / h", "24 / h"]
law = "uniform"
basis = "assumed"
[parameter.hold]
value = { exponential = { mean = "7 min" } }
range = { mean = ["5 min", "8 min"] }
law = "uniform"
basis = "assumed"
[incident.call]
rate = "calls"
[pool.four]
staff = 4
[pool.five]
staff = 5
[[chain.four.step]]
name = "talk"
staff = ["four"]
takes = "hold"
marks = { begun = 0 }
[[chain.five.step]]
name = "talk"
staff = ["five"]
takes = "hold"
marks = { begun = 0 }
[measure.wait]
time = { to = "begun" }
[arm.four]
chain = "four"
[arm.five]
chain = "five"
"#;

/// What the fifth seat changes about the mean wait, in seconds; calls each second and seconds.
fn fifth_seat(calls: f64, hold: f64) -> f64 {
    let wait = |seats: u32| erlang_c(seats, calls * hold) * hold / (f64::from(seats) - calls * hold);
    wait(5) - wait(4)
}

#[test]
fn an_erlang_desk_has_the_derivatives_and_shares_that_theory_gives() {
    let model_at = |set: &[String]| {
        let options = larmkedja::open::Options { set: set.to_vec(), logs: Vec::new() };
        larmkedja::open::model(DESKS, &options, &|_, _| unreachable!("no logs")).map_err(|wrong| format!("{wrong:?}"))
    };
    let (file, _) = larmkedja::scenario::read::read(DESKS);
    let model = model_at(&[]).unwrap();
    let factors = Factor::of_parameters(&file.unwrap(), &model);
    let inquiry = |replications| {
        let places = vec![Place { measure: 0, stratum: Stratum::All }];
        let questions = larmkedja::sensitivity::questions(&model, &places, &[1], |_| Statistic::Mean);
        let runner = Runner { model_at: &model_at, places, keeps: &KeepsNothing, threads: None, stop: &|| false, progress: &|_, _| {} };
        Inquiry { model: &model, runner, questions, factors: factors.clone(), replications }
    };
    // The tornado: changes to both ends of both ranges, by interval.
    let Findings::Tornado { bars, .. } = inquiry(40).carry_out(&Method::Tornado).unwrap().findings else { panic!() };
    let base = fifth_seat(20.0 / 3600.0, 420.0);
    for bar in &bars {
        let ends = match bar.factor.as_str() {
            "calls" => [fifth_seat(14.0 / 3600.0, 420.0), fifth_seat(24.0 / 3600.0, 420.0)],
            _ => [fifth_seat(20.0 / 3600.0, 300.0), fifth_seat(20.0 / 3600.0, 480.0)],
        };
        for (found, exact) in bar.changes[0].iter().zip(ends) {
            let found = found.unwrap();
            let half = (found.high.unwrap() - found.low.unwrap()) / 2.0;
            // Four standard errors are about twice the half-width.
            assert!((found.value - (exact - base)).abs() < 2.0 * half, "{}: {found:?}, exact {}", bar.factor, exact - base);
            assert!(half < 0.35 * (exact - base).abs(), "{}: {found:?} is not precise enough", bar.factor);
        }
    }
    // Sobol: the same points of exact answers and of runs.
    let mut exact = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
        let one = |point: &Values| vec![Sample::mean(&[fifth_seat(point[0].unwrap(), point[1].unwrap()); 2])];
        Ok(points.iter().map(one).collect())
    };
    let known = sobol::shares(&factors, 4000, 3, &mut exact).unwrap();
    let Findings::Sobol { factors: found, .. } = inquiry(4).carry_out(&Method::Sobol { points: 256 }).unwrap().findings else { panic!() };
    for (found, known) in found.iter().zip(&known.factors) {
        let (found, known) = (found.indices[0].unwrap(), known.indices[0].unwrap());
        // Most calls wait in neither room, so four replications say nothing of how sure a share is.
        assert!(
            found.bare.is_none_or(|bare| bare == Bare::FewReplications { least: 20 }) && found.first.low.is_some() == found.bare.is_none()
        );
        for (found, known) in [(found.first, known.first), (found.total, known.total)] {
            assert!((found.value - known.value).abs() < 0.25, "{found:?}, exact {known:?}");
        }
    }
}
