//! `larmkedja trace` as typed.

use super::Changes;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Trace {
    /// The scenario [default: the built-in one]
    pub(in crate::cli) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) changes: Changes,
    /// Which incident: median, p90 or worst by its time in the baseline, or its number or id in incidents.parquet
    #[arg(long, value_name = "WHICH", default_value = "median", allow_hyphen_values = true)]
    pub(in crate::cli) incident: String,
    /// In which replication
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) replication: u64,
    /// Only incidents of this type
    #[arg(long, value_name = "TYPE")]
    pub(in crate::cli) r#type: Option<String>,
    /// Only this arm (may be repeated) [default: all]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) arm: Vec<String>,
    /// The time that the incident is chosen by and whose critical path is shown [default: the first measure of time]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) measure: Option<String>,
    /// Draw it into this file instead, as SVG, or as PNG if its name ends so; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) svg: Option<PathBuf>,
}
