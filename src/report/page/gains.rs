//! Who gains: by type and agency, and by hour and day.

use super::Teller;
use super::cells::{Cell, Row, dash};
use crate::report::answer::{stratum_word, verdict_short};
use crate::report::findings::is_clear;
use crate::report::format::{Quantity, interval};
use crate::report::words::fill;
use crate::results::{ByHour, Difference, Est, HourStats, Stats};
use serde::Serialize;

/// Every stratum of the measure that the answer is told by, a column for each arm.
#[derive(Debug, Serialize)]
pub(super) struct Gains {
    note: String,
    arms: Vec<String>,
    rows: Vec<GainRow>,
}

/// One stratum.
#[derive(Debug, Serialize)]
struct GainRow {
    by: &'static str,
    row: Row,
}

pub(super) fn gains(teller: &Teller<'_>) -> Option<Gains> {
    let (w, report) = (teller.words, teller.report);
    let measure = report.time_measures().next()?;
    let strata = report.results.arms.get(&report.results.baseline)?.measures.get(measure)?;
    let row = |(kind, name, stats): (&'static str, &str, &Stats)| {
        let Stats::Time(base) = stats else { return None };
        let differences = report.others().map(|arm| {
            let mut each = report.differences(arm, measure)?.each();
            match each.find(|(other, of, _)| (*other, *of) == (kind, name))?.2 {
                Difference::Time(found) => Some(found.as_ref()),
                Difference::Value(_) => None,
            }
        });
        let found: Vec<_> = differences.collect();
        let per_year = found.iter().flatten().find_map(|found| found.per_year);
        let year = per_year.map_or_else(dash, |count| teller.numbers.value(Quantity::Count, &count));
        let cell = |found: &Option<&crate::results::TimeDifference>| {
            let mean = found.and_then(|found| found.of_arms.mean_s);
            match found.and_then(|found| verdict_short(w, report.verdict(found))) {
                Some(words) => Cell::with_note(words, teller.change_text(Quantity::Change, mean)).of(mean),
                None => teller.change(Quantity::Change, mean),
            }
        };
        let level = teller.est(Quantity::Time, base.mean_s);
        let cells = [Cell::new(year).of(per_year), level].into_iter().chain(found.iter().map(cell)).collect();
        let by = match kind {
            "type" => w.by_type,
            "agencies" => w.by_agencies,
            "agency" => w.by_agency,
            "alone" => w.by_alone,
            _ => return None,
        };
        (base.count > 0).then(|| GainRow { by, row: Row::new(teller.stratum(kind, name), cells) })
    };
    let rows: Vec<GainRow> = strata.each().filter_map(row).collect();
    let note = fill(w.gains_note, &[("baseline", teller.baseline())]);
    let arms: Vec<String> = report.others().map(|arm| teller.arm(arm).to_owned()).collect();
    (!arms.is_empty() && !rows.is_empty()).then_some(Gains { note, arms, rows })
}

/// An arm in a stratum, by hour and day.
#[derive(Debug, Serialize)]
pub(super) struct HeatMap {
    title: String,
    days: Vec<&'static str>,
    rows: Vec<HeatRow>,
}

/// One hour; the last row is all hours.
#[derive(Debug, Serialize)]
struct HeatRow {
    hour: String,
    cells: Vec<HeatCell>,
}

/// A difference, and how it is set: `s1` to `s4` shorter, `l1` to `l4` longer, `unsure`, `bare` without an interval, or nothing at the margins
/// where it is sure and where no incident is.
#[derive(Debug, Serialize)]
struct HeatCell {
    tone: String,
    cell: Cell,
}

pub(super) fn heat_maps(teller: &Teller<'_>) -> Vec<HeatMap> {
    let Some(measure) = teller.report.time_measures().next() else { return Vec::new() };
    let mut maps = Vec::new();
    for arm in teller.report.others() {
        let Some(strata) = teller.report.results.arms.get(arm).and_then(|found| found.hours.get(measure)) else { continue };
        for stratum in ["multi", "single"] {
            let found = strata.get(stratum).filter(|found| found.hour_of_week.len() == 168);
            maps.extend(found.and_then(|found| heat_map(teller, (arm, stratum), found)));
        }
    }
    maps
}

fn heat_map(teller: &Teller<'_>, (arm, stratum): (&str, &str), found: &ByHour<HourStats>) -> Option<HeatMap> {
    let w = teller.words;
    let clear = |hours: &[HourStats]| {
        let sizes = hours.iter().filter_map(|hour| hour.difference_s).filter(is_clear).map(|mean| libm::fabs(mean.value));
        sizes.fold(0.0, f64::max)
    };
    let largest = clear(&found.hour_of_week);
    let doubt = |mean: Est| match mean {
        Some(mean) if interval(&mean).is_none() => "bare",
        Some(mean) if !is_clear(&mean) => "unsure",
        _ => "",
    };
    let tone = |mean: Est| match mean.filter(is_clear) {
        Some(mean) if largest > 0.0 => {
            let level = (libm::ceil(libm::fabs(mean.value) / largest * 4.0) as usize).clamp(1, 4);
            format!("{}{level}", if mean.value < 0.0 { "s" } else { "l" })
        }
        _ => doubt(mean).to_owned(),
    };
    let shown = found.hour_of_week.iter().chain(&found.hour).chain(&found.weekday).filter_map(|hour| hour.difference_s);
    // All numbers of a map have one unit.
    let most = shown.clone().map(|mean| libm::fabs(mean.value)).fold(0.0, f64::max);
    if !shown.clone().any(|mean| interval(&mean).is_some()) {
        return None;
    }
    let cell = |hour: &HourStats| HeatCell { tone: tone(hour.difference_s), cell: bare(teller, hour.difference_s, most) };
    let margin = |mean: Est| {
        let text = mean.map_or_else(dash, |mean| teller.numbers.full_signed_among(Quantity::Change, &mean, most));
        HeatCell { tone: doubt(mean).to_owned(), cell: Cell::new(text).of(mean) }
    };
    let row = |hour: usize| {
        let days = (0..7).map(|day| cell(&found.hour_of_week[day * 24 + hour]));
        HeatRow { hour: format!("{hour:02}–{:02}", hour + 1), cells: days.chain([margin(found.hour.get(hour)?.difference_s)]).collect() }
            .into()
    };
    let rows: Option<Vec<HeatRow>> = (0..24).map(row).collect();
    let mut rows = rows?;
    let margins = found.weekday.iter().map(|day| day.difference_s).chain([whole(teller, arm, stratum)]);
    rows.push(HeatRow { hour: w.all_hours.to_owned(), cells: margins.map(margin).collect() });
    let title = fill(w.heat_title, &[("arm", teller.arm(arm)), ("stratum", stratum_word(w, stratum))]);
    Some(HeatMap { title, days: w.days().into_iter().chain([w.all_days]).collect(), rows })
}

/// A difference of one hour of the week: how it is set tells whether it is sure, and the summary has its interval.
fn bare(teller: &Teller<'_>, mean: Est, most: f64) -> Cell {
    Cell::new(mean.map_or_else(dash, |found| teller.numbers.signed_among(Quantity::Change, &found, most))).of(mean)
}

/// The difference at all hours.
fn whole(teller: &Teller<'_>, arm: &str, stratum: &str) -> Est {
    let measure = teller.report.time_measures().next()?;
    teller.report.time_difference(arm, measure, stratum)?.of_arms.mean_s
}
