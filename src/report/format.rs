//! Numbers for people: as many digits as the interval supports, in the manner of the language.

use super::Report;
use crate::model::Language;
use crate::results::Estimate;

/// Between a number and its unit, and between the thousands of a number: both keep the number in one piece.
const NO_BREAK: char = '\u{a0}';
const THIN: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// The 95 % interval of an estimate, where there is one. The only place that reads the ends.
pub(super) fn interval(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.low.zip(estimate.high)
}

/// A number known exactly.
pub(super) fn exact(value: f64) -> Estimate {
    Estimate { value, low: Some(value), high: Some(value) }
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Seconds; shown in milliseconds, seconds, minutes or hours.
    Time,
    /// A difference of times in seconds; never finer than a tenth of what is noticeable, or a hundredth where it is less than that.
    Change,
    /// A share, shown in per cent.
    Share,
    /// A difference of shares, shown in percentage points.
    Points,
    /// A number of things, rounded to whole ones at least.
    Count,
    /// A plain number.
    Number,
}

/// How an estimate and its ends are written: all alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    factor: f64,
    decimals: i32,
    trim: bool,
    unit: &'static str,
}

/// Writes numbers in one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    language: Language,
    /// Differences of times are not written finer than this, in seconds.
    finest: f64,
}

/// The exponent of the first digit of a positive number.
fn magnitude(value: f64) -> i32 {
    libm::floor(libm::log10(value) + 1e-9) as i32
}

/// Decimals that a half-width supports: two of its digits if it begins with 1 or 2, else one.
fn precision(half: f64) -> i32 {
    let first = magnitude(half);
    if half / libm::pow(10.0, f64::from(first)) < 2.95 { 1 - first } else { -first }
}

/// The unit in which times up to `largest` seconds read well: factor and sign.
pub(super) fn time_unit(largest: f64) -> (f64, &'static str) {
    if largest < 0.1 && largest > 0.0 {
        (1e3, "ms")
    } else if largest < 1000.0 {
        (1.0, "s")
    } else if largest < 14_400.0 {
        (1.0 / 60.0, "min")
    } else {
        (1.0 / 3600.0, "h")
    }
}

impl Numbers {
    /// Numbers in a language; differences of times below `noticeable` seconds are told roughly, as they do not matter.
    pub(super) fn new(language: Language, noticeable: f64) -> Numbers {
        Numbers { language, finest: noticeable / 100.0 }
    }

    /// Numbers of a report.
    pub(super) fn of(report: &Report, language: Language) -> Numbers {
        Numbers::new(language, report.results.study.noticeable.seconds())
    }

    /// How to write an estimate: one or two digits of the half-width of its interval; three of the value where there is none.
    pub(super) fn scale(self, quantity: Quantity, estimate: &Estimate) -> Scale {
        self.scale_among(quantity, estimate, 0.0)
    }

    /// The same beside numbers up to `most` (0: alone), with which it has its unit in common.
    fn scale_among(self, quantity: Quantity, estimate: &Estimate, most: f64) -> Scale {
        let ends = interval(estimate);
        let (low, high) = ends.unwrap_or((estimate.value, estimate.value));
        let largest = [estimate.value, low, high].into_iter().map(libm::fabs).fold(0.0, f64::max);
        let largest = if most > 0.0 { most } else { largest };
        let (factor, unit) = match quantity {
            Quantity::Time => time_unit(largest),
            Quantity::Change => time_unit(largest.max(self.finest * 10.0)),
            Quantity::Share => (100.0, "%"),
            Quantity::Points => (100.0, points(self.language)),
            Quantity::Count | Quantity::Number => (1.0, ""),
        };
        let half = (high - low) / 2.0 * factor;
        let wanted = match ends {
            Some(_) if half > 0.0 => precision(half),
            _ if estimate.value != 0.0 => 2 - magnitude(libm::fabs(estimate.value) * factor),
            _ => 0,
        };
        let decimals = match quantity {
            Quantity::Count => wanted.clamp(-9, 0),
            Quantity::Time | Quantity::Number => wanted.clamp(0, 3),
            Quantity::Change if self.finest > 0.0 => {
                let noticed = libm::fabs(estimate.value) >= self.finest * 100.0;
                let finest = if noticed { self.finest * 10.0 } else { self.finest };
                wanted.clamp(0, (-magnitude(finest * factor)).clamp(0, 3))
            }
            Quantity::Change => wanted.clamp(0, 3),
            Quantity::Share | Quantity::Points => wanted.clamp(0, 2),
        };
        Scale { factor, decimals, trim: half == 0.0, unit }
    }

    /// A number in a scale, without its unit.
    fn bare(self, value: f64, scale: Scale) -> String {
        let text = self.fixed(value * scale.factor, scale.decimals);
        if !scale.trim || scale.decimals <= 0 {
            return text;
        }
        text.trim_end_matches('0').trim_end_matches([',', '.']).to_owned()
    }

    /// A number with so many decimals, or rounded to tens, hundreds, ... if that is negative.
    pub(super) fn fixed(self, value: f64, decimals: i32) -> String {
        let plain = if decimals >= 0 {
            format!("{:.*}", decimals as usize, libm::fabs(value))
        } else {
            let step = libm::pow(10.0, f64::from(-decimals));
            format!("{:.0}", libm::round(libm::fabs(value) / step) * step)
        };
        let negative = value < 0.0 && plain.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
        let mut text = String::new();
        if negative {
            text.push(MINUS);
        }
        let (separator, mark) = match self.language {
            Language::En => (',', '.'),
            Language::Sv => (THIN, ','),
        };
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 {
                text.push(separator);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push(mark);
            text.push_str(fraction);
        }
        text
    }

    /// A whole number.
    pub(super) fn count(self, value: u64) -> String {
        self.fixed(value as f64, 0)
    }

    /// A number with its unit in a scale.
    fn in_scale(self, value: f64, scale: Scale) -> String {
        self.with_unit(self.bare(value, scale), scale.unit)
    }

    /// Puts a unit after a number.
    pub(super) fn with_unit(self, number: String, unit: &str) -> String {
        match (unit, self.language) {
            ("", _) => number,
            ("%", Language::En) => number + "%",
            _ => format!("{number}{NO_BREAK}{unit}"),
        }
    }

    /// An estimate with its unit, to the precision of its interval.
    pub(super) fn value(self, quantity: Quantity, estimate: &Estimate) -> String {
        self.value_among(quantity, estimate, 0.0)
    }

    /// The same in the unit of numbers up to `most`, seconds, beside which it stands.
    pub(super) fn value_among(self, quantity: Quantity, estimate: &Estimate, most: f64) -> String {
        self.in_scale(estimate.value, self.scale_among(quantity, estimate, most))
    }

    /// The same without a sign: for "shorter" and "longer".
    pub(super) fn amount(self, quantity: Quantity, estimate: &Estimate) -> String {
        self.in_scale(libm::fabs(estimate.value), self.scale(quantity, estimate))
    }

    /// An estimate with a sign even if it is positive.
    pub(super) fn signed(self, quantity: Quantity, estimate: &Estimate) -> String {
        self.signed_among(quantity, estimate, 0.0)
    }

    /// The same in the unit of numbers up to `most`, seconds, beside which it stands.
    pub(super) fn signed_among(self, quantity: Quantity, estimate: &Estimate, most: f64) -> String {
        let scale = self.scale_among(quantity, estimate, most);
        self.with_unit(plus(self.bare(estimate.value, scale)), scale.unit)
    }

    /// [`Numbers::signed_among`] and, in parentheses, the interval.
    pub(super) fn full_signed_among(self, quantity: Quantity, estimate: &Estimate, most: f64) -> String {
        let (value, scale) = (self.signed_among(quantity, estimate, most), self.scale_among(quantity, estimate, most));
        match interval(estimate) {
            Some((low, high)) => format!("{value} ({})", self.range(plus(self.bare(low, scale)), plus(self.bare(high, scale)))),
            None => value,
        }
    }

    /// The interval as "a to b" with signs and the unit.
    pub(super) fn signed_ends(self, quantity: Quantity, estimate: &Estimate) -> Option<String> {
        let unit = self.scale(quantity, estimate).unit;
        self.signed_interval(quantity, estimate).map(|ends| self.with_unit(ends, unit))
    }

    /// A difference of times with a sign in a unit that others have: to the precision of its interval, but with two digits at least.
    pub(super) fn signed_in(self, (factor, unit): (f64, &str), estimate: &Estimate) -> String {
        let half = interval(estimate).map_or(0.0, |(low, high)| (high - low) / 2.0 * factor);
        let size = libm::fabs(estimate.value) * factor;
        let enough = if size > 0.0 { 1 - magnitude(size) } else { 0 };
        let wanted = match half > 0.0 {
            true => precision(half),
            false => enough + 1,
        };
        let finest = if self.finest > 0.0 { (-magnitude(self.finest * factor)).clamp(0, 3) } else { 3 };
        let scale = Scale { factor, decimals: wanted.max(enough).clamp(0, finest), trim: half == 0.0, unit: "" };
        self.with_unit(plus(self.bare(estimate.value, scale)), unit)
    }

    /// The interval as "a to b" with signs, without the unit, to the same precision as the estimate.
    pub(super) fn signed_interval(self, quantity: Quantity, estimate: &Estimate) -> Option<String> {
        let scale = self.scale(quantity, estimate);
        interval(estimate).map(|(low, high)| self.range(plus(self.bare(low, scale)), plus(self.bare(high, scale))))
    }

    /// The interval as "a to b" with the unit; `flip` writes it of the amount by which something is shorter.
    pub(super) fn interval(self, quantity: Quantity, estimate: &Estimate, flip: bool) -> Option<String> {
        let scale = self.scale(quantity, estimate);
        let (low, high) = interval(estimate)?;
        let (low, high) = if flip { (-high, -low) } else { (low, high) };
        Some(self.with_unit(self.range(self.bare(low, scale), self.bare(high, scale)), scale.unit))
    }

    /// An estimate and, in parentheses, its interval.
    pub(super) fn full(self, quantity: Quantity, estimate: &Estimate) -> String {
        let value = self.value(quantity, estimate);
        let scale = self.scale(quantity, estimate);
        match interval(estimate) {
            Some((low, high)) => format!("{value} ({})", self.range(self.bare(low, scale), self.bare(high, scale))),
            None => value,
        }
    }

    /// A difference and, in parentheses, its interval, all with signs.
    pub(super) fn full_signed(self, quantity: Quantity, estimate: &Estimate) -> String {
        self.full_signed_among(quantity, estimate, 0.0)
    }

    fn range(self, low: String, high: String) -> String {
        let to = match self.language {
            Language::En => "to",
            Language::Sv => "till",
        };
        format!("{low} {to} {high}")
    }

    /// An exact length of time, such as a target or a window: as a person would say it, up to three digits.
    pub(super) fn length(self, seconds: f64) -> String {
        const DAY: f64 = 86_400.0;
        let whole_days = seconds >= DAY && libm::fmod(seconds, DAY) == 0.0;
        if whole_days {
            let days = seconds / DAY;
            let word = match (self.language, days == 1.0) {
                (Language::En, true) => "day",
                (Language::En, false) => "days",
                (Language::Sv, true) => "dygn",
                (Language::Sv, false) => "dygn",
            };
            return format!("{}{NO_BREAK}{word}", self.fixed(days, 0));
        }
        self.value(Quantity::Time, &exact(seconds))
    }
}

/// Puts a plus before what is neither negative nor zero.
fn plus(number: String) -> String {
    let something = number.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if something && !number.starts_with(MINUS) { format!("+{number}") } else { number }
}

/// The unit of a difference of shares.
pub(super) fn points(language: Language) -> &'static str {
    match language {
        Language::En => "percentage points",
        Language::Sv => "procentenheter",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: Some(value - half), high: Some(value + half) }
    }

    #[test]
    fn digits_follow_the_interval() {
        let english = Numbers::new(Language::En, 1.0);
        assert_eq!(english.full_signed(Quantity::Time, &estimate(-35.243, 1.67)), "−35.2\u{a0}s (−36.9 to −33.6)");
        assert_eq!(english.full(Quantity::Time, &estimate(397.7, 12.3)), "398\u{a0}s (385 to 410)");
        assert_eq!(english.full(Quantity::Share, &estimate(0.4123, 0.004)), "41.2% (40.8 to 41.6)");
        assert_eq!(english.value(Quantity::Count, &estimate(15_512.0, 431.0)), "15,500");
        assert_eq!(english.value(Quantity::Time, &estimate(0.0042, 0.0003)), "4.2\u{a0}ms");
        assert_eq!(english.value(Quantity::Time, &estimate(7200.0, 130.0)), "120.0\u{a0}min");
        assert_eq!(english.signed(Quantity::Time, &estimate(-0.0004, 0.9)), "0.0\u{a0}s");
        // Beside others, in their unit, however wide the interval.
        assert_eq!(english.signed_among(Quantity::Change, &estimate(-4000.0, 12_000.0), 9000.0), "−67\u{a0}min");
        assert_eq!(english.value_among(Quantity::Time, &exact(445.0), 1933.0), "7.42\u{a0}min");
    }

    #[test]
    fn differences_are_not_told_finer_than_matters() {
        let english = Numbers::new(Language::En, 1.0);
        assert_eq!(english.full_signed(Quantity::Change, &estimate(-0.009, 0.038)), "−0.01\u{a0}s (−0.05 to +0.03)");
        assert_eq!(english.signed(Quantity::Change, &estimate(-1.1712, 0.004)), "−1.2\u{a0}s");
        assert_eq!(english.full_signed(Quantity::Change, &estimate(-13.3, 0.4)), "−13.3\u{a0}s (−13.7 to −12.9)");
        let fine = Numbers::new(Language::En, 0.001);
        assert_eq!(fine.signed(Quantity::Change, &estimate(-0.0091, 0.0003)), "−9.1\u{a0}ms");
        let unset = Numbers::new(Language::En, 0.0);
        assert_eq!(unset.signed(Quantity::Change, &estimate(-0.0091, 0.0003)), "−9.1\u{a0}ms");
    }

    #[test]
    fn a_difference_keeps_the_unit_of_its_axis() {
        let english = Numbers::new(Language::En, 1.0);
        let wide = estimate(-90.0, 1000.0);
        assert_eq!(
            (english.signed(Quantity::Change, &wide).as_str(), english.signed_in((1.0, "s"), &wide).as_str()),
            ("−2\u{a0}min", "−90\u{a0}s")
        );
        assert_eq!(english.signed_in((1.0 / 60.0, "min"), &wide), "−1.5\u{a0}min");
        assert_eq!(english.signed_in((1.0, "s"), &estimate(31.7, 4.1)), "+32\u{a0}s");
        assert_eq!(english.signed_in((1.0, "s"), &estimate(0.0, 0.0)), "0\u{a0}s");
    }

    #[test]
    fn swedish_has_its_own_marks() {
        let swedish = Numbers::new(Language::Sv, 1.0);
        assert_eq!(swedish.full_signed(Quantity::Time, &estimate(2.5, 0.4)), "+2,5\u{a0}s (+2,1 till +2,9)");
        assert_eq!(swedish.count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(swedish.value(Quantity::Share, &estimate(0.5, 0.02)), "50,0\u{a0}%");
        assert_eq!(swedish.length(2_419_200.0), "28\u{a0}dygn");
    }

    #[test]
    fn exact_numbers_stay_short() {
        let english = Numbers::new(Language::En, 1.0);
        assert_eq!(english.full_signed(Quantity::Time, &estimate(0.0, 0.0)), "0\u{a0}s (0 to 0)");
        assert_eq!(english.value(Quantity::Time, &estimate(180.0, 0.0)), "180\u{a0}s");
        assert_eq!(english.value(Quantity::Time, &Estimate { value: 2.5, low: None, high: None }), "2.5\u{a0}s");
    }
}
