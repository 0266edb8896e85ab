//! Who gets an event, and in which form.

use super::intents;
use super::session::{Fate, Session};
use crate::sandbox::discord::SESSION_KEPT;
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::json::messages::strip_content;
use crate::sandbox::discord::permissions::VIEW;
use crate::sandbox::discord::state::World;
use crate::sandbox::faults::GatewayHarm;
use serde_json::{Value, json};

/// Who an event is for.
#[derive(Clone, Debug)]
pub enum To {
    /// Everybody in the guild.
    Guild(Id),
    /// Everybody who can see the channel; in a DM, both sides.
    Channel(Id),
    /// These users only. The flag says that it counts as an event without a guild.
    Users(Vec<Id>),
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: &'static str,
    pub data: Value,
    pub to: To,
}

impl World {
    /// Tells every session that may know, and the page.
    pub fn dispatch(&mut self, event: Event) {
        self.tell(&event);
        let mut sessions = std::mem::take(&mut self.sessions);
        sessions.forget_old(self.now(), SESSION_KEPT);
        let mut dead = Vec::new();
        for session in sessions.iter_mut() {
            if !self.reaches(&event, session) {
                continue;
            }
            let data = self.tailored(&event, session);
            let harm = if session.bot && session.attached() { self.faults.gateway(strikes_dispatch) } else { None };
            match harm {
                None => session.deliver(event.name, &data),
                Some(harm) => {
                    if session.mistreat(event.name, &data, harm) == Fate::Dies {
                        dead.push(session.id.clone());
                    }
                }
            }
        }
        dead.iter().for_each(|id| sessions.remove(id));
        self.sessions = sessions;
    }

    fn reaches(&self, event: &Event, session: &Session) -> bool {
        let guild = match &event.to {
            To::Guild(guild) => Some(*guild),
            To::Channel(channel) => self.channels.get(channel).and_then(|channel| channel.guild),
            To::Users(_) => id_in(&event.data["guild_id"]),
        };
        let need = intents::needed(event.name, guild.is_none());
        // Members' clients get everything they can see.
        if session.bot && session.intents & need != need {
            return false;
        }
        let (shard, count) = session.shard;
        if session.bot && guild.map_or(0, |guild| (guild.0 >> 22) % count) != shard {
            return false;
        }
        match &event.to {
            To::Guild(guild) => self.guilds.get(guild).is_some_and(|guild| guild.members.contains_key(&session.user)),
            To::Channel(channel) => self.channels.get(channel).is_some_and(|channel| self.permissions(session.user, channel) & VIEW != 0),
            To::Users(users) => users.contains(&session.user),
        }
    }

    /// The event as this session gets it: without content, where the intent is missing.
    fn tailored(&self, event: &Event, session: &Session) -> Value {
        let mut data = event.data.clone();
        let is_message = matches!(event.name, "MESSAGE_CREATE" | "MESSAGE_UPDATE");
        if is_message && session.bot && session.intents & intents::MESSAGE_CONTENT == 0 {
            let ids = id_in(&data["channel_id"]).zip(id_in(&data["id"]));
            let free = ids.and_then(|(channel, id)| self.message(channel, id).ok()).is_some_and(|m| self.content_is_free(m, session.user));
            if !free {
                strip_content(&mut data);
            }
        }
        data
    }

    /// Tells the sandbox page in short what happened.
    fn tell(&self, event: &Event) {
        let data = &event.data;
        let user = data["user_id"].as_str().or_else(|| data["user"]["id"].as_str()).or_else(|| data["author"]["id"].as_str());
        let mut short = json!({ "kind": event.name.to_lowercase() });
        for (key, value) in [
            ("id", &data["id"]),
            ("channel", &data["channel_id"]),
            ("guild", &data["guild_id"]),
            ("message", &data["message_id"]),
            ("content", &data["content"]),
            ("author", &data["author"]["username"]),
        ] {
            if !value.is_null() {
                short[key] = value.clone();
            }
        }
        if let Some(user) = user {
            short["user"] = json!(user);
        }
        if let To::Users(users) = &event.to {
            short["only"] = json!(users);
        }
        // Nobody listening is fine.
        let _ = self.feed.send(short);
    }
}

fn strikes_dispatch(harm: GatewayHarm) -> bool {
    !matches!(harm, GatewayHarm::IgnoreHeartbeats | GatewayHarm::ForgetSession | GatewayHarm::Refuse { .. } | GatewayHarm::OmitGuild)
}
