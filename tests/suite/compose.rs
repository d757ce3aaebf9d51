//! Does a scenario that is written in parts mean what it would mean written out?

use crate::common::{opened, results};
use std::path::Path;

/// What a scenario comes to, as bytes.
fn results_of(text: &str) -> String {
    let opened = opened(text, Path::new("."), &["study.replications=2", "study.duration=1 d"]).unwrap_or_else(|told| panic!("{told}"));
    serde_json::to_string(&results(&opened.model)).expect("results are JSON")
}

const HEAD: &str = r#"
[study]
starts = "2024-06-03"
[agency.police]
alerted = "police alerted"
[agency.fire]
alerted = "fire alerted"
[pool.desk]
staff = 3
[incident.call]
rate = "20 / h"
flags = { police = 0.5, fire = 0.3 }
[measure.answer]
time = { to = "answered" }
[arm.plain]
chain = "plain"
[[chain.plain.step]]
name = "answer"
staff = ["desk", "caller"]
takes = "10 s"
mark = "answered"
"#;

const BY_TEMPLATE: &str = r#"
[[chain.plain.step]] # one for each
name = "alert {each}"
for_each = "agency"
after = ["answer"]
when = "{each}"
staff = ["{each}_officer"]
takes = "{each}_decides"
mark = "{each} alerted"
[chain.plain.role]
"{each}_officer" = [{ pool = "{each}_command", for_each = "agency" }]
[parameter."{each}_decides"]
for_each = "agency"
value = { exponential = { mean = "30 s" } }
[pool."{each}_command"]
for_each = ["police", "fire"]
label = "Command of {each}"
staff = 1
[measure."{each}_alarm"]
for_each = "agency"
time = { to = "{each} alerted" }
"#;

const BY_HAND: &str = r#"
[[chain.plain.step]]
name = "alert police"
after = ["answer"]
when = "police"
staff = ["police_officer"]
takes = "police_decides"
mark = "police alerted"
[[chain.plain.step]]
name = "alert fire"
after = ["answer"]
when = "fire"
staff = ["fire_officer"]
takes = "fire_decides"
mark = "fire alerted"
[chain.plain.role]
police_officer = [{ pool = "police_command" }]
fire_officer = [{ pool = "fire_command" }]
[parameter.police_decides]
value = { exponential = { mean = "30 s" } }
[parameter.fire_decides]
value = { exponential = { mean = "30 s" } }
[pool.police_command]
label = "Command of police"
staff = 1
[pool.fire_command]
label = "Command of fire"
staff = 1
[measure.police_alarm]
time = { to = "police alerted" }
[measure.fire_alarm]
time = { to = "fire alerted" }
"#;

#[test]
fn a_template_means_its_copies() {
    assert_eq!(results_of(&format!("{HEAD}{BY_TEMPLATE}")), results_of(&format!("{HEAD}{BY_HAND}")));
}

/// What is kept of a run has to run by itself.
#[test]
fn a_scenario_put_together_says_everything() {
    let text = format!("{HEAD}{BY_TEMPLATE}");
    let whole = opened(&text, Path::new("."), &["study.duration=1 d"]).expect("no mistakes").text;
    assert!(!whole.contains("each"), "{whole}");
    assert_eq!(results_of(&whole), results_of(&text));
}

#[test]
fn alternatives_of_a_role_are_repeated_in_their_list() {
    let text = format!("{HEAD}{BY_TEMPLATE}").replace(
        r#""{each}_officer" = [{ pool = "{each}_command", for_each = "agency" }]"#,
        r#"police_officer = [{ pool = "{each}_command", when = "{each}", for_each = ["fire", "police"] }]
fire_officer = [{ pool = "fire_command" }]"#,
    );
    let opened = opened(&text, Path::new("."), &["study.duration=1 d"]).expect("no mistakes");
    let roles = &opened.file.chains[0].value.roles;
    let pools: Vec<&str> = roles.iter().flat_map(|role| &role.value).map(|one| one.pool.value.as_str()).collect();
    assert_eq!(pools, ["fire_command", "police_command", "fire_command"]);
}

#[test]
fn what_says_everything_stays_as_it_is() {
    let text = format!("# for_each, {{each}}, extends, library\n{HEAD}{BY_HAND}# end");
    assert_eq!(opened(&format!("{text}\n"), Path::new("."), &[]).map(|opened| opened.text).ok(), None, "a duration is missing");
    let text = text.replace("starts = ", "duration = \"7 d\" # a week\nstarts = ");
    assert_eq!(opened(&text, Path::new("."), &[]).expect("no mistakes").text, text);
}
