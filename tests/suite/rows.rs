//! Do `incidents` and `steps` say the same in Parquet as in CSV, in every reader, and what their description says they do?

use crate::common::{live, model_of};
use crate::readme::{folder_with_scenarios, larmkedja};
use larmkedja::model::Model;
use larmkedja::record::{Closed, Outcome, Recorder};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

/// More than a full group of rows in every replication.
const CROWDED: &str = r#"
[study]
starts = "2024-06-03"
duration = "1 d"
seed = 1
replications = 3
baseline = "one"
[agency.fire]
alerted = "fire alerted"
[pool.sos]
staff = "unlimited"
[incident.alarm]
rate = "40000 / d"
flags = { fire = 0.5 }
[[chain.short.step]]
name = "answer"
staff = ["sos"]
takes = { exponential = { mean = "60 s" } }
[[chain.short.step]]
name = "tell"
when = "fire"
staff = ["sos"]
takes = "8 s"
mark = "fire alerted"
[measure.alarm_chain]
time = { to = "fire alerted" }
[arm.one]
chain = "short"
[arm.two]
chain = "short"
"#;

/// Runs a scenario for a day into a folder that is named `out`.
fn run(folder: &Path, out: &str, arguments: &[&str]) {
    let fixed = ["--quiet", "--no-doubt", "--duration", "1 d", "--out", out];
    let output = larmkedja(folder, arguments.iter().copied().chain(fixed));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Rows of a Parquet file: by column the value as CSV writes it.
fn parquet(path: &Path) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(File::open(path).expect("a file")).expect("Parquet");
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Long(number) => number.to_string(),
        // Exact when rounded to the microsecond, and then as short as can be.
        Field::Double(seconds) => format!("{}", (seconds * 1e6).round() / 1e6),
        Field::Bool(truth) => truth.to_string(),
        Field::Str(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).expect("rows");
    rows.map(|row| row.expect("a row").get_column_iter().map(|(name, field)| (name.clone(), text(field))).collect()).collect()
}

fn csv(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().collect::<Result<_, _>>().expect("rows as wide as the first line")
}

#[test]
fn parquet_and_csv_say_the_same_and_what_their_description_says() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let small = ["scenarios/small.toml", "--replications", "4", "--incidents", "2-3"];
    run(path, "columns", &[&small[..], &["--threads", "1"]].concat());
    run(path, "lines", &[&small[..], &["--csv", "--threads", "2"]].concat());
    let description: Value =
        serde_json::from_slice(&fs::read(path.join("columns/incidents.schema.json")).expect("a description")).expect("JSON");
    for (place, name) in ["incidents", "steps"].iter().enumerate() {
        let rows = csv(&path.join(format!("lines/{name}.csv")));
        assert!(rows.len() > 100, "{name}: {} rows", rows.len());
        assert!(rows == parquet(&path.join(format!("columns/{name}.parquet"))), "{name}: Parquet and CSV differ");
        let table = &description["resources"][place];
        assert_eq!(table["path"], format!("{name}.parquet"));
        let fields = table["schema"]["fields"].as_array().expect("fields");
        let text = fs::read_to_string(path.join(format!("lines/{name}.csv"))).expect("a table");
        let named: Vec<&str> = fields.iter().map(|field| field["name"].as_str().expect("a name")).collect();
        assert_eq!(text.lines().next().expect("names"), named.join(","));
        for field in fields {
            let name = field["name"].as_str().expect("a name");
            assert_eq!(field["unit"] == "s", name.ends_with("_s"), "{field}");
            assert!(field["description"].as_str().is_some_and(|text| text.ends_with('.')), "{field}");
            // A column that may be empty is: else nobody would know how to read it.
            let is_empty = |row: &BTreeMap<String, String>| row[name].is_empty();
            assert!(field["constraints"]["required"] == false || !rows.iter().any(is_empty), "{field}");
            let parses = |row: &BTreeMap<String, String>| match field["type"].as_str() {
                Some("integer") => row[name].parse::<i64>().is_ok(),
                Some("number") => row[name].parse::<f64>().is_ok(),
                Some("boolean") => row[name].parse::<bool>().is_ok(),
                _ => true,
            };
            assert!(rows.iter().all(|row| row[name].is_empty() || parses(row)), "{field}");
        }
        let key: Vec<&str> = table["schema"]["primaryKey"].as_array().expect("a key").iter().filter_map(Value::as_str).collect();
        let keys: std::collections::BTreeSet<Vec<&String>> =
            rows.iter().map(|row| key.iter().map(|column| &row[*column]).collect()).collect();
        assert_eq!(keys.len(), rows.len(), "{name}: {key:?} is no key");
    }
}

/// What the engine tells of incidents: number, what each is known by, and the measures not reached.
struct Heard<'m>(&'m Model, Vec<[String; 4]>);

impl Recorder for Heard<'_> {
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        if closed.counted {
            let missed = closed.outcomes.iter().zip(&self.0.measures).filter(|(outcome, _)| **outcome == Outcome::NotReached);
            let missed: Vec<&str> = missed.map(|(_, measure)| measure.name.as_str()).collect();
            let arm = self.0.arms[arm].name.clone();
            self.1.push([closed.number.to_string(), arm, closed.id.told(self.0).to_string(), missed.join(" ")]);
        }
    }
}

#[test]
fn incidents_are_called_as_everywhere_and_say_what_they_missed() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let second = "[measure.again]\ntime = { from = \"fire alerted\", to = \"fire alerted\" }\n";
    // The mark of an agency that is not needed would be asked of nobody.
    let text = CROWDED.replace("[agency.fire]\nalerted = \"fire alerted\"", "[flag]\nfire = 0.5");
    let text = text.replace("40000 / d", "400 / d").replace("[measure.alarm_chain]", &format!("{second}[measure.alarm_chain]"));
    fs::write(path.join("few.toml"), &text).expect("a new file");
    run(path, "few", &["few.toml", "--incidents=1", "--csv"]);
    let model = model_of(&text).unwrap_or_else(|told| panic!("{told}"));
    let mut heard = Heard(&model, Vec::new());
    live(&model, 1, &mut heard);
    let rows = csv(&path.join("few/incidents.csv"));
    let written: Vec<[String; 4]> =
        rows.iter().map(|row| ["number", "arm", "id", "not_reached"].map(|column| row[column].clone())).collect();
    assert_eq!(written, heard.1);
    assert!(written.iter().any(|row| row[3].is_empty()) && written.iter().any(|row| row[3] == "again alarm_chain"));
}

/// Without the steps the incidents are the same, and nothing speaks of steps.
#[test]
fn steps_can_be_left_out() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    let small = ["scenarios/small.toml", "--replications", "2", "--incidents"];
    run(path, "both", &small);
    run(path, "one", &[&small[..], &["--no-steps"]].concat());
    let read = |name: &str| fs::read(path.join(name)).expect("a file");
    assert!(read("both/incidents.parquet") == read("one/incidents.parquet"));
    assert!(path.join("both/steps.parquet").exists() && !path.join("one/steps.parquet").exists());
    let description: Value = serde_json::from_slice(&read("one/incidents.schema.json")).expect("JSON");
    assert_eq!(description["resources"].as_array().map(Vec::len), Some(1), "{description:#}");
}

/// A replication that is larger than a group of rows is still in order, on any number of threads.
#[test]
fn groups_of_rows_are_in_order() {
    let folder = folder_with_scenarios();
    let path = folder.path();
    fs::write(path.join("crowded.toml"), CROWDED).expect("a new file");
    run(path, "one", &["crowded.toml", "--incidents=all", "--threads", "1"]);
    run(path, "three", &["crowded.toml", "--incidents=all", "--threads", "3"]);
    for name in ["incidents.parquet", "steps.parquet"] {
        let bytes = |folder: &str| fs::read(path.join(folder).join(name)).expect("a file");
        assert!(bytes("one") == bytes("three"), "{name} depends on the number of threads");
    }
    let reader = SerializedFileReader::new(File::open(path.join("one/steps.parquet")).expect("a file")).expect("Parquet");
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert!(groups.len() > 6 && groups.contains(&65_536), "{groups:?}");
    let rows = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row"));
    let replications: Vec<i64> = rows.map(|row| parquet::record::RowAccessor::get_long(&row, 0).expect("a number")).collect();
    assert!(replications.is_sorted() && replications.last() == Some(&3));
    assert!((470_000..490_000).contains(&replications.len()), "{} rows", replications.len());
}
