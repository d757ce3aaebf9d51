//! The library in the hands of a researcher: a scenario from text with changes, a study of it, its paired differences, and two things that
//! the report does not hold: a recorder of one's own, and a statistic of one's own over pairs of incidents.
//!
//! `cargo run --release --example own_study`

use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::open;
use larmkedja::record::{Closed, Fact, Number, Outcome, Recorder};
use larmkedja::results::{Difference, Results};
use larmkedja::study;
use larmkedja::time::Time;
use std::collections::BTreeMap;
use std::io;

/// A scenario is text; what differs from it is set by the file's own paths, as on the command line.
pub(crate) fn model(text: &str, changes: &[&str]) -> Model {
    let options = open::Options { set: changes.iter().map(|change| (*change).to_owned()).collect(), logs: Vec::new() };
    let no_log = |_: &std::path::Path, _| -> io::Result<Box<dyn io::Read>> { Err(io::ErrorKind::NotFound.into()) };
    open::model(text, &options, &no_log).unwrap_or_else(|wrong| panic!("{}", wrong[0].message))
}

/// A whole study: every replication, with intervals.
pub(crate) fn results(model: &Model) -> Results {
    let options = study::Options { threads: None, stop: &|| false, progress: &|_| (), on_replication: &mut |_| (), incidents: None };
    study::run(model, options).results
}

/// Hears everything, and keeps two things: by arm how often somebody had to queue, and by arm and incident the first measure in
/// microseconds.
#[derive(Default)]
pub(crate) struct Listener {
    pub(crate) queued: BTreeMap<usize, u64>,
    pub(crate) times: BTreeMap<(Number, usize), i64>,
}

impl Recorder for Listener {
    fn fact(&mut self, arm: usize, _at: Time, _incident: Number, fact: Fact) {
        if let Fact::Queued { .. } = fact {
            *self.queued.entry(arm).or_default() += 1;
        }
    }

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if let Some(Outcome::Value(time)) = closed.outcomes.first() {
            self.times.insert((closed.number, arm), *time);
        }
    }
}

impl Listener {
    /// A statistic of one's own: the largest time by which an incident is shorter in `arm` than in `baseline`, in seconds. The same number
    /// is the same incident with the same luck.
    pub(crate) fn largest_gain(&self, baseline: usize, arm: usize) -> f64 {
        let gain = |(&(number, of), &time): (&(Number, usize), &i64)| {
            let other = self.times.get(&(number, arm)).filter(|_| of == baseline)?;
            Some((time - other) as f64 / 1e6)
        };
        self.times.iter().filter_map(gain).fold(0.0, f64::max)
    }
}

/// Lives one replication, all arms, and listens.
pub(crate) fn listen(model: &Model, replication: u64) -> Listener {
    let mut listener = Listener::default();
    Engine::new(model).run(replication, &mut listener, &|| false).expect("nobody stops it");
    listener
}

#[allow(dead_code, reason = "a test includes this file for its functions")]
fn main() {
    let model = model(include_str!("../scenarios/small.toml"), &["study.replications=20", "study.duration=\"7 d\""]);
    let results = results(&model);
    for (arm, measures) in &results.differences {
        for (measure, strata) in measures {
            if let Difference::Time(difference) = &strata.all {
                println!("{arm}, {measure}: mean difference {:?} s, quicker {:?}", difference.of_arms.mean_s, difference.of_pairs.quicker);
            }
        }
    }
    let listener = listen(&model, 1);
    for (index, arm) in model.arms.iter().enumerate() {
        let queued = listener.queued.get(&index).unwrap_or(&0);
        println!("{}: {queued} requests queued, at most {:.1} s gained", arm.name, listener.largest_gain(model.baseline, index));
    }
}
