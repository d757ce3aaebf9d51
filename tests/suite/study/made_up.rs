//! Histories that are made up, so that everything can be counted a second time in the plainest way.

use larmkedja::model::*;
use larmkedja::random::Key;
use larmkedja::record::*;
use larmkedja::study::{Histories, Options, ReplicationRows, run_with};
use larmkedja::time::Time;

pub(super) const NOTICEABLE: i64 = 1_000_000;
pub(super) const TARGET: i64 = 60_000_000;

/// Two agencies, three types, and arms: separate (the baseline), joint, and one that is the same as the baseline.
pub(super) fn model(replications: u64) -> Model {
    let label = |text: &str| Text { en: Some(text.to_string()), sv: None };
    let agency = |name: &str, flag| Agency { name: name.to_string(), label: label(name), alerted: 0, flag };
    let kind = |name: &str| IncidentType {
        name: name.to_string(),
        label: label(name),
        key: Key::of(name),
        priority: 1,
        within: None,
        callers: None,
        tagged: false,
    };
    let measure = |name: &str, what, target| Measure {
        name: name.to_string(),
        label: label(name),
        among: vec![Condition::always(); 3],
        what,
        target,
    };
    let arm = |name: &str| Arm {
        name: name.to_string(),
        label: label(name),
        pools: vec![PoolPlan {
            seats: Seats::Weekly(vec![(Time::ZERO, 2)]),
            discipline: Discipline::Fifo,
            preempts: false,
            dated: Vec::new(),
            hand_over: None,
            lines: None,
            overflow: Vec::new(),
            outages: Vec::new(),
            moved: Vec::new(),
        }],
        rates: Vec::new(),
        swings: Vec::new(),
        background: Vec::new(),
        flags: Vec::new(),
        fallbacks: Vec::new(),
        programs: Vec::new(),
        callers: Vec::new(),
        learning: Vec::new(),
    };
    Model {
        lengths: Default::default(),
        recorded: Vec::new(),
        title: label("made up"),
        report: Vec::new(),
        about: Text::default(),
        language: Language::En,
        study: Study {
            starts: "2024-06-03".to_string(),
            weekday: 0,
            window_start: Time::ZERO,
            warm_up: Time::DAY,
            duration: Time(7 * Time::DAY.0),
            at_end: AtEnd::Continue,
            replications,
            seed: 1,
            variance_reduction: VarianceReduction::None,
            noticeable: Time(NOTICEABLE),
            limits: Limits { open_incidents: 1000, after_end: Time::DAY },
        },
        precision: None,
        agencies: vec![agency("police", 0), agency("fire", 1)],
        flags: vec!["police".to_string(), "fire".to_string()],
        marks: vec!["alerted".to_string()],
        stages: ["answer", "interview", "handover", "unused"].map(String::from).to_vec(),
        answer_stage: 0,
        types: vec![kind("accident"), kind("violence"), kind("never")],
        pools: vec![Pool { name: "sos".to_string(), label: label("SOS") }],
        background: Vec::new(),
        periods: Vec::new(),
        stated: Vec::new(),
        measures: vec![
            measure("chain", What::Time { from: End::Arrival, to: End::Last(Vec::new()) }, Some(Time(TARGET))),
            measure("heard", What::Share(Vec::new()), None),
            measure("transfers", What::Count(Vec::new()), None),
            measure("seat_time", What::Work(Vec::new()), None),
        ],
        arms: vec![arm("separate"), arm("joint"), arm("same")],
        baseline: 0,
        primary: Vec::new(),
        logs: Vec::new(),
        parameters: Vec::new(),
        names: Default::default(),
    }
}

fn mix(replication: u64, incident: u64, what: u64) -> u64 {
    let mut x = (replication << 40 ^ incident << 8 ^ what).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3 {
        x = (x ^ x >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    x ^ x >> 32
}

/// One incident in one arm.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) number: u64,
    pub(super) counted: bool,
    pub(super) kind: usize,
    pub(super) needs: AgencySet,
    pub(super) chain: Outcome,
    pub(super) parts: Vec<Part>,
    pub(super) heard: i64,
}

impl Made {
    pub(super) fn new(replication: u64, number: u64, arm: usize) -> Option<Made> {
        let draw = |what| mix(replication, number, what);
        let (kind, needs) = ((draw(1) % 2) as usize, (draw(2) % 4) as AgencySet);
        // Some arrive in the joint arm only, some in the others only.
        if arm == 1 && draw(3) % 97 == 0 || arm != 1 && draw(3) % 89 == 1 {
            return None;
        }
        let quicker = arm == 1 && draw(4) % 10 < 7;
        let level = 20_000_000 + (replication % 5) * 1_000_000 * (1 + u64::from(needs));
        let lengths = [draw(5) % 5_000_000, draw(6) % 40_000_000 + level, if quicker { draw(7) % 3_000_000 } else { draw(7) % 90_000_000 }];
        let reached = draw(8 + u64::from(arm == 1)) % 50 > 0 && needs > 0;
        let part =
            |stage: usize, kind| Part { measure: 0, stage: stage as u16, kind, step: 0, cause: None, length: Time(lengths[stage] as i64) };
        Some(Made {
            number,
            counted: number >= 20,
            kind,
            needs,
            chain: match (needs, reached) {
                (0, _) => Outcome::NotApplicable,
                (_, false) => Outcome::NotReached,
                (_, true) => Outcome::Value(lengths.iter().sum::<u64>() as i64),
            },
            parts: if reached { vec![part(0, Kind::Queue), part(1, Kind::Working), part(2, Kind::Blocked)] } else { Vec::new() },
            heard: i64::from(quicker),
        })
    }

    pub(super) fn tell(&self, arm: usize, recorder: &mut impl Recorder) {
        let outcomes = [self.chain, Outcome::Value(self.heard), Outcome::Value(1 - self.heard), Outcome::Value(self.heard * 1_500_000)];
        recorder.closed(
            arm,
            Closed {
                number: self.number,
                id: IncidentId::Drawn { hour: 0, k: self.number as u32 },
                counted: self.counted,
                kind: self.kind,
                way: 0,
                needs: self.needs,
                flags: 0,
                arrival: Time(self.number as i64),
                closed: Time::DAY,
                abandoned: false,
                outcomes: &outcomes,
                parts: &self.parts,
                steps: &[],
            },
        );
    }
}

/// Histories that are made up, with what the tests want to go wrong.
#[derive(Default)]
pub(super) struct MadeUp {
    pub(super) panics_in: Option<u64>,
    pub(super) limit_in: Option<u64>,
    pub(super) slow: bool,
}

pub(super) const INCIDENTS: u64 = 300;
/// Incidents of a turn.
const TURN: u64 = 60;

impl Histories for MadeUp {
    fn live<R: Recorder>(
        &self,
        model: &Model,
        replication: u64,
        recorder: &mut R,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<ArmEnd>> {
        assert!(self.panics_in != Some(replication), "made to fail");
        if self.slow {
            // The first of every four is the slowest, so that others wait for it.
            std::thread::sleep(std::time::Duration::from_millis(if replication % 4 == 1 { 12 } else { 2 }));
        }
        for turn in 0..INCIDENTS / TURN {
            for arm in 0..model.arms.len() {
                if stop() {
                    return None;
                }
                let mut numbers: Vec<u64> = (turn * TURN..(turn + 1) * TURN).collect();
                // Every arm closes them in an order of its own.
                numbers.sort_by_key(|number| mix(replication, *number, 100 + arm as u64));
                for number in numbers {
                    match Made::new(replication, number, arm) {
                        Some(made) => made.tell(arm, recorder),
                        None => recorder.absent(arm, number),
                    }
                }
            }
        }
        let book = PoolBook {
            on_duty: Time(1_000_000),
            working: Time(980_000 + replication as i64),
            requests: 10,
            waited: replication % 3,
            wait: Time(replication as i64 * 1000),
            ..PoolBook::default()
        };
        let finding = |arm: usize| (arm == 1 && self.limit_in == Some(replication)).then_some(Finding::AfterEnd { open: 7 });
        let end = |arm| ArmEnd {
            pools: vec![book],
            arrived: INCIDENTS,
            closed: INCIDENTS,
            abandoned: 0,
            finding: finding(arm),
            hours: Vec::new(),
        };
        Some((0..model.arms.len()).map(end).collect())
    }
}

pub(super) fn run(model: &Model, threads: usize, histories: &MadeUp) -> larmkedja::study::Outcome {
    let mut ignore = |_: &ReplicationRows| {};
    let options = Options { threads: Some(threads), stop: &|| false, progress: &|_| {}, on_replication: &mut ignore, incidents: None };
    run_with(model, options, histories)
}
