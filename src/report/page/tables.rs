//! The tables of the page.

use super::cells::{Cell, Row, dash};
use super::{Teller, drivers};
use crate::report::answer::{counted, verdict_short};
use crate::report::doubts;
use crate::report::findings::{ArmFinding, StratumFinding, Verdict};
use crate::report::format::{Quantity, exact, interval};
use crate::report::values;
use crate::report::words::fill;
use crate::results::{Bar, Difference, Est, Estimate, Family, OfPairs, Stats, TimeDifference};
use serde::Serialize;

/// One measure, all strata and arms.
#[derive(Debug, Serialize)]
pub(super) struct MeasureTable {
    title: String,
    note: Option<String>,
    columns: Vec<&'static str>,
    strata: Vec<StratumRows>,
}

/// The rows of one stratum, and of all others that hold the same incidents: label, and by what they are told.
#[derive(Debug, Serialize)]
struct StratumRows {
    names: Vec<(String, &'static str)>,
    rows: Vec<Row>,
}

/// Incidents that need one agency only, all arms.
#[derive(Debug, Serialize)]
pub(super) struct AgencyRows {
    label: String,
    facts: String,
    rows: Vec<Row>,
}

/// One parameter.
#[derive(Debug, Serialize)]
pub(super) struct ParameterRow {
    /// What people call it, if that is something else.
    label: Option<String>,
    name: String,
    value: String,
    range: String,
    basis: &'static str,
    tone: &'static str,
    source: String,
    origin: String,
    /// How much it moves the first answer at most, and whether that is noticeable; empty where nothing was tried.
    moves: Cell,
    drives: bool,
}

/// One assumed parameter at both ends of its range.
#[derive(Debug, Serialize)]
pub(super) struct RangeTable {
    /// Which answer is meant.
    title: String,
    arms: Vec<String>,
    rows: Vec<RangeRow>,
}

/// What one parameter does to the answers.
#[derive(Debug, Serialize)]
struct RangeRow {
    /// What people call it, if that is something else.
    label: Option<String>,
    name: String,
    range: String,
    /// By arm: at the lower end and at the upper one.
    cells: Vec<[RangeEnd; 2]>,
}

/// The change at one end.
#[derive(Debug, Serialize)]
struct RangeEnd {
    cell: Cell,
    /// Whether it cannot be told apart from the study itself.
    unclear: bool,
}

/// One warning.
#[derive(Debug, Serialize)]
pub(super) struct WarningRow {
    kind: String,
    /// Language of the message where it may be another than the page's.
    lang: Option<&'static str>,
    message: String,
}

pub(super) fn measures(teller: &Teller<'_>) -> Vec<MeasureTable> {
    let results = &teller.report.results;
    results.measures.keys().map(|measure| table(teller, measure)).filter(|table| !table.strata.is_empty()).collect()
}

fn table(teller: &Teller<'_>, measure: &str) -> MeasureTable {
    let (w, results) = (teller.words, &teller.report.results);
    let info = &results.measures[measure];
    let is_time = info.what == "time";
    let mut columns = vec![w.column_count];
    if is_time {
        columns.extend([w.column_mean, w.column_median, w.column_p90, w.column_p95]);
        columns.extend(info.target_s.map(|_| w.column_within));
        columns.extend([w.column_difference, w.column_quicker, w.column_slower, w.column_ratio]);
    } else {
        columns.extend([w.column_value, w.column_value_difference, w.column_ratio]);
    }
    let note = match info.what.as_str() {
        "work" => Some(w.per_incident.to_owned()),
        "count" => Some(w.per_replication.to_owned()),
        _ => info.target_s.map(|target| fill(w.target, &[("target", &teller.numbers.length(target))])),
    };
    let mut strata: Vec<StratumRows> = Vec::new();
    let named = results.arms.values().next().and_then(|arm| arm.measures.get(measure));
    for (kind, name, _) in named.into_iter().flat_map(|strata| strata.each()) {
        let recorded = recorded_row(teller, measure, (kind, name), columns.len());
        let rows = results.arms.keys().filter_map(|arm| row(teller, arm, measure, (kind, name)));
        let rows: Vec<Row> = recorded.into_iter().chain(rows).collect();
        let group = match kind {
            "type" => w.by_type,
            "agencies" => w.by_agencies,
            "agency" => w.by_agency,
            "alone" => w.by_alone,
            _ => "",
        };
        let name = (teller.stratum(kind, name).to_owned(), group);
        match strata.iter_mut().find(|other| other.rows == rows) {
            Some(same) => same.names.push(name),
            None if rows.is_empty() => {}
            None => strata.push(StratumRows { names: vec![name], rows }),
        }
    }
    MeasureTable { title: teller.report.measure_label(measure, teller.language).to_owned(), note, columns, strata }
}

/// What the log recorded in a stratum, if it did: beside the arms, and compared with none.
fn recorded_row(teller: &Teller<'_>, measure: &str, stratum: (&str, &str), columns: usize) -> Option<Row> {
    let recorded = teller.report.results.recorded.get(measure)?;
    let (_, _, time) = recorded.each().find(|(kind, name, _)| (*kind, *name) == stratum)?;
    let exactly = |quantity, est: Est| Cell::new(est.map_or_else(dash, |found| teller.numbers.value(quantity, &found))).of(est);
    let mut cells = vec![counts(teller, time.count, time.reached)];
    cells.extend([time.mean_s, time.median_s, time.p90_s, time.p95_s].map(|est| exactly(Quantity::Time, est)));
    cells.extend(teller.report.results.measures[measure].target_s.map(|_| exactly(Quantity::Share, time.within_target)));
    cells.resize_with(columns, || Cell::new(dash()));
    Some(Row::new(teller.words.recorded_row, cells))
}

/// How many incidents, and how many of them reached it.
fn counts(teller: &Teller<'_>, count: u64, reached: u64) -> Cell {
    let all = teller.numbers.count(count);
    let text = match reached == count {
        true => all,
        false => format!("{all} ({}: {})", teller.words.column_reached.to_lowercase(), teller.numbers.count(reached)),
    };
    Cell::count(text, count)
}

/// The row of an arm in a stratum; none where the stratum holds no incidents.
fn row(teller: &Teller<'_>, arm: &str, measure: &str, stratum: (&str, &str)) -> Option<Row> {
    let results = &teller.report.results;
    let info = &results.measures[measure];
    let stats = results.arms.get(arm)?.measures.get(measure)?.each().find(|(kind, name, _)| (*kind, *name) == stratum)?.2;
    let difference = teller.report.differences(arm, measure);
    let difference = difference.and_then(|strata| strata.each().find(|(kind, name, _)| (*kind, *name) == stratum)).map(|found| found.2);
    let cells = match stats {
        Stats::Time(time) if time.count > 0 => {
            let mut cells = vec![counts(teller, time.count, time.reached)];
            cells.extend([time.mean_s, time.median_s, time.p90_s, time.p95_s].map(|est| teller.est(Quantity::Time, est)));
            cells.extend(info.target_s.map(|_| teller.est(Quantity::Share, time.within_target)));
            cells.extend(time_changes(teller, arm, difference));
            cells
        }
        Stats::Value(value) if value.count > 0 => {
            let (quantity, points) = match info.what.as_str() {
                "share" => (Quantity::Share, Quantity::Points),
                "work" => (Quantity::Time, Quantity::Change),
                _ => (Quantity::Number, Quantity::Number),
            };
            let [change, ratio] = match difference {
                Some(Difference::Value(found)) => [teller.change(points, found.of_arms.value), ratio(teller, found.variance_ratio)],
                _ => [empty_change(teller, arm), Cell::empty()],
            };
            vec![Cell::count(teller.numbers.count(value.count), value.count), teller.est(quantity, value.value), change, ratio]
        }
        _ => return None,
    };
    let is_primary = match difference {
        Some(Difference::Time(found)) => found.family == Family::Primary,
        Some(Difference::Value(found)) => found.family == Family::Primary,
        None => false,
    };
    let label = teller.report.arm_label(arm, teller.language);
    let label = if is_primary { format!("{label} ({})", teller.words.primary) } else { label.to_owned() };
    Some(Row::new(&label, cells))
}

/// The baseline has no difference from itself.
fn empty_change(teller: &Teller<'_>, arm: &str) -> Cell {
    Cell::new(if arm == teller.report.results.baseline { teller.words.page_baseline.to_owned() } else { dash() })
}

fn time_changes(teller: &Teller<'_>, arm: &str, difference: Option<&Difference>) -> [Cell; 4] {
    match difference {
        Some(Difference::Time(found)) => {
            let TimeDifference { of_arms, of_pairs, .. } = found.as_ref();
            let (quicker, slower) = (teller.short(of_pairs.quicker), teller.short(of_pairs.slower));
            [teller.change(Quantity::Change, of_arms.mean_s), quicker, slower, ratio(teller, found.variance_ratio)]
        }
        _ => [empty_change(teller, arm), Cell::empty(), Cell::empty(), Cell::empty()],
    }
}

/// What pairing is worth.
fn ratio(teller: &Teller<'_>, ratio: Option<f64>) -> Cell {
    let ratio = ratio.map(exact);
    Cell::new(ratio.map_or_else(dash, |ratio| teller.numbers.value(Quantity::Number, &ratio))).of(ratio)
}

/// Each agency that is needed alone, against the baseline.
pub(super) fn alone(teller: &Teller<'_>) -> Vec<AgencyRows> {
    let (w, numbers) = (teller.words, teller.numbers);
    let rows_of = |finding: &StratumFinding<'_>| {
        let row = |arm: &ArmFinding<'_>| {
            let found = arm.difference;
            let mean = found.and_then(|found| found.of_arms.mean_s);
            let number = teller.change_text(Quantity::Change, mean);
            let told = match verdict_short(w, arm.verdict) {
                Some(words) => Cell::with_note(words, number),
                None => Cell::new(number),
            };
            // What has no interval claims nothing, neither how many gain.
            let told_of = found.filter(|_| arm.verdict != Verdict::Unsure);
            let share = |of: fn(&OfPairs) -> Est| teller.short(told_of.and_then(|found| of(&found.of_pairs)));
            let gain = told_of.filter(|_| !arm.verdict.is_unclear()).and_then(|found| found.gain_over_60_s_per_year);
            let gain = Cell::new(gain.map_or_else(dash, |gain| numbers.value(Quantity::Count, &gain))).of(gain);
            let cells = vec![told.of(mean), share(|pairs| pairs.quicker), share(|pairs| pairs.slower), gain];
            Row::new(teller.arm(arm.arm), cells)
        };
        let mut facts = Vec::new();
        facts.extend(finding.baseline.and_then(|stats| stats.mean_s).map(|mean| {
            let level = numbers.full(Quantity::Time, &mean);
            fill(w.baseline_level, &[("baseline", teller.baseline()), ("level", &level)])
        }));
        facts.extend(finding.per_year.map(|count| counted(numbers, count.value, &count, w.a_year_one, w.a_year_many)));
        let label = fill(w.alone, &[("agency", teller.report.agency_label(finding.stratum, teller.language))]);
        AgencyRows { label, facts: facts.join(" · "), rows: finding.arms.iter().map(row).collect() }
    };
    let found = if teller.report.others().next().is_some() { teller.report.alone() } else { Vec::new() };
    found.iter().map(rows_of).collect()
}

/// Parameters, what is least sure first; within one basis in the file's order.
pub(super) fn parameters(teller: &Teller<'_>) -> Vec<ParameterRow> {
    let w = teller.words;
    let rank = |basis: Option<&str>| match basis {
        Some("assumed") => (0, w.basis_assumed, "assumed"),
        Some("expert") => (2, w.basis_expert, "expert"),
        Some("published") => (3, w.basis_published, "published"),
        Some("measured") => (4, w.basis_measured, "measured"),
        _ => (1, w.basis_unknown, "unknown"),
    };
    let mut sorted: Vec<_> = teller.report.results.parameters.iter().collect();
    sorted.sort_by_key(|parameter| rank(parameter.basis.as_deref()).0);
    let row = |parameter: &crate::model::Parameter| {
        let (_, basis, tone) = rank(parameter.basis.as_deref());
        let text = |field: &Option<String>| field.clone().unwrap_or_else(dash);
        let (moved, turns) = (drivers::moves(teller, &parameter.name), drivers::turns(teller, &parameter.name));
        let noticed = |change: &drivers::Change| libm::fabs(change.found.value) >= teller.report.results.study.noticeable.seconds();
        let moves = moved.as_ref().is_some_and(|change| change.is_told && noticed(change));
        let drives = moves || turns.is_some();
        ParameterRow {
            moves: match &moved {
                Some(change) if moves => Cell::new(teller.numbers.amount(Quantity::Change, &change.found)),
                Some(change) if change.is_told || interval(&change.found) == Some((0.0, 0.0)) => Cell::new(w.moves_not.to_owned()),
                Some(_) => Cell::new(w.sens_unclear_short.to_owned()),
                None => Cell::empty(),
            }
            .noted(turns)
            .of(moved.map(|change| Estimate { value: libm::fabs(change.found.value), low: None, high: None })),
            drives,
            label: label_of(teller, &parameter.name),
            name: parameter.name.clone(),
            value: with_learning(teller, parameter),
            range: parameter.range.as_deref().map_or_else(dash, |range| values::said(teller.language, range)),
            basis,
            tone,
            source: text(&parameter.source),
            origin: text(&parameter.origin),
        }
    };
    sorted.into_iter().map(row).collect()
}

/// How many numbers are assumed, and how many come from Sweden.
pub(super) fn shares(teller: &Teller<'_>) -> Vec<String> {
    let (w, parameters) = (teller.words, &teller.report.results.parameters);
    let count = |number: usize| teller.numbers.count(number as u64);
    let assumed = parameters.iter().filter(|parameter| parameter.basis.as_deref() == Some("assumed")).count();
    let mut told = vec![fill(w.assumed_share, &[("count", &count(assumed)), ("all", &count(parameters.len()))])];
    let origins: Vec<&str> = parameters.iter().filter_map(|parameter| parameter.origin.as_deref()).collect();
    let swedish = origins.iter().filter(|origin| origin.split(|c: char| !c.is_alphanumeric()).any(|word| word == "SE")).count();
    if !origins.is_empty() {
        let share = libm::round(swedish as f64 / origins.len() as f64 * 100.0) / 100.0;
        let share = teller.numbers.value(Quantity::Share, &exact(share));
        let none = count(parameters.len() - origins.len());
        let values = [("count", &count(swedish)), ("all", &count(origins.len())), ("share", &share), ("none", &none)];
        told.push(fill(w.swedish_share, &values.map(|(name, value)| (name, value.as_str()))));
    }
    told
}

/// What each assumed parameter does to the first answer; the one that moves it most in some arm comes first.
pub(super) fn ranges(teller: &Teller<'_>) -> Option<RangeTable> {
    let over = teller.report.results.over_ranges.as_ref().filter(|over| !over.bars.is_empty())?;
    let first = over.questions.first()?;
    let asked: Vec<usize> = (0..over.questions.len())
        .filter(|&place| (&over.questions[place].measure, &over.questions[place].stratum) == (&first.measure, &first.stratum))
        .collect();
    let title = format!(
        "{} – {}",
        teller.stratum(&first.stratum_kind, &first.stratum),
        teller.report.measure_label(&first.measure, teller.language)
    );
    let end = |bar: &Bar, place: usize, end: usize| {
        let change = bar.changes[place][end];
        let cell = Cell::new(change.map_or_else(dash, |change| teller.numbers.signed(Quantity::Change, &change))).of(change);
        RangeEnd { cell, unclear: !bar.is_told(place, end) }
    };
    let range_of = |name: &str| {
        let parameter = teller.report.results.parameters.iter().find(|parameter| parameter.name == name);
        parameter.and_then(|parameter| parameter.range.as_deref()).map_or_else(dash, |range| values::said(teller.language, range))
    };
    let row = |bar: &Bar| RangeRow {
        label: label_of(teller, &bar.factor),
        name: bar.factor.clone(),
        range: range_of(&bar.factor),
        cells: asked.iter().map(|&place| [0, 1].map(|at| end(bar, place, at))).collect(),
    };
    let arms = asked.iter().map(|&place| teller.arm(&over.questions[place].arm).to_owned()).collect();
    let largest = |bar: &Bar| drivers::most(asked.iter().flat_map(|&place| drivers::changes(bar, place)));
    let mut sorted: Vec<&Bar> = over.bars.iter().collect();
    sorted.sort_by(|a, b| match (largest(a), largest(b)) {
        (Some(a), Some(b)) => drivers::outdoes(&b, &a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    Some(RangeTable { title, arms, rows: sorted.into_iter().map(row).collect() })
}

/// The label of a parameter, if it has one.
fn label_of(teller: &Teller<'_>, name: &str) -> Option<String> {
    Some(teller.report.parameter_label(name, teller.language)).filter(|label| *label != name).map(str::to_owned)
}

/// A value in words, and how it changes with practice as written in the scenario.
fn with_learning(teller: &Teller<'_>, parameter: &crate::model::Parameter) -> String {
    let one = |(arm, learning): &(Option<String>, Option<String>)| {
        let whose = arm.as_ref().map_or(String::new(), |arm| format!("arm.{arm}: "));
        let what = learning.as_ref().map_or("learns = false".to_owned(), |learning| format!("learning = {{ {learning} }}"));
        format!("; {whose}{what}")
    };
    values::said(teller.language, &parameter.value) + &parameter.learning.iter().map(one).collect::<String>()
}

pub(super) fn warnings(teller: &Teller<'_>) -> Vec<WarningRow> {
    let row = |warning: &crate::results::Warning| WarningRow {
        kind: warning.kind.clone(),
        lang: if warning.doubt.is_none() { Some("en") } else { None },
        message: doubts::told(teller.report, teller.language, warning, usize::MAX),
    };
    teller.report.results.warnings.iter().map(row).collect()
}
