//! A scenario that is built in code, moved through several sizes, and looked at pair by pair: how many officers does it take until calling
//! across the room is worth what it could be worth, also for the tenth of the incidents that gain least?
//!
//! `cargo run --release --example own_scenario`

use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::open::{self, Mistakes};
use larmkedja::record::{Closed, Number, Outcome, Recorder};
use larmkedja::scenario::diagnostic::Diagnostic;
use larmkedja::statistics::student;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// A way of working in which telling an officer takes so long.
fn way(name: &str, telling: &str) -> String {
    format!(
        r#"
[chain.{name}.role]
officer = [{{ pool = "officers" }}]
[[chain.{name}.step]]
name = "interview"
staff = ["operators", "caller"]
takes = {{ lognormal = {{ median = "90 s", mean = "120 s" }} }}
[[chain.{name}.step]]
name = "tell"
staff = ["operators", "officer"]
takes = "{telling}"
[[chain.{name}.step]]
name = "decide"
staff = ["officer"]
takes = {{ exponential = {{ mean = "2 min" }} }}
mark = "alerted"
[arm.{name}]
chain = "{name}"
"#
    )
}

/// The scenario with so many officers on duty; without a number nobody ever waits for one.
pub(crate) fn scenario(officers: Option<u32>) -> String {
    let staff = officers.map_or("\"unlimited\"".to_owned(), |number| number.to_string());
    let fixed = format!(
        r#"
[study]
starts = "2024-06-03"
warm_up = "6 h"
duration = "7 d"
replications = 10
seed = 1
[pool.operators]
staff = "unlimited"
[pool.officers]
staff = {staff}
[incident.alarm]
rate = "15 / h"
[measure.alarm_chain]
time = {{ to = "alerted" }}
"#
    );
    fixed + &way("phone", "50 s") + &way("room", "8 s")
}

/// A scenario is text; what it means is a model. What is wrong with the text is told line by line.
pub(crate) fn model(text: &str) -> Result<Model, Vec<String>> {
    let no_log = |_: &Path, _| -> io::Result<Box<dyn io::Read>> { Err(io::ErrorKind::NotFound.into()) };
    let no_file = |_: &str| -> io::Result<String> { Err(io::ErrorKind::NotFound.into()) };
    let opened = open::open(text, &open::Options::default(), &no_file, &no_log);
    opened.map(|opened| opened.model).map_err(|mistakes| told(&mistakes))
}

/// The mistakes of a scenario, each with its place and a way out.
fn told(mistakes: &Mistakes) -> Vec<String> {
    let one = |wrong: &Diagnostic| {
        let before = wrong.span.as_ref().map_or("", |span| &mistakes.sources[wrong.file].text[..span.start]);
        let (line, column) = (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        let more: Vec<&str> = std::iter::once(wrong.label.as_str()).chain(wrong.hint.as_deref()).collect();
        format!("line {line}, column {column}: {} ({})", wrong.message, more.join("; "))
    };
    mistakes.diagnostics.iter().filter(|wrong| wrong.is_error()).map(one).collect()
}

/// Keeps what the first measure of each counted incident came to, by arm, in microseconds. The same number is the same incident.
#[derive(Default)]
struct Times(BTreeMap<Number, BTreeMap<usize, i64>>);

impl Recorder for Times {
    const FACTS: bool = false;
    const STEPS: bool = false;

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if let (true, Some(Outcome::Value(time))) = (closed.counted, closed.outcomes.first()) {
            self.0.entry(closed.number).or_default().insert(arm, *time);
        }
    }
}

/// By how many seconds each incident of a replication is shorter in the arm than in the baseline, where it reached the end in both.
pub(crate) fn gains(model: &Model, arm: usize, replication: u64) -> Vec<f64> {
    let mut times = Times::default();
    Engine::new(model).run(replication, &mut times, &|| false).expect("nobody stops it");
    times.0.values().filter_map(|of| Some((of.get(&model.baseline)? - of.get(&arm)?) as f64 / 1e6)).collect()
}

/// The mean of the least tenth of some numbers, of which there are ten at least.
pub(crate) fn least_tenth(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.truncate(numbers.len() / 10);
    mean(&numbers)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// A mean over replications with the half-width of its 95 % interval: replications know nothing of each other, incidents of one do.
pub(crate) fn with_interval(by_replication: &[f64]) -> (f64, f64) {
    let (mean, degrees) = (mean(by_replication), by_replication.len() - 1);
    let squares: f64 = by_replication.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, student::t(degrees) * (squares / degrees as f64 / by_replication.len() as f64).sqrt())
}

#[allow(dead_code, reason = "a test includes this file for its functions")]
fn main() {
    // A name that the program got wrong is found as one that a person typed.
    for mistake in model(&scenario(None).replace("pool = \"officers\"", "pool = \"officer\"")).expect_err("there is no such pool") {
        println!("as it should be, {mistake}");
    }
    for officers in [Some(1), Some(2), Some(3), None] {
        let model = model(&scenario(officers)).unwrap_or_else(|mistakes| panic!("{}", mistakes.join("\n")));
        let by_replication: Vec<Vec<f64>> = (1..=model.study.replications).map(|replication| gains(&model, 1, replication)).collect();
        let (mean, half) = with_interval(&by_replication.iter().map(|gains| self::mean(gains)).collect::<Vec<_>>());
        let (least, its_half) = with_interval(&by_replication.into_iter().map(least_tenth).collect::<Vec<_>>());
        let staff = officers.map_or("any number of".to_owned(), |number| number.to_string());
        println!("{staff} officers: {mean:.1} ± {half:.1} s shorter, the least tenth {least:.1} ± {its_half:.1} s");
    }
}
