//! Lists of objects held against struct fields.

use crate::fields;
use crate::finding::{At, Findings};
use crate::json::elements;
use crate::rules::values as rule;
use crate::schema::{Field, Kind, Struct};
use crate::values::json_raw::{Kind as Json, Raw};

/// Looks at the structs of a row.
pub(crate) fn check(list: Raw<'_>, field: &Struct, row: Option<u64>, findings: &mut Findings) {
    let at = At { field: Some(&field.name), row };
    if list.kind() != Json::Array {
        findings.add(&rule::STRUCT, at, &format!("{}: {}", list.named(), list.shown()));
        return;
    }
    let mut count = 0;
    for value in list.elements() {
        count += 1;
        if value.kind() == Json::Object {
            members(value, field, row, findings);
        } else {
            findings.add(&rule::STRUCT, at, &format!("a list of {}", value.named()));
        }
    }
    for member in &field.fields {
        let (Kind::Array { max_capacity, .. } | Kind::ArrayOfVector { max_capacity, .. }) = &member.kind else {
            continue;
        };
        if count > *max_capacity {
            let name = full_name(field, member);
            let what = format!("{count} elements, more than {max_capacity}");
            findings.add(&rule::CAPACITY, At { field: Some(&name), row }, &what);
        }
    }
}

fn members(value: Raw<'_>, field: &Struct, row: Option<u64>, findings: &mut Findings) {
    let mut found: Vec<Option<Raw<'_>>> = vec![None; field.fields.len()];
    for (key, value) in value.entries() {
        let index = field.fields.iter().position(|member| short_name(field, member) == key.text);
        if let Some(found) = index.and_then(|index| found.get_mut(index)) {
            *found = Some(value);
        } else {
            let name = format!("{}[{}]", field.name, key.text);
            findings.add(&rule::STRUCT_EXTRA, At { field: Some(&name), row }, "");
        }
    }
    for (member, value) in field.fields.iter().zip(found) {
        let name = full_name(field, member);
        let at = At { field: Some(&name), row };
        match (value, &member.kind) {
            (None, _) => findings.add(&rule::STRUCT_MEMBER, at, ""),
            (Some(value), Kind::Array { element, .. }) => {
                elements::element(value, element, &rule::LENGTH, at, findings);
            }
            (Some(value), Kind::ArrayOfVector { element, .. }) => {
                if value.kind() == Json::Array {
                    elements::vector(value, element, at, findings);
                } else {
                    let what = format!("{}, not {}: {}", fields::takes(element), value.named(), value.shown());
                    findings.add(&rule::TYPE, at, &what);
                }
            }
            _ => {}
        }
    }
}

/// A member's name inside of its struct; inside of a server it is `struct[member]`.
fn short_name<'a>(field: &Struct, member: &'a Field) -> &'a str {
    let inner = member.name.strip_prefix(field.name.as_str()).and_then(|name| name.strip_prefix('['));
    inner.and_then(|name| name.strip_suffix(']')).unwrap_or(&member.name)
}

fn full_name(field: &Struct, member: &Field) -> String {
    format!("{}[{}]", field.name, short_name(field, member))
}
