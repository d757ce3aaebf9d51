//! Does the command line keep its word: statuses, one JSON document, folders whole or not at all?

use crate::common::tiny::{TINY, files, folder, names};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_larmkedja"));
    command.current_dir(folder.path()).args(arguments).output().expect("the program starts")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn results_are_whole_and_equal_for_any_number_of_threads() {
    let folder = folder();
    let mut seen = Vec::new();
    for threads in ["1", "2", "7"] {
        let output = run(&folder, &["--json", "tiny.toml", "--threads", threads, "--incidents", "2-3", "--out", threads]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        let files = files(&folder.path().join(threads));
        assert_eq!(files["summary.json"], output.stdout);
        seen.push(files);
    }
    assert!(seen[0] == seen[1] && seen[1] == seen[2], "some bytes depend on the number of threads");
    let files = &seen[0];
    for name in ["report.html", "report.json", "measures.csv", "scenario.toml", "incidents.parquet", "steps.parquet"] {
        assert!(files.contains_key(name), "{name} is not there: {:?}", files.keys());
    }
    assert_eq!(files["scenario.toml"], TINY.as_bytes());
    let here = folder.path().to_string_lossy().into_owned();
    let texts = files.iter().filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?)));
    texts.for_each(|(name, text)| assert!(!text.contains(&here), "{name} holds a path"));

    let manifest: Value = serde_json::from_slice(&fs::read(folder.path().join("7/manifest.json")).expect("a manifest")).expect("JSON");
    assert_eq!((&manifest["made_by"], &manifest["threads"], &manifest["complete"]), (&"larmkedja".into(), &7.into(), &true.into()));
    let hashed: Vec<&String> = manifest["files"].as_object().expect("files").keys().collect();
    assert_eq!(hashed, files.keys().collect::<Vec<_>>());
    assert_eq!(manifest["files"]["scenario.toml"], manifest["scenario"]["sha256"]);
}

#[test]
fn incidents_of_replications_that_are_not_lived_are_a_mistake() {
    let folder = folder();
    let output = run(&folder, &["--json", "tiny.toml", "--incidents", "4-9", "--out", "out"]);
    assert_eq!(status(&output), 2, "{}", err(&output));
    let message = "--incidents begins at replication 4, but the study has 3";
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["error"]["message"], message);
    assert!(!folder.path().join("out").exists());
    assert_eq!(status(&run(&folder, &["--quiet", "tiny.toml", "--incidents", "3-9"])), 0);
}

/// A mistake of the command line is not blamed on a line that the file does not have.
#[test]
fn what_the_command_line_sets_is_not_blamed_on_the_file() {
    let folder = folder();
    for (arguments, blames) in [(&["check", "tiny.toml", "--set", "pool.sos.staff=-3"][..], true), (&["check", "tiny.toml"], false)] {
        let told = err(&run(&folder, arguments)).contains("in the file the line is another: the command line sets pool.sos.staff=-3");
        assert_eq!(told, blames, "{arguments:?}");
    }
}

/// What others have put into a folder of results stays there, and what a link in it leads to stays where it is.
#[test]
fn files_of_others_stay() {
    let folder = folder();
    let (out, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
    let study = ["--quiet", "tiny.toml", "--no-doubt", "--out", "out"];
    assert_eq!(status(&run(&folder, &study)), 0);
    fs::create_dir_all(out.join("talk")).and_then(|()| fs::create_dir(&elsewhere)).expect("new folders");
    fs::write(out.join("talk/slides.txt"), "mine").and_then(|()| fs::write(elsewhere.join("precious.txt"), "mine")).expect("new files");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&elsewhere, out.join("data")).expect("a link");
    for again in [&study[..], &["report", "out", "--quiet"]] {
        assert_eq!(status(&run(&folder, again)), 0);
        assert_eq!(fs::read_to_string(out.join("talk/slides.txt")).expect("it is still there"), "mine");
        assert!(elsewhere.join("precious.txt").exists() && out.join("summary.json").exists());
        let beside: Vec<_> = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("a file").file_name()).collect();
        assert!(!beside.iter().any(|name| name.to_string_lossy().contains(".old-")), "{beside:?}");
    }
}

/// What is set may take the place of several lines; those behind it are still told as the file has them.
#[test]
fn places_are_those_of_the_file_whatever_is_set() {
    let folder = folder();
    let text = fs::read_to_string(folder.path().join("tiny.toml")).expect("a scenario");
    let shifts = "[pool.sos.shift.day]\nfrom = \"07:00\"\nto = \"19:00\"\nstaff = 2\n[pool.sos.shift.night]\nfrom = \"19:00\"\nto = \"07:00\"\nstaff = 1\n";
    let text = text.replace("[pool.sos]\nstaff = 2\n", shifts) + "\n[arm.more]\nchian = \"x\"\n";
    let line = text.lines().position(|line| line.starts_with("chian")).expect("the mistake") + 1;
    fs::write(folder.path().join("shifts.toml"), text).expect("a new file");
    for set in [&[][..], &["--set", "pool.sos.staff=5"], &["--set", "pool.sos.staff=5", "--set", "study.seed=9"]] {
        let output = run(&folder, &[&["check", "shifts.toml", "--json"][..], set].concat());
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let told =
            document["diagnostics"].as_array().expect("a list").iter().find(|told| told["code"] == "unknown-key").expect("the mistake");
        assert_eq!((&told["line"], told["hint"].as_str()), (&line.into(), Some("did you mean `chain`?")), "{set:?}");
    }
}

/// No number is missing without a word about it, even if nothing happened at all.
#[test]
fn a_measure_that_no_incident_has_is_warned_of() {
    let folder = folder();
    let output = run(&folder, &["--json", "tiny.toml", "--set", "incident.alarm.rate=0 / d"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(summary["arms"]["slow"]["measures"]["alarm_chain"]["all"]["mean_s"], Value::Null);
    let warnings = summary["warnings"].as_array().expect("warnings");
    let missing: Vec<&Value> = warnings.iter().filter(|warning| warning["kind"] == "not-estimable").collect();
    assert_eq!(missing.len(), 1, "one warning for all of a kind: {warnings:?}");
    let message = missing[0]["message"].as_str().expect("a sentence");
    assert!(["missing", "mean", "slow", "all incidents (2 measures)"].iter().all(|part| message.contains(part)), "{message}");
}

#[test]
fn tables_hold_what_their_columns_say() {
    let folder = folder();
    assert_eq!(status(&run(&folder, &["tiny.toml", "--incidents=all", "--csv"])), 0);
    let path = folder.path().join("output/tiny");
    let table = |name: &str| {
        let mut reader = csv::Reader::from_path(path.join(name)).expect("a table");
        reader.deserialize::<BTreeMap<String, String>>().collect::<Result<Vec<_>, _>>().expect("rows as wide as the first line")
    };
    let incidents = table("incidents.csv");
    let arms = table("replications_arms.csv");
    let arrived: usize = arms.iter().map(|row| row["arrived"].parse::<usize>().expect("a number")).sum();
    assert_eq!((arms.len(), incidents.len()), (6, arrived));
    let replications: Vec<u64> = incidents.iter().map(|row| row["replication"].parse().expect("a number")).collect();
    assert!(replications.is_sorted() && replications.last() == Some(&3));
    let micros = |text: &str| (text.parse::<f64>().expect("a number") * 1e6).round() as i64;
    let in_arm = |arm: &str| {
        incidents.iter().filter(|row| row["arm"] == arm && row["replication"] == "1").map(|row| micros(&row["alarm_chain_s"])).sum::<i64>()
    };
    for row in table("replications.csv")
        .iter()
        .filter(|row| row["replication"] == "1" && row["measure"] == "alarm_chain" && row["stratum_kind"] == "all")
    {
        assert_eq!(micros(&row["sum"]), in_arm(&row["arm"]));
        assert_eq!(row["pairs_both"].is_empty(), row["arm"] == "slow");
    }
    let steps = table("steps.csv");
    assert_eq!(steps.len(), 2 * incidents.len());
    assert!(steps.iter().any(|row| row["step"] == "tell, fire" && row["stage"] == "handover" && row["skipped"] == "false"));
    assert_eq!(table("replications_pools.csv").len(), 6);
}

#[test]
fn with_json_standard_output_is_one_document_in_every_case() {
    let folder = folder();
    fs::write(folder.path().join("bad.toml"), TINY.replace("40 s", "40").replace("rate = ", "rat = ")).expect("a new file");
    fs::write(folder.path().join("latin.toml"), b"[study]\n# \xe5\n").expect("a new file");
    let cases: [(&[&str], i32, &str); 16] = [
        (&["check", "tiny.toml"], 0, "ok"),
        (&["check", "tiny.toml", "--expand"], 0, "expanded"),
        (&["check", "bad.toml"], 2, "ok"),
        (&["bad.toml"], 2, "error"),
        (&["check", "none.toml"], 2, "error"),
        (&["latin.toml"], 2, "error"),
        (&["chekc", "tiny.toml"], 2, "error"),
        (&["tiny.toml", "--threads", "0"], 2, "error"),
        (&["tiny.toml", "--set", "pool.sso.staff=3"], 2, "error"),
        (&["tiny.toml", "--log", "alarm=x.csv"], 2, "error"),
        (&["tiny.toml", "--duration", "7"], 2, "error"),
        (&["report", "nothing"], 2, "error"),
        (&["--help"], 0, "help"),
        (&["--version"], 0, "tool"),
        (&["schema"], 0, "$schema"),
        (&["new", "new.toml"], 0, "file"),
    ];
    for (arguments, expected, key) in cases {
        let output = run(&folder, &[arguments, &["--json"]].concat());
        let document: Value =
            serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", out(&output)));
        assert_eq!(status(&output), expected, "{arguments:?}: {document:#}\n{}", err(&output));
        assert!(document.get(key).is_some(), "{arguments:?}: {document:#}");
        assert_eq!(document.get("error").is_some(), key == "error", "{arguments:?}: {document:#}");
        assert_eq!(err(&output).is_empty(), expected == 0, "{arguments:?}: {}", err(&output));
    }
    assert!(!folder.path().join("output").exists(), "a mistake must be told before anything is written");
}

#[test]
fn a_check_tells_place_and_way_out() {
    let folder = folder();
    fs::write(folder.path().join("bad.toml"), TINY.replace("\"40 s\"", "\"40\"")).expect("a new file");
    let output = run(&folder, &["check", "bad.toml", "--json"]);
    let document: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!((&document["ok"], &document["load"]), (&false.into(), &Value::Null));
    let first = &document["diagnostics"][0];
    assert_eq!((&first["severity"], &first["file"], &first["line"]), (&"error".into(), &"bad.toml".into(), &11.into()));
    for key in ["code", "column", "message", "hint"] {
        assert!(first.get(key).is_some(), "{first:#}");
    }
    assert!(err(&output).contains("bad.toml:11:9"), "{}", err(&output));

    let output = run(&folder, &["check", "tiny.toml", "--json"]);
    let document: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(document["load"]["pools"].as_array().expect("pools").len(), 2);
    assert!(!document["differences"].as_array().expect("differences").is_empty());
}

#[test]
fn doubts_are_mistakes_when_strict() {
    let folder = folder();
    let overloaded = ["check", "tiny.toml", "--set", "incident.alarm.rate=200 / h"];
    let output = run(&folder, &overloaded);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("warning"), "{}", err(&output));
    assert_eq!(status(&run(&folder, &[&overloaded[..], &["--strict"]].concat())), 2);
    assert_eq!(status(&run(&folder, &["check", "tiny.toml", "--strict"])), 0);
}

/// Three seats that are nine tenths busy with half an hour each forget two thirds in (27 min / 3) / (1 - sqrt(0.9))^2, which is 57 hours.
#[test]
fn a_replication_shorter_than_the_memory_of_a_queue_is_doubted() {
    let folder = folder();
    let text = |duration: &str, calls: &str| {
        format!(
            "[study]\nstarts = \"2024-06-03\"\nduration = \"{duration}\"\n[incident.call]\nrate = \"{calls} / h\"\n[pool.desk]\nstaff = 3\n\
             [[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\ntakes = \"27 min\"\nmark = \"done\"\n\
             [measure.chain]\ntime = {{ to = \"done\" }}\n[arm.one]\nchain = \"calls\"\n"
        )
    };
    let doubt = |duration: &str, calls: &str| {
        std::fs::write(folder.path().join("desk.toml"), text(duration, calls)).expect("a folder to write to");
        let output = run(&folder, &["check", "desk.toml"]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        err(&output).lines().find(|line| line.contains("to forget two thirds")).map(str::to_owned)
    };
    let told = doubt("1 d", "6").expect("a warning");
    assert!(told.contains("takes 2 days to forget") && told.contains("a replication counts 1 d"), "{told}");
    assert_eq!((doubt("7 d", "6"), doubt("1 d", "4")), (None, None));
    // More work than people is told by another warning.
    assert_eq!(doubt("1 d", "7"), None);
}

#[test]
fn a_study_of_nothing_is_doubted() {
    let folder = folder();
    let output = run(&folder, &["check", "tiny.toml", "--set", "incident.alarm.rate=0 / h"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("no incident happens in the time that is counted"), "{}", err(&output));
}

#[test]
fn a_first_word_that_is_nothing_is_asked_about() {
    let folder = folder();
    for (word, meant) in [("chekc", "check"), ("tiny", "tiny.toml"), ("tini.toml", "tiny.toml"), ("compar", "compare")] {
        let output = run(&folder, &[word]);
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains(&format!("did you mean `{meant}`?")), "{word}: {}", err(&output));
        assert!(out(&output).is_empty());
    }
    // What follows it does not make it less of a mistake.
    for more in [&["chekc", "tiny.toml"][..], &["--quiet", "chekc", "tiny.toml", "--strict"], &["chekc", "--strict"]] {
        let output = run(&folder, more);
        assert_eq!(status(&output), 2);
        assert!(err(&output).contains("did you mean `check`?"), "{more:?}: {}", err(&output));
    }
}

#[test]
fn flags_change_what_is_run_and_quiet_is_quiet() {
    let folder = folder();
    let output = run(
        &folder,
        &["--quiet", "tiny.toml", "--replications", "2", "--duration", "12 h", "--seed", "9", "--set", "pool.sos.staff=3", "--lang", "sv"],
    );
    assert_eq!((status(&output), out(&output), err(&output)), (0, String::new(), String::new()));
    let path = folder.path().join("output/tiny");
    let summary: Value = serde_json::from_slice(&fs::read(path.join("summary.json")).expect("a file")).expect("JSON");
    let study = &summary["study"];
    assert_eq!((&study["replications"], &study["duration_s"], &study["seed"]), (&2.into(), &43_200.into(), &9.into()));
    let scenario = fs::read_to_string(path.join("scenario.toml")).expect("a file");
    assert!(scenario.contains("staff = 3"));

    // The report again, in another language: what was found stays, and so do the tables.
    let before = files(&path);
    let output = run(&folder, &["report", "output/tiny", "--lang", "en"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let after = files(&path);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert_ne!(before["report.html"], after["report.html"]);
    for name in ["summary.json", "report.json", "measures.csv", "replications.csv", "scenario.toml"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert_eq!(names(&folder.path().join("output")), ["tiny"]);
}

#[test]
fn what_is_not_ours_is_never_replaced() {
    let folder = folder();
    let path = folder.path().join("mine");
    fs::create_dir(&path).expect("a new folder");
    fs::write(path.join("manifest.json"), "{\"made_by\": \"somebody else\"}").expect("a new file");
    fs::write(folder.path().join("file"), "precious").expect("a new file");
    for (target, expected) in [("mine", 2), ("file", 2), ("file/below", 1)] {
        let output = run(&folder, &["tiny.toml", "--out", target]);
        assert_eq!(status(&output), expected, "{target}: {}", err(&output));
        assert!(err(&output).starts_with("error: "), "{}", err(&output));
    }
    assert_eq!(names(&path), ["manifest.json"]);
    assert_eq!(names(folder.path()), ["file", "mine", "tiny.toml"]);
    assert_eq!(fs::read_to_string(folder.path().join("file")).expect("a file"), "precious");

    let output = run(&folder, &["new", "tiny.toml"]);
    assert_eq!(status(&output), 2);
    assert_eq!(fs::read_to_string(folder.path().join("tiny.toml")).expect("a file"), TINY);
}

#[test]
fn a_replayed_log_is_part_of_the_results() {
    let folder = folder();
    let from_log = TINY
        .replace("rate = \"60 / d\"", "log = { time = \"t\", duration = \"d\", step = \"answer\", zero = \"drop\", unusable = 0.5 }")
        .replace("starts = \"2024-06-03\"\nduration = \"1 d\"\n", "");
    fs::write(folder.path().join("replay.toml"), from_log).expect("a new file");
    fs::write(folder.path().join("calls.csv"), "t,d\n2024-06-03 10:00:00,0:50\nnoon,1\n2024-06-03 09:00:00,0:20\n").expect("a new file");
    let output = run(&folder, &["replay.toml", "--log", "alarm=calls.csv"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("line 3: t \"noon\""), "{}", err(&output));
    let path = folder.path().join("output/replay");
    let table = fs::read_to_string(path.join("unusable_rows.csv")).expect("a table");
    assert!(table.starts_with("type,line,column,value,reason\nalarm,3,t,noon,"), "{table}");
    let read = |name: &str| serde_json::from_slice::<Value>(&fs::read(path.join(name)).expect("a file")).expect("JSON");
    assert_eq!(read("summary.json")["arms"]["slow"]["incidents"]["arrived"], 6);
    assert!(read("summary.json")["warnings"].as_array().expect("warnings").iter().any(|warning| warning["kind"] == "log-unusable-rows"));
    assert_eq!(read("manifest.json")["logs"]["alarm"]["unusable"], 1);
    for (log, word) in [("fire=calls.csv", "fire"), ("alarm=none.csv", "none.csv")] {
        let output = run(&folder, &["replay.toml", "--log", log]);
        assert!(status(&output) == 2 && err(&output).contains(word), "{log}: {}", err(&output));
    }
}

#[test]
fn times_from_a_file_are_part_of_the_results() {
    let folder = folder();
    let column = "{ empirical = { file = \"times.csv\", column = \"talk\", unit = \"s\", unusable = 0.5 } }";
    let mixed = format!("{{ mixture = [{{ weight = 3, exponential = {{ mean = \"60 s\" }} }}, {{ weight = 1, {}]}}", &column[1..]);
    let scenario = TINY.replace("{ exponential = { mean = \"60 s\" } }", &mixed).replace("\"40 s\"", column);
    fs::write(folder.path().join("real.toml"), scenario).expect("a new file");
    fs::write(folder.path().join("times.csv"), "talk\n20\nlong\n0:50\n").expect("a new file");
    let output = run(&folder, &["real.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert_eq!(err(&output).matches("2 values of 3 rows, 20 s to 50 s").count(), 1, "{}", err(&output));
    let path = folder.path().join("output/real");
    let read = |name: &str| serde_json::from_slice::<Value>(&fs::read(path.join(name)).expect("a file")).expect("JSON");
    let manifest = read("manifest.json");
    let hash = manifest["columns"]["times.csv"].as_str().expect("a hash").to_owned();
    assert_eq!(hash.len(), 64);
    assert_eq!(read("report.json")["scenario"]["columns"]["times.csv"], hash);
    assert!(read("summary.json")["warnings"].as_array().expect("warnings").iter().any(|told| told["kind"] == "column-unusable-rows"));
    let table = fs::read_to_string(path.join("unusable_rows.csv")).expect("a table");
    assert!(table.ends_with("\ntimes.csv,3,talk,long,\"no duration: write h:m:s, m:s, a number, or a number with a unit\"\n"), "{table}");
    let checked = run(&folder, &["check", "real.toml", "--json"]);
    let document: Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    assert_eq!((&document["columns"][0]["used"], &document["columns"][0]["mean_s"]), (&2.into(), &35.0.into()), "{document:#}");
    fs::remove_file(folder.path().join("times.csv")).expect("it is there");
    let output = run(&folder, &["check", "real.toml"]);
    assert!(status(&output) == 2 && err(&output).contains("times.csv cannot be read"), "{}", err(&output));
}

#[cfg(unix)]
mod signals {
    use super::*;
    use std::process::{Child, Stdio};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    fn spawn(folder: &TempDir, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_larmkedja"));
        command
            .current_dir(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    fn interrupt(child: &Child) {
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.is_ok_and(|sent| sent.success()));
    }

    /// A run that would take days, with some replications finished.
    fn long_run(folder: &TempDir) -> Child {
        let child = spawn(folder, &["--json", "tiny.toml", "--replications", "1000000", "--out", "long"]);
        let finished = || {
            let partial = names(folder.path()).into_iter().find(|name| name.starts_with("long.partial-"))?;
            let length = fs::metadata(folder.path().join(partial).join("replications.csv")).ok()?.len();
            (length > 0).then_some(())
        };
        let begin = Instant::now();
        while finished().is_none() {
            assert!(begin.elapsed() < Duration::from_secs(60), "no replication is finished");
            sleep(Duration::from_millis(20));
        }
        child
    }

    #[test]
    fn an_interrupted_run_keeps_what_is_finished() {
        let folder = folder();
        let child = long_run(&folder);
        interrupt(&child);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(status(&output), 130, "{}", err(&output));
        let summary: Value = serde_json::from_str(&out(&output)).expect("JSON");
        assert_eq!(summary["complete"], false);
        assert!(summary["study"]["replications"].as_u64().is_some_and(|replications| replications > 0));
        assert_eq!(names(folder.path()), ["long", "tiny.toml"]);
        assert_eq!(fs::read(folder.path().join("long/summary.json")).expect("a file"), output.stdout);
        // What it says to do next: the same command with --add rest. That would take days, so it is stopped again.
        assert!(err(&output).contains("the same command with --add rest"), "{}", err(&output));
        let before = summary["study"]["replications"].as_u64();
        let child = spawn(&folder, &["--json", "tiny.toml", "--replications", "1000000", "--out", "long", "--add", "rest"]);
        let begin = Instant::now();
        while !names(folder.path()).iter().any(|name| name.starts_with("long.partial-")) {
            assert!(begin.elapsed() < Duration::from_secs(60), "nothing is written");
            sleep(Duration::from_millis(20));
        }
        sleep(Duration::from_millis(500));
        interrupt(&child);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(status(&output), 130, "{}", err(&output));
        let summary: Value = serde_json::from_str(&out(&output)).expect("JSON");
        assert!(summary["study"]["replications"].as_u64() >= before, "{}", err(&output));
    }

    #[test]
    fn a_second_interruption_ends_at_once_without_half_a_folder() {
        let folder = folder();
        let child = long_run(&folder);
        interrupt(&child);
        sleep(Duration::from_millis(30));
        interrupt(&child);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(status(&output), 130, "{}", err(&output));
        let document: Value = serde_json::from_str(&out(&output)).expect("JSON");
        assert!(document.get("error").is_some() || document["complete"] == false);
        let left = names(folder.path());
        assert!(left == ["tiny.toml"] || left == ["long", "tiny.toml"], "{left:?}");
    }

    #[test]
    fn who_stops_reading_is_no_mistake_and_a_full_disk_is() {
        let folder = folder();
        let mut child = spawn(&folder, &["schema"]);
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((status(&output), err(&output)), (0, String::new()));
        if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
            let output = Command::new(env!("CARGO_BIN_EXE_larmkedja")).arg("schema").stdout(full).output().expect("the program starts");
            assert_eq!(status(&output), 1);
        }
    }
}
