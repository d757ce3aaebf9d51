//! The share of incidents that have reached the measure as time passes, per arm.

use super::font;
use super::frame::{Axis, HEADING, Key, LABEL, Look, Sheet, TICK, look};
use super::picture::{Anchor, GRID, INK, QUIET};
use super::{Brief, Drawn};
use crate::report::answer::stratum_word;
use crate::report::words::fill;

type Curve<'a> = (&'a str, Look, &'a [(f64, f64)]);

pub(super) fn draw(brief: &Brief<'_>) -> Option<Drawn> {
    let (measure, info) = brief.measure()?;
    let w = brief.words;
    let caption = fill(w.chart_curves_sub, &[("measure", brief.report.measure_label(measure, brief.language))]);
    let mut sheet = brief.sheet(w.chart_curves, &caption);
    let looks = looks(brief);
    let keys: Vec<_> = looks.iter().map(|(arm, look)| (Key::Line(*look), brief.arm_label(arm))).collect();
    sheet.legend(&keys);
    let panels = brief.panels(measure);
    let height = if sheet.is_wide() { sheet.height_left().max(420.0) } else { 470.0 };
    let gap = 70.0;
    let mut csv = "stratum,arm,within_s,share\n".to_owned();
    let top = sheet.y;
    let count = panels.len() as f64;
    for (place, stratum) in panels.into_iter().enumerate() {
        let curves: Vec<Curve<'_>> =
            looks.iter().filter_map(|(arm, look)| Some((*arm, *look, points(brief, arm, measure, stratum)?))).collect();
        let (left, right) = if sheet.is_wide() {
            let width = (sheet.width() - gap * (count - 1.0)) / count;
            let left = sheet.left + place as f64 * (width + gap);
            (left, left + width)
        } else {
            (sheet.left, sheet.right)
        };
        let y = if sheet.is_wide() { top } else { top + place as f64 * height };
        panel(brief, &mut sheet, (left, right, y, y + height), stratum, &curves, info.target_s);
        for (arm, _, points) in &curves {
            for (seconds, share) in *points {
                csv.push_str(&format!("{stratum},{arm},{seconds},{share}\n"));
            }
        }
    }
    sheet.y = top + if sheet.is_wide() { height } else { height * count };
    Some(brief.finish(sheet, "share_over_time", w.chart_curves.to_owned(), caption, csv))
}

/// Every arm and its look, the baseline first.
fn looks<'a>(brief: &Brief<'a>) -> Vec<(&'a str, Look)> {
    let baseline = brief.report.results.baseline.as_str();
    std::iter::once(baseline).chain(brief.report.others()).enumerate().map(|(index, arm)| (arm, look(index))).collect()
}

fn points<'a>(brief: &Brief<'a>, arm: &str, measure: &str, stratum: &str) -> Option<&'a [(f64, f64)]> {
    let points = brief.report.results.arms.get(arm)?.curves.get(measure)?.get(stratum)?;
    (!points.is_empty()).then_some(points)
}

/// Where the last arm has nearly all it will ever have; the target lies within too.
fn horizon(curves: &[Curve<'_>], target: Option<f64>) -> f64 {
    let end = |points: &[(f64, f64)]| {
        let most = points.last().map_or(0.0, |last| last.1);
        points.iter().find(|(_, share)| *share >= 0.98 * most).map_or(0.0, |(seconds, _)| *seconds)
    };
    let longest = curves.iter().map(|(_, _, points)| end(points)).fold(0.0, f64::max);
    let horizon = longest.max(target.unwrap_or(0.0)) * 1.06;
    if horizon > 0.0 { horizon } else { 1.0 }
}

fn panel(
    brief: &Brief<'_>,
    sheet: &mut Sheet,
    (left, right, top, bottom): (f64, f64, f64, f64),
    stratum: &str,
    curves: &[Curve<'_>],
    target: Option<f64>,
) {
    let picture = &mut sheet.picture;
    let heading = font::clip(stratum_word(brief.words, stratum), HEADING.0, HEADING.1, right - left);
    picture.text((left, top + 28.0), &heading, HEADING, INK, Anchor::Left);
    if curves.is_empty() {
        return picture.text((left, top + 70.0), brief.words.no_data, LABEL, QUIET, Anchor::Left);
    }
    let (plot_top, plot_bottom) = (top + 78.0, bottom - 48.0);
    let x = Axis { low: 0.0, high: horizon(curves, target), from: left + 84.0, to: right - 20.0 };
    let y = Axis { low: 0.0, high: 1.0, from: plot_bottom, to: plot_top };
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        picture.line(&[(x.from, y.at(share)), (x.to, y.at(share))], 1.5, GRID);
        let text = brief.numbers.with_unit(brief.numbers.fixed(share * 100.0, 0), "%");
        picture.text((x.from - 12.0, y.at(share) + 7.0), &text, TICK, QUIET, Anchor::Right);
    }
    x.times(picture, brief.numbers, (plot_top, plot_bottom), false);
    if let Some(target) = target {
        let text = fill(brief.words.target, &[("target", &brief.numbers.length(target))]);
        let at = x.at(target);
        picture.dashed(&[(at, plot_top - 12.0), (at, plot_bottom)], 2.5, QUIET, &[9.0, 6.0]);
        let half = font::width(&text, TICK.0, TICK.1) / 2.0;
        picture.text((at.min(right - half).max(left + half), plot_top - 18.0), &text, TICK, INK, Anchor::Middle);
    }
    // So far behind each other that the last one's last marker is still within the plot.
    let apart = (0.2 / curves.len() as f64).min(0.027);
    for (index, (_, look, points)) in curves.iter().enumerate() {
        let path = clipped(points, x.high);
        let path: Vec<_> = path.into_iter().map(|(seconds, share)| (x.at(seconds), y.at(share.clamp(0.0, 1.0)))).collect();
        picture.dashed(&path, 4.0, look.color, look.dash);
        // Markers at times of their own, so that arms that run together can still be told apart.
        for step in 0..4 {
            let at = x.high * (0.12 + 0.22 * f64::from(step) + apart * index as f64);
            picture.marker(look.marker, (x.at(at), y.at(share_at(points, at))), 8.0, look.color);
        }
    }
}

/// The curve from zero to the horizon, in steps: between two points nothing more has been reached than at the first of them.
fn clipped(points: &[(f64, f64)], horizon: f64) -> Vec<(f64, f64)> {
    let mut share = share_at(points, 0.0);
    let mut path = vec![(0.0, share)];
    for &(seconds, next) in points.iter().filter(|(seconds, _)| *seconds > 0.0 && *seconds < horizon) {
        path.extend([(seconds, share), (seconds, next)]);
        share = next;
    }
    path.push((horizon, share_at(points, horizon)));
    path
}

/// The share that is reached at a time.
fn share_at(points: &[(f64, f64)], seconds: f64) -> f64 {
    let after = points.partition_point(|(at, _)| *at <= seconds);
    after.checked_sub(1).map_or(0.0, |last| points[last].1)
}

#[cfg(test)]
mod tests {
    use super::clipped;

    /// What is not reached before 17 minutes is nothing at 16.
    #[test]
    fn a_curve_rises_only_where_something_is_reached() {
        let path = clipped(&[(17.0, 0.05), (20.0, 0.5)], 18.0);
        assert_eq!(path, [(0.0, 0.0), (17.0, 0.0), (17.0, 0.05), (18.0, 0.05)]);
    }
}
