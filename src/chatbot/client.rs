//! One signed request to the chatbot.

use super::Settings;
use super::error::Failure;
use super::sign::{SIGNATURE, TIMESTAMP, signature};
use super::wire::Asked;
use crate::domain::clock::SharedClock;
use crate::outgoing::{self, NoTls};
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// Largest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 64 << 10;

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] NoTls),
    /// The HTTP library does not start.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// See the module.
pub struct Client {
    client: reqwest::Client,
    settings: Settings,
    clock: SharedClock,
}

impl Client {
    /// A client with a pool of kept connections.
    ///
    /// # Errors
    /// When the HTTP or TLS library does not start.
    pub fn new(settings: Settings, clock: SharedClock) -> Result<Self, Unusable> {
        let client = outgoing::client()?
            .timeout(settings.timeout)
            .connect_timeout(Duration::from_secs(5).min(settings.timeout))
            .build()
            .map_err(|error| Unusable::Client(error.to_string()))?;
        Ok(Self { client, settings, clock })
    }

    /// The address it asks.
    pub fn url(&self) -> &str {
        &self.settings.url
    }

    /// Asks once and gives the body of a success.
    ///
    /// # Errors
    /// How it failed.
    pub async fn ask(&self, asked: &Asked<'_>) -> Result<Bytes, Failure> {
        let body = serde_json::to_vec(asked).map_err(|_| Failure::Lost("the question cannot be written as JSON"))?;
        let seconds = self.clock.now().div_euclid(1_000);
        let request = self
            .client
            .post(&self.settings.url)
            .header("content-type", "application/json")
            .header(TIMESTAMP, seconds.to_string())
            .header(SIGNATURE, signature(&self.settings.secret, seconds, &body))
            .body(body);
        let mut response = request.send().await.map_err(|error| transport(&error))?;
        if !response.status().is_success() {
            return Err(Failure::of_status(response.status().as_u16()));
        }
        let mut answer = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
            if answer.len() + chunk.len() > ANSWER_LIMIT {
                return Err(Failure::Lost("the chatbot's answer is too large"));
            }
            answer.extend_from_slice(&chunk);
        }
        Ok(answer.freeze())
    }
}

/// The error's own words hold the address, which may hold a secret: they are not kept.
fn transport(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        Failure::NotSent
    } else if error.is_timeout() {
        Failure::Lost("no answer in time")
    } else {
        Failure::Lost("the connection broke")
    }
}
