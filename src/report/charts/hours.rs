//! When the gain comes: the mean difference by hour of the day and day of the week.

use super::font;
use super::frame::{HEADING, Key, LABEL, LONGER, SHORTER, Sheet, TICK, outline};
use super::picture::{Anchor, Color, DARK, GRID, INK, LIGHT, PAPER, QUIET, line_height};
use super::{Brief, Drawn, cells};
use crate::report::answer::stratum_word;
use crate::report::findings::is_clear;
use crate::report::format::{interval, time_unit};
use crate::report::words::fill;
use crate::results::{Estimate, HourStats};

/// Pale to dark: shorter, longer.
const SHORT: [Color; 4] = [Color(0xcf, 0xe3, 0xf0), Color(0x8f, 0xc0, 0xe0), Color(0x3d, 0x94, 0xc9), SHORTER];
const LONG: [Color; 4] = [Color(0xf8, 0xdf, 0xcc), Color(0xf0, 0xb3, 0x85), Color(0xe2, 0x83, 0x3d), LONGER];

/// Where the interval holds zero: darker than paper, so that it is seen to be filled.
const UNSURE: Color = GRID;

pub(super) fn draw(brief: &Brief<'_>, arm: &str) -> Option<Drawn> {
    let (measure, _) = brief.measure()?;
    let strata = brief.report.results.arms.get(arm)?.hours.get(measure)?;
    let found = |stratum: &'static str| Some((stratum, &strata.get(stratum)?.hour_of_week[..]));
    let panels: Vec<_> = ["multi", "single"].into_iter().filter_map(found).filter(|(_, hours)| hours.len() == 168).collect();
    let differences = || panels.iter().flat_map(|(_, hours)| hours.iter()).filter_map(|hour| hour.difference_s);
    let size = |mean: Estimate| libm::fabs(mean.value);
    let largest = differences().filter(is_clear).map(size).fold(0.0, f64::max);
    // Of numbers that nothing says how sure they are no picture is made.
    if panels.is_empty() || !differences().any(|mean| interval(&mean).is_some()) {
        return None;
    }
    let w = brief.words;
    let (label, arm_label) = (brief.report.measure_label(measure, brief.language), brief.arm_label(arm));
    let title = fill(w.chart_hours, &[("arm", arm_label)]);
    let caption = fill(w.chart_hours_sub, &[("measure", label), ("baseline", brief.baseline_label())]);
    let mut sheet = brief.sheet(&title, &caption);
    let mut keys =
        vec![(Key::Swatch(SHORT[2]), w.axis_shorter), (Key::Swatch(LONG[2]), w.axis_longer), (Key::Swatch(UNSURE), w.heat_unsure)];
    let some_have = |hours: &[HourStats]| hours.iter().filter_map(|hour| hour.difference_s).any(|mean| interval(&mean).is_some());
    let maps = panels.iter().filter(|(_, hours)| some_have(hours));
    if maps.clone().flat_map(|(_, hours)| hours.iter()).filter_map(|hour| hour.difference_s).any(|mean| interval(&mean).is_none()) {
        keys.push((Key::Outline, w.heat_bare));
    }
    sheet.legend(&keys);
    let mut csv = "stratum,weekday,hour,pairs,mean_difference_s,low_s,high_s\n".to_owned();
    let height = sheet.height_left() / maps.count() as f64;
    for (stratum, hours) in &panels {
        // Each panel has its own unit: what takes hours in one may take seconds in the other.
        let widest = hours.iter().filter_map(|hour| hour.difference_s).map(size).fold(0.0, f64::max);
        let (factor, unit) = time_unit(widest);
        let map = Map { hours, largest, widest, factor, height };
        match some_have(hours) {
            true => map.draw(brief, &mut sheet, &fill(w.heat_panel, &[("stratum", stratum_word(w, stratum)), ("unit", unit)])),
            // A week of cells of which none is sure says less than a line.
            false => nothing_sure(&mut sheet, stratum_word(w, stratum), w.heat_none),
        }
        for (place, hour) in hours.iter().enumerate() {
            csv.push_str(&format!("{stratum},{},{},{},{}\n", place / 24 + 1, place % 24, hour.pairs, cells(hour.difference_s)));
        }
    }
    Some(brief.finish(sheet, format!("hours_{arm}"), title, caption, csv))
}

/// A stratum without any interval.
fn nothing_sure(sheet: &mut Sheet, heading: &str, why: &str) {
    sheet.picture.text((sheet.left, sheet.y + 26.0), heading, HEADING, INK, Anchor::Left);
    let why = font::wrap(why, LABEL.0, LABEL.1, sheet.width(), 2);
    sheet.y = sheet.picture.lines((sheet.left, sheet.y + 36.0), &why, LABEL, QUIET, Anchor::Left) + 14.0;
}

/// The hours of a week in one stratum.
struct Map<'a> {
    hours: &'a [HourStats],
    /// Of all differences that are sure, seconds.
    largest: f64,
    /// Of all differences that are written in the panel, seconds.
    widest: f64,
    /// Makes seconds to what is written.
    factor: f64,
    height: f64,
}

impl Map<'_> {
    fn draw(&self, brief: &Brief<'_>, sheet: &mut Sheet, heading: &str) {
        let days = brief.words.days();
        let heading = font::clip(heading, HEADING.0, HEADING.1, sheet.width());
        sheet.picture.text((sheet.left, sheet.y + 26.0), &heading, HEADING, INK, Anchor::Left);
        sheet.y += 40.0;
        let labels = days.iter().map(|day| font::width(day, LABEL.0, LABEL.1)).fold(0.0, f64::max) + 16.0;
        let (left, top) = (sheet.left + labels, sheet.y);
        let width = (sheet.right - left) / 24.0;
        let height = ((self.height - 40.0 - line_height(TICK.0) - 24.0) / 7.0).clamp(26.0, 44.0);
        for (place, hour) in self.hours.iter().enumerate() {
            let (day, hour_of_day) = (place / 24, place % 24);
            let (x, y) = (left + width * hour_of_day as f64, top + height * day as f64);
            self.cell(brief, sheet, (x, y), (width, height), hour);
        }
        for (day, word) in days.iter().enumerate() {
            let middle = top + height * (day as f64 + 0.5);
            sheet.picture.text((sheet.left, middle + LABEL.0 * 0.35), word, LABEL, INK, Anchor::Left);
        }
        let bottom = top + height * 7.0;
        for hour in (0..24).step_by(2) {
            let x = left + width * (f64::from(hour) + 0.5);
            sheet.picture.text((x, bottom + TICK.0 + 6.0), &format!("{hour:02}"), TICK, QUIET, Anchor::Middle);
        }
        sheet.y = bottom + line_height(TICK.0) + 14.0;
    }

    fn cell(&self, brief: &Brief<'_>, sheet: &mut Sheet, (x, y): (f64, f64), (width, height): (f64, f64), hour: &HourStats) {
        let mean = hour.difference_s;
        let (color, ink) = mean.map_or((PAPER, QUIET), |mean| self.colors(&mean));
        sheet.picture.rect((x + 1.0, y + 1.0), (width - 2.0, height - 2.0), color);
        if mean.is_some_and(|mean| interval(&mean).is_none()) {
            outline(&mut sheet.picture, (x + 2.0, y + 2.0), (width - 4.0, height - 4.0));
        }
        let text = mean.map_or_else(|| "–".to_owned(), |mean| self.number(brief, mean.value, is_clear(&mean)));
        let size = if font::width(&text, TICK.0, TICK.1) + 6.0 < width { TICK.0 } else { 14.0 };
        if font::width(&text, size, TICK.1) + 4.0 < width {
            sheet.picture.text((x + width / 2.0, y + height / 2.0 + size * 0.35), &text, (size, TICK.1), ink, Anchor::Middle);
        }
    }

    /// As many digits as there is room for.
    fn number(&self, brief: &Brief<'_>, seconds: f64, is_sure: bool) -> String {
        let value = seconds * self.factor;
        let decimals = i32::from(self.widest * self.factor < 10.0);
        // What is coloured is no zero.
        let least = if decimals == 1 { 0.1 } else { 1.0 };
        if is_sure && libm::fabs(value) < least / 2.0 && value != 0.0 {
            return format!("<{}", brief.numbers.fixed(least, decimals));
        }
        brief.numbers.fixed(value, decimals)
    }

    fn colors(&self, mean: &Estimate) -> (Color, Color) {
        match interval(mean) {
            None => return (PAPER, QUIET),
            Some(_) if !is_clear(mean) || self.largest <= 0.0 => return (UNSURE, QUIET),
            Some(_) => {}
        }
        let level = (libm::ceil(libm::fabs(mean.value) / self.largest * 4.0) as usize).clamp(1, 4) - 1;
        let scale = if mean.value < 0.0 { SHORT } else { LONG };
        (scale[level], if level == 3 && mean.value < 0.0 { LIGHT } else { DARK })
    }
}
