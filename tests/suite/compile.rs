//! Does a scenario become the model that it means?

use larmkedja::scenario::compile::{Compiled, compile, differences, expand};
use larmkedja::scenario::diagnostic::together;
use larmkedja::scenario::file::File;
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::render;
use std::path::Path;

/// The example that all of the project shares, where it is at hand.
fn example() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/example.toml");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    text
}

fn parsed(text: &str) -> File {
    let (file, mistakes) = read(text);
    assert_eq!(render("scenario.toml", text, &mistakes, false), "");
    file.expect("a file")
}

/// What compiling says, as it is shown, circles included.
fn shown(text: &str) -> (Compiled, String) {
    let (file, mistakes) = read(text);
    let compiled = compile(&file.expect("TOML"), &[]);
    let circles = compiled.circles.iter().map(|circle| circle.diagnostic.clone());
    let all = together(mistakes, compiled.diagnostics.iter().cloned().chain(circles).collect());
    let shown = render("scenario.toml", text, &all, false);
    (compiled, shown)
}

#[test]
fn the_example_compiles() {
    let Some(text) = example() else { return };
    let (compiled, shown) = shown(&text);
    eprintln!("{shown}");
    println!("{:#?}", compiled.circles);
    for line in differences(&parsed(&text), &text) {
        println!("{line}");
    }
    println!("{}", expand(&parsed(&text), &text));
    panic!();
}
