//! Quantities: numbers with a unit of time. Base units are the second and one per second.

use std::fmt;

/// Seconds in a year of a rate: 365.25 days.
pub const YEAR: f64 = 365.25 * 86_400.0;
/// The longest duration a scenario may name, in seconds: a hundred years.
pub const LONGEST: f64 = 100.0 * YEAR;
/// The highest rate a scenario may name, per second.
pub const HIGHEST: f64 = 1000.0;

const UNITS: [(&str, f64); 7] = [("ms", 0.001), ("s", 1.0), ("min", 60.0), ("h", 3600.0), ("d", 86_400.0), ("w", 604_800.0), ("y", YEAR)];
/// Seconds in a unit of durations.
pub fn unit(name: &str) -> Option<f64> {
    UNITS.iter().find(|(known, _)| *known == name && name != "y").map(|(_, seconds)| *seconds)
}

/// Units of durations, for messages.
pub const DURATION_UNITS: &str = "ms, s, min, h, d, w";
/// Units of rates, for messages.
pub const RATE_UNITS: &str = "/ s, / min, / h, / d, / w, / y";

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// A length of time in seconds.
    Duration(f64),
    /// A rate per second.
    Rate(f64),
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// It does not begin with a number.
    NoNumber,
    /// It has a comma where a number has a point; the text with a point.
    Comma(String),
    /// It has no unit; the number as written.
    NoUnit(String),
    /// Its unit is not known; the number, the unit as written, and what may be meant.
    UnknownUnit(String, String, Option<&'static str>),
    /// It is below zero.
    Negative,
    /// It is no finite number, or longer or more often than anything a scenario is about.
    TooLarge,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuantityError::NoNumber => write!(f, "has no number"),
            QuantityError::Comma(_) => write!(f, "has a comma instead of a decimal point"),
            QuantityError::NoUnit(_) => write!(f, "has no unit"),
            QuantityError::UnknownUnit(_, unit, _) => write!(f, "has an unknown unit `{unit}`"),
            QuantityError::Negative => write!(f, "is below zero"),
            QuantityError::TooLarge => write!(f, "is too large"),
        }
    }
}

/// Whether a text is meant as a quantity and not as a name: it starts with a digit, a sign or a point.
pub fn is_meant(text: &str) -> bool {
    text.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ','))
}

/// Reads a duration (`"1.5 min"`) or a rate (`"37 / h"`).
///
/// # Errors
/// See [`QuantityError`].
pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
    let text = text.trim();
    let (number, unit) = split(text);
    if number.is_empty() {
        return Err(QuantityError::NoNumber);
    }
    if unit.starts_with(',') {
        return Err(QuantityError::Comma(text.replacen(',', ".", 1)));
    }
    let value: f64 = number.parse().map_err(|_| QuantityError::NoNumber)?;
    if unit.is_empty() {
        return Err(QuantityError::NoUnit(number.to_owned()));
    }
    let (rate, name) = match unit.strip_prefix('/') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, unit),
    };
    let Some(&(_, seconds)) = UNITS.iter().find(|(known, _)| *known == name && (rate || name != "y") && (!rate || name != "ms")) else {
        return Err(QuantityError::UnknownUnit(number.to_owned(), unit.to_owned(), meant(name)));
    };
    let value = if rate { value / seconds } else { value * seconds };
    if value < 0.0 {
        Err(QuantityError::Negative)
    } else if !value.is_finite() || value > if rate { HIGHEST } else { LONGEST } {
        Err(QuantityError::TooLarge)
    } else {
        // Negative zero is zero.
        Ok(if rate { Quantity::Rate(value + 0.0) } else { Quantity::Duration(value + 0.0) })
    }
}

/// The number at the start of a text and what follows it.
pub(crate) fn split(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = digits(sign);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let after = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digits(after) > after {
            end = digits(after);
        }
    }
    (&text[..end], text[end..].trim_start())
}

/// What a person may mean by a unit that is not ours.
fn meant(unit: &str) -> Option<&'static str> {
    Some(match unit.to_lowercase().as_str() {
        "msec" | "millisecond" | "milliseconds" => "ms",
        "sec" | "secs" | "second" | "seconds" | "sek" | "sekund" | "sekunder" => "s",
        "m" | "mins" | "minute" | "minutes" | "minut" | "minuter" => "min",
        "hr" | "hrs" | "hour" | "hours" | "t" | "tim" | "timme" | "timmar" => "h",
        "day" | "days" | "dag" | "dagar" | "dygn" => "d",
        "wk" | "week" | "weeks" | "v" | "vecka" | "veckor" => "w",
        "yr" | "year" | "years" | "år" | "a" => "y",
        "s" => "s",
        "h" => "h",
        "d" => "d",
        "w" => "w",
        "y" => return None,
        _ => return None,
    })
}

/// Seconds as a person would write them: `8 s`, `1.5 min`, `28 d`.
pub fn duration_text(seconds: f64) -> String {
    let (unit, size) = match seconds {
        s if s >= 86_400.0 && s % 86_400.0 == 0.0 => ("d", 86_400.0),
        s if s >= 7200.0 && s % 3600.0 == 0.0 => ("h", 3600.0),
        s if s >= 600.0 && s % 60.0 == 0.0 => ("min", 60.0),
        _ => ("s", 1.0),
    };
    format!("{} {unit}", digits(seconds / size))
}

/// A rate as a person would write it, from its number in a second: `360 / h`, `6 / d`.
pub fn rate_text(rate: f64) -> String {
    let (unit, seconds) =
        UNITS.into_iter().filter(|(unit, _)| ["h", "d", "y"].contains(unit)).find(|(_, s)| rate * s >= 0.999).unwrap_or(("y", YEAR));
    format!("{} / {unit}", digits(rate * seconds))
}

/// Four significant digits: enough for a message.
fn digits(value: f64) -> String {
    let decimals = if value == 0.0 { 0 } else { (3 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 6) as usize };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_in_base_units() {
        for (text, value) in [
            ("8 s", Quantity::Duration(8.0)),
            ("1.5 min", Quantity::Duration(90.0)),
            ("2h", Quantity::Duration(7200.0)),
            ("28 d", Quantity::Duration(28.0 * 86_400.0)),
            ("1 w", Quantity::Duration(604_800.0)),
            ("250 ms", Quantity::Duration(0.25)),
            (".5 s", Quantity::Duration(0.5)),
            ("0 s", Quantity::Duration(0.0)),
            ("-0 s", Quantity::Duration(0.0)),
            ("1e3 s", Quantity::Duration(1000.0)),
            ("36 / h", Quantity::Rate(0.01)),
            ("864/d", Quantity::Rate(0.01)),
            ("4.2 / min", Quantity::Rate(4.2 / 60.0)),
            ("365.25 / y", Quantity::Rate(1.0 / 86_400.0)),
        ] {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_says_why() {
        let unknown = |number: &str, unit: &str, meant| QuantityError::UnknownUnit(number.into(), unit.into(), meant);
        for (text, error) in [
            ("90", QuantityError::NoUnit("90".into())),
            ("1,5 min", QuantityError::Comma("1.5 min".into())),
            ("5 sec", unknown("5", "sec", Some("s"))),
            ("5 m", unknown("5", "m", Some("min"))),
            ("5 S", unknown("5", "S", Some("s"))),
            ("1 y", unknown("1", "y", None)),
            ("5 / fortnight", unknown("5", "/ fortnight", None)),
            ("-5 s", QuantityError::Negative),
            ("1e999 s", QuantityError::TooLarge),
            ("1e9 d", QuantityError::TooLarge),
            ("s", QuantityError::NoNumber),
            ("-", QuantityError::NoNumber),
            (".", QuantityError::NoNumber),
            ("", QuantityError::NoNumber),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn rates_are_written_for_people() {
        for (every, text) in [(10.0, "360 / h"), (3600.0, "1 / h"), (7200.0, "12 / d"), (604_800.0, "52.18 / y"), (4e9, "0.007889 / y")] {
            assert_eq!(rate_text(1.0 / every), text);
        }
    }

    #[test]
    fn seconds_are_written_for_people() {
        for (seconds, text) in
            [(8.0, "8 s"), (12.5213, "12.52 s"), (7200.0, "2 h"), (90.0, "90 s"), (0.0, "0 s"), (2_419_200.0, "28 d"), (0.25, "0.25 s")]
        {
            assert_eq!(duration_text(seconds), text);
        }
    }
}
