//! Rules about Parquet files.

use super::rule_table;

rule_table! {
    FOOTER = "parquet.footer", "EEEEE",
        "it has no footer of a Parquet file: {}",
        "Write the file again, or copy it whole",
        "new parquet reader failed, err={}";
    ZERO_ROWS = "parquet.zero_rows", "LLLLL",
        "it has no rows, and the job completes without one",
        "Leave the file out",
        "";
    VIEWS = "parquet.view", "E....",
        "a column was written as string_view or binary_view, which 2.4 does not know",
        "Write it as string or binary",
        "";
    FLOAT16 = "parquet.float16", "E....",
        "column '{field}' is float16, at which 2.4 ends the job",
        "Leave the column out",
        "";
    DUPLICATE = "parquet.duplicate_column", "EEEEE",
        "there are several columns '{field}'",
        "Write one",
        "there is multi field with name: {field}";
    MISSING = "parquet.missing", "EEEEE",
        "there is no column for the field '{field}'",
        "Add the column, or make the field nullable",
        "field '{field}' not in arrow schema";
    GEOMETRY_ABSENT = "parquet.geometry_absent", "EEEEE",
        "there is no column for the field '{field}', and the server cannot fill a Geometry",
        "Add a column of nulls",
        "unexpected data type: %s, cannot be filled with default value";
    UNKNOWN = "parquet.unknown_column", "EELLL",
        "the collection has no field for the column '{field}'",
        "Add the field, or leave the column out",
        "the field: {field} is not in schema, if it's a dynamic field, please reformat data by bulk_writer";
    UNKNOWN_DYNAMIC = "parquet.unknown_column_dynamic", "EELLL",
        "the column '{field}' is no field, and the dynamic field takes only what is in a column $meta",
        "Put its values as JSON objects into a column $meta",
        "the field: {field} is not in schema, if it's a dynamic field, please reformat data by bulk_writer";
    AUTO_ID = "parquet.auto_id", "EEEEE",
        "the server makes the primary key '{field}'",
        "Leave the column out, or set the collection's property allow_insert_auto_id (2.5 and 2.6.18 on)",
        "the primary key '{field}' is auto-generated, no need to provide";
    AUTO_ID_ALLOWED = "parquet.auto_id_allowed", "E.E..",
        "the server makes the primary key '{field}', whatever allow_insert_auto_id says",
        "Leave the column out",
        "the primary key '{field}' is auto-generated, no need to provide";
    FUNCTION_OUTPUT = "parquet.function_output", "EEEEE",
        "a function of the collection makes the field '{field}'",
        "Leave the column out",
        "the field '{field}' is output by function, no need to provide";
    FUNCTION_OUTPUT_ALLOWED = "parquet.function_output_allowed", "EEE..",
        "a function of the collection makes the field '{field}'",
        "Leave the column out",
        "the field '{field}' is output by function, no need to provide";
    TYPE = "parquet.type", "EEEEE",
        "column '{field}' is {}",
        "Write the column with the field's own type",
        "schema not equal, err=field '{field}' type mis-match, expect arrow type '%s', get arrow data type '{}'";
    FIXED_SIZE_LIST = "parquet.fixed_size_list", "EEE..",
        "column '{field}' is {}",
        "Write it as list",
        "schema not equal, err=field '{field}' type mis-match, milvus data type '%s', arrow data type get 'fixed_size_list<{}";
    FIXED_SIZE_LIST_NULL = "parquet.fixed_size_list_null", "EEEEE",
        "column '{field}' has a null in a fixed_size_list",
        "Write it as list",
        "expected all lists to be of size=%s, but index %s had size=0";
    HALF_FROM_FLOATS = "parquet.half_from_floats", "EEEE.",
        "column '{field}' is {}, and the field takes two bytes a dimension",
        "Write list<uint8> or binary",
        "schema not equal, err=field '{field}' type mis-match, expect arrow type 'list<item: uint8, nullable>', get arrow data type '{}'";
    NULLABLE_VECTOR_TYPE = "parquet.nullable_vector_type", "EEEEE",
        "column '{field}' is {}, and a nullable vector takes list<float32> alone",
        "Write list<float32>",
        "expect nullable '%s' type for field '{field}', but got '{}' type";
    SPARSE_STRUCT = "parquet.sparse_struct", "E....",
        "column '{field}' is {}, which 2.4 does not know for sparse vectors",
        "Write JSON text",
        "schema not equal, err=field '{field}' type mis-match, milvus data type 'SparseFloatVector', arrow data type get '{}'";
    CODEC = "parquet.codec", "EEEEE",
        "column '{field}' is compressed with {}",
        "Use none, snappy, gzip, brotli or zstd",
        "parquet: compression codec not implemented";
    ENCODING = "parquet.encoding", "ELEEE",
        "column '{field}' is encoded as BYTE_STREAM_SPLIT, and 2.5 takes that for the end of the file",
        "Write plain or dictionary pages, such as with DuckDB's PARQUET_VERSION v1",
        "parquet: unsupported data encoding BYTE_STREAM_SPLIT";
    RLE_BOOLEANS = "parquet.rle_booleans", "E....",
        "column '{field}' has booleans encoded as RLE, which 2.4 does not know",
        "Write pages of version 1",
        "parquet: unknown encoding type RLE";
    PAGE = "parquet.page", "ELEEE",
        "column '{field}' has a page that cannot be read: {}; 2.5 takes that for the end of the file",
        "Write the file again, or copy it whole",
        "parquet: deserializing page header failed";
    CHECKSUM = "parquet.checksum", "LLLLL",
        "a page of column '{field}' does not match its checksum, at which no server looks: what it holds is imported",
        "Write the file again, or copy it whole",
        "";
    NULL = "parquet.null", "LEEEE",
        "column '{field}' has a null, and the field is not nullable; 2.4 makes 0 or an empty text of it",
        "Give every row a value, or make the field nullable",
        "the field '{field}' is not nullable but the file contains null value";
    NULL_REFUSED = "parquet.null_refused", "EEEEE",
        "column '{field}' has a null, and the field is not nullable",
        "Give every row a value, or make the field nullable",
        "the field '{field}' is not nullable but the file contains null value";
    NULL_ARRAY = "parquet.null_array", "LLLEE",
        "column '{field}' has a null, and the field is not nullable; up to 2.6.0 it becomes an empty array",
        "Give every row an array, or make the field nullable",
        "the field '{field}' is not nullable but the file contains null value";
    NULL_ELEMENT = "parquet.null_element", "LLLEE",
        "column '{field}' has a null in a list, of which up to 2.6.0 0, an empty text or an older value becomes",
        "Leave nulls out of lists",
        "array element is not allowed to be null value for field '{field}'";
    NULL_META = "parquet.null_meta", "EEE..",
        "column '{field}' has a null",
        "Write {} for a row without further fields",
        "unexpected end of JSON input";
    EMPTY_NULLABLE = "parquet.empty_nullable_array", "nnnnn",
        "column '{field}' has an empty list, which becomes null",
        "Nothing, if that is right",
        "";
    ROUNDED = "parquet.rounded", "nnnnn",
        "column '{field}' is {}: values are rounded to what the field holds",
        "Nothing, if that is right",
        "";
    DURATION = "parquet.duration", "nnnnn",
        "column '{field}' holds durations, of which the number is imported whatever its unit is",
        "Nothing, if that is right",
        "";
    NOT_FINITE = "parquet.not_finite", "EEEEE",
        "column '{field}' has {}",
        "Write finite numbers",
        "value '{}' is not a number or infinity";
    VECTOR_NOT_FINITE = "parquet.vector_not_finite", "LLLLE",
        "column '{field}' has {} in a vector, which up to 2.6 is imported",
        "Write finite numbers",
        "value '{}' is not a number or infinity";
    HALF_OVERFLOW = "parquet.half_overflow", "EEEEE",
        "column '{field}' has {}, which is too large for the field",
        "Write smaller numbers",
        "float16 vector contain nan or infinity value.";
    DIM = "parquet.dim", "EEEEE",
        "column '{field}' has a vector of {}",
        "Give every vector the field's dimension",
        "length of vector is not aligned: expected %s but got {}, data type: %s";
    CAPACITY = "parquet.capacity", "EEEEE",
        "column '{field}' has an array of {}",
        "Give arrays of at most so many elements, or raise max_capacity",
        "array capacity({}) for field {field} exceeds max_capacity(%s)";
    LENGTH = "parquet.length", "EEEEE",
        "column '{field}' has a text of {}",
        "Shorten it, or raise max_length, which counts bytes",
        "value length({}) for field {field} exceeds max_length(%s)";
    ELEMENT_LENGTH = "parquet.element_length", ".EEEE",
        "column '{field}' has an element of {}",
        "Shorten it, or raise max_length, which counts bytes",
        "value length({}) for field {field} exceeds max_length(%s)";
    UTF8 = "parquet.utf8", "LEEEE",
        "column '{field}' has a text that is no UTF-8",
        "Write UTF-8",
        "field '{field}' contains invalid UTF-8 data, value=%s";
    JSON_TEXT = "parquet.json", "EEEEE",
        "column '{field}' has a text that is no JSON",
        "Write valid JSON",
        "Syntax error at index %s: invalid char";
    META_OBJECT = "parquet.meta_object", "EEEEE",
        "column '{field}' has a text that is no JSON object",
        "Write an object, and {} for a row without further fields",
        "json: cannot unmarshal %s into Go value of type map[string]interface {}";
    WKT = "parquet.wkt", "EEEEE",
        "column '{field}' has a text that is no WKT",
        "Write geometries such as POINT (1 2)",
        "syntax error: %s at line 1, pos %s";
    TIMESTAMP = "parquet.timestamp", "EEEEE",
        "column '{field}' has a text that is no time: {}",
        "Write times such as 2025-01-31T12:30:00Z",
        "invalid timestamp string: '{}'. Does not match any known format";
    TIMESTAMP_CUT = "parquet.timestamp_cut", "nnnnn",
        "column '{field}' has a time of more than six digits of a second, which is cut",
        "Nothing, if that is right",
        "";
    TIMESTAMP_NAIVE = "parquet.timestamp_naive", "nnnnn",
        "column '{field}' has a time without a zone, which is taken as one of UTC or the collection's timezone",
        "Write the offset, such as +08:00",
        "";
    SPARSE = "parquet.sparse", "EEEEE",
        "column '{field}' has no sparse vector: {}",
        "Write indices from 0 to 4294967294, each once, and values that are finite and not negative",
        "Invalid JSON string for SparseFloatVector: '%s', err = {}";
    SPARSE_EMPTY = "parquet.sparse_empty", "E....",
        "column '{field}' has an empty sparse vector, at which 2.4 ends the job",
        "Leave the row out",
        "";
    SPARSE_DUPLICATE_KEY = "parquet.sparse_duplicate_key", "nnnnn",
        "column '{field}' has an index twice, of which the last one wins",
        "Write it once",
        "";
    SPARSE_WRAPS = "parquet.sparse_wraps", "LLLLL",
        "column '{field}' has the index {}, of which the lower 32 bits are taken",
        "Write indices from 0 to 4294967294",
        "";
    STRUCT = "parquet.struct", "EEEEE",
        "column '{field}' {}",
        "Write a list of structs with just these members",
        "schema not equal, err=sub-field '%s' in struct '%s' type mis-match, expect arrow type '%s', got '%s'";
    STRUCT_NULL = "parquet.struct_null", "....E",
        "column '{field}' has a null, which 3.0 refuses",
        "Write an empty list",
        "";
    STRUCT_DIM = "parquet.struct_dim", "EEEEE",
        "column '{field}' has a vector of {}",
        "Give every vector the field's dimension",
        "vector dimension mismatch for field '{field}': position=%s, actual={}, expected=%s";
}
