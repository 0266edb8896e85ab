//! The event callback of the workspace: a signed form for everything that happens to a task.

use super::super::dispatch::Outgoing;
use super::super::hooks::{Fields, put};
use super::super::sid;
use super::super::state::State;
use super::model::{Reservation, Task, TaskStatus};

impl State {
    /// Tells the callback URL that something happened to a task, and perhaps to one of its reservations.
    pub(crate) fn task_event(&mut self, event: &str, task: &Task, reservation: Option<&Reservation>) {
        self.tell("task", &task.sid, event);
        let Some(url) = self.desk.event_callback_url.clone().filter(|url| !url.is_empty()) else { return };
        let wanted = self.desk.events_filter.as_deref().unwrap_or_default();
        if !wanted.is_empty() && !wanted.split(',').any(|name| name.trim() == event) {
            return;
        }
        let mut fields = Fields::new();
        let (kind, resource) = match reservation {
            Some(reservation) => ("reservation", &reservation.sid),
            None => ("task", &task.sid),
        };
        put(&mut fields, "EventType", event);
        put(&mut fields, "AccountSid", &self.account.sid);
        put(&mut fields, "WorkspaceSid", &self.desk.workspace);
        put(&mut fields, "WorkspaceName", &self.desk.name);
        put(&mut fields, "EventDescription", describe(event));
        put(&mut fields, "ResourceType", kind);
        put(&mut fields, "ResourceSid", resource);
        put(&mut fields, "Timestamp", (self.now / 1000).to_string());
        put(&mut fields, "TimestampMs", self.now.to_string());
        put(&mut fields, "Sid", sid::new("EV"));
        self.task_fields(&mut fields, task);
        if let Some(reservation) = reservation {
            put(&mut fields, "ReservationSid", &reservation.sid);
            self.worker_fields(&mut fields, &reservation.worker);
        }
        let lane = task.conversation().unwrap_or_else(|| task.sid.clone());
        self.send(Outgoing::event_callback(&lane, url, event, fields));
    }

    fn task_fields(&self, fields: &mut Fields, task: &Task) {
        put(fields, "TaskSid", &task.sid);
        put(fields, "TaskAttributes", &task.attributes);
        put(fields, "TaskAge", ((self.now - task.created) / 1000).to_string());
        put(fields, "TaskPriority", task.priority.to_string());
        put(fields, "TaskAssignmentStatus", task.status.name());
        match task.status {
            TaskStatus::Canceled => put(fields, "TaskCanceledReason", &task.reason),
            TaskStatus::Completed => put(fields, "TaskCompletedReason", &task.reason),
            _ => {}
        }
        put(fields, "TaskChannelSid", &task.channel);
        if let Some(channel) = self.desk.channels.get(&task.channel) {
            put(fields, "TaskChannelUniqueName", &channel.unique_name);
        }
        put(fields, "TaskQueueSid", &task.queue);
        if let Some(queue) = self.desk.queues.get(&task.queue) {
            put(fields, "TaskQueueName", &queue.name);
        }
        put(fields, "WorkflowSid", &task.workflow);
        if let Some(workflow) = self.desk.workflows.get(&task.workflow) {
            put(fields, "WorkflowName", &workflow.name);
        }
    }

    fn worker_fields(&self, fields: &mut Fields, worker: &str) {
        let Some(worker) = self.desk.workers.get(worker) else { return };
        put(fields, "WorkerSid", &worker.sid);
        put(fields, "WorkerName", &worker.name);
        put(fields, "WorkerAttributes", &worker.attributes);
        put(fields, "WorkerActivitySid", &worker.activity);
        if let Some(activity) = self.desk.activities.get(&worker.activity) {
            put(fields, "WorkerActivityName", &activity.name);
        }
        put(fields, "WorkerVersion", worker.version.to_string());
    }
}

fn describe(event: &str) -> String {
    match event.split_once('.') {
        Some((what, happened)) => format!("{} {happened}", what.replace('-', " ")),
        None => event.to_owned(),
    }
}
