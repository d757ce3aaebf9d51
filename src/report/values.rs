//! Values of a scenario in words: what is written as TOML is said as people say it.

use super::words::{ValueWords, fill};
use crate::model::Language;

/// A value as written.
#[derive(Debug, PartialEq)]
enum Written<'a> {
    /// In quotes.
    Text(&'a str),
    /// A number or a word.
    Bare(&'a str),
    List(Vec<Written<'a>>),
    Table(Vec<(&'a str, Written<'a>)>),
}

/// A value or a range of a parameter in words; what is not understood stays as it is written.
pub(super) fn said(language: Language, written: &str) -> String {
    match value(written.trim()) {
        Some((value, rest)) if rest.trim().is_empty() => Teller { language, words: ValueWords::of(language) }.say(&value),
        _ => written.to_owned(),
    }
}

/// The value that a text begins with, and what follows it.
fn value(text: &str) -> Option<(Written<'_>, &str)> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let (inside, rest) = text[1..].split_once(quote)?;
            Some((Written::Text(inside), rest))
        }
        '[' => {
            let (members, rest) = members(&text[1..], ']', value)?;
            Some((Written::List(members), rest))
        }
        '{' => {
            let (members, rest) = members(&text[1..], '}', |text| {
                let (key, rest) = text.split_once('=')?;
                let (value, rest) = value(rest.trim_start())?;
                Some(((key.trim(), value), rest))
            })?;
            Some((Written::Table(members), rest))
        }
        _ => {
            let end = text.find([',', ']', '}']).unwrap_or(text.len());
            let bare = text[..end].trim();
            (!bare.is_empty()).then_some((Written::Bare(bare), &text[end..]))
        }
    }
}

/// What stands between commas until a bracket closes.
fn members<'a, T>(text: &'a str, close: char, one: impl Fn(&'a str) -> Option<(T, &'a str)>) -> Option<(Vec<T>, &'a str)> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while let Some(inner) = rest.strip_prefix(close).map_or(Some(rest), |_| None) {
        let (member, after) = one(inner)?;
        found.push(member);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None if rest.starts_with(close) => {}
            None => return None,
        }
    }
    Some((found, &rest[close.len_utf8()..]))
}

struct Teller {
    language: Language,
    words: &'static ValueWords,
}

impl Teller {
    fn say(&self, value: &Written<'_>) -> String {
        match value {
            Written::Text(text) => self.quantity(text),
            Written::Bare(bare) => self.quantity(bare),
            Written::List(list) => match &list[..] {
                [low @ (Written::Text(_) | Written::Bare(_)), high] => {
                    fill(self.words.from_to, &[("low", &self.say(low)), ("high", &self.say(high))])
                }
                list => list.iter().map(|member| self.say(member)).collect::<Vec<_>>().join("; "),
            },
            Written::Table(table) => self.table(table),
        }
    }

    fn table(&self, table: &[(&str, Written<'_>)]) -> String {
        let find = |key: &str| table.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
        if let (Some(Written::Text(flags)), Some(then), Some(otherwise)) = (find("if"), find("then"), find("else")) {
            return fill(self.words.choice, &[("flags", flags), ("then", &self.say(then)), ("else", &self.say(otherwise))]);
        }
        table.iter().map(|(key, value)| self.pair(key, value)).collect::<Vec<_>>().join(", ")
    }

    fn pair(&self, key: &str, value: &Written<'_>) -> String {
        match (key, value) {
            ("scale", Written::List(ends)) => {
                let ends: Vec<String> = ends.iter().map(|end| format!("×{}", self.say(end))).collect();
                match &ends[..] {
                    [low, high] => fill(self.words.from_to, &[("low", low), ("high", high)]),
                    ends => ends.join(", "),
                }
            }
            ("scale", Written::Bare(factor)) => format!("×{}", self.number(factor)),
            ("value" | "constant", value) => self.say(value),
            ("law", Written::Text(law)) => self.word(law).to_owned(),
            // A distribution with its numbers.
            // Each share of the cases with what is not exceeded in it.
            ("empirical", Written::List(points)) => {
                let point = |point: &Written<'_>| match point {
                    Written::List(pair) => pair.iter().map(|one| self.say(one)).collect::<Vec<_>>().join(": "),
                    other => self.say(other),
                };
                format!("{} ({})", self.words.empirical, points.iter().map(point).collect::<Vec<_>>().join("; "))
            }
            ("mixture", parts) => format!("{} ({})", self.words.mixture, self.say(parts)),
            (kind, Written::Table(_)) => format!("{} ({})", self.word(kind), self.say(value)),
            (key, value) => format!("{} {}", self.word(key), self.say(value)),
        }
    }

    fn word<'a>(&self, key: &'a str) -> &'a str {
        let w = self.words;
        match key {
            "mean" => w.mean,
            "median" => w.median,
            "sd" => w.sd,
            "mode" => w.mode,
            "min" => w.min,
            "max" => w.max,
            "shape" => w.shape,
            "q25" => w.q25,
            "q75" => w.q75,
            "q90" => w.q90,
            "exponential" => w.exponential,
            "uniform" => w.uniform,
            "loguniform" => w.loguniform,
            "triangular" => w.triangular,
            "loglogistic" => w.loglogistic,
            "hyperexponential" => w.hyperexponential,
            "weight" => w.weight,
            "at_least" => w.at_least,
            "at_most" => w.at_most,
            key => key,
        }
    }

    fn number(&self, text: &str) -> String {
        match self.language {
            Language::Sv if text.parse::<f64>().is_ok() => text.replace('.', ","),
            _ => text.to_owned(),
        }
    }

    /// A number with its unit, or a rate; any other text is a name.
    fn quantity(&self, text: &str) -> String {
        let w = self.words;
        let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
        let (number, unit) = (&text[..end], text[end..].trim());
        if number.parse::<f64>().is_err() {
            return self.number(text);
        }
        let number = self.number(number);
        let unit = match unit {
            "d" if number == "1" => w.day,
            "d" => w.days,
            "w" if number == "1" => w.week,
            "w" => w.weeks,
            "y" => w.years,
            unit => match unit.strip_prefix('/').map(str::trim) {
                Some("s") => w.a_second,
                Some("min") => w.a_minute,
                Some("h") => w.an_hour,
                Some("d") => w.a_day,
                Some("w") => w.a_week,
                Some("y") => w.a_year,
                _ => unit,
            },
        };
        if unit.is_empty() { number } else { format!("{number}\u{a0}{}", unit.replace(' ', "\u{a0}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_said() {
        let plain = |language, written| said(language, written).replace('\u{a0}', " ");
        let sv = |written| plain(Language::Sv, written);
        assert_eq!(sv(r#"{ lognormal = { median = "40 s", mean = "52.5 s" } }"#), "lognormal (median 40 s, medel 52,5 s)");
        assert_eq!(sv(r#"["770 / d", "960 / d"]"#), "770 om dygnet till 960 om dygnet");
        assert_eq!(sv("{ scale = [0.5, 2.0] }"), "×0,5 till ×2,0");
        assert_eq!(sv(r#"{ mean = ["20 s", "4 min"], law = "uniform" }"#), "medel 20 s till 4 min, likformig");
        assert_eq!(plain(Language::En, r#""885 / d""#), "885 a day");
        // A value comes without its quotes.
        assert_eq!(plain(Language::En, "885 / d"), "885 a day");
        assert_eq!([plain(Language::En, "0.33"), sv("-0.5"), sv("other_load")], ["0.33", "-0,5", "other_load"]);
        let choice = r#"{ if = "violence and not night", then = "2 min", else = { exponential = { mean = "20 s" } } }"#;
        assert_eq!(plain(Language::En, choice), "2 min if violence and not night, else exponential (mean 20 s)");
        let parts = r#"{ mixture = [{ weight = 2, exponential = { mean = "5 min" } }, { weight = 1, constant = "20 s" }] }"#;
        assert_eq!(sv(parts), "blandning (vikt 2, exponentiell (medel 5 min); vikt 1, 20 s)");
        assert_eq!(sv(r#"{ empirical = [[0, "1.5 s"], [1, "20 s"]] }"#), "empirisk (0: 1,5 s; 1: 20 s)");
        // What is no value stays as it is.
        for strange in ["{ a = ", "[1, 2", "\"open", "", "1, 2", "{ csv = \"a\" } x"] {
            assert_eq!(said(Language::Sv, strange), strange);
        }
    }
}
