//! No body makes a parser panic, hang or invent an answer.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

use milvus_import::protocol::{Protocol, Response};
use milvus_import::{
    Api, BulkImport, Call, CollectionDescription, DescribeCollection, ImportProgress, ListImportJobs, Operation,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const REAL: &[&str] = &[
    r#"{"code":0,"data":{"collectionName":"c","completeTime":"","createTime":"2025-01-16T08:42:09Z","details":[{"completeTime":"","fileName":"[a/1.parquet]","fileSize":3279917,"importedRows":50000,"progress":50,"state":"InProgress","totalRows":100000}],"fileSize":3279917,"importedRows":50000,"jobId":"3","progress":55,"state":"Importing","totalRows":100000}}"#,
    r#"{"code":0,"data":{"records":[{"collectionName":"AAA","jobId":"1","progress":0,"state":"Pending"},{"collectionName":"CCC","jobId":"3","progress":0,"reason":"mock reason","state":"Failed"}]}}"#,
    r#"{"code":200,"data":{"collectionName":"medium_articles","fileName":"folder/1/","fileSize":26571700,"readyPercentage":1,"completeTime":"2023-10-28T06:51:49Z","errorMessage":null,"jobId":"9d0bc230-6b99-4739-a872-0b91cfe2515a","details":[{"fileName":"folder/1/","fileSize":26571700,"readyPercentage":1,"completeTime":"2023-10-28T06:51:49Z","errorMessage":null}]}}"#,
    r#"{"status":{},"state":5,"row_count":1000,"infos":[{"key":"progress_percent","value":"90"},{"key":"failed_reason","value":"a \"b\" \\ \u00e9"}],"id":470625378260885148,"id_list":[1,2,3]}"#,
    r#"{"status":{"error_code":1,"reason":"key not found[key=by-dev/meta/importtask/1]","code":1000}}"#,
    r#"{"code":0,"data":{"collectionName":"c","autoId":false,"fields":[{"name":"id","type":"Int64","primaryKey":true,"nullable":false,"defaultValue":{"Data":{"LongData":5}}},{"name":"v","type":"FloatVector(8)","params":[{"key":"dim","value":"8"}]}],"structFields":[{"name":"s","fields":[]}],"functions":[{"name":"f","type":1,"inputFieldNames":["a"],"outputFieldNames":["b"],"params":[]}],"properties":[{"key":"timezone","value":"UTC"}]}}"#,
    r#"{"code":1802,"message":"missing required parameters, error: Key: 'JobIDReq.JobID' Error:Field validation for 'JobID' failed on the 'required' tag"}"#,
];

/// Runs every parser; returns what the progress parser made of the body.
fn parse_all(body: &[u8], status: u16) -> Option<ImportProgress> {
    let response = Response::new(status, body.to_vec());
    let of_job = |operation| Call::of_job(operation, "1").unwrap();
    let mut progress = None;
    for api in Api::ALL {
        let protocol = Protocol::new(*api);
        let asked = protocol.parse(&of_job(Operation::GetImportProgress), response.clone());
        progress = asked.ok().map(|outcome| ImportProgress::try_from(outcome).unwrap());
        if let Some(progress) = &progress {
            assert!(progress.progress <= 100);
            assert_eq!(progress.details().is_ok(), serde_json::to_string(progress).is_ok());
        }
        let description = protocol.parse(&DescribeCollection::from("c").into(), response.clone());
        assert!(description.is_err() || CollectionDescription::from_json(body).is_ok() || status >= 300);
        for call in [
            ListImportJobs::default().into(),
            BulkImport::default().into(),
            DescribeCollection::from("c").into(),
            of_job(Operation::CommitImport),
        ] {
            let error = protocol.parse(&call, response.clone()).err();
            let shown = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(!shown.contains('\n'), "an error is one line: {shown}");
        }
    }
    progress
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), prop::sample::select(b"\"{}[],:\\ 0-9e.\xff\0tn".to_vec()), 0..4_u8);
    (prop::sample::select(REAL), prop::collection::vec(change, 1..6)).prop_map(|(body, changes)| {
        let mut body = body.as_bytes().to_vec();
        for (index, byte, kind) in changes {
            let at = index.index(body.len().max(1)).min(body.len());
            match kind {
                0 => body.truncate(at),
                1 => body.insert(at, byte),
                2 if at < body.len() => body[at] = byte,
                _ => body.extend_from_within(at..),
            }
        }
        body
    })
}

/// Any JSON, keys included that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    let key = prop_oneof![
        "[a-z]{0,4}",
        prop::sample::select(vec!["data", "status", "state", "details", "jobId", "infos", "tasks"])
            .prop_map(String::from)
    ];
    scalar.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(body in prop::collection::vec(any::<u8>(), 0..300), status in 100..600_u16) {
        parse_all(&body, status);
    }

    #[test]
    fn mutated_answers(body in mutated(), status in prop::sample::select(vec![200, 400, 404, 500])) {
        parse_all(&body, status);
    }

    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        parse_all(value.to_string().as_bytes(), 200);
    }

    #[test]
    fn an_unknown_member_changes_nothing(value in any_json(), before in any::<bool>()) {
        let plain = json!({"code": 0, "data": {"jobId": "7", "state": "Importing", "progress": 42, "details": [{"fileName": "f"}]}});
        let unknown = format!("\"unheard-of\":{value}");
        let text = plain.to_string();
        let at = if before { "{\"code\"" } else { "{\"details\"" };
        let with_unknown = text.replacen(at, &format!("{{{unknown},{}", &at[1..]), 1);
        prop_assert_ne!(&text, &with_unknown);
        let (expected, read) = (parse_all(text.as_bytes(), 200), parse_all(with_unknown.as_bytes(), 200));
        prop_assert_eq!(serde_json::to_value(expected).unwrap(), serde_json::to_value(read).unwrap());
    }

    #[test]
    fn text_and_numbers_are_what_serde_json_reads(text in ".+", rows in any::<i64>(), id in any::<u128>()) {
        let body = json!({"code": 0, "data": {"state": "Failed", "reason": text, "importedRows": rows}}).to_string();
        let body = body.replacen("\"state\"", &format!("\"jobId\":{id},\"state\""), 1);
        let progress = parse_all(body.as_bytes(), 200).unwrap();
        prop_assert_eq!(progress.reason.as_deref(), Some(text.as_str()));
        prop_assert_eq!(progress.imported_rows, Some(rows));
        prop_assert_eq!(progress.job_id, id.to_string());
    }
}

#[test]
fn depth_does_not_exhaust_the_stack() {
    for nest in ["[", "{\"data\":", "{\"status\":", "{\"details\":[", "{\"infos\":[", "[{\"a\":"] {
        parse_all(nest.repeat(200_000).as_bytes(), 200);
    }
}
