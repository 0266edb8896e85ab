//! Reactions, of which one means something to us.

use super::Ours;
use super::wire::Reaction;
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Subject};

/// Take that away, please.
const HUSH: &str = "🤫";
/// A reaction has no id. Taken back and put again it may mean something new, but not many times a minute.
const AGAIN_MS: Millis = 60_000;

/// Somebody wants a line of ours taken away. `None` for all other reactions.
pub fn hushed(reaction: &Reaction, ours: &Ours, now: Millis) -> Option<Event> {
    let sign = reaction.emoji.id.is_none() && reaction.emoji.name.as_deref() == Some(HUSH);
    let under_ours = reaction.message_author_id.is_none_or(|author| author == ours.bot);
    if !sign || !under_ours || reaction.user_id == ours.bot {
        return None;
    }
    let Reaction { user_id: by, channel_id: channel, message_id: message, guild_id: server, .. } = *reaction;
    Some(Event {
        source: format!("discord:hush:{message}:{by}:{}", now / AGAIN_MS),
        at: now,
        subject: Subject::Member { member: by, server },
        body: Body::Hushed { by, message, channel, server },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Snowflake;
    use std::sync::Arc;

    fn event(json: &str) -> Option<Event> {
        let ours = Ours { bot: Snowflake(1), is_our_thread: Arc::new(|_| false) };
        hushed(&serde_json::from_str(json).unwrap(), &ours, 60_001)
    }

    #[test]
    fn a_hush_under_a_line_of_ours_is_heard() {
        let json =
            r#"{"user_id":"42","channel_id":"5","message_id":"7","guild_id":"9","message_author_id":"1","emoji":{"id":null,"name":"🤫"}}"#;
        let event = event(json).unwrap();
        assert_eq!(event.source, "discord:hush:7:42:1");
        let body = Body::Hushed { by: Snowflake(42), message: Snowflake(7), channel: Snowflake(5), server: Some(Snowflake(9)) };
        assert_eq!(event.body, body);
    }

    #[test]
    fn other_signs_other_lines_and_our_own_reactions_are_not() {
        for json in [
            r#"{"user_id":"42","channel_id":"5","message_id":"7","emoji":{"name":"👍"}}"#,
            r#"{"user_id":"42","channel_id":"5","message_id":"7","emoji":{"id":"3","name":"🤫"}}"#,
            r#"{"user_id":"42","channel_id":"5","message_id":"7","message_author_id":"8","emoji":{"name":"🤫"}}"#,
            r#"{"user_id":"1","channel_id":"5","message_id":"7","emoji":{"name":"🤫"}}"#,
        ] {
            assert_eq!(event(json), None, "{json}");
        }
    }
}
