//! Rows of a JSON file: `{"rows":[…]}`, an array, or one object after another. Nothing of a row is kept in memory.

use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

pub(super) fn rows(file: impl Read) -> Result<u64, String> {
    let mut objects = 0;
    let mut counted = None;
    for value in serde_json::Deserializer::from_reader(file).into_iter::<Top>() {
        if counted.is_some() {
            return Err("data after the rows".to_owned());
        }
        match value.map_err(|error| error.to_string())? {
            Top::Rows(rows) if objects == 0 => counted = Some(rows),
            Top::Array(_) if objects > 0 => return Err("an array among rows that are objects".to_owned()),
            Top::Array(rows) => counted = Some(rows),
            Top::Rows(_) | Top::Row => objects += 1,
        }
    }
    match counted {
        Some(rows) => Ok(rows),
        None if objects > 0 => Ok(objects),
        None => Err("the file is empty".to_owned()),
    }
}

/// A value at the top level, with the number of rows in it.
enum Top {
    Array(u64),
    /// An object whose `rows` is an array.
    Rows(u64),
    Row,
}

impl<'de> Deserialize<'de> for Top {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TopVisitor)
    }
}

struct TopVisitor;

impl<'de> Visitor<'de> for TopVisitor {
    type Value = Top;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Top, A::Error> {
        count(seq).map(Top::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top, A::Error> {
        let mut rows = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "rows" {
                rows = map.next_value::<Rows>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(rows.map_or(Top::Row, Top::Rows))
    }
}

fn count<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<u64, A::Error> {
    let mut rows = 0;
    while seq.next_element::<Row>()?.is_some() {
        rows += 1;
    }
    Ok(rows)
}

/// One row, which has to be an object.
struct Row;

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct RowVisitor;
        impl<'de> Visitor<'de> for RowVisitor {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a row, which is an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Row, A::Error> {
                IgnoredAny.visit_map(map).map(|_| Row)
            }
        }
        from.deserialize_any(RowVisitor)
    }
}

/// The rows under `rows`, unless that is a field of a row and something else than an array.
struct Rows(Option<u64>);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct RowsVisitor;
        impl<'de> Visitor<'de> for RowsVisitor {
            type Value = Rows;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("rows")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Rows, A::Error> {
                count(seq).map(|rows| Rows(Some(rows)))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Rows, A::Error> {
                IgnoredAny.visit_map(map).map(|_| Rows(None))
            }
            fn visit_str<E: Error>(self, _: &str) -> Result<Rows, E> {
                Ok(Rows(None))
            }
            fn visit_bool<E: Error>(self, _: bool) -> Result<Rows, E> {
                Ok(Rows(None))
            }
            fn visit_u64<E: Error>(self, _: u64) -> Result<Rows, E> {
                Ok(Rows(None))
            }
            fn visit_i64<E: Error>(self, _: i64) -> Result<Rows, E> {
                Ok(Rows(None))
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Rows, E> {
                Ok(Rows(None))
            }
            fn visit_unit<E: Error>(self) -> Result<Rows, E> {
                Ok(Rows(None))
            }
        }
        from.deserialize_any(RowsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_rows_is_counted() {
        for (text, expected) in [
            (r#"{"rows":[{"a":1},{"a":[1,2]},{}]}"#, 3),
            (r#"{"version":1,"rows":[{}]}"#, 1),
            (r#"[{"a":1},{"a":2}]"#, 2),
            ("[]", 0),
            (r#"{"rows":[]}"#, 0),
            ("{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n", 3),
            (r#"{"id":1}"#, 1),
            (r#"{"rows":3} {"rows":"x"}"#, 2),
        ] {
            assert_eq!(rows(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn broken_rows_are_an_error() {
        for text in [
            "",
            " ",
            "x",
            "[1]",
            r#"{"rows":[{"a":1},{"#,
            "[{}] [{}]",
            r#"{"rows":[{}]} {}"#,
            r#"{"rows":[1]}"#,
            "3",
            "\u{0}",
        ] {
            assert!(rows(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
