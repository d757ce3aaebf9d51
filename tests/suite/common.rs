//! The few calls into the library that several tests share.

use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::record::{ArmEnd, Recorder};
use larmkedja::results::Results;
use larmkedja::scenario;
use larmkedja::study;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The model of a scenario of the repository, with values set as `--set PATH=VALUE` sets them.
pub(crate) fn model_at(path: &str, set: &[&str]) -> Model {
    let options = scenario::Options { set: set.iter().map(|set| (*set).to_owned()).collect(), ..Default::default() };
    match scenario::load(&file(path), &options) {
        Ok(loaded) => loaded.model,
        Err(mistakes) => panic!("{path}: {mistakes:?}"),
    }
}

/// The model of a scenario given as text; its mistakes, if it has any.
pub(crate) fn model_of(text: &str) -> Result<Model, String> {
    let folder = tempfile::tempdir().expect("there is room for a scenario");
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text).expect("there is room for a scenario");
    scenario::load(&path, &scenario::Options::default()).map(|loaded| loaded.model).map_err(|mistakes| format!("{mistakes:?}"))
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
