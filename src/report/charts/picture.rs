//! A picture as a list of shapes, and its way through plotters' drawing backends to SVG and PNG.

use super::font::{self, Weight};
use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontStyle, FontTransform, IntoFont, RGBColor, TextStyle};

/// A colour, red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

/// The paper.
pub(super) const PAPER: Color = Color(0xff, 0xff, 0xff);
/// Text and the baseline.
pub(super) const INK: Color = Color(0x1b, 0x1f, 0x24);
/// Text on pale colours; not quite [`INK`], so that a dark page, which turns ink light, leaves it dark.
pub(super) const DARK: Color = Color(0x1a, 0x1e, 0x23);
/// Text on dark colours, in the same way not quite [`PAPER`].
pub(super) const LIGHT: Color = Color(0xfe, 0xfe, 0xfe);
/// Lesser text.
pub(super) const QUIET: Color = Color(0x5b, 0x64, 0x70);
/// Lines behind the data.
pub(super) const GRID: Color = Color(0xdf, 0xe3, 0xe8);
/// Shading behind the data.
pub(super) const SHADE: Color = Color(0xf3, 0xf5, 0xf7);

/// Where a text lies about its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// The form of a data point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Circle,
    Square,
    Diamond,
    Up,
    Down,
    Cross,
    Bar,
    Hexagon,
    Star,
    Left,
    Right,
    Hourglass,
}

/// A text on one line; (x, y) is on its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) at: (f64, f64),
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) color: Color,
    pub(super) anchor: Anchor,
}

impl Words {
    /// Left, top, right and bottom of the letters.
    pub(super) fn bounds(&self) -> (f64, f64, f64, f64) {
        let width = font::width(&self.text, self.size, self.weight);
        let left = self.at.0
            - match self.anchor {
                Anchor::Left => 0.0,
                Anchor::Middle => width / 2.0,
                Anchor::Right => width,
            };
        (left, self.at.1 - 0.75 * self.size, left + width, self.at.1 + 0.22 * self.size)
    }
}

/// Something to draw, in pixels of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Rect { x: f64, y: f64, width: f64, height: f64, color: Color },
    Line { points: Vec<(f64, f64)>, width: f64, color: Color, dash: &'static [f64] },
    Polygon { points: Vec<(f64, f64)>, color: Color },
    Disc { at: (f64, f64), radius: f64, color: Color },
    Words(Words),
}

/// Shapes on paper, later ones over earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) shapes: Vec<Shape>,
}

impl Picture {
    pub(super) fn new(width: f64) -> Picture {
        Picture { width, height: 0.0, shapes: Vec::new() }
    }

    pub(super) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), color: Color) {
        if width > 0.0 && height > 0.0 {
            self.shapes.push(Shape::Rect { x, y, width, height, color });
        }
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], width: f64, color: Color) {
        self.dashed(points, width, color, &[]);
    }

    pub(super) fn dashed(&mut self, points: &[(f64, f64)], width: f64, color: Color, dash: &'static [f64]) {
        self.shapes.push(Shape::Line { points: points.to_vec(), width, color, dash });
    }

    pub(super) fn text(&mut self, at: (f64, f64), text: &str, (size, weight): (f64, Weight), color: Color, anchor: Anchor) {
        if !text.is_empty() {
            self.shapes.push(Shape::Words(Words { at, text: text.to_owned(), size, weight, color, anchor }));
        }
    }

    /// Lines of text under each other, the first baseline one line below `top`; returns the bottom.
    pub(super) fn lines(
        &mut self,
        (x, top): (f64, f64),
        lines: &[String],
        (size, weight): (f64, Weight),
        color: Color,
        anchor: Anchor,
    ) -> f64 {
        let step = line_height(size);
        for (number, line) in lines.iter().enumerate() {
            self.text((x, top + size * 0.95 + step * number as f64), line, (size, weight), color, anchor);
        }
        top + step * lines.len() as f64
    }

    pub(super) fn marker(&mut self, marker: Marker, (x, y): (f64, f64), radius: f64, color: Color) {
        let around = |corners: &[(f64, f64)]| corners.iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect::<Vec<_>>();
        let points = match marker {
            Marker::Circle => return self.shapes.push(Shape::Disc { at: (x, y), radius, color }),
            Marker::Square => around(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
            Marker::Diamond => around(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
            Marker::Up => around(&[(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)]),
            Marker::Down => around(&[(0.0, 1.2), (1.15, -0.85), (-1.15, -0.85)]),
            Marker::Bar => around(&[(-0.5, -1.3), (0.5, -1.3), (0.5, 1.3), (-0.5, 1.3)]),
            Marker::Hexagon => around(&[(-1.15, 0.0), (-0.6, -1.0), (0.6, -1.0), (1.15, 0.0), (0.6, 1.0), (-0.6, 1.0)]),
            Marker::Left => around(&[(-1.2, 0.0), (0.85, -1.15), (0.85, 1.15)]),
            Marker::Right => around(&[(1.2, 0.0), (-0.85, 1.15), (-0.85, -1.15)]),
            Marker::Hourglass => around(&[(-1.1, -1.1), (1.1, -1.1), (0.25, 0.0), (1.1, 1.1), (-1.1, 1.1), (-0.25, 0.0)]),
            Marker::Star => {
                around(&[(0.0, -1.4), (0.38, -0.38), (1.4, 0.0), (0.38, 0.38), (0.0, 1.4), (-0.38, 0.38), (-1.4, 0.0), (-0.38, -0.38)])
            }
            Marker::Cross => around(&[
                (-1.2, -0.4),
                (-0.4, -0.4),
                (-0.4, -1.2),
                (0.4, -1.2),
                (0.4, -0.4),
                (1.2, -0.4),
                (1.2, 0.4),
                (0.4, 0.4),
                (0.4, 1.2),
                (-0.4, 1.2),
                (-0.4, 0.4),
                (-1.2, 0.4),
            ]),
        };
        self.shapes.push(Shape::Polygon { points, color });
    }

    /// The picture as SVG.
    pub(super) fn svg(&self) -> String {
        let mut text = String::new();
        let (width, height) = (self.pixels().0, self.pixels().1);
        {
            let mut backend = SVGBackend::with_string(&mut text, (width, height));
            self.draw(&mut backend, (0.0, self.height));
            backend.present().unwrap_or_else(|_| unreachable!("a string takes every shape"));
        }
        let text = self.with_lengths(&text);
        // Drawn at twice the size so that whole pixels are half ones; the document says the size that is meant.
        let drawn = format!("width=\"{width}\" height=\"{height}\"");
        let meant = format!("width=\"{}\" height=\"{}\"", width / FINE, height / FINE);
        text.replacen(&drawn, &meant, 1)
    }

    /// An SVG in which every text says how long it is: in a font that is wider than ours nothing then lies over its neighbour.
    fn with_lengths(&self, svg: &str) -> String {
        let texts = self.shapes.iter().filter_map(|shape| if let Shape::Words(words) = shape { Some(words) } else { None });
        let mut parts = svg.split("<text ");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (part, words) in parts.zip(texts) {
            text.push_str("<text ");
            if font::knows(&words.text) {
                let length = font::width(&words.text, words.size, words.weight) * f64::from(FINE);
                text.push_str(&format!("textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" "));
            }
            text.push_str(part);
        }
        text
    }

    /// The picture as PNG, drawn finer and averaged so that edges are smooth.
    pub(super) fn png(&self) -> Vec<u8> {
        let (width, height) = self.pixels();
        encode(&self.drawn(BAND), width / FINE, height / FINE)
    }

    /// Red, green and blue of every pixel, so many rows at a time: drawn as a whole a long picture would take more memory than the study.
    fn drawn(&self, band: u32) -> Vec<u8> {
        let (width, height) = self.pixels();
        let (mut pixels, mut buffer) = (Vec::new(), Vec::new());
        for top in (0..height / FINE).step_by(band as usize) {
            let rows = (height / FINE - top).min(band) * FINE;
            // What was drawn before is painted over.
            buffer.resize((width * rows * 3) as usize, 0);
            let mut backend = BitMapBackend::with_buffer(&mut buffer, (width, rows));
            self.draw(&mut backend, (top.into(), (top + band).into()));
            backend.present().unwrap_or_else(|_| unreachable!("a buffer takes every shape"));
            drop(backend);
            average(&buffer, width as usize, &mut pixels);
        }
        pixels
    }

    pub(super) fn pixels(&self) -> (u32, u32) {
        (libm::ceil(self.width) as u32 * FINE, libm::ceil(self.height) as u32 * FINE)
    }

    /// The same drawing for every backend: what lies from one height to another, which is moved to the top. Backends in memory cannot
    /// fail; a shape that one refuses is left out.
    fn draw<B: DrawingBackend + Letters>(&self, backend: &mut B, (top, bottom): (f64, f64)) {
        // What is moved is the pixel: a half would be rounded the other way below zero.
        let fine = |at: (f64, f64)| (fine(at).0, fine(at).1 - fine((0.0, top)).1);
        let (width, height) = backend.get_size();
        backend.draw_rect((0, 0), (width as i32, height as i32), &rgb(PAPER), true).ok();
        let seen = |shape: &&Shape| {
            let (from, to) = shape.heights();
            from < bottom && top < to
        };
        for shape in self.shapes.iter().filter(seen) {
            match shape {
                Shape::Rect { x, y, width, height, color } => {
                    let (from, to) = (fine((*x, *y)), fine((x + width, y + height)));
                    // A bar too thin for a pixel is still seen.
                    backend.draw_rect(from, (to.0.max(from.0 + 1), to.1.max(from.1 + 1)), &rgb(*color), true).ok();
                }
                Shape::Polygon { points, color } => {
                    backend.fill_polygon(points.iter().map(|point| fine(*point)), &rgb(*color)).ok();
                }
                Shape::Disc { at, radius, color } => {
                    backend.draw_circle(fine(*at), (radius * f64::from(FINE)) as u32, &rgb(*color), true).ok();
                }
                Shape::Line { points, width, color, dash } => {
                    let style = rgb(*color).stroke_width(((width * f64::from(FINE)) as u32).max(2));
                    for piece in dashes(points, dash) {
                        let mut path: Vec<_> = piece.iter().map(|point| fine(*point)).collect();
                        path.dedup();
                        if path.len() > 1 {
                            backend.draw_path(path, &style).ok();
                        }
                    }
                }
                Shape::Words(words) => backend.letters(words, top),
            }
        }
    }
}

impl Shape {
    /// Between which heights it lies, and no less.
    fn heights(&self) -> (f64, f64) {
        // Pixels are whole ones, and letters go beyond the line.
        const MORE: f64 = 2.0;
        let within = |heights: &mut dyn Iterator<Item = f64>, more: f64| {
            let (low, high) = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
            (low - more - MORE, high + more + MORE)
        };
        match self {
            Shape::Rect { y, height, .. } => within(&mut [*y, y + height].into_iter(), 0.0),
            Shape::Polygon { points, .. } => within(&mut points.iter().map(|point| point.1), 0.0),
            Shape::Line { points, width, .. } => within(&mut points.iter().map(|point| point.1), *width),
            Shape::Disc { at, radius, .. } => within(&mut std::iter::once(at.1), *radius),
            Shape::Words(words) => within(&mut std::iter::once(words.at.1), 2.0 * words.size),
        }
    }
}

/// Height of a line of text of a size.
pub(super) fn line_height(size: f64) -> f64 {
    size * 1.3
}

/// Pixels drawn for one pixel meant, in each direction.
pub(super) const FINE: u32 = 2;

/// Rows of a picture that are drawn at a time.
const BAND: u32 = 256;

/// A point in those pixels.
pub(super) fn fine((x, y): (f64, f64)) -> (i32, i32) {
    (libm::round(x * f64::from(FINE)) as i32, libm::round(y * f64::from(FINE)) as i32)
}

fn rgb(color: Color) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

/// Cuts a path into its dashes; an empty pattern is a whole line.
fn dashes(points: &[(f64, f64)], pattern: &[f64]) -> Vec<Vec<(f64, f64)>> {
    if pattern.is_empty() {
        return vec![points.to_vec()];
    }
    let (mut pieces, mut piece) = (Vec::new(), points.first().map_or_else(Vec::new, |first| vec![*first]));
    let (mut turn, mut left) = (0, pattern[0]);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = libm::hypot(to.0 - from.0, to.1 - from.1);
            if length < left {
                left -= length;
                piece.push(to);
                break;
            }
            let part = left / length;
            from = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            piece.push(from);
            if turn % 2 == 0 {
                pieces.push(std::mem::take(&mut piece));
            }
            piece = vec![from];
            turn += 1;
            left = pattern[turn % pattern.len()];
        }
    }
    if turn % 2 == 0 {
        pieces.push(piece);
    }
    pieces
}

/// How a backend writes: an SVG names the font, pixels are covered with the crate's own.
trait Letters {
    /// The picture's height `top` is the backend's first row.
    fn letters(&mut self, words: &Words, top: f64);
}

impl Letters for SVGBackend<'_> {
    fn letters(&mut self, words: &Words, top: f64) {
        let size = words.size * f64::from(FINE);
        let position = match words.anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let style = match words.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        // The backend divides sizes by 1.24, and puts the baseline 0.76 em below the top.
        let font = (font::FAMILY, size * 1.24).into_font().style(style).transform(FontTransform::None);
        let color = rgb(words.color);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(position, VPos::Top));
        let at = fine((words.at.0, words.at.1 - 0.76 * words.size - top));
        self.draw_text(&words.text, &style, at).ok();
    }
}

impl Letters for BitMapBackend<'_> {
    fn letters(&mut self, words: &Words, top: f64) {
        let scale = f64::from(FINE);
        let (left, ..) = words.bounds();
        let color = rgb(words.color);
        font::cover(&words.text, (left * scale, (words.at.1 - top) * scale), words.size * scale, words.weight, |x, y, coverage| {
            self.draw_pixel((x, y), color.mix(f64::from(coverage)).to_backend_color()).ok();
        });
    }
}

/// Averages squares of four pixels and adds them to others.
#[allow(clippy::needless_range_loop, reason = "builds for tests inline no iterators, and most of a small run's time would be spent here")]
fn average(fine: &[u8], width: usize, to: &mut Vec<u8>) {
    const _: () = assert!(FINE == 2);
    let before = to.len();
    to.resize(before + fine.len() / 4, 0);
    let (squares, _) = to[before..].as_chunks_mut::<3>();
    for (row, rows) in fine.chunks_exact(width * 6).enumerate() {
        let (upper, lower) = rows.split_at(width * 3);
        let ((upper, _), (lower, _)) = (upper.as_chunks::<6>(), lower.as_chunks::<6>());
        let squares = &mut squares[row * (width / 2)..][..width / 2];
        for x in 0..width / 2 {
            let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (upper[x], lower[x]);
            let mean = |of: [u8; 4]| ((u16::from(of[0]) + u16::from(of[1]) + u16::from(of[2]) + u16::from(of[3])) / 4) as u8;
            squares[x] = [mean([a, d, g, j]), mean([b, e, h, k]), mean([c, f, i, l])];
        }
    }
}

/// A PNG file of red, green and blue bytes.
fn encode(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Of flat areas nothing is left beside the row above. With more care files are a quarter smaller and take five times as long.
    encoder.set_filter(png::Filter::Up);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(pixels)?;
        writer.finish()
    });
    written.unwrap_or_else(|_| unreachable!("the buffer has the size of the picture"));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_file_say_how_long_they_are() {
        let mut picture = Picture::new(100.0);
        for text in ["a <text b", "\u{1f692}", "Räddning"] {
            picture.text((1.0, 20.0), text, (16.0, Weight::Regular), INK, Anchor::Left);
        }
        let svg = picture.svg();
        let length = |text: &str| format!("textLength=\"{:.1}\"", 2.0 * font::width(text, 16.0, Weight::Regular));
        assert!(svg.contains(&length("a <text b")) && svg.contains(&length("Räddning")), "{svg}");
        assert_eq!((svg.matches("<text ").count(), svg.matches("textLength").count()), (3, 2), "an emoji is of another font: {svg}");
    }

    /// Shapes that lie across the bands look as if there were none.
    #[test]
    fn a_picture_is_the_same_in_bands() {
        let mut picture = Picture::new(240.0);
        picture.height = 301.0;
        for step in 0..12 {
            let y = 24.0 * f64::from(step);
            picture.rect((10.0, y + 3.3), (40.0, 31.7), SHADE);
            picture.line(&[(60.0, y), (120.0, y + 40.0), (180.0, y + 1.5)], 1.5, INK);
            picture.dashed(&[(0.0, y), (240.0, y + 9.0)], 1.0, QUIET, &[4.0, 2.0]);
            picture.text((130.0, y + 20.0), "Räddning gjQ", (17.0, Weight::Bold), INK, Anchor::Middle);
            for (place, marker) in [Marker::Circle, Marker::Diamond, Marker::Star, Marker::Cross].into_iter().enumerate() {
                picture.marker(marker, (190.0 + 12.0 * place as f64, y + 13.0), 7.0, INK);
            }
        }
        let whole = picture.drawn(1000);
        for band in [1, 7, 64, 300] {
            assert!(picture.drawn(band) == whole, "bands of {band} rows");
        }
    }

    #[test]
    fn dashes_tile_the_line() {
        let pieces = dashes(&[(0.0, 0.0), (10.0, 0.0)], &[4.0, 2.0]);
        assert_eq!(pieces, [vec![(0.0, 0.0), (4.0, 0.0)], vec![(6.0, 0.0), (10.0, 0.0)]]);
    }
}
