//! After doubt: what of this is at the desk already?

use super::client::Client;
use super::client::messages::Message;
use super::error::Failure;
use super::mark::Mark;
use super::parse::time;
use crate::domain::clock::Millis;
use crate::domain::ids::Key;
use crate::domain::outcome::Made;
use std::collections::BTreeMap;

/// How far back is looked, in pages of fifty, where the time of the first try does not end the search before.
const PAGES: usize = 20;
/// How far Twilio's clock may be behind ours, in milliseconds.
const SKEW: Millis = 120_000;

/// The parts of our message `key` that stand in the desk conversation. They cannot be older than its first try.
///
/// # Errors
/// When the desk cannot be asked: then nothing may be written yet.
pub async fn written(
    client: &Client,
    conversation: &str,
    key: Key,
    first_tried_at: Option<Millis>,
) -> Result<BTreeMap<usize, Made>, Failure> {
    let before = |message: &Message| Some(message.date_created.as_deref().and_then(time)? < first_tried_at? - SKEW);
    let enough = |page: &[Message]| page.iter().any(|message| before(message) == Some(true));
    let messages = client.newest(conversation, PAGES, enough).await?;
    let ours = |message: Message| {
        let mark = mark(&message).filter(|mark| mark.key == key)?;
        Some((mark.part, Made { id: message.sid, position: Some(message.index) }))
    };
    Ok(messages.into_iter().filter_map(ours).collect())
}

fn mark(message: &Message) -> Option<Mark> {
    Mark::read(message.attributes.as_deref()?)
}
