//! Small things beside the relay: the typing indicator, and the channels that private threads hang under.

use crate::discord::http::{Http, Method, Request};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use crate::relay::inlet::Inlet;
use crate::store::{Store, people};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Help channels are looked for soon after a server shows itself, and ever more seldom while there is none to be found.
const FIRST_LOOK_MS: Millis = 1_000;
const LAST_LOOK_MS: Millis = 3_600_000;

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

/// What looking for help channels takes.
pub struct HelpChannels {
    pub store: Store,
    pub http: Arc<Http>,
    pub inlet: Inlet,
    pub clock: SharedClock,
    /// The channel's name in every server.
    pub name: String,
}

impl HelpChannels {
    /// Looks until `stop`, so that a server that comes later has its channel too.
    pub async fn run(self, stop: CancellationToken) {
        let mut pause = FIRST_LOOK_MS;
        let mut known = 0;
        loop {
            let servers = people::servers(&self.store).await.unwrap_or_default();
            let servers: Vec<Server> = servers.into_iter().filter(|s| s.seen_at.is_some()).map(|s| s.server).collect();
            // A server is news, and none at all means that they are still to show themselves.
            pause = if servers.len() != known || servers.is_empty() { FIRST_LOOK_MS } else { (pause * 2).min(LAST_LOOK_MS) };
            known = servers.len();
            find_help_channels(&self, servers).await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.until(self.clock.now() + pause) => {}
            }
        }
    }
}

/// Finds the help channel of each server by its name.
async fn find_help_channels(HelpChannels { http, inlet, clock, name, .. }: &HelpChannels, servers: Vec<Server>) {
    let now = clock.now();
    for mut server in servers {
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
