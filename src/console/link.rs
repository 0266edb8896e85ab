//! Links that work once: the very first account, an invitation, a forgotten password.

use super::refusal::Refusal;
use super::{Settings, token};
use crate::domain::clock::Millis;
use crate::domain::ids::AccountId;
use crate::store::sign_in::Link;
use crate::store::{Store, Tx, accounts, sign_in};

/// Makes a link and keeps its hash; earlier ones for the same account work no more. Returns the address to hand over.
pub async fn make(tx: &mut Tx, account: Option<AccountId>, now: Millis, settings: &Settings) -> Result<String, Refusal> {
    let token = token::fresh()?;
    sign_in::put_link(tx, &token::hash(&token), &Link { account, ends_at: now + settings.link_ms }).await?;
    Ok(format!("{}/console/welcome/{token}", settings.public_url))
}

/// While nobody has an account: the address at which the first one is made. To be shown to who started the program, and to nobody else.
pub async fn first(store: &Store, now: Millis, settings: &Settings) -> Result<Option<String>, Refusal> {
    if accounts::count(store).await? > 0 {
        return Ok(None);
    }
    let mut tx = store.begin().await?;
    let address = make(&mut tx, None, now, settings).await?;
    tx.commit().await?;
    Ok(Some(address))
}

/// What a token from an address is good for: the hash it is kept under, and the link.
pub async fn of(store: &Store, token: &str, now: Millis) -> Result<(String, Link), Refusal> {
    let hash = token::hash(token);
    match sign_in::link(store, &hash).await? {
        Some(link) if now < link.ends_at => Ok((hash, link)),
        _ => Err(Refusal::Gone("This link has been used, or its time is over. Ask for a new one.")),
    }
}
