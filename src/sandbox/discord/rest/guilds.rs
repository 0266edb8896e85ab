//! Guilds, their channels, roles and members.

use super::{P, Query, Shared, ok, yes};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::errors::{Answer, MISSING_ACCESS, UNKNOWN_MEMBER};
use crate::sandbox::discord::gateway::intents;
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::json::places;
use axum::extract::State;
use serde_json::{Value, json};

/// `GET /guilds/{g}`, on request with counts.
pub async fn get(State(hub): Shared, caller: Caller, P(guild): P<Id>, query: Query) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?;
    let mut value = places::guild(guild);
    if yes(&query, "with_counts") {
        value["approximate_member_count"] = json!(guild.members.len());
        value["approximate_presence_count"] = json!(guild.members.len());
    }
    ok(value)
}

/// `GET /guilds/{g}/channels`: threads are not among them.
pub async fn channels(State(hub): Shared, caller: Caller, P(guild): P<Id>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?.id;
    let list = world.channels.values().filter(|channel| channel.guild == Some(guild) && channel.thread.is_none());
    ok(list.map(|channel| world.channel_json(channel, caller.id)).collect::<Vec<Value>>())
}

/// `GET /guilds/{g}/roles`.
pub async fn roles(State(hub): Shared, caller: Caller, P(guild): P<Id>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?;
    ok(guild.roles.values().map(places::role).collect::<Vec<_>>())
}

/// `GET /guilds/{g}/members/{u}`.
pub async fn member(State(hub): Shared, caller: Caller, P((guild, user)): P<(Id, Id)>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?;
    world.user(user)?;
    ok(world.member_json(guild.members.get(&user).ok_or(UNKNOWN_MEMBER)?))
}

/// Lists members by id; needs the members intent.
pub async fn members(State(hub): Shared, caller: Caller, P(guild): P<Id>, query: Query) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?;
    if caller.bot && !intents::permitted(intents::GUILD_MEMBERS, world.app.flags) {
        return Err(MISSING_ACCESS.into());
    }
    let limit = query.get("limit").and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, 1000);
    let after = query.get("after").and_then(|id| id.parse().ok()).unwrap_or_default();
    let list = guild.members.values().filter(|member| member.user > after).take(limit);
    ok(list.map(|member| world.member_json(member)).collect::<Vec<_>>())
}

/// Finds members by the start of their name or nickname.
pub async fn search(State(hub): Shared, caller: Caller, P(guild): P<Id>, query: Query) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, 0)?;
    let limit = query.get("limit").and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, 1000);
    let start = query.get("query").map(|text| text.to_lowercase()).unwrap_or_default();
    let fits = |member: &&crate::sandbox::discord::model::Member| {
        let name = world.users.get(&member.user).map(|user| user.name.to_lowercase()).unwrap_or_default();
        name.starts_with(&start) || member.nick.as_ref().is_some_and(|nick| nick.to_lowercase().starts_with(&start))
    };
    ok(guild.members.values().filter(fits).take(limit).map(|member| world.member_json(member)).collect::<Vec<_>>())
}
