//! The published example against figures that an independent implementation of the same page found, with random numbers of its
//! own. Both lie beside the project where it is developed; elsewhere the test says that it is skipped.

use crate::common;
use larmkedja::results::{Results, Stats, Strata, TimeStats};
use larmkedja::statistics::student::t;

/// Replications of our run; the other has ten of the same length.
const REPLICATIONS: u32 = 10;

fn time<'r>(strata: &'r Strata<Stats>, stratum: &str) -> Option<&'r TimeStats> {
    let found = match stratum.split_once(':') {
        Some(("type", kind)) => strata.r#type.get(kind),
        _ if stratum == "all" => Some(&strata.all),
        _ => strata.agencies.get(stratum),
    };
    match found {
        Some(Stats::Time(time)) => Some(time),
        _ => None,
    }
}

#[test]
fn an_independent_implementation_agrees() {
    let (example, reference) = (common::file("../shared/example.toml"), common::file("../shared/example_reference.json"));
    let (Ok(_), Ok(reference)) = (std::fs::metadata(example), std::fs::read_to_string(reference)) else {
        eprintln!("SKIPPED: the published example and its reference are not here");
        return;
    };
    let reference: serde_json::Value = serde_json::from_str(&reference).expect("the reference is JSON");
    let model = common::model_at("../shared/example.toml", &[&format!("study.replications={REPLICATIONS}")]);
    let results: Results = common::results(&model);
    let measures = &results.arms["separate"].measures;
    let rows = reference.as_array().expect("the reference is a list");
    let (mut worst, mut compared): ((f64, String), u32) = ((0.0, String::new()), 0);
    for row in rows {
        let (measure, stratum) = (row["measure"].as_str().unwrap_or(""), row["stratum"].as_str().unwrap_or(""));
        let number = |key: &str| row[key].as_f64().expect("a number");
        let time = time(&measures[measure], stratum).unwrap_or_else(|| panic!("{measure} {stratum} is missing"));
        let mean = time.mean_s.expect("a mean");
        let (Some(low), Some(high)) = (mean.low, mean.high) else { continue };
        let own = (high - low) / 2.0 / t(REPLICATIONS as usize - 1);
        let off = (mean.value - number("mean_s")).abs() / own.hypot(number("se"));
        compared += 1;
        if off > worst.0 {
            worst = (off, format!("{measure} {stratum}: {:.3} here, {:.3} there", mean.value, number("mean_s")));
        }
        // Counts follow from the rates alone: within 4 standard errors of a Poisson number, with some for clustering by type.
        let expected = number("n") * f64::from(REPLICATIONS) / 10.0;
        assert!(
            (time.reached as f64 - expected).abs() < 6.0 * expected.sqrt() * 1.3 + 5.0,
            "{measure} {stratum}: {} {expected}",
            time.reached
        );
    }
    assert_eq!(compared as usize, rows.len());
    // The design asks for agreement within four.
    assert!(worst.0 < 4.0, "{} combined standard errors off: {}", worst.0, worst.1);
    eprintln!("{compared} means compared, the worst {:.2} combined standard errors off ({})", worst.0, worst.1);
}
