//! Servers the bot comes into and goes out of.

use super::wire::Guild;
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::person::Server;
use sha2::{Digest, Sha256};

/// The bot is in this server, as told on every connect. The source holds name and time of joining, so that the same news is
/// taken in once, and a new name or a second joining again. `None` while Discord cannot serve it.
pub fn seen(guild: &Guild, now: Millis) -> Option<Event> {
    let name = guild.name.clone().filter(|_| !guild.unavailable)?;
    let mark = Sha256::digest(format!("{}\n{name}", guild.joined_at.map_or(0, |t| t.0)));
    Some(Event {
        source: format!("discord:server:{}:{}", guild.id, hex::encode(&mark[..8])),
        at: now,
        subject: Subject::Integration,
        body: Body::ServerSeen { server: Server { id: guild.id, name, help_channel: None } },
    })
}

/// The server has changed, perhaps its name. Each such news counts: a name may come back.
pub fn changed(guild: &Guild, now: Millis) -> Option<Event> {
    let event = seen(guild, now)?;
    Some(Event { source: format!("discord:server:{}:changed:{now}", guild.id), ..event })
}

/// The bot was removed, or `None` when the server is only unreachable for a while.
pub fn gone(guild: &Guild, now: Millis) -> Option<Event> {
    (!guild.unavailable).then(|| Event {
        source: format!("discord:server:{}:gone:{now}", guild.id),
        at: now,
        subject: Subject::Integration,
        body: Body::ServerGone { server: guild.id },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guild(json: &str) -> Guild {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_same_server_is_news_once_and_again_after_a_rename_or_a_second_joining() {
        let first = guild(r#"{"id":"9","name":"Pokéfans","joined_at":"2026-01-01T00:00:00.000000+00:00"}"#);
        let renamed = guild(r#"{"id":"9","name":"Other","joined_at":"2026-01-01T00:00:00.000000+00:00"}"#);
        let again = guild(r#"{"id":"9","name":"Pokéfans","joined_at":"2026-02-01T00:00:00.000000+00:00"}"#);
        let source = |g: &Guild, now| seen(g, now).unwrap().source;
        assert_eq!(source(&first, 1), source(&first, 2));
        assert_ne!(source(&first, 1), source(&renamed, 1));
        assert_ne!(source(&first, 1), source(&again, 1));
        assert_ne!(changed(&first, 1).unwrap().source, changed(&first, 2).unwrap().source);
    }

    #[test]
    fn an_outage_is_neither_coming_nor_going() {
        let out = guild(r#"{"id":"9","unavailable":true}"#);
        assert_eq!(seen(&out, 1), None);
        assert_eq!(gone(&out, 1), None);
        assert!(gone(&guild(r#"{"id":"9"}"#), 1).is_some());
    }
}
