//! Does a step do what section 4 of the design says, in that order? Every event of a small scenario without luck is compared
//! with a trace that was worked out by hand.
//!
//! A trace has one fact per line, in the order of events: seconds, number of the incident, what happened. Below stand
//! `end` (closed or abandoned), `measure` and `parts` (where its seconds went, from its end back to its start) by incident and
//! `pool` books, as many of them as matter.

use crate::common::{file, live, model_at};
use larmkedja::model::{Model, Program};
use larmkedja::record::{ArmEnd, Closed, Fact, Kind, Number, Outcome, Part, Recorder};
use larmkedja::time::Time;
use std::collections::BTreeMap;

/// Keeps everything it is told.
#[derive(Default)]
struct Listener {
    facts: Vec<(Time, Number, Fact)>,
    /// The place in `facts` before which a unit did something.
    of_units: Vec<(usize, Time, Number, usize, Fact)>,
    /// Index of the type by incident.
    ways: BTreeMap<Number, usize>,
    ends: Vec<(Number, bool, Vec<Outcome>, Vec<Part>)>,
}

impl Recorder for Listener {
    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        assert_eq!(arm, 0, "traces have one arm");
        self.facts.push((at, incident, fact));
    }

    fn unit_fact(&mut self, _: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.of_units.push((self.facts.len(), at, incident, which, fact));
    }
    fn closed(&mut self, _arm: usize, closed: Closed<'_>) {
        self.ways.insert(closed.number, closed.way);
        self.ends.push((closed.number, closed.abandoned, closed.outcomes.to_vec(), closed.parts.to_vec()));
    }
}

/// `12` or `12.5`.
fn seconds(time: Time) -> String {
    let written = format!("{}.{:06}", time.0 / 1_000_000, time.0 % 1_000_000);
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn fact_in_words(model: &Model, program: &Program, fact: Fact) -> String {
    let step = |step: usize| &program.steps[step].name;
    let role = |role: usize| &program.roles[role].name;
    let pool = |pool: usize| &model.pools[pool].name;
    match fact {
        Fact::Arrived => "arrived".into(),
        Fact::Ready { step: s } => format!("ready '{}'", step(s)),
        Fact::Skipped { step: s } => format!("skipped '{}'", step(s)),
        Fact::Queued { step: s, role: r, pool: p } => format!("queued '{}' {} in {}", step(s), role(r), pool(p)),
        Fact::Filled { role: r, pool: p } => format!("filled {} from {}", role(r), pool(p)),
        Fact::Obtained { step: s, role: r } => format!("obtained '{}' {}", step(s), role(r)),
        Fact::Began { step: s } => format!("began '{}'", step(s)),
        Fact::Marked { mark } => format!("marked '{}'", model.marks[mark]),
        Fact::Ended { step: s } => format!("ended '{}'", step(s)),
        Fact::Redone { step: s } => format!("redone '{}'", step(s)),
        Fact::Cancelled { step: s } => format!("cancelled '{}'", step(s)),
        Fact::Interrupted { step: s, role: r } => format!("interrupted '{}' {}", step(s), role(r)),
        Fact::Resumed { step: s, role: r } => format!("resumed '{}' {}", step(s), role(r)),
        Fact::GaveBack { role: r, pool: p } => format!("gave back {} to {}", role(r), pool(p)),
        Fact::Gathers { step: s } => format!("gathers '{}'", step(s)),
        Fact::Busy { step: s } => format!("busy '{}'", step(s)),
        Fact::HungUp { step: s } => format!("hung up '{}'", step(s)),
        Fact::Redialled { step: s } => format!("redialled '{}'", step(s)),
        Fact::Sent { step: s, units } => format!("sent '{}' {units}", step(s)),
        Fact::TurnedBack { step: s, units } => format!("turned back '{}' {units}", step(s)),
        Fact::GaveUp => "gave up".into(),
        Fact::Closed => "closed".into(),
    }
}

/// The facts as lines. Where among the other incidents an incident closes is nobody's concern: right after its last fact.
fn facts(model: &Model, heard: &Listener) -> Vec<String> {
    let mut lines: Vec<(Number, String)> = Vec::new();
    let time = |at: Time| format!("{}.{:06}", at.0 / 1_000_000, at.0 % 1_000_000);
    let mut of_units = heard.of_units.iter().peekable();
    for (index, &(at, number, fact)) in heard.facts.iter().enumerate() {
        while let Some(&(_, at, number, which, fact)) = of_units.next_if(|of_unit| of_unit.0 <= index) {
            // The units of a trace all go through one chain.
            let unit = &model.arms[0].programs[heard.ways[&number]].units[0].program;
            lines.push((number, format!("{} #{number} unit {which} {}", time(at), fact_in_words(model, unit, fact))));
        }
        let program = &model.arms[0].programs[heard.ways[&number]];
        let line = format!("{} #{number} {}", time(at), fact_in_words(model, program, fact));
        let last = lines.iter().rposition(|line| line.0 == number);
        let place = if fact == Fact::Closed { last.map_or(0, |last| last + 1) } else { lines.len() };
        lines.insert(place, (number, line));
    }
    lines.into_iter().map(|line| line.1).collect()
}

fn parts_in_words(model: &Model, parts: &[Part], measure: usize) -> String {
    let mut pieces: Vec<(usize, Kind, Time)> = Vec::new();
    for part in parts.iter().filter(|part| usize::from(part.measure) == measure && part.length > Time::ZERO) {
        match pieces.last_mut() {
            // How finely one stretch is told is up to the engine.
            Some(last) if (last.0, last.1) == (part.stage.into(), part.kind) => last.2 += part.length,
            _ => pieces.push((part.stage.into(), part.kind, part.length)),
        }
    }
    let piece = |&(stage, kind, length): &(usize, Kind, Time)| {
        format!("{}/{} {}", model.stages[stage], format!("{kind:?}").to_lowercase(), seconds(length))
    };
    pieces.iter().map(piece).collect::<Vec<_>>().join(", ")
}

/// Everything that can stand below the facts.
fn statements(model: &Model, heard: &Listener, end: &ArmEnd) -> Vec<String> {
    let mut all = Vec::new();
    for (number, abandoned, outcomes, parts) in &heard.ends {
        all.push(format!("end #{number} {}", if *abandoned { "abandoned" } else { "closed" }));
        for (index, (measure, outcome)) in model.measures.iter().zip(outcomes).enumerate() {
            let is_time = matches!(measure.what, larmkedja::model::What::Time { .. } | larmkedja::model::What::Work(_));
            let value = match outcome {
                Outcome::NotApplicable => "not applicable".into(),
                Outcome::NotReached => "not reached".into(),
                Outcome::Value(value) if is_time => seconds(Time(*value)),
                Outcome::Value(value) => value.to_string(),
            };
            all.push(format!("measure {} #{number} = {value}", measure.name));
            all.push(format!("parts {} #{number}: {}", measure.name, parts_in_words(model, parts, index)));
        }
    }
    for (pool, book) in model.pools.iter().zip(&end.pools) {
        let (working, held, wait) = (seconds(book.working), seconds(book.held), seconds(book.wait));
        let (requests, waited) = (book.requests, book.waited);
        all.push(format!("pool {}: working {working}, held {held}, requests {requests}, waited {waited}, wait {wait}", pool.name));
    }
    all
}

/// What a statement is about: up to its value.
fn subject(statement: &str) -> &str {
    let end = statement.find([':', '=']).unwrap_or(statement.rfind(' ').unwrap_or(0));
    &statement[..end]
}

fn compare(name: &str) {
    let model = model_at(&format!("tests/trace/{name}.toml"), &[]);
    let mut heard = Listener::default();
    let ends = live(&model, 1, &mut heard);
    assert_eq!(ends[0].finding, None, "{name}: it cannot be lived to its end");
    let text = std::fs::read_to_string(file(&format!("tests/trace/{name}.txt"))).unwrap();
    let is_fact = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
    let (expected, stated): (Vec<&str>, Vec<&str>) = text.lines().filter(|line| !line.starts_with('#')).partition(is_fact);

    let found = facts(&model, &heard);
    for i in 0..expected.len().max(found.len()) {
        let (by_hand, by_engine) = (expected.get(i).copied(), found.get(i).map(String::as_str));
        let before = expected[i.saturating_sub(6)..i].join("\n");
        assert_eq!(by_hand, by_engine, "{name}: by hand against by engine, after\n{before}\n");
    }
    assert!(!stated.is_empty(), "{name}: nothing is said of how it ends");
    let all = statements(&model, &heard, &ends[0]);
    for statement in stated {
        let about = all.iter().find(|found| subject(found) == subject(statement));
        assert_eq!(Some(statement), about.map(String::as_str), "{name}: by hand against by engine");
    }
}

/// A test by scenario, named after it.
macro_rules! traces {
    ($($name:ident: $what:literal,)*) => {
        $(#[test]
        #[doc = $what]
        fn $name() {
            compare(stringify!($name));
        })*
    };
}

traces! {
    instant: "End of step before shift change before hang-up before arrival.",
    shift: "A shift ends while its people work.",
    action: "Within the end of a step: marks, successors, return, queues, new requests.",
    order: "Several ready steps want the same person.",
    line: "A person keeps a step while it waits for the next.",
    give_back: "When a person goes back.",
    if_free: "Only if somebody is free.",
    until: "Steps that last until another, steps alongside, marks inside.",
    patience: "Hang up, call again, give up.",
    queues: "Priority, and first come first served.",
    after: "After any, after a mark, after what was skipped.",
    redo: "A step that fails is done again, with the steps on the way to it.",
    together: "Several people at once, all or none; then reserved.",
    hand_over: "Work is handed over at the end of a shift; a break; a date.",
    overflow: "Other pools help; all lines are taken.",
    preempt: "People are called away; what is left is done later.",
    cancel: "The first of two ways wins.",
    units: "Units go out, more are sent, some turn back; what they and their incident tell one another.",
    outage: "A room is left, a reserve is manned, another chain serves meanwhile; a period is a flag.",
    command: "Escalation by callers and by time, an official who joins, a meeting.",
    belief: "A picture is formed, is wrong, and is found out.",
}

/// Background work, of which there is always some waiting, neither keeps incidents waiting longer than one piece of it lasts nor
/// comes between two incidents. Its arrivals are drawn, so this is no trace.
#[test]
fn background_waits_for_every_incident() {
    let model = model_at("tests/trace/background.toml", &[]);
    let mut heard = Listener::default();
    let ends = live(&model, 1, &mut heard);
    let begun: Vec<(Number, Time)> =
        heard.facts.iter().filter(|fact| fact.2 == Fact::Began { step: 0 }).map(|fact| (fact.1, fact.0)).collect();
    let [(0, first), (1, second), (2, third)] = begun[..] else { panic!("{begun:?}") };
    assert!(first > Time(1800 * Time::SECOND.0) && first <= Time(1810 * Time::SECOND.0), "{first:?}");
    assert_eq!(second - first, Time(7 * Time::SECOND.0));
    assert!(third > Time(2000 * Time::SECOND.0) && third <= Time(2010 * Time::SECOND.0), "{third:?}");
    let book = ends[0].pools[0];
    assert_eq!((book.requests, book.waited, book.working), (3, 3, Time(21 * Time::SECOND.0)));
    // Nearly every other second of the hour is background.
    assert!(book.background > Time(3560 * Time::SECOND.0) && book.background <= Time(3579 * Time::SECOND.0), "{book:?}");
}

/// The parts of a trace tile its measures: a check of the hand, not of the engine.
#[test]
fn the_traces_are_consistent() {
    let mut checked = 0;
    for entry in std::fs::read_dir(file("tests/trace")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for parts in text.lines().filter_map(|line| line.strip_prefix("parts ")) {
            let (subject, pieces) = parts.split_once(": ").unwrap();
            let sum: f64 = pieces.split(", ").map(|piece| piece.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum();
            let measure = format!("measure {subject} = {sum}");
            assert!(text.lines().any(|line| line == measure), "{}: no line says `{measure}`", path.display());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} decompositions were found");
}
