//! Is the page one file that holds everything, in both languages, and runs nothing that a scenario says?

use super::LANGUAGES;
use super::fixture::{Likeness, USUAL, likenesses};
use larmkedja::model::Language;
use larmkedja::record::Finding;
use larmkedja::report::{answer, charts, html};
use larmkedja::results::Difference;
use sha2::{Digest, Sha256};
use std::io::Read as _;

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
pub(super) fn plain(page: &str) -> String {
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
    assert!(page.contains("declares no primary question, so it is taken to be these 6 comparisons"));
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
