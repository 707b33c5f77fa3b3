//! One column of values of a Parquet file, read a batch of rows at a time.

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType as Stored};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescriptor, Type};

use crate::reads::words::Era;

/// Values as they are stored.
#[derive(Debug)]
pub(super) enum Values {
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    /// Bytes of a fixed number, which no field takes.
    Fixed,
    /// Whose values nobody looks at.
    Other,
}

/// Some rows of a column.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) rows: usize,
    /// By level, how much of each slot there is; a column of which nothing can be missing has none.
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    pub(super) values: Values,
    /// Rows that are there, and whose values cannot be looked at.
    pub(super) is_opaque: bool,
    shape: Shape,
}

/// From which level of definition on something is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    /// The row itself, which may be null above the outermost list.
    row: i16,
    /// By each list, the list and then an element of it.
    lists: Vec<(i16, i16)>,
    value: i16,
}

/// What a row has of a column that is a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) is_null: bool,
    /// The numbers of the values; none for an element that is null.
    pub(super) items: Vec<Option<usize>>,
}

impl Batch {
    /// For each row of a column without lists the number of its value, if it is not null.
    pub(super) fn scalars(&self) -> Vec<Option<usize>> {
        if self.definitions.is_empty() {
            return (0..self.rows).map(Some).collect();
        }
        let mut next = 0;
        self.definitions.iter().map(|level| self.take(*level, &mut next)).collect()
    }

    fn take(&self, level: i16, next: &mut usize) -> Option<usize> {
        let found = (level >= self.shape.value).then_some(*next);
        *next += usize::from(found.is_some());
        found
    }

    /// Whether a row is null above all lists.
    pub(super) fn null_rows(&self) -> Vec<bool> {
        let starts = self.levels().filter(|(_, repetition)| *repetition == 0);
        starts.map(|(definition, _)| definition < self.shape.row).collect()
    }

    fn levels(&self) -> impl Iterator<Item = (i16, i16)> {
        self.repetitions
            .iter()
            .enumerate()
            .map(|(index, repetition)| (self.definitions.get(index).copied().unwrap_or(self.shape.value), *repetition))
    }

    /// The rows of a column that is a list.
    pub(super) fn lists(&self) -> Vec<Row> {
        let (list, element) = self.shape.lists.first().copied().unwrap_or_default();
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows);
        let mut next = 0;
        for (definition, repetition) in self.levels() {
            if repetition == 0 {
                rows.push(Row { is_null: definition < list, items: Vec::new() });
            }
            if definition >= element {
                let item = self.take(definition, &mut next);
                if let Some(row) = rows.last_mut() {
                    row.items.push(item);
                }
            }
        }
        rows
    }

    /// By row, how long each list within the list is; nothing for a row that is null.
    pub(super) fn nested_lengths(&self) -> Vec<Option<Vec<usize>>> {
        let outer = self.shape.lists.first().copied().unwrap_or_default();
        let inner = self.shape.lists.get(1).copied().unwrap_or((i16::MAX, i16::MAX));
        let mut rows: Vec<Option<Vec<usize>>> = Vec::with_capacity(self.rows);
        for (definition, repetition) in self.levels() {
            if repetition == 0 {
                rows.push((definition >= outer.0).then(Vec::new));
            }
            let Some(Some(lengths)) = rows.last_mut() else { continue };
            if repetition <= 1 && definition >= outer.1 {
                lengths.push(0);
            }
            if definition >= inner.1
                && let Some(length) = lengths.last_mut()
            {
                *length += 1;
            }
        }
        rows
    }
}

impl Shape {
    /// Goes down from a column to a value.
    fn of(descriptor: &ColumnDescriptor, root: &Type) -> Self {
        let mut shape = Self { value: descriptor.max_def_level(), ..Self::default() };
        let mut level = 0;
        let mut node = root;
        let mut path = descriptor.path().parts().iter().skip(1);
        let mut above = 0;
        loop {
            let info = node.get_basic_info();
            if info.has_repetition() {
                if info.repetition() == parquet::basic::Repetition::REPEATED {
                    level += 1;
                    shape.lists.push((above, level));
                } else if info.repetition() == parquet::basic::Repetition::OPTIONAL {
                    level += 1;
                }
            }
            if std::ptr::eq(node, root) && shape.lists.is_empty() {
                shape.row = level;
            }
            above = level;
            let Some(name) = path.next() else { return shape };
            match node.is_group().then(|| node.get_fields().iter().find(|child| child.name() == name)).flatten() {
                Some(child) => node = child,
                None => return shape,
            }
        }
    }
}

/// Why a column cannot be read.
enum Trouble {
    /// It is not looked into.
    Column(String),
    Page(String),
}

impl Trouble {
    /// What the servers say of a page that is not what it should be.
    fn page() -> Self {
        Self::Page("parquet: deserializing page header failed".to_owned())
    }
}

impl From<ParquetError> for Trouble {
    fn from(_: ParquetError) -> Self {
        Self::page()
    }
}

/// A column, over all row groups.
pub(super) struct Leaf {
    era: Era,
    file: Arc<SerializedFileReader<File>>,
    column: usize,
    group: usize,
    reader: Option<ColumnReader>,
    /// Rows of the group that have been read.
    taken: usize,
    shape: Shape,
}

impl Leaf {
    pub(super) fn new(era: Era, file: Arc<SerializedFileReader<File>>, column: usize, root: &Type) -> Self {
        let schema = file.metadata().file_metadata().schema_descr();
        let shape = Shape::of(&schema.column(column), root);
        Self { era, file, column, group: 0, reader: None, taken: 0, shape }
    }

    /// So many rows, or those that are left; none at the end.
    pub(super) fn next(&mut self, wanted: usize) -> Result<Vec<Batch>, String> {
        let mut batches = Vec::new();
        let mut left = wanted;
        while left > 0 && self.group < self.file.num_row_groups() {
            let batch = match self.step(left) {
                Ok(batch) => batch,
                // 2.5 takes a page that it cannot read for the end.
                Err(Trouble::Page(_)) if self.era == Era::V2_5 => {
                    self.group = usize::MAX;
                    break;
                }
                Err(Trouble::Page(complaint) | Trouble::Column(complaint)) => return Err(complaint),
            };
            left -= batch.rows.min(left);
            if batch.rows > 0 {
                batches.push(batch);
            } else {
                (self.group, self.taken, self.reader) = (self.group + 1, 0, None);
            }
        }
        Ok(batches)
    }

    fn step(&mut self, wanted: usize) -> Result<Batch, Trouble> {
        if self.reader.is_none() {
            self.check_group()?;
            let group = self.file.get_row_group(self.group)?;
            self.reader = Some(group.get_column_reader(self.column)?);
        }
        let mut batch = Batch {
            rows: 0,
            definitions: Vec::new(),
            repetitions: Vec::new(),
            values: Values::Other,
            is_opaque: false,
            shape: self.shape.clone(),
        };
        let read = match &mut self.reader {
            Some(reader) => batch.fill(reader, wanted),
            None => Ok(()),
        };
        match read {
            Ok(()) => {}
            Err(error) if is_checksum(&error) => {
                // The servers never compare checksums, and read on.
                let rows = self.file.metadata().row_groups().get(self.group).map_or(0, RowGroupMetaData::num_rows);
                let left = usize::try_from(rows).unwrap_or_default().saturating_sub(self.taken);
                batch.rows = left.min(wanted);
                batch.is_opaque = true;
            }
            Err(error) => return Err(error.into()),
        }
        self.taken += batch.rows;
        Ok(batch)
    }

    /// What the servers' library does not read of this column.
    fn check_group(&self) -> Result<(), Trouble> {
        let metadata = self.file.metadata();
        let group = metadata.row_groups().get(self.group);
        let Some(column) = group.and_then(|group| group.columns().get(self.column)) else { return Ok(()) };
        let codec = match column.compression() {
            Compression::LZ4 => Some("LZ4"),
            Compression::LZ4_RAW => Some("LZ4_RAW"),
            Compression::LZO => Some("LZO"),
            _ => None,
        };
        if let Some(codec) = codec {
            return Err(Trouble::Column(format!("compression for {codec} unimplemented")));
        }
        let places = [Some(column.data_page_offset()), column.dictionary_page_offset(), Some(column.compressed_size())];
        if places.into_iter().flatten().any(|place| place < 0) {
            return Err(Trouble::page());
        }
        if column.encodings().any(|encoding| encoding == Encoding::BYTE_STREAM_SPLIT) {
            return Err(Trouble::Page("parquet: unsupported data encoding BYTE_STREAM_SPLIT".to_owned()));
        }
        if self.era == Era::V2_4 && column.column_type() == Physical::BOOLEAN && self.has_rle_pages()? {
            return Err(Trouble::Page("parquet: unknown encoding type RLE".to_owned()));
        }
        Ok(())
    }

    fn has_rle_pages(&self) -> Result<bool, ParquetError> {
        let group = self.file.get_row_group(self.group)?;
        let mut pages = group.get_column_page_reader(self.column)?;
        while let Some(page) = pages.get_next_page()? {
            if page.encoding() == Encoding::RLE {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Batch {
    fn fill(&mut self, reader: &mut ColumnReader, wanted: usize) -> Result<(), ParquetError> {
        match reader {
            ColumnReader::BoolColumnReader(reader) => self.records(reader, wanted, |_| Values::Other),
            ColumnReader::Int96ColumnReader(reader) => self.records(reader, wanted, |_| Values::Other),
            ColumnReader::Int32ColumnReader(reader) => self.records(reader, wanted, Values::Int32),
            ColumnReader::Int64ColumnReader(reader) => self.records(reader, wanted, Values::Int64),
            ColumnReader::FloatColumnReader(reader) => self.records(reader, wanted, Values::Float),
            ColumnReader::DoubleColumnReader(reader) => self.records(reader, wanted, Values::Double),
            ColumnReader::ByteArrayColumnReader(reader) => self.records(reader, wanted, Values::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => self.records(reader, wanted, |_| Values::Fixed),
        }
    }

    fn records<T: Stored>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        wanted: usize,
        wrap: impl FnOnce(Vec<T::T>) -> Values,
    ) -> Result<(), ParquetError> {
        let mut values = Vec::new();
        let definitions = Some(&mut self.definitions).filter(|_| self.shape.value > 0);
        let repetitions = Some(&mut self.repetitions).filter(|_| !self.shape.lists.is_empty());
        let (rows, _, _) = reader.read_records(wanted, definitions, repetitions, &mut values)?;
        self.rows = rows;
        self.values = wrap(values);
        Ok(())
    }
}

fn is_checksum(error: &ParquetError) -> bool {
    error.to_string().contains("CRC checksum mismatch")
}
