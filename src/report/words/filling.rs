//! Sentences with what is filled in, and words for what scenarios name.

use super::Words;
use crate::model::{Language, Names};

/// The word for a stage: the author's label, or that of a known one; the author's own stages without a label are their own words.
pub(in crate::report) fn stage<'a>(words: &Words, names: &'a Names, stage: &'a str, language: Language) -> &'a str {
    if let Some(label) = names.stage_label(stage, language) {
        return label;
    }
    match stage {
        "answer" => words.stage_answer,
        "interview" => words.stage_interview,
        "handover" => words.stage_handover,
        "repeat" => words.stage_repeat,
        "decision" => words.stage_decision,
        "alert" => words.stage_alert,
        "turnout" => words.stage_turnout,
        "travel" => words.stage_travel,
        "wrap-up" => words.stage_wrap_up,
        own => own,
    }
}

/// A sentence with its `{...}` filled in. What is filled in is not searched again.
pub(in crate::report) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((key, tail)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == key) {
            text.push_str(value);
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn what_is_filled_in_is_taken_as_it_is() {
        assert_eq!(fill("{a} and {b}{c}", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
    }
}
