//! Conditions in words: what a scenario writes as an expression, with labels for names and the reader's words for `and`, `or`, `not`.

use super::Said;
use crate::report::words::fill;

impl Said<'_> {
    /// A condition in words. What is not known in it stays as it is written.
    pub(super) fn condition(&self, written: &str) -> String {
        let (mut said, mut rest) = (String::new(), written);
        while let Some(first) = rest.chars().next() {
            let word: &str = &rest[..rest.find(|letter: char| !is_of_name(letter)).unwrap_or(rest.len())];
            if word.is_empty() {
                said.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            rest = &rest[word.len()..];
            match asked(rest) {
                Some((name, after)) => {
                    said += &self.asks(word, name);
                    rest = after;
                }
                None => said += self.word(word),
            }
        }
        said
    }

    /// A word that asks nothing: a flag, or what binds conditions.
    fn word<'n>(&'n self, word: &'n str) -> &'n str {
        match word {
            "and" => self.words.condition_and,
            "or" => self.words.condition_or,
            "not" => self.words.condition_not,
            flag => self.names().flag(flag, self.language),
        }
    }

    /// `type('x')`, `ran('x')` and the like.
    fn asks(&self, what: &str, name: &str) -> String {
        let (w, names) = (self.words, self.names());
        let with = |sentence: &str, name: &str| fill(sentence, &[("name", name)]);
        match what {
            "type" => self.label(&self.ways.types, name).to_owned(),
            "ran" => with(w.condition_ran, names.step(name, self.language)),
            "marked" => with(w.condition_marked, names.mark(name, self.language)),
            "believes" => with(w.condition_believes, names.flag(name, self.language)),
            "helped" => with(w.condition_helped, &self.role_name(name)),
            attribute => {
                let flag = format!("{attribute}={name}");
                match names.flag(&flag, self.language) {
                    label if label != flag => label.to_owned(),
                    _ => format!("{} {name}", attribute.replace('_', " ")),
                }
            }
        }
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// What stands in quotes and parentheses at the beginning of a text, and what follows.
fn asked(text: &str) -> Option<(&str, &str)> {
    let inside = text.trim_start().strip_prefix('(')?.trim_start();
    let quote = inside.chars().next().filter(|letter| matches!(letter, '\'' | '"'))?;
    let (name, after) = inside[1..].split_once(quote)?;
    Some((name, after.trim_start().strip_prefix(')')?))
}
