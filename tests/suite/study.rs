//! Is a study the same for any number of threads, and does it add up what the incidents say? The histories are made up, so
//! that everything can be counted a second time in the plainest way.

mod made_up;

use larmkedja::model::*;
use larmkedja::record::*;
use larmkedja::results::{Difference, Doubt, Estimate, Family, Results, Stats, TimeDifference, TimeStats};
use larmkedja::study::{IncidentSink, Options, Progress, ReplicationRows, Tally, run_with};
use larmkedja::time::Time;
use made_up::{INCIDENTS, Made, MadeUp, NOTICEABLE, TARGET, model, run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

fn text(results: &Results) -> String {
    serde_json::to_string_pretty(results).unwrap()
}

fn time<'a>(results: &'a Results, arm: &str, stratum: impl Fn(&'a larmkedja::results::Strata<Stats>) -> &'a Stats) -> &'a TimeStats {
    match stratum(&results.arms[arm].measures["chain"]) {
        Stats::Time(time) => time,
        Stats::Value(_) => panic!("chain is a time"),
    }
}

fn differences<'a>(results: &'a Results, arm: &str) -> Vec<(String, &'a TimeDifference)> {
    let each = results.differences[arm]["chain"].each();
    each.map(|(kind, name, difference)| match difference {
        Difference::Time(time) => (format!("{kind}:{name}"), &**time),
        Difference::Value(_) => panic!("chain is a time"),
    })
    .collect()
}

fn belongs(stratum: &str, made: &Made) -> bool {
    match stratum {
        "all:all" => true,
        "type:accident" => made.kind == 0,
        "type:violence" => made.kind == 1,
        "agencies:none" => made.needs == 0,
        "agencies:single" => made.needs.count_ones() == 1,
        "agencies:multi" => made.needs.count_ones() == 2,
        "agency:police" => made.needs & 1 != 0,
        "agency:fire" => made.needs & 2 != 0,
        "alone:police" => made.needs == 1,
        "alone:fire" => made.needs == 2,
        other => panic!("no stratum {other}"),
    }
}

/// Every counted incident of an arm in a stratum, with its replication.
fn all_made(replications: u64, arm: usize, stratum: &str) -> Vec<(u64, Made)> {
    let numbers = (1..=replications).flat_map(|replication| (0..INCIDENTS).map(move |number| (replication, number)));
    numbers
        .filter_map(|(replication, number)| Some((replication, Made::new(replication, number, arm)?)))
        .filter(|(_, made)| made.counted && belongs(stratum, made))
        .collect()
}

fn close(estimate: Option<Estimate>, expected: f64) {
    let value = estimate.unwrap().value;
    assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value} instead of {expected}");
}

#[test]
fn threads_cannot_matter() {
    let model = model(70);
    let histories = MadeUp { slow: true, ..MadeUp::default() };
    let one = text(&run(&model, 1, &histories).results);
    for threads in [2, 7] {
        assert!(one == text(&run(&model, threads, &histories).results), "{threads} threads find something else than one");
    }
}

#[test]
fn what_is_told_is_what_happened_in_every_stratum() {
    // More replications than sections, so that some sections hold two.
    let replications = 70;
    let results = run(&model(replications), 2, &MadeUp::default()).results;
    let strata: Vec<String> = differences(&results, "joint").into_iter().map(|(name, _)| name).collect();
    let expected = "all:all type:accident type:violence agencies:none agencies:single agencies:multi agency:police agency:fire alone:police alone:fire";
    assert_eq!(strata.join(" "), expected, "the type that never occurs is left out");
    for (arm, name) in ["separate", "joint", "same"].into_iter().enumerate() {
        for (kind, stratum, stats) in results.arms[name].measures["chain"].each() {
            let Stats::Time(stats) = stats else { panic!("chain is a time") };
            let made = all_made(replications, arm, &format!("{kind}:{stratum}"));
            let mut times: Vec<i64> = made.iter().filter_map(|(_, made)| value(made)).collect();
            let applicable = made.iter().filter(|(_, made)| made.needs > 0).count();
            assert_eq!((stats.count, stats.reached), (applicable as u64, times.len() as u64), "{name} {kind}:{stratum}");
            if times.is_empty() {
                assert_eq!((stats.mean_s, stats.p95_s, stats.within_target), (None, None, None));
                continue;
            }
            times.sort_unstable();
            close(stats.mean_s, times.iter().sum::<i64>() as f64 / 1e6 / times.len() as f64);
            close(stats.within_target, times.iter().filter(|&&time| time <= TARGET).count() as f64 / applicable as f64);
            for (estimate, p) in [(stats.median_s, 500), (stats.p90_s, 900), (stats.p95_s, 950)] {
                let exact = times[(times.len() * p).div_ceil(1000) - 1] as f64 / 1e6;
                let estimate = estimate.unwrap();
                assert!((estimate.value - exact).abs() < 0.0005 * exact, "{p}: {} for {exact}", estimate.value);
                assert!(estimate.low.unwrap() <= estimate.value && estimate.value <= estimate.high.unwrap());
            }
        }
    }
}

fn value(made: &Made) -> Option<i64> {
    match made.chain {
        Outcome::Value(value) => Some(value),
        _ => None,
    }
}

#[test]
fn pairs_are_the_same_incident_in_both_arms() {
    let replications = 12;
    let results = run(&model(replications), 2, &MadeUp::default()).results;
    for (stratum, found) in differences(&results, "joint") {
        let base = all_made(replications, 0, &stratum);
        let of_arm = |replication, number| Made::new(replication, number, 1);
        let both: Vec<(i64, i64)> =
            base.iter().filter_map(|(replication, base)| Some((value(base)?, value(&of_arm(*replication, base.number)?)?))).collect();
        let one_sided = |reached_in_base: bool| {
            let other = base.iter().filter_map(|(replication, base)| Some((base, of_arm(*replication, base.number)?)));
            other
                .filter(|(base, arm)| arm.needs > 0 && (value(base).is_some(), value(arm).is_some()) == (reached_in_base, !reached_in_base))
                .count()
        };
        assert_eq!(found.pairs.both, both.len() as u64, "{stratum}");
        assert_eq!((found.pairs.only_baseline, found.pairs.only_arm), (one_sided(true) as u64, one_sided(false) as u64), "{stratum}");
        if both.is_empty() {
            assert_eq!((found.of_arms.mean_s, found.of_pairs.identical, found.variance_ratio), (None, None, None));
            continue;
        }
        let change: Vec<i64> = both.iter().map(|(base, arm)| arm - base).collect();
        let mean = change.iter().sum::<i64>() as f64 / 1e6 / both.len() as f64;
        let share = |holds: &dyn Fn(i64) -> bool| change.iter().filter(|change| holds(**change)).count() as f64 / both.len() as f64;
        close(found.of_arms.mean_s, mean);
        close(found.of_arms.relative, mean * 1e6 * both.len() as f64 / both.iter().map(|(base, _)| base).sum::<i64>() as f64);
        close(found.of_pairs.quicker, share(&|change| change < -NOTICEABLE));
        close(found.of_pairs.slower, share(&|change| change > NOTICEABLE));
        close(found.of_pairs.unchanged, share(&|change| change.abs() <= NOTICEABLE));
        close(found.of_pairs.identical, share(&|change| change == 0));
        assert_eq!(found.beyond.iter().map(|beyond| beyond.edge_s).collect::<Vec<_>>(), [10.0, 60.0]);
        for beyond in &found.beyond {
            // Histograms know an edge to 0.05 %.
            let (near, far) = ((beyond.edge_s * 0.999e6) as i64, (beyond.edge_s * 1.001e6) as i64);
            let within = |found: f64, least: f64, most: f64| assert!(least <= found && found <= most, "{stratum}: {found}");
            within(beyond.shorter, share(&|change| change < -far), share(&|change| change < -near));
            within(beyond.longer, share(&|change| change > far), share(&|change| change > near));
        }
        let years = replications as f64 * 7.0 / 365.25;
        close(found.per_year, both.len() as f64 / years);
        close(found.gain_over_60_s_per_year, share(&|change| change < -60_000_000) * both.len() as f64 / years);
        // The waterfall sums to the mean difference.
        let parts = found.stages.values().flat_map(|parts| [parts.working_s, parts.queue_s, parts.blocked_s]);
        assert!((parts.map(|part| part.unwrap().value).sum::<f64>() - mean).abs() < 1e-9);
        assert_eq!(found.stages.keys().collect::<Vec<_>>(), ["answer", "interview", "handover"]);
        // Quantiles of the arms over the pairs that both reached, not over everything that each reached.
        let median = |side: fn(&(i64, i64)) -> i64| {
            let mut times: Vec<i64> = both.iter().map(side).collect();
            times.sort_unstable();
            times[times.len().div_ceil(2) - 1] as f64 / 1e6
        };
        let (estimate, exact) = (found.of_arms.median_s.unwrap().value, median(|pair| pair.1) - median(|pair| pair.0));
        assert!((estimate - exact).abs() < 0.1, "{stratum}: {estimate} for {exact}");
        assert!(found.variance_ratio.unwrap() < 1.0);
    }
}

/// Every pair of arms in every stratum of the answer; those with the baseline are what the differences say, and wider; two arms that are
/// the same cannot be told apart, and both can from the third.
#[test]
fn arms_are_put_in_order() {
    let results = run(&model(20), 2, &MadeUp::default()).results;
    let primary = results.primary.as_ref().unwrap();
    assert_eq!((primary.declared, primary.comparisons, primary.rankings.len()), (false, 6, 2));
    for (ranking, stratum) in primary.rankings.iter().zip(["multi", "single"]) {
        assert_eq!((ranking.stratum.as_str(), ranking.arms[0].as_str(), ranking.comparisons.len()), (stratum, "joint", 3));
        assert_eq!(ranking.groups, [vec!["joint"], vec!["separate", "same"]]);
        for comparison in &ranking.comparisons {
            let found = comparison.difference.unwrap();
            if comparison.against == "separate" {
                let Difference::Time(pointwise) = &results.differences[&comparison.arm]["chain"].agencies[stratum] else {
                    panic!("a time")
                };
                assert_eq!((pointwise.family, pointwise.simultaneous), (Family::Primary, comparison.difference));
                let narrow = pointwise.of_arms.mean_s.unwrap();
                assert_eq!(narrow.value, found.value);
                assert!(comparison.arm == "same" || found.low < narrow.low && found.high > narrow.high);
            } else {
                // The other two: the difference of their differences.
                let of = |arm: &str| ranking.comparisons.iter().find(|one| one.arm == arm && one.against == "separate");
                let apart =
                    of(&comparison.arm).unwrap().difference.unwrap().value - of(&comparison.against).unwrap().difference.unwrap().value;
                assert!((found.value - apart).abs() < 1e-9 && comparison.told_apart);
            }
        }
    }
    let exploratory = results.differences["joint"]["chain"].each().find(|(kind, _, _)| *kind == "type").unwrap().2;
    assert!(matches!(exploratory, Difference::Time(time) if time.family == Family::Exploratory && time.simultaneous.is_none()));
    // Declared: one share, one pair of arms, without the baseline.
    let mut declared = model(20);
    declared.primary = vec![Primary {
        measure: 1,
        stratum_kind: "type".to_owned(),
        stratum: "accident".to_owned(),
        statistic: Compared::Value,
        arms: vec![1, 2],
    }];
    let results = run(&declared, 2, &MadeUp::default()).results;
    let primary = results.primary.as_ref().unwrap();
    assert_eq!((primary.declared, primary.comparisons), (true, 1));
    assert_eq!(primary.rankings[0].arms, ["same", "joint"]);
    let rare = &primary.rankings[0].comparisons[0];
    assert!(rare.told_apart && rare.difference.unwrap().high.unwrap() < 0.0);
    assert!(
        matches!(&results.differences["joint"]["chain"].agencies["multi"], Difference::Time(time) if time.family == Family::Exploratory)
    );
}

/// What is declared is a statistic: the mean of the same measure in the same stratum stays exploratory.
#[test]
fn a_family_belongs_to_a_statistic() {
    let mut declared = model(12);
    let stratum = ("agencies".to_owned(), "multi".to_owned());
    declared.primary =
        vec![Primary { measure: 0, stratum_kind: stratum.0, stratum: stratum.1, statistic: Compared::WithinTarget, arms: vec![0, 1, 2] }];
    let results = run(&declared, 2, &MadeUp::default()).results;
    let comparisons = &results.primary.as_ref().unwrap().rankings[0].comparisons;
    let found = comparisons.iter().find(|one| one.arm == "joint" && one.against == "separate").unwrap();
    let Difference::Time(joint) = &results.differences["joint"]["chain"].agencies["multi"] else { panic!("a time") };
    assert_eq!((joint.family, joint.simultaneous), (Family::Exploratory, None));
    assert_eq!((joint.family_within_target, joint.simultaneous_within_target), (Family::Primary, found.difference));
    assert!(found.difference.unwrap().low < joint.of_arms.within_target.unwrap().low);
}

#[test]
fn an_arm_against_itself_is_exactly_nothing() {
    let results = run(&model(12), 3, &MadeUp::default()).results;
    let nothing = Some(Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) });
    for (stratum, found) in differences(&results, "same") {
        if stratum == "agencies:none" {
            continue;
        }
        let arms = &found.of_arms;
        for estimate in [arms.mean_s, arms.relative, arms.median_s, arms.p90_s, arms.p95_s, arms.within_target] {
            assert_eq!(estimate, nothing, "{stratum}");
        }
        for parts in found.stages.values() {
            assert_eq!((parts.working_s, parts.queue_s, parts.blocked_s), (nothing, nothing, nothing));
        }
        let identical = found.of_pairs.identical.unwrap();
        assert_eq!((identical.value, identical.high), (1.0, Some(1.0)));
        assert!(identical.low.unwrap() < 1.0, "a share always has a width");
        assert_eq!((found.of_pairs.median_s, found.variance_ratio), (nothing, Some(0.0)));
    }
    for measure in ["heard", "transfers", "seat_time"] {
        for (kind, name, difference) in results.differences["same"][measure].each() {
            let Difference::Value(value) = difference else { panic!("{measure} is no time") };
            assert_eq!(value.of_arms.value, nothing, "{measure} {kind}:{name}");
        }
    }
    let bins = &results.difference_bins["same"]["chain"]["all"];
    assert_eq!(bins.len(), 1);
    assert_eq!((bins[0].0, bins[0].2), (-bins[0].1, differences(&results, "same")[0].1.pairs.both));
}

#[test]
fn shares_counts_and_work() {
    let results = run(&model(12), 2, &MadeUp::default()).results;
    let made = all_made(12, 1, "all:all");
    let heard = made.iter().map(|(_, made)| made.heard).sum::<i64>() as f64;
    let value = |measure: &str| match &results.arms["joint"].measures[measure].all {
        Stats::Value(value) => (value.count, value.value),
        Stats::Time(_) => panic!("{measure} is no time"),
    };
    assert_eq!(value("heard").0, made.len() as u64);
    close(value("heard").1, heard / made.len() as f64);
    close(value("transfers").1, (made.len() as f64 - heard) / 12.0);
    close(value("seat_time").1, 1.5 * heard / made.len() as f64);
    let pool = &results.arms["joint"].pools["sos"];
    assert_eq!(pool.on_duty_s, Some(1.0));
    close(pool.working, 0.980_006_5);
    close(pool.p_wait, 12.0 / 120.0);
    close(pool.mean_wait_s, 0.078 / 120.0);
}

#[test]
fn curves_and_bins_are_small_and_complete() {
    let results = run(&model(30), 2, &MadeUp::default()).results;
    let stats = time(&results, "joint", |strata| &strata.all);
    let curve = &results.arms["joint"].curves["chain"]["all"];
    assert!(curve.len() <= 200 && curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
    assert!((curve.last().unwrap().1 - stats.reached as f64 / stats.count as f64).abs() < 1e-12);
    for (stratum, bins) in &results.difference_bins["joint"]["chain"] {
        assert!(bins.len() <= 60 && bins.windows(2).all(|pair| pair[0].1 == pair[1].0), "{stratum}");
        let Difference::Time(difference) = (match stratum.as_str() {
            "all" => &results.differences["joint"]["chain"].all,
            name => &results.differences["joint"]["chain"].agencies[name],
        }) else {
            panic!("chain is a time")
        };
        assert_eq!(bins.iter().map(|bin| bin.2).sum::<u64>(), difference.pairs.both);
        assert!(bins.is_empty() || bins.iter().any(|bin| bin.0 == -bin.1), "one bin is centred on zero");
    }
}

#[test]
fn stopping_leaves_the_longest_prefix() {
    let (histories, asked) = (MadeUp { slow: true, ..MadeUp::default() }, model(40));
    let stop = AtomicBool::new(false);
    let told = Mutex::new(Vec::new());
    let mut rows = Vec::new();
    let mut on_replication = |row: &ReplicationRows| rows.push(row.replication);
    let progress = |progress: Progress| {
        told.lock().unwrap().push(progress);
        stop.store(progress.done >= 7, Ordering::Relaxed);
    };
    let options = Options {
        threads: Some(3),
        stop: &|| stop.load(Ordering::Relaxed),
        progress: &progress,
        on_replication: &mut on_replication,
        incidents: None,
    };
    let mut cut = run_with(&asked, options, &histories).results;
    let done = cut.replications;
    assert!(!cut.complete && done > 0 && done < 40, "{done} replications");
    assert_eq!(rows, (1..=done).collect::<Vec<_>>());
    assert!(told.lock().unwrap().iter().zip(1..).all(|(progress, done)| *progress == Progress { done, of: 40 }));
    assert!(matches!(cut.warnings[0].doubt, Some(Doubt::Interrupted { of: 40, .. })));
    let mut whole = run(&model(done), 1, &histories).results;
    assert!(whole.complete);
    (cut.study.replications, cut.complete) = (done, true);
    (cut.warnings, whole.warnings) = (Vec::new(), Vec::new());
    assert!(text(&cut) == text(&whole));
}

#[test]
fn stopped_before_anything_is_an_empty_result() {
    let mut ignore = |_: &ReplicationRows| {};
    let options = Options { threads: Some(2), stop: &|| true, progress: &|_| {}, on_replication: &mut ignore, incidents: None };
    let results = run_with(&model(5), options, &MadeUp::default()).results;
    assert_eq!((results.replications, results.complete), (0, false));
    assert_eq!(time(&results, "joint", |strata| &strata.all).mean_s, None);
}

#[test]
fn a_panic_comes_through_and_nothing_hangs() {
    let histories = MadeUp { panics_in: Some(3), slow: true, ..MadeUp::default() };
    for threads in [1, 4] {
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&model(50), threads, &histories)));
        assert_eq!(outcome.unwrap_err().downcast_ref::<&str>(), Some(&"made to fail"));
    }
}

#[test]
fn an_arm_that_met_a_limit_has_no_estimates() {
    let outcome = run(&model(12), 2, &MadeUp { limit_in: Some(4), ..MadeUp::default() });
    assert!(outcome.met_limit);
    let results = outcome.results;
    assert_eq!(results.arms["joint"].findings, [(4, Finding::AfterEnd { open: 7 })]);
    let stats = time(&results, "joint", |strata| &strata.all);
    assert!(stats.count > 0);
    assert_eq!((stats.mean_s, stats.median_s, stats.within_target), (None, None, None));
    let (_, difference) = &differences(&results, "joint")[0];
    assert_eq!((difference.of_arms.mean_s, difference.of_pairs.quicker, difference.per_year), (None, None, None));
    assert!(time(&results, "same", |strata| &strata.all).mean_s.is_some());
    assert!(differences(&results, "same")[0].1.of_arms.mean_s.is_some());
    assert_eq!(results.warnings[0].kind, "limit");
    assert!(results.warnings[0].message.contains("arm joint"), "{}", results.warnings[0].message);
}

#[test]
fn a_study_criticises_itself() {
    let one = run(&model(1), 1, &MadeUp::default()).results;
    let estimate = time(&one, "joint", |strata| &strata.all).mean_s.unwrap();
    assert_eq!((estimate.low, estimate.high), (None, None));
    assert!(one.warnings.iter().any(|warning| warning.kind == "one-replication"));

    let mut doubtful = model(3);
    doubtful.study.warm_up = Time::ZERO;
    let results = run(&doubtful, 1, &MadeUp::default()).results;
    let kinds: Vec<&str> = results.warnings.iter().map(|warning| warning.kind.as_str()).collect();
    for kind in ["few-replications", "no-warm-up", "saturated-pool", "survivors"] {
        assert!(kinds.contains(&kind), "{kind} is missing from {kinds:?}");
    }
    let mut sorted = results.warnings.iter().map(|warning| warning.message.clone()).collect::<Vec<_>>();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), results.warnings.len(), "no warning twice");
    let back: Results = serde_json::from_str(&text(&results)).unwrap();
    assert!(text(&back) == text(&results), "a report is made again from its file, to the byte");
}

/// Keeps what it hears, and hands it over at its end.
struct Heard {
    replication: u64,
    incidents: Vec<(usize, u64)>,
    over: Arc<Mutex<Vec<(u64, usize)>>>,
}

impl IncidentSink for Heard {
    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        self.incidents.push((arm, closed.number));
    }
    fn end(self: Box<Self>) {
        self.over.lock().unwrap().push((self.replication, self.incidents.len()));
    }
}

#[test]
fn listeners_hear_chosen_replications_in_order_and_change_nothing() {
    let (model, histories) = (model(20), MadeUp { slow: true, ..MadeUp::default() });
    let over = Arc::new(Mutex::new(Vec::new()));
    let sink = |replication: u64| -> Option<Box<dyn IncidentSink>> {
        let heard = Heard { replication, incidents: Vec::new(), over: Arc::clone(&over) };
        (replication % 3 == 1).then(|| Box::new(heard) as Box<dyn IncidentSink>)
    };
    let mut ignore = |_: &ReplicationRows| {};
    let options = Options { threads: Some(4), stop: &|| false, progress: &|_| {}, on_replication: &mut ignore, incidents: Some(&sink) };
    let results = run_with(&model, options, &histories).results;
    let heard = over.lock().unwrap();
    assert_eq!(heard.iter().map(|(replication, _)| *replication).collect::<Vec<_>>(), [1, 4, 7, 10, 13, 16, 19]);
    let incidents =
        |replication| (0..3).map(move |arm| (0..INCIDENTS).filter(|&number| Made::new(replication, number, arm).is_some()).count());
    assert_eq!(heard[0].1, incidents(1).sum::<usize>());
    assert!(text(&results) == text(&run(&model, 1, &histories).results));
}

#[test]
fn rows_hold_the_numerators_and_denominators() {
    let model = model(5);
    let mut rows = Vec::new();
    let mut keep = |row: &ReplicationRows| rows.push(row.clone());
    let options = Options { threads: Some(2), stop: &|| false, progress: &|_| {}, on_replication: &mut keep, incidents: None };
    let results = run_with(&model, options, &MadeUp::default()).results;
    let of = |arm: usize, measure: usize| {
        let all = rows.iter().flat_map(|replication| &replication.rows);
        all.filter(move |row| row.arm == arm && row.measure == measure && row.stratum == larmkedja::study::Stratum::All)
    };
    let (sum, reached) = (of(1, 0).map(|row| row.sum).sum::<i128>(), of(1, 0).map(|row| row.reached).sum::<u64>());
    close(time(&results, "joint", |strata| &strata.all).mean_s, sum as f64 / 1e6 / reached as f64);
    let pairs: Vec<_> = of(1, 0).map(|row| row.pairs.unwrap()).collect();
    let change: i128 = pairs.iter().map(|pairs| pairs.arm_sum - pairs.baseline_sum).sum();
    let both: u64 = pairs.iter().map(|pairs| pairs.both).sum();
    close(differences(&results, "joint")[0].1.of_arms.mean_s, change as f64 / 1e6 / both as f64);
    assert!(of(0, 0).all(|row| row.pairs.is_none()));
    assert_eq!(rows.iter().map(|row| row.replication).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn a_lone_arm_tells_what_it_tells_beside_others() {
    let mut alone = model(6);
    alone.arms.truncate(1);
    let (alone, beside) = (run(&alone, 2, &MadeUp::default()).results, run(&model(6), 2, &MadeUp::default()).results);
    assert_eq!(alone.arms["separate"], beside.arms["separate"]);
    assert!(alone.differences.is_empty());
}

/// An incident lies where the baseline puts it, so that a stratum holds the same incidents in every arm; one that the baseline
/// does not have lies where its own arm puts it. What an arm never tells of does not keep the others' from counting.
#[test]
fn strata_hold_the_same_incidents_in_every_arm() {
    let model = model(1);
    let mut tally = Tally::new(&model);
    let made = |number, needs: AgencySet, chain| Made { number, counted: true, kind: 0, needs, chain, parts: Vec::new(), heard: 0 };
    made(0, 3, Outcome::Value(7)).tell(1, &mut tally);
    made(0, 1, Outcome::Value(5)).tell(0, &mut tally);
    tally.absent(2, 0);
    made(1, 2, Outcome::Value(9)).tell(1, &mut tally);
    tally.absent(0, 1);
    tally.absent(2, 1);
    // The third arm met a limit.
    made(2, 1, Outcome::Value(4)).tell(0, &mut tally);
    made(2, 1, Outcome::NotReached).tell(1, &mut tally);
    let replication = tally.finish(1, vec![ArmEnd::default(); 3]);
    let measures = model.measures.len();
    let sum = |cell: usize, arm: usize| replication.cells[cell].1.told[arm * measures].reached.sum;
    let needs: Vec<AgencySet> = replication.cells.iter().map(|(key, _)| key.needs).collect();
    assert_eq!(needs, [1, 2]);
    assert_eq!((sum(0, 0), sum(0, 1), sum(0, 2)), (9, 7, 0));
    assert_eq!((sum(1, 0), sum(1, 1)), (0, 9));
    let pairs = replication.cells[0].1.paired[measures].pairs;
    assert_eq!((pairs.both, pairs.only_baseline, pairs.only_arm), (1, 1, 0));
    assert_eq!(replication.cells[1].1.paired[measures].pairs, Default::default(), "an incident of one arm is no pair");
}
