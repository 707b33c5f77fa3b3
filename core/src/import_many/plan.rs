//! What is asked for, checked: which files, from where, and how many of them are a job.

use std::collections::HashSet;

use crate::model::{Api, BulkImport, ImportManyOptions};
use crate::{Error, Result};

/// The files of one inner list: a JSON, Parquet or CSV file, or one set of NumPy files.
pub(super) type Group = Vec<String>;

const FILES_PER_JOB: usize = 64;
/// Milvus's limit of a job (2.4 on), and that of Zilliz Cloud.
const MOST_FILES: (usize, usize) = (1024, 1000);
/// Milvus's limit of a cluster: as many jobs wait for their commits at most.
const MOST_JOBS: usize = 1024;
const JOBS_IN_FLIGHT: u32 = 32;

/// Which member of an import names the files.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Files,
    ObjectUrls,
    DataPaths,
}

/// What all jobs have in common.
#[derive(Debug)]
pub(super) struct Plan {
    import: BulkImport,
    source: Source,
    files_per_job: Option<usize>,
    pub(super) jobs_in_flight: usize,
    pub(super) options: ImportManyOptions,
}

impl Plan {
    /// The plan, and the groups of files.
    pub(super) fn new(import: &BulkImport, options: &ImportManyOptions) -> Result<(Self, Vec<Group>)> {
        import.check_collection()?;
        let mut import = import.clone();
        if import.object_url.is_some() {
            return Err(Error::invalid("object_url is one job's: give object_urls, a list for each file"));
        }
        if import.idempotency_key.is_some() {
            return Err(Error::invalid("idempotency_key is one job's: leave it out, each job gets a key of its own"));
        }
        let given = [
            (Source::Files, std::mem::take(&mut import.files)),
            (Source::ObjectUrls, std::mem::take(&mut import.object_urls)),
            (Source::DataPaths, std::mem::take(&mut import.data_paths)),
        ];
        let mut given = given.into_iter().filter(|(_, groups)| !groups.is_empty());
        let Some((source, groups)) = given.next() else {
            return Err(Error::invalid("there are no files to import: give at least one"));
        };
        if given.next().is_some() {
            return Err(Error::invalid("files, object_urls and data_paths name the same thing: give one of them"));
        }
        check_groups(&groups)?;
        let most = if source == Source::Files { MOST_FILES.0 } else { MOST_FILES.1 };
        let files_per_job = options.files_per_job.map(|count| within("files_per_job", count, most)).transpose()?;
        let jobs_in_flight = options.jobs_in_flight.unwrap_or(JOBS_IN_FLIGHT);
        let jobs_in_flight = within("jobs_in_flight", jobs_in_flight, usize::MAX)?;
        if options.atomic {
            check_atomic(&mut import, source, groups.len().div_ceil(files_per_job.unwrap_or(FILES_PER_JOB)))?;
        }
        let plan = Self { import, source, files_per_job, jobs_in_flight, options: options.clone() };
        Ok((plan, groups))
    }

    pub(super) fn collection_name(&self) -> &str {
        &self.import.collection_name
    }

    pub(super) fn partition_name(&self) -> Option<&str> {
        self.import.partition_name.as_deref()
    }

    /// How many groups are a job. Milvus 2.3 makes a job of one file.
    pub(super) fn files_per_job(&self, api: Api) -> usize {
        let usual = if api == Api::Milvus23 { 1 } else { FILES_PER_JOB };
        self.files_per_job.unwrap_or(usual)
    }

    /// The job of some groups.
    pub(super) fn import(&self, groups: &[Group], key: String) -> BulkImport {
        let groups = groups.to_vec();
        let mut import = BulkImport { idempotency_key: Some(key), ..self.import.clone() };
        match self.source {
            Source::Files => import.files = groups,
            Source::ObjectUrls => import.object_urls = groups,
            Source::DataPaths => import.data_paths = groups,
        }
        import
    }
}

/// What a path is known by: a URL without its query, which may hold a signature.
pub(super) fn name_of(path: &str) -> &str {
    match path.split_once('?') {
        Some((name, _)) if name.contains("://") => name,
        _ => path,
    }
}

pub(super) fn names_of(group: &Group) -> Group {
    group.iter().map(|path| name_of(path).to_owned()).collect()
}

fn check_groups(groups: &[Group]) -> Result<()> {
    let mut seen = HashSet::new();
    for group in groups {
        if group.is_empty() {
            return Err(Error::invalid("a list of files is empty: give one file in it, or one set of NumPy files"));
        }
        for path in group {
            let name = name_of(path);
            if name.is_empty() {
                return Err(Error::invalid("a file's name is empty"));
            }
            if !seen.insert(name) {
                return Err(Error::invalid(format!("{name} is listed twice: its rows would be imported twice")));
            }
            let is_numpy =
                name.len() > 4 && name.get(name.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".npy"));
            if group.len() > 1 && !is_numpy {
                let text =
                    format!("{name} is in a list with other files: only NumPy files go together, give it its own");
                return Err(Error::invalid(text));
            }
        }
    }
    Ok(())
}

fn within(name: &str, count: u32, most: usize) -> Result<usize> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count == 0 {
        return Err(Error::invalid(format!("{name} is 0: use a positive number, or leave it out")));
    }
    if count > most {
        return Err(Error::invalid(format!("{name} is {count}: the server takes {most} at most")));
    }
    Ok(count)
}

/// Jobs that wait for a commit (Milvus 3.0).
fn check_atomic(import: &mut BulkImport, source: Source, jobs: usize) -> Result<()> {
    if source != Source::Files {
        return Err(Error::invalid("atomic is for Milvus 3.0, which takes files: Zilliz Cloud has no commit"));
    }
    if jobs > MOST_JOBS {
        let text = format!("atomic needs {jobs} jobs at once, and Milvus takes {MOST_JOBS}: raise files_per_job");
        return Err(Error::invalid(text));
    }
    let before = import.options.insert("auto_commit".to_owned(), "false".to_owned());
    if before.is_some_and(|value| !value.eq_ignore_ascii_case("false")) {
        return Err(Error::invalid("atomic needs auto_commit false: leave the option out"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    fn import(files: &[&[&str]]) -> BulkImport {
        let files = files.iter().map(|group| group.iter().map(|&path| path.to_owned()).collect());
        BulkImport { files: files.collect(), ..BulkImport::new("docs") }
    }

    fn refusal(import: &BulkImport, options: &ImportManyOptions) -> String {
        let error = Plan::new(import, options).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        error.message().to_owned()
    }

    #[test]
    fn numpy_files_go_together_and_others_alone() {
        let options = ImportManyOptions::default();
        let (plan, groups) = Plan::new(&import(&[&["a.npy", "b.NPY"], &["c.parquet"]]), &options).unwrap();
        assert_eq!((groups.len(), plan.files_per_job(Api::MilvusV2), plan.files_per_job(Api::Milvus23)), (2, 64, 1));
        let made = plan.import(&groups[1..], "key".to_owned());
        assert_eq!((&*made.collection_name, made.files), ("docs", vec![vec!["c.parquet".to_owned()]]));
        assert!(
            refusal(&import(&[&["a.parquet", "b.parquet"]]), &options).contains("a.parquet is in a list with other")
        );
        assert!(refusal(&import(&[&["a.npy", "b.json"]]), &options).contains("b.json is in a list with other"));
    }

    #[test]
    fn what_would_lose_or_double_rows_is_refused() {
        let options = ImportManyOptions::default();
        assert!(refusal(&BulkImport::default(), &options).starts_with("collection_name is empty"));
        assert_eq!(refusal(&import(&[]), &options), "there are no files to import: give at least one");
        assert!(refusal(&import(&[&[]]), &options).contains("a list of files is empty"));
        assert!(
            refusal(&import(&[&["a.json"], &["b.json"], &["a.json"]]), &options).contains("a.json is listed twice")
        );
        let mut signed = BulkImport::new("docs");
        signed.object_urls = vec![vec!["s3://b/1.json?sig=1".to_owned()], vec!["s3://b/1.json?sig=2".to_owned()]];
        assert_eq!(refusal(&signed, &options), "s3://b/1.json is listed twice: its rows would be imported twice");
        let keyed = BulkImport { idempotency_key: Some("k".to_owned()), ..import(&[&["a.json"]]) };
        assert!(refusal(&keyed, &options).contains("each job gets a key of its own"));
    }

    #[test]
    fn limits_of_the_servers_are_told_before_anything_is_sent() {
        let of = |files_per_job| ImportManyOptions { files_per_job: Some(files_per_job), ..Default::default() };
        let files = import(&[&["a.json"]]);
        assert!(refusal(&files, &of(0)).contains("files_per_job is 0"));
        assert_eq!(refusal(&files, &of(1025)), "files_per_job is 1025: the server takes 1024 at most");
        assert!(Plan::new(&files, &of(1024)).is_ok());
        let mut zilliz = BulkImport::new("docs");
        zilliz.data_paths = vec![vec!["a.json".to_owned()]];
        assert!(refusal(&zilliz, &of(1001)).contains("takes 1000 at most"));
        let atomic = ImportManyOptions { atomic: true, ..of(1) };
        assert!(refusal(&zilliz, &atomic).contains("Zilliz Cloud has no commit"));
        let many = BulkImport { files: (0..1025).map(|n| vec![format!("{n}.json")]).collect(), ..files.clone() };
        assert!(refusal(&many, &atomic).contains("raise files_per_job"));
        let (plan, groups) = Plan::new(&files, &atomic).unwrap();
        assert_eq!(plan.import(&groups, "key".to_owned()).options["auto_commit"], "false");
    }
}
