//! Does a report say what it should, in every form, whatever the results are?

use fixture::{Likeness, USUAL, likenesses};
use larmkedja::model::Language;
use larmkedja::record::Finding;
use larmkedja::report::{Report, answer, charts, html, measures_csv, summary};
use larmkedja::results::{Difference, Estimate, OverRanges, StageParts, Stats};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Read as _;

mod drawn;
mod fixture;
mod numbers;
mod prose;
mod swedish;

pub(crate) use drawn::nothing_is_cut_or_covered;
pub(crate) use swedish::letters;

const LANGUAGES: [Language; 2] = [Language::En, Language::Sv];

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
    assert!(
        once.contains("1 replikation om 28\u{a0}dygn") && once.contains("Kan inte avgöras (inget intervall: när mer än hälften"),
        "{once}"
    );
    // 1.96 of -35.243 is beyond its interval alone, but not among seven comparisons.
    let many = Likeness { arms: 8, difference: -1.9, ..USUAL };
    assert!(answer(&many.report(), Language::En, 80).contains("widened for 7 comparisons, the interval holds zero"));
    assert!(html(&many.report(), Language::En).contains("widened for 7 comparisons, the interval holds zero"));
}

/// Beside an answer stands what the assumed ranges make of it: between what, whether its sign turns, and what luck hides, or that nothing moves it.
#[test]
fn the_doubt_says_what_is_known_and_what_luck_hides() {
    let with = |change: &dyn Fn(&mut OverRanges)| {
        let mut report = USUAL.report();
        change(report.results.over_ranges.as_mut().unwrap());
        report
    };
    let unclear = |over: &mut OverRanges| over.ranges.iter_mut().for_each(|range| range.unclear = vec!["listens".to_owned()]);
    let luck = |over: &mut OverRanges| over.ranges.iter_mut().for_each(|range| range.most = None);
    let nothing = |over: &mut OverRanges| {
        luck(over);
        let none = Some(Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) });
        over.bars.iter_mut().flat_map(|bar| &mut bar.changes).for_each(|change| *change = [none, none]);
    };
    let hidden = ["luck hides how far", "slumpen döljer hur långt"];
    // In the text, in one sentence of the page, and whether something is hidden.
    let cases: [(Report, [[&str; 2]; 2], bool); 5] = [
        (
            with(&|_| {}),
            [
                [
                    "Over the assumed ranges: from −47 to +5\u{a0}s; tell_by_phone moves it most. The sign depends on what is assumed.",
                    "; over the assumed ranges −47 to +5\u{a0}s, so its sign depends on what is assumed.",
                ],
                [
                    "Över de antagna spannen: från −47 till +5\u{a0}s; mest påverkar tell_by_phone. Tecknet beror på vad som antas.",
                    "; över de antagna spannen −47 till +5\u{a0}s, så tecknet beror på vad som antas.",
                ],
            ],
            false,
        ),
        (
            with(&unclear),
            [
                [
                    "It may go further, but luck hides how far: listens.",
                    ", so its sign depends on what is assumed; luck hides how far listens may carry it.",
                ],
                [
                    "Det kan flyttas längre, men slumpen döljer hur långt: listens.",
                    ", så tecknet beror på vad som antas; slumpen döljer hur långt det kan flyttas av listens.",
                ],
            ],
            true,
        ),
        (
            with(&luck),
            [
                [
                    "No change over the assumed ranges can be told apart from luck in these short runs.",
                    "; over the assumed ranges it moves no more than luck may.",
                ],
                [
                    "Ingen ändring över de antagna spannen kan skiljas från slumpen i dessa korta körningar.",
                    "; över de antagna spannen ändras det inte mer än slumpen kan göra.",
                ],
            ],
            false,
        ),
        (
            with(&|over| (luck(over), unclear(over)).0),
            [
                [
                    "in these short runs. It may go further, but luck hides how far: listens.",
                    "it moves no more than luck may; luck hides how far listens may carry it.",
                ],
                [
                    "i dessa korta körningar. Det kan flyttas längre, men slumpen döljer hur långt: listens.",
                    "inte mer än slumpen kan göra; slumpen döljer hur långt det kan flyttas av listens.",
                ],
            ],
            true,
        ),
        (
            with(&nothing),
            [
                ["Nothing assumed moves it.", "; nothing assumed moves it."],
                ["Inget antagande påverkar den.", "; inget antagande påverkar det."],
            ],
            false,
        ),
    ];
    for (report, words, hides) in cases {
        for ((language, [text, page]), hidden) in LANGUAGES.into_iter().zip(words).zip(hidden) {
            let told = answer(&report, language, 100).split_whitespace().collect::<Vec<_>>().join(" ");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(&text), "{text}: {told}");
            let shown = plain(&html(&report, language));
            assert!(shown.contains(page), "{page}: {shown}");
            assert_eq!((told.contains(hidden), shown.contains(hidden)), (hides, hides), "{hidden}: {told}");
        }
    }
}

/// A number without an interval is no difference, however large or small: text, page and charts say so in grey.
#[test]
fn what_has_no_interval_claims_nothing() {
    for difference in [-35.243, 21.0, -0.4] {
        let report = Likeness { half: f64::NAN, replications: 2, difference, ..USUAL }.report();
        let page = html(&report, Language::En);
        assert!(!plain(&page).contains("shorter on average") && !plain(&page).contains("longer on average"), "{difference}");
        assert!(
            !plain(&page).contains("o noticeable difference")
                && plain(&page).contains("no interval: where more than half of the pairs are alike")
        );
        for tone in ["shorter", "longer"] {
            assert!(!page.contains(&format!("class=\"{tone}\"")), "{difference}: something is set as {tone}");
        }
        let text = answer(&report, Language::En, 200);
        let row = text.lines().find(|line| line.starts_with("  Joint centre ")).unwrap();
        assert_eq!(
            row.trim_start().split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()[1..],
            ["cannot be told", "–", "–", "–"]
        );
        let charts = charts(&report, Language::En);
        for chart in charts.iter().filter(|chart| chart.name.starts_with("difference")) {
            assert!(chart.svg.contains("cannot be told<") || chart.svg.contains("cannot be told\n"), "{}", chart.name);
            // The colours of the arms; blue and vermilion are those of the words for shorter and longer as well.
            assert!(!chart.svg.contains("#009E73"), "{} draws an arm in its colour", chart.name);
        }
    }
}

/// Where most pairs are alike an interval takes replications, not time, and the advice says how many.
#[test]
fn advice_is_what_helps() {
    let mut report = Likeness { half: f64::NAN, replications: 10, ..USUAL }.report();
    let alike = |report: &Report| plain(&html(report, Language::Sv)).contains("krävs minst 20 replikationer");
    assert!(alike(&report));
    assert!(
        answer(&report, Language::Sv, 200)
            .contains("Kan inte avgöras (inget intervall: när mer än hälften av paren är lika krävs minst 20 replikationer).")
    );
    for strata in report.results.differences.values_mut().flat_map(|measures| measures.values_mut()) {
        let all = std::iter::once(&mut strata.all).chain(strata.agencies.values_mut()).chain(strata.alone.values_mut());
        for difference in all {
            let Difference::Time(found) = difference else { continue };
            found.of_pairs.identical = found.of_pairs.slower;
        }
    }
    assert!(!alike(&report) && answer(&report, Language::En, 200).contains("more replications or a longer duration"));
}

/// What drives the answer is what can be told apart from nothing: a large change that may be luck does not hide a clear one, and is not called small.
#[test]
fn clear_changes_come_before_large_ones() {
    let mut report = USUAL.report();
    let change = |value: f64, half: f64| Some(Estimate { value, low: Some(value - half), high: Some(value + half) });
    let over = report.results.over_ranges.as_mut().unwrap();
    (over.bars[0].factor, over.bars[1].factor) = ("calls".to_owned(), "no_help".to_owned());
    over.bars[0].changes.iter_mut().for_each(|ends| *ends = [change(-25.0, 29.0), change(8.6, 5.3)]);
    over.bars[1].changes.iter_mut().for_each(|ends| *ends = [change(-30.0, 40.0), None]);
    let page = html(&report, Language::En);
    let row = |table: &str, name: &str| {
        let table = page.split_once(&format!("class=\"{table}")).unwrap().1;
        table.split_once(&format!("<code>{name}</code>")).unwrap().1.split("</tr>").next().unwrap().to_owned()
    };
    assert!(row("parameters", "calls").contains("class=\"drives\" data-v=\"8.6\">9\u{a0}s"), "{}", row("parameters", "calls"));
    assert!(row("parameters", "no_help").contains("cannot be told apart from no change"));
    let ends = row("ranges", "calls");
    assert!(ends.contains("class=\"unclear\" data-v=\"-25\"") && ends.contains("<td data-v=\"8.6\">"), "{ends}");
    let first = page.split_once("class=\"ranges\"").unwrap().1.split_once("<tbody>").unwrap().1;
    assert!(first.find("<code>calls").unwrap() < first.find("<code>no_help").unwrap(), "what moves it most comes first");
}

/// Parts of a time make the whole, in its unit; and who cannot be told apart is given no gain.
#[test]
fn parts_add_up_and_what_is_unclear_gains_nothing() {
    let mut report = USUAL.report();
    let stages = &mut report.results.arms["separate"].stages["alarm_chain"];
    let exact = |value: f64| Some(Estimate { value, low: Some(value), high: Some(value) });
    let part = |value: f64| StageParts { working_s: exact(value), queue_s: None, blocked_s: None, redial_s: None };
    stages.clear();
    stages.extend([("answer", 445.0), ("travel", 611.0), ("gathering", 877.0)].map(|(name, value)| (name.to_owned(), part(value))));
    let Stats::Time(all) = &mut report.results.arms["separate"].measures["alarm_chain"].all else { panic!() };
    all.mean_s = exact(1933.0);
    let text = answer(&report, Language::En, 400);
    assert!(
        text.contains("The alarm chain is 7.42\u{a0}min of that (23%), turnout and travel 10.2\u{a0}min, the rest 14.6\u{a0}min."),
        "{text}"
    );
    let unclear = Likeness { difference: -0.9, ..USUAL }.report();
    let page = html(&unclear, Language::En);
    let sentences: Vec<&str> = page.split("<li class=\"unclear\">").skip(1).map(|rest| rest.split("</li>").next().unwrap()).collect();
    let unclear: Vec<_> = sentences.iter().filter(|said| said.contains("cannot be told apart from Separate centres")).collect();
    assert!(unclear.len() > 2 && unclear.iter().all(|said| !said.contains("more than a minute")), "{unclear:?}");
    assert!(plain(&html(&USUAL.report(), Language::En)).contains("gain more than a minute"));
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

/// A page and behind it the other language, which lies in it squeezed.
pub(crate) fn both(page: &str) -> String {
    let (before, rest) = page.split_once(" data-squeezed=\"").expect("the other language");
    let (packed, after) = rest.split_once('"').unwrap();
    let letter = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = packed.bytes().filter(|byte| *byte != b'=').map(letter).collect();
    let bytes = letters.chunks(4).flat_map(|four| {
        let group = (0..4).fold(0_u32, |group, place| group << 6 | u32::from(four.get(place).copied().unwrap_or(0)));
        [group >> 16, group >> 8, group].map(|byte| byte as u8).into_iter().take(four.len() - 1).collect::<Vec<_>>()
    });
    let bytes: Vec<u8> = bytes.collect();
    let mut other = String::new();
    flate2::read::ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut other).unwrap();
    before.to_owned() + after + &other
}

/// The switch finds the other language whole: what it unpacks is what a page in that language shows.
#[test]
fn the_other_language_is_in_the_page() {
    let report = USUAL.report();
    let [english, swedish] = LANGUAGES.map(|language| both(&html(&report, language)));
    let shown =
        english.split_once("data-title").unwrap().1.split_once('>').unwrap().1.split_once("\n</div>\n<div class=\"page\"").unwrap().0;
    assert!(shown.contains("The answer") && swedish.ends_with(shown.trim_start()), "the English page, unpacked");
    assert!(english.ends_with("</footer>\n") || english.ends_with("</footer>"), "{}", &english[english.len() - 60..]);
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

#[test]
fn text_of_the_scenario_is_never_executed() {
    let report = Likeness { hostile: true, ..USUAL }.report();
    for language in LANGUAGES {
        let page = html(&report, language);
        assert!(page.matches("<script").count() == 1 && !page.contains("<img") && !page.contains("<b>"), "a label is markup");
        // The one script is ours, and the policy lets no other run.
        let script = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        let hash = base64(&Sha256::digest(script.as_bytes()));
        assert!(page.replace("&#x2f;", "/").contains(&format!("script-src 'sha256-{hash}'")) && !script.contains("alert"));
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

/// A checklist that says nothing of where the code lies says that.
#[test]
fn the_checklist_asks_for_an_address() {
    let mut report = USUAL.report();
    let mut says = |where_it_lies: &str| {
        let text = larmkedja::model::Text { en: Some(where_it_lies.to_owned()), sv: None };
        report.results.described.texts.insert("code_access".to_owned(), text);
        plain(&html(&report, Language::En)).contains("code_access in [report] of the scenario holds no address")
    };
    assert!(says("In the folder of the results.") && !says("At https://example.org/larmkedja."));
}

/// An interrupted study says what is missing: not replications, if all of them are there.
#[test]
fn what_is_missing_is_said() {
    let mut report = USUAL.report();
    report.results.complete = false;
    let said = answer(&report, Language::Sv, 100);
    assert!(said.contains("AVBRUTEN: alla 50 replikationer finns, men inte vad de antagna spannen gör med svaret."), "{said}");
    report.results.study.replications = 60;
    assert!(answer(&report, Language::En, 100).contains("INTERRUPTED: 50 of 60 replications."));
}

/// Names hold commas: groups that overlap are told by their places in the order.
#[test]
fn groups_are_told_by_their_places() {
    let page = plain(&html(&USUAL.report(), Language::En));
    assert!(page.contains("lowest first: 1 Separate centres · 2 SOS and fire together, police apart · 3 Separate rooms"), "{page}");
    assert!(page.contains("Cannot be told apart: 1 and 2; 2 and 3; 3 and 4."));
    assert!(page.contains("declares no primary question, so these 6 comparisons count as it"));
}

/// On paper figures are opened, and what stays in the file is named.
#[test]
fn paper_shows_figures_and_names_the_rest() {
    let page = html(&USUAL.report(), Language::Sv);
    let page = both(&page);
    assert!(page.matches("<details class=\"printed\"").count() > 2);
    let note = "<p class=\"paper\">I filen finns också, men inte på papper: Alla mått (Larmkedja: sista aktör larmad; ";
    assert!(page.contains(note) && page.contains("inte på papper: Efter skift och timme: "));
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
            let foreign = both(&page).replace("http://www.w3.org/2000/svg", "");
            assert!(
                !foreign.contains("http://") && !foreign.contains("https://") && !foreign.contains("<link") && !foreign.contains("NaN")
            );
        }
    }
}
