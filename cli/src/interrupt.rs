//! Ctrl-C: ends the call that is going on, so that the command can still say what became of the import.

use milvus_import::CancelToken;

use crate::failure::INTERRUPTED;

/// A token that Ctrl-C cancels. A second Ctrl-C ends the process at once.
///
/// Where no handler can be installed, Ctrl-C ends the process as it does any other.
pub(crate) fn token() -> CancelToken {
    let token = CancelToken::new();
    let cancelled = token.clone();
    let mut again = false;
    let _ = ctrlc::set_handler(move || {
        if std::mem::replace(&mut again, true) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        cancelled.cancel();
    });
    token
}
