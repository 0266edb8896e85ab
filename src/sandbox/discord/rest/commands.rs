//! Registered commands, global and per guild.

use super::{P, Query, Shared, done, ok, yes};
use crate::domain::clock::Millis;
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{
    Answer, DAILY_COMMAND_CREATES, MAX_COMMANDS, MISSING_ACCESS, Problems, UNKNOWN_APPLICATION, UNKNOWN_COMMAND,
};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::model::Command;
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::command::check;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Creations a day, per guild and globally.
const DAILY: usize = 200;
const DAY: Millis = 24 * 3600 * 1000;

type Scope = Option<Id>;

fn most_of(kind: u64) -> usize {
    match kind {
        1 => 100,
        2 | 3 => 15,
        _ => 1,
    }
}

fn allowed(world: &World, caller: Caller, app: Id, scope: Scope) -> Answer<()> {
    caller.bot_only()?;
    if app != world.app.id {
        return Err(UNKNOWN_APPLICATION.into());
    }
    let Some(guild) = scope else { return Ok(()) };
    if world.guild(guild)?.members.contains_key(&caller.id) { Ok(()) } else { Err(MISSING_ACCESS.into()) }
}

fn command_json(world: &World, command: &Command, localized: bool) -> Value {
    let mut value = command.body.clone();
    value["id"] = json!(command.id);
    value["application_id"] = json!(world.app.id);
    value["version"] = json!(command.version);
    if let Some(guild) = command.guild {
        value["guild_id"] = json!(guild);
    }
    let keys = ["name_localizations", "description_localizations"];
    for key in keys {
        if localized && value.get(key).is_none() {
            value[key] = Value::Null;
        }
        if !localized && let Some(map) = value.as_object_mut() {
            map.remove(key);
        }
    }
    value
}

fn of_scope(world: &World, scope: Scope) -> impl Iterator<Item = &Command> {
    world.commands.values().filter(move |command| command.guild == scope)
}

/// Registers or replaces by kind and name. Gives the id and whether it is new.
fn upsert(world: &mut World, scope: Scope, body: Value) -> Answer<(Id, bool)> {
    let kind = body["type"].as_u64().unwrap_or(1);
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    let known = of_scope(world, scope).find(|command| command.kind == kind && command.name == name).map(|command| command.id);
    let version = world.next_id();
    if known.is_none() {
        if of_scope(world, scope).filter(|command| command.kind == kind).count() >= most_of(kind) {
            return Err(MAX_COMMANDS.into());
        }
        let now = world.now();
        let made = world.command_creates.entry(scope).or_default();
        made.retain(|at| at + DAY > now);
        if made.len() >= DAILY {
            return Err(DAILY_COMMAND_CREATES.into());
        }
        made.push(now);
    }
    let id = known.unwrap_or(version);
    world.commands.insert(id, Command { id, version, guild: scope, kind, name, body });
    Ok((id, known.is_none()))
}

fn checked(body: &Value, scope: Scope) -> Answer<Value> {
    let mut problems = Problems::default();
    let command = check(body, "", scope.is_some(), &mut problems);
    problems.finish()?;
    Ok(command)
}

fn do_list(world: &World, caller: Caller, app: Id, scope: Scope, query: &Query) -> Answer {
    allowed(world, caller, app, scope)?;
    let localized = yes(query, "with_localizations");
    ok(of_scope(world, scope).map(|command| command_json(world, command, localized)).collect::<Vec<_>>())
}

fn do_create(world: &mut World, caller: Caller, app: Id, scope: Scope, form: &Form) -> Answer {
    allowed(world, caller, app, scope)?;
    let (id, new) = upsert(world, scope, checked(&form.value, scope)?)?;
    let command = world.commands.get(&id).ok_or(UNKNOWN_COMMAND)?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(command_json(world, command, true))).into_response())
}

/// Replaces the whole list: same kind and name keep their id, the rest goes.
fn do_replace(world: &mut World, caller: Caller, app: Id, scope: Scope, form: &Form) -> Answer {
    allowed(world, caller, app, scope)?;
    let mut problems = Problems::default();
    let list = form.value.as_array().map(Vec::as_slice).unwrap_or_default();
    if !form.value.is_array() {
        problems.add("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    }
    let bodies: Vec<Value> =
        list.iter().enumerate().map(|(at, body)| check(body, &at.to_string(), scope.is_some(), &mut problems)).collect();
    let mut names = HashSet::new();
    for (at, body) in bodies.iter().enumerate() {
        if !names.insert((body["type"].to_string(), body["name"].to_string())) {
            problems.add(&at.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
    }
    for kind in [1, 2, 3, 4] {
        if bodies.iter().filter(|body| body["type"] == kind).count() > most_of(kind) {
            return Err(MAX_COMMANDS.into());
        }
    }
    problems.finish()?;
    world.commands.retain(|_, command| {
        command.guild != scope || bodies.iter().any(|body| body["type"] == command.kind && body["name"] == command.name.as_str())
    });
    let mut kept = Vec::new();
    for body in bodies {
        kept.push(upsert(world, scope, body)?.0);
    }
    ok(kept.iter().filter_map(|id| world.commands.get(id)).map(|command| command_json(world, command, true)).collect::<Vec<_>>())
}

fn find(world: &World, caller: Caller, app: Id, scope: Scope, id: Id) -> Answer<&Command> {
    allowed(world, caller, app, scope)?;
    world.commands.get(&id).filter(|command| command.guild == scope).ok_or_else(|| UNKNOWN_COMMAND.into())
}

fn do_patch(world: &mut World, caller: Caller, app: Id, scope: Scope, id: Id, form: &Form) -> Answer {
    let known = find(world, caller, app, scope, id)?;
    let mut body = known.body.clone();
    if let (Some(old), Some(new)) = (body.as_object_mut(), form.value.as_object()) {
        old.extend(new.iter().filter(|(key, _)| *key != "type").map(|(key, value)| (key.clone(), value.clone())));
    }
    let body = checked(&body, scope)?;
    let version = world.next_id();
    let command = world.commands.get_mut(&id).ok_or(UNKNOWN_COMMAND)?;
    command.name = body["name"].as_str().unwrap_or_default().to_owned();
    command.body = body;
    command.version = version;
    let command = command.clone();
    ok(command_json(world, &command, true))
}

fn do_delete(world: &mut World, caller: Caller, app: Id, scope: Scope, id: Id) -> Answer {
    find(world, caller, app, scope, id)?;
    world.commands.remove(&id);
    done()
}

/// `GET …/commands`.
pub async fn list(State(hub): Shared, caller: Caller, P(app): P<Id>, query: Query) -> Answer {
    do_list(&hub.world(), caller, app, None, &query)
}

/// `POST …/commands`: 201 if new, 200 if it replaced one of the same name.
pub async fn create(State(hub): Shared, caller: Caller, P(app): P<Id>, form: Form) -> Answer {
    do_create(&mut hub.world(), caller, app, None, &form)
}

/// `PUT …/commands`: the whole list.
pub async fn replace(State(hub): Shared, caller: Caller, P(app): P<Id>, form: Form) -> Answer {
    do_replace(&mut hub.world(), caller, app, None, &form)
}

/// `GET …/commands/{id}`.
pub async fn get(State(hub): Shared, caller: Caller, P((app, id)): P<(Id, Id)>) -> Answer {
    let world = hub.world();
    ok(command_json(&world, find(&world, caller, app, None, id)?, true))
}

/// `PATCH …/commands/{id}`.
pub async fn patch(State(hub): Shared, caller: Caller, P((app, id)): P<(Id, Id)>, form: Form) -> Answer {
    do_patch(&mut hub.world(), caller, app, None, id, &form)
}

/// `DELETE …/commands/{id}`.
pub async fn delete(State(hub): Shared, caller: Caller, P((app, id)): P<(Id, Id)>) -> Answer {
    do_delete(&mut hub.world(), caller, app, None, id)
}

/// `GET …/guilds/{g}/commands`.
pub async fn guild_list(State(hub): Shared, caller: Caller, P((app, guild)): P<(Id, Id)>, query: Query) -> Answer {
    do_list(&hub.world(), caller, app, Some(guild), &query)
}

/// `POST …/guilds/{g}/commands`.
pub async fn guild_create(State(hub): Shared, caller: Caller, P((app, guild)): P<(Id, Id)>, form: Form) -> Answer {
    do_create(&mut hub.world(), caller, app, Some(guild), &form)
}

/// `PUT …/guilds/{g}/commands`.
pub async fn guild_replace(State(hub): Shared, caller: Caller, P((app, guild)): P<(Id, Id)>, form: Form) -> Answer {
    do_replace(&mut hub.world(), caller, app, Some(guild), &form)
}

/// `GET …/guilds/{g}/commands/{id}`.
pub async fn guild_get(State(hub): Shared, caller: Caller, P((app, guild, id)): P<(Id, Id, Id)>) -> Answer {
    let world = hub.world();
    ok(command_json(&world, find(&world, caller, app, Some(guild), id)?, true))
}

/// `PATCH …/guilds/{g}/commands/{id}`.
pub async fn guild_patch(State(hub): Shared, caller: Caller, P((app, guild, id)): P<(Id, Id, Id)>, form: Form) -> Answer {
    do_patch(&mut hub.world(), caller, app, Some(guild), id, &form)
}

/// `DELETE …/guilds/{g}/commands/{id}`.
pub async fn guild_delete(State(hub): Shared, caller: Caller, P((app, guild, id)): P<(Id, Id, Id)>) -> Answer {
    do_delete(&mut hub.world(), caller, app, Some(guild), id)
}
