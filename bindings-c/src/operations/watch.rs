//! Follows a job change by change.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use milvus_import::Event;
use milvus_import::blocking::{Client, Watch};

use crate::boundary::{answer, call, given, invalid, make};
use crate::cancel_token;
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::options::mvi_wait_options;
use crate::model::progress::mvi_progress;
use crate::operations::outage;
use crate::sized;
use crate::status::mvi_status;
use crate::text::required;

/// A watch that is asked for each change, where callbacks do not suit. One thread at a time.
pub struct mvi_watcher {
    /// Until its outcome is taken, or an error has ended it: an outcome would be that of a job that has not ended.
    watch: Option<Watch>,
}

impl mvi_watcher {
    /// What comes next; nothing after the last change or an error.
    fn step<T>(
        &mut self,
        next: impl FnOnce(&mut Watch) -> Option<milvus_import::Result<T>>,
    ) -> milvus_import::Result<Option<T>> {
        let step = self.watch.as_mut().and_then(next).transpose();
        if step.is_err() {
            self.watch = None;
        }
        step
    }
}

/// Starts a watch that `mvi_watcher_next` or `mvi_watcher_next_event` carries on. `options` may be NULL, and so must be the
/// functions in them: what they would be told, the watcher returns. It keeps what it needs of the client and of `options`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_watcher_new(
    client: Option<&mvi_client>,
    job_id: *const c_char,
    options: *const mvi_wait_options,
    watcher: Option<&mut MaybeUninit<*mut mvi_watcher>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(watcher, error, "watcher", || {
        // SAFETY: as the header asks for.
        let (watch, options) = unsafe { start(client, job_id, options) }?;
        options.refuse_functions("ask mvi_watcher_next_event")?;
        Ok(mvi_watcher { watch: Some(watch) })
    })
}

/// Blocks until the job changes. `MVI_OK` with a NULL progress after the last change, and after an error, `MVI_CANCELLED` included.
/// Errors are those of `mvi_wait`, but for `MVI_IMPORT_FAILED`: a job that ends as Failed is a change.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_watcher_next(
    watcher: Option<&mut mvi_watcher>,
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let progress = progress.ok_or_else(|| invalid("progress is NULL"))?.write(std::ptr::null_mut());
        let watcher = watcher.ok_or_else(|| invalid("watcher is NULL"))?;
        if let Some(change) = watcher.step(Watch::next)? {
            *progress = handle::give(mvi_progress::new(change));
        }
        Ok(())
    })
}

/// As `mvi_watcher_next`, and returns with outages too while they are ridden out: `outage` is then the error that `mvi_on_outage` is
/// told, to be freed with `mvi_error_free`. With neither a progress nor an outage the server answers again, or the watch has ended, as
/// `mvi_watcher_has_ended` says.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_watcher_next_event(
    watcher: Option<&mut mvi_watcher>,
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    outage: Option<&mut MaybeUninit<*mut mvi_error>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let progress = progress.ok_or_else(|| invalid("progress is NULL"))?.write(std::ptr::null_mut());
        let outage = outage.ok_or_else(|| invalid("outage is NULL"))?.write(std::ptr::null_mut());
        let watcher = watcher.ok_or_else(|| invalid("watcher is NULL"))?;
        match watcher.step(Watch::next_event)? {
            Some(Event::Progress(change)) => *progress = handle::give(mvi_progress::new(change)),
            Some(other) => {
                if let Some(error) = outage::error_of(other) {
                    *outage = handle::give(error);
                }
            }
            None => {}
        }
        Ok(())
    })
}

/// What `mvi_wait` would have returned for the same changes: the last progress, or `MVI_IMPORT_FAILED`. To be asked once, when
/// `mvi_watcher_next` has given the last change or NULL; it asks no server. `MVI_INVALID_ARGUMENT` earlier, and after an error.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_watcher_outcome(
    watcher: Option<&mut mvi_watcher>,
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(progress, error, "progress", || {
        let watcher = watcher.ok_or_else(|| invalid("watcher is NULL"))?;
        if watcher.watch.as_ref().is_some_and(|watch| !watch.has_ended()) {
            return Err(invalid("the watcher has not ended: ask for its outcome after the last change"));
        }
        let watch = watcher
            .watch
            .take()
            .ok_or_else(|| invalid("the watcher's outcome was taken before, or an error has ended it"))?;
        watch.outcome().map(mvi_progress::new)
    })
}

/// Whether the job's last change, or an error, has been told: nothing will come after it.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_watcher_has_ended(watcher: Option<&mvi_watcher>) -> bool {
    answer(false, || watcher.is_some_and(|watcher| watcher.watch.as_ref().is_none_or(Watch::has_ended)))
}

/// Ends a watch and frees it; the progresses that it gave live on. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_watcher_free(watcher: *mut mvi_watcher) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(watcher) }
}

/// # Safety
/// The text and the options are as the header asks for.
pub(super) unsafe fn start(
    client: Option<&mvi_client>,
    job_id: *const c_char,
    options: *const mvi_wait_options,
) -> milvus_import::Result<(Watch, mvi_wait_options)> {
    // SAFETY: as this function asks for.
    let (client, options) = unsafe { follower(client, options) }?;
    // SAFETY: as this function asks for.
    let job_id = unsafe { required(job_id, "job_id") }?;
    Ok((client.watch(job_id, &options.to_core()?), options))
}

/// The client that follows, which the options' token can end.
///
/// # Safety
/// The options are as the header asks for.
pub(super) unsafe fn follower(
    client: Option<&mvi_client>,
    options: *const mvi_wait_options,
) -> milvus_import::Result<(Client, mvi_wait_options)> {
    let client = given(client, "client")?;
    // SAFETY: as this function asks for.
    let options = unsafe { sized::read_or_default::<mvi_wait_options>(options, "options") }?;
    // SAFETY: as this function asks for.
    let cancel = unsafe { options.cancel.as_ref() };
    Ok((cancel_token::with(&client.client, cancel), options))
}
