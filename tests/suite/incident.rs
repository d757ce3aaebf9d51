//! Is one incident told as it was lived: every fact, the case that it is said to be, a critical path without a gap, pictures that can be
//! read?

use crate::common::{file, live, model_at, opened};
use crate::report::nothing_is_cut_or_covered;
use larmkedja::follow::{Lost, Wanted, Which, cases, follow};
use larmkedja::model::{Language, Model};
use larmkedja::record::{Closed, Outcome, Recorder};
use larmkedja::report::{trace_svgs, trace_text};
use larmkedja::trace::{Case, Event, Of, Traces, What};
use serde_json::Value;
use std::process::Command;

const LANGUAGES: [Language; 2] = [Language::En, Language::Sv];

fn wanted(which: Which) -> Wanted {
    Wanted { replication: 1, measure: None, kind: None, which, most_others: None }
}

fn followed(model: &Model, number: u64) -> Traces {
    follow(model, &wanted(Which::Number(number)), &|| false).unwrap_or_else(|lost| panic!("incident {number}: {lost:?}"))
}

/// An event as the traces worked out by hand write it, without its time.
fn by_hand(event: &Event) -> String {
    let (step, role) = (event.step.as_deref().unwrap_or(""), event.role.as_deref().unwrap_or(""));
    let (pool, units) = (event.pool.as_deref().unwrap_or(""), event.units.unwrap_or(0));
    let what = match event.what {
        What::Arrived => "arrived".into(),
        What::Ready => format!("ready '{step}'"),
        What::Skipped => format!("skipped '{step}'"),
        What::Queued => format!("queued '{step}' {role} in {pool}"),
        What::Gathers => format!("gathers '{step}'"),
        What::Filled => format!("filled {role} from {pool}"),
        What::Obtained => format!("obtained '{step}' {role}"),
        What::Began => format!("began '{step}'"),
        What::Marked => format!("marked '{}'", event.mark.as_deref().unwrap_or("")),
        What::Ended => format!("ended '{step}'"),
        What::Redone => format!("redone '{step}'"),
        What::Cancelled => format!("cancelled '{step}'"),
        What::Interrupted => format!("interrupted '{step}' {role}"),
        What::Resumed => format!("resumed '{step}' {role}"),
        What::GaveBack => format!("gave back {role} to {pool}"),
        What::Sent => format!("sent '{step}' {units}"),
        What::TurnedBack => format!("turned back '{step}' {units}"),
        What::Busy => format!("busy '{step}'"),
        What::HungUp => format!("hung up '{step}'"),
        What::Redialled => format!("redialled '{step}'"),
        What::GaveUp => "gave up".into(),
        What::Closed => "closed".into(),
    };
    match event.of.unit {
        Some(unit) => format!("unit {} {what}", unit - 1),
        None => what,
    }
}

/// What a trace worked out by hand says of an incident: seconds from its arrival, and what happened.
struct Expected {
    number: u64,
    arrived: f64,
    facts: Vec<(f64, String)>,
}

/// Every incident of every trace worked out by hand, fact by fact.
#[test]
fn every_fact_is_told() {
    let mut kinds = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(file("tests/trace")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let (name, text) = (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap());
        let model = model_at(&format!("tests/trace/{name}.toml"), &[]);
        let facts = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
        // Incidents, in the order of the first fact; closing is written right after an incident's last fact.
        let mut incidents: Vec<Expected> = Vec::new();
        for line in facts {
            let (at, rest) = line.split_once(' ').unwrap();
            let (number, what) = rest.strip_prefix('#').unwrap().split_once(' ').unwrap();
            let (at, number): (f64, u64) = (at.parse().unwrap(), number.parse().unwrap());
            match incidents.iter_mut().find(|known| known.number == number) {
                Some(known) => known.facts.push((at - known.arrived, what.to_owned())),
                None => incidents.push(Expected { number, arrived: at, facts: vec![(0.0, what.to_owned())] }),
            }
        }
        for Expected { number, facts: expected, .. } in incidents {
            let traces = followed(&model, number);
            let arm = &traces.incidents[0].arms[0];
            let found: Vec<_> = arm.events.iter().filter(|event| event.of.call.is_none()).collect();
            kinds.extend(found.iter().map(|event| format!("{:?}", event.what)));
            assert_eq!(expected.len(), found.len(), "{name} #{number}: so many facts");
            for ((at, what), event) in expected.iter().zip(found) {
                assert_eq!(*what, by_hand(event), "{name} #{number}");
                assert!((at - event.at_s).abs() < 2e-6, "{name} #{number}: {what} at {at}, not {}", event.at_s);
            }
            for language in LANGUAGES {
                let text = trace_text(&traces, language, 80);
                let told = arm.events.len() + text.lines().filter(|line| line.starts_with(' ')).count();
                assert!(told >= 2 * arm.events.len(), "{name} #{number}: a line for every event\n{text}");
            }
        }
    }
    // What no trace by hand holds is told of later callers, below.
    assert_eq!(kinds.len(), 22, "every kind of fact occurs: {kinds:?}");
}

#[test]
fn later_callers_are_told_of() {
    let model = model_at("scenarios/orebro_scene.toml", &["study.duration='12 h'", "study.warm_up='2 h'"]);
    let kind = model.types.iter().position(|kind| kind.name == "traffic_accident");
    let all = Wanted { kind, ..wanted(Which::Cases(vec![Case::Median, Case::P90, Case::Worst])) };
    let traces = follow(&model, &all, &|| false).unwrap();
    let events = || traces.incidents.iter().flat_map(|incident| &incident.arms).flat_map(|arm| &arm.events);
    let calls: Vec<&Event> = events().filter(|event| event.of.call.is_some()).collect();
    for what in [What::Arrived, What::Filled, What::Began, What::Marked, What::Ended, What::GaveBack, What::Closed] {
        assert!(calls.iter().any(|event| event.what == what), "no later caller: {what:?}");
    }
    assert!(events().any(|event| event.of.unit == Some(1) && event.what == What::GaveBack), "no unit");
    let text = trace_text(&traces, Language::En, 80);
    assert!(text.contains("Later caller 1") && text.contains("Unit 1"), "{text}");
}

/// Numbers and times of the first time measure in the baseline, of incidents that reached it in every arm.
#[derive(Default)]
struct Times {
    arms: usize,
    baseline: usize,
    found: std::collections::BTreeMap<u64, (usize, i64, bool)>,
}

impl Recorder for Times {
    const FACTS: bool = false;
    const STEPS: bool = false;
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if let (true, Some(Outcome::Value(value))) = (closed.counted, closed.outcomes.first()) {
            let known = self.found.entry(closed.number).or_default();
            known.0 += 1;
            if arm == self.baseline {
                (known.1, known.2) = (*value, closed.needs.count_ones() > 1);
            }
        }
    }
}

#[test]
fn cases_are_what_they_are_called() {
    let model = model_at("scenarios/small.toml", &[]);
    let mut times = Times { arms: model.arms.len(), baseline: model.baseline, ..Times::default() };
    live(&model, 1, &mut times);
    let reached = times.found.iter().filter(|(_, known)| known.0 == times.arms && known.2);
    let mut values: Vec<(i64, u64)> = reached.map(|(number, known)| (known.1, *number)).collect();
    values.sort_unstable();
    assert!(values.len() >= 20, "several agencies: {}", values.len());
    let expected = [values.len().div_ceil(2), (values.len() * 9).div_ceil(10), values.len()].map(|rank| values[rank - 1].1);
    let traces = cases(&model, &|| false).unwrap();
    assert_eq!(traces.incidents.iter().map(|incident| incident.number).collect::<Vec<_>>(), expected);
    assert_eq!((traces.among.count, traces.among.several, traces.among.first), (values.len() as u64, true, None));
    // The same by its id, and the same bytes each time.
    let first = &traces.incidents[0];
    let (hour, k) = first.id.strip_prefix('h').unwrap().split_once('#').unwrap();
    let id = larmkedja::record::IncidentId::Drawn { hour: hour.parse().unwrap(), k: k.parse().unwrap() };
    let kind = model.types.iter().position(|kind| kind.name == first.r#type);
    let again = follow(&model, &Wanted { kind, ..wanted(Which::Id(id)) }, &|| false).unwrap();
    assert_eq!(again.incidents[0].arms, first.arms);
    assert_eq!(follow(&model, &wanted(Which::Number(u64::MAX)), &|| false), Err(Lost::Nobody));
}

/// Of every shipped scenario: the critical path tiles the measure, every picture can be read, and nothing that the text says leaves its
/// lines.
#[test]
fn shipped_scenarios_are_told() {
    let mut told = 0;
    for entry in std::fs::read_dir(file("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // A day or two say enough, unless something is stated for another day.
        let short = opened(&text, path.parent().unwrap(), &["study.duration='2 d'", "study.warm_up='12 h'"]);
        let model = short.map_or_else(|_| model_at(&format!("scenarios/{name}"), &[]), |opened| opened.model);
        let Ok(traces) = cases(&model, &|| false) else { continue };
        told += 1;
        let measure = traces.measure.clone().unwrap();
        for arm in traces.incidents.iter().flat_map(|incident| &incident.arms) {
            let (Some(first), Some(last)) = (arm.path.first(), arm.path.last()) else { continue };
            let value = arm.times_s[&measure].unwrap().abs();
            assert!((last.to_s - first.from_s - value).abs() < 1e-5, "{name} {}: the path is not as long as the measure", arm.arm);
            for pair in arm.path.windows(2) {
                assert!((pair[0].to_s - pair[1].from_s).abs() < 1e-9, "{name}: a gap in the path of {}", arm.arm);
            }
        }
        for language in LANGUAGES {
            for (chart, svg) in trace_svgs(&traces, "0", language) {
                nothing_is_cut_or_covered(&format!("{name} {language:?} {chart}"), &svg);
            }
            let text = trace_text(&traces, language, 80);
            let long = text.lines().find(|line| line.chars().count() > 80);
            assert_eq!(long, None, "{name} {language:?}");
        }
    }
    assert!(told > 15, "only {told} scenarios have cases");
}

#[test]
fn the_command_tells_one_incident() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_larmkedja")).arg("trace").arg(file("scenarios/small.toml")).args(arguments).output();
        let output = output.unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, text, _) = run(&["--incident", "p90"]);
    assert_eq!(status, 0);
    assert!(text.contains("A slow incident") && text.contains("tell fire") && text.contains("Critical path"), "{text}");
    let (status, document, _) = run(&["--json", "--incident", "p90", "--arm", "together"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!((status, document["incidents"][0]["arms"].as_array().unwrap().len()), (0, 1));
    let number = document["incidents"][0]["number"].to_string();
    let read: Traces = serde_json::from_value(document).unwrap();
    assert_eq!(read.incidents[0].case, Case::P90);
    assert!(read.incidents[0].arms[0].events.iter().all(|event| event.of == Of::default()));
    let (status, svg, _) = run(&["--incident", &number, "--svg", "-", "--lang", "sv"]);
    assert!(status == 0 && svg.starts_with("<svg ") && svg.contains("Händelse"), "{svg}");
    for (wrong, hint) in [
        (&["--incident", "middle"][..], "write median"),
        (&["--incident", "999999"], "--incidents"),
        (&["--type", "fir"], "did you mean `fire`"),
        (&["--arm", "aparts"], "did you mean `apart`"),
        (&["--measure", "work"], "its measures"),
    ] {
        let (status, text, error) = run(wrong);
        assert!(status == 2 && text.is_empty() && error.contains(hint), "{wrong:?}: {error}");
    }
}
