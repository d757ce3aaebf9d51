//! What happens, and how often.

use super::Scenario;
use super::arms::World;
use super::callers;
use super::names::Mistakes;
use super::parameters::Values;
use super::people::MOST_PER_HOUR;
use super::study::Clock;
use super::swings;
use crate::model::{self, HourlyRates, Ramp, Swings};
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{File, IncidentType, Mapped, Named, Profile};
use std::sync::Arc;

/// Served first.
const FIRST_PRIORITY: u8 = 1;

/// Looks at every type by itself.
pub(super) fn check(scenario: &Scenario<'_>, mistakes: &mut Mistakes) {
    let file = scenario.file;
    for kind in &file.types {
        if let Some(profile) = &kind.value.profile {
            mistakes.look_up("profile", profile, file.profiles.iter().map(|profile| profile.name.value.as_str()));
        }
        if let Some(season) = &kind.value.season {
            mistakes.look_up("season", season, file.seasons.iter().map(|season| season.name.value.as_str()));
        }
        let is_stated = file.stated.iter().any(|stated| stated.value.kind.value == kind.name.value);
        if kind.value.rate.is_none() && !is_stated && kind.value.log.is_none() && !comes_from_a_log(scenario, &kind.name.value) {
            let message = format!("nothing says how often `{}` happens", kind.name.value);
            // Beside a log it may be meant: another log could bring it.
            let has_log = file.types.iter().any(|kind| kind.value.log.is_some());
            let span = kind.name.span.clone();
            let missing = match has_log {
                true => Diagnostic::warning("no-rate", span, message, "no log brings it, so it never happens"),
                false => Diagnostic::error("no-rate", span, message, "`rate` or `log` is missing"),
            };
            mistakes.tell(missing.hint("write rate = \"37 / h\", or name it in `types` of another type's log"));
        }
    }
}

/// Whether some log may bring incidents of a type.
pub(super) fn comes_from_a_log(scenario: &Scenario<'_>, kind: &str) -> bool {
    scenario.file.types.iter().any(|holder| brings(holder, kind))
}

/// Whether some log of calls may bring incidents of a type: it has later calls as incidents of their own. A log of drawn incidents has not.
pub(super) fn comes_from_a_log_of_calls(scenario: &Scenario<'_>, kind: &str) -> bool {
    let of_calls = |holder: &Named<IncidentType>| holder.value.log.as_ref().is_some_and(|log| log.value.id.is_none());
    scenario.file.types.iter().any(|holder| of_calls(holder) && brings(holder, kind))
}

/// Whether the log of a type may bring incidents of another one, or of its own.
pub(super) fn brings(holder: &Named<IncidentType>, kind: &str) -> bool {
    holder.value.log.as_ref().is_some_and(|log| {
        let names = |mapped: &Mapped| mapped.all_meant().is_none_or(|mut all| all.any(|meant| meant.value == kind));
        let named = log.value.kind.as_ref().is_some_and(names);
        let drawn = log.value.types.iter().any(|drawn| drawn.name.value == kind);
        drawn || named || holder.name.value == kind && log.value.types.is_empty()
    })
}

/// The type as every arm knows it.
pub(super) fn compiled(world: &World<'_, '_>, kind: &Named<IncidentType>, mistakes: &mut Mistakes) -> Option<model::IncidentType> {
    let profile = profile(world.scenario.file, kind).filter(|profile| profile.interpolate);
    Some(model::IncidentType {
        name: kind.name.value.clone(),
        label: super::labelled(&kind.value.label, &kind.name.value),
        key: Key::of(&kind.name.value),
        priority: kind.value.priority.unwrap_or(FIRST_PRIORITY),
        within: profile.map(|profile| ramps(&profile.hours)),
        callers: match &kind.value.callers {
            Some(callers) => Some(callers::compile(world, &callers.value, &kind.name.value, mistakes)?),
            None => None,
        },
        tagged: kind.value.tagged.as_ref().is_some_and(|tagged| tagged.value),
    })
}

fn profile<'f>(file: &'f File, kind: &Named<IncidentType>) -> Option<&'f Profile> {
    let name = kind.value.profile.as_ref()?;
    file.profiles.iter().find(|one| one.name.value == name.value).map(|profile| &profile.value)
}

/// How the rate runs within the hours of the week. Where two hours meet it is the mean of both, but at most twice the smaller one,
/// so that the middle of an hour, which keeps the hour's mean, is nowhere below zero.
fn ramps(weights: &[f64]) -> Vec<Ramp> {
    let weight = |hour: usize| weights[hour % weights.len()];
    let edge = |hour: usize| {
        let (before, after) = (weight(hour + 167), weight(hour));
        (0.5 * (before + after)).min(2.0 * before.min(after))
    };
    let ramp = |hour: usize| match weight(hour) {
        0.0 => Ramp { begin: 1.0, middle: 1.0, end: 1.0 },
        mean => {
            let (begin, end) = (edge(hour) / mean, edge(hour + 1) / mean);
            Ramp { begin, middle: 2.0 - 0.5 * (begin + end), end }
        }
    };
    (0..168).map(ramp).collect()
}

/// Mean numbers by hour of the week: the rate, times every share and the rest of every `not`, spread by the profile; and what
/// changes them for single hours.
pub(super) fn rates(
    scenario: &Scenario<'_>,
    clock: Option<&Clock>,
    kind: &Named<IncidentType>,
    values: &mut Values<'_, '_>,
) -> Option<(Arc<HourlyRates>, Arc<Swings>)> {
    let Some(rate) = &kind.value.rate else { return Some((Arc::new(HourlyRates([0.0; 168])), Arc::default())) };
    let of = |part: &str| format!("{part} of the incident type `{}`", kind.name.value);
    let mut per_hour = values.rate(&rate.value.of, &of("`rate`")).map(|rate| rate * 3600.0);
    for share in &rate.value.share {
        let share = values.plain_share(share, &of("a `share` in the rate"));
        per_hour = per_hour.zip(share).map(|(rate, share)| rate * share);
    }
    for not in &rate.value.not {
        let not = values.plain_share(not, &of("a `not` in the rate"));
        per_hour = per_hour.zip(not).map(|(rate, not)| rate * (1.0 - not));
    }
    if let Some(callers) = kind.value.callers.as_ref().filter(|callers| callers.value.counts_calls) {
        let more = callers.value.more.as_ref().map(|more| more.value.mean());
        per_hour = per_hour.zip(more).map(|(rate, more)| rate / (1.0 + more));
    }
    let swings = swings::compile(scenario, clock?, kind, values);
    let (per_hour, swings) = (per_hour?, swings?);
    let weights = profile(scenario.file, kind).map_or(&[1.0][..], |profile| &profile.hours);
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let hourly: [f64; 168] = std::array::from_fn(|hour| per_hour * weights[hour % weights.len()] / mean);
    let busiest = hourly.iter().copied().reduce(f64::max).map(|most| most * swings::largest(&swings));
    if let Some(most) = busiest.filter(|&most| most > MOST_PER_HOUR) {
        let message = format!("`{}` happens more than a million times an hour", kind.name.value);
        values.mistakes.error("out-of-range", rate, message, format!("{most} in the busiest hour"));
        return None;
    }
    Some((Arc::new(HourlyRates(hourly)), Arc::new(swings)))
}
