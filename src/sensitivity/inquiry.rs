//! A method carried out on a scenario: from what is asked to a [`Drivers`].

use super::doubt::changes;
use super::run::{Question, Runner, Statistic, Stopped, Sums, answer, arm_sums, failure};
use super::staffing::{Goal, Seen, Space};
use super::{Answers, Factor, Values, beliefs, border, break_even, morris, sobol, staffing, tornado};
use crate::drivers::{Drivers, Findings, Point, Staffing, Target};
use crate::model::Model;
use crate::results::{self, Map};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Each factor at both ends of its range.
    Tornado,
    /// Morris' screening from so many starts.
    Morris {
        /// How many.
        starts: u64,
    },
    /// Sobol's indices from so many base points.
    Sobol {
        /// How many.
        points: u64,
    },
    /// All factors drawn by their laws, so often.
    Beliefs {
        /// How many.
        points: u64,
    },
    /// Where the answer turns along the one factor: a grid of so many places, then bisection to this share of the range.
    BreakEven {
        /// How many.
        grid: u64,
        /// Share of the range.
        tolerance: f64,
    },
    /// Between which cells of a map of two factors the answer turns.
    Map {
        /// By factor, ascending.
        values: [Vec<f64>; 2],
    },
    /// The answer at these points.
    Sweep {
        /// By point and factor.
        points: Vec<Values>,
    },
    /// The fewest seats that meet what is wanted; every replication may be needed.
    Staffing(Staffed),
}

/// What seats are sought for.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffed {
    /// Index of the arm.
    pub arm: usize,
    /// What is wanted, by place of the run.
    pub targets: Vec<(Statistic, Target)>,
    /// By factor: hours a week that a seat is on duty.
    pub hours: Vec<f64>,
    /// By factor: where the search begins.
    pub start: Vec<f64>,
}

impl Method {
    /// How many points it lives; of bisection so many with one turn for each answer.
    pub fn budget(&self, moved: &[Factor], questions: usize) -> u64 {
        let factors = moved.len();
        match self {
            Method::Tornado => 2 * factors as u64 + 1,
            Method::Morris { starts } => morris::budget(factors, *starts),
            Method::Sobol { points } => sobol::budget(factors, *points),
            Method::Beliefs { points } => *points,
            Method::BreakEven { grid, tolerance } => {
                let factor = &moved[0];
                break_even::places(factor, *grid).len() as u64 + questions as u64 * break_even::bisections(factor, *grid, *tolerance)
            }
            Method::Map { values } => values.iter().map(|values| values.len() as u64).product(),
            Method::Sweep { points } => points.len() as u64,
            Method::Staffing(_) => {
                let sizes = moved.iter().map(|factor| (factor.high - factor.low) as u64 + 1);
                let (all, largest) = (sizes.clone().sum::<u64>(), sizes.max().unwrap_or(0));
                match factors {
                    1 => all,
                    // Up to the border of what meets, and along it.
                    2 => all + largest,
                    // Seats are added everywhere and then taken away one by one.
                    _ => largest + factors as u64 * all,
                }
            }
        }
    }
}

/// What is asked of a scenario.
pub struct Inquiry<'a> {
    /// The scenario as it is.
    pub model: &'a Model,
    /// Lives points.
    pub runner: Runner<'a>,
    /// What is asked, by index and by name.
    pub questions: Vec<(Question, results::Question)>,
    /// What is moved.
    pub factors: Vec<Factor>,
    /// Replications at every point, from the first.
    pub replications: u64,
}

impl Inquiry<'_> {
    /// Carries it out.
    ///
    /// # Errors
    /// If it was stopped; what was finished is kept by the runner.
    pub fn carry_out(&self, method: &Method) -> Result<Drivers, Stopped> {
        let mut asked = Asked { inquiry: self, known: BTreeMap::new(), points: Vec::new() };
        let mut ask = |points: &[Values]| asked.ask(points);
        let seed = self.model.study.seed;
        let mut failed: Vec<[Option<String>; 2]> = Vec::new();
        let findings = match method {
            Method::Tornado => {
                let ends = tornado::ends(&self.factors, &mut ask)?;
                failed = asked.points[1..].chunks(2).map(|ends| [ends[0].failure.clone(), ends[1].failure.clone()]).collect();
                Findings::Tornado {
                    base: ends.base.iter().map(|sample| sample.as_ref().map(super::Sample::estimate)).collect(),
                    bars: tornado::bars(&self.factors, &ends),
                }
            }
            Method::Morris { starts } => {
                Findings::Morris { starts: *starts, factors: morris::screen(&self.factors, *starts, seed, &mut ask)? }
            }
            Method::Sobol { points } => {
                let found = sobol::shares(&self.factors, *points, seed, &mut ask)?;
                Findings::Sobol { points: *points, variances: found.variances, factors: found.factors }
            }
            Method::Beliefs { points } => {
                Findings::Beliefs { points: *points, answers: beliefs::draw(&self.factors, *points, seed, &mut ask)? }
            }
            Method::BreakEven { grid, tolerance } => {
                let factor = &self.factors[0];
                let questions = 0..self.questions.len();
                let answers = questions.map(|question| break_even::turns(factor, question, *grid, *tolerance, &mut ask));
                Findings::BreakEven { answers: answers.collect::<Result<_, _>>()?, map: Vec::new() }
            }
            Method::Map { values } => {
                let answers = ask(&grid(values))?;
                let cells = |question: usize| answers.iter().map(|answers| answers[question].as_ref()).collect::<Vec<_>>();
                let borders = (0..self.questions.len()).map(|question| border::border(&self.factors, values, &cells(question)));
                Findings::BreakEven { answers: Vec::new(), map: borders.collect() }
            }
            Method::Sweep { points } => {
                ask(points)?;
                Findings::Sweep
            }
            Method::Staffing(staffed) => Findings::Staffing(self.staffing(staffed)?),
        };
        let mut drivers = self.drivers(findings, asked.points);
        if let Findings::Tornado { bars, .. } = &mut drivers.findings {
            for bar in bars {
                let place = self.factors.iter().position(|factor| factor.name == bar.factor);
                bar.failures = place.map(|place| failed[place].clone()).unwrap_or_default();
            }
        }
        Ok(drivers)
    }

    fn staffing(&self, staffed: &Staffed) -> Result<Staffing, Stopped> {
        let (arm, factors) = (staffed.arm, &self.factors);
        let space = Space { factors, hours: &staffed.hours, start: &staffed.start, most: self.replications };
        let goal =
            |(_, target): &(Statistic, Target)| Goal { at_least: target.at_least, bar: target.bar, indifference: target.indifference };
        let goals: Vec<Goal> = staffed.targets.iter().map(goal).collect();
        let mut ask = |seats: &[f64], replications: RangeInclusive<u64>| {
            let set = changes(factors, &seats.iter().map(|&seats| Some(seats)).collect());
            let lived = self.runner.live(&[set], replications)?.swap_remove(0);
            Ok(arm_sums(&lived, arm).map(|replications| replications.iter().map(|places| seen(places, &staffed.targets)).collect()))
        };
        let found = staffing::fewest(&space, &goals, &mut ask)?;
        let targets = staffed.targets.iter().map(|(_, target)| target.clone()).collect();
        Ok(Staffing { arm: self.model.arms[arm].name.clone(), targets, ..found })
    }

    fn drivers(&self, findings: Findings, points: Vec<Point>) -> Drivers {
        let model = self.model;
        Drivers {
            title: model.title.clone(),
            language: model.language,
            replications: self.replications,
            duration_s: model.study.duration.seconds(),
            seed: model.study.seed,
            noticeable_s: model.study.noticeable.seconds(),
            baseline: model.arms[model.baseline].name.clone(),
            arm_labels: model.arms.iter().map(|arm| (arm.name.clone(), arm.label.clone())).collect(),
            measure_labels: model.measures.iter().map(|measure| (measure.name.clone(), measure.label.clone())).collect(),
            type_labels: model.types.iter().map(|kind| (kind.name.clone(), kind.label.clone())).collect(),
            agency_labels: model.agencies.iter().map(|agency| (agency.name.clone(), agency.label.clone())).collect(),
            names: model.names.clone(),
            questions: self.questions.iter().map(|(_, told)| told.clone()).collect(),
            left_out: Vec::new(),
            factors: self.factors.iter().map(Factor::described).collect(),
            findings,
            points,
        }
    }
}

/// What a replication came to for every target.
fn seen(places: &[Sums], targets: &[(Statistic, Target)]) -> Vec<Seen> {
    let one = |(sums, (statistic, _)): (&Sums, &(Statistic, Target))| match statistic {
        Statistic::WithinTarget => Seen { sum: sums.within as f64, count: sums.counted as f64 },
        Statistic::Mean | Statistic::Value => Seen { sum: sums.sum as f64 / 1e6, count: sums.reached as f64 },
    };
    places.iter().zip(targets).map(one).collect()
}

/// Every combination of some values, the last factor moving fastest.
pub fn grid(values: &[Vec<f64>]) -> Vec<Values> {
    values.iter().fold(vec![Values::new()], |points, values| {
        let longer = |point: Values| values.iter().map(move |&value| point.iter().copied().chain([Some(value)]).collect());
        points.into_iter().flat_map(longer).collect()
    })
}

/// What has been asked and answered; the same point is lived once.
struct Asked<'a> {
    inquiry: &'a Inquiry<'a>,
    known: BTreeMap<String, Answers>,
    /// In the order in which they were first asked for.
    points: Vec<Point>,
}

impl Asked<'_> {
    fn ask(&mut self, points: &[Values]) -> Result<Vec<Answers>, Stopped> {
        let inquiry = self.inquiry;
        let changes: Vec<Vec<String>> = points.iter().map(|point| changes(&inquiry.factors, point)).collect();
        let key = |changes: &[String]| changes.join("\n");
        let mut new: Vec<usize> = Vec::new();
        for place in 0..points.len() {
            let is_new = !self.known.contains_key(&key(&changes[place])) && !new.iter().any(|&other| changes[other] == changes[place]);
            if is_new {
                new.push(place);
            }
        }
        let wanted: Vec<Vec<String>> = new.iter().map(|&place| changes[place].clone()).collect();
        let lived = inquiry.runner.live(&wanted, 1..=inquiry.replications)?;
        for (place, lived) in new.into_iter().zip(lived) {
            let of = |(question, _): &(Question, results::Question)| answer(&lived, inquiry.model, &inquiry.runner.places, *question);
            let answers: Answers = inquiry.questions.iter().map(of).collect();
            let found = answers.iter().map(|sample| sample.as_ref().map(super::Sample::estimate)).collect();
            let values = inquiry.factors.iter().zip(&points[place]);
            let at: Map<f64> = values.filter_map(|(factor, value)| Some((factor.name.clone(), (*value)?))).collect();
            let bare: Vec<_> = answers.iter().map(|sample| sample.as_ref().and_then(super::Sample::bare)).collect();
            let bare = if bare.iter().any(Option::is_some) { bare } else { Vec::new() };
            self.points.push(Point { at, found, bare, failure: failure(&lived, inquiry.model) });
            self.known.insert(key(&changes[place]), answers);
        }
        Ok(changes.iter().map(|changes| self.known[&key(changes)].clone()).collect())
    }
}
