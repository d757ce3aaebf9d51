//! Do the examples of the library do what they say?

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
