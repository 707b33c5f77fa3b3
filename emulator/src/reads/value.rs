//! A JSON value, and how Go prints it.

use std::collections::BTreeMap;
use std::fmt;

/// Numbers stay text, since the reader of each field decides how it reads them. Of keys that are repeated the last counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// What `%T` prints.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "<nil>",
            Self::Bool(_) => "bool",
            Self::Number(_) => "json.Number",
            Self::Text(_) => "string",
            Self::Array(_) => "[]interface {}",
            Self::Object(_) => "map[string]interface {}",
        }
    }

    /// What the JSON decoder calls it.
    pub(super) fn json_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

/// What `%v` prints.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("<nil>"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(text) | Self::Text(text) => f.write_str(text),
            Self::Array(items) => write!(f, "[{}]", Spaced(items)),
            Self::Object(members) => {
                f.write_str("map[")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{key}:{value}", if index == 0 { "" } else { " " })?;
                }
                f.write_str("]")
            }
        }
    }
}

/// Items with spaces between.
struct Spaced<'a>(&'a [Value]);

impl fmt::Display for Spaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            write!(f, "{}{item}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// A number as Go prints a `float64`: the shortest digits that give it back, with an exponent where it is far from 1.
pub(super) fn print_float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(power) if !(-4..21).contains(&power) => {
            format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.unsigned_abs())
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printed_as_in_go() {
        let object = BTreeMap::from([("b".to_owned(), Value::Null), ("a".to_owned(), Value::Number("1.0".to_owned()))]);
        let value = Value::Array(vec![Value::Object(object), Value::Text("x y".to_owned()), Value::Bool(true)]);
        assert_eq!(value.to_string(), "[map[a:1.0 b:<nil>] x y true]");
        for (number, text) in [(1e40, "1e+40"), (0.5, "0.5"), (1e-7, "1e-07"), (100.0, "100"), (f64::INFINITY, "+Inf")]
        {
            assert_eq!(print_float(number), text);
        }
    }
}
