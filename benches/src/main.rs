//! Side-by-side benchmarks of milvus-import: CPU per call against a raw socket and against its peers.
//!
//! ```text
//! cargo run --release -p milvus-import-benches               everything, some minutes
//! cargo run --release -p milvus-import-benches -- --smoke    a few calls of each: does it work?
//! … -- --only TLS                                            scenarios whose name contains this
//! … -- --rounds 15                                           default 7, at least 5 for a figure to quote
//! … --features libcurl-tls                                   libcurl over TLS too; needs OpenSSL's headers
//! benches/python/run.sh, benches/node/run.sh, …              clients of other languages, with the same options
//! ```
//!
//! The server is a second process on its own core. What counts is the CPU time of the client process per call, as a ratio
//! to the batches of raw-socket calls just before and after: see [`measure`]. A busy machine still moves a ratio by a
//! fifth, because the floor is nearly all kernel time: quote figures of several runs on an idle one. For the start of the
//! command line build `milvus-import-cli` in the same profile first.

mod answer;
mod clients;
mod machine;
mod measure;
mod options;
mod report;
mod scenarios;
mod server;
mod tls;
mod wire;
mod workers;

use std::process::ExitCode;

use options::Options;
use server::Server;

/// Benchmarks only ever end with a line of text, so any error will do.
pub(crate) type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [serve, core] if serve == "serve" => core.parse().map_err(Into::into).and_then(server::serve),
        _ => benchmark(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn benchmark(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    match options::run_in_clean_environment(arguments)? {
        None => {}
        Some(0) => return Ok(()),
        Some(code) => return Err(format!("the run in a clean environment ended with code {code}").into()),
    }
    let (server_core, client_core) = machine::cores()?;
    let server = Server::start(server_core)?;
    machine::pin(client_core)?;
    println!("server on core {server_core}, clients on core {client_core}");
    if let Some(language) = options.language {
        return workers::run(language, &server, &options);
    }
    println!("milvus-import reads the summary of each answer; its peers only collect the bytes");
    let mut goals = Vec::new();
    for scenario in scenarios::all(&server) {
        if !scenario.title.contains(&options.only) {
            continue;
        }
        let report = (scenario.run)(&options).map_err(|error| format!("{}: {error}", scenario.title))?;
        if options.smoke {
            println!("ok  {}", scenario.title);
        } else {
            println!("\n{}", scenario.title);
            report.print();
            goals.extend(report.goals);
        }
    }
    report::print_goals(&goals);
    Ok(())
}
