//! Lists all jobs, page by page.

use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::blocking::Client;
use milvus_import::{JobPages, ListImportJobs};

use crate::boundary::{call, given, invalid, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::job_list::mvi_job_list;
use crate::model::options::mvi_list_import_jobs_options;
use crate::sized;
use crate::status::mvi_status;

/// A walk over the pages of a list, which ends also where a server repeats itself. One thread at a time.
pub struct mvi_job_pages {
    client: Client,
    walk: JobPages,
    next: Option<ListImportJobs>,
}

/// Starts a walk that `mvi_job_pages_next` carries on, from the options' page or else the first. Nothing is sent yet. `options` may be
/// NULL; the walk keeps what it needs of them and of the client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_job_pages_new(
    client: Option<&mvi_client>,
    options: *const mvi_list_import_jobs_options,
    pages: Option<&mut MaybeUninit<*mut mvi_job_pages>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(pages, error, "pages", || {
        let client = given(client, "client")?.client.clone();
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default(options, "options") }?;
        // SAFETY: as the header asks for.
        let asked = unsafe { mvi_list_import_jobs_options::to_core(options) }?;
        Ok(mvi_job_pages { client, walk: JobPages::new(), next: Some(asked) })
    })
}

/// Asks for the next page. `MVI_OK` with a NULL list after the last one, which on Milvus is the first. After an error the same page
/// is asked for again. `cancel` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_pages_next(
    pages: Option<&mut mvi_job_pages>,
    cancel: Option<&mvi_cancel_token>,
    list: Option<&mut MaybeUninit<*mut mvi_job_list>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let list = list.ok_or_else(|| invalid("list is NULL"))?.write(ptr::null_mut());
        let pages = pages.ok_or_else(|| invalid("pages is NULL"))?;
        if let Some(asked) = &pages.next {
            let page = cancel_token::with(&pages.client, cancel).list_import_jobs(asked)?;
            let next = pages.walk.next_page(&page, asked);
            *list = handle::give(mvi_job_list::new(page, asked));
            pages.next = next;
        }
        Ok(())
    })
}

/// Ends a walk and frees it; the lists that it gave live on. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_job_pages_free(pages: *mut mvi_job_pages) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(pages) }
}
