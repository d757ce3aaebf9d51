//! Does a pilot fix the number of replications as Stein says, and is adding replications to a result the same as running the sum?

use crate::common::tiny::{self, TINY};
use crate::common::{go_on, model_of};
use larmkedja::folder::sha256;
use larmkedja::model::Model;
use larmkedja::results::{Difference, Results};
use larmkedja::study::{Outcome, Sections};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The tiny scenario with a wanted precision instead of a number of replications.
fn precise(precision: &str) -> Model {
    model_of(&TINY.replace("replications = 3", precision)).unwrap_or_else(|told| panic!("{told}"))
}

fn whole(model: &Model, threads: usize) -> Outcome {
    go_on(model, Sections::new(model.arms.len()), threads, u64::MAX)
}

fn json(results: &Results) -> String {
    serde_json::to_string(results).expect("results are JSON")
}

/// Half of the interval of the mean difference, seconds.
fn half_width(results: &Results) -> f64 {
    let Difference::Time(time) = &results.differences["quick"]["alarm_chain"].all else { panic!("a time") };
    let mean = time.of_arms.mean_s.expect("an estimate");
    0.5 * (mean.high.expect("an end") - mean.low.expect("an end"))
}

/// By the interval of an ordinary study of as many replications as the pilot has: n = ceil(n0 (h / d)^2), less where few large values leave the
/// pilot's spread in doubt.
#[test]
fn the_pilots_interval_fixes_the_number() {
    let pilot = whole(&precise("replications = 30"), 2).results;
    let found = whole(&precise("precision = { half_width = \"50 ms\" }"), 2).results;
    let fixed = found.sequential.clone().expect("a sequential study");
    let most = (30.0 * (half_width(&pilot) / 0.05).powi(2)).ceil() as u64;
    let needed = fixed.needed.expect("enough to tell");
    assert!((60..most).contains(&needed), "{needed} of {most}");
    assert_eq!((fixed.replications, found.replications), (needed, needed));
    assert!(found.complete && pilot.sequential.is_none());
    assert_eq!(fixed.reached, Some(half_width(&found)));
    assert!((0.6..1.5).contains(&(half_width(&found) / 0.05)), "{}", half_width(&found));
    // The number is all that the pilot fixed: an ordinary study of as many replications says the same.
    let plain = whole(&precise(&format!("replications = {needed}")), 2).results;
    assert_eq!(json(&Results { sequential: None, ..found }), json(&plain));
}

#[test]
fn every_statistic_can_be_asked_for() {
    let each = [
        "{ relative = 0.05 }",
        "{ of = \"arm\", half_width = \"20 s\" }",
        "{ of = \"arm\", arm = \"slow\", statistic = \"p90\", relative = 0.2 }",
        "{ statistic = \"within_target\", half_width = 0.05, stratum = \"agency:fire\" }",
        "{ measure = \"told\", of = \"arm\", half_width = 0.5, stratum = \"type:alarm\" }",
    ];
    for precision in each {
        let found = whole(&precise(&format!("precision = {precision}")), 2).results;
        let fixed = found.sequential.expect("a sequential study");
        let target = fixed.half_width.unwrap_or(0.0);
        assert!(fixed.needed.is_some_and(|needed| (30..1000).contains(&needed)), "{precision}: {fixed:?}");
        // Where the pilot's value decides too, half of all or more come after it.
        assert!(!precision.contains("relative") || fixed.replications >= 2 * fixed.pilot, "{precision}: {fixed:?}");
        assert!(fixed.reached.is_some_and(|reached| reached < 2.0 * target.max(100.0)), "{precision}: {fixed:?}");
    }
}

#[test]
fn what_would_take_too_many_is_warned_of() {
    let found = whole(&precise("precision = { half_width = \"1 ms\", most = 40 }"), 2).results;
    assert_eq!((found.replications, found.complete), (40, true));
    assert!(
        found.warnings.iter().any(|warning| warning.kind == "precision" && warning.message.contains("40 were")),
        "{:?}",
        found.warnings
    );
    // Nothing of the kind happens, so there is nothing to be exact about.
    let found = whole(&precise("precision = { half_width = \"1 s\", stratum = \"multi\" }"), 2).results;
    assert_eq!((found.replications, found.sequential.and_then(|fixed| fixed.needed)), (30, None));
    assert!(found.warnings.iter().any(|warning| warning.kind == "precision"));
}

/// Stopped anywhere, kept as bytes, and gone on from with other threads.
#[test]
fn an_interrupted_study_goes_on_to_the_same_end() {
    for (precision, stops) in [("replications = 80", &[1, 66, 72][..]), ("precision = { half_width = \"25 ms\" }", &[7, 30, 47])] {
        let model = precise(precision);
        let wanted = json(&whole(&model, 1).results);
        for &stop in stops {
            let part = go_on(&model, Sections::new(2), 2, stop);
            // What is being lived when it is stopped is lost, and what was finished behind it.
            assert!(!part.results.complete && part.results.replications <= stop + 2);
            let kept = Sections::from_bytes(&part.sections.to_bytes()).expect("it was kept so");
            let rest = go_on(&model, kept, 3, u64::MAX);
            assert_eq!(json(&rest.results), wanted, "{precision}, stopped after {stop}");
        }
    }
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).expect("a manifest")).expect("JSON")
}

fn set(folder: &Path, change: impl FnOnce(&mut Value)) {
    let mut value = manifest(folder);
    change(&mut value);
    fs::write(folder.join("manifest.json"), value.to_string()).expect("a writable file");
}

/// More replications than there are sections, so that some are folded into what is kept.
#[test]
fn adding_is_running_the_sum() {
    let folder = tiny::folder();
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| drop(tiny::done(folder.path(), &[&["tiny.toml", "--quiet"], arguments].concat()));
    run(&["--replications", "62", "--incidents", "60-64", "--lang", "sv", "--seed", "5", "--out", "part"]);
    run(&["--add", "3", "--seed", "5", "--threads", "1", "--out", "part"]);
    run(&["--add", "5", "--seed", "5", "--out", "part"]);
    run(&["--replications", "70", "--incidents", "60-64", "--lang", "sv", "--seed", "5", "--out", "whole"]);
    let (part, whole) = (tiny::files(&at("part")), tiny::files(&at("whole")));
    for (name, bytes) in &whole {
        assert!(part.get(name) == Some(bytes), "{name} is not that of the sum");
    }
    assert_eq!(part.len(), whole.len());
    let told = manifest(&at("part"));
    assert_eq!((&told["replications"], told["added"].as_array().map(Vec::len)), (&70.into(), Some(2)));
    tiny::done(folder.path(), &["rerun", "part"]);

    // The number of them is written with more digits than before, which moves everything behind it.
    run(&["--replications", "2", "--out", "few"]);
    run(&["--add", "8", "--out", "few"]);
    run(&["--replications", "10", "--out", "ten"]);
    let (few, ten) = (tiny::files(&at("few")), tiny::files(&at("ten")));
    for (name, bytes) in &ten {
        assert!(few.get(name) == Some(bytes), "{name} is not that of the sum");
    }

    // The rest of a run that was interrupted after three of five.
    run(&["--replications", "5", "--out", "five"]);
    run(&["--out", "three"]);
    let text = fs::read(at("five/scenario.toml")).expect("a file");
    fs::write(at("three/scenario.toml"), &text).expect("a writable file");
    set(&at("three"), |manifest| {
        (manifest["complete"], manifest["replications"]) = (false.into(), 5.into());
        manifest["scenario"]["sha256"] = sha256(&text).into();
    });
    run(&["--add", "rest", "--out", "three"]);
    assert!(tiny::files(&at("three")) == tiny::files(&at("five")), "the rest makes it whole");
}

#[test]
fn what_cannot_be_added_to_is_refused_with_a_way_out() {
    let folder = tiny::folder();
    let at = |name: &str| folder.path().join(name);
    let refused = |arguments: &[&str], why: &str| {
        let before = tiny::files(&at("was"));
        let output = tiny::run(folder.path(), &[&["tiny.toml", "--out", "was"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why) && (said.contains("= help: ") || said.contains("--help")), "{why}: {said}");
        assert!(tiny::files(&at("was")) == before, "what is there is left alone");
    };
    let fresh = || drop(tiny::done(folder.path(), &["tiny.toml", "--out", "was", "--quiet"]));
    fs::create_dir(at("was")).expect("a new folder");
    refused(&["--add", "5"], "no folder with results");
    fresh();
    refused(&["--add", "5", "--seed", "9"], "seed 1, and this is 9");
    refused(&["--add", "5", "--set", "pool.sos.staff=3"], "of another scenario");
    refused(&["--add", "rest"], "nothing is missing");
    set(&at("was"), |manifest| manifest["tool"]["version"] = "0.0.1".into());
    refused(&["--add", "5"], "of version 0.0.1");
    fresh();
    set(&at("was"), |manifest| manifest["machine"]["arch"] = "sparc".into());
    refused(&["--add", "5"], "was made on");
    fresh();
    for name in ["sections.bin", "replications.csv", "scenario.toml"] {
        let bytes = fs::read(at("was").join(name)).expect("a file");
        fs::write(at("was").join(name), [&bytes[..], b"\n"].concat()).expect("a writable file");
        refused(&["--add", "5"], "was changed after the run");
        fs::write(at("was").join(name), bytes).expect("a writable file");
    }
    tiny::done(folder.path(), &["tiny.toml", "--precision", "20 s", "--out", "was", "--quiet"]);
    refused(&["--precision", "20 s", "--add", "5"], "cannot be used with");
}

/// Nor does it matter that a pilot fixed how many there were, or that rare incidents are added to be scored.
#[test]
fn what_a_pilot_fixed_grows_like_any_other() {
    let folder = tiny::folder();
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| drop(tiny::done(folder.path(), &[&["tiny.toml", "--quiet"], arguments].concat()));
    let rare = format!("{}[incident.rare]\nrate = \"3 / y\"\ntagged = true\nflags = {{ fire = 1 }}\n", tiny::TINY);
    let wanted = "[study.precision]\nmeasure = \"told\"\nhalf_width = 0.5\n";
    fs::write(at("tiny.toml"), rare.replace("replications = 3\n", "") + wanted).expect("a writable file");
    run(&["--out", "part"]);
    assert_eq!(manifest(&at("part"))["replications"], 30, "the pilot is enough");
    run(&["--add", "2", "--out", "part"]);
    run(&["--add", "3", "--threads", "1", "--out", "part"]);
    run(&["--replications", "35", "--out", "whole"]);
    assert!(tiny::files(&at("part")) == tiny::files(&at("whole")), "that of the sum");
    let summary: Value = serde_json::from_slice(&fs::read(at("part/summary.json")).expect("a file")).expect("JSON");
    assert!(summary["study"]["sequential"].is_null() && summary["study"]["tagged"] == serde_json::json!(["rare"]));
    tiny::done(folder.path(), &["rerun", "part"]);
}

#[test]
fn the_command_line_asks_for_a_precision() {
    let folder = tiny::folder();
    for (precision, written) in [("40 ms", "half_width = \"40 ms\""), ("10 %", "relative = 0.1")] {
        let output = tiny::done(folder.path(), &["--json", "tiny.toml", "--precision", precision, "--out", "out"]);
        let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let sequential = &summary["study"]["sequential"];
        assert_eq!((&sequential["pilot"], &sequential["replications"]), (&30.into(), &summary["study"]["replications"]), "{sequential}");
        let text = fs::read_to_string(folder.path().join("out/scenario.toml")).expect("a file");
        assert!(text.contains(written) && !text.contains("replications"), "{text}");
    }
    let output = tiny::done(folder.path(), &["tiny.toml", "--precision", "40 ms", "--lang", "sv"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("ett förförsök med 30 replikationer") && said.contains("± 40\u{a0}ms"), "{said}");
    let page = fs::read_to_string(folder.path().join("output/tiny/report.html")).expect("a page");
    assert!(page.contains("ett förförsök med 30 replikationer"));
    for wrong in ["-1", "0", "x %", "5 parsecs"] {
        let output = tiny::run(folder.path(), &["tiny.toml", &format!("--precision={wrong}")]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
