//! What people call the things that have no label of their own.

use super::{Language, Text};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What people call things instead of their names, by kind; what is not there is called by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Names {
    /// Chains.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub chain: IndexMap<String, Text>,
    /// Roles, in whatever chain.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub role: IndexMap<String, Text>,
    /// Steps, in whatever chain.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub step: IndexMap<String, Text>,
    /// Marks.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub mark: IndexMap<String, Text>,
    /// Stages.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub stage: IndexMap<String, Text>,
    /// Flags.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub flag: IndexMap<String, Text>,
    /// Parameters.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub parameter: IndexMap<String, Text>,
}

/// The label among some, if there is one that says something.
fn found<'n>(labels: &'n IndexMap<String, Text>, name: &str, language: Language) -> Option<&'n str> {
    labels.get(name).map(|label| label.get(language)).filter(|label| !label.is_empty())
}

impl Names {
    /// Whether nothing has a label.
    pub fn is_empty(&self) -> bool {
        *self == Names::default()
    }

    /// The label of a chain, if it has one.
    pub fn chain_label(&self, name: &str, language: Language) -> Option<&str> {
        found(&self.chain, name, language)
    }

    /// The label of a role, if it has one.
    pub fn role_label(&self, name: &str, language: Language) -> Option<&str> {
        found(&self.role, name, language)
    }

    /// The label of a stage, if it has one.
    pub fn stage_label(&self, name: &str, language: Language) -> Option<&str> {
        found(&self.stage, name, language)
    }

    /// What a step is called.
    pub fn step<'n>(&'n self, name: &'n str, language: Language) -> &'n str {
        found(&self.step, name, language).unwrap_or(name)
    }

    /// What a mark is called.
    pub fn mark<'n>(&'n self, name: &'n str, language: Language) -> &'n str {
        found(&self.mark, name, language).unwrap_or(name)
    }

    /// What a step or mark is called, which share one namespace.
    pub fn moment<'n>(&'n self, name: &'n str, language: Language) -> &'n str {
        found(&self.step, name, language).unwrap_or_else(|| self.mark(name, language))
    }

    /// What a flag is called.
    pub fn flag<'n>(&'n self, name: &'n str, language: Language) -> &'n str {
        found(&self.flag, name, language).unwrap_or(name)
    }

    /// What a parameter is called.
    pub fn parameter<'n>(&'n self, name: &'n str, language: Language) -> &'n str {
        found(&self.parameter, name, language).unwrap_or(name)
    }
}
