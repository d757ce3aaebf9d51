//! Changes of a scenario, which most commands take.

use crate::cli::{Failure, WRONG};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct Changes {
    /// Set a value of the scenario, for example study.seed=7 (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub(in crate::cli) set: Vec<String>,
    /// Number of replications
    #[arg(long, value_name = "N")]
    pub(in crate::cli) replications: Option<u64>,
    /// Instead: how exact the answer shall be, for example "2 s", "5 %" or, of what is no time, 0.01; a pilot fixes the replications
    #[arg(long, value_name = "HALF_WIDTH", conflicts_with = "replications", value_parser = precision)]
    pub(in crate::cli) precision: Option<String>,
    /// What is counted, for example "7 d"
    #[arg(long, value_name = "DURATION")]
    pub(in crate::cli) duration: Option<String>,
    /// Seed
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    /// File of the recorded log of an incident type (may be repeated)
    #[arg(long, value_name = "TYPE=FILE", value_parser = log)]
    pub(in crate::cli) log: Vec<(String, PathBuf)>,
    /// Where the files lie that the scenario names, if not beside it.
    #[arg(skip)]
    pub(in crate::cli) beside: Option<PathBuf>,
}

impl Changes {
    /// All changes as `--set` takes them; the flags made for a value win.
    pub(in crate::cli) fn sets(&self) -> Vec<String> {
        let mut sets = self.set.clone();
        sets.extend(self.replications.map(|number| format!("study.replications={number}")));
        sets.extend(self.precision.clone());
        // Written as a TOML string, so that `7` is seen as what it is: a duration without a unit.
        sets.extend(self.duration.as_ref().map(|duration| format!("study.duration={}", toml::Value::String(duration.clone()))));
        sets.extend(self.seed.map(|seed| format!("study.seed={seed}")));
        sets
    }

    /// Refuses options that a command would take and not heed: the first of them that is given, with why and a way out.
    pub(in crate::cli) fn refuse(&self, vain: &[&str], why: &str, way_out: &str) -> Result<(), Failure> {
        let given = [
            ("--set", !self.set.is_empty()),
            ("--replications", self.replications.is_some()),
            ("--precision", self.precision.is_some()),
            ("--duration", self.duration.is_some()),
            ("--seed", self.seed.is_some()),
            ("--log", !self.log.is_empty()),
        ];
        match given.iter().find(|(option, is_given)| *is_given && vain.contains(option)) {
            Some((option, _)) => Err(Failure::new(WRONG, "command-line", format!("{option} {why}")).hint(way_out)),
            None => Ok(()),
        }
    }
}

/// A half width as `--set` takes it: a share of the value, a time, or a number.
fn precision(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_above_0 = |number: &f64| number.is_finite() && *number > 0.0;
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.trim().parse::<f64>().ok().filter(is_above_0);
        return percent.map(|percent| format!("study.precision.relative={}", percent / 100.0)).ok_or("write a share above 0: 5 %".into());
    }
    match text.parse::<f64>() {
        Ok(number) if is_above_0(&number) => Ok(format!("study.precision.half_width={number:?}")),
        Ok(_) => Err("write a number above 0".into()),
        Err(_) => Ok(format!("study.precision.half_width={}", toml::Value::String(text.to_owned()))),
    }
}

/// `TYPE=FILE`.
pub(super) fn log(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((kind, file)) if !kind.is_empty() && !file.is_empty() => Ok((kind.to_owned(), file.into())),
        _ => Err("write the incident type and the file: TYPE=FILE".into()),
    }
}
