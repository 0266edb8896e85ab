//! Who is calling: the bot by `Bot <token>`, a person by the bare token of their own client.

use super::errors::{Answer, BOTS_ONLY, Refusal, UNAUTHORIZED, USERS_ONLY};
use super::ids::Id;
use super::state::World;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

/// The account behind a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub id: Id,
    pub bot: bool,
}

impl Caller {
    /// Refuses people where only bots may go.
    pub fn bot_only(self) -> Answer<Self> {
        if self.bot { Ok(self) } else { Err(BOTS_ONLY.into()) }
    }

    /// Refuses bots where only people may go.
    pub fn person_only(self) -> Answer<Self> {
        if self.bot { Err(USERS_ONLY.into()) } else { Ok(self) }
    }
}

/// Reads the `Authorization` header; `None` if it names nobody.
pub fn identify(world: &World, headers: &HeaderMap) -> Option<Caller> {
    let given = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (said_bot, token) = match given.strip_prefix("Bot ") {
        Some(token) => (true, token),
        None => (false, given),
    };
    let id = *world.tokens.get(token)?;
    let bot = world.users.get(&id)?.bot;
    (bot == said_bot).then_some(Caller { id, bot })
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        parts.extensions.get::<Caller>().copied().ok_or_else(|| UNAUTHORIZED.into())
    }
}
