//! Do the examples of the library do what they say?

#[path = "../../examples/own_scenario.rs"]
mod own_scenario;
#[path = "../../examples/own_study.rs"]
mod own_study;

use larmkedja::results::Difference;

#[test]
fn a_study_of_ones_own() {
    let text = std::fs::read_to_string(crate::common::file("scenarios/small.toml")).expect("a scenario");
    let model = own_study::model(&text, &["study.replications=2", "study.duration=\"2 d\""]);
    let results = own_study::results(&model);
    assert_eq!((results.replications, results.arms.len()), (2, model.arms.len()));
    let is_time = |strata: &larmkedja::results::Strata<Difference>| matches!(strata.all, Difference::Time(_));
    assert!(results.differences.values().any(|measures| measures.values().any(is_time)));
    let listener = own_study::listen(&model, 1);
    assert!(listener.times.len() > 10);
    for arm in 0..model.arms.len() {
        let gains = listener.times.iter().filter(|((_, of), _)| *of == model.baseline);
        let gains = gains.filter_map(|((number, _), time)| Some(time - listener.times.get(&(*number, arm))?));
        assert_eq!(listener.largest_gain(model.baseline, arm), gains.max().unwrap_or(0).max(0) as f64 / 1e6);
    }
    assert_eq!(own_study::listen(&model, 1).queued, listener.queued, "the same replication is the same history");
}

/// Where nobody waits every pair differs by what telling takes: 50 s and 8 s. One officer (Pollaczek-Khinchine) makes waits of 309 s and 137 s of
/// it, so that the difference is 214 s.
#[test]
fn a_scenario_of_ones_own() {
    let free = own_scenario::model(&own_scenario::scenario(None)).expect("a scenario");
    let gains = own_scenario::gains(&free, 1, 1);
    assert!(gains.len() > 2000 && gains.iter().all(|gain| *gain == 42.0));
    let busy = own_scenario::model(&own_scenario::scenario(Some(1))).expect("a scenario");
    let gains: Vec<f64> = (1..=3).flat_map(|replication| own_scenario::gains(&busy, 1, replication)).collect();
    let mean = gains.iter().sum::<f64>() / gains.len() as f64;
    assert!((mean - 214.0).abs() < 60.0, "{mean}");
    assert_eq!(own_scenario::least_tenth((0..40).rev().map(f64::from).collect()), 1.5);
    let (mean, half) = own_scenario::with_interval(&[1.0, 3.0]);
    assert!(mean == 2.0 && (half - 12.706).abs() < 1e-3, "{half}");
    // What is wrong with a text that was put together is told with its place in it.
    let wrong = own_scenario::scenario(None).replacen("pool = \"officers\"", "pool = \"officer\"", 1);
    let line = wrong.lines().position(|line| line.contains("\"officer\"")).expect("it is there") + 1;
    let told = own_scenario::model(&wrong).expect_err("there is no such pool");
    assert!(told[0].starts_with(&format!("line {line}, column ")) && told[0].contains("did you mean `officers`?"), "{told:?}");
}
