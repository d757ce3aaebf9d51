//! Do intervals hold the truth as often as they say? `cargo run --release --example coverage` answers for every kind of interval that
//! the program shows, over models whose answers are known exactly, and writes `docs/coverage.md`; `-- 200` does it with 200
//! repetitions a cell instead of 4,000 and only prints, `-- 200 pools` only for models whose name holds that word.
//!
//! *Cells* are a model with a number of replications and of incidents per replication; they are listed in [`cells`]. A repetition is
//! a whole study: its incidents go through the tally, the sections and the estimates of the program.

mod doubt;
mod known;
mod made_up;
mod points;
mod pools;
mod ranges;
mod scoring;
mod screening;
mod table;

use doubt::Unmoved;
use known::Known;
use larmkedja::model::VarianceReduction;
use made_up::{INDEPENDENT, MadeUp, SHARED_LUCK, Together};
use points::Counted;
use pools::{Erlang, Pool, With};
use ranges::{Beliefs, Tornado};
use scoring::{OFTEN, SHOWN, Score, judge, scores};
use screening::{Screening, Shared};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Repetitions of a cell, unless said otherwise.
const REPETITIONS: u64 = 4000;
/// Of a cell with an interval that is seldom shown so many times as many, where they would show it often enough and take no longer than this.
const MORE: u64 = 10;
const AT_MOST: Duration = Duration::from_secs(100);

/// Of a full pool, shorter than what its queue remembers.
const A_DAY: &str = ", a day";

pub(crate) struct Cell {
    pub(crate) name: &'static str,
    pub(crate) incidents: f64,
    replications: &'static [u64],
    pub(crate) known: Box<dyn Known>,
}

impl Cell {
    /// Beyond what intervals are made for: shown, and not judged.
    pub(crate) fn is_beyond(&self) -> bool {
        self.name.ends_with(A_DAY)
    }
}

/// Every cell, listed before anything is run.
fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (name, factors) in [("independent, four arms", &INDEPENDENT[..]), ("shared luck, four arms", &SHARED_LUCK[..])] {
        cells.push(Cell { name, incidents: 10.0, replications: &[10, 30], known: Box::new(Together(MadeUp::new(10.0, factors, 4))) });
    }
    for (name, factors) in [("independent, four arms, counted", &INDEPENDENT[..]), ("shared luck, four arms, counted", &SHARED_LUCK[..])] {
        let counted = "{ measure = \"chain\", statistic = \"within_target\" }, { measure = \"heard_number\" }, { measure = \"rare\" }";
        let known = Together(MadeUp::declared(10.0, factors, 4, counted));
        cells.push(Cell { name, incidents: 10.0, replications: &[10, 20, 30], known: Box::new(known) });
    }
    let counted = "{ measure = \"heard\" }, { measure = \"rare_number\" }";
    let known = Together(MadeUp::declared(25.0, &SHARED_LUCK, 4, counted).drawn_anew());
    cells.push(Cell { name: "each by itself, four arms", incidents: 25.0, replications: &[20, 40], known: Box::new(known) });
    for (incidents, replications) in [(10.0, &[10, 15, 30][..]), (50.0, &[10, 20, 40])] {
        let known = MadeUp::new(incidents, &SHARED_LUCK, 2).drawn_anew();
        cells.push(Cell { name: "each by itself", incidents, replications, known: Box::new(known) });
    }
    for (name, factors) in [("independent", &INDEPENDENT[..]), ("shared luck", &SHARED_LUCK[..])] {
        for (incidents, replications) in
            [(2.0, &[100][..]), (10.0, &[2, 3, 4, 5, 10, 15, 30, 40][..]), (25.0, &[6, 12, 25][..]), (50.0, &[5, 10, 20, 30][..])]
        {
            cells.push(Cell { name, incidents, replications, known: Box::new(MadeUp::new(incidents, factors, 2)) });
        }
    }
    let (large, small) = (
        Pool { rate: 252.0, minutes: 2.0, seats: 12, hours: 1, warm_up: 1 },
        Pool { rate: 6.0, minutes: 20.0, seats: 3, hours: 24, warm_up: 24 },
    );
    let busy = Pool { minutes: 25.0, warm_up: 72, ..small };
    let other = Pool { rate: 12.0, minutes: 20.0, seats: 5, hours: 48, warm_up: 72 };
    let full = Pool { minutes: 27.0, hours: 168, warm_up: 240, ..small };
    for (name, pool, with, replications) in [
        ("pools, 3 against 4 seats, full", full, With::Nothing, &[10, 20, 30][..]),
        ("pools, 3 against 4 seats, full, a day", Pool { hours: 24, ..full }, With::Nothing, &[20, 50]),
        ("pools, 3 against 4 seats, busy", busy, With::Nothing, &[5, 10, 15, 20, 30]),
        ("pools, 5 against 6 seats", other, With::Nothing, &[10, 12, 20]),
        ("pools, 12 against 13 seats", large, With::Nothing, &[10, 20, 30]),
        ("pools, 3 against 4 seats", small, With::Nothing, &[10, 20, 30]),
        ("pools, 3 against 4 seats, control variates", small, With::Reduction(VarianceReduction::ControlVariates), &[20, 50]),
        ("pools, 3 against 4 seats, antithetic pairs", small, With::Reduction(VarianceReduction::Antithetic), &[40, 100]),
        // A pilot of 30, and by what it shows about twice as many.
        ("pools, 3 against 4 seats, two stages", small, With::Stages("precision = { half_width = \"100 s\" }"), &[60]),
        ("pools, 3 against 4 seats, two stages, relative", small, With::Stages("precision = { relative = 0.2 }"), &[60]),
    ] {
        let incidents = pool.rate * pool.hours as f64;
        cells.push(Cell { name, incidents, replications, known: Box::new(Erlang::new(pool, &with)) });
    }
    let tagged = Erlang::new(Pool { hours: 1, ..small }, &With::Tagged);
    cells.push(Cell { name: "pools, 3 against 4 seats, tagged", incidents: 1.0, replications: &[50, 100], known: Box::new(tagged) });
    for (name, minutes, warm_up, replications) in [
        ("ranges, 3 against 4 seats", [16.0, 20.0, 22.0], 24, &[10, 30, 40][..]),
        ("ranges, 3 against 4 seats, busy", [23.0, 25.0, 26.0], 72, &[10, 15, 30]),
    ] {
        cells.push(Cell { name, incidents: 144.0, replications, known: Box::new(Tornado::new(minutes, warm_up)) });
    }
    for (name, calls) in [("ranges, counted", 10.0), ("ranges, counted", 50.0)] {
        cells.push(Cell { name, incidents: calls, replications: &[5, 10, 30], known: Box::new(Counted::new(calls)) });
    }
    cells.push(Cell { name: "ranges, unmoved", incidents: 144.0, replications: &[10], known: Box::new(Unmoved::new()) });
    for (number, name, bend, noise) in [
        (1, "ranges, a plane", 0.0, [2.0, 1.0]),
        (2, "ranges, a bent plane", 10.0, [2.0, 1.0]),
        (3, "ranges, little noise", 0.0, [0.2, 0.1]),
    ] {
        let known = Beliefs { number, points: 100, bend, noise };
        cells.push(Cell { name, incidents: 100.0, replications: &[4, 10], known: Box::new(known) });
    }
    for starts in [4, 10, 20] {
        for (name, changes_sign) in [("effects of one sign", false), ("effects of either sign", true)] {
            let known = Screening::new(starts, changes_sign);
            cells.push(Cell { name, incidents: starts as f64, replications: &[5, 10], known: Box::new(known) });
        }
    }
    for points in [128, 256] {
        for (name, is_bent) in [("shares of a bent plane", true), ("shares of Ishigami's function", false)] {
            cells.push(Cell { name, incidents: points as f64, replications: &[10], known: Box::new(Shared::new(points, is_bent)) });
        }
    }
    cells
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let repetitions = arguments.first().and_then(|number| number.parse().ok()).unwrap_or(REPETITIONS);
    let word = arguments.get(1).map_or("", String::as_str);
    let began = Instant::now();
    let mut judged = Vec::new();
    for cell in cells().iter().filter(|cell| cell.name.contains(word)) {
        for &replications in cell.replications {
            eprintln!("{}, {replications} replications of {}", cell.name, cell.incidents);
            let truths = cell.known.truths(replications);
            let clock = Instant::now();
            let scores = scores(cell, replications, &truths, 1..=repetitions);
            let is_seldom = |score: &Score| {
                let (shown, often) = (score.shown(), OFTEN.div_ceil(MORE));
                (shown as f64) < SHOWN * repetitions as f64 && (often..OFTEN).contains(&shown)
            };
            let is_cheap = clock.elapsed() * MORE as u32 <= AT_MOST;
            let more = (is_cheap && scores.iter().any(is_seldom))
                .then(|| scoring::scores(cell, replications, &truths, repetitions + 1..=MORE * repetitions));
            for (place, (truth, score)) in truths.iter().zip(scores).enumerate() {
                let one = match &more {
                    Some(more) if is_seldom(&score) => judge(cell, replications, truth, score.and(more[place]), MORE * repetitions),
                    _ => judge(cell, replications, truth, score, repetitions),
                };
                if !one.right {
                    eprintln!(
                        "  {}: {:.1} % (too low {:.1}, too high {:.1}), wanted {}",
                        one.name, one.percent, one.too_low, one.too_high, one.wanted
                    );
                }
                judged.push(one);
            }
        }
    }
    let text = table::document(&judged, repetitions, began.elapsed());
    if arguments.is_empty() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
        std::fs::write(&path, text).expect("the folder of the documents can be written to");
    } else {
        println!("{text}");
    }
    if judged.iter().all(|one| one.right) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
