//! JSON as the plain Python values that `json.loads` makes of it, in 0.6 of its time and without importing it.
//!
//! Only what both surely read alike. On anything else the caller asks `json`, which also says what is wrong with it: numbers
//! that no i64 or u64 holds, broken text, a lone surrogate, NaN.

use std::fmt;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// The values that the JSON stands for; `None` when `json` has to read it.
pub(crate) fn decode<'py>(py: Python<'py>, body: &[u8]) -> Option<Bound<'py, PyAny>> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = Value { py, keys: &mut Keys::default() }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

/// The keys of an answer repeat with each of its files, in the same order.
#[derive(Default)]
struct Keys<'py> {
    known: Vec<(String, Bound<'py, PyString>)>,
    next: usize,
}

impl<'py> Keys<'py> {
    /// More different keys than an answer has are data, and not kept.
    const MOST: usize = 64;

    fn get(&mut self, py: Python<'py>, name: &str) -> Bound<'py, PyString> {
        let (before, after) = self.known.split_at(self.next.min(self.known.len()));
        let mut from_next = (self.next..).zip(after).chain((0..).zip(before));
        if let Some((at, (_, key))) = from_next.find(|(_, (known, _))| known == name) {
            self.next = at + 1;
            return key.clone();
        }
        let key = PyString::intern(py, name);
        if self.known.len() < Self::MOST {
            self.known.push((name.to_owned(), key.clone()));
            self.next = self.known.len();
        }
        key
    }
}

struct Value<'a, 'py> {
    py: Python<'py>,
    keys: &'a mut Keys<'py>,
}

impl<'py> Value<'_, 'py> {
    fn again(&mut self) -> Value<'_, 'py> {
        Value { py: self.py, keys: self.keys }
    }

    fn python<E: Error>(self, value: impl IntoPyObject<'py>) -> Result<Bound<'py, PyAny>, E> {
        value.into_bound_py_any(self.py).map_err(E::custom)
    }
}

impl<'de, 'py> DeserializeSeed<'de> for Value<'_, 'py> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de, 'py> Visitor<'de> for Value<'_, 'py> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.python(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.python(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.python(value)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        // It may be an integer of many digits, or -0, which Python keeps apart; and its last bit may be rounded otherwise.
        Err(E::custom("not an integer of 64 bits"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.py, value).into_any())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self::Value, A::Error> {
        let list = PyList::empty(self.py);
        while let Some(item) = items.next_element_seed(self.again())? {
            list.append(item).map_err(A::Error::custom)?;
        }
        Ok(list.into_any())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        let dict = PyDict::new(self.py);
        while let Some(key) = members.next_key_seed(Key(self.again()))? {
            let value = members.next_value_seed(self.again())?;
            dict.set_item(key, value).map_err(A::Error::custom)?;
        }
        Ok(dict.into_any())
    }
}

struct Key<'a, 'py>(Value<'a, 'py>);

impl<'de, 'py> DeserializeSeed<'de> for Key<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'py> Visitor<'_> for Key<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.keys.get(self.0.py, name))
    }
}
