//! What charts have in common: sizes, the sheet with heading and source, the looks of arms, axes.

use super::Room;
use super::font::{self, Weight};
use super::picture::{Anchor, Color, GRID, INK, Marker, Picture, QUIET, line_height};
use crate::report::format::{Numbers, time_unit};

/// Letters: size in pixels to the em and weight.
pub(super) const TITLE: (f64, Weight) = (34.0, Weight::Bold);
pub(super) const SUBTITLE: (f64, Weight) = (22.0, Weight::Regular);
pub(super) const HEADING: (f64, Weight) = (23.0, Weight::Bold);
pub(super) const LABEL: (f64, Weight) = (21.0, Weight::Regular);
pub(super) const TOTAL: (f64, Weight) = (21.0, Weight::Bold);
pub(super) const TICK: (f64, Weight) = (19.0, Weight::Regular);
const SOURCE: (f64, Weight) = (16.0, Weight::Regular);

/// The least height of a slide.
const SLIDE: f64 = 900.0;

/// What lengthens and what shortens.
pub(super) const LONGER: Color = Color(0xd5, 0x5e, 0x00);
pub(super) const SHORTER: Color = Color(0x00, 0x72, 0xb2);

/// How an arm is drawn in every chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub(super) color: Color,
    pub(super) marker: Marker,
    pub(super) dash: &'static [f64],
}

/// Colours of Okabe and Ito, which colour-blind readers can tell apart; marker and dash tell the same without colour.
const LOOKS: [Look; 12] = [
    Look { color: INK, marker: Marker::Circle, dash: &[] },
    Look { color: Color(0x00, 0x72, 0xb2), marker: Marker::Square, dash: &[18.0, 7.0] },
    Look { color: Color(0xd5, 0x5e, 0x00), marker: Marker::Up, dash: &[5.0, 6.0] },
    Look { color: Color(0x00, 0x9e, 0x73), marker: Marker::Diamond, dash: &[] },
    Look { color: Color(0xcc, 0x79, 0xa7), marker: Marker::Down, dash: &[18.0, 6.0, 4.0, 6.0] },
    Look { color: Color(0xe6, 0x9f, 0x00), marker: Marker::Cross, dash: &[10.0, 5.0] },
    Look { color: Color(0x56, 0xb4, 0xe9), marker: Marker::Hexagon, dash: &[28.0, 8.0] },
    Look { color: Color(0x8a, 0x7d, 0x00), marker: Marker::Bar, dash: &[3.0, 3.0] },
    Look { color: Color(0x7a, 0x3e, 0x9d), marker: Marker::Star, dash: &[18.0, 5.0, 3.0, 5.0, 3.0, 5.0] },
    Look { color: Color(0x8c, 0x56, 0x4b), marker: Marker::Left, dash: &[12.0, 12.0] },
    Look { color: Color(0x5b, 0x64, 0x70), marker: Marker::Right, dash: &[28.0, 5.0, 10.0, 5.0] },
    Look { color: Color(0xa0, 0x14, 0x3c), marker: Marker::Hourglass, dash: &[6.0, 12.0] },
];

/// The look of the `index`-th arm, the baseline being 0; from the thirteenth on they repeat.
pub(super) fn look(index: usize) -> Look {
    LOOKS[index % LOOKS.len()]
}

/// What stands beside a label in a legend.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Line(Look),
    Swatch(Color),
    /// An edge between areas.
    Edge(Color),
    /// A broken outline around nothing: what has no interval.
    Outline,
}

/// A picture that grows downwards.
pub(super) struct Sheet {
    pub(super) picture: Picture,
    pub(super) room: Room,
    /// Left and right edge of what may be drawn on.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Down to here it is full.
    pub(super) y: f64,
    /// Whether it ends below what was drawn, also on a slide: for rows, of which there may be few.
    pub(super) fitted: bool,
}

impl Sheet {
    pub(super) fn new(room: Room, title: &str, subtitle: &str) -> Sheet {
        let (width, margin) = match room {
            Room::Slide | Room::Page => (1600.0, 48.0),
            Room::Narrow => (560.0, 16.0),
        };
        let mut sheet = Sheet { picture: Picture::new(width), room, left: margin, right: width - margin, y: margin * 0.75, fitted: false };
        let size = if sheet.is_wide() { TITLE.0 } else { 28.0 };
        sheet.paragraph(title, (size, TITLE.1), INK, 3);
        sheet.y += 4.0;
        sheet.paragraph(subtitle, SUBTITLE, QUIET, if sheet.is_wide() { 5 } else { 9 });
        sheet.y += 14.0;
        sheet
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn is_wide(&self) -> bool {
        self.room != Room::Narrow
    }

    fn paragraph(&mut self, text: &str, style: (f64, Weight), color: Color, most: usize) {
        let lines = font::wrap(text, style.0, style.1, self.width(), most);
        self.y = self.picture.lines((self.left, self.y), &lines, style, color, Anchor::Left);
    }

    /// Keys and labels, flowing over as many lines as they need.
    pub(super) fn legend(&mut self, keys: &[(Key, &str)]) {
        const SAMPLE: f64 = 56.0;
        let (mut x, step) = (self.left, line_height(LABEL.0) + 4.0);
        for (key, text) in keys {
            let sample = if matches!(key, Key::Line(_)) { SAMPLE } else { 24.0 };
            let text = font::wrap(text, LABEL.0, LABEL.1, self.width() - sample - 12.0, 2);
            let widest = text.iter().map(|line| font::width(line, LABEL.0, LABEL.1)).fold(0.0, f64::max);
            let width = sample + 10.0 + widest;
            if x > self.left && x + width > self.right {
                x = self.left;
                self.y += step;
            }
            let middle = self.y + step / 2.0;
            match key {
                Key::Line(look) => {
                    self.picture.dashed(&[(x, middle), (x + SAMPLE, middle)], 4.0, look.color, look.dash);
                    self.picture.marker(look.marker, (x + SAMPLE / 2.0, middle), 7.0, look.color);
                }
                Key::Edge(color) => self.picture.line(&[(x, middle), (x + sample - 2.0, middle)], 6.0, *color),
                Key::Outline => outline(&mut self.picture, (x, middle - 10.0), (sample - 2.0, 20.0)),
                Key::Swatch(color) => {
                    self.picture.rect((x, middle - 10.0), (sample - 2.0, 20.0), INK);
                    self.picture.rect((x + 1.0, middle - 9.0), (sample - 4.0, 18.0), *color);
                }
            }
            for (number, line) in text.iter().enumerate() {
                let y = middle + LABEL.0 * 0.35 + line_height(LABEL.0) * number as f64;
                self.picture.text((x + sample + 10.0, y), line, LABEL, INK, Anchor::Left);
            }
            x += width + 34.0;
            // What follows a label of two lines begins below it.
            if text.len() > 1 {
                x = self.right;
                self.y += line_height(LABEL.0);
            }
        }
        self.y += step + 10.0;
    }

    /// Height that is left for a plot if the sheet keeps its usual size.
    pub(super) fn height_left(&self) -> f64 {
        let usual = if self.is_wide() { SLIDE } else { 0.0 };
        (usual - self.y - 2.0 * line_height(SOURCE.0) - 20.0).max(0.0)
    }

    /// Puts the source below and ends the picture.
    pub(super) fn finish(mut self, source: &str) -> Picture {
        let is_whole = self.room == Room::Slide && !self.fitted;
        if is_whole {
            self.y += self.height_left();
        }
        self.y += 16.0;
        self.paragraph(source, SOURCE, QUIET, 3);
        self.picture.height = libm::ceil(self.y + 12.0).max(if is_whole { SLIDE } else { 0.0 });
        self.picture
    }
}

/// The broken outline of what has no interval.
pub(super) fn outline(picture: &mut Picture, (x, y): (f64, f64), (width, height): (f64, f64)) {
    let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
    picture.dashed(&corners, 1.5, QUIET, &[4.0, 3.0]);
}

/// Pixels between two numbers of a horizontal axis, at least.
pub(super) const SPACING: f64 = 130.0;

/// An axis: numbers to pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Axis {
    pub(super) fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round values on the axis, about one for every `spacing` pixels, with labels; `factor` seconds and so on make one of the unit.
    pub(super) fn ticks(&self, factor: f64, spacing: f64) -> (Vec<f64>, i32) {
        let wanted = (libm::fabs(self.to - self.from) / spacing).clamp(2.0, 10.0);
        let rough = (self.high - self.low) * factor / wanted;
        let power = libm::floor(libm::log10(rough));
        let base = libm::pow(10.0, power);
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * base).find(|step| *step >= rough * 0.999).unwrap_or(10.0 * base);
        let decimals = if step >= 1.0 { 0 } else { -libm::floor(libm::log10(step) + 1e-9) as i32 };
        let (first, last) = (libm::ceil(self.low * factor / step - 1e-9) as i64, libm::floor(self.high * factor / step + 1e-9) as i64);
        ((first..=last).map(|tick| tick as f64 * step / factor).collect(), decimals)
    }

    /// Draws a horizontal axis of times between `top` and `bottom`: grid lines and, below, numbers with their unit.
    pub(super) fn times(&self, picture: &mut Picture, numbers: Numbers, (top, bottom): (f64, f64), signed: bool) {
        let unit = time_unit(libm::fabs(self.low).max(libm::fabs(self.high)));
        self.numbers(picture, numbers, (top, bottom), signed, (unit.0, unit.1, SPACING));
    }

    /// The same of any quantity: what it is multiplied by, the unit behind it, and the least pixels between two numbers.
    pub(super) fn numbers(
        &self,
        picture: &mut Picture,
        numbers: Numbers,
        (top, bottom): (f64, f64),
        signed: bool,
        (factor, unit, spacing): (f64, &str, f64),
    ) {
        let (ticks, decimals) = self.ticks(factor, spacing);
        for tick in ticks {
            let x = self.at(tick);
            picture.line(&[(x, top), (x, bottom)], 1.5, GRID);
            let number = numbers.fixed(tick * factor, decimals);
            let sign = if signed && tick > 0.0 { "+" } else { "" };
            let text = if unit.is_empty() { format!("{sign}{number}") } else { numbers.with_unit(format!("{sign}{number}"), unit) };
            picture.text((x, bottom + 28.0), &text, TICK, QUIET, Anchor::Middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LOOKS;

    #[test]
    fn no_two_arms_look_alike() {
        for (place, one) in LOOKS.iter().enumerate() {
            assert!(LOOKS[place + 1..].iter().all(|other| other.marker != one.marker && other.color != one.color), "{one:?}");
        }
    }
}
