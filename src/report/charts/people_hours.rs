//! How busy people are, hour by hour: a panel for each pool, a line for each arm.

use super::font;
use super::frame::{Axis, HEADING, Key, LABEL, Look, Sheet, TICK, look};
use super::picture::{Anchor, GRID, INK, QUIET};
use super::{Brief, Drawn};
use crate::results::PoolStats;

/// An arm's hours: how busy, or how many seats.
type Line = (Look, Vec<Option<f64>>);

pub(super) fn draw(brief: &Brief<'_>) -> Option<Drawn> {
    let w = brief.words;
    let results = &brief.report.results;
    let baseline = results.baseline.as_str();
    let arms: Vec<(&str, Look)> =
        std::iter::once(baseline).chain(brief.report.others()).enumerate().map(|(index, arm)| (arm, look(index))).collect();
    let pools: Vec<&str> = results.arms.get(baseline)?.pool_hours.keys().map(String::as_str).collect();
    let mut csv = "pool,arm,hour,on_duty_s,working,held,background,mean_wait_s,p_wait\n".to_owned();
    let mut panels: Vec<(&str, bool, Vec<Line>)> = Vec::new();
    for pool in pools {
        let mut lines: Vec<Line> = Vec::new();
        let mut unlimited = false;
        for (arm, look) in &arms {
            let Some(hours) = results.arms.get(*arm).and_then(|found| found.pool_hours.get(pool)) else { continue };
            unlimited |= hours.hour.iter().all(|stats| stats.on_duty_s.is_none());
            lines.push((*look, hours.hour.iter().map(busy).collect()));
            hours.hour.iter().enumerate().for_each(|(hour, stats)| csv.push_str(&row(pool, arm, hour, stats)));
        }
        if lines.iter().any(|(_, values)| values.iter().flatten().any(|value| *value > 0.0)) {
            panels.push((pool, unlimited, lines));
        }
    }
    if panels.is_empty() {
        return None;
    }
    let mut sheet = brief.sheet(w.chart_people_hours, w.chart_people_hours_sub);
    let keys: Vec<_> = arms.iter().map(|(arm, look)| (Key::Line(*look), brief.arm_label(arm))).collect();
    sheet.legend(&keys);
    let columns = if sheet.is_wide() { panels.len().min(3) } else { 1 };
    let rows = panels.len().div_ceil(columns) as f64;
    let height = (sheet.height_left() / rows).clamp(250.0, 380.0);
    let gap = 44.0;
    let width = (sheet.width() - gap * (columns as f64 - 1.0)) / columns as f64;
    let top = sheet.y;
    for (place, (pool, unlimited, lines)) in panels.iter().enumerate() {
        let left = sheet.left + (place % columns) as f64 * (width + gap);
        let y = top + (place / columns) as f64 * height;
        panel(brief, &mut sheet, (left, left + width, y, y + height), brief.pool_label(pool), *unlimited, lines);
    }
    sheet.y = top + height * rows;
    Some(brief.finish(sheet, "people_hours", w.chart_people_hours.to_owned(), w.chart_people_hours_sub.to_owned(), csv))
}

/// What of the seats is not free.
fn busy(stats: &PoolStats) -> Option<f64> {
    Some(stats.working?.value + stats.held?.value + stats.background?.value)
}

fn row(pool: &str, arm: &str, hour: usize, stats: &PoolStats) -> String {
    let value = |est: crate::results::Est| est.map_or_else(String::new, |found| found.value.to_string());
    let duty = stats.on_duty_s.map_or_else(String::new, |seconds| seconds.to_string());
    let all = [stats.working, stats.held, stats.background, stats.mean_wait_s, stats.p_wait].map(value);
    format!("{pool},{arm},{hour},{duty},{}\n", all.join(","))
}

/// The next step of a scale with round numbers: 1, 2, 2.5 or 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= least).unwrap_or(10.0 * power)
}

/// How many decimals say such a step.
fn decimals(step: f64) -> i32 {
    let is_whole = |decimals: &i32| {
        let scaled = step * libm::pow(10.0, f64::from(*decimals));
        libm::fabs(scaled - libm::round(scaled)) < 1e-6 * scaled
    };
    (0..6).find(is_whole).unwrap_or(6)
}

fn panel(
    brief: &Brief<'_>,
    sheet: &mut Sheet,
    (left, right, top, bottom): (f64, f64, f64, f64),
    pool: &str,
    unlimited: bool,
    lines: &[Line],
) {
    let heading = font::clip(pool, HEADING.0, HEADING.1, right - left);
    let picture = &mut sheet.picture;
    picture.text((left, top + 26.0), &heading, HEADING, INK, Anchor::Left);
    let most = lines.iter().flat_map(|(_, values)| values.iter().flatten()).fold(0.0, |most: f64, value| most.max(*value));
    let high = if unlimited { 4.0 * round_step(most / 4.0) } else { 1.0 };
    let x = Axis { low: 0.0, high: 24.0, from: left + 74.0, to: right - 8.0 };
    let y = Axis { low: 0.0, high, from: bottom - 44.0, to: top + 50.0 };
    for quarter in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = y.at(high * quarter);
        picture.line(&[(x.from, at), (x.to, at)], 1.5, GRID);
        let text = match unlimited {
            true => brief.numbers.fixed(high * quarter, decimals(high / 4.0)),
            false => brief.numbers.with_unit(brief.numbers.fixed(quarter * 100.0, 0), "%"),
        };
        picture.text((x.from - 10.0, at + 7.0), &text, TICK, QUIET, Anchor::Right);
    }
    for hour in [0, 6, 12, 18, 24] {
        picture.text((x.at(f64::from(hour)), bottom - 14.0), &format!("{hour:02}"), TICK, QUIET, Anchor::Middle);
    }
    let mut nothing = true;
    for (index, (look, values)) in lines.iter().enumerate() {
        let points: Vec<(f64, f64)> = values
            .iter()
            .enumerate()
            .filter_map(|(hour, value)| Some((x.at(hour as f64 + 0.5), y.at(value.as_ref()?.min(high)))))
            .collect();
        if points.len() > 1 {
            nothing = false;
            picture.dashed(&points, 3.0, look.color, look.dash);
            for place in (index..points.len()).step_by(8) {
                picture.marker(look.marker, points[place], 6.0, look.color);
            }
        }
    }
    if nothing {
        picture.text((x.from + 10.0, (y.from + y.to) / 2.0), brief.words.not_told, LABEL, QUIET, Anchor::Left);
    }
}
