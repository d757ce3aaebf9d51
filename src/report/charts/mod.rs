//! Charts: the only module that knows plotters. Each is drawn once, as a picture, and rendered as SVG and as PNG.

mod chain;
mod curves;
mod difference;
mod font;
mod frame;
mod hours;
mod inline;
mod log;
mod pairs;
mod people;
mod people_hours;
mod picture;
mod sensitivity;
mod sequence;
mod stages;
mod warm_up;

pub(in crate::report) use font::{BOLD, REGULAR};
pub use log::log_charts;
pub(in crate::report) use sensitivity::draw as draw_sensitivity;
pub use sensitivity::sensitivity_charts;
pub use warm_up::warm_up_chart;

use super::Report;
use super::answer::replications;
use super::draw::Said;
use super::findings::label;
use super::format::Numbers;
use super::trace::Told;
use super::words::{Words, fill, words};
use crate::chains::Ways;
use crate::model::Language;
use crate::results::{Est, MeasureInfo};
use crate::trace::Traces;
use frame::Sheet;
use picture::Picture;
use rayon::prelude::*;

/// A chart, in every form it is wanted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// File name without ending; the same in every language.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// As SVG of at least 1600 pixels across; 900 high or more, but for rows of which there are few.
    pub svg: String,
    /// As PNG of the same size.
    pub png: Vec<u8>,
    /// The numbers drawn, exact.
    pub csv: String,
}

/// Every chart of a report: differences (together and by stratum), shares over time, paired differences, where the seconds go and when the
/// gain comes (one chart an arm each), people, people by the hour, single incidents, and the chains.
pub fn charts(report: &Report, language: Language) -> Vec<Chart> {
    let mut drawn = draw(report, language, Room::Slide);
    drawn.extend(report.traces.iter().flat_map(|traces| sequences_in_parts(traces, &report.tool.version, language, Room::Slide)));
    drawn.extend(report.ways.iter().flat_map(|ways| chains(ways, &report.tool.version, language, Room::Slide)));
    rendered(drawn)
}

/// Every picture in every form; threads share the work.
fn rendered(drawn: Vec<Drawn>) -> Vec<Chart> {
    drawn.into_par_iter().map(Drawn::rendered).collect()
}

/// A chart for each incident of some traces: who does what, who waits for whom, arm above arm.
pub fn trace_charts(traces: &Traces, version: &str, language: Language) -> Vec<Chart> {
    rendered(sequences(traces, version, language, Room::Slide))
}

/// The same as SVG only: names without ending, and pictures.
pub fn trace_svgs(traces: &Traces, version: &str, language: Language) -> Vec<(String, String)> {
    sequences(traces, version, language, Room::Slide)
        .into_iter()
        .map(|drawn| (drawn.svg(), drawn.name))
        .map(|(svg, name)| (name, svg))
        .collect()
}

/// A drawing of each chain of a scenario.
pub fn chain_charts(ways: &Ways, version: &str, language: Language) -> Vec<Chart> {
    rendered(chains(ways, version, language, Room::Slide))
}

/// The same as SVG only: names without ending, and pictures.
pub fn chain_svgs(ways: &Ways, version: &str, language: Language) -> Vec<(String, String)> {
    chains(ways, version, language, Room::Slide).into_iter().map(|drawn| (drawn.svg(), drawn.name)).map(|(svg, name)| (name, svg)).collect()
}

/// The same before they are rendered.
pub(in crate::report) fn chains(ways: &Ways, version: &str, language: Language, room: Room) -> Vec<Drawn> {
    let said = Said::new(ways, language);
    ways.chains.iter().map(|one| chain::draw(&said, one, version, room)).collect()
}

/// Incidents before they are rendered, in parts that a sheet of paper can hold.
pub(in crate::report) fn sequences_in_parts(traces: &Traces, version: &str, language: Language, room: Room) -> Vec<Drawn> {
    let told = Told::new(traces, language);
    traces.incidents.iter().flat_map(|incident| sequence::parts(&told, incident, version, room)).collect()
}

/// Incidents before they are rendered, each whole.
pub(in crate::report) fn sequences(traces: &Traces, version: &str, language: Language, room: Room) -> Vec<Drawn> {
    let told = Told::new(traces, language);
    traces.incidents.iter().map(|incident| sequence::draw(&told, incident, version, room)).collect()
}

/// A chart before it is rendered.
#[derive(Clone, Debug)]
pub(in crate::report) struct Drawn {
    /// See [`Chart`].
    pub(in crate::report) name: String,
    /// See [`Chart`].
    pub(in crate::report) title: String,
    /// What a reader should know of it.
    pub(in crate::report) caption: String,
    /// See [`Chart`].
    pub(in crate::report) csv: String,
    picture: Picture,
}

impl Drawn {
    fn rendered(self) -> Chart {
        Chart { svg: self.picture.svg(), png: self.picture.png(), name: self.name, title: self.title, csv: self.csv }
    }

    /// How wide the picture is, in pixels.
    pub(in crate::report) fn width(&self) -> f64 {
        self.picture.width
    }

    /// The picture as SVG.
    pub(in crate::report) fn svg(&self) -> String {
        self.picture.svg()
    }

    /// The picture as a part of a page, with what screen readers say of it and a style of its own.
    pub(in crate::report) fn inline(&self, label: &str, style: &str) -> String {
        self.picture.inline(label, style)
    }
}

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Room {
    /// A slide: at least nine parts high for sixteen wide.
    Slide,
    /// A page: as high as what there is to see.
    Page,
    /// A telephone.
    Narrow,
}

/// Draws every chart.
pub(in crate::report) fn draw(report: &Report, language: Language, room: Room) -> Vec<Drawn> {
    let brief = Brief { report, language, words: words(language), numbers: Numbers::of(report, language), room };
    if report.others().next().is_none() {
        return curves::draw(&brief).into_iter().chain(people::draw(&brief)).chain(people_hours::draw(&brief)).collect();
    }
    let strata = report.findings().into_iter().map(|finding| difference::draw(&brief, Some(finding.stratum)));
    let mut drawn: Vec<Drawn> = strata.flatten().collect();
    drawn.extend([curves::draw(&brief), pairs::draw(&brief)].into_iter().flatten());
    drawn.extend(report.others().filter_map(|arm| stages::draw(&brief, arm)));
    drawn.extend(people::draw(&brief).into_iter().chain(people_hours::draw(&brief)));
    if room == Room::Slide {
        // The page has a picture for each stratum, and tables for the hours.
        drawn.extend(difference::draw(&brief, None));
        drawn.extend(report.others().filter_map(|arm| hours::draw(&brief, arm)));
    }
    drawn
}

/// What every chart needs.
struct Brief<'a> {
    report: &'a Report,
    language: Language,
    words: &'static Words,
    numbers: Numbers,
    room: Room,
}

impl<'a> Brief<'a> {
    fn arm_label(&self, arm: &'a str) -> &'a str {
        self.report.arm_label(arm, self.language)
    }

    fn baseline_label(&self) -> &'a str {
        self.arm_label(&self.report.results.baseline)
    }

    /// The measure whose strata *several* and *one agency* the charts show.
    fn measure(&self) -> Option<(&'a str, &'a MeasureInfo)> {
        self.report.results.measures.iter().find(|(_, info)| info.what == "time").map(|(name, info)| (name.as_str(), info))
    }

    /// The strata *several* and *one agency*, as far as there are incidents of the measure.
    fn panels(&self, measure: &str) -> Vec<&'static str> {
        let occurs = |stratum: &&str| {
            let points = |arm: &crate::results::ArmResults| Some(!arm.curves.get(measure)?.get(*stratum)?.is_empty());
            self.report.results.arms.values().any(|arm| points(arm).unwrap_or(false))
        };
        let both = ["multi", "single"];
        let found: Vec<_> = both.into_iter().filter(occurs).collect();
        if found.is_empty() { both.into() } else { found }
    }

    fn pool_label(&self, pool: &'a str) -> &'a str {
        label(self.report.results.pool_labels.get(pool), pool, self.language)
    }

    fn sheet(&self, title: &str, subtitle: &str) -> Sheet {
        Sheet::new(self.room, title, subtitle)
    }

    fn finish(&self, sheet: Sheet, name: impl Into<String>, title: String, caption: String, csv: String) -> Drawn {
        let results = &self.report.results;
        let source = fill(
            self.words.source,
            &[
                ("version", self.report.tool.version.as_str()),
                ("title", results.title.get(self.language)),
                ("replications", &replications(self.report, self.language)),
                ("seed", &results.study.seed.to_string()),
            ],
        );
        Drawn { name: name.into(), title, caption, csv, picture: sheet.finish(&source) }
    }
}

/// Value, low and high as cells of a CSV row.
fn cells(est: Est) -> String {
    let Some(found) = est else { return ",,".to_owned() };
    match super::format::interval(&found) {
        Some((low, high)) => format!("{},{low},{high}", found.value),
        None => format!("{},,", found.value),
    }
}
