//! What changes how often incidents come in single hours: seasons, surges, factors of days and hours; and incidents at a stated time.

use super::Scenario;
use super::names::Mistakes;
use super::parameters::Values;
use super::study::Clock;
use crate::distribution::{Distribution, Shape};
use crate::model::{self, Factor, LogRow, RowId, Swings};
use crate::random::Key;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, IncidentType, Instant, Named, Season, Stated, Surge, Value};
use crate::time::Time;

/// Looks at every surge by itself.
pub(super) fn check(scenario: &Scenario<'_>, clock: Option<&Clock>, mistakes: &mut Mistakes) {
    for surge in &scenario.file.surges {
        for kind in surge.value.types.iter().flat_map(|types| &types.value) {
            mistakes.look_up("incident type", kind, scenario.kinds());
        }
        if let Some(clock) = clock {
            check_window(clock, surge, mistakes);
        }
    }
}

fn check_window(clock: &Clock, surge: &Named<Surge>, mistakes: &mut Mistakes) {
    let name = &surge.name.value;
    let ends = [&surge.value.from, &surge.value.to];
    for at in ends.into_iter().filter(|at| clock.moment(at).0.rem_euclid(Time::HOUR.0) != 0) {
        let message = format!("the surge `{name}` does not begin and end at full hours");
        let bad = Diagnostic::error("odd-length", at.span.clone(), message, "this is within an hour of the clock");
        mistakes.tell(bad.hint("how many incidents there are is drawn by the hour; write the nearest full hour"));
    }
    let [from, to] = ends.map(|at| clock.moment(at));
    if to <= from {
        let message = format!("the surge `{name}` is over before it begins");
        mistakes.error("out-of-range", &surge.value.to, message, "`to` has to be later than `from`");
    } else if to <= clock.study.window_start || from >= clock.study.window_end() {
        let message = format!("the surge `{name}` lies outside the time that is counted");
        let doubt = Diagnostic::warning("outside-study", surge.value.from.span.clone(), message, "nothing that is counted happens then");
        mistakes.tell(doubt.hint("[study] counts from `starts`, for `duration`"));
    }
}

/// What changes the rate of one type in one arm.
pub(super) fn compile(scenario: &Scenario<'_>, clock: &Clock, kind: &Named<IncidentType>, values: &mut Values<'_, '_>) -> Option<Swings> {
    let concerns =
        |surge: &&Named<Surge>| surge.value.types.as_ref().is_none_or(|types| types.value.iter().any(|one| one.value == kind.name.value));
    let one = |surge: &Named<Surge>| {
        let factor = values.weight(&surge.value.factor, &format!("the `factor` of the surge `{}`", surge.name.value))?;
        let [from, to] = [&surge.value.from, &surge.value.to].map(|at| clock.moment(at).hour());
        Some(model::Surge { from, to, factor })
    };
    let surges: Vec<Option<model::Surge>> = scenario.file.surges.iter().filter(concerns).map(one).collect();
    let season = kind.value.season.as_ref().and_then(|name| scenario.file.seasons.iter().find(|one| one.name.value == name.value));
    let season = season.map(|season| compiled_season(&season.value, clock)).unwrap_or_default();
    let study = &scenario.file.study;
    let day = factor("day_cv", (&kind.value.day_cv, &study.day_cv), kind, values);
    let hour = factor("hour_cv", (&kind.value.hour_cv, &study.hour_cv), kind, values);
    Some(Swings { season, day: day?, hour: hour?, surges: surges.into_iter().collect::<Option<_>>()? })
}

/// The smallest and largest coefficients of variation that can be drawn with.
const CV: (f64, f64) = (0.001, 10.0);

/// The factor of a day or hour: Gamma of mean 1, so that counts are a Gamma-Poisson mixture (Greenwood and Yule 1920), by the type's
/// own coefficient of variation or else the study's, which is common to all types. Nothing within if it is not read.
fn factor(
    key: &str,
    (own, common): (&Option<At<Value>>, &Option<At<Value>>),
    kind: &Named<IncidentType>,
    values: &mut Values<'_, '_>,
) -> Option<Option<Factor>> {
    let (Some(value), whose) = (own.as_ref().or(common.as_ref()), own.as_ref().map_or("", |_| &kind.name.value)) else {
        return Some(None);
    };
    let cv = values.weight(value, &format!("`{key}`"))?;
    if cv == 0.0 {
        return Some(None);
    }
    if !(CV.0..=CV.1).contains(&cv) {
        let label = format!("0 is no variation, else write a number from {} to {}", CV.0, CV.1);
        values.mistakes.error("out-of-range", value, format!("{cv} cannot be `{key}`"), label);
        return None;
    }
    // Rounding must not carry the ends beyond what a gamma distribution can be computed for.
    let shape = (1.0 / (cv * cv)).clamp(0.01, 1e6);
    let of = Distribution::new(Shape::Gamma { shape, mean: 1.0 }).ok()?;
    // No type is named "": this is everybody's.
    Some(Some(Factor { key: Key::of(whose), of }))
}

/// Factors by day, from the first day lived to the last that may be, such that their mean over a whole cycle of the calendar, 400
/// years of 365.2425 days, is one.
fn compiled_season(season: &Season, clock: &Clock) -> model::Season {
    // Days of the year that a weight stands for, on average over the cycle.
    let days = |index: usize| match season {
        Season::Months(_) => [31.0, 28.2425, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0][index],
        // 71 of 400 years have a week 53.
        Season::Weeks(_) if index == 52 => 7.0 * 71.0 / 400.0,
        Season::Weeks(_) => 7.0,
    };
    let (Season::Months(weights) | Season::Weeks(weights)) = season;
    let mean = weights.iter().enumerate().map(|(index, weight)| weight * days(index)).sum::<f64>() / 365.2425;
    let end = (clock.study.window_end() + clock.study.limits.after_end).day();
    let mut factors: Vec<(i64, f64)> = Vec::new();
    for day in clock.study.begin().day()..=end {
        // Beyond the calendar, the year 9999, the last factor goes on.
        let Some(date) = clock.date(day) else { break };
        let index = match season {
            Season::Months(_) => date.month() - 1,
            Season::Weeks(_) => date.iso_week_date().week() - 1,
        };
        let factor = weights[index as usize] / mean;
        if factors.last().is_none_or(|&(_, last)| last != factor) {
            factors.push((day, factor));
        }
    }
    model::Season(factors)
}

/// Incidents at a stated time.
pub(super) fn stated(scenario: &Scenario<'_>, clock: Option<&Clock>, mistakes: &mut Mistakes) -> Option<Vec<model::Stated>> {
    let found: Vec<Option<model::Stated>> =
        scenario.file.stated.iter().map(|stated| one_stated(scenario, clock, stated, mistakes)).collect();
    found.into_iter().collect()
}

fn one_stated(scenario: &Scenario<'_>, clock: Option<&Clock>, stated: &Named<Stated>, mistakes: &mut Mistakes) -> Option<model::Stated> {
    let name = &stated.name.value;
    let kind = mistakes.look_up("incident type", &stated.value.kind, scenario.kinds());
    let (mut known, mut flags) = (0, 0);
    for flag in &stated.value.flags {
        let Some(_) = mistakes.look_up("flag", &flag.name, scenario.written_flags()) else { continue };
        if let Some(index) = scenario.flag(&flag.name.value) {
            known |= 1 << index;
            flags |= u64::from(flag.value.value) << index;
        }
    }
    for attribute in &stated.value.attributes {
        let index = scenario.attribute(&attribute.name.value);
        if let Some((index, value)) = index.and_then(|index| Some((index, scenario.value(index, &attribute.value.value)?))) {
            known |= scenario.attributes[index];
            flags |= 1 << value;
        }
    }
    let clock = clock?;
    let time = clock.moment(&stated.value.at);
    if time < clock.study.window_start || time >= clock.study.window_end() {
        let message = format!("the stated incident `{name}` lies outside the time that is counted");
        let doubt = Diagnostic::warning("outside-study", stated.value.at.span.clone(), message, "it is not counted");
        mistakes.tell(doubt.hint("[study] counts from `starts`, for `duration`"));
    }
    let (id, lengths) = (RowId::Line(0), LogRow::NO_LENGTHS);
    let row = LogRow { time, id, known, flags, lengths, kind: u16::try_from(kind?).ok(), priority: None, abandoned: false };
    Some(model::Stated { name: name.clone(), key: Key::of(name), row })
}

/// No less than the largest factor of an hour.
pub(super) fn largest(swings: &Swings) -> f64 {
    let season = swings.season.0.iter().map(|&(_, factor)| factor).fold(1.0, f64::max);
    season * swings.surges.iter().map(|surge| surge.factor.max(1.0)).product::<f64>()
}

impl Clock {
    /// A moment on the study's clock.
    pub(super) fn moment(&self, at: &At<Instant>) -> Time {
        match at.value {
            Instant::Civil(civil) => self.time(civil),
            Instant::After(seconds) => self.study.window_start + Time::from_seconds(seconds),
        }
    }
}
