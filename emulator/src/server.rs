//! Which server the emulator plays, and what that release does differently.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A server to play. Parse it from a name such as `milvus-2.4.0` or `zilliz-v2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Open-source Milvus: the management port in 2.3, the v2 REST API from 2.4 on.
    Milvus(Version),
    /// Zilliz Cloud's first control-plane API.
    ZillizV1,
    /// Zilliz Cloud's current API.
    ZillizV2,
}

impl Server {
    /// The names without a patch, which stand for the newest one.
    pub const NAMES: [&str; 7] =
        ["milvus-2.3", "milvus-2.4", "milvus-2.5", "milvus-2.6", "milvus-3.0", "zilliz-v1", "zilliz-v2"];
}

impl Default for Server {
    /// The newest release of Milvus 2.6.
    fn default() -> Self {
        Self::Milvus(Version { line: (2, 6), patch: None })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Milvus(version) => write!(f, "milvus-{version}"),
            Self::ZillizV1 => f.write_str("zilliz-v1"),
            Self::ZillizV2 => f.write_str("zilliz-v2"),
        }
    }
}

/// A name that is no server; its text lists the names that are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown server `{0}`: use milvus-2.3, milvus-2.4, milvus-2.5, milvus-2.6 or milvus-3.0 \
     (the newest patch, or a given one as in milvus-2.4.0), zilliz-v1 or zilliz-v2"
)]
pub struct UnknownServer(String);

impl FromStr for Server {
    type Err = UnknownServer;

    fn from_str(name: &str) -> Result<Self, UnknownServer> {
        match name {
            "zilliz-v1" => Ok(Self::ZillizV1),
            "zilliz-v2" => Ok(Self::ZillizV2),
            _ => name
                .strip_prefix("milvus-")
                .and_then(Version::parse)
                .map(Self::Milvus)
                .ok_or_else(|| UnknownServer(name.to_owned())),
        }
    }
}

/// A Milvus release: a line such as 2.6, and a patch, or the newest patch of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    line: (u16, u16),
    patch: Option<u16>,
}

const LINES: [(u16, u16); 5] = [(2, 3), (2, 4), (2, 5), (2, 6), (3, 0)];

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse::<u16>);
        let line = (parts.next()?.ok()?, parts.next()?.ok()?);
        let patch = parts.next().transpose().ok()?;
        (parts.next().is_none() && LINES.contains(&line)).then_some(Self { line, patch })
    }

    /// Whether this is `major.minor.patch` or later.
    fn since(self, major: u16, minor: u16, patch: u16) -> bool {
        match self.line.cmp(&(major, minor)) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => self.patch.is_none_or(|own| own >= patch),
        }
    }

    /// The import API lives on the management port, with another protocol.
    pub(crate) fn is_management_port(self) -> bool {
        self.line == (2, 3)
    }

    pub(crate) fn is_2_4(self) -> bool {
        self.line == (2, 4)
    }

    pub(crate) fn has_describe(self) -> bool {
        self.since(2, 4, 13)
    }

    /// Commit, abort, and the states between loading and done.
    pub(crate) fn has_commit(self) -> bool {
        self.since(3, 0, 0)
    }

    pub(crate) fn success_code(self) -> i64 {
        if self.since(2, 4, 3) { 0 } else { 200 }
    }

    /// `id:… paths:"…"` rather than `[…]`, as in the documentation's answer of code 200.
    pub(crate) fn has_old_file_names(self) -> bool {
        !self.since(2, 4, 3)
    }

    pub(crate) fn has_create_time(self) -> bool {
        self.since(2, 6, 5)
    }

    /// RBAC goes by the job's own collection, and a list leaves out what the caller may not see. Before, both asked for the
    /// right to import into every collection.
    pub(crate) fn checks_rights_by_job(self) -> bool {
        self.since(2, 6, 7)
    }

    /// Unknown jobs are 2101 and bad ids 1100; both were 2100 before. 2.6.18 is the first release that was seen to do so.
    pub(crate) fn has_fine_codes(self) -> bool {
        self.since(2, 6, 18)
    }

    /// Another JSON decoder, which looks for the end of the first value before it reads it.
    pub(crate) fn finds_extent_first(self) -> bool {
        self.since(3, 0, 0)
    }

    /// `X-Content-Type-Options` is on every answer; 2.6.18 is the first release that was seen to send it.
    pub(crate) fn forbids_sniffing(self) -> bool {
        self.since(2, 6, 18)
    }

    /// Types in `collections/describe` have their sizes behind them, `FloatVector(8)`, as on the older API.
    pub(crate) fn has_sized_types(self) -> bool {
        !self.since(2, 4, 3)
    }

    /// Functions, and fields that are nullable or have defaults.
    pub(crate) fn has_functions(self) -> bool {
        self.since(2, 5, 0)
    }

    /// Arrays of structs are shown; 2.6 has them as well.
    pub(crate) fn shows_structs(self) -> bool {
        self.since(3, 0, 0)
    }

    pub(crate) fn has_csv(self) -> bool {
        self.since(2, 5, 0)
    }

    /// `.jsonl` and `.ndjson`; 2.6.18 is the first release that was seen to take them.
    pub(crate) fn has_json_lines(self) -> bool {
        self.since(2, 6, 18)
    }

    /// So many jobs at once, and no more.
    pub(crate) fn has_job_limit(self) -> bool {
        self.since(2, 5, 0)
    }

    /// A new job goes through the streaming service, which wraps refusals in words of its own.
    pub(crate) fn broadcasts_imports(self) -> bool {
        self.since(2, 6, 0)
    }

    /// A `Request-Timeout` sticks to its route for the callers that follow.
    pub(crate) fn keeps_timeouts(self) -> bool {
        !self.since(2, 5, 10)
    }

    /// A `Request-Timeout` that is no integer is an error rather than ignored.
    pub(crate) fn refuses_bad_timeouts(self) -> bool {
        self.since(3, 0, 0)
    }

    pub(crate) fn has_text_timeout(self) -> bool {
        !self.since(2, 5, 4)
    }

    pub(crate) fn has_idempotency(self) -> bool {
        match self.line {
            (3, 0) => self.since(3, 0, 2),
            _ => self.since(2, 6, 24),
        }
    }

    /// How long a finished job is remembered. The long memory came with the idempotency keys.
    pub(crate) fn retention(self) -> Duration {
        Duration::from_secs(3600 * if self.has_idempotency() { 48 } else { 3 })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.line.0, self.line.1)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_bad_ones_list_the_good_ones() {
        assert_eq!(Server::NAMES.len(), LINES.len() + 2);
        for name in Server::NAMES.into_iter().chain(["milvus-2.4.0", "milvus-3.0.1"]) {
            assert_eq!(name.parse::<Server>().unwrap().to_string(), name);
        }
        for name in ["milvus", "milvus-2.7", "milvus-2.6.x", "milvus-2.6.1.2", "", "zilliz"] {
            let error = name.parse::<Server>().unwrap_err().to_string();
            assert!(error.contains("milvus-3.0") && error.contains("zilliz-v2"), "{error}");
        }
    }

    #[test]
    fn a_line_without_a_patch_is_its_newest_patch() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("2.6").has_idempotency() && !version("2.6.23").has_idempotency());
        assert!(version("3.0").has_idempotency() && !version("3.0.1").has_idempotency());
        assert!(version("2.4").has_describe() && !version("2.4.12").has_describe());
        assert_eq!(version("2.4.2").success_code(), 200);
        assert_eq!(version("2.4.3").success_code(), 0);
    }
}
