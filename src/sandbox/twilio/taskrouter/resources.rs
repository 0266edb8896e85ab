//! What is set up once: the workspace, activities, task channels, queues, workflows.

use super::super::call::Call;
use super::super::page::{page, taskrouter};
use super::super::refusal::{Answer, Refusal, created, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::model::{Activity, Queue, TaskChannel, Workflow};
use serde_json::{Value, json};

fn root(state: &State) -> String {
    format!("{}/v1/Workspaces/{}", state.base, state.desk.workspace)
}

fn workspace_json(state: &State) -> Value {
    let (desk, url) = (&state.desk, root(state));
    let offline = desk.activities.iter().find(|a| !a.available);
    let link = |name: &str| format!("{url}/{name}");
    json!({
        "sid": desk.workspace, "account_sid": state.account.sid, "friendly_name": desk.name,
        "date_created": time::rest(desk.created), "date_updated": time::rest(desk.updated),
        "default_activity_name": offline.map(|a| &a.name), "default_activity_sid": offline.map(|a| &a.sid),
        "timeout_activity_name": offline.map(|a| &a.name), "timeout_activity_sid": offline.map(|a| &a.sid),
        "event_callback_url": desk.event_callback_url.clone().unwrap_or_default(), "events_filter": desk.events_filter,
        "multi_task_enabled": true, "prioritize_queue_order": "FIFO",
        "links": {
            "activities": link("Activities"), "statistics": link("Statistics"), "real_time_statistics": link("RealTimeStatistics"),
            "cumulative_statistics": link("CumulativeStatistics"), "task_queues": link("TaskQueues"), "tasks": link("Tasks"),
            "workers": link("Workers"), "workflows": link("Workflows"), "task_channels": link("TaskChannels"), "events": link("Events"),
        },
        "url": url,
    })
}

/// `GET /v1/Workspaces`
pub(crate) async fn workspaces(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let fits = call.get("FriendlyName").is_none_or(|n| n == state.desk.name);
        if fits { vec![workspace_json(state)] } else { Vec::new() }
    });
    page(&call, &taskrouter("workspaces"), rows)
}

/// `GET /v1/Workspaces/{WS}`
pub(crate) async fn workspace(call: Call) -> Answer {
    call.core.with(|state| ok(workspace_json(state)))
}

/// `POST /v1/Workspaces/{WS}`: above all the event callback.
pub(crate) async fn update_workspace(call: Call) -> Answer {
    call.core.with(|state| {
        let desk = &mut state.desk;
        desk.event_callback_url = call.text("EventCallbackUrl").or(desk.event_callback_url.take());
        desk.events_filter = call.text("EventsFilter").or(desk.events_filter.take());
        desk.name = call.text("FriendlyName").unwrap_or_else(|| desk.name.clone());
        desk.updated = state.now;
        ok(workspace_json(state))
    })
}

fn activity_json(state: &State, row: &Activity) -> Value {
    json!({
        "sid": row.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "friendly_name": row.name,
        "available": row.available, "date_created": time::rest(row.created), "date_updated": time::rest(row.created),
        "links": { "workspace": root(state) }, "url": format!("{}/Activities/{}", root(state), row.sid),
    })
}

/// `GET …/Activities`
pub(crate) async fn activities(call: Call) -> Answer {
    let rows = call.core.with(|state| state.desk.activities.iter().map(|a| activity_json(state, a)).collect());
    page(&call, &taskrouter("activities"), rows)
}

/// `GET …/Activities/{WA}`
pub(crate) async fn activity(call: Call) -> Answer {
    call.core.with(|state| {
        let row = state.desk.activities.get(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(activity_json(state, row))
    })
}

fn channel_json(state: &State, row: &TaskChannel) -> Value {
    json!({
        "sid": row.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "friendly_name": row.name,
        "unique_name": row.unique_name, "channel_optimized_routing": false,
        "date_created": time::rest(row.created), "date_updated": time::rest(row.created),
        "links": { "workspace": root(state) }, "url": format!("{}/TaskChannels/{}", root(state), row.sid),
    })
}

/// `GET …/TaskChannels`
pub(crate) async fn channels(call: Call) -> Answer {
    let rows = call.core.with(|state| state.desk.channels.iter().map(|c| channel_json(state, c)).collect());
    page(&call, &taskrouter("channels"), rows)
}

/// `GET …/TaskChannels/{TC or unique name}`
pub(crate) async fn channel(call: Call) -> Answer {
    call.core.with(|state| {
        let key = call.param("sid");
        let row = state.desk.channels.iter().find(|c| c.sid == key || c.unique_name == key);
        ok(channel_json(state, row.ok_or_else(|| Refusal::missing(&call.path))?))
    })
}

fn queue_json(state: &State, row: &Queue) -> Value {
    let url = format!("{}/TaskQueues/{}", root(state), row.sid);
    let list = format!("{}/TaskQueues", root(state));
    json!({
        "sid": row.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "friendly_name": row.name,
        "target_workers": row.target_workers, "max_reserved_workers": row.max_reserved, "task_order": "FIFO",
        "assignment_activity_name": null, "assignment_activity_sid": null, "reservation_activity_name": null,
        "reservation_activity_sid": null, "date_created": time::rest(row.created), "date_updated": time::rest(row.updated),
        "links": {
            "assignment_activity": null, "reservation_activity": null, "workspace": root(state),
            "statistics": format!("{url}/Statistics"), "real_time_statistics": format!("{url}/RealTimeStatistics"),
            "cumulative_statistics": format!("{url}/CumulativeStatistics"), "list_statistics": format!("{list}/Statistics"),
            "bulk_real_time_statistics": format!("{list}/RealTimeStatistics"),
        },
        "url": url,
    })
}

/// `GET …/TaskQueues`
pub(crate) async fn queues(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let fits = |q: &&Queue| call.get("FriendlyName").is_none_or(|n| n == q.name);
        state.desk.queues.iter().filter(fits).map(|q| queue_json(state, q)).collect()
    });
    page(&call, &taskrouter("task_queues"), rows)
}

fn get_queue<'s>(state: &'s State, call: &Call) -> Result<&'s Queue, Refusal> {
    state.desk.queues.get(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))
}

/// `GET …/TaskQueues/{WQ}`
pub(crate) async fn queue(call: Call) -> Answer {
    call.core.with(|state| ok(queue_json(state, get_queue(state, &call)?)))
}

fn reserved(call: &Call) -> Result<Option<usize>, Refusal> {
    let most = call.int("MaxReservedWorkers")?;
    most.map(|n| {
        usize::try_from(n).ok().filter(|n| (1..=50).contains(n)).ok_or_else(|| Refusal::invalid("MaxReservedWorkers must be 1 to 50"))
    })
    .transpose()
}

/// `POST …/TaskQueues`
pub(crate) async fn create_queue(call: Call) -> Answer {
    call.core.with(|state| {
        let queue = Queue {
            sid: sid::new("WQ"),
            name: call.require("FriendlyName")?.to_owned(),
            target_workers: call.text("TargetWorkers").unwrap_or_else(|| "1==1".into()),
            max_reserved: reserved(&call)?.unwrap_or(1),
            created: state.now,
            updated: state.now,
        };
        let body = queue_json(state, &queue);
        state.desk.queues.insert(&queue.sid.clone(), queue);
        created(body)
    })
}

/// `POST …/TaskQueues/{WQ}`
pub(crate) async fn update_queue(call: Call) -> Answer {
    call.core.with(|state| {
        let (most, now) = (reserved(&call)?, state.now);
        let row = state.desk.queues.get_mut(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        row.max_reserved = most.unwrap_or(row.max_reserved);
        row.name = call.text("FriendlyName").unwrap_or_else(|| row.name.clone());
        row.target_workers = call.text("TargetWorkers").unwrap_or_else(|| row.target_workers.clone());
        row.updated = now;
        ok(queue_json(state, get_queue(state, &call)?))
    })
}

fn workflow_json(state: &State, row: &Workflow) -> Value {
    let url = format!("{}/Workflows/{}", root(state), row.sid);
    json!({
        "sid": row.sid, "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "friendly_name": row.name,
        "configuration": row.configuration, "task_reservation_timeout": row.reservation_timeout, "assignment_callback_url": null,
        "fallback_assignment_callback_url": null, "document_content_type": "application/json",
        "date_created": time::rest(row.created), "date_updated": time::rest(row.updated),
        "links": {
            "statistics": format!("{url}/Statistics"), "real_time_statistics": format!("{url}/RealTimeStatistics"),
            "cumulative_statistics": format!("{url}/CumulativeStatistics"),
        },
        "url": url,
    })
}

/// `GET …/Workflows`
pub(crate) async fn workflows(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let fits = |w: &&Workflow| call.get("FriendlyName").is_none_or(|n| n == w.name);
        state.desk.workflows.iter().filter(fits).map(|w| workflow_json(state, w)).collect()
    });
    page(&call, &taskrouter("workflows"), rows)
}

fn get_workflow<'s>(state: &'s State, call: &Call) -> Result<&'s Workflow, Refusal> {
    state.desk.workflows.get(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))
}

/// `GET …/Workflows/{WW}`
pub(crate) async fn workflow(call: Call) -> Answer {
    call.core.with(|state| ok(workflow_json(state, get_workflow(state, &call)?)))
}

/// `POST …/Workflows`
pub(crate) async fn create_workflow(call: Call) -> Answer {
    call.core.with(|state| {
        call.json("Configuration")?;
        let workflow = Workflow {
            sid: sid::new("WW"),
            name: call.require("FriendlyName")?.to_owned(),
            configuration: call.require("Configuration")?.to_owned(),
            reservation_timeout: call.int("TaskReservationTimeout")?.unwrap_or(120),
            created: state.now,
            updated: state.now,
        };
        let body = workflow_json(state, &workflow);
        state.desk.workflows.insert(&workflow.sid.clone(), workflow);
        created(body)
    })
}

/// `POST …/Workflows/{WW}`
pub(crate) async fn update_workflow(call: Call) -> Answer {
    call.core.with(|state| {
        call.json("Configuration")?;
        let (timeout, now) = (call.int("TaskReservationTimeout")?, state.now);
        let row = state.desk.workflows.get_mut(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        row.name = call.text("FriendlyName").unwrap_or_else(|| row.name.clone());
        row.configuration = call.text("Configuration").unwrap_or_else(|| row.configuration.clone());
        row.reservation_timeout = timeout.unwrap_or(row.reservation_timeout);
        row.updated = now;
        ok(workflow_json(state, get_workflow(state, &call)?))
    })
}
