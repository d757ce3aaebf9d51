//! Values as Parquet has them in its pages: the encodings PLAIN, RLE and DELTA_BINARY_PACKED of its specification
//! (parquet.apache.org/docs/file-format/data-pages/encodings).

use std::fmt::Display;
use std::io::Write;

/// Bytes of the length of a text.
const LENGTH: usize = 4;
/// Deltas that share what is taken off all of them ...
const BLOCK: usize = 128;
/// ... and those of them that share a width.
const PART: usize = 32;

/// Whole numbers by how much each is more than the one before it.
pub(super) fn delta(values: &[i64], to: &mut Vec<u8>) {
    varint(BLOCK as u64, to);
    varint((BLOCK / PART) as u64, to);
    varint(values.len() as u64, to);
    varint(zigzag(values.first().copied().unwrap_or(0)), to);
    let mut deltas = [0; BLOCK];
    for from in (1..values.len()).step_by(BLOCK) {
        let block = &values[from - 1..values.len().min(from + BLOCK)];
        let deltas = &mut deltas[..block.len() - 1];
        deltas.iter_mut().zip(block.windows(2)).for_each(|(delta, pair)| *delta = pair[1].wrapping_sub(pair[0]));
        let least = deltas.iter().copied().min().unwrap_or(0);
        varint(zigzag(least), to);
        let above = |delta: i64| delta.wrapping_sub(least) as u64;
        let widths = to.len();
        to.extend([0; BLOCK / PART]);
        for (place, part) in deltas.chunks(PART).enumerate() {
            let width = 64 - part.iter().fold(0, |all, &delta| all | above(delta)).leading_zeros();
            to[widths + place] = width as u8;
            let rest = std::iter::repeat_n(0, PART - part.len());
            pack(part.iter().map(|&delta| above(delta)).chain(rest), width, to);
        }
    }
}

/// Small numbers, of so many bits each: what repeats as a run, the rest packed in eights.
pub(super) fn runs<N: Copy + PartialEq + Into<u32>>(values: &[N], width: u32, to: &mut Vec<u8>) {
    const EIGHT: usize = 8;
    let packed = |values: &[N], to: &mut Vec<u8>| {
        let eights = values.len().div_ceil(EIGHT);
        if eights > 0 {
            varint((eights as u64) << 1 | 1, to);
            let rest = std::iter::repeat_n(0, eights * EIGHT - values.len());
            pack(values.iter().map(|&value| u64::from(value.into())).chain(rest), width, to);
        }
    };
    let (mut done, mut at) = (0, 0);
    while at + EIGHT <= values.len() {
        let first = values[at];
        if values[at..at + EIGHT].iter().any(|value| *value != first) {
            at += EIGHT;
            continue;
        }
        packed(&values[done..at], to);
        let run = values[at..].iter().take_while(|value| **value == first).count();
        varint((run as u64) << 1, to);
        to.extend(&first.into().to_le_bytes()[..width.div_ceil(8) as usize]);
        at += run;
        done = at;
    }
    packed(&values[done..], to);
}

/// Numbers of so many bits one after the other, the lowest bit first, up to a whole byte.
pub(super) fn pack(values: impl Iterator<Item = u64>, width: u32, to: &mut Vec<u8>) {
    let (mut waiting, mut bits) = (0_u128, 0);
    for value in values {
        waiting |= u128::from(value) << bits;
        bits += width;
        if bits >= 64 {
            to.extend((waiting as u64).to_le_bytes());
            (waiting, bits) = (waiting >> 64, bits - 64);
        }
    }
    to.extend(&waiting.to_le_bytes()[..bits.div_ceil(8) as usize]);
}

/// A text behind the number of its bytes.
pub(super) fn text(text: impl Display, to: &mut Vec<u8>) {
    // A vector takes what it is given.
    text_of(to, |to| write!(to, "{text}").unwrap_or_default());
}

/// A text behind the number of its bytes, which `add` adds.
pub(super) fn text_of(to: &mut Vec<u8>, add: impl FnOnce(&mut Vec<u8>)) {
    let begin = to.len() + LENGTH;
    to.extend([0; LENGTH]);
    add(to);
    let length = (to.len() - begin) as u32;
    to[begin - LENGTH..begin].copy_from_slice(&length.to_le_bytes());
}

/// The digits of a number. Formatting one takes several times as long.
pub(super) fn digits(number: u64, to: &mut Vec<u8>) {
    let begin = to.len();
    let mut left = number;
    loop {
        to.push(b'0' + (left % 10) as u8);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    to[begin..].reverse();
}

/// The text whose length stands at a place, and the place behind it.
pub(super) fn text_at(texts: &[u8], at: usize) -> (&[u8], usize) {
    let (length, rest) = texts[at..].split_first_chunk::<LENGTH>().expect("a text stands behind its length");
    let length = u32::from_le_bytes(*length) as usize;
    (&rest[..length], at + LENGTH + length)
}

fn varint(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Small negative numbers become small ones.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(encode: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(&mut bytes);
        bytes
    }

    /// The examples of the specification.
    #[test]
    fn numbers_are_encoded_as_the_specification_has_them() {
        assert_eq!(encoded(|to| pack(0..8, 3, to)), [0b1000_1000, 0b1100_0110, 0b1111_1010]);
        assert_eq!(encoded(|to| runs(&[7_u32; 10], 3, to)), [10 << 1, 7]);
        [0, 7, 10, 1209, u64::MAX].iter().for_each(|&number| assert_eq!(encoded(|to| digits(number, to)), number.to_string().as_bytes()));
        assert_eq!(encoded(|to| runs(&[0_u32, 1, 2, 3, 4, 5, 6, 7], 3, to)), [3, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        // 128 in a block, 4 parts, 5 values, the first 1, least delta 1, widths 0.
        assert_eq!(encoded(|to| delta(&[1, 2, 3, 4, 5], to)), [128, 1, 4, 5, 2, 2, 0, 0, 0, 0]);
        // The first 7, least delta -2; what is more takes 2 bits: 0, 0, 0, 3, 3, 3, 3.
        let second = [&[128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111][..], &[0; 6]].concat();
        assert_eq!(encoded(|to| delta(&[7, 5, 3, 1, 2, 3, 4, 5], to)), second);
    }
}
