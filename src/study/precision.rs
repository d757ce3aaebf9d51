//! How many replications a wanted precision takes, by a pilot: the first stage of Stein's two-stage procedure.
//!
//! Stein (Annals of Mathematical Statistics 16, 1945): from a pilot of n0 independent values with variance s^2, a mean is known to
//! within d by n = max(n0, ceil(t^2 s^2 / d^2)) of them, t with n0 - 1 degrees of freedom. As t s / sqrt(n0) is the half width h of the
//! pilot's interval, n = max(n0, ceil(n0 (h / d)^2)), which serves every statistic whose interval narrows with the root of n. How
//! many are run depends on the pilot's spread alone, not on its mean, so nothing pulls the estimate towards what would please.

use super::estimate::single;
use super::sections::Sections;
use super::strata::{Agencies, Stratum};
use crate::model::{Aim, Group, Model, Precision, Statistic};
use crate::results::{Difference, Est, Estimate, Sequential, Stats};

/// More than this is never told: it is too many.
const MOST_TOLD: f64 = 1e12;

impl From<Group> for Stratum {
    fn from(group: Group) -> Stratum {
        match group {
            Group::All => Stratum::All,
            Group::NoAgency => Stratum::Agencies(Agencies::None),
            Group::Single => Stratum::Agencies(Agencies::Single),
            Group::Multi => Stratum::Agencies(Agencies::Multi),
            Group::Type(kind) => Stratum::Type(kind),
            Group::Agency(agency) => Stratum::Agency(agency),
            Group::Alone(agency) => Stratum::Alone(agency),
        }
    }
}

/// What the pilot, which these sections hold, says: how many replications are run.
pub(super) fn after_pilot(model: &Model, precision: &Precision, sections: &Sections) -> Sequential {
    let (pilot, together) = (sections.replications, model.study.variance_reduction.together());
    let intervals = intervals(model, precision, sections);
    let each = intervals.iter().map(|interval| needed(pilot, half_width(*interval)?, aim(precision, *interval)?));
    let needed = each.collect::<Option<Vec<u64>>>().and_then(|all| all.into_iter().max());
    let stratum = Stratum::from(precision.stratum);
    let (half_width, relative) = match precision.aim {
        Aim::HalfWidth(half_width) => (Some(half_width), None),
        Aim::Relative(share) => (None, Some(share)),
    };
    Sequential {
        measure: model.measures[precision.measure].name.clone(),
        arms: precision.arms.iter().map(|&arm| model.arms[arm].name.clone()).collect(),
        difference: precision.difference,
        statistic: precision.statistic.word().to_owned(),
        stratum_kind: stratum.kind().to_owned(),
        stratum: stratum.name(model).to_owned(),
        half_width,
        relative,
        pilot,
        most: precision.most,
        needed,
        replications: needed.unwrap_or(pilot).next_multiple_of(together).clamp(pilot, precision.most.max(pilot)),
        reached: None,
    }
}

/// The widest half of the arms' intervals: how exact the number is now.
pub(super) fn reached(model: &Model, precision: &Precision, sections: &Sections) -> Est {
    let intervals = intervals(model, precision, sections);
    let widest = intervals.into_iter().max_by(|a, b| half_width(*a).partial_cmp(&half_width(*b)).unwrap_or(std::cmp::Ordering::Equal));
    let value = half_width(widest?)?;
    Some(Estimate { value, low: None, high: None })
}

/// By arm.
fn intervals(model: &Model, precision: &Precision, sections: &Sections) -> Vec<Est> {
    let (stats, differences) = single(model, sections, precision.measure, precision.stratum.into());
    let of_arm = |arm: usize| match (precision.difference, &stats[arm], &differences[arm]) {
        (false, stats, _) => of_stats(precision.statistic, stats),
        (true, _, Some(difference)) => of_difference(precision.statistic, difference),
        (true, _, None) => None,
    };
    precision.arms.iter().map(|&arm| of_arm(arm)).collect()
}

fn of_stats(statistic: Statistic, stats: &Stats) -> Est {
    match (stats, statistic) {
        (Stats::Value(value), _) => value.value,
        (Stats::Time(time), Statistic::Median) => time.median_s,
        (Stats::Time(time), Statistic::P90) => time.p90_s,
        (Stats::Time(time), Statistic::P95) => time.p95_s,
        (Stats::Time(time), Statistic::WithinTarget) => time.within_target,
        (Stats::Time(time), Statistic::Mean | Statistic::Value) => time.mean_s,
    }
}

fn of_difference(statistic: Statistic, difference: &Difference) -> Est {
    match (difference, statistic) {
        (Difference::Value(value), _) => value.of_arms.value,
        (Difference::Time(time), Statistic::Median) => time.of_arms.median_s,
        (Difference::Time(time), Statistic::P90) => time.of_arms.p90_s,
        (Difference::Time(time), Statistic::P95) => time.of_arms.p95_s,
        (Difference::Time(time), Statistic::WithinTarget) => time.of_arms.within_target,
        (Difference::Time(time), Statistic::Mean | Statistic::Value) => time.of_arms.mean_s,
    }
}

fn half_width(interval: Est) -> Option<f64> {
    let Estimate { low, high, .. } = interval?;
    Some(0.5 * (high? - low?))
}

/// How wide half of an interval may be.
fn aim(precision: &Precision, interval: Est) -> Option<f64> {
    Some(match precision.aim {
        Aim::HalfWidth(half_width) => half_width,
        Aim::Relative(share) => share * libm::fabs(interval?.value),
    })
}

/// Replications by which a half width of `have` after `pilot` of them becomes `want`.
fn needed(pilot: u64, have: f64, want: f64) -> Option<u64> {
    if have <= want {
        return Some(pilot);
    }
    let times = have / want;
    let number = libm::ceil(pilot as f64 * times * times);
    // Where nothing is wanted, or of a value of zero a share, no number is enough.
    Some(if number < MOST_TOLD { number as u64 } else { MOST_TOLD as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_as_many_make_it_half_as_wide() {
        assert_eq!(needed(30, 2.0, 1.0), Some(120));
        assert_eq!(needed(30, 2.1, 1.0), Some(133));
        assert_eq!(needed(30, 1.0, 1.0), Some(30));
        assert_eq!(needed(30, 0.0, 0.0), Some(30));
        assert_eq!(needed(30, 1.0, 0.0), Some(1_000_000_000_000));
    }
}
