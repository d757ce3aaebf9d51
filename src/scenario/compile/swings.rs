//! What changes how often incidents come in single hours: surges.

use super::Scenario;
use super::names::Mistakes;
use super::parameters::Values;
use super::study::Clock;
use crate::model::{self, Swings};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{At, IncidentType, Instant, Named, Surge};
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
    Some(Swings { surges: surges.into_iter().collect::<Option<_>>()? })
}

/// No less than the largest factor of an hour.
pub(super) fn largest(swings: &Swings) -> f64 {
    swings.surges.iter().map(|surge| surge.factor.max(1.0)).product()
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
