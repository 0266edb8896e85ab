//! A local Discord on a real socket: REST, gateway, interactions and files, good enough that the usual client libraries
//! work against it unchanged but for the address.
//!
//! `state` keeps everything behind one lock; `rest` has the routes, `gateway` the websocket, `interactions` the way of a click,
//! `posting` the one place where messages are made; `validate` and `errors` refuse in Discord's words; `json` gives things their form on the
//! wire. `limits`, `permissions`, `mentions`, `cdn` each hold one rule of the house. `seed` plants the community, `inspect` is for tests and
//! the sandbox page.
//!
//! What always holds: time comes from the clock handed in; nothing is awaited under the lock; what happened is told over the gateway in the
//! order in which it happened; misbehaviour happens only where [`Faults`] says so; a request for which there is no route is recorded.

mod auth;
mod body;
mod cdn;
mod errors;
mod gateway;
mod ids;
mod inspect;
mod interactions;
mod json;
mod limits;
mod mentions;
mod model;
mod permissions;
mod posting;
mod record;
mod rest;
mod seed;
mod state;
#[cfg(test)]
mod tests;
mod validate;

pub use ids::Id;
pub use inspect::{Person, Shown};
pub use limits::Pace;
pub use record::{FailedInteraction, Ping};

use crate::domain::clock::{Millis, SharedClock};
use crate::outgoing;
use crate::sandbox::faults::Faults;
use axum::Router;
use axum::routing::get;
use ed25519_dalek::SigningKey;
use state::{Hub, World};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a session waits for a resume, in milliseconds.
const SESSION_KEPT: Millis = 3 * 60 * 1000;

/// How a local Discord is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How strictly callers are paced.
    pub limits: Pace,
    /// Heartbeat interval that clients are told, in milliseconds.
    pub heartbeat_ms: u64,
    /// Whether the application may use the message content intent.
    pub message_content: bool,
    /// Whether the application may use the guild members intent.
    pub guild_members: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limits: Pace::Real, heartbeat_ms: 41_250, message_content: true, guild_members: true }
    }
}

/// A running local Discord. It stops when dropped.
pub struct LocalDiscord {
    hub: Arc<Hub>,
}

impl LocalDiscord {
    /// Serves on `listener` until stopped. Fails if the listener has no address or there is no randomness for keys.
    pub async fn start(listener: TcpListener, clock: SharedClock, faults: Faults, settings: Settings) -> io::Result<Self> {
        let base = format!("http://{}", listener.local_addr()?);
        let mut secret = [0_u8; 32];
        let mut cdn_key = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        getrandom::fill(&mut cdn_key).map_err(io::Error::other)?;
        let key = SigningKey::from_bytes(&secret);
        let (feed, _) = broadcast::channel(4096);
        let mut world = World {
            clock: Arc::clone(&clock),
            faults: faults.clone(),
            feed: feed.clone(),
            base: base.clone(),
            cdn_key,
            ids: ids::Ids::default(),
            app: seed::no_application(),
            bot: Id(0),
            users: BTreeMap::new(),
            tokens: HashMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            dms: HashMap::new(),
            messages: BTreeMap::new(),
            files: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            commands: BTreeMap::new(),
            command_creates: HashMap::new(),
            interactions: BTreeMap::new(),
            interaction_tokens: HashMap::new(),
            modals: Vec::new(),
            choices: HashMap::new(),
            nonces: HashMap::new(),
            sessions: gateway::session::Sessions::default(),
            limits: limits::Limits::default(),
            record: record::Record::default(),
        };
        let flags = u64::from(settings.guild_members) << 15 | u64::from(settings.message_content) << 19;
        seed::plant(&mut world, hex::encode(key.verifying_key().to_bytes()), flags);
        let hub = Arc::new(Hub {
            clock,
            faults,
            settings,
            base,
            key,
            http: http_client()?,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            feed,
            world: Mutex::new(world),
        });
        let service = router(&hub);
        let stop = hub.stop.clone();
        hub.tasks.spawn(async move {
            let served = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the local Discord stopped serving");
            }
        });
        Ok(Self { hub })
    }

    /// Stops serving, closes all gateway connections and waits for what is under way.
    pub async fn stop(&self) {
        self.hub.stop.cancel();
        self.hub.tasks.close();
        self.hub.tasks.wait().await;
    }
}

impl Drop for LocalDiscord {
    fn drop(&mut self) {
        self.hub.stop.cancel();
    }
}

/// Calls endpoints directly: no proxy, no redirects, and certificates checked.
fn http_client() -> io::Result<reqwest::Client> {
    outgoing::client().map_err(io::Error::other)?.no_proxy().build().map_err(io::Error::other)
}

fn router(hub: &Arc<Hub>) -> Router {
    let rest = rest::router(hub);
    let other = Router::new()
        .route("/", get(gateway::upgrade))
        .route("/attachments/{channel}/{id}/{name}", get(cdn::get))
        .method_not_allowed_fallback(rest::unknown)
        .fallback(rest::unknown)
        .with_state(Arc::clone(hub));
    rest::open_to_pages(other.merge(rest))
}
