//! Rows as Parquet: columns of doubles, integers, truths and texts, compressed with Snappy, in groups of rows.

use super::batch::{Batch, Part, Values};
use super::columns::{Column, Holds};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::ReadOptionsBuilder;
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnPath, SchemaDescriptor, Type};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

/// How a table is laid out in Parquet.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    schema: Arc<SchemaDescriptor>,
    properties: WriterPropertiesPtr,
}

/// Columns of a group of rows that stand in a file of their own, by column.
pub(super) type Group = Vec<ColumnCloseResult>;

impl Layout {
    pub(super) fn of(columns: &[Column]) -> io::Result<Layout> {
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_dictionary_enabled(false);
        let mut fields = Vec::new();
        for column in columns {
            let path = ColumnPath::from(column.name.as_str());
            properties = match column.holds {
                Holds::Word => properties.set_column_dictionary_enabled(path, true),
                Holds::Whole => properties.set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
                Holds::Seconds | Holds::Truth | Holds::Name => properties,
            };
            fields.push(Arc::new(field(column).map_err(told)?));
        }
        let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(told)?;
        Ok(Layout { schema: Arc::new(SchemaDescriptor::new(Arc::new(schema))), properties: Arc::new(properties.build()) })
    }

    pub(super) fn begin<W: Write + Send>(&self, to: W) -> io::Result<SerializedFileWriter<W>> {
        SerializedFileWriter::new(to, self.schema.root_schema_ptr(), self.properties.clone()).map_err(told)
    }

    /// Writes a group of rows to a file of its own, from where [`append`] takes it.
    pub(super) fn put_by(&self, batch: &Batch, to: &mut TrackedWrite<File>) -> io::Result<Group> {
        let mut group = Vec::new();
        for (place, part) in batch.columns.iter().enumerate() {
            let pages = Box::new(SerializedPageWriter::new(to));
            let mut writer = get_column_writer(self.schema.column(place), self.properties.clone(), pages);
            write_values(&mut writer, part).map_err(told)?;
            group.push(writer.close().map_err(told)?);
        }
        Ok(group)
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

/// Writes a group of rows.
pub(super) fn write<W: Write + Send>(writer: &mut SerializedFileWriter<W>, batch: &Batch) -> io::Result<()> {
    let mut group = writer.next_row_group().map_err(told)?;
    for part in &batch.columns {
        let mut column = group.next_column().map_err(told)?.expect("a batch has the columns of its table");
        write_values(column.untyped(), part).map_err(told)?;
        column.close().map_err(told)?;
    }
    group.close().map(|_| ()).map_err(told)
}

/// Copies a group of rows from where it was put by.
pub(super) fn append<W: Write + Send>(writer: &mut SerializedFileWriter<W>, from: &File, group: Group) -> io::Result<()> {
    let mut to = writer.next_row_group().map_err(told)?;
    for column in group {
        to.append_column(from, column).map_err(told)?;
    }
    to.close().map(|_| ()).map_err(told)
}

/// Copies every group of rows of another file of the same layout, to the bytes that writing them anew would give.
pub(super) fn copy<W: Write + Send>(writer: &mut SerializedFileWriter<W>, from: File) -> io::Result<()> {
    let options = ReadOptionsBuilder::new().with_encoding_stats_as_mask(false).build();
    let reader = SerializedFileReader::new_with_options(from.try_clone()?, options).map_err(told)?;
    for group in reader.metadata().row_groups() {
        let close = |column: &ColumnChunkMetaData| -> Result<ColumnCloseResult, ParquetError> {
            Ok(ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: group.num_rows() as u64,
                metadata: as_written(column)?,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            })
        };
        append(writer, &from, group.columns().iter().map(close).collect::<Result<_, _>>().map_err(told)?)?;
    }
    Ok(())
}

/// What stands in a file about a column as its writer had it: least and most of signed numbers are written a second time, in
/// the way of old versions of Parquet, which reading forgets.
fn as_written(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let signed = column.column_descr().sort_order().is_signed();
    let statistics = match column.statistics().cloned() {
        Some(Statistics::Int64(values)) => Statistics::Int64(values.with_backwards_compatible_min_max(signed)),
        Some(Statistics::Double(values)) => Statistics::Double(values.with_backwards_compatible_min_max(signed)),
        Some(others) => others,
        None => return Ok(column.clone()),
    };
    column.clone().into_builder().set_statistics(statistics).build()
}

fn write_values(writer: &mut ColumnWriter<'_>, part: &Part) -> Result<(), ParquetError> {
    let levels = part.levels.as_deref();
    match (writer, &part.values) {
        (ColumnWriter::Int64ColumnWriter(writer), Values::Whole(values)) => writer.write_batch(values, levels, None),
        (ColumnWriter::DoubleColumnWriter(writer), Values::Seconds(values)) => {
            let seconds: Vec<f64> = values.iter().map(|&time| time as f64 / 1e6).collect();
            writer.write_batch(&seconds, levels, None)
        }
        (ColumnWriter::BoolColumnWriter(writer), Values::Truth(values)) => writer.write_batch(values, levels, None),
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Word(codes, words)) => {
            let words: Vec<ByteArray> = words.words.iter().map(|word| ByteArray::from(word.as_str())).collect();
            let values: Vec<ByteArray> = codes.iter().map(|&code| words[code as usize].clone()).collect();
            writer.write_batch(&values, levels, None)
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Values::Name(bytes, ends)) => {
            let all = ByteArray::from(bytes.as_slice());
            let begins = std::iter::once(0).chain(ends.iter().copied());
            let values: Vec<ByteArray> = begins.zip(ends).map(|(begin, end)| all.slice(begin, end - begin)).collect();
            writer.write_batch(&values, levels, None)
        }
        _ => unreachable!("a layout is made of the columns of its table"),
    }
    .map(|_| ())
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
