//! Threads, forum posts and who is in them.

use super::messages::may_post;
use super::{P, Shared, done, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{
    Answer, MISSING_ACCESS, Problems, TAG_REQUIRED, THREAD_ARCHIVED, THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_USER,
    WRONG_CHANNEL_TYPE,
};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::places::thread_member;
use crate::sandbox::discord::model::{Channel, Thread, flag, kind, message_kind};
use crate::sandbox::discord::permissions::{HISTORY, MANAGE_THREADS, PRIVATE_THREADS, PUBLIC_THREADS, SEND, VIEW};
use crate::sandbox::discord::posting::Post;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::message::{Draft, Rules};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a new thread is to be.
struct Plan {
    id: Id,
    kind: u8,
    parent: Id,
    tags: Vec<Id>,
}

fn check(form: &Form) -> Answer<()> {
    let mut problems = Problems::default();
    match form.text("name") {
        Some(name) => problems.length("name", name, 1, 100),
        None => problems.required("name"),
    }
    let minutes = form.get("auto_archive_duration").and_then(Value::as_u64);
    if minutes.is_some_and(|minutes| !matches!(minutes, 60 | 1440 | 4320 | 10080)) {
        problems.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.");
    }
    problems.finish()
}

/// Makes the thread with its maker in it; telling is left to the caller.
fn make(world: &mut World, plan: &Plan, maker: Id, form: &Form) -> Answer<()> {
    let parent = world.channel(plan.parent)?;
    let now = world.now();
    let thread = Thread {
        owner: maker,
        archived: false,
        locked: false,
        invitable: form.value["invitable"].as_bool().unwrap_or(true),
        archive_minutes: form.value["auto_archive_duration"].as_u64().unwrap_or(4320),
        archive_changed: now,
        members: BTreeMap::from([(maker, now)]),
        tags: plan.tags.clone(),
        sent: 0,
    };
    let channel = Channel {
        id: plan.id,
        kind: plan.kind,
        guild: parent.guild,
        name: form.text("name").unwrap_or_default().to_owned(),
        topic: None,
        parent: Some(plan.parent),
        position: 0,
        overwrites: Vec::new(),
        recipients: Vec::new(),
        slow: form.value["rate_limit_per_user"].as_u64().unwrap_or(0),
        tags: Vec::new(),
        needs_tag: false,
        thread: Some(thread),
        last_message: None,
    };
    world.channels.insert(plan.id, channel);
    Ok(())
}

fn created(value: &Value) -> Answer {
    Ok((StatusCode::CREATED, axum::Json(value)).into_response())
}

/// `POST …/messages/{m}/threads`: a thread under a message has the message's id.
pub async fn from_message(State(hub): Shared, caller: Caller, P((channel, message)): P<(Id, Id)>, form: Form) -> Answer {
    check(&form)?;
    let mut world = hub.world();
    let parent = world.enter(caller.id, channel, PUBLIC_THREADS | HISTORY)?;
    if parent.kind != kind::TEXT && parent.kind != 5 {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    world.message(channel, message)?;
    if world.channels.contains_key(&message) {
        return Err(THREAD_EXISTS.into());
    }
    let plan = Plan {
        id: message,
        kind: if parent.kind == 5 { kind::NEWS_THREAD } else { kind::PUBLIC_THREAD },
        parent: channel,
        tags: Vec::new(),
    };
    make(&mut world, &plan, caller.id, &form)?;
    world.message_mut(channel, message)?.flags |= flag::HAS_THREAD;
    let value = world.announce_channel("CREATE", message, caller.id)?;
    let starter =
        Post { kind: message_kind::THREAD_STARTER, reference: Some((channel, message)), ..Post::plain(message, caller.id, Draft::blank()) };
    world.post(starter);
    created(&value)
}

/// `POST …/threads`: a thread without a message, or a post in a forum.
pub async fn create(State(hub): Shared, caller: Caller, P(channel): P<Id>, form: Form) -> Answer {
    check(&form)?;
    let mut world = hub.world();
    let parent = world.enter(caller.id, channel, 0)?;
    match parent.kind {
        kind::FORUM => post_in_forum(&mut world, caller, channel, form),
        kind::TEXT => {
            // Without a type Discord makes a private thread.
            let number = form.get("type").and_then(Value::as_u64).unwrap_or(u64::from(kind::PRIVATE_THREAD));
            let (kind, needed) = match u8::try_from(number) {
                Ok(kind::PUBLIC_THREAD) => (kind::PUBLIC_THREAD, PUBLIC_THREADS),
                Ok(kind::PRIVATE_THREAD) => (kind::PRIVATE_THREAD, PRIVATE_THREADS),
                _ => return Err(WRONG_CHANNEL_TYPE.into()),
            };
            world.enter(caller.id, channel, needed)?;
            let plan = Plan { id: world.next_id(), kind, parent: channel, tags: Vec::new() };
            make(&mut world, &plan, caller.id, &form)?;
            let value = world.announce_channel("CREATE", plan.id, caller.id)?;
            if kind == kind::PUBLIC_THREAD {
                let mut notice = Draft::blank();
                notice.content = form.text("name").map(str::to_owned);
                let reference = Some((plan.id, plan.id));
                world.post(Post { kind: message_kind::THREAD_CREATED, reference, ..Post::plain(channel, caller.id, notice) });
            }
            created(&value)
        }
        _ => Err(WRONG_CHANNEL_TYPE.into()),
    }
}

fn post_in_forum(world: &mut World, caller: Caller, channel: Id, form: Form) -> Answer {
    let parent = world.enter(caller.id, channel, SEND)?;
    let tags: Vec<Id> = form.value["applied_tags"].as_array().into_iter().flatten().filter_map(id_in).collect();
    let mut problems = Problems::default();
    if tags.len() > 5 {
        problems.add("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.");
    }
    if tags.iter().any(|tag| !parent.tags.iter().any(|known| known.id == *tag)) {
        problems.add("applied_tags", "FORUM_UNKNOWN_TAG", "Unknown tag");
    }
    let Some(message) = form.get("message").cloned() else {
        problems.required("message");
        return problems.finish().and_then(|()| done());
    };
    problems.finish()?;
    if parent.needs_tag && tags.is_empty() {
        return Err(TAG_REQUIRED.into());
    }
    let rules = if caller.bot { Rules::bot() } else { Rules::person() };
    let draft = Draft::read(Form { value: message, files: form.files.clone() }, &rules)?.not_empty()?;
    // The first message of a post has the id of the post.
    let plan = Plan { id: world.next_id(), kind: kind::PUBLIC_THREAD, parent: channel, tags };
    make(world, &plan, caller.id, &form)?;
    world.channel_mut(channel)?.last_message = Some(plan.id);
    world.announce_channel("CREATE", plan.id, caller.id)?;
    world.post_as(plan.id, Post::plain(plan.id, caller.id, draft));
    let mut value = world.channel_json(world.channel(plan.id)?, caller.id);
    value["message"] = world.message_json(world.message(plan.id, plan.id)?, caller.id);
    created(&value)
}

fn thread_of(world: &World, caller: Caller, id: Id) -> Answer<(&Channel, &Thread)> {
    let channel = world.enter(caller.id, id, 0)?;
    let thread = channel.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    Ok((channel, thread))
}

/// `GET …/thread-members`.
pub async fn members(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    let world = hub.world();
    let (_, thread) = thread_of(&world, caller, id)?;
    ok(thread.members.iter().map(|(user, joined)| thread_member(id, *user, *joined)).collect::<Vec<_>>())
}

/// `GET …/thread-members/{u}`.
pub async fn member(State(hub): Shared, caller: Caller, P((id, user)): P<(Id, Id)>) -> Answer {
    let world = hub.world();
    let (_, thread) = thread_of(&world, caller, id)?;
    ok(thread_member(id, user, *thread.members.get(&user).ok_or(UNKNOWN_MEMBER)?))
}

/// `PUT …/thread-members/@me`.
pub async fn join(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    put_in(&mut hub.world(), caller, id, caller.id)
}

/// `PUT …/thread-members/{u}`.
pub async fn add(State(hub): Shared, caller: Caller, P((id, user)): P<(Id, Id)>) -> Answer {
    put_in(&mut hub.world(), caller, id, user)
}

fn put_in(world: &mut World, caller: Caller, id: Id, user: Id) -> Answer {
    let (channel, thread) = thread_of(world, caller, id)?;
    if thread.archived {
        return Err(THREAD_ARCHIVED.into());
    }
    world.user(user)?;
    let parent = channel.parent.and_then(|parent| world.channels.get(&parent)).ok_or(UNKNOWN_CHANNEL)?;
    if user != caller.id {
        may_post(world, caller, id, false)?;
    }
    if world.permissions(user, parent) & VIEW == 0 {
        return if user == caller.id { Err(MISSING_ACCESS.into()) } else { Err(UNKNOWN_USER.into()) };
    }
    let now = world.now();
    let fresh = world.channel_mut(id)?.thread.as_mut().is_some_and(|thread| thread.members.insert(user, now).is_none());
    if fresh {
        tell(world, id, &[thread_member(id, user, now)], &[]);
    }
    done()
}

/// `DELETE …/thread-members/@me`.
pub async fn leave(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    take_out(&mut hub.world(), caller, id, caller.id)
}

/// `DELETE …/thread-members/{u}`.
pub async fn remove(State(hub): Shared, caller: Caller, P((id, user)): P<(Id, Id)>) -> Answer {
    let mut world = hub.world();
    let (_, thread) = thread_of(&world, caller, id)?;
    if thread.owner != caller.id {
        world.enter(caller.id, id, MANAGE_THREADS)?;
    }
    take_out(&mut world, caller, id, user)
}

fn take_out(world: &mut World, caller: Caller, id: Id, user: Id) -> Answer {
    thread_of(world, caller, id)?;
    let gone = world.channel_mut(id)?.thread.as_mut().and_then(|thread| thread.members.remove(&user));
    gone.ok_or(UNKNOWN_MEMBER)?;
    tell(world, id, &[], &[user]);
    done()
}

/// Tells everybody who came and went. A member who is put in gets the thread itself, too.
fn tell(world: &mut World, id: Id, added: &[Value], removed: &[Id]) {
    let Ok(channel) = world.channel(id) else { return };
    let count = channel.thread.as_ref().map_or(0, |thread| thread.members.len());
    let data = json!({
        "id": id, "guild_id": channel.guild, "member_count": count, "added_members": added, "removed_member_ids": removed,
    });
    let newcomers: Vec<Id> = added.iter().filter_map(|member| id_in(&member["user_id"])).collect();
    let thread = world.channel_json(channel, world.bot);
    world.dispatch(Event { name: "THREAD_MEMBERS_UPDATE", data, to: To::Channel(id) });
    if !newcomers.is_empty() {
        world.dispatch(Event { name: "THREAD_CREATE", data: thread, to: To::Users(newcomers) });
    }
}

/// `GET /guilds/{g}/threads/active`.
pub async fn active(State(hub): Shared, caller: Caller, P(guild): P<Id>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?.id;
    let open = world.threads_of(guild).filter(|channel| channel.thread.as_ref().is_some_and(|thread| !thread.archived));
    listed(&world, caller, open)
}

/// `GET …/threads/archived/public`.
pub async fn archived_public(State(hub): Shared, caller: Caller, P(parent): P<Id>) -> Answer {
    archived(&hub.world(), caller, parent, kind::PUBLIC_THREAD)
}

/// `GET …/threads/archived/private`.
pub async fn archived_private(State(hub): Shared, caller: Caller, P(parent): P<Id>) -> Answer {
    archived(&hub.world(), caller, parent, kind::PRIVATE_THREAD)
}

fn archived(world: &World, caller: Caller, parent: Id, wanted: u8) -> Answer {
    world.enter(caller.id, parent, HISTORY)?;
    let here = world.channels.values().filter(|channel| channel.parent == Some(parent) && channel.kind == wanted);
    listed(world, caller, here.filter(|channel| channel.thread.as_ref().is_some_and(|thread| thread.archived)))
}

fn listed<'a>(world: &World, caller: Caller, threads: impl Iterator<Item = &'a Channel>) -> Answer {
    let seen: Vec<&Channel> = threads.filter(|channel| world.permissions(caller.id, channel) & VIEW != 0).collect();
    let mine = |channel: &&Channel| Some(thread_member(channel.id, caller.id, *channel.thread.as_ref()?.members.get(&caller.id)?));
    ok(json!({
        "threads": seen.iter().map(|channel| world.channel_json(channel, caller.id)).collect::<Vec<_>>(),
        "members": seen.iter().filter_map(mine).collect::<Vec<_>>(), "has_more": false,
    }))
}
