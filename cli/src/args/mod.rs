//! The command line: what a person can type, and what `--help` says about it.
#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the doc comments are shown in a terminal, which has no Markdown"
)]

mod check;
mod connection;
mod start;
mod storage;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::str::FromStr as _;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use milvus_import::JobState;
use milvus_import_emulator::Server;

pub(crate) use check::{Check, SchemaSource};
use connection::CONNECTION;
pub(crate) use connection::Connection;
pub(crate) use start::{Many, Start};
pub(crate) use storage::{Load, Upload};

const TOP_EXAMPLES: &str = "\
Examples:
  milvus-import demo                                  see it work, no server needed
  milvus-import wait 448761313698322011 --uri http://localhost:19530
  milvus-import progress 448761313698322011 --json
  milvus-import start --collection docs --wait data/1.parquet

Exit codes: 0 success, 1 the import failed, 2 usage, 3 not found, 4 timeout or stalled,
5 the server cannot be reached or refused, 6 stdout or the ledger cannot be written, 130 interrupted.";

/// Start bulk imports of Milvus and Zilliz Cloud, and follow them to their end.
#[derive(Parser)]
#[command(name = "milvus-import", version, after_help = TOP_EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes, before or after its name.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Global {
    /// Print one JSON object per line; an error too is one, on stdout
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Show every file of a job: on each line of JSON, where only the last line of `wait` has them, and beyond 20 as text
    #[arg(long, global = true, overrides_with = "no_details")]
    pub(crate) details: bool,
    /// Leave the files of a job out
    #[arg(long, global = true)]
    pub(crate) no_details: bool,
    /// Show no progress and no hints: results and errors alone
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Colour; auto has it on terminals, and none where NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// When to write in colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show how far an import is
    #[command(after_help = "Examples:
  milvus-import progress 448761313698322011
  milvus-import progress 448761313698322011 --json | jq .imported_rows

Exits 1 when the import failed or was cancelled.")]
    Progress(Job),
    /// Follow imports to their ends
    #[command(after_help = "Examples:
  milvus-import wait 448761313698322011
  milvus-import wait 448761313698322011 448761313698322012
  milvus-import wait --collection docs
  milvus-import wait @ids.txt --fail-fast
  milvus-import wait 448761313698322011 --timeout 2h --stall-timeout 15m
  milvus-import wait 448761313698322011 --json | jq -r .state

On a terminal that is not a dumb one a bar is drawn on stderr. Otherwise a line on stdout tells of each phase and of every 5 %, at most one of
those a second, and the last line is the end. With --json each change of the summary is a line, and the last one has the
files too. With --quiet the exit code alone tells the end, or with --json the last line.
An Uncommitted job ends the wait with success: someone has to commit it.
Many imports are followed by lists, with at most ten requests a second. Exits 1 when one of them failed or vanished.")]
    Wait(Wait),
    /// List imports
    #[command(after_help = "Examples:
  milvus-import list --collection docs
  milvus-import list --state Failed --limit 10
  milvus-import list --state Failed --json | jq -r .job_id")]
    List(List),
    /// Start an import, and print its job id
    #[command(after_help = "Examples:
  milvus-import start --collection docs data/1.parquet data/2.parquet
  milvus-import start --collection docs --file-set ids.npy,vectors.npy --option timeout=300s --wait
  milvus-import start --collection docs --cluster-id in03-xxxx --object-urls s3://bucket/docs/ \\
      --access-key AKIA... --secret-key-file key.txt
  milvus-import start --collection docs --ledger import.jsonl --files-per-job 16 @files.txt

FILES are paths in the storage that the server reads, not on this machine. The first line is the job's id; with --wait
the next one is the end, unless --quiet is given. Many files are told of as `wait` tells of many imports: a line a change,
and exit code 1 when one file was not imported.")]
    Start(Box<Start>),
    /// Say before the start what the server would refuse, lose or alter
    #[command(after_help = "Examples:
  milvus-import check --collection books books/*.parquet
  milvus-import check --collection books --rows all books.parquet
  milvus-import check --schema schema.json --server 2.5.27 --json books.json
  milvus-import check --collection books --storage s3://a-bucket imports/books/1.parquet

Errors are what the server refuses, warnings what it loses or alters without a word, or what some of the releases that it may
be refuse. Exits 1 when there is an error. No finding does not mean that the import will succeed: it says what was looked at.")]
    Check(Box<Check>),
    /// Put files of this machine where the server reads them
    #[command(after_help = "Examples:
  milvus-import upload --storage s3://a-bucket/imports --prefix books books/*.parquet
  milvus-import upload --storage file:///var/lib/milvus/imports --state upload.jsonl books.parquet
  milvus-import upload --storage s3://a-bucket *.parquet | milvus-import start --collection books --files-per-job 16 -

Prints the path of each file as the server is to be told it. A file that is there with the same bytes is not sent again.
Keys and endpoints come from the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, for MinIO and its
like, AWS_ENDPOINT_URL (and AWS_ALLOW_HTTP=true for http:// that leaves this machine); GOOGLE_APPLICATION_CREDENTIALS;
AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY.")]
    Upload(Upload),
    /// Check files, put them where the server reads them, import them, and compare the rows
    #[command(after_help = "Examples:
  milvus-import load --collection books --storage s3://a-bucket/imports --ledger books.jsonl books/*.parquet
  milvus-import load --collection books --storage s3://a-bucket/imports --dry-run books/*.parquet
  milvus-import load --collection books --storage file:///var/lib/milvus/imports --schema schema.json books.parquet

Nothing is sent and no import is started when the check finds an error. With --ledger the same command goes on where it
ended, at whatever step: what was sent is kept beside it, in FILE.upload. Keys and endpoints come from the environment, see
`milvus-import upload --help`. Exits 1 when the check finds an error, an import fails, or the rows differ.")]
    Load(Box<Load>),
    /// Make the rows of an Uncommitted import visible (Milvus 3.0)
    #[command(after_help = "Example:\n  milvus-import commit 448761313698322011")]
    Commit(Job),
    /// Throw the rows of an Uncommitted import away (Milvus 3.0)
    #[command(after_help = "Example:\n  milvus-import abort 448761313698322011\n\nOn a terminal it asks first.")]
    Abort(Abort),
    /// Ask Zilliz Cloud about a job of any kind
    #[command(after_help = "Example:\n  milvus-import describe job-0123456789 --cluster-id in03-xxxx")]
    Describe(Job),
    /// Show what a collection holds
    #[command(after_help = "Examples:
  milvus-import describe-collection docs
  milvus-import describe-collection docs --json > schema.json

With --json it is the server's own description, a schema file.
A collection of Zilliz Cloud is on its cluster: give the cluster's own endpoint as --uri, with --api milvus-v2.")]
    DescribeCollection(DescribeCollection),
    /// Say what a server's reason for a failed import means, and what to do
    #[command(after_help = "Examples:
  milvus-import explain \"value of field is missed: 'id'\"
  milvus-import explain 80%                           what the server does at a percentage

Exits 1 for a reason that is not known.")]
    Explain {
        /// The reason as the server gave it, or a percentage at which a job stands
        #[arg(required = true, value_name = "TEXT")]
        reason: Vec<String>,
    },
    /// Run an import service to test against
    #[command(after_help = "Examples:
  milvus-import emulator                              prints its address as the first line
  milvus-import emulator --server milvus-2.4.0 --port 19530 --speed 10
  milvus-import emulator --server zilliz-v2 --token secret
  milvus-import emulator --collection docs --collection db2/docs2:p1,p2
  milvus-import emulator --token root:Milvus --user bob:Milvus=docs
  milvus-import emulator --server milvus-2.6.18 --schema docs.json --storage data
                                                      docs.json is what collections/describe answers

With --storage and a schema the files of an import are read below that folder, and an import fails as it would in that release, in its
words. Otherwise files that exist on this machine are looked at to count their rows. Requests are logged on stderr. Ctrl-C ends it.")]
    Emulator(Emulator),
    /// Import two real files into an embedded emulator, then one that fails
    #[command(after_help = "Example:\n  milvus-import demo")]
    Demo,
    /// Print a completion script for a shell
    #[command(after_help = "Examples:
  milvus-import completions bash > ~/.local/share/bash-completion/completions/milvus-import
  milvus-import completions zsh > ~/.zfunc/_milvus-import      in a folder of $fpath
  milvus-import completions fish > ~/.config/fish/completions/milvus-import.fish")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// One job.
#[derive(Args)]
pub(crate) struct Job {
    /// The import job's id
    #[arg(value_name = "ID")]
    pub(crate) job_id: String,
}

/// Jobs to follow.
#[derive(Args)]
pub(crate) struct Wait {
    /// The import jobs' ids; @FILE reads them from a file, a line each, and - from stdin
    #[arg(value_name = "ID", required_unless_present = "collection")]
    pub(crate) job_ids: Vec<String>,
    /// All imports into this collection that have not ended, and those that are started meanwhile
    #[arg(long, value_name = "NAME", conflicts_with = "job_ids")]
    pub(crate) collection: Option<String>,
    /// Stop at the first import that fails; the others go on in the server
    #[arg(long)]
    pub(crate) fail_fast: bool,
}

/// One job to throw away.
#[derive(Args)]
pub(crate) struct Abort {
    #[command(flatten)]
    pub(crate) job: Job,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Which collection to describe; --db names its database.
#[derive(Args)]
pub(crate) struct DescribeCollection {
    /// The collection, or an alias of it
    #[arg(value_name = "NAME")]
    pub(crate) collection: String,
}

/// Which jobs to list.
#[derive(Args)]
pub(crate) struct List {
    /// Only imports into this collection (Milvus)
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Option<String>,
    /// Only imports in this state; may be repeated
    #[arg(long, value_parser = state_parser())]
    pub(crate) state: Vec<JobState>,
    /// Only so many: those that were started last on Milvus, the first of its own order on Zilliz Cloud
    #[arg(long, value_name = "COUNT")]
    pub(crate) limit: Option<usize>,
}

fn state_parser() -> impl TypedValueParser<Value = JobState> {
    let known = JobState::ALL.iter().filter(|state| **state != JobState::Unknown);
    PossibleValuesParser::new(known.map(|state| state.as_str())).try_map(|name| {
        let found = JobState::ALL.iter().copied().find(|state| state.as_str() == name);
        found.ok_or("no state")
    })
}

/// How the emulator runs.
#[derive(Args)]
pub(crate) struct Emulator {
    /// Port to listen on, on loopback only; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Server to play, or a patch of it such as milvus-2.4.0
    #[arg(long, value_name = "NAME", default_value_t = Server::default(), value_parser = Servers)]
    pub(crate) server: Server,
    /// How fast its clock runs; 10 is ten times as fast as a real server's
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = speed)]
    pub(crate) speed: f64,
    /// How many jobs may be in flight at once, instead of the server's own limit
    #[arg(long, value_name = "NUMBER")]
    pub(crate) job_limit: Option<usize>,
    /// How many requests a second it takes from one token at one endpoint before it answers 429 (zilliz-v1, zilliz-v2)
    #[arg(long, value_name = "NUMBER")]
    pub(crate) request_rate: Option<u32>,
    /// Token that callers must send, and which may do everything; without it everybody may call
    #[arg(long)]
    pub(crate) token: Option<String>,
    /// A user beside the token's (Milvus), and what it may import into: NAME:PASSWORD=COLLECTION,…; may be repeated
    #[arg(long, value_name = "USER")]
    pub(crate) user: Vec<String>,
    /// A collection that exists, [DATABASE/]NAME[:PARTITION,…]; from the first one on, others are unknown; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Vec<String>,
    /// A collection that exists and has a partition key; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) partition_key_collection: Vec<String>,
    /// A collection that exists and has a schema: a file with what `collections/describe` answers, or a folder of such
    /// files; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Vec<PathBuf>,
    /// The folder that is the server's bucket: files are read below it, for collections with a schema, and refused where
    /// that release of Milvus refuses them
    #[arg(long, value_name = "DIR")]
    pub(crate) storage: Option<PathBuf>,
    /// A database that exists beside `default` and those of collections; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) database: Vec<String>,
}

/// Reads every server's name, and offers those without a patch.
#[derive(Clone)]
struct Servers;

impl TypedValueParser for Servers {
    type Value = Server;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<Server, clap::Error> {
        Server::from_str.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Server::NAMES.into_iter().map(PossibleValue::new)))
    }
}

fn speed(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().ok().filter(|factor| factor.is_finite() && (0.0..=1e6).contains(factor));
    factor.ok_or_else(|| "a number from 0 (stopped) to 1000000".to_owned())
}

/// The whole command line. Commands that reach no server of the caller's do not show how to reach one.
pub(crate) fn command() -> clap::Command {
    let command = Cli::command();
    let about_server = |arg: &&Arg| arg.get_help_heading() == Some(CONNECTION);
    let hidden: Vec<_> = command.get_arguments().filter(about_server).map(|arg| arg.clone().hide(true)).collect();
    ["explain", "upload", "emulator", "demo", "completions"].into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |subcommand| {
            let own: Vec<_> = subcommand.get_arguments().map(|arg| arg.get_id().clone()).collect();
            subcommand.args(hidden.iter().filter(|arg| !own.contains(arg.get_id())))
        })
    })
}
