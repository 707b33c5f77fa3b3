//! Sparse vectors as JSON: `{"1": 0.5}` or `{"indices": [1], "values": [0.5]}`.

use super::json_raw::{Kind, Raw};
use super::{json_text, numbers};

/// A sparse vector that the server takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vector {
    /// It has no elements.
    pub(crate) empty: bool,
    /// An index is there twice as a key, and the last one wins.
    pub(crate) duplicate_key: bool,
    /// An index below zero is taken as one from the other end.
    pub(crate) wraps: bool,
}

/// Reads a text of JSON, or says why it is no sparse vector.
pub(crate) fn parse(text: &str) -> Result<Vector, String> {
    match json_text::kind(text.as_bytes()) {
        Some(json_text::Kind::Object) => check(Raw::new(text.as_bytes())),
        Some(_) => Err("it is no JSON object".to_owned()),
        None => Err("it is no JSON".to_owned()),
    }
}

/// Looks at a JSON object.
pub(crate) fn check(object: Raw<'_>) -> Result<Vector, String> {
    let (mut entries, mut vector): (Vec<(String, Raw<'_>)>, _) = (Vec::new(), Vector::default());
    for (key, value) in object.entries() {
        entries.push((key.text.into_owned(), value));
    }
    let list = |name: &str| {
        let last = entries.iter().rev().find(|(key, _)| key == name);
        last.map(|(_, value)| *value).filter(|value| value.kind() == Kind::Array)
    };
    let mut pairs: Vec<(u32, f64)> = Vec::new();
    match (list("indices"), list("values")) {
        (Some(indices), Some(values)) => {
            let indices: Vec<u32> =
                indices.elements().map(|index| whole_index(index, &mut vector)).collect::<Result<_, _>>()?;
            let values: Vec<f64> = values.elements().map(number).collect::<Result<_, _>>()?;
            if indices.len() != values.len() {
                return Err(format!("it has {} indices and {} values", indices.len(), values.len()));
            }
            pairs.extend(indices.into_iter().zip(values));
        }
        (None, None) => {
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            for (position, (key, value)) in entries.iter().enumerate() {
                // The sort is stable, so that the last of equal keys is the one that wins.
                if entries.get(position + 1).is_some_and(|(next, _)| next == key) {
                    vector.duplicate_key = true;
                    continue;
                }
                let index = numbers::parse_index(key).ok_or_else(|| format!("{key:?} is no index"))?;
                pairs.push((index, number(*value)?));
            }
        }
        _ => return Err("it has one list of indices and values alone".to_owned()),
    }
    pairs.sort_by_key(|(index, _)| *index);
    vector.empty = pairs.is_empty();
    let mut before = None;
    for (index, value) in pairs {
        if index == u32::MAX {
            return Err("the index 4294967295 is too large".to_owned());
        }
        if before == Some(index) {
            return Err(format!("the index {index} is there twice"));
        }
        if value < 0.0 {
            return Err(format!("the value {value} is negative"));
        }
        before = Some(index);
    }
    Ok(vector)
}

fn number(value: Raw<'_>) -> Result<f64, String> {
    let wrong = || format!("{} is no value", value.shown());
    let number = value.number().and_then(numbers::parse_double).ok_or_else(wrong)?;
    if number.abs() > f64::from(f32::MAX) { Err(format!("the value {number:e} is too large")) } else { Ok(number) }
}

/// An element of `indices`; one below zero wraps around.
fn whole_index(value: Raw<'_>, vector: &mut Vector) -> Result<u32, String> {
    let wrong = || format!("{} is no index", value.shown());
    let index = value.number().and_then(|text| numbers::parse_int(text, 64).ok()).ok_or_else(wrong)?;
    if index >= i64::from(u32::MAX) {
        return Err(format!("the index {index} is too large"));
    }
    vector.wraps |= index < 0;
    u32::try_from(index.rem_euclid(1 << 32)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparse_vectors_are_read_as_the_server_reads_them() {
        for text in [r#"{"1":0.5,"7":1}"#, r#"{"indices":[5,1],"values":[0.5,1],"x":1}"#, r#"{"0x10":1}"#] {
            assert_eq!(parse(text), Ok(Vector::default()), "{text}");
        }
        assert_eq!(parse("{}"), Ok(Vector { empty: true, ..Vector::default() }));
        assert_eq!(parse(r#"{"1":1,"1":2}"#), Ok(Vector { duplicate_key: true, ..Vector::default() }));
        assert_eq!(parse(r#"{"indices":[-2],"values":[1]}"#), Ok(Vector { wraps: true, ..Vector::default() }));
        let wrong =
            r#"[[1,2]]|{"a":1}|{"-1":1}|{"1.5":1}|{"1":-1}|{"4294967295":1}|{"1":1e40}|{"1":null}|{"1":1,"01":2}"#;
        let more = r#"{"indices":[1,1],"values":[1,2]}|{"indices":[1.0],"values":[1]}|{"indices":[1],"values":[]}|{"indices":[1]}|"#;
        for text in wrong.split('|').chain(more.split('|')) {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
