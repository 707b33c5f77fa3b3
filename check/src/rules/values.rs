//! Rules about values that JSON, CSV and NumPy files share.

use super::rule_table;

rule_table! {
    MISSING = "value.missing", "EEEEE",
        "there is no value for the field '{field}'",
        "Add it, or make the field nullable",
        "value of field '{field}' is missed";
    NULL = "value.null", "EEEEE",
        "the field '{field}' has null and takes none",
        "Write a value, or make the field nullable",
        "expected type '%s' for field '{field}', got type '<nil>' with value '<nil>'";
    TYPE = "value.type", "EEEEE",
        "the field '{field}' takes {}",
        "Write a value of its type",
        "expected type '%s' for field '{field}', got type '%s' with value '%s'";
    INT_SYNTAX = "value.int_syntax", "EEEEE",
        "the field '{field}' takes whole numbers, and {} is written as none",
        "Write it without a point, an exponent or quotes",
        "strconv.ParseInt: parsing \"%s\": invalid syntax";
    INT_RANGE = "value.int_range", "EEEEE",
        "the field '{field}' has {}, which its type does not hold",
        "Correct the number, or use a field of a larger type",
        "strconv.ParseInt: parsing \"%s\": value out of range";
    FLOAT_RANGE = "value.float_range", "EEEEE",
        "the field '{field}' has {}, which is too large for its type",
        "Correct the number",
        "strconv.ParseFloat: parsing \"%s\": value out of range";
    ROUNDED = "value.rounded", "nnnnn",
        "the field '{field}' has {}, of which its type does not keep all digits",
        "Nothing, if rounding is right",
        "";
    HALF_OVERFLOW = "value.half_overflow", "nEEEE",
        "the field '{field}' has {}, which becomes infinite in its precision",
        "Scale the vectors, or use a FloatVector",
        "float16 vector contain nan or infinity value.";
    DIM = "value.dim", "EEEEE",
        "the field '{field}' has a vector of {}",
        "Give every vector the field's dimension",
        "expected dim '%s' for field '{field}' with type '%s', got dim '%s'";
    CAPACITY = "value.capacity", "EEEEE",
        "the field '{field}' has an array of {}",
        "Shorten it, or raise max_capacity",
        "array capacity({}) for field {field} exceeds max_capacity({})";
    ELEMENT = "value.element", "EEEEE",
        "the array '{field}' takes elements that are {}",
        "Write elements of its type; null is none",
        "expected element type '%s' in array field, got type '%s' with value '%s'";
    ELEMENT_NARROW = "value.element_narrow", "nnnnn",
        "the array '{field}' has {}, which is stored although the elements' type does not hold it",
        "Correct the number",
        "";
    LENGTH = "value.length", "EEEEE",
        "the field '{field}' has a text of {}",
        "Shorten it, or raise max_length, which counts bytes",
        "value length({}) for field {field} exceeds max_length({})";
    JSON_TEXT = "value.json_text", "EEEEE",
        "the field '{field}' has a text that is no JSON: {}",
        "Write valid JSON; a plain text needs quotes of its own",
        "\"Syntax error at index %s: invalid char%s";
    WKT = "value.wkt", "EEEEE",
        "the field '{field}' has a text that is no WKT: {}",
        "Write geometries such as POINT (1 2)",
        "syntax error: %s at line %s, pos %s";
    TIMESTAMP = "value.timestamp", "EEEEE",
        "the field '{field}' has a text that is no time: {}",
        "Write times such as 2025-01-31T12:30:00Z",
        "invalid timestamp string: '%s'. Does not match any known format";
    TIMESTAMP_CUT = "value.timestamp_cut", "nnnnn",
        "the field '{field}' has a time of more than six digits of a second, which is cut: {}",
        "Nothing, if that is right",
        "";
    TIMESTAMP_NAIVE = "value.timestamp_naive", "nnnnn",
        "the field '{field}' has a time without a zone, which is taken as one of UTC or the collection's timezone: {}",
        "Write the offset, such as +08:00",
        "";
    SPARSE = "value.sparse", "EEEEE",
        "the field '{field}' has no sparse vector: {}",
        "Write indices from 0 to 4294967294, each once, and values that are finite and not negative",
        "unsorted or same indices in sparse float vector";
    SPARSE_WRAPS = "value.sparse_wraps", "LLLLL",
        "the field '{field}' has a sparse vector with an index below zero, of which the lower 32 bits are taken",
        "Write indices from 0 to 4294967294",
        "";
    SPARSE_DUPLICATE = "value.sparse_duplicate", "nnnnn",
        "the field '{field}' has a sparse vector with an index twice, of which the last one wins",
        "Write it once",
        "";
    UNKNOWN = "value.unknown", "EELLL",
        "the collection has no field '{field}'",
        "Add the field, or leave the values out",
        "the field '{field}' is not defined in schema";
    AUTO_ID = "value.auto_id", "EEEEE",
        "the server makes the primary key '{field}'",
        "Leave it out, or set the collection's property allow_insert_auto_id (2.5 and 2.6.18 on)",
        "the primary key '{field}' is auto-generated, no need to provide";
    AUTO_ID_ALLOWED = "value.auto_id_allowed", "E.E..",
        "the server makes the primary key '{field}', whatever allow_insert_auto_id says",
        "Leave it out",
        "the primary key '{field}' is auto-generated, no need to provide";
    FUNCTION_OUTPUT = "value.function_output", "EEEEE",
        "a function of the collection makes the field '{field}'",
        "Leave it out",
        "not allowed to provide data for BM25 function output field '{field}'";
    FUNCTION_OUTPUT_DYNAMIC = "value.function_output_dynamic", "EnEEE",
        "a function of the collection makes the field '{field}'; 2.5 puts the values into the dynamic field",
        "Leave it out",
        "the field '{field}' is output by function, no need to provide";
    FUNCTION_OUTPUT_ALLOWED = "value.function_output_allowed", "EEE..",
        "a function of the collection makes the field '{field}'",
        "Leave it out",
        "not allowed to provide data for function output field '{field}', set collection property '%s' to enable";
    FUNCTION_OUTPUT_ALLOWED_DYNAMIC = "value.function_output_allowed_dynamic", "EnE..",
        "a function of the collection makes the field '{field}'; 2.5 puts the values into the dynamic field",
        "Leave it out",
        "the field '{field}' is output by function, no need to provide";
    META_OBJECT = "value.meta_object", "EEEEE",
        "$meta takes an object, or one as text, not {}",
        "Write an object, and {} for a row without further fields",
        "illegal value for dynamic field, not a JSON object";
    META_TEXT = "value.meta_text", "EEEEE",
        "$meta has a text that is no JSON object: {}",
        "Write an object; there is none for an empty text",
        "illegal value for dynamic field, not a JSON format string";
    META_DUPLICATE = "value.meta_duplicate", "EEEEE",
        "the key '{field}' is in $meta and beside it",
        "Write it once",
        "duplicated key is not allowed, key=%s";
    META_ROUNDED = "value.meta_rounded", "nnnnn",
        "$meta has {} in a text, of which a double does not keep all digits",
        "Write $meta as an object, or the number as text",
        "";
    STRUCTS = "value.structs", "EEE..",
        "the collection has the struct field '{field}', which releases before 2.6.18 do not import",
        "Use a newer server",
        "imported rows are not aligned, field '{field}' with '%s' rows, field '' with '0' rows";
    STRUCT = "value.struct", "EEEEE",
        "the struct field '{field}' takes a list of objects, not {}",
        "Write a list with an object for each struct, and [] for none",
        "invalid StructArray format in JSON, each row should be a key-value map, but got type %s";
    STRUCT_MEMBER = "value.struct_member", "EEEEE",
        "a struct has no member for '{field}'",
        "Give every struct all its members",
        "inconsistent field count in StructArray element: position=%s, actual=%s, expected=%s";
    STRUCT_EXTRA = "value.struct_extra", "EEELE",
        "a struct has the member '{field}', which the collection does not know",
        "Leave it out",
        "inconsistent field count in StructArray element: position=%s, actual=%s, expected=%s";
    LARGE_ROW = "value.large_row", "nnnnn",
        "a row has more than 64 MiB, and it and what follows were not looked at",
        "Look at the row: a quote or a bracket may be missing",
        "";
}
