//! How likely answers are if the beliefs are right, with what luck does beside it; all arms of a stratum together.

use super::lines::{NUMBERS, keys, looked, upright};
use super::{Told, file_name, finish, sheet, unit_of};
use crate::drivers::Believed;
use crate::report::charts::Drawn;
use crate::report::charts::frame::{Axis, Look, SPACING};
use crate::report::charts::picture::{INK, Picture, SHADE};

/// Height of an arm's bar with its whisker, and of the bar alone.
const ROW: f64 = 40.0;
const THICK: f64 = 14.0;
/// Half of the width of an interval of 95 %, in standard deviations.
const NORMAL: f64 = 1.96;

/// How likely an answer is at most so large; below, from where to where the beliefs and the luck of one point carry it.
pub(super) fn beliefs(told: &Told<'_>, group: &[usize], answers: &[Option<Believed>]) -> Drawn {
    let question = &told.drivers.questions[group[0]];
    let caption = format!("{}. {}. {}", told.stratum(question), told.what(question), told.words.sens_beliefs_sub);
    let (mut sheet, title) = sheet(told, &caption);
    sheet.legend(&keys(told, group));
    let found: Vec<(Look, usize, &Believed)> =
        looked(told, group).filter_map(|(number, look)| Some((look, number, answers[number].as_ref()?))).collect();
    let ends = found.iter().flat_map(|(_, _, found)| found.points.iter().copied().chain(<[f64; 2]>::from(luck(found))));
    let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), end| (low.min(end), high.max(end)));
    let pad = if high > low { (high - low) * 0.05 } else { 1.0 };
    let (top, bottom) = (sheet.y + 10.0, sheet.y + sheet.height_left() - 60.0);
    let floor = bottom - ROW * found.len() as f64 - 10.0;
    let x = Axis { low: low - pad, high: high + pad, from: sheet.left + NUMBERS, to: sheet.right - 40.0 };
    let y = Axis { low: 0.0, high: 1.0, from: floor, to: top };
    let picture = &mut sheet.picture;
    // With several arms the shades would lie upon each other.
    if let [(_, _, Believed { p05: Some(p05), p95: Some(p95), .. })] = found[..] {
        picture.rect((x.at(*p05), top), (x.at(*p95) - x.at(*p05), bottom - top), SHADE);
    }
    upright(picture, told, &y, (x.from, x.to), (100.0, "%"), false);
    let (by, unit) = unit_of(question, libm::fabs(low).max(high));
    x.numbers(picture, told.numbers, (top, bottom), true, (by, unit, SPACING));
    picture.line(&[(x.at(0.0), top), (x.at(0.0), bottom)], 3.0, INK);
    let mut csv = "arm,value,share_at_most\n".to_owned();
    for (row, (look, number, found)) in found.iter().enumerate() {
        apart(picture, &x, floor + 10.0 + ROW * row as f64, *look, found);
        // Nothing where luck hides what the beliefs do.
        let Some(median) = found.median else { continue };
        let count = found.points.len() as f64;
        let mut path = vec![(x.from, y.at(0.0))];
        for (place, &value) in found.points.iter().enumerate() {
            let (below, share) = (place as f64 / count, (place + 1) as f64 / count);
            path.extend([(x.at(value), y.at(below)), (x.at(value), y.at(share))]);
            csv.push_str(&format!("{},{value},{share}\n", told.drivers.questions[*number].arm));
        }
        path.push((x.to, y.at(1.0)));
        picture.dashed(&path, 4.0, look.color, look.dash);
        picture.marker(look.marker, (x.at(median), y.at(0.5)), 9.0, look.color);
    }
    sheet.y = bottom + 44.0;
    finish(told, sheet, file_name(&["beliefs", &question.stratum]), title, caption, csv)
}

/// Where luck alone may carry one point from the middle, in 95 of 100.
fn luck(found: &Believed) -> (f64, f64) {
    let middle = found.median.unwrap_or(found.mean.value);
    (middle - NORMAL * found.noise_sd, middle + NORMAL * found.noise_sd)
}

/// What the beliefs do as a bar, and under it what luck does as a whisker.
fn apart(picture: &mut Picture, x: &Axis, top: f64, look: Look, found: &Believed) {
    if let (Some(p05), Some(p95), Some(median)) = (found.p05, found.p95, found.median) {
        picture.rect((x.at(p05), top), (x.at(p95) - x.at(p05), THICK), look.color);
        picture.line(&[(x.at(median), top - 3.0), (x.at(median), top + THICK + 3.0)], 3.0, INK);
    }
    let ((low, high), middle) = (luck(found), top + THICK + 11.0);
    picture.line(&[(x.at(low), middle), (x.at(high), middle)], 2.5, look.color);
    for end in [low, high] {
        picture.line(&[(x.at(end), middle - 6.0), (x.at(end), middle + 6.0)], 2.5, look.color);
    }
}
