//! The native part of the Python package `milvus_import`: calls, results and errors of the core. What users see, and all
//! that is Python's own, is in `python/milvus_import`; what servers are like is the core's.
#![expect(clippy::needless_pass_by_value, reason = "PyO3 hands arguments over by value")]
#![expect(clippy::doc_markdown, reason = "what Python sees is documented in Python's way")]

mod aio;
mod answer;
mod arguments;
mod bell;
mod call;
mod check;
mod class;
mod client;
mod collection;
mod created;
mod done;
mod ending;
mod error;
mod file;
mod guard;
mod interrupt;
mod job;
mod json;
mod list;
mod mailbox;
mod names;
mod options;
mod pace;
mod progress;
mod watch;

use pyo3::pymodule;

// Every class is frozen and its state behind locks, so no GIL is needed.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::aio::AsyncClient;
    #[pymodule_export]
    use crate::arguments::check_seconds;
    #[pymodule_export]
    use crate::check::{check, explain};
    use crate::class::describe;
    #[pymodule_export]
    use crate::client::Client;
    #[pymodule_export]
    use crate::collection::{
        CollectionDescription, CollectionField, CollectionFunction, CollectionStruct, restore_collection,
    };
    #[pymodule_export]
    use crate::created::{CreatedJob, restore_created};
    #[pymodule_export]
    use crate::done::{Done, restore_done};
    #[pymodule_export]
    use crate::file::FileProgress;
    #[cfg(debug_assertions)]
    #[pymodule_export]
    use crate::guard::break_work;
    #[pymodule_export]
    use crate::interrupt::interpreter_ends;
    #[pymodule_export]
    use crate::job::ImportJob;
    #[pymodule_export]
    use crate::list::{JobList, JobPages, restore_list};
    #[pymodule_export]
    use crate::mailbox::Mailbox;
    #[pymodule_export]
    use crate::pace::Pace;
    #[pymodule_export]
    use crate::progress::{ImportProgress, restore_progress};
    #[pymodule_export]
    use crate::watch::{AsyncWatch, AsyncWatchMany, Watch, WatchMany};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // From the end of the interpreter on, a thread that is still in a call must leave it alone.
        let ends = module.getattr("interpreter_ends")?;
        module.py().import("atexit")?.call_method1("register", (ends,))?;
        let py = module.py();
        describe::<milvus_import::ImportProgress>(&py.get_type::<ImportProgress>())?;
        describe::<milvus_import::FileProgress>(&py.get_type::<FileProgress>())?;
        describe::<milvus_import::ImportJob>(&py.get_type::<ImportJob>())?;
        describe::<milvus_import::JobList>(&py.get_type::<JobList>())?;
        describe::<milvus_import::CreatedJob>(&py.get_type::<CreatedJob>())?;
        describe::<milvus_import::CollectionDescription>(&py.get_type::<CollectionDescription>())?;
        describe::<milvus_import::CollectionField>(&py.get_type::<CollectionField>())?;
        describe::<milvus_import::CollectionStruct>(&py.get_type::<CollectionStruct>())?;
        describe::<milvus_import::CollectionFunction>(&py.get_type::<CollectionFunction>())
    }

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
