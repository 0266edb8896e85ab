//! Messages of a conversation.

use super::page::{Page as _, page};
use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;

/// A line in a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    pub sid: String,
    /// Grows along the conversation, but may skip numbers.
    pub index: i64,
    /// Any text; an identity when a participant wrote it.
    #[serde(default)]
    pub author: Option<String>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub media: Option<Vec<Media>>,
    /// JSON text.
    #[serde(default)]
    pub attributes: Option<String>,
    #[serde(default)]
    pub date_created: Option<String>,
}

impl Message {
    /// Does it carry a file? Such a message has no text that could change.
    pub fn has_media(&self) -> bool {
        self.media.as_ref().is_some_and(|media| !media.is_empty())
    }
}

/// A line that was just written.
#[derive(Clone, Debug, Deserialize)]
pub struct Written {
    pub sid: String,
    /// See [`Message::index`].
    #[serde(default)]
    pub index: Option<i64>,
}

/// A file of a message.
#[derive(Clone, Debug, Deserialize)]
pub struct Media {
    pub sid: String,
    #[serde(default)]
    pub filename: Option<String>,
    #[serde(default)]
    pub content_type: Option<String>,
    #[serde(default)]
    pub size: u64,
}

page!(Messages, messages, Message);

/// What a message is made of: a text or a file, never both (Flex shows only one of them).
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// At most 32 KB.
    Text(&'a str),
    /// `ME…`, uploaded within the last five minutes and used by no other message.
    Media(&'a str),
}

impl Client {
    /// Writes a line. `attributes` is JSON text of at most 4 KB. With `announce`, webhooks and the flow hear of it.
    ///
    /// # Errors
    /// Code 50377 when the conversation is closed.
    pub async fn write(
        &self,
        conversation: &str,
        author: &str,
        content: Content<'_>,
        attributes: &str,
        announce: bool,
    ) -> Result<Written, Failure> {
        let content = match content {
            Content::Text(text) => ("Body", text),
            Content::Media(sid) => ("MediaSid", sid),
        };
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations", conversation, "Messages"])
            .announced(announce)
            .form(&[("Author", author), content, ("Attributes", attributes)])
            .json()
            .await
    }

    /// A line.
    ///
    /// # Errors
    /// 404 when it is not there.
    pub async fn message(&self, conversation: &str, sid: &str) -> Result<Message, Failure> {
        self.get(Host::Conversations, &["v1", "Services", self.service(), "Conversations", conversation, "Messages", sid]).json().await
    }

    /// Replaces the text of a line. Tells no webhook.
    ///
    /// # Errors
    /// Code 50514 when somebody else changed it at the same time.
    pub async fn rewrite(&self, conversation: &str, sid: &str, text: &str) -> Result<(), Failure> {
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations", conversation, "Messages", sid])
            .form(&[("Body", text)])
            .nothing()
            .await
    }

    /// Deletes a line. Tells no webhook.
    ///
    /// # Errors
    /// 404 when it is not there.
    pub async fn delete_message(&self, conversation: &str, sid: &str) -> Result<(), Failure> {
        self.delete(Host::Conversations, &["v1", "Services", self.service(), "Conversations", conversation, "Messages", sid])
            .nothing()
            .await
    }

    /// The newest lines, newest first, page by page until `enough` has seen a page that will do, at most `pages` pages.
    ///
    /// # Errors
    /// 404 when there is no such conversation.
    pub async fn newest(
        &self,
        conversation: &str,
        pages: usize,
        mut enough: impl FnMut(&[Message]) -> bool,
    ) -> Result<Vec<Message>, Failure> {
        let path = ["v1", "Services", self.service(), "Conversations", conversation, "Messages"];
        let first = self.get(Host::Conversations, &path).query(&[("Order", "desc"), ("PageSize", "50")]);
        let (mut all, mut next) = first.json::<Messages>().await?.split();
        let mut seen = 0;
        for _ in 1..pages {
            if enough(&all[seen..]) {
                break;
            }
            let Some(address) = next else { break };
            seen = all.len();
            let (more, after) = self.follow(Host::Conversations, &address)?.json::<Messages>().await?.split();
            all.extend(more);
            next = after;
        }
        Ok(all)
    }
}
