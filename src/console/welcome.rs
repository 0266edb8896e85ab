//! What a link that works once leads to: the first account, or a password for one that is there.

use super::frame::{self, Frame};
use super::password::complaint;
use super::refusal::Refusal;
use super::{Console, link, session};
use crate::domain::account::{Account, Grants, Role, account_name};
use crate::domain::ids::AccountId;
use crate::store::{Tx, accounts, sessions, sign_in};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    frame: Frame,
    token: String,
    /// Whose link it is; None for the first account, whose name is asked for.
    account: Option<Account>,
    name: String,
    problem: Option<&'static str>,
}

/// What is sent.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    name: String,
    password: SecretString,
    again: SecretString,
}

/// `GET welcome/{token}`
pub async fn form(State(console): State<Console>, frame: Frame, Path(token): Path<String>) -> Result<Response, Refusal> {
    let account = owner(&console, &token).await?.1;
    Ok(frame::html(WelcomePage { frame, token, account, name: String::new(), problem: None }))
}

/// `POST welcome/{token}`
pub async fn take(
    State(console): State<Console>,
    frame: Frame,
    jar: CookieJar,
    Path(token): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Refusal> {
    let (hash, account) = owner(&console, &token).await?;
    let name = account.as_ref().map_or_else(|| account_name(&given.name), |account| Some(account.name.clone()));
    let problem = match &name {
        None => Some("Take a name of 1 to 64 letters a to z, digits, and . _ - @"),
        Some(name) => complaint(given.password.expose_secret(), given.again.expose_secret(), name),
    };
    let (Some(name), None) = (name, problem) else {
        return Ok(frame::wrong(WelcomePage { frame, token, account, name: given.name, problem }));
    };
    let password = console.passwords.hash(given.password).await?;
    let mut tx = console.store.begin().await?;
    if !sign_in::use_link(&mut tx, &hash).await? {
        return Err(USED);
    }
    let account = match account {
        Some(account) => again(&mut tx, account, &password).await?,
        None => the_first(&mut tx, &console, name, given.name, &password).await?,
    };
    tx.commit().await?;
    let token = session::begin(&console, &account).await?;
    Ok((jar.add(session::cookie(&console.settings, token)), frame.go("?said=welcome")).into_response())
}

const USED: Refusal = Refusal::Gone("This link has been used, or its time is over. Ask for a new one.");

/// The hash a link is kept under, and whose it is.
async fn owner(console: &Console, token: &str) -> Result<(String, Option<Account>), Refusal> {
    let (hash, link) = link::of(&console.store, token, console.clock.now()).await?;
    let Some(id) = link.account else { return Ok((hash, None)) };
    let account = accounts::by_id(&console.store, id).await?.filter(|account| account.disabled_at.is_none()).ok_or(USED)?;
    Ok((hash, Some(account)))
}

/// A password for an account that is there. Whoever was signed in with the old one is out.
async fn again(tx: &mut Tx, account: Account, password: &str) -> Result<Account, Refusal> {
    accounts::set_password(tx, account.id, password).await?;
    sessions::end_all(tx, account.id, None).await?;
    sign_in::clear_failures(tx, &account.name).await?;
    Ok(account)
}

async fn the_first(tx: &mut Tx, console: &Console, name: String, typed: String, password: &str) -> Result<Account, Refusal> {
    if accounts::count(&mut *tx).await? > 0 {
        return Err(USED);
    }
    let account = new_account(console.clock.now(), name, typed.trim().to_owned(), Grants::all(Role::Admin));
    accounts::create(tx, &account, Some(password)).await?;
    tracing::info!(account = %account.id, "The first account of the console was made");
    Ok(account)
}

/// An account with an id of its own.
pub fn new_account(now: i64, name: String, shown: String, grants: Grants) -> Account {
    Account { id: AccountId(Uuid::now_v7()), name, shown, created_at: now, disabled_at: None, grants }
}

/// Makes an account with a password at once, without a link: for the sandbox, which tells it on its own page. Nothing happens when
/// the name is taken.
///
/// # Errors
/// When the store or the hashing fails.
pub async fn admit(console: &Console, name: &str, password: SecretString) -> Result<(), Refusal> {
    if accounts::by_name(&console.store, name).await?.is_some() {
        return Ok(());
    }
    let password = console.passwords.hash(password).await?;
    let account = new_account(console.clock.now(), name.to_owned(), name.to_owned(), Grants::all(Role::Admin));
    let mut tx = console.store.begin().await?;
    sign_in::forget_links(&mut tx, None).await?;
    accounts::create(&mut tx, &account, Some(&password)).await?;
    tx.commit().await?;
    Ok(())
}
