//! Where the seconds go: from the baseline's mean to an arm's, stage by stage and kind by kind.

use super::font::{self, Weight};
use super::frame::{Axis, HEADING, LABEL, LONGER, SHORTER, Sheet, TOTAL};
use super::picture::{Anchor, Color, INK, PAPER, QUIET, Shape, line_height};
use super::{Brief, Drawn, cells};
use crate::report::answer::{stratum_word, verdict_short};
use crate::report::format::{Quantity, interval};
use crate::report::words::fill;
use crate::results::{Est, Estimate, TimeDifference};

/// Most bars between the two totals; what is smaller is put together.
const MOST: usize = 8;
/// A cut axis spans so many times what is noticeable.
const LEAST: f64 = 10.0;
const BASE: Color = Color(0x8a, 0x93, 0x9e);

/// One bar between the totals.
struct Bar {
    label: String,
    value: f64,
    estimate: Option<Estimate>,
}

pub(super) fn draw(brief: &Brief<'_>, arm: &str) -> Option<Drawn> {
    let (measure, _) = brief.measure()?;
    let w = brief.words;
    let (label, arm_label) = (brief.report.measure_label(measure, brief.language), brief.report.arm_label(arm, brief.language));
    let title = fill(w.chart_stages, &[("arm", arm_label)]);
    let caption = fill(w.chart_stages_sub, &[("measure", label), ("baseline", brief.baseline_label()), ("arm", arm_label)]);
    let mut sheet = brief.sheet(&title, &caption);
    let found = |stratum| (stratum, brief.report.time_difference(arm, measure, stratum));
    let panels: Vec<_> = brief.panels(measure).into_iter().map(found).collect();
    let count = panels.len() as f64;
    let (top, gap) = (sheet.y, 64.0);
    let mut bottom = top;
    let mut csv = "stratum,stage,kind,difference_s,low_s,high_s\n".to_owned();
    let bars: Vec<_> = panels.iter().map(|(_, found)| found.map_or_else(Vec::new, |found| bars(brief, found))).collect();
    let rows = bars.iter().map(Vec::len).max().unwrap_or(0) + 2;
    for (place, (stratum, found)) in panels.iter().enumerate() {
        let (left, right) = if sheet.is_wide() {
            let width = (sheet.width() - gap * (count - 1.0)) / count;
            let left = sheet.left + place as f64 * (width + gap);
            (left, left + width)
        } else {
            (sheet.left, sheet.right)
        };
        if sheet.is_wide() {
            sheet.y = top;
        }
        let height = if sheet.is_wide() {
            ((sheet.height_left() - 60.0) / rows as f64).min(74.0).max(2.0 * line_height(LABEL.0))
        } else {
            3.0 * line_height(LABEL.0)
        };
        panel(brief, &mut sheet, (left, right), (stratum, arm_label), *found, &bars[place], height);
        bottom = bottom.max(sheet.y);
        if let Some(found) = found {
            rows_of_csv(&mut csv, stratum, found);
        }
    }
    sheet.y = bottom + 10.0;
    Some(brief.finish(sheet, format!("stages_{arm}"), title, caption, csv))
}

/// The contributions in the order of the stages; small ones together, so that the bars sum to the difference.
fn bars(brief: &Brief<'_>, difference: &TimeDifference) -> Vec<Bar> {
    let Some(mean) = difference.of_arms.mean_s else { return Vec::new() };
    let noticeable = brief.report.results.study.noticeable.seconds();
    let mut bars = Vec::new();
    for (stage, parts) in &difference.stages {
        for (kind, est) in kinds(parts) {
            if let Some(found) = est.filter(|found| found.value != 0.0) {
                let label = format!("{}: {}", stage_word(brief, stage), kind_word(brief, kind));
                bars.push(Bar { label, value: found.value, estimate: Some(found) });
            }
        }
    }
    let mut sizes: Vec<f64> = bars.iter().map(|bar| libm::fabs(bar.value)).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let largest = sizes.first().copied().unwrap_or(0.0);
    let least = sizes.get(MOST).copied().unwrap_or(0.0).max(largest * 0.004).max(noticeable / 10.0);
    bars.retain(|bar| libm::fabs(bar.value) > least);
    let rest = mean.value - bars.iter().map(|bar| bar.value).sum::<f64>();
    // What rounds to nothing has no bar of its own.
    if libm::fabs(rest) > (largest * 0.005).max(noticeable / 100.0).max(1e-9) {
        bars.push(Bar { label: brief.words.others.to_owned(), value: rest, estimate: None });
    }
    bars
}

/// The kinds of one stage with their names in files.
fn kinds(parts: &crate::results::StageParts) -> [(&'static str, Est); 4] {
    [("working", parts.working_s), ("queue", parts.queue_s), ("blocked", parts.blocked_s), ("redial", parts.redial_s)]
}

fn kind_word(brief: &Brief<'_>, kind: &str) -> &'static str {
    match kind {
        "queue" => brief.words.kind_queue,
        "blocked" => brief.words.kind_blocked,
        "redial" => brief.words.kind_redial,
        _ => brief.words.kind_working,
    }
}

fn stage_word<'a>(brief: &'a Brief<'_>, stage: &'a str) -> &'a str {
    crate::report::words::stage(brief.words, &brief.report.results.described.names, stage, brief.language)
}

fn panel(
    brief: &Brief<'_>,
    sheet: &mut Sheet,
    (left, right): (f64, f64),
    (stratum, arm_label): (&str, &str),
    difference: Option<&TimeDifference>,
    bars: &[Bar],
    height: f64,
) {
    let mut heading = stratum_word(brief.words, stratum).to_owned();
    if let Some(words) = difference.and_then(|found| verdict_short(brief.words, brief.report.verdict(found))) {
        heading = format!("{heading}: {words}");
    }
    let heading = font::clip(&heading, HEADING.0, HEADING.1, right - left);
    sheet.picture.text((left, sheet.y + 28.0), &heading, HEADING, INK, Anchor::Left);
    sheet.y += 46.0;
    let totals = difference.and_then(|found| {
        let (base, mean) = (found.baseline_mean_s?, found.of_arms.mean_s?);
        (found.pairs.both > 0).then_some((base.value, base.value + mean.value))
    });
    let Some((base, total)) = totals else {
        sheet.y += 40.0;
        return sheet.picture.text((left, sheet.y - 12.0), brief.words.no_data, LABEL, QUIET, Anchor::Left);
    };
    let (labels, numbers) = if sheet.is_wide() { (296.0, 140.0) } else { (196.0, 112.0) };
    let plot = Plot {
        left,
        right,
        height,
        axis: axis(base, total, bars, LEAST * brief.report.results.study.noticeable.seconds(), (left + labels, right - numbers)),
    };
    let half = difference.and_then(|found| interval(&found.baseline_mean_s?)).map(|(low, high)| (high - low) / 2.0);
    let rounded = |value: f64| Estimate { value, low: half.map(|half| value - half), high: half.map(|half| value + half) };
    let whole = |value: f64| brief.numbers.value(Quantity::Time, &rounded(value));
    plot.total(sheet, (brief.baseline_label(), &whole(base)), base, true);
    let mut at = base;
    for bar in bars {
        let shown = match &bar.estimate {
            Some(estimate) => brief.numbers.signed(Quantity::Change, estimate),
            None => brief.numbers.signed(Quantity::Change, &Estimate { value: bar.value, low: None, high: None }),
        };
        let color = if bar.value < 0.0 { SHORTER } else { LONGER };
        let ends = bar.estimate.and_then(|found| interval(&found)).map(|(low, high)| (at + low, at + high));
        let from = at;
        at += bar.value;
        plot.bar(sheet, (&bar.label, &shown), (from, at), color, ends);
    }
    plot.total(sheet, (arm_label, &whole(total)), total, false);
    sheet.y += 18.0;
}

/// The axis begins at zero unless the way from total to total would be too small to see; then the totals are cut and marked.
/// A cut axis shows `least` seconds at least, so that small differences look small.
fn axis(base: f64, total: f64, bars: &[Bar], least: f64, (from, to): (f64, f64)) -> Axis {
    let (mut low, mut high, mut at) = (base.min(total), base.max(total), base);
    for bar in bars {
        let (less, more) = bar.estimate.and_then(|found| interval(&found)).unwrap_or((bar.value, bar.value));
        (low, high) = (low.min(at + less), high.max(at + more));
        at += bar.value;
        (low, high) = (low.min(at), high.max(at));
    }
    let missing = (least - (high - low)).max(0.0);
    let cut = low - 0.4 * (high - low) - missing;
    low = if low > 0.0 && high > low && cut > 0.25 * high { cut } else { low.min(0.0) };
    if high <= low {
        high = low + 1.0;
    }
    Axis { low, high, from, to }
}

/// The columns of a panel: labels, bars, numbers.
struct Plot {
    left: f64,
    right: f64,
    height: f64,
    axis: Axis,
}

impl Plot {
    /// A total, from zero; cut where the axis is.
    fn total(&self, sheet: &mut Sheet, words: (&str, &str), value: f64, first: bool) {
        let (middle, thick) = (sheet.y + self.height / 2.0, self.thick());
        let from = self.axis.low.max(0.0);
        let (a, b) = (self.axis.at(from.min(value)), self.axis.at(from.max(value)));
        self.row(sheet, words, TOTAL);
        if first {
            self.connect(sheet, value, middle);
        }
        sheet.picture.rect((a, middle - thick / 2.0), (b - a, thick), BASE);
        if self.axis.low > 0.0 {
            for x in [a + 14.0, a + 26.0] {
                let (top, bottom) = (middle - thick / 2.0 - 3.0, middle + thick / 2.0 + 3.0);
                sheet.picture.shapes.push(Shape::Polygon {
                    points: vec![(x + 5.0, top), (x + 11.0, top), (x + 1.0, bottom), (x - 5.0, bottom)],
                    color: PAPER,
                });
            }
        }
    }

    /// One contribution, with the interval of its end.
    fn bar(&self, sheet: &mut Sheet, words: (&str, &str), (from, to): (f64, f64), color: Color, whisker: Option<(f64, f64)>) {
        let (middle, thick) = (sheet.y + self.height / 2.0, self.thick());
        let (a, b) = (self.axis.at(from.min(to)), self.axis.at(from.max(to)));
        self.row(sheet, words, LABEL);
        self.connect(sheet, to, middle);
        let picture = &mut sheet.picture;
        picture.rect((a, middle - thick / 2.0), (b - a, thick), color);
        if let Some((low, high)) = whisker.map(|(low, high)| (self.axis.at(low), self.axis.at(high))) {
            picture.line(&[(low, middle), (high, middle)], 2.5, INK);
            for end in [low, high] {
                picture.line(&[(end, middle - 7.0), (end, middle + 7.0)], 2.5, INK);
            }
        }
    }

    fn thick(&self) -> f64 {
        (self.height * 0.56).min(34.0)
    }

    /// A thin line to the next row: where it begins.
    fn connect(&self, sheet: &mut Sheet, value: f64, middle: f64) {
        let x = self.axis.at(value);
        let half = self.thick() / 2.0;
        sheet.picture.line(&[(x, middle + half), (x, middle + self.height - half)], 1.5, QUIET);
    }

    /// Label and number; the sheet moves on.
    fn row(&self, sheet: &mut Sheet, (label, number): (&str, &str), style: (f64, Weight)) {
        let middle = sheet.y + self.height / 2.0;
        let lines =
            font::wrap(label, style.0, style.1, self.axis.from - self.left - 14.0, ((self.height / line_height(style.0)) as usize).max(2));
        let top = middle - line_height(style.0) * lines.len() as f64 / 2.0;
        sheet.picture.lines((self.left, top), &lines, style, INK, Anchor::Left);
        sheet.picture.text((self.right, middle + style.0 * 0.35), number, style, INK, Anchor::Right);
        sheet.y += self.height;
    }
}

fn rows_of_csv(csv: &mut String, stratum: &str, difference: &TimeDifference) {
    csv.push_str(&format!("{stratum},baseline,,{}\n", cells(difference.baseline_mean_s)));
    for (stage, parts) in &difference.stages {
        for (kind, est) in kinds(parts) {
            if est.is_some() {
                csv.push_str(&format!("{stratum},{},{kind},{}\n", crate::report::table::quoted(stage), cells(est)));
            }
        }
    }
    csv.push_str(&format!("{stratum},difference,,{}\n", cells(difference.of_arms.mean_s)));
}
