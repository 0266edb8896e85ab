//! About oneself: the first page, the password, other browsers, dark or light.

use super::frame::{self, Frame, THEME_COOKIE, Theme};
use super::password::complaint;
use super::refusal::Refusal;
use super::{Console, session};
use crate::store::{accounts, sessions, sign_in};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    /// Browsers that are signed in, besides this one.
    others: usize,
    problem: Option<&'static str>,
}

/// `GET ` — to the page one has most to do with.
pub async fn home(frame: Frame) -> Response {
    let said = if frame.said.is_some() { "?said=welcome" } else { "" };
    let anything = frame.viewer.as_ref().is_some_and(|viewer| viewer.account.grants.highest().is_some());
    frame.go(&format!("{}{said}", if anything { "cases" } else { "me" }))
}

/// `GET me`
pub async fn page(State(console): State<Console>, frame: Frame) -> Result<Response, Refusal> {
    Ok(frame::html(me(&console, frame, None).await?))
}

async fn me(console: &Console, frame: Frame, problem: Option<&'static str>) -> Result<MePage, Refusal> {
    let now = console.clock.now();
    let all = sessions::of(&console.store, frame.viewer()?.account.id).await?;
    let others = all.iter().filter(|s| session::is_good(s, now, &console.settings)).count().saturating_sub(1);
    Ok(MePage { frame, others, problem })
}

/// What is sent to change a password.
#[derive(Deserialize)]
pub struct NewPassword {
    current: SecretString,
    password: SecretString,
    again: SecretString,
}

/// `POST me/password`
pub async fn change_password(State(console): State<Console>, frame: Frame, Form(given): Form<NewPassword>) -> Result<Response, Refusal> {
    let viewer = frame.viewer()?.clone();
    let account = &viewer.account;
    let now = console.clock.now();
    // A browser left open must not be a place to try passwords at.
    let so_far = sign_in::failures(&console.store, &account.name).await?;
    if so_far.locked(now) {
        return Err(Refusal::TooMuch("Too many wrong passwords. Wait a while, then try again."));
    }
    let hash = accounts::password(&console.store, account.id).await?;
    if !console.passwords.is(given.current, hash).await? {
        let mut tx = console.store.begin().await?;
        let so_far = sign_in::failures(&mut tx, &account.name).await?;
        sign_in::set_failures(&mut tx, &account.name, &so_far.with_one_more(now, console.settings.lock)).await?;
        tx.commit().await?;
        return Ok(frame::wrong(me(&console, frame, Some("The current password is wrong.")).await?));
    }
    if let Some(problem) = complaint(given.password.expose_secret(), given.again.expose_secret(), &account.name) {
        return Ok(frame::wrong(me(&console, frame, Some(problem)).await?));
    }
    let hash = console.passwords.hash(given.password).await?;
    let mut tx = console.store.begin().await?;
    accounts::set_password(&mut tx, account.id, &hash).await?;
    sessions::end_all(&mut tx, account.id, Some(&viewer.token)).await?;
    sign_in::forget_links(&mut tx, Some(account.id)).await?;
    sign_in::clear_failures(&mut tx, &account.name).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, "A password was changed");
    Ok(frame.go("me?said=password"))
}

/// `POST me/sign-out-others`
pub async fn sign_out_others(State(console): State<Console>, frame: Frame) -> Result<Response, Refusal> {
    let viewer = frame.viewer()?;
    let mut tx = console.store.begin().await?;
    sessions::end_all(&mut tx, viewer.account.id, Some(&viewer.token)).await?;
    tx.commit().await?;
    Ok(frame.go("me?said=others-out"))
}

/// `POST sign-out`
pub async fn sign_out(State(console): State<Console>, frame: Frame, jar: CookieJar) -> Result<Response, Refusal> {
    let mut tx = console.store.begin().await?;
    sessions::end(&mut tx, &frame.viewer()?.token).await?;
    tx.commit().await?;
    let jar = jar.remove(session::cookie(&console.settings, String::new()));
    Ok((jar, frame.go("sign-in?said=out")).into_response())
}

/// What is sent by the switch for dark and light.
#[derive(Deserialize)]
pub struct Chosen {
    theme: String,
    #[serde(default)]
    back: String,
}

/// `POST theme`
pub async fn set_theme(State(console): State<Console>, frame: Frame, jar: CookieJar, Form(chosen): Form<Chosen>) -> Response {
    let theme = Theme::named(&chosen.theme);
    let cookie = Cookie::build((THEME_COOKIE, theme.name())).path("/").same_site(SameSite::Lax).secure(console.settings.secure());
    let cookie = cookie.http_only(true).permanent();
    (jar.add(cookie), frame.go(frame::own_page(&chosen.back))).into_response()
}
