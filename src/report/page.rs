//! What the page shows, ready to be set: every number already rounded and every sentence filled in.

mod answer;
mod story;
mod tables;

use super::answer::{replications, sequential, tagged, way_sentences};
use super::charts::{self, Room};
use super::doubts;
use super::findings::label;
use super::format::Numbers;
use super::order::{self, Order};
use super::words::{Words, fill, words};
use super::{Report, charts::Drawn, ranges};
use crate::model::{AtEnd, Language};
use serde::Serialize;

/// Everything the template names.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    lang: &'static str,
    title: String,
    about: String,
    facts: Vec<String>,
    notices: Vec<String>,
    glance: Option<answer::Glance>,
    answer: Vec<answer::Stratum>,
    empty: Option<&'static str>,
    longer: Vec<answer::Longer>,
    ways: Vec<Vec<String>>,
    /// What the study is about.
    family: Option<String>,
    orders: Vec<Order>,
    charts: Vec<Picture>,
    stage_charts: Vec<Picture>,
    people_charts: Vec<Picture>,
    incidents: Option<story::Incidents>,
    chains: Option<story::Chains>,
    measures: Vec<tables::MeasureTable>,
    people: Vec<tables::PoolRows>,
    ranges: Option<tables::RangeTable>,
    ranges_notes: Vec<String>,
    parameters: Vec<tables::ParameterRow>,
    warnings: Vec<tables::WarningRow>,
    method: Vec<String>,
    origin: Vec<[String; 2]>,
    made_by: String,
}

/// A chart in the two forms that the page has.
#[derive(Debug, Serialize)]
struct Picture {
    title: String,
    caption: String,
    wide: String,
    narrow: String,
    table: Vec<Vec<String>>,
}

/// What every part of the page needs.
#[derive(Clone, Copy)]
struct Teller<'a> {
    report: &'a Report,
    language: Language,
    words: &'static Words,
    numbers: Numbers,
}

impl Page {
    pub(super) fn new(report: &Report, language: Language) -> Page {
        let teller = Teller { report, language, words: words(language), numbers: Numbers::of(report, language) };
        let results = &report.results;
        let comparisons = report.others().count();
        let [charts, stage_charts, people_charts] = teller.pictures();
        let answer = answer::strata(&teller);
        let empty = match () {
            () if comparisons == 0 => Some(teller.words.one_arm),
            () if answer.is_empty() => Some(teller.words.no_time_measure),
            () => None,
        };
        Page {
            lang: match language {
                Language::En => "en",
                Language::Sv => "sv",
            },
            title: results.title.get(language).to_owned(),
            about: results.about.get(language).to_owned(),
            facts: teller.facts(),
            notices: teller.notices(),
            glance: answer::glance(&teller),
            answer,
            empty,
            longer: answer::longer(&teller),
            ways: report.on_the_way().iter().map(|way| way_sentences(report, language, way)).collect(),
            family: order::family(report, language),
            orders: order::orders(report, language),
            charts,
            stage_charts,
            people_charts,
            incidents: story::incidents(&teller),
            chains: story::chains(&teller),
            measures: tables::measures(&teller),
            people: tables::people(&teller),
            ranges: tables::ranges(&teller),
            ranges_notes: ranges::notes(report, language),
            parameters: tables::parameters(&teller),
            warnings: tables::warnings(&teller),
            method: teller.method(),
            origin: teller.origin(),
            made_by: fill(teller.words.page_made_by, &[("version", &report.tool.version)]),
        }
    }
}

impl<'a> Teller<'a> {
    fn arm(&self, arm: &'a str) -> &'a str {
        self.report.arm_label(arm, self.language)
    }

    fn baseline(&self) -> &'a str {
        self.arm(&self.report.results.baseline)
    }

    fn noticeable(&self) -> String {
        self.numbers.length(self.report.results.study.noticeable.seconds())
    }

    fn stratum(&self, kind: &str, name: &'a str) -> &'a str {
        match (kind, name) {
            ("type", name) => label(self.report.results.type_labels.get(name), name, self.language),
            ("agency" | "alone", name) => self.report.agency_label(name, self.language),
            (_, stratum) => super::answer::stratum_word(self.words, stratum),
        }
    }

    fn facts(&self) -> Vec<String> {
        let mut facts = vec![replications(self.report, self.language)];
        facts.extend(sequential(self.report, self.language));
        if self.report.others().next().is_some() {
            facts.push(fill(self.words.against_baseline, &[("baseline", self.baseline())]));
        }
        facts
    }

    fn notices(&self) -> Vec<String> {
        let results = &self.report.results;
        let mut notices = Vec::new();
        if !results.complete {
            let (done, asked) = (self.numbers.count(results.replications), self.numbers.count(results.study.replications));
            notices.push(fill(self.words.incomplete, &[("done", &done), ("asked", &asked)]));
        }
        if results.replayed {
            notices.push(self.words.given_log.to_owned());
        }
        notices.extend(tagged(self.report, self.language));
        if results.special {
            notices.push(self.words.special_time.to_owned());
        }
        notices
    }

    /// The charts: of the answer, of the stages, of the people.
    fn pictures(&self) -> [Vec<Picture>; 3] {
        let wide = charts::draw(self.report, self.language, Room::Page);
        let narrow = charts::draw(self.report, self.language, Room::Narrow);
        let mut groups = [Vec::new(), Vec::new(), Vec::new()];
        for (wide, narrow) in wide.into_iter().zip(narrow) {
            let group = match wide.name.as_str() {
                "people" => 2,
                name if name.starts_with("stages_") => 1,
                _ => 0,
            };
            groups[group].push(picture(wide, &narrow));
        }
        groups
    }

    fn method(&self) -> Vec<String> {
        let (w, study) = (self.words, &self.report.results.study);
        let (duration, warm_up) = (self.numbers.length(study.duration.seconds()), self.numbers.length(study.warm_up.seconds()));
        let replications = replications(self.report, self.language);
        let seed = study.seed.to_string();
        let sentence = match study.at_end {
            AtEnd::Drain => w.method_terminating,
            AtEnd::Continue if study.warm_up.0 == 0 => w.method_periodic_cold,
            AtEnd::Continue => w.method_periodic,
        };
        let mut method = vec![
            fill(w.method_replications, &[("replications", &replications), ("seed", &seed), ("starts", &study.starts.replace('T', " "))]),
            fill(sentence, &[("duration", &duration), ("warm_up", &warm_up)]),
            w.method_intervals.to_owned(),
            fill(w.method_pairs, &[("noticeable", &self.noticeable())]),
        ];
        for (name, arm) in &self.report.results.arms {
            let [arrived, closed, abandoned] =
                [arm.incidents.arrived, arm.incidents.closed, arm.incidents.abandoned].map(|count| self.numbers.count(count));
            let values = [("arm", self.arm(name)), ("arrived", &arrived), ("closed", &closed), ("abandoned", &abandoned)];
            method.push(fill(w.method_incidents, &values));
            for (replication, finding) in &arm.findings {
                method.push(format!("{}: {}.", self.arm(name), doubts::finding(w, self.numbers, *replication, finding)));
            }
        }
        method
    }

    /// Version and hashes: what it takes to do it again.
    fn origin(&self) -> Vec<[String; 2]> {
        let report = self.report;
        let version = match &report.tool.commit {
            Some(commit) => format!("{}, {}", report.tool.version, fill(self.words.method_commit, &[("commit", commit)])),
            None => report.tool.version.clone(),
        };
        let mut rows = vec![["Larmkedja".to_owned(), version], [self.words.method_scenario.to_owned(), report.scenario.sha256.clone()]];
        for (name, hash) in &report.scenario.logs {
            rows.push([fill(self.words.method_log, &[("name", self.stratum("type", name))]), hash.clone()]);
        }
        for (name, hash) in &report.scenario.columns {
            rows.push([fill(self.words.method_column, &[("name", name)]), hash.clone()]);
        }
        rows
    }
}

fn picture(wide: Drawn, narrow: &Drawn) -> Picture {
    let table = wide.csv.lines().map(cells).collect();
    Picture {
        wide: inline(&wide.svg(), &wide.title),
        narrow: inline(&narrow.svg(), &wide.title),
        title: wide.title,
        caption: wide.caption,
        table,
    }
}

/// The cells of a line of our own CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut in_quotes) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if in_quotes && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells
}

/// An SVG as part of a page: it says what it is, and its size comes from the page.
fn inline(svg: &str, title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    svg.replacen("<svg ", &format!("<svg class=\"chart\" role=\"img\" aria-label=\"{title}\" "), 1)
}
