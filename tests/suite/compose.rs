//! Does a scenario that is written in parts mean what it would mean written out?

use crate::common::{opened, results};
use crate::readme::{folder_with_scenarios, larmkedja};
use std::path::Path;

/// What a scenario comes to, as bytes.
fn results_of(text: &str) -> String {
    let opened = opened(text, Path::new("."), &["study.replications=2", "study.duration=1 d"]).unwrap_or_else(|told| panic!("{told}"));
    serde_json::to_string(&results(&opened.model)).expect("results are JSON")
}

/// Long texts are equal; if not, where they begin to differ.
#[track_caller]
fn same(one: &str, other: &str) {
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.get(common.saturating_sub(150)..text.len().min(common + 150)).map(str::to_owned);
    assert!(one == other, "{:?}\n{:?}", around(one), around(other));
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
    same(&results_of(&format!("{HEAD}{BY_TEMPLATE}")), &results_of(&format!("{HEAD}{BY_HAND}")));
}

/// What is kept of a run has to run by itself.
#[test]
fn a_scenario_put_together_says_everything() {
    let text = format!("{HEAD}{BY_TEMPLATE}");
    let whole = opened(&text, Path::new("."), &["study.duration=1 d"]).expect("no mistakes").text;
    assert!(!whole.contains("each"), "{whole}");
    same(&results_of(&whole), &results_of(&text));
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

/// What a scenario comes to that is made of several files, and its whole text.
fn results_of_files(text: &str, files: &[(&str, &str)]) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let opened = opened(text, folder.path(), &["study.replications=2", "study.duration=1 d"]).unwrap_or_else(|told| panic!("{told}"));
    (serde_json::to_string(&results(&opened.model)).expect("results are JSON"), opened.text)
}

/// What the scenario of [`HEAD`] and [`BY_HAND`] becomes with the changes of [`ON_TOP`], written out.
fn changed_by_hand() -> String {
    format!("{HEAD}{BY_HAND}")
        .replace("[pool.desk]\nstaff = 3", "[pool.desk]\nstaff = 2")
        .replace("police = 0.5", "police = 0.7")
        .replace(
            "[[chain.plain.step]]\nname = \"alert police\"",
            "[[chain.plain.step]]\nname = \"think\"\nstaff = [\"desk\"]\ntakes = \"5 s\"\n[[chain.plain.step]]\nname = \"alert police\"",
        )
        .replace("staff = [\"fire_officer\"]\ntakes = \"fire_decides\"", "staff = [\"fire_officer\"]\nuntil = \"alert police\"")
        .replace("[parameter.fire_decides]\nvalue = { exponential = { mean = \"30 s\" } }\n", "")
        + "[arm.other]\nchain = \"plain\"\npool.desk.staff = 4\n"
}

const ON_TOP: &str = r#"
extends = "parts/base.toml"
[pool.desk]
staff = 2
[incident.call]
flags.police = 0.7
[[chain.plain.step]]
name = "think"
place = { before = "alert police" }
staff = ["desk"]
takes = "5 s"
[[chain.plain.step]]
name = "alert fire"
until = "alert police"
[chain.plain]
drop = ["idle"]
[arm.other]
chain = "plain"
pool.desk.staff = 4
"#;

#[test]
fn what_is_changed_on_top_is_as_if_written_there() {
    let fire = "[parameter.fire_decides]\nvalue = { exponential = { mean = \"30 s\" } }\n";
    let idle = "[[chain.plain.step]]\nname = \"idle\"\nafter = [\"alert fire\"]\nstaff = [\"desk\"]\ntakes = \"1 h\"\n";
    let base = format!(
        "library = [\"more.toml\"]\n{HEAD}{}",
        BY_HAND.replace(fire, "").replace("[chain.plain.role]", &format!("{idle}[chain.plain.role]"))
    );
    // Nobody needs `fire_decides` any more, so it is left in the library.
    let (found, whole) = results_of_files(ON_TOP, &[("parts/base.toml", &base), ("parts/more.toml", fire)]);
    same(&found, &results_of(&changed_by_hand()));
    assert!(
        whole.contains("[arm.plain] # from parts/base.toml\n") && !whole.contains("fire_decides") && !whole.contains("extends"),
        "{whole}"
    );
    same(&found, &results_of(&whole));
}

#[test]
fn a_library_gives_what_is_named() {
    let measures = BY_HAND.find("[measure").expect("measures");
    let unused = "[pool.nobody]\nstaff = 1\n[chain.none]\nlike = \"plain\"\n[parameter.nothing]\nvalue = 1\n";
    let steps = HEAD.find("[[chain").expect("steps");
    let scenario = format!("library = [\"chains.toml\"]\n{}{}", &HEAD[..steps], &BY_HAND[measures..]);
    let library = format!("{}{}{unused}", &HEAD[steps..], &BY_HAND[..measures]);
    let (found, whole) = results_of_files(&scenario, &[("chains.toml", &library)]);
    assert!(!whole.contains("nobody") && !whole.contains("nothing"), "{whole}");
    // What stands below comes first.
    same(&found, &results_of(&format!("{}{}{}{}", &HEAD[steps..], &BY_HAND[..measures], &HEAD[..steps], &BY_HAND[measures..])));
}

#[test]
fn results_keep_the_whole_and_name_its_parts() {
    let folder = folder_with_scenarios();
    let run = |arguments: &[&str]| {
        let output = larmkedja(folder.path(), arguments.iter().copied());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let short = ["--replications", "2", "--duration", "1 d", "--json"];
    let summary = run(&[&["compare", "scenarios/small_night.toml", "--out", "one"], &short[..]].concat());
    let manifest = std::fs::read_to_string(folder.path().join("one/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let parts: Vec<&String> = manifest["scenario"]["parts"].as_object().expect("parts").keys().collect();
    assert_eq!(parts, ["small_night.toml", "small.toml"]);
    same(&run(&["compare", "one/scenario.toml", "--out", "two", "--json"]), &summary);

    // What `--expand` prints is a scenario too, and the same one.
    let whole = run(&["check", "scenarios/small_night.toml", "--expand"]);
    assert!(whole.contains("[pool.sos.shift.night] # from small.toml\ndays"), "{whole}");
    std::fs::write(folder.path().join("whole.toml"), &whole).expect("a file");
    run(&["check", "whole.toml", "--strict"]);
    assert_eq!(run(&["check", "whole.toml", "--expand"]).lines().last(), whole.lines().last());
}

/// A link inside the folder must not lead to a file outside it.
#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    let folder = folder_with_scenarios();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).expect("a folder");
    std::os::unix::fs::symlink(folder.path().join("scenarios/small.toml"), inner.join("base.toml")).expect("a link");
    std::fs::write(inner.join("mine.toml"), "extends = \"base.toml\"\n").expect("a file");
    let output = larmkedja(folder.path(), ["check", "inner/mine.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("outside the scenario's folder"));
}

/// A scenario that only begins as another one is that one: nothing gets lost or moved when a file is written anew.
#[test]
fn who_changes_nothing_means_the_same() {
    for name in ["orebro.toml", "small.toml", "new.toml", "null.toml", "replay.toml"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let text = std::fs::read_to_string(folder.join(name)).expect("a shipped scenario");
        let model =
            |text: &str| opened(text, &folder, &[]).map(|opened| format!("{:?}", opened.model)).unwrap_or_else(|told| panic!("{told}"));
        same(&model(&format!("extends = \"{name}\"")), &model(&text));
    }
}

#[test]
fn labels_go_with_what_they_are_for() {
    let scene = opened(
        &std::fs::read_to_string(crate::common::file("scenarios/orebro_scene.toml")).unwrap(),
        &crate::common::file("scenarios"),
        &["label.step.drive=\"köra\""],
    )
    .unwrap_or_else(|told| panic!("{told}"));
    let names = &scene.model.names;
    assert_eq!(names.step("police ask again", larmkedja::model::Language::Sv), "RLC frågar igen", "what is extended brings its labels");
    assert_eq!(names.step("drive", larmkedja::model::Language::Sv), "köra", "and the upper file, or --set, may say another");
    let folder = tempfile::tempdir().unwrap();
    let library = "[chain.taken]\n[[chain.taken.step]]\nname = \"answer\"\nstaff = [\"desk\", \"caller\"]\ntakes = \"talk\"\nmark = \"answered\"\n\
                   [chain.left]\n[[chain.left.step]]\nname = \"never\"\ntakes = \"silence\"\n\
                   [parameter.talk]\nvalue = \"10 s\"\n[parameter.silence]\nvalue = \"1 s\"\n\
                   [label.step]\nanswer = \"svara\"\nnever = \"aldrig\"\n\
                   [label.parameter]\ntalk = \"samtal\"\nsilence = \"tystnad\"\n";
    std::fs::write(folder.path().join("library.toml"), library).unwrap();
    let text = format!("library = [\"library.toml\"]\nlanguage = \"sv\"\n{HEAD}").replace(
        "chain = \"plain\"\n[[chain.plain.step]]\nname = \"answer\"\nstaff = [\"desk\", \"caller\"]\ntakes = \"10 s\"\nmark = \"answered\"\n",
        "chain = \"taken\"\n",
    );
    let text = text
        .replace("flags = { police = 0.5, fire = 0.3 }\n", "")
        .replace("[agency.police]\nalerted = \"police alerted\"\n[agency.fire]\nalerted = \"fire alerted\"\n", "");
    let taken = opened(&text, folder.path(), &["study.duration=1 d"]).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(taken.model.names.step.keys().collect::<Vec<_>>(), ["answer"]);
    assert_eq!(taken.model.names.parameter.keys().collect::<Vec<_>>(), ["talk"]);
    assert!(!taken.text.contains("tystnad"), "{}", taken.text);
}
