//! Sparse vectors as structs of `indices` and `values`.

use parquet::errors::Result;
use parquet::file::reader::RowGroupReader;

use super::arrow::{Column, Leaf};
use super::cells::{BATCH, Batch, List, Values};
use crate::finding::{At, Findings};
use crate::rules::parquet as rule;
use crate::schema::Field;

/// Looks at some rows of a row group.
pub(super) fn rows(
    column: &Column,
    field: Option<&Field>,
    group: &dyn RowGroupReader,
    first_row: u64,
    rows: usize,
    findings: &mut Findings,
) -> Result<()> {
    let leaf = |name: &str| column.leaves.iter().find(|leaf| leaf.path.first().is_some_and(|member| member == name));
    let (Some(indices), Some(values)) = (leaf("indices"), leaf("values")) else { return Ok(()) };
    let mut readers = (group.get_column_reader(indices.index)?, group.get_column_reader(values.index)?);
    let mut done = 0;
    while done < rows {
        let (first_row, count) = (first_row + done as u64, BATCH.min(rows - done));
        let batches = (Batch::read(&mut readers.0, first_row, count)?, Batch::read(&mut readers.1, first_row, count)?);
        if batches.0.rows == 0 || batches.0.rows != batches.1.rows {
            break;
        }
        done += batches.0.rows;
        batch(column, field, (indices, &batches.0), (values, &batches.1), findings);
    }
    Ok(())
}

fn batch(
    column: &Column,
    field: Option<&Field>,
    indices: (&Leaf, &Batch),
    values: (&Leaf, &Batch),
    findings: &mut Findings,
) {
    let nullable = field.is_some_and(|field| field.nullable);
    let lists = indices.1.lists(indices.0, 1).into_iter().zip(values.1.lists(values.0, 1));
    for (index_list, value_list) in lists {
        let at = At::cell(&column.name, index_list.row);
        if index_list.null || value_list.null {
            if !nullable {
                findings.add(&rule::NULL_REFUSED, at, "");
            }
            continue;
        }
        if index_list.length != value_list.length {
            let got = format!("{} indices and {} values", index_list.length, value_list.length);
            findings.add(&rule::SPARSE, at, &got);
            continue;
        }
        let wraps = |index: &i64| u32::try_from(*index).is_err();
        let wide = wide(&indices.1.values, &index_list);
        if let Some(index) = wide.iter().copied().find(wraps) {
            findings.add(&rule::SPARSE_WRAPS, at, &index.to_string());
        }
        if let Some(why) = wrong(&wide, &numbers(&values.1.values, &value_list)) {
            findings.add(&rule::SPARSE, at, &why);
        }
    }
}

/// The indices with 64 bits. Those of int32 and uint32 have the same bits, of which the server makes a uint32.
fn wide(values: &Values, list: &List) -> Vec<i64> {
    match values {
        Values::Int32(values) => values
            .get(list.values.clone())
            .unwrap_or_default()
            .iter()
            .map(|index| i64::from(index.cast_unsigned()))
            .collect(),
        Values::Int64(values) => values.get(list.values.clone()).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}

fn numbers(values: &Values, list: &List) -> Vec<f64> {
    match values {
        Values::Float(values) => {
            values.get(list.values.clone()).unwrap_or_default().iter().map(|value| f64::from(*value)).collect()
        }
        Values::Double(values) => values.get(list.values.clone()).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}

/// Why the server refuses such a row.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the server takes the lower 32 bits, and floats"
)]
fn wrong(indices: &[i64], values: &[f64]) -> Option<String> {
    let mut indices: Vec<u32> = indices.iter().map(|index| *index as u32).collect();
    indices.sort_unstable();
    if indices.last() == Some(&u32::MAX) {
        return Some(format!("the index {}", u32::MAX));
    }
    if let Some((index, _)) = indices.iter().zip(indices.iter().skip(1)).find(|(a, b)| a == b) {
        return Some(format!("the index {index} twice"));
    }
    let bad = values.iter().find(|value| !(**value as f32).is_finite() || **value < 0.0)?;
    Some(format!("the value {bad}"))
}
