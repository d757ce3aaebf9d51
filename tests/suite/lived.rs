//! What two rules come to where they meet: small scenarios without luck, each with what was worked out by hand from the rules.
//!
//! The first lines of a file in `tests/lived` say what has to come of it: `# 2 m1: 75` that measure `m1` is 75 s for the third incident (`missing`:
//! not reached), `# 2 m1 queue call_handling: 9` that 9 s of it are of that kind in that stage, `# pool a: 13` that people of a pool work for 13 s, `# deadlock`
//! that the run stops for one.

use crate::common::{file, live, model_at};
use larmkedja::model::Model;
use larmkedja::record::{ArmEnd, Closed, Finding, Kind, Number, Outcome, Part, Recorder};
use larmkedja::time::Time;
use std::collections::BTreeMap;

/// What is told when an incident closes.
#[derive(Default)]
struct Ends(BTreeMap<Number, (Vec<Outcome>, Vec<Part>)>);

impl Recorder for Ends {
    fn closed(&mut self, _: usize, closed: Closed<'_>) {
        self.0.insert(closed.number, (closed.outcomes.to_vec(), closed.parts.to_vec()));
    }
}

/// What came of what a line is about, as the line would say it.
fn found(model: &Model, ends: &Ends, end: &ArmEnd, about: &str) -> String {
    let seconds = |time: Time| time.seconds().to_string();
    match about.split(' ').collect::<Vec<_>>()[..] {
        ["deadlock"] => if matches!(end.finding, Some(Finding::Deadlock { .. })) { "" } else { "none" }.to_owned(),
        ["pool", name] => {
            let pool = model.pools.iter().position(|pool| pool.name == name).expect("a pool");
            seconds(end.pools[pool].working)
        }
        [number, measure, ref part @ ..] => {
            let index = model.measures.iter().position(|known| known.name == measure).unwrap_or_else(|| panic!("no measure {measure}"));
            let Some((outcomes, parts)) = ends.0.get(&number.parse().expect("a number")) else { return "not closed".to_owned() };
            match (part, outcomes[index]) {
                ([], Outcome::Value(value)) => seconds(Time(value)),
                ([], _) => "missing".to_owned(),
                ([kind, stage], _) => {
                    let is_meant = |part: &&Part| {
                        usize::from(part.measure) == index
                            && Kind::ALL.into_iter().find(|known| format!("{known:?}").to_lowercase() == **kind) == Some(part.kind)
                            && model.stages[usize::from(part.stage)] == **stage
                    };
                    seconds(parts.iter().filter(is_meant).map(|part| part.length).sum())
                }
                _ => panic!("{about}: a measure, or a kind and a stage of it"),
            }
        }
        _ => panic!("{about} cannot be understood"),
    }
}

#[test]
fn it_comes_to_what_the_rules_say() {
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for entry in std::fs::read_dir(file("tests/lived")).expect("a folder") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        let path = format!("tests/lived/{name}");
        let text = std::fs::read_to_string(file(&path)).expect("a scenario");
        let model = model_at(&path, &[]);
        let mut ends = Ends::default();
        let end = live(&model, 1, &mut ends).remove(0);
        let told: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
        assert!(!told.is_empty(), "{name} says nothing of what has to come of it");
        if end.finding.is_some() && !told.contains(&"deadlock") {
            wrong.push(format!("{name}: it is not lived to its end: {:?}", end.finding));
        }
        for line in told {
            let (about, expected) = line.split_once(": ").unwrap_or((line, ""));
            let found = found(&model, &ends, &end, about);
            compared += 1;
            if found != expected {
                wrong.push(format!("{name}, {about}: {expected} by hand, {found} by engine"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 50, "only {compared} numbers were compared");
}
