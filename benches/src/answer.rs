//! The bytes that servers answer with.

use std::fmt::Write;

/// The job that every client asks for.
pub(crate) const JOB_ID: &str = "448761313698322011";

/// What Milvus answers about a job with so many files.
pub(crate) fn body(details: usize) -> Vec<u8> {
    document("", details).into_bytes()
}

/// An answer with about so many bytes of a field that no client asks for, integers as Milvus 2.3's `id_list` has them.
pub(crate) fn with_integers(bytes: usize) -> Vec<u8> {
    with_unknown(bytes, |text, n| write!(text, "{}", 447_000_000_000_000_000_u64 + n))
}

/// The same of small objects with escapes, fractions and lists: the hardest to skip.
pub(crate) fn with_objects(bytes: usize) -> Vec<u8> {
    with_unknown(bytes, |text, n| {
        write!(text, r#"{{"k{n}":{{"text":"some \"quoted\" é","n":{n}.5,"a":[1,null,{{}}]}}}}"#)
    })
}

fn with_unknown(bytes: usize, item: impl Fn(&mut String, u64) -> std::fmt::Result) -> Vec<u8> {
    let mut items = String::with_capacity(bytes + 100);
    for n in 0.. {
        if items.len() >= bytes {
            break;
        }
        items.push_str(if n == 0 { "" } else { "," });
        let _ = item(&mut items, n);
    }
    document(&format!(r#""unknown":[{items}],"#), 1).into_bytes()
}

fn document(first: &str, details: usize) -> String {
    let mut files = String::new();
    for n in 0..details {
        files.push_str(if n == 0 { "" } else { "," });
        let _ = write!(
            files,
            r#"{{"completeTime":"2025-01-16T08:42:09Z","fileName":"[a6fb2d1c-7b1b-427c-a8a3-178944e3b66d/{n}.parquet]","fileSize":3279917,"importedRows":50000,"progress":50,"state":"InProgress","totalRows":100000}}"#
        );
    }
    format!(
        r#"{{"code":0,"data":{{{first}"collectionName":"c","completeTime":"","createTime":"2025-01-16T08:42:09Z","details":[{files}],"fileSize":3279917,"importedRows":50000,"jobId":"{JOB_ID}","progress":55,"state":"Importing","totalRows":100000}}}}"#
    )
}

/// The body as an HTTP answer, with the headers that Milvus sends.
pub(crate) fn http(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Thu, 16 Jan 2025 08:42:09 GMT\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
