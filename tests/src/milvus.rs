//! A real Milvus 2.3.5 to test against, and files to import into it.
//!
//! `tests/setup-milvus.sh` unpacks the server from its `PyPI` package; [`Server::start`] runs the binary itself, because
//! the package's own launcher uses fixed ports for the embedded etcd, does not notice a server that died, and leaves the
//! server running when it is killed. Everything is set through the environment, which this server reads for every option.

use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::{NamedTempFile, TempDir};

/// Longest wait for a started server to answer. It takes 2 to 3 seconds on an idle machine with two cores.
const START_LIMIT: Duration = Duration::from_secs(120);
/// Longest wait for a call that the server's components may not be ready for, although its health check says so.
const READY_LIMIT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// Longest wait for one answer of the helper calls.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// The port options of the server's components. All of them listen, so all of them need a free port.
const PORTS: [&str; 9] = [
    "METRICS_PORT", // the management port
    "PROXY_PORT",
    "PROXY_INTERNALPORT",
    "ROOTCOORD_PORT",
    "QUERYCOORD_PORT",
    "QUERYNODE_PORT",
    "INDEXNODE_PORT",
    "DATACOORD_PORT",
    "DATANODE_PORT",
];
/// Without these the components talk to each other over the machine's first network interface.
const ADDRESSES: [&str; 7] =
    ["PROXY_IP", "ROOTCOORD_IP", "QUERYCOORD_IP", "QUERYNODE_IP", "INDEXNODE_IP", "DATACOORD_IP", "DATANODE_IP"];

/// Runs the server until it ends or standard input closes, then removes its files.
///
/// Standard input is a pipe from the test process, so the server ends with it, however it ends; a `Drop` alone would
/// leave the server behind a test that is killed. The server is killed at once: its data is thrown away, and its graceful
/// shutdown does not finish (it still ran 15 seconds after SIGINT and after SIGTERM; the package's launcher kills it
/// after one). Arguments: directory of the binaries, a name for the pid file, the data directory.
const LAUNCH: &str = r#"
exec 3<&0
LD_LIBRARY_PATH="$1" "$1/milvus" run standalone -alias "$2" 3<&- &
server=$!
{ read -r _ <&3; kill -KILL $server; } &
watcher=$!
wait $server
status=$?
kill $watcher
cd / && rm -rf "$3" "/tmp/milvus/server_id_$server" "/run/milvus/standalone-$2.pid" "/tmp/milvus/standalone-$2.pid"
exit $status
"#;

/// Why the server cannot be used. `Debug` shows the text as it is, since that is what a failed test prints.
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self(format!("the real Milvus: {error}"))
    }
}

/// A running Milvus 2.3.5 on free ports, stopped when dropped.
///
/// It cannot be bound to loopback: it listens on all interfaces, whatever address it is given. All calls here, and all
/// calls between its own components, go to 127.0.0.1.
pub struct Server {
    launcher: Child,
    log: NamedTempFile,
    management_port: u16,
    proxy_port: u16,
}

impl Server {
    /// Starts a server with an empty database and waits until it answers.
    ///
    /// # Errors
    ///
    /// When `tests/setup-milvus.sh` has not run, or the server ends or stays unready, then with the end of its log.
    pub fn start() -> Result<Self, Error> {
        let binaries = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(".venv-milvus").join("server/bin");
        if !binaries.join("milvus").exists() {
            return Err(Error("the real Milvus is not installed: run tests/setup-milvus.sh".to_owned()));
        }
        let data = tempfile::Builder::new().prefix("milvus-").tempdir()?;
        let log = NamedTempFile::with_prefix("milvus-log-")?;
        let ports = free_ports()?;
        let [management_port, proxy_port, ..] = ports;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", LAUNCH, "milvus"]).arg(binaries).arg(proxy_port.to_string()).arg(data.path());
        configure(&mut command, &data, &ports)?;
        // A process group of its own, so that Ctrl-C reaches the tests alone and the launcher lives to clean up.
        command.process_group(0).current_dir(data.path());
        command.stdin(Stdio::piped()).stdout(log.reopen()?).stderr(log.reopen()?);
        let launcher = command.spawn()?;
        // From here on the launcher removes the data.
        let _: PathBuf = data.keep();
        let mut server = Self { launcher, log, management_port, proxy_port };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// The address of the management port, which has the import routes.
    pub fn management_uri(&self) -> String {
        format!("http://127.0.0.1:{}", self.management_port)
    }

    /// The address of the proxy, which has every other route and, on this server, no import route.
    pub fn proxy_uri(&self) -> String {
        format!("http://127.0.0.1:{}", self.proxy_port)
    }

    /// Makes a collection whose rows are `{"vector": [..]}`: the server makes their ids.
    ///
    /// # Errors
    ///
    /// When the server refuses, with its answer.
    pub fn create_collection(&self, name: &str, dimension: usize) -> Result<(), Error> {
        let body = format!(r#"{{"collectionName":"{name}","dimension":{dimension}}}"#);
        let deadline = Instant::now() + READY_LIMIT;
        loop {
            match request(self.proxy_port, "POST", "/v1/vector/collections/create", &body) {
                Ok(answer) if answer.ends_with(r#"{"code":200,"data":{}}"#) => return Ok(()),
                _ if Instant::now() < deadline => sleep(POLL_INTERVAL),
                answer => return Err(self.error(&format!("does not make the collection {name}: {answer:?}"))),
            }
        }
    }

    /// Stops the server and removes its files, as dropping it does.
    pub fn stop(self) {}

    fn wait_until_ready(&mut self) -> Result<(), Error> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            let ready = request(self.management_port, "GET", "/healthz", "").is_ok_and(|answer| answer.ends_with("OK"))
                && request(self.management_port, "GET", "/api/v1/import/tasks", "")
                    .is_ok_and(|answer| answer.ends_with(r#"{"status":{}}"#));
            if ready {
                return Ok(());
            }
            if let Some(status) = self.launcher.try_wait()? {
                return Err(self.error(&format!("ended at its start ({status})")));
            }
            if Instant::now() >= deadline {
                return Err(self.error(&format!("was not ready after {} seconds", START_LIMIT.as_secs())));
            }
            sleep(POLL_INTERVAL);
        }
    }

    /// An error that says what happened and shows the end of the server's log.
    fn error(&self, what: &str) -> Error {
        let log = fs::read(self.log.path()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines.get(lines.len().saturating_sub(30)..).unwrap_or_default();
        let mut text = format!("the real Milvus {what}; the end of its log:");
        for line in tail {
            let _ = write!(text, "\n  {}", line.chars().take(300).collect::<String>());
        }
        Error(text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.launcher.stdin.take());
        // Ends soon: the launcher sends SIGKILL and removes files.
        let _ = self.launcher.wait();
    }
}

/// Sets every option through the environment, and nothing else is in it: any variable may be an option.
fn configure(command: &mut Command, data: &TempDir, ports: &[u16; PORTS.len()]) -> io::Result<()> {
    let data = data.path();
    // The server reads its own log settings from a file in its configuration directory and will not start without one.
    fs::write(data.join("glog.conf"), "--minloglevel=2\n--log_dir=.\n")?;
    // The embedded etcd listens on sockets in the data directory. Its other addresses are names that nothing connects to.
    let etcd = data.join("etcd.yaml");
    fs::write(
        &etcd,
        "listen-client-urls: unix://client:1\n\
         advertise-client-urls: unix://client:1\n\
         listen-peer-urls: unix://peer:1\n\
         initial-advertise-peer-urls: http://127.0.0.1:1\n\
         initial-cluster: default=http://127.0.0.1:1\n",
    )?;
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.envs(PORTS.into_iter().zip(ports.iter().map(u16::to_string)));
    command.envs(ADDRESSES.map(|name| (name, "127.0.0.1")));
    command.envs([("DEPLOY_MODE", "STANDALONE"), ("COMMON_STORAGETYPE", "local"), ("MQ_TYPE", "rocksmq")]);
    command.envs([("ETCD_USE_EMBED", "true"), ("PROXY_HTTP_ENABLED", "true")]);
    command.env("ETCD_CONFIG_PATH", etcd).env("ETCD_DATA_DIR", data.join("etcd")).env("MILVUSCONF", data);
    command.env("LOCALSTORAGE_PATH", data.join("storage")).env("ROCKSMQ_PATH", data.join("rocksmq"));
    Ok(())
}

/// Ports that nobody listens on, below those that systems give to outgoing connections: the server's own connections
/// to itself could otherwise take a port that one of its components is about to listen on.
fn free_ports() -> io::Result<[u16; PORTS.len()]> {
    let mut listeners = Vec::new();
    let mut ports = [0; PORTS.len()];
    for port in &mut ports {
        let listener = (0..100)
            .find_map(|_| TcpListener::bind((Ipv4Addr::UNSPECIFIED, fastrand::u16(20_000..32_000))).ok())
            .ok_or_else(|| io::Error::other("no free port between 20000 and 32000"))?;
        *port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(ports)
}

/// One HTTP request to the server; the answer is the whole response, headers and body.
fn request(port: u16, method: &str, path: &str, body: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ANSWER_LIMIT)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    let length = body.len();
    // HTTP/1.0: the answer is not chunked and ends with the connection.
    write!(stream, "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{body}")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Writes a JSON file that a collection of four dimensions takes, see [`Server::create_collection`].
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_rows(path: &Path, rows: usize) -> io::Result<()> {
    write_file(path, rows, |_| String::new())
}

/// Writes a JSON file that the same collection refuses: its rows carry an `id`, which the server wants to make itself.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_rows_with_ids(path: &Path, rows: usize) -> io::Result<()> {
    write_file(path, rows, |row| format!(r#""id":{row},"#))
}

fn write_file(path: &Path, rows: usize, id: impl Fn(usize) -> String) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(br#"{"rows":["#)?;
    for row in 0..rows {
        let comma = if row == 0 { "" } else { "," };
        let [a, b, c, d] = [7, 11, 13, 17].map(|factor| row * factor % 1000);
        write!(file, r#"{comma}{{{}"vector":[0.{a:03},0.{b:03},0.{c:03},0.{d:03}]}}"#, id(row))?;
    }
    file.write_all(b"]}\n")?;
    file.flush()
}
