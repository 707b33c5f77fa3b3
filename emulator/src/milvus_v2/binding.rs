//! Reads a request body as the server's Go structs do, with the same complaints.

use std::collections::BTreeMap;

use super::Version;
use super::json::{self, Broken, Json};
use super::refusal::Refusal;

/// A request body: an object, read into the Go struct of this name.
pub(super) struct Fields {
    members: Vec<(String, Json)>,
    structure: &'static str,
}

/// Options by name; the value is absent where the body has `null`.
pub(super) type Options = BTreeMap<String, Option<String>>;

impl Fields {
    pub(super) fn parse(version: Version, body: &[u8], structure: &'static str) -> Result<Self, Refusal> {
        let body =
            if version.finds_extent_first() { json::extent(body).ok_or_else(Refusal::empty_body)? } else { body };
        let members = match json::first(body) {
            Ok(Json::Object(members)) => members,
            Ok(Json::Null) => Vec::new(),
            Ok(other) => {
                let message =
                    format!("json: cannot unmarshal {} into Go value of type httpserver.{structure}", kind(&other));
                return Err(Refusal::not_json(&message));
            }
            Err(Broken::Empty) => return Err(Refusal::empty_body()),
            Err(Broken::CutOff) => return Err(Refusal::not_json("unexpected EOF")),
            Err(Broken::Syntax(error)) => return Err(Refusal::not_json(&error)),
        };
        Ok(Self { members, structure })
    }

    /// The values of a member, whose name may be in any case and may be repeated.
    fn values(&self, name: &str) -> impl Iterator<Item = &Json> {
        self.members.iter().filter(move |(member, _)| folded(member).eq(folded(name))).map(|(_, value)| value)
    }

    /// A text; `""` when it is absent or null. The last one that is not null wins.
    pub(super) fn text(&self, name: &str) -> Result<String, Refusal> {
        let mut found = "";
        for value in self.values(name) {
            match value {
                Json::Null => {}
                Json::Text(text) => found = text,
                other => return Err(self.wrong_type(name, other, "string")),
            }
        }
        Ok(found.to_owned())
    }

    /// An object of texts.
    pub(super) fn texts(&self, name: &str) -> Result<Options, Refusal> {
        let mut found = Options::new();
        for value in self.values(name) {
            match value {
                Json::Null => found.clear(),
                Json::Object(members) => {
                    for (key, value) in members {
                        let value = match value {
                            Json::Null => None,
                            Json::Text(text) => Some(text.clone()),
                            other => return Err(self.wrong_type(name, other, "string")),
                        };
                        found.insert(key.clone(), value);
                    }
                }
                other => return Err(self.wrong_type(name, other, "map[string]string")),
            }
        }
        Ok(found)
    }

    /// Lists of texts; nothing when it is absent or null.
    pub(super) fn groups(&self, name: &str) -> Result<Option<Vec<Vec<String>>>, Refusal> {
        let mut found = None;
        for value in self.values(name) {
            found = match value {
                Json::Null => None,
                Json::Array(groups) => {
                    Some(groups.iter().map(|group| self.group(name, group)).collect::<Result<_, _>>()?)
                }
                other => return Err(self.wrong_type(name, other, "[][]string")),
            };
        }
        Ok(found)
    }

    fn group(&self, name: &str, group: &Json) -> Result<Vec<String>, Refusal> {
        let items = match group {
            Json::Null => return Ok(Vec::new()),
            Json::Array(items) => items,
            other => return Err(self.wrong_type(name, other, "[]string")),
        };
        let text = |item: &Json| match item {
            Json::Null => Ok(String::new()),
            Json::Text(text) => Ok(text.clone()),
            other => Err(self.wrong_type(name, other, "string")),
        };
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

    fn wrong_type(&self, name: &str, found: &Json, wanted: &str) -> Refusal {
        let structure = self.structure;
        let found = kind(found);
        Refusal::not_json(&format!(
            "json: cannot unmarshal {found} into Go struct field {structure}.{name} of type {wanted}"
        ))
    }
}

/// A member's name as Go compares it: two letters outside of ASCII fold into it.
fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().map(|character| match character {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    })
}

/// What Go calls a JSON value.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool => "bool",
        Json::Number => "number",
        Json::Text(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}
