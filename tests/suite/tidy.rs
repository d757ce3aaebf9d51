//! Does the tree keep its own rules? Reads the source as text and keeps the arrows of `ARCHITECTURE.md` and a few habits.

use std::fs;
use std::path::{Path, PathBuf};

/// Who may know whom. A module may always know itself; `main` and `lib` tie everything together.
const ARROWS: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("distribution", &[]),
    ("random", &["distribution"]),
    ("model", &["distribution", "random", "time"]),
    ("record", &["model", "time"]),
    ("results", &["described", "model", "record"]),
    ("chains", &["model"]),
    ("scenario", &["chains", "distribution", "model", "random", "time"]),
    ("engine", &["distribution", "model", "random", "record", "time"]),
    ("load", &["distribution", "engine", "model", "random", "record", "time"]),
    ("statistics", &["distribution", "random", "results", "time"]),
    ("study", &["distribution", "engine", "model", "random", "record", "results", "statistics", "time"]),
    ("trace", &["model", "record"]),
    ("follow", &["engine", "model", "record", "time", "trace"]),
    ("drivers", &["model", "results"]),
    ("sensitivity", &["distribution", "drivers", "model", "random", "record", "results", "scenario", "statistics", "study", "time"]),
    ("report", &["chains", "described", "drivers", "model", "record", "results", "statistics", "trace"]),
    ("described", &[]),
    ("log", &["described", "model", "scenario", "statistics", "time"]),
    ("synthetic", &["engine", "model", "record", "time"]),
    ("open", &["described", "load", "log", "model", "scenario"]),
    ("folder", &["model", "record", "report", "results", "sensitivity", "study", "time"]),
];

/// Names that the report may use from modules whose other names are none of its business.
const REPORT_MAY_USE: &[(&str, &[&str])] = &[
    ("model", &["AtEnd", "Language", "Names", "Parameter", "Study", "Text", "VarianceReduction"]),
    ("record", &["Finding", "Kind"]),
    ("statistics", &["LEVEL", "MANY", "basis", "student"]),
];

/// What only some places may write: the words, and where (beginnings of paths below `src`).
const ONLY_IN: &[(&[&str], &[&str])] = &[
    (&["parquet::", "snap::", "bytes::"], &["folder/rows"]),
    (&["rayon::"], &["cli/mod", "load", "report/charts/mod", "report/html", "sensitivity", "study"]),
    (&["plotters::"], &["report/charts"]),
    (&["toml::"], &["scenario", "cli"]),
    (&["annotate_snippets::"], &["scenario/render", "cli"]),
    (&["clap::", "clap_complete::", "clap_mangen::", "indicatif::", "ctrlc::", "anyhow::"], &["cli", "main"]),
    (
        &["println!", "print!(", "eprintln!", "eprint!(", "dbg!", "process::exit", "std::env", "std::time", "stdout()", "stderr()"],
        &["cli", "main"],
    ),
    (&["std::fs", "fs::", "File::open", "File::create"], &["cli", "folder", "main"]),
    (&["thread::spawn", "thread::sleep", "thread::Builder"], &["cli", "main"]),
];

/// Functions of the platform's mathematics library, which differs in the last bit between machines; `libm` does not.
const PLATFORM_MATHEMATICS: &[&str] = &[
    ".ln()",
    ".ln_1p()",
    ".log10()",
    ".log2()",
    ".exp()",
    ".exp_m1()",
    ".exp2()",
    ".powf(",
    ".powi(",
    ".sin()",
    ".cos()",
    ".tan()",
    ".cbrt()",
    ".tanh()",
];

const MOST_LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends in one of `endings`, in the order of names.
fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let text = fs::read_to_string(&path).expect("a text file");
                found.push((path.strip_prefix(root()).expect("below the root").to_path_buf(), text));
            }
        }
    }
    found.sort();
    found
}

/// The source files with their path below `src`, slashes forward, and their code without line comments.
fn sources() -> Vec<(String, String)> {
    let strip = |text: &str| text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let sources: Vec<_> = files("src", &[".rs"])
        .into_iter()
        .map(|(path, text)| {
            let path = path.strip_prefix("src").expect("below src").to_string_lossy().replace('\\', "/");
            (path, strip(&text))
        })
        .collect();
    assert!(sources.len() > 8, "the source was not found");
    sources
}

/// The first name of a path below `src`: `scenario` for `scenario/file.rs`, `time` for `time.rs`.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The members of a braced list that begins at `text`, or the one name that it begins with; nested paths keep what follows.
fn members(text: &str) -> Vec<&str> {
    let Some(list) = text.strip_prefix('{') else { return vec![text] };
    let (mut found, mut depth, mut begin) = (Vec::new(), 0, 0);
    for (place, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(list[begin..place].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(list[begin..place].trim());
                begin = place + 1;
            }
            _ => {}
        }
    }
    found.retain(|member| !member.is_empty());
    found
}

/// What the code takes from other modules of the crate: (module, names taken from it).
fn uses(code: &str) -> Vec<(&str, Vec<&str>)> {
    ["crate::", "larmkedja::"]
        .iter()
        .flat_map(|word| code.match_indices(word).map(|(place, _)| &code[place + word.len()..]))
        .flat_map(members)
        .map(|path| {
            let module = identifier(path);
            let below = path[module.len()..].strip_prefix("::").unwrap_or("");
            (module, members(below).into_iter().map(identifier).filter(|name| !name.is_empty()).collect())
        })
        .collect()
}

/// The eyes of the tests below.
#[test]
fn uses_are_seen_alone_and_in_groups() {
    let code = "use crate::time::Time; use crate::{model::{Text, file::X}, record}; fn f(x: crate::random::Key) {} larmkedja::cli::run()";
    let seen = [("time", vec!["Time"]), ("model", vec!["Text", "file"]), ("record", vec![]), ("random", vec!["Key"]), ("cli", vec!["run"])];
    assert_eq!(uses(code), seen);
    assert!(has_word("a = rayon::join()", "rayon::") && !has_word("my_rayon::join()", "rayon::"));
}

#[test]
fn modules_know_only_those_below_them() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module(&path)) else {
            assert!(["lib", "main", "cli"].contains(&module(&path)), "{path}: a new module needs a line in ARROWS");
            continue;
        };
        for (used, names) in uses(&code) {
            if used != module(&path) && !allowed.contains(&used) {
                wrong.push(format!("{path} must not know {used}"));
            }
            if module(&path) == "report"
                && let Some((_, may)) = REPORT_MAY_USE.iter().find(|(module, _)| *module == used)
            {
                wrong.extend(names.iter().filter(|name| !may.contains(name)).map(|name| format!("{path} must not use {used}::{name}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A chain of `super::` that reaches the root of the crate is an arrow that the test above would not see.
#[test]
fn no_path_climbs_to_the_root() {
    for (path, code) in sources() {
        let depth = path.trim_end_matches("/mod.rs").split('/').count();
        let (code, tests) = code.split_once("#[cfg(test)]").unwrap_or((&code, ""));
        assert!(!code.contains(&"super::".repeat(depth)), "{path} climbs to the root of the crate: write crate::");
        assert!(!tests.contains(&"super::".repeat(depth + 1)), "the tests of {path} climb to the root of the crate: write crate::");
    }
}

#[test]
fn some_words_have_one_place() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let code = code.split("#[cfg(test)]").next().unwrap_or("");
        for (words, places) in ONLY_IN {
            if !places.iter().any(|place| path.strip_prefix(place).is_some_and(|rest| rest.starts_with(['/', '.']))) {
                wrong.extend(words.iter().filter(|word| has_word(code, word)).map(|word| format!("{path} must not use {word}")));
            }
        }
        wrong.extend(["HashMap", "HashSet"].iter().filter(|word| has_word(code, word)).map(|word| format!("{path}: {word} has no order")));
        wrong.extend(has_word(code, "unsafe ").then(|| format!("{path}: unsafe code")));
        wrong
            .extend(PLATFORM_MATHEMATICS.iter().filter(|word| code.contains(**word)).map(|word| format!("{path}: libm instead of {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether `word` occurs other than as the end of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(place, _)| !code[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn every_file_says_what_it_is_for_and_stays_one_room() {
    for (path, text) in files("src", &[".rs"]).into_iter().chain(files("tests", &[".rs"])).chain(files("examples", &[".rs"])) {
        assert!(text.starts_with("//! "), "{} does not begin with what it is for", path.display());
        // A list of tests may go on; a room of the program may not.
        let lines = text.lines().count();
        assert!(lines < MOST_LINES || !path.starts_with("src"), "{} has {lines} lines: is it still one room?", path.display());
    }
}

/// Looking for code in comments takes as long as all unit tests, so `Cargo.toml` has it switched off: examples are programs in `examples`.
#[test]
fn comments_hold_no_code_that_nobody_runs() {
    for (path, text) in files("src", &[".rs"]) {
        let is_fence = |line: &str| line.trim_start().starts_with("//") && line.contains("```");
        let found = text.lines().position(is_fence);
        assert!(found.is_none(), "{}:{}: code in a comment is not run", path.display(), found.map_or(0, |line| line + 1));
    }
}

#[test]
fn nothing_is_unfinished_or_bound_to_one_machine() {
    // Put together here, so that this file does not find itself.
    let unfinished = ["TO", "FIX", "XX", "todo", "unimplemented"].iter().zip(["DO", "ME", "X", "!", "!"]).map(|(a, b)| format!("{a}{b}"));
    let machine = ["home", "root", "work", "Users"].map(|folder| format!("/{folder}/"));
    let words: Vec<String> = unfinished.chain(machine).collect();
    let texts =
        ["src", "tests", "examples", "scenarios", "docs"].iter().flat_map(|folder| files(folder, &[".rs", ".toml", ".md", ".html"]));
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Cargo.toml", ".ci/run"]
        .map(|name| (PathBuf::from(name), fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))));
    for (path, text) in texts.chain(top) {
        for (number, line) in text.lines().enumerate() {
            let word = words.iter().find(|word| line.contains(word.as_str()));
            assert!(word.is_none(), "{}:{}: {}", path.display(), number + 1, word.unwrap());
        }
    }
}
