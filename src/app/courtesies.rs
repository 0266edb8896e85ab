//! Small things beside the relay: the typing indicator, and the channels that private threads hang under.

use crate::discord::http::{Http, Method, Request};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::Snowflake;
use crate::relay::inlet::Inlet;
use crate::store::{Store, people};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long after connecting all servers have shown themselves, and how often help channels are looked for again.
pub const SETTLE_MS: Millis = 2_000;
pub const LOOK_MS: Millis = 3_600_000;

/// Discord shows the indicator for ten seconds; showing it again sooner only costs requests.
const SHOWN_MS: Millis = 8_000;

/// Shows the bot as typing in channels as they come, until `stop`.
pub async fn type_in(http: Arc<Http>, clock: SharedClock, mut channels: mpsc::Receiver<Snowflake>, stop: CancellationToken) {
    let mut shown: HashMap<Snowflake, Millis> = HashMap::new();
    loop {
        let channel = tokio::select! {
            () = stop.cancelled() => return,
            channel = channels.recv() => match channel { Some(channel) => channel, None => return },
        };
        let now = clock.now();
        shown.retain(|_, at| now - *at < SHOWN_MS);
        if shown.insert(channel, now).is_none() {
            // Nobody misses an indicator that could not be shown.
            let _ = http.call(Request::new(Method::POST, "/channels/{}/typing", &[&channel])).await;
        }
    }
}

#[derive(Deserialize)]
struct Channel {
    id: Snowflake,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    name: Option<String>,
}

/// Finds the help channel of each server that has none yet, by its name.
pub async fn find_help_channels(store: &Store, http: &Http, inlet: &Inlet, name: &str, now: Millis) {
    let Ok(servers) = people::servers(store).await else { return };
    for mut server in servers.into_iter().filter(|s| s.seen_at.is_some()).map(|s| s.server) {
        let listed: Result<Vec<Channel>, _> = http.get(Request::new(Method::GET, "/guilds/{}/channels", &[&server.id])).await;
        let Ok(channels) = listed else { continue };
        let wanted = name.trim_start_matches('#');
        let found = channels.iter().find(|c| c.kind == 0 && c.name.as_deref() == Some(wanted)).map(|c| c.id);
        if found.is_some() && found != server.help_channel {
            server.help_channel = found;
            let source = format!("discord:help-channel:{}:{now}", server.id);
            let event = Event { source, at: now, subject: Subject::Integration, body: Body::ServerSeen { server } };
            if let Err(error) = inlet.submit(event).await {
                tracing::warn!(%error, "A help channel could not be noted");
            }
        }
    }
}
