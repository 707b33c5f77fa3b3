//! The bucket: a folder on this machine.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

/// Keys are paths below a folder.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    root: PathBuf,
}

impl Storage {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// A file and its size. A key that is not written as the storage would write it names none.
    pub(super) fn open(&self, key: &str) -> Result<(File, u64), String> {
        let is_plain = key.split('/').all(|part| !matches!(part, "" | "." | ".."))
            && Path::new(key).components().all(|part| matches!(part, Component::Normal(_)));
        let path = Some(self.root.join(key)).filter(|path| is_plain && path.is_file());
        let file = path.and_then(|path| File::open(path).ok());
        let file = file.ok_or_else(|| format!("key not found[key={key}]"))?;
        let size = file.metadata().map_err(|error| error.to_string())?.len();
        Ok((file, size))
    }
}
