//! Rules about JSON files and JSON lines.

use super::rule_table;

rule_table! {
    START = "json.start", "EEEEE",
        "no JSON starts here: {}",
        "Write one array of objects",
        "init failed, failed to decode JSON, error: %s";
    BOM = "json.bom", "EEEEE",
        "the file starts with a byte order mark",
        "Write UTF-8 without it; in Python encoding=\"utf-8\", not \"utf-8-sig\"",
        "init failed, failed to decode JSON, error: invalid character 'ï' looking for beginning of value";
    ROOT = "json.root", "EEEEE",
        "the file is {}, and not an array of rows",
        "Write one array of objects",
        "invalid JSON format, the content should be started with '{' or '['";
    ROOT_KEY = "json.root_key", "EEEEE",
        "the file is an object whose first key is {}, and not 'rows'",
        "Write an array of objects; for an object a line, name the file .jsonl (2.6.18 on)",
        "invalid JSON format, the root key should be '%s', but get '%s'";
    ROWS = "json.rows", "EEEEE",
        "'rows' is no array",
        "Write an array of objects",
        "invalid JSON format, rows list should begin with '['";
    SYNTAX = "json.syntax", "EEEEE",
        "no valid JSON: {}",
        "Write the file with a JSON library; NaN and Infinity are no JSON",
        "failed to decode row, error: %s";
    END = "json.end", "EEEEE",
        "the array of rows is not closed",
        "Copy the file whole, or write the last ]",
        "failed to decode JSON, error: %s";
    AFTER_END = "json.after_end", "LLLLL",
        "what follows the end of the rows is not read",
        "Put all rows into one array",
        "";
    ROW = "json.row", "EEEEE",
        "a row is {}, and not an object",
        "Write an object a row",
        "invalid JSON format, each row should be a key-value map, but got type %s";
    LINES_ARRAY = "json.lines_array", "EEEEE",
        "the file of JSON lines has {} instead of an object",
        "Write an object a line, or name the file .json",
        "invalid JSON format, each row should be a key-value map, but got type %s";
    NO_ROWS = "json.no_rows", "LLLLL",
        "it has no rows, and the job completes without one",
        "Leave the file out",
        "";
    DUPLICATE_KEY = "json.duplicate_key", "nnnnn",
        "the key '{field}' is there twice in an object, and the last one wins",
        "Write it once",
        "";
    REPLACED = "json.replaced", "nnnnn",
        "the field '{field}' has bytes or escapes that are no character, which become U+FFFD",
        "Write UTF-8",
        "";
    RESERIALIZED = "json.reserialized", "nnnnn",
        "the field '{field}' has an object that is written anew: keys are sorted, and <, > and & are escaped",
        "Write it as text if its form matters",
        "";
    RESERIALIZED_DUPLICATE = "json.reserialized_duplicate", "nnnnn",
        "the field '{field}' has an object with a key twice, of which the last one wins",
        "Write it once",
        "";
    AUTO_ID_MIXED = "json.auto_id_mixed", "EEEEE",
        "some rows have the primary key '{field}' and some do not",
        "Give it in all rows or in none",
        "imported rows are not aligned, field '{field}' with '%s' rows, field '{field}' with '%s' rows";
    NULLABLE_GEOMETRY = "json.nullable_geometry", "EE...",
        "2.5 does not import the nullable Geometry '{field}' from JSON",
        "Write Parquet",
        "parse json failed, unsupport data type: %s";
    NULLABLE_LENGTH = "json.nullable_length", "EnEEE",
        "the field '{field}' has a text of {}",
        "Shorten it, or raise max_length, which counts bytes",
        "value length({}) for field {field} exceeds max_length({})";
    NULLABLE_CAPACITY = "json.nullable_capacity", "EnEEE",
        "the field '{field}' has an array of {}",
        "Shorten it, or raise max_capacity",
        "array capacity({}) for field {field} exceeds max_capacity({})";
    ELEMENT_LENGTH = "json.element_length", "nnEEE",
        "the array '{field}' has an element of {}",
        "Shorten it, or raise max_length, which counts bytes",
        "value length({}) for field {field} exceeds max_length({})";
}
