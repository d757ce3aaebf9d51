//! A table that grows by replication. While a replication is lived its rows gather in memory, and are put by as they will stand in the
//! table whenever they make a full group, and at the end; in the order of replications they are put together. So memory does not grow,
//! and whoever lives a replication does the work of writing it. No group has rows of two replications, so that a table can be gone on from.

use super::batch::{Batch, Words, quoted};
use super::columns::Column;
use super::pages::{self, Group, Layout};
use crate::folder::{Folder, FolderError, Stream};
use bytes::Bytes;
use parquet::file::reader::ChunkReader;
use parquet::file::writer::{SerializedFileWriter, TrackedWrite};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::Path;
use tempfile::{SpooledData, SpooledTempFile, spooled_tempfile_in};

/// Rows of a full group.
const GROUP: usize = 1 << 16;
/// Bytes of rows that are put by in memory; more go to a file.
const IN_MEMORY: usize = 1 << 22;

/// How tables of incidents are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// Parquet.
    Parquet,
    /// Comma-separated values.
    Csv,
}

impl TableForm {
    /// The ending of the files.
    pub(super) fn ending(self) -> &'static str {
        match self {
            TableForm::Parquet => "parquet",
            TableForm::Csv => "csv",
        }
    }
}

/// What a table looks like.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) columns: Vec<Column>,
    /// Words known beforehand, by column.
    pub(super) words: BTreeMap<&'static str, Words>,
    /// Nothing: CSV.
    layout: Option<Layout>,
}

impl Shape {
    pub(super) fn new(columns: Vec<Column>, words: BTreeMap<&'static str, Words>, form: TableForm) -> io::Result<Shape> {
        let layout = match form {
            TableForm::Parquet => Some(Layout::of(&columns)?),
            TableForm::Csv => None,
        };
        Ok(Shape { columns, words, layout })
    }
}

/// The table.
pub(super) struct Table {
    to: To,
}

enum To {
    Parquet(Box<SerializedFileWriter<Stream>>),
    Csv(Stream),
}

impl Table {
    pub(super) fn begin(folder: &Folder, name: &str, shape: &Shape) -> Result<Table, FolderError> {
        let mut stream = folder.stream(name)?;
        let path = stream.path().to_owned();
        let to = match &shape.layout {
            Some(layout) => To::Parquet(Box::new(layout.begin(stream).map_err(FolderError::write(&path))?)),
            None => {
                let names: Vec<_> = shape.columns.iter().map(|column| quoted(&column.name)).collect();
                writeln!(stream, "{}", names.join(",")).map_err(FolderError::write(&path))?;
                To::Csv(stream)
            }
        };
        Ok(Table { to })
    }

    /// Goes on from a table of the same shape.
    pub(super) fn go_on(folder: &Folder, name: &str, shape: &Shape, from: &Path) -> Result<Table, FolderError> {
        let from = from.join(name);
        let Some(layout) = &shape.layout else {
            return Ok(Table { to: To::Csv(folder.stream_after(name, &from)?) });
        };
        let file = File::open(&from).map_err(FolderError::read(&from))?;
        let stream = folder.stream(name)?;
        let path = stream.path().to_owned();
        let mut writer = layout.begin(stream).map_err(FolderError::write(&path))?;
        pages::copy(&mut writer, file).map_err(FolderError::read(&from))?;
        Ok(Table { to: To::Parquet(Box::new(writer)) })
    }

    /// Adds the rows of the next replication, which have all been put by.
    pub(super) fn append(&mut self, rows: Rows) -> io::Result<()> {
        match (rows.by, &mut self.to) {
            (By::Groups(file, groups), To::Parquet(writer)) => match file.into_inner().map_err(pages::told)?.into_inner() {
                SpooledData::InMemory(bytes) => append(writer, &Bytes::from(bytes.into_inner()), groups),
                SpooledData::OnDisk(file) => append(writer, &file, groups),
            },
            (By::Lines(file), To::Csv(stream)) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                io::copy(&mut BufReader::with_capacity(1 << 16, file), stream).map(|_| ())
            }
            _ => unreachable!("rows are put by in the form of the table"),
        }
    }

    /// Writes what is still on its way.
    pub(super) fn finish(self) -> io::Result<()> {
        match self.to {
            To::Parquet(writer) => writer.into_inner().map_err(pages::told)?.flush(),
            To::Csv(mut stream) => stream.flush(),
        }
    }
}

fn append(writer: &mut SerializedFileWriter<Stream>, from: &impl ChunkReader, groups: Vec<Group>) -> io::Result<()> {
    groups.into_iter().try_for_each(|group| pages::append(writer, from, group))
}

/// The rows of one replication.
pub(super) struct Rows {
    pub(super) batch: Batch,
    by: By,
}

/// What was put by: few rows in memory, many in a file.
enum By {
    Groups(TrackedWrite<SpooledTempFile>, Vec<Group>),
    Lines(BufWriter<SpooledTempFile>),
}

impl Rows {
    /// No rows yet; those that are put by go to a file in `folder`.
    pub(super) fn new(shape: &Shape, folder: &Path) -> Rows {
        let file = spooled_tempfile_in(IN_MEMORY, folder);
        let by = match shape.layout {
            Some(_) => By::Groups(TrackedWrite::new(file), Vec::new()),
            None => By::Lines(BufWriter::with_capacity(1 << 16, file)),
        };
        Rows { batch: Batch::new(&shape.columns, &shape.words), by }
    }

    /// Whether the rows that are not put by make a full group.
    pub(super) fn are_many(&self) -> bool {
        self.batch.rows >= GROUP
    }

    /// Puts the rows by.
    pub(super) fn put_by(&mut self, shape: &Shape) -> io::Result<()> {
        match (&mut self.by, &shape.layout) {
            _ if self.batch.rows == 0 => {}
            (By::Groups(file, groups), Some(layout)) => groups.push(layout.put_by(&self.batch, file)?),
            (By::Lines(file), _) => self.batch.csv(file)?,
            (By::Groups(..), None) => unreachable!("rows are put by in the form of the table"),
        }
        self.batch.clear();
        Ok(())
    }
}
