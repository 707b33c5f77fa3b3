//! `check` and `explain`: files before an import, and reasons after one. What they come to are plain values, of which
//! `milvus_import.checks` makes its own.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use milvus_import::{CollectionDescription as Description, Error, ErrorCode, Result};
use milvus_import_check::{Explanation, File, Options, Schema, Source, lists};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::arguments::{items, path, text, wrong};
use crate::collection::CollectionDescription;
use crate::error::exception;
use crate::interrupt::{Interrupt, released};
use crate::json;
use crate::options::Given;

/// How often Python is asked for signals while files are read. Each time takes the GIL.
const LOOK: Duration = Duration::from_millis(50);

/// The report on files as plain values. `schema` is a description, saved JSON, or a path to it.
#[pyfunction]
pub(crate) fn check<'py>(
    py: Python<'py>,
    schema: Bound<'_, PyAny>,
    files: Bound<'_, PyAny>,
    server: Given<'_>,
    rows: Bound<'_, PyAny>,
    sep: Given<'_>,
    nullkey: Given<'_>,
) -> PyResult<Bound<'py, PyAny>> {
    let refused = |error: Error| exception(py, &error);
    let given = |name: &str, value: Given<'_>| value.map(|value| text(name, &value)).transpose();
    let described = Described::of(&schema)?;
    let (paths, sets) = paths(&files)?;
    let options = Options {
        releases: given("server", server)?.map(|release| release.parse()).transpose().map_err(refused)?,
        rows: text("rows", &rows)?.parse().map_err(refused)?,
        sep: given("sep", sep)?,
        nullkey: given("nullkey", nullkey)?,
        ..Options::default()
    };
    let interrupt = Interrupt::default();
    let signals = Arc::new(Signals::new(interrupt.clone()));
    let report = released(py, || {
        let schema = described.schema()?;
        let mut lists = lists(paths, sets);
        lists.iter_mut().flatten().for_each(|file| interruptible(file, &signals));
        let report = milvus_import_check::check(&schema, &lists, &options);
        if signals.ended.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorCode::Cancelled, "a signal ended the check"));
        }
        Ok(report)
    });
    json::plain(py, &report.map_err(|error| interrupt.exception(py, &error))?)
}

/// What `schema` is, once it may be read.
enum Described {
    Is(Box<Description>),
    Saved(String),
}

impl Described {
    fn of(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = given.py();
        if let Ok(description) = given.cast::<CollectionDescription>() {
            return Ok(Self::Is(Box::new(description.get().core().clone())));
        }
        if let Ok(saved) = given.cast::<PyBytes>() {
            let read = Description::from_json(saved.as_bytes());
            return read.map(|read| Self::Is(Box::new(read))).map_err(|error| exception(py, &error));
        }
        if given.is_instance_of::<PyDict>() {
            return py.import("json")?.call_method1("dumps", (given,))?.extract().map(Self::Saved);
        }
        path("schema", given).map(Self::Saved)
    }

    fn schema(&self) -> Result<Schema> {
        match self {
            Self::Is(description) => Schema::new(description),
            Self::Saved(saved) => Schema::saved(saved),
        }
    }
}

/// Paths that stand alone, and lists of those that are read together.
fn paths(files: &Bound<'_, PyAny>) -> PyResult<(Vec<String>, Vec<Vec<String>>)> {
    let (mut alone, mut sets) = (Vec::new(), Vec::new());
    let listed = items(files)?.ok_or_else(|| wrong("files", "a list of paths, or of lists of them", files))?;
    for (number, file) in listed.iter().enumerate() {
        let name = format!("files[{number}]");
        match items(file)? {
            Some(set) => sets.push(set.iter().map(|file| path(&name, file)).collect::<PyResult<_>>()?),
            None => alone.push(path(&name, file)?),
        }
    }
    Ok((alone, sets))
}

/// Ctrl-C while files are read.
struct Signals {
    interrupt: Interrupt,
    looked: Mutex<Instant>,
    ended: AtomicBool,
}

impl Signals {
    fn new(interrupt: Interrupt) -> Self {
        Self { interrupt, looked: Mutex::new(Instant::now()), ended: AtomicBool::new(false) }
    }

    /// Whether a handler has raised something.
    fn must_end(&self) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.elapsed() >= LOOK {
            *looked = Instant::now();
            if self.interrupt.must_end() {
                self.ended.store(true, Ordering::Relaxed);
            }
        }
        self.ended.load(Ordering::Relaxed)
    }
}

/// A file that cannot be read any more once a signal has ended the check.
struct Interruptible {
    file: Arc<dyn Source>,
    signals: Arc<Signals>,
}

fn interruptible(file: &mut File, signals: &Arc<Signals>) {
    if let Ok(content) = &mut file.content {
        *content = Arc::new(Interruptible { file: Arc::clone(content), signals: Arc::clone(signals) });
    }
}

impl Source for Interruptible {
    fn size(&self) -> u64 {
        self.file.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if self.signals.must_end() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        self.file.read_at(offset, buffer)
    }
}

/// What a reason means, or None.
#[pyfunction]
pub(crate) fn explain<'py>(py: Python<'py>, reason: Bound<'_, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    milvus_import_check::explain(&text("reason", &reason)?).map(|found| explanation(py, &found)).transpose()
}

/// The `Explanation` of Python.
pub(crate) fn explanation<'py>(py: Python<'py>, found: &Explanation) -> PyResult<Bound<'py, PyAny>> {
    let class = py.import("milvus_import.checks")?.getattr("Explanation")?;
    class.call1((&found.cause, &found.fix, found.rule))
}
