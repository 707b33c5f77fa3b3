//! Which library this is.

use std::ffi::c_char;

/// The binary interface that this header describes: a thousand for each major version, and while that is 0, the minor
/// version. Another number means that programs must be compiled anew, and is another name of the shared library.
pub const MVI_ABI_VERSION: u32 = 1;

const _: () = assert!(
    match (
        u32::from_str_radix(env!("CARGO_PKG_VERSION_MAJOR"), 10),
        u32::from_str_radix(env!("CARGO_PKG_VERSION_MINOR"), 10),
    ) {
        (Ok(0), Ok(minor)) => MVI_ABI_VERSION == minor,
        (Ok(major), _) => MVI_ABI_VERSION == 1000 * major,
        _ => false,
    },
    "raise it with the version"
);

/// The library's version, such as `"0.1.0"`. Never NULL. Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_version() -> *const c_char {
    const VERSION: &std::ffi::CStr =
        match std::ffi::CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// The binary interface of the library that is loaded: a program that finds it to differ from `MVI_ABI_VERSION` was
/// compiled for another one. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_abi_version() -> u32 {
    MVI_ABI_VERSION
}
