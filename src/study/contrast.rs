//! An arm against the baseline.

use super::drawing;
use super::estimate::{SECOND, View, est};
use crate::results::*;
use crate::statistics::histogram::{Cumulative, representative};
use crate::statistics::quantile::{self, Pooled};
use crate::statistics::ratio::{Sums, difference, variance_ratio};

/// A year in days: a mean year of the Julian calendar.
const YEAR_DAYS: f64 = 365.25;

/// A time measure of an arm against the baseline, and the distribution of its differences. `base` and `own` are the arms' own
/// distributions in the stratum.
pub(super) fn contrast(view: &View<'_>, arm: usize, base: &Pooled, own: &Pooled, stages: &[usize]) -> (TimeDifference, Bins) {
    let allowed = view.allowed(arm) && view.allowed(view.model.baseline);
    let both = view.pair_sums(arm, |paired| paired.pairs.both.into());
    let (base_sums, arm_sums) = view.both_sums(arm, |reached| reached.sum);
    let float = |sums: &[i128]| -> Vec<f64> { sums.iter().map(|&sum| sum as f64).collect() };
    let minus = |base: &[i128], arm: &[i128]| -> Vec<f64> { base.iter().zip(arm).map(|(base, arm)| (arm - base) as f64).collect() };
    let change = minus(&base_sums, &arm_sums);
    let paired = view.both(arm);
    let (base, own) = paired.as_ref().map_or((base, own), |(base, own)| (base, own));
    let at = |p| est(allowed, quantile::difference(p, view.weights, own, base).map(|interval| interval.divided(SECOND)));
    let (arm_count, base_count) = (view.sums(arm, |told| told.count.into()), view.sums(view.model.baseline, |told| told.count.into()));
    let within = || {
        let own = view.sums(arm, |told| told.within.into());
        let base = view.sums(view.model.baseline, |told| told.within.into());
        let (own, base) = (Sums { numerators: &own, denominators: &arm_count }, Sums { numerators: &base, denominators: &base_count });
        est(allowed, difference(view.weights, own, base))
    };
    let of_arms = OfArms {
        mean_s: view.ratio(allowed, &change, &both, SECOND),
        relative: view.ratio(allowed, &change, &float(&base_sums), 1.0),
        median_s: at(500),
        p90_s: at(900),
        p95_s: at(950),
        within_target: view.model.measures[view.measure].target.and_then(|_| within()),
    };
    let differences = view.differences(arm);
    let stages = view.stage_parts(stages, |stage, kind| {
        let (base, arm) = view.both_sums(arm, |reached| reached.stage(stage, kind));
        view.ratio(allowed, &minus(&base, &arm), &both, SECOND)
    });
    let gained = view.pair_sums(arm, |paired| paired.gained.into());
    let found = TimeDifference {
        pairs: pairs(view, arm),
        of_arms,
        of_pairs: of_pairs(view, arm, allowed, &both, &differences),
        baseline_mean_s: view.ratio(allowed, &float(&base_sums), &both, SECOND),
        variance_ratio: variance_ratio(view.weights, &both, &float(&arm_sums), &float(&base_sums)).filter(|_| allowed),
        per_year: per_year(view, allowed, &both),
        gain_over_60_s_per_year: per_year(view, allowed, &gained),
        stages,
        beyond: if allowed { beyond(&differences.all, view.model.study.noticeable.seconds()) } else { Vec::new() },
    };
    (found, drawing::bins(&differences.all))
}

fn of_pairs(view: &View<'_>, arm: usize, allowed: bool, both: &[f64], differences: &Pooled) -> OfPairs {
    let at = |p| est(allowed, quantile::pooled(p, differences).map(|interval| interval.divided(SECOND)));
    let share = |field: fn(&super::sections::Paired) -> u64| view.share(allowed, &view.pair_sums(arm, |paired| field(paired).into()), both);
    OfPairs {
        median_s: at(500),
        p05_s: at(50),
        p95_s: at(950),
        quicker: share(|paired| paired.quicker),
        slower: share(|paired| paired.slower),
        unchanged: share(|paired| paired.pairs.both - paired.quicker - paired.slower),
        identical: share(|paired| paired.identical),
    }
}

/// How many pairs differ by more than ten seconds and by more than a minute, or by more than 5 and 20 times what is noticeable
/// where that is longer.
fn beyond(differences: &Cumulative, noticeable_s: f64) -> Vec<Beyond> {
    let edges = if noticeable_s < 10.0 { [10.0, 60.0] } else { [5.0 * noticeable_s, 20.0 * noticeable_s] };
    let number = differences.number() as f64;
    let share = |counted: &dyn Fn(f64) -> bool| {
        let counts = differences.runs().filter(|(bucket, _)| counted(representative(*bucket) as f64 / SECOND)).map(|(_, count)| count);
        counts.sum::<u64>() as f64 / number
    };
    if number == 0.0 {
        return Vec::new();
    }
    let at = |edge_s| Beyond { edge_s, shorter: share(&|seconds| seconds < -edge_s), longer: share(&|seconds| seconds > edge_s) };
    edges.into_iter().map(at).collect()
}

fn pairs(view: &View<'_>, arm: usize) -> Pairs {
    let sum = |field: fn(&Pairs) -> u64| view.pair_sums(arm, |paired| field(&paired.pairs).into()).iter().sum::<f64>() as u64;
    Pairs {
        both: sum(|pairs| pairs.both),
        only_baseline: sum(|pairs| pairs.only_baseline),
        only_arm: sum(|pairs| pairs.only_arm),
        neither: sum(|pairs| pairs.neither),
    }
}

/// A number of pairs for every year of counting.
fn per_year(view: &View<'_>, allowed: bool, numbers: &[f64]) -> Est {
    let years = view.model.study.duration.seconds() / (YEAR_DAYS * 86_400.0) / view.behind_each();
    let counted: Vec<f64> = view.weights.iter().map(|weight| weight * years).collect();
    let rate = crate::statistics::ratio::ratio(view.weights, Sums { numerators: numbers, denominators: &counted });
    est(allowed, rate.map(|interval| interval.clipped(0.0, f64::INFINITY)))
}

impl View<'_> {
    /// A share, count or work measure of an arm against the baseline: of all incidents that each is about.
    pub(super) fn value_difference(&self, arm: usize) -> ValueDifference {
        let allowed = self.allowed(arm) && self.allowed(self.model.baseline);
        let (numerators, denominators, unit) = self.value_sums(arm);
        let own = Sums { numerators: &numerators, denominators: &denominators };
        let (numerators, denominators, _) = self.value_sums(self.model.baseline);
        let base = Sums { numerators: &numerators, denominators: &denominators };
        let value = difference(self.weights, own, base).map(|interval| interval.divided(unit));
        ValueDifference { pairs: pairs(self, arm), of_arms: ValueOfArms { value: est(allowed, value) } }
    }
}
