//! The null test is exact: two arms that are the same differ by nothing, and what is added changes no draw of what was there.

use crate::common;
use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::record::{Closed, IncidentId, Recorder};
use larmkedja::results::{Difference, Estimate};
use larmkedja::time::Time;
use std::collections::BTreeMap;

const BASE: &str = r#"
title = "draws"
[study]
starts = "2024-06-03"
duration = "1 d"
replications = 1
seed = 7
baseline = "a"
[flag]
calm = 0.3
[agency.police]
alerted = "police alerted"
[pool.room]
staff = 3
[incident.call]
rate = "10 / h"
flags = { police = 0.5 }
[chain.c.role]
operator = [{ pool = "room" }]
[[chain.c.step]]
name = "talk"
staff = ["operator"]
takes = { lognormal = { median = "60 s", mean = "80 s" } }
[[chain.c.step]]
name = "tell"
when = "police or calm"
staff = ["operator"]
takes = { gamma = { shape = 2.0, mean = "30 s" } }
mark = "police alerted"
[measure.chain]
time = { to = "police alerted" }
[arm.a]
chain = "c"
"#;

/// By (arm, type, id): when it arrived, what was drawn for its flags, how long each step took.
type Draws = BTreeMap<(String, String, IncidentId), (Time, Vec<String>, BTreeMap<String, Time>)>;

struct Listener<'m>(&'m Model, Draws);

impl Recorder for Listener<'_> {
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let arm = &self.0.arms[arm];
        let steps = arm.programs[closed.way].steps.iter().zip(closed.steps);
        let took = steps.filter_map(|(step, record)| record.work.map(|(begin, end)| (step.name.clone(), end - begin)));
        let flags = self.0.flags.iter().enumerate().filter(|(index, _)| closed.flags >> index & 1 == 1).map(|(_, flag)| flag.clone());
        let key = (arm.name.clone(), self.0.types[closed.kind].name.clone(), closed.id);
        self.1.insert(key, (closed.arrival, flags.collect(), took.collect()));
    }
}

fn draws(text: &str) -> Draws {
    let model = common::model_of(text).unwrap_or_else(|message| panic!("{message}"));
    let mut listener = Listener(&model, Draws::new());
    Engine::new(&model).run_for(1, &mut listener, &|| false).expect("nobody stops it");
    listener.1
}

/// Whether everything in `base` is in `other`, draw for draw, but for what `other` adds.
fn assert_kept(base: &Draws, other: &Draws) {
    assert!(base.len() > 150, "the base scenario has incidents");
    for (key, (arrival, flags, steps)) in base {
        let (also_arrival, also_flags, also_steps) = other.get(key).unwrap_or_else(|| panic!("{key:?} is missing"));
        assert_eq!(arrival, also_arrival, "{key:?}");
        assert!(flags.iter().all(|flag| also_flags.contains(flag)), "{key:?}: {flags:?} {also_flags:?}");
        for (step, took) in steps {
            assert_eq!(Some(took), also_steps.get(step), "{key:?} {step}");
        }
    }
}

#[test]
fn an_unrelated_type_flag_step_or_arm_leaves_every_draw_as_it_was() {
    let base = draws(BASE);
    let with_type = format!("{BASE}[incident.another]\nrate = \"20 / h\"\n");
    let with_flag = BASE.replace("calm = 0.3", "aaa = 0.5\ncalm = 0.3");
    let with_step = BASE.replace("[[chain.c.step]]\nname = \"tell\"", "[[chain.c.step]]\nname = \"note\"\nafter = [\"talk\"]\nstaff = [\"operator\"]\ntakes = { exponential = { mean = \"9 s\" } }\n[[chain.c.step]]\nname = \"tell\"");
    let with_arm = format!("{BASE}[arm.z]\nchain = \"c\"\npool.room.staff = 2\n");
    for changed in [with_type, with_flag, with_step, with_arm] {
        assert_kept(&base, &draws(&changed));
    }
}

/// What draws nothing, or is called something else for people, changes nothing at all; nor does the order of the file.
#[test]
fn a_pool_a_parameter_a_label_or_another_order_changes_no_draw() {
    let base = draws(BASE);
    let with_pool = format!(
        "{BASE}[pool.spare]\nstaff = 2\n[background.spare_work]\npool = \"spare\"\nload = 0.4\ntakes = {{ exponential = {{ mean = \"5 min\" }} }}\n"
    );
    let with_parameter = format!("{BASE}[parameter.spare]\nvalue = \"9 s\"\nrange = [\"5 s\", \"20 s\"]\nbasis = \"assumed\"\n");
    let through_parameter = BASE.replace("takes = { gamma = { shape = 2.0, mean = \"30 s\" } }", "takes = \"telling\"")
        + "[parameter.telling]\nvalue = { gamma = { shape = 2.0, mean = \"30 s\" } }\n";
    let labels = BASE
        .replace("[pool.room]\n", "[pool.room]\nlabel = { en = \"The big room\" }\n")
        .replace("[incident.call]\n", "[incident.call]\nlabel = { en = \"A call\" }\n")
        .replace("[agency.police]\n", "[agency.police]\nlabel = { en = \"Police\" }\n")
        .replace("[measure.chain]\n", "[measure.chain]\nlabel = { en = \"The whole chain\" }\n")
        .replace("[arm.a]\n", "[arm.a]\nlabel = { en = \"As today\" }\n")
        .replace("title = \"draws\"", "title = \"something else\"");
    let (study, rest) = BASE.split_once("[flag]").expect("a flag");
    let (flag, rest) = rest.split_once("[agency.police]").expect("an agency");
    let reordered = format!("{study}[agency.police]{rest}[flag]{flag}");
    for changed in [with_pool, with_parameter, through_parameter, labels, reordered] {
        assert_ne!(changed, BASE);
        assert_eq!(base, draws(&changed), "{changed}");
    }
}

/// Whom the change concerns is another matter: without these the tests above would pass with draws that never change.
#[test]
fn a_change_that_concerns_a_draw_changes_it() {
    let base = draws(BASE);
    let renamed_step = BASE.replace("name = \"tell\"", "name = \"inform\"");
    let kept_luck = renamed_step.replace("name = \"inform\"", "name = \"inform\"\ndraw = \"tell\"");
    let took = |draws: &Draws, step: &str| -> Vec<Time> { draws.values().filter_map(|one| one.2.get(step).copied()).collect() };
    let (before, other, kept) = (took(&base, "tell"), took(&draws(&renamed_step), "inform"), took(&draws(&kept_luck), "inform"));
    assert!(before.len() > 50 && before.len() == other.len());
    assert!(before.iter().zip(&other).all(|(one, another)| one != another), "another name has other luck");
    assert_eq!(before, kept, "unless it says that it is the same");
    let renamed_type = BASE.replace("[incident.call]", "[incident.cry]");
    let arrivals = |draws: &Draws| -> Vec<Time> { draws.values().map(|one| one.0).collect() };
    assert_ne!(arrivals(&base), arrivals(&draws(&renamed_type)));
}

#[test]
fn a_higher_rate_only_adds_incidents() {
    let base = draws(BASE);
    let more = draws(&BASE.replace("10 / h", "11 / h"));
    assert_kept(&base, &more);
    assert!(more.len() > base.len());
}

#[test]
fn another_seed_or_replication_is_another_history() {
    let base = draws(BASE);
    let other = draws(&BASE.replace("seed = 7", "seed = 8"));
    let shared = base.values().filter(|one| other.values().any(|another| one.0 == another.0)).count();
    assert_eq!(shared, 0, "arrivals at the same microsecond");
}

#[test]
fn two_arms_that_are_the_same_differ_by_nothing() {
    let model = common::model_at("scenarios/null.toml", &["study.duration=\"7 d\"", "study.replications=4"]);
    let results = common::results(&model);
    let zero = Some(Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) });
    let mut seen = 0;
    for (arm, measures) in &results.differences {
        for (measure, strata) in measures {
            for (kind, stratum, difference) in strata.each() {
                let place = format!("{arm} {measure} {kind} {stratum}");
                match difference {
                    Difference::Time(time) if time.pairs.both > 0 => {
                        seen += 1;
                        let arms = &time.of_arms;
                        for value in [arms.mean_s, arms.median_s, arms.p90_s, arms.p95_s, arms.within_target].into_iter().flatten() {
                            assert_eq!(Some(value), zero, "{place}");
                        }
                        assert_eq!(arms.mean_s, zero, "{place}");
                        assert_eq!((time.pairs.only_arm, time.pairs.only_baseline), (0, 0), "{place}");
                        let identical = time.of_pairs.identical.expect("a share of pairs can be estimated");
                        assert_eq!(identical.value, 1.0, "{place}");
                    }
                    Difference::Value(value) if value.pairs.both > 0 => assert_eq!(value.of_arms.value, zero, "{place}"),
                    _ => {}
                }
            }
        }
    }
    assert!(seen > 10, "only {seen} differences were looked at");
}

/// Where people see at once what is needed, asking what they believe is asking what is true, whatever else they might find out.
#[test]
fn a_picture_that_is_always_right_is_the_truth() {
    let told = BASE.replace("name = \"talk\"\n", "name = \"talk\"\nmarks = { known = 0 }\n");
    let believed = told.replace("when = \"police or calm\"", "when = \"believes('police') or calm\"").replace(
        "alerted = \"police alerted\"\n",
        "alerted = \"police alerted\"\n[agency.police.believed]\nat = \"known\"\nfound_out = \"20 s\"\nmark = \"sure\"\n",
    );
    assert_ne!(told, believed);
    assert_eq!(draws(&told), draws(&believed));
}

/// Who else calls changes no draw of the incidents.
#[test]
fn later_callers_leave_every_draw_as_it_was() {
    let callers = "[incident.call.callers]\nmore = { poisson = 2 }\nafter = { exponential = { mean = \"2 min\" } }\nchain = \"later\"\n\
                   [[chain.later.step]]\nname = \"talk\"\nstaff = [\"room\", \"caller\"]\ntakes = \"20 s\"\n";
    let with = BASE.replace("[chain.c.role]", &format!("{callers}[chain.c.role]"));
    assert_eq!(draws(BASE), draws(&with));
}
