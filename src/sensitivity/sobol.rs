//! Sobol's indices: which share of an answer's variance comes of which factor?
//!
//! Two sets of random points A and B, independent of each other as the bootstrap supposes, and for each factor A with that factor's column of B. All estimators are means of squared differences
//! between two points (Jansen, *Analysis of variance designs for model output*, Computer Physics Communications 117 (1999)): with pairs
//! (A, B) the variance, with (A, A with i of B) what factor i does with all that it acts together with, with (B, A with i of B)
//! what all others do. A squared difference of two means over m replications is too large by the variance of that difference, which the
//! same m replications tell (an analysis of variance, pair by pair): taken away, every estimator is unbiased for the answer without
//! noise, and a factor that nothing depends on gets exactly 0, because its two points are one. Intervals are by the bootstrap over base
//! points and over replications. A resample of replications adds noise to a difference once more, and that is taken away as well.
//! Where noise alone could have made what is left of the variance, it is divided into nothing ([`Variances::hidden`]).

use super::designs::{anywhere, index};
use super::{Ask, DUMMY, Factor, Pull, RESAMPLES, Sample, Stopped, few_replications, pulls, values, variance};
use crate::drivers::{Indices, Shared, Variances};
use crate::results::{Bare, Estimate};

/// As many base points as intervals take: percentiles of a bootstrap over fewer are too near to each other.
pub const POINTS: usize = 256;

/// Points that are lived: two for each base point, and one for each factor; the dummy's are points that are there already.
pub fn budget(factors: usize, points: u64) -> u64 {
    points * (factors as u64 + 2)
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// By question.
    pub variances: Vec<Option<Variances>>,
    /// By factor, the dummy last.
    pub factors: Vec<Shared>,
}

/// Estimates the indices from so many base points (at least 2).
///
/// # Errors
/// If it was stopped.
pub fn shares(factors: &[Factor], points: u64, seed: u64, ask: &mut Ask<'_>) -> Result<Shares, Stopped> {
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).chain([DUMMY]).collect();
    let [a, b] = ["sobol a", "sobol b"].map(|design| anywhere(seed, design, &names, points));
    let row = |shares: &[f64]| values(factors, shares, Factor::at);
    let mut wanted: Vec<_> = a.iter().chain(&b).map(|shares| row(shares)).collect();
    for place in 0..factors.len() {
        wanted.extend(a.iter().zip(&b).map(|(a, b)| {
            let mut mixed = a.clone();
            mixed[place] = b[place];
            row(&mixed)
        }));
    }
    let answers = ask(&wanted)?;
    let n = points as usize;
    let questions = answers.first().map_or(0, Vec::len);
    let column = |block: usize, question: usize| -> Vec<Option<&Sample>> {
        answers[block * n..(block + 1) * n].iter().map(|answers| answers[question].as_ref()).collect()
    };
    let mut variances = Vec::new();
    let mut shared: Vec<Shared> = names.iter().map(|name| Shared { factor: (*name).to_owned(), indices: Vec::new() }).collect();
    for question in 0..questions {
        let (a, b) = (column(0, question), column(1, question));
        let whole = Squares::of(&a, &b);
        variances.push(whole.variances());
        for (place, shared) in shared.iter_mut().enumerate() {
            // The dummy's column of B changes nothing: A with it is A.
            let mixed = if place < factors.len() { column(2 + place, question) } else { a.clone() };
            shared.indices.push(indices(&whole, &Squares::of(&b, &mixed), &Squares::of(&a, &mixed), seed));
        }
    }
    Ok(Shares { variances, factors: shared })
}

/// Differences of pairs of points, with their variances. `None` where a point has no answer.
struct Squares(Vec<Option<(Sample, f64)>>);

impl Squares {
    fn of(one: &[Option<&Sample>], other: &[Option<&Sample>]) -> Squares {
        let difference = |(one, other): (&Option<&Sample>, &Option<&Sample>)| {
            let difference = (*one)?.minus((*other)?);
            let variance = difference.variance();
            Some((difference, variance))
        };
        Squares(one.iter().zip(other).map(difference).collect())
    }

    /// Mean of half the squares over base points, and the part of it that is noise; in a resample of the replications where one is given.
    fn means(&self, points: &[usize], pull: Option<&Pull>) -> (f64, f64) {
        let (mut squares, mut noise) = (0.0, 0.0);
        for &place in points {
            let Some((difference, variance)) = &self.0[place] else { continue };
            let (value, times) = pull.map_or((difference.value, 1.0), |pull| (difference.pulled(&pull.by), pull.noise));
            squares += 0.5 * value * value;
            noise += 0.5 * times * variance;
        }
        (squares / points.len() as f64, noise / points.len() as f64)
    }

    fn variances(&self) -> Option<Variances> {
        let all: Vec<usize> = (0..self.0.len()).filter(|&place| self.0[place].is_some()).collect();
        let (squares, noise) = self.means(&all, None);
        (all.len() > 1).then(|| Variances { input: squares - noise, noise, hidden: self.is_hidden(&all, squares, noise) })
    }

    /// Whether what is left of the squares is within two standard errors of nothing. Half a square of normal noise varies by sqrt 2 of its
    /// mean, and what m replications tell of it by sqrt(2 / (m - 1)).
    fn is_hidden(&self, points: &[usize], squares: f64, noise: f64) -> bool {
        let replications = points.first().and_then(|&place| self.0[place].as_ref()).map_or(0, |(difference, _)| difference.residuals.len());
        let known = 1.0 + 1.0 / (replications.max(2) - 1) as f64;
        squares - noise <= 2.0 * noise * libm::sqrt(2.0 * known / points.len() as f64)
    }
}

/// The variance that replications give a share because all points have them in common, from resamples of them. What each point has of its own is in
/// resamples of the points already, so it is taken away (an analysis of variance).
fn common(whole: &Squares, part: &Squares, (points, value): (&[usize], f64), pulls: &[Pull]) -> f64 {
    let (squares, noise) = whole.means(points, None);
    let n = points.len() as f64;
    let pulled = |pull: &Pull| -> Vec<f64> {
        let one = |squares: &Squares, place: usize| {
            let (square, noise) = squares.means(&[place], Some(pull));
            square - noise
        };
        points.iter().map(|&place| (one(part, place) - value * one(whole, place)) / (squares - noise)).collect()
    };
    let by_pull: Vec<Vec<f64>> = pulls.iter().map(pulled).collect();
    let means: Vec<f64> = by_pull.iter().map(|of_points| of_points.iter().sum::<f64>() / n).collect();
    if means.len() < 2 {
        return 0.0;
    }
    let of_point = |place: usize| {
        let own: Vec<f64> = by_pull.iter().zip(&means).map(|(of_points, mean)| of_points[place] - mean).collect();
        variance(&own)
    };
    (variance(&means) - (0..points.len()).map(of_point).sum::<f64>() / (n * (n - 1.0))).max(0.0)
}

/// Why indices of an answer have no interval, if so.
fn bare(whole: &Squares, points: usize) -> Option<Bare> {
    let few = (points < POINTS).then_some(Bare::FewPoints { least: POINTS as u64 });
    // What costs more comes first.
    few.or_else(|| few_replications(whole.0.iter().flatten().map(|(difference, _)| difference)))
}

/// First and total order. `None` where fewer than two base points have every answer, or the answer does not vary by more than noise may.
fn indices(whole: &Squares, others: &Squares, own: &Squares, seed: u64) -> Option<Indices> {
    let complete = |place: &usize| whole.0[*place].is_some() && others.0[*place].is_some() && own.0[*place].is_some();
    let all: Vec<usize> = (0..whole.0.len()).filter(complete).collect();
    let (squares, noise) = whole.means(&all, None);
    if all.len() < 2 || whole.is_hidden(&all, squares, noise) {
        return None;
    }
    let replications = whole.0[all[0]].as_ref()?.0.residuals.len();
    let bare = bare(whole, all.len());
    let is_told = bare.is_none();
    let share = |part: &Squares, points: &[usize], pull: Option<&Pull>| {
        let ((above, above_noise), (below, below_noise)) = (part.means(points, pull), whole.means(points, pull));
        (above - above_noise) / (below - below_noise)
    };
    let resample = |number: u64| -> Vec<usize> {
        (0..all.len()).map(|place| all[index(seed, "sobol bootstrap", number, place as u64, all.len())]).collect()
    };
    let resamples: Vec<Vec<usize>> = if is_told { (0..RESAMPLES).map(resample).collect() } else { Vec::new() };
    let pulls = if is_told { pulls(seed, "sobol replications", replications) } else { Vec::new() };
    let estimate = |part: &Squares| {
        if !is_told {
            return Estimate { value: share(part, &all, None), low: None, high: None };
        }
        let value = share(part, &all, None);
        let of_points = resamples.iter().map(|points| share(part, points, None)).collect();
        super::interval(value, of_points, common(whole, part, (&all, value), &pulls), replications)
    };
    let rest = estimate(others);
    let first = Estimate { value: 1.0 - rest.value, low: rest.high.map(|high| 1.0 - high), high: rest.low.map(|low| 1.0 - low) };
    Some(Indices { first, total: estimate(own), bare })
}
