//! Single values of a log. Each reader says why a value cannot be used.

use super::LogError;
use crate::described::Reason;
use crate::scenario::file::At;
use crate::scenario::quantity::{self, Quantity, parse};
use jiff::civil::{DateTime, date};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// A call that lasts longer than a day was not one.
const LONGEST: f64 = 86_400.0;

/// The form of times.
pub(super) enum TimeFormat {
    /// ISO 8601.
    Iso,
    /// As in `strptime`.
    Pattern(String),
}

impl TimeFormat {
    /// Checks that a pattern tells a date and a time of day to the second, or at least the minute, without doubt.
    pub(super) fn new(pattern: Option<&At<String>>) -> Result<TimeFormat, LogError> {
        let Some(At { value: pattern, span }) = pattern else { return Ok(TimeFormat::Iso) };
        let wrong = |reason: &str| LogError::Format { pattern: pattern.clone(), reason: reason.to_owned(), span: span.clone() };
        let minute = date(2024, 11, 23).at(21, 47, 0, 0);
        let there = minute.to_zoned(TimeZone::UTC).map_err(|error| wrong(&error.to_string()))?;
        let text = strtime::format(pattern, &there).map_err(|error| wrong(&error.to_string()))?;
        let back = DateTime::strptime(pattern, &text)
            .map_err(|_| wrong("it does not tell year, month, day, hour and minute, or has parts that can be written but not read"))?;
        match back == minute {
            true => Ok(TimeFormat::Pattern(pattern.clone())),
            false => Err(wrong(&format!("23 November 2024, 21:47 would be written \"{text}\" and read as {back}"))),
        }
    }

    pub(super) fn read(&self, text: &str) -> Result<DateTime, Reason> {
        if text.is_empty() {
            return Err(Reason::NoTime);
        }
        match self {
            TimeFormat::Iso if text.len() <= "2024-06-03".len() => Err(Reason::NoTimeOfDay),
            TimeFormat::Iso if text.ends_with(['Z', 'z']) => Err(Reason::UniversalTime),
            TimeFormat::Iso => text.parse().map_err(|_| Reason::NoSuchTime { form: None }),
            TimeFormat::Pattern(pattern) => {
                DateTime::strptime(pattern, text).map_err(|_| Reason::NoSuchTime { form: Some(pattern.clone()) })
            }
        }
    }
}

/// A duration in seconds: `h:m:s`, `m:s`, a number of seconds, or a number with a unit. It lasts a day at most.
pub(super) fn duration(text: &str) -> Result<f64, Reason> {
    match length(text, 1.0)? {
        seconds if seconds > LONGEST => Err(Reason::OverADay),
        seconds => Ok(seconds),
    }
}

/// A length of time in seconds, as [`duration`] but of any length; a bare number has a unit of so many seconds.
pub(super) fn length(text: &str, unit: f64) -> Result<f64, Reason> {
    if text.starts_with('-') {
        return Err(Reason::BelowZero);
    }
    let number = |part: &str| match part.starts_with(|c: char| c.is_ascii_digit()) && !part.contains(['e', 'E']) {
        true => part.parse::<f64>().ok(),
        false => None,
    };
    let whole = |part: &str| if part.bytes().all(|byte| byte.is_ascii_digit()) { number(part) } else { None };
    let sixtieth = |value: f64| Some(value).filter(|&value| value < 60.0);
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let seconds = match parts[..] {
        [hours, minutes, seconds] => (|| Some(3600.0 * whole(hours)? + 60.0 * sixtieth(whole(minutes)?)? + sixtieth(number(seconds)?)?))(),
        [minutes, seconds] => (|| Some(60.0 * whole(minutes)? + sixtieth(number(seconds)?)?))(),
        [one] => match (number(one), parse(one)) {
            (Some(bare), _) => Some(bare * unit),
            (None, Ok(Quantity::Duration(seconds))) => Some(seconds),
            // A decimal comma, where the columns are separated otherwise or the value is quoted.
            _ => number(&one.replacen(',', ".", 1)).map(|bare| bare * unit),
        },
        _ => None,
    };
    match seconds.ok_or(Reason::NoDuration)? {
        seconds if seconds > quantity::LONGEST => Err(Reason::OverACentury),
        seconds => Ok(seconds),
    }
}

/// A flag.
pub(super) fn flag(text: &str) -> Result<bool, Reason> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "ja" | "1" => Ok(true),
        "false" | "no" | "nej" | "0" => Ok(false),
        _ => Err(Reason::NoFlag),
    }
}

/// Which drawn incident: the hour, counted from time zero, and the number within it, as results name it: `h417#2`.
pub(super) fn drawn(text: &str) -> Result<(i32, u32), Reason> {
    let both = || {
        let (hour, k) = text.strip_prefix('h')?.split_once('#')?;
        Some((hour.parse().ok()?, k.parse().ok()?))
    };
    both().ok_or(Reason::NotDrawn)
}

/// A priority.
pub(super) fn priority(text: &str) -> Result<u8, Reason> {
    text.parse().ok().filter(|&priority| priority > 0).ok_or(Reason::NoPriority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(pattern: &str) -> Result<TimeFormat, LogError> {
        TimeFormat::new(Some(&At { value: pattern.to_owned(), span: 0..1 }))
    }

    #[test]
    fn durations_in_life() {
        for (text, seconds) in [
            ("00:02:17", 137.0),
            ("1:02:03.5", 3723.5),
            ("2:17", 137.0),
            ("75:10", 4510.0),
            ("137", 137.0),
            ("137.25", 137.25),
            ("12,5", 12.5),
            ("8 s", 8.0),
            ("1.5 min", 90.0),
            ("24:00:00", 86_400.0),
            ("0", 0.0),
            ("00:00:00", 0.0),
        ] {
            assert_eq!(duration(text), Ok(seconds), "{text}");
        }
        for text in [
            "-5",
            "-00:00:05",
            "24:00:01",
            "90000",
            "1:60",
            "0:75:00",
            "NaN",
            "inf",
            "1e3",
            "a",
            "::",
            "1:2:3:4",
            "5 / h",
            "8 m",
            "1.5:00",
            ":30",
            "+5",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_in_life() {
        let expected = date(2020, 9, 26).at(20, 37, 41, 0);
        for (pattern, text) in [
            ("%m/%d/%Y %H:%M:%S", "9/26/2020 20:37:41"),
            ("%m/%d/%Y %I:%M:%S %p", "09/26/2020 08:37:41 PM"),
            ("%m/%d/%Y %I:%M:%S %p", "9/26/2020 8:37:41 pm"),
            ("%d.%m.%Y %H.%M.%S", "26.9.2020 20.37.41"),
        ] {
            let format = format(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            assert_eq!(format.read(text), Ok(expected), "{pattern} {text}");
        }
        for text in ["2020-09-26T20:37:41", "2020-09-26 20:37:41", "2020-09-26 20:37:41.000", "2020-09-26T20:37:41+02:00"] {
            assert_eq!(TimeFormat::Iso.read(text), Ok(expected), "{text}");
        }
        for text in ["", "2020-09-26", "2020-02-30 10:00:00", "2020-09-26 24:00:00", "2020-09-26T20:37:41Z", "9/26/2020 20:37:41", "noon"] {
            assert!(TimeFormat::Iso.read(text).is_err(), "{text}");
        }
        assert!(format("%m/%d/%Y %H:%M:%S").is_ok_and(|format| format.read("2/30/2020 10:00:00").is_err()));
    }

    #[test]
    fn a_format_that_cannot_tell_a_time_is_refused() {
        for pattern in ["%H:%M:%S", "%m/%d/%Y", "%m/%d/%Y %I:%M:%S", "%m/%d/%Y %H:%M:%", "%Q", "", "%d %H:%M"] {
            assert!(format(pattern).is_err(), "{pattern}");
        }
        assert!(format("%m/%d/%y %H:%M").is_ok());
    }
}
