//! Stand-ins for the import services of Milvus and Zilliz Cloud, to test against without a server.
//!
//! An [`Emulator`] plays one [`Server`] on a free port of the loopback address: its routes, its errors, its jobs from
//! queue to end, and the quirks of its release. It shares no code with the client library, so that neither can repeat
//! the other's mistakes.
//!
//! ```
//! use milvus_import_emulator::{Emulator, JobSpec, Script};
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().server("milvus-2.6".parse()?).speed(0.0).start_blocking()?;
//! let id = emulator.add_job(JobSpec { script: Script::fail(45, "no space"), ..JobSpec::default() });
//! emulator.advance(Duration::from_secs(10));
//! println!("poll job {id} at {}", emulator.uri());
//! # assert_eq!(emulator.jobs()[0].state, "Failed");
//! # Ok(()) }
//! ```
//!
//! # What exists
//! With nothing declared any collection, database and partition exists. From the first collection on
//! ([`EmulatorBuilder::collection`], `--collection docs --collection db2/docs2:p1,p2` on the command line, `/collections`
//! below) all others are unknown, and so are databases that no declared one is in and partitions other than `_default`.
//! [`Collection::with_partition_key`] makes one whose imports must not name a partition. A collection may have a
//! [`Schema`]: from a describe answer ([`Collection::from_described`], `--schema FILE`, `/collections` below), or because a client
//! made it by `collections/create`; `collections/describe` tells it in each release's words, and knows no collection without
//! one. Milvus 2.4 and later ask for
//! credentials once there is a token or a [`User`]: the token may do everything, a user may import into the collections
//! that were granted, and sees jobs as far as the release's RBAC lets them.
//!
//! Milvus 2.4.12, 2.5.27, 2.6.18 and 3.0.0 answer word for word as the servers' own handlers do, but for the wording of
//! their JSON decoders: `emulator/tests/handlers` has what those answered, and a test compares. Where a release between
//! them changed is known only as far as it was seen. Not there: HTTP/2, which 2.6.18 and later speak, routes other than
//! those of imports, and what a job does with its options.
//!
//! # Reading files
//! With a folder for its bucket ([`EmulatorBuilder::storage`], `--storage DIR`) a Milvus from 2.4 on reads the files of an import
//! into a collection whose schema is known. Paths are keys below that folder; what the real storage has under no such key
//! (`/a.json`, `s3://bucket/a.json`) is `key not found`. A file that the release's reader refuses fails the job while it
//! is importing, with the reader's reason; otherwise rows and sizes are those of the files, fewer rows too where that reader loses
//! some without a word. JSON, JSON lines, CSV, NumPy and Parquet are read as in 2.4.12, 2.5.27, 2.6.0, 2.6.18 and 3.0.0;
//! a release between two of them reads like the earlier one. `tests/check` has 870 cases that those five were run on:
//! all verdicts and numbers of rows are the same here, and the reasons but for three whose order the servers take from a
//! map. Nothing is kept of what was read. What the server does with the rows is not played: functions, indexes, quotas.
//! Without the folder, without a schema, and for what a backup consists of, files are at most counted.
//!
//! # Jobs
//! A job takes 20 seconds of the emulator's clock, which runs at a chosen speed and can be advanced. Files that are
//! there (JSON, CSV, Parquet, NumPy) are counted, and one that cannot be read fails its job; any other file is taken to
//! have the documentation's 100,000 rows. Two files are imported at a time, one of them faster than the other. At 40 % all
//! files are read but their rows are not counted yet; from there on the walk is that of the release, on 2.4 without sorting
//! and index building. Only the scripts of a job make its run differ from any other. A [`Script`] is
//! asked for by [`JobSpec::script`], by [`Emulator::script_next_job`], or by a milvus-v2 client through the create
//! option `emulator.script`, as JSON text: `{"fail_at":45,"reason":"no space"}`. milvus-2.3 shows states and
//! percentages as coarsely as the real server, so `unknown_state` and `garbage_at` do not show there.
//!
//! # The control API
//! What the methods of [`Emulator`] do for Rust, these routes do for any language. They ask for no credentials, take
//! JSON of any `Content-Type`, are not recorded and never hit by faults; a bad body is 400 with a text that says why.
//! They are for programs on this machine: a `Host` that is no loopback name or address, and an `Origin` that is not the
//! emulator's own, are 403, so that no web page can drive it or read what it has recorded.
//!
//! | route under `/_emulator` | body | what it does |
//! |---|---|---|
//! | `GET` (the bare path) | | `{"server":"milvus-2.6","now":"2025-01-16T08:42:09Z"}` |
//! | `POST /reset` | | forgets all that follows, but for what it was started with; the clock goes on |
//! | `POST /clock` | `{"advance":12.5}` | moves the clock so many seconds forward |
//! | `GET /jobs` | | an array of [`JobInfo`] |
//! | `POST /jobs` | a [`JobSpec`]; every member is optional | adds a job: `{"job_id":"…"}` |
//! | `POST /jobs` | an array of [`JobSpec`] | adds them all: `{"job_ids":["…"]}` |
//! | `POST /jobs` | a [`JobSpec`] with `"count":100000` | adds so many that are alike: `{"job_ids":["…"]}` |
//! | `PATCH /jobs/{id}` | a [`JobPatch`], such as `{"progress":80}` | moves a job, or gives it another script |
//! | `DELETE /jobs/{id}` | | makes a job unknown |
//! | `POST /collections` | a [`Collection`], its text form `"db2/docs2:p1"`, what `collections/describe` answers, or an array | declares what exists |
//! | `GET /collections`, `DELETE /collections` | | those declared; any collection and database exists again |
//! | `POST /databases` | a name or an array | declares more databases |
//! | `POST /users` | a [`User`], its text form `"bob:password=docs"`, or an array | adds users |
//! | `POST /scripts` | a [`Script`] or an array | one for each of the next jobs that come without a script |
//! | `POST /responses` | a [`Canned`] or an array: `{"status","headers","body"` or `"body_base64"}` | answers for the next requests, in order, whatever they ask |
//! | `DELETE /responses` | | drops those not given yet |
//! | `GET /requests` | | an array of [`RecordedRequest`], with the number of its connection; 64 kB are kept of a body |
//! | `DELETE /requests` | | starts recording anew |
//! | `POST /faults` | a [`Fault`] or an array: `{"kind":"reset","times":1,"path":"create","effect":true}` | makes things go wrong |
//! | `GET /faults`, `DELETE /faults` | | those still to come; drops them |
//! | `PUT /connections` | `{"close_idle_after_ms":50}` or `null` | closes connections that are idle for so long |
//!
//! # Limits
//! Milvus from 2.5 on takes 1,024 jobs at once, zilliz-v2 10,000 in a collection; [`EmulatorBuilder::job_limit`] sets another
//! number. [`EmulatorBuilder::request_rate`] makes the Zilliz servers answer 429, without a `Retry-After`. A restart that
//! forgets jobs is made with [`Emulator::remove_job`], a list that leaves out records with a canned answer.
//!
//! # Faults
//! The kinds of a fault are those of [`FaultKind`] in lower case: `status` (`status`, `body`, `content_type`), `html`,
//! `redirect` (`location`), `huge` (`bytes`), `latency` (`ms`), `truncate` (`bytes`), `reset`, and for what is wrong
//! inside a milvus-v2 server `initializing`, `coordinator_down`, `denied`, `timeout`, `panic`, `job_limit`. A request is
//! hit by all latencies that are for it and by one other fault. Canned answers take the place of the server's own, and
//! are spoiled by latency and truncation as those are; any other fault leaves them for a later request.
#![forbid(unsafe_code)]

mod builder;
mod canned;
mod catalog;
mod clock;
mod control;
mod emulator;
mod fault;
mod files;
mod go;
mod guard;
mod http;
mod jobs;
mod milvus_2_3;
mod milvus_v2;
mod net;
mod reads;
mod record;
mod schema;
mod server;
mod servers;
mod service;
mod zilliz;
mod zilliz_v1;
mod zilliz_v2;

pub use builder::EmulatorBuilder;
pub use canned::{BadCanned, Canned};
pub use catalog::{BadSchema, Collection, User};
pub use emulator::Emulator;
pub use fault::{Fault, FaultKind};
pub use jobs::{FileSpec, JobInfo, JobPatch, JobSpec, Script};
pub use record::RecordedRequest;
pub use schema::Schema;
pub use server::{Server, UnknownServer, Version};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks; state that a panicking thread left behind is still state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
