//! `list`: tables, JSON lines, and all pages.

use milvus_import_emulator::{Emulator, JobSpec, Script};

use crate::support::{ask, job, scripted, stopped};

#[test]
fn a_list_is_an_aligned_table_in_a_steady_order() {
    let server = stopped().start_blocking().unwrap();
    let first = server.add_job(job(5));
    let second =
        server.add_job(JobSpec { collection_name: "a_long_name".to_owned(), ..scripted(100, Script::fail(45, "no")) });
    let expected = [
        "JOB ID              COLLECTION   STATE    PROGRESS  REASON".to_owned(),
        format!("{first}  c            Pending    5 %"),
        format!("{second}  a_long_name  Failed     0 %     no"),
    ];
    for _ in 0..5 {
        let ran = ask(&server, &["list"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), expected);
    }
    let ran = ask(&server, &["list", "--collection", "a_long_name", "--json"]);
    let [only] = ran.json_lines().try_into().unwrap();
    assert_eq!((only["job_id"].as_str(), only["state"].as_str()), (Some(second.as_str()), Some("Failed")));
}

#[test]
fn an_empty_list_is_no_error_and_no_proof() {
    let server = Emulator::builder().start_blocking().unwrap();
    let ran = ask(&server, &["list"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("coordinator"), "{ran:?}");
    let ran = ask(&server, &["list", "--json"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
}

#[test]
fn all_pages_of_zilliz_cloud_are_listed() {
    for api in ["zilliz-v2", "zilliz-v1"] {
        let server = stopped().server(api.parse().unwrap()).start_blocking().unwrap();
        let ids: Vec<_> = (0..250).map(|_| server.add_job(job(50))).collect();
        let ran = ask(&server, &["list", "--api", api, "--cluster-id", "in03", "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let mut listed: Vec<_> =
            ran.json_lines().iter().map(|job| job["job_id"].as_str().unwrap().to_owned()).collect();
        listed.sort();
        assert_eq!(listed, ids, "{api}");
    }
}

#[test]
fn a_state_and_a_limit_choose_jobs_and_no_more_pages_are_asked_for() {
    for (api, newest) in [("milvus-v2", true), ("zilliz-v2", false)] {
        let server = if newest { stopped() } else { stopped().server(api.parse().unwrap()) };
        let server = server.start_blocking().unwrap();
        let mut ids = Vec::new();
        for _ in 0..150 {
            ids.push(server.add_job(job(50)));
            server.add_job(scripted(100, Script::fail(45, "no")));
        }
        let asked = ["list", "--api", api, "--cluster-id", "in03", "--state", "Importing"];
        let listed = |more: &[&str]| -> Vec<String> {
            let ran = ask(&server, &[&asked[..], more, &["--json"]].concat());
            ran.json_lines().iter().map(|job| job["job_id"].as_str().unwrap().to_owned()).collect()
        };
        let mut all = listed(&[]);
        let limited = listed(&["--limit", "3"]);
        assert_eq!(limited, if newest { &all[147..] } else { &all[..3] });
        assert_eq!(server.requests().len(), if newest { 2 } else { 4 }, "{api}");
        all.sort();
        assert_eq!(all, ids);
    }
}
