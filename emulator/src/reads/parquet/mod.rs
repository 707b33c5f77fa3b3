//! Parquet files.

mod fits;
mod leaf;
mod types;
mod values;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::Rows;
use super::columns::{Columns, META, has_filler};
use super::words::{Era, import, not_aligned, unfillable};
use crate::schema::{DataType, Field};
use fits::Source;
use leaf::{Batch, Leaf};
use types::Arrow;
use values::Target;

/// How many rows are read at once.
const BATCH: usize = 1000;
/// The length of the footer, and the magic word behind it.
const FOOTER: u64 = 8;

pub(super) fn read(columns: Columns<'_>, mut file: File, size: u64) -> Result<Rows, String> {
    let era = columns.era;
    let unread = |error: &str| {
        let text = format!("new parquet reader failed, err={error}");
        if era >= Era::V3_0 { format!("{text}: importing data failed on server side") } else { import(text) }
    };
    check_footer(&mut file, size).map_err(|error| unread(&error))?;
    let file = SerializedFileReader::new(file);
    let file = Arc::new(file.map_err(|error| unread(&format!("parquet: could not read footer: {error}")))?);
    let found = types::columns(era, file.metadata().file_metadata())?;
    let meta = Field { name: META.to_owned(), data_type: DataType::Json, ..Field::default() };
    let sources = fits::sources(columns, &meta, &found)?;
    let mut fields = sources.iter().map(|source| Reading::new(era, &file, &found, source)).collect::<Vec<_>>();
    let count = read_all(&mut fields)?;
    let is_absent = |field: &Field| !found.iter().any(|(name, _)| *name == field.name);
    let is_gap = |field: &Field| field.data_type == DataType::Geometry && has_filler(field) && is_absent(field);
    if count > 0 && columns.schema.fields.iter().any(is_gap) {
        return Err(unfillable(era));
    }
    Ok(Rows { count, keys: count })
}

/// What the servers look at before they read the footer.
fn check_footer(file: &mut File, size: u64) -> Result<(), String> {
    if size <= FOOTER {
        return Err(format!("parquet: file too small (size={size})"));
    }
    let mut end = [0; 8];
    let read = file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut end));
    read.map_err(|error| format!("parquet: could not read footer: {error}"))?;
    let [a, b, c, d, magic @ ..] = end;
    if u64::from(u32::from_le_bytes([a, b, c, d])) + FOOTER > size {
        return Err("parquet: file is smaller than indicated metadata size".to_owned());
    }
    match &magic {
        b"PAR1" => Ok(()),
        b"PARE" => Err("could not read encrypted metadata, no decryption found in reader's properties".to_owned()),
        _ => Err("parquet: magic bytes not found in footer. Either the file is corrupted or this isn't a parquet file"
            .to_owned()),
    }
}

/// A field that is being read.
struct Reading<'a> {
    field: Field,
    arrow: &'a Arrow,
    era: Era,
    kind: Kind,
    leaves: Vec<Leaf>,
}

/// How the columns of values make a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// Indices and values.
    Sparse,
    /// A scalar of each struct.
    Member,
    /// A vector of each struct.
    MemberVector,
}

impl<'a> Reading<'a> {
    fn new(
        era: Era,
        file: &Arc<SerializedFileReader<File>>,
        found: &'a [(String, Arrow)],
        source: &Source<'_>,
    ) -> Self {
        let (column, field) = match source {
            Source::Field(field, column) => (*column, (*field).clone()),
            Source::Member(group, field, column) => {
                (*column, Field { name: format!("{}[{}]", group.name, field.name), ..(*field).clone() })
            }
        };
        let arrow = found.get(column).map_or(&Arrow::Null, |(_, arrow)| arrow);
        let kind = match source {
            Source::Member(_, field, _) if field.data_type == DataType::ArrayOfVector => Kind::MemberVector,
            Source::Member(..) => Kind::Member,
            Source::Field(..) if matches!(arrow, Arrow::Struct(_)) => Kind::Sparse,
            Source::Field(..) => Kind::Plain,
        };
        let schema = file.metadata().file_metadata().schema_descr();
        let root = schema.root_schema().get_fields().get(column);
        // The first column of values below the field that has a part of this name, so far down.
        let leaf = |part: Option<(usize, &str)>| {
            let is_wanted = |leaf: &usize| {
                let parts = schema.column(*leaf).path().parts().to_vec();
                schema.get_column_root_idx(*leaf) == column
                    && part.is_none_or(|(depth, name)| parts.get(depth).is_some_and(|part| part == name))
            };
            let leaf = (0..schema.num_columns()).find(is_wanted);
            leaf.zip(root).map(|(leaf, root)| Leaf::new(era, file.clone(), leaf, root))
        };
        let leaves = match source {
            // Below the field are its list and the struct.
            Source::Member(_, field, _) => vec![leaf(Some((3, &field.name)))],
            Source::Field(..) if kind == Kind::Sparse => {
                vec![leaf(Some((1, "indices"))), leaf(Some((1, "values")))]
            }
            Source::Field(..) => vec![leaf(None)],
        };
        Self { field, arrow, era, kind, leaves: leaves.into_iter().flatten().collect() }
    }

    /// Reads some rows, and says how many the server makes of them.
    fn next(&mut self) -> Result<u64, String> {
        let batches = self.leaves.iter_mut().map(|leaf| leaf.next(BATCH)).collect::<Result<Vec<_>, _>>()?;
        let target = Target { era: self.era, field: &self.field, arrow: self.arrow };
        let Some((first, rest)) = batches.split_first() else { return Ok(0) };
        let mut rows = 0;
        for (index, batch) in first.iter().enumerate() {
            let other: Option<&Batch> = rest.first().and_then(|other| other.get(index));
            rows += match (self.kind, other) {
                (Kind::Plain, _) => target.check(batch)?,
                (_, _) if batch.is_opaque => batch.rows as u64,
                (Kind::Sparse, Some(values)) if !values.is_opaque => target.check_sparse(batch, values)?,
                (Kind::MemberVector, _) => target.check_nested(batch).map(|()| batch.rows as u64)?,
                (Kind::Member, _) => target.check_members(batch).map(|()| batch.rows as u64)?,
                (Kind::Sparse, _) => batch.rows as u64,
            };
        }
        Ok(rows)
    }
}

/// Reads all fields a batch at a time; the first that has no more ends the reading.
fn read_all(fields: &mut [Reading<'_>]) -> Result<u64, String> {
    let mut count = 0;
    loop {
        let mut first: Option<(&str, u64)> = None;
        for reading in &mut *fields {
            let rows = reading.next()?;
            if rows == 0 {
                return Ok(count);
            }
            match first {
                None => first = Some((&reading.field.name, rows)),
                Some((name, expected)) if expected != rows => {
                    return Err(not_aligned(name, expected, &reading.field.name, rows));
                }
                Some(_) => {}
            }
        }
        let Some((_, rows)) = first else { return Ok(count) };
        count += rows;
    }
}
