//! The few calls into the library that several tests share.

use larmkedja::engine::Engine;
use larmkedja::log;
use larmkedja::model::Model;
use larmkedja::record::{ArmEnd, Recorder};
use larmkedja::results::Results;
use larmkedja::scenario::diagnostic::{Diagnostic, Severity};
use larmkedja::scenario::{compile::compile, read::read, render::render, set};
use larmkedja::study;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The model of a scenario of the repository, with values set as `--set PATH=VALUE` sets them.
pub(crate) fn model_at(path: &str, set: &[&str]) -> Model {
    let (path, name) = (file(path), path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    load(&text, set, path.parent().expect("it is a file")).unwrap_or_else(|mistakes| panic!("{name}:\n{mistakes}"))
}

/// The model of a scenario given as text, which names no logs; its mistakes, if it has any.
pub(crate) fn model_of(text: &str) -> Result<Model, String> {
    load(text, &[], Path::new("."))
}

/// The model of a scenario whose logs lie in `folder`; its mistakes, if it has any.
fn load(text: &str, set: &[&str], folder: &Path) -> Result<Model, String> {
    let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
    let mistakes = |text: &str, found: &[Diagnostic]| render("scenario.toml", text, found, false);
    let text = set::apply(text, &set).map_err(|found| mistakes(text, &found))?;
    let (file, found) = read(&text);
    let file = match file {
        Some(file) if found.iter().all(|diagnostic| diagnostic.severity != Severity::Error) => file,
        _ => return Err(mistakes(&text, &found)),
    };
    let mut logs = Vec::new();
    for kind in &file.types {
        let Some(source) = kind.value.log.as_ref() else { continue };
        let name = &source.value.file.as_ref().expect("logs of tests are named in the scenario").value;
        let rows = File::open(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let (log, _) = log::read(&source.value, &kind.name.value, rows).map_err(|error| format!("{name}: {error:?}"))?;
        logs.push(log);
    }
    let compiled = compile(&file, &logs);
    compiled.model.ok_or_else(|| mistakes(&text, &compiled.diagnostics))
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
