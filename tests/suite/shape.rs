//! Is every sampler its distribution? Moments, Kolmogorov-Smirnov against a CDF that is not ours, monotone in the uniform
//! number, agreement with `rand_distr` (Q14 of the verification table). Seeds are fixed; every test has a twin that is wrong.

mod cases;

use cases::{Case, cases, unit};
use larmkedja::distribution::{Distribution, Invalid, PoissonInverse, Shape, Unit};
use rand::{Rng, SeedableRng};
use rand_distr::Distribution as _;
use rand_pcg::Pcg64;
use statrs::distribution::DiscreteCDF;
use std::f64::consts::PI;

/// Values drawn for every test of a sample.
const DRAWS: usize = 200_000;
/// Kolmogorov's distribution exceeds this with probability 0.001.
const KOLMOGOROV: f64 = 1.95;

/// Ascending.
fn sample(ours: &Distribution, seed: u64) -> Vec<f64> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut values: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let u = unit(&mut random);
            ours.draw(u, || unit(&mut random))
        })
        .collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Kolmogorov's statistic: sqrt(n) times the largest distance from the CDF.
fn distance(values: &[f64], cdf: &dyn Fn(f64) -> f64) -> f64 {
    let n = values.len() as f64;
    let at = |(i, x): (usize, &f64)| (cdf(*x) - i as f64 / n).max((i + 1) as f64 / n - cdf(*x));
    values.iter().enumerate().map(at).fold(0.0, f64::max) * n.sqrt()
}

/// Smirnov's statistic for two samples of the same size, both ascending.
fn distance_of_two(ours: &[f64], others: &[f64]) -> f64 {
    let (mut i, mut j, mut most) = (0, 0, 0);
    while i < ours.len() && j < others.len() {
        let x = ours[i].min(others[j]);
        i += ours[i..].partition_point(|&value| value <= x);
        j += others[j..].partition_point(|&value| value <= x);
        most = most.max(i.abs_diff(j));
    }
    let n = ours.len() as f64;
    most as f64 / n * (n / 2.0).sqrt()
}

fn close(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs()
}

#[test]
fn every_sampler_follows_its_cdf() {
    for (seed, case) in cases().into_iter().enumerate() {
        let found = distance(&sample(&case.ours, seed as u64), &case.cdf);
        assert!(found < KOLMOGOROV, "{}: Kolmogorov's statistic is {found}", case.name);
        let twin = distance(&sample(&case.ours.scaled(1.05).unwrap(), seed as u64), &case.cdf);
        assert!(twin > KOLMOGOROV, "{}: 5 % longer is not noticed, {twin}", case.name);
    }
}

#[test]
fn every_sampler_has_its_moments() {
    for (seed, case) in cases().into_iter().enumerate() {
        let Case { name, ours, mean, sd, .. } = case;
        assert!(close(ours.mean(), mean, 2e-9), "{name}: mean {} is not {mean}", ours.mean());
        assert!(close(ours.sd(), sd, 2e-9), "{name}: sd {} is not {sd}", ours.sd());
        let values = sample(&ours, 100 + seed as u64);
        let n = values.len() as f64;
        let average = |of: &dyn Fn(f64) -> f64| values.iter().map(|&x| of(x)).sum::<f64>() / n;
        let error = (average(&|x| x) - mean) / (sd / n.sqrt());
        assert!(error.abs() < 4.0, "{name}: the mean is off by {error} standard errors");
        let variance = average(&|x| (x - mean).powi(2));
        let fourth = average(&|x| (x - mean).powi(4));
        let error = (variance - sd * sd) / ((fourth - variance * variance) / n).sqrt();
        assert!(error.abs() < 4.0, "{name}: the variance is off by {error} standard errors");
    }
}

#[test]
fn every_sampler_agrees_with_rand_distr() {
    for (seed, case) in cases().into_iter().enumerate() {
        let mut random = Pcg64::seed_from_u64(1000 + seed as u64);
        let mut others: Vec<f64> = (0..DRAWS).map(|_| (case.other)(&mut random)).collect();
        others.sort_by(f64::total_cmp);
        let found = distance_of_two(&sample(&case.ours, 2000 + seed as u64), &others);
        assert!(found < KOLMOGOROV, "{}: Smirnov's statistic is {found}", case.name);
        let twin = distance_of_two(&sample(&case.ours.scaled(1.2).unwrap(), 2000 + seed as u64), &others);
        assert!(twin > KOLMOGOROV, "{}: 20 % longer is not noticed, {twin}", case.name);
    }
}

#[test]
fn cdf_and_quantile_are_those_of_the_second_opinion() {
    for case in cases() {
        for i in 0..=200 {
            let x = f64::from(i) * (case.mean + 6.0 * case.sd) / 200.0;
            let (found, exact) = (case.ours.cdf(x), (case.cdf)(x));
            assert!((found - exact).abs() < 1e-9, "{}: F({x}) is {found}, not {exact}", case.name);
        }
        for i in 1..200 {
            let p = f64::from(i) / 200.0;
            let found = (case.cdf)(case.ours.quantile(p));
            assert!((found - p).abs() < 1e-8, "{}: the quantile of {p} is that of {found}", case.name);
        }
    }
}

/// In the whole range, and from neighbour to neighbour, where only the last bits of a rounded logarithm may tremble.
#[test]
fn every_sampler_is_monotone_and_finite() {
    for (case, component) in cases().iter().flat_map(|case| [0, 1 << 62, u64::MAX].map(|component| (case, component))) {
        let ours = &case.ours;
        let at = |bits: u64| ours.draw(Unit::from_bits(bits), || Unit::from_bits(component));
        assert!(at(0) >= 0.0 && at(u64::MAX).is_finite(), "{}: from {} to {}", case.name, at(0), at(u64::MAX));
        let mut random = Pcg64::seed_from_u64(7);
        let mut places: Vec<u64> = (0..20_000).map(|_| random.next_u64()).collect();
        places.extend((1..12).flat_map(|shift| [1 << (5 * shift), u64::MAX - (1 << (5 * shift))]));
        places.sort_unstable();
        for pair in places.windows(2) {
            assert!(at(pair[0]) <= at(pair[1]), "{}: falls between {pair:?}", case.name);
        }
        for place in places {
            let (here, next) = (at(place), at(place.saturating_add(1 << 12)));
            assert!(next >= here * (1.0 - 4e-15), "{}: falls from {here} to {next} at {place}", case.name);
        }
    }
}

/// What rejection samplers destroy: with the same luck, a little more shape moves every value a little.
#[test]
fn a_changed_shape_keeps_the_luck() {
    let [before, after] = [0.80, 0.84].map(|shape| Distribution::new(Shape::Gamma { shape, mean: 60.0 }).unwrap());
    let mut random = Pcg64::seed_from_u64(3);
    let (mut together, mut apart) = (0.0, 0.0);
    for _ in 0..DRAWS {
        let (u, v) = (unit(&mut random), unit(&mut random));
        together += (before.value(u) - after.value(u)).powi(2);
        apart += (before.value(u) - after.value(v)).powi(2);
    }
    assert!(together * 1000.0 < apart, "the variance of the difference falls only {} fold", apart / together);
}

#[test]
fn points_without_width_are_constants() {
    let of = |shape| Distribution::new(shape).unwrap();
    let points = [
        of(Shape::Constant(5.0)),
        of(Shape::Uniform { min: 5.0, max: 5.0 }),
        of(Shape::Triangular { min: 5.0, mode: 5.0, max: 5.0 }),
        of(Shape::Beta { alpha: 2.0, beta: 3.0, min: 5.0, max: 5.0 }),
        of(Shape::Pert { min: 5.0, mode: 5.0, max: 5.0, lambda: 4.0 }),
        of(Shape::Lognormal { mu: 5.0_f64.ln(), sigma: 0.0 }),
        Distribution::mixture(vec![(2.0, of(Shape::Constant(5.0))), (1.0, of(Shape::Constant(5.0)))]).unwrap(),
        of(Shape::Empirical(vec![(0.0, 5.0), (1.0, 5.0)])),
    ];
    for point in points {
        let point = point.truncated(Some(2.0), Some(9.0)).unwrap().scaled(2.0).unwrap();
        for u in [0, 1 << 63, u64::MAX] {
            assert!(close(point.value(Unit::from_bits(u)), 10.0, 1e-14), "{point:?}");
        }
        assert!(close(point.mean(), 10.0, 1e-14) && point.sd() < 1e-6, "{point:?}: {} {}", point.mean(), point.sd());
        assert_eq!((point.cdf(9.99), point.cdf(10.01)), (0.0, 1.0), "{point:?}");
        assert!(matches!(point.clone().truncated(Some(11.0), None), Err(Invalid::NothingLeft { .. })), "{point:?}");
    }
    for nothing in
        [of(Shape::Exponential { mean: 0.0 }), of(Shape::Gamma { shape: 2.0, mean: 0.0 }), of(Shape::Weibull { shape: 2.0, scale: 0.0 })]
    {
        assert_eq!((nothing.value(Unit::from_bits(u64::MAX)), nothing.mean(), nothing.cdf(0.0), nothing.cdf(-1.0)), (0.0, 0.0, 1.0, 0.0));
    }
}

/// A log-logistic distribution of a shape of at most 2 has a mean but no variance, unless it is truncated.
#[test]
fn what_has_no_variance_says_so() {
    let heavy = Distribution::new(Shape::Loglogistic { median: 20.0, shape: 1.5 }).unwrap();
    let s = PI / 1.5;
    assert!(close(heavy.mean(), 20.0 * s / s.sin(), 1e-12), "{}", heavy.mean());
    assert_eq!(heavy.sd(), f64::INFINITY);
    assert!(heavy.truncated(None, Some(3600.0)).unwrap().sd().is_finite());
}

/// Whoever meets a component at one weight still does at a larger one, and with the same luck within it.
#[test]
fn a_changed_weight_keeps_the_luck() {
    let of = |weight| {
        let [short, long] = [5.0, 500.0].map(|min| Distribution::new(Shape::Uniform { min, max: min + 5.0 }).unwrap());
        Distribution::mixture(vec![(1.0 - weight, short), (weight, long)]).unwrap()
    };
    let (rare, often) = (of(0.1), of(0.3));
    let mut random = Pcg64::seed_from_u64(4);
    for _ in 0..10_000 {
        let (u, component) = (unit(&mut random), unit(&mut random));
        let (before, after) = (rare.draw(u, || component), often.draw(u, || component));
        assert!(before <= after, "{before} falls to {after}");
        assert!(before == after || close(after - before, 495.0, 1e-12), "the place within the component moves");
    }
}

/// Components have bounds of their own; a component that lies outside those of the whole does not occur.
#[test]
fn a_truncated_mixture_keeps_what_is_left_of_each_component() {
    let exponential = || Distribution::new(Shape::Exponential { mean: 20.0 }).unwrap();
    let early = exponential().truncated(None, Some(30.0)).unwrap();
    let late = exponential().truncated(Some(60.0), None).unwrap();
    let whole = Distribution::mixture(vec![(1.0, early.clone()), (1.0, late.clone())]).unwrap();
    let only_early = whole.clone().truncated(None, Some(50.0)).unwrap();
    assert!(close(only_early.mean(), early.mean(), 1e-12), "{}", only_early.mean());
    let only_late = whole.clone().truncated(Some(40.0), None).unwrap();
    assert!(close(only_late.mean(), late.mean(), 1e-12), "{}", only_late.mean());
    assert!(matches!(whole.clone().truncated(Some(35.0), Some(55.0)), Err(Invalid::NothingLeft { .. })));
    assert!(matches!(whole.truncated(Some(55.0), Some(35.0)), Err(Invalid::Order { .. })));
}

#[test]
fn wrong_numbers_are_refused_by_name() {
    let wrong = |shape| Distribution::new(shape).unwrap_err().to_string();
    assert_eq!(wrong(Shape::Constant(f64::NAN)), "`constant` must be a finite number");
    assert_eq!(wrong(Shape::Exponential { mean: -3.0 }), "`mean` must not be below zero, it is -3");
    assert_eq!(wrong(Shape::Uniform { min: 3.0, max: 2.0 }), "`min` (3) must not be above `max` (2)");
    assert_eq!(wrong(Shape::Triangular { min: 1.0, mode: 4.0, max: 3.0 }), "`mode` (4) must not be above `max` (3)");
    assert_eq!(wrong(Shape::Erlang { k: 0, mean: 3.0 }), "`k` must be between 1 and 1000000, it is 0");
    assert_eq!(wrong(Shape::Gamma { shape: 0.0, mean: 3.0 }), "`shape` must be between 0.01 and 1000000, it is 0");
    assert_eq!(wrong(Shape::Lognormal { mu: 0.0, sigma: -1.0 }), "`sigma` must be between 0 and 50, it is -1");
    assert_eq!(wrong(Shape::Lognormal { mu: 600.0, sigma: 50.0 }), Invalid::TooLarge.to_string());
    assert_eq!(wrong(Shape::Loglogistic { median: 20.0, shape: 1.0 }), "`shape` must be between 1.01 and 1000000, it is 1");
    assert_eq!(wrong(Shape::Beta { alpha: 0.0, beta: 1.0, min: 0.0, max: 1.0 }), "`alpha` must be between 0.05 and 10000, it is 0");
    assert_eq!(wrong(Shape::Pert { min: 1.0, mode: 4.0, max: 3.0, lambda: 4.0 }), "`mode` (4) must not be above `max` (3)");
    assert_eq!(wrong(Shape::Pert { min: 1.0, mode: 2.0, max: 3.0, lambda: -1.0 }), "`lambda` must be between 0 and 1000, it is -1");
    assert_eq!(wrong(Shape::Empirical(vec![(0.1, 1.0), (1.0, 2.0)])), Invalid::Ends.to_string());
    assert_eq!(wrong(Shape::Empirical(vec![(0.0, 1.0), (0.5, 0.5), (1.0, 2.0)])), "quantiles must not go down: (0.5, 0.5) is out of order");
    assert_eq!(wrong(Shape::Hyperexponential { mean: 3.0, cv: 0.9 }), "`cv` must be between 1 and 1000, it is 0.9");
    assert_eq!(Distribution::mixture(vec![]), Err(Invalid::Weights));
    let exponential = Distribution::new(Shape::Exponential { mean: 1.0 }).unwrap();
    assert_eq!(Distribution::mixture(vec![(0.0, exponential.clone())]), Err(Invalid::Weights));
    assert!(matches!(Distribution::mixture(vec![(-1.0, exponential.clone())]), Err(Invalid::Negative { what: "weight", .. })));
    let twice = Distribution::mixture(vec![(1.0, exponential.clone()), (1.0, exponential.clone().scaled(2.0).unwrap())]).unwrap();
    assert!(matches!(twice.clone().truncated(Some(60.0), None), Err(Invalid::NothingLeft { .. })));
    assert!(twice.truncated(Some(40.0), None).is_ok());
    let cut = exponential.clone().truncated(Some(30.0), None).unwrap_err();
    assert!(matches!(cut, Invalid::NothingLeft { .. }), "{cut}");
    assert!(matches!(exponential.clone().truncated(Some(3.0), Some(2.0)), Err(Invalid::Order { .. })));
    assert!(matches!(exponential.scaled(-1.0), Err(Invalid::Negative { what: "scale", .. })));
}

/// Means from nothing to the busiest hour there can be.
const MEANS: [f64; 12] = [0.0, 1e-12, 1e-3, 0.3, 0.999, 1.0, 3.7, 20.0, 88.5, 1234.5, 54_321.0, 1e6];

#[test]
fn poisson_numbers_are_those_of_the_exact_cdf() {
    let mut random = Pcg64::seed_from_u64(11);
    for mean in MEANS.into_iter().filter(|&mean| mean > 0.0) {
        let (ours, exact) = (PoissonInverse::new(mean), statrs::distribution::Poisson::new(mean).unwrap());
        for i in 0..2000 {
            // A fifth of them far out in either tail.
            let bits = random.next_u64() >> if i % 10 == 0 { i % 50 } else { 0 };
            let u = Unit::from_bits(if i % 20 == 0 { !bits } else { bits });
            let n = u64::from(ours.value(u));
            let below = if n == 0 { 0.0 } else { exact.cdf(n - 1) };
            let slack = 1e-9 * u.get().min(1.0 - u.get()) + 1e-15 + if mean > 1e4 { 1e-9 } else { 0.0 };
            assert!(below < u.get() + slack && u.get() <= exact.cdf(n) + slack, "mean {mean}, u {}: {n}", u.get());
        }
    }
}

#[test]
fn poisson_numbers_have_their_moments_and_agree_with_rand_distr() {
    for (seed, mean) in [0.3, 3.7, 88.5, 1234.5].into_iter().enumerate() {
        let mut random = Pcg64::seed_from_u64(seed as u64);
        let mut draw = |mean: f64| {
            let ours = PoissonInverse::new(mean);
            let mut numbers: Vec<f64> = (0..DRAWS).map(|_| f64::from(ours.value(unit(&mut random)))).collect();
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let (numbers, twin) = (draw(mean), draw(1.05 * mean));
        let n = DRAWS as f64;
        let average = numbers.iter().sum::<f64>() / n;
        assert!((average - mean).abs() < 4.0 * (mean / n).sqrt(), "mean {mean}: {average}");
        let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        assert!((variance - mean).abs() < 4.0 * ((mean + 2.0 * mean * mean) / n).sqrt(), "mean {mean}: variance {variance}");
        let other = rand_distr::Poisson::new(mean).unwrap();
        let mut others: Vec<f64> = (0..DRAWS).map(|_| other.sample(&mut random)).collect();
        others.sort_by(f64::total_cmp);
        assert!(distance_of_two(&numbers, &others) < KOLMOGOROV, "mean {mean}");
        assert!(distance_of_two(&twin, &others) > KOLMOGOROV, "mean {mean}: 5 % more is not noticed");
    }
}

/// The uniform number that is nearest to a step of the distribution function, where rounding could turn the answer, or any.
fn hard_unit(random: &mut Pcg64, mean: f64) -> Unit {
    let choice = random.next_u64() % 4;
    let bits = random.next_u64();
    if choice == 0 || mean == 0.0 {
        return Unit::from_bits(bits);
    }
    if choice == 1 {
        let far = bits >> (random.next_u64() % 52);
        return Unit::from_bits(if bits.is_multiple_of(2) { far } else { !far });
    }
    let n = PoissonInverse::new(mean).value(Unit::from_bits(bits));
    let step = statrs::distribution::Poisson::new(mean).unwrap().cdf(u64::from(n));
    let near = (step * (1u64 << 52) as f64) as u64 + random.next_u64() % 5;
    Unit::from_bits(near.saturating_sub(2).min((1 << 52) - 1) << 12)
}

#[test]
fn more_is_expected_never_fewer_come() {
    let mut random = Pcg64::seed_from_u64(5);
    for round in 0..400_000 {
        let mean = if round % 2 == 0 { MEANS[round / 2 % 10] } else { 2000.0 * unit(&mut random).get().powi(4) };
        let more = match random.next_u64() % 4 {
            0 => mean.next_up(),
            1 => mean * (1.0 + 0.5_f64.powi((random.next_u64() % 52) as i32)),
            2 => mean * 1.1,
            _ => mean + unit(&mut random).get(),
        };
        let u = hard_unit(&mut random, mean);
        let (fewer, most) = (PoissonInverse::new(mean).value(u), PoissonInverse::new(more).value(u));
        assert!(fewer <= most, "u {}: {fewer} at {mean}, {most} at {more}", u.get());
    }
}

#[test]
fn poisson_numbers_are_monotone_in_the_uniform_number() {
    let mut random = Pcg64::seed_from_u64(6);
    for mean in MEANS {
        let ours = PoissonInverse::new(mean);
        let mut places: Vec<f64> = (0..3000).map(|_| hard_unit(&mut random, mean).get()).collect();
        places.sort_by(f64::total_cmp);
        // Back to the bits: a unit is the middle of its step.
        let at = |u: f64| ours.value(Unit::from_bits(((u * (1u64 << 52) as f64) as u64) << 12));
        for pair in places.windows(2) {
            assert!(at(pair[0]) <= at(pair[1]), "mean {mean}: falls between {pair:?}");
        }
        assert!(ours.value(Unit::from_bits(0)) <= ours.value(Unit::from_bits(u64::MAX)));
    }
}
