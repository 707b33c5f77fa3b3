//! Columns of structs, whose fields are a list in every row.

use parquet::errors::Result;

use super::arrow::{Arrow, Column, Leaf};
use super::cells::{Batch, Values};
use super::{types, values};
use crate::finding::{At, Findings};
use crate::rules::parquet as rule;
use crate::schema::{Field, Kind, Struct};

/// The column of a struct field, if its values are worth a look. Types must be those of the fields, none widens.
pub(super) fn check<'a>(field: &Struct, columns: &'a [Column], findings: &mut Findings) -> Option<&'a Column> {
    let at = At::field(&field.name);
    let Some(column) = columns.iter().find(|column| column.name == field.name) else {
        findings.add(&rule::MISSING, at, "");
        return None;
    };
    let Arrow::List(item) = &column.arrow else {
        findings.add(&rule::STRUCT, at, &format!("is {}, no list of structs", column.arrow));
        return None;
    };
    let Arrow::Struct(members) = item.as_ref() else {
        findings.add(&rule::STRUCT, at, &format!("is {}, no list of structs", column.arrow));
        return None;
    };
    let mut fine = true;
    for wanted in &field.fields {
        let member = members.iter().find(|(name, _)| *name == wanted.name);
        let problem = match member {
            None => Some(format!("has no member {}", wanted.name)),
            Some((name, arrow)) if !is_exact(&wanted.kind, arrow) => {
                Some(format!("has {arrow} as {name}, which is {} of {}", wanted.kind.name(), element(&wanted.kind)))
            }
            Some(_) => None,
        };
        if let Some(problem) = problem {
            findings.add(&rule::STRUCT, at, &problem);
            fine = false;
        }
    }
    fine.then_some(column)
}

fn element(kind: &Kind) -> &str {
    match kind {
        Kind::Array { element, .. } | Kind::ArrayOfVector { element, .. } => element.name(),
        other => other.name(),
    }
}

fn is_exact(kind: &Kind, arrow: &Arrow) -> bool {
    match kind {
        Kind::Array { element, .. } => types::scalar(element).as_ref() == Some(arrow),
        Kind::ArrayOfVector { element, .. } => {
            let Arrow::List(item) = arrow else { return false };
            match element.as_ref() {
                Kind::FloatVector { .. } => **item == Arrow::Float32,
                Kind::Int8Vector { .. } => **item == Arrow::Int(8, true),
                Kind::BinaryVector { .. } => **item == Arrow::Int(8, false),
                _ => matches!(**item, Arrow::Float32 | Arrow::Int(8, false)),
            }
        }
        _ => true,
    }
}

/// Looks at some rows; `each` reads those of a leaf.
pub(super) fn rows(
    field: &Struct,
    column: &Column,
    mut each: impl FnMut(&Leaf, &mut dyn FnMut(&Batch)) -> Result<()>,
    findings: &mut Findings,
) -> Result<()> {
    for wanted in &field.fields {
        let leaf = column.leaves.iter().find(|leaf| leaf.path.first() == Some(&wanted.name));
        if let Some(leaf) = leaf {
            let name = format!("{}[{}]", field.name, wanted.name);
            each(leaf, &mut |batch| member(&name, wanted, leaf, batch, findings))?;
        }
    }
    Ok(())
}

fn member(name: &str, field: &Field, leaf: &Leaf, batch: &Batch, findings: &mut Findings) {
    let (Kind::Array { element, max_capacity } | Kind::ArrayOfVector { element, max_capacity }) = &field.kind else {
        return;
    };
    for list in batch.lists(leaf, 1) {
        let at = At::cell(name, list.row);
        if list.null {
            findings.add(&rule::STRUCT_NULL, at, "");
        }
        if list.length as u64 > *max_capacity {
            findings.add(&rule::CAPACITY, at, &format!("{} elements, more than {max_capacity}", list.length));
        }
        if let (Kind::VarChar { max_length }, Values::Bytes(bytes)) = (element.as_ref(), &batch.values) {
            for value in bytes.get(list.values.clone()).unwrap_or_default() {
                values::text(at, value.data(), *max_length, &rule::ELEMENT_LENGTH, findings);
            }
        }
    }
    let floats = matches!(batch.values, Values::Float(_));
    if element.is_vector() {
        let wanted = values::length(element, floats);
        for list in batch.lists(leaf, 2) {
            if list.length as u64 != wanted {
                let at = At::cell(name, list.row);
                findings.add(&rule::STRUCT_DIM, at, &format!("{} elements, not of {wanted}", list.length));
            }
        }
    }
}
