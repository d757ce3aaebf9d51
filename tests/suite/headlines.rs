//! Do the headlines of the README's library still hold? Each is computed again at a small size: its sign, and its order of magnitude.
//!
//! A row of the table names the scenario, what the headline is of (`arm`, measure, kind of stratum and stratum), its value with its
//! interval, and one doubt: a change of one assumption, with the value it leads to.

use crate::common::{model_at, results};
use larmkedja::results::Difference;
use std::path::Path;

const BEGIN: &str = "<!-- library: begin; a test computes the headlines again -->";
const END: &str = "<!-- library: end -->";

/// What pairing is worth for each headline, in `docs/randomness.md`.
const PAIRING_BEGIN: &str = "<!-- pairing: begin; a test computes the ratios again -->";
const PAIRING_END: &str = "<!-- pairing: end -->";

/// How far a small run may lie from what is written, as a factor.
const FACTOR: f64 = 3.0;
/// The same for a ratio of variances: of few replications, and of very few, which say little of a variance.
const OF_RATIOS: [f64; 2] = [6.0, 20.0];

#[derive(Debug)]
struct Headline {
    scenario: String,
    /// Arm, measure, kind of stratum, stratum.
    of: Vec<String>,
    replications: u64,
    /// Value and interval, in seconds.
    numbers: [f64; 3],
    /// A change, and the value with it.
    doubt: (String, f64),
}

/// Every number of a text, minus signs as they are printed.
fn numbers(text: &str) -> Vec<f64> {
    let text = text.replace('\u{2212}', "-").replace(',', "");
    let split = text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
    split.filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

/// What stands between backquotes.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn headlines() -> Vec<Headline> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let table = readme.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).expect("the library's table").0;
    let rows = table.lines().filter(|line| line.starts_with("| ["));
    let read = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [scenario, _, value, doubt] = cells[..] else { panic!("four cells: {row}") };
        let scenario = scenario.split(['(', ')']).nth(1).expect("a link").to_owned();
        let of: Vec<String> = code(value)[0].split(' ').map(str::to_owned).collect();
        let words = value.rsplit('`').next().unwrap_or("");
        let [found, low, high] = numbers(words)[..] else { panic!("a value and an interval: {row}") };
        let changed = doubt.rsplit('`').next().unwrap_or("");
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&scenario)).expect("a shipped scenario");
        let replications = text.lines().find_map(|line| line.strip_prefix("replications = ")?.split(' ').next()?.parse().ok());
        Headline {
            of,
            replications: replications.unwrap_or(20),
            numbers: [found, low, high],
            doubt: (code(doubt)[0].to_owned(), numbers(changed)[0]),
            scenario,
        }
    };
    rows.map(read).collect()
}

/// By scenario: the variance of the headline's difference against that of independent runs.
fn ratios() -> Vec<(String, f64)> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/randomness.md")).expect("the page");
    let table = page.split_once(PAIRING_BEGIN).and_then(|(_, rest)| rest.split_once(PAIRING_END)).expect("the table of ratios").0;
    let read = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [scenario, ratio, times] = cells[..] else { panic!("three cells: {row}") };
        let (ratio, times) = (numbers(ratio)[0], numbers(times)[0]);
        assert!((ratio * times - 1.0).abs() < 0.1, "{row}: one over the ratio is how many times as many");
        let scenario = scenario.split(['(', ')']).nth(1).expect("a link");
        (scenario.trim_start_matches("../").to_owned(), ratio)
    };
    table.lines().filter(|line| line.starts_with("| [")).map(read).collect()
}

/// The mean difference in seconds of a small run, and the ratio of its variance to that of independent runs.
fn small(headline: &Headline, change: Option<&str>) -> (f64, f64) {
    let replications = format!("study.replications={}", (headline.replications / 5).max(3));
    let change = change.map(|change| change.strip_prefix("--set ").unwrap_or_else(|| panic!("{headline:?}: {change}")));
    let set: Vec<&str> = change.into_iter().chain([replications.as_str()]).collect();
    let found = results(&model_at(&headline.scenario, &set));
    let [arm, measure, kind @ ..] = &headline.of[..] else { panic!("{headline:?}") };
    let (kind, name) = (&kind[0], &kind[kind.len() - 1]);
    match found.differences[arm][measure].get(kind, name) {
        Some(Difference::Time(time)) => {
            time.of_arms.mean_s.zip(time.variance_ratio).map(|(mean, ratio)| (mean.value, ratio)).unwrap_or_else(|| panic!("{headline:?}"))
        }
        _ => panic!("{headline:?}: no difference of times"),
    }
}

/// Whether a small run agrees with what is written: less than `noticed` is no difference.
fn agrees(written: f64, noticed: f64, found: f64) -> bool {
    if written.abs() <= noticed {
        return found.abs() <= FACTOR * noticed;
    }
    written.signum() == found.signum() && (written / FACTOR..=written * FACTOR).contains(&found.abs().copysign(written))
        || written < 0.0 && (written * FACTOR..=written / FACTOR).contains(&found)
}

#[test]
fn every_headline_of_the_library_holds() {
    let mut wrong = Vec::new();
    let mut ratios = ratios();
    for headline in headlines() {
        let [written, low, high] = headline.numbers;
        assert!(low <= written && written <= high, "{headline:?}");
        // What the interval does not tell from zero is none.
        let noticed = if low <= 0.0 && high >= 0.0 { low.abs().max(high.abs()) } else { 0.0 };
        let (found, ratio) = small(&headline, None);
        if !agrees(written, noticed, found) {
            wrong.push(format!("{}: {written} is written, {found} is found", headline.scenario));
        }
        let known = ratios.iter().position(|(scenario, _)| *scenario == headline.scenario).map(|place| ratios.remove(place).1);
        let factor = OF_RATIOS[usize::from(headline.replications < 50)];
        if !known.is_some_and(|known| (known / factor..known * factor).contains(&ratio)) {
            wrong.push(format!("{}: the ratio {known:?} is written, {ratio} is found", headline.scenario));
        }
        let (change, doubted) = &headline.doubt;
        let (found, _) = small(&headline, Some(change));
        // A doubt may bring it near to nothing; then it is its distance from the headline that counts.
        if !agrees(*doubted, noticed.max((written - doubted).abs() / FACTOR), found) {
            wrong.push(format!("{} {change}: {doubted} is written, {found} is found", headline.scenario));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ratios.is_empty(), "no headlines: {ratios:?}");
}

#[test]
fn every_shipped_scenario_is_in_the_library_and_opens_with_three_sentences() {
    let listed = headlines();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    // What shows an idea of the format with invented numbers has no headline.
    const IDEAS: [&str; 10] = ["belief", "major", "new", "null", "replay", "room", "sf", "small", "small_night", "turnout"];
    for entry in std::fs::read_dir(folder).expect("scenarios") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "toml") || IDEAS.contains(&name.as_str()) {
            continue;
        }
        assert!(listed.iter().any(|headline| headline.scenario == format!("scenarios/{name}.toml")), "{name} is not in the library");
        let text = std::fs::read_to_string(&path).expect("a scenario");
        let file: toml::Table = text.parse().expect("TOML");
        for language in ["en", "sv"] {
            let about = file["about"][language].as_str().unwrap_or("");
            let sentences = about.split_inclusive(['.', '?', '!']).filter(|sentence| !sentence.trim().is_empty()).count();
            assert_eq!(sentences, 3, "{name}, {language}: three sentences for a project lead\n{about}");
        }
    }
}
