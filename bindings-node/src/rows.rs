//! Results as JSON arrays: JavaScript makes objects of its own classes from them, in the order of the fields here. Names
//! would be written, read and looked up once for every job of a list. Files of a job are in `details`.

use milvus_import::{ImportJob, ImportProgress};
use serde::ser::{Serialize, SerializeSeq, Serializer};

/// A result with named fields.
pub(crate) trait Row {
    /// The fields' names, as in Rust.
    const NAMES: &'static [&'static str];

    fn write<S: SerializeSeq>(&self, out: &mut S) -> Result<(), S::Error>;
}

/// One result as one JSON array.
pub(crate) struct Array<'a, T>(pub(crate) &'a T);

impl<T: Row> Serialize for Array<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(Some(T::NAMES.len()))?;
        self.0.write(&mut out)?;
        out.end()
    }
}

/// Many results as an array of arrays.
pub(crate) struct Arrays<'a, T>(pub(crate) &'a [T]);

impl<T: Row> Serialize for Arrays<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Array))
    }
}

/// JSON text of something that has no way to fail.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

macro_rules! rows {
    ($($type:ty { $($field:ident),+ $(; $($name:ident: $question:ident),+)? })+) => { $(
        impl Row for $type {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+ $(, $(stringify!($name)),+)?];

            fn write<S: SerializeSeq>(&self, out: &mut S) -> Result<(), S::Error> {
                $(out.serialize_element(&self.$field)?;)+
                $($(out.serialize_element(&self.$question())?;)+)?
                Ok(())
            }
        }
    )+ };
}

rows! {
    ImportProgress {
        job_id, collection_name, partition_name, file_name, job_type, state, raw_state, progress, raw_progress, phase,
        imported_rows, total_rows, file_size, reason, retryable_failure, create_time, complete_time;
        terminal: is_terminal, success: is_success
    }
    ImportJob { job_id, collection_name, state, raw_state, progress, raw_progress, reason }
}
