//! Does a rerun find a result equal where it is, and does it say what differs and why where it is not?

use crate::common::tiny::{self, TINY};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the result of a small comparison in `was`.
fn with_result(arguments: &[&str]) -> TempDir {
    let folder = tiny::folder();
    tiny::done(folder.path(), &[&["tiny.toml", "--out", "was", "--quiet"], arguments].concat());
    folder
}

/// What a rerun of `was` comes to: status and document.
fn rerun(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = tiny::run(folder, &[&["--json", "rerun", "was/manifest.json"], arguments].concat());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let document = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (output.status.code().expect("no signal"), document)
}

fn kinds(document: &Value) -> Vec<&str> {
    document["reasons"].as_array().expect("reasons").iter().map(|reason| reason["kind"].as_str().expect("a word")).collect()
}

/// Changes one text of a file.
fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a text");
    assert!(text.contains(from), "{} does not hold {from}", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("a writable file");
}

/// With everything on the command line that changes what is written.
#[test]
fn the_same_thing_is_equal() {
    let folder = with_result(&["--seed", "7", "--replications", "4", "--incidents", "2-3", "--no-doubt", "--lang", "sv", "--threads", "1"]);
    // The scenario beside the result is what is run: the one that it came from may change.
    change(&folder.path().join("tiny.toml"), "60 / d", "90 / d");
    let (status, document) = rerun(folder.path(), &["--out", "again"]);
    assert_eq!((status, &document["equal"]), (0, &true.into()), "{document:#}");
    assert_eq!(tiny::files(&folder.path().join("was")), tiny::files(&folder.path().join("again")));

    // A manifest with its scenario is enough, and a report in the other language is another report.
    for (name, _) in tiny::files(&folder.path().join("was")).iter().filter(|(name, _)| *name != "scenario.toml") {
        fs::remove_file(folder.path().join("was").join(name)).expect("a file");
    }
    assert_eq!(rerun(folder.path(), &[]).0, 0);
    let text = String::from_utf8(tiny::run(folder.path(), &["rerun", "was"]).stdout).expect("UTF-8");
    assert!(text.starts_with("Equal: all "), "{text}");
    tiny::done(folder.path(), &["report", "again", "--lang", "en"]);
    assert_eq!(tiny::run(folder.path(), &["rerun", "again"]).status.code(), Some(0));
    let own = tiny::run(folder.path(), &["rerun", "again", "--out", "again"]);
    assert_eq!(own.status.code(), Some(2), "a result is not replaced by its rerun");
}

#[test]
fn a_sensitivity_study_is_run_again_too() {
    let folder = tiny::folder();
    let vary = ["sensitivity", "tiny.toml", "--vary", "parameter.phone.scale=0.5..2", "--replications", "2", "--out", "was", "--quiet"];
    tiny::done(folder.path(), &vary);
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!(status, 0, "{document:#}");
}

#[test]
fn what_was_changed_is_named() {
    let folder = with_result(&[]);
    let was = folder.path().join("was");
    change(&was.join("measures.csv"), "slow", "sloe");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, kinds(&document)), (1, vec!["file"]), "{document:#}");
    assert_eq!(document["changed_in_folder"], serde_json::json!(["measures.csv"]));
    assert_eq!(document["files"]["different"], serde_json::json!([]));

    change(&was.join("measures.csv"), "sloe", "slow");
    let manifest: Value = serde_json::from_slice(&fs::read(was.join("manifest.json")).expect("a manifest")).expect("JSON");
    let hash = manifest["files"]["summary.json"].as_str().expect("a hash").to_owned();
    change(&was.join("manifest.json"), &hash, &"0".repeat(64));
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, kinds(&document)), (1, vec!["manifest"]), "{document:#}");
    change(&was.join("manifest.json"), &"0".repeat(64), &hash);

    change(&was.join("scenario.toml"), "\"60 / d\"", "\"61 / d\"");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, kinds(&document)), (1, vec!["scenario"]), "{document:#}");
    assert_eq!(document["numbers_equal"], false);
    change(&was.join("scenario.toml"), "\"61 / d\"", "\"wrong\"");
    assert_eq!(rerun(folder.path(), &[]).0, 2, "a scenario that cannot be run");
    fs::remove_file(was.join("scenario.toml")).expect("a file");
    assert_eq!(rerun(folder.path(), &[]).0, 2, "no scenario");
}

/// The version stands in the results: they differ, but no number does.
#[test]
fn another_version_or_platform_is_told() {
    let folder = with_result(&[]);
    let path = folder.path().join("was/manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).expect("a manifest")).expect("JSON");
    manifest["tool"]["version"] = "0.0.1".into();
    manifest["machine"]["target"] = "sparc-unknown-plan9".into();
    manifest["files"]["summary.json"] = "0".repeat(64).into();
    fs::write(&path, manifest.to_string()).expect("a writable file");
    fs::remove_file(folder.path().join("was/summary.json")).expect("a file");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, kinds(&document)), (1, vec!["version", "platform"]), "{document:#}");
    assert_eq!((&document["reasons"][0]["then"], &document["numbers_equal"]), (&"0.0.1".into(), &true.into()));

    manifest["arguments"] = serde_json::json!(["tiny.toml", "--as-it-will-be"]);
    fs::write(&path, manifest.to_string()).expect("a writable file");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, &document["error"]["kind"]), (2, &"rerun".into()));
    manifest["complete"] = false.into();
    fs::write(&path, manifest.to_string()).expect("a writable file");
    assert_eq!(rerun(folder.path(), &[]).0, 2, "an interrupted run");
    assert_eq!(tiny::run(folder.path(), &["rerun", "nothing"]).status.code(), Some(2));
}

#[test]
fn a_log_is_looked_for_and_compared() {
    let folder = tiny::folder();
    let text = TINY.replace("rate = \"60 / d\"", "log = { file = \"calls.csv\", time = \"time\", format = \"%Y-%m-%d %H:%M\" }");
    fs::write(folder.path().join("logged.toml"), text).expect("a new file");
    let calls = "time\n2024-06-03 08:00\n2024-06-03 08:01\n2024-06-03 09:30\n";
    fs::write(folder.path().join("calls.csv"), calls).expect("a new file");
    tiny::done(folder.path(), &["logged.toml", "--out", "was", "--quiet"]);
    assert_eq!(rerun(folder.path(), &[]).0, 0);

    fs::rename(folder.path().join("calls.csv"), folder.path().join("elsewhere.csv")).expect("a file");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, &document["error"]["kind"]), (2, &"rerun".into()), "{document:#}");
    assert_eq!(rerun(folder.path(), &["--log", "alarm=elsewhere.csv"]).0, 0);
    fs::write(folder.path().join("was/calls.csv"), calls).expect("a new file");
    assert_eq!(rerun(folder.path(), &[]).0, 0, "a log beside the manifest is found");
    fs::write(folder.path().join("was/calls.csv"), format!("{calls}2024-06-03 09:31\n")).expect("a new file");
    let (status, document) = rerun(folder.path(), &[]);
    assert_eq!((status, kinds(&document)), (1, vec!["log"]), "{document:#}");
}
