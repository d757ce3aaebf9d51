//! The few calls into the library that several tests share.

pub(crate) mod tiny;

use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::open::{self, Opened};
use larmkedja::record::{ArmEnd, Listener};
use larmkedja::results::Results;
use larmkedja::scenario::compose::Source;
use larmkedja::scenario::diagnostic::Diagnostic;
use larmkedja::scenario::render::render_all;
use larmkedja::study::{self, Options, Outcome, Progress, Sections};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The model of a scenario of the repository, with values set as `--set PATH=VALUE` sets them.
pub(crate) fn model_at(path: &str, set: &[&str]) -> Model {
    let text = std::fs::read_to_string(file(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    opened(&text, file(path).parent().expect("a file lies in a folder"), set)
        .map(|opened| opened.model)
        .unwrap_or_else(|told| panic!("{told}"))
}

/// The model of a scenario given as text; its mistakes, if it has any.
pub(crate) fn model_of(text: &str) -> Result<Model, String> {
    opened(text, Path::new("."), &[]).map(|opened| opened.model)
}

/// A scenario opened, its logs beside it; its mistakes as people see them.
pub(crate) fn opened(text: &str, folder: &Path, set: &[&str]) -> Result<Opened, String> {
    let options = open::Options { set: set.iter().map(|set| (*set).to_owned()).collect(), logs: Vec::new() };
    let log = |path: &Path, _| -> io::Result<Box<dyn io::Read>> { Ok(Box::new(std::fs::File::open(folder.join(path))?)) };
    let part = |path: &str| std::fs::read_to_string(folder.join(path));
    open::open(text, &options, &part, &log).map_err(|mistakes| shown("scenario.toml", &mistakes.sources, &mistakes.diagnostics))
}

/// What is wrong or doubtful as people see it.
pub(crate) fn shown(name: &str, sources: &[Source], diagnostics: &[Diagnostic]) -> String {
    let called = |source: &Source| if source.path.is_empty() { name.to_owned() } else { source.path.clone() };
    let files: Vec<(String, &str)> = sources.iter().map(|source| (called(source), source.text.as_str())).collect();
    render_all(&files, diagnostics, false)
}

/// Lives one replication.
pub(crate) fn live(model: &Model, replication: u64, listener: &mut dyn Listener) -> Vec<ArmEnd> {
    Engine::new(model).run_for(replication, listener, &|| false).expect("nobody stops it")
}

/// Runs a whole study.
pub(crate) fn results(model: &Model) -> Results {
    let options = study::Options { threads: None, stop: &|| false, progress: &|_| (), on_replication: &mut |_| (), incidents: None };
    let outcome = study::run(model, options);
    assert!(!outcome.met_limit, "{:?}", outcome.results.warnings);
    outcome.results
}

/// Goes on from `sections` until `stop` replications are finished in all.
pub(crate) fn go_on(model: &Model, sections: Sections, threads: usize, stop: u64) -> Outcome {
    let done = AtomicU64::new(sections.replications);
    let options = Options {
        threads: Some(threads),
        stop: &|| done.load(Ordering::Relaxed) >= stop,
        progress: &|progress: Progress| done.store(progress.done, Ordering::Relaxed),
        on_replication: &mut |_| (),
        incidents: None,
    };
    study::go_on(model, sections, options)
}
