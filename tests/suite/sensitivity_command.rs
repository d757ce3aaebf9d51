//! Does `larmkedja sensitivity` do what it says: answers that are known, mistakes, kills, and the same bytes every time?

use crate::readme::{folder_with_scenarios, larmkedja};
use crate::report::{both, letters, nothing_is_cut_or_covered};
use larmkedja::load::erlang_c;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A scenario in which nobody ever waits and every time is constant: `x` lies between 0 and so many seconds.
fn by_hand(most: &str, chains: &str) -> String {
    format!(
        r#"
title = {{ en = "By hand" }}
[study]
starts = "2024-01-01"
duration = "1 d"
replications = 4
seed = 3
baseline = "old"
[incident.call]
rate = "400 / d"
[pool.desk]
staff = "unlimited"
[parameter.x]
value = "10 s"
range = ["0 s", "{most}"]
law = "uniform"
basis = "assumed"
{chains}
[measure.chain]
time = {{ to = "told" }}
[arm.old]
chain = "old"
[arm.new]
chain = "new"
"#
    )
}

/// The new way of working asks for `x` seconds and saves 40.
pub(crate) fn one_turn() -> String {
    by_hand(
        "90 s",
        r#"
[[chain.old.step]]
name = "ask"
staff = ["desk"]
takes = "60 s"
mark = "told"
[[chain.new.step]]
name = "ask"
staff = ["desk"]
takes = "20 s"
[[chain.new.step]]
name = "tell"
staff = ["desk"]
after = ["ask"]
takes = "x"
mark = "told"
"#,
    )
}

/// The old way takes 30 s and `x`; the new one asks twice while it looks something up for 45 s: 15 s - x until that is no longer what
/// takes longest, from 22.5 s, and x - 30 s from there.
fn two_turns() -> String {
    by_hand(
        "60 s",
        r#"
[[chain.old.step]]
name = "ask"
staff = ["desk"]
takes = "x"
[[chain.old.step]]
name = "write"
staff = ["desk"]
after = ["ask"]
takes = "30 s"
mark = "told"
[[chain.new.step]]
name = "look up"
staff = ["desk"]
takes = "45 s"
[[chain.new.step]]
name = "ask"
staff = ["desk"]
after = []
takes = "x"
[[chain.new.step]]
name = "ask again"
staff = ["desk"]
after = ["ask"]
takes = "x"
[[chain.new.step]]
name = "tell"
staff = []
after = ["look up", "ask again"]
takes = "0 s"
mark = "told"
"#,
    )
}

/// A folder with `by_hand.toml`.
pub(crate) fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("by_hand.toml"), text).expect("a file");
    folder
}

/// What is asked of it, with one document for an answer.
pub(crate) const ASKED: [&str; 7] = ["sensitivity", "by_hand.toml", "--json", "--quiet", "--stratum", "all", "--method"];

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = larmkedja(folder, arguments.iter().copied());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

pub(crate) fn found(folder: &Path, arguments: &[&str]) -> Value {
    let (status, out, err) = run(folder, arguments);
    assert_eq!(status, Some(0), "{out}{err}");
    serde_json::from_str(&out).expect("one JSON document")
}

/// Every file but the manifest, with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.ends_with("manifest.json") => {}
                false => found.push((path.strip_prefix(folder).expect("below").to_owned(), fs::read(&path).expect("a file"))),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_turn_that_is_solved_by_hand() {
    let folder = folder_with(&one_turn());
    let turns =
        |vary: &str| found(folder.path(), &[&ASKED[..], &["break-even", "--vary", vary]].concat())["findings"]["answers"][0].clone();
    // 20 + x is as long as 60 where x is 40; nothing is random and the lines are straight.
    let one = turns("x");
    let turn = &one["turns"][0];
    assert_eq!(one["turns"].as_array().map(Vec::len), Some(1));
    let close = |value: &Value| (value.as_f64().expect("a number") - 40.0).abs() < 1e-6;
    assert!(close(&turn["at"]["low"]) && close(&turn["unclear"]["low"]) && close(&turn["unclear"]["high"]), "{turn}");
    // Between 50 and 90 seconds there is none, and that is an answer.
    let none = turns("x=50 s..90 s");
    assert_eq!((none["turns"].as_array().map(Vec::len), &none["told_apart"]), (Some(0), &Value::Bool(true)));
    let (_, text, _) =
        run(folder.path(), &[&ASKED[..2], &["--stratum", "all", "--method", "break-even", "--vary", "x=50 s..90 s"]].concat());
    assert!(text.contains("Does not turn anywhere between 50\u{a0}s and 90\u{a0}s of x."), "{text}");
}

/// Nothing lies below the lower end: equal there is no turn, whichever way of working takes `x`.
#[test]
fn equal_at_the_end_of_the_range_is_no_turn() {
    let chains = r#"
[[chain.old.step]]
name = "ask"
staff = ["desk"]
takes = "OLD"
mark = "told"
[[chain.new.step]]
name = "ask"
staff = ["desk"]
takes = "NEW"
mark = "told"
"#;
    for (old, new) in [("0 s", "x"), ("x", "0 s")] {
        let folder = folder_with(&by_hand("90 s", &chains.replace("OLD", old).replace("NEW", new)));
        let asked = [&ASKED[..2], &["--stratum", "all", "--method", "break-even", "--vary", "x=0 s..1.5 min"]].concat();
        let (_, text, err) = run(folder.path(), &asked);
        let wanted = ["Does not turn anywhere between 0\u{a0}s and 90\u{a0}s of x.", "At 0\u{a0}s the difference is exactly zero."];
        assert!(wanted.iter().all(|wanted| text.contains(wanted)) && !text.contains("Turns where"), "{text}{err}");
    }
}

/// A map says between which cells it turns, row by row.
#[test]
fn a_map_tells_between_which_cells_it_turns() {
    let folder = folder_with(&one_turn());
    let vary = ["--vary", "x", "--vary", "incident.call.rate=300 / d,400 / d"];
    let found = found(folder.path(), &[&ASKED[..], &["break-even"], &vary[..]].concat());
    assert_eq!(found["findings"]["method"], "break_even");
    let crossings = found["findings"]["map"][0]["crossings"].as_array().expect("a list");
    let told: Vec<_> = crossings.iter().map(|one| ["low", "high", "beside"].map(|key| one[key].as_f64().expect("a number"))).collect();
    assert_eq!(told, [[22.5, 45.0, 300.0], [22.5, 45.0, 400.0]]);
    let (_, text, err) = run(folder.path(), &[&ASKED[..2], &["--stratum", "all", "--method", "break-even"], &vary[..]].concat());
    assert!(text.contains("turns where x is between 22.5\u{a0}s and 45\u{a0}s"), "{text}{err}");
    assert!(folder.path().join("output/by_hand-sensitivity/charts/map-new-all.svg").exists());
}

/// A share from 0 to 1 has values in between.
#[test]
fn a_number_from_0_to_1_is_no_whole_number() {
    let folder = folder_with(&one_turn().replace("[parameter.x]", "[flag]\nloud = 0.5\n[parameter.x]"));
    let found = found(folder.path(), &[&ASKED[..], &["sweep", "--vary", "flag.loud=0..1", "--points", "5"]].concat());
    let at: Vec<f64> =
        found["points"].as_array().expect("a list").iter().map(|point| point["at"]["flag.loud"].as_f64().expect("a number")).collect();
    assert_eq!(at, [0.0, 0.25, 0.5, 0.75, 1.0]);
}

/// Whether the grid meets the turns (13 places) or not (9): both are found, and nothing is unclear where nothing is drawn.
#[test]
fn two_turns_that_are_solved_by_hand() {
    let folder = folder_with(&two_turns());
    for grid in ["9", "13"] {
        let found = found(folder.path(), &[&ASKED[..], &["break-even", "--vary", "x", "--points", grid]].concat())["findings"]["answers"]
            [0]["turns"]
            .clone();
        let turns = found.as_array().expect("a list");
        assert_eq!(turns.len(), 2, "{found}");
        for (turn, exact) in turns.iter().zip([15.0, 30.0]) {
            for value in [&turn["at"]["low"], &turn["at"]["high"], &turn["unclear"]["low"], &turn["unclear"]["high"]] {
                assert!((value.as_f64().expect("a number") - exact).abs() <= 60.0 / 256.0, "{exact}: {turn}");
            }
        }
    }
}

/// A report takes up what drives its answer, keeps it when it is made again, and refuses what belongs to other results.
#[test]
fn a_report_takes_up_what_drives_the_answer() {
    let folder = folder_with(&one_turn());
    let at = folder.path();
    let done = |arguments: &[&str]| {
        let (status, out, err) = run(at, arguments);
        assert_eq!(status, Some(0), "{out}{err}");
    };
    let page = || both(&fs::read_to_string(at.join("found/report.html")).expect("a page"));
    done(&["compare", "by_hand.toml", "--quiet", "--no-doubt", "--out", "found"]);
    assert!(!page().contains("What drives the answer"));
    done(&[&ASKED[..], &["break-even", "--vary", "x", "--out", "turns"]].concat());
    done(&[&ASKED[..], &["tornado", "--out", "bars"]].concat());
    done(&["report", "found", "--sensitivity", "turns", "--sensitivity", "bars"]);
    let taken = page();
    for wanted in
        ["What drives the answer", "Vad som driver svaret", "the answer turns in its range: new", "Turns where x is", "One thing at a time"]
    {
        assert!(taken.contains(wanted), "{wanted}");
    }
    // From 10 to 90 s: 80 s longer; twice the same study changes nothing.
    assert!(taken.contains("data-v=\"80\">80\u{a0}s <i>the answer turns"), "how much it moves the answer");
    done(&["report", "found", "--sensitivity", "bars"]);
    done(&["report", "found"]);
    assert_eq!(page().matches("One thing at a time, at both ends of its range. Points: ").count(), 1);
    fs::write(at.join("other.toml"), one_turn().replace("arm.new", "arm.newer")).expect("a file");
    done(&["compare", "other.toml", "--quiet", "--no-doubt", "--out", "other"]);
    let (status, _, err) = run(at, &["report", "other", "--sensitivity", "bars"]);
    assert!(status != Some(0) && err.contains("no arm `new` with a measure `chain`"), "{err}");
}

#[test]
fn the_other_methods_by_hand() {
    let folder = folder_with(&one_turn());
    let of = |method: &str, more: &[&str]| found(folder.path(), &[&ASKED[..], &[method], more].concat())["findings"].clone();
    let near = |value: &Value, exact: f64| {
        let value = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
        assert!((value - exact).abs() < 1e-6, "{value} is not {exact}");
    };
    let tornado = of("tornado", &[]);
    near(&tornado["base"][0]["value"], -30.0);
    near(&tornado["bars"][0]["changes"][0][0]["value"], -10.0);
    near(&tornado["bars"][0]["changes"][0][1]["value"], 80.0);
    let morris = of("morris", &["--points", "10"]);
    near(&morris["factors"][0]["effects"][0]["mean"]["value"], 90.0);
    near(&morris["factors"][1]["effects"][0]["mean_size"]["value"], 0.0);
    let sobol = of("sobol", &["--points", "64"]);
    assert!((sobol["factors"][0]["indices"][0]["total"]["value"].as_f64().expect("a share") - 1.0).abs() < 0.2, "{sobol}");
    near(&sobol["factors"][1]["indices"][0]["total"]["value"], 0.0);
    // Uniform from 0 to 90: the difference lies between -40 and 50, longer in five ninths.
    let beliefs = of("beliefs", &["--points", "90"]);
    near(&beliefs["answers"][0]["noise_sd"], 0.0);
    let number = |name: &str| beliefs["answers"][0][name].as_f64().expect("a number");
    assert!((number("p05") + 35.5).abs() < 1.5 && (number("p95") - 45.5).abs() < 1.5, "{beliefs}");
    near(&beliefs["answers"][0]["above_zero"]["value"], 50.0 / 90.0);
}

/// A picture of a study in the folder: its words with nothing between them, and its numbers as a table.
fn picture(folder: &Path, name: &str) -> (String, Vec<Vec<String>>) {
    let charts = folder.join("output/by_hand-sensitivity/charts");
    let read = |end: &str| fs::read(charts.join(format!("{name}.{end}"))).unwrap_or_else(|error| panic!("{name}.{end}: {error}"));
    let svg = String::from_utf8(read("svg")).expect("text");
    nothing_is_cut_or_covered(name, &svg);
    assert!(read("png").starts_with(b"\x89PNG"), "{name}");
    let csv = String::from_utf8(read("csv")).expect("text");
    (letters(&svg), csv.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

/// Pictures of beliefs and of Morris' screening have the words and the numbers of what was found.
#[test]
fn beliefs_and_effects_are_drawn_as_they_were_found() {
    let folder = folder_with(&one_turn());
    let of = |method: &str, points: &str| found(folder.path(), &[&ASKED[..], &[method, "--points", points]].concat())["findings"].clone();
    let beliefs = of("beliefs", "90");
    let (words, table) = picture(folder.path(), "beliefs-all");
    // From -40 to 50 s, and the share that is at most so large.
    for wanted in ["Alldoubtsatonce", "−40s", "0s", "+50s", "0%", "100%", "whatluckdoestoonepoint", "new"] {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
    assert_eq!((table[0].join(","), table.len()), ("arm,value,share_at_most".to_owned(), 91));
    let number = |row: usize, column: usize| table[row][column].parse::<f64>().expect("a number");
    assert!((1..90).all(|row| table[row][0] == "new" && number(row, 1) <= number(row + 1, 1) && number(row, 2) < number(row + 1, 2)));
    let median = beliefs["answers"][0]["median"].as_f64().expect("a number");
    assert!((number(45, 1) - median).abs() < 1e-9 && (number(90, 2) - 1.0).abs() < 1e-12, "{median}");
    let (_, text, err) = run(folder.path(), &[&ASKED[..2], &["--stratum", "all", "--method", "beliefs", "--points", "90"]].concat());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in ["If these beliefs are right: between 35", " s shorter and 45", " s longer with 90% probability. Longer in 56% ("] {
        assert!(text.contains(wanted), "{wanted}: {text}{err}");
    }
    let morris = of("morris", "10");
    let (words, table) = picture(folder.path(), "morris-new-all");
    for wanted in ["Screening", "dummy", "90s(90to90)", "0s(0to0)"] {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
    assert_eq!(table[0].join(","), "factor,mean_size,low,high,spread,spread_low,spread_high");
    assert_eq!(table[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["x", "dummy"]);
    for (row, factor) in table[1..].iter().zip(morris["factors"].as_array().expect("a list")) {
        let told = &factor["effects"][0]["mean_size"];
        for (column, name) in ["value", "low", "high"].into_iter().enumerate() {
            assert!(
                (row[column + 1].parse::<f64>().expect("a number") - told[name].as_f64().expect("a number")).abs() < 1e-9,
                "{row:?} {told}"
            );
        }
    }
}

/// Of a shift the search begins with the load while it is on duty, not with that of the whole week: nobody calls at night.
#[test]
fn the_seats_of_a_shift_are_sought_by_its_own_load() {
    let text = r#"
title = { en = "By day" }
[study]
starts = "2024-01-01"
duration = "7 d"
replications = 10
seed = 3
[incident.call]
rate = "44 / d"
profile = "days"
[profile.days]
hours = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
[pool.desk.shift.always]
from = "00:00"
to = "24:00"
staff = 1
[pool.desk.shift.day]
from = "08:00"
to = "16:00"
staff = 1
[[chain.calls.step]]
name = "talk"
staff = ["desk"]
takes = { exponential = { mean = "30 min" } }
marks = { begun = 0 }
[measure.wait]
time = { to = "begun" }
target = "1 min"
[arm.calls]
chain = "calls"
"#;
    let folder = folder_with(text);
    let asked = ["staffing", "--vary", "pool.desk.shift.day.staff=1..12", "--target", "wait within >= 50 % +- 5 %"];
    let found = found(folder.path(), &[&ASKED[..4], &["--method"], &asked[..]].concat());
    // It goes down from where it began, as that meets: the one with the most seats was the first.
    let first = found["findings"]["candidates"].as_array().and_then(|all| all.last()).expect("a candidate");
    assert_eq!(first["verdict"], "meets", "{first}");
    // By Erlang's formula with the seat that is always there: by day 5.5 calls an hour of half an hour, over the week a third of that.
    let seats = |offered: f64| (1..=12u32).find(|&seats| erlang_c(seats + 1, offered) <= 0.2).map(f64::from);
    let (by_day, all_week) = (seats(44.0 / 8.0 * 0.5), seats(44.0 / 24.0 * 0.5));
    assert!(by_day > all_week, "{by_day:?} {all_week:?}");
    assert_eq!(first["at"].as_object().and_then(|at| at.values().next()?.as_f64()), by_day, "{first}");
    // Eight hours of seven days for each of them.
    assert_eq!(first["seat_hours"].as_f64(), by_day.map(|seats| 56.0 * seats), "{first}");
    // As it was written, and without intervals.
    let table = fs::read_to_string(folder.path().join("output/by_hand-sensitivity/staffing.csv")).expect("a table");
    assert!(table.lines().skip(1).all(|row| row.contains(",within_target,0.5,") && row.contains(",,,")), "{table}");
}

#[test]
fn mistakes_are_told_before_anything_is_run() {
    let folder = folder_with(&one_turn());
    for (arguments, reason, way_out) in [
        (&["--vary", "y"][..], "no parameter with a range", "did you mean `x`?"),
        (&["--vary", "x=90 s..5 s"], "the range begins at 90 and ends at 5", ""),
        (&["--vary", "x=1 / h..2 / h"], "no length of time", ""),
        (&["--vary", "pool.desk.staff=1e400..3"], "`1e400` is no number", ""),
        (&["--vary", "pool.dusk.staff=1..3"], "dusk", ""),
        (&["--vary", "x", "--vary", "x=1 s..2 s"], "twice", ""),
        (&["--method", "sweep"], "what is moved", "--vary NAME"),
        (&["--measure", "chian"], "no measure `chian`", "did you mean `chain`?"),
        (&["--stratum", "type:cal"], "no stratum `type:cal`", "type:NAME"),
        (&["--arm", "old"], "no arm `old`", "new"),
        (&["--statistic", "within-target"], "no target", ""),
        (&["--replications", "1"], "two replications", "--replications"),
        (&["--method", "sweep", "--vary", "x=3 s,2 s,4 s"], "must rise", ""),
        (&["--vary", "x=3 s,4 s"], "listed values are for a sweep", "LOW..HIGH"),
        (&["--method", "morris", "--points", "1"], "of 1 --points nothing", "--points 2"),
        (&["--method", "beliefs", "--points", "9"], "of 9 --points nothing", "--points 10"),
        (&["--points", "9"], "--points is for methods", ""),
        (&["--precision", "2 s"], "--precision is for comparisons", "--replications"),
        (&["--target", "chain mean <= 9 s +- 1 s"], "--target is for staffing", "--method staffing"),
        (&["--method", "staffing", "--stratum", "all"], "of staffing --target says", "--target"),
        (&["--method", "staffing", "--arm", "new", "--vary", "pool.desk.staff=1..200000"], "whole number up to 100000", ""),
        (&["--method", "staffing", "--replications", "9"], "before 10 replications", "--replications 10"),
    ] {
        let (status, out, err) = run(folder.path(), &[&["sensitivity", "by_hand.toml"][..], arguments].concat());
        assert_eq!((status, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.contains(reason) && err.contains(way_out), "{arguments:?}: {err}");
        assert!(!folder.path().join("output").exists(), "{arguments:?}");
    }
}

#[test]
fn points_without_an_answer_are_told() {
    let folder = folder_with(&one_turn().replace("\"unlimited\"", "2"));
    // With 400 calls of 110 s a day two seats are enough; with 90 calls an hour they are not, and the arm meets a limit.
    let asked = ["sensitivity", "by_hand.toml", "--stratum", "all", "--method", "sweep", "--vary", "incident.call.rate=400 / d,9000 / d"];
    let (status, out, err) = run(folder.path(), &[&asked[..], &["--set", "study.open_incidents=500"]].concat());
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("Points without an answer: 1;") && out.contains("overloaded"), "{out}");
    // An end without an answer is not one that changes nothing.
    let asked = ["sensitivity", "by_hand.toml", "--stratum", "all", "--vary", "incident.call.rate=390 / d..9000 / d"];
    let (status, out, err) = run(folder.path(), &[&asked[..], &["--set", "study.open_incidents=500"]].concat());
    assert_eq!(status, Some(0), "{err}");
    assert!(!out.contains("Cannot be told apart from no change"), "{out}");
}

#[test]
fn a_killed_study_loses_no_finished_point_and_ends_in_the_same_bytes() {
    let folder = folder_with_scenarios();
    let arguments = |out: &'static str, threads: &'static str| {
        [
            "sensitivity",
            "scenarios/small.toml",
            "--quiet",
            "--method",
            "morris",
            "--points",
            "5",
            "--duration",
            "3 d",
            "--out",
            out,
            "--threads",
            threads,
        ]
    };
    let (status, _, err) = run(folder.path(), &arguments("whole", "2"));
    assert_eq!(status, Some(0), "{err}");
    let journals = || {
        let entries = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect::<Vec<_>>()
    };
    let finished = || journals().iter().map(|path| fs::read_to_string(path).unwrap_or_default().matches('\n').count()).sum::<usize>();
    let mut before = 0;
    let mut killed = 0;
    // So many milliseconds after another point was finished, however long that takes; the last one comes to its end.
    for pause in [0, 9, 2, 35, 16, 5, 60, 24, 600_000] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_larmkedja"))
            .args(arguments("killed", "1"))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut went_on = None;
        let ended = loop {
            match child.try_wait().expect("a process") {
                Some(status) => break Some(status),
                None if went_on.is_some_and(|at: Instant| at.elapsed() >= Duration::from_millis(pause)) => break None,
                None => std::thread::sleep(Duration::from_millis(1)),
            }
            if went_on.is_none() && finished() > before {
                went_on = Some(Instant::now());
            }
        };
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
        child.kill().expect("a kill");
        child.wait().expect("an end");
        killed += 1;
        // What was finished is still there.
        assert!(finished() >= before, "{} points are left of {before}", finished());
        before = finished();
    }
    assert!(killed > 2 && before > 2, "killed {killed} times with {before} points finished");
    assert_eq!(journals(), [] as [PathBuf; 0]);
    let (whole, resumed) = (files(&folder.path().join("whole")), files(&folder.path().join("killed")));
    assert!(whole.len() > 8);
    assert_eq!(whole.iter().map(|(name, _)| name).collect::<Vec<_>>(), resumed.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for ((name, one), (_, other)) in whole.iter().zip(&resumed) {
        assert!(one == other, "{} differs", name.display());
    }
}

#[test]
fn an_estimate_runs_the_scenario_itself_only() {
    let folder = folder_with_scenarios();
    let asked = ["sensitivity", "scenarios/small.toml", "--json", "--quiet", "--method", "sobol", "--points", "100", "--estimate"];
    let estimate = found(folder.path(), &asked);
    // (k + 2) points for each base point: three parameters have a range.
    assert_eq!(estimate["points"], 500);
    // A break-even seeks one stratum unless others are asked for: nine places, and fifteen for a turn of the one arm.
    let turns = |more: &[&str]| {
        let asked = ["sensitivity", "scenarios/small.toml", "--json", "--quiet", "--method", "break-even", "--vary", "interview"];
        found(folder.path(), &[&asked[..], &["--estimate"], more].concat())["points"].clone()
    };
    assert_eq!((turns(&[]), turns(&["--stratum", "multi", "--stratum", "single"])), (24.into(), 39.into()));
    assert!(estimate["seconds"].as_f64().expect("a number") > 0.0);
    let seats = ["--method", "staffing", "--arm", "together", "--vary", "pool.sos.shift.day.staff=2..5"];
    let target = ["--target", "answer@none mean <= 9 s +- 0.2 s", "--duration", "1 d", "--estimate"];
    let asked = [&["sensitivity", "scenarios/small.toml", "--json", "--quiet"][..], &seats[..], &target[..]].concat();
    let estimate = found(folder.path(), &asked);
    assert_eq!((&estimate["points"], &estimate["replications"]), (&4.into(), &200.into()));
    let (_, _, err) = run(folder.path(), &[&["sensitivity", "scenarios/small.toml"][..], &seats[..], &target[..]].concat());
    assert!(!err.contains("panicked"), "{err}");
    let left: Vec<_> = fs::read_dir(folder.path().join("output")).expect("a folder").collect();
    assert!(left.is_empty(), "{left:?}");
}
