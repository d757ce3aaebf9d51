//! What a recorded log holds, for people.

use super::format::{Numbers, Quantity, exact};
use super::unusable::unusable_row;
use super::words::{Log, Words, fill, words};
use crate::described::{Description, Dispersion, FlagCount, Spread, printable};
use crate::model::Language;

/// Unusable rows and lines that are shown.
const SHOWN: usize = 20;
/// An hour of the week of which less was seen has no rate, in hours.
const LEAST_SEEN: f64 = 0.5;

/// The days of the week, Monday first, short.
pub(super) fn days(language: Language) -> [&'static str; 7] {
    match language {
        Language::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        Language::Sv => ["mån", "tis", "ons", "tor", "fre", "lör", "sön"],
    }
}

/// What a log holds, in words and aligned numbers of at most 80 columns, as far as names allow.
pub fn log_answer(found: &Description, language: Language) -> String {
    let page = Page { found, words: words(language), said: Log::of(language), numbers: Numbers::new(language, 1.0), language };
    let mut lines = page.rows();
    lines.extend(page.order());
    lines.extend(page.hours());
    lines.extend(page.clusters());
    lines.extend(page.intervals());
    lines.extend(page.counts());
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Seconds in days.
fn found_days(seconds: f64) -> f64 {
    seconds / 86_400.0
}

struct Page<'a> {
    found: &'a Description,
    words: &'static Words,
    said: &'static Log,
    numbers: Numbers,
    language: Language,
}

impl Page<'_> {
    fn count(&self, count: u64) -> String {
        self.numbers.count(count)
    }

    /// So many of something, in words for one and for several.
    fn so_many(&self, count: u64, one: &str, several: &str) -> String {
        fill(if count == 1 { one } else { several }, &[("count", &self.count(count))])
    }

    /// The first of some lines.
    fn some(&self, lines: &[u64]) -> String {
        let first: Vec<String> = lines.iter().take(5).map(u64::to_string).collect();
        let listed = first.join(", ") + if lines.len() > first.len() { ", ..." } else { "" };
        fill(if lines.len() == 1 { self.said.one_line } else { self.said.lines }, &[("lines", &listed)])
    }

    /// From the first call to the last: in days where there are some.
    fn span(&self) -> String {
        match found_days(self.found.span_s) {
            days if days >= 2.0 => self.numbers.with_unit(self.numbers.fixed(days, 1), "d"),
            _ => self.numbers.length(self.found.span_s),
        }
    }

    /// A number of minutes.
    fn minutes(&self, seconds: f64) -> String {
        match seconds / 60.0 {
            minutes if minutes <= 120.0 => self.numbers.with_unit(self.numbers.fixed(minutes, 0), "min"),
            _ => self.numbers.length(seconds),
        }
    }

    fn rows(&self) -> Vec<String> {
        let (found, said) = (self.found, self.said);
        let usable = found.rows - found.unusable_rows;
        let values = [
            ("incidents", self.so_many(found.incidents, said.one_incident, said.incidents)),
            ("usable", self.count(usable)),
            ("rows", self.so_many(found.rows, said.one_row, said.several_rows)),
            ("file", printable(&found.file)),
            ("first", found.first.replace('T', " ")),
            ("last", found.last.replace('T', " ")),
            ("span", self.span()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let mut lines = vec![fill(said.rows, &values), fill(said.span, &values)];
        if let Some(sizes) = &found.rows_per_incident {
            let numbers = [sizes.mean, sizes.percentile(50), sizes.percentile(90), sizes.most];
            let [mean, median, p90, most] = numbers.map(|number| self.numbers.value(Quantity::Number, &exact(number)));
            lines.push(fill(said.sizes, &[("mean", &mean), ("median", &median), ("p90", &p90), ("most", &most)]));
        }
        if found.incomplete > 0 {
            lines.push(fill(said.incomplete, &[("count", &self.count(found.incomplete))]));
        }
        if found.blank > 0 {
            lines.push(fill(said.blank, &[("count", &self.count(found.blank))]));
        }
        if found.zeros > 0 {
            let count = ("count", self.count(found.zeros));
            lines.push(match found.zero.as_deref() {
                None => fill(said.zeros, &[(count.0, &count.1)]),
                Some("abandoned") => fill(said.zeros_abandoned, &[(count.0, &count.1)]),
                Some("drop") => fill(said.zeros_drop, &[(count.0, &count.1)]),
                Some(_) => fill(said.zeros_keep, &[(count.0, &count.1)]),
            });
        }
        if !found.ends_with_a_line {
            lines.push(said.no_end.to_owned());
        }
        if found.unusable_rows == 0 {
            lines.push(said.all_usable.to_owned());
        } else {
            lines.push(fill(said.unusable, &[("count", &self.count(found.unusable_rows))]));
            lines.extend(found.unusable.iter().take(SHOWN).map(|row| format!("  {}", unusable_row(row, self.language))));
            if found.unusable_rows > SHOWN as u64 {
                lines.push(format!("  {}", fill(said.more, &[("count", &self.count(found.unusable_rows - SHOWN as u64))])));
            }
        }
        lines
    }

    /// Order, copies and gaps.
    fn order(&self) -> Vec<String> {
        let (found, said) = (self.found, self.said);
        let mut lines = Vec::new();
        if found.out_of_order == 0 {
            lines.push(said.in_order.to_owned());
        } else {
            let which = self.some(&found.out_of_order_lines);
            lines.push(fill(said.out_of_order, &[("count", &self.count(found.out_of_order)), ("lines", &which)]));
        }
        let (identical, which) = (self.count(found.identical.rows), self.some(&found.identical.lines));
        lines.push(match (found.identical.rows, found.identical.one_in) {
            (0, 1) => said.no_copies.to_owned(),
            (0, one_in) => fill(said.no_copies_seen, &[("one_in", &self.count(one_in))]),
            (_, 1) => fill(said.copies, &[("count", &identical), ("lines", &which)]),
            (_, one_in) => fill(said.copies_about, &[("count", &identical), ("one_in", &one_in.to_string()), ("lines", &which)]),
        });
        if !found.far.is_empty() {
            lines.push(said.far_calls.to_owned());
        }
        for day in &found.far {
            let calls = self.so_many(day.calls, said.one_call, said.calls);
            let days = self.so_many(day.days.unsigned_abs(), said.one_day, said.days);
            let (line, time) = (day.line.to_string(), day.time.replace('T', " "));
            lines.push("  ".to_owned() + &fill(said.far_day, &[("line", &line), ("time", &time), ("calls", &calls), ("days", &days)]));
        }
        if !found.gaps.is_empty() {
            lines.push(said.gaps.to_owned());
        }
        for gap in &found.gaps {
            let (from, to) = (gap.from.replace('T', " "), gap.to.replace('T', " "));
            lines.push(format!("  {}: {from} – {to}", self.minutes(gap.length_s)));
        }
        lines
    }

    /// Calls an hour by hour of the week.
    fn hours(&self) -> Vec<String> {
        let mut lines = vec![String::new(), self.said.hours.to_uppercase()];
        let cell = |text: &str| format!("{text:>8}");
        lines.push(format!("     {}", days(self.language).map(cell).concat()));
        for hour in 0..24 {
            let rates = (0..7).map(|day| match &self.found.hours[day * 24 + hour] {
                one if one.hours >= LEAST_SEEN => cell(&self.numbers.fixed(one.calls as f64 / one.hours, 1)),
                _ => cell("–"),
            });
            lines.push(format!("  {hour:02} {}", rates.collect::<String>()));
        }
        lines
    }

    fn clusters(&self) -> Vec<String> {
        let said = self.said;
        let mut lines = vec![String::new(), said.clusters.to_uppercase()];
        if self.found.dispersion.iter().all(|one| one.index.is_none()) {
            lines.push(said.clusters_short.to_owned());
            return lines;
        }
        let told = |one: &Dispersion| {
            let (index, error) = (one.index?, one.standard_error?);
            Some(format!("  {:>6}  {} ± {}", self.minutes(one.window_s), self.numbers.fixed(index, 2), self.numbers.fixed(error, 2)))
        };
        lines.extend(self.found.dispersion.iter().filter_map(told));
        lines.push(said.clusters_note.to_owned());
        lines
    }

    fn intervals(&self) -> Vec<String> {
        let (found, w, said) = (self.found, self.words, self.said);
        if found.intervals.is_empty() {
            return Vec::new();
        }
        let widest = found.intervals.keys().map(|name| name.chars().count()).max().unwrap_or(0).clamp(8, 30);
        let row = |name: &str, cells: [String; 7]| {
            let cells: String = cells.iter().map(|cell| format!("{cell:>9}")).collect();
            format!("  {name:<widest$}{cells}")
        };
        let heads = [w.column_count, said.missing, w.column_mean, "5 %", "50 %", "90 %", "99 %"].map(str::to_owned);
        let mut lines = vec![String::new(), said.intervals.to_uppercase(), row("", heads)];
        for (name, spread) in &found.intervals {
            let Spread { count, missing, mean, .. } = spread;
            let times = [*mean, spread.percentile(5), spread.percentile(50), spread.percentile(90), spread.percentile(99)];
            let [mean, p5, p50, p90, p99] = times.map(|time| self.numbers.fixed(time, if time < 100.0 { 1 } else { 0 }));
            lines.push(row(name, [self.count(*count), self.count(*missing), mean, p5, p50, p90, p99]));
            lines.push(format!(
                "  {:<widest$}{}",
                "",
                fill(said.ends, &[("least", &self.numbers.length(spread.least)), ("most", &self.numbers.length(spread.most)),])
            ));
        }
        lines
    }

    /// Types and flags.
    fn counts(&self) -> Vec<String> {
        let (found, said) = (self.found, self.said);
        let mut lines = Vec::new();
        let share = |count: u64, of: u64| self.numbers.value(Quantity::Share, &exact(count as f64 / of.max(1) as f64));
        if !found.types.is_empty() {
            lines.extend([String::new(), said.types.to_uppercase()]);
            for (name, count) in found.types.iter().take(SHOWN) {
                let name = if name.is_empty() { said.no_type.to_owned() } else { printable(name) };
                lines.push(format!("  {name}: {} ({})", self.count(*count), share(*count, found.incidents)));
            }
            let rest: u64 = found.types.values().skip(SHOWN).sum::<u64>() + found.other_types;
            if rest > 0 {
                lines.push(format!("  {}", fill(said.more, &[("count", &self.count(rest))])));
            }
        }
        if !found.flags.is_empty() {
            lines.extend([String::new(), said.flags.to_uppercase()]);
            for (name, FlagCount { set, known }) in &found.flags {
                let values = [("count", self.count(*set)), ("known", self.count(*known)), ("share", share(*set, *known))];
                let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
                lines.push(format!("  {name}: {}", fill(said.flag, &values)));
            }
        }
        lines
    }
}
