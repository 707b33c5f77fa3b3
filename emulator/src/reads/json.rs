//! Files of JSON: `[{…}]`, `{"rows":[{…}]}`, and from 2.6.18 on one object after another.

use std::collections::BTreeMap;
use std::io::Read;

use super::Rows;
use super::columns::{Column, Columns, META};
use super::decoder::{Broken, Decoder, Token, parse};
use super::entity;
use super::value::Value;
use super::words::{Era, import, in_row, row};

/// Reads a file that has one value around its rows.
pub(super) fn read(columns: Columns<'_>, file: impl Read) -> Result<Rows, String> {
    let mut decoder = Decoder::new(file);
    let first = decoder.token();
    let first = first.map_err(|broken| import(format_args!("init failed, failed to decode JSON, error: {broken}")))?;
    let mut reader = Reader { columns, rows: Rows::default() };
    match first {
        Token::Delimiter(b'{') => {
            if !decoder.more() {
                return Ok(reader.rows);
            }
            root(&mut decoder)?;
        }
        Token::Delimiter(b'[') => {}
        _ => return Err(import("invalid JSON format, the content should be started with '{' or '['")),
    }
    // Whatever follows the list is read as rows as well.
    while decoder.more() {
        reader.rows(&mut decoder)?;
        match decoder.token() {
            Ok(Token::Delimiter(b']')) => {}
            Ok(_) => return Err(import("invalid JSON format, rows list should end with ']'")),
            Err(broken) => return Err(import(format_args!("failed to decode JSON, error: {broken}"))),
        }
    }
    Ok(reader.rows)
}

/// Reads a file that is one object after another.
pub(super) fn read_lines(columns: Columns<'_>, file: impl Read) -> Result<Rows, String> {
    let mut reader = Reader { columns, rows: Rows::default() };
    reader.rows(&mut Decoder::new(file))?;
    Ok(reader.rows)
}

/// The key `rows` and the start of its list.
fn root(decoder: &mut Decoder<impl Read>) -> Result<(), String> {
    let undecoded = |broken: Broken| import(format_args!("failed to decode the JSON file, error: {broken}"));
    let key = decoder.token().map_err(undecoded)?;
    match key {
        Token::Value(Value::Text(key)) if key.to_lowercase() == "rows" => {}
        Token::Value(key) => {
            return Err(import(format_args!("invalid JSON format, the root key should be 'rows', but get '{key}'")));
        }
        Token::Delimiter(_) => return Err(import("invalid JSON format, the root key should be 'rows', but get ''")),
    }
    match decoder.token().map_err(undecoded)? {
        Token::Delimiter(b'[') => Ok(()),
        _ => Err(import("invalid JSON format, rows list should begin with '['")),
    }
}

struct Reader<'a> {
    columns: Columns<'a>,
    rows: Rows,
}

impl Reader<'_> {
    fn rows(&mut self, decoder: &mut Decoder<impl Read>) -> Result<(), String> {
        let era = self.columns.era;
        while decoder.more() {
            let value = decoder.decode().map_err(|broken| {
                let verb = if era >= Era::V2_6_18 { "decode" } else { "parse" };
                import(format_args!("failed to {verb} row, error: {broken}"))
            })?;
            self.row(&value).map_err(|complaint| in_row(era, complaint))?;
        }
        Ok(())
    }

    fn row(&mut self, value: &Value) -> Result<(), String> {
        let era = self.columns.era;
        let Value::Object(members) = value else {
            let complaint = "invalid JSON format, each row should be a key-value map";
            return Err(match era {
                Era::V2_4 => import(complaint),
                _ => row(era, format_args!("{complaint}, but got type {}", value.type_name())),
            });
        };
        if let Some(key) = self.columns.forbidden_key().filter(|key| members.contains_key(&key.name)) {
            return Err(row(era, Columns::key_complaint(key)));
        }
        let mut dynamic = BTreeMap::new();
        let mut has_key = false;
        for (name, value) in members {
            match self.columns.find(name) {
                Column::Field(field) => {
                    if let Some(complaint) = self.columns.output_complaint(field) {
                        return Err(row(era, complaint));
                    }
                    entity::check(era, field, value)?;
                    has_key |= field.primary_key;
                }
                Column::Structs(group) => entity::structs(era, group, value, false)?,
                Column::AutoKey(field) => {
                    entity::check(era, field, value)?;
                    has_key = true;
                }
                Column::Dynamic => drop(dynamic.insert(name.as_str(), value)),
                Column::Unknown if era >= Era::V2_6 => {}
                Column::Unknown => {
                    return Err(row(era, format_args!("the field '{name}' is not defined in schema")));
                }
            }
        }
        for field in &self.columns.schema.fields {
            if !members.contains_key(&field.name) && !self.columns.is_optional(field) {
                return Err(entity::missed(era, &field.name));
            }
        }
        for group in self.columns.structs() {
            if let Some(field) = group.fields.first().filter(|_| !members.contains_key(&group.name)) {
                return Err(entity::missed(era, &format!("{}[{}]", group.name, field.name)));
            }
        }
        if self.columns.schema.enable_dynamic_field {
            check_dynamic(era, &dynamic)?;
        }
        self.rows.count += 1;
        self.rows.keys += u64::from(has_key);
        Ok(())
    }
}

/// Members that are no fields, and those that `$meta` has.
fn check_dynamic(era: Era, members: &BTreeMap<&str, &Value>) -> Result<(), String> {
    let parsed;
    let within = match members.get(META) {
        None => return Ok(()),
        Some(Value::Object(within)) => within,
        Some(Value::Text(text)) => match parse(text.as_bytes()) {
            Ok(Value::Object(within)) => {
                parsed = within;
                &parsed
            }
            Ok(Value::Null) => return Ok(()),
            _ => return Err(row(era, "illegal value for dynamic field, not a JSON format string")),
        },
        Some(_) => return Err(row(era, "illegal value for dynamic field, not a JSON object")),
    };
    match within.keys().find(|key| *key != META && members.contains_key(key.as_str())) {
        Some(key) => Err(row(era, format_args!("duplicated key is not allowed, key={key}"))),
        None => Ok(()),
    }
}
