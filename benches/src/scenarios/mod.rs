//! What is measured.

mod calls;
mod parsing;
mod start;

use crate::Result;
use crate::options::Options;
use crate::report::Report;
use crate::server::{DETAILS, Server};

type Run<'a> = dyn FnOnce(&Options) -> Result<Report> + 'a;

/// One table.
pub(crate) struct Scenario<'a> {
    pub(crate) title: String,
    pub(crate) run: Box<Run<'a>>,
}

impl<'a> Scenario<'a> {
    fn new(title: impl Into<String>, run: impl FnOnce(&Options) -> Result<Report> + 'a) -> Self {
        Self { title: title.into(), run: Box::new(run) }
    }
}

/// Everything there is, in the order in which it is shown.
pub(crate) fn all(server: &Server) -> Vec<Scenario<'_>> {
    let mut all = Vec::new();
    for secure in [false, true] {
        all.extend(DETAILS.map(|details| calls::one_by_one(server, details, secure)));
    }
    all.push(calls::at_once(server, 64));
    all.push(parsing::many_files(server));
    all.extend(parsing::unknown_fields());
    all.extend(start::command_line());
    all
}
