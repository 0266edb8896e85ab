//! Sessions: a random token in a cookie, its hash in the store, an end after some time without use and an end in any case.

use super::refusal::Refusal;
use super::{Console, Settings, token};
use crate::domain::account::Account;
use crate::domain::clock::Millis;
use crate::store::sessions::Session;
use crate::store::{Store, StoreError, accounts, sessions};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

/// A use is noted once a minute, not with every request.
const NOTED_MS: Millis = 60_000;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub account: Account,
    /// The hash of this browser's token.
    pub token: String,
}

/// The cookie's name. Kept to TLS, the browser itself sees to it that no other host can set it.
pub fn cookie_name(settings: &Settings) -> &'static str {
    if settings.secure() { "__Host-flexcord" } else { "flexcord" }
}

/// The cookie that carries a token for as long as the browser is open.
pub fn cookie(settings: &Settings, token: String) -> Cookie<'static> {
    // Lax, not strict: who follows a link to a case from elsewhere is signed in there too.
    Cookie::build((cookie_name(settings), token)).path("/").http_only(true).secure(settings.secure()).same_site(SameSite::Lax).build()
}

/// Is it still good at `now`?
pub fn is_good(session: &Session, now: Millis, settings: &Settings) -> bool {
    now < session.began_at + settings.session_ms && now < session.seen_at + settings.idle_ms
}

/// Signs somebody in; returns the token for the cookie.
pub async fn begin(console: &Console, account: &Account) -> Result<String, Refusal> {
    let (token, now) = (token::fresh()?, console.clock.now());
    let session = Session { token: token::hash(&token), account: account.id, began_at: now, seen_at: now };
    let mut tx = console.store.begin().await?;
    sessions::begin(&mut tx, &session).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, "Signed in to the console");
    Ok(token)
}

/// Who sends these cookies, if they are signed in.
pub async fn viewer(console: &Console, jar: &CookieJar) -> Result<Option<Viewer>, StoreError> {
    let Some(cookie) = jar.get(cookie_name(&console.settings)) else { return Ok(None) };
    let hash = token::hash(cookie.value());
    let now = console.clock.now();
    let Some(session) = sessions::get(&console.store, &hash).await? else { return Ok(None) };
    if !is_good(&session, now, &console.settings) {
        return Ok(None);
    }
    let Some(account) = accounts::by_id(&console.store, session.account).await? else { return Ok(None) };
    if account.disabled_at.is_some() {
        return Ok(None);
    }
    if now - session.seen_at >= NOTED_MS {
        note(&console.store, &hash, now).await?;
    }
    Ok(Some(Viewer { account, token: hash }))
}

async fn note(store: &Store, hash: &str, now: Millis) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sessions::seen(&mut tx, hash, now).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::testing::settings;
    use crate::domain::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn a_session_ends_when_it_is_not_used_and_in_any_case() {
        let settings = Settings { idle_ms: 100, session_ms: 1_000, ..settings() };
        let session = |seen_at| Session { token: String::new(), account: AccountId(Uuid::nil()), began_at: 0, seen_at };
        assert!(is_good(&session(0), 99, &settings));
        assert!(!is_good(&session(0), 100, &settings), "not used for too long");
        assert!(is_good(&session(950), 999, &settings));
        assert!(!is_good(&session(950), 1_000, &settings), "its time is over, however busy it was");
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_kept_to_tls() {
        let over_tls = cookie(&Settings { public_url: "https://help.example".into(), ..settings() }, "t".into()).to_string();
        assert_eq!(over_tls, "__Host-flexcord=t; HttpOnly; SameSite=Lax; Secure; Path=/");
        let local = cookie(&Settings { public_url: "http://127.0.0.1:8080".into(), ..settings() }, "t".into()).to_string();
        assert_eq!(local, "flexcord=t; HttpOnly; SameSite=Lax; Path=/");
    }
}
