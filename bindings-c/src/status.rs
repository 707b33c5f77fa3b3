//! What calls return, by name.

use std::ffi::{CStr, c_char};

use milvus_import::ErrorCode;

use crate::boundary::answer;
pub(crate) use crate::names::mvi_status;

/// A status by its name, the same in every language, such as `"JobNotFound"`; empty for a number that is none. Never NULL.
/// Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_status_name(status: i32) -> *const c_char {
    answer(c"".as_ptr(), || name(status).as_ptr())
}

fn name(status: i32) -> &'static CStr {
    if status == mvi_status::MVI_OK as i32 {
        return c"Ok";
    }
    let found = mvi_status::ALL.iter().find(|(own, ..)| *own as i32 == status);
    found.map_or(c"", |(.., name)| name)
}

impl From<ErrorCode> for mvi_status {
    fn from(code: ErrorCode) -> Self {
        let found = Self::ALL.iter().find(|(_, core, _)| *core == code);
        found.map_or(Self::MVI_INTERNAL, |(own, ..)| *own)
    }
}
