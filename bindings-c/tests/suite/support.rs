//! The installed library, and programs linked with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The functions that the header declares.
pub(crate) fn declared() -> BTreeSet<String> {
    let header = fs::read_to_string(path("include/milvus_import.h")).unwrap();
    // Past the first page, whose example uses some.
    let code = header.split_once("#ifndef").unwrap().1;
    let mut functions = BTreeSet::new();
    let mut is_comment = false;
    for line in code.lines() {
        is_comment |= line.trim_start().starts_with("/*");
        if !is_comment && let Some((before, _)) = line.split_once('(') {
            let name = before.rsplit([' ', '*']).next().unwrap_or_default();
            functions.extend(name.starts_with("mvi_").then(|| name.to_owned()));
        }
        is_comment &= !line.trim_end().ends_with("*/");
    }
    functions
}

/// A file of this crate.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The library, built as these tests were and installed into a directory of its own, once.
pub(crate) fn installed() -> &'static Path {
    static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("milvus-import-c");
        let _ = fs::remove_dir_all(&prefix);
        run(as_from_a_shell(&mut Command::new(path("install.sh"))).arg(&prefix).arg(profile()));
        prefix
    })
}

/// Takes from a command what cargo tells a test of its package. ring's build looks at it, so that everything above would be
/// built anew here, and again by whoever calls cargo next.
pub(crate) fn as_from_a_shell(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let is_cargos =
            |name: &str| name == "OUT_DIR" || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(is_cargos) {
            command.env_remove(name);
        }
    }
    command
}

/// The profile that these tests were built with, by the name of its directory.
pub(crate) fn profile() -> &'static str {
    if cfg!(debug_assertions) { "dev" } else { "release" }
}

/// A C or C++ compiler with the flags that every test program has to pass.
pub(crate) fn compiler(language: &str) -> Command {
    let mut compiler = Command::new(if language.starts_with("c++") { "c++" } else { "cc" });
    compiler.arg(format!("-std={language}"));
    compiler.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-g"]);
    compiler
}

/// Compiles one of `tests/c` and links it with the installed shared library.
pub(crate) fn compile(source: &str, name: &str, flags: &[&str]) -> PathBuf {
    let program = installed().with_file_name(format!("c-{name}"));
    let mut compiler =
        compiler(if path(source).extension().is_some_and(|name| name == "cpp") { "c++17" } else { "c11" });
    compiler.arg("-D_POSIX_C_SOURCE=200809L").args(flags).arg("-o").arg(&program).arg(path(source));
    run(compiler.args(pkg_config(&["--cflags", "--libs"])).args(["-pthread", "-ldl"]).arg(run_path()));
    program
}

/// What pkg-config says about the installed library.
pub(crate) fn pkg_config(arguments: &[&str]) -> Vec<String> {
    let mut pkg_config = Command::new("pkg-config");
    pkg_config.env("PKG_CONFIG_PATH", installed().join("lib/pkgconfig"));
    let flags = run(pkg_config.args(arguments).arg("milvus_import"));
    flags.split_whitespace().map(str::to_owned).collect()
}

/// Lets a program find the library where it is installed for the tests.
pub(crate) fn run_path() -> String {
    format!("-Wl,-rpath,{}", installed().join("lib").display())
}

/// Runs a command that has to succeed, and returns what it printed.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot run: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}\n{text}\n{errors}", output.status);
    text
}
