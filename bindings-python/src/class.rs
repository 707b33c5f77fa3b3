//! What the result classes have in common.

use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBool};

/// Writes the `#[pymethods]` of a class over a core result: its text and plain members as properties, and the rest.
macro_rules! members {
    (
        $class:ident
        text { $($(#[doc = $text_doc:literal])+ $text:ident,)* }
        plain { $($(#[doc = $plain_doc:literal])+ $plain:ident: $type:ty,)* }
        $($rest:tt)*
    ) => {
        #[pymethods]
        impl $class {
            /// The names of the members, in order.
            #[classattr]
            const _FIELDS: &'static [&'static str] = Self::NAMES;

            $($(#[doc = $text_doc])+
            #[getter]
            fn $text(&self) -> Option<&str> {
                self.core.$text.as_deref()
            })*

            $($(#[doc = $plain_doc])+
            #[getter]
            fn $plain(&self) -> $type {
                self.core.$plain
            })*

            $($rest)*
        }
    };
}
pub(crate) use members;

/// `Name(member=value, …)`, without the members that the server did not send, and flags that are not set.
pub(crate) fn repr(object: &Bound<'_, PyAny>, names: &[&str]) -> PyResult<String> {
    let mut shown = Vec::new();
    for name in names {
        let value = object.getattr(*name)?;
        let says_nothing = value.is_none() || value.cast::<PyBool>().is_ok_and(|flag| !flag.is_true());
        if !says_nothing {
            // Enum members show as the text they are.
            let value = if value.hasattr("value")? { value.getattr("value")? } else { value };
            shown.push(format!("{name}={}", value.repr()?));
        }
    }
    Ok(format!("{}({})", object.get_type().name()?, shown.join(", ")))
}
