//! Webhooks of channels, which show an agent's name, and the shared address form of interaction follow-ups.

use super::callbacks::{self, Which};
use super::{P, Query, Shared, done, ok, yes};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{
    Answer, FORUM_WEBHOOK_NEEDS_THREAD, INVALID_WEBHOOK_TOKEN, MAX_WEBHOOKS, Problems, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, WRONG_CHANNEL_TYPE,
};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::json::people::user;
use crate::sandbox::discord::model::{Author, Message, Webhook, kind};
use crate::sandbox::discord::permissions::MANAGE_WEBHOOKS;
use crate::sandbox::discord::posting::Post;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::message::{Draft, Rules};
use axum::extract::State;
use serde_json::{Value, json};

fn webhook_json(world: &World, hook: &Webhook, with_user: bool) -> Value {
    let mut value = json!({
        "id": hook.id, "type": 1, "guild_id": hook.guild, "channel_id": hook.channel, "name": hook.name, "avatar": null,
        "application_id": hook.application, "token": hook.token, "url": format!("{}/api/webhooks/{}/{}", world.base, hook.id, hook.token),
    });
    if with_user {
        value["user"] = world.users.get(&hook.maker).map_or(Value::Null, user);
    }
    value
}

fn check_name(form: &Form) -> Answer<Option<String>> {
    let Some(name) = form.text("name").map(str::trim) else { return Ok(None) };
    let mut problems = Problems::default();
    problems.length("name", name, 1, 80);
    let lower = name.to_lowercase();
    for word in ["clyde", "discord"] {
        if lower.contains(word) {
            problems.add("name", "USERNAME_INVALID_CONTAINS", format!("Username cannot contain \"{word}\""));
        }
    }
    problems.finish()?;
    Ok(Some(name.to_owned()))
}

/// `POST /channels/{c}/webhooks`.
pub async fn create(State(hub): Shared, caller: Caller, P(channel): P<Id>, form: Form) -> Answer {
    let name = check_name(&form)?;
    let Some(name) = name else {
        let mut problems = Problems::default();
        problems.required("name");
        return problems.finish().and_then(|()| done());
    };
    let mut world = hub.world();
    let place = world.enter(caller.id, channel, MANAGE_WEBHOOKS)?;
    let guild = place.guild.filter(|_| place.thread.is_none()).ok_or(WRONG_CHANNEL_TYPE)?;
    if world.webhooks.values().filter(|hook| hook.channel == channel).count() >= 15 {
        return Err(MAX_WEBHOOKS.into());
    }
    let id = world.next_id();
    let mut random = [0_u8; 34];
    // The id keeps tokens apart even where there is no randomness.
    let _ = getrandom::fill(&mut random);
    let token = format!("{}{}", hex::encode(random), id);
    let application = caller.bot.then_some(world.app.id);
    let hook = Webhook { id, guild, channel, name, token, maker: caller.id, application };
    let value = webhook_json(&world, &hook, true);
    world.webhooks.insert(id, hook);
    world.dispatch(Event { name: "WEBHOOKS_UPDATE", data: json!({ "guild_id": guild, "channel_id": channel }), to: To::Guild(guild) });
    ok(value)
}

/// `GET /channels/{c}/webhooks`.
pub async fn of_channel(State(hub): Shared, caller: Caller, P(channel): P<Id>) -> Answer {
    let world = hub.world();
    world.enter(caller.id, channel, MANAGE_WEBHOOKS)?;
    ok(world.webhooks.values().filter(|hook| hook.channel == channel).map(|hook| webhook_json(&world, hook, true)).collect::<Vec<_>>())
}

/// `GET /guilds/{g}/webhooks`.
pub async fn of_guild(State(hub): Shared, caller: Caller, P(guild): P<Id>) -> Answer {
    let world = hub.world();
    world.enter_guild(caller.id, guild, MANAGE_WEBHOOKS)?;
    ok(world.webhooks.values().filter(|hook| hook.guild == guild).map(|hook| webhook_json(&world, hook, true)).collect::<Vec<_>>())
}

/// The webhook, if the caller may manage it.
fn managed(world: &World, caller: Caller, id: Id) -> Answer<&Webhook> {
    let hook = world.webhooks.get(&id).ok_or(UNKNOWN_WEBHOOK)?;
    world.enter(caller.id, hook.channel, MANAGE_WEBHOOKS)?;
    Ok(hook)
}

/// `GET /webhooks/{w}`.
pub async fn get(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    let world = hub.world();
    ok(webhook_json(&world, managed(&world, caller, id)?, true))
}

/// `PATCH /webhooks/{w}`.
pub async fn patch(State(hub): Shared, caller: Caller, P(id): P<Id>, form: Form) -> Answer {
    let name = check_name(&form)?;
    let mut world = hub.world();
    managed(&world, caller, id)?;
    let target = form.get("channel_id").and_then(crate::sandbox::discord::ids::id_in);
    if let Some(channel) = target {
        world.enter(caller.id, channel, MANAGE_WEBHOOKS)?;
    }
    let hook = world.webhooks.get_mut(&id).ok_or(UNKNOWN_WEBHOOK)?;
    if let Some(name) = name {
        hook.name = name;
    }
    hook.channel = target.unwrap_or(hook.channel);
    let hook = hook.clone();
    ok(webhook_json(&world, &hook, true))
}

/// `DELETE /webhooks/{w}`.
pub async fn delete(State(hub): Shared, caller: Caller, P(id): P<Id>) -> Answer {
    let mut world = hub.world();
    managed(&world, caller, id)?;
    world.webhooks.remove(&id);
    done()
}

/// The webhook of an address with a token.
fn by_token<'a>(world: &'a World, id: Id, token: &str) -> Answer<&'a Webhook> {
    let hook = world.webhooks.get(&id).ok_or(UNKNOWN_WEBHOOK)?;
    if hook.token == token { Ok(hook) } else { Err(INVALID_WEBHOOK_TOKEN.into()) }
}

/// `GET /webhooks/{w}/{token}`: without the user who made it.
pub async fn get_by_token(State(hub): Shared, P((id, token)): P<(Id, String)>) -> Answer {
    let world = hub.world();
    ok(webhook_json(&world, by_token(&world, id, &token)?, false))
}

/// `DELETE /webhooks/{w}/{token}`.
pub async fn delete_by_token(State(hub): Shared, P((id, token)): P<(Id, String)>) -> Answer {
    let mut world = hub.world();
    by_token(&world, id, &token)?;
    world.webhooks.remove(&id);
    done()
}

/// Posts through a webhook, or as a follow-up where the address is an interaction's.
pub async fn execute(State(hub): Shared, P((id, token)): P<(Id, String)>, query: Query, form: Form) -> Answer {
    let mut world = hub.world();
    if id == world.app.id {
        return callbacks::follow_up(&mut world, &token, form);
    }
    let hook = by_token(&world, id, &token)?.clone();
    let name = form.text("username").map_or_else(|| hook.name.clone(), str::to_owned);
    let mut problems = Problems::default();
    problems.length("username", &name, 1, 80);
    problems.finish()?;
    let thread = query.get("thread_id").and_then(|text| text.parse::<Id>().ok());
    let channel = match thread {
        Some(thread) if world.channel(thread)?.parent != Some(hook.channel) => return Err(WRONG_CHANNEL_TYPE.into()),
        Some(thread) => thread,
        None if world.channel(hook.channel)?.kind == kind::FORUM => return Err(FORUM_WEBHOOK_NEEDS_THREAD.into()),
        None => hook.channel,
    };
    let draft = Draft::read(form, &Rules::webhook())?.not_empty()?;
    let bot = world.bot;
    world.revive_thread(channel, bot)?;
    let author = Author::Webhook { id, name };
    let post = Post { author, webhook: Some(id), application: hook.application, ..Post::plain(channel, id, draft) };
    let made = world.post(post);
    if !yes(&query, "wait") {
        return done();
    }
    ok(world.message_json(world.message(channel, made)?, world.bot))
}

/// A message that this webhook made.
fn own<'a>(world: &'a World, hook: &Webhook, query: &Query, id: Id) -> Answer<&'a Message> {
    let channel = query.get("thread_id").and_then(|text| text.parse().ok()).unwrap_or(hook.channel);
    let message = world.message(channel, id)?;
    if message.webhook == Some(hook.id) { Ok(message) } else { Err(UNKNOWN_MESSAGE.into()) }
}

/// `GET /webhooks/{w}/{token}/messages/{m}`.
pub async fn message(State(hub): Shared, P((id, token, which)): P<(Id, String, Which)>, query: Query) -> Answer {
    let world = hub.world();
    if id == world.app.id {
        return callbacks::get(&world, &token, which);
    }
    let hook = by_token(&world, id, &token)?;
    ok(world.message_json(own(&world, hook, &query, which.plain()?)?, world.bot))
}

/// `PATCH /webhooks/{w}/{token}/messages/{m}`.
pub async fn edit_message(State(hub): Shared, P((id, token, which)): P<(Id, String, Which)>, query: Query, form: Form) -> Answer {
    let mut world = hub.world();
    if id == world.app.id {
        return callbacks::edit(&mut world, &token, which, form);
    }
    let hook = by_token(&world, id, &token)?.clone();
    let message = own(&world, &hook, &query, which.plain()?)?;
    let (channel, id) = (message.channel, message.id);
    let draft = Draft::read(form, &Rules::webhook().editing(message))?;
    world.edit(channel, id, draft)?;
    ok(world.message_json(world.message(channel, id)?, world.bot))
}

/// `DELETE /webhooks/{w}/{token}/messages/{m}`.
pub async fn delete_message(State(hub): Shared, P((id, token, which)): P<(Id, String, Which)>, query: Query) -> Answer {
    let mut world = hub.world();
    if id == world.app.id {
        return callbacks::delete(&mut world, &token, which);
    }
    let hook = by_token(&world, id, &token)?.clone();
    let message = own(&world, &hook, &query, which.plain()?)?;
    let (channel, id) = (message.channel, message.id);
    world.delete(channel, id)?;
    done()
}
