//! An answer over two factors, as a map.

use super::{Told, file_name, finish, sheet};
use crate::drivers::Findings;
use crate::report::charts::font;
use crate::report::charts::frame::{Key, LABEL, LONGER, SHORTER, TICK, outline};
use crate::report::charts::picture::{Anchor, Color, DARK, INK, LIGHT, PAPER, QUIET};
use crate::report::charts::{Drawn, cells};
use crate::report::format::interval;
use crate::report::sensitivity::{is_clear, place, turns_between};
use crate::report::words::TurnWords;
use crate::results::{Est, Question};

/// Room for the places of the second factor.
const PLACES: f64 = 220.0;
/// Where nothing is known.
const UNCLEAR: Color = Color(0xe4, 0xe7, 0xeb);

/// The first factor runs to the right, the second upwards.
pub(super) fn draw(told: &Told<'_>, number: usize, question: &Question) -> Drawn {
    let [across, up] = &told.drivers.factors[..] else { unreachable!("a map has two factors") };
    let caption = format!("{}. {}.", told.who(question), told.what(question));
    let (mut sheet, title) = sheet(told, &caption);
    let w = told.words;
    let is_asked = matches!(told.drivers.findings, Findings::BreakEven { .. });
    let is_bare = |est: &Est| est.is_some_and(|est| interval(&est).is_none());
    let mut keys =
        vec![(Key::Swatch(SHORTER), w.axis_shorter), (Key::Swatch(LONGER), w.axis_longer), (Key::Swatch(UNCLEAR), w.sens_zero_short)];
    keys.extend(told.drivers.points.iter().any(|point| is_bare(&point.found[number])).then_some((Key::Outline, w.bare_short)));
    keys.extend(is_asked.then_some((Key::Edge(INK), TurnWords::of(told.language).line)));
    sheet.legend(&keys);
    let places = |factor| {
        let mut places: Vec<f64> = told.drivers.points.iter().filter_map(|point| place(&point.at, factor)).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        places
    };
    let (columns, rows) = (places(across), places(up));
    let at = |x: f64, y: f64| -> Est {
        let here = |point: &&crate::drivers::Point| place(&point.at, across) == Some(x) && place(&point.at, up) == Some(y);
        told.drivers.points.iter().find(here)?.found[number]
    };
    let most = told.drivers.points.iter().filter_map(|point| point.found[number]).map(|est| libm::fabs(est.value)).fold(0.0, f64::max);
    let (left, right, top) = (sheet.left + PLACES, sheet.right, sheet.y + 30.0);
    let bottom = top + (sheet.height_left() - 150.0).max(rows.len() as f64 * 34.0);
    let (width, height) = ((right - left) / columns.len() as f64, (bottom - top) / rows.len() as f64);
    let picture = &mut sheet.picture;
    let mut csv = format!("{},{},value,low,high\n", across.name, up.name);
    for (row, &y) in rows.iter().enumerate() {
        let floor = bottom - height * (row + 1) as f64;
        picture.text((left - 14.0, floor + height / 2.0 + TICK.0 * 0.35), &told.at(up, y), TICK, QUIET, Anchor::Right);
        for (column, &x) in columns.iter().enumerate() {
            let (est, wall) = (at(x, y), left + width * column as f64);
            let clear = est.as_ref().is_some_and(is_clear);
            let (color, ink) = match est {
                Some(est) if clear => shade(est.value, most),
                est if is_bare(&est) => (PAPER, QUIET),
                _ => (UNCLEAR, DARK),
            };
            picture.rect((wall + 1.0, floor + 1.0), (width - 2.0, height - 2.0), color);
            if is_bare(&est) {
                outline(picture, (wall + 3.0, floor + 3.0), (width - 6.0, height - 6.0));
            }
            let text = est.map_or_else(|| "–".to_owned(), |est| told.numbers.signed(Told::quantity(question), &est));
            let text = font::clip(&text, TICK.0, TICK.1, width - 6.0);
            picture.text((wall + width / 2.0, floor + height / 2.0 + TICK.0 * 0.35), &text, TICK, ink, Anchor::Middle);
            csv.push_str(&format!("{x},{y},{}\n", cells(est)));
        }
    }
    if is_asked {
        let corner = |column: usize, row: usize| (left + width * column as f64, bottom - height * row as f64);
        for (column, &x) in columns.iter().enumerate() {
            for (row, &y) in rows.iter().enumerate() {
                let beside = columns.get(column + 1).and_then(|&next| turns_between(at(x, y), at(next, y)));
                let above = rows.get(row + 1).and_then(|&next| turns_between(at(x, y), at(x, next)));
                let edges = [(beside, corner(column + 1, row)), (above, corner(column, row + 1))];
                for (is_clear, from) in edges.into_iter().filter_map(|(turns, from)| Some((turns?, from))) {
                    // Where it may as well turn elsewhere the line is broken.
                    let dash: &[f64] = if is_clear { &[] } else { &[10.0, 8.0] };
                    picture.dashed(&[from, corner(column + 1, row + 1)], 6.0, INK, dash);
                }
            }
        }
    }
    for (column, &x) in columns.iter().enumerate() {
        let text = font::clip(&told.at(across, x), TICK.0, TICK.1, width - 6.0);
        picture.text((left + width * (column as f64 + 0.5), bottom + 30.0), &text, TICK, QUIET, Anchor::Middle);
    }
    picture.text((right, bottom + 64.0), &format!("{} →", told.called(&across.name)), LABEL, INK, Anchor::Right);
    picture.text((sheet.left, top - 12.0), &format!("↑ {}", told.called(&up.name)), LABEL, INK, Anchor::Left);
    sheet.y = bottom + 76.0;
    finish(told, sheet, file_name(&["map", &question.arm, &question.stratum]), title, caption, csv)
}

/// The colour of a value, the paler the smaller, and of letters on it.
fn shade(value: f64, most: f64) -> (Color, Color) {
    let full = if value < 0.0 { SHORTER } else { LONGER };
    let share = 0.25 + 0.75 * if most > 0.0 { libm::fabs(value) / most } else { 0.0 };
    let mix = |paper: u8, full: u8| libm::round(f64::from(paper) + (f64::from(full) - f64::from(paper)) * share) as u8;
    let color = Color(mix(PAPER.0, full.0), mix(PAPER.1, full.1), mix(PAPER.2, full.2));
    (color, if share > 0.75 { LIGHT } else { DARK })
}
