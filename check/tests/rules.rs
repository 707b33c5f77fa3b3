//! Each rule is broken by one of the cases, or by a small file of its own.
#![cfg(test)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use milvus_import_check::{File, Options, Report, Source};
use serde_json::{Value, json};

/// A file that breaks a rule.
struct Small {
    rule: &'static str,
    release: &'static str,
    schema: Value,
    files: Vec<(&'static str, Vec<u8>)>,
}

/// The primary key and other fields.
fn schema(others: &Value) -> Value {
    let mut fields = vec![json!({"name": "id", "type": "Int64", "pk": true})];
    fields.extend(others.as_array().unwrap().iter().cloned());
    json!({"fields": fields, "dynamic": false})
}

fn dynamic(mut schema: Value) -> Value {
    schema["dynamic"] = true.into();
    schema
}

/// A primary key that the server makes and that may be given.
fn auto_id() -> Value {
    let id = json!({"name": "id", "type": "Int64", "pk": true, "auto": true});
    json!({"fields": [id], "dynamic": false, "properties": {"allow_insert_auto_id": "true"}})
}

fn structs() -> Value {
    let mut schema = schema(&json!([]));
    let number = json!({"name": "a", "type": "Array", "element": "Int64", "max_capacity": 4});
    schema["structs"] = json!([{"name": "st", "fields": [number]}]);
    schema
}

fn small(rule: &'static str, release: &'static str, schema: Value, file: &'static str, text: &str) -> Small {
    Small { rule, release, schema, files: vec![(file, text.as_bytes().to_vec())] }
}

/// A NumPy file as `numpy.save` writes it.
fn npy(dtype: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), data].concat()
}

/// A set of the files of a field `x`, and of as many ids.
fn set(rule: &'static str, field: &Value, rows: usize, x: Vec<u8>) -> Small {
    let ids = npy("<i8", &format!("({rows},)"), &vec![0; rows * 8]);
    let schema = schema(&json!([field]));
    Small { rule, release: "2.6.18", schema, files: vec![("id.npy", ids), ("x.npy", x)] }
}

fn text_files() -> Vec<Small> {
    let none = || schema(&json!([]));
    let text = json!([{"name": "x", "type": "VarChar", "max_length": 2}]);
    let nullable_text = json!([{"name": "x", "type": "VarChar", "max_length": 2, "nullable": true}]);
    let texts = json!([{"name": "x", "type": "Array", "element": "VarChar", "max_length": 2, "max_capacity": 1}]);
    let numbers = json!([{"name": "x", "type": "Array", "element": "Int8", "max_capacity": 1, "nullable": true}]);
    let sparse = json!([{"name": "x", "type": "SparseFloatVector"}]);
    let mut output = dynamic(schema(&json!([{"name": "x", "type": "FloatVector", "dim": 1, "function_output": true}])));
    output["properties"] = json!({"collection.function.allowInsertNonBM25FunctionOutputs": "true"});
    vec![
        small("json.end", "3.0.0", none(), "a.json", r#"[{"id": 1}"#),
        small("json.after_end", "3.0.0", none(), "a.json", r#"{"rows": [{"id": 1}]} {"rows": []}"#),
        small("json.auto_id_mixed", "3.0.0", auto_id(), "a.json", r#"[{"id": 1}, {}]"#),
        small("json.nullable_length", "3.0.0", schema(&nullable_text), "a.json", r#"[{"id": 1, "x": "abc"}]"#),
        small("json.nullable_capacity", "3.0.0", schema(&numbers), "a.json", r#"[{"id": 1, "x": [1, 2]}]"#),
        small("json.element_length", "3.0.0", schema(&texts), "a.json", r#"[{"id": 1, "x": ["abc"]}]"#),
        small("csv.auto_id_dynamic", "3.0.0", dynamic(auto_id()), "a.csv", "id\n1\n"),
        small("csv.quote_cuts_row", "3.0.0", none(), "a.csv", "id\n1,a\"b\n"),
        small("csv.line_end", "3.0.0", schema(&text), "a.csv", "id,x\n1,\"\r\n\"\n"),
        Small {
            rule: "csv.utf8",
            release: "3.0.0",
            schema: schema(&text),
            files: vec![("a.csv", b"id,x\n1,\xff\n".to_vec())],
        },
        small("csv.trailing", "3.0.0", schema(&numbers), "a.csv", "id,x\n1,[1] 2\n"),
        small(
            "value.sparse_wraps",
            "3.0.0",
            schema(&sparse),
            "a.json",
            r#"[{"id":1,"x":{"indices":[-2],"values":[1]}}]"#,
        ),
        small("value.sparse_duplicate", "3.0.0", schema(&sparse), "a.json", r#"[{"id": 1, "x": {"1": 1, "1": 2}}]"#),
        small("value.function_output_allowed_dynamic", "2.6.0", output, "a.json", r#"[{"id": 1, "x": [1]}]"#),
        small(
            "value.meta_rounded",
            "3.0.0",
            dynamic(none()),
            "a.json",
            r#"[{"id":1,"$meta":"{\"k\":9007199254740993}"}]"#,
        ),
        small("value.structs", "2.6.0", structs(), "a.json", r#"[{"id": 1, "st": []}]"#),
        small("value.struct", "3.0.0", structs(), "a.json", r#"[{"id": 1, "st": null}]"#),
        small("value.struct_member", "3.0.0", structs(), "a.csv", "id,st\n1,[{}]\n"),
    ]
}

fn numpy_files() -> Vec<Small> {
    let text = json!({"name": "x", "type": "VarChar", "max_length": 2});
    let (number, vector) =
        (json!({"name": "x", "type": "Int8"}), json!({"name": "x", "type": "FloatVector", "dim": 1}));
    let mut default = set("numpy.default_absent", &json!({"name": "x", "type": "Int8", "default": 1}), 1, vec![]);
    default.release = "2.5.27";
    default.files.pop();
    let mut meta = set("numpy.meta_text", &text, 1, npy("<U1", "(1,)", &[1, 0, 0, 0]));
    meta.schema = dynamic(meta.schema);
    meta.files.push(("$meta.npy", npy("|S1", "(1,)", b"1")));
    vec![
        set("numpy.header", &number, 1, b"\x93NUMPY\x01\x00\xff\xff{}".to_vec()),
        set("numpy.truncated_loses", &number, 2000, npy("|i1", "(2000,)", &[0; 1000])),
        set("numpy.no_data", &number, 1, npy("|i1", "(1,)", b"")),
        set("numpy.truncated_text", &text, 2, npy("|S1", "(2,)", b"a")),
        set("numpy.double_overflow", &vector, 1, npy("<f8", "(1, 1)", &1e300_f64.to_le_bytes())),
        set("numpy.empty_bytes", &text, 1, npy("|S1", "(1,)", b"\0")),
        set("numpy.bytes_length", &text, 1, npy("|S3", "(1,)", b"abc")),
        set("numpy.nul_removed", &text, 1, npy(">U3", "(1,)", b"\0\0\0a\0\0\0\0\0\0\0b")),
        default,
        meta,
    ]
}

/// Those that `tests/files/make.py` writes, with a column `x`, or `st`, of one field.
fn parquet_files() -> Vec<Small> {
    let of = |rule: &'static str, release: &'static str, mut field: Value| {
        field["name"] = "x".into();
        let name = rule.strip_prefix("parquet.").unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(format!("{name}.parquet"));
        let files = vec![("a.parquet", std::fs::read(path).unwrap())];
        Small { rule, release, schema: schema(&json!([field])), files }
    };
    let text = json!({"type": "VarChar", "max_length": 4});
    let vector = json!({"type": "FloatVector", "dim": 2, "nullable": true});
    let mut array = json!({"type": "Array", "element": "Int64", "max_capacity": 2});
    let null_array = of("parquet.null_array", "2.5.27", array.clone());
    let capacity = of("parquet.capacity", "2.4.12", array.clone());
    array["nullable"] = true.into();
    let texts = json!({"type": "Array", "element": "VarChar", "max_length": 3, "max_capacity": 2});
    let mut structs = of("parquet.struct_null", "3.0.0", text.clone());
    structs.schema = self::structs();
    structs.schema["structs"][0]["name"] = "x".into();
    vec![
        of("parquet.codec", "3.0.0", text.clone()),
        of("parquet.nullable_vector_type", "3.0.0", vector),
        null_array,
        of("parquet.empty_nullable_array", "3.0.0", array),
        capacity,
        of("parquet.element_length", "2.5.27", texts),
        of("parquet.utf8", "2.4.12", text.clone()),
        of("parquet.checksum", "3.0.0", text),
        of("parquet.timestamp_cut", "3.0.0", json!({"type": "Timestamptz"})),
        of("parquet.sparse_wraps", "2.5.27", json!({"type": "SparseFloatVector"})),
        structs,
    ]
}

impl Small {
    fn check(&self) -> Report {
        let file = |(path, bytes): &(&str, Vec<u8>)| {
            let source: Arc<dyn Source> = Arc::new(bytes.clone());
            File { path: (*path).to_owned(), content: Ok(source) }
        };
        let list = self.files.iter().map(file).collect();
        let options = Options { releases: Some(self.release.parse().unwrap()), ..Options::default() };
        milvus_import_check::check(&support::schema(&self.schema, "3.0.0"), &[list], &options)
    }
}

fn small_files() -> Vec<Small> {
    [text_files(), numpy_files(), parquet_files()].into_iter().flatten().collect()
}

#[test]
fn small_files_break_the_rules_that_no_case_does() {
    for small in small_files() {
        let found: Vec<_> = small.check().findings.iter().map(|finding| finding.rule.id).collect();
        assert!(found.contains(&small.rule), "{}: {found:?}", small.rule);
    }
}

#[test]
fn every_rule_is_broken_somewhere() {
    // These have tests of their own: rows of more than 64 MiB, and what is about paths and sizes.
    let own = ["value.large_row", "path.unreadable", "path.form", "file.too_large", "import.too_many_files"];
    let mut broken = BTreeSet::from(own);
    for case in support::cases() {
        for verdict in case.verdicts() {
            broken.extend(case.check(&verdict.release).findings.iter().map(|finding| finding.rule.id));
        }
    }
    broken.extend(small_files().iter().map(|small| small.rule));
    let missed: Vec<_> = milvus_import_check::rules().map(|rule| rule.id).filter(|id| !broken.contains(id)).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn no_row_counts_as_looked_at_where_no_column_can_be_read() {
    let small = parquet_files().into_iter().find(|small| small.rule == "parquet.utf8").unwrap();
    let looked = |id: &str, x: &str| {
        let fields =
            json!([{"name": "id", "type": id, "pk": true}, {"name": "x", "type": x, "max_length": 9, "dim": 2}]);
        let schema = json!({"fields": fields, "dynamic": false});
        let report = Small { schema, files: small.files.clone(), ..small }.check();
        (report.looked[0].seen, report.looked[0].rows)
    };
    assert_eq!(looked("Int64", "FloatVector"), (1, Some(1)));
    assert_eq!(looked("VarChar", "FloatVector"), (0, Some(1)));
}
