//! After doubt: what of this is at the desk already?

use super::client::Client;
use super::client::messages::Message;
use super::error::Failure;
use super::mark::Mark;
use crate::domain::ids::Key;
use std::collections::BTreeMap;

/// How far back is looked, in pages of fifty. What is in doubt was written moments ago.
const PAGES: usize = 4;

/// The parts of our message `key` that stand in the desk conversation, with their sids.
///
/// # Errors
/// When the desk cannot be asked: then nothing may be written yet.
pub async fn written(client: &Client, conversation: &str, key: Key) -> Result<BTreeMap<usize, String>, Failure> {
    // A lane writes in order, so behind something older of ours there is nothing more to find.
    let older =
        |page: &[Message]| page.iter().filter_map(mark).any(|mark| mark.key.conversation == key.conversation && mark.key.seq < key.seq);
    let messages = client.newest(conversation, PAGES, older).await?;
    Ok(messages
        .into_iter()
        .filter_map(|message| mark(&message).filter(|mark| mark.key == key).map(|mark| (mark.part, message.sid)))
        .collect())
}

fn mark(message: &Message) -> Option<Mark> {
    Mark::read(message.attributes.as_deref()?)
}
