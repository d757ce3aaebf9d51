//! Are the chains drawn as the scenario has them, whatever it calls things, and can the drawings be read?

use crate::common::{file, opened};
use crate::report::nothing_is_cut_or_covered;
use larmkedja::chains::{Change, DrawOf, Ways};
use larmkedja::model::Language;
use larmkedja::report::{chain_svgs, mermaid};
use larmkedja::scenario::compile::ways;
use std::path::Path;
use std::process::Command;

fn ways_at(path: &Path) -> Ways {
    let text = std::fs::read_to_string(path).unwrap();
    let opened = opened(&text, path.parent().unwrap(), &[]).unwrap_or_else(|told| panic!("{}: {told}", path.display()));
    ways(&opened.file, &opened.text)
}

/// Boxes of steps: left, top, right, bottom.
fn boxes(svg: &str) -> Vec<[f64; 4]> {
    let colors = ["#CFE4F3", "#A9DFCB", "#FBE3B3", "#E6E8EB"];
    let rects = svg.split("<rect ").skip(1).filter(|rect| colors.iter().any(|color| rect.split('>').next().unwrap().contains(color)));
    let number =
        |rect: &str, name: &str| -> f64 { rect.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap() };
    rects.map(|rect| [number(rect, "x"), number(rect, "y"), number(rect, " width"), number(rect, " height")]).collect()
}

#[test]
fn shipped_scenarios_are_drawn() {
    let mut drawn = 0;
    for entry in std::fs::read_dir(file("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let ways = ways_at(&path);
        assert!(!ways.chains.is_empty() && !ways.draws.is_empty(), "{}", path.display());
        // Longer words are Swedish; one scenario in both languages.
        let both = [Language::Sv, Language::En];
        for &language in if path.ends_with("orebro.toml") { &both[..] } else { &both[..1] } {
            for (chain, (drawing, svg)) in ways.chains.iter().zip(chain_svgs(&ways, "0", language)) {
                let name = format!("{} {language:?} {}", path.display(), drawing);
                nothing_is_cut_or_covered(&name, &svg);
                let boxes = boxes(&svg);
                assert!(boxes.len() >= chain.steps.len(), "{name}: {} boxes", boxes.len());
                for (place, [x, y, width, height]) in boxes.iter().enumerate() {
                    for [l, t, w, h] in &boxes[place + 1..] {
                        assert!(x + width <= *l || l + w <= *x || y + height <= *t || t + h <= *y, "{name}: two boxes overlap");
                    }
                }
                // Whatever a step is called, the picture holds every word of it.
                let plain: String = svg.chars().filter(|letter| !letter.is_whitespace()).collect();
                for word in chain
                    .steps
                    .iter()
                    .flat_map(|step| ways.names.step(&step.name, language).split(' '))
                    .filter(|word| word.chars().all(char::is_alphanumeric))
                {
                    assert!(word.chars().count() > 9 || plain.contains(word), "{name}: {word}");
                }
                let flowchart = mermaid(&ways, chain, language);
                assert_eq!(flowchart.matches("[\"").count(), chain.steps.len(), "{name}");
                drawn += 1;
            }
        }
    }
    assert!(drawn > 50, "only {drawn} drawings");
}

#[test]
fn what_differs_from_the_baseline_is_marked() {
    let ways = ways_at(&file("scenarios/orebro.toml"));
    let chain = |name: &str| ways.chains.iter().find(|chain| chain.name == name).unwrap_or_else(|| panic!("no chain {name}"));
    assert!(chain("separate").against.is_none() && chain("separate").steps.iter().all(|step| step.change == Change::Same));
    let joint = chain("joint");
    assert_eq!(joint.against.as_deref(), Some("separate"));
    for change in [Change::Same, Change::Added, Change::Changed] {
        assert!(joint.steps.iter().any(|step| step.change == change), "{change:?}");
    }
    for step in &joint.steps {
        assert_eq!(step.change == Change::Changed, !step.changes.is_empty(), "{}", step.name);
        let there = chain("separate").steps.iter().any(|other| other.name == step.name);
        assert_eq!(there, step.change != Change::Added, "{}", step.name);
    }
    // What depends on the incident and not on the way of working is shared by every arm.
    let all: Vec<&String> = ways.arms.keys().collect();
    for draw in ways.draws.iter().filter(|draw| matches!(draw.of, DrawOf::Flag | DrawOf::Attribute)) {
        assert_eq!(draw.arms.iter().collect::<Vec<_>>(), all, "{}", draw.name);
    }
    assert!(ways.draws.iter().any(|draw| draw.of == DrawOf::Duration && draw.arms.len() == all.len()));
    assert!(ways.draws.iter().any(|draw| draw.arms.len() < all.len()), "some draw is not shared");
    assert!(ways.draws.iter().any(|draw| draw.differs), "the same luck with other numbers");
}

#[test]
fn the_command_draws() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_larmkedja"));
        let output = command.current_dir(folder.path()).arg("draw").arg(file("scenarios/small.toml")).args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, flowcharts, _) = run(&[]);
    assert!(status == 0 && flowcharts.contains("flowchart TB") && flowcharts.contains(":::"), "{flowcharts}");
    let (status, document, _) = run(&["--json", "--out", "drawn"]);
    let ways: Ways = serde_json::from_str(&document).unwrap();
    assert_eq!(status, 0);
    for chain in &ways.chains {
        for ending in ["svg", "png", "mmd"] {
            assert!(folder.path().join(format!("drawn/chain_{}.{ending}", chain.name)).exists(), "{} {ending}", chain.name);
        }
    }
    let (status, svg, _) = run(&["--format", "svg", "--chain", &ways.chains[0].name, "--lang", "sv"]);
    assert!(status == 0 && svg.starts_with("<svg ") && svg.contains("Kedjan"), "{svg}");
    for (wrong, hint) in [
        (&["--format", "svg"][..], "--out DIR"),
        (&["--chain", "nothing_like_it"], "there are: "),
        (&["--arm", "togethr"], "did you mean `together`"),
    ] {
        let (status, text, error) = run(wrong);
        assert!(status == 2 && text.is_empty() && error.contains(hint), "{wrong:?}: {error}");
    }
}

#[test]
fn text_of_the_scenario_stays_text() {
    let text = std::fs::read_to_string(file("scenarios/small.toml")).unwrap();
    let long = "Räddningstjänstsamverkanscentralsledning ".repeat(250);
    for strange in ["<script>alert(1)</script>", "a & b 'c' ]]> -->", "مكالمة 🚒 \\u202E abc", &long] {
        let changed = text
            .replace("112 operators", strange)
            .replace("\"tell fire\"", "\"tell <b>fire</b> & 🚒\"")
            .replace("'tell fire'", "'tell <b>fire</b> & 🚒'");
        let opened = opened(&changed, Path::new("scenarios"), &[]).unwrap_or_else(|told| panic!("{told}"));
        let ways = ways(&opened.file, &opened.text);
        for (chain, (name, svg)) in ways.chains.iter().zip(chain_svgs(&ways, "0", Language::En)) {
            nothing_is_cut_or_covered(&name, &svg);
            let flowchart = mermaid(&ways, chain, Language::En);
            assert!(!svg.contains("<script") && !svg.contains("<b>") && !flowchart.contains("<script") && !flowchart.contains("tell <b>"));
        }
        let traces = larmkedja::follow::cases(&opened.model, &|| false).unwrap();
        for (name, svg) in larmkedja::report::trace_svgs(&traces, "0", Language::En) {
            nothing_is_cut_or_covered(&name, &svg);
            assert!(!svg.contains("<script") && !svg.contains("<b>"), "{name}");
        }
        let told = larmkedja::report::trace_text(&traces, Language::En, 80);
        assert!(!told.contains('\u{202e}'), "a sign that turns the direction of a terminal");
    }
}
