//! The names of a scenario in a fixed order, so that everything else can be an index.

use super::notes::Notes;
use crate::model::{MOST_AGENCIES, MOST_FLAGS, MOST_MARKS};
use crate::scenario::diagnostic::Span;
use crate::scenario::file::{At, File};
use std::collections::BTreeMap;

/// The stage of a step that names none.
pub(super) const OTHER_STAGE: &str = "other";
/// Where time spent hung up is booked.
pub(super) const ANSWER_STAGE: &str = "answer";

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) agencies: Vec<String>,
    pub(super) flags: Vec<String>,
    pub(super) types: Vec<String>,
    pub(super) pools: Vec<String>,
    pub(super) marks: Vec<String>,
    pub(super) stages: Vec<String>,
}

impl Names {
    pub(super) fn of(file: &File, notes: &mut Notes) -> Names {
        let mut names = Names {
            agencies: file.agencies.iter().map(|agency| agency.name.value.clone()).collect(),
            types: file.types.iter().map(|kind| kind.name.value.clone()).collect(),
            pools: file.pools.iter().map(|pool| pool.name.value.clone()).collect(),
            stages: vec![ANSWER_STAGE.to_owned()],
            ..Names::default()
        };
        names.flags = names.agencies.clone();
        let add = |list: &mut Vec<String>, name: &str| {
            if list.iter().all(|known| known != name) {
                list.push(name.to_owned());
            }
        };
        file.flags.iter().for_each(|flag| add(&mut names.flags, &flag.name.value));
        let type_flags = file.types.iter().flat_map(|kind| &kind.value.flags);
        let log_flags = file.types.iter().filter_map(|kind| kind.value.log.as_ref()).flat_map(|log| &log.value.flags);
        type_flags.for_each(|flag| add(&mut names.flags, &flag.name.value));
        log_flags.for_each(|flag| add(&mut names.flags, &flag.name.value));
        for step in file.chains.iter().flat_map(|chain| &chain.value.steps) {
            step.mark.iter().for_each(|mark| add(&mut names.marks, &mark.value));
            step.marks.iter().flat_map(|marks| &marks.value).for_each(|mark| add(&mut names.marks, &mark.name.value));
            step.stage.iter().for_each(|stage| add(&mut names.stages, &stage.value));
        }
        add(&mut names.stages, OTHER_STAGE);
        let whole = file.study.span.clone();
        limit("agencies", names.agencies.len(), MOST_AGENCIES, &whole, notes);
        limit("flags", names.flags.len(), MOST_FLAGS, &whole, notes);
        limit("marks", names.marks.len(), MOST_MARKS, &whole, notes);
        limit("arms", file.arms.len(), 64, &whole, notes);
        limit("measures", file.measures.len(), 1000, &whole, notes);
        names
    }

    pub(super) fn pool(&self, name: &At<String>, notes: &mut Notes) -> Option<usize> {
        find("pool", &self.pools, name, notes)
    }

    pub(super) fn agency(&self, name: &At<String>, notes: &mut Notes) -> Option<usize> {
        find("agency", &self.agencies, name, notes)
    }

    pub(super) fn kind(&self, name: &At<String>, notes: &mut Notes) -> Option<usize> {
        find("incident type", &self.types, name, notes)
    }

    pub(super) fn flag(&self, name: &At<String>, notes: &mut Notes) -> Option<usize> {
        find("flag or agency", &self.flags, name, notes)
    }

    pub(super) fn mark(&self, name: &At<String>, notes: &mut Notes) -> Option<usize> {
        find("mark", &self.marks, name, notes)
    }

    /// Index of a mark or stage that is known to be there.
    pub(super) fn index(list: &[String], name: &str) -> usize {
        list.iter().position(|known| known == name).expect("every mark and stage of a step was listed when the names were collected")
    }
}

fn find(what: &str, known: &[String], name: &At<String>, notes: &mut Notes) -> Option<usize> {
    let found = known.iter().position(|known| *known == name.value);
    if found.is_none() {
        notes.unknown(what, name, known.iter().map(String::as_str));
    }
    found
}

fn limit(what: &str, number: usize, most: usize, span: &Span, notes: &mut Notes) {
    if number > most {
        notes.error("too-many", span, format!("the scenario has {number} {what}, more than {most}"), "");
    }
}

/// Notes names that stand twice in a list.
pub(super) fn twice<'a>(what: &str, names: impl IntoIterator<Item = &'a At<String>>, notes: &mut Notes) {
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for name in names {
        if seen.insert(&name.value, ()).is_some() {
            notes.error("twice", &name.span, format!("{what} `{}` stands twice", name.value), "the second one");
        }
    }
}
