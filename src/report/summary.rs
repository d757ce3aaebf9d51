//! `summary.json`: the stable extract that scripts rely on.

use super::Report;
use crate::results::{ArmResults, Map};
use serde_json::{Value, json};

/// The stable extract of a report. Fields may be added in later versions; none of those below changes.
pub fn summary(report: &Report) -> Value {
    let results = &report.results;
    let arms: Map<Value> = results.arms.iter().map(|(name, arm)| (name.clone(), arm_summary(arm))).collect();
    let differences: Map<Value> = results
        .arms
        .keys()
        .filter(|name| **name != results.baseline)
        .map(|name| (name.clone(), results.differences.get(name).map_or_else(|| json!({}), |found| json!(found))))
        .collect();
    let mut study = json!({
        "replications": results.replications,
        "replications_asked": results.study.replications,
        "seed": results.study.seed,
        "duration_s": whole(results.study.duration.seconds()),
        "warm_up_s": whole(results.study.warm_up.seconds()),
    });
    if let Some(sequential) = &results.sequential {
        study["sequential"] = json!(sequential);
    }
    if !results.tagged.is_empty() {
        study["tagged"] = json!(results.tagged);
    }
    json!({
        "tool": report.tool,
        "scenario": { "title": results.title, "sha256": report.scenario.sha256 },
        "complete": results.complete,
        "study": study,
        "baseline": results.baseline,
        "arms": arms,
        "differences": differences,
        "primary": results.primary,
        "over_ranges": results.over_ranges,
        "warnings": results.warnings,
    })
}

fn arm_summary(arm: &ArmResults) -> Value {
    json!({
        "label": arm.label,
        "incidents": arm.incidents,
        "measures": arm.measures,
        "stages": arm.stages,
        "pools": arm.pools,
        "findings": arm.findings,
    })
}

/// A whole number of seconds as an integer, so that `2419200` does not become `2419200.0`.
fn whole(seconds: f64) -> Value {
    if seconds == libm::trunc(seconds) && libm::fabs(seconds) < 9e15 { json!(seconds as i64) } else { json!(seconds) }
}
