//! Has the model for embeddings read new and changed articles, in the background.

use crate::config::Config;
use crate::domain::clock::{Millis, SharedClock};
use crate::knowledge::library::Library;
use crate::llm::embeddings::{Embeddings, Settings};
use crate::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked for changes.
const LOOK_MS: Millis = 5_000;
/// After a failure the model is left alone for so long.
const REST_MS: Millis = 60_000;

/// The library, with the model if one is configured.
///
/// # Errors
/// When the HTTP or TLS library does not start.
pub fn library(store: &Store, config: &Config) -> anyhow::Result<Library> {
    let Some(given) = &config.embeddings else { return Ok(Library::new(store.clone())) };
    let settings = Settings {
        base: given.api_base.clone(),
        model: given.model.clone(),
        key: given.api_key.clone(),
        timeout: Duration::from_secs(given.timeout_secs),
    };
    Ok(Library::with_model(store.clone(), Arc::new(Embeddings::new(settings)?), given.even))
}

/// Goes on until `stop`.
pub async fn run(library: Library, clock: SharedClock, stop: CancellationToken) {
    let work = async {
        loop {
            let wait = match library.learn().await {
                Ok(0) => LOOK_MS,
                Ok(articles) => {
                    tracing::debug!(articles, "The model for embeddings has read articles");
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "New articles are found by their words alone for now; the model is asked again in a minute");
                    REST_MS
                }
            };
            clock.until(clock.now() + wait).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}
