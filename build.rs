//! Tells the program which commit it was built from: `LARMKEDJA_COMMIT` if the builder sets it, else what git says. A build
//! without git, or from a package, knows none; nothing here can make it fail. Tells it also what it is built for.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=LARMKEDJA_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(target) = std::env::var("TARGET") {
        println!("cargo::rustc-env=LARMKEDJA_TARGET={target}");
    }
    let told = std::env::var("LARMKEDJA_COMMIT").ok().filter(|commit| !commit.is_empty());
    if let Some(commit) = told.or_else(commit_of_git) {
        println!("cargo::rustc-env=LARMKEDJA_COMMIT={commit}");
    }
}

/// The commit checked out here, with `-modified` where the sources differ from it; nothing if this is not the top of a repository.
fn commit_of_git() -> Option<String> {
    let prefix = git(&["rev-parse", "--show-prefix"])?;
    if !prefix.is_empty() {
        return None;
    }
    let sources = ["src", "scenarios", "assets", "Cargo.toml", "Cargo.lock"];
    let moving = ["HEAD".to_owned(), git(&["symbolic-ref", "-q", "HEAD"]).unwrap_or_default(), "packed-refs".to_owned()];
    let moving = moving.iter().filter(|name| !name.is_empty()).filter_map(|name| git(&["rev-parse", "--git-path", name]));
    for path in moving.chain(sources.map(str::to_owned)).filter(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={path}");
    }
    let commit = git(&["rev-parse", "HEAD"])?;
    let mut changes = vec!["status", "--porcelain", "--"];
    changes.extend(sources);
    let modified = git(&changes).is_some_and(|changes| !changes.is_empty());
    Some(if modified { commit + "-modified" } else { commit })
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
