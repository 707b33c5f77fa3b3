//! Structures that begin with their size, so that programs and libraries of different versions understand each other.

use std::mem::MaybeUninit;
use std::time::Duration;
use std::{ptr, slice};

use milvus_import::{Error, Result};

use crate::boundary::invalid;

/// A structure that the caller fills. Members are only ever added at its end; one that a program does not know, or does not
/// set, is zero.
///
/// # Safety
/// `repr(C)`, begins with `struct_size: usize`, and any of its members may be zero.
pub(crate) unsafe trait Options: Copy {}

/// Makes a structure [`Options`], after a look at its end: in padding there, which programs need not set, a later member
/// would find anything.
macro_rules! options {
    ($structure:ident ends with $last:ident: $type:ty) => {
        #[cfg(target_pointer_width = "64")]
        const _: () = assert!(
            std::mem::offset_of!($structure, $last) + size_of::<$type>() == size_of::<$structure>(),
            "there is padding at the end: fill it with reserved bytes"
        );
        // SAFETY: it holds pointers and numbers, which may be zero, and the size is its first member.
        unsafe impl crate::sized::Options for $structure {}
    };
}
pub(crate) use options;

/// Beyond every structure that this library will have; nothing is read of one that claims to be larger.
const LARGEST: usize = 4096;

/// Options that the caller lends. NULL is none.
///
/// # Safety
/// NULL, or a structure of the size that its first member says.
pub(crate) unsafe fn read<T: Options>(options: *const T, name: &str) -> Result<Option<T>> {
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: the first member is the size, whatever the version of the structure.
    let size = unsafe { options.cast::<usize>().read_unaligned() };
    check_size::<T>(size, &format!("{name}.struct_size"))?;
    // SAFETY: the size says that it is all there, and the check that it is believable.
    let bytes = unsafe { slice::from_raw_parts(options.cast::<u8>(), size) };
    let (known, beyond) = bytes.split_at(size.min(size_of::<T>()));
    if beyond.iter().any(|byte| *byte != 0) {
        return Err(newer(name));
    }
    let mut own = MaybeUninit::<T>::zeroed();
    // SAFETY: what is known is at most as large as the structure.
    unsafe { ptr::copy_nonoverlapping(known.as_ptr(), own.as_mut_ptr().cast(), known.len()) };
    // SAFETY: whole members are the caller's, and the others zero, which `Options` allows.
    Ok(Some(unsafe { own.assume_init() }))
}

/// Options that the caller lends. NULL is the default of each.
///
/// # Safety
/// As for [`read`].
pub(crate) unsafe fn read_or_default<T: Options>(options: *const T, name: &str) -> Result<T> {
    // SAFETY: as this function asks for.
    let given = unsafe { read(options, name) }?;
    // SAFETY: `Options` allows zero.
    Ok(given.unwrap_or_else(|| unsafe { MaybeUninit::zeroed().assume_init() }))
}

/// Refuses what cannot be the size of any version of a structure.
pub(crate) fn check_size<T>(size: usize, name: &str) -> Result<()> {
    // Members are whole in a size of just this alignment, which no compiler makes otherwise.
    if (size_of::<usize>()..=LARGEST).contains(&size) && size.is_multiple_of(align_of::<T>()) {
        return Ok(());
    }
    let structure = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
    Err(invalid(format!("{name} is {size}: set it to sizeof({structure})")))
}

/// A member is set that this library does not know.
pub(crate) fn newer(name: &str) -> Error {
    invalid(format!(
        "{name} sets a member that this library, version {}, does not know: the program was compiled with a newer header; \
         update the library",
        env!("CARGO_PKG_VERSION")
    ))
}

/// A time that the caller set: none for 0, the default.
pub(crate) fn time(milliseconds: i64, name: &str) -> Result<Option<Duration>> {
    match u64::try_from(milliseconds) {
        Ok(milliseconds) => Ok(Some(Duration::from_millis(milliseconds)).filter(|time| !time.is_zero())),
        Err(_) => Err(invalid(format!("{name} is {milliseconds}: set milliseconds, or 0 for the default"))),
    }
}

/// A time for which faults are borne: as [`time`], and negative for not at all.
pub(crate) fn budget(milliseconds: i64, name: &str) -> Result<Option<Duration>> {
    if milliseconds < 0 { Ok(Some(Duration::ZERO)) } else { time(milliseconds, name) }
}
