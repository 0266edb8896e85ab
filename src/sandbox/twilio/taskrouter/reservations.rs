//! Reservations: a task is offered to workers, one of them accepts.

use super::super::call::Call;
use super::super::page::{page, taskrouter};
use super::super::refusal::{Answer, Refusal, ok};
use super::super::state::State;
use super::super::timers::Due;
use super::super::{flex, sid, time};
use super::model::{Reservation, ReservationStatus, Task, TaskStatus};
use super::tasks;
use serde_json::{Value, json};

/// Offers a waiting task to as many workers as its queue wants asked at a time.
pub(crate) fn offer(state: &mut State, sid: &str) {
    let Some(task) = state.tasks.get(sid).filter(|t| t.status.waiting()).cloned() else { return };
    let pending = task.reservations.iter().filter(|r| r.status == ReservationStatus::Pending).count();
    let most = state.desk.queues.get(&task.queue).map_or(1, |q| q.max_reserved);
    let asked = |worker: &str| task.reservations.iter().any(|r| r.worker == worker && r.status == ReservationStatus::Pending);
    let free = |activity: &str| state.desk.activities.get(activity).is_some_and(|a| a.available);
    let next: Vec<String> = state
        .desk
        .workers
        .iter()
        .filter(|w| free(&w.activity) && !asked(&w.sid) && !task.declined.contains(&w.sid))
        .filter(|w| task.target.as_ref().is_none_or(|target| *target == w.sid))
        .take(most.saturating_sub(pending))
        .map(|w| w.sid.clone())
        .collect();
    for worker in next {
        reserve(state, sid, &worker);
    }
}

/// Offers waiting tasks anew, because a worker has become free or has come.
pub(crate) fn offer_all(state: &mut State) {
    let waiting: Vec<String> = state.tasks.iter().filter(|t| t.status.waiting()).map(|t| t.sid.clone()).collect();
    waiting.iter().for_each(|sid| offer(state, sid));
}

fn reserve(state: &mut State, sid: &str, worker: &str) -> Option<String> {
    let now = state.now;
    let (status, worker) = (ReservationStatus::Pending, worker.to_owned());
    let reservation = Reservation { sid: sid::new("WR"), worker, status, created: now, updated: now };
    let task = state.tasks.get_mut(sid)?;
    task.status = TaskStatus::Reserved;
    task.reservations.push(reservation.clone());
    let task = task.clone();
    let seconds = state.desk.workflows.get(&task.workflow).map_or(120, |w| w.reservation_timeout);
    state.plan(now + seconds * 1000, Due::Reservation(sid.to_owned(), reservation.sid.clone()));
    state.task_event("reservation.created", &task, Some(&reservation));
    Some(reservation.sid)
}

fn set(state: &mut State, sid: &str, reservation: &str, status: ReservationStatus) {
    let now = state.now;
    let Some(task) = state.tasks.get_mut(sid) else { return };
    let Some(row) = task.reservations.iter_mut().find(|r| r.sid == reservation) else { return };
    row.status = status;
    row.updated = now;
    let (row, task) = (row.clone(), task.clone());
    state.task_event(&format!("reservation.{}", status.event()), &task, Some(&row));
}

/// The worker takes the task. One who was not asked may take it too, as from the desk's list of waiting tasks.
pub(crate) fn accept(state: &mut State, sid: &str, worker: &str) -> Result<(), Refusal> {
    let task = state.task(sid)?;
    if !task.status.waiting() {
        return Err(Refusal::invalid(format!("Task {sid} is {} and cannot be accepted", task.status.name())));
    }
    if task.target.as_ref().is_some_and(|target| target != worker) {
        return Err(Refusal::invalid(format!("Task {sid} was transferred to somebody else")));
    }
    let pending: Vec<(String, String)> =
        task.reservations.iter().filter(|r| r.status == ReservationStatus::Pending).map(|r| (r.sid.clone(), r.worker.clone())).collect();
    let own = pending.iter().find(|(_, w)| w == worker).map(|(r, _)| r.clone());
    let own = own.or_else(|| reserve(state, sid, worker)).ok_or_else(|| Refusal::missing(&format!("/Tasks/{sid}")))?;
    tasks::set_status(state, sid, TaskStatus::Assigned, "", None)?;
    set(state, sid, &own, ReservationStatus::Accepted);
    for (other, _) in pending.iter().filter(|(r, _)| *r != own) {
        set(state, sid, other, ReservationStatus::Rescinded);
    }
    flex::joining::accepted(state, sid, worker)
}

/// The worker does not want the task.
pub(crate) fn reject(state: &mut State, sid: &str, worker: &str) -> Result<(), Refusal> {
    let task = state.task(sid)?;
    let own = task.reservations.iter().find(|r| r.worker == worker && r.status == ReservationStatus::Pending);
    let own = own.map(|r| r.sid.clone()).ok_or_else(|| Refusal::invalid(format!("Task {sid} is not offered to this worker")))?;
    decline(state, sid, &own, ReservationStatus::Rejected)
}

fn decline(state: &mut State, sid: &str, reservation: &str, status: ReservationStatus) -> Result<(), Refusal> {
    let task = state.task_mut(sid)?;
    let worker = task.reservations.iter().find(|r| r.sid == reservation).map(|r| r.worker.clone());
    task.declined.extend(worker);
    set(state, sid, reservation, status);
    let task = state.task_mut(sid)?;
    if !task.reservations.iter().any(|r| r.status == ReservationStatus::Pending) {
        task.status = TaskStatus::Pending;
    }
    let targeted = task.target.is_some() && task.transfer_of.is_some();
    offer(state, sid);
    if targeted {
        // A transfer to one person whom it does not suit has failed; the first agent keeps the conversation.
        tasks::cancel(state, sid, "transfer declined")?;
    }
    Ok(())
}

/// A worker let an offer run out.
pub(crate) fn time_out(state: &mut State, sid: &str, reservation: &str) {
    let pending = |t: &Task| t.reservations.iter().any(|r| r.sid == reservation && r.status == ReservationStatus::Pending);
    if state.tasks.get(sid).is_some_and(pending) {
        // The task exists, so this cannot be refused.
        let _ = decline(state, sid, reservation, ReservationStatus::Timeout);
    }
}

/// Brings the open reservations of a task to their end: the holder's to `status`, pending ones to canceled.
pub(crate) fn finish(state: &mut State, sid: &str, status: ReservationStatus) {
    let Some(task) = state.tasks.get(sid) else { return };
    let open: Vec<(String, ReservationStatus)> = task
        .reservations
        .iter()
        .filter(|r| r.status.held() || r.status == ReservationStatus::Pending)
        .map(|r| (r.sid.clone(), if r.status.held() { status } else { ReservationStatus::Canceled }))
        .collect();
    for (reservation, status) in open {
        set(state, sid, &reservation, status);
    }
}

fn json(state: &State, task: &str, row: &Reservation) -> Value {
    let root = format!("{}/v1/Workspaces/{}", state.base, state.desk.workspace);
    json!({
        "sid": row.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "task_sid": task,
        "reservation_status": row.status.name(), "worker_sid": row.worker,
        "worker_name": state.desk.workers.get(&row.worker).map(|w| &w.name),
        "date_created": time::rest(row.created), "date_updated": time::rest(row.updated),
        "links": { "task": format!("{root}/Tasks/{task}"), "worker": format!("{root}/Workers/{}", row.worker), "workspace": root },
        "url": format!("{root}/Tasks/{task}/Reservations/{}", row.sid),
    })
}

/// `GET …/Tasks/{WT}/Reservations`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let task = state.task(call.param("task"))?;
        Ok(task.reservations.iter().filter(|r| wanted(&call, r)).map(|r| json(state, &task.sid, r)).collect())
    })?;
    page(&call, &taskrouter("reservations"), rows)
}

fn wanted(call: &Call, row: &Reservation) -> bool {
    call.get("ReservationStatus").is_none_or(|s| s == row.status.name()) && call.get("WorkerSid").is_none_or(|w| w == row.worker)
}

/// `GET …/Workers/{WK}/Reservations`
pub(crate) async fn of_worker(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let all = state.tasks.iter().filter(|t| !t.purged).flat_map(|t| t.reservations.iter().map(move |r| (t, r)));
        let own = all.filter(|(_, r)| r.worker == call.param("worker") && wanted(&call, r));
        own.map(|(t, r)| json(state, &t.sid, r)).collect()
    });
    page(&call, &taskrouter("reservations"), rows)
}

fn find<'s>(state: &'s State, call: &Call) -> Result<&'s Reservation, Refusal> {
    let task = state.task(call.param("task"))?;
    task.reservations.iter().find(|r| r.sid == call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))
}

/// `GET …/Tasks/{WT}/Reservations/{WR}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| ok(json(state, call.param("task"), find(state, &call)?)))
}

/// `POST …/Tasks/{WT}/Reservations/{WR}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let (task, worker) = (call.param("task"), find(state, &call)?.worker.clone());
        match call.require("ReservationStatus")? {
            "accepted" => accept(state, task, &worker)?,
            "rejected" => reject(state, task, &worker)?,
            "wrapping" => tasks::wrap_up(state, task, "")?,
            "completed" => tasks::complete(state, task, "")?,
            other => return Err(Refusal::invalid(format!("A reservation cannot be set to '{other}'"))),
        }
        ok(json(state, task, find(state, &call)?))
    })
}
