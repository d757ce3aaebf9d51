//! What the page shows, ready to be set: every number already rounded and every sentence filled in.

mod answer;
mod cells;
mod drivers;
mod gains;
mod people;
mod story;
mod stress;
mod tables;

use super::answer::{incomplete, replications, sequential, tagged, way_sentences};
use super::charts::{self, Room};
use super::declared::{Declared, declared};
use super::doubts;
use super::findings::label;
use super::format::Numbers;
use super::order::{self, Order};
use super::pairing;
use super::words::{Sentence, Words, fill, words};
use super::{Report, charts::Drawn, ranges};
use crate::model::{AtEnd, Language};
use serde::Serialize;

#[doc(hidden)]
pub use cells::Rounded;

/// Rows of a chart's table that the page shows at most; the file beside the chart has all.
const MOST_ROWS: usize = 100;

/// Everything the template names.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    lang: &'static str,
    title: String,
    about: String,
    facts: Vec<String>,
    notices: Vec<String>,
    declared: Vec<Declared>,
    glance: Option<answer::Glance>,
    answer: Vec<answer::Stratum>,
    answer_charts: Vec<Picture>,
    empty: Option<&'static str>,
    longer: Vec<answer::Longer>,
    staff: Option<String>,
    not_said: Vec<String>,
    ways: Vec<Vec<String>>,
    /// What the study is about.
    family: Option<String>,
    pairing: Vec<String>,
    orders: Vec<Order>,
    stage_charts: Vec<Picture>,
    gain_charts: Vec<Picture>,
    gains: Option<gains::Gains>,
    heat_maps: Vec<gains::HeatMap>,
    incidents: Option<story::Incidents>,
    chains: Option<story::Chains>,
    measures: Vec<tables::MeasureTable>,
    people_charts: Vec<Picture>,
    people: Vec<people::PoolRows>,
    seats: Vec<cells::Row>,
    shifts: Vec<people::Hours>,
    ranges: Option<tables::RangeTable>,
    ranges_notes: Vec<String>,
    /// Whether something is known of what single parameters do.
    moves: bool,
    studies_title: &'static str,
    studies: Vec<drivers::Study>,
    parameters: Vec<tables::ParameterRow>,
    parameter_shares: Vec<String>,
    checklist: Vec<stress::Item>,
    warnings: Vec<tables::WarningRow>,
    method: Vec<String>,
    command: String,
    origin: Vec<[String; 2]>,
    made_by: String,
}

/// A chart in the two forms that the page has.
#[derive(Debug, Serialize)]
struct Picture {
    name: String,
    title: String,
    wide: String,
    narrow: String,
    table: Vec<Vec<String>>,
    /// Where rows were left out.
    note: Option<String>,
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
        let [answer_charts, stage_charts, gain_charts, people_charts] = teller.pictures();
        let answer = answer::strata(&teller);
        let empty = match () {
            () if comparisons == 0 => Some(teller.words.one_arm),
            () if answer.is_empty() => Some(teller.words.no_time_measure),
            () => None,
        };
        Page {
            lang: language_tag(language),
            title: results.title.get(language).to_owned(),
            about: results.about.get(language).to_owned(),
            facts: teller.facts(),
            notices: teller.notices(),
            declared: declared(report, language),
            glance: answer::glance(&teller),
            answer,
            answer_charts,
            empty,
            longer: answer::longer(&teller),
            staff: people::staff(&teller),
            not_said: teller.not_said(),
            ways: report.on_the_way().iter().map(|way| way_sentences(report, language, way)).collect(),
            family: order::family(report, language),
            pairing: pairing::notes(report, language),
            orders: order::orders(report, language),
            stage_charts,
            gain_charts,
            gains: gains::gains(&teller),
            heat_maps: gains::heat_maps(&teller),
            incidents: story::incidents(&teller),
            chains: story::chains(&teller),
            measures: tables::measures(&teller),
            people_charts,
            people: people::pools(&teller),
            seats: people::seats(&teller),
            shifts: people::shifts(&teller),
            ranges: tables::ranges(&teller),
            ranges_notes: ranges::notes(report, language),
            moves: drivers::tells_of_parameters(&teller),
            studies_title: Sentence::of(language).drivers_title,
            studies: drivers::studies(&teller),
            parameters: tables::parameters(&teller),
            parameter_shares: tables::shares(&teller),
            checklist: stress::checklist(&teller),
            warnings: tables::warnings(&teller),
            method: teller.method(),
            command: teller.command(),
            origin: teller.origin(),
            made_by: fill(teller.words.page_made_by, &[("version", &report.tool.version)]),
        }
    }
}

/// Every number in the cells of the page's tables, with what it rounds: what tests hold against each other.
#[doc(hidden)]
pub fn rounded(report: &Report, language: Language) -> Vec<Rounded> {
    let page = serde_json::to_value(Page::new(report, language)).expect("a page is values, texts and lists");
    let mut found = Vec::new();
    cells::rounded(&page, &mut found);
    found
}

/// How the language is called in HTML.
pub(super) fn language_tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Sv => "sv",
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
            notices.push(incomplete(self.report, self.language));
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

    /// The charts: of the answer, of the stages, of who gains, of the people.
    fn pictures(&self) -> [Vec<Picture>; 4] {
        let wide = charts::draw(self.report, self.language, Room::Page);
        let narrow = charts::draw(self.report, self.language, Room::Narrow);
        let mut groups = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for (wide, narrow) in wide.into_iter().zip(narrow) {
            let group = match wide.name.as_str() {
                name if name.starts_with("difference_") => 0,
                name if name.starts_with("stages_") => 1,
                name if name.starts_with("people") => 3,
                _ => 2,
            };
            groups[group].push(self.picture(wide, &narrow));
        }
        groups
    }

    fn picture(&self, wide: Drawn, narrow: &Drawn) -> Picture {
        let rows = wide.csv.lines().count().saturating_sub(1);
        let step = rows.div_ceil(MOST_ROWS).max(1);
        let shown = wide.csv.lines().enumerate().filter(|(line, _)| *line == 0 || (line - 1).is_multiple_of(step));
        let label = format!("{}. {}", wide.title, wide.caption);
        let note = (step > 1).then(|| fill(self.words.page_data_all, &[("step", &step.to_string()), ("name", &wide.name)]));
        Picture {
            table: shown.map(|(_, line)| short_cells(line)).collect(),
            note,
            wide: wide.inline(&label, ""),
            narrow: narrow.inline(&label, ""),
            title: wide.title,
            name: wide.name,
        }
    }

    /// What the answer does not say: always, and for this scenario.
    fn not_said(&self) -> Vec<String> {
        let w = self.words;
        let always = [w.not_said_model, w.not_said_outcome, w.not_said_single].map(str::to_owned);
        always.into_iter().chain(stress::author(self, "limits")).collect()
    }

    fn initialisation(&self) -> String {
        let study = &self.report.results.study;
        let (duration, warm_up) = (self.numbers.length(study.duration.seconds()), self.numbers.length(study.warm_up.seconds()));
        let sentence = match study.at_end {
            AtEnd::Drain => self.words.method_terminating,
            AtEnd::Continue if study.warm_up.0 == 0 => self.words.method_periodic_cold,
            AtEnd::Continue => self.words.method_periodic,
        };
        fill(sentence, &[("duration", &duration), ("warm_up", &warm_up)])
    }

    fn run_length(&self) -> String {
        let study = &self.report.results.study;
        let replications = replications(self.report, self.language);
        let values = [("replications", replications), ("seed", study.seed.to_string()), ("starts", study.starts.replace('T', " "))];
        fill(self.words.method_replications, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// What runs it again, in the folder of the results.
    fn command(&self) -> String {
        let logs = self.report.scenario.logs.keys().map(|name| format!(" --log {name}=FILE"));
        let doubt = if self.report.results.over_ranges.is_some() { "" } else { " --no-doubt" };
        format!("larmkedja compare scenario.toml{}{doubt} --out again", logs.collect::<String>())
    }

    /// What became of the incidents of each arm.
    fn method(&self) -> Vec<String> {
        let w = self.words;
        let mut method = Vec::new();
        for (name, arm) in &self.report.results.arms {
            let [arrived, closed, abandoned] =
                [arm.incidents.arrived, arm.incidents.closed, arm.incidents.abandoned].map(|count| self.numbers.count(count));
            let values = [("arm", self.arm(name)), ("arrived", &arrived), ("closed", &closed), ("abandoned", &abandoned)];
            method.push(fill(w.method_incidents, &values));
            for (replication, finding) in &arm.findings {
                method.push(format!("{}: {}.", self.arm(name), doubts::finding(self.language, self.numbers, *replication, finding)));
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

/// The cells of a line of our own CSV, long numbers to six digits: the file has all of them.
fn short_cells(line: &str) -> Vec<String> {
    let short = |cell: String| match cell.parse::<f64>() {
        Ok(number) if cell.len() > 7 && cell.contains('.') => {
            let before = libm::floor(libm::log10(libm::fabs(number))) as i32;
            let rounded = format!("{number:.*}", (5 - before).clamp(0, 12) as usize);
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => cell,
    };
    cells(line).into_iter().map(short).collect()
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
