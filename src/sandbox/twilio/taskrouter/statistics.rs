//! How many tasks are where: of the workspace, a queue or a workflow, now and so far.

use super::super::call::Call;
use super::super::refusal::{Answer, Refusal, ok};
use super::super::state::State;
use super::super::time;
use super::model::{ReservationStatus, Task, TaskStatus};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is counted.
enum Scope<'c> {
    Workspace,
    Queue(&'c str),
    Workflow(&'c str),
}

impl Scope<'_> {
    fn read<'c>(state: &State, call: &'c Call) -> Result<Scope<'c>, Refusal> {
        let sid = call.param("sid");
        let scope = if call.path.contains("/TaskQueues/") {
            state.desk.queues.get(sid).map(|_| Scope::Queue(sid))
        } else if call.path.contains("/Workflows/") {
            state.desk.workflows.get(sid).map(|_| Scope::Workflow(sid))
        } else {
            Some(Scope::Workspace)
        };
        scope.ok_or_else(|| Refusal::missing(&call.path))
    }

    fn has(&self, task: &Task) -> bool {
        match self {
            Self::Workspace => true,
            Self::Queue(sid) => task.queue == *sid,
            Self::Workflow(sid) => task.workflow == *sid,
        }
    }

    /// Puts the SIDs and the URL into an answer.
    fn stamp(&self, state: &State, call: &Call, body: &mut Value) {
        body["account_sid"] = json!(state.account.sid);
        body["workspace_sid"] = json!(state.desk.workspace);
        body["url"] = json!(format!("{}{}", state.base, call.path));
        match self {
            Self::Workspace => {}
            Self::Queue(sid) => body["task_queue_sid"] = json!(sid),
            Self::Workflow(sid) => body["workflow_sid"] = json!(sid),
        }
    }
}

fn now(state: &State, scope: &Scope<'_>) -> Value {
    let live: Vec<&Task> = state.tasks.iter().filter(|t| !t.status.over() && scope.has(t)).collect();
    let count = |status: TaskStatus| live.iter().filter(|t| t.status == status).count();
    let mut priorities: BTreeMap<String, usize> = BTreeMap::new();
    for task in &live {
        *priorities.entry(task.priority.to_string()).or_default() += 1;
    }
    let longest = live.iter().filter(|t| t.status.waiting()).min_by_key(|t| t.created);
    let age = longest.map_or(0, |t| (state.now - t.created) / 1000);
    let mut body = json!({
        "longest_task_waiting_age": age, "longest_task_waiting_sid": longest.map(|t| &t.sid), "tasks_by_priority": priorities,
        "tasks_by_status": {
            "pending": count(TaskStatus::Pending), "reserved": count(TaskStatus::Reserved),
            "assigned": count(TaskStatus::Assigned), "wrapping": count(TaskStatus::Wrapping),
        },
        "total_tasks": live.len(),
    });
    let workers = || state.desk.workers.iter();
    let activities = state
        .desk
        .activities
        .iter()
        .map(|a| json!({ "sid": a.sid, "friendly_name": a.name, "workers": workers().filter(|w| w.activity == a.sid).count() }));
    let free = |activity: &str| state.desk.activities.get(activity).is_some_and(|a| a.available);
    match scope {
        Scope::Workflow(_) => {}
        Scope::Workspace => {
            body["activity_statistics"] = activities.collect();
            body["total_workers"] = json!(workers().count());
        }
        Scope::Queue(_) => {
            body["activity_statistics"] = activities.collect();
            body["longest_relative_task_age_in_queue"] = json!(age);
            body["longest_relative_task_sid_in_queue"] = json!(longest.map(|t| &t.sid));
            body["total_available_workers"] = json!(workers().filter(|w| free(&w.activity)).count());
            body["total_eligible_workers"] = json!(workers().count());
        }
    }
    body
}

fn so_far(state: &State, scope: &Scope<'_>) -> Value {
    let all: Vec<&Task> = state.tasks.iter().filter(|t| scope.has(t)).collect();
    let ended = |status: TaskStatus| all.iter().filter(|t| t.status == status).count();
    let offers = |status: &[ReservationStatus]| {
        all.iter().flat_map(|t| &t.reservations).filter(|r| status.is_empty() || status.contains(&r.status)).count()
    };
    use ReservationStatus::{Accepted, Canceled, Completed, Rejected, Rescinded, Timeout, Wrapping};
    let none = json!({ "avg": 0, "min": 0, "max": 0, "total": 0 });
    let mut body = json!({
        "avg_task_acceptance_time": 0, "start_time": time::rest(state.desk.created), "end_time": time::rest(state.now),
        "reservations_created": offers(&[]), "reservations_accepted": offers(&[Accepted, Wrapping, Completed]),
        "reservations_rejected": offers(&[Rejected]), "reservations_timed_out": offers(&[Timeout]),
        "reservations_canceled": offers(&[Canceled]), "reservations_rescinded": offers(&[Rescinded]), "split_by_wait_time": null,
        "wait_duration_until_accepted": none, "wait_duration_until_canceled": none, "tasks_canceled": ended(TaskStatus::Canceled),
        "tasks_completed": ended(TaskStatus::Completed), "tasks_deleted": 0, "tasks_moved": 0,
    });
    match scope {
        Scope::Workspace => {
            body["tasks_created"] = json!(all.len());
            body["tasks_timed_out_in_workflow"] = json!(0);
        }
        Scope::Queue(_) => {
            body["tasks_entered"] = json!(all.len());
            body["wait_duration_in_queue_until_accepted"] = none;
        }
        Scope::Workflow(_) => {
            body["tasks_entered"] = json!(all.len());
            body["tasks_timed_out_in_workflow"] = json!(0);
        }
    }
    body
}

/// `GET …/RealTimeStatistics`
pub(crate) async fn real_time(call: Call) -> Answer {
    call.core.with(|state| {
        let scope = Scope::read(state, &call)?;
        let mut body = now(state, &scope);
        scope.stamp(state, &call, &mut body);
        ok(body)
    })
}

/// `GET …/CumulativeStatistics`
pub(crate) async fn cumulative(call: Call) -> Answer {
    call.core.with(|state| {
        let scope = Scope::read(state, &call)?;
        let mut body = so_far(state, &scope);
        scope.stamp(state, &call, &mut body);
        ok(body)
    })
}

/// `GET …/Statistics`
pub(crate) async fn both(call: Call) -> Answer {
    call.core.with(|state| {
        let scope = Scope::read(state, &call)?;
        let mut body = json!({ "realtime": now(state, &scope), "cumulative": so_far(state, &scope) });
        scope.stamp(state, &call, &mut body);
        ok(body)
    })
}

/// `POST …/TaskQueues/RealTimeStatistics`: every queue at once.
pub(crate) async fn queues(call: Call) -> Answer {
    call.core.with(|state| {
        let mut rows = Vec::new();
        for queue in state.desk.queues.iter() {
            let mut body = now(state, &Scope::Queue(&queue.sid));
            body["task_queue_sid"] = json!(queue.sid);
            rows.push(body);
        }
        let mut body = json!({ "task_queue_response_count": rows.len(), "task_queue_data": rows });
        Scope::Workspace.stamp(state, &call, &mut body);
        ok(body)
    })
}
