//! Which brain answers: built as it is configured.

use super::brain::Assistant;
use super::drafts::Drafts;
use super::memory::Memory;
use super::patience::Patience;
use super::{settings, words};
use crate::assistant::articles_only::Thresholds;
use crate::assistant::brain::Brain;
use crate::chatbot::brain::Chatbot;
use crate::chatbot::client::Client;
use crate::config::{self, Config};
use crate::discord::drafts::Editor;
use crate::discord::http::Http;
use crate::domain::clock::SharedClock;
use crate::knowledge::library::Library;
use crate::llm::brain::Model;
use crate::llm::chat::Chat;
use crate::relay::inlet::Inlet;
use crate::store::Store;
use anyhow::Context;
use std::sync::Arc;

/// The assistant with its brain.
///
/// # Errors
/// When the client of a model or chatbot cannot be built.
pub fn assistant(
    config: &Config,
    store: &Store,
    library: &Library,
    clock: &SharedClock,
    inlet: &Inlet,
    discord: &Arc<Http>,
) -> anyhow::Result<Assistant> {
    let thresholds = thresholds(config.assistant.answer_floor);
    let chat = settings::model(config).map(|model| Chat::new(model, clock.clone())).transpose().context("the model cannot be asked")?;
    let chat = chat.map(Arc::new);
    let brain: Option<Arc<dyn Brain>> = match config.assistant.brain {
        config::Brain::Articles => None,
        config::Brain::Model => chat.clone().map(|chat| Arc::new(Model::new(chat, thresholds.suggest)) as Arc<dyn Brain>),
        config::Brain::Chatbot => {
            let client = settings::chatbot(config).map(|chatbot| Client::new(chatbot, clock.clone())).transpose();
            let client = client.context("the chatbot cannot be asked")?;
            client.map(|client| Arc::new(Chatbot::new(client)) as Arc<dyn Brain>)
        }
    };
    let model_ms = config.model.as_ref().map_or(0, |model| i64::try_from(model.timeout_secs * 1_000).unwrap_or(i64::MAX));
    let session_ms = i64::try_from(config.assistant.session_duration_secs * 1_000).unwrap_or(i64::MAX);
    let editor = Arc::new(Editor::new(discord.clone(), words::words()));
    Ok(Assistant {
        store: store.clone(),
        clock: clock.clone(),
        library: library.clone(),
        thresholds,
        memory: Memory { store: store.clone(), clock: clock.clone(), session_ms },
        brain: brain.map(|brain| (brain, settings::brain_ms(config))),
        summaries: chat.filter(|_| settings::summaries(config)).map(|chat| (chat, model_ms)),
        patience: Patience::default(),
        drafts: Drafts { store: store.clone(), inlet: inlet.clone(), clock: clock.clone(), editor },
    })
}

/// How sure one has to be. `floor` moves the bar under which the assistant says that it does not know.
fn thresholds(floor: Option<f32>) -> Thresholds {
    let mut thresholds = Thresholds::default();
    if let Some(floor) = floor {
        thresholds.suggest = floor;
        thresholds.answer = thresholds.answer.max(floor);
    }
    thresholds
}
