//! Time-outs, kicks and bans.

use super::{P, Query, Shared, done, ok};
use crate::domain::clock::Millis;
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{
    Answer, BULK_BAN_FAILED, MISSING_PERMISSIONS, Problems, Refusal, UNKNOWN_BAN, UNKNOWN_MEMBER, UNKNOWN_ROLE,
};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::people::user;
use crate::sandbox::discord::model::Guild;
use crate::sandbox::discord::permissions::{BAN, KICK, MANAGE_GUILD, MODERATE, in_guild, rank};
use crate::sandbox::discord::state::World;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

/// The longest time-out, in milliseconds.
const LONGEST_TIMEOUT: Millis = 28 * 24 * 3600 * 1000;

/// The reason in `X-Audit-Log-Reason`, percent-decoded.
fn reason(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(given) = headers.get("x-audit-log-reason").and_then(|value| value.to_str().ok()) else { return Ok(None) };
    let pair = format!("r={given}");
    let decoded = serde_urlencoded::from_str::<Vec<(String, String)>>(&pair).ok().and_then(|mut pairs| pairs.pop());
    let reason = decoded.map_or_else(|| given.to_owned(), |(_, text)| text);
    if reason.chars().count() > 512 {
        return Err(Refusal::field("audit_log_reason", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 512 in length."));
    }
    Ok(Some(reason))
}

/// Refuses to act on somebody who stands as high or higher.
fn stands_above(guild: &Guild, actor: Id, target: Id) -> Answer<()> {
    if rank(guild, actor) > rank(guild, target) { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) }
}

/// `PATCH /guilds/{g}/members/{u}`: time-out, nickname, roles.
pub async fn change(State(hub): Shared, caller: Caller, P((guild_id, target)): P<(Id, Id)>, form: Form) -> Answer {
    let mut world = hub.world();
    let now = world.now();
    let guild = world.enter_guild(caller.id, guild_id, MODERATE)?;
    guild.members.get(&target).ok_or(UNKNOWN_MEMBER)?;
    stands_above(guild, caller.id, target)?;
    let timeout = form.value.get("communication_disabled_until").map(|until| until_when(until, now)).transpose()?;
    if timeout.is_some() && in_guild(guild, target) == u64::MAX {
        return Err(MISSING_PERMISSIONS.into());
    }
    let roles: Option<Vec<Id>> = form.get("roles").and_then(Value::as_array).map(|ids| ids.iter().filter_map(id_in).collect());
    if roles.iter().flatten().any(|role| !guild.roles.contains_key(role)) {
        return Err(UNKNOWN_ROLE.into());
    }
    let member = world.guild_mut(guild_id)?.members.get_mut(&target).ok_or(UNKNOWN_MEMBER)?;
    if let Some(timeout) = timeout {
        member.timeout = timeout;
    }
    if let Some(nick) = form.value.get("nick") {
        member.nick = nick.as_str().filter(|nick| !nick.is_empty()).map(str::to_owned);
    }
    if let Some(roles) = roles {
        member.roles = roles;
    }
    let member = member.clone();
    let value = world.member_json(&member);
    let mut data = value.clone();
    data["guild_id"] = json!(guild_id);
    world.dispatch(Event { name: "GUILD_MEMBER_UPDATE", data, to: To::Guild(guild_id) });
    ok(value)
}

fn until_when(until: &Value, now: Millis) -> Answer<Option<Millis>> {
    let wrong = |message: &str| Refusal::field("communication_disabled_until", "DATE_TIME_TYPE_PARSE", message);
    match until {
        Value::Null => Ok(None),
        Value::String(text) => {
            let at = text.parse::<jiff::Timestamp>().map_err(|_| wrong("Could not parse. Should be ISO8601."))?.as_millisecond();
            if at > now + LONGEST_TIMEOUT { Err(wrong("Must be at most 28 days ahead.")) } else { Ok(Some(at)) }
        }
        _ => Err(wrong("Could not parse. Should be ISO8601.")),
    }
}

/// `DELETE /guilds/{g}/members/{u}`.
pub async fn kick(State(hub): Shared, caller: Caller, P((guild_id, target)): P<(Id, Id)>, headers: HeaderMap) -> Answer {
    reason(&headers)?;
    let mut world = hub.world();
    let guild = world.enter_guild(caller.id, guild_id, KICK)?;
    guild.members.get(&target).ok_or(UNKNOWN_MEMBER)?;
    stands_above(guild, caller.id, target)?;
    world.remove_member(guild_id, target);
    done()
}

/// `GET /guilds/{g}/bans`.
pub async fn bans(State(hub): Shared, caller: Caller, P(guild): P<Id>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, BAN)?;
    ok(guild.bans.iter().filter_map(|(id, reason)| ban_json(&world, *id, reason)).collect::<Vec<_>>())
}

fn ban_json(world: &World, banned: Id, reason: &Option<String>) -> Option<Value> {
    Some(json!({ "user": user(world.users.get(&banned)?), "reason": reason }))
}

/// `GET /guilds/{g}/bans/{u}`.
pub async fn get_ban(State(hub): Shared, caller: Caller, P((guild, target)): P<(Id, Id)>) -> Answer {
    let world = hub.world();
    let guild = world.enter_guild(caller.id, guild, BAN)?;
    let reason = guild.bans.get(&target).ok_or(UNKNOWN_BAN)?;
    ok(ban_json(&world, target, reason))
}

/// How far back messages go with the ban, in seconds. It may come in the body or, from some clients, in the query.
fn delete_span(body: &Value, query: &Query) -> Answer<Millis> {
    let asked = |key: &str| body[key].as_i64().or_else(|| query.get(key).and_then(|text| text.parse().ok()));
    let seconds = asked("delete_message_seconds").or_else(|| asked("delete_message_days").map(|days| days * 86_400)).unwrap_or(0);
    if (0..=604_800).contains(&seconds) {
        return Ok(seconds * 1000);
    }
    let mut problems = Problems::default();
    problems.add("delete_message_seconds", "NUMBER_TYPE_RANGE", "int value should be between 0 and 604800.");
    problems.finish().map(|()| 0)
}

/// `PUT /guilds/{g}/bans/{u}`.
pub async fn ban(
    State(hub): Shared,
    caller: Caller,
    P((guild_id, target)): P<(Id, Id)>,
    query: Query,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let reason = reason(&headers)?;
    let span = delete_span(&form.value, &query)?;
    let mut world = hub.world();
    let guild = world.enter_guild(caller.id, guild_id, BAN)?;
    world.user(target)?;
    stands_above(guild, caller.id, target)?;
    world.ban(guild_id, target, reason, span)?;
    done()
}

/// `DELETE /guilds/{g}/bans/{u}`.
pub async fn unban(State(hub): Shared, caller: Caller, P((guild_id, target)): P<(Id, Id)>) -> Answer {
    let mut world = hub.world();
    world.enter_guild(caller.id, guild_id, BAN)?;
    world.guild_mut(guild_id)?.bans.remove(&target).ok_or(UNKNOWN_BAN)?;
    let data = json!({ "guild_id": guild_id, "user": user(world.user(target)?) });
    world.dispatch(Event { name: "GUILD_BAN_REMOVE", data, to: To::Guild(guild_id) });
    done()
}

/// `POST /guilds/{g}/bulk-ban`: up to 200; an error only if nobody could be banned.
pub async fn bulk_ban(State(hub): Shared, caller: Caller, P(guild_id): P<Id>, query: Query, headers: HeaderMap, form: Form) -> Answer {
    let reason = reason(&headers)?;
    let span = delete_span(&form.value, &query)?;
    let targets: Vec<Id> = form.value["user_ids"].as_array().into_iter().flatten().filter_map(id_in).collect();
    if targets.is_empty() || targets.len() > 200 {
        return Err(Refusal::field("user_ids", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 200 in length."));
    }
    let mut world = hub.world();
    world.enter_guild(caller.id, guild_id, BAN | MANAGE_GUILD)?;
    let mut banned = Vec::new();
    let mut failed = Vec::new();
    for target in targets {
        let guild = world.guild(guild_id)?;
        let fresh = world.users.contains_key(&target) && !guild.bans.contains_key(&target);
        if fresh && stands_above(guild, caller.id, target).is_ok() && world.ban(guild_id, target, reason.clone(), span).is_ok() {
            banned.push(target);
        } else {
            failed.push(target);
        }
    }
    if banned.is_empty() {
        return Err(BULK_BAN_FAILED.into());
    }
    ok(json!({ "banned_users": banned, "failed_users": failed }))
}

impl World {
    /// Takes somebody out of a guild and tells everybody. Nothing happens if they are not in it.
    pub fn remove_member(&mut self, guild_id: Id, target: Id) {
        let Some(guild) = self.guilds.get_mut(&guild_id) else { return };
        if guild.members.remove(&target).is_none() {
            return;
        }
        for channel in self.channels.values_mut().filter(|channel| channel.guild == Some(guild_id)) {
            if let Some(thread) = channel.thread.as_mut() {
                thread.members.remove(&target);
            }
        }
        let data = json!({ "guild_id": guild_id, "user": self.users.get(&target).map(user) });
        self.dispatch(Event { name: "GUILD_MEMBER_REMOVE", data, to: To::Guild(guild_id) });
        if target == self.bot {
            self.dispatch(Event { name: "GUILD_DELETE", data: json!({ "id": guild_id }), to: To::Users(vec![target]) });
        }
    }

    fn ban(&mut self, guild_id: Id, target: Id, reason: Option<String>, span: Millis) -> Answer<()> {
        self.guild_mut(guild_id)?.bans.insert(target, reason);
        let data = json!({ "guild_id": guild_id, "user": user(self.user(target)?) });
        self.dispatch(Event { name: "GUILD_BAN_ADD", data, to: To::Guild(guild_id) });
        self.remove_member(guild_id, target);
        let since = self.now() - span;
        let here: Vec<Id> = self.channels.values().filter(|channel| channel.guild == Some(guild_id)).map(|channel| channel.id).collect();
        let of_target = |channel: &Id| {
            let list = self.messages.get(channel).into_iter().flat_map(|list| list.values());
            let recent = list.filter(|m| m.author.id() == target && m.created > since && m.deleted.is_none() && span > 0);
            recent.map(|message| (message.channel, message.id)).collect::<Vec<_>>()
        };
        let gone: Vec<(Id, Id)> = here.iter().flat_map(of_target).collect();
        gone.into_iter().try_for_each(|(channel, id)| self.delete(channel, id))
    }
}
