//! Sets of NumPy files, one for each field and named like it.

mod header;
mod values;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use super::Rows;
use super::columns::{Columns, META, has_filler};
use super::storage::Storage;
use super::words::{Era, import, not_aligned, unfillable};
use crate::schema::{DataType, Field};
use header::Header;
use values::{Batch, Values};

/// What is read at once of all fields.
const BUFFER: u64 = 16 << 20;

/// Reads a set of files; also says how large they are.
pub(super) fn read(columns: Columns<'_>, storage: &Storage, paths: &[String]) -> Result<(Rows, u64), String> {
    let mut size = 0;
    let mut arrays = Vec::new();
    let meta = meta_field();
    for (field, path) in given(columns, &meta, paths)? {
        let (file, bytes) = storage
            .open(path)
            .map_err(|error| import(format_args!("failed to read the file '{path}', error: {error}")))?;
        super::check_size(bytes)?;
        size += bytes;
        arrays.push((field, file));
    }
    let arrays =
        arrays.into_iter().map(|(field, file)| open(columns.era, field, file)).collect::<Result<Vec<_>, _>>()?;
    let count = batches(columns, arrays)?;
    let has_gap = |field: &Field| field.data_type == DataType::Geometry && !is_given(field, paths);
    if count > 0 && columns.schema.fields.iter().any(|field| has_filler(field) && has_gap(field)) {
        return Err(unfillable(columns.era));
    }
    Ok((Rows { count, keys: count }, size))
}

/// The field that holds what is no field.
fn meta_field() -> Field {
    Field { name: META.to_owned(), data_type: DataType::Json, ..Field::default() }
}

/// The name of the field that a file is for.
fn name_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".npy").unwrap_or(name)
}

fn is_given(field: &Field, paths: &[String]) -> bool {
    paths.iter().any(|path| name_of(path) == field.name)
}

/// The fields that have a file; files of other names are ignored.
fn given<'a>(columns: Columns<'a>, meta: &'a Field, paths: &'a [String]) -> Result<Vec<(&'a Field, &'a str)>, String> {
    let (era, schema) = (columns.era, columns.schema);
    if let Some(field) = schema.fields.iter().find(|field| era == Era::V2_5 && field.nullable) {
        let name = &field.name;
        return Err(format!(
            "not support bulk insert numpy files in field({name}) which set nullable == true: invalid parameter"
        ));
    }
    // Of files of one name the last counts.
    let by_name: BTreeMap<&str, &str> = paths.iter().map(|path| (name_of(path), path.as_str())).collect();
    let mut found = Vec::new();
    for field in schema.fields.iter().chain(Some(meta).filter(|_| schema.enable_dynamic_field)) {
        let path = by_name.get(field.name.as_str());
        if field.is_generated() {
            // Not even where values may be given otherwise.
            if path.is_some() {
                return Err(import(Columns::key_complaint(field)));
            }
            continue;
        }
        if let Some(complaint) = columns.output_complaint(field).filter(|_| path.is_some()) {
            return Err(import(complaint));
        }
        let is_demanded = !columns.is_output(field) && field.name != META && (era <= Era::V2_5 || !has_filler(field));
        let is_unsupported = matches!(field.data_type, DataType::Array | DataType::SparseFloatVector);
        if is_unsupported && era >= Era::V2_6 && (is_demanded || path.is_some()) {
            return Err(unsupported(field));
        }
        match path {
            Some(path) => found.push((field, *path)),
            None if is_demanded => {
                let mut files: Vec<&str> = by_name.values().copied().collect();
                files.sort_by_key(|path| paths.iter().position(|given| given == path));
                let files = files.join(" ");
                return Err(import(format_args!("no file for field: {}, files: [{files}]", field.name)));
            }
            None => {}
        }
    }
    match columns.structs().first().and_then(|group| group.fields.first()) {
        Some(member) => Err(unsupported(member)),
        None => Ok(found),
    }
}

fn unsupported(field: &Field) -> String {
    let kind = field.data_type;
    import(format_args!("unsupported importing numpy files for collection with data type: {kind}"))
}

/// One field's file.
type Array<'a> = (&'a Field, Values<'a, BufReader<File>>);

fn open(era: Era, field: &Field, file: File) -> Result<Array<'_>, String> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let header = Header::read(&mut file)?;
    header.check(era, field)?;
    Ok((field, Values::new(era, field, header, file)))
}

/// Reads all fields a batch at a time. The first that has no more ends the reading: lengths differ within a batch only.
fn batches(columns: Columns<'_>, mut arrays: Vec<Array<'_>>) -> Result<u64, String> {
    let batch = batch_size(columns);
    let mut count = 0;
    loop {
        let mut first: Option<(&str, u64)> = None;
        for (field, values) in &mut arrays {
            let rows = match values.next(batch)? {
                Batch::Rows(rows) => rows,
                Batch::End => return Ok(count),
            };
            match first {
                None => first = Some((&field.name, rows)),
                Some((name, expected)) if expected != rows => {
                    return Err(not_aligned(name, expected, &field.name, rows));
                }
                Some(_) => {}
            }
        }
        let Some((_, rows)) = first else { return Ok(count) };
        count += rows;
    }
}

/// How many rows are read at once: a thousand, or those that fit into the buffer.
fn batch_size(columns: Columns<'_>) -> u64 {
    /// What a value of JSON or a list is taken to need.
    const UNKNOWN: u64 = 512;
    let size = |field: &Field| match field.data_type {
        DataType::Bool | DataType::Int8 => 1,
        DataType::Int16 => 2,
        DataType::Int32 | DataType::Float => 4,
        DataType::VarChar => field.max_length().unwrap_or_default() as u64,
        DataType::BinaryVector => field.dim() as u64 / 8,
        DataType::Int8Vector => field.dim() as u64,
        DataType::Float16Vector | DataType::BFloat16Vector => field.dim() as u64 * 2,
        DataType::FloatVector => field.dim() as u64 * 4,
        DataType::Int64 | DataType::Double | DataType::Timestamptz => 8,
        _ => UNKNOWN,
    };
    let row: u64 = columns.schema.fields.iter().map(size).sum::<u64>().max(1);
    let fitting = (BUFFER / row).max(1);
    // 2.4 fills its buffer.
    if columns.era == Era::V2_4 { fitting } else { fitting.min(1000) }
}
