//! The STRESS-DES checklist (Monks et al., Journal of Simulation 13, 2019), filled in from the run.

use super::Teller;
use crate::model::Language;
use crate::report::draw::Said;
use crate::report::findings::label;
use crate::report::words::fill;
use serde::Serialize;

/// One item of the checklist.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    number: &'static str,
    name: &'static str,
    /// What is said, paragraph by paragraph.
    said: Vec<String>,
    /// Of these, those that are a list.
    lines: Vec<String>,
    /// The language of the list, where it is not the page's.
    lang: Option<&'static str>,
    /// What only the author could say, and did not.
    missing: Option<String>,
}

/// Number, English, Swedish, and the field of `[report]` that only the author can fill.
const ITEMS: [(&str, &str, &str, Option<&str>); 24] = [
    ("1.1", "Purpose of the model", "Modellens syfte", Some("purpose")),
    ("1.2", "Model outputs", "Vad modellen ger", None),
    ("1.3", "Aims of the experiments", "Försökens mål", Some("aims")),
    ("2.1", "Base model", "Grundmodell", Some("base_model")),
    ("2.2", "Base logic", "Grundmodellens logik", None),
    ("2.3", "Scenario logic", "Vad arbetssätten ändrar", None),
    ("2.4", "Algorithms", "Algoritmer", None),
    ("2.5.1", "Entities", "Enheter som flödar", None),
    ("2.5.2", "Activities", "Aktiviteter", None),
    ("2.5.3", "Resources", "Resurser", None),
    ("2.5.4", "Queues", "Köer", None),
    ("2.5.5", "Entry and exit", "In och ut", None),
    ("3.1", "Data sources", "Datakällor", Some("data")),
    ("3.2", "Pre-processing", "Förbehandling", Some("preprocessing")),
    ("3.3", "Input parameters", "Indata", None),
    ("3.4", "Assumptions", "Antaganden", Some("assumptions")),
    ("4.1", "Initialisation", "Start", None),
    ("4.2", "Run length", "Körningens längd", None),
    ("4.3", "Estimation", "Skattning", None),
    ("5.1", "Software", "Programvara", None),
    ("5.2", "Random sampling", "Slumptal", None),
    ("5.3", "Execution", "Körning", None),
    ("5.4", "System specification", "Dator", None),
    ("6.1", "Code access", "Tillgång till koden", Some("code_access")),
];

pub(super) fn checklist(teller: &Teller<'_>) -> Vec<Item> {
    let item = |(number, en, sv, key): (&'static str, &'static str, &'static str, Option<&'static str>)| {
        let run = from_run(teller, number);
        let (lines, lang) = if number == "2.3" { differences(teller) } else { (Vec::new(), None) };
        let author = key.and_then(|key| author(teller, key));
        let missing = match key {
            Some(key) if author.is_none() => Some(fill(teller.words.stress_missing, &[("key", key)])),
            Some("code_access") if author.as_ref().is_some_and(|said| !said.contains("://")) => {
                Some(teller.words.stress_no_address.to_owned())
            }
            _ => None,
        };
        let name = match teller.language {
            Language::En => en,
            Language::Sv => sv,
        };
        Item { number, name, said: author.into_iter().chain(run).collect(), lines, lang, missing }
    };
    ITEMS.into_iter().map(item).collect()
}

/// What the author says under a field of `[report]`.
pub(super) fn author(teller: &Teller<'_>, key: &str) -> Option<String> {
    let text = teller.report.results.described.texts.get(key)?.get(teller.language);
    (!text.is_empty()).then(|| text.to_owned())
}

/// What arms do otherwise than the baseline; results of before this was kept as values have it in English, in the scenario's own names.
fn differences(teller: &Teller<'_>) -> (Vec<String>, Option<&'static str>) {
    match &teller.report.ways {
        Some(ways) if !ways.differences.is_empty() => (Said::new(ways, teller.language).differences(), None),
        _ => (teller.report.results.described.differences.clone(), Some("en")),
    }
}

/// What the run itself says of an item.
fn from_run(teller: &Teller<'_>, number: &str) -> Vec<String> {
    let (w, results) = (teller.words, &teller.report.results);
    let described = &results.described;
    match number {
        "1.2" => vec![
            results.measures.keys().map(|name| teller.report.measure_label(name, teller.language)).collect::<Vec<_>>().join("; ") + ".",
        ],
        "2.1" => vec![fill(w.stress_base, &[("baseline", teller.baseline())])],
        "2.2" => steps(teller, &results.baseline, w.stress_activities),
        "2.3" if described.differences.is_empty() => vec![w.stress_no_difference.to_owned()],
        "2.4" => vec![w.stress_algorithms.to_owned()],
        "2.5.1" => {
            let types: Vec<&str> = results.type_labels.keys().map(|name| teller.stratum("type", name)).collect();
            vec![fill(w.stress_entities, &[("types", &types.join(", "))])]
        }
        "2.5.2" => teller.report.others().flat_map(|arm| steps(teller, arm, w.stress_activities)).collect(),
        "2.5.3" => resources(teller),
        "2.5.4" => described.queues.iter().map(|(pool, order)| queue(teller, pool, order)).collect(),
        "2.5.5" => vec![if results.replayed { w.stress_entry_log } else { w.stress_entry }.to_owned()],
        "3.1" => sources(teller),
        "3.3" => vec![fill(w.stress_parameters, &[("count", &teller.numbers.count(results.parameters.len() as u64))])],
        "3.4" => assumed(teller),
        "4.1" => vec![teller.initialisation()],
        "4.2" => vec![teller.run_length()],
        "4.3" => vec![w.method_intervals.to_owned(), fill(w.method_pairs, &[("noticeable", &teller.noticeable())])],
        "5.1" => vec![fill(w.stress_software, &[("version", &teller.report.tool.version)])],
        "5.2" => vec![fill(w.stress_random, &[("seed", &results.study.seed.to_string())])],
        "5.3" => vec![fill(w.stress_execution, &[("command", &teller.command())])],
        "5.4" => vec![w.stress_system.to_owned()],
        _ => Vec::new(),
    }
}

fn steps(teller: &Teller<'_>, arm: &str, sentence: &str) -> Vec<String> {
    let Some(steps) = teller.report.results.described.steps.get(arm).filter(|steps| !steps.is_empty()) else { return Vec::new() };
    let label = teller.report.arm_label(arm, teller.language);
    let names = &teller.report.results.described.names;
    let steps: Vec<&str> = steps.iter().map(|step| names.step(step, teller.language)).collect();
    vec![fill(sentence, &[("arm", label), ("steps", &steps.join(", "))])]
}

fn resources(teller: &Teller<'_>) -> Vec<String> {
    let results = &teller.report.results;
    let Some(baseline) = results.arms.get(&results.baseline) else { return Vec::new() };
    let line = |(pool, hours): (&String, &crate::results::PoolHours)| {
        let label = label(results.pool_labels.get(pool), pool, teller.language);
        match hours.planned_h_per_week {
            Some(hours) => {
                let hours = teller.numbers.count(libm::round(hours) as u64);
                fill(teller.words.stress_resources, &[("pool", label), ("hours", &hours)])
            }
            None => fill(teller.words.stress_unlimited, &[("pool", label)]),
        }
    };
    baseline.pool_hours.iter().map(line).collect()
}

fn queue(teller: &Teller<'_>, pool: &str, order: &str) -> String {
    let w = teller.words;
    let order = match order {
        "fifo" => w.queue_fifo,
        "lifo" => w.queue_lifo,
        "ageing" => w.queue_ageing,
        _ => w.queue_priority,
    };
    let pool = label(teller.report.results.pool_labels.get(pool), pool, teller.language);
    fill(w.stress_queue, &[("pool", pool), ("order", order)])
}

/// Every source once, in the order of the parameters.
fn sources(teller: &Teller<'_>) -> Vec<String> {
    let mut named: Vec<&str> = Vec::new();
    for source in teller.report.results.parameters.iter().filter_map(|parameter| parameter.source.as_deref()) {
        if !named.contains(&source) {
            named.push(source);
        }
    }
    let told = fill(teller.words.stress_sources, &[("sources", &named.join("; "))]);
    (!named.is_empty()).then_some(told).into_iter().collect()
}

fn assumed(teller: &Teller<'_>) -> Vec<String> {
    let parameters = teller.report.results.parameters.iter().filter(|parameter| parameter.basis.as_deref() == Some("assumed"));
    let names: Vec<&str> = parameters.map(|parameter| teller.report.parameter_label(&parameter.name, teller.language)).collect();
    let told = fill(teller.words.stress_assumed, &[("names", &names.join(", "))]);
    (!names.is_empty()).then_some(told).into_iter().collect()
}
