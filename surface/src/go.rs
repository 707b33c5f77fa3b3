//! The lists of Go's face.

use std::fmt::Write as _;

use milvus_import::{Field, FieldKind, Surface};

use crate::Face;
use crate::marks::face;
use crate::text::{pascal, screaming, wrapped};

pub(crate) fn faces(surface: &Surface) -> Vec<Face> {
    vec![
        Face { path: "bindings-go/codes.go", text: codes(surface) },
        Face { path: "bindings-go/states.go", text: states(surface) },
        Face { path: "bindings-go/bulkwriter/codes.go", text: aliases(surface) },
        Face { path: "bindings-go/bulkwriter/states.go", text: untyped_states(surface) },
        face("bindings-go/results.go", surface.records.iter().map(|record| members(record.fields))),
        face("bindings-go/reading.go", surface.records.iter().take(1).map(|progress| reads(progress.fields))),
    ]
}

/// The fields of a result, apart from the mark before them, which is not about the first of them.
fn members(fields: &[Field]) -> String {
    fields.iter().fold("\n".to_owned(), |text, field| text + &member(field))
}

/// A field of a result. Behind a comment of its own it needs no alignment.
fn member(field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::Integer | FieldKind::Percent => "int64",
        FieldKind::Flag => "bool",
        FieldKind::Texts => "[]string",
        FieldKind::Jobs => "[]Job",
        FieldKind::Pairs => "map[string]string",
        FieldKind::Fields => "[]Field",
        FieldKind::Structs => "[]StructField",
        FieldKind::Functions => "[]Function",
        FieldKind::State => "JobState",
        FieldKind::Phase => "Phase",
        _ => "string",
    };
    // A list that the server did not send is nil, and not empty.
    let pointer = if field.optional && !kind.starts_with("[]") { "*" } else { "" };
    let about = field.about.replace("..=", " to ");
    let member = format!("{} {pointer}{kind} `json:\"{}\"`\n", field_name(field.name), field.name);
    wrapped(&about, WIDTH).iter().fold(String::new(), |text, line| text + "// " + line + "\n") + &member
}

/// How the fields of a progress `p` are read from a native one.
fn reads(fields: &[Field]) -> String {
    fields.iter().fold(String::new(), |text, field| text + &read(field))
}

fn read(field: &Field) -> String {
    let (name, call) = (field_name(field.name), format!("C.mvi_progress_{}(native", field.name));
    let value = match field.kind {
        FieldKind::Integer if field.optional => {
            return format!("if {call}, &number) {{\n\tp.{name} = pointer(int64(number))\n}}\n");
        }
        FieldKind::Text if field.optional => format!("optionalText({call}))"),
        FieldKind::Percent => format!("int64({call}))"),
        FieldKind::Flag => format!("bool({call}))"),
        FieldKind::State => format!("stateName({call}))"),
        FieldKind::Phase => format!("Phase(goText(C.mvi_phase_name({call}))))"),
        _ => format!("goText({call}))"),
    };
    format!("p.{name} = {value}\n")
}

/// `job_ids` as `JobIDs`.
fn field_name(name: &str) -> String {
    let name = pascal(name);
    name.strip_suffix("Id")
        .map(|start| format!("{start}ID"))
        .or_else(|| name.strip_suffix("Ids").map(|start| format!("{start}IDs")))
        .unwrap_or(name)
}

const WIDTH: usize = 110;

fn codes(surface: &Surface) -> String {
    let mut text = head("milvusimport")
        + "/*\n#include <milvus_import.h>\n*/\nimport \"C\"\n\n\
        // ErrorCode says what kind of failure an [Error] is. The numbers are stable and the same in every language.\n\
        //\n\
        // As a syscall.Errno does, a code stands for itself as an error, so that a program asks for it like for any other:\n\
        // errors.Is(err, milvusimport.JobNotFound).\n\
        type ErrorCode int32\n\n// Every error code.\nconst (\n";
    for code in &surface.errors {
        text += &comment(code.about);
        let _ = writeln!(text, "\t{} ErrorCode = C.MVI_{}", name(code.name), screaming(code.name));
    }
    text + ")\n"
}

/// The same codes for the package of Milvus's names.
fn aliases(surface: &Surface) -> String {
    let mut text = head("bulkwriter")
        + "import milvusimport \"github.com/milvus-import/milvus-import/bindings-go\"\n\n\
        // ErrorCode says what kind of failure an [Error] is: errors.Is(err, bulkwriter.JobNotFound).\n\
        type ErrorCode = milvusimport.ErrorCode\n\n// Every error code.\nconst (\n";
    let widest = surface.errors.iter().map(|code| code.name.len()).max().unwrap_or_default();
    for code in &surface.errors {
        let name = name(code.name);
        let _ = writeln!(text, "\t{name:widest$} = milvusimport.{name}");
    }
    text + ")\n"
}

/// The states and phases, each of its type.
fn states(surface: &Surface) -> String {
    let mut text = head("milvusimport");
    for (kind, about, start, names) in [
        ("JobState", "the state of a job or of one of its files.", "State", &surface.states),
        ("Phase", "what the server is doing.", "Phase", &surface.phases),
        ("EventKind", "which of its kinds a [JobEvent] is.", "Event", &surface.job_events),
    ] {
        let _ = write!(text, "// {kind} is {about}\ntype {kind} string\n\n// Every {kind}.\nconst (\n");
        for name in names {
            text += &comment(name.about);
            let _ = writeln!(text, "\t{start}{} {kind} = \"{}\"", pascal(name.name), name.name);
        }
        text += ")\n\n";
    }
    text.trim_end().to_owned() + "\n"
}

/// The same for the package of Milvus's names, whose own results have states that are strings.
fn untyped_states(surface: &Surface) -> String {
    let mut text = head("bulkwriter")
        + "import milvusimport \"github.com/milvus-import/milvus-import/bindings-go\"\n\n\
        // JobState is the state of a job or of one of its files.\n\
        type JobState = milvusimport.JobState\n\n\
        // Phase is what the server is doing.\n\
        type Phase = milvusimport.Phase\n\n\
        // EventKind is which of its kinds a [JobEvent] is.\n\
        type EventKind = milvusimport.EventKind\n\n";
    for (about, start, names) in [
        (
            "Every state. They have no type, so that they compare with the strings of Milvus's package and with a [JobState].",
            "State",
            &surface.states,
        ),
        ("Every phase.", "Phase", &surface.phases),
        ("Every kind of event.", "Event", &surface.job_events),
    ] {
        let _ = write!(text, "// {about}\nconst (\n");
        for name in names {
            text += &comment(name.about);
            let _ = writeln!(text, "\t{start}{} = \"{}\"", pascal(name.name), name.name);
        }
        text += ")\n\n";
    }
    text.trim_end().to_owned() + "\n"
}

fn head(package: &str) -> String {
    format!("// Code generated by cargo run -p milvus-import-surface. DO NOT EDIT.\n\npackage {package}\n\n")
}

fn comment(about: &str) -> String {
    wrapped(about, WIDTH).iter().fold(String::new(), |text, line| text + "\t// " + line + "\n")
}

/// Go writes initials in capitals.
fn name(code: &str) -> &str {
    if code == "Tls" { "TLS" } else { code }
}
