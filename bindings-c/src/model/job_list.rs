//! A page of jobs.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use milvus_import::{JobList, ListImportJobs};

use super::Json;
use super::job::mvi_import_job;
use crate::boundary::{answer, call, given, invalid};
use crate::error::mvi_error;
use crate::handle;
use crate::status::mvi_status;
use crate::text::number;

/// One page of jobs, freed by `mvi_job_list_free`. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
/// Constant once made: any thread, several at once.
///
/// An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
/// out what the caller may not see.
pub struct mvi_job_list {
    of: Arc<JobList>,
    jobs: Vec<mvi_import_job>,
    next_page: u32,
    json: Json,
}

impl mvi_job_list {
    /// The page that was `asked` for.
    pub(crate) fn new(list: JobList, asked: &ListImportJobs) -> Self {
        let next_page = list.next_page(asked).and_then(|next| next.current_page).unwrap_or(0);
        let of = Arc::new(list);
        Self { jobs: mvi_import_job::all(&of), of, next_page, json: Json::default() }
    }
}

/// How many jobs this page has.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_jobs(list: Option<&mvi_job_list>) -> usize {
    answer(0, || list.map_or(0, |list| list.jobs.len()))
}

/// One of the jobs, counted from 0, in the server's order; NULL beyond the last one. It belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_job(list: Option<&mvi_job_list>, index: usize) -> *const mvi_import_job {
    answer(ptr::null(), || list.and_then(|list| list.jobs.get(index)).map_or(ptr::null(), ptr::from_ref))
}

/// The `current_page` to ask for next, with all other options as they were; 0 after the last page, and where the server does not
/// page. `mvi_job_pages` walks all pages, and ends also where a server repeats itself.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_next_page(list: Option<&mvi_job_list>) -> u32 {
    answer(0, || list.map_or(0, |list| list.next_page))
}

/// How many jobs there are on all pages: true where the server said.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_count(list: Option<&mvi_job_list>, count: Option<&mut MaybeUninit<i64>>) -> bool {
    number(count, || list.and_then(|list| list.of.count))
}

/// The number of this page, from 1: true where the server said.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_current_page(list: Option<&mvi_job_list>, page: Option<&mut MaybeUninit<i64>>) -> bool {
    number(page, || list.and_then(|list| list.of.current_page))
}

/// How many jobs a page holds: true where the server said.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_page_size(list: Option<&mvi_job_list>, size: Option<&mut MaybeUninit<i64>>) -> bool {
    number(size, || list.and_then(|list| list.of.page_size))
}

/// Everything as one JSON object. It belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_list_json(
    list: Option<&mvi_job_list>,
    json: Option<&mut MaybeUninit<*const c_char>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let json = json.ok_or_else(|| invalid("json is NULL"))?.write(ptr::null());
        let list = given(list, "list")?;
        *json = list.json.of(&*list.of)?;
        Ok(())
    })
}

/// Frees a list that a call returned, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_job_list_free(list: *mut mvi_job_list) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(list) }
}
