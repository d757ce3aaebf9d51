//! Do the methods find what is known of functions? Noise is put on top, replication by replication, as a study would have it.

use larmkedja::distribution::Unit;
use larmkedja::drivers::{Believed, Findings, Shared, Staffing, Target, Turns};
use larmkedja::load::erlang_c;
use larmkedja::random::{Family, Key, Purpose, Scope};
use larmkedja::sensitivity::staffing::{Goal, Seen, Space};
use larmkedja::sensitivity::{
    Answers, Factor, Inquiry, KeepsNothing, Law, Method, Place, Runner, Sample, Staffed, Statistic, Stopped, Values, beliefs, break_even,
    morris, sobol, staffing, tornado,
};
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
    let mut ask = asked(ishigami, (4, own, 5.0), seed);
    let found = sobol::shares(&factors, 4000, seed, &mut ask).unwrap();
    let variances = found.variances[0].unwrap();
    (variances.input, variances.noise, found.factors)
}

#[test]
fn sobol_finds_the_indices_of_ishigami_under_noise() {
    // The noise of a point, 3^2 / 4, is a sixth of the variance, 13.84.
    let (input, noise, found) = ishigami_found(3.0, 1);
    assert!((input - 13.844_59).abs() < 0.7, "variance {input}");
    assert!((noise - 2.25).abs() < 0.1, "noise {noise}");
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
    let (input, noise, found) = ishigami_found(12.0, 2);
    // With noise of 36 for each point the raw squares give x3, which does nothing alone, and x1 indices far off.
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
        let found = sobol::shares(&factors, 200, seed, &mut ask).unwrap();
        for (shared, (first, total)) in found.factors.iter().zip(ISHIGAMI) {
            let indices = shared.indices[0].unwrap();
            for (estimate, exact) in [(indices.first, first), (indices.total, total)] {
                all += 1;
                covers += u32::from(estimate.low.unwrap() <= exact && exact <= estimate.high.unwrap());
            }
        }
    }
    // 360 dependent intervals: a bootstrap of 200 points covers a little less than it says, and must not cover far less.
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
    let found = morris::screen(&factors(&["nothing"], 0.0, 1.0), 60, 5, &mut asked(|_| 7.0, (4, 2.0, 1.0), 5)).unwrap();
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

/// Replications are shared by all points: where each has a slope of its own, more points do not help, and two replications say little.
#[test]
fn intervals_hold_what_all_points_have_in_common() {
    let factors = factors(&["line", "other"], 0.0, 1.0);
    for replications in [2, 3, 10] {
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
            let found = morris::screen(&factors, 8, seed, &mut ask).unwrap();
            let mean = found[0].effects[0].unwrap().mean;
            covers += u32::from(mean.low.unwrap() <= 4.0 && 4.0 <= mean.high.unwrap());
            width += (mean.high.unwrap() - mean.low.unwrap()) / 100.0;
        }
        // Student's interval of as many slopes, whose spread is one; at 95 % fewer than 89 of a hundred are no chance.
        assert!(covers >= 89, "{covers} of 100 with {replications} replications");
        let student = [(2, 14.3), (3, 4.4), (10, 1.39)].iter().find(|(known, _)| *known == replications).unwrap().1;
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
    let is_clear = |bar: usize| bars[bar].changes[0].iter().flatten().any(tornado::is_clear);
    assert!(is_clear(0) && !is_clear(1));
}

fn drawn(own: f64, seed: u64) -> Believed {
    let factors = factors(&["a", "b"], 0.0, 1.0);
    // Uniform on 0 to 10, plus uniform on 0 to 10, less 12: 10 % and a little lie above ... the triangle says how much.
    let mut ask = asked(|x| 10.0 * x[0] + 10.0 * x[1] - 12.0, (4, own, 0.5), seed);
    beliefs::draw(&factors, 2000, seed, &mut ask).unwrap().remove(0).unwrap()
}

#[test]
fn beliefs_and_noise_are_told_apart() {
    let found = drawn(4.0, 9);
    // Two uniform numbers of width 10: variance 2 x 100 / 12. The noise of a point: 4^2 / 4.
    assert!((found.input_sd - (200f64 / 12.0).sqrt()).abs() < 0.15, "{}", found.input_sd);
    assert!((found.noise_sd - 2.0).abs() < 0.1, "{}", found.noise_sd);
    // P(U + V > 1.2) = 0.8^2 / 2; the 5 % quantile of the sum is sqrt(0.1).
    let (low, high) = found.above_zero.and_then(|above| above.low.zip(above.high)).unwrap();
    assert!(low < 0.32 && 0.32 < high && high - low < 0.2, "{:?}", found.above_zero);
    assert!((found.p05.unwrap() - (10.0 * 0.1f64.sqrt() - 12.0)).abs() < 0.5, "{:?}", found.p05);
    assert!(found.mean.low.unwrap() < -2.0 && found.mean.high.unwrap() > -2.0);
    // Left in, the noise would widen the middle 90 % by more than the tolerance.
    let raw = ((200.0 / 12.0) + 4.0f64).sqrt() / (200f64 / 12.0).sqrt();
    assert!(raw > 1.1);
}

/// Where luck is most of what points vary by, no quantile of what is left can be trusted: it would be a single number, "with 90 %".
#[test]
fn beliefs_that_noise_hides_are_not_told() {
    let of = |slope: f64, own: f64| {
        let mut ask = asked(|x| 5.0 + slope * x[0], (4, own, 1.0), 3);
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
    for replications in [2, 3] {
        let covers = |seed| {
            let mut ask = asked(|x| x[0], (replications, 0.0, 1.0), seed);
            let mean = beliefs::draw(&factors(&["a"], 0.0, 1.0), 20, seed, &mut ask).unwrap().remove(0).unwrap().mean;
            mean.low.unwrap() <= 0.5 && 0.5 <= mean.high.unwrap()
        };
        let covered = (0..200).filter(|&seed| covers(seed)).count();
        // At 95 % fewer than 178 of 200 are no chance; by the normal distribution it would be some 150 with two.
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

fn turned(of: impl Fn(f64) -> f64, own: f64, whole: bool) -> Turns {
    let factor = factor("x", (0.0, 10.0), whole, Law::Uniform);
    break_even::turns(&factor, 0, 9, 0.001, &mut asked(|x| of(x[0]), (20, own, 0.0), 4)).unwrap()
}

#[test]
fn break_even_finds_none_one_and_two_turns() {
    let none = turned(|x| 1.0 + x, 0.5, false);
    assert!(none.turns.is_empty() && none.told_apart);

    let one = turned(|x| x - 3.3, 0.5, false);
    assert_eq!(one.turns.len(), 1);
    let (turn, half) = (&one.turns[0], 2.093 * 0.5 / 20f64.sqrt());
    // Noise of every point is its own here, so the zero is found within it; the doubt is about the interval's half-width.
    assert!((turn.at.low - 3.3).abs() < 2.0 * half, "{turn:?}");
    let (low, high) = (turn.unclear.low.unwrap(), turn.unclear.high.unwrap());
    assert!(low < turn.at.low && turn.at.high < high && (3.3 - low) < 4.0 * half && (high - 3.3) < 4.0 * half, "{turn:?}");

    let two = turned(|x| (x - 2.0) * (x - 8.0), 0.01, false);
    assert_eq!(two.turns.len(), 2);
    assert!((two.turns[0].at.low - 2.0).abs() < 0.05 && (two.turns[1].at.low - 8.0).abs() < 0.05, "{:?}", two.turns);
}

/// Along 0 to 10 on a grid of nine, answers with the half of what two replications lie apart; the interval is 12.706 of that to both sides.
fn shaped(of: impl Fn(f64) -> Option<(f64, f64)>) -> Turns {
    let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
        let one = |point: &Values| {
            let found = of(point[0].unwrap());
            vec![found.map(|(value, half)| Sample { value, residuals: vec![-half, half] })]
        };
        Ok(points.iter().map(one).collect())
    };
    break_even::turns(&factor("x", (0.0, 10.0), false, Law::Uniform), 0, 9, 0.001, &mut ask).unwrap()
}

/// The grid sees the turn at 8 only; the search for where it becomes clear, between 2.5 and 3.75, comes upon two more.
#[test]
fn break_even_keeps_the_turns_that_it_comes_upon() {
    let found = shaped(|x| {
        let value = [(3.0, -5.0), (3.2, 0.5), (8.0, -0.5)].iter().find(|(end, _)| x < *end).map_or(5.0, |(_, value)| *value);
        Some((value, 0.1))
    });
    let at: Vec<f64> = found.turns.iter().map(|turn| turn.at.low).collect();
    assert!(at.len() == 3 && at.iter().zip([3.0, 3.2, 8.0]).all(|(at, exact)| (at - exact).abs() < 0.02), "{at:?}");
    let [unclear] = &found.unclear[..] else { panic!("{:?}", found.unclear) };
    assert!((unclear.low.unwrap() - 3.0).abs() < 0.01 && (unclear.high.unwrap() - 8.0).abs() < 0.01, "{unclear:?}");
    assert!(found.turns.iter().all(|turn| turn.unclear == *unclear));
}

/// "None" holds where every place is told apart from zero on the same side, and nowhere else.
#[test]
fn break_even_tells_what_is_unclear_without_a_turn_and_what_has_no_answer() {
    let found = shaped(|x| Some((if x < 5.3 { -5.0 } else { -0.5 }, 0.1)));
    let [unclear] = &found.unclear[..] else { panic!("{:?}", found.unclear) };
    assert!(
        found.turns.is_empty() && found.told_apart && unclear.high.is_none() && (unclear.low.unwrap() - 5.3).abs() < 0.01,
        "{unclear:?}"
    );
    // Overloaded up to 3: unclear begins where answers do, which is not the end of the range.
    let found = shaped(|x| (x > 3.0).then(|| (if x < 6.1 { -0.5 } else { -5.0 }, 0.1)));
    let ([unclear], [gap]) = (&found.unclear[..], &found.unanswered[..]) else { panic!("{found:?}") };
    assert_eq!((gap.low, gap.high, unclear.low), (None, Some(3.75), Some(3.75)));
    assert!((unclear.high.unwrap() - 6.1).abs() < 0.01, "{unclear:?}");
    // Signs differ on both sides of a gap, in which nobody knows where.
    let found = shaped(|x| (!(4.0..=6.0).contains(&x)).then(|| (if x < 5.0 { -5.0 } else { 5.0 }, 0.1)));
    assert!(found.turns.is_empty() && found.unclear.is_empty());
    assert_eq!(found.unanswered.iter().map(|gap| (gap.low, gap.high)).collect::<Vec<_>>(), [(Some(3.75), Some(6.25))]);
}

/// Zero that is left on the side from which it came, or at an end of the range, is no turn, whatever the sign beside it.
#[test]
fn zero_without_a_change_of_sign_is_no_turn() {
    type Of = fn(f64) -> f64;
    let cases: [(Of, (f64, f64)); 6] = [
        (|x| x, (0.0, 0.0)),
        (|x| -x, (0.0, 0.0)),
        (|x| x - 10.0, (10.0, 10.0)),
        (|x| (x - 5.0) * (x - 5.0), (5.0, 5.0)),
        (|x| (x - 3.0).max(0.0), (0.0, 3.0)),
        (|_| 0.0, (0.0, 10.0)),
    ];
    for (case, (of, (low, high))) in cases.into_iter().enumerate() {
        let found = shaped(|x| Some((of(x), 0.0)));
        assert!(found.turns.is_empty() && found.unclear.is_empty(), "{case}: {found:?}");
        let [equal] = &found.equal[..] else { panic!("{case}: {found:?}") };
        assert!((equal.low - low).abs() < 0.02 && (equal.high - high).abs() < 0.02, "{case}: {equal:?}");
    }
    // Zero between the two signs is where it turns, wherever the grid meets it.
    let through = shaped(|x| Some((x - 5.0, 0.0)));
    assert_eq!(through.turns.iter().map(|turn| (turn.at.low, turn.at.high)).collect::<Vec<_>>(), [(5.0, 5.0)]);
    assert!(through.equal.is_empty());
}

/// What is left of a bisected range is taken to be straight, and no more points are asked for than were said.
#[test]
fn a_straight_line_turns_exactly_where_it_does() {
    for (whole, law) in [(false, Law::Uniform), (false, Law::LogUniform), (true, Law::Uniform)] {
        let factor = factor("x", (1.0, 90.0), whole, law);
        let mut asked_for = 0;
        let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
            asked_for += points.len() as u64;
            let one = |point: &Values| vec![Sample::mean(&[-1.0, 1.0].map(|luck| point[0].unwrap() - 40.3 + luck))];
            Ok(points.iter().map(one).collect())
        };
        let found = break_even::turns(&factor, 0, 9, 1.0 / 256.0, &mut ask).unwrap();
        let said = break_even::places(&factor, 9).len() as u64 + break_even::bisections(&factor, 9, 1.0 / 256.0);
        assert!(asked_for <= said && said <= 9 + 24, "{asked_for} points, and {said} were said");
        // The interval of two replications that lie 1 to both sides of their mean: t(1) = 12.706 standard errors of 1.
        let [turn] = &found.turns[..] else { panic!("{found:?}") };
        let ends = [turn.at.low, turn.at.high, turn.unclear.low.unwrap(), turn.unclear.high.unwrap()];
        let exact = if whole { [40.0, 41.0, 27.0, 54.0] } else { [40.3, 40.3, 40.3 - 12.706, 40.3 + 12.706] };
        assert!(ends.iter().zip(exact).all(|(end, exact)| (end - exact).abs() < 0.001), "{ends:?}, exactly {exact:?}");
    }
}

#[test]
fn break_even_says_where_it_is_open_and_keeps_whole_numbers() {
    // Steep enough to turn at 9, but never clear before the range ends.
    let open = turned(|x| 0.1 * (x - 9.0), 0.3, false);
    assert!(!open.turns.is_empty());
    assert!(open.turns.last().unwrap().unclear.high.is_none(), "{:?}", open.turns);
    let never = turned(|_| 0.0, 1.0, false);
    assert!(!never.told_apart || never.curve.len() > 9);
    let whole = turned(|x| x - 3.5, 0.01, true);
    assert_eq!((whole.turns[0].at.low, whole.turns[0].at.high), (3.0, 4.0));
    assert!(whole.curve.iter().all(|(at, _)| at.fract() == 0.0));
}

#[test]
fn a_law_is_followed() {
    let factor = factor("x", (0.0, 10.0), false, Law::Triangular(2.0));
    let mut ask = asked(|x| x[0], (2, 0.0, 0.0), 1);
    let found = beliefs::draw(&[factor], 1000, 1, &mut ask).unwrap().remove(0).unwrap();
    // Mean of a triangle: a third of the sum of its corners.
    assert!((found.mean.value - 4.0).abs() < 0.02, "{:?}", found.mean);
}

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
        for (found, known) in [(found.first, known.first), (found.total, known.total)] {
            let (low, high) = (found.low.unwrap(), found.high.unwrap());
            let slack = high - low;
            assert!(known.value >= low - slack && known.value <= high + slack, "{found:?}, exact {known:?}");
            assert!(slack < 0.5, "{found:?} says nothing");
        }
    }
}
