//! Scripted outcomes: what is to happen to one job.

use serde::{Deserialize, Serialize};

/// What happens to a job as its progress passes given percentages. Everything is optional and all of it combines.
///
/// A client asks for one through the create option `emulator.script`, whose value is this struct as JSON text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Fails here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_at: Option<u64>,
    /// Why it failed; servers do not always say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Gets no further than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stall_at: Option<u64>,
    /// Falls back to half of this once, as when a task is retried, and goes on from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_back_at: Option<u64>,
    /// From here to the end of index building the progress is garbage: the most negative 64-bit integer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub garbage_at: Option<u64>,
    /// Is forgotten here: an unknown job from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vanish_at: Option<u64>,
    /// A state word shown in place of `Importing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_state: Option<String>,
    /// The files turn out to have no rows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub zero_rows: bool,
    /// Seconds of the emulator's clock from start to end, in place of the server's usual duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
}

impl Script {
    /// A job that fails at this percentage for this reason.
    pub fn fail(at: u64, reason: impl Into<String>) -> Self {
        Self { fail_at: Some(at), reason: Some(reason.into()), ..Self::default() }
    }
}
