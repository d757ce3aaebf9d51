//! What do control variates and antithetic pairs give beyond pairing? `cargo run --release --example variance_reduction` asks every
//! shipped scenario and prints a table for `docs/randomness.md`.
//!
//! Forty antithetic pairs of each scenario are lived. With r the correlation between the two halves, a mean over pairs has 1 + r times the
//! variance of one over as many independent replications. With c the correlation between a replication's mean and its number of incidents,
//! a mean corrected by that number has (1 - c^2)(n - 2) / (n - 3) times the variance of one that is not. Both halves are independent
//! replications among themselves, so c^2 is the mean of two. Correlations of forty pairs have a standard error of 0.16.

use larmkedja::model::{AtEnd, Model, What};
use larmkedja::study::{self, Agencies, ReplicationRows, Stratum};
use larmkedja::{open, time::Time};
use std::fs;
use std::path::{Path, PathBuf};

/// Antithetic pairs.
const PAIRS: u64 = 40;
/// Nothing longer is counted, so that the table is made in minutes.
const LONGEST: Time = Time(7 * Time::DAY.0);

fn model(path: &Path) -> Option<Model> {
    let text = fs::read_to_string(path).ok()?;
    let folder = path.parent()?;
    let changes = [format!("study.replications={}", 2 * PAIRS), "study.variance_reduction=antithetic".to_owned()];
    let options = open::Options { set: changes.to_vec(), logs: Vec::new() };
    let part = |name: &str| fs::read_to_string(folder.join(name));
    let log = |name: &Path, _| -> std::io::Result<Box<dyn std::io::Read>> { Ok(Box::new(fs::File::open(folder.join(name))?)) };
    let mut model = open::open(&text, &options, &part, &log).ok()?.model;
    // A log does not vary, and what needs one that is not there cannot be asked.
    if !model.logs.is_empty() {
        return None;
    }
    if model.is_weekly() && model.study.at_end == AtEnd::Continue {
        model.study.duration = model.study.duration.min(LONGEST);
    }
    Some(model)
}

/// Correlation of two lists.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (a, b) = (mean(one), mean(other));
    let sum = |f: &dyn Fn(f64, f64) -> f64| one.iter().zip(other).map(|(x, y)| f(x - a, y - b)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

/// The ratios of control variates and of antithetic pairs, of one number by replication.
fn ratios(values: &[f64], arrived: &[f64]) -> Option<(f64, f64)> {
    let half = |of: &[f64], first: usize| -> Vec<f64> { of.iter().skip(first).step_by(2).copied().collect() };
    let explained = |first: usize| correlation(&half(values, first), &half(arrived, first)).powi(2);
    let n = PAIRS as f64;
    let control = (1.0 - 0.5 * (explained(0) + explained(1))) * (n - 2.0) / (n - 3.0);
    let antithetic = 1.0 + correlation(&half(values, 0), &half(values, 1));
    (control.is_finite() && antithetic.is_finite()).then_some((control, antithetic))
}

/// The answer's mean in the baseline, and each arm's difference from it, by replication; where every replication has them.
fn numbers(model: &Model, rows: &[ReplicationRows]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let Some(measure) = (0..model.measures.len()).find(|&measure| matches!(model.measures[measure].what, What::Time { .. })) else {
        return Default::default();
    };
    let strata = [Agencies::Multi, Agencies::Single].map(Stratum::Agencies);
    let of = |arm: usize, stratum: Stratum| -> Option<Vec<f64>> {
        let here = |row: &&study::Row| (row.arm, row.measure, row.stratum) == (arm, measure, stratum);
        let value = |row: &study::Row| match row.pairs {
            Some(pairs) => (pairs.both > 0).then(|| (pairs.arm_sum - pairs.baseline_sum) as f64 / pairs.both as f64),
            None => (row.reached > 0).then(|| row.sum as f64 / row.reached as f64),
        };
        rows.iter().map(|rows| rows.rows.iter().find(here).and_then(value)).collect()
    };
    let all =
        |arms: Vec<usize>| -> Vec<Vec<f64>> { arms.into_iter().flat_map(|arm| strata.map(|stratum| of(arm, stratum))).flatten().collect() };
    (all(vec![model.baseline]), all((0..model.arms.len()).filter(|&arm| arm != model.baseline).collect()))
}

fn shown(found: &[f64]) -> String {
    let (low, high) = found.iter().fold((f64::MAX, f64::MIN), |(low, high), &ratio| (low.min(ratio), high.max(ratio)));
    match found.len() {
        0 => String::new(),
        1 => format!("{low:.2}"),
        _ => format!("{low:.2} to {high:.2}"),
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("the scenarios").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    println!("| scenario | control variates: means | differences | antithetic pairs: means | differences |\n|---|--:|--:|--:|--:|");
    for path in paths {
        let Some(model) = model(&path) else { continue };
        let mut rows = Vec::new();
        let options = study::Options {
            threads: None,
            stop: &|| false,
            progress: &|_| (),
            on_replication: &mut |found| rows.push(found.clone()),
            incidents: None,
        };
        if study::run(&model, options).met_limit {
            continue;
        }
        let arrived: Vec<f64> = rows.iter().map(|rows| rows.ends[model.baseline].arrived as f64).collect();
        let (means, differences) = numbers(&model, &rows);
        let of = |numbers: &[Vec<f64>]| -> (Vec<f64>, Vec<f64>) { numbers.iter().filter_map(|values| ratios(values, &arrived)).unzip() };
        let ((controls, pairs), (controls_apart, pairs_apart)) = (of(&means), of(&differences));
        let name = path.file_stem().expect("a name").to_string_lossy();
        println!("| {name} | {} | {} | {} | {} |", shown(&controls), shown(&controls_apart), shown(&pairs), shown(&pairs_apart));
    }
}
