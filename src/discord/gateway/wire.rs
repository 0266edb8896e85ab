//! serenity's events become our own [`wire`](crate::discord::parse::wire) types, so that one parser serves gateway and history.

use crate::discord::parse::wire as w;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use serenity::model::channel as s;
use serenity::model::event::Event;

/// A dispatch, as far as it concerns us.
#[derive(Debug)]
pub enum Dispatch {
    Ready {
        session: String,
        resume_url: String,
    },
    Resumed,
    Wrote(Box<w::Message>),
    Edited(Box<w::Message>),
    Deleted(w::Deleted),
    DeletedMany(w::DeletedMany),
    Reacted(w::Reaction),
    ServerSeen(w::Guild),
    ServerChanged(w::Guild),
    ServerGone(w::Guild),
    Typing {
        channel: Snowflake,
        member: Snowflake,
    },
    Interaction(Box<w::Interaction>),
    /// A kind that should have been readable was not: news may have been lost.
    Unreadable {
        kind: String,
    },
    /// Nothing for us.
    Other,
}

/// Reads serenity's event. What serenity could not read comes as [`Event::Unknown`] with its raw value, and gets a second chance
/// with our own, more forgiving types.
pub fn dispatch(event: Event) -> Dispatch {
    match event {
        Event::MessageCreate(e) => Dispatch::Wrote(Box::new(message(e.message))),
        Event::MessageUpdate(e) => Dispatch::Edited(Box::new(updated(e))),
        Event::MessageDelete(e) => Dispatch::Deleted(w::Deleted {
            id: Snowflake(e.message_id.get()),
            channel_id: Snowflake(e.channel_id.get()),
            guild_id: e.guild_id.map(|id| Snowflake(id.get())),
        }),
        Event::MessageDeleteBulk(e) => Dispatch::DeletedMany(w::DeletedMany {
            ids: e.ids.iter().map(|id| Snowflake(id.get())).collect(),
            channel_id: Snowflake(e.channel_id.get()),
            guild_id: e.guild_id.map(|id| Snowflake(id.get())),
        }),
        Event::ReactionAdd(e) => reacted(e.reaction),
        Event::TypingStart(e) => Dispatch::Typing { channel: Snowflake(e.channel_id.get()), member: Snowflake(e.user_id.get()) },
        Event::GuildCreate(e) => Dispatch::ServerSeen(w::Guild {
            id: Snowflake(e.guild.id.get()),
            joined_at: Some(stamp(e.guild.joined_at)),
            name: Some(e.guild.name),
            unavailable: false,
        }),
        Event::GuildUpdate(e) => Dispatch::ServerChanged(w::Guild {
            id: Snowflake(e.guild.id.get()),
            name: Some(e.guild.name),
            joined_at: None,
            unavailable: false,
        }),
        Event::GuildDelete(e) => Dispatch::ServerGone(w::Guild {
            id: Snowflake(e.guild.id.get()),
            name: None,
            joined_at: None,
            unavailable: e.guild.unavailable,
        }),
        Event::InteractionCreate(e) => interaction(&e.interaction),
        Event::Ready(e) => Dispatch::Ready { session: e.ready.session_id, resume_url: e.ready.resume_gateway_url },
        Event::Resumed(_) => Dispatch::Resumed,
        Event::Unknown(e) => unknown(e.kind, e.value),
        _ => Dispatch::Other,
    }
}

/// serenity's form of an interaction has no common fields to take from, so it goes back to JSON; its type is lost on the way.
fn interaction(interaction: &serenity::model::application::Interaction) -> Dispatch {
    let read = serde_json::to_value(interaction).and_then(|mut json| {
        json["type"] = u8::from(interaction.kind()).into();
        serde_json::from_value(json)
    });
    read.map_or_else(|_| Dispatch::Unreadable { kind: "INTERACTION_CREATE".into() }, |it| Dispatch::Interaction(Box::new(it)))
}

fn reacted(reaction: s::Reaction) -> Dispatch {
    let Some(by) = reaction.user_id else { return Dispatch::Other };
    let emoji = match reaction.emoji {
        s::ReactionType::Unicode(name) => w::Emoji { name: Some(name), id: None },
        s::ReactionType::Custom { id, name, .. } => w::Emoji { name, id: Some(Snowflake(id.get())) },
        _ => w::Emoji::default(),
    };
    Dispatch::Reacted(w::Reaction {
        user_id: Snowflake(by.get()),
        channel_id: Snowflake(reaction.channel_id.get()),
        message_id: Snowflake(reaction.message_id.get()),
        guild_id: reaction.guild_id.map(|id| Snowflake(id.get())),
        message_author_id: reaction.message_author_id.map(|id| Snowflake(id.get())),
        emoji,
    })
}

/// A second reading of what serenity gave up on.
fn unknown(kind: String, value: serde_json::Value) -> Dispatch {
    use serde_json::from_value;
    let read = match kind.as_str() {
        "MESSAGE_CREATE" => from_value(value).map(Dispatch::Wrote),
        "MESSAGE_UPDATE" => from_value(value).map(Dispatch::Edited),
        "MESSAGE_DELETE" => from_value(value).map(Dispatch::Deleted),
        "MESSAGE_DELETE_BULK" => from_value(value).map(Dispatch::DeletedMany),
        "MESSAGE_REACTION_ADD" => from_value(value).map(Dispatch::Reacted),
        "GUILD_CREATE" => from_value(value).map(Dispatch::ServerSeen),
        "GUILD_UPDATE" => from_value(value).map(Dispatch::ServerChanged),
        "GUILD_DELETE" => from_value(value).map(Dispatch::ServerGone),
        "INTERACTION_CREATE" => from_value(value).map(Dispatch::Interaction),
        "READY" | "RESUMED" => return Dispatch::Unreadable { kind },
        _ => return Dispatch::Other,
    };
    read.unwrap_or(Dispatch::Unreadable { kind })
}

fn message(m: s::Message) -> w::Message {
    w::Message {
        id: Snowflake(m.id.get()),
        channel_id: Snowflake(m.channel_id.get()),
        // serenity drops the channel's type.
        channel_type: None,
        guild_id: m.guild_id.map(|id| Snowflake(id.get())),
        author: Some(user(m.author)),
        webhook_id: m.webhook_id.map(|id| Snowflake(id.get())),
        kind: u64::from(u8::from(m.kind)),
        said: content(m.content, m.attachments, m.embeds, m.sticker_items, m.flags),
        edited_timestamp: m.edited_timestamp.map(stamp),
        message_snapshots: m.message_snapshots.into_iter().map(snapshot).collect(),
        message_reference: m
            .message_reference
            .map(|r| w::Reference { kind: Some(u64::from(u8::from(r.kind))), message_id: r.message_id.map(|id| Snowflake(id.get())) }),
        referenced_message: m.referenced_message.map(|answered| w::Answered { author: Some(user(answered.author)) }),
        poll: m.poll.map(|p| poll(*p)),
        mentions: m.mentions.into_iter().map(user).collect(),
        components: Vec::new(),
        nonce: None,
    }
}

/// Discord sends the whole message with an update; what serenity gives as optional is there.
fn updated(m: serenity::model::event::MessageUpdateEvent) -> w::Message {
    let flags = m.flags.flatten();
    w::Message {
        id: Snowflake(m.id.get()),
        channel_id: Snowflake(m.channel_id.get()),
        channel_type: None,
        guild_id: m.guild_id.map(|id| Snowflake(id.get())),
        author: m.author.map(user),
        webhook_id: m.webhook_id.flatten().map(|id| Snowflake(id.get())),
        kind: m.kind.map_or(0, |kind| u64::from(u8::from(kind))),
        said: content(
            m.content.unwrap_or_default(),
            m.attachments.unwrap_or_default(),
            m.embeds.unwrap_or_default(),
            m.sticker_items.unwrap_or_default(),
            flags,
        ),
        edited_timestamp: m.edited_timestamp.map(stamp),
        message_snapshots: Vec::new(),
        message_reference: None,
        referenced_message: None,
        poll: None,
        mentions: m.mentions.unwrap_or_default().into_iter().map(user).collect(),
        components: Vec::new(),
        nonce: None,
    }
}

fn content(
    content: String,
    attachments: Vec<s::Attachment>,
    embeds: Vec<s::Embed>,
    stickers: Vec<serenity::model::sticker::StickerItem>,
    flags: Option<s::MessageFlags>,
) -> w::Content {
    w::Content {
        content,
        attachments: attachments.into_iter().map(attachment).collect(),
        embeds: embeds.into_iter().map(|e| w::Embed { title: e.title, description: e.description, url: e.url }).collect(),
        sticker_items: stickers.into_iter().map(|sticker| w::Sticker { name: sticker.name }).collect(),
        flags: flags.map(|f| f.bits()),
    }
}

fn attachment(file: s::Attachment) -> w::Attachment {
    w::Attachment {
        id: Snowflake(file.id.get()),
        filename: file.filename,
        size: u64::from(file.size),
        url: file.url,
        content_type: file.content_type,
        duration_secs: file.duration_secs,
    }
}

fn snapshot(m: s::MessageSnapshot) -> w::Snapshot {
    w::Snapshot { message: content(m.content, m.attachments, m.embeds, m.sticker_items, m.flags) }
}

fn poll(poll: s::Poll) -> w::Poll {
    let answers = poll.answers.into_iter().map(|a| w::PollAnswer { poll_media: w::PollText { text: a.poll_media.text } }).collect();
    w::Poll { question: w::PollText { text: poll.question.text }, answers }
}

fn stamp(at: serenity::model::Timestamp) -> w::Stamp {
    w::Stamp(Millis::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(0))
}

fn user(user: serenity::model::user::User) -> w::User {
    w::User { id: Snowflake(user.id.get()), username: user.name, global_name: user.global_name, bot: user.bot, system: user.system }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(kind: &str, data: serde_json::Value) -> Dispatch {
        let Ok(event) = serde_json::from_value::<Event>(json!({"t": kind, "d": data.clone()})) else { panic!("{kind}") };
        dispatch(event)
    }

    fn full() -> serde_json::Value {
        json!({
            "id": "175928847299117063", "channel_id": "5", "channel_type": 1, "content": "hi <@7>", "type": 19,
            "author": {"id": "42", "username": "ana", "discriminator": "0", "global_name": "Ana", "avatar": null},
            "timestamp": "2016-04-30T11:18:25.796000+00:00", "edited_timestamp": "2016-05-01T00:00:00.123000+00:00",
            "tts": false, "mention_everyone": false, "mention_roles": [], "pinned": false, "flags": 8192, "embeds": [],
            "mentions": [{"id": "7", "username": "tom", "discriminator": "0", "avatar": null}],
            "attachments": [{"id": "3", "filename": "v.ogg", "size": 9, "url": "https://cdn/v", "proxy_url": "https://p/v",
                             "content_type": "audio/ogg", "duration_secs": 2.5}],
            "sticker_items": [{"id": "4", "name": "Wave", "format_type": 1}],
            "message_reference": {"type": 0, "message_id": "6", "channel_id": "5"},
        })
    }

    /// The gateway's way over serenity and history's way by our own types must give the very same event.
    #[test]
    fn a_message_is_the_same_whichever_way_it_came() {
        use crate::discord::parse::{Ours, message};
        let ours = Ours { bot: Snowflake(1), is_our_thread: std::sync::Arc::new(|_| false) };
        let (Dispatch::Wrote(live), Dispatch::Edited(edit)) = (read("MESSAGE_CREATE", full()), read("MESSAGE_UPDATE", full())) else {
            panic!()
        };
        let found: w::Message = serde_json::from_value(full()).unwrap();
        assert!(message::wrote(&live, &ours, None).is_some());
        assert_eq!(message::wrote(&live, &ours, None), message::wrote(&found, &ours, None));
        assert_eq!(message::edited(&edit, &ours, None), message::edited(&found, &ours, None));
    }

    #[test]
    fn what_serenity_cannot_read_gets_a_second_chance() {
        let odd = json!({"id": "9", "channel_id": "5", "type": 300, "author": {"id": "42"}});
        assert!(matches!(unknown("MESSAGE_CREATE".into(), odd), Dispatch::Wrote(m) if m.kind == 300));
        assert!(matches!(unknown("MESSAGE_CREATE".into(), json!({"id": 1})), Dispatch::Unreadable { .. }));
        assert!(matches!(unknown("SOMETHING_NEW".into(), json!({})), Dispatch::Other));
    }

    #[test]
    fn a_press_over_the_gateway_keeps_what_was_pressed() {
        let press = json!({
            "id": "2", "application_id": "1", "type": 3, "token": "tok", "version": 1, "channel_id": "5", "locale": "de",
            "user": {"id": "42", "username": "ana", "discriminator": "0", "avatar": null}, "entitlements": [],
            "authorizing_integration_owners": {}, "attachment_size_limit": 10_485_760, "message": full(),
            "data": {"custom_id": "fx1:person", "component_type": 2},
        });
        let dispatch = read("INTERACTION_CREATE", press);
        let Dispatch::Interaction(it) = dispatch else { panic!("{dispatch:?}") };
        assert_eq!((it.kind, it.token.as_deref(), it.locale.as_deref()), (3, Some("tok"), Some("de")));
        assert_eq!(it.data.unwrap().custom_id.as_deref(), Some("fx1:person"));
    }
}
