//! The tables of the page.

use super::Teller;
use crate::report::answer::{counted, verdict_short};
use crate::report::doubts;
use crate::report::findings::{ArmFinding, StratumFinding, label};
use crate::report::format::{Quantity, exact, interval};
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

/// The rows of one stratum.
#[derive(Debug, Serialize)]
struct StratumRows {
    group: &'static str,
    label: String,
    rows: Vec<Row>,
}

/// One arm.
#[derive(Debug, Serialize)]
struct Row {
    label: String,
    cells: Vec<Cell>,
}

/// A number and, below it, what stands in parentheses.
#[derive(Debug, Serialize)]
struct Cell {
    value: String,
    note: Option<String>,
}

impl Cell {
    /// What stands in parentheses goes below.
    fn new(text: String) -> Cell {
        match text.split_once(" (") {
            Some((value, note)) => Cell { value: value.to_owned(), note: Some(format!("({note}")) },
            None => Cell { value: text, note: None },
        }
    }
}

impl Row {
    fn new(label: &str, cells: Vec<String>) -> Row {
        Row { label: label.to_owned(), cells: cells.into_iter().map(Cell::new).collect() }
    }
}

/// Incidents that need one agency only, all arms.
#[derive(Debug, Serialize)]
pub(super) struct AgencyRows {
    label: String,
    facts: String,
    rows: Vec<Row>,
}

/// One pool, all arms.
#[derive(Debug, Serialize)]
pub(super) struct PoolRows {
    label: String,
    rows: Vec<Row>,
}

/// One parameter.
#[derive(Debug, Serialize)]
pub(super) struct ParameterRow {
    name: String,
    value: String,
    range: String,
    basis: &'static str,
    tone: &'static str,
    source: String,
    origin: String,
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
    name: String,
    range: String,
    cells: Vec<RangeCell>,
}

/// The change at the lower end and at the upper one.
#[derive(Debug, Serialize)]
struct RangeCell {
    ends: [String; 2],
    /// Whether neither end can be told apart from the study itself.
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

fn dash() -> String {
    "–".to_owned()
}

impl Teller<'_> {
    fn est(&self, quantity: Quantity, est: Est) -> String {
        est.map_or_else(dash, |found| self.marked(self.numbers.full(quantity, &found), &found))
    }

    fn change(&self, quantity: Quantity, est: Est) -> String {
        est.map_or_else(dash, |found| self.marked(self.numbers.full_signed(quantity, &found), &found))
    }

    /// A dash where the interval is missing, unless no number has one.
    fn marked(&self, text: String, found: &Estimate) -> String {
        let bare = interval(found).is_none() && self.report.results.replications > 1;
        if bare { format!("{text} ({})", dash()) } else { text }
    }

    fn short(&self, est: Est) -> String {
        est.map_or_else(dash, |found| self.numbers.value(Quantity::Share, &found))
    }
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
        columns.extend([w.column_value, w.column_value_difference]);
    }
    let note = match info.what.as_str() {
        "work" => Some(w.per_incident.to_owned()),
        "count" => Some(w.per_replication.to_owned()),
        _ => info.target_s.map(|target| fill(w.target, &[("target", &teller.numbers.length(target))])),
    };
    let mut strata = Vec::new();
    let named = results.arms.values().next().and_then(|arm| arm.measures.get(measure));
    for (kind, name, _) in named.into_iter().flat_map(|strata| strata.each()) {
        let rows: Vec<Row> = results.arms.keys().filter_map(|arm| row(teller, arm, measure, (kind, name))).collect();
        let group = match kind {
            "type" => w.by_type,
            "agencies" => w.by_agencies,
            "agency" => w.by_agency,
            "alone" => w.by_alone,
            _ => "",
        };
        if !rows.is_empty() {
            strata.push(StratumRows { group, label: teller.stratum(kind, name).to_owned(), rows });
        }
    }
    MeasureTable { title: teller.report.measure_label(measure, teller.language).to_owned(), note, columns, strata }
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
            let mut cells = vec![teller.numbers.count(time.count)];
            if time.reached != time.count {
                cells[0] = format!("{} ({}: {})", cells[0], teller.words.column_reached.to_lowercase(), teller.numbers.count(time.reached));
            }
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
            let change = match difference {
                Some(Difference::Value(found)) => teller.change(points, found.of_arms.value),
                _ => empty_change(teller, arm),
            };
            vec![teller.numbers.count(value.count), teller.est(quantity, value.value), change]
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
fn empty_change(teller: &Teller<'_>, arm: &str) -> String {
    if arm == teller.report.results.baseline { teller.words.page_baseline.to_owned() } else { dash() }
}

fn time_changes(teller: &Teller<'_>, arm: &str, difference: Option<&Difference>) -> [String; 4] {
    match difference {
        Some(Difference::Time(found)) => {
            let TimeDifference { of_arms, of_pairs, .. } = found.as_ref();
            let ratio = found.variance_ratio.map_or_else(dash, |ratio| teller.numbers.value(Quantity::Number, &exact(ratio)));
            [teller.change(Quantity::Change, of_arms.mean_s), teller.short(of_pairs.quicker), teller.short(of_pairs.slower), ratio]
        }
        _ => [empty_change(teller, arm), String::new(), String::new(), String::new()],
    }
}

/// Each agency that is needed alone, against the baseline.
pub(super) fn alone(teller: &Teller<'_>) -> Vec<AgencyRows> {
    let (w, numbers) = (teller.words, teller.numbers);
    let rows_of = |finding: &StratumFinding<'_>| {
        let row = |arm: &ArmFinding<'_>| {
            let found = arm.difference;
            let number = teller.change(Quantity::Change, found.and_then(|found| found.of_arms.mean_s));
            let told = match verdict_short(w, arm.verdict) {
                Some(words) => Cell { value: words.to_owned(), note: Some(number) },
                None => Cell::new(number),
            };
            let share = |of: fn(&OfPairs) -> Est| Cell::new(teller.short(found.and_then(|found| of(&found.of_pairs))));
            let gain = found.and_then(|found| found.gain_over_60_s_per_year);
            let gain = Cell::new(gain.map_or_else(dash, |gain| numbers.value(Quantity::Count, &gain)));
            Row {
                label: teller.arm(arm.arm).to_owned(),
                cells: vec![told, share(|pairs| pairs.quicker), share(|pairs| pairs.slower), gain],
            }
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

pub(super) fn people(teller: &Teller<'_>) -> Vec<PoolRows> {
    let results = &teller.report.results;
    let pools = results.arms.values().next().map(|arm| arm.pools.keys()).into_iter().flatten();
    let rows_of = |pool: &String| {
        let row = |(name, arm): (&String, &crate::results::ArmResults)| {
            let stats = arm.pools.get(pool)?;
            let use_of = if stats.on_duty_s.is_some() { Quantity::Share } else { Quantity::Number };
            let mut cells: Vec<_> = [stats.working, stats.held, stats.background].map(|est| teller.est(use_of, est)).into();
            if let Some(reserved) = stats.reserved.filter(|reserved| reserved.value > 0.0) {
                let reserved = teller.est(use_of, Some(reserved));
                cells[1] = fill(teller.words.of_that_reserved, &[("held", &cells[1]), ("reserved", &reserved)]);
            }
            cells.push(teller.est(Quantity::Time, stats.mean_wait_s));
            cells.push(teller.est(Quantity::Share, stats.p_wait));
            Some(Row::new(teller.report.arm_label(name, teller.language), cells))
        };
        let label = label(results.pool_labels.get(pool), pool, teller.language).to_owned();
        PoolRows { label, rows: results.arms.iter().filter_map(row).collect() }
    };
    pools.map(rows_of).collect()
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
        ParameterRow {
            name: parameter.name.clone(),
            value: with_learning(parameter),
            range: text(&parameter.range),
            basis,
            tone,
            source: text(&parameter.source),
            origin: text(&parameter.origin),
        }
    };
    sorted.into_iter().map(row).collect()
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
    let cell = |ends: &[Est; 2]| {
        let told = |end: &Est| end.map_or_else(dash, |change| teller.numbers.signed(Quantity::Change, &change));
        let clear = |change: &Estimate| interval(change).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
        RangeCell { ends: [told(&ends[0]), told(&ends[1])], unclear: !ends.iter().flatten().any(clear) }
    };
    let range_of = |name: &str| {
        let parameter = teller.report.results.parameters.iter().find(|parameter| parameter.name == name);
        parameter.and_then(|parameter| parameter.range.clone()).unwrap_or_else(dash)
    };
    let row = |bar: &Bar| RangeRow {
        name: bar.factor.clone(),
        range: range_of(&bar.factor),
        cells: asked.iter().map(|&place| cell(&bar.changes[place])).collect(),
    };
    let arms = asked.iter().map(|&place| teller.arm(&over.questions[place].arm).to_owned()).collect();
    let largest = |bar: &Bar| {
        let ends = asked.iter().flat_map(|&place| bar.changes[place].iter().flatten());
        ends.map(|change| libm::fabs(change.value)).fold(0.0, f64::max)
    };
    let mut sorted: Vec<&Bar> = over.bars.iter().collect();
    sorted.sort_by(|a, b| largest(b).total_cmp(&largest(a)));
    Some(RangeTable { title, arms, rows: sorted.into_iter().map(row).collect() })
}

/// A value and how it changes with practice, both as written in the scenario.
fn with_learning(parameter: &crate::model::Parameter) -> String {
    let one = |(arm, learning): &(Option<String>, Option<String>)| {
        let whose = arm.as_ref().map_or(String::new(), |arm| format!("arm.{arm}: "));
        let what = learning.as_ref().map_or("learns = false".to_owned(), |learning| format!("learning = {{ {learning} }}"));
        format!("; {whose}{what}")
    };
    parameter.value.clone() + &parameter.learning.iter().map(one).collect::<String>()
}

pub(super) fn warnings(teller: &Teller<'_>) -> Vec<WarningRow> {
    let row = |warning: &crate::results::Warning| WarningRow {
        kind: warning.kind.clone(),
        lang: if warning.doubt.is_none() { Some("en") } else { None },
        message: doubts::told(teller.report, teller.language, warning),
    };
    teller.report.results.warnings.iter().map(row).collect()
}
