//! `larmkedja draw`: the chains of a scenario as diagrams.

use super::arguments::{Draw, DrawFormat, Global, tool};
use super::documents::{DrawDocument, written};
use super::files::write_all;
use super::prepare::sound;
use super::sensitivity::wrong;
use super::{Answer, DONE, Failure, Voice};
use larmkedja::chains::{Chain, Ways};
use larmkedja::report::{chain_charts, chain_svgs, mermaid};
use larmkedja::scenario::compile::ways;
use larmkedja::scenario::diagnostic::nearest;

/// Draws the chains: into a folder, or one kind of drawing to standard output.
pub(super) fn draw(wanted: &Draw, global: &Global, voice: &Voice) -> Result<Answer, Failure> {
    let why = "changes nothing that is drawn";
    wanted.changes.refuse(&["--replications", "--precision", "--duration", "--seed"], why, "leave it out")?;
    if global.json && wanted.out.is_none() && wanted.format.is_some() {
        return Err(wrong("with --json the chains are a document, and no drawing is made").hint("leave --format out, or write --out DIR"));
    }
    let prepared = sound(wanted.scenario.as_deref(), &wanted.changes, voice)?;
    let opened = &prepared.opened;
    let mut ways = ways(&opened.file, &opened.text);
    ways.chains = chosen(&ways, wanted)?;
    let language = global.language(opened.model.language);
    let flowcharts = || ways.chains.iter().map(|chain| mermaid(&ways, chain, language));
    let mut written_files = None;
    let (text, product) = match (&wanted.out, wanted.format) {
        (Some(folder), format) => {
            let mut drawn: Vec<(String, Vec<u8>)> = Vec::new();
            if format != Some(DrawFormat::Mermaid) {
                for chart in chain_charts(&ways, &tool().version, language) {
                    drawn.push((format!("{}.svg", chart.name), chart.svg.into_bytes()));
                    drawn.push((format!("{}.png", chart.name), chart.png));
                }
            }
            if format != Some(DrawFormat::Svg) {
                let chains = ways.chains.iter().zip(flowcharts());
                drawn.extend(chains.map(|(chain, flowchart)| (format!("chain_{}.mmd", chain.name), flowchart.into_bytes())));
            }
            let files = write_all(folder, &drawn)?;
            let text = files.join("\n") + "\n";
            written_files = Some(files);
            (text, false)
        }
        (None, Some(DrawFormat::Svg)) => match ways.chains.as_slice() {
            [_] => (chain_svgs(&ways, &tool().version, language).into_iter().map(|(_, svg)| svg).collect(), true),
            several => {
                let names: Vec<&str> = several.iter().map(|chain| chain.name.as_str()).collect();
                let hint = format!("name one with --chain ({}), or write all with --out DIR", names.join(", "));
                return Err(wrong(format!("standard output takes one drawing, and there are {}", several.len())).hint(hint));
            }
        },
        (None, Some(DrawFormat::Mermaid) | None) => (flowcharts().collect::<Vec<_>>().join("\n"), true),
    };
    let json = written(&DrawDocument { ways: &ways, files: written_files });
    Ok(Answer { text, json, status: DONE, product })
}

/// The chains that are wanted.
fn chosen(ways: &Ways, wanted: &Draw) -> Result<Vec<Chain>, Failure> {
    let unknown = |kind: &str, name: &str, known: Vec<&str>| {
        let failure = wrong(format!("the scenario has no {kind} `{name}`"));
        match nearest(name, known.iter().copied()) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure.hint(format!("there are: {}", known.join(", "))),
        }
    };
    if let Some(name) = wanted.chain.iter().find(|name| !ways.chains.iter().any(|chain| chain.name == **name)) {
        return Err(unknown("chain that is used", name, ways.chains.iter().map(|chain| chain.name.as_str()).collect()));
    }
    if let Some(name) = wanted.arm.iter().find(|name| !ways.arms.contains_key(*name)) {
        return Err(unknown("arm", name, ways.arms.keys().map(String::as_str).collect()));
    }
    let of_arm = |chain: &&Chain| {
        let mut arms = chain.users.arms.iter().map(|user| &user.0).chain(chain.users.outages.iter().map(|user| &user.1));
        wanted.arm.is_empty() || arms.any(|arm| wanted.arm.contains(arm))
    };
    let named = |chain: &&Chain| wanted.chain.is_empty() || wanted.chain.contains(&chain.name);
    let found: Vec<Chain> = ways.chains.iter().filter(named).filter(of_arm).cloned().collect();
    match found.is_empty() {
        true => Err(wrong("no such chain is used in such an arm").hint("leave --chain or --arm out")),
        false => Ok(found),
    }
}
