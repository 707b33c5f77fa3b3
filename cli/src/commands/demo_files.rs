//! The files that the demo imports: made here, so that their row counts are known to be true.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;

/// Numbers in the vector of each row.
const DIMENSION: usize = 4;

/// A Parquet file of so many books: an id, a title, and a vector.
pub(crate) fn parquet(path: &Path, rows: usize) -> ParquetResult<()> {
    let mut writer = SerializedFileWriter::new(File::create(path)?, schema()?, Arc::new(WriterProperties::default()))?;
    let mut group = writer.next_row_group()?;
    let ids: Vec<i64> = (0..).take(rows).collect();
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<Int64Type>().write_batch(&ids, None, None)?;
    column.close()?;
    let titles: Vec<_> = (0..rows).map(|row| ByteArray::from(title(row).into_bytes())).collect();
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<ByteArrayType>().write_batch(&titles, None, None)?;
    column.close()?;
    let numbers: Vec<f32> = (0..rows).flat_map(vector).collect();
    // A list's first number opens it (0), the others go on with it (1); every number is there (1).
    let repeated: Vec<i16> = (0..numbers.len()).map(|index| i16::from(index % DIMENSION != 0)).collect();
    let defined = vec![1; numbers.len()];
    let mut column = group.next_column()?.ok_or_else(no_column)?;
    column.typed::<FloatType>().write_batch(&numbers, Some(&defined), Some(&repeated))?;
    column.close()?;
    group.close()?;
    writer.close().map(drop)
}

/// The same books as JSON rows.
pub(crate) fn json(path: &Path, rows: usize) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"{\"rows\":[")?;
    for row in 0..rows {
        let comma = if row == 0 { "" } else { "," };
        write!(file, "{comma}\n{}", json!({"id": row, "title": title(row), "vector": vector(row)}))?;
    }
    file.write_all(b"\n]}\n")?;
    file.flush()
}

/// The first half of another file, as an upload that broke off leaves it.
pub(crate) fn half(whole: &Path, path: &Path) -> io::Result<()> {
    let bytes = fs::read(whole)?;
    fs::write(path, bytes.get(..bytes.len() / 2).unwrap_or_default())
}

fn title(row: usize) -> String {
    format!("book {row}")
}

fn vector(row: usize) -> [f32; DIMENSION] {
    #[expect(clippy::cast_precision_loss, reason = "any number will do")]
    let x = (row % 1000) as f32 / 1000.0;
    [x, 1.0 - x, x * x, 0.5]
}

fn schema() -> ParquetResult<TypePtr> {
    let leaf = |name, kind| Type::primitive_type_builder(name, kind).with_repetition(Repetition::REQUIRED);
    let group = |name, fields| Type::group_type_builder(name).with_fields(fields);
    let id = leaf("id", PhysicalType::INT64).build()?;
    let title = leaf("title", PhysicalType::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()?;
    let element = leaf("element", PhysicalType::FLOAT).build()?;
    let list = group("list", vec![Arc::new(element)]).with_repetition(Repetition::REPEATED).build()?;
    let vector = group("vector", vec![Arc::new(list)]).with_repetition(Repetition::REQUIRED);
    let vector = vector.with_logical_type(Some(LogicalType::List)).build()?;
    Ok(Arc::new(group("schema", vec![Arc::new(id), Arc::new(title), Arc::new(vector)]).build()?))
}

fn no_column() -> ParquetError {
    ParquetError::General("the schema has fewer columns than the rows".to_owned())
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

    #[test]
    fn the_files_hold_the_rows_they_are_said_to_hold() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("books");
        parquet(&path, 300).unwrap();
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 300);
        let last = reader.get_row_iter(None).unwrap().last().unwrap().unwrap();
        assert_eq!(last.get_string(1).unwrap(), "book 299");
        assert_eq!(last.get_list(2).unwrap().len(), DIMENSION);
        json(&path, 300).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(value["rows"].as_array().map(Vec::len), Some(300));
        assert_eq!(value["rows"][299]["title"], "book 299");
    }
}
