//! Rules about CSV files, which 2.4 does not know at all.

use super::rule_table;

rule_table! {
    EMPTY = "csv.empty", "EEEEE",
        "the file has no header",
        "Write the names of the columns into the first line",
        "failed to read csv header, error: EOF";
    HEADER = "csv.header", "EEEEE",
        "the header cannot be read: {}",
        "Write the names of the columns into the first line, without a byte order mark",
        "failed to read csv header, error: parse error on line %s, column %s: bare \" in non-quoted-field";
    UTF16 = "csv.utf16", "EEEEE",
        "the file is UTF-16",
        "Write UTF-8",
        "value of field is missed: '{field}'";
    BOM = "csv.bom", "Ennnn",
        "the file starts with a byte order mark, which becomes a part of the name of the first column, '{field}'",
        "Write UTF-8 without it; in Python encoding=\"utf-8\", not \"utf-8-sig\"",
        "";
    SEPARATOR = "csv.separator", "EEEEE",
        "{} cannot be the option sep",
        "Give one character, such as ;",
        "unsupported csv separator: %s";
    LONG_SEPARATOR = "csv.long_separator", "Ennnn",
        "of the option sep only the first character counts, {}",
        "Give one character; a tab is the character itself",
        "";
    DUPLICATE_COLUMN = "csv.duplicate_column", "ELLLL",
        "there are several columns '{field}', and the last one wins",
        "Write one",
        "";
    MISSING = "csv.missing", "EEEEE",
        "there is no column for the field '{field}'",
        "Add the column, or make the field nullable; look at the option sep if the header is one word",
        "value of field is missed: '{field}'";
    OPTIONAL_ABSENT = "csv.optional_absent", "EE...",
        "there is no column for the field '{field}', which 2.5 needs although it is nullable or has a default",
        "Add the column, and leave its cells empty",
        "value of field is missed: '{field}'";
    DYNAMIC_TEXT = "csv.dynamic_text", "Ennnn",
        "the column '{field}' is no field and goes into the dynamic field, its numbers and objects as texts",
        "Put the values as JSON objects into a column $meta",
        "";
    AUTO_ID_DYNAMIC = "csv.auto_id_dynamic", "ELELL",
        "the collection has a dynamic field, into which the primary key '{field}' goes; the server makes new ones",
        "Write JSON or Parquet",
        "";
    ROW_LENGTH = "csv.row_length", "EEEEE",
        "a row has {} than the header",
        "Write as many cells as the header has; a cell with the separator in it needs quotes",
        "the number of fields in the row is not equal to the header";
    QUOTE = "csv.quote", "EEEEE",
        "a row has {}",
        "Put the cell into quotes, and double the quotes in it",
        "the number of fields in the row is not equal to the header";
    QUOTE_LOSES_ROW = "csv.quote_loses_row", "ELLLL",
        "the first cell of a row has {}; the row is lost, and what follows may be too",
        "Put the cell into quotes, and double the quotes in it",
        "";
    QUOTE_CUTS_ROW = "csv.quote_cuts_row", "ELLLL",
        "a row is longer than the header and has {}; the rest of it is lost",
        "Put the cell into quotes, and double the quotes in it",
        "";
    LINE_END = "csv.line_end", "Ennnn",
        "a row has a cell of several lines, whose ends \\r\\n become \\n",
        "Nothing, if that is right",
        "";
    NO_ROWS = "csv.no_rows", "ELLLL",
        "it has no rows, and the job completes without one",
        "Leave the file out",
        "";
    NOT_FINITE = "csv.not_finite", "EEEEE",
        "the field '{field}' has {}, which is not finite",
        "Leave the row out, or leave the cell of a nullable field empty",
        "value '%s' is not a number or infinity";
    UTF8 = "csv.utf8", "EEEEE",
        "the field '{field}' has a text that is no UTF-8: {}",
        "Write UTF-8",
        "field '{field}' contains invalid UTF-8 data, value=%s";
    TRAILING = "csv.trailing", "ELLLL",
        "the field '{field}' has a cell with something after its JSON, which is dropped: {}",
        "Write one JSON value a cell",
        "";
    VECTOR_NULL = "csv.vector_null", "Ennnn",
        "the vector '{field}' has null in it, which becomes 0",
        "Write a number",
        "";
    NULLKEY_DEFAULT = "csv.nullkey_default", "EE...",
        "the field '{field}' has the text for null, for which 2.5 does not take the default",
        "Write the default",
        "expected type '%s' for field '{field}', got type 'string' with value '%s'";
    NULLKEY_DEFAULT_TEXT = "csv.nullkey_default_text", "En...",
        "the field '{field}' has the text for null, which 2.5 stores as a text instead of the default",
        "Write the default",
        "";
    NULLKEY_NULL = "csv.nullkey_null", "En...",
        "the field '{field}' has the text for null, for which 2.5 stores null instead of the default",
        "Write the default",
        "";
    NULLABLE_GEOMETRY = "csv.nullable_geometry", "EE...",
        "the field '{field}' has null, which 2.5 refuses in a Geometry",
        "Write Parquet",
        "expected type '%s' for field '{field}', got type 'string' with value '%s'";
}
