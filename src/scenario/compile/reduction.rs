//! What makes estimates less noisy, and what it does not go with.

use super::Scenario;
use super::names::Mistakes;
use crate::model::VarianceReduction;
use crate::scenario::diagnostic::Diagnostic;

/// What is asked for; a mistake is told where it cannot be had.
pub(super) fn compile(scenario: &Scenario<'_>, mistakes: &mut Mistakes) -> VarianceReduction {
    let study = &scenario.file.study;
    let Some(written) = &study.variance_reduction else { return VarianceReduction::None };
    match written.value {
        "control_variates" => {
            if scenario.file.types.iter().any(|kind| kind.value.log.is_some()) {
                let message = "a log says how many incidents arrive, so their number is no control";
                let error = Diagnostic::error("no-control", written.span.clone(), message, "control variates need arrivals that are drawn");
                mistakes.tell(error.hint("leave `variance_reduction` out"));
            }
            VarianceReduction::ControlVariates
        }
        "antithetic" => {
            let precision = study.precision.as_ref().map(|precision| &precision.value);
            let most = precision.and_then(|precision| precision.most.as_ref());
            let pilot = precision.and_then(|precision| precision.pilot).map(|pilot| ("pilot", pilot, written.span.clone()));
            let replications = study.replications.as_ref().map(|at| ("replications", at.value, at.span.clone()));
            let numbers = replications.into_iter().chain(most.map(|at| ("most", at.value, at.span.clone()))).chain(pilot);
            for (key, _, span) in numbers.filter(|(_, number, _)| !number.is_multiple_of(2)) {
                let message = format!("`{key}` is odd, but antithetic replications come in pairs");
                let error = Diagnostic::error("odd-replications", span, message, "the last one has no other half");
                mistakes.tell(error.hint("ask for an even number, or leave `variance_reduction` out"));
            }
            VarianceReduction::Antithetic
        }
        _ => VarianceReduction::None,
    }
}
