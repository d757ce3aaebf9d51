//! Does the program behave in scripts: shells that complete, pages, pipes, colours, disks that are full, kills, and the examples?

use crate::readme::{folder_with_scenarios, larmkedja};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_larmkedja");
const SHORT: [&str; 6] = ["--quiet", "--no-doubt", "--replications", "3", "--duration", "1 d"];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Whether a program is there, by asking it something; says that the test is skipped where it is not.
fn has(program: &str, arguments: &[&str], what: &str) -> bool {
    let asked = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let is_there = asked.is_ok_and(|output| output.status.success());
    if !is_there {
        // Not by the macro, whose words are kept from whoever runs the tests.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {what}: {program} {} does not work here", arguments.join(" "));
    }
    is_there
}

/// The Python to ask, and whether it has a package.
pub(crate) fn python(package: &str) -> Option<String> {
    let python = std::env::var("LARMKEDJA_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    has(&python, &["-c", &format!("import {package}")], &format!("reading with {package}")).then_some(python)
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// Runs a program that calls ours by its name.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let ours = Path::new(PROGRAM).parent().expect("a folder").to_path_buf();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(ours).chain(std::env::split_paths(&others))).expect("folders without separators");
    let output = Command::new(program).args(arguments).current_dir(folder).env("PATH", path).stdin(Stdio::null()).output();
    output.unwrap_or_else(|error| panic!("{program}: {error}"))
}

pub(crate) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn shells_are_told_every_command() {
    let folder = folder_with_scenarios();
    let help = done(&larmkedja(folder.path(), ["--help"]));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with(' '));
    let commands: Vec<&str> = listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 6 && commands.contains(&"compare"), "{help}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = done(&larmkedja(folder.path(), ["completions", shell]));
        commands.iter().for_each(|command| assert!(script.contains(command), "{shell} is not told of {command}"));
        if shell == "bash" && has("bash", &["-c", "true"], "the syntax of completions") {
            fs::write(folder.path().join("complete.bash"), script).expect("a new file");
            // With and without a command, which is compare where there is none.
            for (words, completed) in [
                ("sens", "sensitivity"),
                ("small.toml --rep", "--replications"),
                ("--incid", "--incidents"),
                ("small.toml --lang s", "sv"),
                ("check small.toml --str", "--strict"),
            ] {
                let (words, number) = (format!("larmkedja {words}"), words.split(' ').count());
                let (before, current) = words.rsplit_once(' ').expect("several words");
                let before = before.rsplit(' ').next().expect("a word");
                let asked = format!(
                    "source complete.bash; COMP_WORDS=({words}); COMP_CWORD={number}; _larmkedja larmkedja {current} {before}; echo ${{COMPREPLY[*]}}"
                );
                assert_eq!(done(&run(folder.path(), "bash", &["-c", &asked])).trim(), completed, "{words}");
            }
        }
    }
    let page = done(&larmkedja(folder.path(), ["man"]));
    assert!(page.contains(".TH larmkedja 1") && page.contains("Exit status"), "{page}");
    done(&larmkedja(folder.path(), ["man", "pages/man1"]));
    let mut expected: Vec<String> =
        commands.iter().filter(|command| **command != "help").map(|command| format!("larmkedja-{command}.1")).collect();
    expected.push("larmkedja.1".to_owned());
    expected.sort();
    assert_eq!(names(&folder.path().join("pages/man1")), expected);
    let page = fs::read_to_string(folder.path().join("pages/man1/larmkedja-compare.1")).expect("a page");
    assert!(page.contains("incidents") && page.contains("threads"), "options of its own, and those of all commands: {page}");
}

/// Whoever reads the first line only has read enough.
#[test]
fn a_closed_pipe_is_no_mistake() {
    let folder = folder_with_scenarios();
    let compare = [&["compare", "scenarios/small.toml", "--json"], &SHORT[..]].concat();
    let commands: [&[&str]; 6] =
        [&["schema"], &["--help"], &["completions", "bash"], &["man"], &["check", "scenarios/orebro.toml", "--expand"], &compare];
    for arguments in commands {
        let mut command = Command::new(PROGRAM);
        let mut child = command
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{arguments:?}");
    }
}

/// Nobody answers, and nobody is asked.
#[test]
fn no_command_reads_what_is_typed() {
    let folder = folder_with_scenarios();
    fs::write(folder.path().join("there.toml"), "").expect("a new file");
    let compare = [&["compare", "scenarios/small.toml"], &SHORT[..]].concat();
    // The second comparison replaces the first.
    let commands: [(&[&str], i32); 5] =
        [(&compare, 0), (&compare, 0), (&["check", "there.toml"], 2), (&["new", "there.toml"], 2), (&["report", "output/small"], 0)];
    for (arguments, status) in commands {
        let mut command = Command::new(PROGRAM);
        let child = command.args(arguments).current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().expect("the program starts");
        let open = child.stdin.take();
        assert_eq!(child.wait().expect("it ends").code(), Some(status), "{arguments:?}");
        drop(open);
    }
}

/// Colours are for people at a terminal who want them.
#[test]
#[cfg(target_os = "linux")]
fn colours_are_left_out_where_they_are_not_wanted() {
    let folder = folder_with_scenarios();
    fs::write(folder.path().join("bad.toml"), "[study]\nstart = 1\n").expect("a new file");
    let plain = larmkedja(folder.path(), ["check", "bad.toml"]);
    assert!(!text(&plain.stderr).contains('\x1b'), "colours in a pipe: {}", text(&plain.stderr));
    if !has("script", &["--version"], "colours on a terminal") {
        return;
    }
    let on_terminal = |before: &str| {
        let command = format!("{before} '{PROGRAM}' check bad.toml");
        text(&run(folder.path(), "script", &["-qec", &command, "/dev/null"]).stdout)
    };
    assert!(on_terminal("env -u NO_COLOR").contains("\x1b["), "no colours on a terminal");
    assert!(!on_terminal("NO_COLOR=1").contains("\x1b["), "colours in spite of NO_COLOR");
}

/// A disk that is full in the middle of a run: an error that says so, nothing half-written, and what was there stays. Files may not grow
/// beyond a limit here, which fails as a full disk does.
#[test]
#[cfg(unix)]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    done(&run(path, PROGRAM, &[&["scenarios/small.toml", "--out", "out"], &SHORT[..]].concat()));
    let before = fs::read(path.join("out/summary.json")).expect("a result");
    let long = ["--duration", "20 d", "--replications", "2", "--quiet", "--no-doubt", "--json", "--out", "out"];
    let written: [&[&str]; 5] =
        [&["--incidents=all"], &["--incidents=all", "--csv"], &["--event-log", "ocel"], &["--event-log", "xes"], &[]];
    for more in written {
        let arguments = [&["scenarios/small.toml"], &long[..], more].concat();
        let quoted: Vec<String> = arguments.iter().map(|word| format!("'{word}'")).collect();
        // In units of 512 bytes or more: the tables of incidents do not fit, and of the other files not even the page.
        let limit = if more.is_empty() { 8 } else { 100 };
        let command = format!("trap '' XFSZ; ulimit -f {limit}; exec '{PROGRAM}' {}", quoted.join(" "));
        let output = run(path, "sh", &["-c", &command]);
        assert_eq!(output.status.code(), Some(1), "{more:?}: {}", text(&output.stderr));
        let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        let message = document["error"]["message"].as_str().expect("a sentence");
        assert!(message.contains("cannot be written: File too large"), "{more:?}: {message}");
        assert_eq!(names(path), ["out", "scenarios"], "{more:?}");
        assert_eq!(fs::read(path.join("out/summary.json")).expect("a result"), before);
    }
    let output = larmkedja(path, ["man", "scenarios/small.toml/pages"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot be written"), "{}", text(&output.stderr));
}

/// What a command writes by itself is there as a whole, or not at all.
#[test]
#[cfg(unix)]
fn single_files_on_a_full_disk_are_not_begun() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let small = "scenarios/small.toml";
    let commands: [&[&str]; 6] = [
        &["new", "new.toml"],
        &["man", "written"],
        &["draw", small, "--out", "written"],
        &["trace", small, "--duration", "1 d", "--svg", "trace.svg"],
        &["log", "scenarios/sf.csv", "--map", "scenarios/sf.toml", "--out", "described"],
        &["log", "--from", small, "--duration", "2 d", "--out", "recorded"],
    ];
    for arguments in commands {
        let quoted: Vec<String> = arguments.iter().map(|word| format!("'{word}'")).collect();
        let command = format!("trap '' XFSZ; ulimit -f 1; exec '{PROGRAM}' {}", quoted.join(" "));
        let output = run(path, "sh", &["-c", &command]);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("cannot be written: File too large"), "{arguments:?}: {}", text(&output.stderr));
        // A folder may have been made, but there is nothing in it.
        let written = path.join("written");
        assert!(!written.exists() || names(&written).is_empty(), "{arguments:?}: {:?}", names(&written));
        let left: Vec<String> = names(path).into_iter().filter(|name| name != "scenarios" && name != "written").collect();
        assert!(left.is_empty(), "{arguments:?}: {left:?}");
    }
}

/// What did not fit leaves the other drawings and pages as they were.
#[test]
#[cfg(unix)]
fn of_several_files_all_are_written_or_none() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    fs::create_dir(path.join("drawn")).expect("a new folder");
    fs::write(path.join("drawn/larmkedja.1"), "as it was").expect("a new file");
    // Of the drawings the flowcharts would fit, and of the pages the short ones.
    for (limit, arguments) in [(16, ["draw", "scenarios/orebro.toml", "--out", "drawn"]), (3, ["man", "drawn", "--lang", "en"])] {
        let command = format!("trap '' XFSZ; ulimit -f {limit}; exec '{PROGRAM}' {}", arguments.join(" "));
        let output = run(path, "sh", &["-c", &command]);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(names(&path.join("drawn")), ["larmkedja.1"], "{arguments:?}");
        assert_eq!(fs::read_to_string(path.join("drawn/larmkedja.1")).expect("a file"), "as it was");
    }
    let output = run(path, "sh", &["-c", &format!("trap '' XFSZ; ulimit -f 3; exec '{PROGRAM}' man new/pages")]);
    assert_eq!((output.status.code(), path.join("new/pages").exists()), (Some(1), false));
}

/// After a kill nothing can be tidied up; the next run of the same result does it, but leaves alone what somebody still writes.
#[test]
#[cfg(unix)]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let long = ["scenarios/small.toml", "--quiet", "--replications", "1000000", "--out", "out"];
    let spawn = || {
        let mut command = Command::new(PROGRAM);
        let child = command.args(long).current_dir(path).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let own = format!("out.partial-{}", child.id());
        let claimed = || path.join(&own).join(".unfinished").exists();
        let begin = std::time::Instant::now();
        while !claimed() {
            assert!(begin.elapsed().as_secs() < 60, "nothing is written: {:?}", names(path));
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        (child, own)
    };
    let (mut killed, left) = spawn();
    killed.kill().expect("it runs");
    killed.wait().expect("it ends");
    assert_eq!(names(path), [&left, "scenarios"]);
    fs::create_dir(path.join("out.partial-mine")).expect("a new folder");
    let (mut running, its) = spawn();
    assert!(!path.join(&left).exists(), "what was left is still there");
    done(&run(path, PROGRAM, &[&["scenarios/small.toml", "--out", "out"], &SHORT[..]].concat()));
    assert!(path.join(&its).exists(), "the folder of a run that goes on is gone");
    running.kill().expect("it runs");
    running.wait().expect("it ends");
    let mut expected = ["out".to_owned(), "out.partial-mine".to_owned(), its, "scenarios".to_owned()];
    expected.sort();
    assert_eq!(names(path), expected);
    assert!(!names(&path.join("out")).contains(&".unfinished".to_owned()));
}

#[test]
#[cfg(unix)]
fn the_batches_run() {
    let folder = folder_with_scenarios();
    let batch = example("batch.sh");
    let small = [batch.to_str().expect("a plain path"), "scenarios/small.toml"];
    let shell = |replications: &str| {
        let command = format!("REPLICATIONS={replications} sh '{}' {}", small[0], small[1]);
        done(&run(folder.path(), "sh", &["-c", &command]))
    };
    let first = shell("2");
    let lines = first.lines().count() - 1;
    assert!(lines >= 9 && lines % 3 == 0, "the same lines for each of three seeds: {first}");
    // What is there is kept, as its clock shows; another number of replications is another question.
    let made = || fs::read(folder.path().join("batch/small-1-2/manifest.json")).expect("a manifest");
    let before = made();
    assert_eq!((shell("2"), made()), (first.clone(), before));
    assert_ne!(shell("3"), first);
    let output = run(folder.path(), "sh", &[small[0], "scenarios/none.toml"]);
    assert_eq!(output.status.code(), Some(2));
    if !has("make", &["--version"], "the example for make") {
        return;
    }
    let make = example("Makefile");
    let make = ["-f", make.to_str().expect("a plain path"), "REPLICATIONS=2", "SEEDS=1 2", "-j2"];
    done(&run(folder.path(), "make", &make));
    let answers = fs::read_to_string(folder.path().join("made/answers.csv")).expect("a table");
    let numbers = |text: &str| -> Vec<String> {
        let last = |line: &str| line.rsplitn(4, ',').take(3).collect::<Vec<_>>().join(",");
        text.lines().skip(1).map(last).collect()
    };
    assert_eq!(numbers(&first)[..2 * lines / 3], numbers(&answers)[..], "the shell and make say the same of the first two seeds");
    assert!(done(&run(folder.path(), "make", &make)).contains("up to date"));
    let lines = |more: &[&str]| {
        let output = run(folder.path(), "make", &[&make[..], more].concat());
        done(&output);
        (fs::read_to_string(folder.path().join("made/answers.csv")).expect("a table").lines().count(), text(&output.stderr))
    };
    let all = answers.lines().count();
    assert_eq!(lines(&["SEEDS=1"]).0, all.div_ceil(2), "half of the runs");
    assert!(lines(&["REPLICATIONS=3"]).0 > 1);
    assert!(folder.path().join("made/small-1-3/manifest.json").exists());
    // An arm that meets a limit is told and left out, as often as the table is made.
    let small = folder.path().join("scenarios/small.toml");
    let limited = fs::read_to_string(&small).expect("a scenario").replacen("[study]", "[study]\nopen_incidents = 3", 1);
    fs::write(small, limited).expect("a file");
    let (number, told) = lines(&["SEEDS=1"]);
    assert!(number == 1 && told.contains("a limit was met") && told.contains("which are left out"), "{number}: {told}");
    fs::remove_file(folder.path().join("made/answers.csv")).expect("it is there");
    assert!(lines(&["SEEDS=1"]).1.contains("which are left out"));
    fs::write(folder.path().join("scenarios/small.toml"), "[study]\n").expect("a file");
    assert!(!run(folder.path(), "make", &make).status.success());
}

#[test]
fn python_and_r_read_the_incidents() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let fixed = [&["compare", "scenarios/small.toml", "--incidents"], &SHORT[..]].concat();
    done(&run(path, PROGRAM, &[&fixed[..], &["--out", "columns"]].concat()));
    done(&run(path, PROGRAM, &[&fixed[..], &["--csv", "--out", "lines"]].concat()));
    let summary: Value = serde_json::from_slice(&fs::read(path.join("columns/summary.json")).expect("a file")).expect("JSON");
    let incidents = csv::Reader::from_path(path.join("lines/incidents.csv")).expect("a table").records().count();
    let arms = summary["arms"].as_object().expect("arms").len();
    if let Some(python) = python("duckdb") {
        let said = done(&run(path, &python, &[example("read_duckdb.py").to_str().expect("a plain path"), "columns"]));
        assert!(said.contains(&format!("together against apart: {} pairs", incidents / arms)), "{said}");
    }
    if let Some(python) = python("polars") {
        let said = done(&run(path, &python, &[example("read_polars.py").to_str().expect("a plain path"), "columns"]));
        assert!(said.contains("steps has 9 columns") && said.contains(&format!("'incidents': {}", incidents / arms)), "{said}");
    }
    if has("Rscript", &["-e", "1"], "reading with R") {
        let said = done(&run(path, "Rscript", &[example("read.R").to_str().expect("a plain path"), "lines"]));
        let told = |said: &str| said.contains("together against apart, alarm_chain_s:");
        assert!(told(&said), "{said}");
        // Parquet takes a package that not every R has; without it the example names the way out.
        let output = run(path, "Rscript", &[example("read.R").to_str().expect("a plain path"), "columns"]);
        assert!(told(&text(&output.stdout)) || text(&output.stderr).contains("--incidents --csv"), "{output:?}");
    }
}
