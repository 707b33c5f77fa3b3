//! Lists jobs.

use std::mem::MaybeUninit;

use crate::boundary::{given, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::job_list::mvi_job_list;
use crate::model::options::mvi_list_import_jobs_options;
use crate::sized;
use crate::status::mvi_status;

/// Lists jobs: one page on Zilliz Cloud, see `mvi_job_pages`, and all of them on Milvus. `options` and `cancel` may be
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_list_import_jobs(
    client: Option<&mvi_client>,
    options: *const mvi_list_import_jobs_options,
    cancel: Option<&mvi_cancel_token>,
    list: Option<&mut MaybeUninit<*mut mvi_job_list>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(list, error, "list", || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default(options, "options") }?;
        // SAFETY: as the header asks for.
        let asked = unsafe { mvi_list_import_jobs_options::to_core(options) }?;
        let list = cancel_token::with(&client.client, cancel).list_import_jobs(&asked)?;
        Ok(mvi_job_list::new(list, &asked))
    })
}
