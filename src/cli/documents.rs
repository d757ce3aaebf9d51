//! What `--json` prints, as types: the JSON Schemas are made from them, so that these cannot say something else.
//!
//! The documents of a run (`summary.json`, `report.json`, `sensitivity.json`, `manifest.json`) have their types in the library.

use super::rerun::RerunDocument;
use clap::ValueEnum;
use larmkedja::chains::Ways;
use larmkedja::described::Description;
use larmkedja::folder::Manifest;
use larmkedja::load::Load;
use larmkedja::log::{ColumnSummary, LogSummary};
use larmkedja::report::{Report, SensitivityReport, Summary, Tool, WarmUpReport};
use larmkedja::scenario::schema;
use larmkedja::trace::Traces;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

/// `larmkedja check`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CheckDocument<'a> {
    /// Whether the scenario can be run; with `--strict` also whether nothing is doubtful.
    pub(super) ok: bool,
    /// What is wrong or doubtful.
    pub(super) diagnostics: Vec<DiagnosticDocument>,
    /// How busy the pools will be; nothing if the scenario has mistakes.
    pub(super) load: Option<&'a Load>,
    /// What differs between the arms, a line each.
    pub(super) differences: &'a [String],
    /// What was read of recorded logs.
    pub(super) logs: Vec<&'a LogSummary>,
    /// What was read of columns of times.
    pub(super) columns: &'a [ColumnSummary],
    /// With `--expand`: the scenario with every chain written out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expanded: Option<String>,
}

/// One mistake or doubt.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct DiagnosticDocument {
    /// `error` or `warning`.
    pub(super) severity: &'static str,
    /// A stable word for its kind.
    pub(super) code: String,
    /// The file.
    pub(super) file: String,
    /// Line, from 1, where it has a place.
    pub(super) line: Option<usize>,
    /// Column, from 1.
    pub(super) column: Option<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What stands at the place in pictures of the text.
    pub(super) label: String,
    /// A way out; the label again where that says it.
    pub(super) hint: Option<String>,
}

/// Any command that was not carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorDocument {
    /// Why.
    pub(super) error: ErrorWords,
}

/// Why a command was not carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorWords {
    /// A stable word for its kind.
    pub(super) kind: String,
    /// The exit status.
    pub(super) status: u8,
    /// What is wrong, one line.
    pub(super) message: String,
    /// A way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// Where a scenario has mistakes: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) diagnostics: Option<Vec<DiagnosticDocument>>,
}

/// `larmkedja sensitivity --estimate`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EstimateDocument {
    /// Points that will be lived, at most.
    pub(super) points: u64,
    /// Points that an earlier run finished; of staffing, batches of replications.
    pub(super) finished: u64,
    /// Replications at each.
    pub(super) replications: u64,
    /// Seconds that it takes, about.
    pub(super) seconds: f64,
}

/// `larmkedja draw`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct DrawDocument<'a> {
    /// The chains.
    #[serde(flatten)]
    pub(super) ways: &'a Ways,
    /// With `--out`: the files that were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) files: Option<Vec<String>>,
}

/// `larmkedja new`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NewDocument {
    /// The file that was written.
    pub(super) file: String,
}

/// `larmkedja log --from`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SyntheticDocument<'a> {
    /// Incidents in the log.
    pub(super) incidents: u64,
    /// The replication that was recorded.
    pub(super) replication: u64,
    /// The log.
    pub(super) log: String,
    /// Its map, for `larmkedja log`.
    pub(super) map: String,
    /// The scenario that replays it.
    pub(super) scenario: String,
    /// Files with columns of times that the scenario reads, copied beside it.
    pub(super) files: Vec<String>,
    /// What the log has a column for, beside `id`, `time` and `type`.
    pub(super) columns: SyntheticColumns<'a>,
}

/// What a synthetic log has a column for: names as in the scenario; the column's name begins with `flag`, `attribute`, `mark` or `step`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SyntheticColumns<'a> {
    /// Flags.
    pub(super) flags: &'a [String],
    /// Attributes.
    pub(super) attributes: &'a [String],
    /// Marks.
    pub(super) marks: &'a [String],
    /// Steps.
    pub(super) steps: &'a [String],
}

/// `larmkedja --help`, of any command.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HelpDocument {
    /// The text.
    pub(super) help: String,
}

/// `larmkedja --version`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VersionDocument {
    /// The program.
    pub(super) tool: Tool,
}

/// `larmkedja completions`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CompletionsDocument {
    /// The shell.
    pub(super) shell: String,
    /// What it is to read.
    pub(super) script: String,
}

/// `larmkedja man`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ManDocument {
    /// The page, in roff, if no folder was named.
    pub(super) page: Option<String>,
    /// The files that were written.
    pub(super) files: Vec<String>,
}

/// A document that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Document {
    /// A scenario file
    Scenario,
    /// What `compare` and `report` print: summary.json
    Summary,
    /// The whole report value: report.json
    Report,
    /// What `sensitivity` prints: sensitivity.json
    Sensitivity,
    /// What `sensitivity --estimate` prints
    Estimate,
    /// What `check` prints
    Check,
    /// What `warm-up` prints: warm_up.json
    WarmUp,
    /// What `draw` prints
    Draw,
    /// What `trace` prints
    Trace,
    /// What `rerun` prints
    Rerun,
    /// What `log` prints: log.json
    Log,
    /// What `log --from` prints
    Synthetic,
    /// What `new` prints
    New,
    /// What `completions` prints
    Completions,
    /// What `man` prints
    Man,
    /// What `--help` prints
    Help,
    /// What `--version` prints
    Version,
    /// What every command prints that was not carried out
    Error,
    /// Where results come from: manifest.json
    Manifest,
}

/// The JSON Schema (draft 2020-12) of a document.
pub(super) fn schema_of(document: Document) -> Value {
    match document {
        Document::Scenario => schema::schema(),
        Document::Summary => made::<Summary<'_>>(),
        Document::Report => made::<Report>(),
        Document::Sensitivity => made::<SensitivityReport>(),
        Document::Estimate => made::<EstimateDocument>(),
        Document::Check => made::<CheckDocument<'_>>(),
        Document::WarmUp => made::<WarmUpReport>(),
        Document::Draw => made::<DrawDocument<'_>>(),
        Document::Trace => made::<Traces>(),
        Document::Rerun => made::<RerunDocument<'_>>(),
        Document::Log => made::<Description>(),
        Document::Synthetic => made::<SyntheticDocument<'_>>(),
        Document::New => made::<NewDocument>(),
        Document::Completions => made::<CompletionsDocument>(),
        Document::Man => made::<ManDocument>(),
        Document::Help => made::<HelpDocument>(),
        Document::Version => made::<VersionDocument>(),
        Document::Error => made::<ErrorDocument>(),
        Document::Manifest => made::<Manifest>(),
    }
}

fn made<T: JsonSchema>() -> Value {
    let schema: Schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.to_value()
}

/// A document as it is printed.
pub(super) fn written(document: &impl Serialize) -> String {
    // Texts and numbers: there is nothing in it that JSON could not say.
    serde_json::to_string_pretty(document).expect("a document is JSON") + "\n"
}
