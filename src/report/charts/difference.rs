//! How much shorter or longer, per stratum and arm: a dot and its interval.

use super::font::{self, Weight};
use super::frame::{Axis, HEADING, LABEL, LONGER, Look, SHORTER, Sheet, TICK, look};
use super::picture::{Anchor, GRID, INK, QUIET, SHADE, line_height};
use super::{Brief, Drawn, Room, cells};
use crate::report::answer::{stratum_word, verdict_short};
use crate::report::findings::{ArmFinding, StratumFinding};
use crate::report::format::{Quantity, interval};
use crate::report::words::fill;

/// Every stratum that the answer is told for, or one of them.
pub(super) fn draw(brief: &Brief<'_>, only: Option<&str>) -> Option<Drawn> {
    let mut findings = brief.report.findings();
    findings.retain(|finding| only.is_none_or(|only| finding.stratum == only));
    let w = brief.words;
    let measure = findings.first().map(|finding| brief.report.measure_label(finding.measure, brief.language))?;
    let caption = fill(
        w.chart_difference_sub,
        &[
            ("measure", measure),
            ("baseline", brief.baseline_label()),
            ("noticeable", &brief.numbers.length(brief.report.results.study.noticeable.seconds())),
        ],
    );
    let heading =
        only.map_or_else(|| w.chart_difference.to_owned(), |only| format!("{}: {}", w.chart_difference_one, stratum_word(w, only)));
    let mut sheet = brief.sheet(&heading, &caption);
    let noticeable = brief.report.results.study.noticeable.seconds();
    let layout = Layout::new(&sheet, &findings, noticeable);
    let headings = usize::from(only.is_none());
    let rows: usize = findings.iter().map(|finding| finding.arms.len() + headings).sum();
    let room = sheet.height_left() - 96.0;
    // A slide is filled, within reason.
    let most = if sheet.room == Room::Slide { 120.0 } else { 74.0 };
    let height = (room / rows as f64).min(most).max(layout.least_row);
    sheet.y += 34.0;
    let top = sheet.y;
    let bottom = top + height * rows as f64;
    directions(brief, &mut sheet, &layout, top);
    if sheet.is_wide() {
        let (from, to) = (layout.axis.at(-noticeable), layout.axis.at(noticeable));
        sheet.picture.rect((from, top), (to - from, bottom - top), SHADE);
        layout.axis.times(&mut sheet.picture, brief.numbers, (top, bottom), true);
        let zero = layout.axis.at(0.0);
        sheet.picture.line(&[(zero, top - 6.0), (zero, bottom)], 3.0, INK);
    }
    for finding in &findings {
        if only.is_none() {
            stratum_heading(brief, &mut sheet, finding, measure, height);
        }
        for (index, arm) in finding.arms.iter().enumerate() {
            row(brief, &mut sheet, &layout, arm, look(index + 1), height);
        }
    }
    if !sheet.is_wide() {
        // Text stands between the rows, so the grid is a row of ticks below them all.
        let y = sheet.y + 8.0;
        sheet.picture.line(&[(sheet.left, y), (sheet.right, y)], 1.5, GRID);
        layout.axis.times(&mut sheet.picture, brief.numbers, (y - 6.0, y + 6.0), true);
        sheet.y = y + 6.0;
    }
    sheet.y += 44.0;
    sheet.fitted = true;
    let name = only.map_or_else(|| "difference".to_owned(), |only| format!("difference_{only}"));
    Some(brief.finish(sheet, name, heading, caption, csv(brief, &findings)))
}

/// Columns: labels, then the plot, then the numbers; on a narrow sheet they stand below each other.
struct Layout {
    labels: f64,
    axis: Axis,
    numbers: Option<f64>,
    least_row: f64,
}

impl Layout {
    fn new(sheet: &Sheet, findings: &[StratumFinding<'_>], noticeable: f64) -> Layout {
        let ends = findings.iter().flat_map(|finding| &finding.arms).filter_map(|arm| {
            let mean = arm.difference?.of_arms.mean_s?;
            let (low, high) = interval(&mean).unwrap_or((mean.value, mean.value));
            Some((low.min(mean.value), high.max(mean.value)))
        });
        // What is noticeable is always seen, so that a small difference looks small.
        let (mut low, mut high) = ends.fold((-noticeable, noticeable), |(low, high), (l, h)| (low.min(l), high.max(h)));
        if low == high {
            (low, high) = (-1.0, 1.0);
        }
        let pad = (high - low) * 0.08;
        let (labels, numbers) = if sheet.is_wide() { (400.0, 330.0) } else { (0.0, 0.0) };
        let axis = Axis { low: low - pad, high: high + pad, from: sheet.left + labels + 24.0, to: sheet.right - numbers - 40.0 };
        let least_row = if sheet.is_wide() { 2.0 * line_height(LABEL.0) + 6.0 } else { 3.0 * line_height(LABEL.0) + BAND + 6.0 };
        Layout { labels, axis, numbers: sheet.is_wide().then_some(sheet.right), least_row }
    }
}

/// Height of a row's plot on a narrow sheet.
const BAND: f64 = 40.0;

/// Which way is shorter, above the plot; left out where there is no room.
fn directions(brief: &Brief<'_>, sheet: &mut Sheet, layout: &Layout, top: f64) {
    let axis = layout.axis;
    let zero = axis.at(0.0);
    for (text, room, anchor, x, color) in [
        (format!("← {}", brief.words.axis_shorter), zero - axis.from, Anchor::Right, zero - 12.0, SHORTER),
        (format!("{} →", brief.words.axis_longer), axis.to + 30.0 - zero, Anchor::Left, zero + 12.0, LONGER),
    ] {
        if font::width(&text, TICK.0, Weight::Bold) + 16.0 < room {
            sheet.picture.text((x, top - 14.0), &text, (TICK.0, Weight::Bold), color, anchor);
        }
    }
}

/// The stratum, and the measure where it is another than the title's.
fn stratum_heading(brief: &Brief<'_>, sheet: &mut Sheet, finding: &StratumFinding<'_>, measure: &str, height: f64) {
    let height = height.min(74.0);
    let own = brief.report.measure_label(finding.measure, brief.language);
    let mut text = stratum_word(brief.words, finding.stratum).to_owned();
    if own != measure {
        text = format!("{text}: {own}");
    }
    let bottom = sheet.y + height;
    let text = font::clip(&text, HEADING.0, HEADING.1, sheet.width());
    // The plot's lines pass behind: paper under the words.
    let width = font::width(&text, HEADING.0, HEADING.1) + 10.0;
    sheet.picture.rect((sheet.left, bottom - 42.0), (width, 34.0), super::picture::PAPER);
    sheet.picture.text((sheet.left, bottom - 18.0), &text, HEADING, INK, Anchor::Left);
    sheet.picture.line(&[(sheet.left, bottom - 6.0), (sheet.right, bottom - 6.0)], 1.5, GRID);
    sheet.y = bottom;
}

fn row(brief: &Brief<'_>, sheet: &mut Sheet, layout: &Layout, finding: &ArmFinding<'_>, look: Look, height: f64) {
    let top = sheet.y;
    sheet.y += height;
    let mean = finding.difference.and_then(|found| found.of_arms.mean_s);
    let number = mean.map_or_else(|| brief.words.not_told.to_owned(), |mean| brief.numbers.full_signed(Quantity::Change, &mean));
    // What is too small or too unsure to be told by its number is told in words, the number below.
    let told = mean.and(verdict_short(brief.words, finding.verdict));
    let label = brief.arm_label(finding.arm);
    let axis = layout.axis;
    let middle = match layout.numbers {
        Some(right) => {
            let middle = top + height / 2.0;
            let label = font::wrap(label, LABEL.0, LABEL.1, layout.labels - 14.0, 2);
            let first = middle - line_height(LABEL.0) * label.len() as f64 / 2.0;
            sheet.picture.lines((sheet.left + 14.0, first), &label, LABEL, INK, Anchor::Left);
            match told {
                Some(words) => {
                    let top = middle - line_height(LABEL.0);
                    let bottom = sheet.picture.lines((right, top), &[words.to_owned()], LABEL, INK, Anchor::Right);
                    sheet.picture.lines((right, bottom), &[number], LABEL, QUIET, Anchor::Right);
                }
                None => sheet.picture.text((right, middle + LABEL.0 * 0.35), &number, LABEL, INK, Anchor::Right),
            }
            middle
        }
        None => {
            let label = font::wrap(label, LABEL.0, LABEL.1, sheet.width(), 2);
            let y = sheet.picture.lines((sheet.left, top + 4.0), &label, LABEL, INK, Anchor::Left);
            let words = told.into_iter().map(str::to_owned);
            let y = sheet.picture.lines((sheet.left, y), &words.chain([number]).collect::<Vec<_>>(), LABEL, QUIET, Anchor::Left);
            sheet.picture.line(&[(axis.at(0.0), y + 4.0), (axis.at(0.0), y + BAND - 4.0)], 3.0, INK);
            sheet.y = y + BAND + 6.0;
            y + BAND / 2.0
        }
    };
    let Some(mean) = mean else { return };
    // The number may look like a difference: grey says that it is not told as one.
    let color = if finding.verdict.is_told() { look.color } else { QUIET };
    if let Some((low, high)) = interval(&mean) {
        sheet.picture.line(&[(axis.at(low), middle), (axis.at(high), middle)], 4.0, color);
        for end in [low, high] {
            sheet.picture.line(&[(axis.at(end), middle - 9.0), (axis.at(end), middle + 9.0)], 3.0, color);
        }
    }
    sheet.picture.marker(look.marker, (axis.at(mean.value), middle), 9.0, color);
}

fn csv(brief: &Brief<'_>, findings: &[StratumFinding<'_>]) -> String {
    let mut text = "stratum,measure,arm,against,mean_difference_s,low_s,high_s\n".to_owned();
    for finding in findings {
        for arm in &finding.arms {
            let mean = cells(arm.difference.and_then(|found| found.of_arms.mean_s));
            let against = &brief.report.results.baseline;
            text.push_str(&format!("{},{},{},{against},{mean}\n", finding.stratum, finding.measure, arm.arm));
        }
    }
    text
}
