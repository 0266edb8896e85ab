//! Cases: listed, fetched, taken to another state, noted on.

use super::Api;
use super::error::{ApiError, Fields};
use crate::domain::case::{Actor, Case, CaseKind, CaseNumber, CaseState, Change, Denied, Entry};
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{CaseId, Snowflake};
use crate::store::cases::{self, Filter};
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Cases on a page, if nothing else is asked for, and at most.
const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;
/// Entries of a history that are given out.
const HISTORY: u32 = 1_000;
/// Characters of an idempotency key.
const KEY: usize = 100;

/// `GET /cases`, `GET /cases/{number}`, `POST /cases/{number}/state`, `POST /cases/{number}/notes`
pub fn routes() -> Router<Api> {
    Router::new()
        .route("/cases", get(list))
        .route("/cases/{number}", get(fetch))
        .route("/cases/{number}/state", post(set_state))
        .route("/cases/{number}/notes", post(add_note))
}

/// Everything may be left out. Texts, so that what is wrong can be told by its field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    server: Option<String>,
    kind: Option<String>,
    state: Option<String>,
    owner: Option<String>,
    member: Option<String>,
    /// The last id of the page before.
    before: Option<String>,
    limit: Option<String>,
}

type Read<T> = Result<Query<T>, QueryRejection>;

async fn list(State(api): State<Api>, asked: Read<Asked>) -> Result<Json<Value>, ApiError> {
    let Query(asked) = asked.map_err(|_| ApiError::BadAddress("/cases?server=…&kind=…&state=…&owner=…&member=…&before=…&limit=…"))?;
    let mut wrong = Fields::default();
    let filter = Filter {
        server: wrong.take("server", asked.server.as_deref(), "must be a Discord id", |text| text.parse().ok()),
        kind: wrong.take("kind", asked.kind.as_deref(), "must be help, bug or feature", named::<CaseKind>),
        state: wrong.take("state", asked.state.as_deref(), STATES, named::<CaseState>),
        owner: asked.owner.as_deref().filter(|owner| !owner.is_empty()),
        member: wrong.take("member", asked.member.as_deref(), "must be a Discord id", |text| text.parse().ok()),
    };
    let before = wrong.take("before", asked.before.as_deref(), "must be the id of a case", |text| text.parse().ok().map(CaseId));
    let limit = wrong.take("limit", asked.limit.as_deref(), "must be a number from 1 to 200", |text| {
        text.parse().ok().filter(|limit| (1..=LARGEST_PAGE).contains(limit))
    });
    wrong.finish()?;
    let limit = limit.unwrap_or(PAGE);
    let found = cases::page(&api.store, &filter, before, limit).await?;
    let next = found.last().filter(|_| found.len() == limit as usize).map(|case| case.id);
    let list: Vec<Value> = found.iter().map(shown).collect();
    Ok(Json(json!({ "cases": list, "next": next })))
}

const STATES: &str = "must be new, with_assistant, waiting_for_us, waiting_for_member, solved or closed";

/// A value by the name it has everywhere outside.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

/// Numbers are counted per server: where several have this one, the server must be named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    server: Option<String>,
}

type At = Result<Path<String>, axum::extract::rejection::PathRejection>;

async fn find(api: &Api, number: At, which: Read<Which>) -> Result<Case, ApiError> {
    const ADDRESS: &str = "/cases/<number>?server=<id>, such as /cases/B-318";
    let Path(number) = number.map_err(|_| ApiError::BadAddress(ADDRESS))?;
    let Query(which) = which.map_err(|_| ApiError::BadAddress(ADDRESS))?;
    let number: CaseNumber = number.parse().map_err(|_| ApiError::BadAddress(ADDRESS))?;
    let mut wrong = Fields::default();
    let server: Option<Snowflake> = wrong.take("server", which.server.as_deref(), "must be a Discord id", |text| text.parse().ok());
    wrong.finish()?;
    if let Some(server) = server {
        return cases::by_number(&api.store, server, number).await?.ok_or(ApiError::NotFound("case"));
    }
    let mut all = cases::with_number(&api.store, number).await?;
    match (all.pop(), all.is_empty()) {
        (None, _) => Err(ApiError::NotFound("case")),
        (Some(case), true) => Ok(case),
        (Some(_), false) => {
            wrong.add("server", "must be given: several servers have a case with this number");
            wrong.finish()?;
            Err(ApiError::NotFound("case"))
        }
    }
}

async fn fetch(State(api): State<Api>, number: At, which: Read<Which>) -> Result<Json<Value>, ApiError> {
    let case = find(&api, number, which).await?;
    let history = cases::history(&api.store, case.id, 0, HISTORY).await?;
    let mut shown = shown(&case);
    shown["history"] = history.iter().map(entry).collect();
    Ok(Json(shown))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewState {
    state: String,
    /// What followers are told with it.
    #[serde(default)]
    told: Option<String>,
    /// The version the caller has seen; a change since is refused.
    #[serde(default)]
    version: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNote {
    text: String,
}

type Given<T> = Result<Json<T>, JsonRejection>;

async fn set_state(
    State(api): State<Api>,
    number: At,
    which: Read<Which>,
    headers: HeaderMap,
    given: Given<NewState>,
) -> Result<Json<Value>, ApiError> {
    let Json(given) = given.map_err(|_| ApiError::BadBody("{\"state\": \"solved\", \"told\": \"fixed in 2.4\", \"version\": 3}"))?;
    let case = find(&api, number, which).await?;
    let mut wrong = Fields::default();
    let to = wrong.take("state", Some(&given.state), STATES, named::<CaseState>);
    wrong.finish()?;
    let to = to.ok_or(ApiError::NotFound("state"))?;
    let told = given.told.filter(|told| !told.trim().is_empty());
    change(&api, &case, &headers, "state", Change::State { to, told }, given.version).await
}

async fn add_note(
    State(api): State<Api>,
    number: At,
    which: Read<Which>,
    headers: HeaderMap,
    given: Given<NewNote>,
) -> Result<Json<Value>, ApiError> {
    let Json(given) = given.map_err(|_| ApiError::BadBody("{\"text\": \"…\"}"))?;
    let case = find(&api, number, which).await?;
    change(&api, &case, &headers, "note", Change::Note { text: given.text }, None).await
}

/// Brings the change in as an event. The same idempotency key brings it in once.
async fn change(
    api: &Api,
    case: &Case,
    headers: &HeaderMap,
    what: &str,
    change: Change,
    seen: Option<u32>,
) -> Result<Json<Value>, ApiError> {
    let key = match headers.get("idempotency-key") {
        None => uuid::Uuid::now_v7().to_string(),
        Some(key) => {
            let mut wrong = Fields::default();
            let fine =
                |text: &str| Some(text.to_owned()).filter(|t| (1..=KEY).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_graphic()));
            let key = key.to_str().ok();
            let key = wrong.take("idempotency-key", key.or(Some("")), "must be 1 to 100 visible ASCII characters", fine);
            wrong.finish()?;
            key.unwrap_or_default()
        }
    };
    let by = Actor::Staff { name: api.admin.user.clone() };
    let event = Event {
        source: format!("api:{}:{what}:{key}", case.id),
        at: api.clock.now(),
        subject: Subject::Case { id: case.id },
        body: Body::CaseChange { by, change, seen },
    };
    match api.inlet.submit(event).await? {
        Reply::Denied(Denied::Stale { version }) => {
            let since = cases::history(&api.store, case.id, seen.unwrap_or(version), HISTORY).await?;
            Err(ApiError::Stale { version, since: since.iter().map(entry).collect() })
        }
        Reply::Denied(Denied::Field { field, must }) => Err(ApiError::Invalid(Fields::one(&field, &must))),
        Reply::Denied(denied @ (Denied::State { .. } | Denied::Another { .. })) => {
            Err(ApiError::Invalid(Fields::one("state", &denied.to_string())))
        }
        Reply::Denied(Denied::NoCase) => Err(ApiError::NotFound("case")),
        _ => {
            let now = cases::by_ids(&api.store, &[case.id]).await?.pop().ok_or(ApiError::NotFound("case"))?;
            Ok(Json(shown(&now)))
        }
    }
}

/// A case as the API gives it out.
fn shown(case: &Case) -> Value {
    json!({
        "id": case.id,
        "number": case.number.to_string(),
        "kind": case.number.kind,
        "server": case.server,
        "member": case.member,
        "member_name": case.member_name,
        "state": case.state,
        "open": case.state.is_open(),
        "title": case.title,
        "answers": case.answers,
        "owner": case.owner,
        "priority": case.priority,
        "tags": case.tags,
        "votes": case.votes,
        "rating": case.rating,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "solved_at": case.solved_at,
        "reopened": case.reopened,
        "version": case.version,
    })
}

fn entry(entry: &Entry) -> Value {
    json!({ "version": entry.version, "at": entry.at, "by": entry.by, "what": entry.what })
}
