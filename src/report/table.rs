//! `measures.csv`: every estimate as a row.

use super::Report;
use super::format::interval;
use crate::results::{Difference, Est, Estimate, Stats};

/// The columns. Differences carry the arm they are against in the last one, and are arm minus that arm.
const COLUMNS: &str = "arm,measure,stratum_kind,stratum,statistic,unit,value,low,high,replications,against\n";

/// Every measure of every arm and stratum, tidy: one estimate a row, exact, 95 % intervals; what cannot be estimated is left empty.
///
/// Statistics of an arm have an empty `against`. Differences have the baseline there: `mean_difference` and the like compare the
/// arms, `pair_median` and the like describe the paired differences.
pub fn measures_csv(report: &Report) -> String {
    let mut table = Table { text: COLUMNS.to_owned(), replications: report.results.replications };
    let results = &report.results;
    for (arm, found) in &results.arms {
        for (measure, strata) in &found.measures {
            let unit = value_unit(results.measures.get(measure).map_or("", |info| info.what.as_str()));
            for (kind, stratum, stats) in strata.each() {
                let place = Place { arm, measure, kind, stratum, against: "" };
                table.stats(&place, stats, unit);
            }
        }
    }
    for (arm, measures) in &results.differences {
        for (measure, strata) in measures {
            let unit = value_unit(results.measures.get(measure).map_or("", |info| info.what.as_str()));
            for (kind, stratum, difference) in strata.each() {
                let place = Place { arm, measure, kind, stratum, against: &results.baseline };
                table.difference(&place, difference, unit);
            }
        }
    }
    table.text
}

/// `recorded.csv`: what the log recorded of the measures, one number a row; `None` where it recorded nothing of them.
pub fn recorded_csv(report: &Report) -> Option<String> {
    let recorded = &report.results.recorded;
    if recorded.is_empty() {
        return None;
    }
    let mut text = "measure,stratum_kind,stratum,statistic,unit,value\n".to_owned();
    for (measure, found) in recorded {
        for (kind, stratum, time) in found.each() {
            let counts = [("count", time.count), ("reached", time.reached)];
            let counts = counts.map(|(statistic, count)| (statistic, "incidents", Some(count.to_string())));
            let times = [("mean", time.mean_s), ("median", time.median_s), ("p90", time.p90_s), ("p95", time.p95_s)];
            let times = times.map(|(statistic, est)| (statistic, "s", est.map(|found| found.value.to_string())));
            let within = [("within_target", "share", time.within_target.map(|found| found.value.to_string()))];
            for (statistic, unit, value) in counts.into_iter().chain(times).chain(within) {
                text.push_str(&format!("{measure},{kind},{stratum},{statistic},{unit},{}\n", value.unwrap_or_default()));
            }
        }
    }
    Some(text)
}

/// The unit of a measure that is no time.
fn value_unit(what: &str) -> &'static str {
    match what {
        "share" => "share",
        "count" => "per_replication",
        _ => "s",
    }
}

struct Place<'a> {
    arm: &'a str,
    measure: &'a str,
    kind: &'a str,
    stratum: &'a str,
    against: &'a str,
}

struct Table {
    text: String,
    replications: u64,
}

impl Table {
    fn stats(&mut self, place: &Place<'_>, stats: &Stats, unit: &str) {
        match stats {
            Stats::Time(time) => {
                self.number(place, "count", time.count);
                self.number(place, "reached", time.reached);
                self.row(place, "mean", "s", time.mean_s);
                self.row(place, "median", "s", time.median_s);
                self.row(place, "p90", "s", time.p90_s);
                self.row(place, "p95", "s", time.p95_s);
                self.row(place, "within_target", "share", time.within_target);
            }
            Stats::Value(value) => {
                self.number(place, "count", value.count);
                self.row(place, "value", unit, value.value);
            }
        }
    }

    fn difference(&mut self, place: &Place<'_>, difference: &Difference, unit: &str) {
        let pairs = match difference {
            Difference::Time(time) => time.pairs,
            Difference::Value(value) => value.pairs,
        };
        self.number(place, "pairs_both", pairs.both);
        self.number(place, "pairs_only_baseline", pairs.only_baseline);
        self.number(place, "pairs_only_arm", pairs.only_arm);
        self.number(place, "pairs_neither", pairs.neither);
        let time = match difference {
            Difference::Value(value) => {
                self.row(place, "value_difference", unit, value.of_arms.value);
                return self.ratio(place, value.variance_ratio);
            }
            Difference::Time(time) => time,
        };
        self.row(place, "mean_difference", "s", time.of_arms.mean_s);
        self.row(place, "relative_difference", "share", time.of_arms.relative);
        self.row(place, "median_difference", "s", time.of_arms.median_s);
        self.row(place, "p90_difference", "s", time.of_arms.p90_s);
        self.row(place, "p95_difference", "s", time.of_arms.p95_s);
        self.row(place, "within_target_difference", "share", time.of_arms.within_target);
        self.row(place, "pair_median", "s", time.of_pairs.median_s);
        self.row(place, "pair_p05", "s", time.of_pairs.p05_s);
        self.row(place, "pair_p95", "s", time.of_pairs.p95_s);
        self.row(place, "quicker", "share", time.of_pairs.quicker);
        self.row(place, "slower", "share", time.of_pairs.slower);
        self.row(place, "unchanged", "share", time.of_pairs.unchanged);
        self.row(place, "identical", "share", time.of_pairs.identical);
        self.ratio(place, time.variance_ratio);
        self.row(place, "pairs_per_year", "1/y", time.per_year);
        self.row(place, "gain_over_60_s_per_year", "1/y", time.gain_over_60_s_per_year);
    }

    fn ratio(&mut self, place: &Place<'_>, ratio: Option<f64>) {
        self.row(place, "variance_ratio", "1", ratio.map(|value| Estimate { value, low: None, high: None }));
    }

    fn number(&mut self, place: &Place<'_>, statistic: &str, value: u64) {
        self.line(place, statistic, "incidents", [value.to_string(), String::new(), String::new()]);
    }

    fn row(&mut self, place: &Place<'_>, statistic: &str, unit: &str, estimate: Est) {
        let cells = match estimate {
            None => [const { String::new() }; 3],
            Some(found) => {
                let (low, high) = interval(&found).map_or_else(Default::default, |(low, high)| (low.to_string(), high.to_string()));
                [found.value.to_string(), low, high]
            }
        };
        self.line(place, statistic, unit, cells);
    }

    /// Names are `[a-z][a-z0-9_]*`, so nothing needs quotes.
    fn line(&mut self, place: &Place<'_>, statistic: &str, unit: &str, cells: [String; 3]) {
        let [value, low, high] = cells;
        let Place { arm, measure, kind, stratum, against } = place;
        let replications = self.replications;
        self.text.push_str(&format!("{arm},{measure},{kind},{stratum},{statistic},{unit},{value},{low},{high},{replications},{against}\n"));
    }
}

/// A cell that may hold any text: in quotes where it must be.
pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
