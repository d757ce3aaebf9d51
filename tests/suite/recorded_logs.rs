//! Are logs of several rows to an incident put together rightly, described as they are, and made so that a replay is the same history?

use crate::common;
use larmkedja::described::{Description, Identical};
use larmkedja::engine::Engine;
use larmkedja::log::{LogError, describe, read};
use larmkedja::model::{Language, Model};
use larmkedja::record::{Closed, IncidentId, Outcome, Recorder};
use larmkedja::report::{log_answer, unusable_row};
use larmkedja::results::{Stats, TimeStats};
use larmkedja::scenario::file::LogSource;
use larmkedja::scenario::read::map;
use larmkedja::scenario::replay::{LogColumns, replayed};
use larmkedja::synthetic::{SyntheticError, synthetic};
use larmkedja::time::Time;
use std::collections::BTreeMap;
use std::fmt::Write;

fn source(text: &str) -> LogSource {
    map(&format!("[log]\n{text}")).unwrap_or_else(|told| panic!("{told:?}")).value
}

const UNITS: &str = r#"
time = "received"
group = "call"
duration = { from = "received", to = "entered" }
step = "interview"
zero = "keep"
steps = { write = "noted" }
type = { column = "what", values = { Fire = "fire", "Medical Incident" = "medical" }, other = "other" }
priority = { column = "code", values = { A = "1" }, other = "3" }
[log.flags]
fire = { column = "unit", any = ["ENGINE", "TRUCK"] }
large = { column = "unit", any = ["ENGINE"], rows = 2 }
three = { rows = 3 }
seen = "seen"
[log.marks]
entered = "entered"
"fire alerted" = { time = "sent", column = "unit", any = ["ENGINE", "TRUCK"] }
"#;

/// Three rows of one call, the earliest last; two of another; one alone.
const ROWS: &str = "\
call,unit,received,entered,sent,noted,what,code,seen
7,MEDIC,2024-06-03 10:00:05,2024-06-03 10:01:00,2024-06-03 10:01:10,,Medical Incident,A,
8,ENGINE,2024-06-03 10:30:00,2024-06-03 10:30:00,,,Fire,B,no
7,ENGINE,2024-06-03 10:00:05,2024-06-03 10:01:00,2024-06-03 10:02:00,5,Fire,A,
7,ENGINE,2024-06-03 10:00:00,2024-06-03 10:01:00,2024-06-03 10:01:30,7,,,yes
8,MEDIC,2024-06-03 10:30:00,,2024-06-03 10:31:00,,Fire,B,
9,,2024-06-03 09:00:00,,,,Cat,,
";

#[test]
fn rows_that_belong_together_are_one_incident() {
    let source = source(UNITS);
    let (log, summary) = read(&source, "call", ROWS.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((summary.rows, summary.used, summary.incidents, summary.grouped), (6, 6, 3, true));
    let told: Vec<_> = log
        .rows
        .iter()
        .map(|row| {
            let seconds = |times: &[Time]| times.iter().map(|time| (time.0 >= 0).then(|| time.seconds())).collect::<Vec<_>>();
            let (lengths, marks) = (seconds(log.of(row, &log.lengths, 2)), seconds(log.of(row, &log.marks, 2)));
            (row.line, row.time.hour(), log.kind(row), row.priority, log.said(row), lengths, marks)
        })
        .collect();
    assert_eq!(
        told,
        [
            // No unit is named, so the log knows nothing of fire; it has one row, so it is not three.
            (7, 9, Some("other"), None, (0b0100, 0), vec![None, None], vec![None, None]),
            (2, 10, Some("medical"), Some(1), (0b1111, 0b1111), vec![Some(60.0), Some(5.0)], vec![Some(60.0), Some(90.0)]),
            (3, 10, Some("fire"), Some(3), (0b1111, 0b0001), vec![Some(0.0), None], vec![Some(0.0), None]),
        ]
    );
}

#[test]
fn impossible_times_are_listed_with_their_lines() {
    let mut source = source(UNITS);
    source.unusable = Some(larmkedja::scenario::file::At { value: 1.0, span: 0..0 });
    let text = ROWS.to_owned()
        + "10,ENGINE,2024-06-03 10:00:00,2024-06-03 09:59:59,,,Fire,A,\n\
           11,ENGINE,2024-06-03 10:00:00,2024-06-04 10:00:01,,,Fire,A,\n\
           12,ENGINE,2024-06-03 10:00:00,2024-06-03 10:00:01,2024-06-03 09:00:00,,Fire,A,\n\
           ,ENGINE,2024-06-03 10:00:00,,,,Fire,A,\n\
           13,ENGINE,2024-06-03 10:00:00,2024-06-03 10:0";
    let (_, summary) = read(&source, "call", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let listed: Vec<String> = summary.unusable.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "line 8: entered \"2024-06-03 09:59:59\": before the call (2024-06-03 10:00:00)",
            "line 9: entered \"2024-06-04 10:00:01\": more than 24 hours after received (2024-06-03 10:00:00)",
            "line 10: sent \"2024-06-03 09:00:00\": before the call (2024-06-03 10:00:00)",
            "line 11: call \"\": nothing says which incident the row belongs to",
            "line 12: the file ends within this row: it may be cut off",
        ]
    );
    let found = describe(&source, "units.csv", text.as_bytes()).expect("a description");
    assert_eq!((found.rows, found.unusable_rows, found.incidents, found.ends_with_a_line), (11, 5, 3, false));
    assert_eq!(found.unusable[4].line, 12);
}

/// What a row that is left out would have said is not known: it is no "no".
#[test]
fn a_row_that_is_left_out_leaves_flags_unknown() {
    let mut source = source(UNITS);
    source.unusable = Some(larmkedja::scenario::file::At { value: 1.0, span: 0..0 });
    // An engine was sent before the call; another row of a call of which nothing can be used; and one that the file ends within.
    let text = ROWS.to_owned()
        + "7,ENGINE,2024-06-03 10:00:00,2024-06-03 10:00:01,2024-06-03 09:00:00,,Fire,A,\n\
           8,ENGINE,2024-06-03 10:30:00,2024-06-03 10:30:01,2024-06-03 09:00:00,,Fire,B,\n\
           11,ENGINE,2024-06-03 10:00:00,2024-06-03 10:00:01,2024-06-03 09:00:00,,Fire,A,\n\
           9,ENGINE,2024-06-03 10:0";
    let (log, summary) = read(&source, "call", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let said: Vec<(u32, (u64, u64))> = log.rows.iter().map(|row| (row.line, log.said(row))).collect();
    assert_eq!(said, [(7, (0, 0)), (2, (0b1111, 0b1111)), (3, (0b0001, 0b0001))], "flags that are not set are not known");
    assert_eq!((summary.unusable_rows, summary.incomplete), (4, 3));
    assert_eq!(summary.doubts()[1].kind(), "log-incomplete");
    let found = describe(&source, "units.csv", text.as_bytes()).expect("a description");
    assert_eq!((found.incomplete, found.flags["large"].set, found.flags["large"].known), (3, 1, 1));
    let told = log_answer(&found, Language::En);
    assert!(told.contains("Incidents with rows that cannot be used: 3; flags"), "{told}");
}

/// One of each is no plural, and what a file holds does not reach the terminal as it is.
#[test]
fn a_description_is_told_in_words_that_fit() {
    let mut found = described("time,talk\n2024-06-03 10:10:00,1\n");
    found.types = [("a\u{1b}[31mb".to_owned(), 1)].into_iter().collect();
    let told = log_answer(&found, Language::En);
    assert!(told.starts_with("1 incident from 1 of 1 row of calls.csv\n"), "{told}");
    assert!(told.contains("a\\u{1b}[31mb: 1") && told.contains("No two rows are identical\n"), "{told}");
    assert!(!told.contains("60.0"), "a minute says nothing of an hour: {told}");
    found.identical.one_in = 4;
    let told = log_answer(&found, Language::En);
    assert!(told.contains("none in a sample of one in 4 kinds of row") && !told.contains("No two rows"), "{told}");
    found.identical = Identical { rows: 1, one_in: 1, lines: vec![506] };
    assert!(log_answer(&found, Language::En).contains("Rows identical to another one: 1 (line 506)"));
    // Beside a call every minute of a day, one of another year: hours are those of the day.
    let found = described(&(regular(1, 60) + "2031-06-03 10:00:00,5\n"));
    assert_eq!((found.far.len(), found.far[0].line, found.far[0].days), (1, 1442, 2556));
    assert!((found.hours[3].calls, found.hours[3].hours) == (60, 1.0) && found.hours[30].hours == 0.0 && found.gaps.is_empty());
    assert!(log_answer(&found, Language::Sv).contains("  rad 1442: 2031-06-03 10:00:00 (1 samtal, 2\u{202f}556 dygn bort)"));
    let mut source = source("time = \"time\"\n");
    source.unusable = Some(larmkedja::scenario::file::At { value: 1.0, span: 0..0 });
    let (_, summary) = read(&source, "call", &b"time\n2024-06-03 10:00:00\n\x1b]0;x\x07\n"[..]).expect("a log");
    let row = &summary.unusable[0];
    for told in [row.to_string(), unusable_row(row, Language::Sv)] {
        assert!(told.contains("\"\\u{1b}]0;x\\u{7}\"") && !told.contains('\x1b'), "{told}");
    }
}

/// A log with one call every so many seconds, over so many days.
fn regular(days: i64, every: i64) -> String {
    let zero = jiff::civil::date(2024, 6, 3).at(0, 0, 0, 0);
    let mut text = "time,talk\n".to_owned();
    for second in (0..days * 86_400).step_by(every as usize) {
        let time = zero.checked_add(jiff::Span::new().seconds(second)).expect("a time");
        writeln!(text, "{time},{}", second % 100).expect("memory");
    }
    text
}

fn described(text: &str) -> Description {
    let source = source("time = \"time\"\nduration = \"talk\"\nstep = \"talk\"\n");
    describe(&source, "calls.csv", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_log_is_described_as_it_is() {
    // A call every 100 s for two weeks: each hour of the week has 36 on average.
    let mut lines: Vec<String> = regular(14, 100).lines().map(str::to_owned).collect();
    // Two hours without a call, copies of a row, and a row out of order.
    lines.drain(37..109);
    lines.swap(200, 210);
    lines.insert(300, lines[299].clone());
    let found = described(&(lines.join("\n") + "\n"));
    assert_eq!((found.rows, found.incidents, found.unusable_rows), (12_096 - 72 + 1, 12_096 - 72 + 1, 0));
    assert_eq!((found.identical.rows, found.identical.one_in, found.identical.lines.clone()), (1, 1, vec![301]));
    assert_eq!(found.zeros, 12_025, "every length is zero");
    assert_eq!((found.out_of_order, found.out_of_order_lines.clone()), (2, vec![202, 211]));
    assert_eq!((found.gaps[0].from.as_str(), found.gaps[0].to.as_str()), ("2024-06-03T00:58", "2024-06-03T03:00"));
    assert_eq!((found.gaps[0].length_s, found.span_s), (7320.0, 14.0 * 86_400.0 - 100.0));
    assert_eq!((found.hours[1].calls, found.hours[50].calls, found.hours[50].hours), (36, 72, 2.0));
    // Hours of the week that are alike in both weeks say 0; the two whose calls are missing once say 36 squared over 2 each.
    let hour = found.dispersion[3].index.expect("two weeks");
    assert!((hour - (2.0 * 36.0 + 1.0 / 73.0) / 168.0).abs() < 0.02, "{hour}");
    // Two such fortnights with 16 days between them, from a Monday to a Tuesday: four windows of each hour of the week have 36 calls, the other
    // two or, on Mondays and Tuesdays, three have none; the very last hour is not whole.
    let text = regular(14, 100);
    let later: String = regular(14, 100).lines().skip(1).map(|row| row.replace("2024-06-", "2024-07-") + "\n").collect();
    let hour = described(&(text.clone() + &later)).dispersion[3].index.expect("six weeks");
    let exact = (47.0 * 108.0 + 120.0 * 72.0 + 108.0) / (47.0 * 6.0 + 121.0 * 5.0);
    assert!((hour - exact).abs() < 1e-9, "{hour} is not {exact}");
    assert!(described(&text[..text.len() / 2]).dispersion.iter().all(|one| one.index.is_none()), "a week tells nothing");
}

#[test]
fn quantiles_of_intervals_are_those_of_the_file() {
    let zero = jiff::civil::date(2024, 6, 3).at(0, 0, 0, 0);
    let rows = (0..1000).map(|k| format!("{},{}\n", zero.checked_add(jiff::Span::new().minutes(k)).expect("a time"), (k * 7) % 1000));
    let found = described(&("time,talk\n".to_owned() + &rows.collect::<String>()));
    let talk = &found.intervals["talk"];
    assert_eq!((talk.count, talk.missing, talk.least, talk.most, talk.mean), (1000, 0, 0.0, 999.0, 499.5));
    for (percent, expected) in [(1, 9.0), (50, 499.0), (90, 899.0), (99, 989.0)] {
        assert!((talk.percentile(percent) - expected).abs() <= 0.0006 * expected, "{percent}: {}", talk.percentile(percent));
    }
}

#[test]
fn what_is_no_log_is_refused_clearly() {
    let source = source("time = \"time\"\n");
    let refused = |bytes: &[u8]| read(&source, "call", bytes).map(|_| ()).expect_err("no log");
    // The last letter is cut in half.
    let mut cut = "time,note\n2024-06-03 10:00:00,ä\n2024-06-03 10:00:00,ä".as_bytes().to_vec();
    cut.pop();
    assert!(matches!(refused(&cut), LogError::NotText { line: 3 }));
    assert!(matches!(refused(b"time\n\xff\xfe\x00\x01"), LogError::NotText { line: 2 }));
    // A quotation mark that swallows the rest, on one line: no more than a row is held.
    let long = format!("time,note\n2024-06-03 10:00:00,\"{}", "x".repeat(6 << 20));
    assert!(matches!(refused(long.as_bytes()), LogError::TooLong { line: 2 }));
    assert!(matches!(describe(&source, "x.csv", long.as_bytes()), Err(LogError::TooLong { line: 2 })));
    let columns: Vec<String> = (0..1000).map(|k| format!("column {k}")).collect();
    let wide = format!("{}\n{}\n", columns.join(","), vec!["2024-06-03 10:00:00"; 1000].join(","));
    let told = refused(wide.as_bytes()).diagnostics("x.csv", &(0..1));
    assert_eq!(told[0].message, "x.csv has no column `time`");
    assert!(told[0].hint.as_ref().is_some_and(|hint| hint.ends_with("and 980 more")), "{told:?}");
    let found = read(&self::source("time = \"column 999\"\n"), "call", wide.as_bytes()).expect("a wide log");
    assert_eq!(found.1.used, 1);
    // Cut within a quoted value of the last row.
    let open = b"time,note\n2024-06-03 10:00:00,a\n2024-06-03 10:00:01,\"b, c";
    let error = refused(open);
    assert!(matches!(&error, LogError::TooManyUnusable { summary, .. } if summary.unusable[0].reason.contains("cut off")), "{error}");
}

/// What only rates named would be used by nothing: `check --strict` of a replay finds no more than that of the scenario.
#[test]
fn a_replay_has_no_parameters_that_only_rates_named() {
    let text = "[parameter.calls]\nvalue = \"base\"\n[parameter.base]\nvalue = \"5 / h\"\n[parameter.share]\nvalue = 0.5\n[parameter.changed]\n\
                value = \"1 / h\"\n[flag]\nfire = \"share\"\n[incident.a]\nrate = { of = \"calls\", share = [\"share\"] }\n[incident.b]\n\
                rate = \"changed\"\n[arm.x]\nparameter.changed.scale = 2\n[labels.parameter]\ncalls = \"Calls\"\n";
    let columns = LogColumns { flags: &[], attributes: &[], marks: &[], steps: &[] };
    let told = replayed(text, "log.csv", columns, &BTreeMap::new()).expect("a type that holds the log");
    for (name, is_there) in
        [("[parameter.calls]", false), ("[parameter.base]", false), ("[parameter.share]", true), ("[parameter.changed]", true)]
    {
        assert_eq!(told.contains(name), is_there, "{name}: {told}");
    }
    assert!(!told.contains("Calls") && told.contains("[incident.b]"), "{told}");
}

/// What an arm told of an incident, in a form that two models can be compared in.
type Told = (IncidentId, usize, u64, u64, Time, Time, bool, Vec<Outcome>, Vec<Time>);

/// Everything that closed, by arm.
struct Everything(Vec<Vec<Told>>);

impl Recorder for Everything {
    const FACTS: bool = false;

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let steps = closed.steps.iter().flat_map(|step| step.work.map_or(vec![step.ready], |(begin, end)| vec![step.ready, begin, end]));
        let steps: Vec<Time> = steps.chain(closed.parts.iter().map(|part| part.length)).collect();
        let (needs, flags) = (closed.needs, closed.flags);
        self.0[arm].push((
            closed.id,
            closed.kind,
            needs.into(),
            flags,
            closed.arrival,
            closed.closed,
            closed.abandoned,
            closed.outcomes.to_vec(),
            steps,
        ));
    }
}

fn lived(model: &Model) -> Vec<Vec<Told>> {
    let mut all = Everything(vec![Vec::new(); model.arms.len()]);
    Engine::new(model).run_for(1, &mut all, &|| false).expect("nobody stops it");
    all.0
}

/// The replay of what a room would have recorded.
fn replay(model: &Model, text: &str, steps: &[&str]) -> Model {
    let steps: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    let log = synthetic(model, 1, &steps, &|| false).unwrap_or_else(|error| panic!("{error}"));
    let columns = LogColumns { flags: &log.flags, attributes: &log.attributes, marks: &log.marks, steps: &log.steps };
    let text = replayed(text, "log.csv", columns, &BTreeMap::new()).expect("a type that can hold it");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("log.csv"), &log.csv).expect("a file");
    // A column that `room.toml` takes a distribution from.
    std::fs::copy(common::file("scenarios/replay.csv"), folder.path().join("replay.csv")).expect("a copy");
    common::opened(&text, folder.path(), &[]).unwrap_or_else(|told| panic!("{told}\n{text}")).model
}

#[test]
fn replaying_a_synthetic_log_is_the_same_history_in_every_arm() {
    for (path, set, steps) in [
        ("scenarios/orebro.toml", &["study.duration=\"12 h\"", "study.warm_up=\"2 h\""][..], &["sort"][..]),
        ("scenarios/orebro_scene.toml", &["study.duration=\"6 h\"", "study.warm_up=\"1 h\""], &[]),
        ("scenarios/room.toml", &["study.duration=\"1 d\"", "study.warm_up=\"2 h\""], &[]),
        ("scenarios/storm.toml", &[], &[]),
    ] {
        let scenario = std::fs::read_to_string(common::file(path)).expect("a scenario");
        let set: Vec<&str> = set.iter().copied().chain(["study.replications=1"]).collect();
        let opened = common::opened(&scenario, &common::file("scenarios"), &set).unwrap_or_else(|told| panic!("{told}"));
        let steps: Vec<&str> = steps
            .iter()
            .copied()
            .filter(|step| opened.model.arms[0].programs.iter().any(|p| p.steps.iter().any(|s| s.name == *step)))
            .collect();
        let again = replay(&opened.model, &opened.text, &steps);
        assert!(again.logs[0].rows.len() > 10, "{path}: too few to say anything");
        let (drawn, replayed) = (lived(&opened.model), lived(&again));
        for (arm, (drawn, replayed)) in drawn.iter().zip(&replayed).enumerate() {
            assert_eq!(drawn.len(), replayed.len(), "{path}: arm {arm}");
            for (one, other) in drawn.iter().zip(replayed) {
                assert_eq!(one, other, "{path}: arm {arm}");
            }
        }
    }
}

/// What the room recorded is what the baseline did.
#[test]
fn recorded_times_stand_beside_the_simulated_ones() {
    let path = "scenarios/small.toml";
    let text = std::fs::read_to_string(common::file(path)).expect("a scenario");
    let opened =
        common::opened(&text, &common::file("scenarios"), &["study.replications=1", "study.duration=\"2 d\""]).expect("a scenario");
    let results = common::results(&replay(&opened.model, &opened.text, &[]));
    let mut compared = 0;
    for (measure, recorded) in &results.recorded {
        let Stats::Time(simulated) = &results.arms[&results.baseline].measures[measure].all else { panic!("a time") };
        let numbers = |stats: &TimeStats| (stats.count, stats.reached, stats.mean_s.map(|mean| (mean.value * 1e6).round()));
        assert_eq!(numbers(&recorded.all), numbers(simulated), "{measure}");
        compared += recorded.all.reached;
        let Some((recorded, simulated)) = recorded.all.within_target.zip(simulated.within_target) else { continue };
        assert!((recorded.value - simulated.value).abs() < 1e-9, "{measure}");
    }
    assert!(compared > 10 && results.measures.len() > results.recorded.len(), "{compared}");
}

#[test]
fn there_is_no_one_log_of_arms_that_meet_other_incidents() {
    let text = std::fs::read_to_string(common::file("scenarios/replay.toml")).expect("a scenario");
    let opened = common::opened(&text, &common::file("scenarios"), &[]).expect("a scenario");
    assert_eq!(synthetic(&opened.model, 1, &[], &|| false), Err(SyntheticError::Replays));
    let small = common::model_at("scenarios/small.toml", &[]);
    assert_eq!(synthetic(&small, 1, &["no such".to_owned()], &|| false), Err(SyntheticError::NoStep("no such".to_owned())));
}

/// 10,410 units sent to 5,292 calls; they stand beside the repository where it is developed, and nowhere else.
#[test]
fn two_weeks_of_san_francisco_are_put_together() {
    let Ok(text) = std::fs::read_to_string(common::file("../shared/data/sf_fire_calls_2020-04.csv")) else {
        eprintln!("SKIPPED: the recorded log is not here");
        return;
    };
    let scenario = std::fs::read_to_string(common::file("scenarios/sf.toml")).expect("a scenario");
    let (source, _) = larmkedja::open::log_of_type(&scenario, None, &|_| unreachable!()).expect("a map");
    let found = describe(&source, "sf.csv", text.as_bytes()).expect("a log");
    assert_eq!((found.rows, found.unusable_rows, found.incidents, found.out_of_order), (10_410, 0, 5292, 4589));
    let sizes = found.rows_per_incident.expect("grouped");
    assert_eq!((sizes.count, sizes.most, sizes.percentile(50)), (5292, 16.0, 2.0));
}
