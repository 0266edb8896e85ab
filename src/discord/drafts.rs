//! Edits of answers in the making: one try each, forgotten when it fails. Everything that has to arrive goes through the carrier.

use super::http::{Http, Method, Request};
use super::parts::refit;
use super::phrases::Words;
use super::sender::body;
use crate::domain::ids::Snowflake;
use std::sync::Arc;

/// See the module.
pub struct Editor {
    http: Arc<Http>,
    words: Words,
}

impl Editor {
    pub fn new(http: Arc<Http>, words: Words) -> Self {
        Self { http, words }
    }

    /// Puts a text in place of that of a message of ours, with mentions switched off as everywhere and without buttons. Says whether
    /// it stands there now; where Discord's limits leave no room, or the text does not fit into one message, nothing is sent.
    pub async fn edit(&self, channel: Snowflake, message: Snowflake, text: &str) -> bool {
        let Some(part) = refit(text, 1).pop().filter(|part| part.uploads.is_empty()) else { return false };
        let json = body(&part.content, &[], &self.words, None);
        self.http.call(Request::new(Method::PATCH, "/channels/{}/messages/{}", &[&channel, &message]).json(json)).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{HandClock, Stub, give, words};
    use super::*;

    #[tokio::test]
    async fn a_draft_calls_nobody_and_is_tried_once() {
        let stub = Stub::start([give(200, "{}"), give(500, "{}")]).await;
        let editor = Editor::new(stub.http(HandClock::at(1_700_000_000_000)), words());
        assert!(editor.edit(Snowflake(5), Snowflake(30), "Hello @everyone").await);
        assert!(!editor.edit(Snowflake(5), Snowflake(30), "Hello again").await);
        assert!(!editor.edit(Snowflake(5), Snowflake(30), &"long ".repeat(1_000)).await);
        assert_eq!(stub.lines(), ["PATCH /channels/5/messages/30", "PATCH /channels/5/messages/30"]);
        let sent = stub.seen()[0].json();
        assert_eq!(sent["allowed_mentions"], serde_json::json!({"parse": []}));
        assert_eq!(sent["components"], serde_json::json!([]));
    }
}
