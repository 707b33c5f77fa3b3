//! The object store or folder that a Milvus server reads imports from: looked at, read in parts, and filled.
//!
//! S3 and what speaks it, Google Cloud Storage, Azure Blob Storage by the `object_store` crate, and folders of this
//! machine for a Milvus with local storage. Keys and endpoints come from the environment, as that crate's users have
//! them:
//! `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `GOOGLE_APPLICATION_CREDENTIALS`,
//! `AZURE_STORAGE_ACCOUNT_NAME`, `AZURE_STORAGE_ACCOUNT_KEY`. Calls block, and are not for asynchronous tasks.

mod fault;
mod folder;
mod http;
mod place;
mod reader;
mod send;
mod state;
mod upload;

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

use futures_util::{StreamExt, TryStreamExt, stream};
use milvus_import::{Error, ErrorCode, Result};
use milvus_import_check::{Absent, File, Source};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::runtime::Runtime;

use crate::fault::fault;
use crate::place::{Objects, Place};
use crate::reader::Reader;
pub use crate::upload::{Progress, Upload, UploadOptions, Uploaded};

/// So many files are looked at, at once.
const LOOKS: usize = 16;

/// A bucket, container or folder, and the root below it that files are sent to.
#[derive(Clone)]
pub struct Storage {
    place: Place,
    bucket: String,
    root: String,
}

impl Storage {
    /// Opens `s3://bucket/root`, `gs://bucket/root`, `az://container/root` or `file:///folder`. Nothing is asked yet.
    ///
    /// # Errors
    /// `InvalidArgument` for another address or settings of the environment that cannot work, `NotFound` for a folder that
    /// is not there.
    pub fn open(url: &str) -> Result<Self> {
        let place::Opened { place, bucket, root } = place::open(url)?;
        Ok(Self { place, bucket, root })
    }

    /// The path by which the server finds what is at a key below the root: from the bucket on, and of a folder the
    /// whole path.
    pub fn path(&self, key: &str) -> String {
        let start = if matches!(self.place, Place::Folder) { "/" } else { "" };
        let slash = if self.root.is_empty() { "" } else { "/" };
        format!("{start}{}{slash}{key}", self.root)
    }

    /// How many bytes are at a path, as the server is told it; `None` if nothing is.
    ///
    /// # Errors
    /// If the store cannot be asked: `NotFound` if there is no such bucket.
    pub fn head(&self, path: &str) -> Result<Option<u64>> {
        match self.file(path)?.content {
            Ok(source) => Ok(Some(source.size())),
            Err(Absent::NotFound) => Ok(None),
            Err(Absent::Unreadable(why)) => Err(Error::new(ErrorCode::PermissionDenied, format!("{path}: {why}"))),
        }
    }

    /// The file at a path, as the server is told it, to be checked: only what a check looks at is read.
    ///
    /// # Errors
    /// As [`Self::head`].
    pub fn file(&self, path: &str) -> Result<File> {
        let mut files = self.files(std::slice::from_ref(&path))?;
        files.pop().ok_or_else(|| Error::new(ErrorCode::Internal, "no file"))
    }

    /// The same for many, several at once.
    ///
    /// # Errors
    /// As [`Self::head`].
    pub fn files(&self, paths: &[impl AsRef<str>]) -> Result<Vec<File>> {
        let Place::Objects(store) = &self.place else {
            return Ok(paths.iter().map(|path| folder::file(path.as_ref())).collect());
        };
        let looks = paths.iter().map(|path| self.look(store, path.as_ref()));
        block_on(stream::iter(looks).buffered(LOOKS).try_collect())
    }

    async fn look(&self, store: &Arc<dyn Objects>, path: &str) -> Result<File> {
        let content = match Path::parse(path) {
            // No key starts with a slash, and the server takes it as part of the key.
            _ if path.starts_with('/') => Err(Absent::NotFound),
            Err(_) => Err(Absent::NotFound),
            Ok(key) => match store.head(&key).await {
                Ok(meta) => Ok(self.reader(store, key, meta.size)),
                Err(error) => {
                    self.explain(store, path, &error).await?;
                    Err(Absent::NotFound)
                }
            },
        };
        Ok(File { path: path.to_owned(), content })
    }

    fn reader(&self, store: &Arc<dyn Objects>, path: Path, size: u64) -> Arc<dyn Source> {
        let (store, bucket) = (Arc::clone(store), self.bucket.clone());
        Arc::new(Reader { store, bucket, path, size, cache: std::sync::Mutex::default() })
    }

    /// An answer without a body does not say whether the file or the bucket is not there, nor what is wrong with the
    /// keys: a list does. Ok if it is the file.
    async fn explain(&self, store: &Arc<dyn Objects>, path: &str, error: &object_store::Error) -> Result<()> {
        let is_absent = matches!(error, object_store::Error::NotFound { .. });
        let list = store.list(Some(&Path::from(self.root.as_str()))).next().await;
        let told = match list {
            // Who may not list may well read.
            Some(Err(object_store::Error::PermissionDenied { .. })) if is_absent => return Ok(()),
            Some(Err(list)) => fault(path, &self.bucket, &list),
            _ if is_absent => return Ok(()),
            _ => fault(path, &self.bucket, error),
        };
        Err(told)
    }
}

impl fmt::Debug for Storage {
    /// The stores' own would be long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("bucket", &self.bucket).field("root", &self.root).finish_non_exhaustive()
    }
}

/// The threads that calls to stores run on, for the whole process.
pub(crate) fn runtime() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("storage").enable_all().build()
    });
    made.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))
}

pub(crate) fn block_on<T>(call: impl Future<Output = Result<T>>) -> Result<T> {
    let failed = |error| Error::new(ErrorCode::Unavailable, format!("the system gives no threads: {error}"));
    runtime().map_err(failed)?.block_on(call)
}
