//! Event logs for process miners: what happened to every counted incident of some replications, in every arm, as the engine told it.
//!
//! `events.ocel.json` is an object-centric event log (OCEL 2.0): incidents, roles, units, pools and agencies are objects, and an event
//! says which of them it is about. `events.xes` (IEEE 1849) has one trace for each incident and arm. Times are the civil time of the
//! scenario, written as if it were universal time. Incidents stand in the order in which they close, replication by replication.

mod happened;
mod ocel;
mod xes;

use super::until_failure::UntilFailure;
use super::{Folder, FolderError, Stream};
use crate::model::{Clock, Model};
use crate::record::{Closed, Fact, Number};
use crate::study::IncidentSink;
use crate::time::Time;
use happened::{Happened, Lived};
use ocel::Ocel;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The form of an event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventForm {
    /// OCEL 2.0, as JSON.
    Ocel,
    /// XES.
    Xes,
}

/// An event log while it grows. Clones write to the same log.
#[derive(Clone)]
pub struct EventLog(Arc<Shared>);

struct Shared {
    model: Arc<Model>,
    clock: Clock,
    replications: RangeInclusive<u64>,
    form: EventForm,
    /// Parts are kept in its folder until it is their turn.
    log: UntilFailure<Log>,
}

struct Log {
    stream: Stream,
    /// What follows at the end, of an object-centric log.
    objects: Option<Ocel>,
}

impl EventLog {
    /// Begins the log of some replications.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(folder: &Folder, model: Arc<Model>, replications: RangeInclusive<u64>, form: EventForm) -> Result<EventLog, FolderError> {
        let path = folder.path().to_owned();
        let mut stream = folder.stream(match form {
            EventForm::Ocel => "events.ocel.json",
            EventForm::Xes => "events.xes",
        })?;
        let (head, objects) = match form {
            EventForm::Ocel => (ocel::HEAD.to_owned(), Some(Ocel::begin(&model, &path).map_err(FolderError::write(&path))?)),
            EventForm::Xes => (xes::head(&model), None),
        };
        stream.write_all(head.as_bytes()).map_err(FolderError::write(&path))?;
        let clock = Clock::of(&model.study).unwrap_or_default();
        let log = UntilFailure::new(path, Log { stream, objects });
        Ok(EventLog(Arc::new(Shared { model, clock, replications, form, log })))
    }

    /// The sink of a replication, if its events are wanted.
    pub fn sink(&self, replication: u64) -> Option<Box<dyn IncidentSink>> {
        if !self.0.replications.contains(&replication) || self.has_failed() {
            return None;
        }
        match tempfile::tempfile_in(self.0.log.path()) {
            Ok(file) => {
                let part = Part { events: BufWriter::with_capacity(1 << 16, file), objects: None, is_empty: true };
                Some(Box::new(Sink { shared: self.0.clone(), replication, open: BTreeMap::new(), part }))
            }
            Err(source) => {
                self.0.log.fail(source);
                None
            }
        }
    }

    /// Whether something could not be written: then the run need not go on.
    pub fn has_failed(&self) -> bool {
        self.0.log.has_failed()
    }

    /// Writes what is still on its way.
    ///
    /// # Errors
    /// The first thing that could not be written.
    pub fn finish(self) -> Result<(), FolderError> {
        let Log { mut stream, objects } = self.0.log.take()?;
        match objects {
            Some(objects) => objects.end(&mut stream),
            None => stream.write_all(xes::FOOT.as_bytes()),
        }
        .map_err(FolderError::write(self.0.log.path()))?;
        stream.finish()
    }
}

/// What one replication adds to the log.
struct Part {
    events: BufWriter<File>,
    /// Of an object-centric log.
    objects: Option<BufWriter<File>>,
    is_empty: bool,
}

/// Gathers the facts of the incidents of one replication and writes each when it has closed.
struct Sink {
    shared: Arc<Shared>,
    replication: u64,
    /// By arm and number: incidents that are open.
    open: BTreeMap<(usize, Number), Vec<Happened>>,
    part: Part,
}

impl IncidentSink for Sink {
    fn wants_facts(&self) -> bool {
        true
    }

    fn fact(&mut self, arm: usize, at: Time, incident: Number, unit: Option<usize>, fact: Fact) {
        self.open.entry((arm, incident)).or_default().push(Happened { at, unit, fact });
    }

    fn closed(&mut self, arm: usize, closed: &Closed<'_>) {
        let happened = self.open.remove(&(arm, closed.number)).unwrap_or_default();
        if !closed.counted {
            return;
        }
        let shared = self.shared.clone();
        let lived = Lived { model: &shared.model, clock: shared.clock, replication: self.replication, arm, closed, happened: &happened };
        let written = match shared.form {
            EventForm::Xes => xes::write(&lived, &mut self.part.events),
            EventForm::Ocel => self.write_ocel(&lived),
        };
        self.part.is_empty = false;
        if let Err(error) = written {
            shared.log.fail(error);
        }
    }

    fn end(self: Box<Self>) {
        let Sink { shared, replication, part, .. } = *self;
        shared.log.add(|log| append(log, &shared.model, replication, part));
    }
}

impl Sink {
    fn write_ocel(&mut self, lived: &Lived<'_>) -> io::Result<()> {
        let objects = match &mut self.part.objects {
            Some(objects) => objects,
            none => none.insert(BufWriter::new(tempfile::tempfile_in(self.shared.log.path())?)),
        };
        ocel::write(lived, self.part.is_empty, &mut self.part.events, objects)
    }
}

fn append(log: &mut Log, model: &Model, replication: u64, part: Part) -> io::Result<()> {
    let Log { stream, objects } = log;
    if let Some(ocel) = objects {
        ocel.add_pools(model, replication)?;
        if let Some(objects) = part.objects {
            copy(objects, &mut ocel.objects)?;
        }
        if !part.is_empty {
            ocel.separate(stream)?;
        }
    }
    copy(part.events, stream)
}

fn copy(part: BufWriter<File>, to: &mut impl Write) -> io::Result<()> {
    copy_from(0, part, to)
}

/// Copies what stands behind the first bytes.
fn copy_from(first: u64, part: BufWriter<File>, to: &mut impl Write) -> io::Result<()> {
    let mut part = part.into_inner().map_err(io::IntoInnerError::into_error)?;
    part.seek(SeekFrom::Start(first))?;
    io::copy(&mut BufReader::with_capacity(1 << 16, part), to).map(|_| ())
}
