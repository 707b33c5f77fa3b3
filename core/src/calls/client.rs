//! The client behind calls: it can be closed and used again, and a forked child has one of its own.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::PerProcess;
use crate::model::Api;
use crate::{ClientBuilder, Result};

/// An asynchronous client for [`super::Calls`], for the objects of languages: closed, it connects again at the next call, and a
/// forked child connects for itself.
pub struct Client {
    builder: ClientBuilder,
    uri: String,
    /// What was spoken last, as long as nothing is connected.
    last: Mutex<Api>,
    connected: PerProcess<crate::Client>,
}

impl Client {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn new(builder: ClientBuilder) -> Result<Self> {
        let client = builder.clone().build()?;
        Ok(Self { builder, uri: client.uri().to_owned(), last: Mutex::new(client.api()), connected: PerProcess::new() })
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The API generation that this client speaks: the one that was set, or has answered, or else the likely one.
    pub fn api(&self) -> Api {
        self.connected.get().map_or_else(|| *self.last(), |client| client.api())
    }

    /// The client to make a call with.
    ///
    /// # Errors
    /// `InvalidArgument` where what the client is made of does not work any more, such as a variable of the environment.
    pub fn current(&self) -> Result<crate::Client> {
        self.connected.get_or_try_init(|| self.builder.clone().build())
    }

    /// Lets the connections go, once the calls that use them have ended; the next call makes new ones.
    pub fn close(&self) {
        if let Some(client) = self.connected.take() {
            *self.last() = client.api();
        }
    }

    fn last(&self) -> MutexGuard<'_, Api> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("uri", &self.uri).finish_non_exhaustive()
    }
}
