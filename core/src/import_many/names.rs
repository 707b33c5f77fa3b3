//! Which of our files a server's text names. Its texts are free: `[a.npy b.npy]`, `id:1 paths:"a.parquet"`, a bare name.

use super::plan::{Group, name_of};
use crate::model::{ImportProgress, JobState};

/// How the files that a job shows are related to ours.
#[derive(Debug, PartialEq)]
pub(super) enum Likeness {
    Same,
    Other,
    /// It shows none (yet), or some of ours and not all, or we gave a folder, whose files have names of their own.
    Unclear,
}

pub(super) fn likeness(progress: &ImportProgress, files: &[Group]) -> Likeness {
    let details = progress.details().unwrap_or_default();
    let shown: Vec<&str> = details.iter().filter_map(|file| file.file_name.as_deref()).collect();
    let shown = if shown.is_empty() { progress.file_name.as_deref().into_iter().collect() } else { shown };
    let found = files.iter().filter(|group| shown.iter().any(|text| names(text, group))).count();
    if found == files.len() && shown.len() <= files.len() {
        return Likeness::Same;
    }
    let is_folder = |path: &String| !name_of(path).rsplit('/').next().is_some_and(|end| end.contains('.'));
    if shown.is_empty() || found > 0 || files.iter().flatten().any(is_folder) {
        return Likeness::Unclear;
    }
    Likeness::Other
}

/// The one group that a failure names, by its text or by the state of its files.
pub(super) fn bad_group<'a>(text: &str, progress: Option<&ImportProgress>, files: &'a [Group]) -> Option<&'a Group> {
    let one = |mut found: Vec<&'a Group>| if found.len() == 1 { found.pop() } else { None };
    let by_text = one(files.iter().filter(|group| group.iter().any(|path| has_word(text, path))).collect());
    by_text.or_else(|| {
        let details = progress?.details().ok()?;
        let failed: Vec<_> = details.iter().filter(|file| file.state == JobState::Failed).collect();
        let is_failed =
            |group: &&Group| failed.iter().any(|file| names(file.file_name.as_deref().unwrap_or(""), group));
        one(files.iter().filter(is_failed).collect()).filter(|_| failed.len() == 1)
    })
}

/// Whether a text names all files of a group.
fn names(text: &str, group: &Group) -> bool {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare == group.join(" ") || group.iter().all(|path| has_word(text, path))
}

/// Whether one of a text's words is the path, or its end.
fn has_word(text: &str, path: &str) -> bool {
    let name = name_of(path);
    let is_end = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|before| !short.is_empty() && (before.is_empty() || before.ends_with('/')))
    };
    let separates = |letter: char| letter.is_whitespace() || "[](){}\"'`,;".contains(letter);
    let mut words = text.split(separates).map(|word| word.trim_end_matches([':', '.']));
    words.any(|word| {
        is_end(name, word) || is_end(word, name) || word.split_once('=').is_some_and(|(_, word)| is_end(name, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(paths: &[&str]) -> Group {
        paths.iter().map(|&path| path.to_owned()).collect()
    }

    #[test]
    fn names_are_found_in_every_server_s_texts() {
        for (text, paths) in [
            ("[data/1.parquet]", vec!["data/1.parquet"]),
            ("[a.npy b.npy]", vec!["a.npy", "b.npy"]),
            ("id:448761313698322012 paths:\"x/1.parquet\" ", vec!["x/1.parquet"]),
            ("[my file.json]", vec!["my file.json"]),
            ("1.parquet", vec!["s3://bucket/docs/1.parquet?X-Signature=1"]),
            ("unexpected file type, files=[x.txt]: importing data failed", vec!["x.txt"]),
        ] {
            assert!(names(text, &group(&paths)), "{text}");
        }
        for (text, paths) in [("[11.parquet]", vec!["1.parquet"]), ("[a.npy]", vec!["a.npy", "b.npy"]), ("", vec!["a"])]
        {
            assert!(!names(text, &group(&paths)), "{text}");
        }
    }

    #[test]
    fn a_failure_that_names_one_of_our_files_names_the_bad_one() {
        let files = [group(&["1.json"]), group(&["2.json"])];
        assert_eq!(bad_group("value of field 'x' is missed, file: 2.json", None, &files), Some(&files[1]));
        assert_eq!(bad_group("1.json and 2.json differ", None, &files), None);
        assert_eq!(bad_group("importing data failed", None, &files), None);
    }
}
