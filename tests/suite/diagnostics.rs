//! Is every mistake told at its place, with a way out, and are all mistakes of a file told at once?

use crate::common::shown;
use larmkedja::open::{Options, open};
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::render;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Everything that is wrong with a scenario, as it is shown.
fn diagnose(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let folder = path.parent().expect("a folder");
    let part = |part: &str| std::fs::read_to_string(folder.join(part));
    let no_log = |_: &Path, _| Err(io::Error::from(ErrorKind::NotFound));
    match open(&text, &Options::default(), &part, &no_log) {
        Ok(opened) => shown(&name, &opened.sources, &opened.warnings),
        Err(mistakes) => shown(&name, &mistakes.sources, &mistakes.diagnostics),
    }
}

fn bad_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("tests/bad").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// `NAME.txt` beside every bad file holds its whole message. With `LARMKEDJA_BLESS` set they are written instead of compared.
#[test]
fn every_bad_file_has_its_message() {
    let files = bad_files();
    assert!(files.len() > 10, "the bad files are gone");
    let mut wrong = Vec::new();
    for path in files {
        let (shown, expected) = (diagnose(&path), path.with_extension("txt"));
        if std::env::var_os("LARMKEDJA_BLESS").is_some() {
            std::fs::write(&expected, &shown).expect("a writable file");
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        if shown != wanted || shown.is_empty() {
            wrong.push(format!("{}\nexpected:\n{wanted}\nshown:\n{shown}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// A scenario that uses every key there is.
const EVERYTHING: &str = include_str!("../good/everything.toml");

#[test]
fn good_scenarios_have_no_mistakes() {
    assert_eq!(render("everything.toml", EVERYTHING, &read(EVERYTHING).1, false), "");
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/example.toml");
    match std::fs::read_to_string(&shared) {
        Ok(text) => assert_eq!(render("example.toml", &text, &read(&text).1, false), ""),
        Err(_) => eprintln!("skipped: {} is not here", shared.display()),
    }
}
