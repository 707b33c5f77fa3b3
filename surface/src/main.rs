//! Writes the lists of each language's face: names, codes, error classes, options, fields, and the tables of the docs.
//!
//! They come from the core's tables (`milvus_import::surface`), and the notices of other people's code from their sources. What is written is checked in, reads like the code around it,
//! and is compared by the test below; methods, behaviour and prose are written by hand, elsewhere.

mod c;
mod cpp;
mod data;
mod go;
mod marks;
mod node;
mod notices;
mod python;
mod rules;
mod text;

use std::path::{Path, PathBuf};
use std::{fs, io};

use milvus_import::Surface;

/// A file of the checkout that is written here.
struct Face {
    /// From the root of the checkout.
    path: &'static str,
    text: String,
}

fn faces() -> io::Result<Vec<Face>> {
    let surface: Surface = milvus_import::surface();
    let of_each = [data::faces, rules::faces, python::faces, node::faces, c::faces, cpp::faces, go::faces];
    Ok(of_each.iter().flat_map(|of| of(&surface)).chain(notices::faces()?).collect())
}

fn in_checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn main() -> io::Result<()> {
    faces()?.iter().try_for_each(|face| fs::write(in_checkout(face.path), &face.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_in_is_what_the_core_says() {
        let faces = faces().unwrap();
        assert!(!faces.is_empty());
        for Face { path, text } in faces {
            let found = fs::read_to_string(in_checkout(path)).unwrap_or_default();
            let first = found.lines().zip(text.lines()).position(|(found, wanted)| found != wanted);
            assert!(found == text, "{path} differs from line {first:?} on: cargo run -p milvus-import-surface");
        }
    }
}
