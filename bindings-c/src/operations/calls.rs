//! Calls that do not block: started by one function, handed back by another, with a file descriptor to poll in between.

use std::collections::{HashMap, VecDeque};
use std::ffi::{c_char, c_int};
use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::AsRawFd as _;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milvus_import::calls::{Calls, shut_down};
use milvus_import::{Error, ErrorCode, Result, Watch};
use tokio::select;
use tokio::sync::oneshot;

use crate::boundary::{answer, call, given, invalid, make};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::options::mvi_wait_options;
use crate::protocol::request::{self, mvi_request_options};
use crate::protocol::response::mvi_response;
use crate::sized;
use crate::status::mvi_status;
use crate::text::required;

/// Calls that are under way or have ended, for programs with an event loop. Any thread, several at once. It belongs to the process
/// that made it: a forked child neither uses nor frees it.
pub struct mvi_calls {
    calls: Calls<mvi_response>,
    /// What ends each call under way.
    stops: Mutex<HashMap<u64, oneshot::Sender<()>>>,
    /// Taken from the engine, and not yet asked for.
    ended: Mutex<VecDeque<Ended>>,
    bell: Arc<Bell>,
}

type Ended = (u64, Result<mvi_response>);

/// A pipe that holds one byte while something may have ended.
struct Bell {
    reader: PipeReader,
    writer: PipeWriter,
    rung: Mutex<bool>,
}

impl Bell {
    fn new() -> Result<Self> {
        let (reader, writer) = std::io::pipe().map_err(|error| {
            Error::new(ErrorCode::Unavailable, format!("the system gives no pipe for asynchronous calls: {error}"))
        })?;
        Ok(Self { reader, writer, rung: Mutex::default() })
    }

    fn ring(&self) {
        let mut rung = lock(&self.rung);
        if !*rung {
            // One byte: there is always room for it.
            *rung = (&self.writer).write_all(&[0]).is_ok();
        }
    }

    /// Before the ended calls are looked for, so that what ends later rings again.
    fn silence(&self) {
        let mut rung = lock(&self.rung);
        if *rung {
            *rung = (&self.reader).read_exact(&mut [0]).is_err();
        }
    }
}

/// A process, and how many `mvi_calls` it has made and not freed. With the last one the threads under them end.
static LIVE: Mutex<(u32, usize)> = Mutex::new((0, 0));

/// The count of this process: those of its parent are not a forked child's.
fn live() -> MutexGuard<'static, (u32, usize)> {
    let mut live = lock(&LIVE);
    let process = std::process::id();
    if live.0 != process {
        *live = (process, 0);
    }
    live
}

impl mvi_calls {
    fn new() -> Result<Self> {
        let bell = Arc::new(Bell::new()?);
        let of_the_engine = Arc::clone(&bell);
        let calls = Calls::new(move || of_the_engine.ring());
        live().1 += 1;
        Ok(Self { calls, stops: Mutex::default(), ended: Mutex::default(), bell })
    }

    fn next(&self) -> Option<Ended> {
        let mut ended = lock(&self.ended);
        if ended.is_empty() {
            self.bell.silence();
            ended.extend(self.calls.drain());
        }
        let next = ended.pop_front();
        if let Some((number, _)) = &next {
            lock(&self.stops).remove(number);
        }
        if !ended.is_empty() {
            self.bell.ring();
        }
        next
    }

    /// Starts a call, which gets what is ready once it is to end.
    fn start<C>(&self, call: impl FnOnce(oneshot::Receiver<()>) -> C) -> u64
    where
        C: Future<Output = Result<mvi_response>> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        // Held until the call is known: whoever is told of its end takes it out.
        let mut stops = lock(&self.stops);
        let number = self.calls.start(call(stopped));
        stops.insert(number, stop);
        number
    }

    fn cancel(&self, number: u64) -> bool {
        lock(&self.stops).remove(&number).is_some_and(|stop| stop.send(()).is_ok())
    }
}

impl Drop for mvi_calls {
    fn drop(&mut self) {
        self.calls.cancel_all();
        let mut live = live();
        live.1 = live.1.saturating_sub(1);
        let end = (live.1 == 0).then(shut_down);
        // A child that is forked meanwhile, and other threads, need not wait for the threads that end.
        drop(live);
        if let Some(end) = end {
            end();
        }
    }
}

/// Makes an empty one.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_calls_new(
    calls: Option<&mut MaybeUninit<*mut mvi_calls>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(calls, error, "calls", mvi_calls::new)
}

/// A file descriptor that is readable when a call has ended: for poll, epoll, kqueue or an event loop's watcher, level- or
/// edge-triggered. Call `mvi_calls_next` then, until it returns false. Do not read from it, and do not close it: it belongs to the
/// calls. -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_calls_fd(calls: Option<&mvi_calls>) -> c_int {
    answer(-1, || calls.map_or(-1, |calls| calls.bell.reader.as_raw_fd()))
}

/// Starts the call of an `mvi_operation` and returns at once; `number` is what `mvi_calls_next` will name it by. `options` say what
/// it is about, as for `mvi_request_build`; `spelling` does not matter here. Everything is copied, and the client may be freed while
/// its calls are under way. Errors of this function are those of its arguments; how the call goes is told by `mvi_calls_next`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_calls_start(
    calls: Option<&mvi_calls>,
    client: Option<&mvi_client>,
    operation: i32,
    options: *const mvi_request_options,
    number: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let number = number.ok_or_else(nameless)?.write(0);
        let (calls, client) = (given(calls, "calls")?, given(client, "client")?.for_calls()?);
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default::<mvi_request_options>(options, "options") }?;
        // SAFETY: as the header asks for.
        let asked = unsafe { request::call(operation, &options) }?;
        *number = calls.start(async move |stopped| {
            let outcome = select! {
                biased;
                Ok(()) = stopped => Err(client.cancelled(asked.operation())),
                outcome = client.call(&asked) => outcome,
            };
            outcome.map(|outcome| mvi_response::new(outcome, &asked))
        });
        Ok(())
    })
}

/// Starts to follow a job to its end, as `mvi_wait` does, and returns at once. What it ends with is an `mvi_response` with the last
/// progress, or an error of `mvi_wait`. `options` may be NULL, and so must be the functions and `cancel` in them: nothing of the
/// program's is called from another thread, and `mvi_calls_cancel` ends it. Who is to be told of changes and outages uses `mvi_wait` or
/// an `mvi_watcher`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_calls_wait(
    calls: Option<&mvi_calls>,
    client: Option<&mvi_client>,
    job_id: *const c_char,
    options: *const mvi_wait_options,
    number: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let number = number.ok_or_else(nameless)?.write(0);
        let (calls, client) = (given(calls, "calls")?, given(client, "client")?.for_calls()?);
        // SAFETY: as the header asks for.
        let job_id = unsafe { required(job_id, "job_id") }?.to_owned();
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default::<mvi_wait_options>(options, "options") }?;
        options.refuse_functions("use mvi_wait or an mvi_watcher to be told")?;
        options.refuse_cancel()?;
        let options = options.to_core()?;
        let watch = client.watch(&job_id, &options);
        *number = calls.start(|stopped| wait(watch, stopped));
        Ok(())
    })
}

async fn wait(mut watch: Watch, mut stopped: oneshot::Receiver<()>) -> Result<mvi_response> {
    while !watch.has_ended() {
        select! {
            biased;
            Ok(()) = &mut stopped => break,
            Some(change) = watch.next() => drop(change?),
            else => break,
        }
    }
    let is_cancelled = !watch.has_ended();
    let cancelled = || Error::new(ErrorCode::Internal, "a wait was cancelled after its end");
    if is_cancelled {
        return Err(watch.cancelled().unwrap_or_else(cancelled));
    }
    watch.outcome().map(mvi_response::of_progress)
}

fn nameless() -> Error {
    invalid("number is NULL: it takes what the call is named by")
}

/// Ends a call: its request is closed, and `mvi_calls_next` returns it soon, as `MVI_CANCELLED` where it had not ended by itself. An
/// error of a wait has the job's last progress. A job that was to be made may have been made. False where there is no such call under
/// way (any more).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_calls_cancel(calls: Option<&mvi_calls>, number: u64) -> bool {
    answer(false, || calls.is_some_and(|calls| calls.cancel(number)))
}

/// Hands over a call that has ended: its number, and a new response, or a new error where it has failed; the other one is NULL. The
/// caller frees both. Never blocks; false, with nothing set but 0 and NULL, where none is left. None of the parameters may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_calls_next(
    calls: Option<&mvi_calls>,
    number: Option<&mut MaybeUninit<u64>>,
    response: Option<&mut MaybeUninit<*mut mvi_response>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> bool {
    answer(false, || {
        // A call that could not be handed over would be lost.
        let (Some(number), Some(response), Some(error)) = (number, response, error) else { return false };
        let (number, response) = (number.write(0), response.write(ptr::null_mut()));
        let error = error.write(ptr::null_mut());
        let Some((call, outcome)) = calls.and_then(mvi_calls::next) else { return false };
        *number = call;
        match outcome {
            Ok(good) => *response = handle::give(good),
            Err(bad) => *error = handle::give(mvi_error::new(bad)),
        }
        true
    })
}

/// Ends all calls that are under way, and frees what has ended and was not asked for. With the last `mvi_calls` of a process its
/// threads end. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_calls_free(calls: *mut mvi_calls) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(calls) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
