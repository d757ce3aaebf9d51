//! How single incidents change: the pairs of each arm in classes of their difference.

use super::font::{self, Weight};
use super::frame::{HEADING, Key, LABEL, TICK};
use super::picture::{Anchor, Color, DARK, GRID, INK, LIGHT, QUIET, line_height};
use super::{Brief, Drawn};
use crate::report::answer::stratum_word;
use crate::report::words::fill;
use crate::results::TimeDifference;

/// Dark to pale to dark: the two halves differ in place, colour and, by their numbers, in words.
const COLORS: [Color; 7] = [
    Color(0x00, 0x4a, 0x7c),
    Color(0x2b, 0x86, 0xc5),
    Color(0x9c, 0xcd, 0xee),
    Color(0xee, 0xf0, 0xf2),
    Color(0xfb, 0xd0, 0x9a),
    Color(0xe0, 0x7b, 0x1a),
    Color(0x99, 0x3d, 0x00),
];

/// Where differences are divided if they go beyond it.
const MINUTE: f64 = 60.0;
/// The least share of pairs that the outermost class is made for.
const OUTERMOST: f64 = 0.1;

/// Shares of pairs that are shorter and longer by more than an edge. Beyond an edge that is not listed there are none.
fn beyond(difference: &TimeDifference, edge: f64) -> (f64, f64) {
    difference.beyond.iter().find(|beyond| beyond.edge_s == edge).map_or((0.0, 0.0), |beyond| (beyond.shorter, beyond.longer))
}

/// Classes of differences: shorter by much, some, little; unchanged; longer by little, some, much.
struct Classes {
    /// Ends of "unchanged", "little" and "some", seconds, ascending.
    edges: [f64; 3],
}

impl Classes {
    /// The seven bounds: from minus infinity to infinity.
    fn bounds(&self) -> [f64; 8] {
        let [a, b, c] = self.edges;
        [f64::NEG_INFINITY, -c, -b, -a, a, b, c, f64::INFINITY]
    }

    /// Classes that divide some differences: at a minute where differences go beyond it, and where a tenth of the pairs or more of one of them
    /// lie beyond, so that the outermost class neither holds nearly all nor nearly none.
    fn of(differences: &[&TimeDifference], noticeable: f64) -> Option<Classes> {
        let mut edges: Vec<f64> = differences.iter().flat_map(|found| &found.beyond).map(|beyond| beyond.edge_s).collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        let many =
            |edge: &f64| differences.iter().map(|found| beyond(found, *edge)).any(|(shorter, longer)| shorter.max(longer) >= OUTERMOST);
        let last = edges.iter().rposition(many).unwrap_or(0).max(1);
        let (before, much) = (*edges.get(last - 1)?, *edges.get(last)?);
        let some = if much > MINUTE && edges.contains(&MINUTE) { MINUTE } else { before };
        Some(Classes { edges: [noticeable, some, much] })
    }

    /// Shares of pairs by class.
    fn shares(&self, difference: &TimeDifference) -> Option<[f64; 7]> {
        let (quicker, slower) = (difference.of_pairs.quicker?.value, difference.of_pairs.slower?.value);
        let [some, much] = [self.edges[1], self.edges[2]].map(|edge| beyond(difference, edge));
        // The edges are met to the resolution of the histograms: nothing may become negative by that.
        let divide = |whole: f64, some: f64, much: f64| {
            let some = some.min(whole);
            let much = much.min(some);
            [whole - some, some - much, much]
        };
        let shorter = divide(quicker, some.0, much.0);
        let longer = divide(slower, some.1, much.1);
        let unchanged = (1.0 - quicker - slower).max(0.0);
        Some([shorter[2], shorter[1], shorter[0], unchanged, longer[0], longer[1], longer[2]])
    }

    fn labels(&self, brief: &Brief<'_>) -> [String; 7] {
        let w = brief.words;
        let [a, b, c] = self.edges.map(|edge| brief.numbers.length(edge));
        let between = |sentence, from: &str, to: &str| fill(sentence, &[("from", from), ("to", to)]);
        let beyond = |sentence, edge: &str| fill(sentence, &[("edge", edge)]);
        [
            beyond(w.bin_much_quicker, &c),
            between(w.bin_quicker, &b, &c),
            between(w.bin_quicker, &a, &b),
            beyond(w.bin_unchanged, &a),
            between(w.bin_slower, &a, &b),
            between(w.bin_slower, &b, &c),
            beyond(w.bin_much_slower, &c),
        ]
    }
}

pub(super) fn draw(brief: &Brief<'_>) -> Option<Drawn> {
    let (measure, _) = brief.measure()?;
    let w = brief.words;
    let label = brief.report.measure_label(measure, brief.language);
    let caption = fill(w.chart_pairs_sub, &[("measure", label), ("baseline", brief.baseline_label())]);
    let mut sheet = brief.sheet(w.chart_pairs, &caption);
    let strata = brief.panels(measure);
    let arms: Vec<&str> = brief.report.others().collect();
    let found = arms.iter().flat_map(|arm| strata.iter().map(|stratum| brief.report.time_difference(arm, measure, stratum)));
    let found: Vec<&TimeDifference> = found.flatten().collect();
    let classes = Classes::of(&found, brief.report.results.study.noticeable.seconds())?;
    let labels = classes.labels(brief);
    let keys: Vec<_> = COLORS.into_iter().zip(&labels).map(|(color, label)| (Key::Swatch(color), label.as_str())).collect();
    sheet.legend(&keys);
    let rows = strata.len() * (arms.len() + 1);
    let step = line_height(LABEL.0);
    let least = if sheet.is_wide() { 2.0 * step + 4.0 } else { 2.0 * step + 40.0 };
    let height = (sheet.height_left() / rows as f64).min(84.0).max(least);
    let mut csv = "stratum,arm,class,from_s,to_s,share\n".to_owned();
    for &stratum in &strata {
        sheet.y += height;
        sheet.picture.text((sheet.left, sheet.y - 12.0), stratum_word(w, stratum), HEADING, INK, Anchor::Left);
        sheet.picture.line(&[(sheet.left, sheet.y), (sheet.right, sheet.y)], 1.5, GRID);
        for arm in &arms {
            let shares = brief.report.time_difference(arm, measure, stratum).and_then(|found| classes.shares(found));
            row(brief, &mut sheet, brief.arm_label(arm), shares, height);
            rows_of_csv(&mut csv, (stratum, arm), &classes, shares);
        }
    }
    sheet.y += 14.0;
    Some(brief.finish(sheet, "paired_differences", w.chart_pairs.to_owned(), caption, csv))
}

fn row(brief: &Brief<'_>, sheet: &mut super::frame::Sheet, label: &str, shares: Option<[f64; 7]>, height: f64) {
    let wide = sheet.is_wide();
    let room = if wide { 400.0 } else { sheet.width() };
    let lines = font::wrap(label, LABEL.0, LABEL.1, room - 14.0, 2);
    let step = line_height(LABEL.0);
    let (left, top, thick) = if wide {
        let thick = (height * 0.62).min(44.0);
        let middle = sheet.y + height / 2.0;
        sheet.picture.lines((sheet.left + 14.0, middle - step * lines.len() as f64 / 2.0), &lines, LABEL, INK, Anchor::Left);
        (sheet.left + room + 10.0, middle - thick / 2.0, thick)
    } else {
        let bottom = sheet.picture.lines((sheet.left, sheet.y + 4.0), &lines, LABEL, INK, Anchor::Left);
        (sheet.left, bottom + 2.0, 30.0)
    };
    sheet.y += height;
    let Some(shares) = shares else {
        let y = if wide { top + thick * 0.65 } else { top + LABEL.0 };
        return sheet.picture.text((left, y), brief.words.no_data, LABEL, QUIET, Anchor::Left);
    };
    sheet.picture.rect((left - 1.0, top - 1.0), (sheet.right - left + 2.0, thick + 2.0), QUIET);
    let mut x = left;
    for (class, share) in shares.into_iter().enumerate() {
        let width = share * (sheet.right - left);
        sheet.picture.rect((x, top), (width, thick), COLORS[class]);
        let text = brief.numbers.with_unit(brief.numbers.fixed(share * 100.0, 0), "%");
        if font::width(&text, TICK.0, Weight::Bold) + 10.0 < width {
            let ink = if matches!(class, 0 | 1 | 6) { LIGHT } else { DARK };
            sheet.picture.text((x + width / 2.0, top + thick / 2.0 + 7.0), &text, (TICK.0, Weight::Bold), ink, Anchor::Middle);
        }
        x += width;
        // A line between classes: they can be told apart without colour.
        if share > 0.0 && x < sheet.right - 1.0 {
            sheet.picture.line(&[(x, top), (x, top + thick)], 1.5, QUIET);
        }
    }
}

fn rows_of_csv(csv: &mut String, (stratum, arm): (&str, &str), classes: &Classes, shares: Option<[f64; 7]>) {
    let names = ["much_shorter", "shorter", "little_shorter", "unchanged", "little_longer", "longer", "much_longer"];
    let bounds = classes.bounds();
    let bound = |value: f64| if value.is_finite() { value.to_string() } else { String::new() };
    for (class, name) in names.into_iter().enumerate() {
        let share = shares.map_or_else(String::new, |shares| shares[class].to_string());
        csv.push_str(&format!("{stratum},{arm},{name},{},{},{share}\n", bound(bounds[class]), bound(bounds[class + 1])));
    }
}
