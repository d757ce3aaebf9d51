//! Whatever a condition's text is: it is parsed, or what is wrong with it is told at a place that lies in the text.
#![no_main]

use larmkedja::scenario::expression::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(wrong) = parse(text, &|span| span) {
        assert!(text.get(wrong.range.clone()).is_some(), "{:?} of {} bytes", wrong.range, text.len());
    }
});
