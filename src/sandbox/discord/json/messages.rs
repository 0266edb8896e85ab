//! Messages and what hangs on them.

use super::people::{bare_member, user};
use crate::sandbox::discord::cdn;
use crate::sandbox::discord::ids::{Id, id_in, timestamp};
use crate::sandbox::discord::model::{Attachment, Author, Message, Reaction, message_kind};
use crate::sandbox::discord::state::World;
use serde_json::{Value, json};

/// The emoji of a path as an object: `👍` or `name:id`.
pub fn emoji(text: &str) -> Value {
    match text.rsplit_once(':') {
        Some((name, id)) => json!({ "id": id, "name": name.trim_start_matches("a:"), "animated": name.starts_with("a:") }),
        None => json!({ "id": null, "name": text }),
    }
}

fn reaction(reaction: &Reaction, viewer: Id) -> Value {
    json!({
        "emoji": emoji(&reaction.emoji), "count": reaction.users.len(), "count_details": { "burst": 0, "normal": reaction.users.len() },
        "burst_colors": [], "me_burst": false, "me": reaction.users.contains(&viewer),
    })
}

/// Empties what an application without the message content intent does not get to read.
pub fn strip_content(message: &mut Value) {
    message["content"] = json!("");
    for key in ["embeds", "attachments", "components"] {
        message[key] = json!([]);
    }
    if let Some(map) = message.as_object_mut() {
        map.remove("poll");
    }
    if message["referenced_message"].is_object() {
        strip_content(&mut message["referenced_message"]);
    }
}

impl World {
    /// An attachment with a freshly signed address.
    pub fn attachment_json(&self, file: &Attachment) -> Value {
        let url = cdn::url(self, file);
        let mut value = json!({
            "id": file.id, "filename": file.filename, "size": file.bytes.len(), "url": url, "proxy_url": url,
            "content_type": file.content_type, "flags": 0,
        });
        if let Some(text) = &file.description {
            value["description"] = json!(text);
        }
        if file.ephemeral {
            value["ephemeral"] = json!(true);
        }
        value
    }

    fn author_json(&self, author: &Author) -> Value {
        match author {
            Author::User(id) => self.users.get(id).map_or(Value::Null, user),
            Author::Webhook { id, name } => json!({
                "id": id, "username": name, "discriminator": "0000", "global_name": null, "avatar": null, "bot": true, "public_flags": 0,
                "flags": 0, "primary_guild": null,
            }),
        }
    }

    /// A message as `viewer` fetches it over REST.
    pub fn message_json(&self, message: &Message, viewer: Id) -> Value {
        let mut value = self.plain_message(message, viewer);
        if let (Some((channel, id)), message_kind::REPLY | message_kind::THREAD_STARTER) = (message.reference, message.kind) {
            value["referenced_message"] = self.message(channel, id).map_or(Value::Null, |answered| self.plain_message(answered, viewer));
        }
        if let Some(thread) = self.channels.get(&message.id).filter(|channel| channel.thread.is_some()) {
            value["thread"] = self.channel_json(thread, viewer);
        }
        value
    }

    fn plain_message(&self, message: &Message, viewer: Id) -> Value {
        let files = message.attachments.iter().filter_map(|id| self.files.get(id));
        let mentioned = message.mentions.users.iter().filter_map(|id| self.users.get(id)).map(user);
        let mut value = json!({
            "id": message.id, "channel_id": message.channel, "type": message.kind, "content": message.content,
            "author": self.author_json(&message.author), "timestamp": timestamp(message.created), "edited_timestamp": message.edited.map(timestamp),
            "tts": message.tts, "mention_everyone": message.mentions.everyone, "mentions": mentioned.collect::<Vec<_>>(),
            "mention_roles": message.mentions.roles, "attachments": files.map(|file| self.attachment_json(file)).collect::<Vec<_>>(),
            "embeds": message.embeds, "components": message.components, "pinned": false, "flags": message.flags,
        });
        if !message.reactions.is_empty() {
            value["reactions"] = message.reactions.iter().map(|r| reaction(r, viewer)).collect();
        }
        if let Some(nonce) = &message.nonce {
            value["nonce"] = nonce.clone();
        }
        if let Some(id) = message.webhook {
            value["webhook_id"] = json!(id);
        }
        if let Some(id) = message.application {
            value["application_id"] = json!(id);
        }
        if let Some((channel, id)) = message.reference {
            value["message_reference"] = json!({ "type": 0, "channel_id": channel, "message_id": id });
            if let (message_kind::THREAD_CREATED, Some(map)) = (message.kind, value["message_reference"].as_object_mut()) {
                // The notice points at the thread, not at a message in it.
                map.remove("message_id");
            }
            if let Some(guild) = self.guild_of(channel) {
                value["message_reference"]["guild_id"] = json!(guild.id);
            }
        }
        self.add_origin(&mut value, message);
        value
    }

    fn add_origin(&self, value: &mut Value, message: &Message) {
        let Some(origin) = &message.origin else { return };
        let Some(person) = self.users.get(&origin.user) else { return };
        let owner = self.guild_of(message.channel).map_or(Id(0), |guild| guild.id);
        value["interaction_metadata"] = json!({ "id": origin.interaction, "type": origin.kind, "user": user(person), "authorizing_integration_owners": { "0": owner } });
        if let Some(name) = &origin.name {
            value["interaction"] = json!({ "id": origin.interaction, "type": origin.kind, "name": name, "user": user(person) });
            value["interaction_metadata"]["name"] = json!(name);
        }
    }

    /// A message as the gateway carries it: with guild and member, except when only one person sees it.
    pub fn message_event(&self, message: &Message, viewer: Id) -> Value {
        let mut value = self.message_json(message, viewer);
        if let Some(channel) = self.channels.get(&message.channel) {
            value["channel_type"] = json!(channel.kind);
        }
        if message.ephemeral_for.is_some() {
            return value;
        }
        if let Some(guild) = self.guild_of(message.channel) {
            value["guild_id"] = json!(guild.id);
            if let Some(member) = guild.members.get(&message.author.id()).filter(|_| message.webhook.is_none()) {
                value["member"] = bare_member(member);
            }
            for mention in value["mentions"].as_array_mut().into_iter().flatten() {
                if let Some(member) = id_in(&mention["id"]).and_then(|id| guild.members.get(&id)) {
                    mention["member"] = bare_member(member);
                }
            }
        }
        value
    }

    /// Whether `reader` (the bot) gets to read this message although it has no message content intent.
    pub fn content_is_free(&self, message: &Message, reader: Id) -> bool {
        let to_bot = message.mentions.users.contains(&reader) || message.author.id() == reader || message.application == Some(self.app.id);
        to_bot || self.guild_of(message.channel).is_none()
    }
}
