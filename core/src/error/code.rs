//! The one table of error codes, which every language's is written from.

use std::fmt;

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal,)+) => {
        /// What kind of failure an [`Error`](crate::Error) is. The numbers are stable and leave room in each block.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum ErrorCode { $($(#[doc = $doc])+ $name = $number,)+ }

        impl ErrorCode {
            /// Every code, in the order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code's name, the same in every language.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// What it means.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_start(),)+ }
            }
        }
    };
}

error_codes! {
    /// An argument was refused, here or by the server; sending it again cannot help.
    InvalidArgument = 100,
    /// The server, its version or its API generation has no such operation.
    Unsupported = 101,
    /// The token is missing or wrong.
    Unauthenticated = 200,
    /// The token is good, but not for this.
    PermissionDenied = 201,
    /// The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours).
    JobNotFound = 300,
    /// The collection, database or cluster does not exist.
    NotFound = 301,
    /// Rate limit or too many jobs: wait and try again.
    Busy = 400,
    /// The server is starting, or a part of it cannot be reached.
    Unavailable = 401,
    /// No answer within the time limit, the server's or ours; or a wait's deadline passed.
    Timeout = 402,
    /// Any other failure that the server reported.
    ServerError = 403,
    /// No connection could be made, or it broke before the answer was complete.
    Connect = 500,
    /// The TLS handshake failed: wrong certificate authority, host name or expired certificate.
    Tls = 501,
    /// The server answered with a redirect, which is never followed.
    Redirected = 502,
    /// The answer is not one that any known server gives, such as a proxy's HTML page.
    UnexpectedResponse = 503,
    /// The answer is above the size limit.
    ResponseTooLarge = 504,
    /// A followed import ended as Failed or Canceled; the error carries its last progress.
    ImportFailed = 600,
    /// A followed import changed nothing for as long as the stall timeout.
    Stalled = 601,
    /// A followed import was seen in flight and is now unknown to the server.
    Vanished = 602,
    /// The caller cancelled the call.
    Cancelled = 603,
    /// The ledger of `import_many` cannot be read or written, or another process has it: no further job is started.
    LedgerUnusable = 700,
    /// A fault in this library.
    Internal = 900,
}

impl ErrorCode {
    /// The code's stable number.
    pub fn number(self) -> i32 {
        self as i32
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
