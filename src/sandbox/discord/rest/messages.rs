//! Messages: posting, reading, changing, deleting.

use super::{P, Query, Shared, done, ok};
use crate::domain::clock::Millis;
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{
    Answer, BULK_COUNT, CANNOT_DM, EMPTY_MESSAGE, FORUM_NEEDS_POST, MISSING_PERMISSIONS, NO_MUTUAL_GUILD, NOT_THE_AUTHOR, Problems,
    REPLY_WITHOUT_HISTORY, Refusal, SYSTEM_MESSAGE, THREAD_ARCHIVED, THREAD_LOCKED, TOO_OLD_FOR_BULK, WRONG_CHANNEL_TYPE,
};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::gateway::intents;
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::messages::strip_content;
use crate::sandbox::discord::model::{Channel, Message, kind, message_kind};
use crate::sandbox::discord::permissions::{ATTACH, HISTORY, MANAGE_MESSAGES, MANAGE_THREADS, SEND};
use crate::sandbox::discord::posting::Post;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::message::{Draft, Rules};
use axum::extract::State;
use serde_json::{Value, json};
use std::collections::HashSet;

/// How long a nonce is remembered, in milliseconds.
const NONCE_LIFE: Millis = 5 * 60 * 1000;
/// How old a message may be for bulk deletion, in milliseconds.
const BULK_AGE: Millis = 14 * 24 * 3600 * 1000;

fn rules(caller: Caller) -> Rules {
    if caller.bot { Rules::bot() } else { Rules::person() }
}

/// `POST …/messages`.
pub async fn create(State(hub): Shared, caller: Caller, P(channel): P<Id>, form: Form) -> Answer {
    let mut draft = Draft::read(form, &rules(caller))?;
    if !caller.bot {
        // Embeds and components are for bots; what a person sends of them is dropped.
        (draft.embeds, draft.components) = (None, None);
    }
    let draft = draft.not_empty()?;
    let mut world = hub.world();
    may_post(&world, caller, channel, !draft.files.is_empty())?;
    let nonce = draft.nonce.as_ref().filter(|_| draft.enforce_nonce).map(|nonce| (caller.id, nonce.to_string()));
    if let Some(earlier) = nonce.as_ref().and_then(|key| world.earlier(key)) {
        let (channel, id) = earlier;
        return ok(world.message_json(world.message(channel, id)?, caller.id));
    }
    let reference = reply_to(&world, caller, channel, draft.reference.as_ref())?;
    world.revive_thread(channel, caller.id)?;
    let kind = if reference.is_some() { message_kind::REPLY } else { message_kind::DEFAULT };
    let id = world.post(Post { kind, reference, ..Post::plain(channel, caller.id, draft) });
    if let Some(key) = nonce {
        let now = world.now();
        world.nonces.insert(key, (channel, id, now));
    }
    ok(world.message_json(world.message(channel, id)?, caller.id))
}

/// Whether this caller's message is taken here.
pub fn may_post(world: &World, caller: Caller, id: Id, files: bool) -> Answer<()> {
    let channel = world.enter(caller.id, id, if files { SEND | ATTACH } else { SEND })?;
    if channel.kind == kind::FORUM {
        return Err(FORUM_NEEDS_POST.into());
    }
    if let Some(other) = channel.recipients.iter().find(|id| **id != caller.id) {
        let other = world.user(*other)?;
        if !world.share_guild(caller.id, other.id) {
            return Err(NO_MUTUAL_GUILD.into());
        }
        if caller.bot && (!other.dms_open || other.blocks_bot) {
            return Err(CANNOT_DM.into());
        }
    }
    let locked = channel.thread.as_ref().is_some_and(|thread| thread.locked);
    if locked && world.permissions(caller.id, channel) & MANAGE_THREADS == 0 {
        return Err(THREAD_LOCKED.into());
    }
    Ok(())
}

/// The message answered, if it is there; a missing one is an error unless the caller said it is not.
fn reply_to(world: &World, caller: Caller, channel: Id, reference: Option<&Value>) -> Answer<Option<(Id, Id)>> {
    let Some(reference) = reference else { return Ok(None) };
    let Some(id) = id_in(&reference["message_id"]) else { return Ok(None) };
    world.enter(caller.id, channel, HISTORY).map_err(|_| Refusal::from(REPLY_WITHOUT_HISTORY))?;
    let place = id_in(&reference["channel_id"]).unwrap_or(channel);
    match world.message(place, id) {
        Ok(message) if message.ephemeral_for.is_none() => Ok(Some((place, id))),
        _ if reference["fail_if_not_exists"] == false => Ok(None),
        _ => Err(Refusal::field("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")),
    }
}

fn visible(message: &Message, reader: Caller) -> bool {
    message.deleted.is_none() && message.ephemeral_for.is_none_or(|person| person == reader.id)
}

/// A message as this caller may read it.
pub fn readable(world: &World, message: &Message, reader: Caller) -> Value {
    let mut value = world.message_json(message, reader.id);
    if reader.bot && !intents::reads_content(world.app.flags) && !world.content_is_free(message, reader.id) {
        strip_content(&mut value);
    }
    value
}

/// History, newest first; `after`, `before` and `around` exclude each other.
pub async fn list(State(hub): Shared, caller: Caller, P(channel): P<Id>, query: Query) -> Answer {
    let limit = match query.get("limit").map(|text| text.parse::<usize>()) {
        None => 50,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => return Err(Refusal::field("limit", "NUMBER_TYPE_RANGE", "int value should be between 1 and 100.")),
    };
    let world = hub.world();
    let place = world.enter(caller.id, channel, 0)?;
    if world.permissions(caller.id, place) & HISTORY == 0 {
        return ok(json!([]));
    }
    let all: Vec<&Message> =
        world.messages.get(&channel).into_iter().flat_map(|list| list.values()).filter(|m| visible(m, caller)).collect();
    let mark = |key: &str| query.get(key).and_then(|text| text.parse::<Id>().ok());
    let mut found: Vec<&Message> = if let Some(after) = mark("after") {
        all.into_iter().filter(|message| message.id > after).take(limit).collect()
    } else if let Some(around) = mark("around") {
        let at = all.partition_point(|message| message.id < around);
        let from = at.saturating_sub(limit / 2);
        all.into_iter().skip(from).take(limit).collect()
    } else {
        let before = mark("before").unwrap_or(Id(u64::MAX));
        let end = all.partition_point(|message| message.id < before);
        all[end.saturating_sub(limit)..end].to_vec()
    };
    found.reverse();
    ok(found.into_iter().map(|message| readable(&world, message, caller)).collect::<Vec<_>>())
}

/// `GET …/messages/{m}`.
pub async fn get(State(hub): Shared, caller: Caller, P((channel, id)): P<(Id, Id)>) -> Answer {
    let world = hub.world();
    world.enter(caller.id, channel, HISTORY)?;
    ok(readable(&world, shown(&world, channel, id, caller)?, caller))
}

/// The message, unless it is hidden from this caller.
fn shown(world: &World, channel: Id, id: Id, caller: Caller) -> Answer<&Message> {
    let message = world.message(channel, id)?;
    let hidden = || crate::sandbox::discord::errors::UNKNOWN_MESSAGE.into();
    if visible(message, caller) { Ok(message) } else { Err(hidden()) }
}

/// `PATCH …/messages/{m}`: own messages; of others only the flags.
pub async fn edit(State(hub): Shared, caller: Caller, P((channel, id)): P<(Id, Id)>, form: Form) -> Answer {
    let only_flags = form.value.as_object().is_some_and(|body| body.keys().all(|key| key == "flags"));
    let mut world = hub.world();
    let place = world.enter(caller.id, channel, 0)?;
    let managed = world.permissions(caller.id, place) & MANAGE_MESSAGES != 0;
    let message = shown(&world, channel, id, caller)?;
    refuse_archived(place)?;
    if message.author.id() != caller.id && !(only_flags && managed) {
        return Err(NOT_THE_AUTHOR.into());
    }
    let draft = Draft::read(form, &rules(caller).editing(message))?;
    if would_be_empty(message, &draft) {
        return Err(EMPTY_MESSAGE.into());
    }
    world.edit(channel, id, draft)?;
    ok(world.message_json(world.message(channel, id)?, caller.id))
}

/// Whether an edit would leave nothing of a message.
pub fn would_be_empty(message: &Message, draft: &Draft) -> bool {
    let content = draft.content.as_deref().unwrap_or(&message.content).is_empty();
    let embeds = draft.embeds.as_ref().unwrap_or(&message.embeds).is_empty();
    let components = draft.components.as_ref().unwrap_or(&message.components).is_empty();
    let files = draft.files.is_empty() && draft.keep.as_ref().unwrap_or(&message.attachments).is_empty();
    content && embeds && components && files
}

fn refuse_archived(channel: &Channel) -> Answer<()> {
    if channel.thread.as_ref().is_some_and(|thread| thread.archived) { Err(THREAD_ARCHIVED.into()) } else { Ok(()) }
}

/// `DELETE …/messages/{m}`.
pub async fn delete(State(hub): Shared, caller: Caller, P((channel, id)): P<(Id, Id)>) -> Answer {
    let mut world = hub.world();
    let place = world.enter(caller.id, channel, 0)?;
    let message = shown(&world, channel, id, caller)?;
    let own = message.author.id() == caller.id;
    if !own && place.is_dm() {
        return Err(SYSTEM_MESSAGE.into());
    }
    if !own && world.permissions(caller.id, place) & MANAGE_MESSAGES == 0 {
        return Err(MISSING_PERMISSIONS.into());
    }
    refuse_archived(place)?;
    world.delete(channel, id)?;
    done()
}

/// `POST …/messages/bulk-delete`: 2 to 100, none older than 14 days.
pub async fn bulk_delete(State(hub): Shared, caller: Caller, P(channel): P<Id>, form: Form) -> Answer {
    let ids: Vec<Id> = form.value["messages"].as_array().into_iter().flatten().filter_map(id_in).collect();
    if !(2..=100).contains(&ids.len()) {
        return Err(BULK_COUNT.into());
    }
    if ids.iter().collect::<HashSet<_>>().len() != ids.len() {
        let mut problems = Problems::default();
        problems.add("messages", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
        problems.finish()?;
    }
    let mut world = hub.world();
    let now = world.now();
    if ids.iter().any(|id| id.made_at() + BULK_AGE < now) {
        return Err(TOO_OLD_FOR_BULK.into());
    }
    let guild = world.enter(caller.id, channel, MANAGE_MESSAGES)?.guild.ok_or(WRONG_CHANNEL_TYPE)?;
    let mut gone = Vec::new();
    for id in ids {
        if let Ok(message) = world.message_mut(channel, id) {
            message.deleted = Some(now);
            gone.push(id);
        }
    }
    let data = json!({ "ids": gone, "channel_id": channel, "guild_id": guild });
    world.dispatch(Event { name: "MESSAGE_DELETE_BULK", data, to: To::Channel(channel) });
    done()
}

impl World {
    /// The message already made under this nonce, if it is recent.
    fn earlier(&mut self, key: &(Id, String)) -> Option<(Id, Id)> {
        let now = self.now();
        self.nonces.retain(|_, (_, _, at)| *at + NONCE_LIFE > now);
        let (channel, id, _) = *self.nonces.get(key)?;
        self.message(channel, id).ok().map(|_| (channel, id))
    }

    /// Sending into a thread opens it again and makes the sender a member.
    pub fn revive_thread(&mut self, id: Id, sender: Id) -> Answer<()> {
        let now = self.now();
        let Some(thread) = self.channel_mut(id)?.thread.as_mut() else { return Ok(()) };
        thread.members.entry(sender).or_insert(now);
        if thread.archived {
            thread.archived = false;
            thread.archive_changed = now;
            self.announce_channel("UPDATE", id, sender)?;
        }
        Ok(())
    }
}
