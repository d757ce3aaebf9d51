//! Rows as Parquet: columns of doubles, integers, truths and texts, compressed with Snappy, in groups of rows. A group has one page for
//! each column, encoded here from whole columns at once; its headers and what stands at the end of the file come from the `parquet` crate.

use super::batch::{Batch, Part, Values};
use super::columns::{Column, Holds};
use super::encode::{delta, pack, runs, text};
use bytes::Bytes;
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

/// How a table is laid out in Parquet.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    schema: Arc<SchemaDescriptor>,
}

/// Columns of a group of rows that stand in a file of their own, by column.
pub(super) type Group = Vec<ColumnCloseResult>;

impl Layout {
    pub(super) fn of(columns: &[Column]) -> io::Result<Layout> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>().map_err(told)?;
        let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(told)?;
        Ok(Layout { schema: Arc::new(SchemaDescriptor::new(Arc::new(schema))) })
    }

    pub(super) fn begin<W: Write + Send>(&self, to: W) -> io::Result<SerializedFileWriter<W>> {
        let properties = WriterProperties::builder().set_offset_index_disabled(true).build();
        SerializedFileWriter::new(to, self.schema.root_schema_ptr(), Arc::new(properties)).map_err(told)
    }

    /// Writes a group of rows to a place of its own, from where [`append`] takes it.
    pub(super) fn put_by<W: Write + Send>(&self, batch: &Batch, to: &mut TrackedWrite<W>) -> io::Result<Group> {
        let mut press = snap::raw::Encoder::new();
        let columns = batch.columns.iter().enumerate();
        columns.map(|(place, part)| put_by(self.schema.column(place), part, batch.rows, &mut press, to).map_err(told)).collect()
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.holds {
        Holds::Whole => (Physical::INT64, None),
        Holds::Seconds => (Physical::DOUBLE, None),
        Holds::Truth => (Physical::BOOLEAN, None),
        Holds::Word | Holds::Name => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    Type::primitive_type_builder(&column.name, physical).with_repetition(repetition).with_logical_type(logical).build()
}

/// Writes one column of a group.
fn put_by<W: Write + Send>(
    column: ColumnDescPtr,
    part: &Part,
    rows: usize,
    press: &mut snap::raw::Encoder,
    to: &mut TrackedWrite<W>,
) -> Result<ColumnCloseResult, ParquetError> {
    let mut pages = SerializedPageWriter::new(to);
    let mut press = |bytes: &[u8]| press.compress_vec(bytes).map(Bytes::from).map_err(|error| ParquetError::External(error.into()));
    let mut dictionary = None;
    if let Values::Word(_, words) = &part.values {
        let mut bytes = Vec::new();
        words.words.iter().for_each(|word| text(word, &mut bytes));
        let (buf, num_values) = (press(&bytes)?, words.words.len() as u32);
        let page = Page::DictionaryPage { buf, num_values, encoding: Encoding::PLAIN, is_sorted: false };
        dictionary = Some(pages.write_page(CompressedPage::new(page, bytes.len()))?);
    }
    let (bytes, encoding) = encoded(part);
    let (buf, num_values) = (press(&bytes)?, rows as u32);
    let (def_level_encoding, rep_level_encoding) = (Encoding::RLE, Encoding::RLE);
    let page = Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics: None };
    let data = pages.write_page(CompressedPage::new(page, bytes.len()))?;
    let sum = |of: fn(&PageWriteSpec) -> usize| (of(&data) + dictionary.as_ref().map_or(0, of)) as i64;
    let mut encodings = vec![Encoding::RLE, encoding];
    encodings.extend(dictionary.as_ref().map(|_| Encoding::PLAIN));
    let mut metadata = ColumnChunkMetaData::builder(column)
        .set_compression(Compression::SNAPPY)
        .set_encodings(encodings)
        .set_num_values(rows as i64)
        .set_total_compressed_size(sum(|page| page.compressed_size))
        .set_total_uncompressed_size(sum(|page| page.uncompressed_size))
        .set_data_page_offset(data.offset as i64)
        .set_dictionary_page_offset(dictionary.as_ref().map(|page| page.offset as i64));
    if let Some(statistics) = statistics(part, rows) {
        metadata = metadata.set_statistics(statistics);
    }
    Ok(closed(metadata.build()?, rows as u64))
}

fn closed(metadata: ColumnChunkMetaData, rows: u64) -> ColumnCloseResult {
    ColumnCloseResult {
        bytes_written: metadata.compressed_size() as u64,
        rows_written: rows,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    }
}

/// Copies a group of rows from where it was put by.
pub(super) fn append<W: Write + Send>(writer: &mut SerializedFileWriter<W>, from: &impl ChunkReader, group: Group) -> io::Result<()> {
    let mut to = writer.next_row_group().map_err(told)?;
    for column in group {
        to.append_column(from, column).map_err(told)?;
    }
    to.close().map(|_| ()).map_err(told)
}

/// Copies every group of rows of another file of the same layout, to the bytes that writing them anew would give.
pub(super) fn copy<W: Write + Send>(writer: &mut SerializedFileWriter<W>, from: File) -> io::Result<()> {
    let reader = SerializedFileReader::new(from.try_clone()?).map_err(told)?;
    for group in reader.metadata().row_groups() {
        let columns = group.columns().iter().map(|column| Ok(closed(as_written(column)?, group.num_rows() as u64)));
        append(writer, &from, columns.collect::<Result<_, ParquetError>>().map_err(told)?)?;
    }
    Ok(())
}

/// What stands in a file about a column as its writer had it: least and most are written a second time, in the way of old versions
/// of Parquet, which reading forgets.
fn as_written(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let statistics = match column.statistics().cloned() {
        Some(Statistics::Int64(values)) => Statistics::Int64(values.with_backwards_compatible_min_max(true)),
        Some(Statistics::Double(values)) => Statistics::Double(values.with_backwards_compatible_min_max(true)),
        _ => return Ok(column.clone()),
    };
    column.clone().into_builder().set_statistics(statistics).build()
}

/// The values of a column, behind a bit for each row that says whether it has one, if it need not.
fn encoded(part: &Part) -> (Vec<u8>, Encoding) {
    let mut to = Vec::new();
    if let Some(there) = &part.there {
        to.extend([0; 4]);
        runs(there, 1, &mut to);
        let length = to.len() as u32 - 4;
        to[..4].copy_from_slice(&length.to_le_bytes());
    }
    let encoding = match &part.values {
        Values::Whole(values) => {
            delta(values, &mut to);
            Encoding::DELTA_BINARY_PACKED
        }
        Values::Seconds(values) => {
            let begin = to.len();
            to.resize(begin + 8 * values.len(), 0);
            let places = to[begin..].chunks_exact_mut(8);
            places.zip(values).for_each(|(place, &time)| place.copy_from_slice(&seconds(time).to_le_bytes()));
            Encoding::PLAIN
        }
        Values::Truth(values) => {
            pack(values.iter().map(|&value| value.into()), 1, &mut to);
            Encoding::PLAIN
        }
        Values::Word(codes, words) => {
            // Readers need not know numbers without a bit.
            let width = (usize::BITS - words.words.len().saturating_sub(1).leading_zeros()).max(1);
            to.push(width as u8);
            runs(codes, width, &mut to);
            Encoding::RLE_DICTIONARY
        }
        Values::Name(texts) => {
            to.extend(texts);
            Encoding::PLAIN
        }
    };
    (to, encoding)
}

/// Microseconds as seconds.
fn seconds(time: i64) -> f64 {
    time as f64 / 1e6
}

/// Least, most and how many rows have no number, so that a reader can pass over groups.
fn statistics(part: &Part, rows: usize) -> Option<Statistics> {
    let ends = |values: &[i64]| (values.iter().min().copied(), values.iter().max().copied());
    let missing = |values: &[i64]| Some((rows - values.len()) as u64);
    match &part.values {
        Values::Whole(values) => {
            let (least, most) = ends(values);
            let of = ValueStatistics::new(least, most, None, missing(values), false);
            Some(Statistics::Int64(of.with_backwards_compatible_min_max(true)))
        }
        Values::Seconds(values) => {
            let (least, most) = ends(values);
            let of = ValueStatistics::new(least.map(seconds), most.map(seconds), None, missing(values), false);
            Some(Statistics::Double(of.with_backwards_compatible_min_max(true)))
        }
        Values::Truth(_) | Values::Word(..) | Values::Name(_) => None,
    }
}

/// What went wrong, without the words that the format puts around it.
pub(super) fn told(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
