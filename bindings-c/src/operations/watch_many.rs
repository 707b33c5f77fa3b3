//! Follows many jobs at once.

use std::ffi::{c_char, c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::blocking::{Client, WatchMany};
use milvus_import::{Error, ErrorCode, Result, WaitOptions};

use super::watch::follower;
use crate::boundary::{call, given, invalid, make};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::job_event::mvi_job_event;
use crate::model::options::mvi_wait_options;
use crate::status::mvi_status;
use crate::text::{array, required};

/// Many jobs that are followed with few requests: made by `mvi_watch_many`, `mvi_watch_collection` or
/// `mvi_import_many`. One thread at a time.
pub struct mvi_many_watcher {
    pub(super) watch: WatchMany,
}

impl mvi_many_watcher {
    fn next(&mut self) -> Result<Option<mvi_job_event>> {
        Ok(self.watch.next().transpose()?.as_ref().map(mvi_job_event::new))
    }
}

/// Told of every event, on the thread that called `mvi_many_watcher_each`. `event` is lent until it returns. It must
/// not use the watcher. Anything but 0 ends that call.
pub type mvi_on_job_event = Option<unsafe extern "C" fn(event: *const mvi_job_event, user_data: *mut c_void) -> c_int>;

/// Starts to follow `count` jobs to their ends; `mvi_many_watcher_next` or `mvi_many_watcher_each` carry on. Nothing is
/// sent yet. A job that is named twice is followed once.
///
/// At most ten requests a second go to the server, by all such follows of this process together that have the same
/// token. Lists tell of changes; a job that they leave out is asked for by itself, and so is each that has ended.
///
/// `options` may be NULL: its times are each job's, but for `timeout`, which is that of all, and `fault_budget`, which
/// is the server's. The functions in it must be NULL: what they would be told, the watcher returns. It keeps what it
/// needs of the client and of `options`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_watch_many(
    client: Option<&mvi_client>,
    job_ids: *const *const c_char,
    count: usize,
    options: *const mvi_wait_options,
    watcher: Option<&mut MaybeUninit<*mut mvi_many_watcher>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(watcher, error, "watcher", || {
        // SAFETY: as the header asks for.
        let (client, options) = unsafe { follower_of_many(client, options) }?;
        // SAFETY: as the header asks for.
        let job_ids = unsafe { array(job_ids, count, "job_ids") }?;
        // SAFETY: as the header asks for.
        let job_ids = job_ids.iter().map(|job_id| unsafe { required(*job_id, "a job id of job_ids") });
        let job_ids: Vec<&str> = job_ids.collect::<Result<_>>()?;
        Ok(mvi_many_watcher { watch: client.watch_many(job_ids, &options) })
    })
}

/// As `mvi_watch_many`, for the jobs of a collection: those that have not ended, and those that are started meanwhile;
/// `with_ended` those too that had ended before. It ends when all have ended and two lists in a row show no others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_watch_collection(
    client: Option<&mvi_client>,
    collection_name: *const c_char,
    with_ended: bool,
    options: *const mvi_wait_options,
    watcher: Option<&mut MaybeUninit<*mut mvi_many_watcher>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(watcher, error, "watcher", || {
        // SAFETY: as the header asks for.
        let (client, options) = unsafe { follower_of_many(client, options) }?;
        // SAFETY: as the header asks for.
        let collection_name = unsafe { required(collection_name, "collection_name") }?;
        let watch = client.watch_collection(collection_name, &options);
        Ok(mvi_many_watcher { watch: if with_ended { watch.with_ended() } else { watch } })
    })
}

/// Blocks until there is something to tell. `MVI_OK` with a NULL event after the last one, and after an error.
///
/// How a job ends is an event and no error of this function: `MVI_EVENT_ENDED`, once for each. Errors are what ends the
/// whole: `MVI_CANCELLED`; for a collection also `MVI_TIMEOUT`, or why it cannot be listed; for an import
/// `MVI_NOT_FOUND` where there is no such collection, and `MVI_LEDGER_UNUSABLE`.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_many_watcher_next(
    watcher: Option<&mut mvi_many_watcher>,
    event: Option<&mut MaybeUninit<*mut mvi_job_event>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let event = event.ok_or_else(|| invalid("event is NULL"))?.write(ptr::null_mut());
        let watcher = given(watcher, "watcher")?;
        if let Some(told) = watcher.next()? {
            *event = handle::give(told);
        }
        Ok(())
    })
}

/// Calls `on_event` for every event that `mvi_many_watcher_next` would return, and returns after the last one.
/// `on_event` must not be NULL. Where it ends the call that is `MVI_CANCELLED`, and the watcher may be asked again: it
/// goes on behind that event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_many_watcher_each(
    watcher: Option<&mut mvi_many_watcher>,
    on_event: mvi_on_job_event,
    user_data: *mut c_void,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let watcher = given(watcher, "watcher")?;
        let on_event = given(on_event, "on_event")?;
        while let Some(event) = watcher.next()? {
            // SAFETY: the header asks for a function that keeps to its terms, and the event lives until it returns.
            if unsafe { on_event(&raw const event, user_data) } != 0 {
                return Err(Error::new(ErrorCode::Cancelled, "on_event has ended the call"));
            }
        }
        Ok(())
    })
}

/// Ends a watch and frees it, and lets go of its ledger; the events that it gave live on, and so do the jobs. NULL is
/// allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_many_watcher_free(watcher: *mut mvi_many_watcher) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(watcher) }
}

/// As [`follower`], where functions are told nothing.
///
/// # Safety
/// As there.
pub(super) unsafe fn follower_of_many(
    client: Option<&mvi_client>,
    options: *const mvi_wait_options,
) -> Result<(Client, WaitOptions)> {
    // SAFETY: as this function asks for.
    let (client, options) = unsafe { follower(client, options) }?;
    options.refuse_functions("ask mvi_many_watcher_next")?;
    Ok((client, options.to_core()?))
}
