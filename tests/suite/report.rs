//! Does a report say what it should, in every form, whatever the results are?

use fixture::{Likeness, USUAL, likenesses};
use larmkedja::model::Language;
use larmkedja::report::{Report, answer, charts, html, measures_csv, summary};
use serde_json::Value;
use std::collections::BTreeSet;

mod answer;
mod drawn;
mod fixture;
mod numbers;
mod page;
mod prose;
mod swedish;

pub(crate) use drawn::nothing_is_cut_or_covered;
pub(crate) use page::both;
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
