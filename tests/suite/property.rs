//! Random valid scenarios: what must hold whatever the scenario. The engine asserts in every run that no seat is left, that parts
//! sum to the whole and that Little's identity holds; here many different scenarios are made to run through these assertions, and
//! what the engine tells is counted by somebody else.

mod made_up;

use crate::common;
use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::record::{Closed, Fact, Finding, Kind, Number, Outcome, Recorder};
use larmkedja::scenario::compile::compile;
use larmkedja::scenario::read::read;
use larmkedja::time::Time;
use made_up::scenario;
use std::collections::BTreeMap;

/// How many scenarios are tried.
const SCENARIOS: u64 = 1000;

/// Counts on its own account what the engine tells.
#[derive(Default)]
struct Counts {
    /// By arm: arrived and closed, whether counted or not; counted and abandoned; seats out, by pool.
    arrived: [u64; 2],
    closed: [u64; 2],
    counted: [u64; 2],
    abandoned: [u64; 2],
    seats: BTreeMap<(usize, usize), i64>,
    /// The same incident in both arms has the same luck.
    flags: BTreeMap<Number, u64>,
    last: [Time; 2],
    /// By arm: units sent and units that are through.
    sent: [usize; 2],
    units: [usize; 2],
}

impl Recorder for Counts {
    fn fact(&mut self, arm: usize, at: Time, _incident: Number, fact: Fact) {
        assert!(at >= self.last[arm], "time runs backwards");
        self.last[arm] = at;
        match fact {
            Fact::Arrived => self.arrived[arm] += 1,
            Fact::Sent { units, .. } => self.sent[arm] += units,
            Fact::Filled { pool, .. } => *self.seats.entry((arm, pool)).or_default() += 1,
            Fact::GaveBack { pool, .. } => *self.seats.entry((arm, pool)).or_default() -= 1,
            _ => {}
        }
    }

    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, _which: usize, fact: Fact) {
        match fact {
            Fact::Filled { .. } | Fact::GaveBack { .. } => self.fact(arm, at, incident, fact),
            Fact::Closed => self.units[arm] += 1,
            _ => {}
        }
    }

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        self.closed[arm] += 1;
        if closed.counted {
            self.counted[arm] += 1;
            self.abandoned[arm] += u64::from(closed.abandoned);
            for measure in 0..closed.outcomes.len() {
                let parts = closed.parts.iter().filter(|part| usize::from(part.measure) == measure);
                let (sum, any) = (parts.clone().map(|part| part.length).sum::<Time>(), parts.count() > 0);
                if let (Outcome::Value(value), true) = (closed.outcomes[measure], any) {
                    assert_eq!(sum.0, value, "parts sum exactly to the whole");
                }
            }
        }
        // Flags f and g differ between the arms by intention; needs do not.
        let needs = u64::from(closed.needs);
        assert_eq!(*self.flags.entry(closed.number).or_insert(needs), needs, "an incident needs the same in every arm");
    }
}

fn check(model: &Model, seed: u64) -> bool {
    let mut deadlock = false;
    for replication in 1..=2 {
        let mut counts = Counts { last: [Time(i64::MIN); 2], ..Counts::default() };
        let ends = Engine::new(model).run_for(replication, &mut counts, &|| false).expect("nobody stops it");
        for (arm, end) in ends.iter().enumerate() {
            match &end.finding {
                None => {
                    assert_eq!(counts.arrived[arm], counts.closed[arm], "seed {seed}: every incident closes");
                    assert_eq!(end.arrived, end.closed + end.abandoned, "seed {seed}: arrivals = closed + abandoned");
                    assert_eq!((end.arrived, end.abandoned), (counts.counted[arm], counts.abandoned[arm]), "seed {seed}");
                    assert_eq!(counts.sent[arm], counts.units[arm], "seed {seed}: every unit that sets out comes to its end");
                    let out: Vec<_> = counts.seats.iter().filter(|((a, _), seats)| *a == arm && **seats != 0).collect();
                    assert!(out.is_empty(), "seed {seed}: seats left {out:?}");
                }
                Some(Finding::Deadlock { waiting, .. }) => {
                    assert!(!waiting.is_empty());
                    deadlock = true;
                }
                // Too few people for the work: a random scenario may be overloaded.
                Some(Finding::OpenIncidents { .. } | Finding::OpenBackground { .. } | Finding::AfterEnd { .. }) => {}
            }
        }
    }
    deadlock
}

/// Whether the checker finds a circle of people who may wait for each other.
fn may_lock(text: &str) -> bool {
    let (file, _) = read(&text.replace("deadlock = \"allow\"\n", ""));
    !compile(&file.expect("it has been read before"), &[], &[]).circles.is_empty()
}

#[test]
fn random_valid_scenarios_keep_every_promise() {
    let (mut valid, mut deadlocks, mut with_units) = (0, 0, 0);
    for seed in 0..SCENARIOS {
        let text = scenario(seed);
        match common::model_of(&text) {
            Ok(model) => {
                valid += 1;
                let locks = check(&model, seed);
                // The search leaves units out, as the reference says.
                let sends = text.contains("sends = ");
                assert!(!locks || sends || may_lock(&text), "seed {seed}: it locks although no circle of waits was found\n{text}");
                deadlocks += u64::from(locks);
                with_units += u64::from(sends);
            }
            // A random step may be impossible, or stand in its own way; the checker says so.
            Err(message) => {
                let known = ["can never run", "cannot set", "waits for itself", "wait for each other for ever"]
                    .iter()
                    .any(|known| message.contains(known));
                assert!(known, "seed {seed}:\n{message}\n{text}");
            }
        }
    }
    assert!(valid > SCENARIOS / 2, "only {valid} of {SCENARIOS} random scenarios were valid");
    assert!(with_units > SCENARIOS / 8, "only {with_units} scenarios sent units");
    assert!(deadlocks > 0 && deadlocks < valid / 2, "{deadlocks} deadlocks in {valid} scenarios: the recognition is not exercised well");
}

/// What was told of closed incidents: arm, number, outcomes, and the parts by measure, stage and kind.
type Told = Vec<(usize, Number, Vec<Outcome>, BTreeMap<(u16, u16, Kind), i64>)>;

/// Listens to what closes; with `FACTS` also to every step, which makes the engine live every one of them.
struct Listener<const FACTS: bool>(Told);

impl<const FACTS: bool> Recorder for Listener<FACTS> {
    const FACTS: bool = FACTS;
    const STEPS: bool = FACTS;
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let mut parts = BTreeMap::new();
        for part in closed.parts {
            *parts.entry((part.measure, part.stage, part.kind)).or_default() += part.length.0;
        }
        self.0.push((arm, closed.number, closed.outcomes.to_vec(), parts));
    }
}

/// Without a listener the engine leaves out steps that an incident's flags rule out beforehand. Nothing else may change.
#[test]
fn recording_changes_nothing() {
    let mut compared = 0;
    for seed in 0..SCENARIOS / 3 {
        let text = scenario(seed);
        let Ok(model) = common::model_of(&text) else { continue };
        let (mut quiet, mut loud) = (Listener::<false>(Told::new()), Listener::<true>(Told::new()));
        let quiet_ends = Engine::new(&model).run(1, &mut quiet, &|| false);
        let loud_ends = Engine::new(&model).run(1, &mut loud, &|| false);
        assert_eq!(quiet_ends, loud_ends, "seed {seed}");
        for (one, other) in quiet.0.iter().zip(&loud.0) {
            assert_eq!(one, other, "seed {seed}\n{text}");
        }
        assert_eq!(quiet.0.len(), loud.0.len(), "seed {seed}");
        compared += quiet.0.len();
    }
    assert!(compared > 5_000, "only {compared} incidents were compared");
}

/// Patience of nothing and a redial at once, for certain: nobody may keep the clock from going on.
#[test]
fn a_caller_who_redials_at_once_gives_up_in_the_end() {
    let text = r#"
title = "in vain"
[study]
starts = "2024-06-03"
duration = "1 h"
replications = 1
at_end = "drain"
[pool.desk]
staff = 1
[incident.call]
rate = "60 / h"
[[chain.c.step]]
name = "talk"
staff = ["desk", "caller"]
takes = "10 min"
patience = "0 s"
redial = { chance = 1.0, after = "0 s" }
mark = "heard"
[measure.wait]
time = { to = "heard" }
[arm.a]
chain = "c"
"#;
    let model = common::model_of(text).unwrap_or_else(|message| panic!("{message}"));
    let ends = Engine::new(&model).run(1, &mut (), &|| false).expect("nobody stops it");
    assert_eq!(ends[0].finding, None);
    assert_eq!(ends[0].arrived, ends[0].closed + ends[0].abandoned);
    assert!(ends[0].abandoned > 20, "{:?}", ends[0]);
}

/// A desk, lived for an hour, with what is added or changed.
fn desk(staff: &str, more: &str) -> Option<Finding> {
    let text = format!(
        "title = \"desk\"\n[study]\nstarts = \"2024-06-03\"\nduration = \"1 h\"\nreplications = 1\nat_end = \"drain\"\nopen_incidents = 500\nafter_end = \"2 d\"\n\
         [pool.desk]\n{staff}\n[incident.call]\nrate = \"60 / h\"\n{more}\n[[chain.c.step]]\nname = \"talk\"\nstaff = [\"desk\"]\ntakes = \"1 s\"\n\
         mark = \"heard\"\n[measure.wait]\ntime = {{ to = \"heard\" }}\n[arm.a]\nchain = \"c\"\n"
    );
    let model = common::model_of(&text).unwrap_or_else(|message| panic!("{message}"));
    let mut ends = Engine::new(&model).run(1, &mut (), &|| false).expect("nobody stops it");
    ends.remove(0).finding
}

#[test]
fn background_that_nobody_can_do_meets_a_limit() {
    let work = "[background.work]\npool = \"desk\"\nrate = \"1 / s\"\ntakes = \"2 min\"\npriority = 1";
    assert!(matches!(desk("staff = 1", work), Some(Finding::OpenBackground { open: 501, .. })));
    assert_eq!(desk("staff = 130", work), None);
}

#[test]
fn nobody_on_duty_is_no_deadlock() {
    let gap = "shift.day = { days = \"sun\", from = \"08:00\", to = \"12:00\", staff = 1 }";
    assert!(matches!(desk(gap, ""), Some(Finding::AfterEnd { open }) if open > 30));
}
