//! What the values of a field have to be in a Parquet file.

use super::leaf::{Batch, Row, Values};
use super::types::Arrow;
use crate::reads::columns::{META, has_filler};
use crate::reads::words::{Era, import, invalid};
use crate::reads::{entity, limits, sparse, timestamp, wkt};
use crate::schema::{DataType, Field};

/// A field with its column.
pub(super) struct Target<'a> {
    pub(super) era: Era,
    pub(super) field: &'a Field,
    pub(super) arrow: &'a Arrow,
}

impl Target<'_> {
    /// Whether rows may be null.
    fn is_nullable(&self) -> bool {
        has_filler(self.field) || (self.field.name == META && self.era >= Era::V2_6_18)
    }

    /// Checks some rows, and says how many the server makes of them.
    pub(super) fn check(&self, batch: &Batch) -> Result<u64, String> {
        let rows = batch.rows as u64;
        if batch.is_opaque {
            return Ok(rows);
        }
        match self.field.data_type {
            _ if *self.arrow == Arrow::Null => self.nulls(),
            kind if kind.is_dense_vector() => return self.vectors(batch),
            DataType::Array => self.arrays(batch),
            DataType::VarChar
            | DataType::String
            | DataType::Text
            | DataType::Json
            | DataType::Geometry
            | DataType::Timestamptz
            | DataType::SparseFloatVector => self.texts(batch),
            _ => self.numbers(batch),
        }?;
        Ok(rows)
    }

    /// A column of which nothing but nulls is known.
    fn nulls(&self) -> Result<(), String> {
        if self.is_nullable() {
            return Ok(());
        }
        Err(if self.era >= Era::V2_6_18 { self.null_row() } else { self.wrong_type() })
    }

    fn wrong_type(&self) -> String {
        let expected = match self.field.data_type {
            DataType::Bool => "bool",
            DataType::VarChar | DataType::String | DataType::Json | DataType::Geometry => "string",
            _ => "integer|float",
        };
        let (name, found) = (&self.field.name, self.arrow.name());
        import(format_args!("expect '{expected}' type for field '{name}', but got '{found}' type"))
    }

    fn null_row(&self) -> String {
        match self.era {
            Era::V2_5 | Era::V2_6 => "not nullable, but has null value: invalid parameter".to_owned(),
            _ => {
                import(format_args!("the field '{}' is not nullable but the file contains null value", self.field.name))
            }
        }
    }

    fn null_element(&self) -> String {
        import(format_args!("array element is not allowed to be null value for field '{}'", self.field.name))
    }

    /// 2.4 makes 0, or an empty text, of a null.
    fn check_nulls(&self, rows: &[Option<usize>]) -> Result<(), String> {
        let is_wrong = self.era > Era::V2_4 && !self.is_nullable() && rows.contains(&None);
        if is_wrong { Err(self.null_row()) } else { Ok(()) }
    }

    fn numbers(&self, batch: &Batch) -> Result<(), String> {
        let is_text = matches!(batch.values, Values::Bytes(_) | Values::Fixed);
        if is_text || self.arrow.item().is_some() || matches!(self.arrow, Arrow::Struct(_)) {
            return Err(self.wrong_type());
        }
        self.check_nulls(&batch.scalars())?;
        match self.field.data_type {
            DataType::Float => self.finite(&batch.values, true),
            DataType::Double => self.finite(&batch.values, false),
            _ => Ok(()),
        }
    }

    fn finite(&self, values: &Values, narrow: bool) -> Result<(), String> {
        floats(values, narrow).into_iter().try_for_each(|number| limits::finite(self.era, number))
    }

    fn texts(&self, batch: &Batch) -> Result<(), String> {
        let Values::Bytes(values) = &batch.values else { return Err(self.wrong_type()) };
        // The types of keys that the server would make are not compared before.
        if *self.arrow != Arrow::Utf8 {
            return Err(self.wrong_type());
        }
        let rows = batch.scalars();
        self.check_nulls(&rows)?;
        for row in rows {
            match row.and_then(|index| values.get(index)) {
                Some(value) => self.text(value.data())?,
                None if self.is_nullable() => {}
                None => self.text(b"")?,
            }
        }
        Ok(())
    }

    fn text(&self, bytes: &[u8]) -> Result<(), String> {
        let era = self.era;
        match self.field.data_type {
            DataType::Json => {
                entity::json(era, bytes)?;
                if self.field.name == META { entity::json_object(era, bytes) } else { Ok(()) }
            }
            DataType::Geometry => wkt::check(&String::from_utf8_lossy(bytes)).map_err(|error| error.to_string()),
            DataType::Timestamptz => timestamp::check(era, &String::from_utf8_lossy(bytes)),
            DataType::SparseFloatVector => sparse::from_text(era, &String::from_utf8_lossy(bytes)),
            _ => limits::text(era, self.field, bytes),
        }
    }

    fn arrays(&self, batch: &Batch) -> Result<(), String> {
        let rows = batch.lists();
        self.check_lists(&rows)?;
        self.check_elements(&rows)?;
        if let Values::Bytes(values) = &batch.values {
            // 2.4 looks at no element, and up to 2.6.0 those of lists that may be null are forgotten.
            let is_checked = if self.field.nullable { self.era >= Era::V2_6_18 } else { self.era > Era::V2_4 };
            for index in rows.iter().flat_map(|row| &row.items).flatten().filter(|_| is_checked) {
                limits::text(self.era, self.field, values.get(*index).map_or(b"", |value| value.data()))?;
            }
        }
        if self.era >= Era::V3_0 && matches!(self.field.element(), DataType::Float | DataType::Double) {
            let narrow = self.field.element() == DataType::Float;
            let name = if narrow { "float32" } else { "float64" };
            let checked = self.finite(&batch.values, narrow);
            checked.map_err(|complaint| format!("{name} verification failed: {complaint}"))?;
        }
        rows.iter().try_for_each(|row| limits::capacity(self.era, self.field, row.items.len()))
    }

    /// Null rows and null elements, and lists of a fixed size that are of another.
    fn check_lists(&self, rows: &[Row]) -> Result<(), String> {
        if let Arrow::FixedList(_, size) = self.arrow {
            let size = usize::try_from(*size).unwrap_or_default();
            // Null is of no size, even where it is allowed.
            if let Some((index, row)) = rows.iter().enumerate().find(|(_, row)| row.items.len() != size) {
                let (end, actual) = (index + 1, row.items.len());
                return Err(format!("expected all lists to be of size={size}, but index {end} had size={actual}"));
            }
        }
        if self.era < Era::V2_6_18 {
            return Ok(());
        }
        if !self.is_nullable() && rows.iter().any(|row| row.is_null) {
            return Err(self.null_row());
        }
        Ok(())
    }

    fn check_elements(&self, rows: &[Row]) -> Result<(), String> {
        let has_null = rows.iter().any(|row| row.items.contains(&None));
        if has_null && self.era >= Era::V2_6_18 { Err(self.null_element()) } else { Ok(()) }
    }

    fn vectors(&self, batch: &Batch) -> Result<u64, String> {
        if let (Values::Bytes(values), None) = (&batch.values, self.arrow.item()) {
            let lengths = batch.scalars().into_iter().map(|index| Some(values.get(index?)?.len()));
            return self.binary(lengths);
        }
        let rows = batch.lists();
        self.check_lists(&rows)?;
        let (era, field) = (self.era, self.field);
        let is_float = matches!(self.arrow.item(), Some(Arrow::Float32 | Arrow::Float64));
        let expected = if is_float { field.dim() } else { self.width() };
        // Before vectors could be null such a row had no elements.
        let is_skipped = |row: &&Row| row.is_null && self.is_nullable();
        if let Some(row) = rows.iter().filter(|row| !is_skipped(row)).find(|row| row.items.len() != expected) {
            let complaint = invalid(era, format_args!("expected {expected} but got {}", row.items.len()));
            let kind = field.data_type;
            return Err(import(format_args!("length of vector is not aligned: {complaint}, data type: {kind}")));
        }
        self.check_elements(&rows)?;
        match field.data_type {
            DataType::FloatVector if era >= Era::V3_0 || (field.nullable && era >= Era::V2_6_18) => {
                self.finite(&batch.values, true)?;
            }
            DataType::Float16Vector if is_float => limits::float16(era, floats(&batch.values, true))?,
            DataType::BFloat16Vector if is_float => limits::bfloat16(era, floats(&batch.values, true))?,
            _ => {}
        }
        Ok(batch.rows as u64)
    }

    /// The bytes of a vector, or its numbers.
    fn width(&self) -> usize {
        match self.field.data_type {
            DataType::BinaryVector => self.field.dim() / 8,
            DataType::Float16Vector | DataType::BFloat16Vector => self.field.dim() * 2,
            _ => self.field.dim(),
        }
    }

    /// Vectors as bytes: where none may be null only all of them together have to be of a size.
    fn binary(&self, lengths: impl Iterator<Item = Option<usize>>) -> Result<u64, String> {
        let expected = self.width().max(1);
        if !self.is_nullable() {
            let actual: usize = lengths.flatten().sum();
            if !actual.is_multiple_of(expected) {
                return Err(format!("Wrong vector size: invalid parameter[expected={expected}][actual={actual}]"));
            }
            return Ok((actual / expected) as u64);
        }
        let mut rows = 0;
        for length in lengths {
            if let Some(actual) = length.filter(|actual| *actual != expected) {
                let (name, kind) = (&self.field.name, self.field.data_type);
                return Err(import(format_args!(
                    "vector row width mismatch: field {name}, row {rows}, expected {expected} bytes but got {actual} \
                     bytes, data type: {kind}"
                )));
            }
            rows += 1;
        }
        Ok(rows)
    }

    /// Sparse vectors as structs of two lists.
    pub(super) fn check_sparse(&self, indices: &Batch, values: &Batch) -> Result<u64, String> {
        let invalid_struct = |what: &str| import(format_args!("Invalid parquet struct for SparseFloatVector: {what}"));
        let nulls = indices.null_rows();
        if nulls.contains(&true) && !self.is_nullable() {
            return Err(if self.era >= Era::V2_6_18 {
                self.null_row()
            } else {
                "has null value, but struct doesn't support nullable yet: invalid parameter".to_owned()
            });
        }
        let weights = floats(&values.values, true);
        for ((index_row, value_row), is_null) in indices.lists().iter().zip(values.lists()).zip(nulls) {
            if is_null {
                continue;
            }
            if self.era >= Era::V3_0 && (index_row.is_null || value_row.is_null) {
                return Err(invalid_struct("'indices' or 'values' is null for a valid sparse row"));
            }
            let (left, right) = (index_row.items.len(), value_row.items.len());
            if left != right {
                return Err(invalid_struct(&format!(
                    "number of elements of 'indices' and 'values' mismatched, '{left}' vs '{right}'"
                )));
            }
            let pairs = index_row.items.iter().zip(&value_row.items).map(|(index, value)| {
                let value = value.and_then(|value| weights.get(value).copied()).unwrap_or_default();
                (index.map_or(0, |index| narrow(&indices.values, index)), value)
            });
            sparse::check(self.era, pairs.collect())?;
        }
        Ok(indices.rows as u64)
    }

    /// Members of structs that are vectors.
    pub(super) fn check_nested(&self, batch: &Batch) -> Result<(), String> {
        let dim = self.field.dim();
        let expected = if self.field.element() == DataType::BinaryVector { dim / 8 } else { dim };
        // Positions are those among all structs that were read at once.
        let mut before = 0;
        for row in batch.nested_lengths() {
            let Some(lengths) = row else {
                if self.era >= Era::V3_0 {
                    return Err(self.null_row());
                }
                continue;
            };
            limits::capacity(self.era, self.field, lengths.len())?;
            if let Some((index, actual)) = lengths.iter().enumerate().find(|(_, length)| **length != expected) {
                let (name, position) = (&self.field.name, before + index);
                return Err(import(format_args!(
                    "vector dimension mismatch for field '{name}': position={position}, actual={actual}, \
                     expected={expected}"
                )));
            }
            before += lengths.len();
        }
        Ok(())
    }

    /// Members of structs that are scalars.
    pub(super) fn check_members(&self, batch: &Batch) -> Result<(), String> {
        for row in batch.lists() {
            if row.is_null && self.era >= Era::V3_0 {
                return Err(self.null_row());
            }
            limits::capacity(self.era, self.field, row.items.len())?;
        }
        Ok(())
    }
}

/// Numbers as they are compared; a double may have to be a float.
#[expect(clippy::cast_possible_truncation, reason = "as the server does")]
fn floats(values: &Values, narrow: bool) -> Vec<f64> {
    match values {
        Values::Float(values) => values.iter().copied().map(f64::from).collect(),
        Values::Double(values) if narrow => values.iter().map(|number| f64::from(*number as f32)).collect(),
        Values::Double(values) => values.clone(),
        _ => Vec::new(),
    }
}

/// An index; what is larger than 32 bits wraps.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as the server does")]
fn narrow(values: &Values, index: usize) -> u32 {
    match values {
        Values::Int32(values) => values.get(index).map_or(0, |number| *number as u32),
        Values::Int64(values) => values.get(index).map_or(0, |number| *number as u32),
        _ => 0,
    }
}
