//! Which members of a new job each API generation has a use for. One that the server would not see is refused by its name:
//! a key that is left out, or a path that is no URL, shows minutes later as a failed job, or not at all.

use crate::model::{Api, BulkImport, ListImportJobs};
use crate::{Error, Result};

/// The same without texts that say nothing.
pub(super) fn without_empties(import: &BulkImport) -> BulkImport {
    let mut import = import.clone();
    for text in [
        &mut import.partition_name,
        &mut import.object_url,
        &mut import.access_key,
        &mut import.secret_key,
        &mut import.session_token,
        &mut import.volume_name,
    ] {
        text.take_if(|text| text.is_empty());
    }
    import
}

/// The same without a collection that says nothing.
pub(super) fn named(options: &ListImportJobs) -> ListImportJobs {
    let collection_name = options.collection_name.clone().filter(|name| !name.is_empty());
    ListImportJobs { collection_name, ..options.clone() }
}

pub(super) fn check(api: Api, import: &BulkImport) -> Result<()> {
    import.check_collection()?;
    let unused = given(import).into_iter().find(|(_, is_given, users)| *is_given && !users.contains(&api));
    unused.map_or(Ok(()), |(name, _, users)| Err(Error::invalid(why(api, name, users))))
}

type Member = (&'static str, bool, &'static [Api]);

/// Each member, whether it was given, and who has a use for it.
fn given(import: &BulkImport) -> [Member; 10] {
    use Api::{Milvus23, MilvusV2, ZillizV1, ZillizV2};
    [
        ("files", !import.files.is_empty(), &[MilvusV2, Milvus23]),
        ("options", !import.options.is_empty(), &[MilvusV2]),
        ("idempotency_key", import.idempotency_key.is_some(), &[MilvusV2]),
        ("object_url", import.object_url.is_some(), &[ZillizV2, ZillizV1]),
        ("object_urls", !import.object_urls.is_empty(), &[ZillizV2]),
        ("access_key", import.access_key.is_some(), &[ZillizV2, ZillizV1]),
        ("secret_key", import.secret_key.is_some(), &[ZillizV2, ZillizV1]),
        ("session_token", import.session_token.is_some(), &[ZillizV2]),
        ("volume_name", import.volume_name.is_some(), &[ZillizV2]),
        ("data_paths", !import.data_paths.is_empty(), &[ZillizV2]),
    ]
}

fn why(api: Api, name: &str, users: &[Api]) -> String {
    let is_milvus = |api: &Api| matches!(api, Api::MilvusV2 | Api::Milvus23);
    let what_to_do = match (name, is_milvus(&api)) {
        ("files", _) if api == Api::ZillizV1 => {
            "they are paths in Milvus's own storage; on Zilliz Cloud give object_url"
        }
        ("files", _) => {
            "they are paths in Milvus's own storage; on Zilliz Cloud give object_urls, or volume_name and data_paths"
        }
        ("object_url" | "object_urls" | "data_paths" | "volume_name", true) => {
            "Milvus reads its own storage: give files, paths in it (or, for Zilliz Cloud, cluster_id or the api)"
        }
        ("access_key" | "secret_key" | "session_token", true) => {
            "Milvus reads its own storage with the keys of its configuration: leave it out"
        }
        ("object_urls", false) => "give object_url",
        _ => "leave it out",
    };
    let users = users.iter().map(|api| api.as_str()).collect::<Vec<_>>().join(", ");
    format!("{api} has no use for {name} (only {users}): {what_to_do}")
}

#[cfg(test)]
mod tests {
    use super::super::Protocol;
    use super::*;
    use crate::ErrorCode;

    /// Everything that one can say.
    fn everything() -> BulkImport {
        let (text, paths) = (|| Some("x".to_owned()), || vec![vec!["a.json".to_owned()]]);
        BulkImport {
            collection_name: "c".to_owned(),
            partition_name: text(),
            files: paths(),
            options: [("timeout".to_owned(), "1s".to_owned())].into(),
            object_url: text(),
            object_urls: paths(),
            access_key: text(),
            secret_key: text(),
            session_token: text(),
            volume_name: text(),
            data_paths: paths(),
            idempotency_key: text(),
        }
    }

    #[test]
    fn what_a_generation_does_not_send_is_refused_by_its_name() {
        for api in Api::ALL {
            let mut protocol = Protocol::new(*api);
            protocol.cluster_id = Some("in01".to_owned());
            let mut import = everything();
            // Each refusal names one member; without it the next one is refused, until all that is left is sent.
            let mut refused = Vec::new();
            let request = loop {
                let error = match protocol.request(&import.clone().into(), 0) {
                    Ok(request) => break request,
                    Err(error) => error,
                };
                assert_eq!(error.code(), ErrorCode::InvalidArgument);
                let (name, ..) = *given(&import)
                    .iter()
                    .find(|(name, is_given, _)| *is_given && error.message().contains(&format!("no use for {name} (")))
                    .unwrap_or_else(|| panic!("{error}"));
                assert!(error.message().contains(": "), "{error}");
                refused.push(name);
                match name {
                    "files" => import.files.clear(),
                    "options" => import.options.clear(),
                    "idempotency_key" => import.idempotency_key = None,
                    "object_url" => import.object_url = None,
                    "object_urls" => import.object_urls.clear(),
                    "access_key" => import.access_key = None,
                    "secret_key" => import.secret_key = None,
                    "session_token" => import.session_token = None,
                    "volume_name" => import.volume_name = None,
                    _ => import.data_paths.clear(),
                }
            };
            assert!(!refused.is_empty() && !request.body.is_empty(), "{api}: {refused:?}");
        }
    }

    #[test]
    fn empty_text_is_none() {
        let empty = || Some(String::new());
        let import = BulkImport {
            files: vec![vec!["a.json".to_owned()]],
            collection_name: "c".to_owned(),
            partition_name: empty(),
            object_url: empty(),
            access_key: empty(),
            secret_key: empty(),
            session_token: empty(),
            volume_name: empty(),
            ..BulkImport::default()
        };
        let request = Protocol::new(Api::MilvusV2).request(&import.into(), 0).unwrap();
        assert_eq!(request.body, br#"{"collectionName":"c","files":[["a.json"]]}"#);
        let list = ListImportJobs { collection_name: empty(), ..ListImportJobs::default() };
        assert_eq!(Protocol::new(Api::MilvusV2).request(&list.into(), 0).unwrap().body, b"{}");
    }
}
