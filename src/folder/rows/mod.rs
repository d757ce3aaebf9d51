//! `incidents` and `steps`, as Parquet or CSV: every counted incident of some replications, in every arm, and each of its steps.
//!
//! Times are seconds from midnight of the day on which the study starts; in Parquet the number next to the microsecond, so that
//! rounding to six decimals gives it back. Rows stand in the order in which incidents close, replication by replication.
//! `incidents.schema.json` beside them says what each column is.

mod batch;
mod columns;
mod encode;
mod pages;
mod table;

pub(super) use columns::is_time;
pub use table::TableForm;

use super::until_failure::UntilFailure;
use super::{Folder, FolderError};
use crate::model::Model;
use crate::record::{Closed, IncidentId, Outcome};
use crate::study::IncidentSink;
use batch::Words;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::iter::repeat_n;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use table::{Rows, Shape, Table};

/// What the columns are.
const DESCRIPTION: &str = "incidents.schema.json";

/// Which rows are written, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRows {
    /// Of which replications.
    pub replications: RangeInclusive<u64>,
    /// As what.
    pub form: TableForm,
    /// Whether steps are, too.
    pub steps: bool,
}

/// The tables while they grow. Clones write to the same tables.
#[derive(Clone)]
pub struct IncidentTables(Arc<Shared>);

struct Shared {
    model: Arc<Model>,
    replications: RangeInclusive<u64>,
    incidents: Shape,
    steps: Option<Shape>,
    words: OfSteps,
    /// Rows are put by in their folder.
    tables: UntilFailure<Tables>,
}

struct Tables {
    incidents: Table,
    steps: Option<Table>,
}

impl IncidentTables {
    /// Begins the tables.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn begin(folder: &Folder, model: Arc<Model>, wanted: IncidentRows) -> Result<IncidentTables, FolderError> {
        IncidentTables::with(folder, model, wanted, &|name, shape| Table::begin(folder, name, shape))
    }

    /// Goes on from the tables of another folder of the same model.
    ///
    /// # Errors
    /// If they cannot be read or written.
    pub fn go_on(folder: &Folder, model: Arc<Model>, wanted: IncidentRows, from: &Path) -> Result<IncidentTables, FolderError> {
        IncidentTables::with(folder, model, wanted, &|name, shape| Table::go_on(folder, name, shape, from))
    }

    fn with(
        folder: &Folder,
        model: Arc<Model>,
        IncidentRows { replications, form, steps }: IncidentRows,
        table: &dyn Fn(&str, &Shape) -> Result<Table, FolderError>,
    ) -> Result<IncidentTables, FolderError> {
        let ending = form.ending();
        let (steps_known, words) = words_of_steps(&model);
        let names = |words: Vec<&String>| Words::known(words.into_iter().cloned());
        let arms = names(model.arms.iter().map(|arm| &arm.name).collect());
        let types = names(model.types.iter().map(|kind| &kind.name).collect());
        let of_incidents = BTreeMap::from([("arm", arms.clone()), ("type", types)]);
        let of_steps = BTreeMap::from([("arm", arms), ("step", steps_known), ("stage", names(model.stages.iter().collect()))]);
        let path = folder.path().to_owned();
        let shape = |columns, words| Shape::new(columns, words, form).map_err(FolderError::write(&path));
        let incidents = shape(columns::incidents(&model), of_incidents)?;
        let steps = steps.then(|| shape(columns::steps(), of_steps)).transpose()?;
        folder.write(DESCRIPTION, description(&incidents, steps.as_ref(), ending).as_bytes())?;
        let tables = Tables {
            incidents: table(&format!("incidents.{ending}"), &incidents)?,
            steps: steps.as_ref().map(|steps| table(&format!("steps.{ending}"), steps)).transpose()?,
        };
        let tables = UntilFailure::new(path, tables);
        Ok(IncidentTables(Arc::new(Shared { model, replications, incidents, steps, words, tables })))
    }

    /// The sink of a replication, if its incidents are wanted.
    pub fn sink(&self, replication: u64) -> Option<Box<dyn IncidentSink>> {
        if !self.0.replications.contains(&replication) || self.has_failed() {
            return None;
        }
        let rows = |shape| Rows::new(shape, self.0.tables.path());
        let (incidents, steps) = (rows(&self.0.incidents), self.0.steps.as_ref().map(rows));
        Some(Box::new(Sink { shared: self.0.clone(), replication, incidents, steps }))
    }

    /// Whether something could not be written: then the run need not go on.
    pub fn has_failed(&self) -> bool {
        self.0.tables.has_failed()
    }

    /// Writes what is still on its way.
    ///
    /// # Errors
    /// The first thing that could not be written.
    pub fn finish(self) -> Result<(), FolderError> {
        let Tables { incidents, steps } = self.0.tables.take()?;
        incidents.finish().and_then(|()| steps.map_or(Ok(()), Table::finish)).map_err(FolderError::write(self.0.tables.path()))
    }
}

/// By arm, program and step: numbers of its name and stage.
type OfSteps = Vec<Vec<Vec<(usize, usize)>>>;

/// Every name of a step, and which name and stage each step has.
fn words_of_steps(model: &Model) -> (Words, OfSteps) {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut of_steps = OfSteps::new();
    for arm in &model.arms {
        let mut of_arm = Vec::new();
        for program in &arm.programs {
            let mut of_program = Vec::new();
            for step in &program.steps {
                let number = *numbers.entry(&step.name).or_insert_with(|| {
                    names.push(step.name.clone());
                    names.len() - 1
                });
                of_program.push((number, step.stage));
            }
            of_arm.push(of_program);
        }
        of_steps.push(of_arm);
    }
    (Words::known(names), of_steps)
}

/// What the columns are, as a data package (Frictionless).
fn description(incidents: &Shape, steps: Option<&Shape>, ending: &str) -> String {
    let of_incidents = columns::described(
        "incidents",
        ending,
        &incidents.columns,
        &["replication", "number", "arm"],
        "One row for each counted incident and arm, in the order in which they close.",
    );
    let of_steps = steps.map(|steps| {
        columns::described(
            "steps",
            ending,
            &steps.columns,
            &["replication", "number", "arm", "step"],
            "One row for each step of these; steps of units and later callers are left out.",
        )
    });
    let resources: Vec<_> = std::iter::once(of_incidents).chain(of_steps).collect();
    format!("{:#}\n", json!({ "name": "incidents", "resources": resources }))
}

/// Writes the incidents of one replication.
struct Sink {
    shared: Arc<Shared>,
    replication: u64,
    incidents: Rows,
    steps: Option<Rows>,
}

impl IncidentSink for Sink {
    fn wants_steps(&self) -> bool {
        self.steps.is_some()
    }

    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        if !closed.counted {
            return;
        }
        self.incident(arm, closed);
        self.add_steps(arm, closed);
        self.put_by(Rows::are_many);
    }

    fn lived(&mut self) {
        self.put_by(|_| true);
    }

    fn end(self: Box<Self>) {
        let Sink { shared, incidents, steps, .. } = *self;
        shared.tables.add(|tables| {
            tables.incidents.append(incidents)?;
            tables.steps.as_mut().zip(steps).map_or(Ok(()), |(table, steps)| table.append(steps))
        });
    }
}

impl Sink {
    /// Puts the rows of those tables by for which it is time.
    fn put_by(&mut self, is_time: fn(&Rows) -> bool) {
        let Sink { shared, incidents, steps, .. } = self;
        for (rows, shape) in std::iter::once((incidents, &shared.incidents)).chain(steps.as_mut().zip(shared.steps.as_ref())) {
            if is_time(rows)
                && let Err(error) = rows.put_by(shape)
            {
                shared.tables.fail(error);
            }
        }
    }

    fn incident(&mut self, arm: usize, closed: &Closed<'_>) {
        let model = &*self.shared.model;
        let mut row = self.incidents.batch.add(1);
        row.numbers([self.replication as i64]);
        row.numbers([closed.number as i64]);
        row.name(|to| add_id(closed.id, model, to));
        row.known([closed.kind]);
        row.known([arm]);
        row.word(closed.needs.into(), || set_of(closed.needs.into(), model.agencies.iter().map(|agency| &agency.name)));
        row.word(closed.flags, || set_of(closed.flags, &model.flags));
        row.numbers([closed.arrival.0]);
        row.numbers([closed.closed.0]);
        row.truths([closed.abandoned]);
        row.name(|to| add_not_reached(closed.outcomes, model, to));
        for outcome in closed.outcomes {
            row.some(std::iter::once(match outcome {
                Outcome::Value(value) => Some(*value),
                Outcome::NotApplicable | Outcome::NotReached => None,
            }));
        }
    }

    fn add_steps(&mut self, arm: usize, closed: &Closed<'_>) {
        let Some(steps) = &mut self.steps else { return };
        let (names, records) = (&self.shared.words[arm][closed.way], closed.steps);
        debug_assert_eq!(names.len(), records.len());
        let number = records.len();
        let mut rows = steps.batch.add(number);
        rows.numbers(repeat_n(self.replication as i64, number));
        rows.numbers(repeat_n(closed.number as i64, number));
        rows.known(repeat_n(arm, number));
        rows.known(names.iter().map(|(step, _)| *step));
        rows.known(names.iter().map(|(_, stage)| *stage));
        rows.numbers(records.iter().map(|record| record.ready.0));
        rows.some(records.iter().map(|record| Some(record.work?.0.0)));
        rows.some(records.iter().map(|record| Some(record.work?.1.0)));
        rows.truths(records.iter().map(|record| record.work.is_none()));
    }
}

/// Names with spaces between them.
pub(super) fn names_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(" ")
}

/// The names of a set.
fn set_of<'m>(set: u64, names: impl IntoIterator<Item = &'m String>) -> String {
    let members = names.into_iter().enumerate().filter(|(index, _)| set.checked_shr(*index as u32).unwrap_or(0) & 1 == 1);
    names_of(members.map(|(_, name)| name.as_str()))
}

/// What an incident is known by; that of one that was drawn, as nearly all are, without what formatting costs.
fn add_id(id: IncidentId, model: &Model, to: &mut Vec<u8>) {
    match id {
        IncidentId::Drawn { hour: hour @ 0.., k } => {
            to.push(b'h');
            encode::digits(hour as u64, to);
            to.push(b'#');
            encode::digits(k.into(), to);
        }
        // A vector takes what it is given.
        id => write!(to, "{}", id.told(model)).unwrap_or_default(),
    }
}

/// The names of the measures that were not reached, with spaces between them.
fn add_not_reached(outcomes: &[Outcome], model: &Model, to: &mut Vec<u8>) {
    let begin = to.len();
    for (_, measure) in outcomes.iter().zip(&model.measures).filter(|(outcome, _)| **outcome == Outcome::NotReached) {
        if to.len() > begin {
            to.push(b' ');
        }
        to.extend(measure.name.bytes());
    }
}
