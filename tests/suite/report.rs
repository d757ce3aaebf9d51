//! Does a report say what the results say, in every form, and does it look as it should whatever the results are?

use ab_glyph::{Font, FontRef, ScaleFont};
use fixture::{Likeness, USUAL, likenesses};
use larmkedja::model::Language;
use larmkedja::record::Finding;
use larmkedja::report::{Report, Rounded, answer, charts, html, measures_csv, rounded, summary};
use larmkedja::results::{Beyond, Difference, Estimate, Stats};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

mod fixture;

const LANGUAGES: [Language; 2] = [Language::En, Language::Sv];

/// The pages and charts as files, to be looked at.
#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    for (name, likeness) in likenesses() {
        for language in LANGUAGES {
            let report = likeness.report();
            let folder = folder.join(format!("{name}_{language:?}"));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("report.html"), html(&report, language)).unwrap();
            std::fs::write(folder.join("answer.txt"), answer(&report, language, 80)).unwrap();
            for chart in charts(&report, language) {
                std::fs::write(folder.join(format!("{}.svg", chart.name)), chart.svg).unwrap();
                std::fs::write(folder.join(format!("{}.png", chart.name)), chart.png).unwrap();
            }
        }
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[track_caller]
fn has(value: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(value.get(key).is_some(), "{key} is missing among {:?}", keys(value));
    }
}

#[track_caller]
fn estimate(value: &Value) {
    assert!(value.is_null() || ["value", "low", "high"].iter().all(|key| value[key].is_number() || value[key].is_null()), "{value}");
}

/// The strata of design section 7, each given to `check`.
fn strata(value: &Value, check: impl Fn(&Value)) {
    has(value, &["all", "type", "agencies", "agency", "alone"]);
    check(&value["all"]);
    for kind in ["type", "agencies", "agency", "alone"] {
        value[kind].as_object().unwrap().values().for_each(&check);
    }
}

/// Section 7 of the design, field by field.
#[test]
fn the_summary_keeps_its_contract() {
    for (_, likeness) in likenesses() {
        let found = summary(&likeness.report());
        has(&found, &["tool", "scenario", "complete", "study", "baseline", "arms", "differences", "warnings"]);
        has(&found["tool"], &["version", "commit"]);
        has(&found["scenario"], &["title", "sha256"]);
        assert_eq!(found["study"]["duration_s"], serde_json::json!(2_419_200));
        assert_eq!(found["study"]["warm_up_s"], serde_json::json!(86_400));
        assert_eq!(found["study"]["replications"], likeness.replications);
        assert_eq!(found["study"]["seed"], 2024);
        for arm in found["arms"].as_object().unwrap().values() {
            has(&arm["incidents"], &["arrived", "closed", "abandoned"]);
            strata(&arm["measures"]["alarm_chain"], |stats| {
                has(stats, &["count", "reached", "mean_s", "median_s", "p90_s", "p95_s", "within_target"]);
                ["mean_s", "median_s", "p90_s", "p95_s", "within_target"].iter().for_each(|key| estimate(&stats[key]));
            });
            strata(&arm["measures"]["heard_at_once"], |stats| has(stats, &["count", "value"]));
            has(&arm["stages"]["alarm_chain"]["handover"], &["working_s", "queue_s", "blocked_s"]);
            has(&arm["pools"]["sos"], &["on_duty_s", "working", "held", "reserved", "background", "mean_wait_s", "p_wait"]);
        }
        let others: Vec<_> = keys(&found["arms"]).into_iter().filter(|arm| *arm != "separate").collect();
        assert_eq!(keys(&found["differences"]), others);
        for difference in found["differences"].as_object().unwrap().values() {
            strata(&difference["alarm_chain"], |found| {
                has(&found["pairs"], &["both", "only_baseline", "only_arm", "neither"]);
                has(&found["of_arms"], &["mean_s", "relative", "median_s", "p90_s", "p95_s", "within_target"]);
                has(&found["of_pairs"], &["median_s", "p05_s", "p95_s", "quicker", "slower", "unchanged", "identical"]);
                has(found, &["variance_ratio"]);
            });
            strata(&difference["heard_at_once"], |found| {
                has(&found["pairs"], &["both"]);
                has(found, &["variance_ratio"]);
                estimate(&found["of_arms"]["value"]);
            });
        }
        assert!(found["warnings"].as_array().unwrap().iter().all(|warning| warning["kind"].is_string() && warning["message"].is_string()));
    }
}

#[test]
fn every_arm_stands_among_the_differences_even_without_one() {
    let mut report = USUAL.report();
    report.results.differences.shift_remove("joint");
    assert_eq!(keys(&summary(&report)["differences"]), ["sos_fire", "virtual", "joint"]);
}

#[test]
fn equal_reports_give_equal_bytes_also_when_read_again() {
    for likeness in [USUAL, Likeness { difference: -1.0 / 3.0, half: 0.1 + 0.2, ..USUAL }] {
        let report = likeness.report();
        let text = report.to_json().unwrap();
        let again = Report::from_json(&text).unwrap();
        assert_eq!(again.to_json().unwrap(), text);
        assert_eq!(summary(&again).to_string(), summary(&report).to_string());
        assert_eq!(measures_csv(&again), measures_csv(&report));
        assert_eq!(html(&again, Language::Sv), html(&report, Language::Sv));
        assert_eq!(charts(&again, Language::Sv), charts(&report, Language::Sv));
        assert_eq!(answer(&again, Language::Sv, 80), answer(&report, Language::Sv, 80));
    }
}

#[test]
fn measures_are_tidy_and_exact() {
    let report = USUAL.report();
    let text = measures_csv(&report);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let wanted = "arm,measure,stratum_kind,stratum,statistic,unit,value,low,high,replications,against";
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), wanted);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let find = |arm: &str, kind: &str, stratum: &str, statistic: &str| {
        let row = rows
            .iter()
            .find(|row| &row[0] == arm && &row[1] == "alarm_chain" && &row[2] == kind && &row[3] == stratum && &row[4] == statistic);
        row.unwrap_or_else(|| panic!("{arm} {stratum} {statistic}"))
    };
    let row = find("joint", "agencies", "multi", "mean_difference");
    let mean = -35.243 * (1.0 + 0.4 * 2.0);
    assert_eq!([&row[5], &row[9], &row[10]], ["s", "50", "separate"]);
    assert_eq!([&row[6], &row[7], &row[8]].map(|cell| cell.parse::<f64>().unwrap()), [mean, mean - 1.67, mean + 1.67]);
    let row = find("separate", "type", "medical", "reached");
    assert_eq!([&row[5], &row[6], &row[7], &row[10]], ["incidents", "104475", "", ""]);
    let mut seen = BTreeSet::new();
    assert!(rows.iter().all(|row| seen.insert((0..5).map(|k| row[k].to_owned()).collect::<Vec<_>>())), "a row stands twice");
}

#[test]
fn the_answer_fits_the_terminal() {
    for (name, likeness) in likenesses() {
        for language in LANGUAGES {
            for width in [60, 80, 120] {
                let text = answer(&likeness.report(), language, width);
                for line in text.lines().filter(|_| !(name == "slow" && width == 60)) {
                    assert!(line.chars().count() <= width.max(80), "{name} {language:?} {width}: {line:?}");
                }
                assert!(text.lines().all(|line| !line.ends_with(' ') && !line.chars().any(char::is_control)));
            }
        }
    }
}

#[test]
fn the_answer_is_honest() {
    let answer = |report: &Report, language, width| answer(report, language, width).split('\n').collect::<Vec<_>>().join(" ");
    let usual = answer(&USUAL.report(), Language::En, 80);
    assert!(usual.contains("−35.2\u{a0}s (−36.9 to −33.6)") && usual.contains("same luck in both ways of working"), "{usual}");
    let unclear = answer(&Likeness { difference: -0.9, ..USUAL }.report(), Language::En, 80);
    assert!(unclear.contains("cannot be told apart"));
    // A small difference that is certain is not noticed; a small one that may be large is not known.
    for (difference, half, words) in
        [(-0.4, 0.1, "no noticeable difference"), (-0.01, 0.03, "no noticeable difference"), (-0.4, 1.7, "cannot be told apart")]
    {
        let report = Likeness { difference, half, ..USUAL }.report();
        assert!(answer(&report, Language::En, 80).contains(words), "{difference} ± {half}: {words}");
        let page = plain(&html(&report, Language::En));
        assert!(!page.contains("0.4\u{a0}s shorter") && !page.contains("ms shorter"), "{difference} ± {half}");
    }
    let zero = answer(&Likeness { difference: 0.0, ..USUAL }.report(), Language::Sv, 80);
    assert!(zero.contains("exakt lika") && zero.contains("0\u{a0}s (0 till 0)"), "{zero}");
    let once = answer(&Likeness { replications: 1, half: f64::NAN, ..USUAL }.report(), Language::Sv, 80);
    assert!(once.contains("1 replikation om 28\u{a0}dygn") && once.contains("inget intervall"), "{once}");
    // 1.96 of -35.243 is beyond its interval alone, but not among seven comparisons.
    let many = Likeness { arms: 8, difference: -1.9, ..USUAL };
    assert!(answer(&many.report(), Language::En, 80).contains("widened for 7 comparisons, the interval holds zero"));
    assert!(html(&many.report(), Language::En).contains("widened for 7 comparisons, the interval holds zero"));
}

/// The first thing on the page is the answer: every arm in every stratum.
#[test]
fn the_page_begins_with_the_answer_in_one_look() {
    let page = plain(&html(&USUAL.report(), Language::En));
    let (_, answer) = page.split_once("The answer").unwrap();
    let glance = "Mean difference Several agencies needed One agency needed Nobody needed";
    assert!(answer.trim_start().starts_with(glance), "{}", &answer[..300]);
    assert!(answer.trim_start()[glance.len()..].contains("−35.2\u{a0}s (−36.9 to −33.6)"));
    let alone = plain(&html(&Likeness { arms: 1, ..USUAL }.report(), Language::En));
    assert!(!alone.contains(glance));
}

/// What holds for one agency need not hold for another: each is told.
#[test]
fn single_agencies_are_told_apart() {
    let report = USUAL.report();
    let text = answer(&report, Language::En, 100);
    let (_, after) = text.split_once("which one, alone:").unwrap();
    let lines: Vec<Vec<&str>> =
        after.lines().map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()).collect();
    assert_eq!(lines[0], ["Ambulance", "Police"]);
    assert_eq!(lines[1].last(), Some(&"−35.2\u{a0}s"));
    let page = plain(&html(&report, Language::Sv));
    assert!(page.contains("Ambulans ensam") && page.contains("Polis ensam"));
    let mut one = report;
    for strata in one.results.arms.values_mut().flat_map(|arm| arm.measures.values_mut()) {
        strata.alone.truncate(1);
    }
    assert!(!answer(&one, Language::En, 100).contains("which one"), "one agency alone is the whole stratum");
}

/// Classes of paired differences are what was counted.
#[test]
fn classes_of_pairs_keep_the_exact_shares() {
    let mut report = USUAL.report();
    let Difference::Time(found) = &mut report.results.differences["joint"]["alarm_chain"].agencies["multi"] else { panic!() };
    let exact = |value| Some(Estimate { value, low: None, high: None });
    (found.of_pairs.quicker, found.of_pairs.slower) = (exact(0.5), exact(0.25));
    found.beyond = vec![Beyond { edge_s: 10.0, shorter: 0.375, longer: 0.125 }, Beyond { edge_s: 60.0, shorter: 0.25, longer: 0.0 }];
    let charts = charts(&report, Language::En);
    let csv = &charts.iter().find(|chart| chart.name == "paired_differences").unwrap().csv;
    let shares: Vec<&str> = csv.lines().filter(|row| row.starts_with("multi,joint,")).map(|row| row.rsplit(',').next().unwrap()).collect();
    assert_eq!(shares, ["0.25", "0.125", "0.125", "0.25", "0.125", "0.125", "0"]);
}

#[test]
fn warnings_are_told_with_labels_in_both_languages() {
    let report = USUAL.report();
    let page = plain(&html(&report, Language::Sv));
    for wanted in
        ["Separata centraler: RLC, ledningsoperatör är upptagen 99,9\u{a0}% av sin tid", "4 tal kan inte skattas", "Trafikolycka (2 mått)"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(html(&report, Language::Sv).contains("<span lang=\"en\">Pool leader has nobody"));
    assert!(plain(&html(&report, Language::En)).contains("Police command centre, dispatch is busy 99.9% of its time"));
}

#[test]
fn survivors_and_limits_are_told() {
    let mut report = USUAL.report();
    let arm = report.results.arms.get_mut("joint").unwrap();
    arm.findings = vec![(7, Finding::AfterEnd { open: 12 })];
    for strata in report.results.differences["joint"].values_mut() {
        let Difference::Time(found) = &mut strata.agencies[0] else { continue };
        found.of_arms.mean_s = None;
    }
    let Difference::Time(found) = &mut report.results.differences["virtual"]["alarm_chain"].agencies["multi"] else { panic!() };
    found.pairs.only_baseline = found.pairs.both / 10;
    let page = html(&report, Language::En);
    assert!(
        page.contains("describes survivors") && page.contains("No estimate") && page.contains("replication 7: 12 incidents still open")
    );
    assert!(answer(&report, Language::En, 80).contains("no estimate"));
}

/// Text of the page without tags, entities resolved.
fn plain(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
        text.push(' ');
    }
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"").replace("&#x2f;", "/")
}

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

#[test]
fn text_of_the_scenario_is_never_executed() {
    let report = Likeness { hostile: true, ..USUAL }.report();
    for language in LANGUAGES {
        let page = html(&report, language);
        assert!(page.matches("<script").count() == 1 && !page.contains("<img") && !page.contains("<b>"), "a label is markup");
        // The one script is ours, and the policy lets no other run.
        let script = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        let hash = base64(&Sha256::digest(script.as_bytes()));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")) && !script.contains("alert"));
        for chart in charts(&report, language) {
            assert!(!chart.svg.contains("<script") && !chart.svg.contains("<img"));
        }
    }
    assert!(plain(&html(&report, Language::Sv)).contains("{{ 7 * 7 }}"));
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = |place: usize| u32::from(bytes.get(place).copied().unwrap_or(0));
    let letter = |place: usize| {
        let group = bits(place / 4 * 3) << 16 | bits(place / 4 * 3 + 1) << 8 | bits(place / 4 * 3 + 2);
        char::from(LETTERS[(group >> (18 - 6 * (place % 4)) & 63) as usize])
    };
    let wanted = (bytes.len() * 4).div_ceil(3);
    (0..wanted.div_ceil(4) * 4).map(|place| if place < wanted { letter(place) } else { '=' }).collect()
}

/// A number as it is written: itself, what a unit of its last digit is worth, both in the unit of `exact`, and whether it is a time.
fn read(text: &str, language: Language) -> Option<(f64, f64)> {
    let (number, unit) = text.split_once('\u{a0}').unwrap_or_else(|| text.strip_suffix('%').map_or((text, ""), |number| (number, "%")));
    let factor = match unit {
        "" | "s" => 1.0,
        "ms" => 1e-3,
        "min" => 60.0,
        "h" => 3600.0,
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

/// The bars of a waterfall, with what lies between the totals, sum to the difference, in the file and in what is drawn.
#[test]
fn the_parts_of_a_waterfall_equal_their_whole() {
    let mut report = USUAL.report();
    let Difference::Time(found) = &mut report.results.differences["joint"]["alarm_chain"].agencies["multi"] else { panic!() };
    let parts = found.stages.values().flat_map(|parts| [parts.working_s, parts.queue_s, parts.blocked_s, parts.redial_s]);
    let sum: f64 = parts.flatten().map(|part| part.value).sum();
    found.of_arms.mean_s = Some(Estimate { value: sum, low: Some(sum - 1.0), high: Some(sum + 1.0) });
    let charts = charts(&report, Language::En);
    let csv = &charts.iter().find(|chart| chart.name == "stages_joint").unwrap().csv;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).filter(|row| &row[0] == "multi").collect();
    let value = |row: &csv::StringRecord| row[3].parse::<f64>().unwrap();
    let bars: f64 = rows.iter().filter(|row| !matches!(&row[1], "baseline" | "difference")).map(value).sum();
    let whole = rows.iter().find(|row| &row[1] == "difference").map(value).unwrap();
    assert!((bars - whole).abs() < 1e-9 && whole < -10.0, "{bars} {whole}");
}

/// What only the author can say is shown, or shown as missing.
#[test]
fn the_checklist_says_what_is_missing() {
    let report = USUAL.report();
    let page = plain(&html(&report, Language::En));
    assert!(page.contains("1.1 Purpose of the model To decide on a room."), "the author's words");
    assert!(page.contains("Not stated: [report] of the scenario has no aims.") && !page.contains("has no purpose"));
    assert!(page.contains("joint: chain.joint: `police alert` no longer waits"));
    assert!(plain(&html(&report, Language::Sv)).contains("Ej angivet: [report] i scenariot saknar aims."));
}

/// Unequal staff stands beside the answer.
#[test]
fn unequal_staff_stands_beside_the_answer() {
    let same = plain(&html(&USUAL.report(), Language::En));
    assert!(same.contains("The planned staff is the same in every way of working: 1,344 seat hours a week."));
    let fewer = plain(&html(&Likeness { arms: 8, ..USUAL }.report(), Language::En));
    assert!(fewer.contains("not staffed alike") && fewer.contains("Joint, two seats fewer 1,008"));
}

#[test]
fn the_page_is_one_file() {
    for (name, likeness) in likenesses() {
        for (language, tag) in LANGUAGES.into_iter().zip(["en", "sv"]) {
            let page = html(&likeness.report(), language);
            assert!(page.len() < 3_000_000, "{name}: {}", page.len());
            assert!(page.starts_with("<!DOCTYPE html>") && page.contains(&format!("<html lang=\"{tag}\">")));
            let foreign = page.replace("http://www.w3.org/2000/svg", "");
            assert!(
                !foreign.contains("http://") && !foreign.contains("https://") && !foreign.contains("<link") && !foreign.contains("NaN")
            );
        }
    }
}

/// A text of a chart: its letters and left, top, right, bottom.
fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
    let fonts = ["Regular", "SemiBold"]
        .map(|weight| std::fs::read(format!("{}/assets/fonts/Inter-{weight}.otf", env!("CARGO_MANIFEST_DIR"))).unwrap());
    let fonts = fonts.each_ref().map(|bytes| FontRef::try_from_slice(bytes).unwrap());
    let value = |tag: &str, name: &str| tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
    // A text on a page has its look from the group around it, and lies on its baseline; one of plotters hangs below its own.
    let measure = |group: &str, part: &str| {
        let (tag, text) = part.split_once('>').unwrap();
        let hangs = tag.contains(" dy=");
        let tag = format!("{tag} {group}");
        let text = text
            .trim_matches('\n')
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
        let number = |name: &str| value(&tag, name).unwrap().parse::<f64>().unwrap();
        let (x, size) = (number("x"), number("font-size"));
        let font = &fonts[usize::from(tag.contains("font-weight"))];
        let scaled = font.as_scaled(size as f32 * font.height_unscaled() / font.units_per_em().unwrap());
        // Letters of other fonts may be wider than any of this one.
        let wide = |letter: char| match scaled.glyph_id(letter) {
            ab_glyph::GlyphId(0) => 1.25 * size as f32,
            id => scaled.h_advance(id),
        };
        let width = f64::from(text.chars().map(wide).sum::<f32>());
        let left = x - match value(&tag, "text-anchor").as_deref() {
            None | Some("start") => 0.0,
            Some("middle") => width / 2.0,
            Some(_) => width,
        };
        let base = number("y") + if hangs { 0.76 * size } else { 0.0 };
        (text, [left, base - 0.74 * size, left + width, base + 0.2 * size])
    };
    let mut group = "";
    let mut found = Vec::new();
    for part in svg.split('<') {
        match part.split_once(' ') {
            Some(("g", look)) => group = look.split('>').next().unwrap(),
            Some(("text", _)) => found.push(measure(group, &part["text".len()..])),
            _ => {}
        }
    }
    assert!(!found.is_empty(), "a picture without words");
    found
}

/// No text of a picture leaves it or lies over another.
#[track_caller]
pub(crate) fn nothing_is_cut_or_covered(name: &str, svg: &str) {
    let view = svg.split_once("viewBox=\"0 0 ").unwrap().1.split('"').next().unwrap();
    let (width, height) =
        view.split_once(' ').map(|(width, height)| (width.parse::<f64>().unwrap(), height.parse::<f64>().unwrap())).unwrap();
    let texts = texts(svg);
    for (place, (text, [left, top, right, bottom])) in texts.iter().enumerate() {
        assert!(
            *left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height,
            "{name}: {text:?} leaves the paper: {left} {right} of {width}"
        );
        for (other, [l, t, r, b]) in &texts[place + 1..] {
            assert!(right <= l || r <= left || bottom <= t || b <= top, "{name}: {text:?} and {other:?} overlap");
        }
    }
}

#[test]
fn charts_are_whole_whatever_the_results() {
    for (name, likeness) in likenesses() {
        // The page has both languages.
        let page = html(&likeness.report(), Language::En);
        let drawn: Vec<&str> = page.split("<svg ").skip(1).map(|part| part.split("</svg>").next().unwrap()).collect();
        assert!(!drawn.is_empty());
        for svg in drawn {
            nothing_is_cut_or_covered(name, svg);
        }
    }
}

#[test]
fn charts_come_in_every_form() {
    let names = |likeness: Likeness| charts(&likeness.report(), Language::En).into_iter().map(|chart| chart.name).collect::<Vec<_>>();
    let usual = [
        "difference_multi",
        "difference_single",
        "difference_none",
        "share_over_time",
        "paired_differences",
        "stages_sos_fire",
        "stages_virtual",
        "stages_joint",
        "people",
        "people_hours",
        "difference",
        "hours_sos_fire",
        "hours_virtual",
        "hours_joint",
    ];
    assert_eq!(names(USUAL), usual);
    assert_eq!(names(Likeness { arms: 1, ..USUAL }), ["share_over_time", "people", "people_hours"]);
    // What the page has no room for is whole as well.
    for likeness in [USUAL, Likeness { arms: 2, scale: 60.0, long_labels: true, ..USUAL }] {
        for hours in charts(&likeness.report(), Language::Sv).iter().filter(|chart| chart.name.starts_with("hours_")) {
            nothing_is_cut_or_covered(&hours.name, &hours.svg);
        }
    }
    for chart in charts(&USUAL.report(), Language::Sv) {
        assert!(chart.svg.contains("font-family=\"Inter, ") && chart.svg.starts_with("<svg "));
        let mut reader = png::Decoder::new(chart.png.as_slice()).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert!(info.width == 1600 && info.height >= 900 && pixels.iter().any(|byte| *byte < 64), "{}", chart.name);
        let size = format!("<svg width=\"{}\" height=\"{}\"", info.width, info.height);
        assert!(chart.svg.starts_with(&size), "{}: {size}", chart.name);
        assert!(chart.csv.lines().count() > 1 && !chart.csv.contains("NaN"));
    }
}
