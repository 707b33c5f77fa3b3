//! What the library exports and needs, and that its header is one for C and C++.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{as_from_a_shell, compiler, declared, installed, path, pkg_config, profile, run};

#[test]
fn the_header_can_be_included_twice_and_from_cpp() {
    for (language, extension, header) in [
        ("c99", "c", "milvus_import.h"),
        ("c11", "c", "milvus_import.h"),
        ("c++11", "cpp", "milvus_import.h"),
        ("c++17", "cpp", "milvus_import.hpp"),
        ("c++20", "cpp", "milvus_import.hpp"),
    ] {
        let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("twice.{extension}"));
        fs::write(
            &source,
            format!(
                "#include <{header}>\n#include <{header}>\nint main(void) {{ mvi_status status = MVI_OK; \
                 return status == MVI_OK && mvi_abi_version() == MVI_ABI_VERSION ? 0 : 1; }}\n"
            ),
        )
        .unwrap();
        let program = source.with_extension("out");
        let mut compiler = compiler(language);
        compiler.args(["-Wconversion", "-Wshadow", "-Wundef"]).arg(&source).arg("-o").arg(&program);
        run(compiler.args(pkg_config(&["--cflags", "--libs"])).arg(crate::support::run_path()));
        run(&mut Command::new(&program));
    }
}

#[test]
fn the_library_exports_what_the_header_declares() {
    let library = installed().join("lib/libmilvus_import.so");
    let symbols = run(Command::new("nm").args(["--dynamic", "--defined-only"]).arg(&library));
    let exported: BTreeSet<String> =
        symbols.lines().filter_map(|line| line.rsplit(' ').next()).map(str::to_owned).collect();
    assert_eq!(exported, declared());
}

/// Below 1.0 a minor version may break programs: one that was linked with 0.1 must not start with 0.2.
#[test]
fn the_shared_library_is_named_by_its_version_and_stays_loaded() {
    let [major, minor] = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")];
    let name =
        if major == "0" { format!("libmilvus_import.so.0.{minor}") } else { format!("libmilvus_import.so.{major}") };
    let dynamic = run(Command::new("readelf").arg("--dynamic").arg(installed().join("lib/libmilvus_import.so")));
    assert!(dynamic.contains(&format!("Library soname: [{name}]")), "{dynamic}");
    assert!(dynamic.contains("NODELETE"), "{dynamic}");
    let link = |link: &str| fs::read_link(installed().join("lib").join(link)).unwrap();
    assert_eq!(link("libmilvus_import.so"), Path::new(&name));
    assert_eq!(link(&name), Path::new(concat!("libmilvus_import.so.", env!("CARGO_PKG_VERSION"))));
    for terms in ["LICENSE", "THIRD-PARTY-NOTICES"] {
        let copy = fs::read(installed().join("share/licenses/milvus_import").join(terms)).unwrap();
        assert!(copy == fs::read(path("..").join(terms)).unwrap(), "{terms}");
    }
    let cmake = fs::read_to_string(installed().join("lib/cmake/milvus_import/milvus_importConfig.cmake")).unwrap();
    assert!(cmake.contains(&format!("IMPORTED_SONAME \"{name}\"")), "{cmake}");
}

#[test]
fn the_libraries_of_a_static_link_are_told_everywhere() {
    let mut rustc = Command::new(env!("CARGO"));
    as_from_a_shell(&mut rustc).args([
        "rustc",
        "--quiet",
        "--package",
        "milvus-import-c",
        "--crate-type",
        "staticlib",
        "--profile",
        profile(),
    ]);
    let output = rustc.args(["--", "--print", "native-static-libs"]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    let Some(libraries) = printed.lines().find_map(|line| line.split_once("native-static-libs: ")) else {
        panic!("{printed}");
    };
    let libraries = libraries.1.trim();
    assert!(fs::read_to_string(path("README.md")).unwrap().contains(&format!("`{libraries}`")), "README: {libraries}");
    let pc = fs::read_to_string(path("packaging/milvus_import.pc")).unwrap();
    assert!(pc.contains(&format!("Libs.private: {libraries}\n")), "pkg-config: {libraries}");
    let cmake = fs::read_to_string(path("packaging/milvus_importConfig.cmake")).unwrap();
    let names = libraries.replace("-l", "").replace(' ', ";");
    assert!(cmake.contains(&format!("\"{names}\"")), "CMake: {names}");
}
