//! Signing in with name and password.

use super::frame::{self, Frame};
use super::refusal::Refusal;
use super::{Console, session};
use crate::domain::account::{Account, account_name};
use crate::store::{accounts, sign_in};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use secrecy::SecretString;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// Where to go afterwards.
    to: String,
    name: String,
    problem: Option<String>,
}

/// What the address says.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    to: String,
}

/// What is sent.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    to: String,
    name: String,
    password: SecretString,
}

/// `GET sign-in`
pub async fn form(frame: Frame, Query(wanted): Query<Wanted>) -> Response {
    frame::html(SignInPage { to: frame::own_page(&wanted.to).to_owned(), frame, name: String::new(), problem: None })
}

/// `POST sign-in`
pub async fn try_to(State(console): State<Console>, frame: Frame, jar: CookieJar, Form(given): Form<Given>) -> Result<Response, Refusal> {
    let Given { to, name: typed, password } = given;
    match who(&console, &typed, password).await? {
        Ok(account) => {
            let token = session::begin(&console, &account).await?;
            let jar = jar.add(session::cookie(&console.settings, token));
            Ok((jar, frame.go(frame::own_page(&to))).into_response())
        }
        Err(problem) => {
            let page = SignInPage { to: frame::own_page(&to).to_owned(), frame, name: typed, problem: Some(problem) };
            Ok(frame::wrong(page))
        }
    }
}

/// Who it is, or what to tell them. The same is told, and as late, whether there is such an account or not.
async fn who(console: &Console, typed: &str, password: SecretString) -> Result<Result<Account, String>, Refusal> {
    const WRONG: &str = "Name or password is wrong.";
    let Some(name) = account_name(typed) else { return Ok(Err(WRONG.into())) };
    let now = console.clock.now();
    let so_far = sign_in::failures(&console.store, &name).await?;
    if so_far.locked(now) {
        return Ok(Err(locked(so_far.locked_until.unwrap_or(now) - now)));
    }
    let found = accounts::by_name(&console.store, &name).await?;
    let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), hash));
    let right = console.passwords.is(password, hash).await?;
    // Read again under a lock: whoever tries in parallel is counted too, and does not get past a lock that has come meanwhile.
    let mut tx = console.store.begin().await?;
    let so_far = sign_in::failures(&mut tx, &name).await?;
    if so_far.locked(now) {
        return Ok(Err(locked(so_far.locked_until.unwrap_or(now) - now)));
    }
    match account.filter(|account| right && account.disabled_at.is_none()) {
        Some(account) => {
            sign_in::clear_failures(&mut tx, &name).await?;
            tx.commit().await?;
            Ok(Ok(account))
        }
        None => {
            let failures = so_far.with_one_more(now, console.settings.lock);
            sign_in::set_failures(&mut tx, &name, &failures).await?;
            tx.commit().await?;
            if failures.locked(now) {
                tracing::warn!(tries = failures.count, "A name was locked after wrong passwords for the console");
                return Ok(Err(locked(console.settings.lock.lock_ms)));
            }
            Ok(Err(WRONG.into()))
        }
    }
}

fn locked(left_ms: i64) -> String {
    let minutes = left_ms.max(1).saturating_add(59_999) / 60_000;
    let minutes = if minutes == 1 { "a minute".to_owned() } else { format!("{minutes} minutes") };
    format!("Too many wrong passwords under this name. Wait {minutes}, or ask an admin for a new link.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_minutes() {
        assert!(locked(1).contains("Wait a minute"));
        assert!(locked(60_001).contains("Wait 2 minutes"));
    }
}
