//! `larmkedja draw` as typed.

use super::Changes;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Draw {
    /// The scenario [default: the built-in one]
    pub(in crate::cli) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) changes: Changes,
    /// Only this chain (may be repeated) [default: every chain that is used]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) chain: Vec<String>,
    /// Only the chains of this arm (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) arm: Vec<String>,
    /// As what [default: mermaid to standard output, both into a folder]
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Option<DrawFormat>,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// How a chain is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DrawFormat {
    /// A picture; into a folder also as PNG
    Svg,
    /// A flowchart for Mermaid
    Mermaid,
}
