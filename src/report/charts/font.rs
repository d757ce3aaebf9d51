//! The font of the crate: measured, so that nothing is cut, and drawn where a picture has no text of its own.

use crate::report::lines::{needs_hyphen, place_to_break};
use ab_glyph::{Font, FontRef, PxScale, ScaleFont};
use std::sync::LazyLock;

/// What an SVG asks for; the fallbacks are not wider, but for the last one, and each text says how wide it is meant to be.
pub(super) const FAMILY: &str = "Inter, Helvetica, Arial, Liberation Sans, Roboto, Noto Sans, sans-serif";

/// Inter, reduced to the letters of Europe; see `assets/fonts/OFL.txt`.
pub(in crate::report) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
/// The same, semi-bold.
pub(in crate::report) const BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");

static FACES: LazyLock<[FontRef<'static>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| FontRef::try_from_slice(bytes).expect("the crate's own fonts are well formed")));

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Running text.
    Regular,
    /// Headings and totals.
    Bold,
}

impl Weight {
    fn face(self) -> &'static FontRef<'static> {
        match self {
            Weight::Regular => &FACES[0],
            Weight::Bold => &FACES[1],
        }
    }

    /// The scale at which an em has `size` pixels.
    fn scale(self, size: f64) -> PxScale {
        let face = self.face();
        let em = face.units_per_em().unwrap_or(1000.0);
        PxScale::from(size as f32 * face.height_unscaled() / em)
    }
}

/// What a letter that the font does not have is taken to be wide, in em: other fonts stand in for it, and an emoji is about as wide.
const FOREIGN: f64 = 1.3;

/// Width of a text in pixels at `size` pixels to the em; of letters that the font does not have, what other fonts need at most.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let face = weight.face().as_scaled(weight.scale(size));
    text.chars()
        .map(|letter| match face.glyph_id(letter) {
            ab_glyph::GlyphId(0) if joins(letter) => 0.0,
            ab_glyph::GlyphId(0) => FOREIGN * size,
            id => f64::from(face.h_advance(id)),
        })
        .sum()
}

/// Whether the font has every letter of a text, so that its width is known.
pub(super) fn knows(text: &str) -> bool {
    text.chars().all(|letter| Weight::Regular.face().glyph_id(letter).0 != 0)
}

/// Whether a letter only changes its neighbours: directions, joiners, variants.
fn joins(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
}

/// Covers pixels with a text whose baseline begins at (x, y): `put(x, y, coverage 0 to 1)`.
pub(super) fn cover(text: &str, (x, y): (f64, f64), size: f64, weight: Weight, mut put: impl FnMut(i32, i32, f32)) {
    let face = weight.face().as_scaled(weight.scale(size));
    let mut pen = x as f32;
    for letter in text.chars() {
        let id = face.glyph_id(letter);
        let glyph = id.with_scale_and_position(face.scale(), ab_glyph::point(pen, y as f32));
        pen += face.h_advance(id);
        if let Some(outline) = face.font().outline_glyph(glyph) {
            let corner = outline.px_bounds().min;
            outline.draw(|dx, dy, coverage| put(corner.x as i32 + dx as i32, corner.y as i32 + dy as i32, coverage));
        }
    }
}

/// Breaks a text into at most `most` lines no wider than `room`, long words with a hyphen; what does not fit ends in an ellipsis.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let pieces: Vec<Piece> = words(text).flat_map(|word| pieces(word, size, weight, room)).collect();
    let (mut lines, mut begin) = (Vec::new(), 0);
    while begin < pieces.len() {
        let fits = |end: &usize| width(&line(&pieces[begin..*end]), size, weight) <= room;
        match (begin + 1..=pieces.len()).take_while(fits).last() {
            Some(end) if end == pieces.len() || lines.len() + 1 < most => {
                lines.push(line(&pieces[begin..end]));
                begin = end;
            }
            // The last line: all that is left, cut with an ellipsis. So is a letter wider than the room.
            _ => {
                lines.push(clip(&line(&pieces[begin..]), size, weight, room));
                break;
            }
        }
    }
    lines
}

/// A word, or as much of it as goes to a line.
struct Piece {
    text: String,
    /// Whether the word goes on in the next piece, and then whether a hyphen says so at the end of a line.
    goes_on: Option<bool>,
}

/// Pieces on one line: what was broken within it is whole again.
fn line(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        line += &piece.text;
        match piece.goes_on {
            _ if place + 1 == pieces.len() => line += if piece.goes_on == Some(true) { "-" } else { "" },
            None => line.push(' '),
            Some(_) => {}
        }
    }
    line
}

/// The words of a text. No-break spaces are no places to break.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty())
}

/// A word that fits, or the pieces of one that does not, each with a hyphen where letters follow letters.
fn pieces(word: &str, size: f64, weight: Weight, room: f64) -> Vec<Piece> {
    if width(word, size, weight) <= room {
        return vec![Piece { text: word.to_owned(), goes_on: None }];
    }
    let letters: Vec<char> = word.chars().collect();
    let (mut pieces, mut first) = (Vec::new(), 0);
    let mut left = room - width("-", size, weight);
    let mut next = 0;
    while next < letters.len() {
        left -= width(letters[next].encode_utf8(&mut [0; 4]), size, weight);
        if left < 0.0 && next > first {
            let at = first + place_to_break(&letters[first..], next - first);
            let hyphen = needs_hyphen(&letters, at);
            pieces.push(Piece { text: String::from_iter(&letters[first..at]), goes_on: Some(hyphen) });
            (first, next) = (at, at);
            left = room - width("-", size, weight);
        } else {
            next += 1;
        }
    }
    pieces.push(Piece { text: String::from_iter(&letters[first..]), goes_on: None });
    pieces
}

/// The text if it fits, else as much of it as fits with an ellipsis.
pub(super) fn clip(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size, weight);
    if left < 0.0 {
        return String::new();
    }
    let mut shorter = String::new();
    for letter in text.chars() {
        left -= width(letter.encode_utf8(&mut [0; 4]), size, weight);
        if left < 0.0 {
            break;
        }
        shorter.push(letter);
    }
    shorter.trim_end_matches([' ', '-']).to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_fit() {
        let text = "SOS och räddningstjänst tillsammans, polis för sig, Räddningstjänstsamverkanscentralen";
        for room in [90.0, 150.0, 400.0] {
            for most in 1..4 {
                let lines = wrap(text, 20.0, Weight::Regular, room, most);
                assert!(lines.len() <= most && lines.iter().all(|line| width(line, 20.0, Weight::Regular) <= room), "{lines:?}");
            }
        }
        assert_eq!(wrap("a b", 20.0, Weight::Bold, 500.0, 2), ["a b"]);
    }

    #[test]
    fn long_words_are_broken_where_syllables_begin() {
        assert_eq!(wrap("Räddningscentral, inre", 20.0, Weight::Regular, 120.0, 3), ["Räddnings-", "central, inre"]);
        // What is cut is not hyphenated too.
        let cut = wrap("Räddningstjänstsamverkanslarmbehandlingsprocess", 20.0, Weight::Regular, 190.0, 2);
        assert!(cut.len() == 2 && cut[0].ends_with('-') && !cut[1].contains('-') && cut[1].ends_with('…'), "{cut:?}");
        assert_eq!(wrap("service_engine_08", 20.0, Weight::Regular, 150.0, 3), ["service_", "engine_08"]);
        assert_eq!(wrap("00000000000000", 20.0, Weight::Regular, 100.0, 4).concat(), "00000000000000");
    }

    #[test]
    fn the_font_has_the_signs_of_reports() {
        for letter in "åäöÅÄÖéü−–…±·≥≤×→←\u{a0}\u{202f}0123456789%".chars() {
            for weight in [Weight::Regular, Weight::Bold] {
                assert_ne!(weight.face().glyph_id(letter).0, 0, "{letter:?}");
            }
        }
    }
}
