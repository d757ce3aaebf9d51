//! Does time grow with the work and no faster? `cargo bench --bench growth`.
//!
//! The study of `peers/two_arms.toml` made one, two, four and eight times as large in one way at a time; what is told is the time
//! against that of the smallest, so that 8 stands under "x 8" where growth is linear. Medians of five.

use larmkedja::model::Model;
use larmkedja::open;
use larmkedja::study;
use std::hint::black_box;
use std::time::Instant;

const TIMES: [usize; 4] = [1, 2, 4, 8];

fn model(text: &str, set: &[String]) -> Model {
    let missing = || std::io::ErrorKind::NotFound.into();
    let options = open::Options { set: set.to_vec(), logs: Vec::new() };
    let opened = open::open(text, &options, &|_| Err(missing()), &|_, _| Err(missing()));
    opened.unwrap_or_else(|mistakes| panic!("{:?}", mistakes.diagnostics)).model
}

fn sized(days: usize, replications: usize, arms: usize, steps: usize) -> Model {
    let mut text = include_str!("two_hops.toml").to_owned();
    for arm in 1..arms {
        text += &format!("\n[arm.arm_{arm}]\nchain = \"two_hops\"\nparameter.dial.value = \"{} s\"\n", 1 + arm);
    }
    // Further steps after the chain, by nobody, as a wrap-up would be. They must not lengthen the measure.
    let more = |step| format!("[[chain.two_hops.step]]\nname = \"later {step}\"\ntakes = {{ exponential = {{ mean = \"9 s\" }} }}\n");
    let more: String = (0..steps).map(more).collect();
    text = text.replace("\n[measure.chain]", &format!("\n{more}\n[measure.chain]"));
    model(&text, &[format!("study.duration=\"{days} d\""), format!("study.replications={replications}")])
}

fn seconds(model: &Model) -> f64 {
    let once = || {
        let begin = Instant::now();
        let options = study::Options { threads: Some(1), stop: &|| false, progress: &|_| (), on_replication: &mut |_| (), incidents: None };
        black_box(study::run(model, options));
        begin.elapsed().as_secs_f64()
    };
    let mut all: Vec<f64> = (0..5).map(|_| once()).collect();
    all.sort_by(f64::total_cmp);
    all[2]
}

fn main() {
    println!("{:<34}{:>9}{:>9}{:>9}{:>9}", "time against the smallest", "x 1", "x 2", "x 4", "x 8");
    let ways: [(&str, &dyn Fn(usize) -> Model); 4] = [
        ("incidents (5 days and more)", &|times| sized(5 * times, 4, 2, 0)),
        ("replications (4 and more)", &|times| sized(5, 4 * times, 2, 0)),
        ("arms (2 and more)", &|times| sized(5, 4, 2 * times, 0)),
        ("steps (7 and more)", &|times| sized(5, 4, 2, 7 * (times - 1))),
    ];
    for (what, of) in ways {
        let took = TIMES.map(|times| seconds(&of(times)));
        let against: String = took.iter().map(|seconds| format!("{:>9.2}", seconds / took[0])).collect();
        println!("{what:<34}{against}");
    }
}
