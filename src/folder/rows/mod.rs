//! `incidents` and `steps`, as Parquet or CSV: every counted incident of some replications, in every arm, and each of its steps.
//!
//! Times are seconds from midnight of the day on which the study starts; in Parquet the number next to the microsecond, so that
//! rounding to six decimals gives it back. Rows stand in the order in which incidents close, replication by replication.
//! `incidents.schema.json` beside them says what each column is.

mod batch;
mod columns;
mod pages;
mod table;

pub(super) use columns::is_time;
pub use table::TableForm;

use super::{Folder, FolderError};
use crate::model::Model;
use crate::record::{Closed, Outcome};
use crate::study::IncidentSink;
use batch::Words;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use table::{Rows, Shape, Table};

/// What the columns are.
const DESCRIPTION: &str = "incidents.schema.json";

/// The tables while they grow. Clones write to the same tables.
#[derive(Clone)]
pub struct IncidentTables(Arc<Shared>);

struct Shared {
    model: Arc<Model>,
    replications: RangeInclusive<u64>,
    /// Where rows are put by.
    path: PathBuf,
    incidents: Shape,
    steps: Shape,
    words: OfSteps,
    tables: Mutex<Result<Tables, FolderError>>,
}

struct Tables {
    incidents: Table,
    steps: Table,
}

impl IncidentTables {
    /// Begins the tables for some replications.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn begin(
        folder: &Folder,
        model: Arc<Model>,
        replications: RangeInclusive<u64>,
        form: TableForm,
    ) -> Result<IncidentTables, FolderError> {
        IncidentTables::with(folder, model, replications, form, &|name, shape| Table::begin(folder, name, shape))
    }

    /// Goes on from the tables of another folder of the same model.
    ///
    /// # Errors
    /// If they cannot be read or written.
    pub fn go_on(
        folder: &Folder,
        model: Arc<Model>,
        replications: RangeInclusive<u64>,
        form: TableForm,
        from: &Path,
    ) -> Result<IncidentTables, FolderError> {
        IncidentTables::with(folder, model, replications, form, &|name, shape| Table::go_on(folder, name, shape, from))
    }

    fn with(
        folder: &Folder,
        model: Arc<Model>,
        replications: RangeInclusive<u64>,
        form: TableForm,
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
        let (incidents, steps) = (shape(columns::incidents(&model), of_incidents)?, shape(columns::steps(), of_steps)?);
        folder.write(DESCRIPTION, description(&incidents, &steps, ending).as_bytes())?;
        let tables = Mutex::new(Ok(Tables {
            incidents: table(&format!("incidents.{ending}"), &incidents)?,
            steps: table(&format!("steps.{ending}"), &steps)?,
        }));
        Ok(IncidentTables(Arc::new(Shared { model, replications, path, incidents, steps, words, tables })))
    }

    /// The sink of a replication, if its incidents are wanted.
    pub fn sink(&self, replication: u64) -> Option<Box<dyn IncidentSink>> {
        if !self.0.replications.contains(&replication) || self.has_failed() {
            return None;
        }
        let (incidents, steps) = (Rows::new(&self.0.incidents), Rows::new(&self.0.steps));
        Some(Box::new(Sink { shared: self.0.clone(), replication, incidents, steps }))
    }

    /// Whether something could not be written: then the run need not go on.
    pub fn has_failed(&self) -> bool {
        self.0.lock().is_err()
    }

    /// Writes what is still on its way.
    ///
    /// # Errors
    /// The first thing that could not be written.
    pub fn finish(self) -> Result<(), FolderError> {
        let gone = FolderError::Write { path: self.0.path.clone(), source: io::Error::other("finished twice") };
        let tables = std::mem::replace(&mut *self.0.lock(), Err(gone))?;
        tables.incidents.finish().and_then(|()| tables.steps.finish()).map_err(FolderError::write(&self.0.path))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Result<Tables, FolderError>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the first failure.
    fn fail(&self, source: io::Error) {
        let mut tables = self.lock();
        if tables.is_ok() {
            *tables = Err(FolderError::Write { path: self.path.clone(), source });
        }
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
fn description(incidents: &Shape, steps: &Shape, ending: &str) -> String {
    let of_incidents = columns::described(
        "incidents",
        ending,
        &incidents.columns,
        &["replication", "number", "arm"],
        "One row for each counted incident and arm, in the order in which they close.",
    );
    let of_steps = columns::described(
        "steps",
        ending,
        &steps.columns,
        &["replication", "number", "arm", "step"],
        "One row for each step of these; steps of units and later callers are left out.",
    );
    format!("{:#}\n", json!({ "name": "incidents", "resources": [of_incidents, of_steps] }))
}

/// Writes the incidents of one replication.
struct Sink {
    shared: Arc<Shared>,
    replication: u64,
    incidents: Rows,
    steps: Rows,
}

impl IncidentSink for Sink {
    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        if !closed.counted {
            return;
        }
        self.incident(arm, closed);
        self.add_steps(arm, closed);
        let shared = &self.shared;
        let put_by = self.incidents.put_by(&shared.incidents, &shared.path);
        if let Err(error) = put_by.and_then(|()| self.steps.put_by(&shared.steps, &shared.path)) {
            self.shared.fail(error);
        }
    }

    fn end(self: Box<Self>) {
        let Sink { shared, incidents, steps, .. } = *self;
        let mut tables = shared.lock();
        let Ok(whole) = &mut *tables else { return };
        if let Err(source) = whole.incidents.append(incidents).and_then(|()| whole.steps.append(steps)) {
            *tables = Err(FolderError::Write { path: shared.path.clone(), source });
        }
    }
}

impl Sink {
    fn incident(&mut self, arm: usize, closed: &Closed<'_>) {
        let model = &*self.shared.model;
        let mut row = self.incidents.batch.row();
        row.whole(self.replication);
        row.whole(closed.number);
        row.name(closed.id.told(model));
        row.known(closed.kind);
        row.known(arm);
        row.word(closed.needs.into(), || set_of(closed.needs.into(), model.agencies.iter().map(|agency| &agency.name)));
        row.word(closed.flags, || set_of(closed.flags, &model.flags));
        row.time(closed.arrival);
        row.time(closed.closed);
        row.truth(closed.abandoned);
        row.name(NotReached(closed.outcomes, model));
        for outcome in closed.outcomes {
            row.outcome(match outcome {
                Outcome::Value(value) => Some(*value),
                Outcome::NotApplicable | Outcome::NotReached => None,
            });
        }
    }

    fn add_steps(&mut self, arm: usize, closed: &Closed<'_>) {
        for ((step, stage), record) in self.shared.words[arm][closed.way].iter().zip(closed.steps) {
            let mut row = self.steps.batch.row();
            row.whole(self.replication);
            row.whole(closed.number);
            row.known(arm);
            row.known(*step);
            row.known(*stage);
            row.time(record.ready);
            row.outcome(record.work.map(|(begin, _)| begin.0));
            row.outcome(record.work.map(|(_, end)| end.0));
            row.truth(record.work.is_none());
        }
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

/// The measures that were not reached, with spaces between them.
struct NotReached<'a>(&'a [Outcome], &'a Model);

impl fmt::Display for NotReached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        for (_, measure) in self.0.iter().zip(&self.1.measures).filter(|(outcome, _)| **outcome == Outcome::NotReached) {
            write!(f, "{space}{}", measure.name)?;
            space = " ";
        }
        Ok(())
    }
}
