//! The answer for a terminal: a few lines per stratum, aligned.

use super::Report;
use super::declared::declared;
use super::doubts;
use super::findings::{ArmFinding, OnTheWay, StratumFinding, VANISHES, Verdict, is_clear, label, survivors};
use super::format::{Numbers, Quantity, exact, points};
use super::lines::{columns, wrap};
use super::order;
use super::pairing;
use super::ranges;
use super::words::{Family, Words, fill, words};
use crate::model::Language;
use crate::results::{Est, Estimate, Stats};

/// Narrower than this nothing can be aligned.
pub(super) const NARROWEST: usize = 60;
/// Between columns.
const GAP: usize = 2;
/// Lines that a label may have beside its numbers.
const MOST_LABEL_LINES: usize = 2;
/// Warnings shown in full; the report has them all.
const WARNINGS: usize = 5;
/// Places that a warning names.
const PLACES: usize = 2;

/// The answer in a few lines of at most `width` columns (60 at least): per stratum each arm against the baseline, then the warnings.
pub fn answer(report: &Report, language: Language, width: usize) -> String {
    let page = Page { report, language, words: words(language), numbers: Numbers::of(report, language), width: width.max(NARROWEST) };
    let mut lines = page.heading();
    let findings = report.findings();
    if report.others().next().is_none() {
        lines.extend(page.wrapped(page.words.one_arm, ""));
    } else if findings.is_empty() {
        lines.extend(page.declared());
        lines.extend(page.wrapped(page.words.no_time_measure, ""));
    } else {
        lines.extend(page.declared());
        for finding in &findings {
            lines.push(String::new());
            lines.extend(page.stratum(finding));
            if finding.stratum == "single" {
                lines.extend(page.alone(&report.alone()));
            }
        }
        lines.extend(page.on_the_way());
        lines.extend(page.orders());
        lines.extend(page.recorded());
        lines.push(String::new());
        lines.extend(page.notes());
    }
    lines.extend(page.warnings());
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

struct Page<'a> {
    report: &'a Report,
    language: Language,
    words: &'static Words,
    numbers: Numbers,
    width: usize,
}

/// One row of a stratum's table: label, difference, quicker, slower, gain a year; below it the number where the difference is told
/// in words, and a remark.
struct Row {
    cells: [String; 5],
    below: Option<String>,
    remarks: Vec<String>,
}

impl Page<'_> {
    fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        wrap(text, self.width - columns(indent)).into_iter().map(|line| format!("{indent}{line}")).collect()
    }

    fn heading(&self) -> Vec<String> {
        let results = &self.report.results;
        let mut lines = self.wrapped(results.title.get(self.language), "");
        let baseline = self.report.arm_label(&results.baseline, self.language);
        lines.extend(self.wrapped(&replications(self.report, self.language), ""));
        if let Some(sequential) = sequential(self.report, self.language) {
            lines.extend(self.wrapped(&sequential, ""));
        }
        if self.report.others().next().is_some() {
            lines.extend(self.wrapped(&fill(self.words.against_baseline, &[("baseline", baseline)]), ""));
        }
        if !results.complete {
            lines.extend(self.wrapped(&incomplete(self.report, self.language), ""));
        }
        if results.replayed {
            lines.extend(self.wrapped(self.words.given_log, ""));
        }
        if let Some(tagged) = tagged(self.report, self.language) {
            lines.extend(self.wrapped(&tagged, ""));
        }
        if results.special {
            lines.extend(self.wrapped(self.words.special_time, ""));
        }
        lines
    }

    /// What the scenario declares and the answer does not tell.
    fn declared(&self) -> Vec<String> {
        let (w, found) = (Family::of(self.language), declared(self.report, self.language));
        let mut lines = Vec::new();
        if !found.is_empty() {
            lines.extend([String::new(), w.declared_title.to_uppercase()]);
        }
        for declared in &found {
            lines.extend(self.wrapped(&declared.title, ""));
            for row in &declared.rows {
                lines.extend(self.wrapped(&format!("{}: {}", row.arm, row.said), "  "));
                lines.extend(row.doubt.iter().flat_map(|doubt| self.wrapped(doubt, "    ")));
            }
        }
        if !found.is_empty() {
            lines.extend(self.wrapped(w.declared_note, ""));
        }
        lines
    }

    fn stratum(&self, finding: &StratumFinding<'_>) -> Vec<String> {
        let mut facts = vec![self.report.measure_label(finding.measure, self.language).to_owned()];
        if let Some(mean) = finding.baseline.and_then(|stats| stats.mean_s) {
            facts.push(fill(self.words.baseline_mean, &[("level", &self.numbers.value(Quantity::Time, &mean))]));
        }
        if let Some(count) = finding.per_year {
            facts.push(counted(self.numbers, count.value, &count, self.words.a_year_one, self.words.a_year_many));
        }
        let mut lines = self.wrapped(&stratum_word(self.words, finding.stratum).to_uppercase(), "");
        lines.extend(self.wrapped(&facts.join(" · "), ""));
        let rows: Vec<Row> = finding.arms.iter().map(|arm| self.row(finding, arm)).collect();
        lines.extend(self.table(&rows));
        lines
    }

    fn row(&self, stratum: &StratumFinding<'_>, finding: &ArmFinding<'_>) -> Row {
        let label = self.report.arm_label(finding.arm, self.language).to_owned();
        let Some((difference, mean)) = finding.difference.and_then(|found| Some((found, found.of_arms.mean_s?))) else {
            return Row {
                cells: [label, self.words.no_estimate_short.to_owned(), dash(), dash(), dash()],
                below: None,
                remarks: Vec::new(),
            };
        };
        // What has no interval claims nothing, neither how many gain.
        let told = |est: Est| est.filter(|_| finding.verdict != Verdict::Unsure);
        let share = |est: Est| told(est).map_or_else(dash, |found| self.numbers.value(Quantity::Share, &found));
        let gain = told(difference.gain_over_60_s_per_year)
            .filter(|_| !finding.verdict.is_unclear())
            .map_or_else(dash, |found| self.numbers.value(Quantity::Count, &found));
        let remark = survivors(difference).then(|| self.words.survivors.to_owned());
        let number = self.numbers.full_signed(Quantity::Change, &mean);
        let (shown, below) = match verdict_short(self.words, finding.verdict) {
            Some(words) => (words.to_owned(), Some(number)),
            None => (number, None),
        };
        let ranges = ranges::sentence(self.report, self.language, &Report::asked(finding.arm, stratum.measure, stratum.stratum));
        let exploratory = self.report.is_exploratory(difference).then(|| self.words.exploratory.to_owned());
        let remarks = remark.into_iter().chain(exploratory).chain(ranges).collect();
        Row { cells: [label, shown, share(difference.of_pairs.quicker), share(difference.of_pairs.slower), gain], below, remarks }
    }

    /// For each agency that is needed alone a column, with every arm's mean difference; as many tables as the width asks for.
    fn alone(&self, findings: &[StratumFinding<'_>]) -> Vec<String> {
        let cell = |arm: &ArmFinding<'_>| match (arm.verdict, arm.difference.and_then(|found| found.of_arms.mean_s)) {
            (Verdict::Unclear | Verdict::UnclearAmongMany | Verdict::Unsure, _) => self.words.unclear_cell.to_owned(),
            (Verdict::Unnoticeable, _) => self.words.unnoticeable_cell.to_owned(),
            (Verdict::Identical, _) => self.words.identical_short.to_owned(),
            (_, Some(mean)) => self.numbers.signed(Quantity::Change, &mean),
            (_, None) => dash(),
        };
        let column = |finding: &StratumFinding<'_>| -> Vec<String> {
            let head = wrap(self.report.agency_label(finding.stratum, self.language), self.width / 3).swap_remove(0);
            std::iter::once(head).chain(finding.arms.iter().map(cell)).collect()
        };
        let labels: Vec<&str> = self.report.others().map(|arm| self.report.arm_label(arm, self.language)).collect();
        let room = self.width / 3;
        let mut lines = Vec::new();
        let mut columns_left: Vec<Vec<String>> = findings.iter().map(column).collect();
        while !columns_left.is_empty() {
            let widths: Vec<usize> = columns_left.iter().map(|column| column.iter().map(|cell| columns(cell)).max().unwrap_or(0)).collect();
            let used = |fitting: usize| widths[..fitting].iter().map(|width| width + GAP).sum::<usize>();
            let fitting = (1..=widths.len()).rev().find(|&fitting| used(fitting) + room + 2 <= self.width).unwrap_or(1);
            let first = labels.iter().chain([&self.words.alone_short]);
            let longest = first.map(|label| columns(label)).max().unwrap_or(0);
            let widths: Vec<usize> = std::iter::once(longest.min(self.width.saturating_sub(used(fitting) + 2)).max(8))
                .chain(widths[..fitting].iter().copied())
                .collect();
            let shown: Vec<Vec<String>> = columns_left.drain(..fitting).collect();
            lines.push(String::new());
            for row in 0..=labels.len() {
                let mut label = wrap(row.checked_sub(1).map_or(self.words.alone_short, |arm| labels[arm]), widths[0]).into_iter();
                let cells: Vec<String> = label.next().into_iter().chain(shown.iter().map(|column| column[row].clone())).collect();
                lines.push(line(&cells, &widths));
                lines.extend(label.map(|rest| format!("  {rest}")));
            }
        }
        lines
    }

    fn table(&self, rows: &[Row]) -> Vec<String> {
        let w = self.words;
        let heads = ["", w.mean_difference, w.quicker, w.slower, w.gain_short];
        let mut widths = heads.map(columns);
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(columns(cell));
            }
            widths[1] = widths[1].max(row.below.as_deref().map_or(0, columns));
        }
        let numbers: usize = widths[1..].iter().map(|width| width + GAP).sum();
        widths[0] = widths[0].min(self.width.saturating_sub(numbers + 2)).max(8);
        let mut lines = vec![line(&heads.map(str::to_owned), &widths)];
        for row in rows {
            let mut label = wrap(&row.cells[0], widths[0]);
            let mut cells = row.cells.clone();
            cells[0] = if label.len() > MOST_LABEL_LINES {
                // A long label has lines of its own.
                lines.extend(self.wrapped(&row.cells[0], "  "));
                label.clear();
                String::new()
            } else {
                label.remove(0)
            };
            lines.push(line(&cells, &widths));
            let mut rest = label.into_iter();
            if let Some(below) = &row.below {
                let empty = String::new;
                lines.push(line(&[rest.next().unwrap_or_default(), below.clone(), empty(), empty(), empty()], &widths));
            }
            lines.extend(rest.map(|line| format!("  {line}")));
            lines.extend(row.remarks.iter().flat_map(|remark| self.wrapped(remark, "    ")));
        }
        lines
    }

    /// How much of a time until somebody is on the scene is the alarm chain.
    fn on_the_way(&self) -> Vec<String> {
        let found = self.report.on_the_way();
        let mut lines = Vec::new();
        if !found.is_empty() {
            lines.extend([String::new(), self.words.way_title.to_uppercase()]);
        }
        for way in &found {
            let mut sentences = way_sentences(self.report, self.language, way).into_iter();
            lines.extend(sentences.next().iter().flat_map(|sentence| self.wrapped(sentence, "")));
            lines.extend(sentences.flat_map(|sentence| self.wrapped(&sentence, "  ")));
        }
        lines
    }

    /// The order of the arms in everything that the study is about.
    fn orders(&self) -> Vec<String> {
        let found = order::orders(self.report, self.language);
        let mut lines = Vec::new();
        if !found.is_empty() {
            lines.extend([String::new(), self.words.order_title.to_uppercase()]);
        }
        for order in &found {
            lines.extend(self.wrapped(&order.title, ""));
            lines.extend(order.sentences.iter().flat_map(|sentence| self.wrapped(sentence, "  ")));
        }
        lines
    }

    /// What the log recorded, beside the arms.
    fn recorded(&self) -> Vec<String> {
        let results = &self.report.results;
        let mut lines = Vec::new();
        for (measure, recorded) in &results.recorded {
            let label = self.report.measure_label(measure, self.language);
            lines.extend(self.wrapped(&format!("{label} ({})", self.numbers.count(recorded.all.reached)), ""));
            let log = (self.words.recorded_log, &recorded.all);
            let arms = results.arms.iter().filter_map(|(arm, found)| match &found.measures.get(measure)?.all {
                Stats::Time(time) => Some((self.report.arm_label(arm, self.language), time)),
                Stats::Value(_) => None,
            });
            for (name, time) in std::iter::once(log).chain(arms) {
                let number = |est: Est| est.map_or_else(|| "–".to_owned(), |found| self.numbers.value(Quantity::Time, &exact(found.value)));
                let [mean, median, p90] = [time.mean_s, time.median_s, time.p90_s].map(number);
                let words = [self.words.recorded_mean, self.words.column_median, self.words.column_p90].map(str::to_lowercase);
                let numbers = format!("{name}: {} {mean}, {} {median}, {} {p90}", words[0], words[1], words[2]);
                lines.extend(self.wrapped(&numbers, "  "));
            }
        }
        if !lines.is_empty() {
            lines.splice(0..0, [String::new(), self.words.recorded_title.to_uppercase()]);
            lines.extend(self.wrapped(self.words.recorded_note, ""));
        }
        lines
    }

    fn notes(&self) -> Vec<String> {
        let noticeable = self.numbers.length(self.report.results.study.noticeable.seconds());
        let mut lines = self.wrapped(self.words.minus_is_shorter, "");
        lines.extend(self.wrapped(&fill(self.words.luck_note, &[("noticeable", &noticeable)]), ""));
        lines.extend(self.wrapped(self.words.won_note, ""));
        lines.extend(self.verdict_notes().iter().flat_map(|note| self.wrapped(note, "")));
        lines.extend(pairing::notes(self.report, self.language).iter().flat_map(|note| self.wrapped(note, "")));
        lines.extend(order::family(self.report, self.language).iter().flat_map(|family| self.wrapped(family, "")));
        lines.extend(ranges::notes(self.report, self.language).iter().flat_map(|note| self.wrapped(note, "")));
        lines
    }

    /// Why something of the answer cannot be told.
    fn verdict_notes(&self) -> Vec<String> {
        let findings: Vec<_> = self.report.findings().into_iter().chain(self.report.alone()).collect();
        let arms = || findings.iter().flat_map(|finding| &finding.arms);
        let many = arms().find(|arm| arm.verdict == Verdict::UnclearAmongMany).and_then(|arm| arm.difference);
        let many = many.map(|difference| {
            let count = self.report.comparisons(difference).to_string();
            fill(self.words.unclear_many_note, &[("count", &count)])
        });
        let unsure = arms().filter(|arm| arm.verdict == Verdict::Unsure).filter_map(|arm| arm.difference);
        let mut why: Vec<String> = Vec::new();
        for reason in unsure.map(|difference| doubts::no_interval(self.report, self.language, difference)) {
            if !why.contains(&reason) {
                why.push(reason);
            }
        }
        let unsure = (!why.is_empty()).then(|| fill(self.words.unsure_note, &[("why", &why.join("; "))]));
        many.into_iter().chain(unsure).collect()
    }

    fn warnings(&self) -> Vec<String> {
        let warnings = &self.report.results.warnings;
        if warnings.is_empty() {
            return Vec::new();
        }
        let count = self.numbers.count(warnings.len() as u64);
        let sentence = if warnings.len() == 1 { self.words.warnings_one } else { self.words.warnings_many };
        let mut lines = vec![String::new(), fill(sentence, &[("count", &count)])];
        for warning in warnings.iter().take(WARNINGS) {
            let mut marks = std::iter::once("  - ").chain(std::iter::repeat("    "));
            let text = wrap(&doubts::told(self.report, self.language, warning, PLACES), self.width - 4);
            lines.extend(text.into_iter().map(|line| format!("{}{line}", marks.next().unwrap_or_default())));
        }
        if warnings.len() > WARNINGS {
            let more = self.numbers.count((warnings.len() - WARNINGS) as u64);
            lines.push(format!("    {}", fill(self.words.more_warnings, &[("count", &more)])));
        }
        lines
    }
}

/// How much of it is the alarm chain, what arms change in it, and what vanishes in it.
pub(super) fn way_sentences(report: &Report, language: Language, way: &OnTheWay<'_>) -> Vec<String> {
    let (w, numbers) = (words(language), Numbers::of(report, language));
    let whole = numbers.value(Quantity::Time, &way.whole);
    // Parts in the unit of the whole, so that they can be added up.
    let time = |seconds: f64| numbers.value_among(Quantity::Time, &exact(seconds), way.whole.value);
    let rest = way.whole.value - way.chain_s - way.way_s;
    let is_noticed = rest >= report.results.study.noticeable.seconds() && rest >= 0.01 * way.whole.value;
    // Whole percents: these are means over all incidents, and no more than an order of size is meant.
    let share = |seconds: f64| match libm::round(libm::fabs(seconds) / way.whole.value * 100.0) {
        percent if percent < 1.0 => w.under_one_percent.to_owned(),
        percent => numbers.value(Quantity::Share, &exact(percent / 100.0)),
    };
    let values = [
        ("measure", report.measure_label(way.measure, language)),
        ("whole", &whole),
        ("baseline", report.arm_label(&report.results.baseline, language)),
        ("chain", &time(way.chain_s)),
        ("share", &share(way.chain_s)),
        ("way", &time(way.way_s)),
        ("rest", &time(rest)),
    ];
    let arm = |&(arm, mean): &(&str, Estimate)| {
        let value = numbers.signed(Quantity::Change, &mean);
        fill(w.way_arm, &[("arm", report.arm_label(arm, language)), ("value", &value), ("share", &share(mean.value))])
    };
    let (clear, unclear): (Vec<_>, Vec<_>) = way.arms.iter().partition(|(_, mean)| is_clear(mean));
    let (lost, stays): (Vec<_>, Vec<_>) = clear.into_iter().partition(|(_, mean)| libm::fabs(mean.value) < VANISHES * way.whole.value);
    let listed = |which: &[(&str, Estimate)]| which.iter().map(arm).collect::<Vec<_>>().join("; ");
    let mut sentences = vec![fill(if is_noticed { w.way_share_rest } else { w.way_share }, &values)];
    let baseline = ("baseline", report.arm_label(&report.results.baseline, language));
    if !stays.is_empty() {
        sentences.push(fill(w.way_changes, &[("arms", &listed(&stays))]));
    }
    if !lost.is_empty() {
        sentences.push(fill(w.way_vanishes, &[("whole", &whole), ("arms", &listed(&lost))]));
    }
    if unclear.len() > 1 && unclear.len() == way.arms.len() {
        sentences.push(fill(w.way_unclear_all, &[baseline]));
    } else if !unclear.is_empty() {
        let names: Vec<&str> = unclear.iter().map(|(arm, _)| report.arm_label(arm, language)).collect();
        sentences.push(fill(w.way_unclear, &[baseline, ("arms", &names.join("; "))]));
    }
    sentences
}

/// A row of a table: the first column to the left, the others to the right.
fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::from("  ");
    for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let space = " ".repeat(width.saturating_sub(columns(cell)));
        match place {
            0 => line.extend([cell, space.as_str()]),
            _ => line.extend([" ".repeat(GAP).as_str(), space.as_str(), cell]),
        }
    }
    line
}

/// What stands in place of a number that says nothing.
pub(super) fn verdict_short(words: &Words, verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Unclear | Verdict::UnclearAmongMany => Some(words.unclear_short),
        Verdict::Unnoticeable => Some(words.unnoticeable_short),
        Verdict::Identical => Some(words.identical_short),
        Verdict::Unsure => Some(words.unsure_short),
        Verdict::Shorter | Verdict::Longer | Verdict::Missing => None,
    }
}

fn dash() -> String {
    "–".to_owned()
}

/// The word for a stratum by number of agencies.
pub(super) fn stratum_word(words: &Words, stratum: &str) -> &'static str {
    match stratum {
        "multi" => words.multi,
        "single" => words.single,
        "none" => words.none,
        _ => words.everyone,
    }
}

/// "50 replications of 28 days".
pub(super) fn replications(report: &Report, language: Language) -> String {
    let (w, numbers, results) = (words(language), Numbers::of(report, language), &report.results);
    let sentence = if results.replications == 1 { w.replications_one } else { w.replications_many };
    let duration = numbers.length(results.study.duration.seconds());
    fill(sentence, &[("count", &numbers.count(results.replications)), ("duration", &duration)])
}

/// What is missing from an interrupted study.
pub(super) fn incomplete(report: &Report, language: Language) -> String {
    let (w, numbers, results) = (words(language), Numbers::of(report, language), &report.results);
    let (done, asked) = (results.replications, results.study.replications);
    // With every replication there it was the doubt that was cut off.
    let sentence = if done < asked { w.incomplete } else { w.incomplete_doubt };
    fill(sentence, &[("done", &numbers.count(done)), ("asked", &numbers.count(asked))])
}

/// Of which types one incident was added, if of any.
pub(super) fn tagged(report: &Report, language: Language) -> Option<String> {
    let results = &report.results;
    let types: Vec<&str> =
        results.tagged.iter().map(|name| results.type_labels.get(name).map_or(name.as_str(), |label| label.get(language))).collect();
    (!types.is_empty()).then(|| fill(words(language).tagged, &[("types", &types.join(", "))]))
}

/// How a pilot fixed the number of replications, if it did.
pub(super) fn sequential(report: &Report, language: Language) -> Option<String> {
    let (w, numbers) = (words(language), Numbers::of(report, language));
    let fixed = report.results.sequential.as_ref()?;
    let is_time = report.results.measures.get(&fixed.measure).is_some_and(|measure| matches!(measure.what.as_str(), "time" | "work"));
    let is_share =
        fixed.statistic == "within_target" || report.results.measures.get(&fixed.measure).is_some_and(|measure| measure.what == "share");
    let aim = match (fixed.half_width, fixed.relative) {
        (Some(seconds), _) if is_time && fixed.statistic != "within_target" => numbers.length(seconds),
        (Some(share), _) if is_share => numbers.with_unit(shortest(numbers, share * 100.0), points(language)),
        (Some(number), _) => shortest(numbers, number),
        (None, share) => numbers.with_unit(shortest(numbers, share.unwrap_or_default() * 100.0), "%"),
    };
    let stratum = match fixed.stratum_kind.as_str() {
        "type" => label(report.results.type_labels.get(&fixed.stratum), &fixed.stratum, language).to_owned(),
        "agency" => report.agency_label(&fixed.stratum, language).to_owned(),
        "alone" => fill(w.alone, &[("agency", report.agency_label(&fixed.stratum, language))]),
        _ => stratum_word(w, &fixed.stratum).to_owned(),
    };
    let measure = report.measure_label(&fixed.measure, language);
    let sentence = if fixed.needed.is_some() { w.sequential } else { w.sequential_unknown };
    Some(fill(sentence, &[("pilot", &numbers.count(fixed.pilot)), ("aim", &aim), ("measure", measure), ("stratum", &stratum)]))
}

/// A number that somebody wrote, with no more decimals than it has; at most six.
fn shortest(numbers: Numbers, value: f64) -> String {
    let scaled = |decimals: i32| (0..decimals).fold(value, |scaled, _| scaled * 10.0);
    let is_enough = |decimals: &i32| libm::fabs(scaled(*decimals) - libm::round(scaled(*decimals))) < 1e-6;
    numbers.fixed(value, (0..6).find(is_enough).unwrap_or(6))
}

/// A sentence about a number of things, in the form that its rounded number asks for.
pub(super) fn counted(numbers: Numbers, value: f64, estimate: &crate::results::Estimate, one: &str, many: &str) -> String {
    let shown = numbers.value(Quantity::Count, estimate);
    let sentence = if libm::round(value) == 1.0 && shown == "1" { one } else { many };
    fill(sentence, &[("count", &shown)])
}
