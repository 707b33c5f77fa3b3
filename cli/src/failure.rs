//! Why a command ended without success, and the exit code that says so.

use std::io;

use milvus_import::{Error, ErrorCode};

/// The import failed or was cancelled.
pub(crate) const IMPORT_FAILED: u8 = 1;
/// The command line or an argument is wrong.
pub(crate) const USAGE: u8 = 2;
/// Results or the ledger cannot be written, to a full disk say: nothing about the import.
pub(crate) const UNWRITTEN: u8 = 6;
/// The program that reads stdout is gone; what a shell reports for one that died of SIGPIPE.
pub(crate) const CLOSED: u8 = 141;
/// Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ended without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error to be shown.
    Error(Error),
    /// What happened has been printed as a result; only the exit code is left to say.
    Shown(u8),
    /// stdout takes no more.
    Unwritten(io::Error),
    /// Nobody reads stdout any more.
    Closed,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Failure {
    /// A failure to write to stdout.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Unwritten(error)
    }
}

impl Failure {
    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Error(error) => exit_code(error.code()),
            Self::Shown(code) => *code,
            Self::Unwritten(_) => UNWRITTEN,
            Self::Closed => CLOSED,
        }
    }
}

fn exit_code(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::ImportFailed => IMPORT_FAILED,
        ErrorCode::InvalidArgument => USAGE,
        ErrorCode::JobNotFound | ErrorCode::NotFound | ErrorCode::Vanished => 3,
        ErrorCode::Timeout | ErrorCode::Stalled => 4,
        ErrorCode::Cancelled => INTERRUPTED,
        ErrorCode::LedgerUnusable => UNWRITTEN,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_the_table_has_its_exit_code() {
        let of = |wanted| -> Vec<_> {
            ErrorCode::ALL.iter().filter(|code| exit_code(**code) == wanted).map(|code| code.as_str()).collect()
        };
        assert_eq!(of(1), ["ImportFailed"]);
        assert_eq!(of(2), ["InvalidArgument"]);
        assert_eq!(of(3), ["JobNotFound", "NotFound", "Vanished"]);
        assert_eq!(of(4), ["Timeout", "Stalled"]);
        assert_eq!(of(6), ["LedgerUnusable"]);
        assert_eq!(of(130), ["Cancelled"]);
        assert!(of(0).is_empty());
    }

    #[test]
    fn a_closed_stdout_is_no_error_to_show() {
        assert!(matches!(Failure::from(io::Error::from(io::ErrorKind::BrokenPipe)), Failure::Closed));
        assert_eq!(Failure::from(io::Error::from(io::ErrorKind::StorageFull)).exit_code(), UNWRITTEN);
    }
}
