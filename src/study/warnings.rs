//! A study's doubts about itself: what looks wrong, and what to do. A pure function of the results.

use crate::model::AtEnd;
use crate::record::Finding;
use crate::results::*;
use crate::statistics::basis::{HISTORIES, HISTORIES_OF_WAITS};
use crate::time::Time;

/// Below this many replications intervals are wide and rough.
const FEW: u64 = 10;
/// A share of pairs reached in one arm only that makes a paired mean one of survivors.
const MOST_ONE_SIDED: f64 = 0.01;
/// A pool busier than this is hardly ever free.
const SATURATED: f64 = 0.95;
/// Places that a message lists.
const LISTED: usize = 6;

/// Everything a reader must know, the gravest first.
pub(super) fn warnings(results: &Results, warm_up: Option<Doubt>) -> Vec<Warning> {
    let mut doubts = limits(results);
    doubts.extend(of_study(results));
    doubts.extend(warm_up);
    doubts.extend(saturated(results));
    for arm in results.differences.keys() {
        doubts.extend(one_sided(results, arm));
        doubts.extend(opposed(results, arm));
    }
    doubts.extend(not_estimable(results));
    doubts.into_iter().map(|doubt| Warning { kind: kind(&doubt).to_string(), message: message(&doubt), doubt: Some(doubt) }).collect()
}

fn kind(doubt: &Doubt) -> &'static str {
    match doubt {
        Doubt::Limit { finding: Finding::Deadlock { .. }, .. } => "deadlock",
        Doubt::Limit { .. } => "limit",
        Doubt::Interrupted { .. } => "interrupted",
        Doubt::Replayed => "replayed-log",
        Doubt::OneReplication => "one-replication",
        Doubt::FewReplications { .. } => "few-replications",
        Doubt::Precision { .. } => "precision",
        Doubt::NoWarmUp => "no-warm-up",
        Doubt::ShortWarmUp { .. } => "short-warm-up",
        Doubt::UnseenWarmUp => "unseen-warm-up",
        Doubt::NotEstimable { .. } => "not-estimable",
        Doubt::Survivors { .. } => "survivors",
        Doubt::Saturated { .. } => "saturated-pool",
        Doubt::Opposed { .. } => "opposed-luck",
        Doubt::Log(doubt) => doubt.kind(),
    }
}

fn message(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Limit { arm, replications, finding } => {
            let times = replications.len();
            let first = replications.first().copied().unwrap_or_default();
            format!(
                "arm {arm} could not be lived to its end in {times} of the replications (first in replication {first}: {}), so it has no \
                 estimates: the slow incidents must not vanish. {}",
                found(finding),
                advice(finding)
            )
        }
        Doubt::Interrupted { done, of } => {
            format!("the study was interrupted: these results hold the first {done} of {of} replications. Run it again for all of them")
        }
        Doubt::Replayed => {
            "arrivals come from a recorded log: intervals say how the rest varies given this log, not how other months would differ. \
             Replay several periods to see that"
                .to_string()
        }
        Doubt::OneReplication => {
            "there is one replication, so nothing says how sure the estimates are: values stand without intervals. Ask for 20 or more \
             replications"
                .to_string()
        }
        Doubt::FewReplications { replications } if *replications < HISTORIES as u64 => {
            format!("there are only {replications} replications, too few for intervals. Ask for {HISTORIES_OF_WAITS} or more")
        }
        Doubt::FewReplications { replications } => {
            format!("there are only {replications} replications: intervals are wide and themselves uncertain. Ask for {HISTORIES_OF_WAITS} or more")
        }
        Doubt::Precision { needed: Some(needed), run } => format!(
            "the precision that was asked for would take about {needed} replications, more than may be run: {run} were, so the interval is \
             wider. Raise `most`, or ask for a wider interval"
        ),
        Doubt::Precision { needed: None, run } => format!(
            "the pilot has no interval for the number whose precision was asked for, so no more than its {run} replications were run. Ask for \
             a number that more incidents say something about"
        ),
        Doubt::NoWarmUp => {
            "counting starts in an empty system (warm_up is zero) although life goes on after the end, so the first hours are too \
             easy. `larmkedja warm-up` finds how long a warm-up has to be; say at_end = \"drain\" if the study really begins empty"
                .to_string()
        }
        Doubt::ShortWarmUp { arms } => format!(
            "incidents of the first day that is counted do not take as long as those of the same day later (in {}), so the warm-up is too \
             short. `larmkedja warm-up` finds how long it has to be",
            listed(arms.iter().cloned())
        ),
        Doubt::UnseenWarmUp => {
            "no later day that is counted is like the first one, so nothing here shows whether the warm-up is long enough. `larmkedja warm-up` \
             does; or count eight days or more"
                .to_string()
        }
        Doubt::NotEstimable { valued, numbers, arms, statistics, places } => {
            let (are, one) = if *numbers == 1 { ("is", "number") } else { ("are", "numbers") };
            let what = if *valued {
                format!("{numbers} {one} {are} without an interval, because too few incidents, too few that differ or too few replications say how sure they are")
            } else {
                format!("{numbers} {one} {are} missing, because the incidents are too few or too alike to estimate them")
            };
            let strata = Place::by_stratum(places).into_iter().map(|(place, measures)| in_stratum(place, &measures));
            format!(
                "{what} ({}; arms {}): {}. Ask for more replications or a longer duration",
                statistics.join(", "),
                arms.join(", "),
                listed(strata.collect::<Vec<_>>().into_iter())
            )
        }
        Doubt::Survivors { arm, places } => format!(
            "more than 1 % of the pairs are reached in {arm} or in the baseline only: {}. The paired mean describes those that both \
             reached; look at the share within the target and at the pairs first",
            listed(places.iter().map(|(place, share)| format!("{} ({:.1} %)", written(place), 100.0 * share)))
        ),
        Doubt::Saturated { arm, pool, busy } => format!(
            "pool {pool} of arm {arm} is busy {:.1} % of its time: queues are long and every estimate depends on the length of the \
             study. Check its staff, its background work and the time its steps take",
            100.0 * busy
        ),
        Doubt::Opposed { arm, places } => format!(
            "pairing widens the interval of the difference between {arm} and the baseline in {}: what is good luck in one is bad luck in \
             the other. Compare the two arms' own intervals as well",
            listed(places.iter().map(|(place, ratio)| format!("{} (variance ratio {ratio:.2})", written(place))))
        ),
        Doubt::Log(doubt) => doubt.to_string(),
    }
}

fn found(finding: &Finding) -> String {
    match finding {
        Finding::OpenIncidents { open, at_s } => format!("{open} incidents open at once after {at_s} s"),
        Finding::OpenBackground { open, at_s } => format!("{open} pieces of background work waiting at once after {at_s} s"),
        Finding::AfterEnd { open } => format!("{open} counted incidents still open too long after the window"),
        Finding::Deadlock { at_s, waiting } => format!("a deadlock of {} incidents after {at_s} s", waiting.len()),
    }
}

fn advice(finding: &Finding) -> &'static str {
    match finding {
        Finding::Deadlock { .. } => "Change the order in which steps ask for people, so that nobody is kept while waiting in a circle",
        _ => "It is overloaded: give its fullest pool more staff or less work",
    }
}

fn written(place: &Place) -> String {
    match place.stratum_kind.as_str() {
        "all" => place.measure.clone(),
        kind => format!("{} ({kind} {})", place.measure, place.stratum),
    }
}

/// A stratum and what is missing there: the measure, or how many.
fn in_stratum(place: &Place, measures: &[&str]) -> String {
    let stratum = match place.stratum_kind.as_str() {
        "all" => "all incidents".to_string(),
        kind => format!("{kind} {}", place.stratum),
    };
    match measures {
        [measure] => format!("{stratum} ({measure})"),
        many => format!("{stratum} ({} measures)", many.len()),
    }
}

/// A list for a sentence, cut where it gets long; the whole list stands in the warning's `doubt`.
fn listed(places: impl ExactSizeIterator<Item = String>) -> String {
    let more = places.len().saturating_sub(LISTED);
    let mut text = places.take(LISTED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text += &format!(" and {more} more");
    }
    text
}

fn limits(results: &Results) -> Vec<Doubt> {
    let limit = |(arm, found): (&String, &ArmResults)| {
        let finding = found.findings.first()?.1.clone();
        Some(Doubt::Limit { arm: arm.clone(), replications: found.findings.iter().map(|(number, _)| *number).collect(), finding })
    };
    results.arms.iter().filter_map(limit).collect()
}

fn of_study(results: &Results) -> Vec<Doubt> {
    let study = &results.study;
    let mut doubts = Vec::new();
    if !results.complete {
        doubts.push(Doubt::Interrupted { done: results.replications, of: study.replications });
    }
    if results.replayed {
        doubts.push(Doubt::Replayed);
    }
    match results.independent() {
        0 => {}
        1 => doubts.push(Doubt::OneReplication),
        replications if replications < FEW => doubts.push(Doubt::FewReplications { replications }),
        _ => {}
    }
    if let Some(fixed) = results.sequential.as_ref().filter(|fixed| fixed.needed != Some(fixed.replications)) {
        doubts.push(Doubt::Precision { needed: fixed.needed, run: fixed.replications });
    }
    if study.warm_up == Time::ZERO && study.at_end == AtEnd::Continue {
        doubts.push(Doubt::NoWarmUp);
    }
    doubts
}

fn saturated(results: &Results) -> Vec<Doubt> {
    let pool = |arm: &String, (pool, stats): (&String, &PoolStats)| {
        stats.on_duty_s?;
        let busy = stats.working?.value + stats.held?.value + stats.background?.value;
        (busy > SATURATED).then(|| Doubt::Saturated { arm: arm.clone(), pool: pool.clone(), busy })
    };
    results.arms.iter().flat_map(|(arm, found)| found.pools.iter().filter_map(move |stats| pool(arm, stats))).collect()
}

/// Every difference of an arm.
fn differences<'a>(results: &'a Results, arm: &str) -> impl Iterator<Item = (Place, &'a Difference)> {
    let placed = |(measure, strata): (&'a String, &'a Strata<Difference>)| {
        strata.each().map(move |(kind, name, difference)| (place(measure, kind, name), difference))
    };
    results.differences[arm].iter().flat_map(placed)
}

/// Every one of times.
fn time_differences<'a>(results: &'a Results, arm: &str) -> impl Iterator<Item = (Place, &'a TimeDifference)> {
    differences(results, arm).filter_map(|(place, difference)| match difference {
        Difference::Time(time) => Some((place, &**time)),
        Difference::Value(_) => None,
    })
}

fn place(measure: &str, stratum_kind: &str, stratum: &str) -> Place {
    Place { measure: measure.to_string(), stratum_kind: stratum_kind.to_string(), stratum: stratum.to_string() }
}

fn one_sided(results: &Results, arm: &str) -> Option<Doubt> {
    let share = |(place, difference): (Place, &TimeDifference)| {
        let Pairs { both, only_baseline, only_arm, .. } = difference.pairs;
        let (one, any) = (only_baseline + only_arm, both + only_baseline + only_arm);
        let share = one as f64 / any.max(1) as f64;
        (share > MOST_ONE_SIDED).then_some((place, share))
    };
    let places: Vec<_> = time_differences(results, arm).filter_map(share).collect();
    (!places.is_empty()).then(|| Doubt::Survivors { arm: arm.to_string(), places })
}

/// Single types are left out: with few incidents the ratio itself is too uncertain to warn of. So it is of shares and counts that have little to do with
/// each other, unless it is two standard errors of a correlation above that of independent runs.
fn opposed(results: &Results, arm: &str) -> Option<Doubt> {
    let by_luck = 2.0 / libm::sqrt(results.independent() as f64 - 1.0);
    let ratio = |(place, difference): (Place, &Difference)| {
        let (ratio, most) = match difference {
            Difference::Time(time) => (time.variance_ratio, 1.0),
            Difference::Value(value) => (value.variance_ratio, 1.0 + by_luck),
        };
        let ratio = ratio.filter(|&ratio| ratio > most)?;
        (results.independent() >= FEW && place.stratum_kind != "type").then_some((place, ratio))
    };
    let places: Vec<_> = differences(results, arm).filter_map(ratio).collect();
    (!places.is_empty()).then(|| Doubt::Opposed { arm: arm.to_string(), places })
}

/// Numbers that are missing although there are incidents, and those that stand without an interval: one doubt for each kind,
/// because small strata miss them by the dozen. The tables show each.
fn not_estimable(results: &Results) -> Vec<Doubt> {
    if results.replications == 0 {
        return Vec::new();
    }
    let (mut missing, mut bare) = (Gaps::default(), Gaps::default());
    let mut note = |arm: &str, statistic: &str, estimate: &Est, place: &Place| match estimate {
        None => missing.add(arm, statistic, place),
        // With one replication no number has an interval, and another warning says so.
        Some(found) if found.low.is_none() && results.independent() > 1 => bare.add(arm, statistic, place),
        Some(_) => {}
    };
    let lived = |arm: &str| results.arms[arm].findings.is_empty();
    for (arm, found) in results.arms.iter().filter(|(arm, _)| lived(arm)) {
        for (measure, strata) in &found.measures {
            for (kind, name, stats) in strata.each().filter(|(kind, _, stats)| *kind == "all" || has_any(stats)) {
                for (statistic, estimate) in of_stats(stats, results.measures[measure].target_s.is_some()) {
                    note(arm, statistic, &estimate, &place(measure, kind, name));
                }
            }
        }
    }
    for (arm, _) in results.differences.iter().filter(|(arm, _)| lived(arm) && lived(&results.baseline)) {
        for (place, difference) in differences(results, arm).filter(|(_, difference)| pairs(difference).both > 0) {
            for (statistic, estimate) in of_difference(difference, results.measures[&place.measure].target_s.is_some()) {
                note(arm, statistic, &estimate, &place);
            }
        }
    }
    [missing.doubt(false), bare.doubt(true)].into_iter().flatten().collect()
}

/// Numbers that are not told, gathered.
#[derive(Default)]
struct Gaps {
    numbers: u64,
    arms: Vec<String>,
    statistics: Vec<String>,
    places: Vec<Place>,
}

impl Gaps {
    fn add(&mut self, arm: &str, statistic: &str, place: &Place) {
        self.numbers += 1;
        for (list, name) in [(&mut self.arms, arm), (&mut self.statistics, statistic)] {
            if !list.iter().any(|known| known == name) {
                list.push(name.to_string());
            }
        }
        if !self.places.contains(place) {
            self.places.push(place.clone());
        }
    }

    fn doubt(self, valued: bool) -> Option<Doubt> {
        let Gaps { numbers, arms, statistics, places } = self;
        (numbers > 0).then_some(Doubt::NotEstimable { valued, numbers, arms, statistics, places })
    }
}

/// The statistics that should be there.
fn of_stats(stats: &Stats, has_target: bool) -> Vec<(&'static str, Est)> {
    match stats {
        Stats::Time(time) => {
            let share = has_target.then_some(("share within the target", time.within_target));
            let times = [("mean", time.mean_s), ("median", time.median_s), ("p90", time.p90_s), ("p95", time.p95_s)];
            times.into_iter().chain(share).collect()
        }
        Stats::Value(value) => vec![("value", value.value)],
    }
}

/// The same of a difference.
fn of_difference(difference: &Difference, has_target: bool) -> Vec<(&'static str, Est)> {
    let time = match difference {
        Difference::Time(time) => time,
        Difference::Value(value) => return vec![("value", value.of_arms.value)],
    };
    let OfArms { mean_s, median_s, p90_s, p95_s, within_target, .. } = time.of_arms;
    let OfPairs { median_s: middle, p05_s: low, p95_s: high, quicker, slower, unchanged, identical } = time.of_pairs;
    let times = [("mean", mean_s), ("median", median_s), ("p90", p90_s), ("p95", p95_s), ("median", middle), ("p05", low), ("p95", high)];
    let shares = [quicker, slower, unchanged, identical].map(|share| ("shares of pairs", share));
    let within = has_target.then_some(("share within the target", within_target));
    times.into_iter().chain(shares).chain(within).collect()
}

fn pairs(difference: &Difference) -> Pairs {
    match difference {
        Difference::Time(time) => time.pairs,
        Difference::Value(value) => value.pairs,
    }
}

/// Whether the measure is about any incident here. A stratum that holds none is no news; a measure that never applies is.
fn has_any(stats: &Stats) -> bool {
    match stats {
        Stats::Time(time) => time.count > 0,
        Stats::Value(value) => value.count > 0,
    }
}
