//! Are the shipped scenarios sound, and is what is made from the source still equal to it?

use crate::readme::{folder_with_scenarios, larmkedja};
use std::fs;
use std::path::Path;

#[path = "../../examples/synthetic_log.rs"]
mod synthetic_log;
#[path = "../../examples/synthetic_units.rs"]
mod synthetic_units;

fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let names = fs::read_dir(folder).expect("scenarios").map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    assert!(names.len() >= 5);
    names
}

#[test]
fn every_shipped_scenario_is_without_fault_or_doubt() {
    let folder = folder_with_scenarios();
    for name in names() {
        // The log of the replay has faults on purpose, and they are told.
        let strict = if name == "replay.toml" { "--quiet" } else { "--strict" };
        let output = larmkedja(folder.path(), ["check", strict, &format!("scenarios/{name}")]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
    }
}

/// The load is that of a usual week, and says so where some weeks are not usual.
#[test]
fn a_load_without_single_dates_says_so() {
    let folder = folder_with_scenarios();
    for (name, has_dates) in [("room", true), ("small", false)] {
        let path = format!("scenarios/{name}.toml");
        let told = |arguments: &[&str]| {
            let output = larmkedja(folder.path(), [&["check", &path], arguments].concat());
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert_eq!(told(&[]).contains("shifts and absences on single dates are not in it"), has_dates, "{name}");
        assert_eq!(told(&["--json"]).contains("\"has_dates\": true"), has_dates, "{name}");
    }
}

/// What the comment in the file says: written the other way, the interviewer waits on a seat of the second operator's pool.
#[test]
fn the_circle_that_orebro_avoids_would_be_found() {
    let folder = folder_with_scenarios();
    let text = shipped("orebro.toml");
    let known_early = "when = \"police and not (fire or (ambulance and not own_medical_centre)) and not ran('police listen in')\"";
    let known_late =
        "after = [\"tell police\", \"interview\"]\nwhen = \"police and not ran('police listen in') and not ran('tell police')\"";
    assert!(text.contains(known_early));
    fs::write(folder.path().join("circle.toml"), text.replacen(known_early, known_late, 1)).expect("a new file");
    let output = larmkedja(folder.path(), ["check", "circle.toml", "--json", "--strict"]);
    let said = String::from_utf8_lossy(&output.stdout);
    // At Örebro's rates it would hardly ever lock: a warning, which `--strict` refuses.
    assert!(!output.status.success() && said.contains("\"deadlock\"") && said.contains("virtual"), "{said}");
}

/// The largest page that a small run may have: at the scenario's own size, with more digits and the doubt, it is a tenth larger,
/// and 3 MB must hold it.
const SMALL_PAGE: u64 = 2_000_000;

#[test]
fn every_shipped_scenario_runs_and_its_page_is_small() {
    let folder = folder_with_scenarios();
    let is_small = |name: &str| {
        let page = folder.path().join("output").join(name.trim_end_matches(".toml")).join("report.html");
        let size = fs::metadata(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display())).len();
        assert!(size > 250_000 && size < SMALL_PAGE, "{name}: a page of {size} bytes");
    };
    for name in names().iter().filter(|name| !["replay.toml", "sf.toml"].contains(&name.as_str())) {
        let path = format!("scenarios/{name}");
        let output = larmkedja(folder.path(), ["compare", &path, "--no-doubt", "--replications", "2", "--duration", "7 d", "--quiet"]);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        is_small(name);
    }
    for name in ["replay.toml", "sf.toml"] {
        let file = format!("scenarios/{name}");
        let output = larmkedja(folder.path(), ["compare", &file, "--no-doubt", "--replications", "2", "--quiet"]);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        is_small(name);
    }
}

#[test]
fn every_shipped_scenario_names_the_schema_and_what_it_stands_on() {
    for name in names() {
        let text = shipped(&name);
        assert!(text.starts_with("#:schema ./scenario.schema.json\n"), "{name} does not name the schema in its first line");
        let file: toml::Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        for (parameter, table) in file.get("parameter").and_then(toml::Value::as_table).into_iter().flatten() {
            for key in ["value", "range", "basis", "source", "origin"] {
                assert!(table.get(key).is_some(), "{name}: parameter {parameter} has no {key}");
            }
        }
    }
}

/// Holds a file of the project against what is made from the source; `LARMKEDJA_WRITE=1` writes it instead.
pub(crate) fn is_up_to_date(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("LARMKEDJA_WRITE").is_some() {
        fs::write(&path, made).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(kept == made, "{name} is not what the source says: LARMKEDJA_WRITE=1 cargo test --test suite up_to_date");
}

#[test]
fn the_schema_is_up_to_date() {
    let folder = folder_with_scenarios();
    let output = larmkedja(folder.path(), ["schema"]);
    assert!(output.status.success());
    is_up_to_date("scenarios/scenario.schema.json", &String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_tables_of_the_reference_are_up_to_date() {
    const BEGIN: &str = "<!-- fields: begin; written by the program, a test keeps them equal -->\n";
    const END: &str = "\n<!-- fields: end -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let document = fs::read_to_string(path).expect("the reference");
    let (before, rest) = document.split_once(BEGIN).expect("where the tables begin");
    let (_, after) = rest.split_once(END).expect("where the tables end");
    let tables = larmkedja::scenario::schema::reference();
    is_up_to_date("docs/reference.md", &format!("{before}{BEGIN}{}{END}{after}", tables.trim()));
}

#[test]
fn the_template_is_what_new_writes() {
    let folder = folder_with_scenarios();
    assert!(larmkedja(folder.path(), ["new", "mine.toml"]).status.success());
    assert_eq!(shipped("new.toml"), fs::read_to_string(folder.path().join("mine.toml")).expect("a new file"));
}

#[test]
fn the_synthetic_log_is_up_to_date() {
    is_up_to_date("scenarios/replay.csv", &synthetic_log::log());
    is_up_to_date("scenarios/sf.csv", &synthetic_units::log());
}
