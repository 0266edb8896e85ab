//! Single channels: reading, changing, closing, typing.

use super::{P, Shared, done, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, MISSING_PERMISSIONS, Problems, THREAD_ARCHIVED};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::people::bare_member;
use crate::sandbox::discord::permissions::{MANAGE_CHANNELS, MANAGE_THREADS, SEND};
use crate::sandbox::discord::state::World;
use axum::extract::State;
use serde_json::{Value, json};

/// `GET /channels/{c}`.
pub async fn get(State(hub): Shared, caller: Caller, P(channel): P<Id>) -> Answer {
    let world = hub.world();
    ok(world.channel_json(world.enter(caller.id, channel, 0)?, caller.id))
}

/// `PATCH /channels/{c}`: name, topic, slow mode; archive, lock and tags of threads.
pub async fn patch(State(hub): Shared, caller: Caller, P(id): P<Id>, form: Form) -> Answer {
    let body = &form.value;
    let mut problems = Problems::default();
    if let Some(name) = form.text("name") {
        problems.length("name", name, 1, 100);
    }
    problems.longest("topic", form.text("topic").unwrap_or_default(), 4096);
    if form.get("applied_tags").and_then(Value::as_array).is_some_and(|tags| tags.len() > 5) {
        problems.add("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.");
    }
    let minutes = form.get("auto_archive_duration").and_then(Value::as_u64);
    if minutes.is_some_and(|minutes| !matches!(minutes, 60 | 1440 | 4320 | 10080)) {
        problems.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.");
    }
    problems.finish()?;
    let mut world = hub.world();
    may_change(&world, caller, id, body)?;
    let now = world.now();
    let channel = world.channel_mut(id)?;
    if let Some(name) = form.text("name") {
        channel.name = name.to_owned();
    }
    if let Some(topic) = body.get("topic") {
        channel.topic = topic.as_str().map(str::to_owned);
    }
    if let Some(seconds) = form.get("rate_limit_per_user").and_then(Value::as_u64) {
        channel.slow = seconds;
    }
    if let Some(thread) = channel.thread.as_mut() {
        let flag = |key: &str| body[key].as_bool();
        if let Some(archived) = flag("archived").filter(|archived| *archived != thread.archived) {
            thread.archived = archived;
            thread.archive_changed = now;
        }
        thread.locked = flag("locked").unwrap_or(thread.locked);
        thread.invitable = flag("invitable").unwrap_or(thread.invitable);
        thread.archive_minutes = minutes.unwrap_or(thread.archive_minutes);
        if let Some(tags) = form.get("applied_tags").and_then(Value::as_array) {
            thread.tags = tags.iter().filter_map(id_in).collect();
        }
    }
    ok(world.announce_channel("UPDATE", id, caller.id)?)
}

/// Managers may change everything; the owner of a thread may archive, rename and reopen it unless it is locked.
fn may_change(world: &World, caller: Caller, id: Id, body: &Value) -> Answer<()> {
    let channel = world.enter(caller.id, id, 0)?;
    let held = world.permissions(caller.id, channel);
    let Some(thread) = &channel.thread else {
        return if channel.guild.is_some() && held & MANAGE_CHANNELS != 0 { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) };
    };
    if thread.archived && body["archived"] != false {
        return Err(THREAD_ARCHIVED.into());
    }
    let owner = thread.owner == caller.id && !thread.locked && body.get("locked").is_none();
    if owner || held & MANAGE_THREADS != 0 { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) }
}

/// `DELETE /channels/{c}`.
pub async fn delete(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    let mut world = hub.world();
    let channel = world.enter(caller.id, id, 0)?;
    if channel.is_dm() {
        // Closing a DM only hides it; it opens again under the same id.
        return ok(world.channel_json(channel, caller.id));
    }
    let needed = if channel.thread.is_some() { MANAGE_THREADS } else { MANAGE_CHANNELS };
    world.enter(caller.id, id, needed)?;
    let value = world.announce_channel("DELETE", id, caller.id)?;
    world.channels.remove(&id);
    ok(value)
}

/// `POST /channels/{c}/typing`.
pub async fn typing(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    let mut world = hub.world();
    world.enter(caller.id, id, SEND)?;
    let mut data = json!({ "channel_id": id, "user_id": caller.id, "timestamp": world.now() / 1000 });
    if let Some(guild) = world.guild_of(id) {
        data["guild_id"] = json!(guild.id);
        if let Some(member) = guild.members.get(&caller.id) {
            let mut value = bare_member(member);
            value["user"] = world.users.get(&caller.id).map_or(Value::Null, crate::sandbox::discord::json::people::user);
            data["member"] = value;
        }
    }
    world.dispatch(Event { name: "TYPING_START", data, to: To::Channel(id) });
    done()
}

impl World {
    /// Tells everybody about a changed channel or thread; gives the object as `viewer` sees it.
    pub fn announce_channel(&mut self, what: &str, id: Id, viewer: Id) -> Answer<Value> {
        let channel = self.channel(id)?;
        let name = match (channel.thread.is_some(), what) {
            (true, "CREATE") => "THREAD_CREATE",
            (true, "DELETE") => "THREAD_DELETE",
            (true, _) => "THREAD_UPDATE",
            (false, "DELETE") => "CHANNEL_DELETE",
            (false, _) => "CHANNEL_UPDATE",
        };
        let value = self.channel_json(channel, viewer);
        let mut data = self.channel_json(channel, self.bot);
        if name == "THREAD_CREATE" {
            data["newly_created"] = json!(true);
        }
        self.dispatch(Event { name, data, to: To::Channel(id) });
        Ok(value)
    }
}
