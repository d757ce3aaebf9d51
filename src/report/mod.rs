//! From what a study found to what people and scripts read: text, JSON, CSV, charts and one HTML page.
//!
//! Everything here is a pure function of a [`Report`]: equal reports give equal bytes. Nothing is computed anew but roundings,
//! and the clock, files and the terminal are not touched.

mod answer;
mod charts;
mod declared;
mod doubts;
mod draw;
mod findings;
mod format;
mod html;
mod lines;
mod log;
mod order;
mod page;
mod pairing;
mod ranges;
mod sensitivity;
mod summary;
mod table;
mod trace;
mod unusable;
mod values;
mod warm_up;
mod words;

pub use answer::answer;
pub use charts::{Chart, chain_charts, chain_svgs, charts, log_charts, sensitivity_charts, trace_charts, trace_svgs, warm_up_chart};
pub use draw::mermaid;
pub use html::html;
pub use log::log_answer;
#[doc(hidden)]
pub use page::{Rounded, rounded};
pub use sensitivity::{SensitivityReport, sensitivity_answer, sensitivity_tables};
pub use summary::{ArmSummary, Summary, SummaryScenario, SummaryStudy, summary};
pub use table::{measures_csv, recorded_csv};
pub use trace::trace_text;
pub use unusable::unusable_row;
pub use warm_up::{WarmUpReport, warm_up_answer, warm_up_table};

use crate::chains::Ways;
use crate::results::{Map, Results};
use crate::trace::Traces;
use serde::{Deserialize, Serialize};

/// The version of the shape of `report.json`.
pub const VERSION: u32 = 1;

/// What a study found and where it comes from; `report.json` is this value, and every other file is made from it.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Report {
    /// [`VERSION`] when it was written.
    pub version: u32,
    /// What computed it.
    pub tool: Tool,
    /// What was computed.
    pub scenario: Provenance,
    /// What was found.
    pub results: Results,
    /// A median, a slow and the slowest incident, second by second; `None` where no incident could be followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traces: Option<Traces>,
    /// The chains as they are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ways: Option<Ways>,
    /// What sensitivity studies of the same scenario found, where they were taken up (`larmkedja report --sensitivity`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sensitivity: Vec<SensitivityReport>,
}

/// The program that computed a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Tool {
    /// Version of the crate.
    pub version: String,
    /// Commit it was built from, where known.
    pub commit: Option<String>,
}

/// The inputs of a report, by content and never by path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Provenance {
    /// SHA-256 of the scenario as run, hexadecimal.
    pub sha256: String,
    /// SHA-256 of the replayed logs, by incident type.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub logs: Map<String>,
    /// SHA-256 of the files whose columns are drawn from, by path as the scenario names them.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub columns: Map<String>,
}

impl Report {
    /// `report.json`: the whole value, indented, with a line end.
    ///
    /// # Errors
    /// None that a value of this type can cause; serde's signature is kept.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Takes up what a sensitivity study found, in place of an earlier one by the same method of the same things.
    ///
    /// # Errors
    /// What does not fit, if the study has another baseline, or arms or measures that are none of this report's.
    pub fn take_up(&mut self, found: SensitivityReport) -> Result<(), String> {
        let (results, drivers) = (&self.results, &found.drivers);
        if drivers.baseline != results.baseline {
            return Err(format!("its baseline is `{}`, not `{}`", drivers.baseline, results.baseline));
        }
        for question in &drivers.questions {
            let known = results.arms.contains_key(&question.arm) && results.measures.contains_key(&question.measure);
            if !known {
                return Err(format!("these results have no arm `{}` with a measure `{}`", question.arm, question.measure));
            }
        }
        let names = |report: &SensitivityReport| report.drivers.factors.iter().map(|factor| factor.name.clone()).collect::<Vec<_>>();
        let method = |report: &SensitivityReport| (std::mem::discriminant(&report.drivers.findings), names(report));
        self.sensitivity.retain(|earlier| method(earlier) != method(&found));
        self.sensitivity.push(found);
        Ok(())
    }

    /// Reads what [`Report::to_json`] wrote.
    ///
    /// # Errors
    /// If the text is not a report.
    pub fn from_json(text: &str) -> Result<Report, serde_json::Error> {
        serde_json::from_str(text)
    }
}
