//! Rules about paths, and about files as a whole.

use super::rule_table;

rule_table! {
    EXTENSION = "path.extension", "EEEEE",
        "the server knows files by .json, .jsonl, .ndjson, .csv, .parquet and .npy in small letters, not by {}",
        "Rename the file",
        "unexpected file type, files={}";
    CSV_EXTENSION = "path.extension_csv", "E....",
        "CSV files are known from 2.5 on",
        "Write Parquet or JSON",
        "unexpect file type, files=%s";
    JSON_LINES_EXTENSION = "path.extension_json_lines", "EEE..",
        "files with {} are known from about 2.6.5 on",
        "Write one JSON array and name the file .json, or write Parquet",
        "unexpected file type, files={}";
    MIXED = "path.mixed", "EEEEE",
        "the files of one list have different extensions: {}",
        "Give files of each kind in a list of their own",
        "inconsistency in file types, (%s) vs (%s)";
    ONE_FILE = "path.one_file", "EEEEE",
        "a list of {} files, and only NumPy files make a list of several",
        "Give each file in a list of its own",
        "for %s import, accepts only one file";
    NO_FILE = "path.no_file", "EEEEE",
        "no file to import",
        "Give at least one",
        "no file to import";
    TWICE = "path.twice", "EEEEE",
        "the file is listed twice, and its rows would be imported twice",
        "List it once",
        "";
    NOT_FOUND = "path.not_found", "EEEEE",
        "the file is not there: {}",
        "Give the path as it is below the bucket",
        "key not found[key={}]";
    UNREADABLE = "path.unreadable", "EEEEE",
        "the file cannot be read: {}",
        "Give a regular file that may be read",
        "";
    FORM = "path.form", "nnnnn",
        "the server looks for a path below its bucket, and {}",
        "Give the path as it is below the bucket",
        "key not found[key={}]";
    TOO_LARGE = "file.too_large", "EEEEE",
        "the file has {} bytes, and servers take 16 GiB",
        "Split it",
        "The import file size has reached the maximum limit allowed for importing, fileSize=%s, maxSize=%s";
    TOO_MANY = "import.too_many_files", "nnnnn",
        "{} lists of files, and one job takes 1,024",
        "Start several jobs; import_many and start --files-per-job do so",
        "The max number of import files should not exceed %s, but got %s";
}
