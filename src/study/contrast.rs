//! An arm against the baseline.

use super::drawing;
use super::estimate::{SECOND, View, est, mostly_none};
use crate::model::What;
use crate::results::*;
use crate::statistics::control::control_ratio;
use crate::statistics::histogram::{Cumulative, representative};
use crate::statistics::quantile::{self, Pooled};
use crate::statistics::ratio::{
    Sums, controlled_difference, many, rate, rate_difference, relative, share, share_difference, unless_waits, variance_ratio,
};
use crate::statistics::{Interval, LEVEL};

/// A year in days: a mean year of the Julian calendar.
const YEAR_DAYS: f64 = 365.25;

/// A time measure of an arm against the baseline, and the distribution of its differences. `base` and `own` are the arms' own
/// distributions in the stratum.
pub(super) fn contrast(view: &View<'_>, arm: usize, base: &Pooled, own: &Pooled, stages: &[usize]) -> (TimeDifference, Bins) {
    let baseline = view.model.baseline;
    let allowed = view.allowed(arm) && view.allowed(baseline);
    let both = view.pair_sums(arm, |paired| paired.pairs.both.into());
    let (base_sums, arm_sums) = view.both_sums(arm, |reached| reached.sum);
    let float = |sums: &[i128]| -> Vec<f64> { sums.iter().map(|&sum| sum as f64).collect() };
    let minus = |base: &[i128], arm: &[i128]| -> Vec<f64> { base.iter().zip(arm).map(|(base, arm)| (arm - base) as f64).collect() };
    let change = minus(&base_sums, &arm_sums);
    let paired = view.both(arm);
    let (base, own) = paired.as_ref().map_or((base, own), |(base, own)| (base, own));
    let identical = view.identical(arm);
    let at = |p| est(allowed, quantile::difference(p, own, base).map(|interval| interval.divided(SECOND)));
    let ratio = relative(view.weights, Sums { numerators: &change, denominators: &float(&base_sums) });
    let of_arms = OfArms {
        mean_s: view.mean(baseline, allowed, &change, (&both, identical), SECOND),
        relative: est(allowed, unless_waits(&both, identical, many(&both, ratio))),
        median_s: at(500),
        p90_s: at(900),
        p95_s: at(950),
        within_target: view.model.measures[view.measure]
            .target
            .and_then(|_| est(allowed, view.within_between(LEVEL, arm, view.model.baseline))),
    };
    let differences = view.differences(arm);
    let stages = view.stage_parts(stages, |stage, kind| {
        let (base, arm) = view.both_sums(arm, |reached| reached.stage(stage, kind));
        view.mean(baseline, allowed, &minus(&base, &arm), (&both, mostly_none(kind, &both)), SECOND)
    });
    let gained = view.pair_sums(arm, |paired| paired.gained.into());
    let found = TimeDifference {
        pairs: pairs(view, arm),
        of_arms,
        of_pairs: of_pairs(view, arm, allowed, &both, &differences),
        baseline_mean_s: view.level(baseline, allowed, &float(&base_sums), (&both, base.zeros()), SECOND),
        variance_ratio: variance_ratio(
            view.weights,
            Sums { numerators: &float(&arm_sums), denominators: &both },
            Sums { numerators: &float(&base_sums), denominators: &both },
        )
        .filter(|_| allowed),
        control_ratio: control_ratio(view.weights, Sums { numerators: &change, denominators: &both }, view.control(baseline))
            .filter(|_| allowed),
        per_year: per_year(view, allowed, &both),
        gain_over_60_s_per_year: per_year(view, allowed, &gained),
        stages,
        family: Family::Exploratory,
        simultaneous: None,
        family_within_target: Family::Exploratory,
        simultaneous_within_target: None,
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

/// Where differences may be divided, seconds: as people say such times.
const EDGES: [f64; 12] = [0.01, 0.1, 1.0, 10.0, 60.0, 300.0, 1_800.0, 7_200.0, 21_600.0, 43_200.0, 86_400.0, 604_800.0];

/// How many pairs differ by more than each edge that is well above what is noticeable, up to the largest that any pair lies beyond; two
/// edges at least.
fn beyond(differences: &Cumulative, noticeable_s: f64) -> Vec<Beyond> {
    let edges = EDGES.into_iter().filter(|edge| *edge >= 2.0 * noticeable_s);
    let number = differences.number() as f64;
    let share = |counted: &dyn Fn(f64) -> bool| {
        let counts = differences.runs().filter(|(bucket, _)| counted(representative(*bucket) as f64 / SECOND)).map(|(_, count)| count);
        counts.sum::<u64>() as f64 / number
    };
    if number == 0.0 {
        return Vec::new();
    }
    let at = |edge_s| Beyond { edge_s, shorter: share(&|seconds| seconds < -edge_s), longer: share(&|seconds| seconds > edge_s) };
    let mut found: Vec<Beyond> = edges.map(at).collect();
    let needed = found.iter().rposition(|beyond| beyond.shorter > 0.0 || beyond.longer > 0.0).map_or(0, |last| last + 1);
    found.truncate(needed.max(2));
    found
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
    if view.is_tagged() {
        // How many come is given, and one is in every history: in doubt is only which share of them it is.
        let share = share(view.weights, Sums { numerators: numbers, denominators: view.weights });
        return est(allowed, share.map(|share| share.divided(years)));
    }
    let counted: Vec<f64> = view.weights.iter().map(|weight| weight * years).collect();
    est(allowed, rate(view.weights, Sums { numerators: numbers, denominators: &counted }))
}

impl View<'_> {
    /// A share, count or work measure of an arm against the baseline: of all incidents that each is about.
    pub(super) fn value_difference(&self, arm: usize) -> ValueDifference {
        let baseline = self.model.baseline;
        let allowed = self.allowed(arm) && self.allowed(baseline);
        let value = est(allowed, self.value_between(LEVEL, arm, baseline));
        let ((own, own_of, _), (base, base_of, _)) = (self.value_sums(arm), self.value_sums(baseline));
        let (own, base) = (Sums { numerators: &own, denominators: &own_of }, Sums { numerators: &base, denominators: &base_of });
        ValueDifference {
            pairs: pairs(self, arm),
            of_arms: ValueOfArms { value },
            variance_ratio: variance_ratio(self.weights, own, base).filter(|_| allowed),
            family: Family::Exploratory,
            simultaneous: None,
        }
    }

    /// One arm minus another, in the unit that people see.
    pub(super) fn value_between(&self, level: f64, arm: usize, other: usize) -> Option<Interval> {
        let (numerators, denominators, unit) = self.value_sums(arm);
        let own = Sums { numerators: &numerators, denominators: &denominators };
        let (numerators, denominators, _) = self.value_sums(other);
        let base = Sums { numerators: &numerators, denominators: &denominators };
        let value = match self.model.measures[self.measure].what {
            What::Share(_) => self.unless_alike(arm, other, share_difference(level, self.weights, own, base)),
            What::Count(_) => self.unless_alike(arm, other, rate_difference(level, self.weights, own, base)),
            _ => {
                let found = controlled_difference(level, self.weights, own, base, self.control(self.model.baseline));
                many(own.denominators, many(base.denominators, found))
            }
        };
        value.map(|interval| interval.divided(unit))
    }

    /// Shares within the target, one arm minus another.
    pub(super) fn within_between(&self, level: f64, arm: usize, other: usize) -> Option<Interval> {
        let sums = |arm| (self.sums(arm, |told| told.within.into()), self.sums(arm, |told| told.count.into()));
        let (own, base) = (sums(arm), sums(other));
        let own = Sums { numerators: &own.0, denominators: &own.1 };
        let base = Sums { numerators: &base.0, denominators: &base.1 };
        self.unless_alike(arm, other, share_difference(level, self.weights, own, base))
    }

    /// Mean times in seconds, one arm minus another: the difference between their differences from the baseline, each over the
    /// pairs that both reached.
    pub(super) fn mean_between(&self, level: f64, arm: usize, other: usize) -> Option<Interval> {
        let sums = |arm: usize| -> (Vec<f64>, Vec<f64>) {
            if arm == self.model.baseline {
                return (vec![0.0; self.weights.len()], Vec::new());
            }
            let (base, own) = self.both_sums(arm, |reached| reached.sum);
            let change = base.iter().zip(&own).map(|(base, own)| (own - base) as f64).collect();
            (change, self.pair_sums(arm, |paired| paired.pairs.both.into()))
        };
        let (mut own, mut base) = (sums(arm), sums(other));
        // The baseline does not differ from itself, over whatever pairs.
        if own.1.is_empty() {
            own.1.clone_from(&base.1);
        }
        if base.1.is_empty() {
            base.1.clone_from(&own.1);
        }
        let one = Sums { numerators: &own.0, denominators: &own.1 };
        let two = Sums { numerators: &base.0, denominators: &base.1 };
        let found = controlled_difference(level, self.weights, one, two, self.control(self.model.baseline));
        let found = many(&own.1, many(&base.1, found));
        // Two that are mostly like the baseline are mostly like each other.
        let zeros = [arm, other].into_iter().filter(|&arm| arm != self.model.baseline).map(|arm| self.identical(arm));
        let zeros = zeros.fold(f64::INFINITY, f64::min);
        unless_waits(&own.1, zeros, found).map(|interval| interval.divided(SECOND))
    }

    /// A difference of shares or counts, which is exactly zero between arms in which every time is the same for every incident.
    fn unless_alike(&self, arm: usize, other: usize, difference: Option<Interval>) -> Option<Interval> {
        let measures = self.model.measures.len();
        let times = (0..measures).filter(|&measure| matches!(self.model.measures[measure].what, What::Time { .. }));
        let arms = [arm, other].into_iter().filter(|&arm| arm != self.model.baseline);
        let indices: Vec<usize> = times.flat_map(|measure| arms.clone().map(move |arm| arm * measures + measure)).collect();
        let alike = |paired: &super::sections::Paired| {
            paired.identical == paired.pairs.both && paired.pairs.only_arm == 0 && paired.pairs.only_baseline == 0
        };
        let cells = || self.sections.list.iter().flat_map(|section| section.cells.values());
        let any = cells().any(|cell| indices.iter().any(|&index| cell.paired[index].pairs.both > 0));
        let same = any && cells().all(|cell| indices.iter().all(|&index| alike(&cell.paired[index])));
        let zero = Interval { value: 0.0, ends: (self.weights.len() > 1).then_some((0.0, 0.0)) };
        difference.map(|found| if same && found.value == 0.0 { zero } else { found })
    }
}
