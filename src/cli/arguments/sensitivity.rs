//! `larmkedja sensitivity` as typed.

use super::Changes;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Sensitivity {
    /// The scenario [default: the built-in one]
    pub(in crate::cli) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) changes: Changes,
    /// How it is studied
    #[arg(long, value_enum, default_value_t = MethodName::Tornado)]
    pub(in crate::cli) method: MethodName,
    /// What is moved: a parameter over its range, or any value of the scenario over LOW..HIGH or some values (may be repeated) [default:
    /// every parameter that has a range]
    #[arg(long, value_name = "NAME|PATH=LOW..HIGH|PATH=V1,V2,...")]
    pub(in crate::cli) vary: Vec<String>,
    /// Starts of morris [10], base points of sobol [256], draws of beliefs [200], places along each range of break-even and sweep [9, or 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(in crate::cli) points: Option<u64>,
    /// Arm that is compared with the baseline (may be repeated) [default: all]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) arm: Vec<String>,
    /// What is measured [default: the first measure of time]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) measure: Option<String>,
    /// Which incidents: all, multi, single, none, type:NAME, agency:NAME or alone:NAME (may be repeated) [default: multi, single and none; for break-even the first of them that has an answer]
    #[arg(long, value_name = "STRATUM")]
    pub(in crate::cli) stratum: Vec<String>,
    /// What of the measure [default: the mean of times, the value of others]
    #[arg(long, value_enum)]
    pub(in crate::cli) statistic: Option<StatisticName>,
    /// What staffing must reach: "MEASURE[@STRATUM] within >= 92 % +- 1 %", or "... mean <= 3 min +- 5 s" (may be repeated)
    #[arg(long, value_name = "TARGET")]
    pub(in crate::cli) target: Vec<String>,
    /// Only say how many points it takes, and about how long
    #[arg(long)]
    pub(in crate::cli) estimate: bool,
    /// Folder of the results [default: output/ and the scenario's name with -sensitivity]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// How a sensitivity is studied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MethodName {
    /// Each thing alone at both ends of its range
    Tornado,
    /// Screening: one thing after the other from random starts (Morris)
    Morris,
    /// Shares of the answer's variance, first and total order (Sobol)
    Sobol,
    /// All doubts at once, drawn by their laws
    Beliefs,
    /// Where the answer changes its sign along one thing; of two things a map
    BreakEven,
    /// The answer on a grid
    Sweep,
    /// The fewest seats that meet every --target
    Staffing,
}

/// What of a measure is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatisticName {
    /// Mean difference of times over pairs that both reached
    Mean,
    /// Difference of the shares within the target
    WithinTarget,
    /// Difference of shares, counts or work
    Value,
}
