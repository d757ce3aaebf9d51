//! The few calls into the library that several tests share.

use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::record::{ArmEnd, Recorder};
use larmkedja::results::Results;
use larmkedja::scenario;
use larmkedja::study;
use std::path::{Path, PathBuf};

/// A file in `tests/`.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// The model of a scenario in `tests/`, with values set as `--set PATH=VALUE` sets them.
pub(crate) fn model(path: &str, set: &[(&str, &str)]) -> Model {
    let set = set.iter().map(|(path, value)| format!("{path}={value}")).collect();
    let options = scenario::Options { set, ..Default::default() };
    match scenario::load(&file(path), &options) {
        Ok(loaded) => loaded.model,
        Err(mistakes) => panic!("{path}: {mistakes:?}"),
    }
}

/// Lives one replication.
pub(crate) fn live(model: &Model, replication: u64, recorder: &mut impl Recorder) -> Vec<ArmEnd> {
    Engine::new(model).run(replication, recorder, &|| false).expect("nobody stops it")
}

/// Runs a whole study.
pub(crate) fn results(model: &Model) -> Results {
    let options = study::Options { threads: None, stop: &|| false, progress: &|_| (), on_replication: &mut |_| (), incidents: None };
    let outcome = study::run(model, options);
    assert!(!outcome.met_limit, "{:?}", outcome.results.warnings);
    outcome.results
}
