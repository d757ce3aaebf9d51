//! Is a warm-up found where one is needed, none where none is, and one for all arms?

use crate::common::model_of;
use crate::common::tiny;
use larmkedja::model::Model;
use larmkedja::results::WarmUp;
use larmkedja::study;
use serde_json::Value;
use std::fs;

/// Calls of ten minutes to one seat, and to two of them in another arm.
fn queue(calls_a_day: u32, more: &str) -> Model {
    let text = format!(
        r#"
[study]
starts = "2024-06-03"
warm_up = "1 h"
duration = "7 d"
seed = 2
[pool.desk]
staff = 1
[profile.week]
hours = [{week}]
[incident.call]
rate = "{calls_a_day} / d"
{more}
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = {{ exponential = {{ mean = "10 min" }} }}
mark = "done"
[measure.done]
time = {{ to = "done" }}
[arm.one]
chain = "calls"
[arm.two]
chain = "calls"
pool.desk.staff = 2
"#,
        week = (0..168).map(|hour| if hour / 24 % 3 == 1 { "1" } else { "3" }).collect::<Vec<_>>().join(", ")
    );
    model_of(&text).unwrap_or_else(|told| panic!("{told}"))
}

fn found(model: &Model) -> WarmUp {
    study::warm_up(model, 30, None, &|| false, &|| ()).expect("nobody stops it")
}

/// A queue that is busy 95 % of its time forgets its beginning as exp(-t / tau), tau = 1 / (mu (1 - sqrt rho)^2) = 260 h: more than a
/// week. At 85 % it is 26 h, at 10 % half an hour.
#[test]
fn a_busy_queue_needs_long_and_a_light_one_nearly_none() {
    let light = found(&queue(14, ""));
    assert!(light.constant && light.found_s.is_some_and(|seconds| seconds <= 6.0 * 3600.0), "{:?}", light.found_s);
    let busy = found(&queue(122, ""));
    let (one, two) = (&busy.arms["one"], &busy.arms["two"]);
    let needed = busy.found_s.expect("less than a week");
    assert!((10.0..=120.0).contains(&(needed / 3600.0)), "{}", needed / 3600.0);
    assert!(busy.is_too_short() && two.by_weeks_s < one.by_weeks_s, "one warm-up for all: that of the slowest");
    let longest = one.by_weeks_s.expect("found").max(one.mser_s.expect("found"));
    assert_eq!(needed, longest.max(two.by_weeks_s.expect("found")).max(two.mser_s.expect("found")));
    // Little's law: rho / (1 - rho) are there in the end, and none in the beginning.
    let mean = one.following_weeks.iter().sum::<f64>() / 168.0;
    assert!((mean / (0.847_2 / 0.152_8) - 1.0).abs() < 0.15, "{mean}");
    assert!(one.first_week[0] < 0.3 * mean);
}

#[test]
fn a_queue_that_never_settles_has_none() {
    let endless = found(&queue(150, ""));
    assert_eq!((endless.found_s, endless.arms["one"].by_weeks_s, endless.is_too_short()), (None, None, true));
    assert!(endless.arms["two"].by_weeks_s.is_some());
}

/// Busy days and quiet days differ a hundred times more than the beginning does from the rest.
#[test]
fn a_weekly_profile_is_no_beginning() {
    let weekly = found(&queue(40, "profile = \"week\""));
    let arm = &weekly.arms["one"];
    assert!(!weekly.constant && arm.mser_s.is_none());
    let (quiet, loud) = (arm.following_weeks[36], arm.following_weeks[12]);
    assert!(loud > 2.0 * quiet, "{loud} against {quiet}");
    assert!(weekly.found_s.is_some_and(|seconds| seconds <= 6.0 * 3600.0), "{:?}", weekly.found_s);
}

#[test]
fn the_command_tells_writes_and_can_be_run_again() {
    let folder = tiny::folder();
    let output = tiny::done(folder.path(), &["warm-up", "tiny.toml", "--replications", "6", "--lang", "sv"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("uppvärmning") || said.contains("Uppvärmning"), "{said}");
    let dir = folder.path().join("output/tiny-warm-up");
    let document: Value = serde_json::from_slice(&fs::read(dir.join("warm_up.json")).expect("a file")).expect("JSON");
    assert_eq!((&document["replications"], document["arms"]["slow"]["first_week"].as_array().map(Vec::len)), (&6.into(), Some(168)));
    for name in ["warm_up.csv", "charts/warm_up.svg", "charts/warm_up.png", "charts/warm_up.csv"] {
        assert!(dir.join(name).exists(), "{name}");
    }
    tiny::done(folder.path(), &["rerun", "output/tiny-warm-up"]);
    let dated = ["warm-up", "tiny.toml", "--set", "stated.big={ at = \"5 h\", type = \"alarm\" }"];
    assert_eq!(tiny::run(folder.path(), &dated).status.code(), Some(2));
    let again = tiny::done(folder.path(), &["--json", "warm-up", "tiny.toml", "--replications", "6", "--threads", "1", "--out", "one"]);
    assert_eq!(again.stdout, fs::read(dir.join("warm_up.json")).expect("a file"), "threads and language change no number");
}
