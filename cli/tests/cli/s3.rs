//! A real S3 API on loopback, whose requests and bytes are counted, and which can stand still in the middle of an
//! upload.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub(crate) const BUCKET: &str = "imports";
const KEY: &str = "a-key";
pub(crate) const SECRET: &str = "a-secret-that-nobody-may-see";

pub(crate) struct S3 {
    uri: String,
    folder: tempfile::TempDir,
    seen: Arc<Seen>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Seen {
    /// `PUT /imports/a.parquet?partNumber=1…`, in the order of their coming.
    requests: Mutex<Vec<String>>,
    news: Condvar,
    /// So many parts are still taken before the server stands still.
    parts_left: AtomicUsize,
    /// The bytes of all answers to reads.
    read: AtomicUsize,
    /// The start of requests that are about an upload which the store has forgotten, as stores do after days.
    forgotten: Mutex<Vec<String>>,
}

impl S3 {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = Arc::new(builder.build());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let uri = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen { parts_left: AtomicUsize::new(usize::MAX), ..Seen::default() });
        let watched = Arc::clone(&seen);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (service, seen) = (Arc::clone(&service), Arc::clone(&watched));
                let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                    let (service, seen) = (Arc::clone(&service), Arc::clone(&seen));
                    async move {
                        if !seen.take(&request) {
                            std::future::pending::<()>().await;
                        }
                        if let Some(code) = seen.refusal(&request) {
                            // Or the client would find the connection closed while it sends.
                            let _ = request.into_body().collect().await;
                            let text = format!("<Error><Code>{code}</Code><Message>it is not there</Message></Error>");
                            let mut answer = hyper::Response::new(s3s::Body::from(text));
                            *answer.status_mut() = hyper::StatusCode::NOT_FOUND;
                            return Ok(answer);
                        }
                        let is_read = request.method() == hyper::Method::GET;
                        let answer = service.call(request.map(s3s::Body::from)).await.unwrap();
                        if is_read {
                            let length = answer.headers().get("content-length").map_or("0", |l| l.to_str().unwrap());
                            seen.read.fetch_add(length.parse().unwrap(), Ordering::SeqCst);
                        }
                        Ok::<_, Infallible>(answer)
                    }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
        });
        Self { uri, folder, seen, _runtime: runtime }
    }

    /// What a user of it has in the environment.
    pub(crate) fn environment(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
            command.env_remove(name);
        }
        command.env("AWS_ENDPOINT_URL", &self.uri).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
    }

    /// Where the store has an object.
    pub(crate) fn object(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(Path::new(key))
    }

    /// The requests since the last call that begin so.
    pub(crate) fn take_requests(&self, start: &str) -> Vec<String> {
        let taken = std::mem::take(&mut *self.seen.requests.lock().unwrap());
        taken.into_iter().filter(|request| request.starts_with(start)).collect()
    }

    /// The bytes that were read since the last call.
    pub(crate) fn take_read(&self) -> usize {
        self.seen.read.swap(0, Ordering::SeqCst)
    }

    /// From now on answers so many parts and no further one.
    pub(crate) fn stand_still_after(&self, parts: usize) {
        self.seen.parts_left.store(parts, Ordering::SeqCst);
    }

    /// Returns once so many parts have come.
    pub(crate) fn wait_for_parts(&self, parts: usize) {
        let requests = self.seen.requests.lock().unwrap();
        let came = |requests: &mut Vec<String>| requests.iter().filter(|request| is_part(request)).count() < parts;
        drop(self.seen.news.wait_while(requests, came).unwrap());
    }

    /// Forgets the uploads that were seen.
    pub(crate) fn forget_uploads(&self) {
        let requests = self.seen.requests.lock().unwrap();
        let ids = requests.iter().filter_map(|request| Some(request.split_once("uploadId=")?.1.to_owned()));
        self.seen.forgotten.lock().unwrap().extend(ids);
    }

    pub(crate) fn go_on(&self) {
        self.stand_still_after(usize::MAX);
    }
}

fn is_part(request: &str) -> bool {
    request.contains("partNumber=")
}

impl Seen {
    /// What S3 says here, and the file system behind this one does not.
    fn refusal<B>(&self, request: &hyper::Request<B>) -> Option<&'static str> {
        let query = request.uri().query().unwrap_or_default();
        if request.uri().path().split('/').nth(1) != Some(BUCKET) {
            return Some("NoSuchBucket");
        }
        let is_forgotten = self.forgotten.lock().unwrap().iter().any(|id| query.contains(id.as_str()));
        is_forgotten.then_some("NoSuchUpload")
    }

    /// Writes a request down; whether it is to be answered.
    fn take<B>(&self, request: &hyper::Request<B>) -> bool {
        let line = format!("{} {}", request.method(), request.uri().path_and_query().unwrap());
        let left = |left: usize| if left == usize::MAX { Some(left) } else { left.checked_sub(1) };
        let answers = !is_part(&line) || self.parts_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_ok();
        self.requests.lock().unwrap().push(line);
        self.news.notify_all();
        answers
    }
}
