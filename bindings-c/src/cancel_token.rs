//! Ends blocking calls from outside.

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use milvus_import::blocking::Client;

use crate::boundary::{answer, make};
use crate::error::mvi_error;
use crate::handle;
use crate::status::mvi_status;

/// Ends the calls that it is given to. Any thread, several at once; `mvi_cancel_token_cancel` also in a signal handler.
pub struct mvi_cancel_token {
    // A flag and no lock or wake-up, for the signal handler's sake: calls look at it 20 times a second.
    cancelled: Arc<AtomicBool>,
}

/// Makes a token that is not cancelled. One token may be given to any number of calls; being cancelled is for good.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_cancel_token_new(
    token: Option<&mut MaybeUninit<*mut mvi_cancel_token>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(token, error, "token", || Ok(mvi_cancel_token { cancelled: Arc::default() }))
}

/// Ends every call that has the token within about 50 ms, and every later one at once: they return `MVI_CANCELLED`.
/// Async-signal-safe.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_cancel_token_cancel(token: Option<&mvi_cancel_token>) {
    answer((), || {
        if let Some(token) = token {
            token.cancelled.store(true, Ordering::SeqCst);
        }
    });
}

/// Whether it was cancelled. Async-signal-safe.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_cancel_token_is_cancelled(token: Option<&mvi_cancel_token>) -> bool {
    answer(false, || token.is_some_and(|token| token.cancelled.load(Ordering::SeqCst)))
}

/// Frees a token. NULL is allowed. Calls that have it go on, and can no longer be cancelled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_cancel_token_free(token: *mut mvi_cancel_token) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(token) }
}

/// The client for one call, which the token can end.
pub(crate) fn with(client: &Client, token: Option<&mvi_cancel_token>) -> Client {
    match token {
        None => client.clone(),
        Some(token) => {
            let cancelled = Arc::clone(&token.cancelled);
            client.interruptible(move || cancelled.load(Ordering::SeqCst))
        }
    }
}
