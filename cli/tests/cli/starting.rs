//! `start`: what is sent, and what is said about it.

use milvus_import_emulator::{Canned, Emulator, Fault, FaultKind, Script};
use serde_json::{Value, json};

use crate::support::{ask, run, stopped};

fn sent(server: &Emulator) -> Value {
    serde_json::from_str(&server.requests()[0].body).unwrap()
}

#[test]
fn start_prints_the_job_id_alone_and_sends_what_was_asked_for() {
    let server = stopped().start_blocking().unwrap();
    let args = ["start", "--collection", "c", "a,b.json", "d.parquet", "--file-set", "x.npy,y.npy", "--partition", "p"];
    let more = ["--option", "timeout=300s", "--option", "sep==", "--db", "sales", "--idempotency-key", "k1"];
    let ran = ask(&server, &[&args[..], &more].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let id = ran.stdout.trim_end();
    assert_eq!(server.jobs()[0].job_id, id);
    assert!(ran.stderr.contains(&format!("milvus-import wait {id}")));
    let files = json!([["a,b.json"], ["d.parquet"], ["x.npy", "y.npy"]]);
    let options = json!({"timeout": "300s", "sep": "="});
    let body =
        json!({"collectionName": "c", "partitionName": "p", "dbName": "sales", "files": files, "options": options});
    assert_eq!(sent(&server), body);
    assert_eq!(server.requests()[0].headers["idempotency-key"], "k1");
}

#[test]
fn start_and_wait_follows_to_the_end() {
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    let ran = ask(&server, &["start", "--collection", "c", "a.parquet", "--wait", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines = ran.json_lines();
    let id = &server.jobs()[0].job_id;
    assert_eq!(lines[0], json!({"job_id": id, "job_ids": [id]}));
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["job_id"], &last["state"], &last["imported_rows"]),
        (&json!(id), &json!("Completed"), &json!(100_000))
    );
    server.script_next_job(Script::fail(45, "no"));
    let ran = ask(&server, &["start", "--collection", "c", "a.parquet", "--wait"]);
    assert_eq!(ran.code, 1);
    assert!(ran.error_line().contains("failed: no"), "{ran:?}");
}

#[test]
fn a_refused_create_is_sent_again_for_as_long_as_retry_says_and_a_lost_one_never() {
    let server = stopped().start_blocking().unwrap();
    let start = ["start", "--collection", "c", "a.parquet", "--retry", "60s"];
    server.inject(Fault::new(FaultKind::Initializing).times(3));
    assert_eq!(ask(&server, &start).code, 0);
    assert_eq!((server.jobs().len(), server.requests().len()), (1, 4));
    server.inject(Fault::new(FaultKind::Reset).with_effect().times(1));
    assert_eq!(ask(&server, &start).code, 5);
    assert_eq!((server.jobs().len(), server.requests().len()), (2, 5));
}

#[test]
fn every_job_of_an_answer_is_printed_and_one_beside_an_error_too() {
    let server = stopped().start_blocking().unwrap();
    server.reply_with(Canned::json(r#"{"status":{},"tasks":[11,12]}"#)).unwrap();
    let ran = ask(&server, &["start", "--collection", "c", "a.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "11\n12\n"));
    let odd = r#"{"code":1.5,"data":{"jobId":"13"}}"#;
    server.reply_with(Canned::json(odd)).unwrap();
    let ran = ask(&server, &["start", "--collection", "c", "a.json"]);
    assert!(ran.error_line().contains("the server may have made job 13"), "{ran:?}");
    server.reply_with(Canned::json(odd)).unwrap();
    let ran = ask(&server, &["start", "--collection", "c", "a.json", "--json"]);
    assert_eq!(ran.json_error()["job_id"], "13");
}

#[test]
fn zilliz_cloud_gets_object_stores_and_volumes() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "\u{feff}hush\n").unwrap();
    let server = stopped().server("zilliz-v2".parse().unwrap()).start_blocking().unwrap();
    let secret = secret.to_str().unwrap();
    let args = ["start", "--collection", "c", "--cluster-id", "in03", "--object-urls", "s3://b/1/,s3://b/2/"];
    let keys = ["--access-key", "AKIA", "--secret-key-file", secret, "--session-token-file", secret];
    assert_eq!(ask(&server, &[&args[..], &keys].concat()).code, 0);
    let body = sent(&server);
    assert_eq!(body["objectUrls"], json!([["s3://b/1/", "s3://b/2/"]]));
    assert_eq!(
        (&body["accessKey"], &body["secretKey"], &body["token"]),
        (&json!("AKIA"), &json!("hush"), &json!("hush"))
    );
    server.clear_requests();
    let args =
        ["start", "--collection", "c", "--project-id", "p", "--region-id", "r", "--volume", "v", "--data-path", "d/"];
    assert_eq!(ask(&server, &[&args[..], &["--api", "zilliz-v2"]].concat()).code, 0);
    assert_eq!((&sent(&server)["volumeName"], &sent(&server)["dataPaths"]), (&json!("v"), &json!([["d/"]])));
}

#[test]
fn start_and_wait_prints_the_id_and_the_end_and_quietly_the_id_alone() {
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    let start = ["start", "--collection", "c", "a.parquet", "--wait"];
    for (option, lines) in [(None, 2), (Some("--json"), 2), (Some("-q"), 1)] {
        let ran = ask(&server, &[&start[..], option.as_slice()].concat());
        assert_eq!((ran.code, ran.stdout.lines().count()), (0, lines), "{ran:?}");
        assert!(lines == 1 || ran.stdout.lines().last().unwrap().contains("Completed"), "{ran:?}");
        assert!(option.is_none() || ran.stderr.is_empty(), "{ran:?}");
    }
}

#[test]
fn hints_have_the_options_that_were_typed_but_no_secret() {
    let server = stopped().token("root:hunter2").start_blocking().unwrap();
    let proxy = server.uri().replace("http://", "http://root:hunter2@");
    let start = ["start", "--collection", "c", "a.json", "--uri", &server.uri()];
    let more = ["--token", "root:hunter2", "--db", "my sales", "--api", "milvus-v2", "--proxy", &proxy];
    let ran = run(&[&start[..], &more].concat());
    let options = format!("--uri {0} --token TOKEN --db 'my sales' --api milvus-v2 --proxy {0}", server.uri());
    assert!(ran.stderr.ends_with(&format!("wait {} {options}\n", ran.stdout.trim_end())), "{ran:?}");
}
