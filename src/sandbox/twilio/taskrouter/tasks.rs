//! The life of a task: created, offered, assigned, wrapping, over.

use super::super::call::Call;
use super::super::page::{page, taskrouter};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::timers::Due;
use super::super::{sid, time};
use super::model::{ReservationStatus, Task, TaskStatus};
use super::reservations;
use crate::domain::clock::Millis;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How long a finished task can still be read.
const AFTERLIFE: Millis = 600_000;

/// What a new task is made of.
#[derive(Debug, Default)]
pub(crate) struct NewTask {
    pub workflow: String,
    /// SID or unique name; the first channel if absent.
    pub channel: Option<String>,
    pub queue: Option<String>,
    pub attributes: String,
    pub priority: i64,
    /// Seconds; a day if absent.
    pub timeout: Option<i64>,
    pub target: Option<String>,
    pub declined: BTreeSet<String>,
    pub interaction: Option<String>,
    pub transfer_of: Option<String>,
}

/// Makes a task, puts it into its queue and offers it.
pub(crate) fn add(state: &mut State, new: NewTask) -> Result<String, Refusal> {
    let workflow = state.desk.workflows.get(&new.workflow).ok_or_else(|| Refusal::invalid("Workflow does not exist"))?;
    let queue = match new.queue {
        Some(queue) => queue,
        None => first_queue(&workflow.configuration).ok_or_else(|| Refusal::invalid("The workflow names no queue"))?,
    };
    state.desk.queues.get(&queue).ok_or_else(|| Refusal::invalid("The task queue does not exist"))?;
    let named = |key: &str| state.desk.channels.iter().find(|c| c.sid == key || c.unique_name == key);
    let channel = match &new.channel {
        Some(key) => named(key).ok_or_else(|| Refusal::invalid(format!("Task channel {key} does not exist")))?,
        None => state.desk.channels.iter().next().ok_or_else(|| Refusal::invalid("There is no task channel"))?,
    };
    let now = state.now;
    let task = Task {
        sid: sid::new("WT"),
        attributes: new.attributes,
        status: TaskStatus::Pending,
        reason: String::new(),
        priority: new.priority,
        timeout: new.timeout.unwrap_or(86_400),
        workflow: new.workflow,
        queue,
        channel: channel.sid.clone(),
        created: now,
        updated: now,
        reservations: Vec::new(),
        target: new.target,
        declined: new.declined,
        interaction: new.interaction,
        transfer_of: new.transfer_of,
        purged: false,
    };
    let sid = task.sid.clone();
    state.tasks.insert(&sid, task.clone());
    state.plan(now + task.timeout * 1000, Due::Task(sid.clone()));
    state.task_event("task.created", &task, None);
    state.task_event("task-queue.entered", &task, None);
    reservations::offer(state, &sid);
    Ok(sid)
}

/// The queue of the workflow's first filter, or else of its default filter.
fn first_queue(configuration: &str) -> Option<String> {
    let parsed: Value = serde_json::from_str(configuration).ok()?;
    let routing = &parsed["task_routing"];
    let filtered = routing["filters"][0]["targets"][0]["queue"].as_str();
    filtered.or_else(|| routing["default_filter"]["queue"].as_str()).map(str::to_owned)
}

/// Sets the status and tells with this event.
pub(crate) fn set_status(state: &mut State, sid: &str, status: TaskStatus, reason: &str, event: Option<&str>) -> Result<(), Refusal> {
    let now = state.now;
    let task = state.task_mut(sid)?;
    task.status = status;
    task.updated = now;
    if !reason.is_empty() {
        task.reason = reason.to_owned();
    }
    let task = task.clone();
    if let Some(event) = event {
        state.task_event(event, &task, None);
    }
    if status.over() {
        state.plan(now + AFTERLIFE, Due::Purge(sid.to_owned()));
    }
    Ok(())
}

/// Ends a task that somebody has.
pub(crate) fn complete(state: &mut State, sid: &str, reason: &str) -> Result<(), Refusal> {
    let status = state.task(sid)?.status;
    if !matches!(status, TaskStatus::Assigned | TaskStatus::Wrapping) {
        return Err(Refusal::invalid(format!("Cannot complete task {sid} because it is not currently assigned.")));
    }
    set_status(state, sid, TaskStatus::Completed, reason, None)?;
    reservations::finish(state, sid, ReservationStatus::Completed);
    let task = state.task(sid)?.clone();
    state.task_event("task.completed", &task, None);
    Ok(())
}

/// Lets the worker write up what was done.
pub(crate) fn wrap_up(state: &mut State, sid: &str, reason: &str) -> Result<(), Refusal> {
    if state.task(sid)?.status != TaskStatus::Assigned {
        return Err(Refusal::invalid(format!("Cannot wrap up task {sid} because it is not currently assigned.")));
    }
    set_status(state, sid, TaskStatus::Wrapping, reason, None)?;
    reservations::finish(state, sid, ReservationStatus::Wrapping);
    let task = state.task(sid)?.clone();
    state.task_event("task.wrapup", &task, None);
    Ok(())
}

/// Ends a task that nobody finished.
pub(crate) fn cancel(state: &mut State, sid: &str, reason: &str) -> Result<(), Refusal> {
    if state.task(sid)?.status.over() {
        return Err(Refusal::invalid(format!("Cannot cancel task {sid} because it is over.")));
    }
    reservations::finish(state, sid, ReservationStatus::Canceled);
    set_status(state, sid, TaskStatus::Canceled, reason, Some("task.canceled"))?;
    transfer_failed(state, sid);
    Ok(())
}

/// A transfer that nobody took: the task it came from stays where it is.
fn transfer_failed(state: &mut State, sid: &str) {
    let old = state.tasks.get(sid).and_then(|t| t.transfer_of.clone());
    if let Some(old) = old.and_then(|old| state.tasks.get(&old).cloned()).filter(|old| !old.status.over()) {
        state.task_event("task.transfer-failed", &old, None);
    }
}

/// The workflow gives up on a task that still waits.
pub(crate) fn time_out(state: &mut State, sid: &str) {
    let Some(task) = state.tasks.get(sid).filter(|t| t.status.waiting()).cloned() else { return };
    if task.created + task.timeout * 1000 > state.now {
        return;
    }
    state.task_event("workflow.timeout", &task, None);
    // The task exists and is not over, so this cannot be refused.
    let _ = cancel(state, sid, "Task canceled on Workflow timeout");
}

/// A finished task can no longer be read.
pub(crate) fn purge(state: &mut State, sid: &str) {
    if let Some(task) = state.tasks.get_mut(sid) {
        task.purged = true;
    }
}

/// The JSON of a task.
pub(crate) fn json(state: &State, task: &Task) -> Value {
    let root = format!("{}/v1/Workspaces/{}", state.base, state.desk.workspace);
    let url = format!("{root}/Tasks/{}", task.sid);
    let channel = state.desk.channels.get(&task.channel).map(|c| &c.unique_name);
    json!({
        "sid": task.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace,
        "age": (state.now - task.created) / 1000, "assignment_status": task.status.name(), "attributes": task.attributes, "addons": "{}",
        "date_created": time::rest(task.created), "date_updated": time::rest(task.updated),
        "task_queue_entered_date": time::rest(task.created), "virtual_start_time": time::rest(task.created),
        "priority": task.priority, "reason": task.reason, "timeout": task.timeout,
        "task_queue_sid": task.queue, "task_queue_friendly_name": state.desk.queues.get(&task.queue).map(|q| &q.name),
        "task_channel_sid": task.channel, "task_channel_unique_name": channel,
        "workflow_sid": task.workflow, "workflow_friendly_name": state.desk.workflows.get(&task.workflow).map(|w| &w.name),
        "ignore_capacity": false, "routing_target": task.target,
        "links": {
            "task_queue": format!("{root}/TaskQueues/{}", task.queue), "workflow": format!("{root}/Workflows/{}", task.workflow),
            "workspace": root, "reservations": format!("{url}/Reservations"),
        },
        "url": url,
    })
}

/// `GET …/Tasks`
pub(crate) async fn list(call: Call) -> Answer {
    let statuses: Vec<String> = call.all("AssignmentStatus").iter().flat_map(|s| s.split(',')).map(|s| s.trim().to_owned()).collect();
    let is = |name: &str, value: &str| call.get(name).is_none_or(|wanted| wanted == value);
    let rows = call.core.with(|state| {
        let fits = |t: &&Task| {
            !t.purged
                && (statuses.is_empty() || statuses.iter().any(|s| s == t.status.name()))
                && is("WorkflowSid", &t.workflow)
                && is("TaskQueueSid", &t.queue)
                && is("Priority", &t.priority.to_string())
        };
        state.tasks.iter().filter(fits).map(|t| json(state, t)).collect()
    });
    page(&call, &taskrouter("tasks"), rows)
}

/// `POST …/Tasks`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        call.json("Attributes")?;
        let only = || state.desk.workflows.iter().next().map(|w| w.sid.clone()).unwrap_or_default();
        let new = NewTask {
            workflow: call.text("WorkflowSid").unwrap_or_else(only),
            channel: call.text("TaskChannel"),
            queue: call.text("TaskQueueSid"),
            attributes: call.text("Attributes").unwrap_or_else(|| "{}".into()),
            priority: call.int("Priority")?.unwrap_or(0),
            timeout: call.int("Timeout")?,
            target: call.text("RoutingTarget"),
            ..NewTask::default()
        };
        let sid = add(state, new)?;
        created(json(state, state.task(&sid)?))
    })
}

/// `GET …/Tasks/{WT}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| ok(json(state, state.task(call.param("task"))?)))
}

/// `POST …/Tasks/{WT}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = call.param("task");
        call.json("Attributes")?;
        let (priority, now) = (call.int("Priority")?, state.now);
        let task = state.task_mut(sid)?;
        task.priority = priority.unwrap_or(task.priority);
        task.updated = now;
        if let Some(attributes) = call.text("Attributes") {
            task.attributes = attributes;
        }
        let task = task.clone();
        let reason = call.get("Reason").unwrap_or_default();
        match call.get("AssignmentStatus") {
            None => state.task_event("task.updated", &task, None),
            Some("completed") => complete(state, sid, reason)?,
            Some("wrapping") => wrap_up(state, sid, reason)?,
            Some("canceled") => cancel(state, sid, reason)?,
            Some(other) => return Err(Refusal::invalid(format!("A task cannot be set to '{other}'"))),
        }
        ok(json(state, state.task(sid)?))
    })
}

/// `DELETE …/Tasks/{WT}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = call.param("task");
        let task = state.task(sid)?.clone();
        reservations::finish(state, sid, ReservationStatus::Canceled);
        state.task_event("task.deleted", &task, None);
        transfer_failed(state, sid);
        state.tasks.remove(sid);
        deleted()
    })
}
