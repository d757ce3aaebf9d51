//! Are event logs what XES and OCEL ask for, and can a process miner read them?

use crate::readme::folder_with_scenarios;
use crate::scripts::{PROGRAM, done, python, run};
use serde_json::{Value, json};
use std::fs;

/// Incidents to which units are sent.
const SENT: &str = r#"
[study]
starts = "2024-06-03"
duration = "6 h"
replications = 2
seed = 5
baseline = "one"
[agency.fire]
alerted = "fire alerted"
[pool.sos]
staff = 1
[pool.engines]
staff = 3
[incident.alarm]
rate = "10 / h"
flags = { fire = 0.5 }
[[chain.calls.step]]
name = "answer"
staff = ["sos", "caller"]
takes = { exponential = { mean = "2 min" } }
[[chain.calls.step]]
name = "alert"
when = "fire"
staff = ["sos"]
takes = "20 s"
mark = "fire alerted"
sends = { chain = "engine", number = 2 }
[chain.engine.role]
crew = [{ pool = "engines" }]
[[chain.engine.step]]
name = "drive"
staff = ["crew"]
takes = "10 min"
[measure.alarm_chain]
time = { to = "fire alerted" }
[arm.one]
chain = "calls"
[arm.two]
chain = "calls"
"#;

/// Reads both event logs with PM4Py and counts.
const MINED: &str = r#"
import json, sys, warnings
warnings.filterwarnings("ignore")
import pm4py
ocel = pm4py.read_ocel2_json("ocel/events.ocel.json")
log = pm4py.read_xes("xes/events.xes", return_legacy_log_object=True)
kinds = ocel.objects["ocel:type"].value_counts().to_dict()
ids = set(ocel.objects["ocel:oid"])
about = set(ocel.relations["ocel:oid"])
alerts = ocel.relations[ocel.relations["ocel:qualifier"] == "alerts"]
dfg = pm4py.discover_ocdfg(ocel)
frame = pm4py.convert_to_dataframe(log)
print(json.dumps({
    "incidents": kinds["incident"], "kinds": sorted(kinds), "dangling": len(about - ids), "events": len(ocel.events),
    "traces": len(log), "of_traces": sum(len(trace) for trace in log), "first": str(frame["time:timestamp"].min()),
    "alerts": sorted(set(alerts["ocel:activity"])), "mined": sorted(dfg["object_types"]),
    "transitions": sorted(frame["lifecycle:transition"].unique()),
    "typed": [isinstance(ocel.events["at_s"].max(), float), isinstance(ocel.objects["alarm_chain_s"].max(), float),
        bool(int(ocel.objects["number"].max()) == ocel.objects["number"].max())],
}))
"#;

#[test]
fn event_logs_are_read_by_a_process_miner() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    fs::write(path.join("sent.toml"), SENT).expect("a new file");
    let fixed = ["compare", "sent.toml", "--quiet", "--no-doubt"];
    for (form, threads) in [("ocel", "1"), ("xes", "2")] {
        done(&run(
            path,
            PROGRAM,
            &[&fixed[..], &["--event-log", form, "--incidents=all", "--csv", "--threads", threads, "--out", form]].concat(),
        ));
        let again = ["--event-log", form, "--incidents=all", "--csv", "--threads", "3", "--out", "again"];
        done(&run(path, PROGRAM, &[&fixed[..], &again].concat()));
        let name = if form == "ocel" { "events.ocel.json" } else { "events.xes" };
        let same = fs::read(path.join(form).join(name)).expect("a log") == fs::read(path.join("again").join(name)).expect("a log");
        assert!(same, "{form} depends on the number of threads");
    }
    let incidents = csv::Reader::from_path(path.join("ocel/incidents.csv")).expect("a table").records().count();
    let ocel: Value = serde_json::from_slice(&fs::read(path.join("ocel/events.ocel.json")).expect("a log")).expect("JSON");
    let schema = jsonschema::draft202012::new(&ocel_schema()).expect("a schema");
    let wrong: Vec<String> = schema.iter_errors(&ocel).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    check_ocel(&ocel);
    check_xes(&fs::read_to_string(path.join("xes/events.xes")).expect("a log"));
    let events = ocel["events"].as_array().expect("events").len();
    let Some(python) = python("pm4py") else { return };
    let found: Value = serde_json::from_str(done(&run(path, &python, &["-c", MINED])).lines().last().expect("a line")).expect("JSON");
    assert_eq!((&found["incidents"], &found["traces"]), (&incidents.into(), &incidents.into()), "{found:#}");
    assert_eq!((&found["events"], &found["of_traces"]), (&events.into(), &events.into()), "{found:#}");
    assert_eq!(found["dangling"], 0, "{found:#}");
    assert_eq!(found["typed"], json!([true, true, true]), "{found:#}");
    for kind in ["incident", "agency", "pool", "role", "unit"] {
        assert!(found["kinds"].as_array().expect("kinds").contains(&kind.into()), "{kind}: {found:#}");
    }
    assert!(found["first"].as_str().expect("a time").starts_with("20"), "{found:#}");
    assert!(!found["alerts"].as_array().expect("marks").is_empty() && found["mined"].as_array().expect("kinds").len() >= 4, "{found:#}");
    for transition in ["schedule", "assign", "start", "complete", "autoskip"] {
        assert!(found["transitions"].as_array().expect("transitions").contains(&transition.into()), "{transition}: {found:#}");
    }
}

/// The structure of OCEL 2.0 as JSON, as its specification has it (section 8.2): every value is a text.
fn ocel_schema() -> Value {
    let text = json!({ "type": "string" });
    let list = |properties: Value| {
        let required: Vec<String> = properties.as_object().expect("properties").keys().cloned().collect();
        json!({ "type": "array", "items": { "type": "object", "properties": properties, "required": required, "additionalProperties": false } })
    };
    let time = json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$" });
    let kind = json!({ "enum": ["string", "time", "integer", "float", "boolean"] });
    let types = list(json!({ "name": text, "attributes": list(json!({ "name": text, "type": kind })) }));
    let relationships = list(json!({ "objectId": text, "qualifier": text }));
    let of_event = list(json!({ "name": text, "value": text }));
    let of_object = list(json!({ "name": text, "value": text, "time": time }));
    let events = list(json!({ "id": text, "type": text, "time": time, "attributes": of_event, "relationships": relationships }));
    let objects = list(json!({ "id": text, "type": text, "attributes": of_object, "relationships": relationships }));
    json!({
        "type": "object",
        "properties": { "eventTypes": types, "objectTypes": types, "events": events, "objects": objects },
        "required": ["eventTypes", "objectTypes", "events", "objects"],
        "additionalProperties": false,
    })
}

/// What the schema of XES (IEEE 1849) asks for, beside the order of its parts: a number for the version, names and keys without spaces.
fn check_xes(log: &str) {
    let places: Vec<usize> =
        ["<log xes.version=\"1849.2016\"", "<extension ", "<global ", "<classifier ", "<string key=\"lifecycle:model\"", "<trace>"]
            .iter()
            .map(|part| log.find(part).unwrap_or_else(|| panic!("there is no {part}")))
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!log[places[5]..].contains("<global ") && !log[places[5]..].contains("<classifier "));
    let values = |attribute: &str| {
        log.match_indices(&format!("{attribute}=\""))
            .map(|(at, found)| {
                let rest = &log[at + found.len()..];
                rest[..rest.find('"').expect("an end")].to_owned()
            })
            .collect::<std::collections::BTreeSet<_>>()
    };
    let is_name = |name: &String| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || "_:.-".contains(c))
    };
    for attribute in [" key", " name", " prefix", " scope"] {
        let wrong: Vec<String> = values(attribute).into_iter().filter(|name| !is_name(name)).collect();
        assert!(wrong.is_empty(), "{attribute}: {wrong:?}");
    }
}

/// What the standard asks for: ids once, types declared, objects there that events and objects speak of, attributes of the declared type.
fn check_ocel(ocel: &Value) {
    let list = |key: &str| ocel[key].as_array().unwrap_or_else(|| panic!("{key} is no list"));
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned();
    for (of, types) in [("events", "eventTypes"), ("objects", "objectTypes")] {
        let declared: std::collections::BTreeMap<String, &Value> = list(types).iter().map(|kind| (text(&kind["name"]), kind)).collect();
        assert_eq!(declared.len(), list(types).len(), "{types}: a name twice");
        let ids: std::collections::BTreeSet<String> = list(of).iter().map(|one| text(&one["id"])).collect();
        assert_eq!(ids.len(), list(of).len(), "{of}: an id twice");
        for one in list(of) {
            let kind = declared.get(&text(&one["type"])).unwrap_or_else(|| panic!("{} is not declared", one["type"]));
            let attributes = kind["attributes"].as_array().expect("attributes");
            for attribute in one["attributes"].as_array().expect("attributes") {
                let known = attributes.iter().find(|known| known["name"] == attribute["name"]);
                let value = &attribute["value"];
                let fits = match known.unwrap_or_else(|| panic!("{attribute} is not declared"))["type"].as_str() {
                    Some("integer") => text(value).parse::<u64>().is_ok(),
                    Some("float") => text(value).parse::<f64>().is_ok_and(f64::is_finite),
                    Some("boolean") => text(value).parse::<bool>().is_ok(),
                    kind => kind == Some("string"),
                };
                assert!(fits, "{attribute}");
            }
        }
    }
    let objects: std::collections::BTreeSet<String> = list("objects").iter().map(|object| text(&object["id"])).collect();
    for one in list("events").iter().chain(list("objects")) {
        for relationship in one["relationships"].as_array().expect("relationships") {
            assert!(objects.contains(&text(&relationship["objectId"])), "{relationship} leads nowhere");
            assert!(!text(&relationship["qualifier"]).is_empty());
        }
    }
}
