//! When, how long, how often.

use super::Scenario;
use super::names::Mistakes;
use crate::model::{AtEnd, Limits, Study};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, File};
use crate::scenario::quantity::duration_text;
use crate::time::Time;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time as ClockTime};

// The defaults are those that the description of the file's keys tells people.
const DEFAULT_REPLICATIONS: u64 = 20;
const DEFAULT_SEED: u64 = 0;
const DEFAULT_OPEN_INCIDENTS: u64 = 100_000;
const DEFAULT_AFTER_END: Time = Time(30 * Time::DAY.0);
const DAY_S: f64 = 86_400.0;

/// The study and the civil time of its time zero.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// As the engine lives it.
    pub(super) study: Study,
    /// Midnight of the day on which it starts.
    zero: DateTime,
}

impl Clock {
    /// A civil time on the study's clock.
    pub(super) fn time(&self, civil: DateTime) -> Time {
        Time(civil.duration_since(self.zero).as_micros() as i64)
    }

    /// The date of a day, counted from time zero, as far as the calendar goes.
    pub(super) fn date(&self, day: i64) -> Option<Date> {
        self.zero.date().checked_add(Span::new().try_days(day).ok()?).ok()
    }
}

/// The study; nothing where a start or length is missing, or the log that would say it.
/// When counting starts: as written, or with the first day of the logs.
fn starts(scenario: &Scenario<'_>) -> Option<DateTime> {
    let first = scenario.logs.iter().map(|log| log.first).min();
    scenario.file.study.starts.as_ref().map(|at| at.value).or(first.map(midnight))
}

/// The day on whose midnight time zero lies.
pub(super) fn first_day(scenario: &Scenario<'_>) -> Option<Date> {
    starts(scenario).map(|starts| starts.date())
}

pub(super) fn study(scenario: &Scenario<'_>, mistakes: &mut Mistakes) -> Option<Clock> {
    let written = &scenario.file.study;
    let has_log = scenario.file.types.iter().any(|kind| kind.value.log.is_some());
    for (missing, key, example) in
        [(written.starts.is_none(), "starts", "\"2024-06-03\""), (written.duration.is_none(), "duration", "\"28 d\"")]
    {
        if missing && !has_log {
            let message = format!("[study] needs `{key}`");
            let missing = Diagnostic::error("missing-key", written.span.clone(), message, format!("`{key}` is missing here"));
            mistakes.tell(missing.hint(format!("write {key} = {example}; only a recorded log could say it instead")));
        }
    }
    let last = scenario.logs.iter().map(|log| log.last).max();
    let starts = starts(scenario)?;
    let duration = match (&written.duration, last) {
        (Some(duration), _) => Time::from_seconds(duration.value),
        // Whole days that cover the last row.
        (None, Some(last)) => Time((last.duration_since(starts).as_secs() / DAY_S as i64 + 1).max(1) * Time::DAY.0),
        (None, None) => return None,
    };
    let zero = midnight(starts);
    let window_start = Time(starts.duration_since(zero).as_micros() as i64);
    let study = Study {
        starts: if starts == zero { starts.date().to_string() } else { starts.to_string() },
        weekday: starts.weekday().to_monday_zero_offset() as u8,
        window_start,
        warm_up: written.warm_up.as_ref().map_or(Time::ZERO, |at| Time::from_seconds(at.value)),
        duration,
        at_end: written.at_end.unwrap_or(AtEnd::Continue),
        replications: written.replications.as_ref().map_or(DEFAULT_REPLICATIONS, |at| at.value),
        seed: written.seed.unwrap_or(DEFAULT_SEED),
        variance_reduction: super::reduction::compile(scenario, mistakes),
        noticeable: written.noticeable.map_or(Time::SECOND, Time::from_seconds),
        limits: Limits {
            open_incidents: written.open_incidents.unwrap_or(DEFAULT_OPEN_INCIDENTS),
            after_end: written.after_end.map_or(DEFAULT_AFTER_END, Time::from_seconds),
        },
    };
    if let Some(duration) = written.duration.as_ref().filter(|_| study.duration == Time::ZERO) {
        let message = "`duration` is shorter than a microsecond";
        let short = Diagnostic::error("too-short", duration.span.clone(), message, "rounded to the engine's clock, this counts nothing");
        mistakes.tell(short.hint("write the time that is counted, for example duration = \"28 d\""));
    } else if let Some(duration) = &written.duration {
        doubt_length(scenario.file, duration, mistakes);
    }
    Some(Clock { study, zero })
}

fn midnight(time: DateTime) -> DateTime {
    time.date().to_datetime(ClockTime::midnight())
}

/// Warns of a length that counts some hours of the week, or of the day, more often than others.
fn doubt_length(file: &File, duration: &At<f64>, mistakes: &mut Mistakes) {
    let profiles = || {
        let named = file.types.iter().filter_map(|kind| kind.value.profile.as_ref());
        named.filter_map(|name| file.profiles.iter().find(|profile| profile.name.value == name.value))
    };
    let own = file.pools.iter().map(|pool| (&pool.name.value, &pool.value));
    let changed = file.arms.iter().flat_map(|arm| &arm.value.pools).map(|pool| (&pool.name.value, &pool.value));
    let shifts: Vec<_> = own.chain(changed).flat_map(|(pool, is)| is.shifts.iter().map(move |shift| (pool, &shift.value))).collect();
    let whole = |length: f64| (duration.value / length).fract() == 0.0;
    let weekly = profiles()
        .find(|profile| profile.value.hours.len() == 168)
        .map(|profile| format!("the profile `{}` goes by the week", profile.name.value))
        .or(shifts.iter().find(|(_, shift)| shift.days.contains(&false)).map(|(pool, _)| format!("pool `{pool}` has shifts by weekday")));
    let daily = profiles()
        .next()
        .map(|profile| format!("the profile `{}` goes by the day", profile.name.value))
        .or(shifts.first().map(|(pool, _)| format!("pool `{pool}` has shifts")));
    let doubt = match (weekly, daily) {
        (Some(why), _) if !whole(7.0 * DAY_S) => Some(("weeks", why)),
        (_, Some(why)) if !whole(DAY_S) => Some(("days", why)),
        _ => None,
    };
    if let Some((unit, why)) = doubt {
        let message = format!("`duration` is not whole {unit}");
        let label = format!("{} counts some hours more often than others: {why}", duration_text(duration.value));
        mistakes.tell(Diagnostic::warning("odd-length", duration.span.clone(), message, label));
    }
}
