//! Rules about NumPy files and sets of them.

use super::rule_table;

rule_table! {
    MAGIC = "numpy.magic", "EEEEE",
        "it is no NumPy file",
        "Write it with numpy.save; an .npz file must be unpacked",
        "npy: not a valid NumPy file format";
    VERSION = "numpy.version", "EEEEE",
        "its format has the version {}, and the server knows 1 and 2",
        "Write it with numpy.save, and a plain array without named columns",
        "npy: invalid major version number (%s)";
    HEADER = "numpy.header", "EEEEE",
        "its header cannot be read: {}",
        "Write it with numpy.save",
        "npy: invalid dictionary format";
    DTYPE = "numpy.dtype", "EEEEE",
        "the field '{field}' takes {}",
        "Convert the array with astype",
        "expected element type '%s' for field '{field}', got type '%s'";
    DTYPE_UNKNOWN = "numpy.dtype_unknown", "EEEEE",
        "the file of the field '{field}' has the dtype {}, which the server does not know",
        "Convert the array with astype; an array of objects is none",
        "unexpected numpy header for field '{field}': 'the numpy file dtype '%s' is not supported'";
    HALF_AS_FLOAT = "numpy.half_as_float", "EEEE.",
        "the field '{field}' takes bytes of half precision, and floats from 3.0 on only",
        "Give the bytes: array.astype('f2').view('u1')",
        "expected element type '%s' for field '{field}', got type '%s'";
    SHAPE = "numpy.shape", "EEEEE",
        "the array of the field '{field}' has {} dimensions",
        "Give (rows,) for scalars and (rows, dim) for vectors",
        "expected shape '%s' for %s field '{field}', got shape '%s'";
    DIM = "numpy.dim", "EEEEE",
        "the array of the field '{field}' has rows of {}",
        "Give the field's dimension: an eighth of it in bytes for a BinaryVector, twice it for half precision",
        "expected dim '%s' for %s field '{field}', got dim '%s'";
    FORTRAN = "numpy.fortran_order", "LLLLL",
        "the array of the field '{field}' is in Fortran's order, which is ignored: the values are scrambled",
        "Save numpy.ascontiguousarray(array)",
        "";
    TRUNCATED = "numpy.truncated", "EEEEE",
        "the file of the field '{field}' has {}",
        "Copy the file whole",
        "unexpected EOF";
    TRUNCATED_LOSES = "numpy.truncated_loses", "ELLLL",
        "the file of the field '{field}' has {}, and the job completes with these",
        "Copy the file whole",
        "";
    NO_DATA = "numpy.no_data", "LLLLL",
        "the file of the field '{field}' has a header and no data, and the job completes without rows",
        "Copy the file whole",
        "";
    TRUNCATED_TEXT = "numpy.truncated_text", "LLLLL",
        "the file of the field '{field}' has {}; those that are not there become empty texts",
        "Copy the file whole",
        "";
    EXTRA_BYTES = "numpy.extra_bytes", "nnnnn",
        "the file of the field '{field}' has bytes after its array, which are ignored",
        "Save one array a file",
        "";
    NO_ROWS = "numpy.no_rows", "LLLLL",
        "the file of the field '{field}' has no rows, and the job completes without one",
        "Leave the files out",
        "";
    ROWS = "numpy.rows", "EEEEE",
        "the files do not have the same number of rows: {}",
        "Give every file as many",
        "imported rows are not aligned, field '{field}' with '%s' rows, field '{field}' with '%s' rows";
    ROWS_LOST = "numpy.rows_lost", "ELLLL",
        "the files do not have the same number of rows: {}; the server stops at the end of the shortest",
        "Give every file as many",
        "";
    MISSING = "numpy.missing", "EEEEE",
        "there is no file for the field '{field}'",
        "Add the file; its name is the field's",
        "no file for field: {field}, files: %s";
    DEFAULT_ABSENT = "numpy.default_absent", "EE...",
        "there is no file for the field '{field}', which 2.5 needs although it has a default",
        "Add the file",
        "no file for field: {field}, files: %s";
    NULLABLE = "numpy.nullable", "EE...",
        "the collection has the nullable field '{field}', with which 2.5 takes no NumPy files at all",
        "Write Parquet",
        "not support bulk insert numpy files in field({field}) which set nullable == true";
    GEOMETRY_ABSENT = "numpy.geometry_absent", "EEEEE",
        "there is no file for the field '{field}', and the server cannot fill a Geometry",
        "Write Parquet with a column of nulls",
        "unexpected data type: %s, cannot be filled with default value";
    UNSUPPORTED = "numpy.unsupported", "EEEEE",
        "NumPy files cannot hold the field '{field}', a {}",
        "Write Parquet",
        "unsupported importing numpy files for collection with data type: %s";
    AUTO_ID = "numpy.auto_id", "EEEEE",
        "the server makes the primary key '{field}', whatever allow_insert_auto_id says",
        "Leave the file out",
        "the primary key '{field}' is auto-generated, no need to provide";
    UNKNOWN = "numpy.unknown", "LLLLL",
        "the collection has no field '{field}', and the file is ignored, even if there is a dynamic field",
        "Name the file as the field, or put the values as JSON objects into $meta.npy",
        "";
    DUPLICATE = "numpy.duplicate", "LLLLL",
        "there are several files for '{field}', and the last one is read",
        "Give one",
        "";
    NAN_ENDS = "numpy.nan_ends", "LLEEE",
        "the vector '{field}' has {}, at which 2.4 and 2.5 stop reading",
        "Leave the row out",
        "value '%s' is not a number or infinity";
    NOT_FINITE = "numpy.not_finite", "EEEEE",
        "the vector '{field}' has {}",
        "Leave the row out",
        "value '%s' is not a number or infinity";
    DOUBLE_OVERFLOW = "numpy.double_overflow", "LLLLL",
        "the vector '{field}' has {}, which becomes infinite as a float",
        "Scale the vectors",
        "";
    DOUBLE_ROUNDED = "numpy.double_rounded", "nnnnn",
        "the vectors of '{field}' are doubles, which are rounded to floats",
        "Nothing, if rounding is right",
        "";
    NAN_STORED = "numpy.nan_stored", "nnnnn",
        "the field '{field}' has {}, which is stored",
        "Leave the row out if that is not meant",
        "";
    NUL_REMOVED = "numpy.nul_removed", "nnnnn",
        "the field '{field}' has a text with NUL in it, which is removed",
        "Nothing, if that is right",
        "";
    REPLACED = "numpy.replaced", "nnnnn",
        "the field '{field}' has a text with half of a surrogate pair, which becomes U+FFFD",
        "Correct the text",
        "";
    EMPTY_BYTES = "numpy.empty_bytes", "nnnnn",
        "the field '{field}' has an empty text of dtype S, which is stored as NUL characters",
        "Use dtype U",
        "";
    BYTES_LENGTH = "numpy.bytes_length", "nnnnn",
        "the field '{field}' has a text of {}, which the server does not look at with dtype S",
        "Shorten it, or raise max_length",
        "";
    UTF8 = "numpy.utf8", "nEEEE",
        "the field '{field}' has bytes that are no UTF-8",
        "Use dtype U",
        "field '{field}' contains invalid UTF-8 data, value=%s";
    JSON_TEXT = "numpy.json_text", "EEEEE",
        "the field '{field}' has a text that is no JSON: {}",
        "Write valid JSON",
        "failed to parse value '%s' for JSON field '{field}', error: %s";
    META_TEXT = "numpy.meta_text", "EEEEE",
        "$meta has a text that is no JSON object: {}",
        "Write an object",
        "failed to parse value '%s' for dynamic JSON field '{field}', error: %s";
}
