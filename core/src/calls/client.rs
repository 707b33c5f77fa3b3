//! The client behind calls: it can be closed and used again, and a forked child has one of its own.

use std::fmt;
use std::sync::Arc;

use super::PerProcess;
use crate::client::Settings;
use crate::model::Api;
use crate::{ClientBuilder, Result};

/// An asynchronous client for [`super::Calls`], for the objects of languages: closed, it connects again at the next call, and a
/// forked child connects for itself.
pub struct Client {
    settings: Arc<Settings>,
    connected: PerProcess<crate::Client>,
}

impl Client {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn new(builder: ClientBuilder) -> Result<Self> {
        builder.settings().map(|settings| Self::from_settings(Arc::new(settings)))
    }

    /// Shares with the clients of these settings what is known of the server, and no connections.
    pub(crate) fn from_settings(settings: Arc<Settings>) -> Self {
        Self { settings, connected: PerProcess::new() }
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        self.settings.base()
    }

    /// The API generation that this client speaks: the one that was set, or has answered, or else the likely one.
    pub fn api(&self) -> Api {
        self.settings.api()
    }

    /// The client to make a call with.
    pub fn current(&self) -> crate::Client {
        self.connected.get_or_init(|| crate::Client::from_settings(Arc::clone(&self.settings)))
    }

    /// Lets the connections go, once the calls that use them have ended; the next call makes new ones.
    pub fn close(&self) {
        drop(self.connected.take());
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("uri", &self.uri()).finish_non_exhaustive()
    }
}
