//! Reads a request body as the server's Go structs do, with the same complaints.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// A request body: an object, read into the Go struct of this name.
pub(super) struct Fields {
    members: Map<String, Value>,
    structure: &'static str,
}

impl Fields {
    pub(super) fn parse(body: &[u8], structure: &'static str) -> Result<Self, Refusal> {
        // Only the first value counts: Go's decoder does not look at what follows.
        let mut reader = serde_json::Deserializer::from_slice(body);
        let members = match Value::deserialize(&mut reader) {
            Ok(Value::Object(members)) => members,
            Ok(Value::Null) => Map::new(),
            Ok(other) => {
                let message =
                    format!("json: cannot unmarshal {} into Go value of type httpserver.{structure}", kind(&other));
                return Err(Refusal::not_json(&message));
            }
            Err(_) if body.trim_ascii().is_empty() => return Err(Refusal::not_json("EOF")),
            Err(error) if error.is_eof() => return Err(Refusal::not_json("unexpected EOF")),
            Err(error) => return Err(Refusal::not_json(&error.to_string())),
        };
        Ok(Self { members, structure })
    }

    /// A text; `""` when it is absent or null.
    pub(super) fn text(&self, name: &str) -> Result<String, Refusal> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other) => Err(self.wrong_type(name, other, "string")),
        }
    }

    /// An object of texts.
    pub(super) fn texts(&self, name: &str) -> Result<Map<String, Value>, Refusal> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(members)) => match members.values().find(|value| !value.is_string()) {
                Some(other) => Err(self.wrong_type(name, other, "string")),
                None => Ok(members.clone()),
            },
            Some(other) => Err(self.wrong_type(name, other, "map[string]string")),
        }
    }

    /// Lists of texts; nothing when it is absent or null.
    pub(super) fn groups(&self, name: &str) -> Result<Option<Vec<Vec<String>>>, Refusal> {
        let groups = match self.members.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(groups)) => groups,
            Some(other) => return Err(self.wrong_type(name, other, "[][]string")),
        };
        groups.iter().map(|group| self.group(name, group)).collect::<Result<_, _>>().map(Some)
    }

    fn group(&self, name: &str, group: &Value) -> Result<Vec<String>, Refusal> {
        let items = match group {
            Value::Null => return Ok(Vec::new()),
            Value::Array(items) => items,
            other => return Err(self.wrong_type(name, other, "[]string")),
        };
        let text = |item: &Value| item.as_str().map(str::to_owned).ok_or_else(|| self.wrong_type(name, item, "string"));
        items.iter().map(text).collect()
    }

    /// Complains about every required field that is missing, by its name in the Go struct.
    pub(super) fn require(&self, fields: &[(&str, bool)]) -> Result<(), Refusal> {
        let structure = self.structure;
        let complaints: Vec<String> = fields
            .iter()
            .filter(|(_, is_there)| !is_there)
            .map(|(field, _)| {
                format!("Key: '{structure}.{field}' Error:Field validation for '{field}' failed on the 'required' tag")
            })
            .collect();
        if complaints.is_empty() {
            return Ok(());
        }
        Err(Refusal::new(1802, format!("missing required parameters, error: {}", complaints.join("\n"))))
    }

    fn wrong_type(&self, name: &str, found: &Value, wanted: &str) -> Refusal {
        let structure = self.structure;
        let found = kind(found);
        Refusal::not_json(&format!(
            "json: cannot unmarshal {found} into Go struct field {structure}.{name} of type {wanted}"
        ))
    }
}

/// What Go calls a JSON value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
