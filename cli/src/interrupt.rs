//! Ctrl-C and SIGTERM: they end the call that is going on, so that the command can still say what became of the import.

use milvus_import::CancelToken;

use crate::failure::INTERRUPTED;

/// A token that Ctrl-C and SIGTERM cancel. A second Ctrl-C ends the process at once.
///
/// Where no handler can be installed, Ctrl-C ends the process as it does any other.
pub(crate) fn token() -> CancelToken {
    let token = CancelToken::new();
    #[cfg(unix)]
    on_sigterm(&token);
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

/// By hand, since ctrlc would take SIGHUP along, which `nohup` has ignored for a purpose.
#[cfg(unix)]
fn on_sigterm(token: &CancelToken) {
    use std::sync::mpsc::channel;

    use signal_hook::consts::SIGTERM;
    use signal_hook::iterator::Signals;

    let cancelled = token.clone();
    let (sender, signals) = channel::<Signals>();
    let waiting = std::thread::Builder::new().spawn(move || {
        let Ok(mut signals) = signals.recv() else { return };
        for _ in signals.forever() {
            cancelled.cancel();
        }
    });
    // Without a thread that waits for it, the signal keeps its usual end.
    if let (Ok(_), Ok(signals)) = (waiting, Signals::new([SIGTERM])) {
        let _ = sender.send(signals);
    }
}
