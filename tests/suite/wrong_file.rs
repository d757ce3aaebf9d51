//! Does whoever names a wrong file, or misspells a word of it, get a way out that is short enough to be read?

use crate::readme::{folder_with_scenarios, larmkedja};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = larmkedja(folder, arguments.iter().copied());
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.code(), out, err)
}

#[test]
fn what_is_no_scenario_is_told_in_few_words() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let utf16: Vec<u8> = "[study]\nseed = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(path.join("utf16.toml"), utf16).expect("a file");
    fs::write(path.join("picture.toml"), b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR and so on, for as long as a picture is").expect("a file");
    fs::write(path.join("latin.toml"), b"title = \"\xd6\"\n").expect("a file");
    fs::write(path.join("empty.toml"), "").expect("a file");
    for (name, what, way_out) in [
        ("scenarios/replay.csv", "this is a table in CSV", "larmkedja new FILE"),
        ("scenarios/scenario.schema.json", "this is JSON", "larmkedja new FILE"),
        ("picture.toml", "the file is no text", "larmkedja new FILE"),
        ("empty.toml", "the file says nothing", "larmkedja new FILE"),
        ("utf16.toml", "the file is in UTF-16", "save the file as UTF-8"),
        ("latin.toml", "line 1 is not UTF-8", "save the file as UTF-8"),
    ] {
        let (status, _, err) = run(path, &["check", name]);
        assert_eq!(status, Some(2), "{name}: {err}");
        assert!(err.contains(what) && err.contains(way_out) && err.lines().count() < 5, "{name}: {err}");
    }
}

#[test]
fn of_many_mistakes_people_see_the_first_and_scripts_all() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let steps: String = (0..50).map(|step| format!("[[chain.c.step]]\nname = \"{step}\"\nwhenn = \"true\"\n")).collect();
    fs::write(path.join("many.toml"), "extends = \"scenarios/small.toml\"\n".to_owned() + &steps).expect("a file");
    let (status, out, err) = run(path, &["check", "many.toml", "--json"]);
    let told: Value = serde_json::from_str(&out).expect("one document");
    let diagnostics = told["diagnostics"].as_array().expect("a list");
    assert_eq!((status, err.matches("error: ").count()), (Some(2), 30), "{err}");
    assert!(diagnostics.len() >= 50 && err.contains(&format!("\nand {} more", diagnostics.len() - 30)), "{err}");
    // A label that is the way out is told as one.
    let misspelt = diagnostics.iter().find(|one| one["code"] == "unknown-key").expect("a misspelt key");
    assert_eq!((&misspelt["hint"], &misspelt["label"]), (&"did you mean `when`?".into(), &"did you mean `when`?".into()));
}

#[test]
fn a_folder_that_is_not_there_is_told_by_its_name() {
    let folder = folder_with_scenarios();
    for arguments in
        [&["new", "no/where/mine.toml"][..], &["trace", "scenarios/small.toml", "--duration", "1 d", "--svg", "no/where/a.svg"]]
    {
        let (status, _, err) = run(folder.path(), arguments);
        assert_eq!(status, Some(2), "{err}");
        assert!(err.contains("the folder no/where does not exist") && !err.contains(".tmp"), "{err}");
    }
}

/// One row is not several.
#[test]
fn one_of_a_log_is_told_as_one() {
    let folder = folder_with_scenarios();
    let log = folder.path().join("scenarios/replay.csv");
    fs::write(&log, "time,duration\n6/3/2024 10:00:00,00:00:00\n").expect("a file");
    let (_, out, err) = run(folder.path(), &["check", "scenarios/replay.toml"]);
    for words in ["1 call of 1 row in ", "  1 abandoned call (0 s)"] {
        assert!(out.contains(words), "{words}: {out}{err}");
    }
}
