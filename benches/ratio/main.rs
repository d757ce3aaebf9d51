//! How fast is a generic engine beside a loop written by hand for one chain? `cargo bench --bench ratio`.
//!
//! Everything is measured in one process, in turns, and told as a ratio of medians: absolute times say more about the machine.
//! Whole studies are run, with measures, exact parts, pairs and all estimates; nothing is written. One round takes
//! seconds; an argument gives the number of rounds (7 unless said, 5 at least).

mod by_hand;

use larmkedja::model::Model;
use larmkedja::open;
use larmkedja::study;
use std::hint::black_box;
use std::time::Instant;

/// Calls a day in `two_hops.toml`.
const A_DAY: f64 = 24.0 * 180.0;
const DAYS: u64 = 460;
/// The mean length of the chain in seconds, of 400 runs of 3 million incidents of another program of the same model, and its half-width
/// and a standard deviation of runs of 2 million: a loop that lives another chain is no yardstick.
const MEAN: f64 = 201.47;
const DEVIATION: f64 = 0.65;

fn two_hops(more: &str, days: u64, replications: u64) -> Model {
    let text = include_str!("../two_hops.toml").to_owned() + more;
    let set = vec![format!("study.duration=\"{days} d\""), format!("study.replications={replications}")];
    let nothing = |_: &_| Err(std::io::ErrorKind::NotFound.into());
    let opened = open::open(&text, &open::Options { set, logs: Vec::new() }, &nothing, &|_, _| Err(std::io::ErrorKind::NotFound.into()));
    opened.unwrap_or_else(|mistakes| panic!("{:?}", mistakes.diagnostics)).model
}

/// Runs a whole study; incidents of one arm, and what a person would look at.
fn study(model: &Model, threads: usize) -> u64 {
    let options =
        study::Options { threads: Some(threads), stop: &|| false, progress: &|_| (), on_replication: &mut |_| (), incidents: None };
    let results = study::run(model, options).results;
    black_box(&results);
    results.arms[0].incidents.arrived
}

/// Incidents of one arm per second.
fn timed(run: impl FnOnce() -> f64) -> f64 {
    let begin = Instant::now();
    let incidents = run();
    incidents / begin.elapsed().as_secs_f64()
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn main() {
    // Cargo passes `--bench`.
    let rounds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(7).max(5);
    let same = "\n[arm.same]\nchain = \"two_hops\"\n";
    let (one, two) = (two_hops("", DAYS, 1), two_hops(same, DAYS / 2, 1));
    let (many, days) = (two_hops("", DAYS / 8, 16), two_hops("", 1, 2 * DAYS));
    let by_hand = |seed| {
        let incidents = (DAYS as f64 * A_DAY) as u64;
        let mean = by_hand::mean_chain(incidents, seed);
        assert!((mean - MEAN).abs() < 4.0 * DEVIATION, "the loop lives another chain: {mean} s");
        incidents as f64
    };
    let both_cores = || {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| by_hand(1));
            by_hand(2) + other.join().expect("it does not panic")
        })
    };
    let mut rates: [Vec<f64>; 7] = Default::default();
    for round in 0..rounds {
        let measured = [
            timed(|| by_hand(round)),
            timed(|| study(&one, 1) as f64),
            timed(|| 2.0 * study(&two, 1) as f64),
            timed(both_cores),
            timed(|| study(&many, 1) as f64),
            timed(|| study(&many, 2) as f64),
            timed(|| study(&days, 2) as f64),
        ];
        rates.iter_mut().zip(measured).for_each(|(rates, rate)| rates.push(rate));
    }
    let [hand, one, two, hands, many_one, many, days] = rates.map(|mut rates| median(&mut rates));
    println!("medians of {rounds} rounds\n");
    println!("{:<58}{:>10}  ratio", "", "million/s");
    let row = |what: &str, rate: f64, ratio: f64| println!("{what:<58}{:>10.2}  {ratio:.3}", rate / 1e6);
    row("by hand, one core", hand, 1.0);
    row("one arm, one thread: incidents, of the loop's", one, one / hand);
    row("two equal arms: incident-arms, of one arm's", two, two / one);
    row("by hand, two at once, of one", hands, hands / hand);
    row("two threads, 16 long replications, of one thread's", many, many / many_one);
    row("two threads, replications of a day, of one thread's", days, days / many_one);
}
