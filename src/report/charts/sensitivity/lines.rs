//! Answers along a factor; all arms of a stratum together.

use super::{Told, file_name, finish, sheet, unit_of, unit_of_factor};
use crate::drivers::{OpenBetween, Turns};
use crate::report::charts::frame::{Axis, Key, LABEL, Look, SPACING, TICK, look};
use crate::report::charts::picture::{Anchor, GRID, INK, QUIET, SHADE};
use crate::report::charts::{Drawn, cells};
use crate::report::format::interval;
use crate::report::sensitivity::place;
use crate::results::Est;

/// Room for the numbers of the vertical axis.
pub(super) const NUMBERS: f64 = 130.0;

/// An arm's answers: places on the horizontal axis, and what is there.
type Line = (Look, Vec<(f64, Est)>);

/// Where the answers turn.
pub(super) fn turns(told: &Told<'_>, group: &[usize], answers: &[Turns]) -> Drawn {
    let lines: Vec<Line> = looked(told, group).map(|(number, look)| (look, answers[number].curve.clone())).collect();
    let unclear: Vec<(f64, f64)> = match group {
        // With several arms the shades would lie upon each other.
        [only] => {
            let factor = &told.drivers.factors[0];
            let ends = |unclear: &OpenBetween| (unclear.low.unwrap_or(factor.low), unclear.high.unwrap_or(factor.high));
            answers[*only].unclear.iter().map(ends).collect()
        }
        _ => Vec::new(),
    };
    along(told, group, "break_even", &lines, &unclear)
}

/// The answers at the places that were asked for.
pub(super) fn sweep(told: &Told<'_>, group: &[usize]) -> Drawn {
    let factor = &told.drivers.factors[0];
    let line = |(number, look): (usize, Look)| {
        let points = told.drivers.points.iter().filter_map(|point| Some((place(&point.at, factor)?, point.found[number])));
        (look, points.collect())
    };
    let lines: Vec<Line> = looked(told, group).map(line).collect();
    along(told, group, "sweep", &lines, &[])
}

/// The arms of a group as they are drawn everywhere.
pub(super) fn looked<'t>(told: &'t Told<'_>, group: &'t [usize]) -> impl Iterator<Item = (usize, Look)> + 't {
    let others = || told.drivers.arm_labels.keys().filter(|arm| **arm != told.drivers.baseline);
    group.iter().map(move |&number| {
        let arm = &told.drivers.questions[number].arm;
        (number, look(others().position(|other| other == arm).map_or(1, |place| place + 1)))
    })
}

pub(super) fn keys<'t>(told: &'t Told<'_>, group: &'t [usize]) -> Vec<(Key, &'t str)> {
    looked(told, group).map(|(number, look)| (Key::Line(look), told.arm(&told.drivers.questions[number].arm))).collect()
}

fn along(told: &Told<'_>, group: &[usize], name: &str, lines: &[Line], unclear: &[(f64, f64)]) -> Drawn {
    let (question, factor) = (&told.drivers.questions[group[0]], &told.drivers.factors[0]);
    let caption = format!("{}. {}. {}", told.stratum(question), told.what(question), told.called(&factor.name));
    let (mut sheet, title) = sheet(told, &caption);
    sheet.legend(&keys(told, group));
    let all = || lines.iter().flat_map(|(_, points)| points);
    let ends = all().filter_map(|(_, est)| est.as_ref()).flat_map(|est| {
        let (low, high) = interval(est).unwrap_or((est.value, est.value));
        [low, high]
    });
    let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), end| (low.min(end), high.max(end)));
    let pad = if high > low { (high - low) * 0.08 } else { 1.0 };
    let (top, bottom) = (sheet.y + 10.0, sheet.y + sheet.height_left() - 90.0);
    let x = Axis { low: factor.low, high: factor.high, from: sheet.left + NUMBERS, to: sheet.right - 40.0 };
    let y = Axis { low: low - pad, high: high + pad, from: bottom, to: top };
    for &(from, to) in unclear {
        sheet.picture.rect((x.at(from), top), (x.at(to) - x.at(from), bottom - top), SHADE);
    }
    let unit = unit_of(question, libm::fabs(low).max(high));
    let picture = &mut sheet.picture;
    upright(picture, told, &y, (x.from, x.to), unit, true);
    let (by, unit_across) = unit_of_factor(told, factor);
    // Between two whole numbers there is nothing.
    let spacing = if factor.whole { SPACING.max((x.to - x.from) / (x.high - x.low)) } else { SPACING };
    x.numbers(picture, told.numbers, (top, bottom), false, (by, unit_across, spacing));
    picture.line(&[(x.from, y.at(0.0)), (x.to, y.at(0.0))], 3.0, INK);
    picture.text((x.to, bottom + 62.0), &told.called(&factor.name), LABEL, QUIET, Anchor::Right);
    for (look, points) in lines {
        let found: Vec<(f64, &crate::results::Estimate)> =
            points.iter().filter_map(|(place, est)| Some((x.at(*place), est.as_ref()?))).collect();
        let path: Vec<(f64, f64)> = found.iter().map(|(place, est)| (*place, y.at(est.value))).collect();
        picture.dashed(&path, 4.0, look.color, look.dash);
        for (place, est) in found {
            if let Some((low, high)) = interval(est) {
                picture.line(&[(place, y.at(low)), (place, y.at(high))], 2.5, look.color);
            }
            picture.marker(look.marker, (place, y.at(est.value)), 7.0, look.color);
        }
    }
    sheet.y = bottom + 74.0;
    let mut csv = format!("arm,{},value,low,high\n", factor.name);
    for (&number, (_, points)) in group.iter().zip(lines) {
        for (place, est) in points {
            csv.push_str(&format!("{},{place},{}\n", told.drivers.questions[number].arm, cells(*est)));
        }
    }
    finish(told, sheet, file_name(&[name, &question.stratum]), title, caption, csv)
}

/// Numbers at the left of horizontal lines.
pub(super) fn upright(
    picture: &mut crate::report::charts::picture::Picture,
    told: &Told<'_>,
    axis: &Axis,
    (left, right): (f64, f64),
    (factor, unit): (f64, &str),
    signed: bool,
) {
    let (ticks, decimals) = axis.ticks(factor, 80.0);
    for tick in ticks {
        let y = axis.at(tick);
        picture.line(&[(left, y), (right, y)], 1.5, GRID);
        let sign = if signed && tick > 0.0 { "+" } else { "" };
        let number = format!("{sign}{}", told.numbers.fixed(tick * factor, decimals));
        let text = if unit.is_empty() { number } else { told.numbers.with_unit(number, unit) };
        picture.text((left - 14.0, y + TICK.0 * 0.35), &text, TICK, QUIET, Anchor::Right);
    }
}
