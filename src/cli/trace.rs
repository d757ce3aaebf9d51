//! `larmkedja trace`: one incident, second by second, in every arm.

use super::arguments::{Global, Trace, tool};
use super::documents::written;
use super::files::{unwritten, write};
use super::prepare::sound;
use super::sensitivity::{measure_of, wrong};
use super::{Answer, DONE, FAILED, Failure, Voice};
use larmkedja::follow::{Lost, Wanted, Which, follow};
use larmkedja::model::{Model, What};
use larmkedja::record::IncidentId;
use larmkedja::report::{trace_charts, trace_text};
use larmkedja::scenario::diagnostic::nearest;
use larmkedja::trace::{Case, Traces};
use std::io;
use std::path::Path;

/// Columns where the text goes to no terminal.
const WIDTH: usize = 80;
/// Columns on the widest terminal.
const WIDEST: usize = 120;

/// Follows one incident.
pub(super) fn trace(wanted: &Trace, global: &Global, voice: &Voice) -> Result<Answer, Failure> {
    let to_output = wanted.svg.as_deref() == Some(Path::new("-"));
    if to_output && global.json {
        return Err(wrong("standard output takes the drawing or the document").hint("name a file: --svg FILE.svg"));
    }
    let ending = wanted.svg.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    if let Some(file) = wanted.svg.as_deref().filter(|_| !to_output && !matches!(ending.as_deref(), Some("svg" | "png"))) {
        // It would be written over: a scenario, say, whose name came after the wrong option.
        return Err(wrong(format!("a drawing is not written to {}", file.display())).hint("end its name in .svg or .png: --svg FILE.svg"));
    }
    wanted.changes.refuse(&["--replications", "--precision"], "changes nothing: one replication is followed", "write --replication N")?;
    let prepared = sound(wanted.scenario.as_deref(), &wanted.changes, voice)?;
    let model = &prepared.opened.model;
    let traces = of_arms(followed(wanted, model)?, wanted, model)?;
    let language = global.language(model.language);
    let mut text = match &wanted.svg {
        None => {
            let width = terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0).min(WIDEST));
            trace_text(&traces, language, width)
        }
        Some(_) => String::new(),
    };
    if let Some(file) = &wanted.svg {
        let charts = trace_charts(&traces, &tool().version, language);
        let chart = charts.first().ok_or_else(|| Failure::new(FAILED, "internal", "there is nothing to draw"))?;
        if to_output {
            text.push_str(&chart.svg);
        } else {
            let bytes = if ending.as_deref() == Some("png") { chart.png.as_slice() } else { chart.svg.as_bytes() };
            write(file, bytes).map_err(unwritten(file))?;
            text = format!("{}\n", file.display());
        }
    }
    Ok(Answer { text, json: written(&traces), status: DONE, product: to_output || wanted.svg.is_none() })
}

/// The incident that is wanted.
fn followed(wanted: &Trace, model: &Model) -> Result<Traces, Failure> {
    let kind = wanted.r#type.as_ref().map(|name| type_of(name, model)).transpose()?;
    let measure = wanted.measure.as_ref().map(|name| measure_of(name, model)).transpose()?;
    if let Some(measure) = measure.map(|index| &model.measures[index]).filter(|measure| !matches!(measure.what, What::Time { .. })) {
        return Err(wrong(format!("the measure `{}` is no time", measure.name)).hint("incidents are chosen by a time"));
    }
    let which = which(&wanted.incident, model)?;
    if matches!(which, Which::Number(_)) && kind.is_some() {
        return Err(wrong("a number names one incident, whatever its type").hint("leave --type out"));
    }
    let asks = Wanted { replication: wanted.replication, measure, kind, which, most_others: None };
    follow(model, &asks, &|| false).map_err(|lost| match lost {
        Lost::Nobody => wrong(format!("replication {} has no such incident", wanted.replication))
            .hint("`larmkedja compare --incidents` lists them: write the number or the id, and --type TYPE with an id"),
        Lost::NoMeasure => wrong("the scenario has no measure of time to choose by").hint("name the incident by its number"),
        Lost::Several(kinds) => {
            let names: Vec<&str> = kinds.iter().map(|&kind| model.types[kind].name.as_str()).collect();
            wrong(format!("several types have an incident {}", wanted.incident)).hint(format!("say --type: {}", names.join(" or ")))
        }
        Lost::Stopped => Failure::interrupted(),
    })
}

fn type_of(name: &str, model: &Model) -> Result<usize, Failure> {
    let names = || model.types.iter().map(|kind| kind.name.as_str());
    names().position(|known| known == name).ok_or_else(|| {
        let failure = wrong(format!("the scenario has no incident type `{name}`"));
        match nearest(name, names()) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure.hint(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
        }
    })
}

/// `median`, `p90`, `worst`, a number, or an id as `incidents.parquet` has it.
fn which(text: &str, model: &Model) -> Result<Which, Failure> {
    match text {
        "median" => return Ok(Which::Cases(vec![Case::Median])),
        "p90" => return Ok(Which::Cases(vec![Case::P90])),
        "worst" => return Ok(Which::Cases(vec![Case::Worst])),
        _ => {}
    }
    if let Ok(number) = text.parse() {
        return Ok(Which::Number(number));
    }
    if let Some(index) = model.stated.iter().position(|stated| stated.name == text) {
        return Ok(Which::Id(IncidentId::Stated { index }));
    }
    let of_tagged = |name: &str| model.types.iter().position(|kind| kind.tagged && kind.name == name);
    if let Some(kind) = text.strip_suffix("#tagged").and_then(of_tagged) {
        return Ok(Which::Id(IncidentId::Tagged { kind }));
    }
    let id = text.rsplit_once('#').and_then(|(name, number)| {
        if number == "tagged" {
            return Some(IncidentId::Tagged { kind: model.types.iter().position(|kind| kind.name == name)? });
        }
        if let Some(log) = model.logs.iter().position(|log| model.types[log.holder].name == name) {
            return Some(IncidentId::Recorded { log, line: number.parse().ok()? });
        }
        Some(IncidentId::Drawn { hour: name.strip_prefix('h')?.parse().ok()?, k: number.parse().ok()? })
    });
    id.map(Which::Id).ok_or_else(|| {
        wrong(format!("`{text}` names no incident")).hint("write median, p90, worst, a number, or an id of incidents.parquet such as h12#3")
    })
}

/// Only some arms, if some were named.
fn of_arms(mut traces: Traces, wanted: &Trace, model: &Model) -> Result<Traces, Failure> {
    let names = || model.arms.iter().map(|arm| arm.name.as_str());
    if let Some(name) = wanted.arm.iter().find(|name| !names().any(|known| known == *name)) {
        let failure = wrong(format!("the scenario has no arm `{name}`"));
        return Err(match nearest(name, names()) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure.hint(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
        });
    }
    if !wanted.arm.is_empty() {
        for incident in &mut traces.incidents {
            incident.arms.retain(|arm| wanted.arm.contains(&arm.arm));
            incident.absent.retain(|arm| wanted.arm.contains(arm));
        }
    }
    Ok(traces)
}
