//! `incidents.csv` and `steps.csv`: every counted incident of some replications, in every arm.
//!
//! Times are seconds from midnight of the day on which the study starts. A measure that is not about the incident is empty, one
//! that it did not reach is `NA`. Rows stand in the order in which incidents close. While a replication is lived its rows go to a
//! file of their own; in the order of replications these are put together, so memory does not grow.

use super::exact::Seconds;
use super::{Folder, FolderError, Stream};
use crate::model::{Model, What};
use crate::record::{Closed, IncidentId, Outcome};
use crate::study::IncidentSink;
use crate::time::Time;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const STEPS: &str = "replication,number,arm,step,stage,ready_s,begin_s,end_s,skipped\n";

/// The tables while they grow. Clones write to the same tables.
#[derive(Clone)]
pub struct IncidentTables(Arc<Shared>);

struct Shared {
    model: Arc<Model>,
    replications: RangeInclusive<u64>,
    /// Where the files of single replications are kept.
    path: PathBuf,
    tables: Mutex<Result<Tables, FolderError>>,
}

struct Tables {
    incidents: Stream,
    steps: Stream,
}

impl IncidentTables {
    /// Begins the tables for some replications.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn begin(folder: &Folder, model: Arc<Model>, replications: RangeInclusive<u64>) -> Result<IncidentTables, FolderError> {
        let mut incidents = folder.stream("incidents.csv")?;
        let mut columns = "replication,number,id,type,arm,agencies,flags,arrival_s,closed_s,abandoned".to_owned();
        for measure in &model.measures {
            columns += &format!(",{}{}", measure.name, if is_time(&measure.what) { "_s" } else { "" });
        }
        writeln!(incidents, "{columns}").map_err(FolderError::write(&folder.path().join("incidents.csv")))?;
        let mut steps = folder.stream("steps.csv")?;
        steps.write_all(STEPS.as_bytes()).map_err(FolderError::write(&folder.path().join("steps.csv")))?;
        let tables = Mutex::new(Ok(Tables { incidents, steps }));
        Ok(IncidentTables(Arc::new(Shared { model, replications, path: folder.path().to_owned(), tables })))
    }

    /// Goes on from the tables of another folder of the same model.
    ///
    /// # Errors
    /// If they cannot be read or written.
    pub fn go_on(
        folder: &Folder,
        model: Arc<Model>,
        replications: RangeInclusive<u64>,
        from: &Path,
    ) -> Result<IncidentTables, FolderError> {
        let after = |name: &str| folder.stream_after(name, &from.join(name));
        let tables = Mutex::new(Ok(Tables { incidents: after("incidents.csv")?, steps: after("steps.csv")? }));
        Ok(IncidentTables(Arc::new(Shared { model, replications, path: folder.path().to_owned(), tables })))
    }

    /// The sink of a replication, if its incidents are wanted.
    pub fn sink(&self, replication: u64) -> Option<Box<dyn IncidentSink>> {
        if !self.0.replications.contains(&replication) || self.has_failed() {
            return None;
        }
        let part = || tempfile::tempfile_in(&self.0.path).map(BufWriter::new);
        match part().and_then(|incidents| Ok((incidents, part()?))) {
            Ok((incidents, steps)) => Some(Box::new(Sink { shared: self.0.clone(), replication, incidents, steps })),
            Err(source) => {
                self.0.fail(source);
                None
            }
        }
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
        tables.incidents.finish()?;
        tables.steps.finish()
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

fn is_time(what: &What) -> bool {
    matches!(what, What::Time { .. } | What::Work(_))
}

/// Writes the incidents of one replication.
struct Sink {
    shared: Arc<Shared>,
    replication: u64,
    incidents: BufWriter<File>,
    steps: BufWriter<File>,
}

impl IncidentSink for Sink {
    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        if !closed.counted {
            return;
        }
        let model = self.shared.model.clone();
        let written = self.incident(&model, arm, closed).and_then(|()| self.steps(&model, arm, closed));
        if let Err(error) = written {
            self.shared.fail(error);
        }
    }

    fn end(self: Box<Self>) {
        let Sink { shared, incidents, steps, .. } = *self;
        let mut tables = shared.lock();
        let Ok(whole) = &mut *tables else { return };
        if let Err(source) = append(incidents, &mut whole.incidents).and_then(|()| append(steps, &mut whole.steps)) {
            *tables = Err(FolderError::Write { path: shared.path.clone(), source });
        }
    }
}

fn append(part: BufWriter<File>, to: &mut Stream) -> io::Result<()> {
    let mut part = part.into_inner().map_err(io::IntoInnerError::into_error)?;
    part.rewind()?;
    io::copy(&mut BufReader::with_capacity(1 << 16, part), to).map(|_| ())
}

impl Sink {
    fn incident(&mut self, model: &Model, arm: usize, closed: &Closed<'_>) -> io::Result<()> {
        let to = &mut self.incidents;
        write!(to, "{},{},", self.replication, closed.number)?;
        match closed.id {
            IncidentId::Drawn { hour, k } => write!(to, "h{hour}#{k},")?,
            IncidentId::Tagged { kind } => write!(to, "{}#tagged,", model.types[kind].name)?,
            IncidentId::Stated { index } => write!(to, "{},", model.stated[index].name)?,
            IncidentId::Recorded { log, line } => write!(to, "{}#{line},", model.types[model.logs[log].holder].name)?,
        }
        write!(to, "{},{},", model.types[closed.kind].name, model.arms[arm].name)?;
        let agencies = model.agencies.iter().enumerate().filter(|(index, _)| closed.needs >> index & 1 == 1);
        write!(to, "{},", agencies.map(|(_, agency)| agency.name.as_str()).collect::<Vec<_>>().join(" "))?;
        let flags = model.flags.iter().enumerate().filter(|(index, _)| closed.flags >> index & 1 == 1);
        write!(to, "{},", flags.map(|(_, flag)| flag.as_str()).collect::<Vec<_>>().join(" "))?;
        write!(to, "{},{},{}", at(closed.arrival), at(closed.closed), closed.abandoned)?;
        for (measure, outcome) in model.measures.iter().zip(closed.outcomes) {
            match outcome {
                Outcome::NotApplicable => write!(to, ",")?,
                Outcome::NotReached => write!(to, ",NA")?,
                Outcome::Value(value) if is_time(&measure.what) => write!(to, ",{}", Seconds((*value).into()))?,
                Outcome::Value(value) => write!(to, ",{value}")?,
            }
        }
        writeln!(to)
    }

    fn steps(&mut self, model: &Model, arm: usize, closed: &Closed<'_>) -> io::Result<()> {
        let name = &model.arms[arm].name;
        for (step, record) in model.arms[arm].programs[closed.way].steps.iter().zip(closed.steps) {
            let stage = quoted(&model.stages[step.stage]);
            write!(self.steps, "{},{},{name},{},{stage},{},", self.replication, closed.number, quoted(&step.name), at(record.ready))?;
            match record.work {
                Some((begin, end)) => writeln!(self.steps, "{},{},false", at(begin), at(end))?,
                None => writeln!(self.steps, ",,true")?,
            }
        }
        Ok(())
    }
}

fn at(time: Time) -> Seconds {
    Seconds(time.0.into())
}

/// Names of steps and stages are any text without quotation marks.
fn quoted(text: &str) -> String {
    if text.contains([',', '\n', '\r', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
