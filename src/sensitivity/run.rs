//! The same study at many points, with the same replications, in parallel; what is finished is kept.

use super::sample::Sample;
use crate::model::{Model, VarianceReduction, What};
use crate::results;
use crate::statistics::basis::{Basis, Of};
use crate::study::{self, Row, Stratum};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};

/// A measure in a stratum, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the measure.
    pub measure: usize,
    /// The stratum.
    pub stratum: Stratum,
}

/// A statistic of an arm against the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Mean difference of times over the pairs that both reached, seconds.
    Mean,
    /// Difference of the shares within the target.
    WithinTarget,
    /// Difference of shares, counts (for each replication) or work (seconds for each incident).
    Value,
}

/// What is asked of every point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Index of the arm that is compared with the baseline.
    pub arm: usize,
    /// Index in the places of the run.
    pub place: usize,
    /// What of it.
    pub statistic: Statistic,
}

/// The sums of one place and arm in one replication; whole numbers, so that what is kept on disk is exact. Times are in microseconds, those of pairs over the
/// pairs that both arms reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[i64; 9]", into = "[i64; 9]")]
pub struct Sums {
    /// Incidents that are counted.
    pub counted: i64,
    /// Of these, the ones that have the time or value.
    pub reached: i64,
    /// And within the target.
    pub within: i64,
    /// Of their times or values.
    pub sum: i64,
    /// Pairs that both reached.
    pub both: i64,
    /// Of their times in the baseline.
    pub baseline_sum: i64,
    /// And in the arm.
    pub arm_sum: i64,
    /// Pairs with the same time to the microsecond.
    pub identical: i64,
    /// Of all times of the arm, wherever: where it is the same to the microsecond the same has happened.
    pub times: i64,
}

impl From<[i64; 9]> for Sums {
    fn from([counted, reached, within, sum, both, baseline_sum, arm_sum, identical, times]: [i64; 9]) -> Sums {
        Sums { counted, reached, within, sum, both, baseline_sum, arm_sum, identical, times }
    }
}

impl From<Sums> for [i64; 9] {
    fn from(sums: Sums) -> [i64; 9] {
        let Sums { counted, reached, within, sum, both, baseline_sum, arm_sum, identical, times } = sums;
        [counted, reached, within, sum, both, baseline_sum, arm_sum, identical, times]
    }
}

/// A sum as it is kept: nine million years, in microseconds, fit, and no replication is longer.
fn whole(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}

impl Sums {
    fn of(row: &Row, times: i64) -> Sums {
        let pairs = row.pairs.unwrap_or_default();
        Sums {
            counted: row.count as i64,
            reached: row.reached as i64,
            within: row.within_target as i64,
            sum: whole(row.sum),
            both: pairs.both as i64,
            baseline_sum: whole(pairs.baseline_sum),
            arm_sum: whole(pairs.arm_sum),
            identical: pairs.identical as i64,
            times,
        }
    }
}

/// What one point came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lived {
    /// By replication, arm and place; an arm that met a limit in some replication has nothing.
    Sums(Vec<Vec<Option<Vec<Sums>>>>),
    /// The scenario cannot be run there.
    Wrong(String),
}

/// What finished points are kept in, to be found again after a kill.
pub trait Keeps: Sync {
    /// A point that was finished before.
    fn find(&self, key: &str) -> Option<Lived>;
    /// A point is finished. It must be told of once at most.
    fn keep(&self, key: &str, lived: &Lived);
}

/// Keeps nothing.
#[derive(Debug)]
pub struct KeepsNothing;

impl Keeps for KeepsNothing {
    fn find(&self, _: &str) -> Option<Lived> {
        None
    }
    fn keep(&self, _: &str, _: &Lived) {}
}

/// Stopped before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// The scenario with some changes, or what is wrong with it then.
pub type ModelAt<'a> = dyn Fn(&[String]) -> Result<Model, String> + Sync + 'a;

/// Lives points.
pub struct Runner<'a> {
    /// The scenario with some changes.
    pub model_at: &'a ModelAt<'a>,
    /// What is looked at.
    pub places: Vec<Place>,
    /// What is finished.
    pub keeps: &'a dyn Keeps,
    /// Threads; `None`: as many as the machine has.
    pub threads: Option<usize>,
    /// Asked often.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Told how many points are finished of those that one call asks for, and whether this one was before.
    pub progress: &'a (dyn Fn(u64, bool) + Sync),
}

impl Runner<'_> {
    /// Lives the replications at every point; a point is what is changed about the scenario. In the order of `points`.
    ///
    /// # Errors
    /// If it was told to stop.
    pub fn live(&self, points: &[Vec<String>], replications: RangeInclusive<u64>) -> Result<Vec<Lived>, Stopped> {
        let done = AtomicU64::new(0);
        let one = |changes: &Vec<String>| {
            let found = self.keeps.find(&key(changes, &replications));
            let was_before = found.is_some();
            let lived = found.map_or_else(|| self.finish(changes, &replications), Ok)?;
            (self.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, was_before);
            Ok(lived)
        };
        self.pool().install(|| points.par_iter().map(one).collect())
    }

    /// Lives the scenario as it is, also if that was finished before: how long it takes tells how long the points will.
    ///
    /// # Errors
    /// If it was told to stop.
    pub fn rehearse(&self, replications: RangeInclusive<u64>) -> Result<Lived, Stopped> {
        self.pool().install(|| match self.keeps.find(&key(&[], &replications)) {
            Some(_) => self.point(&[], &replications),
            None => self.finish(&[], &replications),
        })
    }

    fn pool(&self) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .expect("a thread pool is one of the few things that every supported system can make")
    }

    /// Lives a point and keeps it.
    fn finish(&self, changes: &[String], replications: &RangeInclusive<u64>) -> Result<Lived, Stopped> {
        let lived = self.point(changes, replications)?;
        self.keeps.keep(&key(changes, replications), &lived);
        Ok(lived)
    }

    fn point(&self, changes: &[String], replications: &RangeInclusive<u64>) -> Result<Lived, Stopped> {
        if (self.stop)() {
            return Err(Stopped);
        }
        let mut model = match (self.model_at)(changes) {
            Ok(model) => model,
            Err(reason) => return Ok(Lived::Wrong(reason)),
        };
        // Points are compared replication by replication, and every one of them is independent of the others.
        model.study.variance_reduction = VarianceReduction::None;
        let numbers: Vec<u64> = replications.clone().collect();
        let one = |number: u64| self.replication(&model, number).ok_or(Stopped);
        numbers.into_par_iter().map(one).collect::<Result<_, _>>().map(Lived::Sums)
    }

    /// By arm and place.
    fn replication(&self, model: &Model, number: u64) -> Option<Vec<Option<Vec<Sums>>>> {
        let rows = study::replication(model, number, self.stop)?;
        let is_time = |row: &&Row| row.stratum == Stratum::All && matches!(model.measures[row.measure].what, What::Time { .. });
        let times = |arm: usize| whole(rows.rows.iter().filter(|row| row.arm == arm).filter(is_time).map(|row| row.sum).sum());
        let place = |arm: usize, place: &Place| {
            let here = |row: &&Row| (row.arm, row.measure, row.stratum) == (arm, place.measure, place.stratum);
            let nothing = Sums { times: times(arm), ..Sums::default() };
            rows.rows.iter().find(here).map_or(nothing, |row| Sums::of(row, times(arm)))
        };
        let arm = |(arm, end): (usize, &crate::record::ArmEnd)| {
            end.finding.is_none().then(|| self.places.iter().map(|at| place(arm, at)).collect())
        };
        Some(rows.ends.iter().enumerate().map(arm).collect())
    }
}

/// What a point is kept by.
fn key(changes: &[String], replications: &RangeInclusive<u64>) -> String {
    format!("{}-{} {}", replications.start(), replications.end(), changes.join("; "))
}

/// Every arm in every place, with the names of what is asked.
pub fn questions(
    model: &Model,
    places: &[Place],
    arms: &[usize],
    statistic: impl Fn(&Place) -> Statistic,
) -> Vec<(Question, results::Question)> {
    let question = |place: usize, arm: usize| {
        let at = &places[place];
        let (measure, statistic) = (&model.measures[at.measure], statistic(at));
        let (named, unit) = match (statistic, &measure.what) {
            (Statistic::Mean, _) => ("mean", "s"),
            (Statistic::WithinTarget, _) => ("within_target", "share"),
            (Statistic::Value, What::Share(_)) => ("value", "share"),
            (Statistic::Value, What::Work(_)) => ("value", "s"),
            (Statistic::Value, _) => ("value", "1"),
        };
        let told = results::Question {
            arm: model.arms[arm].name.clone(),
            measure: measure.name.clone(),
            stratum_kind: at.stratum.kind().to_owned(),
            stratum: at.stratum.name(model).to_owned(),
            statistic: named.to_owned(),
            unit: unit.to_owned(),
        };
        (Question { arm, place, statistic }, told)
    };
    (0..places.len()).flat_map(|place| arms.iter().map(move |&arm| (place, arm))).map(|(place, arm)| question(place, arm)).collect()
}

/// An answer at a point. `None` where an arm met a limit or nothing is there; the model is that of the scenario itself.
pub fn answer(lived: &Lived, model: &Model, places: &[Place], question: Question) -> Option<Sample> {
    let of = |arm: usize| -> Option<Vec<Sums>> { Some(arm_sums(lived, arm)?.iter().map(|places| places[question.place]).collect()) };
    let (own, base) = (of(question.arm)?, of(model.baseline)?);
    let what = &model.measures[places[question.place].measure].what;
    let found = match question.statistic {
        Statistic::Mean => {
            let change: Vec<f64> = own.iter().map(|sums| (sums.arm_sum - sums.baseline_sum) as f64 / 1e6).collect();
            let (both, identical) = (sums(&own, |sums| sums.both), sums(&own, |sums| sums.identical));
            let things = both.iter().sum::<f64>();
            let none = identical.iter().sum::<f64>() / things.max(1.0);
            Sample { basis: Basis::new(Of::Means { things, none }), ..Sample::ratio(&change, &both)? }
        }
        Statistic::WithinTarget => share(&own, |sums| sums.within)?.minus(&share(&base, |sums| sums.within)?),
        Statistic::Value => value(&own, what)?.minus(&value(&base, what)?),
    };
    let times: Vec<[i64; 2]> = own.iter().zip(&base).map(|(own, base)| [own.times, base.times]).collect();
    let is_alike = times.iter().all(|[own, base]| own == base) && times.iter().any(|[own, _]| *own > 0);
    Some(Sample { basis: Basis { is_alike, ..found.basis }, lived: times, ..found })
}

fn sums(from: &[Sums], field: fn(&Sums) -> i64) -> Vec<f64> {
    from.iter().map(|sums| field(sums) as f64).collect()
}

/// A share of one arm. What it is made of is ready for a difference.
fn share(from: &[Sums], some: fn(&Sums) -> i64) -> Option<Sample> {
    let (some, all) = (sums(from, some), sums(from, |sums| sums.counted));
    let basis = Basis::new(Of::Shares { fewest: all.iter().sum(), most: all.iter().sum() });
    Some(Sample { basis, ..Sample::ratio(&some, &all)? })
}

/// A share, count or work of one arm.
fn value(from: &[Sums], what: &What) -> Option<Sample> {
    let (above, count) = (sums(from, |sums| sums.sum), sums(from, |sums| sums.counted));
    let of_means = Basis::new(Of::Means { things: count.iter().sum(), none: 0.0 });
    match what {
        What::Share(_) => share(from, |sums| sums.sum),
        What::Count(_) => {
            let basis = Basis::new(Of::Rates { during: above.len() as f64 });
            Some(Sample { basis, ..Sample::mean(&above)? })
        }
        What::Work(_) => {
            let seconds: Vec<f64> = above.iter().map(|microseconds| microseconds / 1e6).collect();
            Some(Sample { basis: of_means, ..Sample::ratio(&seconds, &count)? })
        }
        What::Number(_) | What::Time { .. } => Some(Sample { basis: of_means, ..Sample::ratio(&above, &count)? }),
    }
}

/// What an arm came to, by replication and place; nothing where it met a limit or the scenario is wrong.
pub(super) fn arm_sums(lived: &Lived, arm: usize) -> Option<Vec<&Vec<Sums>>> {
    match lived {
        Lived::Sums(replications) => replications.iter().map(|arms| arms[arm].as_ref()).collect(),
        Lived::Wrong(_) => None,
    }
}

/// Why a point has no answer, for people.
pub fn failure(lived: &Lived, model: &Model) -> Option<String> {
    match lived {
        Lived::Wrong(reason) => Some(reason.clone()),
        Lived::Sums(replications) => {
            let lost = |arm: &usize| replications.iter().any(|arms| arms[*arm].is_none());
            let arms: Vec<&str> = (0..model.arms.len()).filter(lost).map(|arm| model.arms[arm].name.as_str()).collect();
            (!arms.is_empty()).then(|| format!("an arm met a limit, which means that it is overloaded: {}", arms.join(", ")))
        }
    }
}
