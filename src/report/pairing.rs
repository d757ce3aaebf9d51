//! What pairing is worth, and what reduces variance besides.

use super::Report;
use super::format::{Numbers, Quantity, exact};
use super::words::{Family, fill};
use crate::model::{Language, VarianceReduction};
use crate::results::TimeDifference;

/// Of the differences that the answer is told by.
pub(super) fn notes(report: &Report, language: Language) -> Vec<String> {
    let w = Family::of(language);
    let findings = report.findings();
    let differences: Vec<&TimeDifference> =
        findings.iter().flat_map(|stratum| &stratum.arms).filter_map(|finding| finding.difference).collect();
    let numbers = Numbers::of(report, language);
    let range = |ratio: fn(&TimeDifference) -> Option<f64>| {
        let found = || differences.iter().filter_map(|difference| ratio(difference));
        let (low, high) = (found().reduce(f64::min)?, found().reduce(f64::max)?);
        let shown = |ratio: f64| numbers.value(Quantity::Number, &exact(ratio));
        let (low, high) = (shown(low), shown(high));
        Some(if low == high { low } else { fill(w.from_to, &[("low", &low), ("high", &high)]) })
    };
    let pairing = range(|difference| difference.variance_ratio).map(|ratio| fill(w.pairing, &[("ratio", &ratio)]));
    let more = match report.results.study.variance_reduction {
        VarianceReduction::None => None,
        VarianceReduction::Antithetic => Some(w.antithetic.to_owned()),
        VarianceReduction::ControlVariates => Some(match range(|difference| difference.control_ratio) {
            Some(ratio) => fill(w.controlled, &[("ratio", &ratio)]),
            None => w.controlled_little.to_owned(),
        }),
    };
    pairing.into_iter().chain(more).collect()
}
