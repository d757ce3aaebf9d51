//! Does every document that `--json` prints keep to its JSON Schema, and does the schema say all that the document holds?

use crate::readme::{folder_with_scenarios, larmkedja};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every document that has a schema.
const DOCUMENTS: [&str; 19] = [
    "scenario",
    "summary",
    "report",
    "sensitivity",
    "estimate",
    "check",
    "warm-up",
    "draw",
    "trace",
    "rerun",
    "log",
    "synthetic",
    "new",
    "completions",
    "man",
    "help",
    "version",
    "error",
    "manifest",
];

fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let output = larmkedja(folder, arguments.iter().copied());
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn schema(folder: &Path, document: &str) -> Value {
    printed(folder, &["schema", "--of", document])
}

/// Definitions that another object adds properties to: they cannot say alone that there are no others.
fn extended(schema: &Value, found: &mut BTreeSet<String>) {
    if let (Some(link), true) = (schema["$ref"].as_str(), schema.get("properties").is_some()) {
        found.insert(link.trim_start_matches("#/$defs/").to_owned());
    }
    match schema {
        Value::Object(members) => members.values().for_each(|member| extended(member, found)),
        Value::Array(members) => members.iter().for_each(|member| extended(member, found)),
        _ => {}
    }
}

/// The schema with no other properties than those it names: what a document holds without being described is a mistake.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            // What holds only under a condition repeats some of the properties.
            members.iter_mut().filter(|(key, _)| *key != "then").for_each(|(_, member)| closed(member));
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("unevaluatedProperties".into(), json!(false));
            }
        }
        Value::Array(members) => members.iter_mut().for_each(closed),
        _ => {}
    }
}

fn validator(folder: &Path, document: &str) -> jsonschema::Validator {
    let mut schema = schema(folder, document);
    let mut open = BTreeSet::new();
    extended(&schema, &mut open);
    closed(&mut schema);
    for name in open {
        schema["$defs"][&name].as_object_mut().expect("a definition").remove("unevaluatedProperties");
    }
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn keeps(validator: &jsonschema::Validator, document: &Value, what: &str) {
    let wrong: Vec<String> = validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

#[test]
fn what_commands_print_keeps_to_its_schema() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    fs::write(path.join("bad.toml"), "[study]\nstart = 1\n").expect("a new file");
    let small = "scenarios/small.toml";
    let short = ["--duration", "1 d", "--replications", "3"];
    let ask = |document: &str, arguments: &[&str]| {
        let found = printed(path, &[arguments, &["--json", "--quiet"]].concat());
        keeps(&validator(path, document), &found, &format!("{document}: {arguments:?}"));
    };
    ask("summary", &[&["compare", small, "--out", "run", "--incidents"], &short[..]].concat());
    ask("summary", &["report", "run", "--lang", "sv"]);
    for (document, file) in [("summary", "summary"), ("report", "report"), ("manifest", "manifest")] {
        let text = fs::read_to_string(path.join(format!("run/{file}.json"))).expect("a file");
        keeps(&validator(path, document), &serde_json::from_str(&text).expect("JSON"), file);
    }
    // Too few incidents for any estimate, and an arm that meets a limit.
    ask("summary", &[&["compare", small, "--out", "none", "--set", "incident.medical.rate=0 / d"], &short[..]].concat());
    let crowd = ["--set", "incident.medical.rate=200 / h", "--set", "study.open_incidents=50"];
    ask("summary", &[&["compare", small, "--out", "limit"], &crowd[..], &short[..]].concat());
    ask("check", &["check", small]);
    ask("check", &["check", "scenarios/replay.toml", "--expand"]);
    ask("check", &["check", "bad.toml"]);
    ask("draw", &["draw", small]);
    ask("draw", &["draw", small, "--format", "mermaid", "--out", "drawn"]);
    ask("trace", &["trace", small, "--duration", "1 d"]);
    ask("rerun", &["rerun", "none", "--out", "again"]);
    ask("warm-up", &["warm-up", small, "--replications", "5", "--out", "warm"]);
    let [replay, units] = ["replay", "sf"].map(|name| format!("scenarios/{name}"));
    for log in [&replay, &units] {
        ask("log", &["log", &format!("{log}.csv"), "--map", &format!("{log}.toml"), "--out", "described"]);
    }
    ask("synthetic", &["log", "--from", "scenarios/room.toml", "--duration", "1 d", "--out", "recorded"]);
    ask("error", &["compare", "bad.toml"]);
    ask("error", &["compare", "none.toml"]);
    ask("error", &["compare", small, "--threads", "0"]);
    ask("new", &["new", "new.toml"]);
    ask("help", &["--help"]);
    ask("help", &["help"]);
    ask("help", &["help", "compare"]);
    ask("version", &["--version"]);
    ask("completions", &["completions", "bash"]);
    ask("man", &["man"]);
    ask("man", &["man", "pages"]);
    ask("estimate", &[&["sensitivity", small, "--estimate"], &short[..]].concat());
    keeps(
        &validator(path, "scenario"),
        &toml::from_str::<Value>(&fs::read_to_string(path.join(small)).expect("a file")).expect("TOML"),
        small,
    );
}

/// The first line of every shipped scenario names the schema, so editors hold them against it: parts of scenarios too, and libraries.
#[test]
fn every_shipped_scenario_keeps_to_the_schema_and_no_half_one_does() {
    let folder = folder_with_scenarios();
    let validator = jsonschema::draft202012::new(&schema(folder.path(), "scenario")).expect("a schema");
    let parsed = |text: &str| toml::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    for part in ["scenarios", "scenarios/library"] {
        for entry in fs::read_dir(folder.path().join(part)).expect("a folder") {
            let file = entry.expect("a file").path();
            if file.extension().is_some_and(|ending| ending == "toml") {
                keeps(&validator, &parsed(&fs::read_to_string(&file).expect("a text")), &file.display().to_string());
            }
        }
    }
    let whole = parsed(&fs::read_to_string(folder.path().join("scenarios/small.toml")).expect("a text"));
    let lacks = |path: &[&str], file: Option<&str>| {
        let mut scenario = whole.clone();
        let (key, tables) = path.split_last().expect("a key");
        let table = tables.iter().fold(&mut scenario, |table, name| &mut table[*name]);
        table.as_object_mut().expect("a table").remove(*key).unwrap_or_else(|| panic!("{path:?} is not there"));
        match file {
            Some("extends") => scenario["extends"] = json!("below.toml"),
            Some("library") => scenario["library"] = json!(["below.toml"]),
            _ => {}
        }
        !validator.is_valid(&scenario)
    };
    // What is lacking may stand in a file below; libraries have no studies.
    for (path, is_held) in [
        (&["study"][..], false),
        (&["arm"], false),
        (&["agency", "fire", "alerted"], false),
        (&["arm", "apart", "chain"], false),
        (&["chain"], true),
        (&["parameter", "phone", "value"], true),
        (&["pool", "sos", "shift", "day", "from"], true),
    ] {
        assert_eq!([None, Some("extends"), Some("library")].map(|file| lacks(path, file)), [true, false, !is_held], "{path:?}");
    }
    // Values are never put together, and nothing may be called otherwise.
    for wrong in
        ["pool.sos.staf = 3", "parameter.phone.value = { exponential = { men = \"3 s\" } }", "[[chain.apart.step]]\ntakes = \"3 s\""]
    {
        assert!(!validator.is_valid(&parsed(&format!("extends = \"below.toml\"\n{wrong}"))), "{wrong}");
    }
    for nothing in ["", "title = \"A title\"", "library = [\"below.toml\"]\ntitle = \"A title\""] {
        assert!(!validator.is_valid(&parsed(nothing)), "{nothing}");
    }
}

#[test]
fn what_a_sensitivity_study_prints_keeps_to_its_schema() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let validator = validator(path, "sensitivity");
    let vary = ["--vary", "parameter.phone.scale=0.1..1.5"];
    let staffing = ["--vary", "pool.fire_command.staff=1..2", "--arm", "together", "--target", "answer@all within >= 50 % +- 10 %"];
    let methods: [(&str, &[&str]); 7] = [
        ("tornado", &[]),
        ("morris", &["--points", "3"]),
        ("sobol", &["--points", "3"]),
        ("beliefs", &["--points", "10"]),
        ("break-even", &[&vary[..], &["--points", "3"]].concat()),
        ("sweep", &[&vary[..], &["--points", "3"]].concat()),
        ("staffing", &staffing),
    ];
    for (method, more) in methods {
        let fixed = ["sensitivity", "scenarios/small.toml", "--method", method, "--duration", "12 h", "--replications", "10"];
        let found = printed(path, &[&fixed[..], more, &["--out", method, "--json", "--quiet"]].concat());
        keeps(&validator, &found, method);
    }
}

/// A schema that describes nothing would hold for every document.
#[test]
fn a_document_that_says_something_else_is_found_out() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let mut error = printed(path, &["compare", "none.toml", "--json"]);
    let validator = validator(path, "error");
    assert!(validator.is_valid(&error));
    error["error"]["why"] = json!("more");
    assert!(!validator.is_valid(&error));
    assert!(!validator.is_valid(&json!({ "error": { "kind": "x", "status": "2", "message": "y" } })));
}

/// Every document has a schema, and is told of in the reference.
#[test]
fn every_document_is_described() {
    let folder = folder_with_scenarios();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let reference = fs::read_to_string(path).expect("the reference");
    let (_, table) = reference.split_once("### Documents").expect("a section");
    for document in DOCUMENTS {
        assert!(schema(folder.path(), document)["properties"].is_object(), "{document}");
        assert!(table.contains(&format!("`{document}`")), "the reference does not tell of {document}");
    }
    let help = printed(folder.path(), &["schema", "--help", "--json"]);
    let help = help["help"].as_str().expect("a text");
    let named = help.lines().filter(|line| line.trim_start().starts_with("- ")).count();
    assert_eq!(named, DOCUMENTS.len(), "{help}");
}
