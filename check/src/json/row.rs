//! Rows of JSON held against the schema.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{elements, reserialize, structs};
use crate::fields;
use crate::finding::{At, Findings};
use crate::rules::Rule;
use crate::rules::{json as rule, values};
use crate::schema::{Field, Kind, Output, Schema};
use crate::values::json_raw::{Kind as Json, Raw};
use crate::values::numbers::{self, IntFault};

/// The dynamic field's column.
const META: &str = "$meta";

/// Where a key's value goes.
#[derive(Clone, Copy)]
enum Place {
    Field(usize),
    Struct(usize),
}

/// Looks at rows one by one.
pub(super) struct Rows<'a> {
    schema: &'a Schema,
    places: HashMap<&'a str, Place>,
    /// What a row is told by that is no object.
    no_object: &'static Rule,
    pub(super) seen: u64,
    /// Whether the rows that come are the first of the file, so that their numbers are known.
    pub(super) numbered: bool,
    /// How many rows have a primary key that the server would make.
    with_auto_id: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(schema: &'a Schema, no_object: &'static Rule) -> Self {
        let fields = schema.fields.iter().enumerate().map(|(index, field)| (field.name.as_str(), Place::Field(index)));
        let structs = schema.structs.iter().enumerate();
        let structs = structs.map(|(index, field)| (field.name.as_str(), Place::Struct(index)));
        Self { schema, places: fields.chain(structs).collect(), no_object, seen: 0, numbered: true, with_auto_id: 0 }
    }

    pub(super) fn row(&mut self, raw: Raw<'_>, findings: &mut Findings) {
        let row = self.numbered.then_some(self.seen);
        self.seen += 1;
        if raw.kind() != Json::Object {
            findings.add(self.no_object, At { field: None, row }, raw.named());
            return;
        }
        let schema = self.schema;
        let mut values: Vec<Option<Raw<'_>>> = vec![None; schema.fields.len()];
        let mut struct_values: Vec<Option<Raw<'_>>> = vec![None; schema.structs.len()];
        let mut others: HashMap<Cow<'_, str>, Raw<'_>> = HashMap::new();
        for (key, value) in raw.entries() {
            let at = At { field: Some(&key.text), row };
            if key.replaced {
                findings.add(&rule::REPLACED, at, "");
            }
            let before = match self.places.get(key.text.as_ref()) {
                Some(Place::Field(index)) => values.get_mut(*index).and_then(|place| place.replace(value)),
                Some(Place::Struct(index)) => struct_values.get_mut(*index).and_then(|place| place.replace(value)),
                None => others.insert(key.text.clone(), value),
            };
            if before.is_some() {
                findings.add(&rule::DUPLICATE_KEY, at, "");
            }
        }
        for (field, value) in schema.fields.iter().zip(values) {
            self.field(field, value, row, findings);
        }
        for (field, value) in schema.structs.iter().zip(struct_values) {
            match value {
                Some(value) => structs::check(value, field, row, findings),
                None => findings.add(&values::MISSING, At { field: Some(&field.name), row }, ""),
            }
        }
        if schema.dynamic {
            meta(&others, row, findings);
        } else {
            for key in others.keys() {
                findings.add(&values::UNKNOWN, At { field: Some(key), row }, "");
            }
        }
    }

    /// What only all rows tell.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for field in &self.schema.structs {
            findings.add(&values::STRUCTS, At::field(&field.name), "");
        }
        let auto = self.schema.fields.iter().find(|field| field.auto_id);
        if let Some(field) = auto
            && self.with_auto_id > 0
            && self.with_auto_id < self.seen
        {
            findings.add(&rule::AUTO_ID_MIXED, At::field(&field.name), "");
        }
    }

    fn field(&mut self, field: &Field, value: Option<Raw<'_>>, row: Option<u64>, findings: &mut Findings) {
        let at = At { field: Some(&field.name), row };
        let Some(value) = value else {
            if !field.is_optional() && !field.auto_id && field.output == Output::None {
                findings.add(&values::MISSING, at, "");
            }
            return;
        };
        if field.auto_id {
            findings.add(fields::auto_id(self.schema), at, "");
            self.with_auto_id += 1;
        }
        if field.output != Output::None {
            findings.add(fields::function_output(field.output, self.schema), at, "");
        }
        if field.nullable && field.kind == Kind::Geometry {
            findings.add(&rule::NULLABLE_GEOMETRY, at, "");
        }
        if value.kind() != Json::Null {
            self.value(field, value, at, findings);
        } else if !field.is_optional() {
            findings.add(&values::NULL, at, "");
        }
    }

    fn value(&self, field: &Field, value: Raw<'_>, at: At<'_>, findings: &mut Findings) {
        match (&field.kind, value.kind()) {
            (Kind::Bool, Json::Bool) | (Kind::Other(_), _) => {}
            (Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 | Kind::Float | Kind::Double, Json::Number) => {
                number(&field.kind, value.number().unwrap_or_default(), at, findings);
            }
            (Kind::VarChar { .. } | Kind::Text | Kind::Json | Kind::Geometry | Kind::Timestamptz, Json::Text) => {
                let Some(text) = value.text() else { return };
                if text.replaced {
                    findings.add(&rule::REPLACED, at, "");
                }
                if let Kind::VarChar { max_length } = field.kind {
                    let long = if field.nullable { &rule::NULLABLE_LENGTH } else { &values::LENGTH };
                    fields::length(text.text.len(), max_length, long, at, findings);
                } else {
                    fields::text(&field.kind, &text.text, self.schema, at, findings);
                }
            }
            (Kind::Json, Json::Object) => {
                let changes = reserialize::changes(value);
                if changes.rewritten {
                    findings.add(&rule::RESERIALIZED, at, "");
                }
                if changes.duplicate {
                    findings.add(&rule::RESERIALIZED_DUPLICATE, at, "");
                }
                if changes.replaced {
                    findings.add(&rule::REPLACED, at, "");
                }
            }
            (Kind::Array { element, max_capacity }, Json::Array) => {
                let count = elements::array(value, element, &rule::ELEMENT_LENGTH, at, findings);
                if count > *max_capacity {
                    let many = if field.nullable { &rule::NULLABLE_CAPACITY } else { &values::CAPACITY };
                    findings.add(many, at, &format!("{count} elements, more than {max_capacity}"));
                }
            }
            (Kind::SparseFloatVector, Json::Object) => {
                fields::sparse(crate::values::sparse::check(value), at, findings);
            }
            (kind, Json::Array) if kind.is_vector() && *kind != Kind::SparseFloatVector => {
                elements::vector(value, kind, at, findings);
            }
            (kind, _) => {
                let what = format!("{}, not {}: {}", fields::takes(kind), value.named(), value.shown());
                findings.add(&values::TYPE, at, &what);
            }
        }
    }
}

fn number(kind: &Kind, text: &str, at: At<'_>, findings: &mut Findings) {
    if let Some(bits) = fields::bits(kind) {
        match numbers::parse_int(text, bits) {
            Ok(_) => {}
            Err(IntFault::Syntax) => findings.add(&values::INT_SYNTAX, at, text),
            Err(IntFault::Range) => findings.add(&values::INT_RANGE, at, text),
        }
        return;
    }
    let rounds = if *kind == Kind::Float {
        numbers::parse_float(text).map(|number| numbers::float_rounds(text, number))
    } else {
        numbers::parse_double(text).map(|number| numbers::double_rounds(text, number))
    };
    match rounds {
        None => findings.add(&values::FLOAT_RANGE, at, text),
        Some(true) => findings.add(&values::ROUNDED, at, text),
        Some(false) => {}
    }
}

/// Looks at `$meta` and the keys beside it, which go into the same object.
fn meta(others: &HashMap<Cow<'_, str>, Raw<'_>>, row: Option<u64>, findings: &mut Findings) {
    let Some(value) = others.get(META) else { return };
    let at = At { field: Some(META), row };
    let keys = match (value.kind(), value.text()) {
        (Json::Object, _) => value.entries().map(|(key, _)| key.text.into_owned()).collect(),
        (_, Some(text)) => fields::meta_text(&text.text, at, findings),
        _ => {
            findings.add(&values::META_OBJECT, at, &format!("{}: {}", value.named(), value.shown()));
            return;
        }
    };
    for key in keys {
        if key != META && others.contains_key(key.as_str()) {
            findings.add(&values::META_DUPLICATE, At { field: Some(&key), row }, "");
        }
    }
}
