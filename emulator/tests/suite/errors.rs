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
        for header in [
            "",
            "bearer root:Milvus",
            "Bearer root:wrong",
            "Bearer  root:Milvus",
            "Bearer root:",
            "Bearer :Milvus",
            "Basic xx",
            "Basic root:Milvus",
            "Basic cm9vdDp3cm9uZw==",
        ] {
            let reply = call(&emulator, "POST", path, &[("Authorization", header)], "{}");
            assert_eq!((reply.status, reply.json()), (401, refused.clone()), "{path} {header:?}");
        }
    }
    for header in ["Bearer root:Milvus", "root:Milvus", "Basic cm9vdDpNaWx2dXM=", "bASIC cm9vdDpNaWx2dXM="] {
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
    for body in ["{", "nonsense", "[]", "3", r#"{"jobId":448761313698322011}"#, r#"{"jobId":true}"#, r#"{"jobId":{}}"#]
    {
        let answer = import(&emulator, "describe", body);
        assert_error(&answer, 1801, "can only accept json format request, error: ");
    }
    for body in ["", " "] {
        assert_error(
            &import(&emulator, "describe", body),
            1801,
            ", the request body should be nil, however {} is valid",
        );
    }
    let number = import(&emulator, "describe", r#"{"jobId":1}"#);
    assert_error(&number, 1801, "json: cannot unmarshal number into Go struct field JobIDReq.jobId of type string");
    for body in ["{}", "null", r#"{"jobId":""}"#, r#"{"jobId":null}"#, r#"{"job":"1"}"#] {
        let expected = parse(
            r#"{"code":1802,"message":"missing required parameters, error: Key: 'JobIDReq.JobID' Error:Field validation for 'JobID' failed on the 'required' tag"}"#,
        );
        assert_eq!(import(&emulator, "describe", body), expected, "{body}");
    }
    emulator.add_job(JobSpec { job_id: Some("1".to_owned()), ..JobSpec::default() });
    let reply = call(&emulator, "POST", DESCRIBE, &[("Content-Type", "text/html")], r#"{"jobId":"1","more":[1]}"#);
    assert_eq!(reply.json()["code"], 0, "unknown members and the type do not matter");
    for body in
        [r#"{"JOBID":"1"}"#, r#"{"jobid":"2","jobId":"1"}"#, r#"{"jobId":"1","jobId":null}"#, r#"{"jobId":"1"}}"#]
    {
        assert_eq!(import(&emulator, "describe", body)["data"]["jobId"], "1", "{body}");
    }
    for id in ["+1", "001"] {
        assert_eq!(progress(&emulator, id)["data"]["jobId"], id, "the id comes back as it was sent");
    }
    let mixed = import(&emulator, "describe", r#"{"jobId":1,"jobId":"1"}"#);
    assert_eq!(mixed["code"], 1801, "a wrong type is not made good by what follows");
}

#[test]
fn an_unknown_job_has_another_code_by_release() {
    for (server, unknown, bad) in [
        ("milvus-2.4.0", 2100, 2100),
        ("milvus-2.6.17", 2100, 2100),
        ("milvus-2.6.18", 2101, 1100),
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
    let emulator = emulator("milvus-2.6").collection("docs:p").collection("d/docs").start_blocking().unwrap();
    let files = r#""files":[["a.json"]]"#;
    let create = |body: &str| import(&emulator, "create", &format!("{{{body},{files}}}"));
    let collection = parse(r#"{"code":100,"message":"collection not found[database=default][collection=x]"}"#);
    let database = parse(r#"{"code":800,"message":"database not found[database=x]"}"#);
    assert_eq!(create(r#""collectionName":"x""#), collection);
    assert_eq!(create(r#""collectionName":"docs","dbName":"x""#), database);
    assert_eq!(create(r#""collectionName":"docs","dbName":"d""#)["code"], 0);
    assert_eq!(import(&emulator, "list", r#"{"collectionName":"x"}"#), collection);
    assert_eq!(import(&emulator, "list", r#"{"dbName":"x","collectionName":"docs"}"#), database);
    assert_eq!(create(r#""collectionName":"docs","partitionName":"p""#)["code"], 0);
    assert_eq!(create(r#""collectionName":"docs","partitionName":"_default""#)["code"], 0);
    let partition = parse(r#"{"code":200,"message":"partition not found[partition=x]"}"#);
    assert_eq!(create(r#""collectionName":"docs","partitionName":"x""#), partition);
    let list = |db: &str, body: &str| {
        call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[("DB-Name", db)], body).json()
    };
    assert_eq!(list("x", "{}")["code"], 0, "a database alone is not looked at");
    assert_eq!(list("x", r#"{"collectionName":"docs"}"#), database);
    assert_eq!(list("x", r#"{"dbName":"d","collectionName":"docs"}"#)["data"]["records"].as_array().unwrap().len(), 1);
    assert_eq!(list("default", r#"{"collectionName":"docs"}"#)["data"]["records"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_wrong_inside_the_server_is_told_in_its_words() {
    let emulator = started("milvus-2.6");
    let id = emulator.add_job(JobSpec::default());
    let once = |kind| emulator.inject(Fault::new(kind).times(1));

    once(FaultKind::Initializing);
    assert_eq!(
        progress(&emulator, &id),
        parse(r#"{"code":1,"message":"state code: Initializing: service not ready"}"#)
    );

    once(FaultKind::Initializing);
    assert_error(&import(&emulator, "list", "{}"), 1, "service not ready");
    once(FaultKind::Initializing);
    assert_eq!(import(&emulator, "create", "{}")["code"], 1802, "the body comes first");
    let old = started("milvus-2.5.27");
    old.inject(Fault::new(FaultKind::Initializing));
    assert_error(&progress(&old, "1"), 1, "service not ready[standalone=1]: Initializing");

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
    emulator.add_job(JobSpec { job_id: Some("1".to_owned()), ..JobSpec::default() });
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
fn users_see_and_do_what_they_have_rights_for() {
    for (server, by_job) in
        [("milvus-2.4.12", false), ("milvus-2.5.27", false), ("milvus-2.6.18", true), ("milvus-3.0.0", true)]
    {
        let users = emulator(server).token("root:Milvus").user("bob:Milvus=docs").user("test:Milvus");
        let emulator = users.start_blocking().unwrap();
        let in_collection = |name: &str| JobSpec { collection_name: name.to_owned(), ..JobSpec::default() };
        let (docs, books) = (emulator.add_job(in_collection("docs")), emulator.add_job(in_collection("books")));
        let send = |user: &str, route: &str, body: &str| {
            let path = format!("/v2/vectordb/jobs/import/{route}");
            call(&emulator, "POST", &path, &[("Authorization", &format!("Bearer {user}:Milvus"))], body)
        };
        let progress = |user: &str, id: &str| send(user, "get_progress", &json!({ "jobId": id }).to_string()).status;
        let list = |user: &str, body: &str| {
            let reply = send(user, "list", body);
            (reply.status, reply.json()["data"]["records"].as_array().map(Vec::len))
        };
        assert_eq!((progress("root", &docs), progress("root", &books)), (200, 200), "{server}");
        assert_eq!(
            (progress("bob", &docs), progress("bob", &books)),
            (if by_job { 200 } else { 403 }, 403),
            "{server}"
        );
        assert_eq!(
            (progress("test", &docs), progress("test", "99")),
            (403, if by_job { 200 } else { 403 }),
            "{server}"
        );
        assert_eq!(list("root", "{}"), (200, Some(2)), "{server}");
        assert_eq!(list("bob", "{}"), if by_job { (200, Some(1)) } else { (403, None) }, "{server}");
        assert_eq!(list("bob", r#"{"collectionName":"docs"}"#), (200, Some(1)), "{server}");
        assert_eq!(list("test", "{}"), if by_job { (200, Some(0)) } else { (403, None) }, "{server}");
        let create = |user: &str, name: &str| {
            send(user, "create", &json!({"collectionName": name, "files": [["a.json"]]}).to_string())
        };
        assert_eq!((create("bob", "docs").status, create("bob", "books").status), (200, 403), "{server}");
        let expected = "rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to test in the `default` database";
        assert_eq!(create("test", "docs").json()["message"], expected, "{server}");
        if server == "milvus-3.0.0" {
            assert_eq!(send("test", "abort", &json!({ "jobId": docs }).to_string()).status, 403);
        }
    }
}

#[test]
fn before_2_6_7_a_list_is_denied_outright() {
    let emulator = started("milvus-2.6.6");
    emulator.inject(Fault::new(FaultKind::Denied));
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[], "{}").status, 403);
}
