//! The cases of `tests/check`: small files, and what the readers of five releases say of each.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::PathBuf;
use std::sync::Arc;

use milvus_import::CollectionDescription;
use milvus_import_check::{Absent, File, LocalFile, Options, Report, Schema, Source};
use serde_json::{Value, json};

/// One case.
pub(crate) struct Case(Value);

/// What a release says of a case.
pub(crate) struct Verdict {
    pub(crate) release: String,
    pub(crate) ok: bool,
    /// Why it refuses, in its words.
    pub(crate) error: Option<String>,
    /// What the release does to the data that it takes.
    pub(crate) note: String,
    /// It says another thing each time.
    pub(crate) nondeterministic: bool,
}

pub(crate) fn cases() -> Vec<Case> {
    let path = folder().join("cases.json");
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    cases.into_iter().map(Case).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/check")
}

impl Case {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    pub(crate) fn format(&self) -> &str {
        self.0["format"].as_str().unwrap()
    }

    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let verdicts = self.0["verdicts"].as_object().unwrap().iter();
        let verdict = |(release, verdict): (&String, &Value)| Verdict {
            release: release.clone(),
            ok: verdict["ok"].as_bool().unwrap(),
            error: verdict["error"].as_str().map(str::to_owned),
            note: verdict["note"].as_str().unwrap_or_default().to_owned(),
            nondeterministic: verdict["nondeterministic"].as_bool().unwrap_or_default(),
        };
        verdicts.map(verdict).collect()
    }

    /// What the check says if the server is of a release.
    pub(crate) fn check(&self, release: &str) -> Report {
        self.check_files(release, self.paths().map(open).collect())
    }

    /// What the check says of the files after something was done to their bytes.
    pub(crate) fn check_broken(&self, breaks: &mut dyn FnMut(Vec<u8>) -> Vec<u8>) -> Report {
        let read = |path: &str| std::fs::read(folder().join("files").join(path)).unwrap_or_default();
        let file = |path: &str| {
            let source: Arc<dyn Source> = Arc::new(breaks(read(path)));
            File { path: path.to_owned(), content: Ok(source) }
        };
        self.check_files("3.0.0", self.paths().map(file).collect())
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.0["files"].as_array().unwrap().iter().map(|path| path.as_str().unwrap())
    }

    fn check_files(&self, release: &str, list: Vec<File>) -> Report {
        let option = |key: &str| self.0["options"][key].as_str().map(str::to_owned);
        let releases = Some(release.parse().unwrap());
        let options = Options { releases, sep: option("sep"), nullkey: option("nullkey"), ..Options::default() };
        milvus_import_check::check(&schema(&self.0["schema"], release), &[list], &options)
    }
}

fn open(path: &str) -> File {
    let content = match LocalFile::open(&folder().join("files").join(path)) {
        Ok(file) => Ok(Arc::new(file) as Arc<_>),
        Err(_) => Err(Absent::NotFound),
    };
    File { path: path.to_owned(), content }
}

/// A case's schema as a server of the release describes it.
pub(crate) fn schema(schema: &Value, release: &str) -> Schema {
    let (old, new) = (release.starts_with("2.4"), release.starts_with('3'));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let fields = |fields: &Value| list(fields).iter().map(|named| field(named, old)).collect::<Vec<_>>();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut data = json!({
        "collectionName": "docs",
        "autoId": list(&schema["fields"]).iter().any(|field| field["auto"] == true),
        "fields": fields(&schema["fields"]),
        "enableDynamicField": schema["dynamic"],
        "properties": properties.iter().map(|(key, value)| json!({"key": key, "value": value})).collect::<Vec<_>>(),
    });
    if !old {
        let function = |function: &Value| {
            let kind = if function["type"] == "BM25" { 1 } else { 2 };
            let (input, output) = (&function["input"], &function["output"]);
            json!({"name": function["name"], "type": kind, "inputFieldNames": input, "outputFieldNames": output})
        };
        data["functions"] = list(&schema["functions"]).iter().map(function).collect();
    }
    if new {
        let one = |one: &Value| json!({"name": one["name"], "fields": fields(&one["fields"])});
        data["structFields"] = list(&schema["structs"]).iter().map(one).collect();
    }
    Schema::new(&CollectionDescription::from_json(data.to_string().as_bytes()).unwrap()).unwrap()
}

fn field(field: &Value, old: bool) -> Value {
    let flag = |key: &str| field[key].as_bool().unwrap_or_default();
    let mut data = json!({
        "name": field["name"],
        "type": field["type"],
        "primaryKey": flag("pk"),
        "partitionKey": flag("partition_key"),
        "autoId": flag("auto"),
    });
    if !old {
        data["nullable"] = flag("nullable").into();
        if let Some(default) = field.get("default") {
            data["defaultValue"] = json!({"Data": {"StringData": default}});
        }
        if flag("function_output") {
            data["isFunctionOutput"] = true.into();
        }
    }
    let param = |key: &str| field.get(key).map(|value| json!({"key": key, "value": value.to_string()}));
    data["params"] = ["dim", "max_length", "max_capacity"].into_iter().filter_map(param).collect();
    if let Some(element) = field.get("element") {
        data["elementType"] = element.clone();
    }
    data
}
