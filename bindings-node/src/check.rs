//! `check` and `explain`: files before an import, and reasons after one.

use milvus_import::{Error, ErrorCode, Result};
use milvus_import_check::{Explanation, Options, Report, Schema, lists};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use serde::Serialize;

use crate::border::{Outcome, outcome};
use crate::letter::Letter;
use crate::mailbox::Mailbox;
use crate::rows::text;

/// How files are checked.
#[napi(object, object_to_js = false)]
pub struct Rules {
    pub server: Option<String>,
    pub rows: Option<String>,
    pub sep: Option<String>,
    pub nullkey: Option<String>,
}

impl Rules {
    fn options(self) -> Result<Options> {
        Ok(Options {
            releases: self.server.map(|release| release.parse()).transpose()?,
            rows: self.rows.map(|rows| rows.parse()).transpose()?.unwrap_or_default(),
            sep: self.sep,
            nullkey: self.nullkey,
            ..Options::default()
        })
    }
}

/// Checks files that stand alone, and sets of those that are read together. The schema is a saved description: its text, or
/// the path of its file. The letter is the report, and has no answer.
#[napi(catch_unwind)]
pub fn check(
    env: &Env,
    mail: &Mailbox,
    schema: String,
    files: Vec<String>,
    sets: Vec<Vec<String>>,
    rules: Rules,
) -> i64 {
    let options = rules.options();
    mail.start(env, async move {
        let options = options?;
        let read = move || Ok(milvus_import_check::check(&Schema::saved(&schema)?, &lists(files, sets), &options));
        let done = tokio::task::spawn_blocking(read).await;
        done.unwrap_or_else(|error| Err(Error::new(ErrorCode::Internal, format!("the check has failed: {error}"))))
    })
}

impl From<Report> for Letter {
    fn from(report: Report) -> Self {
        Self { text: text(&report), answer: None }
    }
}

/// What the reason of a failed import means.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct Explained {
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The rule by which a check tells it before the start.
    pub rule: Option<String>,
}

impl From<Explanation> for Explained {
    fn from(Explanation { cause, fix, rule }: Explanation) -> Self {
        Self { cause, fix, rule: rule.map(str::to_owned) }
    }
}

/// What a reason means; nothing where it is not known.
#[napi(catch_unwind, ts_return_type = "Outcome<Explained | undefined>")]
pub fn explain(reason: String) -> Outcome<Option<Explained>> {
    outcome(|| Ok(milvus_import_check::explain(&reason).map(Into::into)))
}
