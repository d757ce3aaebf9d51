//! Are recorded logs read as they are in life, and refused where they cannot be?

use larmkedja::distribution::{Distribution, Shape, Unit};
use larmkedja::log::{LogError, LogSummary, read, read_column};
use larmkedja::scenario::file::{At, ColumnSource, FlagColumn, Length, LogSource, Mapped, Named, Zero};
use larmkedja::scenario::log::{ReadLog, ReadRow};
use larmkedja::time::Time;
use std::path::Path;

fn at<T>(value: T) -> At<T> {
    At { value, span: 3..7 }
}

fn column(name: &str) -> Option<At<String>> {
    Some(at(name.to_owned()))
}

fn mapped(name: &str) -> Option<Mapped> {
    column(name).map(Mapped::plain)
}

fn says(flag: &str, column: &str) -> Named<FlagColumn> {
    Named { name: at(flag.to_owned()), value: FlagColumn::Says(at(column.to_owned())) }
}

/// The recorded length of the first step, in seconds.
fn takes(log: &ReadLog, row: &ReadRow) -> Option<f64> {
    let each = log.lengths.len() / log.rows.len();
    log.of(row, &log.lengths, each).first().filter(|length| **length >= Time::ZERO).map(|length| length.seconds())
}

/// What the log says of its first flag.
fn flag(log: &ReadLog, row: &ReadRow) -> Option<bool> {
    let (known, set) = log.said(row);
    (known & 1 == 1).then_some(set & 1 == 1)
}

/// A log with times and durations in ISO form.
fn plain() -> LogSource {
    LogSource { time: column("time"), duration: column("duration").map(Length::Column), step: column("talk"), ..LogSource::default() }
}

/// The same where any number of rows may be unusable.
fn patient() -> LogSource {
    LogSource { unusable: Some(at(1.0)), ..plain() }
}

fn american() -> LogSource {
    LogSource { format: column("%m/%d/%Y %H:%M:%S"), zero: Some(at(Zero::Abandoned)), ..plain() }
}

fn rows(source: &LogSource, text: &str) -> (ReadLog, LogSummary) {
    read(source, "call", text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(source: &LogSource, text: &str) -> LogError {
    read(source, "call", text.as_bytes()).map(|(log, _)| log).expect_err(text)
}

#[test]
fn a_log_in_life_is_read() {
    let source = LogSource {
        format: column("%m/%d/%Y %I:%M:%S %p"),
        flags: vec![says("fire", "Fire?")],
        priority: mapped("prio"),
        kind: mapped("nature"),
        ..plain()
    };
    let text = "\u{feff}nature, Time ,time,duration,Fire?,prio,note\r\n\
                traffic,x,9/26/2020 08:37:41 PM,0:02:17,YES,1,\"two\r\nlines, one comma\"\r\n\
                \r\n\
                ,x,09/26/2020 12:00:05 am, 8 s ,nej,,\r\n\
                \"police\",x,9/26/2020 8:37:41 PM,,,3,\r\n\
                ,,,,,,\r\n";
    let (log, summary) = rows(&source, text);
    let told: Vec<_> = log
        .rows
        .iter()
        .map(|row| (row.line, row.time.to_string(), takes(&log, row), flag(&log, row), row.priority, log.kind(row)))
        .collect();
    assert_eq!(
        told,
        [
            (5, "2020-09-26T00:00:05".to_owned(), Some(8.0), Some(false), None, None),
            (2, "2020-09-26T20:37:41".to_owned(), Some(137.0), Some(true), Some(1), Some("traffic")),
            (6, "2020-09-26T20:37:41".to_owned(), None, None, Some(3), Some("police")),
        ]
    );
    assert_eq!((log.holder.as_str(), log.first, log.last), ("call", log.rows[0].time, log.rows[2].time));
    assert_eq!((summary.rows, summary.used, summary.blank, summary.unusable.len()), (3, 3, 1, 0));
}

#[test]
fn rows_that_cannot_be_used_are_listed_with_line_and_reason() {
    let source = LogSource { flags: vec![says("fire", "fire")], priority: mapped("prio"), ..patient() };
    let text = "time,duration,fire,prio\n\
                2024-06-03 10:00:00,5,yes,1\n\
                ,5,yes,1\n\
                2024-02-30 10:00:00,5,yes,1\n\
                2024-06-03 25:00:00,5,yes,1\n\
                2024-06-03,5,yes,1\n\
                2024-06-03 10:00:00,-5,yes,1\n\
                \n\
                2024-06-03 10:00:00,30:00:00,yes,1\n\
                2024-06-03 10:00:00,long,yes,1\n\
                2024-06-03 10:00:00,5,perhaps,1\n\
                2024-06-03 10:00:00,5,yes,high\n\
                2024-06-03 10:00:00,1,5,yes,1\n";
    let (log, summary) = rows(&source, text);
    assert_eq!(log.rows.len(), 1);
    let listed: Vec<String> = summary.unusable.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "line 3: time \"\": there is no time",
            "line 4: time \"2024-02-30 10:00:00\": no time that exists, in the form 2024-06-03 07:30:00; `format` tells another form",
            "line 5: time \"2024-06-03 25:00:00\": no time that exists, in the form 2024-06-03 07:30:00; `format` tells another form",
            "line 6: time \"2024-06-03\": there is no time of day",
            "line 7: duration \"-5\": a duration below zero",
            "line 9: duration \"30:00:00\": a duration of more than 24 hours",
            "line 10: duration \"long\": no duration: write h:m:s, m:s, a number, or a number with a unit",
            "line 11: fire \"perhaps\": neither true, yes, ja, 1 nor false, no, nej, 0",
            "line 12: prio \"high\": a priority is a whole number from 1 to 255",
            "line 13: the row has 5 values, the first line 4 columns",
        ]
    );
    assert_eq!(summary.rows, 11);
    let mut strict = source;
    strict.unusable = None;
    let error = refused(&strict, text);
    assert_eq!(error.to_string(), "10 of 11 rows of the log cannot be used, more than the 1 % that `unusable` allows");
    let hint = error.diagnostics("x.csv", &(0..1))[0].hint.clone().expect("the rows");
    assert_eq!(hint.lines().count(), 10);
}

#[test]
fn zero_must_be_decided_where_it_occurs() {
    let text = "time,duration\n2024-06-03 10:00:00,5\n2024-06-03 11:00:00,00:00:00\n2024-06-03 12:00:00,0\n";
    let with = |zero| rows(&LogSource { zero: Some(at(zero)), ..plain() }, text);
    let (log, summary) = with(Zero::Abandoned);
    assert_eq!((log.rows.iter().map(|row| row.abandoned).collect::<Vec<_>>(), summary.abandoned), (vec![false, true, true], 2));
    let (log, summary) = with(Zero::Keep);
    assert!(log.rows.iter().all(|row| !row.abandoned) && takes(&log, &log.rows[1]) == Some(0.0) && summary.abandoned == 0);
    let (log, summary) = with(Zero::Drop);
    assert_eq!((log.rows.len(), summary.dropped, summary.rows, summary.unusable.len()), (1, 2, 3, 0));
    assert!(matches!(refused(&plain(), text), LogError::ZeroUndecided { count: 2, line: 3 }));
    rows(&plain(), "time,duration\n2024-06-03 10:00:00,5\n2024-06-03 11:00:00,\n");
}

#[test]
fn identical_rows_are_kept_and_counted() {
    let text = "time,duration,id\n\
                2024-06-03 10:00:00,5,1\n2024-06-03 10:00:00,5,2\n2024-06-03 11:00:00,5,3\n2024-06-03 10:00:00,5,1\n2024-06-03 10:00:00,5,1\n";
    let (log, summary) = rows(&plain(), text);
    assert_eq!((log.rows.len(), summary.repeated), (5, 2));
    assert_eq!(log.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5, 6, 4]);
    assert_eq!(summary.doubts().len(), 1);
}

#[test]
fn a_long_gap_looks_like_a_wrong_date() {
    let (_, summary) = rows(&plain(), "time,duration\n2024-06-03 10:00:00,5\n2042-06-04 10:00:00,5\n2024-06-05 10:00:00,5\n");
    let gap = summary.longest_gap.expect("there is one");
    assert_eq!((gap.days, gap.from_line, gap.to_line), (6573, 4, 3));
    assert_eq!(summary.doubts()[0].kind(), "log-gap");
}

/// Nine calls of a week, and then one of another year.
#[test]
fn a_wrong_year_is_pointed_at() {
    let right: String = (1..10).map(|day| format!("2024-06-0{day} 10:00:00,5\n")).collect();
    let (_, summary) = rows(&plain(), &format!("time,duration\n2042-06-04 10:00:00,5\n{right}"));
    let doubts = summary.doubts();
    assert_eq!((doubts.len(), doubts[0].kind()), (1, "log-far"), "{doubts:?}");
    assert_eq!(
        doubts[0].to_string(),
        "a call in line 2 of the log of call, 2042-06-04T10:00:00, lies 6569 days from all others: is the date right?"
    );
    assert_eq!(summary.longest_gap.map(|gap| gap.days), Some(1), "between the others");
    // What would be a study of thousands of years is refused before it begins.
    let error = refused(&plain(), &format!("time,duration\n{right}9024-06-04 10:00:00,5\n"));
    let told = error.diagnostics("x.csv", &(0..1)).swap_remove(0);
    assert_eq!((told.code, told.is_error()), ("log-far", true), "{told:?}");
    assert!(told.hint.as_ref().is_some_and(|hint| hint.ends_with("\nline 11: 9024-06-04T10:00:00")), "{told:?}");
    rows(&plain(), "time,duration\n1950-06-04 10:00:00,5\n2042-06-04 10:00:00,5\n");
}

#[test]
fn a_file_that_may_be_cut_within_its_last_value_is_doubtful() {
    let text = "time,duration\n2024-06-03 10:00:00,00:03:12\n2024-06-03 11:00:00,00:03:5";
    let (_, summary) = rows(&plain(), text);
    assert_eq!(summary.doubts().iter().map(|doubt| doubt.kind()).collect::<Vec<_>>(), ["log-cut"]);
    assert_eq!(rows(&plain(), &format!("{text}0\n")).1.doubts(), []);
    let (_, summary) = read_column(&minutes(), &b"talk\n1\n15"[..]).expect("a column");
    assert_eq!(summary.doubts().iter().map(|doubt| doubt.kind()).collect::<Vec<_>>(), ["column-cut"]);
    // The whole file in doubt is told where it is named, before anything is run.
    let scenario = "[study]\nreplications = 1\nseed = 1\nbaseline = \"a\"\n[pool.p]\nstaff = 9\n[incident.call]\n\
                    log = { file = \"x.csv\", time = \"time\", duration = \"duration\", step = \"talk\" }\n\
                    [[chain.c.step]]\nname = \"talk\"\nstaff = [\"p\", \"caller\"]\ntakes = \"1 min\"\nmark = \"done\"\n\
                    [measure.m]\ntime = { to = \"done\" }\n[arm.a]\nchain = \"c\"\n[arm.b]\nchain = \"c\"\n";
    let open_log = |_: &Path, _: bool| -> std::io::Result<Box<dyn std::io::Read>> { Ok(Box::new(text.as_bytes())) };
    let no_file = |_: &str| -> std::io::Result<String> { Err(std::io::ErrorKind::NotFound.into()) };
    let opened = larmkedja::open::open(scenario, &Default::default(), &no_file, &open_log).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let cut = opened.warnings.iter().find(|told| told.code == "log-cut").unwrap_or_else(|| panic!("{:?}", opened.warnings));
    assert_eq!(cut.span.clone().map(|span| &scenario[span]), Some("\"x.csv\""));
}

#[test]
fn what_cannot_be_replayed_is_refused_at_its_place() {
    let source = LogSource { priority: mapped("Time"), ..plain() };
    let error = refused(&source, "tme;duration;duration\n");
    let told: Vec<_> = error.diagnostics("x.csv", &(0..1)).into_iter().map(|told| (told.span, told.message, told.hint)).collect();
    let line = |message: &str, hint: &str| (Some(3..7), message.to_owned(), Some(hint.to_owned()));
    assert_eq!(
        told,
        [
            line("x.csv has no column `time`", "did you mean `tme`?"),
            line("x.csv has two columns `duration`", "its columns are tme, duration, duration"),
            line("x.csv has no column `Time`", "did you mean `tme`?"),
        ]
    );
    assert!(matches!(refused(&plain(), ""), LogError::Empty));
    assert!(matches!(refused(&plain(), "time,duration\n"), LogError::Empty));
    let clock = LogSource { format: column("%m/%d/%Y %I:%M:%S"), ..plain() };
    assert!(matches!(refused(&clock, "time,duration\n"), LogError::Format { .. }));
    let latin = b"time,duration,note\n2024-06-03 10:00:00,5,\n2024-06-03 10:00:00,5,\xf6\n";
    let error = read(&plain(), "call", &latin[..]).map(|(log, _)| log).expect_err("Latin-1");
    assert_eq!(error.to_string(), "line 3 of the file is not UTF-8");
}

/// The column `talk`, in minutes.
fn minutes() -> ColumnSource {
    ColumnSource { file: at("times.csv".to_owned()), column: at("talk".to_owned()), unit: ("min", 60.0), unusable: None }
}

/// Half of the values are 90 s, a quarter 30 s, a quarter 120 s, however they are written; and nothing between them is drawn.
#[test]
fn a_column_is_drawn_as_it_is() {
    let text = "\u{feff}id;talk;note\r\n1;1,5;\r\n\r\n2;0:30;x\r\n;;\r\n3;90 s;\r\n4; 2 ;\r\n";
    let (column, summary) = read_column(&minutes(), text.as_bytes()).expect("a column");
    assert_eq!(column.quantiles, [(0.0, 30.0), (0.25, 30.0), (0.25, 90.0), (0.75, 90.0), (0.75, 120.0), (1.0, 120.0)]);
    assert_eq!((summary.rows, summary.used, summary.least_s, summary.mean_s, summary.most_s), (4, 4, 30.0, 82.5, 120.0));
    assert_eq!(summary.doubts(), []);
    let drawn = Distribution::new(Shape::Empirical(column.quantiles)).expect("a distribution");
    assert!((drawn.mean() - 82.5).abs() < 1e-12, "{}", drawn.mean());
    assert!((drawn.sd() - 1068.75_f64.sqrt()).abs() < 1e-9, "{}", drawn.sd());
    let mut count = [0; 3];
    for k in 0..1000_u64 {
        let value = drawn.value(Unit::from_bits((2 * k + 1) << 53));
        count[[30.0, 90.0, 120.0].iter().position(|&known| known == value).expect("a value of the column")] += 1;
    }
    assert_eq!(count, [256, 512, 232], "of the first 1000 of 1024 equal steps");
    let cut = drawn.truncated(Some(31.0), None).expect("something is left");
    assert!((cut.mean() - 100.0).abs() < 1e-12, "{}", cut.mean());
    let cut = cut.truncated(None, Some(90.0)).expect("the bound is within");
    assert!((cut.mean() - 90.0).abs() < 1e-12, "{}", cut.mean());
}

#[test]
fn a_column_that_cannot_be_drawn_is_refused_at_its_place() {
    let refused = |source: &ColumnSource, text: &str| read_column(source, text.as_bytes()).map(|(column, _)| column).expect_err(text);
    let text = "talk\n1\n-1\n\"\"\n\"200 y\"\n90 / h\n1e3\nNaN\n2\n";
    let error = refused(&minutes(), text);
    assert_eq!(error.to_string(), "5 of 7 rows of the column cannot be used, more than the 1 % that `unusable` allows");
    assert_eq!(error.diagnostics("x.csv", &(0..1))[0].hint.clone().expect("the rows").lines().count(), 5);
    let source = ColumnSource { unusable: Some(at(0.9)), ..minutes() };
    let (_, summary) = read_column(&source, text.as_bytes()).expect("a column");
    assert_eq!((summary.used, summary.unusable.len()), (2, 5));
    let doubt = summary.doubts().swap_remove(0);
    let message = doubt.to_string();
    assert_eq!(doubt.kind(), "column-unusable-rows");
    assert!(message.ends_with("the first is line 3: talk \"-1\": a duration below zero"), "{message}");
    let told = refused(&minutes(), "tal,call\n1,2\n").diagnostics("x.csv", &(0..1));
    assert_eq!((told[0].message.as_str(), told[0].hint.as_deref()), ("x.csv has no column `talk`", Some("did you mean `tal`?")));
    assert!(matches!(refused(&minutes(), ""), LogError::NoValues));
    assert!(matches!(refused(&minutes(), "talk\n"), LogError::NoValues));
}

#[test]
fn the_small_log_of_the_repository_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/replay.csv");
    let (log, summary) = read(&american(), "call", std::fs::File::open(path).expect("it is there")).expect("it can be replayed");
    assert!(log.rows.is_sorted_by_key(|row| (row.time, row.line)));
    assert_eq!(summary.used as usize, log.rows.len());
    assert!(summary.abandoned > 0 && !summary.unusable.is_empty());
}

/// 41,217 real calls; they stand beside the repository where it is developed, and nowhere else.
#[test]
fn a_month_of_seattle_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/seattle_911_calls_2020-09.csv");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let (log, summary) = read(&american(), "call", file).expect("it can be replayed");
    assert_eq!((summary.rows, summary.used, summary.unusable.len()), (41_217, 41_217, 0));
    assert_eq!(log.first.date().to_string(), "2020-09-01");
    assert_eq!(log.last.date().to_string(), "2020-09-30");
    assert_eq!(summary.abandoned, log.rows.iter().filter(|row| takes(&log, row) == Some(0.0)).count() as u64);
}
