//! The board: cases by state, the longest waiting first.

use super::super::accounts::servers;
use super::super::frame::{self, Frame, escaped};
use super::super::knowledge::{list, right};
use super::super::refusal::Refusal;
use super::super::{Console, when};
use super::words;
use crate::domain::account::{Reach, Role};
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState, Priority};
use crate::domain::ids::CaseId;
use crate::domain::person::Server;
use crate::store::board::{self, Filter, Owned};
use crate::store::cases;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashMap;

/// Cards in one column of the board, and lines of one state by itself.
const CARDS: u32 = 25;
const LINES: u32 = 200;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    server: String,
    kind: String,
    owner: String,
    tag: String,
    /// One state alone; empty for the whole board.
    state: String,
}

impl Asked {
    fn with_state(&self, state: &str) -> String {
        let Asked { q, server, kind, owner, tag, .. } = self;
        let [q, server, kind, owner, tag] = [q, server, kind, owner, tag].map(|text| escaped(text));
        format!("cases?q={q}&server={server}&kind={kind}&owner={owner}&tag={tag}&state={state}")
    }

    fn narrows(&self) -> bool {
        ![&self.q, &self.kind, &self.owner, &self.tag].into_iter().all(String::is_empty)
    }
}

/// A case on the board.
pub struct Card {
    case: Case,
    kind: &'static str,
    priority: Option<&'static str>,
    ago: String,
    changed: String,
    server: String,
}

struct Column {
    name: &'static str,
    key: &'static str,
    count: i64,
    cards: Vec<Card>,
    address: String,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct BoardPage {
    frame: Frame,
    asked: Asked,
    servers: Vec<Server>,
    everywhere: bool,
    columns: Vec<Column>,
    alone: bool,
}

/// The states the board shows beside each other.
const COLUMNS: [CaseState; 5] =
    [CaseState::New, CaseState::WithAssistant, CaseState::WaitingForUs, CaseState::WaitingForMember, CaseState::Solved];

/// `GET cases`
pub async fn page(State(console): State<Console>, frame: Frame, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let viewer = frame.viewer()?.clone();
    let grants = &viewer.account.grants;
    let known = right::servers_of(grants, Role::Agent, servers(&console).await?);
    let reach = grants.reach(Role::Agent);
    let number = asked.q.trim().parse::<CaseNumber>().ok().filter(|_| !asked.q.trim().is_empty());
    let text = Some(asked.q.trim()).filter(|text| !text.is_empty() && number.is_none());
    let filter = Filter {
        server: list::chosen(&asked.server, &reach, &known)?,
        kind: CaseKind::ALL.into_iter().find(|kind| words::kind(*kind) == asked.kind),
        owned: match asked.owner.as_str() {
            "me" => Owned::By(&viewer.account.name),
            "nobody" => Owned::ByNobody,
            _ => Owned::Anyhow,
        },
        tag: Some(asked.tag.trim()).filter(|tag| !tag.is_empty()),
        text,
        number,
    };
    let alone = CaseState::ALL.into_iter().find(|state| words::state_key(*state) == asked.state);
    let (states, limit): (Vec<CaseState>, u32) = match alone {
        Some(state) => (vec![state], LINES),
        None => (COLUMNS.to_vec(), CARDS),
    };
    let counts: HashMap<&str, i64> =
        board::count_by_state(&console.store, &filter).await?.into_iter().map(|(state, count)| (words::state_key(state), count)).collect();
    let now = console.clock.now();
    let mut columns = Vec::new();
    for state in states {
        let ids = board::in_state(&console.store, state, &filter, limit).await?;
        let cards = in_order(&ids, cases::by_ids(&console.store, &ids).await?);
        let key = words::state_key(state);
        columns.push(Column {
            name: words::state(state),
            key,
            count: counts.get(key).copied().unwrap_or(0),
            cards: cards.into_iter().map(|case| card(case, now, &known)).collect(),
            address: asked.with_state(key),
        });
    }
    let (everywhere, alone) = (reach == Reach::All, alone.is_some());
    Ok(frame::html(BoardPage { servers: known, everywhere, columns, alone, frame, asked }))
}

/// As the ids stand.
fn in_order(ids: &[CaseId], cases: Vec<Case>) -> Vec<Case> {
    let mut found: HashMap<CaseId, Case> = cases.into_iter().map(|case| (case.id, case)).collect();
    ids.iter().filter_map(|id| found.remove(id)).collect()
}

fn card(case: Case, now: i64, known: &[Server]) -> Card {
    Card {
        kind: words::kind(case.number.kind),
        priority: (case.priority != Priority::Normal).then(|| words::priority(case.priority)),
        ago: when::ago(now, case.changed_at),
        changed: when::exact(case.changed_at),
        server: known.iter().find(|server| server.id == case.server).map(|server| server.name.clone()).unwrap_or_default(),
        case,
    }
}
