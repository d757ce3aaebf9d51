//! Does `larmkedja log` do what it says, for people and scripts?

use crate::readme::{folder_with_scenarios, larmkedja};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = larmkedja(folder, arguments.iter().copied());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (status, out, err) = run(folder, arguments);
    assert_eq!(status, Some(0), "{arguments:?}: {out}{err}");
    out
}

/// The names of a folder's files, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A scenario that takes times from files may lie anywhere: what is recorded of it stands by itself.
#[test]
fn a_synthetic_log_has_the_files_beside_it_that_its_replay_reads() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let scenario = fs::read_to_string(path.join("scenarios/room.toml")).expect("a scenario");
    fs::create_dir_all(path.join("study/times")).expect("a new folder");
    // Two files of one name, one of them in a folder above, and one that is called as the log will be.
    let (above, own) = ("seconds,minutes\n10,1\n20,2\n", "seconds\n30\n40\n");
    fs::write(path.join("times.csv"), above).expect("a file");
    fs::write(path.join("study/times/times.csv"), own).expect("a file");
    fs::write(path.join("study/log.csv"), own).expect("a file");
    fs::copy(path.join("scenarios/replay.csv"), path.join("study/replay.csv")).expect("a copy");
    let steps = ["../times.csv", "times/times.csv", "log.csv"].map(|file| {
        let column = format!("{{ empirical = {{ file = \"{file}\", column = \"seconds\", unit = \"s\" }} }}");
        format!("[[chain.today.step]]\nname = \"{file}\"\nstaff = []\ntakes = {column}\n")
    });
    let again = "[[chain.today.step]]\nname = \"again\"\nstaff = []\n\
                 takes = { mixture = [{ weight = 1, empirical = { file = \"../times.csv\", column = \"minutes\", unit = \"min\" } }] }\n";
    let chain = scenario.lines().find_map(|line| line.strip_prefix("[[chain.")?.strip_suffix(".step]]")).expect("a chain");
    let steps = (steps.concat() + again).replace("chain.today", &format!("chain.{chain}"));
    let at = scenario.find("[measure.").expect("a measure");
    fs::write(path.join("study/room.toml"), scenario[..at].to_owned() + &steps + &scenario[at..]).expect("a file");
    let short = ["--duration", "1 d", "--set", "study.warm_up=\"2 h\""];
    let told = done(path, &[&["log", "--from", "study/room.toml", "--out", "tried", "--json"], &short[..]].concat());
    let told: Value = serde_json::from_str(&told).expect("one document");
    let files: Vec<&str> = told["files"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(files.len(), 4, "{told}");
    assert_eq!(
        names(&path.join("tried")),
        ["2-log.csv", "2-times.csv", "log.csv", "manifest.json", "map.toml", "replay.csv", "replay.toml", "scenario.toml", "times.csv"]
    );
    let read = |name: &str| fs::read_to_string(path.join("tried").join(name)).expect("a file");
    let mut copies = [read("times.csv"), read("2-times.csv")];
    copies.sort();
    assert_eq!((copies, read("2-log.csv")), ([own.to_owned(), above.to_owned()], own.to_owned()));
    // Elsewhere, without what it was made from.
    for gone in ["study", "scenarios"] {
        fs::remove_dir_all(path.join(gone)).expect("it is there");
    }
    fs::remove_file(path.join("times.csv")).expect("it is there");
    fs::create_dir(path.join("elsewhere")).expect("a new folder");
    fs::rename(path.join("tried"), path.join("elsewhere/tried")).expect("it is moved");
    done(path, &["compare", "elsewhere/tried/replay.toml", "--replications", "2", "--no-doubt", "--quiet", "--out", "out"]);
    let described = done(path, &["log", "elsewhere/tried/log.csv", "--map", "elsewhere/tried/map.toml", "--json"]);
    let described: Value = serde_json::from_str(&described).expect("one document");
    assert_eq!((&described["incidents"], &described["unusable_rows"]), (&told["incidents"], &0.into()));
}

#[test]
fn what_is_asked_wrongly_is_told_with_a_way_out() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    fs::write(path.join("empty.csv"), "").expect("a file");
    fs::write(path.join("latin.csv"), b"time,duration\n6/3/2024 10:00:00,00:00:05\n6/3/2024 10:00:00,00:00:0\xf6\n").expect("a file");
    fs::write(path.join("map.toml"), "[log]\ntime = \"when\"\n").expect("a file");
    let map = ["--map", "scenarios/replay.toml"];
    for (arguments, reason, way_out) in [
        (&["log"][..], "there is no log to describe", "--map"),
        (&["log", "scenarios/replay.csv"], "nothing says which column is which", "--map FILE"),
        (&["log", "none.csv", map[0], map[1]], "none.csv cannot be read", ""),
        (&["log", "none.csv"], "none.csv cannot be read", ""),
        (&["log", "none.csv", "--map", "none.toml"], "none.csv cannot be read", ""),
        (&["log", "scenarios", map[0], map[1]], "cannot be read", ""),
        (&["log", "empty.csv", map[0], map[1]], "the log has no calls", "the first line names the columns"),
        (&["log", "latin.csv", map[0], map[1]], "line 3 of the file is not UTF-8", "save the file as UTF-8"),
        (&["log", "scenarios/replay.csv", "--map", "scenarios/small.toml"], "which log is meant", "[log]"),
        (&["log", "scenarios/replay.csv", "--map", "map.toml"], "no column `when`", "its columns are time, duration"),
        (&["log", "scenarios/replay.csv", map[0], map[1], "--type", "fire"], "which log is meant", "call"),
        (&["log", "--from", "scenarios/small.toml"], "where the synthetic log goes", "--out DIR"),
        (&["log", "a.csv", "--from", "scenarios/small.toml", "--out", "x"], "exclude each other", ""),
        (&["log", "--from", "scenarios/replay.toml", "--out", "x"], "replays a recorded log already", ""),
        (&["log", "--from", "scenarios/small.toml", "--step", "nothing", "--out", "x"], "has a step `nothing`", ""),
    ] {
        let (status, out, err) = run(path, arguments);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.contains(reason) && err.contains(way_out), "{arguments:?}: {err}");
        assert!(!path.join("x").exists(), "{arguments:?}");
    }
}

#[test]
fn a_synthetic_log_is_written_again_alike() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    done(path, &["log", "--from", "scenarios/room.toml", "--duration", "1 d", "--out", "tried"]);
    let told: Value = serde_json::from_str(&done(path, &["rerun", "tried", "--json"])).expect("one document");
    assert_eq!(told["equal"], true, "{told:#}");
    // So is a description, wherever its map has gone.
    fs::write(path.join("map.toml"), "[log]\ntime = \"time\"\ntype = \"type\"\n").expect("a file");
    done(path, &["log", "tried/log.csv", "--map", "map.toml", "--out", "described"]);
    fs::remove_file(path.join("map.toml")).expect("it is there");
    let told: Value = serde_json::from_str(&done(path, &["rerun", "described", "--json"])).expect("one document");
    assert_eq!(told["equal"], true, "{told:#}");
    fs::write(path.join("other.csv"), "time,type\n2024-06-03 10:00:00,a\n").expect("a file");
    let (status, out, _) = run(path, &["rerun", "described", "--log", "log=other.csv", "--json"]);
    let told: Value = serde_json::from_str(&out).expect("one document");
    assert_eq!((status, &told["reasons"][0]["kind"]), (Some(1), &"log".into()), "{told:#}");
}
