//! How many replications a wanted precision takes, by a pilot: the first stage of Stein's two-stage procedure.
//!
//! Stein (Annals of Mathematical Statistics 16, 1945): from a pilot of n0 independent values with variance s^2, a mean is known to
//! within d by n = max(n0, ceil(t^2 s^2 / d^2)) of them, t with n0 - 1 degrees of freedom.
//!
//! The half width that a pilot shows is more than t s / sqrt(n0) where few values are large: they leave its spread in doubt, which more
//! replications take away. So its sections are looked at as if they had come k times over, for the first k = 1, 2, ... whose half width
//! h_k asks for no more than k n0: n = ceil(k n0 (t h_k / (t_k d))^2), t_k with k n0 - 1 degrees of freedom. Where nothing is in doubt this is Stein's n; it
//! serves every statistic whose interval narrows with the root of n.
//!
//! How many are run depends on the pilot's spread, for a wanted half width on nothing else. Of values that are normal, spread and mean tell nothing of
//! each other and the estimate stays unbiased, as Stein showed; of skewed ones, such as waits, pilots with small values have a small spread and
//! end sooner. A wanted share of the value (`relative`) depends on the value as well, so that a pilot which is small or large by luck would have most
//! of the say in an estimate that it ends: as many again are run at least. What this does to intervals is measured
//! (docs/coverage.md).

use super::estimate::single;
use super::sections::Sections;
use super::strata::{Agencies, Stratum};
use crate::model::{Aim, Group, Model, Precision, Statistic};
use crate::results::{Difference, Est, Estimate, Sequential, Stats};
use crate::statistics::student::t;

/// A pilot is looked at as if it had come at most so many times over: doubt about its spread is then as good as gone.
const MOST_TIMES: usize = 8;

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
pub fn after_pilot(model: &Model, precision: &Precision, sections: &Sections) -> Sequential {
    let (pilot, together) = (sections.replications, model.study.variance_reduction.together());
    let needed = number(model, precision, sections);
    let least = match (precision.aim, needed) {
        (Aim::Relative(_), Some(_)) => 2 * pilot,
        _ => pilot,
    };
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
        replications: needed.unwrap_or(pilot).max(least).next_multiple_of(together).clamp(pilot, precision.most.max(pilot)),
        reached: None,
    }
}

/// How many replications are enough for every arm; `None` where one of them has no interval.
fn number(model: &Model, precision: &Precision, sections: &Sections) -> Option<u64> {
    let pilot = sections.replications;
    let mut over = sections.clone();
    for times in 1.. {
        let of_arm = |interval: Est| {
            let as_if = as_if_of_pilot(half_width(interval)?, sections.list.len(), times);
            Some(needed(pilot, as_if, aim(precision, interval)?))
        };
        let numbers: Option<Vec<u64>> = intervals(model, precision, &over).into_iter().map(of_arm).collect();
        let before = (times as u64 - 1) * pilot;
        match numbers.and_then(|numbers| numbers.into_iter().max()) {
            Some(number) if number <= before + pilot || times == MOST_TIMES => return Some(number.max(before + 1).max(pilot)),
            None if times == MOST_TIMES => return None,
            // What has no interval, since one or two events differ, has one when the pilot came again.
            _ => {}
        }
        over.list.extend_from_slice(&sections.list);
    }
    None
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

/// The half width of so many sections with their degrees of freedom, from that of the same ones so many times over.
fn as_if_of_pilot(half_width: f64, sections: usize, times: usize) -> f64 {
    let degrees = |sections: usize| sections.max(2) - 1;
    half_width * libm::sqrt(times as f64) * t(degrees(sections)) / t(degrees(sections * times))
}

/// Replications by which a half width of `have` after `pilot` of them becomes `want`.
fn needed(pilot: u64, have: f64, want: f64) -> u64 {
    if have <= want {
        return pilot;
    }
    let times = have / want;
    let number = libm::ceil(pilot as f64 * times * times);
    // Where nothing is wanted, or of a value of zero a share, no number is enough.
    if number < MOST_TOLD { number as u64 } else { MOST_TOLD as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_as_many_make_it_half_as_wide() {
        assert_eq!(needed(30, 2.0, 1.0), 120);
        assert_eq!(needed(30, 2.1, 1.0), 133);
        assert_eq!(needed(30, 1.0, 1.0), 30);
        assert_eq!(needed(30, 0.0, 0.0), 30);
        assert_eq!(needed(30, 1.0, 0.0), 1_000_000_000_000);
    }

    /// t(29) = 2.04523, t(119) = 1.98010.
    #[test]
    fn a_half_width_of_more_is_brought_back_to_the_pilot() {
        assert!((as_if_of_pilot(1.0, 30, 4) - 2.0 * 2.045_23 / 1.980_10).abs() < 1e-5);
        assert_eq!(as_if_of_pilot(1.0, 30, 1), 1.0);
    }
}
