//! Do attributes come in the shares that the scenario says, do people and times follow them, and does luck stay where it is?

use crate::common::{live, model_of, opened};
use larmkedja::model::Model;
use larmkedja::record::{Closed, Fact, IncidentId, Number, Recorder};
use larmkedja::time::Time;
use std::collections::BTreeMap;

const STUDY: &str = r#"
[study]
starts = "2024-06-03"
duration = "20 d"
seed = 5
[flag]
seen = { if = "service('orebro')", then = 0.8, else = 0.1 }
[incident.fire]
rate = "20 / h"
[incident.flood]
rate = "10 / h"
[parameter.turnout_full_time]
value = "90 s"
[parameter.turnout_part_time]
value = { uniform = { min = "4 min", max = "6 min" } }
[[chain.calls.step]]
name = "turn out"
staff = ["engine_{service}"]
takes = "turnout_{crew}"
mark = "out"
[[chain.calls.step]]
name = "look"
when = "seen and not crew('part_time')"
staff = []
takes = "1 s"
[measure.out]
time = { to = "out" }
[arm.one]
chain = "calls"
"#;

const WEIGHTS: &str = r#"
[attribute.service]
values = { karlskoga = 1, orebro = 3, kumla = 0 }
[attribute.crew]
values = { full_time = 2, part_time = 3 }
"#;

fn pools(names: &[&str]) -> String {
    names.iter().map(|name| format!("[pool.engine_{name}]\nstaff = \"unlimited\"\n")).collect()
}

fn model(more: &str) -> Model {
    let text = format!("{STUDY}{}{more}", pools(&["karlskoga", "orebro", "kumla"]));
    model_of(&text).unwrap_or_else(|told| panic!("{told}"))
}

/// An incident as it was lived: its flags by name, the pool that came, and how long the first step took.
#[derive(Clone, Debug, PartialEq)]
struct Lived {
    kind: usize,
    flags: Vec<String>,
    pool: String,
    took: Time,
}

impl Lived {
    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

/// Incidents by type and what they are known by.
type Known = BTreeMap<(usize, IncidentId), Lived>;

/// What is kept of a history, by arm.
struct Lives<'m> {
    model: &'m Model,
    pools: BTreeMap<(usize, Number), usize>,
    found: Vec<Known>,
}

impl Recorder for Lives<'_> {
    const FACTS: bool = true;
    const STEPS: bool = true;
    fn fact(&mut self, arm: usize, _: Time, incident: Number, fact: Fact) {
        if let Fact::Filled { pool, .. } = fact {
            self.pools.insert((arm, incident), pool);
        }
    }
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let flags = self.model.flags.iter().enumerate().filter(|(index, _)| closed.flags >> index & 1 == 1);
        let (begin, end) = closed.steps[0].work.expect("the first step is always carried out");
        let lived = Lived {
            kind: closed.kind,
            flags: flags.map(|(_, name)| name.clone()).collect(),
            pool: self.model.pools[self.pools[&(arm, closed.number)]].name.clone(),
            took: end - begin,
        };
        self.found[arm].insert((closed.kind, closed.id), lived);
    }
}

fn lives(model: &Model) -> Vec<Known> {
    let mut lives = Lives { model, pools: BTreeMap::new(), found: vec![BTreeMap::new(); model.arms.len()] };
    live(model, 1, &mut lives);
    lives.found
}

/// Asserts a share within four standard errors of a binomial one.
fn near_share(count: usize, of: usize, expected: f64) {
    let (share, error) = (count as f64 / of as f64, (expected * (1.0 - expected) / of as f64).sqrt());
    assert!((share - expected).abs() <= 4.0 * error, "{share} instead of {expected}, standard error {error}");
}

fn count(lives: &Known, test: impl Fn(&Lived) -> bool) -> usize {
    lives.values().filter(|lived| test(lived)).count()
}

#[test]
fn values_come_by_their_weights_and_one_at_a_time() {
    let lived = lives(&model(WEIGHTS)).remove(0);
    assert!(lived.len() > 10_000);
    near_share(count(&lived, |one| one.has("service=orebro")), lived.len(), 0.75);
    near_share(count(&lived, |one| one.has("crew=full_time")), lived.len(), 0.4);
    // Two attributes know nothing of each other.
    near_share(count(&lived, |one| one.has("service=orebro") && one.has("crew=full_time")), lived.len(), 0.3);
    assert_eq!(count(&lived, |one| one.has("service=kumla")), 0, "a weight of zero");
    for one in lived.values() {
        for name in ["service=", "crew="] {
            assert_eq!(one.flags.iter().filter(|flag| flag.starts_with(name)).count(), 1, "{one:?}");
        }
    }
    // A flag may ask about a value.
    let of = |value: &str, seen: bool| count(&lived, |one| one.has(value) && (!seen || one.has("seen")));
    near_share(of("service=orebro", true), of("service=orebro", false), 0.8);
    near_share(of("service=karlskoga", true), of("service=karlskoga", false), 0.1);
}

#[test]
fn people_and_times_follow_the_values() {
    for one in lives(&model(WEIGHTS)).remove(0).values() {
        let service = one.flags.iter().find_map(|flag| flag.strip_prefix("service=")).expect("a service");
        assert_eq!(one.pool, format!("engine_{service}"));
        match one.has("crew=full_time") {
            true => assert_eq!(one.took, Time::from_seconds(90.0)),
            false => assert!((240.0..=360.0).contains(&one.took.seconds()), "{one:?}"),
        }
    }
}

/// Everything but what a value decides: which service, who came, and the flag that asks about it.
fn unrelated(one: &Lived) -> (usize, Vec<&String>, Time) {
    (one.kind, one.flags.iter().filter(|flag| flag.starts_with("crew=")).collect(), one.took)
}

#[test]
fn another_value_and_another_weight_move_only_those_who_must_move() {
    let before = lives(&model(WEIGHTS)).remove(0);
    for (changed, to) in
        [("karlskoga = 1, orebro = 3, kumla = 2", "service=kumla"), ("karlskoga = 1, orebro = 5, kumla = 0", "service=orebro")]
    {
        let after = lives(&model(&WEIGHTS.replace("karlskoga = 1, orebro = 3, kumla = 0", changed))).remove(0);
        assert!(before.keys().eq(after.keys()));
        let mut moved = 0;
        for (one, other) in before.values().zip(after.values()) {
            assert_eq!(unrelated(one), unrelated(other));
            let value = |one: &Lived| one.flags.iter().find(|flag| flag.starts_with("service=")).cloned();
            if value(one) != value(other) {
                assert!(other.has(to), "{one:?} became {other:?}");
                moved += 1;
            } else {
                assert_eq!(one, other, "the same value, and all else with it");
            }
        }
        assert!(moved > 100);
    }
}

#[test]
fn types_and_arms_have_weights_of_their_own_and_common_luck() {
    let more = format!(
        "{WEIGHTS}[incident.flood.attribute.service]\nvalues = {{ kumla = 1 }}\n[arm.two]\nchain = \"calls\"\nattribute.crew.values = {{ full_time = \"many\", part_time = 3 }}\n\
         [parameter.many]\nvalue = 6\n"
    );
    let lived = lives(&model(&more));
    assert!(lived[0].keys().eq(lived[1].keys()));
    let mut moved = 0;
    for (one, other) in lived[0].values().zip(lived[1].values()) {
        assert_eq!(one.has("service=kumla"), one.kind == 1, "floods are Kumla's");
        assert_eq!(one.pool, other.pool);
        assert!(other.has("crew=full_time") || one == other, "more weight takes nobody away");
        moved += usize::from(one.has("crew=part_time") && other.has("crew=full_time"));
    }
    // From 2 of 5 to 6 of 9.
    near_share(moved, lived[0].len(), 6.0 / 9.0 - 0.4);
}

#[test]
fn a_weight_may_depend_on_the_attributes_above() {
    let by_service = "{ if = \"service('orebro')\", then = 9, else = { if = \"service('kumla')\", then = 0, else = \"many\" } }";
    let more = |stated: &str| {
        let weights = WEIGHTS.replace("full_time = 2, part_time = 3", &format!("full_time = {by_service}, part_time = 1"));
        format!("{weights}[parameter.many]\nvalue = 0.25\n{stated}")
    };
    let stated = "[stated.once]\nat = \"1 h\"\ntype = \"fire\"\nattributes = { service = \"kumla\" }\n";
    let lived = lives(&model(&more(stated))).remove(0);
    for (service, share) in [("service=orebro", 0.9), ("service=karlskoga", 0.2)] {
        let of = count(&lived, |one| one.has(service));
        near_share(count(&lived, |one| one.has(service) && one.has("crew=full_time")), of, share);
    }
    let kumla: Vec<bool> = lived.values().filter(|one| one.has("service=kumla")).map(|one| one.has("crew=part_time")).collect();
    assert_eq!(kumla, [true], "what is stated counts for what is drawn after it");
    // Everything else is where it was.
    let before = lives(&model(WEIGHTS)).remove(0);
    let service = |one: &Lived| one.flags.iter().find(|flag| flag.starts_with("service=")).cloned();
    assert!(before.iter().all(|(id, one)| service(one) == service(&lived[id])));
}

#[test]
fn a_stated_incident_has_the_value_that_is_stated() {
    let more = format!("{WEIGHTS}[stated.once]\nat = \"1 h\"\ntype = \"fire\"\nattributes = {{ service = \"kumla\" }}\n");
    let lived = lives(&model(&more)).remove(0);
    let stated = &lived[&(0, IncidentId::Stated { index: 0 })];
    assert_eq!((stated.pool.as_str(), stated.has("service=kumla")), ("engine_kumla", true));
    assert_eq!(count(&lived, |one| one.has("service=kumla")), 1);
    assert_eq!(count(&lived, |one| one.has("crew=full_time") || one.has("crew=part_time")), lived.len());
}

#[test]
fn a_name_may_hold_two_attributes_and_there_may_be_many_values() {
    let services: Vec<String> = (b'a'..=b'q').map(|letter| char::from(letter).to_string()).collect();
    let names: Vec<&str> = services.iter().map(String::as_str).collect();
    assert_eq!(names.len(), 17);
    let weights = names.iter().map(|name| format!("{name} = 1")).collect::<Vec<_>>().join(", ");
    let times =
        |name: &&str| format!("[parameter.out_{name}_full_time]\nvalue = \"1 min\"\n[parameter.out_{name}_part_time]\nvalue = \"5 min\"\n");
    let text = STUDY.replace("turnout_{crew}", "out_{service}_{crew}").replace("service('orebro')", "service('q')");
    let text = format!(
        "{text}{}{}[attribute.service]\nvalues = {{ {weights} }}\n[attribute.crew]\nvalues = {{ full_time = 1, part_time = 1 }}\n",
        pools(&names),
        names.iter().map(times).collect::<String>()
    );
    let lived = lives(&model_of(&text).unwrap_or_else(|told| panic!("{told}"))).remove(0);
    for name in names {
        near_share(count(&lived, |one| one.pool == format!("engine_{name}")), lived.len(), 1.0 / 17.0);
    }
    lived.values().for_each(|one| assert_eq!(one.took == Time::from_seconds(60.0), one.has("crew=full_time")));
}

/// A role by value, with no pool for everybody else: every incident has exactly one value, so somebody always comes.
#[test]
fn a_role_is_filled_if_every_value_has_a_pool() {
    let role = |last: &str| {
        format!(
            "[chain.calls.role]\ncrew = [{{ pool = \"engine_karlskoga\", when = \"service('karlskoga')\" }}, {{ pool = \"engine_orebro\", \
             when = \"service('orebro')\" }}{last}]\n"
        )
    };
    let text = |last: &str| {
        format!("{}{}{WEIGHTS}", STUDY.replace("staff = []", "staff = [\"crew\"]").replace("engine_{service}", "crew"), role(last))
    };
    let with = |last: &str| model_of(&format!("{}{}", text(last), pools(&["karlskoga", "orebro", "kumla"])));
    let whole = with(", { pool = \"engine_kumla\", when = \"service('kumla')\" }");
    assert!(whole.is_ok(), "{whole:?}");
    let told = with(", { pool = \"engine_kumla\", when = \"service('kumla') and seen\" }").expect_err("nobody comes in Kumla");
    assert!(told.contains("nobody may be there to take the role `crew`") && told.contains("service('kumla')"), "{told}");
    let short = with("").expect_err("nobody comes in Kumla");
    assert!(short.contains("nobody, if not service('karlskoga') and not service('orebro')"), "{short}");
    // The same, written once.
    let once = STUDY.replace("engine_{service}", "crew").replace("staff = []", "staff = [\"crew\"]");
    let once = format!("{once}{WEIGHTS}[chain.calls.role]\ncrew = [{{ pool = \"engine_{{service}}\" }}]\n");
    let once = model_of(&format!("{once}{}", pools(&["karlskoga", "orebro", "kumla"]))).unwrap_or_else(|told| panic!("{told}"));
    let whole = whole.expect("as was seen");
    assert_eq!(once.arms[0].programs[0].roles[0].filled_by, whole.arms[0].programs[0].roles[0].filled_by);
    assert_eq!(lives(&once), lives(&whole));
}

#[test]
fn a_log_says_the_values_that_it_knows() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = |values: [&str; 4]| {
        let rows = values.iter().enumerate().map(|(hour, value)| format!("2024-06-03T{hour:02}:00:00,{value}\n"));
        format!("time,where\n{}", rows.collect::<String>())
    };
    let text = STUDY.replace("starts = \"2024-06-03\"\nduration = \"20 d\"\n", "").replace(
        "[incident.fire]\nrate = \"20 / h\"",
        "[incident.fire]\nlog = { file = \"calls.csv\", time = \"time\", attributes = { service = \"where\" } }",
    );
    let text = format!("{text}{}{WEIGHTS}", pools(&["karlskoga", "orebro", "kumla"]));
    let open = |values| {
        std::fs::write(folder.path().join("calls.csv"), log(values)).expect("a file");
        opened(&text, folder.path(), &[]).map(|opened| opened.model)
    };
    let model = open(["kumla", "", "orebro", "kumla"]).unwrap_or_else(|told| panic!("{told}"));
    let lived = lives(&model).remove(0);
    let pools: Vec<&str> = (2..=5).map(|line| lived[&(0, IncidentId::Recorded { log: 0, line })].pool.as_str()).collect();
    assert_eq!((pools[0], pools[2], pools[3]), ("engine_kumla", "engine_orebro", "engine_kumla"));
    assert!(["engine_karlskoga", "engine_orebro"].contains(&pools[1]), "what is blank is drawn");
    let told = open(["kumla", "", "Kumla", "kumla"]).expect_err("Kumla");
    assert!(told.contains("1 rows of the log of `fire` name a value of `service`") && told.contains("line 4 has `Kumla`"), "{told}");
}

/// Templates go over values, and what lies in a library is found by names that hold an attribute.
#[test]
fn what_is_written_once_is_written_for_every_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = "[pool.\"engine_{each}\"]\nfor_each = \"service\"\nstaff = \"unlimited\"\n[pool.engine_nobody]\nstaff = 1\n\
                   [parameter.turnout_none]\nvalue = \"1 s\"\n";
    std::fs::write(folder.path().join("crews.toml"), library).expect("a file");
    let count = "[measure.\"in_{each}\"]\nfor_each = \"service\"\ncount = \"service('{each}')\"\n";
    let text = format!("library = [\"crews.toml\"]\n{STUDY}{count}{WEIGHTS}");
    let opened = opened(&text, folder.path(), &["attribute.service.values.kumla=5"]).unwrap_or_else(|told| panic!("{told}"));
    let names: Vec<&str> = opened.model.pools.iter().map(|pool| pool.name.as_str()).collect();
    assert_eq!(names, ["engine_karlskoga", "engine_orebro", "engine_kumla"]);
    let measures: Vec<&str> = opened.model.measures.iter().map(|measure| measure.name.as_str()).collect();
    assert_eq!(measures, ["out", "in_karlskoga", "in_orebro", "in_kumla"]);
    let lived = lives(&opened.model).remove(0);
    near_share(count_of(&lived, "engine_kumla"), lived.len(), 5.0 / 9.0);
}

fn count_of(lives: &Known, pool: &str) -> usize {
    count(lives, |one| one.pool == pool)
}
