//! Tasks at the desk: take one, refuse it, pass it on, finish it.

use super::super::core::Core;
use super::super::flex::joining::{self, Transfer};
use super::super::refusal::{Answer, Refusal, ok};
use super::super::state::State;
use super::super::taskrouter::model::Task;
use super::super::taskrouter::{reservations, tasks};
use super::worker;
use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};
use std::sync::Arc;

/// The form of a task on the page.
pub(crate) fn task_json(state: &State, task: &Task) -> Value {
    let name = |sid: &str| state.desk.workers.get(sid).map(|w| w.name.clone());
    let reservations: Vec<Value> = task
        .reservations
        .iter()
        .map(|r| json!({ "sid": r.sid, "worker": name(&r.worker), "worker_sid": r.worker, "status": r.status.name() }))
        .collect();
    json!({
        "sid": task.sid, "status": task.status.name(), "reason": task.reason, "conversation_sid": task.conversation(),
        "attributes": serde_json::from_str::<Value>(&task.attributes).unwrap_or_default(), "interaction_sid": task.interaction,
        "queue": state.desk.queues.get(&task.queue).map(|q| &q.name), "worker": task.holder().and_then(|r| name(&r.worker)),
        "target": task.target.as_deref().and_then(name), "transfer_of": task.transfer_of, "reservations": reservations,
        "age": (state.now - task.created) / 1000, "created": task.created, "updated": task.updated,
    })
}

/// `GET /desk/tasks`
pub(crate) async fn list(Extract(core): Extract<Arc<Core>>) -> Answer {
    core.with(|state| ok(state.tasks.iter().filter(|t| !t.purged).map(|t| task_json(state, t)).collect()))
}

/// `POST /desk/tasks/{WT}/{accept, reject, transfer, wrapup, complete, leave or cancel}`
pub(crate) async fn act(Extract(core): Extract<Arc<Core>>, Path((task, action)): Path<(String, String)>, body: Bytes) -> Answer {
    let body = super::messages::read(&body)?;
    core.with(|state| {
        let actor = worker(state, body["worker"].as_str())?.sid.clone();
        state.task(&task)?;
        let reason = body["reason"].as_str().unwrap_or_default();
        match action.as_str() {
            "accept" => reservations::accept(state, &task, &actor)?,
            "reject" => reservations::reject(state, &task, &actor)?,
            "cancel" => tasks::cancel(state, &task, if reason.is_empty() { "canceled at the desk" } else { reason })?,
            "transfer" => {
                held(state, &task, &actor)?;
                let to = destination(state, &body)?;
                joining::transfer(state, &task, &to)?;
            }
            "wrapup" => held(state, &task, &actor).and_then(|()| tasks::wrap_up(state, &task, reason))?,
            "complete" => held(state, &task, &actor).and_then(|()| joining::complete(state, &task, reason))?,
            "leave" => held(state, &task, &actor).and_then(|()| joining::leave(state, &task, reason))?,
            other => return Err(Refusal::new(404, 20404, format!("A task cannot be told to '{other}'"))),
        }
        ok(task_json(state, state.task(&task)?))
    })
}

/// Refuses unless the worker has the task.
fn held(state: &State, task: &str, worker: &str) -> Result<(), Refusal> {
    match state.task(task)?.holder() {
        Some(reservation) if reservation.worker == worker => Ok(()),
        _ => Err(Refusal::new(403, 20403, format!("The worker does not have task {task}"))),
    }
}

/// `"to": "tom"` is a colleague, `"to": "queue"` (or a queue's SID or name) a queue.
fn destination(state: &State, body: &Value) -> Result<Transfer, Refusal> {
    let to = body["to"].as_str().ok_or_else(|| Refusal::invalid("Say whom to transfer to: {\"to\": \"tom\"} or {\"to\": \"queue\"}"))?;
    let queue = state.desk.queues.iter().find(|q| to == "queue" || q.sid == to || q.name == to);
    match queue {
        Some(queue) => Ok(Transfer::Queue(queue.sid.clone())),
        None => Ok(Transfer::Worker(worker(state, Some(to))?.sid.clone())),
    }
}
