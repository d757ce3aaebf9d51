//! Does whatever the program itself says come in the reader's language?

use super::fixture::USUAL;
use super::page::plain;
use crate::common::{file, model_at, opened};
use larmkedja::chains::Ways;
use larmkedja::described::{LogDoubt, Reason, UnusableRow};
use larmkedja::follow;
use larmkedja::model::Language;
use larmkedja::model::{Names, Text};
use larmkedja::report::{Report, answer, chain_charts, chain_svgs, html, mermaid, trace_charts, trace_text};
use larmkedja::results::Warning;
use larmkedja::scenario::compile::ways;

fn ways_at(path: &str) -> Ways {
    let text = std::fs::read_to_string(file(path)).unwrap();
    let opened = opened(&text, &file("scenarios"), &[]).unwrap_or_else(|told| panic!("{path}: {told}"));
    ways(&opened.file, &opened.text)
}

fn with_ways(path: &str) -> Report {
    Report { ways: Some(ways_at(path)), ..USUAL.report() }
}

/// The text of the page in one language; the other lies in it squeezed.
fn page(report: &Report, language: Language) -> String {
    plain(&html(report, language)).replace('\u{a0}', " ")
}

#[test]
fn what_arms_do_otherwise_is_told_in_the_readers_language() {
    let report = with_ways("scenarios/orebro.toml");
    let swedish = page(&report, Language::Sv);
    assert!(swedish.contains("i stället för") && swedish.contains("nytt steg ”"), "{swedish}");
    for english in ["new step", "instead of", "no step", "nothing differs"] {
        assert!(!swedish.contains(english), "{english}");
    }
    for wanted in [
        "nytt steg ”informera RLC”",
        "flaggan ”räddningscentralen medlyssnar”: Medlyssning i samma rum i stället för Medlyssning från annan central",
        "steget ”ringa upp räddningscentralen”: tid: 0 s om ärendet får delas i arenan, annars Uppkoppling till annan central i stället för",
        "villkor: polis behövs och inte (",
    ] {
        assert!(swedish.contains(wanted), "{wanted}\n{swedish}");
    }
    assert!(page(&report, Language::En).contains("new step ‘"));
    // Results of before: the lines as they were written then.
    let mut old = report;
    old.ways.as_mut().unwrap().differences.clear();
    old.results.described.differences = vec!["joint: new step `tell police`".to_owned()];
    assert!(html(&old, Language::Sv).contains("<ul lang=\"en\"><li>joint: new step `tell police`</li>"));
}

#[test]
fn values_by_flags_are_told_in_the_readers_language() {
    let ways = ways_at("scenarios/orebro.toml");
    let drawn = |language| chain_svgs(&ways, "0", language).into_iter().map(|(_, svg)| svg).collect::<String>();
    let (swedish, english) = (drawn(Language::Sv), drawn(Language::En));
    assert!(swedish.contains(", annars ") && !swedish.contains(", else "));
    assert!(english.contains(", else ") && !english.contains(", annars "));
}

#[test]
fn chains_are_told_by_labels_and_in_words() {
    let drawn = |path: &str, language| {
        let ways = ways_at(path);
        let pictures = chain_svgs(&ways, "0", language).into_iter().map(|(_, svg)| letters(&svg)).collect::<String>();
        ways.chains.iter().map(|chain| mermaid(&ways, chain, language)).collect::<String>() + &pictures
    };
    // Three of the pools that the name stands for, and how many more there are; the parameters that another does.
    let scene = drawn("scenarios/orebro_scene.toml", Language::Sv);
    for wanted in ["Brandbilar:Karlstadsregionen", "14till", "tarAnspänning,heltid;Anspänning,deltid"] {
        assert!(scene.contains(wanted), "{wanted}");
    }
    for raw in ["engine_{", "turnout_"] {
        assert!(!scene.contains(raw), "{raw}");
    }
    for (path, raw) in [("forest", "county_board"), ("building_lost", "_reserve"), ("worse", "neighbour"), ("e18", "the road")] {
        let told = drawn(&format!("scenarios/{path}.toml"), Language::Sv);
        assert!(!told.contains(raw), "{path}: {raw}");
    }
    assert!(drawn("scenarios/storm.toml", Language::Sv).contains("tar exponentiell (medel 7\u{a0}s)"));
    assert!(drawn("scenarios/storm.toml", Language::En).contains("takes exponential (mean 7\u{a0}s)"));
}

#[test]
fn what_is_wrong_with_a_log_is_told_in_the_readers_language() {
    let mut report = USUAL.report();
    let first = UnusableRow::new(12, "time".to_owned(), "noon".to_owned(), Reason::NoSuchTime { form: None });
    let holder = || "traffic_accident".to_owned();
    report.results.warnings = [
        LogDoubt::UnusableRows { holder: holder(), count: 2, rows: 604, first },
        LogDoubt::Repeated { holder: holder(), count: 1 },
        LogDoubt::Gap { holder: holder(), days: 40, from_line: 7, to_line: 8 },
    ]
    .map(Warning::from)
    .into();
    for told in [answer(&report, Language::Sv, 200), page(&report, Language::Sv)] {
        for wanted in [
            "2 av 604 rader i loggen för Trafikolycka kan inte användas och utelämnas; den första är rad 12: time \"noon\": ingen tid som finns",
            "1 rad i loggen för Trafikolycka är identisk med en annan.",
            "inget samtal på 40 dygn, mellan rad 7 och rad 8",
        ] {
            let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(wanted), "{wanted}\n{told}");
        }
    }
    assert!(report.results.warnings[1].message.starts_with("1 row of the log of traffic_accident is identical"));
    let kept = Report::from_json(&report.to_json().unwrap()).unwrap();
    assert_eq!(kept.results.warnings, report.results.warnings);
}

/// Every word of a picture, without the blanks, tags and line ends between them.
pub(crate) fn letters(text: &str) -> String {
    let plain = text.split('<').map(|part| part.split_once('>').map_or(part, |(_, plain)| plain));
    plain.flat_map(str::chars).filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn drawings_say_the_labels_and_tables_the_names() {
    let ways = ways_at("scenarios/orebro.toml");
    let joint = ways.chains.iter().find(|chain| chain.name == "joint").unwrap();
    let charts = chain_charts(&ways, "0", Language::Sv);
    let chart = charts.iter().find(|chart| chart.name == "chain_joint").unwrap();
    assert_eq!(chart.title, "Kedja: gemensam central");
    assert!(chart.csv.contains("police ask again") && !chart.csv.contains("frågar igen"));
    for drawn in [chain_svgs(&ways, "0", Language::Sv).into_iter().map(|(_, svg)| svg).collect(), mermaid(&ways, joint, Language::Sv)] {
        let drawn: String = letters(&drawn);
        for wanted in [
            "RLCfrågarigen",
            "Medlyssnandeoperatör",
            "hjälpbehovetkänt",
            "polisbehövsochärendetfårdelasiarenan",
            "inte”RLCmedlyssnar”hargjorts",
            "Uppkopplingtillannancentral",
        ] {
            assert!(drawn.contains(wanted), "{wanted}\n{drawn}");
        }
        for name in ["policeaskagain", "police_intake", "natureknown", "tell_in_room", "ran("] {
            assert!(!drawn.contains(name), "{name}");
        }
    }
}

#[test]
fn an_incident_is_told_with_labels() {
    let model = model_at("scenarios/orebro.toml", &["study.duration=\"1 d\"", "study.warm_up=\"2 h\""]);
    let traces = follow::cases(&model, &|| false).unwrap();
    let text = trace_text(&traces, Language::Sv, 100);
    assert!(text.contains("”klarlägga hjälpbehovet” börjar") && text.contains("hållpunkt: hjälpbehovet känt"), "{text}");
    assert!(!text.contains("nature known") && !text.contains("pick up"));
    let charts = trace_charts(&traces, "0", Language::Sv);
    assert!(charts.iter().all(|chart| chart.csv.contains("pick up") && chart.csv.contains("nature known")));
    assert!(charts.iter().any(|chart| letters(&chart.svg).contains("hjälpbehovetkänt")));
}

#[test]
fn the_doubt_and_the_tables_say_what_a_parameter_is_called() {
    let mut report = USUAL.report();
    let most = report.results.over_ranges.as_ref().unwrap().ranges.iter().find_map(|range| range.most.clone()).unwrap();
    let label = Text { en: Some("Telling <b>by phone".to_owned()), sv: Some("Att informera per telefon".to_owned()) };
    report.results.described.names = Names { parameter: [(most.clone(), label)].into_iter().collect(), ..Names::default() };
    let swedish = html(&report, Language::Sv);
    assert!(swedish.contains("mest påverkar Att informera per telefon"));
    assert!(swedish.contains(&format!("<th scope=\"row\">Att informera per telefon <code>{most}</code></th>")));
    assert!(!html(&report, Language::En).contains("Telling <b>"));
    let kept = Report::from_json(&report.to_json().unwrap()).unwrap();
    assert_eq!(kept.results.described, report.results.described);
    report.results.described.names = Names::default();
    assert!(!report.to_json().unwrap().contains("\"names\""), "what has no labels is written as before");
}

/// Whoever reads these three in Swedish reads no name of the file.
#[test]
fn scenarios_in_swedish_are_labelled_in_full() {
    for path in ["scenarios/orebro.toml", "scenarios/orebro_scene.toml", "scenarios/school.toml"] {
        let (ways, model) = (ways_at(path), model_at(path, &[]));
        let names = &ways.names;
        let mut missing: Vec<String> = Vec::new();
        let mut has = |kind: &str, labels: &indexmap::IndexMap<String, Text>, name: &str| {
            if !labels.get(name).is_some_and(|label| label.en.is_some() && label.sv.is_some()) {
                missing.push(format!("{kind} {name}"));
            }
        };
        for chain in &ways.chains {
            has("chain", &names.chain, &chain.name);
            chain.steps.iter().for_each(|step| has("step", &names.step, &step.name));
            let roles = chain.roles.iter().filter(|role| role.name != "caller" && !ways.pools.contains_key(&role.name));
            roles.for_each(|role| has("role", &names.role, &role.name));
        }
        model.marks.iter().for_each(|mark| has("mark", &names.mark, mark));
        model.parameters.iter().for_each(|parameter| has("parameter", &names.parameter, &parameter.name));
        let known = ["answer", "interview", "handover", "repeat", "decision", "alert", "turnout", "travel", "wrap-up", "other"];
        model.stages.iter().filter(|stage| !known.contains(&stage.as_str())).for_each(|stage| has("stage", &names.stage, stage));
        // What stands for a place, or for who helps out, has no word of its own.
        let plain = model.flags.iter().filter(|flag| !flag.starts_with("service=") && !flag.starts_with("helped="));
        plain.for_each(|flag| has("flag", &names.flag, flag));
        assert!(missing.is_empty(), "{path}: {missing:#?}");
    }
}
