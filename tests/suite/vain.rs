//! Is an option that a command would take and not heed refused, with a way out?

use crate::readme::{folder_with_scenarios, larmkedja};
use std::fs;

const SMALL: &str = "scenarios/small.toml";

#[test]
fn what_would_not_be_heeded_is_refused() {
    let folder = folder_with_scenarios();
    let describe = ["log", "scenarios/replay.csv", "--map", "scenarios/replay.toml"];
    let written = ["log", "--from", SMALL, "--out", "out"];
    let (of_log, leave) = ("is for --from", "leave it out, or write --from SCENARIO");
    for (command, options, reason, way_out) in [
        (&describe[..], &["--set", "study.seed=7"][..], of_log, leave),
        (&describe, &["--replications", "7"], of_log, leave),
        (&describe, &["--precision", "2 s"], of_log, leave),
        (&describe, &["--duration", "7 d"], of_log, leave),
        (&describe, &["--seed", "7"], of_log, leave),
        (&describe, &["--log", "call=a.csv"], of_log, leave),
        (&describe, &["--replication", "1"], of_log, leave),
        (&describe, &["--step", "interview"], of_log, leave),
        (&written, &["--map", "map.toml"], "--map is for a log that is described", "the map is written beside the log"),
        (&written, &["--type", "fire"], "--type is for a log that is described", "leave it out"),
        (&["trace", SMALL], &["--replications", "7"], "one replication is followed", "--replication N"),
        (&["trace", SMALL], &["--precision", "2 s"], "one replication is followed", "--replication N"),
        (&["trace", SMALL], &["--incident", "7", "--type", "fire"], "a number names one incident", "leave --type out"),
        (&["trace", SMALL], &["--svg", "-", "--json"], "the drawing or the document", "--svg FILE.svg"),
        (&["trace", SMALL], &["--svg", SMALL], "a drawing is not written to scenarios/small.toml", "--svg FILE.svg"),
        (&["trace", SMALL], &["--svg", "out"], "a drawing is not written to out", ".svg or .png"),
        (&["draw", SMALL], &["--seed", "7"], "--seed changes nothing that is drawn", "leave it out"),
        (&["draw", SMALL], &["--duration", "7 d"], "--duration changes nothing that is drawn", "leave it out"),
        (&["draw", SMALL], &["--format", "svg", "--json"], "no drawing is made", "--out DIR"),
        (&["warm-up", SMALL], &["--precision", "2 s"], "is for comparisons", "--replications N"),
        (&["sensitivity", SMALL], &["--precision", "2 s"], "is for comparisons", "--replications N"),
        (&["sensitivity", SMALL], &["--points", "7"], "number of points is free", "leave it out"),
        (&["compare", SMALL], &["--csv"], "--incidents", ""),
        (&["compare", SMALL], &["--no-steps"], "--incidents", ""),
    ] {
        let output = larmkedja(folder.path(), command.iter().chain(options).copied());
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?} {options:?}: {told}");
        assert!(told.contains(reason) && told.contains(way_out), "{command:?} {options:?}: {told}");
        assert!(!folder.path().join("out").exists(), "{command:?} {options:?}");
    }
}

/// What is added is written as in the first run: whoever asks for it in another way is told.
#[test]
fn what_the_first_run_decided_is_not_asked_for_in_another_way() {
    let folder = folder_with_scenarios();
    let run = |options: &[&str]| {
        let short = ["compare", SMALL, "--duration", "7 d", "--out", "run", "--quiet"];
        let output = larmkedja(folder.path(), short.iter().chain(options).copied());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["--replications", "2", "--incidents"]).0, Some(0));
    // As if it had been interrupted after them.
    let manifest = folder.path().join("run/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest").replace("\"complete\": true", "\"complete\": false");
    fs::write(&manifest, text).expect("a file of ours");
    for (options, reason) in [
        (&["--incidents", "--csv"][..], "in another form"),
        (&["--incidents", "--no-steps"], "in another form"),
        (&["--incidents", "2"], "other incidents"),
        (&["--no-doubt"], "did not leave out the ranges"),
    ] {
        let (status, err) = run(&[&["--add", "rest"], options].concat());
        assert!(status == Some(2) && err.contains(reason), "{options:?}: {status:?} {err}");
    }
    assert_eq!(run(&["--add", "rest", "--incidents"]).0, Some(0));
}
