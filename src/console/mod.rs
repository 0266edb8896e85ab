//! The console: server-rendered pages for agents, leads and admins, under `/console`.
//!
//! **What lives here.** [`table`], the one list of routes, from which the router and the test of who may what are made; [`gate`], which lets
//! through whom the list allows; [`frame`], what every page knows of its request; [`refusal`], what is answered else. Ways in: [`token`],
//! [`password`], [`session`], [`link`], `sign_in`, `welcome`. Pages: [`live`], [`cases`], [`knowledge`], [`gaps`], [`accounts`], [`me`]. `templates/` holds the pages
//! (askama, checked at compile time), `assets/` what browsers load, [`assets`] serves it.
//!
//! **How data passes through.** Browser → security headers → same-origin check → gate (session, role, scope) → handler → template. Reading
//! goes to the store; what acts outside becomes an event and goes through the relay's inlet.
//!
//! **What always holds.** No route outside the table. Somebody with a role on one server sees nothing of another: what is not theirs is not
//! there (404). Everything others wrote is escaped, Markdown passes [`markdown::safe`]. Pages work without scripts, at any path
//! behind a proxy (addresses are relative), and load nothing from elsewhere. No token is kept, only its hash.
//!
//! **One more page.** A template, a file with its handlers, a line in [`table::ROUTES`]; the test of routes and roles knows it then.

pub mod accounts;
pub mod assets;
pub mod cases;
pub mod frame;
pub mod gaps;
pub mod gate;
pub mod knowledge;
pub mod link;
pub mod live;
pub mod markdown;
pub mod me;
pub mod password;
pub mod refusal;
pub mod session;
pub mod sign_in;
pub mod table;
pub mod token;
pub mod upkeep;
pub mod welcome;
pub mod when;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use crate::assistant::articles_only::Thresholds;
use crate::domain::account::LockRule;
use crate::domain::clock::{Millis, SharedClock};
use crate::knowledge::library::Library;
use crate::relay::feed::Feed;
use crate::relay::inlet::Inlet;
use crate::store::Store;
use axum::Router;
use axum::middleware::from_fn;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What may be set about the console.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How the program is reached from outside, without a slash at the end.
    pub public_url: String,
    /// After so long without use a session ends.
    pub idle_ms: Millis,
    /// After so long every session ends.
    pub session_ms: Millis,
    /// When a name is locked.
    pub lock: LockRule,
    /// How long a link for an invitation works.
    pub link_ms: Millis,
}

impl Settings {
    /// Whether browsers come by TLS, so that cookies can be kept to it.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What the pages work with. Cheap to clone.
#[derive(Clone)]
pub struct Console {
    pub store: Store,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub settings: Arc<Settings>,
    pub passwords: password::Passwords,
    /// The articles as the assistant asks them, and how sure it has to be.
    pub library: Library,
    pub thresholds: Thresholds,
    /// Where the relay tells what it does.
    pub feed: Feed,
    /// Lets pages go that follow what happens, when the program stops.
    pub stop: CancellationToken,
}

/// Everything under `/console`.
pub fn routes(console: Console) -> Router {
    let same_origin = gate::same_origin(&console.settings.public_url);
    table::router(&console).layer(same_origin).layer(from_fn(refusal::dress)).layer(from_fn(gate::headers)).with_state(console)
}
