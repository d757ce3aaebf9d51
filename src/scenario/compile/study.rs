//! When, how long, how often.

use super::notes::Notes;
use crate::model::{AtEnd, Limits, Study};
use crate::scenario::file::File;
use crate::scenario::log::ReadLog;
use crate::time::Time;
use jiff::civil::{DateTime, Time as Clock};

/// Replications unless the scenario says how many.
const REPLICATIONS: u64 = 20;
/// Incidents open at once unless the scenario says how many.
const OPEN_INCIDENTS: u64 = 100_000;
/// Seconds after the window unless the scenario says how long.
const AFTER_END: f64 = 30.0 * 86_400.0;
/// Seconds by which a pair must differ to be quicker or slower, unless the scenario says.
const NOTICEABLE: f64 = 1.0;

/// The study, and midnight of the day on which it starts, which is time zero.
pub(super) fn study(file: &File, logs: &[ReadLog], notes: &mut Notes) -> (Study, DateTime) {
    let study = &file.study;
    let rows = || logs.iter().flat_map(|log| &log.rows).map(|row| row.time);
    let from_log = file.types.iter().any(|kind| kind.value.log.is_some());
    let first_day = rows().min().map(|first| first.date().to_datetime(Clock::midnight()));
    let starts = study.starts.as_ref().map(|at| at.value).or(first_day).unwrap_or_else(|| {
        if !from_log {
            notes.error("no-start", &study.span, "nothing says when the study starts", "no `starts`").hint =
                Some("write `starts = \"2024-06-03\"`".into());
        }
        jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0)
    });
    let midnight = starts.date().to_datetime(Clock::midnight());
    let window_start = seconds_between(midnight, starts);
    let days_of_log = rows().max().map(|last| (seconds_between(starts, last) / 86_400.0).floor() + 1.0);
    let duration = study.duration.as_ref().map(|at| at.value).or(days_of_log.map(|days| days.max(1.0) * 86_400.0)).unwrap_or_else(|| {
        if !from_log {
            notes.error("no-duration", &study.span, "nothing says how long the study lasts", "no `duration`").hint =
                Some("write `duration = \"28 d\"`".into());
        }
        86_400.0
    });
    if let Some(at) = study.duration.as_ref().filter(|at| at.value <= 0.0) {
        notes.error("no-duration", &at.span, "a study that lasts no time counts nothing", "zero");
    }
    if let Some(at) = study.replications.as_ref().filter(|at| !(1..=1_000_000).contains(&at.value)) {
        notes.error("replications", &at.span, format!("{} replications", at.value), "from 1 to 1,000,000");
    }
    check_whole_periods(file, duration, notes);
    let study = Study {
        starts: if window_start == 0.0 { starts.date().to_string() } else { starts.to_string() },
        weekday: midnight.date().weekday().to_monday_zero_offset() as u8,
        window_start: Time::from_seconds(window_start),
        warm_up: Time::from_seconds(study.warm_up.as_ref().map_or(0.0, |at| at.value)),
        duration: Time::from_seconds(duration),
        at_end: study.at_end.unwrap_or(AtEnd::Continue),
        replications: study.replications.as_ref().map_or(REPLICATIONS, |at| at.value),
        seed: study.seed.unwrap_or(0),
        noticeable: Time::from_seconds(study.noticeable.unwrap_or(NOTICEABLE)),
        limits: Limits {
            open_incidents: study.open_incidents.unwrap_or(OPEN_INCIDENTS),
            after_end: Time::from_seconds(study.after_end.unwrap_or(AFTER_END)),
        },
    };
    (study, midnight)
}

fn seconds_between(from: DateTime, to: DateTime) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// Where rates or staff follow the day or week, only whole periods weigh every hour alike.
fn check_whole_periods(file: &File, duration: f64, notes: &mut Notes) {
    let Some(at) = &file.study.duration else { return };
    let used = file.types.iter().filter_map(|kind| kind.value.profile.as_ref());
    let weights = used.filter_map(|name| file.profiles.iter().find(|profile| profile.name.value == name.value));
    let weekly_profile = weights.clone().any(|profile| profile.value.value.len() == 168);
    let pools = || file.pools.iter().chain(file.arms.iter().flat_map(|arm| &arm.value.pools));
    let shifts = || pools().flat_map(|pool| &pool.value.shifts);
    let weekly_shift = shifts().any(|shift| shift.value.days.contains(&false));
    let (period, name) = match () {
        () if weekly_profile || weekly_shift => (7.0 * 86_400.0, "weeks"),
        () if weights.count() > 0 || shifts().count() > 0 => (86_400.0, "days"),
        () => return,
    };
    if duration % period != 0.0 {
        let message = format!("the study does not last whole {name}, but rates or staff follow the {}", name.trim_end_matches('s'));
        notes.warn("not-whole-periods", &at.span, message, format!("not whole {name}")).hint =
            Some("some hours are counted more often than others".into());
    }
}

/// Index of the arm that the others are compared with: the first unless the scenario names it.
pub(super) fn baseline(file: &File, notes: &mut Notes) -> usize {
    let Some(name) = &file.study.baseline else { return 0 };
    file.arms.iter().position(|arm| arm.name.value == name.value).unwrap_or_else(|| {
        notes.unknown("arm", name, file.arms.iter().map(|arm| arm.name.value.as_str()));
        0
    })
}
