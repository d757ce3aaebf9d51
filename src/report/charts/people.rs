//! What people's time on duty is used for, by pool and arm.

use super::font::{self, Weight};
use super::frame::{HEADING, Key, LABEL, Sheet, TICK};
use super::picture::{Anchor, Color, DARK, GRID, INK, LIGHT, QUIET, SHADE, line_height};
use super::{Brief, Drawn, cells};
use crate::report::words::fill;
use crate::results::{Estimate, PoolStats};

/// Working, held, background: dark, middle, pale.
const COLORS: [Color; 3] = [Color(0x00, 0x4a, 0x7c), Color(0xe6, 0x9f, 0x00), Color(0xbc, 0xc4, 0xcd)];

/// Rows of arms and pools in one picture at most: with more they would be too small on paper.
const MOST_ROWS: usize = 50;

/// The pools in as many pictures as they need.
pub(super) fn draw(brief: &Brief<'_>) -> Vec<Drawn> {
    let results = &brief.report.results;
    let pools: Vec<&str> = results.arms.values().next().map(|arm| arm.pools.keys().map(String::as_str).collect()).unwrap_or_default();
    let together = MOST_ROWS / (results.arms.len() + 1);
    let count = pools.len().div_ceil(together.max(1));
    let parts = pools.chunks(pools.len().div_ceil(count.max(1)).max(1)).enumerate();
    parts.map(|(place, pools)| part(brief, pools, (place + 1, count))).collect()
}

/// Some pools, as the `number`th part of so many.
fn part(brief: &Brief<'_>, pools: &[&str], (number, count): (usize, usize)) -> Drawn {
    let w = brief.words;
    let results = &brief.report.results;
    let (mut title, mut name) = (w.chart_people.to_owned(), "people".to_owned());
    if count > 1 {
        title = fill(w.part, &[("title", &title), ("number", &number.to_string()), ("count", &count.to_string())]);
    }
    if number > 1 {
        name = format!("people_{number}");
    }
    let mut sheet = brief.sheet(&title, w.chart_people_sub);
    let swatches = [w.working, w.held, w.background].into_iter().zip(COLORS).map(|(word, color)| (Key::Swatch(color), word));
    let keys: Vec<_> = swatches.chain([(Key::Swatch(SHADE), w.free)]).collect();
    sheet.legend(&keys);
    let rows = pools.len() * (results.arms.len() + 1);
    // As wide as the longest label, within reason; longer ones have lines of their own.
    let labels = results.arms.keys().map(|arm| font::width(brief.arm_label(arm), LABEL.0, LABEL.1)).fold(0.0, f64::max);
    let room = if sheet.is_wide() { (labels + 28.0).clamp(240.0, 640.0) } else { sheet.width() };
    let lines = results.arms.keys().map(|arm| wrapped(brief.arm_label(arm), room).len()).max().unwrap_or(1);
    let more = (lines - 1) as f64 * line_height(LABEL.0);
    let least = if sheet.is_wide() { 36.0 + more } else { 64.0 + more };
    let height = (sheet.height_left() / rows as f64).min(60.0).max(least);
    let mut csv = "pool,arm,on_duty_s,use,share_or_seats,low,high\n".to_owned();
    for &pool in pools {
        sheet.y += (height - more).max(46.0);
        let heading = font::clip(brief.pool_label(pool), HEADING.0, HEADING.1, sheet.width());
        sheet.picture.text((sheet.left, sheet.y - 10.0), &heading, HEADING, INK, Anchor::Left);
        sheet.picture.line(&[(sheet.left, sheet.y), (sheet.right, sheet.y)], 1.5, GRID);
        for (arm, found) in &results.arms {
            let stats = found.pools.get(pool);
            row(brief, &mut sheet, (brief.arm_label(arm), room), stats, height);
            if let Some(stats) = stats {
                let duty = stats.on_duty_s.map_or_else(String::new, |seconds| seconds.to_string());
                for (name, est) in [("working", stats.working), ("held", stats.held), ("background", stats.background)] {
                    csv.push_str(&format!("{pool},{arm},{duty},{name},{}\n", cells(est)));
                }
            }
        }
    }
    sheet.y += 14.0;
    brief.finish(sheet, name, title, w.chart_people_sub.to_owned(), csv)
}

/// Lines of an arm's label.
fn wrapped(label: &str, room: f64) -> Vec<String> {
    font::wrap(label, LABEL.0, LABEL.1, room - 14.0, 4)
}

fn row(brief: &Brief<'_>, sheet: &mut Sheet, (label, room): (&str, f64), stats: Option<&PoolStats>, height: f64) {
    let wide = sheet.is_wide();
    let label = wrapped(label, room);
    let step = line_height(LABEL.0);
    let (left, top, thick) = if wide {
        let thick = (height * 0.7).min(30.0);
        let middle = sheet.y + height / 2.0;
        let first = middle - step * label.len() as f64 / 2.0;
        sheet.picture.lines((sheet.left + 14.0, first), &label, LABEL, INK, Anchor::Left);
        (sheet.left + room + 10.0, middle - thick / 2.0, thick)
    } else {
        let bottom = sheet.picture.lines((sheet.left, sheet.y + 4.0), &label, LABEL, INK, Anchor::Left);
        (sheet.left, bottom + 2.0, 26.0)
    };
    sheet.y += height;
    let uses = stats.and_then(|stats| Some([stats.working?, stats.held?, stats.background?]));
    let Some(uses) = uses else {
        return sheet.picture.text((left, top + thick * 0.75), brief.words.not_told, LABEL, QUIET, Anchor::Left);
    };
    if stats.is_some_and(|stats| stats.on_duty_s.is_none()) {
        return unlimited(brief, sheet, (left, top + thick * 0.75), uses);
    }
    sheet.picture.rect((left - 1.0, top - 1.0), (sheet.right - left + 2.0, thick + 2.0), QUIET);
    sheet.picture.rect((left, top), (sheet.right - left, thick), SHADE);
    let mut x = left;
    for (place, used) in uses.into_iter().enumerate() {
        // Seats that work beyond the plan are on duty too, so the shares sum to one at most.
        let width = (used.value * (sheet.right - left)).min(sheet.right - x).max(0.0);
        sheet.picture.rect((x, top), (width, thick), COLORS[place]);
        let text = brief.numbers.with_unit(brief.numbers.fixed(used.value * 100.0, 0), "%");
        if font::width(&text, TICK.0, Weight::Bold) + 10.0 < width {
            let ink = if place == 0 { LIGHT } else { DARK };
            sheet.picture.text((x + width / 2.0, top + thick / 2.0 + 7.0), &text, (TICK.0, Weight::Bold), ink, Anchor::Middle);
        }
        x += width;
    }
}

/// Unlimited pools have no share: the mean number of seats in use is told.
fn unlimited(brief: &Brief<'_>, sheet: &mut Sheet, at: (f64, f64), uses: [Estimate; 3]) {
    let busy: f64 = uses.iter().map(|used| used.value).sum();
    let text = fill(brief.words.busy_seats, &[("value", &brief.numbers.fixed(busy, if busy < 10.0 { 2 } else { 1 }))]);
    let lines = font::wrap(&text, LABEL.0, LABEL.1, sheet.right - at.0, 2);
    sheet.picture.lines((at.0, at.1 - LABEL.0 * 0.95), &lines, LABEL, QUIET, Anchor::Left);
    sheet.y += (lines.len() - 1) as f64 * line_height(LABEL.0);
}
