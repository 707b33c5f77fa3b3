//! `Pace`: how fast a job goes.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use crate::progress::ImportProgress;

/// The core's pace, with the clock read here.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Pace(Mutex<milvus_import::Pace>);

impl Pace {
    fn now<T>(&self, f: impl FnOnce(&mut milvus_import::Pace, Instant) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), Instant::now())
    }
}

#[pymethods]
impl Pace {
    #[new]
    fn new() -> Self {
        Self(Mutex::default())
    }

    /// Takes in an answer.
    fn observe(&self, progress: &ImportProgress) {
        self.now(|pace, now| pace.observe(now, progress.core()));
    }

    /// Rows a second, where that can be told.
    fn rows_per_second(&self) -> Option<f64> {
        self.now(|pace, _| pace.rows_per_second())
    }

    /// The seconds left, where that can be told.
    fn remaining(&self) -> Option<f64> {
        self.now(|pace, now| pace.remaining(now)).as_ref().map(Duration::as_secs_f64)
    }
}
