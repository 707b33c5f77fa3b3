//! Imports many files as many jobs.

use std::mem::MaybeUninit;

use super::watch_many::{follower_of_many, mvi_many_watcher};
use crate::boundary::{given, make};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::options::{mvi_bulk_import_options, mvi_import_many_options, mvi_wait_options};
use crate::sized;
use crate::status::mvi_status;

/// Imports many files: as jobs of modest size, as many at once as the server takes, followed to their ends by
/// `mvi_many_watcher_next` or `mvi_many_watcher_each`, which also write the ledger. Nothing is sent yet. `import` says
/// what all jobs have in common, and lists the files of all. `options` may be NULL, and `wait` is as for
/// `mvi_watch_many`.
///
/// No create is sent twice that may have made a job. Where one has no clear answer, the collection's list tells whether
/// there is a job of those files; where that cannot be known they are told as `MVI_EVENT_NOT_IMPORTED`, and that it is
/// not known.
///
/// `MVI_INVALID_ARGUMENT` also for what would import a file twice, and for a ledger of something else;
/// `MVI_LEDGER_UNUSABLE` where it cannot be opened, or another watcher or process has it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_import_many(
    client: Option<&mvi_client>,
    import: *const mvi_bulk_import_options,
    options: *const mvi_import_many_options,
    wait: *const mvi_wait_options,
    watcher: Option<&mut MaybeUninit<*mut mvi_many_watcher>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(watcher, error, "watcher", || {
        // SAFETY: as the header asks for.
        let (client, wait) = unsafe { follower_of_many(client, wait) }?;
        // SAFETY: as the header asks for.
        let import = given(unsafe { sized::read(import, "import") }?, "import")?;
        // SAFETY: as the header asks for.
        let import = unsafe { mvi_bulk_import_options::to_core(import) }?;
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default(options, "options") }?;
        // SAFETY: as the header asks for.
        let options = unsafe { mvi_import_many_options::to_core(options) }?;
        Ok(mvi_many_watcher { watch: client.import_many(&import, &options, &wait)? })
    })
}
