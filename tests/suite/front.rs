//! Does the reader survive every text, and do schema and reader agree?

use larmkedja::scenario::diagnostic::Severity;
use larmkedja::scenario::read::read;
use larmkedja::scenario::render::render;
use larmkedja::scenario::schema::{reference, schema};
use larmkedja::scenario::set::apply;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use serde_json::Value;

const EVERYTHING: &str = include_str!("../good/everything.toml");

/// A text is read, rendered and changed without a panic; every place is within it.
fn survives(text: &str) {
    let (file, diagnostics) = read(text);
    assert!(file.is_some() || diagnostics.iter().any(|d| d.severity == Severity::Error));
    for d in &diagnostics {
        assert!(!d.message.is_empty() && !d.message.contains('\n') && !d.code.is_empty(), "{d:?}");
    }
    let _ = render("x.toml", text, &diagnostics, true);
    let _ = apply(text, &["pool.desk.staff=3".to_owned(), "chain.other.step.answer.takes=5 s".to_owned()]);
}

/// Pieces that a careless hand may put anywhere.
const PIECES: [&str; 40] = [
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "=",
    ",",
    "\n",
    "\r\n",
    "\t",
    "\\",
    "#",
    "å",
    "\u{feff}",
    "-1",
    "1e999",
    "nan",
    "\"90\"",
    "\"-5 s\"",
    "true",
    "[[chain.plain.step]]",
    "[study]",
    "takes",
    "until",
    "name",
    "2024-02-30",
    "07:00",
    "\"\"",
    "{}",
    "[]",
    "[[]]",
    "()",
    " and ",
    "not ",
    "type('",
    "{ if = ",
    "9999999999999999999999",
    "\"1 s\"",
    "\u{0}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_scenario_makes_the_reader_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, prop::sample::select(&PIECES[..])), 1..6)) {
        let mut text = EVERYTHING.to_owned();
        for (at, length, piece) in changes {
            let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1 } at };
            let start = floor(at.index(text.len()));
            let end = floor((start + length).min(text.len()));
            text.replace_range(start..end.max(start), piece);
        }
        survives(&text);
    }

    #[test]
    fn no_exchange_of_values_makes_the_reader_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let values: Vec<&str> = EVERYTHING.lines().filter_map(|line| line.split_once(" = ").map(|(_, value)| value)).collect();
        let lines: Vec<usize> = EVERYTHING.lines().enumerate().filter(|(_, line)| line.contains(" = ")).map(|(index, _)| index).collect();
        let (changed, value) = (lines[from.index(lines.len())], values[to.index(values.len())]);
        let text: Vec<String> = EVERYTHING.lines().enumerate().map(|(index, line)| match line.split_once(" = ") {
            Some((key, _)) if index == changed => format!("{key} = {value}"),
            _ => line.to_owned(),
        }).collect();
        survives(&text.join("\n"));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_path_makes_a_change_panic(set in "[a-z.\"= \\[\\]{}0-9]{0,40}") {
        let _ = apply(EVERYTHING, &[set]);
    }
}

#[test]
fn deep_nesting_is_told_and_not_run_into() {
    for open in ["[", "{ a = ", "{ if = \"a\", then = 1, else = "] {
        survives(&format!("[parameter.x]\nvalue = {}", open.repeat(20_000)));
    }
    survives(&format!("[chain.a.role]\nx = [{{ pool = \"p\", when = \"{}\" }}]", "(".repeat(200_000)));
    let nested = "{ if = \"a\", then = 1, else = ".repeat(60) + "1" + &" }".repeat(60);
    survives(&format!("[parameter.x]\nvalue = {nested}"));
}

/// What a value of the file would be in JSON.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(array) => Value::Array(array.into_iter().map(json).collect()),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect()),
        other => serde_json::to_value(other).expect("a plain value"),
    }
}

/// The keywords that our schema uses, for a test: nothing where `value` fits, else where it does not.
fn misfit(schema: &Value, root: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(link) = schema["$ref"].as_str() {
        return misfit(&root["$defs"][link.trim_start_matches("#/$defs/")], root, value, at);
    }
    let wrong = |why: &str| Some(format!("{at}: {value} {why}"));
    if let Some(forms) = schema["anyOf"].as_array() {
        let misfits: Vec<String> = forms.iter().filter_map(|form| misfit(form, root, value, at)).collect();
        return (misfits.len() == forms.len()).then(|| misfits.join("; "));
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) { None } else { wrong("is none of the words") };
    }
    if let Some(word) = schema.get("const") {
        return if word == value { None } else { wrong("is not the word") };
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        _ => panic!("{schema} has no type"),
    };
    if !fits {
        return wrong("has another type");
    }
    if let Some(number) = value.as_f64() {
        let within = schema["minimum"].as_f64().is_none_or(|least| number >= least)
            && schema["maximum"].as_f64().is_none_or(|most| number <= most)
            && schema["exclusiveMinimum"].as_f64().is_none_or(|least| number > least);
        return if within { None } else { wrong("is out of range") };
    }
    if let Some(text) = value.as_str() {
        // A pattern is checked the other way round, by `what_the_patterns_allow_is_read`; here names and quantities are told apart.
        let name = text.starts_with(|c: char| c.is_ascii_lowercase());
        let wants_name = schema["pattern"].as_str().map(|pattern| pattern.starts_with("^[a-z]"));
        let wants_number = schema["pattern"].as_str().map(|pattern| pattern.starts_with(r"^\s*\+?"));
        return if wants_name == Some(true) && !name || wants_number == Some(true) && name {
            wrong("is another kind of text")
        } else {
            None
        };
    }
    if let Some(items) = value.as_array() {
        let count = items.len() as u64;
        if schema["minItems"].as_u64().is_some_and(|least| count < least) || schema["maxItems"].as_u64().is_some_and(|most| count > most) {
            return wrong("has another length");
        }
        return items.iter().enumerate().find_map(|(index, item)| {
            let of = schema["prefixItems"].get(index).unwrap_or(&schema["items"]);
            misfit(of, root, item, &format!("{at}[{index}]"))
        });
    }
    let table = value.as_object()?;
    if let Some(missing) =
        schema["required"].as_array().into_iter().flatten().find(|key| !table.contains_key(key.as_str().unwrap_or_default()))
    {
        return wrong(&format!("has no {missing}"));
    }
    table.iter().find_map(|(key, value)| match schema["properties"].get(key).or(schema.get("additionalProperties")) {
        Some(Value::Bool(false)) | None => wrong(&format!("has an unknown key {key}")),
        Some(inner) => misfit(inner, root, value, &format!("{at}.{key}")),
    })
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let schema = schema();
    let accepts = |text: &str| misfit(&schema, &schema, &json(toml::Value::Table(text.parse().expect("TOML"))), "");
    assert_eq!(accepts(EVERYTHING), None);
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/example.toml");
    match std::fs::read_to_string(&shared) {
        Ok(text) => assert_eq!(accepts(&text), None),
        Err(_) => eprintln!("skipped: {} is not here", shared.display()),
    }
    for (good, bad) in [
        ("staff = \"unlimited\"", "staff = \"many\""),
        ("zero = \"keep\"", "zero = \"keeps\""),
        ("drop = [\"watch\"]", "dropped = [\"watch\"]"),
        ("unusable = 0.02", "unusable = 1.02"),
        ("takes = \"2 min\"", "takes = 2"),
    ] {
        assert!(EVERYTHING.contains(good) && accepts(&EVERYTHING.replace(good, bad)).is_some(), "{bad}");
    }
}

#[test]
fn every_key_there_is_stands_in_the_example_of_everything() {
    // The readers fetch only described keys, and in tests refuse to leave one out; that every reader runs is seen here.
    let mut keys: Vec<String> = Vec::new();
    let schema = schema();
    for table in std::iter::once(&schema).chain(schema["$defs"].as_object().expect("tables").values()) {
        keys.extend(table["properties"].as_object().into_iter().flat_map(|properties| properties.keys().cloned()));
    }
    for key in keys {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        assert!(EVERYTHING.split(|c| !word(c)).any(|there| there == key), "`{key}` is nowhere");
        assert!(reference().contains(&format!("| `{key}` |")), "`{key}` is not in the reference");
    }
}

#[test]
fn what_the_patterns_allow_is_read() {
    let schema = schema();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut check = |pattern: &str, frame: &str| {
        let plain = pattern.trim_start_matches('^').trim_end_matches('$').replace(r"\s", " ");
        let strings = string_regex(&plain).expect("a pattern");
        for _ in 0..200 {
            let text = strings.new_tree(&mut runner).expect("a text").current();
            let (_, diagnostics) = read(&frame.replace('@', &text));
            let refused =
                diagnostics.iter().find(|d| !matches!(d.code, "missing-key" | "not-finite" | "out-of-range" | "bad-date" | "bad-time"));
            assert!(refused.is_none(), "{text}: {refused:?}");
        }
    };
    let pattern = |value: &Value| value["pattern"].as_str().expect("a pattern").to_owned();
    check(&pattern(&schema["$defs"]["duration"]), "[study]\nwarm_up = '@'");
    check(&pattern(&schema["$defs"]["rate_value"]["anyOf"][0]), "[incident.a]\nrate = '@'");
    check(
        &pattern(&schema["$defs"]["shift"]["properties"]["days"]),
        "[pool.a]\nshift.b = { days = '@', from = '07:00', to = '08:00', staff = 1 }",
    );
    check(&pattern(&schema["$defs"]["study"]["properties"]["starts"]), "[study]\nstarts = '@'");
}

#[test]
fn everything_is_read_as_it_is_written() {
    use larmkedja::scenario::file::{IfFree, MeasureWhat, ParameterRange, Staff, Value as Written, WrittenKind};
    let (file, diagnostics) = read(EVERYTHING);
    assert!(diagnostics.is_empty());
    let file = file.expect("a file");
    assert_eq!(file.title.sv.as_deref(), Some("Allt på en gång"));
    assert_eq!(file.study.starts.expect("a date").value.to_string(), "2024-06-03T07:30:00");
    assert_eq!(file.study.duration.expect("a duration").value, 604_800.0);
    let parameter = |name: &str| &file.parameters.iter().find(|p| p.name.value == name).expect(name).value;
    assert_eq!(parameter("calls").value.value, Written::Rate(37.0 / 3600.0));
    assert_eq!((parameter("calls").as_written.as_str(), parameter("share").range_as_written.as_deref()), ("37 / h", Some("[0.1, 0.3]")));
    assert_eq!(parameter("uniform").range.as_ref().expect("a range").value, ParameterRange::Mean(1.0, 4.0));
    let Written::Distribution(talk) = &parameter("talk").value.value else { panic!("a distribution") };
    assert_eq!((talk.scale, talk.at_least, talk.at_most), (1.5, Some(1.0), Some(300.0)));
    let Written::Distribution(gamma) = &parameter("gamma").value.value else { panic!("a distribution") };
    assert_eq!(gamma.kind, WrittenKind::Gamma { shape: 4.0, mean: 60.0 });
    let Written::Distribution(weibull) = &parameter("weibull").value.value else { panic!("a distribution") };
    // Gamma(1 + 1/1.5) = 0.902745...
    assert!(matches!(weibull.kind, WrittenKind::Weibull { shape: 1.5, scale } if (scale - 66.463_9).abs() < 1e-3), "{weibull:?}");
    let desk = &file.pools[0].value;
    assert_eq!(desk.shifts[0].value.days, [true, true, true, true, true, false, true]);
    assert_eq!(desk.shifts[1].value.days, [true, false, false, false, false, true, true]);
    assert_eq!((desk.shifts[0].value.to, desk.shifts[1].value.from), (86_400, 79_200));
    assert_eq!(file.pools[1].value.staff.as_ref().expect("staff").value, Staff::Unlimited);
    let steps = &file.chains[0].value.steps;
    assert_eq!(steps[0].after.as_ref().map(|after| after.value.len()), Some(0));
    assert_eq!(steps[1].if_free.as_ref().expect("a time").value, IfFree::Within(10.0));
    assert!(steps[1].after_any.is_none() && steps[2].after.is_none());
    assert!(matches!(file.measures[2].value.what, MeasureWhat::Share(_)));
    assert_eq!(file.fits.len(), 1);
    assert_eq!(file.arms[1].value.chain_by_type[0].value.value, "other");
    assert_eq!(&EVERYTHING[steps[1].when.as_ref().expect("a condition").span.clone()], "\"fire and (seen or not ran('answer'))\"");
}

/// Broken values are told once, and the file goes on as if they were there.
#[test]
fn a_broken_value_leaves_something_neutral_at_its_place() {
    let text = EVERYTHING.replace("takes = \"constant\"", "takes = 8").replace("from = \"07:00\"", "form = \"7\"");
    let (file, diagnostics) = read(&text);
    let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["unknown-key", "bad-time", "missing-unit"]);
    let takes = file.expect("a file").chains[0].value.steps[2].takes.clone().expect("something neutral");
    assert_eq!(&text[takes.span], "8");
}

/// What is set comes back from the text that is kept.
#[test]
fn a_changed_scenario_reads_back() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/example.toml");
    let Ok(text) = std::fs::read_to_string(&shared) else {
        return eprintln!("skipped: {} is not here", shared.display());
    };
    let sets = [
        "pool.sos.staff=8",
        "arm.joint.flag.arena=0.5",
        "arm.separate.pool.leader.staff=8",
        "arm.virtual.parameter.connect.scale=2",
        "chain.virtual.step.sort.takes=5 s",
        "chain.separate.step.\"pick up\".takes=5 s",
        "study.at_end=drain",
        "parameter.sort.value.lognormal.median=20 s",
        "incident.fire.flags.arena=0.1",
        "incident.no_help.rate.not=[0.1]",
    ];
    let changed = apply(&text, &sets.map(str::to_owned)).expect("paths that are known");
    let (file, diagnostics) = read(&changed);
    assert_eq!(render("changed.toml", &changed, &diagnostics, false), "");
    let file = file.expect("a file");
    assert!(file.pools[0].value.shifts.is_empty() && file.pools[0].value.staff.is_some());
    assert_eq!(file.arms[3].value.flags.len(), 3);
    assert_eq!(file.arms[0].value.pools[0].name.value, "leader");
    let comments = |text: &str| text.matches('#').count();
    assert_eq!(comments(&changed), comments(&text), "a comment is lost:\n{changed}");
}

/// What a mistake of reading left behind is not told again as a mistake of meaning.
#[test]
fn mistakes_of_meaning_at_a_broken_place_are_left_out() {
    use larmkedja::scenario::diagnostic::{Diagnostic, together};
    let read = vec![Diagnostic::error("a", 10..20, "broken", ""), Diagnostic::warning("b", 30..40, "doubtful", "")];
    let meant = [(15, 16), (20, 25), (35, 36), (5, 6)].map(|(start, end)| Diagnostic::error("c", start..end, "meant", "")).to_vec();
    let left: Vec<_> = together(read, meant).into_iter().map(|d| d.span.expect("a place").start).collect();
    assert_eq!(left, [5, 10, 20, 30, 35]);
}
