//! The lists of the C++ header, which reads what C's functions of the same names return.

use std::fmt::Write as _;

use milvus_import::{
    CollectionDescription, CollectionField, CollectionFunction, CollectionStruct, CreatedJob, Field, FieldKind,
    FileProgress, ImportJob, ImportProgress, JobList, OptionsSpec, Record as _, Surface,
};

use crate::Face;
use crate::marks::face;

/// The results in the order of the header, where a part comes before its whole: with what their functions begin with.
const RESULTS: [(&str, &str); 9] = [
    (FileProgress::NAME, "mvi_file_progress"),
    (ImportProgress::NAME, "mvi_progress"),
    (ImportJob::NAME, "mvi_import_job"),
    (JobList::NAME, "mvi_job_list"),
    (CreatedJob::NAME, "mvi_created_job"),
    (CollectionField::NAME, "mvi_field"),
    (CollectionStruct::NAME, "mvi_struct"),
    (CollectionFunction::NAME, "mvi_function"),
    (CollectionDescription::NAME, "mvi_collection"),
];

pub(crate) fn faces(surface: &Surface) -> Vec<Face> {
    let of_result = |(name, prefix): (&str, &str)| {
        let record = surface.records.iter().find(|record| record.name == name);
        record.map_or_else(String::new, |record| accessors(prefix, record.fields))
    };
    let times = |line: fn(&str) -> String| {
        let options = surface.options.iter().filter(|options| options.name == "WaitOptions");
        options.flat_map(|OptionsSpec { options, .. }| options.iter()).map(|option| line(option.name)).collect()
    };
    let mut lists: Vec<String> = RESULTS.map(of_result).into();
    lists.push(accessors("mvi_error", surface.facts));
    lists.push(times(|name| format!("std::chrono::milliseconds {name}{{}};\n")));
    lists.push(times(|name| format!("made.{name} = milliseconds({name});\n")));
    vec![face("bindings-c/include/milvus_import.hpp", lists)]
}

fn accessors(prefix: &str, fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |mut text, field| {
        if let Some((kind, value)) = accessor(&format!("{prefix}_{}", field.name), field) {
            let _ = writeln!(text, "{kind} {}() const {{ return {value}; }}", field.name);
        }
        text
    })
}

/// The type of a field, and how it is read. Lists are read in ways that are written by hand.
fn accessor(function: &str, field: &Field) -> Option<(&'static str, String)> {
    let call = format!("{function}(get())");
    let number = format!("detail::number({function}, get())");
    Some(match (field.kind, field.optional) {
        (FieldKind::Text, true) => ("std::optional<std::string_view>", format!("detail::text({call})")),
        (FieldKind::Text, false) => ("std::string_view", call),
        (FieldKind::Integer, true) => ("std::optional<std::int64_t>", number),
        (FieldKind::Integer, false) => ("std::int64_t", call),
        // As an int: streams show std::uint8_t as a letter.
        (FieldKind::Percent, true) => ("std::optional<int>", number),
        (FieldKind::Percent, false) => ("int", call),
        (FieldKind::Flag, true) => ("std::optional<bool>", number),
        (FieldKind::Flag, false) => ("bool", call),
        (FieldKind::State, _) => ("mvi_job_state", call),
        (FieldKind::Phase, _) => ("mvi_phase", call),
        (FieldKind::Seconds, _) => {
            ("std::optional<std::chrono::milliseconds>", format!("detail::time({function}, get())"))
        }
        (FieldKind::Progress, _) => {
            ("std::optional<import_progress>", format!("optional_part<import_progress>({call})"))
        }
        _ => return None,
    })
}
