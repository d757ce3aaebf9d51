//! What people call the things that have no label of their own: whether they are there, and all of them together.

use super::names::Mistakes;
use super::{STAGES, Scenario};
use crate::model::{Language, Names, Text};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::file::{Arm, File, Label, Labels, Named};
use indexmap::IndexMap;

/// Tells of labels for what is not there.
pub(super) fn check(scenario: &Scenario<'_>, marks: &[String], stages: &[String], mistakes: &mut Mistakes) {
    let (file, labels) = (scenario.file, &scenario.file.labels);
    let chains = || file.chains.iter().map(|chain| &chain.value);
    let mut of = |kind: &str, labels: &[Label], known: &[&str]| {
        for label in labels {
            mistakes.look_up(kind, &label.name, known.iter().copied());
        }
    };
    of("chain", &labels.chain, &file.chains.iter().map(|chain| chain.name.value.as_str()).collect::<Vec<_>>());
    of("role", &labels.role, &chains().flat_map(|chain| &chain.roles).map(|role| role.name.value.as_str()).collect::<Vec<_>>());
    of("step", &labels.step, &chains().flat_map(|chain| &chain.steps).map(|step| step.name.value.as_str()).collect::<Vec<_>>());
    of("mark", &labels.mark, &marks.iter().map(String::as_str).collect::<Vec<_>>());
    of("stage", &labels.stage, &stages.iter().map(String::as_str).chain(STAGES).collect::<Vec<_>>());
    of("flag", &labels.flag, &scenario.flags);
    of("parameter", &labels.parameter, &file.parameters.iter().map(|parameter| parameter.name.value.as_str()).collect::<Vec<_>>());
}

/// Tells of arms that people could not tell apart.
pub(super) fn check_arms(file: &File, mistakes: &mut Mistakes) {
    for (index, arm) in file.arms.iter().enumerate() {
        let own = super::labelled(&arm.value.label, &arm.name.value);
        let same = |language: Language, other: &Named<Arm>| {
            super::labelled(&other.value.label, &other.name.value).get(language) == own.get(language)
        };
        let is_same = |other: &&Named<Arm>| [Language::En, Language::Sv].into_iter().any(|language| same(language, other));
        if let Some(other) = file.arms[..index].iter().find(is_same) {
            let message = format!("the arms `{}` and `{}` have the same label", other.name.value, arm.name.value);
            let doubt = Diagnostic::warning("same-label", arm.name.span.clone(), message, "nobody can tell them apart in a report");
            mistakes.tell(doubt.hint("give one of them another label, in every language"));
        }
    }
}

/// All labels. The flag of an agency is called what the agency is called, unless it has a label as a flag.
pub(super) fn names(file: &File) -> Names {
    let Labels { chain, role, step, mark, stage, flag, parameter } = &file.labels;
    let all = |labels: &[Label]| -> IndexMap<String, Text> {
        labels.iter().map(|Named { name, value }| (name.value.clone(), value.clone())).collect()
    };
    let mut flags = all(flag);
    for agency in file.agencies.iter().filter(|agency| agency.value.label != Text::default()) {
        flags.entry(agency.name.value.clone()).or_insert_with(|| agency.value.label.clone());
    }
    Names {
        chain: all(chain),
        role: all(role),
        step: all(step),
        mark: all(mark),
        stage: all(stage),
        flag: flags,
        parameter: all(parameter),
    }
}
