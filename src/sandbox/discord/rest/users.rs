//! Accounts and their DMs.

use super::{P, Shared, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, INVALID_RECIPIENT, NO_MUTUAL_GUILD, UNKNOWN_USER};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::people;
use crate::sandbox::discord::permissions::in_guild;
use axum::extract::State;
use serde_json::{Value, json};

/// `GET /users/@me`.
pub async fn me(State(hub): Shared, caller: Caller) -> Answer {
    ok(people::own_user(hub.world().user(caller.id)?))
}

/// `GET /users/{u}`.
pub async fn one(State(hub): Shared, _: Caller, P(user): P<Id>) -> Answer {
    ok(people::user(hub.world().user(user)?))
}

/// `GET /users/@me/guilds`.
pub async fn guilds(State(hub): Shared, caller: Caller) -> Answer {
    let world = hub.world();
    let mine = world.guilds.values().filter(|guild| guild.members.contains_key(&caller.id));
    let list = mine.map(|guild| {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": guild.owner == caller.id,
            "permissions": in_guild(guild, caller.id).to_string(), "features": ["COMMUNITY"],
        })
    });
    ok(list.collect::<Vec<_>>())
}

/// The open DMs of a person; Discord shows bots an empty list.
pub async fn dms(State(hub): Shared, caller: Caller) -> Answer {
    let world = hub.world();
    let mine = world.channels.values().filter(|channel| !caller.bot && channel.is_dm() && channel.recipients.contains(&caller.id));
    ok(mine.map(|channel| world.channel_json(channel, caller.id)).collect::<Vec<Value>>())
}

/// Opens a DM. It succeeds even if the person takes none: only the message fails.
pub async fn open_dm(State(hub): Shared, caller: Caller, form: Form) -> Answer {
    let listed = form.value["recipients"].as_array().and_then(|list| list.first());
    let other = form.get("recipient_id").or(listed).and_then(id_in).ok_or(INVALID_RECIPIENT)?;
    let mut world = hub.world();
    world.users.get(&other).ok_or(UNKNOWN_USER)?;
    if other == caller.id {
        return Err(INVALID_RECIPIENT.into());
    }
    if !caller.bot && !world.share_guild(caller.id, other) {
        return Err(NO_MUTUAL_GUILD.into());
    }
    let id = world.dm_between(caller.id, other);
    ok(world.channel_json(world.channel(id)?, caller.id))
}
