//! The lists of Python's face. They stand in files that are written by hand otherwise, between two marks: a module more for
//! each list would be paid for by every process that imports the package.

use milvus_import::{Field, FieldKind, OptionKind, OptionSpec, Surface};

use crate::Face;
use crate::marks::face;
use crate::text::{pascal, wrapped};

const WIDTH: usize = 120;

/// The classes of the records, in their order.
const CLASSES: &[&str] = &[
    "bindings-python/src/progress.rs",
    "bindings-python/src/file.rs",
    "bindings-python/src/job.rs",
    "bindings-python/src/list.rs",
    "bindings-python/src/created.rs",
    "bindings-python/src/collection.rs",
    "bindings-python/src/collection/field.rs",
    "bindings-python/src/collection/structure.rs",
    "bindings-python/src/collection/function.rs",
];

/// The exceptions whose names are not their code's with `Error` behind it: Python has a `TimeoutError` and a
/// `CancelledError` of its own.
const NAMED: &[(&str, &str)] =
    &[("Timeout", "ImportTimeoutError"), ("Cancelled", "CallCancelledError"), ("ServerError", "ServerError")];

/// The exceptions of Python that ours are too.
const BASES: &[(&str, &str)] = &[
    ("InvalidArgument", "ValueError"),
    ("Unsupported", "NotImplementedError"),
    ("Unauthenticated", "PermissionError"),
    ("PermissionDenied", "PermissionError"),
    ("JobNotFound", "LookupError"),
    ("NotFound", "LookupError"),
    ("Timeout", "TimeoutError"),
    ("Connect", "ConnectionError"),
    ("Tls", "ConnectionError"),
    ("UnexpectedResponse", "ValueError"),
    ("Stalled", "TimeoutError"),
    ("Vanished", "LookupError"),
];

/// The last progress of a failed import is always there.
const PROGRESS: &str =
    "    progress: t.ImportProgress  # pyright: ignore[reportIncompatibleVariableOverride] # narrower\n";

pub(crate) fn faces(surface: &Surface) -> Vec<Face> {
    let states = surface.states.iter().map(|state| member(state.name, state.about));
    let phases = surface.phases.iter().map(|phase| member(phase.name, phase.about));
    let job_events = surface.job_events.iter().map(|kind| member(kind.name, kind.about));
    let codes = surface.errors.iter().map(|code| member(code.name, code.about));
    let classes: String = surface.errors.iter().map(|code| class(code.name, code.about)).collect();
    let mut exceptions: Vec<String> = surface.errors.iter().map(|code| exception(code.name)).collect();
    exceptions.sort_unstable();
    let public = format!("\"{}\",\n", exceptions.join("\",\n\""));
    exceptions.extend(["ErrorCode".to_owned(), "ImportJobError".to_owned()]);
    exceptions.sort_unstable();
    let imported = format!("from .exceptions import (\n    {},\n)\n\n", exceptions.join(",\n    "));
    let stubs = surface.records.iter().map(|record| {
        let properties: String = record.fields.iter().map(stub).collect();
        constructor(record.name, record.fields) + &properties
    });
    let keywords = [
        keywords(surface, "ClientBuilder", &["uri", "credentials_in_uri"]),
        keywords(surface, "BulkImport", &["collection_name", "files"]),
        keywords(surface, "BulkImport", &["collection_name", "files", "object_url", "idempotency_key"])
            + &keywords(surface, "ImportManyOptions", &[]),
    ];
    let mut faces = vec![
        face(
            "bindings-python/python/milvus_import/states.py",
            [states.collect(), phases.collect(), job_events.collect()],
        ),
        face("bindings-python/python/milvus_import/exceptions.py", [codes.collect(), classes + "\n\n"]),
        face("bindings-python/python/milvus_import/__init__.py", [imported, public]),
        face("bindings-python/python/milvus_import/client.py", keywords.clone()),
        face("bindings-python/python/milvus_import/aio.py", keywords),
        face("bindings-python/python/milvus_import/_native.pyi", stubs),
    ];
    faces.extend(CLASSES.iter().zip(&surface.records).map(|(path, record)| {
        let getters: Vec<String> = record.fields.iter().filter_map(getter).collect();
        face(path, [getters.join("\n")])
    }));
    faces
}

fn member(name: &str, about: &str) -> String {
    format!("{} = \"{name}\"\n{}\n", pascal(name), docstring(about))
}

fn docstring(about: &str) -> String {
    format!("\"\"\"{}\"\"\"", wrapped(about, WIDTH - "    \"\"\"\"\"\"".len()).join("\n"))
}

fn exception(code: &str) -> String {
    named(NAMED, code).map_or_else(|| format!("{code}Error"), str::to_owned)
}

fn class(code: &str, about: &str) -> String {
    let base = named(BASES, code).map_or_else(String::new, |base| format!(", {base}"));
    let class = exception(code);
    let about = docstring(about);
    let progress = if code == "ImportFailed" { PROGRESS } else { "" };
    format!("\n\nclass {class}(ImportJobError{base}):\n    {about}\n\n    _code = ErrorCode.{code}\n{progress}")
}

fn named<'a>(names: &[(&str, &'a str)], code: &str) -> Option<&'a str> {
    names.iter().find(|(of, _)| *of == code).map(|(_, name)| *name)
}

/// A property of a result, for type checkers.
fn stub(field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::State => "JobState",
        FieldKind::Phase => "Phase",
        FieldKind::Texts => "tuple[str, ...]",
        FieldKind::Jobs => "tuple[ImportJob, ...]",
        FieldKind::Pairs => "dict[str, str]",
        FieldKind::Fields => "tuple[CollectionField, ...]",
        FieldKind::Structs => "tuple[CollectionStruct, ...]",
        FieldKind::Functions => "tuple[CollectionFunction, ...]",
        _ => plain(field.kind),
    };
    let none = if field.optional { " | None" } else { "" };
    format!("@property\ndef {}(self) -> {kind}{none}: ...\n", field.name)
}

fn plain(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Integer | FieldKind::Percent => "int",
        FieldKind::Flag => "bool",
        _ => "str",
    }
}

/// What makes a result, for type checkers.
fn constructor(name: &str, fields: &[Field]) -> String {
    let argument = |field: &Field| {
        let kind = match field.kind {
            FieldKind::Texts => "Iterable[str]",
            FieldKind::Jobs => "Iterable[ImportJob]",
            FieldKind::Pairs => "Mapping[str, str]",
            FieldKind::Fields => "Iterable[CollectionField]",
            FieldKind::Structs => "Iterable[CollectionStruct]",
            FieldKind::Functions => "Iterable[CollectionFunction]",
            _ => plain(field.kind),
        };
        let none = if field.is_required() { "" } else { " | None = None" };
        format!("    {}: {kind}{none},\n", field.name)
    };
    let arguments: String = fields.iter().filter(|field| !field.derived).map(argument).collect();
    let details = if name == "ImportProgress" { "    details: Iterable[FileProgress] | None = None,\n" } else { "" };
    format!("def __new__(\n    cls,\n    *,\n{arguments}{details}) -> {name}: ...\n")
}

/// The same in the native part. Lists of results are made at the first look and kept, which is written by hand.
fn getter(field: &Field) -> Option<String> {
    let name = field.name;
    let about = field.about.replace("..=", " to ");
    let about = match field.kind {
        FieldKind::State => about.replace('.', ", a JobState."),
        FieldKind::Phase => about.replace('.', ", a Phase."),
        _ => about,
    };
    let plain = |kind: &str| if field.optional { format!("Option<{kind}>") } else { kind.to_owned() };
    let (kind, value) = match field.kind {
        FieldKind::Text if field.optional => ("Option<&str>".to_owned(), format!("self.core.{name}.as_deref()")),
        FieldKind::Text => ("&str".to_owned(), format!("&self.core.{name}")),
        FieldKind::Integer => (plain("i64"), format!("self.core.{name}")),
        FieldKind::Percent => (plain("u8"), format!("self.core.{name}")),
        FieldKind::Flag if field.derived => ("bool".to_owned(), format!("self.core.is_{name}()")),
        FieldKind::Flag => (plain("bool"), format!("self.core.{name}")),
        FieldKind::State => (object("PyAny"), format!("names::state(py, self.core.{name})")),
        FieldKind::Phase => (object("PyAny"), format!("names::phase(py, self.core.{name})")),
        FieldKind::Texts => (object("PyTuple"), format!("PyTuple::new(py, &self.core.{name})")),
        FieldKind::Pairs => ("&BTreeMap<String, String>".to_owned(), format!("&self.core.{name}")),
        _ => return None,
    };
    let makes_object = kind.starts_with("PyResult");
    let (lifetime, py) = if makes_object { ("<'py>", ", py: Python<'py>") } else { ("", "") };
    let about = wrapped(&about, WIDTH - "    /// ".len()).join("\n/// ");
    Some(format!("/// {about}\n#[getter]\nfn {name}{lifetime}(&self{py}) -> {kind} {{\n    {value}\n}}\n"))
}

fn object(class: &str) -> String {
    format!("PyResult<Bound<'py, {class}>>")
}

/// Options as keywords of a function, without those that are written by hand.
fn keywords(surface: &Surface, options: &str, by_hand: &[&str]) -> String {
    let options = surface.options.iter().filter(|known| known.name == options).flat_map(|known| known.options);
    options.filter(|option| !by_hand.contains(&option.name)).map(keyword).collect()
}

fn keyword(option: &OptionSpec) -> String {
    let kind = match option.kind {
        OptionKind::Flag => return format!("{}: bool = False,\n", option.name),
        OptionKind::Path => "t.Path",
        OptionKind::Pem => "t.Pem",
        OptionKind::Limit | OptionKind::Patience | OptionKind::Budget => "float",
        OptionKind::Seconds | OptionKind::Size | OptionKind::Count => "int",
        OptionKind::Headers => "t.Mapping[str, str]",
        OptionKind::Texts => "t.Mapping[str, object]",
        OptionKind::Paths => "t.Paths",
        OptionKind::Urls => "t.Iterable[t.Iterable[str]]",
        _ => "str",
    };
    format!("{}: {kind} | None = None,\n", option.name)
}
