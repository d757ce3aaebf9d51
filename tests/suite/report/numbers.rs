//! Do tables and sentences hold the numbers of the results, rounded?

use super::LANGUAGES;
use super::fixture::{Likeness, USUAL};
use super::page::plain;
use larmkedja::model::Language;
use larmkedja::report::{Rounded, html, rounded, summary};
use larmkedja::results::{Difference, Estimate, Stats};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every mean of a time, and every mean difference, stands in the page as it is rounded.
#[test]
fn the_page_says_what_the_results_say() {
    let report = USUAL.report();
    let texts = [plain(&html(&report, Language::En)), plain(&html(&report, Language::Sv))];
    let number = |value: f64, sign: bool, swedish: bool| {
        let text = format!("{:.1}", value.abs());
        let mark = if value < 0.0 {
            "−"
        } else if sign {
            "+"
        } else {
            ""
        };
        format!("{mark}{}", if swedish { text.replace('.', ",") } else { text })
    };
    let said = |estimate: &Estimate, sign: bool, text: &str, swedish: bool| {
        let [value, low, high] = [estimate.value, estimate.low.unwrap(), estimate.high.unwrap()].map(|value| number(value, sign, swedish));
        let wanted = format!("{value}\u{a0}s ({low} {} {high})", if swedish { "till" } else { "to" });
        assert!(text.contains(&wanted), "{wanted}");
    };
    for (swedish, text) in [false, true].into_iter().zip(&texts) {
        for arm in report.results.arms.values() {
            for (_, _, stats) in arm.measures["alarm_chain"].each() {
                let Stats::Time(time) = stats else { panic!() };
                [time.mean_s, time.median_s, time.p90_s, time.p95_s].iter().flatten().for_each(|found| said(found, false, text, swedish));
            }
        }
        for measures in report.results.differences.values() {
            for (_, _, difference) in measures["alarm_chain"].each() {
                let Difference::Time(time) = difference else { panic!() };
                time.of_arms.mean_s.iter().for_each(|found| said(found, true, text, swedish));
            }
        }
    }
    for wanted in [
        "mean 397.7\u{a0}s",
        "35.2\u{a0}s shorter on average",
        "33.6 to 36.9\u{a0}s",
        "about 1,304 incidents a year",
        "not a causal effect",
    ] {
        assert!(texts[0].contains(wanted), "{wanted}");
    }
    for wanted in
        ["35,2\u{a0}s kortare i genomsnitt", "ungefär 1\u{202f}304 händelser om året", "samma slumputfall i båda arbetssätten", "frö 2024"]
    {
        assert!(texts[1].contains(wanted), "{wanted}");
    }
    let order: Vec<_> = ["calls", "no_help", "sort"].iter().map(|name| texts[0].find(&format!(" {name} ")).unwrap()).collect();
    assert!(order.is_sorted(), "assumed parameters come first");
}

/// A number as it is written: itself, what a unit of its last digit is worth, both in the unit of `exact`, and whether it is a time.
pub(super) fn read(text: &str, language: Language) -> Option<(f64, f64)> {
    let (number, unit) = text.split_once('\u{a0}').unwrap_or_else(|| text.strip_suffix('%').map_or((text, ""), |number| (number, "%")));
    let factor = match unit {
        "" | "s" => 1.0,
        "ms" => 1e-3,
        "min" => 60.0,
        "h" => 3600.0,
        "day" | "days" | "dygn" => 86_400.0,
        "%" | "percentage points" | "procentenheter" => 0.01,
        _ => panic!("{text}: what unit is {unit:?}?"),
    };
    let plain = match language {
        Language::En => number.replace(',', ""),
        Language::Sv => number.replace('\u{202f}', "").replace(',', "."),
    };
    let plain = plain.replace('\u{2212}', "-");
    let last = match plain.split_once('.') {
        Some((_, decimals)) => 0.1_f64.powi(decimals.len() as i32),
        // Counts may be rounded to tens, hundreds and so on.
        None => 10_f64.powi(plain.bytes().rev().take_while(|digit| *digit == b'0').count().min(plain.len() - 1) as i32),
    };
    Some((plain.parse::<f64>().ok()? * factor, last * factor))
}

/// Every number in the page's tables is one of `summary.json`, to the bit, and what is written rounds it: the number, and the ends of its
/// interval.
#[test]
fn every_number_of_the_page_is_one_of_the_summary() {
    fn numbers(value: &Value, found: &mut BTreeSet<u64>) {
        match value {
            Value::Number(number) => drop(number.as_f64().map(|number| found.insert(number.to_bits()))),
            Value::Array(list) => list.iter().for_each(|value| numbers(value, found)),
            Value::Object(map) => map.values().for_each(|value| numbers(value, found)),
            _ => {}
        }
    }
    let close = |text: &str, exact: f64, all: &Rounded, language| {
        let (shown, last) = read(text, language).unwrap_or_else(|| panic!("no number: {all:?}"));
        assert!((shown - exact).abs() <= last * 0.5001 + 1e-12, "{text:?} does not round {exact}: {all:?}");
    };
    for likeness in [USUAL, Likeness { scale: 0.001, ..USUAL }, Likeness { arms: 8, scale: 60.0, ..USUAL }] {
        let report = likeness.report();
        let mut known = BTreeSet::new();
        numbers(&summary(&report), &mut known);
        for language in LANGUAGES {
            let cells = rounded(&report, language);
            let page = html(&report, language);
            assert!(cells.len() > 1000, "{}", cells.len());
            let mut intervals = 0;
            for cell in &cells {
                for exact in std::iter::once(cell.exact).chain(cell.ends.map(|ends| [ends.0, ends.1]).into_iter().flatten()) {
                    assert!(known.contains(&exact.to_bits()) || known.contains(&(-exact).to_bits()), "{cell:?}");
                }
                // Words stand in place of a number that says nothing; then the number is below them.
                let below = cell.note.as_deref().and_then(|note| note.split_once(" ("));
                let number = below
                    .filter(|_| !cell.value.contains(|letter: char| letter.is_ascii_digit()))
                    .map_or(cell.value.as_str(), |(number, _)| number);
                if !number.contains(|letter: char| letter.is_ascii_digit()) {
                    continue;
                }
                assert!(page.contains(&format!(">{}", cell.value)), "{cell:?} is not in the page");
                // "16 (reached: 12)", "2 % (of that reserved ...)": words of their own.
                let number = number.split([';', ',']).next().filter(|_| number.contains("reser")).unwrap_or(number);
                close(number, cell.exact, cell, language);
                let range = cell.note.as_deref().and_then(|note| note.rsplit_once('(')?.1.strip_suffix(')'));
                let ends = range.and_then(|range| range.split_once(if language == Language::En { " to " } else { " till " }));
                if let (Some((low, high)), Some((exact_low, exact_high))) = (ends, cell.ends) {
                    // The unit is said once, with the number.
                    let unit = number.find('\u{a0}').map_or(if number.ends_with('%') { "%" } else { "" }, |place| &number[place..]);
                    close(&format!("{low}{unit}"), exact_low, cell, language);
                    close(&format!("{high}{unit}"), exact_high, cell, language);
                    intervals += 1;
                }
            }
            assert!(intervals > 500, "{intervals} intervals among {} numbers", cells.len());
        }
    }
}
