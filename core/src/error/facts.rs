//! What an error says, by name.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::Error;
use crate::record::{Field, FieldKind, FieldValue};

/// A fact that every error can be asked for.
const fn fact(name: &'static str, kind: FieldKind, optional: bool, about: &'static str) -> Field {
    Field { name, kind, optional, derived: false, about }
}

impl Error {
    /// What an error says besides its code and its message, in order. In Rust each is a method.
    pub const FACTS: &'static [Field] = &[
        fact("operation", FieldKind::Text, true, "The operation that failed, once a client made a call."),
        fact("url", FieldKind::Text, true, "The address that was called, without credentials."),
        fact("http_status", FieldKind::Integer, true, "The HTTP status, where there was an answer."),
        fact(
            "server_code",
            FieldKind::Integer,
            true,
            "The server's own code. Servers reuse numbers across causes and versions: decide on the error's code.",
        ),
        fact("server_message", FieldKind::Text, true, "The server's own message, unchanged."),
        fact("body_start", FieldKind::Text, true, "The first bytes of an answer that could not be understood."),
        fact("retryable", FieldKind::Flag, false, "Whether the same call may succeed later."),
        fact("attempts", FieldKind::Integer, false, "How many times the request was sent."),
        fact("retry_after", FieldKind::Seconds, true, "How long the server asked callers to wait (`Retry-After`)."),
        fact(
            "job_id",
            FieldKind::Text,
            true,
            "The id of a job that a `bulk_import` may have made, where the answer named one although it was no success.",
        ),
        fact("progress", FieldKind::Progress, true, "The job's last known progress, for errors of a followed job."),
    ];

    /// The values of [`Error::FACTS`], in their order.
    pub fn facts(&self) -> impl ExactSizeIterator<Item = FieldValue<'_>> {
        fn some<'a, T>(value: Option<T>, of: impl FnOnce(T) -> FieldValue<'a>) -> FieldValue<'a> {
            value.map_or(FieldValue::None, of)
        }
        [
            some(self.operation(), |operation| FieldValue::Text(operation.as_str())),
            some(self.url(), FieldValue::Text),
            some(self.http_status(), |status| FieldValue::Integer(status.into())),
            some(self.server_code(), FieldValue::Integer),
            some(self.server_message(), FieldValue::Text),
            some(self.body_start(), FieldValue::Text),
            FieldValue::Flag(self.retryable()),
            FieldValue::Integer(self.attempts().into()),
            some(self.retry_after(), |delay| FieldValue::Seconds(delay.as_secs_f64())),
            some(self.job_id(), FieldValue::Text),
            some(self.progress(), FieldValue::Progress),
        ]
        .into_iter()
    }
}

impl Serialize for Error {
    /// The error as an object: `code`, `message`, its facts, and the error behind it as `cause`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(Self::FACTS.len() + 3))?;
        out.serialize_entry("code", self.code().as_str())?;
        out.serialize_entry("message", self.message())?;
        for (fact, value) in Self::FACTS.iter().zip(self.facts()) {
            out.serialize_entry(fact.name, &value)?;
        }
        out.serialize_entry("cause", &self.0.source)?;
        out.end()
    }
}
