//! Incidents that are made up.

use crate::known::{Known, Truth, Wanted, events, events_apart, model_of, near};
use crate::scoring::{intervals, score, study};
use larmkedja::model::Model;
use larmkedja::record::{ArmEnd, Closed, IncidentId, Kind, Outcome, Part, Recorder};
use larmkedja::results::{Est, Estimate, Results};
use larmkedja::study::Tally;
use larmkedja::time::Time;
use rand::RngExt;
use rand_distr::{Distribution, Poisson};
use rand_pcg::Pcg64;
use std::collections::BTreeMap;

/// Mean seconds of what all arms share, and of the rest in the baseline and in each other arm.
const SHARED: f64 = 60.0;
const REST: [f64; 4] = [40.0, 20.0, 38.0, 20.0];
/// Within this many seconds is within the target.
const TARGET: f64 = 180.0;
/// A replication is a day.
const YEAR_DAYS: f64 = 365.25;
/// The factors of which one is drawn for each replication: nothing shared, or days that differ.
pub(crate) const INDEPENDENT: [f64; 1] = [1.0];
pub(crate) const SHARED_LUCK: [f64; 5] = [0.6, 0.8, 1.0, 1.2, 1.4];
/// Incidents come in one of so many hours.
const HOURS: i64 = 4;
/// Share of incidents that the time of an arm is not of.
const MISSED: f64 = 0.1;
/// Share of incidents with a flag, and with a rare one, by arm.
const HEARD: [f64; 4] = [0.3, 0.2, 0.3, 0.2];
const RARE: [f64; 4] = [0.02, 0.01, 0.02, 0.01];

/// A Poisson number of incidents: in each arm an exponential time that all arms share and one of its own. All times, the rate and
/// all shares of a replication are multiplied with a factor drawn for it, one of a list.
pub(crate) struct MadeUp {
    incidents: f64,
    factors: &'static [f64],
    /// Whether every arm draws flags for itself, instead of the rarer being part of the others, and times are not of all incidents.
    draws_anew: bool,
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

impl MadeUp {
    pub(crate) fn new(incidents: f64, factors: &'static [f64], arms: usize) -> MadeUp {
        MadeUp::declared(incidents, factors, arms, "")
    }

    /// With a primary question: what stands in `primary`, or nothing.
    pub(crate) fn declared(incidents: f64, factors: &'static [f64], arms: usize, primary: &str) -> MadeUp {
        let arms: String = ARMS[..arms].iter().map(|arm| format!("[arm.{arm}]\nchain = \"calls\"\n")).collect();
        let study = if primary.is_empty() { "[study]\n".to_owned() } else { format!("[study]\nprimary = [{primary}]\n") };
        MadeUp { incidents, factors, draws_anew: false, model: model_of(&(MADE_UP.replacen("[study]\n", &study, 1) + &arms)) }
    }

    pub(crate) fn drawn_anew(self) -> MadeUp {
        MadeUp { draws_anew: true, ..self }
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

    /// What arms are compared by.
    fn compared(&self, measure: &str, statistic: &str, arm: &str) -> f64 {
        let arm = ARMS.iter().position(|name| *name == arm).expect("an arm of the model");
        let factor = self.of_incidents(|factor| factor);
        let number = self.incidents * self.factors.iter().sum::<f64>() / self.factors.len() as f64;
        match (measure, statistic) {
            ("chain", "mean") => REST[arm] * factor,
            ("chain", _) => self.time(arm, TARGET),
            ("heard_number", _) => HEARD[arm] * factor * number,
            ("heard", _) => HEARD[arm] * factor,
            ("rare_number", _) => RARE[arm] * factor * number,
            ("rare", _) => RARE[arm] * factor,
            _ => panic!("nothing is known of {measure}"),
        }
    }

    fn study(&self, replications: u64, seed: u64) -> Results {
        study(&self.model, replications, |replication, tally| self.live(seed, replication, tally))
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        let mut random = Pcg64::new(u128::from(seed) << 64 | u128::from(replication), 0xc0_7e_4a_9e);
        let mut hours = Pcg64::new(u128::from(seed) << 64 | u128::from(replication), 0x40_0c_50_0f);
        let factor = self.factors[random.random_range(0..self.factors.len())];
        let number = Poisson::new(self.incidents * factor).expect("a rate above zero").sample(&mut random) as u64;
        for number in 0..number {
            let mut exponential = |mean: f64| (-mean * factor * (1.0 - random.random::<f64>()).ln() * 1e6) as i64;
            let (shared, rests) = (exponential(SHARED), REST.map(&mut exponential));
            let mut flags = || -> [f64; 4] {
                let first = random.random();
                if self.draws_anew { std::array::from_fn(|_| random.random()) } else { [first; 4] }
            };
            let (heard, rare) = (flags(), flags());
            let arrival = Time(hours.random_range(0..HOURS) * Time::HOUR.0);
            for (arm, rest) in rests.into_iter().enumerate().take(self.model.arms.len()) {
                let flag = |u: [f64; 4], shares: [f64; 4]| Outcome::Value(i64::from(u[arm] < shares[arm] * factor));
                let (heard, rare) = (flag(heard, HEARD), flag(rare, RARE));
                let is_missed = self.draws_anew && random.random::<f64>() < MISSED;
                let time = if is_missed { Outcome::NotApplicable } else { Outcome::Value(shared + rest) };
                let outcomes = [time, heard, rare, heard, rare, Outcome::Value(shared)];
                let part = |name: &str, kind, length| Part {
                    measure: 0,
                    stage: self.model.stages.iter().position(|stage| stage == name).expect("a stage of the model") as u16,
                    kind,
                    step: 0,
                    cause: None,
                    length: Time(length),
                };
                let parts = [part("interview", Kind::Working, shared), part("handover", Kind::Queue, rest)];
                tally.closed(arm, closed((number, arrival), &outcomes, if is_missed { &[] } else { &parts }));
            }
        }
        let end = ArmEnd { pools: Vec::new(), hours: Vec::new(), arrived: number, closed: number, abandoned: 0, finding: None };
        vec![end; self.model.arms.len()]
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
    fn truths(&self, replications: u64) -> Vec<Truth> {
        let factor = self.of_incidents(|factor| factor);
        let number = replications as f64 * self.incidents * self.factors.iter().sum::<f64>() / self.factors.len() as f64;
        let share = |name: &str, p: f64| events(name, p, number * p.min(1.0 - p));
        let shares = |name: &str, of: f64, to: f64| events_apart(name, to - of);
        let count = |name: &str, p: f64| events(name, p * number / replications as f64, number * p);
        let a_year = |name: &str, p: f64| events(name, p * number / replications as f64 * YEAR_DAYS, number * p);
        let counts = |name: &str, of: f64, to: f64| events_apart(name, (to - of) * number / replications as f64);
        let quantile = |p: f64, arm: usize| inverse(p, 0.0, 1e5, |at| self.time(arm, at));
        let of_pairs = |p: f64| inverse(p, -1e5, 1e5, |at| self.difference(at));
        let (heard, rare) = (HEARD.map(|p| p * factor), RARE.map(|p| p * factor));
        let within = events_apart("difference of shares within the target", self.time(1, TARGET) - self.time(0, TARGET));
        let differences = [
            shares("difference of shares", heard[0], heard[1]),
            shares("difference of rare shares", rare[0], rare[1]),
            counts("difference of counts", heard[0], heard[1]),
            counts("difference of rare counts", rare[0], rare[1]),
        ];
        if self.draws_anew {
            return std::iter::once(within).chain(differences).collect();
        }
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
            within.clone(),
            share("share of pairs quicker", self.difference(-1.0)),
            share("share of pairs slower", 1.0 - self.difference(1.0)),
            share("share of pairs unchanged", self.difference(1.0) - self.difference(-1.0)),
            near("median of pairs", of_pairs(0.5)),
            near("p05 of pairs", of_pairs(0.05)),
            near("p95 of pairs", of_pairs(0.95)),
        ];
        for name in ["hour", "weekday"] {
            truths.push(near(&format!("mean by the {name}"), (SHARED + REST[0]) * factor));
            truths.push(near(&format!("difference by the {name}"), (REST[1] - REST[0]) * factor));
        }
        // More than a minute is gained by so many.
        let gains = self.difference(-60.0);
        truths.push(a_year("pairs a year", 1.0));
        truths.push(a_year("gains a year", gains));
        for (name, p) in [("median", 0.5), ("p90", 0.9), ("p95", 0.95)] {
            truths.push(near(name, quantile(p, 0)));
            truths.push(near(&format!("difference of {name}s"), quantile(p, 1) - quantile(p, 0)));
        }
        truths.extend(differences);
        truths
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        intervals(&self.study(replications, seed), None)
    }
}

fn closed<'a>((number, arrival): (u64, Time), outcomes: &'a [Outcome], parts: &'a [Part]) -> Closed<'a> {
    Closed {
        number,
        id: IncidentId::Drawn { hour: 0, k: number as u32 },
        counted: true,
        kind: 0,
        way: 0,
        needs: 0,
        flags: 0,
        arrival,
        closed: Time::DAY,
        abandoned: false,
        outcomes,
        parts,
        steps: &[],
    }
}

/// The same with four arms, two of them alike in law: every pair compared, all intervals together.
pub(crate) struct Together(pub(crate) MadeUp);

/// The names of the two numbers that are asked of four arms.
const TOGETHER: &str = "all pairs of arms together";
const NOT_APART: &str = "no arms told apart that are alike";

impl Known for Together {
    fn truths(&self, _: u64) -> Vec<Truth> {
        // Both are asked of the rankings themselves.
        [TOGETHER, NOT_APART].map(|name| Truth { name: name.to_owned(), value: 0.0, wanted: Wanted::Together, counted: false }).into()
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let results = self.0.study(replications, seed);
        let primary = results.primary.as_ref().expect("there are several arms");
        let (mut all, mut alike, mut is_shown) = (true, true, false);
        for ranking in &primary.rankings {
            for comparison in &ranking.comparisons {
                if comparison.difference.is_none_or(|found| found.low.is_none()) {
                    continue;
                }
                is_shown = true;
                let of = |arm: &str| self.0.compared(&ranking.measure, &ranking.statistic, arm);
                let truth = of(&comparison.arm) - of(&comparison.against);
                all &= score(comparison.difference, truth, false).hold == 1;
                alike &= truth != 0.0 || !comparison.told_apart;
            }
        }
        if !is_shown {
            return BTreeMap::new();
        }
        // Zero lies in an interval that holds all truths, and in no other.
        let held = |held: bool| Some(Estimate { value: 0.0, low: Some(f64::from(u8::from(!held))), high: Some(1.0) });
        BTreeMap::from([(TOGETHER.to_owned(), held(all)), (NOT_APART.to_owned(), held(alike))])
    }
}
