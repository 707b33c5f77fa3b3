//! `wait`: every change as it happens, and an end for every job.

use milvus_import_emulator::{Canned, Fault, JobPatch, JobSpec, Script};
use serde_json::json;

use crate::support::{Running, ask, command, job, scripted, stopped};

fn to(progress: u64) -> JobPatch {
    JobPatch { progress: Some(progress), ..JobPatch::default() }
}

#[test]
fn in_a_pipe_each_change_is_a_line_at_once() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(20));
    let mut running = Running::start(command(&["wait", &id, "--uri", &server.uri()]));
    let first = running.line();
    assert!(first.starts_with("[0:0") && first.contains("20 %  reading     rows not counted yet"), "{first}");
    server.patch_job(&id, to(55));
    let second = running.line();
    assert!(second.contains("Importing   55 %  loading     50,000 of 100,000 rows"), "{second}");
    assert!(second.contains("/s  ETA"), "{second}");
    server.patch_job(&id, to(100));
    let ran = running.finish();
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.starts_with("if the collection was loaded before, refresh it"), "{}", ran.stderr);
    let [last] = ran.stdout.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(last.contains("Completed  100 %  done        100,000 of 100,000 rows") && !last.contains("ETA"), "{last}");
}

#[test]
fn an_outage_is_told_while_it_lasts_and_when_it_is_over() {
    let server = stopped().start_blocking().unwrap();
    for json in [false, true] {
        let id = server.add_job(job(20));
        let more: &[&str] = if json { &["--json"] } else { &[] };
        let mut running = Running::start(command(&[&["wait", &id, "--uri", &server.uri()], more].concat()));
        running.line();
        server.inject(Fault::status(503, "no healthy upstream"));
        let mut next = || if json { running.error_line() } else { running.line() };
        let outage = next();
        assert!(
            outage.contains("no good answer for ") && outage.contains("cannot be reached behind its proxy"),
            "{outage}"
        );
        assert!(outage.contains("; trying for another "), "{outage}");
        server.clear_faults();
        assert!(next().ends_with("the server answers again"));
        server.patch_job(&id, to(100));
        assert_eq!(running.finish().code, 0);
    }
}

#[test]
fn the_files_of_a_job_can_be_left_out_of_its_json() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(100));
    for command in ["wait", "progress"] {
        let [whole] = ask(&server, &[command, &id, "--json"]).json_lines().try_into().unwrap();
        let [short] = ask(&server, &[command, &id, "--json", "--no-details"]).json_lines().try_into().unwrap();
        let mut expected = whole.as_object().unwrap().clone();
        assert!(!expected.remove("details").unwrap().as_array().unwrap().is_empty());
        assert_eq!(short, serde_json::Value::Object(expected));
    }
}

#[test]
fn the_reason_of_a_running_job_shows_and_a_failed_one_has_no_rows_to_show() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(20));
    for (data, part) in [
        (r#""state":"Importing","progress":20,"reason":"one node is slow""#, "  one node is slow"),
        (
            r#""state":"Failed","progress":0,"importedRows":0,"totalRows":0,"reason":"no""#,
            "Failed       0 %  failed        no",
        ),
    ] {
        let body = format!(r#"{{"code":0,"data":{{"jobId":"{id}",{data}}}}}"#);
        server.reply_with(Canned::json(body)).unwrap();
        server.patch_job(&id, to(100));
        let ran = ask(&server, &["wait", &id]);
        assert!(ran.stdout.lines().next().unwrap().contains(part), "{ran:?}");
    }
}

#[test]
fn as_json_each_change_is_an_object_and_the_last_one_is_the_end() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(20));
    let mut running = Running::start(command(&["--json", "wait", &id, "--uri", &server.uri()]));
    let first: serde_json::Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!((&first["progress"], &first["terminal"]), (&json!(20), &json!(false)));
    server.patch_job(&id, to(100));
    let ran = running.finish();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let [last] = ran.json_lines().try_into().unwrap();
    assert_eq!((&last["state"], &last["success"]), (&json!("Completed"), &json!(true)));
    assert_eq!(last["imported_rows"], 100_000);
}

#[test]
fn a_failed_import_exits_1_with_its_reason() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(scripted(100, Script::fail(45, "value of field 'x' is missed")));
    let ran = ask(&server, &["wait", &id]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("Failed"), "{ran:?}");
    assert!(ran.error_line().contains("value of field 'x' is missed"), "{ran:?}");
    assert!(ran.stderr.contains("\nwhy: there is no value for the field 'x'"), "{ran:?}");
    let ran = ask(&server, &["wait", &id, "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let [last] = ran.json_lines().try_into().unwrap();
    assert_eq!((&last["state"], &last["terminal"], &last["success"]), (&json!("Failed"), &json!(true), &json!(false)));
    assert_eq!(last["reason"], "value of field 'x' is missed");
}

#[test]
fn a_deadline_and_a_stall_exit_4_and_say_where_it_stands() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(80));
    let never = ask(&server, &["wait", &id, "--stall-timeout", "never", "--timeout", "300ms"]);
    assert!(never.code == 4 && never.error_line().contains("Timeout"), "{never:?}");
    for (option, code) in [("--timeout", "Timeout"), ("--stall-timeout", "Stalled")] {
        let ran = ask(&server, &["wait", &id, option, "300ms"]);
        assert_eq!(ran.code, 4);
        assert!(ran.error_line().contains(code) && ran.stderr.contains("80 %"), "{ran:?}");
        let ran = ask(&server, &["wait", &id, option, "300ms", "--json"]);
        assert_eq!(ran.code, 4);
        assert_eq!(ran.json_lines().last().unwrap()["error"]["code"], code);
    }
}

#[test]
fn a_job_that_vanishes_exits_3() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    let mut running = Running::start(command(&["wait", &id, "--uri", &server.uri()]));
    running.line();
    server.remove_job(&id);
    let ran = running.finish();
    assert_eq!(ran.code, 3);
    assert!(ran.error_line().contains("Vanished"), "{ran:?}");
}

#[test]
fn an_uncommitted_job_ends_the_wait_and_is_committed_or_aborted() {
    let server = stopped().server("milvus-3.0".parse().unwrap()).start_blocking().unwrap();
    let id = server.add_job(JobSpec { auto_commit: false, ..job(100) });
    let ran = ask(&server, &["wait", &id]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stdout.contains("Uncommitted") && ran.stderr.contains(&format!("milvus-import commit {id}")),
        "{ran:?}"
    );
    let ran = ask(&server, &["commit", &id]);
    assert_eq!((ran.code, ran.stdout), (0, format!("commit of {id} accepted\n")));
    let id = server.add_job(JobSpec { auto_commit: false, ..job(100) });
    let ran = ask(&server, &["abort", &id, "--json"]);
    assert_eq!((ran.code, ran.json_lines()), (0, vec![json!({"job_id": id})]));
}

fn many_files() -> JobSpec {
    let file =
        |number| milvus_import_emulator::FileSpec { paths: vec![format!("{number}.json")], ..Default::default() };
    JobSpec { files: (0..50).map(file).collect(), ..job(50) }
}

#[test]
fn as_json_the_changes_are_summaries_unless_details_are_asked_for() {
    let server = stopped().start_blocking().unwrap();
    for (option, first_has, last_has) in
        [(None, false, true), (Some("--details"), true, true), (Some("--no-details"), false, false)]
    {
        let id = server.add_job(many_files());
        let mut wait = command(&["--json", "wait", &id, "--uri", &server.uri()]);
        wait.args(option);
        let mut running = Running::start(wait);
        let first: serde_json::Value = serde_json::from_str(&running.line()).unwrap();
        server.patch_job(&id, to(100));
        let ran = running.finish();
        assert_eq!(ran.code, 0, "{option:?} {ran:?}");
        let has = |line: &serde_json::Value| line.get("details").is_some_and(|files| files[49].is_object());
        assert_eq!((has(&first), has(&ran.json_lines()[0])), (first_has, last_has), "{option:?}");
    }
}

#[test]
fn in_a_pipe_a_small_step_is_no_line_and_quiet_has_none() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    let answer = |progress: u8, more: &str| {
        let data = format!(r#""jobId":"{id}","state":"Importing","progress":{progress}{more}"#);
        server.reply_with(Canned::json(format!(r#"{{"code":0,"data":{{{data}}}}}"#))).unwrap();
    };
    answer(50, "");
    answer(51, "");
    answer(52, r#","reason":"one node is slow""#);
    server.patch_job(&id, to(100));
    let ran = ask(&server, &["wait", &id]);
    let percents: Vec<_> = ran.stdout.lines().map(|line| line.split(" %").next().unwrap().trim()).collect();
    let percents: Vec<_> = percents.iter().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(percents, ["50", "52", "100"], "{ran:?}");
    let ran = ask(&server, &["wait", &id, "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(ask(&server, &["wait", &id, "-q", "--json"]).json_lines().len(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_dumb_terminal_gets_lines_and_another_one_a_bar() {
    let server = stopped().start_blocking().unwrap();
    for (term, escapes) in [("dumb", false), ("xterm", true)] {
        let id = server.add_job(job(50));
        let mut wait = command(&["wait", &id, "--uri", &server.uri()]);
        wait.env("TERM", term).env("NO_COLOR", "1");
        let mut terminal = crate::terminal::Terminal::start(wait, 25);
        terminal.until("50 %");
        server.patch_job(&id, to(100));
        let (code, shown) = terminal.finish();
        assert_eq!((code, shown.contains('\u{1b}')), (0, escapes), "{shown:?}");
        assert!(shown.contains("Completed  100 %"), "{shown:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn colour_is_for_terminals_unless_it_is_refused_or_asked_for() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(100));
    let green = "\u{1b}[32mCompleted";
    for (options, variable, coloured) in [
        (&[][..], None, true),
        (&[], Some("NO_COLOR"), false),
        (&["--color", "never"], None, false),
        (&["--color", "always"], Some("NO_COLOR"), true),
    ] {
        let mut wait = command(&[&["wait", &id, "--uri", &server.uri()], options].concat());
        wait.env("TERM", "xterm").env_remove("NO_COLOR").envs(variable.map(|name| (name, "1")));
        let (code, shown) = crate::terminal::Terminal::start(wait, 80).finish();
        assert_eq!((code, shown.contains(green)), (0, coloured), "{shown:?}");
    }
    assert!(!ask(&server, &["wait", &id]).stdout.contains('\u{1b}'));
    assert!(ask(&server, &["wait", &id, "--color", "always"]).stdout.contains(green));
}
