//! One row for each factor: what it changes, or what share of the doubt is its.

use super::{Told, file_name, finish, sheet, unit_of};
use crate::drivers::{Candidate, Effects, Indices, Screened, Shared, Staffing, Target, Verdict};
use crate::report::charts::Drawn;
use crate::report::charts::font::{self, Weight};
use crate::report::charts::frame::{Axis, Key, LABEL, SPACING, Sheet, TICK, outline};
use crate::report::charts::picture::{Anchor, Color, GRID, INK, QUIET, line_height};
use crate::report::format::interval;
use crate::report::sensitivity::{is_clear, largest, share};
use crate::report::words::fill;
use crate::results::{Bar, Est, Estimate, Question};

/// More rows than this hide what matters.
const MOST_ROWS: usize = 12;
/// Room for names and for numbers.
const NAMES: f64 = 340.0;
const NUMBERS: f64 = 330.0;

/// The lower and the upper end, or alone and together.
const FIRST: Color = Color(0x00, 0x72, 0xb2);
const SECOND: Color = Color(0xe6, 0x9f, 0x00);
/// What cannot be told apart from nothing.
const GREY: Color = Color(0xc9, 0xce, 0xd4);

/// What is known of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    /// It is told apart from nothing.
    Told,
    /// Its interval holds zero.
    Unclear,
    /// It has no interval.
    Bare,
}

impl Tone {
    fn of(est: &Est, is_told: bool) -> Tone {
        match est {
            _ if is_told => Tone::Told,
            Some(est) if interval(est).is_none() => Tone::Bare,
            _ => Tone::Unclear,
        }
    }
}

/// One factor.
struct Row {
    name: String,
    /// One or two bars from zero, with the text beside each and what is known of it.
    bars: Vec<(Est, String, Tone)>,
}

impl Row {
    /// Bars are told whose interval leaves zero out.
    fn new(name: String, bars: Vec<(Est, String)>) -> Row {
        let bar = |(est, text): (Est, String)| (est, text, Tone::of(&est, est.as_ref().is_some_and(is_clear)));
        Row { name, bars: bars.into_iter().map(bar).collect() }
    }
}

/// What bars are called that are not told, as far as they are among the rows that are drawn.
fn untold<'w>(told: &Told<'_>, rows: &[Row], unclear: &'w str) -> Vec<(Key, &'w str)> {
    let occurs = |tone: Tone| {
        rows.iter().take(MOST_ROWS).flat_map(|row| &row.bars).any(|bar| bar.2 == tone && bar.0.is_some_and(|est| est.value != 0.0))
    };
    let keys = [(Tone::Unclear, Key::Swatch(GREY), unclear), (Tone::Bare, Key::Outline, told.words.bare_short)];
    keys.into_iter().filter(|key| occurs(key.0)).map(|(_, key, word)| (key, word)).collect()
}

pub(super) fn tornado(told: &Told<'_>, number: usize, question: &Question, bars: &[Bar]) -> Drawn {
    let w = told.words;
    let mut sorted: Vec<&Bar> = bars.iter().collect();
    sorted.sort_by(|a, b| largest(&b.changes[number]).total_cmp(&largest(&a.changes[number])));
    let largest = bars.iter().map(|bar| largest(&bar.changes[number])).fold(0.0, f64::max);
    let unit = unit_of(question, largest);
    let change = |est: &Estimate| match question.unit.as_str() {
        "s" => told.numbers.signed_in(unit, est),
        _ => told.numbers.signed(Told::quantity(question), est),
    };
    let row = |bar: &&Bar| {
        let ends = &bar.changes[number];
        let text = |place: usize| {
            let value = told.factor(&bar.factor).map(|factor| told.at(factor, [factor.low, factor.high][place])).unwrap_or_default();
            format!("{value}: {}", ends[place].as_ref().map_or_else(|| "–".to_owned(), change))
        };
        let bars = [0, 1].map(|end| (ends[end], text(end), Tone::of(&ends[end], bar.is_told(number, end))));
        Row { name: told.called(&bar.factor), bars: bars.into() }
    };
    let rows: Vec<Row> = sorted.iter().map(row).collect();
    let mut keys = vec![(Key::Swatch(FIRST), w.sens_low), (Key::Swatch(SECOND), w.sens_high)];
    keys.extend(untold(told, &rows, w.sens_unclear_short));
    let mut csv = "factor,end,change,low,high\n".to_owned();
    for bar in sorted {
        for (end, change) in ["low", "high"].into_iter().zip(&bar.changes[number]) {
            csv.push_str(&format!("{},{end},{}\n", bar.factor, super::super::cells(*change)));
        }
    }
    draw(told, question, "tornado", w.sens_tornado_sub, &keys, &rows, (unit, true), csv)
}

pub(super) fn morris(told: &Told<'_>, number: usize, question: &Question, factors: &[Screened]) -> Drawn {
    let mut found: Vec<(&str, &Effects)> =
        factors.iter().filter_map(|factor| Some((factor.factor.as_str(), factor.effects[number].as_ref()?))).collect();
    found.sort_by(|a, b| b.1.mean_size.value.total_cmp(&a.1.mean_size.value));
    let bar = |est: Estimate| (Some(est), told.numbers.full(Told::quantity(question), &est));
    let row = |(name, effects): &(&str, &Effects)| Row::new(told.called(name), vec![bar(effects.mean_size), bar(effects.spread)]);
    let rows: Vec<Row> = found.iter().map(row).collect();
    let columns = "factor,mean_size,low,high,spread,spread_low,spread_high\n";
    let csv = csv(found.iter().map(|(name, effects)| (*name, vec![effects.mean_size, effects.spread])), columns);
    let largest = found.iter().map(|(_, effects)| effects.mean_size.value.max(effects.spread.value)).fold(0.0, f64::max);
    let mut keys = vec![(Key::Swatch(FIRST), told.words.sens_size), (Key::Swatch(SECOND), told.words.sens_spread)];
    keys.extend(untold(told, &rows, told.words.sens_zero_short));
    draw(told, question, "morris", told.words.sens_morris_sub, &keys, &rows, (unit_of(question, largest), false), csv)
}

pub(super) fn sobol(told: &Told<'_>, number: usize, question: &Question, factors: &[Shared]) -> Drawn {
    let mut found: Vec<(&str, &Indices)> =
        factors.iter().filter_map(|factor| Some((factor.factor.as_str(), factor.indices[number].as_ref()?))).collect();
    found.sort_by(|a, b| b.1.total.value.total_cmp(&a.1.total.value));
    let text = |estimate: &Estimate| share(told, estimate);
    let row = |(name, indices): &(&str, &Indices)| {
        Row::new(told.called(name), vec![(Some(indices.first), text(&indices.first)), (Some(indices.total), text(&indices.total))])
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    let columns = "factor,first,first_low,first_high,total,total_low,total_high\n";
    let csv = csv(found.iter().map(|(name, indices)| (*name, vec![indices.first, indices.total])), columns);
    let mut keys = vec![(Key::Swatch(FIRST), told.words.sens_first), (Key::Swatch(SECOND), told.words.sens_total)];
    keys.extend(untold(told, &rows, told.words.sens_zero_short));
    draw(told, question, "sobol", told.words.sens_sobol_sub, &keys, &rows, ((100.0, "%"), false), csv)
}

/// What a target came to for every candidate, the bar as zero.
pub(super) fn staffing(told: &Told<'_>, found: &Staffing, number: usize, target: &Target) -> Drawn {
    let unit = if target.statistic == "mean" { "s" } else { "share" };
    let question = Question {
        arm: found.arm.clone(),
        measure: target.measure.clone(),
        stratum_kind: target.stratum_kind.clone(),
        stratum: target.stratum.clone(),
        statistic: target.statistic.clone(),
        unit: unit.to_owned(),
    };
    let beyond = |est: Est| {
        est.map(|est| Estimate {
            value: est.value - target.bar,
            low: est.low.map(|low| low - target.bar),
            high: est.high.map(|high| high - target.bar),
        })
    };
    let row = |candidate: &Candidate| {
        let seats: Vec<String> = candidate.at.values().map(|seats| told.plain(*seats)).collect();
        let text = format!("{} · {}", told.verdict(candidate.verdict), told.reached(target, candidate.found[number]));
        let name = format!("{} ({})", seats.join(" + "), told.plain(candidate.seat_hours));
        let tone = if candidate.verdict == Verdict::Meets { Tone::Told } else { Tone::Unclear };
        Row { name, bars: vec![(beyond(candidate.found[number]), text, tone)] }
    };
    let rows: Vec<Row> = found.candidates.iter().map(row).collect();
    let names: Vec<&str> = told.drivers.factors.iter().map(|factor| factor.name.as_str()).collect();
    let mut csv = format!("{},seat_hours,verdict,value,low,high\n", names.join(","));
    for candidate in &found.candidates {
        let seats: Vec<String> = candidate.at.values().map(f64::to_string).collect();
        let verdict = format!("{:?}", candidate.verdict).to_lowercase();
        csv.push_str(&format!("{},{},{verdict},{}\n", seats.join(","), candidate.seat_hours, super::super::cells(candidate.found[number])));
    }
    let what = fill(told.words.staff_sub, &[("target", &told.target(target)), ("names", &names.join(" + "))]);
    let largest = found
        .candidates
        .iter()
        .filter_map(|candidate| beyond(candidate.found[number]))
        .map(|est| libm::fabs(est.value))
        .fold(0.0, f64::max);
    let keys = [(Key::Swatch(FIRST), told.words.staff_meets), (Key::Swatch(GREY), told.words.staff_fails)];
    // One target keeps the plain name, as there is nothing to tell it from.
    let name = if found.targets.len() > 1 { format!("staffing-{}", number + 1) } else { "staffing".to_owned() };
    draw(told, &question, &name, &what, &keys, &rows, (unit_of(&question, largest), true), csv)
}

fn csv<'a>(rows: impl Iterator<Item = (&'a str, Vec<Estimate>)>, columns: &str) -> String {
    let row = |(name, found): (&str, Vec<Estimate>)| {
        let cells: Vec<String> = found.into_iter().map(|estimate| super::super::cells(Some(estimate))).collect();
        format!("{name},{}\n", cells.join(","))
    };
    columns.to_owned() + &rows.map(row).collect::<String>()
}

#[expect(clippy::too_many_arguments, reason = "everything that a picture of rows differs in")]
fn draw(
    told: &Told<'_>,
    question: &Question,
    name: &str,
    what: &str,
    keys: &[(Key, &str)],
    rows: &[Row],
    ((factor, unit), signed): ((f64, &str), bool),
    csv: String,
) -> Drawn {
    let caption = match name {
        name if name.starts_with("staffing") => format!("{}. {what}", told.arm(&question.arm)),
        _ => format!("{}. {}. {what}", told.who(question), told.what(question)),
    };
    let (mut sheet, title) = sheet(told, &caption);
    sheet.legend(keys);
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    let ends = shown.iter().flat_map(|row| &row.bars).filter_map(|(est, ..)| est.as_ref()).flat_map(|est| {
        let (low, high) = interval(est).unwrap_or((est.value, est.value));
        [low, high, est.value]
    });
    let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), end| (low.min(end), high.max(end)));
    let pad = if high > low { (high - low) * 0.06 } else { 1.0 };
    let axis = Axis {
        low: if low < 0.0 { low - pad } else { 0.0 },
        high: if high > 0.0 || low == 0.0 { high + pad } else { 0.0 },
        from: sheet.left + NAMES,
        to: sheet.right - NUMBERS,
    };
    let least = 2.0 * line_height(TICK.0) + 8.0;
    let height = ((sheet.height_left() - 70.0) / shown.len().max(1) as f64).clamp(least, 84.0);
    let top = sheet.y;
    let bottom = top + height * shown.len() as f64;
    axis.numbers(&mut sheet.picture, told.numbers, (top, bottom), signed, (factor, unit, SPACING));
    for row in shown {
        draw_row(&mut sheet, &axis, row, height);
    }
    let zero = axis.at(0.0);
    sheet.picture.line(&[(zero, top - 4.0), (zero, bottom)], 3.0, INK);
    sheet.y = bottom + 44.0;
    if rows.len() > shown.len() {
        let count = told.numbers.count((rows.len() - shown.len()) as u64);
        let text = fill(told.words.more_places, &[("count", &count)]);
        sheet.picture.text((sheet.left, sheet.y - 16.0), &text, TICK, QUIET, Anchor::Left);
    }
    sheet.fitted = true;
    let name = file_name(&[name, &question.arm, &question.stratum]);
    finish(told, sheet, name, title, caption, csv)
}

fn draw_row(sheet: &mut Sheet, axis: &Axis, row: &Row, height: f64) {
    let (top, zero) = (sheet.y, axis.at(0.0));
    sheet.picture.line(&[(sheet.left, top + height), (sheet.right, top + height)], 1.0, GRID);
    let ink = |is_told: bool| if is_told { INK } else { QUIET };
    let color = ink(row.bars.iter().any(|bar| bar.2 == Tone::Told));
    // A path may break behind its dots.
    let lines = font::wrap(&row.name.replace('.', ". "), LABEL.0, LABEL.1, NAMES - 20.0, 2);
    let first = top + height / 2.0 + LABEL.0 * 0.35 - line_height(LABEL.0) * (lines.len() as f64 - 1.0) / 2.0;
    for (place, line) in lines.iter().enumerate() {
        let y = first + line_height(LABEL.0) * place as f64;
        sheet.picture.text((sheet.left, y), &line.replace(". ", "."), LABEL, color, Anchor::Left);
    }
    let band = (height - 8.0) / row.bars.len() as f64;
    for (number, (est, text, tone)) in row.bars.iter().enumerate() {
        let y = top + 4.0 + band * number as f64;
        let middle = y + band / 2.0;
        let style = (TICK.0, Weight::Regular);
        sheet.picture.text((sheet.right, middle + TICK.0 * 0.35), text, style, ink(*tone == Tone::Told), Anchor::Right);
        let Some(est) = est else { continue };
        let end = axis.at(est.value);
        let thick = (band * 0.72).min(30.0);
        let (corner, size) = ((zero.min(end), middle - thick / 2.0), (libm::fabs(end - zero), thick));
        match (tone, number) {
            (Tone::Bare, _) => outline(&mut sheet.picture, corner, size),
            (Tone::Unclear, _) => sheet.picture.rect(corner, size, GREY),
            (Tone::Told, 0) => sheet.picture.rect(corner, size, FIRST),
            (Tone::Told, _) => sheet.picture.rect(corner, size, SECOND),
        }
        if let Some((low, high)) = interval(est) {
            sheet.picture.line(&[(axis.at(low), middle), (axis.at(high), middle)], 2.5, INK);
        }
    }
    sheet.y = top + height;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_that_holds_zero_is_grey_whatever_the_other_end_does() {
        let est = |low: f64, high: f64| Some(Estimate { value: (low + high) / 2.0, low: Some(low), high: Some(high) });
        let bare = Some(Estimate { value: 3.0, low: None, high: None });
        let bars = [est(-13.0, 5.0), est(11.0, 33.0), bare, None].map(|est| (est, String::new()));
        let row = Row::new("a".to_owned(), bars.into());
        let tones: Vec<Tone> = row.bars.iter().map(|bar| bar.2).collect();
        assert_eq!(tones, [Tone::Unclear, Tone::Told, Tone::Bare, Tone::Unclear]);
    }
}
