//! Many files in one call.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::FileProgress;

use super::progress::mvi_progress;
use super::state::mvi_job_state;
use crate::boundary::{call, given, invalid};
use crate::error::mvi_error;
use crate::sized::check_size;
use crate::status::mvi_status;

/// A text by its length, without a NUL at the end. Its start is NULL when the server did not say.
#[repr(C)]
pub struct mvi_text {
    /// The first of its bytes, which are UTF-8.
    pub start: *const c_char,
    /// How many bytes there are.
    pub length: usize,
}

/// What the accessors of one `mvi_file_progress` say, with the same names. A number counts only where its `has_` is true.
#[repr(C)]
pub struct mvi_file_values {
    /// See `mvi_file_progress_file_name`.
    pub file_name: mvi_text,
    /// See `mvi_file_progress_raw_state`.
    pub raw_state: mvi_text,
    /// See `mvi_file_progress_raw_progress`.
    pub raw_progress: mvi_text,
    /// See `mvi_file_progress_reason`.
    pub reason: mvi_text,
    /// See `mvi_file_progress_create_time`.
    pub create_time: mvi_text,
    /// See `mvi_file_progress_complete_time`.
    pub complete_time: mvi_text,
    /// See `mvi_file_progress_imported_rows`.
    pub imported_rows: i64,
    /// See `mvi_file_progress_total_rows`.
    pub total_rows: i64,
    /// See `mvi_file_progress_file_size`.
    pub file_size: i64,
    /// See `mvi_file_progress_state`.
    pub state: mvi_job_state,
    /// See `mvi_file_progress_progress`.
    pub progress: u8,
    /// Whether the server sent `imported_rows`.
    pub has_imported_rows: bool,
    /// Whether the server sent `total_rows`.
    pub has_total_rows: bool,
    /// Whether the server sent `file_size`.
    pub has_file_size: bool,
}

/// Copies what is known of up to `count` of the job's files, from the one at `first` on, in the order of `mvi_progress_detail`;
/// `total` is how many files the job has, so a `count` of 0 asks for that alone. For languages whose calls into C are slow. The
/// texts belong to the progress.
///
/// `struct_size` is `sizeof(mvi_file_values)`; members that this library does not know are set to zero. `MVI_UNEXPECTED_RESPONSE`
/// when the server's details are broken JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_progress_copy_details(
    progress: Option<&mvi_progress>,
    first: usize,
    values: *mut mvi_file_values,
    count: usize,
    struct_size: usize,
    total: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let total = total.ok_or_else(|| invalid("total is NULL"))?.write(0);
        let progress = given(progress, "progress")?;
        check_size::<mvi_file_values>(struct_size, "struct_size")?;
        if count > 0 && values.is_null() {
            return Err(invalid("values is NULL, and count is not 0"));
        }
        let files = progress.details()?;
        for (index, file) in files.iter().skip(first).take(count).enumerate() {
            // SAFETY: the caller has room for `count` structures of its size, and the index is below that.
            let place = unsafe { values.cast::<u8>().add(index * struct_size) };
            // SAFETY: as above.
            unsafe { mvi_file_values::of(file).write(place, struct_size) };
        }
        *total = files.len();
        Ok(())
    })
}

impl mvi_file_values {
    fn of(file: &FileProgress) -> Self {
        Self {
            file_name: mvi_text::of(file.file_name.as_deref()),
            raw_state: mvi_text::of(file.raw_state.as_deref()),
            raw_progress: mvi_text::of(file.raw_progress.as_deref()),
            reason: mvi_text::of(file.reason.as_deref()),
            create_time: mvi_text::of(file.create_time.as_deref()),
            complete_time: mvi_text::of(file.complete_time.as_deref()),
            imported_rows: file.imported_rows.unwrap_or_default(),
            total_rows: file.total_rows.unwrap_or_default(),
            file_size: file.file_size.unwrap_or_default(),
            state: file.state.into(),
            progress: file.progress,
            has_imported_rows: file.imported_rows.is_some(),
            has_total_rows: file.total_rows.is_some(),
            has_file_size: file.file_size.is_some(),
        }
    }
}

impl mvi_file_values {
    /// # Safety
    /// There is room for `size` bytes.
    unsafe fn write(&self, place: *mut u8, size: usize) {
        let known = size.min(size_of::<Self>());
        // SAFETY: as this function asks for; the structure has no padding.
        unsafe { ptr::copy_nonoverlapping(ptr::from_ref(self).cast(), place, known) };
        // SAFETY: as this function asks for.
        let beyond = unsafe { place.add(known) };
        // SAFETY: as this function asks for.
        unsafe { beyond.write_bytes(0, size - known) };
    }
}

impl mvi_text {
    fn of(text: Option<&str>) -> Self {
        text.map_or(Self { start: ptr::null(), length: 0 }, |text| Self {
            start: text.as_ptr().cast(),
            length: text.len(),
        })
    }
}
