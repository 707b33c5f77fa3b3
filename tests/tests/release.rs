//! What is shipped does not tell where it was built, but where the project is.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where the project is: all crates have it from the workspace.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Compiles one source file as release builds do, to an object whose panics name their file.
fn compiled(source: &Path, output: &Path) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let script = format!(
        ". {}/release-flags.sh && rustc --edition 2021 --crate-type lib --emit obj --cap-lints allow $RUSTFLAGS -o {} {}",
        root.display(),
        output.display(),
        source.display()
    );
    let ran = Command::new("bash").args(["-c", &script]).env_remove("RUSTFLAGS").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    fs::read(output).unwrap()
}

#[test]
fn every_package_says_where_the_project_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (file, line) in [
        ("bindings-python/pyproject.toml", format!("Repository = \"{REPOSITORY}\"")),
        ("cli/pyproject.toml", format!("Repository = \"{REPOSITORY}\"")),
        ("bindings-node/package.json", format!("\"url\": \"git+{REPOSITORY}.git\"")),
        ("bindings-c/packaging/milvus_import.pc", format!("URL: {REPOSITORY}")),
        ("bindings-go/go.mod", format!("module {}/bindings-go", REPOSITORY.trim_start_matches("https://"))),
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(text.lines().any(|found| found.trim().trim_end_matches(',') == line), "{file} has no line {line}");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn panics_of_a_release_name_no_folder_of_its_builder() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).canonicalize().unwrap();
    let source = folder.join("panics.rs");
    fs::write(&source, "pub fn broken(parts: &[u8], at: usize) -> u8 { parts[at] }").unwrap();
    let own = compiled(&source, &folder.join("panics.o"));
    let name = folder.to_str().unwrap().to_owned();
    assert!(!holds(&own, &name) && holds(&own, "panics.rs"), "{name}");

    // A crate of the registry, wherever cargo keeps it.
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.unwrap_or_else(|| env::home_dir().unwrap().join(".cargo"));
    let registries = fs::read_dir(home.join("registry/src")).unwrap().map(|entry| entry.unwrap().path());
    let crates = registries.flat_map(|registry| fs::read_dir(registry).unwrap().map(|entry| entry.unwrap().path()));
    let hex = crates
        .into_iter()
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("percent-encoding-")));
    let theirs = compiled(&hex.unwrap().join("src/lib.rs"), &folder.join("registry.o"));
    assert!(!holds(&theirs, home.to_str().unwrap()), "{}", home.display());
}
