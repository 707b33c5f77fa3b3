//! What is made once and kept, where the making can fail.

use std::sync::OnceLock;

use crate::Result;

/// What the cell holds, or else what `make` makes for it. A failure is not kept: what failed once may work for the next call.
pub(super) fn kept<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = make()?;
    Ok(cell.get_or_init(|| value))
}
