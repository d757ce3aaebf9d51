//! From a scenario as written to the model that the engine lives: names looked up, values taken for what their place expects,
//! every mistake told. Nothing here stops at the first one.

mod arms;
mod arrivals;
mod attributes;
mod beliefs;
mod callers;
mod chains;
mod conditions;
mod deadlock;
mod differences;
mod doubts;
mod draws;
mod expand;
mod flags;
mod labels;
mod learning;
mod logs;
mod measures;
mod names;
mod order;
mod own_way;
mod parameters;
mod people;
mod periods;
mod precision;
mod primary;
mod programs;
mod recorded;
mod reduction;
mod steps;
mod study;
mod swings;
mod tagged;
mod units;
mod walk;
mod ways;

pub use deadlock::{Circle, Edge};
pub use differences::differences;
pub use expand::expand;
pub use ways::ways;

use crate::model::{self, Agency, Background, Flags, MOST_AGENCIES, MOST_FLAGS, MOST_MARKS, Model, Pool, Text};
use crate::random::Key;
use crate::scenario::diagnostic::{Diagnostic, sort};
use crate::scenario::file::{self, At, ColumnSource, File, Named};
use crate::scenario::log::{ReadColumn, ReadLog};
use names::Mistakes;
use std::sync::Arc;

/// The most arms of a study: the engine keeps them in a set.
const MOST_ARMS: usize = 64;
/// The reporting categories that everybody knows, in the order of a call.
const STAGES: [&str; 9] = ["answer", "interview", "handover", "repeat", "decision", "alert", "turnout", "travel", "wrap-up"];
/// The stage of a step that names none.
const OTHER_STAGE: &str = "other";

/// What compiling came to.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The model, if there is no error. It is missing without one only where a log or column was not given.
    pub model: Option<Model>,
    /// Mistakes and doubts in order of their places, circles of waits left out.
    pub diagnostics: Vec<Diagnostic>,
    /// Circles of pools that may wait for each other; none where the scenario allows them. Whether such a circle is an error or,
    /// because it would lock less than once in a thousand years, a warning is for the caller to say.
    pub circles: Vec<Circle>,
}

/// A file with what is needed to look up its names.
#[derive(Debug)]
struct Scenario<'f> {
    file: &'f File,
    logs: &'f [ReadLog],
    columns: &'f [ReadColumn],
    /// Names of all flags: the agencies' first, last those that stand for values of attributes.
    flags: Vec<&'f str>,
    /// By attribute: the flags that stand for its values.
    attributes: Vec<Flags>,
}

impl<'f> Scenario<'f> {
    /// Names of the incident types.
    fn kinds(&self) -> impl Iterator<Item = &'f str> + Clone + use<'f> {
        self.file.types.iter().map(|kind| kind.name.value.as_str())
    }

    /// Names of the flags that are written as such.
    fn written_flags(&self) -> impl Iterator<Item = &'f str> + Clone + '_ {
        self.flags.iter().copied().filter(|name| !name.contains('='))
    }

    /// The flags of these names.
    fn set(&self, names: &[&str]) -> Flags {
        names.iter().filter_map(|name| self.flag(name)).fold(0, |set, flag| set | 1 << flag)
    }

    /// The index of an attribute.
    fn attribute(&self, name: &str) -> Option<usize> {
        self.file.attributes.iter().position(|attribute| attribute.name.value == name)
    }

    /// The flag that stands for a value of an attribute.
    fn value(&self, attribute: usize, value: &str) -> Option<usize> {
        let known = &self.file.attributes[attribute].value;
        let index = known.values.value.iter().position(|known| known.name.value == value)?;
        self.flag(&known.flags[index])
    }

    /// The index of a flag.
    fn flag(&self, name: &str) -> Option<usize> {
        self.flags.iter().position(|flag| *flag == name)
    }
}

/// The columns of files that distributions of a scenario are made of, in its order, each once.
pub fn columns(file: &File) -> Vec<&ColumnSource> {
    let mut all: Vec<&ColumnSource> = Vec::new();
    walk::columns(file, &mut |source| {
        if !all.iter().any(|other| other.has_values_of(source)) {
            all.push(source);
        }
    });
    all
}

/// Compiles a scenario; `logs` holds what was read of the logs that its types name, `columns` of its [`columns`].
pub fn compile(file: &File, logs: &[ReadLog], columns: &[ReadColumn]) -> Compiled {
    let mut mistakes = Mistakes::default();
    let found = model(file, logs, columns, &mut mistakes);
    let (model, circles) = found.filter(|_| !mistakes.has_errors()).map_or((None, Vec::new()), |(model, circles)| (Some(model), circles));
    let mut diagnostics = mistakes.into_list();
    sort(&mut diagnostics);
    Compiled { model, diagnostics, circles }
}

fn model(file: &File, logs: &[ReadLog], columns: &[ReadColumn], mistakes: &mut Mistakes) -> Option<(Model, Vec<Circle>)> {
    let flags = flags::names(file);
    let of_values = |attribute: &Named<file::Attribute>| {
        let of_value = |flag: &String| flags.iter().position(|known| known == flag);
        attribute.value.flags.iter().filter_map(of_value).filter(|&flag| flag < MOST_FLAGS).fold(0, |set, flag| set | 1 << flag)
    };
    let attributes = file.attributes.iter().map(of_values).collect();
    let scenario = Scenario { file, logs, columns, flags, attributes };
    let expanded = chains::expand(file, mistakes);
    let (marks, set) = mark_names(file, &expanded);
    check_limits(&scenario, &marks, mistakes)?;

    let clock = study::study(&scenario, mistakes);
    parameters::check(&scenario, mistakes);
    learning::check(&scenario, mistakes);
    people::check(file, mistakes);
    beliefs::check(file, &marks[..set], mistakes);
    arrivals::check(&scenario, mistakes);
    swings::check(&scenario, clock.as_ref(), mistakes);
    periods::check(&scenario, clock.as_ref(), mistakes);
    attributes::check(file, mistakes);
    flags::check(&scenario, mistakes);
    callers::check(&scenario, mistakes);
    let told = units::Told::new(file, &expanded, &marks, mistakes);
    let plans: Vec<Option<steps::Plan<'_>>> =
        expanded.iter().map(|chain| chain.as_ref().and_then(|chain| steps::Plan::new(&scenario, chain, &told, &marks, mistakes))).collect();
    units::check(file, &plans, mistakes);
    let stated = swings::stated(&scenario, clock.as_ref(), mistakes);
    let logs = logs::compile(&scenario, clock.as_ref(), &plans, &marks, mistakes);

    let stages = stage_names(&expanded);
    labels::check(&scenario, &marks, &stages, mistakes);
    labels::check_arms(file, mistakes);
    let world = arms::World { scenario: &scenario, plans: &plans, stages: &stages, marks: &marks, clock: clock.as_ref() };
    let drafts = arms::compile(&world, mistakes);
    let baseline = arms::baseline(file, mistakes);
    programs::check_never(&world, &drafts, mistakes);
    let measures = measures::compile(&world, (&marks, set), &drafts, mistakes);
    let primary = primary::compile(file, measures.as_deref(), baseline, mistakes);
    own_way::check(&world, &drafts, mistakes);
    doubts::check(&scenario, &expanded, &drafts, baseline, mistakes);

    let precision = precision::compile(&scenario, baseline, mistakes);

    let circles = if file.deadlock_allowed { Vec::new() } else { deadlock::circles(&world, &drafts) };
    let answer_stage = stages.iter().position(|stage| stage == STAGES[0])?;
    let agency = |(flag, agency): (usize, &Named<file::Agency>)| {
        let alerted = marks.iter().position(|mark| *mark == agency.value.alerted.value)?;
        Some(Agency { name: agency.name.value.clone(), label: labelled(&agency.value.label, &agency.name.value), alerted, flag })
    };
    let (logs, lengths) = logs?;
    let measures = measures?;
    let model = Model {
        title: file.title.clone(),
        about: file.about.clone(),
        report: file.report.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect(),
        language: file.language.unwrap_or_default(),
        study: model::Study {
            replications: precision.as_ref().map_or(clock.as_ref()?.study.replications, |precision| precision.pilot),
            ..clock.as_ref()?.study.clone()
        },
        precision,
        agencies: file.agencies.iter().enumerate().map(agency).collect::<Option<_>>()?,
        flags: scenario.flags.iter().map(|flag| (*flag).to_owned()).collect(),
        answer_stage,
        types: file.types.iter().map(|kind| arrivals::compiled(&world, kind, mistakes)).collect::<Option<_>>()?,
        pools: file
            .pools
            .iter()
            .map(|pool| Pool { name: pool.name.value.clone(), label: labelled(&pool.value.label, &pool.name.value) })
            .collect(),
        background: file.background.iter().map(|work| background(file, work)).collect::<Option<_>>()?,
        primary: primary?,
        recorded: recorded::compile(&scenario, clock.as_ref()?, &logs, &measures, &marks),
        lengths: Arc::new(lengths),
        measures,
        marks: marks.clone(),
        arms: drafts.into_iter().map(arms::Draft::finish).collect::<Option<_>>()?,
        baseline: baseline?,
        logs,
        stated: stated?,
        periods: periods::compile(&scenario, clock.as_ref()?),
        parameters: parameters::listed(&scenario),
        names: labels::names(file),
        stages,
    };
    tagged::check(&scenario, &model, mistakes);
    Some((model, circles))
}

fn background(file: &File, work: &Named<file::Background>) -> Option<Background> {
    Some(Background {
        name: work.name.value.clone(),
        key: Key::of(&work.name.value),
        pool: file.pools.iter().position(|pool| pool.name.value == work.value.pool.value)?,
        priority: people::priority(&work.value),
    })
}

/// A label, which is the name unless another is given.
fn labelled(label: &Text, name: &str) -> Text {
    match label {
        Text { en: None, sv: None } => Text { en: Some(name.to_owned()), sv: None },
        label => label.clone(),
    }
}

/// Names of the marks: those that steps and beliefs set, in the order in which they appear, then those that only agencies name; and
/// how many the first are.
fn mark_names(file: &File, chains: &[Option<chains::Expanded>]) -> (Vec<String>, usize) {
    let mut names: Vec<String> = Vec::new();
    let add = |names: &mut Vec<String>, name: &At<String>| {
        if !names.contains(&name.value) {
            names.push(name.value.clone());
        }
    };
    let steps = chains.iter().flatten().flat_map(|chain| &chain.steps);
    let of_step = |step: &'_ file::Step| {
        steps::marks(step).map(|(name, _)| name.clone()).chain(units::turned_back(step).cloned()).collect::<Vec<_>>()
    };
    steps.flat_map(of_step).for_each(|name| add(&mut names, &name));
    beliefs::marks(file).chain(file.thresholds.iter().map(|threshold| &threshold.name)).for_each(|name| add(&mut names, name));
    let set = names.len();
    file.agencies.iter().for_each(|agency| add(&mut names, &agency.value.alerted));
    (names, set)
}

/// Names of the stages in use and `answer`: the known ones in the order of a call, then the author's own.
fn stage_names(chains: &[Option<chains::Expanded>]) -> Vec<String> {
    let steps = || chains.iter().flatten().flat_map(|chain| &chain.steps);
    let used = || steps().map(programs::stage);
    let known = STAGES.iter().copied().filter(|known| *known == STAGES[0] || used().any(|stage| stage == *known));
    let mut names: Vec<String> = Vec::new();
    for name in known.chain(used()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Tells of more things than sets can hold; nothing further can be said then.
fn check_limits(scenario: &Scenario<'_>, marks: &[String], mistakes: &mut Mistakes) -> Option<()> {
    let file = scenario.file;
    let limits = [
        ("flags, agencies and values of attributes", scenario.flags.len(), MOST_FLAGS),
        ("marks", marks.len(), MOST_MARKS),
        ("agencies", file.agencies.len(), MOST_AGENCIES),
        ("arms", file.arms.len(), MOST_ARMS),
    ];
    for (what, count, most) in limits.into_iter().filter(|&(_, count, most)| count > most) {
        let message = format!("the scenario has {count} {what}, at most {most} are possible");
        mistakes.tell(Diagnostic { span: None, ..Diagnostic::error("too-many", 0..0, message, "") });
    }
    (!mistakes.has_errors() || limits.iter().all(|&(_, count, most)| count <= most)).then_some(())
}
