//! `progress` and `describe`.

use milvus_import_emulator::{Emulator, JobSpec, Script};
use serde_json::json;

use crate::support::{ask, job, scripted, stopped};

#[test]
fn progress_shows_a_job_to_a_person() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(55));
    let ran = ask(&server, &["progress", &id]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for part in [&id, "Importing (loading)", "55 %", "50,000 of 100,000 rows", "3.28 MB", "[a/1.parquet]"] {
        assert!(ran.stdout.contains(part), "{part} in {}", ran.stdout);
    }
}

#[test]
fn progress_as_json_is_the_normalized_object_on_one_line() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(55));
    let ran = ask(&server, &["progress", &id, "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let [progress] = ran.json_lines().try_into().unwrap();
    assert_eq!(progress["job_id"], json!(id));
    assert_eq!(progress["state"], "Importing");
    assert_eq!(progress["phase"], "loading");
    assert_eq!((&progress["progress"], &progress["imported_rows"]), (&json!(55), &json!(50_000)));
    assert_eq!((&progress["terminal"], &progress["success"]), (&json!(false), &json!(false)));
    assert_eq!(progress["details"][0]["file_name"], "[a/1.parquet]");
}

#[test]
fn a_failed_job_is_shown_with_its_reason_and_exits_1() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(scripted(100, Script::fail(45, "value of field 'x' is missed")));
    let ran = ask(&server, &["progress", &id]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    assert!(ran.stdout.contains("Failed") && ran.stdout.contains("value of field 'x' is missed"), "{}", ran.stdout);
    let ran = ask(&server, &["--json", "progress", &id]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json_lines()[0]["reason"], "value of field 'x' is missed");
}

#[test]
fn a_servers_text_cannot_steer_the_terminal() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(JobSpec { collection_name: "\u{1b}[2Jgone\u{7}".to_owned(), ..job(10) });
    for args in [&["progress", &id][..], &["list"]] {
        let ran = ask(&server, args);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("[2Jgone"), "{}", ran.stdout);
        assert!(!ran.stdout.contains(|c: char| c.is_control() && c != '\n'), "{:?}", ran.stdout);
    }
}

#[test]
fn a_job_of_many_files_does_not_flood_the_terminal() {
    let server = stopped().start_blocking().unwrap();
    let file =
        |number| milvus_import_emulator::FileSpec { paths: vec![format!("{number}.json")], ..Default::default() };
    let id = server.add_job(JobSpec { files: (0..1_000).map(file).collect(), ..job(50) });
    let ran = ask(&server, &["progress", &id]);
    assert!(ran.stdout.lines().count() < 40 && ran.stdout.contains("… and 980 more files"), "{}", ran.stdout);
    assert_eq!(ask(&server, &["progress", &id, "--details"]).stdout.matches(".json").count(), 1_000);
    assert_eq!(ask(&server, &["progress", &id, "--no-details"]).stdout.matches(".json").count(), 0);
    assert_eq!(ask(&server, &["progress", &id, "--json"]).json_lines()[0]["details"].as_array().unwrap().len(), 1_000);
}

#[test]
fn describe_asks_zilliz_cloud_for_any_job() {
    let server = stopped().server("zilliz-v2".parse().unwrap()).start_blocking().unwrap();
    let id = server.add_job(job(50));
    let ran = ask(&server, &["describe", &id, "--cluster-id", "in03", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json_lines()[0]["job_type"], "IMPORT");
    assert!(server.requests()[0].path.starts_with("/v2/jobs/"));
    let milvus = Emulator::builder().start_blocking().unwrap();
    let ran = ask(&milvus, &["describe", "1"]);
    assert_eq!(ran.code, 5);
    assert!(ran.error_line().contains("Unsupported"), "{ran:?}");
}
