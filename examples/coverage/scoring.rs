//! Studies, and what their intervals hold.

use crate::Cell;
use crate::known::{Truth, Wanted};
use larmkedja::model::Model;
use larmkedja::record::ArmEnd;
use larmkedja::results::{Difference, Est, Estimate, Results, StageParts, Stats, Strata};
use larmkedja::study::{Sections, Tally, after_pilot, results};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// An interval is judged where it is shown in this share of the studies, or this often.
pub(crate) const SHOWN: f64 = 0.1;
pub(crate) const OFTEN: u64 = 1000;
/// Per cent of the intervals shown that should hold the truth; of those that hold together at least so many.
pub(crate) const HOLD: [f64; 2] = [93.0, 97.0];
pub(crate) const TOGETHER: f64 = 95.0;
/// A bound may miss the truth in this share of all studies, and so much more by chance.
pub(crate) const MISSED: f64 = 0.025;
const BY_CHANCE: f64 = 0.005;

/// The results of a study with this seed: `live` lives a replication of it.
pub(crate) fn study(model: &Model, replications: u64, live: impl Fn(u64, &mut Tally) -> Vec<ArmEnd>) -> Results {
    let mut model = model.clone();
    model.study.replications = replications;
    let mut sections = Sections::new(model.arms.len());
    let fold = |sections: &mut Sections, numbers: RangeInclusive<u64>| {
        for number in numbers {
            let mut tally = Tally::new(&model);
            let ends = live(number, &mut tally);
            sections.fold(tally.finish(number, ends), model.study.variance_reduction.together());
        }
    };
    match &model.precision {
        Some(precision) => {
            fold(&mut sections, 1..=precision.pilot);
            let fixed = after_pilot(&model, precision, &sections);
            fold(&mut sections, precision.pilot + 1..=fixed.replications);
            sections.sequential = Some(fixed);
        }
        None => fold(&mut sections, 1..=replications),
    }
    results(&model, &sections)
}

/// Every interval of a study, by the names that truths have; of one type where it is named.
pub(crate) fn intervals(results: &Results, kind: Option<&str>) -> BTreeMap<String, Est> {
    let mut found = BTreeMap::new();
    let mut put = |name: &str, est: Est| {
        found.insert(name.to_owned(), est);
    };
    let baseline = &results.arms[&results.baseline];
    for (measure, strata) in &baseline.measures {
        match of(strata, kind) {
            Stats::Time(time) => {
                put("mean", time.mean_s);
                put("median", time.median_s);
                put("p90", time.p90_s);
                put("p95", time.p95_s);
                put("share within the target", time.within_target);
            }
            Stats::Value(value) => put(value_name(measure), value.value),
        }
    }
    if let Some(StageParts { working_s, queue_s, .. }) = baseline.stages.values().next().and_then(|stages| stages.get("interview")) {
        put("part of a stage", if baseline.pools["desk"].on_duty_s.is_some() { *queue_s } else { *working_s });
    }
    let pool = &baseline.pools["desk"];
    put("mean wait of a pool", pool.mean_wait_s);
    put("share of a pool that waits", pool.p_wait);
    put("occupancy of a pool", pool.working);
    for (measure, strata) in results.differences.values().next().into_iter().flatten() {
        match of(strata, kind) {
            Difference::Value(value) => {
                let bound = match measure.ends_with("_number") {
                    true => UNSEEN / results.replications as f64,
                    false => unseen(results, measure, kind),
                };
                put(&format!("difference of {}s", value_name(measure)), told(value.of_arms.value, bound));
            }
            Difference::Time(time) => {
                let (arms, pairs) = (&time.of_arms, &time.of_pairs);
                put("difference of means", arms.mean_s);
                put("relative difference", arms.relative);
                put("difference of medians", arms.median_s);
                put("difference of p90s", arms.p90_s);
                put("difference of p95s", arms.p95_s);
                put("difference of shares within the target", told(arms.within_target, unseen(results, measure, kind)));
                put("share of pairs quicker", pairs.quicker);
                put("share of pairs slower", pairs.slower);
                put("share of pairs unchanged", pairs.unchanged);
                put("median of pairs", pairs.median_s);
                put("p05 of pairs", pairs.p05_s);
                put("p95 of pairs", pairs.p95_s);
                put("pairs a year", time.per_year);
                put("gains a year", time.gain_over_60_s_per_year);
                put("difference of parts", time.stages.get("handover").and_then(|parts| parts.queue_s));
            }
        }
    }
    by_the_hour(results, &mut put);
    found
}

/// As many events may have come where none was seen: -ln(0.025).
const UNSEEN: f64 = 3.688_879_454_113_936;

/// The share of those counted, in the arm that counts fewer, that may differ where none does.
fn unseen(results: &Results, measure: &str, kind: Option<&str>) -> f64 {
    let counted = |stats: &Stats| match stats {
        Stats::Time(time) => time.reached,
        Stats::Value(value) => value.count,
    };
    let fewest = results.arms.values().map(|arm| counted(of(&arm.measures[measure], kind))).min().expect("there are arms");
    1.0 - (-UNSEEN / fewest as f64).exp()
}

/// Where none differs the interval is a bound on both sides. It is told as that of a share or count is, which has its value at one end.
fn told(est: Est, bound: f64) -> Est {
    let is_bound = |low: f64, high: f64| ((high - low) / bound - 2.0).abs() < 1e-9;
    est.map(|found| match found.low.zip(found.high) {
        Some((low, high)) if is_bound(low, high) => Estimate { value: low, ..found },
        _ => found,
    })
}

fn of<'a, T>(strata: &'a Strata<T>, kind: Option<&str>) -> &'a T {
    kind.map_or(&strata.all, |kind| &strata.r#type[kind])
}

/// What is told by the hour and weekday, of the first that are counted.
fn by_the_hour(results: &Results, put: &mut impl FnMut(&str, Est)) {
    let arms = &results.arms;
    for (name, arm) in arms {
        let Some(told) = arm.hours.values().next().and_then(|strata| strata.get("all")) else { continue };
        for (hours, stats) in [("hour", &told.hour), ("weekday", &told.weekday)] {
            let counted = stats.iter().find(|stats| stats.count > 0).expect("what is told holds an incident");
            match *name == results.baseline {
                true => put(&format!("mean by the {hours}"), counted.mean_s),
                false => put(&format!("difference by the {hours}"), counted.difference_s),
            }
        }
    }
    let pool = &arms[&results.baseline].pool_hours["desk"].hour;
    if let Some(pool) = pool.iter().find(|pool| pool.on_duty_s.is_some_and(|time| time > 0.0)) {
        put("mean wait of a pool by the hour", pool.mean_wait_s);
        put("share of a pool that waits by the hour", pool.p_wait);
        put("occupancy of a pool by the hour", pool.working);
    }
}

fn value_name(measure: &str) -> &'static str {
    match measure {
        "heard" => "share",
        "rare" => "rare share",
        "heard_number" => "count",
        "rare_number" => "rare count",
        _ => "seat time",
    }
}

/// How the intervals of one number in one cell did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) hold: u64,
    too_high: u64,
    too_low: u64,
    /// Bounds, and those of them that do not hold.
    bounds: u64,
    missed: u64,
}

impl Score {
    pub(crate) fn shown(self) -> u64 {
        self.hold + self.too_high + self.too_low
    }

    fn percent(self) -> f64 {
        100.0 * self.hold as f64 / self.shown().max(1) as f64
    }

    pub(crate) fn and(self, other: Score) -> Score {
        Score {
            hold: self.hold + other.hold,
            too_high: self.too_high + other.too_high,
            too_low: self.too_low + other.too_low,
            bounds: self.bounds + other.bounds,
            missed: self.missed + other.missed,
        }
    }
}

pub(crate) fn score(est: Est, truth: f64, counted: bool) -> Score {
    let Some((value, low, high)) = est.and_then(|found| Some((found.value, found.low?, found.high?))) else { return Score::default() };
    let (too_high, too_low) = (u64::from(truth < low), u64::from(truth > high));
    // Of nothing, or of everything, or of no difference.
    if counted && (value == low || value == high) {
        return Score { bounds: 1, missed: too_high + too_low, ..Score::default() };
    }
    Score { hold: 1 - too_high - too_low, too_high, too_low, ..Score::default() }
}

/// The scores of some repetitions of one cell, in the order of its truths.
pub(crate) fn scores(cell: &Cell, replications: u64, truths: &[Truth], repetitions: RangeInclusive<u64>) -> Vec<Score> {
    let repetition = |seed: u64| -> Vec<Score> {
        let found = cell.known.found(replications, seed);
        truths.iter().map(|truth| score(found.get(&truth.name).copied().flatten(), truth.value, truth.counted)).collect()
    };
    let add = |one: Vec<Score>, other: Vec<Score>| one.into_iter().zip(other).map(|(one, other)| one.and(other)).collect();
    repetitions.into_par_iter().map(repetition).reduce(|| vec![Score::default(); truths.len()], add)
}

/// What is wanted of a cell that is shown and not judged.
pub(crate) const BEYOND: &str = "not judged";

/// One number in one cell, judged.
pub(crate) struct Judged {
    pub(crate) cell: String,
    pub(crate) name: String,
    pub(crate) shown: f64,
    pub(crate) percent: f64,
    pub(crate) too_low: f64,
    pub(crate) too_high: f64,
    /// Nothing where it is not judged.
    pub(crate) wanted: String,
    /// Of all studies, those with a bound and those whose bound does not hold; %.
    pub(crate) bounds: f64,
    pub(crate) missed: f64,
    pub(crate) right: bool,
}

pub(crate) fn judge(cell: &Cell, replications: u64, truth: &Truth, score: Score, repetitions: u64) -> Judged {
    let (shown, percent) = (score.shown() as f64 / repetitions as f64, score.percent());
    let [least, most] = HOLD;
    let (wanted, right) = match truth.wanted {
        _ if shown < SHOWN && score.shown() < OFTEN => (String::new(), true),
        _ if cell.is_beyond() => (BEYOND.to_owned(), true),
        Wanted::Near => (format!("{least} to {most}"), (least..=most).contains(&percent)),
        Wanted::AtLeast => (format!("at least {least}"), percent >= least),
        Wanted::Together => (format!("at least {TOGETHER}"), percent >= TOGETHER),
    };
    let of_all = |number: u64| 100.0 * number as f64 / repetitions as f64;
    let (bounds, missed) = (of_all(score.bounds), of_all(score.missed));
    let right = cell.is_beyond() || right && missed <= 100.0 * (MISSED + BY_CHANCE);
    let part = |number: u64| 100.0 * number as f64 / score.shown().max(1) as f64;
    let cell = format!("{}, {replications} × {}", cell.name, cell.incidents);
    let (too_low, too_high) = (part(score.too_low), part(score.too_high));
    Judged { cell, name: truth.name.clone(), shown: 100.0 * shown, percent, too_low, too_high, wanted, bounds, missed, right }
}
