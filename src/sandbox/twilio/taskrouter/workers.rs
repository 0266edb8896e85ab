//! Workers: the people at the desk.

use super::super::call::Call;
use super::super::page::{page, taskrouter};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::model::Worker;
use super::reservations;
use serde_json::{Value, json};

/// The worker whom `key` names by SID, short name, identity (escaped or not) or full name.
pub(crate) fn find<'s>(state: &'s State, key: &str) -> Option<&'s Worker> {
    state
        .desk
        .workers
        .iter()
        .find(|w| w.sid == key || w.name == key || w.identity == key || w.chat_identity() == key || w.full_name() == key)
}

fn json(state: &State, worker: &Worker) -> Value {
    let root = format!("{}/v1/Workspaces/{}", state.base, state.desk.workspace);
    let url = format!("{root}/Workers/{}", worker.sid);
    let activity = state.desk.activities.get(&worker.activity);
    json!({
        "sid": worker.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "friendly_name": worker.name,
        "attributes": worker.attributes, "activity_sid": worker.activity, "activity_name": activity.map(|a| &a.name),
        "available": activity.is_some_and(|a| a.available), "date_created": time::rest(worker.created),
        "date_updated": time::rest(worker.updated), "date_status_changed": time::rest(worker.status_changed),
        "links": {
            "channels": format!("{url}/Channels"), "activity": format!("{root}/Activities/{}", worker.activity), "workspace": root,
            "statistics": format!("{root}/Workers/Statistics"), "real_time_statistics": format!("{root}/Workers/RealTimeStatistics"),
            "cumulative_statistics": format!("{root}/Workers/CumulativeStatistics"), "worker_statistics": format!("{url}/Statistics"),
            "reservations": format!("{url}/Reservations"), "worker_channels": format!("{url}/Channels"),
        },
        "url": url,
    })
}

fn get<'s>(state: &'s State, call: &Call) -> Result<&'s Worker, Refusal> {
    state.desk.workers.get(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))
}

fn known_activity(state: &State, activity: &str) -> Result<(), Refusal> {
    state.desk.activities.get(activity).map(|_| ()).ok_or_else(|| Refusal::invalid("The activity does not exist"))
}

/// `GET …/Workers`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let name = |w: &Worker| state.desk.activities.get(&w.activity).map(|a| a.name.clone());
        let fits = |w: &&Worker| {
            call.get("FriendlyName").is_none_or(|n| n == w.name)
                && call.get("ActivitySid").is_none_or(|a| a == w.activity)
                && call.get("ActivityName").is_none_or(|a| name(w).as_deref() == Some(a))
        };
        state.desk.workers.iter().filter(fits).map(|w| json(state, w)).collect()
    });
    page(&call, &taskrouter("workers"), rows)
}

/// `GET …/Workers/{WK}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| ok(json(state, get(state, &call)?)))
}

/// `POST …/Workers`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let name = call.require("FriendlyName")?.to_owned();
        let attributes = call.json("Attributes")?.unwrap_or_else(|| json!({}));
        let first = state.desk.activities.iter().find(|a| !a.available).map(|a| a.sid.clone()).unwrap_or_default();
        let activity = call.text("ActivitySid").unwrap_or(first);
        known_activity(state, &activity)?;
        let now = state.now;
        let worker = Worker {
            sid: sid::new("WK"),
            identity: attributes["email"].as_str().unwrap_or(&name).to_owned(),
            name,
            attributes: attributes.to_string(),
            activity,
            created: now,
            updated: now,
            status_changed: now,
            version: 0,
        };
        let body = json(state, &worker);
        state.desk.workers.insert(&worker.sid.clone(), worker);
        reservations::offer_all(state);
        created(body)
    })
}

/// `POST …/Workers/{WK}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        get(state, &call)?;
        call.json("Attributes")?;
        if let Some(activity) = call.get("ActivitySid") {
            known_activity(state, activity)?;
        }
        let now = state.now;
        if let Some(worker) = state.desk.workers.get_mut(call.param("sid")) {
            worker.name = call.text("FriendlyName").unwrap_or_else(|| worker.name.clone());
            worker.attributes = call.text("Attributes").unwrap_or_else(|| worker.attributes.clone());
            worker.updated = now;
            worker.version += 1;
            if let Some(activity) = call.text("ActivitySid") {
                worker.activity = activity;
                worker.status_changed = now;
            }
        }
        reservations::offer_all(state);
        ok(json(state, get(state, &call)?))
    })
}

/// `DELETE …/Workers/{WK}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = get(state, &call)?.sid.clone();
        if state.tasks.iter().any(|t| t.holder().is_some_and(|r| r.worker == sid)) {
            return Err(Refusal::invalid("The worker still has tasks"));
        }
        state.desk.workers.remove(&sid);
        deleted()
    })
}
