//! milvus-v2: every row of the contract's error table.

use milvus_import_emulator::{Fault, FaultKind, JobSpec};
use serde_json::json;

use crate::client::{call, emulator, import, parse, progress, started};

const DESCRIBE: &str = "/v2/vectordb/jobs/import/describe";
const GET_PROGRESS: &str = "/v2/vectordb/jobs/import/get_progress";

#[track_caller]
fn assert_error(body: &serde_json::Value, code: i64, message: &str) {
    assert_eq!(body["code"], code, "{body}");
    assert!(body["message"].as_str().unwrap().contains(message), "{body}");
    assert!(body.get("data").is_none(), "{body}");
}

#[test]
fn credentials_are_checked_before_anything_else() {
    let emulator = emulator("milvus-2.6").token("root:Milvus").start_blocking().unwrap();
    let refused = parse(r#"{"code":1800,"message":"user hasn't authenticated"}"#);
    for path in [DESCRIBE, "/v2/vectordb/jobs/import/nothing", "/"] {
        for header in
            ["", "bearer root:Milvus", "Bearer root:wrong", "Basic xx", "root:Milvus", "Basic cm9vdDp3cm9uZw=="]
        {
            let reply = call(&emulator, "POST", path, &[("Authorization", header)], "{}");
            assert_eq!((reply.status, reply.json()), (401, refused.clone()), "{path} {header:?}");
        }
    }
    for header in ["Bearer root:Milvus", "Basic cm9vdDpNaWx2dXM="] {
        let reply = call(&emulator, "POST", DESCRIBE, &[("authorization", header)], r#"{"jobId":"99"}"#);
        assert_error(&reply.json(), 2101, "does not exist");
    }
}

#[test]
fn a_wrong_path_or_method_is_404_in_text() {
    let emulator = started("milvus-2.6");
    for (method, path) in [
        ("GET", DESCRIBE),
        ("POST", "/v2/vectordb/jobs/import"),
        ("POST", "/v2/vectordb/jobs/import/getProgress"),
        ("POST", "/v2/vectordb/jobs/import/commit"),
        ("GET", "/v1/vector/collections/import/get"),
        ("GET", "/_emulators"),
    ] {
        let reply = call(&emulator, method, path, &[], "{}");
        assert_eq!((reply.status, reply.text()), (404, "404 page not found"), "{method} {path}");
        assert_eq!(reply.header("content-type"), Some("text/plain"));
    }
    let reply = call(&emulator, "POST", &format!("{DESCRIBE}/"), &[], "{}");
    assert_eq!((reply.status, reply.header("location")), (307, Some(DESCRIBE)));
}

#[test]
fn bodies_are_read_strictly() {
    let emulator = started("milvus-2.6");
    for body in
        ["", "{", "nonsense", "[]", "3", r#"{"jobId":448761313698322011}"#, r#"{"jobId":true}"#, r#"{"jobId":{}}"#]
    {
        let answer = import(&emulator, "describe", body);
        assert_error(&answer, 1801, "can only accept json format request, error: ");
    }
    let number = import(&emulator, "describe", r#"{"jobId":1}"#);
    assert_error(&number, 1801, "json: cannot unmarshal number into Go struct field JobIDReq.jobId of type string");
    for body in ["{}", "null", r#"{"jobId":""}"#, r#"{"jobId":null}"#, r#"{"jobID":"1"}"#] {
        let expected = parse(
            r#"{"code":1802,"message":"missing required parameters, error: Key: 'JobIDReq.JobID' Error:Field validation for 'JobID' failed on the 'required' tag"}"#,
        );
        assert_eq!(import(&emulator, "describe", body), expected, "{body}");
    }
    emulator.add_job(JobSpec { job_id: Some("1".to_owned()), ..JobSpec::default() });
    let reply = call(&emulator, "POST", DESCRIBE, &[("Content-Type", "text/html")], r#"{"jobId":"1","more":[1]}"#);
    assert_eq!(reply.json()["code"], 0, "unknown members and the type do not matter");
}

#[test]
fn an_unknown_job_has_another_code_by_release() {
    for (server, unknown, bad) in [
        ("milvus-2.4.0", 2100, 2100),
        ("milvus-2.6.18", 2100, 2100),
        ("milvus-2.6.19", 2101, 1100),
        ("milvus-3.0", 2101, 1100),
    ] {
        let emulator = started(server);
        assert_error(&progress(&emulator, "99"), unknown, "import job does not exist, jobID=99: importing data failed");
        assert_error(&progress(&emulator, "abc"), bad, "parse job id failed");
        assert_error(&progress(&emulator, "9223372036854775808"), bad, "parse job id failed");
    }
}

#[test]
fn unknown_collections_and_databases_are_refused_when_the_known_ones_are_given() {
    let emulator =
        emulator("milvus-2.6").database("default").database("d").collection("docs").start_blocking().unwrap();
    let files = r#""files":[["a.json"]]"#;
    let create = |body: &str| import(&emulator, "create", &format!("{{{body},{files}}}"));
    let collection = parse(r#"{"code":100,"message":"collection not found[database=default][collection=x]"}"#);
    let database = parse(r#"{"code":800,"message":"database not found[database=x]"}"#);
    assert_eq!(create(r#""collectionName":"x""#), collection);
    assert_eq!(create(r#""collectionName":"docs","dbName":"x""#), database);
    assert_eq!(create(r#""collectionName":"docs","dbName":"d""#)["code"], 0);
    assert_eq!(import(&emulator, "list", r#"{"collectionName":"x"}"#), collection);
    assert_eq!(import(&emulator, "list", r#"{"dbName":"x"}"#), database);
    let list = |db: &str, body: &str| {
        call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[("DB-Name", db)], body).json()
    };
    assert_eq!(list("x", "{}"), database);
    assert_eq!(list("x", r#"{"dbName":"d","collectionName":"docs"}"#)["data"]["records"].as_array().unwrap().len(), 1);
    assert_eq!(list("default", r#"{"collectionName":"docs"}"#)["data"]["records"], json!([]));
}

#[test]
fn what_is_wrong_inside_the_server_is_told_in_its_words() {
    let emulator = started("milvus-2.6");
    let id = emulator.add_job(JobSpec::default());
    let once = |kind| emulator.inject(Fault::new(kind).times(1));

    once(FaultKind::Initializing);
    assert_eq!(progress(&emulator, &id), parse(r#"{"code":1,"message":"service not ready[proxy=1]: Initializing"}"#));

    once(FaultKind::CoordinatorDown);
    assert_error(&progress(&emulator, &id), 65535, "rpc error: code = Unavailable");
    once(FaultKind::CoordinatorDown);
    assert_eq!(import(&emulator, "list", "{}"), parse(r#"{"code":0,"data":{"records":[]}}"#));

    once(FaultKind::Panic);
    let reply = call(&emulator, "POST", GET_PROGRESS, &[], "{}");
    assert_eq!((reply.status, reply.json()), (500, parse(r#"{"code":500}"#)));

    once(FaultKind::JobLimit);
    let create = r#"{"collectionName":"c","files":[["a.json"]]}"#;
    assert_error(
        &import(&emulator, "create", create),
        2101,
        "The number of jobs has reached the limit, please try again later. ",
    );
    assert_eq!(import(&emulator, "list", "{}")["data"]["records"].as_array().unwrap().len(), 1);
}

#[test]
fn rbac_names_the_user_and_the_database() {
    let emulator = emulator("milvus-2.6").token("test:secret").start_blocking().unwrap();
    emulator.add_job(JobSpec::default());
    emulator.inject(Fault::new(FaultKind::Denied));
    let send = |route: &str, headers: &[(&str, &str)], body: &str| {
        let mut all = vec![("Authorization", "Bearer test:secret")];
        all.extend(headers);
        call(&emulator, "POST", &format!("/v2/vectordb/jobs/import/{route}"), &all, body)
    };
    let reply = send("describe", &[], r#"{"jobId":"1"}"#);
    let expected = json!({"code": 65535, "message": "rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to test in the `default` database"});
    assert_eq!((reply.status, reply.json()), (403, expected));
    let reply = send("describe", &[("DB-Name", "sales")], r#"{"jobId":"1"}"#);
    assert!(reply.json()["message"].as_str().unwrap().ends_with("in the `sales` database"));
    assert_eq!(send("list", &[], "{}").json(), parse(r#"{"code":0,"data":{"records":[]}}"#), "left out silently");
}

#[test]
fn before_2_6_7_a_list_is_denied_outright() {
    let emulator = started("milvus-2.6.6");
    emulator.inject(Fault::new(FaultKind::Denied));
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[], "{}").status, 403);
}
