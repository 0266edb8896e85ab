//! Messages of members: written, changed, deleted. The gateway and catch-up both come through here.

use super::Ours;
use super::wire::{Attachment, Deleted, Message, User};
use crate::discord::text::readable;
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Said, Subject};
use crate::domain::file::{FileSource, OfferedFile};
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::domain::person::Member;

/// Types of message a person writes: default, reply, and the two kinds of command text.
const HUMAN_KINDS: [u64; 4] = [0, 19, 20, 23];
/// Only visible to one person, and only ever a bot's.
const EPHEMERAL: u64 = 1 << 6;

/// Where a message was found, when its payload does not tell (history does not).
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub place: Place,
    pub server: Option<Snowflake>,
}

/// The member wrote. `None` when it is nobody's we talk with: bots, webhooks, ourselves, system notices, foreign channels.
pub fn wrote(message: &Message, ours: &Ours, found: Option<Found>) -> Option<Event> {
    let (author, found) = heard(message, ours, found)?;
    Some(Event {
        source: format!("discord:message:{}", message.id),
        at: message.id.made_at(),
        subject: Subject::Member { member: author.id, server: found.server },
        body: Body::MemberWrote { member: member(author, None), place: found.place, message: said(message) },
    })
}

/// The member changed a message. `None` as with [`wrote`], and for updates that only unfold a link.
pub fn edited(message: &Message, ours: &Ours, found: Option<Found>) -> Option<Event> {
    let at = message.edited_timestamp?.0;
    let (author, found) = heard(message, ours, found)?;
    Some(Event {
        source: format!("discord:edit:{}:{at}", message.id),
        at,
        subject: Subject::Member { member: author.id, server: found.server },
        body: Body::MemberEdited { message: message.id, text: readable(message) },
    })
}

/// A message was deleted in a DM or one of our threads. Discord does not tell whose it was: the message id finds the conversation.
pub fn deleted(gone: &Deleted, ours: &Ours, now: Millis) -> Option<Event> {
    (gone.guild_id.is_none() || (ours.is_our_thread)(gone.channel_id)).then(|| Event {
        source: format!("discord:delete:{}", gone.id),
        at: now,
        subject: Subject::Integration,
        body: Body::MemberDeleted { message: gone.id },
    })
}

/// The person as events name them.
pub fn member(user: &User, locale: Option<String>) -> Member {
    Member { id: user.id, name: user.shown_name().to_owned(), locale }
}

/// The person who wrote it, if it is one, for all to read.
pub fn person<'m>(message: &'m Message, ours: &Ours) -> Option<&'m User> {
    let author = message.author.as_ref()?;
    let person = !author.bot && !author.system && author.id != ours.bot && message.webhook_id.is_none();
    let visible = message.said.flags.unwrap_or(0) & EPHEMERAL == 0;
    (person && visible && HUMAN_KINDS.contains(&message.kind)).then_some(author)
}

/// The author and the place of a message that is for us.
fn heard<'m>(message: &'m Message, ours: &Ours, found: Option<Found>) -> Option<(&'m User, Found)> {
    let author = person(message, ours)?;
    found.or_else(|| place(message, ours)).map(|found| (author, found))
}

/// A DM by its channel type, or (where serenity dropped that) by the absence of a server; a thread only if it is ours.
fn place(message: &Message, ours: &Ours) -> Option<Found> {
    let channel = message.channel_id;
    match (message.channel_type, message.guild_id) {
        (Some(1), _) | (None, None) => Some(Found { place: Place::Dm { channel }, server: None }),
        (Some(11 | 12) | None, Some(server)) if (ours.is_our_thread)(channel) => {
            Some(Found { place: Place::Thread { channel }, server: Some(server) })
        }
        _ => None,
    }
}

/// What a message says.
pub fn said(message: &Message) -> Said {
    let forwarded = message.message_snapshots.iter().flat_map(|s| &s.message.attachments);
    let reference = message.message_reference.as_ref().filter(|r| r.kind.unwrap_or(0) == 0);
    Said {
        id: message.id,
        text: readable(message),
        files: message.said.attachments.iter().chain(forwarded).map(|file| offered(message, file)).collect(),
        reply_to: reference.and_then(|r| r.message_id),
    }
}

fn offered(message: &Message, file: &Attachment) -> OfferedFile {
    OfferedFile {
        source: FileSource::Discord { url: file.url.clone(), channel: message.channel_id, message: message.id, attachment: file.id },
        name: file.filename.clone(),
        content_type: file.content_type.clone(),
        size: file.size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn ours() -> Ours {
        Ours { bot: Snowflake(1), is_our_thread: Arc::new(|id| id == Snowflake(77)) }
    }

    fn message(more: &str) -> Message {
        let base = r#"{"id":"175928847299117063","channel_id":"5","channel_type":1,"content":"hi","type":0,
            "author":{"id":"42","username":"ana","global_name":"Ana"},"attachments":[],"embeds":[]"#;
        let mut value: serde_json::Value = serde_json::from_str(&format!("{base}}}")).unwrap();
        let more: serde_json::Value = serde_json::from_str(more).unwrap();
        for (key, field) in more.as_object().unwrap() {
            value[key] = field.clone();
        }
        serde_json::from_value(value).unwrap()
    }

    fn text(more: &str) -> String {
        match wrote(&message(more), &ours(), None).unwrap().body {
            Body::MemberWrote { message, .. } => message.text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_dm_becomes_an_event_with_discords_own_time() {
        let event = wrote(&message("{}"), &ours(), None).unwrap();
        assert_eq!(event.source, "discord:message:175928847299117063");
        assert_eq!(event.at, 1_462_015_105_796);
        assert_eq!(event.subject, Subject::Member { member: Snowflake(42), server: None });
        let Body::MemberWrote { member, place, message } = event.body else { panic!() };
        assert_eq!((member.name.as_str(), place, message.text.as_str()), ("Ana", Place::Dm { channel: Snowflake(5) }, "hi"));
    }

    #[test]
    fn bots_webhooks_ourselves_and_system_notices_are_not_heard() {
        for more in [
            r#"{"author":{"id":"1","username":"us"}}"#,
            r#"{"author":{"id":"8","username":"b","bot":true}}"#,
            r#"{"webhook_id":"8"}"#,
            r#"{"flags":64}"#,
            r#"{"type":7}"#,
            r#"{"type":300}"#,
            r#"{"channel_type":0,"guild_id":"9"}"#,
            r#"{"channel_type":12,"guild_id":"9"}"#,
            r#"{"author":null}"#,
        ] {
            assert_eq!(wrote(&message(more), &ours(), None), None, "{more}");
        }
    }

    #[test]
    fn our_threads_are_heard_and_belong_to_their_server() {
        let event = wrote(&message(r#"{"channel_type":12,"guild_id":"9","channel_id":"77"}"#), &ours(), None).unwrap();
        assert_eq!(event.subject, Subject::Member { member: Snowflake(42), server: Some(Snowflake(9)) });
    }

    #[test]
    fn what_is_not_text_is_never_lost() {
        let sticker = text(r#"{"content":"","sticker_items":[{"id":"1","name":"Wave","format_type":1}]}"#);
        let voice =
            text(r#"{"content":"","flags":8192,"attachments":[{"id":"3","url":"u","filename":"v.ogg","size":9,"duration_secs":2.4}]}"#);
        let forward = text(r#"{"content":"","message_snapshots":[{"message":{"content":"look"}}]}"#);
        let poll = text(r#"{"content":"","poll":{"question":{"text":"Which?"},"answers":[{"poll_media":{"text":"Red"}}]}}"#);
        let card = text(r#"{"content":"","embeds":[{"title":"A card"}]}"#);
        for (shown, word) in [(&sticker, "Wave"), (&voice, "3"), (&forward, "look"), (&poll, "Red"), (&card, "A card")] {
            assert!(shown.contains(word), "{word} in {shown}");
        }
        assert!(!text(r#"{"content":""}"#).is_empty(), "what is not known is at least named");
    }

    #[test]
    fn a_mention_reads_as_a_name_and_a_preview_is_not_repeated() {
        let more = r#"{"content":"<@7> see https://a.b","mentions":[{"id":"7","username":"tom"}],"embeds":[{"title":"Preview"}]}"#;
        assert_eq!(text(more), "@tom see https://a.b");
    }

    #[test]
    fn files_of_a_forward_are_offered_and_a_forward_is_no_reply() {
        let m = message(
            r#"{"message_reference":{"type":1,"message_id":"4"},
                "message_snapshots":[{"message":{"attachments":[{"id":"3","url":"https://cdn/x","filename":"x.png","size":9}]}}]}"#,
        );
        let said = said(&m);
        assert_eq!(said.reply_to, None);
        assert_eq!(said.files[0].name, "x.png");
    }

    #[test]
    fn an_edit_is_named_by_its_time_and_an_unfolded_link_is_none() {
        assert_eq!(edited(&message("{}"), &ours(), None), None);
        let event =
            edited(&message(r#"{"edited_timestamp":"2016-05-01T00:00:00.123000+00:00","content":"hello"}"#), &ours(), None).unwrap();
        assert_eq!(event.source, "discord:edit:175928847299117063:1462060800123");
        assert_eq!(event.body, Body::MemberEdited { message: Snowflake(175928847299117063), text: "hello".into() });
    }

    #[test]
    fn deletions_elsewhere_in_a_server_are_not_ours() {
        let gone = |channel, guild_id| Deleted { id: Snowflake(3), channel_id: Snowflake(channel), guild_id };
        assert!(deleted(&gone(5, None), &ours(), 1).is_some());
        assert!(deleted(&gone(77, Some(Snowflake(9))), &ours(), 1).is_some());
        assert!(deleted(&gone(78, Some(Snowflake(9))), &ours(), 1).is_none());
    }
}
