//! Whatever a scenario's text is: it is read, put together, checked and compiled, or what is wrong with it is told, at places that
//! lie in the text.
#![no_main]

use larmkedja::scenario::compile::compile;
use larmkedja::scenario::compose::compose;
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::render;
use libfuzzer_sys::fuzz_target;
use std::io;

fuzz_target!(|text: &str| {
    let (file, found) = read(text);
    render("scenario.toml", text, &found, false);
    if let Some(file) = file {
        let compiled = compile(&file, &[], &[]);
        render("scenario.toml", text, &compiled.diagnostics, false);
    }
    let no_file = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
    if let Ok(composed) = compose(text, &no_file) {
        read(&composed.text);
    }
});
