//! A picture as part of a page: SVG in as few letters as its shapes can be said in, since a page holds dozens.
//!
//! Shapes of one look that follow each other are one path, texts of one look one group behind all shapes (no shape is meant to lie
//! over a text), and dashes are a property instead of pieces. Colours stay attributes, by which a dark page knows them.

use super::font::Weight;
use super::picture::{Anchor, Color, FINE, PAPER, Picture, Shape, Words, fine};
use std::fmt::Write as _;

/// What shapes share that are written together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// Which way round the outline goes: overlapping ones of different turn would leave a hole.
    Filled {
        color: Color,
        right: bool,
    },
    Drawn {
        color: Color,
        width: u32,
        dash: &'static [f64],
    },
}

impl Picture {
    /// The picture with the label that screen readers tell; `style` is the picture's own, empty for none.
    pub(super) fn inline(&self, label: &str, style: &str) -> String {
        let (width, height) = self.pixels();
        let style = if style.is_empty() { String::new() } else { format!(" style=\"{style}\"") };
        let mut svg =
            format!("<svg class=\"chart\" role=\"img\" aria-label=\"{}\"{style} viewBox=\"0 0 {width} {height}\">", escaped(label));
        svg += &format!("<path fill=\"{}\" d=\"M0 0h{width}v{height}h-{width}z", hex(PAPER));
        let mut before = Look::Filled { color: PAPER, right: true };
        for shape in &self.shapes {
            let Some((look, piece)) = piece(shape) else { continue };
            if look != before {
                svg += &begin(look);
                before = look;
            }
            svg += &piece;
        }
        svg += "\"/>";
        let texts = self.shapes.iter().filter_map(|shape| if let Shape::Words(words) = shape { Some(words) } else { None });
        let mut groups: Vec<(&Words, String)> = Vec::new();
        for words in texts {
            let (x, y) = fine(words.at);
            let text = format!("<text x=\"{x}\" y=\"{y}\">{}</text>", escaped(&words.text));
            let alike = |other: &Words| {
                (other.size, other.weight, other.color, other.anchor) == (words.size, words.weight, words.color, words.anchor)
            };
            match groups.iter_mut().find(|(other, _)| alike(other)) {
                Some((_, group)) => *group += &text,
                None => groups.push((words, text)),
            }
        }
        for (words, group) in groups {
            let weight = if words.weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
            let anchor = match words.anchor {
                Anchor::Left => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::Right => " text-anchor=\"end\"",
            };
            let size = words.size * f64::from(FINE);
            svg += &format!("<g font-size=\"{size}\" fill=\"{}\"{weight}{anchor}>{group}</g>", hex(words.color));
        }
        svg + "</svg>"
    }
}

/// Ends the path before and begins one of a look.
fn begin(look: Look) -> String {
    match look {
        Look::Filled { color, .. } => format!("\"/><path fill=\"{}\" d=\"", hex(color)),
        Look::Drawn { color, width, dash } => {
            let mut pattern = String::new();
            for length in dash {
                let space = if pattern.is_empty() { "" } else { " " };
                write!(pattern, "{space}{}", length * f64::from(FINE)).expect("a string takes all");
            }
            let dash = if pattern.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{pattern}\"") };
            format!("\"/><path fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dash} d=\"", hex(color))
        }
    }
}

/// The part of a path that draws a shape; nothing for a text and for what has no length.
fn piece(shape: &Shape) -> Option<(Look, String)> {
    match shape {
        Shape::Words(_) => None,
        Shape::Rect { x, y, width, height, color } => {
            let (from, to) = (fine((*x, *y)), fine((x + width, y + height)));
            // A bar too thin for a pixel is still seen.
            let (width, height) = ((to.0 - from.0).max(1), (to.1 - from.1).max(1));
            Some((Look::Filled { color: *color, right: true }, format!("M{} {}h{width}v{height}h-{width}z", from.0, from.1)))
        }
        Shape::Polygon { points, color } => Some((Look::Filled { color: *color, right: turns_right(points) }, path(points)? + "z")),
        Shape::Disc { at, radius, color } => {
            let ((x, y), r) = (fine(*at), (radius * f64::from(FINE)) as i32);
            let outline = format!("M{} {y}a{r} {r} 0 1 1 {} 0a{r} {r} 0 1 1-{} 0", x - r, 2 * r, 2 * r);
            Some((Look::Filled { color: *color, right: true }, outline))
        }
        Shape::Line { points, width, color, dash } => {
            let width = ((width * f64::from(FINE)) as u32).max(2);
            Some((Look::Drawn { color: *color, width, dash }, path(points)?))
        }
    }
}

/// Whether an outline goes to the right, as the hands of a clock do.
fn turns_right(points: &[(f64, f64)]) -> bool {
    let around = points.iter().zip(points.iter().cycle().skip(1));
    around.map(|((x, y), (to_x, to_y))| x * to_y - to_x * y).sum::<f64>() > 0.0
}

/// Points as a path of steps; nothing if there are no two.
fn path(points: &[(f64, f64)]) -> Option<String> {
    let mut points: Vec<(i32, i32)> = points.iter().map(|point| fine(*point)).collect();
    points.dedup();
    let [first, rest @ ..] = &points[..] else { return None };
    let mut text = format!("M{} {}", first.0, first.1);
    let mut last = *first;
    for point in rest {
        let step = (point.0 - last.0, point.1 - last.1);
        let written = match step {
            (dx, 0) => write!(text, "h{dx}"),
            (0, dy) => write!(text, "v{dy}"),
            (dx, dy) if dy < 0 => write!(text, "l{dx}{dy}"),
            (dx, dy) => write!(text, "l{dx} {dy}"),
        };
        written.expect("a string takes all");
        last = *point;
    }
    (!rest.is_empty()).then_some(text)
}

fn hex(color: Color) -> String {
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::picture::INK;

    #[test]
    fn shapes_of_one_look_are_one_path_and_texts_one_group() {
        let mut picture = Picture::new(10.0);
        picture.rect((1.0, 2.0), (3.0, 4.0), INK);
        picture.text((1.0, 1.0), "a<b", (8.0, Weight::Regular), INK, Anchor::Left);
        picture.rect((5.0, 2.0), (0.1, 4.0), INK);
        picture.text((1.0, 9.0), "c", (8.0, Weight::Regular), INK, Anchor::Left);
        picture.dashed(&[(0.0, 0.0), (4.0, 0.0), (6.0, 2.0)], 1.5, INK, &[3.0, 2.5]);
        let svg = picture.inline("\"what\"", "");
        assert!(svg.contains("<path fill=\"#1B1F24\" d=\"M2 4h6v8h-6zM10 4h1v8h-1z\"/>"), "{svg}");
        assert!(svg.contains("stroke-dasharray=\"6 5\" d=\"M0 0h8l4 4\"/>"), "{svg}");
        assert!(svg.contains("<text x=\"2\" y=\"2\">a&lt;b</text><text x=\"2\" y=\"18\">c</text></g></svg>"), "{svg}");
        assert!(svg.contains("aria-label=\"&quot;what&quot;\""));
    }
}
