//! IDENTIFY: who may open a session, and what they are told first.

use super::intents;
use super::session::Outgoing;
use crate::domain::clock::Millis;
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::json::people::own_user;
use crate::sandbox::discord::state::World;
use crate::sandbox::faults::GatewayHarm;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

/// Identifies a bot may spend in a day.
pub const PER_DAY: usize = 1000;
const DAY: Millis = 24 * 3600 * 1000;
/// Least time between two identifies, in milliseconds.
const PACE: Millis = 5_000;

/// Why there is no session.
pub enum No {
    Close(u16),
    /// Op 9: identified again within five seconds.
    TooSoon,
}

/// Whose token this is; the gateway takes it with and without `Bot `.
pub fn owner_of(world: &World, token: &Value) -> Option<Id> {
    let token = token.as_str()?;
    world.tokens.get(token.strip_prefix("Bot ").unwrap_or(token)).copied()
}

/// How many identifies the bot has left today, and in how many milliseconds the count starts anew.
pub fn left(world: &World) -> (usize, Millis) {
    let now = world.now();
    let recent: Vec<Millis> = world.record.identifies.iter().copied().filter(|at| at + DAY > now).collect();
    (PER_DAY.saturating_sub(recent.len()), recent.first().map_or(DAY, |at| at + DAY - now))
}

/// Opens a session and sends READY and the guilds.
pub fn open(world: &mut World, data: &Value, connection: u64, outlet: &UnboundedSender<Outgoing>, paced: bool) -> Result<String, No> {
    let user = owner_of(world, &data["token"]).ok_or(No::Close(4004))?;
    let me = world.users.get(&user).cloned().ok_or(No::Close(4004))?;
    let (asked, shard) = if me.bot { asked_by_bot(world, data, paced)? } else { (intents::KNOWN, (0, 1)) };
    let omit = me.bot && world.faults.gateway(|harm| harm == GatewayHarm::OmitGuild).is_some();
    let guilds: Vec<Id> = world
        .guilds
        .values()
        .filter(|guild| guild.members.contains_key(&user) && (!me.bot || (guild.id.0 >> 22) % shard.1 == shard.0) && !omit)
        .map(|guild| guild.id)
        .collect();
    let large = data["large_threshold"].as_u64().unwrap_or(50).clamp(50, 250) as usize;
    let all_members = !me.bot || asked & intents::GUILD_MEMBERS != 0;
    let introduced: Vec<Value> =
        guilds.iter().filter_map(|id| world.guilds.get(id)).map(|guild| world.guild_create(guild, user, all_members, large)).collect();
    let mut ready = json!({
        "v": 10, "user": own_user(&me), "guilds": guilds.iter().map(|id| json!({ "id": id, "unavailable": true })).collect::<Vec<_>>(),
        "resume_gateway_url": world.base.replacen("http", "ws", 1), "private_channels": [], "presences": [], "relationships": [],
        "user_settings": {}, "session_type": "normal", "geo_ordered_rtc_regions": [], "auth": {}, "_trace": ["sandbox"],
    });
    if me.bot {
        ready["application"] = json!({ "id": world.app.id, "flags": world.app.flags });
        ready["shard"] = json!([shard.0, shard.1]);
    } else {
        let mine = world.channels.values().filter(|channel| channel.is_dm() && channel.recipients.contains(&user));
        ready["private_channels"] = mine.map(|channel| world.channel_json(channel, user)).collect();
    }
    let session = world.sessions.open(user, me.bot, asked, shard, connection, outlet.clone());
    ready["session_id"] = json!(session.id);
    session.deliver("READY", &ready);
    if asked & intents::GUILDS != 0 {
        introduced.iter().for_each(|guild| session.deliver("GUILD_CREATE", guild));
    }
    Ok(session.id.clone())
}

fn asked_by_bot(world: &mut World, data: &Value, paced: bool) -> Result<(u64, (u64, u64)), No> {
    let now = world.now();
    let Some(asked) = data["intents"].as_u64().filter(|bits| bits & !intents::KNOWN == 0) else { return Err(No::Close(4013)) };
    if !intents::permitted(asked, world.app.flags) {
        return Err(No::Close(4014));
    }
    let shard = match data["shard"].as_array().map(Vec::as_slice) {
        None => (0, 1),
        Some([id, count]) => match (id.as_u64(), count.as_u64()) {
            (Some(id), Some(count)) if id < count => (id, count),
            _ => return Err(No::Close(4010)),
        },
        Some(_) => return Err(No::Close(4010)),
    };
    if paced && world.record.identifies.back().is_some_and(|last| last + PACE > now) {
        return Err(No::TooSoon);
    }
    if left(world).0 == 0 {
        return Err(No::Close(4004));
    }
    world.record.identifies.push_back(now);
    Ok((asked, shard))
}
