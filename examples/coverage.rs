//! Do intervals hold the truth as often as they say? `cargo run --release --example coverage` answers for every kind of interval that
//! the program shows, over models whose answers are known exactly, and writes `docs/coverage.md`; `-- 200` does it with 200
//! repetitions a cell instead of 4,000 and only prints, `-- 200 pools` only for models whose name holds that word.
//!
//! *Cells* are a model with a number of replications and of incidents per replication; they are listed in [`cells`]. A repetition is
//! a whole study: its incidents go through the tally, the sections and the estimates of the program.

use larmkedja::engine::Engine;
use larmkedja::model::{Model, VarianceReduction};
use larmkedja::open;
use larmkedja::record::{ArmEnd, Closed, IncidentId, Kind, Outcome, Part, Recorder};
use larmkedja::results::{Difference, Est, Estimate, Results, StageParts, Stats};
use larmkedja::study::{Sections, Tally, results};
use larmkedja::time::Time;
use rand::RngExt;
use rand_distr::{Distribution, Poisson};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Repetitions of a cell, unless said otherwise.
const REPETITIONS: u64 = 4000;
/// A cell whose interval is shown less often than this is no cell of that interval.
const SHOWN: f64 = 0.1;
/// Where fewer are expected on one side of a share or count, whole numbers are too coarse for exactly 95 %.
const EVENTS: f64 = 3.0;
/// A bound may miss the truth in this share of all studies, and half a per cent more by chance.
const MISSED: f64 = 0.03;

/// What is wanted of an interval in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wanted {
    /// 93 to 97 %.
    Near,
    /// At least 93 %: hardly any events are expected.
    AtLeast,
    /// At least 95 %: intervals that hold together.
    Together,
}

/// A number with a known answer.
struct Truth {
    name: String,
    value: f64,
    wanted: Wanted,
    /// Whether it is made of numbers counted: where none or all are, a bound stands in for the interval.
    counted: bool,
}

fn near(name: &str, value: f64) -> Truth {
    Truth { name: name.to_owned(), value, wanted: Wanted::Near, counted: false }
}

/// A share or count of which so many events are expected on the thinner side.
fn events(name: &str, value: f64, expected: f64) -> Truth {
    let wanted = if expected < EVENTS { Wanted::AtLeast } else { Wanted::Near };
    Truth { name: name.to_owned(), value, wanted, counted: true }
}

/// The difference of two of them.
fn events_apart(name: &str, value: f64) -> Truth {
    Truth { name: name.to_owned(), value, wanted: Wanted::Near, counted: true }
}

/// A model with known answers.
trait Known: Sync {
    fn model(&self) -> &Model;
    /// Of so many replications.
    fn truths(&self, replications: u64) -> Vec<Truth>;
    /// Lives one replication of the repetition with this seed.
    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd>;
    /// Its intervals, by the names that truths have.
    fn intervals(&self, results: &Results) -> BTreeMap<String, Est> {
        intervals(results)
    }
}

struct Cell {
    name: &'static str,
    incidents: f64,
    replications: &'static [u64],
    known: Box<dyn Known>,
}

/// Every cell, listed before anything is run.
fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (name, factors) in [("independent, four arms", &INDEPENDENT[..]), ("shared luck, four arms", &SHARED_LUCK[..])] {
        cells.push(Cell { name, incidents: 10.0, replications: &[10, 30], known: Box::new(Together(MadeUp::new(10.0, factors, 4))) });
    }
    for (name, factors) in [("independent", &INDEPENDENT[..]), ("shared luck", &SHARED_LUCK[..])] {
        for (incidents, replications) in [(2.0, &[100][..]), (10.0, &[5, 10, 30][..]), (50.0, &[10, 30][..])] {
            cells.push(Cell { name, incidents, replications, known: Box::new(MadeUp::new(incidents, factors, 2)) });
        }
    }
    for (name, incidents, pool) in [
        ("pools, 12 against 13 seats", 252.0, Pool { rate: 252.0, minutes: 2.0, seats: 12, hours: 1, warm_up: 1 }),
        ("pools, 3 against 4 seats", 144.0, Pool { rate: 6.0, minutes: 20.0, seats: 3, hours: 24, warm_up: 24 }),
    ] {
        cells.push(Cell { name, incidents, replications: &[10, 30], known: Box::new(Erlang::new(pool, VarianceReduction::None)) });
    }
    let pool = Pool { rate: 6.0, minutes: 20.0, seats: 3, hours: 24, warm_up: 24 };
    for (name, reduction, replications) in [
        ("pools, 3 against 4 seats, control variates", VarianceReduction::ControlVariates, &[20, 50]),
        ("pools, 3 against 4 seats, antithetic pairs", VarianceReduction::Antithetic, &[40, 100]),
    ] {
        cells.push(Cell { name, incidents: 144.0, replications, known: Box::new(Erlang::new(pool, reduction)) });
    }
    cells
}

// ---------------------------------------------------------------------------------------------------------------------
// Incidents that are made up.

/// Mean seconds of what all arms share, and of the rest in the baseline and in each other arm.
const SHARED: f64 = 60.0;
const REST: [f64; 4] = [40.0, 20.0, 38.0, 20.0];
/// Within this many seconds is within the target.
const TARGET: f64 = 180.0;
/// The factors of which one is drawn for each replication: nothing shared, or days that differ.
const INDEPENDENT: [f64; 1] = [1.0];
const SHARED_LUCK: [f64; 5] = [0.6, 0.8, 1.0, 1.2, 1.4];
/// Share of incidents with a flag, and with a rare one, by arm.
const HEARD: [f64; 4] = [0.3, 0.2, 0.3, 0.2];
const RARE: [f64; 4] = [0.02, 0.01, 0.02, 0.01];

/// A Poisson number of incidents: in each arm an exponential time that all arms share and one of its own. All times, the rate and
/// all shares of a replication are multiplied with a factor drawn for it, one of a list.
struct MadeUp {
    incidents: f64,
    factors: &'static [f64],
    model: Model,
}

const MADE_UP: &str = r#"
[study]
starts = "2024-06-03"
duration = "1 d"
[incident.call]
rate = "10 / d"
[pool.desk]
staff = "unlimited"
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = "60 s"
stage = "interview"
[[chain.calls.step]]
name = "tell"
staff = ["desk"]
takes = "40 s"
stage = "handover"
mark = "done"
[measure.chain]
time = { to = "done" }
target = "180 s"
[measure.heard]
share = "type('call')"
[measure.rare]
share = "type('call')"
[measure.heard_number]
count = "type('call')"
[measure.rare_number]
count = "type('call')"
[measure.seat_time]
work = ["desk"]
"#;
/// The first is the baseline.
const ARMS: [&str; 4] = ["separate", "joint", "partly", "virtual"];

fn model_of(text: &str) -> Model {
    let none = |path: &str| Err(std::io::Error::other(path.to_owned()));
    let opened =
        open::open(text, &open::Options::default(), &none, &|path: &Path, _| Err(std::io::Error::other(path.display().to_string())));
    match opened {
        Ok(opened) => opened.model,
        Err(mistakes) => panic!("{:?}", mistakes.diagnostics),
    }
}

impl MadeUp {
    fn new(incidents: f64, factors: &'static [f64], arms: usize) -> MadeUp {
        let arms: String = ARMS[..arms].iter().map(|arm| format!("[arm.{arm}]\nchain = \"calls\"\n")).collect();
        MadeUp { incidents, factors, model: model_of(&(MADE_UP.to_owned() + &arms)) }
    }

    /// The share of all incidents that have something, where it is this in a replication with the factor.
    fn of_incidents(&self, share: impl Fn(f64) -> f64) -> f64 {
        self.factors.iter().map(|&factor| factor * share(factor)).sum::<f64>() / self.factors.iter().sum::<f64>()
    }

    /// The probability that an arm's time is at most so long.
    fn time(&self, arm: usize, at: f64) -> f64 {
        let (a, b) = (SHARED, REST[arm]);
        self.of_incidents(|factor| 1.0 - (a * (-at / factor / a).exp() - b * (-at / factor / b).exp()) / (a - b))
    }

    /// The probability that the first arm's time less the baseline's is at most so long.
    fn difference(&self, at: f64) -> f64 {
        let (base, arm) = (REST[0], REST[1]);
        self.of_incidents(|factor| match at / factor {
            at if at < 0.0 => base / (base + arm) * (at / base).exp(),
            at => 1.0 - arm / (base + arm) * (-at / arm).exp(),
        })
    }
}

/// Where a distribution function reaches a probability.
fn inverse(p: f64, low: f64, high: f64, below: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if below(middle) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

impl Known for MadeUp {
    fn model(&self) -> &Model {
        &self.model
    }

    fn truths(&self, replications: u64) -> Vec<Truth> {
        let factor = self.of_incidents(|factor| factor);
        let number = replications as f64 * self.incidents * self.factors.iter().sum::<f64>() / self.factors.len() as f64;
        let share = |name: &str, p: f64| events(name, p, number * p.min(1.0 - p));
        let shares = |name: &str, of: f64, to: f64| events_apart(name, to - of);
        let count = |name: &str, p: f64| events(name, p * number / replications as f64, number * p);
        let counts = |name: &str, of: f64, to: f64| events_apart(name, (to - of) * number / replications as f64);
        let quantile = |p: f64, arm: usize| inverse(p, 0.0, 1e5, |at| self.time(arm, at));
        let of_pairs = |p: f64| inverse(p, -1e5, 1e5, |at| self.difference(at));
        let (heard, rare) = (HEARD.map(|p| p * factor), RARE.map(|p| p * factor));
        let mut truths = vec![
            near("mean", (SHARED + REST[0]) * factor),
            near("part of a stage", SHARED * factor),
            near("seat time", SHARED * factor),
            share("share within the target", self.time(0, TARGET)),
            share("share", heard[0]),
            share("rare share", rare[0]),
            count("count", heard[0]),
            count("rare count", rare[0]),
            near("difference of means", (REST[1] - REST[0]) * factor),
            near("difference of parts", (REST[1] - REST[0]) * factor),
            near("relative difference", (REST[1] - REST[0]) / (SHARED + REST[0])),
            shares("difference of shares within the target", self.time(0, TARGET), self.time(1, TARGET)),
            shares("difference of shares", heard[0], heard[1]),
            shares("difference of rare shares", rare[0], rare[1]),
            counts("difference of counts", heard[0], heard[1]),
            counts("difference of rare counts", rare[0], rare[1]),
            share("share of pairs quicker", self.difference(-1.0)),
            share("share of pairs slower", 1.0 - self.difference(1.0)),
            share("share of pairs unchanged", self.difference(1.0) - self.difference(-1.0)),
            near("median of pairs", of_pairs(0.5)),
            near("p05 of pairs", of_pairs(0.05)),
            near("p95 of pairs", of_pairs(0.95)),
        ];
        for (name, p) in [("median", 0.5), ("p90", 0.9), ("p95", 0.95)] {
            truths.push(near(name, quantile(p, 0)));
            truths.push(near(&format!("difference of {name}s"), quantile(p, 1) - quantile(p, 0)));
        }
        truths
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        let mut random = Pcg64::new(u128::from(seed) << 64 | u128::from(replication), 0xc0_7e_4a_9e);
        let factor = self.factors[random.random_range(0..self.factors.len())];
        let number = Poisson::new(self.incidents * factor).expect("a rate above zero").sample(&mut random) as u64;
        for number in 0..number {
            let mut exponential = |mean: f64| (-mean * factor * (1.0 - random.random::<f64>()).ln() * 1e6) as i64;
            let (shared, rests) = (exponential(SHARED), REST.map(&mut exponential));
            let (heard, rare) = (random.random::<f64>(), random.random::<f64>());
            for (arm, rest) in rests.into_iter().enumerate().take(self.model.arms.len()) {
                let flag = |u: f64, shares: [f64; 4]| Outcome::Value(i64::from(u < shares[arm] * factor));
                let (heard, rare) = (flag(heard, HEARD), flag(rare, RARE));
                let outcomes = [Outcome::Value(shared + rest), heard, rare, heard, rare, Outcome::Value(shared)];
                let part = |name: &str, kind, length| Part {
                    measure: 0,
                    stage: self.model.stages.iter().position(|stage| stage == name).expect("a stage of the model") as u16,
                    kind,
                    step: 0,
                    cause: None,
                    length: Time(length),
                };
                let parts = [part("interview", Kind::Working, shared), part("handover", Kind::Queue, rest)];
                tally.closed(arm, closed(number, &outcomes, &parts));
            }
        }
        let end = ArmEnd { pools: Vec::new(), hours: Vec::new(), arrived: number, closed: number, abandoned: 0, finding: None };
        vec![end; self.model.arms.len()]
    }
}

fn closed<'a>(number: u64, outcomes: &'a [Outcome], parts: &'a [Part]) -> Closed<'a> {
    Closed {
        number,
        id: IncidentId::Drawn { hour: 0, k: number as u32 },
        counted: true,
        kind: 0,
        way: 0,
        needs: 0,
        flags: 0,
        arrival: Time(number as i64),
        closed: Time::DAY,
        abandoned: false,
        outcomes,
        parts,
        steps: &[],
    }
}

/// The same with four arms, two of them alike in law: every pair compared, all intervals together.
struct Together(MadeUp);

/// The names of the two numbers that are asked of four arms.
const TOGETHER: &str = "all pairs of arms together";
const NOT_APART: &str = "no arms told apart that are alike";

impl Known for Together {
    fn model(&self) -> &Model {
        &self.0.model
    }

    fn truths(&self, _: u64) -> Vec<Truth> {
        // Both are asked of the rankings themselves.
        [TOGETHER, NOT_APART].map(|name| Truth { name: name.to_owned(), value: 0.0, wanted: Wanted::Together, counted: false }).into()
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        self.0.live(seed, replication, tally)
    }

    fn intervals(&self, results: &Results) -> BTreeMap<String, Est> {
        let primary = results.primary.as_ref().expect("there are several arms");
        let factor = self.0.of_incidents(|factor| factor);
        let of = |arm: &str| REST[ARMS.iter().position(|name| *name == arm).expect("an arm of the model")] * factor;
        let (mut all, mut alike) = (true, true);
        for comparison in primary.rankings.iter().flat_map(|ranking| &ranking.comparisons) {
            let truth = of(&comparison.arm) - of(&comparison.against);
            all &= score(comparison.difference, truth, false).hold == 1;
            alike &= truth != 0.0 || !comparison.told_apart;
        }
        // Zero lies in an interval that holds all truths, and in no other.
        let held = |held: bool| Some(Estimate { value: 0.0, low: Some(f64::from(u8::from(!held))), high: Some(1.0) });
        BTreeMap::from([(TOGETHER.to_owned(), held(all)), (NOT_APART.to_owned(), held(alike))])
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Pools with Erlang's answers, lived by the engine.

/// Calls an hour, mean minutes of one, seats; hours counted and lived before.
#[derive(Clone, Copy)]
struct Pool {
    rate: f64,
    minutes: f64,
    seats: u32,
    hours: u64,
    warm_up: u64,
}

/// A pool against one with a seat more. Waits are those of M/M/c from a warm start.
struct Erlang {
    pool: Pool,
    model: Model,
}

/// Seconds within which a call should be answered.
const ANSWERED: f64 = 20.0;

impl Erlang {
    fn new(pool: Pool, reduction: VarianceReduction) -> Erlang {
        let Pool { rate, minutes, seats, hours, warm_up } = pool;
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"{warm_up} h\"\nduration = \"{hours} h\"\n[incident.call]\nrate = \"{rate} / h\"\n\
             [pool.desk]\nstaff = {seats}\n[[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\nstage = \"interview\"\n\
             takes = {{ exponential = {{ mean = \"{minutes} min\" }} }}\nmarks = {{ begun = 0 }}\nmark = \"done\"\n\
             [measure.wait]\ntime = {{ to = \"begun\" }}\ntarget = \"{ANSWERED} s\"\n\
             [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = {}\n",
            seats + 1
        );
        let mut model = model_of(&text);
        model.study.variance_reduction = reduction;
        Erlang { pool, model }
    }

    /// Erlang's C, and the rate per second at which a queue that is there gets shorter.
    fn queue(&self, seats: u32) -> (f64, f64) {
        let (rate, mean) = (self.pool.rate / 3600.0, 60.0 * self.pool.minutes);
        let offered = rate * mean;
        let blocked = (1..=seats).fold(1.0, |blocked, seat| offered * blocked / (f64::from(seat) + offered * blocked));
        let busy = offered / f64::from(seats);
        (blocked / (1.0 - busy * (1.0 - blocked)), f64::from(seats) / mean - rate)
    }
}

impl Known for Erlang {
    fn model(&self) -> &Model {
        &self.model
    }

    fn truths(&self, replications: u64) -> Vec<Truth> {
        let Pool { rate, minutes, seats, hours, .. } = self.pool;
        let ((few, drain), (more, quicker)) = (self.queue(seats), self.queue(seats + 1));
        let number = replications as f64 * rate * hours as f64;
        let within = |(waits, drain): (f64, f64)| 1.0 - waits * (-drain * ANSWERED).exp();
        let quantile = |p: f64, (waits, drain): (f64, f64)| ((waits / (1.0 - p)).ln() / drain).max(0.0);
        let share = |name: &str, p: f64| events(name, p, number * p.min(1.0 - p));
        let (one, other) = ((few, drain), (more, quicker));
        let mut truths = vec![
            near("mean wait of a pool", few / drain),
            share("share of a pool that waits", few),
            near("occupancy of a pool", rate / 60.0 * minutes / f64::from(seats)),
            near("mean", few / drain),
            near("part of a stage", few / drain),
            near("difference of means", more / quicker - few / drain),
            share("share within the target", within(one)),
            events_apart("difference of shares within the target", within(other) - within(one)),
        ];
        for (name, p) in [("p90", 0.9), ("p95", 0.95)] {
            truths.push(near(name, quantile(p, one)));
            truths.push(near(&format!("difference of {name}s"), quantile(p, other) - quantile(p, one)));
        }
        truths
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        let mut model = self.model.clone();
        model.study.seed = seed;
        Engine::new(&model).run(replication, tally, &|| false).expect("nobody stops it")
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Studies, and what their intervals hold.

fn study(known: &dyn Known, replications: u64, seed: u64) -> Results {
    let mut model = known.model().clone();
    model.study.replications = replications;
    let mut sections = Sections::new(model.arms.len());
    for number in 1..=replications {
        let mut tally = Tally::new(&model);
        let ends = known.live(seed, number, &mut tally);
        sections.fold(tally.finish(number, ends), model.study.variance_reduction.together());
    }
    results(&model, &sections)
}

/// Every interval of a study, by the names that truths have.
fn intervals(results: &Results) -> BTreeMap<String, Est> {
    let mut found = BTreeMap::new();
    let mut put = |name: &str, est: Est| {
        found.insert(name.to_owned(), est);
    };
    let baseline = &results.arms[&results.baseline];
    for (measure, strata) in &baseline.measures {
        match &strata.all {
            Stats::Time(time) => {
                put("mean", time.mean_s);
                put("median", time.median_s);
                put("p90", time.p90_s);
                put("p95", time.p95_s);
                put("share within the target", time.within_target);
            }
            Stats::Value(value) => put(value_name(measure), value.value),
        }
    }
    if let Some(StageParts { working_s, queue_s, .. }) = baseline.stages.values().next().and_then(|stages| stages.get("interview")) {
        put("part of a stage", if baseline.pools["desk"].on_duty_s.is_some() { *queue_s } else { *working_s });
    }
    let pool = &baseline.pools["desk"];
    put("mean wait of a pool", pool.mean_wait_s);
    put("share of a pool that waits", pool.p_wait);
    put("occupancy of a pool", pool.working);
    for (measure, strata) in results.differences.values().next().into_iter().flatten() {
        match &strata.all {
            Difference::Value(value) => put(&format!("difference of {}s", value_name(measure)), value.of_arms.value),
            Difference::Time(time) => {
                let (arms, pairs) = (&time.of_arms, &time.of_pairs);
                put("difference of means", arms.mean_s);
                put("relative difference", arms.relative);
                put("difference of medians", arms.median_s);
                put("difference of p90s", arms.p90_s);
                put("difference of p95s", arms.p95_s);
                put("difference of shares within the target", arms.within_target);
                put("share of pairs quicker", pairs.quicker);
                put("share of pairs slower", pairs.slower);
                put("share of pairs unchanged", pairs.unchanged);
                put("median of pairs", pairs.median_s);
                put("p05 of pairs", pairs.p05_s);
                put("p95 of pairs", pairs.p95_s);
                put("difference of parts", time.stages.get("handover").and_then(|parts| parts.queue_s));
            }
        }
    }
    found
}

fn value_name(measure: &str) -> &'static str {
    match measure {
        "heard" => "share",
        "rare" => "rare share",
        "heard_number" => "count",
        "rare_number" => "rare count",
        _ => "seat time",
    }
}

/// How the intervals of one number in one cell did.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    hold: u64,
    too_high: u64,
    too_low: u64,
    /// Bounds, and those of them that do not hold.
    bounds: u64,
    missed: u64,
}

impl Score {
    fn shown(self) -> u64 {
        self.hold + self.too_high + self.too_low
    }

    fn percent(self) -> f64 {
        100.0 * self.hold as f64 / self.shown().max(1) as f64
    }

    fn and(self, other: Score) -> Score {
        Score {
            hold: self.hold + other.hold,
            too_high: self.too_high + other.too_high,
            too_low: self.too_low + other.too_low,
            bounds: self.bounds + other.bounds,
            missed: self.missed + other.missed,
        }
    }
}

fn score(est: Est, truth: f64, counted: bool) -> Score {
    let Some((value, low, high)) = est.and_then(|found| Some((found.value, found.low?, found.high?))) else { return Score::default() };
    let (too_high, too_low) = (u64::from(truth < low), u64::from(truth > high));
    // Of nothing, of everything, or of no difference at all.
    if counted && (value == low || value == high || value == 0.0 && low == -high) {
        return Score { bounds: 1, missed: too_high + too_low, ..Score::default() };
    }
    Score { hold: 1 - too_high - too_low, too_high, too_low, ..Score::default() }
}

/// The scores of one cell, in the order of its truths.
fn scores(cell: &Cell, replications: u64, truths: &[Truth], repetitions: u64) -> Vec<Score> {
    let repetition = |seed: u64| -> Vec<Score> {
        let found = cell.known.intervals(&study(&*cell.known, replications, seed));
        truths.iter().map(|truth| score(found.get(&truth.name).copied().flatten(), truth.value, truth.counted)).collect()
    };
    let add = |one: Vec<Score>, other: Vec<Score>| one.into_iter().zip(other).map(|(one, other)| one.and(other)).collect();
    (1..=repetitions).into_par_iter().map(repetition).reduce(|| vec![Score::default(); truths.len()], add)
}

/// One number in one cell, judged.
struct Judged {
    cell: String,
    name: String,
    shown: f64,
    percent: f64,
    too_low: f64,
    too_high: f64,
    wanted: &'static str,
    /// Of all studies, those with a bound and those whose bound does not hold; %.
    bounds: f64,
    missed: f64,
    right: bool,
}

fn judge(cell: &Cell, replications: u64, truth: &Truth, score: Score, repetitions: u64) -> Judged {
    let (shown, percent) = (score.shown() as f64 / repetitions as f64, score.percent());
    let (wanted, right) = match truth.wanted {
        _ if shown < SHOWN => ("", true),
        Wanted::Near => ("93 to 97", (93.0..=97.0).contains(&percent)),
        Wanted::AtLeast => ("at least 93", percent >= 93.0),
        Wanted::Together => ("at least 95", percent >= 95.0),
    };
    let of_all = |number: u64| 100.0 * number as f64 / repetitions as f64;
    let (bounds, missed) = (of_all(score.bounds), of_all(score.missed));
    let right = right && missed <= 100.0 * MISSED;
    let part = |number: u64| 100.0 * number as f64 / score.shown().max(1) as f64;
    let cell = format!("{}, {replications} × {}", cell.name, cell.incidents);
    let (too_low, too_high) = (part(score.too_low), part(score.too_high));
    Judged { cell, name: truth.name.clone(), shown: 100.0 * shown, percent, too_low, too_high, wanted, bounds, missed, right }
}

/// The file, from everything that was judged.
fn document(judged: &[Judged], repetitions: u64) -> String {
    let (shown, outside) = (judged.iter().filter(|one| !one.wanted.is_empty()).count(), judged.iter().filter(|one| !one.right).count());
    let mut text = format!(
        "# How often intervals hold the truth\n\nWritten by `cargo run --release --example coverage` (larmkedja {}), which says how: {repetitions} \
         studies for each model, number of replications and incidents per replication, each through the tally and the estimates of the \
         program, with answers known exactly. Every interval shown should hold the truth in 93 to 97 % of the studies, intervals that \
         hold together in 95 % or more. A percentage of {repetitions} studies has itself a standard error of {:.2}.\n\n**{shown} cells in \
         which an interval is shown, {outside} of them outside.**\n\n- *Independent*: incidents independent of each other. *Shared luck*: rate, \
         times and shares of a replication vary by 40 % either way with a factor of its own. *Pools*: a pool against one with a seat \
         more, answers by Erlang, lived by the engine. *Four arms*: every pair of them compared.\n- *Too low* and *too high* are the studies \
         whose interval lies below or above the truth. *Shown* are the studies in which there is an interval; where it is empty, or less \
         than a tenth, none is shown by the rules in the [reference](reference.md#estimates-and-intervals), and nothing is judged.\n- Where none \
         or all were counted a *bound* stands in for the interval of a share or count. It may miss the truth in 2.5 % of all studies.\n- Where \
         fewer than three events are expected, whole numbers are too coarse for 95 %: a step of one changes more than that. There 93 % or more \
         is wanted.\n",
        env!("CARGO_PKG_VERSION"),
        100.0 * (0.95 * 0.05 / repetitions as f64).sqrt()
    );
    let mut names: Vec<&str> = Vec::new();
    judged.iter().for_each(|one| {
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name)
        }
    });
    for name in names {
        let rows: Vec<&Judged> = judged.iter().filter(|one| one.name == name).collect();
        let _ = writeln!(text, "\n## {}{}\n", name[..1].to_uppercase(), &name[1..]);
        let bounds = rows.iter().any(|one| one.bounds > 0.0);
        text += "| model, replications × incidents | holds, % | too low | too high | shown, % | wanted, % |";
        text += if bounds { " bound, % | missed, % |\n" } else { "\n" };
        text += "|---|--:|--:|--:|--:|---|";
        text += if bounds { "--:|--:|\n" } else { "\n" };
        for one in rows {
            let _ = match one.wanted.is_empty() {
                true => write!(text, "| {} | | | | {:.1} | |", one.cell, one.shown),
                false => write!(
                    text,
                    "| {} | {:.1}{} | {:.1} | {:.1} | {:.1} | {} |",
                    one.cell,
                    one.percent,
                    if one.right { "" } else { " **outside**" },
                    one.too_low,
                    one.too_high,
                    one.shown,
                    one.wanted
                ),
            };
            if bounds {
                let _ = write!(text, " {:.1} | {:.1} |", one.bounds, one.missed);
            }
            text += "\n";
        }
    }
    text
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let repetitions = arguments.first().and_then(|number| number.parse().ok()).unwrap_or(REPETITIONS);
    let word = arguments.get(1).map_or("", String::as_str);
    let mut judged = Vec::new();
    for cell in cells().iter().filter(|cell| cell.name.contains(word)) {
        for &replications in cell.replications {
            eprintln!("{}, {replications} replications of {}", cell.name, cell.incidents);
            let truths = cell.known.truths(replications);
            let scores = scores(cell, replications, &truths, repetitions);
            for (truth, score) in truths.iter().zip(scores) {
                let one = judge(cell, replications, truth, score, repetitions);
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
    let text = document(&judged, repetitions);
    if arguments.is_empty() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
        std::fs::write(&path, text).expect("the folder of the documents can be written to");
    } else {
        println!("{text}");
    }
    if judged.iter().all(|one| one.right) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
