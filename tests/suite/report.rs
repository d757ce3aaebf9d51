//! Does a report say what the results say, in every form, and does it look as it should whatever the results are?

use ab_glyph::{Font, FontRef, ScaleFont};
use larmkedja::model::{AtEnd, Language, Limits, Parameter, Study, Text};
use larmkedja::record::Finding;
use larmkedja::report::{Provenance, Report, Tool, VERSION, WORDS, answer, charts, html, measures_csv, summary};
use larmkedja::results::*;
use larmkedja::time::Time;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a fixture is like.
#[derive(Clone)]
struct Likeness {
    arms: usize,
    /// Multiplies every time.
    scale: f64,
    /// Difference of the first other arm, seconds before scaling; each further arm has 0.4 of it more.
    difference: f64,
    /// Half-width of intervals against the value; NaN: none.
    half: f64,
    replications: u64,
    long_labels: bool,
    hostile: bool,
    empty: bool,
}

const USUAL: Likeness =
    Likeness { arms: 4, scale: 1.0, difference: -35.243, half: 1.67, replications: 50, long_labels: false, hostile: false, empty: false };

const ARMS: [(&str, &str, &str); 8] = [
    ("separate", "Separate centres", "Separata centraler"),
    ("sos_fire", "SOS and fire together, police apart", "SOS och räddningstjänst tillsammans, polis för sig"),
    ("virtual", "Separate rooms, shared record", "Separata rum, delat ärende"),
    ("joint", "Joint centre", "Gemensam central"),
    ("joint_night", "Joint at night only", "Gemensam bara nattetid"),
    ("eena_four", "EENA model 4", "EENA:s modell 4"),
    ("fewer", "Joint, two seats fewer", "Gemensam, två platser färre"),
    ("more", "Separate, two seats more", "Separata, två platser fler"),
];

fn text(en: &str, sv: &str) -> Text {
    Text { en: Some(en.to_owned()), sv: Some(sv.to_owned()) }
}

fn named<T>(items: impl IntoIterator<Item = (&'static str, T)>) -> Map<T> {
    items.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Likeness {
    fn around(&self, value: f64, half: f64) -> Est {
        Some(Estimate { value, low: value - half, high: value + half })
    }

    fn time(&self, mean: f64, count: u64) -> TimeStats {
        let s = self.scale;
        let at = |value: f64| if count == 0 { None } else { self.around(value * s, self.half * s) };
        TimeStats {
            count,
            reached: count - count / 200,
            mean_s: at(mean),
            median_s: at(mean * 0.83),
            p90_s: at(mean * 1.9),
            p95_s: at(mean * 2.4),
            within_target: if count == 0 { None } else { self.around(0.43, self.half / 100.0) },
        }
    }

    fn stages(&self, difference: f64) -> Map<StageParts> {
        let part = |share: f64| self.around(difference * share * self.scale, self.half * 0.4 * self.scale);
        let none = || self.around(0.0, 0.0);
        let parts = |working, queue, blocked| StageParts { working_s: working, queue_s: queue, blocked_s: blocked, redial_s: None };
        let mut stages = named([
            ("answer", parts(none(), part(-0.04), none())),
            ("interview", parts(part(0.02), part(0.01), none())),
            ("handover", parts(part(0.55), part(-0.06), part(0.2))),
            ("repeat", parts(part(0.4), none(), part(-0.1))),
            ("decision", parts(none(), part(-0.1), part(0.1))),
            ("wrap-up", parts(none(), none(), none())),
        ]);
        let own =
            if self.long_labels { "samverkansledningsbedömning i gemensam inriktnings- och samordningsfunktion" } else { "briefing" };
        stages.insert(own.to_owned(), parts(part(0.02), none(), none()));
        stages[0].redial_s = part(0.0);
        stages
    }

    fn difference(&self, mean: f64, base: f64, pairs: u64) -> Difference {
        let s = self.scale;
        let at = |value: f64, half: f64| if pairs == 0 { None } else { self.around(value, half) };
        let changes = if mean == 0.0 { 0.0 } else { 0.4 };
        let exact = if mean == 0.0 { 0.0 } else { self.half };
        Difference::Time(Box::new(TimeDifference {
            pairs: Pairs { both: pairs, only_baseline: pairs / 400, only_arm: pairs / 500, neither: pairs / 300 },
            of_arms: OfArms {
                mean_s: at(mean * s, exact * s),
                relative: at(mean / base, exact / base),
                median_s: at(mean * 0.7 * s, exact * s),
                p90_s: at(mean * 1.7 * s, exact * s),
                p95_s: at(mean * 2.0 * s, exact * s),
                within_target: at(-mean / 400.0, exact / 100.0),
            },
            of_pairs: OfPairs {
                median_s: at(mean * 0.9 * s, exact * s),
                p05_s: at(mean * 3.0 * s, exact * s),
                p95_s: at(-mean * 0.3 * s, exact * s),
                quicker: at(changes, exact * 0.012),
                slower: at(changes * 0.08, exact * 0.002),
                unchanged: at(1.0 - changes * 1.08, exact * 0.012),
                identical: at(1.0 - changes * 1.1, exact * 0.012),
            },
            baseline_mean_s: at(base * s, self.half * s),
            variance_ratio: (self.replications > 1).then_some(0.21),
            per_year: at(pairs as f64 * 13.04 / self.replications as f64, 12.0),
            gain_over_60_s_per_year: at(pairs as f64 * changes * 4.0 / self.replications as f64, exact * 3.0),
            stages: self.stages(mean),
        }))
    }

    /// Mean of the baseline and number of incidents in a stratum of the alarm chain.
    fn stratum(&self, name: &str) -> (f64, u64) {
        let full = self.replications * 100;
        match name {
            _ if self.empty => (0.0, 0),
            "multi" => (397.7, full),
            "single" => (186.6, full * 40),
            "none" => (13.2, full * 20),
            "medical" | "ambulance" => (122.9, full * 21),
            "traffic_accident" => (406.0, full / 3),
            "police" => (264.8, full * 18),
            _ => (191.3, full * 41),
        }
    }

    fn strata<T>(&self, names: &[&'static str], of: impl Fn(&str) -> T) -> Strata<T> {
        Strata {
            all: of("all"),
            r#type: named(["medical", "police", "traffic_accident"].map(|name| (name, of(name)))),
            agencies: names.iter().map(|name| ((*name).to_owned(), of(name))).collect(),
            agency: named(["ambulance", "police"].map(|name| (name, of(name)))),
        }
    }

    fn mean_difference(&self, arm: usize) -> f64 {
        self.difference * (1.0 + 0.4 * (arm as f64 - 1.0))
    }

    fn arm(&self, index: usize) -> ArmResults {
        let shift = if index == 0 { 0.0 } else { self.mean_difference(index) };
        let chain = self.strata(&["single", "multi"], |name| {
            let (mean, count) = self.stratum(name);
            Stats::Time(self.time(mean + shift, count))
        });
        let answer = self.strata(&["none", "single", "multi"], |name| Stats::Time(self.time(13.25, self.stratum(name).1)));
        let share = self.strata(&["single", "multi"], |name| {
            let count = self.stratum(name).1;
            Stats::Value(ValueStats { count, value: if count == 0 { None } else { self.around(0.2 + 0.07 * index as f64, 0.011) } })
        });
        let work = self.strata(&["none", "single", "multi"], |name| {
            let count = self.stratum(name).1;
            Stats::Value(ValueStats { count, value: if count == 0 { None } else { self.around(310.0 - 4.0 * index as f64, 1.4) } })
        });
        let curve = |mean: f64| -> Vec<(f64, f64)> {
            (0..=120)
                .map(|k| f64::from(k) * mean / 30.0)
                .map(|at| (at * self.scale, 0.995 * (1.0 - (-at / mean * 1.4).exp().powi(2)).powi(3)))
                .collect()
        };
        let curves = ["multi", "single"].map(|name| (name, curve(self.stratum(name).0 + shift)));
        let seats = |value: f64| self.around(value, self.half / 400.0);
        let pool = |working: f64, held: f64, background: f64| PoolStats {
            on_duty_s: Some(2_419_200.0 * 4.0),
            working: seats(working),
            held: seats(held),
            background: seats(background),
            mean_wait_s: self.around(3.21, 0.14),
            p_wait: self.around(0.0912, 0.0031),
        };
        let unlimited = PoolStats { on_duty_s: None, background: seats(0.0), ..pool(6.7, 0.2, 0.0) };
        ArmResults {
            label: self.arm_label(index),
            incidents: Incidents { arrived: 243_539, closed: 242_010, abandoned: 1_529 },
            measures: named([("alarm_chain", chain), ("answer", answer), ("heard_at_once", share), ("seat_time", work)]),
            stages: named([("alarm_chain", self.stages(190.0))]),
            stages_by_agencies: named([("alarm_chain", named([("multi", self.stages(390.0)), ("single", self.stages(180.0))]))]),
            pools: named([
                ("sos", pool(0.31, 0.06, 0.2)),
                ("sos_sweden", unlimited),
                ("intake", pool(0.12 + 0.02 * index as f64, 0.005, 0.35)),
                ("leader", pool(0.0, 0.0, 1.0)),
            ]),
            curves: named([("alarm_chain", if self.empty { Map::default() } else { named(curves) })]),
            findings: Vec::new(),
        }
    }

    fn arm_label(&self, index: usize) -> Text {
        let (_, en, sv) = ARMS[index];
        if self.hostile {
            return text(&format!("<script>alert('{en}')</script> & \"more\""), "<img src=x onerror=alert(1)>{{ 7 * 7 }}");
        }
        let tail =
            if self.long_labels { ", gränsöverskridande Räddningstjänstsamverkanscentralsverksamhet med delat ärende" } else { "" };
        text(&format!("{en}{tail}"), &format!("{sv}{tail}"))
    }

    fn bins(&self, index: usize) -> Bins {
        let s = self.scale;
        let mean = self.mean_difference(index);
        if self.empty {
            return Vec::new();
        }
        if mean == 0.0 {
            return vec![(0.0, 0.0, 5000)];
        }
        vec![
            (-400.0 * s, -60.0 * s, 700),
            (-60.0 * s, -10.0 * s, 900),
            (-10.0 * s, -1.0 * s, 300 + 60 * index as u64),
            (-1.0 * s, -0.0, 30),
            (0.0, 0.0, 2600),
            (1.0 * s, 10.0 * s, 200),
            (10.0 * s, 60.0 * s, 90),
            (60.0 * s, 200.0 * s, 20),
        ]
    }

    fn study(&self) -> Study {
        Study {
            starts: "2024-06-03".to_owned(),
            weekday: 0,
            window_start: Time::ZERO,
            warm_up: Time::DAY,
            duration: Time(28 * Time::DAY.0),
            at_end: AtEnd::Continue,
            replications: self.replications,
            seed: 2024,
            noticeable: Time::SECOND,
            limits: Limits { open_incidents: 100_000, after_end: Time::DAY },
        }
    }

    fn differences(&self, index: usize) -> Map<Strata<Difference>> {
        let mean = self.mean_difference(index);
        let chain = self.strata(&["single", "multi"], |name| {
            let (base, pairs) = self.stratum(name);
            let part = match name {
                "single" => 0.06,
                "traffic_accident" => -0.3,
                _ => 1.0,
            };
            self.difference(mean * part, base, pairs)
        });
        let answer = self.strata(&["none", "single", "multi"], |name| {
            let small = Likeness { half: self.half * 0.1, ..self.clone() };
            small.difference(mean * 0.001, 13.25, self.stratum(name).1)
        });
        let value = |by: f64| {
            self.strata(&["single", "multi"], |name| {
                let pairs = Pairs { both: self.stratum(name).1, ..Pairs::default() };
                Difference::Value(ValueDifference { pairs, of_arms: ValueOfArms { value: self.around(by, 0.004) } })
            })
        };
        named([("alarm_chain", chain), ("answer", answer), ("heard_at_once", value(0.07)), ("seat_time", value(-4.0))])
    }

    fn results(&self) -> Results {
        let others = 1..self.arms;
        let info = |en: &str, sv: &str, what: &str, target_s| MeasureInfo { label: text(en, sv), what: what.to_owned(), target_s };
        let chain_bins = |index| named([("alarm_chain", named([("multi", self.bins(index)), ("single", self.bins(index))]))]);
        Results {
            title: text("Joint centre Örebro, everyday incidents", "Samverkanscentral Örebro, vardagshändelser"),
            about: text(
                "What happens to the alarm chain when police, SOS Alarm and fire command work in one room?",
                "Vad händer med larmkedjan när polis, SOS Alarm och räddningstjänst arbetar i samma rum?",
            ),
            language: Language::Sv,
            study: self.study(),
            replications: self.replications,
            complete: true,
            replayed: false,
            baseline: "separate".to_owned(),
            measures: named([
                ("alarm_chain", info("Alarm chain: last agency alerted", "Larmkedja: sista organ larmat", "time", Some(180.0))),
                ("answer", info("Answer", "Svarstid", "time", Some(8.0))),
                ("heard_at_once", info("Police heard it at once", "Polisen medlyssnade", "share", None)),
                ("seat_time", info("Staff time per incident", "Arbetstid per händelse", "work", None)),
            ]),
            type_labels: named([
                ("medical", text("Medical", "Sjukdom och skada")),
                ("police", text("Police", "Polisärende")),
                ("traffic_accident", text("Traffic accident", "Trafikolycka")),
            ]),
            agency_labels: named([("ambulance", text("Ambulance", "Ambulans")), ("police", text("Police", "Polis"))]),
            pool_labels: named([
                ("sos", text("SOS Alarm Örebro", "SOS Alarm Örebro")),
                ("sos_sweden", text("SOS Alarm, rest of the country", "SOS Alarm, övriga landet")),
                ("intake", text("Police command centre, intake", "RLC, mottagning")),
                ("leader", text("Police command centre, dispatch", "RLC, ledningsoperatör")),
            ]),
            arms: (0..self.arms).map(|index| (ARMS[index].0.to_owned(), self.arm(index))).collect(),
            differences: others.clone().map(|index| (ARMS[index].0.to_owned(), self.differences(index))).collect(),
            difference_bins: others.map(|index| (ARMS[index].0.to_owned(), chain_bins(index))).collect(),
            parameters: self.parameters(),
            warnings: vec![
                Warning {
                    kind: "few-replications".to_owned(),
                    message: "The interval of p95 for traffic_accident rests on 12 incidents; ask for more replications.".to_owned(),
                },
                Warning {
                    kind: "overload".to_owned(),
                    message: "Pool leader has a load of 100 %: waits grow without end. Give it more seats.".to_owned(),
                },
            ],
        }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let parameter = |name: &str, value: &str, range: &str, basis: &str, source: &str| Parameter {
            name: name.to_owned(),
            value: value.to_owned(),
            range: Some(range.to_owned()),
            basis: Some(basis.to_owned()),
            source: Some(if self.hostile { "</td><script>alert(2)</script>".to_owned() } else { source.to_owned() }),
            origin: Some("SE 2023".to_owned()),
        };
        vec![
            parameter(
                "sort",
                "{ lognormal = { median = \"17.5 s\", mean = \"21 s\" } }",
                "{ scale = [0.8, 3.0] }",
                "measured",
                "NYC 911 end-to-end",
            ),
            parameter("calls", "\"885 / d\"", "[\"770 / d\", \"960 / d\"]", "assumed", "8.5 % of 3.8 million (SOS Alarm 2025)"),
            parameter("no_help", "0.33", "[0.28, 0.59]", "published", "SOS Alarm 2022: every third call needs no help"),
        ]
    }

    fn report(&self) -> Report {
        Report {
            version: VERSION,
            tool: Tool { version: "0.1.0".to_owned(), commit: Some("be3af23".to_owned()) },
            scenario: Provenance {
                sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
                logs: Map::default(),
            },
            results: self.results(),
        }
    }
}

/// Every kind of results that a page must bear.
fn likenesses() -> Vec<(&'static str, Likeness)> {
    vec![
        ("usual", USUAL),
        ("alone", Likeness { arms: 1, ..USUAL }),
        ("eight", Likeness { arms: 8, ..USUAL }),
        ("long", Likeness { arms: 8, long_labels: true, ..USUAL }),
        ("zero", Likeness { difference: 0.0, ..USUAL }),
        ("longer", Likeness { difference: 21.0, ..USUAL }),
        ("unclear", Likeness { difference: -0.9, ..USUAL }),
        ("once", Likeness { replications: 1, half: f64::NAN, ..USUAL }),
        ("empty", Likeness { empty: true, ..USUAL }),
        ("quick", Likeness { scale: 1e-4, ..USUAL }),
        ("slow", Likeness { scale: 60.0, ..USUAL }),
        ("hostile", Likeness { hostile: true, ..USUAL }),
    ]
}

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
    has(value, &["all", "type", "agencies", "agency"]);
    check(&value["all"]);
    for kind in ["type", "agencies", "agency"] {
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
            has(&arm["pools"]["sos"], &["on_duty_s", "working", "held", "background", "mean_wait_s", "p_wait"]);
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
    let zero = answer(&Likeness { difference: 0.0, ..USUAL }.report(), Language::Sv, 80);
    assert!(zero.contains("exakt lika") && zero.contains("0\u{a0}s (0 till 0)"), "{zero}");
    let once = answer(&Likeness { replications: 1, half: f64::NAN, ..USUAL }.report(), Language::Sv, 80);
    assert!(once.contains("1 replikation om 28\u{a0}dygn") && once.contains("inget intervall"), "{once}");
    // 1.96 of -35.243 is beyond its interval alone, but not among seven comparisons.
    let many = Likeness { arms: 8, difference: -1.9, ..USUAL };
    assert!(answer(&many.report(), Language::En, 80).contains("cannot be told apart among 7 comparisons"));
    assert!(html(&many.report(), Language::En).contains("widened for 7 comparisons, the interval holds zero"));
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
        let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|value| number(value, sign, swedish));
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
        ["35,2\u{a0}s kortare i genomsnitt", "ungefär 1\u{202f}304 händelser om året", "samma tur i båda arbetssätten", "frö 2024"]
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
        assert!(!page.contains("<script") && !page.contains("<img"), "a label is markup");
        for chart in charts(&report, language) {
            assert!(!chart.svg.contains("<script") && !chart.svg.contains("<img"));
        }
    }
    assert!(plain(&html(&report, Language::Sv)).contains("{{ 7 * 7 }}"));
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
    let measure = |part: &str| {
        let (tag, rest) = part.split_once('>').unwrap();
        let text = rest
            .split('<')
            .next()
            .unwrap()
            .trim_matches('\n')
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
        let number = |name: &str| value(tag, name).unwrap().parse::<f64>().unwrap();
        let (x, size) = (number("x"), number("font-size"));
        let font = &fonts[usize::from(tag.contains("font-weight"))];
        let scaled = font.as_scaled(size as f32 * font.height_unscaled() / font.units_per_em().unwrap());
        let width: f32 = text.chars().map(|letter| scaled.h_advance(scaled.glyph_id(letter))).sum();
        let width = f64::from(width);
        let left = x - match value(tag, "text-anchor").unwrap().as_str() {
            "start" => 0.0,
            "middle" => width / 2.0,
            _ => width,
        };
        let base = number("y") + 0.76 * size;
        (text, [left, base - 0.74 * size, left + width, base + 0.2 * size])
    };
    svg.split("<text").skip(1).map(measure).collect()
}

#[track_caller]
fn nothing_is_cut_or_covered(name: &str, svg: &str) {
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
        for language in LANGUAGES {
            let report = likeness.report();
            let page = html(&report, language);
            let drawn: Vec<&str> = page.split("<svg ").skip(1).map(|part| part.split("</svg>").next().unwrap()).collect();
            assert!(!drawn.is_empty());
            for svg in drawn {
                nothing_is_cut_or_covered(&format!("{name} {language:?}"), svg);
            }
        }
    }
}

#[test]
fn charts_come_in_every_form() {
    let names = |likeness: Likeness| charts(&likeness.report(), Language::En).into_iter().map(|chart| chart.name).collect::<Vec<_>>();
    let usual = ["difference", "share_over_time", "paired_differences", "stages_sos_fire", "stages_virtual", "stages_joint", "people"];
    assert_eq!(names(USUAL), usual);
    assert_eq!(names(Likeness { arms: 1, ..USUAL }), ["share_over_time", "people"]);
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

#[test]
fn the_words_are_in_both_languages() {
    assert!(WORDS.iter().all(|(_, english, swedish)| !english.is_empty() && !swedish.is_empty()));
}
