//! The first week beside the weeks that follow, per arm: where they run together nobody can tell that the system began empty.

use super::font;
use super::frame::{Axis, HEADING, Key, LABEL, Look, Sheet, TICK, look};
use super::picture::{Anchor, GRID, INK, Marker, QUIET};
use super::{Chart, Drawn, Room};
use crate::model::Language;
use crate::report::warm_up::{WarmUpReport, length, numbers, pilots, warm_up_table};
use crate::report::words::{WarmUpWords, fill, words};
use crate::results::ArmWarmUp;

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3600.0;
/// The least height of an arm's panel.
const PANEL: f64 = 150.0;

/// The picture of a warm-up.
pub fn warm_up_chart(report: &WarmUpReport, language: Language) -> Chart {
    let (w, numbers, found) = (WarmUpWords::of(language), numbers(language), &report.found);
    let (first, following) = (Look { dash: &[], ..look(1) }, Look { color: QUIET, marker: Marker::Circle, dash: &[] });
    let caption = match found.found_s {
        Some(seconds) => fill(w.chart_sub, &[("length", &length(numbers, seconds))]),
        None => w.not_found.to_owned(),
    };
    let mut sheet = Sheet::new(Room::Slide, w.chart, &caption);
    sheet.legend(&[(Key::Line(first), w.first), (Key::Line(following), w.following)]);
    let count = found.arms.len().max(1) as f64;
    let height = ((sheet.height_left() - 40.0) / count).max(PANEL);
    let axis_height = 40.0;
    for (index, arm) in found.arms.values().enumerate() {
        let (top, bottom) = (sheet.y + 40.0, sheet.y + height - 26.0);
        let picture = &mut sheet.picture;
        let heading = font::clip(arm.label.get(language), HEADING.0, HEADING.1, sheet.right - sheet.left);
        picture.text((sheet.left, sheet.y + 24.0), &heading, HEADING, INK, Anchor::Left);
        let x = Axis { low: 0.0, high: 7.0 * DAY_S, from: sheet.left + 84.0, to: sheet.right - 30.0 };
        let y = Axis { low: 0.0, high: highest(arm) * 1.08, from: bottom, to: top };
        let (ticks, decimals) = y.ticks(1.0, 50.0);
        for tick in ticks {
            picture.line(&[(x.from, y.at(tick)), (x.to, y.at(tick))], 1.5, GRID);
            picture.text((x.from - 12.0, y.at(tick) + 7.0), &numbers.fixed(tick, decimals), TICK, QUIET, Anchor::Right);
        }
        for day in 0..=7 {
            let at = x.at(f64::from(day) * DAY_S);
            picture.line(&[(at, top), (at, bottom)], 1.5, GRID);
            if index + 1 == found.arms.len() {
                let text = numbers.with_unit(day.to_string(), "d");
                picture.text((at, bottom + 28.0), &text, TICK, QUIET, Anchor::Middle);
            }
        }
        if let Some(seconds) = found.found_s {
            picture.dashed(&[(x.at(seconds), top - 8.0), (x.at(seconds), bottom)], 3.0, INK, &[9.0, 6.0]);
        }
        let path = |values: &[f64]| -> Vec<(f64, f64)> {
            values.iter().enumerate().map(|(hour, open)| (x.at((hour as f64 + 0.5) * HOUR_S), y.at(*open))).collect()
        };
        picture.dashed(&path(&arm.following_weeks), 4.0, following.color, following.dash);
        picture.dashed(&path(&arm.first_week), 3.0, first.color, &[]);
        sheet.y += height;
    }
    sheet.y += axis_height - 10.0;
    sheet.picture.text((sheet.right - 30.0, sheet.y), w.axis, LABEL, QUIET, Anchor::Right);
    let values = [
        ("version", report.tool.version.as_str()),
        ("title", found.title.get(language)),
        ("replications", &pilots(found, language)),
        ("seed", &found.seed.to_string()),
    ];
    let picture = sheet.finish(&fill(words(language).source, &values));
    let (name, title, csv) = ("warm_up".to_owned(), w.chart.to_owned(), warm_up_table(report));
    Drawn { name, title, caption, csv, picture }.rendered()
}

/// The most that are open; something where nobody ever is.
fn highest(arm: &ArmWarmUp) -> f64 {
    let most = arm.first_week.iter().chain(&arm.following_weeks).copied().fold(0.0, f64::max);
    if most > 0.0 { most } else { 1.0 }
}
