//! What calls return.

use std::ffi::{CStr, c_char};

use milvus_import::ErrorCode;

use crate::boundary::answer;

macro_rules! names {
    ($($status:ident => $name:literal,)+) => {
        fn name(status: i32) -> &'static CStr {
            $(if status == mvi_status::$status as i32 { return $name; })+
            c""
        }
    };
}

/// What a call returns. The numbers are stable, and leave room in each block: treat one that you do not know by its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum mvi_status {
    /// Done.
    MVI_OK = 0,
    /// An argument was refused, here or by the server; sending it again cannot help.
    MVI_INVALID_ARGUMENT = 100,
    /// The server, its version or its API generation has no such operation.
    MVI_UNSUPPORTED = 101,
    /// The token is missing or wrong.
    MVI_UNAUTHENTICATED = 200,
    /// The token is good, but not for this.
    MVI_PERMISSION_DENIED = 201,
    /// The server knows no such import job (any more: finished jobs are forgotten after 3 to 48 hours).
    MVI_JOB_NOT_FOUND = 300,
    /// The collection, database or cluster does not exist.
    MVI_NOT_FOUND = 301,
    /// Rate limit or too many jobs: wait and try again.
    MVI_BUSY = 400,
    /// The server is starting, or a part of it cannot be reached.
    MVI_UNAVAILABLE = 401,
    /// No answer within the time limit, the server's or ours; or a wait's deadline passed.
    MVI_TIMEOUT = 402,
    /// Any other failure that the server reported.
    MVI_SERVER_ERROR = 403,
    /// No connection could be made, or it broke before the answer was complete.
    MVI_CONNECT = 500,
    /// The TLS handshake failed: wrong certificate authority, host name or expired certificate.
    MVI_TLS = 501,
    /// The server answered with a redirect, which is never followed.
    MVI_REDIRECTED = 502,
    /// The answer is not one that any known server gives, such as a proxy's HTML page.
    MVI_UNEXPECTED_RESPONSE = 503,
    /// The answer is above the size limit.
    MVI_RESPONSE_TOO_LARGE = 504,
    /// A followed import ended as Failed or Canceled; the error carries its last progress.
    MVI_IMPORT_FAILED = 600,
    /// A followed import changed nothing for as long as the stall timeout.
    MVI_STALLED = 601,
    /// A followed import was seen in flight and is now unknown to the server.
    MVI_VANISHED = 602,
    /// The caller cancelled the call.
    MVI_CANCELLED = 603,
    /// A fault in this library.
    MVI_INTERNAL = 900,
}

names! {
    MVI_OK => c"Ok",
    MVI_INVALID_ARGUMENT => c"InvalidArgument",
    MVI_UNSUPPORTED => c"Unsupported",
    MVI_UNAUTHENTICATED => c"Unauthenticated",
    MVI_PERMISSION_DENIED => c"PermissionDenied",
    MVI_JOB_NOT_FOUND => c"JobNotFound",
    MVI_NOT_FOUND => c"NotFound",
    MVI_BUSY => c"Busy",
    MVI_UNAVAILABLE => c"Unavailable",
    MVI_TIMEOUT => c"Timeout",
    MVI_SERVER_ERROR => c"ServerError",
    MVI_CONNECT => c"Connect",
    MVI_TLS => c"Tls",
    MVI_REDIRECTED => c"Redirected",
    MVI_UNEXPECTED_RESPONSE => c"UnexpectedResponse",
    MVI_RESPONSE_TOO_LARGE => c"ResponseTooLarge",
    MVI_IMPORT_FAILED => c"ImportFailed",
    MVI_STALLED => c"Stalled",
    MVI_VANISHED => c"Vanished",
    MVI_CANCELLED => c"Cancelled",
    MVI_INTERNAL => c"Internal",
}

/// A status by its name, the same in every language, such as `"JobNotFound"`; empty for a number that is none. Static:
/// never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_status_name(status: i32) -> *const c_char {
    answer(c"".as_ptr(), || name(status).as_ptr())
}

impl From<ErrorCode> for mvi_status {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::InvalidArgument => Self::MVI_INVALID_ARGUMENT,
            ErrorCode::Unsupported => Self::MVI_UNSUPPORTED,
            ErrorCode::Unauthenticated => Self::MVI_UNAUTHENTICATED,
            ErrorCode::PermissionDenied => Self::MVI_PERMISSION_DENIED,
            ErrorCode::JobNotFound => Self::MVI_JOB_NOT_FOUND,
            ErrorCode::NotFound => Self::MVI_NOT_FOUND,
            ErrorCode::Busy => Self::MVI_BUSY,
            ErrorCode::Unavailable => Self::MVI_UNAVAILABLE,
            ErrorCode::Timeout => Self::MVI_TIMEOUT,
            ErrorCode::ServerError => Self::MVI_SERVER_ERROR,
            ErrorCode::Connect => Self::MVI_CONNECT,
            ErrorCode::Tls => Self::MVI_TLS,
            ErrorCode::Redirected => Self::MVI_REDIRECTED,
            ErrorCode::UnexpectedResponse => Self::MVI_UNEXPECTED_RESPONSE,
            ErrorCode::ResponseTooLarge => Self::MVI_RESPONSE_TOO_LARGE,
            ErrorCode::ImportFailed => Self::MVI_IMPORT_FAILED,
            ErrorCode::Stalled => Self::MVI_STALLED,
            ErrorCode::Vanished => Self::MVI_VANISHED,
            ErrorCode::Cancelled => Self::MVI_CANCELLED,
            // A code that core has and this table has not yet: a test says so first.
            _ => Self::MVI_INTERNAL,
        }
    }
}
