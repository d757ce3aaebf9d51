//! `larmkedja log` as typed.

use super::Changes;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Log {
    /// The log, a CSV file
    pub(in crate::cli) file: Option<PathBuf>,
    /// Which column is which: a scenario that replays such a log, or a TOML file with the same keys below [log]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) map: Option<PathBuf>,
    /// The incident type of the map whose log it is [default: the only one that has a log]
    #[arg(long = "type", value_name = "NAME")]
    pub(in crate::cli) kind: Option<String>,
    /// Write a synthetic log instead: what a room would have recorded of this scenario
    #[arg(long, value_name = "SCENARIO")]
    pub(in crate::cli) from: Option<PathBuf>,
    /// With --from: the replication that is recorded [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) replication: Option<u64>,
    /// With --from: a step whose length is recorded (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) step: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) changes: Changes,
    /// Folder of the description with its charts, or of the synthetic log
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
}
