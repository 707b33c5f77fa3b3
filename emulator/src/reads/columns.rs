//! Which columns a collection takes from a file, and which it has to find there.

use super::words::Era;
use crate::schema::{Field, Schema, StructField};

/// The column of the dynamic field.
pub(super) const META: &str = "$meta";
const ALLOW_OUTPUTS: &str = "collection.function.allowInsertNonBM25FunctionOutputs";

/// A schema as the readers of a release see it.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) era: Era,
    pub(super) schema: &'a Schema,
}

/// What a column is to a collection.
pub(super) enum Column<'a> {
    Field(&'a Field),
    Structs(&'a StructField),
    Dynamic,
    /// The primary key that the server would make.
    AutoKey(&'a Field),
    Unknown,
}

impl<'a> Columns<'a> {
    /// Whether values may be given for the primary key that the server would make.
    pub(super) fn takes_auto_key(self) -> bool {
        let allowed = self.schema.property("allow_insert_auto_id");
        self.era >= Era::V2_5
            && self.era != Era::V2_6
            && allowed.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The primary key, if the server makes it and takes no values for it.
    pub(super) fn forbidden_key(self) -> Option<&'a Field> {
        self.auto_key().filter(|_| !self.takes_auto_key())
    }

    pub(super) fn auto_key(self) -> Option<&'a Field> {
        self.schema.primary_key().filter(|field| field.is_generated())
    }

    /// What is said of a primary key that is given all the same.
    pub(super) fn key_complaint(field: &Field) -> String {
        format!("the primary key '{}' is auto-generated, no need to provide", field.name)
    }

    pub(super) fn is_output(self, field: &Field) -> bool {
        field.is_function_output || self.schema.maker(&field.name).is_some()
    }

    /// What is said of a field that a function makes, and that is given all the same; nothing where that is taken.
    pub(super) fn output_complaint(self, field: &Field) -> Option<String> {
        if !self.is_output(field) {
            return None;
        }
        let name = &field.name;
        if self.era < Era::V2_6_18 {
            return Some(format!("the field '{name}' is output by function, no need to provide"));
        }
        if self.schema.maker(name).is_some_and(|maker| maker.kind == 1) {
            return Some(format!("not allowed to provide data for BM25 function output field '{name}'"));
        }
        let is_allowed = self.schema.property(ALLOW_OUTPUTS).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        (!is_allowed).then(|| {
            format!(
                "not allowed to provide data for function output field '{name}', set collection property \
                 '{ALLOW_OUTPUTS}' to enable"
            )
        })
    }

    /// Whether rows may be without it.
    pub(super) fn is_optional(self, field: &Field) -> bool {
        field.is_generated() || self.is_output(field) || has_filler(field)
    }

    /// The structs that a release reads: before 2.6.18 it finds none, and fails when all is read.
    pub(super) fn structs(self) -> &'a [StructField] {
        if self.era >= Era::V2_6_18 { &self.schema.struct_fields } else { &[] }
    }

    /// What a column of this name is to a reader of rows.
    pub(super) fn find(self, name: &str) -> Column<'a> {
        if let Some(group) = self.structs().iter().find(|group| group.name == name) {
            return Column::Structs(group);
        }
        if let Some(field) = self.schema.field(name) {
            if field.is_generated() {
                return Column::AutoKey(field);
            }
            // To 2.5 what a function makes is no field of the file.
            if self.era > Era::V2_5 || !self.is_output(field) {
                return Column::Field(field);
            }
        }
        if self.schema.enable_dynamic_field { Column::Dynamic } else { Column::Unknown }
    }
}

/// Whether there is something to put in the place of a value that is not there.
pub(super) fn has_filler(field: &Field) -> bool {
    field.nullable || field.default_value.is_some()
}
