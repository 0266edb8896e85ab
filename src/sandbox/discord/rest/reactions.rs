//! Reactions.

use super::{P, Shared, done, ok};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::errors::{Answer, UNKNOWN_EMOJI, UNKNOWN_MESSAGE};
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::json::messages::emoji as emoji_json;
use crate::sandbox::discord::json::people::user;
use crate::sandbox::discord::model::Reaction;
use crate::sandbox::discord::permissions::{HISTORY, MANAGE_MESSAGES, REACT};
use crate::sandbox::discord::state::World;
use axum::extract::State;
use serde_json::{Value, json};

type Place = P<(Id, Id, String)>;

/// Unicode emoji have no ASCII letters; custom ones are `name:id`.
fn known(emoji: &str) -> Answer<()> {
    let custom = emoji.rsplit_once(':').is_some_and(|(name, id)| !name.is_empty() && id.parse::<Id>().is_ok());
    let unicode = !emoji.is_empty() && !emoji.chars().any(|c| c.is_ascii_alphabetic()) && !emoji.is_ascii();
    if custom || unicode { Ok(()) } else { Err(UNKNOWN_EMOJI.into()) }
}

fn check(world: &World, caller: Caller, channel: Id, message: Id, emoji: &str, needed: u64) -> Answer<()> {
    world.enter(caller.id, channel, needed | HISTORY)?;
    let hidden = world.message(channel, message)?.ephemeral_for.is_some();
    if hidden { Err(UNKNOWN_MESSAGE.into()) } else { known(emoji) }
}

fn tell(world: &mut World, name: &'static str, channel: Id, message: Id, who: Option<Id>, emoji: Option<&str>) {
    let mut data = json!({ "channel_id": channel, "message_id": message });
    if let Some(guild) = world.guild_of(channel) {
        data["guild_id"] = json!(guild.id);
    }
    if let Some(emoji) = emoji {
        data["emoji"] = emoji_json(emoji);
    }
    if let Some(who) = who {
        data["user_id"] = json!(who);
        data["burst"] = json!(false);
        data["type"] = json!(0);
    }
    if let (Some(who), "MESSAGE_REACTION_ADD") = (who, name) {
        data["message_author_id"] = world.message(channel, message).map_or(Value::Null, |message| json!(message.author.id()));
        if let Some(member) = world.guild_of(channel).and_then(|guild| guild.members.get(&who)) {
            data["member"] = world.member_json(member);
        }
    }
    world.dispatch(Event { name, data, to: To::Channel(channel) });
}

/// `PUT …/reactions/{emoji}/@me`.
pub async fn add(State(hub): Shared, caller: Caller, P((channel, id, emoji)): Place) -> Answer {
    let mut world = hub.world();
    check(&world, caller, channel, id, &emoji, REACT)?;
    let message = world.message_mut(channel, id)?;
    match message.reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
        Some(reaction) if reaction.users.contains(&caller.id) => return done(),
        Some(reaction) => reaction.users.push(caller.id),
        None => message.reactions.push(Reaction { emoji: emoji.clone(), users: vec![caller.id] }),
    }
    tell(&mut world, "MESSAGE_REACTION_ADD", channel, id, Some(caller.id), Some(&emoji));
    done()
}

fn take_back(world: &mut World, channel: Id, id: Id, emoji: &str, who: Id) -> Answer {
    let message = world.message_mut(channel, id)?;
    let Some(reaction) = message.reactions.iter_mut().find(|reaction| reaction.emoji == emoji) else { return Err(UNKNOWN_EMOJI.into()) };
    let before = reaction.users.len();
    reaction.users.retain(|user| *user != who);
    let changed = reaction.users.len() != before;
    message.reactions.retain(|reaction| !reaction.users.is_empty());
    if changed {
        tell(world, "MESSAGE_REACTION_REMOVE", channel, id, Some(who), Some(emoji));
    }
    done()
}

/// `DELETE …/reactions/{emoji}/@me`.
pub async fn remove_own(State(hub): Shared, caller: Caller, P((channel, id, emoji)): Place) -> Answer {
    let mut world = hub.world();
    check(&world, caller, channel, id, &emoji, 0)?;
    take_back(&mut world, channel, id, &emoji, caller.id)
}

/// `DELETE …/reactions/{emoji}/{u}`.
pub async fn remove(State(hub): Shared, caller: Caller, P((channel, id, emoji, who)): P<(Id, Id, String, Id)>) -> Answer {
    let mut world = hub.world();
    let needed = if who == caller.id { 0 } else { MANAGE_MESSAGES };
    check(&world, caller, channel, id, &emoji, needed)?;
    take_back(&mut world, channel, id, &emoji, who)
}

/// `GET …/reactions/{emoji}`: who put it there.
pub async fn list(State(hub): Shared, caller: Caller, P((channel, id, emoji)): Place) -> Answer {
    let world = hub.world();
    check(&world, caller, channel, id, &emoji, 0)?;
    let found = world.message(channel, id)?.reactions.iter().find(|reaction| reaction.emoji == emoji);
    let users = found.map(|reaction| reaction.users.as_slice()).unwrap_or_default();
    ok(users.iter().filter_map(|id| world.users.get(id)).map(user).collect::<Vec<_>>())
}

/// `DELETE …/reactions`.
pub async fn clear(State(hub): Shared, caller: Caller, P((channel, id)): P<(Id, Id)>) -> Answer {
    let mut world = hub.world();
    world.enter(caller.id, channel, MANAGE_MESSAGES)?;
    world.message_mut(channel, id)?.reactions.clear();
    tell(&mut world, "MESSAGE_REACTION_REMOVE_ALL", channel, id, None, None);
    done()
}

/// `DELETE …/reactions/{emoji}`.
pub async fn clear_emoji(State(hub): Shared, caller: Caller, P((channel, id, emoji)): Place) -> Answer {
    let mut world = hub.world();
    check(&world, caller, channel, id, &emoji, MANAGE_MESSAGES)?;
    world.message_mut(channel, id)?.reactions.retain(|reaction| reaction.emoji != emoji);
    tell(&mut world, "MESSAGE_REACTION_REMOVE_EMOJI", channel, id, None, Some(&emoji));
    done()
}
