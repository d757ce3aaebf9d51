//! Is every example in the documents true? Console blocks are run and TOML blocks are checked, in a folder of their own that
//! holds the shipped scenarios.
//!
//! An HTML comment above a block says what it is:
//! `<!-- file: NAME -->` the block is that file, for the blocks that follow; `<!-- fragment of FILE -->` the block replaces the
//! tables it names in FILE and adds the rest, and the whole must check; `<!-- added to FILE -->` the same, and FILE stays so for
//! the blocks that follow; `<!-- map: NAME -->` it is a file that is no scenario, for the commands that follow. A console block lists
//! commands after `$ ` and what they print; a line `...` stands for any number of
//! lines, and `<!-- status 2 -->` above it says how its commands end. Drawings are not checked.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The two commands for a fresh machine. They build, so they are run by `.ci/run` and not here.
const RUN: &str = "cargo run --release";
const TEST: &str = "cargo test";

struct Block {
    line: usize,
    language: String,
    comment: String,
    text: String,
}

/// The fenced blocks of a document.
fn blocks(document: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = document.lines().enumerate();
    let mut comment = String::new();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            found.push(Block { line: number + 1, language: language.into(), comment: comment.clone(), text: text.join("\n") + "\n" });
        }
        comment = line.trim().strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")).unwrap_or("").into();
    }
    found
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A folder with the shipped scenarios, gone when dropped.
pub(crate) fn folder_with_scenarios() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &folder.path().join("scenarios"));
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let from = entry.expect("a readable folder").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            fs::copy(&from, to).expect("a copy");
        }
    }
}

/// Runs the program with `arguments` in `folder`.
pub(crate) fn larmkedja<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_larmkedja")).args(arguments).current_dir(folder).output().expect("the program starts")
}

/// Whether the lines of `expected` are those of `actual`, where `...` stands for any number of lines. How wide columns are
/// does not matter.
fn matches(expected: &[&str], actual: &[&str]) -> bool {
    match expected {
        [] => actual.is_empty(),
        ["...", rest @ ..] => (0..=actual.len()).any(|skipped| matches(rest, &actual[skipped..])),
        [first, rest @ ..] => {
            let same = |line: &&str| line.split_whitespace().eq(first.split_whitespace());
            actual.first().is_some_and(same) && matches(rest, &actual[1..])
        }
    }
}

/// The commands of a console block, each with the lines it is said to print.
fn commands(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut commands: Vec<(String, Vec<&str>)> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            let mut command = command.to_string();
            while let Some(unfinished) = command.strip_suffix('\\') {
                command = format!("{unfinished}{}", lines.next().unwrap_or("").trim_start());
            }
            commands.push((command, Vec::new()));
        } else {
            commands.last_mut().unwrap_or_else(|| panic!("a console block begins with \"$ \": {line}")).1.push(line);
        }
    }
    commands
}

/// The words of a command, as a shell takes them: what stands in single quotes is one.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for letter in command.chars().chain([' ']) {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(letter),
        }
    }
    words
}

/// Runs a script of a document; nothing where the machine has no such interpreter.
fn script(interpreter: &str, folder: &Path, arguments: &[&str]) -> Option<Output> {
    let program = Path::new(env!("CARGO_BIN_EXE_larmkedja")).parent().expect("a folder");
    let others = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&others));
    let path = std::env::join_paths(paths).expect("folders without separators");
    Command::new(interpreter).args(arguments).current_dir(folder).env("PATH", path).output().ok()
}

fn run_console(at: &str, folder: &Path, block: &Block) {
    let status = block.comment.strip_prefix("status ").map_or(0, |status| status.parse().expect("a number"));
    for (command, expected) in commands(&block.text) {
        let words = words(&command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let check = |output: Output| {
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(status), "{at}: `{command}` ends with {:?}\n{said}", output.status.code());
            let actual: Vec<&str> = said.lines().collect();
            assert!(expected.is_empty() || matches(&expected, &actual), "{at}: `{command}` prints\n{said}");
        };
        match words.as_slice() {
            ["larmkedja", arguments @ ..] => check(larmkedja(folder, arguments.iter().copied())),
            [interpreter @ ("sh" | "python3"), arguments @ ..] => {
                if let Some(output) = script(interpreter, folder, arguments) {
                    check(output);
                }
            }
            ["cp", from, to] => {
                fs::copy(folder.join(from), folder.join(to)).unwrap_or_else(|error| panic!("{at}: {command}: {error}"));
            }
            _ => assert!(command == RUN || command == TEST, "{at}: `{command}` is none of the commands that can be checked"),
        }
    }
}

/// `base` with the tables that `fragment` names replaced by it.
fn with_fragment(base: &str, fragment: &str) -> String {
    let is_header = |line: &str| line.starts_with('[');
    let replaced: Vec<&str> = fragment.lines().filter(|line| is_header(line) && !line.starts_with("[[")).collect();
    let header = |line: &str| line.split(']').next().unwrap_or("").to_string();
    let mut kept = String::new();
    let mut keep = true;
    for line in base.lines() {
        if is_header(line) {
            keep = !replaced.iter().any(|other| header(other) == header(line));
        }
        if keep {
            kept += line;
            kept += "\n";
        }
    }
    kept + fragment
}

fn check_toml(at: &str, folder: &Path, block: &Block) {
    if let Some(name) = block.comment.strip_prefix("map: ") {
        return fs::write(folder.join(name), &block.text).expect("a new file");
    }
    let (name, text) = if let Some(name) = block.comment.strip_prefix("file: ") {
        (name, block.text.clone())
    } else if let Some(name) = block.comment.strip_prefix("added to ") {
        let base = fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{at}: {name}: {error}"));
        (name, with_fragment(&base, &block.text))
    } else if let Some(base) = block.comment.strip_prefix("fragment of ") {
        let base = fs::read_to_string(folder.join(base)).unwrap_or_else(|error| panic!("{at}: {base}: {error}"));
        ("scenarios/fragment.toml", with_fragment(&base, &block.text))
    } else {
        panic!("{at}: a TOML block needs `<!-- file: NAME -->` or `<!-- fragment of FILE -->` above it");
    };
    fs::write(folder.join(name), text).expect("a new file");
    let output = larmkedja(folder, ["check", name]);
    assert!(output.status.success(), "{at}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

fn check_document(name: &str) {
    let folder = folder_with_scenarios();
    let blocks = blocks(&read(name));
    for block in &blocks {
        let at = format!("{name}:{}", block.line);
        match block.language.as_str() {
            "console" => run_console(&at, folder.path(), block),
            "toml" => check_toml(&at, folder.path(), block),
            "text" | "mermaid" => {}
            "sh" | "python" | "csv" => {
                let name = block.comment.strip_prefix("file: ").unwrap_or_else(|| panic!("{at}: needs `<!-- file: NAME -->` above it"));
                fs::write(folder.path().join(name), &block.text).expect("a new file");
            }
            other => panic!("{at}: a block in {other:?} is not checked"),
        }
    }
}

#[test]
fn every_block_of_the_readme_is_true() {
    check_document("README.md");
}

#[test]
fn every_block_of_the_reference_is_true() {
    check_document("docs/reference.md");
}

/// The documents in `folder` and below it, by name.
fn documents_below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder") {
        let entry = entry.expect("a readable folder");
        let name = format!("{folder}/{}", entry.file_name().to_str().expect("a plain name"));
        if entry.path().is_dir() {
            found.extend(documents_below(&name));
        } else if entry.path().extension().is_some_and(|extension| extension == "md") {
            found.push(name);
        }
    }
    found.sort();
    found
}

#[test]
fn every_block_of_the_other_documents_is_true() {
    let documents = documents_below("docs");
    assert!(documents.len() > 10, "{documents:?}");
    std::thread::scope(|scope| {
        for name in documents.iter().filter(|name| *name != "docs/reference.md") {
            scope.spawn(|| check_document(name));
        }
    });
}

#[test]
fn two_commands_are_enough_and_the_continuous_check_runs_them() {
    let building: Vec<String> = blocks(&read("README.md"))
        .iter()
        .filter(|block| block.language == "console")
        .flat_map(|block| commands(&block.text))
        .map(|(command, _)| command)
        .filter(|command| command.starts_with("cargo"))
        .collect();
    assert_eq!(building, [RUN, TEST]);
    let check = read(".ci/run");
    assert!(check.contains(RUN) && check.contains(TEST), ".ci/run runs other commands than the README names");
}

/// A link to a file that is not there, or a picture, would be seen by the first reader only.
#[test]
fn links_lead_somewhere() {
    let above = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(String::from);
    for name in above.into_iter().chain(documents_below("docs")) {
        let text = read(&name);
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        for (place, _) in text.match_indices("](") {
            let target = text[place + 2..].split([')', '#']).next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") {
                assert!(base.with_file_name("").join(target).exists(), "{name} links to {target}, which is not there");
            }
        }
    }
}
