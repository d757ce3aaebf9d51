//! Types of which one incident is added: whether that says what it is meant to say.

use super::Scenario;
use super::arrivals::comes_from_a_log;
use super::names::Mistakes;
use crate::model::Model;

/// Looks at every tagged type.
pub(super) fn check(scenario: &Scenario<'_>, model: &Model, mistakes: &mut Mistakes) {
    for (index, kind) in scenario.file.types.iter().enumerate() {
        let Some(tagged) = kind.value.tagged.as_ref().filter(|tagged| tagged.value) else { continue };
        let name = &kind.name.value;
        let is_stated = scenario.file.stated.iter().any(|stated| stated.value.kind.value == *name);
        let arms = &model.arms;
        let differs = arms.iter().any(|arm| arm.rates[index] != arms[0].rates[index] || arm.swings[index] != arms[0].swings[index]);
        let varies = arms.iter().any(|arm| arm.swings[index].day.is_some() || arm.swings[index].hour.is_some());
        let why = if kind.value.rate.is_none() || comes_from_a_log(scenario, name) {
            "nothing says at which rate it happens; recorded calls are scored as they are"
        } else if is_stated {
            "it also happens at a stated time, and that one would not be scored by itself"
        } else if varies {
            "its days or hours vary beyond chance (`day_cv`, `hour_cv`), so one incident in each replication would not stand for all"
        } else if differs {
            "its rate differs between arms, so they do not have the same incidents to draw one from"
        } else if model.expected(index) == 0.0 {
            "it never happens in the time that is counted"
        } else {
            continue;
        };
        mistakes.error("tagged", tagged, format!("`{name}` cannot be tagged"), why);
    }
}
