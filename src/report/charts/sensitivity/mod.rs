//! What drives the answer, in pictures.

mod bars;
mod beliefs;
mod lines;
mod map;

use super::frame::Sheet;
use super::{Chart, Drawn, Room, rendered};
use crate::drivers::{Factor, Findings};
use crate::model::Language;
use crate::report::format::time_unit;
use crate::report::sensitivity::{SensitivityReport, Told};
use crate::report::words::fill;
use crate::results::Question;

/// Every chart of a sensitivity study: bars for each answer, or lines for each kind of incident, or maps.
pub fn sensitivity_charts(report: &SensitivityReport, language: Language) -> Vec<Chart> {
    rendered(draw(report, language, Room::Slide))
}

/// The same before they are rendered.
pub(in crate::report) fn draw(report: &SensitivityReport, language: Language, room: Room) -> Vec<Drawn> {
    let told = Told { room, ..Told::new(report, language) };
    let numbered = || told.drivers.questions.iter().enumerate();
    match &told.drivers.findings {
        Findings::Tornado { bars, .. } => numbered().map(|(number, question)| bars::tornado(&told, number, question, bars)).collect(),
        Findings::Morris { factors, .. } => numbered().map(|(number, question)| bars::morris(&told, number, question, factors)).collect(),
        Findings::Sobol { variances, factors, .. } => {
            // Where no shares are told there is nothing to draw.
            let shared = numbered().filter(|(number, _)| variances[*number].is_some_and(|found| !found.hidden));
            shared.map(|(number, question)| bars::sobol(&told, number, question, factors)).collect()
        }
        Findings::Beliefs { answers, .. } => strata(&told).iter().map(|group| beliefs::beliefs(&told, group, answers)).collect(),
        Findings::BreakEven { map, .. } if !map.is_empty() => {
            numbered().map(|(number, question)| map::draw(&told, number, question)).collect()
        }
        Findings::BreakEven { answers, .. } => strata(&told).iter().map(|group| lines::turns(&told, group, answers)).collect(),
        Findings::Sweep if told.drivers.factors.len() == 1 => strata(&told).iter().map(|group| lines::sweep(&told, group)).collect(),
        Findings::Sweep if told.drivers.factors.len() == 2 => {
            numbered().map(|(number, question)| map::draw(&told, number, question)).collect()
        }
        Findings::Staffing(found) => {
            found.targets.iter().enumerate().map(|(number, target)| bars::staffing(&told, found, number, target)).collect()
        }
        Findings::Sweep => Vec::new(),
    }
}

/// The questions of each stratum, by index: arms that are drawn together.
fn strata(told: &Told<'_>) -> Vec<Vec<usize>> {
    let questions = &told.drivers.questions;
    let same = |a: &Question, b: &Question| (&a.stratum_kind, &a.stratum) == (&b.stratum_kind, &b.stratum);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        match groups.iter_mut().find(|group| same(&questions[group[0]], question)) {
            Some(group) => group.push(number),
            None => groups.push(vec![number]),
        }
    }
    groups
}

/// A file name of letters that every system takes.
fn file_name(parts: &[&str]) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    parts.iter().map(|part| part.chars().map(safe).collect::<String>()).collect::<Vec<_>>().join("-")
}

fn sheet(told: &Told<'_>, subtitle: &str) -> (Sheet, String) {
    let title = told.method().to_owned();
    (Sheet::new(told.room, &title, subtitle), title)
}

fn finish(told: &Told<'_>, sheet: Sheet, name: String, title: String, caption: String, csv: String) -> Drawn {
    let drivers = told.drivers;
    let values = [
        ("version", told.report.tool.version.as_str()),
        ("title", drivers.title.get(told.language)),
        ("replications", &told.run_lived()),
        ("seed", &drivers.seed.to_string()),
    ];
    Drawn { name, title, caption, csv, picture: sheet.finish(&fill(told.words.source, &values)) }
}

/// By what an answer of this size is multiplied to be shown, and its unit.
fn unit_of(question: &Question, largest: f64) -> (f64, &'static str) {
    match question.unit.as_str() {
        "s" => time_unit(largest),
        "share" => (100.0, "%"),
        _ => (1.0, ""),
    }
}

/// The same of a factor.
fn unit_of_factor<'a>(told: &Told<'a>, factor: &'a Factor) -> (f64, &'a str) {
    match factor.unit.as_str() {
        "s" | "mean_s" => time_unit(factor.high),
        "/s" => (86_400.0, told.words.a_day_short),
        "1" | "scale" => (1.0, ""),
        unit => (1.0, unit),
    }
}
