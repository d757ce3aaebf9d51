//! A scenario that runs in no time, and the program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A scenario that runs in no time.
pub(crate) const TINY: &str = r#"
[study]
starts = "2024-06-03"
duration = "1 d"
replications = 3
seed = 1
baseline = "slow"
[agency.fire]
alerted = "fire alerted"
[parameter.phone]
value = "40 s"
[pool.sos]
staff = 2
[incident.alarm]
rate = "60 / d"
flags = { fire = 1 }
[[chain.phone.step]]
name = "answer"
staff = ["sos", "caller"]
takes = { exponential = { mean = "60 s" } }
stage = "answer"
[[chain.phone.step]]
name = "tell, fire"
staff = ["sos"]
takes = "phone"
stage = "handover"
mark = "fire alerted"
[measure.alarm_chain]
time = { to = "fire alerted" }
target = "120 s"
[measure.told]
share = "fire"
[arm.slow]
chain = "phone"
[arm.quick]
chain = "phone"
parameter.phone = { value = "8 s" }
"#;

pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("tiny.toml"), TINY).expect("a new file");
    folder
}

/// Names in a folder, in order.
pub(crate) fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every file below a folder by its path, but the manifest.
pub(crate) fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in names(path).into_iter().filter(|name| name != "manifest.json") {
        let path = path.join(&name);
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
    found
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_larmkedja")).current_dir(folder).args(arguments).output().expect("the program starts")
}

/// Runs the program in a folder, where it has to succeed.
pub(crate) fn done(folder: &Path, arguments: &[&str]) -> Output {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
