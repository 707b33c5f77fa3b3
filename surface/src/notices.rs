//! Whose code is in what is shipped, and under which terms: of every crate that is linked into the C library, the Python module,
//! the Node.js module or the command line on any platform, from the sources that cargo has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use serde_json::Value;

use crate::{Face, in_checkout};

const HEAD: &str = "Third-party notices of milvus-import\n\n\
    The libraries, wheels and npm modules of milvus-import hold code of the crates below; which of them depends on the platform and\n\
    on the language. A crate that may be used under Apache-2.0 is used under it, and its text is in LICENSE. The texts of the\n\
    others, and notices that crates come with, follow the list. They also hold Rust's standard library, copyright The Rust Project\n\
    contributors, under Apache-2.0 (https://www.rust-lang.org).\n\n";

/// For a crate that comes without a text. Its authors stand above it.
const MIT: &str = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated\n\
    documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the\n\
    rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit\n\
    persons to whom the Software is furnished to do so, subject to the following conditions:\n\n\
    The above copyright notice and this permission notice shall be included in all copies or substantial portions of the\n\
    Software.\n\n\
    THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE\n\
    WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR\n\
    COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR\n\
    OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.\n";

pub(crate) fn faces() -> io::Result<Vec<Face>> {
    let mut text = HEAD.to_owned();
    // The same text once, for all crates that come with it.
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let crates = crates()?;
    for Crate { name, license, repository, folder, authors } in &crates {
        let _ = writeln!(text, "{name}, {license}, {repository}");
        let is_apache = license.split(['/', ' ']).any(|word| word == "Apache-2.0") && !license.contains(" AND ");
        let mut found = Vec::new();
        collect(folder, is_apache, &mut found)?;
        if found.is_empty() && !is_apache {
            // What stands beside it in the same repository may have the text of both.
            for twin in crates.iter().filter(|twin| twin.repository == *repository && twin.license == *license) {
                collect(&twin.folder, is_apache, &mut found)?;
            }
        }
        if found.is_empty() && !is_apache {
            if license != "MIT" {
                return Err(io::Error::other(format!("{name} comes without the text of {license}")));
            }
            found.push(format!("Copyright (c) {authors}\n\n{MIT}"));
        }
        for found in found {
            texts.entry(found).or_default().insert(name.clone());
        }
    }
    let mut texts: Vec<_> = texts.into_iter().map(|(text, crates)| (crates, text)).collect();
    texts.sort_unstable();
    for (crates, found) in texts {
        let crates = crates.into_iter().collect::<Vec<_>>().join(", ");
        let _ = write!(text, "\n{}\n{crates}\n\n{found}", "-".repeat(80));
    }
    Ok(vec![Face { path: "THIRD-PARTY-NOTICES", text }])
}

struct Crate {
    /// With its version.
    name: String,
    license: String,
    repository: String,
    folder: PathBuf,
    authors: String,
}

/// What is linked, in the order of the names.
fn crates() -> io::Result<Vec<Crate>> {
    let tree = cargo(&[
        "tree",
        "--package=milvus-import-c",
        "--package=milvus-import-python",
        "--package=milvus-import-node",
        "--package=milvus-import-cli",
        "--edges=normal,no-proc-macro",
        "--target=all",
        "--prefix=none",
        "--format={p}",
    ])?;
    // `libc v0.2.180`, and behind it what does not matter here.
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ").replacen(" v", " ", 1);
    let linked: BTreeSet<String> = tree.lines().map(name).collect();
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--format-version=1"])?)?;
    let mut crates: Vec<Crate> = list(&metadata, "packages")
        .map(|package| Crate {
            name: format!("{} {}", text(package, "name"), text(package, "version")),
            license: text(package, "license").to_owned(),
            repository: text(package, "repository").to_owned(),
            folder: Path::new(text(package, "manifest_path")).with_file_name(""),
            authors: list(package, "authors").filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        })
        .filter(|package| linked.contains(&package.name) && !package.name.starts_with("milvus-import"))
        .collect();
    crates.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(crates)
}

fn text<'a>(of: &'a Value, member: &str) -> &'a str {
    of.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(of: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> {
    of.get(member).and_then(Value::as_array).into_iter().flatten()
}

fn cargo(arguments: &[&str]) -> io::Result<String> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo.current_dir(in_checkout("")).args(arguments).arg("--locked").output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The texts that a crate comes with, its parts' too; without those of licences where they are known to be that of `LICENSE`.
fn collect(folder: &Path, is_apache: bool, found: &mut Vec<String>) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort_unstable();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        let is_license = ["LICENSE", "LICENCE", "UNLICENSE", "COPYING"].iter().any(|start| name.starts_with(start));
        let is_notice = name.starts_with("NOTICE") || name.starts_with("COPYRIGHT") || name.contains("THIRD-PARTY");
        if path.is_dir() {
            collect(&path, is_apache, found)?;
        } else if is_notice || is_license && !is_apache {
            let text = fs::read(&path)?;
            let lines: Vec<_> = String::from_utf8_lossy(&text).lines().map(|line| line.trim_end().to_owned()).collect();
            found.push(lines.join("\n").trim_matches('\n').to_owned() + "\n");
        }
    }
    Ok(())
}
