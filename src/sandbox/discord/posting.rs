//! Puts messages into channels, changes and removes them, and tells everybody. All routes that write messages end here.

use super::body::MAX_FILE;
use super::errors::{Answer, TOO_LARGE};
use super::gateway::dispatch::{Event, To};
use super::ids::Id;
use super::mentions::{callable_text, called};
use super::model::{Attachment, Author, Mentions, Message, Origin, Version, flag, message_kind};
use super::permissions::MENTION_EVERYONE;
use super::state::World;
use super::validate::message::Draft;
use serde_json::{Value, json};

/// A message about to be made.
pub struct Post {
    pub channel: Id,
    pub author: Author,
    pub kind: u8,
    pub draft: Draft,
    pub reference: Option<(Id, Id)>,
    pub ephemeral_for: Option<Id>,
    pub origin: Option<Origin>,
    pub application: Option<Id>,
    pub webhook: Option<Id>,
    /// The "is thinking" placeholder of a deferred answer.
    pub loading: bool,
}

impl Post {
    /// An ordinary message.
    pub fn plain(channel: Id, author: Id, draft: Draft) -> Self {
        Self {
            channel,
            author: Author::User(author),
            kind: message_kind::DEFAULT,
            draft,
            reference: None,
            ephemeral_for: None,
            origin: None,
            application: None,
            webhook: None,
            loading: false,
        }
    }
}

impl World {
    /// Makes the message and tells everybody who may see it.
    pub fn post(&mut self, post: Post) -> Id {
        let id = self.next_id();
        self.post_as(id, post);
        id
    }

    /// Like [`World::post`], under an id given beforehand.
    pub fn post_as(&mut self, id: Id, post: Post) {
        let attachments = self.store_files(post.channel, &post.draft, post.ephemeral_for.is_some());
        let mentions = self.mentions_of(&post);
        let now = self.now();
        let mut flags = post.draft.flags.unwrap_or(0) & !flag::EPHEMERAL;
        flags |= if post.ephemeral_for.is_some() { flag::EPHEMERAL } else { 0 };
        flags |= if post.loading { flag::LOADING } else { 0 };
        let message = Message {
            id,
            channel: post.channel,
            author: post.author,
            kind: post.kind,
            content: post.draft.content.unwrap_or_default(),
            embeds: typed_embeds(post.draft.embeds.unwrap_or_default()),
            components: post.draft.components.unwrap_or_default(),
            attachments,
            flags,
            nonce: post.draft.nonce,
            reference: post.reference,
            mentions,
            reactions: Vec::new(),
            ephemeral_for: post.ephemeral_for,
            origin: post.origin,
            application: post.application,
            webhook: post.webhook,
            created: now,
            edited: None,
            deleted: None,
            earlier: Vec::new(),
            tts: post.draft.tts,
        };
        if let Some(channel) = self.channels.get_mut(&post.channel) {
            if post.ephemeral_for.is_none() {
                channel.last_message = Some(id);
            }
            if let Some(thread) = channel.thread.as_mut() {
                thread.sent += u64::from(message.kind != message_kind::THREAD_STARTER);
            }
        }
        self.record.ping(id, post.channel, message.author.id(), &message.mentions);
        self.messages.entry(post.channel).or_default().insert(id, message);
        self.announce("MESSAGE_CREATE", post.channel, id);
    }

    /// Sends a message event to those who can see the message.
    pub fn announce(&mut self, name: &'static str, channel: Id, id: Id) {
        let Ok(message) = self.message(channel, id) else { return };
        let mut data = self.message_event(message, self.bot);
        if name == "MESSAGE_UPDATE"
            && let Some(map) = data.as_object_mut()
        {
            map.remove("nonce");
        }
        let to = match message.ephemeral_for {
            Some(person) => To::Users(vec![person, self.bot]),
            None => To::Channel(channel),
        };
        self.dispatch(Event { name, data, to });
    }

    fn mentions_of(&self, post: &Post) -> Mentions {
        let guild = self.guild_of(post.channel);
        let author = post.author.id();
        // A webhook or an answer to an interaction calls with the power of the application.
        let actor = if post.webhook.is_some() { self.bot } else { author };
        let loud = self.channels.get(&post.channel).is_some_and(|channel| self.permissions(actor, channel) & MENTION_EVERYONE != 0);
        let text = callable_text(post.draft.content.as_deref().unwrap_or_default(), post.draft.components.as_deref().unwrap_or_default());
        let mut mentions = called(&text, &post.draft.allowed, guild, loud, |id| self.users.contains_key(&id));
        let answered = post.reference.filter(|_| post.draft.allowed.replied_user).and_then(|(channel, id)| self.message(channel, id).ok());
        if let Some(Author::User(person)) = answered.map(|message| &message.author)
            && *person != author
            && !mentions.users.contains(person)
        {
            mentions.users.push(*person);
        }
        mentions
    }

    fn store_files(&mut self, channel: Id, draft: &Draft, ephemeral: bool) -> Vec<Id> {
        let mut ids = Vec::new();
        for file in &draft.files {
            let id = self.next_id();
            let description = draft.descriptions.iter().find(|(index, _)| *index == file.index).map(|(_, text)| text.clone());
            let content_type = file.content_type.clone().unwrap_or_else(|| guess_type(&file.filename).to_owned());
            let bytes = file.bytes.clone();
            let filename = safe_name(&file.filename);
            self.files.insert(id, Attachment { id, channel, filename, description, content_type, bytes, ephemeral });
            ids.push(id);
        }
        ids
    }

    /// Keeps a file that is not part of a message yet: an option of a command, a field of a modal.
    pub fn store_loose(&mut self, channel: Id, file: &super::body::Upload) -> Answer<Id> {
        if file.bytes.len() > MAX_FILE {
            return Err(TOO_LARGE.into());
        }
        let id = self.next_id();
        let content_type = file.content_type.clone().unwrap_or_else(|| guess_type(&file.filename).to_owned());
        let filename = safe_name(&file.filename);
        self.files
            .insert(id, Attachment { id, channel, filename, description: None, content_type, bytes: file.bytes.clone(), ephemeral: true });
        Ok(id)
    }

    /// Changes a message. The first change of a "thinking" placeholder is its real arrival: it may ping.
    pub fn edit(&mut self, channel: Id, id: Id, draft: Draft) -> Answer<()> {
        let ephemeral = self.message(channel, id)?.ephemeral_for.is_some();
        let added = self.store_files(channel, &draft, ephemeral);
        let now = self.now();
        let message = self.message_mut(channel, id)?;
        let arrived = message.flags & flag::LOADING != 0;
        message.flags &= !flag::LOADING;
        if !arrived {
            message.earlier.push(Version { content: message.content.clone(), until: now });
            message.edited = Some(now);
        }
        if let Some(content) = draft.content.clone() {
            message.content = content;
        }
        if let Some(embeds) = draft.embeds.clone() {
            message.embeds = typed_embeds(embeds);
        }
        if let Some(components) = draft.components.clone() {
            message.components = components;
        }
        if let Some(flags) = draft.flags {
            message.flags = (message.flags & !flag::SUPPRESS_EMBEDS) | (flags & (flag::SUPPRESS_EMBEDS | flag::V2));
        }
        if let Some(keep) = &draft.keep {
            message.attachments.retain(|id| keep.contains(id));
        }
        message.attachments.extend(added);
        let recheck = Post {
            author: message.author.clone(),
            reference: message.reference,
            webhook: message.webhook,
            ..Post::plain(channel, Id(0), draft)
        };
        let text_changed = recheck.draft.content.is_some() || recheck.draft.components.is_some();
        if text_changed {
            let mentions = self.mentions_of(&recheck);
            let message = self.message_mut(channel, id)?;
            message.mentions = mentions.clone();
            let author = message.author.id();
            if arrived {
                self.record.ping(id, channel, author, &mentions);
            }
        }
        self.announce("MESSAGE_UPDATE", channel, id);
        Ok(())
    }

    /// Marks a message deleted and tells everybody.
    pub fn delete(&mut self, channel: Id, id: Id) -> Answer<()> {
        let now = self.now();
        let message = self.message_mut(channel, id)?;
        message.deleted = Some(now);
        let only = message.ephemeral_for;
        let mut data = json!({ "id": id, "channel_id": channel });
        if let Some(guild) = self.guild_of(channel).filter(|_| only.is_none()) {
            data["guild_id"] = json!(guild.id);
        }
        let to = only.map_or(To::Channel(channel), |person| To::Users(vec![person, self.bot]));
        self.dispatch(Event { name: "MESSAGE_DELETE", data, to });
        Ok(())
    }
}

fn typed_embeds(mut embeds: Vec<Value>) -> Vec<Value> {
    for embed in &mut embeds {
        if embed.is_object() && !embed["type"].is_string() {
            embed["type"] = json!("rich");
        }
        for field in embed["fields"].as_array_mut().into_iter().flatten().filter(|field| !field["inline"].is_boolean()) {
            field["inline"] = json!(false);
        }
    }
    embeds
}

/// Discord keeps letters, digits, `._-` and replaces the rest.
fn safe_name(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    if name.trim_matches('.').is_empty() { "unknown".to_owned() } else { name }
}

fn guess_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "txt" | "log" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}
