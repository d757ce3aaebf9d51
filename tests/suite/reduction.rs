//! Do control variates and antithetic pairs make estimates less noisy, leave them right, and combine with what else a study does?

use crate::common::{go_on, live, model_at, model_of, results, tiny};
use larmkedja::model::{Model, VarianceReduction};
use larmkedja::results::{Difference, Estimate, Results, Stats};
use larmkedja::study::Sections;

/// M/M/3 against M/M/4: six calls an hour of twenty minutes each, a day counted after a day.
fn pools(replications: u64, reduction: &str) -> Model {
    pools_of("3", replications, reduction)
}

/// The same with another number of seats in the first arm.
fn pools_of(staff: &str, replications: u64, reduction: &str) -> Model {
    let text = format!(
        "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"1 d\"\nduration = \"1 d\"\nreplications = {replications}\nvariance_reduction = \"{reduction}\"\n\
         [incident.call]\nrate = \"6 / h\"\n[pool.desk]\nstaff = {staff}\n[[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\n\
         takes = {{ exponential = {{ mean = \"20 min\" }} }}\nmark = \"done\"\n[measure.chain]\ntime = {{ to = \"done\" }}\n\
         [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = 4\n"
    );
    model_of(&text).unwrap_or_else(|told| panic!("{told}"))
}

fn mean(results: &Results, arm: &str) -> Estimate {
    let Stats::Time(time) = &results.arms[arm].measures["chain"].all else { panic!("a time") };
    time.mean_s.expect("an estimate")
}

fn half_width(estimate: Estimate) -> f64 {
    0.5 * (estimate.high.expect("an end") - estimate.low.expect("an end"))
}

/// Erlang's mean time in the system: 4/9 of the callers wait, for 20 minutes on average (design table, Q1, with three times the lengths).
const EXACT_S: f64 = 1200.0 + 4.0 / 9.0 * 1200.0;

#[test]
fn control_variates_leave_estimates_right_and_make_them_less_noisy() {
    let (plain, found) = (results(&pools(200, "none")), results(&pools(200, "control_variates")));
    let (without, corrected) = (mean(&plain, "few"), mean(&found, "few"));
    for estimate in [without, corrected] {
        assert!((estimate.value - EXACT_S).abs() < 2.0 * half_width(estimate), "{estimate:?}");
    }
    // The same histories: a day's calls say a sixth of how long they take.
    let ratio = (half_width(corrected) / half_width(without)).powi(2);
    assert!(ratio < 0.95, "the variance is {ratio} times that without");
    let Difference::Time(difference) = &found.differences["more"]["chain"].all else { panic!("a time") };
    assert!(difference.control_ratio.is_some_and(|ratio| ratio < 1.0), "{:?}", difference.control_ratio);
    // The parts of the difference are corrected alike, so they still sum to it.
    let parts = difference.stages.values().flat_map(|stage| [stage.working_s, stage.queue_s, stage.blocked_s]);
    let sum: f64 = parts.flatten().map(|part| part.value).sum();
    assert!((sum - difference.of_arms.mean_s.expect("an estimate").value).abs() < 1e-6);
}

/// Where nobody waits, long talks are mirrored by short ones; how long callers wait where somebody does is left right.
#[test]
fn antithetic_pairs_leave_estimates_right_and_make_them_less_noisy() {
    let of = |staff: &str, reduction: &str| mean(&results(&pools_of(staff, 200, reduction)), "few");
    let (without, pairs) = (of("\"unlimited\"", "none"), of("\"unlimited\"", "antithetic"));
    for estimate in [without, pairs] {
        assert!((estimate.value - 1200.0).abs() < 2.0 * half_width(estimate), "{estimate:?}");
    }
    let ratio = (half_width(pairs) / half_width(without)).powi(2);
    assert!(ratio < 0.7, "the variance is {ratio} times that without");
    let waiting = of("3", "antithetic");
    assert!((waiting.value - EXACT_S).abs() < 2.0 * half_width(waiting), "{waiting:?}");
}

/// Of how many incidents are expected everything hangs, so it is held against what comes, by scenario.
#[test]
fn as_many_arrive_as_are_expected() {
    for (path, replications) in
        [("scenarios/small.toml", 10), ("scenarios/e18.toml", 10), ("scenarios/school.toml", 10), ("scenarios/storm.toml", 6)]
    {
        let model = model_at(path, &[]);
        let lived: Vec<_> = (1..=replications).map(|number| live(&model, number, &mut ())).collect();
        for arm in 0..model.arms.len() {
            let expected = model.expected_arrivals(arm).expect("no log");
            let came: Vec<f64> = lived.iter().map(|arms| arms[arm].arrived as f64).collect();
            let mean = came.iter().sum::<f64>() / replications as f64;
            let squares = came.iter().map(|number| (number - mean).powi(2)).sum::<f64>();
            let error = (squares / (replications - 1) as f64 / replications as f64).sqrt();
            assert!((mean - expected).abs() <= 4.0 * error, "{path}, {}: {mean} came, {expected} were expected", model.arms[arm].name);
        }
    }
}

/// Threads and interruptions leave no trace, and no half of a pair: more pairs than there are sections, so that some are folded.
#[test]
fn pairs_stay_together() {
    let model = pools(140, "antithetic");
    let wanted = serde_json::to_string(&go_on(&model, Sections::new(2), 1, u64::MAX).results).expect("JSON");
    for stop in [1, 8, 133] {
        let part = go_on(&model, Sections::new(2), 3, stop);
        assert!(part.sections.replications.is_multiple_of(2) && part.sections.replications < 140, "{}", part.sections.replications);
        let kept = Sections::from_bytes(&part.sections.to_bytes()).expect("it was kept so");
        let rest = go_on(&model, kept, 2, u64::MAX);
        assert!(serde_json::to_string(&rest.results).expect("JSON") == wanted, "stopped after {stop}");
    }
}

/// Replication 1 of a pair is the first without pairs; its other half is another history.
#[test]
fn the_first_half_of_a_pair_is_what_it_is_alone() {
    let (plain, pairs) = (pools(2, "none"), pools(2, "antithetic"));
    let arrived = |model: &Model, number: u64| live(model, number, &mut ())[0].arrived;
    assert_eq!(arrived(&plain, 1), arrived(&pairs, 1));
    assert_eq!(arrived(&plain, 2), arrived(&pairs, 3));
    assert_ne!(arrived(&pairs, 1), arrived(&pairs, 2));
    assert_eq!(VarianceReduction::Antithetic.luck(4), (2, true));
}

#[test]
fn half_a_pair_is_refused_with_a_way_out() {
    let folder = tiny::folder();
    let text = tiny::TINY.replace("replications = 3", "replications = 4\nvariance_reduction = \"antithetic\"");
    std::fs::write(folder.path().join("tiny.toml"), text).expect("a writable file");
    tiny::done(folder.path(), &["tiny.toml", "--quiet", "--out", "pairs"]);
    for (arguments, why) in [
        (&["--out", "pairs", "--add", "3"][..], "leave one without its other half"),
        (&["--out", "other", "--replications", "5"], "is odd"),
    ] {
        let output = tiny::run(folder.path(), &[&["tiny.toml"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why) && said.contains("even number"), "{said}");
    }
    tiny::done(folder.path(), &["tiny.toml", "--quiet", "--out", "pairs", "--add", "2"]);
    tiny::done(folder.path(), &["tiny.toml", "--quiet", "--out", "sum", "--replications", "6"]);
    let file = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
    assert!(file("pairs/report.json") == file("sum/report.json") && file("pairs/replications.csv") == file("sum/replications.csv"));
}

/// Nearly always busy and begun empty, the first counted day is easier than those later; with a warm-up of two weeks it is not. Where every weekday has
/// a rate of its own only a second week shows that, and a study without one says that it cannot know.
#[test]
fn too_short_a_warm_up_is_told_and_so_is_what_cannot_be_seen() {
    let told = |warm_up: &str, duration: &str, more: &str| -> Vec<String> {
        let weights: Vec<String> = (0..168).map(|hour| (100 + hour / 24).to_string()).collect();
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"{warm_up}\"\nduration = \"{duration}\"\nreplications = 100\n{more}\n[incident.call]\n\
             rate = \"8.4 / h\"\n[pool.desk]\nstaff = 3\n[[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\n\
             takes = {{ exponential = {{ mean = \"20 min\" }} }}\nmark = \"done\"\n[measure.chain]\ntime = {{ to = \"done\" }}\n\
             [arm.few]\nchain = \"calls\"\n[profile.week]\nhours = [{}]\n",
            weights.join(", ")
        );
        let text = if more.contains("week") { text.replace("8.4 / h\"", "8.4 / h\"\nprofile = \"week\"") } else { text };
        let model = model_of(&text).unwrap_or_else(|told| panic!("{told}"));
        let kinds = results(&model).warnings.into_iter().map(|warning| warning.kind);
        kinds.filter(|kind| kind.ends_with("warm-up")).collect()
    };
    let weekly = "# Every day of the week is another.";
    assert_eq!(told("1 h", "15 d", ""), ["short-warm-up"]);
    assert_eq!(told("1 h", "15 d", weekly), ["short-warm-up"]);
    assert_eq!(told("1 h", "5 d", ""), ["short-warm-up"], "days are alike");
    assert_eq!(told("1 h", "5 d", weekly), ["unseen-warm-up"]);
    assert_eq!(told("1 h", "1 d", ""), ["unseen-warm-up"]);
    assert!(told("1 h", "5 d", &format!("at_end = \"drain\" {weekly}")).is_empty());
    assert!(told("14 d", "15 d", weekly).is_empty() && told("14 d", "5 d", "").is_empty());
}
