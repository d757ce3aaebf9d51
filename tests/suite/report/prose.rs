//! Do the sentences of page and terminal hold the numbers of `summary.json`, rounded, and no others?

use super::LANGUAGES;
use super::fixture::{Likeness, USUAL};
use super::numbers::read;
use super::page::plain;
use larmkedja::model::Language;
use larmkedja::report::{Report, answer, html, summary};
use serde_json::Value;

/// A number in a sentence: where it begins and ends, its letters, what stands for its unit, and its sign if it has one.
struct Told<'a> {
    at: (usize, usize),
    number: &'a str,
    unit: &'a str,
    sign: Option<char>,
}

/// The unit that stands behind a number.
fn unit(rest: &str) -> &str {
    let words = ["percentage points", "procentenheter", "days", "day", "dygn", "min", "ms", "s", "h"];
    let behind = rest.strip_prefix('\u{a0}').unwrap_or_default();
    let is_whole = |word: &&&str| !behind[word.len()..].starts_with(char::is_alphanumeric);
    match words.iter().filter(|word| behind.starts_with(**word)).find(is_whole) {
        _ if rest.starts_with('%') || behind.starts_with('%') => "%",
        Some(word) => word,
        None => "",
    }
}

/// Every number of a text but those in names, dates and versions. A range says its unit once.
fn numbers(text: &str, language: Language) -> Vec<Told<'_>> {
    let mark = if language == Language::En { ('.', ',') } else { (',', '\u{202f}') };
    let mut found: Vec<Told<'_>> = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(|letter: char| letter.is_ascii_digit()).map(|at| from + at) {
        let digits = |at: usize| text[at..].len() - text[at..].trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let mut end = start + digits(start);
        for separator in [mark.1, mark.0] {
            while let Some(rest) = text[end..].strip_prefix(separator).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                end = text.len() - rest.len() + digits(text.len() - rest.len());
            }
        }
        let before = text[..start].chars().next_back().unwrap_or(' ');
        let after = text[end..].chars().next().unwrap_or(' ');
        let goes_on = after.is_alphanumeric() || matches!(after, '_' | '-' | ':' | '#') || text[end..].starts_with(".0");
        from = end;
        if goes_on || before.is_alphanumeric() || matches!(before, '_' | '-' | '#' | '.' | ':') {
            // A name, a date, a version: to its end.
            from += text[end..].find(char::is_whitespace).unwrap_or(text.len() - end);
            continue;
        }
        let sign = Some(before).filter(|sign| matches!(sign, '\u{2212}' | '+'));
        found.push(Told { at: (start, end), number: &text[start..end], unit: unit(&text[end..]), sign });
    }
    let between = |one: &Told<'_>, other: &Told<'_>| text[one.at.1..other.at.0].trim_end_matches(['\u{2212}', '+']).replace(one.unit, "");
    for place in 1..found.len() {
        let gap = between(&found[place - 1], &found[place]);
        if found[place].unit.is_empty() && [" (", ", ", " to ", " till "].contains(&gap.trim_start_matches('\u{a0}')) {
            found[place].unit = found[place - 1].unit;
        }
    }
    for place in (1..found.len()).rev() {
        let gap = between(&found[place - 1], &found[place]);
        if found[place - 1].unit.is_empty() && [" to ", " till "].contains(&gap.as_str()) {
            found[place - 1].unit = found[place].unit;
        }
    }
    found
}

/// Holds every number of a text against those that it may tell, and says how many there were.
#[track_caller]
fn holds_only(text: &str, language: Language, known: &[f64]) -> usize {
    let told = numbers(text, language);
    for one in &told {
        let written = if one.unit.is_empty() || one.unit == "%" {
            one.number.to_owned() + one.unit
        } else {
            format!("{}\u{a0}{}", one.number, one.unit)
        };
        let (size, last) = read(&written, language).unwrap_or_else(|| panic!("{written:?} is no number"));
        let is = |exact: f64| {
            let exact = match one.sign {
                Some('+') => exact,
                Some(_) => -exact,
                None => exact.abs(),
            };
            (size - exact).abs() <= last * 0.5001 + 1e-12
        };
        assert!(known.iter().any(|&exact| is(exact)), "{written:?} in {text:?} is none of {known:?}");
    }
    told.len()
}

/// Every number in a part of the summary.
fn within(value: &Value) -> Vec<f64> {
    match value {
        Value::Number(number) => number.as_f64().into_iter().collect(),
        Value::Array(list) => list.iter().flat_map(within).collect(),
        Value::Object(map) => map.values().flat_map(within).collect(),
        _ => Vec::new(),
    }
}

/// What sentences may say besides: levels, the target, what is noticeable, one minute, more than 1 %.
const SAID: [f64; 6] = [0.95, 0.01, 180.0, 8.0, 1.0, 60.0];

/// The numbers that an arm's sentences in a stratum of the answer may tell.
fn of_arm(found: &Value, arm: &str, measure: &str, stratum: &str) -> Vec<f64> {
    let difference = &found["differences"][arm][measure]["agencies"][stratum];
    let mut known: Vec<f64> =
        ["of_arms", "baseline_mean_s", "per_year", "gain_over_60_s_per_year"].iter().flat_map(|key| within(&difference[key])).collect();
    known.extend(["quicker", "slower", "unchanged"].iter().flat_map(|key| within(&difference["of_pairs"][key])));
    let over = &found["over_ranges"];
    let asked = |question: &Value| question["arm"] == arm && question["measure"] == measure && question["stratum"] == stratum;
    if let Some(place) = over["questions"].as_array().and_then(|questions| questions.iter().position(asked)) {
        known.extend(within(&over["ranges"][place]));
        // From how few replications nothing can be told.
        known.extend(within(&over["replications"]));
    }
    // Widened for those of the family; outside it, for every other arm.
    known.extend([found["differences"].as_object().unwrap().len() as f64]);
    // An interval takes 20 replications where most pairs are alike.
    known.extend(within(&found["primary"]["comparisons"]).into_iter().chain(SAID).chain([20.0]));
    known
}

/// The numbers that a stratum's own line may tell.
fn of_stratum(found: &Value, measure: &str, stratum: &str) -> Vec<f64> {
    let base = &found["arms"][found["baseline"].as_str().unwrap()]["measures"][measure]["agencies"][stratum]["mean_s"];
    let arms = found["differences"].as_object().unwrap().values().flat_map(|arm| within(&arm[measure]["agencies"][stratum]["per_year"]));
    within(base).into_iter().chain(arms).collect()
}

/// The numbers that everything around the answer may tell.
fn around(report: &Report, found: &Value) -> Vec<f64> {
    let mut known = SAID.to_vec();
    // Places in an order, and the replications that an interval takes.
    known.extend((1..=report.results.arms.len()).map(|place| place as f64).chain([20.0]));
    known.extend(["study", "primary", "over_ranges"].iter().flat_map(|key| within(&found[key])));
    let differences = found["differences"].as_object().unwrap();
    for strata in differences.values().flat_map(|measures| measures.as_object().unwrap().values()) {
        let each = ["type", "agency", "agencies"].iter().flat_map(|kind| strata[kind].as_object().unwrap().values());
        known.extend(
            each.flat_map(|difference| within(&difference["variance_ratio"]).into_iter().chain(within(&difference["of_arms"]["mean_s"]))),
        );
    }
    for arm in found["arms"].as_object().unwrap().values() {
        known.extend(within(&arm["incidents"]).into_iter().chain(within(&arm["seat_time"]["planned_h_per_week"])));
    }
    // Of warnings: their number, what they tell, and how many measures they name in a place.
    let warnings = found["warnings"].as_array().unwrap();
    known.extend(warnings.iter().flat_map(within).chain([warnings.len() as f64, 2.0]));
    let parameters = &report.results.parameters;
    let of = |keep: fn(&&larmkedja::model::Parameter) -> bool| parameters.iter().filter(keep).count() as f64;
    let swedish = of(|parameter| parameter.origin.as_deref().is_some_and(|origin| origin.starts_with("SE")));
    known.extend([
        parameters.len() as f64,
        of(|parameter| parameter.basis.as_deref() == Some("assumed")),
        swedish,
        swedish / parameters.len() as f64,
    ]);
    known.extend([found["over_ranges"]["bars"].as_array().map_or(0.0, |bars| bars.len() as f64), 0.0]);
    // The journal that the checklist is from, and what quantiles are called.
    known.extend([13.0, 2019.0, 0.9, 0.05]);
    known
}

/// A part of a page without its tags, and without names that hold digits.
fn bare(part: &str, names: &[&str]) -> String {
    let text = plain(&format!("<body><p>{part}"));
    names.iter().fold(text, |text, name| text.replace(name, ""))
}

/// What stands between two texts, again and again.
fn each<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).map(move |rest| rest.split(to).next().unwrap())
}

/// A text without what stands from one text to the next other one.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + " " + part.split_once(to).map_or("", |(_, rest)| rest))
}

const STRATA: [(&str, &str, [&str; 2]); 3] = [
    ("multi", "alarm_chain", ["Several agencies needed", "Flera aktörer behövs"]),
    ("single", "alarm_chain", ["One agency needed", "En aktör behövs"]),
    ("none", "answer", ["Nobody needed", "Ingen behövs"]),
];

fn likenesses() -> [Likeness; 5] {
    let bare = Likeness { half: f64::NAN, replications: 2, ..USUAL };
    [
        USUAL,
        Likeness { arms: 8, difference: -1.9, ..USUAL },
        Likeness { scale: 60.0, difference: 21.0, ..USUAL },
        Likeness { scale: 1e-3, ..USUAL },
        bare,
    ]
}

#[test]
fn every_number_in_the_page_s_sentences_is_one_of_the_summary() {
    for likeness in likenesses() {
        let report = likeness.report();
        let found: Value = serde_json::to_value(summary(&report)).unwrap();
        for (place, language) in LANGUAGES.into_iter().enumerate() {
            let page = html(&report, language);
            let page = page.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
            let labels: Vec<(&str, &str)> =
                report.results.arms.iter().map(|(arm, found)| (arm.as_str(), found.label.get(language))).collect();
            let names: Vec<&str> = labels.iter().map(|(_, label)| *label).collect();
            let mut rest = page.to_owned();
            for (stratum, measure, titles) in STRATA {
                let part = page.split_once(&format!("<h3>{}</h3>", titles[place])).unwrap().1.split("<h3>").next().unwrap();
                rest = rest.replace(part, " ");
                let level = each(part, "<p class=\"level\">", "</p>").next().unwrap();
                assert!(holds_only(&bare(level, &names), language, &of_stratum(&found, measure, stratum)) > 0);
                let sentences = each(part, "<li class=\"", "</li>").map(|one| one.split_once('>').unwrap().1);
                let cards = each(part, "<article class=\"", "</article>").map(|one| one.split_once('>').unwrap().1);
                let told: Vec<&str> = sentences.chain(cards).collect();
                assert_eq!(told.len(), 2 * (likeness.arms - 1), "{titles:?}");
                for ((arm, label), text) in labels.iter().skip(1).cycle().zip(told) {
                    assert!(bare(text, &[]).starts_with(label), "{label}: {text}");
                    assert!(holds_only(&bare(text, &names), language, &of_arm(&found, arm, measure, stratum)) > 0, "{text}");
                }
            }
            for (from, to) in [("<table", "</table>"), ("<figure", "</figure>"), ("<code", "</code>"), ("<style", "</style>")] {
                rest = without(&rest, from, to);
            }
            assert!(holds_only(&bare(&rest, &names), language, &around(&report, &found)) > 20);
        }
    }
}

#[test]
fn every_number_in_the_terminal_is_one_of_the_summary() {
    for likeness in likenesses() {
        let report = likeness.report();
        let found: Value = serde_json::to_value(summary(&report)).unwrap();
        for (place, language) in LANGUAGES.into_iter().enumerate() {
            let text = answer(&report, language, 400);
            let labels: Vec<(&str, &str)> =
                report.results.arms.iter().map(|(arm, found)| (arm.as_str(), found.label.get(language))).collect();
            let names: Vec<&str> = labels.iter().map(|(_, label)| *label).collect();
            let strip = |line: &str| names.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
            let mut rest = text.clone();
            for (stratum, measure, titles) in STRATA {
                let block = text.split_once(&(titles[place].to_uppercase() + "\n")).unwrap().1.split("\n\n").next().unwrap();
                rest = rest.replace(block, " ");
                let mut lines = block.lines();
                assert!(holds_only(&strip(lines.next().unwrap()), language, &of_stratum(&found, measure, stratum)) > 0);
                let (mut arm, mut told) = (None, 0);
                for line in lines.skip(1) {
                    arm = labels.iter().find(|(_, label)| line.trim_start().starts_with(label)).map(|(arm, _)| *arm).or(arm);
                    told += holds_only(&strip(line), language, &of_arm(&found, arm.unwrap(), measure, stratum));
                }
                assert!(told >= likeness.arms - 1, "{block}");
            }
            // Each agency alone, arm by arm.
            for (arm, label) in labels.iter().skip(1) {
                let alone = found["differences"][arm]["alarm_chain"]["alone"].as_object().unwrap();
                let known: Vec<f64> = alone.values().flat_map(|difference| within(&difference["of_arms"]["mean_s"])).collect();
                let row = rest.lines().find(|line| line.starts_with(&format!("  {label}  "))).unwrap();
                holds_only(&strip(row), language, &known);
                rest = rest.replace(row, "");
            }
            assert!(holds_only(&strip(&rest), language, &around(&report, &found)) > 10);
        }
    }
}
