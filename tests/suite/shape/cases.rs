//! Distributions with what is known of them from elsewhere.

use larmkedja::distribution::{Distribution, Shape, Unit};
use rand::Rng;
use rand_distr::Distribution as _;
use rand_pcg::Pcg64;
use statrs::distribution::ContinuousCDF;
use std::f64::consts::PI;

/// One distribution with what is known of it from elsewhere.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) ours: Distribution,
    pub(super) cdf: Box<dyn Fn(f64) -> f64>,
    pub(super) mean: f64,
    pub(super) sd: f64,
    pub(super) other: Box<dyn Fn(&mut Pcg64) -> f64>,
}

fn case<D: rand_distr::Distribution<f64> + 'static>(
    name: &'static str,
    shape: Shape,
    cdf: impl Fn(f64) -> f64 + 'static,
    (mean, sd): (f64, f64),
    other: D,
) -> Case {
    let other = Box::new(move |random: &mut Pcg64| other.sample(random));
    Case { name, ours: Distribution::new(shape).unwrap(), cdf: Box::new(cdf), mean, sd, other }
}

fn gamma_case(name: &'static str, shape: f64, mean: f64) -> Case {
    let exact = statrs::distribution::Gamma::new(shape, shape / mean).unwrap();
    let other = rand_distr::Gamma::new(shape, mean / shape).unwrap();
    case(name, Shape::Gamma { shape, mean }, move |x| exact.cdf(x), (mean, mean / shape.sqrt()), other)
}

fn weibull_case(name: &'static str, shape: f64, scale: f64) -> Case {
    let exact = statrs::distribution::Weibull::new(shape, scale).unwrap();
    let raw = |r: f64| scale.powf(r) * statrs::function::gamma::gamma(1.0 + r / shape);
    let moments = (raw(1.0), (raw(2.0) - raw(1.0) * raw(1.0)).sqrt());
    case(name, Shape::Weibull { shape, scale }, move |x| exact.cdf(x), moments, rand_distr::Weibull::new(scale, shape).unwrap())
}

fn lognormal_case(name: &'static str, mu: f64, sigma: f64) -> Case {
    let exact = statrs::distribution::LogNormal::new(mu, sigma).unwrap();
    let mean = (mu + 0.5 * sigma * sigma).exp();
    let moments = (mean, mean * (sigma * sigma).exp_m1().sqrt());
    case(name, Shape::Lognormal { mu, sigma }, move |x| exact.cdf(x), moments, rand_distr::LogNormal::new(mu, sigma).unwrap())
}

fn exponential_case(name: &'static str, mean: f64) -> Case {
    case(name, Shape::Exponential { mean }, move |x| 1.0 - (-x / mean).exp(), (mean, mean), rand_distr::Exp::new(1.0 / mean).unwrap())
}

fn triangular_case(name: &'static str, min: f64, mode: f64, max: f64) -> Case {
    let exact = statrs::distribution::Triangular::new(min, max, mode).unwrap();
    let variance = (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18.0;
    let other = rand_distr::Triangular::new(min, max, mode).unwrap();
    case(name, Shape::Triangular { min, mode, max }, move |x| exact.cdf(x), ((min + mode + max) / 3.0, variance.sqrt()), other)
}

fn beta_case(name: &'static str, (alpha, beta): (f64, f64), (min, max): (f64, f64)) -> Case {
    let exact = statrs::distribution::Beta::new(alpha, beta).unwrap();
    let (width, sum) = (max - min, alpha + beta);
    let moments = (min + width * alpha / sum, width * (alpha * beta / (sum + 1.0)).sqrt() / sum);
    let cdf = move |x: f64| exact.cdf(((x - min) / width).clamp(0.0, 1.0));
    let other = rand_distr::Beta::new(alpha, beta).unwrap().map(move |x| min + width * x);
    case(name, Shape::Beta { alpha, beta, min, max }, cdf, moments, other)
}

fn pert_case(name: &'static str, (min, mode, max): (f64, f64, f64), lambda: f64) -> Case {
    let [alpha, beta] = [mode - min, max - mode].map(|part| 1.0 + lambda * part / (max - min));
    let Case { cdf, sd, .. } = beta_case("", (alpha, beta), (min, max));
    let mean = (min + lambda * mode + max) / (lambda + 2.0);
    let other = rand_distr::Pert::new(min, max).with_shape(lambda).with_mode(mode).unwrap();
    case(name, Shape::Pert { min, mode, max, lambda }, cdf, (mean, sd), other)
}

/// Its moments of order r are median^r s / sin s with s = pi r / shape; the other sampler is the ratio of two exponential ones.
fn loglogistic_case(name: &'static str, median: f64, shape: f64) -> Case {
    let raw = |r: f64| median.powf(r) * (r * PI / shape) / (r * PI / shape).sin();
    let moments = (raw(1.0), (raw(2.0) - raw(1.0) * raw(1.0)).sqrt());
    let cdf = move |x: f64| 1.0 / (1.0 + (x / median).powf(-shape));
    let one = rand_distr::Exp::new(1.0).unwrap();
    let other = Box::new(move |random: &mut Pcg64| {
        let (above, below): (f64, f64) = (one.sample(random), one.sample(random));
        median * (above / below).powf(1.0 / shape)
    });
    let ours = Distribution::new(Shape::Loglogistic { median, shape }).unwrap();
    Case { name, ours, cdf: Box::new(cdf), mean: moments.0, sd: moments.1, other }
}

fn hyperexponential_case(name: &'static str, mean: f64, cv: f64) -> Case {
    let p = 0.5 * (1.0 + ((cv * cv - 1.0) / (cv * cv + 1.0)).sqrt());
    let means = [0.5 * mean / p, 0.5 * mean / (1.0 - p)];
    let cdf = move |x: f64| 1.0 - p * (-x / means[0]).exp() - (1.0 - p) * (-x / means[1]).exp();
    let other = Box::new(move |random: &mut Pcg64| {
        let mean = means[usize::from(unit(random).get() > p)];
        rand_distr::Exp::new(1.0 / mean).unwrap().sample(random)
    });
    let ours = Distribution::new(Shape::Hyperexponential { mean, cv }).unwrap();
    Case { name, ours, cdf: Box::new(cdf), mean, sd: cv * mean, other }
}

/// One of two others, the first with probability `p`.
fn mixed(name: &'static str, p: f64, first: Case, second: Case) -> Case {
    let ours = Distribution::mixture(vec![(3.0 * p, first.ours), (3.0 * (1.0 - p), second.ours)]).unwrap();
    let mean = p * first.mean + (1.0 - p) * second.mean;
    let square = p * (first.sd.powi(2) + first.mean.powi(2)) + (1.0 - p) * (second.sd.powi(2) + second.mean.powi(2));
    let cdf = move |x: f64| p * (first.cdf)(x) + (1.0 - p) * (second.cdf)(x);
    let other = Box::new(move |random: &mut Pcg64| {
        let is_first = unit(random).get() < p;
        if is_first { (first.other)(random) } else { (second.other)(random) }
    });
    Case { name, ours, cdf: Box::new(cdf), mean, sd: (square - mean * mean).sqrt(), other }
}

/// A mixture of two uniform distributions, written as quantiles with a gap between 4 and 6.
fn empirical_case(name: &'static str) -> Case {
    let cdf = |x: f64| (x / 10.0).clamp(0.0, 0.4) + (0.1 * (x - 6.0)).clamp(0.0, 0.6);
    let moments = (0.4 * 2.0 + 0.6 * 9.0, (0.4 * 16.0 / 3.0_f64 + 0.6 * (36.0 / 12.0 + 81.0) - 6.2 * 6.2).sqrt());
    let points = vec![(0.0, 0.0), (0.1, 1.0), (0.4, 4.0), (0.4, 6.0), (0.7, 9.0), (1.0, 12.0)];
    let other = Box::new(|random: &mut Pcg64| {
        let (first, place) = (unit(random).get() < 0.4, unit(random).get());
        if first { 4.0 * place } else { 6.0 + 6.0 * place }
    });
    Case { name, ours: Distribution::new(Shape::Empirical(points)).unwrap(), cdf: Box::new(cdf), mean: moments.0, sd: moments.1, other }
}

/// Between two bounds; what is known of it is integrated numerically from the CDF, the sampler rejects.
fn truncated(whole: Case, name: &'static str, (at_least, at_most): (f64, f64)) -> Case {
    let Case { ours, cdf, other, .. } = whole;
    let ours = ours.truncated(Some(at_least), Some(at_most)).unwrap();
    let (low, high) = (cdf(at_least), cdf(at_most));
    let cdf = move |x: f64| ((cdf(x.clamp(at_least, at_most)) - low) / (high - low)).clamp(0.0, 1.0);
    let (steps, mut mean, mut square) = (400_000, at_least, at_least * at_least);
    let width = (at_most - at_least) / f64::from(steps);
    for i in 0..steps {
        let x = at_least + (f64::from(i) + 0.5) * width;
        mean += (1.0 - cdf(x)) * width;
        square += 2.0 * x * (1.0 - cdf(x)) * width;
    }
    let other = Box::new(move |random: &mut Pcg64| {
        loop {
            let value = other(random);
            if (at_least..=at_most).contains(&value) {
                return value;
            }
        }
    });
    Case { name, ours, cdf: Box::new(cdf), mean, sd: (square - mean * mean).sqrt(), other }
}

/// Times a factor.
fn scaled(whole: Case, name: &'static str, factor: f64) -> Case {
    let Case { ours, cdf, mean, sd, other, .. } = whole;
    let ours = ours.scaled(factor).unwrap();
    let (cdf, other) = (Box::new(move |x: f64| cdf(x / factor)), Box::new(move |random: &mut Pcg64| factor * other(random)));
    Case { name, ours, cdf, mean: mean * factor, sd: sd * factor, other }
}

pub(super) fn cases() -> Vec<Case> {
    let uniform = || {
        let width = 12.0_f64.sqrt().recip() * 6.0;
        let cdf = |x: f64| ((x - 2.0) / 6.0).clamp(0.0, 1.0);
        case("uniform", Shape::Uniform { min: 2.0, max: 8.0 }, cdf, (5.0, width), rand_distr::Uniform::new(2.0, 8.0).unwrap())
    };
    let mixture = |name| mixed(name, 0.7, exponential_case("", 20.0), triangular_case("", 30.0, 60.0, 90.0));
    let erlang = statrs::distribution::Erlang::new(3, 0.05).unwrap();
    vec![
        uniform(),
        triangular_case("triangular", 1.0, 2.0, 9.0),
        triangular_case("triangular, rising", 0.0, 5.0, 5.0),
        exponential_case("exponential", 49.0),
        case(
            "Erlang",
            Shape::Erlang { k: 3, mean: 60.0 },
            move |x| erlang.cdf(x),
            (60.0, 60.0 / 3.0_f64.sqrt()),
            rand_distr::Gamma::new(3.0, 20.0).unwrap(),
        ),
        gamma_case("gamma 0.1", 0.1, 30.0),
        gamma_case("gamma 0.8", 0.8, 60.0),
        gamma_case("gamma 2.5", 2.5, 60.0),
        gamma_case("gamma 400", 400.0, 60.0),
        weibull_case("Weibull 0.7", 0.7, 20.0),
        weibull_case("Weibull 3", 3.0, 20.0),
        lognormal_case("lognormal 0.3", 4.0, 0.3),
        lognormal_case("lognormal 1.1", 2.0, 1.1),
        beta_case("beta", (2.0, 3.5), (10.0, 60.0)),
        beta_case("beta, of two horns", (0.3, 0.6), (0.0, 60.0)),
        beta_case("beta, narrow", (900.0, 300.0), (0.0, 60.0)),
        pert_case("PERT", (5.0, 8.0, 30.0), 4.0),
        pert_case("PERT, rising", (5.0, 30.0, 30.0), 9.0),
        loglogistic_case("log-logistic 5", 20.0, 5.0),
        loglogistic_case("log-logistic 9", 20.0, 9.0),
        empirical_case("empirical"),
        truncated(uniform(), "uniform, truncated", (3.0, 4.0)),
        truncated(triangular_case("", 1.0, 2.0, 9.0), "triangular, truncated", (1.5, 6.0)),
        truncated(exponential_case("", 49.0), "exponential, truncated", (10.0, 90.0)),
        truncated(gamma_case("", 2.5, 60.0), "gamma, truncated", (20.0, 120.0)),
        truncated(weibull_case("", 0.7, 20.0), "Weibull, truncated", (1.0, 60.0)),
        truncated(lognormal_case("", 2.0, 1.1), "lognormal, truncated", (2.0, 40.0)),
        truncated(beta_case("", (2.0, 3.5), (10.0, 60.0)), "beta, truncated", (15.0, 40.0)),
        truncated(pert_case("", (5.0, 8.0, 30.0), 4.0), "PERT, truncated", (6.0, 20.0)),
        truncated(loglogistic_case("", 20.0, 1.3), "log-logistic, truncated", (5.0, 90.0)),
        truncated(loglogistic_case("", 20.0, 2.0), "log-logistic 2, truncated", (5.0, 90.0)),
        mixture("mixture"),
        mixed("mixture of mixtures", 0.3, mixture(""), hyperexponential_case("", 20.0, 1.5)),
        hyperexponential_case("hyperexponential 1.5", 20.0, 1.5),
        hyperexponential_case("hyperexponential 3", 20.0, 3.0),
        truncated(hyperexponential_case("", 20.0, 2.0), "hyperexponential, truncated", (10.0, 60.0)),
        truncated(mixture(""), "mixture, truncated", (20.0, 70.0)),
        // Of the second component nothing is left.
        truncated(mixture(""), "mixture, short", (0.0, 25.0)),
        scaled(truncated(mixture(""), "", (20.0, 70.0)), "mixture, truncated, scaled", 0.4),
        truncated(scaled(mixture(""), "", 2.0), "mixture, scaled, truncated", (20.0, 120.0)),
        truncated(empirical_case(""), "empirical, truncated", (3.0, 7.0)),
        scaled(lognormal_case("", 2.0, 1.1), "lognormal, scaled", 1.7),
        scaled(truncated(gamma_case("", 2.5, 60.0), "", (20.0, 120.0)), "gamma, truncated, scaled", 0.4),
        truncated(scaled(weibull_case("", 3.0, 20.0), "", 2.0), "Weibull, scaled, truncated", (20.0, 50.0)),
    ]
}

/// A uniform number.
pub(super) fn unit(random: &mut Pcg64) -> Unit {
    Unit::from_bits(random.next_u64())
}
