//! A recorded log: its calls by hour of the week, and how long its intervals are.

use super::frame::{Axis, Key, LABEL, Sheet, TICK, look};
use super::picture::{Anchor, Color, DARK, GRID, INK, LIGHT, QUIET};
use super::{Chart, Drawn, Room};
use crate::described::Description;
use crate::model::Language;
use crate::report::Tool;
use crate::report::format::Numbers;
use crate::report::log::days;
use crate::report::words::{Log, fill};

/// Few calls and many.
const PALE: Color = Color(0xf3, 0xf5, 0xf7);
const FULL: Color = Color(0x00, 0x4a, 0x7c);
/// Lines that a chart can hold apart.
const MOST_LINES: usize = 8;

/// Every chart of a log: calls by hour of the week, and the shares of intervals within a time.
pub fn log_charts(found: &Description, tool: &Tool, language: Language) -> Vec<Chart> {
    let brief = Brief { found, tool, language, said: Log::of(language), numbers: Numbers::new(language, 1.0) };
    [Some(brief.hours()), brief.intervals()].into_iter().flatten().map(Drawn::rendered).collect()
}

struct Brief<'a> {
    found: &'a Description,
    tool: &'a Tool,
    language: Language,
    said: &'static Log,
    numbers: Numbers,
}

impl Brief<'_> {
    fn finish(&self, sheet: Sheet, name: &str, title: &str, caption: String, csv: String) -> Drawn {
        let source = fill(self.said.source, &[("version", &self.tool.version), ("file", &self.found.file)]);
        Drawn { name: name.to_owned(), title: title.to_owned(), caption, csv, picture: sheet.finish(&source) }
    }

    fn caption(&self) -> String {
        let (first, last) = (self.found.first.replace('T', " "), self.found.last.replace('T', " "));
        fill(self.said.chart_sub, &[("count", &self.numbers.count(self.found.incidents)), ("first", &first), ("last", &last)])
    }

    /// Seven rows of 24 cells, the darker the more calls.
    fn hours(&self) -> Drawn {
        let (title, caption) = (self.said.hours, self.caption());
        let mut sheet = Sheet::new(Room::Slide, title, &caption);
        let left = sheet.left + 90.0;
        let (width, height) = ((sheet.right - left) / 24.0, ((sheet.height_left() - 60.0) / 7.0).clamp(40.0, 96.0));
        let rate = |index: usize| match &self.found.hours[index] {
            one if one.hours > 0.0 => Some(one.calls as f64 / one.hours),
            _ => None,
        };
        let most = (0..168).filter_map(rate).fold(0.0, f64::max);
        let decimals = if most < 10.0 { 1 } else { 0 };
        let mut csv = "day,hour,calls,hours,calls_per_hour\n".to_owned();
        for (day, name) in days(self.language).iter().enumerate() {
            let top = sheet.y + height * day as f64;
            sheet.picture.text((sheet.left, top + height / 2.0 + 7.0), name, LABEL, INK, Anchor::Left);
            for hour in 0..24 {
                let (index, at) = (day * 24 + hour, (left + width * hour as f64, top));
                let calls = &self.found.hours[index];
                let found = rate(index);
                let text = found.map_or_else(|| "–".to_owned(), |rate| self.numbers.fixed(rate, decimals));
                let part = found.map_or(0.0, |rate| if most > 0.0 { rate / most } else { 0.0 });
                sheet.picture.rect((at.0 + 1.0, at.1 + 1.0), (width - 2.0, height - 2.0), mixed(part));
                let ink = if part > 0.5 { LIGHT } else { DARK };
                sheet.picture.text((at.0 + width / 2.0, at.1 + height / 2.0 + 7.0), &text, TICK, ink, Anchor::Middle);
                let rate = found.map_or_else(String::new, |rate| rate.to_string());
                csv.push_str(&format!("{day},{hour},{},{},{rate}\n", calls.calls, calls.hours));
            }
        }
        let bottom = sheet.y + height * 7.0;
        for hour in 0..24 {
            let x = left + width * (hour as f64 + 0.5);
            sheet.picture.text((x, bottom + 30.0), &format!("{hour:02}"), TICK, QUIET, Anchor::Middle);
        }
        sheet.y = bottom + 44.0;
        self.finish(sheet, "hours", title, caption, csv)
    }

    /// Shares of intervals within a time, up to the largest 95 % of them.
    fn intervals(&self) -> Option<Drawn> {
        let (title, caption) = (self.said.chart_intervals, self.caption());
        let shown: Vec<_> = self.found.intervals.iter().take(MOST_LINES).collect();
        let longest = shown.iter().map(|(_, spread)| spread.percentile(95)).fold(0.0, f64::max);
        if longest <= 0.0 {
            return None;
        }
        let mut sheet = Sheet::new(Room::Slide, title, &caption);
        let keys: Vec<(Key, &str)> = shown.iter().enumerate().map(|(index, (name, _))| (Key::Line(look(index)), name.as_str())).collect();
        sheet.legend(&keys);
        let (top, bottom) = (sheet.y + 10.0, sheet.y + sheet.height_left() - 60.0);
        let x = Axis { low: 0.0, high: longest * 1.02, from: sheet.left + 90.0, to: sheet.right - 30.0 };
        let y = Axis { low: 0.0, high: 1.0, from: bottom, to: top };
        x.times(&mut sheet.picture, self.numbers, (top, bottom), false);
        for percent in [0, 25, 50, 75, 100] {
            let at = y.at(f64::from(percent) / 100.0);
            sheet.picture.line(&[(x.from, at), (x.to, at)], 1.5, GRID);
            let text = self.numbers.with_unit(percent.to_string(), "%");
            sheet.picture.text((x.from - 12.0, at + 6.0), &text, TICK, QUIET, Anchor::Right);
        }
        let mut csv = "interval,percent,seconds\n".to_owned();
        for (index, (name, spread)) in shown.iter().enumerate() {
            let look = look(index);
            let points = spread.percentiles.iter().enumerate().map(|(place, &time)| (time, (place + 1) as f64 / 100.0));
            let path: Vec<(f64, f64)> =
                points.take_while(|(time, _)| *time <= x.high).map(|(time, share)| (x.at(time), y.at(share))).collect();
            sheet.picture.dashed(&path, 4.0, look.color, look.dash);
            for (place, time) in spread.percentiles.iter().enumerate() {
                csv.push_str(&format!("{},{},{time}\n", super::super::table::quoted(name), place + 1));
            }
        }
        sheet.y = bottom + 44.0;
        Some(self.finish(sheet, "intervals", title, caption, csv))
    }
}

/// Between few and many.
fn mixed(part: f64) -> Color {
    let channel = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part) as u8;
    Color(channel(PALE.0, FULL.0), channel(PALE.1, FULL.1), channel(PALE.2, FULL.2))
}
