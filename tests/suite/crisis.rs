//! One incident that takes everybody: nothing may be lost in it.

use crate::common::{live, model_of};
use larmkedja::record::{Closed, Fact, Number, Outcome, Recorder};

/// 500 callers and 40 units beside everyday calls; units wait for the all-clear, half of them turn back.
const CRISIS: &str = r#"
title = "crisis"
[study]
starts = "2024-06-03"
warm_up = "2 h"
duration = "12 h"
replications = 3
[agency.fire]
alerted = "alerted"
[pool.sos]
staff = 4
[pool.command]
staff = 2
[pool.engines]
staff = 12
overflow = [{ to = "neighbours", after = "1 min" }]
[pool.neighbours]
staff = 20
[background.sos]
pool = "sos"
load = 0.3
takes = { exponential = { mean = "2 min" } }
[incident.day]
rate = "20 / h"
flags = { fire = 0.2 }
[incident.crisis]
flags = { fire = 1.0 }
priority = 1
[incident.crisis.callers]
more = { exactly = 500 }
after = { gamma = { mean = "12 min", shape = 2 } }
chain = "later"
[stated.it]
at = "3 h"
type = "crisis"
[threshold."large"]
of = ["smoke seen"]
number = 20
[threshold."many there"]
of = ["there"]
number = 15
[[chain.calls.step]]
name = "talk"
staff = ["sos", "caller"]
takes = { exponential = { mean = "2 min" } }
patience = { exponential = { mean = "4 min" } }
redial = { chance = 0.9, after = "30 s" }
[[chain.calls.step]]
name = "decide"
when = "fire"
staff = ["command"]
takes = "20 s"
mark = "alerted"
sends = { chain = "engine", number = { if = "type('crisis')", then = 8, else = 1 } }
[[chain.calls.step]]
name = "escalate"
after = ["large"]
when = "type('crisis')"
staff = ["command"]
takes = "30 s"
sends = { chain = "engine", up_to = 40 }
[[chain.calls.step]]
name = "make safe"
after = ["many there"]
when = "type('crisis')"
takes = "10 min"
mark = "safe"
[[chain.calls.step]]
name = "enough"
after = ["many there"]
when = "type('crisis')"
staff = ["command"]
takes = "20 s"
recalls = { chain = "engine", before = "there", down_to = 20, mark = "turned back" }
[[chain.later.step]]
name = "talk"
staff = ["sos", "caller"]
takes = { exponential = { mean = "40 s" } }
patience = { exponential = { mean = "10 min" } }
mark = "smoke seen"
[chain.engine.role]
crew = [{ pool = "engines" }]
[[chain.engine.step]]
name = "drive"
staff = ["crew"]
takes = { if = "helped('crew')", then = { exponential = { mean = "30 min" } }, else = { exponential = { mean = "10 min" } } }
mark = "there"
[[chain.engine.step]]
name = "work"
after = ["drive", "safe"]
staff = ["crew"]
takes = { exponential = { mean = "40 min" } }
mark = "worked"
[measure.safe]
time = { to = "safe" }
among = "type('crisis')"
[measure.worked]
time = { to = { first = ["worked"] } }
among = "type('crisis')"
[measure.there]
number = ["there"]
among = "type('crisis')"
[measure.back]
number = ["turned back"]
among = "type('crisis')"
[measure.seen]
number = ["smoke seen"]
among = "type('crisis')"
[arm.a]
chain = "calls"
[arm.b]
chain = "calls"
pool.sos.staff = 6
"#;

#[derive(Default)]
struct Counts {
    seats: i64,
    sent: usize,
    through: usize,
    turned_back: usize,
    of_crisis: Vec<Vec<Outcome>>,
}

impl Recorder for Counts {
    fn fact(&mut self, _: usize, _: larmkedja::time::Time, _: Number, fact: Fact) {
        match fact {
            Fact::Filled { .. } => self.seats += 1,
            Fact::GaveBack { .. } => self.seats -= 1,
            Fact::Sent { units, .. } => self.sent += units,
            Fact::TurnedBack { units, .. } => self.turned_back += units,
            _ => {}
        }
    }

    fn unit_fact(&mut self, arm: usize, at: larmkedja::time::Time, number: Number, _: usize, fact: Fact) {
        match fact {
            Fact::Filled { .. } | Fact::GaveBack { .. } => self.fact(arm, at, number, fact),
            Fact::Closed => self.through += 1,
            _ => {}
        }
    }

    fn closed(&mut self, _: usize, closed: Closed<'_>) {
        if closed.counted && closed.kind == 1 {
            self.of_crisis.push(closed.outcomes.to_vec());
        }
    }
}

#[test]
fn a_crisis_with_500_callers_and_40_units_loses_nobody() {
    let model = model_of(CRISIS).unwrap_or_else(|message| panic!("{message}"));
    for replication in 1..=3 {
        let mut counts = Counts::default();
        // The engine asserts conservation, Little's identity and the sum of parts on its own account.
        let ends = live(&model, replication, &mut counts);
        assert!(ends.iter().all(|end| end.finding.is_none() && end.arrived == end.closed + end.abandoned), "{ends:?}");
        assert_eq!(counts.seats, 0, "seats out in the end");
        assert_eq!(counts.sent, counts.through);
        assert_eq!(counts.of_crisis.len(), 2, "once in every arm");
        for outcomes in &counts.of_crisis {
            let [safe, worked, there, back, seen] = outcomes[..] else { panic!("{outcomes:?}") };
            let number = |outcome| match outcome {
                Outcome::Value(value) => value,
                other => panic!("{other:?}"),
            };
            assert!(number(worked) > number(safe), "nobody goes in before it is safe");
            assert_eq!(number(there) + number(back), 40, "each is there or turned back");
            assert!(number(there) >= 20 && number(back) > 0);
            assert!((20..=500).contains(&number(seen)), "{seen:?}");
        }
        assert!(counts.turned_back > 0);
    }
}

/// Sums seat times as they are told.
#[derive(Default)]
struct SeatTimes(
    std::collections::BTreeMap<(Number, usize, usize), (usize, larmkedja::time::Time)>,
    std::collections::BTreeMap<usize, i64>,
);

impl SeatTimes {
    fn told(&mut self, at: larmkedja::time::Time, number: Number, of: usize, fact: Fact) {
        match fact {
            Fact::Filled { role, pool } => {
                let before = self.0.insert((number, of, role), (pool, at));
                assert_eq!(before, None, "#{number} {of}: a role is taken twice");
            }
            Fact::GaveBack { role, pool } => {
                let (taken_from, since) = self.0.remove(&(number, of, role)).expect("whoever goes back came");
                assert_eq!(taken_from, pool);
                *self.1.entry(pool).or_default() += (at - since).0;
            }
            _ => {}
        }
    }
}

impl Recorder for SeatTimes {
    fn fact(&mut self, _: usize, at: larmkedja::time::Time, number: Number, fact: Fact) {
        self.told(at, number, 0, fact);
    }

    fn unit_fact(&mut self, _: usize, at: larmkedja::time::Time, number: Number, which: usize, fact: Fact) {
        self.told(at, number, which + 1, fact);
    }
}

/// What is told of units and incidents adds up to the books of the pools, where nobody calls later.
#[test]
fn seat_times_told_are_those_that_are_booked() {
    let (before, callers) = CRISIS.split_once("[incident.crisis.callers]").expect("callers");
    let after = callers.split_once("[stated.it]").expect("a stated incident").1;
    let text = format!("{before}[stated.it]{after}").replace("warm_up = \"2 h\"", "at_end = \"drain\"").replace("\"12 h\"", "\"9 d\"");
    let text = text.replace("[[chain.later.step]]\nname = \"talk\"\nstaff = [\"sos\", \"caller\"]\ntakes = { exponential = { mean = \"40 s\" } }\npatience = { exponential = { mean = \"10 min\" } }\nmark = \"smoke seen\"\n", "");
    let text = text
        .replace("of = [\"smoke seen\"]", "of = [\"there\"]")
        .replace("number = [\"smoke seen\"]", "number = [\"worked\"]")
        .replace("rate = \"20 / h\"", "rate = \"0.5 / h\"");
    let text = text.split("[arm.b]").next().expect("the first arm");
    let model = model_of(text).unwrap_or_else(|message| panic!("{message}"));
    let mut told = SeatTimes::default();
    let ends = live(&model, 1, &mut told);
    assert!(told.0.is_empty(), "{:?}", told.0);
    for (pool, book) in ends[0].pools.iter().enumerate() {
        let seats = told.1.get(&pool).copied().unwrap_or(0);
        assert_eq!(seats, (book.working + book.held).0, "{}", model.pools[pool].name);
    }
}
