//! What the readers of five releases said about some hundred files, run for real.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::words::import;
use super::{Storage, Target};
use crate::schema::Schema;
use crate::server::Server;

/// How the readers here compare with the servers'.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    refused: usize,
    /// Refused in the server's very words.
    verbatim: usize,
    /// Taken, though the server refuses.
    missed: usize,
    taken: usize,
    /// Refused, though the server takes it.
    wrong: usize,
    /// Another number of rows.
    miscounted: usize,
}

fn cases() -> (std::path::PathBuf, Vec<Value>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/check");
    let text = std::fs::read_to_string(folder.join("cases.json")).unwrap();
    (folder.join("files"), serde_json::from_str(&text).unwrap())
}

/// A case's field as a describe answer has it.
fn field(given: &Value) -> Value {
    let mut field = json!({"name": given["name"], "type": given["type"]});
    for (from, to) in
        [("pk", "primaryKey"), ("partition_key", "partitionKey"), ("auto", "autoId"), ("element", "elementType")]
    {
        if let Some(value) = given.get(from) {
            field[to] = value.clone();
        }
    }
    field["nullable"] = given["nullable"].as_bool().unwrap_or_default().into();
    field["isFunctionOutput"] = given["function_output"].as_bool().unwrap_or_default().into();
    if let Some(value) = given.get("default") {
        field["defaultValue"] = json!({"Data": {"StringData": value}});
    }
    let params = ["dim", "max_length", "max_capacity"]
        .iter()
        .filter_map(|key| given.get(key).map(|value| json!({"key": key, "value": value.to_string()})));
    field["params"] = params.collect();
    field
}

fn fields(given: &Value) -> Value {
    given.as_array().into_iter().flatten().map(field).collect()
}

fn schema(given: &Value) -> Schema {
    let functions = given["functions"].as_array().into_iter().flatten().map(|function| {
        json!({"type": if function["type"] == "BM25" { 1 } else { 2 }, "inputFieldNames": function["input"],
            "outputFieldNames": function["output"]})
    });
    let structs = given["structs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|group| json!({"name": group["name"], "fields": fields(&group["fields"])}));
    let properties =
        given["properties"].as_object().into_iter().flatten().map(|(key, value)| json!({"key": key, "value": value}));
    let described = json!({"fields": fields(&given["fields"]), "enableDynamicField": given["dynamic"],
        "functions": functions.collect::<Value>(), "structFields": structs.collect::<Value>(),
        "properties": properties.collect::<Value>()});
    serde_json::from_value(described).unwrap()
}

#[test]
fn files_are_read_as_the_servers_read_them() {
    let (files, cases) = cases();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for case in &cases {
        let format = case["format"].as_str().unwrap();
        let paths: Vec<String> = serde_json::from_value(case["files"].clone()).unwrap();
        for (release, verdict) in case["verdicts"].as_object().unwrap() {
            if verdict.get("nondeterministic").is_some() {
                continue;
            }
            let Ok(Server::Milvus(version)) = format!("milvus-{release}").parse() else { panic!("{release}") };
            let options = serde_json::from_value(case["options"].clone()).unwrap();
            let storage = Storage::new(files.clone());
            let target = Target { version, schema: schema(&case["schema"]), storage, options };
            let read = target.read(vec![paths.clone()]).map(|files| files[0].total_rows);
            let mut score = Score::default();
            let expected = verdict["error"].as_str().unwrap_or_default();
            let expected = expected.strip_prefix("PANIC: ").unwrap_or(expected);
            // Of long texts the beginning was written down.
            let is_same = |text: &str| text == expected || (expected.len() == 300 && text.starts_with(expected));
            let mut differs = "";
            match (&read, verdict["ok"].as_bool().unwrap()) {
                (Err(text), false) => {
                    score.refused = 1;
                    score.verbatim = usize::from(is_same(text));
                    if !is_same(text) {
                        differs = "text";
                    }
                }
                (Ok(_), false) => (score.missed, differs) = (1, "missed"),
                (Ok(rows), true) => {
                    score.taken = 1;
                    if verdict["rows"] != *rows {
                        (score.miscounted, differs) = (1, "miscounted");
                    }
                }
                (Err(_), true) => (score.wrong, differs) = (1, "wrong"),
            }
            if !differs.is_empty() {
                println!("{differs} {release} {}\n    {read:?}\n    {expected:?} {}", case["name"], verdict["rows"]);
            }
            for key in [format, release, "all"] {
                scores.entry(key.to_owned()).or_default().add(score);
            }
        }
    }
    for (key, score) in &scores {
        println!("{key:8} {score:?}");
    }
    let all = scores.get("all").copied().unwrap_or_default();
    assert!(all.refused > 2000 && all.taken > 1700, "{all:?}");
    assert_eq!((all.missed, all.wrong, all.miscounted), (0, 0, 0), "{all:?}");
    // Of the others two name another field first, and one has files in another order: the servers take them from a map.
    assert_eq!(all.verbatim + 3, all.refused, "{all:?}");
}

impl Score {
    fn add(&mut self, other: Self) {
        self.refused += other.refused;
        self.verbatim += other.verbatim;
        self.missed += other.missed;
        self.taken += other.taken;
        self.wrong += other.wrong;
        self.miscounted += other.miscounted;
    }
}

/// Damages a file: cuts it, or changes some of its bytes.
fn damage(bytes: &mut Vec<u8>, random: &mut fastrand::Rng) {
    if random.bool() {
        bytes.truncate(random.usize(..=bytes.len()));
    }
    for _ in 0..random.usize(..8) {
        if let Some(byte) = random.choice(bytes.iter_mut()) {
            *byte = random.u8(..);
        }
    }
}

#[test]
fn no_reader_stumbles_over_garbage() {
    let (files, cases) = cases();
    let folder = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut ends = [0, 0];
    for case in cases.iter().filter(|case| case["name"].as_str().unwrap().contains(".good.")) {
        let paths: Vec<String> = serde_json::from_value(case["files"].clone()).unwrap();
        for _ in 0..8 {
            for path in &paths {
                let mut bytes = std::fs::read(files.join(path)).unwrap();
                damage(&mut bytes, &mut random);
                let damaged = folder.path().join(path);
                std::fs::create_dir_all(damaged.parent().unwrap()).unwrap();
                std::fs::write(damaged, bytes).unwrap();
            }
            for release in ["2.5.27", "3.0.0"] {
                let Ok(Server::Milvus(version)) = format!("milvus-{release}").parse() else { panic!("{release}") };
                let storage = Storage::new(folder.path().to_owned());
                let target = Target { version, schema: schema(&case["schema"]), storage, options: BTreeMap::new() };
                let read = target.read(vec![paths.clone()]);
                assert_ne!(read, Err(import("the reader panicked")), "{}", case["name"]);
                ends[usize::from(read.is_ok())] += 1;
            }
        }
    }
    // Damage shows in most files, and in some it does not.
    assert!(ends[0] > ends[1] && ends[1] > 0, "{ends:?}");
}
