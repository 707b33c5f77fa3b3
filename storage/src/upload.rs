//! Puts files of this machine where the server reads them.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use milvus_import::{CancelToken, Error, ErrorCode, Result};
use tokio::sync::Semaphore;

use crate::place::{Objects, Place};
use crate::send::Sender;
use crate::state::State;
use crate::{Storage, block_on, folder};

/// So many files at once,
const FILES: usize = 8;
/// and so many parts of all of them, each in memory: 64 MiB.
pub(crate) const PARTS: usize = 8;
/// How often it is looked whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// One file to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The file on this machine.
    pub file: PathBuf,
    /// Where to, below the root of the storage.
    pub key: String,
}

/// How to send.
#[derive(Clone, Debug, Default)]
pub struct UploadOptions {
    /// A file in which is kept what was sent: the same upload goes on where it ended, after a crash too. Without it,
    /// files that are there are known, and parts of files are not.
    pub state: Option<PathBuf>,
    /// Ends the upload with `Cancelled`.
    pub cancel: Option<CancelToken>,
}

/// A file that is where the server reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Its path, as the server is to be told it.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// How many of them were sent now; `None` if the same file was there.
    pub sent: Option<u64>,
}

/// What an upload tells of while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many bytes more were sent.
    Sent(u64),
    /// So many bytes of the file at this path were there: all, or those of an earlier run's parts.
    Present(&'a str, u64),
    /// The store has forgotten what an earlier run sent of the file at this path, `Present` with so many bytes: it is
    /// sent again from its start.
    Again(&'a str, u64),
}

impl Storage {
    /// Sends files, several parts and files at once, and returns once all are there, in their order. What is there with
    /// equal size and checksum is not sent; of a large file not what an earlier run sent, by `options.state`.
    ///
    /// # Errors
    /// The first that occurs, with the file and what to do. The same call goes on from there.
    pub fn upload(
        &self,
        uploads: &[Upload],
        options: &UploadOptions,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Uploaded>> {
        let state = State::open(options.state.as_deref())?;
        let stop = || options.cancel.as_ref().is_some_and(CancelToken::is_cancelled);
        match &self.place {
            Place::Folder => uploads.iter().map(|upload| self.copy(upload, &stop, progress)).collect(),
            Place::Objects(store) => block_on(async {
                tokio::select! {
                    biased;
                    () = asked(&stop) => Err(cancelled()),
                    all = self.send_all(store.as_ref(), uploads, &state, progress) => all,
                }
            }),
        }
    }

    fn copy(&self, upload: &Upload, stop: &dyn Fn() -> bool, progress: &dyn Fn(Progress<'_>)) -> Result<Uploaded> {
        let path = self.path(&upload.key);
        let bytes = size(&upload.file)?;
        let mut sent = |count| {
            progress(Progress::Sent(count));
            if stop() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        };
        match folder::copy(&upload.file, Path::new(&path), &mut sent) {
            Ok(true) => Ok(Uploaded { path, bytes, sent: Some(bytes) }),
            Ok(false) => {
                progress(Progress::Present(&path, bytes));
                Ok(Uploaded { path, bytes, sent: None })
            }
            Err(_) if stop() => Err(cancelled()),
            Err(error) => {
                let text = format!("copying {} to {path}: {error}", upload.file.display());
                Err(Error::new(ErrorCode::ServerError, text))
            }
        }
    }

    async fn send_all(
        &self,
        store: &dyn Objects,
        uploads: &[Upload],
        state: &State,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Uploaded>> {
        let room = Semaphore::new(PARTS);
        let sender = Sender { store, bucket: &self.bucket, state, progress, room: &room };
        let sends = uploads.iter().map(|upload| {
            let path = self.path(&upload.key);
            async { sender.send(&upload.file, path).await }
        });
        stream::iter(sends).buffered(FILES).try_collect().await
    }
}

/// The size of a file that can be sent.
pub(crate) fn size(file: &Path) -> Result<u64> {
    let text = |why: &dyn std::fmt::Display| format!("{} cannot be sent: {why}", file.display());
    let kind = std::fs::metadata(file).map_err(|error| Error::new(ErrorCode::InvalidArgument, text(&error)))?;
    if kind.is_file() { Ok(kind.len()) } else { Err(Error::new(ErrorCode::InvalidArgument, text(&"it is no file"))) }
}

async fn asked(stop: &(dyn Fn() -> bool + Sync)) {
    while !stop() {
        tokio::time::sleep(LOOK).await;
    }
}

fn cancelled() -> Error {
    Error::new(ErrorCode::Cancelled, "the upload was interrupted; the same command goes on from here")
}
