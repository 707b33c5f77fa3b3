//! Objects that the caller owns.
//!
//! A marker stands before each, so that a pointer to another type, or one that C already gave back, is not freed again
//! as the wrong thing. That is a help in finding faults and no protection: the memory may be anything by then.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::boundary;

#[repr(C)]
struct Owned<T> {
    marker: AtomicU64,
    value: T,
}

/// Where the value is behind the marker, for every type: none is aligned to more than the marker is.
const OFFSET: usize = size_of::<AtomicU64>();

/// Differs between types, and from what memory is likely to hold.
fn marker<T>() -> u64 {
    let name = std::any::type_name::<T>().bytes();
    name.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Hands an object to the caller.
pub(crate) fn give<T>(value: T) -> *mut T {
    const { assert!(align_of::<T>() <= OFFSET) };
    let owned = Box::into_raw(Box::new(Owned { marker: AtomicU64::new(marker::<T>()), value }));
    owned.cast::<u8>().wrapping_add(OFFSET).cast()
}

/// Takes an object back from the caller, and frees it. NULL and pointers to other types are left alone.
///
/// # Safety
/// NULL, or made by [`give`] for any type and not yet taken back.
pub(crate) unsafe fn free<T>(object: *mut T) {
    if object.is_null() {
        return;
    }
    let owned: *mut Owned<T> = object.cast::<u8>().wrapping_sub(OFFSET).cast();
    // SAFETY: `give` put a marker before every object, whatever its type; only the marker is borrowed here.
    let found = unsafe { &*owned.cast::<AtomicU64>() };
    if found.compare_exchange(marker::<T>(), 0, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
        // SAFETY: the marker says that `give` made it from a box of just this type, and it is gone now.
        let owned = unsafe { Box::from_raw(owned) };
        boundary::answer((), || drop(owned));
    }
}
