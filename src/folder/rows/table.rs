//! A table that grows by replication. While a replication is lived its rows gather in memory, and what becomes a full group goes to
//! a file of its own; in the order of replications they are put together. So memory does not grow, and whoever lives a replication
//! does most of the work of writing it. No group has rows of two replications, so that a table can be gone on from.

use super::batch::{Batch, Words, quoted};
use super::columns::Column;
use super::pages::{self, Group, Layout};
use crate::folder::{Folder, FolderError, Stream};
use parquet::file::writer::{SerializedFileWriter, TrackedWrite};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::Path;

/// Rows of a full group.
const GROUP: usize = 1 << 16;

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

    /// Adds the rows of the next replication.
    pub(super) fn append(&mut self, rows: Rows) -> io::Result<()> {
        match rows.by {
            By::Nothing => {}
            By::Groups(file, groups) => {
                let file = file.into_inner().map_err(pages::told)?;
                for group in groups {
                    if let To::Parquet(writer) = &mut self.to {
                        pages::append(writer, &file, group)?;
                    }
                }
            }
            By::Lines(file) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                if let To::Csv(stream) = &mut self.to {
                    io::copy(&mut BufReader::with_capacity(1 << 16, file), stream)?;
                }
            }
        }
        match &mut self.to {
            _ if rows.batch.rows == 0 => Ok(()),
            To::Parquet(writer) => pages::write(writer, &rows.batch),
            To::Csv(stream) => rows.batch.csv(stream),
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

/// The rows of one replication.
pub(super) struct Rows {
    pub(super) batch: Batch,
    by: By,
}

/// Full groups that are put by in a file.
enum By {
    Nothing,
    Groups(TrackedWrite<File>, Vec<Group>),
    Lines(BufWriter<File>),
}

impl Rows {
    pub(super) fn new(shape: &Shape) -> Rows {
        Rows { batch: Batch::new(&shape.columns, &shape.words), by: By::Nothing }
    }

    /// Puts the rows by, in a file in `folder`, once they make a full group.
    pub(super) fn put_by(&mut self, shape: &Shape, folder: &Path) -> io::Result<()> {
        if self.batch.rows < GROUP {
            return Ok(());
        }
        if matches!(self.by, By::Nothing) {
            let file = tempfile::tempfile_in(folder)?;
            self.by = match shape.layout {
                Some(_) => By::Groups(TrackedWrite::new(file), Vec::new()),
                None => By::Lines(BufWriter::with_capacity(1 << 16, file)),
            };
        }
        match (&mut self.by, &shape.layout) {
            (By::Groups(file, groups), Some(layout)) => groups.push(layout.put_by(&self.batch, file)?),
            (By::Lines(file), _) => self.batch.csv(file)?,
            _ => unreachable!("the file is of the form of the table"),
        }
        self.batch.clear();
        Ok(())
    }
}
