//! The examples build from the installed tree, by pkg-config and by `CMake`, and do what they say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use milvus_import_emulator::{Emulator, JobSpec};

use crate::support::{compiler, installed, path, pkg_config, run, run_path};

#[test]
fn the_examples_work_by_pkg_config() {
    let directory = fresh("examples-pkg-config");
    for (source, language, statically) in [
        ("wait.c", "c11", false),
        ("import_many.c", "c11", false),
        ("import.cpp", "c++17", false),
        ("own_http.c", "c11", false),
        ("import.cpp", "c++17", true),
    ] {
        let name = source.split('.').next().unwrap();
        let mut compiler = compiler(language);
        compiler.arg(path("examples").join(source)).arg("-o").arg(directory.join(name));
        if statically {
            // Of the two libraries in that directory the linker takes the shared one, unless it is named by its file.
            let flags = pkg_config(&["--static", "--cflags", "--libs"]);
            compiler
                .args(flags.iter().map(|flag| if flag == "-lmilvus_import" { "-l:libmilvus_import.a" } else { flag }));
        } else {
            compiler.args(pkg_config(&["--cflags", "--libs"])).arg(run_path());
        }
        if name == "own_http" {
            compiler.args(run(Command::new("pkg-config").args(["--cflags", "--libs", "libcurl"])).split_whitespace());
        }
        run(&mut compiler);
    }
    try_them(&directory);
}

#[test]
fn the_examples_work_by_cmake() {
    let directory = fresh("examples-cmake");
    let mut cmake = Command::new("cmake");
    cmake.arg("-S").arg(path("examples")).arg("-B").arg(&directory);
    run(cmake.arg(format!("-DCMAKE_PREFIX_PATH={}", installed().display())));
    run(Command::new("cmake").arg("--build").arg(&directory));
    try_them(&directory);
}

fn fresh(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn try_them(directory: &Path) {
    let emulator = Emulator::builder().server("milvus-2.6".parse().unwrap()).speed(100.0).start_blocking().unwrap();
    let uri = emulator.uri();
    let job_id = emulator.add_job(JobSpec::default());
    let waited = run(Command::new(directory.join("wait")).args([&uri, &job_id]));
    assert!(waited.ends_with("Completed, 100 %, 100000 rows\n"), "{waited}");
    let asked = run(Command::new(directory.join("own_http")).args([&uri, &job_id]));
    assert_eq!(asked, "Completed, 100 %\n");
    let imported = run(Command::new(directory.join("import")).args([&uri, "docs", "a.parquet"]));
    assert_eq!(imported, "Completed\n");
    let ledger = directory.join("ledger");
    let many =
        |files: &[&str]| run(Command::new(directory.join("import_many")).args([&uri, "docs"]).arg(&ledger).args(files));
    let first = many(&["b.parquet", "c.parquet"]);
    assert!(first.starts_with("b.parquet: ") && first.ends_with(": done\n"), "{first}");
    let second = many(&["b.parquet", "c.parquet", "d.parquet"]);
    assert!(second.starts_with("b.parquet: imported before\nc.parquet: imported before\nd.parquet: "), "{second}");
    let unknown = Command::new(directory.join("wait")).args([&uri, "1"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).starts_with("JobNotFound: "), "{unknown:?}");
}
