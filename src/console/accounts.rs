//! Who may sign in, and what they may do where. For admins of every server.

use super::frame::{self, Frame};
use super::refusal::Refusal;
use super::welcome::new_account;
use super::{Console, link};
use crate::domain::account::{Account, Grants, Role, account_name};
use crate::domain::ids::{AccountId, Snowflake};
use crate::domain::person::Server;
use crate::store::{StoreError, accounts, people, sessions, sign_in};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

/// Longest name colleagues see, in characters.
const LONGEST_SHOWN: usize = 64;

/// An account in the list.
struct Line {
    account: Account,
    roles: String,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    frame: Frame,
    lines: Vec<Line>,
    servers: Vec<Server>,
    invited: Invited,
    problem: Option<&'static str>,
}

/// What was typed into the invitation, to be shown again when something is wrong with it.
#[derive(Default, Deserialize)]
pub struct Invited {
    #[serde(default)]
    name: String,
    #[serde(default)]
    shown: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    server: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    account: Account,
    /// Each server with the role there; an empty text for none.
    servers: Vec<(Server, &'static str)>,
    everywhere: &'static str,
    has_password: bool,
    is_me: bool,
    problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "account_link.html")]
struct LinkPage {
    frame: Frame,
    account: Account,
    address: String,
    days: i64,
    is_new: bool,
}

/// `GET accounts`
pub async fn list(State(console): State<Console>, frame: Frame) -> Result<Response, Refusal> {
    Ok(frame::html(all(&console, frame, Invited::default(), None).await?))
}

async fn all(console: &Console, frame: Frame, invited: Invited, problem: Option<&'static str>) -> Result<AccountsPage, Refusal> {
    let servers = servers(console).await?;
    let lines = accounts::list(&console.store).await?.into_iter();
    let lines = lines.map(|account| Line { roles: roles(&account.grants, &servers), account }).collect();
    Ok(AccountsPage { frame, lines, servers, invited, problem })
}

/// The servers the bot is in.
pub async fn servers(console: &Console) -> Result<Vec<Server>, StoreError> {
    let all = people::servers(&console.store).await?;
    Ok(all.into_iter().filter(|s| s.seen_at.is_some()).map(|s| s.server).collect())
}

/// What somebody may do where, in words.
fn roles(grants: &Grants, servers: &[Server]) -> String {
    let name = |id: &Snowflake| servers.iter().find(|s| s.id == *id).map_or_else(|| id.to_string(), |s| s.name.clone());
    let everywhere = grants.everywhere.map(|role| format!("{role} everywhere"));
    let some = grants.servers.iter().map(|(server, role)| format!("{role} on {}", name(server)));
    let all: Vec<String> = everywhere.into_iter().chain(some).collect();
    if all.is_empty() { "no role".to_owned() } else { all.join(", ") }
}

/// `POST accounts`
pub async fn invite(State(console): State<Console>, frame: Frame, Form(given): Form<Invited>) -> Result<Response, Refusal> {
    let wanted = match wanted(&given, &servers(&console).await?) {
        Ok(wanted) => wanted,
        Err(problem) => return Ok(frame::wrong(all(&console, frame, given, Some(problem)).await?)),
    };
    let (name, shown, grants) = wanted;
    let now = console.clock.now();
    let account = new_account(now, name, shown, grants);
    let mut tx = console.store.begin().await?;
    match accounts::create(&mut tx, &account, None).await {
        Err(StoreError::Conflict { .. }) => {
            tx.roll_back().await?;
            return Ok(frame::wrong(all(&console, frame, given, Some("There is an account of that name already.")).await?));
        }
        made => made?,
    }
    let address = link::make(&mut tx, Some(account.id), now, &console.settings).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, by = %frame.viewer()?.account.id, "Somebody was invited to the console");
    Ok(frame::html(LinkPage { frame, account, address, days: days(&console), is_new: true }))
}

fn days(console: &Console) -> i64 {
    (console.settings.link_ms / 86_400_000).max(1)
}

fn wanted(given: &Invited, servers: &[Server]) -> Result<(String, String, Grants), &'static str> {
    let name = account_name(&given.name).ok_or("Take a name of 1 to 64 letters a to z, digits, and . _ - @")?;
    let shown = if given.shown.trim().is_empty() { given.name.trim() } else { given.shown.trim() };
    if shown.chars().count() > LONGEST_SHOWN {
        return Err("The name colleagues see can have 64 characters.");
    }
    let role = Role::named(&given.role).ok_or("Choose a role.")?;
    let grants = if given.server.is_empty() {
        Grants::all(role)
    } else {
        let server = servers.iter().find(|s| s.id.to_string() == given.server).ok_or("Choose one of the servers.")?;
        Grants::on(server.id, role)
    };
    Ok((name, shown.to_owned(), grants))
}

/// The account an address names.
async fn find(console: &Console, id: Uuid) -> Result<Account, Refusal> {
    accounts::by_id(&console.store, AccountId(id)).await?.ok_or(Refusal::NotFound)
}

/// `GET accounts/{id}`
pub async fn one(State(console): State<Console>, frame: Frame, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let account = find(&console, id).await?;
    Ok(frame::html(details(&console, frame, account, None).await?))
}

async fn details(console: &Console, frame: Frame, account: Account, problem: Option<&'static str>) -> Result<AccountPage, Refusal> {
    let mut known = servers(console).await?;
    for id in account.grants.servers.keys() {
        if !known.iter().any(|server| server.id == *id) {
            known.push(Server { id: *id, name: format!("{id} (left)"), help_channel: None });
        }
    }
    let role = |server: &Server| account.grants.servers.get(&server.id).map_or("", |role| role.name());
    let servers = known.into_iter().map(|server| (role(&server), server)).map(|(role, server)| (server, role)).collect();
    Ok(AccountPage {
        is_me: frame.viewer()?.account.id == account.id,
        has_password: accounts::password(&console.store, account.id).await?.is_some(),
        everywhere: account.grants.everywhere.map_or("", Role::name),
        frame,
        account,
        servers,
        problem,
    })
}

/// Somebody must be left who can do all this.
const LAST: &str = "This is the last admin of every server. Make somebody else one first.";

/// `POST accounts/{id}/grants`
pub async fn set_grants(
    State(console): State<Console>,
    frame: Frame,
    Path(id): Path<Uuid>,
    Form(given): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let account = find(&console, id).await?;
    let mut grants = Grants::default();
    for (field, role) in &given {
        if role.is_empty() {
            continue;
        }
        let role = Role::named(role).ok_or(Refusal::Malformed("There is no such role."))?;
        match field.strip_prefix("server_").map(str::parse::<Snowflake>) {
            None if field == "everywhere" => grants.everywhere = Some(role),
            Some(Ok(server)) if server.0 > 0 => {
                grants.servers.insert(server, role);
            }
            _ => return Err(Refusal::Malformed("There is no such server.")),
        }
    }
    let mut tx = console.store.begin().await?;
    if accounts::admins_everywhere(&mut tx).await? == [account.id] && !grants.everywhere(Role::Admin) {
        tx.roll_back().await?;
        return Ok(frame::wrong(details(&console, frame, account, Some(LAST)).await?));
    }
    accounts::set_grants(&mut tx, account.id, &grants).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, by = %frame.viewer()?.account.id, "The roles of an account were changed");
    Ok(frame.go(&format!("accounts/{id}?said=grants")))
}

/// `POST accounts/{id}/link`
pub async fn new_link(State(console): State<Console>, frame: Frame, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let account = find(&console, id).await?;
    let mut tx = console.store.begin().await?;
    let address = link::make(&mut tx, Some(account.id), console.clock.now(), &console.settings).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, by = %frame.viewer()?.account.id, "A link for a new password was made");
    Ok(frame::html(LinkPage { frame, account, address, days: days(&console), is_new: false }))
}

/// `POST accounts/{id}/disable`: shut out at once, wherever signed in.
pub async fn disable(State(console): State<Console>, frame: Frame, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let account = find(&console, id).await?;
    let mut tx = console.store.begin().await?;
    if accounts::admins_everywhere(&mut tx).await? == [account.id] {
        tx.roll_back().await?;
        return Ok(frame::wrong(details(&console, frame, account, Some(LAST)).await?));
    }
    accounts::set_disabled(&mut tx, account.id, Some(console.clock.now())).await?;
    sessions::end_all(&mut tx, account.id, None).await?;
    sign_in::forget_links(&mut tx, Some(account.id)).await?;
    tx.commit().await?;
    tracing::info!(account = %account.id, by = %frame.viewer()?.account.id, "An account was shut out");
    Ok(frame.go(&format!("accounts/{id}?said=disabled")))
}

/// `POST accounts/{id}/enable`
pub async fn enable(State(console): State<Console>, frame: Frame, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let account = find(&console, id).await?;
    let mut tx = console.store.begin().await?;
    accounts::set_disabled(&mut tx, account.id, None).await?;
    tx.commit().await?;
    Ok(frame.go(&format!("accounts/{id}?said=enabled")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_in_words() {
        let servers = [Server { id: Snowflake(5), name: "Harbour".into(), help_channel: None }];
        assert_eq!(roles(&Grants::on(Snowflake(5), Role::Lead), &servers), "lead on Harbour");
        assert_eq!(
            roles(&Grants { everywhere: Some(Role::Agent), ..Grants::on(Snowflake(6), Role::Lead) }, &servers),
            "agent everywhere, lead on 6"
        );
        assert_eq!(roles(&Grants::default(), &servers), "no role");
    }

    #[test]
    fn an_invitation_says_what_is_wrong_with_it() {
        let given = |name: &str, role: &str, server: &str| Invited {
            name: name.into(),
            shown: String::new(),
            role: role.into(),
            server: server.into(),
        };
        let servers = [Server { id: Snowflake(5), name: "Harbour".into(), help_channel: None }];
        assert!(wanted(&given("a b", "lead", ""), &servers).unwrap_err().contains("name"));
        assert!(wanted(&given("maya", "boss", ""), &servers).unwrap_err().contains("role"));
        assert!(wanted(&given("maya", "lead", "6"), &servers).unwrap_err().contains("server"));
        assert_eq!(
            wanted(&given("Maya", "lead", "5"), &servers).unwrap(),
            ("maya".into(), "Maya".into(), Grants::on(Snowflake(5), Role::Lead))
        );
    }
}
