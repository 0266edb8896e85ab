//! The REST API for operators and other systems.
//!
//! **What lives here.** [`auth`] (who may), [`cases`] (list, fetch, another state, notes), [`dead_letters`] (deliveries that were given up, and their retry), [`stuck`] (events that
//! could not be decided, and their retry).
//!
//! **How data passes through.** Reading goes to the store; whatever acts becomes an event and goes through the relay's inlet.
//!
//! **What always holds.** Nothing without credentials; nothing at all when none are configured. Answers are JSON; errors are
//! `{"error": {"code", "message"}}` and say how to mend the request; what is wrong with single fields stands in `fields`.
//!
//! **One more resource.** A file with its routes, merged in [`routes`].

pub mod auth;
pub mod cases;
pub mod dead_letters;
pub mod error;
pub mod stuck;

use crate::domain::clock::SharedClock;
use crate::relay::inlet::Inlet;
use crate::store::Store;
use axum::Router;
use axum::middleware::from_fn_with_state;

/// What the API works with.
#[derive(Clone)]
pub struct Api {
    pub store: Store,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub admin: auth::Admin,
}

/// Everything under `/api/v1`.
pub fn routes(api: Api) -> Router {
    let guard = from_fn_with_state(api.admin.clone(), auth::required);
    let routes = Router::new().merge(dead_letters::routes()).merge(stuck::routes()).merge(cases::routes()).with_state(api);
    Router::new().nest("/api/v1", routes.layer(guard))
}
