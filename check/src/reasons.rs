//! What servers say of failed jobs beside the texts of the rules.

/// A reason, with `{field}`, `{}` and `%s` as in a rule's `server_text`.
pub(crate) struct Reason {
    pub(crate) text: &'static str,
    pub(crate) cause: &'static str,
    pub(crate) fix: &'static str,
}

const NOT_THERE: (&str, &str) = (
    "the server does not find the file: its path is taken as one below the server's bucket, or the bucket or the root path is another one",
    "Give the path as it is below the bucket, without a slash in front and without s3://, and look that the file is in the bucket that the server reads",
);

macro_rules! reasons {
    ($(($($text:literal)|+, $cause:expr, $fix:expr),)+) => { &[$($(Reason { text: $text, cause: $cause, fix: $fix },)+)+] };
}

/// Reasons beside those of the rules, and texts of the jobs of Milvus 2.2 and 2.3.
pub(crate) const REASONS: &[Reason] = reasons![
    (
        "could not retrieve footer offset" | "key does not exist" | "NoSuchKey" | "key not found[key={}]",
        NOT_THERE.0,
        NOT_THERE.1
    ),
    (
        "not aligned->{}Vector",
        "a vector has another length than the field's dimension",
        "Give every vector the field's dimension; 16-bit vectors have two bytes a dimension, binary ones eight dimensions a byte"
    ),
    (
        "imported rows are not aligned",
        "the columns have different numbers of rows, because one of them ends early or cannot be read to its end",
        "Give every column as many rows as the others, and write the file again"
    ),
    (
        "quota exceeded[reason={}]",
        "the server has used up what it may, such as its disk or its memory: {}",
        "Free some of it or raise the quota, and start the job again"
    ),
    (
        "The number of jobs has reached the limit" | "Import task queue max size is",
        "the server has as many jobs as it takes",
        "Wait until some have ended; import_many does so by itself"
    ),
    (
        "import timeout",
        "the job took longer than its option timeout allows",
        "Give a larger timeout, such as --option timeout=10h, or fewer files a job"
    ),
    (
        "not allow to set partition name",
        "the collection sorts rows into partitions by a key, so an import cannot name one",
        "Leave the partition out"
    ),
    ("partition not found", "the collection has no such partition", "Create the partition, or leave it out"),
    (
        "NoSuchBucket",
        "there is no such bucket in the object store that the server asks",
        "Look at the bucket's name, and at the endpoint and region of the store"
    ),
    (
        "AccessDenied" | "Access Denied" | "InvalidAccessKeyId" | "SignatureDoesNotMatch",
        "the object store does not let the server read the file",
        "Look at the access key, the secret key and the session token, and at the bucket's policy"
    ),
    (
        "field '{field}' type mis-match, milvus data type '%s', arrow data type get '{}': importing",
        "column '{field}' is {}, which the field does not take",
        "Write the column with the field's own type"
    ),
    (
        "expect 'integer|float' type for field '{field}', but got '{}' type",
        "column '{field}' is {}, which the field does not take",
        "Write the column with the field's own type"
    ),
    (
        "value length {} exceeds max_length",
        "a text has {} bytes, more than the field's max_length",
        "Shorten it, or raise max_length, which counts bytes"
    ),
    (
        "array capacity {} exceeds max_capacity",
        "an array has {} elements, more than the field's max_capacity",
        "Give arrays of at most so many elements, or raise max_capacity"
    ),
    (
        "numpy file dtype '{}' is not supported" | "dtype '{}' of numpy file is not",
        "a NumPy file has the dtype {}, which its field does not take",
        "Save it with the field's own dtype"
    ),
    (
        "strconv.ParseUint: parsing \"{}\"",
        "{} is no element of a vector of bytes, or no index of a sparse vector",
        "Write whole numbers, from 0 to 255 for bytes"
    ),
    (
        "negative value in sparse float vector"
            | "invalid index in sparse float vector"
            | "unsorted or same indices in sparse float vector"
            | "value too large in JSON"
            | "invalid value type in JSON"
            | "Invalid parquet struct for SparseFloatVector",
        "a sparse vector has an index or a value that is none",
        "Write indices from 0 to 4294967294, each once, and values that are finite and not negative"
    ),
    (
        "not nullable, but has null value" | "has null value, but struct doesn't support nullable",
        "a column has a null, and its field is not nullable",
        "Give every row a value, or make the field nullable"
    ),
    (
        "Syntax error no sources available"
            | "unexpected end of JSON input"
            | "invalid character %s looking for beginning of",
        "a text is no JSON",
        "Write valid JSON, and {} for an empty object"
    ),
    (
        "Mismatch type map[string]interface {}" | "illegal value for dynamic field",
        "what is for the dynamic field is no JSON object",
        "Write an object, and {} for a row without further fields"
    ),
    (
        "duplicated key in dynamic field, key={}" | "duplicated key is not allowed, key={}",
        "the key {} is there twice, in $meta and beside it",
        "Give it once"
    ),
    (
        "Wrong vector size",
        "a vector has another length than the field's dimension",
        "Give every vector the field's dimension; 16-bit vectors have two bytes a dimension, binary ones eight dimensions a byte"
    ),
    (
        "field not found in struct: {}" | "struct field not found in %s schema: {}" | "struct field not found",
        "the field {} of the collection's structs is not in the file",
        "Write a list of structs with just the members of the field"
    ),
    (
        "each row should be a key-value map" | "not at beginning of value" | "expected comma after array element",
        "the file is no array of JSON objects",
        "Write one array of objects with a JSON library"
    ),
    ("contains invalid UTF-8 data", "a text is no UTF-8", "Write UTF-8"),
    (
        "type  not implemented",
        "a column was written as string_view or binary_view, which this release does not know",
        "Write it as string or binary"
    ),
    (
        "unsupported data type"
            | "nexpected data type: %s, cannot be filled with default value"
            | "not support bulk insert numpy files in field({field}) which set nullable == true",
        "the collection has a field that this format or release cannot import",
        "Write Parquet or JSON, or import with a newer release"
    ),
];
