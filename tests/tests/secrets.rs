//! Secrets that a server or proxy sends back: no error text shows them, and our own words stay whole.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use milvus_import::{Api, BulkImport, Client, ClientBuilder, Error, ErrorCode, WaitOptions};
use milvus_import_emulator::{Canned, Emulator};
use milvus_import_tests::face::Face;

fn emulator() -> Emulator {
    Emulator::builder().speed(0.0).start_blocking().unwrap()
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder(emulator.uri()).retry_budget(Duration::ZERO)
}

/// Everything that an error says, to people and to programs.
fn texts(error: &Error) -> String {
    format!("{error} {error:?} {} {:?} {:?}", error.message(), error.body_start(), error.server_message())
}

#[test]
fn our_own_words_are_whole_whatever_the_token() {
    let emulator = emulator();
    for (token, canned, says) in [
        // Asked for twice: the route has another spelling.
        ("k", Canned::new(404, b"404 page not found"), "the server has no such route: check the uri"),
        ("k", Canned::new(302, b"").header("location", "http://k/"), "redirects to http://***/: use that address"),
        ("use", Canned::new(302, b"").header("location", "http://h/?use"), "to http://h/?***: use that address"),
        ("token", Canned::new(401, b"{}"), "the server gave no reason"),
        ("server", Canned::new(502, b"bad server"), "the server cannot be reached behind its proxy"),
        ("k", Canned::json(r#"{"code":1100,"message":"broken k"}"#), "bro***en ***"),
    ] {
        for face in Face::both(&builder(&emulator).token(token)) {
            let spellings = if says.contains("no such route") { 2 } else { 1 };
            (0..spellings).for_each(|_| emulator.reply_with(canned.clone()).unwrap());
            let error = face.poll("1").unwrap_err();
            assert!(error.message().contains(says), "{token}: {error}");
        }
    }
}

#[test]
fn a_token_that_the_shown_start_of_an_answer_cuts_is_not_shown() {
    let token = "0123456789abcdefghijklmnopqrstuvwxyz";
    let emulator = emulator();
    for face in Face::both(&builder(&emulator).token(token)) {
        for before in 150..=200 {
            let around = format!("{}{token}{}", "-".repeat(before), "-".repeat(100));
            let cut_off = format!("{}{}", "-".repeat(before), &token[..35]);
            for page in [around, cut_off] {
                emulator.reply_with(Canned::new(500, page.as_bytes())).unwrap();
                let error = face.poll("1").unwrap_err();
                assert!(!texts(&error).contains("0123"), "{before}: {error}");
                let start = error.body_start().unwrap();
                assert!(start.starts_with("-----") && start.len() <= 200, "{start}");
            }
        }
    }
}

#[test]
fn an_answer_that_is_not_ascii_is_cut_between_characters() {
    let emulator = emulator();
    emulator.reply_with(Canned::new(500, "ä€".repeat(100).as_bytes())).unwrap();
    let error = builder(&emulator).build_blocking().unwrap().get_import_progress("1").unwrap_err();
    assert_eq!(error.body_start(), Some("ä€".repeat(40).as_str()));
}

#[test]
fn no_error_shows_the_credentials_of_an_import() {
    let emulator = Emulator::builder().server("zilliz-v2".parse().unwrap()).start_blocking().unwrap();
    let mut import = BulkImport::new("c");
    let signature = Some("X-Amz-Signature=0badc0de&X-Amz-Expires=60".to_owned());
    import.object_urls = vec![vec![format!("https://b/1.parquet?{}", signature.as_ref().unwrap())]];
    import.access_key = Some("AKIAIOSFODNN7EXAMPLE".into());
    import.secret_key = Some("wJalrXUtnFEMI/K7MDENG+\"bPx\"".into());
    import.session_token = Some("IQoJb3JpZ2luX2VjEOf&<".into());
    for face in Face::both(&builder(&emulator).api(Api::ZillizV2).cluster_id("in03")) {
        for (key, hint) in [
            (&import.access_key, "AKIAIOSF"),
            (&import.secret_key, "wJalrXUt"),
            (&import.session_token, "IQoJb3Jp"),
            (&signature, "0badc0de"),
        ] {
            let key = key.as_deref().unwrap();
            for canned in [
                Canned::json(serde_json::json!({"code": 21119, "message": format!("bad key {key}")}).to_string()),
                Canned::new(400, format!("who is {key}?").as_bytes()),
                Canned::new(400, serde_json::json!([key]).to_string().as_bytes()),
                Canned::new(302, b"").header("location", "http://h/?key=KEY".replace("KEY", &key.replace('"', "%22"))),
            ] {
                emulator.reply_with(canned).unwrap();
                let error = face.import(&import).unwrap_err();
                assert!(!texts(&error).contains(hint), "{error}");
                assert!(texts(&error).contains("***"), "{error}");
            }
        }
    }
}

#[test]
fn a_failed_import_does_not_tell_the_token() {
    let token = "root:hunter2-and-more";
    let emulator = emulator();
    let of_a_job = r#"{"code":0,"data":{"jobId":"1","state":"Failed","reason":"denied for root:hunter2-and-more"}}"#;
    let of_a_file = r#"{"code":0,"data":{"jobId":"1","state":"Failed",
        "details":[{"fileName":"a","state":"Failed","reason":"denied for root:hunter2-and-more"}]}}"#;
    let client = builder(&emulator).token(token).build_blocking().unwrap();
    for answer in [of_a_job, of_a_file] {
        emulator.reply_with(Canned::json(answer)).unwrap();
        let error = client.wait("1", &WaitOptions::default(), |_| ()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ImportFailed);
        assert!(error.message().contains("denied for ***"), "{error}");
        let progress = serde_json::to_string(error.progress().unwrap()).unwrap();
        assert!(!texts(&error).contains("hunter2") && !progress.contains("hunter2"), "{error} {progress}");
    }
}
