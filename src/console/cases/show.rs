//! One case: the whole talk, and beside it the facts and what may be done.

use super::super::accounts::servers;
use super::super::frame::{self, Frame};
use super::super::refusal::Refusal;
use super::super::{Console, when};
use super::talk::{self, Attached, Item};
use super::words;
use crate::domain::account::Role;
use crate::domain::case::{Case, CaseState, Happened, Priority};
use crate::store::{accounts, cases};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

/// Entries of the history that are shown.
const ENTRIES: u32 = 1_000;
/// Other cases of the same member that are named.
const OTHERS: u32 = 10;

/// Another case of the same member.
struct Other {
    number: String,
    title: String,
    address: String,
    state: &'static str,
}

/// What was typed into a form that was refused, and why.
#[derive(Default)]
pub struct Refused {
    pub problem: Option<String>,
    pub text: String,
    /// What was done since the version they had seen.
    pub meanwhile: Vec<Item>,
}

#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePage {
    frame: Frame,
    case: Case,
    state: &'static str,
    state_look: &'static str,
    kind: &'static str,
    priority: &'static str,
    server: String,
    opened: String,
    changed: String,
    solved: Option<String>,
    items: Vec<Item>,
    files: Vec<Attached>,
    history: Vec<Item>,
    others: Vec<Other>,
    ways: Vec<(&'static str, &'static str)>,
    owners: Vec<String>,
    me: String,
    priorities: [&'static str; 4],
    /// Names this form, so that sending it twice acts once.
    once: String,
    refused: Refused,
}

impl CasePage {
    fn owner(&self) -> &str {
        self.case.owner.as_deref().unwrap_or_default()
    }
}

/// `GET cases/{id}`
pub async fn page(State(console): State<Console>, frame: Frame, Extension(case): Extension<Case>) -> Result<Response, Refusal> {
    Ok(frame::html(show(&console, frame, case, Refused::default()).await?))
}

/// The page of a case as it is now.
pub async fn show(console: &Console, frame: Frame, case: Case, refused: Refused) -> Result<CasePage, Refusal> {
    let store = &console.store;
    let viewer = frame.viewer()?.clone();
    let known = cases::history(store, case.id, 0, ENTRIES).await?;
    let (items, files) = talk::of(store, &case, &known).await?;
    let history = known.iter().filter(|entry| !matches!(entry.what, Happened::Continued { .. })).rev().map(talk::done).collect();
    let name = servers(console).await?.into_iter().find(|server| server.id == case.server).map(|server| server.name);
    let others = cases::of_member(store, case.member, Some(case.server), OTHERS + 1).await?;
    let others = others.into_iter().filter(|other| other.id != case.id).take(OTHERS as usize);
    let mut owners: Vec<String> = accounts::list(store)
        .await?
        .into_iter()
        .filter(|account| account.disabled_at.is_none() && account.grants.may(Role::Agent, case.server))
        .map(|account| account.name)
        .collect();
    owners.extend(case.owner.iter().filter(|owner| !owners.contains(owner)).cloned().collect::<Vec<_>>());
    Ok(CasePage {
        state: words::state(case.state),
        state_look: words::state_look(case.state),
        kind: words::kind(case.number.kind),
        priority: words::priority(case.priority),
        server: name.unwrap_or_else(|| if case.server.0 == 0 { "no server".into() } else { case.server.to_string() }),
        opened: when::exact(case.opened_at),
        changed: when::ago(console.clock.now(), case.changed_at),
        solved: case.solved_at.map(when::exact),
        others: others
            .map(|other| Other {
                number: other.number.to_string(),
                address: format!("cases/{}", other.id),
                state: words::state(other.state),
                title: other.title,
            })
            .collect(),
        ways: case.state.ways(case.number.kind).map(|to: CaseState| (words::state_key(to), words::state(to))).collect(),
        priorities: Priority::ALL.map(words::priority),
        me: viewer.account.name,
        once: Uuid::now_v7().to_string(),
        items,
        files,
        history,
        owners,
        frame,
        case,
        refused,
    })
}
